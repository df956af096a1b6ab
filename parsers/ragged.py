"""Which value is none of the form's, where rows are written one cell after another?

Text renditions keep no places: a column 小计 or 序号 is one value more in each row, and what is
left after a blank at the row's end is cut off looks like a row of the form. The name's place among
the others tells a 小计, and its sums; numbers that count the rows tell themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.column_names import column_of
from parsers.forms import FormTable, Line
from parsers.grid import Table
from parsers.labels import core
from parsers.numbers import COUNTS, is_value
from parsers.report import TableName
from parsers.rows import Row, matches
from parsers.values import Reading

SUBTOTAL = "小计"
NUMBERS = frozenset(("序号", "序", "行次", "行号", "栏次", "编号"))
"""Names of columns that count the rows."""
REMARKS = frozenset(("备注", "说明"))
_GROUP = Line("", "", None, None)
_SUBTOTAL = Line("", SUBTOTAL, None, None)
_IN: TableName = "applications"


def without_side_values(reading: Reading, table: Table, spec: FormTable) -> tuple[Table, bool]:
    """(the table without the values of such columns, may a row that still has a value too many be
    read by leaving out its blanks?)"""
    if reading.name != _IN:
        return table, True
    headers = [
        texts
        for texts, (_, is_header) in zip(table.texts, matches(table, spec), strict=True)
        if is_header
    ]
    names = {core(cell) for texts in headers for cell in texts if len(cell) <= MAX_NAME}
    found = names & {SUBTOTAL, *NUMBERS, *REMARKS}
    if not found:
        return table, True
    surplus = _surplus(table, spec)
    if found & REMARKS:
        table = _without_remarks(reading, table, surplus, len(spec.columns))
        found -= REMARKS
        surplus = _surplus(table, spec) if found else {}
    if not surplus:
        return table, True
    place = _place_of_subtotal(headers, spec) if SUBTOTAL in names else None
    if place is not None and _are_sums(table, surplus, place, spec):
        pass
    elif names & NUMBERS and _count_rows(table, surplus):
        place = 0
    else:
        # Numbers before the labels, or apart from their rows, are no values.
        before = sum(texts[0].strip().isdecimal() for texts in table.texts if texts)
        return table, SUBTOTAL not in names and 2 * before > len(spec.rows)
    reading.left_out(sorted(found))
    rows = list(table.rows)
    for number, at in surplus.items():
        end = at + len(spec.columns) + 1
        rows[number] = (*rows[number][: at + place], *rows[number][at + place + 1 : end])
    return Table(tuple(rows)), False


MAX_NAME = 8
"""Characters of such a name, with blanks."""


def _surplus(table: Table, spec: FormTable) -> dict[int, int]:
    """Number of each row with one value too many, before blanks that a separator at the row's end
    leaves behind → index of its first."""
    found: dict[int, int] = {}
    for number, (texts, (match, is_header)) in enumerate(
        zip(table.texts, matches(table, spec), strict=True)
    ):
        if match and not is_header:
            end = match[1] + len(spec.columns) + 2
            if len(texts) >= end and not any(map(str.strip, texts[end:])):
                found[number] = match[1] + 1
    return found


def _without_remarks(reading: Reading, table: Table, surplus: dict[int, int], wanted: int) -> Table:
    """The table without words behind the last value, where a column of remarks is named."""
    rows = list(table.rows)
    for number, at in surplus.items():
        last = table.texts[number][at + wanted]
        if last.strip() and not is_value(last) and not last[0].isdecimal():
            rows[number] = rows[number][: at + wanted]
            reading.left_out(["备注"])
    return Table(tuple(rows))


def _place_of_subtotal(headers: Sequence[Row], spec: FormTable) -> int | None:
    """The place of 小计 among the names; None where the others do not stand in the official order.

    The names of a group stand where the group's stands.
    """
    columns = spec.columns
    groups = {core(column.group) for column in columns if column.group}
    rows: list[list[Line]] = []
    for texts in headers:
        row: list[Line] = []
        for label in map(core, texts):
            if label in groups or (spec.grouped and spec.grouped.search(label)):
                row.append(_GROUP)
            elif label == SUBTOTAL:
                row.append(_SUBTOTAL)
            elif line := column_of(label, columns):
                row.append(line)
        rows.append(row)
    below: list[Line] = []
    for row in rows:
        for before, line in zip([None, *row], row, strict=False):
            if line.group or (line is _SUBTOTAL and before is not None and before.group):
                below.append(line)
    order: list[Line] = []
    for row in rows:
        for line in row:
            if line is _GROUP:
                order += [name for name in below if name not in order]
            elif line not in below and line not in order:
                order.append(line)
    if [line for line in order if line is not _SUBTOTAL] != list(columns):
        return None
    return order.index(_SUBTOTAL) if _SUBTOTAL in order else None


def _are_sums(table: Table, surplus: dict[int, int], place: int, spec: FormTable) -> bool:
    """Are the values there the sums of the group's, but for a slip or two?"""
    held = 0
    for number, at in surplus.items():
        end = at + len(spec.columns) + 1
        values = [COUNTS[text] or 0 for text in table.texts[number][at:end]]
        subtotal = values.pop(place)
        group = [value for value, line in zip(values, spec.columns, strict=True) if line.group]
        held += 1 if sum(group) == subtotal else -2
    return held > 1


def _count_rows(table: Table, surplus: dict[int, int]) -> bool:
    """Do the first values count the rows, 1, 2, 3?"""
    first = [COUNTS[table.texts[number][at]] for number, at in surplus.items()]
    begin = first[0]
    return (
        begin is not None
        and len(first) >= MIN_COUNTED
        and first == list(range(begin, begin + len(first)))
    )


MIN_COUNTED = 5
"""Rows that must be counted; fewer values may follow each other by chance."""
