"""Do the six sections begin where the report says they do?"""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from parsers.checks import run_checks
from parsers.reading import read_file
from parsers.sections import MAX_HEADING, broken_headings, read_heading, starts
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


WORDINGS = tomllib.loads((Path(__file__).parent / "data" / "headings.toml").read_text("utf-8"))


def around(number: int, line: str) -> list[str | None]:
    """The lines of a report whose section `number` is headed by `line`."""
    lines: list[str | None] = ["本报告由总体情况、主动公开政府信息情况等六个部分组成。"]
    for n, heading in FORM.sections.items():
        lines.append(line if n == number else heading)
        if n == 1:
            lines += [
                "全年工作情况。",
                "（一）主动公开情况",
                "公开信息30条。",
                "（二）依申请公开情况",
            ]
            lines += [
                "收到申请3件。",
                "（三）政府信息管理",
                "修订目录。",
                "（四）平台建设",
                "改版网站。",
            ]
            lines += ["（五）监督保障", "组织培训。"]
        lines += [None] if n in (2, 3, 4) else ["正文一句。"]
    return lines


@pytest.mark.parametrize(
    ("line", "number"), [(line, int(n)) for n, ls in WORDINGS["headings"].items() for line in ls]
)
def test_heading_wordings(line: str, number: int) -> None:
    lines = around(number, line)
    found = starts(lines)
    assert [heading.number for _, heading in found] == [1, 2, 3, 4, 5, 6]
    assert lines[found[number - 1][0]] == line
    assert found[number - 1][1].rest == ""


@pytest.mark.parametrize("line", WORDINGS["none"]["lines"])
def test_what_is_no_heading(line: str) -> None:
    """Under 总体情况: the other sections stay where they are, whether whole or one is missing."""
    lines = around(1, FORM.sections[1])
    lines[3:3] = [line, "全年公开信息30条。"]
    found = starts(lines)
    assert [heading.number for _, heading in found] == [1, 2, 3, 4, 5, 6]
    assert all(lines[index] != line for index, _ in found)
    for missing in range(2, 7):
        heads = [FORM.sections[missing]]
        fewer = [one for one in lines if one not in heads]
        found = starts(fewer)
        assert [h.number for _, h in found] == [n for n in range(1, 7) if n != missing], missing


WORDS = [
    "总体概况",
    "主动公开情况",
    "依申请公开情况",
    "复议诉讼情况",
    "存在不足及改进措施",
    "其他事项",
]
SUBS = ["主动公开情况", "依申请公开情况", "政府信息管理", "平台建设", "监督保障"]


@pytest.mark.parametrize(
    ("top", "sub"),
    [
        ("一、", "（一）"),
        ("一、", "1."),
        ("一、", ""),
        ("一.", "（1）"),
        ("第一部分 ", "一、"),
        ("第一部分", "（一）"),
        ("（一）", "1."),
        ("1.", "（1）"),
        ("1、", "（一）"),
        ("01 ", "（一）"),
        ("", "（一）"),
        ("", "一、"),
        ("**一、", "**（一）"),
        ("### ", "#### "),
    ],
)
def test_the_rank_that_counts_the_sections(top: str, sub: str) -> None:
    def numbered(style: str, number: int) -> str:
        return style.replace("一", "一二三四五六"[number - 1]).replace("1", str(number))

    lines: list[str | None] = []
    expected = []
    for number, words in enumerate(WORDS, 1):
        expected.append(len(lines))
        lines.append(numbered(top, number) + words + ("**" if "**" in top else ""))
        if number == 1:
            lines.append("全年工作扎实推进。")
            for at, words in enumerate(SUBS, 1):
                lines += [numbered(sub, at) + words, f"全年开展工作{at}次，成效明显。"]
        lines += [None, "表后一句。"] if number in (2, 3, 4) else ["正文一句。"]
    found = starts(lines)
    assert [heading.number for _, heading in found] == [1, 2, 3, 4, 5, 6]
    if (top, sub) != ("", "") and sub:
        assert [index for index, _ in found] == expected


@pytest.mark.parametrize(
    ("line", "number", "heading", "rest"),
    [
        ("一、总体情况2024年，我局收到申请3件。", 1, "一、总体情况", "2024年，我局收到申请3件。"),
        ("一、总体概况。2024年，我局推进公开。", 1, "一、总体概况", "2024年，我局推进公开。"),
        ("一、总体情况：我局高度重视。", 1, "一、总体情况", "我局高度重视。"),
        ("一、总体情况（一）主动公开。全年3条。", 1, "一、总体情况", "（一）主动公开。全年3条。"),
        ("一、总体情况  全市各部门认真落实。", 1, "一、总体情况", "全市各部门认真落实。"),
        ("二、主动公开情况：全年公开信息3条。", 2, "二、主动公开情况", "全年公开信息3条。"),
        ("三、依申请公开情况 全年收到3件。", 3, "三、依申请公开情况", "全年收到3件。"),
        ("**五、存在问题及改进措施**一是人手不足。", 5, "五、存在问题及改进措施", "一是人手不足。"),
        ("六、其他需要报告的事项：无", 6, "六、其他需要报告的事项", "无"),
        ("六、其他需要报告的事项无。", 6, "六、其他需要报告的事项", "无。"),
        ("六、其他事项 无", 6, "六、其他事项", "无"),
        ("六、其他事项。本年度未收取信息处理费。", 6, "六、其他事项", "本年度未收取信息处理费。"),
    ],
)
def test_a_heading_that_runs_into_its_text(line: str, number: int, heading: str, rest: str) -> None:
    lines = around(number, line)
    found = {one.number: one for _, one in starts(lines)}
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert (found[number].text, found[number].rest) == (heading, rest)


def test_several_headings_in_one_line() -> None:
    line = "二、主动公开政府信息情况 三、依申请公开情况四、复议诉讼情况：无。五、存在问题：一是少。"
    lines: list[str | None] = ["一、总体情况", "正文。", line, "六、其他事项", "无。"]
    found = starts(lines)
    assert [(index, heading.number, heading.text, heading.rest) for index, heading in found] == [
        (0, 1, "一、总体情况", ""),
        (2, 2, "二、主动公开政府信息情况", ""),
        (2, 3, "三、依申请公开情况", ""),
        (2, 4, "四、复议诉讼情况", "无。"),
        (2, 5, "五、存在问题", "一是少。"),
        (3, 6, "六、其他事项", ""),
    ]


def test_a_list_of_measures_is_not_cut_out_of_its_line() -> None:
    text = "五、存在的问题及改进措施。一、公开不够及时；二、其他事项办理偏慢。"
    heading = read_heading(text)
    assert heading is not None
    assert heading.rest == "一、公开不够及时；二、其他事项办理偏慢。"


def test_variants_are_read_and_noted() -> None:
    """Section 1 under 一、总体概况 is read like any other, and its heading told apart (S03)."""
    body = report_html(figures(2))
    for number, words in enumerate(WORDS, 1):
        body = body.replace(FORM.sections[number], "一二三四五六"[number - 1] + "、" + words)
    flags = [f for f in run_checks(read_file(page(body))).flags if f.check in ("S01", "S03")]
    assert {(flag.check, flag.severity) for flag in flags} == {("S03", "info")}
    assert len(flags) == 6


# ── Headings broken over lines ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "broken",
    [
        ("四、政府信息公开行政复议、", "行政诉讼情况"),
        ("四、政府信息公开", "行政复议、", "行政诉讼情况"),
        ("三、收到和处理政府信息公开", "申请情况"),
        ("三、收到和处理", "政府信息公开申请情况"),
        ("三、依申请公开", "政府信息情况"),
        ("二、主动公开政府信息", "情况"),
        ("五、存在的主要问题", "及改进情况"),
        ("五、存在的主要问题及", "改进情况"),
        ("五、政府信息公开工作", "存在的主要问题及改进情况"),
        ("六、其他需要报告", "的事项"),
        ("六、其他", "需要报告的事项"),
        ("一、", "总体情况"),
        ("一", "总体情况"),
        ("第一部分", "总体情况"),
        ("1、", "总体情况"),
        ("（一）", "总体情况"),
        ("政府信息公开行政复议、", "行政诉讼情况"),
        ("**四、**", "**政府信息公开行政复议、行政诉讼情况**"),
    ],
)
def test_a_heading_broken_over_lines_is_one(broken: tuple[str, ...]) -> None:
    lines: list[str | None] = ["前一句。", *broken, "后一句。"]
    assert broken_headings(lines) == [(1, 1 + len(broken), "".join(broken))]


@pytest.mark.parametrize(
    "lines",
    [
        ("五、存在的主要问题", "改进措施"),  # two headings
        ("五、存在的主要问题", "（一）公开不够及时"),
        ("一、总体情况", "领导高度重视"),
        ("一、总体情况", "总体情况"),
        ("一、总体情况", "二、主动公开政府信息情况"),
        ("一、", "我局高度重视政府信息公开工作"),
        ("（二）", "依申请公开情况"),  # a part of section 1
        ("四、政府信息公开行政复议、", "行政诉讼情况。"),
        ("全年推进主动公开、依申请公开、", "行政复议、行政诉讼情况"),
        ("（六）政府信息公开行政复议、", "行政诉讼情况的统计更加准确"),
        ("2023年政府信息公开", "工作总体情况"),  # a title
        ("云岭县2023年政府信息公开", "工作总体情况"),
        ("六、其他需要报告的事项", "无"),
        ("三、依申请公开", None, "政府信息情况"),
    ],
)
def test_lines_that_are_no_broken_heading(lines: tuple[str | None, ...]) -> None:
    assert broken_headings(["前一句。", *lines, "后一句。"]) == []


def test_running_text_that_wraps_at_a_heading_s_words_is_no_heading() -> None:
    text = "本年度我局认真梳理并逐项核对了主动公开政府信息情况以及政府信息公开行政复议、"
    lines = [text, "政府信息公开行政复议、", "行政诉讼情况", "，数据准确。"]
    assert broken_headings(lines) == []


@pytest.mark.parametrize("glue", ["<br>", "</p><p>", "</strong><br/><strong>", "<br>\n<br>"])
@pytest.mark.parametrize("number", FORM.sections)
def test_headings_broken_in_markup(number: int, glue: str) -> None:
    """At any place of the heading; with the table or the text of the section below it."""
    heading = FORM.sections[number]
    whole = [(s.number, s.heading, s.text) for s in read_file(page(BODY)).sections]
    for at in range(1, len(heading)):
        report = read_file(page(BODY.replace(heading, heading[:at] + glue + heading[at:])))
        assert [(s.number, s.heading, s.text) for s in report.sections] == whole, heading[:at]
        assert "S01" not in {flag.check for flag in run_checks(report).flags}


BODY = report_html(figures(2))


# ── Missing headings ──────────────────────────────────────────────────────────────────────────


def test_a_slip_is_read_at_the_place_of_its_section_only() -> None:
    slip = "四、政府信息公开行政复议、行政诉情况"
    lines = around(4, slip)
    twice = [*lines[: lines.index(slip)], slip, *lines[lines.index(slip) :]]
    assert [h.number for _, h in starts(twice)] == [1, 2, 3, 5, 6]  # which of the two?
    moved = [line for line in lines if line != slip]
    moved[1:1] = [slip]
    assert [h.number for _, h in starts(moved)] == [1, 2, 3, 5, 6]


def test_the_last_of_a_list_is_no_section() -> None:
    lines = around(6, "正文又一句。")
    names = "一二三四五"
    at = lines.index(FORM.sections[5]) + 1
    lines[at:at] = [line for n in names for line in (f"{n}、第{n}个问题", "说明一句。")]
    lines[at + 10 : at + 10] = ["六、其他", "说明一句。"]
    assert [h.number for _, h in starts(lines)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("tail", ["表", "统计表", "统计"])
def test_a_table_s_name_heads_its_section_where_nothing_else_does(tail: str) -> None:
    def bare(number: int) -> str:
        return FORM.sections[number][2:]

    lines = around(2, FORM.sections[2])
    lines = [next((bare(n) for n in range(1, 7) if FORM.sections[n] == x), x) for x in lines]
    lines[lines.index(bare(2))] = bare(2) + tail
    assert [(h.number, h.text) for _, h in starts(lines)][1] == (2, bare(2) + tail)
    numbered = around(2, FORM.sections[2])
    at = numbered.index(FORM.sections[2])
    numbered[at + 1 : at + 1] = [bare(2) + tail]
    assert [i for i, _ in starts(numbered)][1] == at


def test_other_reports_are_not_filled_up() -> None:
    """Fewer than three of the six: nothing says that the rest is missing."""
    lines: list[str | None] = [
        "一、总体情况",
        "正文。",
        "二、存在的问题",
        "正文。",
        "三、其他",
        "无。",
    ]
    assert [h.number for _, h in starts(lines)] == [1, 5]


def test_thousands_of_headings_are_read_in_linear_time() -> None:
    headings = [HEADINGS[n % 6] for n in range(12_000)]
    halves = [half for heading in headings for half in (heading[:8], heading[8:])]
    missing = [h for h in headings if h != HEADINGS[3]] + ["四、政府信息公开行政复"] * 3_000
    began = time.process_time()
    starts(headings)
    broken_headings(halves)
    starts(missing)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("organ", ["云岭县市场监督管理局", "云岭县人民政府"])
@pytest.mark.parametrize(
    ("number", "head", "tail"),
    [
        (4, "四、{}政府信息公开行政复议、", "行政诉讼情况"),
        (3, "三、{}收到和处理政府信息", "公开申请情况"),
        (1, "一、{}政府信息公开工作", "总体情况"),
        (5, "五、{}政府信息公开工作存在的主要问题", "及改进情况"),
    ],
)
def test_a_heading_with_the_organs_name_broken_over_lines(
    organ: str, number: int, head: str, tail: str
) -> None:
    ((first, behind, whole),) = broken_headings([head.format(organ), tail, "全年情况良好。"])
    assert (first, behind) == (0, 2)
    assert whole == head.format(organ) + tail
    lines = ["一、总体情况" if n == 1 else heading for n, heading in enumerate(HEADINGS, start=1)]
    lines[number - 1] = whole
    assert [h.number for _, h in starts([part for line in lines for part in (line, "无。")])] == [
        *range(1, 7)
    ]
