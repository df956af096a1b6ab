"""What is in the file? Bytes of any format → Document: paragraphs and tables in reading order.

One module per format (`html`, `docx`, `text`, `pdf`); `read_document` sniffs the bytes, never
the name alone, because gov.cn servers answer error pages under `.pdf` names.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import PurePath

from parsers.broken_headings import broken_headings
from parsers.documents import media_types
from parsers.grid import Table
from parsers.sections import starts
from parsers.titles import read_title


class NotReadable(Exception):
    """The file cannot be read as a report; `message` is a sentence for people (Chinese).

    kind: `empty` no content · `error_page` an HTML error page in place of the file ·
    `damaged` the format's own reader gave up · `unsupported` a format not read yet ·
    `too_large` over a limit · `landing_page` only links to the report's file ·
    `other_kind` a document, but not an annual report · `bundle` several reports in one file
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


CUT = "〔文件到此中断〕"
"""Stands at the end of a cell in which the file ends: what it prints may be a part of a number."""

CUT_OFF = "其后的内容没有。"
"""With these words ends the note on a file that stops before its end: what is missing there is no
fault of the report."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One printed paragraph or line, without line breaks, outer white space removed."""

    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A linked or embedded file: address as printed (not joined), and the text of the link.

    `script:` and the call where the page prints no address but calls a script.
    """

    url: str
    text: str


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a file prints, in reading order.

    metadata: the mandated meta tags of 国办发〔2017〕47号 by their official names (ArticleTitle,
    PubDate, ColumnName, ColumnType, SiteName, SiteIDCode, ContentSource, Url) as printed, plus
    `breadcrumb`, and `published`, the date printed in the article's head, where no tag gives it;
    empty for formats that have none.
    notes: what the reader wants people to know ("Word 修订痕迹已接受"), one sentence each.
    images: addresses of the pictures inside the article, as printed.
    """

    media_type: str
    title: str | None
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()
    images: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if isinstance(block, Paragraph))


# ── Dispatch by content ───────────────────────────────────────────────────────────────────────

_UNSUPPORTED: Mapping[str, str] = {
    "application/msword": "这是旧版 Word/WPS 文件（.doc、.wps）",
    "application/vnd.ms-excel": "这是旧版 Excel/WPS 文件（.xls、.et）",
    media_types.OLE: "这是旧版 Office/WPS 文件（.doc、.wps、.xls）",
    media_types.ENCRYPTED: "这是加了密码的 Office 文件（.docx、.xlsx），没有密码无法读取。",
    media_types.OFD: "这是 OFD 版式文件",
    media_types.XLSX: "这是 Excel 文件（.xlsx）",
    media_types.PPTX: "这是 PowerPoint 文件（.pptx）",
    media_types.ODF + "text": "这是 OpenDocument 文件（.odt）",
    media_types.ODF + "spreadsheet": "这是 OpenDocument 表格（.ods）",
    media_types.WORD_2003_XML: "这是 Word 2003 的 XML 文件",
    "application/rtf": "这是 RTF 文件",
    "image/png": "这是一张图片（PNG），没有文字层",
    "image/jpeg": "这是一张图片（JPEG），没有文字层",
    "image/gif": "这是一张图片（GIF），没有文字层",
    "image/bmp": "这是一张图片（BMP），没有文字层",
    "image/tiff": "这是一张图片（TIFF），没有文字层",
    "application/vnd.rar": "这是 RAR 压缩包",
    "application/x-7z-compressed": "这是 7z 压缩包",
    "application/gzip": "这是 gzip 压缩文件",
}
_MODULES = {
    media_types.HTML: "html",
    "text/plain": "text",
    # Text that only looks like data, and bytes that are no text: the text reader says which.
    "text/xml": "text",
    "application/json": "text",
    "application/octet-stream": "text",
    media_types.PDF: "pdf",
    media_types.DOCX: "docx",
    media_types.MHT: "mht",
}
MAX_BUNDLE = 50
"""Files of a ZIP that are looked at."""
MAX_MEMBER = 64_000_000
"""Bytes of one unpacked file of a ZIP."""


def read_document(data: bytes, name: str | None = None) -> Document:
    """Read a file of any format by its bytes. name: file name or URL, for messages and mismatch.

    Raises NotReadable with a sentence for everything that cannot be read as a document.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise NotReadable("empty", "文件是空的，没有任何内容。")
    media_type = media_types.sniff(data)
    claimed = PurePath(name.split("?")[0]).suffix.lower() if name else ""
    mismatch = media_type == "text/html" and claimed in (
        ".pdf",
        ".doc",
        ".docx",
        ".wps",
        ".ofd",
        ".xls",
        ".xlsx",
    )
    if sentence := _UNSUPPORTED.get(media_type):
        rest = "" if sentence.endswith("。") else "，本程序还不能读取这种格式。"
        raise NotReadable("unsupported", f"{sentence}{rest}")
    if media_type == media_types.ZIP:
        return _read_bundle(data)
    if media_type not in _MODULES:
        raise NotReadable("unsupported", f"这是 {media_type} 文件，本程序还不能读取这种格式。")
    read: Callable[[bytes], Document] = import_module(
        f"parsers.documents.{_MODULES[media_type]}"
    ).read
    # Late, because it needs this module's own names.
    unstack = import_module("parsers.documents.stacked").unstack
    if not mismatch:
        document = read(data)
        return replace(document, blocks=_whole_headings(unstack(document.blocks)))
    try:
        document = read(data)
    except NotReadable as error:
        raise NotReadable(
            "error_page", f"文件名以 {claimed} 结尾，内容却是 HTML 网页：{error.message}"
        ) from error
    note = f"文件名以 {claimed} 结尾，内容却是 HTML 网页。"
    blocks = _whole_headings(unstack(document.blocks))
    return replace(document, blocks=blocks, notes=(*document.notes, note))


def _whole_headings(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks, each section's heading that is broken over several in one."""
    lines = [block.text if isinstance(block, Paragraph) else None for block in blocks]
    broken = broken_headings(lines)
    if not broken:
        return blocks
    whole = list(blocks)
    for start, end, heading in reversed(broken):
        whole[start:end] = [Paragraph(heading)]
    return tuple(whole)


def _read_bundle(data: bytes) -> Document:
    """The one document inside a ZIP; several are an error that lists them."""
    found: list[tuple[str, Document]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [m for m in archive.infolist() if not m.is_dir()][:MAX_BUNDLE]
        for member in members:
            if member.file_size > MAX_MEMBER or member.filename.lower().endswith(".zip"):
                continue
            try:
                content = archive.read(member)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError):
                continue  # encrypted or damaged; the sentence below names what is inside
            try:
                found.append((_member_name(member), read_document(content, member.filename)))
            except NotReadable:
                continue
    reports = [(name, document) for name, document in found if _looks_like_report(document)]
    found = reports or found
    if len(found) == 1:
        return found[0][1]
    inside = "、".join(_member_name(member) for member in members[:10])
    if not found:
        raise NotReadable("unsupported", f"压缩包里没有能够读取的文件（内有：{inside}）。")
    readable = "、".join(name for name, _ in found[:10])
    raise NotReadable(
        "bundle", f"压缩包里有 {len(found)} 个可读的文件，请逐个解压后再读：{readable}。"
    )


def _looks_like_report(document: Document) -> bool:
    """Does it print a report's title or headings? A note packed beside a report does not."""
    lines = list(document.paragraphs)
    titles = [document.title or "", *lines[:20]]
    return len(starts(lines)) >= 3 or any(read_title(title) for title in titles)


def _member_name(member: zipfile.ZipInfo) -> str:
    """Windows packs Chinese names in GBK without saying so; zipfile then shows them as cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename
