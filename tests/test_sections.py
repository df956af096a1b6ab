"""Do the six sections begin where the report says they do?"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from parsers.broken_headings import broken_headings
from parsers.checks import run_checks
from parsers.headings import MAX_HEADING, read_heading
from parsers.parts import parts
from parsers.reading import read_file
from parsers.sections import starts
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
        ("Ⅰ、总体情况", 1),
        ("Ⅱ. 主动公开政府信息情况", 2),
        ("IV、政府信息公开行政复议、行政诉讼情况", 4),
        ("Ⅵ 其他需要报告的事项", 6),
        ("壹、总体情况", 1),
        ("一丶总体情况", 1),
        ("一。总体情况", 1),
        ("一—总体情况", 1),
        ("第1部分 总体情况", 1),
        ("（第一部分）总体情况", 1),
        ("部分一：总体情况", 1),
        ("第二节 主动公开政府信息情况", 2),
        ("Part 2、主动公开政府信息情况", 2),
        ("【总体情况】", 1),
        ("【一、总体情况】", 1),
        ("一、【总体情况】", 1),
        ("「总体情况」", 1),
        ("〖总体情况〗", 1),
        ("[总体情况]", 1),
        ("（总体情况）", 1),
        ("一、“总体情况”", 1),
        ("一、《总体情况》", 1),
        ("一、（总体情况）", 1),
        ("▍总体情况", 1),
        ("——总体情况——", 1),
        ("一、关于总体情况", 1),
        ("七、2023年其他需要报告的事项", 6),
        ("一、\u200b总体情况", 1),
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
        "【主动公开情况】",
        "“总体情况”是报告的第一部分",
        "部分三、四级调研员",
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


# ── Parts beside the six ──────────────────────────────────────────────────────────────────────

EXTRA = "人大建议和政协提案办理结果公开情况"
STYLES = {
    "一、": lambda n: "一二三四五六七八九"[n - 1] + "、",
    "第一部分": lambda n: f"第{'一二三四五六七八九'[n - 1]}部分 ",
    "（一）": lambda n: f"（{'一二三四五六七八九'[n - 1]}）",
    "1.": lambda n: f"{n}.",
    "01": lambda n: f"{n:02d} ",
    "①": lambda n: "①②③④⑤⑥⑦⑧⑨"[n - 1],
    "Ⅰ、": lambda n: "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ"[n - 1] + "、",
    "I. ": lambda n: ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][n - 1] + ". ",
    "壹、": lambda n: "壹贰叁肆伍陆柒捌玖"[n - 1] + "、",
    "A、": lambda n: "ABCDEFGHI"[n - 1] + "、",
    "## 一、": lambda n: "## " + "一二三四五六七八九"[n - 1] + "、",
}


def counted(
    whole: list[int | str], style: str = "一、", inside: dict[int, list[str]] | None = None
) -> list[str | None]:
    """A report's lines: its parts in order, numbers for the six; inside: section → lines."""
    lines: list[str | None] = ["云岭县财政局2023年政府信息公开工作年度报告", "编制本报告。"]
    below = "1." if style == "（一）" else "（一）"
    for ordinal, part in enumerate(whole, start=1):
        words = part if isinstance(part, str) else FORM.sections[part][2:]
        lines.append(STYLES[style](ordinal) + words)
        if part == 1:
            for n, sub in enumerate(SUBS, 1):
                lines += [STYLES[below](n) + sub, "全年开展工作。"]
        elif part in (2, 3, 4):
            lines.append(None)
        else:
            lines.append("正文一句。")
        lines += (inside or {}).get(part, []) if isinstance(part, int) else []
    return lines


def numbers(lines: list[str | None]) -> list[int | None]:
    return [number for _, number, _, _ in parts(lines, starts(lines))]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "whole",
    [
        [1, 2, 3, 4, 5, 6],
        [1, 2, 3, 4, EXTRA, 5, 6],
        [1, "重点领域信息公开情况", 2, 3, 4, 5, 6],
        [1, 2, 3, 4, 5, "政务公开工作要点落实情况", 6],
        [1, 2, 3, 4, 5, 6, "附件"],
        [1, 2, 3, 4, EXTRA, "政务公开工作要点落实情况", 5, 6],
        ["编制说明", 1, 2, 3, 4, 5, 6],
        [1, 2, 3, 4, 5, "信息处理费收取情况", 6],
    ],
)
def test_parts_beside_the_six(style: str, whole: list[int | str]) -> None:
    lines = counted(whole, style)
    wanted = [part if isinstance(part, int) else None for part in whole]
    assert numbers(lines) == wanted
    assert [h.number for _, h in starts(lines)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("count", range(2, 9))
@pytest.mark.parametrize("style", ["一、", "1.", "（一）"])
@pytest.mark.parametrize("end", ["", "，需要改进。"])
def test_a_list_inside_a_section_is_no_row_of_parts(count: int, style: str, end: str) -> None:
    """However long it is, and though its ordinals reach the next section's."""
    listed = [f"{STYLES[style](n)}第{n}个方面不够到位{end}" for n in range(1, count + 1)]
    for number in (5, 6):
        assert numbers(counted([1, 2, 3, 4, 5, 6], style, {number: listed})) == [*range(1, 7)]
    lines = counted([1, 2, 3, 4, 5, 6], style, {5: listed[1:]})  # 一、 runs on in the line above
    assert numbers(lines) == [*range(1, 7)]
    lines = counted([1, 2, 3, 4, 5, EXTRA, 6], style, {5: listed})
    assert numbers(lines) == [1, 2, 3, 4, 5, None, 6]


@pytest.mark.parametrize(
    "whole", [[1, EXTRA, 2, 3, 4, 5, 6], [1, 2, 3, 4, EXTRA, 5, 6], ["编制说明", *range(1, 7)]]
)
def test_a_table_of_contents_names_the_other_parts_too(whole: list[int | str]) -> None:
    lines = counted(whole)
    heads = [line for _, _, line, _ in parts(lines, starts(lines))]
    contents = [*lines[:1], "目录", *heads, *lines[1:]]
    found = parts(contents, starts(contents))
    assert [index for index, *_ in found] == [
        index + 1 + len(heads) for index, *_ in parts(lines, starts(lines))
    ]


FIRST_FOUR = [
    line for n in range(1, 5) for line in (FORM.sections[n], None if n > 1 else "推进公开。")
]


@pytest.mark.parametrize(
    ("rest", "wanted"),
    [
        # The ordinals behind an inserted part stay, or leave one out.
        (
            "五、人大建议办理情况|3件。|五、存在的主要问题及改进情况|少。|六、其他事项|无。",
            [None, 5, 6],
        ),
        (
            "四、人大建议办理情况|3件。|五、存在的主要问题及改进情况|少。|六、其他事项|无。",
            [None, 5, 6],
        ),
        (
            "六、人大建议办理情况|3件。|七、存在的主要问题及改进情况|少。|八、其他事项|无。",
            [None, 5, 6],
        ),
        # The text in the heading's line.
        (
            "五、人大建议办理情况：3件。|六、存在的主要问题及改进情况|少。|七、其他事项|无。",
            [None, 5, 6],
        ),
        (
            "五、人大建议办理情况 全年，3件。|六、存在的问题及改进情况|少。|七、其他事项|无。",
            [None, 5, 6],
        ),
        (
            "五、我局办理建议3件，均公开。|六、存在的问题及改进情况|少。|七、其他事项|无。",
            [None, 5, 6],
        ),
        # Both halves of section 5; a plan besides.
        ("五、存在的主要问题|少。|六、改进措施|加强。|七、其他事项|无。", [5, 5, 6]),
        ("五、存在的问题及改进措施|少。|六、下一步工作打算|加强。|七、其他事项|无。", [5, None, 6]),
        # Section 6 under what it has to report, and without a heading.
        ("五、存在的问题及改进措施|少。|六、收取信息处理费情况|未收取。", [5, 6]),
        ("五、存在的问题及改进措施|少。|六、政府信息公开信息处理费收费情况|未收取。", [5, 6]),
        (
            "五、存在的问题及改进措施|少。|六、建议办理情况|3件。|七、信息处理费收取情况|无。",
            [5, None, 6],
        ),
        ("五、存在的问题及改进措施|少。|六、本机关无其他需要报告的事项。", [5, 6]),
        ("五、存在的问题及改进措施|一、少|二、慢|六、无其他需要报告的事项。", [5, 6]),
        ("五、存在的问题及改进措施|少。|六、其他事项|一、无|二、无|七、附件", [5, 6, None]),
        # No heading.
        (
            "五、存在的问题及改进措施|六、七月份开展检查。|六月份培训。|六是加强。|六、其他事项|无。",
            [5, 6],
        ),
        (
            "四、政府信息公开行政复议、行政诉讼情况表|五、存在的问题及改进措施|少。|六、其他事项",
            [5, 6],
        ),
        ("五、存在的问题及改进措施|（六）建议办理情况|6.建议办理情况|六、其他事项|无。", [5, 6]),
    ],
)
def test_parts_behind_the_fourth(rest: str, wanted: list[int | None]) -> None:
    assert numbers([*FIRST_FOUR, *rest.split("|")]) == [1, 2, 3, 4, *wanted]


def test_rows_of_a_lost_table_are_no_parts() -> None:
    rows = ["一、本年新收政府信息公开申请数量", "0", "二、上年结转政府信息公开申请数量", "0"]
    rows += ["三、本年度办理结果", "（一）予以公开", "0", "四、结转下年度继续办理", "0"]
    lines = counted([1, 2, 3, 4, 5, 6], inside={3: rows})
    assert numbers(lines) == [1, 2, 3, 4, 5, 6]
    del lines[lines.index(FORM.sections[4])]
    assert numbers(lines) == [1, 2, 3, 5, 6]


def with_extra(heading: Callable[[str], str] = lambda line: f"<p>{line}</p>") -> str:
    """A report in seven parts. heading: HTML of each part's heading."""
    body = BODY
    for number, line in FORM.sections.items():
        moved = line.replace("六", "七").replace("五", "六", number == 5)
        extra = heading(f"五、{EXTRA}") + "<p>办理建议12件，均已公开。</p>" if number == 5 else ""
        body = body.replace(f"<p>{line}</p>", extra + heading(moved))
    return body


@pytest.mark.parametrize(
    "heading",
    [
        lambda line: f"<p>{line}</p>",
        lambda line: f"<p><strong>{line}</strong></p>",
        lambda line: f'<table border="1"><tr><td>{line}</td></tr></table>',
        lambda line: f"<p>{line[:2]}<br>{line[2:]}</p>",
        lambda line: f"<p>{line[:2]}</p><p>{line[2:]}</p>",
        lambda line: f"<p>{line[0]}</p><p>{line[2:]}</p>",
        lambda line: "<p>" + "\u200b".join(line) + "</p>",
        lambda line: "<p>" + " ".join(line) + "</p>",
        lambda line: f"<p>{line[:2]}2023年{line[2:]}</p>",
        lambda line: f"<p>{line[:2]}云岭县市场监督管理局{line[2:]}</p>",
        lambda line: f"<p>【{line}】</p>",
        lambda line: f"<p>{line[:2]}【{line[2:]}】</p>",
        lambda line: f"<p>{line}（2023年度）</p>",
        lambda line: f"<p>■ {line}</p>",
    ],
)
def test_a_seventh_part_in_markup(heading: Callable[[str], str]) -> None:
    report = read_file(page(with_extra(heading)))
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, None, 5, 6]
    extra = report.sections[5]
    assert EXTRA in "".join((extra.heading or "").replace("\u200b", "").split())
    assert extra.text == "办理建议12件，均已公开。"
    flags = {flag.check for flag in run_checks(report).flags}
    assert not flags & {"S01", "S02", "S05", "T02", "N15", "N16"}


def test_a_part_s_heading_broken_over_lines() -> None:
    halves = EXTRA.replace("和政协", "</p><p>和政协")
    report = read_file(page(with_extra().replace(EXTRA, halves)))
    assert report.sections[5].heading == f"五、{EXTRA}"


@pytest.mark.parametrize("said", ["本年度未收取。", "无。", "本年度收取320元。"])
@pytest.mark.parametrize("more", ["", "<p>七、其他需要报告的事项</p><p>无其他需要报告的事项。</p>"])
def test_the_fee_s_own_part_states_the_fee(said: str, more: str) -> None:
    body = report_html(figures(2), texts={6: [said]})
    body = body.replace(FORM.sections[6], "六、信息处理费收取情况")
    body = body.replace(f"<p>{said}</p>", f"<p>{said}</p>{more}")
    report = read_file(page(body))
    assert [s.number for s in report.sections][-2:] == ([None, 6] if more else [5, 6])
    assert not {f.check for f in run_checks(report).flags} & {"S01", "N15", "N16"}


def test_a_fee_s_part_that_states_none() -> None:
    body = report_html(figures(2), texts={6: ["严格执行有关规定。"]})
    report = read_file(page(body.replace(FORM.sections[6], "六、信息处理费收取情况")))
    assert "N15" in {f.check for f in run_checks(report).flags}


def test_both_halves_of_section_five_tell_of_it() -> None:
    told = ["公开不够全面，更新不够及时。", "六、改进措施", "加强培训，提高公开的质量和时效。"]
    body = report_html(figures(2), texts={5: told})
    body = body.replace(FORM.sections[5], "五、存在的主要问题").replace("六、其他", "七、其他")
    report = read_file(page(body))
    assert [s.number for s in report.sections] == [0, 1, 2, 3, 4, 5, 5, 6]
    assert "T02" not in {f.check for f in run_checks(report).flags}


def test_sections_under_headings_in_brackets() -> None:
    body = BODY
    for line in FORM.sections.values():
        body = body.replace(f"<p>{line}</p>", f"<p>【{line[2:]}】</p>")
    report = read_file(page(body))
    assert [(s.number, s.heading) for s in report.sections[1:]] == [
        (number, f"【{line[2:]}】") for number, line in FORM.sections.items()
    ]
    long = "2023年，我局坚持以公开为常态、不公开为例外，" * 6
    (heading,) = (h for _, h in starts(["编制本报告。", f"【总体情况】{long}"]))
    assert (heading.number, heading.text, heading.rest) == (1, "【总体情况】", long)


def test_what_prints_nothing_is_no_text() -> None:
    said = "存在的问题是\u200b公开内容\u2060还不够全面，\ufeff下一步将加\xad强培训。"
    body = report_html(figures(2), texts={5: [said, "\u200b", "改进工作。"]})
    section = read_file(page(body)).section(5)
    assert section is not None
    assert section.text == "存在的问题是公开内容还不够全面，下一步将加强培训。\n改进工作。"


def test_thousands_of_parts_are_read_in_linear_time() -> None:
    lines = [
        *counted([1, 2, 3, 4, 5, 6]),
        *(f"{'一二三四五六七八九'[n % 9]}、第{n}条" for n in range(9_000)),
    ]
    lines += ["七、附件"] * 9_000
    began = time.process_time()
    parts(lines, starts(lines))
    assert time.process_time() - began < 5
