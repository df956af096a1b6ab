"""Which form does each table follow? Recognised from what is printed, never from the year."""

from __future__ import annotations

import json

import pytest

from parsers.forms import form_ids, load_form, mixed_form
from parsers.reading import form_of, read_file
from parsers.report import report_json
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
