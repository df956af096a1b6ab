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
from parsers.checks.common import body_lines, knowledge, row_label, show
from parsers.narrative import Clause, cell_value, clauses, figure, is_other_year, numbers
from parsers.report import Cells, Number, Report, Section, Stated, TableName

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


_YEARS = re.compile(r"20\d\d年?")


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


_OPEN_LIST = re.compile("等|主要|包括但不限于")
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
    """A non-zero group that an enumeration of the others leaves out.

    An enumeration: two or more groups in one sentence that does not call itself open (等, 主要).
    The next sentence may still name the rest (另有1件属于国家秘密).
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
        for index, group in enumerate(groups):
            if index in stated_groups or _group_patterns()[index].search(around):
                continue
            printed = [
                columns.get("total")
                for item, columns in report.applications.items()
                if any(fnmatchcase(item, pattern) for pattern in group["rows"])
            ]
            total = sum(value for value in printed if value is not None)
            if total > 0:
                offset = text.index(quote, start)
                yield Flag(
                    "N03",
                    "warning",
                    f"正文逐项列出办理结果，却没有提到“{group['label']}”，"
                    f"而表中“{group['label']}”合计为 {show(total)} 件：“{quote}”。",
                    None,
                    None,
                    quote,
                    position,
                    offset,
                    offset + len(quote),
                    "applications",
                )


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
    return _judge(report, "N06", "error", "行政复议的件数")


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
    return _judge(report, "N07", "error", "行政诉讼的件数")


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


# ── Enumerations ──────────────────────────────────────────────────────────────────────────────

_OPENS = re.compile("^其中(?:为|有)?")
_OPEN_WORDS = re.compile("等|包括|主要|包含|涵盖|如|分别|不乏|重点")
# 其中办公室受理10件，办结279件: the second is no part of the first's whole.
_OWN_SUBJECT = re.compile("办结|答复|办理|结转|受理|收到|顺延|接待|同比|较上年|比上年")
_REST = re.compile("其余|其他|其它|另|此外|剩余|余下")
_BRACKET = re.compile("[（(]")


@check(
    "N11",
    "parts_sum",
    "warning",
    title="正文逐项列出的各部分之和等于所述总数",
    formula="n 件，其中 a 件、b 件…：Σ = n；有“等”“包括”“主要”的不是全部列举，不判",
    basis="算术",
)
def parts_sum(report: Report) -> Iterable[Flag]:
    judged = 0
    for section in report.sections:
        if "其中" not in section.text:
            continue
        for sentence in clauses(section.text):
            if "其中" not in sentence[0].sentence:
                continue
            for index, clause in enumerate(sentence):
                if index == 0 or not _OPENS.match(clause.text):
                    continue
                found = _enumeration(section, sentence, index)
                if found is None:
                    continue
                judged += 1
                whole, parts, first, last = found
                if whole == sum(parts):
                    continue
                start, end = first.span()[0], last.span()[1]
                quote = section.text[start:end]
                total = sum(parts)
                terms = " + ".join(show(part) for part in parts)
                yield Flag(
                    "N11",
                    "warning",
                    f"正文写“{_one_line(quote)}”：各部分 {terms} = {show(total)}，"
                    f"与所述总数 {show(whole)} 不等。",
                    None,
                    None,
                    quote,
                    section.position,
                    start,
                    end,
                )
    if not judged:
        raise NotAssessable("正文没有写明总数的完整列举")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _enumeration(
    section: Section, sentence: Sequence[Clause], index: int
) -> tuple[Number, list[Number], Clause, Clause] | None:
    """(whole, parts, clause of the whole, last clause) of n 件，其中 a 件、b 件; None if it is not
    surely a whole and all of its parts."""
    before = sentence[index - 1]
    back = index - 1
    if "%" in before.text or "％" in before.text:  # 收到3件，同比增长9%，其中…
        if index < 2 or numbers(before.text):
            return None
        back = index - 2
        before = sentence[back]
    counted = numbers(before.text)
    if len(counted) != 1:
        return None
    number = figure(counted[0])
    if number.qualifier or number.step or _OPENS.match(before.text):
        return None
    parts: list[Number] = []
    kinds: set[str] = set()
    last = sentence[index]
    for at in range(index, len(sentence)):
        clause = sentence[at]
        text = clause.text.removeprefix("其中") if at == index else clause.text
        if "其中" in text or _OPEN_WORDS.search(text) or _REST.search(text):
            return None
        if _OWN_SUBJECT.search(text):
            return None
        inside = numbers(text)
        if not inside:
            if any(numbers(later.text) for later in sentence[at + 1 :]):
                return None
            break
        pieces = [piece for piece in text.split("、") if piece]
        if len(pieces) != len(inside):
            return None
        for piece, match in zip(pieces, inside, strict=True):
            part = figure(match)
            if match["unit"] != counted[0]["unit"] or part.qualifier or part.step:
                return None
            if match.group() not in piece or piece.startswith(match.group()):
                return None
            kinds |= {word for word in ("自然人", "公开") if word in piece}
            parts.append(part.value)
        last = clause
    if len(parts) < 2 or len(kinds) > 1:
        return None
    start, end = before.span()[0], last.span()[1]
    if _BRACKET.search(section.text[start:end]):
        return None
    return number.value, parts, before, last


# ── Duties ────────────────────────────────────────────────────────────────────────────────────

_FEE_STATEMENT = re.compile(
    r"处理费[^。；]{0,60}?(?:未|没有|无|零|免|不收|\d[\d.,，]*万?元)|(?:未|没有|无|零|免|不)[^。；]{0,60}处理费"
    r"|(?:收取|收到|产生|征收)[^。；]{0,60}处理费[^。；]{0,60}\d"
)
_NO_FEE = re.compile(
    "(?:未|没有|无|零|均不|免)[^，。；事业缴交期]{0,14}(?:收取|收费|费用)|(?:收取|收费|费用)[^，。；]{0,6}(?:为零|0元|为0)"
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
                    f"正文写“{_one_line(quote)}”，没有写明与哪一年相比，增减无法核算。",
                    None,
                    None,
                    quote,
                    section.position,
                    start,
                    end,
                )


# ── Growth ────────────────────────────────────────────────────────────────────────────────────

_GROWTH = re.compile(
    r"(?P<up>增长|增加|上升|提高|提升|增幅)?(?P<down>下降|减少|降低|降幅)?(?:了|为|达|达到)?"
    r"(?P<about>约|近|超|超过)?(?P<percent>\d+(?:\.(?P<decimals>\d+))?)[%％](?P<open>以上|左右|多|余|以内)?"
)
# Words that may stand between the count and its growth; any other is a subject of its own:
# 公开信息5件，网站访问量同比增长23%.
_NO_SUBJECT = re.compile(
    r"(?:较|比|与|和|同|上年度?|去年|上一年度?|20\d\d年度?|同期|相比|对比|相较|同比|年|数量?|总量|总数|则|均|的|,|，)*"
)
_YEAR_ON_YEAR = re.compile("同比|上年|去年|上一年|20\\d\\d年相比|较20\\d\\d年|比20\\d\\d年")
_MORE = re.compile("多|增加|增长|新增")
_LESS = re.compile("少|减少|下降")


@check(
    "N13",
    "growth_possible",
    "error",
    title="所述同比增长率能由整数件数算出",
    formula="存在整数 p ≥ 1，使 (v − p) / p 按所印小数位四舍五入等于所述百分比",
    basis="算术",
)
def growth_possible(report: Report) -> Iterable[Flag]:
    judged = 0
    for section in report.sections:
        if not re.search("[%％]", section.text):
            continue
        for sentence in clauses(section.text):
            for index, clause in enumerate(sentence[1:], start=1):
                growth = _growth(clause, sentence[index - 1])
                if growth is None:
                    continue
                count, delta, first = _count(sentence, index, report.report_year)
                if count is None:
                    continue
                judged += 1
                percent, decimals = growth
                if _possible(count, delta, percent, decimals):
                    continue
                prior = count / (1 + percent / 100) if percent > -100 else 0.0
                start, end = first.span()[0], clause.span()[1]
                quote = section.text[start:end]
                yield Flag(
                    "N13",
                    "error",
                    f"正文写“{_one_line(quote)}”：今年 {show(count)}，按 {percent:g}% 推算上年应为 "
                    f"{prior:.2f}，没有一个整数能算出这个百分比。",
                    None,
                    None,
                    quote,
                    section.position,
                    start,
                    end,
                )
    if not judged:
        raise NotAssessable("正文没有可核算的同比增长率")


def _growth(clause: Clause, before: Clause) -> tuple[float, int] | None:
    """(signed percent, decimals) of a year-on-year growth, None for other percentages."""
    match = _GROWTH.search(clause.text)
    if match is None or match["about"] or match["open"] or not (match["up"] or match["down"]):
        return None
    if not _NO_SUBJECT.fullmatch(clause.text[: match.start()]):
        return None
    if not _YEAR_ON_YEAR.search(before.text + "，" + clause.text):
        return None
    if len(re.findall(r"\d+(?:\.\d+)?[%％]", clause.text)) != 1 or numbers(clause.text):
        return None
    sign = -1 if match["down"] else 1
    return sign * float(match["percent"]), len(match["decimals"] or "")


def _count(
    sentence: Sequence[Clause], index: int, year: int | None
) -> tuple[int | None, int | None, Clause]:
    """The count that a growth speaks of: the one number of the clause before it, exact.

    A difference (多发布82条) is not the count; the count then stands one clause earlier.
    Returns (count, difference, clause where the quote begins).
    """
    delta: int | None = None
    at = index - 1
    clause = sentence[at]
    counted = numbers(clause.text)
    if len(counted) == 1 and _is_difference(clause.text[: counted[0].start()]):
        number = figure(counted[0])
        if number.qualifier or not isinstance(number.value, int) or counted[0]["wan"]:
            return None, None, clause
        delta = -number.value if _LESS.search(clause.text) else number.value
        at -= 1
        if at < 0:
            return None, None, clause
        clause = sentence[at]
        counted = numbers(clause.text)
    if len(counted) != 1:
        return None, None, clause
    number = figure(counted[0])
    if number.qualifier or counted[0]["wan"] or not isinstance(number.value, int):
        return None, None, clause
    if is_other_year(clause.text, year, False):  # 收到6件，上年3件，同比增长100%
        return None, None, clause
    # 公开信息100条，其中文件3件，同比增长50%: of which of the two?
    if clause.text.startswith("其中") and at > 0 and numbers(sentence[at - 1].text):
        return None, None, clause
    return number.value, delta, clause


def _is_difference(head: str) -> bool:
    return (
        bool(re.search("相比|同比|较|比", head)) and bool(_MORE.search(head) or _LESS.search(head))
    ) or bool(re.match("(?:同比)?(?:多|少|增加|减少)", head))


def _possible(count: Number, delta: int | None, percent: float, decimals: int) -> bool:
    """Is there a whole number of the year before that gives this percentage?"""
    half = 0.5 * 10.0**-decimals + 1e-9
    if delta is not None:
        prior = count - delta
        return prior > 0 and abs(100 * delta / prior - percent) <= half
    if percent <= -100:
        return count == 0
    estimate = count / (1 + percent / 100)
    return any(
        prior >= 1 and abs(100 * (count - prior) / prior - percent) <= half
        for prior in range(max(1, int(estimate) - 1), int(estimate) + 3)
    )
