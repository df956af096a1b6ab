"""Which form does each table follow? Recognised from what is printed, never from the year."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from parsers.checks import run_checks
from parsers.forms import Line, form_ids, load_form, mixed_form
from parsers.labels import core
from parsers.reading import form_of, read_file
from parsers.report import report_json
from tests import made_reports
from tests.paths import SHARED

TITLE = "云汀市财政局2023年政府信息公开工作年度报告"


def page(rows: list[list[str]]) -> bytes:
    grid = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    headings = "".join(f"<p>{h}</p><p>正文。</p>" for h in load_form("2021").sections.values())
    cut = headings.replace("<p>二、主动公开政府信息情况</p>", "", 1)
    table = f"<p>二、主动公开政府信息情况</p><table>{grid}</table>"
    return f"<html><body><p>{TITLE}</p>{table}{cut}</body></html>".encode()


DOCUMENTS_2019 = [
    ["第二十条第（一）项", "", "", ""],
    ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
    ["规章", "1", "2", "3"],
    ["规范性文件", "4", "5", "6"],
]
DECISIONS_2021 = [
    ["第二十条第（五）项", ""],
    ["信息内容", "本年处理决定数量"],
    ["行政许可", "7"],
    ["第二十条第（六）项", ""],
    ["信息内容", "本年处理决定数量"],
    ["行政处罚", "8"],
    ["行政强制", "9"],
    ["行政检查", "10"],
    ["第二十条第（八）项", ""],
    ["信息内容", "本年收费金额（单位：元）"],
    ["行政事业性收费", "110"],
]


def test_forms_are_data() -> None:
    assert form_ids() == ("2021", "2019")
    assert [sum(t.cells for t in load_form(id).tables.values()) for id in form_ids()] == [200, 198]
    assert len(load_form("2019").tables["applications"].rows) == 23


def test_a_report_may_print_clauses_of_two_forms() -> None:
    report = read_file(page([*DOCUMENTS_2019, *DECISIONS_2021]))
    assert report.form == "hybrid"
    assert report.active_disclosure["regulations"] == {
        "made": 1,
        "newly_published": 2,
        "total_public": 3,
    }
    assert report.active_disclosure["administrative_penalty"] == {"decisions": 8}
    form = form_of(report)
    assert form is not None
    assert form is mixed_form(report.table_forms)
    assert {row.key for row in form.tables["active_disclosure"].rows} == set(
        report.active_disclosure
    )
    reading = report.table_readings[0]
    assert not reading.missing
    assert not reading.surplus


def test_a_local_row_is_kept_and_the_headers_unit_holds() -> None:
    report = read_file(page([*DOCUMENTS_2019, *DECISIONS_2021]))
    assert report.table_readings[0].extra == (("行政检查", ("10",)),)
    assert report.active_disclosure["administrative_fees"] == {"amount_wan_yuan": 0.011}
    (note,) = (n for n in report.cell_notes if n.item == "administrative_fees")
    assert (note.kind, note.raw) == ("unit", "110")


def test_one_form_is_no_mixture() -> None:
    assert read_file(page(DOCUMENTS_2019)).form == "2019"
    assert read_file(page(DECISIONS_2021)).form == "2021"


def test_every_cell_of_shanghai_2019() -> None:
    path = SHARED / "samples" / "shanghai_office_2019.html"
    if not path.exists():
        pytest.skip("../shared/samples/shanghai_office_2019.html is not here")
    truth = json.loads((path.parent / "shanghai_office_2019.truth.json").read_text("utf-8"))
    report = read_file(path.read_bytes(), path.name)
    read = report_json(report)
    for key in ("organ", "report_year", "form", "title", "published_on", "signed_on", "period"):
        assert read[key] == truth[key]
    for row, cells in truth["active_disclosure"].items():
        raw = cells.pop("amount_raw", None)
        assert read["active_disclosure"][row] == cells
        if raw is not None:
            assert [n["raw"] for n in read["cell_notes"] if n["item"] == row] == [raw]
    assert read["applications"] == truth["applications"]
    assert read["review_litigation"] == truth["review_litigation"]
    assert (report.cells_expected, report.cells_read) == (198, 198)


# ── Labels ────────────────────────────────────────────────────────────────────────────────────

LABELS = tomllib.loads((Path(__file__).parent / "data" / "labels.toml").read_text("utf-8"))
NONE = LABELS.pop("none")["labels"]
VARIANTS = [
    (table, kind, key, label)
    for table, kinds in LABELS.items()
    for kind, lines in kinds.items()
    for key, labels in lines.items()
    for label in labels
]


def hits(lines: Iterable[Line], label: str) -> list[str]:
    """Lines that a printed label's core fits."""
    return [line.key for line in lines if line.core and line.core.search(core(label))]


def without_unit(label: str) -> str:
    return re.sub(r"[（(](单位：)?(件|万元)[）)]$", "", label)


@pytest.mark.parametrize("id", form_ids())
@pytest.mark.parametrize(("table", "kind", "key", "label"), VARIANTS)
def test_a_label_names_one_line(table: str, kind: str, key: str, label: str, id: str) -> None:
    lines: tuple[Line, ...] = getattr(load_form(id).tables[table], kind)
    expected = [key] if key in {line.key for line in lines} else []
    found = hits(lines, without_unit(label))
    if not expected:  # a row of the other form: no row of this one may take it
        allowed = {"decisions"} if kind == "columns" else set()
        assert set(found) <= allowed
    else:
        assert found == expected


def test_every_line_has_variants_and_its_own_label() -> None:
    for id in form_ids():
        for name, table in load_form(id).tables.items():
            for kind, lines in (("rows", table.rows), ("columns", table.columns)):
                for line in lines:
                    assert line.core is not None
                    assert hits(lines, line.label) == [line.key]
                    if id == form_ids()[0] or kind == "rows":
                        assert line.key in LABELS[name][kind], line.key


@pytest.mark.parametrize("label", NONE)
def test_headers_name_no_row(label: str) -> None:
    for id in form_ids():
        for name, table in load_form(id).tables.items():
            assert not hits(table.rows, label), (id, name)
            assert not hits(table.columns, label) or name == "review_litigation"


def test_rows_of_a_table_are_not_names_of_another() -> None:
    """Where the three tables stand in one, a row must not be taken for section 4's, nor the other
    way round; 其他 and 总计 stand in both."""
    for id in form_ids():
        tables = load_form(id).tables
        disputes = tables["review_litigation"]
        own = (*disputes.rows, *disputes.columns)
        for table, _, _, label in VARIANTS:
            if core(label) in ("其他", "其它", "总计", "合计"):
                continue
            if table == "applications":
                assert not hits(own, label), label
            elif table == "review_litigation":
                assert not hits(tables["applications"].rows, label), label


ROWS = {(name, row.key): row for name, t in load_form("2021").tables.items() for row in t.rows}
PRINTED = [(t, key, label) for t, k, key, label in VARIANTS if k == "rows" and (t, key) in ROWS]
"""Rows of the form of 2021; made_reports makes no other."""


@pytest.mark.parametrize(("table", "key", "label"), PRINTED)
def test_a_report_with_the_label_is_read_whole(table: str, key: str, label: str) -> None:
    line = ROWS[table, key]
    figures = made_reports.figures(3)
    printed = made_reports.report_html(figures)
    changed = printed.replace(f">{line.label}<", f">{label}<")
    if changed == printed:
        assert label == line.label or key == "review"
    report = read_file(made_reports.page(changed))
    assert not made_reports.wrong(report, figures)
    reading = next(r for r in report.table_readings if r.name == table)
    assert not reading.missing
    assert not reading.extra
    flags = [flag for flag in run_checks(report).flags if flag.check in ("S05", "S06", "S07")]
    assert not flags
    named = [f.item for f in run_checks(report).flags if f.check == "S08"]
    is_other = core(label) != core(line.label)
    if table != "review_litigation":
        assert named == ([key] if is_other else [])


OUTCOMES = {
    key: labels for key, labels in LABELS["review_litigation"]["columns"].items() if key != "total"
}


@pytest.mark.parametrize("number", range(9))
def test_a_reviews_table_with_other_names(number: int) -> None:
    figures = made_reports.figures(4)
    printed = made_reports.report_html(figures)
    for column in load_form("2021").tables["review_litigation"].columns:
        if column.key != "total":
            names = OUTCOMES[column.key]
            printed = printed.replace(f">{column.label}<", f">{names[number % len(names)]}<")
    report = read_file(made_reports.page(printed))
    assert not made_reports.wrong(report, figures)
    assert not [f for f in run_checks(report).flags if f.check in ("S05", "S06", "S07")]


@pytest.mark.parametrize("number", range(8))
def test_an_applications_table_with_other_column_names(number: int) -> None:
    figures = made_reports.figures(5)
    applications = load_form("2021").tables["applications"]
    head, *rest = made_reports.report_html(figures).partition("一、本年新收")
    for column in applications.columns:
        if column.key not in ("total", "other"):
            names = LABELS["applications"]["columns"][column.key]
            head = head.replace(f">{column.label}<", f">{names[number % len(names)]}<")
    head = head.replace("法人或其他组织", ("法人和其他组织", "法人及其他组织")[number % 2])
    report = read_file(made_reports.page(head + "".join(rest)))
    assert not made_reports.wrong(report, figures)
    assert not [f for f in run_checks(report).flags if f.check in ("S05", "S06", "S07")]


def test_columns_in_another_order_under_other_names() -> None:
    """总计 first, and the group under another name."""
    figures = made_reports.figures(6)
    rows = made_reports.application_rows(figures)
    rows[1] = [("总计", 2, 1), ("个人", 2, 1), ("法人和其他组织", 1, 5)]
    rows[3:] = [[*row[:-7], row[-1], *row[-7:-1]] for row in rows[3:]]
    active, _, disputes = made_reports.official_tables(figures)
    body = made_reports.report_html(
        figures, tables=(active, made_reports.table_html(rows), disputes)
    )
    assert not made_reports.wrong(read_file(made_reports.page(body)), figures)


def test_a_part_of_a_label_names_no_other_row() -> None:
    """Page breaks and lost cells leave beginnings and ends of labels."""
    known = {("denied_other_law", "其他"), ("litigation_after_review", "复议")}
    for id in form_ids():
        for name, table in load_form(id).tables.items():
            own = load_form(id).tables["review_litigation"] if name == "applications" else None
            for line in table.rows:
                ends = range(1, len(line.label))
                parts = {line.label[:at] for at in ends} | {line.label[at:] for at in ends}
                for part in parts:
                    if not core(part) or (line.key, core(part)) in known:
                        continue
                    assert hits(table.rows, part) in ([], [line.key]), (id, line.label, part)
                    if own and core(part) not in ("其他", "总计"):
                        assert not hits((*own.rows, *own.columns), part), (id, part)
