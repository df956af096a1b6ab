"""Which figures does a part of a clause state about reviews and litigation?"""

from __future__ import annotations

import re

from parsers.clauses import Figure, agrees, figure_of
from parsers.stated.cells import cell_value
from parsers.stated.memory import ZERO, Memory
from parsers.stated.parts import Part
from parsers.stated.whose import is_area
from parsers.vocabulary import meaning

_TOTALS = {
    "review": ("review_total", "review_litigation.review_total"),
    "litigation": (
        "litigation_total",
        "review_litigation.litigation_direct_total+litigation_after_review_total",
    ),
    "litigation_direct": (
        "litigation_direct_total",
        "review_litigation.litigation_direct_total",
    ),
    "litigation_after_review": (
        "litigation_after_review_total",
        "review_litigation.litigation_after_review_total",
    ),
}
_CHANNELS = {"V": "review", "W": "litigation", "D": "litigation_direct",
             "F": "litigation_after_review"}  # fmt: skip
# 行政复议125件，其中政府信息公开类43件; 均与政府信息公开无关: the count before is of all.
_OF_ALL = re.compile(
    r"[^。\n]{0,200}?(?:其中|包括|含)[：:，]?[^，。；;\d]{0,14}?(?:信息公开|依申请公开|公开申请)"
    r"|，(?:涉及|属于|关于)?(?:政府)?信息公开[^，。；;\d复诉]{0,10}\d"
    r"|。\s*其中[：:，]?[^，。；;\d]{0,14}?信息公开"
)
_UNRELATED = re.compile(
    r"[^。\n]{0,200}(?:。[^。，\n]{0,8})?(?:[与和同][^。，\n]{0,20}无关|非(?:政府)?信息公开|不涉及(?:政府)?信息公开)"
)
_CONCLUDED = re.compile(
    r"\d+件?(?:已|均已)?(?:审结|办结|结案)|(?:审结|办结|结案)[^，。；\d]{0,4}\d"
)
_DROP_DISPUTE = str.maketrans("", "", "iOovMP客")


def read_dispute(memory: Memory, part: Part) -> None:
    """Totals, zeros in words (one negation for a list), outcomes. Remembers the channels that
    the following outcomes belong to: the last one named, or both where nothing but their totals
    was said (行政复议7件，诉讼9件，均获维持)."""
    about = memory.disclosure or (
        (memory.inside or memory.subject in ("app", "dispute"))
        and not (memory.scope is not None and is_area(memory.scope))
    )
    key = part.key.translate(_DROP_DISPUTE)
    after = part.clause.span()[1]
    if "N" in key and _UNRELATED.match(memory.text, after):
        about = False
    if not about or memory.disputed:
        memory.channels = ()
        memory.subject = "other"
        return
    memory.subject = "dispute"
    named = tuple(_CHANNELS[c] for c in key if c in _CHANNELS)
    if _is_of_all(memory, part, named, after):
        memory.of_all, memory.channels = (*memory.of_all, *named), ()
        return
    memory.of_all = () if named else memory.of_all
    outcomes = [meaning("outcome", w).id for letter, w in part.words if letter == "U"]
    shape = re.sub("[VWDF]", "C", key)
    if shape in ("CN", "NC", "rCN", "CaN"):
        number = memory.number(part, "disputes")
        if number is not None:
            memory.add(part, *_TOTALS[named[0]], number)
        memory.channels = (
            named
            if named[0] not in ("review", "litigation")
            else (*(c for c in memory.channels if c in ("review", "litigation")), *named)
        )
    elif shape in ("CCaN", "CCN"):
        number = memory.number(part, "disputes")
        if number is not None and ("a" in key or number.value == 0):
            for name in named:
                memory.add(part, *_TOTALS[name], number)
        memory.channels = named
    elif shape == "CC各NN":
        for name, counted in zip(named, part.counted, strict=True):
            memory.add(part, *_TOTALS[name], figure_of(counted))
        memory.channels = named
    elif re.fullmatch("(?:Xr?C+)+|C+a?X|C+Xr", shape):
        for name in named:
            memory.add(part, *_TOTALS[name], ZERO)
        memory.channels = named
    elif re.fullmatch("X(?:CU)+|CXU", shape):
        for name, outcome in zip(named, outcomes, strict=True):
            memory.add(part, f"{name}_{outcome}", _outcome_cell(name, outcome), ZERO)
    elif shape in ("UN", "NU") and memory.channels:
        number = memory.number(part, "disputes")
        name = memory.channels[-1]
        if number is not None and "败诉" not in part.clause.text:
            memory.add(part, f"{name}_{outcomes[0]}", _outcome_cell(name, outcomes[0]), number)
        memory.channels = (name,)
    elif shape in ("CUN", "NCU", "NUC"):
        number = memory.number(part, "disputes")
        if number is not None:
            name, outcome = named[0], outcomes[0]
            memory.add(part, f"{name}_{outcome}", _outcome_cell(name, outcome), number)
        memory.channels = named
    elif shape in ("aU", "Ua", "CaU", "CCaU") and outcomes == ["upheld"]:
        for name in named or memory.channels:
            _all_upheld(memory, part, name)
    else:
        memory.channels = named if not set(key) & set("NUqdhXb") else ()


def _is_of_all(memory: Memory, part: Part, named: tuple[str, ...], after: int) -> bool:
    """Is the count of all disputes, and the next one of those about disclosure?"""
    if not part.counted or not named or set(part.key) & set("iO"):
        return False
    if _OF_ALL.match(memory.text, after) is None:
        return False
    actual = cell_value(_TOTALS[named[0]][1], memory.tables)
    return actual is None or not agrees(figure_of(part.counted[0]), actual)


def read_of_all(memory: Memory, part: Part) -> None:
    """行政复议125件，其中政府信息公开类43件: those about disclosure."""
    number = memory.number(part, "disputes")
    if number is not None and len(memory.of_all) == 1:
        memory.add(part, *_TOTALS[memory.of_all[0]], number)
        memory.channels = memory.of_all
    memory.of_all, memory.of_some = (), True


def _all_upheld(memory: Memory, part: Part, channel: str) -> None:
    if _CONCLUDED.search(part.clause.sentence):
        return  # all of those concluded
    upheld = cell_value(_outcome_cell(channel, "upheld"), memory.tables)
    total = cell_value(_TOTALS[channel][1], memory.tables)
    stated = memory.latest.get(_TOTALS[channel][0])
    value = stated.value if stated is not None else total
    if value is not None:
        fits = None if upheld is None or total is None else upheld == total
        cell = _outcome_cell(channel, "upheld")
        memory.add(part, f"{channel}_upheld", cell, Figure(value, "件", None), fits)


def _outcome_cell(channel: str, outcome: str) -> str:
    if channel == "litigation":
        return f"review_litigation.litigation_direct_{outcome}+litigation_after_review_{outcome}"
    return f"review_litigation.{channel}_{outcome}"
