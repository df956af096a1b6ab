"""Is every word of every report found, whatever its length, and does no query fail?"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest

from archive import search as searching
from archive.search import build_search, fold, parse_query, search, tokens
from tests.site_fixture import invented, make_data

HOSTILE = [
    '"', "'", '""', "*", "环*", "^环", "NEAR", "NEAR(环 保)", "环 NEAR 保", "AND", "OR", "NOT 环",
    "title:环", "a AND", "(", ")", "((((", "-", "--", ";", "\\", "%", "_", "[", "{", "😀", "👩‍👩‍👧",
    "\x00", "环\x00保", "\ud800", "", " ", "　", "\n\t", "环" * 10_000, "a" * 10_000, "a " * 5_000,
    "﷽" * 500, "1" * 10_000, "'; drop table documents; --", "环保 OR 1=1", "𠀀", "①②③", "ﬀ", "ß",
    "İstanbul", "\u200b", "\u0301", "環保",
]  # fmt: skip


@pytest.fixture(scope="module")
def connections(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    reports = invented()
    reports[0]["sections"][1] = (
        1,
        "一、总体情况",
        "接听ＣＯＶＩＤ－19来电，见附件A4纸。聊 城 市\n昌润南路",
    )
    archive = make_data(folder, reports, captures=False)
    assert build_search(archive, folder / "search.db") == len(reports)
    with (
        closing(sqlite3.connect(folder / "search.db")) as words,
        closing(sqlite3.connect(archive)) as db,
    ):
        yield words, db, reports


def found(connections, text, **filters) -> set[str]:
    words, db, _ = connections
    return {hit.report_id for hit in search(words, db, text, limit=100, **filters).hits}


def ids(reports) -> list[str]:
    return [f"{report['organ_id']}-{report['report_year']}" for report in reports]


def texts(reports) -> dict[str, str]:
    return {
        id: "\n".join(
            [report["organ"], report["title"]]
            + [part for _, heading, text in report["sections"] for part in (heading, text) if part]
        )
        for id, report in zip(ids(reports), reports, strict=True)
    }


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 12])
def test_every_chinese_substring_is_found_and_nothing_else(connections, length):
    """Recall and precision against a plain search of the texts, for random substrings."""
    _, _, reports = connections
    plain = {id: fold(text) for id, text in texts(reports).items()}
    chance = random.Random(length)
    runs = [
        run
        for text in plain.values()
        for line in text.split("\n")
        for run in "".join(c if "\u4e00" <= c <= "\u9fff" else "\n" for c in line).split("\n")
        if len(run) >= length
    ]
    for run in chance.sample(runs, 60):
        start = chance.randrange(len(run) - length + 1)
        word = run[start : start + length]
        expected = {id for id, text in plain.items() if word in text.replace(" ", "")}
        assert found(connections, word) == expected, word


@pytest.mark.parametrize(
    "query", ["12345", "１２３４５", "covid", "COVID-19", "ＣＯＶＩＤ-19", "COVID－19", "covid19"]
)
def test_latin_and_digits_fold(connections, query):
    _, _, reports = connections
    hits = found(connections, query)
    assert hits
    if "12345" not in query and "１" not in query:
        assert ids(reports)[0] in hits


def test_mixed_words_numbers_and_blanks(connections):
    _, _, reports = connections
    first = ids(reports)[0]
    for query in ("A4纸", "附件A4纸", "聊城市", "聊 城 市", "19来电"):
        assert first in found(connections, query), query
    assert found(connections, "1234") == set()
    assert found(connections, "COVI") == set()
    assert found(connections, "城市昌") == set()  # not across lines


def test_several_words_are_all_wanted_wherever_they_stand(connections):
    both = found(connections, "临河县 复议")
    assert both
    assert both == found(connections, "临河县") & found(connections, "复议")
    assert found(connections, "临河县 晋翠市") == set()


def test_filters(connections):
    assert {id[-4:] for id in found(connections, "公开", year=2023)} == {"2023"}
    only = found(connections, "公开", province="山西省")
    assert only
    assert all(id.startswith("140501") for id in only)
    assert found(connections, "公开", province="' or 1=1") == set()


def test_snippets_show_the_words_in_the_stored_spelling(connections):
    words, db, reports = connections
    hit = next(h for h in search(words, db, "covid-19").hits if h.report_id == ids(reports)[0])
    assert ("ＣＯＶＩＤ－19", True) in hit.snippet
    assert hit.section == 1
    name = search(words, db, "临河县", limit=1).hits[0]
    assert ("临河县", True) in name.title
    stored = dict(db.execute("select id, title from reports").fetchall())
    assert "".join(text for text, _ in name.title) == stored[name.report_id]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda q: repr(q)[:20])
def test_no_query_fails(connections, query):
    words, db, _ = connections
    results = search(words, db, query, limit=5, offset=3)
    assert results.total >= len(results.hits)
    for hit in results.hits:
        assert all(isinstance(text, str) for text, _ in hit.snippet)


def test_empty_queries_find_nothing():
    for text in ("", "  ", "“”", "😀", "***"):
        assert parse_query(text).match is None


def test_common_words_are_capped_and_newest_first(connections, monkeypatch):
    words, db, reports = connections
    monkeypatch.setattr(searching, "RANK_CAP", 5)
    results = search(words, db, "公开", limit=100)
    assert results.capped
    assert results.total == 5
    years = [hit.year for hit in results.hits]
    assert years == sorted(years, reverse=True)
    assert not search(words, db, "公开", limit=10, offset=10).hits
    assert len(reports) > 5


def test_the_named_organ_comes_first(connections):
    words, db, _ = connections
    assert search(words, db, "晋翠市生态环境局").hits[0].report_id.startswith("140501")


def test_tokens():
    assert tokens("环保12345热线A4") == "环保 保 12345 热线 线 a 4"
    assert tokens("") == ""


def test_an_index_is_never_written_over(tmp_path):
    archive = make_data(tmp_path, captures=False)
    (tmp_path / "search.db").write_bytes(b"")
    with pytest.raises(FileExistsError, match=r"search\.db"):
        build_search(archive, tmp_path / "search.db")
