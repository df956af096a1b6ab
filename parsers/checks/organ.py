"""What kind of organ reports: a people's government, a department, a township? Of which division?

What the archive knows about the organ (Context) wins; of a file at hand its printed name must do.
Nothing is guessed: a name that says neither kind nor place gives None.
"""

from __future__ import annotations

import re
from functools import lru_cache

from parsers import divisions
from parsers.checks import Context
from parsers.report import Report

# Order matters: 镇人民政府 before 人民政府, 办事处 before 处.
_KINDS = (
    ("township", re.compile("(?:镇|乡|苏木)(?:人民)?政府$")),
    ("subdistrict", re.compile("(?:街道|地区)(?:办事处|办)?$|街道党工委$")),
    ("office", re.compile("政府办公[室厅]$|政府办$")),
    ("government", re.compile("(?:省|市|区|县|州|盟|旗|自治区|自治州|自治县|自治旗)人民政府$")),
    ("zone", re.compile("(?:管理委员会|管委会)$")),
    # 事业单位 and companies, as in archive/organ_kinds.toml: no 部门 of article 49.
    (
        "institution",
        re.compile(
            "(?:中心|医院|卫生院|保健院|疗养院|学校|小学|中学|幼儿园|大学|学院|党校|图书馆|博物馆|档案馆"
            "|文化馆|科技馆|体育馆|福利院|敬老院|养老院|研究院|设计院|研究所|管理处|管理所|服务站|总站|总队|支队"
            "|大队|公司|集团|银行|电视台|广播台|报社|出版社)$"
        ),
    ),
    (
        "department",
        re.compile("(?:局|厅|委员会|委|办公室|办|部|署|法院|检察院|国务院|中心|司|社|处)[）)]?$"),
    ),
)


@lru_cache(maxsize=1_024)
def kind_of(name: str) -> str | None:
    """government, office, department, township, subdistrict, institution or zone, by its end."""
    text = re.sub(r"\s+", "", name)
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), None)


@lru_cache(maxsize=1_024)
def division_of(name: str, within: str | None = None) -> divisions.Division | None:
    return divisions.resolve(name, within)


def kind(report: Report, context: Context) -> str | None:
    """The organ's kind, from the archive or from its printed name."""
    return context.organ_kind or (kind_of(report.organ) if report.organ else None)


def level(report: Report, context: Context) -> str | None:
    """province, prefecture, county, township …"""
    if context.organ_level:
        return context.organ_level
    found = division_of(report.organ, context.division_code) if report.organ else None
    return found.level if found else None


def division_code(report: Report, context: Context) -> str | None:
    """The code of the division the organ belongs to, 2–9 digits."""
    if context.division_code:
        return context.division_code
    found = division_of(report.organ) if report.organ else None
    return found.code if found else None


def is_peoples_government(report: Report, context: Context) -> bool | None:
    """各级人民政府: not an office, a department or a 街道办事处. None: not known."""
    if context.organ_kind in ("government", "township"):
        return True
    name = re.sub(r"\s+", "", report.organ or "")
    if context.organ_kind is not None:
        return False
    if not name:
        return None
    return name.endswith("人民政府")


# ── The same organ? ───────────────────────────────────────────────────────────────────────────

# Words that organs of one place share without being one: 市场监督管理局, 城市管理局.
_GENERAL = re.compile(
    "人民政府|政府|办事处|街道|办公[室厅]|委员会|管委会|局|厅|委|办|中心|管理|监督|行政|服务|综合|事务|发展|工作"
)
_PLACE_LEAD = re.compile("^.*(?:省|市|自治区|自治州|州|盟|县|区|旗)(?![场政容民域])(?=.)")
_TOWN = re.compile(
    "(?:^|[省市县区旗州盟])([^省市县区旗州盟]{1,8}?(?:镇|乡|苏木|街道))(?:人民政府|政府|办事处|党政|$)"
)


@lru_cache(maxsize=2_048)
def town_of(name: str) -> str | None:
    """官庄镇 of 安丘市官庄镇人民政府."""
    match = _TOWN.search(re.sub(r"\s+", "", name))
    return match[1] if match else None


def is_other_organ(name: str, previous: str) -> bool:
    """Are these surely two organs, by their names alone?

    A name written shorter is no other, nor is one that a reform changed (卫生和计划生育局,
    卫生健康局).
    """
    one, two = (re.sub(r"\s+", "", text) for text in (name, previous))
    if one in two or two in one:
        return False
    first, second = division_of(one), division_of(two)
    if (
        first
        and second
        and not (first.code.startswith(second.code) or second.code.startswith(first.code))
    ):
        return True
    if town_of(one) != town_of(two):
        return True
    kinds = {kind_of(one), kind_of(two)}
    if len(kinds) == 2 and kinds & {"government", "township", "subdistrict", "office"}:
        return True
    if (first is None) != (second is None) or (first is None and second is None):
        # Places that the list does not hold: 云岭县财政局, 红河县财政局.
        lead, other = (_PLACE_LEAD.match(text) for text in (one, two))
        if lead and other and not (lead[0].endswith(other[0]) or other[0].endswith(lead[0])):
            return True
    mine, theirs = _own_words(one), _own_words(two)
    pairs = {mine[i : i + 2] for i in range(len(mine) - 1)}
    return len(mine) > 1 and len(theirs) > 1 and not any(pair in theirs for pair in pairs)


def _own_words(name: str) -> str:
    """教育 of 淄博市教育局."""
    rest = divisions.match(name).rest or name
    return _GENERAL.sub("", _PLACE_LEAD.sub("", rest))


def unfit_previous(report: Report, previous: Report) -> str | None:
    """Why a report offered as last year's is not it, in a sentence; None where nothing says so."""
    if report.organ and previous.organ and is_other_organ(report.organ, previous.organ):
        return f"所给的上年报告是“{previous.organ}”的，不是“{report.organ}”的"
    year = report.report_year
    if year is not None and previous.report_year not in (None, year - 1):
        return f"所给的是 {previous.report_year} 年的报告，不是 {year - 1} 年的"
    if previous.report_year is None:
        return "所给的上年报告没有写明年度"
    if year is None:
        return "报告没有写明年度，不知道所给的是不是上一年的"
    return None
