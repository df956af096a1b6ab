"""Do the statistics tables before 2019 add up? M01–M08 over `Report.statistics`.

Which rows are parts of which is data (statistics.toml). Indicators are compared by their core, so
that “其中：1、当面申请数（件）” is 当面申请数; a part is looked for only between its whole and the
next block, since the same words stand under several.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parsers.checks import STATISTICS_FORMS, Flag, NotAssessable, check
from parsers.checks.common import show
from parsers.report import Number, Report, Statistic
from parsers.statistics_words import indicator_core

_BASIS = "国办发〔2014〕32号统计表、福建省及各地统计表的表内关系"


@dataclass(frozen=True, slots=True)
class _Identity:
    check: str
    form: str
    whole: re.Pattern[str]
    parts: tuple[re.Pattern[str], ...]
    until: re.Pattern[str] | None
    inside: re.Pattern[str] | None
    at_most: bool
    around: bool


@cache
def _identities() -> tuple[_Identity, ...]:
    text = resources.files("parsers.checks").joinpath("statistics.toml").read_text("utf-8")
    return tuple(
        _Identity(
            entry["check"],
            entry["form"],
            re.compile(entry["whole"]),
            tuple(re.compile(part) for part in entry["parts"]),
            re.compile(entry["until"]) if "until" in entry else None,
            re.compile(entry["inside"]) if "inside" in entry else None,
            entry.get("relation", "sum") == "at_most",
            entry.get("around", False),
        )
        for entry in tomllib.loads(text)["identity"]
    )


def _parts(
    identity: _Identity, cores: Sequence[str], rows: Sequence[Statistic], at: int
) -> list[Statistic] | None:
    """The rows of the parts under the whole at `at`; None where one is not printed, or where a
    sum has a row more than we know."""
    end = len(rows)
    if identity.until is not None:
        end = next((i for i in range(at + 1, end) if identity.until.search(cores[i])), end)
    found: list[Statistic] = []
    i = 0 if identity.around else at + 1
    for pattern in identity.parts:
        while i < end and not pattern.search(cores[i]):
            if not identity.at_most and _is_unknown(identity, cores[i]):
                return None
            i += 1
        if i == end:
            return None
        found.append(rows[i])
        i += 1
    if not identity.at_most and any(_is_unknown(identity, text) for text in cores[i:end]):
        return None
    return found


def _is_unknown(identity: _Identity, text: str) -> bool:
    return identity.inside is None or not identity.inside.search(text)


def _label(row: Statistic) -> str:
    return re.sub(r"\s+", "", row.indicator)


def _judge(report: Report, id: str) -> Iterable[Flag]:
    cores = [indicator_core(row.indicator) for row in report.statistics]
    judged = 0
    for identity in _identities():
        if identity.check != id or identity.form != report.form:
            continue
        for at, text in enumerate(cores):
            if not identity.whole.search(text):
                continue
            parts = _parts(identity, cores, report.statistics, at)
            whole = report.statistics[at]
            values = [part.value for part in parts or ()]
            known = [value for value in values if value is not None]
            if whole.value is None or not known or len(known) < len(values):
                continue
            judged += 1
            yield from _held(report, identity, whole, whole.value, parts or [], known)
    if not judged:
        raise NotAssessable("统计表没有印出相关各行，或其中有空白")


def _held(
    report: Report,
    identity: _Identity,
    whole: Statistic,
    printed: Number,
    parts: Sequence[Statistic],
    values: Sequence[Number],
) -> Iterable[Flag]:
    year = f"{report.report_year}年" if report.report_year else ""
    quote = f"{_label(whole)}\t{show(printed)}"
    if identity.at_most:
        for part, value in zip(parts, values, strict=True):
            if value > printed:
                yield Flag(
                    identity.check,
                    "warning",
                    f"{year}统计表“{_label(part)}”为 {show(value)}，多于“{_label(whole)}”的 "
                    f"{show(printed)}。",
                    f"≤ {show(printed)}",
                    show(value),
                    f"{_label(part)}\t{show(value)}",
                    table="statistics",
                    item=_label(part),
                    column="value",
                )
        return
    total = sum(values)
    if abs(total - printed) > 1e-6:
        listed = " + ".join(show(value) for value in values)
        yield Flag(
            identity.check,
            "warning",
            f"{year}统计表“{_label(whole)}”印作 {show(printed)}，其下各项之和为 {listed} = "
            f"{show(total)}。",
            show(total),
            show(printed),
            quote,
            table="statistics",
            item=_label(whole),
            column="value",
        )


def _register(id: str, name: str, title: str, formula: str) -> None:
    def rule(report: Report) -> Iterable[Flag]:
        return _judge(report, id)

    register = check(
        id, name, "warning", title=title, formula=formula, basis=_BASIS, forms=STATISTICS_FORMS
    )
    register(rule)


for _rule in (
    ("M01", "statistics_received", "收到申请数等于各渠道之和", "收到 = 当面 + 传真 + 网络 + 信函"),
    ("M02", "statistics_done", "申请办结数等于按时与延期之和", "办结 = 按时 + 延期"),
    ("M03", "statistics_answered", "申请答复数等于各类答复之和", "答复 = Σ 各类答复"),
    ("M04", "statistics_refused", "不同意公开答复数等于各理由之和", "不同意 = Σ 六类理由"),
    ("M05", "statistics_review", "行政复议数等于三种结果之和", "复议 = 维持 + 纠错 + 其他"),
    ("M06", "statistics_litigation", "行政诉讼数等于三种结果之和", "诉讼 = 维持 + 纠错 + 其他"),
    ("M07", "statistics_staff", "工作人员数等于专职与兼职之和", "人员 = 专职 + 兼职"),
    ("M08", "statistics_among", "“其中”各项不大于总项", "其中项 ≤ 总项"),
):
    _register(*_rule)
