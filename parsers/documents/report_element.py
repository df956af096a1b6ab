"""Which element of a page holds the report?

It is found by what a report is (its headings and tables), helped by the names templates use
(containers.toml). Blocks of links inside it are menus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, cast

from lxml import etree

from parsers.documents.attachments import find_images
from parsers.documents.containers import knowledge
from parsers.documents.html_tables import mentions_report
from parsers.documents.markup import string_of
from parsers.documents.styles import GONE, effects
from parsers.documents.walk import BLOCKS, visible_text
from parsers.headings import is_heading, read_heading

MAX_LINKED = 100
"""Characters of links that a wider container may add; with more it holds menus."""
MAX_NAMED = 200
"""Elements with a container's name that are weighed against each other."""
SHOWN = 100
"""Characters of text that a picture or a frame weighs, where a box holds no report's headings."""
MENU_LINKS = 8
"""Links that make a block of links a menu; a report may name a few files."""
NAMED = etree.XPath("//*[@class or @id]")
"""Elements that a template may have named."""
MAX_HEADING = 60
"""Characters of an element whose text is a heading."""
_MARKED_BLOCKS = ("p", "div", "span", "strong", "b", "h2", "h3", "td", "font")


def find_container(
    root: etree._Element, tables: Iterable[etree._Element]
) -> tuple[etree._Element, etree._Element | None]:
    """The element that holds the report with what stands above it, such as its title; and the
    smallest in it with all its headings and tables, None where it has neither."""
    known = knowledge()
    counted = [table for table in tables if mentions_report(table)]
    if counted := counted or list(filter(_is_heading, _marked(root))):
        smallest = _around_headings(_common(counted))
        while smallest.tag in ("table", "tbody", "tr", "p", "span", "strong", "b", "font"):
            above = smallest.getparent()
            if above is None:
                break
            smallest = above
        if _is_named(smallest, known):
            return smallest, smallest
        linked = 0
        wider: list[etree._Element] = []
        for above, beside in _outwards(smallest):
            # `content` is also what many templates call the whole page.
            linked += sum(map(_linked, beside))
            if linked > MAX_LINKED:
                break
            if _is_named(above, known):
                return above, smallest
            wider.append(above)
        return (wider[0] if wider and wider[0].tag == "div" else smallest), smallest
    named = [e for e in NAMED(root) if _is_named(e, known)]
    if named:
        best: etree._Element = max(
            named[:MAX_NAMED],
            key=lambda e: len(visible_text(e)) * (1 - _link_density(e)) + _shown(e),
        )
        return best, None
    body: etree._Element | None = root.find("body")
    return (body if body is not None else root), None


_HIDDEN = etree.XPath("//*[contains(@style, 'none')]")
MAX_PARTS = 2
"""Sections of one tab; a box with more is a copy of the report."""


def open_tabs(root: etree._Element) -> bool:
    """Show the tabs of a report that prints each section in one: all but the first are hidden.
    Returns whether there are any.

    What is hidden otherwise stays so: a section that is printed elsewhere too, a whole report.
    """
    hidden = [e for e in _HIDDEN(root) if effects(e.get("style")) & GONE]
    numbers = {box: list(_sections(box)) for box in hidden}
    tabs = {box: found for box, found in numbers.items() if 0 < len(found) <= MAX_PARTS}
    if not tabs:  # nearly all pages
        return False
    printed = Counter(_sections(root))
    shown = [box for box, found in tabs.items() if all(printed[number] == 1 for number in found)]
    for box in shown:
        del box.attrib["style"]
    return bool(shown)


def _sections(element: etree._Element) -> Iterator[int]:
    """Numbers of the sections whose headings are elements' own text."""
    for marked in filter(_is_heading, _marked(element)):
        if heading := read_heading((marked.text or "").strip()):
            yield heading.number


def _marked(element: etree._Element) -> Iterator[etree._Element]:
    return element.iter(*_MARKED_BLOCKS)


def _is_heading(element: etree._Element) -> bool:
    """Does the element's own text begin a section?"""
    text = element.text
    # Headings are Chinese; most cells print digits.
    if not text or text.isascii() or element.tag not in _MARKED_BLOCKS:
        return False
    text = text.strip()
    return len(text) < MAX_HEADING and is_heading(text)


def _common(elements: Sequence[etree._Element]) -> etree._Element:
    """The deepest element that holds them all."""
    smallest = elements[0]
    for element in elements[1:]:
        holders = {element, *element.iterancestors()}
        while smallest not in holders:
            smallest = cast(etree._Element, smallest.getparent())
    return smallest


def _around_headings(element: etree._Element) -> etree._Element:
    """The deepest element that holds this one and all headings of the page."""
    smallest = element
    for above, beside in _outwards(element):
        if _is_heading(above) or any(map(_is_heading, chain.from_iterable(map(_marked, beside)))):
            smallest = above
    return smallest


def _outwards(
    element: etree._Element,
) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    """Each element around it, from the nearest, with the children that do not hold it."""
    inner = element
    for above in element.iterancestors():
        yield above, [child for child in above if child is not inner]
        inner = above


def _is_named(element: etree._Element, known: dict[str, Any]) -> bool:
    classes = (element.get("class") or "").lower().split()
    return (element.get("id") or "").lower() in known["ids"] or any(
        name in known["classes"] for name in classes
    )


def _shown(element: etree._Element) -> int:
    """What pictures and frames in an element are worth against characters of text."""
    return SHOWN * (
        len(find_images(element)) + sum(1 for _ in element.iter("iframe", "embed", "object"))
    )


def _linked(element: etree._Element) -> int:
    """Characters of its links."""
    return sum(len("".join(string_of(a).split())) for a in element.iter("a"))


def _link_density(element: etree._Element) -> float:
    total = len("".join(string_of(element).split()))
    return _linked(element) / total if total else 0.0


def find_menus(container: etree._Element) -> set[Any]:
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
        if count >= MENU_LINKS and element.tag in BLOCKS and _link_density(element) > 0.9
    }
