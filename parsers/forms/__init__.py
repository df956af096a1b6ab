"""What does an official form print? The TOML files of this folder as frozen objects.

A form is data: rows, columns, labels, the patterns that recognise them. Adding one is adding a
file; no code here knows a year. A table whose clauses follow different forms is put together from
their rows (`mixed`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from parsers.report import TableName


@dataclass(frozen=True, slots=True, eq=False)  # one object each, compared as such
class Line:
    """A row or a column of a form: key, canonical label, group header, pattern of its core.

    columns: keys of the columns that this row fills (rows only; empty = all of the table).
    """

    key: str
    label: str
    group: str | None
    core: re.Pattern[str] | None
    columns: tuple[str, ...] = ()
    unit: str | None = None
    decimal: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FormTable:
    """grouped: pattern of the core of a column group's name (法人或其他组织 over five columns)."""

    name: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    markers: tuple[str, ...]
    header: tuple[str, ...]
    caption: str | None
    grouped: re.Pattern[str] | None = None

    @property
    def cells(self) -> int:
        """How many cells the table has."""
        return sum(len(row.columns) or len(self.columns) for row in self.rows)

    def columns_of(self, row: Line) -> tuple[Line, ...]:
        return _columns_of(self, row) if row.columns else self.columns


@cache
def _columns_of(table: FormTable, row: Line) -> tuple[Line, ...]:
    return tuple(column for column in table.columns if column.key in row.columns)


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    name: str
    sections: dict[int, str]
    tables: dict[str, FormTable]

    @property
    def cells(self) -> int:
        return sum(table.cells for table in self.tables.values())


def _line(entry: dict[str, Any]) -> Line:
    core = entry.get("core")
    return Line(
        entry["key"],
        entry["label"],
        entry.get("group"),
        re.compile(core) if core else None,
        tuple(entry.get("columns", ())),
        entry.get("unit"),
        entry.get("decimal", False),
    )


def _table(name: str, entry: dict[str, Any]) -> FormTable:
    return FormTable(
        name,
        tuple(map(_line, entry["rows"])),
        tuple(map(_line, entry["columns"])),
        tuple(entry.get("markers", ())),
        tuple(entry.get("header", ())),
        entry.get("caption"),
        re.compile(entry["grouped"]) if "grouped" in entry else None,
    )


@cache
def load_form(id: str) -> Form:
    """The form with this id; FileNotFoundError if there is none."""
    data = tomllib.loads(resources.files(__name__).joinpath(f"{id}.toml").read_text("utf-8"))
    tables = ("active_disclosure", "applications", "review_litigation")
    return Form(
        data["id"],
        data["name"],
        {int(number): heading for number, heading in data["sections"].items()},
        {name: _table(name, data[name]) for name in tables},
    )


MIXED = re.compile(r"第二十条第（(.+)）项")
"""The clause of article 20 that an active-disclosure row belongs to, in its group label."""


def clause_of(row: Line) -> str:
    """一, 五, 六, 八, 九; "" for a row without a clause."""
    match = MIXED.search(row.group or "")
    return match[1] if match else ""


def _either(one: Line, other: Line) -> Line:
    """A column that two forms have under two names: 处理决定数量, 本年处理决定数量."""
    cores = [line.core.pattern for line in (one, other) if line.core]
    return replace(one, core=re.compile("|".join(cores)) if cores else None)


@cache
def table_of(code: str, name: str) -> FormTable:
    """The table `name` of the form `code`: a form id, or `一:2019 五:2021 …`, a form per clause."""
    if ":" not in code:
        return load_form(code).tables[name]
    chosen = dict(part.split(":") for part in code.split())
    sources = {id: load_form(id).tables[name] for id in dict.fromkeys(chosen.values())}
    rows = tuple(
        row for clause, id in chosen.items() for row in sources[id].rows if clause_of(row) == clause
    )
    columns: list[Line] = []
    for clause, id in chosen.items():
        table = sources[id]
        used = {key for row in table.rows if clause_of(row) == clause for key in row.columns}
        for column in table.columns:
            same = next((at for at, c in enumerate(columns) if c.key == column.key), None)
            if column.key in used and same is None:
                columns.append(column)
            elif column.key in used and same is not None and columns[same] is not column:
                columns[same] = _either(columns[same], column)
    markers = tuple(dict.fromkeys(m for table in sources.values() for m in table.markers))
    header = tuple(dict.fromkeys(h for table in sources.values() for h in table.header))
    return FormTable(name, rows, tuple(columns), markers, header, None)


@cache
def _mixed_form(codes: tuple[tuple[TableName, str], ...]) -> Form:
    tables: dict[str, FormTable] = {name: table_of(code, name) for name, code in codes}
    newest = next((id for id in form_ids() if any(id in code for _, code in codes)), form_ids()[0])
    return Form("hybrid", "两种表式混用", load_form(newest).sections, tables)


def mixed_form(codes: Mapping[TableName, str]) -> Form:
    """A form put together: table → form id or clause code (`Report.table_forms`)."""
    return _mixed_form(tuple(codes.items()))


@cache
def form_ids() -> tuple[str, ...]:
    """All forms that are read, newest first."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted((f.name[:-5] for f in files if f.name.endswith(".toml")), reverse=True))
