"""How does Word show text? Styles and direct formatting, as far as they change what is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

RAISED_BY = 6
"""Half points above the line from which text is raised; less centres a line in its row."""


MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
"""Namespace of what newer Word wraps for older ones."""


def integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"[+-]?\d{1,9}", text) else default


_TRUE = {"1", "true", "on"}


def is_on(element: etree._Element | None, w: str) -> bool:
    """A toggle such as <w:vanish/>: present and not switched off."""
    return element is not None and element.get(f"{w}val", "1") in _TRUE


Look = tuple[str, Callable[[etree._Element, str], str | None]]

SMALLEST = 2
"""Half points up to which text is too small to be seen."""

NARROWEST = 1
"""Per cent of its letters' width up to which text is too narrow to be seen."""

_SHIFTED = ("superscript", "subscript")


def _toggle(element: etree._Element, val: str) -> str:
    return "1" if element.get(val, "1") in _TRUE else ""


def _align(element: etree._Element, val: str) -> str:
    align = element.get(val, "")
    return align if align in _SHIFTED else ""


def _position(element: etree._Element, val: str) -> str | None:
    return "superscript" if integer(element.get(val), 0) >= RAISED_BY else None


def _white(element: etree._Element, val: str) -> str:
    return "1" if element.get(val, "").upper() == "FFFFFF" else ""


def _small(element: etree._Element, val: str) -> str:
    return "1" if integer(element.get(val), SMALLEST + 1) <= SMALLEST else ""


def _narrow(element: etree._Element, val: str) -> str:
    width = integer(element.get(val, "").removesuffix("%"), NARROWEST + 1)
    return "1" if 0 < width <= NARROWEST else ""  # 0 is out of bounds and changes nothing


@cache
def _looks(w: str) -> dict[object, Look]:
    return {
        f"{w}vanish": ("hidden", _toggle),
        f"{w}strike": ("struck", _toggle),
        f"{w}dstrike": ("double", _toggle),
        f"{w}vertAlign": ("align", _align),
        f"{w}position": ("align", _position),
        f"{w}color": ("white", _white),
        f"{w}sz": ("small", _small),
        f"{w}w": ("narrow", _narrow),
    }


def looks_of(properties: etree._Element, w: str) -> dict[str, str]:
    """How a run or a style shows text, as far as it changes what is printed; "" is an undone look.

    hidden, struck, double (struck), white, small, narrow: "1" · align: superscript, subscript
    """
    found: dict[str, str] = {}
    readers, val = _looks(w), f"{w}val"
    for child in properties:
        if (look := readers.get(child.tag)) is not None:
            name, read = look
            if (said := read(child, val)) is not None:
                found[name] = said
    return found


_TOGGLES = ("hidden", "struck")


def combined(paragraph: dict[str, str], character: dict[str, str]) -> dict[str, str]:
    """The looks of text that has both styles: where both hide or strike it, neither does
    (ECMA-376 part 1, 17.7.3)."""
    looks = paragraph | character
    for name in _TOGGLES:
        if paragraph.get(name):
            looks[name] = "" if character.get(name) else "1"
    return looks


_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """The text with its digits as superscripts."""
    return text.translate(_SUPERSCRIPTS)


def is_coloured(shading: etree._Element, w: str) -> bool:
    """Does a `w:shd` or `w:highlight` set another background than white?"""
    if shading.tag == f"{w}highlight":
        return shading.get(f"{w}val", "none") not in ("none", "white")
    if shading.get(f"{w}val", "clear") not in ("clear", "nil"):
        return True  # a pattern
    return shading.get(f"{w}fill", "auto").upper() not in ("AUTO", "FFFFFF")


@dataclass(frozen=True, slots=True)
class _Style:
    base: str | None
    num_id: str | None
    depth: int | None
    looks: dict[str, str]


class Styles:
    """styles.xml as far as it changes what is printed: numbering, hidden, struck, raised text."""

    def __init__(self, root: etree._Element | None, w: str) -> None:
        self._root = root
        self._w = w
        self._coloured: set[str] | None = None
        self._styles: dict[str, _Style] = {}
        self._looks: dict[str, dict[str, str]] = {}  # answers already found, by style
        self._numbering: dict[str, tuple[str, str, int | None] | None] = {}
        self.default = ""
        """Id of the paragraph style of paragraphs that name none."""
        if root is None:
            return
        for element in root.iterchildren(f"{w}style"):
            id = element.get(f"{w}styleId", "")
            base = element.find(f"{w}basedOn")
            num = element.find(f"{w}pPr/{w}numPr/{w}numId")
            depth = element.find(f"{w}pPr/{w}numPr/{w}ilvl")
            look = element.find(f"{w}rPr")
            self._styles[id] = _Style(
                None if base is None else base.get(f"{w}val"),
                None if num is None else num.get(f"{w}val"),
                None if depth is None else integer(depth.get(f"{w}val"), 0),
                {} if look is None else looks_of(look, w),
            )
            if element.get(f"{w}type") == "paragraph" and element.get(f"{w}default") in _TRUE:
                self.default = id

    def _chain(self, id: str | None) -> Iterator[tuple[str, _Style]]:
        seen: set[str] = set()
        while id and id in self._styles and id not in seen:
            seen.add(id)
            yield id, self._styles[id]
            id = self._styles[id].base

    def looks(self, id: str) -> dict[str, str]:
        """What looks_of() gives of a style and of those it is based on."""
        if id not in self._looks:
            found: dict[str, str] = {}
            for _, style in self._chain(id):
                found = style.looks | found
            self._looks[id] = found
        return self._looks[id]

    def is_coloured(self, id: str) -> bool:
        """Does a style, or one it is based on, set a background anywhere?"""
        if self._coloured is None:
            self._coloured = set()
            w = self._w
            shadings = () if self._root is None else self._root.iter(f"{w}shd", f"{w}highlight")
            for shading in shadings:
                style = next(shading.iterancestors(f"{w}style"), None)
                if style is not None and is_coloured(shading, w):
                    self._coloured.add(style.get(f"{w}styleId", ""))
        return any(name in self._coloured for name, _ in self._chain(id))

    def numbering(self, id: str) -> tuple[str, str, int | None] | None:
        """(style that says so, numId, level) of a paragraph style."""
        if id not in self._numbering:
            chain = list(self._chain(id))
            depth = next((style.depth for _, style in chain if style.depth is not None), None)
            said = ((name, s.num_id, depth) for name, s in chain if s.num_id is not None)
            self._numbering[id] = next(said, None)
        return self._numbering[id]
