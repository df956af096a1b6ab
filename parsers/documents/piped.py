"""Which rows stand between strokes? Markdown's pipes, and boxes drawn with characters.

The strokes at the lines' ends may be missing, rows may be broken over lines, and a box may have a
rule under its header alone or under each row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from parsers.documents import Block, inline
from parsers.documents.broken_rows import as_table, rejoined
from parsers.documents.plain_cells import (
    HAN,
    MAX_CELL,
    MAX_LINE,
    MIN_VALUES,
    is_number,
    is_part_of_label,
    is_phone,
    is_unit,
    known_labels,
    may_be_rest,
    may_be_value,
)
from parsers.documents.wrapped import unwrapped
from parsers.grid import Table
from parsers.labels import core
from parsers.numbers import clean

_DRAWN = str.maketrans("│┃║┆┊｜", "||||||")
_STROKES = "-─━═="
_RULE = set(_STROKES + "|+:├┤┼┌┐└┘┬┴╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋")
_BLANK = set(" \t\u3000\xa0")
_PIPE = re.compile(r"(?<!\\)\|")


def is_piped(lines: list[str], at: int) -> bool:
    """Does a table of lines with pipes or drawn borders begin here?"""
    line = lines[at].translate(_DRAWN)
    if "|" not in line:
        if not _is_rule(line):
            return False
        last = at
        while line.startswith("+") and last - at < MAX_RULES and _is_rest_of_rule(lines, last):
            last += 1
        return "|" in _next(lines, last)
    if line.lstrip().startswith("|") and line.count("|") >= 2:
        return True
    if line.strip() == "|":  # a line's end behind a row's first stroke
        return any("|" in _next(lines, under) for under in (at, at + 1))
    following = _next(lines, at)
    return "|" in following and (line.count("|") >= 2 or following.count("|") == line.count("|"))


MAX_RULES = 8
"""Lines into which one rule of a drawn table may be cut."""


def _is_rest_of_rule(lines: list[str], at: int) -> bool:
    """Was the line that follows cut off this rule?"""
    following = _next(lines, at)
    return (
        not lines[at].rstrip().endswith("+")
        and following[:1] in ("-", "=")
        and (_is_rule(following) and "|" not in following)
    )


def _next(lines: list[str], at: int) -> str:
    return lines[at + 1].translate(_DRAWN) if at + 1 < len(lines) else ""


def read_piped(
    lines: list[str], at: int, markup: Callable[[str], Sequence[Block]] | None
) -> tuple[Table, int]:
    """The table that begins at this line, and the index after its last line."""
    region: list[str] = []
    while at < len(lines):
        line = lines[at].translate(_DRAWN)
        if "|" not in line and not _is_rule(line):
            following: int | None = at
            if not _is_broken(lines, at):
                following = _row_after_page(lines, at) or _row_after_blanks(lines, at)
            if following is None:
                break
            if following > at:
                at = following
                continue
        region.append(line)
        at += 1
    region = unwrapped(region, _is_rule)
    printed = [line for line in region if not _is_rule(line) and "|" in line]
    is_outer = _is_outer(region, printed)
    told = _header_rule(region) or printed
    is_closed = is_outer and 2 * sum(line.rstrip().endswith("|") for line in told) > len(told)
    region = _unbroken(region) if is_closed else region
    rows: list[list[str]] = []
    begins = True
    is_ruled = _is_ruled(region)
    for line in region:
        if _is_rule(line):
            begins = True
            continue
        line = line.strip() if is_outer else line
        cells = _PIPE.split(
            (line.removeprefix("|") if is_outer else line).removesuffix("|" if is_closed else "")
        )
        if is_ruled and rows and (ruled := next(filter(_is_ruled_part, cells), None)):
            # A rule that stops at a cell which goes on over it.
            for place, text in enumerate(cells[: min(cells.index(ruled), len(rows[-1]))]):
                rows[-1][place] = f"{rows[-1][place]}\n{text.strip()}".strip()
            begins = True
            continue
        cells = [clean(inline.plain(cell, markup)) for cell in cells]
        if not begins and is_ruled and rows and len(cells) == len(rows[-1]):
            rows[-1] = [f"{a}\n{b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        begins = False
    return as_table(rejoined(rows)), at


def _is_outer(region: Sequence[str], printed: Sequence[str]) -> bool:
    """Do strokes stand at the lines' ends too?

    One row that lost a stroke says nothing about the others; nor do rows broken over lines, where
    the rule under the header tells. Without it rows whose first cell is blank begin with a stroke
    too: they have as many strokes as the others then, and not one more.
    """
    told = _header_rule(region)
    if told:
        return told[0].lstrip().startswith("|")
    begun = Counter(line.count("|") for line in printed if line.lstrip().startswith("|"))
    others = Counter(line.count("|") for line in printed if not line.lstrip().startswith("|"))
    if begun and others and begun.most_common(1)[0][0] == others.most_common(1)[0][0]:
        # One row may have lost its first stroke, and have a cell more than most.
        first = sum(line.startswith("|") and line.rstrip().endswith("|") for line in printed)
        return others.total() == 1 and 2 < first == begun.total()
    return begun.total() > others.total()


def _header_rule(region: Sequence[str]) -> list[str]:
    """The one rule of a markdown table, as one line; none where there are others."""
    places = [at for at, line in enumerate(region) if _is_rule(line)]
    if not places or places[-1] - places[0] >= len(places) or not 0 < places[0] < 6:
        return []
    rule = "".join(region[at].strip() for at in places)
    return [rule] if "|" in rule and "+" not in rule else []


def _is_ruled(region: Sequence[str]) -> bool:
    """Does one row stand between two rules, over as many lines as its longest cell?"""
    rules = sum(map(_is_rule, region))
    if 2 * rules > len(region) - rules > 1:
        return True
    if rules < MIN_RULES:
        return False
    valued = [0]  # lines with values, between one rule and the next
    for line in region:
        cells = list(map(str.strip, _PIPE.split(line)))
        if _is_rule(line) or any(map(_is_ruled_part, cells)):
            valued.append(0)
        else:
            valued[-1] += any(cell and is_number(cell) for cell in cells)
    return 5 * sum(count > 1 for count in valued) < len(valued)


MIN_RULES = 5
"""Rules of a drawn table that has one under each row; others have three at most."""


def _is_ruled_part(cell: str) -> bool:
    return "+" in cell and set(cell) - _BLANK <= _RULE and sum(map(cell.count, _STROKES)) >= 2


def _is_broken(lines: list[str], at: int) -> bool:
    """Is this line without a stroke the middle or the end of a row that is broken over lines?"""
    above = lines[at - 1].translate(_DRAWN).strip()
    line = lines[at].strip()
    if not line or "|" not in above or _is_rule(above):
        return False
    if above == "|":
        return "|" in _next(lines, at)
    if above.startswith("|") and above.endswith("|"):
        # A row that is closed is whole, unless its values stand under a label without strokes.
        following = _next(lines, at)
        is_label = "|" in following and core(line) in known_labels()
        return is_label and not HAN.search(following)
    if may_be_rest(line):
        return True
    last = above.rpartition("|")[2].strip()
    if HAN.search(last) and is_part_of_label(line) and len(line) <= MAX_CELL:
        return True
    following = _next(lines, at).strip()
    is_open = above.startswith("|") and not above.endswith("|")
    return is_open and "|" in following and not following.startswith("|")


def _unbroken(region: list[str]) -> list[str]:
    """The lines of a table whose rows end with a stroke: a line without it goes on in the next,
    unless that one begins a row of its own."""
    whole: list[str] = []
    for line in region:
        above = whole[-1].strip() if whole else ""
        is_open = above.startswith("|") and (above == "|" or not above.endswith("|"))
        is_open = is_open and len(above) <= MAX_LINE
        if is_open and not _is_rule(line) and not _begins_row(above, line):
            whole[-1] = f"{whole[-1].rstrip()}\n{line.strip()}"
        else:
            whole.append(line)
    return whole


def _begins_row(above: str, line: str) -> bool:
    if not line.lstrip().startswith("|"):
        return False
    cells = [cell.strip() for cell in _PIPE.split(line) if cell.strip()]
    if any(HAN.search(cell) and not is_unit(cell) for cell in cells):
        return True
    # Values under names of columns are a row; under a label alone they are its values.
    printed = [cell for cell in _PIPE.split(above) if cell.strip()]
    return len(printed) >= MIN_VALUES and not any(may_be_value(cell.strip()) for cell in printed)


def _row_after_page(lines: list[str], at: int) -> int | None:
    """Index of the next row, where this line is a number between two rows of as many strokes."""
    above, following = lines[at - 1].translate(_DRAWN), _next(lines, at)
    strokes = following.count("|")
    is_between = 1 < strokes == above.count("|") and not _is_rule(_next(lines, at + 1))
    return at + 1 if is_between and _is_number_line(lines[at]) else None


def _is_number_line(line: str) -> bool:
    return bool(line.strip()) and len(line) <= MAX_CELL and (may_be_rest(line) or is_phone(line))


def _row_after_blanks(lines: list[str], at: int) -> int | None:
    """Index of the row that goes on with the table after a blank line, None if none does.

    A row under which a rule stands is the header of another table.
    """
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at >= len(lines) or lines[at].translate(_DRAWN).count("|") < 2:
        return None
    return None if _is_rule(_next(lines, at)) else at


def _is_rule(line: str) -> bool:
    """|---|:--:| of markdown, or a drawn line: ├───┼───┤, +---+."""
    marks = set(line) - _BLANK
    return bool(marks) and marks <= _RULE and sum(map(line.count, _STROKES)) >= 2
