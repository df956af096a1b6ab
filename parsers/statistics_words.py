"""Which words and figures do statistics tables print? Known indicators, units, numbers.

statistics.toml, read once. An indicator is known by its words, whatever ordinal, 其中 or unit
stands around them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from parsers.labels import compact, core
from parsers.numbers import parse_cell

_AMONG = re.compile(r"^(?:其中|其它?中|包括)")
DASHES = re.compile(r"[-—–－―─/\\]*")
"""A cell that prints nothing, or only a dash; to be matched whole."""
ROW_ORDINAL = re.compile(r"[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)]?[、.]?|[①-⑳]")
"""A cell that prints the row's ordinal and nothing else; to be matched whole."""
MAX_LABEL = 80
"""Characters of the longest indicator: a paragraph in a layout table is none."""
LEAST = 3
"""Known indicators from which a table is one of these."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """statistics.toml, its patterns compiled. in_label, in_value: a unit behind words or digits."""

    header: Mapping[str, re.Pattern[str]]
    forms: Mapping[str, tuple[str, ...]]
    form_heads: Mapping[str, re.Pattern[str]]
    units: frozenset[str]
    in_label: re.Pattern[str]
    in_value: re.Pattern[str]
    foot: re.Pattern[str]
    figure: re.Pattern[str]
    caption: re.Pattern[str]
    repeated: tuple[str, ...]


@cache
def knowledge() -> Knowledge:
    """statistics.toml."""
    text = resources.files("parsers").joinpath("statistics.toml").read_text("utf-8")
    data = tomllib.loads(text)
    units = "|".join(sorted(data["units"]["names"], key=len, reverse=True))
    rows = data["rows"]
    return Knowledge(
        {name: re.compile(pattern) for name, pattern in data["header"].items()},
        {form["id"]: tuple(form["rows"]) for form in data["form"]},
        {form["id"]: re.compile(form["header"]) for form in data["form"] if "header" in form},
        frozenset(data["units"]["names"]),
        re.compile(rf"\((?:计量)?(?:单位:?)?({units})\)$"),
        re.compile(rf"([+-]?[\d,]+(?:\.\d+)?)({units})"),
        re.compile(rows["foot"]),
        re.compile(rows["figure"]),
        re.compile(rows["caption"]),
        tuple(rows["repeated"]),
    )


@lru_cache(maxsize=4_096)
def find_indicators(text: str) -> tuple[tuple[str, str], ...]:
    """(form, words) of the indicators that a cell names; () for anything else."""
    if not text or len(text) > 2 * MAX_LABEL:
        return ()
    label = indicator_core(text)
    if len(label) > MAX_LABEL or "。" in text:
        return ()
    return tuple(
        (form, words)
        for form, rows in knowledge().forms.items()
        for words in rows
        if words in label
    )


def indicator_core(indicator: str) -> str:
    """其中：1、当面申请数（件） → 当面申请数; 不是《条例》所指 → 不是条例所指."""
    text, before = knowledge().in_label.sub("", compact(indicator)), ""
    while text != before:  # an ordinal may follow 其中, and 其中 an ordinal
        text, before = _AMONG.sub("", core(text)), text
    return text


@lru_cache(maxsize=8_192)
def is_number(text: str) -> bool:
    """Does the cell print a figure, with or without its unit, and no indicator?"""
    printed = compact(text)
    return bool(
        any(c.isdigit() for c in printed)
        and not find_indicators(text)
        and (
            parse_cell(text, "万元", joined=True).value is not None
            or parse_cell(text, None, joined=True).value is not None
            or knowledge().in_value.fullmatch(printed)
        )
    )
