"""Which dates does the report print? Signature, statistics period, publication.

Own 年月日 patterns only: general date finders take the statistics period for the date (stack.md
trap 6). An impossible date (2月30日) is no date; D05 reports it from the text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from parsers.titles import is_signer, normalise

_NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_DAY = r"(?P<{0}month>\d{{1,2}}|元|[一二三四五六七八九十]{{1,2}})月(?P<{0}day>\d{{1,2}}|{1})[日号]"
_DAYS = "[一二三四五六七八九十廿卅]{1,3}"
_DATE = re.compile(r"(?P<year>20\d\d)年" + _DAY.format("", _DAYS))
_DATE_PLAIN = re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_JOIN = r"(?:起|开始|始)?(?:算起)?[,，、]?(?:直?至|到|截[至止]到?|截止至|止于|[-—–－~～]{1,3})"
_OF_DAY = r"(?:[零\d]{1,2}[时点](?:整|[零\d]{1,2}分)?|\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
"""0时, 24:00, 23:59:59."""
_PERIOD = re.compile(
    rf"(?P<year>20\d\d)年{_DAY.format('', _DAYS)}{_OF_DAY}{_JOIN}"
    rf"(?:(?P<end_year>20\d\d)年|同年|当年)?{_DAY.format('end_', _DAYS)}{_OF_DAY}止?"
)
# 2023年度（1月1日至12月31日).
_YEAR_PERIOD = re.compile(
    rf"(?P<year>20\d\d)年度?[（(](?:即|自|从|由)?{_DAY.format('', _DAYS)}{_JOIN}"
    rf"(?:(?P<end_year>20\d\d)年)?{_DAY.format('end_', _DAYS)}止?[）)]"
)
# Written otherwise only a sentence that says so makes it the period: 2023.1.1-2023.12.31, 1月至
# 12月.
_PLAIN_PERIOD = re.compile(
    r"(?<![\d./-])(?P<year>20\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})日?"
    rf"{_JOIN}"
    r"(?:(?P<end_year>20\d\d)(?P=mark))?(?P<end_month>\d{1,2})(?P=mark)(?P<end_day>\d{1,2})日?止?(?!\d)"
)
_MONTHS_PERIOD = re.compile(
    r"(?P<year>20\d\d)年(?P<month>\d{1,2}|[元一二三四五六七八九十]{1,2})月?(?:份|初)?"
    rf"{_JOIN}(?:(?P<end_year>20\d\d)年)?"
    r"(?P<end_month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|底|末)?(?![\d一二三四五六七八九十])"
)
_PERIODS = (_PERIOD, _YEAR_PERIOD, _PLAIN_PERIOD, _MONTHS_PERIOD)
# Words between what is counted and its period: 本报告中所列数据的统计期限.
_OF = (
    r"(?:的|中|内|所|列|数据|统计|起止|起讫|截止|汇总|涉及|涵盖|覆盖|内容|情况|信息|指标|各项"
    r"|有关|相关|全部|年度|均|报告)*"
)
_OPENS = r"(?:均|都|统一|一律|的)*(?:为|是|系|指|自|从|由|在|以|于|起|[:：,，（(\[【“\"])*$"
_SPAN_WORD = (
    r"(?:期限|时限|期间|时间|周期|区间|时段|日期|范围|跨度|期)(?:的|内|范围|段|跨度|起止|起讫)*"
)
_IS_PERIOD = re.compile(
    rf"(?:统计(?!局|部门|调查)|(?<!大)数据|报告|年报|所列){_OF}{_SPAN_WORD}{_OPENS}"
    rf"|(?:^|[,，:：（(])(?:时间|统计)范围{_OPENS}"
    rf"|(?:所列|统计|本报告|上述|以上|以下|各项)(?:的|统计|有关|相关|全部)*数据"
    rf"(?:统计|采集|截止|来源|均|为|反映)*{_OPENS}"
    rf"|(?:数据|指标)统计{_OPENS}"
    rf"|(?:本|年度)报告(?:所|主要|的)*"
    rf"(?:反映|涵盖|记载|总结|汇总|统计|内容|包含|包括)(?:了|的|我[局县市区镇乡委]|全[县市区镇乡])*{_OPENS}"
)
_WAS_PERIOD = re.compile(
    r"^(?:期间|止)?[,，]?(?:[）)]?(?:为|是|作为))(?:本报告|报告|数据)?的?(?:统计|数据|报告)的?"
    r"(?:期限|时限|时间|周期|期)"
)
# A whole year that is no period of these figures: another year's, or that of a plan or a contract.
_COMPARED = re.compile(r"(?:与|较|比|同|跟|相对于|对比|上年度?|去年)[（(]?(?:自|从)?$")
_COMPARES = re.compile(r"同比|相比|对比|较上|比上|上年|去年|环比|同期")
_OF_A_PLAN = re.compile(
    r"方案|计划|规划|行动|工程|合同|协议|任期|聘期|有效期|租|采购|服务期|项目|《[^》]*$"
)
_LABEL = re.compile(r"(?:落款|报告|签发|成文|编制)?(?:日期|时间)[:：]")
_SEAL = re.compile(r"[（(](?:盖章|公章|代章|印章|签章|章|印)[)）]$")
_OPEN = re.compile(r"20\d\d年(?:\d{1,2}月|[元一二三四五六七八九十]{1,3}月)?$")
_REST = re.compile(
    r"(?:(?:\d{1,2}|[元一二三四五六七八九十]{1,2})月)?(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})[日号][）)]?"
)
"""A date over two lines or three: the end of one line, and the whole of the next."""


@dataclass(frozen=True, slots=True)
class Period:
    """is_stated: a sentence calls it the period of the figures; else it is a whole year that stands
    before what was done in it."""

    start: dt.date
    end: dt.date
    quote: str
    is_stated: bool = True


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """A real date, or None for 30 February."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_period(text: str, year: int | None = None) -> Period | None:
    """The span of dates that the figures cover: 自2023年1月1日起至2023年12月31日止.

    The one that a sentence calls the period of the report or its data, else the first whole year
    that stands for itself; the dates of a training course, a plan or a comparison are none.
    year: the title's, for a whole year in a sentence that compares two.
    """
    if not any(two in text for two in "2２二贰"):
        return None
    compact = normalise(text)
    whole_year: Period | None = None
    spans = sorted(
        (match for pattern in _PERIODS for match in pattern.finditer(compact)),
        key=lambda match: match.start(),
    )
    for match in spans:
        begin = max(compact.rfind(mark, 0, match.start()) for mark in "。；！") + 1
        before = compact[max(begin, match.start() - 40) : match.start()]
        if _COMPARED.search(before) or not (period := _period(match)):
            continue
        after = compact[match.end() : match.end() + 20]
        if _IS_PERIOD.search(before) or _WAS_PERIOD.search(after):
            return period
        is_year = match.re is _PERIOD and (period.start.month, period.start.day) == (1, 1)
        is_year = is_year and period.end == dt.date(period.start.year, 12, 31)
        if whole_year is None and is_year:
            stops = [at for mark in "。；！" if (at := compact.find(mark, match.end())) >= 0]
            sentence = compact[begin : min(stops, default=len(compact))]
            is_own = period.start.year == year or not _COMPARES.search(sentence)
            if is_own and not _OF_A_PLAN.search(before):
                whole_year = Period(period.start, period.end, period.quote, False)
    return whole_year


def _period(match: re.Match[str]) -> Period | None:
    """The span as dates; None if one is impossible or the end is not after the start."""
    parts = match.groupdict()
    end_year = parts["end_year"] or parts["year"]
    if match.re is _MONTHS_PERIOD:
        start = _date(parts["year"], parts["month"], "1")
        first = _date(end_year, parts["end_month"], "1")
        end = _last_of_month(first) if first else None
    else:
        start = _date(parts["year"], parts["month"], parts["day"])
        end = _date(end_year, parts["end_month"], parts["end_day"])
    if not start or not end or start >= end:
        return None
    return Period(start, end, match.group().removesuffix("止"))


def _last_of_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


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


def is_whole_date(text: str) -> bool:
    """Is the text nothing but 2024年1月15日?"""
    return _DATE.fullmatch(normalise(text)) is not None


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


MAX_SIGNATURE = 120
"""Characters with white space; a longer line is a paragraph."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The date under a report. line: its index in the lines given; name: what stands before it on
    the same line, without a seal: an organ's name, or empty."""

    date: dt.date
    quote: str
    line: int
    name: str


def read_signature_date(lines: list[str]) -> tuple[dt.date, str] | None:
    """The date of the signature with its printed form: see find_signature."""
    found = find_signature(lines)
    return (found.date, found.quote) if found else None


def find_signature(lines: list[str]) -> Signature | None:
    """The signature: the last of the closing lines that is a date, and an organ's name or nothing.

    lines: the last lines of the report. One with an organ's name beside it counts before a date
    alone, which may be the page's. Sentences that mention a date sign nothing, nor does the page's
    clock (今天是2026年11月20日).
    """
    alone: Signature | None = None
    first_of_last = max(0, len(lines) - 6)
    for at in range(len(lines) - 1, first_of_last - 1, -1):
        if (found := _signature_at(lines, at, first_of_last)) is None:
            continue
        if found.name or signer_beside(lines, at):
            return found
        alone = alone or found
    return alone


def signer_beside(lines: list[str], at: int) -> str | None:
    """The organ's name on the line above a date, above its other part, or under it."""
    for near in (at - 1, at + 1 if not at or read_dates(lines[at]) else at - 2, at + 1):
        if 0 <= near < len(lines) and len(lines[near]) <= MAX_SIGNATURE:
            name = without_seal(_NAMED.sub("", "".join(lines[near].split())))
            if is_signer(name):
                return name
    return None


def _signature_at(lines: list[str], at: int, first: int) -> Signature | None:
    """The date that the line is, or ends one over several. first: the first line it may be on."""
    line = lines[at]
    if len(line) > MAX_SIGNATURE:
        return None
    dates = read_dates(line)
    if not dates and at > first and _REST.fullmatch(normalise(line)):
        # 2024年 / 1月9日: the year stands at the end of the line above.
        firsts = (above for above in (at - 1, at - 2) if above >= first)
        wholes = ("".join(lines[above:at]) for above in firsts)
        line = next((text for text in wholes if _OPEN.search(normalise(text))), "") + line
        dates = read_dates(line)
    if not dates or any(pattern.search(normalise(line)) for pattern in _PERIODS):
        return None
    date, quote = dates[-1]
    # 某某局 2024年1月9日 on one line is a signature; 2023年5月10日召开会议 is not.
    before, _, after = normalise(line).rpartition(quote)
    if _AFTER.fullmatch(after) is None:
        return None
    before = before.removesuffix("公元")
    if before == "" and _goes_on(lines, at):
        return None
    if before in ("", "（", "(") or _LABEL.fullmatch(before):
        return Signature(date, quote, at, "")
    name = _NAMED.sub("", before.removesuffix("（").removesuffix("(").rstrip("：:，,"))
    name = without_seal(name)
    return Signature(date, quote, at, name) if is_signer(name) else None


_AFTER = re.compile("[）)。]*(?:印发|公布|发布)?[）)。]*")
_NAMED = re.compile("^(?:落款|署名|(?:编制|报告|填报|发布|制作|公开)(?:单位|机关|机构))[:：]")


_SENTENCE_END = re.compile(r"[\u4e00-\u9fff]{2}.*。")
_APART = re.compile("[（(【※*]|注|附|说明|备注|联系|本报告|欢迎|如[对有需]|特此|以上")
"""What stands under a signature as sentences of its own begins so."""


def _goes_on(lines: list[str], at: int) -> bool:
    """Is the date the beginning of a sentence that a text breaks over lines: 2023年12月25日 /
    召开了会议。? Not under an organ's name."""
    under = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if not _SENTENCE_END.fullmatch(under) or _APART.match(under):
        return False
    return not (at and is_signer(without_seal("".join(lines[at - 1].split()))))


def without_seal(name: str) -> str:
    """云岭县财政局（盖章） → 云岭县财政局."""
    return _SEAL.sub("", name)


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
