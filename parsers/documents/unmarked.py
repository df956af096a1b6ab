"""Which lines are a table without any mark, and where do its cells part?

The words that only a report's tables print tell such a table. Its cells stand apart by blanks, have
a line each, or are glued: the words of a form's label and the values behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from parsers.documents.broken_names import whole_ordinals
from parsers.documents.broken_rows import as_table, joined_rows
from parsers.documents.plain_cells import (
    ABOVE,
    HAN,
    MAX_CELL,
    MAX_HEADER,
    MAX_LINE,
    MIN_VALUES,
    column_names,
    has_digit,
    is_column,
    is_number,
    is_part_of_label,
    is_phone,
    is_unit,
    known_labels,
    may_be_rest,
    may_be_value,
    may_go_on,
)
from parsers.documents.spaced import split_labelled, whole_lines
from parsers.grid import Table
from parsers.headings import is_heading
from parsers.labels import ORDINAL, compact, core
from parsers.numbers import clean, is_value

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


def find_unmarked(lines: list[str]) -> dict[int, int]:
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
                found[first] = _with_label(lines, _without_page(lines, first, end))
            first = above = None
            continue
        if first is None:
            # Names that the first rows may print above the first word that tells the table.
            text = "".join(line.split())
            above = at if above is None else above
            if _tells_table(text):
                first = above
            elif text and text not in ABOVE:
                above = None
        if not is_blank and (
            _has_value(line) or (first is not None and at - end <= 1 and may_be_rest(line))
        ):
            end = at + 1
    return found


def may_hold_table(lines: Iterable[str]) -> bool:
    """Is one of the lines a row or a cell of a table, by the words that only such tables print?"""
    for line in lines:
        is_short = len(line) <= MAX_CELL or "|" in line or "\t" in line
        if is_short and _tells_table("".join(line.split())) and ("|" in line or _is_bare(line)):
            return True
    return False


def may_hold_row(line: str) -> bool:
    """May a line be a row, a label of a form or a name of a column?"""
    if not _is_bare(line) or len(line) > MAX_LINE:
        return False
    return is_part_of_label(line) or column_names(line) is not None or _label_end(line) is not None


_CLAUSE_MARKS = re.compile("[，、；。：:,;]")


def _tells_table(text: str) -> bool:
    """Does a line, its blanks left out, print a word that only these tables print?

    The names of columns stand in sentences too, with a figure behind them or beside a comma.
    """
    for head in HEADS:
        if head not in text:
            continue
        if "|" in text or head not in _IN_SENTENCES:
            return True
        if head == "本年新收":
            is_name = re.search(r"申请\D{0,6}\d+[余多]?[件份]", text) is None
        else:
            is_name = not has_digit(text) and _CLAUSE_MARKS.search(text) is None
        if is_name:
            return True
    return False


_IN_SENTENCES = ("商业企业", "结果维持", "本年新收")


def _with_label(lines: Sequence[str], end: int) -> int:
    """The line after the table's last row: the rest of its label may stand under its values."""
    if end >= len(lines) or end < 2 or not all(map(is_number, lines[end - 1].split())):
        return end
    above, below = lines[end - 2].strip(), lines[end].strip()
    is_broken = len(above) + len(below) <= MAX_HEADER and core(above) not in known_labels()
    return end + 1 if is_broken and core(above + below) in known_labels() else end


def _without_page(lines: Sequence[str], first: int, end: int) -> int:
    """The line after the table's last value, without numbers that stand apart under it: a page's.

    Past a blank line, where none parts the cells; or several on a line, where a line is a cell.
    """
    while end - 1 > first and _NUMBERS.fullmatch(lines[end - 1].strip()):
        last = end - 2
        while last > first and not lines[last].strip():
            last -= 1
        cells = split_cells(lines[last])
        words = lines[end - 1].split()
        if not cells or last <= first:
            break
        is_apart = last < end - 2 and (len(cells) > 1 or bool(lines[last - 1].strip()))
        is_list = len(words) > 2 and len(cells) == 1 and may_be_value(lines[last])
        if not (is_apart or is_list) or len(words) > MIN_VALUES:
            break
        end = last + 1
    return end


_NUMBERS = re.compile(r"\d{1,8}(?:\.\d{1,2})?(?:\s+\d{1,4}){0,2}|[-—_*=~]{3,}")


def _has_value(line: str) -> bool:
    cells = split_cells(line)
    return any(map(is_number, cells)) or (len(cells) > 1 and any(map(has_digit, cells[1:])))


def _is_bare(line: str) -> bool:
    if "\t" in line or "|" in line or "<table" in line or line.startswith("#"):
        return False
    if is_heading(line):
        return False
    if any(mark in line for mark in "。；！？│┃║┆┊｜") or _is_clause(line):
        return False
    cells = split_cells(line)
    if any(len(cell) > MAX_CELL for cell in cells):
        return False
    # A date under the report is no value.
    return not re.fullmatch(r"\s*20\d\d\s*年.*日\s*", line)


_FIGURE_AND_MARK = re.compile(
    r"\d\s*(?:[余多]?[十百千万亿]*(?:[元圆件条宗起份项个次人例部篇户家]|人次)|[%％])[，、；：]"
    r"|\d[，；](?!\d)"
)


def _is_clause(line: str) -> bool:
    """A piece of a sentence: a comma behind a figure, or at the line's end where no form's label
    has one."""
    text = line.strip()
    if not HAN.search(text):
        return False
    if _FIGURE_AND_MARK.search(text):
        return True
    # 三、 is an ordinal over the group's words, set vertically.
    is_part = is_part_of_label(text) or ORDINAL.fullmatch(text) or len(text) <= 2
    return text[-1] in "，、；" and not is_part


_GAP = re.compile(r"[ \xa0]{2,}|\u3000{2,}|[ \xa0]*\u3000[ \xa0]+")


def split_cells(line: str) -> list[str]:
    """The cells of a line: apart by two spaces or more, by single ones before its numbers, or a
    label and the run of digits glued to it."""
    if len(line) > MAX_LINE:
        return [line]
    cells = [clean(cell) for cell in _GAP.split(line.strip()) if cell.strip()]
    if len(cells) > 1:
        cells = _merged(cells)
        if len(cells) == 2 and (is_unit(cells[1]) or cells[1][0] in "（("):
            cells = [" ".join(cells)] if has_digit(cells[0][-1]) else cells
    if len(cells) > 1:
        if has_digit(cells[0][-1]) and not is_number(cells[0]):
            cells = [*_words(cells[0]), *cells[1:]]
        # Wide gaps where a cell is blank, single ones between the values.
        words = cells[-1].split(" ")
        if len(words) > MIN_VALUES and all(map(is_value, words[-MIN_VALUES:])):
            return cells[:-1] + _words(cells[-1])
    return _words(cells[0]) if len(cells) == 1 else cells


_CLOSERS = '\u4e00-\u9fff）)\\]】〕》”’」』"：:、…'
_LABELLED = re.compile(rf"(.*[{_CLOSERS}])\s*([^\u4e00-\u9fff]*)")
_CONTINUED = re.compile(r"[\u4e00-\u9fff（）()“”\"、，：: /]*[\u4e00-\u9fff）)”\"：:]")
_DOUBTFUL = frozenset("〇零○一二三四五六七八九十百千万亿口日约近余超逾达至共和或及与多为的有其")
"""Signs before digits that are part of a number, or were read for a digit, and end no label."""


def _words(cell: str) -> list[str]:
    """The cells of a line that has none but single spaces, or nothing at all, between them.

    What follows a form's label is its values, one cell a word, whether they can be read or not;
    a label that is not known ends with its last character.
    """
    words = cell.split()
    if len(words) > 1 and all(map(is_column, words)):
        return words
    if names := column_names(cell):
        return names if len(names) > 1 else [cell]
    if words and compact(words[0]) == "信息内容" and not any(map(is_number, words)):
        return words
    words = _merged(words)
    first = next((at for at, word in enumerate(words) if is_number(word)), len(words))
    head = " ".join(words[:first])
    if first and len(head) <= MAX_HEADER and (end := _label_end(head)) is not None:
        if more := _CONTINUED.match(head, end):
            ending = more[0].rstrip("：: ")
            if (not ending or ending[-1] not in _DOUBTFUL) and "其中" not in more[0]:
                end = more.end()
        elif head[end : end + 1] and head[end] in _CLOSERS:
            end += 1
        values = _merged(head[end:].split()) + words[first:]
        if any(has_digit(value) or is_number(value) for value in values):
            is_two = sum(map(is_number, values)) > 1 and any(
                len(HAN.findall(value)) > 1 and not may_be_rest(value) for value in values
            )  # two rows, the end of a line between them lost
            return _apart([head[:end], *values]) if is_two else [head[:end].strip(), *values]
        return [cell]
    values_from = len(words)
    while values_from and is_number(words[values_from - 1]):
        values_from -= 1
    before, values = words[:values_from], words[values_from:]
    if values and (len(words) > 1 or not before):
        if sum(map(is_number, before)) > 1:
            return _apart(words)
        while len(before) > 1 and not HAN.search(before[-1]) and has_digit(before[-1]):
            values.insert(0, before.pop())  # read badly, and no end of a label
        label = " ".join(before)
        return ([label] if label else []) + values
    match = _LABELLED.fullmatch(cell)
    if match and HAN.search(match[1]) and is_number(match[2]):
        label = match[1].rstrip("：: ")
        bare = re.sub(r"[（(][^（）()]*[）)]", "", ORDINAL.sub("", compact(label)))
        if label[-1] not in _DOUBTFUL and not has_digit(bare):
            return [match[1], match[2]]
    return [cell]


@cache
def _known_text() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, known_labels()), key=len, reverse=True)))


def _label_end(text: str) -> int | None:
    """Index after the last label of a form in a text, whatever signs stand between its letters."""
    places = [at for at, c in enumerate(text) if c.isalnum()]
    letters = "".join([text[at] for at in places])
    end = max((match.end() for match in _known_text().finditer(letters)), default=0)
    return places[end - 1] + 1 if end else None


def _merged(words: list[str]) -> list[str]:
    """The words, a unit or a remark behind a number with it: 12872.06 万元."""
    merged: list[str] = []
    opened = False
    for word in words:
        is_part = opened or (
            bool(merged)
            and is_number(merged[-1])
            and not word[0].isdecimal()
            and (is_unit(word) or word[0] in "（(")
            and not ORDINAL.match(word)
        )
        if is_part:
            merged[-1] += f" {word}"
        else:
            merged.append(word)
        opened = is_part and not word.endswith(("）", ")")) and not is_unit(word)
    return merged


def _apart(words: list[str]) -> list[str]:
    """Each value a cell, and the words between two values one."""
    cells: list[str] = []
    label: list[str] = []
    for word in words:
        if not is_number(word):
            label.append(word)
            continue
        cells += [" ".join(label)] if label else []
        label = []
        cells.append(word)
    return cells + ([" ".join(label)] if label else [])


_RULE = re.compile(r"\s*[-=_─━]{3,}(?:\s+[-=_─━]{3,})*\s*")
"""A line of dashes above the names, under them and under the last row, as pandoc draws them."""


def read_unmarked(lines: list[str]) -> Table:
    """Lines of cells as rows: a line with several cells is one; of single cells, labels begin a row
    and the values under them end it."""
    rows: list[list[str]] = []
    singles: list[str] = []  # cells with a line each that make up a row
    has_values = False
    lines = [line for line in lines if not _RULE.fullmatch(line)]
    lines = _unhalved(whole_ordinals(lines))
    whole = whole_lines(lines)
    for number, line in enumerate(lines):
        cells = split_labelled(clean(line)) if number in whole else split_cells(line)
        if not cells or is_phone(line):
            continue
        if len(cells) > 1 and " " in cells[0]:
            cells = _group_apart(cells)
        is_label = not is_number(cells[0]) and (
            HAN.search(cells[0]) is not None or not has_digit(cells[0])
        )
        is_rest = is_label or (bool(singles) and singles[-1].endswith((",", "，", ".", "．")))
        is_rest = is_rest and len(cells) == 1 and may_be_rest(cells[0])
        is_rest = is_rest and may_go_on(singles, cells[0])
        if singles and has_values and is_rest and len(singles[-1]) <= MAX_CELL:
            singles[-1] += f"\n{cells[0]}"
            continue
        if (
            len(cells) > 1
            and has_values
            and not may_be_value(singles[0])
            and all(map(may_be_value, cells))
            and len(line.split()) == 2
        ):
            singles.append(clean(line))  # where a line is a cell, digits apart are one
            continue
        if len(cells) > 1 or (is_label and has_values):
            rows += header_apart(singles) if has_values else [[single] for single in singles]
            singles, has_values = [], False
        is_whole = bool(singles) or number in whole
        if not is_whole and rows and (joined := joined_rows(rows[-1], cells, rows)):
            rows[-1] = joined
        elif len(cells) > 1:
            rows.append(cells)
        else:
            singles += cells
            has_values = has_values or not is_label
    rows += header_apart(singles)
    return as_table(rows)


def _group_apart(cells: list[str]) -> list[str]:
    """The cells, what is left of a group's label apart from the row's: 办理结果 （一）予以公开."""
    group, _, label = cells[0].rpartition(" ")
    is_group = core(group) in known_labels() or is_column(group)
    return cells if is_group or core(label) not in known_labels() else [group, label, *cells[1:]]


def _unhalved(lines: Sequence[str]) -> list[str]:
    """The lines, two as one where a column's name is broken over them."""
    whole: list[str] = []
    for line in lines:
        words = line.split()
        above = whole[-1].split() if whole and len(whole[-1]) <= MAX_HEADER else []
        if (
            words
            and above
            and is_column(above[-1] + words[0])
            and not (is_column(above[-1]) and is_column(words[0]))
        ):
            whole[-1] = f"{whole[-1].rstrip()}{line.lstrip()}"
        else:
            whole.append(line)
    return whole


_NAME = re.compile(
    r"统计指标|指标名称|指标|项目|(?:计量)?单位|统计数|数[据字量]|20\d\d年度?|(?:历年)?累计"
)
"""Names of the columns of a table of statistics; no word list of them is a form's."""


def header_apart(row: list[str]) -> list[list[str]]:
    """Header words that stand over the first row of values, apart from it."""
    if not row:
        return []
    first = next((at for at, cell in enumerate(row) if is_number(cell)), len(row))
    while first and not row[first - 1].strip():
        first -= 1  # blanks before the first number are values
    labels, values = [cell for cell in row[:first] if cell.strip()], row[first:]
    first = len(labels)
    compacted = ["".join(label.split()) for label in labels]
    content = next((at for at, label in enumerate(compacted) if "信息内容" in label), None)
    if content is not None and values and content < first - 1:
        return [labels[:content], labels[content:-1], [labels[-1], *values]]
    if "结果维持" in compacted:
        return [labels, values]
    names = next((at for at, cell in enumerate(row) if not _NAME.fullmatch(compact(cell))), 0)
    if names > 1 and any(name in ("指标名称", "统计指标") for name in compacted[:names]):
        return [row[:names], row[names:]]
    if values and not {"申请人情况", "商业企业"}.isdisjoint(compacted):
        return [labels[:-1], [labels[-1], *values]]
    return [row]
