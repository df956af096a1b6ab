"""Whose is each printed value, where header, merged cells or lost cells leave room for doubt?"""

from __future__ import annotations

import time
from itertools import permutations

import pytest

from parsers.checks import run_checks
from parsers.grid import place
from parsers.numbers import parse_cell
from parsers.reading import read_file
from parsers.report import Report
from parsers.tables import read_tables, recognise
from parsers.values import may_be_shifted
from tests.made_reports import (
    FORM,
    Rows,
    active_rows,
    application_header,
    application_rows,
    dispute_rows,
    figures,
    official_tables,
    page,
    report_html,
    table_html,
    wrong,
)

F = figures(11)
ACTIVE, APPLICATIONS, DISPUTES = active_rows(F), application_rows(F), dispute_rows(F)
OFFICIAL = official_tables(F)
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
CHANNELS = ("行政复议", "未经复议直接起诉", "复议后起诉")


def read(
    active: str = OFFICIAL[0], applications: str = OFFICIAL[1], disputes: str = OFFICIAL[2]
) -> Report:
    return read_file(page(report_html(F, tables=(active, applications, disputes))))


def cells(*texts: str) -> list[tuple[str, int, int]]:
    return [(text, 1, 1) for text in texts]


def kinds(report: Report, table: str, item: str) -> set[str]:
    return {note.kind for note in report.cell_notes if (note.table, note.item) == (table, item)}


# ── The order of the header above the row ─────────────────────────────────────────────────────

NAMES_2019 = ("上一年项目数量", "本年增/减", "处理决定数量")
KEYS_2019 = ("prior_year_items", "change", "decisions")
CLAUSES_2019 = {
    "五": {"行政许可": ("120", "0", "3566"), "其他对外管理服务事项": ("15", "-3", "480")},
    "六": {"行政处罚": ("300", "2", "57"), "行政强制": ("21", "+7", "4")},
}
ITEMS = {
    "行政许可": "administrative_licensing",
    "其他对外管理服务事项": "other_services",
    "行政处罚": "administrative_penalty",
    "行政强制": "administrative_compulsion",
}


def older(orders: dict[str, tuple[int, ...]], headers: dict[str, Rows] | None = None) -> Rows:
    """Section 2's table of the 2019 form, its clauses 五 and 六 in these orders of columns."""
    rows: Rows = [
        [("第二十条第（一）项", 1, 4)],
        cells("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        cells("规章", "43", "6", "28"),
        cells("规范性文件", "0", "16", "50"),
    ]
    for clause, order in orders.items():
        rows.append([(f"第二十条第（{clause}）项", 1, 4)])
        names = cells("信息内容", *(NAMES_2019[at] for at in order))
        rows += (headers or {}).get(clause, [names])
        for label, values in CLAUSES_2019[clause].items():
            rows.append(cells(label, *(values[at] for at in order)))
    rows += [
        [("第二十条第（八）项", 1, 4)],
        [*cells("信息内容", "上一年项目数量"), ("本年增/减", 1, 2)],
        [*cells("行政事业性收费", "22"), ("-1", 1, 2)],
    ]
    return rows


def is_read(report: Report, clause: str) -> bool:
    return all(
        report.value("active_disclosure", ITEMS[label], key) == int(text)
        for label, values in CLAUSES_2019[clause].items()
        for key, text in zip(KEYS_2019, values, strict=True)
    )


@pytest.mark.parametrize("fifth", list(permutations(range(3))))
@pytest.mark.parametrize("sixth", list(permutations(range(3))))
def test_each_clause_is_read_in_the_order_of_its_own_header(
    fifth: tuple[int, ...], sixth: tuple[int, ...]
) -> None:
    rows = older({"五": fifth, "六": sixth})
    report = read(table_html(rows))
    assert is_read(report, "五")
    assert is_read(report, "六")
    assert report.value("active_disclosure", "administrative_fees", "prior_year_items") == 22
    assert report.value("active_disclosure", "administrative_fees", "change") == -1


def test_a_clause_whose_header_is_lost_is_not_read_in_anothers_order() -> None:
    rows = older({"五": (0, 2, 1), "六": (0, 1, 2)}, {"六": []})
    report = read(table_html(rows))
    assert is_read(report, "五")
    for item in ("administrative_penalty", "administrative_compulsion"):
        row = report.active_disclosure[item]
        assert list(row.values()) == [None] * 3, row
        assert kinds(report, "active_disclosure", item) == {"unreadable"}
    assert any("行政处罚" in note and "列名读不出" in note for note in report.notes)


def test_a_lost_header_where_the_others_are_official_is_official() -> None:
    rows = older({"五": (0, 1, 2), "六": (0, 1, 2)}, {"六": []})
    assert is_read(read(table_html(rows)), "六")


@pytest.mark.parametrize("broken", ["五", "六"])
@pytest.mark.parametrize("other", [(0, 1, 2), (0, 2, 1)])
def test_a_header_broken_over_lines_is_still_the_header(
    broken: str, other: tuple[int, ...]
) -> None:
    lines = [cells("信息内容", "上一年项目数量", "本年"), cells("增/减", "处理决定数量")]
    orders = {"五": other, "六": other} | {broken: (0, 1, 2)}
    report = read(table_html(older(orders, {broken: lines})))
    assert set(report.table_forms.values()) <= {"2019", "2021"}
    assert is_read(report, "五")
    assert is_read(report, "六")


def test_one_name_that_cannot_be_read_is_told_by_the_others() -> None:
    header = [cells("信息内容", "处理决定数量", "□□□□", "上一年项目数量")]
    report = read(table_html(older({"五": (0, 1, 2), "六": (2, 1, 0)}, {"六": header})))
    assert is_read(report, "六")


def test_names_that_stand_otherwise_than_officially_decide_even_if_some_are_unread() -> None:
    header = [cells("信息内容", "□□", "上一年项目数量", "■■")]
    report = read(table_html(older({"五": (0, 1, 2), "六": (1, 0, 2)}, {"六": header})))
    row = report.active_disclosure["administrative_penalty"]
    assert 300 not in row.values() or row["prior_year_items"] == 300


def test_a_header_printed_again_in_another_order() -> None:
    at = 15
    table = list(F["applications"].values())
    swapped = [list(row.values()) for row in table]
    header = application_header()
    header[2] = [header[2][at] for at in (1, 0, 2, 3, 4)]
    rows = [
        *APPLICATIONS[: 3 + at],
        *header,
        *(
            [*row[:-7], *((str(values[n]), 1, 1) for n in (0, 2, 1, 3, 4, 5, 6))]
            for row, values in zip(APPLICATIONS[3 + at :], swapped[at:], strict=True)
        ),
    ]
    plain = [[(text, 1, 1) for text, _, _ in row] for row in rows]
    assert wrong(read(applications=table_html(plain)), F) == {}


# ── Lost cells ────────────────────────────────────────────────────────────────────────────────

COUNTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def lines(lost: dict[int, int], blank: dict[int, int] | None = None, ends: int = 1) -> str:
    """Section 3's table as text, a row a line, each closed by a separator. lost, blank: row →
    the value that is missing, or printed blank."""
    printed = ["\t".join(("项目", *COUNTS)) + "\t" * ends]
    for number, row in enumerate(APPLICATIONS[3:]):
        values = [text for text, _, _ in row[-7:]]
        if number in (blank or {}):
            values[(blank or {})[number]] = ""
        if number in lost:
            del values[lost[number]]
        printed.append("\t".join([row[-8][0], *values]) + "\t" * ends)
    return "\n".join(printed)


def read_lines(text: str) -> Report:
    body = report_html(F, tables=("§2", "§3", "§4")).replace("<p>", "\n").replace("</p>", "\n")
    for number, rows in ((2, ACTIVE), (4, DISPUTES)):
        flat = "\n".join("\t".join(t for t, _, _ in row) for row in rows)
        body = body.replace(f"§{number}", flat)
    plain = body.replace('<p style="text-align:center">', "").replace("§3", text)
    return read_file(plain.encode())


@pytest.mark.parametrize("ends", [1, 2])
@pytest.mark.parametrize("at", range(6))
def test_a_lost_value_before_a_trailing_separator_shifts_nothing(at: int, ends: int) -> None:
    report = read_lines(lines({4: at}, ends=ends))
    row = report.applications["denied_state_secret"]
    assert list(row.values()) == [None] * 7
    assert wrong(report, F)
    assert all("denied_state_secret" in line for line in wrong(report, F))


def test_lost_values_in_most_rows_shift_nothing() -> None:
    report = read_lines(lines({number: number % 6 for number in range(25)}))
    assert {value for row in report.applications.values() for value in row.values()} == {None}


def test_a_total_that_is_left_blank_loses_nothing_else() -> None:
    report = read_lines(lines({}, {4: 6}))
    row = report.applications["denied_state_secret"]
    assert row == F["applications"]["denied_state_secret"] | {"total": None}
    assert kinds(report, "applications", "denied_state_secret") == {"blank"}


def test_totals_that_are_all_left_blank_lose_nothing_else() -> None:
    report = read_lines(lines({}, dict.fromkeys(range(25), 6)))
    for item, row in F["applications"].items():
        assert report.applications[item] == row | {"total": None}


@pytest.mark.parametrize(
    ("values", "step", "expected"),
    [
        ([12, 0, 0, 0, 0, 12, None], 7, True),
        ([12, 0, 0, 0, 0, 3, None], 7, False),  # 3 is no total of 12
        ([0, 0, 0, 0, 0, 0, None], 7, False),  # read otherwise, it is the same
        ([0, 0, 1, None, 0, 0, 1], 7, False),  # in the middle no separator stands
        ([1, 0, 0, 0, 1, 2, 0, 0, 0, None], 5, False),
        ([1, 0, 0, 0, 1, 0, 0, 0, 2, None], 5, True),
        ([1, 0, 0, 1, 2, 0, 0, 0, 2, None], 5, True),
    ],
)
def test_may_be_shifted(values: list[int | None], step: int, expected: bool) -> None:
    assert may_be_shifted(values, step) is expected


# ── Merged cells ──────────────────────────────────────────────────────────────────────────────


def test_a_value_merged_over_two_rows_is_neithers() -> None:
    rows = [list(row) for row in ACTIVE]
    rows[9] = [rows[9][0], ("57", 2, 3)]
    rows[10] = rows[10][:1]
    report = read(table_html(rows))
    for item in ("administrative_penalty", "administrative_compulsion"):
        assert report.value("active_disclosure", item, "decisions") is None
        assert kinds(report, "active_disclosure", item) == {"unreadable"}
    assert any("“行政处罚”“行政强制”各行合用一个单元格（57）" in note for note in report.notes)


def test_one_value_of_a_row_merged_over_the_row_below() -> None:
    rows = [list(row) for row in APPLICATIONS]
    text, _, _ = rows[9][-4]
    rows[9][-4] = (text, 2, 1)
    del rows[10][-4]
    report = read(applications=table_html(rows))
    lost = list(wrong(report, F))
    assert len(lost) == 2
    assert any("共" in note or "合用" in note for note in report.notes)


def test_a_value_merged_over_an_empty_row_is_its_rows() -> None:
    rows = [list(row) for row in ACTIVE]
    rows[6] = [(text, 2, columns) for text, _, columns in rows[6]]
    rows.insert(7, [])
    assert wrong(read(table_html(rows)), F) == {}


def test_a_merged_text_repeated_in_each_column() -> None:
    rows = older({"五": (0, 1, 2), "六": (0, 1, 2)})
    rows[-2:] = [
        cells("信息内容", "上一年项目数量", "本年增/减", "本年增/减"),
        cells("行政事业性收费", "22", "-1", "-1"),
        *(cells(*[t] * 4) for t in ("第二十条第（九）项",)),
        cells("信息内容", "采购项目数量", "采购总金额", "采购总金额"),
        cells("政府集中采购", "8", "267.27万元", "267.27万元"),
    ]
    report = read(table_html(rows))
    assert report.value("active_disclosure", "administrative_fees", "change") == -1
    assert report.value("active_disclosure", "central_procurement", "amount_yuan") == 2_672_700


# ── Layouts of their own ──────────────────────────────────────────────────────────────────────


def test_two_clauses_side_by_side() -> None:
    value = {row[0][0]: row[1][0] for row in ACTIVE if len(row) == 2}
    rows = [
        *ACTIVE[:4],
        [("第二十条第（五）项", 1, 2), ("第二十条第（六）项", 1, 2)],
        cells("信息内容", "本年处理决定数量", "信息内容", "本年处理决定数量"),
        cells("行政许可", "12", "行政处罚", value["行政处罚"]),
        cells("", "", "行政强制", value["行政强制"]),
        *ACTIVE[11:],
    ]
    report = read(table_html(rows))
    assert report.value("active_disclosure", "administrative_licensing", "decisions") == 12
    assert len(wrong(report, F)) == 1  # that 12


def test_columns_of_last_year_and_their_comparison() -> None:
    rows = [list(row) for row in ACTIVE]
    for row in rows[4:11]:
        if row[-1][0] == "本年处理决定数量":
            row[1:] = cells("上年处理决定数量", "本年处理决定数量", "同比")
        elif len(row) == 2:
            row[1:] = cells("77", row[1][0], "12%")
    table = [list(row) for row in APPLICATIONS]
    table[0].append(("上年总计", 3, 1))
    for number, row in enumerate(table[3:]):
        row.append((str(number), 1, 1))
    report = read(table_html(rows), table_html(table))
    assert wrong(report, F) == {}
    assert report.form == "2021"
    assert [note for note in report.notes if "上年总计" in note]
    assert [note for note in report.notes if "上年处理决定数量、同比" in note]


def disputes_list(values: list[str], spans: bool) -> Rows:
    rows: Rows = [[("类别", 1, 2), ("数量", 1, 1)]]
    for number, channel in enumerate(CHANNELS):
        for at, outcome in enumerate(OUTCOMES):
            row = cells(outcome, values[5 * number + at])
            if at == 0:
                row.insert(0, (channel, 5 if spans else 1, 1))
            elif not spans:
                row.insert(0, ("", 1, 1))
            rows.append(row)
    return rows


@pytest.mark.parametrize("spans", [True, False])
def test_section_4_as_a_list(spans: bool) -> None:
    values = [text for text, _, _ in DISPUTES[-1]]
    assert wrong(read(disputes=table_html(disputes_list(values, spans))), F) == {}
    values[7] = ""
    report = read(disputes=table_html(disputes_list(values, spans)))
    assert report.value("review_litigation", "litigation_direct", "other") is None
    assert kinds(report, "review_litigation", "litigation_direct") == {"blank"}
    assert len(wrong(report, F)) == 1


def test_section_4_as_three_blocks_in_one_table() -> None:
    values = [text for text, _, _ in DISPUTES[-1]]
    rows: Rows = []
    for number, channel in enumerate(CHANNELS):
        if number == 1:
            rows.append([("行政诉讼", 1, 5)])
        rows += [[(channel, 1, 5)], cells(*OUTCOMES), cells(*values[5 * number :][:5])]
    assert wrong(read(disputes=table_html(rows)), F) == {}


@pytest.mark.parametrize("parts", [2, 3, 5])
@pytest.mark.parametrize("held", [0, 1])
def test_a_label_over_several_rows(parts: int, held: int) -> None:
    rows = [list(row) for row in APPLICATIONS]
    at = next(
        n for n, row in enumerate(rows) if len(row) > 7 and row[-8][0].startswith("1.申请人无正当")
    )
    label, values = rows[at][-8][0], rows[at][-7:]
    size = -(-len(label) // parts)
    group = rows[at][:-8]
    cut = [
        [
            *cells(label[n * size : (n + 1) * size]),
            *(values if n == held else cells(*[""] * 7)),
        ]
        for n in range(parts)
    ]
    cut[0][:0] = [(text, rowspan + parts - 1, columns) for text, rowspan, columns in group]
    rows[at : at + 1] = cut
    above = next(n for n, row in enumerate(rows) if row[0][0] == "三、本年度办理结果")
    rows[above][0] = (rows[above][0][0], 22 + parts - 1, 1)
    assert wrong(read(applications=table_html(rows)), F) == {}


# ── Units ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "unit", "value", "kind"),
    [
        ("100（单位：元）", "万元", 0.01, "unit"),
        ("100(此数单位为元)", "万元", 0.01, "unit"),
        ("100（以元为单位）", "万元", 0.01, "unit"),
        ("3（单位：万元）", "元", 30_000, "unit"),
        ("12.5（人民币元）", "万元", 0.00125, "unit"),
        ("12（千）", "万元", None, "unreadable"),
        ("12（美元）", "万元", None, "unreadable"),
        ("12万元（单位：元）", "万元", None, "unreadable"),
        ("12（万件）", None, None, "unreadable"),
        ("12（单位：万件）", None, None, "unreadable"),
        ("12（千）", None, None, "unreadable"),
        ("12（单位：件）", None, 12, "unit"),
        ("22（其中修订16件）", None, 22, "note"),
        ("22（含下属单位）", None, 22, "note"),
        ("12.5（其中代收3万元）", "万元", 12.5, "note"),
    ],
)
def test_a_unit_in_a_remark_is_a_unit(
    text: str, unit: str | None, value: float | None, kind: str
) -> None:
    printed = parse_cell(text, unit)
    assert (printed.value, printed.kind) == (value, kind)


# ── Bounds ────────────────────────────────────────────────────────────────────────────────────


def test_a_header_without_end_is_read_in_time() -> None:
    rows = [("信息内容", 1, 1), ("处理决定数量", 1, 1), ("上一年项目数量", 1, 1)]
    table = place([rows] * 20_000 + [cells("行政许可", "1", "2")])
    assert recognise([table])
    assert read_tables([table], FORM)


def test_values_merged_without_end_are_read_in_time() -> None:
    merged = [("行政处罚", 1, 1), *(("5", 2_000, 1) for _ in range(900))]
    rows = [cells("信息内容", "本年处理决定数量"), merged, *[cells("行政强制")] * 1_990]
    report = read_tables([place(rows)], FORM)
    assert set(report["active_disclosure"].cells["administrative_penalty"].values()) == {None}


# ── A cell too many, and a blank at the row's end ─────────────────────────────────────────────


def with_codes(name: str, *, total: bool) -> tuple[str, dict[str, dict[str, object]]]:
    """Section 3's table with a code between labels and values, its totals printed or blank, and the
    figures that it prints."""
    head, body = application_header(), application_rows(F)[len(application_header()) :]
    head[0].insert(1, (name, len(head), 1))
    rows: Rows = []
    for number, row in enumerate(body, start=1):
        values = row[-7:] if total else [*row[-7:-1], ("", 1, 1)]
        rows.append([*row[:-7], (str(number), 1, 1), *values])
    truth = {
        item: values if total else values | {"total": None}
        for item, values in F["applications"].items()
    }
    return table_html([*head, *rows]), truth


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("name", ["指标代码", "编码", "栏次", "项次", "权重", "", "上报口径"])
def test_a_code_before_the_values_shifts_nothing(name: str, total: bool) -> None:
    """Read by its name, or not at all."""
    table, truth = with_codes(name, total=total)
    report = read(applications=table)
    for item, values in report.applications.items():
        assert values == truth[item] or set(values.values()) == {None}, item
    if name and name != "上报口径":
        assert report.applications == truth


@pytest.mark.parametrize("name", ["上年总计", "增减", "占比", "2022年总计", "口径外", ""])
def test_another_total_behind_the_values_shifts_nothing(name: str) -> None:
    head, body = application_header(), application_rows(F)[len(application_header()) :]
    head[0].append((name, len(head), 1))
    rows = [[*row[:-7], ("", 1, 1), *row[-6:], (str(n), 1, 1)] for n, row in enumerate(body, 3)]
    report = read(applications=table_html([*head, *rows]))
    for item, values in report.applications.items():
        right = F["applications"][item] | {"natural_person": None}
        assert values == right or set(values.values()) == {None}, item


def test_sums_that_the_organ_got_wrong_are_still_read_beside_a_separator() -> None:
    """One total in 25 that does not hold is the organ's slip, not another layout."""
    head, body = application_header(), application_rows(F)[len(application_header()) :]
    rows = [[*row, ("", 1, 1)] for row in body]
    rows[5][-2] = ("9", 1, 1)
    report = read(applications=table_html([*head, *rows]))
    assert report.cells_blank == 0
    assert sum(values["total"] == 9 for values in report.applications.values()) >= 1


@pytest.mark.parametrize("extra", ["2023", "1"])
def test_a_cell_before_section_4s_values_shifts_nothing(extra: str) -> None:
    *head, values = dispute_rows(F)
    rows = [*head, [(extra, 1, 1), *values[:-1], ("", 1, 1)]]
    report = read(disputes=table_html(rows))
    read_values = {v for values in report.review_litigation.values() for v in values.values()}
    assert read_values == {None}
    assert "S07" in {flag.check for flag in run_checks(report).flags}


def dispute_errors(report: Report) -> dict[tuple[str, str, str], tuple[object, object]]:
    """Cells of section 4 that are neither right nor NULL."""
    return {
        place: pair
        for place, pair in wrong(report, F).items()
        if place[0] == "review_litigation" and pair[0] not in (None, "absent")
    }


@pytest.mark.parametrize("channel", [1, 2])
@pytest.mark.parametrize("span", [4, 6])
def test_a_channel_over_the_wrong_outcomes_gives_none(channel: int, span: int) -> None:
    """One column too few, and a value lost: the outcomes of the neighbour must not move in."""
    html = OFFICIAL[2]
    name = CHANNELS[channel]
    at = html.index(name)
    start = html.rindex("<td", 0, at)
    wrong_span = html[:start] + f'<td colspan="{span}">' + html[html.index(">", start) + 1 :]
    lost = wrong_span[: wrong_span.rindex("<td>")] + "</tr></tbody></table>"
    report = read(disputes=lost)
    assert dispute_errors(report) == {}


def test_a_blank_column_of_the_header_is_the_values_too() -> None:
    """Then a total that does not hold is the organ's."""
    *head, values = dispute_rows(F)
    blank = [("", 1, 1)]
    rows = [[*blank, *row] for row in head] + [[*blank, *values[:4], ("7", 1, 1), *values[5:]]]
    report = read(disputes=table_html(rows))
    assert report.review_litigation["review"]["total"] == 7
    assert dispute_errors(report).keys() == {("review_litigation", "review_total", "")}


@pytest.mark.parametrize(
    "line", ["其中2件为上年度收到", "含去年2件", "注：上年度数据见附件", "（含上年度2件）"]
)
def test_a_note_above_a_table_makes_it_not_last_years(line: str) -> None:
    tables = tuple(f"<p>{line}</p>{table}" for table in OFFICIAL)
    assert wrong(read(*tables), F) == {}


def test_marks_of_the_direction_of_writing_print_nothing() -> None:
    value = str(F["applications"]["granted"]["natural_person"])
    for mark in ("\u200e", "\u200f", "\u202a", "\u202c", "\u2066", "\x7f"):
        assert parse_cell(value + mark).value == int(value)


def test_a_label_without_end_is_read_in_time() -> None:
    rows: Rows = [cells("信息内容", "本年制发件数"), *([cells("规章", "1")] * 20_000)]
    started = time.process_time()
    read_tables([place(rows)], FORM)
    assert time.process_time() - started < 8
