"""What may a piece of a text's line be in a table: a label, a name of a column, a value, its rest?

Where nothing but blanks, strokes or line ends parts the cells, only their words say which of them
are labels and which values; the forms give the labels and the names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.forms import form_ids, load_form
from parsers.labels import compact, core
from parsers.numbers import is_value

_UNIT = r"[余多]?(?:[十百千万亿]*(?:[元圆]整?|人次|[件条宗起份项个次人])|[万亿])"
_UNITS = re.compile(rf"[\d.,，．]{{0,20}}\s?(?:{_UNIT}|[（(]{_UNIT}[）)])")
_REST = re.compile(
    rf"[\d.,，．]{{0,20}}\s?(?:{_UNIT}|[（(]{_UNIT}[）)])"
    r"|[（(](?:其中|含|包括|包含|不含|单位).{0,40}[）)]"
    rf"|其中[^\d、，。]{{1,20}}\d{{1,9}}\s?(?:{_UNIT})?"
    r"|(?=.{0,20}\d)[\w.,，．·'’+−%‰-]{1,20}"
)
_DATE = re.compile(r"(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?")
HAN = re.compile("[\u4e00-\u9fff]")
MAX_CELL = 60
"""Characters of a line that may be a cell; labels of the forms are shorter."""
MAX_LINE = 2_000
"""Characters of a line that may be a row of cells."""


def may_be_rest(line: str) -> bool:
    """May this line be the rest of the value that the line above begins: digits without a label,
    a unit, a remark in brackets? 328⏎66 is as often a broken 32866 as two numbers."""
    text = line.strip()
    if len(text) > MAX_CELL or _REST.fullmatch(text) is None or _DATE.fullmatch(text):
        return False
    if is_phone(text):
        return False
    return not HAN.search(text) or is_unit(text) or text[0] in "（(其"


_PHONE = re.compile(r"[（(]?0\d{2,3}[）)]?\s?[-–—－]\s?\d{7,8}(?:[-–—－/、]\d{1,8})*")


def is_phone(text: str) -> bool:
    """A telephone number with its area's: 0517-83605066."""
    return _PHONE.fullmatch(text.strip()) is not None


def is_unit(text: str) -> bool:
    """A unit, behind its number or alone."""
    return _UNITS.fullmatch(text) is not None


def may_go_on(row: Sequence[str], rest: str) -> bool:
    """May the row's last value have this rest? Only amounts have decimals, counts have none."""
    if rest[:1] not in (".", "．"):
        return True
    return any("费" in cell or "金额" in cell or "采购" in cell for cell in row)


def may_be_value(cell: str) -> bool:
    """No label: blank, a number, read badly or with a unit, or a remark on one."""
    text = cell.strip()
    return not text or is_number(text) or may_be_rest(text) or not HAN.search(text)


def is_number(cell: str) -> bool:
    """A value, or the values of a whole row without borders."""
    if not cell or (cell[-1] == "." and _ORDINAL.fullmatch(cell)):
        return False
    return is_value(cell) or cell.replace(".", "").isdecimal()


_ORDINAL = re.compile(r"\d{1,2}\.")
"""The beginning of a label whose line ends there; a value has digits behind its point."""


def has_digit(text: str) -> bool:
    """Is there a digit in the text, of a number or not?"""
    return any(c.isdecimal() for c in text)


MIN_VALUES = 3
"""Numbers apart by single spaces that are values, not one number with a gap in it."""


@cache
def known_labels() -> frozenset[str]:
    """Cores of the labels of all forms' rows."""
    forms = [load_form(id) for id in form_ids()]
    lines = [line for form in forms for table in form.tables.values() for line in table.rows]
    return frozenset(core(text) for line in lines for text in (line.label, line.group) if text)


def is_part_of_label(text: str) -> bool:
    """Are these words part of a form's label, or of the sums told beside the columns' names?"""
    letters = core(text)
    return len(letters) > 1 and any(letters in label for label in (*known_labels(), _corner()))


@cache
def _corner() -> str:
    return core("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    tables = [table for id in form_ids() for table in load_form(id).tables.values()]
    return tuple({line.core for table in tables for line in table.rows if line.core})


def is_row_of_form(row: Sequence[str]) -> bool:
    """Does the last of the row's labels name a row of a form?"""
    label = next((core(cell) for cell in reversed(row) if cell and not is_number(cell)), "")
    return bool(label) and any(pattern.search(label) for pattern in _patterns())


ABOVE = ("项目", "自然人", "法人或其他组织", "行政复议", "行政诉讼", "申请人情况")
"""Names that the first rows may print above the words which only a report's tables print."""
SIDE = ("小计", "序号")
"""Names of columns that some organs add."""


@cache
def _columns() -> frozenset[str]:
    """Names that stand over the values."""
    tables = [table for id in form_ids() for table in load_form(id).tables.values()]
    names = {text for t in tables for line in t.columns for text in (line.label, line.group)}
    disputes = [t for t in tables if t.name == "review_litigation"]
    names |= {text for t in disputes for line in t.rows for text in (line.label, line.group)}
    return frozenset(compact(name) for name in names if name) | {*ABOVE, *SIDE, "信息内容"}


@cache
def _names() -> re.Pattern[str]:
    """A column's name, with the unit that stands behind it."""
    names = {re.split(r"[(/]单位|[(/]万?元", name)[0] for name in _columns()}
    longest = sorted(names | set(_columns()), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest))})(?:\([^()]{{1,20}}\)|/?[万亿]?元)?")


def is_column(text: str) -> bool:
    """The name of a column, with or without its unit."""
    return len(text) <= MAX_CELL and _names().fullmatch(compact(text)) is not None


def column_names(text: str) -> list[str] | None:
    """The names of columns that make up a line, whatever stands between them."""
    if len(text) > MAX_HEADER or not HAN.search(text):
        return None
    names: list[str] = []
    printed = compact(text)
    at = 0
    while at < len(printed):
        if (match := _names().match(printed, at)) is None:
            return None
        names.append(match[0])
        at = match.end()
    return names


MAX_HEADER = 120
"""Characters of a line of column names; that of section 4 has 70."""
