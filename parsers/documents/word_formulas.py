"""What does a formula of a Word file print, written on one line?

A raised 2 behind 1 is not 12, and one over two is 1/2: its characters alone would be other numbers.
"""

from __future__ import annotations

from lxml import etree

from parsers.documents.word_styles import raised

_MATH = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)
_RAISED = ("sup", "deg")
_LOWERED = ("sub",)


def formula(element: etree._Element, is_cell: bool) -> str:
    """Its characters in order; raised digits, and in a cell lowered ones, as superscripts."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    namespace, name = tag[: tag.find("}") + 1], tag[tag.find("}") + 1 :]
    if namespace not in _MATH:
        is_gone = name in ("del", "moveFrom")  # a tracked change
        return "" if is_gone else "".join(formula(child, is_cell) for child in element)
    if name == "t":
        return element.text or ""
    parts = [formula(child, is_cell) for child in element]
    if name in _RAISED or (name in _LOWERED and is_cell):
        return raised("".join(parts))
    match name:
        case "f":
            return "/".join(filter(None, parts))
        case "d":
            begin, end = (_said(element, f"{n}Chr", c) for n, c in (("beg", "("), ("end", ")")))
            return begin + _said(element, "sepChr", "|").join(filter(None, parts)) + end
        case "m" | "mr" | "eqArr":
            return " ".join(filter(None, parts))
        case "rad":
            return "√" + "".join(parts)
        case "nary":
            return _said(element, "chr", "∫") + "".join(parts)
        case "phant" if _said(element, "show", "1") in ("0", "off", "false"):
            return ""
    return "".join(parts)


def _said(element: etree._Element, name: str, default: str) -> str:
    """The value of one of the element's properties."""
    for properties in element:
        if isinstance(properties.tag, str) and properties.tag.endswith("Pr"):
            for child in properties:
                if isinstance(child.tag, str) and child.tag.endswith("}" + name):
                    values = [v for key, v in child.attrib.items() if str(key).endswith("val")]
                    return str(values[0]) if values else default
    return default
