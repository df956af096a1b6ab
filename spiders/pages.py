"""What does a page of a portal link to? Links, metas, shells and attachments of one answer.

Made from bytes, never from what the server says about them. Addresses come out joined to the
page's own (base element honoured), without fragment, in one spelling, so that equal addresses
are equal strings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from lxml import html
from w3lib.url import safe_url_string

from crawler.responses import decode_text

ATTACHMENT_TYPES = ["doc", "docx", "pdf", "wps", "ofd", "xls", "xlsx", "txt", "md", "rtf", "zip"]
"""Extensions that reports are published under (portals.md 1.15)."""

_EXTENSION = re.compile(rf"\.({'|'.join(ATTACHMENT_TYPES)})$", re.I)
# Download scripts name the file in the query; an answer's own name tells nothing.
_QUERY_NAMES = ("filename", "showname", "file", "fileurl", "filepath", "name", "path", "url")
_PAGE_EXTENSION = re.compile(r"(\.(?:s?html?|jspx?|aspx?|php))/+$", re.I)
_DATE = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_SPACE = re.compile(r"\s+")
_NO_HOST = re.compile(r"(https?:)?//+", re.I)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)

MAX_SHOWN = 500
"""Characters kept of an address that leads nowhere; `javascript:` may be a whole program."""


def squeeze(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return _SPACE.sub(" ", text).strip()


def _clean(href: str) -> str:
    """An address as browsers take it: without line breaks, tabs and outer spaces."""
    return re.sub(r"[\t\r\n]", "", href).strip()


def join(base: str, href: str) -> str | None:
    """The absolute address of a link, None for what is none (javascript:, mailto:, #top).

    `./x`, stray spaces and line breaks are put right, and so is `page.shtml/`, which servers
    answer with 404. Raises nothing: an address no one can parse is None.
    """
    href = _clean(href)
    if not href or href.startswith("#"):
        return None
    scheme = _SCHEME.match(href)
    if scheme and scheme.group(1).lower() not in ("http", "https"):
        return None
    if _NO_HOST.fullmatch(href):  # urljoin would make the page's own address of it
        return None
    try:
        address = urldefrag(safe_url_string(urljoin(base, href)))[0]
        parts = urlsplit(address)
        if not parts.hostname:
            return None
        # `http://host:80` and `http://host/`, however written, are one address.
        path = _PAGE_EXTENSION.sub(r"\1", parts.path) or "/"
        return parts._replace(path=path).geturl()
    except ValueError:
        return None


def why_no_address(href: str) -> str:
    """The sentence on an address that `join` makes nothing of."""
    href = _clean(href)
    if not href or href.startswith("#"):
        return "链接没有地址，点击后由页面脚本处理"
    scheme = _SCHEME.match(href)
    if scheme and scheme.group(1).lower() not in ("http", "https"):
        return f"只取 http 和 https，不取 {scheme.group(1).lower()}：{href[:MAX_SHOWN]}"
    return f"地址无法解析：{href[:MAX_SHOWN]}"


def attachment_extension(url: str) -> str | None:
    """The file extension an address names in its path or in its query, lower-case, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    names = [parts.path]
    names += [value for key, value in parse_qsl(parts.query) if key.lower() in _QUERY_NAMES]
    for name in names:
        found = _EXTENSION.search(unquote(name).rstrip("/ "))
        if found:
            return found.group(1).lower()
    return None


def printed_date(text: str) -> str | None:
    """The first date in a text (2024-01-23, 2024/1/23, 2024年1月23日, split over lines), ISO."""
    found = _DATE.search(text)
    if not found:
        return None
    try:
        return dt.date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Link:
    """A link as printed. title: the `title=` where it is longer than the text, else the text,
    without a date that stands inside the link. date: printed beside it, ISO, or None.

    refusal: why the address leads nowhere, a sentence; url is then what is printed."""

    url: str
    title: str
    date: str | None = None
    refusal: str | None = None

    @property
    def key(self) -> str:
        """What tells two entries apart: the address, for those without one their words too."""
        return self.url if self.refusal is None else f"{self.url} {self.title}"

    @property
    def is_truncated(self) -> bool:
        """Did the list cut the title off (…)?"""
        return self.title.endswith(("…", "...", "。。。", "··"))


@dataclass(frozen=True)
class Page:
    """One answer that may be a page. url: where it finally came from."""

    url: str
    body: bytes
    content_type: str = ""

    @cached_property
    def text(self) -> str:
        return decode_text(self.body, self.content_type)

    @cached_property
    def tree(self) -> html.HtmlElement:
        # An XML declaration with an encoding makes lxml refuse text; control characters too.
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", self.text)
        text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
        if not text.strip() or re.fullmatch(r"\s*(<!--.*?-->\s*)*", text, re.S):
            text = "<html></html>"
        return html.document_fromstring(text)

    @cached_property
    def base(self) -> str:
        for element in self.tree.iter("base"):
            if href := element.get("href"):
                return join(self.url, href) or self.url
        return self.url

    @cached_property
    def metas(self) -> Mapping[str, str]:
        """Names in lower case → contents; the first one that says something counts."""
        found: dict[str, str] = {}
        for element in self.tree.iter("meta"):
            name, content = element.get("name"), squeeze(element.get("content") or "")
            if name and content and content.lower() != "null":
                found.setdefault(name.strip().lower(), content)
        return found

    @cached_property
    def title(self) -> str:
        return squeeze(self.tree.findtext(".//title") or "")

    @cached_property
    def visible(self) -> str:
        """What a reader sees, without white space."""
        parts = self.tree.xpath(
            "//text()[not(ancestor::script or ancestor::style or ancestor::title"
            " or ancestor::noscript or ancestor::head)]"
        )
        return _SPACE.sub("", "".join(str(part) for part in parts))

    def join(self, href: str) -> str | None:
        return join(self.base, href)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link of the page in order; an address may come more than once."""
        return tuple(link for link in self.anchors if link.refusal is None)

    @cached_property
    def anchors(self) -> tuple[Link, ...]:
        """The links and, between them, those whose address leads nowhere (javascript:, file:,
        malformed, none at all): an entry that cannot be fetched was listed all the same."""
        return tuple(self._anchors())

    def _anchors(self) -> Iterator[Link]:
        for anchor in self.tree.iter("a", "area"):
            href = anchor.get("href") or ""
            joined = self.join(href)
            url = joined or _clean(href)[:MAX_SHOWN]
            refusal = None if joined else why_no_address(href)
            shown = squeeze(anchor.text_content())
            inner_date = printed_date(shown)
            if inner_date and (
                stripped := squeeze(
                    re.sub(r"[\[（(]?" + _DATE.pattern + r"[\]）)]?\s*$", "", shown)
                )
            ):
                shown = stripped
            attribute = squeeze(anchor.get("title") or "")
            title = attribute if len(attribute) >= len(shown.rstrip("….")) else shown
            yield Link(url, title or attribute, inner_date or _date_beside(anchor), refusal)

    @cached_property
    def frames(self) -> tuple[str, ...]:
        """Addresses of frames and iframes."""
        joined = (self.join(frame.get("src") or "") for frame in self.tree.iter("iframe", "frame"))
        return tuple(url for url in joined if url)

    @cached_property
    def attachments(self) -> tuple[Link, ...]:
        """Files the page offers: by extension in path or query, by `appendix`, in viewers and
        frames, in scripts that build the list of files. Each address once."""
        found: dict[str, Link] = {}
        for link in self.links:
            if attachment_extension(link.url):
                found.setdefault(link.url, link)
        for anchor in self.tree.iter("a"):
            marked = (anchor.get("appendix") or "").lower() == "true"
            if marked or "nfw-cms-attachment" in (anchor.get("class") or ""):
                url = self.join(anchor.get("href") or "")
                name = squeeze(anchor.get("otheraname") or anchor.text_content())
                if url:
                    found.setdefault(url, Link(url, name))
        for element in self.tree.iter("iframe", "embed", "object", "frame", "div"):
            for attribute in ("src", "data", "data-value", "data-src"):
                value = element.get(attribute) or ""
                if element.tag == "div" and not _EXTENSION.search(value):
                    continue
                url = self.join(value)
                if url and attachment_extension(url):
                    url = self._viewed(url)
                    found.setdefault(url, Link(url, squeeze(element.get("title") or "")))
        for script in self.tree.iter("script"):
            for href in re.findall(r"""href\s*=\s*\\?["']([^"'\\]+)""", script.text or ""):
                url = self.join(href)
                if url and attachment_extension(url):
                    found.setdefault(url, Link(url, ""))
        return tuple(found.values())

    @cached_property
    def lost_attachments(self) -> tuple[Link, ...]:
        """Files that the page names under an address that leads nowhere: a script, or the disk
        of the clerk who wrote the page (file:///C:/…)."""
        found = {
            link.key: link
            for link in self.anchors
            if link.refusal is not None
            and (attachment_extension(link.url) or _EXTENSION.search(link.title))
        }
        return tuple(found.values())

    def _viewed(self, url: str) -> str:
        """`viewer.html?file=/x.pdf` → the file itself."""
        parts = urlsplit(url)
        if _EXTENSION.search(parts.path):
            return url
        for key, value in parse_qsl(parts.query):
            if key.lower() == "file":
                # pdf.js resolves the file against the viewer's address.
                return join(url, value) or url
        return url


def _date_beside(anchor: html.HtmlElement) -> str | None:
    """The date printed in the same list entry: the largest block around the link that holds
    no other link."""
    block = anchor
    for _ in range(4):
        parent = block.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        own = anchor.get("href")
        if any(other.get("href") not in (None, own) for other in parent.iter("a")):
            break
        block = parent
        if found := printed_date(
            "".join(str(t) for t in block.itertext()).replace(anchor.text_content(), " ")
        ):
            return found
    return None
