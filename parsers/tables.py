"""Which cell of the form is each printed cell? Tables × form → cells, notes and what went wrong.

Rows are found by the core of their label, wherever they stand: whole tables, tables cut at a page
break, one table per clause. Values are the printed cells right of the label, counted, never
guessed: a row with another number of cells than the form has is read only where the sums printed
in it leave exactly one way to read it, otherwise its cells stay NULL and are flagged (S07).
Where a table is printed more than once, the one that belongs to the report is read (candidates.py),
whole and alone.
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
from parsers.candidates import Place, is_trend
from parsers.forms import Form, FormTable, Line, clause_of, form_ids, load_form
from parsers.grid import Cell, Table
from parsers.labels import compact, core
from parsers.numbers import UNKNOWN_UNIT, is_value, money_unit, parse_cell
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
    remarks: list[str] = field(default_factory=list)  # for people, one sentence each

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


def read_tables(
    tables: Sequence[Table], form: Form, places: Sequence[Place] = (), year: int | None = None
) -> dict[TableName, Reading]:
    """Read all tables of a document against one form.

    places: where each table stands; year: the report's. Both tell which of several tables is its
    own; without them two that differ leave their cells NULL.
    """
    places = places or [Place()] * len(tables)
    tables = list(map(_without_notes, tables))
    active = form.tables["active_disclosure"]
    applications = form.tables["applications"]
    disputes = form.tables["review_litigation"]
    rows = [_rows(table) for table in tables]
    others = [_without_disputes(table, applications, disputes) for table in tables]
    found = _applications([_rows(table) for table in others], applications)

    def read_active(copy: Copy) -> Reading:
        return _read_rows("active_disclosure", copy.parts, active, _any, copy.place.unit, year)

    def read_applications(copy: Copy) -> Reading:
        whole = _glued(copy.parts, applications)
        return _read_rows("applications", whole, applications, _row_sum, None, year)

    return {
        "active_disclosure": _own(
            "active_disclosure",
            _copies(tables, _active(rows, active), places, active),
            read_active,
            year,
        ),
        "applications": _own(
            "applications",
            _copies(others, found, places, applications),
            read_applications,
            year,
        ),
        "review_litigation": _read_disputes(tables, disputes, places, year),
    }


def _without_notes(table: Table) -> Table:
    """The table with the notes under it blank: they tell of rows and columns in the same words."""
    rows = tuple(() if _is_foot(tuple(c.text for c in row)) else row for row in table.rows)
    return table if rows == table.rows else Table(rows)


def _rows(table: Table) -> list[Row]:
    return [tuple([cell.text for cell in row]) for row in table.rows]


# ── Which form ────────────────────────────────────────────────────────────────────────────────


def recognise(tables: Sequence[Table]) -> dict[TableName, str] | None:
    """The form that each table follows, a form id or a form per clause; None: no form's table.

    By content, never by year: reports for 2022–2024 still come in older forms, and some print the
    clauses of section 2 in two of them (domain.md 7). A clause follows the form whose columns its
    own header names.
    """
    rows = [_rows(_without_notes(table)) for table in tables]
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
        marked = any(marker in text for marker in spec.markers) and not _is_trend(rows, spec)
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


def _is_trend(rows: list[Row], spec: FormTable) -> bool:
    """Does the table tell of several years, and not in the form's columns for each of them?"""
    return is_trend(rows) and not any(_named(row, spec.columns) > 1 for row in rows)


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
        if _is_trend(rows, spec):
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
    rows: list[tuple[Cell, ...]] = []
    is_dispute = False
    for row in table.rows:
        texts = tuple(cell.text for cell in row)
        if _names_disputes(texts, disputes):
            is_dispute = True
        elif is_dispute:
            match = _matched(texts, spec)
            is_dispute = match is None or match[0].key == _TOTAL
        rows.append(() if is_dispute else row)
    return table if tuple(rows) == table.rows else Table(tuple(rows))


# ── Which copy ────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Copy:
    """One printing of a form's table, in one table or in parts of it. keys: the rows it prints."""

    parts: list[Table]
    place: Place
    keys: list[str]
    is_filled: bool


def _copies(
    tables: Sequence[Table], numbers: Iterable[int], places: Sequence[Place], spec: FormTable
) -> list[Copy]:
    """The printings of a table, in reading order.

    A part goes on where one before ended: a row that is already printed begins another copy,
    except the last ones, which may be printed again where a page begins.
    """
    copies: list[Copy] = []
    headers: list[Table] = []  # a header that stands alone goes with the rows under it
    for number in numbers:
        for table in _restarts(tables[number], spec):
            keys, is_filled = _keys(table, spec)
            if not keys:
                headers.append(table)
                continue
            place = places[number].under(_captions(table, spec))
            recent = reversed(copies[-MAX_BACK:])
            last = next((copy for copy in recent if _continues(copy, keys, place)), None)
            if last:
                last.parts += [*headers, table]
                last.keys += keys
                last.is_filled = last.is_filled or is_filled
            else:
                copies.append(Copy([*headers, table], place, keys, is_filled))
            headers = []
    if headers and copies:
        copies[-1].parts += headers
    elif headers:
        copies.append(Copy(headers, Place(), [], False))
    return copies


def _continues(copy: Copy, keys: list[str], place: Place) -> bool:
    if (place.section, place.titled) != (copy.place.section, copy.place.titled):
        return False
    if place.has_caption and (place.years, place.is_previous, place.is_part) != (
        copy.place.years,
        copy.place.is_previous,
        copy.place.is_part,
    ):
        return False
    repeated = next((n for n in range(MAX_REPEATED, 0, -1) if keys[:n] == copy.keys[-n:]), 0)
    if repeated > 1 and repeated in (len(keys), len(copy.keys)):  # an excerpt
        return False
    return set(copy.keys).isdisjoint(keys[repeated:])


MAX_BACK = 3
"""Copies that a part may go on from."""
MAX_REPEATED = 3
"""Rows that may be printed again at the head of a page."""


def _restarts(table: Table, spec: FormTable) -> list[Table]:
    """The table, cut where its rows begin anew: last year's under this year's in one table."""
    if len(table.rows) <= len(spec.rows):
        return [table]
    starts = [0]
    seen: list[str] = []
    keyed = [(at, key) for at, row in enumerate(_rows(table)) if (key := _value_key(row, spec))]
    for place, (_, key) in enumerate(keyed):
        following = {name for _, name in keyed[place : place + 3]}
        if key in seen[:-1] and len(following) == 3 and following <= set(seen):
            starts.append(keyed[place - 1][0] + 1)
            seen = []
        seen.append(key)
    if len(starts) == 1:
        return [table]
    ends = [*starts[1:], len(table.rows)]
    return [Table(table.rows[start:end]) for start, end in zip(starts, ends, strict=True)]


def _value_key(row: Row, spec: FormTable) -> str | None:
    """The form row whose values this row prints."""
    match = _matched(row, spec)
    if match is None or len(row) - match[1] - 1 == 0 or _is_header(row, spec, match):
        return None
    return match[0].key


def _keys(table: Table, spec: FormTable) -> tuple[list[str], bool]:
    """The form rows that a table prints, in order, and whether any value is printed in them."""
    keys: list[str] = []
    is_filled = False
    for row in _rows(table):
        if key := _value_key(row, spec):
            keys.append(key)
            match = _matched(row, spec)
            at = match[1] if match else 0
            is_filled = is_filled or any(text.strip() for text in row[at + 1 :])
    return keys, is_filled


def _captions(table: Table, spec: FormTable) -> list[str]:
    """Rows of one cell above the header: 2023年度, 单位：件."""
    lines: list[str] = []
    for row in _rows(table)[:4]:
        printed = [text for text in row if text.strip()]
        if len(set(printed)) > 1 or _matched(row, spec):
            break
        lines += printed[:1]
    return lines


_TITLES: dict[TableName, str] = {
    "active_disclosure": "主动公开情况表",
    "applications": "申请办理情况表",
    "review_litigation": "复议诉讼情况表",
}


def _own(
    name: TableName,
    copies: list[Copy],
    read: Callable[[Copy], Reading],
    year: int | None,
    share: int = 2,
) -> Reading:
    """The reading of the copy that is the report's own; NULL where two that may be it differ.

    share: copies that print fewer than 1/share of the rows of the fullest are excerpts.
    """
    if not copies:
        return Reading(name)
    chosen = _best(name, copies, year, share)
    readings = [read(copy) for copy in chosen[:MAX_RIVALS]]
    # One that has the rows, but under the columns of another form, is no rival.
    most = max(reading.cells_read for reading in readings)
    readings = [
        reading
        for reading, copy in zip(readings, chosen, strict=False)
        if 2 * reading.cells_read >= most or year in copy.place.years
    ]
    reading = readings[0]
    for rival in readings[1:]:
        _settle(reading, rival)
    place = chosen[0].place
    if place.years and place.rank(name, year) == 0:
        printed = "、".join(map(str, sorted(place.years)))
        reading.remarks.append(f"{_TITLES[name]}上方印的是{printed}年，不是{year}年。")
    if chosen[0].is_filled and any(
        not c.is_filled and c.place.rank(name, year) == place.rank(name, year) for c in copies
    ):
        reading.remarks.append(f"{_TITLES[name]}另有一份没有填写，读的是填有数字的一份。")
    return reading


MAX_RIVALS = 10
"""Copies that are compared; more say nothing more."""


def _best(name: TableName, copies: list[Copy], year: int | None, share: int) -> list[Copy]:
    """The copies that may be the report's own: whole ones, then by place, then filled ones.

    One whose caption names the year is never left out for having less in it.
    """

    def is_named(copy: Copy) -> bool:
        return year in copy.place.years

    def whole(among: list[Copy], share: int) -> list[Copy]:
        most = max(len(set(copy.keys)) for copy in among)
        return [c for c in among if share * len(set(c.keys)) >= most or is_named(c)]

    left = whole(copies, 3)
    rank = max(copy.place.rank(name, year) for copy in left)
    left = whole([copy for copy in left if copy.place.rank(name, year) == rank], share)
    return [copy for copy in left if copy.is_filled or is_named(copy)] or left[:1]


def _settle(reading: Reading, rival: Reading) -> None:
    """Cells of two tables that are equally likely the report's own: NULL where they differ."""
    before = {(note.item, note.column): note for note in reading.notes}
    other = {(note.item, note.column): note for note in rival.notes}
    differing = 0
    for item in dict.fromkeys((*reading.cells, *rival.cells)):
        ours, theirs = reading.cells.get(item, {}), rival.cells.get(item, {})
        for column in dict.fromkeys((*ours, *theirs)):
            place = item, column
            if column in ours and column in theirs and ours[column] == theirs[column]:
                continue
            differing += 1
            texts = [
                note.raw if (note := notes.get(place)) else str(cells.get(column, ""))
                for cells, notes in ((ours, before), (theirs, other))
            ]
            reading.cells.setdefault(item, {})[column] = None
            before[place] = CellNote(
                reading.name, item, column, "unreadable", "｜".join(texts), None
            )
        if item not in reading.labels and item in rival.labels:
            reading.labels[item] = rival.labels[item]
            reading.quotes[item] = rival.quotes[item]
    reading.notes = list(before.values())
    if differing:
        reading.remarks.append(
            f"{_TITLES[reading.name]}印了不止一份，{differing} 格的数字不同，"
            "无法确定哪一份是本报告的，记为缺失。"
        )


# ── Rows by label ─────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=8_192)
def _line_of(label: str, spec: FormTable) -> Line | None:
    """The form row whose pattern a label's core fits."""
    return next((line for line in spec.rows if line.core and line.core.search(label)), None)


@lru_cache(maxsize=4_096)
def _lines_in(label: str, spec: FormTable) -> int:
    """How many form rows a label's core names."""
    return sum(bool(line.core and line.core.search(label)) for line in spec.rows)


_FOOT = re.compile(
    r"(?:注|备注|说明|注释|附注|填[报表]说明)\d*(?:[:：.、].*)?"
    r"|(?:填[报表]人|审核人|填报单位|填报日期)(?:[:：].*)?",
    re.DOTALL,
)
_REMARK = re.compile("[(（]?(?:其中|含|不含|包括|另有?|注|备注|说明|与上年)")
_ORDINAL_CELL = re.compile(r"\d{1,2}[.、．]?")
_BRACKET_UNIT = re.compile(
    r"[(（](?:单位[:：为]?)?(?:人民币)?(?:件|条|个|份|项|宗|起|次|(?:百|千|万|百万|亿)?元|万|亿)[)）]$"
    r"|[/:：](?:件|(?:百|千|万|百万|亿)?元)$"
)


@lru_cache(maxsize=8_192)
def _bare(text: str) -> str:
    """A label's core without the unit printed behind it: 行政许可（件）."""
    return core(_BRACKET_UNIT.sub("", compact(text)))


@lru_cache(maxsize=4_096)
def _is_foot(row: Row) -> bool:
    """Is this a note under the table: 注：…, 备注, 填表人？"""
    first = next((cell for cell in row if cell.strip()), "")
    return not first.isdigit() and _FOOT.fullmatch(compact(first)) is not None


@lru_cache(maxsize=4_096)
def _labels_end(row: Row) -> int:
    """Index of the first value: the labels stand left of it, a remark in a value cell is no label.

    Blanks, and numbers that only count the rows, may stand before and between the labels.
    """
    seen = False
    for index, cell in enumerate(row):
        if not cell.strip():
            continue
        if not is_value(cell):
            if seen and _REMARK.match(compact(cell)):
                return index
            seen = True
        elif seen:
            following = next((text for text in row[index + 1 :] if text.strip()), "")
            if not (
                _ORDINAL_CELL.fullmatch(compact(cell))
                and following
                and not is_value(following)
                and not _REMARK.match(compact(following))
            ):
                return index
    return len(row)


@lru_cache(maxsize=4_096)  # each row is asked about for every form and every table
def _matched(row: Row, spec: FormTable) -> tuple[Line, int] | None:
    """The form row that this printed row names, and the index of its last label cell."""
    if _is_foot(row):
        return None
    end = _labels_end(row)
    for index in range(end - 1, -1, -1):
        label = _bare(row[index])
        if label and not label.isdigit() and (line := _line_of(label, spec)):
            return line, index
    # A group's label and a row's in one cell: 三、本年度办理结果（一）予以公开.
    for index in range(end - 1, -1, -1):
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


# A label that no pattern knows, by its place and its letters.


def _distance(one: str, other: str) -> int:
    """Levenshtein distance of two short labels."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], at
        for under, second in enumerate(other, 1):
            diagonal, row[under] = (
                row[under],
                min(row[under] + 1, row[under - 1] + 1, diagonal + (letter != second)),
            )
    return row[-1]


MAX_COMPARED = 80
"""Letters of a label that is compared; the longest official one has 33."""


@lru_cache(maxsize=4_096)
def _resembles(label: str, line: Line) -> bool:
    """Are the letters those of the form's label but for a slip, or a part of it?"""
    if not label or len(label) > MAX_COMPARED:
        return False
    whole = _bare(line.label)
    short = core(re.split("[（(、]", re.sub("^（.）|^.、", "", line.label))[0])
    for wanted in {whole, short or whole}:
        size = len(wanted)
        allowed = 1 if size <= 5 else 2 if size <= 9 else 3 if size <= 14 else size // 5
        if _distance(label, wanted) <= allowed:
            return True
        less, more = sorted((label, wanted), key=len)
        if len(less) >= 4 and less in more and 2 * len(less) >= len(more):
            return True
    return False


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
    printed = [value for value in values if value.strip()]
    if not printed:
        return len(values) != len(spec.columns_of(line))
    # One odd cell, such as a remark that names 自然人, makes no header.
    return 2 * sum(map(is_value, printed)) <= len(printed)


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
) -> list[_Entry]:
    """The rows of values of all parts; what the form does not have goes into reading.extra."""
    found: list[_Entry] = []
    for number, table in enumerate(tables):
        above: Row = ()  # the column names over the rows that follow
        for cells in _side_by_side(table, spec):
            row = tuple(cell.text for cell in cells)
            texts = [compact(cell) for cell in row if cell.strip()]
            match = _matched(row, spec)
            is_header = match is None or _is_header(row, spec, match)
            if "信息内容" in map(core, row):
                above = row
            elif is_header and any(text.startswith("第二十条第") for text in texts):
                above = ()  # a new clause; its own header follows, if it prints one
            if len(set(texts)) == 1 and not above and (unit := money_unit(texts[0])):
                caption = unit  # 单位：件、元
            if is_header and not _may_be_row(row, spec, match):
                continue
            line, at = (match[0], match[1]) if match and not is_header else (None, -1)
            if line is None:
                at = _labels_end(row) - 1
                while at > 0 and not row[at].strip():
                    at -= 1
            if len(row) - at - 1 == 0:
                continue  # a label alone, or a group header
            unit = _money_over(above, row[at], caption)
            found.append(_Entry(len(found), line, cells, row, at, above, unit, number))
    _name_slips(found, spec)
    kept: list[_Entry] = []
    for entry in found:
        columns = spec.columns_of(entry.line) if entry.line else ()
        # 对外公开总数量 of the 2019 form is not 现行有效件数.
        if entry.line is None or (entry.above and not _names(entry.above, columns)):
            if local := _local_row(entry.row, spec):
                reading.extra.append(local)
        else:
            kept.append(entry)
    return kept


def _side_by_side(table: Table, spec: FormTable) -> Iterable[tuple[Cell, ...]]:
    """The rows; one that prints two labels, 行政许可 | 5 | 行政处罚 | 7, as two."""
    for cells in table.rows:
        row = tuple(cell.text for cell in cells)
        start = 0
        end = _labels_end(row)
        if end + 2 < len(row) and not _is_foot(row):
            for at in range(end + 1, len(row) - 1):
                text, value = row[at], row[at + 1].strip()
                if text.isdigit() or not value or not is_value(value):
                    continue
                if _line_of(_bare(text), spec):
                    yield cells[start:at]
                    start = at
        yield cells[start:]


def _may_be_row(row: Row, spec: FormTable, match: tuple[Line, int] | None) -> bool:
    """Is this a row with a label and values, though no pattern knows the label?"""
    return match is None and not _is_foot(row) and _local_row(row, spec) is not None


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
        label = _bare(entry.row[entry.at])
        alike = [
            line
            for line in spec.rows[first:last]
            if line.key not in printed and _resembles(label, line)
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


_SIDE_COLUMNS = frozenset(
    ("单位", "计量单位", "行次", "行号", "序号", "编号", "代码", "小计", "备注", "说明")
)
"""Columns that some organs add to the form's; 小计 only beside a 总计."""


_LAST_YEAR = re.compile("^(?:上一?年度?|去年)")
_THIS_YEAR = re.compile("^(?:本年度?|今年)")


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


_YEAR = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")


def _without_side_columns(
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
    remark = f"{_TITLES[reading.name]}多印了“{names}”一列，不是表式的列，未读。"
    if remark not in reading.remarks:
        reading.remarks.append(remark)
    return rest


def _own_columns(reading: Reading, table: Table, spec: FormTable, year: int | None) -> Table:
    """A table of labelled rows without its side columns."""

    def whole(candidate: Table) -> int:
        matches = [(row, _matched(row, spec)) for row in _rows(candidate)]
        return sum(
            m is not None and len(row) - m[1] - 1 == len(spec.columns_of(m[0]))
            for row, m in matches
        )

    headers = [
        number
        for number, row in enumerate(_rows(table))
        if _is_header(row, spec, _matched(row, spec)) or is_trend([row])
    ]
    return _without_side_columns(reading, table, headers, whole, year)


def _read_rows(
    name: TableName,
    tables: Sequence[Table],
    spec: FormTable,
    consistent: Consistent,
    caption: str | None,
    year: int | None,
) -> Reading:
    """caption: the money unit that stands over the table. year: the report's."""
    reading = Reading(name, found=bool(tables))
    tables = [_own_columns(reading, table, spec, year) for table in tables]
    printed: dict[str, list[_Candidate]] = {}
    placed: set[Row] = set()  # rows whose values stand in the table's value columns
    narrow: set[Row] = set()  # rows that end before the table's others
    written_out = False
    glued: dict[str, str] = {}  # item → the digits of a row without borders
    units: dict[str, str] = {}  # item → money unit that the header above it prints
    grids = [
        (
            _value_columns(table, spec) if consistent is not _any else (),
            _usual_end(table, spec),
            table.width,
        )
        for table in tables
    ]
    for entry in _entries(reading, tables, spec, caption):
        line, row, at, cells = entry.line, entry.row, entry.at, entry.cells
        if line is None:
            continue
        values_at, end, width = grids[entry.table]
        if entry.unit:
            units[line.key] = entry.unit
        if (values := _in_place(cells[at + 1 :], values_at, width)) is not None:
            written_out = written_out or len(values) < len(row) - at - 1
            row = (*row[: at + 1], *values)
            placed.add(row)
        elif cells[-1].column + cells[-1].colspan < end:
            narrow.add(row)
        columns = spec.columns_of(line)
        if len(row) - at - 2 == len(columns) and columns[-1].unit and money_unit(row[-1]):
            # 行政事业性收费 | 12 | 万元
            row = (*row[:-2], row[-2] + row[-1] if row[-2].strip() else row[-2])
        distance = abs(len(row) - at - 1 - len(columns))
        printed.setdefault(line.key, []).append((distance, row, at, entry.order))
    orders: dict[tuple[Line, ...], tuple[Line, ...]] = {}
    rests = [
        (distance, row[at + 1 :]) for found in printed.values() for distance, row, at, _ in found
    ]
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


def _local_row(row: Row, spec: FormTable) -> tuple[str, tuple[str, ...]] | None:
    """(label, values) of a row that the form does not have, such as 行政检查 | 5."""
    first = _labels_end(row)
    values = tuple(cell.strip() for cell in row[first:])
    labels = [compact(cell) for cell in row[:first] if cell.strip() and not is_value(cell)]
    if not labels or not values or not all(map(is_value, values)) or _is_header(row, spec, None):
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
    return any(_column_of(cell, columns) is not None for cell in header)


@lru_cache(maxsize=4_096)
def _column_of(text: str, columns: tuple[Line, ...]) -> Line | None:
    """The column that a header cell names, by its pattern or, but for a slip, by its letters."""
    label = core(text)
    if not label:
        return None
    named = next((c for c in columns if c.core and c.core.search(label)), None)
    named = named or _similar_column(_bare(text), columns)
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
        wanted = _bare(column.label)
        distance = _distance(label, wanted)
        if distance <= (2 if len(wanted) > 5 else 1):
            near[column.key] = min(distance, near.get(column.key, distance))
    nearest = [key for key, distance in near.items() if distance == min(near.values())]
    if len(nearest) != 1:
        return None
    return next((column for column in columns if column.key == nearest[0]), None)


_Candidate = tuple[int, Row, int, int]
"""(cells more or less than the form has, the row, its label's index, its place among the rows)"""


def _nearest(rows: list[_Candidate]) -> tuple[Row, int, tuple[str, ...]]:
    """Of the rows with one label, that with the form's number of cells, and its label's index.

    Third: the values of another row as near but printed otherwise; nothing tells which holds.
    A blank row gives way only to the row next to it, the other half of one that a page break cut.
    """
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


def _column_order(
    tables: Sequence[Table],
    spec: FormTable,
    columns: tuple[Line, ...],
    printed: dict[str, list[_Candidate]],
    consistent: Consistent,
) -> tuple[Line, ...]:
    """The columns in the order in which the header prints them.

    An order other than the official one must fit the printed sums as well, and better where the
    header leaves it in doubt. Sums cannot tell two exchanged summands apart.
    """
    for table in tables:
        order, is_certain = _header_order(table, spec, columns)
        if len(order) != len(columns):
            continue
        if order == columns:
            return columns
        rows = [
            values
            for entries in printed.values()
            for _, row, at, _ in entries
            if len(values := _values(row[at + 1 :])) == len(columns)
        ]
        official = _fits(rows, range(len(columns)), consistent)
        swapped = _fits(rows, [order.index(column) for column in columns], consistent)
        return order if swapped > official or (is_certain and swapped == official) else columns
    return columns


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
    for row in table.rows:
        texts = tuple(cell.text for cell in row)
        if not _is_header(texts, spec, _matched(texts, spec)):
            continue
        found = _names_in(texts, spec, columns)
        for cell, line in zip(row, found, strict=True):
            if line is not None and line is not _GROUP:
                named_at.setdefault(line, cell.column)
        named = [line for line in found if line is not None and line is not _GROUP]
        if len(set(named)) == len(columns) == len(named) and _GROUP not in found:
            return tuple(named), True
        names.append([line for line in found if line is not None])
    places = sorted(named_at.values())
    if len(named_at) == len(columns) and _value_columns(table, spec) == tuple(places):
        return tuple(sorted(named_at, key=named_at.__getitem__)), True
    order = _expanded(names, columns)
    kept = all(
        [line for line in order if bool(line.group) == grouped]
        == [line for line in columns if bool(line.group) == grouped]
        for grouped in (True, False)
    )
    return order, bool(order) and not kept and order[-1] is columns[-1]


_GROUP = Line("", "法人或其他组织", None, None)


def _names_in(row: Row, spec: FormTable, columns: tuple[Line, ...]) -> list[Line | None]:
    """The column that each cell of a header row names; _GROUP for the name above several."""
    groups = {core(column.group) for column in spec.columns if column.group}
    return [
        _GROUP
        if core(cell) in groups or (spec.grouped and spec.grouped.search(core(cell)))
        else _column_of(cell, columns)
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
            printed = parse_cell(text, column.unit, joined, money, "增" in column.label)
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

_Printed = dict[tuple[str, str], str]
"""(channel, outcome) → the text of its cell."""


@dataclass(slots=True)
class _Block:
    """A header of section 4's table and the rows under it, or cells that their labels name."""

    place: Place
    header: list[Row]
    rows: list[Row]
    labelled: _Printed = field(default_factory=dict)

    @property
    def is_filled(self) -> bool:
        return any(text.strip() for row in self.rows for text in row)

    def channels(self, spec: FormTable) -> list[str]:
        """The channels that it prints."""
        keys = [line.key for line in spec.rows]
        if self.labelled:
            return [key for key in keys if any(key == channel for channel, _ in self.labelled)]
        wanted = len(spec.rows) * len(spec.columns)
        names = [n for row in self.header for text in row if (n := _dispute_name(text, spec))]
        named = {channel for channel, _ in names if channel}
        rows = _value_rows(self, spec)
        is_whole = not rows or any(len(values) >= wanted for _, values in rows)
        return keys if is_whole or len(named) == len(keys) or len(names) >= wanted else keys[:1]


def _read_disputes(
    tables: Sequence[Table], spec: FormTable, places: Sequence[Place], year: int | None
) -> Reading:
    remarks = Reading("review_litigation")
    blocks = _dispute_blocks(tables, spec, places, remarks, year)
    copies = [Copy([], block.place, block.channels(spec), block.is_filled) for block in blocks]

    def read(copy: Copy) -> Reading:
        block = blocks[next(at for at, other in enumerate(copies) if other is copy)]
        return _labelled(block, spec) if block.labelled else _read_block(block, spec, year)

    reading = _own("review_litigation", copies, read, year, share=1)
    reading.remarks += remarks.remarks
    return reading


def _labelled(block: _Block, spec: FormTable) -> Reading:
    """A table of another layout: each cell by the names of its channel and its outcome."""
    reading = Reading("review_litigation", found=True)
    for channel in spec.rows:
        texts = {c: t for (name, c), t in block.labelled.items() if name == channel.key}
        if not texts:
            continue
        columns = [column for column in spec.columns if column.key in texts]
        reading.labels[channel.key] = channel.label
        reading.quotes[channel.key] = "\t".join(compact(text) for text in texts.values())
        _take(reading, channel.key, columns, [texts[column.key] for column in columns], _any)
    return reading


def _read_block(block: _Block, spec: FormTable, year: int | None) -> Reading:
    """The official layout: three channels of five outcomes, in one row."""
    reading = Reading("review_litigation", found=True)
    header, rows = block.header, block.rows
    wanted = len(spec.rows) * len(spec.columns)
    candidates = _value_rows(block, spec)
    if not candidates:
        _infer_disputes(reading, rows, spec)
        return reading
    # A second row of blanks under the values is common; a second row of numbers leaves it open
    # which is this year's, unless the rows say so.
    filled = [row for row in candidates if any(map(str.strip, row[1]))] or candidates
    whole = [row for row in filled if len(row[1]) == wanted] or filled
    whole = [row for row in whole if row[0] == year is not None] or whole
    row = max((row for _, row in whole), key=lambda row: sum(bool(text.strip()) for text in row))
    others: Row = next((other for _, other in whole if _compact(other) != _compact(row)), ())
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


_ROW_YEAR = re.compile(r"(20[0-3]\d)年?度?")


def _value_rows(block: _Block, spec: FormTable) -> list[tuple[int | None, Row]]:
    """The rows that may hold the fifteen values, without their labels, and their labels' year."""
    wanted = len(spec.rows) * len(spec.columns)
    found: list[tuple[int | None, Row]] = []
    # A bare 2024 may be a count.
    corners = {core(text) for row in block.header for text in row[:1]}
    has_years = not corners.isdisjoint(("年度", "年份", "年"))
    for row in block.rows:
        values = row if len(row) == wanted else _without_label(row)
        label = _ROW_YEAR.fullmatch(compact(row[0])) if len(row) == wanted + 1 else None
        if label and not (has_years or "年" in row[0]):
            label = None
        if label:
            values = row[1:]
        if (
            len(values) >= len(spec.columns)
            # One odd cell is that cell's loss alone.
            and 4 * sum(map(is_value, values)) > 3 * len(values)
            and not _is_foot(row)
        ):
            found.append((int(label[1]) if label else None, values))
    return found


@lru_cache(maxsize=4_096)
def _dispute_name(text: str, spec: FormTable) -> tuple[str | None, str | None] | None:
    """(channel, outcome) that a cell names, one of them None; None where it names neither."""
    label = core(text)
    if not label or len(label) > 2 * MAX_NAME:
        return None
    for lines, is_channel in ((spec.rows, True), (spec.columns, False)):
        for line in lines:
            if label == core(line.label) or (line.core and line.core.search(label)):
                return (line.key, None) if is_channel else (None, line.key)
    if label in _TOTALS:
        return None, spec.columns[-1].key
    return None


MAX_NAME = 12
"""Letters of the longest name of section 4's table, and some."""
_TOTALS = ("总计", "合计", "小计")
_ELSEWHERE = frozenset((*_TOTALS, "其他", "其它"))
"""Names that stand in other tables too."""


@lru_cache(maxsize=4_096)
def _names_disputes(row: Row, spec: FormTable) -> int:
    """How many cells of a row name channels and outcomes; 其他 and 总计 alone are none."""
    names = [text for text in row if text and not text.isdigit() and _dispute_name(text, spec)]
    return len(names) if any(core(text) not in _ELSEWHERE for text in names) else 0


def _dispute_blocks(
    tables: Sequence[Table],
    spec: FormTable,
    places: Sequence[Place],
    remarks: Reading,
    year: int | None,
) -> list[_Block]:
    """All printings of section 4's table. remarks: takes what people should know of them."""
    wanted = len(spec.rows) * len(spec.columns)

    def whole(table: Table) -> int:
        return sum(len(row) == wanted for row in table.rows)

    blocks: list[_Block] = []
    parts: list[tuple[Place, _Printed]] = []  # of a table that is printed a channel a table
    for table, place in _joined(tables, spec, places):
        rows = _rows(table)
        text = _printed(rows)
        if not any(marker in text for marker in spec.markers):
            continue
        headers = [at for at, row in enumerate(rows) if _names_disputes(row, spec)]
        if is_trend(rows):
            if not headers:
                continue
            headers = list(range(headers[0] + 1))
        table = _without_side_columns(remarks, table, headers, whole, year)
        rows = _rows(table)
        found = _blocks_of(rows, place, spec)
        official = [
            block
            for block in found
            if any(len(values) >= wanted for _, values in _value_rows(block, spec))
        ]
        if official:
            blocks += official
            continue
        labelled = _by_labels(table, spec) or _by_order(found, spec)
        if labelled:
            parts.append((place, labelled))
        elif found and sum(marker in text for marker in spec.markers) >= 3:
            blocks.append(found[-1])
    return blocks + _put_together(parts, spec)


def _joined(
    tables: Sequence[Table], spec: FormTable, places: Sequence[Place]
) -> list[tuple[Table, Place]]:
    """The tables; a header that stands in tables of its own goes with the table under it."""
    result: list[tuple[Table, Place]] = []
    headers: list[tuple[Cell, ...]] = []
    begun: Place | None = None
    for table, place in zip(tables, places, strict=True):
        printed = [row for row in _rows(table) if any(map(str.strip, row))]
        is_header = bool(printed) and all(
            _names_disputes(row, spec) and not any(t.strip() and is_value(t) for t in row)
            for row in printed
        )
        if is_header and any(cell.text.strip() for cell in table.rows[-1]):
            headers += _moved(table, len(headers))
            begun = begun or place
            continue
        if headers and begun:
            place = begun
            table = Table((*headers, *_moved(table, len(headers))))
        result.append((table, place))
        headers, begun = [], None
    if headers and begun:
        result.append((Table(tuple(headers)), begun))
    return result


def _moved(table: Table, by: int) -> list[tuple[Cell, ...]]:
    return [tuple(replace(cell, row=cell.row + by) for cell in cells) for cells in table.rows]


def _blocks_of(rows: list[Row], place: Place, spec: FormTable) -> list[_Block]:
    """The headers of a table, each with the rows under it."""
    blocks: list[_Block] = []
    is_open = False  # in a header
    captions: list[str] = []
    for row in rows:
        values = sum(bool(text.strip()) and is_value(text) for text in row)
        is_head = not _is_foot(row) and values < 3 and bool(_names_disputes(row, spec))
        if not is_head and is_open and values < 3 and not blocks[-1].is_filled:
            # 行政复议情况 beside 行政诉讼情况, names that run into each other
            text = _row_text(row)
            is_head = any(marker in text for marker in spec.markers) and not _is_foot(row)
        if is_head:
            if not is_open:
                blocks.append(_Block(place.under(captions), [], []))
                captions = []
            blocks[-1].header.append(row)
            is_open = True
        elif blocks:
            blocks[-1].rows.append(row)
            is_open = not blocks[-1].is_filled and is_open
            captions = [text for text in row if text.strip()] if values == 0 else []
        else:
            captions = [text for text in row if text.strip()][:1]
    return blocks


def _by_labels(table: Table, spec: FormTable) -> _Printed:
    """The cells that the names above them and left of them tell: one channel a row, one a column,
    one under the other. Empty where a cell has two names of a kind, or a name has two cells."""
    channels: dict[int, str] = {}  # grid column → the name above it
    outcomes: dict[int, str] = {}
    beside: dict[int, tuple[str | None, str | None]] = {}  # grid row → the name left of it
    found: dict[tuple[str | None, str | None], str] = {}
    for number, (cells, row) in enumerate(zip(table.rows, _rows(table), strict=True)):
        names = [_dispute_name(text, spec) for text in row]
        named = [(cell, name) for cell, name in zip(cells, names, strict=True) if name]
        end = _labels_end(row)
        has_values = any(text.strip() and is_value(text) for text in row[end:])
        is_labelled = len(named) == 1 and (
            has_values or (len(cells) > 2 and bool(outcomes if named[0][1][0] else channels))
        )
        if _is_foot(row):
            continue
        if is_labelled:
            cell, beside_it = named[0]
            for covered in range(number, number + cell.rowspan):
                beside[covered] = beside_it
        elif named and not has_values:
            for cell, (channel, outcome) in named:
                for column in range(cell.column, cell.column + cell.colspan):
                    if channel:
                        channels[column] = channel
                    if outcome:
                        outcomes[column] = outcome
            continue
        channel, outcome = beside.get(number, (None, None))
        places = {
            column: place
            for column in channels.keys() | outcomes.keys()
            if all(place := (channel or channels.get(column), outcome or outcomes.get(column)))
        }
        begun = {cell.column: cell.text for cell in cells}
        if not has_values and not places.keys() & begun.keys():
            continue
        # A row with a cell too few or too many is shifted.
        if places.keys() - begun.keys():
            return {}
        for column, text in begun.items():
            if column in places:
                key = places[column]
                if key in found:
                    return {}
                found[key] = text
            elif text.strip() and is_value(text):
                return {}
    # Fewer names than one channel's are no table of this kind.
    if len({outcome for _, outcome in found}) < len(spec.columns) - 1:
        return {}
    return {(place[0] or "", place[1] or ""): text for place, text in found.items()}


def _by_order(blocks: list[_Block], spec: FormTable) -> _Printed:
    """The cells of a table whose spans are broken: as many values as its header names outcomes,
    and each outcome once a channel."""
    if len(blocks) != 1:
        return {}
    names = [
        name for row in blocks[0].header for text in row if (name := _dispute_name(text, spec))
    ]
    channels = [channel for channel, _ in names if channel]
    outcomes = [outcome for _, outcome in names if outcome]
    step = len(spec.columns)
    wanted = len(channels) * step
    rows = [values for _, values in _value_rows(blocks[0], spec) if any(map(str.strip, values))]
    if not wanted or len(outcomes) != wanted or [len(values) for values in rows] != [wanted]:
        return {}
    if any(len(set(outcomes[at : at + step])) != step for at in range(0, wanted, step)):
        return {}
    return {
        (channels[at // step], outcome): text
        for at, (outcome, text) in enumerate(zip(outcomes, rows[0], strict=True))
    }


def _put_together(parts: list[tuple[Place, _Printed]], spec: FormTable) -> list[_Block]:
    """Parts that follow each other and name different cells are one table."""
    blocks: list[_Block] = []
    for place, labelled in parts:
        last = blocks[-1] if blocks else None
        if (
            last
            and (last.place.section, last.place.titled) == (place.section, place.titled)
            and (not place.has_caption or place.years == last.place.years)
            and last.labelled.keys().isdisjoint(labelled)
        ):
            last.labelled |= labelled
            last.rows.append(tuple(labelled.values()))
        else:
            blocks.append(_Block(place, [], [tuple(labelled.values())], dict(labelled)))
    return blocks


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
    """The fifteen columns as the header names them: thrice the five outcomes, in reading order,
    the channels as _channel_order has them.

    The official order where the header does not name each outcome once a channel.
    """
    step = len(spec.columns)
    outcomes = {column.key: number for number, column in enumerate(spec.columns)}
    named = [
        outcomes[name[1]]
        for row in header
        for cell in row
        if (name := _dispute_name(cell, spec)) and name[1]
    ]
    groups = [named[at : at + step] for at in range(0, len(official), step)]
    if len(named) != len(official) or any(len(set(group)) != step for group in groups):
        return official
    return tuple(
        official[channel * step + outcome]
        for channel, group in zip(_channel_order(header, spec), groups, strict=True)
        for outcome in group
    )


def _channel_order(header: list[Row], spec: FormTable) -> Sequence[int]:
    """The channels, as numbers of spec.rows, from left to right as the header names them.

    A row that names all three decides; else one with 行政复议 and 行政诉讼, the latter standing for
    the two named below it. The official order where neither is there: names in rows of their own
    say nothing of left and right.
    """
    official = range(len(spec.rows))
    numbers = {line.key: number for number, line in enumerate(spec.rows)}
    below = [number for number, line in enumerate(spec.rows) if line.group]
    tops: list[list[int | None]] = []  # None: the group
    for row in header:
        named: list[int | None] = []
        for cell in row:
            name = _dispute_name(cell, spec)
            if name and name[0]:
                named.append(numbers[name[0]])
            elif any(line.group and core(line.group) in core(cell) for line in spec.rows):
                named.append(None)
        named = list(dict.fromkeys(named))
        if set(official) <= set(named):
            return [number for number in named if number is not None]
        ordered = [number for number in named if number in below]
        if len(ordered) == len(below):
            below = ordered
        tops.append(named)
    for named in tops:
        order = [n for top in named for n in (below if top is None else [top])]
        if sorted(order) == list(official):
            return order
    return official
