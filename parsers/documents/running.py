"""Which lines are printed at the head of each page, and between the rows of a table at its break?

The report's title, or a part of it, with the page's number; a section's heading with （续）.
Between two parts of one table they would begin another report, or another section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.documents import Block, Paragraph
from parsers.grid import Table
from parsers.headings import is_heading
from parsers.labels import compact

MAX_HEADER = 80
"""Characters of a page's header; titles are shorter."""
MIN_HEADER = 8
"""Letters below which a part of the title may be anything."""
HEAD = 12
"""Paragraphs among which the report's title is looked for."""
_NUMBER = re.compile(
    r"^[-—–－―~·\d第页共/]*[-—–－―~·页/]+|[-—–－―~·第共/]+[-—–－―~·\d第页共/]*$|(?<!\d)\d{1,3}$"
)
_CONTINUED = re.compile(r"[（(\[]\s*(?:接?(?:上页|上表)|续表?|续上[页表]?)\s*[）)\]]\s*$")


def without_running_headers(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks without the title printed again between two tables."""
    kept: list[Block] = []
    head: str | None = None
    for number, block in enumerate(blocks):
        if (
            isinstance(block, Paragraph)
            and kept
            and _is_in_table(kept[-1])
            and len(block.text) <= MAX_HEADER
            and not is_heading(block.text)
            and ("公开" in block.text or "年报" in block.text or "年度报告" in block.text)
            and _is_above_table(blocks, number)
        ):
            head = _head(blocks) if head is None else head
            if is_of_title(block.text, head):
                continue
        kept.append(block)
    return kept if len(kept) < len(blocks) else blocks


def _is_in_table(block: Block) -> bool:
    """A table, or what a row of one cell comes to where strokes part the cells."""
    return isinstance(block, Table) or block.text.startswith("第二十条第")


def _is_above_table(blocks: Sequence[Block], number: int) -> bool:
    """Does a table follow, or follows another short line and then a table?"""
    following = blocks[number + 1 : number + 3]
    return any(isinstance(block, Table) for block in following[:1]) or (
        len(following) == 2
        and isinstance(following[0], Paragraph)
        and len(following[0].text) < MIN_HEADER
        and isinstance(following[1], Table)
    )


def _head(blocks: Sequence[Block]) -> str:
    """What the first paragraphs print, in one."""
    first = [block.text for block in blocks[:HEAD] if isinstance(block, Paragraph)]
    return "".join(map(compact, first))


def is_of_title(line: str, head: str) -> bool:
    """Is this line a part of what stands at the document's head, and a page's number?"""
    text = _NUMBER.sub("", compact(line))
    return len(text) >= MIN_HEADER and "报" in text and text in head and not is_heading(line)


def is_continued(line: str) -> bool:
    """Is this a section's heading that says it goes on: 三、…情况（续）?"""
    return (
        line.rstrip().endswith(("）", ")", "]"))
        and len(line) <= MAX_HEADER
        and _CONTINUED.search(line) is not None
        and is_heading(line)
    )
