"""Are texts read that were wrapped, paged, spaced and marked up on their way, or not at all?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from parsers.documents import media_types
from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import FORM, TITLE, Rows, report_html, table_html, wrong
from tests.test_documents_text import (
    TABLES,
    F,
    bar_rows,
    cell_a_line,
    line_a_cell,
    pipes,
    spaced,
    tab_rows,
)

Notation = Callable[[Rows], str]
COLUMNS = FORM.tables["applications"].columns


def text_of(notation: Notation, tables: dict[int, Rows] | None = None, title: str = TITLE) -> str:
    parts = [title, "", "本报告数据统计期限为2023年1月1日至2023年12月31日。", ""]
    printed = TABLES | (tables or {})
    for number, heading in FORM.sections.items():
        parts += [heading, "", notation(printed[number]) if number in printed else "正文。", ""]
    return "\n".join(parts)


def read(text: str, name: str = "a.txt") -> Report:
    return read_file(text.encode(), name)


def taken(report: Report, truth: Any = F) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    """Wrong cells that are not NULL."""
    return {
        at: pair for at, pair in wrong(report, truth).items() if pair[0] not in (None, "absent")
    }


def at_each_place(rows: Rows, width: int = 10) -> Rows:
    """The rows with a blank for each place that a merged cell covers."""
    held: dict[int, int] = {}
    whole: Rows = []
    for number, row in enumerate(rows):
        cells: list[tuple[str, int, int]] = []
        left = list(row)
        while left or held.get(len(cells), 0) > number:
            if held.get(len(cells), 0) > number:
                cells.append(("", 1, 1))
                continue
            text, rowspan, colspan = left.pop(0)
            held |= dict.fromkeys(range(len(cells), len(cells) + colspan), number + rowspan)
            cells += [(text, 1, 1), *[("", 1, 1)] * (colspan - 1)]
        whole.append([*cells, *[("", 1, 1)] * (width - len(cells))])
    return whole


def blanked(rows: Rows, share: int = 2) -> tuple[Rows, Any]:
    """Every second value of section 3 blank, and the figures with None for them."""
    truth = {name: dict(table) for name, table in F.items()}
    truth["applications"] = {item: dict(row) for item, row in F["applications"].items()}
    printed = []
    for at, (row, item) in enumerate(zip(rows[3:], truth["applications"].values(), strict=True)):
        labels, values = row[:-7], row[-7:]
        gone = [place for place in range(7) if (place + at) % share]
        for place in gone:
            item[COLUMNS[place].key] = None
        cells = [("", 1, 1) if n in gone else cell for n, cell in enumerate(values)]
        printed.append([*labels, *cells])
    return [*rows[:3], *printed], truth


# ── Lines wrapped at a width ──────────────────────────────────────────────────────────────────


def wrapped(text: str, width: int, keeps_words: bool) -> str:
    """Each line broken at a width, a Chinese sign two places wide."""
    lines: list[str] = []
    for line in text.split("\n"):
        used = 0
        parts = [""]
        for word in line.replace(" ", " \0").split("\0") if keeps_words else line:
            size = sum(2 if sign > "\u2e80" else 1 for sign in word)
            if used + size > width and parts[-1]:
                parts.append("")
                used = 0
            parts[-1] += word
            used += size
        lines += [part.rstrip() if keeps_words else part for part in parts]
    return "\n".join(lines)


@pytest.mark.parametrize("keeps_words", [True, False])
@pytest.mark.parametrize("width", [40, 50, 60, 66, 72])
@pytest.mark.parametrize("is_ragged", [False, True])
def test_wrapped_pipes_with_blanks(width: int, keeps_words: bool, is_ragged: bool) -> None:
    rows, truth = blanked(TABLES[3])
    tables = {3: rows if is_ragged else at_each_place(rows)}
    report = read(wrapped(text_of(pipes, tables), width, keeps_words), "a.md")
    assert taken(report, truth) == {}
    if not is_ragged:
        lost = [at for at in wrong(report, truth) if at[0] == "applications"]
        assert len(lost) <= 8  # numbers broken inside


def drawn(rows: Rows) -> str:
    """A box of characters, a rule under each row."""
    whole = at_each_place(rows, 10 if len(rows) > 20 else 15 if len(rows) < 6 else 4)
    rule = "+" + "+".join(["-" * 12] * len(whole[0])) + "+"
    lines = [rule]
    for row in whole:
        lines += ["|" + "|".join(f" {text} " for text, _, _ in row) + "|", rule]
    return "\n".join(lines)


@pytest.mark.parametrize("width", [50, 64, 90])
def test_wrapped_boxes(width: int) -> None:
    rows, truth = blanked(TABLES[3])
    report = read(wrapped(text_of(drawn, {3: rows}), width, False))
    assert taken(report, truth) == {}
    assert len(wrong(report, truth)) <= 20  # numbers broken inside


# ── Columns that are none of the form's ───────────────────────────────────────────────────────


def with_subtotals(rows: Rows, values: Callable[[list[int], int], list[int]]) -> Rows:
    header = [rows[0], rows[1], [*rows[2], ("小计", 1, 1)]]
    body = []
    for row in rows[3:]:
        numbers = [int(text) for text, _, _ in row[-7:]]
        body.append([*row[:-7], *((str(n), 1, 1) for n in values(numbers, len(body)))])
    return [*header, *body]


@pytest.mark.parametrize("notation", [line_a_cell, tab_rows, pipes, spaced])
def test_subtotals_are_no_totals(notation: Notation) -> None:
    rows = with_subtotals(TABLES[3], lambda n, _: [*n[:6], sum(n[1:6]), n[6]])
    report = read(text_of(notation, {3: rows}))
    assert wrong(report, F) == {}
    assert any("小计" in note for note in report.notes)
    odd = with_subtotals(TABLES[3], lambda n, at: [*n[:6], sum(n[1:6]) + at, n[6]])
    assert taken(read(text_of(notation, {3: odd}))) == {}


@pytest.mark.parametrize("notation", [tab_rows, pipes])
def test_numbers_of_the_rows_are_no_values(notation: Notation) -> None:
    rows, truth = blanked(TABLES[3])
    header = [rows[0], [("序号", 2, 1), *rows[1]], rows[2]]
    body = [[*row[:-7], (str(n), 1, 1), *row[-7:]] for n, row in enumerate(rows[3:], 1)]
    assert taken(read(text_of(notation, {3: [*header, *body]})), truth) == {}


@pytest.mark.parametrize("notation", [tab_rows, pipes])
def test_remarks_are_no_values(notation: Notation) -> None:
    rows = [list(row) for row in TABLES[3]]
    rows[1].append(("备注", 2, 1))
    rows[3:] = [[*row, ("", 1, 1)] for row in rows[3:]]
    rows[5][-1] = ("含上年结转2件", 1, 1)
    assert wrong(read(text_of(notation, {3: rows})), F) == {}


# ── Orders that nothing tells ─────────────────────────────────────────────────────────────────


def reordered(rows: Rows, order: list[int], first: list[str], second: list[str]) -> Rows:
    header = [rows[0], [(name, 1, 1) for name in first], [(name, 1, 1) for name in second]]
    return [*header, *([*row[:-7], *(row[-7:][at] for at in order)] for row in rows[3:])]


NAMES = [text for text, _, _ in TABLES[3][2]]


@pytest.mark.parametrize("notation", [tab_rows, pipes])
def test_totals_before_the_others_and_no_row_whole(notation: Notation) -> None:
    rows, truth = blanked(TABLES[3])
    names = ["总计", "自然人", "法人或其他组织"]
    printed = reordered(rows, [6, 0, 1, 2, 3, 4, 5], names, NAMES)
    assert taken(read(text_of(notation, {3: printed})), truth) == {}
    whole = reordered(TABLES[3], [6, 0, 1, 2, 3, 4, 5], names, NAMES)
    assert wrong(read(text_of(notation, {3: whole})), F) == {}


@pytest.mark.parametrize("notation", [tab_rows, pipes, line_a_cell])
def test_a_group_on_both_sides_of_a_column(notation: Notation) -> None:
    group = "法人或其他组织"
    names = [NAMES[at] for at in (0, 3, 2, 1, 4)]
    rows = reordered(TABLES[3], [1, 0, 4, 3, 2, 5, 6], [group, "自然人", group, "总计"], names)
    assert taken(read(text_of(notation, {3: rows}))) == {}


# ── Digits apart ──────────────────────────────────────────────────────────────────────────────


def digits_apart(rows: Rows) -> Rows:
    return [[(" ".join(t) if t.isdecimal() else t, r, c) for t, r, c in row] for row in rows]


@pytest.mark.parametrize("notation", [line_a_cell, spaced])
@pytest.mark.parametrize("seed", range(3))
def test_digits_apart_are_one_number_or_none(notation: Notation, seed: int) -> None:
    apart = {number: digits_apart(rows) for number, rows in TABLES.items()}
    report = read(text_of(notation, apart))
    assert taken(report) == {}
    if notation is line_a_cell:
        assert {at[1] for at in wrong(report, F) if at[0] != "active_disclosure"} == set()
    few = [row[:-7] + row[-7 + seed :][::3] for row in apart[3][3:]]
    assert taken(read(text_of(notation, apart | {3: [*TABLES[3][:3], *few]}))) == {}


# ── Heads of pages ────────────────────────────────────────────────────────────────────────────

HEADERS = [TITLE, f"{TITLE} 5", f"- 5 - {TITLE}", "2023年政府信息公开工作年度报告"]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("notation", [tab_rows, pipes, bar_rows, cell_a_line])
@pytest.mark.parametrize("at", [12, 20, 25])
def test_the_title_over_a_table_that_goes_on(notation: Notation, header: str, at: int) -> None:
    def cut(rows: Rows) -> str:
        if len(rows) < at:
            return notation(rows)
        lines = notation(rows).split("\n")
        breaks = [n for n, line in enumerate(lines) if not line] or [at]
        place = breaks[at - 1] if len(breaks) > at else at
        return "\n".join([*lines[:place], header, *lines[place:]])

    report = read(text_of(cut))
    assert wrong(report, F) == {}
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


def test_the_title_between_two_tables_of_a_page() -> None:
    rows = TABLES[3]
    flat = [[(text, 1, colspan) for text, _, colspan in row] for row in rows]
    parts = table_html(flat[:12]), f"<p>{TITLE}</p>", table_html(flat[12:])
    tables = table_html(TABLES[2]), "".join(parts), table_html(TABLES[4])
    report = read_file(report_html(F, tables=tables).encode(), "a.html")
    assert wrong(report, F) == {}


@pytest.mark.parametrize("end", ["（续）", "（续表）", ""])
@pytest.mark.parametrize("notation", [spaced, line_a_cell])
def test_a_heading_printed_again_where_the_page_begins(notation: Notation, end: str) -> None:
    lines = text_of(notation).split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("6.属于四类"))
    text = "\n".join([*lines[:at], FORM.sections[3] + end, *lines[at:]])
    report = read(text)
    assert wrong(report, F) == {}
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


# ── What the text layer of a PDF prints ───────────────────────────────────────────────────────

GROUP = "三、本年度办理结果"


@pytest.mark.parametrize("parts", [["三、", GROUP[2:]], ["三、", "本", GROUP[3:]], list(GROUP)])
@pytest.mark.parametrize("notation", [spaced, line_a_cell])
def test_a_label_set_vertically(notation: Notation, parts: list[str]) -> None:
    lines = ["三、", *parts[2:]] if len(parts) == len(GROUP) else parts
    text = text_of(notation)
    assert wrong(read(text.replace(GROUP, "\n".join(lines), 1)), F) == {}


@pytest.mark.parametrize(
    "label",
    ["1.本机关不掌握相关政府信息", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"],
)
@pytest.mark.parametrize("order", ["{a}\n{b}\n{v}", "{a}\n{v}\n{b}", "{a} {v}\n{b}"])
def test_a_label_over_lines_and_its_values(label: str, order: str) -> None:
    text = text_of(spaced)
    line = next(line for line in text.split("\n") if label in line)
    before, _, values = line.partition(label)
    broken = order.format(a=before + label[:7], b=label[7:], v=values.strip())
    assert wrong(read(text.replace(line, broken)), F) == {}


PIECES = {
    "lines": "结果 结果 其他 尚未\n维持 纠正 结果 审结 总计",
    "pieces": "结果\n维持\n结 果\n纠正\n其他结\n果\n尚 未\n审结\n总计",
}


@pytest.mark.parametrize("pieces", PIECES.values(), ids=PIECES)
def test_names_of_section_four_in_pieces(pieces: str) -> None:
    text = text_of(spaced)
    start = text.index("行政复议 行政诉讼")
    values = text.index("\n" + str(F["review_litigation"]["review_upheld"]), start)
    header = f"行政复议 行政诉讼\n{pieces}\n未经复议直接起诉 复议后起诉\n{pieces}\n{pieces}"
    assert wrong(read(text[:start] + header + text[values:]), F) == {}
    # An order that is not the form's is not guessed.
    turned = header.replace("维持", "X").replace("纠正", "维持").replace("X", "纠正")
    assert taken(read(text[:start] + turned + text[values:])) == {}


@pytest.mark.parametrize("notation", [tab_rows, cell_a_line])
def test_section_four_as_two_tables(notation: Notation) -> None:
    names, values = [(text, 1, 1) for text, _, _ in TABLES[4][2]], TABLES[4][3]
    first: Rows = [[("行政复议", 1, 5)], names[:5], values[:5]]
    suits: Rows = [[("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)]]
    second: Rows = [[("行政诉讼", 1, 10)], *suits, names, values[5:]]
    assert wrong(read(text_of(notation, {4: [*first, *second]})), F) == {}


# ── Tags, rules and ends ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TITLE, f"<!-- image -->\n\n{TITLE}"),
        (TITLE, f'<span id="page-0-0"></span>\n\n# {TITLE}'),
        (TITLE, f'<div align="center">\n\n{TITLE}\n\n</div>'),
        (TITLE, f"<center>{TITLE}</center>"),
        (TITLE, f'<p align="center"><b>{TITLE}</b></p>'),
        ("三、收到", '<div style="page-break-after: always;"></div>\n\n三、收到'),
        ("三、收到", '## <span id="page-3-0"></span>三、收到'),
    ],
)
@pytest.mark.parametrize("notation", [pipes, tab_rows])
def test_a_tag_here_and_there_makes_no_page(notation: Notation, old: str, new: str) -> None:
    text = text_of(notation).replace(old, new, 1)
    assert media_types.sniff(text.encode()) == "text/plain"
    report = read(text, "a.md")
    assert wrong(report, F) == {}
    assert report.title == TITLE
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


def test_each_table_as_a_page_of_its_own() -> None:
    text = text_of(lambda rows: f"<html><body>{table_html(rows)}</body></html>".replace("\n", ""))
    report = read(text, "a.md")
    assert wrong(report, F) == {}
    assert report.organ == "云岭县市场监督管理局"
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "page",
    [
        "<div>" + "\n".join(f"<p>第{n}行</p>" for n in range(40)) + "</div>",
        "<p>\n一\n</p>\n" * 30,
        "<html><head></head><body>" + "一行\n" * 60,
        "<div><pre>" + "一行\n" * 60 + "</pre></div>",
        "<table><tr><td>1</td></tr></table>",
    ],
)
def test_pages_stay_pages(page: str) -> None:
    assert media_types.sniff(page.encode()) == media_types.HTML


def under_rules(rows: Rows, bar: str, is_tall: bool) -> str:
    """Columns under groups of dashes, a Chinese sign two places wide; blanks part tall rows."""
    whole = at_each_place(rows, 10 if len(rows) > 20 else 15 if len(rows) < 6 else 4)
    size = 8 if is_tall else 80
    lines: list[str] = []
    for number, row in enumerate(whole):
        cells = [[t[at : at + size] for at in range(0, len(t) or 1, size)] for t, _, _ in row]
        for at in range(max(map(len, cells))):
            parts = [cell[at] if at < len(cell) else "" for cell in cells]
            widths = [sum(2 if sign > "\u2e80" else 1 for sign in part) for part in parts]
            gaps = [" " * (2 * size - width + 1) for width in widths]
            lines.append("".join(a + b for a, b in zip(parts, gaps, strict=True)).rstrip())
        if number == 0:
            lines.append(" ".join([bar * 2 * size] * len(row)))
        elif is_tall:
            lines.append("")
    rule = bar * (2 * size + 1) * len(whole[0]) if is_tall else lines[1]
    return "\n".join([rule, *lines, rule])


@pytest.mark.parametrize(("bar", "is_tall"), [("-", False), ("=", False), ("-", True)])
def test_columns_under_groups_of_dashes(bar: str, is_tall: bool) -> None:
    rows, truth = blanked(TABLES[3])
    assert wrong(read(text_of(lambda r: under_rules(r, bar, is_tall))), F) == {}
    assert wrong(read(text_of(lambda r: under_rules(r, bar, is_tall), {3: rows})), truth) == {}


@pytest.mark.parametrize("end", [" |", "|"])
def test_a_closed_last_row_is_not_cut(end: str) -> None:
    text = text_of(pipes)
    end_of_table = text.index("五、存在")
    cut = text[:end_of_table].rstrip(" |\n") + end
    total = ("review_litigation", "litigation_after_review", "total")
    assert (
        read(cut, "a.md").value(*total) == F["review_litigation"]["litigation_after_review_total"]
    )
    assert read(cut.rstrip(" |"), "a.md").value(*total) is None


def test_statistics_with_a_line_for_each_cell() -> None:
    rows = [("主动公开文件数", 2069, 12106), ("依申请公开信息目录数", 7, 31), ("行政复议数", 1, 6)]
    lines = ["指标名称", "计量单位", "2018年度", "历年累计"]
    for indicator, value, cumulative in rows:
        lines += [indicator, "条", str(value), str(cumulative)]
    title = "漳浦县2018年政府信息公开工作年度报告"
    headings = ["一、概述", "本县公开了信息。" * 40, "二、附表", *lines, "三、问题", "没有。"]
    report = read("\n".join([title, *headings]) + "\n")
    assert [(row.indicator, row.value, row.cumulative) for row in report.statistics] == rows
