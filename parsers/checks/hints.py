"""What should a person look at? T10, T12–T14, T16, N18, A11: off unless hints are asked for.

Each is a matter of judgement that a machine can only point to: a turn of phrase, a measure listed
as a problem, a figure that fits badly with another. Always info. Words are in hints.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from parsers.checks import TABLE_FORMS, Flag, NotAssessable, check
from parsers.checks.common import row_label, row_quote
from parsers.clauses import Clause, clauses
from parsers.report import Report, Section

_NO_TEXT = "报告没有正文"


@cache
def _data() -> dict[str, Any]:
    """hints.toml."""
    return tomllib.loads(
        resources.files("parsers.checks").joinpath("hints.toml").read_text("utf-8")
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_data()[name])


def _flag(id: str, message: str, section: Section, first: Clause, last: Clause) -> Flag:
    """message: with {} for the quote."""
    start, end = first.span()[0], last.span()[1]
    quote = section.text[start:end]
    return Flag(
        id,
        "info",
        message.format("".join(quote.split())),
        None,
        None,
        quote,
        section.position,
        start,
        end,
    )


def _need_text(report: Report) -> None:
    if not any(section.text for section in report.sections):
        raise NotAssessable(_NO_TEXT)


@check(
    "A11",
    "plausible_for_organ",
    "info",
    title="数字与机关的职能相称",
    formula="行政审批机关的行政许可 > 0 之类（hints.toml）",
    basis="机关职能",
    forms=("2021", "hybrid"),
    hint=True,
)
def plausible_for_organ(report: Report) -> Iterable[Flag]:
    judged = 0
    for rule in _data()["plausible"]:
        value = report.value("active_disclosure", rule["item"], rule["column"])
        if value is None or not re.search(rule["organ"], report.organ or ""):
            continue
        judged += 1
        if value == 0:
            label = row_label(report, "active_disclosure", rule["item"])
            yield Flag(
                "A11",
                "info",
                f"“{report.organ}”的“{label}”印作 0，与其职能不相称，请核对。",
                None,
                None,
                row_quote(report, "active_disclosure", rule["item"]),
                table="active_disclosure",
                item=rule["item"],
                column=rule["column"],
            )
    if not judged:
        raise NotAssessable("没有这类机关的对照，或单元格缺失")


@check(
    "N18",
    "subject_and_row",
    "info",
    title="所述申请内容与表中各行相称",
    formula="“主要涉及过程性信息”而该行为 0 之类",
    basis="同一报告的正文与表格应当一致；说的可能是内容而不是处理结果",
    forms=TABLE_FORMS,
    hint=True,
)
def subject_and_row(report: Report) -> Iterable[Flag]:
    judged = 0
    for section in report.sections:
        if section.number not in (1, 3):
            continue
        for sentence in clauses(section.text):
            lead = next(
                (i for i, c in enumerate(sentence) if _pattern("subject_lead").search(c.text)), None
            )
            if lead is None or not _pattern("applications").search(sentence[0].sentence):
                continue
            for rule in _data()["subject"]:
                value = report.value("applications", rule["item"], "total")
                named = next((c for c in sentence[lead:] if rule["word"] in c.text), None)
                if value is None or named is None:
                    continue
                judged += 1
                if value == 0:
                    label = row_label(report, "applications", rule["item"])
                    message = f"正文写“{{}}”，而表中“{label}”为 0；可能说的是申请内容，请核对。"
                    yield _flag("N18", message, section, sentence[lead], named)
    if not judged:
        raise NotAssessable("正文没有写明申请内容的类别")


@check(
    "T10",
    "wording",
    "info",
    title="常见语病和别字",
    formula="hints.toml 所列的语序、用字",
    basis="公文行文规范",
    hint=True,
)
def wording(report: Report) -> Iterable[Flag]:
    _need_text(report)
    for entry in _data()["wording"]:
        pattern = re.compile(entry["pattern"])
        for section in report.sections:
            for match in pattern.finditer(section.text):
                yield Flag(
                    "T10",
                    "info",
                    f"“{''.join(match.group().split())}”：{entry['message']}。",
                    None,
                    None,
                    match.group(),
                    section.position,
                    match.start(),
                    match.end(),
                )


@check(
    "T12",
    "problem_is_measure",
    "info",
    title="所列问题是问题而不是措施",
    formula="第五部分的问题不以“加强、提升、强化”开头而不说不足",
    basis="年报应当剖析存在的主要问题",
    hint=True,
)
def problem_is_measure(report: Report) -> Iterable[Flag]:
    section = report.section(5)
    if section is None or not section.text:
        raise NotAssessable("报告没有第五部分")
    inside = False
    for sentence in clauses(section.text):
        for clause in sentence:
            text = clause.text
            if _pattern("measures_begin").search(text):
                inside = False
            elif _pattern("problems_begin").search(text):
                inside = True
            if (
                inside
                and _pattern("measure").search(text)
                and not _pattern("shortcoming").search(text)
            ):
                yield _flag("T12", "“{}”列为问题，说的却是措施，请核对。", section, clause, clause)


@check(
    "T13",
    "fee_concept",
    "info",
    title="信息处理费不是检索、复制、邮寄费",
    formula="信息处理费一句不列检索费、复制费、邮寄费",
    basis="国办函〔2020〕109号第二条",
    hint=True,
)
def fee_concept(report: Report) -> Iterable[Flag]:
    judged = 0
    for section in report.sections:
        if "处理费" not in section.text:
            continue
        for sentence in clauses(section.text):
            if "处理费" not in sentence[0].sentence:
                continue
            judged += 1
            named = [c for c in sentence if _pattern("old_costs").search(c.text)]
            if named:
                message = "“{}”把旧的成本费项目当作信息处理费，请核对。"
                yield _flag("T13", message, section, named[0], named[-1])
    if not judged:
        raise NotAssessable("报告没有提到信息处理费")


@check(
    "T14",
    "counts_across_sections",
    "info",
    title="各处所说的次数相合",
    formula="“每月一次培训”与“培训 n 次”：n 与 12 相差不大",
    basis="同一报告前后应当一致",
    hint=True,
)
def counts_across_sections(report: Report) -> Iterable[Flag]:
    for rule in _data()["frequency"]:
        often = re.compile(rule["often"])
        counted = re.compile(rule["counted"])
        regular: tuple[int, str] | None = None
        for section in report.sections:
            if match := often.search(section.text):
                regular = (rule["times"][match["every"]], match.group())
                break
        if regular is None:
            continue
        for section in report.sections:
            for match in counted.finditer(section.text):
                if int(match["count"]) < regular[0]:
                    yield Flag(
                        "T14",
                        "info",
                        f"一处写“{regular[1]}”，即一年 {regular[0]} 次，"
                        f"另一处写“{match.group()}”，请核对。",
                        None,
                        None,
                        match.group(),
                        section.position,
                        match.start(),
                        match.end(),
                    )
        return
    raise NotAssessable("正文没有可以对照的次数")


@check(
    "T16",
    "improvement_tense",
    "info",
    title="改进措施说的是下一步",
    formula="第五部分有“下一步、将、今后、计划”之类，不只写已经做完的工作",
    basis="条例第五十条第（四）项：存在的主要问题及改进情况",
    hint=True,
)
def improvement_tense(report: Report) -> Iterable[Flag]:
    section = report.section(5)
    if section is None or not section.text:
        raise NotAssessable("报告没有第五部分")
    if _pattern("next_step").search(section.text):
        return
    for sentence in clauses(section.text):
        for clause in sentence:
            if _pattern("done").search(clause.text):
                yield _flag(
                    "T16", "“{}”写的是已经做过的工作，没有写下一步的打算。", section, clause, clause
                )
                return
