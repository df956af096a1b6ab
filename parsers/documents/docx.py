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
- Paragraphs that print a table, its cells apart by TABs or blanks or a line each, are read as the
  lines of a text are.
- Text boxes are read once, after the paragraph (or within the cell) they are anchored to, those
  with a page's number not at all.
- Tracked changes are read as accepted, text that is hidden, struck, or white on white is left out,
  footnotes follow the body without their reference marks (a mark glued to a figure would change
  it): each with a note. Digits raised, or in a cell lowered, become superscripts for that reason.
- A symbol, picture or object that may stand for a digit of a value in a cell is a mark there.
- Files inserted into the text (altChunk) are read in their place.
- Headers and footers are page furniture and are not read; comments, pictures, embedded objects are
  not read either, each with a note.

The file's own title property goes to `metadata["dc:title"]`: it is often left over from another
document, so it is never taken for the printed title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.documents import Block, Document, NotReadable, Paragraph
from parsers.documents.word_background import Background
from parsers.documents.word_cells import FRAME_TEXT, GAP, MergedCell, make_cell, unframed
from parsers.documents.word_drawings import is_equation, is_in_line, is_page_number
from parsers.documents.word_formulas import formula
from parsers.documents.word_inserted import NOT_READ, Inserted
from parsers.documents.word_lines import PAGE_END, prints_tables, raw_lines, tables_of_lines
from parsers.documents.word_numbering import Label, Numbering
from parsers.documents.word_package import Package
from parsers.documents.word_styles import (
    MC,
    Styles,
    combined,
    integer,
    is_on,
    looks_of,
    raised,
)
from parsers.documents.word_symbols import UNKNOWN, settled, symbol
from parsers.grid import MAX_COLSPAN, MAX_COLUMNS

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MAX_ROWS = 20_000
"""Rows of one table."""

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DELETED = "文档含修订痕迹：按接受全部修订读取，已删除的文字未计入。"
_INSERTED = "文档含修订痕迹：新增的文字已计入。"
_HIDDEN = "文档含隐藏文字，未计入。"
_STRUCK = "文档含删除线文字，未计入。"
_WHITE = "文档含白底白字的文字，未计入。"
_UNKNOWN = f"文档的表格里有未能识别的符号、图片或对象，以“{UNKNOWN}”表示。"
_COVERED = "有合并单元格的被覆盖部分仍存有文字，页面上不显示，未计入。"
_FOOTNOTES = "文档含脚注或尾注，其文字列于正文之后。"
_COMMENTS = "文档含批注，未计入。"
_OBJECTS = "文档含嵌入对象（如 Excel 表格），其内容未读取。"
_GRAPHICS = "文档含图表或 SmartArt 图形，其中的文字未读取。"


def read(data: bytes) -> Document:
    """Bytes of a .docx or .docm file → Document (title None, metadata at most `dc:title`).

    Raises NotReadable: `damaged` (no ZIP, no document part, broken or forbidden XML, encrypted
    members), `too_large` (over the limits above), `unsupported` (pictures only), `empty`.
    """
    return _read(Package(data), 0)


def _read(package: Package, depth: int) -> Document:
    """depth: number of files around this one."""
    document = _Reader(package, depth).document()
    if prints_tables(document):
        return _Reader(package, depth, as_lines=True).document()
    return document


_SIGNS = str.maketrans("+-", "⁺⁻")
_SIGNED = re.compile("[+-][0-9.,]+")
_TRANSPARENT = frozenset(
    (
        *("sdtContent", "customXml", "smartTag", "ins", "moveTo", "conflictIns"),
        *("hyperlink", "fldSimple", "dir", "bdo", "ruby", "rubyBase"),
    )
)
"""Elements that wrap content without printing anything themselves."""

_SEEN_THROUGH = _TRANSPARENT | {"sdt", "del", "moveFrom", "mc:AlternateContent"}


@dataclass(slots=True)
class _Text:
    """One paragraph being read: its characters, and the blocks of text boxes anchored in it."""

    pieces: list[str] = field(default_factory=list)
    floats: list[Block] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)  # open fields; True: still in its code
    looks: dict[str, str] = field(default_factory=dict)  # what the paragraph style says
    has_unknown: bool = False  # a symbol or picture that is not read
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


class _Reader:
    def __init__(self, package: Package, depth: int, as_lines: bool = False) -> None:
        """as_lines: the paragraphs print tables as a text does; their blanks are kept till then."""
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
        self._as_lines = as_lines
        self._inserted = Inserted(package, main, depth, _read)
        self._related = package.related(main)
        self._styles = Styles(self._related_part("styles"), w)
        self._background = Background(root, self._styles, w)
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
        # The title of a page inserted whole, not of one among other text.
        title = self._inserted.title if len(blocks) == self._inserted.blocks else None
        if self._as_lines:
            blocks = tables_of_lines(blocks)
        self._as_lines = False
        blocks += self._footnote_blocks()
        self._notes |= self._inserted.notes
        if _DELETED in self._notes:
            self._notes.pop(_INSERTED, None)
        if self._pictures:
            self._note(f"文档含 {self._pictures} 幅图片，图中的文字未读取。")
        if not blocks:
            if self._inserted.error or NOT_READ in self._notes:
                reason = self._inserted.error or "本程序不能读取其格式，或文件里没有它。"
                raise NotReadable(
                    "unsupported",
                    f"Word 文件的正文在另外嵌入的文件里（altChunk 或 subDoc）。{reason}",
                )
            if self._pictures:
                raise NotReadable("unsupported", "Word 文件只有图片，没有文字，需要 OCR 才能读取。")
            raise NotReadable("empty", "Word 文件没有内容。")
        metadata = self._metadata()
        broken = self._package.broken
        for state, names in (
            ("过大", [name for name, why in broken.items() if why == "too_large"]),
            ("已损坏", [name for name, why in broken.items() if why != "too_large"]),
        ):
            if names:
                parts = "、".join(names)
                self._note(f"Word 文件的部件 {parts} {state}：自动编号、隐藏文字等可能读得不全。")
        return Document(
            media_type=MEDIA_TYPE,
            title=title,
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
        lines = raw_lines if self._as_lines and not self._cells else _lines
        for name, child in self._flat(container):
            if name == "p":
                text = self._paragraph(child, carried)
                carried = []
                if text.mark_deleted:
                    carried = text.pieces
                else:
                    blocks += lines(text.pieces)
                blocks += text.floats
            elif name == "tbl":
                if carried:
                    blocks += lines(carried)
                    carried = []
                blocks += self._table(child)
            elif name == "altChunk":
                blocks += self._inserted.read(child)
            elif name == "subDoc":
                self._note(NOT_READ)
        return blocks + lines(carried) if carried else blocks

    def _table(self, element: etree._Element) -> list[Block]:
        w = self._w
        # A table of one column may be a frame around all that is printed, blanks with it.
        is_frame = self._as_lines and all(
            len(row.findall(f"{w}tc")) == 1 for row in element.iterchildren(f"{w}tr")
        )
        depth = 0 if is_frame else 1
        rows: list[list[MergedCell]] = []
        open_cells: dict[int, MergedCell] = {}  # column → merged cell that may continue below
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
            cells = [MergedCell(GAP, 0, before)] if before else []
            still_open: dict[int, MergedCell] = {}
            previous: MergedCell | None = None
            for cell_name, tc in self._flat(row):
                if cell_name != "tc":
                    continue
                merge, across, span = self._cell_properties(tc)
                if merge == "deleted":
                    self._note(_DELETED)
                    continue
                if column >= MAX_COLUMNS:
                    break
                self._cells += depth
                blocks = self._blocks(tc)
                self._cells -= depth
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
                    previous = make_cell(blocks, column, span)
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
        return unframed(rows)

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
        label = None if mark_deleted else self._label(numbered, style)
        self._inline(element, text)
        text.pieces[:0] = carried
        if text.has_unknown:
            printed = settled("".join(text.pieces), bool(self._cells))
            text.pieces = [printed]
            if UNKNOWN in printed:
                self._note(_UNKNOWN)
        if label:
            text.pieces = [label.before("".join(text.pieces))]
        return text

    def _label(self, numbered: etree._Element | None, style: str) -> Label | None:
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
            return None
        return self._numbering.label(num_id, depth or 0)

    def _inline(self, container: etree._Element, text: _Text) -> None:
        for name, child in self._flat(container):
            if name == "r":
                self._run(child, text)
            elif name == "":
                self._math(child, text)

    def _math(self, element: etree._Element, text: _Text) -> None:
        """A formula's characters. Anything else unknown prints nothing here."""
        if printed := formula(element, bool(self._cells)):
            text.pieces.append(_clean(printed))

    def _run(self, run: etree._Element, text: _Text) -> None:
        val = self._tags["val"]
        looks = text.looks
        properties = run.find(self._tags["rPr"])
        if properties is not None and len(properties):
            named = properties.find(self._tags["rStyle"])
            if named is not None:
                looks = combined(looks, self._styles.looks(named.get(val, "")))
            if direct := looks_of(properties, self._w):
                looks = looks | direct
        unseen = self._unseen(looks, run) if looks else None
        hidden = unseen is _HIDDEN
        for name, child in self._flat(run):
            if name == "t":
                if not child.text or text.inside_code():
                    continue
                if unseen:
                    if child.text.strip():
                        self._note(unseen)
                    continue
                kept = child.text if child.get(_XML_SPACE) == "preserve" else child.text.strip()
                text.pieces.append(_clean(self._shifted(kept, looks) if looks else kept))
            elif name == "fldChar":
                text.field_mark(child.get(f"{self._w}fldCharType"))
            elif hidden:
                continue
            elif name in ("tab", "ptab"):
                text.pieces.append("\t")
            elif name == "br":
                of = child.get(f"{self._w}type")
                is_kept = of == "page" and self._as_lines and not self._cells
                text.pieces.append(PAGE_END if is_kept else "\n")
            elif name == "cr":
                text.pieces.append("\n")
            elif name in ("noBreakHyphen", "sym") and unseen:
                self._note(unseen)
            elif name == "noBreakHyphen":
                text.pieces.append("-")
            elif name == "sym":
                code, font = child.get(f"{self._w}char", ""), child.get(f"{self._w}font")
                printed = symbol(code, font)
                text.has_unknown = text.has_unknown or printed == UNKNOWN
                text.pieces.append(self._shifted(printed, looks))
            elif name in ("drawing", "pict", "object"):
                has_text = self._drawing(child, text)
                if self._holds_values() and not has_text and is_in_line(name, child):
                    text.has_unknown = True
                    text.pieces.append(UNKNOWN)
            elif name == "instrText" and self._holds_values() and is_equation(child.text):
                text.has_unknown = True
                text.pieces.append(UNKNOWN)
            elif name in ("footnoteReference", "endnoteReference"):
                self._footnotes.append((name[: -len("Reference")], child.get(f"{self._w}id", "")))
            elif name == "commentReference":
                self._note(_COMMENTS)
            elif name == "r":  # the base of a phonetic guide
                self._run(child, text)
            elif name == "":
                self._math(child, text)

    def _holds_values(self) -> bool:
        return self._cells > 0 or self._as_lines

    def _unseen(self, looks: dict[str, str], run: etree._Element) -> str | None:
        """Why the run's text is not seen: the note that says so."""
        if looks.get("hidden") or looks.get("small") or looks.get("narrow"):
            return _HIDDEN
        if looks.get("struck") or looks.get("double"):
            return _STRUCK
        if looks.get("white") and self._background.is_white(run, bool(self._cells)):
            return _WHITE
        return None

    def _shifted(self, kept: str, looks: dict[str, str]) -> str:
        """Digits raised, or in a cell lowered, as superscripts; lowered ones belong to names in
        running text."""
        align = looks.get("align")
        if align == "superscript" or (align and self._cells):
            if self._cells and _SIGNED.fullmatch(kept):
                kept = kept.translate(_SIGNS)
            return raised(kept)
        return kept

    def _drawing(self, element: etree._Element, text: _Text) -> bool:
        """Text boxes inside a drawing are read; pictures, charts and objects are counted.

        Is there a text box?
        """
        has_text = False
        for child in element:
            name = self._name(child)
            if name == "txbxContent":
                blocks = self._blocks(child)
                has_text = True
                if not is_page_number(child, blocks, self._w):
                    text.floats += blocks
                continue
            if name == "mc:AlternateContent":
                branch = self._chosen(child)
                if branch is not None:
                    has_text |= self._drawing(branch, text)
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
                has_text |= self._drawing(child, text)
        return has_text


def _clean(text: str) -> str:
    """Characters as they print: no line ends inside w:t, no zero-width marks, NBSP as a space."""
    return text.translate(_CLEAN)


_CLEAN = {
    ord("\n"): " ", ord("\r"): " ", ord("\xa0"): " ", ord("\xad"): None,
    ord("\u200b"): None, ord("\ufeff"): None, ord("\u2011"): "-",
}  # fmt: skip


def _lines(pieces: list[str]) -> list[Block]:
    if not pieces:
        return []
    text = "".join(pieces).strip()
    if "\n" not in text:  # nearly all
        return [Paragraph(text)] if text else []
    return [Paragraph(stripped) for line in text.split("\n") if (stripped := line.strip())]
