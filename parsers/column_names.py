"""Which column of the form does a header's cell name, and which names none?

A name counts where it is the form's, a synonym the form knows, or the form's but for a slip. What
means something else — another year's, a running total's, 本年修订件数 in the place of 本年废止件数
— is never a column of the form, wherever it stands; what is left of a broken name may be one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from parsers.forms import Line, form_ids, load_form
from parsers.labels import core
from parsers.rows import MAX_COMPARED, Row, bare_label, edit_distance

_LAST_YEAR = re.compile("^(?:上一?年度?|去年|前年|往年|上年?同期|同期)")
_THIS_YEAR = re.compile("^(?:本年度?|今年|当年|20[0-3]\\d年度?)")
_CUMULATIVE = re.compile("^(?:本年度?)?(?:累计|历年|历史)")
_COMPARING = re.compile(
    "同比|环比|同期|增长[率幅]|增减[率幅]|占比|比例|百分比|[较比与](?:上一?年|去年)"
)
_RATE = re.compile("[率幅比例%]")
_PART = re.compile("^其中.")
_YEAR = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")
_HAN = re.compile("[\u4e00-\u9fff]")
_TURNED = frozenset("非不未无除外前原上去已应拟")
"""One of these more, and a name means something else: 未处理决定数量."""
_UNNAMED = "?"


@lru_cache(maxsize=4_096)
def column_of(text: str, columns: tuple[Line, ...]) -> Line | None:
    """The column that a header cell names, by its pattern or, but for a slip, by its letters."""
    label = core(text)
    if not label:
        return None
    named = next((c for c in columns if c.core and c.core.search(label)), None)
    named = named or _similar_column(bare_label(text), columns)
    return None if named and _means_other(label, core(named.label)) else named


def _means_other(label: str, own: str) -> bool:
    """Does the name tell of another year, a running total or a comparison, and the column's own
    not? 上年制发件数 and 累计制发件数 are not 本年制发件数, nor is 本年项目数量 上一年项目数量."""
    if _LAST_YEAR.match(label) and not _LAST_YEAR.match(own):
        return True
    if _THIS_YEAR.match(label) and _LAST_YEAR.match(own):
        return True
    if _CUMULATIVE.match(label) and _THIS_YEAR.match(own):
        return True
    if "增减" in own and "增减" in label and not _RATE.search(label):
        return False
    return bool(_PART.match(label) or _COMPARING.search(label))


@lru_cache(maxsize=4_096)
def _similar_column(label: str, columns: tuple[Line, ...]) -> Line | None:
    """The column whose name is nearest, if no column of any form is as near."""
    known = _known_columns()
    if not label or len(label) > MAX_COMPARED or _names_known(label):
        return None
    near: dict[str, int] = {}
    for column in (*columns, *known):
        wanted = bare_label(column.label)
        if _is_slip(label, wanted):
            distance = edit_distance(label, wanted)
            near[column.key] = min(distance, near.get(column.key, distance))
    nearest = [key for key, distance in near.items() if distance == min(near.values())]
    if len(nearest) != 1:
        return None
    return next((column for column in columns if column.key == nearest[0]), None)


def _known_columns() -> list[Line]:
    return [c for id in form_ids() for c in load_form(id).tables["active_disclosure"].columns]


@lru_cache(maxsize=1_024)
def _names_known(label: str) -> bool:
    return any(c.core and c.core.search(label) for c in _known_columns())


def _is_slip(label: str, wanted: str) -> bool:
    """Are these the letters of the name, but for one that is another, or two too many or few?

    Two that are others make another word: 本年修订件数, 本年公开件数 for 本年废止件数.
    """
    if len(wanted) < 3 or set(label) & _TURNED - set(wanted):
        return False
    distance = edit_distance(label, wanted)
    if distance <= 1:
        return True
    is_moved = len(label) == len(wanted) and sorted(label) == sorted(wanted)
    return distance == 2 < len(wanted) - 3 and (abs(len(label) - len(wanted)) == 2 or is_moved)


@lru_cache(maxsize=1_024)
def may_name(text: str, column: Line) -> bool:
    """Is this what is left of the column's name, or nothing at all: blank, □□, 件数?"""
    label = bare_label(text)
    wanted = bare_label(column.label)
    if not label or _is_slip(label, wanted):
        return not _means_other(label, wanted)
    if len(label) > MAX_COMPARED or _names_known(label) or not _HAN.search(label):
        return False
    if len(label) > 1 and label in wanted:
        return True
    rest = iter(wanted)
    return len(label) + 2 >= len(wanted) > 3 and all(letter in rest for letter in label)


# ── Names over values ─────────────────────────────────────────────────────────────────────────

Name = Line | str
"""What stands over a value: a column of the form, another name, or "" for a blank."""


@lru_cache(maxsize=1_024)
def names_over(
    stacks: tuple[Row, ...], columns: tuple[Line, ...], year: int | None
) -> tuple[Name, ...]:
    """The name over each value. stacks: the header's texts over it, the lowest first; year: the
    report's, values of others are another name's.

    A column that two values are named for is that of the one whose name is exactly the form's:
    总计 beside 合计, 处理决定数量 beside 其他处理决定数量; else neither's.
    """
    years = [{int(y) for text in stack for y in _YEAR.findall(text)} for stack in stacks]
    differ = len({frozenset(told) for told in years if told}) > 1
    found: list[Name] = []
    for stack, told in zip(stacks, years, strict=True):
        texts = [text for text in stack if len(text) <= MAX_COMPARED and _HAN.search(text)]
        name: Name = core(texts[0]) if texts else ""
        line = next((line for text in _ways(texts) if (line := column_of(text, columns))), None)
        is_other = bool(told) and differ and (year is None or year not in told)
        if (
            line
            and not is_other
            and not any(_means_other(core(t), core(line.label)) for t in texts)
        ):
            name = line
        elif is_other and not name:
            name = _UNNAMED
        found.append(name)
    for line in {name for name in found if isinstance(name, Line)}:
        places = [at for at, name in enumerate(found) if name is line]
        if len(places) < 2:
            continue
        wanted = _plain(line.label)
        exact = [at for at in places if any(_plain(text) == wanted for text in stacks[at])]
        for at in places:
            if len(exact) != 1 or at != exact[0]:
                found[at] = core(stacks[at][0]) or _UNNAMED
    return tuple(found)


def _ways(texts: Sequence[str]) -> list[str]:
    """The texts alone, from the lowest; together, where a name goes on in the row below; and
    without the year that they tell."""
    down = texts[::-1]
    pairs = ["".join(down[at : at + 2]) for at in range(len(down) - 1)]
    ways = [*texts, *pairs[::-1], "".join(down)] if len(texts) > 1 else list(texts)
    return [*ways, *(_plain(text) for text in texts if _YEAR.search(text))]


@lru_cache(maxsize=4_096)
def _plain(text: str) -> str:
    """A name without the year that it is of: 本年制发件数 and 制发件数（2023年）."""
    return re.sub("20[0-3]\\d年?度?", "", _THIS_YEAR.sub("", bare_label(text)))


Order = tuple[Line | None, ...]
"""The column of each value of a row, None where it is not known."""


def settled(names: Sequence[Name], columns: tuple[Line, ...]) -> Order | None:
    """The columns of values with these names; None where none of them is a column's.

    A name that cannot be read is told by the others: where it is the only one; several, where what
    is left of each is in its official place and so are the others. A name that means something
    else is no column's.
    """
    order: list[Line | None] = [name if isinstance(name, Line) else None for name in names]
    known = {line for line in order if line}
    if not known:
        return None
    if len(order) != len(columns) or len(known) == len(columns):
        return tuple(order)
    missing = [line for line in columns if line not in known]
    unknown = [(at, name) for at, name in enumerate(names) if isinstance(name, str)]
    if len(missing) == len(unknown) == 1:
        places = [(unknown[0][0], missing[0])]
    elif all(line is None or line is columns[at] for at, line in enumerate(order)):
        places = [(at, columns[at]) for at, name in unknown if core(name)]
    else:
        places = []
    if len(places) == len(unknown) and all(
        may_name(str(names[at]), column) for at, column in places
    ):
        for at, column in places:
            order[at] = column
    return tuple(order)
