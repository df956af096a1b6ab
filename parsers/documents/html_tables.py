"""What does a `<table>` of a page hold? Rows of cells with their spans, or nothing but layout.

Data tables are told from layout tables by what their own cells print. Rows and cells are those
that a browser lays out; a cell's text keeps its lines, and one that shows only a picture says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsers.documents import styles
from parsers.documents.attachments import is_spacer
from parsers.documents.markup import string_of
from parsers.documents.stacked import MARKERS
from parsers.documents.styles import effects
from parsers.documents.walk import CONTROL, SPACES, Part, folded, is_hidden, read_line, walk
from parsers.grid import RawCell
from parsers.headings import is_heading

LAYOUT_CELL = 300
"""A cell with more characters than this holds prose: the table is layout."""
MIN_CAPTION = 5
"""Columns over which a section's heading beside a corner names the table whose first row it is."""
_SPANNING = etree.XPath("descendant::*[@colspan or @rowspan]")
_SPANNING_DIRECT = etree.XPath("tr/*[@colspan or @rowspan] | */tr/*[@colspan or @rowspan]")
"""The same where all rows and cells are direct: fewer elements to look at."""


def mentions_report(table: etree._Element) -> bool:
    """Do the table's own cells print words of a report's tables?"""
    if table.find(".//table") is None:
        text = string_of(table)
        if any(marker in text for marker in MARKERS):  # mostly nothing stands between the letters
            return True
        text = "".join(text.split())
        return any(marker in text for marker in MARKERS)
    parts: list[str] = []
    for row in _rows(table):
        for cell in _cells(row):
            for kind, value in walk(cell, {inner: [] for inner in cell.iter("table")}):
                if kind == "text":
                    parts.append(value)
    text = re.sub(r"\s+", "", "".join(parts))
    return any(marker in text for marker in MARKERS)


def read_parts(table: etree._Element) -> list[Part]:
    """What a table holds in reading order: grids of values, and cells of running text between.

    Empty for a layout table, which is dissolved. A cell with prose or a section's heading makes a
    table layout, unless it stands alone in its row in a table that prints the form as well: some
    editors put a whole report into one table.
    """
    inner = table.find(".//table") is not None
    if inner and (
        not mentions_report(table)
        or any(mentions_report(t) for t in table.iter("table") if t is not table)
    ):
        return []
    is_simple = not inner and _is_simple(table)
    direct = _direct_rows(table) if is_simple else None
    rows = list(map(_cells, _rows(table))) if direct is None else direct
    if max(map(len, rows), default=0) < 2:
        return []
    texts: list[list[str]] = []
    prose: set[int] = set()
    for number, cells in enumerate(rows):
        texts.append(list(map(_simple_text if is_simple else cell_text, cells)))
        for cell, text in zip(cells, texts[-1], strict=True):
            if text.isascii():
                continue  # values, of whatever length
            is_long = len(text) > LAYOUT_CELL
            if is_long or is_heading(text.replace("\n", "")):
                if len(cells) > 1:
                    if not is_long and not number and _span(cell.get("colspan")) >= MIN_CAPTION:
                        continue  # the table's own name, over its columns
                    return []
                prose.add(number)
    if prose:
        if not mentions_report(table):
            return []
        for number, printed in enumerate(texts):
            if len(printed) == 1:
                text = "".join(printed[0].split())
                if not any(marker in text for marker in MARKERS):
                    prose.add(number)
    spanning = set(_SPANNING(table) if direct is None else _SPANNING_DIRECT(table))
    parts: list[Part] = []
    run: list[list[RawCell]] = []
    for number, cells in enumerate(rows):
        if number not in prose:
            run.append(
                [
                    raw_cell(cell, text) if cell in spanning else (text, 1, 1)
                    for cell, text in zip(cells, texts[number], strict=True)
                ]
            )
            continue
        if run:
            parts.append(("table", run))
            run = []
        parts.append(("open", cells[0]))
    if run:
        parts.append(("table", run))
    return parts


def raw_cell(cell: etree._Element, text: str) -> RawCell:
    return text, _span(cell.get("rowspan")), _span(cell.get("colspan"))


_LEADING_DIGITS = re.compile(r"\s*(\d{1,7})")


def _span(value: str | None) -> int:
    """`3` → 3; browsers read the leading digits of `1%`, and 1 where there are none or 0."""
    if value is None:
        return 1
    match = _LEADING_DIGITS.match(value)
    return max(1, int(match[1])) if match else 1


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────


def _rows(table: etree._Element) -> list[etree._Element]:
    """The table's own rows that are laid out, without those of tables inside its cells."""
    rows = list(_within(table, ("tr",)))
    head, foot = table.find("thead"), table.find("tfoot")
    if head is None and foot is None:
        return rows
    # Wherever they stand, the first head is shown above all and the first foot below.
    above = [row for row in rows if head is not None and row.getparent() is head]
    below = [row for row in rows if foot is not None and row.getparent() is foot]
    apart = {*above, *below}
    return [*above, *(row for row in rows if row not in apart), *below]


def _direct_rows(table: etree._Element) -> list[list[etree._Element]] | None:
    """The cells of each row of a table in which nothing is hidden and no table stands; None where
    rows have a head or a foot around them, or a row holds anything else."""
    rows = []
    for row in table.iter("tr"):
        above = row.getparent()
        if above is None or (above.tag != "tbody" and above.tag != "table"):
            return None
        cells = list(row.iterchildren("td", "th"))
        if len(cells) != len(row):
            return None
        rows.append(cells)
    return rows


def _cells(row: etree._Element) -> list[etree._Element]:
    """The row's own cells, also where an editor put a form or a font between row and cell."""
    return list(_within(row, ("td", "th")))


def _within(element: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        tag = node.tag
        if not isinstance(tag, str) or node.get("hidden") is not None:
            continue
        style = node.get("style")
        changes = effects(style) if style is not None else 0
        if changes & styles.GONE or (tag == "tr" and changes & styles.UNSEEN):
            continue
        if tag in tags:
            yield node
        elif tag != "table":
            stack.extend(reversed(node))


# ── Cells ─────────────────────────────────────────────────────────────────────────────────────


_SPECIAL = (
    *("br", "sup", "sub", "div", "table", "script", "style", "select", "option", "textarea"),
    *("svg", "noscript", "template", "iframe", "object", "embed", "input", "title", "audio"),
    *("video", "canvas", "li", "dd", "pre", "s", "strike", "del", "img", "button"),
    *("details", "dialog", "datalist", "rt", "rp"),
)
"""What in a table asks for more than the text that lxml gives of a cell in one call."""
_HIDDEN = etree.XPath("boolean(descendant::*/@hidden)")
_STYLES = etree.XPath("descendant::*/@style", smart_strings=False)


def _is_simple(table: etree._Element) -> bool:
    """Does the table hold nothing _SPECIAL and nothing hidden?"""
    if next(table.iterdescendants(*_SPECIAL), None) is not None:
        return False
    return not _HIDDEN(table) and not any(map(styles.changes, set(_STYLES(table))))


_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DIGIT = re.compile("[0-9]")


def _simple_text(cell: etree._Element) -> str:
    """The lines of a cell whose table holds nothing _SPECIAL: of nearly all, so in few steps."""
    children = len(cell)
    if children == 0:
        text = cell.text
    elif cell.text is not None and not cell.text.isspace():
        return cell_text(cell, True)
    elif children == 1:
        only = cell[0]
        if only.tag != "p" or (only.tail is not None and not only.tail.isspace()):
            return cell_text(cell, True)
        text = string_of(only) if len(only) else only.text
    else:
        paragraphs = [
            read_line(child)
            for child in cell
            if child.tag == "p" and (child.tail is None or child.tail.isspace())
        ]
        if len(paragraphs) < children:
            return cell_text(cell, True)
        return "\n".join(filter(None, paragraphs))
    if not text:
        return ""
    line = " ".join(text.split())
    return line if line.isprintable() else folded(line)


def cell_text(cell: etree._Element, is_simple: bool = False) -> str:
    """The cell's lines. is_simple: its table holds nothing _SPECIAL."""
    if len(cell) == 0 and not cell.attrib:
        return folded(cell.text or "")
    lines: list[list[str]] = [[]]
    for kind, value in walk(cell, {}, True):
        if kind == "text":
            lines[-1].append(value)
        elif lines[-1]:
            lines.append([])
    printed = (SPACES.sub(" ", CONTROL.sub("", "".join(line))).strip() for line in lines)
    text = "\n".join(line for line in printed if line)
    if not text and not is_simple:
        return _instead(cell)
    level = text.translate(_LEVEL)
    # Nothing but raised digits: there is no number whose footnote they could be.
    return level if level != text and level.isdecimal() and not _DIGIT.search(text) else text


_PICTURES = ("img", "svg", "canvas", "object", "embed", "iframe", "video")
PICTURE = "〔图片〕"
"""Text of a cell that shows a picture and nothing else: not blank, and not to be read."""
SCRIPT = "〔脚本〕"
"""Text of a cell that a script writes."""


def _instead(cell: etree._Element) -> str:
    """What a cell without text shows."""
    for element in cell.iter(*_PICTURES):
        if not is_hidden(element) and not (element.tag == "img" and is_spacer(element)):
            return PICTURE
    if any("write" in (script.text or "") for script in cell.iter("script")):
        return SCRIPT
    return ""
