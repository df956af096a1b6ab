"""Does each rule pass what holds, flag what does not, and judge nothing it cannot know?

EXAMPLES has a passing, a failing and, where a report can lack what the rule needs, a not-assessable
report for every registered rule of one report; a rule without them fails the suite. Rules of
neighbours, sources and copies have theirs in test_checks_neighbours.py.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest

from parsers.checks import (
    EMPTY,
    MODULES,
    SEVERITIES,
    Context,
    Flag,
    catalogue,
    check,
    document,
    run_checks,
)
from parsers.checks.dates import deadline
from parsers.checks.organ import kind_of
from parsers.narrative import read_stated
from parsers.reading import read_file
from parsers.report import TABLE_NAMES, Report, Section, TableReading
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

SINGLE = (
    *("arithmetic", "dates", "enumerations", "growth", "hints", "narrative", "structure"),
    "text",
)
"""Modules whose rules judge one report."""


def sound_figures() -> Figures:
    made = figures(31)
    norms = made["active_disclosure"]["normative_documents"]
    norms["in_force"] = norms["issued"] + 1_000  # A08
    return made


F = sound_figures()


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
    changed = sound_figures()
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

    changed = sound_figures()
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
    context: Context = EMPTY


def rows_without(label: str) -> list[Any]:
    return [row for row in application_rows(F) if label not in {text for text, _, _ in row}]


def with_text(row: int, text: str) -> list[Any]:
    rows: list[Any] = [list(r) for r in application_rows(F)]
    rows[row][-5] = (text, 1, 1)
    return rows


A = F["applications"]


def signed(*lines: str, head: str = "", title: str | None = None) -> Report:
    body = report_html(F, signature=list(lines), **({"title": title} if title else {}))
    return read_file(page(body, head=head, **({"title": title} if title else {})))


def preamble(text: str) -> Report:
    return read_file(page(report_html(F, preamble=text)))


def heading(number: int, text: str) -> Report:
    return read_file(page(report_html(F).replace(FORM.sections[number], text)))


def amount(value: float) -> Callable[[Figures], None]:
    def change(figures: Figures) -> None:
        figures["active_disclosure"]["administrative_fees"]["amount_wan_yuan"] = value

    return change


def licences(value: int) -> Report:
    def change(figures: Figures) -> None:
        figures["active_disclosure"]["administrative_licensing"]["decisions"] = value

    return replace(printed(change), organ="云岭县行政审批服务局")


def asked(*sentences: str) -> Report:
    """Sentences about applications in the sound report."""
    return said(1, "（二）依申请公开。" + "".join(sentences))


def government(*lines: str) -> Report:
    return replace(said(1, *lines), organ="云岭县人民政府")


NORMS = F["active_disclosure"]["normative_documents"]
LICENCES = F["active_disclosure"]["administrative_licensing"]["decisions"]
REVIEW = F["review_litigation"]["review_total"]
LITIGATION = (
    F["review_litigation"]["litigation_direct_total"]
    + F["review_litigation"]["litigation_after_review_total"]
)
NEW = F["applications"]["new_received"]


def bare() -> Report:
    return replace(sound(), sections=())


LONG_PASSAGE = "围绕群众普遍关注的教育医疗和社会保障等民生事项及时发布办理流程与结果并接受监督。"
PERIOD = (
    "所列数据统计期限自2023年{0}至2023年12月31日止。地址：云岭县人民路1号，电话：0871-65550000。"
)
WUWEI = Context(division_code="620602")

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
        lambda: read_file(page(report_html(F).replace(FORM.sections[5], "五、工作体会"))),
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
    "A08": Examples(
        sound,
        lambda: printed(
            add("active_disclosure", "normative_documents", "in_force", -NORMS["issued"])
        ),
        free,
        f"{NORMS['in_force'] - NORMS['issued']} 件.*{NORMS['issued'] - NORMS['repealed']} 件",
    ),
    "A09": Examples(
        lambda: replace(sound(), organ="淄博市人民政府"),
        lambda: replace(sound(), organ="淄博市教育局"),
        sound,  # its county is in no list
        "规章",
    ),
    "A10": Examples(
        sound,
        lambda: printed(amount(8310.503303)),
        lambda: without_table("active_disclosure"),
        "8310.503303.*6 位小数",
    ),
    "A11": Examples(lambda: licences(5), lambda: licences(0), sound, "0.*职能"),
    "D00": Examples(sound, lambda: signed(), None, "没有落款日期"),
    "D02": Examples(
        sound,
        lambda: signed("云岭县市场监督管理局", "2024年2月9日"),
        lambda: signed(),
        "2024-02-09.*2024-01-31",
    ),
    "D03": Examples(
        sound,
        lambda: preamble(PERIOD.format("1月1日").replace("2023", "2022")),
        lambda: replace(sound(), title=None, period_end=None, period_start=None, report_year=None),
        "2023 年.*2022 年",
    ),
    "D04": Examples(
        sound,
        lambda: preamble(PERIOD.format("2月1日")),
        lambda: preamble("地址：云岭县人民路1号，电话：0871-65550000。"),
        "2月1日",
    ),
    "D05": Examples(
        sound,
        lambda: signed("云岭县市场监督管理局", "2024年2月30日"),
        bare,
        "2024年2月30日",
    ),
    "N01": Examples(
        lambda: asked(f"全年收到政府信息公开申请{NEW['total']}件。"),
        lambda: asked(f"全年收到政府信息公开申请{NEW['total'] + 3}件。"),
        sound,
        f"{NEW['total'] + 3} 件.*{NEW['total']} 件",
    ),
    "N02": Examples(
        lambda: asked(f"上年结转{A['carried_over']['total']}件。"),
        lambda: asked("上年结转申请7件。"),
        sound,
        f"7 件.*{A['carried_over']['total']} 件",
    ),
    "N04": Examples(
        lambda: asked(f"办结政府信息公开申请{A['results_total']['total']}件。"),
        lambda: asked("答复政府信息公开申请8件。"),
        sound,
        f"8 件.*{A['results_total']['total']} 件",
    ),
    "N05": Examples(
        lambda: asked(f"结转下年度{A['carried_forward']['total']}件。"),
        lambda: asked("结转下年度9件。"),
        sound,
        f"9 件.*{A['carried_forward']['total']} 件",
    ),
    "N06": Examples(
        lambda: asked(f"政府信息公开行政复议{REVIEW}件。"),
        lambda: asked("未发生因政府信息公开引起的行政复议。"),
        sound,
        f"0 件.*{REVIEW} 件",
    ),
    "N07": Examples(
        lambda: asked(f"政府信息公开行政诉讼{LITIGATION}件。"),
        lambda: asked("政府信息公开行政诉讼3件。"),
        sound,
        f"3 件.*{LITIGATION} 件",
    ),
    "N08": Examples(
        lambda: said(1, f"全年制发行政规范性文件{NORMS['issued']}件。"),
        lambda: said(1, "全年制发行政规范性文件5件。"),
        sound,
        f"5 件.*{NORMS['issued']} 件",
    ),
    "N09": Examples(
        lambda: said(1, f"作出行政许可决定{LICENCES}件。"),
        lambda: said(1, "作出行政许可决定6件。"),
        sound,
        f"6 件.*{LICENCES} 件",
    ),
    "N10": Examples(
        lambda: said(1, "行政事业性收费83105000元。"),
        lambda: said(1, "行政事业性收费8210.5万元。"),
        sound,
        "8210.5 万元.*8310.5 万元",
    ),
    "N11": Examples(
        lambda: said(1, "发布信息30条，其中政策20条、动态10条。"),
        lambda: said(1, "发布信息30条，其中政策20条、动态11条。"),
        sound,
        "20 \\+ 11 = 31.*30",
    ),
    "N12": Examples(
        lambda: zeros(),
        lambda: asked("全年未收到政府信息公开申请。"),
        sound,
        f"0 件.*{NEW['total']} 件",
    ),
    "N14": Examples(
        lambda: results("收到政府信息公开申请6件，均为自然人申请。"),
        lambda: asked(f"收到政府信息公开申请{NEW['total']}件，申请人均为自然人。"),
        sound,
        f"{NEW['natural_person']} 件.*{NEW['total']} 件",
    ),
    "N15": Examples(sound, lambda: said(6, "本年度各项工作已完成。"), bare, "信息处理费"),
    "N16": Examples(sound, lambda: said(6, "本年度没有其他需要报告的事项。"), bare, "没有其他"),
    "N17": Examples(sound, lambda: said(1, "申请数量与往年相比减少二分之一。"), bare, "往年"),
    "N18": Examples(
        lambda: asked("收到申请6件，主要涉及过程性信息。"),
        lambda: results("收到申请6件，主要涉及过程性信息。"),
        sound,
        "过程性信息.*0",
    ),
    "S03": Examples(
        sound,
        lambda: heading(1, "一、概述"),
        lambda: replace(sound(), sections=sound().sections[:1]),
        "概述.*总体情况",
    ),
    "S08": Examples(
        sound,
        lambda: printed(
            applications=[
                [(text.replace("（七）总计", "（七）合计"), r, c) for text, r, c in row]
                for row in application_rows(F)
            ]
        ),
        free,
        "合计.*总计",
    ),
    "S11": Examples(
        sound,
        lambda: signed(title="云岭县市场监督管理局2023年信息公开工作年度报告"),
        lambda: replace(sound(), title=None),
        "信息公开工作年度报告",
    ),
    "S12": Examples(
        sound,
        lambda: replace(sound(), report_year=2020),
        lambda: replace(sound(), report_year=None),
        "2020 年度.*2021",
    ),
    "T02": Examples(sound, lambda: said(5, "无。"), bare, "1 个字|2 个字"),
    "T03": Examples(
        sound,
        lambda: replace(
            sound(),
            sections=(
                *sound().sections[:-1],
                replace(sound().sections[-1], text="信 息 公 开 工 作 进 展"),
            ),
        ),
        bare,
        "逐字隔开",
    ),
    "T04": Examples(
        lambda: replace(signed("淄博市教育局", "2024年1月9日"), organ="淄博市教育局"),
        lambda: replace(signed("威海市教育局", "2024年1月9日"), organ="淄博市教育局"),
        lambda: replace(sound(), organ=None),
        "威海市教育局.*淄博市教育局",
    ),
    "T05": Examples(
        sound, lambda: said(1, LONG_PASSAGE, "（二）其他。" + LONG_PASSAGE), bare, "重复"
    ),
    "T06": Examples(
        sound,
        lambda: said(1, "依据《中华人民共和国政府信息公开条例》（国务院令第492号）开展工作。"),
        bare,
        "492.*711",
    ),
    "T07": Examples(
        sound, lambda: preamble("统计期限自2023年1月1日至2023年12月31日止。"), bare, "无法联系"
    ),
    "T08": Examples(
        lambda: said(1, "邮箱：xxgk@yunling.gov.cn。"),
        lambda: said(1, "邮箱：xxgk@163.com。"),
        sound,
        "163.com",
    ),
    "T09": Examples(
        sound, lambda: said(1, "申请人王某（13912345678）对答复表示满意。"), bare, "手机号码"
    ),
    "T10": Examples(sound, lambda: said(1, "全年无一起发生泄密事件。"), bare, "语序"),
    "T11": Examples(
        lambda: replace(sound(), report_year=2025),
        lambda: replace(said(1, "公开工作有序推进，" * 120 + "。"), report_year=2025),
        lambda: replace(sound(), report_year=2024),
        "10[0-9]{2} 字.*1000 字",
        WUWEI,
    ),
    "T12": Examples(
        sound, lambda: said(5, "存在的问题：一是进一步提升工作人员的业务素质。"), bare, "措施"
    ),
    "T13": Examples(
        sound, lambda: said(6, "未收取信息处理费，包括检索费、复制费。"), bare, "检索费"
    ),
    "T14": Examples(
        lambda: said(1, "每月组织一次业务培训。", "全年开展培训12次。"),
        lambda: said(1, "每月组织一次业务培训。", "全年开展业务培训5次。"),
        sound,
        "12 次.*5次",
    ),
    "T15": Examples(
        lambda: government("开展工作考核和社会评议，没有责任追究的情形。"),
        lambda: government("开展工作考核，没有责任追究的情形。"),
        sound,
        "社会评议",
    ),
    "T16": Examples(
        sound,
        lambda: said(5, "解读形式单一。对此，我局2023年重点做了以下工作：增加图解。"),
        bare,
        "重点做了",
    ),
}


def zeros() -> Report:
    """A report in which nobody asked for anything, and which says so."""
    changed = sound_figures()
    for row in changed["applications"].values():
        for column in row:
            row[column] = 0
    texts = {1: ["（二）依申请公开。全年未收到政府信息公开申请。"]}
    return read_file(page(report_html(changed, texts=texts)))


def outcome(report: Report, id: str, context: Context = EMPTY) -> str | tuple[Flag, ...]:
    found = run_checks(report, context, hints=True)
    if id in found.passed:
        return "pass"
    if id in dict(found.not_assessable):
        return "not assessable"
    return tuple(flag for flag in found.flags if flag.check == id)


OWN = [rule for rule in catalogue() if rule.run.__module__.rsplit(".", 1)[1] in SINGLE]


@pytest.mark.parametrize("id", [rule.id for rule in OWN])
def test_every_rule_has_examples(id: str) -> None:
    assert id in EXAMPLES, f"{id} has no passing, failing and not-assessable example"
    example = EXAMPLES[id]
    assert outcome(example.passing(), id, example.context) == "pass"
    flags = outcome(example.failing(), id, example.context)
    assert isinstance(flags, tuple)
    assert flags
    rule = next(rule for rule in catalogue() if rule.id == id)
    for flag in flags:
        assert SEVERITIES.index(flag.severity) >= SEVERITIES.index(rule.severity)
        assert flag.message.endswith("。")
        assert "\n" not in flag.message
        assert len(re.findall("[\u4e00-\u9fff]", flag.message)) >= 8
    assert re.search(example.message, flags[0].message), flags[0].message
    # Only D00 can always be judged: whether a date stands there is seen of any report.
    assert (example.not_assessable is None) == (id == "D00")
    if example.not_assessable is not None:
        report = example.not_assessable()
        assert outcome(report, id, example.context) == "not assessable"
        assert dict(run_checks(report, example.context, hints=True).not_assessable)[id]


def test_examples_are_of_registered_rules() -> None:
    assert set(EXAMPLES) == {rule.id for rule in OWN}


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
    assert run_checks(sound(), hints=True).flags == ()


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


IN_THE_TEXT = [
    *("D01", "D02", "D04", "D05", "N01", "N02", "N03", "N04", "N05", "N06", "N07", "N08", "N09"),
    *("N10", "N11", "N12", "N13", "N14", "N16", "N17", "N18", "S04", "T01", "T02", "T03", "T04"),
    *("T05", "T06", "T08", "T09", "T10", "T12", "T13", "T14", "T16"),
]


@pytest.mark.parametrize("id", IN_THE_TEXT)
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


@pytest.mark.parametrize(
    "id",
    [*("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11"),
     *("S06", "S08", "S10")],
)  # fmt: skip
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
        "收到申请6件，上年结转1件，同比增长70%。",
        "办结率100%，满意率99.7%。",
        "收到申请8件、同比增长60%。",
        "收到申请37件，上年为32件，同比增长15.6%。",
        "收到申请37件，比上年增加5件、增长15.6%。",
        "收到申请37件，比2023年的32件增加5件。",
        "收到申请37件，网站访问申请量同比增长60%。",
        "收到申请37件，较2020年增长311%。",
        "2022年收到申请45件，2023年收到申请37件，同比下降17.8%。",
        "收到申请37件，办结申请38件，申请量同比增长60%。",
        "办结38件（其中按时办结35件，延期办结3件），同比增长20%。",
        "收到申请37件，上年37件，与上年持平。",
        "收到申请37件，上年35件，与上年基本持平。",
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
        "收到申请37件、同比增长60%。",
        "收到申请37件同比增长60%。",
        "收到申请37件，上年为32件，同比增长20%。",
        "收到申请37件（上年32件），同比增长20%。",
        "收到申请37件，比上年增加5件、增长20%。",
        "收到申请37件，申请量同比增长60%。",
        "收到申请37件，与2022年相比，增长60%。",
        "收到申请37件，比2022年的32件增加6件。",
        "收到申请37件，上年32件，与上年持平。",
    ],
)
def test_growth_that_cannot_be(text: str) -> None:
    (flag,) = outcome(said(1, text), "N13")
    assert isinstance(flag, Flag)
    assert flag.severity == "error"


def test_growth_since_an_older_year_names_that_year() -> None:
    (flag,) = outcome(said(1, "收到申请37件，较2020年增长300%。"), "N13")
    assert isinstance(flag, Flag)
    assert "推算 2020 年应为 9.25" in flag.message
    assert "上年" not in flag.message


@pytest.mark.parametrize(
    "text",
    [
        "予以公开2件，不予公开1件，无法提供3件。",
        "予以公开2件，无法提供3件，其余1件依法答复。",
        "予以公开2件，无法提供3件，其他情形1件。",
        "予以公开2件，不予处理0件，不予公开及无法提供4件。",
        "主要为予以公开2件，无法提供3件。",
        "予以公开2件，无法提供3件，另有1件另行答复。",
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


def test_an_enumeration_that_leaves_out_two_groups_is_flagged_once() -> None:
    (flag,) = outcome(results("予以公开2件，不予处理0件。"), "N03")
    assert isinstance(flag, Flag)
    assert flag.severity == "warning"
    assert "“不予公开”、“无法提供”" in flag.message
    # 其他处理 is a group, no remainder, where the table prints that number.
    (flag,) = outcome(results("予以公开2件，无法提供3件，其他0件。"), "N03")
    assert isinstance(flag, Flag)
    assert "不予公开" in flag.message


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("政府信息公开行政复议案件均被维持。", "N06"),
        ("政府信息公开行政复议决定全部予以维持。", "N06"),
        ("因政府信息公开引发的行政诉讼案件均被驳回。", "N07"),
    ],
)
def test_all_upheld_without_a_count(text: str, rule: str) -> None:
    flags = outcome(said(1, f"（五）监督保障。{text}"), rule)
    assert isinstance(flags, tuple)
    assert [flag.severity for flag in flags] == ["error"]
    assert f"总计 {REVIEW if rule == 'N06' else LITIGATION} 件" in flags[0].message


def test_all_upheld_holds_where_it_is_so() -> None:
    def change(figures: Figures) -> None:
        row = figures["review_litigation"]
        row |= {"review_upheld": 3, "review_corrected": 0, "review_other": 0}
        row |= {"review_pending": 2, "review_total": 5}

    changed = sound_figures()
    change(changed)
    for text, held in (
        ("已审结的政府信息公开行政复议案件均被维持。", True),
        ("政府信息公开行政复议案件均被维持。", False),
    ):
        report = read_file(page(report_html(changed, texts={1: [f"（五）监督保障。{text}"]})))
        assert (outcome(report, "N06") == "pass") is held


@pytest.mark.parametrize(
    "text",
    [
        "全县行政复议案件均被维持。",
        "2021年政府信息公开行政复议案件均被维持。",
        "政府信息公开行政复议案件多数被维持。",
        "政府信息公开行政复议决定均按期作出。",
    ],
)
def test_words_that_do_not_say_that_all_were_upheld(text: str) -> None:
    assert outcome(said(1, f"（五）监督保障。{text}"), "N06") in ("pass", "not assessable")


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
        "邮箱：xxgk01@370784.gov.cn。",
        "配备“X光”检查设备。",
        "按照（一）条规定办理，详见（2）条。",
        "来电138****1234已答复。",
        "实行5×8小时服务。",
        "指导群众填写申请表3份，变更名称2份。",
        "删除过期信息12条。",
        "《某某公司诉本局》案已审结。",
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
        "主动公开政府信息X条，更新于X月X日。",
        "2024年×月×日",
        "公开信息*条。",
        "发布信息___条。",
        "收到申请（  ）条。",
        "某某局严格落实公开要求。",
        "（单位名称）2024年公开工作如下。",
        "[单位名称]2024年工作如下。",
        "填报说明：按实际填写。",
        "请各单位结合实际填写。",
        "如无此项内容，可删除。",
        "包括但不限于以下内容：",
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


@pytest.mark.parametrize("id", ["A03", "N11", "N13", "S01", "S05", "S06", "S09", "T01"])
def test_nothing_is_said_to_be_printed_that_is_not(id: str) -> None:
    """expected and actual are shown as 应为 and 印作: rules that know neither leave them out."""
    for flag in outcome(EXAMPLES[id].failing(), id):
        assert isinstance(flag, Flag)
        assert flag.actual is None or flag.actual in (flag.quote or "")


def test_every_stated_figure_that_disagrees_is_flagged() -> None:
    report = read_file(
        page(
            report_html(
                F,
                texts={
                    1: [
                        "（一）主动公开。全年制发规章5件，作出行政处罚决定7件，"
                        "行政事业性收费5万元。",
                        "（二）依申请公开。收到政府信息公开申请1件，其中自然人2件，上年结转3件，"
                        "办结4件，结转下年度5件。其中予以公开6件，部分公开7件，无法提供8件。"
                        "政府信息公开行政复议9件，维持10件；行政诉讼11件，尚未审结12件。",
                    ]
                },
            )
        )
    )
    wrong = [s for s in report.stated if s.agrees is False]
    assert len(wrong) == 15
    flagged = {(f.section, f.start, f.end) for f in run_checks(report).flags}
    assert {(s.section, s.start, s.end) for s in wrong} <= flagged


# ── Hints, document, organs ───────────────────────────────────────────────────────────────────


def test_hints_are_off_unless_asked_for() -> None:
    report = said(1, "全年无一起发生泄密事件。")
    assert run_checks(report).flags == ()
    assert [flag.check for flag in run_checks(report, hints=True).flags] == ["T10"]
    assert {rule.id for rule in catalogue() if rule.hint} == {
        *("A11", "N18", "T10", "T12", "T13", "T14", "T16")
    }
    assert {rule.severity for rule in catalogue() if rule.hint} == {"info"}


def test_docs_are_made_from_the_registry() -> None:
    made = document.document()
    assert document.TARGET.read_text("utf-8") == made, "run: make docs"
    for rule in catalogue():
        assert f"`{rule.id}` {rule.name}" in made


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("淄博市人民政府", "government"),
        ("淄博市人民政府办公室", "office"),
        ("安丘市官庄镇人民政府", "township"),
        ("肥城市行政审批服务局", "department"),
        ("沛县沛城街道办事处", "subdistrict"),
        ("新疆维吾尔自治区人民政府", "government"),
        ("苏州工业园区管理委员会", "zone"),
        ("国家税务总局", "department"),
        ("云岭县人民医院", "institution"),
        ("云岭县第一中学", "institution"),
        ("云岭县城市建设投资有限公司", "institution"),
        ("云岭县政务服务中心", "institution"),
        ("云岭县教育局（招生考试中心）", "department"),
        ("云岭县卫生健康委员会", "department"),
        ("某地", None),
    ],
)
def test_kinds_of_organs(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("kind", "year", "last_day", "is_known"),
    [
        ("department", 2023, "2024-01-31", True),
        ("government", 2023, "2024-03-31", True),
        ("township", 2023, "2024-01-31", False),
        ("township", 2015, "2016-03-31", True),
        ("department", 2018, "2019-03-31", True),
    ],
)
def test_deadlines(kind: str, year: int, last_day: str, is_known: bool) -> None:
    found = deadline(kind, year)
    assert found is not None
    assert (found.date.isoformat(), found.is_known) == (last_day, is_known)


@pytest.mark.parametrize(
    ("kind", "head", "signature", "severity"),
    [
        ("department", "", "2024年2月1日", "warning"),
        ("department", '<meta name="PubDate" content="2024-02-01">', "2024年1月9日", "error"),
        ("township", "", "2024年2月1日", "info"),
        ("government", "", "2024年2月1日", None),
        ("government", "", "2024年4月1日", "warning"),
        # The page's date wins over the signature.
        ("department", '<meta name="PubDate" content="2024-01-30">', "2024年2月1日", None),
    ],
)
def test_late_reports(kind: str, head: str, signature: str, severity: str | None) -> None:
    report = signed("云岭县市场监督管理局", signature, head=head)
    flags = outcome(report, "D02", Context(organ_kind=kind))
    if severity is None:
        assert flags == "pass"
    else:
        assert isinstance(flags, tuple)
        assert [flag.severity for flag in flags] == [severity]


def test_an_institution_has_no_deadline_of_article_49() -> None:
    late = signed(
        "云岭县人民医院", "2024年6月1日", title="云岭县人民医院2023年政府信息公开工作年度报告"
    )
    assert outcome(late, "D02") == "not assessable"


def test_no_deadline_is_told_from_a_year_in_doubt() -> None:
    """The title says 2022, the period 2023: D03 says so, and D02 must not count from either."""
    title = "云岭县市场监督管理局2022年政府信息公开工作年度报告"
    report = signed("云岭县市场监督管理局", "2024年1月15日", title=title)
    (flag,) = outcome(report, "D03")
    assert isinstance(flag, Flag)
    for words in (f"标题“{title}”为 2022 年", "统计期限“2023年1月1日", "为 2023 年"):
        assert words in flag.message
    assert outcome(report, "D02") == "not assessable"
    reasons = dict(run_checks(report).not_assessable)
    assert "2022" in reasons["D02"]
    assert "2023" in reasons["D02"]


@pytest.mark.parametrize(
    "text",
    [
        "2024年1月15日召开会议，2024年1月20日公布，2024年2月1日备案。",
        "与2022年相比有增加，较2022年增长，比2022年多。",
        "《2022年要点》《2022年清单》《2022年方案》落实到位。",
        "国务院令第711号（2019年修订）、2019年施行、2019年公布。",
        "2024年，我局将加强培训；2024年将完善制度；2024年计划扩大公开。",
        "2022年底以前、2022年以来、至2022年均已完成。",
    ],
)
def test_years_that_are_not_the_narratives_own(text: str) -> None:
    report = said(1, "本年度，我局扎实推进政府信息公开工作。" + text)
    assert outcome(report, "D03") == "pass"


def test_the_narratives_year_is_told_with_its_place() -> None:
    report = said(1, "2021年，我局推进公开。2021年发布信息。2021年开展检查。2021年成效明显。")
    (flag,) = outcome(report, "D03")
    assert isinstance(flag, Flag)
    assert f"正文（“{FORM.sections[1]}”4 处）为 2021 年" in flag.message


def test_a_period_that_ends_before_it_begins() -> None:
    text = "所列数据统计期限自2023年1月1日至2022年12月31日止。"
    (flag,) = outcome(preamble(text), "D04")
    assert isinstance(flag, Flag)
    assert "止日早于起日" in flag.message
    assert flag.quote == "2023年1月1日至2022年12月31日"
    # A course that a typing error turned round is no statistics period.
    course = preamble("业务培训自2023年5月8日至2023年5月6日举办。")
    assert outcome(course, "D04") == "not assessable"


@pytest.mark.parametrize(
    ("organ", "signature", "severity"),
    [
        ("安丘市官庄镇人民政府", "安丘市石埠子镇人民政府", "warning"),
        ("安丘市官庄镇人民政府", "安丘市官庄镇人民政府", None),
        ("安丘市官庄镇人民政府", "官庄镇人民政府", None),
        # Towns that the list of divisions does not hold.
        ("云岭县白沙镇人民政府", "云岭县青石镇人民政府", "warning"),
        ("云岭县白沙镇人民政府", "白沙镇人民政府", None),
    ],
)
def test_another_town_of_the_county(organ: str, signature: str, severity: str | None) -> None:
    report = replace(
        read_file(page(report_html(F, signature=[signature, "2024年1月9日"]))), organ=organ
    )
    found = outcome(report, "T04")
    if severity is None:
        assert found in ("pass", "not assessable")
    else:
        assert isinstance(found, tuple)
        assert [flag.severity for flag in found] == [severity]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("开展满意度测评。", True),
        ("接受社会评价。", True),
        ("委托第三方评估。", True),
        ("满意度达98%。", True),
        ("不断提升群众满意度。", False),
        ("公开专家评价意见。", False),
    ],
)
def test_words_for_a_social_assessment(text: str, passes: bool) -> None:
    report = government(f"开展工作考核，{text}全年无责任追究情形。")
    assert (outcome(report, "T15") == "pass") is passes


ROWS = sound().review_litigation


def disputes_with(extra: int, **cells: int) -> Report:
    """The disputes table with so many zeros too many at its end, and some cells otherwise."""
    changed = sound_figures()
    row = changed["review_litigation"]
    for key in row:
        row[key] = 0
    row |= cells
    rows = [list(line) for line in dispute_rows(changed)]
    rows[-1] += [("0", 1, 1)] * extra
    return printed(disputes=rows)


def test_a_row_with_a_cell_too_many_raises_no_flag_for_each_cell() -> None:
    """聊城 2022: of 16 numbers any zero may be the one too many."""
    sure = disputes_with(1, review_upheld=1, review_total=2)
    assert isinstance(outcome(sure, "S07"), tuple)
    assert outcome(sure, "S10") in ("pass", "not assessable")
    # 1 is no 2, whichever cell is left out; the lawsuits are zero either way.
    (flag,) = outcome(sure, "A04")
    assert isinstance(flag, Flag)
    assert "无论去掉哪一格" in flag.message
    # Sixteen of which the last may be 1 0 0 0 1 or 0 0 0 1 0: the reviews are zero either way.
    texts = (*("0" for _ in range(10)), "1", "0", "0", "0", "1", "0")
    open_row = replace(
        sound(),
        review_litigation={key: dict.fromkeys(row) for key, row in ROWS.items()},
        table_readings=(TableReading("review_litigation", True, surplus=(("review", texts, 15),)),),
    )
    assert outcome(open_row, "A04") == "pass"
    assert outcome(open_row, "A06") == "not assessable"


def test_no_date_is_no_fault_behind_a_page_with_one() -> None:
    head = '<meta name="PubDate" content="2024-01-12">'
    assert outcome(signed(head=head), "D00") == "pass"
    assert isinstance(outcome(signed(), "D00"), tuple)


def test_local_rows_are_named_not_counted() -> None:
    rows = [*active_rows(F)]
    rows.insert(-3, [("行政检查", 1, 1), ("61", 1, 3)])
    flags = outcome(printed(active=rows), "S06")
    assert isinstance(flags, tuple)
    assert [(flag.severity, flag.table) for flag in flags] == [("info", "active_disclosure")]
    assert "61" in flags[0].message


@pytest.mark.parametrize(
    ("organ", "signature", "text"),
    [
        ("淄博市教育局", "淄博市教育局", "淄博市教育局编制本报告。"),
        ("淄博市教育局", "市教育局", "按照山东省人民政府办公厅要求编制。"),
        ("淄博市教育局", "淄博市教育局", "学习借鉴《威海市人民政府办公室工作方案》。"),
        ("三台县芦溪镇人民政府", "芦溪镇人民政府", "可在三台县人民政府门户网站查阅。"),
        ("淄博市人民政府", "淄博市人民政府办公室", "由淄博市人民政府办公室汇总。"),
        ("云岭县教育局", "云岭县教育局", "由云岭县教育局编制。"),
    ],
)
def test_names_that_belong_together(organ: str, signature: str, text: str) -> None:
    report = read_file(
        page(
            report_html(
                F, preamble=text + PERIOD.format("1月1日"), signature=[signature, "2024年1月9日"]
            )
        )
    )
    assert outcome(replace(report, organ=organ), "T04") in ("pass", "not assessable")


@pytest.mark.parametrize(
    "text",
    [
        "发布信息33篇，其中图解8篇、视频3篇等。",
        "发布信息33篇，包括图解8篇、视频3篇。",
        "发布信息33篇，主要有图解8篇、视频3篇。",
        "发布信息33篇，其中图解8篇。",
        "发布信息33篇，其中图解8篇、视频3篇，其余为文字解读。",
        "发布信息33篇，其中图解8篇，阅读量3万次。",
        "重点信息34条（包括24条工程信息，其中19个市级工程，5个省级工程；10条施工信息）。",
        "收到申请10件，其中自然人8件，予以公开5件。",
        "全县受理申请10件，其中办公室受理2件，办结9件。",
        "发布信息约30篇，其中图解18篇、视频13篇。",
        "公开信息100条，其中网站100条、微信60条、微博30条。",
        "发布政策26件，其中解读20件，图解12件。",
        "设一级类目12个，其中二级类目35个、三级类目80个。",
        "答复38件，其中咨询类3件，信访类4件。",
        "发布信息100条，其中政策60条、动态30条；开展活动5次。",
        "共发布信息100条：政策60条、动态30条等。",
        "公开信息50条，其中涉及民生40条、涉及规划20条。",
        "信息1000条，其中政策500条、动态450条。",
        "印发文件20件，其中规范性文件3件（含修订1件）、其他文件17件。",
        "收到复议6件、诉讼5件，其中维持6件、纠正5件。",
    ],
)
def test_lists_that_need_not_add_up(text: str) -> None:
    assert outcome(said(1, text), "N11") in ("pass", "not assessable")


@pytest.mark.parametrize(
    "text",
    [
        "发布信息30条，其中：政策20条，动态11条。",
        "发布信息30条，其中，政策20条，动态11条。",
        "发布信息30条（其中政策20条、动态11条）。",
        "共发布信息30条：政策20条、动态11条。",
        "共发布信息30条。其中政策20条、动态11条。",
        "发布信息30条，其中政策20条，占66.7%；动态11条，占36.7%。",
        "发布信息30条，同比增长20%，其中政策20条（占66.7%）、动态11条。",
        "发布信息30条，其中政策、动态分别为20条、11条。",
        "发布信息30条，其中20条为政策、11条为动态。",
        # A shortfall: by one, of a closed set, of a list with its remainder.
        "发布信息30条，其中政策20条、动态9条。",
        "答复咨询38件，其中按时答复30件，延期答复5件。",
        "收到来信37件，其中当面2件、网络20件、信函10件。",
        "发布信息50条，其中政策20条、动态20条、其他5条。",
        "发布信息50条，其中政策、动态分别为20条、25条。",
    ],
)
def test_lists_that_do_not_add_up(text: str) -> None:
    (flag,) = outcome(said(1, text), "N11")
    assert isinstance(flag, Flag)
    assert flag.severity == "warning"


def test_a_wrong_outcome_raises_no_second_flag_for_its_sum() -> None:
    cells = F["review_litigation"]
    parts = "、".join(
        f"{word}{cells[f'review_{outcome}'] + (outcome == 'upheld')}件"
        for outcome, word in (
            *(("upheld", "维持"), ("corrected", "结果纠正")),
            *(("other", "其他结果"), ("pending", "尚未审结")),
        )
    )
    report = said(1, f"（五）监督保障。因政府信息公开引发行政复议{REVIEW}件，其中{parts}。")
    assert isinstance(outcome(report, "N06"), tuple)
    assert outcome(report, "N11") in ("pass", "not assessable")


@pytest.mark.parametrize(
    "text",
    [
        "依申请公开政府信息不收取费用。",
        "全年收取信息处理费0元。",
        "本年度没有发生政府信息公开信息处理费收取事项。",
        "办理申请未向申请人收取信息处理费。",
        "发出收费通知3件，实际收取信息处理费1420元。",
        "依据《政府信息公开信息处理费管理办法》，信息处理费无收费。",
        "所有答复均未收费。",
    ],
)
def test_fee_statements(text: str) -> None:
    assert outcome(said(6, text), "N15") == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "依据《政府信息公开信息处理费管理办法》开展工作。",
        "全年未收取行政事业性收费。",
        "申请人逾期未缴纳费用2件。",
        "任何单位不得违规收取费用。",
    ],
)
def test_what_is_no_fee_statement(text: str) -> None:
    assert isinstance(outcome(said(6, text), "N15"), tuple)


def test_the_title_is_the_odd_one_when_the_rest_agrees() -> None:
    """威海 on the title, 淄博 in the preamble and under it: one flag, about the title."""
    text = "淄博市教育局编制本报告。" + PERIOD.format("1月1日")
    report = read_file(
        page(report_html(F, preamble=text, signature=["淄博市教育局", "2024年1月9日"]))
    )
    flags = outcome(replace(report, organ="威海市教育局"), "T04")
    assert isinstance(flags, tuple)
    assert len(flags) == 1
    assert flags[0].quote == "威海市教育局"
    assert flags[0].severity == "warning"


@pytest.mark.parametrize(
    "text",
    [
        *("公开信息5件3条，", "甲", "政府信息公开工作年度报告及", "予以公开5件。", "信息处理费、"),
        *("收到申请5件，", "行政复议5件、", "（一）", "一是加强，", "与往年相比", "2023年1月"),
        *("其中5件，", "12.5%，", "《政府信息公开", "淄博市教育局", "13912345678", "规章5件、"),
        *("XX局", "@163.com"),
    ],
)  # fmt: skip
def test_hostile_repetition_ends(text: str) -> None:
    """A text of one phrase, over and over: no rule's time grows with its square."""
    sections = (
        Section(0, 0, None, text * 20),
        Section(1, 1, "一、总体情况", text * (100_000 // len(text))),
        Section(2, 6, "六、其他需要报告的事项", "费" + text * 500),
    )
    started = time.process_time()
    tables = {name: sound().table(name) for name in TABLE_NAMES}
    stated = read_stated(sections, tables, 2023)
    run_checks(
        replace(sound(), sections=sections, stated=stated),
        only={rule.id for rule in OWN},
        hints=True,
    )
    assert time.process_time() - started < 10
