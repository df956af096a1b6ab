"""How do printed cells lie on a grid? Row and column spans, for every format.

Every reader (HTML, DOCX, PDF, text) hands over rows of printed cells with their spans; one
function places them. Only the printed cells are kept (`Table.rows`): a span is a property of its
cell, never a copy of it, so that a value merged over three columns stays one value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

MAX_COLUMNS = 1_000
"""Columns a table may reach; cells beyond are left out."""

MAX_COLSPAN = 50
"""Columns a cell may cover; `colspan="99999999"` ends here and leaves room for its neighbours."""

MAX_ROWSPAN = 2_000
"""Rows a cell may cover; browsers stop at 65,534, no report has a tenth of this."""


class Cell(NamedTuple):  # the cheapest to make; a page has hundreds
    """One printed cell: its text (lines joined by newlines) and its place, 0-based."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


_new = tuple.__new__
"""Makes a Cell in a third of the time, without its defaults."""


@dataclass(frozen=True)
class Table:
    """A printed table: for each row the cells that begin in it, left to right."""

    rows: tuple[tuple[Cell, ...], ...]
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was found out about it and is asked for again, by the function or form that knows."""

    @cached_property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The cells' texts, row by row; asked for many times while a table is read."""
        return tuple(tuple([cell.text for cell in row]) for row in self.rows)

    @cached_property
    def width(self) -> int:
        """Number of grid columns."""
        return max((row[-1].column + row[-1].colspan for row in self.rows if row), default=0)

    def at(self) -> dict[tuple[int, int], Cell]:
        """(row, column) → the cell that covers it; positions no cell covers are absent."""
        covered: dict[tuple[int, int], Cell] = {}
        for cells in self.rows:
            for cell in cells:
                for row in range(cell.row, min(cell.row + cell.rowspan, len(self.rows))):
                    for column in range(cell.column, cell.column + cell.colspan):
                        covered.setdefault((row, column), cell)
        return covered

    def flat(self) -> str:
        """The table as text: a line a row, cells separated by TAB."""
        return "\n".join(["\t".join(texts).replace("\n", "") for texts in self.texts])


RawCell = tuple[str, int, int]
"""(text, rowspan, colspan) as printed, before placing."""


def place(rows: Iterable[Sequence[RawCell]]) -> Table:
    """Place printed cells on the grid, the way HTML does: each cell takes the first free column.

    Spans are clamped to MAX_ROWSPAN and MAX_COLSPAN, and before a column that a cell above still
    covers, so that no two cells overlap; cells beyond MAX_COLUMNS are left out.
    """
    placed: list[tuple[Cell, ...]] = []
    covered_until: dict[int, int] = {}  # column → first row that no cell above covers any more
    until = covered_until.get
    for number, printed in enumerate(rows):
        cells: list[Cell] = []
        column = 0
        for text, rowspan, colspan in printed:
            while until(column, 0) > number:
                column += 1
            if column >= MAX_COLUMNS:
                break
            if rowspan == colspan == 1:  # nearly all
                cells.append(_new(Cell, (text, number, column, 1, 1)))
                column += 1
                continue
            colspan = max(1, min(colspan, MAX_COLSPAN, MAX_COLUMNS - column))
            rowspan = max(1, min(rowspan, MAX_ROWSPAN))
            width = 1
            while width < colspan and until(column + width, 0) <= number:
                width += 1
            cells.append(Cell(text, number, column, rowspan, width))
            for covered in range(column, column + width):
                covered_until[covered] = number + rowspan
            column += width
        placed.append(tuple(cells))
    return Table(tuple(placed))
