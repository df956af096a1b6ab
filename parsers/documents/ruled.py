"""Which tables stand under a line of dashes, a group of them for each column?

As pandoc and reStructuredText draw them. The groups tell where each column begins, so that blank
cells stay blank; a Chinese sign is two places wide. What comes out are rows parted by TABs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_COLUMNS = re.compile(r"\s*(?:-{2,}(?: +-{2,}){2,}|={2,}(?: +={2,}){2,})\s*")
_CLOSING = re.compile(r"\s*[-=]{3,}[-= ]*")
MAX_ROWS = 400
"""Lines of such a table."""


def with_tabs(lines: Sequence[str]) -> list[str]:
    """The lines, those of such tables as rows whose cells are parted by TABs."""
    rules = [at for at, line in enumerate(lines) if "--" in line or "==" in line]
    rules = [at for at in rules if _COLUMNS.fullmatch(lines[at])]
    if not rules:
        return list(lines)
    whole: list[str] = []
    done = 0
    for rule in rules:
        if rule < done:
            continue
        start, end = _extent(lines, rule)
        rows = _rows(lines, start, end, lines[rule]) if start >= done else None
        if rows:
            whole += [*lines[done:start], *rows, ""]
            done = end
    return [*whole, *lines[done:]]


def _extent(lines: Sequence[str], rule: int) -> tuple[int, int]:
    """First line and line after the last of the table that this rule belongs to."""
    start = rule
    while start > 0 and lines[start - 1].strip() and rule - start < MAX_ROWS:
        start -= 1
    closing = [
        at
        for at in range(rule + 1, min(rule + MAX_ROWS, len(lines)))
        if _CLOSING.fullmatch(lines[at])
    ]
    if start == rule and closing and _COLUMNS.fullmatch(lines[closing[0]]):
        closing = closing[1:]  # a rule above the names, one under them
    end = rule + 1
    while end < len(lines) and lines[end].strip():
        end += 1
    # Blank lines stand between the rows only where the table has a rule of one piece above.
    is_boxed = _CLOSING.fullmatch(lines[start]) and not _COLUMNS.fullmatch(lines[start])
    if closing and (closing[0] < end or is_boxed):
        return start, closing[0] + 1
    return start, end


def _rows(lines: Sequence[str], start: int, end: int, rule: str) -> list[str] | None:
    """The rows; None where something stands across a column's beginning."""
    begins = [match.start() for match in re.finditer(r"(?<![-=])[-=]", rule)]
    # Where blank lines part the rows, a row has several lines.
    body = lines[start:end]
    is_parted = any(not line.strip() for line in body)
    rows: list[list[str]] = []
    is_new = True
    for line in body:
        if not line.strip() or _CLOSING.fullmatch(line):
            is_new = True
            continue
        cells = _cells(line, begins)
        if cells is None:
            return None
        if is_parted and not is_new:
            rows[-1] = [_joined(a, b) for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        is_new = False
    return ["\t".join(row) for row in rows]


def _cells(line: str, begins: Sequence[int]) -> list[str] | None:
    cells = [""] * len(begins)
    width = 0
    last = " "
    for sign in line.rstrip():
        column = sum(begin <= width for begin in begins) - 1
        if not sign.isspace() and (column < 0 or (width in begins[1:] and not last.isspace())):
            return None
        if column >= 0:
            cells[column] += sign
        width += 2 if unicodedata.east_asian_width(sign) in "WFA" else 1
        last = sign
    return [cell.strip() for cell in cells]


def _joined(upper: str, lower: str) -> str:
    """A cell over two lines; figures on both are no one number."""
    gap = " " if upper[-1:].isdecimal() and lower[:1].isdecimal() else ""
    return f"{upper}{gap}{lower}"
