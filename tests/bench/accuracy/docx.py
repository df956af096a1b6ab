"""How does a page become a Word file? WordprocessingML, parts as Word names them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.bench.accuracy.layout import Box, Grid, Page, Text, placed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_PARTS = {
    "numbering": "numbering+xml",
    "footnotes": "footnotes+xml",
    "styles": "styles+xml",
}
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def run(text: str, properties: str = "") -> str:
    """One run; line breaks in the text become `w:br`."""
    inner = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n")
    )
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def _text(text: str, box: Box) -> str:
    return paragraph(run(text) if text else "", '<w:jc w:val="center"/>')


def _block(block: Text) -> str:
    align = {"title": "center", "signature": "right"}.get(block.role, "both")
    bold = "<w:b/>" if block.role in ("title", "heading") else ""
    return paragraph(run(block.text, bold), f'<w:jc w:val="{align}"/>')


def _same(xml: str) -> str:
    return xml


@dataclass(slots=True)
class Style:
    """figure, label: the content of a `w:tc`, at least one paragraph."""

    figure: Callable[[str, Box], str] = _text
    label: Callable[[str, Box], str] = _text
    block: Callable[[Text], str] = _block
    around_table: Callable[[str], str] = _same
    around_body: Callable[[str], str] = _same
    around_rows: Callable[[list[str], Grid], list[str]] = lambda rows, grid: rows
    replaced: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)  # numbering, footnotes → inner XML
    after: str = ""


def table(grid: Grid, style: Style) -> str:
    lines = placed(grid)
    width = max(sum(columns for _, columns, _ in line) for line in lines)
    rows = []
    for number, (row, line) in enumerate(zip(grid.rows, lines, strict=True)):
        cells = []
        for box, columns, state in line:
            properties = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
            if state:
                restart = ' w:val="restart"' if state == "restart" else ""
                properties += f"<w:vMerge{restart}/>"
            if box is None or state == "continue":
                content = paragraph("")
            else:
                content = (style.figure if box.role == "figure" else style.label)(box.text, box)
            cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
        properties = "<w:tblHeader/>" if number < grid.header else ""
        properties += "<w:hidden/>" if row.hidden else ""
        rows.append(f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>")
    columns_xml = "<w:gridCol/>" * width
    return (
        f"<w:tbl><w:tblPr/><w:tblGrid>{columns_xml}</w:tblGrid>"
        f"{''.join(style.around_rows(rows, grid))}</w:tbl>"
    )


def render(page: Page, style: Style) -> bytes:
    body = []
    for block in page.blocks:
        if isinstance(block, Text):
            body.append(style.block(block))
        elif block.name in style.replaced:
            body.append(style.replaced[block.name])
        else:
            # Word itself always puts a paragraph after a table.
            body.append(style.around_table(table(block, style)) + paragraph(""))
    body.append(style.after)
    content = style.around_body("".join(body))
    document = (
        f"{_HEAD}<w:document {_NAMESPACES}><w:body>{content}<w:sectPr/></w:body></w:document>"
    )
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{_PARTS[name]}"/>'
        for name in style.parts
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{name}" Target="{name}.xml"/>'
        for number, name in enumerate(style.parts, start=1)
    )
    members = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }
    for name, inner in style.parts.items():
        members[f"word/{name}.xml"] = f"{_HEAD}<w:{name} {_NAMESPACES}>{inner}</w:{name}>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content.encode())
    return out.getvalue()


def content(data: bytes) -> bytes:
    """What a file holds, whatever zlib packed it; the file itself where it is no package."""
    if not data.startswith(b"PK"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\0".join(archive.read(name) for name in archive.namelist())
    except zipfile.BadZipFile:
        return b"damaged"  # cut short: its length depends on the compressor
