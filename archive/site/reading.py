"""What do our pages show? Queries over archive.db, each giving plain rows or a page's content.

Only current versions (`reports.version_id`) are read; flags a person dismissed are shown as
dismissed and never counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from archive import schema
from parsers import divisions
from parsers.forms import Form, form_ids, load_form, mixed_form
from parsers.render import Mark, TextMark, mark_links, render_table, render_text
from parsers.report import TABLE_NAMES, CellNote, Cells

Row = dict[str, Any]

SEVERITY_ORDER = "case {} when 'error' then 0 when 'warning' then 1 else 2 end"

# Where the rows of a form's tables stand: table of the report → (table in archive.db, its key).
# The columns of the 2019 form's first table mean something else, so they are a table of their own.
STORED: Mapping[str, tuple[str, str]] = {
    "active_disclosure": ("disclosures", "item"),
    "applications": ("applications", "item"),
    "review_litigation": ("disputes", "channel"),
}
STORED_BY_FORM: Mapping[tuple[str, str], tuple[str, str]] = {
    ("2019", "active_disclosure"): ("disclosures_2019", "item"),
}

# Figures of an organ's page: label, table, item, column.
KEY_FIGURES: tuple[tuple[str, str, str, str], ...] = (
    ("新收申请", "applications", "new_received", "total"),
    ("上年结转", "applications", "carried_over", "total"),
    ("予以公开", "applications", "granted", "total"),
    ("部分公开", "applications", "partially_granted", "total"),
    ("办理结果总计", "applications", "results_total", "total"),
    ("结转下年", "applications", "carried_forward", "total"),
    ("行政复议", "disputes", "review", "total"),
    ("直接起诉", "disputes", "litigation_direct", "total"),
    ("复议后起诉", "disputes", "litigation_after_review", "total"),
    ("行政许可", "disclosures", "administrative_licensing", "decisions"),
    ("行政处罚", "disclosures", "administrative_penalty", "decisions"),
)

# What a reader asks first of a new report: which of the key figures moved, and from what to what.
COMPARED: tuple[str, ...] = (
    "新收申请", "办理结果总计", "结转下年", "行政复议", "直接起诉", "复议后起诉",
    "行政处罚", "行政许可",
)  # fmt: skip

CONTACT: tuple[tuple[str, str], ...] = tuple(
    (column.name, column.zh)
    for column in schema.TABLE["reports"].columns
    if column.name.startswith("contact_")
)


def rows(
    conn: sqlite3.Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> list[Row]:
    cursor = conn.execute(sql, parameters)
    names = [entry[0] for entry in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def first(conn: sqlite3.Connection, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
    found = rows(conn, sql, parameters)
    return found[0] if found else None


def value(conn: sqlite3.Connection, sql: str, parameters: Sequence[Any] = ()) -> Any:
    return conn.execute(sql, parameters).fetchone()[0]


# ── Home, catalogue ───────────────────────────────────────────────────────────────────────────


def home(conn: sqlite3.Connection) -> Row:
    counts = first(
        conn,
        "select count(*) as reports, count(distinct organ_id) as organs, "
        "count(distinct report_year) as years, min(report_year) as first_year, "
        "max(report_year) as last_year, coalesce(sum(cells_read), 0) as cells, "
        "coalesce(sum(error_count), 0) as error, coalesce(sum(warning_count), 0) as warning, "
        "coalesce(sum(info_count), 0) as info, sum(error_count > 0) as with_errors from reports",
    )
    return {
        "counts": counts,
        "newest": rows(
            conn,
            "select id, title, organ_name_printed, report_year, province, worst_severity, "
            "error_count, warning_count, info_count, published_on from reports "
            "order by report_year desc, published_on desc, id limit 10",
        ),
        "with_errors": rows(
            conn,
            "select r.id, r.title, r.organ_name_printed, r.report_year, r.province, "
            "r.error_count, r.warning_count, r.info_count, r.published_on, ("
            "  select f.message from flags f where f.version_id = r.version_id "
            "  and f.severity = 'error' and coalesce(f.review, '') <> 'dismissed' "
            "  order by f.[check], f.id limit 1) as message from reports r "
            "where r.error_count > 0 order by r.report_year desc, r.published_on desc, r.id "
            "limit 6",
        ),
        "by_year": rows(
            conn,
            "select report_year, count(*) as reports, sum(error_count > 0) as with_errors "
            "from reports group by report_year order by report_year desc",
        ),
        "by_province": rows(
            conn,
            "select province, count(*) as reports, sum(error_count > 0) as with_errors "
            "from reports group by province order by reports desc, province",
        ),
    }


def catalogue(conn: sqlite3.Connection) -> list[Row]:
    """Every check with its open flags, and how many reports pass, fail or cannot be judged."""
    return rows(
        conn,
        "select c.*, coalesce(f.flags, 0) as flags, coalesce(f.reports, 0) as flagged, "
        "s.passed, s.failed, s.not_assessable from checks c left join ("
        "  select f.[check], count(*) as flags, count(distinct f.report_id) as reports "
        "  from flags f join reports r on r.version_id = f.version_id "
        "  where coalesce(f.review, '') <> 'dismissed' group by f.[check]) f on f.[check] = c.id "
        "left join (select [check], sum(pass) as passed, sum(fail) as failed, "
        "  sum(not_assessable) as not_assessable from check_summary group by [check]) s "
        "on s.[check] = c.id order by c.id",
    )


def choices(conn: sqlite3.Connection) -> Row:
    """What a search can be narrowed to."""
    years = conn.execute("select distinct report_year from reports order by 1 desc")
    provinces = conn.execute(
        "select distinct province from reports where province is not null order by 1"
    )
    return {"years": [row[0] for row in years], "provinces": [row[0] for row in provinces]}


def build_info(conn: sqlite3.Connection) -> dict[str, str]:
    return dict(conn.execute("select key, value from build_info").fetchall())


# ── One report ────────────────────────────────────────────────────────────────────────────────


def stored(form: str, table: str) -> tuple[str, str]:
    return STORED_BY_FORM.get((form, table), STORED[table])


def sources(form: str, table: str) -> list[tuple[str, str]]:
    """The tables of archive.db that may hold rows of this table: both forms' in a hybrid."""
    if form == "hybrid":
        return list(dict.fromkeys(stored(id, table) for id in form_ids()))
    return [stored(form, table)]


def form_of_version(report: Row, version: Row | None) -> Form | None:
    """The form of a report's tables, put together where they differ; None where it has none."""
    if version is not None and version["table_forms"]:
        return mixed_form(json.loads(version["table_forms"]))
    return load_form(report["form"]) if report["form"] in form_ids() else None


def read_cells(conn: sqlite3.Connection, form: Form, version: str) -> dict[str, Cells]:
    """The form's tables as `Report.table` gives them. A row that is not stored was not printed;
    within a row, only the columns of the form count (the others of the table do not exist)."""
    tables: dict[str, Cells] = {}
    for name, table in form.tables.items():
        found: dict[str, Row] = {}
        for source, key in sources(form.id, name):
            for row in rows(conn, f"select * from [{source}] where version_id = ?", [version]):
                found[row[key]] = row
        form_rows = {row.key: row for row in table.rows}
        cells: dict[str, dict[str, Any]] = {}
        for line in table.rows:
            if line.key in found:
                row = found[line.key]
                cells[line.key] = {c.key: row.get(c.key) for c in table.columns_of(line)}
        for item, row in found.items():
            if item not in form_rows:  # a local row beyond the form: kept, and shown as such
                cells[item] = {
                    c.key: row[c.key] for c in table.columns if row.get(c.key) is not None
                }
        tables[name] = cells
    return tables


@dataclass(frozen=True, slots=True)
class ReportPage:
    """report: the row of `reports`; tables: (title key, HTML); sections: rows with `html`."""

    report: Row
    organ: Row | None
    version: Row | None
    capture: Row | None
    flags: list[Row]
    dismissed: list[Row]
    form_name: str | None
    reading_notes: list[str]
    cells: dict[str, Cells]
    notes: list[Row]
    tables: dict[str, Markup]
    sections: list[Row]
    local_rows: list[Row]
    statistics: list[Row]
    stated: list[Row]
    previous: Row | None
    changes: list[Row]
    next: Row | None
    versions: list[Row]

    @property
    def unread(self) -> bool:
        """No table at all was read: what is missing may be our reader's doing."""
        return not any(self.cells.values()) and not self.statistics


def report_flags(conn: sqlite3.Connection, version: str) -> list[Row]:
    return rows(
        conn,
        "select f.*, c.title as check_title, c.basis as check_basis from flags f "
        "left join checks c on c.id = f.[check] where f.version_id = ? order by "
        + SEVERITY_ORDER.format("f.severity")
        + ", f.[check], f.id",
        [version],
    )


def _neighbour(conn: sqlite3.Connection, report: Row, year: int) -> Row | None:
    """The organ's report of another year, else the one report of that year of an organ that became
    it (or that it became): `organ_name` says whose. Within one scope: `-own` reports are another
    series. None where two organs were merged: neither alone is its past."""
    own = str(report["id"]).endswith("-own")
    of_year = (
        "select r.id, r.version_id, r.form, r.report_year, r.organ_id, o.name as organ_name "
        "from reports r join organs o on o.id = r.organ_id where r.report_year = ? and "
    )
    for where in (
        "r.organ_id = :organ",
        "r.organ_id in (select id from organs where successor = :organ)"
        if year < report["report_year"]
        else "r.organ_id = (select successor from organs where id = :organ)",
    ):
        found = rows(
            conn,
            of_year.replace("?", ":year") + where + " order by r.id",
            {"organ": report["organ_id"], "year": year},
        )
        there = [c for c in found if str(c["id"]).endswith("-own") == own]
        if there:
            return there[0] if len(there) == 1 else None
    return None


def report_page(conn: sqlite3.Connection, id: str) -> ReportPage | None:
    """Everything about one report; None if there is no such report."""
    report = first(conn, "select * from reports where id = ?", [id])
    if report is None:
        return None
    version_id = report["version_id"]
    flags = report_flags(conn, version_id)
    dismissed = [flag for flag in flags if flag["review"] == "dismissed"]
    flags = [flag for flag in flags if flag["review"] != "dismissed"]
    notes = rows(conn, "select * from cell_notes where version_id = ?", [version_id])
    version = first(conn, "select * from versions where id = ?", [version_id])
    capture = version and first(
        conn, "select * from captures where id = ?", [version["capture_id"]]
    )

    form = form_of_version(report, version)
    cells: dict[str, Cells] = {}
    tables: dict[str, Markup] = {}
    previous = _neighbour(conn, report, report["report_year"] - 1)
    if form is not None:
        cells = read_cells(conn, form, version_id)
        before: dict[str, Cells] = {}
        if previous is not None and previous["form"] == report["form"]:
            before = read_cells(conn, form, previous["version_id"])
        for name in TABLE_NAMES:
            if name in form.tables:
                tables[name] = Markup(
                    render_table(
                        form,
                        name,
                        cells[name],
                        notes=_notes(notes),
                        marks=_marks(flags),
                        previous=before.get(name),
                        previous_label=f"上一年度（{report['report_year'] - 1}年）",
                    )
                )
    sections = rows(
        conn, "select * from sections where version_id = ? order by position", [version_id]
    )
    for section in sections:
        section["html"] = Markup(
            render_text(
                section["text"] or "",
                [
                    TextMark(f["id"], f["severity"], f["message"], f["start"], f["end"])
                    for f in flags
                    if f["section"] == section["position"] and _has_span(f)
                ],
            )
        )
        section["marks"] = Markup(
            mark_links(
                TextMark(f["id"], f["severity"], f["message"], 0, 0)
                for f in flags
                if f["section"] == section["position"] and not _has_span(f)
            )
        )
    _locate(flags, tables, form, sections)
    return ReportPage(
        report,
        first(conn, "select * from organs where id = ?", [report["organ_id"]]),
        version,
        capture,
        flags,
        dismissed,
        form.name if form else None,
        json.loads(version["notes"]) if version and version["notes"] else [],
        cells,
        notes,
        tables,
        sections,
        rows(
            conn,
            "select * from local_rows where version_id = ? order by position",
            [version_id],
        ),
        rows(
            conn,
            "select * from statistics where version_id = ? order by position",
            [version_id],
        ),
        rows(conn, "select * from stated where version_id = ? order by id", [version_id]),
        previous,
        _year_on_year(conn, report, previous) if previous else [],
        _neighbour(conn, report, report["report_year"] + 1),
        rows(
            conn,
            "select * from versions where report_id = ? and id <> ? order by first_seen_at, id",
            [id, version_id],
        ),
    )


def _year_on_year(conn: sqlite3.Connection, report: Row, previous: Row) -> list[Row]:
    """Key figures of two years: label, before, now, change and percent (words; None where they
    say nothing), large (a jump worth a look).
    Figures that are 0 or not read in both years are left out."""
    lines = []
    figures = {figure["label"]: figure["cells"] for figure in _figures(conn, [report, previous])}
    for label in COMPARED:
        now, before = (cell["value"] for cell in figures[label])
        if not now and not before:
            continue
        line: Row = {"label": label, "before": before, "now": now}
        line |= {"change": None, "percent": None, "large": False}
        if now is not None and before is not None:
            difference = now - before
            # Of a few cases every one more is +50%: not a jump.
            line["large"] = abs(difference) >= max(10, before / 5)
            line["change"] = f"{difference:+,}" if difference else "持平"
            if before >= 10 and abs(difference / before) >= 0.0005:  # not "+0.0%"
                line["percent"] = f"{difference / before:+.1%}"
        lines.append(line)
    return lines


def _notes(notes: list[Row]) -> list[CellNote]:
    return [
        CellNote(
            n["table"],
            n["item"],
            n["column"],
            n["kind"],
            n["raw"] or "",
            n["value"],
            n["confidence"],
        )
        for n in notes
    ]


def _has_span(flag: Row) -> bool:
    return flag["section"] is not None and flag["start"] is not None and flag["end"] is not None


def _marks(flags: list[Row]) -> list[Mark]:
    """Marks in the tables. A flag that quotes the text and names no row is shown there alone."""
    return [
        Mark(f["id"], f["severity"], f["message"], f["table"], f["item"], f["column"])
        for f in flags
        if f["table"] and (f["item"] or f["column"] or not _has_span(f))
    ]


def _locate(
    flags: list[Row], tables: Mapping[str, Markup], form: Form | None, sections: list[Row]
) -> None:
    """Give each flag `places`: where on the page it stands, as fragment and words; none for a
    flag about the whole report."""
    positions = {section["position"]: section for section in sections}
    for flag in flags:
        places = flag["places"] = []
        section = positions.get(flag["section"])
        if section is not None:
            name = f"quote-{flag['id']}" if _has_span(flag) else f"section-{flag['section']}"
            places.append({"anchor": name, "words": section["heading"] or "前言"})
        if flag["table"] in tables and form is not None and _marks([flag]):
            table = form.tables[flag["table"]]
            labels = {line.key: line.label for line in (*table.rows, *table.columns)}
            words = [labels[key] for key in (flag["item"], flag["column"]) if key in labels]
            keys = [flag["table"], flag["item"] or "", flag["column"] or ""]
            candidates = ("-".join(("cell", *keys)), "-".join(("row", *keys[:2])))
            anchor = next(
                (c for c in candidates if f'id="{escape(c)}"' in tables[flag["table"]]),
                f"table-{flag['table']}",
            )
            places.append({"anchor": anchor, "words": " · ".join(words) or "表格"})


def report_json(page: ReportPage) -> Row:
    """`/report/<id>.json`: the row of reports, its tables, sections, notes and flags."""
    drop = {"version_id"}
    return {
        **page.report,
        "organ": page.organ and page.organ["name"],
        "tables": page.cells,
        "local_rows": [
            {"table": r["table"], "label": r["label"], "printed": json.loads(r["printed"])}
            for r in page.local_rows
        ],
        "statistics": [_without(row, drop) for row in page.statistics],
        "sections": [
            {key: section[key] for key in ("position", "number", "heading", "text")}
            for section in page.sections
        ],
        "cell_notes": [_without(row, drop) for row in page.notes],
        "stated": [_without(row, drop) for row in page.stated],
        "flags": [
            _without(row, drop | {"places", "check_basis"})
            for row in (*page.flags, *page.dismissed)
        ],
        "notes": page.reading_notes,
        "capture": page.capture,
    }


def _without(row: Row, names: set[str]) -> Row:
    return {key: value for key, value in row.items() if key not in names}


# ── One organ ─────────────────────────────────────────────────────────────────────────────────


def organ_page(conn: sqlite3.Connection, id: str) -> Row | None:
    """An organ, its reports newest first, its key figures a line each with year-on-year change."""
    organ = first(conn, "select * from organs where id = ?", [id])
    if organ is None:
        return None
    reports = rows(
        conn, "select * from reports where organ_id = ? order by report_year desc, id", [id]
    )
    # Reports of another scope are another series: figures of the two never stand in one line.
    series = [
        (label, chosen)
        for label, own in (("", False), ("本机关（不含下级）", True))
        if (chosen := [r for r in reports if str(r["id"]).endswith("-own") == own])
    ]
    return {
        "organ": organ,
        "other_names": _names(organ["other_names"]),
        "place": place(organ["division_code"]),
        "predecessors": rows(
            conn, "select id, name from organs where successor = ? order by name", [id]
        ),
        "successor": first(conn, "select id, name from organs where id = ?", [organ["successor"]]),
        "reports": reports,
        "series": [
            {"label": label, "reports": chosen, "figures": _figures(conn, chosen)}
            for label, chosen in series
        ],
    }


def place(code: str | None) -> list[str]:
    """The divisions from the province down, without the whole country: 鼓楼区 is in several."""
    division = divisions.get(code) if code else None
    if division is None:
        return []
    return [part.name for part in (*division.parents, division)]


def _names(text: str | None) -> list[str]:
    """other_names is JSON: a list of names or of {name, from, to}; anything else is one name."""
    if not text:
        return []
    try:
        entries = json.loads(text)
    except ValueError:
        return [text]
    if not isinstance(entries, list):
        return [text]
    names = []
    for entry in entries:
        if isinstance(entry, dict):
            years = "–".join(str(entry[k]) for k in ("from", "to") if entry.get(k))
            names.append(f"{entry.get('name', '')}{f'（{years}）' if years else ''}")
        else:
            names.append(str(entry))
    return [name for name in names if name]


def _figures(conn: sqlite3.Connection, reports: list[Row]) -> list[Row]:
    columns: list[dict[tuple[str, str], Row]] = []
    for report in reports:
        held = {}
        for source in ("applications", "disputes", "disclosures"):
            key = "channel" if source == "disputes" else "item"
            for row in rows(
                conn, f"select * from [{source}] where version_id = ?", [report["version_id"]]
            ):
                held[source, row[key]] = row
        columns.append(held)
    figures = []
    for label, source, item, column in KEY_FIGURES:
        values = [held.get((source, item), {}).get(column) for held in columns]
        cells = []
        for number, report in enumerate(reports):
            older = number + 1
            adjacent = (
                older < len(reports) and reports[older]["report_year"] == report["report_year"] - 1
            )
            cells.append(
                {
                    "value": values[number],
                    "change": _change(values[number], values[older]) if adjacent else None,
                }
            )
        figures.append({"label": label, "cells": cells})
    return figures


def _change(now: float | None, before: float | None) -> str | None:
    """Year-on-year change for people: +12.5%, or the difference where the base is zero."""
    if now is None or before is None:
        return None
    if now == before:
        return "持平"
    if before <= 0:
        return f"{now - before:+g}"
    return f"{(now - before) / before:+.1%}"
