"""What does a statistics table of the years before 2019 print? Indicators with the year's number.

Three forms (statistics.toml): the national table of 2014–2018, Fujian's with the year beside
历年累计, and the coded table of the first years. Their rows are taken as printed, in their order:
towns and provinces leave rows out and add their own. A column is known by its head, and where the
head says nothing by what stands in it. The report's year is one column: last year's, all years
together and changes are never taken for it, and where none can be told from the others its values
are NULL, with a note on every row and a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from parsers import dates
from parsers.documents import Block, Paragraph
from parsers.grid import Cell, Table
from parsers.labels import ORDINAL, compact, core
from parsers.numbers import clean, parse_cell
from parsers.report import CellNote, Number, Statistic

_DASHES = re.compile(r"[-—–－―─/\\]*")
_AMONG = re.compile(r"^(?:其中|其它?中|包括)")
_YEAR = re.compile(r"(20\d\d)年?(?!\d|版|\d?月)")
_CAPTION_YEAR = re.compile(r"(20\d\d)年(?!版|以来|起|\d{1,2}月\d)度?")
_WHOLE_YEAR = re.compile(r"0?1月?(?:0?1日)?[-—–~至到]+(?:20\d\d年)?12月(?:31日)?底?")
_DATE = re.compile(r"20\d\d(?:年\d{1,2}月|[-./]\d{1,2}[-./]?)(?:\d{1,2}日?)?")
_ORDINAL = re.compile(r"[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)]?[、.]?|[①-⑳]")
_NUMBERING = re.compile(r"[(]?(?:[甲乙丙丁戊己庚]|[A-Za-z]|\d{1,2})[)]?|[栏行]次")
_WHOLE = re.compile(r"^(?:合计|小计|总数|总计|数量|计)$")

MAX_LABEL = 80
"""Characters of the longest indicator: a paragraph in a layout table is none."""
HEAD_ROWS = 8
"""Rows from the top among which the header is looked for."""
MAX_WIDTH = 60
"""Columns of the widest table that is read; two halves of two years have not a quarter of it."""
LEAST = 3
"""Known indicators from which a table is one of these."""
LEAST_LINES = 6
"""Known indicators on lines of their own from which the text holds a table that was not read."""


@dataclass(frozen=True, slots=True)
class StatisticsRead:
    """form: `stat2014`, `fujian`, `coded`; None where nothing but `sentences` came of it.
    notes: table `statistics`, item the indicator. cells: value and cumulative of every row;
    cells_read: without those whose column could not be told. year, year_quote: of a column
    2018年度, None where the header names no year. sentences: what people should know."""

    form: str | None
    rows: tuple[Statistic, ...]
    notes: tuple[CellNote, ...]
    cells: int
    year: int | None
    year_quote: str | None
    cells_read: int = 0
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Column:
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
class _Block:
    """The columns of one half of a table; two may stand side by side.

    value None: not told from the others (`candidates`), `doubt` says why. figures: every column
    of numbers. codes: of row numbers. strays: those where a number says that its row is shifted:
    columns that no header names and few rows reach, and remarks.
    """

    labels: tuple[int, ...]
    unit: int | None
    value: _Column | None
    cumulative: int | None
    candidates: tuple[int, ...] = ()
    doubt: str | None = None
    figures: tuple[int, ...] = ()
    codes: tuple[int, ...] = ()
    strays: tuple[int, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """A table, with what follows it after a page break."""

    parts: list[tuple[Table, int, tuple[_Block, ...]]]
    heads: frozenset[str]
    caption: int | None
    known: dict[str, set[str]]
    cores: set[str]
    rows: list[Statistic] = field(default_factory=list)
    notes: list[CellNote] = field(default_factory=list)
    cells_read: int = 0
    cells: int = 0

    @property
    def blocks(self) -> Iterator[_Block]:
        return (block for _, _, blocks in self.parts for block in blocks)

    @property
    def year(self) -> int | None:
        """The year over its column of values, else in its caption."""
        printed = (block.value.year for block in self.blocks if block.value is not None)
        return next((year for year in printed if year is not None), self.caption)

    @property
    def is_decided(self) -> bool:
        return all(block.value is not None for block in self.blocks)


@dataclass(frozen=True, slots=True)
class _Knowledge:
    header: Mapping[str, re.Pattern[str]]
    forms: Mapping[str, tuple[str, ...]]
    form_heads: Mapping[str, re.Pattern[str]]
    units: frozenset[str]
    in_label: re.Pattern[str]
    in_value: re.Pattern[str]
    foot: re.Pattern[str]
    figure: re.Pattern[str]
    caption: re.Pattern[str]
    repeated: tuple[str, ...]


@cache
def _knowledge() -> _Knowledge:
    text = resources.files("parsers").joinpath("statistics.toml").read_text("utf-8")
    data = tomllib.loads(text)
    units = "|".join(sorted(data["units"]["names"], key=len, reverse=True))
    rows = data["rows"]
    return _Knowledge(
        {name: re.compile(pattern) for name, pattern in data["header"].items()},
        {form["id"]: tuple(form["rows"]) for form in data["form"]},
        {form["id"]: re.compile(form["header"]) for form in data["form"] if "header" in form},
        frozenset(data["units"]["names"]),
        re.compile(rf"\((?:计量)?(?:单位:?)?({units})\)$"),
        re.compile(rf"([+-]?[\d,]+(?:\.\d+)?)({units})"),
        re.compile(rows["foot"]),
        re.compile(rows["figure"]),
        re.compile(rows["caption"]),
        tuple(rows["repeated"]),
    )


# ── The tables of a document ──────────────────────────────────────────────────────────────────


def read_statistics(blocks: Sequence[Block], year: int | None = None) -> StatisticsRead | None:
    """The statistics of a document, or None where nothing looks like them.

    blocks: its paragraphs and tables in order. year: the report's, where the title names it; else
    that of the statistics period is taken, else the latest that a column names.
    """
    year = year or _period_year(blocks)
    sheets, sentences = _sheets(blocks, year)
    form = _form(sheets)
    if form is None:
        sentences += _unread_lines(blocks)
        return (
            StatisticsRead(None, (), (), 0, None, None, 0, tuple(sentences)) if sentences else None
        )
    for sheet in sheets:
        sentences += _read_sheet(sheet, year)
    sheets, disputed = _without_rivals(sheets, year)
    sentences += disputed
    rows = tuple(row for sheet in sheets for row in sheet.rows)
    if not rows:
        return None
    named = next(
        (b.value for s in sheets for b in s.blocks if b.value is not None and b.value.year), None
    )
    quote = _YEAR.search(named.head) if named else None
    return StatisticsRead(
        form,
        rows,
        tuple(note for sheet in sheets for note in sheet.notes),
        sum(sheet.cells for sheet in sheets),
        named.year if named else None,
        quote.group() + ("度" if f"{quote.group()}度" in named.head else "")
        if named and quote
        else None,
        sum(sheet.cells_read for sheet in sheets),
        tuple(dict.fromkeys(sentences)),
    )


def _period_year(blocks: Sequence[Block]) -> int | None:
    for block in blocks:
        if isinstance(block, Paragraph) and (period := dates.read_period(block.text)):
            return period.start.year if period.start.year == period.end.year else None
    return None


def _sheets(blocks: Sequence[Block], year: int | None) -> tuple[list[_Sheet], list[str]]:
    """Tables that print indicators, in order, each with its continuations."""
    sheets: list[_Sheet] = []
    sentences: list[str] = []
    open_sheet: _Sheet | None = None  # that the next table may go on with
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            continue
        known = _known(block)
        is_known = any(known.values())
        cores = _cores(cell.text for row in block.rows for cell in row if _words(cell.text))
        layout = _layout(block, year)
        heads = frozenset(column.head for column in layout.columns) if layout else frozenset()
        above = open_sheet
        open_sheet = None
        if above is not None and not _are_same(cores, above.cores):
            # The columns of the table above, unless it has a header of its own.
            carried = _carry(block, above) if layout is None or not layout.is_headed else None
            if carried is not None:
                part = (block, 0, carried)
            elif layout and (heads == above.heads if layout.is_headed else is_known):
                part = (block, layout.start, layout.blocks)
            else:
                part = None
            if part is not None:
                above.parts.append(part)
                above.cores |= cores
                for form, rows in known.items():
                    above.known[form] |= rows
                open_sheet = above
                continue
        if layout is not None and is_known:
            caption = _caption(blocks, number, block, layout.start)
            part = (block, layout.start, layout.blocks)
            open_sheet = _Sheet([part], heads, caption, known, cores)
            sheets.append(open_sheet)
        elif sum(map(len, known.values())) >= LEAST:
            sentences.append(_unread(block, known))
    return sheets, sentences


def _cores(indicators: Iterable[str]) -> set[str]:
    """The indicators that a report prints once: 被依法纠错数 stands under 复议 and under 诉讼."""
    return {
        label
        for indicator in indicators
        if not any(words in (label := indicator_core(indicator)) for words in _knowledge().repeated)
    }


def _are_same(cores: set[str], others: set[str]) -> bool:
    """Do two tables print the same indicators, rather than one the rest of the other's?"""
    shared = len(cores & others)
    return shared >= 2 and 2 * shared >= min(len(cores), len(others))


def _known(table: Table) -> dict[str, set[str]]:
    """Form → the indicators of it that the table prints, by their words."""
    found: dict[str, set[str]] = {form: set() for form in _knowledge().forms}
    for row in table.rows:
        for cell in row:
            for form, words in _words(cell.text):
                found[form].add(words)
    return found


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[tuple[str, str], ...]:
    """(form, words) of the indicators that a cell names; () for anything else."""
    if not text or len(text) > 2 * MAX_LABEL:
        return ()
    label = indicator_core(text)
    if len(label) > MAX_LABEL or "。" in text:
        return ()
    return tuple(
        (form, words)
        for form, rows in _knowledge().forms.items()
        for words in rows
        if words in label
    )


def indicator_core(indicator: str) -> str:
    """其中：1、当面申请数（件） → 当面申请数; 不是《条例》所指 → 不是条例所指."""
    text, before = _knowledge().in_label.sub("", compact(indicator)), ""
    while text != before:  # an ordinal may follow 其中, and 其中 an ordinal
        text, before = _AMONG.sub("", core(text)), text
    return text


def _caption(blocks: Sequence[Block], number: int, table: Table, start: int) -> int | None:
    """The year that the table's title names: its rows above the header, or the lines above it."""
    lines = [cell.text for row in table.rows[:start] for cell in row]
    if len(table.rows) and start:
        heads = {cell.text for cell in table.rows[start - 1]}
        lines = [line for line in lines if line not in heads]
    for block in reversed(blocks[max(0, number - 2) : number]):
        if not isinstance(block, Paragraph) or len(block.text) > 50 or "。" in block.text:
            break
        text = compact(block.text)
        if _knowledge().caption.search(text) or re.fullmatch(r"\(?20\d\d年度?\)?", text):
            lines.append(block.text)
    years = {
        int(match[1])
        for line in lines
        for match in _CAPTION_YEAR.finditer(_WHOLE_YEAR.sub("", compact(line)))
    }
    return years.pop() if len(years) == 1 else None


def _form(sheets: Sequence[_Sheet]) -> str | None:
    """The form of the rows; between Fujian's and the coded one the header decides."""
    counts: dict[str, int] = {}
    for form in _knowledge().forms:
        counts[form] = len({words for sheet in sheets for words in sheet.known[form]})
    total = counts.pop("any") + sum(counts.values())
    best = max(counts, key=lambda form: counts[form])
    if best == "stat2014" and counts[best] >= 2 * LEAST:
        return best
    heads = [head for sheet in sheets for head in sheet.heads]
    for form, pattern in _knowledge().form_heads.items():
        if total and any(pattern.search(head) for head in heads):
            return form
    if counts["stat2014"] >= LEAST and counts["stat2014"] == counts[best]:
        return "stat2014"
    return best if total >= LEAST and counts[best] else None


def _unread(table: Table, known: Mapping[str, set[str]]) -> str:
    names = [words for rows in known.values() for words in rows]
    return (
        f"有一张 {len(table.rows)} 行的表格印有统计表的指标（“{min(names)}”等 {len(names)} 项），"
        "但认不出它的行和栏，没有读出。"
    )


def _unread_lines(blocks: Sequence[Block]) -> list[str]:
    """A table whose borders are lost stands in the text, an indicator a line."""
    found = {
        words
        for block in blocks
        if isinstance(block, Paragraph) and len(block.text) <= MAX_LABEL
        for form, words in _words(block.text)
        if form == "stat2014"
    }
    if len(found) < LEAST_LINES:
        return []
    return [f"正文里有统计表的文字（“{min(found)}”等 {len(found)} 项指标），但未能读出表格。"]


# ── Columns ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Layout:
    """start: first row of values. is_headed: a header names the column of indicators."""

    start: int
    blocks: tuple[_Block, ...]
    columns: tuple[_Column, ...]
    is_headed: bool


def _layout(table: Table, year: int | None) -> _Layout | None:
    """Which column of a table is what; None where it names no indicator, or holds no numbers."""
    header = _header_row(table)
    start = next(
        (n for n, row in enumerate(table.rows) if any(_words(cell.text) for cell in row)), None
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
    return _Layout(start, blocks, tuple(columns), header is not None) if blocks else None


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
            and any(_role(cell.text)[0] == "indicator" for cell in printed)
            and not any(_words(cell.text) for cell in printed[:1])
            and not any(_is_number(cell.text) for cell in printed)
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
        and any(_role(cell.text)[0] is not None for cell in row)
    )


def _header_end(table: Table, covered: Mapping[tuple[int, int], Cell], header: int) -> int:
    label = next(c for c in table.rows[header] if _role(c.text)[0] == "indicator")
    end = min(label.row + label.rowspan, len(table.rows))
    end = max(end, header + 1)
    while end < len(table.rows):
        row = [cell for cell in table.rows[end] if cell.text.strip()]
        at = covered.get((end, label.column))
        goes_on = at is None or not at.text.strip() or at is label
        if not _is_numbering(row) and not (
            row
            and goes_on
            and all(_role(cell.text)[0] not in (None, "indicator") for cell in row)
            and not any(_is_number(cell.text) for cell in row)
        ):
            break
        end += 1
    return end


def _is_numbering(row: Sequence[Cell]) -> bool:
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
def _role(text: str) -> tuple[str | None, int | None]:
    """(role, year) of the head of a column; (None, None) where it says nothing."""
    head = compact(text)
    if not head or len(head) > 40:
        return None, None
    plain = _WHOLE_YEAR.sub("", head)
    match = _YEAR.search(plain)
    year = int(match[1]) if match else None
    for role, pattern in _knowledge().header.items():
        if role == "current" and year is not None:
            return "year", year
        if not pattern.search(plain):
            continue
        if role == "cumulative" and (year or _knowledge().header["current"].search(plain)):
            return "year_total", year
        return role, year
    return ("year", year) if year is not None else (None, None)


@lru_cache(maxsize=8_192)
def _is_number(text: str) -> bool:
    printed = compact(text)
    return bool(
        any(c.isdigit() for c in printed)
        and not _words(text)
        and (
            parse_cell(text, "万元", joined=True).value is not None
            or parse_cell(text, None, joined=True).value is not None
            or _knowledge().in_value.fullmatch(printed)
        )
    )


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
) -> list[_Column]:
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
    roles = [_role(head) for head in heads]
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
        columns.append(_Column(at, head, role, year, kind, filled))
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
    printed = [text for text in texts if not _DASHES.fullmatch(text)]
    if not printed:
        return "empty"
    units = sum(text.strip("()") in _knowledge().units for text in printed)
    if 2 * units >= len(printed):
        return "unit"
    if all(text.isdigit() for text in printed) and len(printed) >= LEAST:
        values = [int(text) for text in printed]
        if all(b == a + 1 for a, b in pairwise(values)) and (
            values[0] <= start + 1 or len(values) > LEAST
        ):
            return "code"
    numbers = sum(_is_number(text) for text in printed)
    if 2 * numbers >= len(printed) and not all(text.startswith("(") for text in printed):
        return "number"
    if any(_words(cell.text) for cell in cells):
        return "label"
    return "ordinal" if all(_ORDINAL.fullmatch(text) for text in printed) else "text"


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


def _halves(columns: Sequence[_Column]) -> list[list[_Column]]:
    """The columns of each half: a new one begins with labels after numbers."""
    halves: list[list[_Column]] = []
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


def _block(columns: Sequence[_Column], year: int | None) -> _Block | None:
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
    return _Block(
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
    columns: Sequence[_Column], year: int | None
) -> tuple[_Column | None, tuple[int, ...], str | None]:
    """(the year's column, candidates, why there is none)."""
    by_role: dict[str, list[_Column]] = {}
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


def _cumulative(columns: Sequence[_Column], value: _Column | None) -> int | None:
    for role in ("all_years", "cumulative", "year_total"):
        found = [c for c in columns if c.role == role and c != value]
        if found:
            return found[0].at if len(found) == 1 else None
    return None


def _carry(table: Table, sheet: _Sheet) -> tuple[_Block, ...] | None:
    """The columns of the table above for the rest of it after a page break, or None."""
    above, _, blocks = sheet.parts[-1]
    width = table.width
    if width != above.width:
        return None
    covered = table.at()
    rows = range(len(table.rows))
    figures = 0
    for block in blocks:
        columns = (block.value.at if block.value else None, block.cumulative, *block.candidates)
        for column in columns:
            for row in rows:
                cell = covered.get((row, column)) if column is not None else None
                if cell is None or cell.colspan >= width - 1:
                    continue
                text = compact(cell.text)
                if text and not _is_number(text) and parse_cell(text, None).kind == "unreadable":
                    return None
                figures += 1
        if not any(
            (cell := covered.get((row, column))) is not None
            and cell.text.strip()
            and not _is_number(cell.text)
            for column in block.labels
            for row in rows
        ):
            return None
    return blocks if figures else None


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────


def _read_sheet(sheet: _Sheet, year: int | None) -> list[str]:
    sentences: list[str] = []
    if year is not None and sheet.caption not in (None, year):
        for at, (table, start, blocks) in enumerate(sheet.parts):
            doubtful = tuple(
                replace(
                    block,
                    value=None,
                    candidates=(block.value.at,),
                    doubt=f"统计表的表名是 {sheet.caption} 年，报告是 {year} 年的，记为缺失。",
                )
                if block.value is not None and block.value.year != year
                else block
                for block in blocks
            )
            sheet.parts[at] = (table, start, doubtful)
    for table, start, blocks in sheet.parts:
        covered, width = table.at(), table.width
        for block in blocks:
            if block.doubt:
                sentences.append(block.doubt)
            unnamed = 0
            for number in range(start, len(table.rows)):
                row = [covered.get((number, column)) for column in range(width)]
                if _is_numbering(table.rows[number]):
                    continue
                read = _row(row, block, number, _is_torn(row, blocks))
                if read is None:
                    unnamed += _is_unnamed(row, block, number)
                    continue
                statistic, notes, cells_read = read
                sheet.rows.append(statistic)
                sheet.notes += notes
                sheet.cells += 1 if block.cumulative is None else 2
                sheet.cells_read += cells_read
            if unnamed:
                sentences.append(
                    f"统计表有 {unnamed} 行印有数字而没有指标名称，或名称不在自己的栏里，没有读出。"
                )
    return sentences


def _labels(row: Sequence[Cell | None], block: _Block) -> list[Cell]:
    labels: list[Cell] = []
    for column in block.labels:
        cell = row[column] if column < len(row) else None
        if cell is not None and cell.text.strip() and cell not in labels:
            labels.append(cell)
    return labels


def _is_unnamed(row: Sequence[Cell | None], block: _Block, number: int) -> bool:
    """A row with a figure beside no label, or beside one that belongs to the row above."""
    labels = [label for label in _labels(row, block) if label.row == number]
    if any(_is_name(c.text) or _knowledge().foot.match(compact(c.text)) for c in labels):
        return False
    cells = [row[c] for c in (block.unit, *block.figures, *block.strays) if c is not None]
    moved = [c for c in labels if not _ORDINAL.fullmatch(compact(c.text))]
    return any(
        cell is not None and cell.row == number and _is_number(cell.text)
        for cell in (*cells, *moved)
    )


def _is_torn(row: Sequence[Cell | None], blocks: Sequence[_Block]) -> bool:
    """A row of two halves with a cell too few or too many: numbers where the labels stand."""
    return len(blocks) > 1 and any(
        not _is_name(label.text) and not _ORDINAL.fullmatch(compact(label.text))
        for block in blocks
        for label in _labels(row, block)[-1:]
    )


def _is_name(text: str) -> bool:
    """Can this name a figure? A number or a unit in the labels' column is out of its place."""
    label = compact(text)
    return re.search(r"[\u4e00-\u9fff]{2}", label) is not None and (
        label.strip("()") not in _knowledge().units and not _is_number(text)
    )


def _row(
    row: Sequence[Cell | None], block: _Block, number: int, is_torn: bool
) -> tuple[Statistic, list[CellNote], int] | None:
    """One printed row; None for headings, headers, foot and blank rows and those begun above."""
    labels = _labels(row, block)
    own = [label for label in labels if label.row == number]
    named = [c for c in labels if not _ORDINAL.fullmatch(compact(c.text))]
    if not own or not named or not _is_name(named[-1].text):
        last = max((*block.figures, *block.strays, block.unit or 0))
        moved = [
            c
            for c in row[block.labels[0] : last + 1]
            if c is not None and c.row == number and _words(c.text)
        ]
        return _lost(_printed(moved[0].text), row, moved[:1], block) if moved else None
    labels = named
    indicator = _printed(labels[-1].text)
    if _WHOLE.match(core(indicator)) and len(labels) > 1:
        indicator = _printed(labels[-2].text) + indicator
    is_known = bool(_words(indicator))
    if _knowledge().foot.match(compact(indicator)) and not is_known:
        return None

    def cell_at(column: int | None) -> Cell | None:
        """The cell in a column, unless the label reaches over it."""
        cell = row[column] if column is not None else None
        return None if cell in labels else cell

    value, unit = cell_at(block.value.at if block.value else None), cell_at(block.unit)
    cumulative = cell_at(block.cumulative)
    candidates = [cell for c in block.candidates if (cell := cell_at(c)) is not None]
    printed = [cell for cell in (value, cumulative, *candidates) if cell is not None]
    if (
        _role(indicator)[0] == "indicator"
        and not is_known
        and not any(_is_number(cell.text) for cell in printed)
    ):
        return None  # the header printed again
    if value is unit:
        unit = None
    if is_torn or _is_shifted(row, labels, block, is_known):
        return _lost(indicator, row, labels, block)
    if unit is not None and (
        _is_number(unit.text) or (not printed and compact(unit.text) in _knowledge().units)
    ):
        return _lost(indicator, row, labels, block)
    if not printed or _is_heading(indicator, unit, printed):
        return None
    named_unit = _unit(indicator, unit, value)
    notes: list[CellNote] = []

    def is_own(cell: Cell | None) -> bool:
        """One number over two columns, or beside two labels, is nobody's alone."""
        apart = sum(row[column] is cell for column in (*block.figures, *block.codes))
        return cell is None or not (
            apart > 1 or (cell.rowspan > 1 and (cell.row != number or _reaches_below(cell, labels)))
        )

    def number_of(cell: Cell | None, column: str) -> Number | None:
        if cell is None:
            return None
        kind, raw, read = _parse(cell.text, named_unit)
        if not is_own(cell):
            kind, read = "unreadable", None
        if kind is not None:
            notes.append(CellNote("statistics", indicator, column, kind, raw, read))
        return read

    statistic = Statistic(
        indicator,
        named_unit or None,
        number_of(value, "value"),
        number_of(cumulative, "cumulative"),
    )
    if value is None:
        raw = "\t".join(clean(cell.text) for cell in candidates)
        notes.insert(0, CellNote("statistics", indicator, "value", "unreadable", raw, None))
    return statistic, notes, sum(cell is not None for cell in (value, cumulative))


def _is_heading(indicator: str, unit: Cell | None, figures: Sequence[Cell]) -> bool:
    """一、主动公开情况. A figure left blank has its unit, or a name that only figures have."""
    printed = _printed(unit.text) if unit is not None else ""
    if not all(_DASHES.fullmatch(text) for text in (printed, *(_printed(c.text) for c in figures))):
        return False
    plain = compact(indicator)
    is_figure = _knowledge().figure.search(plain) or _knowledge().in_label.search(plain)
    return bool(printed) or not is_figure


def _unit(indicator: str, unit: Cell | None, value: Cell | None) -> str:
    """The row's unit: in its own column, else in the label, else after the digits; or ""."""
    printed = _printed(unit.text) if unit is not None else ""
    if not _DASHES.fullmatch(printed):
        return printed
    if match := _knowledge().in_label.search(compact(indicator)):
        return match[1]
    match = _knowledge().in_value.fullmatch(compact(value.text)) if value is not None else None
    return match[2] if match else ""


def _is_shifted(
    row: Sequence[Cell | None], labels: Sequence[Cell], block: _Block, is_known: bool
) -> bool:
    """A row with a cell too few or too many: its number may stand in another's column."""
    if any((cell := row[c]) is not None and _is_number(cell.text) for c in block.strays):
        return True
    cells = [row[column] for column in block.figures]
    if any(c is not None and compact(c.text).strip("()") in _knowledge().units for c in cells):
        return True
    beside = [c for c in row if c is not None and c.column > labels[-1].column]
    if any(cell is None for cell in cells):
        return any(_is_number(cell.text) for cell in beside)
    if any(cell not in labels for cell in cells):
        return False
    # The label reaches over everything: a heading, or a line with its number in it.
    tail = re.search(r"(?<!\d)\d[\d,.]*\D{0,2}$", compact(labels[-1].text))
    return is_known and tail is not None


def _reaches_below(value: Cell, labels: Sequence[Cell]) -> bool:
    return labels[-1].row + labels[-1].rowspan < value.row + value.rowspan


def _lost(
    indicator: str, row: Sequence[Cell | None], labels: Sequence[Cell], block: _Block
) -> tuple[Statistic, list[CellNote], int]:
    others = [cell for cell in row if cell is not None and cell not in labels]
    raw = "\t".join(dict.fromkeys(clean(cell.text) for cell in others)) or clean(labels[-1].text)
    note = CellNote("statistics", indicator, "value", "unreadable", raw, None)
    notes = [note]
    if block.cumulative is not None:
        notes.append(replace(note, column="cumulative"))
    return Statistic(indicator, None, None, None), notes, 0


def _parse(text: str, unit: str) -> tuple[str | None, str, Number | None]:
    """(kind of the note, raw, number) of a cell in a row of this unit."""
    money = unit if unit in ("元", "万元", "亿元") else None
    printed = parse_cell(text, money)
    match = _knowledge().in_value.fullmatch(compact(text))
    if printed.kind == "unreadable" and match and match[2] == unit:
        bare = parse_cell(match[1], None)
        return ("unit" if bare.value is not None else "unreadable"), printed.raw, bare.value
    return printed.kind, printed.raw, printed.value


def _printed(text: str) -> str:
    return "".join(clean(text).split())


# ── Tables that print the same indicators ─────────────────────────────────────────────────────


def _without_rivals(sheets: Sequence[_Sheet], year: int | None) -> tuple[list[_Sheet], list[str]]:
    """One sheet for every set of indicators: the report's year's. Of two that nothing tells apart
    the first is kept, without the figures in which they differ."""
    kept: list[_Sheet] = []
    sentences: list[str] = []
    for sheet in sheets:
        at = next((i for i, other in enumerate(kept) if _are_same(sheet.cores, other.cores)), None)
        if at is None:
            kept.append(sheet)
            continue
        ranks = [_rank(kept[at], year), _rank(sheet, year)]
        if ranks[0] != ranks[1]:
            chosen, left = (kept[at], sheet) if ranks[0] > ranks[1] else (sheet, kept[at])
            kept[at] = chosen
            which = f"{left.year} 年的" if left.year not in (None, year) else "分不出年度的"
            sentences.append(f"报告里另有一张{which}统计表，没有采用。")
            continue
        differing = _withdraw(kept[at], sheet)
        if differing:
            sentences.append(
                f"报告里有两张统计表印有相同的指标，分不出哪一张是报告年度的；其中 {differing} "
                "个数字不同，记为缺失。"
            )
    return kept, sentences


def _rank(sheet: _Sheet, year: int | None) -> int:
    if not sheet.is_decided:
        return 0
    return 2 if year is not None and sheet.year == year else 1


def _withdraw(sheet: _Sheet, rival: _Sheet) -> int:
    """Take the figures out of a sheet that its rival prints otherwise; how many."""
    theirs: dict[tuple[str, int], Statistic] = {}
    seen: dict[str, int] = {}
    for row in rival.rows:
        label = indicator_core(row.indicator)
        seen[label] = seen.get(label, 0) + 1
        theirs[label, seen[label]] = row
    seen.clear()
    differing = 0
    for at, row in enumerate(sheet.rows):
        label = indicator_core(row.indicator)
        seen[label] = seen.get(label, 0) + 1
        there = theirs.get((label, seen[label]))
        if there is None or (there.value, there.cumulative) == (row.value, row.cumulative):
            continue
        differing += 1
        sheet.notes = [note for note in sheet.notes if note.item != row.indicator]
        for column, ours, other in (
            ("value", row.value, there.value),
            ("cumulative", row.cumulative, there.cumulative),
        ):
            if ours != other:
                raw = " / ".join("空白" if n is None else str(n) for n in (ours, other))
                sheet.notes.append(
                    CellNote("statistics", row.indicator, column, "unreadable", raw, None)
                )
                row = replace(row, **{column: None})  # type: ignore[arg-type]
        sheet.rows[at] = row
    return differing
