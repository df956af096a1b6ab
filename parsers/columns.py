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
from parsers.column_names import Order, column_of, may_name, names_over, settled
from parsers.forms import FormTable, Line
from parsers.grid import Cell, Table
from parsers.labels import core
from parsers.numbers import is_value
from parsers.rows import Match, Row, is_foot, labels_end, matches
from parsers.values import Consistent, Reading, fits, holding, summed, values_of

# ── Names ─────────────────────────────────────────────────────────────────────────────────────


_GROUP = Line("", "法人或其他组织", None, None)


def _names_in(row: Sequence[str], spec: FormTable, columns: tuple[Line, ...]) -> list[Line | None]:
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
    header: Header, cells: Sequence[Cell], columns: tuple[Line, ...], count: int, year: int | None
) -> Order | None:
    """The columns in the order of the header right above a row, its last label and its values.

    None where the header does not name them; () where it names some of them, and it is not known
    over which values. count: of the values; year: as in names_over.
    """
    if len(columns) == count == 1:
        return columns
    return _order_in(header.over(cells), columns, count, year)


@lru_cache(maxsize=1_024)
def _order_in(
    rows: tuple[Row, ...], columns: tuple[Line, ...], count: int, year: int | None
) -> Order | None:
    partly: list[tuple[Row, list[Line | None]]] = []
    for texts in joined(rows):
        named = [column_of(text, columns) for text in texts]
        order = tuple(dict.fromkeys(line for line in named if line))
        if len(order) == len(columns) and _is_once(named):
            return order
        partly.append((texts, named))
    found: list[Order] = []
    for texts, _ in partly:
        texts = without_blank_end(texts, count + 1)
        if len(texts) == count + 1 <= len(columns) + 1:
            names = names_over(tuple((text,) for text in texts[1:]), columns, year)
            if told := settled(names, columns):
                found.append(told)
    if found:
        told = max(found, key=lambda order: sum(line is not None for line in order))
        # With fewer values than columns each must have a name: else it is a row that lost some.
        return told if count == len(columns) or None not in told else ()
    fullest = max((named for _, named in partly), key=lambda n: len(set(n) - {None}), default=[])
    order = tuple(dict.fromkeys(line for line in fullest if line))
    if order and len(rows) == 1:
        return ()  # one of its cells is lost: over which values do the others stand?
    return None if list(order) == [line for line in columns if line in order] else ()


def _is_once(named: Sequence[Line | None]) -> bool:
    """Does no name return after another? A merged cell's may stand in each column it covers."""
    runs = [line for line, _ in groupby(named) if line]
    return len(runs) == len(set(runs))


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
    """A row's values under columns of the form, and the names of the other columns."""

    texts: Row
    columns: tuple[Line, ...]
    names: tuple[str, ...]


def values_under(
    header: Header, cells: Sequence[Cell], columns: tuple[Line, ...], year: int | None
) -> Under | None:
    """The values of a row, its last label and its values, that has more of them than the form.

    Each by the name above it; a merged cell may repeat its text in each column that it covers.
    None where a column has two values, or a value no name. year: as in names_over.
    """
    end = cells[-1].column + cells[-1].colspan
    whole = [row for row in header.rows if len(row) > 1 and row[-1].column + row[-1].colspan == end]
    for row in reversed(whole):
        if under := _repeated_under(row, cells, columns):
            return under
    stacks = tuple(
        tuple(
            over.text
            for row in reversed(whole)
            for over in row
            if over.column <= cell.column < over.column + over.colspan
        )
        for cell in cells[1:]
    )
    names = names_over(stacks, columns, year)
    found = {name: cell.text for name, cell in zip(names, cells[1:], strict=True) if name}
    lines = tuple(line for line in columns if line in found)
    if not lines or any(
        not name and c.text.strip() for name, c in zip(names, cells[1:], strict=True)
    ):
        return None
    others = tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))
    return Under(tuple(found[line] for line in lines), lines, others)


def _repeated_under(
    row: Sequence[Cell], cells: Sequence[Cell], columns: tuple[Line, ...]
) -> Under | None:
    """The values under the names of one row, where all columns are named, and each has one value,
    however often it is printed."""
    over = {
        column: cell.text
        for cell in row
        for column in range(cell.column, cell.column + cell.colspan)
    }
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
        texts = tuple(texts.pop() for texts in printed)
        return Under(texts, columns, tuple(dict.fromkeys(others)))
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
) -> Order | None:
    """The columns in the order in which the table's header prints them, with None for those whose
    names are none of the form's; None if it does not name them, () if they may stand in more than
    one. printed: the rows' values.

    An order other than the official one must fit the printed sums as well, and better where the
    header leaves it in doubt. Sums cannot tell two exchanged summands apart.
    """
    order, is_certain = _header_order(table, spec, columns)
    if len(order) != len(columns):
        return _order_of_some(table, spec, columns)
    if is_certain is None:
        return ()
    if order == columns:
        return columns
    whole = (without_blank_end(texts, len(columns)) for texts in printed)
    rows = [values_of(texts) for texts in whole if len(texts) == len(columns)]
    official = fits(rows, range(len(columns)), consistent)
    swapped = fits(rows, [order.index(column) for column in columns], consistent)
    if printed and all(len(set(texts)) == 1 for texts in printed):
        return columns  # nothing but zeros: they are the same in any order
    if swapped == official and not is_certain and order[-1] is not columns[-1]:
        return ()  # 总计 before the others, or only printed higher, and no sum tells which
    return order if swapped > official or (is_certain and swapped == official) else columns


def without_blank_end(texts: Row, wanted: int) -> Row:
    """Without the blank cells that stand behind the wanted ones."""
    end = len(texts)
    while end > wanted and not texts[end - 1].strip():
        end -= 1
    return texts[:end]


def _header_order(
    table: Table, spec: FormTable, columns: tuple[Line, ...]
) -> tuple[tuple[Line, ...], bool | None]:
    """(the columns as the header names them, whether they surely stand so); () if some are missing.

    None instead of yes or no where they surely do not: the group's name stands twice in a row, and
    which of its columns stand under which is lost.

    A row of nothing but the names decides; so do names that stand over the values. Names in
    reading order, those of a group where the group's name stands, decide only where they do more
    than put the group before or behind the others, or 总计 before all: 自然人 and 总计 are printed
    lower or higher than the group.
    """
    names: list[list[Line]] = []
    named_at: dict[Line, int] = {}
    is_above = True  # rows of synonyms alone are no header's words
    for row, texts, (match, is_header) in _with_matches(table, spec):
        is_above = is_above and not _prints_values(texts, match, is_header)
        if not is_header and not is_above:
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
    across = tuple(sorted(named_at, key=named_at.__getitem__))
    # Left of each other, as the form has them, or over the values.
    if (across == columns and len(set(places)) == len(places)) or (
        len(named_at) == len(columns) and value_columns(table, spec) == tuple(places)
    ):
        return across, True
    if any([line for line, _ in groupby(row)].count(_GROUP) > 1 for row in names):
        return order, None
    kept = all(
        [line for line in order if bool(line.group) == grouped]
        == [line for line in columns if bool(line.group) == grouped]
        for grouped in (True, False)
    )
    # 法人或其他组织 before 自然人 in one row is no matter of being printed lower.
    apart = {line for line in columns if not line.group}
    is_one_row = any(_GROUP in row and apart <= set(row) for row in names)
    return order, bool(order) and (is_one_row or (not kept and order[-1] is columns[-1]))


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


def _order_of_some(table: Table, spec: FormTable, columns: tuple[Line, ...]) -> Order | None:
    """The columns of the values under a header that does not name all of the form's.

    By the places of the names over the values, or in reading order where each value has a name.
    None where it names none, or nothing contradicts the official order; all of them None where
    some names do, and it is not known over which values they stand.
    """
    block = _block(table, spec)
    named = [line for row in block for line in _names_in([c.text for c in row], spec, columns)]
    known = list(dict.fromkeys(line for line in named if line and line is not _GROUP))
    if not known:
        return None
    places = value_columns(table, spec) or _begins(table, spec)
    at_places = _names_at(block, places, columns) if _is_aligned(table, block, spec) else ()
    for names in (at_places, _names_in_turn(block, spec, len(places))):
        if names and (order := settled(names_over(names, columns, None), columns)):
            is_whole = set(order) >= set(known)  # the places tell of all names
            has_names = all(any(map(str.strip, stack)) for stack in names)
            if is_whole and (len(order) == len(columns) or has_names):
                return order
    official = [line for line in columns if line in known]
    has_others = _has_blank_name(block, spec) or any(
        _is_other_name(cell.text, spec, columns)
        for row in block
        for cell in row
        if (found := _names_in([c.text for c in row], spec, columns)) and _is_of_names(found)
    )
    return (None,) * len(columns) if known != official or has_others else None


def _block(table: Table, spec: FormTable) -> list[Sequence[Cell]]:
    """The table's first rows, up to the first that prints values."""
    block: list[Sequence[Cell]] = []
    for row, texts, (match, is_header) in _with_matches(table, spec):
        if _prints_values(texts, match, is_header):
            break
        if len(block) == MAX_HEADER:
            return []
        block.append(row)
    return block


def _prints_values(texts: Row, match: Match | None, is_header: bool) -> bool:
    return (
        match is not None
        and not is_header
        and any(text.strip() and is_value(text) for text in texts[match[1] + 1 :])
    )


def _begins(table: Table, spec: FormTable) -> tuple[int, ...]:
    """The grid columns in which most rows' values begin, however many they have."""
    counted = Counter(
        tuple([cell.column for cell in row[match[1] + 1 :]])
        for row, (match, is_header) in zip(table.rows, matches(table, spec), strict=True)
        if match and not is_header and len(row) > match[1] + 2
    )
    if not counted:
        return ()
    (places, count), *_ = counted.most_common(1)
    return places if 2 * count > counted.total() else ()


def _is_aligned(table: Table, block: Sequence[Sequence[Cell]], spec: FormTable) -> bool:
    """Do the rows of names end where the table does? Else its places say nothing of the values."""
    return all(
        _reaches_end(table, number)
        for number, row in enumerate(block)
        if any(_names_in([c.text for c in row], spec, spec.columns))
    )


def _names_at(
    block: Sequence[Sequence[Cell]], places: Sequence[int], columns: tuple[Line, ...]
) -> tuple[Row, ...]:
    """The texts over each of these grid columns, the lowest first; () where one name stands over
    several of them: then the header's cells are not those of the values."""
    stacks: list[Row] = []
    used: set[Cell] = set()
    for place in places:
        over = [c for row in block for c in row if c.column <= place < c.column + c.colspan]
        over = [c for c in reversed(over) if c.text.strip()]
        named = next((c for c in over if column_of(c.text, columns)), None)
        if named in used:
            return ()
        used |= {named} if named else set()
        stacks.append(tuple(c.text for c in over if c.colspan == 1 or c is named))
    return tuple(stacks)


def _names_in_turn(block: Sequence[Sequence[Cell]], spec: FormTable, count: int) -> tuple[Row, ...]:
    """The names in reading order, those of a group where the group's name stands; () where they are
    not as many as the values."""
    for at, row in enumerate(block):
        if not any(_names_in([c.text for c in row], spec, spec.columns)):
            continue
        # With those above that reach down into the row: 备注 beside all of the header's rows.
        above = [
            c for number, cells in enumerate(block[:at]) for c in cells if c.rowspan > at - number
        ]
        ends = row[0].column, row[-1].column
        if any(ends[0] < c.column < ends[1] for c in above):
            continue
        cells = sorted((*above, *row), key=lambda c: c.column)
        texts = [c.text for c in cells]
        if _GROUP in _names_in(texts, spec, spec.columns):
            texts = [text for text in texts if text.strip()]  # a group's name covers blanks
        found = _names_in(texts, spec, spec.columns)
        first = next(n for n, line in enumerate(found) if line)
        names = list(without_blank_end(tuple(texts[first:]), 0))
        if _GROUP in found and at + 1 < len(block):
            group = found.index(_GROUP) - first
            below = unpadded(tuple([c.text for c in block[at + 1]]))
            names[group : group + 1] = without_blank_end(below, 0)
        if len(names) == count:
            return tuple((name,) for name in names)
    return ()


def _is_of_names(found: Sequence[Line | None]) -> bool:
    return _GROUP in found or sum(map(bool, found)) > 1


def _has_blank_name(block: Sequence[Sequence[Cell]], spec: FormTable) -> bool:
    """Does a blank stand among names of columns, and under no group's name?"""
    for row in block:
        found = _names_in([c.text for c in row], spec, spec.columns)
        named = [at for at, line in enumerate(found) if line]
        is_leaf = len(named) > 1 and _GROUP not in found
        if is_leaf and not all(c.text.strip() for c in row[named[0] : named[-1]]):
            return True
    return False


def _is_other_name(text: str, spec: FormTable, columns: tuple[Line, ...]) -> bool:
    (line,) = _names_in([text], spec, columns)
    return bool(core(text)) and line is None and not any(may_name(text, c) for c in columns)


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


def in_place(cells: Sequence[Cell], columns: tuple[int, ...], end: int, common: int) -> Row | None:
    """The texts of the cells that begin in these columns; None if the row lacks one or more, or
    does not end where whole rows do: then it has lost cells, and its places say nothing.

    Nor where it has cells behind these columns and most rows' values end before them (common): then
    it has one too many, and those behind that one are shifted.
    """
    if not columns or cells[-1].column + cells[-1].colspan != end:
        return None
    if tuple([cell.column for cell in cells]) == columns:  # nearly all
        return tuple([cell.text for cell in cells])
    begins = {cell.column: cell.text for cell in cells}
    if any(column not in begins for column in columns):
        return None
    if 0 < common < end and cells[-1].column > columns[-1] >= common - 1:
        return None
    if any(text.strip() for column, text in begins.items() if column not in columns):
        return None
    return tuple(begins[column] for column in columns)


def usual_end(table: Table, spec: FormTable) -> int:
    """The grid column at which most of the table's rows of values end."""
    ends = Counter(_end(row) for row in _value_rows(table, spec))
    # Where many rows have lost cells, whole ones may be fewer; one alone may have a cell too many.
    shared = [end for end, count in ends.items() if count >= 3 or count == len(table.rows)]
    return max(shared or ends, default=0)


def common_end(table: Table, spec: FormTable) -> int:
    """The grid column at which most of the table's rows end in a value, not in what a separator
    leaves behind; 0 where there is none."""
    ends = Counter(_end(row) for row in _value_rows(table, spec) if row[-1].text.strip())
    end, count = ends.most_common(1)[0] if ends else (0, 0)
    return end if 2 * count > ends.total() else 0


def _value_rows(table: Table, spec: FormTable) -> Iterable[Sequence[Cell]]:
    for row, (match, _) in zip(table.rows, matches(table, spec), strict=True):
        if row and match:
            yield row


def _end(cells: Sequence[Cell]) -> int:
    return cells[-1].column + cells[-1].colspan


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
    if not columns or not any(_reaches_end(table, number) for number in headers):
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


def _reaches_end(table: Table, number: int) -> bool:
    """Do a header's cells, and those of the header that reach down into it, end where the table
    does? Where rows are written one cell after another its places say nothing of the values."""
    width = table.width
    return any(
        cell.column + cell.colspan == width and row + cell.rowspan > number
        for row in range(max(0, number - MAX_HEADER), number + 1)
        for cell in table.rows[row]
    )


def own_columns(reading: Reading, table: Table, spec: FormTable, year: int | None) -> Table:
    """A table of labelled rows without its side columns."""
    if all(
        match is None or is_header or len(row) - match[1] - 1 == len(spec.columns_of(match[0]))
        for row, (match, is_header) in zip(table.rows, matches(table, spec), strict=True)
    ):
        return table  # nearly all

    def whole(candidate: Table) -> set[int]:
        surplus = {
            number: len(row) - m[1] - 1 - len(spec.columns_of(m[0]))
            for number, (_, row, (m, _)) in enumerate(_with_matches(candidate, spec))
            if m is not None
        }
        found = {number for number, count in surplus.items() if count == 0}
        # Where most rows still have a cell too many the column is not that of all.
        is_other = sum(count > 0 for count in surplus.values()) > len(found)
        return set() if is_other and candidate is not table else found

    headers = [
        number
        for number, (_, row, (match, is_header)) in enumerate(_with_matches(table, spec))
        if is_header or (match is None and is_trend([row]))
    ]
    return without_side_columns(reading, table, headers, whole, year)


class Others(NamedTuple):
    """Columns of a table's rows that are none of the form's. size: number of a row's values with
    theirs; names: place among them → the header's name for it; order: of the form's columns."""

    size: int
    names: dict[int, str]
    order: tuple[Line, ...]


MAX_SLIPS = 2
"""Totals that an organ may get wrong where hardly any row has more than zeros."""
LOST = "lost"
"""Memo of a table with columns that are none of the form's: numbers of the rows of which it is not
known which of their values are theirs."""


def without_others(
    reading: Reading, table: Table, spec: FormTable, year: int | None, before: Others | None
) -> tuple[Table, Others | None]:
    """The table without the values of columns that its header names otherwise than the form, and
    these columns: any name will do where all of the form's columns are named as well.

    Each value goes by its place in its row: rows may begin further left where a merged label ends
    too early. before: of the part above; a part without a header goes on in its columns. Not where
    the sums that the rows print speak against it.
    """
    columns = spec.columns
    if columns[-1].key != "total":
        return table, None
    starts = {
        number: match[1] + 1
        for number, (match, is_header) in enumerate(matches(table, spec))
        if match and not is_header
    }
    counts = {at: len(table.rows[at]) - start for at, start in starts.items()}
    if set(counts.values()) <= {len(columns), 0}:
        return table, None
    block = _block(table, spec)
    for number, texts in enumerate(table.texts):  # of a label with a slip
        if number >= len(block) and number not in starts and not is_foot(texts):
            at = labels_end(texts)
            if not matches(table, spec)[number][1] and 0 < at < len(texts):
                starts[number] = at - next(n for n in range(at) if texts[at - n - 1].strip())
                counts[number] = len(texts) - starts[number]
    others = _others_in(table, block, spec, year, Counter(counts.values()))
    if others is None:
        named = [_names_in([c.text for c in row], spec, columns) for row in block]
        others = before if not any(map(any, named)) else None
    if others is None:
        return table, None
    rows = list(table.rows)
    lost: set[int] = set()
    good = bad = 0
    order = [others.order.index(column) for column in columns]
    ends = {_end(table.rows[at]) for at, count in counts.items() if count == others.size}
    for number, start in starts.items():
        cells = table.rows[number]
        surplus = counts[number] - others.size
        if surplus > 0 and _end(cells) in ends:  # blanks that a merged label leaves behind
            blank = not any(c.text.strip() for c in cells[start : start + surplus])
            start, surplus = (start + surplus, 0) if blank else (start, surplus)
        if surplus == 0:
            kept = [c for at, c in enumerate(cells) if at - start not in others.names]
            rows[number] = tuple(kept)
            values = values_of([c.text for c in kept[start:]])
            held, broken = holding([values[at] for at in order], len(columns))
            broken += any(c.text.strip() and not is_value(c.text) for c in kept[start:])
            good, bad = good + held, bad + broken
        elif counts[number] == len(columns):
            values = values_of([c.text for c in cells[start:]])
            if not summed([values[at] or 0 for at in order]):
                lost.add(number)
        elif counts[number]:
            lost.add(number)
    if bad > max(good, MAX_SLIPS):
        return Table(table.rows, {LOST: set(starts)}), None
    if all(row is old for row, old in zip(rows, table.rows, strict=True)):
        return table, None
    names = set(others.names.values())
    for number, row in enumerate(block):
        rows[number] = tuple(c for c in row if core(c.text) not in names or c.colspan > 1)
    reading.left_out(tuple(others.names.values()))
    return Table(tuple(rows), {LOST: lost} if lost else {}), others


def _others_in(
    table: Table,
    block: Sequence[Sequence[Cell]],
    spec: FormTable,
    year: int | None,
    counts: Counter[int],
) -> Others | None:
    """The columns that a header names beside all of the form's."""
    count, times = counts.most_common(1)[0]
    if count <= len(spec.columns) or 2 * times <= counts.total():
        return None
    places = _begins(table, spec)
    is_aligned = len(places) == count and _is_aligned(table, block, spec)
    corner = {core(row[0].text) for row in block if row}  # printed again over each label's column
    at_places = _names_at(block, places, spec.columns) if is_aligned else ()
    for stacks in (at_places, _names_in_turn(block, spec, count)):
        names = names_over(stacks, spec.columns, year)
        if set(spec.columns) <= set(names) and all(names) and corner.isdisjoint(names):
            order = tuple(name for name in names if isinstance(name, Line))
            return Others(count, {at: n for at, n in enumerate(names) if isinstance(n, str)}, order)
    return None
