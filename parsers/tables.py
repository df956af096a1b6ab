"""Which cell of the form is each printed cell? Tables × form → cells, notes and what went wrong.

Rows are found by the core of their label, wherever they stand: whole tables, tables cut at a page
break, one table per clause. Values are the printed cells right of the label, counted, never
guessed: a row with another number of cells than the form has is read only where the sums printed
in it leave exactly one way to read it, otherwise its cells stay NULL and are flagged (S07).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations

from parsers.borders import channels, solve
from parsers.forms import Form, FormTable, Line, clause_of, form_ids, load_form
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
    extra: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def result(self, form: FormTable) -> TableReading:
        missing = tuple(row.key for row in form.rows if row.key not in self.cells)
        return TableReading(
            self.name,
            self.found,
            missing,
            tuple(self.surplus),
            dict(self.labels),
            dict(self.quotes),
            tuple(self.extra),
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
    disputes = form.tables["review_litigation"]
    others = [_without_disputes(table, applications, disputes) for table in tables]
    found = _applications([_rows(table) for table in others], applications)
    whole = _glued([others[number] for number in found], applications)
    return {
        "active_disclosure": _read_rows(
            "active_disclosure", taken(_active(rows, active)), active, _any
        ),
        "applications": _read_rows("applications", whole, applications, _row_sum),
        "review_litigation": _read_disputes(rows, disputes),
    }


def _rows(table: Table) -> list[Row]:
    return [tuple([cell.text for cell in row]) for row in table.rows]


# ── Which form ────────────────────────────────────────────────────────────────────────────────


def recognise(tables: Sequence[Table]) -> dict[TableName, str] | None:
    """The form that each table follows, a form id or a form per clause; None: no form's table.

    By content, never by year: reports for 2022–2024 still come in older forms, and some print the
    clauses of section 2 in two of them (domain.md 7). A clause follows the form whose columns its
    own header names.
    """
    rows = [_rows(table) for table in tables]
    text = "".join(map(_printed, rows))
    newest = form_ids()[0]
    specs = {id: load_form(id).tables["active_disclosure"] for id in form_ids()}
    is_active = any(compact(m) in text for spec in specs.values() for m in spec.markers[:-1])
    spec = load_form(newest).tables["applications"]
    is_applications = "申请人情况" in text or ("新收政府信息公开申请" in text and "结转下" in text)
    if not is_active and not is_applications:
        return None
    applications = _applications_form([rows[number] for number in _applications(rows, spec)])
    active = _clause_forms(rows, specs) if is_active else None
    if active is None:
        code = applications or newest
        active = code
    else:
        code = applications or (active if ":" not in active else newest)
    return {"active_disclosure": active, "applications": code, "review_litigation": code}


def _applications_form(tables: Sequence[list[Row]]) -> str | None:
    """The form whose rows under （六）其他处理 are printed; None where neither is."""
    specs = {id: load_form(id).tables["applications"] for id in form_ids()}
    common = set.intersection(*({row.key for row in spec.rows} for spec in specs.values()))
    for id, spec in specs.items():  # newest first: there 其他处理 heads rows of its own
        for rows in tables:
            for row in rows:
                match = _matched(row, spec)
                if match is None or match[0].key in common:
                    continue
                values = row[match[1] + 1 :]
                if len(values) >= len(spec.columns) - 1 or any(
                    text.strip() and is_value(text) for text in values
                ):
                    return id
    return None


def _clause_forms(tables: Sequence[list[Row]], specs: dict[str, FormTable]) -> str | None:
    """A form id, or the form of each clause where they differ."""
    votes: dict[str, Counter[str]] = {}
    for id, spec in specs.items():
        for number in _active(tables, spec):
            above: Row = ()
            for row in tables[number]:
                match = _matched(row, spec)
                if match is None or _is_header(row, spec, match):
                    if any(_named(row, other.columns) for other in specs.values()):
                        above = row
                    continue
                columns = spec.columns_of(match[0])
                named = _named(above, columns)
                if 2 * named > len(columns):
                    clause = votes.setdefault(clause_of(match[0]), Counter())
                    clause[id] = max(clause[id], 2 * named - len(columns))
    if not votes:
        return None
    chosen = {clause: count.most_common(1)[0][0] for clause, count in votes.items()}
    counted = Counter(chosen.values()).most_common()
    if len(counted) == 1:
        return counted[0][0]
    usual = counted[0][0]
    clauses = dict.fromkeys(clause_of(row) for id in (usual, *specs) for row in specs[id].rows)
    expected = {clause_of(row) for row in specs[usual].rows}
    return " ".join(
        f"{clause}:{chosen.get(clause, usual)}"
        for clause in clauses
        if clause in chosen or clause in expected
    )


def _named(header: Row, columns: Iterable[Line]) -> int:
    """How many of these columns a header row names."""
    labels = [core(cell) for cell in header]
    return sum(any(c.core and c.core.search(label) for label in labels) for c in columns)


# ── Which tables ──────────────────────────────────────────────────────────────────────────────


def _printed(rows: Iterable[Row]) -> str:
    return "".join(map(_row_text, rows))


@lru_cache(maxsize=4_096)
def _row_text(row: Row) -> str:
    return "".join(map(compact, row))


def _active(tables: Sequence[list[Row]], spec: FormTable) -> list[int]:
    """Numbers of the tables that print a column header of section 2's table, or continue one.

    The words 行政许可, 行政处罚 also fill 执法统计 tables; only beside this form's own column
    headers do they mean these rows. A continuation brings rows that have not been printed yet.
    """
    found: list[int] = []
    seen: set[str] = set()
    continuing = False
    for number, rows in enumerate(tables):
        text = _printed(rows)
        marked = any(marker in text for marker in spec.markers)
        if not marked and not (continuing and rows and _matched(rows[0], spec)):
            continuing = False
            continue
        matches = [_matched(row, spec) for row in rows]
        named = {match[0].key for match in matches if match}
        continuing = marked or (None not in matches and not named & seen)
        if continuing:
            found.append(number)
            seen |= named
    return found


_OF_APPLICATIONS = ("申请", "公开", "结转", "自然人")
"""One of these stands in every table, or part of a table, of two rows or more."""


def _applications(tables: Sequence[list[Row]], spec: FormTable) -> list[int]:
    """Numbers of the tables that print this table's header or two of its rows, and their
    continuations."""
    found: list[int] = []
    continuing = False
    for number, rows in enumerate(tables):
        text = _printed(rows)
        if not continuing and not any(word in text for word in _OF_APPLICATIONS):
            continue
        matches = [(row, match) for row in rows if (match := _matched(row, spec))]
        named = {line.key for _, (line, _) in matches}
        enough = len(named - {"other_misc", "results_total", "granted", "partially_granted"}) >= 2
        headed = sum(word in text for word in spec.header) >= 2
        valued = any(len(row) - at - 1 >= len(spec.columns) - 1 for row, (_, at) in matches)
        if enough or headed or (continuing and named and valued):
            found.append(number)
            continuing = True
        elif rows and continuing and not named:
            continuing = False
    return found


def _without_disputes(table: Table, spec: FormTable, disputes: FormTable) -> Table:
    """The table with the rows of section 4's table blank: its 总计 is no total of applications.

    They begin with a row that prints one of its names, and end where a row of spec does.
    """
    labels = _dispute_labels(disputes)
    rows: list[tuple[Cell, ...]] = []
    is_dispute = False
    for row in table.rows:
        texts = tuple(cell.text for cell in row)
        if not labels.isdisjoint(map(core, texts)):
            is_dispute = True
        elif is_dispute:
            match = _matched(texts, spec)
            is_dispute = match is None or match[0].key == _TOTAL
        rows.append(() if is_dispute else row)
    return table if tuple(rows) == table.rows else Table(tuple(rows))


@lru_cache(maxsize=64)
def _dispute_labels(spec: FormTable) -> frozenset[str]:
    """Names that only section 4's table prints; 总计 stands in others too."""
    return frozenset(core(line.label) for line in (*spec.rows, *spec.columns[:-1]))


# ── Rows by label ─────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=8_192)
def _line_of(label: str, spec: FormTable) -> Line | None:
    """The form row whose pattern a label's core fits."""
    return next((line for line in spec.rows if line.core and line.core.search(label)), None)


@lru_cache(maxsize=4_096)
def _lines_in(label: str, spec: FormTable) -> int:
    """How many form rows a label's core names."""
    return sum(bool(line.core and line.core.search(label)) for line in spec.rows)


@lru_cache(maxsize=4_096)  # each row is asked about for every form and every table
def _matched(row: Row, spec: FormTable) -> tuple[Line, int] | None:
    """The form row that this printed row names, and the index of its last label cell."""
    for index in range(len(row) - 1, -1, -1):
        label = core(row[index])
        if label and not label.isdigit() and (line := _line_of(label, spec)):
            return line, index
    # A group's label and a row's in one cell: 三、本年度办理结果（一）予以公开.
    for index in range(len(row) - 1, -1, -1):
        parts = _INNER_ORDINAL.split(compact(row[index]))
        if len(parts) > 2 and (line := _line_of(core(parts[-1]), spec)):
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


def _glued(tables: Sequence[Table], spec: FormTable) -> list[Table]:
    """Rows that a page break cut inside their label, whole again: the values in the upper or the
    lower part, the other part all blank (stack.md trap 8)."""
    flat = [
        (number, at, tuple(cell.text for cell in row))
        for number, table in enumerate(tables)
        for at, row in enumerate(table.rows)
        if any(cell.text.strip() for cell in row)
    ]
    # Where the page breaks, the header may be printed again between the two parts.
    flat = [entry for entry in flat if not _is_header(entry[2], spec, _matched(entry[2], spec))]
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
                    replace(cell, text=label) if place == index else cell
                    for place, cell in enumerate(row)
                )
            rows.append(row)
        whole.append(Table(tuple(rows)))
    return whole


def _label_at(row: Row) -> int:
    """Index of the last cell that holds a label, -1 if none does."""
    return max(
        (at for at, cell in enumerate(row) if cell.strip() and not is_value(cell)), default=-1
    )


def _cut_label(first: Row, second: Row, spec: FormTable) -> tuple[str, bool] | None:
    """(the whole label, are the values in the first row) of a row that two rows print, or None."""
    at, under = _label_at(first), _label_at(second)
    if at < 0 or under < 0:
        return None
    above = any(map(str.strip, first[at + 1 :]))
    label = core(first[at]) + core(second[under])
    line = _line_of(label, spec)
    if line is None or _line_of(core(second[under]), spec) not in (None, line):
        return None
    # 无法提供 above 本机关不掌握… are two labels: the parts must make up the form's own.
    wanted = core(line.label)
    if not wanted.startswith(core(first[at])[:4]) or len(core(first[at])) >= len(wanted):
        return None
    if SequenceMatcher(None, label, wanted, autojunk=False).ratio() < 0.9:
        return None
    return first[at] + second[under], above


_INNER_ORDINAL = re.compile(r"\([一二三四五六七八九十]\)|[一二三四]、|\d{1,2}[.、](?!\d)")


@lru_cache(maxsize=4_096)
def _is_header(row: Row, spec: FormTable, match: tuple[Line, int] | None) -> bool:
    """Does the row print words that only a header prints, and no values of its own?

    A clause in a column of its own (第二十条第（五）项 | 行政许可 | 5) is no header.
    """
    text = _row_text(row)
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
    placed: set[Row] = set()  # rows whose values stand in the table's value columns
    narrow: set[Row] = set()  # rows that end before the table's others
    written_out = False
    glued: dict[str, str] = {}  # item → the digits of a row without borders
    units: dict[str, str] = {}  # item → money unit that the header above it prints
    for table in tables:
        above: Row = ()  # the column names over the rows that follow
        values_at = _value_columns(table, spec) if consistent is not _any else ()
        end = _usual_end(table, spec)
        width = table.width
        for cells, row in zip(table.rows, _rows(table), strict=True):
            if core(next((cell for cell in row if cell.strip()), "")) == "信息内容":
                above = row
            match = _matched(row, spec)
            if match is None or _is_header(row, spec, match):
                if match is None and (local := _local_row(row, spec)):
                    reading.extra.append(local)
                continue
            line, at = match
            if unit := _money_unit(above):
                units[line.key] = unit
            if len(row) - at - 1 == 0:
                continue  # a label alone, or a group header
            if above and not _names(above, spec.columns_of(line)):
                continue  # 对外公开总数量 of the 2019 form is not 现行有效件数
            if (values := _in_place(cells[at + 1 :], values_at, width)) is not None:
                written_out = written_out or len(values) < len(row) - at - 1
                row = (*row[: at + 1], *values)
                placed.add(row)
            elif cells[-1].column + cells[-1].colspan < end:
                narrow.add(row)
            distance = abs(len(row) - at - 1 - len(spec.columns_of(line)))
            printed.setdefault(line.key, []).append((distance, row, at))
    orders: dict[tuple[Line, ...], tuple[Line, ...]] = {}
    rests = [(distance, row[at + 1 :]) for found in printed.values() for distance, row, at in found]
    # Are merged label cells written out as blanks? Then a row that ends before the others has lost
    # a value, even if its blanks make up the number.
    written_out = written_out or any(
        distance > 0 and len(_unpadded(texts)) == len(texts) - distance for distance, texts in rests
    )
    if consistent is _any:  # rows of one, two and three columns: only their ends can tell
        written_out = any(distance > 0 and not texts[-1].strip() for distance, texts in rests)
        has_lost_column = False
    else:
        has_lost_column = sum(distance > 0 for distance, _ in rests) * 2 > len(rests)
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
        swallowed = label[-1:].isdigit() or _lines_in(label, spec) > 1
        texts = row[at + 1 :]
        short = (
            row not in placed
            and (has_lost_column or (written_out and row in narrow))
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
            units.get(line.key),
        )
        if len(texts) == 1 < len(columns) and _GLUED.fullmatch(texts[0]):
            glued[line.key] = texts[0]
    if glued and consistent is _row_sum:
        _infer(reading, spec, glued)
    return reading


_GLUED = re.compile(r"[0-9]{2,}")
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


_MONEY = re.compile(r"(?:单位[:：为]?|[（(])(亿元|万元|元)")


def _money_unit(header: Row) -> str | None:
    """The money unit that a header prints: 本年收费金额（单位：元）."""
    match = _MONEY.search("".join(compact(cell) for cell in header))
    return match[1] if match else None


def _local_row(row: Row, spec: FormTable) -> tuple[str, tuple[str, ...]] | None:
    """(label, values) of a row that the form does not have, such as 行政检查 | 5."""
    first = next((at for at, cell in enumerate(row) if cell.strip() and is_value(cell)), 0)
    values = tuple(cell.strip() for cell in row[first:])
    labels = [compact(cell) for cell in row[:first] if cell.strip()]
    if not labels or not all(map(is_value, values)) or _is_header(row, spec, None):
        return None
    return labels[-1], tuple(value for value in values if value)


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
    if common and common[0][1] > 1 and (len(common) < 2 or common[1][1] < 2):
        return common[0][0]
    last = tuple(range(table.width - len(spec.columns), table.width))
    return last if named_at == set(last) and set(counted) <= {last} else ()


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


def _usual_end(table: Table, spec: FormTable) -> int:
    """The grid column at which most of the table's rows of values end."""
    ends = Counter(
        row[-1].column + row[-1].colspan
        for row in table.rows
        if row and _matched(tuple(cell.text for cell in row), spec)
    )
    # Where many rows have lost cells, whole ones may be fewer; one alone may have a cell too many.
    shared = [end for end, count in ends.items() if count >= 3 or count == len(table.rows)]
    return max(shared or ends, default=0)


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
    money: str | None = None,
) -> None:
    """Put one row's printed values into the reading.

    others: values of a rival row, or the row's own where its label is in doubt; then none is taken.
    is_placed: the texts stand in the value columns; a leading blank is the first column's.
    money: the unit that the header prints over an amount.
    """
    cells: dict[str, Number | None] = {}
    fitted = None if others else _fit(texts, columns, consistent)
    has_leading_blank = fitted and fitted[-1].strip() and not fitted[0].strip()
    is_counted = len(texts) == len(columns)
    if fitted and has_leading_blank and consistent is not _any and not (is_placed or is_counted):
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
            printed = parse_cell(text, column.unit, joined, money)
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
    if wanted == 1 and texts[0].strip() and len(set(texts)) == 1:
        return (texts[0],)  # a merged cell, its text in every column that it covers
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
        # Nor a mark that stands for a number, such as 无 or a stroke.
        droppable = [
            index
            for index, (text, value) in enumerate(zip(texts, _values(texts), strict=True))
            if value == 0 or not text.strip()
        ]
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
        if len(values := row if len(row) == wanted else _without_label(row)) >= len(spec.columns)
        # One odd cell is that cell's loss alone.
        and 4 * sum(map(is_value, values)) > 3 * len(values)
        and not any(marker in compact(text) for text in values for marker in spec.markers)
    ]
    if not candidates:
        _infer_disputes(reading, rows, spec)
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


def _infer_disputes(reading: Reading, rows: list[Row], spec: FormTable) -> None:
    """Fifteen numbers without borders, where the three sums leave one way to cut them."""
    runs = [cell for row in rows for cell in row if cell.strip()]
    if not runs:
        return
    step = len(spec.columns)
    is_glued = len(runs) == 1 and _GLUED.fullmatch(runs[0])
    numbers = channels(runs[0], step, len(spec.rows)) if is_glued else None
    if not is_glued:
        return
    reading.surplus.append(("review", (runs[0],), step * len(spec.rows)))
    for number, channel in enumerate(spec.rows):
        reading.labels[channel.key] = channel.label
        reading.quotes[channel.key] = runs[0]
        reading.cells[channel.key] = {}
        for at, column in enumerate(spec.columns):
            value = numbers[number * step + at] if numbers else None
            kind = "inferred" if numbers else "unreadable"
            reading.cells[channel.key][column.key] = value
            reading.notes.append(
                CellNote(reading.name, channel.key, column.key, kind, runs[0], value)
            )


_HAN = re.compile("[\u4e00-\u9fff]")


def _without_label(row: Row) -> Row:
    """The row from its first value on: 件数 | 0 | 0 | …"""
    first = next((at for at, text in enumerate(row) if text.strip() and is_value(text)), 0)
    labels = [at for at, text in enumerate(row[:first]) if _HAN.search(text)]
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
            if any(marker in _row_text(row) for marker in spec.markers)
        ]
        text = _printed(rows)
        if sum(marker in text for marker in spec.markers) < 3 or "结果维持" not in text:
            continue
        below = rows[header[-1] + 1 :]
        if not below and number + 1 < len(tables):
            below = tables[number + 1]
        return rows[: header[-1] + 1], below
    return None
