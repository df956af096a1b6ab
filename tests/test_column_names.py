"""Is a value read by the name that stands over it, and by no other? Headers in other orders, with
names that the form does not have, and with names that cannot be read."""

from __future__ import annotations

import random

import pytest

from parsers.checks import run_checks
from parsers.column_names import column_of, may_name
from parsers.forms import load_form
from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import (
    FORM,
    Rows,
    active_rows,
    application_header,
    application_rows,
    figures,
    official_tables,
    page,
    report_html,
    table_html,
    wrong,
)

F = figures(23)
OFFICIAL = official_tables(F)
ACTIVE, APPLICATIONS = active_rows(F), application_rows(F)
COLUMNS = FORM.tables["applications"].columns
KEYS = [column.key for column in COLUMNS]
LABELS = [column.label for column in COLUMNS]
SWAPPED = ["natural_person", "research", "commercial", "social_welfare", "legal_service"]
SWAPPED += ["other", "total"]


def read(active: str = OFFICIAL[0], applications: str = OFFICIAL[1]) -> Report:
    return read_file(page(report_html(F, tables=(active, applications, OFFICIAL[2]))))


def cells(*texts: str) -> list[tuple[str, int, int]]:
    return [(text, 1, 1) for text in texts]


def header(names: list[str], rows: int) -> Rows:
    """Names of section 3's columns in one row, or in two under the group's name."""
    if rows == 1:
        return [[("项目", 1, 3), *cells(*names)]]
    first, *grouped, last = names
    return [
        [
            ("（本列数据的勾稽关系为：…）", 2, 3),
            (first, 2, 1),
            ("法人或其他组织", 1, len(grouped)),
            (last, 2, 1),
        ],
        cells(*grouped),
    ]


def applications(order: list[str], head: Rows, extra: dict[int, list[str]] | None = None) -> str:
    """Section 3's table with its columns in this order. extra: place → one more column's values."""
    rows = list(head)
    for number, (printed, values) in enumerate(
        zip(APPLICATIONS[3:], F["applications"].values(), strict=True)
    ):
        texts = [str(values[key]) for key in order]
        for place, column in (extra or {}).items():
            texts.insert(place, column[number])
        rows.append([*printed[:-7], *cells(*texts)])
    return table_html(rows)


def wrong_cells(report: Report) -> set[tuple[str, object]]:
    """(column, value read) of the cells that are not right."""
    return {(place[2], got) for place, (got, _) in wrong(report, F).items()}


# ── Section 3: the order of the names ─────────────────────────────────────────────────────────

NAMES = dict(zip(KEYS, LABELS, strict=True))


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("name", ["非营利组织", "高等院校", "新闻媒体", "个体工商户"])
@pytest.mark.parametrize("key", ["social_welfare", "research", "legal_service"])
@pytest.mark.parametrize("order", [SWAPPED, KEYS])
def test_a_name_that_is_not_the_forms_is_no_column(
    order: list[str], key: str, name: str, rows: int
) -> None:
    """The others are read by their names, in whichever order; that one is NULL and told."""
    names = [name if one == key else NAMES[one] for one in order]
    report = read(applications=applications(order, header(names, rows)))
    assert wrong_cells(report) == {(key, None)}
    assert {(n.column, n.kind) for n in report.cell_notes} == {(key, "unreadable")}
    assert any(f"“{NAMES[key]}”没有印出列名" in note for note in report.notes)


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("name", ["", "□□□□", "科研机", "科■机构", "机构"])
def test_one_name_that_cannot_be_read_is_told_by_the_others(name: str, rows: int) -> None:
    names = [name if one == "research" else NAMES[one] for one in SWAPPED]
    assert wrong(read(applications=applications(SWAPPED, header(names, rows))), F) == {}


def test_two_names_that_cannot_be_read_are_not_guessed() -> None:
    blank = ("research", "commercial")
    names = ["" if one in blank else NAMES[one] for one in SWAPPED]
    report = read(applications=applications(SWAPPED, header(names, 1)))
    assert wrong_cells(report) == {(key, None) for key in blank}


SYNONYMS = {
    "commercial": ("工商企业", "企业", "商业"),
    "research": ("科研院所", "研究机构", "科研"),
    "social_welfare": ("社会组织", "社会团体", "社会公益"),
    "legal_service": ("律师事务所", "律所", "法律机构"),
    "other": ("其它", "其他组织", "其他法人"),
}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rows", [1, 2])
def test_synonyms_alone_are_a_header(seed: int, rows: int) -> None:
    dice = random.Random(seed)
    grouped = dice.sample(KEYS[1:6], 5)
    order = [KEYS[0], *grouped, KEYS[6]]
    names = [dice.choice(SYNONYMS[key]) if key in SYNONYMS else NAMES[key] for key in order]
    html = applications(order, header(names, rows))
    assert wrong(read(applications=html), F) == {}
    first, *rest = html.split("</tr>\n<tr>")
    below = "</tr>\n<tr>".join(rest[:9]) + "</tr></table><table><tr>" + "</tr>\n<tr>".join(rest[9:])
    assert wrong(read(applications=f"{first}</tr>\n<tr>{below}"), F) == {}


def test_a_header_of_other_words_alone_is_not_official() -> None:
    names = ["自然人", "甲类", "乙类", "丙类", "丁类", "戊类", "总计"]
    report = read(applications=applications(SWAPPED, header(names, 2)))
    assert {got for _, got in wrong_cells(report)} == {None}
    assert not {key for key, _ in wrong_cells(report)} & {"natural_person", "total"}


# ── Section 3: columns too many, columns too few ──────────────────────────────────────────────

TOTALS = [values["total"] for values in F["applications"].values()]


@pytest.mark.parametrize("at", [1, 4, 7])
@pytest.mark.parametrize(
    "name", ["上年同期", "去年", "2022年", "增减", "合计", "其中：网上申请", "核对", "港澳台"]
)
def test_a_column_of_any_other_name_is_left_out(name: str, at: int) -> None:
    for values in (["0"] * 25, [str(2 * total) for total in TOTALS], list(map(str, range(25)))):
        names = [*LABELS[:at], name, *LABELS[at:]]
        head: Rows = [[("项目", 1, 3), *cells(*names)]]
        report = read(applications=applications(KEYS, head, {at: values}))
        assert wrong(report, F) == {}
        assert report.cell_notes == ()
        assert any("一列，不是表式的列" in note for note in report.notes)


@pytest.mark.parametrize("cut", [6, 11, 20])
@pytest.mark.parametrize("values", ["0", "见说明", ""])
def test_such_a_column_goes_on_below_a_page_break(cut: int, values: str) -> None:
    head: Rows = application_header()
    head[0].append(("备注", 3, 1))
    rows = [*head, *([*row, (values, 1, 1)] for row in APPLICATIONS[3:])]
    html = table_html(rows[:cut]) + "<p>— 4 —</p>" + table_html(rows[cut:])
    assert wrong(read(applications=html), F) == {}


def test_such_a_column_where_a_merged_label_ends_too_early() -> None:
    head: Rows = application_header()
    head[0].append(("上年总计", 3, 1))
    rows = [*head, *([*row, ("7", 1, 1)] for row in APPLICATIONS[3:])]
    html = table_html(rows).replace('rowspan="22"', 'rowspan="21"')
    assert wrong(read(applications=html), F) == {}


def test_a_value_lost_beside_such_a_column_shifts_nothing() -> None:
    head: Rows = application_header()
    head[0].append(("上年总计", 3, 1))
    rows = [*head, *([*row, ("7", 1, 1)] for row in APPLICATIONS[3:])]
    del rows[8][-4]
    report = read(applications=table_html(rows))
    assert {got for _, got in wrong_cells(report)} == {None}
    assert len({place[1] for place in wrong(report, F)}) == 1


@pytest.mark.parametrize("missing", [["total"], ["other"], ["research"], ["other", "total"]])
@pytest.mark.parametrize("rows", [1, 2])
def test_columns_that_are_not_printed_are_the_only_ones_missing(
    missing: list[str], rows: int
) -> None:
    order = [key for key in KEYS if key not in missing]
    names = [NAMES[key] for key in order]
    head = header(names, rows if "total" not in missing else 1)
    report = read(applications=applications(order, head))
    assert wrong_cells(report) == {(key, None) for key in missing}


def test_a_group_that_is_not_divided_is_none_of_its_columns() -> None:
    head: Rows = [[("项目", 1, 3), *cells("自然人", "法人或其他组织", "总计")]]
    rows = list(head)
    for printed, values in zip(APPLICATIONS[3:], F["applications"].values(), strict=True):
        first, total = values["natural_person"], values["total"]
        rows.append([*printed[:-7], *cells(str(first), str(total - first), str(total))])
    report = read(applications=table_html(rows))
    assert wrong_cells(report) == {(key, None) for key in KEYS[1:6]}


# ── Section 3: cells too many ─────────────────────────────────────────────────────────────────


def with_row(row: int, texts: list[str]) -> Report:
    rows = [list(r) for r in APPLICATIONS]
    rows[row] = [*rows[row][:-7], *cells(*texts)]
    return read(applications=table_html(rows))


@pytest.mark.parametrize("at", [1, 4, 6])
def test_no_zero_is_dropped_where_the_first_seven_hold(at: int) -> None:
    """11, 0, 0, 0, 0, 0, 11, 22: under 上年同期, or whatever stands above the last."""
    report = with_row(8, ["11", "0", "0", "0", "0", "0", "11", "22"])
    assert set(report.applications["denied_other_law"].values()) == {None}


@pytest.mark.parametrize(
    "texts",
    [
        ["", "1", "", "", "1", "", "", "2"],
        ["", "5", "", "3", "", "", "", "8"],
        ["4", "", "2", "", "", "", "6", ""],
    ],
)
def test_a_blank_too_many_among_others_shifts_nothing(texts: list[str]) -> None:
    report = with_row(8, texts)
    assert set(report.applications["denied_other_law"].values()) == {None}
    reading = next(r for r in report.table_readings if r.name == "applications")
    assert [item for item, *_ in reading.surplus] == ["denied_other_law"]


def test_blanks_that_all_rows_have_leave_the_others_theirs() -> None:
    """A separator at each line's end, and zeros printed as blanks."""
    rows: Rows = application_header()
    for number, row in enumerate(APPLICATIONS[3:]):
        texts = [text for text, _, _ in row[-7:]]
        texts[number % 5 + 1] = ""
        rows.append([*row[:-7], *cells(*texts, "")])
    report = read(applications=table_html(rows))
    assert {got for _, got in wrong_cells(report)} == {None}
    assert len(wrong(report, F)) == 25


# ── Section 2 ─────────────────────────────────────────────────────────────────────────────────

DOCUMENTS = ["issued", "repealed", "in_force"]


def documents(names: list[str], values: list[list[str]]) -> str:
    """Section 2's table with this header and these values of clause 一."""
    rows = [list(row) for row in ACTIVE]
    rows[1] = cells("信息内容", *names)
    for at, texts in enumerate(values):
        rows[2 + at] = [rows[2 + at][0], *cells(*texts)]
    return table_html(rows)


def printed(*keys: str) -> list[list[str]]:
    items = [F["active_disclosure"][item] for item in ("regulations", "normative_documents")]
    return [[str(item.get(key, 77)) for key in keys] for item in items]


@pytest.mark.parametrize("key", DOCUMENTS)
@pytest.mark.parametrize("name", ["本年修订件数", "本年公开件数", "备注", "累计公开数", "总计"])
def test_another_name_in_a_columns_place_is_not_the_column(key: str, name: str) -> None:
    labels = {c.key: c.label for c in FORM.tables["active_disclosure"].columns}
    names = [name if one == key else labels[one] for one in DOCUMENTS]
    report = read(documents(names, printed(*DOCUMENTS)))
    assert wrong_cells(report) == {(key, None)}
    assert report.form == "2021"


@pytest.mark.parametrize(
    "names",
    [
        ["制发件数", "上年制发件数", "废止件数", "上年废止件数", "现行有效件数", "上年有效件数"],
        ["本年制发件数", "累计制发件数", "本年废止件数", "累计废止件数", "现行有效件数", "备注"],
        [
            f"{year}年{name}"
            for name in ("制发件数", "废止件数", "有效件数")
            for year in (2023, 2022)
        ],
    ],
)
def test_columns_of_other_years_among_this_years(names: list[str]) -> None:
    values = printed("issued", "x", "repealed", "x", "in_force", "x")
    assert wrong(read(documents(names, values)), F) == {}


def test_a_row_of_years_over_the_names() -> None:
    labels = ["制发件数", "废止件数", "现行有效件数"]
    rows = [list(row) for row in ACTIVE]
    rows[0] = [(rows[0][0][0], 1, 7)]
    rows[1] = [("信息内容", 2, 1), ("2022年", 1, 3), ("2023年", 1, 3)]
    rows.insert(2, cells(*labels, *labels))
    for at, texts in enumerate(printed("x", "x", "x", *DOCUMENTS)):
        rows[3 + at] = [rows[3 + at][0], *cells(*texts)]
    assert wrong(read(table_html(rows)), F) == {}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("本年处理决定数量", "增减"),
        ("本年处理决定数量", "本年增/减"),
        ("本年处理决定数量", "上一年项目数量"),
        ("本年处理决定数量", "不予处理决定数量"),
        ("处理决定数量（2023年）", "处理决定数量（2022年）"),
        ("2023年处理决定数量", "2022年处理决定数量"),
        ("本年处理决定数量", "累计处理决定数量"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_another_column_beside_the_only_one(name: str, other: str, is_first: bool) -> None:
    rows = []
    for row in ACTIVE:
        if row[0][0] == "信息内容" and len(row) == 2:
            fee = row[1][0].startswith("本年收费")
            own = row[1][0] if fee else name
            beside = "增减" if fee else other
            both = [(own, 1, 1), (beside, 1, 2)]
        elif len(row) == 2:
            both = [(row[1][0], 1, 1), ("7", 1, 2)]
        else:
            rows.append(row)
            continue
        rows.append([row[0], *(both if is_first else both[::-1])])
    report = read(table_html(rows))
    assert report.form == "2021"
    assert wrong(report, F) == {}


@pytest.mark.parametrize("missing", DOCUMENTS)
def test_a_column_that_is_not_printed(missing: str) -> None:
    labels = {c.key: c.label for c in FORM.tables["active_disclosure"].columns}
    rest = [key for key in DOCUMENTS if key != missing]
    report = read(documents([labels[key] for key in rest], printed(*rest)))
    assert wrong_cells(report) == {(missing, None)}


NAMES_2019 = ("上一年项目数量", "本年增/减", "处理决定数量")


@pytest.mark.parametrize("at", range(3))
@pytest.mark.parametrize("name", ["本年项目数量", "投诉数量", "办件满意率", "今年办件量"])
def test_another_name_in_a_place_of_the_2019_form(at: int, name: str) -> None:
    names = [name if place == at else label for place, label in enumerate(NAMES_2019)]
    rows: Rows = [
        [("第二十条第（一）项", 1, 4)],
        cells("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        cells("规章", "1", "2", "3"),
        cells("规范性文件", "4", "5", "6"),
        [("第二十条第（五）项", 1, 4)],
        cells("信息内容", *names),
        cells("行政许可", "11", "12", "13"),
        cells("其他对外管理服务事项", "14", "15", "16"),
        [("第二十条第（八）项", 1, 4)],
        [*cells("信息内容", "上一年项目数量"), ("本年增/减", 1, 2)],
        [*cells("行政事业性收费", "17"), ("18", 1, 2)],
    ]
    report = read(table_html(rows))
    assert report.table_forms.get("active_disclosure", "2019") == "2019"
    row = report.active_disclosure["administrative_licensing"]
    right = dict(zip(("prior_year_items", "change", "decisions"), (11, 12, 13), strict=True))
    key = list(right)[at]
    assert row == right | {key: None}


# ── Names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("本年制发件数", "issued"),
        ("本年制发件", "issued"),
        ("累计制发件数", None),
        ("上年制发件数", None),
        ("其中：制发件数", None),
        ("本年修订件数", None),
        ("本年备案件数", None),
        ("现行有效件数同比", None),
        ("未处理决定数量", "decisions"),
        ("不予处理决定数量", None),
        ("本年减免金额", None),
    ],
)
def test_a_name_means_one_column_or_none(text: str, key: str | None) -> None:
    columns = FORM.tables["active_disclosure"].columns
    line = column_of(text, columns)
    if text != "未处理决定数量":
        assert (line and line.key) == key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("□□", True),
        ("废止件数", True),
        ("件数", True),
        ("本年废件数", True),
        ("本年修订件数", False),
        ("备注", False),
        ("上年废止件数", False),
        ("本年制发件数", False),
    ],
)
def test_what_may_be_left_of_a_name(text: str, expected: bool) -> None:
    (column,) = (
        c for c in load_form("2021").tables["active_disclosure"].columns if c.key == "repealed"
    )
    assert may_name(text, column) is expected


# ── Rows written one cell after another ───────────────────────────────────────────────────────


def read_text(lines: list[list[str]]) -> Report:
    """The report as text, section 3's table a row a line."""
    printed = "\n".join("\t".join(texts) for texts in lines)
    body = report_html(F, tables=("§", printed, "§")).replace("<p>", "\n").replace("</p>", "\n")
    return read_file(body.replace('<p style="text-align:center">', "").encode(), "a.txt")


def lines(head: list[list[str]], order: list[str], beside: str | None = None) -> list[list[str]]:
    rows = zip(APPLICATIONS[3:], F["applications"].values(), strict=True)
    extra = [] if beside is None else [beside]
    return [*head, *([p[-8][0], *(str(v[key]) for key in order), *extra] for p, v in rows)]


def wrong_in_text(report: Report) -> dict[tuple[str, str], object]:
    return {
        (item, key): report.applications[item].get(key)
        for item, values in F["applications"].items()
        for key, value in values.items()
        if report.applications[item].get(key) != value
    }


def test_a_group_before_the_others_in_one_line_stands_before_them() -> None:
    order = [*KEYS[1:6], KEYS[0], KEYS[6]]
    head = [["项目", "申请人情况"], ["法人或其他组织", "自然人", "总计"], LABELS[1:6]]
    assert not wrong_in_text(read_text(lines(head, order)))


def test_a_column_of_another_name_leaves_the_order_as_it_is() -> None:
    head = [["项目", *(NAMES[key] for key in SWAPPED), "上年同期"]]
    assert not wrong_in_text(read_text(lines(head, SWAPPED, "0")))


@pytest.mark.parametrize("name", ["非营利组织", ""])
def test_a_name_that_is_none_or_not_there(name: str) -> None:
    head = [["项目", *(name if key == "research" else NAMES[key] for key in SWAPPED)]]
    found = wrong_in_text(read_text(lines(head, SWAPPED)))
    assert set(found.values()) <= {None}
    assert {key for _, key in found} <= {"research"}


def test_a_number_under_a_foreign_name_is_not_held_against_its_cell() -> None:
    """S10 is about what a cell prints; that its column is not known, the remark says."""
    body = report_html(F).replace("社会公益组织", "非营利组织")
    report = read_file(page(body))
    assert report.applications["granted"]["social_welfare"] is None
    assert any("社会公益组织" in note for note in report.notes)
    assert not [flag for flag in run_checks(report).flags if flag.check == "S10"]


def test_a_corner_printed_over_each_label_is_no_column() -> None:
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows = [(corner,) * 3 + tuple(LABELS)]
    items = FORM.tables["applications"].rows
    for line in items:
        values = tuple(str(F["applications"][line.key][key]) for key in KEYS)
        labels = (line.group, line.label) if line.group else (line.label,) * 3
        rows.append((*labels, *values, "") if line.group else (*labels, *values))
    table = "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ("---",) * 10, *rows[1:]))
    title = "# 云岭县财政局2023年政府信息公开工作年度报告"
    report = read_file(f"{title}\n\n## 三、收到和处理政府信息公开申请情况\n\n{table}\n".encode())
    read = {line.key: list(report.applications[line.key].values()) for line in items}
    assert read == {line.key: list(F["applications"][line.key].values()) for line in items}
