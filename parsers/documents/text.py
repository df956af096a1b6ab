"""What does a text or markdown rendition print? Paragraphs, and tables in seven notations.

Renditions of Word and PDF files (the seeds) write tables as one cell a line, each line begun by a
TAB, rows apart by blank lines; as TAB-separated rows; as markdown pipes, with or without those at
the line's ends; as boxes drawn with characters; as HTML inside markdown; as cells apart by spaces
or a line each, without any mark (known by the words that only a report's tables print). Where
borders are lost altogether a row is its label and one run of digits: nothing is guessed here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.documents import Block, Document, NotReadable, Paragraph, html
from parsers.documents.html import decode
from parsers.grid import Table, place
from parsers.numbers import clean, is_value
from parsers.sections import is_heading

MAX_BYTES = 20_000_000

_DRAWN = str.maketrans("│┃║┆┊｜", "||||||")
_STROKES = "-─━═="
_RULE = set(_STROKES + "|+:├┤┼┌┐└┘┬┴╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋")
_BLANK = set(" \t\u3000\xa0")
_PIPE = re.compile(r"(?<!\\)\|")
_SPACES = re.compile(r"[ \xa0\u3000\u2002\u2003]+")


def read(data: bytes) -> Document:
    """Text as a Document; NotReadable where there is none, or the bytes are not text."""
    if len(data) > MAX_BYTES:
        raise NotReadable(
            "too_large", f"文本有 {len(data):,} 字节，超过 {MAX_BYTES:,} 字节的上限。"
        )
    text = decode(data)
    if not text.strip():
        raise NotReadable("empty", "文件是空的，没有任何文字。")
    strange = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\v"))
    if strange > len(text) / 20:
        raise NotReadable("damaged", "文件不是文本，也不是能够识别的文档格式。")
    is_cut = text[-1] not in "\r\n\f"
    lines = [line.rstrip("\r") for line in re.split(r"\n|\f", text)]
    blocks = _blocks(lines)
    last = blocks[-1] if blocks else None
    if is_cut and isinstance(last, Table):
        blocks[-1] = _cut_short(last)
    return Document("text/plain", None, tuple(blocks))


CUT = "〔文件到此中断〕"


def _cut_short(table: Table) -> Table:
    """A text that ends inside a table, without the end of its line, may have lost the rest of its
    last number: 168 may have been 16842."""
    *rows, last = (row for row in table.rows if row)
    if not last[-1].text.strip():
        return table
    cut = replace(last[-1], text=last[-1].text + CUT)
    return Table((*rows, (*last[:-1], cut)))


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    unmarked = _unmarked(lines)
    while at < len(lines):
        line = lines[at]
        if at in unmarked:
            end = unmarked[at]
            blocks.append(_bare(lines[at:end]))
            at = end
        elif "<table" in line.lower():
            end = _html_end(lines, at)
            blocks += html.fragment("\n".join(lines[at:end]))
            at = end
        elif _is_piped(lines, at):
            table, at = _pipes(lines, at)
            blocks.append(table)
        elif "\t" in line.rstrip() or (line.startswith("\t") and not line.strip()):
            end = _region(lines, at)
            blocks.append(_tabs(lines[at:end]))
            at = end
        else:
            if paragraph := _paragraph(line):
                blocks.append(Paragraph(paragraph))
            at += 1
    return blocks


def _paragraph(line: str) -> str:
    text = _SPACES.sub(" ", clean(line)).strip()
    text = re.sub(r"^#{1,6}\s+", "", text)
    return re.sub(r"\*\*(.+?)\*\*", r"\1", text)


def _html_end(lines: list[str], at: int) -> int:
    """Index after the line that closes the HTML table which begins here."""
    depth = 0
    for end in range(at, len(lines)):
        line = lines[end].lower()
        depth += line.count("<table") - line.count("</table")
        if depth <= 0:
            return end + 1
    return len(lines)


def _is_piped(lines: list[str], at: int) -> bool:
    """Does a table of lines with pipes or drawn borders begin here?"""
    line = lines[at].translate(_DRAWN)
    if "|" not in line:
        return _is_rule(line) and "|" in _next(lines, at)
    if line.lstrip().startswith("|") and line.count("|") >= 2:
        return True
    following = _next(lines, at)
    return "|" in following and (line.count("|") >= 2 or following.count("|") == line.count("|"))


def _next(lines: list[str], at: int) -> str:
    return lines[at + 1].translate(_DRAWN) if at + 1 < len(lines) else ""


def _pipes(lines: list[str], at: int) -> tuple[Table, int]:
    region: list[str] = []
    while at < len(lines):
        line = lines[at].translate(_DRAWN)
        if "|" not in line and not _is_rule(line):
            break
        region.append(line)
        at += 1
    printed = [line for line in region if not _is_rule(line)]
    is_outer = all(line.lstrip().startswith("|") for line in printed)
    is_closed = is_outer and all(line.rstrip().endswith("|") for line in printed)
    rows: list[list[str]] = []
    begins = True
    # Between two rules of a drawn table stands one row, over as many lines as its longest cell.
    is_ruled = 2 * (len(region) - len(printed)) > len(printed) > 1
    for line in region:
        if _is_rule(line):
            begins = True
            continue
        line = line.strip() if is_outer else line
        cells = _PIPE.split(
            (line.removeprefix("|") if is_outer else line).removesuffix("|" if is_closed else "")
        )
        cells = [clean(re.sub("<br ?/?>", "\n", cell).replace("\\|", "|")) for cell in cells]
        if not begins and is_ruled and rows and len(cells) == len(rows[-1]):
            rows[-1] = [f"{a}\n{b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        begins = False
    return place([[(cell, 1, 1) for cell in row] for row in rows]), at


def _is_rule(line: str) -> bool:
    """|---|:--:| of markdown, or a drawn line: ├───┼───┤, +---+."""
    marks = set(line) - _BLANK
    return bool(marks) and marks <= _RULE and sum(map(line.count, _STROKES)) >= 2


# ── Tables without any mark ───────────────────────────────────────────────────────────────────

_HEADS = (
    "申请人情况",
    "商业企业",
    "本年新收",
    "结果维持",
    "信息内容",
    "第二十条第",
    "指标名称",
    "统计指标",
)
"""Words that only a report's tables print, in their first rows."""
_ABOVE = ("项目", "自然人", "法人或其他组织", "行政复议", "行政诉讼", "申请人情况")
MAX_LINE = 2_000
"""Characters of a line that may be a row of cells."""
MAX_CELL = 60
"""Characters of a line that may be a cell; labels of the forms are shorter."""
_GAP = re.compile(r"[ \xa0]{2,}|\u3000{2,}|[ \xa0]*\u3000[ \xa0]+")
_GLUED = re.compile(r"^(.*[^\d.\s+-])\s?([+-]?\d[\d.]*)$")


def _unmarked(lines: list[str]) -> dict[int, int]:
    """First line → line after the last, of each run of lines that is a table without marks.

    Such a run begins at a word that only these tables print, holds values, and ends at a sentence,
    a heading or the notation of another kind of table.
    """
    found: dict[int, int] = {}
    at = 0
    while at < len(lines):
        compact = "".join(lines[at].split())
        if not any(head in compact for head in _HEADS) or not _is_bare(lines[at]):
            at += 1
            continue
        # Names that the first rows may print above the first word that tells the table.
        first = max((end for end in found.values()), default=0)
        while at > first and "".join(lines[at - 1].split()) in ("", *_ABOVE):
            at -= 1
        end = at
        values = 0
        while end < len(lines) and (not lines[end].strip() or _is_bare(lines[end])):
            cells = _split(lines[end])
            values += sum(1 for cell in cells if _is_number(cell))
            end += 1
        # What is above the first value of the table's caption belongs to it: nothing to do there.
        while end > at and not (lines[end - 1].strip() and _has_value(lines[end - 1])):
            end -= 1
        if values and end > at:
            found[at] = end
        at = max(end, at + 1)
    return found


def _has_value(line: str) -> bool:
    return any(map(_is_number, _split(line)))


def _is_number(cell: str) -> bool:
    """A value, or the values of a whole row without borders."""
    return bool(cell) and (is_value(cell) or cell.replace(".", "").isdecimal())


def _is_bare(line: str) -> bool:
    if "\t" in line or "|" in line or "<table" in line or line.startswith("#"):
        return False
    if is_heading(line):
        return False
    if any(mark in line for mark in "。；！？│┃"):
        return False
    cells = _split(line)
    if any(len(cell) > MAX_CELL for cell in cells):
        return False
    # A date under the report is no value.
    return not re.fullmatch(r"\s*20\d\d\s*年.*日\s*", line)


def _split(line: str) -> list[str]:
    """The cells of a line: apart by two spaces or more, by single ones before its numbers, or a
    label and the run of digits glued to it."""
    if len(line) > MAX_LINE:
        return [line]
    cells = [clean(cell) for cell in _GAP.split(line.strip()) if cell.strip()]
    if len(cells) != 1:
        return cells
    words = cells[0].split(" ")
    values = 0
    while values < len(words) and words[-1 - values] and is_value(words[-1 - values]):
        values += 1
    if values == len(words) or values >= 2 or (values and len(words) > 1):
        label = " ".join(words[: len(words) - values])
        return ([label] if label else []) + words[len(words) - values :]
    if (match := _GLUED.match(cells[0])) and re.search("[\u4e00-\u9fff]", match[1]):
        return [match[1], match[2]]
    return cells


def _bare(lines: list[str]) -> Table:
    """Lines of cells as rows: a line with several cells is one; of single cells, labels begin a row
    and the values under them end it."""
    rows: list[list[str]] = []
    singles: list[str] = []  # cells with a line each that make up a row
    has_values = False
    for line in lines:
        cells = _split(line)
        if not cells:
            continue
        is_label = not _is_number(cells[0])
        if len(cells) > 1 or (is_label and has_values):
            rows += _parts(singles)
            singles, has_values = [], False
        if len(cells) > 1:
            rows.append(cells)
            continue
        singles += cells
        has_values = has_values or not is_label
    rows += _parts(singles)
    return place([[(cell, 1, 1) for cell in row] for row in rows])


def _parts(row: list[str]) -> list[list[str]]:
    """Header words that stand over the first row of values, apart from it."""
    if not row:
        return []
    first = next((at for at, cell in enumerate(row) if _is_number(cell)), len(row))
    labels, values = row[:first], row[first:]
    compacted = ["".join(label.split()) for label in labels]
    content = next((at for at, label in enumerate(compacted) if "信息内容" in label), None)
    if content is not None and values and content < first - 1:
        return [labels[:content], labels[content:-1], [labels[-1], *values]]
    if "结果维持" in compacted:
        return [labels, values]
    if values and not {"申请人情况", "商业企业"}.isdisjoint(compacted):
        return [labels[:-1], [labels[-1], *values]]
    return [row]


# ── Tables by TAB ─────────────────────────────────────────────────────────────────────────────


def _region(lines: list[str], start: int) -> int:
    """Index after the last line of the table that begins here.

    Inside: lines with a TAB; lines that continue a cell (directly under it, or after one blank
    line when the cell is a label and the next printed line is a cell again); blank lines between.
    A section heading always ends it.
    """
    end = start + 1
    at = start + 1
    by_row = _is_row(lines[start])
    cell = clean(lines[start])
    blanks = 0
    while at < len(lines):
        line = lines[at]
        if "\t" in line:
            if blanks and (by_row or blanks > 1) and line.strip():
                return end  # a row-wise table cut by a page break is another table
            if line.strip():
                by_row = by_row or _is_row(line)
            cell, blanks, end = clean(line), 0, at + 1
        elif not line.strip():
            blanks += 1
        elif is_heading(line) or by_row or (cell and is_value(cell)) or blanks > 1:
            return end
        elif blanks == 0 or _next_is_cell(lines, at + 1):
            cell, blanks, end = cell + clean(line), 0, at + 1
        else:
            return end
        at += 1
    return end


def _is_row(line: str) -> bool:
    """Several cells on the line: a TAB after a printed cell."""
    return "\t" in line.strip("\t ") or line.rstrip(" ").endswith("\t\t")


def _next_is_cell(lines: list[str], at: int) -> bool:
    while at < len(lines) and not lines[at].strip(" "):
        at += 1
    return at < len(lines) and lines[at].startswith("\t")


def _tabs(lines: list[str]) -> Table:
    if any(_is_row(line) for line in lines):
        return place(
            [[(clean(cell), 1, 1) for cell in line.split("\t")] for line in lines if line.strip()]
        )
    rows: list[list[str]] = [[]]
    blank = False
    for line in lines:
        if line.startswith("\t"):
            if blank:
                rows.append([])
            rows[-1].append(line[1:])
            blank = False
        elif line.strip() and rows[-1]:
            rows[-1][-1] += "\n" + line
            blank = False
        elif not line.strip():
            blank = True
    return place([[(clean(cell), 1, 1) for cell in row] for row in rows if row])
