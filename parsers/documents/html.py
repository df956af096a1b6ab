"""What does an HTML page print? Article container, own grid for tables, trafilatura for the text.

One lxml tree. The container is found by what a report is (its headings and tables), helped by the
names templates use. Data tables are cut out and placed by span; layout tables are dissolved. The
remaining lines are numbered and given to trafilatura, which decides what is article text and what
is furniture: numbered, because it drops repeated paragraphs and loses the tables' places
otherwise. A line that reads like prose is never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from parsers.dates import read_printed_date
from parsers.documents import CUT, Block, Document, NotReadable, Paragraph, layout, markup, styles
from parsers.documents.attachments import (
    find_attachments,
    find_backgrounds,
    find_images,
    is_attachment,
    is_spacer,
)
from parsers.documents.containers import knowledge
from parsers.documents.lines import may_hold_table, read_lines
from parsers.documents.markup import MAX_BYTES, decode, string_of
from parsers.documents.published import find_published
from parsers.documents.styles import effects
from parsers.grid import RawCell, Table, place
from parsers.sections import is_heading
from parsers.titles import read_title

__all__ = ["MAX_BYTES", "decode", "fragment", "is_attachment", "knowledge", "read"]

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

_LINES = "x-pre"
"""What a `<pre>` that holds a table is called while the page is read."""
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
    _LINES,
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
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARKERS = ("第二十条第", "申请人情况", "结果维持", "计量单位")
"""Words that only a report's tables print."""
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u3000\u2002\u2003]+")
_COLLAPSED = re.compile(r"[ \t\r\n\f\v]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that print nothing and that XML forbids; they come raw or as `&#1;`."""
_DIGIT = re.compile("[0-9]")
_SHOWS_FILE = re.compile(rb"<(?:iframe|embed|object|frame)\b|PDFObject", re.IGNORECASE)
_BREADCRUMB = re.compile(
    r"(?:当前|所在|您的|现在)(?:的)?位置(?:是)?[:：]?\s*"
    r"([^\n。：:>＞»›]{1,30}(?:\s{0,9}[>＞»›]+\s{0,9}[^\n。：:>＞»›]{1,40}){1,8})"
)
MAX_ERROR_PAGE = 1_500
"""Characters of an error page; reports have thousands."""
MAX_FOOTER = 200
"""Characters of a footer's first line; a longer one is a paragraph that begins with its words."""
MAX_LINKED = 100
"""Characters of links that a wider container may add; with more it holds menus."""
MAX_NAMED = 200
"""Elements with a container's name that are weighed against each other."""
SHOWN = 100
"""Characters of text that a picture or a frame weighs, where a box holds no report's headings."""
MENU_LINKS = 8
"""Links that make a block of links a menu; a report may name a few files."""
LAYOUT_CELL = 300
"""A cell with more characters than this holds prose: the table is layout."""


_SHOWN = etree.XPath(  # faster than a condition on every text
    "set:difference(//text(), //script/text() | //style/text())",
    namespaces={"set": "http://exslt.org/sets"},
    smart_strings=False,
)
_PLACES = etree.XPath("//text()[contains(., '位置')]")
_NAMED = etree.XPath("//*[@class or @id]")
_NAMES = etree.XPath("//@class | //@id", smart_strings=False)
_SPANNING = etree.XPath("descendant::*[@colspan or @rowspan]")
_HIDDEN = etree.XPath("boolean(descendant::*/@hidden)")
_STYLES = etree.XPath("descendant::*/@style", smart_strings=False)
_MARKED_BLOCKS = ("p", "div", "span", "strong", "b", "h2", "h3", "td", "font")

Part = tuple[str, Any]
"""("table", rows of RawCell) or ("open", a cell of running text)."""


_NOTHING: list[Part] = []
"""Parts of an element that is left out."""


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
        if len(_SPACES.sub(" ", shown)) < 2 * MAX_ERROR_PAGE:
            _refuse_error_page(page_title, _text(root))
    if "位置" in full_text and (path := _breadcrumb(root)):
        metadata.setdefault("breadcrumb", path)
    container = _container(root, tables)
    is_dated = read_printed_date(metadata.get("PubDate", "")) is not None
    if not is_dated and (printed := find_published(root, container)):
        metadata["published"] = printed
    blocks = _article(container)
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
    root = etree.fromstring(f"<div>{_CONTROL.sub('', text)}</div>", etree.HTMLParser())
    if root is None:
        return ()
    tables = {t: parts for t in root.iter("table") if (parts := _parts(t))}
    return tuple(
        Paragraph(item) if isinstance(item, str) else item for item in _items(root, tables)
    )


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


MAX_AROUND = 4
"""Boxes around 当前位置 in which the path is sought."""


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
    tags = list(_PRE.finditer(data))
    parts: list[bytes] = []
    at = 0
    for number, tag in enumerate(tags):
        following = tags[number + 1] if number + 1 < len(tags) else None
        end = following.start() if following else len(data)
        if tag[1] or _TABLE.search(data, tag.end(), end) is None:
            continue
        parts += [data[at : tag.start()], b"<x-pre", data[tag.end() : end]]
        at = end
        if following and following[1]:
            parts.append(b"</x-pre")
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


def _page_title(root: etree._Element, metadata: dict[str, str]) -> str | None:
    """The title outside the article: ArticleTitle, heading element, `<title>`; a report's first."""
    known = knowledge()
    site = metadata.get("SiteName")
    named = metadata.get("ArticleTitle")
    if named and len(named) <= 200 and read_title(named, site):
        return named
    candidates = [named]
    candidates += [_line(h) for h in root.iter("h1")]
    names = set(_NAMES(root))  # a few, where the elements that bear them are thousands
    is_told = any(_is_title(name) or name.lower() in known["title_ids"] for name in names)
    for element in _NAMED(root) if is_told else ():
        if (element.get("id") or "").lower() in known["title_ids"] or _is_title(
            element.get("class") or ""
        ):
            candidates.append(_line(element))
    candidates += [_line(title) for title in root.iter("title")]
    printed = [c for c in candidates if c and len(c) <= 200]
    return next((c for c in printed if read_title(c, site)), printed[0] if printed else None)


@lru_cache(maxsize=1_024)  # a page repeats a few class names hundreds of times
def _is_title(classes: str) -> bool:
    return not set(classes.lower().split()).isdisjoint(knowledge()["title_classes"])


def _refuse_error_page(title: str | None, text: str) -> None:
    """A short page that begins like an error page is one; reports are thousands of characters."""
    if len(text) > MAX_ERROR_PAGE:
        return
    head = f"{title or ''} {text[:200]}".lower()
    sign = next((sign for sign in knowledge()["error_pages"] if sign in head), None)
    if sign is not None and "信息公开" not in text:
        shown = (title or text[:40]).strip()
        raise NotReadable("error_page", f"这是一张错误提示页（“{shown}”），不是年度报告。")


# ── Container ─────────────────────────────────────────────────────────────────────────────────


def _container(root: etree._Element, tables: Iterable[etree._Element]) -> etree._Element:
    """The element that holds the report: all its headings and tables, as little else as can be."""
    known = knowledge()
    weight: dict[etree._Element, int] = {}
    counted = [(table, 2) for table in tables if _mentions_report(table)]
    for element in root.iter(*_MARKED_BLOCKS):
        direct = element.text
        # Headings are Chinese; most cells print digits.
        if direct and not direct.isascii():
            direct = direct.strip()
            if direct and len(direct) < 60 and is_heading(direct):
                counted.append((element, 1))
    for element, own in counted:
        for holder in (element, *element.iterancestors()):
            weight[holder] = weight.get(holder, 0) + own
    if weight:
        most = max(weight.values())
        # The deepest: of nested elements the one with the fewest others around all that counts.
        smallest = max(
            (e for e, own in weight.items() if own == most),
            key=lambda e: sum(1 for _ in e.iterancestors()),
        )
        while smallest.tag in ("table", "tbody", "tr", "p", "span", "strong", "b", "font"):
            above = smallest.getparent()
            if above is None:
                break
            smallest = above
        linked = _linked(smallest)
        for candidate in (smallest, *smallest.iterancestors()):
            # `content` is also what many templates call the whole page.
            if _linked(candidate) > linked + MAX_LINKED:
                break
            if _is_named(candidate, known):
                return candidate
        parent = smallest.getparent()
        if parent is not None and parent.tag == "div" and _linked(parent) <= linked + MAX_LINKED:
            return parent
        return smallest
    named = [e for e in _NAMED(root) if _is_named(e, known)]
    if named:
        best: etree._Element = max(
            named[:MAX_NAMED], key=lambda e: len(_text(e)) * (1 - _link_density(e)) + _shown(e)
        )
        return best
    body: etree._Element | None = root.find("body")
    return body if body is not None else root


def _is_named(element: etree._Element, known: dict[str, Any]) -> bool:
    classes = (element.get("class") or "").lower().split()
    return (element.get("id") or "").lower() in known["ids"] or any(
        name in known["classes"] for name in classes
    )


def _shown(element: etree._Element) -> int:
    """What pictures and frames in an element are worth against characters of text."""
    return SHOWN * (len(find_images(element)) + sum(1 for _ in element.iter("iframe", "embed")))


def _linked(element: etree._Element) -> int:
    """Characters of its links."""
    return sum(len(re.sub(r"\s+", "", string_of(a))) for a in element.iter("a"))


def _link_density(element: etree._Element) -> float:
    total = len(re.sub(r"\s+", "", string_of(element)))
    return _linked(element) / total if total else 0.0


def _menus(container: etree._Element) -> set[Any]:
    """Blocks inside the container that are nothing but links: where a report stands directly in
    the page's body, its menus stand beside it."""
    counts: dict[Any, int] = {}
    for link in container.iter("a"):
        for holder in link.iterancestors():
            if holder is container:
                break
            counts[holder] = counts.get(holder, 0) + 1
    return {
        element
        for element, count in counts.items()
        if count >= MENU_LINKS and element.tag in _BLOCKS and _link_density(element) > 0.9
    }


# ── Text ──────────────────────────────────────────────────────────────────────────────────────


def _line(element: etree._Element) -> str:
    return _folded(string_of(element) if len(element) else element.text or "")


def _folded(text: str) -> str:
    """White space as single spaces, none at the ends; characters that print nothing left out."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(_CONTROL.sub("", line).split())


def _text(element: etree._Element) -> str:
    """Visible text without scripts and styles, white space folded."""
    parts: list[str] = []
    for kind, value in _walk(element, {}):
        parts.append(value if kind in ("text", "lines") else " ")
    return _SPACES.sub(" ", _CONTROL.sub("", "".join(parts))).strip()


def _is_hidden(element: etree._Element) -> bool:
    """Not laid out at all: a hidden cell takes no column."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and bool(effects(style) & styles.GONE)


def _walk(
    element: etree._Element, tables: Mapping[Any, list[Part]], in_cell: bool = False
) -> Iterator[tuple[str, Any]]:
    """("text", str), ("lines", str), ("break", ""), ("table", rows) in reading order; iterative,
    any depth.

    tables: the parts of tables that hold values. lines: text whose line breaks and blanks count.
    What is struck or not seen is left out; raised digits become superscripts, so that a footnote
    mark does not become a digit of the number before it. in_cell: lowered digits too, and what form
    controls hold.
    """
    stack: list[tuple[str, Any, int]] = [("open", element, 0)]
    while stack:
        kind, node, state = stack.pop()
        if kind != "open":
            if state and kind == "text":
                if state & styles.BLANKED:
                    continue
                if state & styles.RAISED or (in_cell and state & styles.LOWERED):
                    node = node.translate(_RAISED)
                if state & styles.LINED and not in_cell:
                    kind = "lines"
            yield kind, node
            continue
        tag = node.tag
        if not isinstance(tag, str):
            continue
        if tag in _SKIPPED:
            if in_cell and tag in _CONTROLS and not _is_hidden(node):
                yield "text", _held(node)
            continue
        if node.attrib:
            if node.get("hidden") is not None:
                continue
            if (style := node.get("style")) is not None and (changes := effects(style)):
                if changes & styles.GONE:
                    continue
                state = _state(state, changes, node)
                if changes & styles.BOXED and not in_cell and tag not in _BLOCKS:
                    yield "break", ""
                    stack.append(("break", "", 0))
        if tag in ("pre", _LINES):
            state |= styles.LINED
        if tag in styles.TAGS:
            state = _state(state, styles.TAGS[tag], node)
        if tag == "br":
            yield "break", ""
            continue
        if tables and node in tables:
            yield "break", ""
            if tables[node] is _NOTHING or state & styles.BLANKED:
                continue
            for part in reversed(tables[node]):
                stack += [("break", "", 0), (*part, state)]
            if tag == "table":
                for text in reversed(_outside(node)):
                    stack += [("break", "", 0), ("text", text, state)]
            continue
        if tag in _BLOCKS:
            yield "break", ""
            stack.append(("break", "", 0))
        for child in reversed(node):
            if child.tail:
                stack.append(("text", child.tail, state))
            stack.append(("open", child, state))
        if node.text:
            if state:
                stack.append(("text", node.text, state))
            else:
                yield "text", node.text


def _state(state: int, changes: int, node: etree._Element) -> int:
    """How text inside is shown: what is set around it, and what the element sets itself."""
    if changes & styles.SEEN:
        state &= ~styles.UNSEEN
    if changes & styles.SIZED:
        state &= ~styles.TINY
    if changes & styles.UNLINED:
        state &= ~styles.LINED
    if changes & styles.STRUCK and not styles.is_struck(node):
        changes &= ~styles.STRUCK
    if node.tag in ("td", "th", "tr", "table"):  # vertical-align means something else for cells
        changes &= ~(styles.RAISED | styles.LOWERED)
    return state | changes & (styles.CHANGES | styles.LINED)


_CONTROLS = frozenset(("input", "textarea", "select"))
_UNPRINTED = frozenset(
    ("hidden", "button", "submit", "reset", "image", "checkbox", "radio", "file", "password")
)


def _held(control: etree._Element) -> str:
    """What a form control shows: a page that was saved from an entry form prints its values so."""
    if control.tag == "input":
        is_shown = (control.get("type") or "text").lower() not in _UNPRINTED
        return (control.get("value") or "") if is_shown else ""
    if control.tag == "textarea":
        return control.text or ""
    options = list(control.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    return "".join(map(string_of, chosen[-1:] or options[:1]))


def _article(container: etree._Element) -> tuple[Block, ...]:
    """Paragraphs and data tables of the container in reading order, furniture left out."""
    tables = {t: parts for t in container.iter("table") if (parts := _parts(t))}
    tables |= dict.fromkeys(_menus(container) - _holders(tables), _NOTHING)
    items = _items(container, tables)
    if may_hold_table(item for item in items if isinstance(item, str)):
        items = _without_table_tags(container, tables)
    items = items[: _footer(items)]
    kept = _kept([item if isinstance(item, str) else None for item in items])
    return tuple(
        Paragraph(item) if isinstance(item, str) else item
        for index, item in enumerate(items)
        if index in kept
    )


def _without_table_tags(
    container: etree._Element, tables: Mapping[Any, list[Part]]
) -> list[str | Table]:
    """Lines and tables of a page that prints tables, or some of them, without `<table>`: boxes in
    rows; else lines of cells, as in a text."""
    tables = dict(tables)
    for boxes, rows in layout.find_grids(container, tables.keys()):
        tables |= dict.fromkeys(boxes, _NOTHING)
        raw = [[_raw(cell, _cell_text(cell)) for cell in cells] for cells in rows]
        tables[boxes[0]] = [("table", raw)]
    items: list[str | Table] = []
    run: list[str] = []
    for item in (*_items(container, tables, is_folded=False), None):
        if isinstance(item, str):
            run.append(item)
            continue
        items += [b.text if isinstance(b, Paragraph) else b for b in read_lines(run)]
        run.clear()
        if item is not None:
            items.append(item)
    return items


def _items(
    container: etree._Element, tables: Mapping[Any, list[Part]], is_folded: bool = True
) -> list[str | Table]:
    """Lines and tables in reading order. is_folded: blanks that a browser shows as one are one,
    else those that it shows wide stay."""
    items: list[str | Table] = []
    line: list[str] = []
    spaces = _SPACES if is_folded else _COLLAPSED
    is_spaced = False

    def flush() -> None:
        nonlocal is_spaced
        text = _CONTROL.sub("", "".join(line))
        text = text if is_spaced else spaces.sub(" ", text).strip()
        if text and not text.isspace():
            items.append(text)
        line.clear()
        is_spaced = False

    for kind, value in _walk(container, tables):
        if kind == "text":
            line.append(value)
        elif kind == "lines":
            for number, text in enumerate(value.split("\n")):
                if number:
                    flush()
                line.append(text)
                is_spaced = is_spaced or not is_folded
        else:
            flush()
            if kind == "table":
                items.append(place(value))
    flush()
    return items


def _holders(tables: Mapping[Any, list[Part]]) -> set[Any]:
    return {holder for table in tables for holder in (table, *table.iterancestors())}


def _footer(items: list[str | Table]) -> int:
    """Index of the line with which the page's footer begins, below the report's last heading.

    The same words stand above many articles: 【打印】【关闭】 beside the date; 相关链接 at times
    inside. What the report itself says below them shows that they end nothing.
    """
    last = max(
        (i for i, item in enumerate(items) if not isinstance(item, str) or is_heading(item)),
        default=-1,
    )
    words = tuple(knowledge()["footers"])
    found = len(items)
    for index in range(last + 1, len(items)):
        item = items[index]
        if not isinstance(item, str):
            continue
        if item.startswith(words) and len(item) <= MAX_FOOTER:
            found = min(found, index)
        elif found < index and _is_own(item):
            found = len(items)
    return found or len(items)


_OWN = re.compile(
    r"我[省市县区州镇乡街局委厅院处校馆站办]|本(?:机关|单位|部门|行政机关|年度|局|县|区|镇|街道)"
    r"|信息公开|主动公开|依申请|信息处理费|行政复议"
)
_FOREIGN = re.compile("版权|备案|浏览器|转载|网站|主办|承办|举报|上一[篇条]|下一[篇条]|报告$|年报$")


def _is_own(line: str) -> bool:
    """Is it a sentence of the report, nothing that footers and lists of links print?"""
    return (
        len(line) >= MIN_SENTENCE
        and line[-1] in "。；："
        and _OWN.search(line) is not None
        and _FOREIGN.search(line) is None
    )


MIN_SENTENCE = 15
"""Characters of such a sentence."""


_MARK = "¶{}¶"
_MARKED = re.compile(r"¶(\d+)¶")


def _kept(lines: list[str | None]) -> set[int]:
    """Indexes of the lines that trafilatura takes for article text; tables and prose always.

    Where every line is prose its verdict changes nothing, and it is not asked.
    """
    kept = {index for index, text in enumerate(lines) if text is None or _is_prose(text)}
    if len(kept) == len(lines):
        return kept
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
    return kept | {int(index) for index in _MARKED.findall(extracted or "")}


def _is_prose(text: str) -> bool:
    """Sentences, headings, dates, names: what no filter may drop from a report."""
    return is_heading(text) or bool(re.search(r"[。；;，、：:]|\d", text)) or len(text) <= 30


# ── Tables ────────────────────────────────────────────────────────────────────────────────────


def _rows(table: etree._Element) -> list[etree._Element]:
    """The table's own rows that are laid out, without those of tables inside its cells."""
    rows = list(_within(table, ("tr",)))
    head, foot = table.find("thead"), table.find("tfoot")
    if head is None and foot is None:
        return rows
    # Wherever they stand, the first head is shown above all and the first foot below.
    above = [row for row in rows if head is not None and row.getparent() is head]
    below = [row for row in rows if foot is not None and row.getparent() is foot]
    apart = {*above, *below}
    return [*above, *(row for row in rows if row not in apart), *below]


def _cells(row: etree._Element) -> list[etree._Element]:
    """The row's own cells, also where an editor put a form or a font between row and cell."""
    return list(_within(row, ("td", "th")))


def _within(element: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        tag = node.tag
        if not isinstance(tag, str) or node.get("hidden") is not None:
            continue
        style = node.get("style")
        changes = effects(style) if style is not None else 0
        if changes & styles.GONE or (tag == "tr" and changes & styles.UNSEEN):
            continue
        if tag in tags:
            yield node
        elif tag != "table":
            stack.extend(reversed(node))


def _outside(table: etree._Element) -> list[str]:
    """Text of a table that stands in none of its cells: caption, stray paragraphs."""
    found: list[str] = []
    stack: list[tuple[str, Any]] = [("open", table)]
    while stack:
        kind, node = stack.pop()
        if kind == "text":
            found.append(node)
            continue
        tag = node.tag
        if not isinstance(tag, str) or tag in _SKIPPED or _is_hidden(node):
            continue
        for child in reversed(node):
            if (tail := child.tail) and not tail.isspace():
                stack.append(("text", tail))
            if child.tag not in ("td", "th", "table"):
                stack.append(("open", child))
        if node.text and not node.text.isspace():
            found.append(node.text)
    return found


def _mentions_report(table: etree._Element) -> bool:
    """Do the table's own cells print words of a report's tables?"""
    if table.find(".//table") is None:
        text = string_of(table)
        if any(marker in text for marker in _MARKERS):  # mostly nothing stands between the letters
            return True
        text = "".join(text.split())
        return any(marker in text for marker in _MARKERS)
    parts: list[str] = []
    for row in _rows(table):
        for cell in _cells(row):
            for kind, value in _walk(cell, {inner: [] for inner in cell.iter("table")}):
                if kind == "text":
                    parts.append(value)
    text = re.sub(r"\s+", "", "".join(parts))
    return any(marker in text for marker in _MARKERS)


def _parts(table: etree._Element) -> list[Part]:
    """What a table holds in reading order: grids of values, and cells of running text between.

    Empty for a layout table, which is dissolved. A cell with prose or a section's heading makes a
    table layout, unless it stands alone in its row in a table that prints the form as well: some
    editors put a whole report into one table.
    """
    inner = table.find(".//table") is not None
    if inner and (
        not _mentions_report(table)
        or any(_mentions_report(t) for t in table.iter("table") if t is not table)
    ):
        return []
    is_simple = not inner and _is_simple(table)
    rows = _simple_rows(table) if is_simple else list(map(_cells, _rows(table)))
    if max(map(len, rows), default=0) < 2:
        return []
    texts: list[list[str]] = []
    prose: set[int] = set()
    for number, cells in enumerate(rows):
        texts.append([_cell_text(cell, is_simple) for cell in cells])
        for text in texts[-1]:
            if text.isascii():
                continue  # values, of whatever length
            if len(text) > LAYOUT_CELL or is_heading(text.replace("\n", "")):
                if len(cells) > 1:
                    return []
                prose.add(number)
    if prose:
        if not _mentions_report(table):
            return []
        for number, printed in enumerate(texts):
            if len(printed) == 1:
                text = "".join(printed[0].split())
                if not any(marker in text for marker in _MARKERS):
                    prose.add(number)
    spanning = set(_SPANNING(table))
    parts: list[Part] = []
    run: list[list[RawCell]] = []
    for number, cells in enumerate(rows):
        if number not in prose:
            run.append(
                [
                    _raw(cell, text) if cell in spanning else (text, 1, 1)
                    for cell, text in zip(cells, texts[number], strict=True)
                ]
            )
            continue
        if run:
            parts.append(("table", run))
            run = []
        parts.append(("open", cells[0]))
    if run:
        parts.append(("table", run))
    return parts


def _simple_rows(table: etree._Element) -> list[list[etree._Element]]:
    """The cells of each row of a table in which nothing is hidden and no table stands."""
    rows = []
    for row in table.iter("tr"):
        above = row.getparent()
        if above is None or (above.tag != "tbody" and above.tag != "table"):
            return list(map(_cells, _rows(table)))
        cells = list(row.iterchildren("td", "th"))
        rows.append(cells if len(cells) == len(row) else _cells(row))
    return rows


_LEADING_DIGITS = re.compile(r"\s*(\d{1,7})")


def _span(value: str | None) -> int:
    """`3` → 3; browsers read the leading digits of `1%`, and 1 where there are none or 0."""
    if value is None:
        return 1
    match = _LEADING_DIGITS.match(value)
    return max(1, int(match[1])) if match else 1


def _raw(cell: etree._Element, text: str) -> RawCell:
    return text, _span(cell.get("rowspan")), _span(cell.get("colspan"))


_SPECIAL = (
    *("br", "sup", "sub", "div", "table", "script", "style", "select", "option", "textarea"),
    *("svg", "noscript", "template", "iframe", "object", "embed", "input", "title", "audio"),
    *("video", "canvas", "li", "dd", "pre", "s", "strike", "del", "img", "button"),
)
"""What in a table asks for more than the text that lxml gives of a cell in one call."""
_PICTURES = ("img", "svg", "canvas", "object", "embed", "iframe", "video")
PICTURE = "〔图片〕"
"""Text of a cell that shows a picture and nothing else: not blank, and not to be read."""
SCRIPT = "〔脚本〕"
"""Text of a cell that a script writes."""


def _is_simple(table: etree._Element) -> bool:
    """Does the table hold nothing _SPECIAL and nothing hidden?"""
    if next(table.iterdescendants(*_SPECIAL), None) is not None:
        return False
    return not _HIDDEN(table) and not any(map(styles.changes, set(_STYLES(table))))


def _cell_text(cell: etree._Element, is_simple: bool = False) -> str:
    """The cell's lines. is_simple: its table holds nothing _SPECIAL."""
    children = len(cell)
    if children == 0 and (is_simple or not cell.attrib):
        return _folded(cell.text or "")
    if is_simple and (cell.text is None or cell.text.isspace()):
        if children == 1:  # nearly all
            only = cell[0]
            if only.tag == "p" and (only.tail is None or only.tail.isspace()):
                return _line(only)
        paragraphs = [
            _line(child)
            for child in cell
            if child.tag == "p" and (child.tail is None or child.tail.isspace())
        ]
        if len(paragraphs) == children:
            return "\n".join(filter(None, paragraphs))
    lines: list[list[str]] = [[]]
    for kind, value in _walk(cell, {}, True):
        if kind == "text":
            lines[-1].append(value)
        elif lines[-1]:
            lines.append([])
    printed = (_SPACES.sub(" ", _CONTROL.sub("", "".join(line))).strip() for line in lines)
    text = "\n".join(line for line in printed if line)
    if not text and not is_simple:
        return _instead(cell)
    level = text.translate(_LEVEL)
    # Nothing but raised digits: there is no number whose footnote they could be.
    return level if level != text and level.isdecimal() and not _DIGIT.search(text) else text


def _instead(cell: etree._Element) -> str:
    """What a cell without text shows."""
    for element in cell.iter(*_PICTURES):
        if not _is_hidden(element) and not (element.tag == "img" and is_spacer(element)):
            return PICTURE
    if any("write" in (script.text or "") for script in cell.iter("script")):
        return SCRIPT
    return ""
