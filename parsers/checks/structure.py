"""Is every part of the form there, whole and plain? S01–S10."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.checks import Flag, NotAssessable, check
from parsers.checks.common import (
    TABLE_TITLES,
    column_label,
    knowledge,
    row_label,
    row_quote,
    show,
    table_form,
)
from parsers.forms import load_form
from parsers.labels import compact
from parsers.report import Report, Section, TableName

_NUMERALS = "一二三四五六七八九十"
_ORDINAL = re.compile(rf"^([{_NUMERALS}])[、.．,，:：]")
_BASIS = "条例第五十条；国办公开办函〔2021〕30号"


def _standard_heading(number: int) -> str:
    return load_form("2021").sections[number]


@check(
    "S01",
    "sections_present",
    "error",
    title="六个部分齐全",
    formula="按含义能找到一至六各部分",
    basis=_BASIS,
)
def sections_present(report: Report) -> Iterable[Flag]:
    present = {section.number for section in report.sections}
    if not present & set(range(1, 7)):
        raise NotAssessable("报告没有可识别的分部分标题")
    for number in range(1, 7):
        if number not in present:
            heading = _standard_heading(number)
            yield Flag(
                "S01",
                "error",
                f"缺少“{heading}”这一部分（六个部分中的第 {number} 部分）。",
                heading,
                "缺",
            )


@check(
    "S02",
    "heading_ordinals",
    "warning",
    title="部分标题的序号依次递增",
    formula="一、二、三、四、五、六严格递增",
    basis=_BASIS,
)
def heading_ordinals(report: Report) -> Iterable[Flag]:
    previous: tuple[int, Section] | None = None
    judged = 0
    for section in report.sections:
        match = _ORDINAL.match(compact(section.heading or ""))
        if match is None or section.heading is None:
            continue
        judged += 1
        ordinal = _NUMERALS.index(match[1]) + 1
        if previous is not None and ordinal <= previous[0]:
            expected = _NUMERALS[min(previous[0], 9)]
            yield Flag(
                "S02",
                "warning",
                f"标题“{section.heading}”的序号是“{match[1]}”，前一部分已经是"
                f"“{_NUMERALS[previous[0] - 1]}”，应为“{expected}”。",
                f"{expected}、",
                f"{match[1]}、",
                section.heading,
                section.position,
            )
            ordinal = previous[0] + 1
        previous = (ordinal, section)
    if not judged:
        raise NotAssessable("部分标题没有印出序号")


@check(
    "S04",
    "template_residue",
    "error",
    title="没有残留的填写说明",
    formula="标题和正文每一行都不含模板的填写提示",
    basis="国办公开办函〔2021〕30号填报说明",
)
def template_residue(report: Report) -> Iterable[Flag]:
    pattern = re.compile("|".join(knowledge()["template_residue"]))
    if not report.sections:
        raise NotAssessable("报告没有正文")
    for section in report.sections:
        if section.heading and pattern.search(compact_line(section.heading)):
            yield Flag(
                "S04",
                "error",
                f"标题里留有填写说明，没有删去：“{section.heading}”。",
                None,
                None,
                section.heading,
                section.position,
            )
        for start, line in lines(section.text):
            if pattern.search(compact_line(line)):
                yield Flag(
                    "S04",
                    "error",
                    f"正文里留有填写说明，没有删去：“{line.strip()}”。",
                    None,
                    None,
                    line.strip(),
                    section.position,
                    start,
                    start + len(line),
                )


def compact_line(line: str) -> str:
    return re.sub(r"\s+", "", line)


def lines(text: str) -> Iterable[tuple[int, str]]:
    """(offset, line) of each non-empty line; the line without outer white space."""
    for match in re.finditer(r"[^\n]+", text):
        stripped = match.group().strip()
        if stripped:
            yield match.start() + match.group().index(stripped), stripped


@check(
    "S05",
    "tables_present",
    "error",
    title="三张表格齐全",
    formula="第二、三、四部分各有规定表格",
    basis=_BASIS,
)
def tables_present(report: Report) -> Iterable[Flag]:
    if report.report_year is not None and report.report_year < 2019:
        raise NotAssessable("2019 年以前没有这三张表")
    found = {reading.name for reading in report.table_readings if reading.found}
    for number, (name, title) in enumerate(TABLE_TITLES.items(), start=2):
        if name not in found:
            section = report.section(number)
            yield Flag(
                "S05",
                "error",
                f"没有找到“{_standard_heading(number)}”的表格（{title}）；"
                "缺表不等于数字为零，该表各格记为缺失。",
                "有表格",
                "无",
                section.heading if section else None,
                section.position if section else None,
                table=name,
            )


@check(
    "S06",
    "rows_present",
    "error",
    title="表格各行齐全",
    formula="所用表式的每一行都印出",
    basis=_BASIS,
)
def rows_present(report: Report) -> Iterable[Flag]:
    readings = [reading for reading in report.table_readings if reading.found]
    if not readings:
        raise NotAssessable("报告中没有可识别的表格")
    for reading in readings:
        for item in reading.missing:
            label = row_label(report, reading.name, item)
            yield Flag(
                "S06",
                "error",
                f"{TABLE_TITLES[reading.name]}缺少“{label}”一行，或这一行无法读出。",
                label,
                "缺",
                table=reading.name,
                item=item,
            )


@check(
    "S07",
    "cells_per_row",
    "warning",
    title="每行单元格数与表式一致",
    formula="主动公开表 3 或 1 格，申请表 7 格，复议诉讼表 15 格",
    basis=_BASIS,
)
def cells_per_row(report: Report) -> Iterable[Flag]:
    readings = [reading for reading in report.table_readings if reading.found]
    if not readings:
        raise NotAssessable("报告中没有可识别的表格")
    for reading in readings:
        for item, texts, expected in reading.surplus:
            unread = any(
                note.kind == "unreadable"
                for note in report.cell_notes
                if note.table == reading.name and note.item == item
            )
            where = TABLE_TITLES[reading.name]
            if reading.name != "review_litigation":
                where += f"“{row_label(report, reading.name, item)}”一行"
            end = "无法确定各格归属，均记为缺失" if unread else "按表内合计只有一种读法，已据此读出"
            what = f"印有 {len(texts)} 个单元格，表式为 {expected} 个"
            if len(texts) == expected:
                what = f"印出的 {len(texts)} 格与表式的 {expected} 列对不上"
            yield Flag(
                "S07",
                "warning",
                f"{where}{what}；{end}。",
                str(expected),
                str(len(texts)),
                "\t".join(texts),
                table=reading.name,
                item=item,
            )


def _notes(report: Report, name: TableName, kinds: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [
        (note.item, note.column, note.raw)
        for note in report.cell_notes
        if note.table == name and note.kind in kinds
    ]


@check(
    "S09",
    "blank_cells",
    "warning",
    title="没有空白或以横线、“无”代替数字的单元格",
    formula="每格印有数字；空白记为缺失，不当作 0",
    basis=_BASIS,
)
def blank_cells(report: Report) -> Iterable[Flag]:
    readings = [reading for reading in report.table_readings if reading.found]
    if not readings:
        raise NotAssessable("报告中没有可识别的表格")
    for reading in readings:
        blank = _notes(report, reading.name, ("blank", "dash"))
        if blank:
            item, column, raw = blank[0]
            cells = table_form(report, reading.name).cells
            first = (
                f"“{row_label(report, reading.name, item)}”的"
                f"“{column_label(report, reading.name, column)}”"
            )
            yield Flag(
                "S09",
                "warning",
                f"{TABLE_TITLES[reading.name]}的 {cells} 格中有 {len(blank)} 格空白或未填数字"
                f"（如{first}印作“{raw}”）；记为缺失，不当作 0。",
                "0 格",
                f"{len(blank)} 格",
                raw or None,
                table=reading.name,
            )


@check(
    "S10",
    "plain_numbers",
    "warning",
    title="数字单元格只含数字",
    formula="数字格内没有单位、千位逗号、全角数字或说明文字",
    basis="表头已注明单位（如“单位：万元”）",
)
def plain_numbers(report: Report) -> Iterable[Flag]:
    readings = [reading for reading in report.table_readings if reading.found]
    if not readings:
        raise NotAssessable("报告中没有可识别的表格")
    for reading in readings:
        skipped = {item for item, _, _ in reading.surplus}
        for note in report.cell_notes:
            if note.table != reading.name or note.item in skipped:
                continue
            if note.kind not in ("unit", "note", "unreadable"):
                continue
            label = row_label(report, reading.name, note.item)
            column = column_label(report, reading.name, note.column)
            read = "无法读作数字，记为缺失" if note.value is None else f"读作 {show(note.value)}"
            yield Flag(
                "S10",
                "warning",
                f"“{label}”的“{column}”印作“{note.raw}”，不是纯数字；{read}。",
                show(note.value) if note.value is not None else "数字",
                note.raw,
                row_quote(report, reading.name, note.item),
                table=reading.name,
                item=note.item,
                column=note.column,
            )
