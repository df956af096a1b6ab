"""Which habits leave every figure readable? Markup, layout, labels, figures, surroundings."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from decimal import Decimal
from functools import partial
from html import escape
from random import Random

from tests.bench.accuracy import html
from tests.bench.accuracy.cases import Case, kind
from tests.bench.accuracy.figures import (
    Printed,
    blanks,
    in_column,
)
from tests.bench.accuracy.layout import (
    HEADINGS,
    Box,
    Grid,
    Page,
    Row,
    Text,
    without_rowspans,
)
from tests.data.compose import COLUMNS


@kind(about="the official layout, nothing unusual")
def plain(case: Case) -> None:
    case.text.newline = case.rng.choice(("\n", "\r\n"))


@kind(
    "html",
    about="7: one character per <p>, <br> or <span> (结果维|持, 申请人情|况), ` &nbsp;` runs",
)
def labels_shattered(case: Case) -> None:
    way = case.rng.choice(("p", "br", "span", "mixed", "tail"))

    def label(text: str, box: Box) -> str:
        if way == "p":
            return "".join(f"<p>{escape(c)}</p>" for c in text)
        if way == "br":
            return "<br>".join(map(escape, text))
        if way == "span":
            return "<p>" + "".join(f"<span>{escape(c)}</span>" for c in text) + "</p>"
        if way == "tail":
            return f"<p>{escape(text[:-1])}</p><p>{escape(text[-1:])} &nbsp; &nbsp;</p>"
        cut = case.rng.randint(0, len(text))
        return f"<p><span>{escape(text[:cut])}</span><br/>\n{escape(text[cut:])} &nbsp;</p>"

    case.html.label = label


@kind(
    "html",
    about="7: group labels split (（|三|）|不予公开), digits split over spans, leading empty <p>",
)
def digits_in_spans(case: Case) -> None:
    empty = case.rng.choice(("", "<p></p>", "<p>&nbsp;</p>", "<p><br></p>"))
    tag = case.rng.choice(("span", "font", "b", "u"))

    def figure(text: str, box: Box) -> str:
        return empty + "<p>" + "".join(f"<{tag}>{escape(c)}</{tag}>" for c in text) + "</p>"

    def label(text: str, box: Box) -> str:
        parts = re.split("([（）])", text)
        return "<p>" + "".join(f"<span>{escape(part)}</span>" for part in parts if part) + "</p>"

    case.html.figure, case.html.label = figure, label


@kind(
    "html", about="7: &nbsp;8&nbsp; around values, zero-width characters, new lines in the source"
)
def nbsp_around_values(case: Case) -> None:
    before, after = case.rng.choice(
        (
            ("&nbsp;", "&nbsp;"),
            ("\n\t\t ", " \n\t"),
            ("&#8203;", ""),
            ("&emsp;", "&ensp;"),
            (" ", "\xa0"),
        )
    )
    case.html.figure = lambda text, box: f"<p>{before}{escape(text)}{after}</p>"


@kind(
    "html",
    about="7: 11-column grid; 自然人 colspan=2 without rowspan, 商业企业 colspan=2 in every row",
)
def shifted_header_grid(case: Case) -> None:
    case.layout.shifted = True


@kind(about="7: 三、本年度办理结果 printed twice (two rowspan=10 cells over 22 rows)")
def group_label_twice(case: Case) -> None:
    case.layout.halves = case.rng.choice(((10, 12), (10, 10), (11, 11), (2, 8, 12)))


@kind("html", "docx", "text", about="7: headers with empty cells instead of rowspan")
def empty_cells_for_spans(case: Case) -> None:
    only_header = case.rng.random() < 0.5
    case.on_grids(lambda grid: [without_rowspans(grid, only_header)])


@kind("html", "docx", "text", about="7: a row of 15 &nbsp; cells after the value row of table 4")
def blank_row_after_values(case: Case) -> None:
    case.layout.blank_after = "" if case.format == "text" else "\xa0"


@kind("html", about="7: tables inside layout tables, one to four deep; paragraphs too")
def layout_tables(case: Case) -> None:
    depth = case.rng.randint(1, 4)
    whole_article = case.rng.random() < 0.5

    def wrap(inner: str) -> str:
        for level in range(depth):
            side = "<td width='20'>&nbsp;</td>" if level % 2 else ""
            inner = f"<table width='100%'><tr>{side}<td>{inner}</td></tr></table>"
        return inner

    if whole_article:
        case.html.around_article = wrap
    else:
        case.html.around_table = wrap


@kind(about="7: one table per clause of article 20")
def table_per_clause(case: Case) -> None:
    case.layout.per_clause = True


def _cut(case: Case, grid: Grid, at: int) -> list[Grid]:
    """Two tables: rows before `at`, rows from it on; group labels end at the cut."""
    second: list[Row] = []
    rows = [Row(list(row.boxes), row.key) for row in grid.rows]
    for number, row in enumerate(rows[:at]):
        row.boxes = [replace(box, rowspan=min(box.rowspan, at - number)) for box in row.boxes]
    reaching = [
        (box, number + box.rowspan - at)
        for number, row in enumerate(grid.rows[:at])
        for box in row.boxes
        if number + box.rowspan > at and box.role == "group"
    ]
    second = rows[at:]
    # Word draws the rest of a merged cell on the next page, empty.
    second[0] = Row(
        [*(Box("", left, 1, None, "group") for _, left in reaching), *second[0].boxes],
        second[0].key,
    )
    header = [copy.deepcopy(row) for row in grid.rows[: grid.header]]
    # The header of table 2 belongs to its first clause only; nothing repeats it elsewhere.
    repeated = case.rng.random() < 0.5 and grid.name == "applications"
    return [
        Grid(grid.name, rows[:at], grid.header),
        Grid(grid.name, (header if repeated else []) + second, grid.header if repeated else 0),
    ]


@kind(about="7, stack trap 8: tables cut at a page break between rows, header repeated or not")
def page_break_between_rows(case: Case) -> None:
    if case.format == "text":
        case.text.notation = case.rng.choice(("cells", "rows"))
    at = case.rng.randint(5, 26)
    second = case.rng.choice(("", "review_litigation", "active_disclosure"))
    at_two = case.rng.randint(4, 9)

    def change(grid: Grid) -> list[Grid]:
        if grid.name == "applications":
            return _cut(case, grid, at)
        if grid.name == "active_disclosure" and second == grid.name:
            return _cut(case, grid, at_two)
        if grid.name == second:  # the value row alone on the next page
            return [
                Grid(grid.name, grid.rows[:3], 3),
                Grid(grid.name, grid.rows[3:], 0),
            ]
        return [grid]

    case.on_grids(change)


@kind(about="stack trap 8: a row cut inside its label, its values in the first part or the second")
def page_break_in_label(case: Case) -> None:
    if case.format == "text":
        case.text.notation = case.rng.choice(("cells", "rows"))
    at = case.rng.choice([n for n in range(6, 26) if n not in (7, 8)])
    values_first = case.rng.random() < 0.5

    def change(grid: Grid) -> list[Grid]:
        if grid.name != "applications":
            return [grid]
        row = grid.rows[at]
        index = next(i for i, box in enumerate(row.boxes) if box.role == "label")
        label = row.boxes[index]
        cut = max(4, len(label.text) // 2)
        if len(label.text) - cut < 1:
            return _cut(case, grid, at)
        figures = row.boxes[index + 1 :]
        empty = [replace(box, text="", path=None) for box in figures]
        first = [*row.boxes[:index], replace(label, text=label.text[:cut])]
        rest = [replace(label, text=label.text[cut:])]
        upper = Row([*first, *(figures if values_first else empty)], row.key)
        lower = Row([*rest, *(empty if values_first else figures)], row.key)
        rows = [*grid.rows[:at], upper, lower, *grid.rows[at + 1 :]]
        # Labels merged over the cut row now reach one row further.
        for number, above in enumerate(rows[: at + 1]):
            above.boxes[:] = [
                replace(box, rowspan=box.rowspan + 1)
                if box.role == "group" and number + box.rowspan > at
                else box
                for box in above.boxes
            ]
        return _cut(case, Grid(grid.name, rows, grid.header), at + 1)

    case.on_grids(change)


@kind(
    about="7: the header printed again inside the table, as conversions of several pages leave it"
)
def header_repeated(case: Case) -> None:
    def change(grid: Grid) -> list[Grid]:
        if grid.name == "applications":
            header = [copy.deepcopy(row) for row in grid.rows[:3]]
            places = case.rng.sample((5, len(grid.rows) - 1), case.rng.randint(1, 2))
            for at in sorted(places, reverse=True):
                grid.rows[at:at] = copy.deepcopy(header)
        return [grid]

    case.on_grids(change)


@kind(
    blanks="none",
    about="7: 125 blank cells in one report; 1b: zeros and the 总计 column left blank",
)
def many_blanks(case: Case) -> None:
    paths = [path for path in case.figures if path[0] != "active_disclosure"]
    case.rng.shuffle(paths)
    # Organs leave zeros and sums blank; one report in four has blanks anywhere.
    if case.rng.random() < 0.75:
        paths.sort(key=lambda p: 0 if case.figures[p].value == 0 else 1 if p[2] == "total" else 2)
    for path in paths[:125]:
        case.figures[path] = Printed(None, "")


@kind("html", about='7: colspan="1%", rowspan empty, colspan 0, spans in quotes or with spaces')
def odd_spans(case: Case) -> None:
    odd = case.rng.choice(
        ('colspan="1%"', 'rowspan=""', 'colspan="0"', 'colspan=" 1 "', "colspan=1")
    )

    def spans(box: Box) -> str:
        usual = html.Style().spans(box)
        return usual if "colspan" in usual or "rowspan" in usual else f" {odd}"

    case.html.spans = spans


def with_hidden(case: Case, grid: Grid) -> list[Grid]:
    """Beside some rows a copy with other numbers that no reader of the page sees.

    A browser leaves an undisplayed row out of the grid; Word keeps a deleted one in it, so there
    labels merged over it reach one row further.
    """
    rows: list[Row] = []
    moved: list[int] = []  # old row → new row
    for row in grid.rows:
        hidden = None
        if row.key is not None and case.rng.random() < 0.4:
            hidden = Row(
                [
                    replace(box, text=str(case.rng.randint(1, 999)), path=None)
                    if box.role == "figure"
                    else replace(box, rowspan=1)
                    for box in row.boxes
                    if box.role != "group"
                ],
                row.key,
                True,
            )
        is_first = case.rng.random() < 0.5 and all(box.role != "group" for box in row.boxes)
        if hidden is not None and is_first:
            rows.append(hidden)
        moved.append(len(rows))
        rows.append(row)
        if hidden is not None and not is_first:
            rows.append(hidden)
    if case.format == "docx":
        for number, row in enumerate(grid.rows):
            for box in row.boxes:
                box.rowspan = moved[number + box.rowspan - 1] - moved[number] + 1
    return [Grid(grid.name, rows, grid.header)]


@kind("html", about="7: hidden rows, display:none duplicates with other numbers; hidden tables")
def hidden_rows(case: Case) -> None:
    case.on_grids(partial(with_hidden, case))
    attribute = case.rng.choice(
        (
            'style="display:none"',
            'style="DISPLAY: none"',
            "hidden",
            "style='width:1px;display: none;'",
        )
    )
    case.html.row = lambda row: f"<tr {attribute}>" if row.hidden else "<tr>"
    if case.rng.random() < 0.3:
        old = Grid(
            "decoy", [Row([Box("一、本年新收政府信息公开申请数量"), *(Box("7") for _ in COLUMNS)])]
        )
        table = html.table(old, html.Style())
        case.html.before = f'<div style="display:none">{table}</div>'


@kind("html", about="7: hidden text beside the figure, inside the same cell; comments and scripts")
def hidden_text_in_cells(case: Case) -> None:
    usual = case.html.figure
    other = (
        '<span style="display:none">{}</span>',
        '<span style="DISPLAY: none; FONT-SIZE: 9pt">{}</span>',
        "<!-- {} -->",
        "<script>document.write({})</script>",
        '<input type="hidden" value="{}">',
        "<span hidden>{}</span>",
        "<!--[if gte mso 9]>{}<![endif]-->",
    )

    def figure(text: str, box: Box) -> str:
        hidden = case.rng.choice(other).format(case.rng.randint(1, 999))
        inner = usual(text, box)
        return inner + hidden if case.rng.random() < 0.5 else hidden + inner

    case.html.figure = figure


@kind("html", about="unclosed and upper-case tags, th for labels, colgroup, several tbody")
def tag_soup(case: Case) -> None:
    upper = case.rng.random() < 0.5
    header_tag = case.rng.random() < 0.5
    unclosed = case.rng.random() < 0.7

    def around(table: str) -> str:
        table = table.replace("<tbody>", "<colgroup><col width=57><col></colgroup><tbody>", 1)
        if header_tag:
            table = re.sub(
                r"<td([^>]*)>((?:<p[^>]*>)?[^<>\d]{2,}(?:</p>)?)</td>", r"<th\1>\2</th>", table
            )
        if unclosed:
            table = table.replace("</td>", "").replace("</tr>", "").replace("</p>", "")
        else:
            table = table.replace("</tr>", "</tr></tbody><tbody>", 3)
        if upper:
            table = re.sub(r"</?[a-z]+", lambda tag: tag.group().upper(), table)
        return table

    case.html.around_table = around


@kind(
    "html",
    about="footnote marks on figures (<sup>, ①, Word's links): no digits of the figure",
)
def footnote_marks(case: Case) -> None:
    marked = set(case.rng.sample(sorted(case.figures), 6))
    mark = case.rng.choice(
        (
            "<sup>①</sup>",
            "<sup>[1]</sup>",
            '<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>'
            "<sup>[1]</sup></span></a>",
            "<sup>1</sup>",
            "①",
        )
    )

    def figure(text: str, box: Box) -> str:
        return f"<p>{escape(text)}{mark if box.path in marked and text else ''}</p>"

    case.html.figure = figure
    case.deserved.update(("S10", path[0], None) for path in marked)


_WORD_HEAD = """<!--[if gte mso 9]><xml><w:WordDocument>
<w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {mso-style-parent:"";margin:0cm;font-size:10.5pt}
table.MsoNormalTable {mso-style-name:普通表格} --></style>
"""


@kind(
    "html",
    about="7: saved by Word: MsoNormal, o:p, conditional comments, VML, a last row of empty cells",
)
def word_export(case: Case) -> None:
    case.html.head = _WORD_HEAD
    case.html.table = (
        "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 "
        "style='border-collapse:collapse;mso-table-layout-alt:fixed'>"
    )
    font = "style='font-family:仿宋_GB2312;mso-hansi-font-family:\"Times New Roman\"'"

    def figure(text: str, box: Box) -> str:
        shown = escape(text) or "&nbsp;"
        return (
            "<p class=MsoNormal align=center style='text-align:center;mso-element:frame'>"
            f"<span lang=EN-US {font}>{shown}<o:p></o:p></span></p>"
        )

    def label(text: str, box: Box) -> str:
        cut = len(text) // 2
        return (
            f"<p class=MsoNormal><span {font}>{escape(text[:cut])}"
            f"<span style='mso-spacerun:yes'>&nbsp;</span></span>"
            f"<span {font}>{escape(text[cut:])}<span lang=EN-US><o:p></o:p></span></span></p>"
        )

    case.html.figure, case.html.label = figure, label
    vml = (
        '<!--[if gte vml 1]><v:shape id="_x0000_i1025" style="width:9pt"><v:textbox>'
        "<table><tr><td>行政许可</td><td>99</td></tr></table></v:textbox></v:shape><![endif]-->"
        "<![if !vml]><span></span><![endif]>"
    )
    last_row = (
        "<![if !supportMisalignedColumns]><tr height=0>"
        + "<td width=57></td>" * 10
        + "</tr><![endif]>"
    )
    misaligned = case.rng.random() < 0.5

    def around(table: str) -> str:
        if misaligned:
            table = table.replace("</tbody>", f"{last_row}</tbody>")
        return f"{vml}<div align=center>{table}</div>"

    case.html.around_table = around


@kind("html", about="7: pasted from WPS: fonts per run, mso-yfti rows, empty paragraphs")
def wps_export(case: Case) -> None:
    case.html.table = (
        '<table class="MsoNormalTable ke-zeroborder" '
        'style="border-collapse:collapse;mso-padding-alt:0pt 5.4pt 0pt 5.4pt">'
    )
    case.html.row = lambda row: '<tr style="mso-yfti-irow:1;height:19.85pt">'
    style = "margin-top:0pt;mso-pagination:none;text-autospace:ideograph-numeric;text-align:center"

    def figure(text: str, box: Box) -> str:
        inner = f'<font face="宋体">{escape(text)}</font>' if text else "&nbsp;"
        return (
            f'<p class="MsoNormal" style="{style}">'
            f"<span style=\"mso-spacerun:'yes'\">{inner}</span>"
            "<span>&nbsp;</span></p>"
        )

    def label(text: str, box: Box) -> str:
        runs = re.findall(r"[\u4e00-\u9fff]{1,5}|[^\u4e00-\u9fff]+", text)
        inner = "".join(f'<span><font face="仿宋_GB2312">{escape(r)}</font></span>' for r in runs)
        return f'<p class="MsoNormal" style="{style}">{inner}</p><p class="MsoNormal">&nbsp;</p>'

    case.html.figure, case.html.label = figure, label


def navigation(rng: Random, size: int) -> str:
    """Menus as portals print them; the words are those of real columns."""
    words = (
        "政府信息公开年报",
        "行政许可",
        "行政处罚",
        "行政强制",
        "政府信息公开指南",
        "依申请公开",
        "规范性文件",
        "行政事业性收费",
        "政府集中采购",
        "财政预算决算",
        "通知公告",
        "政策解读",
    )
    items: list[str] = []
    length = 0
    while length < size:
        items.append(
            f'<li class="nav-item"><a href="/col/col{rng.randint(1000, 9999)}/index.html" '
            f'target="_blank" title="{(word := rng.choice(words))}">{word}</a></li>'
        )
        length += len(items[-1].encode())
    return f'<div class="header"><ul class="nav">{"".join(items)}</ul></div>'


@kind(
    "html",
    about="7: 70–320 KB a page, the report after 12–16 KB of navigation, heavy inline styles",
)
def heavy_page(case: Case) -> None:
    weight = case.rng.randint(1, 8)
    declaration = (
        "BORDER-BOTTOM: windowtext 1pt solid; PADDING-LEFT: 5.4pt; WIDTH: 86.85pt; "
        "PADDING-RIGHT: 5.4pt; BORDER-TOP: medium none; FONT-FAMILY: 仿宋_GB2312; "
    )
    case.html.attributes = lambda box: (
        f' style="{declaration * weight}" valign="center" width="115"'
    )
    case.html.before = navigation(case.rng, case.rng.randint(12_000, 16_000))
    case.html.after = (
        navigation(case.rng, 4_000)
        + "<div class='footer'>主办单位：云汀市人民政府办公室 ICP备05000000号</div>"
    )


def _decoy(rows: list[list[str]]) -> Grid:
    return Grid("decoy", [Row([Box(text) for text in row]) for row in rows])


@kind(about="7: a metadata table (索引号, 发布机构, 公开日期) before the report")
def metadata_table(case: Case) -> None:
    rows = [
        [
            "索引号",
            f"11370000MB{case.rng.randint(10**7, 10**8)}/{case.year + 1}-00012",
            "主题分类",
            "政务公开",
        ],
        ["发布机构", "云汀市人民政府办公室", "公开日期", f"{case.year + 1}-01-20"],
        ["文号", "", "有效性", "有效"],
    ]
    case.on_page.append(lambda page: page.blocks.insert(0, _decoy(rows)))


@kind(
    "html",
    about="7: two <title>, the title repeated in the article, ColumnName 头部, over two lines",
)
def title_repeated(case: Case) -> None:
    case.html.title_tags = 2
    case.html.head = '<meta name="ColumnName" content="头部">\n'

    def repeat(page: Page) -> None:
        case.html.before = (
            f"<h1>{page.title}</h1>"
            f"<div class='info'>发布时间：{page.year + 1}-01-20 来源：办公室</div>"
        )
        page.blocks.insert(1, Text("title", page.title))

    case.on_page.append(repeat)


_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@kind(about="7: full-width digits")
def full_width_digits(case: Case) -> None:
    share = case.rng.choice((0.1, 0.5, 1.0))
    for path, printed in list(case.figures.items()):
        if printed.value is not None and case.rng.random() < share:
            case.reprint(path, printed.raw.translate(_FULL_WIDTH))


@kind(about="3.1 S10: thousands separators, half or full width")
def thousands_separators(case: Case) -> None:
    comma = case.rng.choice((",", "，"))
    for path, printed in list(case.figures.items()):
        if printed.value is None and case.rng.random() < 0.5:
            case.figures[path] = printed = Printed(n := case.rng.randint(1_000, 9_999_999), str(n))
        whole, dot, decimals = printed.raw.partition(".")
        if whole.isdigit() and len(whole) > 3:
            case.reprint(path, f"{int(whole):,}".replace(",", comma) + dot + decimals)


@kind(about="1b, 4, 7: units in cells (12872.06 万元, 73802895.90元, 3件)")
def units_in_cells(case: Case) -> None:
    fees = ("active_disclosure", "administrative_fees", "amount_wan_yuan")
    unit = case.rng.choice(("万元", " 万元", "元", " 元", "（万元）"))
    amount = Decimal(case.rng.choice(("12872.06", "73802895.90", "8310.5", "316441", "0")))
    value = in_column(f"{amount}元" if "万" not in unit else str(amount), "amount_wan_yuan")
    case.figures[fees] = Printed(value, f"{amount}{unit}")
    counts = [path for path, printed in case.figures.items() if printed.value is not None]
    for path in case.rng.sample(counts, case.rng.randint(5, 60)):
        if path != fees:
            case.reprint(path, case.figures[path].raw + case.rng.choice(("件", " 件")))


@kind(about="7: 22（其中修订 16 件）")
def remark_in_cell(case: Case) -> None:
    path = (
        "active_disclosure",
        "normative_documents",
        case.rng.choice(("issued", "repealed", "in_force")),
    )
    case.figures[path] = Printed(
        22,
        case.rng.choice(
            ("22（其中修订16件）", "22（其中修订 16 件）", "22(其中修订16件)", "22件（修订16件）")
        ),
    )
    received = ("applications", "new_received", "total")
    if case.rng.random() < 0.5 and case.figures[received].value is not None:
        case.reprint(received, case.figures[received].raw + "（含转办件）")


@kind(about="7, S09: / — - 无 for zero")
def blank_marks(case: Case) -> None:
    blanks(case.rng, case.figures, case.rng.randint(20, 120), empty=False)


_ORDINAL = re.compile(r"^(（[一二三四五六七]）|[一二三四]、|\d\.)")


@kind(about="1c: ordinals missing, wrong or in another style; quotes of every kind")
def label_ordinals(case: Case) -> None:
    way = case.rng.choice(("none", "wrong", "circled", "half", "fullstop", "comma", "space"))
    quotes = case.rng.choice(("“”", '""', "‘’", "「」", "''", "", "〝〞", "《》"))

    def change(label: str) -> str:
        if quotes:
            label = label.replace("“", quotes[0]).replace("”", quotes[1])
        else:
            label = label.replace("“", "").replace("”", "")
        match = _ORDINAL.match(label)
        if match is None:
            return label
        rest, ordinal = label[match.end() :], match[1]
        number = ordinal.strip("（）、.")
        if way == "none":
            return rest
        if way == "wrong":
            return case.rng.choice(("1.", "（一）", "九、", "12.")) + rest
        if way == "half":
            return ordinal.replace("（", "(").replace("）", ")").replace("、", ".") + rest
        if not number.isdigit():
            return ordinal + " " + rest
        new = {
            "circled": "①②③④⑤⑥⑦⑧"[int(number) - 1],
            "fullstop": f"{number}．",
            "comma": f"{number}、",
            "space": f"{number} ",
        }[way]
        return new + rest

    case.relabel(change)


WORDINGS: dict[str, tuple[str, ...]] = {
    "carried_over": ("二、上年度结转政府信息公开申请数量", "二、上一年结转政府信息公开申请数量"),
    "carried_forward": (
        "四、结转下一年度继续办理",
        "四、结转下年度继续办理数量",
        "四、结转下年继续办理",
    ),
    "results_total": ("（七）合计", "（七）总 计"),
    "total": ("合计", "总  计"),
    "new_received": ("一、本年度新收政府信息公开申请数量", "一、本年新收到政府信息公开申请数量"),
    "denied_other_law": ("2.其他法律、行政法规禁止公开", "2.其他法律行政法规禁止公开的"),
    "partially_granted": (
        "（二）部分公开",
        "（二）部分公开（区分处理的，只计这一情形,不计其他情形）",
    ),
    "normative_documents": ("规范性文件", "行政规范性文件"),
    "regulations": ("规章", "规　章"),
    "unable_not_held": ("1.本机关不掌握相关信息", "1.本机关不掌握相关政府信息"),
    "unable_needs_creation": ("2.没有现成信息，需要另行制作", "2.没有现成信息需另行制作"),
    "not_processed_petition": ("1.信访、举报、投诉类申请", "1.信访举报投诉类申请"),
    "not_processed_confirm_reissue": ("5.要求行政机关确认或者重新出具已获取信息",),
    "other_overdue_correction": (
        "1.申请人无正当理由逾期不补正、行政机关不再受理其政府信息公开申请",
        "1.申请人无正当理由逾期不补正，行政机关不再处理其申请",
    ),
    "other_overdue_fee": (
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再受理其政府信息公开申请",
    ),
    "other_misc": ("3.其它", "3.其他"),
    "amount_wan_yuan": ("本年收费金额（单位:万元）", "本年收费金额（万元）", "本年收费金额"),
    "outcome_4": ("合计",),
    "clause_一": ("第二十条第(一)项", "第二十条 第（一）项"),
}


@kind(about="1c: 不再受理, 上年度结转, 合计, 结转下一年度, 规范性文件; headings of 1c")
def label_wordings(case: Case) -> None:
    for key, wordings in WORDINGS.items():
        if case.rng.random() < 0.7:
            case.layout.labels[key] = case.rng.choice(wordings)
    case.layout.headings[4] = case.rng.choice(
        (HEADINGS[4], "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况")
    )
    case.layout.headings[5] = case.rng.choice(
        ("五、存在问题及改进情况", "五、政府信息公开工作存在的主要问题及改进情况")
    )


@kind(about="1c, 5: half-width brackets, new lines, spaced glyphs (三、 本 年 度 办 理 结 果)")
def label_spacing(case: Case) -> None:
    way = case.rng.choice(("half", "newline", "spaced", "all"))
    new_line = "\n" if case.format != "docx" or case.rng.random() < 0.5 else " "

    def change(label: str) -> str:
        if way in ("half", "all"):
            label = label.replace("（", "(").replace("）", ")").replace("，", ", ")
        if way in ("newline", "all") and len(label) > 2:
            # Not inside the ordinal: a line that is nothing but "6" could be a figure.
            cut = case.rng.randint(min(2, len(label) - 1), len(label) - 1)
            label = label[:cut] + new_line + label[cut:]
        if way == "spaced" and len(label) < 20:
            label = " ".join(label)
        return label

    case.relabel(change, ("label", "group", "header"))
    if case.format == "html":
        case.html.label = lambda text, box: escape(text).replace("\n", "<br>")


@kind(about="7: local extra rows (行政检查, 行政确认) below 行政强制")
def local_rows(case: Case) -> None:
    words = ["行政检查", "行政确认", "行政裁决", "行政给付", "其他行政职权"]
    chosen = case.rng.sample(words, case.rng.randint(1, 3))
    case.layout.local_rows = tuple((w, str(case.rng.randint(0, 9_999))) for w in chosen)


def _decoys(case: Case) -> list[list[Text | Grid]]:
    n = case.rng.randint
    enforcement: list[Text | Grid] = [Text("text", "附：行政执法统计年报")]
    if case.rng.random() < 0.5:
        enforcement.append(
            _decoy(
                [
                    ["执法类别", "办理数量（件）"],
                    *(
                        [w, str(n(1, 9_999))]
                        for w in ("行政许可", "行政处罚", "行政强制", "行政检查")
                    ),
                ]
            )
        )
    else:
        enforcement.append(
            _decoy(
                [
                    ["单位", "行政许可", "行政处罚", "行政强制"],
                    *(
                        [u, str(n(1, 9_999)), str(n(1, 999)), str(n(0, 99))]
                        for u in ("甲大队", "乙大队")
                    ),
                ]
            )
        )
    budget: list[Text | Grid] = [
        Text("text", "附：政务公开经费情况"),
        _decoy(
            [
                ["项目", "预算数（万元）", "决算数（万元）"],
                ["行政事业性收费", str(n(1, 900)), str(n(1, 900))],
                ["其他", "3", "2"],
                ["总计", str(n(900, 999)), str(n(900, 999))],
            ]
        ),
    ]
    contents: list[Text | Grid] = [
        _decoy([["目录", "页码"], *([heading, str(n(1, 9))] for heading in HEADINGS.values())])
    ]
    return [enforcement, budget, contents]


@kind(about="7: 执法统计 table, budget table, table of contents beside the report's own tables")
def decoy_tables(case: Case) -> None:
    decoys = _decoys(case)

    def insert(page: Page) -> None:
        enforcement, budget, contents = decoys
        if case.rng.random() < 0.5:
            page.blocks[1:1] = contents
        grids = [
            n
            for n, block in enumerate(page.blocks)
            if isinstance(block, Grid) and block.name != "decoy"
        ]
        at = case.rng.choice((grids[0] - 1, grids[0] + 1, grids[-1] + 1, len(page.blocks)))
        page.blocks[at:at] = enforcement
        if case.rng.random() < 0.5:
            page.blocks += budget

    case.on_page.append(insert)


@kind(
    about="7, EV: two columns exchanged, header and values alike (the header says which is which)"
)
def swapped_columns(case: Case) -> None:
    columns = list(COLUMNS)
    first, second = case.rng.sample(range(1, 6), 2)
    columns[first], columns[second] = columns[second], columns[first]
    if case.rng.random() < 0.3:  # 总计 first
        columns.insert(0, columns.pop())
    case.layout.columns = tuple(columns)
    if case.rng.random() < 0.5:
        case.layout.documents = case.rng.choice(((1, 0, 2), (2, 0, 1), (0, 2, 1)))
    if case.rng.random() < 0.5:
        case.layout.outcomes = case.rng.choice(((1, 0, 2, 3, 4), (4, 0, 1, 2, 3), (0, 1, 3, 2, 4)))


@kind(about="rows of a group and clauses in another order; labels say which is which")
def row_order(case: Case) -> None:
    def shuffled(keys: list[str]) -> list[str]:
        keys = list(keys)
        case.rng.shuffle(keys)
        return keys

    case.layout.rows = shuffled
    case.layout.clauses = case.rng.choice(("五六一八九", "八六五一九", "一六五八九"))


@kind("html", "text", about="stack trap 3: gb18030, declared wrongly or not at all, BOM")
def charsets(case: Case) -> None:
    way = case.rng.choice(
        (
            ("gb18030", "gb2312"),
            ("gb18030", "gbk"),
            ("gb18030", None),
            ("utf-8", "gb2312"),
            ("gb18030", "utf-8"),
            ("utf-8-sig", "utf-8"),
            ("utf-8", None),
            ("utf-16", None),
        )
    )
    case.html.charset, case.html.declared = way
    case.text.charset = way[0]


@kind("html", "docx", "text", "markdown", about="merged group labels lost; the rows stand alone")
def group_labels_lost(case: Case) -> None:
    case.layout.group_cells = False


@kind(
    "html", "docx", "text", about="stack trap 7: LibreOffice adds an empty 16th column to table 4"
)
def phantom_empty_column(case: Case) -> None:
    case.layout.phantom = ""
    case.deserved.add(("S07", "review_litigation", None))
