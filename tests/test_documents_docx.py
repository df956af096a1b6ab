"""Is a Word file read as Word prints it: order, merged cells, numbers nobody typed, changes?"""

from __future__ import annotations

import io
import quopri
import random
import time
import zipfile
from pathlib import Path

import pytest

from parsers.documents import Document, NotReadable, Paragraph, read_document
from parsers.documents.docx import read
from parsers.documents.word_numbering import format_number
from parsers.documents.word_package import MAX_PART_BYTES
from parsers.grid import MAX_COLSPAN, Table
from parsers.numbers import parse_cell

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"
BLANK_FORM = SAMPLES / "blank_form_2021.docx"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def package(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A package around body XML; parts: numbering=…, styles=…, footnotes=… (inner XML)."""
    members: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    }
    for name, inner in parts.items():
        members[f"word/{name}.xml"] = f"<w:{name} {NAMESPACES}>{inner}</w:{name}>"
    return package(members)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text: str = "", properties: str = "", inner: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}{inner}</w:p>"


def tc(content: str, properties: str = "") -> str:
    content = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def paragraphs(body: str, **parts: str) -> list[str]:
    return list(read(docx(body, **parts)).paragraphs)


def cells(table: Table) -> list[list[tuple[str, int, int, int]]]:
    """(text, column, rowspan, colspan) row by row."""
    return [[(c.text, c.column, c.rowspan, c.colspan) for c in row] for row in table.rows]


def texts(table: Table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows]


# --- real files ----------------------------------------------------------------------------------


@pytest.mark.skipif(not BLANK_FORM.exists(), reason="../shared/samples is not here")
def test_blank_official_form():
    document = read(BLANK_FORM.read_bytes())
    active, applications, disputes = document.tables
    assert [row[0] for row in texts(active)] == [
        *("第二十条第（一）项", "信息内容", "规章", "行政规范性文件"),
        *("第二十条第（五）项", "信息内容", "行政许可"),
        *("第二十条第（六）项", "信息内容", "行政处罚", "行政强制"),
        *("第二十条第（八）项", "信息内容", "行政事业性收费"),
    ]
    assert (active.width, applications.width, disputes.width) == (4, 10, 15)
    number_rows = [row for row in applications.rows if [c.text for c in row[-7:]] == [""] * 7]
    assert len(number_rows) == 25
    labels = [row[-8].text for row in number_rows]
    assert labels[:4] == [
        *("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"),
        *("（一）予以公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ]
    assert labels[-6:] == [
        "5.要求行政机关确认或重新出具已获取信息",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        *("3.其他", "（七）总计", "四、结转下年度继续办理"),
    ]
    spans = {c.text: c.rowspan for row in applications.rows for c in row if c.text}
    assert spans["三、本年度办理结果"] == 22
    groups = ("（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理")
    assert [spans[g] for g in groups] == [8, 3, 5, 3]
    assert [c.text for c in disputes.rows[-1]] == [""] * 15
    assert [t for t in document.paragraphs if t[1:2] == "、"] == [
        *("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"),
        *("四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况"),
        "六、其他需要报告的事项",
    ]


@pytest.mark.skipif(not BLANK_FORM.exists(), reason="../shared/samples is not here")
def test_speed_of_a_whole_report():
    """100 reports a second and core. Work is counted in the process's own time, so that what else
    runs on the machine weighs little; the bound leaves the rest."""
    data = BLANK_FORM.read_bytes()
    read(data)
    assert min(_cpu_seconds(data) for _ in range(10)) < 0.1


def _cpu_seconds(data: bytes) -> float:
    start = time.process_time()
    read(data)
    return time.process_time() - start


def test_file_made_by_python_docx():
    docx_library = pytest.importorskip("docx")
    made = docx_library.Document()
    made.core_properties.title = "无标题文档"
    made.add_heading("某局2023年政府信息公开工作年度报告", 0)
    made.add_paragraph("一、总体情况")
    table = made.add_table(rows=3, cols=3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "竖"
    made.add_paragraph("二、主动公开")
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue())
    first, second, read_table, last = document.blocks
    assert [first, second, last] == [
        Paragraph("某局2023年政府信息公开工作年度报告"),
        Paragraph("一、总体情况"),
        Paragraph("二、主动公开"),
    ]
    assert isinstance(read_table, Table)
    assert cells(read_table) == [
        [("横", 0, 1, 2), ("02", 2, 1, 1)],
        [("竖", 0, 2, 1), ("11", 1, 1, 1), ("12", 2, 1, 1)],
        [("21", 1, 1, 1), ("22", 2, 1, 1)],
    ]
    assert document.title is None
    assert document.metadata == {"dc:title": "无标题文档"}
    assert document.notes == ()


# --- text ----------------------------------------------------------------------------------------


def test_breaks_tabs_hyphens_symbols():
    inner = (
        "<w:r><w:t>首行</w:t><w:br/><w:t>次行</w:t><w:tab/><w:t>0517</w:t><w:noBreakHyphen/>"
        '<w:t>836</w:t><w:softHyphen/><w:t>05</w:t><w:sym w:font="Wingdings" w:char="F0FE"/>'
        '<w:sym w:font="Wingdings" w:char="F04A"/><w:sym w:char="00D7"/></w:r>'
    )
    assert paragraphs(p(inner=inner)) == ["首行", "次行\t0517-83605☑×"]


def test_content_controls_links_tags_and_fields():
    body = (
        f"<w:sdt><w:sdtContent>{p('控件内')}</w:sdtContent></w:sdt>"
        + p(
            inner=f"<w:sdt><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"
            f"<w:smartTag>{run('乙')}</w:smartTag><w:hyperlink>{run('丙')}</w:hyperlink>"
            f"<w:fldSimple>{run('丁')}</w:fldSimple>"
        )
        + p(
            inner='<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            "<w:r><w:instrText> IF </w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText>'
            '<w:fldChar w:fldCharType="separate"/><w:t>内层</w:t><w:fldChar w:fldCharType="end"/>'
            '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + run("2024")
            + "<w:r><w:fldChar"
            ' w:fldCharType="end"/></w:r>' + run("年")
        )
        + p(inner='<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("没有结束的域"))
        + p("之后的段落")
    )
    assert paragraphs(body) == ["控件内", "甲乙丙丁", "2024年", "没有结束的域", "之后的段落"]


def test_tracked_changes_are_read_as_accepted():
    mark = '<w:rPr><w:del w:id="9"/></w:rPr>'
    body = (
        p(inner=f"{run('收到')}<w:del><w:r><w:delText>3</w:delText></w:r></w:del>"
          f"<w:ins>{run('5')}</w:ins>{run('件')}<w:moveFrom>{run('移走')}</w:moveFrom>"
          f"<w:moveTo>{run('移来')}</w:moveTo>")
        + p("上半", properties=mark) + p("下半")
        + tbl(tr(tc("留")), tr(tc("删"), properties="<w:del/>"))
    )  # fmt: skip
    document = read(docx(body))
    assert document.paragraphs == ("收到5件移来", "上半下半")
    assert texts(document.tables[0]) == [["留"]]
    assert len(document.notes) == 1
    assert "修订" in document.notes[0]


def test_hidden_text_direct_and_by_style():
    styles = (
        '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Note"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Note"/></w:style>'
    )
    body = (
        p(inner=run("可见") + run("隐", "<w:vanish/>") + run("显", '<w:vanish w:val="0"/>'))
        + p(inner=run("样式隐", '<w:rStyle w:val="Secret"/>') + run("后"))
        + p("整段隐", '<w:pStyle w:val="Child"/>')
    )
    document = read(docx(body, styles=styles))
    assert document.paragraphs == ("可见显", "后")
    assert document.notes == ("文档含隐藏文字，未计入。",)


def test_text_box_is_read_once():
    box = f"<w:txbxContent>{p('框内文字')}{tbl(tr(tc('1'), tc('2')))}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(docx(p("锚点", inner=drawing) + p("其后")))
    assert document.paragraphs == ("锚点", "框内文字", "其后")
    assert len(document.tables) == 1
    only_vml = f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"
    assert paragraphs(p("锚点", inner=only_vml)) == ["锚点", "框内文字"]


def test_footnotes_follow_the_body_without_marks():
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = read(
        docx(
            p("收到3件", inner=reference + run("。")) + p("末段"),
            footnotes=f'<w:footnote w:id="1">{p("未引用")}</w:footnote>'
            f'<w:footnote w:id="2">{p("含结转1件")}</w:footnote>',
        )
    )
    assert document.paragraphs == ("收到3件。", "末段", "含结转1件")
    assert any("脚注" in note for note in document.notes)


def test_what_is_not_read_is_said():
    body = p(
        "正文",
        inner="<w:r><w:drawing><a:blip/></w:drawing></w:r><w:r><w:commentReference/></w:r>"
        "<w:r><w:object><o:OLEObject xmlns:o='urn:o'/></w:object></w:r>"
        "<w:r><w:drawing><c:chart xmlns:c='urn:c'/></w:drawing></w:r>",
    )
    notes = " ".join(read(docx(body + "<w:altChunk/>")).notes)
    for word in ("1 幅图片", "批注", "嵌入对象", "图表", "altChunk"):
        assert word in notes


def test_formula_text_stays_in_place():
    formula = "<m:oMath><m:r><m:t>25%</m:t></m:r></m:oMath>"
    assert paragraphs(p(inner=run("增长") + formula + run("。"))) == ["增长25%。"]


# --- automatic numbers ---------------------------------------------------------------------------


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(text: str, num: int = 1, depth: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%4", "<w:isLgl/>")
    + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="8">' + level(0, "bullet", "\uf06c") + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="8"/></w:num>'
)


def test_headings_get_the_numbers_that_word_draws():
    body = (
        numbered("总体情况")
        + numbered("主动公开", depth=1)
        + numbered("依申请公开", depth=1)
        + numbered("2024年收到", depth=2)
        + numbered("主动公开政府信息情况")
        + numbered("重新开始", depth=1)
        + tbl(tr(tc(numbered("表内", depth=2)), tc("1")))
        + numbered("同一列表接着数", num=2)
        + numbered("另起", num=3)
        + numbered("合法数字", num=3, depth=3)
        + numbered("项目符号", num=4)
        + numbered("没有编号", num=0)
    )
    document = read(docx(body, numbering=NUMBERING))
    assert document.paragraphs == (
        *("一、总体情况", "（一）主动公开", "（二）依申请公开", "1. 2024年收到"),
        *("二、主动公开政府信息情况", "（一）重新开始", "三、同一列表接着数", "五、另起"),
        *("5.1 合法数字", "项目符号", "没有编号"),
    )
    assert texts(document.tables[0]) == [["1. 表内", "1"]]


def test_numbers_that_come_from_the_paragraph_style():
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="H1b"><w:basedOn w:val="H1"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="H2"><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = (
        p("甲", '<w:pStyle w:val="H1"/>')
        + p("乙", '<w:pStyle w:val="H2"/>')
        + p("丙", '<w:pStyle w:val="H1b"/>')
        + p("丁", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert paragraphs(body, numbering=NUMBERING, styles=styles) == [
        *("一、甲", "（一）乙", "二、丙", "丁")
    ]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        *((10, "chineseCounting", "十"), (11, "chineseCountingThousand", "十一")),
        *((20, "japaneseCounting", "二十"), (35, "taiwaneseCounting", "三十五")),
        *((101, "chineseCountingThousand", "一百零一"), (110, "chineseCounting", "一百一十")),
        *((12, "ideographDigital", "一二"), (3, "chineseLegalSimplified", "叁")),
        *((1, "ideographTraditional", "甲"), (2, "ideographZodiac", "丑")),
        *((3, "decimalEnclosedCircle", "③"), (2, "decimalEnclosedParen", "⑵")),
        *((7, "decimalFullWidth", "７"), (7, "decimalZero", "07"), (9, "decimal", "9")),
        *((27, "lowerLetter", "aa"), (3, "upperLetter", "C"), (4, "lowerRoman", "iv")),
        *((9, "upperRoman", "IX"), (5, "ordinalText", "5"), (99, "decimalEnclosedCircle", "99")),
    ],
)
def test_number_forms(number, form, printed):
    assert format_number(number, form) == printed


# --- tables --------------------------------------------------------------------------------------

RESTART = '<w:vMerge w:val="restart"/>'
CONTINUE = "<w:vMerge/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def test_merged_cells_and_skipped_grid_columns():
    table = tbl(
        tr(tc("组", RESTART), tc("题", span(2)), tc("值")),
        tr(tc("", CONTINUE), tc("甲"), tc("乙"), tc("1")),
        tr(tc("残留", CONTINUE), tc("丙"), tc("丁"), tc("2")),
        tr(tc("缩进"), tc("3"), properties='<w:gridBefore w:val="2"/>'),
        tr(tc("新组", RESTART), tc("戊"), tc("己"), tc("4")),
    )
    document = read(docx(table))
    assert cells(document.tables[0]) == [
        [("组", 0, 3, 1), ("题", 1, 1, 2), ("值", 3, 1, 1)],
        [("甲", 1, 1, 1), ("乙", 2, 1, 1), ("1", 3, 1, 1)],
        [("丙", 1, 1, 1), ("丁", 2, 1, 1), ("2", 3, 1, 1)],
        [("缩进", 2, 1, 1), ("3", 3, 1, 1)],
        [("新组", 0, 1, 1), ("戊", 1, 1, 1), ("己", 2, 1, 1), ("4", 3, 1, 1)],
    ]
    assert any("合并单元格" in note for note in document.notes)


def test_continuing_cells_without_a_partner_are_cells():
    table = tbl(tr(tc("头", CONTINUE), tc("1")), tr(tc("宽", CONTINUE + span(2))))
    assert cells(read(docx(table)).tables[0]) == [
        [("头", 0, 1, 1), ("1", 1, 1, 1)],
        [("宽", 0, 1, 2)],
    ]


def test_horizontal_merge_of_old_files():
    row = tr(
        tc("宽", '<w:hMerge w:val="restart"/>'), tc("", '<w:hMerge w:val="continue"/>'), tc("1")
    )
    assert cells(read(docx(tbl(row))).tables[0]) == [[("宽", 0, 1, 2), ("1", 2, 1, 1)]]


def test_cells_and_rows_inside_content_controls():
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    table = tbl(tr(tc("甲"), control.format(tc("乙"))), control.format(tr(tc("丙"), tc("丁"))))
    assert texts(read(docx(table)).tables[0]) == [["甲", "乙"], ["丙", "丁"]]


def test_cell_paragraphs_and_breaks_are_lines():
    cell = tc(p() + p("商业") + p(inner="<w:r><w:t>企</w:t><w:br/><w:t>业</w:t></w:r>"))
    assert texts(read(docx(tbl(tr(cell, tc("1"))))).tables[0]) == [["商业\n企\n业", "1"]]


def test_digits_split_over_runs_join():
    cell = tc(p(inner=run("2") + run("0") + run("\xa0")))
    assert texts(read(docx(tbl(tr(tc("行"), cell)))).tables[0]) == [["行", "20"]]


def test_nested_table_stands_after_the_outer_one():
    inner = tbl(tr(tc("内1"), tc("内2")))
    document = read(docx(tbl(tr(tc(p("外") + inner + p()), tc("右"))) + p("后")))
    assert [texts(b) if isinstance(b, Table) else b.text for b in document.blocks] == [
        [["外", "右"]],
        [["内1", "内2"]],
        "后",
    ]


def test_layout_frame_is_looked_through():
    running = "本报告由某局办公室根据条例编制。" * 5
    inner = tbl(tr(tc("内1"), tc("内2")))
    document = read(docx(tbl(tr(tc(p("标题") + p(running) + inner)), tr(tc("落款")))))
    assert document.paragraphs == ("标题", running, "落款")
    assert texts(document.tables[0]) == [["内1", "内2"]]
    label = read(docx(tbl(tr(tc("第二十条第（一）项")))))
    assert texts(label.tables[0]) == [["第二十条第（一）项"]]


# --- packages ------------------------------------------------------------------------------------


def test_document_part_named_by_the_package_and_strict_namespace():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    data = package(
        {
            "_rels/.rels": '<r xmlns="x"><R Type="http://purl.oclc.org/ooxml/officeDocument'
            '/relationships/officeDocument" Target="/Word\\Main.xml"/></r>',
            "word/main.xml": f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>正文</w:t>'
            "</w:r></w:p></w:body></w:document>",
        }
    )
    assert read(data).paragraphs == ("正文",)


def kind(data: bytes) -> str:
    """The kind of refusal, which must come before much work is done (0.6 s at worst here)."""
    start = time.process_time()
    with pytest.raises(NotReadable) as caught:
        read(data)
    assert time.process_time() - start < 6
    assert caught.value.message.endswith("。")
    return caught.value.kind


def test_no_word_file():
    for data in (
        b"",
        b"<html></html>",
        b"PK\x03\x04" + bytes(200),
        package({"xl/workbook.xml": "<a/>"}),
    ):
        assert kind(data) == "damaged"
    assert kind(package({"word/document.xml": "<a/>"})) == "damaged"
    assert kind(package({"word/document.xml": "<a><b>"})) == "damaged"


def test_empty_and_pictures_only():
    assert kind(docx(p())) == "empty"
    picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
    assert kind(docx(p(inner=picture))) == "unsupported"


def test_zip_bomb():
    assert kind(package({"word/document.xml": b" " * (MAX_PART_BYTES + 10)})) == "too_large"
    ratio = docx(p("0" * 6_000_000))
    assert kind(ratio) == "too_large"
    assert kind(package({f"word/m{n}.bin": b"" for n in range(6_000)})) == "too_large"


def test_entity_bombs_and_foreign_files():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for dtd, reference in (
        (f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]>', "&l9;"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">', ""),
    ):
        text = (
            f"{dtd}<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>{reference}</w:t></w:r></w:p>"
            "</w:body></w:document>"
        )
        assert kind(package({"word/document.xml": text})) == "damaged"


def test_deep_nesting():
    deep = "<w:sdt><w:sdtContent>" * 5_000 + p("底") + "</w:sdtContent></w:sdt>" * 5_000
    assert kind(docx(deep)) == "damaged"
    nested = p("底")
    for _ in range(50):
        nested = tbl(tr(tc(nested + p()), tc("右")))
    assert len(read(docx(nested)).tables) == 50


def test_looping_styles_and_wild_numbers():
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    table = tbl(tr(tc("宽", '<w:gridSpan w:val="99999999"/>'), tc("出界")), tr(tc("x", span(-3))))
    body = p("甲", '<w:pStyle w:val="A"/>') + table + numbered("乙", num=77, depth=99999)
    document = read(docx(body, styles=styles, numbering=NUMBERING))
    assert document.paragraphs == ("甲", "乙")
    # A span is clamped, so that its neighbour still finds a place.
    assert document.tables[0].width == MAX_COLSPAN + 1


def test_endless_table():
    assert kind(docx(tbl(tr(tc("", span(900)), tc("1")) * 20_001))) == "too_large"


def test_encrypted_member():
    data = bytearray(docx(p("密")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(NotReadable, match="加密"):
        read(bytes(data))


def test_truncated_and_garbled_files_end_in_a_sentence():
    """Whatever the damage: a Document or NotReadable, never another exception."""
    chance = random.Random(11)
    whole = docx(numbered("一") + tbl(tr(tc("甲"), tc("1"))) * 20, numbering=NUMBERING)
    refused = 0
    for attempt in range(300):
        data = bytearray(whole)
        if attempt % 2:
            del data[chance.randrange(len(data)) :]
        else:
            for _ in range(chance.choice([1, 5, 50])):
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read(bytes(data))
        except NotReadable:
            refused += 1
    assert refused > 150


# --- what is struck, raised or framed ------------------------------------------------------------


def test_struck_text_is_not_read() -> None:
    styles = '<w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>'
    looks = ("<w:strike/>", "<w:dstrike/>", '<w:rStyle w:val="Old"/>')
    row = tr(*(tc(p(inner=run("9", look) + run("14265"))) for look in looks))
    kept = tr(tc(p(inner=run("3", '<w:strike w:val="0"/>'))))
    document = read(docx(tbl(row, kept), styles=styles))
    assert texts(document.tables[0]) == [["14265"] * 3, ["3"]]
    assert document.notes == ("文档含删除线文字，未计入。",)
    undone = run("5", '<w:rStyle w:val="Old"/><w:strike w:val="0"/>')
    assert paragraphs(p(inner=undone), styles=styles) == ["5"]


@pytest.mark.parametrize(
    "look",
    [
        '<w:vertAlign w:val="superscript"/>',
        '<w:vertAlign w:val="subscript"/>',
        '<w:position w:val="10"/>',
        '<w:rStyle w:val="Mark"/>',
    ],
)
def test_raised_digits_are_no_digits_of_the_number(look: str) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Mark"><w:rPr>'
        '<w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    raised = run("1", look)
    cells = tr(tc(p(inner=run("14265") + raised)), tc(p(inner=raised)), tc(p(inner=run("7"))))
    document = read(docx(tbl(cells), styles=styles))
    assert texts(document.tables[0]) == [["14265¹", "1", "7"]]
    value = parse_cell("14265¹")
    assert (value.value, value.kind) == (14265, "note")


def test_lowered_digits_of_a_name_stay() -> None:
    body = p(inner=run("PM") + run("2.5", '<w:vertAlign w:val="subscript"/>'))
    assert paragraphs(body) == ["PM2.5"]


HEADED = p("三、收到和处理政府信息公开申请情况") + tbl(tr(tc("申请人情况"), tc("自然人")))


def test_a_report_in_a_layout_table_is_read_in_order() -> None:
    frame = tbl(
        tr(tc("索引号"), tc("11320800/2024-00012")),
        tr(tc("发布机构"), tc("某局")),
        tr(tc(HEADED + p("后"), '<w:gridSpan w:val="2"/>')),
    )
    metadata, heading, table, last = read(docx(frame)).blocks
    assert isinstance(metadata, Table)
    assert isinstance(table, Table)
    assert texts(metadata) == [["索引号", "11320800/2024-00012"], ["发布机构", "某局"]]
    assert [heading, last] == [Paragraph("三、收到和处理政府信息公开申请情况"), Paragraph("后")]
    assert texts(table) == [["申请人情况", "自然人"]]
    beside = read(docx(tbl(tr(tc("年度报告"), tc(HEADED)))))
    assert beside.paragraphs == ("年度报告", "三、收到和处理政府信息公开申请情况")
    assert [texts(table) for table in beside.tables] == [[["申请人情况", "自然人"]]]


def test_a_note_in_a_table_of_the_report_leaves_it_a_table() -> None:
    note = "填表说明" * 100
    table = tbl(tr(tc("申请人情况"), tc("自然人")), tr(tc("注"), tc(note)))
    assert texts(read(docx(table)).tables[0]) == [["申请人情况", "自然人"], ["注", note]]


def test_a_box_around_a_number_is_the_number() -> None:
    boxed = "<w:tbl><w:tr>" + tc("5") + "</w:tr></w:tbl>" + p()
    document = read(docx(tbl(tr(tc("一、"), tc(boxed)))))
    assert [texts(table) for table in document.tables] == [[["一、", "5"]]]


def test_tables_stacked_in_one_come_apart() -> None:
    def wide(text: str) -> str:
        return tr(tc(text, '<w:gridSpan w:val="3"/>'))

    active = [wide("第二十条第（一）项"), tr(tc("信息内容"), tc("制发"), tc("废止"))]
    active += [tr(tc("规章"), tc("1"), tc("2")), wide("第二十条第（五）项")]
    applied = [tr(tc(""), tc("申请人情况", '<w:gridSpan w:val="2"/>'))]
    applied += [tr(tc("一、本年新收政府信息公开申请数量"), tc("1"), tc("2"))]
    disputed = [tr(tc("行政复议"), tc("行政诉讼")), tr(tc("结果维持"), tc("总计"))]
    disputed += [tr(tc("0"), tc("0"))]
    bare = read_document(docx(tbl(*active, *applied, *disputed)))
    assert [len(table.rows) for table in bare.tables] == [4, 2, 3]
    assert all(
        [cell.row for cell in row] == [number] * len(row)
        for table in bare.tables
        for number, row in enumerate(table.rows)
    )
    titled = [
        *(wide("二、主动公开政府信息情况"), *active, wide("说明：无。")),
        *(wide("三、收到和处理政府信息公开申请情况"), *applied),
        *(wide("四、政府信息公开行政复议、行政诉讼情况"), *disputed),
    ]
    apart = read_document(docx(tbl(*titled)))
    assert [len(table.rows) for table in apart.tables] == [4, 2, 3]
    assert apart.paragraphs == (
        *("二、主动公开政府信息情况", "说明：无。", "三、收到和处理政府信息公开申请情况"),
        "四、政府信息公开行政复议、行政诉讼情况",
    )


# --- packages that are not as they should be -----------------------------------------------------


@pytest.mark.parametrize("name", ["word/styles.xml", "word/numbering.xml", "docProps/core.xml"])
@pytest.mark.parametrize("content", ["<w:styles", "", '<!DOCTYPE l [<!ENTITY a "x">]><l/>'])
def test_a_broken_part_beside_the_document(name: str, content: str) -> None:
    document = f"<w:document {NAMESPACES}><w:body>{p('正文')}</w:body></w:document>"
    read_it = read(package({"word/document.xml": document, name: content}))
    assert read_it.paragraphs == ("正文",)
    assert name in read_it.notes[0]


def test_flat_opc() -> None:
    document = f"<w:document {NAMESPACES}><w:body>{p('正文')}</w:body></w:document>"
    flat = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        f"{document}</pkg:xmlData></pkg:part></pkg:package>"
    )
    assert read_document(flat.encode(), "a.doc").paragraphs == ("正文",)


def test_a_page_saved_with_its_pictures() -> None:
    part = quopri.encodestring("<html><body><p>一、总体情况</p></body></html>".encode())
    mht = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_X"\r\n\r\n'
        b'------=_X\r\nContent-Type: text/html; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + part + b"\r\n------=_X--\r\n"
    )
    assert read_document(mht, "a.doc").paragraphs == ("一、总体情况",)
    with pytest.raises(NotReadable, match="没有找到网页"):
        read_document(mht.replace(b"text/html", b"text/none"), "a.doc")


@pytest.mark.parametrize("before", [b"\r\n\r\n", b"\xef\xbb\xbf", b"<script>var a=1;</script>"])
def test_bytes_before_the_package(before: bytes) -> None:
    assert read_document(before + docx(p("正文")), "a.docx").paragraphs == ("正文",)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码.*没有密码无法读取。$"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        (
            package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
            "OpenDocument",
        ),
        (package({"OFD.xml": "<x/>"}), "OFD"),
        (
            b'<?xml version="1.0"?><w:wordDocument '
            b'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            "Word 2003",
        ),
        (docx("<w:altChunk/>"), "altChunk"),
    ],
)
def test_what_cannot_be_read_is_called_by_its_name(data: bytes, words: str) -> None:
    with pytest.raises(NotReadable, match=words) as caught:
        read_document(data, "a.docx")
    assert caught.value.kind == "unsupported"


# --- signs that are no letters -------------------------------------------------------------------


def sym(code: str, font: str = "Symbol") -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def value_of(cell: str, **parts: str) -> tuple[object, str | None]:
    """(value, kind) of a cell's text beside a label."""
    text = texts(read(docx(tbl(tr(tc("行政许可"), tc(cell))), **parts)).tables[0])[0][1]
    printed = parse_cell(text, "万元")
    return printed.value, printed.kind


@pytest.mark.parametrize(
    ("inner", "read_as"),
    [
        (sym("F02D") + run("18"), (-18, "note")),
        (run("96171") + sym("F02E") + run("6"), (96171.6, None)),
        (sym("F031", "宋体") + run("8"), (18, None)),
        (sym("0031", "宋体") + run("8"), (18, None)),
        (sym("F031", "Wingdings") + run("8"), (None, "unreadable")),
        (sym("F031", "Wingdings"), (None, "unreadable")),
        (sym("F061") + run("8"), (None, "unreadable")),
        (run("8") + sym("F081", "Wingdings"), (8, "note")),
    ],
)
def test_symbols_in_a_value(inner: str, read_as: tuple[object, str | None]) -> None:
    assert value_of(p(inner=inner)) == read_as


def test_ornaments_stand_for_nothing_beside_words() -> None:
    ornament = sym("F076", "Wingdings")
    body = p(inner=ornament + run("2024年收到申请")) + tbl(
        tr(tc(p(inner=ornament + run("1.其他"))), tc("3"))
    )
    document = read(docx(body))
    assert document.paragraphs == ("2024年收到申请",)
    assert texts(document.tables[0]) == [["1.其他", "3"]]
    assert document.notes == ()
    struck = p(inner='<w:r><w:rPr><w:strike/></w:rPr><w:sym w:font="Symbol" w:char="F02D"/></w:r>')
    assert value_of(struck.replace("</w:p>", run("18") + "</w:p>")) == (18, None)


INLINE = '<wp:inline xmlns:wp="urn:wp"><a:blip/></wp:inline>'


@pytest.mark.parametrize(
    ("inner", "read_as"),
    [
        (f"<w:r><w:drawing>{INLINE}</w:drawing></w:r>" + run("8"), (None, "unreadable")),
        ("<w:r><w:object/></w:r>" + run("8"), (None, "unreadable")),
        ("<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>", (None, "unreadable")),
        (
            "<w:r><w:pict><v:shape style='position: absolute'><v:imagedata/></v:shape></w:pict>"
            "</w:r>" + run("8"),
            (8, None),
        ),
        ("<w:r><w:pict><v:line/></w:pict></w:r>" + run("8"), (8, None)),
        (
            "<w:r><w:drawing><wp:anchor xmlns:wp='urn:wp'><a:blip/></wp:anchor></w:drawing></w:r>"
            + run("8"),
            (8, None),
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> eq \\o\\ac(○,1)</w:instrText>'
            '<w:fldChar w:fldCharType="end"/></w:r>' + run("8"),
            (None, "unreadable"),
        ),
    ],
)
def test_a_picture_that_may_be_a_digit(inner: str, read_as: tuple[object, str | None]) -> None:
    assert value_of(p(inner=inner)) == read_as
    picture = f"<w:r><w:drawing>{INLINE}</w:drawing></w:r>"
    label = read(docx(tbl(tr(tc(p(inner=picture + run("1.其他"))), tc("3")))))
    assert texts(label.tables[0]) == [["1.其他", "3"]]


def m(name: str, inner: str) -> str:
    return f"<m:{name}>{inner}</m:{name}>"


def mt(text: str) -> str:
    return m("r", m("t", text))


@pytest.mark.parametrize(
    ("formula", "read_as"),
    [
        (m("sSup", m("e", mt("18")) + m("sup", mt("2"))), (18, "note")),
        (m("sSub", m("e", mt("18")) + m("sub", mt("2"))), (18, "note")),
        (m("f", m("num", mt("1")) + m("den", mt("8"))), (None, "unreadable")),
        (m("d", m("e", mt("18"))), (None, "unreadable")),
        (m("rad", m("deg", "") + m("e", mt("18"))), (None, "unreadable")),
        (m("phant", m("phantPr", '<m:show m:val="0"/>') + m("e", mt("1"))) + mt("8"), (8, None)),
        ("<w:del>" + mt("1") + "</w:del>" + mt("8"), (8, None)),
        (mt("1") + mt("8"), (18, None)),
    ],
)
def test_formulas_in_a_value(formula: str, read_as: tuple[object, str | None]) -> None:
    assert value_of(p(inner=m("oMath", formula))) == read_as


# --- numbers and strokes of lists before a value -------------------------------------------------

LISTS = "".join(
    f'<w:abstractNum w:abstractNumId="{id}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    f'<w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr></w:lvl></w:abstractNum>'
    f'<w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>'
    for id, form, text, font, more in (
        (1, "decimal", "%1.", "", ""),
        (2, "decimal", "（%1）", "", ""),
        (3, "bullet", "-", "", ""),
        (4, "bullet", "\uf02d", "Symbol", ""),
        (5, "bullet", "\uf06c", "Wingdings", ""),
        (6, "decimal", "%1", "", '<w:suff w:val="nothing"/>'),
        (7, "decimal", "%1.", "", '<w:suff w:val="nothing"/>'),
    )
)


def test_the_number_of_a_list_is_no_part_of_a_value() -> None:
    def values(num: int, *bodies: str) -> list[tuple[object, str | None]]:
        rows = [tr(tc("行政许可"), tc(numbered(body, num))) for body in bodies]
        table = read(docx(tbl(*rows), numbering=LISTS)).tables[0]
        cells = [parse_cell(row[1].text) for row in table.rows]
        return [(cell.value, cell.kind) for cell in cells]

    # Word makes a list of what somebody typed as 1. 447; what follows is a list.
    assert values(1, "447", "8", "1,000") == [(None, "unreadable"), (8, "note"), (1000, "note")]
    assert values(2, "447", "8") == [(447, "note"), (8, "note")]
    assert values(6, "8", "8") == [(None, "unreadable")] * 2
    assert values(7, "8", "8") == [(None, "unreadable")] * 2
    label = read(docx(tbl(tr(tc(numbered("其他")), tc("3"))), numbering=LISTS))
    assert texts(label.tables[0]) == [["1. 其他", "3"]]


@pytest.mark.parametrize("num", [3, 4])
def test_a_stroke_before_a_value_may_be_its_sign(num: int) -> None:
    body = tbl(tr(tc("行政许可"), tc(numbered("18", num))), tr(tc(numbered("其他", num)), tc("2")))
    table = read(docx(body, numbering=LISTS)).tables[0]
    assert parse_cell(table.rows[0][1].text).value is None
    assert parse_cell(table.rows[0][1].text, is_change=True).value == -18
    assert texts(table)[1] == ["其他", "2"]
    assert value_of(numbered("18", 5), numbering=LISTS) == (18, None)


# --- text that nobody sees -----------------------------------------------------------------------

WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F4E79"/>'
CLEAR = '<w:shd w:val="clear" w:color="auto" w:fill="auto"/>'


@pytest.mark.parametrize(
    "look", [WHITE, '<w:sz w:val="2"/>', '<w:w w:val="1"/>', '<w:rStyle w:val="Pale"/>']
)
def test_text_that_is_not_seen(look: str) -> None:
    styles = f'<w:style w:type="character" w:styleId="Pale"><w:rPr>{WHITE}</w:rPr></w:style>'
    cell = p(inner=run("9", look) + run("18", '<w:color w:val="000000"/><w:sz w:val="21"/>'))
    for shading in ("", CLEAR):
        document = read(docx(tbl(tr(tc("许可"), tc(cell, shading))), styles=styles))
        assert texts(document.tables[0]) == [["许可", "18"]]
        assert len(document.notes) == 1
    seen = p(inner=run("9", f'{look}<w:color w:val="0000FF"/><w:sz w:val="21"/><w:w w:val="90"/>'))
    assert value_of(seen, styles=styles) == (9, None)


def test_white_text_on_a_colour_is_seen() -> None:
    styles = (
        '<w:style w:type="table" w:styleId="Grid"><w:tblStylePr w:type="firstRow"><w:tcPr>'
        f"{DARK}</w:tcPr></w:tblStylePr></w:style>"
        '<w:style w:type="table" w:styleId="Child"><w:basedOn w:val="Grid"/></w:style>'
        f'<w:style w:type="paragraph" w:styleId="Band"><w:pPr>{DARK}</w:pPr></w:style>'
    )
    white = p(inner=run("18", WHITE))
    dark_row = f"<w:tr><w:tblPrEx>{DARK}</w:tblPrEx>{tc('许可')}{tc(white)}</w:tr>"
    tables = (
        tbl(tr(tc("许可"), tc(white, DARK))),
        tbl(tr(tc("许可"), tc(p("18", DARK).replace("<w:rPr>", f"<w:rPr>{WHITE}")))),
        tbl(tr(tc("许可"), tc(p("", '<w:pStyle w:val="Band"/>', run("18", WHITE))))),
        tbl(tr(tc("许可"), tc(p(inner=run("18", WHITE + DARK))))),
        tbl(tr(tc("许可"), tc(p(inner=run("18", WHITE + '<w:highlight w:val="red"/>'))))),
        tbl(dark_row),
        tbl(tr(tc("许可"), tc(white))).replace("<w:tblPr/>", f"<w:tblPr>{DARK}</w:tblPr>"),
        tbl(tr(tc("许可"), tc(white))).replace(
            "<w:tblPr/>", '<w:tblPr><w:tblStyle w:val="Child"/></w:tblPr>'
        ),
    )
    for table in tables:
        assert texts(read(docx(table, styles=styles)).tables[0]) == [["许可", "18"]]
    banner = p("", inner=run("年度报告", WHITE) + "<w:r><w:drawing><a:blip/></w:drawing></w:r>")
    assert paragraphs(banner) == ["年度报告"]


def test_two_styles_that_hide_text_show_it() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/><w:strike/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/><w:strike/></w:rPr></w:style>'
    )
    in_style = '<w:pStyle w:val="P"/>'
    body = p("", in_style, run("18", '<w:rStyle w:val="C"/>') + run("9"))
    body += p("", in_style, run("9", '<w:rStyle w:val="C"/><w:vanish/>'))
    assert paragraphs(body, styles=styles) == ["18"]


def test_the_number_of_a_page_in_a_box() -> None:
    def boxed(inner: str) -> str:
        box = f"<w:txbxContent>{inner}</w:txbxContent>"
        return p("18", inner=f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>")

    field = p(inner='<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
    for inner in (p("- 3 -"), p("第 3 页 共 12 页"), field):
        assert value_of(boxed(inner)) == (18, None)
        assert paragraphs(boxed(inner)) == ["18"]
    assert value_of(boxed(p("2"))) == (None, "unreadable")
    assert len(read(docx(boxed(field + tbl(tr(tc("1"), tc("2")))))).tables) == 1


# --- tables without tables -----------------------------------------------------------------------

TAB = "<w:r><w:tab/></w:r>"
ROWS = (
    ("第二十条第（五）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政许可", "447"),
    ("第二十条第（六）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政处罚", "", "12"),
)
PAGE_BREAK = p(inner='<w:r><w:br w:type="page"/></w:r>')


def as_text(document: Document) -> list[object]:
    return [texts(b) if isinstance(b, Table) else b.text for b in document.blocks]


def test_paragraphs_that_print_a_table_are_read_as_lines_of_a_text() -> None:
    above, below = "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"
    tabbed = "".join(p(inner=TAB.join(run(c) if c else "" for c in row)) for row in ROWS)
    text = "\n".join((above, *("\t".join(row) for row in ROWS), below, ""))
    document = read(docx(p(above) + tabbed + p(below)))
    assert as_text(document) == as_text(read_document(text.encode(), "a.txt"))
    rows = [row for table in document.tables for row in texts(table)]
    assert ["行政许可", "447"] in rows
    assert ["行政处罚", "", "12"] in rows
    picture = f"<w:r><w:drawing>{INLINE}</w:drawing></w:r>"
    document = read(docx(p(above) + tabbed.replace(run("447"), picture + run("47")) + p(below)))
    assert ["行政许可", "〓47"] in [row for table in document.tables for row in texts(table)]

    cells = [cell for row in ROWS for cell in row if cell]
    lines = [p(cell) for cell in cells]
    lines.insert(5, PAGE_BREAK)
    text = "\n".join((above, *cells, below, ""))
    for printed in ("".join(lines), tbl(tr(tc("".join(lines))))):
        document = read(docx(p(above) + printed + p(below)))
        assert as_text(document) == as_text(read_document(text.encode(), "a.txt"))
        assert len(document.tables) == 1


def test_numbers_that_word_draws_are_kept_in_such_paragraphs() -> None:
    body = numbered("总体情况") + numbered("主动公开政府信息情况")
    body += "".join(p(inner=TAB.join(map(run, row))) for row in ROWS)
    document = read(docx(body, numbering=NUMBERING))
    assert document.paragraphs[:2] == ("一、总体情况", "二、主动公开政府信息情况")
    assert document.tables


def test_paragraphs_beside_the_report_s_own_tables_stay() -> None:
    rows = [tr(*map(tc, row)) for row in ROWS]
    contents = p(inner=run("二、主动公开") + TAB + run("2"))
    document = read(docx(contents + p("信息内容") + tbl(*rows)))
    assert document.paragraphs == ("二、主动公开\t2", "信息内容")
    assert len(document.tables) == 1


# --- files in files ------------------------------------------------------------------------------


def chunked(name: str, content: str | bytes, around: str = "") -> bytes:
    relations = (
        f'<Relationships><Relationship Id="c1" Type="{RELATIONS}/aFChunk" Target="{name}"/>'
        "</Relationships>"
    )
    body = f'{around}<w:altChunk xmlns:r="{RELATIONS}" r:id="c1"/>'
    document = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return package(
        {
            "word/document.xml": document,
            "word/_rels/document.xml.rels": relations,
            f"word/{name}": content,
        }
    )


def test_a_file_inserted_into_the_text_is_read_in_its_place() -> None:
    page = "<html><body><h1>某局2024年年度报告</h1><p>一、总体情况</p><p>本局无。</p></body></html>"
    for data in (
        chunked("a.htm", page, p("前言")),
        chunked("a.docx", docx(p("一、总体情况") + p("本局无。")), p("前言")),
    ):
        assert read(data).paragraphs[0] == "前言"
        assert read(data).paragraphs[-2:] == ("一、总体情况", "本局无。")
        assert read(data).notes == ()
    whole = chunked("a.docx", chunked("b.docx", docx(p("里层"))))
    assert read(whole).paragraphs == ("里层",)


def test_inserted_files_that_are_not_read() -> None:
    deep = docx(p("里层"))
    for _ in range(9):
        deep = chunked("a.docx", deep)
    for data, words in (
        (deep, "altChunk"),
        (chunked("a.rtf", "{\\rtf1 正文}"), "altChunk"),
        (chunked("a.docx", docx(p("正文"))[:-30]), "未能读取：Word 文件已损坏"),
    ):
        with pytest.raises(NotReadable, match=words) as caught:
            read(data)
        assert caught.value.kind == "unsupported"
    assert any("altChunk" in note for note in read(chunked("a.rtf", "{\\rtf1}", p("正文"))).notes)
    many = chunked("a.docx", docx(p("里层")))
    often = zipfile.ZipFile(io.BytesIO(many)).read("word/document.xml").decode()
    element = often[often.index("<w:altChunk") : often.index("</w:body>")]
    parts = {
        name: zipfile.ZipFile(io.BytesIO(many)).read(name)
        for name in ("word/_rels/document.xml.rels", "word/a.docx")
    }
    document = often.replace(element, element * 1_000)
    assert len(read(package({"word/document.xml": document, **parts})).paragraphs) == 20


def test_other_names_of_the_parts() -> None:
    document = f"<w:document {NAMESPACES}><w:body>{p('正文')}</w:body></w:document>"
    for name in ("Word/Document.xml", "word\\document.xml"):
        data = package({"[Content_Types].xml": "<Types/>", name: document, "x.xml": "<x>1</x>"})
        assert read_document(data, "a.docx").paragraphs == ("正文",)


def test_a_part_that_is_too_large_is_called_so() -> None:
    document = f"<w:document {NAMESPACES}><w:body>{p('正文')}</w:body></w:document>"
    large = b" " * (MAX_PART_BYTES + 10)
    (note,) = read(package({"word/document.xml": document, "word/styles.xml": large})).notes
    assert "word/styles.xml 过大" in note
    assert "损坏" not in note
