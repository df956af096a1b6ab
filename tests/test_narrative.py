"""Which figures are read from a narrative, and which are left alone?

The tables here are small and plain, so that every cell has its own number and a figure held against
the wrong cell would show. The sentences are in data/stated_sentences.txt (each with all that may be
read from it) and data/unread_sentences.txt (nothing may be).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parsers.clauses import clauses, is_other_year, numbers
from parsers.narrative import read_stated
from parsers.report import Section, Stated
from parsers.stated.cells import cell_value

DATA = Path(__file__).resolve().parent / "data"

LEAVES = (
    *("denied_state_secret", "denied_other_law", "denied_three_security_one_stability"),
    *("denied_third_party_rights", "denied_internal_affairs", "denied_process_info"),
    *("denied_enforcement_file", "denied_admin_query"),
    *("unable_not_held", "unable_needs_creation", "unable_unclear_after_correction"),
    *("not_processed_petition", "not_processed_duplicate", "not_processed_publication"),
    *("not_processed_excessive", "not_processed_confirm_reissue"),
    *("other_overdue_correction", "other_overdue_fee", "other_misc"),
)
APPLICANTS = (
    *("natural_person", "commercial", "research", "social_welfare", "legal_service", "other"),
)
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")


def tables(
    applicants: tuple[int, ...],
    totals: dict[str, int],
    leaves: dict[str, int],
    disputes: tuple[tuple[int, ...], ...],
    active: tuple[Any, ...],
) -> dict[str, Any]:
    regulations, documents, licensing, penalty, compulsion, fees = active
    columns = ("issued", "repealed", "in_force")
    received = {**dict(zip(APPLICANTS, applicants, strict=True)), "total": sum(applicants)}
    channels = ("review", "litigation_direct", "litigation_after_review")
    return {
        "active_disclosure": {
            "regulations": dict(zip(columns, regulations, strict=True)),
            "normative_documents": dict(zip(columns, documents, strict=True)),
            "administrative_licensing": {"decisions": licensing},
            "administrative_penalty": {"decisions": penalty},
            "administrative_compulsion": {"decisions": compulsion},
            "administrative_fees": {"amount_wan_yuan": fees},
        },
        "applications": {
            "new_received": received,
            **{row: {"total": value} for row, value in totals.items()},
            **{leaf: {"total": leaves.get(leaf, 0)} for leaf in LEAVES},
        },
        "review_litigation": {
            channel: dict(zip(OUTCOMES, values, strict=True))
            for channel, values in zip(channels, disputes, strict=True)
        },
    }


TABLES = tables(
    (25, 6, 0, 1, 4, 0),
    {
        "carried_over": 2,
        "granted": 12,
        "partially_granted": 3,
        "results_total": 35,
        "carried_forward": 9,
    },
    {
        "denied_other_law": 1,
        "denied_internal_affairs": 4,
        "unable_not_held": 7,
        "unable_needs_creation": 1,
        "not_processed_duplicate": 5,
        "other_misc": 2,
    },
    ((4, 1, 0, 0, 5), (1, 0, 0, 1, 2), (1, 0, 0, 0, 1)),
    ((0, 0, 11), (8, 3, 21), 1234, 56, 0, 8310.5),
)
COUNTY = tables(
    (29, 5, 0, 1, 2, 0),
    {
        "carried_over": 4,
        "granted": 11,
        "partially_granted": 3,
        "results_total": 38,
        "carried_forward": 3,
    },
    {
        "denied_other_law": 1,
        "denied_internal_affairs": 2,
        "denied_process_info": 3,
        "denied_enforcement_file": 1,
        "unable_not_held": 6,
        "unable_needs_creation": 2,
        "unable_unclear_after_correction": 1,
        "not_processed_petition": 4,
        "not_processed_duplicate": 1,
        "other_overdue_correction": 1,
        "other_misc": 2,
    },
    ((3, 1, 0, 2, 6), (1, 0, 0, 1, 2), (2, 0, 1, 0, 3)),
    ((0, 0, 0), (8, 5, 47), 1523, 212, 14, 36.78),
)
SETS = {"small": (TABLES, 2023), "county": (COUNTY, 2024)}
APPLICATIONS = TABLES["applications"]
ABOUT_APPLICATIONS = "（二）依申请公开情况\n"


def stated(text: str, number: int = 1, **more: Any) -> tuple[Stated, ...]:
    return read_stated([Section(0, number, None, text)], TABLES, 2023, **more)


def read(text: str, **more: Any) -> dict[str, tuple[float, bool | None]]:
    return {s.metric: (s.value, s.agrees) for s in stated(text, **more)}


SHORT = (
    ("applications_received_", ""),
    ("applications_", ""),
    ("results_", ""),
    ("normative_documents", "norm"),
    ("regulations", "reg"),
    ("administrative_", ""),
)
MARKS = {True: "", False: "!", None: "?"}


def short(found: Stated) -> str:
    """received=36, received=0! where the table disagrees, received=12? where there is no cell."""
    metric = found.metric
    for long, brief in SHORT:
        if metric.startswith(long):
            metric = brief + metric[len(long) :]
            break
    return f"{metric}={found.value:g}{MARKS[found.agrees]}"


def sentences(name: str) -> Iterator[tuple[str, str]]:
    """(heading of the group, line)."""
    group = ""
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line.startswith("## "):
            group = line[3:]
        elif line and not line.startswith("#"):
            yield group, line


STATED = list(sentences("stated_sentences.txt"))
UNREAD = list(sentences("unread_sentences.txt"))


@pytest.mark.parametrize(("group", "line"), STATED, ids=[line for _, line in STATED])
def test_all_that_is_stated_is_read_and_nothing_else(group: str, line: str) -> None:
    text, _, expected = line.partition(" | ")
    _, name, place = group.split(" · ")
    cells, year = SETS[name]
    number, whole = (int(place), text) if place.isdigit() else (1, f"{place}\n{text}")
    found = read_stated([Section(0, number, None, whole)], cells, year)
    assert sorted(map(short, found)) == sorted(expected.split())


@pytest.mark.parametrize("text", [line for _, line in UNREAD])
def test_what_is_none_of_our_figures(text: str) -> None:
    before = "2023年，全年共收到政府信息公开申请36件。"
    for prefix in (ABOUT_APPLICATIONS, before, ""):
        found = [s for s in stated(prefix + text) if s.end > len(prefix)]
        assert [s.quote for s in found if s.cell is not None] == []


def test_there_are_enough_sentences() -> None:
    assert len(STATED) >= 150
    assert len(UNREAD) >= 150


@pytest.mark.parametrize(
    ("organ", "text", "expected"),
    [
        # a bureau: 全县 is not its own, nor its parts alone
        ("bureau", "全县共受理政府信息公开申请560件，我局受理36件。",
         "received=560?[全县] received=36[我局]"),
        ("bureau", "全县各部门共受理政府信息公开申请560件，办结550件，"
         "其中我局收到政府信息公开申请36件，办结35件。",
         "received=560?[全县各部门] completed=550?[全县各部门] "
         "received=36[我局] completed=35[我局]"),
        ("bureau", "所属分局收到政府信息公开申请6件，办结6件。",
         "received=6?[所属分局] completed=6?[所属分局]"),
        ("bureau", "局机关收到政府信息公开申请7件。", "received=7?[局机关]"),
        ("bureau", "云岭县市场监督管理局共收到政府信息公开申请36件。",
         "received=36[云岭县市场监督管理局]"),
        ("bureau", "县市场监管局共收到政府信息公开申请36件。", "received=36[县市场监管局]"),
        ("bureau", "市市场监督管理局收到政府信息公开申请90件。", "received=90?[市市场监督管理局]"),
        ("bureau", "我局共收到政府信息公开申请36件，其中办公室答复13件，办结35件。",
         "received=36[我局] completed=13?[办公室] completed=35[-]"),
        # a government: the whole is its own, the bodies are not
        ("government", "县自然资源局收到政府信息公开申请12件，办结11件。",
         "received=12?[县自然资源局] completed=11?[县自然资源局]"),
        ("government", "县自然资源局收到申请12件。办结12件。", "received=12?[县自然资源局]"),
        ("government", "全县共收到政府信息公开申请36件，其中县政府收到12件，办结12件。",
         "received=36[全县] received=12?[县政府] completed=12?[县政府]"),
        ("government", "县政府本级收到政府信息公开申请12件，办结12件；部门收到25件，办结26件。",
         "received=12?[县政府本级] completed=12?[县政府本级] "
         "received=25?[部门] completed=26?[部门]"),
        ("government", "县政府办公室共收到申请12件，答复12件；"
         "全县共收到政府信息公开申请36件，办结35件。",
         "received=12?[县政府办公室] completed=12?[县政府办公室] "
         "received=36[全县] completed=35[全县]"),
        ("government", "各乡镇共收到政府信息公开申请5件。", "received=5?[各乡镇]"),
        ("government", "县直部门收到政府信息公开申请25件。", "received=25?[县直部门]"),
        ("government", "全县各级行政机关共收到政府信息公开申请36件，"
         "其中县政府办公室受理12件，办结35件。",
         "received=36[全县各级行政机关] received=12?[县政府办公室] completed=35[-]"),
        ("government", "全市共收到政府信息公开申请560件，我县收到36件。",
         "received=560?[全市] received=36[我县]"),
        ("government", "云岭县人民政府共收到政府信息公开申请36件。", "received=36[云岭县人民政府]"),
        ("government", "县政府制发行政规范性文件3件，县级部门制发行政规范性文件5件。",
         "norm_issued=3?[县政府] norm_issued=5?[县级部门]"),
        ("government", "全县制发行政规范性文件8件，县审批局作出行政许可决定900件。",
         "norm_issued=8[全县] licensing=900?[县审批局]"),
        ("government", "县政府被申请政府信息公开行政复议2件。", "review_total=2?[县政府]"),
        ("office", "市政府办公室收到政府信息公开申请36件。", "received=36[市政府办公室]"),
        ("office", "全市共收到政府信息公开申请3600件，我办收到36件。",
         "received=3600?[全市] received=36[我办]"),
        ("town", "我镇共收到政府信息公开申请36件，镇政府办结35件。",
         "received=36[我镇] completed=35[镇政府]"),
        ("town", "全县收到政府信息公开申请360件，官庄镇收到36件。",
         "received=360?[全县] received=36[官庄镇]"),
        (None, "全市共收到政府信息公开申请36件，我局办结35件。",
         "received=36[全市] completed=35[我局]"),
        (None, "市政府办公室收到政府信息公开申请12件。", "received=12?[市政府办公室]"),
    ],
)  # fmt: skip
def test_whose_figure_it_is(organ: str | None, text: str, expected: str) -> None:
    names = {
        "bureau": "云岭县市场监督管理局",
        "government": "云岭县人民政府",
        "office": "云岭市人民政府办公室",
        "town": "云岭县官庄镇人民政府",
    }
    found = stated(ABOUT_APPLICATIONS + text, organ=names.get(organ or ""))
    said = [f"{short(s)}[{s.scope or '-'}]" for s in found]
    assert said == expected.split()
    assert all((s.cell is None) == (s.agrees is None) for s in found)


def test_both_readings_of_received() -> None:
    """受理38件 may hold the 2 carried over: it agrees, with the sum as its cell."""
    (found,) = stated("全年受理政府信息公开申请38件。")
    assert found.agrees is True
    assert found.cell == "applications.new_received.total+carried_over.total"
    assert read("全年受理政府信息公开申请37件。")["applications_received"] == (37, False)


def test_a_sum_of_what_there_was_to_do_is_not_what_was_done() -> None:
    text = "共办理政府信息公开申请38件，其中新收36件，上年结转2件。"
    found = {(s.metric, s.cell) for s in stated(text)}
    assert ("applications_received", "applications.new_received.total+carried_over.total") in found
    assert "applications_completed" not in {metric for metric, _ in found}
    assert read("共办理政府信息公开申请40件。")["applications_completed"] == (40, False)


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("收到政府信息公开申请37件，办结34件。", "applications_completed", 34),
        ("新收申请36件、上年结转3件、办结35件。", "applications_carried_over", 3),
        ("收到政府信息公开申请36件，比上年增加5件，结转下年度8件。",
         "applications_carried_forward", 8),
        ("共有35件政府信息公开申请。", "applications_received", 35),
        ("办结35件，其中予以公开11件。", "results_granted", 11),
        ("因涉及内部事务信息不予公开3件。", "results_denied_internal_affairs", 3),
        ("因不掌握等原因无法提供7件。", "results_unable_total", 7),
        ("收到政府信息公开申请36件，其中自然人24件。", "applications_received_natural_person", 24),
        ("因政府信息公开被申请行政复议4件。", "review_total", 4),
        ("政府信息公开行政复议5件，其中结果维持3件。", "review_upheld", 3),
        ("政府信息公开行政诉讼3件，未经复议直接起诉1件。", "litigation_direct_total", 1),
        ("制发行政规范性文件8件，废止2件。", "normative_documents_repealed", 2),
        ("作出许可决定1234件，处罚决定55件。", "administrative_penalty", 55),
        ("全年行政事业性收费8310.6万元。", "administrative_fees", 8310.6),
        ("政府信息公开行政复议5件，均获维持。", "review_upheld", 5),
        ("收到政府信息公开申请36件，申请人均为自然人。",
         "applications_received_natural_person", 36),
    ],
)  # fmt: skip
def test_a_false_figure_disagrees(text: str, metric: str, value: float) -> None:
    assert read(ABOUT_APPLICATIONS + text)[metric] == (value, False)


@pytest.mark.parametrize(
    "text",
    [
        "按时办结33件，延期办结2件。",
        "收到政府信息公开申请36件。受理30件。",
        "办结政府信息公开申请35件。按时办结33件。",
        "上年结转2件中，予以公开1件。",
        "上年结转2件，全部为自然人申请。",
        "予以公开12件，均为自然人。",
        "收到政府信息公开申请36件，其中办结30件当场办结。",
        "自然人申请中，予以公开9件。",
        "收到政府信息公开申请12件（县自然资源局）。",
        "收到政府信息公开申请36件，登记40件。",
    ],
)
def test_nothing_disagrees_that_may_speak_of_a_part(text: str) -> None:
    assert [s.quote for s in stated(ABOUT_APPLICATIONS + text) if s.agrees is False] == []


def test_a_section_of_its_own_needs_no_heading() -> None:
    assert read("收到申请36件，均已答复。", number=3)["applications_received"] == (36, True)
    assert read("行政复议5件，行政诉讼3件。", number=4)["litigation_total"] == (3, True)
    assert stated("行政复议5件，行政诉讼3件。") == ()


def test_another_year_lasts_until_this_one_is_named() -> None:
    text = "2022年，共收到政府信息公开申请30件。其中予以公开10件。2023年收到政府信息公开申请36件。"
    assert read(text) == {"applications_received": (36, True)}
    assert read("2022年收到申请30件。\n全年收到政府信息公开申请36件。") == {
        "applications_received": (36, True)
    }


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("2022年收到5件", False, True),
        ("2023年收到8件", True, False),
        ("比上年增加5件", False, False),
        ("较2022年增加5件", False, False),
        ("今年以来收到8件", False, False),
        ("办结5件", True, True),
        ("去年收到5件", False, True),
    ],
)
def test_whose_year_a_clause_speaks_of(text: str, before: bool, expected: bool) -> None:
    assert is_other_year(text, 2023, before) is expected


@pytest.mark.parametrize(
    ("printed", "qualifier", "agrees"),
    [
        ("30余", "over", True),
        ("40余", "over", False),
        ("近40", "almost", True),
        ("近30", "almost", False),
        ("约35", "about", True),
        ("约60", "about", False),
    ],
)
def test_qualifiers(printed: str, qualifier: str, agrees: bool) -> None:
    (found,) = stated(f"全年收到政府信息公开申请{printed}件。")
    assert (found.qualifier, found.agrees) == (qualifier, agrees)


def test_wan_is_rounded() -> None:
    """1.3万 stands for 12,500 to 13,500."""
    assert read("作出行政许可决定0.1万件。")["administrative_licensing"] == (1_000, True)
    assert read("作出行政许可决定0.2万件。")["administrative_licensing"] == (2_000, False)


def test_all_upheld_means_every_one() -> None:
    found = read("信息公开行政复议5件，诉讼3件，均获维持。")
    assert found["review_upheld"] == (5, False)
    assert found["litigation_upheld"] == (3, False)


def test_other_sections_are_not_read() -> None:
    assert stated("收到政府信息公开申请36件。", number=5) == ()
    assert stated("收到政府信息公开申请36件。", number=6) == ()


def test_places_are_exact_with_spaces_and_joined_clauses() -> None:
    text = (
        "（二）依申请公开\n2023 年共收到政府信息公开 申请 36 件，其中予以公开 12 件、\u3000"
        "部分公开（3 件）；办结数 ： 35 件。"
    )
    found = stated(text)
    assert [s.value for s in found] == [36, 12, 3, 35]
    for s in found:
        assert "".join(text[s.start : s.end].split()).replace("（", "：") == s.quote


def test_a_missing_row_makes_its_sum_unknown() -> None:
    cells = {"applications": dict(APPLICATIONS)}
    assert cell_value("sum(applications.denied_*.total)", cells) == 5
    del cells["applications"]["denied_state_secret"]
    assert cell_value("sum(applications.denied_*.total)", cells) is None


def test_clauses_keep_thousands_together() -> None:
    (sentence,) = clauses("收到申请1,234件，办结5件。")
    assert [clause.text for clause in sentence] == ["收到申请1,234件", "办结5件"]
    assert [match["digits"] for match in numbers(sentence[0].text)] == ["1,234"]
