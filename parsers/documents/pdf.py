"""What does a PDF with a text layer print? Glyphs and rules → paragraphs and tables in order.

A PDF knows no paragraphs, lines or cells, only glyphs at places and strokes. What is rebuilt:

- Tables from their rules (lines, thin or stroked rectangles; a filled box without a stroke is
  shading, WPS paints one behind every line of text). Every glyph goes to exactly one cell or line,
  so nothing is lost or doubled. A box of one column is a frame around text, not a table.
- A table that goes on at the top of the next page is one table again: repeated header rows are
  dropped, merged cells are joined, and a row or label that the page break cut is put together.
  Inside a cell a line that was full runs on; other line ends stay "\\n".
- Paragraphs: an indented line begins one, and so does a line whose first word would still have
  fitted on the line before. Page breaks do not end a paragraph.
- Running headers and page numbers: lines at the top or bottom edge that come back at the same
  place with the same words and only a counting number changing. A number alone is never enough.
- Spaces follow the distance of glyphs, not the space characters that exporters add: between
  Chinese and digits ("2024 年") only a gap of a full character is a space, between two Latin
  words or two numbers a quarter.

Read with pdfplumber (MIT). A hostile file can still make pdfminer slow or hungry (compressed
streams have no limit there): callers read PDFs in a child process with limits.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.table import (
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pdfplumber.utils.geometry import curve_to_edges, line_to_edge, rect_to_edges
from pdfplumber.utils.text import dedupe_chars

from parsers.documents import Block, Document, NotReadable, Paragraph
from parsers.grid import RawCell, Table, place

# pdfminer reports every oddity of a font, once a glyph on files printed by browsers.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MEDIA_TYPE = "application/pdf"
MAX_BYTES = 64 << 20
MAX_PAGES = 300
MAX_GLYPHS = 20_000
"""Glyphs on one page; a dense table page has 2,500."""

MAX_CROSSINGS = 3_000
"""Crossings of rules on one page: finding cells costs their square. A dense table has 1,200."""

RULE = 3.0
"""Points: a rectangle thinner than this is a rule, and rules closer than this are one."""

TABLE_DRIFT = 6.0
"""Points by which the columns of a table may move from one page to the next."""

EDGE_ZONE = 0.14
"""Share of the page height, at top and bottom, where running headers and page numbers stand."""

_READER_ERRORS: tuple[type[Exception], ...] = (
    # What pdfplumber wraps while opening a file and laying out a page …
    PdfminerException,
    MalformedPDFException,
    # … and pdfminer's own families, raised while walking the page tree.
    PDFException,
    PSException,
    # pdfminer takes the types of dictionary values on trust (a /MediaBox that is a name, a /Kids
    # that is a number, a stream filter's parameters): on garbled files these surface unwrapped.
    # Only reading the file stands in the try block, none of our own code.
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    EOFError,
    OSError,
)


def read(data: bytes) -> Document:
    """Bytes of a PDF → Document (title None, no metadata).

    Raises NotReadable: `damaged` (also encrypted), `too_large`, `unsupported` (pictures of pages,
    or glyphs without characters: needs OCR), `empty`.
    """
    if len(data) > MAX_BYTES:
        raise NotReadable("too_large", f"PDF 文件有 {len(data) >> 20} MB，超过 64 MB 的上限。")
    notes: dict[str, None] = {}
    pages = [_page(sheet, notes) for sheet in _sheets(data, notes)]
    _reject_textless(pages, notes)
    _drop_furniture(pages)
    _frames_to_text(pages)
    blocks = _blocks(pages)
    if not blocks:
        raise NotReadable("empty", "PDF 文件没有内容。")
    return Document(media_type=MEDIA_TYPE, title=None, blocks=tuple(blocks), notes=tuple(notes))


# --- the file ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page as pdfplumber gives it, detached from the file."""

    number: int
    box: tuple[float, float, float, float]
    chars: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    rects: list[dict[str, Any]]
    curves: list[dict[str, Any]]
    images: list[dict[str, Any]]


def _sheets(data: bytes, notes: dict[str, None]) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    try:
        with pdfplumber.open(io.BytesIO(data), pages=list(range(1, MAX_PAGES + 2))) as pdf:
            for page in pdf.pages[: MAX_PAGES + 1]:
                left, top, right, bottom = (float(edge) for edge in page.cropbox)
                sheets.append(
                    _Sheet(
                        page.page_number,
                        (left, top, right, bottom),
                        list(page.chars),
                        list(page.lines),
                        list(page.rects),
                        list(page.curves),
                        list(page.images),
                    )
                )
                page.close()
            tree = resolve1(pdf.doc.catalog.get("Pages"))
            stated = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    except _READER_ERRORS as error:
        if _password(error):
            raise NotReadable("damaged", "PDF 文件已加密，没有密码无法读取。") from error
        raise NotReadable("damaged", "PDF 文件已损坏，无法读取。") from error
    if len(sheets) > MAX_PAGES:
        raise NotReadable("too_large", f"PDF 文件超过 {MAX_PAGES} 页。")
    if not sheets:
        raise NotReadable("damaged", "PDF 文件已损坏：没有一页可以读取。")
    if isinstance(stated, int) and stated > len(sheets):
        notes.setdefault(f"PDF 声明有 {stated} 页，只读到 {len(sheets)} 页，内容可能不全。")
    elif b"%%EOF" not in data[-4096:]:
        notes.setdefault("PDF 文件没有结束标记，可能没有下载完整，内容可能不全。")
    return sheets


def _password(error: BaseException | None) -> bool:
    """Is a wrong password at the bottom of this error? pdfplumber keeps the cause as argument."""
    while error is not None:
        if isinstance(error, PDFPasswordIncorrect):
            return True
        inner = error.args[0] if error.args else None
        error = inner if isinstance(inner, BaseException) else None
    return False


# --- glyphs and lines ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Glyph:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class _Line:
    """Glyphs on one baseline, left to right, without spaces; `text` has the spaces put back."""

    glyphs: list[_Glyph]
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def head(self) -> float:
        """Width of the first piece that cannot be broken: a Chinese character with the closing
        punctuation after it, or a whole Latin word or number."""
        first = self.glyphs[0]
        end = first.x1
        for before, glyph in pairwise(self.glyphs):
            run_on = not _wide(before.text) and not _wide(glyph.text)
            if glyph.x0 - end > 0.25 * glyph.size or not (run_on or glyph.text in _NO_LINE_START):
                break
            end = glyph.x1
        return end - first.x0


_NO_LINE_START = "，。、；：？！）》”’」』】〕％%,.;:!?)"
_SENTENCE_END = "。！？；：!?;:"

_WIDE = re.compile("[\u2014\u2018-\u201d\u2026\u2460-\u24ff\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")  # fmt: skip  # noqa: E501

# Fonts of some exporters map 一, 长, 民 … to radicals that only look alike, and search and labels
# then miss. U+2F00–2FDF and the compatibility ideographs decompose by NFKC; the supplement does
# not. Pairs: Unicode, EquivalentUnifiedIdeograph.txt.
_RADICALS = str.maketrans(
    "⺠⺢⺫⺬⺮⺶⺼⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻪⻬⻮⻰⻳",
    "民氵目示竹羊肉虎西见角贝车辶长门青韦页风飞食马骨鬼鱼鸟麦黄黾齐齿龙龟",
)


def _wide(text: str) -> bool:
    return _WIDE.match(text) is not None


def _character(text: str) -> str:
    if text.startswith("(cid:"):  # pdfminer's mark for a glyph whose character is unknown
        return "\ufffd"
    if "\u2e80" <= text[:1] <= "\u2fdf" or "\uf900" <= text[:1] <= "\ufaff":
        return unicodedata.normalize("NFKC", text).translate(_RADICALS)
    return text.replace("\x00", "").replace("\u200b", "").replace("\ufeff", "").replace("\xad", "")


def _gap(before: _Glyph, after: _Glyph) -> str:
    """The space that is printed between two neighbours on a line."""
    distance = (after.x0 - before.x1) / max(before.size, after.size, 1.0)
    return " " if distance > (0.8 if _wide(before.text) or _wide(after.text) else 0.2) else ""


def _joint(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a space between Latin words only."""
    return " " if before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and (
        after[:1].isalnum()
    ) else ""  # fmt: skip


def _lines(glyphs: Iterable[_Glyph]) -> list[_Line]:
    """Group glyphs by height. Digits and Chinese of one line differ by a point or two."""
    rows: list[list[_Glyph]] = []
    height, size = 0.0, 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.middle, g.x0)):
        if rows and abs(glyph.middle - height) < 0.4 * max(size, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > size:
                height, size = glyph.middle, glyph.size
        else:
            rows.append([glyph])
            height, size = glyph.middle, glyph.size
    return [_line(row) for row in rows]


def _line(glyphs: list[_Glyph]) -> _Line:
    glyphs.sort(key=lambda g: g.x0)
    text = glyphs[0].text
    for before, after in pairwise(glyphs):
        text += _gap(before, after) + after.text
    return _Line(
        glyphs,
        text,
        min(g.x0 for g in glyphs),
        max(g.x1 for g in glyphs),
        min(g.top for g in glyphs),
        max(g.bottom for g in glyphs),
        Counter(round(g.size, 1) for g in glyphs).most_common(1)[0][0],
    )


# --- one page ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cell:
    """A cell of one page's grid: rows and columns as half-open ranges of cut numbers."""

    x0: float
    top: float
    x1: float
    bottom: float
    row: int
    row_end: int
    column: int = 0
    column_end: int = 0
    glyphs: list[_Glyph] = field(default_factory=list)
    text: str = ""
    room: float = 0.0  # width left on the last line
    head: float = 0.0  # width of the first piece that cannot be broken


@dataclass(slots=True)
class _Grid:
    """A ruled table on one page, or over several pages once joined."""

    x_cuts: list[float]
    cells: list[_Cell]
    rows: int
    top: float
    bottom: float


@dataclass(slots=True)
class _Page:
    number: int
    width: float
    height: float
    items: list[_Line | _Grid]  # by position
    glyphs: int
    unknown: int  # glyphs without a character
    pictures: float  # share of the page that images cover, at most 1
    drawings: int  # curves: letters that were turned into outlines


def _page(sheet: _Sheet, notes: dict[str, None]) -> _Page:
    left, top, right, bottom = sheet.box
    width, height = max(right - left, 1.0), max(bottom - top, 1.0)
    if len(sheet.chars) > MAX_GLYPHS:
        raise NotReadable(
            "too_large", f"PDF 第 {sheet.number} 页有 {len(sheet.chars)} 个字符，超过上限。"
        )
    chars = [char for char in sheet.chars if not char["text"].isspace()]
    # Beyond the crop box nothing is printed; a slanted line of glyphs is a watermark.
    chars = [
        c
        for c in chars
        if left <= (c["x0"] + c["x1"]) / 2 <= right
        and top <= (c["top"] + c["bottom"]) / 2 <= bottom
    ]
    straight = [c for c in chars if not _slanted(c)]
    if len(straight) < len(chars):
        notes.setdefault("PDF 页面上有倾斜排列的水印文字，未计入。")
    # Bold by printing twice: the second copy lies within a point of the first.
    glyphs = [
        _Glyph(text, c["x0"], c["x1"], c["top"], c["bottom"], max(float(c["size"]), 1.0))
        for c in dedupe_chars(straight, tolerance=1)
        if (text := _character(c["text"])).strip()
    ]
    grids = _grids(sheet, glyphs, notes)
    in_cells = {id(glyph) for grid in grids for cell in grid.cells for glyph in cell.glyphs}
    items: list[_Line | _Grid] = [*_lines(g for g in glyphs if id(g) not in in_cells), *grids]
    items.sort(
        key=lambda item: (item.top + item.bottom) / 2 if isinstance(item, _Line) else item.top
    )
    covered = sum(
        max(0.0, min(i["x1"], right) - max(i["x0"], left))
        * max(0.0, min(i["bottom"], bottom) - max(i["top"], top))
        for i in sheet.images
    )
    return _Page(
        sheet.number,
        width,
        height,
        items,
        len(glyphs),
        sum(glyph.text == "\ufffd" for glyph in glyphs),
        min(1.0, covered / (width * height)),
        len(sheet.curves),
    )


def _slanted(char: dict[str, Any]) -> bool:
    a, b, c, d, *_ = char["matrix"]
    along, across = max(abs(a), abs(d)), max(abs(b), abs(c))
    # Synthetic italics shear (c only); a watermark turns the baseline (b) as well.
    return bool(abs(b) > 0.05 * along and along > 0.05 * across)


def _reject_textless(pages: list[_Page], notes: dict[str, None]) -> None:
    """Scans have no glyphs, or only a stamped page number; some have OCR text under the picture."""
    scans = [p for p in pages if p.glyphs < 20 and (p.pictures > 0.3 or p.drawings > 200)]
    others = [p for p in pages if p not in scans and p.glyphs]
    if scans and sum(page.glyphs for page in others) < 50:
        raise NotReadable("unsupported", "PDF 没有文字层（扫描件或整页图片），需要 OCR 才能读取。")
    if not any(page.glyphs for page in pages):
        if any(page.pictures or page.drawings for page in pages):
            raise NotReadable("unsupported", "PDF 没有文字层，只有图像，需要 OCR 才能读取。")
        raise NotReadable("empty", "PDF 文件没有内容。")
    unknown = [page for page in pages if page.unknown]
    if sum(page.unknown for page in unknown) > 0.3 * sum(page.glyphs for page in pages):
        raise NotReadable("unsupported", "PDF 的字体没有字符对照表，需要 OCR 才能读取。")
    if unknown:
        listed = "、".join(str(page.number) for page in unknown)
        notes.setdefault(f"PDF 第 {listed} 页有字形无法对应到字符，以“\ufffd”表示。")
    if scans:
        listed = "、".join(str(page.number) for page in scans)
        notes.setdefault(f"PDF 第 {listed} 页只有图像，其中的文字未读取。")
    if bare := [page for page in pages if not page.glyphs and page not in scans]:
        # Blank on paper, or a content stream that pdfminer could not follow: people should look.
        listed = "、".join(str(page.number) for page in bare)
        notes.setdefault(f"PDF 第 {listed} 页没有读到文字。")
    if any(page.pictures > 0.8 and page.glyphs >= 20 for page in pages):
        notes.setdefault("PDF 页面为图像，文字来自其下的识别（OCR）文字层，可能有误。")


# --- tables --------------------------------------------------------------------------------------

_Box = tuple[float, float, float, float]
_Edge = dict[str, Any]


def _grids(sheet: _Sheet, glyphs: list[_Glyph], notes: dict[str, None]) -> list[_Grid]:
    rules: list[_Edge] = [line_to_edge(line) for line in sheet.lines]
    shading: list[_Edge] = []
    for rect in sheet.rects:
        if min(rect["width"], rect["height"]) <= RULE or rect["stroke"]:
            rules += rect_to_edges(rect)
        else:
            shading += rect_to_edges(rect)
    for curve in sheet.curves:
        if len(curve["pts"]) <= 12:
            rules += curve_to_edges(curve)
    grids = _ruled(rules, glyphs, sheet.number, notes)
    if not any(_columns(grid) > 1 for grid in grids) and shading:
        # Tables made of filled boxes only: boxes that stand side by side and one below another.
        boxes = _ruled([*rules, *shading], glyphs, sheet.number, notes)
        if any(_columns(grid) > 1 and grid.rows > 1 for grid in boxes):
            grids = boxes
    _fill(grids, glyphs)
    return grids


def _columns(grid: _Grid) -> int:
    return len(grid.x_cuts) - 1


def _ruled(
    rules: list[_Edge], glyphs: list[_Glyph], number: int, notes: dict[str, None]
) -> list[_Grid]:
    edges = _merged(rules)
    crossings = _crossings(edges)
    if crossings and (missing := _missing_sides(edges, crossings, glyphs)):
        crossings = _crossings(_merged([*edges, *missing]))
    if crossings is None:
        notes.setdefault(f"PDF 第 {number} 页的线条过于密集，未按表格读取。")
        return []
    return [_grid(group) for group in cells_to_tables(intersections_to_cells(crossings))]


def _merged(rules: list[_Edge]) -> list[_Edge]:
    straight = [e for e in rules if e.get("orientation") in ("h", "v")]
    merged: list[_Edge] = merge_edges(
        straight,
        snap_x_tolerance=RULE,
        snap_y_tolerance=RULE,
        join_x_tolerance=RULE,
        join_y_tolerance=RULE,
    )
    return [e for e in merged if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= RULE]


_Crossings = dict[tuple[float, float], dict[str, list[_Edge]]]
"""(x, y) → the rules that meet there: {"v": [...], "h": [...]}."""


def _crossings(edges: list[_Edge]) -> _Crossings | None:
    """Where rules meet; None if there are more than a page can have."""
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if upright * (len(edges) - upright) > 100 * MAX_CROSSINGS:
        return None
    found: _Crossings = edges_to_intersections(edges, RULE, RULE)
    return None if len(found) > MAX_CROSSINGS else found


def _networks(crossings: _Crossings) -> list[list[_Edge]]:
    """Rules that hang together: the drawing of one table."""
    parent: dict[int, int] = {}
    edges: dict[int, _Edge] = {}

    def root(key: int) -> int:
        while parent[key] != key:
            parent[key] = key = parent[parent[key]]
        return key

    for meeting in crossings.values():
        together = [*meeting["v"], *meeting["h"]]
        for edge in together:
            parent.setdefault(id(edge), id(edge))
            edges[id(edge)] = edge
            parent[root(id(edge))] = root(id(together[0]))
    networks: dict[int, list[_Edge]] = defaultdict(list)
    for key, edge in edges.items():
        networks[root(key)].append(edge)
    return list(networks.values())


def _missing_sides(edges: list[_Edge], crossings: _Crossings, glyphs: list[_Glyph]) -> list[_Edge]:
    """Outer rules that are not drawn although the inner ones run on to where they would be.

    Browsers leave a cell open where a page break cuts it; many printed tables have no left and
    right border. A left or right side is added only where text stands in the open column.
    """
    added: list[_Edge] = []
    meeting = {id(e) for point in crossings.values() for e in (*point["v"], *point["h"])}
    alone = [e for e in edges if e["orientation"] == "v" and id(e) not in meeting]
    for network in _networks(crossings):
        across = [e for e in network if e["orientation"] == "h"]
        upright = [e for e in network if e["orientation"] == "v"]
        top, bottom = min(e["top"] for e in upright), max(e["bottom"] for e in upright)
        # A merged cell that is open above and below meets no other rule on this page at all.
        upright += [
            e for e in alone if abs(e["top"] - top) <= RULE and abs(e["bottom"] - bottom) <= RULE
        ]
        for side, outermost in (("top", min), ("bottom", max)):
            y = outermost(e[side] for e in upright)
            ends = [e["x0"] for e in upright if abs(e[side] - y) <= RULE]
            if len(ends) > 1:
                added.append(_rule(min(ends), y, max(ends), y))
        for side, outermost in (("x0", min), ("x1", max)):
            x = outermost(e[side] for e in across)
            ends = [e["top"] for e in across if abs(e[side] - x) <= RULE]
            border = outermost(e["x0"] for e in upright)
            low, high = sorted((x, border))
            if len(ends) > 1 and any(
                low < (g.x0 + g.x1) / 2 < high and min(ends) < g.middle < max(ends) for g in glyphs
            ):
                added.append(_rule(x, min(ends), x, max(ends)))
    return added


def _rule(x0: float, top: float, x1: float, bottom: float) -> _Edge:
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "v" if x0 == x1 else "h",
        "object_type": "line",
    }


def _cuts(values: Iterable[float], tolerance: float) -> list[float]:
    cuts: list[float] = []
    for value in sorted(values):
        if not cuts or value - cuts[-1] > tolerance:
            cuts.append(value)
    return cuts


def _nearest(cuts: Sequence[float], value: float) -> int:
    return min(range(len(cuts)), key=lambda i: abs(cuts[i] - value))


def _grid(boxes: list[_Box]) -> _Grid:
    x_cuts = _cuts((x for box in boxes for x in (box[0], box[2])), 1.0)
    y_cuts = _cuts((y for box in boxes for y in (box[1], box[3])), 1.0)
    cells = [
        _Cell(
            *box,
            row=_nearest(y_cuts, box[1]),
            row_end=_nearest(y_cuts, box[3]),
            column=_nearest(x_cuts, box[0]),
            column_end=_nearest(x_cuts, box[2]),
        )
        for box in boxes
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return _Grid(x_cuts, cells, len(y_cuts) - 1, y_cuts[0], y_cuts[-1])


def _fill(grids: list[_Grid], glyphs: list[_Glyph]) -> None:
    """Give every glyph inside a table to one cell: the smallest around it, else the nearest."""
    band = 24.0  # points; so that a glyph is held against the cells at its height only
    by_height: dict[int, list[_Cell]] = defaultdict(list)
    for grid in grids:
        for cell in grid.cells:
            for height in range(int(cell.top // band), int(cell.bottom // band) + 1):
                by_height[height].append(cell)
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        if not any(
            grid.x_cuts[0] <= x <= grid.x_cuts[-1] and grid.top <= y <= grid.bottom
            for grid in grids
        ):
            continue
        best: _Cell | None = None
        best_key = (1e9, 1e9)
        for cell in by_height[int(y // band)]:
            outside = max(cell.x0 - x, x - cell.x1, 0.0) + max(cell.top - y, y - cell.bottom, 0)
            key = (outside, (cell.x1 - cell.x0) * (cell.bottom - cell.top))
            if key < best_key:
                best, best_key = cell, key
        if best is not None:
            best.glyphs.append(glyph)
    for grid in grids:
        _read_cells(grid)


def _read_cells(grid: _Grid) -> None:
    lines = [_lines(cell.glyphs) for cell in grid.cells]
    left_gaps = sorted(
        max(0.0, line.x0 - cell.x0)
        for cell, of_cell in zip(grid.cells, lines, strict=True)
        for line in of_cell
    )
    # Cells keep a margin that no text uses; the smallest ones (but for strays) tell how wide.
    margin = min(6.0, left_gaps[len(left_gaps) // 10]) if left_gaps else 0.0
    for cell, of_cell in zip(grid.cells, lines, strict=True):
        if not of_cell:
            continue
        usable = cell.x1 - cell.x0 - 2 * margin
        upright = len(of_cell) > 2 and all(len(line.glyphs) == 1 for line in of_cell)
        text = of_cell[0].text
        for before, line in pairwise(of_cell):
            full = usable - (before.x1 - before.x0) < line.head
            text += _cell_joint(text, line.text) if full or upright else "\n"
            text += line.text
        cell.text = text
        cell.room = 0.0 if upright else usable - (of_cell[-1].x1 - of_cell[-1].x0)
        cell.head = of_cell[0].head


def _cell_joint(before: str, after: str) -> str:
    """A number too wide for its column runs on in the next line: no space in it."""
    return "" if before[-1:].isdigit() and after[:1].isdigit() else _joint(before, after)


_ORDINAL = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[㈠-㈩①-⑳⑴-⒇⒈-⒛]|第.{1,3}条")
_VALUE = re.compile(r"[^\u4e00-\u9fff]*\d[^\u4e00-\u9fff]*|[/\\—–\-―－一无]{1,2}")


def _is_value(text: str) -> bool:
    return _VALUE.fullmatch(text) is not None


def _runs_on(above: _Cell, below: _Cell) -> bool:
    """Is the label in `below` the rest of the one in `above`, cut by the page break?"""
    return bool(
        above.text
        and below.text
        and not _is_value(above.text)
        and not _is_value(below.text)
        and not any(_ORDINAL.match(line) for line in below.text.split("\n"))
        and above.room < below.head + 1.0
    )


def _joined(upper: _Grid, lower: _Grid) -> _Grid:
    """Two pages' parts of one table as one grid."""
    cuts = list(upper.x_cuts)
    for cut in lower.x_cuts:
        if abs(cuts[_nearest(cuts, cut)] - cut) > TABLE_DRIFT:
            cuts.append(cut)
    cuts.sort()
    for cell in (*upper.cells, *lower.cells):
        cell.column, cell.column_end = _nearest(cuts, cell.x0), _nearest(cuts, cell.x1)
    header = _repeated_header(upper, lower)
    rest = [cell for cell in lower.cells if cell.row >= header]
    last = {
        (cell.column, cell.column_end): cell for cell in upper.cells if cell.row_end == upper.rows
    }
    first = [cell for cell in rest if cell.row == header]
    glued = _one_row(last, first)
    shift = upper.rows - header - (1 if glued else 0)
    cells = list(upper.cells)
    for cell in rest:
        above = last.get((cell.column, cell.column_end)) if cell.row == header else None
        cell.row, cell.row_end = cell.row + shift, cell.row_end + shift
        if above is not None and (glued or _same_cell(above, cell, first)):
            above.text += (_cell_joint(above.text, cell.text) if above.text else "") + cell.text
            above.row_end = max(above.row_end, cell.row_end)
            if cell.text:
                above.room = cell.room
        else:
            cells.append(cell)
    return _Grid(cuts, cells, lower.rows + shift, upper.top, lower.bottom)


def _same_cell(above: _Cell, below: _Cell, first: list[_Cell]) -> bool:
    """Does a merged cell go on over the page break?"""
    if below.text:
        return _runs_on(above, below)
    merged = above.row_end - above.row > 1 or below.row_end - below.row > 1
    beside = any(cell.text for cell in first if cell.column >= below.column_end)
    return bool(above.text) and not _is_value(above.text) and merged and beside


def _one_row(last: dict[tuple[int, int], _Cell], first: list[_Cell]) -> bool:
    """Are the last row of a page and the first of the next one printed row, cut by the break?

    Then the cells match one to one and complete each other: the rest of a label, or the label on
    one page and its numbers on the other.
    """
    if not first or not any(cell.text for cell in first):
        return False
    pairs = [(last.get((cell.column, cell.column_end)), cell) for cell in first]
    evidence = False
    values_above = any(_is_value(above.text) for above, _ in pairs if above is not None)
    for above, below in pairs:
        if above is None:
            return False
        if not below.text:
            continue
        if above.text:
            if not _runs_on(above, below):
                return False
            if above.row_end - above.row == 1 and below.row_end - below.row == 1:
                evidence = True
        elif not _is_value(below.text) or values_above:
            return False
    if not evidence:
        # No label runs on: then the lower row must be numbers only, and the upper one a label only.
        texts = [below.text for _, below in pairs if below.text]
        evidence = not values_above and all(_is_value(text) for text in texts)
    return evidence


def _repeated_header(upper: _Grid, lower: _Grid) -> int:
    """Rows at the top of `lower` that repeat the top of `upper` (a header row set to repeat)."""

    def top_rows(grid: _Grid, count: int) -> list[tuple[int, int, int, int, str]]:
        return [
            (c.row, c.row_end, c.column, c.column_end, c.text) for c in grid.cells if c.row < count
        ]

    for count in range(min(4, upper.rows - 1, lower.rows - 1), 0, -1):
        rows = top_rows(lower, count)
        if (
            rows == top_rows(upper, count)
            and all(row_end <= count for _, row_end, *_ in rows)
            and sum(bool(text) for *_, text in rows) > 1
            and not any(_is_value(text) for *_, text in rows)
        ):
            return count
    return 0


_HOLE = "\0hole"
"""Stands for grid places no rule encloses, while placing."""


def _printed(grid: _Grid) -> Table:
    by_row: dict[int, list[_Cell]] = defaultdict(list)
    taken: set[tuple[int, int]] = set()
    for cell in grid.cells:
        by_row[cell.row].append(cell)
        taken.update(
            (r, c)
            for r in range(cell.row, cell.row_end)
            for c in range(cell.column, cell.column_end)
        )
    raw: list[list[RawCell]] = []
    for row in range(grid.rows):
        begins = {
            c.column: (c.text, c.row_end - c.row, c.column_end - c.column) for c in by_row[row]
        }
        holes = {c: (_HOLE, 1, 1) for c in range(_columns(grid)) if (row, c) not in taken}
        raw.append([cell for _, cell in sorted({**holes, **begins}.items())])
    table = place(raw)
    return Table(tuple(tuple(c for c in row if c.text != _HOLE) for row in table.rows))


# --- pages together ------------------------------------------------------------------------------

_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-—–─－―·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/／共,，]+\s*\d{1,3}\s*页?)?[-—–─－―·\s]*"
)


def _drop_furniture(pages: list[_Page]) -> None:
    """Take out running headers, footers and page numbers."""
    seen: dict[tuple[bool, str], list[tuple[_Page, _Line]]] = defaultdict(list)
    for page in pages:
        lines = [item for item in page.items if isinstance(item, _Line)]
        for line in lines:
            upper = line.bottom < page.height * EDGE_ZONE
            if upper or line.top > page.height * (1 - EDGE_ZONE):
                seen[upper, _NUMBER.sub("#", line.text)].append((page, line))
    enough = max(2, round(0.4 * sum(page.glyphs > 0 for page in pages)))
    dropped: set[int] = set()
    for lines_alike in seen.values():
        for page, line in lines_alike:
            company = [
                (other, twin)
                for other, twin in lines_alike
                if abs(twin.top - line.top) < 4 and abs(twin.size - line.size) < 1
            ]
            repeated = len({id(other) for other, _ in company}) >= enough and _counting(company)
            if repeated or _lonely_number(page, line, pages):
                dropped.add(id(line))
    if all(id(item) in dropped for page in pages for item in page.items):
        return  # pages that say nothing else are not made of furniture
    for page in pages:
        page.items = [item for item in page.items if id(item) not in dropped]


def _counting(company: list[tuple[_Page, _Line]]) -> bool:
    """Same words, and each number in them constant or growing with the page."""
    numbers = [[int(n) for n in _NUMBER.findall(line.text)] for _, line in company]
    return all(
        len(set(values)) == 1
        or len({value - page.number for value, (page, _) in zip(values, company, strict=True)}) == 1
        for values in zip(*numbers, strict=True)
    )


def _lonely_number(page: _Page, line: _Line, pages: list[_Page]) -> bool:
    """On a document of one page nothing repeats: its number must say 1 and stand alone below."""
    return (
        len(pages) == 1
        and page.items[-1] is line
        and len(page.items) > 1
        and line.top - page.items[-2].bottom > line.size
        and _PAGE_NUMBER.fullmatch(line.text) is not None
        and int(_NUMBER.findall(line.text)[0]) == page.number
    )


def _continues(upper: _Page, lower: _Page) -> bool:
    """Is the table at the foot of one page continued at the head of the next?"""
    if not upper.items or not lower.items:
        return False
    end, start = upper.items[-1], lower.items[0]
    return (
        isinstance(end, _Grid)
        and isinstance(start, _Grid)
        and abs(end.x_cuts[0] - start.x_cuts[0]) <= TABLE_DRIFT
        and abs(end.x_cuts[-1] - start.x_cuts[-1]) <= TABLE_DRIFT
        and end.bottom > 0.65 * upper.height
        and start.top < 0.3 * lower.height
    )


def _frames_to_text(pages: list[_Page]) -> None:
    """Boxes of one column become lines of text, unless they belong to a table over the page."""
    kept: set[int] = set()
    for upper, lower in pairwise(pages):
        if _continues(upper, lower):
            kept |= {id(upper.items[-1]), id(lower.items[0])}
    for page in pages:
        items: list[_Line | _Grid] = []
        for item in page.items:
            if isinstance(item, _Grid) and (
                not any(cell.glyphs for cell in item.cells)
                or (_columns(item) == 1 and id(item) not in kept)
            ):
                # Line by line over the whole box: a frame of several boxes is still one text.
                items += _lines(glyph for cell in item.cells for glyph in cell.glyphs)
            else:
                items.append(item)
        page.items = items


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    leading: float  # usual distance from line to line, in points
    size: float  # usual type size

    def centred(self, line: _Line) -> bool:
        return abs(line.x0 + line.x1 - self.left - self.right) < 1.2 * line.size


def _margins(pages: list[_Page]) -> dict[int, _Margins]:
    """Page width (rounded) → the text block's edges: where most long lines begin and end."""
    by_width: dict[int, list[_Line]] = defaultdict(list)
    leadings: dict[int, list[float]] = defaultdict(list)
    for page in pages:
        lines = [item for item in page.items if isinstance(item, _Line)]
        by_width[round(page.width)] += lines
        for before, after in pairwise(lines):
            # Wider steps are gaps between blocks, or have a table in between.
            if 0.5 * after.size < (step := after.top - before.top) < 3 * after.size:
                leadings[round(page.width)].append(step)
    found: dict[int, _Margins] = {}
    for width, lines in by_width.items():
        long = [line for line in lines if line.x1 - line.x0 > 0.5 * width] or lines
        if not long:
            continue
        steps = sorted(leadings[width])
        found[width] = _Margins(
            _usual([line.x0 for line in long], lowest=True),
            _usual([line.x1 for line in long], lowest=False),
            steps[len(steps) // 2] if steps else 2 * long[0].size,
            Counter(round(line.size) for line in long).most_common(1)[0][0],
        )
    return found


def _usual(values: list[float], *, lowest: bool) -> float:
    """The most frequent value within 3 points; of equals the outermost."""
    counts = [(sum(abs(v - other) <= 3 for other in values), -v if lowest else v) for v in values]
    outermost = max(counts)[1]
    return -outermost if lowest else outermost


def _blocks(pages: list[_Page]) -> list[Block]:
    margins = _margins(pages)
    blocks: list[Block] = []
    text = ""
    before: _Line | None = None
    table: _Grid | None = None

    def close() -> None:
        nonlocal text, table, before
        if text:
            blocks.append(Paragraph(text.strip()))
        if table is not None:
            blocks.append(_printed(table))
        text, table, before = "", None, None

    for index, page in enumerate(pages):
        turned = True  # no item of this page has been read yet
        for item in page.items:
            if isinstance(item, _Grid):
                if turned and table is not None and index and _continues(pages[index - 1], page):
                    table = _joined(table, item)
                else:
                    close()
                    table = item
            else:
                edges = margins[round(page.width)]
                if before is None or _begins(before, item, edges, turned):
                    close()
                    text = item.text
                else:
                    text += _joint(text, item.text) + item.text
                before = item
            turned = False
    close()
    return blocks


_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")


def _begins(before: _Line, line: _Line, margins: _Margins, turned: bool) -> bool:
    """Does `line` begin a new paragraph after `before`? `turned`: a page break lies between."""
    size = line.size
    if abs(before.size - size) > 0.15 * size:
        return True
    wrapped_title = size > 1.15 * margins.size and margins.centred(before) and margins.centred(line)
    if line.x0 > margins.left + 1.2 * size and not wrapped_title:
        return True
    if not turned and line.top - before.top > 1.7 * max(margins.leading, size):
        return True
    if margins.right - before.x1 > line.head + 0.5 * size:
        return True  # its first word would have fitted: the line ended on purpose
    return bool(_HEADING.match(line.text)) and before.text[-1] in _SENTENCE_END
