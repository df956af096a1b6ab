"""Statistics tables of 2008–2018 in every layout we could think of: each figure as printed, or NULL
with a note. Seeded; all figures of a document differ from each other, so that a value from another
row, column, year or half cannot go unseen.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from parsers.reading import read_file
from parsers.report import Report
from tests.bench.accuracy.layout import CODED, FUJIAN, STAT2014

Row = tuple[str, str | None, int | None, int | None]
"""Indicator, unit, value, cumulative."""
SEEDS = (1, 2, 3)
ORGAN = "云汀市水务局"


@dataclass(frozen=True)
class Printed:
    """Cells of one row. before: the figure of last year. unit —— and value None: a heading."""

    label: str
    unit: str
    value: str = ""
    before: str = ""
    total: str = ""

    @property
    def is_heading(self) -> bool:
        return self.unit == "——"


@dataclass(frozen=True)
class Case:
    """tables: HTML. rows: what must be read. kinds: of notes, how many
    (None: not counted). lost: cells that are not where their column is."""

    tables: str
    rows: list[Row]
    form: str = "stat2014"
    sentence: str | None = None
    kinds: dict[str, int] | None = None
    lost: int = 0


def figures(rng: random.Random, form: str) -> list[Printed]:
    indicators = {"stat2014": STAT2014, "fujian": FUJIAN, "coded": CODED}[form]
    pool = rng.sample(range(1_000, 90_000), 3 * len(indicators))
    rows = []
    for label, unit in indicators:
        value, before, total = (str(pool.pop()) for _ in range(3))
        rows.append(
            Printed(label, unit) if unit == "——" else Printed(label, unit, value, before, total)
        )
    return rows


def number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def truth(rows: Sequence[Printed], total: bool = False, value: bool = True) -> list[Row]:
    return [
        (
            "".join(row.label.split()),
            row.unit or None,
            number(row.value) if value else None,
            number(row.total) if total else None,
        )
        for row in rows
        if not row.is_heading
    ]


Cell = str | tuple[str, int, int]


def table(rows: Sequence[Sequence[Cell]], tag: str = "td") -> str:
    lines = []
    for row in rows:
        cells = ""
        for cell in row:
            text, down, across = cell if isinstance(cell, tuple) else (cell, 1, 1)
            spans = (f' rowspan="{down}"' if down > 1 else "") + (
                f' colspan="{across}"' if across > 1 else ""
            )
            cells += f"<{tag}{spans}>{text}</{tag}>"
        lines.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"


def page(tables: str, year: int, title: str | None = None) -> bytes:
    title = f"{ORGAN}{year}年政府信息公开工作年度报告" if title is None else title
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><div id=zoom>"
        f"<h1>{title}</h1><p>统计期限自{year}年1月1日至{year}年12月31日。</p><p>一、概述</p>"
        f"<p>{year}年，本机关依法做好政府信息公开工作。</p><p>二、主动公开政府信息情况</p>"
        f"<p>详见附表。</p><p>三、附表</p>{tables}<p>{year + 1}年3月12日</p></div></body></html>"
    ).encode()


def rows_of(report: Report) -> list[Row]:
    return [(s.indicator, s.unit, s.value, s.cumulative) for s in report.statistics]


def hold(case: Case, report: Report, year: int) -> None:
    assert rows_of(report) == case.rows
    assert report.form == case.form
    assert report.report_year == year
    noted = {(note.item, note.column) for note in report.cell_notes}
    for indicator, _, value, _ in case.rows:  # NULL never without its reason
        assert value is not None or (indicator, "value") in noted, indicator
    if case.kinds is not None:
        assert Counter(note.kind for note in report.cell_notes) == case.kinds
    if case.sentence is None:
        assert not [note for note in report.notes if "统计表" in note or "记为缺失" in note]
        assert report.cells_read == report.cells_expected - case.lost
    else:
        assert any(case.sentence in note for note in report.notes), report.notes


# ── Heads of the year's column ────────────────────────────────────────────────────────────────

VALUE_HEADS = (
    "统计数", "统 计 数", "数量", "本年数", "全年数", "本期数", "填报数据", "完成数", "统计情况",
    "今年统计数", "{y}年", "{y}年度", "当年", "本年实际数", "本季实际", "{y}年1-12月",
    "统计数（{y}年）", "数据", "数值", "合计", "情况", "值", "全年累计", "{y}年统计数",
    "年度数", "统计结果", "指标值", "{y}年1月1日至{y}年12月31日", "数 据（{y} 年）",
    "{y}年<br>完成情况", "总数", "累计（{y}年度）", "本年<br>累计",
    "件数", "数目", "年内", "报告期数", "单位填报", "上报", "",
)  # fmt: skip


@pytest.mark.parametrize("head", VALUE_HEADS)
def test_whatever_the_years_column_is_called(head: str) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        year = rng.randint(2014, 2018)
        rows = figures(rng, "stat2014")
        names = [rng.choice(("指标名称", "统计指标", "统 计 指 标", "项目", "内容")), "单位"]
        printed = [[*names, head.format(y=year)]]
        printed += [[row.label, row.unit, row.value] for row in rows]
        hold(Case(table(printed), truth(rows)), read_file(page(table(printed), year)), year)


# Columns beside label and unit: v the year's, b last year's, t all years together, x others.
TWO_YEARS = (
    ("{p}年", "b", "{y}年", "v"),
    ("{y}年", "v", "{p}年", "b"),
    ("{p}年度", "b", "{y}年度", "v", "历年累计", "t"),
    ("历年累计", "t", "{p}年度", "b", "{y}年度", "v"),
    ("上年数", "b", "本年数", "v"),
    ("去年统计数", "b", "今年统计数", "v"),
    ("{p}年统计数", "b", "{y}年统计数", "v", "同比", "x"),
    ("{p}年", "b", "{y}年", "v", "增减（%）", "x"),
    ("上年同期", "b", "本期", "v"),
    ("上年", "b", "统计数", "v"),
    ("上一年度", "b", "本年度", "v", "比上年增减", "x"),
    ("{p}年", "b", "本年", "v"),
    ("{y}年计划数", "x", "{y}年完成数", "v"),
    ("第四季度", "x", "全年", "v"),
    ("{y}年上半年", "x", "{y}年", "v"),
    ("数量", "v", "同比增长", "x"),
    ("本年累计", "v", "历年累计", "t"),
    ("{y}年度", "v", "2008-{y}年", "t"),
    ("当年", "v", "截至{y}年底累计", "t"),
    ("前年", "x", "去年", "b", "今年", "v"),
)


@pytest.mark.parametrize("columns", TWO_YEARS, ids="-".join)
@pytest.mark.parametrize("form", ["stat2014", "fujian"])
def test_the_reports_year_and_no_other(columns: tuple[str, ...], form: str) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        year = rng.randint(2014, 2018)
        rows = figures(rng, form)
        heads = [head.format(y=year, p=year - 1) for head in columns[::2]]
        what = columns[1::2]

        def cells(row: Printed, what: Sequence[str] = what) -> list[str]:
            other = "" if row.is_heading else str(int(row.value) % 900 + 7)
            given = {"v": row.value, "b": row.before, "t": row.total, "x": other}
            return [given[kind] for kind in what]

        printed = [["指标名称", "计量单位", *heads]]
        printed += [[row.label, row.unit, *cells(row)] for row in rows]
        case = Case(table(printed), truth(rows, "t" in what), form)
        hold(case, read_file(page(case.tables, year)), year)


FUJIAN_HEADS = (
    ("{y}年度", "历年累计"),
    ("{y}年", "历年累计数"),
    ("本年度", "历年累计"),
    ("{y}年度", "累计"),
    ("{y}年度", "2008年以来累计"),
    ("当年", "历年累计（2008-{y}年）"),
    ("{y} 年度", "历年<br>累计"),
    ("年度", "历年累计（截至{y}年）"),
    ("数量", "累计数"),
    ("", "历年累计"),
)
CODED_HEADS = (
    ("本期实际", "本年累计"),
    ("本期", "累计"),
    ("本年实际数", "本年累计数"),
    ("本季实际", "本年累计"),
    ("本期数", "本年累计数"),
    ("当期实际", "累计实际"),
    ("本年实际", "自施行以来累计"),
)


@pytest.mark.parametrize("heads", FUJIAN_HEADS, ids="-".join)
def test_fujians_table(heads: tuple[str, str]) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        year = rng.randint(2011, 2018)
        rows = figures(rng, "fujian")
        printed = [["指标名称", "计量单位", *(head.format(y=year) for head in heads)]]
        printed += [[row.label, row.unit, row.value, row.total] for row in rows]
        if seed == 2:  # another order
            printed = [[a, d, b, c] for a, b, c, d in printed]
        case = Case(table(printed), truth(rows, True), "fujian")
        hold(case, read_file(page(case.tables, year)), year)


@pytest.mark.parametrize("heads", CODED_HEADS, ids="-".join)
@pytest.mark.parametrize("numbered", [False, True])
def test_the_coded_table(heads: tuple[str, str], numbered: bool) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        rows = figures(rng, "coded")
        printed = [["指 标 名 称", "计量<br>单位", "代码", *heads]]
        if numbered:
            printed.append(["甲", "乙", "丙", "1", "2"])
        printed += [
            [row.label, row.unit, f"{n:02}", row.value, row.total] for n, row in enumerate(rows, 1)
        ]
        case = Case(table(printed), truth(rows, True), "coded")
        hold(case, read_file(page(case.tables, 2012)), 2012)


# ── Layouts ───────────────────────────────────────────────────────────────────────────────────

Layout = Callable[[list[Printed], random.Random, int], Case]
LAYOUTS: dict[str, Layout] = {}
HEAD = ["统计指标", "单位", "统计数"]


def layout(function: Layout) -> Layout:
    LAYOUTS[function.__name__] = function
    return function


def plain(rows: Sequence[Printed]) -> list[list[Cell]]:
    return [[row.label, row.unit, row.value] for row in rows]


@layout
def no_header(rows, rng, year):
    return Case(table(plain(rows)), truth(rows))


@layout
def header_in_other_words(rows, rng, year):
    return Case(table([["事 由", "", f"{year}"], *plain(rows)]), truth(rows))


@layout
def number_column_first(rows, rng, year):
    printed = [["序号", *HEAD], *([str(n), *row] for n, row in enumerate(plain(rows), 1))]
    return Case(table(printed), truth(rows))


@layout
def number_column_between(rows, rng, year):
    printed = [["统计指标", "行次", "单位", "统计数"]]
    printed += [[a, str(n), b, c] for n, (a, b, c) in enumerate(plain(rows), 1)]
    return Case(table(printed), truth(rows))


@layout
def number_column_without_head(rows, rng, year):
    printed = [["", *HEAD], *([str(n), *row] for n, row in enumerate(plain(rows), 1))]
    return Case(table(printed), truth(rows))


@layout
def number_column_without_any_header(rows, rng, year):
    return Case(table([[str(n), *row] for n, row in enumerate(plain(rows), 1)]), truth(rows))


@layout
def ordinals_in_their_own_column(rows, rng, year):
    import re

    printed: list[list[Cell]] = [["序号", *HEAD]]
    bare = []
    for row in rows:
        match = re.match(r"[一二三四五六七八九]、|（[一二三四五六七八九]）|\d\.", row.label)
        ordinal = match.group() if match else ""
        bare.append(replace(row, label=row.label.removeprefix(ordinal)))
        printed.append([ordinal, bare[-1].label, row.unit, row.value])
    return Case(table(printed), truth(bare))


@layout
def ordinals_left_of_a_header_one_cell_short(rows, rng, year):
    case = ordinals_in_their_own_column(rows, rng, year)
    return replace(case, tables=case.tables.replace("<td>序号</td>", "", 1))


@layout
def unit_last(rows, rng, year):
    printed = [["统计指标", "统计数", "单位"], *([a, c, b] for a, b, c in plain(rows))]
    return Case(table(printed), truth(rows))


@layout
def remarks(rows, rng, year):
    said = lambda row: "" if row[1] == "——" else rng.choice(("无", "", "其中5条", "—"))  # noqa: E731
    return Case(table([[*HEAD, "备注"], *([*row, said(row)] for row in plain(rows))]), truth(rows))


@layout
def unit_in_the_label(rows, rng, year):
    named = [
        row if row.is_heading else replace(row, label=f"{row.label}（{row.unit}）") for row in rows
    ]
    printed = [["统计指标", "统计数"], *([row.label, row.value] for row in named)]
    return Case(table(printed), truth(named))


@layout
def unit_called_so_in_the_label(rows, rng, year):
    named = [
        row if row.is_heading else replace(row, label=f"{row.label}（单位：{row.unit}）")
        for row in rows
    ]
    return Case(table([["项目", "数量"], *([r.label, r.value] for r in named)]), truth(named))


@layout
def unit_after_the_digits(rows, rng, year):
    printed = [HEAD, *([a, b, c + b if c else ""] for a, b, c in plain(rows))]
    figures = sum(not row.is_heading for row in rows)
    return Case(table(printed), truth(rows), kinds={"unit": figures})


@layout
def unit_only_after_the_digits(rows, rng, year):
    printed = [["项目", "情况"], *([r.label, r.value + r.unit if r.value else ""] for r in rows)]
    return Case(table(printed), truth(rows))


@layout
def headings_merged(rows, rng, year):
    printed = [HEAD]
    printed += [[(r[0], 1, 3)] if r[1] == "——" else r for r in plain(rows)]
    return Case(table(printed), truth(rows))


@layout
def headings_merged_with_the_unit(rows, rng, year):
    printed = [HEAD]
    printed += [[(r[0], 1, 2), ""] if r[1] == "——" else r for r in plain(rows)]
    return Case(table(printed), truth(rows))


@layout
def headings_without_dashes(rows, rng, year):
    return Case(
        table([HEAD, *([a, "" if b == "——" else b, c] for a, b, c in plain(rows))]), truth(rows)
    )


@layout
def headings_dashed_twice(rows, rng, year):
    return Case(table([HEAD, *([a, b, c or "——"] for a, b, c in plain(rows))]), truth(rows))


def cuts(rows: list[Printed], rng: random.Random) -> list[list[Printed]]:
    one, two = sorted(rng.sample(range(4, len(rows) - 4), 2))
    return [part for part in (rows[:one], rows[one:two], rows[two:]) if part]


@layout
def cut_at_pages(rows, rng, year):
    parts = cuts(rows, rng)
    tables = [table([HEAD, *plain(parts[0])]), *(table(plain(part)) for part in parts[1:])]
    return Case("<p>- 5 -</p>".join(tables), truth(rows))


@layout
def cut_at_pages_header_repeated(rows, rng, year):
    tables = [table([HEAD, *plain(part)]) for part in cuts(rows, rng)]
    return Case("<p>- 5 -</p>".join(tables), truth(rows))


@layout
def header_repeated_inside(rows, rng, year):
    printed = [line for part in cuts(rows, rng) for line in (HEAD, *plain(part))]
    return Case(table(printed), truth(rows))


@layout
def two_years_cut_at_pages(rows, rng, year):
    head = ["指标名称", "单位", f"{year - 1}年", f"{year}年"]
    parts = [[[r.label, r.unit, r.before, r.value] for r in part] for part in cuts(rows, rng)]
    tables = [table([head, *parts[0]]), *(table(part) for part in parts[1:])]
    return Case("".join(tables), truth(rows))


@layout
def two_years_under_heads_of_two_rows(rows, rng, year):
    printed: list[list[Cell]] = [
        [("指标名称", 2, 1), ("单位", 2, 1), (f"{year - 1}年", 1, 2), (f"{year}年", 1, 2)],
        ["数量", "同比", "数量", "同比"],
    ]
    printed += [[r.label, r.unit, r.before, "", r.value, "5%"] for r in rows]
    return Case(table(printed), truth(rows))


@layout
def two_years_over_the_names(rows, rng, year):
    printed: list[list[Cell]] = [
        ["", "", f"{year - 1}年", f"{year}年"],
        ["指标名称", "单位", "数量", "数量"],
    ]
    printed += [[r.label, r.unit, r.before, r.value] for r in rows]
    return Case(table(printed), truth(rows))


@layout
def halves_side_by_side(rows, rng, year):
    middle = (len(rows) + 1) // 2
    left, right = plain(rows[:middle]), plain(rows[middle:])
    right += [["", "", ""]] * (len(left) - len(right))
    printed = [HEAD + HEAD, *(a + b for a, b in zip(left, right, strict=True))]
    return Case(table(printed), truth(rows))


@layout
def halves_side_by_side_without_header(rows, rng, year):
    case = halves_side_by_side(rows, rng, year)
    middle = (len(rows) + 1) // 2
    left, right = plain(rows[:middle]), plain(rows[middle:])
    right += [["", "", ""]] * (len(left) - len(right))
    return replace(case, tables=table([a + b for a, b in zip(left, right, strict=True)]))


@layout
def halves_with_an_empty_column_between(rows, rng, year):
    middle = (len(rows) + 1) // 2
    left, right = plain(rows[:middle]), plain(rows[middle:])
    right += [["", "", ""]] * (len(left) - len(right))
    printed = [[*HEAD, "", *HEAD], *([*a, "", *b] for a, b in zip(left, right, strict=True))]
    return Case(table(printed), truth(rows))


@layout
def halves_of_two_years(rows, rng, year):
    head = ["指标名称", "单位", f"{year - 1}年", f"{year}年"]
    lines = [[r.label, r.unit, r.before, r.value] for r in rows]
    middle = (len(rows) + 1) // 2
    right = [*lines[middle:], *([["", "", "", ""]] * (2 * middle - len(lines)))]
    printed = [head + head, *(a + b for a, b in zip(lines[:middle], right, strict=True))]
    return Case(table(printed), truth(rows))


@layout
def title_rows_above(rows, rng, year):
    printed: list[list[Cell]] = [
        [("政府信息公开情况统计表", 1, 3)],
        [(f"（{year}年度）", 1, 3)],
        [(f"填报单位（盖章）：{ORGAN}", 1, 2), f"填报日期：{year + 1}年1月12日"],
        HEAD,
    ]
    return Case(table([*printed, *plain(rows)]), truth(rows))


@layout
def title_rows_above_no_header(rows, rng, year):
    printed: list[list[Cell]] = [
        [("政府信息公开情况统计表", 1, 3)],
        [(f"填报单位：{ORGAN}", 1, 2), f"{year + 1}年1月12日"],
    ]
    return Case(table([*printed, *plain(rows)]), truth(rows))


@layout
def foot_rows(rows, rng, year):
    foot: list[list[Cell]] = [
        [("单位负责人：张三  审核人：李四  填报人：王五", 1, 3)],
        ["填报人", "王五", f"{year + 1}年1月12日"],
        ["联系电话：0543-1234567", "", "5550123"],
        ["填报日期", "", f"{year + 1}-01-12"],
        ["注：", "", "1"],
        [("注：1.主动公开政府信息数按条统计。2.收到申请数含上年结转。", 1, 3)],
        ["单位（盖章）：", "", ""],
    ]
    rng.shuffle(foot)
    return Case(table([HEAD, *plain(rows), *foot[:4]]), truth(rows))


@layout
def blanks_dashes_and_zeros(rows, rng, year):
    def other(row: Printed) -> Printed:
        return row if row.is_heading else replace(row, value=rng.choice(("", "—", "/", "0", "8")))

    made = [other(row) for row in rows]
    kinds = Counter(
        {"": "blank", "—": "dash", "/": "dash"}.get(r.value, "") for r in made if not r.is_heading
    )
    del kinds[""]
    return Case(table([HEAD, *plain(made)]), truth(made), kinds=dict(kinds))


@layout
def label_over_two_columns(rows, rng, year):
    printed: list[list[Cell]] = [[("统计指标", 1, 2), "单位", "统计数"]]
    for row in rows:
        if row.label.startswith("其中："):
            printed.append(["其中：", row.label[3:], row.unit, row.value])
        else:
            printed.append([(row.label, 1, 2), row.unit, row.value])
    named = [replace(row, label=row.label.removeprefix("其中：")) for row in rows]
    return Case(table(printed), truth(named))


@layout
def label_over_two_columns_empty_head(rows, rng, year):
    case = label_over_two_columns(rows, rng, year)
    return replace(
        case,
        tables=case.tables.replace('<td colspan="2">统计指标</td>', "<td>统计指标</td><td></td>"),
    )


@layout
def group_column(rows, rng, year):
    lines = plain(rows)
    printed: list[list[Cell]] = [["类别", *HEAD], [("主动公开", len(lines), 1), *lines[0]]]
    return Case(table([*printed, *lines[1:]]), truth(rows))


@layout
def cells_th(rows, rng, year):
    return Case(table([HEAD, *plain(rows)], "th"), truth(rows))


@layout
def in_a_layout_table(rows, rng, year):
    return Case(table([[table([HEAD, *plain(rows)])]]), truth(rows))


@layout
def separators_and_full_width(rows, rng, year):
    def other(text: str) -> str:
        if not text:
            return ""
        return rng.choice((f"{int(text):,}", "".join(chr(ord(c) + 0xFEE0) for c in text), text))

    return Case(table([HEAD, *([a, b, other(c)] for a, b, c in plain(rows))]), truth(rows))


@layout
def digits_over_spans(rows, rng, year):
    printed = [
        [
            "".join(f"<span>{c}</span>" for c in a),
            f"&nbsp;{b}&nbsp;",
            "<p>" + "".join(f"<span>{d}</span>" for d in c) + "&nbsp;</p>",
        ]
        for a, b, c in plain(rows)
    ]
    return Case(table([HEAD, *printed]), truth(rows))


@layout
def a_table_for_every_part(rows, rng, year):
    parts: list[list[Printed]] = []
    for row in rows:
        if row.label[1] == "、" or not parts:
            parts.append([])
        parts[-1].append(row)
    tables = "".join(f"<p>表格</p>{table([HEAD, *plain(part)])}" for part in parts)
    return Case(tables, truth(rows))


@layout
def empty_column(rows, rng, year):
    return Case(
        table([[*HEAD[:2], "", HEAD[2]], *([a, b, "", c] for a, b, c in plain(rows))]), truth(rows)
    )


@layout
def value_over_two_columns(rows, rng, year):
    printed: list[list[Cell]] = [["统计指标", "单位", ("统计数", 1, 2)]]
    printed += [[a, b, (c, 1, 2)] for a, b, c in plain(rows)]
    return Case(table(printed), truth(rows))


@layout
def numbered_header(rows, rng, year):
    return Case(table([HEAD, ["甲", "乙", "1"], *plain(rows)]), truth(rows))


@layout
def another_table_with_the_same_header(rows, rng, year):
    other = table([HEAD, ["财政收入", "万元", "77"], ["财政支出", "万元", "78"]])
    return Case(
        other + "<p>说明如下。</p>" + table([HEAD, *plain(rows)]) + "<p>另：</p>", truth(rows)
    )


@layout
def last_years_table_above(rows, rng, year):
    def captioned(when: int, values: list[list[Cell]]) -> str:
        return f"<p>{when}年度政府信息公开情况统计表</p>" + table([HEAD, *values])

    tables = captioned(year - 1, [[r.label, r.unit, r.before] for r in rows])
    return Case(tables + captioned(year, plain(rows)), truth(rows), sentence=f"{year - 1} 年的")


@layout
def last_years_table_below(rows, rng, year):
    def headed(when: int, values: list[list[Cell]]) -> str:
        return table([["指标名称", "单位", f"{when}年"], *values])

    tables = headed(year, plain(rows))
    tables += "<p>附上年情况。</p>" + headed(year - 1, [[r.label, r.unit, r.before] for r in rows])
    return Case(tables, truth(rows), sentence="没有采用")


@layout
def the_same_table_twice(rows, rng, year):
    return Case(2 * ("<p>附表</p>" + table([HEAD, *plain(rows)])), truth(rows))


@layout
def total_as_a_row_of_a_group(rows, rng, year):
    extra = [Printed("（四）咨询投诉", "件", "4321"), Printed("电话咨询数", "件", "4322")]
    printed: list[list[Cell]] = [[("统计指标", 1, 2), "单位", "统计数"]]
    printed += [[(r.label, 1, 2), r.unit, r.value] for r in rows]
    printed += [[("（四）咨询投诉", 2, 1), "合计", "件", "4321"], ["电话咨询数", "件", "4322"]]
    named = [*rows, replace(extra[0], label="（四）咨询投诉合计"), extra[1]]
    return Case(table(printed), truth(named))


@layout
def local_rows(rows, rng, year):
    more = [Printed("微信粉丝数", "人", "51"), Printed("本地热线办理量", "件", "52")]
    return Case(table([HEAD, *plain([*rows, *more])]), truth([*rows, *more]))


# ── Damage: NULL and noted, never a wrong figure ──────────────────────────────────────────────


def nothing(rows: Sequence[Printed], total: bool = False) -> list[Row]:
    return truth(rows, total, value=False)


@layout
def two_columns_of_one_name(rows, rng, year):
    printed = [[*HEAD, "统计数"], *([r.label, r.unit, r.value, r.before] for r in rows)]
    return Case(table(printed), nothing(rows), sentence="认不出哪一栏")


@layout
def two_columns_without_header(rows, rng, year):
    printed = [[r.label, r.unit, r.value, r.before] for r in rows]
    return Case(table(printed), nothing(rows), sentence="认不出哪一栏")


@layout
def departments_side_by_side(rows, rng, year):
    printed = [["指标名称", "单位", "县直", "乡镇"]]
    printed += [[r.label, r.unit, r.value, r.before] for r in rows]
    return Case(table(printed), nothing(rows), sentence="认不出哪一栏")


@layout
def only_last_year(rows, rng, year):
    printed = [["指标名称", "单位", f"{year - 1}年"], *([r.label, r.unit, r.before] for r in rows)]
    return Case(table(printed), nothing(rows), sentence=f"没有 {year} 年的一栏")


@layout
def only_all_years(rows, rng, year):
    printed = [["指标名称", "单位", "历年累计"], *([r.label, r.unit, r.total] for r in rows)]
    return Case(table(printed), nothing(rows, True), sentence=f"没有 {year} 年的一栏")


@layout
def only_a_quarter(rows, rng, year):
    printed = [["指标名称", "单位", "第四季度"], *([r.label, r.unit, r.before] for r in rows)]
    return Case(table(printed), nothing(rows), sentence=f"没有 {year} 年的一栏")


@layout
def captioned_last_year(rows, rng, year):
    tables = f"<p>{year - 1}年政府信息公开情况统计表</p>"
    tables += table([HEAD, *([r.label, r.unit, r.before] for r in rows)])
    return Case(tables, nothing(rows), sentence=f"表名是 {year - 1} 年")


@layout
def two_tables_that_differ(rows, rng, year):
    tables = "<p>全市</p>" + table([HEAD, *plain(rows)])
    tables += "<p>市本级</p>" + table([HEAD, *([r.label, r.unit, r.before] for r in rows)])
    return Case(tables, nothing(rows), sentence="分不出哪一张")


@layout
def broken_digits(rows, rng, year):
    printed = [HEAD, *([a, b, f"{c[:2]}<br>{c[2:]}" if c else ""] for a, b, c in plain(rows))]
    return Case(table(printed), nothing(rows))


@layout
def numbers_a_column_too_far_left(rows, rng, year):
    hurt = {n for n, r in enumerate(rows) if not r.is_heading and rng.random() < 0.3}
    printed: list[list[Cell]] = [HEAD]
    want = []
    for n, row in enumerate(rows):
        printed.append([row.label, row.value] if n in hurt else [row.label, row.unit, row.value])
        want.append(replace(row, unit="", value="") if n in hurt else row)
    return Case(table(printed), truth(want), lost=len(hurt))


@layout
def numbers_merged_over_rows(rows, rng, year):
    figures = [n for n, r in enumerate(rows) if not r.is_heading and not rows[n - 1].is_heading]
    at = rng.choice([n for n in figures if n + 1 in figures])
    printed = [HEAD, *plain(rows)]
    printed[at + 1] = [rows[at].label, rows[at].unit, (rows[at].value, 2, 1)]
    printed[at + 2] = [rows[at + 1].label, rows[at + 1].unit]
    want = [replace(r, value="") if n in (at, at + 1) else r for n, r in enumerate(rows)]
    return Case(table(printed), truth(want), kinds={"unreadable": 2})


@layout
def words_for_numbers(rows, rng, year):
    hurt = {n for n, r in enumerate(rows) if not r.is_heading and rng.random() < 0.2}
    printed = [
        HEAD,
        *([a, b, "约若干" if n in hurt else c] for n, (a, b, c) in enumerate(plain(rows))),
    ]
    want = [replace(r, value="") if n in hurt else r for n, r in enumerate(rows)]
    return Case(table(printed), truth(want), kinds={"unreadable": len(hurt)})


@layout
def not_filled_in(rows, rng, year):
    printed = [HEAD, *([r.label, r.unit, ""] for r in rows)]
    figures = sum(not row.is_heading for row in rows)
    return Case(table(printed), nothing(rows), kinds={"blank": figures})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_layout(name: str, seed: int) -> None:
    rng = random.Random(f"{name} {seed}")
    year = rng.randint(2014, 2018)
    case = LAYOUTS[name](figures(rng, "stat2014"), rng, year)
    hold(case, read_file(page(case.tables, year)), year)


# ── Rows hurt at random: cells lost, doubled, put in, exchanged, merged ───────────────────────

GRIDS = {  # heads, and what stands under them; {y} the report's year, {p} the year before
    "plain": ("指标名称 单位 统计数", "luv"),
    "headless": ("", "luv"),
    "two years": ("指标名称 单位 {p}年 {y}年", "lubv"),
    "this year first": ("指标名称 单位 {y}年 {p}年", "luvb"),
    "all years": ("指标名称 计量单位 {y}年度 历年累计", "luvt"),
    "all years first": ("指标名称 计量单位 历年累计 {y}年度", "lutv"),
    "three": ("指标名称 计量单位 {p}年度 {y}年度 历年累计", "lubvt"),
    "numbered": ("序号 指标名称 单位 数量", "cluv"),
    "remarks": ("指标名称 单位 统计数 备注", "luvr"),
}


def hurt(rng: random.Random, row: list[Cell]) -> None:
    at = rng.randrange(len(row))
    match rng.choice(("lose", "put in", "number", "double", "blank", "break", "exchange")):
        case "lose":
            row.pop(at)
        case "put in":
            row.insert(at, "")
        case "number":
            row.insert(at, "7")
        case "double":
            row.insert(at, row[at])
        case "blank":
            row[at] = ""
        case "break":
            row[at] = f"{row[at][:2]}<br>{row[at][2:]}"
        case "exchange":
            two = row[at : at + 2]
            if not all(str(cell).isdigit() for cell in two):  # nothing would tell
                row[at : at + 2] = two[::-1]


@pytest.mark.parametrize("name", sorted(GRIDS))
def test_a_hurt_row_is_null_or_right(name: str) -> None:
    heads, kinds = GRIDS[name]
    right = null = 0
    for seed in range(12):
        rng = random.Random(f"{name} {seed}")
        year = rng.randint(2014, 2018)
        rows = figures(rng, rng.choice(("stat2014", "fujian")))
        printed: list[list[Cell]] = [heads.format(y=year, p=year - 1).split()] if heads else []
        for n, row in enumerate(rows, 1):
            given = {
                "l": row.label, "u": row.unit, "v": row.value, "b": row.before, "t": row.total,
                "c": f"{n:02}", "r": rng.choice(("", "无")),
            }  # fmt: skip
            printed.append([given[kind] for kind in kinds])
        whole = [n for n, row in enumerate(rows) if not row.is_heading]
        for n in rng.sample(whole, 3):
            hurt(rng, printed[n + bool(heads)])
        report = read_file(page(table(printed), year))
        noted = {note.item for note in report.cell_notes}
        truths: dict[str, list[tuple[int | None, int | None]]] = {}
        for indicator, _, value, total in truth(rows, total=True):
            truths.setdefault(indicator, []).append((value, total))
        for indicator, _, value, total in rows_of(report):
            assert value in {None, *(v for v, _ in truths.get(indicator, ()))}, (seed, indicator)
            assert total in {None, *(t for _, t in truths.get(indicator, ()))}, (seed, indicator)
            assert value is not None or indicator in noted, (seed, indicator)
            right += value is not None
            null += value is None
        if len(report.statistics) < len(whole):
            assert report.notes, seed
    assert right > 0.85 * (right + null)


# ── Other formats, other years, and tables that cannot be read ────────────────────────────────


@pytest.mark.parametrize("notation", ["markdown", "tabs"])
def test_text_renditions(notation: str) -> None:
    rng = random.Random(notation)
    rows = figures(rng, "stat2014")
    lines = [["指标名称", "单位", "2015年", "2016年"]]
    lines += [[r.label, r.unit, r.before, r.value] for r in rows]
    if notation == "markdown":
        body = ["|" + "|".join(line) + "|" for line in lines]
        body.insert(1, "|---|---|---|---|")
    else:
        body = ["\t".join(line) for line in lines]
    text = "\n".join(
        [f"{ORGAN}2016年政府信息公开工作年度报告", "", "一、概述", "依法公开。", "", *body, ""]
    )
    hold(Case("", truth(rows)), read_file(text.encode(), "report.md"), 2016)


def test_a_title_without_a_year_leaves_it_to_the_period() -> None:
    rows = figures(random.Random(5), "stat2014")
    printed = [["指标名称", "单位", "2015年", "2016年"]]
    printed += [[r.label, r.unit, r.value, r.before] for r in rows]
    data = page(table(printed), 2015, f"{ORGAN}政府信息公开工作年度报告")
    hold(Case("", truth(rows)), read_file(data), 2015)


def test_no_year_at_all_is_the_latest_printed() -> None:
    rows = figures(random.Random(6), "fujian")
    printed = [["指标名称", "计量单位", "2016年度", "2017年度", "历年累计"]]
    printed += [[r.label, r.unit, r.before, r.value, r.total] for r in rows]
    report = read_file(f"<p>六、政府信息公开情况统计表</p>{table(printed)}".encode())
    assert rows_of(report) == truth(rows, True)
    assert report.report_year == 2017


def test_short_prose_around_a_table_is_a_report() -> None:
    rows = figures(random.Random(7), "stat2014")
    tables = table([["内 容", "单位", "填 报 数"], *([r.label, r.unit, r.value] for r in rows)])
    title = f"{ORGAN}2016年政府信息公开工作年度报告"
    report = read_file(f"<h1>{title}</h1><p>一、概述</p>{tables}".encode())
    assert rows_of(report) == truth(rows)


LONG = "<p>" + "本机关按照条例的规定做好政府信息公开工作。" * 20 + "</p>"


@pytest.mark.parametrize("shape", ["transposed", "paragraphs", "no numbers"])
def test_a_table_that_cannot_be_read_is_said_so(shape: str) -> None:
    rows = [row for row in figures(random.Random(8), "stat2014") if not row.is_heading]
    if shape == "transposed":
        tables = table([[r.label for r in rows[:12]], [r.value for r in rows[:12]]])
    elif shape == "paragraphs":
        tables = "".join(f"<p>{r.label}</p><p>{r.unit}</p><p>{r.value}</p>" for r in rows)
    else:
        tables = table([["指标", "说明"], *([r.label, "详见网站"] for r in rows)])
    report = read_file(page(LONG + tables, 2016))
    assert not [s for s in report.statistics if s.value is not None]
    assert any("统计表" in note or "记为缺失" in note for note in report.notes), report.notes


def test_prose_and_other_tables_say_nothing() -> None:
    budget = table([["项目", "单位", "2015年", "2016年"], ["财政收入", "万元", "7", "8"]])
    prose = "<p>全年收到申请数12件，申请答复数12件，行政复议数量0件。</p>"
    report = read_file(page(LONG + prose + budget, 2016))
    assert (report.form, report.statistics, report.cell_notes) == ("free", (), ())
    assert not report.notes
