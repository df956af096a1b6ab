"""What does an HTML page print? Its metadata, its title, the report in it, what hangs on it.

One lxml tree, read by a module for each question: report_element (where the report is), article
(which of its lines and tables are the report's), html_tables (what a table holds), walk (what a
reader sees of a text).
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from parsers.dates import read_printed_date
from parsers.documents import CUT, Block, Document, NotReadable, Paragraph, markup, styles
from parsers.documents.article import read_article, read_items
from parsers.documents.attachments import find_attachments, find_backgrounds, find_images
from parsers.documents.containers import knowledge
from parsers.documents.html_tables import read_parts
from parsers.documents.markup import string_of
from parsers.documents.published import find_published
from parsers.documents.report_element import NAMED, find_container
from parsers.documents.walk import CONTROL, LINES, SPACES, read_line, visible_text
from parsers.grid import Table
from parsers.titles import read_title

METADATA = {
    name.lower(): name
    for name in (
        "SiteName",
        "SiteDomain",
        "SiteIDCode",
        "ColumnName",
        "ColumnType",
        "ArticleTitle",
        "PubDate",
        "ContentSource",
        "Url",
    )
}  # 国办发〔2017〕47号, annex on page tags
_DATE_TAGS = frozenset(
    (
        *("publishdate", "publish-date", "publishtime", "pubtime", "firstpublishedtime"),
        *("article:published_time", "datepublished"),
    )
)
"""What templates without the mandated tags call PubDate."""
_SHOWS_FILE = re.compile(rb"<(?:iframe|embed|object|frame)\b|PDFObject", re.IGNORECASE)
_SHOWN = etree.XPath(  # faster than a condition on every text
    "set:difference(//text(), //script/text() | //style/text())",
    namespaces={"set": "http://exslt.org/sets"},
    smart_strings=False,
)
MAX_ERROR_PAGE = 1_500
"""Characters of an error page; reports have thousands."""


def read(data: bytes) -> Document:
    """An HTML page as a Document; NotReadable for an empty or an error page."""
    data = markup.cut_attributes(markup.cut_embedded(data))
    root, notes = markup.parse(data)
    if root is None:
        raise NotReadable("empty", "网页是空的，没有任何文字。")
    found = list(root.iter("table", "style", "pre"))
    if any(element.tag == "pre" for element in found) and (kept := _kept_lines(data)) is not data:
        again, notes = markup.parse(kept)
        root = root if again is None else again
        found = list(root.iter("table", "style"))
    if _ends_in_cell(data) and _mark_cut(root):
        notes = (*notes, "网页在一个表格单元格中间中断，其后的内容没有。")
    tables = [element for element in found if element.tag == "table"]
    sheets = [element for element in found if element.tag == "style"]
    markup.close_tables(tables)
    styles.apply_sheets(root, sheets)
    metadata = _metadata(root)
    page_title = _page_title(root, metadata)
    full_text = string_of(root)  # with hidden text and scripts
    # An error page does not speak of 信息公开, a report all the time.
    if full_text.count("信息公开") < 5:
        shown = "".join(_SHOWN(root))
        if not shown.strip() and not _SHOWS_FILE.search(data):
            raise NotReadable("empty", "网页是空的，没有任何文字。")
        if len(SPACES.sub(" ", shown)) < 2 * MAX_ERROR_PAGE:
            _refuse_error_page(page_title, visible_text(root))
    if "位置" in full_text and (path := _breadcrumb(root)):
        metadata.setdefault("breadcrumb", path)
    container = find_container(root, tables)
    is_dated = read_printed_date(metadata.get("PubDate", "")) is not None
    if not is_dated and (printed := find_published(root, container)):
        metadata["published"] = printed
    blocks = read_article(container)
    is_bare = not any(isinstance(block, Table) for block in blocks)
    attachments = tuple(find_attachments(root, container, page_title, is_bare))
    images = find_images(container)
    if not blocks and not images:
        images = find_backgrounds(container)
    if images:
        notes = (*notes, "正文中有图片。")
    return Document("text/html", page_title, blocks, metadata, attachments, notes, images)


def fragment(text: str) -> tuple[Block, ...]:
    """Tables and lines of a piece of HTML that stands in a text; empty if it holds none."""
    root = etree.fromstring(f"<div>{CONTROL.sub('', text)}</div>", etree.HTMLParser())
    if root is None:
        return ()
    tables = {t: parts for t in root.iter("table") if (parts := read_parts(t))}
    return tuple(
        Paragraph(item) if isinstance(item, str) else item for item in read_items(root, tables)
    )


# ── Bytes ─────────────────────────────────────────────────────────────────────────────────────


_EDGES = re.compile(rb"<(/?(?:td|th|tr|table|tbody|tfoot|body|html))\b[^<>]*(>?)", re.IGNORECASE)
MAX_CELL = 20_000
"""Bytes from a page's end in which the tag of its last cell is sought."""


def _ends_in_cell(data: bytes) -> bool:
    """Does the page stop before the end of a cell? 168 may have been 16842 there."""
    end = data[-MAX_CELL:].rstrip(b"\0 \t\r\n")
    if end[-7:].lower() == b"</html>":
        return False
    edges = _EDGES.findall(end)
    return bool(edges) and edges[-1][0].lower() in (b"td", b"th") and edges[-1][1] == b">"


def _mark_cut(root: etree._Element) -> bool:
    cells = list(root.iter("td", "th"))
    if not cells:
        return False
    last = cells[-1]
    if len(last):
        last[-1].tail = (last[-1].tail or "") + CUT
    else:
        last.text = (last.text or "") + CUT
    return True


_PRE = re.compile(rb"<(/?)pre(?=[\s>])", re.IGNORECASE)
_TABLE = re.compile(rb"<table\b", re.IGNORECASE)


def _kept_lines(data: bytes) -> bytes:
    """The page, its `<pre>` around tables under another name: the parser would end them there, and
    the lines below would be one."""
    name = LINES.encode()
    tags = list(_PRE.finditer(data))
    parts: list[bytes] = []
    at = 0
    for number, tag in enumerate(tags):
        following = tags[number + 1] if number + 1 < len(tags) else None
        end = following.start() if following else len(data)
        if tag[1] or _TABLE.search(data, tag.end(), end) is None:
            continue
        parts += [data[at : tag.start()], b"<" + name, data[tag.end() : end]]
        at = end
        if following and following[1]:
            parts.append(b"</" + name)
            at = following.end()
    return b"".join(parts) + data[at:] if parts else data


# ── Page level ────────────────────────────────────────────────────────────────────────────────


def _metadata(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    date = None
    for meta in root.iter("meta"):
        printed = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if not content or content.lower() == "null":
            continue
        if name := METADATA.get(printed):
            found.setdefault(name, content)
        elif date is None and printed in _DATE_TAGS:
            date = content
    if date is not None:
        found.setdefault("PubDate", date)
    return found


_NAMES = etree.XPath("//@class | //@id", smart_strings=False)


def _page_title(root: etree._Element, metadata: dict[str, str]) -> str | None:
    """The title outside the article: ArticleTitle, heading element, `<title>`; a report's first."""
    known = knowledge()
    site = metadata.get("SiteName")
    named = metadata.get("ArticleTitle")
    if named and len(named) <= 200 and read_title(named, site):
        return named
    candidates = [named]
    candidates += [read_line(h) for h in root.iter("h1")]
    names = set(_NAMES(root))  # a few, where the elements that bear them are thousands
    is_told = any(_is_title(name) or name.lower() in known["title_ids"] for name in names)
    for element in NAMED(root) if is_told else ():
        if (element.get("id") or "").lower() in known["title_ids"] or _is_title(
            element.get("class") or ""
        ):
            candidates.append(read_line(element))
    candidates += [read_line(title) for title in root.iter("title")]
    printed = [c for c in candidates if c and len(c) <= 200]
    return next((c for c in printed if read_title(c, site)), printed[0] if printed else None)


@lru_cache(maxsize=1_024)  # a page repeats a few class names hundreds of times
def _is_title(classes: str) -> bool:
    return not set(classes.lower().split()).isdisjoint(knowledge()["title_classes"])


_BREADCRUMB = re.compile(
    r"(?:当前|所在|您的|现在)(?:的)?位置(?:是)?[:：]?\s*"
    r"([^\n。：:>＞»›]{1,30}(?:\s{0,9}[>＞»›]+\s{0,9}[^\n。：:>＞»›]{1,40}){1,8})"
)
_PLACES = etree.XPath("//text()[contains(., '位置')]")
MAX_AROUND = 4
"""Boxes around 当前位置 in which the path is sought."""


def _breadcrumb(root: etree._Element) -> str | None:
    """当前位置：首页 > 部门 > 年报, from the box around these words."""
    for text in _PLACES(root):
        box = text.getparent()
        for _ in range(MAX_AROUND):
            if box is None or box.tag in ("script", "style", "body"):
                break
            if match := _BREADCRUMB.search("\n".join(box.itertext())):
                return " ".join(match[1].split())
            box = box.getparent()
    return None


def _refuse_error_page(title: str | None, text: str) -> None:
    """A short page that begins like an error page is one; reports are thousands of characters."""
    if len(text) > MAX_ERROR_PAGE:
        return
    head = f"{title or ''} {text[:200]}".lower()
    sign = next((sign for sign in knowledge()["error_pages"] if sign in head), None)
    if sign is not None and "信息公开" not in text:
        shown = (title or text[:40]).strip()
        raise NotReadable("error_page", f"这是一张错误提示页（“{shown}”），不是年度报告。")
