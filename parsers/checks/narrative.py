"""Do the stated figures agree with the tables, and with each other? N01–N17.

The narrative reader has found the figures and held each against its cell (parsers.narrative); here
each disagreement becomes a flag of the rule that its metric belongs to, so that no figure that
disagrees goes unsaid. N11, N13, N15–N17 read the text themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from parsers.checks import TABLE_FORMS, Flag, NotAssessable, check
from parsers.checks.common import body_lines, knowledge, one_line, row_label, show
from parsers.clauses import Clause, clauses, is_other_year, numbers
from parsers.report import Cells, Number, Report, Section, Stated, TableName
from parsers.stated.cells import cell_value

_SAME = "同一报告的正文与表格应当一致"
_TEXT_AND_TABLE = "同一报告的正文与第二部分表格应当一致"


def _tables(report: Report) -> dict[str, Cells]:
    return {
        "active_disclosure": report.active_disclosure,
        "applications": report.applications,
        "review_litigation": report.review_litigation,
    }


# Metric prefix → rule, longest first; a metric that is held against a cell always has one.
_RULES = (
    ("applications_received_", "N14"),
    ("applications_received", "N01"),
    ("applications_carried_over", "N02"),
    ("applications_carried_forward", "N05"),
    ("applications_completed", "N04"),
    ("results_", "N03"),
    ("review_", "N06"),
    ("litigation_", "N07"),
    ("regulations_", "N08"),
    ("normative_documents_", "N08"),
    ("administrative_fees", "N10"),
    ("administrative_", "N09"),
)


@lru_cache(maxsize=4_096)
def rule_of(metric: str, quote: str) -> str:
    """The rule that judges a stated figure. Words that say none (未收到) are N12's."""
    rule = next(rule for prefix, rule in _RULES if metric.startswith(prefix))
    return "N12" if rule == "N01" and not _has_digits(quote) else rule


def _has_digits(quote: str) -> bool:
    return bool(numbers(quote)) or any(c.isdigit() for c in _YEARS.sub("", quote))


_YEARS = re.compile(r"[2２][0０]\d\d年?")


def _place(cell: str) -> tuple[TableName, str | None, str | None]:
    """(table, item, column) of a cell path; a sum has no one row."""
    if cell.startswith("sum("):
        return "applications", None, None
    table, _, rest = cell.partition(".")
    name: TableName = (
        "active_disclosure"
        if table == "active_disclosure"
        else "applications"
        if table == "applications"
        else "review_litigation"
    )
    if "+" in rest:
        return name, None, None
    if "." in rest:
        item, column = rest.split(".")
        return name, item, column
    item, _, column = rest.rpartition("_")
    return name, item, column


_LABELS = {
    "applications_received": "本年新收",
    "applications_received_organisations": "本年新收中法人和其他组织各列",
    "results_granted_or_partially": "予以公开、部分公开",
    "litigation_total": "两种行政诉讼总计",
    "litigation_upheld": "两种行政诉讼结果维持",
    "litigation_corrected": "两种行政诉讼结果纠正",
    "litigation_other": "两种行政诉讼其他结果",
    "litigation_pending": "两种行政诉讼尚未审结",
}
_COLUMNS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
    "issued": "本年制发",
    "repealed": "本年废止",
    "in_force": "现行有效",
    "natural_person": "自然人",
    "commercial": "商业企业",
    "research": "科研机构",
    "social_welfare": "社会公益组织",
    "legal_service": "法律服务机构",
}


def _label(report: Report, stated: Stated) -> str:
    """What the table calls it."""
    if stated.metric in _LABELS:
        return _LABELS[stated.metric]
    group = _group(stated)
    table, item, column = _place(stated.cell or "")
    if item is None:
        return knowledge()["result_group"][group]["label"] + "各行" if group is not None else ""
    label = row_label(report, table, item)
    if table == "applications":
        return label if column == "total" else f"{label}（{_COLUMNS.get(column or '', '')}）"
    return label + (f"（{_COLUMNS[column]}）" if column in _COLUMNS else "")


def _judge(report: Report, rule: str, severity: str, what: str) -> Iterator[Flag]:
    """One flag for each stated figure of this rule that disagrees with its cell."""
    judged = [
        s for s in report.stated if s.agrees is not None and rule_of(s.metric, s.quote) == rule
    ]
    if not judged:
        raise NotAssessable(f"正文没有写明{what}，或表中相应单元格缺失")
    for stated in judged:
        if stated.agrees:
            continue
        table, item, column = _place(stated.cell or "")
        actual = cell_value(stated.cell or "", _tables(report))
        yield Flag(
            rule,
            "error" if severity == "error" else "warning",
            _message(report, stated, actual),
            show(actual),
            _said(stated),
            stated.quote,
            stated.section,
            stated.start,
            stated.end,
            table,
            item,
            column,
        )


def _said(stated: Stated) -> str | None:
    """The number as the text gives it; None where words say it (均获维持, 未收到)."""
    return show(stated.value) if _has_digits(stated.quote) else None


def _message(report: Report, stated: Stated, actual: Number | None) -> str:
    unit = "万元" if stated.unit == "万元" else "件"
    label = _label(report, stated)
    table = f"表中“{label}”为 {show(actual)} {unit}"
    if not _has_digits(stated.quote):
        if stated.metric.endswith("_upheld"):
            channel = stated.metric.removesuffix("_upheld")
            name = "行政复议" if channel == "review" else "行政诉讼"
            whole = cell_value((stated.cell or "").replace("_upheld", "_total"), _tables(report))
            return (
                f"正文写{name}“{stated.quote}”，表中维持 {show(actual)} 件、总计 {show(whole)} 件。"
            )
        if stated.metric.startswith("applications_received_"):
            whole = report.value("applications", "new_received", "total")
            return (
                f"正文写“{stated.quote}”，表中本年新收的自然人申请为 {show(actual)} 件、"
                f"总计 {show(whole)} 件。"
            )
        return f"正文写“{stated.quote}”，即 0 {unit}，{table}。"
    if stated.metric == "applications_received":
        carried = report.value("applications", "carried_over", "total")
        if carried and actual is not None:
            table += f"（加上年结转 {show(carried)} 件为 {show(actual + carried)} 件）"
    return f"正文写“{stated.quote}”，即 {show(stated.value)} {unit}，{table}。"


# ── Applications ──────────────────────────────────────────────────────────────────────────────


@check(
    "N01",
    "stated_received",
    "error",
    title="正文所述收到申请数与表格一致",
    formula="收到、受理 n 件 = 一、本年新收；等于 一 + 二 也算一致（含上年结转的说法）",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_received(report: Report) -> Iterable[Flag]:
    return _judge(report, "N01", "error", "收到申请的件数")


@check(
    "N02",
    "stated_carried_over",
    "error",
    title="正文所述上年结转与表格一致",
    formula="上年结转 n 件 = 二、上年结转",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_carried_over(report: Report) -> Iterable[Flag]:
    return _judge(report, "N02", "error", "上年结转的件数")


@check(
    "N04",
    "stated_completed",
    "error",
    title="正文所述办结、答复数与表格一致",
    formula="办结、答复 n 件 = （七）总计",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_completed(report: Report) -> Iterable[Flag]:
    return _judge(report, "N04", "error", "办结、答复的件数")


@check(
    "N05",
    "stated_carried_forward",
    "error",
    title="正文所述结转下年与表格一致",
    formula="结转下年 n 件 = 四、结转下年度继续办理",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_carried_forward(report: Report) -> Iterable[Flag]:
    return _judge(report, "N05", "error", "结转下年度的件数")


@check(
    "N12",
    "stated_none_received",
    "error",
    title="正文说没有收到申请时，表中新收为 0",
    formula="未收到、没有申请、为零 ⇒ 一、本年新收 = 0",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_none_received(report: Report) -> Iterable[Flag]:
    return _judge(report, "N12", "error", "没有收到申请")


@check(
    "N14",
    "stated_applicants",
    "warning",
    title="正文所述申请人类别与表格一致",
    formula="全部、均为自然人 ⇒ 自然人 = 总计；自然人、商业企业等 n 件 = 一、本年新收的该列",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_applicants(report: Report) -> Iterable[Flag]:
    return _judge(report, "N14", "warning", "申请人的类别")


# ── Results ───────────────────────────────────────────────────────────────────────────────────


@cache
def _group_prefixes() -> tuple[tuple[str, int], ...]:
    return tuple(
        (prefix, index)
        for index, group in enumerate(knowledge()["result_group"])
        for prefix in group["metrics"]
    )


@cache
def _group_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile("|".join(g["words"])) for g in knowledge()["result_group"])


def _group(stated: Stated) -> int | None:
    """Index of the result group that a stated figure belongs to."""
    return next((i for prefix, i in _group_prefixes() if stated.metric.startswith(prefix)), None)


_OPEN_LIST = re.compile("等|主要|包括但不限于|例如|比如|大多|多为|居多|为主")
# What the list leaves unnamed: 其余24件, 其他情形24件. 其他处理 is a group of its own, 其他法律
# part of a reason, 其他组织 an applicant, 其他结果 a review's; 另有1件结转下年 is not yet answered.
_REMAINDER = re.compile(
    "其余|剩余|余下|未公开|未予|不予受理|不受理|其[他它](?!处理|法|行政|组织|禁止|政府|机关|部门|单位|渠道|信息|结果)"
    "|(?:另有|另外|此外)(?![^，。；]{0,12}(?:结转|顺延|转下|转入|延期|复议|诉讼))"
)
# 不予公开及无法提供16件: groups told together, and so perhaps those not named too.
_TOGETHER = re.compile(
    "(?:公开|提供|处理)(?:情形|类|的)?(?:以及|及|和|与|或)[^，。；\\d]{0,8}(?:公开|提供|处理|其[他它])[^，。；\\d]{0,6}\\d"
)
_SENTENCE_END = re.compile(r"[。！？\n]")


@lru_cache(maxsize=64)
def _ends(text: str) -> tuple[int, ...]:
    return tuple(match.end() for match in _SENTENCE_END.finditer(text))


def _sentence(text: str, start: int) -> tuple[int, int]:
    """Offsets of the sentence around a place."""
    ends = _ends(text)
    at = bisect_right(ends, start)
    return ends[at - 1] if at else 0, ends[at] if at < len(ends) else len(text)


@check(
    "N03",
    "stated_results",
    "error",
    title="正文所述各类办理结果与表格一致",
    formula="予以公开、部分公开、不予公开、无法提供、不予处理、其他处理 n 件 = 表中该类各行之和；"
    "逐项列出时不漏掉不为 0 的一类（提示为警告）",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_results(report: Report) -> Iterable[Flag]:
    yield from _judge(report, "N03", "error", "各类办理结果")
    results = [s for s in report.stated if s.metric.startswith("results_") and s.agrees is not None]
    yield from _omitted(report, results)


def _omitted(report: Report, results: list[Stated]) -> Iterator[Flag]:
    """The non-zero groups that an enumeration of the others leaves out: one flag for each of those.

    An enumeration: two or more groups in one sentence that does not call itself open (等, 主要),
    names no remainder (其余24件) and tells no groups together (不予公开及无法提供16件). The next
    sentence may still name the rest (另有1件属于国家秘密).
    """
    groups = knowledge()["result_group"]
    stated_groups = {_group(stated) for stated in results}
    if any(s.metric == "results_granted_or_partially" for s in results):
        stated_groups |= {0, 1}
    by_sentence: dict[tuple[int, int, int], set[int | None]] = {}
    for stated in results:
        key = (stated.section, *_sentence(report.sections[stated.section].text, stated.start))
        by_sentence.setdefault(key, set()).add(_group(stated))
    for (position, start, end), named in by_sentence.items():
        text = report.sections[position].text
        quote = text[start:end].strip()
        if len(named) < 2 or _OPEN_LIST.search(quote):
            continue
        after = text[end : _sentence(text, end)[1]] if end < len(text) else ""
        around = quote + ("" if quote.endswith("\n") or text[end - 1] == "\n" else after)
        if _has_remainder(report, around) or _TOGETHER.search(around):
            continue
        missing = [
            (group["label"], total)
            for index, group in enumerate(groups)
            if index not in stated_groups
            and not _group_patterns()[index].search(around)
            and (total := _group_total(report, group["rows"])) > 0
        ]
        if not missing:
            continue
        offset = text.index(quote, start)
        names = "、".join(f"“{label}”" for label, _ in missing)
        counts = "、".join(f"“{label}”合计为 {show(total)} 件" for label, total in missing)
        yield Flag(
            "N03",
            "warning",
            f"正文逐项列出办理结果，却没有提到{names}，而表中{counts}：“{one_line(quote)}”。",
            None,
            None,
            quote,
            position,
            offset,
            offset + len(quote),
            "applications",
        )


def _group_total(report: Report, patterns: Sequence[str]) -> Number:
    printed = [
        columns.get("total")
        for item, columns in report.applications.items()
        if any(fnmatchcase(item, pattern) for pattern in patterns)
    ]
    return sum(value for value in printed if value is not None)


def _has_remainder(report: Report, text: str) -> bool:
    """Does a clause stand for all that is not named? 其他3件 does not where 其他处理 is 3."""
    for match in _REMAINDER.finditer(text):
        count = re.match(r"[^，。；\d]{0,8}?(\d+)\s*件", text[match.end() :])
        own = knowledge()["result_group"][-1]["rows"]
        if match.group()[0] != "其" or match.group() == "其余" or count is None:
            return True
        if int(count[1]) != _group_total(report, own):
            return True
    return False


# ── Review, litigation, section 2 ─────────────────────────────────────────────────────────────


@check(
    "N06",
    "stated_review",
    "error",
    title="正文所述行政复议与表格一致",
    formula="行政复议 n 件 = 总计；各种结果 n 件 = 该格；均获维持 ⇒ 结果维持 = 总计",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_review(report: Report) -> Iterable[Flag]:
    return _disputes(report, "N06", "行政复议的件数", "review", "行政复议", ("review",))


@check(
    "N07",
    "stated_litigation",
    "error",
    title="正文所述行政诉讼与表格一致",
    formula="行政诉讼 n 件 = 未经复议直接起诉总计 + 复议后起诉总计；各种结果同此",
    basis=_SAME,
    forms=TABLE_FORMS,
)
def stated_litigation(report: Report) -> Iterable[Flag]:
    channels = ("litigation_direct", "litigation_after_review")
    return _disputes(report, "N07", "行政诉讼的件数", "litigation", "行政诉讼", channels)


# 行政复议案件均被维持, with no count before it. Not 均未被维持, 均被纠正, 多数被维持.
_ALL_UPHELD = {
    "review": re.compile(
        "复议(?:案件|申请|决定|结果|事项)*(?:的)?(?:结果)?(?:均|全部|都)(?:被|获|为|已|得到|予以|由[^，]{0,8})*"
        "(?:复议机关)?(?:维持|结果维持)"
    ),
    "litigation": re.compile(
        "(?:诉讼|应诉)(?:案件|判决|结果|事项)*(?:的)?(?:结果)?(?:均|全部|都)"
        "(?:被|获|为|已|得到|予以|由[^，]{0,8})*(?:法院)?(?:维持|结果维持|驳回)"
    ),
}
_MAY_BE_ALL = re.compile("(?:均|都|全部)[^，。；]{0,16}(?:维持|驳回)")
_DISCLOSURE = re.compile("信息公开|依申请公开|公开申请")
_CONCLUDED = re.compile("审结|办结|结案|已作出|作出")
_OTHERS = re.compile("无关|全[省市县区州旗]|办理的|审理的|受理的|作为复议机关")


def _disputes(
    report: Report, rule: str, what: str, metric: str, name: str, channels: tuple[str, ...]
) -> Iterator[Flag]:
    """The stated figures, and 均被维持 where no figure of the reader's says it already."""
    upheld = list(_all_upheld(report, metric, channels))
    try:
        yield from _judge(report, rule, "error", what)
    except NotAssessable:
        if not upheld:
            raise
    for section, clause, whole, kept in upheld:
        if kept == whole:
            continue
        start, end = clause.span()
        item = channels[0] if len(channels) == 1 else None
        yield Flag(
            rule,
            "error",
            f"正文写{name}“{clause.text}”，表中维持 {show(kept)} 件、总计 {show(whole)} 件。",
            show(kept),
            None,
            section.text[start:end],
            section.position,
            start,
            end,
            "review_litigation",
            item,
            "upheld" if item else None,
        )


def _all_upheld(
    report: Report, metric: str, channels: tuple[str, ...]
) -> Iterator[tuple[Section, Clause, Number, Number]]:
    """(section, clause, all cases, those upheld) of words that say that every case was upheld."""
    pattern = _ALL_UPHELD[metric]
    for section in report.sections:
        if not _MAY_BE_ALL.search(section.text):
            continue
        for sentence in clauses(section.text):
            if not _MAY_BE_ALL.search(sentence[0].sentence):
                continue
            for clause in sentence:
                if not pattern.search(clause.text):
                    continue
                if section.number != 4 and not _DISCLOSURE.search(clause.sentence):
                    continue
                if _OTHERS.search(clause.sentence) or is_other_year(
                    clause.text, report.report_year, False
                ):
                    continue
                start, end = clause.span()
                if any(
                    s.section == section.position
                    and s.start < end
                    and s.end > start
                    and s.metric.startswith(metric)
                    for s in report.stated
                ):
                    continue  # the reader read it
                cells = [report.review_litigation.get(channel, {}) for channel in channels]
                kept = [row.get("upheld") for row in cells]
                total = [row.get("total") for row in cells]
                if _CONCLUDED.search(clause.sentence):  # of those concluded
                    pending = [row.get("pending") for row in cells]
                    total = [
                        None if a is None or b is None else a - b
                        for a, b in zip(total, pending, strict=True)
                    ]
                known = [value for value in (*kept, *total) if value is not None]
                if len(known) == 2 * len(cells):
                    half = len(cells)
                    yield section, clause, sum(known[half:]), sum(known[:half])


@check(
    "N08",
    "stated_documents",
    "warning",
    title="正文所述规章、规范性文件与表格一致",
    formula="规章、行政规范性文件制发、废止、现行有效 n 件 = 表中该格",
    basis=_TEXT_AND_TABLE,
    forms=("2021", "hybrid"),
)
def stated_documents(report: Report) -> Iterable[Flag]:
    return _judge(report, "N08", "warning", "规章、规范性文件的件数")


@check(
    "N09",
    "stated_decisions",
    "warning",
    title="正文所述行政许可、处罚、强制与表格一致",
    formula="作出行政许可、行政处罚、行政强制决定 n 件 = 表中本年处理决定数量",
    basis=_TEXT_AND_TABLE,
    forms=("2021", "hybrid"),
)
def stated_decisions(report: Report) -> Iterable[Flag]:
    return _judge(report, "N09", "warning", "行政许可、处罚、强制的件数")


@check(
    "N10",
    "stated_fees",
    "warning",
    title="正文所述行政事业性收费与表格一致",
    formula="行政事业性收费 n 万元 = 表中本年收费金额（按正文所印小数位）",
    basis=_TEXT_AND_TABLE,
    forms=("2021", "hybrid"),
)
def stated_fees(report: Report) -> Iterable[Flag]:
    return _judge(report, "N10", "warning", "行政事业性收费的金额")


# ── Duties ────────────────────────────────────────────────────────────────────────────────────

_FEE_STATEMENT = re.compile(
    r"处理费[^。；]{0,60}?(?:未|没有|无|零|免|不收|\d[\d.,，]*万?元)|(?:未|没有|无|零|免|不)[^。；]{0,60}处理费"
    r"|(?:收取|收到|产生|征收)[^。；]{0,60}处理费[^。；]{0,60}\d"
)
_UNDER_FEE = re.compile(r"[^。；]{0,20}(?:未|没有|无|零|免|不收|不涉及|\d[\d.,，]*万?元)")
_NO_FEE = re.compile(
    "(?:未|没有|无|零|均不|免)[^，。；事业缴交期]{0,14}(?:收取|收费|费用)"
    # 不收取费用 states it; 不得违规收取费用 is a rule.
    "|不(?:予|再|另|另行)?收(?:取|费)|(?:收取|收费|费用)[^，。；]{0,6}(?:为零|0元|为0)"
)


@check(
    "N15",
    "fee_statement",
    "warning",
    title="报告说明信息处理费收取情况",
    formula="第六部分（或别处）写明收取的信息处理费金额，或写明未收取、无收费",
    basis="国办函〔2020〕109号；国办公开办函〔2021〕30号填报说明",
    forms=("2021", "hybrid"),
)
def fee_statement(report: Report) -> Iterable[Flag]:
    if report.report_year is not None and report.report_year < 2021:
        raise NotAssessable("2021 年以前的报告不要求说明信息处理费")
    if not any(section.text for section in report.sections):
        raise NotAssessable("报告没有正文")
    for section in report.sections:
        # 六、信息处理费收取情况, and under it 本年度未收取。
        names_fee = section.heading is not None and "信息处理费" in section.heading
        if names_fee and _UNDER_FEE.match("".join(section.text.split())):
            return
        if "费" not in section.text:
            continue
        for match in re.finditer("[^。！？\n]+", section.text):
            if "费" not in match.group():
                continue
            # 依据《…信息处理费管理办法》 states nothing yet.
            text = re.sub("《[^《》]*》|\\s", "", match.group())
            if "处理费" in text and _FEE_STATEMENT.search(text):
                return
            if section.number != 2 and "事业性" not in text and _NO_FEE.search(text):
                return
    sixth = report.section(6)
    yield Flag(
        "N15",
        "warning",
        "没有说明信息处理费的收取情况：第六部分应写明收取的金额，或者写明本年度未收取。",
        None,
        None,
        sixth.heading if sixth else None,
        sixth.position if sixth else None,
    )


_NOTHING = re.compile(
    "(?:[^。，；]{0,16}?年度?)?(?:本机关|本单位|本部门|本局|我局|我镇|本年度|全年|暂)?(?:无|没有)(?:其他|其它|其)?"
    "(?:需要?|应当?|要)?(?:报告|说明)?的?(?:其他|其它)?(?:事项|情况|内容)?[。.；;]?"
)


@check(
    "N16",
    "section_six_empty",
    "info",
    title="第六部分不只写“无”",
    formula="第六部分除“无”“没有其他需要报告的事项”外还有内容",
    basis="国办公开办函〔2021〕30号：信息处理费等事项需在此报告",
)
def section_six_empty(report: Report) -> Iterable[Flag]:
    section = report.section(6)
    if section is None:
        raise NotAssessable("报告没有第六部分")
    lines = body_lines(report, section)
    said = re.sub(r"\s+", "", "".join(line for _, line in lines))
    if not lines or not _NOTHING.fullmatch(said):
        return
    # What section 6 is for stands in a part of its own, or is all that its heading asks for.
    if "处理费" in (section.heading or "") or any(s.number is None for s in report.sections):
        return
    start, end = lines[0][0], lines[-1][0] + len(lines[-1][1])
    yield Flag(
        "N16",
        "info",
        f"第六部分只写“{said}”，没有报告信息处理费等任何事项。",
        None,
        None,
        section.text[start:end],
        section.position,
        start,
        end,
    )


_NO_BASE = re.compile("(?:与|较|比|同|和)(?:往年|以往|历年|往期|前几年|过去)")
_MOVES = re.compile("增|减|升|降|提高|提升|多|少|翻|倍|下滑|持平")


@check(
    "N17",
    "growth_without_base",
    "info",
    title="所述增减写明与哪一年相比",
    formula="“与往年相比增加”之类没有写明比较的年份",
    basis="统计表述应有比较基期",
)
def growth_without_base(report: Report) -> Iterable[Flag]:
    if not report.sections:
        raise NotAssessable("报告没有正文")
    for section in report.sections:
        if not _NO_BASE.search(section.text):
            continue
        for sentence in clauses(section.text):
            for index, clause in enumerate(sentence):
                match = _NO_BASE.search(clause.text)
                if match is None:
                    continue
                last = clause
                if not _MOVES.search(clause.text, match.end()):
                    if index + 1 == len(sentence) or not _MOVES.search(sentence[index + 1].text):
                        continue
                    last = sentence[index + 1]
                start, end = clause.span()[0], last.span()[1]
                quote = section.text[start:end]
                yield Flag(
                    "N17",
                    "info",
                    f"正文写“{one_line(quote)}”，没有写明与哪一年相比，增减无法核算。",
                    None,
                    None,
                    quote,
                    section.position,
                    start,
                    end,
                )
