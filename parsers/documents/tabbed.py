"""Which rows do TABs print? A cell a line, each begun by a TAB, or a row's cells parted by TABs.

Blank lines part the rows of the one and end the other; renditions lose them, or put them inside a
row, and break cells over lines that have no TAB.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from parsers.documents import inline
from parsers.documents.broken_rows import (
    MAX_DISPUTES,
    MAX_WIDTH,
    as_table,
    is_complete,
    joined_rows,
    rejoined,
)
from parsers.documents.plain_cells import (
    HAN,
    MAX_CELL,
    MIN_VALUES,
    is_column,
    is_number,
    is_phone,
    is_row_of_form,
    is_unit,
    known_labels,
    may_be_rest,
    may_be_value,
    may_go_on,
)
from parsers.documents.unmarked import header_apart, read_unmarked, split_cells
from parsers.grid import Table
from parsers.headings import is_heading
from parsers.labels import compact, core
from parsers.numbers import clean, is_value


def tabbed_end(lines: list[str], start: int, stops: Container[int] = ()) -> int:
    """Index after the last line of the table that begins here.

    Inside: lines with a TAB; lines that continue a cell (directly under it, or after one blank
    line when the cell is a label and the next printed line is a cell again); blank lines between.
    A section heading always ends it, and so does a line at which another table begins (stops), or,
    under cells with a line each, a row of several: 填报单位：…, TAB, 填报日期：….
    """
    end = start + 1
    at = start + 1
    by_row = _is_row(lines[start])
    cell = clean(lines[start])
    blanks = 0
    cells = int(_is_cell(lines[start]))
    while at < len(lines):
        line = lines[at]
        if at in stops:
            return end
        if "\t" in line:
            if not by_row and cells >= MIN_VALUES and _is_row(line) and line[0] != "\t":
                return end
            cells += _is_cell(line)
            # A row-wise table cut by a page break is another table.
            is_apart = blanks > 1 or (blanks and by_row and not _is_half(lines[end - 1], line))
            if is_apart and line.strip():
                return end
            if line.strip():
                by_row = by_row or _is_row(line)
            cell, blanks, end = clean(line), 0, at + 1
        elif not line.strip():
            blanks += 1
        elif by_row and not blanks and _begins_label(lines, at):
            end = at + 1
        elif blanks and may_be_rest(line) and not _next_is_cell(lines, at + 1):
            return end  # a number apart, under the last row: a page's
        elif blanks < 2 and _goes_on(lines, end - 1, at, by_row):
            cell, blanks, end = (cell + clean(line))[:MAX_CELL], 0, at + 1
        elif is_heading(line) or by_row or (cell and is_value(cell)) or blanks > 1:
            return end
        elif not cell and _is_stray(line) and not _next_is_cell(lines, at + 1):
            return end  # no more is a number under a blank cell
        elif blanks == 0 or _next_is_cell(lines, at + 1):
            cell, blanks, end = (cell + clean(line))[:MAX_CELL], 0, at + 1
        else:
            return end
        at += 1
    return end


def _is_half(above: str, line: str) -> bool:
    """Is the line the rest of the row above, which has a label and a value at its end?"""
    cells = [clean(cell) for cell in above.split("\t")]
    if all(map(may_be_value, cells)):
        return False
    return joined_rows(cells, [clean(cell) for cell in line.split("\t")], ()) is not None


def _goes_on(lines: list[str], last: int, at: int, by_row: bool) -> bool:
    """Is the line, without a TAB, the rest of the cell above, or the values, or the first of them,
    under the names of their columns?"""
    line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    cells = [cell.strip() for cell in lines[last].split("\t")]
    above = cells[-1] or next((cell for cell in reversed(cells) if cell), "")
    text = line.strip()
    if by_row and not cells[-1] and may_be_value(above):
        return False  # what follows a TAB is no rest of the cell before it
    if not above:
        return False
    if by_row and is_column(above + text) and not is_column(above):
        return True
    if not may_be_value(above):
        is_first = "\t" in following and may_be_value(following.split("\t")[0])
        is_row = is_first or len(text) > MIN_VALUES
        return by_row and text.isdecimal() and is_row and len(text) <= MAX_GLUED
    first = last
    while not by_row and first > 0 and may_be_value(lines[first]):
        first -= 1
        if last - first > MAX_DISPUTES:
            break
    if not may_be_rest(line) or not may_go_on(lines[first : last + 1], text):
        return False
    if is_unit(text) or text[0] in "（(其":
        return True
    start = last
    while not by_row and start > 0 and last - start < MAX_DISPUTES:
        before = lines[start - 1].strip()
        if before and not may_be_value(before):
            break
        start -= 1
    run = cells if by_row else [line.strip() for line in lines[start : last + 1]]
    run = [cell for cell in run if cell]  # blank lines, and TABs left over at a row's end
    return not (is_complete(run[-7:]) or is_complete(run[-MAX_DISPUTES:]))


MAX_GLUED = 120
"""Digits of a row whose borders are lost."""


def _is_stray(line: str) -> bool:
    """A number that may be a page's, or a telephone's."""
    return may_be_rest(line) or is_phone(line)


def _is_cell(line: str) -> bool:
    """A TAB, and what may be one cell behind it."""
    return line.startswith("\t") and "\t" not in line[1:]


def _is_row(line: str) -> bool:
    """Several cells on the line: a TAB after a printed cell."""
    return "\t" in line.strip("\t ") or line.rstrip(" ").endswith("\t\t")


def _begins_label(lines: list[str], at: int) -> bool:
    """Is this the upper line of a label whose lower line begins the next row?"""
    line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    if len(line) > MAX_CELL or "\t" not in following:
        return False
    if compact(line) == "信息内容":
        return is_column(following.split("\t")[0])
    return core(line + following.split("\t")[0]) in known_labels()


def _next_is_cell(lines: list[str], at: int) -> bool:
    while at < len(lines) and not lines[at].strip(" "):
        at += 1
    return at < len(lines) and "\t" in lines[at]


def read_tabbed(lines: list[str]) -> Table:
    """The lines of one table as rows: by the TABs of a line, or a cell at each TAB."""
    if any(_is_row(line) for line in lines):
        return as_table(
            rejoined([list(map(_shown, line.split("\t"))) for line in lines if line.strip()])
        )
    groups: list[list[list[str]]] = [[]]  # what blank lines part: cells as their lines
    blank = False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("\t"):
            if blank:
                groups.append([])
            groups[-1].append([line[1:]])
            blank = False
        elif line.strip() and groups[-1]:
            above = "".join(groups[-1][-1]).strip()
            # A page's number does not fill a blank cell, nor stand between two labels.
            is_apart = blank and not may_be_value(above) and not may_be_value(following)
            is_beside = not above or is_apart
            if not (is_beside and _is_stray(line)):
                groups[-1][-1].append(line)
                blank = False
        elif not line.strip():
            blank = True
    rows = [[_shown("\n".join(cell)) for cell in group] for group in groups if group]
    if all(len(row) == 1 for row in rows) and any(len(split_cells(row[0])) > 1 for row in rows):
        return read_unmarked([cell for row in rows for cell in row])  # whole rows behind each TAB
    return as_table(_mended(rows))


def _shown(cell: str) -> str:
    """A cell's text; some renditions of markdown part its cells by TABs."""
    return clean(inline.plain(cell))


def _mended(groups: list[list[str]]) -> list[list[str]]:
    """Rows, where a blank line stands inside a row or none between two.

    A label begins a row; values alone go on with a row of the form that has too few of them.
    """
    whole: list[list[str]] = []
    for group in groups:
        # The header of section 4's table has labels alone, and its values have none.
        is_headed = any("结果维持" in compact(cell) for cell in group) and any(
            map(is_number, group)
        )
        whole += [group] if _is_sound(group) and not is_headed else _cut(group)
    most = max(map(_count, whole), default=0)
    is_headed = any("结果维持" in compact(cell) for group in whole for cell in group)
    rows: list[list[str]] = []
    for group in whole:
        printed = [cell for cell in group if cell]
        above = rows[-1] if rows else []
        is_rest = bool(printed) and all(map(is_number, printed))
        fits = 0 < most - _count(above) >= len(group) and is_row_of_form(above)
        # Fifteen values without a label of their own.
        goes_on = is_headed and any(above) and all(is_number(cell) for cell in above if cell)
        if is_rest and (fits or (goes_on and len(above) + len(group) <= 15)):
            rows[-1] = above + group
        else:
            rows.append(group)
    return rows


def _count(row: Sequence[str]) -> int:
    """Cells from the first value behind a label on; 0 where no label stands before it."""
    first = next((at for at, cell in enumerate(row) if cell and is_number(cell)), len(row))
    return len(row) - first if any(row[:first]) else 0


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
        has_values = has_values or bool(cell and is_number(cell))
    return [*header_apart(rows[0]), *rows[1:]]


def _is_sound(row: Sequence[str]) -> bool:
    """Does no label follow a value?"""
    first = next((at for at, cell in enumerate(row) if cell and is_number(cell)), len(row))
    return not any(map(_is_label, row[first:]))


def _width(cells: list[str]) -> int | None:
    """How many cells make a row of this run of them, None where nothing tells."""
    if any("结果维持" in compact(cell) for cell in cells):
        return 15 if len(cells) % 15 == 0 else None
    for width in range(3, MAX_WIDTH):
        if len(cells) % width:
            continue
        rows = [cells[at : at + width] for at in range(0, len(cells), width)]
        filled = [row for row in rows if any(cell and is_number(cell) for cell in row)]
        labelled = {at for row in filled for at, cell in enumerate(row) if _is_label(cell)}
        valued = {
            at for row in filled for at, cell in enumerate(row) if cell and not _is_label(cell)
        }
        if len(filled) >= 2 and labelled and valued and max(labelled) < min(valued):
            return width
    return None


def _is_label(cell: str) -> bool:
    """Words, not a number that was read badly (4I18, □4)."""
    return len(HAN.findall(cell)) > 1 and not is_number(cell)
