"""Do the rules across years, copies, sources and older tables judge rightly? Y, H, V, M.

EXAMPLES has a passing, a failing and a not-assessable case for every rule of the four modules; one
without them fails the suite.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from archive.cli import app
from parsers.checks import (
    EMPTY,
    SEVERITIES,
    Context,
    Copy,
    Flag,
    catalogue,
    run_checks,
)
from parsers.checks.copies import masked, own_names, shared_passage, similarity
from parsers.checks.organ import is_other_organ, unfit_previous
from parsers.reading import read_file
from parsers.report import CellNote, Number, Report, Section, Statistic
from tests.made_reports import figures, page, report_html
from tests.paths import SHARED, needs_shared

MODULES = {"neighbours", "copies", "sources", "statistics"}
Case = tuple[Report, Context]
Place = tuple[str, str, str]


# ── Made reports ──────────────────────────────────────────────────────────────────────────────


@cache
def sound() -> Report:
    return read_file(page(report_html(figures(31))))


def with_cells(report: Report, cells: Mapping[Place, Number | None]) -> Report:
    tables: dict[str, dict[str, dict[str, Number | None]]] = {}
    for (table, item, column), value in cells.items():
        if table not in tables:
            tables[table] = {i: dict(row) for i, row in report.table(table).items()}  # type: ignore[arg-type]
        tables[table].setdefault(item, {})[column] = value
    return replace(report, **tables)  # type: ignore[arg-type]


def with_text(report: Report, texts: Mapping[int, str]) -> Report:
    return replace(
        report,
        sections=tuple(
            replace(s, text=texts[s.number]) if s.number in texts else s for s in report.sections
        ),
    )


def before(report: Report, cells: Mapping[Place, Number | None] | None = None) -> Report:
    """The year before: what must meet meets, the text is another."""
    carried = report.applications["carried_over"]
    meeting: dict[Place, Number | None] = {
        ("applications", "carried_forward", column): value for column, value in carried.items()
    }
    for channel in report.review_litigation:
        meeting["review_litigation", channel, "pending"] = 0
    for item in ("regulations", "normative_documents"):
        row = report.active_disclosure[item]
        if None not in (row.get("issued"), row.get("repealed"), row.get("in_force")):
            kept = (row["in_force"] or 0) - (row["issued"] or 0) + (row["repealed"] or 0)
            meeting["active_disclosure", item, "in_force"] = kept
    older = replace(report, report_year=(report.report_year or 0) - 1)
    return with_cells(older, meeting | dict(cells or {}))


PROBLEMS = (
    "一是部分单位主动公开意识不强，公开内容不够及时；二是政策解读形式单一，图文解读比例偏低；"
    "三是基层工作人员更替频繁，业务不熟。下一步将建立月度通报机制，丰富解读形式，开展轮训。"
)
OTHER_PROBLEMS = (
    "目前存在答复文书不规范、依申请渠道宣传不足的情况。我们已修订答复模板，组织法律顾问逐件审核，"
    "并在办事大厅增设查阅点，安排专人引导群众查询，年底前完成全部栏目的清理与归并工作。"
)


@cache
def long_text(start: int) -> str:
    """A narrative of its own: every `start` gives other sentences."""
    ordinal, field, region = "甲乙丙丁戊己庚辛壬癸", "教卫农林水电路桥港航", "东南西北中上下左右内"
    return "".join(
        f"第{ordinal[(start + n) % 10]}类事项由{field[(start * 3 + n) % 10]}业机构牵头，"
        f"按{region[(start * 7 + n) % 10]}片区推进{chr(0x5200 + start * 97 + n)}项目，"
        f"全年公开信息{100 + start + n * 7}条。"
        for n in range(12)
    )


def said(*lines: str) -> Report:
    paragraphs = [f"（二）依申请公开。{line}" for line in lines]
    return read_file(page(report_html(figures(31), texts={1: paragraphs})))


NEW = figures(31)["applications"]["new_received"]["total"]


def grown(text: str, was: int) -> Case:
    """A report that states its growth, and last year's count."""
    report = said(text)
    return report, Context(
        previous=before(report, {("applications", "new_received", "total"): was})
    )


def of_years(change: Mapping[Place, Number | None], **more: Any) -> Case:
    """Sound report; last year's with some cells otherwise."""
    return sound(), Context(previous=before(sound(), change), **more)


def three_years(change: Mapping[Place, Number | None]) -> Case:
    previous = before(sound())
    return sound(), Context(previous=previous, earlier=(before(previous, change),))


def texts(now: Mapping[int, str], then: Mapping[int, str], **more: Any) -> Case:
    report = with_text(sound(), now)
    return report, Context(previous=with_text(before(report), then), **more)


def family(change: Mapping[Place, Number | None], covers: bool) -> Case:
    """A parent whose cells are the sums of two children's."""
    children = (
        sound(),
        read_file(page(report_html(figures(32)))),
    )
    sums: dict[Place, Number | None] = {
        (table, item, column): sum(c.value(table, item, column) or 0 for c in children)
        for table, item, column, _ in sound().cells()
    }
    parent = with_cells(sound(), sums | dict(change))
    return parent, Context(children=children, parent_covers=covers)


def rendition(change: Mapping[Place, Number | None]) -> Case:
    return sound(), Context(
        renditions=(("http://xxgk.example.gov.cn/a.pdf", with_cells(sound(), change)),)
    )


def pictures() -> Report:
    return replace(
        sound(),
        sections=tuple(replace(s, text="", tables=()) for s in sound().sections if s.number),
        table_readings=(),
        applications={},
        active_disclosure={},
        review_litigation={},
        form="free",
    )


# ── Statistics tables ─────────────────────────────────────────────────────────────────────────

STAT2014: tuple[tuple[str, int | None], ...] = (
    ("一、主动公开情况", None),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", 900),
    ("其中：主动公开规范性文件数", 12),
    ("制发规范性文件总数", 14),
    ("二、回应解读情况", None),
    ("1.参加或举办新闻发布会总次数", 5),
    ("（其中：主要负责同志参加新闻发布会次数）", 2),
    ("2.政府网站在线访谈次数", 3),
    ("其中：主要负责同志参加政府网站在线访谈次数", 1),
    ("3.政策解读稿件发布数", 30),
    ("三、依申请公开情况", None),
    ("（一）收到申请数", 20),
    ("1.当面申请数", 4),
    ("2.传真申请数", 1),
    ("3.网络申请数", 10),
    ("4.信函申请数", 5),
    ("（二）申请办结数", 19),
    ("1.按时办结数", 17),
    ("2.延期办结数", 2),
    ("（三）申请答复数", 19),
    ("1.属于已主动公开范围数", 3),
    ("2.同意公开答复数", 5),
    ("3.同意部分公开答复数", 1),
    ("4.不同意公开答复数", 6),
    ("其中：涉及国家秘密", 1),
    ("涉及商业秘密", 2),
    ("涉及个人隐私", 0),
    ("危及国家安全、公共安全、经济安全和社会稳定", 0),
    ("不是《条例》所指政府信息", 2),
    ("法律法规规定的其他情形", 1),
    ("5.不属于本行政机关公开数", 1),
    ("6.申请信息不存在数", 2),
    ("7.告知作出更改补充数", 0),
    ("8.告知通过其他途径办理数", 1),
    ("四、行政复议数量", 6),
    ("（一）维持具体行政行为数", 3),
    ("（二）被依法纠错数", 1),
    ("（三）其他情形数", 2),
    ("五、行政诉讼数量", 9),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", 4),
    ("（二）被依法纠错数", 2),
    ("（三）其他情形数", 3),
    ("六、举报投诉数量", 0),
    ("七、依申请公开信息收取的费用", 0),
    ("八、机构建设和保障经费情况", None),
    ("（三）从事政府信息公开工作人员数", 11),
    ("1.专职人员数（不包括政府公报及政府网站工作人员数）", 4),
    ("2.兼职人员数", 7),
    ("（四）政府信息公开专项经费", 2),
)


def statistics(
    change: Mapping[str, int | None] | None = None, without: str | None = None
) -> Report:
    """change: indicator → value; a number after # chooses among equal labels (被依法纠错数#2)."""
    rows: list[Statistic] = []
    seen: dict[str, int] = {}
    for label, value in STAT2014:
        seen[label] = seen.get(label, 0) + 1
        key = label if seen[label] == 1 else f"{label}#{seen[label]}"
        if without is None or without not in label:
            rows.append(Statistic(label, "件", (change or {}).get(key, value), None))
    return replace(
        sound(), form="stat2014", report_year=2016, statistics=tuple(rows), table_readings=(),
        applications={}, active_disclosure={}, review_litigation={},
    )  # fmt: skip


def alone(report: Report) -> Case:
    return report, EMPTY


# ── Examples ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Examples:
    passing: Callable[[], Case]
    failing: Callable[[], Case]
    not_assessable: Callable[[], Case]
    message: str


OVER = figures(31)["applications"]["carried_over"]
ACTIVE = figures(31)["active_disclosure"]
EMPTY_CASE = lambda: alone(sound())  # noqa: E731
PAGE = Context(on_page=True)
FORWARD = ("applications", "carried_forward", "research")

EXAMPLES: dict[str, Examples] = {
    "Y01": Examples(
        lambda: of_years({}),
        lambda: of_years({FORWARD: OVER["research"] + 2}),
        EMPTY_CASE,
        f"“科研机构”.*2022年.*{OVER['research'] + 2}.*2023年.*{OVER['research']}",
    ),
    "Y02": Examples(
        lambda: of_years({}),
        lambda: of_years({("active_disclosure", "normative_documents", "in_force"): 7}),
        lambda: (sound(), Context(previous=replace(before(sound()), form="2019"))),
        f"规范性文件.*2022年现行有效 7 .*{ACTIVE['normative_documents']['in_force']}",
    ),
    "Y03": Examples(
        lambda: of_years({}),
        lambda: of_years({("active_disclosure", "administrative_fees", "amount_wan_yuan"): 1.5}),
        EMPTY_CASE,
        "2022年 1.5，2023年 8310.5",
    ),
    "Y04": Examples(
        lambda: grown(f"共收到申请{NEW}件，同比增长100%。", NEW // 2) if NEW % 2 == 0
        else grown(f"共收到申请{NEW}件，同比增长{100 * (NEW - 100) / 100:.1f}%。", 100),
        lambda: grown(f"共收到申请{NEW}件，同比增长20.5%。", NEW - 100),
        EMPTY_CASE,
        f"20.5%.*2022年.*{NEW - 100} .*{NEW} ",
    ),
    "Y05": Examples(
        lambda: texts({5: PROBLEMS}, {5: OTHER_PROBLEMS}),
        lambda: texts({5: PROBLEMS}, {5: PROBLEMS.replace("三是", "此外，")}),
        lambda: texts({5: "无。"}, {5: "无。"}),
        "2023年.*2022年.*0\\.[89].*“.*公开意识不强",
    ),
    "Y06": Examples(
        lambda: texts({1: long_text(1)}, {1: long_text(5)}),
        lambda: texts({1: long_text(1)}, {1: long_text(1).replace("2023", "2022")}),
        lambda: alone(with_text(sound(), {1: long_text(1)})),
        "2023年.*2022年本机关报告.*1.00",
    ),
    "Y07": Examples(
        lambda: texts({1: long_text(1)}, {1: long_text(2)}),
        lambda: texts({1: "发布3条，解读4篇，回复5件，接待6人，印发7期。"},
                      {1: "主动公开3条，图解4篇，答复5件，服务6人，编发7期。"}),
        lambda: texts({1: "发布3条。"}, {1: "发布3条。"}),
        "2023年.*5 个.*2022年.*3、4、5、6、7",
    ),
    "Y08": Examples(
        lambda: of_years({}),
        lambda: (sound(), Context(earlier=(replace(sound(), report_year=2021),))),
        EMPTY_CASE,
        "缺 2022 年.*2021 年.*2023 年",
    ),
    "Y09": Examples(
        lambda: of_years({}),
        lambda: of_years({("review_litigation", "review", "pending"): 99_999}),
        EMPTY_CASE,
        "行政复议.*2022年.*99999.*2023年",
    ),
    "Y10": Examples(
        lambda: three_years({}),
        lambda: three_years({FORWARD: 77_777}),
        lambda: of_years({}),
        f"“科研机构”.*2021年.*77777.*2022年.*{OVER['research']}",
    ),
    "H01": Examples(
        lambda: family({}, True),
        lambda: family({("applications", "granted", "total"): 3}, True),
        EMPTY_CASE,
        "予以公开.*“总计”.*2 个下级机关之和为 \\d+.* 3。",
    ),
    "V01": Examples(
        lambda: (sound(), Context(attachments=(("http://a.gov.cn/1.docx", "ok"),))),
        lambda: (sound(), Context(attachments=(("http://a.gov.cn/1.docx", "soft_404"),))),
        lambda: (sound(), Context(attachments=(("http://a.gov.cn/1.docx", "not_fetched"),))),
        "http://a.gov.cn/1.docx.*soft_404",
    ),
    "V02": Examples(
        EMPTY_CASE,
        lambda: alone(pictures()),
        lambda: (pictures(), Context(attachments=(("http://a.gov.cn/1.docx", "ok"),))),
        "0 个字",
    ),
    "V05": Examples(
        lambda: (sound(), PAGE),
        lambda: rendition({}),
        EMPTY_CASE,
        "1 份副本.*a.pdf",
    ),
    "V06": Examples(
        lambda: rendition({("applications", "granted", "other"): None}),
        lambda: rendition({("applications", "granted", "other"): 88_888}),
        lambda: (sound(), PAGE),
        "予以公开.*“其他”.*a.pdf 印作 88888",
    ),
    "M01": Examples(
        lambda: alone(statistics()),
        lambda: alone(statistics({"2.传真申请数": 3})),
        lambda: alone(statistics({"2.传真申请数": None})),
        "收到申请数.* 20.*4 \\+ 3 \\+ 10 \\+ 5 = 22",
    ),
    "M02": Examples(
        lambda: alone(statistics()),
        lambda: alone(statistics({"（二）申请办结数": 20})),
        lambda: alone(statistics(without="延期办结")),
        "20.*= 19",
    ),
    "M03": Examples(
        lambda: alone(statistics()),
        lambda: alone(statistics({"8.告知通过其他途径办理数": 5})),
        lambda: alone(statistics(without="同意部分公开")),
        "申请答复数.* 19.*= 23",
    ),
    "M04": Examples(
        lambda: alone(statistics()),
        lambda: alone(statistics({"涉及个人隐私": 4})),
        lambda: alone(statistics({"4.不同意公开答复数": None})),
        "不同意公开答复数.* 6.*= 10",
    ),
    "M05": Examples(
        lambda: alone(statistics()),
        lambda: alone(statistics({"（二）被依法纠错数": 5})),
        lambda: alone(sound_statistics_without()),
        "行政复议数量.* 6.*= 10",
    ),
    "M06": Examples(
        lambda: alone(statistics()),
        lambda: alone(statistics({"（二）被依法纠错数#2": 5})),
        lambda: alone(statistics(without="行政诉讼")),
        "行政诉讼数量.* 9.*= 12",
    ),
    "M07": Examples(
        lambda: alone(statistics()),
        lambda: alone(statistics({"2.兼职人员数": 8})),
        lambda: alone(statistics(without="兼职")),
        "工作人员数.* 11.*= 12",
    ),
    "M08": Examples(
        lambda: alone(statistics()),
        lambda: alone(statistics({"其中：主动公开规范性文件数": 30})),
        lambda: alone(replace(statistics(), statistics=())),
        "规范性文件数”为 30.* 14",
    ),
}  # fmt: skip


def sound_statistics_without() -> Report:
    return statistics(without="行政复议")


RULES = {rule.id: rule for rule in catalogue() if rule.run.__module__.rsplit(".", 1)[1] in MODULES}


def outcome(case: Case, id: str) -> str | tuple[Flag, ...]:
    found = run_checks(*case, only={id})
    if id in found.passed:
        return "pass"
    if id in dict(found.not_assessable):
        return "not assessable"
    return tuple(flag for flag in found.flags if flag.check == id)


def flags(case: Case, id: str) -> tuple[Flag, ...]:
    found = outcome(case, id)
    assert isinstance(found, tuple), (id, found, case[0].form)
    return found


def test_every_rule_has_examples() -> None:
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("id", sorted(EXAMPLES))
def test_examples(id: str) -> None:
    example = EXAMPLES[id]
    assert outcome(example.passing(), id) == "pass"
    report, context = example.failing()
    found = flags((report, context), id)
    assert found
    for flag in found:
        assert SEVERITIES.index(flag.severity) >= SEVERITIES.index(RULES[id].severity)
        assert flag.message.endswith("。")
        assert "\n" not in flag.message
        if flag.start is not None:
            assert flag.section is not None
            assert report.sections[flag.section].text[flag.start : flag.end] == flag.quote
    assert re.search(example.message, found[0].message), found[0].message
    unknown = example.not_assessable()
    assert outcome(unknown, id) == "not assessable"
    assert dict(run_checks(*unknown, only={id}).not_assessable)[id]


def test_a_rule_of_another_form_is_not_judged() -> None:
    for report, ids in ((sound(), {"M01", "M08"}), (statistics(), {"Y01", "H01"})):
        assert set(dict(run_checks(report, only=ids).not_assessable)) == ids


def test_hints_run_only_when_asked() -> None:
    hints = {rule.id for rule in catalogue() if rule.hint}
    plain, asked = run_checks(sound()), run_checks(sound(), hints=True)
    ran = {*plain.passed, *dict(plain.not_assessable), *(f.check for f in plain.flags)}
    assert not hints & ran
    assert hints <= {
        *asked.passed, *dict(asked.not_assessable), *(f.check for f in asked.flags)
    }  # fmt: skip


# ── Years ─────────────────────────────────────────────────────────────────────────────────────


def test_y01_names_every_column_the_total_first() -> None:
    change: dict[Place, Number | None] = {
        ("applications", "carried_forward", column): 70_000 + n for n, column in enumerate(OVER)
    }
    found = flags(of_years(change), "Y01")
    assert found[0].column == "total"
    assert {flag.column for flag in found} == set(OVER)
    assert {flag.item for flag in found} == {"carried_over"}


def test_blanks_fail_nothing_across_years() -> None:
    blank: dict[Place, Number | None] = {
        (table, item, column): None for table, item, column, _ in sound().cells()
    }
    found = run_checks(sound(), Context(previous=before(sound(), blank)))
    assert not [flag for flag in found.flags if flag.check.startswith("Y")]
    assert {"Y01", "Y02", "Y03", "Y09"} <= set(dict(found.not_assessable))


def test_a_report_of_another_year_is_no_previous_one() -> None:
    case = sound(), Context(previous=replace(before(sound()), report_year=2020))
    assert "2020年" in dict(run_checks(*case).not_assessable)["Y01"]


def test_y10_bridges_a_blank_year() -> None:
    """上年结转 of the middle year is blank: the chain is judged over it."""
    middle: dict[Place, Number | None] = {("applications", "carried_over", "research"): None}
    previous = before(sound(), middle)
    new = previous.value("applications", "new_received", "research") or 0
    done = previous.value("applications", "results_total", "research") or 0
    right = OVER["research"] - new + done
    oldest = before(previous, {FORWARD: right})
    assert outcome((sound(), Context(previous=previous, earlier=(oldest,))), "Y10") == "pass"
    wrong = with_cells(oldest, {FORWARD: right + 1})
    (flag,) = flags((sound(), Context(previous=previous, earlier=(wrong,))), "Y10")
    assert flag.column == "research"


@pytest.mark.parametrize(
    ("text", "was", "holds"),
    [
        (f"共收到申请{NEW}件，同比增长{{p:.1f}}%。", 1000, True),
        (f"共收到申请{NEW}件，同比增长{{p:.2f}}%。", 977, True),
        (f"共收到申请{NEW}件，较上年增加{NEW - 500}件。", 500, True),
        (f"共收到申请{NEW}件，较上年增加{NEW - 501}件。", 500, False),
        (f"共收到申请{NEW}件，较上年减少二分之一。", NEW * 2, True),
        (f"共收到申请{NEW}件，较上年减少二分之一。", NEW * 3, False),
        (f"共收到申请{NEW}件，比上年翻了一番。", NEW // 2, True),
        (f"共收到申请{NEW}件，比上年翻了一番。", NEW // 4, False),
        (f"共收到申请{NEW}件，同比增长2倍。", NEW // 3, True),
        (f"共收到申请{NEW}件，同比增长2倍。", NEW // 8, False),
        (f"共收到申请{NEW}件，是上年的3倍。", NEW // 3, True),
        (f"共收到申请{NEW}件，较上年增长到3倍。", NEW // 3, True),
        ("依申请公开数量同比减少二分之一。", NEW * 2, True),
        ("依申请公开数量同比减少二分之一。", NEW * 5, False),
        (f"共收到申请{NEW}件，同比增长100%。", 0, False),
        (f"共收到申请{NEW}件、同比增长{{p:.1f}}%。", 1000, True),
        (f"共收到申请{NEW}件、同比增长7%。", 1000, False),
        (f"共收到申请{NEW}件，与2022年相比，增长7%。", 1000, False),
        # One statement, one flag.
        (f"共收到申请{NEW}件，较上年增加{NEW - 501}件，增长{{p:.1f}}%。", 500, False),
        (f"共收到申请{NEW}件，申请数量同比增长{{p:.1f}}%。", 1000, True),
        (f"共收到申请{NEW}件，申请数量同比增长7%。", 1000, False),
        (f"共收到申请{NEW}件，比上年的500件增加{NEW - 500}件。", 500, True),
        (f"共收到申请{NEW}件，比上年的500件增加{NEW - 500}件。", 501, False),
        (f"共收到申请{NEW}件，与上年持平。", NEW, True),
        (f"共收到申请{NEW}件，同比持平。", NEW - 5, False),
        ("政府信息公开申请数量同比增长7%。", 1000, False),
    ],
)
def test_y04_growth(text: str, was: int, holds: bool) -> None:
    percent = 100 * (NEW - was) / was if was else 0
    case = grown(text.format(p=percent), was)
    if holds:
        assert outcome(case, "Y04") == "pass"
    else:
        (flag,) = flags(case, "Y04")
        assert str(was) in flag.message


@pytest.mark.parametrize(
    "text",
    [
        f"共收到申请{NEW}件，较2019年增长300%。",
        f"共收到申请{NEW}件，与往年相比减少二分之一。",
        f"共收到申请{NEW}件，同比增长约50%。",
        f"共收到申请{NEW}件，网站访问量同比增长23%。",
        f"共收到申请{NEW}件，公开信息比上年增加50条。",
        f"共收到申请{NEW}件，与上年基本持平。",
        f"共收到申请{NEW}件，比上年多发布50条。",
        f"共收到申请{NEW}件，比上年多办结50件。",
        f"共收到申请{NEW}件，与全市平均水平持平。",
        f"共收到申请{NEW}件，与2019年持平。",
        "举办培训3场，同比增长50%。",
    ],
)
def test_y04_leaves_alone_what_is_not_last_years_count(text: str) -> None:
    assert outcome(grown(text, 500), "Y04") == "not assessable"


def test_y04_fees_are_compared_too() -> None:
    fee: Place = ("active_disclosure", "administrative_fees", "amount_wan_yuan")
    now = sound().value(*fee)  # type: ignore[arg-type]
    assert now
    for text, was, holds in (
        (f"行政事业性收费{now}万元，同比增长100%。", now / 2, True),
        (f"行政事业性收费{now}万元，同比增长100%。", now / 3, False),
        ("行政事业性收费同比下降50%。", now * 2, True),
        ("行政事业性收费同比下降50%。", now * 5, False),
    ):
        report = read_file(page(report_html(figures(31), texts={1: [text]})))
        found = outcome((report, Context(previous=before(report, {fee: was}))), "Y04")
        assert (found == "pass") is holds, text
        if not holds:
            assert isinstance(found, tuple)
            assert "万元" in found[0].message


# ── What is offered as last year's report ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "previous", "other"),
    [
        ("云岭县财政局", "云岭县财政局", False),
        ("济南市历下区教育局", "历下区教育局", False),
        ("云岭县卫生健康局", "云岭县卫生和计划生育局", False),
        ("云岭县教育和体育局", "云岭县教育局", False),
        ("云岭县人民政府办公室", "云岭县人民政府办公室", False),
        ("云岭县财政局", "红河县财政局", True),
        ("济南市财政局", "淄博市财政局", True),
        ("云岭县财政局", "云岭县教育局", True),
        # 管理 and 监督 are in half of all names.
        ("云岭县市场监督管理局", "云岭县城市管理局", True),
        ("云岭县人民政府", "云岭县人民政府办公室", False),
        ("云岭县人民政府", "云岭县财政局", True),
        ("安丘市官庄镇人民政府", "安丘市石埠子镇人民政府", True),
        ("云岭县白沙镇人民政府", "云岭县青石镇人民政府", True),
    ],
)
def test_another_organ_is_told_by_its_name(name: str, previous: str, other: bool) -> None:
    assert is_other_organ(name, previous) is other
    assert is_other_organ(previous, name) is other


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r, None),
        (lambda r: replace(r, organ="红河县财政局"), ("红河县财政局", "云岭县")),
        (lambda r: replace(r, report_year=2020), ("2020 年", "2022 年")),
        (lambda r: replace(r, report_year=None), ("没有写明年度",)),
    ],
)
def test_an_unfit_previous_report_is_named(
    change: Callable[[Report], Report], words: tuple[str, ...] | None
) -> None:
    reason = unfit_previous(sound(), change(before(sound())))
    if words is None:
        assert reason is None
        return
    assert reason is not None
    assert all(word in reason for word in words)
    results = run_checks(sound(), Context(no_previous=reason))
    told = {id for id, why in results.not_assessable if why == reason}
    assert told == {"Y01", "Y02", "Y03", "Y04", "Y05", "Y06", "Y07", "Y09", "Y10"}
    assert not [id for id in results.passed if id.startswith("Y") and id != "Y08"]


def test_check_says_that_the_previous_report_is_another_organs(tmp_path: Path) -> None:
    now, last = tmp_path / "now.html", tmp_path / "last.html"
    now.write_bytes(page(report_html(figures(31))))
    theirs = report_html(figures(31)).replace("云岭县", "红河县").replace("2023", "2022")
    last.write_bytes(page(theirs, "红河县市场监督管理局2022年政府信息公开工作年度报告"))
    runner = CliRunner()
    said = runner.invoke(app, ["check", str(now), "--previous", str(last)], terminal_width=200)
    line = next(line for line in said.output.splitlines() if line.startswith("--previous"))
    assert "红河县" in line
    assert "云岭县" in line
    told = runner.invoke(app, ["check", str(now), "--previous", str(last), "--json"])
    found = json.loads(told.stdout)
    reasons = {entry["check"]: entry["reason"] for entry in found["not_assessable"]}
    assert "红河县" in reasons["Y01"]
    assert not [id for id in found["passed"] if id.startswith("Y") and id != "Y08"]


def test_y08_one_flag_a_missing_year() -> None:
    found = flags((sound(), Context(years_held=(2018, 2020, 2023, 2024))), "Y08")
    assert [flag.expected for flag in found] == ["2021 年报告", "2022 年报告"]


# ── Parent and children ───────────────────────────────────────────────────────────────────────


def test_h01_is_a_hint_where_the_parent_does_not_say_whom_it_covers() -> None:
    wrong: dict[Place, Number | None] = {("applications", "granted", "total"): 3}
    assert {flag.severity for flag in flags(family(wrong, True), "H01")} == {"warning"}
    assert {flag.severity for flag in flags(family(wrong, False), "H01")} == {"info"}


def test_h01_does_not_hold_an_own_report_against_those_below() -> None:
    """A county office that counts only itself is no sum: nothing to flag."""
    _, context = family({}, False)
    own = read_file(page(report_html(figures(99))))
    assert outcome((own, context), "H01") == "not assessable"
    said_so = replace(family({}, True)[0], scope="own")
    assert outcome((said_so, context), "H01") == "not assessable"


def test_h01_one_flag_a_row_with_the_total_first() -> None:
    rows: dict[Place, Number | None] = {
        ("applications", "granted", "total"): 3,
        ("applications", "granted", "other"): 4,
        ("review_litigation", "review", "pending"): 5,
    }
    assert [(f.item, f.column) for f in flags(family(rows, True), "H01")] == [
        ("granted", "total"),
        ("review", "pending"),
    ]


# ── Copies ────────────────────────────────────────────────────────────────────────────────────


def test_y06_another_organ() -> None:
    report = with_text(sound(), {1: long_text(3)})
    shared = long_text(3)[:60]
    copy = Copy("370784-x-2023", "安丘市财政局", 2023, 0.96, shared)
    (flag,) = flags((report, Context(copies=(copy,))), "Y06")
    assert "安丘市财政局2023年" in flag.message
    assert flag.quote == shared
    assert report.sections[flag.section or 0].text[flag.start : flag.end] == shared
    less = Context(copies=(copy._replace(similarity=0.85),))
    assert outcome((report, less), "Y06") == "pass"


def test_y06_does_not_compare_short_texts() -> None:
    short = {1: "一切正常。", 5: "无。", 6: "无。"}
    assert outcome(texts(short, short), "Y06") == "not assessable"


def test_masking_hides_years_numbers_and_own_names() -> None:
    a = "2023年，安丘市财政局共公开信息1,234条。我局在安丘市率先开展培训12次。"
    b = "2022年，昌乐县教育局共公开信息98条。我县教育局在昌乐率先开展培训3次。"
    one = masked(a, own_names("山东省安丘市财政局"))
    assert not re.search(r"\d|安丘|财政局", one)
    assert similarity(one, masked(b, own_names("昌乐县教育局"))) > 0.4
    same = b.replace("我县教育局在昌乐", "本局在昌乐县")
    assert similarity(one, masked(same, own_names("昌乐县教育局"))) == 1.0


def test_similarity_is_symmetric_and_bounded() -> None:
    a, b = masked(long_text(1)), masked(long_text(4))
    assert similarity(a, a) == 1
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) < 0.8
    assert similarity("", "") == 0
    assert similarity("短文", "短文") == 0


def test_shared_passage_is_printed_by_both() -> None:
    a, b = "前面不同。" + PROBLEMS + "尾", "开头另写，" + PROBLEMS.replace("轮训", "培训")
    passage = shared_passage(a, b)
    assert passage in a
    assert passage in b
    assert len(passage) > 60
    assert shared_passage(a, "毫不相干") == ""


def test_y07_does_not_take_dates_for_numbers() -> None:
    text = "自2023年1月1日起至12月31日止，依据国办公开办函〔2021〕30号，在20个工作日内答复。"
    assert outcome(texts({1: text}, {1: text}), "Y07") == "not assessable"


# ── Sources ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("outcome_", ["soft_404", "error", "empty", "wrong_type", "blocked:waf"])
def test_v01_names_each_lost_attachment(outcome_: str) -> None:
    context = Context(
        attachments=(("http://a.gov.cn/1.docx", "ok"), ("http://a.gov.cn/2.pdf", outcome_))
    )
    (flag,) = flags((sound(), context), "V01")
    assert (flag.quote, flag.actual) == ("http://a.gov.cn/2.pdf", outcome_)


def test_v02_scanned_and_published_as_text_too() -> None:
    note = CellNote("applications", "granted", "total", "ocr", "3", 3, 0.9)
    scanned = replace(sound(), cell_notes=(note,))
    assert flags(alone(scanned), "V02")
    both = Context(renditions=(("http://a.gov.cn/1.html", sound()),))
    assert outcome((scanned, both), "V02") == "pass"


def test_v05_the_pages_own_attachment_is_no_copy() -> None:
    report, context = rendition({})
    ((url, other),) = context.renditions
    attached = replace(context, attachments=((url, "ok"),))
    assert outcome((report, attached), "V05") == "pass"
    elsewhere = replace(attached, renditions=((url, other), ("http://other.gov.cn/b.html", other)))
    (flag,) = flags((report, elsewhere), "V05")
    assert flag.quote == "http://other.gov.cn/b.html"


def test_v06_one_flag_a_row() -> None:
    case = rendition(
        {
            ("applications", "granted", "other"): 88_888,
            ("applications", "granted", "total"): 99_999,
            ("review_litigation", "review", "total"): 77_777,
        }
    )
    assert {(f.table, f.item) for f in flags(case, "V06")} == {
        ("applications", "granted"),
        ("review_litigation", "review"),
    }


# ── Statistics tables ─────────────────────────────────────────────────────────────────────────


def test_a_local_table_with_one_channel_more_is_not_wrong() -> None:
    rows = list(statistics().statistics)
    at = next(i for i, row in enumerate(rows) if "信函" in row.indicator)
    rows.insert(at + 1, Statistic("5.其他方式申请数", "件", 3, None))
    report = replace(statistics({"（一）收到申请数": 23}), statistics=tuple(rows))
    assert outcome(alone(report), "M01") == "not assessable"


def test_one_wrong_figure_is_one_flag() -> None:
    wrong = statistics({"3.网络申请数": 11})
    failing = [id for id in sorted(RULES) if id[0] == "M" and outcome(alone(wrong), id) != "pass"]
    assert failing == ["M01"]


def test_coded_table() -> None:
    rows = (
        ("申请总数", 21), ("其中：当面申请数", 1), ("传真申请数", 2), ("电子邮件申请数", 3),
        ("网上申请数", 4), ("信函申请数", 5), ("其他形式申请数", 6), ("对申请的答复总数", 9),
        ("其中：同意公开答复数", 4), ("同意部分公开答复数", 3), ("否决公开答复总数", 2),
        ("其中：信息不存在", 1), ("免予公开范围1", 1), ("行政复议数", 0),
    )  # fmt: skip
    made = tuple(Statistic(label, "条", value, None) for label, value in rows)
    report = replace(statistics(), form="coded", report_year=2012, statistics=made)
    assert outcome(alone(report), "M01") == "pass"
    assert outcome(alone(report), "M03") == "pass"
    wrong = replace(report, statistics=(replace(made[0], value=22), *made[1:]))
    assert flags(alone(wrong), "M01")


@needs_shared
def test_fujian_2018() -> None:
    truth = json.loads(
        (SHARED / "samples" / "fujian_2018_statistics_table.truth.json").read_text("utf-8")
    )
    rows = tuple(
        Statistic(s["indicator"], s["unit"], s["value"], s["cumulative"])
        for s in truth["statistics"]
    )
    report = replace(statistics(), form="fujian", report_year=2018, statistics=rows)
    for id in ("M01", "M03", "M08"):
        assert outcome(alone(report), id) == "pass"
    wrong = tuple(replace(row, value=5) if "网上申请" in row.indicator else row for row in rows)
    (flag,) = flags(alone(replace(report, statistics=wrong)), "M01")
    assert "受理依申请公开信息总数" in flag.message


def test_sections_are_found_in_free_reports_too() -> None:
    """东莞 2008–2010: no numbered sections, one text copied year after year."""
    section = Section(0, None, "概述", long_text(2))
    report = replace(sound(), form="free", report_year=2010, sections=(section,))
    case = report, Context(previous=replace(report, report_year=2009))
    assert flags(case, "Y06")
    assert flags(case, "Y07")
