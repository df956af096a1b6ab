"""Which figures are read from a narrative, and which are left alone?

The tables here are small and plain, so that every cell has its own number and a figure held against
the wrong cell would show.
"""

from __future__ import annotations

from typing import Any

import pytest

from parsers.narrative import cell_value, clauses, numbers, read_stated
from parsers.report import Section, Stated

APPLICATIONS: dict[str, dict[str, int]] = {
    "new_received": {"natural_person": 30, "commercial": 6, "research": 0, "total": 36},
    "carried_over": {"total": 2},
    "granted": {"total": 12},
    "partially_granted": {"total": 3},
    **{
        f"denied_{name}": {"total": value}
        for name, value in (
            ("state_secret", 0),
            ("other_law", 1),
            ("three_security_one_stability", 0),
            ("third_party_rights", 0),
            ("internal_affairs", 4),
            ("process_info", 0),
            ("enforcement_file", 0),
            ("admin_query", 0),
        )
    },
    "unable_not_held": {"total": 7},
    "unable_needs_creation": {"total": 1},
    "unable_unclear_after_correction": {"total": 0},
    "not_processed_petition": {"total": 0},
    "not_processed_duplicate": {"total": 5},
    "not_processed_publication": {"total": 0},
    "not_processed_excessive": {"total": 0},
    "not_processed_confirm_reissue": {"total": 0},
    "other_overdue_correction": {"total": 0},
    "other_overdue_fee": {"total": 0},
    "other_misc": {"total": 2},
    "results_total": {"total": 35},
    "carried_forward": {"total": 9},
}
TABLES: dict[str, Any] = {
    "active_disclosure": {
        "regulations": {"issued": 0, "repealed": 0, "in_force": 11},
        "normative_documents": {"issued": 8, "repealed": 3, "in_force": 21},
        "administrative_licensing": {"decisions": 1234},
        "administrative_penalty": {"decisions": 56},
        "administrative_compulsion": {"decisions": 0},
        "administrative_fees": {"amount_wan_yuan": 8310.5},
    },
    "applications": APPLICATIONS,
    "review_litigation": {
        "review": {"upheld": 4, "corrected": 1, "other": 0, "pending": 0, "total": 5},
        "litigation_direct": {"upheld": 1, "corrected": 0, "other": 0, "pending": 1, "total": 2},
        "litigation_after_review": {
            "upheld": 1, "corrected": 0, "other": 0, "pending": 0, "total": 1,
        },
    },
}  # fmt: skip


def stated(text: str, number: int = 1, **more: Any) -> tuple[Stated, ...]:
    return read_stated([Section(0, number, None, text)], TABLES, 2023, **more)


def read(text: str, **more: Any) -> dict[str, tuple[float, bool | None]]:
    return {s.metric: (s.value, s.agrees) for s in stated(text, **more)}


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("全年收到政府信息公开申请36件。", "applications_received", 36),
        ("政府信息公开申请共收到36件。", "applications_received", 36),
        ("通过网络、信函等渠道收到信息公开申请 36 件。", "applications_received", 36),
        ("2023年受理依申请公开事项为36件。", "applications_received", 36),
        ("我局共收到申请36件。", "applications_received", 36),
        ("收到政府信息公开申请36件，上年结转2件，办结35件。", "applications_completed", 35),
        ("收到政府信息公开申请36件，上年结转2件，办结35件。", "applications_carried_over", 2),
        ("另有2022年结转申请2件，均为政府信息公开申请。", "applications_carried_over", 2),
        ("政府信息公开申请方面，结转2022年2件。", "applications_carried_over", 2),
        ("政府信息公开申请结转至2024年9件。", "applications_carried_forward", 9),
        ("未办结的政府信息公开申请9件转入下一年度。", "applications_carried_forward", 9),
        ("收到政府信息公开申请36件，其中自然人30件、商业企业6件。",
         "applications_received_commercial", 6),
        ("对依申请公开事项，予以公开12件。", "results_granted", 12),
        ("办结政府信息公开申请35件。其中予以公开12件，部分公开3件。", "results_granted", 12),
        ("办结政府信息公开申请35件。其中予以公开12件，部分公开3件。",
         "results_partially_granted", 3),
        ("收到申请36件。\n办理结果：“予以公开”12件、“不予公开”5件。", "results_denied_total", 5),
        ("收到依申请公开36件，12件予以公开，3件部分公开。", "results_granted", 12),
        ("依申请公开答复中，不予公开5件（其他法律行政法规禁止公开1件、内部事务信息4件）。",
         "results_denied_other_law", 1),
        ("依申请公开答复中，因本机关不掌握无法提供7件。", "results_unable_not_held", 7),
        ("依申请公开答复中，因不掌握等原因无法提供8件。", "results_unable_total", 8),
        ("依申请公开答复中，其他处理2件，其中其他2件。", "results_other_misc", 2),
        ("共收到申请36件。（一）予以公开12件；（二）部分公开3件。",
         "results_partially_granted", 3),
        ("共收到申请36件。\n（一）予以公开12件；\n（二）部分公开3件。", "results_granted", 12),
        ("依申请公开中，予以公开及部分公开15件。", "results_granted_or_partially", 15),
        ("政府信息公开行政复议5件，维持4件，被纠正1件。", "review_corrected", 1),
        ("信息公开行政诉讼3件，其中未经复议直接起诉2件、复议后起诉1件。",
         "litigation_direct_total", 2),
        ("信息公开行政诉讼3件，其中未经复议直接起诉2件、复议后起诉1件。",
         "litigation_after_review_total", 1),
        ("制发行政规范性文件8件，废止3件，现行有效21件。", "normative_documents_in_force", 21),
        ("规章全年制定0件、现行有效11件；行政规范性文件全年制发8件。", "regulations_in_force", 11),
        ("作出行政许可决定1,234件、行政处罚决定56件。", "administrative_penalty", 56),
        ("行政事业性收费83105000元。", "administrative_fees", 8310.5),
        ("全年收取行政事业性收费8310.5万元。", "administrative_fees", 8310.5),
    ],
)  # fmt: skip
def test_figures_that_are_stated(text: str, metric: str, value: float) -> None:
    assert read(text)[metric] == (value, True)


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("2023年未收到政府信息公开申请。", "applications_received"),
        ("全年没有公民、法人或其他组织提出政府信息公开申请。", "applications_received"),
        ("本年度依申请公开受理量为零。", "applications_received"),
        ("全年无政府信息公开申请。", "applications_received"),
        ("未发生因政府信息公开引起的行政复议、行政诉讼。", "litigation_total"),
        ("因政府信息公开引起的行政复议、行政诉讼均为零。", "review_total"),
        ("政府信息公开行政复议、行政诉讼均未发生。", "review_total"),
        ("无一起因政府信息公开引发的行政复议、行政诉讼案件。", "litigation_total"),
        ("没有出台行政规范性文件。", "normative_documents_issued"),
        ("全年未作出行政处罚决定。", "administrative_penalty"),
        ("无行政许可、行政处罚和行政强制事项。", "administrative_licensing"),
        ("全年未收取行政事业性收费。", "administrative_fees"),
    ],
)
def test_words_for_none(text: str, metric: str) -> None:
    assert read(text)[metric] == (0, False)


@pytest.mark.parametrize(
    "text",
    [
        "办理人大代表建议36件、政协提案12件，全部答复。",
        "收到网民留言36条，答复36条。",
        "受理行政许可申请36件，办结36件。",
        "2022年收到政府信息公开申请36件。",
        "收到政府信息公开申请数量较上年增加3件。",
        "办理行政复议案件36件，行政诉讼应诉12件。",
        "对23件政策文件予以公开。",
        "依申请公开指南公布后20个工作日内答复。",
        "开展依申请公开业务培训5次，培训人员36人次。",
        "公示行政许可信息123条、行政处罚信息45条。",
        "审查备案规范性文件36件。",
        "在网站发布规范性文件解读36篇。",
        "减免行政事业性收费36万元。",
        "申请人对行政复议决定不服，未提起诉讼。",
        "受理残疾人补贴申请36件，办结36件。",
        "收到政府信息公开网上申请30件、信函申请6件。",
        "未收到法人和其他组织的政府信息公开申请。",
        "未收到申请人对信息公开答复的投诉。",
        "依申请公开事项延期答复5件。",
    ],
)
def test_what_is_none_of_our_figures(text: str) -> None:
    assert stated(text) == ()


def test_both_readings_of_received() -> None:
    """受理38件 may hold the 2 carried over: it agrees, with the sum as its cell."""
    (found,) = stated("全年受理政府信息公开申请38件。")
    assert found.agrees is True
    assert found.cell == "applications.new_received.total+carried_over.total"
    assert read("全年受理政府信息公开申请37件。")["applications_received"] == (37, False)


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


def test_all_natural_persons() -> None:
    found = read("收到政府信息公开申请36件，申请人均为自然人。")
    assert found["applications_received_natural_person"] == (36, False)


def test_a_part_of_the_area_says_nothing_of_the_whole() -> None:
    """市政府办公室受理12件 in a city's report; in the office's own it is the figure itself."""
    text = "市政府办公室收到政府信息公开申请12件。"
    (found,) = stated(text)
    assert (found.cell, found.agrees) == (None, None)
    (own,) = stated(text, organ="云岭市人民政府办公室")
    assert own.agrees is False


def test_other_sections_are_not_read() -> None:
    assert stated("收到政府信息公开申请36件。", number=5) == ()
    assert stated("收到政府信息公开申请36件。", number=6) == ()


def test_places_are_exact_with_spaces() -> None:
    text = "（二）依申请公开\n2023 年共收到政府信息公开 申请 36 件，予以公开 12 件。"
    for found in stated(text):
        assert "".join(text[found.start : found.end].split()) == found.quote


def test_a_missing_row_makes_its_sum_unknown() -> None:
    tables = {"applications": dict(APPLICATIONS)}
    assert cell_value("sum(applications.denied_*.total)", tables) == 5
    del tables["applications"]["denied_state_secret"]
    assert cell_value("sum(applications.denied_*.total)", tables) is None


def test_clauses_keep_thousands_together() -> None:
    (sentence,) = clauses("收到申请1,234件，办结5件。")
    assert [clause.text for clause in sentence] == ["收到申请1,234件", "办结5件"]
    assert [match["digits"] for match in numbers(sentence[0].text)] == ["1,234"]
