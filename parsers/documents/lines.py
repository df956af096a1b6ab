"""Which of a text's lines are tables? Six notations, with or without marks.

Renditions of Word and PDF files (the seeds) write tables as one cell a line, each line begun by a
TAB, rows apart by blank lines; as TAB-separated rows; as markdown pipes, with or without those at
the line's ends; as boxes drawn with characters; as cells apart by spaces or a line each, without
any mark (known by the words that only a report's tables print). Pages that print tables without
`<table>` come to the same lines. Where borders are lost altogether a row is its label and one run
of digits: nothing is guessed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise

from parsers.documents import Block, Paragraph, inline
from parsers.forms import form_ids, load_form
from parsers.grid import Table, place
from parsers.labels import compact, core
from parsers.numbers import clean, is_value
from parsers.sections import is_heading

_DRAWN = str.maketrans("│┃║┆┊｜", "||||||")
_STROKES = "-─━═="
_RULE = set(_STROKES + "|+:├┤┼┌┐└┘┬┴╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋")
_BLANK = set(" \t\u3000\xa0")
_PIPE = re.compile(r"(?<!\\)\|")
_HAN = re.compile("[\u4e00-\u9fff]")
_SPACES = re.compile(r"[ \xa0\u3000\u2002\u2003]+")


def read_lines(
    lines: Sequence[str], markup: Callable[[str], Sequence[Block]] | None = None
) -> list[Block]:
    """Paragraphs and tables in order. markup: reads a piece of HTML that stands in the text."""
    lines = _prepared(lines)
    blocks: list[Block] = []
    at = 0
    unmarked = _unmarked(lines)
    while at < len(lines):
        line = lines[at]
        if at in unmarked:
            end = unmarked[at]
            blocks.append(_bare(lines[at:end]))
            at = end
        elif markup is not None and "<table" in line.lower():
            end = _html_end(lines, at)
            blocks += markup("\n".join(lines[at:end]))
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


_PAGE = re.compile(
    r"\s*(?:[-—–－―~·]+\s*\d{1,4}\s*[-—–－―~·]+"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/、]?\s*共\s*\d{1,4}\s*页)?)\s*"
)
"""A page's number between strokes; a bare number may as well be a value."""
_PAGE_BEGINS = frozenset("-—–－―~·第\t\u3000\xa0")
_QUOTED = re.compile(r"\s{0,3}(?:>\s?)+")


def _prepared(lines: Sequence[str]) -> list[str]:
    """The lines without what the rendition put around and between them: marks of quotation, margins
    before the TABs, page numbers, a blank line after each line."""
    kept: list[str] = []
    is_behind_page = False
    for line in lines:
        if line.strip(" "):
            begin = line[0]
            if begin in " >":
                begin = line.lstrip(" ")[:1]
                if begin == "\t":
                    line = line.lstrip(" ")
                elif begin == ">":
                    line = _QUOTED.sub("", line, count=1)
            if begin in _PAGE_BEGINS and _PAGE.fullmatch(line):
                is_behind_page = True
                while len(kept) > 1 and not kept[-1].strip(" ") and not kept[-2].strip(" "):
                    kept.pop()
                continue
            is_behind_page = False
        elif is_behind_page and kept and not kept[-1].strip(" "):
            continue  # one blank line is left of those around the number
        kept.append(line)
    printed = [at for at, line in enumerate(kept) if line.strip(" ")]
    gaps = [after - at - 1 for at, after in pairwise(printed)]
    if not gaps or not all(gap % 2 for gap in gaps) or max(gaps) == 1:
        return kept
    # n blank lines were (n - 1) / 2 before each line's end was doubled.
    single = kept[: printed[0] + 1]
    for at, gap in zip(printed[1:], gaps, strict=True):
        single += [""] * (gap // 2) + [kept[at]]
    return [*single, ""]


def _paragraph(line: str) -> str:
    text = _SPACES.sub(" ", clean(inline.line(line))).strip()
    return re.sub(r"^#{1,6}\s+", "", text)


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
            following = _row_after_blanks(lines, at)
            if following is None:
                break
            at = following
            continue
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
        cells = [clean(inline.plain(cell)) for cell in cells]
        if not begins and is_ruled and rows and len(cells) == len(rows[-1]):
            rows[-1] = [f"{a}\n{b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        begins = False
    return _table(rows), at


def _row_after_blanks(lines: list[str], at: int) -> int | None:
    """Index of the row that goes on with the table after a blank line, None if none does.

    A row under which a rule stands is the header of another table.
    """
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at >= len(lines) or lines[at].translate(_DRAWN).count("|") < 2:
        return None
    return None if _is_rule(_next(lines, at)) else at


def _table(rows: Sequence[Sequence[str]]) -> Table:
    return place([[(cell, 1, 1) for cell in row] for row in _wrapped(rows)])


@cache
def _known() -> frozenset[str]:
    """Cores of the labels of all forms' rows."""
    forms = [load_form(id) for id in form_ids()]
    lines = [line for form in forms for table in form.tables.values() for line in table.rows]
    return frozenset(core(text) for line in lines for text in (line.label, line.group) if text)


MAX_WRAPPED = 4
"""Lines over which one label may be broken."""


def _wrapped(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows whose label is broken over lines, or over the row's cells, with the label whole.

    Only where the parts together are a form's label letter by letter and the last alone is none.
    """
    whole: list[list[str]] = []
    for row in map(list, rows):
        first = next((at for at, cell in enumerate(row) if cell and _is_number(cell)), len(row))
        last = max((at for at in range(first) if row[at].strip()), default=-1)
        # A number that was read badly ends no label, whatever is left of it.
        is_part = last >= 0 and first < len(row) and _HAN.search(row[last])
        if is_part and core(row[last]) not in _known():
            for count in range(2, MAX_WRAPPED + 1):
                if (label := _label(whole, row[: last + 1], count)) is None:
                    continue
                before, upper = label
                del whole[len(whole) - upper :]
                row = [*before, *row[last + 1 :]]
                break
        whole.append(row)
    return whole


def _label(above: list[list[str]], labels: list[str], count: int) -> tuple[list[str], int] | None:
    """(the row's labels, how many rows above are part of them), if the last `count` printed cells
    of both are a form's label together; None if they are not."""
    parts: list[tuple[int, int, str]] = []  # rows up, place, text
    rows = [labels]
    while len(parts) < count:
        up = len(rows) - 1
        places = [at for at, cell in enumerate(rows[-1]) if cell.strip()]
        if not places or any(_is_number(rows[-1][at]) for at in places):
            return None
        wanted = count - len(parts)
        parts = [(up, at, rows[-1][at]) for at in places[-wanted:]] + parts
        if len(parts) < count:
            if len(rows) > len(above):
                return None
            rows.append(above[-len(rows)])
    up, at, begin = parts[0]
    rest = "".join(text for _, _, text in parts[1:])
    before = rows[up][:at]
    for start in (0, begin.rfind(" ") + 1):  # behind a group's label in the same cell
        if core(begin[start:] + rest) in _known():
            group = [begin[:start].strip()] if start else []
            return [*before, *group, begin[start:] + rest], up
    return None


def _is_rule(line: str) -> bool:
    """|---|:--:| of markdown, or a drawn line: ├───┼───┤, +---+."""
    marks = set(line) - _BLANK
    return bool(marks) and marks <= _RULE and sum(map(line.count, _STROKES)) >= 2


# ── Tables without any mark ───────────────────────────────────────────────────────────────────

HEADS = (
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
    a heading or the notation of another kind of table. Each line is looked at once: a run of bare
    lines holds at most one table, from its first such word to its last value.
    """
    found: dict[int, int] = {}
    first: int | None = None  # line at which the run's table begins
    above: int | None = None  # line at which names begin that such a word may follow
    end = 0  # line after the run's last value
    for at, line in enumerate([*lines, ""]):
        is_blank = not line.strip()
        if at == len(lines) or not (is_blank or _is_bare(line)):
            if first is not None and end > first:
                found[first] = end
            first = above = None
            continue
        if first is None:
            # Names that the first rows may print above the first word that tells the table.
            text = "".join(line.split())
            above = at if above is None else above
            if any(head in text for head in HEADS):
                first = above
            elif text and text not in _ABOVE:
                above = None
        if not is_blank and _has_value(line):
            end = at + 1
    return found


def may_hold_table(lines: Iterable[str]) -> bool:
    """Is one of the lines a row or a cell of a table, by the words that only such tables print?"""
    for line in lines:
        if len(line) <= MAX_CELL or "|" in line or "\t" in line:
            compact = "".join(line.split())
            if any(head in compact for head in HEADS) and ("|" in line or _is_bare(line)):
                return True
    return False


def _has_value(line: str) -> bool:
    return any(map(_is_number, _split(line)))


def _is_number(cell: str) -> bool:
    """A value, or the values of a whole row without borders."""
    if not cell or (cell[-1] == "." and _ORDINAL.fullmatch(cell)):
        return False
    return is_value(cell) or cell.replace(".", "").isdecimal()


_ORDINAL = re.compile(r"\d{1,2}\.")
"""The beginning of a label whose line ends there; a value has digits behind its point."""


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
    if len(cells) > 1:
        # Wide gaps where a cell is blank, single ones between the values.
        words = cells[-1].split(" ")
        if len(words) > MIN_VALUES and all(map(is_value, words[-MIN_VALUES:])):
            return cells[:-1] + _words(cells[-1])
    return _words(cells[0]) if len(cells) == 1 else cells


MIN_VALUES = 3
"""Numbers apart by single spaces that are values, not one number with a gap in it."""


@cache
def _columns() -> frozenset[str]:
    """Names that stand over the values."""
    tables = [table for id in form_ids() for table in load_form(id).tables.values()]
    names = {text for t in tables for line in t.columns for text in (line.label, line.group)}
    disputes = [t for t in tables if t.name == "review_litigation"]
    names |= {text for t in disputes for line in t.rows for text in (line.label, line.group)}
    return frozenset(compact(name) for name in names if name) | {*_ABOVE, "信息内容"}


def _words(cell: str) -> list[str]:
    """The cells of a line that has none but single spaces."""
    cells = [cell]
    words = cell.split(" ")
    if len(words) > 1 and all(compact(word) in _columns() for word in words):
        return words
    values = 0
    while values < len(words) and words[-1 - values] and is_value(words[-1 - values]):
        values += 1
    if values == len(words) or values >= 2 or (values and len(words) > 1):
        before = words[: len(words) - values]
        if sum(map(_has_digit, before)) > 1:  # two rows, the end of a line between them lost
            return _apart(words)
        label = " ".join(before)
        return ([label] if label else []) + words[len(words) - values :]
    if (match := _GLUED.match(cells[0])) and re.search("[\u4e00-\u9fff]", match[1]):
        return [match[1], match[2]]
    return cells


def _apart(words: list[str]) -> list[str]:
    """Each value a cell, and the words between two values one."""
    cells: list[str] = []
    label: list[str] = []
    for word in words:
        if not _has_digit(word):
            label.append(word)
            continue
        cells += [" ".join(label)] if label else []
        label = []
        cells.append(word)
    return cells + ([" ".join(label)] if label else [])


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
    return _table(rows)


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
        elif by_row and not blanks and _begins_label(lines, at):
            end = at + 1
        elif is_heading(line) or by_row or (cell and is_value(cell)) or blanks > 1:
            return end
        elif blanks == 0 or _next_is_cell(lines, at + 1):
            cell, blanks, end = (cell + clean(line))[:MAX_CELL], 0, at + 1
        else:
            return end
        at += 1
    return end


def _is_row(line: str) -> bool:
    """Several cells on the line: a TAB after a printed cell."""
    return "\t" in line.strip("\t ") or line.rstrip(" ").endswith("\t\t")


def _begins_label(lines: list[str], at: int) -> bool:
    """Is this the upper line of a label whose lower line begins the next row?"""
    line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    if len(line) > MAX_CELL or "\t" not in following:
        return False
    return core(line + following.split("\t")[0]) in _known()


def _next_is_cell(lines: list[str], at: int) -> bool:
    while at < len(lines) and not lines[at].strip(" "):
        at += 1
    return at < len(lines) and lines[at].startswith("\t")


def _tabs(lines: list[str]) -> Table:
    if any(_is_row(line) for line in lines):
        return _table(
            [[clean(cell) for cell in line.split("\t")] for line in lines if line.strip()]
        )
    groups: list[list[list[str]]] = [[]]  # what blank lines part: cells as their lines
    blank = False
    for line in lines:
        if line.startswith("\t"):
            if blank:
                groups.append([])
            groups[-1].append([line[1:]])
            blank = False
        elif line.strip() and groups[-1]:
            groups[-1][-1].append(line)
            blank = False
        elif not line.strip():
            blank = True
    rows = [[clean("\n".join(cell)) for cell in group] for group in groups if group]
    if all(len(row) == 1 for row in rows) and any(len(_split(row[0])) > 1 for row in rows):
        return _bare([cell for row in rows for cell in row])  # whole rows behind each TAB
    return _table(_mended(rows))


MAX_WIDTH = 20
"""Cells of a row; the widest table of the forms has 15."""


def _mended(groups: list[list[str]]) -> list[list[str]]:
    """Rows, where a blank line stands inside a row or none between two.

    A label begins a row; values alone go on with a row of the form that has too few of them.
    """
    whole: list[list[str]] = []
    for group in groups:
        # The header of section 4's table has labels alone, and its values have none.
        is_headed = any("结果维持" in compact(cell) for cell in group) and any(
            map(_has_digit, group)
        )
        whole += [group] if _is_sound(group) and not is_headed else _cut(group)
    most = max(map(_count, whole), default=0)
    is_headed = any("结果维持" in compact(cell) for group in whole for cell in group)
    rows: list[list[str]] = []
    for group in whole:
        printed = [cell for cell in group if cell]
        above = rows[-1] if rows else []
        is_rest = bool(printed) and all(map(_is_number, printed))
        fits = 0 < most - _count(above) >= len(group) and _is_row_of_form(above)
        # Fifteen values without a label of their own.
        goes_on = is_headed and any(above) and all(_is_number(cell) for cell in above if cell)
        if is_rest and (fits or (goes_on and len(above) + len(group) <= 15)):
            rows[-1] = above + group
        else:
            rows.append(group)
    return rows


def _has_digit(cell: str) -> bool:
    return bool(cell) and _is_number(cell)


def _count(row: Sequence[str]) -> int:
    """Cells from the first value behind a label on; 0 where no label stands before it."""
    first = next((at for at, cell in enumerate(row) if cell and _is_number(cell)), len(row))
    return len(row) - first if any(row[:first]) else 0


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    tables = [table for id in form_ids() for table in load_form(id).tables.values()]
    return tuple({line.core for table in tables for line in table.rows if line.core})


def _is_row_of_form(row: Sequence[str]) -> bool:
    label = next((core(cell) for cell in reversed(row) if cell and not _is_number(cell)), "")
    return bool(label) and any(pattern.search(label) for pattern in _patterns())


def _cut(cells: list[str]) -> list[list[str]]:
    """The rows of cells that nothing parts."""
    if width := _width(cells):
        return [cells[at : at + width] for at in range(0, len(cells), width)]
    rows: list[list[str]] = [[]]
    has_values = False
    for cell in cells:
        if _is_label(cell) and has_values:
            rows.append([])
            has_values = False
        rows[-1].append(cell)
        has_values = has_values or bool(cell and _is_number(cell))
    return [*_parts([cell for cell in rows[0] if cell]), *rows[1:]]


def _is_sound(row: Sequence[str]) -> bool:
    """Does no label follow a value?"""
    first = next((at for at, cell in enumerate(row) if cell and _is_number(cell)), len(row))
    return not any(map(_is_label, row[first:]))


def _width(cells: list[str]) -> int | None:
    """How many cells make a row of this run of them, None where nothing tells."""
    if any("结果维持" in compact(cell) for cell in cells):
        return 15 if len(cells) % 15 == 0 else None
    for width in range(3, MAX_WIDTH):
        if len(cells) % width:
            continue
        rows = [cells[at : at + width] for at in range(0, len(cells), width)]
        filled = [row for row in rows if any(cell and _is_number(cell) for cell in row)]
        labelled = {at for row in filled for at, cell in enumerate(row) if _is_label(cell)}
        valued = {
            at for row in filled for at, cell in enumerate(row) if cell and not _is_label(cell)
        }
        if len(filled) >= 2 and labelled and valued and max(labelled) < min(valued):
            return width
    return None


def _is_label(cell: str) -> bool:
    """Words, not a number that was read badly (4I18, □4)."""
    return len(_HAN.findall(cell)) > 1 and not _is_number(cell)
