"""What is a report? The frozen model that reading makes, checks hold against the rules, and
build writes into archive.db. Keys are those of truth/keys.json; JSON shape: design.md section 6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Number = int | float
"""A printed value. Counts are int; amounts (万元, 元) int or float, exactly as printed."""

TableName = Literal["active_disclosure", "applications", "review_litigation"]
TABLE_NAMES: tuple[TableName, ...] = ("active_disclosure", "applications", "review_litigation")

Cells = Mapping[str, Mapping[str, Number | None]]
"""item → column → value. None = printed blank or unreadable (see cell_notes). An item or column
that was not found is absent. For review_litigation the items are the three channels `review`,
`litigation_direct`, `litigation_after_review`, the columns upheld … total."""


@dataclass(frozen=True, slots=True)
class Contact:
    unit: str | None = None
    address: str | None = None
    postcode: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    number: 0 preamble, 1–6 by meaning, None for others. heading: as printed (None for preamble).
    text: the paragraphs, a line each, without tables; offsets in flags and stated count here.
    tables: (offset in text before which the table stood, its cells as text).
    """

    position: int
    number: int | None
    heading: str | None
    text: str
    tables: tuple[tuple[int, str], ...] = ()

    def printed(self) -> str:
        """The whole section as printed: paragraphs with the tables' text in their places."""
        parts, at = [], 0
        for offset, text in self.tables:
            parts += [self.text[at:offset].strip("\n"), text]
            at = offset
        parts.append(self.text[at:].strip("\n"))
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class CellNote:
    """Why a cell is not plainly its printed digits.

    kind: blank, dash, unreadable (value None) · inferred, ocr, unit, note (value given).
    raw: the printed text. confidence: 0–1 for ocr and inferred, else None.
    """

    table: TableName | Literal["statistics"]
    item: str
    column: str
    kind: str
    raw: str
    value: Number | None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that the narrative states, and the cell it can be held against.

    section: `Section.position`; start, end: offsets in that section's text.
    qualifier: about, over, almost (约, 余, 近) or None. cell: dotted path, `a.b+c` or
    `sum(table.prefix_*.column)`, None when no cell corresponds. agrees: None if not assessable.
    scope: whose figure it is, as printed (本局, 全区, 市政府办公室), None where none is printed;
    that of another body or of a part of the organ has no cell.
    """

    quote: str
    metric: str
    value: Number
    unit: str
    qualifier: str | None
    cell: str | None
    agrees: bool | None
    section: int
    start: int
    end: int
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class TableReading:
    """How one table was read: what structure checks (S05–S10) judge.

    missing: items of the form that no printed row names. surplus: (item, printed values, expected)
    for rows with another number of cells. labels: item → label as printed. extra: local rows that
    the form does not have (行政检查, 行政确认), label and values as printed.
    found False: no table was found, neither whole nor in part. unread: its words are printed all
    the same, so that the failure is the reader's (borders lost, a layout not known).
    """

    name: TableName
    found: bool
    missing: tuple[str, ...] = ()
    surplus: tuple[tuple[str, tuple[str, ...], int], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unread: bool = False


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A row that the form does not have (行政检查, 行政确认). label, printed: as on the page."""

    table: TableName
    label: str
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statistic:
    """A row of a statistics table of 2008–2018. indicator: as printed, without white space.
    value: the year's column; cumulative: 历年累计 or 本年累计, None where the form has none."""

    indicator: str
    unit: str | None
    value: Number | None
    cumulative: Number | None


@dataclass(frozen=True, slots=True)
class Report:
    organ: str | None
    report_year: int | None
    form: str
    title: str | None
    published_on: dt.date | None
    signed_on: dt.date | None
    signed_quote: str | None
    period_start: dt.date | None
    period_end: dt.date | None
    period_quote: str | None
    scope: str
    scope_quote: str | None
    contact: Contact
    active_disclosure: Cells
    applications: Cells
    review_litigation: Cells
    statistics: tuple[Statistic, ...]
    sections: tuple[Section, ...]
    cell_notes: tuple[CellNote, ...]
    table_readings: tuple[TableReading, ...]
    stated: tuple[Stated, ...]
    attachments: tuple[str, ...]
    cells_expected: int
    cells_read: int
    media_type: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Where organ, report_year and published_on come from (title, meta, period, column …)."""
    table_forms: Mapping[TableName, str] = field(default_factory=dict)
    """The form that each printed table follows, where they differ (`form` is `hybrid`): a form id,
    or one a clause, `一:2019 五:2021`; `parsers.forms.mixed_form` puts them together."""
    notes: tuple[str, ...] = ()
    """What reading wants people to know, one sentence each."""

    def table(self, name: TableName) -> Cells:
        cells: Cells = getattr(self, name)
        return cells

    def value(self, table: TableName, item: str, column: str) -> Number | None:
        """The printed value, None where blank, unreadable or absent."""
        return self.table(table).get(item, {}).get(column)

    def cells(self) -> Iterator[tuple[TableName, str, str, Number | None]]:
        for name in TABLE_NAMES:
            for item, columns in self.table(name).items():
                for column, value in columns.items():
                    yield name, item, column, value

    def local_rows(self) -> Iterator[LocalRow]:
        """In the order of the tables and rows; their cells are not counted in cells_expected."""
        for reading in self.table_readings:
            for label, printed in reading.extra:
                yield LocalRow(reading.name, label, printed)

    @property
    def cells_blank(self) -> int:
        return sum(value is None for *_, value in self.cells())

    def section(self, number: int) -> Section | None:
        """The first section with this number (0–6)."""
        return next((s for s in self.sections if s.number == number), None)


def report_json(report: Report) -> dict[str, Any]:
    """The one JSON shape of `nianbao parse --json` (design.md 6), without flags."""
    contact = report.contact
    disputes = {
        f"{channel}_{column}": value
        for channel, columns in report.review_litigation.items()
        for column, value in columns.items()
    }
    return {
        "organ": report.organ,
        "report_year": report.report_year,
        "form": report.form,
        "title": report.title,
        "published_on": report.published_on and report.published_on.isoformat(),
        "signed_on": report.signed_on and report.signed_on.isoformat(),
        "period": report.period_start
        and report.period_end
        and {"start": report.period_start.isoformat(), "end": report.period_end.isoformat()},
        "scope": report.scope,
        "active_disclosure": report.active_disclosure,
        "applications": report.applications,
        "review_litigation": disputes,
        "local_rows": [
            {"table": r.table, "label": r.label, "printed": list(r.printed)}
            for r in report.local_rows()
        ],
        "statistics": [
            {"indicator": s.indicator, "unit": s.unit, "value": s.value, "cumulative": s.cumulative}
            for s in report.statistics
        ],
        "sections": [
            {"number": s.number, "heading": s.heading, "text": s.printed()}
            for s in report.sections
            if s.number
        ],
        "other_text": [s.printed() for s in report.sections if not s.number],
        "contact": {
            "unit": contact.unit,
            "address": contact.address,
            "postcode": contact.postcode,
            "phone": contact.phone,
            "fax": contact.fax,
            "email": contact.email,
            "website": contact.website,
        },
        "stated": [
            {
                "quote": s.quote,
                "metric": s.metric,
                "value": s.value,
                "unit": s.unit,
                "cell": s.cell,
                "agrees": s.agrees,
                "scope": s.scope,
            }
            for s in report.stated
        ],
        "cell_notes": [
            {
                "table": n.table,
                "item": n.item,
                "column": n.column,
                "kind": n.kind,
                "raw": n.raw,
            }
            for n in report.cell_notes
        ],
        "attachments": list(report.attachments),
        "notes": list(report.notes),
        "cells_expected": report.cells_expected,
        "cells_read": report.cells_read,
        "cells_blank": report.cells_blank,
    }
