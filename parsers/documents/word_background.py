"""Is white text of a Word file seen: what stands behind it?"""

from __future__ import annotations

from functools import cached_property
from itertools import islice

from lxml import etree

from parsers.documents.word_styles import Styles, is_coloured

_PROPERTIES = frozenset(("rPr", "pPr", "tcPr", "trPr", "tblPrEx", "tblPr"))
MAX_BEFORE = 3
"""Children of an element among which its properties stand, the first by the format's rules."""


class Background:
    """What a document sets behind its text."""

    def __init__(self, root: etree._Element, styles: Styles, w: str) -> None:
        self._root = root
        self._styles = styles
        self._w = w

    @cached_property
    def _is_white_page(self) -> bool:
        page = self._root.find(f"{self._w}background")
        return page is None or page.get(f"{self._w}color", "auto").upper() in ("AUTO", "FFFFFF")

    @cached_property
    def _has_pictures(self) -> bool:
        return next(self._root.iter(f"{self._w}drawing", f"{self._w}pict"), None) is not None

    def is_white(self, run: etree._Element, is_cell: bool) -> bool:
        """Is nothing behind the run but the white page? Outside tables it may be a picture."""
        if not self._is_white_page or (not is_cell and self._has_pictures):
            return False
        for element in (run, *run.iterancestors()):
            if self._name(element) == "txbxContent":
                return False  # the box has a colour of its own
            for properties in islice(element, MAX_BEFORE):
                if self._name(properties) in _PROPERTIES and self._is_coloured(properties):
                    return False
        return True

    def _is_coloured(self, properties: etree._Element) -> bool:
        for child in properties:
            name = self._name(child)
            if name in ("shd", "highlight") and is_coloured(child, self._w):
                return True
            if name.endswith("Style") and self._styles.is_coloured(child.get(f"{self._w}val", "")):
                return True
        return False

    def _name(self, element: etree._Element) -> str:
        tag = element.tag
        return tag.removeprefix(self._w) if isinstance(tag, str) else ""
