"""Do the six sections begin where the report says they do?"""

from __future__ import annotations

import pytest

from parsers.reading import read_file
from parsers.sections import MAX_HEADING, read_heading, starts
from tests.made_reports import FORM, figures, page, report_html

HEADINGS = list(FORM.sections.values())


@pytest.mark.parametrize(
    ("line", "number"),
    [
        *((heading, number) for number, heading in FORM.sections.items()),
        ("一、 总 体 情 况", 1),
        ("一.总体情况", 1),
        ("总体情况", 1),
        ("一、概述", 1),
        ("一、政府信息公开工作总体情况", 1),
        ("第一部分 总体情况", 1),
        ("1、总体情况", 1),
        ("二、行政机关主动公开政府信息情况", 2),
        ("二、政府信息主动公开情况", 2),
        ("二、主动公开政府信息的情况", 2),
        ("二、收到和处理政府信息公开申请情况", 3),
        ("三、行政机关收到和处理政府信息公开申请情况", 3),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4),
        ("四、因政府信息公开工作被申请行政复议和提起行政诉讼情况", 4),
        ("四、政府信息公开行政复议和行政诉讼情况", 4),
        ("四、行政复议、行政诉讼情况", 4),
        ("五、政府信息公开工作存在的主要问题及改进情况", 5),
        ("五、存在问题及改进情况", 5),
        ("五、存在的问题和改进措施", 5),
        ("五、主要问题及改进情况", 5),
        ("六、其他需要报告的事项", 6),
        ("六、其它需要报告的事项", 6),
        ("六、需要报告的其他事项", 6),
        ("六、其他应当报告的事项", 6),
    ],
)
def test_headings(line: str, number: int) -> None:
    heading = read_heading(line)
    assert heading is not None
    assert heading.number == number
    assert heading.rest == ""


@pytest.mark.parametrize(
    "line",
    [
        "",
        "（一）总体情况",
        "(二)主动公开政府信息情况",
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六个部分组成。",
        "总体情况良好，群众满意。",
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        "行政复议",
        "问题",
        "一" * 3_000,
    ],
)
def test_no_headings(line: str) -> None:
    assert read_heading(line) is None


def test_text_on_the_heading_line_is_its_text() -> None:
    heading = read_heading("六、其他需要报告的事项：本年度未收取信息处理费。")
    assert heading is not None
    assert (heading.text, heading.rest) == ("六、其他需要报告的事项", "本年度未收取信息处理费。")
    assert len(heading.text) < MAX_HEADING


def test_a_table_of_contents_begins_no_section() -> None:
    lines: list[str | None] = [
        "目录",
        *HEADINGS,
        "前言",
        *(x for h in HEADINGS for x in (h, "正文。")),
    ]
    found = starts(lines)
    assert [heading.number for _, heading in found] == [1, 2, 3, 4, 5, 6]
    assert found[0][0] == 8


def test_a_contents_list_with_page_numbers() -> None:
    contents = [f"{heading}……{n}" for n, heading in enumerate(HEADINGS, 1)]
    lines: list[str | None] = [*contents, *(x for h in HEADINGS for x in (h, "正文。"))]
    assert [index for index, _ in starts(lines)] == [6, 8, 10, 12, 14, 16]


def test_order_and_ordinals_are_as_printed() -> None:
    """000 numbers two sections 二; a report may also print them in another order."""
    lines: list[str | None] = ["一、总体情况", "文。", "二、收到和处理政府信息公开申请情况", None]
    lines += ["二、主动公开政府信息情况", None]
    assert [heading.number for _, heading in starts(lines)] == [1, 3, 2]


def test_a_repeated_heading_stays_text() -> None:
    body = report_html(figures(2), texts={5: ["问题一。", "总体情况", "问题二。"]})
    report = read_file(page(body))
    section = report.section(5)
    assert section is not None
    assert section.text.split("\n") == ["问题一。", "总体情况", "问题二。"]


def test_preamble_signature_and_places_of_tables() -> None:
    report = read_file(page(report_html(figures(2), texts={3: ["表前。", "表后。"]})))
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert [section.position for section in report.sections] == list(range(7))
    assert report.sections[0].heading is None
    assert report.sections[0].text.startswith("本报告根据")
    assert report.sections[6].text.endswith("云岭县市场监督管理局\n2024年1月15日")
    section = report.sections[3]
    assert section.text == "表前。\n表后。"
    ((offset, table),) = section.tables
    assert offset == len(section.text)
    assert section.printed().startswith("表前。\n表后。\n（本列数据")
    assert table.count("\n") == 27
