"""How does a page become HTML? Boxes and text with the markup of one editor or export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from random import Random

from tests.bench.accuracy.layout import Box, Grid, Page, Row, Text

CONTAINERS = (
    ('<div id="zoom">', "</div>"),
    ('<div class="TRS_Editor">', "</div>"),
    ('<div id="UCAP-CONTENT">', "</div>"),
    ('<div class="article-content">', "</div>"),
    ("<article>", "</article>"),
    ("", ""),
)


def _in_paragraph(text: str, box: Box) -> str:
    return f'<p style="text-align:center">{escape(text)}</p>'


def _bare(text: str, box: Box) -> str:
    return escape(text)


def _spans(box: Box) -> str:
    return "".join(
        f' {name}="{span}"'
        for name, span in (("rowspan", box.rowspan), ("colspan", box.colspan))
        if span > 1
    )


def _no_attributes(box: Box) -> str:
    return ""


def _paragraph(block: Text) -> str:
    if block.role == "title":
        return f'<p style="text-align:center"><strong>{escape(block.text)}</strong></p>'
    if block.role == "heading":
        return f"<p><strong>{escape(block.text)}</strong></p>"
    if block.role == "signature":
        return f'<p style="text-align:right">{escape(block.text)}</p>'
    return f'<p style="text-indent:2em">{escape(block.text)}</p>'


def _same(html: str) -> str:
    return html


def _row(row: Row) -> str:
    return '<tr style="display:none">' if row.hidden else "<tr>"


@dataclass(slots=True)
class Style:
    """What may differ from page to page. figure, label: inner HTML of a cell."""

    figure: Callable[[str, Box], str] = _bare
    label: Callable[[str, Box], str] = _bare
    spans: Callable[[Box], str] = _spans
    attributes: Callable[[Box], str] = _no_attributes
    row: Callable[[Row], str] = _row
    table: str = '<table border="1" cellspacing="0">'
    around_table: Callable[[str], str] = _same
    paragraph: Callable[[Text], str] = _paragraph
    container: tuple[str, str] = ('<div id="zoom">', "</div>")
    head: str = ""
    before: str = ""  # between <body> and the article
    after: str = ""
    around_article: Callable[[str], str] = _same
    title_tags: int = 1
    charset: str = "utf-8"  # what the page is encoded in
    declared: str | None = "utf-8"  # what it says it is encoded in
    meta: bool = True
    replaced: dict[str, str] = field(default_factory=dict)  # table → markup in its place


def plain_style(rng: Random) -> Style:
    """One of the plain habits: cell text bare or in a paragraph, one of the usual containers."""
    style = Style(container=rng.choice(CONTAINERS))
    style.figure = style.label = rng.choice((_bare, _in_paragraph))
    return style


def table(grid: Grid, style: Style) -> str:
    lines = [style.table, "<tbody>"]
    for row in grid.rows:
        cells = []
        for box in row.boxes:
            inner = (style.figure if box.role == "figure" else style.label)(box.text, box)
            cells.append(f"<td{style.spans(box)}{style.attributes(box)}>{inner}</td>")
        lines.append(f"{style.row(row)}{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])


def render(page: Page, style: Style) -> bytes:
    body = []
    for block in page.blocks:
        if isinstance(block, Text):
            body.append(style.paragraph(block))
        elif block.name in style.replaced:
            body.append(style.replaced[block.name])
        else:
            body.append(style.around_table(table(block, style)))
    article = "\n".join((style.container[0], *body, style.container[1]))
    head = f'<meta charset="{style.declared}">\n' if style.declared else ""
    head += f"<title>{page.title}</title>\n" * style.title_tags
    if style.meta:
        head += (
            f'<meta name="ArticleTitle" content="{page.title}">\n'
            f'<meta name="PubDate" content="{page.year + 1}-01-20 10:12">\n'
            f'<meta name="ContentSource" content="{page.organ}">\n'
        )
    html = (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}{style.head}</head>\n<body>\n'
        f"{style.before}\n{style.around_article(article)}\n{style.after}</body>\n</html>\n"
    )
    return html.encode(style.charset, "xmlcharrefreplace")
