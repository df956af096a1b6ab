"""Which tables does one printed grid hold? A report's tables, stacked in one, come apart again.

Some editors put the three tables of the form, or the whole report with its headings and sentences,
into the rows of one table. Names and totals of one of the three mean something else in the others,
and a heading in a table's row begins a section all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.documents import Block, Paragraph
from parsers.grid import Cell, Table
from parsers.numbers import is_value
from parsers.rows import row_text, table_text
from parsers.sections import is_heading

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
    """The blocks, each table that holds several apart at the rows where another begins."""
    found: list[Block] = []
    for block in blocks:
        found += _parts(block) if isinstance(block, Table) else [block]
    return tuple(found)


def _parts(table: Table) -> list[Block]:
    whole = table_text(table)
    kinds = [kind for kind, words in _BEGINS.items() if any(word in whole for word in words)]
    if not kinds:
        return [table]
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
