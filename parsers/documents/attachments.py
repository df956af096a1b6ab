"""Which files does an article carry? Links, frames, viewers, scripts; and which pictures.

Half of the portals' links to a file do not end in its extension: `download.jsp?id=33` with the name
as text or in an attribute, a viewer's `file=`, a script that opens a window (portals.md 1.15). Many
templates print the list of attachments beside the article's own box.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from parsers.documents import Attachment
from parsers.documents.containers import knowledge
from parsers.documents.markup import string_of

MAX_AROUND = 100
"""Characters of other links that the article's surroundings may hold; with more they hold menus."""
MAX_LABEL = 40
"""Characters between the word 附件 and the file that it announces."""
_LABEL = "附件"

_LINKS = ("a", "iframe", "embed", "object", "param", "frame", "video")
_ADDRESSES = (
    *("href", "src", "data", "value", "data-src", "data-url", "data-value", "data-file"),
    *("data-pdf", "data-href"),
)
_NAMES = ("download", "title", "otheraname", "data-name", "data-filename", "oldsrc")
_BEARING = etree.XPath(
    "descendant-or-self::*[@data-src or @data-url or @data-value or @data-file or @data-pdf"
    " or @data-href or @onclick]"
)
_PAGES = (".html", ".htm", ".shtml", "/")
_SHOWS = re.compile("pdf|viewer|preview|embed|iframe|office|download", re.IGNORECASE)
# A viewer's page with the file in its query, however it is called: viewer.html?file=/download/8a.
_VIEWER = re.compile(r"viewer|preview|pdf\.?js|pdfview|officeapps|onlineview|flexpaper|yozo", re.I)
_SHOWN = frozenset(
    (
        *("file", "url", "src", "furl", "fileurl", "filepath", "path", "pdf", "pdfurl", "doc"),
        *("fileid", "attachid"),
    )
)
# What serves files under numbers, and what links to them say where they name none.
_SERVES = re.compile(
    r"(?:^|[^a-z])(?:down(?:load|file|loadfile|attach\w*)?|filedown\w*|get_?file|attach(?:ment)?s?)"
    r"(?![a-z])|download",
    re.IGNORECASE,
)
_SAYS_FILE = re.compile(
    r"(?:点击|点此|立即|请|在线)?(?:下载|查看|预览|打开)(?:附件|文件|原文|全文|正文|报告|年报)?(?:下载|查看)?"
    r"|附件[一二三四五六七八九十\d]{0,2}(?:下载|查看|预览)?|(?:原文|全文|文件|报告|年报)(?:下载|附件)"
)


@cache
def _quoted() -> re.Pattern[str]:
    names = "|".join(e for e in knowledge()["attachments"] if e not in ("md", "txt"))
    return re.compile(
        rf"[\"']([^\"'\s<>]*[^\"'\s<>./]\.(?:{names})(?:[?&#][^\"'\s<>]*)?)[\"']", re.IGNORECASE
    )


@cache
def _endings() -> re.Pattern[str]:
    return re.compile(
        rf"[\w）)》”\]】]\.(?:{'|'.join(knowledge()['attachments'])})\W{{0,3}}(?:[（(\[].*)?$",
        re.IGNORECASE,
    )


@lru_cache(maxsize=2_048)  # the menus of a portal are the same on each of its pages
def is_attachment(url: str) -> bool:
    """Does the address name a document, in its path, its query or its fragment?"""
    extensions = knowledge()["attachments"]
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme == "javascript":
        return False
    names = [parts.path, *(value for _, value in parse_qsl(parts.query))]
    if "." in parts.fragment:
        names.append(parts.fragment)
    return any(name.lower().rsplit(".", 1)[-1] in extensions for name in names if "." in name)


def find_attachments(
    root: etree._Element,
    container: etree._Element,
    title: str | None,
    is_bare: bool,
    is_notice: bool = False,
) -> Iterator[Attachment]:
    """The files of the article in the container: in it, around it, or announced as 附件 elsewhere.

    title: the report's, which a link outside may repeat. is_bare: a page without tables may show
    its file in any element that a script fills; in others only links, frames, scripts are asked.
    is_notice: one that prints next to nothing may show the report as another page in a frame, or
    link to that page.
    """
    area = _surroundings(container)
    seen: set[str] = set()
    for element, url in (*_within(area, is_bare), *_announced(root, area, title)):
        if url not in seen:
            seen.add(url)
            yield Attachment(url, _label(element))
    if is_bare and not seen:
        for element, url in _nameless(area, title):
            if url not in seen:
                seen.add(url)
                yield Attachment(url, _label(element))
    if is_notice and not seen:
        pages = dict.fromkeys((*_framed(container), *_own_pages(container, title)))
        yield from pages


_FRAMES = ("iframe", "frame", "object", "embed")
_BESIDE = re.compile(
    r"(?:^|[/_.-])(?:top|head(?:er)?|foot(?:er)?|bottom|nav|menu|left|right|banner|logo|(?:bd)?share|search|count(?:er)?"
    r"|stat|tongji|weather|login|map|ad|adv|player|video|blank)(?:[/_.\-\d?]|$)",
    re.IGNORECASE,
)
MIN_FRAME = 200
"""Pixels of a side below which a frame shows no report."""


def _framed(container: etree._Element) -> Iterator[Attachment]:
    """Other pages, and films of pages (.swf), that the article shows in a frame."""
    for frame in container.iter(*_FRAMES):
        url = (frame.get("src") or frame.get("data") or frame.get("data-src") or "").strip()
        if frame.tag == "object" and not url:
            movies = (p for p in frame.iter("param") if (p.get("name") or "").lower() == "movie")
            url = next(((p.get("value") or "").strip() for p in movies), "")
        sizes = [re.match(r"\d{1,6}(?!\d|%)", (frame.get(side) or "").strip()) for side in _SIDES]
        is_small = any(size is not None and int(size[0]) < MIN_FRAME for size in sizes)
        if not url or is_small or url.startswith(("#", "about:", "data:", "javascript:")):
            continue
        if _BESIDE.search(url.partition("?")[0]) is None:
            yield Attachment(url, frame.get("title") or "")


_GO_THERE = re.compile("点击|点此|查看|详见|请见|浏览|全文|链接")


def _own_pages(container: etree._Element, title: str | None) -> Iterator[Attachment]:
    """点击查看：…年度报告: the report's title as a link to a page of its own, in a line that says
    so; the article's heading may link to itself."""
    wanted = "".join((title or "").split())
    for link in container.iter("a") if len(wanted) > MIN_TITLE else ():
        url = (link.get("href") or "").strip()
        name = "".join(string_of(link).split())
        if not url or url.startswith("#") or (":" in url.partition("/")[0] and "//" not in url):
            continue
        around = link.getparent()
        if len(name) > MIN_TITLE and name in wanted and around is not None:
            line = "".join(string_of(around).split())
            if len(line) <= len(name) + MAX_LABEL and _GO_THERE.search(line.replace(name, "")):
                yield Attachment(url, name)


MIN_TITLE = 10
"""Characters of a title that tells one report from another."""


def _within(area: etree._Element, is_bare: bool) -> Iterator[tuple[etree._Element, str]]:
    bearing = set(_BEARING(area)) if is_bare else set()
    for element in area.iter(*_LINKS, "script") if not bearing else area.iter():
        if element.tag == "script":
            if element.text and _SHOWS.search(element.text):
                for match in _quoted().finditer(element.text):
                    yield element, match[1]
        elif (element.tag in _LINKS or element in bearing) and (url := _file(element)):
            yield element, url


def _file(element: etree._Element) -> str | None:
    """The address of the document that an element links or shows."""
    for name in _ADDRESSES:
        if (url := element.get(name)) and is_attachment(url.strip()):
            return url.strip()
    for name in ("onclick", "href"):
        script = element.get(name) or ""
        if name == "onclick" or script[:11].lower() == "javascript:":
            match = _quoted().search(script)
            if match:
                return match[1]
    if element.tag != "a":
        url = (element.get("src") or element.get("data") or "").strip()
        return url if _is_viewer(url) else None
    url = (element.get("href") or "").strip()
    if _is_viewer(url):
        return url
    if not url or url.startswith("#") or (":" in url.partition("/")[0] and "//" not in url):
        return None
    named = (*(element.get(name) or "" for name in _NAMES), string_of(element))
    is_named = any(_endings().search(" ".join(text.split())) for text in named if "." in text)
    return url if is_named or element.get("appendix") == "true" else None


@lru_cache(maxsize=512)
def _is_viewer(url: str) -> bool:
    """Is it the address of a page that shows the file that its query names?"""
    if "?" not in url or _VIEWER.search(url) is None:
        return False
    try:
        parts = urlsplit(url)
        return any(k.lower() in _SHOWN and v.strip() for k, v in parse_qsl(parts.query))
    except ValueError:
        return False


def _nameless(area: etree._Element, title: str | None) -> Iterator[tuple[etree._Element, str]]:
    """Links that name no file but say that they are one: 附件：点击下载, or the report's own title,
    over an address that serves files or over a script's call (`script:download('8a8b')`)."""
    wanted = "".join((title or "").split())
    for link in area.iter("a"):
        url = (link.get("href") or "").strip()
        script = (link.get("onclick") or "").strip()
        if url[:11].lower() == "javascript:" and "(" in url and "void" not in url:
            script = url[11:].strip()
        is_call = not url or url.startswith("#") or url[:11].lower() == "javascript:"
        if is_call:
            match = _CALL.match(script)
            if match is None or _SERVES.search(match[1]) is None:
                continue
            url = f"script:{match[0]})"  # no address, and nothing that a browser would run
        elif not _serves(url):
            continue
        name = "".join(string_of(link).split())
        is_named = len(wanted) > 10 and (wanted in name or (len(name) > 10 and name in wanted))
        says = is_named or _endings().search(name) or _SAYS_FILE.fullmatch(name)
        if says or _is_labelled(link, name):
            yield link, url


_CALL = re.compile(r"(?:return\s+)?([\w.$]{1,60})\s*\(\s*['\"]?[^'\"()\s]{1,200}['\"]?")


def _serves(url: str) -> bool:
    """Does the address serve a file under a number? A page of its own and an app do not."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = parts.path.lower()
    if path.endswith((*_PAGES, ".apk", ".exe", ".ipa", ".jpg", ".png", ".mp4")):
        return False
    return bool(parts.query or path.rpartition("/")[2]) and _SERVES.search(path) is not None


def _text(element: etree._Element) -> str:
    return " ".join(string_of(element).split())


def _label(element: etree._Element) -> str:
    if element.tag == "script":
        return ""
    return _text(element) or (element.get("title") or element.get("download") or "")


def _surroundings(container: etree._Element) -> etree._Element:
    """The container with what stands around it, as long as that is no menu."""
    area = container
    for above in container.iterancestors():
        others = 0
        for child in above:
            if child is area:
                continue
            for link in child.iter("a") if isinstance(child.tag, str) else ():
                if (link.get("href") or "").endswith(_PAGES) or _file(link) is None:
                    others += len("".join(string_of(link).split()))
                    if others > MAX_AROUND:
                        return area
        area = above
    return area


def _announced(
    root: etree._Element, area: etree._Element, title: str | None
) -> Iterable[tuple[etree._Element, str]]:
    """Files linked outside the area whose surroundings say 附件, or that bear the report's name."""
    if area.getparent() is None:
        return
    wanted = "".join((title or "").split())
    has_label = _LABEL in string_of(root)
    inside = set(area.iter("a"))
    for link in root.iter("a"):
        name = "".join(string_of(link).split())
        is_named = len(wanted) > 10 and wanted in name
        if link in inside or not (is_named or has_label):
            continue  # most links of a page
        if (url := _file(link)) and (is_named or _is_labelled(link, name)):
            yield link, url


def _is_labelled(link: etree._Element, name: str) -> bool:
    """Does 附件 stand before the link, with little between?"""
    for above in (link, *link.iterancestors())[1:5]:
        around = "".join(string_of(above).split())
        if len(around) > 10 * MAX_LABEL:
            return False
        if _LABEL in around[: around.find(name)][-MAX_LABEL:]:
            return True
    return False


# ── Pictures ──────────────────────────────────────────────────────────────────────────────────

_ICON = re.compile(
    r"filetypeimages?/|/(?:icons?|fileicons?|filetype)/|(?:^|/)icon[_-]?|spacer|blank\.gif"
    r"|(?:doc|docx|pdf|xls|xlsx|zip|rar|wps|ofd)\.(?:gif|png|svg|ico)$"
    r"|(?:^|/)(?:qr|ewm|erweima|print|close|share|logo|wx|weixin|wechat|weibo)[\w-]{0,20}"
    r"\.(?:gif|png|jpe?g|svg)$",
    re.IGNORECASE,
)
_SPACER = re.compile(r"spacer|blank\.|transparent|(?:^|/)(?:1x1|dot|s)\.gif", re.IGNORECASE)
_SIDES = ("width", "height")
_LATE = ("data-original", "data-src", "data-lazy-src", "data-lazyload", "lay-src")
MAX_ICON = 200
"""Pixels of both sides up to which a picture is an icon or a QR code: no page of a report."""


def find_images(container: etree._Element) -> tuple[str, ...]:
    """Addresses of the pictures in the article as printed: no icons; embedded ones without data."""
    found: dict[str, None] = {}
    for number, image in enumerate(container.iter("img")):
        if is_icon(image):
            continue
        url = _source(image)
        if url[:5].lower() == "data:":
            url = f"{url[:60].partition(',')[0]}#{number + 1}"
        found[url] = None
    return tuple(found)


def is_spacer(image: etree._Element) -> bool:
    """A picture that shows nothing: it stretches a cell."""
    if any((image.get(side) or "").strip() in ("0", "1", "1px", "2") for side in _SIDES):
        return True
    url = image.get("src") or ""
    return url[:5].lower() != "data:" and _SPACER.search(url[:2_000]) is not None


def _source(image: etree._Element) -> str:
    """Its address: a picture that is loaded late shows a placeholder first."""
    late = next((url for name in _LATE if (url := (image.get(name) or "").strip())), "")
    return late or image.get("src") or ""


_BACKGROUND = re.compile(r"url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)


_HEIGHT = re.compile(r"(?<![\w-])height\s*:\s*(\d{1,6})\s*px", re.IGNORECASE)
HIGH = 500
"""Pixels of a box whose background may be a page; decorations are less high."""


def find_backgrounds(container: etree._Element, is_high: bool = False) -> tuple[str, ...]:
    """Addresses of pictures behind boxes: where nothing else stands there, they are the page.
    is_high: only those of boxes as high as one."""
    styles = container.xpath("descendant-or-self::*/@style[contains(., 'url(')]")
    shown = (s for s in styles if not is_high or ((h := _HEIGHT.search(s)) and int(h[1]) >= HIGH))
    found = [match[1] for style in shown if (match := _BACKGROUND.search(style))]
    return tuple(dict.fromkeys(url for url in found if url[:5].lower() != "data:"))


def is_icon(image: etree._Element) -> bool:
    """A sign beside a file's name, a spacer: nothing that prints a part of the report."""
    sides = [image.get(side) for side in _SIDES]
    sizes = [int(match[0]) for side in sides if side and (match := re.match(r"\d{1,6}", side))]
    if sizes and len(sizes) == 2 and max(sizes) <= MAX_ICON:
        return True
    url = _source(image)[:2_000].partition("?")[0]
    return url[:5].lower() != "data:" and _ICON.search(url) is not None
