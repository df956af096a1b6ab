"""What do several checks need? Labels for messages, numbers as people write them, knowledge."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from parsers.checks import NotAssessable
from parsers.forms import FormTable, form_ids, table_of
from parsers.report import Number, Report, Section, TableName

TABLE_TITLES: dict[str, str] = {
    "active_disclosure": "主动公开情况表",
    "applications": "申请办理情况表",
    "review_litigation": "复议诉讼情况表",
}


@cache
def knowledge() -> dict[str, Any]:
    """knowledge.toml."""
    text = resources.files("parsers.checks").joinpath("knowledge.toml").read_text("utf-8")
    return tomllib.loads(text)


def show(value: Number | None) -> str:
    """27, 8310.503303; a blank stays a word."""
    if value is None:
        return "空白"
    return str(round(value, 6)) if isinstance(value, float) else str(value)


def table_form(report: Report, name: TableName) -> FormTable:
    """The form's table; NotAssessable where the report prints no table of a known form."""
    code = report.table_forms.get(name, report.form)  # a hybrid's tables follow different forms
    if code in form_ids() or ":" in code:
        return table_of(code, name)
    raise NotAssessable("报告中没有可识别的表格")


def one_line(text: str) -> str:
    """A quote that a line break divides, for a message."""
    return re.sub(r"\s+", " ", text)


def row_label(report: Report, name: TableName, item: str) -> str:
    """The canonical label of a row."""
    return labels(table_form(report, name)).get(item, item)


@lru_cache(maxsize=64)
def labels(form: FormTable) -> dict[str, str]:
    """Row → canonical label."""
    return {row.key: row.label for row in form.rows}


def column_label(report: Report, name: TableName, column: str) -> str:
    return next((c.label for c in table_form(report, name).columns if c.key == column), column)


_DATE_LINE = re.compile(r"[（(]?\s*20\d\d\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?\s*[）)]?")
_NAME_LINE = re.compile(r"[\u4e00-\u9fff（）()·\s]{2,40}")
_ORGAN_END = re.compile(
    "(?:局|厅|委|委员会|办|办公室|办公厅|政府|办事处|中心|院|署|部|处|所|大队|支队|管委会|分局|集团|会)"
    "[）)]?$"
)


@lru_cache(maxsize=256)
def lines_of(text: str) -> tuple[tuple[int, str], ...]:
    """(offset, line) of each non-empty line; the line without outer white space."""
    found, at = [], 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            found.append((at + line.index(stripped), stripped))
        at += len(line) + 1
    return tuple(found)


def signature_lines(report: Report) -> list[tuple[int, str]]:
    """(offset, line) of the name and the date under the report, in its last section."""
    if not report.sections:
        return []
    lines = lines_of(report.sections[-1].text)
    found: list[tuple[int, str]] = []
    for offset, line in reversed(lines[-4:]):
        name = _NAME_LINE.fullmatch(line) and _ORGAN_END.search(re.sub(r"\s+", "", line))
        dated = len(line) <= 60 and re.search(r"20\d\d\s*年.{1,8}日?[）)]?$", line)
        if not (name or _DATE_LINE.fullmatch(line) or (dated and not re.search("[，；]", line))):
            break
        found.append((offset, line))
    return found[::-1]


def body_lines(report: Report, section: Section) -> tuple[tuple[int, str], ...]:
    """The section's lines without the signature."""
    lines = lines_of(section.text)
    if section.position == len(report.sections) - 1:
        return lines[: len(lines) - len(signature_lines(report))]
    return lines


def locate(report: Report, quote: str | None) -> tuple[int | None, int | None, int | None]:
    """(section, start, end) of a quote, white space apart; the last one where it stands twice."""
    if quote:
        pattern = re.compile(r"\s*".join(map(re.escape, re.sub(r"\s+", "", quote))))
        for section in reversed(report.sections):
            places = [match.span() for match in pattern.finditer(section.text)]
            if places:
                return section.position, *places[-1]
    return None, None, None


def row_quote(report: Report, name: TableName, item: str) -> str | None:
    """The row as printed, cells apart by TAB."""
    reading = next((r for r in report.table_readings if r.name == name), None)
    return reading.quotes.get(item) if reading else None
