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

import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.documents import Block, Document, NotReadable, Paragraph
from parsers.documents.media_types import HEAD
from parsers.documents.stacked import MARKERS
from parsers.grid import MAX_COLSPAN, MAX_COLUMNS, RawCell, Table, place
from parsers.sections import is_heading

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MAX_MEMBERS = 5_000
"""Files in the package; a report with 300 pictures has about 320."""

MAX_TOTAL_BYTES = 1 << 30
"""Declared unpacked size of the whole package, pictures included."""

MAX_PART_BYTES = 32 << 20
"""Unpacked size of one XML part; the longest reports have 4 MB."""

MAX_PART_RATIO = 400
"""Unpacked : packed of an XML part above RATIO_FREE_BYTES. Word's own XML reaches about 60."""

RATIO_FREE_BYTES = 2 << 20

MAX_ROWS = 20_000
"""Rows of one table."""

FRAME_TEXT = 60
"""Characters from which a cell of a one-column table is running text and not a label."""

FRAME_CELL = 300
"""Characters from which a cell beside others is running text."""

RAISED_BY = 6
"""Half points above the line from which text is raised; less centres a line in its row."""

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
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
    package = _Package(data)
    return _Reader(package).document()


# --- the package ---------------------------------------------------------------------------------


class _Package:
    """The ZIP container: bounded reading of its XML parts, relations between them."""

    def __init__(self, data: bytes) -> None:
        self.broken: list[str] = []
        """Names of parts beside the document's own that cannot be read."""
        self._flat: dict[str, etree._Element] = {}
        self._members: dict[str, zipfile.ZipInfo] = {}
        if b"PK\x03\x04" not in data[:HEAD] and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            self._read_flat(data)
            return
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        # ValueError, struct.error: zipfile on garbled central directories.
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise NotReadable("damaged", "Word 文件已损坏：不是完整的 ZIP 包。") from error
        if len(members) > MAX_MEMBERS:
            raise NotReadable("too_large", f"Word 文件内含 {len(members)} 个部件，超过上限。")
        if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
            raise NotReadable("too_large", "Word 文件解压后的总大小超过上限。")
        # Some writers store "word\document.xml" or another case; Word opens both.
        self._members = {_name(member.filename): member for member in members}

    def _read_flat(self, data: bytes) -> None:
        """Flat OPC: the package as one XML file, its parts in `pkg:part` elements."""
        if len(data) > MAX_PART_BYTES:
            raise NotReadable("too_large", f"Word 文件有 {len(data):,} 字节，超过上限。")
        for part in _parsed(data, "pkg:package"):
            content = part.find("{*}xmlData") if isinstance(part.tag, str) else None
            if content is not None and len(content):
                self._flat[_name(part.get(f"{_PACKAGE}name", ""))] = content[0]

    def main(self) -> str:
        """Name of the document part: as the package says, else where it always lies."""
        for kind, target in self._relations("_rels/.rels", ""):
            if kind == "officeDocument" and (target in self._members or target in self._flat):
                return target
        return "word/document.xml"

    def related(self, part: str) -> dict[str, str]:
        """Kind of relation (numbering, styles, footnotes …) → part name, of `part`."""
        folder, name = posixpath.split(part)
        return dict(self._relations(f"{folder}/_rels/{name}.rels", folder))

    def _relations(self, name: str, folder: str) -> Iterator[tuple[str, str]]:
        root = self.side(name)
        if root is None:
            return
        for relation in root:
            if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                continue
            kind = relation.get("Type", "").rpartition("/")[2]
            target = relation.get("Target", "")
            path = target if target.startswith("/") else posixpath.join(folder, target)
            yield kind, _name(posixpath.normpath(path))

    def part(self, name: str) -> etree._Element | None:
        """Root of an XML part, None if the package has no such part."""
        if (flat := self._flat.get(_name(name))) is not None:
            return flat
        member = self._members.get(_name(name))
        return None if member is None else _parsed(self._unpack(member), member.filename)

    def side(self, name: str) -> etree._Element | None:
        """Root of a part that a sound document can do without, None where it cannot be read."""
        try:
            return self.part(name)
        except NotReadable:
            self.broken.append(name)
            return None

    def _unpack(self, member: zipfile.ZipInfo) -> bytes:
        if member.flag_bits & 0x1:
            raise NotReadable("damaged", "Word 文件已加密，没有密码无法读取。")
        try:
            with self._zip.open(member) as stream:
                # The size in the directory may lie: read one byte past the limit, never more.
                content = stream.read(MAX_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
            raise NotReadable(
                "damaged", f"Word 文件已损坏：部件 {member.filename} 无法解压。"
            ) from error
        except (NotImplementedError, RuntimeError, ValueError) as error:
            raise NotReadable(
                "damaged", f"Word 文件已损坏：部件 {member.filename} 的压缩方式无法识别。"
            ) from error
        packed = max(member.compress_size, 1)
        if len(content) > MAX_PART_BYTES or (
            len(content) > RATIO_FREE_BYTES and len(content) / packed > MAX_PART_RATIO
        ):
            raise NotReadable(
                "too_large", f"Word 文件的部件 {member.filename} 解压后过大，疑似压缩炸弹。"
            )
        return content


def _parsed(content: bytes, name: str) -> etree._Element:
    # DTDs are forbidden in the format and are the way to entity bombs and to foreign files;
    # huge_tree off keeps libxml2's limits on depth (256) and on the size of a text node.
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotReadable("damaged", f"Word 文件已损坏：部件 {name} 的 XML 无法解析。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadable("damaged", f"Word 文件不合规范：部件 {name} 含有 DTD 声明，拒绝读取。")
    return root


def _name(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()


# --- automatic numbers ---------------------------------------------------------------------------

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _counted(number: int, digits: str, units: str) -> str:
    """一 … 十, 十一, 二十, 一百零一 up to 9999; digits alone beyond."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += digits[digit] + units[power]
        elif text and number % 10**power and not text.endswith(("零", "〇")):
            text += "零"
    return text


def _chinese(number: int) -> str:
    text = _counted(number, _DIGITS, ("", "十", "百", "千"))  # type: ignore[arg-type]
    return text[1:] if 10 <= number < 20 else text


def _roman(number: int) -> str:
    if not 0 < number < 4_000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text


def _letters(number: int) -> str:
    """a … z, aa, bb …, as Word counts."""
    if not 0 < number <= 780:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from(first: str, last: int, number: int) -> str:
    """The number-th character of a run that starts at `first`; plain digits after the last."""
    return chr(ord(first) + number - 1) if 0 < number <= last else str(number)


def _cycle(signs: str, number: int) -> str:
    return signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) if digit.isdigit() else digit for digit in str(number))


def format_number(number: int, form: str) -> str:
    """A list number as Word prints it; `form` is a value of ST_NumberFormat (ECMA-376 17.18.59).

    Forms that Chinese documents do not use are printed as plain digits.
    """
    match form:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return _full_width(number)
        case (
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "koreanCounting"
        ):
            return _chinese(number)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(_DIGITS[int(d)] if d.isdigit() else d for d in str(number))
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return _counted(number, _LEGAL_DIGITS, ("", "拾", "佰", "仟"))  # type: ignore[arg-type]
        case "ideographTraditional":
            return _cycle(_STEMS, number)
        case "ideographZodiac":
            return _cycle(_BRANCHES, number)
        case "ideographZodiacTraditional":
            return _cycle(_STEMS, number) + _cycle(_BRANCHES, number)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _from("①", 20, number)
        case "decimalEnclosedParen":
            return _from("⑴", 20, number)
        case "decimalEnclosedFullstop":
            return _from("⒈", 20, number)
        case "ideographEnclosedCircle":
            return _from("㊀", 10, number)
        case "lowerLetter":
            return _letters(number)
        case "upperLetter":
            return _letters(number).upper()
        case "lowerRoman":
            return _roman(number)
        case "upperRoman":
            return _roman(number).upper()
        case _:
            return str(number)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: bool = True  # a tab or a space follows the number
    restart: int | None = None  # None: after any higher level; 0: never; n: after level n
    legal: bool = False  # all levels printed as plain digits


@dataclass(slots=True)
class _Num:
    abstract: str
    levels: dict[int, _Level] = field(default_factory=dict)  # replaced levels
    starts: dict[int, int] = field(default_factory=dict)


class _Numbering:
    """numbering.xml and the running counters. Lists of one abstract definition count on together,
    unless a list overrides the start: that is how Word prints "三、" after a table."""

    def __init__(self, root: etree._Element | None, w: str) -> None:
        self._w = w
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._style_levels: dict[str, tuple[str, int]] = {}  # paragraph style → abstract, level
        self._nums: dict[str, _Num] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        links: dict[str, str] = {}  # abstract → list style it borrows from
        owners: dict[str, str] = {}  # list style → abstract that defines it
        for element in root.iterchildren(f"{w}abstractNum"):
            id = element.get(f"{w}abstractNumId", "")
            self._abstract[id] = dict(
                self._read_level(level) for level in element.iterchildren(f"{w}lvl")
            )
            for level in element.iterchildren(f"{w}lvl"):
                style = level.find(f"{w}pStyle")
                if style is not None:
                    depth = _integer(level.get(f"{w}ilvl"), 0)
                    self._style_levels[style.get(f"{w}val", "")] = (id, depth)
            if (link := element.find(f"{w}numStyleLink")) is not None:
                links[id] = link.get(f"{w}val", "")
            if (owner := element.find(f"{w}styleLink")) is not None:
                owners[owner.get(f"{w}val", "")] = id
        for id, style_name in links.items():
            if not self._abstract[id] and style_name in owners:
                self._abstract[id] = self._abstract[owners[style_name]]
        for element in root.iterchildren(f"{w}num"):
            reference = element.find(f"{w}abstractNumId")
            if reference is None:
                continue
            num = _Num(reference.get(f"{w}val", ""))
            for override in element.iterchildren(f"{w}lvlOverride"):
                depth = _integer(override.get(f"{w}ilvl"), 0)
                if (replaced := override.find(f"{w}lvl")) is not None:
                    num.levels[depth] = self._read_level(replaced)[1]
                if (start := override.find(f"{w}startOverride")) is not None:
                    num.starts[depth] = _integer(start.get(f"{w}val"), 1)
            self._nums[element.get(f"{w}numId", "")] = num

    def _read_level(self, element: etree._Element) -> tuple[int, _Level]:
        w = self._w

        def value(name: str) -> str | None:
            child = element.find(f"{w}{name}")
            if child is None:  # newer forms are wrapped: <mc:AlternateContent><mc:Choice><w:numFmt>
                child = element.find(f"{_MC}AlternateContent/{_MC}Choice/{w}{name}")
            return None if child is None else child.get(f"{w}val", "")

        restart = value("lvlRestart")
        return _integer(element.get(f"{w}ilvl"), 0), _Level(
            start=_integer(value("start"), 1),
            form=value("numFmt") or "decimal",
            text=value("lvlText") or "",
            gap=value("suff") != "nothing",
            restart=None if restart is None else _integer(restart, 0),
            legal=_on(element.find(f"{w}isLgl"), w),
        )

    def level_of_style(self, num_id: str, style: str) -> int | None:
        """The level a paragraph style is tied to in the list `num_id`."""
        num = self._nums.get(num_id)
        tied = self._style_levels.get(style)
        return tied[1] if num and tied and tied[0] == num.abstract else None

    def label(self, num_id: str, depth: int) -> str:
        """Advance the list and give the printed number with the gap after it ("" for bullets)."""
        num = self._nums.get(num_id)
        if num is None:
            return ""
        levels = self._abstract.get(num.abstract, {}) | num.levels
        level = levels.get(depth)
        if level is None:
            return ""
        counters = self._counters.setdefault(num.abstract, {})
        if num_id not in self._begun:
            self._begun.add(num_id)
            for overridden in num.starts:
                counters.pop(overridden, None)

        def start(at: int) -> int:
            return num.starts.get(at, levels[at].start if at in levels else 1)

        counters[depth] = counters[depth] + 1 if depth in counters else start(depth)
        for deeper in [d for d in counters if d > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or depth < restart:
                del counters[deeper]
        if level.form == "bullet":
            return ""

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = levels[at].form if at in levels else "decimal"
            return format_number(counters.get(at, start(at)), "decimal" if level.legal else form)

        text = re.sub(r"%([1-9])", printed, level.text)
        # After "、" or "）" the gap is layout; after "1." it keeps "1." and "2024年" apart.
        ascii_end = bool(text) and text[-1].isascii() and text[-1] != ")"
        return text + " " if level.gap and ascii_end else text


# --- styles --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Style:
    base: str | None
    num_id: str | None
    depth: int | None
    looks: dict[str, str]


class _Styles:
    """styles.xml as far as it changes what is printed: numbering, hidden, struck, raised text."""

    def __init__(self, root: etree._Element | None, w: str) -> None:
        self._styles: dict[str, _Style] = {}
        self._looks: dict[str, dict[str, str]] = {}  # answers already found, by style
        self._numbering: dict[str, tuple[str, str, int | None] | None] = {}
        self.default = ""
        """Id of the paragraph style of paragraphs that name none."""
        if root is None:
            return
        for element in root.iterchildren(f"{w}style"):
            id = element.get(f"{w}styleId", "")
            base = element.find(f"{w}basedOn")
            num = element.find(f"{w}pPr/{w}numPr/{w}numId")
            depth = element.find(f"{w}pPr/{w}numPr/{w}ilvl")
            look = element.find(f"{w}rPr")
            self._styles[id] = _Style(
                None if base is None else base.get(f"{w}val"),
                None if num is None else num.get(f"{w}val"),
                None if depth is None else _integer(depth.get(f"{w}val"), 0),
                {} if look is None else dict(_looks(look, w)),
            )
            if element.get(f"{w}type") == "paragraph" and element.get(f"{w}default") in _TRUE:
                self.default = id

    def _chain(self, id: str | None) -> Iterator[tuple[str, _Style]]:
        seen: set[str] = set()
        while id and id in self._styles and id not in seen:
            seen.add(id)
            yield id, self._styles[id]
            id = self._styles[id].base

    def looks(self, id: str) -> dict[str, str]:
        """What _looks() gives of a style and of those it is based on."""
        if id not in self._looks:
            found: dict[str, str] = {}
            for _, style in self._chain(id):
                found = style.looks | found
            self._looks[id] = found
        return self._looks[id]

    def numbering(self, id: str) -> tuple[str, str, int | None] | None:
        """(style that says so, numId, level) of a paragraph style."""
        if id not in self._numbering:
            chain = list(self._chain(id))
            depth = next((style.depth for _, style in chain if style.depth is not None), None)
            said = ((name, s.num_id, depth) for name, s in chain if s.num_id is not None)
            self._numbering[id] = next(said, None)
        return self._numbering[id]


# --- the document --------------------------------------------------------------------------------

_TRUE = {"1", "true", "on"}


def _on(element: etree._Element | None, w: str) -> bool:
    """A toggle such as <w:vanish/>: present and not switched off."""
    return element is not None and element.get(f"{w}val", "1") in _TRUE


_LOOKS = {"vanish": "hidden", "strike": "struck", "dstrike": "double", "vertAlign": "align"}


def _looks(properties: etree._Element, w: str) -> Iterator[tuple[str, str]]:
    """How a run or a style shows text, as far as it changes what is printed; "" is an undone look.

    hidden, struck, double (struck): "1" · align: superscript, subscript
    """
    for child in properties:
        tag = child.tag
        if not isinstance(tag, str) or not tag.startswith(w):
            continue
        name = tag[len(w) :]
        if name in _LOOKS:
            if name == "vertAlign":
                align = child.get(f"{w}val", "")
                yield "align", align if align in _SHIFTED else ""
            else:
                yield _LOOKS[name], "1" if _on(child, w) else ""
        elif name == "position" and _integer(child.get(f"{w}val"), 0) >= RAISED_BY:
            yield "align", "superscript"


_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SHIFTED = ("superscript", "subscript")
_DIGIT = re.compile("[0-9]")


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"[+-]?\d{1,9}", text) else default


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
    def __init__(self, package: _Package) -> None:
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
        self._styles = _Styles(self._related_part("styles"), w)
        self._numbering = _Numbering(self._related_part("numbering"), w)
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
                known = f"mc:{tag[len(_MC) :]}" if tag.startswith(_MC) else ""
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
                if _on(properties.find(f"{w}hidden"), w):
                    self._note(_HIDDEN)
                    continue
                if (skipped := properties.find(f"{w}gridBefore")) is not None:
                    before = max(0, _integer(skipped.get(f"{w}val"), 0))
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
                        span = min(max(1, _integer(child.get(val), 1)), MAX_COLSPAN)
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
            depth = None if depth_element is None else _integer(depth_element.get(f"{w}val"), 0)
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
            if direct := dict(_looks(properties, self._w)):
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
    # Nothing but raised digits: there is no number whose footnote they could be.
    if level != text and level.isdecimal() and not _DIGIT.search(text):
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
