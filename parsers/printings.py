"""Which printing of a table is read, where a page has more than one?

The printed parts are put together into copies; the copy whose place suits the report best
(candidates.py) is read, whole and alone. Where two suit it equally and differ, the cells are NULL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.candidates import Place
from parsers.forms import FormTable
from parsers.grid import Table
from parsers.labels import compact
from parsers.report import CellNote, TableName
from parsers.rows import Row, matches
from parsers.values import Reading


@dataclass(slots=True)
class Copy:
    """One printing of a form's table, in one table or in parts of it. keys: the rows it prints."""

    parts: list[Table]
    place: Place
    keys: list[str]
    is_filled: bool


def copies_of(
    tables: Sequence[Table], numbers: Iterable[int], places: Sequence[Place], spec: FormTable
) -> list[Copy]:
    """The printings of a table, in reading order.

    A part goes on where one before ended: a row that is already printed begins another copy,
    except the last ones, which may be printed again where a page begins.
    """
    copies: list[Copy] = []
    headers: list[Table] = []  # a header that stands alone goes with the rows under it
    for number in numbers:
        for table in _restarts(tables[number], spec):
            keys, is_filled = _keys(table, spec)
            if not keys:
                headers.append(table)
                continue
            place = places[number].under(_captions(table, spec))
            recent = reversed(copies[-MAX_BACK:])
            last = next((copy for copy in recent if _continues(copy, keys, place)), None)
            if last:
                last.parts += [*headers, table]
                last.keys += keys
                last.is_filled = last.is_filled or is_filled
            else:
                copies.append(Copy([*headers, table], place, keys, is_filled))
            headers = []
    if headers and copies:
        copies[-1].parts += headers
    elif headers:
        copies.append(Copy(headers, Place(), [], False))
    return copies


def _continues(copy: Copy, keys: list[str], place: Place) -> bool:
    if (place.section, place.titled) != (copy.place.section, copy.place.titled):
        return False
    if place.has_caption and (place.years, place.is_previous, place.is_part) != (
        copy.place.years,
        copy.place.is_previous,
        copy.place.is_part,
    ):
        return False
    repeated = next((n for n in range(MAX_REPEATED, 0, -1) if keys[:n] == copy.keys[-n:]), 0)
    if repeated > 1 and repeated in (len(keys), len(copy.keys)):  # an excerpt
        return False
    return set(copy.keys).isdisjoint(keys[repeated:])


MAX_BACK = 3
"""Copies that a part may go on from."""
MAX_REPEATED = 3
"""Rows that may be printed again at the head of a page."""


def _restarts(table: Table, spec: FormTable) -> list[Table]:
    """The table, cut where its rows begin anew: last year's under this year's in one table."""
    if len(table.rows) <= len(spec.rows):
        return [table]
    starts = [0]
    seen: list[str] = []
    keyed = [(at, key) for at, key, _ in _values_in(table, spec)]
    for place, (_, key) in enumerate(keyed):
        following = {name for _, name in keyed[place : place + 3]}
        if key in seen[:-1] and len(following) == 3 and following <= set(seen):
            starts.append(keyed[place - 1][0] + 1)
            seen = []
        seen.append(key)
    if len(starts) == 1:
        return [table]
    found = matches(table, spec)
    first = next((at for at, (match, is_header) in enumerate(found) if match and not is_header), 0)
    header = tuple(table.rows[at] for at in range(first) if found[at][1])
    parts: list[Table] = []
    for start, end in zip(starts, [*starts[1:], len(table.rows)], strict=True):
        own = any(is_header for _, is_header in found[start:end])
        parts.append(Table(table.rows[start:end] if own else header + table.rows[start:end]))
    return parts


def _values_in(table: Table, spec: FormTable) -> list[tuple[int, str, Row]]:
    """(a row's number, the form row whose values it prints, the values) of the rows that do"""
    return [
        (number, match[0].key, row[match[1] + 1 :])
        for number, (row, (match, is_header)) in enumerate(
            zip(table.texts, matches(table, spec), strict=True)
        )
        if match and not is_header and len(row) > match[1] + 1
    ]


def _keys(table: Table, spec: FormTable) -> tuple[list[str], bool]:
    """The form rows that a table prints, in order, and whether any value is printed in them."""
    found = _values_in(table, spec)
    return [key for _, key, _ in found], any(text.strip() for *_, row in found for text in row)


def _captions(table: Table, spec: FormTable) -> list[str]:
    """Rows of one cell above the values: 2023年度, 单位：件; and a year left of them or in the
    header's corner."""
    lines: list[str] = []
    is_above = True  # above the header
    rows = zip(table.rows, table.texts, matches(table, spec), strict=True)
    for cells, row, (match, is_header) in islice(rows, MAX_ABOVE):
        printed = [text for text in row if text.strip()]
        if match and not is_header:
            if cells[0].rowspan >= MIN_BAND and (year := _BAND.fullmatch(compact(row[0]))):
                lines.append(f"{year[1]}年")
            break
        if len(set(printed)) < 2:
            lines += printed[:1]
        elif is_above:
            is_above = False
            if year_printed := corner_year(row[0]):
                lines.append(year_printed)
            if not is_header:
                break
    return lines


MAX_ABOVE = 8
"""Rows in which a table's header and what is printed above and below it end."""
MIN_BAND = 3
"""Rows that a year beside them covers; a smaller number numbers a row."""
_BAND = re.compile(r"(20[0-3]\d)(?:年?度?|年度?(?:数据|情况))")


def corner_year(text: str) -> str | None:
    """The year with which a header's first cell begins: 2022年（本列数据的勾稽关系为…）."""
    if "20" not in text:  # nearly all
        return None
    match = _CORNER.match(compact(text))
    return match[0] if match else None


_CORNER = re.compile(r"[(]?20[0-3]\d年(?!\d)")


def read_own(
    name: TableName,
    copies: list[Copy],
    read: Callable[[Copy], Reading],
    year: int | None,
    share: int = 2,
) -> Reading:
    """The reading of the copy that is the report's own; NULL where two that may be it differ.

    share: copies that print fewer than 1/share of the rows of the fullest are excerpts.
    """
    own = [copy for copy in copies if not copy.place.is_previous or year in copy.place.years]
    if not own:
        reading = Reading(name)
        if copies:
            reading.remarks.append(f"{reading.title}只印有上年的一份，未读。")
        return reading
    copies = own
    chosen = _best(name, copies, year, share)
    readings = [read(copy) for copy in chosen[:MAX_RIVALS]]
    # One that has the rows, but under the columns of another form, is no rival.
    most = max(reading.cells_read for reading in readings)
    readings = [
        reading
        for reading, copy in zip(readings, chosen, strict=False)
        if 2 * reading.cells_read >= most or year in copy.place.years
    ]
    reading = readings[0]
    for rival in readings[1:]:
        _settle(reading, rival)
    place = chosen[0].place
    if place.years and place.rank(name, year) == 0:
        printed = "、".join(map(str, sorted(place.years)))
        reading.remarks.append(f"{reading.title}上方印的是{printed}年，不是{year}年。")
    if chosen[0].is_filled and any(
        not c.is_filled and c.place.rank(name, year) == place.rank(name, year) for c in copies
    ):
        reading.remarks.append(f"{reading.title}另有一份没有填写，读的是填有数字的一份。")
    return reading


MAX_RIVALS = 10
"""Copies that are compared; more say nothing more."""


def _best(name: TableName, copies: list[Copy], year: int | None, share: int) -> list[Copy]:
    """The copies that may be the report's own: whole ones, then by place, then filled ones.

    One whose caption names the year is never left out for having less in it.
    """

    def is_named(copy: Copy) -> bool:
        return year in copy.place.years

    def whole(among: list[Copy], share: int) -> list[Copy]:
        most = max(len(set(copy.keys)) for copy in among)
        return [c for c in among if share * len(set(c.keys)) >= most or is_named(c)]

    left = whole(copies, 3)
    rank = max(copy.place.rank(name, year) for copy in left)
    left = whole([copy for copy in left if copy.place.rank(name, year) == rank], share)
    return [copy for copy in left if copy.is_filled or is_named(copy)] or left[:1]


def _settle(reading: Reading, rival: Reading) -> None:
    """Cells of two tables that are equally likely the report's own: NULL where they differ."""
    before = {(note.item, note.column): note for note in reading.notes}
    other = {(note.item, note.column): note for note in rival.notes}
    differing = 0
    for item in dict.fromkeys((*reading.cells, *rival.cells)):
        ours, theirs = reading.cells.get(item, {}), rival.cells.get(item, {})
        for column in dict.fromkeys((*ours, *theirs)):
            place = item, column
            if column in ours and column in theirs and ours[column] == theirs[column]:
                continue
            differing += 1
            texts = [
                note.raw if (note := notes.get(place)) else str(cells.get(column, ""))
                for cells, notes in ((ours, before), (theirs, other))
            ]
            reading.cells.setdefault(item, {})[column] = None
            before[place] = CellNote(
                reading.name, item, column, "unreadable", "｜".join(texts), None
            )
        if item not in reading.labels and item in rival.labels:
            reading.labels[item] = rival.labels[item]
            reading.quotes[item] = rival.quotes[item]
    reading.notes = list(before.values())
    if differing:
        reading.remarks.append(
            f"{reading.title}印了不止一份，{differing} 格的数字不同，"
            "无法确定哪一份是本报告的，记为缺失。"
        )
