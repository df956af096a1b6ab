"""Is each printed cell the form's cell it is? Kinds of markup and damage seen on real pages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from parsers.grid import Cell, Table, place
from parsers.numbers import parse_cell
from parsers.reading import read_file
from parsers.report import Report, report_json
from parsers.tables import read_tables
from tests.made_reports import (
    FORM,
    Figures,
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


# ── A table printed more than once ────────────────────────────────────────────────────────────

LAST = figures(99)
LAST_TABLES = official_tables(LAST)


def printed_with(number: int, above: str, below: str, at: int | None = None) -> Report:
    """The report with lines and tables above and below its table `number` (0–2), or in section at
    instead."""
    tables = list(official_tables(F))
    if at is None:
        tables[number] = above + tables[number] + below
        return read_file(page(report_html(F, tables=tuple(tables))))  # type: ignore[arg-type]
    return read_file(page(report_html(F, tables=tuple(tables), texts={at: [above + below]})))  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize(
    ("above", "between", "is_first"),
    [
        ("2022年度情况：", "2023年度情况：", True),
        ("2022年度情况：", "本年度情况：", True),
        ("2023年度情况：", "附：2022年度情况", False),
        ("", "上年度情况", False),
        ("", "其中：下属单位情况", False),
    ],
)
def test_last_years_table_beside_this_years(
    number: int, above: str, between: str, is_first: bool
) -> None:
    last = LAST_TABLES[number]
    if is_first:
        report = printed_with(number, f"<p>{above}</p>{last}<p>{between}</p>", "")
    else:
        report = printed_with(number, f"<p>{above}</p>", f"<p>{between}</p>{last}")
    assert wrong(report, F) == {}
    assert report.cell_notes == ()


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("section", [1, 5, 6])
def test_a_table_of_another_section_is_not_the_reports(number: int, section: int) -> None:
    report = printed_with(number, "<p>市水文局的情况如下：</p>", LAST_TABLES[number], section)
    assert wrong(report, F) == {}
    assert report.cell_notes == ()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_two_tables_that_nothing_tells_apart(number: int) -> None:
    report = printed_with(number, "", LAST_TABLES[number])
    bad = wrong(report, F)
    name = ("active_disclosure", "applications", "review_litigation")[number]
    assert {place[0] for place in bad} == {name}
    assert {got for got, _ in bad.values()} == {None}
    assert {note.kind for note in report.cell_notes} == {"unreadable"}
    assert all("｜" in note.raw for note in report.cell_notes)
    assert any("不止一份" in note for note in report.notes)


def test_the_same_table_twice_is_one() -> None:
    tables = official_tables(F)
    report = read((tables[0] * 2, tables[1] * 2, tables[2] * 2))
    assert wrong(report, F) == {}
    assert report.cell_notes == ()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_blanks_are_not_filled_from_last_year(number: int) -> None:
    blank = digits_only(lambda t: "&nbsp;")
    own = table_html((ACTIVE, APPLICATIONS, DISPUTES)[number], blank)
    tables = list(official_tables(F))
    tables[number] = own + "<p>2022年度：</p>" + LAST_TABLES[number]
    report = read(tuple(tables))  # type: ignore[arg-type]
    assert {got for got, _ in wrong(report, F).values()} == {None}
    assert {note.kind for note in report.cell_notes} == {"blank"}


def test_one_blank_row_is_not_filled_from_last_year_nor_from_a_trend() -> None:
    rows = [list(row) for row in APPLICATIONS]
    rows[4] = [rows[4][0], *[("", 1, 1)] * 7]
    years = [str(year) for year in range(2018, 2025)]
    trend = table_html(
        [
            [(text, 1, 1) for text in ("指标", *years)],
            [("本年新收政府信息公开申请数量", 1, 1), *((str(n), 1, 1) for n in range(71, 78))],
            [("上年结转政府信息公开申请数量", 1, 1), *((str(n), 1, 1) for n in range(81, 88))],
            [("结转下年度继续办理", 1, 1), *((str(n), 1, 1) for n in range(91, 98))],
        ]
    )
    for other in (trend, "<p>2022年：</p>" + LAST_TABLES[1]):
        report = read((table_html(ACTIVE), table_html(rows) + other, table_html(DISPUTES)))
        bad = wrong(report, F)
        assert {place[1] for place in bad} == {"carried_over"}
        assert {got for got, _ in bad.values()} == {None}


def test_a_lost_row_is_not_taken_from_last_year() -> None:
    rows = [row for row in APPLICATIONS if "8.属于行政查询事项" not in {text for text, _, _ in row}]
    own = table_html(rows) + "<p>2022年：</p>" + LAST_TABLES[1]
    report = read((table_html(ACTIVE), own, table_html(DISPUTES)))
    assert {place[1] for place in wrong(report, F)} == {"denied_admin_query"}
    assert {got for got, _ in wrong(report, F).values()} == {"absent"}


def test_a_template_left_above_the_filled_table() -> None:
    blank = table_html(DISPUTES, digits_only(lambda t: ""))
    report = printed_with(2, blank, "")
    assert wrong(report, F) == {}
    assert any("没有填写" in note for note in report.notes)


def test_a_blank_table_of_this_year_is_not_filled_from_one_without_a_year() -> None:
    blank = "<p>2023年度</p>" + table_html(DISPUTES, digits_only(lambda t: ""))
    report = read((*official_tables(F)[:2], blank + "<hr>" + LAST_TABLES[2]))
    assert {got for got, _ in wrong(report, F).values()} == {None}


def test_a_damaged_table_beside_a_whole_one_without_a_year() -> None:
    rows = [*DISPUTES[:3], DISPUTES[3][1:]]
    for own in (table_html(rows) + LAST_TABLES[2], LAST_TABLES[2] + table_html(rows)):
        report = read((*official_tables(F)[:2], own))
        assert {got for got, _ in wrong(report, F).values()} == {None}


def test_rows_printed_again_at_the_head_of_a_page() -> None:
    cut = table_html(APPLICATIONS[:15]) + table_html(APPLICATIONS[:3] + APPLICATIONS[12:])
    first, _, last = official_tables(F)
    assert wrong(read((first, cut, last)), F) == {}


def test_a_cut_table_with_last_years_between_its_parts() -> None:
    parts = table_html(APPLICATIONS[:15]), table_html(APPLICATIONS[15:])
    first, _, last = official_tables(F)
    report = read((first, f"<p>2022年：</p>{LAST_TABLES[1]}".join(parts), last))
    assert wrong(report, F) == {}


def test_the_only_table_under_another_years_caption() -> None:
    """It is read, and people are told: the caption is more often a slip than the table another."""
    report = printed_with(1, "<p>2022年收到和处理申请情况</p>", "")
    assert wrong(report, F) == {}
    assert any("2022年，不是2023年" in note for note in report.notes)


def test_two_years_in_one_table() -> None:
    rows = [
        [("2023年度", 1, 10)],
        *APPLICATIONS,
        [("2022年度", 1, 10)],
        *application_rows(LAST),
    ]
    assert wrong(read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES))), F) == {}


def test_rows_of_reviews_that_name_their_year() -> None:
    header = [[("年度", 3, 1), *DISPUTES[0]], *DISPUTES[1:3]]
    rows = [
        *header,
        [("2022年", 1, 1), *dispute_rows(LAST)[3]],
        [("2023年", 1, 1), *DISPUTES[3]],
    ]
    assert wrong(read((*official_tables(F)[:2], table_html(rows))), F) == {}


def test_columns_of_last_year_beside_this_years() -> None:
    rows: Rows = []
    for ours, theirs in zip(ACTIVE, active_rows(LAST), strict=True):
        if len(ours) == 1:
            rows.append([(ours[0][0], 1, 7)])
        elif ours[0][0] == "信息内容":
            named = [(f"{text}（2023年）", 1, across) for text, _, across in ours[1:]]
            last = [(f"{text}（2022年）", 1, across) for text, _, across in theirs[1:]]
            rows.append([ours[0], *last, *named])
        else:
            rows.append([ours[0], *theirs[1:], *ours[1:]])
    report = read((table_html(rows), *official_tables(F)[1:]))
    assert wrong(report, F) == {}
    assert any("一列" in note for note in report.notes)


def test_a_header_row_of_years_over_the_columns() -> None:
    def doubled(ours: Rows, theirs: Rows, header: int, values: int) -> str:
        """Both years' values side by side, under a row that names the years."""
        rows: Rows = []
        for at, (mine, last) in enumerate(zip(ours, theirs, strict=True)):
            if at == 0:
                corner = [(mine[0][0], header + 1, 3)] if header else []
                rows.append([*corner, ("2023年", 1, values), ("2022年", 1, values)])
                rows.append([*mine[1:], *last[1:]] if header else [*mine, *last])
            elif at < 3:
                rows.append([*mine, *last])
            else:
                rows.append([*mine, *last[-values:]])
        return table_html(rows)

    first, second, third = official_tables(F)
    both = doubled(APPLICATIONS, application_rows(LAST), 3, 7)
    assert wrong(read((first, both, third)), F) == {}
    both = doubled(DISPUTES, dispute_rows(LAST), 0, 15)
    assert wrong(read((first, second, both)), F) == {}


def test_last_years_table_in_the_form_of_2019() -> None:
    old = table_html(ACTIVE)
    for new, name in zip(
        (
            "本年制发件数",
            "本年废止件数",
            "现行有效件数",
            "本年处理决定数量",
            "本年收费金额（单位：万元）",
        ),
        ("本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "上一年项目数量"),
        strict=True,
    ):
        old = old.replace(new, name)
    first, second, third = official_tables(F)
    assert wrong(read((first + old, second, third)), F) == {}


# ── Money units ───────────────────────────────────────────────────────────────────────────────

AMOUNT = ("active_disclosure", "administrative_fees", "amount_wan_yuan")


@pytest.mark.parametrize(
    ("header", "label", "above", "value"),
    [
        ("本年收费金额/元", "行政事业性收费", "", 0.83105),
        ("本年收费金额：元", "行政事业性收费", "", 0.83105),
        ("本年收费金额（单位：人民币元）", "行政事业性收费", "", 0.83105),
        ("本年收费金额（单位：千元）", "行政事业性收费", "", 831.05),
        ("本年收费金额（单位：亿元）", "行政事业性收费", "", 83105000),
        ("本年收费金额（万元）", "行政事业性收费", "", 8310.5),
        ("本年收费金额", "行政事业性收费（元）", "", 0.83105),
        ("本年收费金额", "行政事业性收费", "<p>单位：件、元</p>", 0.83105),
        ("本年收费金额", "行政事业性收费", "<p>单位：件、万元</p>", 8310.5),
        ("本年收费金额（单位：万元）", "行政事业性收费", "<p>单位：元</p>", 8310.5),
        ("本年收费金额（单位：万元）", "行政事业性收费（元）", "", None),
        ("本年收费金额（单位：美元）", "行政事业性收费", "", None),
        ("本年收费金额（元/万元）", "行政事业性收费", "", None),
    ],
)
def test_the_money_unit_that_is_printed_holds(
    header: str, label: str, above: str, value: float | None
) -> None:
    html = table_html(ACTIVE).replace("本年收费金额（单位：万元）", header)
    html = html.replace(">行政事业性收费<", f">{label}<")
    report = read((above + html, *official_tables(F)[1:]))
    assert report.value(*AMOUNT) == value  # type: ignore[arg-type]
    kinds = [note.kind for note in report.cell_notes]
    assert kinds == ([] if value == 8310.5 else ["unit"] if value else ["unreadable"])


def test_the_unit_in_a_first_row_and_in_a_cell_of_its_own() -> None:
    rows = [[("单位：件、元", 1, 4)], *ACTIVE]
    html = table_html(rows).replace("（单位：万元）", "")
    report = read((html, *official_tables(F)[1:]))
    assert report.value(*AMOUNT) == 0.83105  # type: ignore[arg-type]
    rows = [*ACTIVE[:-1], [ACTIVE[-1][0], ("8310.5", 1, 2), ("万元", 1, 1)]]
    assert wrong(read((table_html(rows), *official_tables(F)[1:])), F) == {}


@pytest.mark.parametrize(
    ("text", "unit", "header", "is_change", "value", "kind"),
    [
        ("−5", None, None, False, -5, "note"),
        ("–5", None, None, False, -5, "note"),
        ("－5", None, None, True, -5, "note"),
        ("减5", None, None, True, -5, "note"),
        ("减少1,205", None, None, True, -1205, "note"),
        ("增5", None, None, True, 5, "note"),
        ("增加5", None, None, True, 5, "note"),
        ("减5", None, None, False, None, "unreadable"),
        ("减-5", None, None, True, None, "unreadable"),
        ("--5", None, None, True, None, "unreadable"),
        ("￥2,468元", "元", None, False, 2468, "unit"),
        ("人民币2468万元", "元", None, False, 24_680_000, "unit"),
        ("2468万", "元", None, False, 24_680_000, "unit"),
        ("2468万元整", "万元", None, False, 2468, "unit"),
        ("￥2468", "万元", "元", False, 0.2468, "unit"),
        ("2468", "万元", "千元", False, 246.8, "unit"),
        ("2468", "万元", "?", False, None, "unreadable"),
        ("2468元", "万元", "?", False, 0.2468, "unit"),
        ("0", "万元", "?", False, 0, "note"),
        ("2468", None, "?", False, 2468, None),
        ("1.2万", None, None, False, None, "unreadable"),
        ("￥5", None, None, False, None, "unreadable"),
    ],
)
def test_signs_and_money(
    text: str, unit: str | None, header: str | None, is_change: bool, value: object, kind: str
) -> None:
    printed = parse_cell(text, unit, header=header, is_change=is_change)
    assert (printed.value, printed.kind, printed.raw) == (value, kind, text)


# ── Remarks and notes ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "remark", ["（含上年结转2件）", "（尚未审结）", "（其中其他1件）", "件（重复申请）", "（总计）"]
)
@pytest.mark.parametrize("row", [3, 5, 26, 27])
def test_a_remark_in_a_value_cell_is_no_label(row: int, remark: str) -> None:
    value = APPLICATIONS[row][-7][0]
    report = read(with_value(row, -7, value + remark))
    assert wrong(report, F) == {}
    assert [note.kind for note in report.cell_notes] == ["note"]


def test_a_remark_in_a_cell_of_section_4() -> None:
    rows = [*DISPUTES[:3], [(f"{DISPUTES[3][0][0]}（尚未审结）", 1, 1), *DISPUTES[3][1:]]]
    report = read((*official_tables(F)[:2], table_html(rows)))
    assert wrong(report, F) == {}
    assert [note.kind for note in report.cell_notes] == ["note"]


@pytest.mark.parametrize(
    "note",
    [
        "注：尚未审结含本年度结转",
        "说明：行政复议、行政诉讼均仅限因政府信息公开引起",
        "备注：复议后起诉含2件撤诉",
        "注：1.本年新收政府信息公开申请数量含上年结转；2.自然人、法人或其他组织以申请表为准。",
        "注：行政许可含备案5件",
        "填表人：张三",
    ],
)
def test_a_note_under_a_table_destroys_nothing(note: str) -> None:
    tables = [
        table_html([*rows, [(note, 1, width)]])
        for rows, width in ((ACTIVE, 4), (APPLICATIONS, 10), (DISPUTES, 15))
    ]
    report = read(tuple(tables))  # type: ignore[arg-type]
    assert wrong(report, F) == {}
    assert not any(reading.extra or reading.surplus for reading in report.table_readings)


# ── Columns that are not the form's ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "fill"),
    [("备注", "无"), ("备注", "—"), ("备注", "其中网络申请3件"), ("备注", "0"), ("小计", "77")],
)
def test_a_column_after_the_values(name: str, fill: str) -> None:
    rows: Rows = [[*APPLICATIONS[0], (name, 3, 1)], *APPLICATIONS[1:3]]
    rows += [[*row, (fill, 1, 1)] for row in APPLICATIONS[3:]]
    reviews: Rows = [[*DISPUTES[0], (name, 3, 1)], *DISPUTES[1:3], [*DISPUTES[3], (fill, 1, 1)]]
    if name == "小计":
        reviews = DISPUTES
    active = [
        [*row, (name if row[0][0] == "信息内容" else fill, 1, 1)] if len(row) > 1 else row
        for row in ACTIVE
    ]
    report = read((table_html(active), table_html(rows), table_html(reviews)))
    assert wrong(report, F) == {}
    assert report.cell_notes == ()
    assert any(f"“{name}”" in note for note in report.notes)


@pytest.mark.parametrize(("name", "fill"), [("单位", "件"), ("行次", ""), ("计量单位", "件")])
def test_a_column_before_the_values(name: str, fill: str) -> None:
    rows: Rows = [[APPLICATIONS[0][0], (name, 3, 1), *APPLICATIONS[0][1:]], *APPLICATIONS[1:3]]
    for number, row in enumerate(APPLICATIONS[3:], 1):
        rows.append([*row[:-7], (fill or str(number), 1, 1), *row[-7:]])
    assert wrong(read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES))), F) == {}


def test_a_total_called_subtotal_is_the_total() -> None:
    html = table_html(APPLICATIONS).replace(">总计<", ">小计<", 1)
    assert wrong(read((table_html(ACTIVE), html, table_html(DISPUTES))), F) == {}


# ── Labels with slips ─────────────────────────────────────────────────────────────────────────


def with_label(row: int, label: str) -> Report:
    rows = [list(r) for r in APPLICATIONS]
    at = len(rows[row]) - 8
    rows[row][at] = (label, *rows[row][at][1:])
    return read((table_html(ACTIVE), table_html(rows), table_html(DISPUTES)))


@pytest.mark.parametrize("row", range(3, 28))
def test_a_slip_in_a_label_loses_no_row(row: int) -> None:
    label = APPLICATIONS[row][-8][0]
    head = re.match(r"（.）|\d\.|[一二三四]、", label)
    start = head.end() if head else 0
    for at in range(start, min(len(label), start + 12)):
        for slipped in (
            label[:at] + label[at + 1 :],
            label[:at] + label[at] * 2 + label[at + 1 :],
            label[:at] + "某" + label[at + 1 :],
        ):
            if len(slipped) - start > 1:
                bad = wrong(with_label(row, slipped), F)
                assert bad == {}, slipped


def test_a_slip_is_told() -> None:
    report = with_label(5, "（一）予已公开")
    reading = next(r for r in report.table_readings if r.name == "applications")
    assert reading.labels["granted"] == "（一）予已公开"
    assert reading.missing == ()
    assert reading.extra == ()


def test_another_row_in_the_place_is_no_slip() -> None:
    report = with_label(5, "（一）主动撤回")
    reading = next(r for r in report.table_readings if r.name == "applications")
    assert reading.missing == ("granted",)
    assert [label for label, _ in reading.extra] == ["(一)主动撤回"]


@pytest.mark.parametrize("label", ["行政许可（件）", "行政许可(单位：件)", "行政许可事项"])
def test_a_unit_in_a_label(label: str) -> None:
    html = table_html(ACTIVE).replace(">行政许可<", f">{label}<")
    assert wrong(read((html, *official_tables(F)[1:])), F) == {}


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("本年处理决定数量", "本年决定数量"),
        ("本年收费金额（单位：万元）", "本年收费总额（单位：万元）"),
        ("现行有效件数", "目前有效件数"),
    ],
)
def test_a_header_with_a_slip(printed: str, label: str) -> None:
    html = table_html(ACTIVE).replace(printed, label)
    assert wrong(read((html, *official_tables(F)[1:])), F) == {}


@pytest.mark.parametrize("label", ["上年办件量", "上年处理决定数量"])
def test_rows_under_a_header_that_is_not_the_forms_are_kept(label: str) -> None:
    html = table_html(ACTIVE).replace("本年处理决定数量", label)
    report = read((html, *official_tables(F)[1:]))
    assert {got for got, _ in wrong(report, F).values()} == {"absent"}
    reading = next(r for r in report.table_readings if r.name == "active_disclosure")
    assert [label for label, _ in reading.extra] == ["行政许可", "行政处罚", "行政强制"]


# ── Section 4 in other layouts ────────────────────────────────────────────────────────────────

NAMES = ("行政复议", "未经复议直接起诉", "复议后起诉")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
VALUES = [text for text, _, _ in DISPUTES[3]]


def plain(rows: list[list[str]]) -> str:
    return table_html([[(text, 1, 1) for text in row] for row in rows])


def reviews_in(layout: str) -> str:
    parts = [VALUES[at : at + 5] for at in (0, 5, 10)]
    if layout == "rows":
        rows = [[name, *part] for name, part in zip(NAMES, parts, strict=True)]
        return plain([["类别", *RESULTS], *rows])
    if layout == "rows grouped":
        rows2: Rows = [
            [("类别", 1, 2), *((r, 1, 1) for r in RESULTS)],
            [("行政复议", 1, 2), *((v, 1, 1) for v in parts[0])],
            [("行政诉讼", 2, 1), (NAMES[1], 1, 1), *((v, 1, 1) for v in parts[1])],
            [(NAMES[2], 1, 1), *((v, 1, 1) for v in parts[2])],
        ]
        return table_html(rows2)
    if layout == "transposed":
        rows = [[result, *(part[at] for part in parts)] for at, result in enumerate(RESULTS)]
        return plain([["结果", *NAMES], *rows])
    blocks: list[Rows] = [
        [[(name, 1, 5)], [(r, 1, 1) for r in RESULTS], [(v, 1, 1) for v in part]]
        for name, part in zip(NAMES, parts, strict=True)
    ]
    if layout == "three tables":
        return "".join(map(table_html, blocks))
    if layout == "stacked":
        return table_html([row for block in blocks for row in block])
    lawsuits: Rows = [
        [("行政诉讼", 1, 10)],
        [(NAMES[1], 1, 5), (NAMES[2], 1, 5)],
        [(r, 1, 1) for r in RESULTS * 2],
        [(v, 1, 1) for v in VALUES[5:]],
    ]
    return table_html(blocks[0]) + table_html(lawsuits)


LAYOUTS = ("rows", "rows grouped", "transposed", "three tables", "stacked", "two tables")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_section_4_in_another_layout(layout: str) -> None:
    report = read((*official_tables(F)[:2], reviews_in(layout)))
    assert wrong(report, F) == {}
    assert report.cell_notes == ()
    assert not any(reading.surplus for reading in report.table_readings)


def test_a_breakdown_of_reviews_is_not_the_table() -> None:
    cases = plain([["案由", *RESULTS], ["信息公开", "9", "9", "9", "9", "36"]])
    for above, below in ((cases, ""), ("", cases)):
        assert wrong(printed_with(2, above, below), F) == {}


def test_a_cell_too_few_in_another_layout_is_null() -> None:
    rows = [["类别", *RESULTS], ["行政复议", *VALUES[:4]], [NAMES[1], *VALUES[5:10]]]
    report = read((*official_tables(F)[:2], plain(rows)))
    assert {got for got, _ in wrong(report, F).values()} <= {None, "absent"}


def test_a_count_like_a_year_is_no_label() -> None:
    rows = [*DISPUTES[:3], [("2023", 1, 1), *[("0", 1, 1)] * 15]]
    report = read((*official_tables(F)[:2], table_html(rows)))
    assert {got for p, (got, _) in wrong(report, F).items() if p[0][0] == "r"} <= {None}


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


# ── Headers printed in another order ──────────────────────────────────────────────────────────

OUTCOME_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISPUTE_ORDERS = {
    "复议 直接 复议后": ((("行政复议", 1, 5), ("行政诉讼", 1, 10)), (0, 1, 2)),
    "复议 复议后 直接": ((("行政复议", 1, 5), ("行政诉讼", 1, 10)), (0, 2, 1)),
    "直接 复议后 复议": ((("行政诉讼", 1, 10), ("行政复议", 1, 5)), (1, 2, 0)),
}
CHANNEL_LABELS = ("行政复议", "未经复议直接起诉", "复议后起诉")


@pytest.mark.parametrize("spans", [True, False])
@pytest.mark.parametrize("name", DISPUTE_ORDERS)
def test_channels_are_read_in_the_order_in_which_they_are_printed(name: str, spans: bool) -> None:
    given = figures(77)
    top, order = DISPUTE_ORDERS[name]
    values = [str(value) for value in given["review_litigation"].values()]
    rows: Rows = [
        list(top),
        [(CHANNEL_LABELS[n], 1, 5) for n in order if n],
        [(label, 1, 1) for label in OUTCOME_LABELS * 3],
        [(text, 1, 1) for n in order for text in values[5 * n : 5 * n + 5]],
    ]
    if not spans:
        rows = [[(text, 1, 1) for text, _, _ in row] for row in rows]
    report = with_tables(given, disputes=table_html(rows))
    assert report_json(report)["review_litigation"] == given["review_litigation"]


def test_a_channel_printed_lower_than_its_group_keeps_its_place() -> None:
    """行政复议 centred over two header rows comes after 行政诉讼 in reading order."""
    given = figures(78)
    values = [(str(value), 1, 1) for value in given["review_litigation"].values()]
    rows: Rows = [
        [("", 1, 5), ("行政诉讼", 1, 10)],
        [(label, 1, 5) for label in CHANNEL_LABELS],
        [(label, 1, 1) for label in OUTCOME_LABELS * 3],
        values,
    ]
    report = with_tables(given, disputes=table_html(rows))
    assert report_json(report)["review_litigation"] == given["review_litigation"]


@pytest.mark.parametrize("spans", [True, False])
def test_applicants_printed_lower_than_their_group_keep_their_columns(spans: bool) -> None:
    given = figures(79)
    rows = application_rows(given)
    rows[0] = [("", 3, 3), ("申请人情况", 1, 7)]
    rows[1] = [("", 1, 1), ("法人或其他组织", 1, 5), ("", 1, 1)]
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    rows[2] = [(name, 1, 1) for name in names]
    if not spans:
        rows[1] = [("法人或其他组织", 1, 1)]
    report = with_tables(given, applications=table_html(rows))
    assert report.applications == given["applications"]


@pytest.mark.parametrize("swap", [(0, 1), (3, 6), (5, 6)])
def test_columns_exchanged_under_their_names_are_followed(swap: tuple[int, int]) -> None:
    given = figures(80)
    rows = application_rows(given)
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows[:3] = [[("", 1, 3), *((name, 1, 1) for name in names)]]
    for row in rows:
        first, second = (len(row) - 7 + at for at in swap)
        row[first], row[second] = row[second], row[first]
    report = with_tables(given, applications=table_html(rows))
    assert report.applications == given["applications"]


@pytest.mark.parametrize("blanks", [1, 2, 5])
@pytest.mark.parametrize(
    "order", [(6, 0, 1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 0, 6), (0, 6, 1, 2, 3, 4, 5)]
)
def test_blank_columns_behind_the_values_hide_no_exchange(
    order: tuple[int, ...], blanks: int
) -> None:
    given = figures(81)
    rows = application_rows(given)
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows[:3] = [[("", 1, 3), *((name, 1, 1) for name in names)]]
    for row in rows:
        row[-7:] = [row[-7:][at] for at in order] + [("", 1, 1)] * blanks
    report = with_tables(given, applications=table_html(rows))
    assert report.applications == given["applications"]


@pytest.mark.parametrize("caption", ["上年度情况", "附：去年情况表"])
def test_a_table_of_last_year_alone_is_not_this_years(caption: str) -> None:
    given = figures(82)
    last = f"<p>本年度情况</p><p><img src='a.png'></p><p>{caption}</p>"
    report = with_tables(given, disputes=last + table_html(dispute_rows(figures(83))))
    assert report.review_litigation == {}
    assert any("只印有上年的一份" in note for note in report.notes)


def test_a_sentence_about_last_year_is_no_caption() -> None:
    given = figures(84)
    said = "<p>件数较上年减少5件。</p><p>比去年有所下降</p>"
    report = with_tables(given, disputes=said + table_html(dispute_rows(given)))
    assert report_json(report)["review_litigation"] == given["review_litigation"]


def with_tables(given: Figures, **printed: str) -> Report:
    tables = {
        "active": table_html(active_rows(given)),
        "applications": table_html(application_rows(given)),
        "disputes": table_html(dispute_rows(given)),
    } | printed
    return read_file(page(report_html(given, tables=tuple(tables.values()))), "a.html")
