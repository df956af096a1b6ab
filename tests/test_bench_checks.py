"""Is the fault injection itself right, and does a small sample of it hold?

The whole run is `make bench-checks`. Here: every rule of the catalogue has an injector that works,
clean reports really are clean by an independent count, and the scoring sees what it must see.
"""

from __future__ import annotations

import dataclasses
from random import Random

import pytest

from parsers.checks import CheckResults, Flag
from tests.bench.checks import context, drafts, faults_neighbours, prose, scoring
from tests.bench.checks.drafts import Draft
from tests.bench.checks.faults import REGISTRY, Case, Expected, single
from tests.bench.checks.scoring import Tally, matches, mismatch
from tests.data.compose import COLUMNS, LEAVES

RULES = (
    [f"A{n:02}" for n in range(1, 12)]
    + [f"N{n:02}" for n in range(1, 19)]
    + [f"S{n:02}" for n in range(1, 13)]
    + [f"D{n:02}" for n in range(6)]
    + [f"T{n:02}" for n in range(1, 17)]
    + ["V01", "V02", "V05", "V06", "H01"]
    + [f"M{n:02}" for n in range(1, 9)]
    + [f"Y{n:02}" for n in range(1, 11)]
)
SAMPLE = 3
"""Documents of a rule, and never more than four times as many."""

MISSING_SO_FAR: frozenset[str] = frozenset()
"""Built rules that do not find every fault yet; to be emptied, never to grow."""


def test_every_rule_of_the_catalogue_has_an_injector() -> None:
    assert sorted(REGISTRY) == sorted(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_faults_of_a_rule_are_found_alone_and_in_place(rule: str) -> None:
    name, tally = scoring.run_rule((rule, SAMPLE, 7))
    assert name == rule
    assert tally.injected >= SAMPLE, "the injector finds no report that can take it"
    broken = [f.text for f in tally.failures if f.kind == "refused"]
    assert not broken
    if rule in context.built() and rule not in MISSING_SO_FAR:
        assert tally.found == tally.injected, "\n".join(f.text for f in tally.failures)
        assert not tally.extra, "\n".join(f.text for f in tally.failures)


def test_clean_reports_have_no_flag() -> None:
    _, tally = scoring.run_clean((0, 40, 7))
    assert tally.clean == 40
    assert not tally.false, "\n".join(f.text for f in tally.failures)
    assert not tally.refused


# ── Clean is clean ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(40))
def test_printed_relations_and_stated_figures_hold(seed: int) -> None:
    made = drafts.draft(Random(seed))
    value = made.value
    for column in COLUMNS:
        done = sum(value("applications", leaf, column) for leaf in LEAVES)
        assert value("applications", "results_total", column) == done
        assert value("applications", "new_received", column) + value(
            "applications", "carried_over", column
        ) == done + value("applications", "carried_forward", column)
    for table, item, column in made.figures:
        cell = value(table, item, column)
        assert cell >= 0
        if column == "in_force":
            issued, repealed = value(table, item, "issued"), value(table, item, "repealed")
            assert cell >= issued - repealed
    known = prose.values(made.figures)
    for *_, sentence in made.sentences():
        for _, figure in sentence.figures():
            for metric in figure.metrics:
                if prose.rule_of(metric):
                    assert figure.value == known[metric], sentence.text
    assert made.signed is not None
    assert made.signed <= made.deadline


def test_the_year_before_carries_over() -> None:
    made = 0
    for seed in range(40):
        rng = Random(seed)
        now = drafts.draft(rng, year=2024, form="2021")
        before = drafts.before(rng, now)
        if before is None:
            continue
        made += 1
        for column in COLUMNS:
            assert before.value("applications", "carried_forward", column) == now.value(
                "applications", "carried_over", column
            )
        for item in ("regulations", "normative_documents"):
            issued, repealed, in_force = (
                now.value("active_disclosure", item, c) for c in ("issued", "repealed", "in_force")
            )
            old = before.value("active_disclosure", item, "in_force")
            assert old + issued - repealed == in_force
    assert made >= 25


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert drafts.render(drafts.draft(Random("x"))) == drafts.render(drafts.draft(Random("x")))


def test_impossible_growth_is_impossible() -> None:
    from tests.bench.checks.faults_text import _impossible

    for seed in range(40):
        sign = 1 if seed % 2 else -1
        decimals = seed % 3
        count, percent = _impossible(Random(seed), sign, decimals)
        for prior in range(1, 20_000):
            actual = 100 * (count - prior) / prior
            assert round(actual, decimals) != sign * percent


# ── The scoring sees ──────────────────────────────────────────────────────────────────────────


def _with_flags(monkeypatch: pytest.MonkeyPatch, change) -> None:
    run = context.run

    def changed(report, around):
        results = run(report, around)
        return CheckResults(tuple(change(results.flags)), results.passed, results.not_assessable)

    monkeypatch.setattr(context, "run", changed)


def test_a_silent_rule_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_flags(monkeypatch, lambda flags: [f for f in flags if f.check != "A01"])
    _, tally = scoring.run_rule(("A01", 4, 7))
    assert tally.injected >= 4
    assert tally.found == 0
    assert sum(tally.missed.values()) == tally.injected


@pytest.mark.parametrize(
    "wrong", [{"severity": "info"}, {"item": "granted_"}, {"column": "research_"}]
)
def test_the_wrong_severity_or_place_is_missed(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    _with_flags(monkeypatch, lambda flags: [dataclasses.replace(f, **wrong) for f in flags])
    _, tally = scoring.run_rule(("A02", 4, 7))
    assert tally.found == 0


def test_an_undeclared_flag_is_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    stray = Flag("A07", "error", "…")
    _with_flags(monkeypatch, lambda flags: [*flags, stray])
    _, tally = scoring.run_rule(("A04", 3, 7))
    assert tally.found == tally.injected
    assert tally.extra["A07"] == tally.injected
    _, clean = scoring.run_clean((0, 6, 7))
    assert clean.false["A07"] == 6


def test_a_fault_that_hides_another_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def mask(flags):
        checks = {f.check for f in flags}
        return [f for f in flags if not (f.check == "S05" and len(checks) > 1)]

    _with_flags(monkeypatch, mask)
    monkeypatch.setattr(context, "built", lambda: frozenset({"S05", "D01"}))
    _, tally = scoring.run_pairs((0, 10, 7, ()))
    assert tally.injected == 10
    assert tally.found == 0


def test_quotes_must_hold_the_figure_and_stand_in_the_paragraph() -> None:
    expected = Expected("N01", "error", core="5件", within="全年收到政府信息公开申请5件。")
    flag = Flag("N01", "error", "…", quote="收到政府信息公开申请 5 件")
    assert matches(expected, flag)
    assert mismatch(expected, dataclasses.replace(flag, quote="上年结转5件"))
    assert mismatch(expected, dataclasses.replace(flag, quote="全年收到政府信息公开申请"))
    assert mismatch(expected, dataclasses.replace(flag, quote=None))


def test_offsets_must_point_at_the_quote() -> None:
    report = scoring.read(_long_text())
    section = report.sections[1]
    quote = section.text[4:14]
    right = Flag("T01", "info", "…", quote=quote, section=1, start=4, end=14)
    assert not scoring.misplaced(report, [right])
    assert scoring.misplaced(report, [dataclasses.replace(right, start=5, end=15)])


def _long_text() -> Draft:
    case = single(Random(3))
    assert isinstance(case, Case)
    return case.draft


def test_children_add_up() -> None:
    for seed in range(30):
        case = faults_neighbours.with_children(Random(seed))
        if case is None:
            continue
        for path in case.draft.figures:
            total = sum(child.figures[path].value or 0 for child in case.children)
            assert case.draft.figures[path].value == pytest.approx(total)
        return
    pytest.fail("no case with children in 30 seeds")


def test_a_tally_adds_up() -> None:
    one, two = Tally(injected=2, found=1), Tally(injected=3, found=3)
    one.add(two)
    assert (one.injected, one.found) == (5, 4)
