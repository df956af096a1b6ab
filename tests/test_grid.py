"""Do printed cells get their places, whatever spans a page claims?"""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from parsers.grid import MAX_COLSPAN, MAX_COLUMNS, MAX_ROWSPAN, place

SPANS = st.one_of(
    st.integers(1, 6), st.integers(-(10**9), 10**9), st.just(99_999_999), st.just(65_534)
)
ROWS = st.lists(st.lists(st.tuples(st.text(max_size=3), SPANS, SPANS), max_size=12), max_size=12)


@given(ROWS)
def test_cells_never_overlap_and_spans_are_clamped(rows: list[list[tuple[str, int, int]]]) -> None:
    table = place(rows)
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(table.rows):
        for cell in row:
            assert cell.row == number
            assert 1 <= cell.rowspan <= MAX_ROWSPAN
            assert 1 <= cell.colspan <= MAX_COLSPAN
            for r in range(cell.row, min(cell.row + cell.rowspan, len(table.rows))):
                for c in range(cell.column, cell.column + cell.colspan):
                    assert (r, c) not in covered
                    covered.add((r, c))
    assert table.width <= MAX_COLUMNS
    assert covered == set(table.at())


@given(ROWS)
def test_every_cell_is_kept_in_order(rows: list[list[tuple[str, int, int]]]) -> None:
    """Twelve cells of at most MAX_COLSPAN columns a row always find a place."""
    rows = [[(text, 1, colspan) for text, _, colspan in row] for row in rows]
    assert [[c.text for c in row] for row in place(rows).rows] == [
        [text for text, _, _ in row] for row in rows
    ]


def test_spans_as_html_places_them() -> None:
    table = place(
        [
            [("a", 2, 1), ("b", 1, 2), ("c", 3, 1)],
            [("d", 1, 1), ("e", 1, 1)],
            [("f", 1, 3)],
        ]
    )
    assert [(c.text, c.row, c.column) for row in table.rows for c in row] == [
        ("a", 0, 0),
        ("b", 0, 1),
        ("c", 0, 3),
        ("d", 1, 1),
        ("e", 1, 2),
        ("f", 2, 0),
    ]
    at = table.at()
    assert at[1, 0].text == "a"
    assert at[2, 3].text == "c"
    assert table.flat() == "a\tb\tc\nd\te\nf"


def test_a_merged_value_stays_one_cell() -> None:
    table = place([[("规章", 1, 1), ("0", 1, 3)]])
    assert [c.text for c in table.rows[0]] == ["规章", "0"]


def test_enormous_tables_take_seconds_not_hours() -> None:
    begun = time.perf_counter()
    place([[("x", 2_000, 50)] * 20] + [[("y", 1, 1)]] * 50_000)
    place([[("x", 99_999_999, 99_999_999)]] * 20_000)
    assert time.perf_counter() - begun < 10
