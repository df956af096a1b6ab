"""Are rows without cell borders cut only where the sums leave one way to do so?"""

from __future__ import annotations

import time

from parsers.borders import channels, solve, splits

LEAVES = ("granted", "denied")


def solved(runs: dict[str, str]) -> dict[str, tuple[int, ...]]:
    return solve(
        runs, {}, LEAVES, "results_total", ("new_received", "carried_over"), "carried_forward", 7
    )


def test_one_reading() -> None:
    assert (217, 1, 0, 0, 0, 0, 218) in (splits("21710000218", 7) or [])
    assert splits("0000000", 7) == [(0,) * 7]
    assert splits("1000002", 7) == []


def test_numbers_have_no_leading_zeros() -> None:
    assert all(
        "".join(map(str, numbers)) == "10500000105" for numbers in splits("10500000105", 7) or []
    )


def test_columns_settle_what_a_row_alone_does_not() -> None:
    runs = {
        "new_received": "111000012",
        "carried_over": "0000000",
        "granted": "111000012",
        "denied": "0000000",
        "results_total": "111000012",
        "carried_forward": "0000000",
    }
    for item, numbers in solved(runs).items():
        assert "".join(map(str, numbers)) == runs[item]
        assert sum(numbers[:-1]) == numbers[-1]


def test_a_table_that_does_not_add_up_is_not_guessed() -> None:
    runs = dict.fromkeys(
        ("new_received", "carried_over", "granted", "denied", "results_total", "carried_forward"),
        "0000000",
    )
    assert set(solved(runs)) == set(runs)
    runs["new_received"] = "12300000123"
    assert "new_received" not in solved(runs)


def test_disputes() -> None:
    assert channels("000000000000000", 5, 3) == (0,) * 15
    assert channels("100010000000000", 5, 3) == (1, 0, 0, 0, 1, *(0,) * 10)
    assert channels("100020000000000", 5, 3) is None


def test_the_search_is_bounded() -> None:
    started = time.process_time()
    splits("1" * 90, 7)
    channels("1" * 119, 5, 3)
    solved(dict.fromkeys(("new_received", "granted", "denied", "results_total"), "1" * 40))
    assert time.process_time() - started < 5
