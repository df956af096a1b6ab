"""What is a cell of a Word table: text, a value, or a frame drawn around a part of the report?

Reports stand in layout tables, whole or in parts: a row that frames headings or tables is read as
what it holds, as if the frame were not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.documents import Block, Paragraph
from parsers.documents.stacked import MARKERS
from parsers.grid import RawCell, Table, place
from parsers.headings import is_heading
from parsers.numbers import is_value

FRAME_TEXT = 60
"""Characters from which a cell of a one-column table is running text and not a label."""

FRAME_CELL = 300
"""Characters from which a cell beside others is running text."""

GAP = "\0gap"
"""Stands for grid columns without a cell while placing (`w:gridBefore`); never in XML text."""

_LEVEL = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_DIGIT = re.compile("[0-9]")


@dataclass(slots=True)
class MergedCell:
    """A cell while its table is read; rowspan grows with every continuing cell below."""

    text: str
    column: int
    colspan: int
    rowspan: int = 1
    blocks: list[Block] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)  # tables that are not part of its text


def make_cell(blocks: list[Block], column: int, span: int) -> MergedCell:
    """A cell as read: its paragraphs are its text, and one box around text is text as well."""
    lines: list[str] = []
    inner: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += filter(None, (block.text.strip(),))
            continue
        boxes = [cell for row in block.rows for cell in row]
        if len(boxes) == 1 and len(boxes[0].text) <= FRAME_TEXT:
            lines += filter(None, (boxes[0].text,))
        else:
            inner.append(block)
    text = "\n".join(lines)
    level = text.translate(_LEVEL)
    # Raised from its first character on: there is no number whose footnote the digits could be.
    if level[:1] != text[:1] and not _DIGIT.search(text) and is_value(level):
        text = level
    return MergedCell(text, column, span, blocks=blocks, inner=inner)


def unframed(rows: list[list[MergedCell]]) -> list[Block]:
    """A table, and the tables in its cells after it; rows that frame a report as what they hold.

    A cell frames a report if a table of the report stands in it; or, in a table that is none of the
    report's itself, a section's heading or running text.
    """
    is_report = any(
        len(cell.text) <= FRAME_CELL and not cell.text.isascii() and _is_marked(cell.text)
        for cells in rows
        for cell in cells
    )
    blocks: list[Block] = []
    run: list[list[MergedCell]] = []

    def end() -> None:
        if any(run):
            blocks.append(_placed(run))
            blocks.extend(table for cells in run for cell in cells for table in cell.inner)
        run.clear()

    for cells in rows:
        if any(_is_frame(cell, is_report) for cell in cells):
            end()
            blocks += [block for cell in cells for block in cell.blocks]
        else:
            run.append(cells)
    end()
    return blocks


def _is_frame(cell: MergedCell, is_report: bool) -> bool:
    if any(_is_marked(block.flat()) for block in cell.inner if isinstance(block, Table)):
        return True
    if is_report or cell.text.isascii():
        return False
    return len(cell.text) > FRAME_CELL or any(
        isinstance(block, Paragraph) and is_heading(block.text) for block in cell.blocks
    )


def _is_marked(text: str) -> bool:
    """Does it print words of a report's tables?"""
    compact = "".join(text.split())
    return any(marker in compact for marker in MARKERS)


def _placed(rows: list[list[MergedCell]]) -> Table:
    raw: list[list[RawCell]] = [[(c.text, c.rowspan, c.colspan) for c in row] for row in rows]
    table = place(raw)
    return Table(tuple(tuple(c for c in row if c.text != GAP) for row in table.rows))
