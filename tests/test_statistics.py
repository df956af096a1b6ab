"""Are the statistics tables of 2008–2018 read as printed, the year's column and no other?"""

from __future__ import annotations

import json

import pytest

from parsers.documents import NotReadable
from parsers.grid import Table, place
from parsers.reading import read_file
from parsers.statistics import read_statistics
from tests.paths import SHARED


def table(*rows: tuple[str, ...]) -> Table:
    return place([[(text, 1, 1) for text in row] for row in rows])


FUJIAN = table(
    ("指标名称", "计量单位", "2018年度", "历年累计"),
    ("主动公开文件数", "条", "69", "106"),
    ("其中：1、政府网站\n公开数", "条", "", "106"),
    ("政府信息公开收费减免金额", "元", "1,200", "/"),
)


def test_the_years_column_is_taken_and_never_all_years_together() -> None:
    read = read_statistics([FUJIAN])
    assert read is not None
    assert read.form == "fujian"
    assert read.year == 2018
    assert [(r.indicator, r.unit, r.value, r.cumulative) for r in read.rows] == [
        ("主动公开文件数", "条", 69, 106),
        ("其中：1、政府网站公开数", "条", None, 106),
        ("政府信息公开收费减免金额", "元", 1200, None),
    ]
    assert [(n.column, n.kind) for n in read.notes] == [
        ("value", "blank"),
        ("value", "note"),
        ("cumulative", "dash"),
    ]
    assert read.cells == 6


def test_columns_are_found_by_their_names() -> None:
    swapped = table(
        ("指标名称", "历年累计", "计量单位", "2018年度"), ("主动公开文件数", "106", "条", "69")
    )
    read = read_statistics([swapped])
    assert read is not None
    assert (read.rows[0].value, read.rows[0].cumulative) == (69, 106)


def test_a_code_is_no_figure() -> None:
    coded = table(
        ("指标名称", "计量单位", "代码", "本期实际", "本年累计"),
        ("主动公开信息数", "条", "01", "7", "9"),
    )
    read = read_statistics([coded])
    assert read is not None
    assert read.form == "coded"
    assert (read.rows[0].value, read.rows[0].cumulative) == (7, 9)


def test_headings_are_no_indicators_and_a_cut_table_goes_on() -> None:
    first = table(
        ("统 计 指 标", "单位", "统计数"),
        ("三、依申请公开情况", "——", ""),
        ("（一）收到申请数", "件", "5"),
        ("1.当面申请数", "件", ""),
    )
    second = table(("（二）申请办结数", "件", "4"), ("1.按时办结数", "件", "4"))
    read = read_statistics([first, second])
    assert read is not None
    assert read.form == "stat2014"
    assert [r.value for r in read.rows] == [5, None, 4, 4]


def test_other_tables_are_none() -> None:
    assert read_statistics([table(("指标名称", "单位", "数量"), ("财政收入", "万元", "7"))]) is None
    assert read_statistics([]) is None


def test_the_sample_of_fujian() -> None:
    path = SHARED / "samples" / "fujian_2018_statistics_table.html"
    if not path.exists():
        pytest.skip("../shared/samples/fujian_2018_statistics_table.html is not here")
    truth = json.loads(path.with_suffix("").with_suffix(".truth.json").read_text("utf-8"))
    report = read_file(path.read_bytes(), path.name)
    assert report.form == truth["form"]
    assert report.report_year == truth["report_year"]
    assert [
        {"indicator": s.indicator, "unit": s.unit, "value": s.value, "cumulative": s.cumulative}
        for s in report.statistics
    ] == truth["statistics"]
    assert (report.cells_expected, report.cells_read) == (30, 30)


def page(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f'<html><body><div id="zoom">{body}</div></body></html>'.encode()


def test_a_report_of_free_text_is_a_report_with_its_own_headings() -> None:
    report = read_file(
        page(
            "2015年政府信息公开年度报告",
            "一、概述",
            "本局按照条例的规定做好政府信息公开工作。" * 20,
            "二、主动公开的做法",
            "通过网站公开信息20条。",
            "云汀市财政局",
            "2016年3月2日",
        )
    )
    assert report.form == "free"
    assert report.report_year == 2015
    assert report.organ == "云汀市财政局"
    assert report.evidence["organ"].startswith("落款")
    assert [(s.number, s.heading) for s in report.sections[-2:]] == [
        (1, "一、概述"),
        (None, "二、主动公开的做法"),
    ]


def test_a_page_of_images_says_so() -> None:
    with pytest.raises(NotReadable) as refusal:
        read_file(page("云汀市财政局2022年政府信息公开工作年度报告", '<img src="/a.png">'))
    assert refusal.value.kind == "unsupported"
    assert "/a.png" in refusal.value.message


def test_two_figures_in_a_cell_are_not_joined() -> None:
    doubled = table(
        ("指标名称", "计量单位", "2018年度", "历年累计"),
        ("主动公开文件数", "条", "69\n2条", "106"),
        ("其中：1、政府网站公开数", "条", "69条", "106"),
    )
    read = read_statistics([doubled])
    assert read is not None
    assert [row.value for row in read.rows] == [None, 69]
    assert [(n.column, n.kind) for n in read.notes] == [("value", "unreadable"), ("value", "unit")]
