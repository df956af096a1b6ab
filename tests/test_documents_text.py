"""Are the notations of text renditions read: one cell a line, TABs, markdown pipes?"""

from __future__ import annotations

import pytest

from parsers.documents import NotReadable, Paragraph
from parsers.documents.text import read
from parsers.grid import Table
from parsers.reading import read_file
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
