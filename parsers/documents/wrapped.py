"""Which lines between strokes are one row? Markdown whose lines were wrapped at some width.

Wrapping puts a line's end for a blank and takes no stroke away. Where all rows have as many strokes
as the rule under the header, the lines that have them together are one row; where rows differ, a
line goes on with the row above if it begins none of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parsers.documents.broken_rows import MAX_APPLICATIONS, MAX_DISPUTES
from parsers.documents.plain_cells import HAN, MAX_LINE, is_column, is_unit, known_labels
from parsers.labels import core

IsRule = Callable[[str], bool]


def unwrapped(region: list[str], is_rule: IsRule) -> list[str]:
    """The lines of a table between strokes, each row one line, as far as it can be told."""
    if all(line.startswith("|") and line.endswith("|") and len(line) > 1 for line in region):
        strokes = {line.count("|") for line in region}
        if len(strokes) == 1:
            return region  # nearly all
    if region[0].startswith("+") and not region[0].rstrip().endswith("+"):
        return _drawn(region) or region
    return _by_strokes(region, is_rule) or _by_contents(region, is_rule)


def _drawn(region: list[str]) -> list[str] | None:
    """The lines of a drawn table, each cut at a width: what a rule's corners number, a line's
    strokes number too."""
    whole: list[str] = []
    wanted = 0
    line = ""
    for piece in region:
        line += piece
        corners, strokes = line.count("+"), line.count("|")
        if not wanted and line.rstrip().endswith("+"):
            wanted = corners
        if not wanted or max(corners, strokes) < wanted:
            continue
        if max(corners, strokes) > wanted or not line.rstrip().endswith(("+", "|")):
            return None
        whole.append(line)
        line = ""
    return None if line else whole


MIN_STROKES = 4
"""Strokes of a row of three cells; fewer come together by chance."""
MOST = 0.8
"""Share of the rows that must have exactly the rule's strokes."""


def _by_strokes(region: list[str], is_rule: IsRule) -> list[str] | None:
    begin = next((at for at, line in enumerate(region) if is_rule(line) and "|" in line), None)
    if begin is None or "+" in region[begin]:
        return None
    end = begin + 1
    while end < len(region) and (is_rule(region[end]) or region[end].strip() == "|"):
        if region[end - 1].rstrip().endswith("|") and region[end].lstrip().startswith("|"):
            break  # a row of nothing but blanks, or another table's rule
        end += 1
    wanted = sum(line.count("|") for line in region[begin:end])
    if wanted < MIN_STROKES:
        return None
    rows: list[str] = []
    exact = wrapped = 0
    at = 0
    while at < len(region):
        if at == begin:
            rows.append("".join(region[begin:end]))
            at = end
            continue
        count = region[at].count("|")
        last = at + 1
        while count < wanted and last < len(region) and last != begin:
            count += region[last].count("|")
            last += 1
        row = region[at:last]
        is_whole = row[0].startswith("|") and row[-1].rstrip().endswith("|")
        if count != wanted or not is_whole:
            rows.append(region[at])
            at += 1
            continue
        rows.append("\n".join(row))
        exact += 1
        wrapped += len(row) > 1
        at = last
    return rows if wrapped and exact >= MOST * (len(rows) - 1) else None


def _by_contents(region: list[str], is_rule: IsRule) -> list[str]:
    """Rows of several lengths: values, or names of columns, that no stroke begins, and values that
    a row lacks, belong to the line above."""
    flush = sum(line.startswith("|") for line in region)
    closed = sum(line.rstrip().endswith("|") for line in region)
    if 2 * min(flush, closed) <= len(region) or flush == closed == len(region):
        return region
    rows: list[str] = []
    for line in region:
        above = rows[-1] if rows else ""
        is_apart = is_rule(line) or not above or is_rule(above) or len(above) > MAX_LINE
        if not is_apart and above.rstrip().endswith("|") and _goes_on(above, line):
            rows[-1] = f"{above}{line}"
        else:
            rows.append(line)
    return rows


def _goes_on(above: str, line: str) -> bool:
    upper, lower = _cells(above), _cells(line)
    names, values = [[c for c in cells if HAN.search(c)] for cells in (upper, lower)]
    if values and not all(map(is_unit, values)):
        is_header = bool(names) and all(map(is_column, names)) and all(map(is_column, values))
        return is_header and not line.startswith("|")
    if not line.startswith("|"):
        return True
    whole = _cells(f"{above}{line}")
    label = max((at for at, cell in enumerate(whole) if HAN.search(cell)), default=None)
    if label is None:
        return len(whole) == MAX_DISPUTES
    return len(whole) - label - 1 == MAX_APPLICATIONS and core(whole[label]) in known_labels()


def _cells(line: str) -> Sequence[str]:
    line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in line.split("|")] if line.strip() else []
