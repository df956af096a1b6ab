"""Which tables do the paragraphs of a Word file print as lines, without a table of Word's?

Cells apart by TABs or blanks, a line each, or in pipes: `lines` reads them as those of a text, from
paragraphs that have kept their blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parsers.documents import Block, Document, Paragraph
from parsers.documents.lines import read_lines
from parsers.documents.plain_cells import MAX_LINE
from parsers.documents.unmarked import HEADS, may_hold_table

PAGE_END = "\f"
"""Stands for a break of the page while paragraphs are read as lines; never in XML text."""


def prints_tables(document: Document) -> bool:
    """Do its paragraphs tell a table, by words that none of its tables prints?"""
    cells = list(_cells(document))
    if not may_hold_table(cells):  # nearly all
        return False
    printed = "".join("".join(table.flat().split()) for table in document.tables)
    lacking = [head for head in HEADS if head not in printed]
    return may_hold_table(c for c in cells if any(head in "".join(c.split()) for head in lacking))


_RULES = re.compile("[\t│┃║┆┊｜]")


def _cells(document: Document) -> Iterator[str]:
    """Its paragraphs, and the cells of those that have a line or a TAB between them."""
    for text in document.paragraphs:
        if len(text) <= MAX_LINE:
            yield text
            if _RULES.search(text):
                yield from _RULES.split(text)


def raw_lines(pieces: list[str]) -> list[Block]:
    """Each line with its blanks and TABs, empty ones too; a paragraph that only ends a page is
    none."""
    text = "".join(pieces)
    if PAGE_END in text:
        text = text.strip(PAGE_END).replace(PAGE_END, "\n")
        if not text.strip():
            return []
    return [Paragraph(line) for line in text.split("\n")]


def tables_of_lines(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, tables that paragraphs print as lines among them."""
    read: list[Block] = []
    run: list[str] = []
    for block in (*blocks, None):
        if isinstance(block, Paragraph):
            run.append(block.text)
            continue
        read += read_lines(run)
        run.clear()
        if block is not None:
            read.append(block)
    return read
