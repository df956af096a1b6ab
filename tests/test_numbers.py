"""Is what a cell prints the number that is stored, and nothing else ever a number?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.numbers import clean, is_value, parse_cell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("7", 7),
        (" 12 ", 12),
        ("\xa08\xa0", 8),
        ("\u200b8\ufeff", 8),
        ("007", 7),
        ("+1036", 1036),
        ("-18", -18),
        ("12872.06", 12872.06),
        ("8310.503303", 8310.503303),
        ("5.0", 5),
        ("32866[bookmark: _GoBack]", 32866),
    ],
)
def test_plain_digits(text: str, value: float) -> None:
    printed = parse_cell(text)
    assert (printed.value, printed.kind) == (value, None)


@pytest.mark.parametrize("text", ["", " ", "\xa0", "\u3000\n\t", "\u200b", "[bookmark: _GoBack]"])
def test_blank_is_none(text: str) -> None:
    printed = parse_cell(text)
    assert (printed.value, printed.kind) == (None, "blank")


@pytest.mark.parametrize("text", ["/", "-", "—", "——", "－", "--", "无", "不涉及", "\\", "*"])
def test_dash_is_none(text: str) -> None:
    printed = parse_cell(text)
    assert (printed.value, printed.kind, printed.raw) == (None, "dash", text)


@pytest.mark.parametrize(
    ("text", "unit", "value", "kind"),
    [
        ("１２", None, 12, "note"),
        ("1,234", None, 1234, "note"),
        ("1，234,567", None, 1234567, "note"),
        ("5件", None, 5, "unit"),
        ("5 （件）", None, 5, "unit"),
        ("22（其中修订 16 件）", None, 22, "note"),
        ("12872.06 万元", "万元", 12872.06, "unit"),
        ("12,872.06万元", "万元", 12872.06, "unit"),
        ("73802895.90元", "万元", 7380.28959, "unit"),
        ("1.5亿元", "万元", 15000, "unit"),
        ("251000元", "元", 251000, "unit"),
        ("5*", None, 5, "note"),
        ("5¹", None, 5, "note"),
        ("5①", None, 5, "note"),
    ],
)
def test_units_remarks_and_other_digits_are_noted(
    text: str, unit: str | None, value: float, kind: str
) -> None:
    printed = parse_cell(text, unit)
    assert (printed.value, printed.kind, printed.raw) == (value, kind, clean(text))


@pytest.mark.parametrize(
    "text",
    [
        "约5",
        "一",
        "一一",
        "1 234",
        "5/3",
        "3-5",
        "1,23",
        "1.2.3",
        "5(3)",
        "5%",
        "5。",
        "O",
        "l",
        "½",
        "①5",
        "5²3",
        "1e5",
        "0x1f",
        "NaN",
        "inf",
        "1_000",
        "3\n5",
        "9" * 16,
        "21710000218" * 2,
        "5万元",
        "٣x",
    ],
)
def test_all_else_is_unreadable(text: str) -> None:
    printed = parse_cell(text)
    assert (printed.value, printed.kind) == (None, "unreadable")


def test_units_of_another_kind_are_unreadable() -> None:
    assert parse_cell("5件", "万元").kind == "unreadable"
    assert parse_cell("5元").kind == "unreadable"


def test_a_number_on_two_lines_is_joined_only_when_asked() -> None:
    assert parse_cell("1139\n8889").value is None
    assert parse_cell("1139\n8889", joined=True).value == 11398889
    assert is_value("1139\n8889")


@pytest.mark.parametrize("text", ["规章", "（一）予以公开", "自然人", "第二十条", "本年"])
def test_labels_are_no_values(text: str) -> None:
    assert not is_value(text)


@given(st.text(max_size=30), st.sampled_from([None, "万元", "元"]))
def test_whatever_is_printed(text: str, unit: str | None) -> None:
    """Never a crash; a value only where digits are; plain digits are stored as they are."""
    printed = parse_cell(text, unit)
    assert (printed.value is None) == (printed.kind in ("blank", "dash", "unreadable"))
    if printed.value is not None:
        assert re.search(r"[\d零〇一二两三四五六七八九十百千万]", text)


@given(st.integers(0, 10**14))
def test_counts_survive(number: int) -> None:
    assert parse_cell(str(number)).value == number
    assert parse_cell(f"{number:,}").value == number
    assert parse_cell(f"{number}件").value == number


@given(st.decimals(0, 10**8, places=6))
def test_amounts_survive(number: object) -> None:
    assert parse_cell(str(number), "万元").value == float(str(number))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("16（修订）6（新制定）", None, None),
        ("16（修订），新制定（6）", None, None),
        ("22（其中修订（含废止）16件）", None, 22),
        ("25.1（万元，含税）", "元", 251000),
        ("25.1（万元，元）", "元", None),
        ("160.5964", "元", None),  # no amount in yuan has four decimals
        ("160.59", "元", 160.59),
    ],
)
def test_remarks_that_hold_another_number_or_the_unit(
    text: str, unit: str | None, value: float | None
) -> None:
    assert parse_cell(text, unit).value == value


@pytest.mark.parametrize(
    ("text", "value"), [("增加5项", 5), ("减少5件", -5), ("下降1,200件", -1200)]
)
def test_changes_in_words_with_a_unit(text: str, value: int) -> None:
    assert parse_cell(text, is_change=True).value == value
    assert parse_cell(text).value is None


def test_a_lists_mark_is_no_sign() -> None:
    assert parse_cell("- 1").value is None
    assert parse_cell("-1").value == -1
    assert parse_cell("- 1", is_change=True).value == -1


@pytest.mark.parametrize(
    ("text", "unit", "is_change", "value"),
    [
        ("负19", None, False, -19),
        ("—11", None, True, -11),
        ("－11", None, True, -11),
        ("（0）", None, False, 0),
        ("(0)", "万元", False, 0),
        ("0。", None, False, 0),
        ("0件", "万元", False, 0),
        ("22\n其中3件为上年结转", None, False, 22),
        ("22件，其中修订16件", None, False, 22),
    ],
)
def test_signs_noughts_and_parts(text: str, unit: str | None, is_change: bool, value: int) -> None:
    printed = parse_cell(text, unit, is_change=is_change)
    assert printed.value == value
    assert printed.kind in ("note", "unit")
    assert printed.raw == text


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("—11", None),  # a blank's mark and a value
        ("（5）", None),
        ("3件", "万元"),
        ("5。", None),
        ("22其中3件、4件", None),
        ("22其中修订", None),
        ("68 361", None),
    ],
)
def test_what_may_be_something_else_is_unreadable(text: str, unit: str | None) -> None:
    assert parse_cell(text, unit).kind == "unreadable"


def test_a_space_for_a_thousands_separator_where_the_rows_sum_says_so() -> None:
    printed = parse_cell("68 361", joined=True)
    assert (printed.value, printed.kind) == (68361, "note")


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [("&nbsp;8&nbsp;", 8, None), ("&nbsp;", None, "blank"), ("&amp;nbsp;8", 8, None)],
)
def test_blanks_that_are_printed_by_name(text: str, value: int | None, kind: str | None) -> None:
    printed = parse_cell(text)
    assert (printed.value, printed.kind) == (value, kind)
