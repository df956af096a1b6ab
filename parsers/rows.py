"""Which row of the form does a printed row name?

By the core of its label, wherever it stands: groups, ordinals and numbers that count the rows stand
left of it, labels are shattered over several cells. Also what is no row: headers, and the notes
under a table.
"""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.forms import FormTable, Line
from parsers.grid import Table
from parsers.labels import compact, core
from parsers.numbers import COUNTS, is_value

Row = tuple[str, ...]
"""The texts of a row's cells."""


def table_text(table: Table) -> str:
    """All that the table prints, in one; its counts as shapes() has them."""
    text: str | None = table.memo.get(table_text)
    if text is None:
        text = table.memo[table_text] = "".join(map(row_text, shapes(table)))
    return text


def shapes(table: Table) -> tuple[Row, ...]:
    """The table's rows with one count for all counts: what a row names does not hang on how many it
    prints, and rows that differ in nothing else are the same in every report."""
    found: tuple[Row, ...] | None = table.memo.get(shapes)
    if found is None:
        found = table.memo[shapes] = tuple(map(shape, table.texts))
    return found


def shape(row: Row) -> Row:
    """A row's texts, its counts all 10, or 100 from three digits on: two may number the row."""
    return tuple(
        [
            text if (count := COUNTS[text]) is None else "10" if count < 100 else "100"
            for text in row
        ]
    )


@lru_cache(maxsize=4_096)
def row_text(row: Row) -> str:
    return "".join(map(compact, row))


_FOOT = re.compile(
    r"(?:注|备注|说明|注释|附注|填[报表]说明)\d*(?:[:：.、].*)?"
    r"|(?:填[报表]人|审核人|填报单位|填报日期)(?:[:：].*)?",
    re.DOTALL,
)


@lru_cache(maxsize=4_096)
def is_foot(row: Row) -> bool:
    """Is this a note under the table: 注：…, 备注, 填表人？"""
    first = next((cell for cell in row if cell.strip()), "")
    if first.isdigit() or _FOOT.fullmatch(compact(first)) is None:
        return False
    # A column of remarks may be a header's first.
    names = [text for text in row if text.strip() and not is_value(text)]
    return len(names) < MIN_NAMES or compact(first) not in ("备注", "说明", "注释")


MIN_NAMES = 5
"""Cells of a row that names columns rather than tells a remark."""


_REMARK = re.compile("[(（]?(?:其中|含|不含|包括|另有?|注|备注|说明|与上年)")
_ORDINAL_CELL = re.compile(r"\d{1,2}[.、．]?")


@lru_cache(maxsize=4_096)
def labels_end(row: Row) -> int:
    """Index of the first value: the labels stand left of it, a remark in a value cell is no label.

    Blanks, and numbers that only count the rows, may stand before and between the labels.
    """
    seen = False
    for index, cell in enumerate(row):
        if not cell.strip():
            continue
        if not is_value(cell):
            if seen and _REMARK.match(compact(cell)):
                return index
            seen = True
        elif seen:
            following = next((text for text in row[index + 1 :] if text.strip()), "")
            if not (
                _ORDINAL_CELL.fullmatch(compact(cell))
                and following
                and not is_value(following)
                and not _REMARK.match(compact(following))
            ):
                return index
    return len(row)


_BRACKET_UNIT = re.compile(
    r"[(（](?:单位[:：为]?)?(?:人民币)?(?:件|条|个|份|项|宗|起|次|(?:百|千|万|百万|亿)?元|万|亿)[)）]$"
    r"|[/:：](?:件|(?:百|千|万|百万|亿)?元)$"
)


@lru_cache(maxsize=8_192)
def bare_label(text: str) -> str:
    """A label's core without the unit printed behind it: 行政许可（件）."""
    return core(_BRACKET_UNIT.sub("", compact(text)))


@lru_cache(maxsize=8_192)
def line_of(label: str, spec: FormTable) -> Line | None:
    """The form row whose pattern a label's core fits."""
    return next((line for line in spec.rows if line.core and line.core.search(label)), None)


@lru_cache(maxsize=4_096)
def lines_in(label: str, spec: FormTable) -> int:
    """How many form rows a label's core names."""
    return sum(bool(line.core and line.core.search(label)) for line in spec.rows)


def matched(row: Row, spec: FormTable) -> tuple[Line, int] | None:
    """The form row that this printed row names, and the index of its last label cell."""
    if is_foot(row):
        return None
    end = labels_end(row)
    for index in range(end - 1, -1, -1):
        label = bare_label(row[index])
        if label and not label.isdigit() and (line := line_of(label, spec)):
            return line, index
    # A group's label and a row's in one cell: 三、本年度办理结果（一）予以公开.
    for index in range(end - 1, -1, -1):
        parts = _INNER_ORDINAL.split(compact(row[index]))
        if len(parts) > 2 and (line := line_of(core(parts[-1]), spec)):
            return line, index
    # A label spread over several cells: join what stands before the first value.
    joined = ""
    for index, cell in enumerate(row):
        if cell.strip() and is_value(cell):
            break
        joined += core(cell)
        if joined and (line := line_of(joined, spec)):
            return line, index
    return None


_INNER_ORDINAL = re.compile(r"\([一二三四五六七八九十]\)|[一二三四]、|\d{1,2}[.、](?!\d)")


def is_header_row(row: Row, spec: FormTable, match: tuple[Line, int] | None) -> bool:
    """Does the row print words that only a header prints, and no values of its own?

    A clause in a column of its own (第二十条第（五）项 | 行政许可 | 5) is no header.
    """
    text = row_text(row)
    for word in (*spec.header, *spec.markers):
        if word in text:
            break
    else:
        return _names_columns(row, spec)
    if match is None:
        return True
    line, at = match
    values = row[at + 1 :]
    printed = [value for value in values if value.strip()]
    if not printed:
        return len(values) != len(spec.columns_of(line))
    # One odd cell, such as a remark that names 自然人, makes no header.
    return 2 * sum(map(is_value, printed)) <= len(printed)


def _names_columns(row: Row, spec: FormTable) -> bool:
    """Are the cells names of the form's columns, in words that no official header has: 研究机构 |
    工商企业 | 律所 | 社会团体 | 其他? Its 其他 and 总计 are no rows then."""
    printed = [core(cell) for cell in row if cell.strip()]
    named = {c.key for label in printed for c in spec.columns if c.core and c.core.search(label)}
    return len(named) >= MIN_NAMED and 2 * len(named) > len(printed)


MIN_NAMED = 3
"""Names of columns that make a row a header."""


Match = tuple[Line, int]
"""(the form row that a printed row names, index of its last label cell)"""


def matches(table: Table, spec: FormTable) -> list[tuple[Match | None, bool]]:
    """For each row of a table what it names, and whether it is a header."""
    found: list[tuple[Match | None, bool]] | None = table.memo.get(spec)
    if found is None:
        found = table.memo[spec] = [_match(row, spec) for row in shapes(table)]
    return found


@lru_cache(maxsize=8_192)
def _match(row: Row, spec: FormTable) -> tuple[Match | None, bool]:
    match = matched(row, spec)
    return match, is_header_row(row, spec, match)


def edit_distance(one: str, other: str) -> int:
    """Levenshtein distance of two short labels."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], at
        for under, second in enumerate(other, 1):
            diagonal, row[under] = (
                row[under],
                min(row[under] + 1, row[under - 1] + 1, diagonal + (letter != second)),
            )
    return row[-1]


MAX_COMPARED = 80
"""Letters of a label that is compared; the longest official one has 33."""


@lru_cache(maxsize=4_096)
def resembles(label: str, line: Line) -> bool:
    """Are the letters those of the form's label but for a slip, or a part of it?"""
    if not label or len(label) > MAX_COMPARED:
        return False
    whole = bare_label(line.label)
    short = core(re.split("[（(、]", re.sub("^（.）|^.、", "", line.label))[0])
    for wanted in {whole, short or whole}:
        size = len(wanted)
        allowed = 1 if size <= 5 else 2 if size <= 9 else 3 if size <= 14 else size // 5
        if edit_distance(label, wanted) <= allowed:
            return True
        less, more = sorted((label, wanted), key=len)
        if len(less) >= 4 and less in more and 2 * len(less) >= len(more):
            return True
    return False
