"""Does a rendered table have the official layout, and does every mark find its place?"""

from __future__ import annotations

import re

import pytest
from lxml import html

from parsers.forms import form_ids, load_form
from parsers.grid import place
from parsers.render import Mark, TextMark, format_number, render_table, render_text
from parsers.report import CellNote
from tests.site_fixture import COLUMNS, applications

FORM = load_form("2021")


def full(name: str, form=FORM) -> dict[str, dict[str, int]]:
    """Every cell of the form with its own number."""
    numbers = iter(range(1000, 9999))
    table = form.tables[name]
    return {row.key: {c.key: next(numbers) for c in table.columns_of(row)} for row in table.rows}


def tree(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup)


def grid(markup: str) -> list[list[str]]:
    """Text of every grid position, spans expanded, the way a browser lays the table out."""
    rows = [
        [
            (cell.text_content().strip(), int(cell.get("rowspan", 1)), int(cell.get("colspan", 1)))
            for cell in row.xpath("./td|./th")
        ]
        for row in tree(markup).xpath(".//tr")
    ]
    table = place(rows)
    at = table.at()
    return [
        [at[r, c].text if (r, c) in at else "?" for c in range(table.width)]
        for r in range(len(rows))
    ]


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("name", ["active_disclosure", "applications", "review_litigation"])
def test_every_form_fills_a_rectangle_with_every_cell_once(form_id, name):
    form = load_form(form_id)
    cells = full(name, form)
    laid = grid(render_table(form, name, cells))
    assert all("?" not in row for row in laid)
    values = [v for columns in cells.values() for v in columns.values()]
    markup = render_table(form, name, cells)
    assert sorted(int(e.text) for e in tree(markup).xpath(".//td[@id]")) == sorted(values)


def test_applications_have_the_printed_header_and_groups():
    laid = grid(render_table(FORM, "applications", full("applications")))
    assert len(laid) == 3 + 25
    assert all(len(row) == 10 for row in laid)
    assert laid[0][3:] == ["申请人情况"] * 7
    assert laid[1][3:] == ["自然人", *["法人或其他组织"] * 5, "总计"]
    assert laid[2][4:9] == ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    assert laid[3][:3] == ["一、本年新收政府信息公开申请数量"] * 3
    assert [row[0] for row in laid].count("三、本年度办理结果") == 22
    assert [row[1] for row in laid].count("（三）不予公开") == 8
    assert laid[7][:3] == ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"]
    assert laid[26][:3] == ["三、本年度办理结果", "（七）总计", "（七）总计"]


def test_disputes_stand_in_one_row_of_fifteen():
    laid = grid(render_table(FORM, "review_litigation", full("review_litigation")))
    assert [len(row) for row in laid] == [15] * 4
    assert laid[0] == ["行政复议"] * 5 + ["行政诉讼"] * 10
    assert laid[1][5:] == ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5
    assert laid[2][:5] == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert laid[3] == [str(n) for n in range(1000, 1015)]


def test_disclosures_stand_in_blocks():
    laid = grid(render_table(FORM, "active_disclosure", full("active_disclosure")))
    assert laid[0] == ["第二十条第（一）项"] * 4
    assert laid[1] == ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    assert laid[-2] == ["信息内容", *["本年收费金额（单位：万元）"] * 3]


def test_nothing_missing_looks_like_zero():
    cells = applications(10, 0)
    del cells["other_misc"]
    cells["granted"]["total"] = None
    cells["new_received"]["total"] = None
    del cells["carried_over"]["total"]
    notes = [CellNote("applications", "granted", "total", "dash", "/", None)]
    page = tree(render_table(FORM, "applications", cells, notes=notes))

    def text(item: str) -> str:
        return page.xpath(f'//td[@id="cell-applications-{item}-total"]')[0].text_content()

    assert "“/”" in text("granted")
    assert "□" in text("new_received")
    assert "未见" in text("carried_over")
    assert not any(re.search(r"\d", text(i)) for i in ("granted", "new_received", "carried_over"))
    assert "没有读到此行" in page.text_content()
    assert "没有读到这张表" in render_table(FORM, "applications", {})


def test_marks_speak_without_colour_and_link_to_their_flag():
    marks = [
        Mark("f1", "error", "合计不符", "applications", "granted", "total"),
        Mark("f2", "warning", "整行可疑", "applications", "carried_over"),
        Mark("f3", "info", "整栏", "applications", None, "research"),
        Mark("f4", "warning", "整张表", "applications"),
        Mark("f5", "info", "地方自加的行", "applications", "local_row", "total"),
        Mark("f6", "error", "别的表", "review_litigation", "review", "total"),
    ]
    markup = render_table(FORM, "applications", applications(10, 2), marks=marks)
    page = tree(markup)
    cell = page.xpath('//td[@id="cell-applications-granted-total"]')[0]
    assert "nb-error" in cell.get("class")
    assert cell.xpath('.//a[@href="#flag-f1"]')
    assert "✖" in cell.text_content()
    assert "错误：合计不符" in cell.text_content()
    assert page.xpath('//th[@id="row-applications-carried_over"]//a[@href="#flag-f2"]')
    for id in ("f1", "f2", "f3", "f4", "f5"):
        assert len(page.xpath(f'//a[@href="#flag-{id}"]')) == 1, id
    assert "f6" not in markup


def test_marks_of_a_missing_row_are_shown():
    cells = applications(10, 2)
    del cells["granted"]
    mark = Mark("f1", "error", "缺行", "applications", "granted", "total")
    assert 'href="#flag-f1"' in render_table(FORM, "applications", cells, marks=[mark])


def test_previous_values_stand_beside_only_where_they_differ():
    now, before = applications(10, 2), applications(10, 2)
    before["new_received"]["total"] = 777
    before["granted"]["total"] = None
    page = tree(render_table(FORM, "applications", now, previous=before))
    assert [e.text for e in page.xpath('//*[@class="nb-prev-value"]')] == ["777", "—"]
    assert "nb-prev" not in render_table(FORM, "applications", now)


def test_surplus_cells_are_not_dropped():
    cells = applications(1, 0)
    cells["inspection"] = {"total": 17}
    assert "表式之外：inspection（total 17）" in render_table(FORM, "applications", cells)


def test_everything_printed_is_escaped_and_nothing_is_inline():
    evil = "<script>alert(1)</script>\"'&"
    cells = applications(1, 0)
    cells[evil] = {"total": 1}
    notes = [CellNote("applications", "granted", "total", "note", evil, 1)]
    marks = [Mark(evil, "error", evil, "applications", "granted", "total")]
    markup = render_table(FORM, "applications", cells, notes=notes, marks=marks)
    markup += render_text(evil, [TextMark(evil, "error", evil, 0, 9)])
    assert "<script" not in markup
    assert "style=" not in markup
    assert not re.search(r"\son\w+=", markup)
    assert markup == render_table(FORM, "applications", cells, notes=notes, marks=marks) + (
        render_text(evil, [TextMark(evil, "error", evil, 0, 9)])
    )


def test_text_marks_overlap_cross_lines_and_keep_the_text():
    text = "第一行文字。\n\n第二行文字，很长。"
    marks = [
        TextMark("a", "info", "甲", 2, 12),
        TextMark("b", "error", "乙", 4, 6),
        TextMark("c", "warning", "丙", 100, 200),
        TextMark("d", "warning", "丁", 3, 3),
    ]
    page = html.fragments_fromstring(render_text(text, marks))
    assert len(page) == 2
    joined = html.fromstring("<div>" + render_text(text, marks) + "</div>")
    marked = "".join(m.text_content() for m in joined.xpath("//mark"))
    assert marked == text[2:12].replace("\n", "")
    assert [m.get("class") for m in joined.xpath("//mark")][1] == "nb-error"
    for id in ("a", "b"):
        assert len(joined.xpath(f'//*[@id="quote-{id}"]')) == 1
        assert len(joined.xpath(f'//a[@href="#flag-{id}"]')) == 1
    assert not joined.xpath('//a[@href="#flag-c"]')
    for link in joined.xpath("//a"):
        link.drop_tree()
    assert joined.text_content().replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (32558, "32558"),
        (8310.503303, "8310.503303"),
        (12.0, "12"),
        (1e-7, "0.0000001"),
        (1e16, "10000000000000000"),
        (-3, "-3"),
    ],
)
def test_numbers_as_printed(value, shown):
    assert format_number(value) == shown


def test_columns_of_the_fixture_are_the_forms():
    assert tuple(c.key for c in FORM.tables["applications"].columns) == COLUMNS
