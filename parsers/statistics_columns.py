"""Which column of a statistics table is what? Labels, units, and the one of the report's year.

A column is known by its head, and where the head says nothing by what stands in it. The report's
year is one column: last year's, all years together and changes are never taken for it, and where
none can be told from the others there is none, with the reason as a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from parsers.grid import Cell, Table
from parsers.labels import ORDINAL, compact
from parsers.statistics_words import (
    DASHES,
    LEAST,
    ROW_ORDINAL,
    find_indicators,
    is_number,
    knowledge,
)

YEAR = re.compile(r"(20\d\d)年?(?!\d|版|\d?月)")
"""A year in a column's head, not that of an edition or a month."""
WHOLE_YEAR = re.compile(r"0?1月?(?:0?1日)?[-—–~至到]+(?:20\d\d年)?12月(?:31日)?底?")
"""1月1日至12月31日: says no more than the year."""
_DATE = re.compile(r"20\d\d(?:年\d{1,2}月|[-./]\d{1,2}[-./]?)(?:\d{1,2}日?)?")
_NUMBERING = re.compile(r"[(]?(?:[甲乙丙丁戊己庚]|[A-Za-z]|\d{1,2})[)]?|[栏行]次")
HEAD_ROWS = 8
"""Rows from the top among which the header is looked for."""
MAX_WIDTH = 60
"""Columns of the widest table that is read; two halves of two years have not a quarter of it."""


@dataclass(frozen=True, slots=True)
class Column:
    """role: of statistics.toml [header], or year, year_total, label, text, ordinal, number, empty
    or covered. year: printed in the head. kind: what stands in it (`_content`). filled: cells with
    a text that begin here."""

    at: int
    head: str
    role: str
    year: int | None
    kind: str
    filled: int


@dataclass(frozen=True, slots=True)
class ColumnBlock:
    """The columns of one half of a table; two may stand side by side.

    value None: not told from the others (`candidates`), `doubt` says why. figures: every column
    of numbers. codes: of row numbers. strays: those where a number says that its row is shifted:
    columns that no header names and few rows reach, and remarks.
    """

    labels: tuple[int, ...]
    unit: int | None
    value: Column | None
    cumulative: int | None
    candidates: tuple[int, ...] = ()
    doubt: str | None = None
    figures: tuple[int, ...] = ()
    codes: tuple[int, ...] = ()
    strays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """start: first row of values. is_headed: a header names the column of indicators."""

    start: int
    blocks: tuple[ColumnBlock, ...]
    columns: tuple[Column, ...]
    is_headed: bool


def read_layout(table: Table, year: int | None) -> Layout | None:
    """Which column of a table is what; None where it names no indicator, or holds no numbers."""
    header = _header_row(table)
    start = next(
        (n for n, row in enumerate(table.rows) if any(find_indicators(cell.text) for cell in row)),
        None,
    )
    if (header is None and start is None) or table.width > MAX_WIDTH:
        return None
    covered = table.at()
    above = 0
    if header is not None:
        start = _header_end(table, covered, header)
        above = header
        while above and _heads_columns(table, above - 1):
            above -= 1
    else:
        assert start is not None
        while start and _begins_part(table.rows[start - 1]):
            start -= 1
    if start >= len(table.rows):
        return None
    columns = _columns(table, covered, range(above, start), start, header is not None)
    blocks = tuple(block for part in _halves(columns) if (block := _block(part, year)) is not None)
    return Layout(start, blocks, tuple(columns), header is not None) if blocks else None


# ── Header ────────────────────────────────────────────────────────────────────────────────────


def _begins_part(row: Sequence[Cell]) -> bool:
    """一、主动公开情况: a row of the table, not its header."""
    printed = [compact(cell.text) for cell in row if cell.text.strip()]
    return bool(printed) and ORDINAL.match(printed[0]) is not None


def _header_row(table: Table) -> int | None:
    """The row that names the column of indicators and prints no figure."""
    for number, row in enumerate(table.rows[:HEAD_ROWS]):
        printed = [cell for cell in row if cell.text.strip()]
        if (
            len(printed) >= 2
            and any(read_role(cell.text)[0] == "indicator" for cell in printed)
            and not any(find_indicators(cell.text) for cell in printed[:1])
            and not any(is_number(cell.text) for cell in printed)
        ):
            return number
    return None


def _heads_columns(table: Table, number: int) -> bool:
    """A row above the header's that heads groups of columns (2016年 | 2017年), not a title row."""
    row = [cell for cell in table.rows[number] if cell.text.strip()]
    return (
        bool(row)
        and row[0].column > 0
        and all(":" not in compact(cell.text) for cell in row)
        and any(read_role(cell.text)[0] is not None for cell in row)
    )


def _header_end(table: Table, covered: Mapping[tuple[int, int], Cell], header: int) -> int:
    label = next(c for c in table.rows[header] if read_role(c.text)[0] == "indicator")
    end = min(label.row + label.rowspan, len(table.rows))
    end = max(end, header + 1)
    while end < len(table.rows):
        row = [cell for cell in table.rows[end] if cell.text.strip()]
        at = covered.get((end, label.column))
        goes_on = at is None or not at.text.strip() or at is label
        if not is_numbering(row) and not (
            row
            and goes_on
            and all(read_role(cell.text)[0] not in (None, "indicator") for cell in row)
            and not any(is_number(cell.text) for cell in row)
        ):
            break
        end += 1
    return end


def is_numbering(row: Sequence[Cell]) -> bool:
    """甲 | 乙 | 丙 | 1 | 2 under the header of official tables."""
    texts = [compact(cell.text) for cell in row if cell.text.strip()]
    return (
        len(texts) >= 2
        and all(_NUMBERING.fullmatch(text) for text in texts)
        and (
            any(text.strip("()") in ("甲", "A", "栏次", "行次") for text in texts)
            or [text.strip("()") for text in texts] == [str(n + 1) for n in range(len(texts))]
        )
    )


@lru_cache(maxsize=2_048)
def read_role(text: str) -> tuple[str | None, int | None]:
    """(role, year) of the head of a column; (None, None) where it says nothing."""
    head = compact(text)
    if not head or len(head) > 40:
        return None, None
    plain = WHOLE_YEAR.sub("", head)
    match = YEAR.search(plain)
    year = int(match[1]) if match else None
    for role, pattern in knowledge().header.items():
        if role == "current" and year is not None:
            return "year", year
        if not pattern.search(plain):
            continue
        if role == "cumulative" and (year or knowledge().header["current"].search(plain)):
            return "year_total", year
        return role, year
    return ("year", year) if year is not None else (None, None)


# ── Columns ───────────────────────────────────────────────────────────────────────────────────


_NUMERIC = frozenset(
    {"change", "plan", "all_years", "previous", "this_period", "part", "cumulative", "current"}
    | {"value", "year", "year_total", "number"}
)
"""Roles of columns that hold figures, the report year's or not."""


def _columns(
    table: Table,
    covered: Mapping[tuple[int, int], Cell],
    header: range,
    start: int,
    is_headed: bool,
) -> list[Column]:
    width = table.width
    begun: list[list[Cell]] = [[] for _ in range(width)]
    for cells in table.rows[start:]:
        for cell in cells:
            begun[cell.column].append(cell)
    kinds = [_content(cells, width, start) for cells in begun]
    # Where none names the indicators: a header in words of its own, or the table's title.
    named = [row for row in header if is_headed or not _is_title(table.rows[row])]
    heads: list[str] = []
    for column in range(width):
        over: list[Cell] = []
        for row in named:
            above = covered.get((row, column))
            if above is None or not above.text.strip() or above in over or _is_mark(above.text):
                continue
            if above.colspan < max(width - 1, 2):
                over.append(above)
        heads.append("".join(compact(cell.text) for cell in over))
    roles = [read_role(head) for head in heads]
    if any(_contradicts(role, kind) for (role, _), kind in zip(roles, kinds, strict=True)):
        heads, roles = _in_order(heads, roles, kinds)
    columns = []
    for at, (head, (role, year), kind) in enumerate(zip(heads, roles, kinds, strict=True)):
        if kind == "covered":
            role = "covered"
        elif role == "indicator" or kind == "label":
            role = "label"
        elif role is None or (role == "value" and kind in ("unit", "ordinal")):
            role = kind
        filled = sum(bool(cell.text.strip()) for cell in begun[at])
        columns.append(Column(at, head, role, year, kind, filled))
    return columns


def _is_title(row: Sequence[Cell]) -> bool:
    """填报单位：… | 2018年1月12日"""
    texts = [compact(cell.text) for cell in row]
    return any(":" in text or _DATE.fullmatch(text) for text in texts)


def _is_mark(text: str) -> bool:
    """A letter or number of the row 甲 | 乙 | 1."""
    return _NUMBERING.fullmatch(compact(text)) is not None


def _content(cells: Sequence[Cell], width: int, start: int) -> str:
    """What the cells that begin in a column are: label, unit, code, ordinal, number, text, empty;
    covered where none begins."""
    if not cells:
        return "covered"
    cells = [c for c in cells if c.colspan < max(width - 1, 2)]
    texts = [compact(c.text) for c in cells if c.text.strip()]
    printed = [text for text in texts if not DASHES.fullmatch(text)]
    if not printed:
        return "empty"
    units = sum(text.strip("()") in knowledge().units for text in printed)
    if 2 * units >= len(printed):
        return "unit"
    if all(text.isdigit() for text in printed) and len(printed) >= LEAST:
        values = [int(text) for text in printed]
        if all(b == a + 1 for a, b in pairwise(values)) and (
            values[0] <= start + 1 or len(values) > LEAST
        ):
            return "code"
    numbers = sum(is_number(text) for text in printed)
    if 2 * numbers >= len(printed) and not all(text.startswith("(") for text in printed):
        return "number"
    if any(find_indicators(cell.text) for cell in cells):
        return "label"
    return "ordinal" if all(ROW_ORDINAL.fullmatch(text) for text in printed) else "text"


def _contradicts(role: str | None, kind: str) -> bool:
    """A header shifted against its columns."""
    if role in _NUMERIC or role == "code":
        return kind in ("label", "unit") or (role == "code" and kind == "text")
    if role == "unit":
        return kind in ("label", "number")
    return role == "indicator" and kind in ("number", "unit")


def _in_order(
    heads: list[str], roles: Sequence[tuple[str | None, int | None]], kinds: Sequence[str]
) -> tuple[list[str], list[tuple[str | None, int | None]]]:
    """The heads of numbers given to the columns of numbers in their order, if as many."""
    named = [
        (head, role)
        for at, (head, role) in enumerate(zip(heads, roles, strict=True))
        if role[0] in _NUMERIC and (at == 0 or head != heads[at - 1])
    ]
    places = [at for at, kind in enumerate(kinds) if kind == "number"]
    shifted: list[str] = [""] * len(kinds)
    meant: list[tuple[str | None, int | None]] = [(None, None)] * len(kinds)
    if len(named) == len(places):
        for at, (head, role) in zip(places, named, strict=True):
            shifted[at], meant[at] = head, role
    return shifted, meant


# ── Which column is the year's ────────────────────────────────────────────────────────────────


def _halves(columns: Sequence[Column]) -> list[list[Column]]:
    """The columns of each half: a new one begins with labels after numbers."""
    halves: list[list[Column]] = []
    seen_number = True
    for column in columns:
        if column.role == "label" and seen_number:
            halves.append([])
            seen_number = False
        elif column.role in _NUMERIC:
            seen_number = bool(halves)
        if halves:
            halves[-1].append(column)
    if halves:  # a group or an ordinal before the labels
        halves[0][:0] = columns[: halves[0][0].at]
    return halves


def _block(columns: Sequence[Column], year: int | None) -> ColumnBlock | None:
    numeric = [column for column in columns if column.role in _NUMERIC]
    last = max(column.at for column in columns if column.role == "label")
    end = next(
        (c.at for c in columns if c.at > last and c.role not in ("covered", "empty", "text")), last
    )
    labels = tuple(
        c.at
        for c in columns
        if c.role == "label"
        or (c.role in ("text", "ordinal", "empty") and c.at < last)
        or (c.role in ("text", "empty", "covered") and last < c.at < end and not c.head)
    )
    unit = next((c.at for c in columns if c.role == "unit"), None)
    empty = [c for c in columns if c.role == "empty" and c.at not in labels]
    if not numeric:
        if len(empty) != 1:
            return None
        numeric = empty  # nobody filled it in
    most = max(column.filled for column in numeric)
    few = (most - 1) // 2 if any(column.head for column in numeric) else max(1, most // 20)
    strays = [c for c in numeric if not c.head and c.filled < most and c.filled <= few]
    numeric = [column for column in numeric if column not in strays]
    strays += [c for c in columns if c.role == "remark" and c.kind != "number"]
    value, candidates, doubt = _choose(numeric, year)
    return ColumnBlock(
        labels,
        unit,
        value,
        _cumulative(numeric, value),
        candidates,
        doubt,
        tuple(c.at for c in numeric),
        tuple(c.at for c in columns if c.role == "code"),
        tuple(c.at for c in strays),
    )


def _choose(
    columns: Sequence[Column], year: int | None
) -> tuple[Column | None, tuple[int, ...], str | None]:
    """(the year's column, candidates, why there is none)."""
    by_role: dict[str, list[Column]] = {}
    for column in columns:
        by_role.setdefault(column.role, []).append(column)
    years = by_role.get("year", [])
    wanted = year or max((c.year for c in years if c.year), default=None)
    totals = [c for c in by_role.get("year_total", ()) if c.year in (None, wanted)]
    periods = [
        c for c in by_role.get("this_period", ()) if c.year is None or wanted in (None, c.year)
    ]
    has_all_years = bool(by_role.get("all_years") or by_role.get("cumulative"))
    tiers = [
        [c for c in years if c.year == wanted],
        by_role.get("current", []),
        # 本季 | 本年累计: the first is the table's own period; beside 历年累计 it is the year.
        *([totals, periods] if has_all_years else [periods, totals]),
        # Of a year not asked for: 2016年 | 统计数 may head the same figures.
        [] if years else by_role.get("value", []),
        [] if years else by_role.get("number", []) + by_role.get("empty", []),
    ]
    asked = f" {year} 年" if year else "报告年度"
    for tier in tiers:
        if len(tier) == 1:
            return tier[0], (), None
        if tier:
            heads = "、".join(f"“{c.head}”" if c.head else "无栏名" for c in tier)
            return (
                None,
                tuple(c.at for c in tier),
                f"统计表有 {len(tier)} 栏数字（{heads}），认不出哪一栏是{asked}的，记为缺失。",
            )
    heads = "、".join(f"“{c.head}”" for c in columns)
    return (
        None,
        tuple(c.at for c in columns),
        f"统计表的数字只有{heads}，没有{asked}的一栏，记为缺失。",
    )


def _cumulative(columns: Sequence[Column], value: Column | None) -> int | None:
    for role in ("all_years", "cumulative", "year_total"):
        found = [c for c in columns if c.role == role and c != value]
        if found:
            return found[0].at if len(found) == 1 else None
    return None
