"""What kind of file are these bytes? The one place where a media type is told, by content alone.

Names and declarations lie on gov.cn: error pages come under `.pdf` names, Word files as `.wps`,
pages without a DOCTYPE. The crawler keeps this type with every capture and the readers choose
their format by it, so that both mean the same by a word.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

EMPTY = "application/x-empty"
HTML = "text/html"
PDF = "application/pdf"
OFD = "application/ofd"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = OFFICE + "wordprocessingml.document"
XLSX = OFFICE + "spreadsheetml.sheet"
PPTX = OFFICE + "presentationml.presentation"
ENCRYPTED = "application/x-ole-encrypted-package"
"""An Office file behind a password: what is inside cannot be told."""
ODF = "application/vnd.oasis.opendocument."
MHT = "multipart/related"
"""A page saved into one file with its pictures, as Word does under the name .doc."""
WORD_2003_XML = "application/vnd.ms-wordml"

HEAD = 4096
"""Bytes in which a page must show that it is one."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_HTML_START = re.compile(
    rb"<(!doctype\s+html|html|head|body|meta|title|script|div|p|table|ul|ol|li|span|a|h\d|style"
    rb"|link|center|font|form|dl|section|article|iframe|img|input|b|strong|br)\b|<!--",
    re.I,
)
_HTML_INSIDE = re.compile(
    rb"<(?:!doctype\s+html|html|head|title|body|table|div|meta|p|span|script|style|link|ul)[\s>/]",
    re.I,
)
_HTML_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|title|body|div|meta|p|script|style|link|ul)[\s>/]", re.I
)
_PAGE_ALONE = re.compile(
    rb"<(?:!doctype|head|title|meta|script|style|link|pre|xmp|textarea|form|iframe|frame(?:set)?)\b",
    re.I,
)
"""What stands in pages, and never in a text that marks a place or a title with a tag."""
_TAG = re.compile(rb"<(?:/?[a-z][a-z0-9:]*\b|!--)", re.I)
SAMPLE = 65_536
"""Bytes that are looked at where the head does not tell."""
MIN_UNTAGGED = 3
"""Lines without a tag for each with one, in a text; a page's lines nearly all have one."""
_MIME = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,9}?MIME-Version:\s*1", re.I)
_FLAT_OPC = re.compile(rb"schemas\.microsoft\.com/office/2006/xmlPackage")
_WORD_2003 = re.compile(rb"schemas\.microsoft\.com/office/word/2003/wordml")
_MARKDOWN = re.compile(rb"^#{1,6} \S|^[ ]{0,3}\|[ ]{0,3}:?-{3,80}:?[ ]{0,3}\|", re.M)
"""A heading, or the rule under the header of a table."""
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\f\r\v\a\x1e\x1f")
"""Not those with which Word ends lines and cells and joins or parts words."""
MOST_CONTROL = 0.02
"""Share of control characters above which bytes are no text; random bytes have 0.11."""


def sniff(data: bytes) -> str:
    """What the bytes are, whatever they are called; `application/x-empty` for none.

    WPS files are told as the Office formats they are, a ZIP that is cut short as DOCX (its
    reader says what is wrong). Text is `text/html`, `text/xml`, `application/json` or
    `text/plain`; anything else `application/octet-stream`.
    """
    if not data:
        return EMPTY
    if data[:2] == b"\0\0":  # a file's head that was never written
        data = data.lstrip(b"\0")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(data)
    if b"%PDF-" in data[:1024]:
        return PDF
    # Servers put blank lines or a script before the file; ZIP readers begin at the end.
    if b"PK\x03\x04" in data[:HEAD] and zipfile.is_zipfile(io.BytesIO(data)):
        return _zip_type(data)
    if data.startswith(_OLE_MAGIC):
        return _ole_type(data)
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":  # two letters alone may begin a text
        return "image/bmp"
    return _text_type(data)


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Some writers store word\document.xml or another case; Word opens both.
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            declared = _declared(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return DOCX
    if declared.startswith(ODF):
        return declared
    if "word/document.xml" in names:
        return DOCX
    if any(name.endswith("ofd.xml") for name in names):
        return OFD
    if "[content_types].xml" in names:
        for folder, media_type in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(folder) for name in names):
                return media_type
    return ZIP


def _declared(archive: zipfile.ZipFile) -> str:
    """The type that an OpenDocument file names in its first member, "" for others."""
    first = next(iter(archive.infolist()), None)
    if first is None or first.filename != "mimetype" or first.file_size > 200:
        return ""
    try:
        return archive.read(first).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError):
        return ""  # encrypted or damaged


def _ole_type(data: bytes) -> str:
    def stream(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if stream("EncryptedPackage"):
        return ENCRYPTED
    if stream("WordDocument"):
        return "application/msword"
    if stream("Workbook") or stream("Book"):
        return "application/vnd.ms-excel"
    return OLE


def _text_type(data: bytes) -> str:
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    head = data[:HEAD].lstrip(_BLANKS)
    if _MIME.match(head):
        return MHT
    if head.startswith(b"<?xml"):
        if _FLAT_OPC.search(head):
            return DOCX
        if _WORD_2003.search(head):
            return WORD_2003_XML
        after = head.partition(b"?>")[2].lstrip(_BLANKS)
        is_page = _HTML_START.match(after) or re.search(rb"<html\b", head, re.I)
        return HTML if is_page else "text/xml"
    if _HTML_START.match(head):
        return "text/plain" if _is_tagged_text(data) else HTML
    if _MARKDOWN.search(head) and not _HTML_PAGE.search(head):
        return "text/plain"  # its merged cells as HTML tables
    # A fragment, a page that begins with a stray word or a script's output, UTF-16.
    if _HTML_INSIDE.search(head) or _HTML_INSIDE.search(head.replace(b"\0", b"")):
        return "text/plain" if _is_tagged_text(data) else HTML
    if head.startswith(b"<"):
        return "text/xml"
    sample = data[:SAMPLE]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if not is_utf16 and control > MOST_CONTROL * len(sample):
        return "application/octet-stream"
    return "application/json" if head[:1] in (b"{", b"[") else "text/plain"


def _is_tagged_text(data: bytes) -> bool:
    """Is this a text, or markdown, with a tag here and there: <!-- image -->, <span id="page-3">,
    a title in <center>, each table in <html><body>?"""
    if _PAGE_ALONE.search(data, 0, HEAD):
        return False  # nearly all pages
    tagged, untagged = _lines_of(data[:HEAD])
    if untagged < MIN_UNTAGGED * tagged or _PAGE_ALONE.search(data, HEAD, SAMPLE):
        return False
    tagged, untagged = _lines_of(data[:SAMPLE])
    return untagged >= max(MIN_UNTAGGED * tagged, MIN_LINES)


def _lines_of(data: bytes) -> tuple[int, int]:
    """How many lines have a tag, and how many have none; <br> may stand in a row's cells."""
    lines = [line for line in data.replace(b"\0", b"").splitlines() if line.strip(_BLANKS)]
    tagged = sum(b"<" in line and line[:1] != b"|" and bool(_TAG.search(line)) for line in lines)
    return tagged, len(lines) - tagged


MIN_LINES = 6
"""Lines without a tag that a text has at least; a fragment of a page may have few of any kind."""
