"""Which tables of a document are the form's, and which form do they follow?

Tables × form → readings of the three tables, each by the module that knows its layout; where a
table is printed more than once, the one that belongs to the report (printings.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from parsers.candidates import Place, is_trend
from parsers.column_names import column_of, may_name
from parsers.columns import MAX_HEADER, all_names, has_side_names, without_blank_end
from parsers.disputes import read_disputes, without_disputes
from parsers.forms import Form, FormTable, Line, clause_of, form_ids, load_form
from parsers.grid import Table
from parsers.labelled import read_active, read_applications
from parsers.labels import compact, core
from parsers.numbers import is_value
from parsers.printings import copies_of, read_own
from parsers.report import TableName
from parsers.rows import Row, is_foot, matched, matches, shapes, table_text
from parsers.values import Reading


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
    others = [without_disputes(table, applications, disputes) for table in tables]
    found = _applications(others, applications)
    return {
        "active_disclosure": read_own(
            "active_disclosure",
            copies_of(tables, _active(tables, active), places, active),
            lambda copy: read_active(copy.parts, active, copy.place.unit, year),
            year,
        ),
        "applications": read_own(
            "applications",
            copies_of(others, found, places, applications),
            lambda copy: read_applications(copy.parts, applications, year),
            year,
        ),
        "review_litigation": read_disputes(tables, disputes, places, year),
    }


def _without_notes(table: Table) -> Table:
    """The table with the notes under it blank: they tell of rows and columns in the same words."""
    without: Table | None = table.memo.get(_without_notes)
    if without is None:
        feet = {number for number, texts in enumerate(shapes(table)) if is_foot(texts)}
        rows = (() if number in feet else row for number, row in enumerate(table.rows))
        without = table.memo[_without_notes] = Table(tuple(rows)) if feet else table
    return without


# ── Which form ────────────────────────────────────────────────────────────────────────────────


def recognise(tables: Sequence[Table]) -> dict[TableName, str] | None:
    """The form that each table follows, a form id or a form per clause; None: no form's table.

    By content, never by year: reports for 2022–2024 still come in older forms, and some print the
    clauses of section 2 in two of them (domain.md 7). A clause follows the form whose columns its
    own header names.
    """
    tables = list(map(_without_notes, tables))
    text = "".join(map(table_text, tables))
    newest = form_ids()[0]
    specs = {id: load_form(id).tables["active_disclosure"] for id in form_ids()}
    is_active = any(compact(m) in text for spec in specs.values() for m in spec.markers[:-1])
    spec = load_form(newest).tables["applications"]
    is_applications = "申请人情况" in text or ("新收政府信息公开申请" in text and "结转下" in text)
    if not is_active and not is_applications:
        return None
    applications = _applications_form([tables[number] for number in _applications(tables, spec)])
    active = _clause_forms(tables, specs) if is_active else None
    if active is None:
        code = applications or newest
        active = code
    else:
        code = applications or (active if ":" not in active else newest)
    return {"active_disclosure": active, "applications": code, "review_litigation": code}


def _applications_form(tables: Sequence[Table]) -> str | None:
    """The form whose rows under （六）其他处理 are printed; None where neither is.

    A row of no other name than 其他 may be either form's: its number tells, and only where no
    other row does.
    """
    specs = {id: load_form(id).tables["applications"] for id in form_ids()}
    common = set.intersection(*({row.key for row in spec.rows} for spec in specs.values()))
    shared = ""
    for id, spec in specs.items():  # newest first: there 其他处理 heads rows of its own
        for table in tables:
            for row, (match, is_header) in zip(table.texts, matches(table, spec), strict=True):
                if match is None or match[0].key in common or is_header:
                    continue
                values = row[match[1] + 1 :]
                is_whole = len(values) >= len(spec.columns) - 1
                if _OTHER.match(core(row[match[1]])) and "处理" not in core(row[match[1]]):
                    # 其他 beside one value is a column's name on a card of its own.
                    shared = shared or (row[match[1]] if is_whole else "")
                elif is_whole or any(text.strip() and is_value(text) for text in values):
                    return id
    if _THIRD.match(compact(shared)):
        return next(iter(specs))
    return list(specs)[-1] if _SIXTH.match(compact(shared)) else None


_OTHER = re.compile("其[他它]")
_THIRD = re.compile("[(]?[三3]")
_SIXTH = re.compile("[(]?[六6]")


def _clause_forms(tables: Sequence[Table], specs: dict[str, FormTable]) -> str | None:
    """A form id, or the form of each clause where they differ."""
    votes: dict[str, Counter[str]] = {}
    doubtful: dict[str, Counter[str]] = {}
    for id, spec in specs.items():
        for number in _active(tables, spec):
            above: tuple[Row, ...] = ()
            header: tuple[Row, ...] = ()  # rows without values, up to the one before
            table = tables[number]
            for row, (match, is_header) in zip(table.texts, matches(table, spec), strict=True):
                if match is None or is_header:
                    is_clause = any(compact(cell).startswith("第二十条第") for cell in row)
                    header = (row,) if is_clause else (*header[1 - MAX_HEADER :], row)
                    names = all_names(header)
                    if any(_named(names, other.columns) for other in specs.values()):
                        above = header
                    continue
                header = ()
                columns = spec.columns_of(match[0])
                named = _named(all_names(above), columns)
                if 2 * named > len(columns):
                    is_sure, is_whole = _is_sure(above, row[match[1] + 1 :], columns)
                    counted = votes if is_sure else doubtful
                    clause = counted.setdefault(clause_of(match[0]), Counter())
                    clause[id] = max(clause[id], 2 * named - len(columns) + is_whole)
    votes = votes or doubtful
    if not votes:
        return None
    chosen = {clause: count.most_common(1)[0][0] for clause, count in votes.items()}
    forms = Counter(chosen.values()).most_common()
    usual = forms[0][0]
    # Its columns but one, and a name of another kind in that one's place, are still the form's.
    chosen |= {clause: usual for clause, count in doubtful.items() if count[usual] > 1}
    if len(set(chosen.values())) == 1:
        return usual
    clauses = dict.fromkeys(clause_of(row) for id in (usual, *specs) for row in specs[id].rows)
    expected = {clause_of(row) for row in specs[usual].rows}
    return " ".join(
        f"{clause}:{chosen.get(clause, usual)}"
        for clause in clauses
        if clause in chosen or clause in expected
    )


def _is_sure(header: tuple[Row, ...], values: Row, columns: tuple[Line, ...]) -> tuple[bool, bool]:
    """(are these the columns that stand over the values, has each of them a value and no other?)

    增减 beside 处理决定数量 is no 2019 form's, which has three: it is none of the form's columns.
    More values than the form has columns are as likely another form's, under what is left of a
    broken header; not where each has a name, and all of the form's are among them.
    """
    count = len(without_blank_end(values, 0))
    named = next((names for row in header if len(names := without_blank_end(row, 0)) > count), ())
    if len(named) != count + 1 or not count:
        is_sure = len({text.strip() for text in values} - {""}) <= len(columns)
        return is_sure or has_side_names(all_names(header)), False
    return _fit_names(named[1:], columns), count == len(columns)


@lru_cache(maxsize=1_024)
def _fit_names(names: Row, columns: tuple[Line, ...]) -> bool:
    found = [column_of(name, columns) for name in names]
    missing = [column for column in columns if column not in found]
    if not missing:
        return all(map(core, names))
    others = [name for name, line in zip(names, found, strict=True) if line is None]
    return len(names) == len(columns) and all(
        any(may_name(name, column) for column in missing) for name in others
    )


@lru_cache(maxsize=4_096)
def _named(header: Row, columns: tuple[Line, ...]) -> int:
    """How many of these columns a header row names."""
    labels = [core(cell) for cell in header]
    return sum(any(c.core and c.core.search(label) for label in labels) for c in columns)


# ── Which tables ──────────────────────────────────────────────────────────────────────────────


def _active(tables: Sequence[Table], spec: FormTable) -> list[int]:
    """Numbers of the tables that print a column header of section 2's table, or continue one.

    The words 行政许可, 行政处罚 also fill 执法统计 tables; only beside this form's own column
    headers do they mean these rows. A continuation brings rows that have not been printed yet.
    """
    found: list[int] = []
    seen: set[str] = set()
    continuing = False
    for number, table in enumerate(tables):
        text = table_text(table)
        rows = table.texts
        marked = any(marker in text for marker in spec.markers) and not _is_trend(table, spec)
        if not marked and not (continuing and rows and matched(rows[0], spec)):
            continuing = False
            continue
        named = {match[0].key for match, _ in matches(table, spec) if match}
        has_others = any(
            match is None and any(map(str.strip, row))  # a note under the table is blank by now
            for row, (match, _) in zip(rows, matches(table, spec), strict=True)
        )
        continuing = marked or (bool(named) and not has_others and not named & seen)
        if continuing:
            found.append(number)
            seen |= named
    return found


def _is_trend(table: Table, spec: FormTable) -> bool:
    """Does the table tell of several years, and not in the form's columns for each of them?"""
    if is_trend not in table.memo:
        table.memo[is_trend] = is_trend(table.texts)
    return table.memo[is_trend] and not any(_named(r, spec.columns) > 1 for r in table.texts)


_OF_APPLICATIONS = ("申请", "公开", "结转", "自然人")
"""One of these stands in every table, or part of a table, of two rows or more."""


def _applications(tables: Sequence[Table], spec: FormTable) -> list[int]:
    """Numbers of the tables that print this table's header or two of its rows, and their
    continuations."""
    if not tables:
        return []
    key = (_applications, spec, *map(id, tables))  # the form is asked for first, then its tables
    known: list[int] | None = tables[0].memo.get(key)
    if known is None:
        known = tables[0].memo[key] = _find_applications(tables, spec)
    return known


def _find_applications(tables: Sequence[Table], spec: FormTable) -> list[int]:
    found: list[int] = []
    continuing = False
    for number, table in enumerate(tables):
        text = table_text(table)
        rows = table.texts
        if not continuing and not any(word in text for word in _OF_APPLICATIONS):
            continue
        if _is_trend(table, spec):
            continue
        found_in = [
            (row, match)
            for row, (match, _) in zip(rows, matches(table, spec), strict=True)
            if match
        ]
        named = {line.key for _, (line, _) in found_in}
        enough = len(named - {"other_misc", "results_total", "granted", "partially_granted"}) >= 2
        headed = sum(word in text for word in spec.header) >= 2
        valued = any(len(row) - at - 1 >= len(spec.columns) - 1 for row, (_, at) in found_in)
        if enough or headed or (continuing and named and valued):
            found.append(number)
            continuing = True
        elif rows and continuing and not named:
            continuing = False
    return found
