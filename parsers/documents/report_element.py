"""Which element of a page holds the report?

It is found by what a report is (its headings and tables), helped by the names templates use
(containers.toml). Blocks of links inside it are menus.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from parsers.documents.attachments import find_images
from parsers.documents.containers import knowledge
from parsers.documents.html_tables import mentions_report
from parsers.documents.markup import string_of
from parsers.documents.walk import BLOCKS, visible_text
from parsers.sections import is_heading

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
_MARKED_BLOCKS = ("p", "div", "span", "strong", "b", "h2", "h3", "td", "font")


def find_container(root: etree._Element, tables: Iterable[etree._Element]) -> etree._Element:
    """The element that holds the report: all its headings and tables, as little else as can be."""
    known = knowledge()
    weight: dict[etree._Element, int] = {}
    counted = [(table, 2) for table in tables if mentions_report(table)]
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
    named = [e for e in NAMED(root) if _is_named(e, known)]
    if named:
        best: etree._Element = max(
            named[:MAX_NAMED],
            key=lambda e: len(visible_text(e)) * (1 - _link_density(e)) + _shown(e),
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
