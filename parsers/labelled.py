"""What do the labelled rows of the tables of sections 2 and 3 hold?

Rows come in whole tables, in tables cut at a page break, in one table per clause; their labels tell
which is which. A row that the form does not have is kept as printed.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from parsers.borders import solve
from parsers.column_names import Order
from parsers.columns import (
    LOST,
    Header,
    Others,
    column_order,
    common_end,
    in_place,
    names_any,
    order_under,
    own_columns,
    printings,
    unpadded,
    usual_end,
    value_columns,
    values_under,
    without_blank_end,
    without_others,
)
from parsers.forms import FormTable, Line
from parsers.grid import Cell, Table
from parsers.labels import compact, core
from parsers.numbers import UNKNOWN_UNIT, is_value, money_unit
from parsers.ragged import without_side_values
from parsers.report import CellNote, Number
from parsers.rows import (
    Match,
    Row,
    bare_label,
    is_foot,
    is_header_row,
    labels_end,
    line_of,
    lines_in,
    matched,
    matches,
    resembles,
    shapes,
)
from parsers.values import (
    GLUED,
    Consistent,
    Reading,
    blank_runs,
    holding,
    plain_row,
    summed,
    take,
    unsummed,
    values_of,
    windows,
)


def read_active(
    tables: Sequence[Table], spec: FormTable, unit: str | None, year: int | None
) -> Reading:
    """Section 2's table, in one part or several.

    unit: the money unit that stands over it; year: the report's, columns of others are left out.
    """
    return _read_rows(Reading("active_disclosure"), tables, spec, unsummed, unit, year)


def read_applications(tables: Sequence[Table], spec: FormTable, year: int | None) -> Reading:
    """Section 3's table, in one part or several. year: as in read_active."""
    whole = _whole_labels(tables, spec)
    return _read_rows(Reading("applications"), whole, spec, summed, None, year)


def _read_rows(
    reading: Reading,
    tables: Sequence[Table],
    spec: FormTable,
    consistent: Consistent,
    caption: str | None,
    year: int | None,
) -> Reading:
    reading.found = bool(tables)
    tables, has_side_values = _own_columns(reading, tables, spec, year)
    lost = [table.memo.get(LOST, set()) for table in tables]
    tables = [_apart(table, spec) for table in tables]
    printed = _printed_rows(reading, tables, spec, consistent, caption, year, lost)
    found = [candidate for rows in printed.rows.values() for candidate in rows]
    rests = [(candidate.distance, candidate.row[candidate.at + 1 :]) for candidate in found]
    orders: dict[tuple[int, int], Order] = {}
    is_shifted = False
    if consistent is unsummed:  # rows of one, two and three columns: only their ends can tell
        is_written_out = any(distance > 0 and not texts[-1].strip() for distance, texts in rests)
        has_lost_column = False
        _settle_orders(reading, spec, found)
    else:
        # Are merged label cells written out as blanks? Then a row that ends before the others has
        # lost a value, even if its blanks make up the number.
        is_written_out = printed.is_written_out or any(
            distance > 0 and len(unpadded(texts)) == len(texts) - distance
            for distance, texts in rests
        )
        has_lost_column = sum(distance > 0 for distance, _ in rests) * 2 > len(rests)
        is_shifted = _are_shifted(found, spec)
        orders = _orders_of_parts(reading, tables, spec, found, consistent)
    doubtful = _doubtful_windows(printed, spec, orders) if consistent is summed else set()
    glued: dict[str, str] = {}  # item → the digits of a row without borders
    for line in spec.rows:
        if line.key not in printed.rows:
            continue
        candidate, others = _nearest(printed.rows[line.key])
        row, at = candidate.row, candidate.at
        texts = row[at + 1 :]
        columns = spec.columns_of(line)
        reading.labels[line.key] = row[at]
        reading.quotes[line.key] = "\t".join(map(compact, row[at:]))
        found_order = orders[candidate.part] if orders else candidate.columns or columns
        order = tuple(column for column in found_order if column)
        if len(order) != len(columns) or len(found_order) != len(columns):
            _take_partly(reading, candidate, found_order, columns, others)
            continue
        label = core(row[at])
        # 另行制作600: a value has run into the label, and what follows is shifted. Two labels in
        # one cell: rows have run into each other.
        is_swallowed = label[-1:].isdigit() or lines_in(label, spec) > 1 or candidate.is_lost
        is_unread = candidate.columns == ()
        if not (others or is_swallowed or candidate.shared or is_unread) and (
            values := plain_row(texts, order, consistent)
        ):
            reading.cells[line.key] = values
            continue
        places = [order.index(column) for column in columns]

        def sound(values: Sequence[Number | None], places: list[int] = places) -> bool:
            return consistent([values[place] for place in places])

        is_short = (
            not candidate.is_placed
            and (has_lost_column or (is_written_out and candidate.is_narrow))
            and 0 < len(unpadded(texts)) < min(len(texts), len(columns))
        )
        has_other_sum = has_side_values and len(texts) > len(columns)
        is_open = candidate.is_padded or (is_shifted and not candidate.is_placed)
        take(
            reading,
            line.key,
            order,
            texts,
            unsummed if consistent is unsummed else sound,
            others
            or (
                texts
                if is_swallowed or is_short or has_other_sum or id(candidate) in doubtful
                else ()
            ),
            candidate.is_placed,
            candidate.unit,
            is_unread=is_unread or (bool(candidate.shared) and len(texts) != len(columns)),
            step=len(columns) if is_open and order == columns else 0,
        )
        if candidate.shared and len(texts) == len(columns):
            for place, labels in candidate.shared.items():
                why = f"{_quoted(labels) if len(labels) > 1 else '与别的行'}合用一格"
                reading.lose(line.key, order[place], texts[place], why)
        if len(texts) == 1 < len(columns) and GLUED.fullmatch(texts[0]):
            glued[line.key] = texts[0]
    if glued and consistent is summed:
        _infer(reading, spec, glued)
    return reading


def _own_columns(
    reading: Reading, tables: Sequence[Table], spec: FormTable, year: int | None
) -> tuple[list[Table], bool]:
    """(the tables without columns that are none of the form's, has one of them values of such
    columns left?)"""
    own: list[Table] = []
    others: Others | None = None
    has_side_values = False
    for table in tables:
        rest, found = without_others(reading, table, spec, year, others)
        others = found or others
        whole, is_whole = without_side_values(reading, rest, spec)
        has_side_values |= not is_whole
        own.append(own_columns(reading, whole, spec, year))
        lost = {at for at in rest.memo.get(LOST, ()) if whole.rows[at] is rest.rows[at]}
        own[-1].memo.setdefault(LOST, lost)
    return own, has_side_values


def _take_partly(
    reading: Reading,
    candidate: _Candidate,
    order: Order,
    columns: tuple[Line, ...],
    others: tuple[str, ...],
) -> None:
    """Read a row under a header that does not name all of the form's columns: the values of those
    that it names, if it has a value for each of its names. The other columns are missing."""
    item = candidate.key
    texts = candidate.row[candidate.at + 1 :]
    if reading.name == "active_disclosure":
        texts = without_blank_end(texts, len(order))
    elif not candidate.is_placed and not (texts and texts[0].strip() and texts[-1].strip()):
        others = others or texts  # a merged label's blank, and a value lost: no sums tell
    if len(texts) != len(order) or others or candidate.shared:
        take(reading, item, columns, texts, unsummed, others or texts)
        return
    named = {line: text for line, text in zip(order, texts, strict=True) if line}
    take(reading, item, list(named), list(named.values()), unsummed, money=candidate.unit)
    unread = [text for line, text in zip(order, texts, strict=True) if line is None]
    raw = "\t".join(map(compact, unread))
    kind = "unreadable" if raw.strip() else "blank"
    missing = [column for column in columns if column not in named]
    for column in missing:
        reading.notes.append(CellNote(reading.name, item, column.key, kind, raw, None))
    cells = reading.cells[item]
    reading.cells[item] = {column.key: cells.get(column.key) for column in columns}
    reading.without([column.label for column in missing])


# ── Printed rows ──────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Candidate:
    """A printed row that a row of the form names.

    key: of the form's row. distance: cells more or less than the form has. at: its label's index.
    order: its place among the rows. part: (table, printing of its header). columns: all that the
    row fills, in the order of the header right above it; None where that does not tell, () where
    the order is not known. is_placed: its values stand in the table's value columns. is_narrow: it
    ends before the table's others. is_padded: it ends in a blank, as others with more cells do.
    shared: index of a value that stands for several rows → their labels. unit: money unit over it.
    is_lost: one of its values is another column's, and one of its own is lost.
    """

    key: str
    distance: int
    row: Row
    at: int
    order: int
    part: tuple[int, int]
    columns: Order | None
    is_placed: bool
    is_narrow: bool
    is_padded: bool
    shared: dict[int, list[str]]
    unit: str | None
    is_lost: bool


@dataclass(slots=True)
class _Printed:
    """The rows that the form's rows name. rows: item → candidates. is_written_out: blanks stand
    there for merged label cells."""

    rows: dict[str, list[_Candidate]] = field(default_factory=dict)
    is_written_out: bool = False


def _printed_rows(
    reading: Reading,
    tables: Sequence[Table],
    spec: FormTable,
    consistent: Consistent,
    caption: str | None,
    year: int | None,
    lost: Sequence[set[int]],
) -> _Printed:
    """caption: the money unit that stands over the tables. lost: of each, numbers of the rows that
    have lost a value."""
    printed = _Printed()
    grids = [
        (
            value_columns(table, spec) if consistent is not unsummed else (),
            usual_end(table, spec),
            common_end(table, spec) if consistent is not unsummed else 0,
            printings(table, spec) if consistent is not unsummed else (),
            _apart in table.memo,
        )
        for table in tables
    ]
    entries = _entries(reading, tables, spec, caption)
    # A row that ends in a blank, and has fewer cells than others that do, has lost one.
    padded = Counter(
        len(entry.row) - entry.at - 1 for _, entry in entries if not entry.row[-1].strip()
    )
    most = max((count for count, times in padded.items() if times > 1), default=0)
    sharing: dict[tuple[int, Cell], list[str]] = {}
    for line, entry in entries:
        row, at, cells = entry.row, entry.at, entry.cells
        values_at, end, common, starts, is_merged = grids[entry.table]
        columns = spec.columns_of(line)
        held: dict[int, list[str]] = {}
        for place, cell in enumerate(cells[at + 1 :] if is_merged else ()):
            if cell.rowspan > 1:
                held[place] = sharing.setdefault((entry.table, cell), [])
                held[place].append(bare_label(row[at]))
        is_placed = is_narrow = False
        order: Order | None = None
        if (values := in_place(cells[at + 1 :], values_at, end, common)) is not None:
            if len(values) < len(row) - at - 1:
                printed.is_written_out = True
            row = (*row[: at + 1], *values)
            is_placed = True
            begun = {cells[at + 1 + place].column: labels for place, labels in held.items()}
            held = {n: begun[column] for n, column in enumerate(values_at) if column in begun}
        else:
            is_narrow = cells[-1].column + cells[-1].colspan < end
        if (
            len(row) - at - 2 == len(columns)
            and columns[-1].unit
            and money_unit(row[-1])
            and not is_value(row[-1])
        ):
            # 行政事业性收费 | 12 | 万元
            row = (*row[:-2], row[-2] + row[-1] if row[-2].strip() else row[-2])
        if consistent is unsummed and entry.header.rows:
            surplus = len(row) - at - 1 - len(columns)
            if surplus > 0 and (under := values_under(entry.header, cells[at:], columns, year)):
                row = (*row[: at + 1], *under.texts)
                order = under.columns
                reading.left_out(under.names)
            else:
                count = len(without_blank_end(row[at + 1 :], len(columns)))
                order = order_under(entry.header, cells[at:], columns, count, year)
        if held and not is_placed and len(row) != len(cells):
            held = dict.fromkeys(range(len(columns)), next(iter(held.values())))
        printed.rows.setdefault(line.key, []).append(
            _Candidate(
                line.key,
                abs(len(row) - at - 1 - len(columns)),
                row,
                at,
                entry.order,
                (entry.table, bisect(starts, entry.number)),
                order,
                is_placed,
                is_narrow,
                not is_placed and not row[-1].strip() and len(row) - at - 1 < most,
                held,
                entry.unit,
                entry.number in lost[entry.table],
            )
        )
    for (_, cell), labels in sharing.items():
        if len(labels) > 1:
            reading.remarks.append(
                f"{reading.title}的{_quoted(labels)}各行合用一个单元格"
                f"（{compact(cell.text) or '空白'}），分不清各行是多少，记为缺失。"
            )
    return printed


def _doubtful_windows(
    printed: _Printed, spec: FormTable, orders: dict[tuple[int, int], Order]
) -> set[int]:
    """The candidates with a cell too many (their ids) that may not be read by leaving out the blank
    at an end: the totals of most rows that are read so do not hold. Then the cell too many is none
    of the blanks, but a code before the values or another year's total behind them.

    Nor may those with other blanks, any of which may be the one too many, unless rows of their kind
    all have that one.
    """
    size = len(spec.columns)
    if all(len(c.row) - c.at - 1 <= size for rows in printed.rows.values() for c in rows):
        return set()  # nearly all
    # (table, label's index) → how many values its rows have, and where what is read may begin
    shapes: dict[tuple[int, int], list[tuple[int, set[int]]]] = {}
    for rows in printed.rows.values():
        for candidate in rows:
            texts = candidate.row[candidate.at + 1 :]
            begins = set(windows(texts, size).values())
            shapes.setdefault((candidate.part[0], candidate.at), []).append((len(texts), begins))

    blanks = {  # tables that print blanks in rows that have as many values as the form
        c.part[0]
        for rows in printed.rows.values()
        for c in rows
        if len(c.row) - c.at - 1 == size and not all(map(str.strip, c.row[c.at + 1 :]))
    }

    def is_usual(candidate: _Candidate, count: int, start: int) -> bool:
        shaped = shapes[candidate.part[0], candidate.at]
        alike = [begins for other, begins in shaped if other == count]
        return 1 < len(alike) > len(shaped) / 2 and all(start in begins for begins in alike)

    held: Counter[tuple[int, int]] = Counter()
    read_so: list[tuple[int, tuple[int, int]]] = []
    doubtful: set[int] = set()
    for rows in printed.rows.values():
        for candidate in rows:
            texts = candidate.row[candidate.at + 1 :]
            columns = spec.columns_of(spec.rows[0])
            found = windows(texts, len(columns))
            if len(texts) <= len(columns) or len(found) > 1:
                continue
            if not found:
                # A blank is one of the form's as likely as one of the noughts is none.
                has_blank = candidate.part[0] in blanks and not all(map(str.strip, texts))
                if has_blank and 0 in values_of(texts):
                    doubtful.add(id(candidate))
                continue
            ((values, start),) = found.items()
            if any(text.strip() and not is_value(text) for text in values):
                doubtful.add(id(candidate))  # the label of the row that has run into it
                continue
            surplus = len(texts) - len(columns)
            has_blank = not all(map(str.strip, values))
            if has_blank and blank_runs(texts) > 1 and not is_usual(candidate, len(texts), start):
                doubtful.add(id(candidate))
                continue
            order = orders[candidate.part]
            if len(order) != len(columns) or None in order:
                continue
            kind = (start, surplus)
            read = values_of(values)
            good, bad = holding([read[order.index(column)] for column in columns], len(columns))
            held[kind] += good - bad
            read_so.append((id(candidate), kind))
    return doubtful | {at for at, kind in read_so if held[kind] < 0}


def _quoted(labels: Iterable[str]) -> str:
    return "".join(f"“{label}”" for label in dict.fromkeys(labels))


def _nearest(rows: list[_Candidate]) -> tuple[_Candidate, tuple[str, ...]]:
    """Of the rows with one label, that with the form's number of cells.

    Second: the values of another row as near but printed otherwise; nothing tells which holds.
    A blank row gives way only to the row next to it, the other half of one that a page break cut.
    """
    if len(rows) == 1:
        return rows[0], ()
    nearest = min(candidate.distance for candidate in rows)
    near = [candidate for candidate in rows if candidate.distance == nearest]
    filled = [one for one in near if any(map(str.strip, one.row[one.at + 1 :]))] or near
    orders = {full.order for full in filled}
    if any(orders.isdisjoint(range(one.order - 1, one.order + 2)) for one in near):
        filled = near
    first = filled[0]
    values = tuple(map(compact, first.row[first.at + 1 :]))
    for other in filled[1:]:
        if tuple(map(compact, other.row[other.at + 1 :])) != values:
            return first, other.row[other.at + 1 :]
    return first, ()


def _settle_orders(reading: Reading, spec: FormTable, rows: list[_Candidate]) -> None:
    """The order of the rows whose header does not tell it: the official one, unless another header
    names the same columns otherwise. Then it is not known."""
    official = {line.key: spec.columns_of(line) for line in spec.rows}
    told: dict[Order, set[Order]] = {}
    for candidate in rows:
        if candidate.columns and set(candidate.columns) == set(official[candidate.key]):
            told.setdefault(official[candidate.key], set()).add(candidate.columns)
    unknown: list[str] = []
    for candidate in rows:
        columns = official[candidate.key]
        texts = candidate.row[candidate.at + 1 :]
        if candidate.columns or len(columns) == 1:
            continue
        is_told_otherwise = candidate.columns == () or told.get(columns, {columns}) != {columns}
        if is_told_otherwise and len(set(texts)) > 1:
            candidate.columns = ()
            unknown.append(bare_label(candidate.row[candidate.at]))
        else:
            candidate.columns = columns
    if unknown:
        reading.remarks.append(
            f"{reading.title}的{_quoted(unknown)}各行，上方的列名读不出，"
            "分不清各数是哪一列的，记为缺失。"
        )


def _orders_of_parts(
    reading: Reading,
    tables: Sequence[Table],
    spec: FormTable,
    rows: list[_Candidate],
    consistent: Consistent,
) -> dict[tuple[int, int], Order]:
    """(table, printing of its header) → the columns in the order of that header; a part without
    one goes on in the order of the part before, or else in that of the first that has one.

    The columns of rows whose order is not known are set to ().
    """
    parts: dict[tuple[int, int], list[Row]] = {}
    for candidate in sorted(rows, key=lambda candidate: candidate.order):
        parts.setdefault(candidate.part, []).append(candidate.row[candidate.at + 1 :])
    orders: dict[tuple[int, int], Order] = {}
    unknown: set[tuple[int, int]] = set()
    last: Order | None = None
    for (number, at), texts in parts.items():
        table = tables[number]
        starts = printings(table, spec)
        if starts:
            table = Table(table.rows[(0, *starts)[at] : (*starts, len(table.rows))[at]])
        order = column_order(table, spec, spec.columns, texts, consistent)
        if order == () or (order is None and last == ()):
            unknown.add((number, at))
        last = last if order is None else order
        if last:
            orders[number, at] = last
    if unknown:
        reading.remarks.append(
            f"{reading.title}的列名不按表式的次序印，数字也不能说明哪个次序，记为缺失。"
        )
        for candidate in rows:
            if candidate.part in unknown and len(set(candidate.row[candidate.at + 1 :])) > 1:
                candidate.columns = ()
    first = next(iter(orders.values()), spec.columns)
    return {part: orders.get(part, first) for part in parts}


def _are_shifted(rows: list[_Candidate], spec: FormTable) -> bool:
    """Do the rows end in a blank because each has lost a value before it, not its total?

    Where most end so, the organ has left out the totals, or a separator ends each line. The last
    value of a row is then the total if it is never less than the sum of the others; the columns'
    own sums tell the two apart.
    """
    wanted = len(spec.columns)
    read: dict[str, list[Number]] = {}
    for candidate in rows:
        texts = without_blank_end(candidate.row[candidate.at + 1 :], wanted)
        if candidate.is_placed or len(texts) != wanted or texts[-1].strip():
            continue
        values = [value for value in values_of(texts[:-1]) if value is not None]
        if len(values) == wanted - 1:
            read.setdefault(candidate.key, values)
    if 2 * len(read) <= len(rows):
        return False
    told = [values for values in read.values() if any(values)]
    totals = [values for values in told if values[-1] >= sum(values[:-1])]
    if 2 * len(totals) <= len(told):
        return False
    if all(values[-1] == sum(values[:-1]) for values in totals):
        return True
    balance = [read.get(key) for key in (*_INCOME, _TOTAL, _FORWARD)]
    if any(values is None for values in balance):
        return True
    new, over, total, forward = (values for values in balance if values is not None)
    return any(a + b != c + d for a, b, c, d in zip(new, over, total, forward, strict=True))


@dataclass(slots=True)
class _Entry:
    """A printed row that a form row's label names, or may name, and its values."""

    order: int
    line: Line | None
    cells: tuple[Cell, ...]
    row: Row
    at: int  # index of the last label cell
    header: Header
    is_headed: bool  # the header begins with 信息内容: it names all columns that it is about
    unit: str | None  # money unit that its header or label prints
    table: int
    number: int  # of the row in the table


def _entries(
    reading: Reading, tables: Sequence[Table], spec: FormTable, caption: str | None
) -> list[tuple[Line, _Entry]]:
    """The rows of values of all parts, each with the form's row that it is; what the form does not
    have goes into reading.extra."""
    found: list[_Entry] = []
    has_clauses = bool(spec.rows[0].columns)  # each with a header of its own
    for table_number, table in enumerate(tables):
        header = Header()  # over the rows that follow
        is_over = False  # it names columns of the form
        is_headed = is_open = False  # is_open: the row before belongs to the header
        for number, cells, row, match, is_header in _side_by_side(table, spec):
            if has_clauses:
                printed = {cell for cell in row if cell.strip()}
                known = header
                if any(core(cell) == "信息内容" for cell in printed):
                    header, is_headed, is_open = Header((cells,), (row,)), True, True
                elif is_header and any(compact(c).startswith("第二十条第") for c in printed):
                    # Its own header may follow.
                    header, is_headed, is_open = Header((cells,), (row,)), False, True
                elif is_header and printed and not any(map(is_value, printed)):
                    if is_open:
                        header = header.with_row(cells, row)  # one that is broken over lines
                    elif names_any((row,), spec.columns):
                        header, is_headed, is_open = Header((cells,), (row,)), False, True
                else:
                    is_open = False
                if header is not known:
                    is_over = is_headed or names_any(header.texts, spec.columns)
                if len(printed) == 1 and not is_headed and (unit := money_unit(compact(*printed))):
                    caption = unit  # 单位：件、元
            if is_header and not _may_be_row(row, spec, match):
                continue
            line, at = match if match and not is_header else (None, -1)
            if line is None:
                at = labels_end(row) - 1
                while at > 0 and not row[at].strip():
                    at -= 1
            if len(row) - at - 1 == 0:
                continue  # a label alone, or a group header
            is_open = False
            over = header.over(cells[at:]) if is_over else ()
            unit = _money_over(over, row[at], caption)
            place = table_number, number
            found.append(_Entry(len(found), line, cells, row, at, header, is_headed, unit, *place))
    _name_slips(found, spec)
    kept: list[tuple[Line, _Entry]] = []
    for entry in found:
        columns = spec.columns_of(entry.line) if entry.line else ()
        # 对外公开总数量 of the 2019 form is not 现行有效件数.
        if entry.line is None or (entry.is_headed and not names_any(entry.header.texts, columns)):
            if local := _local_row(entry.row, spec):
                reading.extra.append(local)
        else:
            kept.append((entry.line, entry))
    return kept


def _side_by_side(
    table: Table, spec: FormTable
) -> Iterable[tuple[int, tuple[Cell, ...], Row, Match | None, bool]]:
    """(number, cells, texts, what they name, do they print no values of it) of the rows; one that
    prints two labels, 行政许可 | 5 | 行政处罚 | 7, as two."""
    for number, (cells, row, shaped, (match, is_header)) in enumerate(
        zip(table.rows, table.texts, shapes(table), matches(table, spec), strict=True)
    ):
        ends = _second_labels(shaped, spec)
        if not ends:
            yield number, cells, row, match, is_header or match is None
            continue
        for start, end in pairwise((0, *ends, len(row))):
            part = row[start:end]
            match = matched(part, spec)
            is_header = match is None or is_header_row(part, spec, match)
            yield number, cells[start:end], part, match, is_header


@lru_cache(maxsize=4_096)
def _second_labels(row: Row, spec: FormTable) -> tuple[int, ...]:
    """Indexes of the labels that stand behind values and before others."""
    if len(row) < 4:
        return ()
    end = labels_end(row)
    for at in range(1, end):  # 行政许可 | 12 | 行政处罚 | 3: the 12 is no ordinal, nor is a blank
        if (not row[at].strip() or row[at].isdigit()) and line_of(bare_label(row[at - 1]), spec):
            end = at
            break
    if end + 2 >= len(row) or "".join(row[end:]).isdecimal() or is_foot(row):
        return ()
    return tuple(
        at
        for at in range(end + 1, len(row) - 1)
        if not row[at].isdigit()
        and is_value(row[at + 1])
        and (line := line_of(bare_label(row[at]), spec))
        and (line.columns or row[at + 1].strip())
    )


def _may_be_row(row: Row, spec: FormTable, match: tuple[Line, int] | None) -> bool:
    """Is this a row with a label and values, though no pattern knows the label?"""
    return match is None and not is_foot(row) and _local_row(row, spec) is not None


def _local_row(row: Row, spec: FormTable) -> tuple[str, tuple[str, ...]] | None:
    """(label, values) of a row that the form does not have, such as 行政检查 | 5."""
    first = labels_end(row)
    values = tuple(cell.strip() for cell in row[first:])
    labels = [compact(cell) for cell in row[:first] if cell.strip() and not is_value(cell)]
    if not labels or not values or not all(map(is_value, values)) or is_header_row(row, spec, None):
        return None
    return labels[-1], tuple(value for value in values if value)


def _name_slips(entries: list[_Entry], spec: FormTable) -> None:
    """Name the rows that no pattern knows: the one form row that is not printed, has its place
    between the rows around it, and resembles the label."""
    index = {line.key: at for at, line in enumerate(spec.rows)}
    printed = {entry.line.key for entry in entries if entry.line}
    claims: dict[str, list[_Entry]] = {}
    lasts: list[int] = []  # of each entry, from the last: the form's row that follows it
    last = len(spec.rows)
    for entry in reversed(entries):
        lasts.append(last)
        last = index[entry.line.key] if entry.line else last
    first = 0
    for entry, last in zip(entries, reversed(lasts), strict=True):
        if entry.line is not None:
            first = index[entry.line.key] + 1
            continue
        label = bare_label(entry.row[entry.at])
        alike = [
            line
            for line in spec.rows[first:last]
            if line.key not in printed and resembles(label, line)
        ]
        if len(alike) == 1:
            claims.setdefault(alike[0].key, []).append(entry)
    for key, claiming in claims.items():
        if len(claiming) == 1:
            claiming[0].line = spec.rows[index[key]]


@lru_cache(maxsize=4_096)
def _money_over(above: tuple[Row, ...], label: str, caption: str | None) -> str | None:
    """The money unit that holds for a row: its label's, its header's, or the table's caption's.

    A label and a header that differ leave it unknown.
    """
    header = "".join(["".join(texts) for texts in above])
    printed = {unit for text in (label, header) if (unit := money_unit(text))}
    if len(printed) > 1:
        return UNKNOWN_UNIT
    return printed.pop() if printed else caption


# ── Rows that are cut or run together ─────────────────────────────────────────────────────────


def _apart(table: Table, spec: FormTable) -> Table:
    """The table with each value that is merged down over labels printed in all of their rows.

    Such cells, and no other values, keep a rowspan: nothing tells what each of the rows has.
    """
    found = matches(table, spec)
    merged = [
        (number, cell)
        for number, (cells, (match, is_header)) in enumerate(zip(table.rows, found, strict=True))
        if match and not is_header
        for cell in cells[match[1] + 1 :]
        if cell.rowspan > 1
    ]
    if not merged:
        return table
    rows = list(table.rows)
    for number, cell in merged[:MAX_MERGED]:
        below = [
            under
            for under in range(number + 1, min(number + cell.rowspan, len(rows)))
            if _is_labelled(table.texts[under]) and not found[under][1]
        ]
        if not below or not (cell.text.strip() or spec.rows[0].columns):
            rows[number] = tuple(c._replace(rowspan=1) if c is cell else c for c in rows[number])
        for under in below:
            rows[under] = tuple(sorted((*rows[under], cell), key=lambda c: c.column))
    return Table(tuple(rows), {_apart: True})


MAX_MERGED = 60
"""Merged values of a table that are looked into; a table with more is no form's."""


def _is_labelled(row: Row) -> bool:
    return any(text.strip() and not is_value(text) for text in row)


def _whole_labels(tables: Sequence[Table], spec: FormTable) -> list[Table]:
    """Rows that are cut inside their label, at a page break or line by line, whole again: the
    values in one of the parts, the others all blank (stack.md trap 8)."""
    # Where the page breaks, the header may be printed again between the two parts.
    flat = [
        (number, at, texts)
        for number, table in enumerate(tables)
        for at, (texts, (_, is_header)) in enumerate(
            zip(table.texts, matches(table, spec), strict=True)
        )
        if not is_header and any(map(str.strip, texts))
    ]
    labels: dict[tuple[int, int], tuple[int, str] | None] = {}  # place → (label's index, new label)
    filled = [any(map(str.strip, row[_label_at(row) + 1 :])) for *_, row in flat]
    for number in range(len(flat) - 1):
        if flat[number][:2] in labels or (filled[number] and filled[number + 1]):
            continue
        for size in range(MAX_PARTS, 1, -1):
            parts = flat[number : number + size]
            if len(parts) < size or filled[number : number + size].count(True) != 1:
                continue
            if (label := _cut_label([row for *_, row in parts], spec)) is None:
                continue
            held = filled.index(True, number) - number
            labels |= {(table, at): None for table, at, _ in parts}
            labels[parts[held][:2]] = _label_at(parts[held][2]), label
            break
    if not labels:
        return list(tables)
    whole = []
    for number, table in enumerate(tables):
        rows = []
        for at, row in enumerate(table.rows):
            change = labels.get((number, at), ())
            if change is None:
                row = ()
            elif change:
                index, label = change
                row = tuple(
                    cell._replace(text=label) if place == index else cell
                    for place, cell in enumerate(row)
                )
            rows.append(row)
        whole.append(Table(tuple(rows)))
    return whole


def _label_at(row: Row) -> int:
    """Index of the last cell that holds a label, -1 if none does."""
    for at in range(len(row) - 1, -1, -1):
        cell = row[at]
        if not cell.isdecimal() and cell.strip() and not is_value(cell):
            return at
    return -1


MAX_PARTS = 8
"""Rows over which a label may be broken."""


def _cut_label(rows: Sequence[Row], spec: FormTable) -> str | None:
    """The whole label that these rows print, a part each, or None."""
    parts = [row[at] if (at := _label_at(row)) >= 0 else "" for row in rows]
    cores = list(map(core, parts))
    if not all(cores):
        return None
    label = "".join(cores)
    line = line_of(label, spec)
    if line is None or any(line_of(part, spec) not in (None, line) for part in cores[1:]):
        return None
    # 无法提供 above 本机关不掌握… are two labels: the parts must make up the form's own.
    wanted = core(line.label)
    if not wanted.startswith(cores[0][:4]) or len(cores[0]) >= len(wanted):
        return None
    if SequenceMatcher(None, label, wanted, autojunk=False).ratio() < 0.9:
        return None
    return "".join(parts)


_INCOME = ("new_received", "carried_over")
_TOTAL = "results_total"
_FORWARD = "carried_forward"


def _infer(reading: Reading, spec: FormTable, glued: dict[str, str]) -> None:
    """Cut the rows whose cell borders are lost, where the sums leave one way to do so."""
    known: dict[str, list[int]] = {}
    for item, cells in reading.cells.items():
        values = [value for value in cells.values() if isinstance(value, int)]
        if item not in glued and len(values) == len(spec.columns):
            known[item] = values
    leaves = [row.key for row in spec.rows if row.key not in (*_INCOME, _TOTAL, _FORWARD)]
    settled = solve(glued, known, leaves, _TOTAL, _INCOME, _FORWARD, len(spec.columns))
    reading.notes = [note for note in reading.notes if note.item not in settled]
    for item, numbers in settled.items():
        for column, value in zip(reading.cells[item], numbers, strict=True):
            reading.cells[item][column] = value
            reading.notes.append(
                CellNote(reading.name, item, column, "inferred", glued[item], value)
            )
