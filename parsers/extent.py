"""Which part of a page is the report, where it prints more than one text?

Some pages print last year's report under this year's, or an explanation (解读) before or after the
report. Each begins with a title of its own. Sections, tables and signature are read from one text
only; what the others are is said in a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.documents import Document, Paragraph
from parsers.labels import compact
from parsers.sections import starts
from parsers.titles import is_about_report, read_title

MAX_TITLE = 80
"""Characters of a line that may be a text's title."""
MIN_SECTIONS = 3
"""Sections that make a text a report."""
MIN_TEXT = 200
"""Characters from which on an explanation is one, and not the link to it."""
_EXPLAINS = re.compile("解读|图解|一图|问答")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text from its title on: block numbers [start, end). title: "" for what stands above all."""

    title: str
    start: int
    end: int
    is_report: bool


def own_part(document: Document) -> Document:
    """The document with the report alone, and a note that names the other texts; the document as it
    is where it prints one text."""
    lines = [b.text if isinstance(b, Paragraph) else None for b in document.blocks]
    titles = [number for number, line in enumerate(lines) if line and _is_title(line)]
    # Nearly all: the report's own title, on one line or repeated, above everything else.
    if not titles or titles[-1] < MIN_SECTIONS:
        return document
    texts = _texts(lines, titles)
    reports = [text for text in texts if text.is_report]
    if len(texts) < 2 or not reports:
        return document
    told = read_title(document.title) if document.title else None
    year = told.year if told else None
    own = next((t for t in reports if year is None or _year(t) in (None, year)), reports[0])
    others = "、".join(f"“{text.title}”" for text in texts if text is not own and text.title)
    note = f"同一页上还印有{others}，未读。" if others else "报告上方另有一份报告，未读。"
    blocks = document.blocks[own.start : own.end]
    return replace(document, blocks=blocks, notes=(*document.notes, note))


def _is_title(line: str) -> bool:
    if len(line) > MAX_TITLE or "公开" not in (text := compact(line)) or "报" not in text:
        return False
    return _explains(line) or read_title(line) is not None


def _explains(line: str) -> bool:
    """《…年度报告》解读, not （五）政策解读回应及政府公报公开情况."""
    return _EXPLAINS.search(line) is not None and is_about_report(line)


def _texts(lines: Sequence[str | None], titles: Sequence[int]) -> list[_Text]:
    """The texts that these titles begin. A title over nothing of its own begins none: it repeats
    the one above, or names another page."""
    has_tables = None in lines
    begun = frozenset(titles)
    found: list[_Text] = []
    for start, end in zip((0, *titles), (*titles, len(lines)), strict=True):
        part = lines[start:end]
        title = (part[0] or "") if start in begun and part else ""
        begins = starts(part)
        numbers = {heading.number for _, heading in begins}
        explains = _explains(title)
        headings = {index for index, heading in begins if not heading.rest}
        length = sum(
            len(line) for at, line in enumerate(part) if line and at and at not in headings
        )
        is_whole = (
            len(numbers) >= MIN_SECTIONS
            and min(numbers) <= 2
            # A table of contents, or what a summary says under the same headings, is none.
            and (None in part if has_tables else length >= MIN_TEXT)
        )
        if is_whole or (explains and (numbers or length >= MIN_TEXT)):
            found.append(_Text(title, start, end, is_whole and not explains))
        elif found:
            found[-1] = replace(found[-1], end=end)
    # What stands above the first text, such as the page's own title, belongs to it.
    if found and found[0].is_report:
        found[0] = replace(found[0], start=0)
    return found


def _year(text: _Text) -> int | None:
    title = read_title(text.title) if text.title else None
    return title.year if title else None
