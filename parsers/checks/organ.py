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
    (
        "department",
        re.compile("(?:局|厅|委员会|委|办公室|办|部|署|院|总队|支队|大队|中心|司|社|处)[）)]?$"),
    ),
)


@lru_cache(maxsize=1_024)
def kind_of(name: str) -> str | None:
    """government, office, department, township, subdistrict or zone, by the name's end."""
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
