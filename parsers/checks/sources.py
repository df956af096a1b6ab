"""Can it be read where it was published, and do its copies agree? V01, V02, V05, V06.

These rules judge the publication, not the text: what became of the attachments, whether there is
any text, and whether the page, the PDF and the other copies of one report print the same cells.
"""

from __future__ import annotations

from collections.abc import Iterable

from parsers.checks import TABLE_FORMS, Context, Flag, NotAssessable, check
from parsers.checks.common import TABLE_TITLES, column_label, row_label, row_quote, show
from parsers.report import TABLE_NAMES, Number, Report, TableName

OURS = ("not_fetched", "robots", "refused", "handed_over")
"""Outcomes that say what we did, not whether the attachment can be had."""

LEAST_TEXT = 30
"""Letters in sections 1–6 below which nothing but headings is text."""

_BASIS = "社科院《年度报告发布情况评估报告2016》：附件打不开、多平台发布、内容不一致"


@check(
    "V01",
    "attachments_fetched",
    "error",
    title="报告页面的附件都能打开",
    formula="每个附件的采集结果为 ok；按规定没有采集的（robots 等）不判",
    basis=_BASIS,
)
def attachments_fetched(report: Report, context: Context) -> Iterable[Flag]:
    judged = [(url, outcome) for url, outcome in context.attachments if outcome not in OURS]
    if not judged:
        raise NotAssessable("页面没有附件，或附件按规定没有采集")
    for url, outcome in judged:
        if outcome != "ok":
            yield Flag(
                "V01",
                "error",
                f"附件 {url} 没有取到，采集结果为 {outcome}，其中内容无法核对。",
                "ok",
                outcome,
                url,
            )


@check(
    "V02",
    "text_not_images",
    "error",
    title="报告有文字，不是只有图片",
    formula="六个部分的正文合计不少于 30 字，或印有文字表格；文字不是识别图片得来的",
    basis="社科院评估报告：图片版无法检索；中国政府网站发展指引",
)
def text_not_images(report: Report, context: Context) -> Iterable[Flag]:
    found = any(reading.found for reading in report.table_readings) or bool(report.statistics)
    letters = sum(len("".join(s.text.split())) for s in report.sections if s.number != 0)
    scanned = report.media_type.startswith("image/") or any(
        note.kind == "ocr" for note in report.cell_notes
    )
    if not scanned and (found or letters >= LEAST_TEXT):
        return
    others = (other for _, other in context.renditions)
    if any(reading.found for other in others for reading in other.table_readings):
        return  # the text is published, at another address
    if not scanned and any(outcome == "ok" for _, outcome in context.attachments):
        raise NotAssessable("页面上只有标题，正文在附件里")
    what = (
        "文字是识别图片得来的"
        if scanned
        else f"六个部分合计只有 {letters} 个字的文字，也没有文字表格，内容可能是图片"
    )
    yield Flag(
        "V02",
        "error",
        f"{report.report_year or '本'}年报告{what}；图片不能检索、复制，各格记为缺失或识别值。",
        f"{LEAST_TEXT} 字以上的文字",
        "图片" if scanned else f"{letters} 字",
        next((s.heading for s in report.sections if s.heading), None),
    )


@check(
    "V05",
    "single_source",
    "info",
    title="报告只在一处发布",
    formula="同一机关同一年度、同一统计范围的报告只在一个页面上（页面自己的附件不算）",
    basis=_BASIS,
)
def single_source(report: Report, context: Context) -> Iterable[Flag]:
    if not context.on_page and not context.renditions:
        raise NotAssessable("不知道报告发布在哪里")
    attached = {url for url, _ in context.attachments}
    urls = [url for url, _ in context.renditions if url not in attached]
    if urls:
        yield Flag(
            "V05",
            "info",
            f"{report.report_year or '同'}年报告另有 {len(urls)} 份副本：{'、'.join(urls)}。",
            "1 份",
            f"{len(urls) + 1} 份",
            urls[0],
        )


@check(
    "V06",
    "renditions_agree",
    "warning",
    title="同一报告的网页、附件等各份数字一致",
    formula="各份都印出的单元格数值相等；空白或无法读出的不比",
    basis=_BASIS,
    forms=TABLE_FORMS,
)
def renditions_agree(report: Report, context: Context) -> Iterable[Flag]:
    judged = 0
    for url, other in context.renditions:
        if other.form != report.form:
            continue
        for name in TABLE_NAMES:
            for item, cells in report.table(name).items():
                differing: list[tuple[str, Number, Number]] = []
                for column, value in cells.items():
                    there = other.value(name, item, column)
                    if value is None or there is None:
                        continue
                    judged += 1
                    if abs(value - there) > 1e-6:
                        differing.append((column, value, there))
                if differing:
                    yield _differs(report, url, name, item, differing)
    if not judged:
        raise NotAssessable("没有同一报告的另一份可以比较")


def _differs(
    report: Report,
    url: str,
    name: TableName,
    item: str,
    differing: list[tuple[str, Number, Number]],
) -> Flag:
    column, value, there = differing[0]
    more = f"（这一行共 {len(differing)} 格不同）" if len(differing) > 1 else ""
    return Flag(
        "V06",
        "warning",
        f"{TABLE_TITLES[name]}“{row_label(report, name, item)}”的"
        f"“{column_label(report, name, column)}”：这一份印作 {show(value)}，"
        f"另一份 {url} 印作 {show(there)}{more}。",
        show(there),
        show(value),
        row_quote(report, name, item),
        table=name,
        item=item,
        column=column,
    )
