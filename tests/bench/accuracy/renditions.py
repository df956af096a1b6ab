"""Which habits come with one format or form? Word's XML, text and markdown, older forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.bench.accuracy import docx, html
from tests.bench.accuracy.cases import Case, kind
from tests.bench.accuracy.figures import (
    Printed,
)
from tests.bench.accuracy.layout import (
    ROW_LABELS,
    Box,
    Grid,
    Page,
    Row,
    Text,
)
from tests.bench.accuracy.markup import (
    WORDINGS,
    blank_marks,
    charsets,
    decoy_tables,
    digits_in_spans,
    full_width_digits,
    group_label_twice,
    header_repeated,
    heavy_page,
    hidden_text_in_cells,
    label_ordinals,
    label_spacing,
    label_wordings,
    labels_shattered,
    layout_tables,
    local_rows,
    metadata_table,
    nbsp_around_values,
    page_break_between_rows,
    plain,
    remark_in_cell,
    row_order,
    swapped_columns,
    table_per_clause,
    thousands_separators,
    units_in_cells,
    with_hidden,
    word_export,
    wps_export,
)


@kind("docx", about="tables inside layout tables")
def docx_nested_tables(case: Case) -> None:
    depth = case.rng.randint(1, 3)

    def wrap(table: str) -> str:
        for _ in range(depth):
            table = (
                "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr/>"
                f"{table}<w:p/></w:tc></w:tr></w:tbl>"
            )
        return table

    case.docx.around_table = wrap


_AUTHOR = 'w:id="7" w:author="审核" w:date="2025-01-08T09:00:00Z"'


@kind("docx", about="tracked changes: inserted and deleted numbers, labels and rows")
def docx_tracked_changes(case: Case) -> None:
    def figure(text: str, box: Box) -> str:
        old = str(case.rng.randint(0, 999))
        way = case.rng.choice(("plain", "plain", "both", "inserted", "moved", "partly"))
        deleted = f"<w:del {_AUTHOR}><w:r><w:delText>{old}</w:delText></w:r></w:del>"
        if not text or way == "plain":
            return docx.paragraph(docx.run(text) if text else deleted)
        if way == "inserted":
            return docx.paragraph(f"<w:ins {_AUTHOR}>{docx.run(text)}</w:ins>")
        if way == "moved":
            gone = f"<w:moveFrom {_AUTHOR}>{docx.run(old)}</w:moveFrom>"
            return docx.paragraph(f"{gone}<w:moveTo {_AUTHOR}>{docx.run(text)}</w:moveTo>")
        if way == "partly":
            return docx.paragraph(
                f"{docx.run(text[0])}{deleted}<w:ins {_AUTHOR}>{docx.run(text[1:])}</w:ins>"
            )
        return docx.paragraph(f"{deleted}<w:ins {_AUTHOR}>{docx.run(text)}</w:ins>")

    case.docx.figure = figure
    if case.rng.random() < 0.5:
        case.on_grids(partial(with_hidden, case))

        def rows(lines: list[str], grid: Grid) -> list[str]:
            return [line.replace("<w:hidden/>", f"<w:del {_AUTHOR}/>") for line in lines]

        case.docx.around_rows = rows


@kind("docx", about="hidden text beside the number (w:vanish)")
def docx_hidden_text(case: Case) -> None:
    case.docx.figure = lambda text, box: docx.paragraph(
        docx.run(str(case.rng.randint(1, 99)), "<w:vanish/>") + docx.run(text)
    )


@kind("docx", about="a text box around the table, as drawing with its VML fallback")
def docx_text_box(case: Case) -> None:
    fallback = case.rng.random() < 0.7

    def wrap(table: str) -> str:
        content = f"<w:txbxContent>{table}<w:p/></w:txbxContent>"
        old = f'<w:pict><v:shape id="s1"><v:textbox>{content}</v:textbox></v:shape></w:pict>'
        if not fallback:
            return f"<w:p><w:r>{old}</w:r></w:p>"
        return (
            '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>'
            f"<a:graphic><a:graphicData><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp>"
            "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
            f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    case.docx.around_table = wrap


@kind("docx", about="content controls around rows, cells' text and whole tables (w:sdt)")
def docx_content_controls(case: Case) -> None:
    def sdt(inner: str) -> str:
        properties = "<w:sdtPr><w:alias w:val='数据'/></w:sdtPr>"
        return f"<w:sdt>{properties}<w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    way = case.rng.choice(("table", "rows", "runs", "paragraphs"))
    if way == "table":
        case.docx.around_table = sdt
    elif way == "rows":
        case.docx.around_rows = lambda rows, grid: [sdt(row) for row in rows]
    elif way == "runs":
        case.docx.figure = lambda text, box: docx.paragraph(sdt(docx.run(text)))
    else:
        case.docx.figure = lambda text, box: sdt(docx.paragraph(docx.run(text)))


@kind("docx", about="ordinals that Word draws: headings and row labels without typed numbers")
def docx_auto_numbering(case: Case) -> None:
    levels = (
        ("chineseCountingThousand", "%1、"),
        ("decimal", "%1."),
    )
    definitions = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{shape}"/></w:lvl></w:abstractNum>'
        for n, (form, shape) in enumerate(levels)
    )
    numbers = "".join(
        f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(2)
    )
    case.docx.parts = {"numbering": definitions + numbers}

    def numbered(text: str, number: int, properties: str = "") -> str:
        list_item = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        return docx.paragraph(docx.run(text, properties), list_item)

    def block(block: Text) -> str:
        if block.role == "heading":
            return numbered(block.text[2:], 1, "<w:b/>")
        return docx.Style().block(block)

    def label(text: str, box: Box) -> str:
        if re.match(r"\d\.", text):
            return numbered(text[2:], 2)
        return docx.Style().label(text, box)

    case.docx.block, case.docx.label = block, label


@kind(
    "docx", about="digits over several runs with proofing marks, bookmarks and smart tags between"
)
def docx_split_runs(case: Case) -> None:
    between = (
        '<w:proofErr w:type="spellStart"/>',
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>',
        "<w:r><w:lastRenderedPageBreak/></w:r>",
    )

    def figure(text: str, box: Box) -> str:
        runs = [docx.run(c) for c in text]
        inner = "".join(r + case.rng.choice(between) for r in runs)
        if case.rng.random() < 0.3:
            inner = f'<w:smartTag w:element="chmetcnv">{inner}</w:smartTag>'
        return docx.paragraph(inner)

    case.docx.figure = figure


@kind("docx", about="footnotes on figures: the mark is no digit of the figure")
def docx_footnotes(case: Case) -> None:
    note = docx.paragraph(docx.run("其中2件为上年度收到。"))
    case.docx.parts = {"footnotes": f'<w:footnote w:id="2">{note}</w:footnote>'}
    mark = (
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        '<w:footnoteReference w:id="2"/></w:r>'
    )

    def figure(text: str, box: Box) -> str:
        return docx.paragraph(docx.run(text) + (mark if case.rng.random() < 0.05 else ""))

    case.docx.figure = figure


@kind("docx", about="totals as formula fields: what counts is the displayed result")
def docx_fields(case: Case) -> None:
    def figure(text: str, box: Box) -> str:
        if not text:
            return docx.paragraph("")
        if case.rng.random() < 0.5:
            inner = f'<w:fldSimple w:instr=" =SUM(LEFT) ">{docx.run(text)}</w:fldSimple>'
        else:
            mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
            inner = (
                mark.format("begin")
                + '<w:r><w:instrText xml:space="preserve"> =SUM(C1:C99) </w:instrText></w:r>'
                + mark.format("separate")
                + docx.run(text)
                + mark.format("end")
            )
        return docx.paragraph(inner)

    case.docx.figure = figure


@dataclass(frozen=True, slots=True)
class _Look:
    """Run properties, and the styles they may come from instead."""

    direct: tuple[str, ...]
    styles: str


_STRUCK = _Look(
    ("<w:strike/>", "<w:dstrike/>", '<w:rStyle w:val="Gone"/>'),
    '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>',
)
_RAISED = _Look(
    (
        '<w:vertAlign w:val="superscript"/>',
        '<w:vertAlign w:val="subscript"/>',
        '<w:position w:val="10"/><w:sz w:val="13"/>',
        '<w:rStyle w:val="Mark"/>',
    ),
    '<w:style w:type="character" w:styleId="Mark"><w:rPr><w:vertAlign w:val="superscript"/>'
    "</w:rPr></w:style>",
)


@kind("docx", about="corrected by hand: the old number struck through beside the new one")
def docx_struck_numbers(case: Case) -> None:
    case.docx.parts = {"styles": _STRUCK.styles}
    look = case.rng.choice(_STRUCK.direct)

    def figure(text: str, box: Box) -> str:
        old = docx.run(str(case.rng.randint(1, 999)), look)
        pieces = [old, docx.run(text)] if case.rng.random() < 0.5 else [docx.run(text), old]
        return docx.paragraph("".join(pieces) if case.rng.random() < 0.3 else docx.run(text))

    case.docx.figure = figure


@kind("docx", about="footnote marks typed as raised or lowered digits behind the number")
def docx_raised_digits(case: Case) -> None:
    case.docx.parts = {"styles": _RAISED.styles}
    look = case.rng.choice(_RAISED.direct)
    marked = set(case.rng.sample(sorted(case.figures), 6))
    mark = case.rng.choice(("1", "2", "[1]"))

    def figure(text: str, box: Box) -> str:
        is_marked = box.path in marked and text.isdecimal()
        return docx.paragraph(docx.run(text) + (docx.run(mark, look) if is_marked else ""))

    case.docx.figure = figure
    case.deserved.update(("S10", path[0], None) for path in marked)


@kind("docx", about="7: the report in a cell of a layout table, under its metadata or beside it")
def docx_layout_frame(case: Case) -> None:
    def cell(inner: str, span: int = 1) -> str:
        properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}<w:p/></w:tc>"

    def line(*cells: str) -> str:
        return f"<w:tr>{''.join(cells)}</w:tr>"

    def words(text: str) -> str:
        return docx.paragraph(docx.run(text))

    way = case.rng.choice(("metadata", "beside", "margins"))

    def frame(body: str) -> str:
        if way == "metadata":
            rows = line(cell(words("索引号")), cell(words("113208/2024-00012")))
            rows += line(cell(words("发布机构")), cell(words("某某局"))) + line(cell(body, 2))
        elif way == "beside":
            rows = line(cell(words("年度报告")), cell(body))
        else:
            rows = line(cell(""), cell(body), cell(""))
        return f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"

    case.docx.around_body = frame


@kind("docx", about="each number in a table of its own inside the cell")
def docx_boxed_numbers(case: Case) -> None:
    share = case.rng.choice((1.0, 0.3))

    def figure(text: str, box: Box) -> str:
        plain = docx.paragraph(docx.run(text) if text else "")
        if case.rng.random() > share:
            return plain
        return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{plain}</w:tc></w:tr></w:tbl><w:p/>"

    case.docx.figure = figure


@kind(
    "docx", "html", "markdown", about="the tables of sections 2 to 4 in one, headings as its rows"
)
def tables_in_one(case: Case) -> None:
    has_headings = case.rng.random() < 0.5

    def hook(page: Page) -> None:
        grids = page.grids()
        width = max(sum(box.colspan for box in row.boxes) for grid in grids for row in grid.rows)
        first = next(at for at, block in enumerate(page.blocks) if isinstance(block, Grid))
        last = max(at for at, block in enumerate(page.blocks) if isinstance(block, Grid))
        rows: list[Row] = []
        others: list[Text | Grid] = []
        for block in page.blocks[first : last + 1]:
            if isinstance(block, Grid):
                rows += block.rows
            elif has_headings and block.role == "heading":
                rows.append(Row([Box(block.text, 1, width, role="header")]))
            else:
                others.append(block)
        page.blocks[first : last + 1] = [*others, Grid("all", rows)]

    case.on_page.append(hook)


# ── Text and markdown ─────────────────────────────────────────────────────────────────────────


@kind(
    "text", blanks="marks", about="5.3: TAB-separated rows, TABs left over, page breaks (seed 003)"
)
def text_rows(case: Case) -> None:
    case.text.notation = "rows"
    case.text.trailing = case.rng.randint(0, 2)
    case.text.page_break = case.rng.random() < 0.5


@kind("text", about="5.1–2: bookmarks and new lines inside cells (seeds 000, 001)")
def text_seed_cells(case: Case) -> None:
    case.text.bookmarks = True
    gap = case.rng.choice(("\n", "\n\n"))

    def change(label: str) -> str:
        if label.startswith("（") and label[3:] in ("不予公开", "无法提供", "不予处理", "其他处理"):
            return label[:3] + gap + label[3:]
        if len(label) > 16 and case.rng.random() < 0.3:
            return label[:12] + "\n" + label[12:]
        return label

    case.relabel(change)


@kind("text", "markdown", blanks="marks", about="one cell a line without TABs, rows apart or not")
def text_lines(case: Case) -> None:
    case.text.notation = "lines"
    case.text.blank_lines = case.rng.random() < 0.5


@kind("text", "markdown", blanks="marks", about="columns apart by spaces only")
def text_spaces(case: Case) -> None:
    case.text.notation = "spaces"


@kind("markdown", about="pipes without the alignment row")
def markdown_without_rule(case: Case) -> None:
    case.text.rule = False


@kind("markdown", blanks="marks", about="pipes between cells only, none at the ends of the line")
def markdown_without_outer_pipes(case: Case) -> None:
    case.text.outer = False


@kind("markdown", about="converters that repeat a merged cell's text in every column it covers")
def merged_cells_repeated(case: Case) -> None:
    case.text.repeated = True
    for table in ("active_disclosure", "applications"):
        case.deserved.add(("S07", table, None))


@kind("markdown", about="HTML tables inside markdown, as converters of merged cells write them")
def html_tables_in_markdown(case: Case) -> None:
    style = html.Style(table="<table>")
    case.text.table = lambda grid: "\n" + html.table(grid, style) + "\n"


@kind("markdown", about="bold, italic or code numbers and labels, entities and escapes in cells")
def markdown_emphasis(case: Case) -> None:
    shapes = ("**{}**", "*{}*", "`{}`", "__{}__", "&nbsp;{}", "<b>{}</b>", "***{}***")
    shape, label_shape = case.rng.choice(shapes), case.rng.choice(("{}", "**{}**", "<b>{}</b>"))
    is_escaped = case.rng.random() < 0.3

    def hook(page: Page) -> None:
        for grid in page.grids():
            for row in grid.rows:
                for box in row.boxes:
                    if box.role == "figure":
                        box.text = shape.format(box.text) if box.text.isalnum() else box.text
                    elif box.text:
                        text = re.sub(r"(\d)\.", r"\1\\.", box.text) if is_escaped else box.text
                        box.text = label_shape.format(text.strip())

    case.on_page.append(hook)


@kind("text", blanks="marks", about="5.2: blank lines and page numbers inside a row (seed 001)")
def text_row_breaks(case: Case) -> None:
    case.text.notation = case.rng.choice(("cells", "cells", "lines"))
    kinds = ("", "", "- {} -", "— {} —", "第{}页", "第 {} 页 共 9 页")

    def cut(data: bytes) -> bytes:
        lines = data.decode().split("\n")
        cells = [at for at, line in enumerate(lines[:-1]) if line.lstrip("\t").isdecimal()]
        for at in sorted(case.rng.sample(cells, min(4, len(cells))), reverse=True):
            lines.insert(at, case.rng.choice(kinds).format(case.rng.randint(1, 9)))
        return "\n".join(lines).encode()

    case.on_bytes.append(cut)


@kind("text", blanks="none", about="5.1: no blank line between the rows, or one behind each line")
def text_row_gaps(case: Case) -> None:
    way = case.rng.choice(("none", "double"))

    def change(data: bytes) -> bytes:
        text = data.decode()
        text = re.sub("\n\n+", "\n", text) if way == "none" else text.replace("\n", "\n\n")
        return text.encode()

    case.on_bytes.append(change)


@kind("text", blanks="marks", about="5.2: labels broken over two lines, in every notation")
def text_wrapped_labels(case: Case) -> None:
    case.text.notation = case.rng.choice(("lines", "spaces", "rows"))
    labels = [label for label in ROW_LABELS.values() if len(label) > 6 and "（" not in label[1:]]

    def wrap(data: bytes) -> bytes:
        text = data.decode()
        for label in case.rng.sample(labels, 6):
            at = case.rng.randint(3, len(label) - 2)
            text = text.replace(label, f"{label[:at]}\n{label[at:]}", 1)
        return text.encode()

    case.on_bytes.append(wrap)


@kind("text", blanks="marks", about="borders drawn with characters (w3m, lynx, office text export)")
def text_boxes(case: Case) -> None:
    bar = case.rng.choice(("│", "┃", "|"))
    rule = "├" + "─" * 40 + "┤" if bar != "|" else "+" + "-" * 40 + "+"

    def table(grid: Grid) -> str:
        lines = [rule]
        for row in grid.rows:
            lines += [bar + bar.join(f" {box.text} " for box in row.boxes) + bar, rule]
        return "\n".join(lines) + "\n"

    case.text.table = table


# ── Several at once ───────────────────────────────────────────────────────────────────────────


@kind(about="real pages have several habits at once: markup, layout, labels, figures, surroundings")
def several_habits(case: Case) -> None:
    markup = {
        "html": (
            digits_in_spans,
            nbsp_around_values,
            word_export,
            wps_export,
            heavy_page,
            layout_tables,
            labels_shattered,
            hidden_text_in_cells,
            charsets,
        ),
        "docx": (
            docx_nested_tables,
            docx_split_runs,
            docx_text_box,
            docx_content_controls,
            docx_fields,
            docx_hidden_text,
        ),
        "text": (text_seed_cells, charsets),
        "markdown": (markdown_without_rule, plain),
    }[case.format]
    groups: tuple[tuple[Callable[[Case], None], ...], ...] = (
        markup,
        (group_label_twice, table_per_clause, local_rows, row_order, swapped_columns),
        (label_ordinals, label_wordings),
        (full_width_digits, thousands_separators, units_in_cells, remark_in_cell, blank_marks),
        (decoy_tables, metadata_table, page_break_between_rows, header_repeated),
    )
    for group in case.rng.sample(groups, case.rng.randint(2, 4)):
        case.rng.choice(group)(case)


# ── Other forms ───────────────────────────────────────────────────────────────────────────────


@kind(
    form="2019", about="1b: the form of 2019, 23 rows, signed changes, amounts with unit; any year"
)
def form2019(case: Case) -> None:
    del case


@kind(
    "html",
    "docx",
    form="2019",
    blanks="none",
    about="1b: 2019 form with the 总计 column and most zeros left blank",
)
def form2019_blanks(case: Case) -> None:
    for path, printed in list(case.figures.items()):
        kept = path[1] in ("new_received", "carried_over", "results_total", "carried_forward")
        if path[0] == "applications" and (
            (path[2] == "total" and not kept) or (printed.value == 0 and path[2] != "total")
        ):
            case.figures[path] = Printed(None, "")


@kind(form="2019", about="2019 form with the label damage of 1c")
def form2019_labels(case: Case) -> None:
    label_spacing(case)
    for key in ("carried_over", "carried_forward", "results_total", "denied_other_law"):
        case.layout.labels[key] = case.rng.choice(WORDINGS[key])


@kind(
    "html", form="2019", about="2019 form, results label twice as rowspan=10, shifted header grid"
)
def form2019_grid(case: Case) -> None:
    case.layout.halves = (10, 10)
    case.layout.shifted = True


@kind(form="hybrid", about="7: 2019-style 第（一）项 with 2021-style （五）（六）（八）, 23 rows")
def form_hybrid(case: Case) -> None:
    del case


@kind(form="stat2014", about="1a: national statistics table of 2014–2018")
def form_stat2014(case: Case) -> None:
    del case


@kind(form="fujian", about="7: 指标名称 | 计量单位 | N年度 | 历年累计")
def form_fujian(case: Case) -> None:
    del case


@kind(form="coded", about="1a: pre-2014 coded table with a code column")
def form_coded(case: Case) -> None:
    del case
