"""Which column of the form is each printed column?

Headers name them, in orders of their own, and some organs add columns that are none of the form's;
the cells' places in the grid tell which values a row has lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from parsers.candidates import is_trend
from parsers.forms import FormTable, Line, form_ids, load_form
from parsers.grid import Cell, Table
from parsers.labels import core
from parsers.rows import (
    MAX_COMPARED,
    Match,
    Row,
    bare_label,
    edit_distance,
    matches,
)
from parsers.values import Consistent, Reading, fits, values_of

# ── Names ─────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4_096)
def column_of(text: str, columns: tuple[Line, ...]) -> Line | None:
    """The column that a header cell names, by its pattern or, but for a slip, by its letters."""
    label = core(text)
    if not label:
        return None
    named = next((c for c in columns if c.core and c.core.search(label)), None)
    named = named or _similar_column(bare_label(text), columns)
    # 上年制发件数 is not 本年制发件数.
    if named and _LAST_YEAR.match(label) and not _LAST_YEAR.match(core(named.label)):
        return None
    return named


@lru_cache(maxsize=4_096)
def _similar_column(label: str, columns: tuple[Line, ...]) -> Line | None:
    """The column whose name is nearest, if no column of any form is as near."""
    known = [c for id in form_ids() for c in load_form(id).tables["active_disclosure"].columns]
    if (
        not label
        or len(label) > MAX_COMPARED
        or any(c.core and c.core.search(label) for c in known)
    ):
        return None
    near: dict[str, int] = {}
    for column in (*columns, *known):
        wanted = bare_label(column.label)
        distance = edit_distance(label, wanted)
        if distance <= (2 if len(wanted) > 5 else 1):
            near[column.key] = min(distance, near.get(column.key, distance))
    nearest = [key for key, distance in near.items() if distance == min(near.values())]
    if len(nearest) != 1:
        return None
    return next((column for column in columns if column.key == nearest[0]), None)


_GROUP = Line("", "法人或其他组织", None, None)


def _names_in(row: Row, spec: FormTable, columns: tuple[Line, ...]) -> list[Line | None]:
    """The column that each cell of a header row names; _GROUP for the name above several."""
    groups = {core(column.group) for column in spec.columns if column.group}
    return [
        _GROUP
        if core(cell) in groups or (spec.grouped and spec.grouped.search(core(cell)))
        else column_of(cell, columns)
        for cell in row
    ]


# ── Order ─────────────────────────────────────────────────────────────────────────────────────


def column_order(
    tables: Sequence[Table],
    spec: FormTable,
    columns: tuple[Line, ...],
    printed: Sequence[Row],
    consistent: Consistent,
) -> tuple[Line, ...]:
    """The columns in the order in which the header prints them. printed: the rows' values.

    An order other than the official one must fit the printed sums as well, and better where the
    header leaves it in doubt. Sums cannot tell two exchanged summands apart.
    """
    for table in tables:
        order, is_certain = _header_order(table, spec, columns)
        if len(order) != len(columns):
            continue
        if order == columns:
            return columns
        whole = (_without_blank_end(texts, len(columns)) for texts in printed)
        rows = [values_of(texts) for texts in whole if len(texts) == len(columns)]
        official = fits(rows, range(len(columns)), consistent)
        swapped = fits(rows, [order.index(column) for column in columns], consistent)
        return order if swapped > official or (is_certain and swapped == official) else columns
    return columns


def _without_blank_end(texts: Row, wanted: int) -> Row:
    """Without the blank cells that stand behind the wanted ones."""
    end = len(texts)
    while end > wanted and not texts[end - 1].strip():
        end -= 1
    return texts[:end]


def _header_order(
    table: Table, spec: FormTable, columns: tuple[Line, ...]
) -> tuple[tuple[Line, ...], bool]:
    """(the columns as the header names them, whether they surely stand so); () if some are missing.

    A row of nothing but the names decides; so do names that stand over the values. Names in
    reading order, those of a group where the group's name stands, decide only where they do more
    than put the group before or behind the others, or 总计 before all: 自然人 and 总计 are printed
    lower or higher than the group.
    """
    names: list[list[Line]] = []
    named_at: dict[Line, int] = {}
    for row, texts, (_, is_header) in _with_matches(table, spec):
        if not is_header:
            continue
        found = _names_in(texts, spec, columns)
        for cell, line in zip(row, found, strict=True):
            if line is not None and line is not _GROUP:
                named_at.setdefault(line, cell.column)
        named = [line for line in found if line is not None and line is not _GROUP]
        if len(set(named)) == len(columns) == len(named) and _GROUP not in found:
            return tuple(named), True
        names.append([line for line in found if line is not None])
    order = _expanded(names, columns)
    if order == columns:
        return columns, True
    places = sorted(named_at.values())
    if len(named_at) == len(columns) and value_columns(table, spec) == tuple(places):
        return tuple(sorted(named_at, key=named_at.__getitem__)), True
    kept = all(
        [line for line in order if bool(line.group) == grouped]
        == [line for line in columns if bool(line.group) == grouped]
        for grouped in (True, False)
    )
    return order, bool(order) and not kept and order[-1] is columns[-1]


def _expanded(rows: list[list[Line]], columns: tuple[Line, ...]) -> tuple[Line, ...]:
    """The names of the header's rows as one order, each once; empty if some are missing."""
    # Each once: a header is printed again where a page begins.
    below = list(dict.fromkeys(line for names in rows for line in names if line.group))
    order: list[Line] = []
    for names in rows:
        for name in names:
            if name is _GROUP:
                order += [line for line in below if line not in order]
            elif name not in order:
                order.append(name)
    return tuple(order) if set(order) == set(columns) else ()


# ── Places in the grid ────────────────────────────────────────────────────────────────────────


def _with_matches(
    table: Table, spec: FormTable
) -> Iterable[tuple[Sequence[Cell], Row, tuple[Match | None, bool]]]:
    return zip(table.rows, table.texts, matches(table, spec), strict=True)


def value_columns(table: Table, spec: FormTable) -> tuple[int, ...]:
    """Grid columns in which the table's values stand; empty where its rows do not agree on them.

    Taken from the rows that leave no doubt: one cell a column, the first and the last printed.
    Where blanks leave no such row, from the header, if its names stand over the last columns.
    """
    counted: Counter[tuple[int, ...]] = Counter()
    named_at: set[int] = set()
    for row, texts, (match, is_header) in _with_matches(table, spec):
        if is_header:
            names = _names_in(texts, spec, spec.columns)
            named_at |= {
                cell.column
                for cell, line in zip(row, names, strict=True)
                if line is not None and line is not _GROUP
            }
            continue
        if match is None:
            continue
        values = unpadded(texts[match[1] + 1 :])
        start = len(row) - len(values)
        values = _without_blank_end(values, len(spec.columns))
        if len(values) == len(spec.columns) and values[-1].strip():
            counted[tuple(cell.column for cell in row[start : start + len(values)])] += 1
    common = counted.most_common(2)
    if common and common[0][1] > 1 and (len(common) < 2 or common[1][1] < 2):
        return common[0][0]
    last = tuple(range(table.width - len(spec.columns), table.width))
    return last if named_at == set(last) and set(counted) <= {last} else ()


def in_place(cells: Sequence[Cell], columns: Sequence[int], width: int) -> Row | None:
    """The texts of the cells that begin in these columns; None if the row lacks one or more, or is
    shorter than the table: then it has lost cells, and its places say nothing."""
    begins = {cell.column: cell.text for cell in cells}
    if not columns or cells[-1].column + cells[-1].colspan != width:
        return None
    if any(column not in begins for column in columns):
        return None
    if any(text.strip() for column, text in begins.items() if column not in columns):
        return None
    return tuple(begins[column] for column in columns)


def usual_end(table: Table, spec: FormTable) -> int:
    """The grid column at which most of the table's rows of values end."""
    ends = Counter(
        row[-1].column + row[-1].colspan
        for row, (match, _) in zip(table.rows, matches(table, spec), strict=True)
        if row and match
    )
    # Where many rows have lost cells, whole ones may be fewer; one alone may have a cell too many.
    shared = [end for end, count in ends.items() if count >= 3 or count == len(table.rows)]
    return max(shared or ends, default=0)


def unpadded(texts: Row) -> Row:
    """The cells from the first that is not blank."""
    first = next((at for at, text in enumerate(texts) if text.strip()), len(texts))
    return texts[first:]


# ── Columns that are none of the form's ───────────────────────────────────────────────────────

_SIDE_COLUMNS = frozenset(
    ("单位", "计量单位", "行次", "行号", "序号", "编号", "代码", "小计", "备注", "说明")
)
"""Columns that some organs add to the form's; 小计 only beside a 总计."""
_LAST_YEAR = re.compile("^(?:上一?年度?|去年)")
_THIS_YEAR = re.compile("^(?:本年度?|今年)")
_YEAR = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")


def _side_columns(cells: Sequence[Cell], year: int | None) -> dict[int, str]:
    """Grid column → name, of the header cells that name no column of a form: 备注,
    本年制发件数（2022年） beside 2023年, 上年制发件数 beside 本年制发件数."""
    found: dict[int, str] = {}
    names = [core(cell.text) for cell in cells]
    years = [set(map(int, _YEAR.findall(cell.text))) for cell in cells]
    this_year = {_THIS_YEAR.sub("", name) for name in names}
    for cell, name, named in zip(cells, names, years, strict=True):
        bare = _LAST_YEAR.sub("", name)
        if (
            (name in _SIDE_COLUMNS and cell.colspan == 1)
            or (year is not None and named and year not in named and {year} in years)
            or (bare != name and bare in this_year)
        ):
            found |= dict.fromkeys(range(cell.column, cell.column + cell.colspan), name)
    return found


def without_side_columns(
    reading: Reading,
    table: Table,
    headers: Iterable[int],
    whole: Callable[[Table], int],
    year: int | None,
) -> Table:
    """The table without columns that its header names as none of the form's.

    headers: numbers of the header's rows; whole: how many rows have the form's number of cells.
    Only where more have it without the columns than with them.
    """
    columns: dict[int, str] = {}
    has_total = reading.name == "active_disclosure"  # the form has none there
    for number in headers:
        columns |= _side_columns(table.rows[number], year)
        has_total = has_total or any(
            core(cell.text) in ("总计", "合计") for cell in table.rows[number]
        )
    if not has_total:
        columns = {at: side for at, side in columns.items() if side != "小计"}
    if not columns:
        return table
    rest = Table(
        tuple(
            tuple(
                c
                for c in cells
                if c.column not in columns or c.column + c.colspan - 1 not in columns
            )
            for cells in table.rows
        )
    )
    if whole(rest) <= whole(table):
        return table
    names = "、".join(dict.fromkeys(columns.values()))
    remark = f"{reading.title}多印了“{names}”一列，不是表式的列，未读。"
    if remark not in reading.remarks:
        reading.remarks.append(remark)
    return rest


def own_columns(reading: Reading, table: Table, spec: FormTable, year: int | None) -> Table:
    """A table of labelled rows without its side columns."""

    def whole(candidate: Table) -> int:
        return sum(
            m is not None and len(row) - m[1] - 1 == len(spec.columns_of(m[0]))
            for _, row, (m, _) in _with_matches(candidate, spec)
        )

    headers = [
        number
        for number, (_, row, (_, is_header)) in enumerate(_with_matches(table, spec))
        if is_header or is_trend([row])
    ]
    return without_side_columns(reading, table, headers, whole, year)
