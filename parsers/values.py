"""Which printed text is the value of which cell of a row?

Texts are counted, never guessed: a row with another number of them than the form has columns is
read only where the sums printed in it leave exactly one way to read it, otherwise its cells stay
NULL and are flagged (S07).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from parsers.forms import FormTable, Line
from parsers.labels import compact
from parsers.numbers import COUNTS, parse_cell
from parsers.report import CellNote, Number, TableName, TableReading

Consistent = Callable[[Sequence[Number | None]], bool]
"""Do the values of a row fit the sums printed in it? `unsummed` where the form has none."""

_TITLES: dict[TableName, str] = {
    "active_disclosure": "主动公开情况表",
    "applications": "申请办理情况表",
    "review_litigation": "复议诉讼情况表",
}


@dataclass(slots=True)
class Reading:
    """One form table as read. cells: item → column → value; quotes: item → the row as printed."""

    name: TableName
    found: bool = False
    cells: dict[str, dict[str, Number | None]] = field(default_factory=dict)
    notes: list[CellNote] = field(default_factory=list)
    surplus: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)
    extra: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # for people, one sentence each

    def result(self, form: FormTable) -> TableReading:
        missing = tuple(row.key for row in form.rows if row.key not in self.cells)
        return TableReading(
            self.name,
            self.found,
            missing,
            tuple(self.surplus),
            dict(self.labels),
            dict(self.quotes),
            tuple(self.extra),
        )

    @property
    def title(self) -> str:
        """What remarks call the table."""
        return _TITLES[self.name]

    def lose(self, item: str, column: Line, text: str, why: str) -> None:
        """Make a cell NULL whose text is printed, but is not this cell's alone."""
        printed = compact(text)
        self.cells[item][column.key] = None
        self.notes = [n for n in self.notes if (n.item, n.column) != (item, column.key)]
        kind, raw = ("unreadable", f"{printed}（{why}）") if printed else ("blank", "")
        self.notes.append(CellNote(self.name, item, column.key, kind, raw, None))

    def left_out(self, names: Sequence[str]) -> None:
        """Tell of columns that are none of the form's."""
        if not names:
            return
        remark = f"{self.title}多印了“{'、'.join(names)}”一列，不是表式的列，未读。"
        if remark not in self.remarks:
            self.remarks.append(remark)

    def without(self, names: Sequence[str]) -> None:
        """Tell of the form's columns that no name stands for."""
        quoted = "".join(f"“{name}”" for name in names)
        remark = f"{self.title}的{quoted}没有印出列名，或列名是别的，记为缺失。"
        if names and remark not in self.remarks:
            self.remarks.append(remark)

    @property
    def cells_read(self) -> int:
        return sum(len(columns) for columns in self.cells.values())


MAX_SURPLUS = 3
"""Surplus cells that the sums may resolve; with more, nearly any reading could be made to fit."""
GLUED = re.compile(r"[0-9]{2,}")
"""A row of numbers whose cell borders are lost."""


def take(
    reading: Reading,
    item: str,
    columns: Sequence[Line],
    texts: Sequence[str],
    consistent: Consistent,
    others: Sequence[str] = (),
    is_placed: bool = False,
    money: str | None = None,
    *,
    is_unread: bool = False,
    step: int = 0,
) -> None:
    """Put one row's printed values into the reading.

    others: values of a rival row, or the row's own where its label is in doubt; then none is taken.
    is_placed: the texts stand in the value columns; a leading blank is the first column's.
    money: the unit that the header prints over an amount. is_unread: which text is whose is not
    known, for a reason told elsewhere. step: see may_be_shifted; 0 where a blank at the row's end
    is a cell's as surely as any.
    """
    cells: dict[str, Number | None] = {}
    fitted = None if others or is_unread else _fit(texts, columns, consistent)
    is_cut = len(texts) != len(columns) and not is_placed and consistent is not unsummed
    if (
        # Blanks before the values are as often left by a merged label, with the last values lost.
        fitted
        and is_cut
        and fitted[-1].strip()
        and not fitted[0].strip()
        and not consistent([value or 0 for value in values_of(fitted, columns)])
    ):
        fitted = None
    if (
        fitted
        and step
        and not (fitted[0].strip() and fitted[-1].strip())
        and may_be_shifted(values_of(fitted, columns), step)
    ):
        fitted = None
        texts = [text for text in texts if text.strip()]
    if tuple(others) != tuple(texts):
        texts = (*texts, *others)
    if (fitted is None and not is_unread) or sum(bool(text.strip()) for text in texts) > len(
        columns
    ):
        reading.surplus.append((item, tuple(map(str.strip, texts)), len(columns)))
    if fitted is None:
        raw = "\t".join(compact(text) for text in texts)
        for column in columns:
            cells[column.key] = None
            reading.notes.append(CellNote(reading.name, item, column.key, "unreadable", raw, None))
    else:
        # A number broken over two lines is one number where the printed sums say so.
        joined = (
            len(columns) > 1
            and consistent is not unsummed
            and consistent(values_of(fitted, columns))
        )
        for column, text in zip(columns, fitted, strict=True):
            if column.unit is None and (count := COUNTS[text]) is not None:
                cells[column.key] = count
                continue
            printed = parse_cell(text, column.unit, joined, money, "增" in column.label)
            cells[column.key] = printed.value
            if printed.kind is not None:
                reading.notes.append(
                    CellNote(
                        reading.name, item, column.key, printed.kind, printed.raw, printed.value
                    )
                )
    reading.cells[item] = cells


def plain_row(
    texts: Sequence[str], columns: tuple[Line, ...], consistent: Consistent
) -> dict[str, Number | None] | None:
    """What take() would read of a row that leaves no doubt, as nearly all: plain counts, the last
    of them their sum. None for any other row."""
    if len(texts) != len(columns) or consistent is unsummed or columns[-1].key != "total":
        return None
    values = [count for text in texts if (count := COUNTS[text]) is not None]
    if len(values) != len(columns) or sum(values[:-1]) != values[-1]:
        return None
    return {column.key: value for column, value in zip(columns, values, strict=True)}


def _fit(
    texts: Sequence[str], columns: Sequence[Line], consistent: Consistent
) -> tuple[str, ...] | None:
    """Exactly one printed text per column, or None where more than one reading is possible."""
    wanted = len(columns)
    surplus = len(texts) - wanted
    if surplus == 0:
        return tuple(texts)
    if surplus < 0:
        return None
    if wanted == 1 and texts[0].strip() and len(set(texts)) == 1:
        return (texts[0],)  # a merged cell, its text in every column that it covers
    # Blank cells at either end are what merged labels and trailing separators leave behind.
    readings = set(windows(texts, wanted))
    if len(readings) == 1:
        return readings.pop()
    if not readings and surplus <= MAX_SURPLUS and consistent is not unsummed:
        # A count that was printed is never dropped: only zeros and what is no number.
        # Nor a mark that stands for a number, such as 无 or a stroke.
        droppable = [
            index
            for index, (text, value) in enumerate(zip(texts, values_of(texts), strict=True))
            if value == 0 or not text.strip()
        ]
        readings = {
            tuple(text for index, text in enumerate(texts) if index not in dropped)
            for dropped in combinations(droppable, surplus)
        }
        sound = [w for w in readings if consistent(values_of(w, columns))]
        # 11, 0, 0, 0, 0, 0, 11, 22: the first seven are right as well, under another year's total.
        if len(sound) == 1 and _holds_otherwise(texts, columns, consistent, sound[0]):
            return None
        return sound[0] if len(sound) == 1 else None
    sound = [w for w in readings if consistent(values_of(w, columns))]
    return sound[0] if len(sound) == 1 else None


def _holds_otherwise(
    texts: Sequence[str],
    columns: Sequence[Line],
    consistent: Consistent,
    reading: tuple[str, ...],
) -> bool:
    """Do the sums hold as well where other cells than a reading's are left out, counts or not?"""
    kept = combinations(range(len(texts)), len(columns))
    others = {tuple(texts[index] for index in places) for places in kept} - {reading}
    return any(consistent(values_of(other, columns)) for other in others)


def blank_runs(texts: Sequence[str]) -> int:
    """How many runs of blank cells a row has."""
    return sum(
        not text.strip() and (at == 0 or bool(texts[at - 1].strip()))
        for at, text in enumerate(texts)
    )


def windows(texts: Sequence[str], wanted: int) -> dict[tuple[str, ...], int]:
    """The readings of a row with too many cells that drop nothing but blanks at its ends: the texts
    → index of the first."""
    return {
        tuple(texts[start : start + wanted]): start
        for start in range(len(texts) - wanted + 1)
        if not any(map(str.strip, (*texts[:start], *texts[start + wanted :])))
    }


def holding(values: Sequence[Number | None], step: int) -> tuple[int, int]:
    """How many of a row's totals hold, and how many do not; sums of nothing but zeros tell nothing.

    step: as in may_be_shifted.
    """
    held = broken = 0
    for at in range(0, len(values), step):
        known = [value for value in values[at : at + step] if value is not None]
        if len(known) == step and any(known):
            held += summed(known)
            broken += not summed(known)
    return held, broken


def may_be_shifted(values: Sequence[Number | None], step: int) -> bool:
    """May a row that begins or ends in its one blank read otherwise: the blank left by a merged
    cell or a separator, a value lost elsewhere, and those between in the wrong columns?

    step: how many values make a sum, the last of them.
    """
    blanks = [place for place, value in enumerate(values) if value is None]
    if len(blanks) != 1 or blanks[0] not in (0, len(values) - 1):
        return False
    rest = [value for value in values if value is not None]
    others = [
        whole
        for place in range(len(values))
        if place != blanks[0] and (whole := _completed(rest, place, step))
    ]
    if _completed(rest, blanks[0], step) is None:
        return bool(others)
    return any(
        value is not None and value != other
        for whole in others
        for value, other in zip(values, whole, strict=True)
    )


def _completed(rest: Sequence[Number], place: int, step: int) -> list[Number] | None:
    """The row with the value that is lost at this place; None where none makes its sums right."""
    whole: list[Number] = [*rest[:place], 0, *rest[place:]]
    first = place - place % step
    own = whole[first : first + step]
    is_total = place % step == step - 1
    missing = sum(own[:-1]) if is_total else own[-1] - sum(own[:-1])
    if missing < 0:
        return None
    whole[place] = missing
    groups = (whole[at : at + step] for at in range(0, len(whole), step))
    return whole if all(sum(group[:-1]) == group[-1] for group in groups) else None


def values_of(texts: Sequence[str], columns: Sequence[Line] = ()) -> list[Number | None]:
    """The numbers that the texts print, in the units of their columns."""
    units = [column.unit for column in columns] or [None] * len(texts)
    return [
        count
        if unit is None and (count := COUNTS[text]) is not None
        else parse_cell(text, unit, joined=True).value
        for text, unit in zip(texts, units, strict=True)
    ]


def fits(rows: list[list[Number | None]], places: Sequence[int], consistent: Consistent) -> int:
    """How many rows keep their sums when read in this order."""
    return sum(consistent([values[place] for place in places]) for values in rows)


def unsummed(values: Sequence[Number | None]) -> bool:
    """Are these the values of a row of a table that prints no sums: numbers, all of them?"""
    return None not in values


def summed(values: Sequence[Number | None]) -> bool:
    """Does the last value equal the sum of those before it?"""
    known = [value for value in values if value is not None]
    return len(known) == len(values) and sum(known[:-1]) == known[-1]
