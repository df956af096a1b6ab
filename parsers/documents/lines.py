"""Which of a text's lines are tables? Seven notations, with or without marks.

Renditions of Word and PDF files (the seeds) write tables as one cell a line, each line begun by a
TAB, rows apart by blank lines; as TAB-separated rows; as markdown pipes, with or without those at
the line's ends; as boxes drawn with characters; under groups of dashes; as cells apart by spaces
or a line each, without any mark (known by the words that only a report's tables print). Pages that
print tables without `<table>` come to the same lines. Where borders are lost altogether a row is
its label and one run of digits: nothing is guessed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from parsers.documents import Block, Paragraph, inline
from parsers.documents.broken_names import whole_names
from parsers.documents.piped import is_piped, read_piped
from parsers.documents.plain_cells import MAX_CELL, MAX_LINE
from parsers.documents.ruled import with_tabs
from parsers.documents.running import is_continued
from parsers.documents.tabbed import read_tabbed, tabbed_end
from parsers.documents.unmarked import find_unmarked, may_hold_row, read_unmarked
from parsers.headings import is_heading
from parsers.numbers import clean


def read_lines(
    lines: Sequence[str], markup: Callable[[str], Sequence[Block]] | None = None
) -> list[Block]:
    """Paragraphs and tables in order. markup: reads a piece of HTML that stands in the text."""
    lines = whole_names(_prepared(with_tabs(lines)))
    blocks: list[Block] = []
    at = 0
    unmarked = find_unmarked(lines)
    while at < len(lines):
        line = lines[at]
        if at in unmarked:
            end = unmarked[at]
            blocks.append(read_unmarked(lines[at:end]))
            at = end
        elif markup is not None and "<table" in line.lower():
            end = _html_end(lines, at)
            blocks += markup("\n".join(lines[at:end]))
            at = end
        elif is_piped(lines, at):
            table, at = read_piped(lines, at, markup)
            blocks.append(table)
        elif (
            "\t" in line.rstrip() or (line.startswith("\t") and not line.strip())
        ) and not _is_indented(lines, at):
            end = tabbed_end(lines, at, unmarked)
            blocks.append(read_tabbed(lines[at:end]))
            at = end
        else:
            if paragraph := _paragraph(line):
                blocks.append(Paragraph(paragraph))
            at += 1
    return blocks


_PAGE = re.compile(
    r"\s*(?:[-—–－―~·]+\s*\d{1,4}\s*[-—–－―~·]+"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/、]?\s*共\s*\d{1,4}\s*页)?|共\s*\d{1,4}\s*页"
    r"|页码\s*[:：]\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?)\s*"
    r"|[ \u3000\xa0]*(\d{1,3})\s*/\s*(\d{1,3})\s*"
)
"""A page's number between strokes, or with that of all; a bare number may as well be a value."""
_PAGE_BEGINS = frozenset("-—–－―~·第共页Pp\t\u3000\xa00123456789")
_QUOTED = re.compile(r"\s{0,3}(?:>\s?)+")


def _is_page(line: str) -> bool:
    match = _PAGE.fullmatch(line) if len(line) <= MAX_CELL else None
    return match is not None and (match[1] is None or 0 < int(match[1]) <= int(match[2]))


_HEADING_BEGINS = frozenset("一二三四五六七八")


def _is_between_rows(kept: Sequence[str], lines: Sequence[str], at: int) -> bool:
    """Does this line stand under a number, and above what may be a row or the header of one: a
    heading that is printed again where the page begins?"""
    above = next((line.strip() for line in reversed(kept) if line.strip()), "")
    below = next((line.strip() for line in lines[at + 1 :] if line.strip()), "")
    return above[-1:].isdecimal() and len(above) <= MAX_LINE and may_hold_row(below)


def _prepared(lines: Sequence[str]) -> list[str]:
    """The lines without what the rendition put around and between them: marks of quotation, margins
    before the TABs, page numbers, a blank line after each line."""
    kept: list[str] = []
    is_behind_page = False
    headings: dict[str, int] = {}  # heading → index of its line among those kept
    is_in_table = False
    for at, line in enumerate(lines):
        if "<" in line and "|" not in line and "\t" not in line:
            name = line.lower()
            is_outside = not is_in_table and "<table" not in name
            is_in_table = (is_in_table or "<table" in name) and "</table" not in name
            if is_outside:
                tagged, line = line, inline.untagged(line)
                if not line.strip() and tagged.strip():
                    continue
        if line.strip(" "):
            begin = line[0]
            if begin in " >":
                begin = line.lstrip(" ")[:1]
                if begin == "\t":
                    line = line.lstrip(" ")
                elif begin == ">":
                    line = _QUOTED.sub("", line, count=1)
            if begin in _PAGE_BEGINS and _is_page(line):
                is_behind_page = True
                while len(kept) > 1 and not kept[-1].strip(" ") and not kept[-2].strip(" "):
                    kept.pop()
                continue
            is_behind_page = False
            if is_continued(line):
                continue
            if begin in _HEADING_BEGINS and is_heading(line):
                if line in headings and _is_between_rows(kept, lines, at):
                    place = headings[line]
                    kept.insert(place, line)  # once more where it stands first
                    headings = {text: n + (n >= place) for text, n in headings.items()}
                    continue
                headings[line] = len(kept)
        elif is_behind_page and kept and not kept[-1].strip(" "):
            continue  # one blank line is left of those around the number
        kept.append(line)
    printed = [at for at, line in enumerate(kept) if line.strip(" ")]
    gaps = [after - at - 1 for at, after in pairwise(printed)]
    if not gaps or gaps.count(0) > MAX_ADJACENT * len(gaps):
        return kept
    # n blank lines were (n - 1) / 2 before each line's end was doubled, n - 1 where a rendition
    # parts all that it prints by one.
    is_doubled = all(gap % 2 for gap in gaps)
    single = kept[: printed[0] + 1]
    for at, gap in zip(printed[1:], gaps, strict=True):
        single += [""] * (gap // 2 if is_doubled else gap - 1) + [kept[at]]
    return [*single, ""]


MAX_ADJACENT = 0.05
"""Share of the printed lines of a double-spaced text that stand right under another."""


_SPACES = re.compile(r"[ \xa0\u3000\u2002\u2003]+")


def _paragraph(line: str) -> str:
    text = _SPACES.sub(" ", clean(inline.line(line))).strip()
    return re.sub(r"^#{1,6}\s+", "", text)


_SENTENCE_ENDS = ("。", "：", ":", "；", "！", "？")


def _is_indented(lines: list[str], at: int) -> bool:
    """A sentence that begins with a TAB, no cell: it ends like one, and stands above the table."""
    text = lines[at].strip()
    is_alone = at + 1 >= len(lines) or "\t" not in lines[at + 1]
    return (
        "\t" not in text
        and text.endswith(_SENTENCE_ENDS)
        and (is_alone or len(text) >= MIN_SENTENCE)
    )


MIN_SENTENCE = 6
"""Characters of a sentence; a table's first cell may be 单位：."""


def _html_end(lines: list[str], at: int) -> int:
    """Index after the line that closes the HTML table which begins here."""
    depth = 0
    for end in range(at, len(lines)):
        line = lines[end].lower()
        depth += line.count("<table") - line.count("</table")
        if depth <= 0:
            return end + 1
    # Cut short by the end of the file, or a tag that stands there alone.
    is_cut = any("<t" in line.lower() for line in lines[at + 1 : at + 4])
    return len(lines) if is_cut or lines[at].lower().count("<t") > 1 else at + 1
