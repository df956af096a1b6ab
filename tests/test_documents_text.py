"""Are the notations of text renditions read: one cell a line, TABs, markdown pipes?"""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.documents import NotReadable, Paragraph, read_document
from parsers.documents.text import read
from parsers.grid import Table
from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import (
    FORM,
    TITLE,
    Rows,
    active_rows,
    application_rows,
    dispute_rows,
    figures,
    wrong,
)

F = figures(11)
TABLES = {2: active_rows(F), 3: application_rows(F), 4: dispute_rows(F)}


def cell_a_line(rows: Rows, gap: str = "\n") -> str:
    """The notation of seeds 000, 001, 002, 004: a merged cell is a lone TAB on each place."""
    lines = []
    for row in rows:
        for text, _, colspan in row:
            lines += [f"\t{text}", *["\t"] * (colspan - 1)]
        lines.append("")
    return gap.join(lines)


def tab_rows(rows: Rows) -> str:
    return "\n".join("\t".join(text for text, _, _ in row) + "\t" for row in rows)


def pipes(rows: Rows) -> str:
    lines = ["| " + " | ".join(text for text, _, _ in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def rendition(notation: object, headings: str = "{}", end: str = "\n") -> bytes:
    parts = [TITLE, "", "本报告数据统计期限为2023年1月1日至2023年12月31日。", ""]
    for number, heading in FORM.sections.items():
        parts += [headings.format(heading), ""]
        parts += [notation(TABLES[number]) if number in TABLES else "正文一段，写得完整。", ""]  # type: ignore[operator]
    return end.join("\n".join(parts).split("\n")).encode()


@pytest.mark.parametrize("notation", [cell_a_line, tab_rows, pipes])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_notations(notation: object, end: str) -> None:
    report = read_file(rendition(notation, end=end), "report.txt")
    assert report.media_type == "text/plain"
    assert wrong(report, F) == {}
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert report.title == TITLE


@pytest.mark.parametrize("heading", ["# {}", "## {}", "**{}**", "### **{}**"])
def test_markdown(heading: str) -> None:
    report = read_file(rendition(pipes, heading), "report.md")
    assert wrong(report, F) == {}
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert report.sections[1].text == "正文一段，写得完整。"


def test_a_cell_over_lines_and_a_blank_line_inside_a_label() -> None:
    text = "\t（三）\n\n不予公开\n\t1.属于\n国家秘密\n\t1\n\t0\n\t0\n\t0\n\t0\n\t0\n\t1\n\n正文。"
    table, paragraph = read(text.encode()).blocks
    assert isinstance(table, Table)
    assert [cell.text for row in table.rows for cell in row] == [
        "（三）\n不予公开",
        "1.属于\n国家秘密",
        *"1000001",
    ]
    assert paragraph == Paragraph("正文。")


@pytest.mark.parametrize("notation", [cell_a_line, tab_rows, pipes])
def test_blanks_before_the_values_do_not_shift_them(notation: object) -> None:
    """[label, "", "", v1 … v6]: the last value is lost, not the first."""
    rows = [list(row) for row in TABLES[3]]
    rows[3] = [rows[3][0], *[("", 1, 1)] * (3 - rows[3][0][2]), *rows[3][1:7]]
    rows[3].insert(1, ("", 1, 1))
    tables = TABLES | {3: rows}
    parts = [TITLE, ""]
    for number, heading in FORM.sections.items():
        parts += [heading, "", notation(tables[number]) if number in tables else "正文。", ""]  # type: ignore[operator]
    bad = wrong(read_file("\n".join(parts).encode()), F)
    assert {place[1] for place in bad} == {"new_received"}
    if notation is pipes:  # there the grid is whole, and each number stands under its name
        assert bad["applications", "new_received", "natural_person"][0] is None
    else:
        assert {got for got, _ in bad.values()} == {None}


def test_blanks_stay_blank() -> None:
    text = "\t规章\n\t\n\t \n\t0\n\n"
    (table,) = read(text.encode()).tables
    assert [cell.text for row in table.rows for cell in row] == ["规章", "", "", "0"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_charsets(codec: str) -> None:
    data = rendition(tab_rows).decode().encode(codec)
    assert wrong(read_file(data), F) == {}


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 100, bytes(range(256)) * 8])
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(NotReadable) as caught:
        read(data)
    assert caught.value.kind == "damaged"


# What lines of texts are made of: the words that begin a table, values, blanks, every notation.
LINES = st.sampled_from(
    [
        *(
            "",
            " ",
            "\t",
            "信息内容",
            "申请人情况",
            "第二十条第（一）项",
            "商业企业",
            "结果维持",
            "项目",
        ),
        *(
            "自然人",
            "行政复议",
            "0",
            "12 3",
            "规章  1  0  6",
            "\t规章",
            "\t0",
            "\t\t",
            "\t规章\t0\t1",
        ),
        *(
            "| 规章 | 0 |",
            "|---|---|",
            "规章 | 0",
            "- 3 -",
            "── ──",
            "├──┼──┤",
            "规章0",
            "　　正文。",
        ),
        *("三、收到和处理政府信息公开申请情况", "第二十条第（一）项的规章，见附表。", "行政许可"),
        *("<table>", "<tr><td>规章</td></tr>", "</table>", "2024年1月12日", "**规章**", "# 标题"),
        *("1.属于", "国家秘密\t0\t1", "> 规章", "规章 0 0 0", "本年制发件数 本年废止件数", "2."),
    ]
)


@settings(max_examples=300, deadline=1_000)
@given(st.lists(LINES, max_size=40))
def test_every_mix_of_lines_ends_and_loses_nothing(lines: list[str]) -> None:
    def letters(text: str) -> Counter[str]:
        return Counter(c for c in text if "\u4e00" <= c <= "\u9fff")

    text = "\n".join(["正文。", *lines, ""])
    with time_limit(5):
        document = read(text.encode())
    kept = [*document.paragraphs, *(table.flat() for table in document.tables)]
    assert letters("".join(kept)) == letters(re.sub("<[^>]*>", "", text))


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "信息内容\n",
            "项目\n",
            "\t规章\n正文\n",
            "信息内容\n0\n",
            "\n \n项目\n",
            "\t规章\n\n规章\n",
        ),
        *("|规章\n正文\n", "---\n", "- 1 -\n", "<table>\n", "1 " * 900 + "\n", "年1" * 500 + "\n"),
        *("|a|b|\n\n", "|a\n\n", "\t规章\n\t0\n", "规章\n\n", "*" * 900 + "\n", "| `* |\n"),
        *(
            "\t0\n\n",
            "信息内容\n0\n项目",
            "\t\n规章\n",
            "规章\t1\n5\n",
            "规章 1\n",
            "| 1 | 2\n| a | b |\n",
            "| 规章 | |\n" * 12 + "| | 1 |\n",
            "行政许可 3B " * 9 + "\n",
            "其他 总计" * 9 + "\n",
            "信息内容 本年\n",
            "\t1\n2\n",
            "1\r\a",
            "| ~~" + "_" * 300 + "\n",
            "| <b " * 90 + "\n",
        ),
    ],
)
@pytest.mark.parametrize("above", ["", "\t规章\n", "信息内容\n"])
def test_time_grows_with_the_text_alone(unit: str, above: str) -> None:
    """60,000 characters of what used to be read over and over again."""
    with time_limit(20):
        read((above + unit * (60_000 // len(unit))).encode())


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """An error where the reader does not come back: it would stop every test behind it."""

    def late(signum: int, frame: object) -> None:
        raise AssertionError(f"still reading after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        *(("**0**", "0"), ("*0*", "0"), ("***0***", "0"), ("__12__", "12"), ("`5`", "5")),
        *(("&nbsp;0", "0"), ("<b>3</b>", "3"), ("<span style='x'>3</span>", "3"), ("$8$", "8")),
        *(("~~5~~857", "857"), ("<del>5</del>857", "857"), ("857<sup>1</sup>", "857¹")),
        *(("857[^1]", "857¹"), ("857^2^", "857²"), ("1\\.属于", "1.属于"), ("5\\*", "5*")),
        *(
            ("5*", "5*"),
            ("**", "**"),
            ("——", "——"),
            ("确认或<br>重新", "确认或\n重新"),
            ("a_b_c", "a_b_c"),
        ),
    ],
)
@pytest.mark.parametrize("row", ["| 规章 | {} |\n|---|---|\n", "规章\t{}\n", "\t规章\n\t{}\n"])
def test_marks_inside_a_cell(row: str, printed: str, shown: str) -> None:
    (table,) = read(row.format(printed).encode()).tables
    assert [cell.text for cells in table.rows for cell in cells] == ["规章", shown]


def broken(text: str, how: str) -> str:
    """The same text as other renditions have it."""
    lines = text.split("\n")
    cell = next(at for at, line in enumerate(lines) if "予以公开" in line) + 3
    match how:
        case "page number":
            lines[cell:cell] = ["- 3 -"]
        case "page number apart":
            lines[cell:cell] = ["", "第 3 页 共 9 页", ""]
        case "blank line":
            lines[cell:cell] = [""]
        case "no blank lines":
            lines = [line for line in lines if line]
        case "doubled":
            lines = "\n\n".join(lines).split("\n")
        case "quoted":
            lines = ["> " + line for line in lines]
        case "indented":
            lines = ["    " + line for line in lines]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "how",
    [
        *("page number", "page number apart", "blank line", "no blank lines"),
        *("doubled", "quoted", "indented"),
    ],
)
def test_what_a_rendition_puts_between_the_cells(how: str) -> None:
    text = rendition(cell_a_line).decode()
    assert wrong(read_file(broken(text, how).encode(), "report.txt"), F) == {}


@pytest.mark.parametrize("notation", [tab_rows, cell_a_line])
def test_labels_broken_over_lines(notation: object) -> None:
    text = rendition(notation).decode()
    for label in ("上年结转政府信息公开", "大量反复申请", "不掌握相关政府信息"):
        text = text.replace(label, label[:4] + "\n" + label[4:], 1)
    if notation is cell_a_line:
        text = text.replace("\t", "")
    assert wrong(read_file(text.encode(), "report.txt"), F) == {}


def test_two_rows_on_one_line_are_neither() -> None:
    text = rendition(
        lambda rows: "\n".join(" ".join(t for t, _, _ in row) for row in rows)
    ).decode()
    first, second = (next(r for r in TABLES[3] if word in r[0][0]) for word in ("一、", "二、"))
    values = " ".join(text for text, _, _ in first[1:])
    joined = text.replace(f"{values}\n{second[0][0]}", f"{values}{second[0][0]}")
    assert joined != text
    bad = wrong(read_file(joined.encode(), "report.txt"), F)
    assert "new_received" in {place[1] for place in bad} <= {"new_received", "carried_over"}
    assert {got for got, _ in bad.values()} <= {None, "absent"}


@pytest.mark.parametrize("end", ["\t\t", "\t\t\t", "|------|", "\t", "| | |"])
def test_a_text_may_end_in_an_empty_row(end: str) -> None:
    report = read_file(rendition(tab_rows) + b"\n" + end.encode(), "a.txt")
    assert wrong(report, F) == {}


# ── Lines broken, damaged and unmarked ────────────────────────────────────────────────────────


def spaced(rows: Rows) -> str:
    return "\n".join(" ".join(text for text, _, _ in row) for row in rows)


def wide(rows: Rows) -> str:
    return "\n".join("\u3000".join(text for text, _, _ in row) for row in rows)


def glued(rows: Rows) -> str:
    return "\n".join("".join(text for text, _, _ in row) for row in rows)


def line_a_cell(rows: Rows) -> str:
    return "\n".join(text for row in rows for text, _, _ in row)


def bar_rows(rows: Rows) -> str:
    return "\n".join(" | ".join(text for text, _, _ in row) for row in rows)


@pytest.mark.parametrize("notation", [tab_rows, cell_a_line, bar_rows, spaced, wide, line_a_cell])
def test_every_line_apart_from_the_next_by_a_blank_one(notation: object) -> None:
    lines = rendition(notation).decode().split("\n")
    text = "\n\n".join(line for line in lines if line.strip() or "\t" in line)
    assert wrong(read_file(text.encode(), "report.txt"), F) == {}


LICENSING = ("active_disclosure", "administrative_licensing", "decisions")
FEES = ("active_disclosure", "administrative_fees", "amount_wan_yuan")
Path = tuple[str, str, str]


def reprinted(notation: object, label: str, text: str, header: str = "") -> bytes:
    """The report with another text as the only value of a row of section 2's table."""
    rows = [
        [(header if header and t.startswith("本年收费") else t, r, c) for t, r, c in row]
        for row in TABLES[2]
    ]
    at = next(at for at, row in enumerate(rows) if row[0][0] == label)
    rows[at] = [rows[at][0], (text, 1, 3)]
    parts = [TITLE, "", "本报告数据统计期限为2023年1月1日至2023年12月31日。", ""]
    for number, heading in FORM.sections.items():
        used = spaced if notation is glued and number > 2 else notation  # what nobody can read
        table = used(rows if number == 2 else TABLES[number]) if number in TABLES else "正文。"  # type: ignore[operator]
        parts += [heading, "", table, ""]
    return "\n".join(parts).encode()


def value_and_raw(data: bytes, path: Path) -> tuple[object, str]:
    """A cell's value and what its note says is printed; the other cells must be as in F."""
    report = read_file(data, "report.txt")
    rest = {at: pair for at, pair in wrong(report, F).items() if at != path}
    assert rest == {}
    raw = next((n.raw for n in report.cell_notes if (n.table, n.item, n.column) == path), "")
    return report.value(*path), raw


BROKEN = [cell_a_line, tab_rows, spaced, wide, pipes, bar_rows]


@pytest.mark.parametrize("notation", BROKEN)
@pytest.mark.parametrize("gap", ["\n", "\n   "])
def test_a_number_broken_over_two_lines_is_doubted(notation: object, gap: str) -> None:
    value, raw = value_and_raw(reprinted(notation, "行政许可", f"328{gap}66"), LICENSING)
    assert value is None
    assert raw.split() == ["328", "66"]


@pytest.mark.parametrize("gap", [" ", "  "])
def test_digits_apart_where_a_line_is_a_cell(gap: str) -> None:
    value, _ = value_and_raw(reprinted(line_a_cell, "行政许可", f"328{gap}66"), LICENSING)
    assert value is None
    total = str(F["applications"]["granted"]["total"])
    text = rendition(line_a_cell).decode()
    at = text.index(f"\n{total}\n", text.index("予以公开")) + 3
    assert wrong(read_file(f"{text[:at]}{gap}{text[at:]}".encode(), "a.txt"), F) == {}


@pytest.mark.parametrize("notation", [cell_a_line, tab_rows, spaced, wide])
def test_a_blank_line_inside_a_number(notation: object) -> None:
    assert value_and_raw(reprinted(notation, "行政许可", "328\n\n66"), LICENSING)[0] is None


@pytest.mark.parametrize("notation", [*BROKEN, line_a_cell])
def test_the_decimals_may_stand_on_the_next_line(notation: object) -> None:
    value, _ = value_and_raw(reprinted(notation, "行政事业性收费", "513\n.44万元"), FEES)
    assert value == 513.44


@pytest.mark.parametrize("notation", BROKEN)
def test_a_broken_number_that_the_sums_prove_is_read(notation: object) -> None:
    for at in (-1, -4):
        rows = [list(row) for row in TABLES[3]]
        row = next(row for row in rows if "予以公开" in "".join(t for t, _, _ in row))
        text = row[at][0]
        row[at] = (f"{text[:2]}\n{text[2:]}", 1, 1)
        parts = [TITLE, ""]
        for number, heading in FORM.sections.items():
            table = rows if number == 3 else TABLES.get(number)
            parts += [heading, "", notation(table) if table else "正文。", ""]  # type: ignore[operator]
        assert wrong(read_file("\n".join(parts).encode(), "a.txt"), F) == {}


@pytest.mark.parametrize("notation", [tab_rows, spaced, cell_a_line])
def test_a_bare_page_number_is_no_part_of_a_row_whose_sums_hold(notation: object) -> None:
    text = rendition(notation).decode()
    total = str(F["applications"]["granted"]["total"])
    at = text.index("予以公开")
    at = text.index("\n", text.index(total, at)) + 1
    assert wrong(read_file(f"{text[:at]}7\n{text[at:]}".encode(), "a.txt"), F) == {}


@pytest.mark.parametrize("notation", [*BROKEN, line_a_cell])
@pytest.mark.parametrize(
    ("printed", "value"),
    [("251000\n元", 25.1), ("1.5\n亿元", 15_000), ("22\n（其中罚没 3 笔）", 22), ("7\n万元", 7)],
)
def test_the_unit_may_stand_on_the_next_line(notation: object, printed: str, value: float) -> None:
    read_value, raw = value_and_raw(reprinted(notation, "行政事业性收费", printed), FEES)
    assert read_value == value
    assert raw.split() == printed.split()


@pytest.mark.parametrize("notation", [spaced, wide])
def test_a_space_before_the_unit_loses_nothing(notation: object) -> None:
    assert (
        value_and_raw(reprinted(notation, "行政事业性收费", "12872.06 万元"), FEES)[0] == 12872.06
    )
    assert (
        value_and_raw(reprinted(notation, "行政许可", "22 （其中修订 16 件）"), LICENSING)[0] == 22
    )
    assert value_and_raw(reprinted(notation, "行政许可", "22  件"), LICENSING)[0] == 22


@pytest.mark.parametrize("notation", [spaced, wide, tab_rows, pipes])
def test_the_unit_of_a_header(notation: object) -> None:
    data = reprinted(notation, "行政事业性收费", "251000", "本年收费金额（单位：元）")
    assert value_and_raw(data, FEES)[0] == 25.1


def test_the_unit_of_a_header_glued_to_it() -> None:
    data = reprinted(glued, "行政事业性收费", "251000", "本年收费金额（单位：元）")
    assert read_file(data, "a.txt").value(*FEES) == 25.1


GARBLED = ("32B66", "l2", "O2", "?2866", "·2", "口2866", "十2866", "约12", "≥12", "近12", "12和13")


@pytest.mark.parametrize("notation", [spaced, wide, glued])
@pytest.mark.parametrize("printed", [*GARBLED, "约 12", "12 和 13", "32B 66", "□ 2"])
def test_what_stands_before_the_digits_is_no_label(notation: object, printed: str) -> None:
    data = reprinted(notation, "行政许可", printed)
    assert read_file(data, "a.txt").value(*LICENSING) is None


@pytest.mark.parametrize("label", ["行政检查", "行政确认（件）", "（一）行政奖励"])
@pytest.mark.parametrize("gap", [" ", "", "："])
def test_labels_that_no_form_knows_end_before_the_digits(label: str, gap: str) -> None:
    text = f"信息内容 本年处理决定数量\n{label}{gap}12\n行政许可 3\n"
    (table,) = read(text.encode()).tables
    assert [cell.text.rstrip("：") for cell in table.rows[1]] == [label, "12"]


def test_headers_broken_over_lines() -> None:
    for gap in ("\t", " "):
        header = gap.join(("信息内容", "上一年\n项目数量", "本年\n增/减", "处理决定\n数量"))
        text = f"{header}\n{gap.join(('行政许可', '6', '-23', '312'))}\n"
        (table,) = read(text.encode()).tables
        assert [[cell.text for cell in row] for row in table.rows] == [
            ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
            ["行政许可", "6", "-23", "312"],
        ]


@pytest.mark.parametrize("where", ["label", "between", "no first bar", "no last bar"])
def test_one_row_of_a_markdown_table_without_its_bars(where: str) -> None:
    lines = rendition(pipes).decode().split("\n")
    at = next(at for at, line in enumerate(lines) if line.count("|") == 16 and "维持" not in line)
    row = lines[at]
    third = row.index("|", row.index("|", 2) + 1)
    lines[at : at + 1] = {
        "label": [row[:4], row[4:]],
        "between": [row[:third], row[third:]],
        "no first bar": [row[2:]],
        "no last bar": [row[:-2]],
    }[where]
    bad = wrong(read_file("\n".join(lines).encode(), "a.md"), F)
    if where == "label":  # a number of four digits, cut in two
        assert {got for got, _ in bad.values()} <= {None}
    else:
        assert bad == {}


@pytest.mark.parametrize(
    "printed",
    [
        *('<span style="display:none">9</span>12', "<span hidden>9</span>12", "==12=="),
        *("[12](https://a.gov.cn/1)", "12{#a}", "<!-- x -->12", "<b>1</b>2"),
        *("12^[1]^", "12^1^", "12^1"),
    ],
)
def test_markup_inside_a_cell_is_not_printed(printed: str) -> None:
    value, raw = value_and_raw(reprinted(pipes, "行政许可", printed), LICENSING)
    assert (value, raw) == (12, "12¹" if "^" in printed else "")


@pytest.mark.parametrize("end", ["\r", "\v", "\u2028", "\u2029", "\x85", "\r\r\n", "\f"])
def test_ends_of_lines(end: str) -> None:
    assert wrong(read_file(rendition(tab_rows, end=end), "a.txt"), F) == {}


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_what_word_hands_over(end: str) -> None:
    """Range.Text: each cell ends in CR and BEL, and each row once more."""

    def cells_and_rows(rows: Rows) -> str:
        return "".join("".join(f"{t}\r\a" for t, _, _ in row) + "\r\a" for row in rows)

    assert wrong(read_file(rendition(cells_and_rows, end=end), "a.txt"), F) == {}


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("width", [4, 7, 12])
def test_drawn_tables_with_narrow_labels(place: str, width: int) -> None:
    """No rule between the rows: a label over lines, its values on the first, middle or last."""

    def drawn(rows: Rows) -> str:
        lines: list[str] = []
        for row in rows:
            texts = [text for text, _, _ in row]
            valued = any(map(str.isdecimal, texts))
            columns = [
                [t[at : at + width] for at in range(0, len(t), width)]
                if valued and not t.isdecimal()
                else [t]
                for t in texts
            ]
            height = max(map(len, columns))
            at = {"first": 0, "middle": height // 2, "last": height - 1}[place]
            columns = [[""] * at + c if c[0].isdecimal() else c for c in columns]
            for line in range(height):
                lines.append(
                    "|" + "|".join(c[line] if line < len(c) else "" for c in columns) + "|"
                )
        return "\n".join(lines)

    report = read_file(rendition(drawn), "a.txt")
    assert {got for got, _ in wrong(report, F).values()} <= {None, "absent"}
    assert len(wrong(report, F)) <= 21
    assert {note.kind for note in report.cell_notes} <= {"unreadable"}


def test_a_row_of_digits_under_columns_by_tab() -> None:
    def under(rows: Rows) -> str:
        lines = ["\t".join(t for t, _, _ in row) for row in rows]
        return "\n".join([*lines[:-1], lines[-1].replace("\t", "")] if len(rows) == 4 else lines)

    rows = [*TABLES[4][:-1], [("0", 1, 1)] * 15]
    parts = [TITLE, "", FORM.sections[2], "", tab_rows(TABLES[2]), "", FORM.sections[3], ""]
    parts += [tab_rows(TABLES[3]), "", FORM.sections[4], "", under(rows), "", FORM.sections[5], ""]
    report = read_file("\n".join([*parts, "正文。", ""]).encode(), "a.txt")
    channel = [value for table, _, _, value in report.cells() if table == "review_litigation"]
    assert channel == [0] * 15


# ── What stands beside a table, and is none of it ─────────────────────────────────────────────


def with_lines(notation: object, below: str = "", above: str = "", tables: object = None) -> bytes:
    """The report with these lines directly above and below each of its tables."""
    printed = tables or TABLES
    parts = [TITLE, ""]
    for number, heading in FORM.sections.items():
        table = notation(printed[number]).rstrip("\n") if number in TABLES else "正文。"  # type: ignore[index, operator]
        if number in TABLES:
            table = f"{above}{table}\n{below}"
        parts += [heading, "", table, ""]
    return "\n".join(parts).encode()


def without_last() -> tuple[dict[int, Rows], dict[str, Path]]:
    """The tables, the last cell of each blank, and those cells."""
    tables = {
        n: [*rows[:-1], [*rows[-1][:-1], ("", *rows[-1][-1][1:])]] for n, rows in TABLES.items()
    }
    places = {
        "fees": FEES,
        "applications": ("applications", "carried_forward", "total"),
        "disputes": ("review_litigation", "litigation_after_review", "total"),
    }
    return tables, places


NUMBERS = ["3", "2023", "83605066", "12.5", "2件"]


@pytest.mark.parametrize(
    ("notation", "stray"),
    [(n, number) for n in (cell_a_line, tab_rows, pipes, bar_rows) for number in NUMBERS]
    + [(pipes, "| 3 |")],
)
@pytest.mark.parametrize("gap", ["", "\n"])
def test_no_line_fills_a_blank_cell(notation: object, stray: str, gap: str) -> None:
    tables, places = without_last()
    report = read_file(with_lines(notation, f"{gap}{stray}\n", tables=tables), "a.txt")
    assert [report.value(*place) for place in places.values()] == [None] * 3
    read = {at: got for at, (got, _) in wrong(report, F).items() if got is not None}
    assert read == {}


@pytest.mark.parametrize("notation", [tab_rows, pipes])
def test_the_blanks_of_a_merged_cell_are_not_filled(notation: object) -> None:
    rows = [
        [*row, ("", 1, 1), ("", 1, 1)] if row[0][0] == "行政事业性收费" else row
        for row in TABLES[2]
    ]
    data = with_lines(notation, "3\n", tables=TABLES | {2: rows})
    assert wrong(read_file(data, "a.txt"), F) == {}


APART = ["3", "12", "2023", "3 / 8", "Page 3 of 8", "- 3 -", "0517-83605066", "83605066", "1 2 3"]


@pytest.mark.parametrize("notation", [*BROKEN, line_a_cell])
@pytest.mark.parametrize("stray", [*APART, "页码：3", "电话：0517-83605066", "-----"])
def test_a_number_apart_under_a_table_is_none_of_it(notation: object, stray: str) -> None:
    report = read_file(with_lines(notation, f"\n{stray}\n"), "a.txt")
    assert wrong(report, F) == {}


@pytest.mark.parametrize("notation", [*BROKEN, line_a_cell])
@pytest.mark.parametrize("stray", ["3 / 8", "Page 3 of 8", "0517-83605066", "页码：3"])
def test_page_numbers_and_telephones_directly_under_a_table(notation: object, stray: str) -> None:
    assert wrong(read_file(with_lines(notation, f"{stray}\n"), "a.txt"), F) == {}


@pytest.mark.parametrize("notation", [pipes, tab_rows])
def test_a_number_under_a_closed_row_is_no_rest_of_it(notation: object) -> None:
    assert wrong(read_file(with_lines(notation, "3\n"), "a.txt"), F) == {}


def test_a_page_number_between_two_closed_rows() -> None:
    text = rendition(pipes).decode()
    at = text.index("\n", text.index("予以公开")) + 1
    assert wrong(read_file(f"{text[:at]}12\n{text[at:]}".encode(), "a.md"), F) == {}


@pytest.mark.parametrize("number", ["10", "3"])
def test_a_page_number_before_a_row_of_cells(number: str) -> None:
    """In the seeds' notation, with blanks among the values."""
    rows = [list(row) for row in TABLES[3]]
    at = next(at for at, row in enumerate(rows) if any("3.危及" in text for text, _, _ in row))
    rows[at] = [*rows[at][:-7], ("", 1, 1), *rows[at][-6:]]
    text = with_lines(cell_a_line, tables=TABLES | {3: rows}).decode()
    label = text.index("\t3.危及")
    bad = wrong(read_file(f"{text[:label]}{number}\n{text[label:]}".encode(), "a.txt"), F)
    row = "denied_three_security_one_stability"
    assert {place[1] for place in bad} <= {row}
    assert {got for got, _ in bad.values()} == {None}


def no_outer(rows: Rows) -> str:
    """Pipes between the cells alone; the cells that a group's label covers are blank."""
    lines = []
    for row in rows:
        texts = [text for text, _, colspan in row for text in (text, *[""] * (colspan - 1))]
        width = max(sum(c for _, _, c in line) for line in rows)
        lines.append(" | ".join([""] * (width - len(texts)) + texts))
    return "\n".join(lines)


def test_rows_that_begin_with_a_blank_cell_have_no_stroke_before_it() -> None:
    assert wrong(read_file(with_lines(no_outer), "a.md"), F) == {}
    tables, places = without_last()
    report = read_file(with_lines(no_outer, tables=tables), "a.md")
    assert len(wrong(report, F)) <= len(places)
    assert [report.value(*place) for place in places.values()] == [None] * 3


@pytest.mark.parametrize("bar", "｜┆┊║")
def test_other_bars_than_those_of_ascii(bar: str) -> None:
    def barred(rows: Rows) -> str:
        return "\n".join(bar + bar.join(text for text, _, _ in row) + bar for row in rows)

    assert wrong(read_file(with_lines(barred), "a.txt"), F) == {}


@pytest.mark.parametrize("notation", [cell_a_line, tab_rows, line_a_cell, spaced, pipes])
@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_signed_line_below_a_table_ends_it(notation: object, gap: str) -> None:
    for line in ("填报单位：某县统计局\t填报日期：2024年1月15日", "联系电话：\t0517-83605066"):
        assert wrong(read_file(with_lines(notation, f"{gap}{line}\n"), "a.txt"), F) == {}


@pytest.mark.parametrize("notation", [cell_a_line, tab_rows, line_a_cell, spaced, wide, pipes])
def test_an_indented_sentence_above_a_table(notation: object) -> None:
    report = read_file(with_lines(notation, above="\t具体情况如下表：\n"), "a.txt")
    assert wrong(report, F) == {}
    texts = [section.text for section in report.sections if section.number in TABLES]
    assert [text.split("\n")[0] for text in texts] == ["具体情况如下表："] * 3


def test_counts_have_no_decimals_on_the_next_line() -> None:
    report = read_file(reprinted(tab_rows, "行政许可", "46\n.5"), "a.txt")
    assert report.value(*LICENSING) != 46.5


def first_section(report: Report) -> str:
    return next(section.text for section in report.sections if section.number == 1)


DISPUTES = (
    "全年因政府信息公开被申请行政复议6件，其中结果维持3件，结果纠正2件，其他结果1件，尚未审结0件。"
)
APPLICANTS = (
    "自然人申请20件，法人或其他组织申请5件，其中商业企业3件、科研机构1件、其他1件，总计25件。"
)


@pytest.mark.parametrize("sentence", [DISPUTES, APPLICANTS])
@pytest.mark.parametrize("how", ["clauses", "marks", 16, 20, 24, 28, 32])
@pytest.mark.parametrize("notation", [line_a_cell, tab_rows, cell_a_line])
def test_a_sentence_over_lines_is_no_table(sentence: str, how: str | int, notation: object) -> None:
    if isinstance(how, int):
        lines = [sentence[at : at + how] for at in range(0, len(sentence), how)]
    else:
        lines = re.findall("[^，。]+[，。]" if how == "clauses" else "[^，。、]+[，。、]", sentence)
    text = with_lines(notation).decode().replace("正文。", "\n".join(lines), 1)
    report = read_file(text.encode(), "a.txt")
    assert wrong(report, F) == {}
    assert first_section(report).replace("\n", "") == sentence
    page = "".join(f"<p>{line}</p>" for line in [TITLE, FORM.sections[1], *lines, FORM.sections[5]])
    blocks = read_document(
        f"<html><body>{page}<p>正文。</p></body></html>".encode(), "a.html"
    ).blocks
    assert not any(isinstance(block, Table) for block in blocks)


def test_a_list_of_outcomes_is_no_table() -> None:
    items = ["行政复议6件", "结果维持3件", "结果纠正2件", "其他结果1件", "行政诉讼0件"]
    text = with_lines(tab_rows).decode().replace("正文。", "\n".join(items), 1)
    report = read_file(text.encode(), "a.txt")
    assert wrong(report, F) == {}
    assert first_section(report).split("\n") == items
