"""Which lines are one row? Labels and values that a rendition broke over lines, made whole.

A narrow column breaks a label above and below its values, a page's margin breaks a row between two
cells or inside one. Lines are joined only where a form's label, or the sums of a row, say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from parsers.documents.plain_cells import (
    HAN,
    MAX_CELL,
    MIN_VALUES,
    has_digit,
    is_column,
    is_number,
    is_row_of_form,
    is_unit,
    known_labels,
    may_be_value,
    may_go_on,
)
from parsers.grid import Table, place
from parsers.labels import compact, core


def as_table(rows: Sequence[Sequence[str]]) -> Table:
    """Rows of cells as a table, labels that are broken over lines made whole."""
    return place([[(cell, 1, 1) for cell in row] for row in _wrapped(_stacked(rows))])


MAX_STACKED = 12
"""Lines over which the label of one row may be broken in a narrow column."""


def _stacked(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Rows whose label goes on above and below the line that has its values, as one row each.

    Only where the parts in the label's column are together a form's label, letter by letter.
    """
    kinds = [_kind(row) for row in rows]
    if "part" not in kinds:
        return rows
    whole: list[list[str]] = []
    at = used = 0  # rows before `used` are in `whole` already, as far as they stay
    while at < len(rows):
        if kinds[at] == "valued" and (window := _window(rows, kinds, at, used)):
            first, last, column, label = window
            whole += map(list, rows[used:first])
            lines = rows[first:last]
            width = len(rows[at])
            if column < 0:
                group = rows[first][:-1] if first < at else ()
                whole.append([*group, label, *rows[at]])
                at = used = last
                continue
            row = [
                "".join([line[place].strip() for line in lines if len(line) == width])
                for place in range(width)
            ]
            whole.append([*row[:column], label, *row[column + 1 :]])
            at = used = last
        else:
            at += 1
    whole += map(list, rows[used:])
    return whole


def _kind(row: Sequence[str]) -> str:
    """valued: a label and values; part: words alone; other."""
    printed = [cell for cell in row if cell.strip()]
    labels = [cell for cell in printed if HAN.search(cell) and not is_number(cell)]
    if len(labels) == len(printed):
        return "part" if 0 < len(labels) <= 3 else "other"
    return "valued" if printed else "other"


def _window(
    rows: Sequence[Sequence[str]], kinds: Sequence[str], at: int, used: int
) -> tuple[int, int, int, str] | None:
    """First row and row after the last of those whose label parts make up one label, the label's
    column and the label. A line of one word stands in that column wherever it is printed.

    Column -1: the line has values alone, and stands under its label or between two lines of it.
    """
    row = rows[at]
    values = next((p for p, cell in enumerate(row) if cell and is_number(cell)), 0)
    if not values and len(row) == MAX_APPLICATIONS and all(row):
        return _window_at(rows, kinds, at, used, -1)
    printed = [p for p in range(values) if row[p].strip()]
    if printed and (found := _window_at(rows, kinds, at, used, printed[-1])):
        return found
    if any(core(row[p]) in known_labels() for p in printed) or is_row_of_form(row):
        return None
    # The label ends above the line of the values, or begins below it.
    blank = (p for p in reversed(range(values)) if not row[p].strip())
    found_at = (_window_at(rows, kinds, at, used, place) for place in blank)
    return next(filter(None, found_at), None)


def _window_at(
    rows: Sequence[Sequence[str]], kinds: Sequence[str], at: int, used: int, place: int
) -> tuple[int, int, int, str] | None:
    row = rows[at]

    def part(line: Sequence[str]) -> str | None:
        if len(line) == len(row) > 1 and place >= 0:
            return line[place] if not any(c.strip() for c in line[place + 1 :]) else None
        return line[0] if len(line) == 1 else None

    above: list[str] = []
    while len(above) < MAX_STACKED and at - len(above) > used:
        number = at - len(above) - 1
        text = part(rows[number]) if kinds[number] == "part" else None
        if not text:
            break
        above.insert(0, text)
    number = at - len(above) - 1
    if place < 0 and number >= used and kinds[number] == "part" and len(rows[number]) == 2:
        above.insert(0, rows[number][1])  # behind the group's label
    below: list[str] = []
    while len(below) < MAX_STACKED and at + len(below) + 1 < len(rows):
        number = at + len(below) + 1
        text = part(rows[number]) if kinds[number] == "part" else None
        if not text:
            break
        below.append(text)
    best: tuple[int, int, int, str] | None = None
    own = row[place] if place >= 0 else ""
    lines = [*above, own, *below]
    for start in range(len(above) + 1):
        text = ""
        begin = lines[start].rfind(" ") + 1  # behind a group's label in the same cell
        for end in range(start, len(lines)):
            text += lines[end]
            letters = core(text)
            if letters not in _beginnings() and begin:
                letters = core(text[begin:])
            if letters not in _beginnings():
                break
            size = end - start
            if end >= len(above) and size and letters in known_labels():
                first = at - len(above) + start
                if place < 0 and (first == at or (best and best[1] == at + 1)):
                    continue  # a label stands above its values, or begins there
                if best is None or size + 1 > best[1] - best[0]:
                    best = first, first + size + 1, place, text
    if (
        best
        and place >= 0
        and not own.strip()
        and above
        and below
        and core(below[0]) in known_labels()
    ):
        return None  # of which label the values are is not said
    return best


@cache
def _beginnings() -> frozenset[str]:
    """What the core of a form's label may begin with."""
    return frozenset(label[:end] for label in known_labels() for end in range(len(label) + 1))


MAX_WRAPPED = 4
"""Lines over which one label may be broken."""


def _wrapped(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows whose label is broken over lines, or over the row's cells, with the label whole.

    Only where the parts together are a form's label letter by letter and the last alone is none.
    """
    whole: list[list[str]] = []
    for row in map(list, rows):
        first = next((at for at, cell in enumerate(row) if cell and is_number(cell)), len(row))
        last = max((at for at in range(first) if row[at].strip()), default=-1)
        # A number that was read badly ends no label, whatever is left of it.
        is_part = last >= 0 and first < len(row) and HAN.search(row[last])
        if is_part and core(row[last]) not in known_labels():
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
        if not places or any(is_number(rows[-1][at]) for at in places):
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
        if core(begin[start:] + rest) in known_labels():
            group = [begin[:start].strip()] if start else []
            return [*before, *group, begin[start:] + rest], up
    return None


def rejoined(rows: Sequence[list[str]]) -> list[list[str]]:
    """The rows, each line that can only be the rest of the row above joined to it.

    The cell at the break holds both parts, a line's end between them, as on a page: whether they
    are one number is for the cell rules to say.
    """
    whole: list[list[str]] = []
    for row in rows:
        if whole and (joined := joined_rows(whole[-1], row, whole)):
            whole[-1] = joined
        else:
            whole.append(row)
    return whole


def joined_rows(
    above: list[str], row: list[str], rows: Sequence[Sequence[str]]
) -> list[str] | None:
    """The row above and its rest as one row; None where this row is one of its own."""
    if not above or not row or len(above) > MAX_WIDTH or len(above[-1]) > MAX_CELL:
        return None
    last, first = above[-1], row[0]
    printed = [cell for cell in row if cell.strip()]
    if "信息内容" in map(compact, above) and printed and all(map(is_column, printed)):
        if "信息内容" in map(compact, printed):
            return None
        if not last.strip() or not first.strip() or is_column(last + first):
            return [*above[:-1], last + first, *row[1:]]
        return [*above, *row]
    if not first.strip():
        return None
    if last.strip() and is_column(last + first) and not (is_column(last) and is_column(first)):
        return [*above[:-1], last + first, *row[1:]]
    if not all(may_be_value(cell) for cell in row):
        return None
    labels = [at for at, cell in enumerate(above) if not may_be_value(cell)]
    values = above[labels[-1] + 1 :] if labels else above
    is_header = len(labels) > 3 or sum(is_column(above[at]) for at in labels) > 1
    if not may_be_value(last):  # a label, and its values on a line of their own
        if len(row) < MIN_VALUES or is_header or core(last) not in known_labels():
            return None
        return [*above, *row] if has_digit(first) else [*above[:-1], last + first, *row[1:]]
    if labels and is_unit(first) and core(above[labels[-1]] + first) in known_labels():
        return None
    is_dispute = any("结果维持" in compact(cell) for line in rows[-4:] for cell in line)
    if not labels and not (is_dispute and any(map(str.strip, above))):
        return None
    if is_header and not any(map(str.strip, values)):
        return None  # values under the names of their columns
    if not may_go_on(above, first):
        return None
    if not last.strip():
        return None  # a line ends behind a blank cell: nothing is broken there
    if not is_unit(first) and first[0] not in "（(其":
        if is_complete(values) or (labels and is_complete(row)):
            return None
        if last.strip() and is_complete([cell for cell in (*values, *row) if cell.strip()]):
            return [*above, *row]  # the break stands between two cells
    if not labels and len(above) + len(row) - 1 > MAX_DISPUTES:
        return None
    if labels and sum(bool(v.strip()) for v in values) + len(printed) - 1 > MAX_APPLICATIONS:
        return None
    return [*above[:-1], f"{last}\n{first}", *row[1:]]


MAX_WIDTH = 20
"""Cells of a row; the widest table of the forms has 15."""
MAX_APPLICATIONS = 7
"""Values of the widest row with a label."""
MAX_DISPUTES = 15
"""Values of the widest row without a label, that of section 4."""


def is_complete(values: Sequence[str]) -> bool:
    """Do the sums printed in a row of seven, or of fifteen, hold as it stands?"""
    if len(values) not in (7, MAX_DISPUTES) or not all(v.isascii() and v.isdigit() for v in values):
        return False
    numbers = [int(v) for v in values] if max(map(len, values)) < 10 else []
    size = 7 if len(values) == 7 else 5
    groups = [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return bool(groups) and all(sum(group[:-1]) == group[-1] for group in groups)
