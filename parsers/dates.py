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
_DAY = r"(?P<{0}month>\d{{1,2}}|元|[一二三四五六七八九十]{{1,2}})月(?P<{0}day>\d{{1,2}}|{1})[日号]"
_DAYS = "[一二三四五六七八九十廿卅]{1,3}"
_DATE = re.compile(r"(?P<year>20\d\d)年" + _DAY.format("", _DAYS))
_DATE_PLAIN = re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_PERIOD = re.compile(
    r"(?P<year>20\d\d)年"
    + _DAY.format("", _DAYS)
    + r"(?:起)?[,，]?(?:至|到|[-—–~～]{1,3})(?:(?P<end_year>20\d\d)年)?"
    + _DAY.format("end_", _DAYS)
)
_STATISTICS = re.compile("统计|期限|时限|数据|报告期|时间范围")
_SIGNER = re.compile(
    r"(?:[（(]?(?:落款|报告|签发|成文|编制)?(?:日期|时间)[:：]|[\u4e00-\u9fff（）()·]{2,30}|[（(])?"
)
_OPEN = re.compile(r"20\d\d年(?:\d{1,2}月|[元一二三四五六七八九十]{1,3}月)?$")
_REST = re.compile(
    r"(?:(?:\d{1,2}|[元一二三四五六七八九十]{1,2})月)?(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})[日号][）)]?"
)
"""A date over two lines or three: the end of one line, and the whole of the next."""
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
        start = _date(match["year"], match["month"], match["day"])
        end = _date(match["end_year"] or match["year"], match["end_month"], match["end_day"])
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
    for match in _DATE.finditer(compact):
        if date := _date(match["year"], match["month"], match["day"]):
            found.append((match.start(), date, match.group()))
    # 2024-01-23 10:18 loses its boundary with its space; 年月日 needs none.
    for match in _DATE_PLAIN.finditer(text):
        if date := make_date(*map(int, match.groups())):
            found.append((match.start(), date, match.group()))
    return [(date, quote) for _, date, quote in sorted(found)]


def _date(year: str, month: str, day: str) -> dt.date | None:
    return make_date(int(year), _numeral(month), _numeral(day))


def _numeral(text: str) -> int:
    """23, 二十三, 廿三 → 23, 元 → 1, for days and months; 0 for 十二三."""
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("元", "一")
    tens, ten, units = text.partition("十")
    if len(tens) > 1 or len(units) > 1:
        return 0
    if not ten:
        return _NUMERALS.get(text, 0)
    return (_NUMERALS.get(tens, 0) if tens else 1) * 10 + (_NUMERALS.get(units, 0) if units else 0)


def read_signature_date(lines: list[str]) -> tuple[dt.date, str] | None:
    """The date of the signature: the last of the closing lines that is a date and little else.

    lines: the last lines of the report. Sentences that mention a date sign nothing.
    """
    last = lines[-6:]
    for at in range(len(last) - 1, -1, -1):
        line = last[at]
        dates = read_dates(line)
        if not dates and at and _REST.fullmatch(normalise(line)):
            # 2024年 / 1月9日: the year stands at the end of the line above.
            above = ("".join(last[first:at]) for first in (at - 1, at - 2) if first >= 0)
            line = next((text for text in above if _OPEN.search(normalise(text))), "") + line
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
    """PubDate and its kin, in the portals' time: 2024-01-23 10:18, 2017——04——12, 2024年1月23日,
    20240123, seconds or milliseconds since 1970, Tue Jan 23 10:18:00 CST 2024, and times in UTC."""
    text = text.strip()
    if text.isdecimal():
        return _from_digits(text)
    if match := _UTC.fullmatch(text):
        try:
            at = dt.datetime.fromisoformat(f"{match[1]}+00:00")
        except ValueError:
            at = None
        if at is not None:
            return at.astimezone(_CHINA).date()
    text = re.sub(r"[—–－-]+", "-", text)
    if dates := read_dates(text):
        return dates[0][0]
    for pattern in _ENGLISH:
        if match := pattern.search(text):
            return make_date(int(match["year"]), _MONTHS[match["month"].lower()], int(match["day"]))
    match = _RUN.search(text)
    return make_date(*map(int, match.groups())) if match else None


_CHINA = dt.timezone(dt.timedelta(hours=8))
_UTC = re.compile(r"(20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:\.\d+)?Z")
_RUN = re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d)")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH = rf"\b(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH = (
    re.compile(rf"\b(?P<day>\d{{1,2}})\s+{_MONTH}\s+(?P<year>20\d\d)", re.IGNORECASE),
    re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}})\b.{{0,20}}?\s(?P<year>20\d\d)\b", re.IGNORECASE),
)


def _from_digits(text: str) -> dt.date | None:
    """20240123, 20240123101800, or seconds or milliseconds since 1970."""
    if (match := _RUN.fullmatch(text)) and (date := make_date(*map(int, match.groups()))):
        return date
    seconds = int(text) // 1000 if len(text) == 13 else int(text) if len(text) == 10 else 0
    date = dt.datetime.fromtimestamp(seconds, _CHINA).date()
    return date if 2008 <= date.year <= 2099 else None
