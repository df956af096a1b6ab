"""What does a text or markdown rendition print? Paragraphs, and tables in four notations.

Renditions of Word and PDF files (the seeds) write tables as one cell a line, each line begun by a
TAB, rows apart by blank lines; as TAB-separated rows; as markdown pipes. Cell borders that are
lost altogether are not guessed here.
"""

from __future__ import annotations

import re

from parsers.documents import Block, Document, NotReadable, Paragraph
from parsers.documents.html import decode
from parsers.grid import Table, place
from parsers.numbers import clean, is_value
from parsers.sections import is_heading

MAX_BYTES = 20_000_000

_PIPE_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_SPACES = re.compile(r"[ \xa0\u3000\u2002\u2003]+")


def read(data: bytes) -> Document:
    """Text as a Document; NotReadable where there is none, or the bytes are not text."""
    if len(data) > MAX_BYTES:
        raise NotReadable(
            "too_large", f"文本有 {len(data):,} 字节，超过 {MAX_BYTES:,} 字节的上限。"
        )
    text = decode(data)
    if not text.strip():
        raise NotReadable("empty", "文件是空的，没有任何文字。")
    strange = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\v"))
    if strange > len(text) / 20:
        raise NotReadable("damaged", "文件不是文本，也不是能够识别的文档格式。")
    lines = [line.rstrip("\r") for line in re.split(r"\n|\f", text)]
    return Document("text/plain", None, tuple(_blocks(lines)))


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.lstrip().startswith("|") and line.count("|") >= 2:
            table, at = _pipes(lines, at)
            blocks.append(table)
        elif "\t" in line.rstrip() or (line.startswith("\t") and not line.strip()):
            end = _region(lines, at)
            blocks.append(_tabs(lines[at:end]))
            at = end
        else:
            if paragraph := _paragraph(line):
                blocks.append(Paragraph(paragraph))
            at += 1
    return blocks


def _paragraph(line: str) -> str:
    text = _SPACES.sub(" ", clean(line)).strip()
    text = re.sub(r"^#{1,6}\s+", "", text)
    return re.sub(r"\*\*(.+?)\*\*", r"\1", text)


def _pipes(lines: list[str], at: int) -> tuple[Table, int]:
    rows = []
    while at < len(lines) and lines[at].lstrip().startswith("|"):
        line = lines[at].strip()
        if not _PIPE_RULE.match(line):
            cells = line.removeprefix("|").removesuffix("|").split("|")
            rows.append([(clean(cell.replace("<br>", "\n")), 1, 1) for cell in cells])
        at += 1
    return place(rows), at


def _region(lines: list[str], start: int) -> int:
    """Index after the last line of the table that begins here.

    Inside: lines with a TAB; lines that continue a cell (directly under it, or after one blank
    line when the cell is a label and the next printed line is a cell again); blank lines between.
    A section heading always ends it.
    """
    end = start + 1
    at = start + 1
    by_row = _is_row(lines[start])
    cell = clean(lines[start])
    blanks = 0
    while at < len(lines):
        line = lines[at]
        if "\t" in line:
            if blanks and (by_row or blanks > 1) and line.strip():
                return end  # a row-wise table cut by a page break is another table
            if line.strip():
                by_row = by_row or _is_row(line)
            cell, blanks, end = clean(line), 0, at + 1
        elif not line.strip():
            blanks += 1
        elif is_heading(line) or by_row or (cell and is_value(cell)) or blanks > 1:
            return end
        elif blanks == 0 or _next_is_cell(lines, at + 1):
            cell, blanks, end = cell + clean(line), 0, at + 1
        else:
            return end
        at += 1
    return end


def _is_row(line: str) -> bool:
    """Several cells on the line: a TAB after a printed cell."""
    return "\t" in line.strip("\t ") or line.rstrip(" ").endswith("\t\t")


def _next_is_cell(lines: list[str], at: int) -> bool:
    while at < len(lines) and not lines[at].strip(" "):
        at += 1
    return at < len(lines) and lines[at].startswith("\t")


def _tabs(lines: list[str]) -> Table:
    if any(_is_row(line) for line in lines):
        return place(
            [[(clean(cell), 1, 1) for cell in line.split("\t")] for line in lines if line.strip()]
        )
    rows: list[list[str]] = [[]]
    blank = False
    for line in lines:
        if line.startswith("\t"):
            if blank:
                rows.append([])
            rows[-1].append(line[1:])
            blank = False
        elif line.strip() and rows[-1]:
            rows[-1][-1] += "\n" + line
            blank = False
        elif not line.strip():
            blank = True
    return place([[(clean(cell), 1, 1) for cell in row] for row in rows if row])
