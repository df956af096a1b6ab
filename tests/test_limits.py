"""Where exactly does each limit lie? A value at the limit and the one beyond it, area by area.

Other tests show that a rule finds its fault and lets a sound report be; they would still pass with
a threshold moved by one, a clause of a condition left out, or a word less in a list. Here each test
pins such a place and says in its name which.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from archive.build import build
from parsers.checks import EMPTY, Context, Flag, run_checks
from parsers.clauses import Figure, agrees, is_other_year
from parsers.contact import read_contact
from parsers.dates import read_period, read_signature_date
from parsers.documents import Paragraph, read_document
from parsers.documents.markup import decode
from parsers.narrative import read_stated
from parsers.numbers import parse_cell
from parsers.reading import read_file
from parsers.report import CellNote, Number, Report, Section
from parsers.sections import starts
from tests.made_reports import (
    Rows,
    active_rows,
    application_rows,
    dispute_rows,
    figures,
    page,
    report_html,
    table_html,
)
from tests.test_build import NOW, capture, query
from tests.test_crosschecks import WRONG, World, organ, reviews
from tests.test_documents_docx import p, paragraphs

Place = tuple[str, str, str]
F = figures(31)
NORMS = ("active_disclosure", "normative_documents")
FEES = ("active_disclosure", "administrative_fees", "amount_wan_yuan")


@cache
def sound() -> Report:
    return read_file(page(report_html(F)))


def said(texts: Mapping[int, Sequence[str]]) -> Report:
    """The sound report with other paragraphs in some sections."""
    return read_file(page(report_html(F, texts={n: list(lines) for n, lines in texts.items()})))


def with_cells(report: Report, cells: Mapping[Place, Number | None]) -> Report:
    tables = {table: {i: dict(r) for i, r in report.table(table).items()} for table, *_ in cells}
    for (table, item, column), value in cells.items():
        tables[table][item][column] = value
    return replace(report, **tables)


def with_text(report: Report, texts: Mapping[int, str]) -> Report:
    sections = (replace(s, text=texts.get(s.number, s.text)) for s in report.sections)
    return replace(report, sections=tuple(sections))


def small(text: str, carried_over: int = 0) -> Report:
    """Few applications (公开 2, 不予公开 1, 无法提供 3, 未办结 …) and a text about them."""
    made = figures(31)
    for row in made["applications"].values():
        for column in row:
            row[column] = 0
    for item, value in (
        ("new_received", 6),
        ("carried_over", carried_over),
        ("granted", 2),
        ("denied_other_law", 1),
        ("unable_not_held", 3),
        ("results_total", 6),
        ("carried_forward", carried_over),
    ):
        made["applications"][item] |= {"natural_person": value, "total": value}
    lines = [f"（二）依申请公开。{text}"]
    return read_file(page(report_html(made, texts={1: lines})))


def tables_of(
    applications: Rows | None = None,
    active: Rows | None = None,
    disputes: Rows | None = None,
    after: Rows | None = None,
) -> Report:
    """The report with other rows in its tables; after: a table under that of the applications."""
    tables = (
        table_html(active or active_rows(F)),
        table_html(applications or application_rows(F)) + (table_html(after) if after else ""),
        "" if disputes == [] else table_html(disputes or dispute_rows(F)),
    )
    return read_file(page(report_html(F, tables=tables)))


def index_of(rows: Rows, label: str) -> int:
    """The row that prints the label."""
    return next(n for n, row in enumerate(rows) if label in (text for text, *_ in row))


def flags(report: Report, id: str, context: Context = EMPTY) -> tuple[Flag, ...]:
    """The rule's flags; it must have been able to judge."""
    found = run_checks(report, context, only={id}, hints=True)
    assert found.not_assessable == ()
    return found.flags


def why_not(report: Report, id: str, context: Context = EMPTY) -> str | None:
    """Why the rule could not judge; None where it could."""
    return dict(run_checks(report, context, only={id}).not_assessable).get(id)


def letters(count: int, start: int = 0x5000) -> str:
    """Different Chinese characters."""
    return "".join(chr(start + 3 * n) for n in range(count))


# ── Tables: A, S ──────────────────────────────────────────────────────────────────────────────


def test_a08_one_in_force_too_few_is_flagged_and_as_many_are_not() -> None:
    cells = {(*NORMS, "issued"): 10, (*NORMS, "repealed"): 4, (*NORMS, "in_force"): 6}
    report = with_cells(sound(), {("active_disclosure", "regulations", "in_force"): 99_999})
    assert flags(with_cells(report, cells), "A08") == ()
    (flag,) = flags(with_cells(report, cells | {(*NORMS, "in_force"): 5}), "A08")
    assert (flag.item, flag.actual) == ("normative_documents", "5")


@pytest.mark.parametrize(
    ("level", "kind", "is_flagged"),
    [
        ("province", "government", False),
        ("prefecture", "government", False),
        ("prefecture", "office", False),
        ("county", "government", True),
        ("county", "office", True),
        ("prefecture", "department", True),
    ],
)
def test_a09_governments_down_to_the_prefecture_make_regulations(
    level: str, kind: str, is_flagged: bool
) -> None:
    found = flags(sound(), "A09", Context(organ_kind=kind, organ_level=level))
    assert bool(found) == is_flagged


@pytest.mark.parametrize(
    ("amount", "level", "is_flagged"),
    [
        (999_999.99, "county", False),
        (1_000_000, "county", True),
        (1_000_000, "prefecture", True),
        (1_000_000, "province", False),
    ],
)
def test_a10_a_million_wan_yuan_is_much_below_a_province(
    amount: float, level: str, is_flagged: bool
) -> None:
    report = with_cells(sound(), {FEES: amount})
    assert bool(flags(report, "A10", Context(organ_level=level))) == is_flagged


@pytest.mark.parametrize(("amount", "is_flagged"), [(8310.55, False), (8310.555, True)])
def test_a10_two_decimals_are_usual_and_three_are_not(amount: float, is_flagged: bool) -> None:
    report = with_cells(sound(), {FEES: amount})
    assert bool(flags(report, "A10", Context(organ_level="county"))) == is_flagged


@pytest.mark.parametrize(
    ("kind", "raw", "value", "is_flagged"),
    [
        ("unit", "25.1万元", 251_000, False),
        ("note", "251000（含税）", 251_000, True),
        ("unreadable", "251000吨", None, True),
    ],
)
def test_s10_only_the_unit_of_a_purchase_sum_is_expected(
    kind: str, raw: str, value: int | None, is_flagged: bool
) -> None:
    note = CellNote("active_disclosure", "central_procurement", "amount_yuan", kind, raw, value)
    report = replace(
        sound(),
        form="hybrid",
        table_forms={"active_disclosure": "2019"},
        cell_notes=(note,),
    )
    assert [f.actual for f in flags(report, "S10")] == ([raw] if is_flagged else [])


def test_s10_is_silent_on_a_row_whose_surplus_cells_s07_tells() -> None:
    rows = application_rows(F)
    rows[7].insert(3, ("77", 1, 1))
    report = tables_of(rows)
    (surplus,) = flags(report, "S07")
    assert any(n.item == surplus.item and n.kind == "unreadable" for n in report.cell_notes)
    assert flags(report, "S10") == ()


@pytest.mark.parametrize(
    ("form", "year", "is_flagged"),
    [
        *(("stat2014", 2013, True), ("stat2014", 2014, False), ("stat2014", 2018, False)),
        *(("stat2014", 2019, True), ("coded", 2008, False), ("coded", 2013, False)),
        *(("coded", 2014, True), ("2019", 2018, True), ("2019", 2019, False)),
        *(("2019", 2020, False), ("2019", 2021, True), ("2021", 2020, True)),
        ("2021", 2021, False),
    ],
)
def test_s12_first_and_last_year_of_each_form(form: str, year: int, is_flagged: bool) -> None:
    assert bool(flags(replace(sound(), form=form, report_year=year), "S12")) == is_flagged


# ── Dates: D ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "end", "is_flagged"),
    [
        ((2023, 1, 1), (2023, 12, 31), False),
        ((2023, 1, 2), (2023, 12, 31), True),
        ((2023, 2, 1), (2023, 12, 31), True),
        ((2023, 1, 1), (2023, 12, 30), True),
        ((2022, 1, 1), (2023, 12, 31), True),
    ],
)
def test_d04_a_year_begins_on_its_first_day_and_ends_on_its_last(
    start: tuple[int, int, int], end: tuple[int, int, int], is_flagged: bool
) -> None:
    report = replace(sound(), period_start=dt.date(*start), period_end=dt.date(*end))
    assert bool(flags(report, "D04")) == is_flagged


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("于2月30日答复申请人。", True),
        ("推出2月30日游专栏。", False),
        ("在1月40日内办结。", False),
    ],
)
def test_d05_a_span_of_days_is_no_date(text: str, is_flagged: bool) -> None:
    assert bool(flags(said({1: [text]}), "D05")) == is_flagged


@pytest.mark.parametrize(
    ("others", "own", "is_flagged"),
    [(2, 0, False), (3, 0, True), (3, 1, True), (5, 2, False), (6, 2, True)],
)
def test_d03_another_year_counts_from_three_mentions_and_three_times_the_own(
    others: int, own: int, is_flagged: bool
) -> None:
    text = "我局2022年公开信息。" * others + "我局2023年公开信息。" * own
    assert bool(flags(said({1: [text], 5: ["没有问题。"], 6: ["没有收费。"]}), "D03")) == is_flagged


def test_d03_years_in_the_titles_of_documents_are_not_the_reports() -> None:
    text = "印发《2022年要点》《2022年清单》《2022年办法》《2022年方案》，我局2023年完成。"
    assert flags(said({1: [text]}), "D03") == ()


def test_a_period_that_ends_before_or_as_it_begins_is_none() -> None:
    assert read_period("统计期限自2023年12月31日至2023年1月1日止。") is None
    assert read_period("统计期限自2023年1月1日至2023年1月1日止。") is None


def test_of_two_whole_years_that_none_calls_the_period_the_first_counts() -> None:
    text = "2023年1月1日至2023年12月31日，公开5条。2022年1月1日至2022年12月31日，公开4条。"
    period = read_period(text)
    assert period is not None
    assert period.end == dt.date(2023, 12, 31)


@pytest.mark.parametrize(("below", "is_read"), [(0, True), (3, True), (5, True), (6, False)])
def test_a_signature_stands_in_the_last_six_lines(below: int, is_read: bool) -> None:
    lines = ["云岭县财政局", "2024年1月9日", *["附件"] * below]
    assert (read_signature_date(lines) is not None) == is_read


# ── Text: T ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("length", "is_flagged"), [(29, True), (30, False)])
def test_t02_thirty_letters_say_something_and_twenty_nine_do_not(
    length: int, is_flagged: bool
) -> None:
    assert bool(flags(with_text(sound(), {5: letters(length)}), "T02")) == is_flagged


@pytest.mark.parametrize(("length", "is_flagged"), [(29, False), (30, True), (36, True)])
@pytest.mark.parametrize("offset", [0, 1, 11, 17])
def test_t05_thirty_letters_said_twice_are_a_repetition_and_twenty_nine_are_not(
    length: int, is_flagged: bool, offset: int
) -> None:
    passage = letters(length)
    text = letters(offset, 0x6000) + passage + "甲" + letters(40, 0x7000)
    report = with_text(sound(), {1: text, 5: f"乙{passage}丙", 6: ""})
    found = flags(report, "T05")
    assert bool(found) == is_flagged
    assert all(passage in (flag.quote or "") for flag in found)


def test_t06_a_law_cited_twice_in_a_section_is_told_once_and_in_two_sections_twice() -> None:
    cited = "依据国务院令第492号开展工作。"
    assert len(flags(with_text(sound(), {1: cited * 2}), "T06")) == 1
    assert len(flags(with_text(sound(), {1: cited * 2, 6: cited}), "T06")) == 2


@pytest.mark.parametrize(
    ("mailbox", "is_flagged"),
    [
        ("xxgk@163.com", True),
        ("xxgk@vip.163.com", True),
        ("xxgk@my163.com", False),
        ("xxgk@163.com.gov.cn", False),
    ],
)
def test_t08_a_sub_domain_of_a_mail_host_is_that_host_and_a_longer_name_is_not(
    mailbox: str, is_flagged: bool
) -> None:
    assert bool(flags(with_text(sound(), {1: f"邮箱：{mailbox}。"}), "T08")) == is_flagged


def test_t09_a_mobile_number_that_is_the_organs_contact_is_published() -> None:
    assert flags(with_text(sound(), {6: "联系电话：13912345678。"}), "T09") == ()
    assert len(flags(with_text(sound(), {6: "申请人张某，13912345678。"}), "T09")) == 1


@pytest.mark.parametrize("number", [1, 5, 6])
def test_t15_a_duty_may_be_told_in_section_1_5_or_6(number: int) -> None:
    texts = {1: "开展工作考核，没有责任追究。", 5: "还有不足。", 6: "没有收费。"}
    government = Context(organ_kind="government")
    assert len(flags(with_text(sound(), texts), "T15", government)) == 1
    texts[number] += "开展社会评议。"
    assert flags(with_text(sound(), texts), "T15", government) == ()


# ── Figures in the text: N ────────────────────────────────────────────────────────────────────


def test_n01_names_what_was_carried_over_only_where_something_was() -> None:
    (flag,) = flags(small("收到政府信息公开申请9件。"), "N01")
    assert "结转" not in flag.message
    (flag,) = flags(small("收到政府信息公开申请9件。", carried_over=2), "N01")
    assert "加上年结转 2 件为 8 件" in flag.message


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("结果是：予以公开2件，不予公开1件。", True),
        ("结果主要是：予以公开2件，不予公开1件。", False),
        ("结果包括但不限于：予以公开2件，不予公开1件。", False),
        ("有予以公开2件，不予公开1件等。", False),
    ],
)
def test_n03_an_open_list_leaves_nothing_out(text: str, is_flagged: bool) -> None:
    assert bool(flags(small(f"办结政府信息公开申请6件，{text}"), "N03")) == is_flagged


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("收到申请0件，同比下降100%。", False),
        ("收到申请3件，同比下降100%。", True),
        ("收到申请0件，同比下降110%。", True),
    ],
)
def test_n13_only_nothing_is_a_hundred_per_cent_less(text: str, is_flagged: bool) -> None:
    assert bool(flags(said({1: [text]}), "N13")) == is_flagged


@pytest.mark.parametrize(
    ("stated", "actual", "does_agree"),
    [
        *((100, 90, True), (100, 110, True), (100, 89, False), (100, 111, False)),
        *((5, 4, True), (5, 6, True), (5, 3, False), (5, 7, False)),
    ],
)
def test_about_is_a_tenth_or_one_off(stated: int, actual: int, does_agree: bool) -> None:
    assert agrees(Figure(stated, "件", "about"), actual) == does_agree


def test_the_last_year_named_before_a_figure_is_the_figures() -> None:
    assert not is_other_year("2022年以来至2023年收到申请5件", 2023, False)
    assert is_other_year("2023年之前即2022年收到申请5件", 2023, False)


def test_a_third_sentence_still_speaks_of_the_applications_the_first_named() -> None:
    text = "全年收到政府信息公开申请6件。予以公开2件。不予公开1件。无法提供3件。"
    tables = {"applications": small("").applications}
    stated = read_stated((Section(0, 1, "一、总体情况", text),), tables, 2023)
    assert [(s.metric, s.value, s.agrees) for s in stated] == [
        ("applications_received", 6, True),
        ("results_granted", 2, True),
        ("results_denied_total", 1, True),
        ("results_unable_total", 3, True),
    ]


# ── Years, copies, children: Y, H, V ──────────────────────────────────────────────────────────


def grown(text: str, was: int) -> tuple[Flag, ...]:
    """What Y04 says of a report of 6 applications that states its growth since `was`."""
    report = small(f"收到政府信息公开申请6件，{text}。")
    place = ("applications", "new_received", "total")
    previous = with_cells(replace(report, report_year=2022), {place: was})
    return flags(report, "Y04", Context(previous=previous))


@pytest.mark.parametrize(
    ("text", "was", "is_flagged"),
    [
        ("比上年增加2件", 4, False),
        ("比上年减少2件", 4, True),
        ("比上年减少2件", 8, False),
        ("比上年增加2件", 8, True),
        ("比上年增加3件", 4, True),
    ],
)
def test_y04_a_difference_has_its_sign(text: str, was: int, is_flagged: bool) -> None:
    assert bool(grown(text, was)) == is_flagged


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("同比下降14.3%", False),  # 6 after 7: 14.2857
        ("同比下降14.2%", False),
        ("同比下降14.1%", True),
        ("同比下降14.4%", True),
        ("同比下降15%", False),
        ("同比下降14%", False),
        ("同比下降13%", True),
        ("同比下降16%", True),
    ],
)
def test_y04_a_whole_step_of_the_last_decimal_is_left(text: str, is_flagged: bool) -> None:
    assert bool(grown(text, 7)) == is_flagged


def test_y09_as_many_as_were_pending_are_enough_and_one_less_is_not() -> None:
    report = with_cells(sound(), {("review_litigation", "review", "total"): 7})
    older = {("review_litigation", c, "pending"): 0 for c in report.review_litigation}
    previous = with_cells(replace(report, report_year=2022), older)

    def pending(count: int) -> tuple[Flag, ...]:
        place = ("review_litigation", "review", "pending")
        return flags(report, "Y09", Context(previous=with_cells(previous, {place: count})))

    assert pending(7) == ()
    assert [flag.item for flag in pending(8)] == ["review"]


def family(change: Callable[[Place, Number], Number]) -> tuple[Report, tuple[Report, ...]]:
    """A parent whose cells are its two children's sums, and changed; and the children."""
    children = (sound(), sound())
    sums = {
        (table, item, column): change((table, item, column), 2 * (value or 0))
        for table, item, column, value in sound().cells()
    }
    return with_cells(sound(), sums), children


@pytest.mark.parametrize(("off", "is_flagged"), [(0.01, False), (0.02, True)])
def test_h01_amounts_of_two_children_may_be_a_hundredth_off(off: float, is_flagged: bool) -> None:
    report, children = family(lambda place, total: total + off * (place == FEES))
    context = Context(children=children, parent_covers=True)
    assert bool(flags(report, "H01", context)) == is_flagged


def test_h01_half_of_the_rows_must_agree_where_nothing_says_that_children_are_covered() -> None:
    rows = list(dict.fromkeys((table, item) for table, item, *_ in sound().cells()))
    assert len(rows) == 34

    def parent(wrong_rows: int) -> tuple[Report, Context]:
        odd = rows[:wrong_rows]
        report, children = family(lambda place, total: total + (place[:2] in odd))
        return report, Context(children=children)

    report, context = parent(17)
    assert len(flags(report, "H01", context)) == 17
    report, context = parent(18)
    assert "数字也不是下级之和" in (why_not(report, "H01", context) or "")


def test_of_two_reports_of_a_child_the_consolidated_one_is_added_up() -> None:
    world = World(organ("city"), organ("x", parent="city"))
    world.add("city", 2023)
    world.add("x", 2023, "unknown")
    world.add("x", 2023, "consolidated", tail="-z")
    assert [c.title for c in world.contexts()["city-2023"].children] == ["x-2023-z"]


ONE, FIVE, SIX = letters(300), letters(120, 0x6000), letters(200, 0x7000)
OTHER_FIVE, OTHER_SIX = letters(120, 0x8800), letters(400, 0x8000)


@pytest.mark.parametrize("other", [{5: OTHER_FIVE}, {6: OTHER_SIX}])
def test_y06_sections_5_and_6_are_parts_of_the_narrative(other: Mapping[int, str]) -> None:
    report = with_text(sound(), {1: ONE, 5: FIVE, 6: SIX})
    previous = replace(report, report_year=2022)
    (flag,) = flags(report, "Y06", Context(previous=previous))
    assert flag.severity == "warning"
    found = flags(report, "Y06", Context(previous=with_text(previous, other)))
    assert [flag.severity for flag in found] == ["info"]  # only the first section is alike


def renamed(number: int, others: Mapping[int, str]) -> tuple[Report, Context]:
    """A section that names its organ in every line, copied from the year when it had another
    name. others: last year's other sections, where they differ."""
    name, old = "云岭县市场监督管理局", "云岭县工商行政管理局"
    text = "".join("{}" + letters(20, 0x5000 + 64 * n) for n in range(12))
    now = {1: ONE, 5: FIVE, 6: SIX} | {number: text.replace("{}", name)}
    report = replace(with_text(sound(), now), organ=name)
    previous = with_text(report, {number: text.replace("{}", old), **others})
    return report, Context(previous=replace(previous, organ=old, report_year=2022))


def test_y06_last_years_name_of_the_organ_makes_no_text_another() -> None:
    report, context = renamed(1, {})
    (flag,) = flags(report, "Y06", context)
    assert flag.severity == "warning"


def test_y06_last_years_name_of_the_organ_makes_no_first_section_another() -> None:
    report, context = renamed(1, {5: OTHER_FIVE, 6: OTHER_SIX})
    (flag,) = flags(report, "Y06", context)
    assert (flag.severity, flag.section) == ("info", 1)


def test_y05_last_years_name_of_the_organ_makes_no_fifth_section_another() -> None:
    report, context = renamed(5, {})
    assert len(flags(report, "Y05", context)) == 1


def test_v02_a_picture_is_one_even_where_every_cell_was_recognised() -> None:
    assert flags(sound(), "V02") == ()
    assert len(flags(replace(sound(), media_type="image/png"), "V02")) == 1


# ── What is printed in the cells ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "value"), [("5[1]", 5), ("5[12]", 5), ("5[123]", None), ("[12]", None)]
)
def test_a_footnotes_mark_has_two_digits_at_most(text: str, value: int | None) -> None:
    assert parse_cell(text).value == value


@pytest.mark.parametrize(("zeros", "is_read"), [(3, True), (4, False)])
def test_the_sums_resolve_three_surplus_cells_and_not_four(zeros: int, is_read: bool) -> None:
    rows = application_rows(F)
    row = rows[index_of(rows, "（一）予以公开")]
    for place in range(zeros):
        row.insert(len(row) - 1 - 2 * place, ("0", 1, 1))
    report = tables_of(rows)
    expected = F["applications"]["granted"]
    if not is_read:
        expected = dict.fromkeys(expected)
    assert report.applications["granted"] == expected
    assert [item for r in report.table_readings for item, *_ in r.surplus] == ["granted"]


@pytest.mark.parametrize(
    ("header", "is_read"),
    [("本年收费金额（单位：万元）", True), ("上一年项目数量", False), ("采购项目数量", False)],
)
def test_a_column_of_the_2019_form_is_none_of_the_2021_forms(header: str, is_read: bool) -> None:
    rows = active_rows(F)
    at = index_of(rows, "行政事业性收费") - 1
    rows[at] = [("信息内容", 1, 1), (header, 1, 3)]
    report = tables_of(active=rows)
    assert report.value(*FEES) == (8310.5 if is_read else None)
    left = [extra for reading in report.table_readings for extra in reading.extra]
    assert left == ([] if is_read else [("行政事业性收费", ("8310.5",))])


HOLDERS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


def headed(*names: str, blank: bool = False) -> Report:
    """The applications under one row of names. blank: all counts are 0, so that any order fits."""
    made = figures(31)
    if blank:
        for row in made["applications"].values():
            row.update(dict.fromkeys(row, 0))
        made["applications"]["granted"] |= {"natural_person": 4, "total": 4}
    rows = application_rows(made)
    rows[:3] = [[("", 2, 3), ("申请人情况", 1, 7)], [(name, 1, 1) for name in names]]
    return tables_of(rows)


def test_the_headers_order_of_columns_holds_where_the_sums_fit_it_as_well() -> None:
    report = headed("商业企业", "自然人", *HOLDERS[2:], "总计", blank=True)
    granted = report.applications["granted"]
    assert (granted["commercial"], granted["natural_person"], granted["total"]) == (4, 0, 4)


def test_the_headers_order_of_columns_gives_way_where_the_sums_fit_the_forms_better() -> None:
    assert headed("总计", *HOLDERS).applications == F["applications"]


CUT = "四、结转下年度"
WHOLE = "四、结转下年度继续办理"


@pytest.mark.parametrize(
    ("upper", "lower", "label"),
    [
        (CUT, WHOLE.removeprefix(CUT), WHOLE),
        (CUT, WHOLE, WHOLE),  # a label begun, and printed whole in the next row: 76 % alike
    ],
)
def test_the_parts_of_a_cut_label_make_up_nine_tenths_of_the_forms(
    upper: str, lower: str, label: str
) -> None:
    rows = application_rows(F)
    *_, last = rows
    rows[-1:] = [[(upper, 1, 3), *[("", 1, 1)] * 7], [(lower, 1, 3), *last[1:]]]
    report = tables_of(rows)
    assert report.applications == F["applications"]
    assert report.table_readings[1].labels["carried_forward"] == label


@pytest.mark.parametrize(("values", "is_part"), [(1, False), (5, False), (6, True), (7, True)])
def test_a_table_goes_on_in_the_next_where_that_prints_a_row_of_six_values_or_more(
    values: int, is_part: bool
) -> None:
    *rows, last = application_rows(F)
    report = tables_of(rows, after=[[last[0], *last[1 : values + 1]]])
    assert ("carried_forward" in report.applications) == is_part
    assert report.table_readings[1].missing == (() if is_part else ("carried_forward",))


def test_the_total_among_the_rows_of_disputes_is_none_of_the_applications() -> None:
    rows = application_rows(F)
    del rows[index_of(rows, "（七）总计")]
    channels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    rows.append([("", 1, 3), *[(channel, 1, 1) for channel in channels], *[("", 1, 1)] * 4])
    for label, counts in (("结果维持", (1, 2, 3)), ("结果纠正", (0, 0, 0)), ("总计", (1, 2, 3))):
        printed = (*counts, 0, 0, 0, sum(counts))
        rows.append([(label, 1, 3), *[(str(count), 1, 1) for count in printed]])
    report = tables_of(rows, disputes=[])
    assert "results_total" not in report.applications
    assert report.table_readings[1].missing == ("results_total",)


# ── Files ─────────────────────────────────────────────────────────────────────────────────────


def test_gb2312_is_the_name_of_gb18030() -> None:
    """As browsers take it: gb2312 by the letter prints other dashes and dots, and no 镕."""
    for text in ("阿坝·汶川—映秀", "朱镕街·汶川—映秀"):
        data = f'<meta charset="gb2312"><p>{text}</p>'.encode("gb18030")
        assert text in decode(data)


@pytest.mark.parametrize(
    ("style", "value"),
    [("visibility:collapse", 5), ("visibility : Hidden", 5), ("visibility:visible", 95)],
)
def test_collapsed_text_is_hidden_text(style: str, value: int) -> None:
    rows = application_rows(F)
    row = rows[index_of(rows, "（一）予以公开")]
    row[-7] = (f'<span style="{style}">9</span>5', 1, 1)
    assert tables_of(rows).value("applications", "granted", "natural_person") == value


NUMBERED = (
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="0"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
)


def test_list_number_0_is_no_list_even_where_a_file_defines_it() -> None:
    def listed(text: str, list_id: int) -> str:
        return p(text, f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list_id}"/></w:numPr>')

    body = listed("甲", 1) + listed("乙", 0) + listed("丙", 1)
    assert paragraphs(body, numbering=NUMBERED) == ["1、甲", "乙", "2、丙"]


def test_endnotes_are_read_as_footnotes_are() -> None:
    mark = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    notes = f'<w:endnote w:id="1">{p("未引用")}</w:endnote>'
    notes += f'<w:endnote w:id="2">{p("含结转1件")}</w:endnote>'
    assert paragraphs(p("收到3件", inner=mark), endnotes=notes) == ["收到3件", "含结转1件"]


# ── Contact ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("label", ["网站地址", "网页地址", "邮箱地址", "电子邮件地址", "网址地址"])
def test_the_address_of_a_site_or_a_mailbox_is_no_address(label: str) -> None:
    contact = read_contact([f"{label}：云岭县门户网站专栏，电话：0871-65550000。"])
    assert (contact.address, contact.phone) == (None, "0871-65550000")


@pytest.mark.parametrize(
    "text",
    [
        "微博地址：https://weibo.com/yunling，联系地址：云岭县人民路1号。",
        "网站链接地址：http://www.yunling.gov.cn，联系地址：云岭县人民路1号。",
        "平台地址：www.yunling.gov.cn/zwgk，联系地址：云岭县人民路1号。",
        "投递地址：xxgk@yunling.gov.cn，联系地址：云岭县人民路1号。",
        "联系地址：云岭县人民路1号（https://www.yunling.gov.cn）。",
        "联系地址：云岭县人民路1号 www.yunling.gov.cn。",
    ],
)
def test_what_leads_to_a_site_or_a_mailbox_is_no_address_whatever_its_label(text: str) -> None:
    assert read_contact([text]).address == "云岭县人民路1号"
    assert read_contact([f"{text.partition('联系地址')[0]}电话：0871-65550000。"]).address is None


@pytest.mark.parametrize(("length", "is_read"), [(60, True), (61, False)])
def test_an_address_has_sixty_characters_at_most(length: int, is_read: bool) -> None:
    address = "云岭县" + letters(length - 3)
    contact = read_contact([f"地址：{address}，电话：0871-65550000。"])
    assert contact.address == (address if is_read else None)
    assert contact.phone == "0871-65550000"


@pytest.mark.parametrize("text", ["地址：甲", "地址甲县乙", "地址：http", "联系电话", "请与"])
def test_a_text_of_one_label_over_and_over_ends(text: str) -> None:
    started = time.process_time()
    read_contact([text * (100_000 // len(text))])
    assert time.process_time() - started < 2


# ── Archive ───────────────────────────────────────────────────────────────────────────────────


def test_a_rule_whose_flags_are_all_dismissed_counts_as_passed(tmp_path: Path) -> None:
    capture(tmp_path, WRONG, NOW, "http://127.0.0.9/a.html")
    build(tmp_path)
    found = query(tmp_path, "select [check], id from flags order by id")
    rule = next(check for check, _ in found if check.startswith("A"))
    kept = next(check for check, _ in found if check != rule)

    def summary(check: str) -> list[tuple[int, int]]:
        return query(tmp_path, f"select pass, fail from check_summary where [check] = '{check}'")

    assert summary(rule) == [(0, 1)]
    ids = [id for check, id in found if check == rule]
    reviews(
        tmp_path / "curation" / "reviews.csv",
        *(f"{id},dismissed,原件另有说明,2026-03-01" for id in ids),
    )
    build(tmp_path)
    assert (summary(rule), summary(kept)) == ([(1, 0)], [(0, 1)])


def test_repeated_headings_and_attributes_take_no_time() -> None:
    """Both were read in a time that grew with their square: half a minute for half a megabyte."""
    many = "".join(f"<p>{heading}</p>" for heading in ("一、总体情况", "（一）概述") * 10_000)
    wide = "<div {}>x</div>".format(" ".join(f'a{n}="1"' for n in range(50_000)))
    for body in (many, wide):
        started = time.process_time()
        document = read_document(f"<html><body>{body}</body></html>".encode())
        starts([block.text for block in document.blocks if isinstance(block, Paragraph)])
        assert time.process_time() - started < 8
