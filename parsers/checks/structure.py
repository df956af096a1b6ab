"""Is every part of the form there, whole and plain? S01–S12."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from parsers.checks import TABLE_FORMS, Flag, NotAssessable, check
from parsers.checks.common import (
    TABLE_TITLES,
    column_label,
    knowledge,
    labels,
    locate,
    row_label,
    row_quote,
    show,
    table_form,
)
from parsers.checks.common import lines_of as lines
from parsers.documents import CUT
from parsers.forms import form_ids, load_form
from parsers.labels import compact, core
from parsers.numbers import COUNTS
from parsers.report import Report, Section, TableName

_NUMERALS = "一二三四五六七八九十"
_ORDINAL = re.compile(rf"^([{_NUMERALS}])[、.．,，:：]")
_BASIS = "条例第五十条；国办公开办函〔2021〕30号"


def _standard_heading(number: int) -> str:
    return load_form("2021").sections[number]


def _lost_tables(report: Report) -> set[TableName]:
    """Tables whose words a PDF prints but that were not read: it may draw them without rules.
    Other formats say what is a table; there such words are the narrative's."""
    if report.media_type != "application/pdf":
        return set()
    return {reading.name for reading in report.table_readings if reading.unread}


@check(
    "S01",
    "sections_present",
    "error",
    title="六个部分齐全",
    formula="按含义能找到一至六各部分",
    basis=_BASIS,
)
def sections_present(report: Report) -> Iterable[Flag]:
    if report.report_year is not None and report.report_year < 2019:
        raise NotAssessable("2019 年以前没有规定这六个部分")
    present = {section.number for section in report.sections}
    if not present & set(range(1, 7)):
        raise NotAssessable("报告没有可识别的分部分标题")
    # Where the reader lost a table it may have lost headings too: no fault of the organ.
    lost = bool(_lost_tables(report))
    for number in range(1, 7):
        if number not in present:
            heading = _standard_heading(number)
            said = f"缺少“{heading}”这一部分（六个部分中的第 {number} 部分）。"
            if lost:
                said = f"没有读到“{heading}”这一部分；本文件有表格未能读出，请对照原件。"
            yield Flag("S01", "warning" if lost else "error", said)


@check(
    "S02",
    "heading_ordinals",
    "warning",
    title="部分标题的序号依次递增",
    formula="一、二、三、四、五、六严格递增；部分之内（一）（二）…依次递增（提示）",
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
    for section in report.sections:
        for flag in _sub_ordinals(section):
            judged += 1
            yield flag
    if not judged:
        raise NotAssessable("部分标题没有印出序号")


_SUB_LINE = re.compile(rf"(?m)^[ \t\u3000]*[（(]([{_NUMERALS}]{{1,3}})[）)][ \t]*[^。\n]*")
_UPPER = re.compile(rf"(?m)^[ \t\u3000]*(?:[{_NUMERALS}]+[、.．]|\d{{1,2}}[、.．])")


def _ordinal(text: str) -> int:
    tens, ten, units = text.partition("十")
    if not ten:
        return _NUMERALS.index(text) + 1 if len(text) == 1 else 0
    head = _NUMERALS.index(tens) + 1 if tens else 1
    return head * 10 + (_NUMERALS.index(units) + 1 if units else 0)


def _sub_ordinals(section: Section) -> Iterable[Flag]:
    """（一）（二）（二）… within one section; a list under another heading begins again."""
    text = section.text
    if "（" not in text and "(" not in text:
        return
    before: tuple[int, int] | None = None  # (ordinal, end of its line)
    for match in _SUB_LINE.finditer(text):
        ordinal = _ordinal(match[1])
        if before is not None:
            last, end = before
            begins_again = ordinal == 1 and (
                last > 1 or _UPPER.search(text, end, match.start()) is not None
            )
            if not begins_again and ordinal != last + 1:
                start = match.start() + len(match.group()) - len(match.group().lstrip())
                quote = text[start : match.end()].rstrip()
                yield Flag(
                    "S02",
                    "info",
                    f"小标题“{''.join(quote.split())}”的序号是“（{match[1]}）”，"
                    f"而前一个小标题是第 {last} 个，序号没有依次递增。",
                    None,
                    None,
                    quote,
                    section.position,
                    start,
                    start + len(quote),
                )
                ordinal = max(ordinal, last + 1)  # one flag a slip
        before = (ordinal, match.end())


@cache
def _headings() -> dict[int, frozenset[str]]:
    """Section → cores of its headings in all official forms: the older form's is no slip (S12)."""
    forms = [load_form(id) for id in form_ids()]
    return {
        number: frozenset(core(form.sections[number]) for form in forms if number in form.sections)
        for number in range(1, 7)
    }


@check(
    "S03",
    "heading_wording",
    "info",
    title="部分标题与规定格式一致",
    formula="标题除标点和空白外与表式所列相同",
    basis=_BASIS,
    forms=TABLE_FORMS,
)
def heading_wording(report: Report) -> Iterable[Flag]:
    judged = 0
    standard = load_form(report.form if report.form in form_ids() else "2021").sections
    official = _headings()
    for section in report.sections:
        if section.number not in standard or section.heading is None:
            continue
        judged += 1
        wanted = standard[section.number]
        if core(section.heading) not in official[section.number]:
            yield Flag(
                "S03",
                "info",
                f"标题印作“{section.heading}”，规定格式为“{wanted}”。",
                wanted,
                section.heading,
                section.heading,
                section.position,
            )
    if not judged:
        raise NotAssessable("报告没有可识别的分部分标题")


@check(
    "S04",
    "template_residue",
    "error",
    title="没有残留的填写说明",
    formula="标题和正文每一行都不含模板的填写提示",
    basis="国办公开办函〔2021〕30号填报说明",
)
def template_residue(report: Report) -> Iterable[Flag]:
    pattern = _residue()
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
        whole = compact_line(section.text)
        if not any(word in whole for word in knowledge()["template_words"]):
            continue
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


@cache
def _residue() -> re.Pattern[str]:
    return re.compile("|".join(knowledge()["template_residue"]))


_SPACES = re.compile(r"\s+")


def compact_line(line: str) -> str:
    return _SPACES.sub("", line)


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
    unread = _lost_tables(report)
    for number, (name, title) in enumerate(TABLE_TITLES.items(), start=2):
        if name not in found:
            section = report.section(number)
            said = f"没有找到“{_standard_heading(number)}”的表格（{title}）"
            if name in unread:
                said = f"原件印有{title}的文字，但本程序未能读出这张表，请对照原件"
            yield Flag(
                "S05",
                "warning" if name in unread else "error",
                f"{said}；缺表不等于数字为零，该表各格记为缺失。",
                None,
                None,
                section.heading if section else None,
                section.position if section else None,
                table=name,
            )


@check(
    "S06",
    "rows_present",
    "error",
    title="表格各行齐全",
    formula="所用表式的每一行都印出；多出的地方行次（如行政检查）为提示",
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
                table=reading.name,
                item=item,
            )
        for label, values in reading.extra:
            printed = compact_line(label)
            yield Flag(
                "S06",
                "info",
                f"{TABLE_TITLES[reading.name]}多出表式没有的一行“{printed}”"
                f"（{'、'.join(compact_line(v) or '空白' for v in values)}），"
                "照原样保留，不计入表式各格。",
                None,
                None,
                "\t".join((label, *values)),
                table=reading.name,
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
    "S08",
    "label_wording",
    "info",
    title="表格各行的名称与规定格式一致",
    formula="行名除序号、标点和空白外与表式所列相同",
    basis=_BASIS,
    forms=TABLE_FORMS,
)
def label_wording(report: Report) -> Iterable[Flag]:
    judged = 0
    for reading in report.table_readings:
        if not reading.found or not reading.labels:
            continue
        wanted = labels(table_form(report, reading.name))
        for item, label in reading.labels.items():
            if item not in wanted:
                continue
            judged += 1
            if label != wanted[item] and core(label) != core(wanted[item]):
                printed = compact_line(label)
                yield Flag(
                    "S08",
                    "info",
                    f"{TABLE_TITLES[reading.name]}的一行印作“{printed}”，"
                    f"规定格式为“{wanted[item]}”。",
                    wanted[item],
                    printed,
                    label,
                    table=reading.name,
                    item=item,
                )
    if not judged:
        raise NotAssessable("报告中没有可识别的表格")


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
                None,
                None,
                raw or None,
                table=reading.name,
            )


@check(
    "S10",
    "plain_numbers",
    "warning",
    title="数字单元格只含数字",
    formula="数字格内没有单位、千位逗号、全角数字或说明文字",
    basis="表头已注明单位（如“单位：万元”）；2019 年表式的采购总金额应当带单位，不判",
    forms=("2021", "hybrid"),
)
def plain_numbers(report: Report) -> Iterable[Flag]:
    readings = [reading for reading in report.table_readings if reading.found]
    if not readings:
        raise NotAssessable("报告中没有可识别的表格")
    for reading in readings:
        skipped = {item for item, _, _ in reading.surplus}
        if skipped and reading.name == "review_litigation":  # its three channels are one row
            skipped = set(report.review_litigation)
        for note in report.cell_notes:
            if note.table != reading.name or note.item in skipped:
                continue
            if note.kind not in ("unit", "note", "unreadable"):
                continue
            if note.raw.endswith(CUT):  # where the file ends, not what the organ wrote
                continue
            if note.value is None and all(
                COUNTS[text] is not None for text in note.raw.split("\t")
            ):
                continue  # plain numbers; whose they are is not known, which the reading tells
            if note.column == "amount_yuan" and note.kind == "unit":  # a hybrid's 采购总金额
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


# ── Title and form ────────────────────────────────────────────────────────────────────────────

_TITLE = re.compile(
    r"(?P<y1>20\d\d年?)?(?P<organ>.*?)(?P<y2>20\d\d年?)?年?度?(?:的)?"
    r"(?:政府|政务)信息公开(?:工作)?(?:的)?(?:年度报告|年报|年度工作报告)"
    r"(?:[（(].{1,8}[）)]|[》”]|\.\w{1,5})*"
)


@check(
    "S11",
    "title_form",
    "info",
    title="标题为“机关名称 + 年度 + 政府信息公开工作年度报告”",
    formula="标题含一个年度和“政府信息公开工作年度报告”（或年报、年度工作报告）",
    basis="国办公开办函〔2021〕30号格式",
)
def title_form(report: Report) -> Iterable[Flag]:
    if not report.title:
        raise NotAssessable("没有读出标题")
    match = _TITLE.fullmatch(compact_line(report.title))
    if match is None or bool(match["y1"]) == bool(match["y2"]):
        section, start, end = locate(report, report.title)
        yield Flag(
            "S11",
            "info",
            f"标题“{report.title}”不是“某机关某年政府信息公开工作年度报告”的样式。",
            None,
            None,
            report.title,
            section,
            start,
            end,
        )


_ERAS = {
    "2021": (2021, 9999, "国办公开办函〔2021〕30号"),
    "2019": (2019, 2020, "国办公开办函〔2019〕60号"),
    "stat2014": (2014, 2018, "国办发〔2014〕32号"),
    "fujian": (2008, 2018, "福建省 2018 年及以前的"),
    "coded": (2008, 2013, "2013 年及以前的"),
}
"""Form → first and last report year, whose form (domain.md 1)."""


@check(
    "S12",
    "form_of_the_year",
    "warning",
    title="所用表式与报告年度相符",
    formula="2021 年起用〔2021〕30号表式，2019、2020 年用〔2019〕60号表式，2014–2018 年用统计表",
    basis="国办公开办函〔2021〕30号、〔2019〕60号；国办发〔2014〕32号",
    forms=("2021", "2019", "hybrid", "stat2014", "fujian", "coded"),
)
def form_of_the_year(report: Report) -> Iterable[Flag]:
    year = report.report_year
    if year is None:
        raise NotAssessable("不知道报告的年度")
    if report.form == "hybrid":
        which = "新旧表式混用（既有〔2019〕60号的栏目，又有〔2021〕30号的栏目）"
    else:
        first, last, name = _ERAS[report.form]
        if first <= year <= last:
            return
        which = f"用的是{name}表式"
    wanted = next(name for form, (a, b, name) in _ERAS.items() if a <= year <= b or form == "coded")
    yield Flag(
        "S12",
        "warning",
        f"{year} 年度的报告{which}，该年度应当用{wanted}表式。",
        None,
        None,
        report.title,
    )
