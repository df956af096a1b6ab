"""How do a page's bytes become one tree that holds all of it? Characters, and damaged markup.

libxml2 stops at 255 nested elements and at an `</html>` in the middle. Pages written by hand or
by editors hold hundreds of `<span>` without end tags, two `<body>`, a `<table>` that never ends; a
browser shows them whole. What libxml2 would lose is mended before; other pages are left as they
are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from lxml import etree

from parsers.documents import NotReadable
from parsers.documents.styles import effects
from parsers.headings import is_heading

MAX_BYTES = 10_000_000
"""Real reports weigh 70–320 KB; beyond this a page is refused, not half read."""
MAX_EMBEDDED = 64_000_000
"""Bytes of a page with the pictures embedded in it, which do not count; the crawler takes no more
of one answer either."""

_DATA_URI = re.compile(rb"data:[\w/+.-]{1,80};base64,[A-Za-z0-9+/=%]{1000,}", re.IGNORECASE)


def cut_embedded(data: bytes) -> bytes:
    """The page without its embedded pictures if it is too large with them; NotReadable if it is
    too large without them as well."""
    if len(data) <= MAX_BYTES:
        return data
    size = len(data)
    if size <= MAX_EMBEDDED:
        data = _DATA_URI.sub(b"data:,", data)
        if len(data) <= MAX_BYTES:
            return data
    limit = MAX_BYTES if size <= MAX_EMBEDDED else MAX_EMBEDDED
    raise NotReadable("too_large", f"网页有 {size:,} 字节，超过 {limit:,} 字节的上限。")


SLOW = 400_000
"""Bytes of a page that is searched for such tags; a smaller one takes a second at worst."""
MANY = 10_000
"""Signs that end or part attributes in a page that is searched."""
MAX_TAG = 32_000
"""Characters of a tag from which on its attributes are counted."""
MAX_ATTRIBUTES = 500
"""Attributes of one tag; with 100,000, each of which is compared with all, libxml2 takes a minute.
A tag with more loses them all."""
_WIDE = re.compile(rb"<([A-Za-z][\w:-]{0,40})(\s[^<>]{%d,})>" % MAX_TAG)


def cut_attributes(data: bytes) -> bytes:
    """The page without the attributes of tags that have more than any page needs."""
    if len(data) <= SLOW or max(map(data.count, (b"=", b" ", b"\n"))) <= MANY:
        return data
    return _WIDE.sub(
        lambda tag: tag[0] if len(tag[2].split()) <= MAX_ATTRIBUTES else b"<%b>" % tag[1], data
    )


# ── Characters ────────────────────────────────────────────────────────────────────────────────

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w:.-]{1,40})")
_OTHERS = {"big5", "big5-hkscs", "big5hkscs", "utf-16", "utf-16le", "utf-16be", "euc-tw"} | {
    "hz-gb-2312",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "iso-2022-jp",
    "koi8-r",
    "windows-1251",
}
"""Charsets other than UTF-8 and GB18030 that can print a page. A name that is none of these says
nothing: Latin ones cannot print Chinese, and Python knows under names like `undefined`, `rot13` or
`idna` what is no charset of pages."""
_WESTERN = re.compile("iso-?8859-|windows-125|latin|us-ascii|ascii|macintosh")


def decode(data: bytes, declared: str | None = None) -> str:
    """UTF-8, else the declared charset, else gb18030: pages labelled gb2312 are often UTF-8.

    A damaged byte or a cut character garbles no page: bytes that are UTF-8 but for a few are UTF-8,
    bytes of both charsets are read piece by piece, and the last resort replaces what is neither.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").replace("\0", "")
    start = data[:4_000]
    low, high = start[0::2].count(0), start[1::2].count(0)
    if 10 * (low + high) > len(start) > 20 and (20 * low < high or 20 * high < low):
        # One of UTF-16's two bytes is zero in markup.
        order = "utf-16-le" if high > low else "utf-16-be"
        return data.decode(order, "replace").replace("\0", "")
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
    beyond_ascii = len(data) - len(data.translate(None, bytes(range(128, 256))))
    errors = text.count("\ufffd")
    # Read as UTF-8, nearly every character of a GBK page is an error.
    if 20 * errors < beyond_ascii:
        return text.replace("\0", "")
    if declared is None:
        match = _DECLARED.search(data[:4096])
        declared = match[1].decode("ascii") if match else None
    name = (declared or "").lower()
    if name in _OTHERS:
        try:
            return data.decode(name).replace("\0", "")
        except (LookupError, UnicodeError):
            pass
    if 20 * 3 * len(_NOT_CHINESE.sub("", text)) > beyond_ascii:  # three bytes each
        return _mixed(data).replace("\0", "")
    if _WESTERN.match(name) and 4 * len(_COMMON.findall(data)) < beyond_ascii:
        # Its Chinese stands in entities; bytes beyond ASCII are blanks and quotation marks.
        return data.decode("cp1252", "replace").replace("\0", "")
    return data.decode("gb18030", "replace").replace("\0", "")


_NOT_CHINESE = re.compile("[^\u4e00-\u9fff]+")
_COMMON = re.compile(b"[\xb0-\xd7][\xa1-\xfe]")
"""The 3,755 common characters of GB 2312."""
_PIECE = re.compile(rb"[^<\n]*[<\n]?")


def _mixed(data: bytes) -> str:
    """A template in one charset around an article in another: each text between tags by itself."""
    pieces = []
    for piece in _PIECE.findall(data):
        try:
            pieces.append(piece.decode("utf-8"))
        except UnicodeDecodeError:
            pieces.append(piece.decode("gb18030", "replace"))
    return "".join(pieces)


# ── The tree ──────────────────────────────────────────────────────────────────────────────────

string_of = partial(etree.tostring, method="text", encoding="unicode", with_tail=False)
"""All text inside an element: as XPath's string(), in half the time."""


# ── Markup ────────────────────────────────────────────────────────────────────────────────────

LIMIT = 250
"""Nested elements about which libxml2 gives up."""
FLATTENED = f"网页的标签嵌套超过 {LIMIT} 层的上限，已去掉多余的嵌套后读取。"
TABLES_LOST = f"网页的标签嵌套超过 {LIMIT} 层的上限，更深处的表格未按表格读取。"
MAX_DEPTH = 200
"""Nested elements that are kept of a page which libxml2 does not read whole."""
MAX_PLAIN = 100
"""Nested elements of those from which on boxes and fonts, which hold no table together, go."""

_ENDS = re.compile(r"</?(?:html|body)\b[^<>]*>|</?head\s*>", re.IGNORECASE)
MAX_END = 24
"""Bytes of `</body></html>` and the line breaks around."""
_END = re.compile(r"</(?:body|html)\b", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml[^>]*\?>")


_UNOPENED = (re.compile(rb"</tr>\s*<t[dh]\b"), re.compile(rb"</TR>\s*<T[DH]\b"))
_UNOPENED_ROW = re.compile(r"(</tr>\s*)(?=<t[dh]\b)", re.IGNORECASE)
"""A row that begins without its tag: a browser lays it out, libxml2 forgets where it begins."""


def parse(data: bytes) -> tuple[etree._Element | None, tuple[str, ...]]:
    """The tree of a page and notes on what was mended; None for a page that holds nothing."""
    text, source = _decoded(data)
    # An XML declaration with an encoding makes lxml refuse str input.
    if declaration := _XML.match(text):
        source = text = text[declaration.end() :]
    if any(unopened.search(data) for unopened in _UNOPENED):
        source = text = _UNOPENED_ROW.sub(r"\1<tr>", text)
    # Bytes are searched faster than characters, and nearly every page ends with these two.
    is_ended = b"</html" in data[-MAX_END:].lower()
    if not is_ended or any(data.rfind(end, 0, -MAX_END) >= 0 for end in (b"</html", b"</HTML")):
        source = text = _without_ends(text)
    # etree's own elements: those of lxml.html ask Python for the class of every node.
    root, is_whole = _parsed(source)
    if is_whole and root is not None and any(child.tag in BOXES for child in root):
        # The page goes on after `</body>`, outside the boxes in which it began.
        text = _without_ends(text)
        root, is_whole = _parsed(text)
    if is_whole:
        return root, ()
    text, is_lossless = flatten(text)
    root, _ = _parsed(text)
    return root, (FLATTENED if is_lossless else TABLES_LOST,)


def _decoded(data: bytes) -> tuple[str, str | bytes]:
    """The text, and what the parser is given: the bytes as they are, if they are sound UTF-8,
    because libxml2 works on these and would have to be given them again."""
    if b"\0" not in data and data[:3] != codecs.BOM_UTF8:
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8"), data
    text = decode(data)
    return text, text


def _parsed(text: str | bytes) -> tuple[etree._Element | None, bool]:
    """The tree, and whether libxml2 read the page to its end. bytes: in UTF-8."""
    encoding = "utf-8" if isinstance(text, bytes) else None
    parser = etree.HTMLParser(encoding=encoding, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise NotReadable("damaged", f"网页无法解析：{error}。") from error
    log = parser.error_log
    last = log.last_error if len(log) else None
    return root, last is None or last.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _without_ends(text: str) -> str:
    """Without the tags that end a page where more of it follows: for libxml2 that is the end."""
    end = _END.search(text)
    if end is None:
        return text
    rest = _ENDS.sub("", text[end.start() :])
    return text[: end.start()] + rest if rest.strip() else text


_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title|textarea|xmp)\b.*?(?:</\1\s*>|\Z)"
    r"|<(/?)([a-z][^\s<>/]*)([^<>]*)>",
    re.IGNORECASE | re.DOTALL,
)
_STYLE = re.compile(r"style\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_VOID = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
        ),
        *("wbr", "bgsound", "frame"),
    )
)
_TABLE = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"))
_LINES = frozenset(
    [
        "div",
        "p",
        "section",
        "article",
        "center",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "form",
        "header",
        "footer",
        "main",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "fieldset",
    ]
)
BOXES = _LINES | _TABLE
"""Elements in which a page's text stands, each with lines of its own."""
_CLOSES = {
    # tag → (open elements that it ends, those beyond which it ends none)
    "td": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "th": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "tr": (frozenset(("tr",)), frozenset(("table",))),
    "tbody": (frozenset(("tbody", "thead")), frozenset(("table",))),
    "tfoot": (frozenset(("tbody", "thead")), frozenset(("table",))),
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "td", "th"))),
    **dict.fromkeys(_LINES - {"li"}, (frozenset(("p",)), _TABLE | _LINES - {"p"})),
    "table": (frozenset(("p",)), _TABLE | _LINES - {"p"}),
}
_SCOPED = frozenset(("td", "th", "table"))


class _Flat:
    """Open elements and what is written of the page, tag by tag."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[tuple[str, bool]] = []  # (name, is it kept)
        self.counts: dict[str, int] = {}
        self.depth = 0
        self.is_lossless = True

    def begin(self, name: str, rest: str, tag: str) -> None:
        if name in _CLOSES:
            self._close(*_CLOSES[name])
        is_kept = self.depth < MAX_DEPTH
        if is_kept and name not in _TABLE and self.depth >= MAX_PLAIN:
            style = _STYLE.search(rest)
            is_kept = name in ("s", "del", "strike", "sup", "sub") or (
                style is not None and effects(style[1]) != 0
            )
        if is_kept:
            self.out.append(tag)
        else:
            self.is_lossless = self.is_lossless and name not in _TABLE
            if name in _LINES or name in _TABLE:
                self._break()
        self.open.append((name, is_kept))
        self.counts[name] = self.counts.get(name, 0) + 1
        self.depth += is_kept

    def end(self, name: str) -> None:
        if not self.counts.get(name):
            return
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] == name:
                self._pop(at)
                return
            if self.open[at][0] in _SCOPED and name not in _TABLE:
                return

    def _close(self, names: frozenset[str], limits: frozenset[str]) -> None:
        if not any(map(self.counts.get, names)):
            return
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] in names:
                self._pop(at)
                return
            if self.open[at][0] in limits:
                return

    def _pop(self, at: int) -> None:
        for name, is_kept in reversed(self.open[at:]):
            self.counts[name] -= 1
            if is_kept:
                self.out.append(f"</{name}>")
                self.depth -= 1
            elif name in _LINES or name in _TABLE:
                self._break()
        del self.open[at:]

    def _break(self) -> None:
        if self.out and self.out[-1] != "<br>":
            self.out.append("<br>")


def flatten(text: str) -> tuple[str, bool]:
    """The page without the tags that stand too deep, in one pass; whether no table was among them.

    The text stays, line by line: a box that goes leaves a line break.
    """
    flat = _Flat()
    at = 0
    for match in _TAG.finditer(text):
        if match.start() > at:
            flat.out.append(text[at : match.start()])
        at = match.end()
        name = (match[3] or "").lower()
        if not name or name in _VOID or match[4].endswith("/"):
            flat.out.append(match[0])
        elif match[2]:
            flat.end(name)
        else:
            flat.begin(name, match[4], match[0])
    flat.out.append(text[at:])
    return "".join(flat.out), flat.is_lossless


def close_tables(tables: Iterable[etree._Element]) -> None:
    """A table without end tag ends where something follows its rows that belongs to no table: a
    heading or a table that stands in none of its cells."""
    for table in tables:
        for holder in (table, *table.iterchildren("tbody")):
            if next(holder.iterchildren("td", "th"), None) is not None:
                _open_rows(holder)
            found = [at for at, child in enumerate(holder) if _is_foreign(child)]
            if not found or any(child.tag == "tr" for child in holder[found[0] :]):
                continue
            above = table.getparent()
            if above is None:
                continue
            moved = holder[found[0] :]
            place = above.index(table) + 1
            table.tail, tail = None, table.tail
            above[place:place] = moved
            if tail:
                moved[-1].tail = (moved[-1].tail or "") + tail
            break


def _open_rows(holder: etree._Element) -> None:
    """Put cells that stand in no row into one, as a browser does."""
    row: etree._Element | None = None
    for child in list(holder):
        if child.tag not in ("td", "th"):
            row = None
            continue
        if row is None:
            row = etree.Element("tr")
            holder.insert(holder.index(child), row)
        row.append(child)


def _is_foreign(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in ("tr", "tbody", "thead", "tfoot"):
        return False
    if element.tag == "table" or element.find(".//table") is not None:
        return True
    return is_heading("".join(element.itertext()))
