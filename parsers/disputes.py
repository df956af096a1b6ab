"""What does section 4's table, reviews and lawsuits, hold?

Officially one row: three channels of five outcomes, under a header of two or three rows. Also
printed with the channels or the outcomes down the side, or a channel a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from parsers.borders import channels
from parsers.candidates import Place, is_trend
from parsers.columns import unpadded, without_side_columns
from parsers.dispute_columns import TOTALS, columns_under, dispute_name, official_columns
from parsers.forms import FormTable, Line
from parsers.grid import Cell, Table
from parsers.labels import compact, core
from parsers.numbers import is_value
from parsers.printings import Copy, corner_year, read_own
from parsers.report import CellNote, Number
from parsers.rows import (
    Row,
    is_foot,
    labels_end,
    matched,
    row_text,
    shapes,
    table_text,
)
from parsers.values import (
    GLUED,
    Reading,
    fits,
    holding,
    summed,
    take,
    unsummed,
    values_of,
    windows,
)


def read_disputes(
    tables: Sequence[Table], spec: FormTable, places: Sequence[Place], year: int | None
) -> Reading:
    """Section 4's table. places: where each table stands; year: the report's."""
    remarks = Reading("review_litigation")
    blocks = _dispute_blocks(tables, spec, places, remarks, year)
    copies = [Copy([], block.place, block.channels(spec), block.is_filled) for block in blocks]

    def read(copy: Copy) -> Reading:
        block = next(b for b, other in zip(blocks, copies, strict=True) if other is copy)
        return _labelled(block, spec) if block.labelled else _read_block(block, spec, year)

    reading = read_own("review_litigation", copies, read, year, share=1)
    reading.remarks += remarks.remarks
    return reading


def without_disputes(table: Table, spec: FormTable, disputes: FormTable) -> Table:
    """The table with the rows of section 4's table blank: its 总计 is no total of applications.

    They begin with a row that prints one of its names, and end where a row of spec does.
    """
    text = table_text(table)
    if not any(word in text for word in _WORDS):
        return table
    theirs: set[int] = set()
    is_dispute = False
    for number, texts in enumerate(shapes(table)):
        if _names_disputes(texts, disputes):
            is_dispute = True
        elif is_dispute:
            match = matched(texts, spec)
            is_dispute = match is None or match[0].key == "results_total"
        if is_dispute:
            theirs.add(number)
    if not theirs:
        return table
    return Table(tuple(() if at in theirs else row for at, row in enumerate(table.rows)))


# ── Names ─────────────────────────────────────────────────────────────────────────────────────


_WORDS = ("复议", "复义", "起诉", "诉讼", "维持", "纠正", "纠错", "审", "结案", "未结", "末结")
"""One of these stands in every part of section 4's table, and seldom in others."""
_ELSEWHERE = frozenset((*TOTALS, "其他", "其它"))
"""Names that stand in other tables too."""


@lru_cache(maxsize=4_096)
def _names_disputes(row: Row, spec: FormTable) -> bool:
    """Do cells of the row name channels or outcomes? 其他 and 总计 alone are none."""
    names = [text for text in row if text and not text.isdigit() and dispute_name(text, spec)]
    return any(core(text) not in _ELSEWHERE for text in names)


# ── Printings ─────────────────────────────────────────────────────────────────────────────────

_Printed = dict[tuple[str, str], str]
"""(channel, outcome) → the text of its cell."""


@dataclass(slots=True)
class _Block:
    """A header of section 4's table and the rows under it, or cells that their labels name."""

    place: Place
    header: list[Row]
    rows: list[Row]
    labelled: _Printed = field(default_factory=dict)
    header_cells: list[tuple[Cell, ...]] = field(default_factory=list)
    cells: list[tuple[Cell, ...]] = field(default_factory=list)  # of the rows

    @property
    def is_filled(self) -> bool:
        return any(text.strip() for row in self.rows for text in row)

    def channels(self, spec: FormTable) -> list[str]:
        """The channels that it prints."""
        keys = [line.key for line in spec.rows]
        if self.labelled:
            return [key for key in keys if any(key == channel for channel, _ in self.labelled)]
        wanted = len(spec.rows) * len(spec.columns)
        names = [n for row in self.header for text in row if (n := dispute_name(text, spec))]
        named = {channel for channel, _ in names if channel}
        rows = _value_rows(self, spec)
        is_whole = not rows or any(len(row.texts) >= wanted for row in rows)
        return keys if is_whole or len(named) == len(keys) or len(names) >= wanted else keys[:1]


def _dispute_blocks(
    tables: Sequence[Table],
    spec: FormTable,
    places: Sequence[Place],
    remarks: Reading,
    year: int | None,
) -> list[_Block]:
    """All printings of section 4's table. remarks: takes what people should know of them."""
    wanted = len(spec.rows) * len(spec.columns)

    def whole(table: Table) -> set[int]:
        rows = enumerate(table.texts)
        return {number for number, row in rows if len(_without_label(row)) == wanted}

    blocks: list[_Block] = []
    parts: list[tuple[Place, _Printed]] = []  # of a table that is printed a channel a table
    for table, place in _joined(tables, spec, places):
        rows = table.texts
        text = table_text(table)
        if not any(marker in text for marker in spec.markers):
            continue
        headers = [at for at, row in enumerate(shapes(table)) if _names_disputes(row, spec)]
        if is_trend(rows):
            if not headers:
                continue
            headers = list(range(headers[0] + 1))
        table = without_side_columns(remarks, table, headers, whole, year)
        rows = table.texts
        found = _blocks_of(table, place, spec)
        official = [
            block
            for block in found
            if any(len(row.texts) >= wanted for row in _value_rows(block, spec))
        ]
        if official:
            blocks += official
            continue
        labelled = _by_labels(table, spec) or _by_order(found, spec)
        if labelled:
            parts.append((place, labelled))
        elif found and sum(marker in text for marker in spec.markers) >= 3:
            blocks.append(found[-1])
    return blocks + _put_together(parts, spec)


def _joined(
    tables: Sequence[Table], spec: FormTable, places: Sequence[Place]
) -> list[tuple[Table, Place]]:
    """The tables; a header that stands in tables of its own goes with the table under it."""
    result: list[tuple[Table, Place]] = []
    headers: list[tuple[Cell, ...]] = []
    begun: Place | None = None
    for table, place in zip(tables, places, strict=True):
        printed = [row for row in table.texts if any(map(str.strip, row))]
        is_header = bool(printed) and all(
            _names_disputes(row, spec) and not any(t.strip() and is_value(t) for t in row)
            for row in printed
        )
        if is_header and any(cell.text.strip() for cell in table.rows[-1]):
            headers += _moved(table, len(headers))
            begun = begun or place
            continue
        if headers and begun:
            place = begun
            table = Table((*headers, *_moved(table, len(headers))))
        result.append((table, place))
        headers, begun = [], None
    if headers and begun:
        result.append((Table(tuple(headers)), begun))
    return result


def _moved(table: Table, by: int) -> list[tuple[Cell, ...]]:
    return [tuple(cell._replace(row=cell.row + by) for cell in cells) for cells in table.rows]


def _blocks_of(table: Table, place: Place, spec: FormTable) -> list[_Block]:
    """The headers of a table, each with the rows under it."""
    blocks: list[_Block] = []
    is_open = False  # in a header
    captions: list[str] = []
    for cells, row in zip(table.rows, table.texts, strict=True):
        values = sum(bool(text.strip()) and is_value(text) for text in row)
        # Strokes may stand in for names.
        is_head = values < 3 or (2 * values < len(row) and not any(text.isdigit() for text in row))
        is_head = is_head and not is_foot(row) and _names_disputes(row, spec)
        if not is_head and is_open and values < 3 and not blocks[-1].is_filled:
            # 行政复议情况 beside 行政诉讼情况, names that run into each other
            text = row_text(row)
            is_head = any(marker in text for marker in spec.markers) and not is_foot(row)
        if is_head:
            if not is_open:
                if year := corner_year(row[0]):
                    captions = [*captions, year]
                blocks.append(_Block(place.under(captions), [], []))
                captions = []
            blocks[-1].header.append(row)
            blocks[-1].header_cells.append(cells)
            is_open = True
        elif blocks:
            blocks[-1].rows.append(row)
            blocks[-1].cells.append(cells)
            is_open = not blocks[-1].is_filled and is_open
            captions = [text for text in row if text.strip()] if values == 0 else []
        else:
            captions = [text for text in row if text.strip()][:1]
    return blocks


class _Values(NamedTuple):
    """A row that may hold the fifteen values: the year of its label, and what stands behind it."""

    year: int | None
    texts: Row
    cells: tuple[Cell, ...]


def _value_rows(block: _Block, spec: FormTable) -> list[_Values]:
    """The rows that may hold the fifteen values, without their labels."""
    wanted = len(spec.rows) * len(spec.columns)
    found: list[_Values] = []
    # A bare 2024 may be a count.
    corners = {core(text) for row in block.header for text in row[:1]}
    has_years = not corners.isdisjoint(("年度", "年份", "年"))
    band: int | None = None  # the year in a row of its own above
    for row, cells in zip(block.rows, block.cells, strict=True):
        if len(printed := set(filter(str.strip, row))) == 1 and "年" in (text := printed.pop()):
            above = _ROW_YEAR.match(compact(text))
            band = int(above[1]) if above else None
        values = row if len(row) == wanted else _without_label(row)
        label = _ROW_YEAR.fullmatch(compact(row[0])) if len(row) == wanted + 1 else None
        if label and not (has_years or "年" in row[0]):
            label = None
        if label:
            values = row[1:]
        if (
            len(values) >= len(spec.columns)
            # One odd cell is that cell's loss alone.
            and 4 * sum(map(is_value, values)) > 3 * len(values)
            and not is_foot(row)
        ):
            year = int(label[1]) if label else band
            found.append(_Values(year, values, cells[len(row) - len(values) :]))
    return found


_ROW_YEAR = re.compile(r"(20[0-3]\d)年?度?")
_HAN = re.compile("[\u4e00-\u9fff]")


def _without_label(row: Row) -> Row:
    """The row from its first value on: 件数 | 0 | 0 | …"""
    first = next((at for at, text in enumerate(row) if text.strip() and is_value(text)), 0)
    labels = [at for at, text in enumerate(row[:first]) if _HAN.search(text)]
    return row[labels[-1] + 1 :] if labels else row


def _put_together(parts: list[tuple[Place, _Printed]], spec: FormTable) -> list[_Block]:
    """Parts that follow each other and name different cells are one table."""
    blocks: list[_Block] = []
    for place, labelled in parts:
        last = blocks[-1] if blocks else None
        if (
            last
            and (last.place.section, last.place.titled) == (place.section, place.titled)
            and (not place.has_caption or place.years == last.place.years)
            and last.labelled.keys().isdisjoint(labelled)
        ):
            last.labelled |= labelled
            last.rows.append(tuple(labelled.values()))
        else:
            blocks.append(_Block(place, [], [tuple(labelled.values())], dict(labelled)))
    return blocks


# ── The official layout ───────────────────────────────────────────────────────────────────────


def _read_block(block: _Block, spec: FormTable, year: int | None) -> Reading:
    """The official layout: three channels of five outcomes, in one row."""
    reading = Reading("review_litigation", found=True)
    header, rows = block.header, block.rows
    wanted = len(spec.rows) * len(spec.columns)
    candidates = _value_rows(block, spec)
    if not candidates:
        _infer_disputes(reading, rows, spec)
        return reading
    # A second row of blanks under the values is common; a second row of numbers leaves it open
    # which is this year's, unless the rows say so.
    filled = [row for row in candidates if any(map(str.strip, row.texts))] or candidates
    whole = [row for row in filled if len(row.texts) == wanted] or filled
    whole = [row for row in whole if row.year == year is not None] or whole
    _, row, cells = max(whole, key=lambda row: sum(bool(text.strip()) for text in row.texts))
    others = next((o.texts for o in whole if _compact(o.texts) != _compact(row)), ())
    official = official_columns(spec)

    def consistent(values: Sequence[Number | None]) -> bool:
        step = len(spec.columns)
        return all(summed(values[at : at + step]) for at in range(0, wanted, step))

    found = windows(row, wanted) if len(row) > wanted else {}
    start = next(iter(found.values())) if len(found) == 1 else 0
    told = columns_under(block.header_cells, cells[start : start + wanted], spec)
    columns = _each_once(told, official)
    if len(row) == wanted and columns != official:
        read = [values_of(row)]
        in_order = [columns.index(column) for column in official]
        if fits(read, in_order, consistent) < fits(read, range(wanted), consistent):
            columns = official
            # Names that are not all known are no proof against the printed sums, nor are these
            # against the names.
            told = official if None not in told else (None,) * wanted
    places = [columns.index(column) for column in official]

    def sound(values: Sequence[Number | None]) -> bool:
        return consistent([values[place] for place in places])

    step = len(spec.columns)
    if not others and len(found) == 1:
        ((values, start),) = found.items()
        read_so = values_of(values)
        # Where its header begins with as many blank cells it is no wonder that the row does.
        last = header[-1] if header else ()
        blank = len(last) - len(unpadded(last))
        good, bad = holding([read_so[place] for place in places], step)
        if (bad > good and not (start and start == blank)) or any(
            text.strip() and not is_value(text) for text in values
        ):
            others = row  # the cell too many is none of the blanks at its ends
    flat = Reading("review_litigation")
    is_open = columns == official and _is_padded(header, row)
    is_told = None not in told
    take(
        flat,
        "",
        columns,
        row,
        sound if is_told else unsummed,
        others,
        step=step if is_open and is_told else 0,
    )
    if not is_told and len(row) >= wanted:
        _lose_untold(reading, flat, columns, told, row[start : start + wanted])
    for channel in spec.rows:
        reading.labels[channel.key] = channel.label
        reading.quotes[channel.key] = "\t".join(compact(text) for text in row)
        reading.cells[channel.key] = {
            column.key: flat.cells[""][f"{channel.key}.{column.key}"] for column in spec.columns
        }
    for note in flat.notes:
        item, column = note.column.split(".")
        reading.notes.append(
            CellNote("review_litigation", item, column, note.kind, note.raw, note.value)
        )
    reading.surplus = [("review", texts, wanted) for _, texts, _ in flat.surplus]
    return reading


def _each_once(told: Sequence[Line | None], official: Sequence[Line]) -> tuple[Line, ...]:
    """The columns that are told, those that are not in the places that are left: of the channel
    that stands beside them first, so that its sum can be tried."""
    if None not in told:  # nearly all
        return tuple(filter(None, told))
    left = [column for column in official if column not in told]
    found: list[Line] = []
    step = len(official) // len({_channel(line) for line in official})
    for place, column in enumerate(told):
        if column is None:
            group = told[place - place % step :][:step]
            beside = next((_channel(line) for line in group if line), "")
            column = next((line for line in left if _channel(line) == beside), left[0])
            left.remove(column)
        found.append(column)
    return tuple(found)


def _channel(column: Line) -> str:
    return column.key.partition(".")[0]


def _lose_untold(
    reading: Reading,
    flat: Reading,
    columns: Sequence[Line],
    told: Sequence[Line | None],
    texts: Sequence[str],
) -> None:
    """Make the cells NULL whose columns the header does not tell. flat: what was read of texts."""
    untold = [place for place, column in enumerate(told) if column is None]
    printed = "｜".join(compact(texts[place]) for place in untold if texts[place].strip())
    for place in untold:
        flat.lose("", columns[place], printed, "表头没有写明是哪一列")
    reading.remarks.append(
        f"{reading.title}的表头与表式的次序不同，又没有写全各列的名称，"
        f"{len(untold)} 格无法确定是哪一列，记为缺失。"
    )


def _compact(row: Row) -> Row:
    return tuple(map(compact, row))


def _is_padded(header: Sequence[Row], row: Row) -> bool:
    """Does the row begin or end in a blank that the header's rows have as well: what a separator
    at the line's end left?"""
    if not header:
        return False
    is_led = not row[0].strip() and not any(texts and texts[0].strip() for texts in header)
    # In a grid of equal rows the blanks are what merged names cover.
    ends = [header[-1], *(texts for texts in header if 0 < len(texts) < len(row))]
    return is_led or (not row[-1].strip() and any(not texts[-1].strip() for texts in ends))


def _infer_disputes(reading: Reading, rows: list[Row], spec: FormTable) -> None:
    """Fifteen numbers without borders, where the three sums leave one way to cut them."""
    runs = [cell for row in rows for cell in row if cell.strip()]
    if len(runs) != 1 or not GLUED.fullmatch(runs[0]):
        return
    step = len(spec.columns)
    numbers = channels(runs[0], step, len(spec.rows))
    reading.surplus.append(("review", (runs[0],), step * len(spec.rows)))
    for number, channel in enumerate(spec.rows):
        reading.labels[channel.key] = channel.label
        reading.quotes[channel.key] = runs[0]
        reading.cells[channel.key] = {}
        for at, column in enumerate(spec.columns):
            value = numbers[number * step + at] if numbers else None
            kind = "inferred" if numbers else "unreadable"
            reading.cells[channel.key][column.key] = value
            reading.notes.append(
                CellNote(reading.name, channel.key, column.key, kind, runs[0], value)
            )


# ── Other layouts ─────────────────────────────────────────────────────────────────────────────


def _labelled(block: _Block, spec: FormTable) -> Reading:
    """A table of another layout: each cell by the names of its channel and its outcome."""
    reading = Reading("review_litigation", found=True)
    for channel in spec.rows:
        texts = {c: t for (name, c), t in block.labelled.items() if name == channel.key}
        if not texts:
            continue
        columns = [column for column in spec.columns if column.key in texts]
        reading.labels[channel.key] = channel.label
        reading.quotes[channel.key] = "\t".join(compact(text) for text in texts.values())
        take(reading, channel.key, columns, [texts[column.key] for column in columns], unsummed)
    return reading


def _are_alike(channels: dict[int, str], outcomes: dict[int, str]) -> bool:
    """Do the channels stand over the same outcomes, in one order, and over all? A name that covers
    a column too few or too many moves the outcomes of its neighbours."""
    under: dict[str, list[str]] = {}
    for column, outcome in sorted(outcomes.items()):
        under.setdefault(channels.get(column, ""), []).append(outcome)
    return "" not in under and len(set(map(tuple, under.values()))) <= 1


def _by_labels(table: Table, spec: FormTable) -> _Printed:
    """The cells that the names above them and left of them tell: one channel a row, one a column,
    one under the other, or a list of one cell a row. Empty where a cell has two names of a kind,
    or a name has two cells."""
    channels: dict[int, str] = {}  # grid column → the name above it
    outcomes: dict[int, str] = {}
    beside: dict[int, str] = {}  # grid row → the name left of it
    outcomes_beside: dict[int, str] = {}
    listed = ""  # the channel of the list's rows
    found: dict[tuple[str | None, str | None], str] = {}
    width = table.width
    for number, (cells, row) in enumerate(zip(table.rows, table.texts, strict=True)):
        if is_foot(row):
            continue
        named = [
            (cell, name)
            for cell, text in zip(cells, row, strict=True)
            if (name := dispute_name(text, spec))
        ]
        end = labels_end(row)
        has_values = any(text.strip() and is_value(text) for text in row[end:])
        printed = sum(bool(text.strip()) for text in row)
        is_labelled = len(named) == 1 and (
            has_values or (len(cells) > 2 and bool(outcomes if named[0][1][0] else channels))
        )
        is_listed = len(named) == 2 < len(cells) and bool(named[0][1][0] and named[1][1][1])
        if len(named) == 1 < len(cells) and named[0][1][1] and (listed or number in beside):
            is_labelled = True  # its value may be blank
        if is_labelled and printed == 1 and named[0][1][0] and not has_values and len(cells) > 1:
            is_labelled = False  # 行政复议 alone, over all columns
        if is_labelled or is_listed:
            for cell, (channel, outcome) in named:
                rows = range(number, number + cell.rowspan)
                if channel:
                    beside |= dict.fromkeys(rows, channel)
                if outcome:
                    outcomes_beside |= dict.fromkeys(rows, outcome)
            if is_listed:
                listed = named[0][1][0] or ""
        elif named and not has_values:
            for cell, (channel, outcome) in named:
                end = width if printed == 1 and channel else cell.column + cell.colspan
                for column in range(cell.column, end):
                    if channel:
                        channels[column] = channel
                    if outcome:
                        outcomes[column] = outcome
            continue
        elif printed == 1 and not has_values:
            continue  # 行政诉讼 over its two channels
        own, outcome = beside.get(number), outcomes_beside.get(number)
        if outcome and not channels and (channel := own or listed):
            values = [text for text in row[end:] if text.strip()]
            if len(values) > 1 or (channel, outcome) in found:
                return {}
            found[channel, outcome] = "".join(values)
            continue
        if channels and not own and not _are_alike(channels, outcomes):
            return {}
        places = {
            column: place
            for column in channels.keys() | outcomes.keys()
            if all(place := (own or channels.get(column), outcome or outcomes.get(column)))
        }
        begun = {cell.column: cell.text for cell in cells}
        if not has_values and not places.keys() & begun.keys():
            continue
        # A row with a cell too few or too many is shifted.
        if places.keys() - begun.keys():
            return {}
        for column, text in begun.items():
            if column in places:
                key = places[column]
                if key in found:
                    return {}
                found[key] = text
            elif text.strip() and is_value(text):
                return {}
    # Fewer names than one channel's are no table of this kind.
    if len({outcome for _, outcome in found}) < len(spec.columns) - 1:
        return {}
    return {(place[0] or "", place[1] or ""): text for place, text in found.items()}


def _by_order(blocks: list[_Block], spec: FormTable) -> _Printed:
    """The cells of a table whose spans are broken: as many values as its header names outcomes,
    and each outcome once a channel."""
    if len(blocks) != 1:
        return {}
    names = [name for row in blocks[0].header for text in row if (name := dispute_name(text, spec))]
    channels = [channel for channel, _ in names if channel]
    outcomes = [outcome for _, outcome in names if outcome]
    step = len(spec.columns)
    wanted = len(channels) * step
    rows = [row.texts for row in _value_rows(blocks[0], spec) if any(map(str.strip, row.texts))]
    if not wanted or len(outcomes) != wanted or [len(values) for values in rows] != [wanted]:
        return {}
    if any(len(set(outcomes[at : at + step])) != step for at in range(0, wanted, step)):
        return {}
    return {
        (channels[at // step], outcome): text
        for at, (outcome, text) in enumerate(zip(outcomes, rows[0], strict=True))
    }
