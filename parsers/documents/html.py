"""What does an HTML page print? Its metadata, its title, the report in it, what hangs on it.

One lxml tree, read by a module for each question: report_element (where the report is), article
(which of its lines and tables are the report's), html_tables (what a table holds), walk (what a
reader sees of a text).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from lxml import etree

from parsers.dates import read_printed_date
from parsers.documents import CUT, CUT_OFF, Block, Document, NotReadable, Paragraph, markup, styles
from parsers.documents.article import read_article, read_items
from parsers.documents.attachments import find_attachments, find_backgrounds, find_images
from parsers.documents.beside import is_furniture
from parsers.documents.containers import knowledge
from parsers.documents.html_tables import read_parts
from parsers.documents.markup import string_of
from parsers.documents.published import find_published
from parsers.documents.report_element import NAMED, find_container, open_tabs
from parsers.documents.walk import CONTROL, LINES, SPACES, read_line, visible_text
from parsers.grid import Table
from parsers.headings import is_heading
from parsers.sections import starts
from parsers.titles import is_signer, read_title

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
    is_in_cell = _ends_in_cell(data)
    data, broken = _broken_off(data)
    root, notes = markup.parse(data)
    if root is None:
        raise NotReadable("empty", "网页是空的，没有任何文字。")
    found = list(root.iter("table", "style", "pre"))
    if any(element.tag == "pre" for element in found) and (kept := _kept_lines(data)) is not data:
        again, notes = markup.parse(kept)
        root = root if again is None else again
        found = list(root.iter("table", "style"))
    if is_in_cell and _mark_cut(root):
        broken = None
        notes = (*notes, f"网页在一个表格单元格中间中断，{CUT_OFF}")
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
    container, core = find_container(root, tables)
    is_dated = read_printed_date(metadata.get("PubDate", "")) is not None
    if not is_dated and (printed := find_published(root, container)):
        metadata["published"] = printed
    blocks = read_article(container, core)
    if b"none" in data and _lacks_sections(blocks) and open_tabs(root):
        container, core = find_container(root, tables)
        blocks = read_article(container, core)
    is_bare = not any(isinstance(block, Table) for block in blocks)
    is_notice = is_bare and _is_notice(blocks)
    attachments = tuple(find_attachments(root, container, page_title, is_bare, is_notice))
    images = find_images(container)
    if not images and (not blocks or (is_notice and not attachments)):
        images = find_backgrounds(container, bool(blocks))
    if images:
        notes = (*notes, "正文中有图片。")
    if broken == "told" or (broken == "open" and _lacks_end(blocks)):
        notes = (*notes, f"网页没有结尾，在正文中间中断，{CUT_OFF}")
    return Document("text/html", page_title, blocks, metadata, attachments, notes, images)


def _lacks_sections(blocks: Sequence[Block]) -> bool:
    return sum(isinstance(block, Paragraph) and is_heading(block.text) for block in blocks) < 6


MAX_NOTICE = 600
"""Characters of a page that only says where its report is."""


def _is_notice(blocks: Sequence[Block]) -> bool:
    lines = [block.text for block in blocks if isinstance(block, Paragraph)]
    return sum(map(len, lines)) <= MAX_NOTICE and not any(map(is_heading, lines))


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


_TAGS = re.compile(
    rb"<(/?)(p|span|li|div|section|article|table|tr|td|ul|form|center)(?=[\s>])", re.IGNORECASE
)
_DANGLING = re.compile(rb"<(?:[A-Za-z/!][^<>]{0,2000})?$")
_WHOLE = re.compile(r"[。！？；：:.…”’」』）)\]】》>]$|[日号]$|\d$")
"""How a line ends that is whole: a sentence, a date, a number."""
MIN_BROKEN = 6
"""Characters of a line that may be a sentence broken off."""


def _broken_off(data: bytes) -> tuple[bytes, str | None]:
    """The page without a tag of which only the beginning is there; and whether it stops before its
    end: `told` within a tag or a sentence, `open` with boxes that nothing closes. Templates that
    leave out end tags leave out all of a kind."""
    if b"</html" in data[-markup.MAX_END :].lower():  # nearly all
        return data, None
    end = data[-MAX_CELL:].rstrip(b"\0 \t\r\n")
    if not end or _END.search(end) or _END_TAG.search(data[:HEAD]) is None:
        return data, None
    if match := _DANGLING.search(end):
        return data[: len(data.rstrip(b"\0 \t\r\n")) - len(end) + match.start()], "told"
    counts = Counter((name.lower(), bool(slash)) for slash, name in _TAGS.findall(data))
    names = {name for name, _ in counts}
    is_open = {n for n in names if 0 < counts[n, True] < counts[n, False]}
    if not is_open:
        return data, None
    text = markup.decode(end[end.rfind(b">") + 1 :]).strip() if b">" in end else ""
    is_whole = _WHOLE.search(text) is not None or is_signer(text) or is_furniture(text)
    if len(text) >= MIN_BROKEN and is_open & {b"p", b"span", b"li"} and not is_whole:
        return data, "told"
    return data, "open"


_END = re.compile(rb"</(?:html|body)\b", re.IGNORECASE)
_END_TAG = re.compile(rb"</[a-z]", re.IGNORECASE)
HEAD = 20_000
"""Bytes of a page's beginning in which some tag is closed."""


def _lacks_end(blocks: Sequence[Block]) -> bool:
    """Does a report in the official form break off before its last section?"""
    lines = [block.text if isinstance(block, Paragraph) else None for block in blocks]
    numbers = {heading.number for _, heading in starts(lines)}
    return len(numbers) >= 2 and 6 not in numbers


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
