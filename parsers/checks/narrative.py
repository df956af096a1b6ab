"""Do the stated figures agree with the tables, and with each other? N03, N13."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from parsers.checks import Flag, NotAssessable, check
from parsers.checks.common import knowledge, row_label, show
from parsers.narrative import Clause, cell_value, clauses, figure, is_other_year, numbers
from parsers.report import Number, Report, Section, Stated, TableName

_OPEN_LIST = re.compile("等|主要|包括但不限于")
_SENTENCE_END = re.compile(r"[。！？\n]")


def _tables(report: Report) -> dict[str, object]:
    return {
        "active_disclosure": report.active_disclosure,
        "applications": report.applications,
        "review_litigation": report.review_litigation,
    }


def _group(stated: Stated) -> int | None:
    """Index of the result group that a stated figure belongs to."""
    for index, group in enumerate(knowledge()["result_group"]):
        if any(stated.metric.startswith(prefix) for prefix in group["metrics"]):
            return index
    return None


def _sentence(section: Section, start: int) -> tuple[int, int]:
    """Offsets of the sentence around a place."""
    ends = [m.end() for m in _SENTENCE_END.finditer(section.text)]
    begin = max((end for end in ends if end <= start), default=0)
    return begin, min((end for end in ends if end > start), default=len(section.text))


@check(
    "N03",
    "stated_results",
    "error",
    title="正文所述各类办理结果与表格一致",
    formula="予以公开、部分公开、不予公开、无法提供、不予处理、其他处理 n 件 = 表中该类各行之和",
    basis="同一报告的正文与表格应当一致",
)
def stated_results(report: Report) -> Iterable[Flag]:
    results = [s for s in report.stated if _group(s) is not None and s.agrees is not None]
    if not results:
        raise NotAssessable("正文没有写明各类办理结果，或表中相应单元格缺失")
    for stated in results:
        if stated.agrees:
            continue
        actual = cell_value(stated.cell or "", _tables(report))  # type: ignore[arg-type]
        table, item, column = _place(stated.cell or "")
        label = (
            row_label(report, table, item)
            if item is not None
            else knowledge()["result_group"][_group(stated)]["label"]
        )
        yield Flag(
            "N03",
            "error",
            f"正文写“{stated.quote}”，即 {show(stated.value)} 件，"
            f"表中“{label}”{'各行合计' if item is None else ''}为 {show(actual)} 件。",
            show(actual),
            show(stated.value),
            stated.quote,
            stated.section,
            stated.start,
            stated.end,
            table,
            item,
            column,
        )
    yield from _omitted(report, results)


def _place(cell: str) -> tuple[TableName, str | None, str | None]:
    """(table, item, column) of a cell path of the applications table; a sum has no one row."""
    if cell.startswith("sum("):
        return "applications", None, None
    _, item, column = cell.split(".")
    return "applications", item, column


def _omitted(report: Report, results: list[Stated]) -> Iterator[Flag]:
    """A non-zero group that an enumeration of the others leaves out.

    An enumeration: two or more groups in one sentence that does not call itself open (等, 主要).
    """
    groups = knowledge()["result_group"]
    stated_groups = {_group(stated) for stated in results}
    by_sentence: dict[tuple[int, int, int], set[int | None]] = {}
    for stated in results:
        section = report.sections[stated.section]
        key = (stated.section, *_sentence(section, stated.start))
        by_sentence.setdefault(key, set()).add(_group(stated))
    for (position, start, end), named in by_sentence.items():
        quote = report.sections[position].text[start:end].strip()
        if len(named) < 2 or _OPEN_LIST.search(quote):
            continue
        for index, group in enumerate(groups):
            if index in stated_groups or any(word in quote for word in group["words"]):
                continue
            rows = [
                item
                for item in report.applications
                if any(fnmatchcase(item, pattern) for pattern in group["rows"])
            ]
            printed = [report.value("applications", item, "total") for item in rows]
            known = [value for value in printed if value is not None]
            if sum(known) > 0:
                total = sum(known)
                offset = report.sections[position].text.index(quote, start)
                yield Flag(
                    "N03",
                    "warning",
                    f"正文逐项列出办理结果，却没有提到“{group['label']}”，"
                    f"而表中“{group['label']}”合计为 {show(total)} 件：“{quote}”。",
                    f"{group['label']} {show(total)} 件",
                    "未提及",
                    quote,
                    position,
                    offset,
                    offset + len(quote),
                    "applications",
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
                    f"正文写“{quote}”：今年 {show(count)}，按 {percent:g}% 推算上年应为 "
                    f"{prior:.2f}，没有一个整数能算出这个百分比。",
                    "上年数为正整数",
                    f"{prior:.2f}",
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
    sentence: list[Clause], index: int, year: int | None
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
