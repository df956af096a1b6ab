"""What does a Word file (.docx, .docm) print? Its XML → paragraphs and tables in reading order.

Read straight from `word/document.xml` with lxml: python-docx's `row.cells` is ten times slower and
answers a merged cell once per column it covers. What is read, and as what:

- Automatic numbers ("一、" that Word draws and nobody typed) are computed and put before the text,
  because a heading without its ordinal is another heading.
- A line break (`w:br`) ends a paragraph block; a tab stays a TAB.
- Tables keep their real cells. A nested table becomes a block of its own right after the outer one
  and its text is not repeated in the outer cell, unless it is one box drawn around the cell's text.
  A row with a cell that holds a report's headings or tables, or a table of one column that holds a
  table or running text, is a frame drawn around the text: read as if the frame were not there.
- Text boxes are read once, after the paragraph (or within the cell) they are anchored to.
- Tracked changes are read as accepted, hidden and struck text is left out, footnotes follow the
  body without their reference marks (a mark glued to a figure would change it): each with a note.
  Digits raised, or in a cell lowered, by hand become superscripts for the same reason.
- Headers and footers are page furniture and are not read; comments, pictures, embedded objects and
  inserted files are not read either, each with a note.

The file's own title property goes to `metadata["dc:title"]`: it is often left over from another
document, so it is never taken for the printed title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.documents import Block, Document, NotReadable, Paragraph
from parsers.documents.stacked import MARKERS
from parsers.documents.word_numbering import Numbering
from parsers.documents.word_package import Package
from parsers.documents.word_styles import MC, Styles, integer, is_on, looks_of
from parsers.grid import MAX_COLSPAN, MAX_COLUMNS, RawCell, Table, place
from parsers.numbers import is_value
from parsers.sections import is_heading

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MAX_ROWS = 20_000
"""Rows of one table."""

FRAME_TEXT = 60
"""Characters from which a cell of a one-column table is running text and not a label."""

FRAME_CELL = 300
"""Characters from which a cell beside others is running text."""

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MATH_TEXT = {
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
    "{http://purl.oclc.org/ooxml/officeDocument/math}t",
}

_DELETED = "文档含修订痕迹：按接受全部修订读取，已删除的文字未计入。"
_INSERTED = "文档含修订痕迹：新增的文字已计入。"
_HIDDEN = "文档含隐藏文字，未计入。"
_STRUCK = "文档含删除线文字，未计入。"
_COVERED = "有合并单元格的被覆盖部分仍存有文字，页面上不显示，未计入。"
_FOOTNOTES = "文档含脚注或尾注，其文字列于正文之后。"
_COMMENTS = "文档含批注，未计入。"
_OBJECTS = "文档含嵌入对象（如 Excel 表格），其内容未读取。"
_GRAPHICS = "文档含图表或 SmartArt 图形，其中的文字未读取。"
_CHUNKS = "文档引用了另外的文件（altChunk 或 subDoc），其内容未读取。"


def read(data: bytes) -> Document:
    """Bytes of a .docx or .docm file → Document (title None, metadata at most `dc:title`).

    Raises NotReadable: `damaged` (no ZIP, no document part, broken or forbidden XML, encrypted
    members), `too_large` (over the limits above), `unsupported` (pictures only), `empty`.
    """
    package = Package(data)
    return _Reader(package).document()


_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = str.maketrans("+-", "⁺⁻")
_LEVEL = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_DIGIT = re.compile("[0-9]")
_SIGNED = re.compile("[+-][0-9.,]+")


_TRANSPARENT = frozenset(
    (
        *("sdtContent", "customXml", "smartTag", "ins", "moveTo", "conflictIns"),
        *("hyperlink", "fldSimple", "dir", "bdo", "ruby", "rubyBase"),
    )
)
"""Elements that wrap content without printing anything themselves."""

_SEEN_THROUGH = _TRANSPARENT | {"sdt", "del", "moveFrom", "mc:AlternateContent"}

_GAP = "\0gap"
"""Stands for grid columns without a cell while placing (`w:gridBefore`); never in XML text."""

_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0FC": "✓", "F0D6": "×"}
"""Wingdings characters that carry meaning (check marks and boxes); other ornaments are left out."""


@dataclass(slots=True)
class _Text:
    """One paragraph being read: its characters, and the blocks of text boxes anchored in it."""

    pieces: list[str] = field(default_factory=list)
    floats: list[Block] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)  # open fields; True: still in its code
    looks: dict[str, str] = field(default_factory=dict)  # what the paragraph style says
    mark_deleted: bool = False  # the next paragraph continues this one

    def field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(True)
        elif kind == "separate" and self.fields:
            self.fields[-1] = False
        elif kind == "end" and self.fields:
            self.fields.pop()

    def inside_code(self) -> bool:
        """Here stands the result of a field inside another field's code: Word does not print it.

        One open code alone hides nothing: its letters are `w:instrText`, and a field that is
        never closed must not swallow the rest of the paragraph.
        """
        return len(self.fields) > 1 and any(self.fields)


@dataclass(slots=True)
class _MergedCell:
    """A cell while its table is read; rowspan grows with every continuing cell below."""

    text: str
    column: int
    colspan: int
    rowspan: int = 1
    blocks: list[Block] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)  # tables that are not part of its text


class _Reader:
    def __init__(self, package: Package) -> None:
        main = package.main()
        root = package.part(main)
        if root is None:
            raise NotReadable("damaged", "Word 文件已损坏：缺少 word/document.xml。")
        # Transitional and Strict documents differ in the namespace only: take the root's.
        namespace, _, name = str(root.tag).rpartition("}")
        if name != "document":
            raise NotReadable("damaged", f"Word 文件已损坏：正文部件的根元素是 {name}。")
        self._w = w = namespace + "}"
        self._root = root
        self._package = package
        self._related = package.related(main)
        self._styles = Styles(self._related_part("styles"), w)
        self._numbering = Numbering(self._related_part("numbering"), w)
        self._notes: dict[str, None] = {}  # in order of first occurrence
        self._footnotes: list[tuple[str, str]] = []  # kind, id, in order of reference
        self._pictures = 0
        self._cells = 0  # cells around what is being read
        self._names: dict[object, str] = {}  # by tag; that of an entity is a function
        self._tags = {name: w + name for name in ("pPr", "rPr", "tcPr", "val", "rStyle")}

    def _related_part(self, kind: str) -> etree._Element | None:
        return self._package.side(self._related.get(kind, f"word/{kind}.xml"))

    def _note(self, sentence: str) -> None:
        self._notes.setdefault(sentence)

    def document(self) -> Document:
        body = self._root.find(f"{self._w}body")
        if body is None:
            raise NotReadable("damaged", "Word 文件已损坏：正文部件中没有 body。")
        blocks = self._blocks(body)
        blocks += self._footnote_blocks()
        if _DELETED in self._notes:
            self._notes.pop(_INSERTED, None)
        if self._pictures:
            self._note(f"文档含 {self._pictures} 幅图片，图中的文字未读取。")
        if not blocks:
            if _CHUNKS in self._notes:
                raise NotReadable(
                    "unsupported",
                    "Word 文件的正文在另外嵌入的文件里（altChunk 或 subDoc），本程序还不能读取。",
                )
            if self._pictures:
                raise NotReadable("unsupported", "Word 文件只有图片，没有文字，需要 OCR 才能读取。")
            raise NotReadable("empty", "Word 文件没有内容。")
        metadata = self._metadata()
        if self._package.broken:
            names = "、".join(dict.fromkeys(self._package.broken))
            self._note(f"Word 文件的部件 {names} 已损坏：自动编号、隐藏文字等可能读得不全。")
        return Document(
            media_type=MEDIA_TYPE,
            title=None,
            blocks=tuple(blocks),
            metadata=metadata,
            notes=tuple(self._notes),
        )

    def _metadata(self) -> dict[str, str]:
        core = self._package.side("docProps/core.xml")
        title = None if core is None else core.findtext(_DC_TITLE)
        return {"dc:title": title.strip()} if title and title.strip() else {}

    def _footnote_blocks(self) -> list[Block]:
        blocks: list[Block] = []
        for kind in ("footnote", "endnote"):
            wanted = [id for of, id in self._footnotes if of == kind]
            root = self._related_part(f"{kind}s") if wanted else None
            if root is None:
                continue
            by_id = {e.get(f"{self._w}id"): e for e in root.iterchildren(f"{self._w}{kind}")}
            for id in dict.fromkeys(wanted):
                if (element := by_id.get(id)) is not None:
                    blocks += self._blocks(element)
        if blocks:
            self._note(_FOOTNOTES)
        return blocks

    # Block level

    def _name(self, element: etree._Element) -> str:
        """`p` for w:p, `mc:Choice` for markup compatibility, "" for anything else."""
        tag = element.tag
        if not isinstance(tag, str):  # an entity reference that was not expanded
            return ""
        known = self._names.get(tag)
        if known is None:
            if tag.startswith(self._w):
                known = tag[len(self._w) :]
            else:
                known = f"mc:{tag[len(MC) :]}" if tag.startswith(MC) else ""
            self._names[tag] = known
        return known

    def _chosen(self, alternate: etree._Element) -> etree._Element | None:
        """The one branch of mc:AlternateContent to read: both print the same thing.

        The first choice, unless only another branch holds a text box.
        """
        branches = [e for e in alternate if self._name(e) in ("mc:Choice", "mc:Fallback")]
        box = f"{self._w}txbxContent"
        with_box = [e for e in branches if next(e.iter(box), None) is not None]
        return next(iter(with_box or branches), None)

    def _flat(self, container: etree._Element) -> Iterator[tuple[str, etree._Element]]:
        """Children by name, looking through content controls, tags and accepted insertions."""
        names = self._names
        for child in container:
            name = names.get(child.tag)
            if name is None:
                name = self._name(child)
            if name not in _SEEN_THROUGH:  # nearly all
                yield name, child
            elif name == "sdt":
                content = child.find(f"{self._w}sdtContent")
                if content is not None:
                    yield from self._flat(content)
            elif name in _TRANSPARENT:
                if name in ("ins", "moveTo"):
                    self._note(_INSERTED)
                yield from self._flat(child)
            elif name in ("del", "moveFrom"):
                self._note(_DELETED)
            else:
                branch = self._chosen(child)
                if branch is not None:
                    yield from self._flat(branch)

    def _blocks(self, container: etree._Element) -> list[Block]:
        """Paragraphs and tables of a body, cell, text box or footnote."""
        blocks: list[Block] = []
        carried: list[str] = []  # text of paragraphs whose end mark was deleted: joins the next
        for name, child in self._flat(container):
            if name == "p":
                text = self._paragraph(child, carried)
                carried = []
                if text.mark_deleted:
                    carried = text.pieces
                else:
                    blocks += _lines(text.pieces)
                blocks += text.floats
            elif name == "tbl":
                if carried:
                    blocks += _lines(carried)
                    carried = []
                blocks += self._table(child)
            elif name in ("altChunk", "subDoc"):
                self._note(_CHUNKS)
        return blocks + _lines(carried) if carried else blocks

    def _table(self, element: etree._Element) -> list[Block]:
        w = self._w
        rows: list[list[_MergedCell]] = []
        open_cells: dict[int, _MergedCell] = {}  # column → merged cell that may continue below
        for name, row in self._flat(element):
            if name != "tr":
                continue
            properties = row.find(f"{w}trPr")
            before = 0
            if properties is not None:
                if properties.find(f"{w}del") is not None:
                    self._note(_DELETED)
                    continue
                if is_on(properties.find(f"{w}hidden"), w):
                    self._note(_HIDDEN)
                    continue
                if (skipped := properties.find(f"{w}gridBefore")) is not None:
                    before = max(0, integer(skipped.get(f"{w}val"), 0))
            column = before
            cells = [_MergedCell(_GAP, 0, before)] if before else []
            still_open: dict[int, _MergedCell] = {}
            previous: _MergedCell | None = None
            for cell_name, tc in self._flat(row):
                if cell_name != "tc":
                    continue
                merge, across, span = self._cell_properties(tc)
                if merge == "deleted":
                    self._note(_DELETED)
                    continue
                if column >= MAX_COLUMNS:
                    break
                self._cells += 1
                blocks = self._blocks(tc)
                self._cells -= 1
                above = open_cells.get(column)
                covered = merge == "continue" and above is not None and above.colspan == span
                if covered and above is not None:
                    above.rowspan += 1
                    still_open[column] = above
                elif across == "continue" and previous is not None:
                    previous.colspan += span
                    covered = True
                if covered:
                    # Word shows the first cell's content only.
                    if blocks:
                        self._note(_COVERED)
                else:
                    previous = _cell(blocks, column, span)
                    cells.append(previous)
                    if merge:
                        still_open[column] = previous
                column += span
            open_cells = still_open
            rows.append(cells)
            if len(rows) > MAX_ROWS:
                raise NotReadable("too_large", f"Word 文件中的一个表格超过 {MAX_ROWS} 行。")
        if all(len(cells) == 1 for cells in rows) and any(
            cell.inner or len(cell.text) > FRAME_TEXT for cells in rows for cell in cells
        ):
            return [block for cells in rows for block in cells[0].blocks]
        return _unframed(rows)

    def _cell_properties(self, tc: etree._Element) -> tuple[str, str, int]:
        """(vertical merge, horizontal merge, columns): "", "restart", "continue" or "deleted"."""
        down, across, span = "", "", 1
        properties = tc.find(self._tags["tcPr"])
        if properties is not None:
            val = self._tags["val"]
            for child in properties:
                match self._name(child):
                    case "gridSpan":
                        span = min(max(1, integer(child.get(val), 1)), MAX_COLSPAN)
                    case "vMerge":
                        down = child.get(val, "continue")
                    case "hMerge":
                        across = child.get(val, "continue")
                    case "cellDel":
                        down = "deleted"
        return down, across, span

    # Inside a paragraph

    def _paragraph(self, element: etree._Element, carried: list[str]) -> _Text:
        val = self._tags["val"]
        style = self._styles.default
        numbered: etree._Element | None = None
        mark_deleted = False
        properties = element.find(self._tags["pPr"])
        if properties is not None:
            for child in properties:
                match self._name(child):
                    case "pStyle":
                        style = child.get(val, "")
                    case "numPr":
                        numbered = child
                    case "rPr":  # of the paragraph's end mark
                        for change in child:
                            kind = self._name(change)
                            if kind in ("del", "moveFrom"):
                                mark_deleted = True
                                self._note(_DELETED)
                            elif kind == "ins":
                                self._note(_INSERTED)
        text = _Text(looks=self._styles.looks(style), mark_deleted=mark_deleted)
        # A paragraph that merges into the next one has no number of its own.
        label = "" if mark_deleted else self._label(numbered, style)
        self._inline(element, text)
        text.pieces[:0] = [label, *carried] if label else carried
        return text

    def _label(self, numbered: etree._Element | None, style: str) -> str:
        w = self._w
        from_style = self._styles.numbering(style)
        num_id: str | None = None
        depth: int | None = None
        if numbered is not None:
            id_element = numbered.find(f"{w}numId")
            depth_element = numbered.find(f"{w}ilvl")
            num_id = None if id_element is None else id_element.get(f"{w}val")
            depth = None if depth_element is None else integer(depth_element.get(f"{w}val"), 0)
        if num_id is None and from_style is not None:
            owner, num_id, style_depth = from_style
            if depth is None:
                depth = self._numbering.level_of_style(num_id, owner)
            if depth is None:
                depth = style_depth
        if num_id is None or num_id == "0":
            return ""
        return self._numbering.label(num_id, depth or 0)

    def _inline(self, container: etree._Element, text: _Text) -> None:
        for name, child in self._flat(container):
            if name == "r":
                self._run(child, text)
            elif name == "":
                self._math(child, text)

    def _math(self, element: etree._Element, text: _Text) -> None:
        """Formulas: their characters in order. Anything else unknown prints nothing here."""
        for node in element.iter():
            if node.tag in _MATH_TEXT and node.text:
                text.pieces.append(_clean(node.text))

    def _run(self, run: etree._Element, text: _Text) -> None:
        val = self._tags["val"]
        looks = text.looks
        properties = run.find(self._tags["rPr"])
        if properties is not None and len(properties):
            named = properties.find(self._tags["rStyle"])
            if named is not None:
                looks = looks | self._styles.looks(named.get(val, ""))
            if direct := dict(looks_of(properties, self._w)):
                looks = looks | direct
        hidden = bool(looks) and bool(looks.get("hidden"))
        struck = bool(looks) and bool(looks.get("struck") or looks.get("double"))
        for name, child in self._flat(run):
            if name == "t":
                if not child.text or text.inside_code():
                    continue
                if hidden:
                    if child.text.strip():
                        self._note(_HIDDEN)
                    continue
                if struck:
                    if child.text.strip():
                        self._note(_STRUCK)
                    continue
                kept = child.text if child.get(_XML_SPACE) == "preserve" else child.text.strip()
                align = looks.get("align") if looks else None
                # Lowered digits belong to names in running text.
                if align == "superscript" or (align and self._cells):
                    if self._cells and _SIGNED.fullmatch(kept):
                        kept = kept.translate(_SIGNS)
                    kept = kept.translate(_SUPERSCRIPTS)
                text.pieces.append(_clean(kept))
            elif name == "fldChar":
                text.field_mark(child.get(f"{self._w}fldCharType"))
            elif hidden:
                continue
            elif name in ("tab", "ptab"):
                text.pieces.append("\t")
            elif name in ("br", "cr"):
                text.pieces.append("\n")
            elif name == "noBreakHyphen":
                text.pieces.append("-")
            elif name == "sym":
                text.pieces.append(_symbol(child.get(f"{self._w}char", "")))
            elif name in ("drawing", "pict", "object"):
                self._drawing(child, text)
            elif name in ("footnoteReference", "endnoteReference"):
                self._footnotes.append((name[: -len("Reference")], child.get(f"{self._w}id", "")))
            elif name == "commentReference":
                self._note(_COMMENTS)
            elif name == "r":  # the base of a phonetic guide
                self._run(child, text)
            elif name == "":
                self._math(child, text)

    def _drawing(self, element: etree._Element, text: _Text) -> None:
        """Text boxes inside a drawing are read; pictures, charts and objects are counted."""
        for child in element:
            name = self._name(child)
            if name == "txbxContent":
                text.floats += self._blocks(child)
                continue
            if name == "mc:AlternateContent":
                branch = self._chosen(child)
                if branch is not None:
                    self._drawing(branch, text)
                continue
            if not isinstance(child.tag, str):
                continue
            local = child.tag.rpartition("}")[2]
            if local in ("blip", "imagedata"):
                self._pictures += 1
            elif local == "OLEObject":
                self._note(_OBJECTS)
            elif local in ("chart", "relIds"):
                self._note(_GRAPHICS)
            else:
                self._drawing(child, text)


def _clean(text: str) -> str:
    """Characters as they print: no line ends inside w:t, no zero-width marks, NBSP as a space."""
    return text.translate(_CLEAN)


_CLEAN = {
    ord("\n"): " ", ord("\r"): " ", ord("\xa0"): " ", ord("\xad"): None,
    ord("\u200b"): None, ord("\ufeff"): None, ord("\u2011"): "-",
}  # fmt: skip


def _symbol(code: str) -> str:
    if code.upper() in _SYMBOLS:
        return _SYMBOLS[code.upper()]
    if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return ""
    character = chr(int(code, 16))
    return character if character.isprintable() else ""  # private use is not printable


def _lines(pieces: list[str]) -> list[Block]:
    if not pieces:
        return []
    text = "".join(pieces).strip()
    if "\n" not in text:  # nearly all
        return [Paragraph(text)] if text else []
    return [Paragraph(stripped) for line in text.split("\n") if (stripped := line.strip())]


def _cell(blocks: list[Block], column: int, span: int) -> _MergedCell:
    """A cell as read: its paragraphs are its text, and one box around text is text as well."""
    lines: list[str] = []
    inner: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
            continue
        boxes = [cell for row in block.rows for cell in row]
        if len(boxes) == 1 and len(boxes[0].text) <= FRAME_TEXT:
            lines += filter(None, (boxes[0].text,))
        else:
            inner.append(block)
    text = "\n".join(lines)
    level = text.translate(_LEVEL)
    # Raised from its first character on: there is no number whose footnote the digits could be.
    if level[:1] != text[:1] and not _DIGIT.search(text) and is_value(level):
        text = level
    return _MergedCell(text, column, span, blocks=blocks, inner=inner)


def _unframed(rows: list[list[_MergedCell]]) -> list[Block]:
    """A table, and the tables in its cells after it; rows that frame a report as what they hold.

    A cell frames a report if a table of the report stands in it; or, in a table that is none of the
    report's itself, a section's heading or running text.
    """
    is_report = any(
        len(cell.text) <= FRAME_CELL and not cell.text.isascii() and _is_marked(cell.text)
        for cells in rows
        for cell in cells
    )
    blocks: list[Block] = []
    run: list[list[_MergedCell]] = []

    def end() -> None:
        if any(run):
            blocks.append(_placed(run))
            blocks.extend(table for cells in run for cell in cells for table in cell.inner)
        run.clear()

    for cells in rows:
        if any(_is_frame(cell, is_report) for cell in cells):
            end()
            blocks += [block for cell in cells for block in cell.blocks]
        else:
            run.append(cells)
    end()
    return blocks


def _is_frame(cell: _MergedCell, is_report: bool) -> bool:
    if any(_is_marked(block.flat()) for block in cell.inner if isinstance(block, Table)):
        return True
    if is_report or cell.text.isascii():
        return False
    return len(cell.text) > FRAME_CELL or any(
        isinstance(block, Paragraph) and is_heading(block.text) for block in cell.blocks
    )


def _is_marked(text: str) -> bool:
    """Does it print words of a report's tables?"""
    compact = "".join(text.split())
    return any(marker in compact for marker in MARKERS)


def _placed(rows: list[list[_MergedCell]]) -> Table:
    raw: list[list[RawCell]] = [[(c.text, c.rowspan, c.colspan) for c in row] for row in rows]
    table = place(raw)
    return Table(tuple(tuple(c for c in row if c.text != _GAP) for row in table.rows))
