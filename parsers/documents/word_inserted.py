"""What do other files print that are inserted into a Word file's text (`w:altChunk`)?

Word keeps a page, a page's archive or another Word file whole in the package until it first saves
the document; programs that join documents hand over reports that hold nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from lxml import etree

from parsers.documents import Block, Document, NotReadable, media_types
from parsers.documents.word_package import MAX_PART_BYTES, Package

MAX_FILES = 20
"""Inserted files that are read; together they have no more than MAX_PART_BYTES."""

MAX_DEPTH = 3
"""Files inserted into files inserted into files."""

NOT_READ = "文档引用了另外的文件（altChunk 或 subDoc），其内容未读取。"

_MODULES: dict[str, str] = {
    media_types.HTML: "html",
    media_types.MHT: "mht",
    "text/plain": "text",
}


class Inserted:
    """The files inserted into one document, read in the order of the text."""

    def __init__(
        self, package: Package, main: str, depth: int, read: Callable[[Package, int], Document]
    ) -> None:
        """depth: number of files around the document. read: reads a Word file of a depth."""
        self._package = package
        self._main = main
        self._depth = depth
        self._read = read
        self._files = 0
        self._bytes = 0
        self.title: str | None = None
        """The first file's that has one."""
        self.blocks = 0
        """Number of all their blocks."""
        self.notes: dict[str, None] = {}
        self.error = ""
        """Why one could not be read."""

    def read(self, chunk: etree._Element) -> list[Block]:
        """What the file behind a `w:altChunk` prints; nothing, with a note, if it is not read."""
        document = self._document(chunk)
        if document is None:
            self.notes.setdefault(self.error or NOT_READ)
            return []
        self.title = self.title or document.title
        self.blocks += len(document.blocks)
        self.notes.update(dict.fromkeys(document.notes))
        return list(document.blocks)

    def _document(self, chunk: etree._Element) -> Document | None:
        self._files += 1
        if self._files > MAX_FILES or self._depth >= MAX_DEPTH:
            return None
        id = next((v for key, v in chunk.attrib.items() if str(key).endswith("}id")), "")
        name = self._package.targets(self._main).get(str(id), "")
        data = self._package.content(name)
        self._bytes += len(data or b"")
        if data is None or self._bytes > MAX_PART_BYTES:
            return None
        media_type = media_types.sniff(data)
        try:
            if media_type == media_types.DOCX:
                return self._read(Package(data), self._depth + 1)
            if media_type not in _MODULES:
                return None
            read: Callable[[bytes], Document] = import_module(
                f"parsers.documents.{_MODULES[media_type]}"
            ).read
            return read(data)
        except NotReadable as error:
            self.error = f"文档引用的另一个文件（{name}）未能读取：{error.message}"
            return None
