"""What does a reader see of an element's text? Its lines in reading order.

Hidden, struck and unprinted elements are left out, tables that hold values are handed on in their
parts, and what stands raised or lowered keeps its level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from parsers.documents import styles
from parsers.documents.markup import BOXES, string_of
from parsers.documents.styles import effects

LINES = "x-pre"
"""What a `<pre>` that holds a table is called while the page is read."""
BLOCKS = BOXES | {
    *("address", "aside", "body", "details", "figcaption", "figure", "hr", "html", "nav"),
    *("summary", LINES),
}
"""Elements that begin a line of their own."""
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
    "datalist",
    "dialog",
    "rp",
    "audio",
    "video",
    "canvas",
}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u3000\u2002\u2003]+")
"""Blanks that a page prints between words, also the wide ones."""
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that print nothing and that XML forbids; they come raw or as `&#1;`."""
Part = tuple[str, Any]
"""("table", rows of RawCell) or ("open", a cell of running text)."""
NOTHING: list[Part] = []
"""Parts of an element that is left out."""


def read_line(element: etree._Element) -> str:
    """All text of an element, hidden or not, as one line."""
    return folded(string_of(element) if len(element) else element.text or "")


def folded(text: str) -> str:
    """White space as single spaces, none at the ends; characters that print nothing left out."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(CONTROL.sub("", line).split())


def visible_text(element: etree._Element) -> str:
    """Visible text without scripts and styles, white space folded."""
    parts: list[str] = []
    for kind, value in walk(element, {}):
        parts.append(value if kind in ("text", "lines") else " ")
    return SPACES.sub(" ", CONTROL.sub("", "".join(parts))).strip()


def is_hidden(element: etree._Element) -> bool:
    """Not laid out at all: a hidden cell takes no column."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and bool(effects(style) & styles.GONE)


def walk(
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
            if in_cell and tag in _CONTROLS and not is_hidden(node):
                yield "text", _held(node)
            continue
        if node.attrib:
            if node.get("hidden") is not None:
                continue
            if (style := node.get("style")) is not None and (changes := effects(style)):
                if changes & styles.GONE:
                    continue
                state = _state(state, changes, node)
                if changes & styles.BOXED and not in_cell and tag not in BLOCKS:
                    yield "break", ""
                    stack.append(("break", "", 0))
        if tag in ("pre", LINES):
            state |= styles.LINED
        if tag in styles.TAGS:
            state = _state(state, styles.TAGS[tag], node)
        if tag == "br":
            yield "break", ""
            continue
        if tables and node in tables:
            yield "break", ""
            if tables[node] is NOTHING or (state & styles.BLANKED and _is_blanked(node, state)):
                continue
            for part in reversed(tables[node]):
                stack += [("break", "", 0), (*part, state)]
            if tag == "table":
                for text in reversed(_outside(node)):
                    stack += [("break", "", 0), ("text", text, state)]
            continue
        if tag in BLOCKS and not (node.attrib and effects(node.get("style")) & styles.FLOWING):
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
    if changes & (styles.STRUCK | styles.FADED) and not styles.is_passage(node):
        changes &= ~(styles.STRUCK | styles.FADED)
    if node.tag in ("td", "th", "tr", "table"):  # vertical-align means something else for cells
        changes &= ~(styles.RAISED | styles.LOWERED)
    return state | changes & (styles.CHANGES | styles.LINED)


def _is_blanked(table: etree._Element, state: int) -> bool:
    """Is nothing of a table seen in a box whose text is not? Boxes in a row are often set to no
    size, to leave no gaps, and what stands in them to its own."""
    undoing = 0
    if state & styles.UNSEEN:
        undoing |= styles.SEEN
    if state & styles.TINY:
        undoing |= styles.SIZED
    if not undoing or state & (styles.STRUCK | styles.FADED):
        return True
    return all(undoing & ~effects(e.get("style")) for e in table.iter())


_OUTSIDE_CELLS = etree.XPath(
    "boolean(*[not(self::tr or self::tbody or self::thead or self::tfoot or self::colgroup)]"
    " | */*[not(self::tr or self::td or self::th or self::col)]"
    " | */tr/*[not(self::td or self::th)]"
    " | text()[normalize-space()] | */text()[normalize-space()] | */tr/text()[normalize-space()])"
)
"""Does a table hold more than rows of cells?"""


def _outside(table: etree._Element) -> list[str]:
    """Text of a table that stands in none of its cells: caption, stray paragraphs."""
    found: list[str] = []
    if not _OUTSIDE_CELLS(table):  # nearly all
        return found
    stack: list[tuple[str, Any]] = [("open", table)]
    while stack:
        kind, node = stack.pop()
        if kind == "text":
            found.append(node)
            continue
        tag = node.tag
        if not isinstance(tag, str) or tag in _SKIPPED or is_hidden(node):
            continue
        for child in reversed(node):
            if (tail := child.tail) and not tail.isspace():
                stack.append(("text", tail))
            if child.tag not in ("td", "th", "table"):
                stack.append(("open", child))
        if node.text and not node.text.isspace():
            found.append(node.text)
    return found


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
