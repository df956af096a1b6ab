"""Do the years of one organ, and a parent and its children, fit together? Y01–Y05, Y07–Y10, H01.

The neighbours come in the `Context`: same organ by identity, same scope. A cell that either year
prints blank is judged by no rule. Thresholds and lists are in neighbours.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from parsers.checks import TABLE_FORMS, Context, Flag, NotAssessable, check
from parsers.checks.common import TABLE_TITLES, column_label, one_line, row_label, row_quote, show
from parsers.checks.copies import (
    masked,
    own_names,
    place_of,
    settings,
    shared_passage,
    similarity,
)
from parsers.checks.growth import Growth, growths
from parsers.report import TABLE_NAMES, Cells, Number, Report, Section, TableName
from parsers.stated.cells import cell_value

_BLANK = "两年的相关单元格有空白、无法读出或未印出的"
_CHAIN_BASIS = "表内所印勾稽关系：上年结转即上一年度的结转下年度继续办理"


def _previous(report: Report, context: Context) -> Report:
    """Last year's report, or NotAssessable."""
    previous = context.previous
    if previous is None:
        raise NotAssessable(context.no_previous or "没有本机关上一年（同一统计范围）的报告")
    if (
        report.report_year is not None
        and previous.report_year is not None
        and previous.report_year != report.report_year - 1
    ):
        raise NotAssessable(
            f"所给的是{previous.report_year}年的报告，不是{report.report_year - 1}年的"
        )
    return previous


def _years(report: Report, previous: Report) -> tuple[str, str]:
    """How messages name the two years."""
    last = f"{previous.report_year}年" if previous.report_year else "上年"
    return last, f"{report.report_year}年" if report.report_year else "今年"


def _differ(a: Number, b: Number) -> bool:
    return abs(a - b) > 1e-6


def _columns(report: Report, item: str) -> list[str]:
    """The row's columns, the total first: it is the one people look at."""
    return sorted(report.applications.get(item, {}), key=lambda column: column != "total")


# ── The chain of carried-over applications ────────────────────────────────────────────────────


@check(
    "Y01",
    "carried_over_matches",
    "error",
    title="上年结转等于上一年报告的结转下年",
    formula="每列：二、上年结转（t）= 四、结转下年度继续办理（t−1）",
    basis=_CHAIN_BASIS,
    forms=TABLE_FORMS,
)
def carried_over_matches(report: Report, context: Context) -> Iterable[Flag]:
    previous = _previous(report, context)
    last, this = _years(report, previous)
    judged = 0
    for column in _columns(report, "carried_over"):
        now = report.value("applications", "carried_over", column)
        before = previous.value("applications", "carried_forward", column)
        if now is None or before is None:
            continue
        judged += 1
        if _differ(now, before):
            yield Flag(
                "Y01",
                "error",
                f"“{column_label(report, 'applications', column)}”一列：{last}报告结转下年度继续"
                f"办理 {show(before)} 件，{this}报告上年结转 {show(now)} 件，两者应当相等。",
                show(before),
                show(now),
                row_quote(report, "applications", "carried_over"),
                table="applications",
                item="carried_over",
                column=column,
            )
    if not judged:
        raise NotAssessable(_BLANK)


@check(
    "Y10",
    "carried_over_chain",
    "warning",
    title="结转链在更早的年度之间也接得上",
    formula="每列：二（t−1）= 四（t−2）；其间有空白时 四（t−2）+ 新收（t−1）− 办结（t−1）= 二（t）",
    basis=_CHAIN_BASIS,
    forms=TABLE_FORMS,
)
def carried_over_chain(report: Report, context: Context) -> Iterable[Flag]:
    previous = _previous(report, context)
    before = context.earlier[0] if context.earlier else None
    if before is None or before.report_year is None or previous.report_year is None:
        raise NotAssessable("没有连续三年的报告")
    if before.report_year != previous.report_year - 1:
        raise NotAssessable("没有连续三年的报告")
    judged = 0
    for column in _columns(report, "carried_over"):
        forward = before.value("applications", "carried_forward", column)
        carried = previous.value("applications", "carried_over", column)
        label = column_label(report, "applications", column)
        if forward is None:
            continue
        if carried is not None:
            judged += 1
            if _differ(forward, carried):
                yield _broken_chain(
                    f"“{label}”一列的结转链在前两年之间断开：{before.report_year}年报告结转下年 "
                    f"{show(forward)} 件，{previous.report_year}年报告上年结转 {show(carried)} 件，"
                    f"{report.report_year}年的结转数因此也存疑。",
                    forward,
                    carried,
                    row_quote(previous, "applications", "carried_over"),
                    column,
                )
            continue
        new = previous.value("applications", "new_received", column)
        done = previous.value("applications", "results_total", column)
        now = report.value("applications", "carried_over", column)
        if new is None or done is None or now is None:
            continue
        judged += 1
        if _differ(forward + new - done, now):
            yield _broken_chain(
                f"“{label}”一列的结转链接不上：{before.report_year}年结转下年 {show(forward)} 件 + "
                f"{previous.report_year}年新收 {show(new)} 件 − 办结 {show(done)} 件 = "
                f"{show(forward + new - done)} 件，{report.report_year}年报告上年结转 "
                f"{show(now)} 件。",
                forward + new - done,
                now,
                row_quote(report, "applications", "carried_over"),
                column,
            )
    if not judged:
        raise NotAssessable("三年的相关单元格有空白、无法读出或未印出的")


def _broken_chain(
    message: str, expected: Number, actual: Number, quote: str | None, column: str
) -> Flag:
    return Flag(
        "Y10",
        "warning",
        message,
        show(expected),
        show(actual),
        quote,
        table="applications",
        item="carried_over",
        column=column,
    )


@check(
    "Y09",
    "pending_disputes",
    "info",
    title="上年尚未审结的复议、诉讼不多于今年总计",
    formula="每种渠道：尚未审结（t−1）≤ 总计（t）",
    basis="上年未审结的案件今年仍在办理",
    forms=TABLE_FORMS,
)
def pending_disputes(report: Report, context: Context) -> Iterable[Flag]:
    previous = _previous(report, context)
    last, this = _years(report, previous)
    judged = 0
    for channel in report.review_litigation:
        pending = previous.value("review_litigation", channel, "pending")
        total = report.value("review_litigation", channel, "total")
        if pending is None or total is None:
            continue
        judged += 1
        if pending > total:
            yield Flag(
                "Y09",
                "info",
                f"“{row_label(report, 'review_litigation', channel)}”：{last}报告尚未审结 "
                f"{show(pending)} 件，{this}报告总计只有 {show(total)} 件。",
                f"≥ {show(pending)}",
                show(total),
                row_quote(report, "review_litigation", channel),
                table="review_litigation",
                item=channel,
                column="total",
            )
    if not judged:
        raise NotAssessable(_BLANK)


# ── Counts of two years ───────────────────────────────────────────────────────────────────────


@check(
    "Y02",
    "in_force_chain",
    "warning",
    title="现行有效件数与上年、制发、废止相符",
    formula="现行有效（t）= 现行有效（t−1）+ 制发（t）− 废止（t）；两年都用 2021 年表式",
    basis="表格含义；武政办发〔2025〕54号要求会同司法行政部门填写",
    forms=("2021",),
)
def in_force_chain(report: Report, context: Context) -> Iterable[Flag]:
    previous = _previous(report, context)
    if previous.form != "2021":
        raise NotAssessable("上一年的报告不是 2021 年表式，没有现行有效件数")
    last, this = _years(report, previous)
    judged = 0
    for item in ("regulations", "normative_documents"):
        row = [
            report.value("active_disclosure", item, column)
            for column in ("issued", "repealed", "in_force")
        ]
        before = previous.value("active_disclosure", item, "in_force")
        issued, repealed, in_force = row
        if before is None or issued is None or repealed is None or in_force is None:
            continue
        judged += 1
        expected = before + issued - repealed
        if _differ(expected, in_force):
            yield Flag(
                "Y02",
                "warning",
                f"“{row_label(report, 'active_disclosure', item)}”：{last}现行有效 {show(before)} "
                f"件 + {this}制发 {show(issued)} 件 − 废止 {show(repealed)} 件 = "
                f"{show(expected)} 件，{this}报告所印现行有效 {show(in_force)} 件"
                "（机构合并、文件清理可以解释，需要核实）。",
                show(expected),
                show(in_force),
                row_quote(report, "active_disclosure", item),
                table="active_disclosure",
                item=item,
                column="in_force",
            )
    if not judged:
        raise NotAssessable(_BLANK)


@check(
    "Y03",
    "jumps",
    "info",
    title="主要数字与上年相比没有异常跳变",
    formula="较大一年 ≥ 20 时，今年 ÷ 上年在 0.2 与 5 之间",
    basis="核查经验：跳变常是单位（元、万元）或串行之误",
    forms=TABLE_FORMS,
)
def jumps(report: Report, context: Context) -> Iterable[Flag]:
    previous = _previous(report, context)
    last, this = _years(report, previous)
    rule = settings()["jump"]
    judged = 0
    for name, item, column in rule["cells"]:
        now = report.value(name, item, column)
        before = previous.value(name, item, column)
        if now is None or before is None:
            continue
        judged += 1
        low, high = sorted((now, before))
        if low < 0 or high < rule["least"] or high <= low * rule["factor"]:
            continue
        times = f"，相差 {high / low:.1f} 倍" if low else ""
        yield Flag(
            "Y03",
            "info",
            f"“{row_label(report, name, item)}”的“{column_label(report, name, column)}”："
            f"{last} {show(before)}，{this} {show(now)}{times}，请核实是否填错。",
            f"{last} {show(before)}",
            show(now),
            row_quote(report, name, item),
            table=name,
            item=item,
            column=column,
        )
    if not judged:
        raise NotAssessable(_BLANK)


# ── Stated growth ─────────────────────────────────────────────────────────────────────────────


def _tables(report: Report) -> dict[str, Cells]:
    return {name: report.table(name) for name in TABLE_NAMES}


def _cell(report: Report, section: Section, growth: Growth) -> tuple[str, Number] | None:
    """(cell path, value) that a growth speaks of: the stated figure of its clause, or the subject
    that its own clause names."""
    if growth.count is not None:
        start, end = growth.first.span()
        found = {
            stated.cell
            for stated in report.stated
            if stated.section == section.position
            and stated.start < end
            and stated.end > start
            and abs(stated.value - growth.count) < 1e-6
            and stated.cell is not None
        }
        if len(found) == 1:
            return found.pop(), growth.count
        if found:
            return None
    if not growth.subject:
        return None
    for subject in settings()["subject"]:
        if re.search(subject["pattern"], growth.last.text):
            value = cell_value(subject["cell"], _tables(report))
            return (subject["cell"], value) if value is not None else None
    return None


@check(
    "Y04",
    "stated_growth",
    "warning",
    title="所述同比与上一年报告的实际数字相符",
    formula="所述同比（%、倍、几分之几、增减件数、持平）= 两年表中数之比，差不超过所印最末一位",
    basis="同一机关两年报告应当一致",
    forms=TABLE_FORMS,
)
def stated_growth(report: Report, context: Context) -> Iterable[Flag]:
    previous = _previous(report, context)
    last, this = _years(report, previous)
    judged = 0
    for section, growth in _since_last_year(report):
        place = _cell(report, section, growth)
        if place is None:
            continue
        cell, value = place
        before = cell_value(cell, _tables(previous))
        if before is None:
            continue
        judged += 1
        # The count that the text states may itself be wrong (N01); its growth is judged by both.
        counts = {value, cell_value(cell, _tables(report)) or value}
        if any(_fits(n, before, growth) for n in counts):
            continue
        start, end = growth.first.span()[0], growth.last.span()[1]
        quote = section.text[start:end]
        unit = "万元" if cell.endswith("_yuan") else "件"
        if growth.percent is None:
            expected = show(value - before)
            actual = show(growth.difference) if growth.difference else None  # 持平 prints no 0
            true = f"实际增减为 {expected} {unit}"
        elif before == 0:
            expected, actual = "上年为 0，没有增长率", f"{growth.percent:g}%"
            true = f"上年为 0 {unit}，算不出增长率"
        else:
            rate = 100 * (value - before) / before
            expected, actual = f"{rate:.{max(1, growth.decimals)}f}%", f"{growth.percent:g}%"
            true = f"实际同比为 {expected}"
        yield Flag(
            "Y04",
            "warning",
            f"正文写“{one_line(quote)}”，{last}报告为 {show(before)} {unit}，"
            f"{this} {show(value)} {unit}，{true}。",
            expected,
            actual,
            quote,
            section.position,
            start,
            end,
        )
    if not judged:
        raise NotAssessable("正文没有能与上一年报告核对的同比")


def _since_last_year(report: Report) -> Iterator[tuple[Section, Growth]]:
    for section in report.sections:
        for growth in growths(section.text, report.report_year):
            year = report.report_year
            # 较上年增加5件，增长15.6%: one statement, judged by its 5; N13 holds the two together.
            if growth.percent is not None and growth.difference is not None:
                continue
            if growth.compared and (growth.since is None or year is None):
                yield section, growth


def _fits(value: Number, before: Number, growth: Growth) -> bool:
    if growth.percent is None:
        return not _differ(value - before, growth.difference or 0)
    if before == 0:
        return False
    # A whole step: some round, some cut off.
    slack = 10.0**-growth.decimals if growth.slack is None else growth.slack
    return abs(100 * (value - before) / before - growth.percent) <= slack + 1e-9


# ── Text and numbers taken over ───────────────────────────────────────────────────────────────


@check(
    "Y05",
    "problems_copied",
    "warning",
    title="存在的问题及改进情况不是照抄上年",
    formula="第五部分（年份、数字、名称遮去）与上年的五字串相似度 < 0.80",
    basis="固镇县〔2024〕部署会：绝不能敷衍应对、浮皮潦草，杜绝照搬",
)
def problems_copied(report: Report, context: Context) -> Iterable[Flag]:
    previous = _previous(report, context)
    limits = settings()["copies"]
    now, before = report.section(5), previous.section(5)
    if now is None or before is None:
        raise NotAssessable("两年的报告不都有“存在的主要问题及改进情况”")
    mine = masked(now.text, own_names(report.organ))
    theirs = masked(before.text, own_names(report.organ, previous.organ))
    if min(len(mine), len(theirs)) < limits["section_5_least"]:
        raise NotAssessable("第五部分太短，无法比较是否照抄")
    alike = similarity(mine, theirs)
    if alike >= limits["section_5"]:
        last, this = _years(report, previous)
        quote = shared_passage(now.text, before.text)
        section, start, end = place_of(report, quote)
        said = f"，如“{' '.join(quote.split())}”" if quote else ""
        yield Flag(
            "Y05",
            "warning",
            f"{this}报告第五部分与{last}报告除年份、数字外相似度为 {alike:.2f}"
            f"（达到 0.80 即视为照抄）{said}。",
            "< 0.80",
            f"{alike:.2f}",
            quote or None,
            section if quote else now.position,
            start,
            end,
        )


# Years, dates, ordinals and document numbers are not figures of the report's work.
_FIGURE = re.compile(
    r"(?<![\d.〔\[第（(])(\d+(?:[,，]\d{3})*(?:\.\d+)?)(?![\d.])"
    r"(?!\s*(?:年|月|日|号|时|分钟|个工作日|个自然日|小时|条第|[〕\]、．）)]))"
)


def _figures(report: Report) -> list[tuple[Section, int, int, str]]:
    """(section, start, end, digits) of the non-zero numbers that the narrative prints."""
    wanted = settings()["numbers"]["sections"]
    return [
        (section, match.start(), match.end(), re.sub("[,，]", "", match[1]))
        for section in report.sections
        if section.number in wanted or section.number is None
        for match in _FIGURE.finditer(section.text)
        if float(re.sub("[,，]", "", match[1])) != 0
    ]


@check(
    "Y07",
    "numbers_copied",
    "warning",
    title="正文数字不是与上年完全相同",
    formula="正文有 5 个以上非零数字时，不与上年报告依次全部相同",
    basis="东莞市统计局 2008–2010 年报告“所用数据完全一样”的通报",
)
def numbers_copied(report: Report, context: Context) -> Iterable[Flag]:
    previous = _previous(report, context)
    now, before = _figures(report), _figures(previous)
    least = settings()["numbers"]["least"]
    if min(len(now), len(before)) < least:
        raise NotAssessable(f"正文的非零数字不到 {least} 个")
    if [digits for *_, digits in now] == [digits for *_, digits in before]:
        last, this = _years(report, previous)
        section, start, _, _ = now[0]
        end = max(e for s, _, e, _ in now if s is section)
        quote = section.text[start:end]
        some = "、".join(digits for *_, digits in now[:8])
        yield Flag(
            "Y07",
            "warning",
            f"{this}报告正文的 {len(now)} 个非零数字与{last}报告依次完全相同：{some}"
            f"{'等' if len(now) > 8 else ''}。",
            f"与{last}不全相同",
            f"{len(now)} 个相同",
            quote,
            section.position,
            start,
            end,
        )


@check(
    "Y08",
    "years_continuous",
    "info",
    title="年度报告逐年连续",
    formula="已有更早年度的报告时，上一年的报告也应当有",
    basis="条例第四十九条：每年公布",
)
def years_continuous(report: Report, context: Context) -> Iterable[Flag]:
    year = report.report_year
    neighbours = (context.previous, *context.earlier)
    known = {r.report_year for r in neighbours if r is not None and r.report_year is not None}
    older = sorted(y for y in known | set(context.years_held) if year is not None and y < year)
    if year is None or not older:
        raise NotAssessable("没有本机关更早年度的报告")
    missing = range(older[-1] + 1, year)
    for gap in missing:
        yield Flag(
            "Y08",
            "info",
            f"缺 {gap} 年的报告：本机关有 {older[-1]} 年和 {year} 年的报告，其间的没有找到。",
            f"{gap} 年报告",
            "没有找到",
        )


# ── Parent and children ───────────────────────────────────────────────────────────────────────


@check(
    "H01",
    "sum_of_children",
    "warning",
    title="汇总报告的数字等于下级各机关之和",
    formula="每格：上级机关 = 下级各机关同年同格之和；上级报告未写明包含下级的只作提示",
    basis="汇总口径；统计范围见报告说明",
    forms=TABLE_FORMS,
)
def sum_of_children(report: Report, context: Context) -> Iterable[Flag]:
    children = context.children
    if not children:
        raise NotAssessable("没有下级各机关同年的全部报告")
    if report.scope == "own":
        raise NotAssessable("报告写明只统计本机关")
    if any(child.form != report.form for child in children):
        raise NotAssessable("下级机关的报告所用表式不同")
    rows = list(_sums(report, children))
    if not rows:
        raise NotAssessable("上下级报告的相关单元格有空白、无法读出或未印出的")
    counted = [wrong for *_, wrong, is_zero in rows if not is_zero]
    agreeing = sum(not wrong for wrong in counted)
    least = settings()["children"]["agreeing"]
    if not context.parent_covers and agreeing < least * len(counted):
        raise NotAssessable("报告没有写明包含下级机关，数字也不是下级之和")
    severity: Any = "warning" if context.parent_covers else "info"
    for name, item, wrong, _ in rows:
        if not wrong:
            continue
        column, total, printed = wrong[0]
        yield Flag(
            "H01",
            severity,
            f"{TABLE_TITLES[name]}“{row_label(report, name, item)}”的"
            f"“{column_label(report, name, column)}”：{report.report_year or '同'}年"
            f"{len(children)} 个下级机关之和为 {show(total)}，本报告所印 {show(printed)}。",
            show(total),
            show(printed),
            row_quote(report, name, item),
            table=name,
            item=item,
            column=column,
        )


def _sums(
    report: Report, children: tuple[Report, ...]
) -> Iterator[tuple[TableName, str, list[tuple[str, Number, Number]], bool]]:
    """(table, row, its cells that are not the children's sum, whether all of it is zero) of the
    rows that can be judged; the total first."""
    for name in TABLE_NAMES:
        for item, cells in report.table(name).items():
            wrong: list[tuple[str, Number, Number]] = []
            judged, is_zero = 0, True
            for column in sorted(cells, key=lambda column: column != "total"):
                printed = cells[column]
                parts = [child.value(name, item, column) for child in children]
                known = [part for part in parts if part is not None]
                if printed is None or len(known) < len(parts):
                    continue
                judged += 1
                total = sum(known)
                is_zero = is_zero and not printed and not total
                # Amounts are printed with few decimals: their rounding errors add up.
                slack = 0.005 * len(children) if column == "amount_wan_yuan" else 1e-6
                if abs(total - printed) > slack + 1e-9:
                    wrong.append((column, round(total, 6), printed))
            if judged:
                yield name, item, wrong, is_zero
