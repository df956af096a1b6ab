"""Whose are the fifteen values of section 4's table, where its header is not wholly understood?"""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from parsers.reading import read_file
from parsers.report import Report, report_json
from tests.made_reports import (
    CHANNELS,
    Rows,
    active_rows,
    application_rows,
    figures,
    page,
    report_html,
    table_html,
)

F = figures(7)
TRUE: dict[str, int] = F["review_litigation"]
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
KEYS = ("upheld", "corrected", "other", "pending", "total")
NAMES = ("行政复议", "未经复议直接起诉", "复议后起诉")
GIVEN = active_rows(F), application_rows(F)


def read(rows: Rows) -> Report:
    tables = (*map(table_html, GIVEN), table_html(rows))
    return read_file(page(report_html(F, tables=tables)))


def read_text(rows: list[list[str]]) -> Report:
    """The same in a text whose cells are parted by TABs, without spans."""
    lines = ["云岭县市场监督管理局2023年政府信息公开工作年度报告", "一、总体情况", "全年发布信息。"]
    lines += ["二、主动公开政府信息情况", *("\t".join(c[0] for c in r) for r in GIVEN[0])]
    lines += ["三、收到和处理政府信息公开申请情况", *("\t".join(c[0] for c in r) for r in GIVEN[1])]
    lines += ["四、政府信息公开行政复议、行政诉讼情况", *map("\t".join, rows)]
    lines += [
        "五、存在的主要问题及改进情况",
        "公开内容还不够全面。",
        "六、其他需要报告的事项",
        "无。",
    ]
    return read_file("\n".join(lines).encode(), "report.txt")


def values(report: Report) -> dict[str, int | None]:
    printed: dict[str, int | None] = report_json(report)["review_litigation"]
    return printed


def noted(report: Report) -> set[str]:
    """The cells that are noted as unreadable."""
    return {
        f"{note.item}_{note.column}"
        for note in report.cell_notes
        if note.table == "review_litigation" and note.kind == "unreadable"
    }


def names(*texts: str, over: int = 1, down: int = 1) -> list[tuple[str, int, int]]:
    return [(text, down, over) for text in texts]


def figures_of(channels: tuple[int, ...], outcomes: tuple[int, ...]) -> list[str]:
    return [str(TRUE[f"{CHANNELS[c]}_{KEYS[o]}"]) for c in channels for o in outcomes]


def official(
    five: list[str], outcomes: tuple[int, ...], channels: tuple[int, ...] = (0, 1, 2)
) -> Rows:
    """Three rows; the two lawsuits named as channels tells."""
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*names(*five, down=2), *names(*(NAMES[c] for c in channels[1:]), over=5)],
        names(*five, *five),
        names(*figures_of(channels, outcomes)),
    ]


# ── Names that contradict the official order ──────────────────────────────────────────────────


def test_a_blank_name_is_the_one_that_is_left() -> None:
    assert (
        values(read(official(["总计", "结果维持", "结果纠正", "", "尚未审结"], (4, 0, 1, 2, 3))))
        == TRUE
    )


@pytest.mark.parametrize(
    ("five", "order", "odd"),
    [
        (["结果纠正", "结果维持", "其他结果", "正在审理", "总计"], (1, 0, 2, 3, 4), "pending"),
        (["结果纠正", "结果维持", "撤销", "尚未审结", "总计"], (1, 0, 2, 3, 4), "other"),
        (["总计", "结果维持", "结果纠正", "驳回", "尚未审结"], (4, 0, 1, 2, 3), "other"),
        (["备注", "总计", "结果维持", "结果纠正", "尚未审结"], (2, 4, 0, 1, 3), "other"),
    ],
)
def test_a_name_that_is_not_known_is_no_column_where_the_others_are_moved(
    five: list[str], order: tuple[int, ...], odd: str
) -> None:
    report = read(official(five, order))
    lost = {f"{channel}_{odd}" for channel in CHANNELS}
    assert values(report) == TRUE | dict.fromkeys(lost)
    assert noted(report) == lost
    assert any("次序不同" in note for note in report.notes)


def test_a_name_that_is_not_known_in_its_place_is_the_official_one() -> None:
    report = read(official(["结果维持", "结果纠正", "撤诉", "正在审理", "总计"], (0, 1, 2, 3, 4)))
    assert values(report) == TRUE
    assert not noted(report)


def test_two_names_that_are_not_known_may_tell_by_a_part_that_they_are_moved() -> None:
    five = ["撤销", "维持或驳回", "其他结果", "尚未审结", "总计"]
    lost = {f"{channel}_{key}" for channel in CHANNELS for key in ("upheld", "corrected")}
    report = read(official(five, (1, 0, 2, 3, 4)))
    assert values(report) == TRUE | dict.fromkeys(lost)
    assert noted(report) == lost


def test_lawsuits_before_reviews_under_a_name_that_is_not_known() -> None:
    rows: Rows = [
        [("行政应诉", 1, 10), ("复议", 1, 5)],
        [*names(*NAMES[1:], over=5), *names(*OUTCOMES, down=2)],
        names(*OUTCOMES, *OUTCOMES),
        names(*figures_of((1, 2, 0), (0, 1, 2, 3, 4))),
    ]
    assert values(read(rows)) == TRUE


@pytest.mark.parametrize("blank", [0, 1])
def test_lawsuits_exchanged_with_one_name_blank(blank: int) -> None:
    rows = official(list(OUTCOMES), (0, 1, 2, 3, 4), (0, 2, 1))
    rows[1][5 + blank] = ("", 1, 5)
    assert values(read(rows)) == TRUE


def test_a_channel_that_is_not_known_is_none_where_the_others_are_moved() -> None:
    rows: Rows = [
        names("未经复议直接起诉", "复议后起诉", "行政裁决", over=5),
        names(*OUTCOMES * 3),
        names(*figures_of((1, 2, 0), (0, 1, 2, 3, 4))),
    ]
    report = read(rows)
    lost = {f"review_{key}" for key in KEYS}
    assert values(report) == TRUE | dict.fromkeys(lost)
    assert noted(report) == lost


# ── Other headers ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_by_outcome", [False, True])
def test_names_of_both_in_one_row(is_by_outcome: bool) -> None:
    pairs = [(c, o) for c in (0, 2, 1) for o in (4, 0, 1, 2, 3)]
    if is_by_outcome:
        pairs.sort(key=lambda pair: (4, 0, 1, 2, 3).index(pair[1]))
    rows: Rows = [
        names(*(NAMES[c] + OUTCOMES[o] for c, o in pairs)),
        names(*(str(TRUE[f"{CHANNELS[c]}_{KEYS[o]}"]) for c, o in pairs)),
    ]
    assert values(read(rows)) == TRUE


def test_channels_under_outcomes() -> None:
    rows: Rows = [
        names(*OUTCOMES, over=3),
        names(*NAMES * 5),
        names(*(str(TRUE[f"{channel}_{key}"]) for key in KEYS for channel in CHANNELS)),
    ]
    assert values(read(rows)) == TRUE


def test_a_column_of_remarks_first_is_no_note_under_the_table() -> None:
    five = ["备注", "其他结果", "结果维持", "结果纠正", "总计"]
    rows: Rows = [
        names("复议后起诉", "行政复议", "未经复议直接起诉", over=5),
        names(*five * 3),
        names(*figures_of((2, 0, 1), (3, 2, 0, 1, 4))),
    ]
    lost = {f"{channel}_pending" for channel in CHANNELS}
    assert values(read(rows)) == TRUE | dict.fromkeys(lost)


def test_a_stroke_for_a_name_makes_no_row_of_values() -> None:
    channels = ["行政复议", "未经复议直接起诉", "—"]
    rows: Rows = [
        names(*OUTCOMES, over=3),
        names(*channels * 5),
        names(*(str(TRUE[f"{channel}_{key}"]) for key in KEYS for channel in CHANNELS)),
    ]
    got = values(read(rows))
    assert {key: value for key, value in got.items() if value not in (None, TRUE[key])} == {}


# ── Headers without spans ─────────────────────────────────────────────────────────────────────


def test_in_a_text_lawsuits_before_reviews_under_an_unknown_name_are_not_read() -> None:
    report = read_text(
        [
            ["行政应诉", "行政复议"],
            [*NAMES[1:], *OUTCOMES],
            [*OUTCOMES, *OUTCOMES],
            figures_of((1, 2, 0), (0, 1, 2, 3, 4)),
        ]
    )
    assert set(values(report).values()) == {None}
    assert len(noted(report)) == 15


def test_in_a_text_a_name_that_is_lost_among_others_that_are_moved_loses_all() -> None:
    five = ["总计", "结果维持", "结果纠正", "尚未审结"]  # 其他结果 is blank, and gone
    report = read_text(
        [
            ["行政复议", "行政诉讼"],
            [*five, *NAMES[1:]],
            [*five, *five],
            figures_of((0, 1, 2), (4, 0, 1, 2, 3)),
        ]
    )
    assert set(values(report).values()) == {None}


@pytest.mark.parametrize("lost", [(2,), (0, 4)])
def test_in_a_text_names_that_are_lost_in_one_channel_lose_nothing(lost: tuple[int, ...]) -> None:
    five = [name for at, name in enumerate(OUTCOMES) if at not in lost]
    report = read_text(
        [
            ["行政复议", "行政诉讼"],
            [*five, *NAMES[1:]],
            [*OUTCOMES, *OUTCOMES],
            figures_of((0, 1, 2), (0, 1, 2, 3, 4)),
        ]
    )
    assert values(report) == TRUE


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (1, 0, 2, 3, 4)])
def test_in_a_text_a_name_that_is_lost_in_each_channel_may_have_stood_anywhere(
    order: tuple[int, ...],
) -> None:
    four = ["结果纠正", "其他结果", "尚未审结", "总计"]
    report = read_text(
        [
            ["行政复议", "行政诉讼"],
            [*four, *NAMES[1:]],
            [*four, *four],
            figures_of((0, 1, 2), order),
        ]
    )
    assert set(values(report).values()) == {None}


# ── Whatever the header ───────────────────────────────────────────────────────────────────────

ODD_OUTCOMES = ("", "", "正在审理", "撤销", "驳回", "变更", "审理中", "撤诉", "合计数", "备注", "□")
ODD_CHANNELS = ("", "", "行政应诉", "申请复议", "起诉", "行政裁决", "行政申诉")


def some_header(dice: random.Random) -> Rows:
    """Channels and outcomes in any order, one name blank or odd, in two or three rows."""
    channels = dice.choice(list(permutations(range(3))))
    order = dice.choice(list(permutations(range(5))))
    outcome_names = list(OUTCOMES)
    channel_names = list(NAMES)
    if dice.random() < 0.6:
        outcome_names[dice.randrange(5)] = dice.choice(ODD_OUTCOMES)
    else:
        channel_names[dice.randrange(3)] = dice.choice(ODD_CHANNELS)
    five = [outcome_names[outcome] for outcome in order]
    printed = names(*figures_of(channels, order))
    named = [channel_names[channel] for channel in channels]
    if channels[1] == 0 or dice.random() < 0.4:
        return [names(*named, over=5), names(*five * 3), printed]
    group = (dice.choice(("行政诉讼", "行政诉讼", "行政应诉", "")), 1, 10)
    below = names(*(name for name, channel in zip(named, channels, strict=True) if channel), over=5)
    own = names(*five, down=2)
    top = [(channel_names[0], 1, 5), group]
    if channels[0] == 0:
        return [top, [*own, *below], names(*five * 2), printed]
    return [top[::-1], [*below, *own], names(*five * 2), printed]


def test_no_header_makes_a_wrong_value() -> None:
    dice = random.Random(20211126)
    right = 0
    for _ in range(150):
        rows = some_header(dice)
        report = read(rows)
        got = values(report)
        # A table without any of its markers is none of the form's: nothing is read, and S05 told.
        assert {k: v for k, v in got.items() if v not in (None, TRUE[k])} == {}, rows
        assert {key for key, value in got.items() if value is None} <= noted(report), rows
        right += sum(value is not None for value in got.values())
    assert right > 0.8 * 150 * 15
