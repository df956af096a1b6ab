"""Which cell of the form is each printed cell? Tables × form → cells, notes and what went wrong.

Rows are found by the core of their label, wherever they stand: whole tables, tables cut at a page
break, one table per clause. Values are the printed cells right of the label, counted, never
guessed: a row with another number of cells than the form has is read only where the sums printed
in it leave exactly one way to read it, otherwise its cells stay NULL and are flagged (S07).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from parsers.forms import Form, FormTable, Line
from parsers.grid import Table
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
    return {
        "active_disclosure": _read_rows(
            "active_disclosure", _active(rows, form), form.tables["active_disclosure"], _any
        ),
        "applications": _read_rows(
            "applications", _applications(rows, form), form.tables["applications"], _row_sum
        ),
        "review_litigation": _read_disputes(rows, form.tables["review_litigation"]),
    }


def _rows(table: Table) -> list[Row]:
    return [tuple(cell.text for cell in row) for row in table.rows]


# ── Which tables ──────────────────────────────────────────────────────────────────────────────


def _active(tables: Sequence[list[Row]], form: Form) -> list[Row]:
    """Rows of the tables that print a column header of section 2's table, or continue one.

    The words 行政许可, 行政处罚 also fill 执法统计 tables; only beside this form's own column
    headers do they mean these rows.
    """
    spec = form.tables["active_disclosure"]
    found: list[Row] = []
    continuing = False
    for rows in tables:
        text = "".join(compact(cell) for row in rows for cell in row)
        if any(marker in text for marker in spec.markers):
            found += rows
            continuing = True
        elif continuing and rows and all(_matched(row, spec) for row in rows):
            found += rows
        else:
            continuing = False
    return found


def _applications(tables: Sequence[list[Row]], form: Form) -> list[Row]:
    """Rows of the tables that name at least two rows of this table, and their continuations."""
    spec = form.tables["applications"]
    found: list[Row] = []
    continuing = False
    for rows in tables:
        matches = [match for row in rows if (match := _matched(row, spec))]
        named = {line.key for line, _ in matches}
        enough = len(named - {"other_misc", "results_total", "granted", "partially_granted"}) >= 2
        valued = any(
            len(row) - at - 1 >= len(spec.columns) - 1
            for row in rows
            if (m := _matched(row, spec))
            for at in (m[1],)
        )
        if enough or (continuing and named and valued):
            found += rows
            continuing = True
        elif rows and continuing and not named:
            continuing = False
    return found


# ── Rows by label ─────────────────────────────────────────────────────────────────────────────


def _matched(row: Row, spec: FormTable) -> tuple[Line, int] | None:
    """The form row that this printed row names, and the index of its last label cell."""
    labels = [(index, core(cell)) for index, cell in enumerate(row)]
    for index, label in reversed(labels):
        if not label or label.isdigit():
            continue
        for line in spec.rows:
            if line.core and line.core.search(label):
                return line, index
    # A label spread over several cells: join what stands before the first value.
    joined = ""
    for index, cell in enumerate(row):
        if cell.strip() and is_value(cell):
            break
        joined += core(cell)
        for line in spec.rows:
            if line.core and joined and line.core.search(joined):
                return line, index
    return None


def _is_header(row: Row, spec: FormTable) -> bool:
    text = "".join(compact(cell) for cell in row)
    return any(word in text for word in (*spec.header, *spec.markers))


def _read_rows(
    name: TableName, rows: list[Row], spec: FormTable, consistent: Consistent
) -> Reading:
    reading = Reading(name, found=bool(rows))
    best: dict[str, tuple[int, Line, Row, int]] = {}
    order = _column_order(rows, spec)
    for row in rows:
        if _is_header(row, spec):
            continue
        match = _matched(row, spec)
        if match is None:
            continue
        line, at = match
        wanted = len(spec.columns_of(line))
        distance = abs(len(row) - at - 1 - wanted)
        if len(row) - at - 1 == 0:
            distance = 1_000  # a label alone, or a group header: only if nothing better comes
        if line.key not in best or distance < best[line.key][0]:
            best[line.key] = (distance, line, row, at)
    for line in spec.rows:
        if line.key not in best:
            continue
        distance, _, row, at = best[line.key]
        if distance >= 1_000:
            continue
        columns = spec.columns_of(line)
        if order and columns == spec.columns:
            columns = order
        reading.labels[line.key] = row[at]
        reading.quotes[line.key] = "\t".join(compact(cell) for cell in row[at:])
        _take(reading, line.key, columns, row[at + 1 :], consistent)
    return reading


def _column_order(rows: list[Row], spec: FormTable) -> tuple[Line, ...] | None:
    """The columns in the order the header prints them, if it is another than the form's.

    Only where all seven names stand in header rows exactly once in another order; the official
    order holds for every header that is shifted, cut or unreadable.
    """
    if not spec.header:
        return None
    printed: list[Line] = []
    for row in rows:
        names = [
            next((c for c in spec.columns if c.core and c.core.search(core(cell))), None)
            for cell in row
        ]
        if sum(name is not None for name in names) == len(spec.columns):
            printed = [name for name in names if name is not None]
            break
    if len({column.key for column in printed}) == len(spec.columns):
        return tuple(printed)
    return None


# ── Values ────────────────────────────────────────────────────────────────────────────────────


def _take(
    reading: Reading,
    item: str,
    columns: Sequence[Line],
    texts: Sequence[str],
    consistent: Consistent,
) -> None:
    """Put one row's printed values into the reading."""
    cells: dict[str, Number | None] = {}
    fitted = _fit(texts, columns, consistent)
    if fitted is None or sum(bool(text.strip()) for text in texts) > len(columns):
        reading.surplus.append((item, tuple(map(str.strip, texts)), len(columns)))
    if fitted is None:
        raw = "\t".join(compact(text) for text in texts)
        for column in columns:
            cells[column.key] = None
            reading.notes.append(CellNote(reading.name, item, column.key, "unreadable", raw, None))
    else:
        for column, text in zip(columns, fitted, strict=True):
            printed = parse_cell(text, column.unit)
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
    if not windows and surplus <= MAX_SURPLUS:
        windows = {
            tuple(text for index, text in enumerate(texts) if index not in dropped)
            for dropped in combinations(range(len(texts)), surplus)
        }
    sound = [w for w in windows if consistent(_values(w, columns))]
    return sound[0] if len(sound) == 1 else None


def _values(texts: Iterable[str], columns: Sequence[Line]) -> list[Number | None]:
    return [
        parse_cell(text, column.unit).value for text, column in zip(texts, columns, strict=True)
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
    rows = _disputes(tables, spec)
    if rows is None:
        return reading
    reading.found = True
    wanted = len(spec.rows) * len(spec.columns)
    candidates = [
        row
        for row in rows
        if row and all(is_value(text) for text in row) and len(row) >= len(spec.columns)
    ]
    if not candidates:
        return reading
    # A second row of blanks under the values is common: the row with the most digits holds them.
    row = max(candidates, key=lambda row: sum(bool(text.strip()) for text in row))
    columns = [
        Line(f"{channel.key}.{column.key}", column.label, None, None)
        for channel in spec.rows
        for column in spec.columns
    ]

    def consistent(values: Sequence[Number | None]) -> bool:
        step = len(spec.columns)
        return all(_row_sum(values[at : at + step]) for at in range(0, wanted, step))

    flat = Reading("review_litigation")
    _take(flat, "", columns, row, consistent)
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


def _disputes(tables: Sequence[list[Row]], spec: FormTable) -> list[Row] | None:
    """Rows after the header of the table of section 4; the next table's where it was cut there."""
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
        return below
    return None
