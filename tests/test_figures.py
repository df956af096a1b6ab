"""The figures of the project's promise: real reports, every cell, every certain flag.

`make figures` prints them, a line each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.checks import SEVERITIES, CheckResults, Flag, run_checks
from parsers.reading import read_file
from parsers.report import Report, report_json
from tests.made_reports import SHARED, cells

SEEDS = (
    "000_6bd246d44a02dff3",
    "001_0fa8bd5a455522a7",
    "002_1762ab0cc7bc4c17",
    "003_e42161fe7aa08ef3",
    "004_d5f7c89e64bb5c3f",
)
SAMPLES = {
    "huaian_2024": ("huaian_2024.pdf", "huaian_2024.truth.json"),
    "minimal_2025": ("minimal_2025.html", "minimal_2025.truth.json"),
}

pytestmark = pytest.mark.skipif(
    not (SHARED / "truth").exists(), reason="../shared/truth is not here"
)

Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Print a figure past pytest's capturing."""

    def line(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}", end="")

    return line


def paths(id: str) -> tuple[Path, Path]:
    if id in SAMPLES:
        document, truth = SAMPLES[id]
        return SHARED / "samples" / document, SHARED / "samples" / truth
    return SHARED / "seeds" / f"{id}.txt", SHARED / "truth" / f"{id}.json"


@cache
def read(id: str) -> Report:
    path, _ = paths(id)
    return read_file(path.read_bytes(), path.name)


@cache
def checked(id: str) -> CheckResults:
    return run_checks(read(id))


@cache
def truth(id: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(paths(id)[1].read_text("utf-8"))
    return loaded


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def right_cells(id: str) -> tuple[int, int]:
    expected, got = cells(truth(id)), cells(report_json(read(id)))
    wrong = {
        place: (got.get(place, "absent"), value)
        for place, value in expected.items()
        if got.get(place, "absent") != value
    }
    assert wrong == {}
    return len(expected) - len(wrong), len(expected)


def test_seeds_cells(say: Say) -> None:
    counted = [right_cells(id) for id in SEEDS]
    right, all_ = (sum(numbers) for numbers in zip(*counted, strict=True))
    say(f"seeds {right:,} of {all_:,} cells")
    assert (right, all_) == (1_000, 1_000)


@pytest.mark.parametrize("id", SAMPLES)
def test_samples_cells(id: str, say: Say) -> None:
    right, all_ = right_cells(id)
    say(f"{paths(id)[0].name} {right:,} of {all_:,} cells")
    assert (right, all_) == (200, 200)


@pytest.mark.parametrize("id", [*SEEDS, *SAMPLES])
def test_identity_dates_and_contact(id: str) -> None:
    got, expected = report_json(read(id)), truth(id)
    keys = (
        "organ",
        "report_year",
        "form",
        "title",
        "published_on",
        "signed_on",
        "period",
        "contact",
    )
    present = [key for key in keys if key in expected]
    assert {key: got[key] for key in present} == {key: expected[key] for key in present}
    assert got["cells_expected"] == got["cells_read"] == 200


def test_identities_count(say: Say) -> None:
    keys = ("organ", "report_year", "title")
    right = sum(all(report_json(read(id))[key] == truth(id)[key] for key in keys) for id in SEEDS)
    say(f"seeds {right} of {len(SEEDS)} organs, years and titles")
    assert right == len(SEEDS)


def test_sections(say: Say) -> None:
    right = 0
    for id in SEEDS:
        got = {section["number"]: section for section in report_json(read(id))["sections"]}
        assert sorted(got) == [1, 2, 3, 4, 5, 6]
        for expected in truth(id)["sections"]:
            section = got[expected["number"]]
            body = squeezed(section["text"])
            assert squeezed(section["heading"]) == squeezed(expected["heading"])
            assert body[:20] == expected["first_20_chars"]
            assert body[-20:] == expected["last_20_chars"]
            assert len(body) == expected["body_chars"]
            right += 1
    say(f"seeds {right} of 30 sections")
    assert right == 30


def test_stated(say: Say) -> None:
    found = wanted = 0
    for id in (*SEEDS, *SAMPLES):
        keys = ("quote", "metric", "value", "cell", "agrees")
        got = [tuple(s[key] for key in keys) for s in report_json(read(id))["stated"]]
        expected = [tuple(s[key] for key in keys) for s in truth(id).get("stated", [])]
        assert set(got) - set(expected) == set(), "figures read that the narrative does not state"
        wanted += len(expected)
        found += len(set(got) & set(expected))
    say(f"{found} of {wanted} stated figures, none read wrongly")
    assert found == wanted


def expected_flags() -> dict[str, Any]:
    path = SHARED / "truth" / "expected_flags.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return loaded


def certain(id: str) -> list[dict[str, Any]]:
    return [flag for flag in expected_flags()[id]["flags"] if flag["certainty"] == "certain"]


def same_place(quote: str, printed: str | None) -> bool:
    a, b = squeezed(quote), squeezed(printed or "")
    return bool(b) and (a in b or b in a)


def hits(id: str, expected: dict[str, Any]) -> list[Flag]:
    """The flags of the expected check at its place; `(no signature, no date)` has none."""
    return [
        flag
        for flag in checked(id).flags
        if flag.check == expected["check"]
        and (expected["quote"].startswith("(") or same_place(expected["quote"], flag.quote))
    ]


def test_certain_flags(say: Say) -> None:
    raised = wanted = 0
    for id in SEEDS:
        for expected in certain(id):
            wanted += 1
            found = [f for f in hits(id, expected) if f.severity == expected["severity"]]
            assert len(found) == 1, (id, expected, checked(id).flags)
            raised += 1
    say(f"{raised} of {wanted} certain flags raised")
    assert raised == wanted


def test_artefacts_are_no_faults(say: Say) -> None:
    artefacts = [
        (id, flag)
        for id in SEEDS
        for flag in expected_flags()[id]["flags"]
        if flag["certainty"] == "artefact"
    ]
    raised = [(id, flag["quote"]) for id, flag in artefacts if hits(id, flag)]
    say(f"{len(raised)} of {len(artefacts)} artefacts of extraction raised as flags")
    assert raised == []


def test_no_flag_that_must_not_be_raised(say: Say) -> None:
    forbidden = 0
    for id in SEEDS:
        banned = set(expected_flags()[id]["must_not_raise"])
        raised = {flag.check for flag in checked(id).flags}
        assert raised & banned == set(), id
        forbidden += len(banned)
    say(f"0 of {forbidden} flags raised that must not be")


def test_every_error_and_warning_is_an_expected_one() -> None:
    for id in SEEDS:
        listed = [f for f in expected_flags()[id]["flags"] if f["certainty"] != "artefact"]
        for flag in checked(id).flags:
            if flag.severity == "info":
                continue
            assert any(
                flag.check == expected["check"]
                and same_place(expected["quote"], flag.quote)
                and SEVERITIES.index(flag.severity) >= SEVERITIES.index(expected["severity"])
                for expected in listed
            ), (id, flag)


def test_samples_raise_no_error() -> None:
    assert [f for f in checked("huaian_2024").flags if f.severity == "error"] == []
    assert [f for f in checked("minimal_2025").flags if f.check.startswith("A")] == []
