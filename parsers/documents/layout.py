"""Which boxes of a page are a table's rows, where no `<table>` says so?

Some templates and editors print the tables as `<div>`s in rows, as lists, as term and definition,
as `<span>`s apart by blanks. Rows are boxes that stand one after another and hold nothing but
cells. They count as a table only if they print words of a report's tables, and values.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree

from parsers.documents.markup import string_of
from parsers.documents.styles import GONE, effects
from parsers.documents.unmarked import HEADS
from parsers.headings import is_heading
from parsers.numbers import is_value

MAX_CELL = 120
"""Characters of a cell; the longest label of the forms has 60."""
MAX_CELLS = 40
"""Cells of a row; with more the box is one of cells that stand in no row."""

_BOXES = frozenset(
    (
        *("div", "p", "li", "dd", "dt", "ul", "ol", "dl", "section", "article", "tr", "td", "th"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "center", "form", "table", "blockquote", "pre"),
    )
)
_CELL_ROLES = frozenset(("cell", "gridcell", "columnheader", "rowheader"))
_APART = re.compile("display\\s*:\\s*(?:table-cell|inline-block|inline-flex|block)")
_GAP = re.compile("[\xa0\u3000\u2002\u2003]{2}|\xa0 \xa0|\xa0 | \xa0")

Row = list[etree._Element]
Group = tuple[list[etree._Element], list[Row]]
"""(the boxes that are left out as running text, rows of cells)"""


def find_grids(container: etree._Element, taken: Collection[etree._Element]) -> list[Group]:
    """Rows that stand one after another and print a report's table. taken: tables and menus."""
    groups: list[Group] = []
    boxes: list[etree._Element] = []
    rows: list[Row] = []

    def end() -> None:
        if len(rows) >= 2 and _is_table(rows):
            groups.append((boxes.copy(), rows.copy()))
        boxes.clear()
        rows.clear()

    stack: list[tuple[etree._Element | None, str | None]] = [(container, None)]
    while stack:
        node, text = stack.pop()
        if node is None:
            if text and text.strip():
                end()
            continue
        if not isinstance(node.tag, str) or _is_gone(node):
            continue
        if node in taken or node.tag == "table":
            end()
            continue
        found = list(_rows(node)) if node is not container else []
        if found:
            boxes.append(node)
            rows += found
            continue
        for child in reversed(node):
            stack += [(None, child.tail), (child, None)]
        if node.text and not node.text.isspace():
            stack.append((None, node.text))
    end()
    return groups


def _is_gone(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(effects(element.get("style")) & GONE)


def _rows(box: etree._Element) -> Iterator[Row]:
    """The row that a box is, or those that its terms begin; none if it is something else."""
    cells = [c for c in box if isinstance(c.tag, str) and c.tag != "br" and not _is_gone(c)]
    if len(cells) < 2 or (box.text and box.text.strip()):
        return
    if any(cell.tail and cell.tail.strip() for cell in box):
        return
    if not all(map(_is_cell, cells)):
        return
    if box.tag == "dl":
        row: Row = []
        for cell in cells:
            if cell.tag == "dt" and row:
                yield row
                row = []
            row.append(cell)
        if row:
            yield row
    elif len(cells) <= MAX_CELLS and _are_apart(box, cells):
        yield cells


def _is_cell(element: etree._Element) -> bool:
    if element.tag == "table" or element.find(".//table") is not None:
        return False
    text = string_of(element)
    if len(text) > 4 * MAX_CELL or len("".join(text.split())) > MAX_CELL or is_heading(text):
        return False
    inner = [e for e in element if isinstance(e.tag, str)]
    if len(inner) > 1 and _are_marked(element, inner):
        return False
    for inside in element.iter():
        boxes = [e.tag for e in inside if e.tag in _BOXES]
        if len(boxes) > 1 and set(boxes) != {"p"}:
            return False
    return True


def _are_apart(box: etree._Element, cells: Row) -> bool:
    """Do the cells stand apart, not one after another as words of a line?"""
    if all(c.tag in _BOXES or _APART.search(c.get("style") or "") for c in cells):
        return True
    return _are_marked(box, cells)


def _are_marked(box: etree._Element, cells: Row) -> bool:
    """Are they cells by their role, or by the wide blanks between them?"""
    if box.get("role") == "row" or all(c.get("role") in _CELL_ROLES for c in cells):
        return True
    return all(c.tail is not None and _GAP.search(c.tail) for c in cells[:-1])


def _is_table(rows: list[Row]) -> bool:
    texts = ["".join(string_of(cell).split()) for row in rows for cell in row]
    if not any(head in text for head in HEADS for text in texts):
        return False
    return any(text and is_value(text) for text in texts) or any(
        next(cell.iter("input", "textarea", "select"), None) is not None
        for row in rows
        for cell in row
    )
