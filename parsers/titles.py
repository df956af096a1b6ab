"""Is this the title of an annual report, whose, and for which year?

A title is read as a small grammar (words and reasons in titles.toml):

    [site -] [number, bullet, 【label】, date] ORGAN? YEAR? ORGAN? [关于] REPORT [tail] [- site]

An organ is told by how its name ends (局, 委员会, 镇, 管委会), so that 执法, 编制 or 网站 inside
its name mean nothing, while 法治政府建设 or 政府采购 in its place make another document. What is
printed is what is returned: the caller may know the organ from the site or the column.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from parsers import divisions

_WIDE = re.compile("[０-９]")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
# What is typed for the zero of 二〇二三: letters O (Latin, Greek, Cyrillic) and every kind of ring.
_ZERO = "〇零○◯●⚪⭘OoＯｏΟοОо0"
_NUMERALS = str.maketrans(
    "一二三四五六七八九壹贰叁肆伍陆柒捌玖" + _ZERO, "123456789" * 2 + "0" * len(_ZERO)
)
# 二〇二三, and 2O23 with a letter.
_TYPED_YEAR = (
    rf"(?:[二贰][{_ZERO}][{_ZERO}一二三四五六七八九壹贰叁肆伍陆柒捌玖\d]{{2}}"
    rf"|(?<!\d)2[{_ZERO}][{_ZERO}\d]{{2}})"
)
_PRINTED_YEAR = re.compile(rf"{_TYPED_YEAR}(?=年)")
# In a title also without 年: （二〇二三）, 二〇二三政府信息公开.
_TITLE_YEAR = re.compile(rf"{_TYPED_YEAR}(?=[年度）)】\]〕]|政府|政务|信息公开)")
_SPACE = re.compile(r"[\s\u200b\u3000\ufeff\xa0]+")
# Not between two figures: 2008—2009年, 2023-01-20, 1月1日—12月31日.
_SEPARATOR = re.compile(r"(?<![\d年度月日_|｜丨－—–-])[_|｜丨－—–-]++|[_|｜丨－—–-]++(?!\d)")
_CRUMB = re.compile("[>＞»›→]+")
_INSIDE = r"[^（(【\[〔）)】\]〕]*"
_WRAPPED = re.compile(  # one pair inside: （云政公开〔2024〕3号）
    rf"[（(【\[〔]({_INSIDE}(?:[〔\[（(]{_INSIDE}[〕\]）)]{_INSIDE})?)[）)】\]〕]"
)
_YEAR = re.compile(
    r"[（(【\[〔](20[0-4]\d)(?:年度?|度)?[）)】\]〕](?:年度|年)?"
    r"|(?<!\d)(20[0-4]\d)(?!\d)(?:年年度(?!假)|年度(?!假)|年|度(?!假))?"
)
_SHORT_YEAR = re.compile(r"(?<!\d)['‘’]?(0[89]|[1-4]\d)年(?:度(?!假))?")
_DATE = (
    r"(?:20\d\d年\d{1,2}月\d{1,2}日(?![起至到—–~～-])"
    r"|(?:20\d\d(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{1,2}|20\d\d[01]\d[0-3]\d)"
    r"(?=20\d\d|\d{1,2}:|[^\d至到—–~～-]|$))(?:\d{1,2}:\d{2}(?::\d{2})?)?"
)
_SPAN = re.compile(
    r"[（(]?自?(20\d\d)[年./](\d{1,2})(?:[月./](?:\d{1,2}日?)?)?起?(?:至|到|[-—–－~～]+)"
    r"(?:(20\d\d)[年./])?(\d{1,2})(?:月(?:\d{1,2}日)?|[./]\d{1,2})止?(?:期间)?[）)]?"
)
# 2023年（1月1日-12月31日）: the whole year.
_WHOLE_YEAR = re.compile(r"[（(]自?0?1月0?1日起?(?:至|到|[-—–－~～]+)12月31日止?(?:期间)?[）)]")
_LEAD = re.compile(
    rf"(?:[\[【（(]?{_DATE}[\]】）)]?"
    r"|附件(?:\d{1,2}(?=20\d\d)|\d{0,2}(?!\d))[:：.、]?"
    r"|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]"
    r"|\d{1,3}[.、．](?=20\d\d|\D)"
    # 12云岭县…, but 24年…, 103团…, 3号…
    r"|(?:0\d\d|\d{1,2})(?![年月日季个度周师团连路号])(?=[\u4e00-\u9fff])"
    r"|[一二三四五六七八九十]{1,3}[、.．]|[①-⑳]"
    r"|[●•·▪■□◆◇★☆▶►▸◎○※✦➤*#~、，,:：.。!丶・∙‣⁃-]+"
    # 云政公开〔2024〕3号, 索引号：012345-2024
    r"|(?:信息)?(?:索引号|索取号|文号|序号|编号)[:：]?[A-Za-z0-9/_.—-]+(?=[\u4e00-\u9fff])(?![年度])"
    r"|[\u4e00-\u9fff]{1,10}[〔\[（(]20\d\d[〕\]）)]第?\d{1,4}号)"
)
# 云岭县2024年01月20日2023年政府信息公开…: when it was published, and for which year.
_STAMPED = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日(?=20\d\d年)")
_STAMP = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,2}}(?:时间|日期)[:：])?(?:{_DATE}|\d{{1,2}}[-/]\d{{1,2}}(?!\d))"
)
_NAME = re.compile(r"[\u3400-\u9fff〇A-Za-z0-9（）()、，,·“”/\u2010]{2,60}")
_PLACE = re.compile("(?:省|市|县|区|州|盟|旗|镇|乡|苏木|街道?|政府|兵团|园)$")
# How a place's name begins that the division data need not know.
_BEGINS_PLACE = re.compile(
    "(?:国家|中国|中华|中共|[\u4e00-\u9fff]{1,7}?(?:省|自治[区州县旗]|[市县区州盟旗镇乡]|街道))"
    "(?=[\u4e00-\u9fff（]|$)"
)
_GOVERNMENT = re.compile("(?:政府|[省市县区州盟旗镇乡])$")
_SENTENCE = re.compile("[。；，]|通知|关于(?:做好|开展|印发|报送)")
_ENDS_REPORT = re.compile("(?:报告书?|年报|情况|数据|统计)$")
_ENDS_ORGAN = re.compile("[局委办厅院室心府署部处镇乡道县市区州会所站队]")
_SIGNER = re.compile(r"[\u3400-\u9fff〇\d（）()·、]{2,40}")
# 泗县人民政府网 泗县财政局, 泗县人民政府 泗县财政局.
_GLUED_SITE = re.compile(
    r"[\u4e00-\u9fff]{0,12}?(?P<place>[\u4e00-\u9fff]{1,8}?[省市县区州盟旗镇乡])"
    r"(?:人民)?(?:政府|政务|信息)(?:门户)?(?:网站?)?(?=(?P=place))"
)
# 阳泉市政府网平定县财政局.
_SITE_BEFORE = re.compile(
    r"[\u4e00-\u9fff]{2,16}?(?:政府|政务|信息|门户|公众)(?:门户)?(?:网站|网)(?:首页)?"
)
_HYPHEN = "\u2010"
"""Parts no segments, unlike the hyphen that is typed."""
_EDGES = '《》〈〉「」“”"|｜:：,，、-_—–·.。；;~ /\\'
_MOST_WORDS = 12
_SITE = 30
MAX_TITLE = 300
"""Characters with white space; a longer line is a paragraph."""


@dataclass(frozen=True, slots=True)
class Title:
    """organ: exactly as printed (white space removed), None if the title names none.
    year: the report year, None if the title prints none or two that differ."""

    organ: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The compiled words of titles.toml."""

    name: re.Pattern[str]
    bare: re.Pattern[str]
    ending: re.Pattern[str]
    not_ending: re.Pattern[str]
    other_body: re.Pattern[str]
    nobody: re.Pattern[str]
    glued: re.Pattern[str]
    glued_to_place: re.Pattern[str]
    sentence: re.Pattern[str]
    draft: re.Pattern[str]
    draft_first: re.Pattern[str]
    itself: re.Pattern[str]
    filler: re.Pattern[str]
    scope: re.Pattern[str]
    site: re.Pattern[str]
    beside: re.Pattern[str]
    never: re.Pattern[str]
    doubtful: re.Pattern[str]
    label: re.Pattern[str]
    bracketed: re.Pattern[str]
    about: re.Pattern[str]
    tail: re.Pattern[str]
    other: re.Pattern[str]
    document: re.Pattern[str]
    foreign: re.Pattern[str]
    instructions: re.Pattern[str]
    part_of_year: re.Pattern[str]


def _any(words: list[str]) -> str:
    return f"(?:{'|'.join(words)})"


@cache
def _grammar() -> _Grammar:
    data: dict[str, Any] = tomllib.loads(
        resources.files("parsers").joinpath("titles.toml").read_text("utf-8")
    )
    report, organ, around = data["report"], data["organ"], data["around"]
    subject = f"(?:(?P<strong>{'|'.join(report['subjects'])})|{report['weak_subject']})"
    kinds = (
        f"{report['links']}{report['year_inside']}{_any(report['kinds'])}"
        f"|{report['year_inside'].replace('y3', 'y4')}{report['work_report']}"
        f"|(?P<plain>{report['plain_report']})"
    )
    return _Grammar(
        name=re.compile(f"(?P<old>{report['regulation']})|{subject}(?:{kinds})"),
        bare=re.compile(report["bare"] + "$"),
        ending=re.compile(_any(organ["endings"]) + "$"),
        not_ending=re.compile(_any(organ["not_endings"]) + "$"),
        other_body=re.compile(_any(organ["other_bodies"]) + "$"),
        nobody=re.compile(_any(organ["nobody"])),
        glued=re.compile(_any(around["glued"])),
        glued_to_place=re.compile(_any(around["glued_to_place"])),
        sentence=re.compile(_any(organ["sentence"])),
        draft=re.compile(_any(around["drafts"])),
        draft_first=re.compile(r"[【\[（(]?" + _any(around["drafts_first"])),
        itself=re.compile(_any(organ["itself"])),
        filler=re.compile(_any(organ["filler"])),
        scope=re.compile(_any(organ["scope"])),
        site=re.compile(organ["site"]),
        beside=re.compile(_any(around["beside"]) + "$"),
        never=re.compile(f"{_any(organ['never'])}|^{_any(organ['never_first'])}"),
        doubtful=re.compile(_any(organ["doubtful"])),
        label=re.compile(_any(around["labels"]) + "[:：]"),
        bracketed=re.compile(around["bracketed_labels"]),
        about=re.compile(_any(around["about"])),
        tail=re.compile(_any(around["tails"])),
        other=re.compile(_any(data["other"]["kinds"])),
        document=re.compile(data["other"]["documents"] + "$"),
        foreign=re.compile(data["other"]["foreign"]),
        instructions=re.compile(data["other"]["instructions"]),
        part_of_year=re.compile(data["other"]["part_of_year"]),
    )


def normalise(text: str) -> str:
    """White space removed, full-width digits and Chinese numeral years as 0–9."""
    text = "".join(_SPACE.split(text))
    if _WIDE.search(text):  # str.translate costs more than all the rest
        text = text.translate(_DIGITS)
    return _PRINTED_YEAR.sub(lambda m: m.group().translate(_NUMERALS), text)


def is_other_kind(text: str) -> bool:
    """Does a title that names no report say what else the page is: 解读, 通知, 法治政府建设报告,
    工作总结, a hospital's 信息公开年度报告?

    Names of organs (综合行政执法局), sites (某县政府门户网站) and columns (政府信息公开专栏) say
    nothing of the kind, nor does the announcement that prints a report (关于公布…年度报告的公告).
    """
    if len(text) > MAX_TITLE or read_title(text) is not None:
        return False
    grammar = _grammar()
    return any(
        (grammar.other.search(part) is not None and not _announces(part))
        or _names_other_document(part)
        for part in _documents(text)
    )


def _announces(title: str) -> bool:
    return _ANNOUNCES.search(title) is not None and _grammar().name.search(title) is not None


_ANNOUNCES = re.compile("(?:公布|发布|公开).*的(?:公告|通告|公示)$")


def names_other_document(line: str) -> bool:
    """The same of a line above the text, where words such as 发布 or 附件 mean nothing: does it end
    as documents' titles do?"""
    if len(line) > MAX_TITLE or re.search("[。；，:：]", line) or read_title(line) is not None:
        return False
    return any(map(_names_other_document, _documents(line)))


def is_instruction(text: str) -> bool:
    """Is it the title of a notice that asks for reports, or of their form?"""
    if len(text) > MAX_TITLE or read_title(text) is not None:
        return False
    return any(_grammar().instructions.search(part) is not None for part in _documents(text))


def _documents(text: str) -> Iterator[str]:
    """What of a page's title may be a document's title: not the site's and other organs' names."""
    site = _grammar().site
    for _, part in _segments(_compact(text)):
        if site.search(part) is None and not _is_known_organ(part):
            yield part


def _names_other_document(title: str) -> bool:
    grammar = _grammar()
    rest = _without_lead(title).strip(_EDGES)
    while (wrapped := re.search(rf"{_WRAPPED.pattern}$", rest)) and wrapped.start():
        rest = rest[: wrapped.start()].strip(_EDGES)  # …统计表（2017年度）
    if grammar.document.search(rest):
        # 政府信息公开目录 is a column, and 政府信息公开情况统计表 a caption.
        return bool(
            _YEAR.search(title)
            or "关于" in rest
            or _BEGINS_PLACE.match(rest)
            or divisions.leading_ends(rest)
        )
    if not _ENDS_REPORT.search(rest):
        return False
    found = grammar.name.search(rest)
    if found and found["strong"] is None and found["old"] is None:
        whose = _YEAR.sub("", rest[: found.start()]).strip(_EDGES)
        if grammar.other_body.search(whose):
            return True  # a school's or company's, under rules of their own
    return grammar.foreign.search(_without_organ(rest)) is not None


def _without_organ(text: str) -> str:
    """云岭县审计局2023年…报告 → 2023年…报告: what the title is about."""
    if year := _YEAR.match(text):
        text = text[year.end() :]
    for end in sorted((m.end() for m in _ENDS_ORGAN.finditer(text)), reverse=True):
        if not _YEAR.search(text[:end]) and _is_known_organ(text[:end]):
            return text[end:]
    return text


def names_part_of_year(text: str) -> bool:
    """Is it the title of a report on a quarter, half a year or some months: 2023年第三季度政府信息
    公开工作报告? The tables in it are often those of the annual report."""
    if "公开" not in text or len(text) > MAX_TITLE:
        return False
    printed = normalise(text)
    return bool(_grammar().part_of_year.search(printed)) and not _SENTENCE.search(printed)


def is_about_report(text: str) -> bool:
    """Does a title name a report and say that the page is a draft or an explanation of it:
    《…年度报告》解读, …年度报告（征求意见稿）, 数读…年度报告?"""
    if "公开" not in text or len(text) > MAX_TITLE or _SENTENCE.search(text):
        return False
    grammar = _grammar()
    printed = _compact(text)
    found = grammar.name.search(printed)
    if found is None or read_title(text) is not None:
        return False
    behind, before = printed[found.end() :], printed[: found.start()].lstrip(_EDGES)
    return bool(grammar.draft.search(behind)) or bool(grammar.draft_first.match(before))


@lru_cache(maxsize=4_096)
def is_signer(text: str) -> bool:
    """Is a line an organ's name, as one stands under a report: 云岭县太平镇, 云岭县财政局?

    我局无其他需要说明之处 and 特此报送县政府办公室 end as names do, and are sentences.
    """
    name = normalise(text)
    grammar = _grammar()
    if not _SIGNER.fullmatch(name) or not _is_known_organ(name):
        return False
    if grammar.sentence.search(name) and not any(
        not grammar.sentence.search(name[end:]) for end in divisions.leading_ends(name)
    ):
        return False
    if len(name) == 2:  # 泗县, but 各处, 本部, 全区
        return divisions.is_place(name)
    return not grammar.filler.fullmatch(name) and not grammar.itself.fullmatch(name)


@lru_cache(maxsize=4_096)  # the same lines are asked about by several readers
def read_title(text: str, site_name: str | None = None) -> Title | None:
    """The report that a title names, or None: not a title of such a report.

    site_name: the portal's name, so that a `<title>` that ends in it is read without it.
    A title that prints neither organ nor year (政府信息公开年报) is a column's name: None.
    """
    if len(text) > MAX_TITLE or "公" not in text or "开" not in text:
        return None
    compact = _compact(text)
    if "公开" not in compact:
        return None
    if "-" in compact:  # 港口物流产业园-永安洲镇 is one name
        for name in divisions.names_containing("-"):
            if name in compact:
                hidden = compact.replace(name, name.replace("-", _HYPHEN))
                title = read_title(hidden, site_name)
                organ = title.organ.replace(_HYPHEN, "-") if title and title.organ else None
                return title and Title(organ, title.year)
    site = _compact(site_name) if site_name else None
    title = _read_segments(_segments(compact), site)
    words = text.split()
    is_spread = sum(len(word) == 1 for word in words) > len(words) // 2  # 政 府 信 息 公 开
    if len(words) > 1 and not is_spread and (title is None or title.organ):
        return _read_spaced(words, title, site)
    return title


def _read_spaced(words: list[str], whole: Title | None, site: str | None) -> Title | None:
    """Only spaces part the site's words from the title: 泗县人民政府 泗县财政局2023年…报告.

    whole: what the words say when read as one.
    """
    about = _grammar().about
    for at in range(1, min(len(words), _MOST_WORDS)):
        before, rest = _compact("".join(words[:at])), _compact("".join(words[at:]))
        if whole is None or _ends_site(before):
            inner = _read_segments(_segments(rest), site) if "公开" in rest else None
            if inner and (whole is None or _is_site_of(before, inner.organ or "")):
                return None if about.search(before) else inner
        if whole is None and len(rest) <= _SITE and _is_beside(rest):
            inner = _read_segments(_segments(before), site) if "公开" in before else None
            if inner:
                return None if about.search(rest) else inner
    return whole


def _is_site_of(before: str, organ: str) -> bool:
    """泗县人民政府 泗县财政局, 某某门户网站 平定县财政局: does the site's name stand before the
    space? 云岭县人民政府 办公室 and 云岭县人民政府 太平街道办事处 are organs' names."""
    if organ[:2] == before[:2]:
        return True
    if not (_BEGINS_PLACE.match(organ) or divisions.leading_ends(organ)):
        return False
    return not before.endswith("政府") or _OF_COUNTY.match(organ) is not None


_OF_COUNTY = re.compile(
    r"[\u4e00-\u9fff]{1,10}?(?:[省市县州盟旗]|自治[区州县旗]|.区)(?=[\u4e00-\u9fff（])"
)


def _compact(text: str) -> str:
    """As normalise, with years that no 年 follows; of a breadcrumb only the last step."""
    text = "".join(_SPACE.split(text))
    if _WIDE.search(text):
        text = text.translate(_DIGITS)
    text = _TITLE_YEAR.sub(lambda m: m.group().translate(_NUMERALS), text)
    half = len(text) // 2
    if half > 8 and text[:half] == text[half:]:  # a page's title that prints all of it twice
        text = text[:half]
    return _CRUMB.split(text.rstrip(">＞»›→"))[-1] if _CRUMB.search(text) else text


def _is_beside(text: str) -> bool:
    """Is it a site's, a column's or an organ's name, not a sentence's end (…报告 出炉了)?"""
    return bool(_grammar().beside.search(text)) or _is_known_organ(text)


def _ends_site(text: str) -> bool:
    return text.endswith("政府") or bool(_grammar().site.search(text))


# ── Segments: site names and columns around the title ─────────────────────────────────────────


def _segments(text: str) -> list[tuple[str, str]]:
    """(separator before, segment)."""
    parts: list[tuple[str, str]] = []
    start, separator = 0, ""
    for match in _SEPARATOR.finditer(text):
        if match.start() > start:
            parts.append((separator, text[start : match.start()]))
        start, separator = match.end(), match.group()
    if start < len(text):
        parts.append((separator, text[start:]))
    return parts


def _read_segments(parts: list[tuple[str, str]], site: str | None) -> Title | None:
    """The segment that is a report's title, with year and organ first; others are the site's."""
    if len(parts) == 1:
        parsed = _read(parts[0][1])
        return parsed if parsed and (parsed.organ or parsed.year) else None
    read = [(at, title) for at, (_, segment) in enumerate(parts) if (title := _read(segment))]
    if not read:
        return None
    best, title = max(
        read, key=lambda item: (item[1].year is not None, item[1].organ is not None, -item[0])
    )
    about = _grammar().about
    if any(about.search(segment) for at, (_, segment) in enumerate(parts) if at != best):
        return None
    organ, year = title.organ, title.year
    for at in range(best - 1, max(-1, best - 3), -1):
        before = parts[at][1]
        # 泗县财政局|2023年|政府信息公开工作年度报告; after _ it is the site's path.
        if organ is None and "_" not in parts[at + 1][0] and before != site:
            is_organ = _is_known_organ(before) and not _grammar().site.search(before)
            organ = before if is_organ else None
        if year is None and (alone := _YEAR.fullmatch(before)):
            year = int(alone[1] or alone[2])
    if best == 0 and len(parts) == 2 and (organ is None or _DASH.fullmatch(parts[1][0])):
        behind, years = _without_year(parts[1][1])
        after = _signed(behind, site)
        if after is None and behind != site and not _grammar().site.search(behind):
            # …报告——云岭县人民政府 is a subtitle, …报告-云岭县人民政府 the site's name.
            is_own = _SUBTITLE.fullmatch(parts[1][0]) is not None
            is_town = bool(organ) and _TOWN.search(behind) is not None
            after = behind if (is_own or is_town) and _is_name(behind) else None
        if "_" in parts[1][0]:
            after = None
        if organ is None and after is not None and year is None and len(years) == 1:
            year = years[0]  # 政府信息公开工作年度报告——泗县司法局（2022年）
        organ = _joined(organ, after)
    return Title(organ, year) if organ or year else None


_DASH = re.compile("[－—–-]+")
_SUBTITLE = re.compile("—{2,}|[－–]{2,}")
_TOWN = re.compile("(?:[镇乡]|街道|苏木|办事处|[镇乡]人民政府)$")
_BARE_PLACE = re.compile("(?:[省市县区州盟旗镇乡]|街道|苏木)$")
# 县教育局 behind 云岭县 repeats its last letter; 市场监督管理局 does not.
_REPEATED = re.compile("[省县州盟旗]|市(?![场容政民直])|区(?![域块])|镇(?!村)|乡(?![村镇])")


def _joined(before: str | None, after: str | None) -> str | None:
    """The organ of a title that names one before the report and another in brackets or after a dash
    behind it: 云岭县…报告（水务局） is 云岭县水务局's; more than a place before it stands alone."""
    if not before or not after:
        return before or after
    grammar = _grammar()
    if (
        not (_BARE_PLACE.search(before) or divisions.is_place(before))
        or grammar.itself.fullmatch(after)
        or grammar.scope.fullmatch(after)
        or after.endswith(("本级", "机关", "系统", "部门"))
    ):
        return before
    if after.startswith(before) or _NATIONAL.match(after):
        return after
    if after[:2] == before[:2]:
        # 云岭县太平镇…报告-云岭县财政局: the site; 阳泉市…报告（阳泉高新区）: its own whole name.
        above = _BEGINS_PLACE.match(before)
        return before if above and after.startswith(above[0]) else after
    repeated = _REPEATED.match(after)
    if repeated and before.endswith(repeated[0]) and _is_known_organ(after[1:]):
        return before + after[1:]
    return before if before.endswith(after) else before + after


_NATIONAL = re.compile("国家|中国|中华人民共和国|中共")


def _without_year(text: str) -> tuple[str, list[int]]:
    """泗县司法局（2022年） → 泗县司法局 and its year."""
    wrapped = list(_WRAPPED.finditer(text))
    if wrapped and wrapped[-1].end() == len(text):
        year = _YEAR.fullmatch(wrapped[-1][1])
        if year:
            return text[: wrapped[-1].start()], [int(year[1] or year[2])]
    return text, []


def _signed(text: str, site: str | None) -> str | None:
    """The organ printed behind the title. A government or a place there is the site's name."""
    if text == site or _GOVERNMENT.search(text) or _grammar().site.search(text):
        return None
    return text if _is_known_organ(text) else None


# ── One segment ───────────────────────────────────────────────────────────────────────────────


def _read(text: str) -> Title | None:
    """A title without site names. One that prints neither organ nor year: Title(None, None)."""
    grammar = _grammar()
    text = _without_lead(text)
    found = grammar.name.search(text)
    if found is None:
        return _read_bare(text)
    head, tail = text[: found.start()], text[found.end() :]
    years: list[str] = [y for y in (found["y3"], found["y4"]) if y]
    if not head and not years and grammar.name.search(tail):
        return _read(tail)  # the column's name, then the title
    after = _read_tail(tail, years)
    if after is None:
        return None
    own = found["strong"] is not None or found["old"] is not None
    if head.endswith("人民") and found.group().startswith("政府"):
        head += "政府"  # X县人民政府信息公开年报: the word belongs to the organ's name
    before = _read_head(head, years, own)
    if before is None:
        return None
    in_brackets, glued = after
    organ = _joined(before, in_brackets) or glued or None
    if found["plain"] and not years:
        return None
    return Title(organ, int(years[0]) if len(set(years)) == 1 else None)


def _without_lead(text: str) -> str:
    """Without numbers, bullets, dates and 【labels】 before the title."""
    grammar = _grammar()
    for _ in range(6):
        match = _LEAD.match(text) or grammar.label.match(text)
        if match is None and (wrapped := _WRAPPED.match(text)):
            match = wrapped if grammar.bracketed.fullmatch(wrapped[1]) else None
        if match is None or not match.end():
            break
        text = text[match.end() :]
    return text


def _read_bare(text: str) -> Title | None:
    """A year and the subject, nothing after it: 2020政府信息公开, 公安局2020年政府信息公开."""
    found = _grammar().bare.search(text)
    if found is None:
        return None
    years: list[str] = []
    organ = _read_head(text[: found.start()], years, False)
    if organ is None or len(years) != 1 or _GOVERNMENT.search(organ):
        return None  # 云岭县2020年政府信息公开 is a column
    return Title(organ or None, int(years[0]))


def _read_head(head: str, years: list[str], says_government: bool) -> str | None:
    """The organ before the report's name, "" if none is printed, None if it is anything else.

    Years found are added to years. says_government: an organ that publishes under other rules
    counts, and one whose name ends in no known way.
    """
    grammar = _grammar()
    for span in _SPAN.finditer(head):
        if not _is_whole(span):
            return None
        years += [year for year in (span[1], span[3]) if year]
    head = _WHOLE_YEAR.sub("", _SPAN.sub("\0", head))
    head = _STAMPED.sub("\0", head)
    head = _YEAR.sub(lambda match: _take_year(match, years), head)
    if not years and (short := _SHORT_YEAR.search(head)):
        years.append("20" + short[1])
        head = head[: short.start()] + "\0" + head[short.end() :]
    pieces: list[str] = []
    for part in head.split("\0"):
        piece = _trim(part)
        if not piece or grammar.filler.fullmatch(piece) or grammar.itself.fullmatch(piece):
            continue
        if pieces and grammar.scope.fullmatch(piece):
            continue
        if not pieces and says_government and len(piece) > 4 and grammar.site.search(piece):
            continue
        if not _is_organ(piece, says_government):
            return None
        pieces.append(piece)
    if len(pieces) > 2 or (len(pieces) == 2 and not _PLACE.search(pieces[0])):
        return None
    return "".join(pieces)


def _take_year(match: re.Match[str], years: list[str]) -> str:
    years.append(match[1] or match[2])
    # 2023年度尾镇: 度 begins the town's name.
    begins_name = match.group().endswith("度") and match.string.startswith(
        divisions.names_beginning("度"), match.end() - 1
    )
    return "\0度" if begins_name else "\0"


def _is_whole(span: re.Match[str]) -> bool:
    """Is 2008年5月至12月 a report's year? The regulation came into force on 2008-05-01."""
    return int(span[4]) == 12 and (int(span[2]) == 1 or span[1] == "2008")


def _trim(piece: str) -> str:
    piece = piece.strip(_EDGES)
    if wrapped := _WRAPPED.fullmatch(piece):
        return wrapped[1]
    piece = re.sub("^(?:关于|的)|(?:关于|的|年度|依法|法定)$", "", piece).strip(_EDGES)
    if piece.startswith(("（", "(")) and divisions.leading_ends(piece):
        return piece  # （工业园区）城南街道
    piece = _without_crumbs(_without_glue(piece))
    if (wrapped := _WRAPPED.match(piece)) and wrapped.end() < len(piece):
        # 【泗县】财政局: the division; 【部门】泗县财政局: a shelf of the list.
        label, rest = wrapped[1], piece[wrapped.end() :]
        if not _grammar().about.search(label):
            return label + rest if _PLACE.search(label) and not rest.startswith(label) else rest
    return piece


def _without_glue(piece: str) -> str:
    """Where a label or the site's name stands before the organ without a sign between them:
    标题泗县财政局, 点击查看泗县财政局, 泗县人民政府网泗县财政局."""
    grammar = _grammar()
    glued = grammar.glued.match(piece) or _GLUED_SITE.match(piece)
    if glued is None and (site := _SITE_BEFORE.match(piece)):
        rest = piece[site.end() :]
        if _is_known_organ(rest) and (_BEGINS_PLACE.match(rest) or divisions.leading_ends(rest)):
            return rest
    if glued is None:
        glued = grammar.glued_to_place.match(piece)
        rest = piece[glued.end() :] if glued else ""
        if not _BEGINS_PLACE.match(rest) or len(rest) < 3 or divisions.leading_ends(piece):
            return piece  # 信息中心, 附城镇, 转龙镇
    rest = piece[glued.end() :].strip(_EDGES) if glued else ""
    return rest if _is_known_organ(rest) else piece


def _without_crumbs(piece: str) -> str:
    """首页/政务公开/泗县财政局: the last step of a path, unless all steps are organs' names; once
    what is printed twice."""
    for mark in "/·":
        steps = [step for step in piece.split(mark) if step]
        if len(steps) < 2 or not _is_known_organ(steps[-1]):
            continue
        if not all(map(_is_known_organ, steps)) or steps[-1].startswith(steps[-2]):
            piece = steps[-1]
    half = len(piece) // 2
    is_twice = half > 3 and piece[:half] == piece[half:] and not divisions.is_place(piece)
    return piece[:half] if is_twice else piece


def _is_organ(name: str, says_government: bool) -> bool:
    grammar = _grammar()
    if _is_known_organ(name):
        return says_government or not grammar.other_body.search(name)
    if not says_government or _NAME.fullmatch(name) is None or _is_nobody(name):
        return False
    return (len(name) <= 20 and not grammar.doubtful.search(name)) or divisions.is_place(name)


def _is_known_organ(name: str) -> bool:
    """Does the name end as organs' names do: …局, …委员会, …镇, …局（…委）?"""
    if "，" in name or "," in name:  # two organs, or a sentence: 根据条例，编制云岭县财政局2023年…
        return all(map(_is_known_organ, re.split("[，,]", name)))
    grammar = _grammar()
    base = re.sub(r"[（(][^（）()]*[)）]$", "", name)
    return (
        _NAME.fullmatch(name) is not None
        and grammar.ending.search(base) is not None
        and (not grammar.not_ending.search(base) or divisions.is_place(base))  # 晋城市
        and not _is_nobody(name)
    )


def _is_name(text: str) -> bool:
    """Behind the title, where nothing else stands: also places with names of other kinds."""
    return _is_known_organ(text) or divisions.is_place(text)


def _is_nobody(name: str) -> bool:
    """A list's words (各部门, 历年) or a sentence's (召开…) that are no part of a place's name:
    下各镇 and 德州街道 are one, the 街道 of 泗县 are many."""
    if not _has_nobodys_words(name):
        return False
    rests = (name[end:] for end in divisions.leading_ends(name))
    return not any(not rest or not _has_nobodys_words(rest) for rest in rests)


def _has_nobodys_words(name: str) -> bool:
    grammar = _grammar()
    return bool(grammar.never.search(name) or grammar.nobody.fullmatch(name))


def _read_tail(tail: str, years: list[str]) -> tuple[str, str] | None:
    """What follows the report's name: the organs printed there in brackets and without (or "");
    None if the page is something else (…年度报告解读). Years found are added to years."""
    grammar, organ = _grammar(), ""
    while tail:
        if (year := _YEAR.match(tail)) is not None and not _STAMP.match(tail):
            years.append(year[1] or year[2])
            tail = tail[year.end() :]
        elif (wrapped := _WRAPPED.match(tail)) is not None:
            inside = _read_brackets(wrapped[1], years)
            if inside is None:
                return None
            organ = organ or inside
            tail = tail[wrapped.end() :]
        elif (stamp := _STAMP.match(tail)) is not None:
            tail = tail[stamp.end() :]
        elif (known := grammar.tail.match(tail)) is not None and known.end():
            if grammar.draft.search(known.group()):
                return None
            tail = tail[known.end() :]
        elif re.fullmatch(r"\d{1,2}(?:\.\d{1,2})?|\.", tail):
            tail = ""
        elif _is_known_organ(tail) and not grammar.scope.fullmatch(tail):
            return organ, _signed(tail, None) or ""
        else:
            return None
    return organ, ""


def _read_brackets(inside: str, years: list[str]) -> str | None:
    """（2021年）, （泗县财政局）, （2021年·泗县财政局）, （图片版）; None for （解读）."""
    if span := _SPAN.fullmatch(inside):
        if not _is_whole(span):
            return None
        years += [year for year in (span[1], span[3]) if year]
        return ""
    if re.match(_DATE, inside) or re.match(r"20\d\d年\d{1,2}月", inside):
        return ""
    is_extra = inside.startswith(("含", "附", "及", "不含", "包括")) and not (
        divisions.leading_ends(inside)  # 附城镇, 含山县水务局
    )
    is_list = _grammar().nobody.fullmatch(inside) and not divisions.is_place(inside)  # 南市街道
    if not is_extra and (is_list or _grammar().draft.search(inside)):
        return None
    organ = ""
    for part in re.split("[·:：]", inside):
        if year := _YEAR.fullmatch(part.removesuffix("版")):
            years.append(year[1] or year[2])
        elif not organ and not is_extra and _is_name(part):
            organ = part
        elif not is_extra and _grammar().about.search(part):
            return None
    return organ
