"""What does a text or markdown rendition print? Paragraphs, and tables in seven notations: those of
`lines`, and HTML inside markdown.
"""

from __future__ import annotations

import re

from parsers.documents import CUT, Document, NotReadable
from parsers.documents.html import fragment
from parsers.documents.lines import read_lines
from parsers.documents.markup import decode
from parsers.grid import Table

MAX_BYTES = 20_000_000


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
    is_cut = text[-1] not in "\r\n\f"
    lines = [line.rstrip("\r") for line in re.split(r"\n|\f", text)]
    blocks = read_lines(lines, fragment)
    last = blocks[-1] if blocks else None
    if is_cut and isinstance(last, Table):
        blocks[-1] = _cut_short(last)
    return Document("text/plain", None, tuple(blocks))


def _cut_short(table: Table) -> Table:
    """A text that ends inside a table, without the end of its line, may have lost the rest of its
    last number: 168 may have been 16842."""
    rows = [row for row in table.rows if row]
    if not rows or not rows[-1][-1].text.strip():
        return table
    last = rows.pop()
    cut = last[-1]._replace(text=last[-1].text + CUT)
    return Table((*rows, (*last[:-1], cut)))
