"""Do the dates fit? D00–D05: signed or not, after the period, in time, one year, real days."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from parsers.checks import Context, Flag, NotAssessable, check
from parsers.checks.common import locate, one_line
from parsers.checks.organ import division_code, kind
from parsers.dates import make_date
from parsers.report import Report, Section
from parsers.titles import read_title


@check(
    "D00",
    "date_given",
    "info",
    title="报告有落款日期或发布日期",
    formula="正文有落款日期，或页面有发布日期",
    basis="按期公布与否由日期判断（条例第四十九条）",
)
def date_given(report: Report) -> Iterable[Flag]:
    if report.signed_on is None and report.published_on is None:
        last = report.sections[-1] if report.sections else None
        yield Flag(
            "D00",
            "info",
            "报告没有落款日期，也没有页面发布日期，无法判断是否按期公布。",
            section=last.position if last else None,
        )


@check(
    "D01",
    "date_after_period",
    "error",
    title="落款、发布日期在统计期限之后",
    formula="落款日期、发布日期 > 统计期限止日",
    basis="报告的是已经过去的年度",
)
def date_after_period(report: Report) -> Iterable[Flag]:
    end = report.period_end
    if end is None:
        raise NotAssessable("报告没有写明统计期限")
    dates = [entry for entry in _dates(report) if entry[1] is not None]
    if not dates:
        raise NotAssessable("没有落款日期，也没有发布日期")
    for label, date, quote in dates:
        if date is not None and date <= end:
            section, start, stop = locate(report, quote)
            yield Flag(
                "D01",
                "error",
                f"{label}“{quote}”（{date.isoformat()}）不晚于统计期限止日 {end.isoformat()}，"
                "可能是年份写错。",
                f"晚于 {end.isoformat()}",
                date.isoformat(),
                quote,
                section,
                start,
                stop,
            )


def _dates(report: Report) -> tuple[tuple[str, dt.date | None, str | None], ...]:
    return (
        ("落款日期", report.signed_on, report.signed_quote),
        ("发布日期", report.published_on, report.evidence.get("published_on")),
    )


# ── The deadline ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Deadline:
    date: dt.date
    basis: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class _Row:
    kinds: tuple[str, ...]
    first: int
    last: int
    month: int
    day: int
    basis: str
    is_known: bool
    division: str


@cache
def _table() -> tuple[_Row, ...]:
    """deadlines.toml: overrides first."""
    text = resources.files("parsers.checks").joinpath("deadlines.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return tuple(
        _Row(
            tuple(row["kinds"]),
            row["years"][0],
            row["years"][1] or 9999,
            row["month"],
            row["day"],
            row["basis"],
            not row.get("unknown", False),
            row.get("division", ""),
        )
        for row in (*data.get("override", ()), *data["deadline"])
    )


@lru_cache(maxsize=512)
def deadline(organ_kind: str, year: int, division: str | None = None) -> Deadline | None:
    """The last day on which this organ's report for `year` is in time; None if there is no rule.

    division: its code; a row of the override table for it comes first.
    """
    for row in _table():
        if organ_kind not in row.kinds or not row.first <= year <= row.last:
            continue
        if (division or "").startswith(row.division):
            return Deadline(dt.date(year + 1, row.month, row.day), row.basis, row.is_known)
    return None


@check(
    "D02",
    "published_in_time",
    "error",
    title="报告按期公布",
    formula="发布日期（没有时用落款日期）≤ 条例规定的期限；只有落款日期为警告，乡镇街道为提示",
    basis="政府信息公开条例第四十九条",
)
def published_in_time(report: Report, context: Context) -> Iterable[Flag]:
    year = report.report_year
    if year is None:
        raise NotAssessable("不知道报告的年度")
    titled = _title_year(report.title) if report.title else None
    period = report.period_end.year if report.period_end else None
    if titled is not None and period is not None and titled != period:
        raise NotAssessable(
            f"标题为 {titled} 年、统计期限为 {period} 年（见 D03），不知道该按哪一年计算公布期限"
        )
    what = kind(report, context)
    if what is None:
        raise NotAssessable("不知道机关的类别，无法确定公布期限")
    if what == "institution" and year >= 2019:
        raise NotAssessable("条例第四十九条没有规定事业单位、企业等的公布期限")
    limit = deadline(what, year, division_code(report, context) if _overrides() else None)
    if limit is None:
        raise NotAssessable("这一年度没有已知的公布期限")
    is_page = report.published_on is not None
    label, date, quote = _dates(report)[1 if is_page else 0]
    if date is None:
        raise NotAssessable("没有落款日期，也没有发布日期")
    period_end = report.period_end or dt.date(year, 12, 31)
    if date <= period_end:
        raise NotAssessable("日期早于统计期限止日，无法使用")
    if date <= limit.date:
        return
    section, start, end = locate(report, quote)
    late = f"{label}为 {date.isoformat()}，晚于 {limit.date.isoformat()}"
    yield Flag(
        "D02",
        "info" if not limit.is_known else "error" if is_page else "warning",
        f"{late}（{limit.basis}）。",
        f"不晚于 {limit.date.isoformat()}",
        date.isoformat(),
        quote,
        section,
        start,
        end,
    )


@cache
def _overrides() -> bool:
    return any(row.division for row in _table())


# ── One year ──────────────────────────────────────────────────────────────────────────────────

_YEAR = re.compile(r"20\d\d\s*年")
# A year that the text does not speak of as its own: a date (the signature, a law's), a document's
# year (2019年修订), one compared with, begun or carried from or to, or planned for.
_NOT_BEFORE = tuple("0123456789〔[较比与和同自从至到转入—–~-")
_NOT_AFTER = re.compile(
    r"\s*\d{1,2}\s*月|度?(?:修订|修正|公布|施行|发布的|印发的|版|底?以[来前]|相比|同期|结转|[—–~-]|至|到)"
    r"|[^。；\n]{0,16}(?:将|计划|拟)"
)
LEAST_MENTIONS = 3
"""Mentions of another year below which the narrative says nothing about the report's."""


@lru_cache(maxsize=1_024)
def _title_year(title: str) -> int | None:
    found = read_title(title)
    return found.year if found else None


@lru_cache(maxsize=256)
def _mentions(text: str) -> tuple[tuple[int, int, int], ...]:
    """(year, start, end) of the years that a section speaks of as its own."""
    if "《" in text:  # 《2022年…工作要点》 is last year's document in this year's report
        text = re.sub("《[^《》]*》", lambda m: "…" * len(m.group()), text)
    return tuple(
        (int(match.group()[:4]), *match.span())
        for match in _YEAR.finditer(text)
        if not text[max(0, match.start() - 1) : match.start()].endswith(_NOT_BEFORE)
        and not _NOT_AFTER.match(text, match.end())
    )


@dataclass(frozen=True, slots=True)
class _Modal:
    """The year that the narrative speaks of. where: 第一部分 3 处. place: of its first mention."""

    year: int
    where: str
    quote: str
    place: tuple[int, int, int]


def _modal(report: Report, claimed: int | None) -> _Modal | None:
    """Reports speak of last year too; only a text that hardly knows its own year is another's."""
    counts: Counter[int] = Counter()
    for section in report.sections:
        # 2025年重点做好… in the sections on what is to come is no other report's year.
        following = claimed + 1 if claimed and section.number in (5, 6) else None
        if section.number:
            counts.update(year for year, *_ in _mentions(section.text) if year != following)
    if not counts:
        return None
    year, times = counts.most_common(1)[0]
    if times < LEAST_MENTIONS or times < 3 * counts[claimed or 0]:
        if claimed is None or counts[claimed] < 2:
            return None
        year = claimed
    where, first = [], None
    for section in report.sections:
        found = [m for m in _mentions(section.text) if m[0] == year] if section.number else []
        if found:
            where.append(f"“{section.heading or '正文'}”{len(found)} 处")
            first = first or (section, found[0][1], found[0][2])
    assert first is not None
    section, start, end = first
    place = (section.position, start, end)
    return _Modal(year, "、".join(where), section.text[start:end], place)


@check(
    "D03",
    "one_year",
    "error",
    title="标题、统计期限和正文是同一年度",
    formula="标题年度 = 统计期限年度 = 正文中出现最多的年度（至少两处，"
    "日期、文号、与往年比较的不算）",
    basis="一份报告只报告一个年度",
)
def one_year(report: Report) -> Iterable[Flag]:
    titled = _title_year(report.title) if report.title else None
    period = report.period_end.year if report.period_end else None
    modal = _modal(report, titled or period or report.report_year)
    named = [year for year in (titled, period, modal.year if modal else None) if year is not None]
    if len(named) < 2:
        raise NotAssessable("标题、统计期限和正文中至多一处写明年度")
    if len(set(named)) == 1:
        return
    said = []
    if titled is not None:
        said.append(f"标题“{one_line(report.title or '')}”为 {titled} 年")
    if period is not None:
        said.append(f"统计期限“{report.period_quote}”为 {period} 年")
    if modal is not None:
        said.append(f"正文（{modal.where}）为 {modal.year} 年")
    quote: str | None = report.title
    place: tuple[int | None, int | None, int | None] = (None, None, None)
    if modal and (titled == period or titled is None):  # the text is the odd one
        quote, place = modal.quote, modal.place
    elif period is not None and (modal is None or titled == modal.year):
        quote = report.period_quote
        place = locate(report, quote)
    yield Flag(
        "D03",
        "error",
        f"年度不一致：{'，'.join(said)}。",
        None,
        None,
        quote,
        *place,
    )


_SPAN = re.compile(
    r"(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*起?\s*[,，]?\s*(?:至|到|[-—－–~～]{1,3})\s*"
    r"(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
)
_STATISTICS = re.compile("统计|期限|时限|数据|报告期|时间范围")


def _reversed_period(report: Report) -> tuple[Section, re.Match[str]] | None:
    """A statistics period that ends before it begins: no period, so the reader leaves it out."""
    for section in report.sections:
        if "至" not in section.text and "到" not in section.text and "日" not in section.text:
            continue
        for match in _SPAN.finditer(section.text):
            start, end = (make_date(*map(int, match.groups()[i : i + 3])) for i in (0, 3))
            around = section.text[max(0, match.start() - 40) : match.end() + 6]
            if start and end and start > end and _STATISTICS.search(around):
                return section, match
    return None


@check(
    "D04",
    "period_is_the_year",
    "warning",
    title="统计期限是整个年度",
    formula="统计期限 = Y 年 1 月 1 日至 Y 年 12 月 31 日，止日不早于起日",
    basis="四川省地方标准 DB51/T 2660—2019 第 2.1 条",
)
def period_is_the_year(report: Report) -> Iterable[Flag]:
    start, end = report.period_start, report.period_end
    if start is None or end is None:
        found = _reversed_period(report)
        if found is None:
            raise NotAssessable("报告没有写明统计期限")
        part, match = found
        yield Flag(
            "D04",
            "warning",
            f"统计期限“{one_line(match.group())}”的止日早于起日，年份可能写错。",
            None,
            None,
            match.group(),
            part.position,
            match.start(),
            match.end(),
        )
        return
    year = end.year if report.report_year is None else report.report_year
    if start.year == end.year and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return  # another year's whole year is D03
    section, begin, stop = locate(report, report.period_quote)
    yield Flag(
        "D04",
        "warning",
        f"统计期限“{report.period_quote}”不是 {year} 年 1 月 1 日至 12 月 31 日的整个年度。",
        f"{year}-01-01 至 {year}-12-31",
        f"{start.isoformat()} 至 {end.isoformat()}",
        report.period_quote,
        section,
        begin,
        stop,
    )


_FULL_DATE = re.compile(
    r"(?<!\d)(?:(20\d\d)\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日(?!\s*(?:游(?!览)|内(?!部)))"
)


@check(
    "D05",
    "real_dates",
    "error",
    title="日期真实存在",
    formula="正文和落款中的年月日都是存在的日期",
    basis="历法",
)
def real_dates(report: Report) -> Iterable[Flag]:
    judged = 0
    for section in report.sections:
        if "日" not in section.text:
            continue
        for match in _FULL_DATE.finditer(section.text):
            judged += 1
            # Without a year every 29 February is possible.
            year = int(match[1] or 2000)
            if make_date(year, int(match[2]), int(match[3])) is None:
                quote = match.group()
                yield Flag(
                    "D05",
                    "error",
                    f"“{''.join(quote.split())}”不是存在的日期。",
                    None,
                    None,
                    quote,
                    section.position,
                    match.start(),
                    match.end(),
                )
    if not judged:
        raise NotAssessable("报告没有写出年月日")
