"""Which printing of a table, which of its rows and which form, where a page shows more than one?"""

from __future__ import annotations

import re

import pytest

from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import (
    COLUMNS,
    FORM,
    ROWS,
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

F, OTHER = figures(3), figures(4)
OWN, OTHERS = official_tables(F), official_tables(OTHER)


def read(*tables: str) -> Report:
    active, applications, disputes = tables
    return read_file(page(report_html(F, tables=(active, applications, disputes))))


def said(line: str) -> str:
    return f"<p>{line}</p>" if line else ""


# ── Captions ──────────────────────────────────────────────────────────────────────────────────

CAPTIONS = [
    ("2023年", "2022年"),
    ("2023年1月1日至12月31日", "2022年1月1日至12月31日"),
    ("2023年1月1日起至2023年12月31日", "2022年1月1日起至2022年12月31日"),
    ("", "上年同期数据"),
    ("", "填表示例（仅供参考）"),
    ("", "空白表样"),
    ("更正后", "更正前"),
    ("", "（旧版）"),
    ("云岭县市场监督管理局", "云岭县市场监督管理局所属事业单位"),
    ("本机关", "下属单位汇总"),
]


@pytest.mark.parametrize(("own", "other"), CAPTIONS)
@pytest.mark.parametrize("is_first", [True, False])
def test_captions_above(own: str, other: str, is_first: bool) -> None:
    parts = [
        [said(own) + mine, said(other) + theirs] for mine, theirs in zip(OWN, OTHERS, strict=True)
    ]
    report = read(*("".join(part if is_first else part[::-1]) for part in parts))
    assert wrong(report, F) == {}


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("2023年", "2022年"),
        ("（2023年数据）", "（2022年数据）"),
        ("本年度情况", "上年度情况"),
        ("更正后", "更正前"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_captions_below(own: str, other: str, is_first: bool) -> None:
    parts = [
        [mine + said(own), theirs + said(other)] for mine, theirs in zip(OWN, OTHERS, strict=True)
    ]
    report = read(*("".join(part if is_first else part[::-1]) for part in parts))
    assert wrong(report, F) == {}


def test_a_line_below_the_last_table_is_no_caption_where_one_stands_above_the_first() -> None:
    parts = [
        said("2022年") + theirs + said("2023年") + mine + said("2022年数据见上")
        for mine, theirs in zip(OWN, OTHERS, strict=True)
    ]
    assert wrong(read(*parts), F) == {}


@pytest.mark.parametrize("is_first", [True, False])
def test_the_year_in_a_headers_corner(is_first: bool) -> None:
    def headed(figures_of: dict[str, dict[str, object]], year: int) -> list[str]:
        tables: list[Rows] = [
            active_rows(figures_of),
            application_rows(figures_of),
            dispute_rows(figures_of),
        ]
        for rows in tables:
            text, *spans = rows[0][0]
            rows[0][0] = (f"{year}年{text}", *spans)
        return [table_html(rows) for rows in tables]

    pairs = zip(headed(F, 2023), headed(OTHER, 2022), strict=True)
    report = read(*("".join(pair if is_first else pair[::-1]) for pair in pairs))
    assert wrong(report, F) == {}


def test_both_tables_under_one_caption_are_a_parts() -> None:
    units = "".join(
        said(f"附表：{name}政府信息公开申请情况") + OTHERS[1] + OTHERS[2]
        for name in ("稽查支队", "检测中心")
    )
    assert wrong(read(OWN[0], OWN[1], OWN[2] + units), F) == {}


# ── Years in one table ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("own", "other"),
    [("2023年", "2022年"), ("本年数", "上年数"), ("云岭县市场监督管理局", "其中：下属单位")],
)
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("has_header_again", [True, False])
def test_bands_of_a_table(own: str, other: str, is_first: bool, has_header_again: bool) -> None:
    header = application_header()
    bands: list[Rows] = [
        [[(name, 1, 10)], *application_rows(given)[len(header) :]]
        for name, given in ((own, F), (other, OTHER))
    ]
    first, second = bands if is_first else bands[::-1]
    rows = [*header, *first, *(header if has_header_again else []), *second]
    assert wrong(read(OWN[0], table_html(rows), OWN[2]), F) == {}


def test_columns_of_a_second_band_are_those_of_the_tables_header() -> None:
    def swapped(given: dict[str, dict[str, object]]) -> Rows:
        rows = application_rows(given)
        rows[2][0], rows[2][1] = rows[2][1], rows[2][0]
        for row in rows[3:]:
            row[-6], row[-5] = row[-5], row[-6]
        return rows

    rows = [*swapped(OTHER), [("2023年", 1, 10)], *swapped(F)[3:]]
    rows.insert(3, [("2022年", 1, 10)])
    assert wrong(read(OWN[0], table_html(rows), OWN[2]), F) == {}


@pytest.mark.parametrize("is_first", [True, False])
def test_years_left_of_the_rows_they_cover(is_first: bool) -> None:
    header = application_header()
    header[0].insert(0, ("年度", 3, 1))
    bands: list[Rows] = []
    for year, given in (("2023", F), ("2022", OTHER)):
        rows = application_rows(given)[len(header) :]
        rows[0].insert(0, (year, len(rows), 1))
        bands.append(rows)
    first, second = bands if is_first else bands[::-1]
    assert wrong(read(OWN[0], table_html([*header, *first, *second]), OWN[2]), F) == {}


@pytest.mark.parametrize("is_first", [True, False])
def test_bands_of_section_4s_table(is_first: bool) -> None:
    bands: list[Rows] = [
        [[(name, 1, 15)], dispute_rows(given)[3]]
        for name, given in (("2023年", F), ("2022年度", OTHER))
    ]
    first, second = bands if is_first else bands[::-1]
    rows = [*dispute_rows(F)[:3], *first, *second]
    assert wrong(read(OWN[0], OWN[1], table_html(rows)), F) == {}


def test_a_tables_name_over_its_columns_beside_a_corner() -> None:
    """A heading's words in a row of two cells made the table a layout, its header one line."""
    values = [str(value) for value in F["review_litigation"].values()]
    five = ["结果维持", "变更", "其他结果", "尚未审结", "总计"]
    rows: Rows = [
        [("项目", 3, 1), ("政府信息公开行政复议、行政诉讼情况", 1, 15)],
        [(name, 1, 5) for name in ("复议后起诉", "行政复议", "未经复议直接起诉")],
        [(name, 1, 1) for name in five * 3],
        [(text, 1, 1) for text in ("件数", *values[10:], *values[:5], *values[5:10])],
    ]
    assert wrong(read(OWN[0], OWN[1], table_html(rows)), F) == {}


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────


def test_rows_that_begin_without_their_tag() -> None:
    tables = [re.sub(r"</tr>\s*<tr>", "</tr>\n", table) for table in OWN]
    assert all("</tr>\n<td" in table for table in tables)
    assert wrong(read(*tables), F) == {}
    upper = [re.sub(r"</?t[rd]\b", lambda tag: tag[0].upper(), table) for table in tables]
    assert wrong(read(*upper), F) == {}


def test_cells_before_the_first_row() -> None:
    rows = application_rows(F)
    rest = table_html(rows[-2:]).replace("<tbody><tr>", "<tbody>", 1)
    assert wrong(read(OWN[0], table_html(rows[:-2]) + rest, OWN[2]), F) == {}


def test_digits_of_no_size() -> None:
    hidden = '<span style="color:#fff;font-size:1px">3</span>'
    tables = [re.sub(r"(\d)(</td>)", rf"\1{hidden}\2", table) for table in OWN]
    assert hidden in tables[1]
    assert wrong(read(*tables), F) == {}


def test_digits_in_boxes_that_run_on() -> None:
    def split(found: re.Match[str]) -> str:
        boxes = (f'<div style="display: inline">{digit}</div>' for digit in found[1])
        return f">{''.join(boxes)}</td>"

    tables = [re.sub(r">(\d+)</td>", split, table) for table in OWN]
    assert wrong(read(*tables), F) == {}


def test_blanks_that_are_escaped_twice() -> None:
    tables = [re.sub(r">(\d+)</td>", r">&amp;nbsp;\1&amp;nbsp;</td>", table) for table in OWN]
    assert wrong(read(*tables), F) == {}


# ── Which form ────────────────────────────────────────────────────────────────────────────────

NAMES = [column.label for column in COLUMNS]
OF_2019 = [row for row in ROWS if not row.key.startswith("other_")]


def table_2019(other: str, extra: str = "") -> str:
    """Section 3's table in the form of 2019; extra: a row of the organ's own under （五）."""
    given = F["applications"]
    rows = application_header()
    for row in OF_2019:
        if row.key == "results_total":
            if extra:
                rows.append([(extra, 1, 3), *((text, 1, 1) for text in "1000001")])
            values = given["other_misc"].values()
            rows.append([(other, 1, 3), *((str(value), 1, 1) for value in values)])
        values = given[row.key].values()
        rows.append([(row.label, 1, 3), *((str(value), 1, 1) for value in values)])
    return table_html(rows)


def cards() -> str:
    """A small table a row, as pages show them on telephones."""
    return "".join(
        f'<table><tr><th colspan="2">{row.label}</th></tr>'
        + "".join(
            f"<tr><td>{name}</td><td>{value}</td></tr>"
            for name, value in zip(NAMES, F["applications"][row.key].values(), strict=True)
        )
        + "</table>"
        for row in OF_2019
    )


def form_of(table: str) -> tuple[str, set[str]]:
    """(the form, the rows that are read) of a page with this table alone."""
    body = "".join(said(heading) for heading in FORM.sections.values())
    heading = said(FORM.sections[3])
    title = said("云岭县审计局2020年政府信息公开工作年度报告")
    report = read_file(page(title + body.replace(heading, heading + table)))
    return report.form or "", {item for name, item, *_ in report.cells() if name == "applications"}


@pytest.mark.parametrize("other", ["（六）其他", "六、其他", "（六）其它情况"])
def test_a_row_of_no_other_name_is_not_the_newer_forms_by_that_name(other: str) -> None:
    form, items = form_of(table_2019(other))
    assert form == "2019"
    assert "other_misc" not in items


def test_the_newer_forms_row_that_alone_is_left_is_known_by_its_number() -> None:
    form, items = form_of(table_2019("3.其他"))
    assert form == "2021"
    assert "other_misc" in items


def test_a_local_row_of_that_name_makes_no_other_form() -> None:
    form, items = form_of(table_2019("（六）其他处理", "6.其他"))
    assert form == "2019"
    assert "other_handling" in items


@pytest.mark.parametrize("is_first", [True, False])
def test_cards_beside_a_table_do_not_change_its_form(is_first: bool) -> None:
    parts = [table_2019("（六）其他处理"), cards()]
    form, items = form_of("".join(parts if is_first else parts[::-1]))
    assert form == "2019"
    assert "other_handling" in items
