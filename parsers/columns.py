"""Which column of the form is each printed column?

Headers name them, in orders of their own, and some organs add columns that are none of the form's;
the cells' places in the grid tell which values a row has lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

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
from parsers.values import Consistent, Reading, fits, summed, values_of

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


class Header(NamedTuple):
    """The rows of column names over rows of values, and their texts."""

    rows: tuple[tuple[Cell, ...], ...] = ()
    texts: tuple[Row, ...] = ()

    def with_row(self, cells: tuple[Cell, ...], texts: Row) -> Header:
        if len(self.rows) >= MAX_HEADER:
            return self
        return Header((*self.rows, cells), (*self.texts, texts))

    def over(self, cells: Sequence[Cell]) -> tuple[Row, ...]:
        """The texts over a row's last label and its values: of two parts of a table that stand
        side by side each has its own."""
        if not _is_double(self.texts):
            return self.texts
        start, end = cells[0].column, cells[-1].column + cells[-1].colspan
        return tuple(tuple(c.text for c in row if start <= c.column < end) for row in self.rows)


MAX_HEADER = 8
"""Rows of a header; a broken name of a column a row, and some."""


@lru_cache(maxsize=1_024)
def _is_double(rows: tuple[Row, ...]) -> bool:
    return any(list(map(core, row)).count("信息内容") > 1 for row in rows)


def order_under(
    header: Header, cells: Sequence[Cell], columns: tuple[Line, ...]
) -> tuple[Line, ...] | None:
    """The columns in the order of the header right above a row, its last label and its values.

    None where the header does not name them; () where it names some of them, and not in the
    official order, so that the others' places are not known.
    """
    return columns if len(columns) == 1 else _order_in(header.over(cells), columns)


@lru_cache(maxsize=1_024)
def _order_in(rows: tuple[Row, ...], columns: tuple[Line, ...]) -> tuple[Line, ...] | None:
    partly: list[tuple[Row, list[Line | None]]] = []
    for texts in joined(rows):
        named = [column_of(text, columns) for text in texts]
        order = tuple(dict.fromkeys(line for line in named if line))
        if len(order) == len(columns) and _is_once(named):
            return order
        partly.append((texts, named))
    for texts, named in partly:
        if order := _by_elimination(texts, named, columns):
            return order
    fullest = max((named for _, named in partly), key=lambda n: len(set(n) - {None}), default=[])
    order = tuple(dict.fromkeys(line for line in fullest if line))
    if len(fullest) == len(columns) + 1 and any(
        line not in (None, column) for line, column in zip(fullest[1:], columns, strict=True)
    ):
        return ()  # one of them stands in another's place
    return None if list(order) == [line for line in columns if line in order] else ()


def _is_once(named: Sequence[Line | None]) -> bool:
    """Does no name return after another? A merged cell's may stand in each column it covers."""
    runs = [line for line, _ in groupby(named) if line]
    return len(runs) == len(set(runs))


def _by_elimination(
    texts: Row, named: Sequence[Line | None], columns: tuple[Line, ...]
) -> tuple[Line, ...]:
    """The order where one name alone cannot be read: 上一年项目数量 | □ | 处理决定数量."""
    missing = [line for line in columns if line not in named]
    values = named[len(named) - len(columns) :]
    if len(missing) != 1 or len(named) != len(columns) + 1 or values.count(None) != 1:
        return ()
    if has_side_names(texts):
        return ()
    return tuple(line or missing[0] for line in values)


@lru_cache(maxsize=1_024)
def joined(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The names of a header's rows: of each row alone, the last first, and of all of them together,
    where a name goes on in the row below: over the width, or in each column."""
    rows = tuple(row for row in rows if any(map(str.strip, row)))
    if len(rows) < 2:
        return rows
    ways = list(reversed(rows))
    if len({len(row) for row in rows}) == 1:
        ways.append(tuple(map("".join, zip(*rows, strict=True))))
    texts = list(rows[0])
    for row in rows[1:]:
        texts = [*texts[:-1], texts[-1] + row[0], *row[1:]]
    return (*ways, tuple(texts), tuple(text for row in rows for text in row))


@lru_cache(maxsize=1_024)
def all_names(rows: tuple[Row, ...]) -> Row:
    """The texts of a header's rows, and those that they make where a name is broken over lines."""
    return tuple(dict.fromkeys(text for way in joined(rows) for text in way if text.strip()))


@lru_cache(maxsize=4_096)
def names_any(rows: tuple[Row, ...], columns: tuple[Line, ...]) -> bool:
    """Does a header name one of the columns?"""
    return any(column_of(text, columns) for text in all_names(rows))


class Under(NamedTuple):
    """A row's values under the columns of the form, and the names of the other columns."""

    texts: Row
    names: tuple[str, ...]


def values_under(header: Header, cells: Sequence[Cell], columns: tuple[Line, ...]) -> Under | None:
    """The values of a row, its last label and its values, that has more of them than the form.

    Each by the name above it; a merged cell may repeat its text in each column that it covers.
    None where a column has no value, or two, or a value no name.
    """
    for row in reversed(header.rows):
        over = {
            column: cell.text
            for cell in row
            for column in range(cell.column, cell.column + cell.colspan)
        }
        if len(row) < 2 or row[-1].column + row[-1].colspan != cells[-1].column + cells[-1].colspan:
            continue
        found: dict[Line, set[str]] = {}
        others: list[str] = []
        for cell in cells[1:]:
            name = over.get(cell.column, "")
            line = column_of(name, columns)
            if line:
                found.setdefault(line, set()).add(cell.text.strip())
            elif cell.text.strip():
                others.append(core(name))
        printed = [found.get(line, set()) - {""} or found.get(line, set()) for line in columns]
        if all(len(texts) == 1 for texts in printed) and all(others):
            return Under(tuple(texts.pop() for texts in printed), tuple(dict.fromkeys(others)))
    return None


def printings(table: Table, spec: FormTable) -> tuple[int, ...]:
    """Numbers of the rows in which a header is printed again below rows of values."""
    starts: list[int] = []
    is_below = False
    for number, (_, texts, (match, is_header)) in enumerate(_with_matches(table, spec)):
        if is_header:
            if is_below and sum(map(bool, _names_in(texts, spec, spec.columns))) > 1:
                starts.append(number)
                is_below = False
        elif match:
            is_below = True
    return tuple(starts)


def column_order(
    table: Table,
    spec: FormTable,
    columns: tuple[Line, ...],
    printed: Sequence[Row],
    consistent: Consistent,
) -> tuple[Line, ...] | None:
    """The columns in the order in which the table's header prints them, None if it does not name
    them. printed: the rows' values.

    An order other than the official one must fit the printed sums as well, and better where the
    header leaves it in doubt. Sums cannot tell two exchanged summands apart.
    """
    order, is_certain = _header_order(table, spec, columns)
    if len(order) != len(columns):
        return None
    if order == columns:
        return columns
    whole = (without_blank_end(texts, len(columns)) for texts in printed)
    rows = [values_of(texts) for texts in whole if len(texts) == len(columns)]
    official = fits(rows, range(len(columns)), consistent)
    swapped = fits(rows, [order.index(column) for column in columns], consistent)
    return order if swapped > official or (is_certain and swapped == official) else columns


def without_blank_end(texts: Row, wanted: int) -> Row:
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
        printed = texts[match[1] + 1 :]
        if len(printed) == len(spec.columns) and printed[0].strip() and printed[-1].strip():
            counted[tuple([cell.column for cell in row[match[1] + 1 :]])] += 1  # nearly all
            continue
        values = unpadded(printed)
        start = len(row) - len(values)
        values = without_blank_end(values, len(spec.columns))
        if len(values) != len(spec.columns) or not values[-1].strip():
            continue
        # A blank may be the first or the last column's, and a value at the other end none's.
        if len(printed) == len(values) or summed(values_of(values)):
            counted[tuple(cell.column for cell in row[start : start + len(values)])] += 1
    common = counted.most_common(2)
    if common and common[0][1] > 1 and (len(common) < 2 or common[1][1] < 2):
        return common[0][0]
    last = tuple(range(table.width - len(spec.columns), table.width))
    return last if named_at == set(last) and set(counted) <= {last} else ()


def in_place(cells: Sequence[Cell], columns: tuple[int, ...], width: int) -> Row | None:
    """The texts of the cells that begin in these columns; None if the row lacks one or more, or is
    shorter than the table: then it has lost cells, and its places say nothing."""
    if not columns or cells[-1].column + cells[-1].colspan != width:
        return None
    if tuple([cell.column for cell in cells]) == columns:  # nearly all
        return tuple([cell.text for cell in cells])
    begins = {cell.column: cell.text for cell in cells}
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

_SIDE_COLUMN = re.compile(
    "(?:指标|项目|单位|栏目|统计|表)?(?:序号?|[行栏项]次|[行栏项]号|编[号码]|代[号码])"
    "|(?:计量)?单位|权重|小计|备注|说明"
)
"""Columns that some organs add to the form's; 小计 only beside a 总计."""
_COMPARED = re.compile(
    "^(?:同比|环比|(?:较|比|与)(?:上一?年|去年|同期)|增长[率幅]|增减[率幅]|增幅|占比|比例|百分比)"
)
_LAST_YEAR = re.compile("^(?:上一?年度?|去年)")
_THIS_YEAR = re.compile("^(?:本年度?|今年)")
_YEAR = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")


def _side_columns(
    cells: Sequence[Cell], this_year: Container[str], year: int | None
) -> dict[int, str]:
    """Grid column → name, of the header cells that name no column of a form: 备注, 同比,
    本年制发件数（2022年） beside 2023年, 上年制发件数 beside 本年制发件数.

    this_year: the names of the header, without 本年.
    """
    found: dict[int, str] = {}
    names = [core(cell.text) for cell in cells]
    years = [
        set(map(int, _YEAR.findall(cell.text))) if "20" in cell.text else set() for cell in cells
    ]
    for cell, name, named in zip(cells, names, years, strict=True):
        bare = _LAST_YEAR.sub("", name)
        if (
            (_SIDE_COLUMN.fullmatch(name) and cell.colspan == 1)
            or (_COMPARED.match(name) and cell.colspan == 1)
            or (year is not None and named and year not in named and {year} in years)
            or (bare != name and bare in this_year)
        ):
            found |= dict.fromkeys(range(cell.column, cell.column + cell.colspan), name)
    return found


@lru_cache(maxsize=1_024)
def has_side_names(header: Row) -> bool:
    """Does a header compare with another year: 上年处理决定数量 beside 本年处理决定数量, 同比?"""
    names = set(map(core, header))
    this_year = {_THIS_YEAR.sub("", name) for name in names}
    return any(
        _COMPARED.match(name)
        or ((bare := _LAST_YEAR.sub("", name)) != name and bool(bare) and bare in this_year)
        for name in names
    )


def without_side_columns(
    reading: Reading,
    table: Table,
    headers: Iterable[int],
    whole: Callable[[Table], set[int]],
    year: int | None,
) -> Table:
    """The table without columns that its header names as none of the form's.

    headers: numbers of the header's rows; whole: those of the rows that have the form's number of
    cells. Only where the columns' loss makes rows whole, and none that was whole is not any more.
    """
    columns: dict[int, str] = {}
    has_total = reading.name == "active_disclosure"  # the form has none there
    headers = list(headers)
    names = {_THIS_YEAR.sub("", core(cell.text)) for at in headers for cell in table.rows[at]}
    for number in headers:
        columns |= _side_columns(table.rows[number], names, year)
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
    gained, had = whole(rest), whole(table)
    if not gained > had:
        return table
    # Where rows end before the table's width, its columns are not those of the header.
    width = table.width
    if any((last := table.rows[at][-1]).column + last.colspan != width for at in gained - had):
        return table
    reading.left_out(tuple(dict.fromkeys(columns.values())))
    return rest


def own_columns(reading: Reading, table: Table, spec: FormTable, year: int | None) -> Table:
    """A table of labelled rows without its side columns."""

    def whole(candidate: Table) -> set[int]:
        return {
            number
            for number, (_, row, (m, _)) in enumerate(_with_matches(candidate, spec))
            if m is not None and len(row) - m[1] - 1 == len(spec.columns_of(m[0]))
        }

    headers = [
        number
        for number, (_, row, (match, is_header)) in enumerate(_with_matches(table, spec))
        if is_header or (match is None and is_trend([row]))
    ]
    return without_side_columns(reading, table, headers, whole, year)
