"""Does each rule pass what holds, flag what does not, and judge nothing it cannot know?

EXAMPLES has a passing, a failing and, where a report can lack what the rule needs, a not-assessable
report for every registered rule; a rule without them fails the suite.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest

from parsers.checks import MODULES, SEVERITIES, Flag, catalogue, check, run_checks
from parsers.reading import read_file
from parsers.report import Report, TableReading
from tests.made_reports import (
    FORM,
    Figures,
    active_rows,
    application_rows,
    dispute_rows,
    figures,
    official_tables,
    page,
    report_html,
    table_html,
)

F = figures(31)


@cache
def sound() -> Report:
    return read_file(page(report_html(F)))


def said(number: int, *lines: str, **more: Any) -> Report:
    """The sound report with other paragraphs in one section."""
    return read_file(page(report_html(F, texts={number: list(lines)}, **more)))


def printed(
    change: Callable[[Figures], None] | None = None,
    *,
    active: list[Any] | None = None,
    applications: list[Any] | None = None,
    disputes: list[Any] | None = None,
) -> Report:
    """The report with changed figures, or with tables printed otherwise."""
    changed = figures(31)
    if change:
        change(changed)
    tables = (
        table_html(active or active_rows(changed)),
        table_html(applications or application_rows(changed)),
        table_html(disputes or dispute_rows(changed)),
    )
    return read_file(page(report_html(changed, tables=tables)))


def add(table: str, item: str, column: str | None, by: float) -> Callable[[Figures], None]:
    def change(figures: Figures) -> None:
        if column is None:
            figures[table][item] += by
        else:
            figures[table][item][column] += by

    return change


def without_table(name: str) -> Report:
    tables = list(official_tables(F))
    tables[("active_disclosure", "applications", "review_litigation").index(name)] = ""
    return read_file(page(report_html(F, tables=tuple(tables))))  # type: ignore[arg-type]


@cache
def free() -> Report:
    """A report of headings and sentences without any table."""
    return replace(read_file(page(report_html(F, tables=("", "", "")))), form="free")


def results(text: str) -> Report:
    """A small table and a sentence about it: 予以公开 2, 不予公开 1, 无法提供 3, all others 0."""

    def change(figures: Figures) -> None:
        for row in figures["applications"].values():
            for column in row:
                row[column] = 0
        for item, value in (
            ("new_received", 6),
            ("granted", 2),
            ("denied_other_law", 1),
            ("unable_not_held", 3),
            ("results_total", 6),
        ):
            figures["applications"][item] |= {"natural_person": value, "total": value}

    changed = figures(31)
    change(changed)
    return read_file(page(report_html(changed, texts={1: [f"（二）依申请公开。{text}"]})))


@dataclass(frozen=True)
class Examples:
    passing: Callable[[], Report]
    failing: Callable[[], Report]
    not_assessable: Callable[[], Report] | None
    """None: every report can be judged by this rule."""
    message: str
    """What the failing report's message must say: both numbers, or the words."""


def rows_without(label: str) -> list[Any]:
    return [row for row in application_rows(F) if label not in {text for text, _, _ in row}]


def with_text(row: int, text: str) -> list[Any]:
    rows: list[Any] = [list(r) for r in application_rows(F)]
    rows[row][-5] = (text, 1, 1)
    return rows


A = F["applications"]
EXAMPLES: dict[str, Examples] = {
    "A01": Examples(
        sound,
        lambda: printed(add("applications", "granted", "total", 7)),
        lambda: without_table("applications"),
        f"{A['granted']['total']}.*{A['granted']['total'] + 7}",
    ),
    "A02": Examples(
        sound,
        lambda: printed(add("applications", "results_total", "research", 5)),
        lambda: printed(applications=rows_without("8.属于行政查询事项")),
        f"{A['results_total']['research']}.*{A['results_total']['research'] + 5}",
    ),
    "A03": Examples(
        sound,
        lambda: printed(add("applications", "carried_over", "other", 3)),
        lambda: printed(applications=rows_without("四、结转下年度继续办理")),
        f"{A['new_received']['other'] + A['carried_over']['other'] + 3}.*"
        f"{A['results_total']['other'] + A['carried_forward']['other']}",
    ),
    "A04": Examples(
        sound,
        lambda: printed(add("review_litigation", "review_total", None, 2)),
        lambda: without_table("review_litigation"),
        f"{F['review_litigation']['review_total']}.*{F['review_litigation']['review_total'] + 2}",
    ),
    "A05": Examples(
        sound,
        lambda: printed(add("review_litigation", "litigation_direct_total", None, 1)),
        lambda: without_table("review_litigation"),
        f"{F['review_litigation']['litigation_direct_total'] + 1}",
    ),
    "A06": Examples(
        sound,
        lambda: printed(add("review_litigation", "litigation_after_review_upheld", None, 4)),
        lambda: without_table("review_litigation"),
        f"{F['review_litigation']['litigation_after_review_total'] + 4}",
    ),
    "A07": Examples(
        sound,
        lambda: printed(add("active_disclosure", "regulations", "issued", -100_000)),
        free,
        "-[0-9]+.*负",
    ),
    "D01": Examples(
        sound,
        lambda: read_file(page(report_html(F, signature=["云岭县市场监督管理局", "2023年1月9日"]))),
        lambda: read_file(page(report_html(F, signature=[]))),
        "2023年1月9日.*2023-12-31",
    ),
    "N03": Examples(
        lambda: results("予以公开2件，不予公开1件，无法提供3件。"),
        lambda: results("予以公开2件，不予公开1件，无法提供4件。"),
        sound,
        "4 件.*3 件",
    ),
    "N13": Examples(
        lambda: said(1, "共发布信息405条，比去年多发布82条，增长25.4%。"),
        lambda: said(1, "共收到申请3件，同比增长300%。"),
        sound,
        "3，按 300% .*0.75",
    ),
    "S01": Examples(
        sound,
        lambda: read_file(page(report_html(F).replace(FORM.sections[5], "五、不足之处"))),
        lambda: replace(sound(), sections=sound().sections[:1]),
        FORM.sections[5],
    ),
    "S02": Examples(
        sound,
        lambda: read_file(page(report_html(F).replace("<p>三、收到", "<p>二、收到"))),
        lambda: read_file(
            page(re.sub("<p>[一二三四五六]、", "<p>", report_html(F))),
        ),
        "“二”.*“三”",
    ),
    "S04": Examples(
        sound,
        lambda: said(6, "依据办法，未收取信息处理费的情况需在此专门报告；"),
        lambda: replace(sound(), sections=()),
        "需在此专门报告",
    ),
    "S05": Examples(
        sound,
        lambda: without_table("applications"),
        lambda: replace(free(), report_year=2015),
        "申请办理情况表",
    ),
    "S06": Examples(
        sound,
        lambda: printed(applications=rows_without("8.属于行政查询事项")),
        free,
        "8.属于行政查询事项",
    ),
    "S07": Examples(
        sound,
        lambda: printed(
            disputes=[*dispute_rows(F)[:3], [*dispute_rows(F)[3], ("0", 1, 1)]],
        ),
        free,
        "16 .*15 ",
    ),
    "S09": Examples(
        sound,
        lambda: printed(applications=with_text(9, "/")),
        free,
        "175 .* 1 .*“/”",
    ),
    "S10": Examples(
        sound,
        lambda: printed(applications=with_text(9, "12件")),
        free,
        "“12件”.*12",
    ),
    "T01": Examples(
        sound,
        lambda: said(1, "我局利用微信公众号、视频号和直播间等多种形式及时主动公开各类信息，"),
        lambda: replace(sound(), sections=()),
        "，",
    ),
}


def outcome(report: Report, id: str) -> str | tuple[Flag, ...]:
    found = run_checks(report)
    if id in found.passed:
        return "pass"
    if id in dict(found.not_assessable):
        return "not assessable"
    return tuple(flag for flag in found.flags if flag.check == id)


@pytest.mark.parametrize("id", [rule.id for rule in catalogue()])
def test_every_rule_has_examples(id: str) -> None:
    assert id in EXAMPLES, f"{id} has no passing, failing and not-assessable example"
    example = EXAMPLES[id]
    assert outcome(example.passing(), id) == "pass"
    flags = outcome(example.failing(), id)
    assert isinstance(flags, tuple)
    assert flags
    rule = next(rule for rule in catalogue() if rule.id == id)
    for flag in flags:
        assert SEVERITIES.index(flag.severity) >= SEVERITIES.index(rule.severity)
        assert flag.message.endswith("。")
        assert "\n" not in flag.message
        assert len(re.findall("[\u4e00-\u9fff]", flag.message)) >= 8
    assert re.search(example.message, flags[0].message), flags[0].message
    if example.not_assessable is not None:
        report = example.not_assessable()
        assert outcome(report, id) == "not assessable"
        assert dict(run_checks(report).not_assessable)[id]


def test_examples_are_of_registered_rules() -> None:
    assert set(EXAMPLES) == {rule.id for rule in catalogue()}


def test_catalogue() -> None:
    rules = catalogue()
    assert len({rule.name for rule in rules}) == len(rules)
    assert {rule.run.__module__.rsplit(".", 1)[1] for rule in rules} <= set(MODULES)
    for rule in rules:
        assert re.fullmatch(r"[A-Z]\d\d", rule.id)
        assert re.fullmatch(r"[a-z0-9_]+", rule.name)
        assert rule.severity in SEVERITIES
        assert all((rule.title, rule.formula, rule.basis))
    with pytest.raises(ValueError, match="A01 is registered twice"):
        check("A01", "again", "error", title="x", formula="x", basis="x")(lambda report: ())


def test_a_sound_report_has_no_flag() -> None:
    assert run_checks(sound()).flags == ()


def test_two_faults_do_not_mask_each_other() -> None:
    def change(figures: Figures) -> None:
        figures["applications"]["granted"]["total"] += 1
        figures["applications"]["denied_internal_affairs"]["total"] += 2
        figures["review_litigation"]["review_total"] += 3

    flags = run_checks(printed(change)).flags
    assert [(f.check, f.item) for f in flags if f.check in ("A01", "A04")] == [
        ("A01", "granted"),
        ("A01", "denied_internal_affairs"),
        ("A04", "review"),
    ]


def test_blanks_fail_no_relation() -> None:
    """A blank operand makes its relation not assessable, the others still hold."""
    results = run_checks(printed(applications=with_text(9, "")))
    assert {flag.check for flag in results.flags} == {"S09"}
    assert {"A01", "A02", "A03"} <= set(results.passed)


@pytest.mark.parametrize("id", ["D01", "N03", "N13", "S04", "T01"])
def test_places_point_at_the_quote(id: str) -> None:
    report = EXAMPLES[id].failing()
    for flag in outcome(report, id):
        assert isinstance(flag, Flag)
        assert flag.section is not None
        assert flag.quote
        section = report.sections[flag.section]
        assert section.position == flag.section
        assert flag.start is not None
        assert flag.end is not None
        there = re.sub(r"\s", "", section.text[flag.start : flag.end])
        assert there == re.sub(r"\s", "", flag.quote)


@pytest.mark.parametrize("id", ["A01", "A02", "A03", "A04", "A05", "A06", "A07", "S06", "S10"])
def test_places_name_the_cell(id: str) -> None:
    report = EXAMPLES[id].failing()
    flags = outcome(report, id)
    assert isinstance(flags, tuple)
    for flag in flags:
        assert flag.table is not None
        form = FORM.tables[flag.table]
        assert flag.item in {row.key for row in form.rows}
        assert flag.column is None or flag.column in {column.key for column in form.columns}


# ── No crying wolf ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "公开信息45条（同比增长12.5%）。",
        "网站访问量1.2万次，同比增长15.3%。",
        "公开信息5件，网站访问量同比增长23.4%。",
        "公开信息3件，比上年增长2倍。",
        "收到申请3件、办结3件，同比分别增长50%、20%。",
        "公开信息100条，其中规范性文件3件，同比增长70%。",
        "公开信息3件，同比增长30%以上。",
        "公开信息3件，同比增长约30%。",
        "发布信息12件，较上年下降33.3%。",
        "发布信息1,234条，同比增长10.1%。",
        "发布信息0条，同比下降100%。",
        "发布信息5条，占比提高20%。",
        "收到申请6件，上年3件，同比增长100%。",
        "办结率100%，满意率99.7%。",
    ],
)
def test_growth_that_may_be_so(text: str) -> None:
    assert outcome(said(1, text), "N13") in ("pass", "not assessable")


@pytest.mark.parametrize(
    "text",
    [
        "共收到申请3件，同比增长300%。",
        "发布信息12件，较上年下降33.4%。",
        "收到申请3件，比上年增加3件，增长300%。",
        "发布信息7条（同比增长50%）。",
    ],
)
def test_growth_that_cannot_be(text: str) -> None:
    (flag,) = outcome(said(1, text), "N13")
    assert isinstance(flag, Flag)
    assert flag.severity == "error"


@pytest.mark.parametrize(
    "text",
    [
        "予以公开2件，不予公开1件，无法提供3件。",
        "予以公开2件、不予公开1件、无法提供3件。",
        "予以公开2件，因属于法律禁止公开不公开1件，无法提供3件。",
        "予以公开2件，无法提供3件等。",
        "予以公开2件，无法提供3件，其余1件属于国家秘密。",
        "予以公开2件。",
        "2022年予以公开20件，不予公开9件。",
        "收到申请后20个工作日内予以公开。",
        "办理提案5件，全部予以公开。",
        "不予公开和无法提供共4件。",
    ],
)
def test_results_that_agree(text: str) -> None:
    assert outcome(results(text), "N03") in ("pass", "not assessable")


def test_a_result_left_out_of_the_enumeration() -> None:
    (flag,) = outcome(results("予以公开2件，无法提供3件，不予处理0件。"), "N03")
    assert isinstance(flag, Flag)
    assert flag.severity == "warning"
    assert "不予公开" in flag.message
    assert "1 件" in flag.message


@pytest.mark.parametrize(
    "lines",
    [
        ["我局严格落实政府信息公开条例的各项要求，扎实推进以下几项重点工作："],
        ["一是健全制度，完善政府信息公开工作机制，明确专人负责信息发布工作；", "二是加强培训。"],
        [
            "我局严格落实政府信息公开条例的各项要求，扎实推进各项重点工作，",
            "及时公开相关改革举措和工作进展。",
        ],
        ["地址：云岭县人民路1号，", "邮编：650000，"],
        ["短句，"],
    ],
)
def test_lines_that_are_whole(lines: list[str]) -> None:
    assert outcome(said(1, *lines), "T01") in ("pass", "not assessable")


@pytest.mark.parametrize(
    "text",
    [
        "XXGK系统运行平稳，访问量达到2,000次。",
        "SXX局域网升级完成。",
        "公开内容包括但不限于财政预算、行政许可等信息。",
        "未收取信息处理费，此处不再赘述。",
        "本部分工作已完成。",
    ],
)
def test_text_that_is_no_residue(text: str) -> None:
    assert outcome(said(6, text), "S04") == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "包括但不限于：",
        "2023年××局收到申请。",
        "2023年XX局收到申请XX件。",
        "（此处填写收费情况）",
        "填表说明",
    ],
)
def test_residue(text: str) -> None:
    assert isinstance(outcome(said(6, text), "S04"), tuple)


def test_published_before_the_period_ends() -> None:
    head = '<meta name="PubDate" content="2023-03-01">'
    flags = outcome(read_file(page(report_html(F), head=head)), "D01")
    assert isinstance(flags, tuple)
    assert [flag.actual for flag in flags] == ["2023-03-01"]
    late = '<meta name="PubDate" content="2025-11-03">'
    assert outcome(read_file(page(report_html(F), head=late)), "D01") == "pass"


def test_messages_of_unread_rows_say_so() -> None:
    reading = TableReading("applications", True, surplus=(("granted", ("1", "2"), 7),))
    report = replace(sound(), table_readings=(reading,))
    (flag,) = outcome(report, "S07")
    assert isinstance(flag, Flag)
    assert "2 个单元格" in flag.message
    assert "7 个" in flag.message
