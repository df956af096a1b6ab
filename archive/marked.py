"""How does `check --html` show a report? One self-contained page with cells and sentences marked.

For the organ's own staff before publication: it opens from disk, loads nothing and sends nothing.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from parsers.checks import SEVERITIES, CheckResults, Flag, catalogue
from parsers.reading import form_of
from parsers.render import (
    SEVERITY_LABELS,
    Mark,
    TextMark,
    mark_links,
    render_table,
    render_text,
)
from parsers.report import TABLE_NAMES, Report


def marked_page(report: Report, results: CheckResults, previous: Report | None = None) -> str:
    """The report in the official layout as one HTML page. previous: last year's, its values are
    set small beside those that differ."""
    folder = resources.files("archive.site")
    environment = Environment(loader=FileSystemLoader(str(folder / "pages")), autoescape=True)
    rules = {rule.id: rule for rule in catalogue()}
    flags = list(
        enumerate(sorted(results.flags, key=lambda flag: SEVERITIES.index(flag.severity)), start=1)
    )
    tables, sections = _tables(report, flags, previous), _sections(report, flags)
    drawn = "".join(tables) + "".join(section["html"] for section in sections)
    return environment.get_template("marked.html").render(
        title=report.title or "（无标题）",
        organ=report.organ or "未印出机关",
        year=report.report_year or "未印出",
        expected=report.cells_expected,
        read=report.cells_read,
        blank=report.cells_blank,
        css=Markup((folder / "assets" / "site.css").read_text("utf-8")),
        flags=[
            {
                "id": number,
                "check": flag.check,
                "title": rules[flag.check].title,
                "basis": rules[flag.check].basis,
                "severity": flag.severity,
                "symbol": SEVERITY_LABELS[flag.severity][0],
                "word": SEVERITY_LABELS[flag.severity][1],
                "message": flag.message,
                "quote": flag.quote,
                "place": _place(number, flag, drawn),
            }
            for number, flag in flags
        ],
        passed=results.passed,
        unjudged=results.not_assessable,
        notes=report.notes,
        tables=tables,
        local_rows=list(report.local_rows()),
        statistics=report.statistics,
        sections=sections,
    )


def _place(number: int, flag: Flag, drawn: str) -> str | None:
    """The anchor of the flag's cell, row, sentence or section, where the page has one."""
    keys = [flag.table or "", flag.item or "", flag.column or ""]
    candidates = [f"quote-{number}"]
    if flag.table:
        candidates += ["-".join(("cell", *keys)), "-".join(("row", *keys[:2]))]
        candidates.append(f"table-{flag.table}")
    for anchor in candidates:
        if f'id="{anchor}"' in drawn:
            return anchor
    return None if flag.section is None else f"section-{flag.section}"


def _sections(report: Report, flags: list[tuple[int, Flag]]) -> list[dict[str, Any]]:
    return [
        {
            "position": section.position,
            "heading": section.heading or "前言",
            "html": Markup(
                render_text(
                    section.text,
                    [
                        TextMark(str(n), f.severity, f.message, f.start, f.end)
                        for n, f in flags
                        if f.section == section.position
                        and f.start is not None
                        and f.end is not None
                    ],
                )
            ),
            "marks": Markup(
                mark_links(
                    TextMark(str(n), f.severity, f.message, 0, 0)
                    for n, f in flags
                    if f.section == section.position and f.start is None
                )
            ),
        }
        for section in report.sections
    ]


def _tables(report: Report, flags: list[tuple[int, Flag]], previous: Report | None) -> list[Markup]:
    form = form_of(report)
    if form is None:
        return []
    marks = [
        Mark(str(n), f.severity, f.message, f.table, f.item, f.column)
        for n, f in flags
        if f.table and (f.item or f.column or f.start is None)
    ]
    return [
        Markup(
            render_table(
                form,
                name,
                report.table(name),
                notes=report.cell_notes,
                marks=marks,
                previous=previous.table(name) if previous else None,
                previous_label=f"{previous.report_year}年" if previous else "上年",
            )
        )
        for name in TABLE_NAMES
        if report.table(name)
    ]
