"""Does the accuracy benchmark measure what it says? The generator, the scorer, the floors, and the
first document of every kind and format held against its floor."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from collections import Counter
from io import BytesIO
from random import Random

import lxml.html
import pytest

from parsers.checks import Flag
from parsers.report import CellNote, Contact, Report, Statistic
from tests.bench.accuracy import docx, floors
from tests.bench.accuracy.figures import Figures, Printed, sample
from tests.bench.accuracy.kinds import ALL, KINDS, Sample, make, pairs
from tests.bench.accuracy.layout import Box, Grid, Row, placed
from tests.bench.accuracy.running import SEED, digest
from tests.bench.accuracy.scoring import judge, score
from tests.data.compose import COLUMNS, LEAVES

# ── Generator ─────────────────────────────────────────────────────────────────────────────────


def test_there_are_forty_kinds_in_four_formats_lossless_and_lossy() -> None:
    assert len(KINDS) >= 40
    assert {format for _, format in pairs()} == set(ALL)
    assert sum(kind.lossy for kind in KINDS.values()) >= 8
    assert {kind.form for kind in KINDS.values()} == {
        "2021",
        "2019",
        "hybrid",
        "stat2014",
        "fujian",
        "coded",
    }
    assert all(kind.about for kind in KINDS.values())


@pytest.mark.parametrize("format", ALL)
def test_the_same_arguments_give_the_same_document(format: str) -> None:
    one, two = (make(KINDS["several_habits"], format, 3, SEED) for _ in range(2))
    assert digest(one) == digest(two)
    assert digest(one) != digest(make(KINDS["several_habits"], format, 4, SEED))


@pytest.mark.parametrize("form", ["2021", "2019", "hybrid"])
def test_printed_sums_hold(form: str) -> None:
    for number in range(50):
        figures = sample(Random(number), form)
        rows = {item for table, item, _ in figures if table == "applications"}
        leaves = [item for item in rows if item in LEAVES or item == "other_handling"]
        assert len(leaves) == (21 if form == "2021" else 19)

        def value(item: str, column: str, figures: Figures = figures) -> int:
            printed = figures["applications", item, column].value
            assert isinstance(printed, int)
            assert printed >= 0
            return printed

        for item in rows:
            assert value(item, "total") == sum(value(item, c) for c in COLUMNS[:6])
        for column in COLUMNS:
            results = value("results_total", column)
            assert results == sum(value(item, column) for item in leaves)
            assert value("new_received", column) + value("carried_over", column) == results + value(
                "carried_forward", column
            )


def test_figures_range_from_zero_to_seven_digits() -> None:
    values = [
        printed.value
        for number in range(80)
        for printed in sample(Random(number), "2021").values()
        if printed.value is not None
    ]
    assert min(values) == 0
    assert max(values) > 1_000_000
    assert any(isinstance(value, float) for value in values)
    assert len(set(values)) > 300


@pytest.mark.parametrize("format", ALL)
def test_what_is_printed_is_the_truth(format: str) -> None:
    """Every figure stands in the file, read with nothing but the format's own structure."""
    document = make(KINDS["plain"], format, 1, SEED)
    if format == "html":
        cells = [td.text_content() for td in lxml.html.fromstring(document.data).iter("td")]
    elif format == "docx":
        xml = zipfile.ZipFile(BytesIO(document.data)).read("word/document.xml").decode()
        cells = ["".join(re.findall(r"<w:t [^>]*>([^<]*)<", tc)) for tc in xml.split("</w:tc>")]
    elif format == "markdown":
        cells = [c.strip() for c in document.data.decode().replace("\n", "|").split("|")]
    else:
        cells = [line.strip() for line in document.data.decode().splitlines()]
    found = Counter(cells)
    wanted = Counter(printed.raw for printed in document.truth.values() if printed.raw)
    assert not wanted - found
    assert len(document.truth) == 200


def test_merged_cells_are_placed_like_a_browser_places_them() -> None:
    grid = Grid("x", [Row([Box("a", 2, 1), Box("b", 1, 2)]), Row([Box("c"), Box("d")])])
    lines = placed(grid)
    assert [(box.text, state) for box, _, state in lines[1] if box] == [
        ("a", "continue"),
        ("c", ""),
        ("d", ""),
    ]


def test_lossy_kinds_say_what_they_destroyed() -> None:
    for kind, format in pairs():
        document = make(kind, format, 0, SEED)
        assert bool(document.damaged) == kind.lossy, kind.name
        assert document.damaged <= set(document.truth), kind.name


# ── Scorer ────────────────────────────────────────────────────────────────────────────────────

ROW = ("applications", "granted")


def document(cells: Figures, **changes: object) -> Sample:
    plain = Sample("x", "html", 0, b"", "2021", cells, frozenset(), frozenset(), False)
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


def reading(
    cells: dict[str, int | float | None], notes: tuple[CellNote, ...] = (), **changes: object
) -> Report:
    report = Report(
        organ=None, report_year=2024, form="2021", title=None, published_on=None, signed_on=None,
        signed_quote=None, period_start=None, period_end=None, period_quote=None, scope="unknown",
        scope_quote=None, contact=Contact(), active_disclosure={}, applications={"granted": cells},
        review_litigation={}, statistics=(), sections=(), cell_notes=notes, table_readings=(),
        stated=(), attachments=(), cells_expected=200, cells_read=0, media_type="text/html",
    )  # fmt: skip
    return dataclasses.replace(report, **changes)  # type: ignore[arg-type]


def note(kind: str, value: int | None) -> CellNote:
    return CellNote("applications", "granted", "total", kind, "?", value)


def flag(check: str, item: str | None = "granted") -> Flag:
    return Flag(check, "warning", "。", table="applications", item=item)


TRUTH: Figures = {(*ROW, "total"): Printed(12, "12")}
BLANK: Figures = {(*ROW, "total"): Printed(None, "/")}


@pytest.mark.parametrize(
    ("truth", "cells", "notes", "flags", "outcome"),
    [
        (TRUTH, {"total": 12}, (), (), "right"),
        (TRUTH, {"total": 12.0}, (), (), "right"),
        (TRUTH, {"total": 13}, (), (), "silent"),
        (TRUTH, {"total": 13}, (note("note", 13),), (), "silent"),
        (TRUTH, {"total": 13}, (note("inferred", 13),), (), "flagged_wrong"),
        (TRUTH, {"total": 13}, (), (flag("S07"),), "flagged_wrong"),
        (TRUTH, {"total": 13}, (), (flag("S07", "carried_over"),), "silent"),
        (TRUTH, {"total": None}, (note("unreadable", None),), (), "noted"),
        (TRUTH, {"total": None}, (), (), "silent"),
        (TRUTH, {}, (), (), "silent"),
        (TRUTH, {}, (), (flag("S06"),), "noted"),
        (TRUTH, {}, (), (flag("S05", None),), "noted"),
        (BLANK, {"total": None}, (note("dash", None),), (), "right"),
        (BLANK, {"total": 0}, (), (), "silent"),
        (BLANK, {"total": 0}, (note("blank", 0),), (), "silent"),
    ],
)
def test_an_outcome(
    truth: Figures,
    cells: dict[str, int | float | None],
    notes: tuple[CellNote, ...],
    flags: tuple[Flag, ...],
    outcome: str,
) -> None:
    result = judge(document(truth), reading(cells, notes), flags)
    assert result.cells[outcome] == 1
    assert result.expected == 1


def test_a_right_cell_is_doubted_by_a_note_or_flag_without_cause() -> None:
    doubting = (note("unreadable", 12),)
    assert judge(document(TRUTH), reading({"total": 12}, doubting), ()).cells["doubted"] == 1
    for check in ("S07", "S10"):
        doubted = judge(document(TRUTH), reading({"total": 12}), (flag(check),))
        assert (doubted.cells["right"], doubted.cells["doubted"]) == (1, 1)


def test_a_doubt_that_the_page_deserves_is_none() -> None:
    unit: Figures = {(*ROW, "total"): Printed(12, "12件")}
    full_width: Figures = {(*ROW, "total"): Printed(12, "１２")}
    for truth in (unit, full_width):
        result = judge(document(truth), reading({"total": 12}), (flag("S10"),))
        assert result.cells["doubted"] == 0
    given = document(TRUTH, deserved=frozenset({("S07", "applications", None)}))
    assert judge(given, reading({"total": 12}), (flag("S07"),)).cells["doubted"] == 0
    damaged = document(TRUTH, damaged=frozenset(TRUTH), lossy=True)
    assert judge(damaged, reading({"total": 12}, (note("inferred", 12),)), ()).cells["doubted"] == 0


def test_a_figure_nobody_printed_is_silently_wrong() -> None:
    """对外公开总数量 of the 2019 form read as 现行有效件数."""
    printed: Figures = {("active_disclosure", "regulations", "total_public"): Printed(524, "524")}
    read = reading({}, active_disclosure={"regulations": {"in_force": 524}}, applications={})
    result = judge(document(printed), read, ())
    assert result.cells["invented"] == 1
    assert result.cells["silent"] == 2  # the printed one is absent, the other invented
    assert result.expected == 1


def test_statistics_are_matched_by_indicator_and_occurrence() -> None:
    truth: Figures = {
        ("statistics", "1:（二）被依法纠错数", "value"): Printed(3, "3"),
        ("statistics", "2:（二）被依法纠错数", "value"): Printed(5, "5"),
    }
    rows = tuple(Statistic("(二)被依法纠错数", "件", n, None) for n in (3, 4))
    result = judge(
        document(truth, form="stat2014"), reading({}, statistics=rows, form="stat2014"), ()
    )
    assert (result.cells["right"], result.cells["silent"]) == (1, 1)


def test_a_refused_document_is_not_read_and_a_broken_package_too() -> None:
    empty = document(TRUTH, data=b" ")
    cut = document(TRUTH, data=make(KINDS["plain"], "docx", 0, SEED).data[:2_000])
    for refused in (empty, cut):
        result = score(refused)
        assert (result.refused, result.cells["not_read"]) == (1, 1)


# ── Floors ────────────────────────────────────────────────────────────────────────────────────

PAIR = ("plain", "html")
GOOD = floors.Floor("abc", 100.0, 100.0, 0, 0, 0, 0)


def test_a_floor_edited_by_hand_is_refused(tmp_path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(floors.dump({PAIR: GOOD}), "utf-8")
    assert floors.load(path) == {PAIR: GOOD}
    for edit in (("silent = 0", "silent = 9"), ("seal", 'reason = "harder"\nseal')):
        path.write_text(floors.dump({PAIR: GOOD}).replace(*edit), "utf-8")
        with pytest.raises(ValueError, match="edited by hand"):
            floors.load(path)


def test_a_lowered_floor_keeps_its_reason(tmp_path) -> None:
    low = dataclasses.replace(GOOD, recovered=97.5)
    lowered, refused = floors.update({PAIR: low}, {PAIR: GOOD}, "the kind became harder")
    assert not refused
    path = tmp_path / "floors.toml"
    path.write_text(floors.dump(lowered), "utf-8")
    assert floors.load(path)[PAIR] == dataclasses.replace(low, reason="the kind became harder")


def test_update_raises_floors_and_never_lowers_them() -> None:
    low = dataclasses.replace(GOOD, right=97.5, recovered=80.0, silent=3)
    raised, refused = floors.update({PAIR: GOOD}, {PAIR: low})
    assert raised[PAIR].right == 100.0
    assert not refused
    kept, refused = floors.update({PAIR: low}, {PAIR: GOOD})
    assert kept[PAIR] == GOOD
    assert "97.5" in refused[0]


def test_a_lossy_kind_is_held_to_the_cells_that_it_left_whole() -> None:
    truth: Figures = {**TRUTH, (*ROW, "other"): Printed(3, "3")}
    lossy = document(truth, damaged=frozenset({(*ROW, "other")}), lossy=True)
    noted = CellNote("applications", "granted", "other", "unreadable", "?", None)
    result = judge(lossy, reading({"total": 12, "other": None}, (noted,)), ())
    assert result.percent("right") == 50
    assert floors.measured(result, "abc") == dataclasses.replace(GOOD, recovered=50.0)


def test_a_result_below_its_floor_or_over_another_corpus_fails() -> None:
    assert not floors.failures({PAIR: GOOD}, {PAIR: GOOD})
    for worse in (
        dataclasses.replace(GOOD, right=99.99),
        dataclasses.replace(GOOD, recovered=99.99),
        dataclasses.replace(GOOD, doubted=1),
        dataclasses.replace(GOOD, corpus="other"),
    ):
        assert floors.failures({PAIR: worse}, {PAIR: GOOD})
    assert floors.failures({PAIR: GOOD}, {})


def test_every_kind_and_format_has_a_floor() -> None:
    assert set(floors.load()) == {(kind.name, format) for kind, format in pairs()}


# ── A sample of the benchmark itself ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", ALL)
def test_the_first_document_of_every_kind_holds_its_floor(format: str) -> None:
    pinned = floors.load()
    for kind in KINDS.values():
        if format not in kind.formats:
            continue
        floor = pinned[kind.name, format]
        result = score(make(kind, format, 0, SEED))
        shown = f"{kind.name} in {format}: {result.failures[:3]}"
        assert result.crashed <= floor.crashed, shown
        assert result.cells["silent"] <= floor.silent, shown
        assert result.cells["flagged_wrong"] <= floor.flagged_wrong, shown
        assert result.cells["doubted"] <= floor.doubted, shown
        if floor.right == 100:
            assert result.cells["whole_right"] == result.cells["whole"], shown


def test_a_package_is_compared_by_what_it_holds() -> None:
    data = make(KINDS["plain"], "docx", 0, SEED).data
    repacked = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(repacked, "w") as stored:
        for name in given.namelist():
            stored.writestr(name, given.read(name))
    assert docx.content(data) == docx.content(repacked.getvalue())
