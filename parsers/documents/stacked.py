"""Which tables does one printed grid hold? A report's tables, stacked in one, come apart again.

Some editors put the three tables of the form, or the whole report with its headings and sentences,
into the rows of one table. Names and totals of one of the three mean something else in the others,
and a heading in a table's row begins a section all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.documents import Block, Paragraph
from parsers.documents.running import without_running_headers
from parsers.grid import Cell, Table
from parsers.headings import is_heading
from parsers.numbers import is_value
from parsers.rows import row_text, table_text

MARKERS = ("第二十条第", "申请人情况", "结果维持", "计量单位")
"""Words that only a report's tables print."""

_BEGINS: dict[str, tuple[str, ...]] = {
    "active": ("第二十条第", "信息内容"),
    "applications": ("申请人情况", "本年新收政府信息公开申请"),
    "disputes": ("结果维持",),
}
"""Words of the row with which each table of the form begins; a row above may name the channels."""
_CHANNELS = ("行政复议", "行政诉讼")

Row = tuple[Cell, ...]


def unstack(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, each table that holds several apart at the rows where another begins, and no
    page's header between its parts."""
    found: list[Block] = []
    for block in without_running_headers(blocks):
        if not isinstance(block, Table):
            found.append(block)
            continue
        above = found[-1] if found else None
        if isinstance(above, Paragraph) and above.text in _CHANNELS and _lacks_channel(block):
            block = _under(above.text, block)
            found.pop()
        found += _parts(block)
    return tuple(found)


def _lacks_channel(table: Table) -> bool:
    """Does the table print the results of disputes, and not of which?"""
    first = "".join(map(row_text, table.texts[:1]))
    return "结果维持" in first and not any(channel in first for channel in _CHANNELS)


def _under(channel: str, table: Table) -> Table:
    """The table with a row above it that names the channel over all of its columns."""
    table = Table(_without_end(table.rows))
    rows = [tuple(cell._replace(row=cell.row + 1) for cell in row) for row in table.rows]
    return Table(((Cell(channel, 0, 0, 1, max(table.width, 1)),), *rows))


def _without_end(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without the blank cell that a separator at each row's end leaves behind."""
    if any(len(row) > 1 and row[-1].text.strip() for row in rows):
        return tuple(rows)
    return tuple(row[:-1] if len(row) > 1 else row for row in rows)


def _parts(table: Table) -> list[Block]:
    whole = table_text(table)
    kinds = [kind for kind, words in _BEGINS.items() if any(word in whole for word in words)]
    if not kinds:
        return [table]
    if kinds == ["disputes"] and (starts := _channel_rows(table)):
        return [
            _renumbered(_without_end(table.rows[start:end]))
            for start, end in zip([0, *starts], [*starts, len(table.rows)], strict=True)
        ]
    width = table.width
    alone = [
        _single(row, printed, width) for row, printed in zip(table.rows, table.texts, strict=True)
    ]
    headings = [is_heading(text) for text in alone]
    if len(kinds) < 2 and not any(headings):
        return [table]
    texts = list(map(row_text, table.texts))
    parts: list[Block] = []
    run: list[Row] = []
    current = ""

    def end() -> None:
        if any(cell.text.strip() for row in run for cell in row):
            parts.append(_renumbered(run))
        run.clear()

    for number, row in enumerate(table.rows):
        single = alone[number] if any(headings) else ""
        is_text = single and not is_value(single) and not _begins(texts, number)
        if headings[number] or is_text:
            end()
            parts += [Paragraph(line) for part in single.split("\n") if (line := part.strip())]
            current = ""
            continue
        kind = _begins(texts, number)
        if kind and kind != current:
            if current:
                end()
            current = kind
        run.append(row)
    end()
    return parts


def _channel_rows(table: Table) -> list[int]:
    """Rows below values that name a channel, and over which its results follow."""
    texts = list(map(row_text, table.texts))
    headers = [number for number, text in enumerate(texts) if "结果维持" in text]
    if len(headers) < 2 or headers[-1] - headers[0] < MIN_APART:
        return []
    starts = []
    for number in range(headers[0] + 1, headers[-1]):
        has_header = any(at in headers for at in (number + 1, number + 2))
        if texts[number] in _CHANNELS and has_header and number - 1 not in headers:
            starts.append(number)
    return starts


MIN_APART = 3
"""Rows from one header to the next, where values and a channel's name stand between."""


def _begins(texts: Sequence[str], number: int) -> str:
    """Which table of the form a row may begin, "" for none."""
    text = texts[number]
    for kind, words in _BEGINS.items():
        if any(word in text for word in words):
            return kind
    following = texts[number + 1 : number + 3]
    if all(channel in text for channel in _CHANNELS) and any("结果维持" in t for t in following):
        return "disputes"
    return ""


def _single(row: Row, texts: Sequence[str], width: int) -> str:
    """The text of a row that prints one cell alone, over the table's width; else ""."""
    if len(row) > 1 and texts[0].strip() and texts[-1].strip():  # nearly all
        return ""
    printed = [text for text in texts if text and not text.isspace()]
    if len(printed) != 1 or row[0].column != 0:
        return ""
    covered = sum(cell.colspan for cell in row)
    return printed[0] if len(row) == 1 or 5 * covered >= 4 * width else ""


def _renumbered(rows: Iterable[Row]) -> Table:
    return Table(
        tuple(tuple(cell._replace(row=number) for cell in row) for number, row in enumerate(rows))
    )
