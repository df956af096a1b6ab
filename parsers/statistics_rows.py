"""What does a row of a statistics table print? One indicator with its unit and its figures.

Rows are taken as printed. Where a cell too few or too many may have moved a figure into another's
column, the row's values are NULL, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.grid import Cell
from parsers.labels import compact, core
from parsers.numbers import clean, parse_cell
from parsers.report import CellNote, Number, Statistic
from parsers.statistics_columns import ColumnBlock, read_role
from parsers.statistics_words import DASHES, ROW_ORDINAL, find_indicators, is_number, knowledge

_WHOLE = re.compile(r"^(?:合计|小计|总数|总计|数量|计)$")


def read_row(
    row: Sequence[Cell | None], block: ColumnBlock, number: int, is_torn: bool
) -> tuple[Statistic, list[CellNote], int] | None:
    """One printed row; None for headings, headers, foot and blank rows and those begun above."""
    labels = _labels(row, block)
    own = [label for label in labels if label.row == number]
    named = [c for c in labels if not ROW_ORDINAL.fullmatch(compact(c.text))]
    if not own or not named or not _is_name(named[-1].text):
        last = max((*block.figures, *block.strays, block.unit or 0))
        moved = [
            c
            for c in row[block.labels[0] : last + 1]
            if c is not None and c.row == number and find_indicators(c.text)
        ]
        return _lost(_printed(moved[0].text), row, moved[:1], block) if moved else None
    labels = named
    indicator = _printed(labels[-1].text)
    if _WHOLE.match(core(indicator)) and len(labels) > 1:
        indicator = _printed(labels[-2].text) + indicator
    is_known = bool(find_indicators(indicator))
    if knowledge().foot.match(compact(indicator)) and not is_known:
        return None

    def cell_at(column: int | None) -> Cell | None:
        """The cell in a column, unless the label reaches over it."""
        cell = row[column] if column is not None else None
        return None if cell in labels else cell

    value, unit = cell_at(block.value.at if block.value else None), cell_at(block.unit)
    cumulative = cell_at(block.cumulative)
    candidates = [cell for c in block.candidates if (cell := cell_at(c)) is not None]
    printed = [cell for cell in (value, cumulative, *candidates) if cell is not None]
    if (
        read_role(indicator)[0] == "indicator"
        and not is_known
        and not any(is_number(cell.text) for cell in printed)
    ):
        return None  # the header printed again
    if value is unit:
        unit = None
    if is_torn or _is_shifted(row, labels, block, is_known):
        return _lost(indicator, row, labels, block)
    if unit is not None and (
        is_number(unit.text) or (not printed and compact(unit.text) in knowledge().units)
    ):
        return _lost(indicator, row, labels, block)
    if not printed or _is_heading(indicator, unit, printed):
        return None
    named_unit = _unit(indicator, unit, value)
    notes: list[CellNote] = []

    def is_own(cell: Cell | None) -> bool:
        """One number over two columns, or beside two labels, is nobody's alone."""
        apart = sum(row[column] is cell for column in (*block.figures, *block.codes))
        return cell is None or not (
            apart > 1 or (cell.rowspan > 1 and (cell.row != number or _reaches_below(cell, labels)))
        )

    def number_of(cell: Cell | None, column: str) -> Number | None:
        if cell is None:
            return None
        kind, raw, read = _parse(cell.text, named_unit)
        if not is_own(cell):
            kind, read = "unreadable", None
        if kind is not None:
            notes.append(CellNote("statistics", indicator, column, kind, raw, read))
        return read

    statistic = Statistic(
        indicator,
        named_unit or None,
        number_of(value, "value"),
        number_of(cumulative, "cumulative"),
    )
    if value is None:
        raw = "\t".join(clean(cell.text) for cell in candidates)
        notes.insert(0, CellNote("statistics", indicator, "value", "unreadable", raw, None))
    return statistic, notes, sum(cell is not None for cell in (value, cumulative))


def _lost(
    indicator: str, row: Sequence[Cell | None], labels: Sequence[Cell], block: ColumnBlock
) -> tuple[Statistic, list[CellNote], int]:
    others = [cell for cell in row if cell is not None and cell not in labels]
    raw = "\t".join(dict.fromkeys(clean(cell.text) for cell in others)) or clean(labels[-1].text)
    note = CellNote("statistics", indicator, "value", "unreadable", raw, None)
    notes = [note]
    if block.cumulative is not None:
        notes.append(replace(note, column="cumulative"))
    return Statistic(indicator, None, None, None), notes, 0


def _labels(row: Sequence[Cell | None], block: ColumnBlock) -> list[Cell]:
    labels: list[Cell] = []
    for column in block.labels:
        cell = row[column] if column < len(row) else None
        if cell is not None and cell.text.strip() and cell not in labels:
            labels.append(cell)
    return labels


def _is_name(text: str) -> bool:
    """Can this name a figure? A number or a unit in the labels' column is out of its place."""
    label = compact(text)
    return re.search(r"[\u4e00-\u9fff]{2}", label) is not None and (
        label.strip("()") not in knowledge().units and not is_number(text)
    )


def is_unnamed(row: Sequence[Cell | None], block: ColumnBlock, number: int) -> bool:
    """A row with a figure beside no label, or beside one that belongs to the row above."""
    labels = [label for label in _labels(row, block) if label.row == number]
    if any(_is_name(c.text) or knowledge().foot.match(compact(c.text)) for c in labels):
        return False
    cells = [row[c] for c in (block.unit, *block.figures, *block.strays) if c is not None]
    moved = [c for c in labels if not ROW_ORDINAL.fullmatch(compact(c.text))]
    return any(
        cell is not None and cell.row == number and is_number(cell.text)
        for cell in (*cells, *moved)
    )


def _is_heading(indicator: str, unit: Cell | None, figures: Sequence[Cell]) -> bool:
    """一、主动公开情况. A figure left blank has its unit, or a name that only figures have."""
    printed = _printed(unit.text) if unit is not None else ""
    if not all(DASHES.fullmatch(text) for text in (printed, *(_printed(c.text) for c in figures))):
        return False
    plain = compact(indicator)
    is_figure = knowledge().figure.search(plain) or knowledge().in_label.search(plain)
    return bool(printed) or not is_figure


def is_torn_row(row: Sequence[Cell | None], blocks: Sequence[ColumnBlock]) -> bool:
    """A row of two halves with a cell too few or too many: numbers where the labels stand."""
    return len(blocks) > 1 and any(
        not _is_name(label.text) and not ROW_ORDINAL.fullmatch(compact(label.text))
        for block in blocks
        for label in _labels(row, block)[-1:]
    )


def _is_shifted(
    row: Sequence[Cell | None], labels: Sequence[Cell], block: ColumnBlock, is_known: bool
) -> bool:
    """A row with a cell too few or too many: its number may stand in another's column."""
    if any((cell := row[c]) is not None and is_number(cell.text) for c in block.strays):
        return True
    cells = [row[column] for column in block.figures]
    if any(c is not None and compact(c.text).strip("()") in knowledge().units for c in cells):
        return True
    beside = [c for c in row if c is not None and c.column > labels[-1].column]
    if any(cell is None for cell in cells):
        return any(is_number(cell.text) for cell in beside)
    if any(cell not in labels for cell in cells):
        return False
    # The label reaches over everything: a heading, or a line with its number in it.
    tail = re.search(r"(?<!\d)\d[\d,.]*\D{0,2}$", compact(labels[-1].text))
    return is_known and tail is not None


def _reaches_below(value: Cell, labels: Sequence[Cell]) -> bool:
    return labels[-1].row + labels[-1].rowspan < value.row + value.rowspan


# ── Cells ─────────────────────────────────────────────────────────────────────────────────────


def _unit(indicator: str, unit: Cell | None, value: Cell | None) -> str:
    """The row's unit: in its own column, else in the label, else after the digits; or ""."""
    printed = _printed(unit.text) if unit is not None else ""
    if not DASHES.fullmatch(printed):
        return printed
    if match := knowledge().in_label.search(compact(indicator)):
        return match[1]
    match = knowledge().in_value.fullmatch(compact(value.text)) if value is not None else None
    return match[2] if match else ""


_APART = re.compile(r"\d\s+\d")


def _parse(text: str, unit: str) -> tuple[str | None, str, Number | None]:
    """(kind of the note, raw, number) of a cell in a row of this unit."""
    money = unit if unit in ("元", "万元", "亿元") else None
    printed = parse_cell(text, money)
    match = knowledge().in_value.fullmatch(compact(text))
    is_two = _APART.search(clean(text)) is not None  # 9843 / 2件 is not 98432
    if printed.kind == "unreadable" and match and match[2] == unit and not is_two:
        bare = parse_cell(match[1], None)
        return ("unit" if bare.value is not None else "unreadable"), printed.raw, bare.value
    return printed.kind, printed.raw, printed.value


def _printed(text: str) -> str:
    return "".join(clean(text).split())
