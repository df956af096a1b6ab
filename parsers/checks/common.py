"""What do several checks need? Labels for messages, numbers as people write them, knowledge."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from parsers.checks import NotAssessable
from parsers.forms import FormTable, load_form
from parsers.report import Number, Report, TableName

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
    if report.form == "free":
        raise NotAssessable("报告中没有可识别的表格")
    return load_form(report.form).tables[name]


def row_label(report: Report, name: TableName, item: str) -> str:
    """The canonical label of a row."""
    return next((r.label for r in table_form(report, name).rows if r.key == item), item)


def column_label(report: Report, name: TableName, column: str) -> str:
    return next((c.label for c in table_form(report, name).columns if c.key == column), column)


def row_quote(report: Report, name: TableName, item: str) -> str | None:
    """The row as printed, cells apart by TAB."""
    reading = next((r for r in report.table_readings if r.name == name), None)
    return reading.quotes.get(item) if reading else None
