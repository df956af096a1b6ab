"""Is each printed cell the form's cell it is? Kinds of markup and damage seen on real pages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from parsers.grid import Cell, Table, place
from parsers.reading import read_file
from parsers.report import Report
from parsers.tables import read_tables
from tests.made_reports import (
    FORM,
    Rows,
    active_rows,
    application_rows,
    dispute_rows,
    figures,
    official_tables,
    page,
    report_html,
    table_html,
    wrong,
)

F = figures(7)
ACTIVE, APPLICATIONS, DISPUTES = active_rows(F), application_rows(F), dispute_rows(F)


def read(tables: tuple[str, str, str]) -> Report:
    return read_file(page(report_html(F, tables=tables)))


def with_cell(cell: Callable[[str], str], tag: str = "td") -> tuple[str, str, str]:
    return tuple(table_html(rows, cell, tag) for rows in (ACTIVE, APPLICATIONS, DISPUTES))  # type: ignore[return-value]


def is_digits(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+", text))


def digits_only(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: change(text) if is_digits(text) else text


def labels_only(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: text if is_digits(text) else change(text)


# ── Markup that loses nothing: every cell right, nothing noted ────────────────────────────────

MARKUP: dict[str, Callable[[str], str]] = {
    "plain": str,
    "paragraph": lambda t: f"<p>{t}</p>",
    "empty paragraph first": lambda t: f"<p>&nbsp;</p><p>{t}</p>",
    "nbsp around": lambda t: f"&nbsp;{t}&nbsp;&nbsp;",
    "digits in spans": lambda t: "".join(f"<span>{c}</span>" for c in t),
    "label a p a character": labels_only(lambda t: "".join(f"<p>{c}</p>" for c in t)),
    "label a br a character": labels_only("<br>".join),
    "label spaced": labels_only(" ".join),
    "label spaced full width": labels_only("\u3000".join),
    "label broken in two": labels_only(lambda t: f"{t[: len(t) // 2]}\r\n  {t[len(t) // 2 :]}"),
    "bookmarks": labels_only(lambda t: t + "[bookmark: _Hlk66973412]"),
    "zero width": lambda t: "\u200b" + "\ufeff".join(t),
    "word": lambda t: f'<p class="MsoNormal"><span lang="EN-US">{t}<o:p></o:p></span></p>',
    "half-width brackets": labels_only(lambda t: t.replace("（", "(").replace("）", ")")),
    "ordinals lost": labels_only(lambda t: re.sub(r"^(（.）|\d\.|[一二三四]、)", "", t)),
    "ordinals circled": labels_only(lambda t: re.sub(r"^(\d)\.", r"① ", t)),
    "ordinals without a dot": labels_only(lambda t: re.sub(r"^(\d)\.", r"\1 ", t)),
    "ordinals with 、": labels_only(lambda t: re.sub(r"^(\d)\.", r"\1、", t)),
    "no quotes": labels_only(lambda t: re.sub("[“”]", "", t)),
    "corner quotes": labels_only(lambda t: t.replace("“", "「").replace("”", "」")),
    "hidden text beside": lambda t: f'<span style="Display : none">9</span>{t}',
    "script inside": lambda t: f"<script>var a = 9;</script>{t}<!-- 9 -->",
    "sum sign rows": labels_only(lambda t: t.replace("总计", "合计")),
}


@pytest.mark.parametrize("kind", MARKUP)
def test_markup(kind: str) -> None:
    report = read(with_cell(MARKUP[kind]))
    assert wrong(report, F) == {}
    assert report.cell_notes == ()


def test_header_cells_as_th() -> None:
    assert wrong(read(with_cell(str, "th")), F) == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda html: html.replace('colspan="3"', 'colspan="1%"'),
        lambda html: html.replace("colspan", "COLSPAN").replace("<td", "<TD"),
        lambda html: html.replace('colspan="3"', 'colspan="99999999"'),
        lambda html: html.replace('rowspan="22"', 'rowspan="65534"'),
        lambda html: html.replace('rowspan="22"', 'rowspan="-1"'),
        lambda html: html.replace("</td>", ""),
        lambda html: html.replace("</td>", "").replace("</tr>", ""),
        lambda html: html.replace("<tbody>", "").replace("</tbody>", ""),
        lambda html: html.replace("<td>", '<td style="visibility:visible">'),
        lambda html: html.replace("<tr>", "<tr><form>").replace("</tr>", "</form></tr>"),
        lambda html: html.replace("<tr>", '<tr><td style="display:none">9</td>'),
        lambda html: html.replace("<tr>", "<tr hidden><td>9</td><td>9</td></tr><tr>"),
        lambda html: html.replace("<tr>", '<tr style="DISPLAY:NONE"><td>9</td></tr><tr>'),
        lambda html: html.replace("<tr>", "<tr></tr><tr>"),
        lambda html: html.replace("<tr>", "<tr><td></td></tr><tr>"),
        lambda html: f"<table><tr><td>{html}</td></tr></table>",
        lambda html: f"<table><tr><td></td><td><div>{html}</div></td><td></td></tr></table>",
        lambda html: html.replace("<tbody>", "<caption>单位：件</caption><tbody>"),
    ],
)
def test_tags(change: Callable[[str], str]) -> None:
    assert wrong(read(tuple(map(change, official_tables(F)))), F) == {}  # type: ignore[arg-type]


def test_value_in_a_nested_table() -> None:
    """Word wraps a cell's number in a table of its own."""
    tables = with_cell(digits_only(lambda t: f"<table><tr><td>{t}</td></tr></table>"))
    assert wrong(read(tables), F) == {}


# ── Tables divided, joined, repeated ──────────────────────────────────────────────────────────


def test_group_label_printed_twice() -> None:
    rows = [list(row) for row in APPLICATIONS]
    for at in (5, 15):
        if at == 5:
            rows[at][0] = (rows[at][0][0], 10, 1)
        else:
            rows[at].insert(0, ("三、本年度办理结果", 12, 1))
    assert wrong(read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES))), F) == {}


def test_headers_with_empty_cells_instead_of_spans() -> None:
    rows: Rows = [
        [("", 1, 1)] * 3 + [("申请人情况", 1, 1)] + [("", 1, 1)] * 6,
        [("", 1, 1)] * 3 + [("自然人", 1, 1), ("法人或其他组织", 1, 5), ("总计", 1, 1)],
        [("", 1, 1)] * 4
        + [(t, 1, 1) for t in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")]
        + [("", 1, 1)],
        *APPLICATIONS[3:],
    ]
    assert wrong(read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES))), F) == {}


def test_shifted_grid_of_eleven_columns() -> None:
    """自然人 has colspan=2 in the header only, 商业企业 colspan=2 in every row (domain.md 7)."""
    rows: Rows = []
    for number, row in enumerate(APPLICATIONS):
        if number == 1:
            rows.append([("自然人", 1, 2), ("法人或其他组织", 1, 5), ("总计", 1, 1)])
        elif number < 3:
            rows.append(row)
        else:
            labels, values = row[:-7], row[-7:]
            rows.append([*labels, values[0], (values[1][0], 1, 2), *values[2:]])
    assert wrong(read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES))), F) == {}


def test_extra_blank_row_after_the_values() -> None:
    rows = [*DISPUTES, [("&nbsp;", 1, 1)] * 15]
    assert wrong(read((table_html(ACTIVE), table_html(APPLICATIONS), table_html(rows))), F) == {}


def test_one_table_per_clause() -> None:
    parts = [ACTIVE[:4], ACTIVE[4:7], ACTIVE[7:11], ACTIVE[11:]]
    tables = "".join(table_html(rows) for rows in parts)
    assert wrong(read((tables, *official_tables(F)[1:])), F) == {}


def test_clause_as_a_column() -> None:
    """第二十条第（一）项 in a column of its own, left of the labels, instead of above them."""
    rows: Rows = []
    for row in ACTIVE:
        if row[0][0].startswith("第二十条"):
            clause = row[0][0]
            continue
        rows.append([(clause, 1, 1), *row])
    assert wrong(read((table_html(rows), *official_tables(F)[1:])), F) == {}


@pytest.mark.parametrize("cut", range(4, 28))
def test_cut_at_a_page_break(cut: int) -> None:
    tables = table_html(APPLICATIONS[:cut]) + table_html(APPLICATIONS[cut:])
    first, _, last = official_tables(F)
    assert wrong(read((first, tables, last)), F) == {}


def test_cut_with_the_header_repeated() -> None:
    tables = table_html(APPLICATIONS[:15]) + table_html(APPLICATIONS[:3] + APPLICATIONS[15:])
    first, _, last = official_tables(F)
    assert wrong(read((first, tables, last)), F) == {}


def test_review_header_cut_from_its_values() -> None:
    tables = table_html(DISPUTES[:3]) + table_html(DISPUTES[3:])
    assert wrong(read((*official_tables(F)[:2], tables)), F) == {}


def test_review_values_with_a_label() -> None:
    rows = [[("", 1, 1), *row] for row in DISPUTES[:3]] + [[("件数", 1, 1), *DISPUTES[3]]]
    assert wrong(read((*official_tables(F)[:2], table_html(rows))), F) == {}


def test_everything_in_one_table() -> None:
    """Some editors put the whole report, headings and sentences included, into one table."""
    body = report_html(F, tables=("@2@", "@3@", "@4@"))
    tables = official_tables(F)

    def row(line: str) -> str:
        if line.startswith("@"):
            return tables[int(line[1]) - 2].partition("<tbody>")[2].rpartition("</tbody>")[0]
        return f'<tr><td colspan="10">{line}</td></tr>'

    html = "<table>" + "".join(map(row, body.split("\n"))) + "</table>"
    report = read_file(page(html))
    assert wrong(report, F) == {}
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


def test_long_note_under_a_table() -> None:
    first, _, last = official_tables(F)
    rows = [*APPLICATIONS, [("注：" + "本表所列数据由各单位报送汇总。" * 40, 1, 10)]]
    report = read((first, table_html(rows), last))
    assert wrong(report, F) == {}


# ── Columns in another order ──────────────────────────────────────────────────────────────────


def reordered(order: list[int]) -> str:
    rows: Rows = [
        [("申请人情况", 1, 3)]
        + [(FORM.tables["applications"].columns[i].label, 1, 1) for i in order]
    ]
    for row in APPLICATIONS[3:]:
        rows.append([*row[:-7], *(row[-7:][i] for i in order)])
    return table_html(rows)


def test_columns_in_another_order() -> None:
    first, _, last = official_tables(F)
    assert wrong(read((first, reordered([6, 0, 1, 2, 3, 4, 5]), last)), F) == {}
    assert wrong(read((first, reordered([0, 2, 1, 3, 5, 4, 6]), last)), F) == {}


def test_total_first_under_the_two_row_header() -> None:
    header: Rows = [
        [("申请人情况", 2, 3), ("总计", 2, 1), ("自然人", 2, 1), ("法人或其他组织", 1, 5)],
        [(t, 1, 1) for t in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")],
    ]
    rows = header + [[*row[:-7], row[-1], *row[-7:-1]] for row in APPLICATIONS[3:]]
    first, _, last = official_tables(F)
    assert wrong(read((first, table_html(rows), last)), F) == {}


def test_swapped_columns_of_table_four() -> None:
    order = [4, 1, 0, 3, 2]
    rows: Rows = [list(row) for row in DISPUTES]
    rows[1][:5] = [rows[1][i] for i in order]
    rows[2] = [rows[2][at + i] for at in (0, 5) for i in order]
    rows[3] = [rows[3][at + i] for at in (0, 5, 10) for i in order]
    assert wrong(read((*official_tables(F)[:2], table_html(rows))), F) == {}


def test_issued_and_in_force_swapped() -> None:
    rows = [list(row) for row in ACTIVE]
    for number in (1, 2, 3):
        rows[number][1], rows[number][3] = rows[number][3], rows[number][1]
    assert wrong(read((table_html(rows), *official_tables(F)[1:])), F) == {}


def test_a_broken_header_changes_no_order() -> None:
    """A stray <tr> shifts the header's names; the sums cannot tell columns apart but the last."""
    first, second, last = official_tables(F)
    for name in ("自然人", "法人或其他组织", "总计", "科研机构"):
        at = second.index(f">{name}</td>")
        at = second.rindex("<td", 0, at)
        assert wrong(read((first, second[:at] + "<tr>" + second[at:], last)), F) == {}, name


# ── What is missing stays missing ─────────────────────────────────────────────────────────────

PLACE = ("applications", "granted", "research")


def with_value(row: int, at: int, text: str) -> tuple[str, str, str]:
    """The value `at` (from the right, negative) of a row of table 3 printed as `text`."""
    rows = [list(r) for r in APPLICATIONS]
    rows[row][at] = (text, *rows[row][at][1:])
    return table_html(ACTIVE), table_html(rows), table_html(DISPUTES)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "blank"),
        ("&nbsp;", "blank"),
        ("<p><br></p>", "blank"),
        ("/", "dash"),
        ("—", "dash"),
        ("——", "dash"),
        ("－", "dash"),
        ("无", "dash"),
        ("若干", "unreadable"),
        ("一", "unreadable"),
        ("5/3", "unreadable"),
        ("O", "unreadable"),
        ("9" * 40, "unreadable"),
    ],
)
def test_what_is_no_number_is_null(text: str, kind: str) -> None:
    report = read(with_value(5, -5, text))
    assert wrong(report, F) == {PLACE: (None, F["applications"]["granted"]["research"])}
    (note,) = report.cell_notes
    assert (note.table, note.item, note.column, note.kind) == (*PLACE, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{n}件", "unit"),
        ("{n}（其中修订1件）", "note"),
        ("{n}<sup>1</sup>", "note"),
        ("{n}<sup>①</sup>", "note"),
        ("{n}②", "note"),
        ("{n}*", "note"),
    ],
)
def test_units_and_remarks_leave_the_value(text: str, kind: str) -> None:
    report = read(with_value(5, -5, text.format(n=F["applications"]["granted"]["research"])))
    assert wrong(report, F) == {}
    assert [note.kind for note in report.cell_notes] == [kind]


def test_all_values_blank_are_never_zero() -> None:
    report = read(with_cell(digits_only(lambda t: "&nbsp;")))
    assert {got for got, _ in wrong(report, F).values()} == {None}
    assert len(report.cell_notes) == 200
    assert report.cells_read == 200
    assert report.cells_blank == 200


def test_a_cell_too_few_is_null_and_noted() -> None:
    rows = [list(row) for row in APPLICATIONS]
    del rows[8][-4]
    report = read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES)))
    bad = wrong(report, F)
    assert {place[1] for place in bad} == {"denied_other_law"}
    assert {got for got, _ in bad.values()} == {None}
    (surplus,) = next(r.surplus for r in report.table_readings if r.name == "applications")
    assert surplus[0] == "denied_other_law"


def test_a_value_merged_over_columns_is_not_copied() -> None:
    rows = [list(row) for row in APPLICATIONS]
    rows[8][-7:] = [("0", 1, 7)]
    bad = wrong(read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES))), F)
    assert {place[1] for place in bad} == {"denied_other_law"}
    assert {got for got, _ in bad.values()} == {None}


def test_surplus_cells_are_solved_by_the_sums_or_not_at_all() -> None:
    rows = [*DISPUTES[:3], [*DISPUTES[3], ("0", 1, 1)]]
    report = read((*official_tables(F)[:2], table_html(rows)))
    assert wrong(report, F) == {}
    assert any(reading.surplus for reading in report.table_readings)
    zeros = [*DISPUTES[:3], [("1", 1, 1), *[("0", 1, 1)] * 15]]
    report = read((*official_tables(F)[:2], table_html(zeros)))
    assert {got for place, (got, _) in wrong(report, F).items() if place[0][0] == "r"} <= {None}


def test_two_rows_of_review_values_are_not_chosen_between() -> None:
    """Last year's row above this year's: nothing printed says which is which."""
    other = dispute_rows(figures(99))[3]
    report = read((*official_tables(F)[:2], table_html([*DISPUTES[:3], other, DISPUTES[3]])))
    bad = wrong(report, F)
    assert len(bad) == 15
    assert {got for got, _ in bad.values()} == {None}


def test_same_row_twice_with_other_values_is_not_chosen_between() -> None:
    rows = [list(row) for row in APPLICATIONS]
    rows.insert(9, [*rows[8][:-7], *[(str(n), 1, 1) for n in (1, 2, 3, 4, 5, 6, 21)]])
    bad = wrong(read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES))), F)
    assert {place[1] for place in bad} == {"denied_other_law"}
    assert {got for got, _ in bad.values()} == {None}


def test_a_lost_row_is_absent() -> None:
    rows = [row for row in APPLICATIONS if "8.属于行政查询事项" not in {text for text, _, _ in row}]
    report = read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES)))
    assert {place[1] for place in wrong(report, F)} == {"denied_admin_query"}
    assert report.cells_read == 193
    assert next(r.missing for r in report.table_readings if r.name == "applications") == (
        "denied_admin_query",
    )


@pytest.mark.parametrize("form", ["spans", "blanks", "one table"])
def test_the_total_of_section_4_is_no_total_of_applications(form: str) -> None:
    rows = [row for row in APPLICATIONS if "（七）总计" not in {text for text, _, _ in row}]
    assert len(rows) == len(APPLICATIONS) - 1
    if form == "one table":  # the two tables run into each other
        tables = [as_table(ACTIVE), as_table([*rows, *DISPUTES])]
    else:
        tables = [as_table(part) for part in (ACTIVE, rows, DISPUTES)]
    if form == "blanks":  # as a text prints them: spans written out as blanks
        tables = [written_out(table) for table in tables]
    readings = read_tables(tables, FORM)
    assert "results_total" not in readings["applications"].cells
    assert readings["applications"].result(FORM.tables["applications"]).missing == (
        "results_total",
    )
    assert readings["applications"].notes == []
    assert readings["review_litigation"].cells_read == 15


def as_table(rows: Rows) -> Table:
    return place([[(text, down, across) for text, down, across in row] for row in rows])


def written_out(table: Table) -> Table:
    """Each cell in its first grid position, blanks in the others that it covers."""
    places = {(cell.row, cell.column): cell.text for row in table.rows for cell in row}
    return place(
        [
            [(places.get((row, column), ""), 1, 1) for column in range(table.width)]
            for row in range(len(table.rows))
        ]
    )


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_section_without_its_table_has_no_cells(missing: int) -> None:
    tables = list(official_tables(F))
    tables[missing] = '<p><img src="table.png"></p>'
    report = read(tuple(tables))  # type: ignore[arg-type]
    readings = list(report.table_readings)
    assert [reading.found for reading in readings] == [n != missing for n in range(3)]
    assert all(got == "absent" for got, _ in wrong(report, F).values())


def test_a_blank_in_its_place_is_the_first_column() -> None:
    rows = [list(row) for row in APPLICATIONS]
    rows[3][1] = ("", 1, 1)
    report = read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES)))
    assert set(wrong(report, F)) == {("applications", "new_received", "natural_person")}


def test_a_value_run_into_its_label_shifts_nothing() -> None:
    rows = [list(row) for row in APPLICATIONS]
    rows[3] = [(rows[3][0][0] + rows[3][1][0], 1, 3), *rows[3][2:], ("", 1, 1)]
    bad = wrong(read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES))), F)
    assert {place[1] for place in bad} == {"new_received"}
    assert {got for got, _ in bad.values()} == {None}


def test_a_clause_with_the_columns_of_the_older_form_is_read_by_them() -> None:
    """行政许可 | 上一年项目数量 | 本年增/减 | 处理决定数量 beside clauses of the 2021 form."""
    rows: Rows = [
        *ACTIVE[:5],
        [(t, 1, 1) for t in ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")],
        [("行政许可", 1, 1), ("12", 1, 1), ("-3", 1, 1), ("7", 1, 1)],
        *ACTIVE[7:],
    ]
    report = read((table_html(rows), *official_tables(F)[1:]))
    assert report.form == "hybrid"
    assert report.active_disclosure["administrative_licensing"] == {
        "prior_year_items": 12,
        "change": -3,
        "decisions": 7,
    }
    others = {p: v for p, v in wrong(report, F).items() if p[1] != "administrative_licensing"}
    assert not others


def test_columns_of_the_older_form_are_not_mapped_onto_this_one() -> None:
    rows = [list(row) for row in ACTIVE]
    rows[1] = [
        (t, 1, 1) for t in ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量")
    ]
    bad = wrong(read((table_html(rows), *official_tables(F)[1:])), F)
    assert {place[1] for place in bad} == {"regulations", "normative_documents"}
    assert {got for got, _ in bad.values()} == {"absent"}


def test_local_extra_rows_do_not_shift_others() -> None:
    rows = [
        *ACTIVE[:10],
        [("行政检查", 1, 1), ("777", 1, 3)],
        [("行政确认", 1, 1), ("888", 1, 3)],
        *ACTIVE[10:],
    ]
    assert wrong(read((table_html(rows), *official_tables(F)[1:])), F) == {}


# ── Other tables on the page ──────────────────────────────────────────────────────────────────

ENFORCEMENT = table_html(
    [
        [("行政执法统计", 1, 4)],
        [("类别", 1, 1), ("上年", 1, 1), ("本年", 1, 1), ("增减", 1, 1)],
        [("行政许可", 1, 1), ("1", 1, 1), ("2", 1, 1), ("1", 1, 1)],
        [("行政处罚", 1, 1), ("3", 1, 3)],
        [("行政强制", 1, 1), ("4", 1, 3)],
        [("规范性文件", 1, 1), ("5", 1, 1), ("6", 1, 1), ("7", 1, 1)],
    ]
)


@pytest.mark.parametrize("where", ["before", "after", "instead"])
def test_enforcement_statistics_are_not_read(where: str) -> None:
    first, second, third = official_tables(F)
    texts = {1: [ENFORCEMENT]} if where == "before" else {6: [ENFORCEMENT]}
    if where == "instead":
        first = ""
    report = read_file(page(report_html(F, tables=(first, second, third), texts=texts)))
    bad = wrong(report, F)
    assert {got for got, _ in bad.values()} <= {"absent"}
    assert len(bad) == (10 if where == "instead" else 0)


def test_enforcement_statistics_right_after_the_table_are_not_read() -> None:
    first, second, third = official_tables(F)
    short = table_html([[("行政许可", 1, 1), ("2", 1, 1)], [("行政处罚", 1, 1), ("3", 1, 1)]])
    assert wrong(read((first + short, second, third)), F) == {}


def test_last_years_comparison_is_not_read() -> None:
    compared = table_html(
        [
            [("项目", 1, 1), ("2021年", 1, 1), ("2022年", 1, 1), ("2023年", 1, 1)],
            [("本年新收政府信息公开申请数量", 1, 1), ("1", 1, 1), ("2", 1, 1), ("3", 1, 1)],
            [("上年结转政府信息公开申请数量", 1, 1), ("4", 1, 1), ("5", 1, 1), ("6", 1, 1)],
            [("结转下年度继续办理", 1, 1), ("4", 1, 1), ("5", 1, 1), ("6", 1, 1)],
        ]
    )
    report = read_file(page(report_html(F, texts={1: [compared], 6: [compared]})))
    assert wrong(report, F) == {}


# ── Anything at all ───────────────────────────────────────────────────────────────────────────


def test_no_table_raises() -> None:
    """Cells of the form strewn at random over tables: read or not, but always read."""
    dice = random.Random(5)
    texts = [c[0] for rows in (ACTIVE, APPLICATIONS, DISPUTES) for row in rows for c in row]
    for _ in range(200):
        tables = [
            place(
                [
                    [
                        (dice.choice(texts), dice.choice((1, 1, 2, 30)), dice.choice((1, 1, 3)))
                        for _ in range(dice.randrange(18))
                    ]
                    for _ in range(dice.randrange(30))
                ]
            )
            for _ in range(3)
        ]
        for reading in read_tables(tables, FORM).values():
            assert reading.cells_read <= FORM.tables[reading.name].cells


def test_an_empty_table_is_no_table() -> None:
    readings = read_tables([Table(()), Table(((),)), Table(((Cell("", 0, 0),),))], FORM)
    assert not any(reading.found for reading in readings.values())


@pytest.mark.parametrize("seed", range(20))
def test_figures(seed: int) -> None:
    assert wrong(read_file(page(report_html(figures(seed)))), figures(seed)) == {}
