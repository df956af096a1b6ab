"""What does a folder publish? Files → items with title, dates and, for pages, their article.

Every file is published, also one that cannot be read: that is what portals do. Left out are only
hidden files, Word's lock files and links that lead out of the folder. Pictures that a page shows
are part of that page and get no page of their own.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from parsers.dates import make_date
from parsers.documents import NotReadable, read_document
from parsers.documents.attachments import is_attachment
from parsers.documents.containers import knowledge
from parsers.documents.markup import decode
from parsers.reading import read_report
from parsers.titles import read_title

PAGE_SUFFIXES = {".html", ".htm", ".shtml"}
PICTURE_SUFFIXES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}

# The tags of 《政府网站发展指引》 (国办发〔2017〕47号), in the guideline's spelling.
MANDATED = (
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
    "ArticleTitle",
    "PubDate",
    "ContentSource",
    "Keywords",
    "Author",
    "Description",
    "Image",
    "Url",
)
_SPELLING = {name.lower(): name for name in MANDATED}

HEAD = 5
"""Lines in which the title of a file that is not read as a report is looked for."""

_FIGURE = re.compile(r"[\d.,，/—\s-]+")


@dataclass(frozen=True, slots=True)
class Item:
    """A file to publish.

    name: its path inside the folder, with "/". metas: the mandated tags it has, as printed.
    article: the container element of a page, None for other formats. source: the organ, if read.
    published_on: None where neither the file nor its name says a year.
    is_picture_of_a_page: shown by a page of the folder, so published with that page only.
    """

    path: Path
    name: str
    title: str
    published_on: dt.date | None
    report_year: int | None
    source: str | None
    metas: Mapping[str, str] = field(default_factory=dict)
    article: html.HtmlElement | None = None
    is_picture_of_a_page: bool = False

    @property
    def is_page(self) -> bool:
        return self.article is not None


@dataclass(frozen=True, slots=True)
class _Known:
    """What reading a file gave."""

    title: str | None
    organ: str | None
    year: int | None
    published_on: dt.date | None


def read_folder(directory: Path) -> tuple[Item, ...]:
    """The folder's items, sorted by name, sub-folders included."""
    items = [
        _page(path, name) if path.suffix.lower() in PAGE_SUFFIXES else _file(path, name)
        for name, path in sorted(_published(directory))
    ]
    shown = {picture for item in items for picture in _pictures(item)}
    return tuple(
        replace(item, is_picture_of_a_page=not item.is_page and item.name in shown)
        for item in items
    )


def _published(directory: Path) -> Iterator[tuple[str, Path]]:
    root = directory.resolve()
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        hidden = any(part.startswith((".", "~$")) for part in name.split("/"))
        # A link out of the folder would publish what nobody put there.
        if not hidden and path.is_file() and path.resolve().is_relative_to(root):
            yield name, path


def _file(path: Path, name: str) -> Item:
    known = _read(path)
    return Item(
        path=path,
        name=name,
        title=known.title or path.stem,
        published_on=known.published_on,
        report_year=known.year,
        source=known.organ,
    )


def _page(path: Path, name: str) -> Item:
    root = _parsed(path.read_bytes())
    metas: dict[str, str] = {}
    for tag in root.iter("meta"):
        spelling = _SPELLING.get((tag.get("name") or "").strip().lower())
        content = tag.get("content")
        if spelling and content is not None and not metas.get(spelling):
            metas[spelling] = content
    known = _read(path)
    title = metas.get("ArticleTitle", "").strip()
    if title.lower() in ("", "null"):
        title = known.title or _heading(root) or path.stem
    return Item(
        path=path,
        name=name,
        title=title,
        published_on=_day(metas.get("PubDate", "")) or known.published_on,
        report_year=known.year,
        source=metas.get("ContentSource", "").strip() or known.organ,
        metas=metas,
        article=_article(root),
    )


def _read(path: Path) -> _Known:
    """The report's own words; for a file that is none, or of a form not read yet, what its first
    lines or else its name say, if that is how reports are called."""
    printed: tuple[str | None, ...] = ()
    try:
        document = read_document(path.read_bytes(), path.name)
        printed = (document.title, *document.paragraphs[:HEAD])
        report = read_report(document)
    except NotReadable:
        for text in (*printed, path.stem):
            named = read_title(text) if text else None
            if named:
                return _Known(text, named.organ, named.year, _published_on(named.year, None, None))
        return _Known(None, None, None, None)
    return _Known(
        report.title,
        report.organ,
        report.report_year,
        _published_on(report.report_year, report.signed_on, report.period_end),
    )


def _published_on(
    year: int | None, signed_on: dt.date | None, period_end: dt.date | None
) -> dt.date | None:
    """The signed date if the period was over by then, else 20 January of the next year."""
    if period_end is None and year is not None:
        period_end = dt.date(year, 12, 31)
    if signed_on and period_end and signed_on > period_end:
        return signed_on
    return dt.date(year + 1, 1, 20) if year else None


def _day(text: str) -> dt.date | None:
    """The day of a PubDate in any shape seen: `2024-01-23 10:18`, `2017——04——12 21:37`."""
    found = re.search(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})", text)
    return make_date(*map(int, found.groups())) if found else None


def _parsed(data: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return html.document_fromstring(decode(data).encode(), parser=parser)
    except etree.ParserError:  # nothing in it; an empty page is published as one
        return html.document_fromstring("<body></body>")


def _heading(root: html.HtmlElement) -> str | None:
    for tag in ("h1", "title"):
        for element in root.iter(tag):
            text = " ".join(element.text_content().split())
            if text:
                return text
    return None


def _article(root: html.HtmlElement) -> html.HtmlElement:
    """The best container by name that loses nothing: a report that stands in two containers, or
    beside its attachments, is taken with the whole body instead."""
    bodies: list[html.HtmlElement] = root.xpath("//body")
    body = bodies[0] if bodies else root
    figures, files = _weight(body)
    length = len(body.text_content())
    for attribute, names in (("id", knowledge()["ids"]), ("class", knowledge()["classes"])):
        for name in names:
            for element in body.iterdescendants("*"):
                if name not in (element.get(attribute) or "").lower().split():
                    continue
                # Without tables the text decides: an empty #zoom must not swallow the article.
                long_enough = figures or len(element.text_content()) * 2 >= length
                if long_enough and _weight(element) == (figures, files):
                    return element
    return body


def _weight(element: html.HtmlElement) -> tuple[int, int]:
    """How many cells with figures and how many links to files it holds."""
    figures = sum(bool(_FIGURE.fullmatch(cell.text_content())) for cell in element.iter("td", "th"))
    return figures, sum(is_attachment(link.get("href", "")) for link in element.iter("a"))


def _pictures(item: Item) -> Iterator[str]:
    for source in item.article.xpath(".//@src") if item.article is not None else ():
        name = linked_name(source, item.name)
        if name and posixpath.splitext(name)[1].lower() in PICTURE_SUFFIXES:
            yield name


def linked_name(link: str, name: str) -> str | None:
    """The name in the folder that a link on the page `name` means; None if it leads elsewhere."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:  # `http://[`: no address at all
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))


def inner_html(element: html.HtmlElement) -> str:
    """What stands between the element's tags."""
    return escape(element.text or "", quote=False) + "".join(
        html.tostring(child, encoding="unicode") for child in element
    )
