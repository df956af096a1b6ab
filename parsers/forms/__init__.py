"""What does an official form print? The TOML files of this folder as frozen objects.

A form is data: rows, columns, labels, the patterns that recognise them. Adding one is adding a
file; no code here knows a year.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


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
    name: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    markers: tuple[str, ...]
    header: tuple[str, ...]
    caption: str | None

    @property
    def cells(self) -> int:
        """How many cells the table has."""
        return sum(len(row.columns) or len(self.columns) for row in self.rows)

    def columns_of(self, row: Line) -> tuple[Line, ...]:
        if not row.columns:
            return self.columns
        return tuple(column for column in self.columns if column.key in row.columns)


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


@cache
def form_ids() -> tuple[str, ...]:
    """All forms that are read, newest first."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted((f.name[:-5] for f in files if f.name.endswith(".toml")), reverse=True))
