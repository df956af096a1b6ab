"""What of the markup does a reader see? Hidden, struck, raised text, by attribute and by `<style>`.

A struck digit joined to the number beside it, a footnote's mark raised by style, a digit that the
page's own style sheet hides: each would make another number of the one that is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cssselect import HTMLTranslator, Selector, SelectorError
from cssselect import parse as parse_selectors
from lxml import etree

GONE, UNSEEN, TINY, FADED, STRUCK, RAISED, LOWERED, SEEN, SIZED, BOXED, LINED, UNLINED, FLOWING = (
    1 << n for n in range(13)
)
"""GONE: not laid out, or outside the screen. UNSEEN: laid out, its text not seen. TINY: of no size.
FADED: fully transparent. STRUCK: struck through. RAISED, LOWERED: as `<sup>`, `<sub>`. SEEN and
SIZED undo UNSEEN and TINY for what stands inside. BOXED: an element of running text laid out as a
block; FLOWING: a box laid out as running text. LINED: line breaks of the source are those of the
page, as in `<pre>`; UNLINED undoes it."""
CHANGES = GONE | UNSEEN | TINY | FADED | STRUCK | RAISED | LOWERED
"""What makes text differ from what it is without styles."""
SHEETED = CHANGES | LINED
"""What is taken from the page's style sheets."""
BLANKED = UNSEEN | TINY | FADED | STRUCK

TAGS = {
    "s": STRUCK,
    "strike": STRUCK,
    "del": STRUCK,
    "sup": RAISED,
    "rt": RAISED,
    "sub": LOWERED,
}
OFF_SCREEN = -300.0
"""Pixels beyond the edge from which a box is meant not to be seen."""
MAX_PASSAGE = 1_000
"""Characters of a text that is struck or faded: a report whose every line is lacks an end tag."""

_TELLS = re.compile(
    r"display|visib|line-through|vertical-align|font-size|indent|position|white-space|opacity",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(-?[\d.]+)\s*(px|pt|em|rem|ex|ch|mm|cm|in|pc|vw|vh|%)?")
_NO_OPACITY = re.compile(r"0*(?:\.0*)?%?(?<=[0%])")
_PIXELS = {None: 1.0, "px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "cm": 37.8, "in": 96.0}
_KEPT = frozenset(
    (
        *(
            "display",
            "visibility",
            "font-size",
            "vertical-align",
            "position",
            "clip",
            "text-indent",
            "opacity",
        ),
        *(
            "white-space",
            "text-decoration",
            "text-decoration-line",
            "left",
            "right",
            "top",
            "bottom",
        ),
    )
)


_BOXES = frozenset(("block", "flex", "grid", "table", "list-item", "flow-root"))
_KEEP_LINES = ("pre", "break-spaces")


@lru_cache(maxsize=8_192)  # editors give every cell the same few styles
def effects(style: str | None) -> int:
    """The bits above that a style attribute sets."""
    if style is None or _TELLS.search(style) is None:
        return 0
    values = _declared(style)
    found = 0
    display = values.get("display")
    if display == "none" or _is_off_screen(values):
        found |= GONE
    elif display in _BOXES:
        found |= BOXED
    elif display == "inline":
        found |= FLOWING
    if space := values.get("white-space"):
        found |= LINED if space.startswith(_KEEP_LINES) else UNLINED
    visibility = values.get("visibility")
    if visibility in ("hidden", "collapse") or _pixels(values.get("text-indent")) <= OFF_SCREEN:
        found |= UNSEEN
    elif visibility == "visible":
        found |= SEEN
    if _NO_OPACITY.fullmatch(values.get("opacity", "")):
        found |= FADED
    if size := values.get("font-size"):
        found |= TINY if _is_nothing(size) else SIZED
    decoration = values.get("text-decoration", "") + values.get("text-decoration-line", "")
    if "line-through" in decoration:
        found |= STRUCK
    if align := values.get("vertical-align"):
        found |= {"super": RAISED, "sub": LOWERED}.get(align, 0)
    return found


@lru_cache(maxsize=8_192)
def changes(style: str) -> int:
    """Of effects(), those that make text differ from what it is without styles."""
    return effects(style) & CHANGES


def _declared(style: str) -> dict[str, str]:
    """Property → value of those that matter here; the last wins, `!important` before others."""
    values: dict[str, str] = {}
    important: set[str] = set()
    for declaration in style.lower().split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip()
        if not colon or name not in _KEPT:
            continue
        value, mark, _ = value.partition("!")
        if mark:
            important.add(name)
        elif name in important:
            continue
        values[name] = value.strip()
    return values


def _pixels(value: str | None) -> float:
    match = _NUMBER.match(value) if value else None
    if match is None:
        return 0.0
    try:
        return float(match[1]) * _PIXELS.get(match[2], 0.0)
    except ValueError:  # 1.2.3
        return 0.0


def _is_nothing(size: str) -> bool:
    match = _NUMBER.fullmatch(size)
    if match is None:
        return False
    try:
        number = float(match[1])
    except ValueError:
        return False
    return number == 0 or (0 < number <= 1 and match[2] in (None, "px", "pt"))


def _is_off_screen(values: dict[str, str]) -> bool:
    if values.get("position") not in ("absolute", "fixed"):
        return False
    if "clip" in values and re.match(r"rect\(\s*[01](?:px)?[\s,]", values["clip"]):
        return True
    return any(_pixels(values.get(edge)) <= OFF_SCREEN for edge in ("left", "right", "top"))


def is_passage(element: etree._Element) -> bool:
    """Is it a piece of text, such as a correction? Not the rest of a page after a forgotten end
    tag, nor a part of it that a script fades in."""
    if next(element.iter("table", "td", "tr"), None) is not None:
        return False
    return sum(map(len, element.itertext())) <= MAX_PASSAGE


# ── The page's own style sheets ───────────────────────────────────────────────────────────────

_ACTS = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|line-through|position\s*:"
    r"|vertical-align\s*:\s*su|font-size\s*:\s*[0.]|indent\s*:\s*-|white-space\s*:\s*pre|opacity\s*:\s*[0.]",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACE = re.compile("[{}]")
_SCREEN = re.compile(r"\s*(?:(?:only\s+)?(?:screen|all)\s*)?", re.IGNORECASE)
MAX_SHEET = 1_000_000
"""Characters of a page's style sheets that are read."""
MAX_RULES = 300
"""Rules that hide, strike or raise; more are a program's, not an editor's."""
_SIGNS = (
    *("申请人情况", "结果维持", "第二十条第", "信息内容", "计量单位", "总体情况"),
    *("主动公开政府信息", "收到和处理政府信息公开申请", "行政复议", "存在的主要问题"),
    "其他需要报告",
)
"""Words of a report's headings and tables."""

_Rule = tuple[str, str]
"""(selectors, declarations)"""


def apply_sheets(root: etree._Element, sheets: Iterable[etree._Element]) -> None:
    """Write into the style attributes what rules of `<style>` elements hide, strike or raise.

    Scripts show again what a sheet hides (tabs, slow loading): where the hidden part alone prints
    what a report prints, it stays.
    """
    texts = [s.text for s in sheets if s.text and _ACTS.search(s.text) and _is_in_force(s)]
    if not texts or sum(map(len, texts)) > MAX_SHEET:
        return
    rules = [rule for sheet in texts for rule in _rules(_COMMENT.sub(" ", sheet))]
    acting = [rule for rule in rules if effects(rule[1]) & SHEETED][:MAX_RULES]
    if not acting:
        return
    hit: set[etree._Element] = set()
    for selectors, style in acting:
        is_tiny = effects(style) & SHEETED == TINY
        for selector, _ in _compiled(selectors):
            # A box of no font size is a trick against gaps between the boxes inside it.
            hit |= {e for e in selector(root) if not (is_tiny and len(e))}
    if not hit:
        return
    names = {name for _, style in acting for name in _declared(style)}
    found: dict[etree._Element, list[tuple[tuple[int, int, int], int, str]]] = {e: [] for e in hit}
    competing = [rule for rule in rules if names & _declared(rule[1]).keys()][: 4 * MAX_RULES]
    for order, (selectors, style) in enumerate(competing):
        for selector, weight in _compiled(selectors):
            for element in selector(root):
                if element in hit:
                    found[element].append((weight, order, style))
    hidden = []
    for element, matched in found.items():
        style = ";".join(style for _, _, style in sorted(matched))
        merged = f"{style};{element.get('style') or ''}"
        if effects(merged) & SHEETED:
            if effects(merged) & (GONE | UNSEEN):
                hidden.append((element, merged))
            else:
                element.set("style", merged)
    _hide(root, hidden)


def _is_in_force(sheet: etree._Element) -> bool:
    """Does it hold on a screen, in a browser that runs scripts?"""
    return _is_for_screens(sheet.get("media") or "") and not any(
        above.tag == "noscript" for above in sheet.iterancestors()
    )


def _is_for_screens(media: str) -> bool:
    """Is `screen, print` any screen's? Conditions such as widths hold for some only."""
    return any(_SCREEN.fullmatch(medium) for medium in media.split(","))


def _hide(root: etree._Element, hidden: list[tuple[etree._Element, str]]) -> None:
    texts = {element: "".join("".join(element.itertext()).split()) for element, _ in hidden}
    telling = {e: {s for s in _SIGNS if s in text} for e, text in texts.items()}
    if any(telling.values()):
        inside = set(texts)
        outermost = [e for e in texts if inside.isdisjoint(e.iterancestors())]
        page = "".join("".join(root.itertext()).split())
        lost = {
            sign
            for sign in _SIGNS
            if sign in page and sum(texts[e].count(sign) for e in outermost) >= page.count(sign)
        }
    else:
        lost = set()
    for element, style in hidden:
        if not telling[element] & lost:
            element.set("style", style)


def _rules(sheet: str) -> Iterator[_Rule]:
    """The rules that hold on a screen; those for paper or for other widths are left out."""
    at = 0
    depth = 0  # of blocks that are left out
    selectors = ""
    for brace in _BRACE.finditer(sheet):
        before = sheet[at : brace.start()]
        at = brace.end()
        if depth:
            depth += 1 if brace[0] == "{" else -1
        elif brace[0] == "{":
            selectors = before.rpartition(";")[2].strip()
            if selectors.startswith("@"):
                is_open = selectors[:6].lower() == "@media" and _is_for_screens(selectors[6:])
                depth = 0 if is_open else 1
                selectors = ""
        elif selectors:
            yield selectors, before
            selectors = ""


@lru_cache(maxsize=2_048)
def _compiled(selectors: str) -> tuple[tuple[etree.XPath, tuple[int, int, int]], ...]:
    if len(selectors) > 2_000:
        return ()
    try:
        parsed = parse_selectors(selectors)
    except SelectorError:
        return ()
    return tuple(_paths(parsed))


def _paths(parsed: list[Selector]) -> Iterator[tuple[etree.XPath, tuple[int, int, int]]]:
    for selector in parsed:
        if selector.pseudo_element:
            continue
        try:
            path = HTMLTranslator().selector_to_xpath(selector)
            yield etree.XPath(path), selector.specificity()
        except (SelectorError, etree.XPathSyntaxError):
            continue
