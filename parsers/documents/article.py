"""Which lines and tables of an element are the report's? Own grid for tables, trafilatura for text.

Data tables are cut out and placed by span; layout tables are dissolved. The remaining lines are
numbered and given to trafilatura, which decides what is article text and what is furniture:
numbered, because it drops repeated paragraphs and loses the tables' places otherwise. A line that
reads like prose is never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from parsers.documents import Block, Paragraph, layout
from parsers.documents.beside import end_of_report, find_beside
from parsers.documents.html_tables import cell_text, raw_cell, read_parts
from parsers.documents.lines import read_lines
from parsers.documents.report_element import find_menus
from parsers.documents.unmarked import may_hold_table
from parsers.documents.walk import CONTROL, NOTHING, Part, folded, walk
from parsers.grid import Table, place
from parsers.headings import is_heading

_COLLAPSED = re.compile(r"[ \t\r\n\f\v]+")


def read_article(container: etree._Element, core: etree._Element | None) -> tuple[Block, ...]:
    """Paragraphs and data tables of the container in reading order, furniture left out.

    core: the element in it with all of the report's headings and tables, if it has any.
    """
    tables = {t: parts for t in container.iter("table") if (parts := read_parts(t))}
    beside = find_beside(container, core, tables.keys())
    tables |= dict.fromkeys(find_menus(container) - _holders(tables), NOTHING)
    tables |= dict.fromkeys(beside, NOTHING)
    items = read_items(container, tables)
    if may_hold_table(item for item in items if isinstance(item, str)):
        items = _without_table_tags(container, tables)
    items = items[: end_of_report(items)]
    kept = _kept([item if isinstance(item, str) else None for item in items])
    return tuple(
        Paragraph(item) if isinstance(item, str) else item
        for index, item in enumerate(items)
        if index in kept
    )


def _without_table_tags(
    container: etree._Element, tables: Mapping[Any, list[Part]]
) -> list[str | Table]:
    """Lines and tables of a page that prints tables, or some of them, without `<table>`: boxes in
    rows; else lines of cells, as in a text."""
    tables = dict(tables)
    for boxes, rows in layout.find_grids(container, tables.keys()):
        tables |= dict.fromkeys(boxes, NOTHING)
        raw = [[raw_cell(cell, cell_text(cell)) for cell in cells] for cells in rows]
        tables[boxes[0]] = [("table", raw)]
    items: list[str | Table] = []
    run: list[str] = []
    for item in (*read_items(container, tables, is_folded=False), None):
        if isinstance(item, str):
            run.append(item)
            continue
        items += [b.text if isinstance(b, Paragraph) else b for b in read_lines(run)]
        run.clear()
        if item is not None:
            items.append(item)
    return items


def read_items(
    container: etree._Element, tables: Mapping[Any, list[Part]], is_folded: bool = True
) -> list[str | Table]:
    """Lines and tables in reading order. is_folded: blanks that a browser shows as one are one,
    else those that it shows wide stay."""
    items: list[str | Table] = []
    line: list[str] = []
    is_spaced = False

    def flush() -> None:
        nonlocal is_spaced
        text = "".join(line)
        if is_folded:
            text = folded(text)
        else:
            text = CONTROL.sub("", text)
            text = text if is_spaced else _COLLAPSED.sub(" ", text).strip()
        if text and not text.isspace():
            items.append(text)
        line.clear()
        is_spaced = False

    for kind, value in walk(container, tables):
        if kind == "text":
            line.append(value)
        elif kind == "lines":
            for number, text in enumerate(value.split("\n")):
                if number:
                    flush()
                line.append(text)
                is_spaced = is_spaced or not is_folded
        else:
            flush()
            if kind == "table":
                items.append(place(value))
    flush()
    return items


def _holders(tables: Mapping[Any, list[Part]]) -> set[Any]:
    return {holder for table in tables for holder in (table, *table.iterancestors())}


# ── Furniture ─────────────────────────────────────────────────────────────────────────────────


_MARK = "¶{}¶"
_MARKED = re.compile(r"¶(\d+)¶")


def _kept(lines: list[str | None]) -> set[int]:
    """Indexes of the lines that trafilatura takes for article text; tables and prose always.

    Where every line is prose its verdict changes nothing, and it is not asked.
    """
    kept = {index for index, text in enumerate(lines) if text is None or _is_prose(text)}
    if len(kept) == len(lines):
        return kept
    body = etree.Element("body")
    article = etree.SubElement(body, "article")
    for index, text in enumerate(lines):
        paragraph = etree.SubElement(article, "p")
        paragraph.text = _MARK.format(index) + (text if text is not None else "〔表格〕")
    html = etree.Element("html")
    html.append(body)
    extracted = trafilatura.extract(
        lxml.html.fromstring(etree.tostring(html, encoding="unicode", method="html")),
        fast=True,
        favor_recall=True,
        include_comments=False,
        include_tables=False,
    )
    return kept | {int(index) for index in _MARKED.findall(extracted or "")}


def _is_prose(text: str) -> bool:
    """Sentences, headings, dates, names: what no filter may drop from a report."""
    return is_heading(text) or bool(re.search(r"[。；;，、：:]|\d", text)) or len(text) <= 30
