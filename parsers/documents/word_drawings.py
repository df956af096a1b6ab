"""What does a drawing in a Word file's text stand for: a letter, a page's number, nothing?"""

from __future__ import annotations

import re

from lxml import etree

from parsers.documents import Block, Paragraph

MAX_PAGE = 12
"""Characters and lines of a page's number in a box: 第 3 页 共 12 页."""

_PAGE = re.compile(
    r"[-—–－―~·]+\s*\d{1,4}\s*[-—–－―~·]+|第\s*\d{1,4}\s*页(?:.{0,2}共\s*\d{1,4}\s*页)?"
)
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.I)


def is_page_number(box: etree._Element, blocks: list[Block], w: str) -> bool:
    """Does a text box hold the number of a page and nothing else? A bare number only where
    Word itself counts it."""
    lines = [block.text.strip() for block in blocks if isinstance(block, Paragraph)]
    text = "".join(lines)
    if len(lines) < len(blocks) or max(len(lines), len(text)) > MAX_PAGE:
        return False
    if not any(map(str.isdecimal, text)):
        return False
    codes = [code.text or "" for code in box.iter(f"{w}instrText")]
    codes += [simple.get(f"{w}instr", "") for simple in box.iter(f"{w}fldSimple")]
    return bool(_PAGE.fullmatch(text)) or any(map(_PAGE_FIELD.match, codes))


def is_in_line(name: str, element: etree._Element) -> bool:
    """Does a drawing, picture or object stand between the letters, as one of them would?"""
    if name == "drawing":
        return any(isinstance(e.tag, str) and e.tag.endswith("}inline") for e in element)
    if any("position:absolute" in (e.get("style") or "").replace(" ", "") for e in element.iter()):
        return False
    return name == "object" or any(
        isinstance(e.tag, str) and e.tag.endswith(("}imagedata", "}textpath"))
        for e in element.iter()
    )


def is_equation(code: str | None) -> bool:
    """An EQ field: what it prints stands in its code."""
    return (code or "").strip().lower().startswith("eq ")
