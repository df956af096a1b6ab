"""Is every glyph of a PDF read once, in order, as the paragraph or cell it is printed in?"""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest

from parsers.documents import NotReadable, Paragraph
from parsers.documents.pdf import MAX_PAGES, read
from parsers.grid import Table

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"
HUAIAN = SAMPLES / "huaian_2024.pdf"

needs_samples = pytest.mark.skipif(not HUAIAN.exists(), reason="../shared/samples is not here")


class Sheet:
    """One A4 page drawn by hand; y counts from the top, Chinese 1 em wide, ASCII half an em."""

    def __init__(self) -> None:
        self.operators: list[str] = []

    def text(self, x: float, y: float, text: str, size: float = 12, matrix: str = "") -> Sheet:
        place = matrix or f"1 0 0 1 {x} {842 - y - size}"
        codes = text.encode("utf-16-be").hex()
        self.operators.append(f"BT /F {size} Tf {place} Tm <{codes}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.operators.append(f"0.5 w {x0} {842 - y0} m {x1} {842 - y1} l S")
        return self

    def fill(self, x: float, y: float, width: float, height: float) -> Sheet:
        self.operators.append(f"1 1 1 rg {x} {842 - y - height} {width} {height} re f 0 0 0 rg")
        return self

    def picture(self, width: float, height: float) -> Sheet:
        self.operators.append(f"q {width} 0 0 {height} 0 0 cm /I Do Q")
        return self

    def grid(self, xs: list[float], ys: list[float], skip: tuple[int, ...] = ()) -> Sheet:
        """All rules of a grid; `skip`: numbers of the horizontal rules that start at xs[1]."""
        for number, y in enumerate(ys):
            self.rule(xs[1] if number in skip else xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        return self


def make_pdf(sheets: list[Sheet]) -> bytes:
    """The smallest PDF that prints these pages."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(sheets)))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(sheets)} /Kids [{kids}] >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [4 0 R] >>",
        4: "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        "/W [1 95 500] /FontDescriptor 5 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        5: "<< /Type /FontDescriptor /FontName /STSong-Light /Ascent 880 /Descent -120 /Flags 6 "
        "/FontBBox [0 -120 1000 880] /ItalicAngle 0 /CapHeight 880 /StemV 90 >>",
        6: "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 "
        "/ColorSpace /DeviceGray /Length 1 >>\nstream\n0\nendstream",
    }
    for n, sheet in enumerate(sheets):
        content = "\n".join(sheet.operators)
        objects[10 + 2 * n] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F 3 0 R >> /XObject << /I 6 0 R >> >> "
            f"/Contents {11 + 2 * n} 0 R >>"
        )
        objects[11 + 2 * n] = f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(f"{number} 1\n{place:010} 00000 n \n".encode())
    out.write(f"trailer << /Root 1 0 R /Size 999 >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def texts(*sheets: Sheet) -> list[str]:
    return list(read(make_pdf(list(sheets))).paragraphs)


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def bare(text: str) -> str:
    return "".join(text.split())


# --- the real report -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def huaian():
    return read(HUAIAN.read_bytes())


@pytest.fixture(scope="module")
def truth():
    return json.loads(HUAIAN.with_suffix(".truth.json").read_text(encoding="utf-8"))


@needs_samples
def test_huaian_tables_hold_every_number_in_its_row(huaian, truth):
    active, applications, disputes = huaian.tables
    number_rows = [cells for cells in rows(applications) if cells[-1].isdigit()]
    wanted = [[str(v) for v in row.values()] for row in truth["applications"].values()]
    assert [cells[-7:] for cells in number_rows] == wanted
    assert all(
        cells[:-7] and not any(label.isdigit() for label in cells[:-7]) for cells in number_rows
    )
    assert rows(disputes)[-1] == [str(v) for v in truth["review_litigation"].values()]
    values = [cell for cells in rows(active) for cell in cells if cell.replace(".", "").isdigit()]
    wanted = [str(v) for row in truth["active_disclosure"].values() for v in row.values()]
    assert values == wanted


@needs_samples
def test_huaian_labels_cut_by_the_page_break_are_whole(huaian):
    applications = huaian.tables[1]
    by_text = {cell.text: cell for row in applications.rows for cell in row}
    assert by_text["三、本年度办理结果"].rowspan == 22
    assert by_text["（四）无法提供"].rowspan == 3
    assert by_text["（三）不予公开"].rowspan == 8
    assert "5.要求行政机关确认或重新出具已获取信息" in by_text
    assert "2、申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请" in by_text
    assert len(huaian.tables) == 3


@needs_samples
def test_huaian_narrative_is_whole_paragraphs(huaian, truth):
    for section in truth["sections"]:
        assert section["heading"] in huaian.paragraphs
    narrative = bare("".join(huaian.paragraphs))
    for stated in (*truth["stated"], *truth["other_numbers"]):
        assert stated["quote"] in narrative
    for key in ("unit", "address", "postcode", "phone", "email"):
        assert truth["contact"][key] in narrative
    assert bare("".join(huaian.paragraphs[:2])) == truth["title"]
    assert any("报告所列统计期限自2024年1月1日至2024年12月31日。" in p for p in huaian.paragraphs)
    # Lines 2 and 3 of this sentence stand on either side of a page break.
    assert any("将栏目不更新、政策解读不通俗易懂" in p for p in huaian.paragraphs)
    assert all(p.endswith(("。", "况", "项", "府", "告")) for p in huaian.paragraphs)


@needs_samples
def test_huaian_nothing_lost_nothing_doubled(huaian):
    with pdfplumber.open(HUAIAN) as pdf:
        printed = Counter(c["text"] for page in pdf.pages for c in page.chars)
        pages = len(pdf.pages)
    for number in range(1, pages + 1):
        printed.subtract(f"-{number}-")
    read_back = Counter(
        bare(
            "".join(
                b.text if isinstance(b, Paragraph) else "".join(c for r in rows(b) for c in r)
                for b in huaian.blocks
            )
        )
    )
    assert read_back == +printed


# --- lines and paragraphs ------------------------------------------------------------------------

FULL = "全年主动公开信息一千二百三十四条其中规章一件规范性文件三件解读"  # 30 characters = 360 pt


def test_indent_begins_a_paragraph_and_full_lines_run_on_over_the_page():
    first = Sheet().text(84, 700, FULL).text(60, 720, FULL + "各两").text(60, 740, FULL + "甲乙")
    second = Sheet().text(60, 80, "继续到此。").text(84, 100, "（二）另一段。")
    assert texts(first, second) == [FULL * 2 + "各两" + FULL + "甲乙继续到此。", "（二）另一段。"]


def test_without_indents_a_short_line_ends_the_paragraph():
    sheet = Sheet().text(60, 80, FULL).text(60, 100, "到此为止。").text(60, 120, FULL)
    sheet.text(60, 140, "接着写完。")
    assert texts(sheet) == [FULL + "到此为止。", FULL + "接着写完。"]


def test_heading_after_a_full_line_that_ends_a_sentence():
    whole = FULL[:-1] + "。"
    sheet = Sheet().text(60, 80, whole).text(60, 100, "二、主动公开政府信息情况")
    sheet.text(60, 120, whole).text(60, 140, whole)
    assert texts(sheet)[:2] == [whole, "二、主动公开政府信息情况"]


@pytest.mark.parametrize(
    ("pieces", "printed"),
    [
        ([(60, "自"), (75, "2024"), (102, "年起")], "自2024年起"),  # gaps of 3 points at 12
        ([(60, "某局"), (130, "2024年1月2日")], "某局 2024年1月2日"),
        ([(60, "12"), (80, "34")], "12 34"),
        ([(60, "Word"), (88, "Excel")], "Word Excel"),
        ([(60, "概"), (96, "述")], "概 述"),
    ],
)
def test_spaces_follow_distance(pieces, printed):
    sheet = Sheet()
    for x, text in pieces:
        sheet.text(x, 80, text)
    assert texts(sheet) == [printed]


def test_space_characters_between_chinese_and_digits_are_layout():
    assert texts(Sheet().text(60, 80, "截至 2024 年共 35 件")) == ["截至2024年共35件"]


def test_bold_by_double_printing_is_read_once():
    sheet = Sheet().text(60, 80, "一、总体情况100").text(60.3, 80, "一、总体情况100")
    assert texts(sheet) == ["一、总体情况100"]


def test_watermarks_are_left_out_with_a_note():
    sheet = Sheet().text(60, 80, "一、总体情况。本年度办理申请三件。")
    sheet.text(0, 0, "内部资料", 40, matrix="0.7 0.7 -0.7 0.7 200 400")
    document = read(make_pdf([sheet]))
    assert document.paragraphs == ("一、总体情况。本年度办理申请三件。",)
    assert any("水印" in note for note in document.notes)


def test_radicals_become_the_characters_they_print_as():
    # No font here maps to radicals, so ask the function that every glyph passes through.
    from parsers.documents.pdf import _character

    assert [_character(c) for c in "⼀⻓⺠⾏年"] == ["一", "长", "民", "行", "年"]
    assert _character("(cid:77)") == "\ufffd"


# --- page furniture ------------------------------------------------------------------------------


def test_page_numbers_and_running_headers_go():
    sheets = [
        Sheet()
        .text(200, 40, "某市政府信息公开工作年度报告", 9)
        .text(84, 100, f"（{'一二三'[n]}）这是第{n + 1}页的正文。")
        .text(500 if n % 2 == 0 else 60, 800, f"— {n + 1} —", 10)
        for n in range(3)
    ]
    assert texts(*sheets) == [f"（{'一二三'[n]}）这是第{n + 1}页的正文。" for n in range(3)]


def test_numbers_at_the_foot_that_do_not_count_stay():
    sheets = [
        Sheet().text(84, 130, f"{name}全年数据如下。").text(60, 800, number, 10)
        for name, number in (("甲", "17"), ("乙", "5"), ("丙", "93"))
    ]
    assert texts(*sheets) == [
        *("甲全年数据如下。", "17", "乙全年数据如下。", "5", "丙全年数据如下。", "93")
    ]


def test_a_single_page_keeps_everything_but_its_own_number():
    page = Sheet().text(84, 100, "正文到此结束。")
    assert texts(page.text(280, 800, "- 1 -", 10)) == ["正文到此结束。"]
    other = Sheet().text(84, 100, "正文到此结束。").text(280, 800, "350", 10)
    assert texts(other) == ["正文到此结束。", "350"]


# --- tables --------------------------------------------------------------------------------------

XS = [60.0, 100.0, 260.0, 300.0, 340.0]


def test_shading_behind_lines_and_frames_are_no_tables():
    sheet = Sheet().fill(60, 76, 400, 20).fill(60, 96, 400, 20)
    sheet.grid([50, 545], [70, 140]).text(84, 80, FULL).text(60, 100, FULL + "一二。")
    document = read(make_pdf([sheet]))
    assert document.tables == ()
    assert bare("".join(document.paragraphs)) == FULL * 2 + "一二。"


def test_wrapped_cells_run_on_and_other_line_ends_stay():
    sheet = Sheet().grid([60, 130, 200], [80, 130, 180])
    sheet.text(64, 84, "行政规范性").text(64, 98, "文件").text(134, 84, "共两项")
    sheet.text(64, 134, "甲").text(64, 148, "乙乙").text(134, 134, "12345678901").text(
        134, 148, "23"
    )
    (table,) = read(make_pdf([sheet])).tables
    assert rows(table) == [["行政规范性文件", "共两项"], ["甲\n乙乙", "1234567890123"]]


def test_a_table_without_outer_borders_keeps_its_outer_columns():
    sheet = Sheet()
    for y in (100, 130, 160):
        sheet.rule(60, y, 400, y)
    for x in (200, 300):
        sheet.rule(x, 100, x, 160)
    for y, cells in ((105, ("规章", "1", "20")), (135, ("规范性文件", "3", "40"))):
        for x, text in zip((64, 204, 304), cells, strict=True):
            sheet.text(x, y, text)
    (table,) = read(make_pdf([sheet])).tables
    assert rows(table) == [["规章", "1", "20"], ["规范性文件", "3", "40"]]


def test_header_repeated_on_the_next_page_and_cut_group_label():
    first = Sheet().grid(XS, [700, 730, 760, 790], skip=(2,))
    for x, text in zip((64, 104, 264, 304), ("组", "名称", "甲列", "乙列"), strict=True):
        first.text(x, 705, text, 9)
    first.text(62, 735, "（三）不", 9).text(104, 735, "1.属于国家秘密", 9)
    first.text(264, 735, "2", 9).text(304, 735, "3", 9)
    first.text(104, 765, "2.其他法律禁止公开", 9).text(264, 765, "4", 9).text(304, 765, "5", 9)
    second = Sheet().grid([x + 2 for x in XS], [80, 110, 140])
    for x, text in zip((64, 104, 264, 304), ("组", "名称", "甲列", "乙列"), strict=True):
        second.text(x + 2, 85, text, 9)
    second.text(64, 115, "予公开", 9).text(106, 115, "3.危及安全", 9)
    second.text(266, 115, "6", 9).text(306, 115, "7", 9)
    (table,) = read(make_pdf([first, second])).tables
    assert rows(table) == [
        ["组", "名称", "甲列", "乙列"],
        ["（三）不予公开", "1.属于国家秘密", "2", "3"],
        ["2.其他法律禁止公开", "4", "5"],
        ["3.危及安全", "6", "7"],
    ]
    assert table.rows[1][0].rowspan == 3


def test_merged_cells_left_open_by_the_page_break():
    """Browsers draw no rule where they cut a merged cell; in the middle page it has no end."""
    numbers = iter(range(10, 40))
    sheets = []
    for n in range(3):
        xs = [60, 100, 260, 300]
        ys = [700, 730, 760] if n == 0 else [80, 110, 140]
        sheet = Sheet()
        for place, y in enumerate(ys):
            closed = (n == 0 and place == 0) or (n == 2 and place == 2)
            cut = (n < 2 and place == 2) or (n > 0 and place == 0)
            if not cut:
                sheet.rule(xs[0] if closed else xs[1], y, xs[-1], y)
        for x in xs:
            sheet.rule(x, ys[0], x, ys[-1])
        for y in ys[:2]:
            number = next(numbers)
            sheet.text(104, y + 5, f"{number - 9}.某项").text(264, y + 5, str(number))
        sheets.append(sheet)
    sheets[0].text(63, 705, "三、本").text(63, 720, "年度")
    second = sheets[1]  # a table in the middle of a page would not be continued: fill the page
    second.operators = [o for o in second.operators if " l S" not in o and "BT" not in o]
    for x in (60, 100, 260, 300):
        second.rule(x, 80, x, 760)
    second.rule(100, 400, 300, 400)
    second.text(104, 85, "3.某项").text(264, 85, "12").text(104, 405, "4.某项").text(264, 405, "13")
    (table,) = read(make_pdf(sheets)).tables
    assert rows(table) == [
        ["三、本年度", "1.某项", "10"],
        *([f"{n}.某项", str(n + 9)] for n in range(2, 7)),
    ]
    assert table.rows[0][0].rowspan == 6


def _cut(label_above: str, numbers_above: list[str], label_below: str, numbers_below: list[str]):
    """A row cut by the page break, and one whole row after it."""
    first = Sheet().grid(XS[1:], [700, 740, 780])
    second = Sheet().grid(XS[1:], [80, 110, 140])
    first.text(104, 705, "3.属于内部信息").text(104, 745, label_above)
    second.text(104, 85, label_below).text(104, 115, "5.下一行")
    for x, number in zip((264, 304), ("1", "1"), strict=True):
        first.text(x, 705, number)
        second.text(x, 115, number)
    for sheet, y, numbers in ((first, 745, numbers_above), (second, 85, numbers_below)):
        for x, number in zip((264, 304), numbers, strict=False):
            sheet.text(x, y, number)
    return [r for table in read(make_pdf([first, second])).tables for r in rows(table)]


LONG = "4.保护第三方的合法权益不受"  # fills the 160 points of its column


def test_a_row_with_the_rest_of_its_label_only_is_glued_upward():
    read_rows = _cut(LONG, ["6", "7"], "损害的情形", [])
    assert read_rows[1:] == [[LONG + "损害的情形", "6", "7"], ["5.下一行", "1", "1"]]


def test_a_label_whose_numbers_stand_on_the_next_page_is_glued():
    read_rows = _cut(LONG, [], "损害的情形", ["6", "7"])
    assert read_rows[1:] == [[LONG + "损害的情形", "6", "7"], ["5.下一行", "1", "1"]]


@pytest.mark.parametrize("below", ["4.另一行", "行政强制"])
def test_rows_of_their_own_are_not_glued(below):
    """A new ordinal, or a label above that had room left, means a new row (blank or not)."""
    read_rows = _cut("行政处罚", ["6", "7"], below, [])
    assert ["行政处罚", "6", "7"] in read_rows
    assert [below, "", ""] in read_rows


def test_two_tables_with_text_between_stay_two():
    first = Sheet().grid(XS, [700, 730, 760]).text(104, 705, "甲")
    second = Sheet().text(84, 60, "四、标题").grid(XS, [100, 130, 160]).text(104, 105, "乙")
    document = read(make_pdf([first, second]))
    assert [type(b).__name__ for b in document.blocks] == ["Table", "Paragraph", "Table"]


# --- what cannot be read -------------------------------------------------------------------------


def kind(data: bytes) -> str:
    with pytest.raises(NotReadable) as caught:
        read(data)
    assert caught.value.message.endswith("。")
    return caught.value.kind


def test_scans_need_ocr():
    assert kind(make_pdf([Sheet().picture(595, 842), Sheet().picture(595, 842)])) == "unsupported"
    stamped = [Sheet().picture(595, 842).text(280, 800, f"- {n} -") for n in (1, 2, 3)]
    assert kind(make_pdf(stamped)) == "unsupported"


def test_one_scanned_page_among_others_is_named():
    page = Sheet()
    for n in range(5):
        page.text(84, 80 + 20 * n, FULL)
    document = read(make_pdf([page, Sheet().picture(595, 842)]))
    assert any("第 2 页" in note and "图像" in note for note in document.notes)


def test_an_empty_page_is_empty():
    assert kind(make_pdf([Sheet()])) == "empty"


def test_too_many_pages():
    assert kind(make_pdf([Sheet().text(60, 80, "页")] * (MAX_PAGES + 1))) == "too_large"


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.4", b"<html>404</html>", b"%PDF-1.7\n" + bytes(5000), b"\xd0\xcf\x11\xe0"],
)
def test_no_pdf_at_all(data):
    assert kind(data) == "damaged"


def test_encrypted_says_so():
    data = make_pdf([Sheet().text(60, 80, "密")]).replace(
        b"trailer <<",
        b"trailer << /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"00" * 32
        + b"> /U <"
        + b"11" * 32
        + b"> >>",
    )
    with pytest.raises(NotReadable, match="加密"):
        read(data)


def test_rules_without_end_are_refused_quickly():
    dense = Sheet().text(60, 80, "正文仍然读出。")
    for n in range(130):
        dense.rule(10, 10 + 6 * n, 590, 10 + 6 * n).rule(10 + 4 * n, 10, 10 + 4 * n, 830)
    document = read(make_pdf([dense]))
    assert any("过于密集" in note for note in document.notes)
    assert bare("".join(document.paragraphs)) == "正文仍然读出。"


def test_truncated_and_garbled_files_end_in_a_sentence():
    """Whatever the damage: a Document or NotReadable, never another exception."""
    chance = random.Random(7)
    whole = make_pdf(
        [Sheet().grid(XS, [700, 730, 760]).text(104, 705, "甲").text(60, 80, FULL)] * 3
    )
    outcomes: Counter[str] = Counter()
    for attempt in range(150):
        data = bytearray(whole)
        if attempt % 3 == 0:
            del data[chance.randrange(len(data)) :]
        elif attempt % 3 == 1:
            for _ in range(chance.choice([3, 30, 300])):
                data[chance.randrange(len(data))] = chance.randrange(256)
        else:
            at = chance.randrange(len(data))
            del data[at : at + chance.randrange(1, 400)]
        try:
            read(bytes(data))
            outcomes["read"] += 1
        except NotReadable as error:
            outcomes[error.kind] += 1
    assert outcomes["damaged"] > 10
    assert outcomes["read"] > 10


def test_a_file_cut_short_is_refused_or_noted():
    whole = make_pdf([Sheet().text(60, 80, FULL)] * 2)
    document = read(whole[: whole.rindex(b"startxref")])
    assert any("可能不全" in note for note in document.notes)
    assert not read(whole).notes
