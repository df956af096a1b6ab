"""What does a statistics table of the years before 2019 print? Indicators with the year's number.

Three forms (statistics.toml): the national table of 2014–2018, Fujian's with the year beside
历年累计, and the coded table of the first years. Their rows are taken as printed, in their order:
towns and provinces leave rows out and add their own. The columns come from the header; the year's
is never that of all years together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from parsers.grid import Cell, Table
from parsers.labels import compact, core
from parsers.numbers import clean, is_value, parse_cell
from parsers.report import CellNote, Number, Statistic

_HEADING = re.compile(r"[-—–－―/\\]*")
_IN_LABEL = re.compile(r"[（(](件|条|次|人次|人|个|篇|份|元|万元)[）)]$")


@dataclass(frozen=True, slots=True)
class StatisticsRead:
    """form: `stat2014`, `fujian` or `coded`. notes: table `statistics`, item the indicator.
    year, year_quote: of a column 2018年度, None where the header names no year."""

    form: str
    rows: tuple[Statistic, ...]
    notes: tuple[CellNote, ...]
    cells: int
    year: int | None
    year_quote: str | None


@dataclass(frozen=True, slots=True)
class _Columns:
    """Grid columns of one block of a table; two blocks may stand side by side."""

    indicator: int
    end: int  # first column after the indicator's labels
    unit: int | None
    value: int
    cumulative: int | None


@cache
def _knowledge() -> tuple[dict[str, re.Pattern[str]], tuple[dict[str, Any], ...]]:
    text = resources.files("parsers").joinpath("statistics.toml").read_text("utf-8")
    data = tomllib.loads(text)
    header = {name: re.compile(pattern) for name, pattern in data["header"].items()}
    forms = tuple(
        {
            "id": form["id"],
            "header": re.compile(form["header"]) if "header" in form else None,
            "rows": tuple(form.get("rows", ())),
            "least": form.get("least", 1),
        }
        for form in data["form"]
    )
    return header, forms


def read_statistics(tables: Sequence[Table]) -> StatisticsRead | None:
    """The statistics of a document, or None where no table is of a known form."""
    found: list[tuple[Table, int, tuple[_Columns, ...]]] = []
    width = 0
    for table in tables:
        header = _header(table)
        if header is not None:
            found.append((table, *header))
            width = table.width
        elif found and table.width == width and _continues(table, found[-1][2]):
            found.append((table, 0, found[-1][2]))
        else:
            width = 0
    form = _form([table for table, _, _ in found])
    if form is None:
        return None
    rows: list[Statistic] = []
    notes: list[CellNote] = []
    cells = 0
    for table, start, blocks in found:
        covered = table.at()
        for block in blocks:
            for number in range(start, len(table.rows)):
                row = [covered.get((number, column)) for column in range(table.width)]
                read = _row(row, block, number)
                if read is None:
                    continue
                statistic, noted = read
                rows.append(statistic)
                notes += noted
                cells += 1 if block.cumulative is None else 2
    if not rows:
        return None
    year, quote = _year(found)
    return StatisticsRead(form, tuple(rows), tuple(notes), cells, year, quote)


_YEAR = re.compile(r"(20\d\d)年度?")


def _year(
    found: Sequence[tuple[Table, int, tuple[_Columns, ...]]],
) -> tuple[int | None, str | None]:
    """The year over the column of values."""
    for table, start, blocks in found:
        for row in table.rows[:start]:
            for cell in row:
                match = _YEAR.search(compact(cell.text))
                if match and cell.column in {block.value for block in blocks}:
                    return int(match[1]), match.group()
    return None, None


def _kind(text: str) -> str | None:
    label = core(text) or compact(text)
    patterns, _ = _knowledge()
    if not label or len(label) > 20:
        return None
    return next((name for name, pattern in patterns.items() if pattern.search(label)), None)


def _header(table: Table) -> tuple[int, tuple[_Columns, ...]] | None:
    """(first row of values, the columns of each block) from the row that names them."""
    for number, row in enumerate(table.rows[:6]):
        kinds = [(cell, _kind(cell.text)) for cell in row if cell.text.strip()]
        starts = [at for at, (_, kind) in enumerate(kinds) if kind == "indicator"]
        blocks = []
        for begin, end in zip(starts, [*starts[1:], len(kinds)], strict=False):
            if columns := _columns(kinds[begin:end]):
                blocks.append(columns)
        if blocks:
            return number + 1, tuple(blocks)
    return None


def _columns(kinds: Sequence[tuple[Cell, str | None]]) -> _Columns | None:
    places: dict[str, int] = {}
    for cell, kind in kinds:
        if kind is not None:
            places.setdefault(kind, cell.column)
    if "value" not in places:
        return None
    # A code or a unit beside the number: a table of 名称 | 数量 alone may be anything.
    after = kinds[1][0].column if len(kinds) > 1 else places["value"]
    return _Columns(
        places["indicator"],
        after,
        places.get("unit"),
        places["value"],
        places.get("cumulative"),
    )


def _continues(table: Table, blocks: Sequence[_Columns]) -> bool:
    """The rest of a table cut at a page break: labels and values in the same columns."""
    covered = table.at()
    block = blocks[0]
    rows = range(len(table.rows))
    values = [covered.get((row, block.value)) for row in rows]
    labels = [covered.get((row, block.indicator)) for row in rows]
    return all(cell is None or is_value(cell.text) for cell in values) and any(
        cell is not None and cell.text.strip() and not is_value(cell.text) for cell in labels
    )


def _form(tables: Sequence[Table]) -> str | None:
    cells = {
        core(cell.text) or compact(cell.text) for t in tables for row in t.rows for cell in row
    }
    text = "\n".join(cells)
    for form in _knowledge()[1]:
        pattern = form["header"]
        if pattern is not None and any(pattern.search(cell) for cell in cells if len(cell) < 12):
            return str(form["id"])
        if pattern is None and sum(row in text for row in form["rows"]) >= form["least"]:
            return str(form["id"])
    return None


def _row(
    row: Sequence[Cell | None], block: _Columns, number: int
) -> tuple[Statistic, list[CellNote]] | None:
    """One printed row; None for headings, blank rows and rows that begin above."""
    labels: list[Cell] = []
    for cell in row[block.indicator : block.end]:
        if cell is not None and cell.text.strip() and cell not in labels:
            labels.append(cell)
    if not labels or (labels[-1].row != number and len(labels) == 1):
        return None
    indicator = _printed(labels[-1].text)
    unit = _text(row, block.unit)
    value = _text(row, block.value)
    cumulative = _text(row, block.cumulative)
    if value is None or _kind(indicator) == "indicator":
        return None
    # A heading has neither unit nor number; one with a unit and a blank is a figure left blank.
    if _HEADING.fullmatch(_printed(value)) and _HEADING.fullmatch(_printed(unit or "")):
        return None
    if unit is None and (match := _IN_LABEL.search(indicator)):
        unit = match[1]
    printed_unit = _printed(unit or "") or None
    notes: list[CellNote] = []

    def number_of(text: str | None, column: str) -> Number | None:
        if text is None:
            return None
        money = printed_unit if printed_unit in ("元", "万元", "亿元") else None
        printed = parse_cell(text, money)
        if printed.kind is not None:
            notes.append(
                CellNote("statistics", indicator, column, printed.kind, printed.raw, printed.value)
            )
        return printed.value

    statistic = Statistic(
        indicator,
        printed_unit,
        number_of(value, "value"),
        number_of(cumulative, "cumulative"),
    )
    return statistic, notes


def _printed(text: str) -> str:
    return "".join(clean(text).split())


def _text(row: Sequence[Cell | None], column: int | None) -> str | None:
    if column is None or column >= len(row):
        return None
    cell = row[column]
    return None if cell is None else cell.text
