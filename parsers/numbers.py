"""What number does a printed cell hold? Never a repair: what is not plainly digits gets a note.

A blank, a dash and an unreadable text are None, each with its own kind; a unit or a remark beside
the digits leaves the value and is noted with the printed text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import cn2an

from parsers.report import Number

_DIGITS = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_SEPARATED = re.compile(_DIGITS)
_DASH = re.compile(r"[-/\\—–－_~～·.*]+|无|不涉及|不适用|——+")
_UNITS = "万元|亿元|元|件|条|宗|起|份|项|个|次|人次|人"
_WITH_UNIT = re.compile(rf"({_DIGITS})[（(]?({_UNITS})[）)]?")
_WITH_REMARK = re.compile(rf"({_DIGITS})({_UNITS})?[（(]([^0-9].*)[）)]")
_FOOTNOTE = re.compile(
    r"(?:[¹²³⁰⁴-⁹①-⑳*※★†]|[\[〔（(][¹²³⁰⁴-⁹①-⑳*※]+[\]〕）)]|(?<=\d)\[\d{1,2}\])+$"
)
_BROKEN = re.compile(r"\d\s+\d")
_SPLIT = re.compile(r"\d[ \t\u3000]+\d")
_CHINESE = re.compile("[零〇一二两三四五六七八九十百千万]+")
_MAX_DIGITS = 15
"""No count or amount has more; a row whose borders are lost may have (domain.md 7)."""
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060\xad"))

_IN_YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@dataclass(frozen=True, slots=True)
class Printed:
    """value None: blank, dash or unreadable. kind None: plain digits, nothing to note.

    kind: blank, dash, unreadable (value None) · unit, note (value given)."""

    value: Number | None
    kind: str | None
    raw: str


def clean(text: str) -> str:
    """Printed text without invisible characters and `[bookmark: …]` residue; spaces kept."""
    if text.isascii() and "[" not in text:
        return text.strip()
    return _BOOKMARK.sub("", text).translate(_INVISIBLE).replace("\xa0", " ").strip()


def _number(digits: str | Decimal) -> Number:
    value = Decimal(digits.replace(",", "") if isinstance(digits, str) else digits)
    return int(value) if value == value.to_integral_value() else float(value)


@lru_cache(maxsize=8_192)
def parse_cell(
    text: str, unit: str | None = None, joined: bool = False, header: str | None = None
) -> Printed:
    """Read one printed value cell. unit: the column's money unit (万元, 元) or None for counts.

    An amount printed in another money unit is converted to the column's (exactly) and noted.
    joined: digits on two lines or apart are one number broken by a narrow column. Without it they
    may as well be the values of two cells, and are unreadable.
    header: the money unit that the column's header prints, which holds where the cell prints none.
    """
    raw = clean(text)
    if not joined and _BROKEN.search(raw):
        return Printed(None, "unreadable", raw)
    printed = _FOOTNOTE.sub("", raw)
    if printed == "":
        printed = raw  # 5* has a footnote, * alone is a dash
    # NFKC would turn 5² into 52 and ③ into 3.
    if not printed.isascii() and any(unicodedata.category(c) == "No" for c in printed):
        return Printed(None, "unreadable", raw)
    has_footnote = printed != raw
    compact = "".join(unicodedata.normalize("NFKC", printed).split())
    if not compact:
        return Printed(None, "blank", raw)
    if len(compact) > _MAX_DIGITS and sum(c.isdigit() for c in compact) > _MAX_DIGITS:
        return Printed(None, "unreadable", raw)
    is_other_unit = header in _IN_YUAN and unit in _IN_YUAN and header != unit
    if is_other_unit and _SEPARATED.fullmatch(compact):
        return _with_unit(compact, header, unit, "unit", raw)
    if _PLAIN.fullmatch(compact):
        noted = has_footnote or _SPLIT.search(raw) is not None
        return Printed(_number(compact), "note" if noted else _spaced(raw), raw)
    if _DASH.fullmatch(compact):
        return Printed(None, "dash", raw)
    if _SEPARATED.fullmatch(compact):
        return Printed(_number(compact), "note", raw)
    if match := _WITH_UNIT.fullmatch(compact):
        digits, printed_unit = match.groups()
        return _with_unit(digits, printed_unit, unit, "unit", raw)
    if match := _WITH_REMARK.fullmatch(compact):
        digits, printed_unit, _ = match.groups()
        return _with_unit(digits, printed_unit, unit, "note", raw)
    # 一 alone is as often a stroke that someone typed as a character.
    if _CHINESE.fullmatch(compact) and set(compact) != {"一"}:
        try:
            return Printed(_number(Decimal(str(cn2an.cn2an(compact, "normal")))), "note", raw)
        except ValueError:  # 十三百: no number
            return Printed(None, "unreadable", raw)
    return Printed(None, "unreadable", raw)


def _spaced(raw: str) -> str | None:
    """Digits printed apart or full-width: white space is layout, other forms are noted."""
    return None if raw.isascii() else "note"


def _with_unit(digits: str, printed: str | None, unit: str | None, kind: str, raw: str) -> Printed:
    value = Decimal(digits.replace(",", ""))
    if printed in _IN_YUAN:
        if unit not in _IN_YUAN:  # money in a column of counts says nothing about the count
            return Printed(None, "unreadable", raw)
        value = value * _IN_YUAN[printed] / _IN_YUAN[unit]
        if value.adjusted() >= _MAX_DIGITS:
            return Printed(None, "unreadable", raw)
    elif printed is not None and unit is not None:  # 件 in a money column
        return Printed(None, "unreadable", raw)
    return Printed(_number(value), kind, raw)


@lru_cache(maxsize=8_192)
def is_value(text: str) -> bool:
    """Can this cell hold a value (digits, blank, dash), as opposed to a label?

    Chinese numerals may be a value, but also a label's ordinal.
    """
    if _CHINESE.fullmatch(text):
        return False
    return any(parse_cell(text, unit, joined=True).kind != "unreadable" for unit in ("万元", None))
