"""How does Word show text? Styles and direct formatting, as far as they change what is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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


_LOOKS = {"vanish": "hidden", "strike": "struck", "dstrike": "double", "vertAlign": "align"}


def looks_of(properties: etree._Element, w: str) -> Iterator[tuple[str, str]]:
    """How a run or a style shows text, as far as it changes what is printed; "" is an undone look.

    hidden, struck, double (struck): "1" · align: superscript, subscript
    """
    for child in properties:
        tag = child.tag
        if not isinstance(tag, str) or not tag.startswith(w):
            continue
        name = tag[len(w) :]
        if name in _LOOKS:
            if name == "vertAlign":
                align = child.get(f"{w}val", "")
                yield "align", align if align in _SHIFTED else ""
            else:
                yield _LOOKS[name], "1" if is_on(child, w) else ""
        elif name == "position" and integer(child.get(f"{w}val"), 0) >= RAISED_BY:
            yield "align", "superscript"


_SHIFTED = ("superscript", "subscript")


@dataclass(frozen=True, slots=True)
class _Style:
    base: str | None
    num_id: str | None
    depth: int | None
    looks: dict[str, str]


class Styles:
    """styles.xml as far as it changes what is printed: numbering, hidden, struck, raised text."""

    def __init__(self, root: etree._Element | None, w: str) -> None:
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
                {} if look is None else dict(looks_of(look, w)),
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

    def numbering(self, id: str) -> tuple[str, str, int | None] | None:
        """(style that says so, numId, level) of a paragraph style."""
        if id not in self._numbering:
            chain = list(self._chain(id))
            depth = next((style.depth for _, style in chain if style.depth is not None), None)
            said = ((name, s.num_id, depth) for name, s in chain if s.num_id is not None)
            self._numbering[id] = next(said, None)
        return self._numbering[id]
