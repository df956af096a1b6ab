"""Whose report is a page, and is it one? What only the whole page can tell."""

from __future__ import annotations

import pytest

from parsers.documents import NotReadable
from parsers.reading import read_file
from tests.made_reports import figures, page, report_html

BODY = report_html(figures(5), title="#")
assert BODY.count("#") == 1


@pytest.mark.parametrize(
    "lines",
    [
        ("测试市", "水利局", "2024年度", "政府信息公开工作年度报告"),
        ("测试市水利局", "2024年度政府信息公开", "工作年度报告"),
        ("测试市水利局2024年度", "政府信息公开工作年度报告"),
        ("测试市水利局2024年度政府信息公开工作年度报告",),
    ],
)
def test_a_title_over_several_lines_is_one(lines: tuple[str, ...]) -> None:
    tag = BODY[BODY.rindex("<", 0, BODY.index("#")) : BODY.index("#")].split()[0].strip("<>")
    title = f"</{tag}><{tag}>".join(lines)
    report = read_file(page(BODY.replace("#", title), title="年报"), "a.html")
    assert (report.organ, report.report_year) == ("测试市水利局", 2024)
    assert report.title == "测试市水利局2024年度政府信息公开工作年度报告"


def test_a_list_of_the_years_is_no_report() -> None:
    items = "".join(
        f'<li><a href="/{year}.html">测试市水利局{year}年政府信息公开工作年度报告</a></li>'
        for year in range(2012, 2008, -1)
    )
    prose = "<p>" + "测试市水利局承担全市水资源管理、防汛抗旱等职责。" * 40 + "</p>"
    with pytest.raises(NotReadable, match=r"列出 2009、2010、2011、2012 年的报告") as refused:
        read_file(page(f"<h1>政府信息公开年报</h1><ul>{items}</ul>{prose}"), "a.html")
    assert refused.value.kind == "other_kind"
