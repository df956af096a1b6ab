"""Do the printed numbers add up, and can they be? A01–A10: what the official tables print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import combinations
from typing import cast

from parsers.checks import TABLE_FORMS, Context, Flag, NotAssessable, check
from parsers.checks.common import column_label, row_label, row_quote, show, table_form
from parsers.checks.organ import kind, level
from parsers.forms import FormTable
from parsers.numbers import parse_cell
from parsers.report import TABLE_NAMES, Number, Report

_NO_TABLE = "相关单元格空白、无法读出或未印出"
LEAVES = ("granted", "partially_granted", "denied_*", "unable_*", "not_processed_*", "other_*")
"""Rows that the printed （七）总计 adds up: 21 in the 2021 form."""


@lru_cache(maxsize=16)
def _leaves(form: FormTable) -> tuple[str, ...]:
    return tuple(
        row.key for row in form.rows if any(fnmatchcase(row.key, pattern) for pattern in LEAVES)
    )


def _known(values: list[Number | None]) -> list[Number] | None:
    """The values, or None if any is missing: such a relation cannot be judged."""
    return None if None in values else cast(list[Number], values)


def _differ(expected: Number, actual: Number) -> bool:
    """Exactly, but for the last bits of printed decimals (A07 names those)."""
    return abs(expected - actual) > 1e-6


def _places(judged: int) -> None:
    if not judged:
        raise NotAssessable(_NO_TABLE)


@check(
    "A01",
    "row_sum",
    "error",
    title="申请办理表：每行总计等于六类申请人之和",
    formula="每行：总计 = 自然人 + 商业企业 + 科研机构 + 社会公益组织 + 法律服务机构 + 其他",
    basis="国办公开办函〔2021〕30号、〔2019〕60号表格",
)
def row_sum(report: Report) -> Iterable[Flag]:
    form = table_form(report, "applications")
    columns = [column.key for column in form.columns]
    judged = 0
    for row in form.rows:
        cells = report.applications.get(row.key, {})
        values = _known([cells.get(column) for column in columns])
        if values is None:
            continue
        judged += 1
        expected, actual = sum(values[:-1]), values[-1]
        if _differ(expected, actual):
            yield Flag(
                "A01",
                "error",
                f"“{row.label}”一行：六类申请人之和为 {show(expected)}，"
                f"所印总计为 {show(actual)}。",
                show(expected),
                show(actual),
                row_quote(report, "applications", row.key),
                table="applications",
                item=row.key,
                column="total",
            )
    _places(judged)


@check(
    "A02",
    "result_total",
    "error",
    title="申请办理表：（七）总计等于各项办理结果之和",
    formula="每列：（七）总计 = （一）至（六）各行之和",
    basis="国办公开办函〔2021〕30号、〔2019〕60号表格",
)
def result_total(report: Report) -> Iterable[Flag]:
    form = table_form(report, "applications")
    leaves = [report.applications.get(item, {}) for item in _leaves(form)]
    judged = 0
    for column in form.columns:
        parts = _known([row.get(column.key) for row in leaves])
        printed = report.value("applications", "results_total", column.key)
        if parts is None or printed is None:
            continue
        judged += 1
        if _differ(sum(parts), printed):
            yield Flag(
                "A02",
                "error",
                f"“{column.label}”一列：各项办理结果之和为 {show(sum(parts))}，"
                f"所印“（七）总计”为 {show(printed)}。",
                show(sum(parts)),
                show(printed),
                row_quote(report, "applications", "results_total"),
                table="applications",
                item="results_total",
                column=column.key,
            )
    _places(judged)


@check(
    "A03",
    "balance",
    "error",
    title="申请办理表：新收加结转等于办结加结转下年",
    formula="每列：一 + 二 = （七）总计 + 四",
    basis="表内所印勾稽关系：第一项加第二项之和，等于第三项加第四项之和",
)
def balance(report: Report) -> Iterable[Flag]:
    form = table_form(report, "applications")
    items = ("new_received", "carried_over", "results_total", "carried_forward")
    rows = [report.applications.get(item, {}) for item in items]
    judged = 0
    for column in form.columns:
        values = _known([row.get(column.key) for row in rows])
        if values is None:
            continue
        judged += 1
        new, carried, results, forward = values
        if _differ(new + carried, results + forward):
            yield Flag(
                "A03",
                "error",
                f"“{column.label}”一列：一 + 二 = {show(new)} + {show(carried)} = "
                f"{show(new + carried)}，（七）总计 + 四 = {show(results)} + {show(forward)} = "
                f"{show(results + forward)}，两边不等。",
                None,
                None,
                row_quote(report, "applications", "results_total"),
                table="applications",
                item="results_total",
                column=column.key,
            )
    _places(judged)


MOST_CUTS = 3
"""Cells too many in a row of the disputes table, up to which every way to cut them is tried."""


@lru_cache(maxsize=64)
def _readings(texts: tuple[str, ...], wanted: int) -> tuple[tuple[Number | None, ...], ...]:
    """Every way to leave out the cells that a row has too many; blanks are None."""
    surplus = len(texts) - wanted
    if not 0 < surplus <= MOST_CUTS:
        return ()
    values = [parse_cell(text, None).value for text in texts]
    dropped = combinations(range(len(texts)), surplus)
    return tuple(
        {tuple(v for at, v in enumerate(values) if at not in out): None for out in dropped}
    )


def _channel(report: Report, id: str, channel: str) -> Iterable[Flag]:
    cells = report.review_litigation.get(channel, {})
    parts = _known([cells.get(column) for column in ("upheld", "corrected", "other", "pending")])
    printed = report.value("review_litigation", channel, "total")
    if parts is None or printed is None:
        yield from _surplus_channel(report, id, channel)
        return
    if _differ(sum(parts), printed):
        label = row_label(report, "review_litigation", channel)
        yield Flag(
            id,
            "error",
            f"“{label}”：维持、纠正、其他、未审结之和为 {show(sum(parts))}，"
            f"所印总计为 {show(printed)}。",
            show(sum(parts)),
            show(printed),
            row_quote(report, "review_litigation", channel),
            table="review_litigation",
            item=channel,
            column="total",
        )


def _surplus_channel(report: Report, id: str, channel: str) -> Iterator[Flag]:
    """A row with cells too many is open; but where a channel's sum holds, or fails, whichever are
    left out, it is judged."""
    reading = next((r for r in report.table_readings if r.name == "review_litigation"), None)
    form = table_form(report, "review_litigation")
    channels = [row.key for row in form.rows]
    step = len(form.columns)
    for _, texts, wanted in reading.surplus if reading else ():
        rows = _readings(texts, wanted)
        if not rows or wanted != step * len(channels) or channel not in channels:
            continue
        begin = channels.index(channel) * step
        own = {row[begin : begin + step] for row in rows}
        if any(None in values for values in own):
            continue
        wrong = {values for values in own if _differ(sum(values[:-1]), values[-1])}  # type: ignore[arg-type]
        if not wrong:
            return
        if wrong != own:
            continue
        label = row_label(report, "review_litigation", channel)
        row = "、".join(text or "空白" for text in texts)
        yield Flag(
            id,
            "error",
            f"“{label}”：这一行多印了 {len(texts) - wanted} 格（{row}），无论去掉哪一格，"
            "维持、纠正、其他、未审结之和都不等于总计。",
            None,
            None,
            row_quote(report, "review_litigation", channel),
            table="review_litigation",
            item=channel,
            column="total",
        )
        return
    raise NotAssessable(_NO_TABLE)


_CHANNEL_FORMULA = "总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结"
_CHANNEL_BASIS = "国办公开办函〔2021〕30号、〔2019〕60号表格"


@check(
    "A04",
    "review_total",
    "error",
    title="行政复议：总计等于四种结果之和",
    formula=_CHANNEL_FORMULA,
    basis=_CHANNEL_BASIS,
)
def review_total(report: Report) -> Iterable[Flag]:
    return _channel(report, "A04", "review")


@check(
    "A05",
    "litigation_direct_total",
    "error",
    title="未经复议直接起诉：总计等于四种结果之和",
    formula=_CHANNEL_FORMULA,
    basis=_CHANNEL_BASIS,
)
def litigation_direct_total(report: Report) -> Iterable[Flag]:
    return _channel(report, "A05", "litigation_direct")


@check(
    "A06",
    "litigation_after_review_total",
    "error",
    title="复议后起诉：总计等于四种结果之和",
    formula=_CHANNEL_FORMULA,
    basis=_CHANNEL_BASIS,
)
def litigation_after_review_total(report: Report) -> Iterable[Flag]:
    return _channel(report, "A06", "litigation_after_review")


@check(
    "A07",
    "counts",
    "error",
    title="件数为非负整数，金额不为负",
    formula="件数 ∈ {0, 1, 2, …}；金额 ≥ 0",
    basis="计量单位为件；收费金额为万元",
)
def counts(report: Report) -> Iterable[Flag]:
    judged = 0
    for name in TABLE_NAMES:
        rows = report.table(name)
        if not rows:
            continue
        columns = {column.key: column for column in table_form(report, name).columns}
        for item, cells in rows.items():
            for column, value in cells.items():
                if value is None:
                    continue
                judged += 1
                if type(value) is int and value >= 0:  # nearly all
                    continue
                line = columns.get(column)
                is_amount = line is not None and line.decimal
                is_signed = column == "change"  # 本年增/减
                if (value >= 0 or is_signed) and (is_amount or isinstance(value, int)):
                    continue
                what = "为负数" if value < 0 and not is_signed else "不是整数"
                yield Flag(
                    "A07",
                    "error",
                    f"“{row_label(report, name, item)}”的“{column_label(report, name, column)}”"
                    f"印作 {show(value)}，{what}。",
                    "非负数" if is_amount else "非负整数",
                    show(value),
                    row_quote(report, name, item),
                    table=name,
                    item=item,
                    column=column,
                )
    _places(judged)


@check(
    "A08",
    "in_force",
    "warning",
    title="现行有效件数不少于本年制发减去废止",
    formula="现行有效 ≥ 本年制发 − 本年废止（规章、行政规范性文件）",
    basis="本年制发而未废止的文件现行有效",
    forms=("2021", "hybrid"),
)
def in_force(report: Report) -> Iterable[Flag]:
    judged = 0
    for item, cells in report.active_disclosure.items():
        values = _known([cells.get(column) for column in ("issued", "repealed", "in_force")])
        if values is None:
            continue
        judged += 1
        issued, repealed, valid = values
        if valid < issued - repealed - 1e-6:
            yield Flag(
                "A08",
                "warning",
                f"“{row_label(report, 'active_disclosure', item)}”：现行有效 {show(valid)} 件，"
                f"少于本年制发 {show(issued)} 件减去废止 {show(repealed)} 件所得的 "
                f"{show(issued - repealed)} 件。",
                f"不少于 {show(issued - repealed)}",
                show(valid),
                row_quote(report, "active_disclosure", item),
                table="active_disclosure",
                item=item,
                column="in_force",
            )
    _places(judged)


@check(
    "A09",
    "makes_regulations",
    "info",
    title="没有规章制定权的机关，规章各格为 0",
    formula="规章各格 = 0，除国务院部门、省级和设区的市、自治州人民政府外",
    basis="立法法关于规章制定权的规定；部门有时把代拟的草案计入",
    forms=TABLE_FORMS,
)
def makes_regulations(report: Report, context: Context) -> Iterable[Flag]:
    cells = report.active_disclosure.get("regulations", {})
    known = {column: value for column, value in cells.items() if value is not None}
    if not known:
        raise NotAssessable(_NO_TABLE)
    what, where = kind(report, context), level(report, context)
    if what is None or where is None:
        raise NotAssessable("不知道机关的类别和级别")
    if where in ("ministry", "vertical"):
        raise NotAssessable("国务院部门和垂直管理机构可以按规定制定规章")
    if what in ("government", "office") and where in ("province", "prefecture"):
        return
    if any(known.values()):
        counts = "、".join(
            f"{column_label(report, 'active_disclosure', column)} {show(value)}"
            for column, value in known.items()
        )
        yield Flag(
            "A09",
            "info",
            f"“规章”一行不全为 0（{counts}），而该机关一般没有规章制定权，"
            "可能误把规范性文件或草案计入。",
            None,
            None,
            row_quote(report, "active_disclosure", "regulations"),
            table="active_disclosure",
            item="regulations",
        )


MUCH_WAN_YUAN = 1_000_000
"""万元: 10 billion yuan. Below a province only an amount printed in yuan is so large."""


@check(
    "A10",
    "fee_amount",
    "info",
    title="收费金额的单位和小数位合理",
    formula="非省级机关 < 1,000,000 万元；小数不超过两位",
    basis="表头“单位：万元”",
    forms=("2021", "hybrid"),
)
def fee_amount(report: Report, context: Context) -> Iterable[Flag]:
    item, column = "administrative_fees", "amount_wan_yuan"
    value = report.value("active_disclosure", item, column)
    if value is None:
        raise NotAssessable(_NO_TABLE)
    converted = any(
        note.item == item and note.column == column and note.kind in ("unit", "note")
        for note in report.cell_notes
    )
    exponent = Decimal(str(value)).as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    large = value >= MUCH_WAN_YUAN and level(report, context) not in ("province", "ministry")
    if not large and (decimals <= 2 or converted):
        return
    what = (
        "以万元计过大，可能是以元为单位填写" if large else f"有 {decimals} 位小数，可能由元换算而来"
    )
    yield Flag(
        "A10",
        "info",
        f"“行政事业性收费”的本年收费金额印作 {show(value)} 万元，{what}。",
        None,
        None,
        row_quote(report, "active_disclosure", item),
        table="active_disclosure",
        item=item,
        column=column,
    )
