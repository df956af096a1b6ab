"""Which cell of the form is each printed cell? Tables × form → cells, notes and what went wrong.

Rows are found by the core of their label, wherever they stand: whole tables, tables cut at a page
break, one table per clause. Values are the printed cells right of the label, counted, never
guessed: a row with another number of cells than the form has is read only where the sums printed
in it leave exactly one way to read it, otherwise its cells stay NULL and are flagged (S07).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from parsers.forms import Form, FormTable, Line
from parsers.grid import Cell, Table
from parsers.labels import compact, core
from parsers.numbers import is_value, parse_cell
from parsers.report import CellNote, Number, TableName, TableReading

MAX_SURPLUS = 3
"""Surplus cells that the sums may resolve; with more, nearly any reading could be made to fit."""


@dataclass(slots=True)
class Reading:
    """One form table as read. cells: item → column → value; quotes: item → the row as printed."""

    name: TableName
    found: bool = False
    cells: dict[str, dict[str, Number | None]] = field(default_factory=dict)
    notes: list[CellNote] = field(default_factory=list)
    surplus: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)

    def result(self, form: FormTable) -> TableReading:
        missing = tuple(row.key for row in form.rows if row.key not in self.cells)
        return TableReading(
            self.name,
            self.found,
            missing,
            tuple(self.surplus),
            dict(self.labels),
            dict(self.quotes),
        )

    @property
    def cells_read(self) -> int:
        return sum(len(columns) for columns in self.cells.values())


Row = tuple[str, ...]
Consistent = Callable[[Sequence[Number | None]], bool]


def read_tables(tables: Sequence[Table], form: Form) -> dict[TableName, Reading]:
    """Read all tables of a document against one form."""
    rows = [_rows(table) for table in tables]

    def taken(numbers: list[int]) -> list[Table]:
        return [tables[number] for number in numbers]

    active = form.tables["active_disclosure"]
    applications = form.tables["applications"]
    return {
        "active_disclosure": _read_rows(
            "active_disclosure", taken(_active(rows, active)), active, _any
        ),
        "applications": _read_rows(
            "applications", taken(_applications(rows, applications)), applications, _row_sum
        ),
        "review_litigation": _read_disputes(rows, form.tables["review_litigation"]),
    }


def _rows(table: Table) -> list[Row]:
    return [tuple(cell.text for cell in row) for row in table.rows]


# ── Which tables ──────────────────────────────────────────────────────────────────────────────


def _printed(rows: Iterable[Row]) -> str:
    return "".join(compact(cell) for row in rows for cell in row)


def _active(tables: Sequence[list[Row]], spec: FormTable) -> list[int]:
    """Numbers of the tables that print a column header of section 2's table, or continue one.

    The words 行政许可, 行政处罚 also fill 执法统计 tables; only beside this form's own column
    headers do they mean these rows. A continuation brings rows that have not been printed yet.
    """
    found: list[int] = []
    seen: set[str] = set()
    continuing = False
    for number, rows in enumerate(tables):
        matches = [_matched(row, spec) for row in rows]
        named = {match[0].key for match in matches if match}
        text = _printed(rows)
        continuing = any(marker in text for marker in spec.markers) or (
            continuing and bool(rows) and None not in matches and not named & seen
        )
        if continuing:
            found.append(number)
            seen |= named
    return found


def _applications(tables: Sequence[list[Row]], spec: FormTable) -> list[int]:
    """Numbers of the tables that print this table's header or two of its rows, and their
    continuations."""
    found: list[int] = []
    continuing = False
    for number, rows in enumerate(tables):
        matches = [(row, match) for row in rows if (match := _matched(row, spec))]
        named = {line.key for _, (line, _) in matches}
        enough = len(named - {"other_misc", "results_total", "granted", "partially_granted"}) >= 2
        text = _printed(rows)
        headed = sum(word in text for word in spec.header) >= 2
        valued = any(len(row) - at - 1 >= len(spec.columns) - 1 for row, (_, at) in matches)
        if enough or headed or (continuing and named and valued):
            found.append(number)
            continuing = True
        elif rows and continuing and not named:
            continuing = False
    return found


# ── Rows by label ─────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=8_192)
def _line_of(label: str, spec: FormTable) -> Line | None:
    """The form row whose pattern a label's core fits."""
    return next((line for line in spec.rows if line.core and line.core.search(label)), None)


def _matched(row: Row, spec: FormTable) -> tuple[Line, int] | None:
    """The form row that this printed row names, and the index of its last label cell."""
    for index in range(len(row) - 1, -1, -1):
        label = core(row[index])
        if label and not label.isdigit() and (line := _line_of(label, spec)):
            return line, index
    # A label spread over several cells: join what stands before the first value.
    joined = ""
    for index, cell in enumerate(row):
        if cell.strip() and is_value(cell):
            break
        joined += core(cell)
        if joined and (line := _line_of(joined, spec)):
            return line, index
    return None


def _is_header(row: Row, spec: FormTable, match: tuple[Line, int] | None) -> bool:
    """Does the row print words that only a header prints, and no values of its own?

    A clause in a column of its own (第二十条第（五）项 | 行政许可 | 5) is no header.
    """
    text = "".join(compact(cell) for cell in row)
    if not any(word in text for word in (*spec.header, *spec.markers)):
        return False
    if match is None:
        return True
    line, at = match
    values = row[at + 1 :]
    return not (
        values
        and all(map(is_value, values))
        and (any(map(str.strip, values)) or len(values) == len(spec.columns_of(line)))
    )


def _read_rows(
    name: TableName, tables: Sequence[Table], spec: FormTable, consistent: Consistent
) -> Reading:
    reading = Reading(name, found=bool(tables))
    printed: dict[str, list[tuple[int, Row, int]]] = {}  # item → (distance, row, label's index)
    has_lost = False
    placed: set[Row] = set()  # rows whose values stand in the table's value columns
    for table in tables:
        above: Row = ()  # the column names over the rows that follow
        values_at = _value_columns(table, spec) if consistent is not _any else ()
        for cells, row in zip(table.rows, _rows(table), strict=True):
            if core(next((cell for cell in row if cell.strip()), "")) == "信息内容":
                above = row
            match = _matched(row, spec)
            if match is None or _is_header(row, spec, match):
                continue
            line, at = match
            if len(row) - at - 1 == 0:
                continue  # a label alone, or a group header
            if above and not _names(above, spec.columns_of(line)):
                continue  # 对外公开总数量 of the 2019 form is not 现行有效件数
            if (values := _in_place(cells[at + 1 :], values_at, table.width)) is not None:
                has_lost = has_lost or len(values) < len(row) - at - 1
                row = (*row[: at + 1], *values)
                placed.add(row)
            distance = abs(len(row) - at - 1 - len(spec.columns_of(line)))
            printed.setdefault(line.key, []).append((distance, row, at))
    orders: dict[tuple[Line, ...], tuple[Line, ...]] = {}
    has_lost = has_lost or _has_lost_columns(
        [(distance, row[at + 1 :]) for found in printed.values() for distance, row, at in found]
    )
    for line in spec.rows:
        if line.key not in printed:
            continue
        row, at, others = _nearest(printed[line.key])
        columns = spec.columns_of(line)
        if columns not in orders:
            orders[columns] = _column_order(tables, spec, columns, printed, consistent)
        reading.labels[line.key] = row[at]
        reading.quotes[line.key] = "\t".join(compact(cell) for cell in row[at:])
        order = orders[columns]
        places = [order.index(column) for column in columns]

        def sound(values: Sequence[Number | None], places: list[int] = places) -> bool:
            return consistent([values[place] for place in places])

        # 另行制作600: a value has run into the label, and what follows is shifted. Two labels in
        # one cell: rows have run into each other.
        label = core(row[at])
        swallowed = (
            label[-1:].isdigit()
            or sum(bool(line.core and line.core.search(label)) for line in spec.rows) > 1
        )
        texts = row[at + 1 :]
        short = (
            row not in placed
            and has_lost
            and 0 < len(_unpadded(texts)) < min(len(texts), len(columns))
        )
        rivals = others or (texts if swallowed or short else ())
        _take(
            reading,
            line.key,
            order,
            texts,
            _any if consistent is _any else sound,
            rivals,
            row in placed,
        )
    return reading


def _value_columns(table: Table, spec: FormTable) -> tuple[int, ...]:
    """Grid columns in which the table's values stand; empty where its rows do not agree on them.

    Taken from the rows that leave no doubt: one cell a column, the first and the last printed.
    Where blanks leave no such row, from the header, if its names stand over the last columns.
    """
    counted: Counter[tuple[int, ...]] = Counter()
    named_at: set[int] = set()
    for row in table.rows:
        texts = tuple(cell.text for cell in row)
        match = _matched(texts, spec)
        if _is_header(texts, spec, match):
            names = _names_in(texts, spec, spec.columns)
            named_at |= {
                cell.column
                for cell, line in zip(row, names, strict=True)
                if line is not None and line is not _GROUP
            }
            continue
        if match is None:
            continue
        values = _unpadded(texts[match[1] + 1 :])
        if len(values) == len(spec.columns) and values[-1].strip():
            counted[tuple(cell.column for cell in row[-len(values) :])] += 1
    common = counted.most_common(2)
    if not common:
        last = set(range(table.width - len(spec.columns), table.width))
        return tuple(sorted(named_at)) if named_at == last else ()
    if common[0][1] < 2 or (len(common) > 1 and common[1][1] > 1):
        return ()
    return common[0][0]


def _in_place(cells: Sequence[Cell], columns: Sequence[int], width: int) -> Row | None:
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


def _has_lost_columns(rows: Sequence[tuple[int, Row]]) -> bool:
    """Are merged label cells written out as blanks, or is a whole column lost?

    Then a row with fewer values than columns has lost some, even if its blanks make up the number.
    """
    written_out = any(
        distance > 0 and len(_unpadded(texts)) == len(texts) - distance for distance, texts in rows
    )
    return written_out or sum(distance > 0 for distance, _ in rows) * 2 > len(rows)


def _unpadded(texts: Row) -> Row:
    """The cells from the first that is not blank."""
    first = next((at for at, text in enumerate(texts) if text.strip()), len(texts))
    return texts[first:]


def _names(header: Row, columns: tuple[Line, ...]) -> bool:
    return any(c.core and c.core.search(core(cell)) for cell in header for c in columns)


def _nearest(rows: list[tuple[int, Row, int]]) -> tuple[Row, int, tuple[str, ...]]:
    """Of the rows with one label, that with the form's number of cells, and its label's index.

    Third: the values of another row as near but printed otherwise; nothing tells which holds.
    """
    nearest = min(distance for distance, _, _ in rows)
    near = [(row, at) for distance, row, at in rows if distance == nearest]
    filled = [(row, at) for row, at in near if any(map(str.strip, row[at + 1 :]))] or near
    row, at = filled[0]
    values = tuple(map(compact, row[at + 1 :]))
    for other, label in filled[1:]:
        if tuple(map(compact, other[label + 1 :])) != values:
            return row, at, other[label + 1 :]
    return row, at, ()


def _column_order(
    tables: Sequence[Table],
    spec: FormTable,
    columns: tuple[Line, ...],
    printed: dict[str, list[tuple[int, Row, int]]],
    consistent: Consistent,
) -> tuple[Line, ...]:
    """The columns in the order in which the header prints them.

    Names are taken in reading order, those of the second header row in the place of 法人或其他组织
    above them, so that lost or broken spans change nothing. An order other than the official one
    must fit the printed sums as well, and better where it moves the total and the names do not
    stand exactly over the values: 总计 alone in a first header row comes before all names and still
    stands over the last column.
    """
    for table in tables:
        names: list[list[Line]] = []
        named_at: set[int] = set()
        in_one_row = False
        for row in table.rows:
            texts = tuple(cell.text for cell in row)
            if not _is_header(texts, spec, _matched(texts, spec)):
                continue
            found = _names_in(texts, spec, columns)
            named = [line for line in found if line is not None and line is not _GROUP]
            named_at |= {
                cell.column
                for cell, line in zip(row, found, strict=True)
                if line is not None and line is not _GROUP
            }
            in_one_row = in_one_row or len(set(named)) == len(columns) == len(named)
            names.append([line for line in found if line is not None])
        order = _expanded(names, columns)
        if len(order) != len(columns):
            continue
        if order == columns:
            return columns
        rows = [
            values
            for entries in printed.values()
            for _, row, at in entries
            if len(values := _values(row[at + 1 :])) == len(columns)
        ]
        official = _fits(rows, range(len(columns)), consistent)
        swapped = _fits(rows, [order.index(column) for column in columns], consistent)
        over_values = _value_columns(table, spec) == tuple(sorted(named_at))
        if in_one_row or over_values or order[-1] is columns[-1]:
            return order if swapped >= official else columns
        return order if swapped > official else columns
    return columns


_GROUP = Line("", "法人或其他组织", None, None)


def _names_in(row: Row, spec: FormTable, columns: tuple[Line, ...]) -> list[Line | None]:
    """The column that each cell of a header row names; _GROUP for the name above several."""
    groups = {core(column.group) for column in spec.columns if column.group}
    return [
        _GROUP
        if core(cell) in groups
        else next((c for c in columns if c.core and c.core.search(core(cell))), None)
        for cell in row
    ]


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


def _fits(rows: list[list[Number | None]], places: Sequence[int], consistent: Consistent) -> int:
    return sum(consistent([values[place] for place in places]) for values in rows)


# ── Values ────────────────────────────────────────────────────────────────────────────────────


def _take(
    reading: Reading,
    item: str,
    columns: Sequence[Line],
    texts: Sequence[str],
    consistent: Consistent,
    others: Sequence[str] = (),
    is_placed: bool = False,
) -> None:
    """Put one row's printed values into the reading.

    others: values of a rival row, or the row's own where its label is in doubt; then none is taken.
    is_placed: the texts stand in the value columns; a leading blank is the first column's.
    """
    cells: dict[str, Number | None] = {}
    fitted = None if others else _fit(texts, columns, consistent)
    has_leading_blank = fitted and fitted[-1].strip() and not fitted[0].strip()
    if fitted and has_leading_blank and consistent is not _any and not is_placed:
        # Blanks before the values are as often left by a merged label, with the last values lost.
        values = _values(fitted, columns)
        if not consistent([value or 0 for value in values]):
            fitted = None
    if tuple(others) != tuple(texts):
        texts = (*texts, *others)
    if fitted is None or sum(bool(text.strip()) for text in texts) > len(columns):
        reading.surplus.append((item, tuple(map(str.strip, texts)), len(columns)))
    if fitted is None:
        raw = "\t".join(compact(text) for text in texts)
        for column in columns:
            cells[column.key] = None
            reading.notes.append(CellNote(reading.name, item, column.key, "unreadable", raw, None))
    else:
        # A number broken over two lines is one number where the printed sums say so.
        joined = (
            len(columns) > 1 and consistent is not _any and consistent(_values(fitted, columns))
        )
        for column, text in zip(columns, fitted, strict=True):
            printed = parse_cell(text, column.unit, joined)
            cells[column.key] = printed.value
            if printed.kind is not None:
                reading.notes.append(
                    CellNote(
                        reading.name, item, column.key, printed.kind, printed.raw, printed.value
                    )
                )
    reading.cells[item] = cells


def _fit(
    texts: Sequence[str], columns: Sequence[Line], consistent: Consistent
) -> tuple[str, ...] | None:
    """Exactly one printed text per column, or None where more than one reading is possible."""
    wanted = len(columns)
    surplus = len(texts) - wanted
    if surplus == 0:
        return tuple(texts)
    if surplus < 0:
        return None
    blank = [index for index, text in enumerate(texts) if not text.strip()]
    # Blank cells at either end are what merged labels and trailing separators leave behind.
    windows = {
        tuple(texts[start : start + wanted])
        for start in range(surplus + 1)
        if all(i in blank for i in (*range(start), *range(start + wanted, len(texts))))
    }
    if len(windows) == 1:
        return windows.pop()
    if not windows and surplus <= MAX_SURPLUS and consistent is not _any:
        # A count that was printed is never dropped: only zeros and what is no number.
        droppable = [index for index, value in enumerate(_values(texts)) if not value]
        windows = {
            tuple(text for index, text in enumerate(texts) if index not in dropped)
            for dropped in combinations(droppable, surplus)
        }
    sound = [w for w in windows if consistent(_values(w, columns))]
    return sound[0] if len(sound) == 1 else None


def _values(texts: Sequence[str], columns: Sequence[Line] = ()) -> list[Number | None]:
    units = [column.unit for column in columns] or [None] * len(texts)
    return [
        parse_cell(text, unit, joined=True).value for text, unit in zip(texts, units, strict=True)
    ]


def _any(values: Sequence[Number | None]) -> bool:
    return None not in values


def _row_sum(values: Sequence[Number | None]) -> bool:
    """Does the last value equal the sum of those before it?"""
    known = [value for value in values if value is not None]
    return len(known) == len(values) and sum(known[:-1]) == known[-1]


# ── The one-row table of reviews and lawsuits ─────────────────────────────────────────────────


def _read_disputes(tables: Sequence[list[Row]], spec: FormTable) -> Reading:
    reading = Reading("review_litigation")
    found = _disputes(tables, spec)
    if found is None:
        return reading
    header, rows = found
    reading.found = True
    wanted = len(spec.rows) * len(spec.columns)
    candidates = [
        values
        for row in rows
        if len(values := _without_label(row)) >= len(spec.columns) and all(map(is_value, values))
    ]
    if not candidates:
        return reading
    # A second row of blanks under the values is common; a second row of numbers leaves it open
    # which is this year's.
    filled = [row for row in candidates if any(map(str.strip, row))] or candidates
    whole = [row for row in filled if len(row) == wanted] or filled
    row = max(whole, key=lambda row: sum(bool(text.strip()) for text in row))
    others: Row = next((other for other in whole if _compact(other) != _compact(row)), ())
    official = tuple(
        Line(f"{channel.key}.{column.key}", column.label, None, None)
        for channel in spec.rows
        for column in spec.columns
    )

    def consistent(values: Sequence[Number | None]) -> bool:
        step = len(spec.columns)
        return all(_row_sum(values[at : at + step]) for at in range(0, wanted, step))

    columns = _dispute_order(header, official, spec)
    places = [columns.index(column) for column in official]
    if len(row) == wanted and columns != official:
        read = [_values(row)]
        if _fits(read, places, consistent) < _fits(read, range(wanted), consistent):
            columns, places = official, list(range(wanted))

    def sound(values: Sequence[Number | None]) -> bool:
        return consistent([values[place] for place in places])

    flat = Reading("review_litigation")
    _take(flat, "", columns, row, sound, others)
    for channel in spec.rows:
        reading.labels[channel.key] = channel.label
        reading.quotes[channel.key] = "\t".join(compact(text) for text in row)
        reading.cells[channel.key] = {
            column.key: flat.cells[""][f"{channel.key}.{column.key}"] for column in spec.columns
        }
    for note in flat.notes:
        item, column = note.column.split(".")
        reading.notes.append(
            CellNote("review_litigation", item, column, note.kind, note.raw, note.value)
        )
    reading.surplus = [("review", texts, wanted) for _, texts, _ in flat.surplus]
    return reading


def _without_label(row: Row) -> Row:
    """The row from its first value on: 件数 | 0 | 0 | …"""
    first = next((at for at, text in enumerate(row) if text.strip() and is_value(text)), 0)
    labels = [at for at, text in enumerate(row[:first]) if not is_value(text)]
    return row[labels[-1] + 1 :] if labels else row


def _compact(row: Row) -> Row:
    return tuple(map(compact, row))


def _dispute_order(
    header: list[Row], official: tuple[Line, ...], spec: FormTable
) -> tuple[Line, ...]:
    """The fifteen columns as the header names them: thrice the five outcomes, in reading order.

    The official order where the header does not name each outcome once a channel.
    """
    step = len(spec.columns)
    outcomes = {core(column.label): number for number, column in enumerate(spec.columns)}
    outcomes["合计"] = outcomes["总计"]
    named = [outcomes[label] for row in header for cell in row if (label := core(cell)) in outcomes]
    groups = [named[at : at + step] for at in range(0, len(official), step)]
    if len(named) != len(official) or any(len(set(group)) != step for group in groups):
        return official
    return tuple(
        official[number * step + outcome]
        for number, group in enumerate(groups)
        for outcome in group
    )


def _disputes(tables: Sequence[list[Row]], spec: FormTable) -> tuple[list[Row], list[Row]] | None:
    """Header and rows of the table of section 4; the next table's rows where it was cut there."""
    for number, rows in enumerate(tables):
        header = [
            index
            for index, row in enumerate(rows)
            if sum(marker in "".join(map(compact, row)) for marker in spec.markers) >= 1
        ]
        text = "".join(compact(cell) for row in rows for cell in row)
        if sum(marker in text for marker in spec.markers) < 3 or "结果维持" not in text:
            continue
        below = rows[header[-1] + 1 :]
        if not below and number + 1 < len(tables):
            below = tables[number + 1]
        return rows[: header[-1] + 1], below
    return None
