"""Do the printed numbers add up? A01–A07: the relations that the official tables print."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from parsers.checks import Flag, NotAssessable, check
from parsers.checks.common import column_label, row_label, row_quote, show, table_form
from parsers.report import Number, Report

_NO_TABLE = "相关单元格空白、无法读出或未印出"
LEAVES = ("granted", "partially_granted", "denied_*", "unable_*", "not_processed_*", "other_*")
"""Rows that the printed （七）总计 adds up: 21 in the 2021 form."""


def _known(values: Iterable[Number | None]) -> list[Number] | None:
    """The values, or None if any is missing: such a relation cannot be judged."""
    known: list[Number] = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return known


def _differ(expected: Number, actual: Number) -> bool:
    """Exactly, but for the last bits of printed decimals (A07 names those)."""
    return abs(expected - actual) > 1e-6


def _places(judged: int) -> None:
    if not judged:
        raise NotAssessable(_NO_TABLE)


@check(
    "A01",
    "row_sum",
    "error",
    title="申请办理表：每行总计等于六类申请人之和",
    formula="每行：总计 = 自然人 + 商业企业 + 科研机构 + 社会公益组织 + 法律服务机构 + 其他",
    basis="国办公开办函〔2021〕30号、〔2019〕60号表格",
)
def row_sum(report: Report) -> Iterable[Flag]:
    form = table_form(report, "applications")
    columns = [column.key for column in form.columns]
    judged = 0
    for row in form.rows:
        cells = report.applications.get(row.key, {})
        values = _known(cells.get(column) for column in columns)
        if values is None:
            continue
        judged += 1
        expected, actual = sum(values[:-1]), values[-1]
        if _differ(expected, actual):
            yield Flag(
                "A01",
                "error",
                f"“{row.label}”一行：六类申请人之和为 {show(expected)}，"
                f"所印总计为 {show(actual)}。",
                show(expected),
                show(actual),
                row_quote(report, "applications", row.key),
                table="applications",
                item=row.key,
                column="total",
            )
    _places(judged)


@check(
    "A02",
    "result_total",
    "error",
    title="申请办理表：（七）总计等于各项办理结果之和",
    formula="每列：（七）总计 = （一）至（六）各行之和",
    basis="国办公开办函〔2021〕30号、〔2019〕60号表格",
)
def result_total(report: Report) -> Iterable[Flag]:
    form = table_form(report, "applications")
    leaves = [r.key for r in form.rows if any(fnmatchcase(r.key, pattern) for pattern in LEAVES)]
    judged = 0
    for column in form.columns:
        parts = _known(report.value("applications", item, column.key) for item in leaves)
        printed = report.value("applications", "results_total", column.key)
        if parts is None or printed is None:
            continue
        judged += 1
        if _differ(sum(parts), printed):
            yield Flag(
                "A02",
                "error",
                f"“{column.label}”一列：各项办理结果之和为 {show(sum(parts))}，"
                f"所印“（七）总计”为 {show(printed)}。",
                show(sum(parts)),
                show(printed),
                row_quote(report, "applications", "results_total"),
                table="applications",
                item="results_total",
                column=column.key,
            )
    _places(judged)


@check(
    "A03",
    "balance",
    "error",
    title="申请办理表：新收加结转等于办结加结转下年",
    formula="每列：一 + 二 = （七）总计 + 四",
    basis="表内所印勾稽关系：第一项加第二项之和，等于第三项加第四项之和",
)
def balance(report: Report) -> Iterable[Flag]:
    form = table_form(report, "applications")
    judged = 0
    for column in form.columns:
        values = _known(
            report.value("applications", item, column.key)
            for item in ("new_received", "carried_over", "results_total", "carried_forward")
        )
        if values is None:
            continue
        judged += 1
        new, carried, results, forward = values
        if _differ(new + carried, results + forward):
            yield Flag(
                "A03",
                "error",
                f"“{column.label}”一列不平：新收 {show(new)} + 上年结转 {show(carried)} = "
                f"{show(new + carried)}，办理结果总计 {show(results)} + 结转下年 {show(forward)} = "
                f"{show(results + forward)}。",
                show(new + carried),
                show(results + forward),
                row_quote(report, "applications", "results_total"),
                table="applications",
                item="results_total",
                column=column.key,
            )
    _places(judged)


def _channel(report: Report, id: str, channel: str) -> Iterable[Flag]:
    parts = _known(
        report.value("review_litigation", channel, column)
        for column in ("upheld", "corrected", "other", "pending")
    )
    printed = report.value("review_litigation", channel, "total")
    if parts is None or printed is None:
        raise NotAssessable(_NO_TABLE)
    if _differ(sum(parts), printed):
        label = row_label(report, "review_litigation", channel)
        yield Flag(
            id,
            "error",
            f"“{label}”：维持、纠正、其他、未审结之和为 {show(sum(parts))}，"
            f"所印总计为 {show(printed)}。",
            show(sum(parts)),
            show(printed),
            row_quote(report, "review_litigation", channel),
            table="review_litigation",
            item=channel,
            column="total",
        )


_CHANNEL_FORMULA = "总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结"
_CHANNEL_BASIS = "国办公开办函〔2021〕30号、〔2019〕60号表格"


@check(
    "A04",
    "review_total",
    "error",
    title="行政复议：总计等于四种结果之和",
    formula=_CHANNEL_FORMULA,
    basis=_CHANNEL_BASIS,
)
def review_total(report: Report) -> Iterable[Flag]:
    return _channel(report, "A04", "review")


@check(
    "A05",
    "litigation_direct_total",
    "error",
    title="未经复议直接起诉：总计等于四种结果之和",
    formula=_CHANNEL_FORMULA,
    basis=_CHANNEL_BASIS,
)
def litigation_direct_total(report: Report) -> Iterable[Flag]:
    return _channel(report, "A05", "litigation_direct")


@check(
    "A06",
    "litigation_after_review_total",
    "error",
    title="复议后起诉：总计等于四种结果之和",
    formula=_CHANNEL_FORMULA,
    basis=_CHANNEL_BASIS,
)
def litigation_after_review_total(report: Report) -> Iterable[Flag]:
    return _channel(report, "A06", "litigation_after_review")


@check(
    "A07",
    "counts",
    "error",
    title="件数为非负整数，金额不为负",
    formula="件数 ∈ {0, 1, 2, …}；金额 ≥ 0",
    basis="计量单位为件；收费金额为万元",
)
def counts(report: Report) -> Iterable[Flag]:
    judged = 0
    for name, item, column, value in report.cells():
        if value is None:
            continue
        judged += 1
        is_amount = column == "amount_wan_yuan"
        if value < 0 or (not is_amount and not isinstance(value, int)):
            what = "为负数" if value < 0 else "不是整数"
            yield Flag(
                "A07",
                "error",
                f"“{row_label(report, name, item)}”的“{column_label(report, name, column)}”"
                f"印作 {show(value)}，{what}。",
                "非负数" if is_amount else "非负整数",
                show(value),
                row_quote(report, name, item),
                table=name,
                item=item,
                column=column,
            )
    _places(judged)
