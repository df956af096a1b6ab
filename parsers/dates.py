"""Which dates does the report print? Signature, statistics period, publication.

Own 年月日 patterns only: general date finders take the statistics period for the date (stack.md
trap 6). An impossible date (2月30日) is no date; D05 reports it from the text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from parsers.titles import normalise

_NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_DATE = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_DATE_CHINESE = re.compile(
    r"(20\d\d)年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DATE_PLAIN = re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_PERIOD = re.compile(
    r"(20\d\d)年(\d{1,2})月(\d{1,2})日(?:起)?[,，]?(?:至|到|[-—–~～]{1,3})"
    r"(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)
_STATISTICS = re.compile("统计|期限|时限|数据|报告期|时间范围")
_SIGNER = re.compile(
    r"(?:[（(]?(?:落款|报告|签发|成文|编制)?(?:日期|时间)[:：]|[\u4e00-\u9fff（）()·]{2,30}|[（(])?"
)
_NOT_SIGNED = re.compile("(?:至|到|止|于|自|从|在|截止|截至|以前|之前|以来|期|会议|活动|培训)$")


@dataclass(frozen=True, slots=True)
class Period:
    start: dt.date
    end: dt.date
    quote: str


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """A real date, or None for 30 February."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_period(text: str) -> Period | None:
    """The span of dates that the figures cover: 自2023年1月1日起至2023年12月31日止.

    Of several the one that a sentence calls the statistics period, else the first whole year; the
    dates of a training course are none.
    """
    compact = normalise(text)
    whole_year: Period | None = None
    for match in _PERIOD.finditer(compact):
        year, month, day, end_year, end_month, end_day = match.groups()
        start = make_date(int(year), int(month), int(day))
        end = make_date(int(end_year or year), int(end_month), int(end_day))
        if not start or not end or start >= end:
            continue
        period = Period(start, end, match.group())
        begin = max(compact.rfind(mark, 0, match.start()) for mark in "。；！") + 1
        around = (
            compact[max(begin, match.start() - 40) : match.start()]
            + compact[match.end() : match.end() + 6]
        )
        if _STATISTICS.search(around):
            return period
        is_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
        if whole_year is None and is_year:
            whole_year = period
    return whole_year


def read_dates(text: str) -> list[tuple[dt.date, str]]:
    """All full dates in a text, with their printed form, in order."""
    compact = normalise(text)
    found: list[tuple[int, dt.date, str]] = []
    # 2024-01-23 10:18 loses its boundary with its space; 年月日 needs none.
    for pattern, where in ((_DATE, compact), (_DATE_PLAIN, text)):
        for match in pattern.finditer(where):
            if date := make_date(*map(int, match.groups())):
                found.append((match.start(), date, match.group()))
    for match in _DATE_CHINESE.finditer(compact):
        month, day = (_numeral(part) for part in match.groups()[1:])
        if date := make_date(int(match[1]), month, day):
            found.append((match.start(), date, match.group()))
    return [(date, quote) for _, date, quote in sorted(found)]


def _numeral(text: str) -> int:
    """二十三 → 23, for days and months."""
    tens, ten, units = text.partition("十")
    if not ten:
        return _NUMERALS.get(text, 0)
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS[units] if units else 0)


def read_signature_date(lines: list[str]) -> tuple[dt.date, str] | None:
    """The date of the signature: the last of the closing lines that is a date and little else.

    lines: the last lines of the report. Sentences that mention a date sign nothing.
    """
    for line in reversed(lines[-6:]):
        dates = read_dates(line)
        if not dates or _PERIOD.search(normalise(line)):
            continue
        date, quote = dates[-1]
        before, _, after = normalise(line).rpartition(quote)
        # 某某局 2024年1月9日 on one line is a signature; 2023年5月10日召开会议 is not.
        if (
            not after.strip("）)。")
            and _SIGNER.fullmatch(before)
            and not _NOT_SIGNED.search(before)
        ):
            return date, quote
    return None


def read_printed_date(text: str) -> dt.date | None:
    """PubDate and its kin: 2024-01-23 10:18, 2017——04——12, 2024年1月23日."""
    text = re.sub(r"[—–－-]+", "-", text.strip())
    dates = read_dates(text)
    return dates[0][0] if dates else None
