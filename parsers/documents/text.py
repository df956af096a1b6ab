"""What does a text or markdown rendition print? Paragraphs, and tables in eight notations: those of
`lines`, and HTML inside markdown.
"""

from __future__ import annotations

import re

from parsers.documents import CUT, Document, NotReadable
from parsers.documents.html import fragment
from parsers.documents.lines import read_lines
from parsers.documents.markup import decode
from parsers.grid import Table

MAX_BYTES = 10_000_000
MAX_LINES = 200_000
"""A report has a few thousand; a row of a table takes a tenth of a millisecond."""


def read(data: bytes) -> Document:
    """Text as a Document; NotReadable where there is none, or the bytes are not text."""
    if len(data) > MAX_BYTES:
        raise NotReadable(
            "too_large", f"文本有 {len(data):,} 字节，超过 {MAX_BYTES:,} 字节的上限。"
        )
    text = decode(data)
    if not text.strip():
        raise NotReadable("empty", "文件是空的，没有任何文字。")
    strange = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\v\a"))
    if strange > len(text) / 20:
        raise NotReadable("damaged", "文件不是文本，也不是能够识别的文档格式。")
    is_cut = _END.fullmatch(text[-1]) is None and not text.endswith("\a")
    lines = _END.split(_from_word(text))
    if len(lines) > MAX_LINES:
        raise NotReadable("too_large", f"文本有 {len(lines):,} 行，超过 {MAX_LINES:,} 行的上限。")
    blocks = read_lines(lines, fragment)
    last = blocks[-1] if blocks else None
    if is_cut and isinstance(last, Table) and not _is_closed(lines[-1]):
        blocks[-1] = _cut_short(last)
    return Document("text/plain", None, tuple(blocks))


_END = re.compile(r"\r*\n|[\r\f\v\x1c-\x1e\x85\u2028\u2029]")
"""The end of a line: of Unix, Windows, old Macs, Word (VT for a line, FF for a page), Unicode."""
_CELL_END = re.compile(r"[\r\n]*\a")


def _from_word(text: str) -> str:
    """What Word's programming interface hands over ends cells, and once more rows, by CR and BEL;
    here they are lines that begin with a TAB, rows apart by a blank line."""
    if "\a" not in text:
        return text
    parts = _CELL_END.split(text)
    lines: list[str] = []
    for number, part in enumerate(parts):
        if number == len(parts) - 1:
            lines.append(part)
        elif number and not part.strip(" "):
            lines.append("")
        else:
            # A paragraph before a table stands before its first cell.
            *above, cell = _END.split(part) if not number or not lines[-1] else [part]
            lines += [*above, f"\t{cell}"]
    return "\n".join(lines)


_CLOSING = ("|", "│", "┃", "║", "｜", ">")
_BORDER = frozenset("-─━═=+|└┴┘╚╩╝┗┻┛ ")


def _is_closed(line: str) -> bool:
    """Does a stroke, a tag or a border say that the last row is whole?"""
    line = line.strip()
    return line.endswith(_CLOSING) or (len(line) > 1 and _BORDER.issuperset(line))


def _cut_short(table: Table) -> Table:
    """A text that ends inside a table, without the end of its line, may have lost the rest of its
    last number: 168 may have been 16842."""
    rows = [row for row in table.rows if row]
    if not rows or not rows[-1][-1].text.strip():
        return table
    last = rows.pop()
    cut = last[-1]._replace(text=last[-1].text + CUT)
    return Table((*rows, (*last[:-1], cut)))
