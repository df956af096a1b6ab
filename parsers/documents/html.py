"""What does an HTML page print? Article container, own grid for tables, trafilatura for the text.

One lxml tree. The container is found by what a report is (its headings and tables), helped by the
names templates use. Data tables are cut out and placed by span; layout tables are dissolved. The
remaining lines are numbered and given to trafilatura, which decides what is article text and what
is furniture: numbered, because it drops repeated paragraphs and loses the tables' places
otherwise. A line that reads like prose is never dropped.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import trafilatura
from lxml import etree

from parsers.documents import Attachment, Block, Document, NotReadable, Paragraph
from parsers.grid import RawCell, Table, place
from parsers.sections import is_heading
from parsers.titles import read_title

MAX_BYTES = 20_000_000
"""Real reports weigh 70–320 KB; beyond this a page is refused, not half read."""

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

_BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "caption",
}
_SKIPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "select",
    "option",
    "input",
    "textarea",
    "button",
    "head",
    "title",
    "audio",
    "video",
    "canvas",
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u3000\u2002\u2003]+")
_PUBLISHED = re.compile(
    r"(?:发布|发文|公开|成文|生成|更新)(?:日期|时间)[:：\s]*"
    r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})"
)
LAYOUT_CELL = 300
"""A cell with more characters than this holds prose: the table is layout."""


@cache
def knowledge() -> dict[str, Any]:
    """containers.toml."""
    text = resources.files("parsers.documents").joinpath("containers.toml").read_text("utf-8")
    return tomllib.loads(text)


def decode(data: bytes, declared: str | None = None) -> str:
    """Strict UTF-8, else the declared charset, else gb18030: pages labelled gb2312 are often UTF-8.

    The last resort replaces what is not gb18030 either, so that no byte stops a page.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").replace("\0", "")
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        pass
    if declared is None:
        match = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096])
        declared = match[1].decode("ascii") if match else None
    if declared and declared.lower() not in ("utf-8", "utf8", "gb2312", "gbk"):
        try:
            return data.decode(declared).replace("\0", "")
        except (LookupError, UnicodeDecodeError):
            pass
    return data.decode("gb18030", "replace").replace("\0", "")


def read(data: bytes) -> Document:
    """An HTML page as a Document; NotReadable for an empty or an error page."""
    if len(data) > MAX_BYTES:
        raise NotReadable(
            "too_large", f"网页有 {len(data):,} 字节，超过 {MAX_BYTES:,} 字节的上限。"
        )
    text = decode(data)
    if not re.sub(r"<[^>]*>|\s", "", text):
        raise NotReadable("empty", "网页是空的，没有任何文字。")
    # An XML declaration with an encoding makes lxml refuse str input.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    try:
        root = lxml.html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise NotReadable("damaged", f"网页无法解析：{error}。") from error
    metadata = _metadata(root)
    page_title = _page_title(root, metadata)
    full_text = _text(root)
    _refuse_error_page(page_title, full_text)
    if match := _PUBLISHED.search(full_text):
        metadata.setdefault("published", "-".join(match.groups()))
    container = _container(root)
    attachments = tuple(_attachments(container))
    blocks = _article(container)
    notes = ("正文中有图片。",) if container.xpath(".//img") else ()
    return Document("text/html", page_title, blocks, metadata, attachments, notes)


# ── Page level ────────────────────────────────────────────────────────────────────────────────


def _metadata(root: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = METADATA.get((meta.get("name") or "").strip().lower())
        content = (meta.get("content") or "").strip()
        if name and content and content.lower() != "null":
            found.setdefault(name, content)
    return found


def _page_title(root: lxml.html.HtmlElement, metadata: dict[str, str]) -> str | None:
    """The title outside the article: ArticleTitle, heading element, `<title>`; a report's first."""
    known = knowledge()
    candidates = [metadata.get("ArticleTitle")]
    candidates += [_line(h) for h in root.iter("h1")]
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        classes = (element.get("class") or "").lower().split()
        if (element.get("id") or "").lower() in known["title_ids"] or any(
            name in classes for name in known["title_classes"]
        ):
            candidates.append(_line(element))
    candidates += [_line(title) for title in root.iter("title")]
    printed = [c for c in candidates if c and len(c) <= 200]
    site = metadata.get("SiteName")
    return next((c for c in printed if read_title(c, site)), printed[0] if printed else None)


def _refuse_error_page(title: str | None, text: str) -> None:
    """A short page that begins like an error page is one; reports are thousands of characters."""
    if len(text) > 1_500:
        return
    head = f"{title or ''} {text[:200]}".lower()
    sign = next((sign for sign in knowledge()["error_pages"] if sign in head), None)
    if sign is not None and "信息公开" not in text:
        shown = (title or text[:40]).strip()
        raise NotReadable("error_page", f"这是一张错误提示页（“{shown}”），不是年度报告。")


# ── Container ─────────────────────────────────────────────────────────────────────────────────


def _container(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The element that holds the report: all its headings and tables, as little else as can be."""
    known = knowledge()
    weight: dict[Any, int] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            continue
        own = 0
        if element.tag == "table" and _mentions_report(element):
            own = 2
        elif element.tag in ("p", "div", "span", "strong", "b", "h2", "h3", "td", "font"):
            direct = (element.text or "").strip()
            if direct and len(direct) < 60 and is_heading(direct):
                own = 1
        if own:
            holder: Any = element
            while holder is not None:
                weight[holder] = weight.get(holder, 0) + own
                holder = holder.getparent()
    named = [e for e in root.iter() if isinstance(e.tag, str) and _is_named(e, known)]
    if weight:
        most = max(weight.values())
        smallest = next(e for e in reversed(list(root.iter())) if weight.get(e, 0) == most)
        while smallest.tag in ("table", "tbody", "tr", "p", "span", "strong", "b", "font"):
            above = smallest.getparent()
            if above is None:
                break
            smallest = above
        above_it: list[lxml.html.HtmlElement] = [smallest, *smallest.iterancestors()]
        for candidate in above_it:
            if candidate in named:
                return candidate
        parent = smallest.getparent()
        if parent is not None and parent.tag == "div" and _link_density(parent) < 0.2:
            return parent
        return smallest
    if named:
        best: lxml.html.HtmlElement = max(
            named, key=lambda e: len(_text(e)) * (1 - _link_density(e))
        )
        return best
    body: lxml.html.HtmlElement | None = root.find("body")
    return body if body is not None else root


def _is_named(element: lxml.html.HtmlElement, known: dict[str, Any]) -> bool:
    classes = (element.get("class") or "").lower().split()
    return (element.get("id") or "").lower() in known["ids"] or any(
        name in known["classes"] for name in classes
    )


def _mentions_report(table: lxml.html.HtmlElement) -> bool:
    if table.find(".//table") is not None:
        return False
    text = re.sub(r"\s+", "", table.text_content())
    return any(m in text for m in ("第二十条第", "申请人情况", "结果维持", "计量单位"))


def _link_density(element: lxml.html.HtmlElement) -> float:
    total = len(re.sub(r"\s+", "", element.text_content()))
    linked = sum(len(re.sub(r"\s+", "", a.text_content())) for a in element.iter("a"))
    return linked / total if total else 0.0


# ── Text ──────────────────────────────────────────────────────────────────────────────────────


def _line(element: lxml.html.HtmlElement) -> str:
    return _SPACES.sub(" ", element.text_content()).strip()


def _text(element: lxml.html.HtmlElement) -> str:
    """Visible text without scripts and styles, white space folded."""
    parts: list[str] = []
    for kind, value in _walk(element, frozenset()):
        parts.append(value if kind == "text" else " ")
    return _SPACES.sub(" ", "".join(parts)).strip()


def _walk(element: lxml.html.HtmlElement, data_tables: frozenset[Any]) -> Iterator[tuple[str, Any]]:
    """("text", str), ("break", ""), ("table", element) in reading order; iterative, any depth."""
    stack: list[tuple[str, Any]] = [("open", element)]
    while stack:
        kind, node = stack.pop()
        if kind != "open":
            yield kind, node
            continue
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if _HIDDEN.search(node.get("style") or ""):
            continue
        if node in data_tables:
            yield "table", node
            continue
        block = node.tag in _BLOCKS
        if node.tag == "br":
            yield "break", ""
            continue
        if block:
            yield "break", ""
            stack.append(("break", ""))
        for child in reversed(node):
            if child.tail:
                stack.append(("text", child.tail))
            stack.append(("open", child))
        if node.text:
            yield "text", node.text


def _article(container: lxml.html.HtmlElement) -> tuple[Block, ...]:
    """Paragraphs and data tables of the container in reading order, furniture left out."""
    tables = frozenset(t for t in container.iter("table") if _is_data(t))
    items: list[str | Table] = []
    line: list[str] = []

    def flush() -> None:
        text = _SPACES.sub(" ", "".join(line)).strip()
        if text:
            items.append(text)
        line.clear()

    for kind, value in _walk(container, tables):
        if kind == "text":
            line.append(value)
        else:
            flush()
            if kind == "table":
                items.append(_grid(value))
    flush()
    for index, item in enumerate(items):
        if isinstance(item, str) and any(item.startswith(word) for word in knowledge()["footers"]):
            items = items[:index]
            break
    kept = _kept([item if isinstance(item, str) else None for item in items])
    return tuple(
        Paragraph(item) if isinstance(item, str) else item
        for index, item in enumerate(items)
        if index in kept
    )


_MARK = "¶{}¶"
_MARKED = re.compile(r"¶(\d+)¶")


def _kept(lines: list[str | None]) -> set[int]:
    """Indexes of the lines that trafilatura takes for article text; tables and prose always."""
    body = etree.Element("body")
    article = etree.SubElement(body, "article")
    for index, text in enumerate(lines):
        paragraph = etree.SubElement(article, "p")
        paragraph.text = _MARK.format(index) + (text if text is not None else "〔表格〕")
    html = etree.Element("html")
    html.append(body)
    extracted = trafilatura.extract(
        lxml.html.fromstring(etree.tostring(html, encoding="unicode", method="html")),
        fast=True,
        favor_recall=True,
        include_comments=False,
        include_tables=False,
    )
    kept = {int(index) for index in _MARKED.findall(extracted or "")}
    for index, text in enumerate(lines):
        if text is None or _is_prose(text):
            kept.add(index)
    return kept


def _is_prose(text: str) -> bool:
    """Sentences, headings, dates, names: what no filter may drop from a report."""
    return is_heading(text) or bool(re.search(r"[。；;，、：:]|\d", text)) or len(text) <= 30


# ── Tables ────────────────────────────────────────────────────────────────────────────────────


def _is_data(table: lxml.html.HtmlElement) -> bool:
    """A table of values, not of layout: no table inside, several columns, no prose in its cells."""
    if table.find(".//table") is not None:
        return False
    rows = list(table.iter("tr"))
    if max((sum(1 for c in row if c.tag in ("td", "th")) for row in rows), default=0) < 2:
        return False
    for row in rows:
        for cell in row:
            if cell.tag in ("td", "th") and len(cell.text_content().strip()) > LAYOUT_CELL:
                return False
            if cell.tag in ("td", "th") and is_heading(_line(cell)):
                return False
    return True


def _span(value: str | None) -> int:
    """`3` → 3; browsers read the leading digits of `1%`, and 1 where there are none or 0."""
    match = re.match(r"\s*(\d{1,7})", value or "")
    return max(1, int(match[1])) if match else 1


def _grid(table: lxml.html.HtmlElement) -> Table:
    rows: list[list[RawCell]] = []
    for row in table.iter("tr"):
        if _HIDDEN.search(row.get("style") or ""):
            continue
        rows.append(
            [
                (_cell_text(cell), _span(cell.get("rowspan")), _span(cell.get("colspan")))
                for cell in row
                if cell.tag in ("td", "th") and not _HIDDEN.search(cell.get("style") or "")
            ]
        )
    return place(rows)


def _cell_text(cell: lxml.html.HtmlElement) -> str:
    parts = [value if kind == "text" else "\n" for kind, value in _walk(cell, frozenset())]
    lines = (
        _SPACES.sub(" ", line).strip()
        for line in "".join(
            " " if p.isspace() and p != "\n" else p.replace("\n", " ") if p != "\n" else p
            for p in parts
        ).split("\n")
    )
    return "\n".join(line for line in lines if line)


# ── Attachments ───────────────────────────────────────────────────────────────────────────────


def _attachments(container: lxml.html.HtmlElement) -> Iterator[Attachment]:
    seen: set[str] = set()
    for element in container.iter("a", "iframe", "embed", "object"):
        url = element.get("href") or element.get("src") or element.get("data") or ""
        if not url or url in seen:
            continue
        if is_attachment(url):
            seen.add(url)
            yield Attachment(url, _line(element) or (element.get("title") or ""))


def is_attachment(url: str) -> bool:
    """Does the address name a document, in its path or in its query?"""
    extensions = knowledge()["attachments"]
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    names = [parts.path, *(value for _, value in parse_qsl(parts.query))]
    return any(name.lower().rsplit(".", 1)[-1] in extensions for name in names if "." in name)
