"""What does a statistics table of the years before 2019 print? Indicators with the year's number.

Three forms (statistics.toml): the national table of 2014–2018, Fujian's with the year beside
历年累计, and the coded table of the first years. Their rows are taken as printed, in their order:
towns and provinces leave rows out and add their own. Here the tables are recognised, put together
over page breaks and told from those that print the same; statistics_columns says which column is
the year's, statistics_rows what a row prints. Values whose column cannot be told are NULL, with a
note on every row and a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parsers import dates
from parsers.documents import Block, Paragraph
from parsers.grid import Table
from parsers.labels import compact
from parsers.numbers import parse_cell
from parsers.report import CellNote, Statistic
from parsers.statistics_columns import WHOLE_YEAR, YEAR, ColumnBlock, is_numbering, read_layout
from parsers.statistics_rows import is_torn_row, is_unnamed, read_row
from parsers.statistics_words import (
    LEAST,
    MAX_LABEL,
    find_indicators,
    indicator_core,
    is_number,
    knowledge,
)

_CAPTION_YEAR = re.compile(r"(20\d\d)年(?!版|以来|起|\d{1,2}月\d)度?")
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


@dataclass(slots=True)
class _Sheet:
    """A table, with what follows it after a page break."""

    parts: list[tuple[Table, int, tuple[ColumnBlock, ...]]]
    heads: frozenset[str]
    caption: int | None
    known: dict[str, set[str]]
    cores: set[str]
    rows: list[Statistic] = field(default_factory=list)
    notes: list[CellNote] = field(default_factory=list)
    cells_read: int = 0
    cells: int = 0

    @property
    def blocks(self) -> Iterator[ColumnBlock]:
        return (block for _, _, blocks in self.parts for block in blocks)

    @property
    def year(self) -> int | None:
        """The year over its column of values, else in its caption."""
        printed = (block.value.year for block in self.blocks if block.value is not None)
        return next((year for year in printed if year is not None), self.caption)

    @property
    def is_decided(self) -> bool:
        return all(block.value is not None for block in self.blocks)


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
    quote = YEAR.search(named.head) if named else None
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


# ── The tables of a document ──────────────────────────────────────────────────────────────────


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
        cores = _cores(
            cell.text for row in block.rows for cell in row if find_indicators(cell.text)
        )
        layout = read_layout(block, year)
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
        if not any(words in (label := indicator_core(indicator)) for words in knowledge().repeated)
    }


def _are_same(cores: set[str], others: set[str]) -> bool:
    """Do two tables print the same indicators, rather than one the rest of the other's?"""
    shared = len(cores & others)
    return shared >= 2 and 2 * shared >= min(len(cores), len(others))


def _known(table: Table) -> dict[str, set[str]]:
    """Form → the indicators of it that the table prints, by their words."""
    found: dict[str, set[str]] = {form: set() for form in knowledge().forms}
    for row in table.rows:
        for cell in row:
            for form, words in find_indicators(cell.text):
                found[form].add(words)
    return found


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
        if knowledge().caption.search(text) or re.fullmatch(r"\(?20\d\d年度?\)?", text):
            lines.append(block.text)
    years = {
        int(match[1])
        for line in lines
        for match in _CAPTION_YEAR.finditer(WHOLE_YEAR.sub("", compact(line)))
    }
    return years.pop() if len(years) == 1 else None


def _carry(table: Table, sheet: _Sheet) -> tuple[ColumnBlock, ...] | None:
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
                if text and not is_number(text) and parse_cell(text, None).kind == "unreadable":
                    return None
                figures += 1
        if not any(
            (cell := covered.get((row, column))) is not None
            and cell.text.strip()
            and not is_number(cell.text)
            for column in block.labels
            for row in rows
        ):
            return None
    return blocks if figures else None


def _form(sheets: Sequence[_Sheet]) -> str | None:
    """The form of the rows; between Fujian's and the coded one the header decides."""
    counts: dict[str, int] = {}
    for form in knowledge().forms:
        counts[form] = len({words for sheet in sheets for words in sheet.known[form]})
    total = counts.pop("any") + sum(counts.values())
    best = max(counts, key=lambda form: counts[form])
    if best == "stat2014" and counts[best] >= 2 * LEAST:
        return best
    heads = [head for sheet in sheets for head in sheet.heads]
    for form, pattern in knowledge().form_heads.items():
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
        for form, words in find_indicators(block.text)
        if form == "stat2014"
    }
    if len(found) < LEAST_LINES:
        return []
    return [f"正文里有统计表的文字（“{min(found)}”等 {len(found)} 项指标），但未能读出表格。"]


# ── The rows of a table ───────────────────────────────────────────────────────────────────────


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
                if is_numbering(table.rows[number]):
                    continue
                read = read_row(row, block, number, is_torn_row(row, blocks))
                if read is None:
                    unnamed += is_unnamed(row, block, number)
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
