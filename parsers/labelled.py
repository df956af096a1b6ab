"""What do the labelled rows of the tables of sections 2 and 3 hold?

Rows come in whole tables, in tables cut at a page break, in one table per clause; their labels tell
which is which. A row that the form does not have is kept as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from parsers.borders import solve
from parsers.columns import (
    column_of,
    column_order,
    in_place,
    own_columns,
    unpadded,
    usual_end,
    value_columns,
)
from parsers.forms import FormTable, Line
from parsers.grid import Cell, Table
from parsers.labels import compact, core
from parsers.numbers import UNKNOWN_UNIT, is_value, money_unit
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
)
from parsers.values import GLUED, Consistent, Reading, summed, take, unsummed


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
    tables = [own_columns(reading, table, spec, year) for table in tables]
    printed = _printed_rows(reading, tables, spec, consistent, caption)
    rests = [
        (distance, row[at + 1 :])
        for found in printed.rows.values()
        for distance, row, at, _ in found
    ]
    if consistent is unsummed:  # rows of one, two and three columns: only their ends can tell
        is_written_out = any(distance > 0 and not texts[-1].strip() for distance, texts in rests)
        has_lost_column = False
    else:
        # Are merged label cells written out as blanks? Then a row that ends before the others has
        # lost a value, even if its blanks make up the number.
        is_written_out = printed.is_written_out or any(
            distance > 0 and len(unpadded(texts)) == len(texts) - distance
            for distance, texts in rests
        )
        has_lost_column = sum(distance > 0 for distance, _ in rests) * 2 > len(rests)
    printed_texts = [texts for _, texts in rests]
    orders: dict[tuple[Line, ...], tuple[Line, ...]] = {}
    glued: dict[str, str] = {}  # item → the digits of a row without borders
    for line in spec.rows:
        if line.key not in printed.rows:
            continue
        row, at, others = _nearest(printed.rows[line.key])
        texts = row[at + 1 :]
        columns = spec.columns_of(line)
        if columns not in orders:
            orders[columns] = column_order(tables, spec, columns, printed_texts, consistent)
        reading.labels[line.key] = row[at]
        reading.quotes[line.key] = "\t".join(compact(cell) for cell in row[at:])
        order = orders[columns]
        places = [order.index(column) for column in columns]

        def sound(values: Sequence[Number | None], places: list[int] = places) -> bool:
            return consistent([values[place] for place in places])

        # 另行制作600: a value has run into the label, and what follows is shifted. Two labels in
        # one cell: rows have run into each other.
        label = core(row[at])
        is_swallowed = label[-1:].isdigit() or lines_in(label, spec) > 1
        is_short = (
            row not in printed.placed
            and (has_lost_column or (is_written_out and row in printed.narrow))
            and 0 < len(unpadded(texts)) < min(len(texts), len(columns))
        )
        take(
            reading,
            line.key,
            order,
            texts,
            unsummed if consistent is unsummed else sound,
            others or (texts if is_swallowed or is_short else ()),
            row in printed.placed,
            printed.units.get(line.key),
        )
        if len(texts) == 1 < len(columns) and GLUED.fullmatch(texts[0]):
            glued[line.key] = texts[0]
    if glued and consistent is summed:
        _infer(reading, spec, glued)
    return reading


# ── Printed rows ──────────────────────────────────────────────────────────────────────────────

_Candidate = tuple[int, Row, int, int]
"""(cells more or less than the form has, the row, its label's index, its place among the rows)"""


@dataclass(slots=True)
class _Printed:
    """The rows that the form's rows name, and what the grid tells of them.

    rows: item → candidates. placed: rows whose values stand in the table's value columns; narrow:
    rows that end before the table's others. units: item → money unit that is printed over it.
    is_written_out: blanks stand there for merged label cells.
    """

    rows: dict[str, list[_Candidate]] = field(default_factory=dict)
    placed: set[Row] = field(default_factory=set)
    narrow: set[Row] = field(default_factory=set)
    units: dict[str, str] = field(default_factory=dict)
    is_written_out: bool = False


def _printed_rows(
    reading: Reading,
    tables: Sequence[Table],
    spec: FormTable,
    consistent: Consistent,
    caption: str | None,
) -> _Printed:
    """caption: the money unit that stands over the tables."""
    printed = _Printed()
    grids = [
        (
            value_columns(table, spec) if consistent is not unsummed else (),
            usual_end(table, spec),
            table.width,
        )
        for table in tables
    ]
    for line, entry in _entries(reading, tables, spec, caption):
        row, at, cells = entry.row, entry.at, entry.cells
        values_at, end, width = grids[entry.table]
        if entry.unit:
            printed.units[line.key] = entry.unit
        if (values := in_place(cells[at + 1 :], values_at, width)) is not None:
            if len(values) < len(row) - at - 1:
                printed.is_written_out = True
            row = (*row[: at + 1], *values)
            printed.placed.add(row)
        elif cells[-1].column + cells[-1].colspan < end:
            printed.narrow.add(row)
        columns = spec.columns_of(line)
        if len(row) - at - 2 == len(columns) and columns[-1].unit and money_unit(row[-1]):
            # 行政事业性收费 | 12 | 万元
            row = (*row[:-2], row[-2] + row[-1] if row[-2].strip() else row[-2])
        distance = abs(len(row) - at - 1 - len(columns))
        printed.rows.setdefault(line.key, []).append((distance, row, at, entry.order))
    return printed


def _nearest(rows: list[_Candidate]) -> tuple[Row, int, tuple[str, ...]]:
    """Of the rows with one label, that with the form's number of cells, and its label's index.

    Third: the values of another row as near but printed otherwise; nothing tells which holds.
    A blank row gives way only to the row next to it, the other half of one that a page break cut.
    """
    if len(rows) == 1:
        _, row, at, _ = rows[0]
        return row, at, ()
    nearest = min(distance for distance, *_ in rows)
    near = [(row, at, order) for distance, row, at, order in rows if distance == nearest]
    filled = [entry for entry in near if any(map(str.strip, entry[0][entry[1] + 1 :]))] or near
    if any(min(abs(entry[2] - full[2]) for full in filled) > 1 for entry in near):
        filled = near
    row, at, _ = filled[0]
    values = tuple(map(compact, row[at + 1 :]))
    for other, label, _ in filled[1:]:
        if tuple(map(compact, other[label + 1 :])) != values:
            return row, at, other[label + 1 :]
    return row, at, ()


@dataclass(slots=True)
class _Entry:
    """A printed row that a form row's label names, or may name, and its values."""

    order: int
    line: Line | None
    cells: tuple[Cell, ...]
    row: Row
    at: int  # index of the last label cell
    above: Row  # the column names over it
    unit: str | None  # money unit that its header or label prints
    table: int


def _entries(
    reading: Reading, tables: Sequence[Table], spec: FormTable, caption: str | None
) -> list[tuple[Line, _Entry]]:
    """The rows of values of all parts, each with the form's row that it is; what the form does not
    have goes into reading.extra."""
    found: list[_Entry] = []
    for number, table in enumerate(tables):
        above: Row = ()  # the column names over the rows that follow
        for cells, row, match, is_header in _side_by_side(table, spec):
            printed = {cell for cell in row if cell.strip()}
            if any(core(cell) == "信息内容" for cell in printed):
                above = row
            elif is_header and any(compact(cell).startswith("第二十条第") for cell in printed):
                above = ()  # a new clause; its own header follows, if it prints one
            if len(printed) == 1 and not above and (unit := money_unit(compact(*printed))):
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
            unit = _money_over(above, row[at], caption)
            found.append(_Entry(len(found), line, cells, row, at, above, unit, number))
    _name_slips(found, spec)
    kept: list[tuple[Line, _Entry]] = []
    for entry in found:
        columns = spec.columns_of(entry.line) if entry.line else ()
        is_under = not entry.above or any(column_of(cell, columns) for cell in entry.above)
        # 对外公开总数量 of the 2019 form is not 现行有效件数.
        if entry.line is None or not is_under:
            if local := _local_row(entry.row, spec):
                reading.extra.append(local)
        else:
            kept.append((entry.line, entry))
    return kept


def _side_by_side(
    table: Table, spec: FormTable
) -> Iterable[tuple[tuple[Cell, ...], Row, Match | None, bool]]:
    """(cells, texts, what they name, do they print no values of it) of the rows; one that prints
    two labels, 行政许可 | 5 | 行政处罚 | 7, as two."""
    for cells, row, (match, is_header) in zip(
        table.rows, table.texts, matches(table, spec), strict=True
    ):
        ends = _second_labels(row, spec)
        if not ends:
            yield cells, row, match, is_header or match is None
            continue
        for start, end in pairwise((0, *ends, len(row))):
            part = row[start:end]
            match = matched(part, spec)
            yield cells[start:end], part, match, match is None or is_header_row(part, spec, match)


def _second_labels(row: Row, spec: FormTable) -> list[int]:
    """Indexes of the labels that stand behind values and before others."""
    end = labels_end(row)
    if end + 2 >= len(row) or "".join(row[end:]).isdecimal() or is_foot(row):
        return []
    return [
        at
        for at in range(end + 1, len(row) - 1)
        if not row[at].isdigit()
        and (value := row[at + 1].strip())
        and is_value(value)
        and line_of(bare_label(row[at]), spec)
    ]


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


def _money_over(above: Row, label: str, caption: str | None) -> str | None:
    """The money unit that holds for a row: its label's, its header's, or the table's caption's.

    A label and a header that differ leave it unknown.
    """
    printed = {unit for text in (label, "".join(above)) if (unit := money_unit(text))}
    if len(printed) > 1:
        return UNKNOWN_UNIT
    return printed.pop() if printed else caption


# ── Rows that are cut or run together ─────────────────────────────────────────────────────────


def _whole_labels(tables: Sequence[Table], spec: FormTable) -> list[Table]:
    """Rows that a page break cut inside their label, whole again: the values in the upper or the
    lower part, the other part all blank (stack.md trap 8)."""
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
        (upper, at, first), (lower, under, second) = flat[number : number + 2]
        if filled[number] == filled[number + 1] or (upper, at) in labels:
            continue
        cut = _cut_label(first, second, spec)
        if cut is None:
            continue
        label, in_upper = cut
        holder, rest = ((upper, at), (lower, under)) if in_upper else ((lower, under), (upper, at))
        labels[holder] = (_label_at(first if in_upper else second), label)
        labels[rest] = None
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


def _cut_label(first: Row, second: Row, spec: FormTable) -> tuple[str, bool] | None:
    """(the whole label, are the values in the first row) of a row that two rows print, or None."""
    at, under = _label_at(first), _label_at(second)
    if at < 0 or under < 0:
        return None
    above = any(map(str.strip, first[at + 1 :]))
    label = core(first[at]) + core(second[under])
    line = line_of(label, spec)
    if line is None or line_of(core(second[under]), spec) not in (None, line):
        return None
    # 无法提供 above 本机关不掌握… are two labels: the parts must make up the form's own.
    wanted = core(line.label)
    if not wanted.startswith(core(first[at])[:4]) or len(core(first[at])) >= len(wanted):
        return None
    if SequenceMatcher(None, label, wanted, autojunk=False).ratio() < 0.9:
        return None
    return first[at] + second[under], above


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
