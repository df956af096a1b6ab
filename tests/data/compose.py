"""How do the bundled demo documents come about? Figures + our own prose → HTML and DOCX.

`figures/<id>.json` holds the 200 cells of a report, where they come from and as what they are
published; `prose/<id>.txt` the report's text, written for this project, with the figures it states
as `{names}`, so that text and tables cannot drift apart unless an error is declared. The organs are
fictitious. `python -m tests.data.compose` writes `crawler/replica/documents/<portal>/<file>`; the
same input gives the same bytes (zip members carry fixed dates).

Prose: first line the title; `# ` a section heading, `## ` a sub-heading, `> ` a line of the
signature, `[表二]` `[表三]` `[表四]` the tables, every other line a paragraph.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from parsers.grid import place

HERE = Path(__file__).resolve().parent
DOCUMENTS = HERE.parents[1] / "crawler" / "replica" / "documents"

COLUMNS = (
    "natural_person",
    "commercial",
    "research",
    "social_welfare",
    "legal_service",
    "other",
    "total",
)
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
OUTCOME_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")

# The printed groups of table 3 below 三、本年度办理结果: (group label, rows); a row without a group
# stands alone over both label columns. Labels of 国办公开办函〔2021〕30号.
RESULTS: tuple[tuple[str | None, tuple[tuple[str, str], ...]], ...] = (
    (None, (("granted", "（一）予以公开"),)),
    (
        None,
        (("partially_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),),
    ),
    (
        "（三）不予公开",
        (
            ("denied_state_secret", "1.属于国家秘密"),
            ("denied_other_law", "2.其他法律行政法规禁止公开"),
            ("denied_three_security_one_stability", "3.危及“三安全一稳定”"),
            ("denied_third_party_rights", "4.保护第三方合法权益"),
            ("denied_internal_affairs", "5.属于三类内部事务信息"),
            ("denied_process_info", "6.属于四类过程性信息"),
            ("denied_enforcement_file", "7.属于行政执法案卷"),
            ("denied_admin_query", "8.属于行政查询事项"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("unable_not_held", "1.本机关不掌握相关政府信息"),
            ("unable_needs_creation", "2.没有现成信息需要另行制作"),
            ("unable_unclear_after_correction", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("not_processed_petition", "1.信访举报投诉类申请"),
            ("not_processed_duplicate", "2.重复申请"),
            ("not_processed_publication", "3.要求提供公开出版物"),
            ("not_processed_excessive", "4.无正当理由大量反复申请"),
            ("not_processed_confirm_reissue", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
    (
        "（六）其他处理",
        (
            (
                "other_overdue_correction",
                "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            ),
            (
                "other_overdue_fee",
                "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            ),
            ("other_misc", "3.其他"),
        ),
    ),
    (None, (("results_total", "（七）总计"),)),
)
LEAVES = tuple(key for _, rows in RESULTS for key, _ in rows if key != "results_total")

Figures = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell before markup: its text, its spans, and whether it is a figure or a label."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    is_figure: bool = False


Rows = list[list[PrintedCell]]


@dataclass(frozen=True, slots=True)
class Source:
    """One report to compose: `id` names the files, `facts` is figures/<id>.json."""

    id: str
    facts: Mapping[str, Any]
    prose: str

    @property
    def figures(self) -> Figures:
        figures: Figures = self.facts["figures"]
        return figures

    @property
    def published_as(self) -> Mapping[str, Any]:
        published: Mapping[str, Any] = self.facts["published_as"]
        return published

    @property
    def name(self) -> str:
        """Path inside the documents folder."""
        return f"{self.published_as['portal']}/{self.published_as['file']}"


def sources() -> list[Source]:
    """All reports, by id. A figures file without prose, or the reverse, is an error."""
    figures = {path.stem: path for path in (HERE / "figures").glob("*.json")}
    prose = {path.stem: path for path in (HERE / "prose").glob("*.txt")}
    if figures.keys() != prose.keys():
        raise ValueError(f"figures and prose differ: {sorted(figures.keys() ^ prose.keys())}")
    return [
        Source(
            id,
            json.loads(figures[id].read_text(encoding="utf-8")),
            prose[id].read_text(encoding="utf-8"),
        )
        for id in sorted(figures)
    ]


# ── Text ──────────────────────────────────────────────────────────────────────────────────────


def stated(figures: Figures) -> dict[str, Any]:
    """What `{names}` in the prose stand for: `new`, `new.commercial`, `review.upheld`, `fees` …

    Group names (`denied`, `unable`, `not_processed`, `other`) are the sums of their rows;
    `litigation` is 未经复议直接起诉 (`direct`) plus 复议后起诉 (`after`).
    """
    active, rows = figures["active_disclosure"], figures["applications"]
    names: dict[str, Any] = {
        "licensing": active["administrative_licensing"]["decisions"],
        "penalty": active["administrative_penalty"]["decisions"],
        "compulsion": active["administrative_compulsion"]["decisions"],
        "fees": active["administrative_fees"]["amount_wan_yuan"],
    }
    for short, item in (("reg", "regulations"), ("norm", "normative_documents")):
        names |= {f"{short}.{column}": value for column, value in active[item].items()}
    for short, item in (
        ("new", "new_received"),
        ("over", "carried_over"),
        ("granted", "granted"),
        ("partial", "partially_granted"),
        ("results", "results_total"),
        ("forward", "carried_forward"),
        *((leaf, leaf) for leaf in LEAVES),
    ):
        names[short] = rows[item]["total"]
        names |= {f"{short}.{column}": value for column, value in rows[item].items()}
    for group in ("denied", "unable", "not_processed", "other"):
        names[group] = sum(rows[leaf]["total"] for leaf in LEAVES if leaf.startswith(f"{group}_"))
    disputes = figures["review_litigation"]
    for outcome in OUTCOMES:
        names[f"review.{outcome}"] = disputes[f"review_{outcome}"]
        names[f"direct.{outcome}"] = disputes[f"litigation_direct_{outcome}"]
        names[f"after.{outcome}"] = disputes[f"litigation_after_review_{outcome}"]
        names[f"litigation.{outcome}"] = names[f"direct.{outcome}"] + names[f"after.{outcome}"]
    return names


def lines(source: Source) -> Iterator[tuple[str, str]]:
    """(kind, text) in printed order; kinds: title, heading, subheading, signature, table, text."""
    names = stated(source.figures)
    text = re.sub(r"\{([a-z_.]+)\}", lambda found: str(names[found[1]]), source.prose)
    for number, line in enumerate(line for line in text.splitlines() if line):
        if number == 0:
            yield "title", line
        elif line.startswith("## "):
            yield "subheading", line[3:]
        elif line.startswith("# "):
            yield "heading", line[2:]
        elif line.startswith("> "):
            yield "signature", line[2:]
        elif line in ("[表二]", "[表三]", "[表四]"):
            yield "table", line[1:3]
        else:
            yield "text", line


# ── Tables in the official layout ─────────────────────────────────────────────────────────────


def _figure(value: Any, colspan: int = 1) -> PrintedCell:
    return PrintedCell(str(value), colspan=colspan, is_figure=True)


def table_two(active: Mapping[str, Any]) -> list[Rows]:
    """第二十条 (一) (五) (六) (八): a block of rows each."""

    def clause(number: str, header: str, *rows: tuple[str, Any]) -> Rows:
        return [
            [PrintedCell(f"第二十条第（{number}）项", colspan=4)],
            [PrintedCell("信息内容"), PrintedCell(header, colspan=3)],
            *([PrintedCell(label), _figure(value, 3)] for label, value in rows),
        ]

    documents: Rows = [
        [PrintedCell("第二十条第（一）项", colspan=4)],
        [PrintedCell(t) for t in ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")],
    ]
    for label, item in (("规章", "regulations"), ("行政规范性文件", "normative_documents")):
        values = [_figure(active[item][c]) for c in ("issued", "repealed", "in_force")]
        documents.append([PrintedCell(label), *values])
    return [
        documents,
        clause(
            "五",
            "本年处理决定数量",
            ("行政许可", active["administrative_licensing"]["decisions"]),
        ),
        clause(
            "六",
            "本年处理决定数量",
            ("行政处罚", active["administrative_penalty"]["decisions"]),
            ("行政强制", active["administrative_compulsion"]["decisions"]),
        ),
        clause(
            "八",
            "本年收费金额（单位：万元）",
            ("行政事业性收费", active["administrative_fees"]["amount_wan_yuan"]),
        ),
    ]


def table_three(applications: Mapping[str, Mapping[str, int]], in_halves: bool = False) -> Rows:
    """25 rows × 7 figures. in_halves: 三、本年度办理结果 printed twice, as some pages do."""

    def figures(key: str) -> list[PrintedCell]:
        return [_figure(applications[key][column]) for column in COLUMNS]

    caption = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows: Rows = [
        [PrintedCell(caption, rowspan=3, colspan=3), PrintedCell("申请人情况", colspan=7)],
        [
            PrintedCell("自然人", rowspan=2),
            PrintedCell("法人或其他组织", colspan=5),
            PrintedCell("总计", rowspan=2),
        ],
        [PrintedCell(t) for t in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")],
        [
            PrintedCell("一、本年新收政府信息公开申请数量", colspan=3),
            *figures("new_received"),
        ],
        [
            PrintedCell("二、上年结转政府信息公开申请数量", colspan=3),
            *figures("carried_over"),
        ],
    ]
    results: Rows = []
    for group, members in RESULTS:
        for number, (key, label) in enumerate(members):
            if group is None:
                row = [PrintedCell(label, colspan=2)]
            else:
                row = [PrintedCell(group, rowspan=len(members))] if number == 0 else []
                row.append(PrintedCell(label))
            results.append([*row, *figures(key)])
    first = 10 if in_halves else len(results)  # the first ten rows end with （三）
    results[0].insert(0, PrintedCell("三、本年度办理结果", rowspan=first))
    if in_halves:
        results[first].insert(0, PrintedCell("三、本年度办理结果", rowspan=len(results) - first))
    last = [PrintedCell("四、结转下年度继续办理", colspan=3), *figures("carried_forward")]
    return [*rows, *results, last]


def table_four(disputes: Mapping[str, int]) -> Rows:
    """One row of 15 figures under three header rows."""
    channels = ("review", "litigation_direct", "litigation_after_review")
    return [
        [PrintedCell("行政复议", colspan=5), PrintedCell("行政诉讼", colspan=10)],
        [
            *(PrintedCell(label, rowspan=2) for label in OUTCOME_LABELS),
            PrintedCell("未经复议直接起诉", colspan=5),
            PrintedCell("复议后起诉", colspan=5),
        ],
        [PrintedCell(label) for label in OUTCOME_LABELS * 2],
        [_figure(disputes[f"{channel}_{outcome}"]) for channel in channels for outcome in OUTCOMES],
    ]


def tables(source: Source, name: str) -> list[Rows]:
    """The tables printed where the prose says `[name]`; 表二 is one table, or one a clause."""
    markup = source.published_as["markup"]
    if name == "表二":
        clauses = table_two(source.figures["active_disclosure"])
        if markup == "table_per_clause":
            return clauses
        return [[row for clause in clauses for row in clause]]
    if name == "表三":
        return [table_three(source.figures["applications"], in_halves=markup == "halves")]
    return [table_four(source.figures["review_litigation"])]


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────

# markup → (opening and closing tags of the article, heading tag, opening tag of a table).
# Each is a habit of real pages (portals.md 1.14; domain.md 7).
PAGES: Mapping[str, tuple[str, str, str, str]] = {
    "official": ('<div id="zoom">', "</div>", "h3", '<table border="1" cellspacing="0">'),
    "halves": ('<div class="TRS_Editor">', "</div>", "p", '<table class="MsoNormalTable">'),
    "broken_labels": (
        '<div class="xl_content">',
        "</div>",
        "p",
        '<table style="border-collapse:collapse;width:100%" border="1">',
    ),
    "table_per_clause": ("<article>", "</article>", "h2", '<table align="center" border="1">'),
    "empty_cells": ("", "", "p", '<table width="640" border="1" cellpadding="0">'),
    "split_digits": (
        '<div class="trs_editor_view TRS_UEDITOR trs_paper_default">',
        "</div>",
        "p",
        '<table interlaced="disabled"><colgroup></colgroup>',
    ),
}


def html_document(source: Source) -> bytes:
    """The article with the tags that a page's own system gives; the portal adds the others."""
    published, markup = source.published_as, source.published_as["markup"]
    opening, closing, heading, _ = PAGES[markup]
    body: list[str] = []
    title = ""
    inline = ""  # a sub-heading that opens its paragraph instead of standing alone
    for kind, text in lines(source):
        if kind == "title":
            title = text
            body.extend(_title(source, text))
        elif kind == "heading":
            strong = f"<strong>{text}</strong>" if heading == "p" else text
            body.append(f"<{heading}>{strong}</{heading}>")
        elif kind == "subheading" and markup in ("halves", "split_digits"):
            inline = f"<strong>{text}。</strong>"
        elif kind == "subheading":
            body.append(f'<p style="text-indent:2em"><b>{text}</b></p>')
        elif kind == "signature":
            body.append(f'<p style="text-align:right">{text}</p>')
        elif kind == "table":
            body.extend(_table(rows, markup) for rows in tables(source, text))
        else:
            body.append(f'<p style="text-indent:2em">{inline}{escape(text, quote=False)}</p>')
            inline = ""
    head = "\n".join(
        f'<meta name="{name}" content="{escape(content)}">'
        for name, content in (
            ("ArticleTitle", title),
            ("PubDate", published["published_on"]),
            ("ContentSource", published["content_source"]),
        )
    )
    article = "\n".join(part for part in (opening, *body, closing) if part)
    page = (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n{head}\n</head>\n<body>\n{article}\n</body>\n</html>\n"
    )
    return page.encode()


def _title(source: Source, title: str) -> Iterator[str]:
    """Some pages repeat the title in the article, some break it after the organ, some do not."""
    markup, organ = source.published_as["markup"], source.published_as["organ"]
    if markup == "broken_labels":
        yield f'<p style="text-align:center">{organ}<br>{title.removeprefix(organ)}</p>'
    elif markup not in ("empty_cells", "table_per_clause"):
        yield f'<p style="text-align:center"><span style="font-size:22pt">{title}</span></p>'


def _table(rows: Rows, markup: str) -> str:
    if markup == "empty_cells":
        rows = _without_rowspans(rows)
    printed = [PAGES[markup][3], "<tbody>"]
    for row in rows:
        cells = "".join(_cell(cell, markup) for cell in row)
        printed.append(f"<tr>{cells}</tr>")
    return "\n".join([*printed, "</tbody>", "</table>"])


def _cell(cell: PrintedCell, markup: str) -> str:
    spans = "".join(
        f' {name}="{span}"'
        for name, span in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
        if span > 1
    )
    return f"<td{spans}>{_content(cell, markup)}</td>"


def _content(cell: PrintedCell, markup: str) -> str:
    text = cell.text
    if markup == "official":
        return f'<p style="text-align:center">{text}</p>'
    if markup == "table_per_clause" and cell.is_figure:
        return f"&nbsp;{text}&nbsp;"
    if markup == "split_digits" and cell.is_figure:
        digits = "".join(f"<span>{digit}</span>" for digit in text)
        return f"<p></p><p>{digits}</p>"
    if markup == "broken_labels" and not cell.is_figure and len(text) > 3:
        half = text.index("）") + 1 if text.startswith("（") else (len(text) + 1) // 2
        if half == len(text):  # the caption of table 3 is one bracket
            half //= 2
        if len(text) % 2:
            return f"<p>{text[:half]}</p><p>{text[half:]}</p>"
        return f"{text[:half]}<br>{text[half:]}"
    return text


def _without_rowspans(rows: Rows) -> Rows:
    """Cells merged downwards become one cell and empty ones below it."""
    placed = place([[(c.text, c.rowspan, c.colspan) for c in row] for row in rows])
    at = placed.at()
    flat: Rows = []
    for number, row in enumerate(rows):
        printed = iter(row)
        cells: list[PrintedCell] = []
        column = 0
        while column < placed.width:
            over = at[(number, column)]
            if over.row == number:
                cell = next(printed)
                cells.append(PrintedCell(cell.text, 1, cell.colspan, cell.is_figure))
            else:
                cells.append(PrintedCell("", 1, over.colspan))
            column = over.column + over.colspan
        flat.append(cells)
    return flat


# ── DOCX ──────────────────────────────────────────────────────────────────────────────────────

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""What every zip member carries: the earliest date the format knows."""

STYLES = ("Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid")
"""Styles the documents use, and the defaults Word expects."""


def docx_document(source: Source) -> bytes:
    """A Word file: headings as plain paragraphs, tables with merged cells."""
    document = _blank_docx()
    style = document.styles["Normal"]
    style.font.name = "FangSong"
    style.font.size = Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    title = ""
    for kind, text in lines(source):
        if kind == "table":
            for rows in tables(source, text):
                _docx_table(document, rows)
            continue
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        if kind == "title":
            title = text
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run.font.size = Pt(20)
        elif kind == "signature":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            paragraph.paragraph_format.first_line_indent = Pt(24)
            run.bold = True if kind in ("heading", "subheading") else None
    written = dt.datetime(source.published_as["report_year"] + 1, 1, 8, 9)
    properties = document.core_properties
    properties.title, properties.author = title, source.published_as["organ"]
    properties.last_modified_by, properties.comments = "", ""
    properties.created = properties.modified = written
    raw = io.BytesIO()
    document.save(raw)
    return _with_fixed_dates(raw.getvalue())


def _blank_docx() -> Any:
    """The library's template without what nobody uses: a preview picture and 160 styles."""
    document = docx.Document()
    for relationships in (document.part.rels, document.part.package.rels):
        for id, relationship in list(relationships.items()):
            if relationship.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del relationships[id]
    for style in list(document.styles):
        if style.name not in STYLES:
            style.delete()
    return document


def _docx_table(document: Any, rows: Rows) -> None:
    placed = place([[(c.text, c.rowspan, c.colspan) for c in row] for row in rows])
    table = document.add_table(len(rows), placed.width, style="Table Grid")
    grid = [table.row_cells(number) for number in range(len(rows))]
    for cells in placed.rows:
        for cell in cells:
            first = grid[cell.row][cell.column]
            last = grid[cell.row + cell.rowspan - 1][cell.column + cell.colspan - 1]
            merged = first if first is last else first.merge(last)
            merged.text = cell.text


def _with_fixed_dates(package: bytes) -> bytes:
    """The same package, its members sorted and dated ZIP_DATE."""
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as given,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        # The content types come first, as the package format's own writers do it.
        for name in sorted(given.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            member = zipfile.ZipInfo(name, ZIP_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            written.writestr(member, given.read(name))
    return fixed.getvalue()


# ── All ───────────────────────────────────────────────────────────────────────────────────────


def compose(source: Source) -> bytes:
    """The file's bytes, by its suffix."""
    if source.name.endswith(".docx"):
        return docx_document(source)
    return html_document(source)


def content(data: bytes) -> Sequence[tuple[Any, ...]]:
    """What a file holds, whatever zlib packed it: members with dates and bytes, or the bytes."""
    if not data.startswith(b"PK"):
        return [("", data)]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(m.filename, m.date_time, package.read(m)) for m in package.infolist()]


def main() -> None:
    for source in sources():
        path = DOCUMENTS / source.name
        data = compose(source)
        # Another zlib packs the same members differently: that is no change.
        if not path.exists() or content(path.read_bytes()) != content(data):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            print(f"written: {path.relative_to(DOCUMENTS)}")


if __name__ == "__main__":
    main()
