"""Which parts does a Word file consist of? Its ZIP, or its one flat XML file, read within bounds.

No part is unpacked further than a limit that no real report comes near; a part beside the text
itself that cannot be read is remembered by name and does without.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from parsers.documents import NotReadable
from parsers.documents.media_types import HEAD

MAX_MEMBERS = 5_000
"""Files in the package; a report with 300 pictures has about 320."""

MAX_TOTAL_BYTES = 1 << 30
"""Declared unpacked size of the whole package, pictures included."""

MAX_PART_BYTES = 32 << 20
"""Unpacked size of one XML part; the longest reports have 4 MB."""

MAX_PART_RATIO = 400
"""Unpacked : packed of an XML part above RATIO_FREE_BYTES. Word's own XML reaches about 60."""

RATIO_FREE_BYTES = 2 << 20

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


class Package:
    """The ZIP container: bounded reading of its XML parts, relations between them."""

    def __init__(self, data: bytes) -> None:
        self.broken: dict[str, str] = {}
        """Parts beside the document's own that cannot be read, and why: a kind of NotReadable."""
        self._flat: dict[str, etree._Element] = {}
        self._members: dict[str, zipfile.ZipInfo] = {}
        if b"PK\x03\x04" not in data[:HEAD] and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            self._read_flat(data)
            return
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        # ValueError, struct.error: zipfile on garbled central directories.
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise NotReadable("damaged", "Word 文件已损坏：不是完整的 ZIP 包。") from error
        if len(members) > MAX_MEMBERS:
            raise NotReadable("too_large", f"Word 文件内含 {len(members)} 个部件，超过上限。")
        if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
            raise NotReadable("too_large", "Word 文件解压后的总大小超过上限。")
        # Some writers store "word\document.xml" or another case; Word opens both.
        self._members = {_name(member.filename): member for member in members}

    def _read_flat(self, data: bytes) -> None:
        """Flat OPC: the package as one XML file, its parts in `pkg:part` elements."""
        if len(data) > MAX_PART_BYTES:
            raise NotReadable("too_large", f"Word 文件有 {len(data):,} 字节，超过上限。")
        for part in _parsed(data, "pkg:package"):
            content = part.find("{*}xmlData") if isinstance(part.tag, str) else None
            if content is not None and len(content):
                self._flat[_name(part.get(f"{_PACKAGE}name", ""))] = content[0]

    def main(self) -> str:
        """Name of the document part: as the package says, else where it always lies."""
        for _, kind, target in self._relations("_rels/.rels", ""):
            if kind == "officeDocument" and (target in self._members or target in self._flat):
                return target
        return "word/document.xml"

    def related(self, part: str) -> dict[str, str]:
        """Kind of relation (numbering, styles, footnotes …) → part name, of `part`."""
        return {kind: target for _, kind, target in self._relations_of(part)}

    def targets(self, part: str) -> dict[str, str]:
        """Id of relation → part name, of `part`."""
        return {id: target for id, _, target in self._relations_of(part)}

    def _relations_of(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        return self._relations(f"{folder}/_rels/{name}.rels", folder)

    def _relations(self, name: str, folder: str) -> Iterator[tuple[str, str, str]]:
        root = self.side(name)
        if root is None:
            return
        for relation in root:
            if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                continue
            kind = relation.get("Type", "").rpartition("/")[2]
            target = relation.get("Target", "")
            path = target if target.startswith("/") else posixpath.join(folder, target)
            yield relation.get("Id", ""), kind, _name(posixpath.normpath(path))

    def part(self, name: str) -> etree._Element | None:
        """Root of an XML part, None if the package has no such part."""
        if (flat := self._flat.get(_name(name))) is not None:
            return flat
        member = self._members.get(_name(name))
        return None if member is None else _parsed(self._unpack(member), member.filename)

    def side(self, name: str) -> etree._Element | None:
        """Root of a part that a sound document can do without, None where it cannot be read."""
        try:
            return self.part(name)
        except NotReadable as error:
            self.broken[name] = error.kind
            return None

    def content(self, name: str) -> bytes | None:
        """Bytes of a part that is a file of its own, None where there is none to be read."""
        member = self._members.get(_name(name))
        try:
            return None if member is None else self._unpack(member)
        except NotReadable as error:
            self.broken[name] = error.kind
            return None

    def _unpack(self, member: zipfile.ZipInfo) -> bytes:
        if member.flag_bits & 0x1:
            raise NotReadable("damaged", "Word 文件已加密，没有密码无法读取。")
        try:
            with self._zip.open(member) as stream:
                # The size in the directory may lie: read one byte past the limit, never more.
                content = stream.read(MAX_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
            raise NotReadable(
                "damaged", f"Word 文件已损坏：部件 {member.filename} 无法解压。"
            ) from error
        except (NotImplementedError, RuntimeError, ValueError) as error:
            raise NotReadable(
                "damaged", f"Word 文件已损坏：部件 {member.filename} 的压缩方式无法识别。"
            ) from error
        packed = max(member.compress_size, 1)
        if len(content) > MAX_PART_BYTES or (
            len(content) > RATIO_FREE_BYTES and len(content) / packed > MAX_PART_RATIO
        ):
            raise NotReadable(
                "too_large", f"Word 文件的部件 {member.filename} 解压后过大，疑似压缩炸弹。"
            )
        return content


def _parsed(content: bytes, name: str) -> etree._Element:
    # DTDs are forbidden in the format and are the way to entity bombs and to foreign files;
    # huge_tree off keeps libxml2's limits on depth (256) and on the size of a text node.
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotReadable("damaged", f"Word 文件已损坏：部件 {name} 的 XML 无法解析。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadable("damaged", f"Word 文件不合规范：部件 {name} 含有 DTD 声明，拒绝读取。")
    return root


def _name(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()
