"""Are the bundled demo documents what their figures say, and wrong only where declared?"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from parsers.checks import run_checks
from parsers.documents import read_document
from parsers.reading import read_report
from parsers.report import Report
from tests.data import compose

SOURCES = {source.id: source for source in compose.sources()}
CHANNELS = ("review", "litigation_direct", "litigation_after_review")

each = pytest.mark.parametrize("id", SOURCES)


def declared(id: str) -> Counter[tuple[str, str | None, str | None]]:
    """(check, item, column) of the errors a report is meant to contain."""
    return Counter(
        (error["check"], error.get("item"), error.get("column"))
        for error in SOURCES[id].facts["printed_errors"]
    )


def read(id: str) -> Report:
    path = compose.DOCUMENTS / SOURCES[id].name
    return read_report(read_document(path.read_bytes(), path.name))


def arithmetic(figures: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str | None]]:
    """A01–A06 and A08, written again without the project's rules."""
    rows = figures["applications"]
    for item, row in rows.items():
        if row["total"] != sum(row[column] for column in compose.COLUMNS[:-1]):
            yield "A01", item, "total"
    for column in compose.COLUMNS:
        results = rows["results_total"][column]
        if results != sum(rows[leaf][column] for leaf in compose.LEAVES):
            yield "A02", "results_total", column
        received = rows["new_received"][column] + rows["carried_over"][column]
        if received != results + rows["carried_forward"][column]:
            yield "A03", None, column
    for check, channel in zip(("A04", "A05", "A06"), CHANNELS, strict=True):
        cells = [figures["review_litigation"][f"{channel}_{o}"] for o in compose.OUTCOMES]
        if cells[-1] != sum(cells[:-1]):
            yield check, channel, "total"
    for item in ("regulations", "normative_documents"):
        row = figures["active_disclosure"][item]
        if row["in_force"] < row["issued"] - row["repealed"]:
            yield "A08", item, "in_force"


@each
def test_figures_add_up_but_where_declared(id: str) -> None:
    found = Counter(arithmetic(SOURCES[id].figures))
    meant = Counter({key: count for key, count in declared(id).items() if key[0].startswith("A")})
    assert found == meant


def consecutive() -> Iterator[tuple[str, str]]:
    """(id of a year, id of the next year) of one organ."""
    by_year = {
        (source.published_as["organ"], source.published_as["report_year"]): id
        for id, source in SOURCES.items()
    }
    for (organ, year), id in by_year.items():
        if (organ, year + 1) in by_year:
            yield id, by_year[organ, year + 1]


def test_years_meet() -> None:
    pairs = list(consecutive())
    assert len(pairs) >= 6
    for before, after in pairs:
        old, new = SOURCES[before].figures, SOURCES[after].figures
        # Y01
        assert new["applications"]["carried_over"] == old["applications"]["carried_forward"], after
        for item in ("regulations", "normative_documents"):  # Y02
            a, b = old["active_disclosure"][item], new["active_disclosure"][item]
            assert b["in_force"] == a["in_force"] + b["issued"] - b["repealed"], (after, item)


@each
def test_every_figure_says_where_it_comes_from(id: str) -> None:
    facts = SOURCES[id].facts
    assert facts["source"]["where"]
    assert facts["source"]["year"]
    assert facts["source"]["note"]
    assert bool(facts["derived"]) == ("derivation" in facts)
    cells = json.dumps(facts["figures"]).count(": ") - json.dumps(facts["figures"]).count(": {")
    assert cells == 200


def test_bundle_is_varied() -> None:
    published = [source.published_as for source in SOURCES.values()]
    years_of = Counter(p["organ"] for p in published)
    assert sum(count >= 3 for count in years_of.values()) >= 2
    assert {p["markup"] for p in published} == {*compose.PAGES, "docx"}
    assert sum(bool(source.facts["printed_errors"]) for source in SOURCES.values()) == 2


@each
def test_committed_file_is_what_compose_makes(id: str) -> None:
    path = compose.DOCUMENTS / SOURCES[id].name
    data = path.read_bytes()
    assert compose.content(data) == compose.content(compose.compose(SOURCES[id]))
    assert len(data) < 60_000


def test_nothing_else_lies_in_the_folders() -> None:
    files = {
        path.relative_to(compose.DOCUMENTS).as_posix()
        for path in compose.DOCUMENTS.glob("*/*")
        if not path.name.startswith(".")
    }
    assert files == {source.name for source in SOURCES.values()}


def test_portals_are_fictitious_and_local() -> None:
    with (compose.DOCUMENTS / "portals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} == {s.published_as["portal"] for s in SOURCES.values()}
    for row in rows:
        assert row["division_code"].startswith("99")
        assert row["site_id_code"].startswith(row["division_code"])
        assert row["home_url"].startswith("http://127.0.0.")


@each
def test_document_is_read_as_its_figures(id: str) -> None:
    report, published, figures = read(id), SOURCES[id].published_as, SOURCES[id].figures
    assert report.organ == published["organ"]
    assert report.report_year == published["report_year"]
    assert report.form == "2021"
    assert report.active_disclosure == figures["active_disclosure"]
    assert report.applications == figures["applications"]
    assert {
        f"{channel}_{outcome}": value
        for channel, row in report.review_litigation.items()
        for outcome, value in row.items()
    } == figures["review_litigation"]
    assert (report.cells_expected, report.cells_read, report.cells_blank) == (200, 200, 0)
    assert not report.cell_notes
    assert [section.number for section in report.sections if section.number] == [1, 2, 3, 4, 5, 6]


@each
def test_document_says_when_and_who(id: str) -> None:
    report, year = read(id), SOURCES[id].published_as["report_year"]
    assert report.period_start == dt.date(year, 1, 1)
    assert report.period_end == dt.date(year, 12, 31)
    assert report.signed_on is not None
    assert report.signed_on.year == year + ("D01" not in {check for check, *_ in declared(id)})
    if published_on := SOURCES[id].published_as["published_on"]:
        assert report.published_on == dt.date.fromisoformat(published_on[:10])
    # Clearly nobody's: no such dialling code, no such host.
    assert (report.contact.phone or "").startswith("0000-")
    assert (report.contact.email or "").endswith("@example.gov.cn")


@each
def test_checks_raise_what_is_declared_and_nothing_else(id: str) -> None:
    results = run_checks(read(id))
    serious = Counter(flag.check for flag in results.flags if flag.severity != "info")
    assert serious == Counter(check for check, *_ in declared(id).elements())
    # Fine points too: a heading, a label or a sentence that is off would show in the demo.
    assert not [flag for flag in results.flags if flag.severity == "info"]


def test_stated_figures_are_found_and_agree() -> None:
    """The narrative states figures in every report; only the declared ones disagree."""
    for id in SOURCES:
        stated = [s for s in read(id).stated if s.cell is not None]
        wrong = [s.quote for s in stated if s.agrees is False]
        assert len(stated) >= 2, id
        meant = [e["quote"] for e in SOURCES[id].facts["printed_errors"] if e["check"] == "N03"]
        assert len(wrong) == len(meant), (id, wrong)
