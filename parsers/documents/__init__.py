"""What is in the file? Bytes of any format → Document: paragraphs and tables in reading order.

One module per format (`html`, `docx`, `text`, `pdf`); `read_document` sniffs the bytes, never
the name alone, because gov.cn servers answer error pages under `.pdf` names.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import PurePath

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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One printed paragraph or line, without line breaks, outer white space removed."""

    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A linked or embedded file: address as printed (not joined), and the text of the link."""

    url: str
    text: str


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a file prints, in reading order.

    metadata: the mandated meta tags of 国办发〔2017〕47号 by their official names (ArticleTitle,
    PubDate, ColumnName, ColumnType, SiteName, SiteIDCode, ContentSource, Url) as printed, plus
    `breadcrumb`; empty for formats that have none.
    notes: what the reader wants people to know ("Word 修订痕迹已接受"), one sentence each.
    """

    media_type: str
    title: str | None
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if isinstance(block, Paragraph))


# ── Dispatch by content ───────────────────────────────────────────────────────────────────────

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|title|body|table|div|meta|p|span|script|style|link|ul)[\s>/]",
    re.IGNORECASE,
)
_UNSUPPORTED: tuple[tuple[bytes, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "application/msword",
        "这是旧版 Office/WPS 文件（.doc、.wps、.xls）",
    ),
    (b"{\\rtf", "application/rtf", "这是 RTF 文件"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "这是一张图片（PNG），没有文字层"),
    (b"\xff\xd8\xff", "image/jpeg", "这是一张图片（JPEG），没有文字层"),
    (b"GIF8", "image/gif", "这是一张图片（GIF），没有文字层"),
    (b"Rar!\x1a\x07", "application/vnd.rar", "这是 RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "这是 7z 压缩包"),
    (b"\x1f\x8b", "application/gzip", "这是 gzip 压缩文件"),
)
_MODULES = {
    "text/html": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_BUNDLE = 50
"""Files of a ZIP that are looked at."""
MAX_MEMBER = 64_000_000
"""Bytes of one unpacked file of a ZIP."""


def sniff(data: bytes) -> str:
    """The media type that the bytes show; text/plain where nothing else fits."""
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    for magic, media_type, _ in _UNSUPPORTED:
        if data.startswith(magic):
            return media_type
    if data.startswith(b"PK\x03\x04"):
        names = _names(data)
        if names is None or "word/document.xml" in names:
            return _DOCX
        if any(name.startswith("xl/") for name in names):
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        if any(name.lower().endswith("ofd.xml") for name in names):
            return "application/ofd"
        return "application/zip"
    if _HTML.search(data[:4096]) or _HTML.search(data[:4096].replace(b"\0", b"")):
        return "text/html"
    return "text/plain"


def _names(data: bytes) -> set[str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None  # cut short; the DOCX reader says so


def read_document(data: bytes, name: str | None = None) -> Document:
    """Read a file of any format by its bytes. name: file name or URL, for messages and mismatch.

    Raises NotReadable with a sentence for everything that cannot be read as a document.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise NotReadable("empty", "文件是空的，没有任何内容。")
    media_type = sniff(data)
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
    for _, kind, sentence in _UNSUPPORTED:
        if kind == media_type:
            raise NotReadable("unsupported", f"{sentence}，本程序还不能读取这种格式。")
    if media_type == "application/zip":
        return _read_bundle(data)
    if media_type not in _MODULES:
        raise NotReadable("unsupported", f"这是 {media_type} 文件，本程序还不能读取这种格式。")
    read: Callable[[bytes], Document] = import_module(
        f"parsers.documents.{_MODULES[media_type]}"
    ).read
    if not mismatch:
        return read(data)
    try:
        document = read(data)
    except NotReadable as error:
        raise NotReadable(
            "error_page", f"文件名以 {claimed} 结尾，内容却是 HTML 网页：{error.message}"
        ) from error
    note = f"文件名以 {claimed} 结尾，内容却是 HTML 网页。"
    return replace(document, notes=(*document.notes, note))


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
