"""Which reports contain these words? Chinese of any length from one character, Latin, numbers.

search.db stands beside archive.db and holds one full-text row per report: organ, title, text. The
tokens are made here, in Python, and not by SQLite, because no tokenizer of SQLite 3.40 finds a
two-character word and a one-character word:

    新冠疫情12345 → 新冠 冠疫 疫情 情 12345

A run of Chinese is cut into overlapping pairs; its last character also stands alone. So every
character begins exactly one token: a word of n ≥ 2 characters is the phrase of its pairs, a single
character a prefix. Letters and digits are separate runs, folded by NFKC and case, so that
`ＣＯＶＩＤ－19`, `COVID-19` and `covid19` are one. The table is contentless (the text lies in
archive.db already); snippets are cut from the stored text for the shown winners only.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

MAX_QUERY = 200
"""Characters of a query that are looked at; nobody types more, machines send 10,000."""

MAX_TERMS = 12

RANK_CAP = 2_000
"""Ranking reads every match; a word that stands in every report costs 80 ms at 60,000 reports. With
more matches than this the newest reports come first and the total is given as "at least"."""

SNIPPET = 110
"""Characters of a snippet, about three lines on a phone."""

WEIGHTS = (12.0, 6.0, 1.0)
"""bm25 weights of organ, title, text: who searches a name wants that organ's report first."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Blanks between two Chinese characters are layout ("聊 城 市"), between lines they are not.
_RUN = re.compile(
    rf"(?P<han>[{_HAN}](?:[ \t\u3000]*[{_HAN}])*)|(?P<digits>\d+)|(?P<word>[^\W\d_{_HAN}]+)"
)
_BLANKS = re.compile(r"[ \t\u3000]+")
# What may stand inside one search term between letters and digits: 8310.5, a@b.cn, 2023-01-01.
_TERM = re.compile(r"[^\W_]+(?:[-.@:/_'&+][a-z\d]+)*")


def fold(text: str) -> str:
    """NFKC and case folded, character by character (so that places can be mapped back)."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


_FOLDED: dict[str, str] = {}


def _fold_character(character: str) -> str:
    folded = _FOLDED.get(character)
    if folded is None:
        folded = unicodedata.normalize("NFKC", character).casefold()
        _FOLDED[character] = folded
    return folded


def _runs(folded: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of each run: han (blanks taken out), digits, word."""
    for match in _RUN.finditer(folded):
        kind = match.lastgroup or ""
        text = match.group()
        yield kind, _BLANKS.sub("", text) if kind == "han" else text


def tokens(text: str) -> str:
    """The text as the space-separated tokens that are indexed."""
    out: list[str] = []
    for kind, run in _runs(fold(text)):
        if kind == "han":
            out.extend([run[i : i + 2] for i in range(len(run))])
        else:
            out.append(run)
    return " ".join(out)


@dataclass(frozen=True, slots=True)
class Query:
    """terms: folded, all of them wanted. match: the FTS5 expression, None if nothing can be
    searched. truncated: the query was longer than what is looked at."""

    terms: tuple[str, ...]
    match: str | None
    truncated: bool

    def pattern(self) -> re.Pattern[str] | None:
        """Finds the terms in folded text, the way the index does."""
        parts = [_term_pattern(term) for term in sorted(self.terms, key=len, reverse=True)]
        return re.compile("|".join(parts)) if parts else None


def parse_query(text: str) -> Query:
    """Any text at all → a query; quotes, operators and emoji are separators, never syntax."""
    cut = text[:MAX_QUERY]
    folded = fold(cut)[: 2 * MAX_QUERY]
    found = dict.fromkeys(match.group() for match in _TERM.finditer(folded))
    terms = [term for term in found if any(True for _ in _runs(term))]
    kept = tuple(terms[:MAX_TERMS])
    match = " AND ".join(_phrase(term) for term in kept) or None
    return Query(kept, match, len(text) > MAX_QUERY or len(terms) > MAX_TERMS)


def _phrase(term: str) -> str:
    """One term as an FTS5 phrase. Tokens are letters and digits only, so quoting them is enough."""
    out: list[str] = []
    runs = list(_runs(term))
    prefix = False
    for number, (kind, run) in enumerate(runs):
        if kind != "han":
            out.append(run)
        elif number + 1 < len(runs):  # followed by Latin: its last character stands alone
            out.extend(run[i : i + 2] for i in range(len(run)))
        elif len(run) > 1:
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            out.append(run)
            prefix = True
    return '"' + " ".join(out) + '"' + (" *" if prefix else "")


def _term_pattern(term: str) -> str:
    parts: list[str] = []
    for kind, run in _runs(term):
        if kind == "han":
            parts.append(r"[ \t\u3000]*".join(map(re.escape, run)))
        elif kind == "digits":
            parts.append(rf"(?<!\d){run}(?!\d)")
        else:
            parts.append(rf"(?<![^\W\d_{_HAN}]){re.escape(run)}(?![^\W\d_{_HAN}])")
    return r"[\W_]{0,8}".join(parts)


# ── Building ──────────────────────────────────────────────────────────────────────────────────


def build_search(archive_db: Path, search_db: Path) -> int:
    """Write search.db for the current versions of archive.db; number of reports indexed.

    search_db must not exist yet. Rows are inserted newest report first, so that a capped search
    (no ranking) still shows the newest ones.
    """
    if search_db.exists():
        raise FileExistsError(f"{search_db} is there already; a search index is written anew")
    with (
        closing(sqlite3.connect(f"file:{archive_db}?mode=ro", uri=True)) as archive,
        closing(sqlite3.connect(search_db)) as db,
    ):
        db.executescript(
            """
            pragma journal_mode = off;
            pragma synchronous = off;
            create table documents (
                id integer primary key, report_id text not null, version_id text not null,
                year integer, province text
            );
            -- ascii: everything beyond ASCII counts as a letter, so the tokens stay as they are;
            -- prefix 1: one-character words without a scan over all their pairs.
            create virtual table documents_fts using fts5(
                organ, title, body, content='', tokenize='ascii', prefix='1'
            );
            """
        )
        names = dict(
            archive.execute("select id, name || ' ' || coalesce(other_names, '') from organs")
        )
        count = 0
        for row in archive.execute(
            "select id, version_id, organ_id, organ_name_printed, title, report_year, province "
            "from reports order by report_year desc, id"
        ):
            report_id, version_id, organ_id, printed, title, year, province = row
            body = archive.execute(
                "select heading, text from sections where version_id = ? order by position",
                [version_id],
            )
            text = "\n".join(part for line in body for part in line if part)
            count += 1
            db.execute(
                "insert into documents values (?, ?, ?, ?, ?)",
                [count, report_id, version_id, year, province],
            )
            db.execute(
                "insert into documents_fts (rowid, organ, title, body) values (?, ?, ?, ?)",
                [
                    count,
                    tokens(f"{printed or ''}\n{names.get(organ_id, '')}"),
                    tokens(title or ""),
                    tokens(text),
                ],
            )
        db.execute("insert into documents_fts (documents_fts) values ('optimize')")
        db.commit()
    return count


# ── Searching ─────────────────────────────────────────────────────────────────────────────────

Snippet = tuple[tuple[str, bool], ...]
"""(text, is it a match) pieces."""


@dataclass(frozen=True, slots=True)
class Hit:
    """section: `sections.position` of the snippet, None if it is cut from no section."""

    report_id: str
    organ: str
    year: int | None
    title: Snippet
    province: str | None
    worst_severity: str | None
    section: int | None
    heading: str | None
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Results:
    """total: matching reports; `capped`: at least so many, newest first instead of best first."""

    total: int
    capped: bool
    hits: tuple[Hit, ...]
    query: Query


def search(
    conn: sqlite3.Connection,
    archive_conn: sqlite3.Connection,
    text: str,
    *,
    limit: int = 20,
    offset: int = 0,
    year: int | None = None,
    province: str | None = None,
) -> Results:
    """Reports that contain every term of `text`. conn: search.db, archive_conn: archive.db.

    No text can make it fail; one without a letter or digit finds nothing. With offsets beyond
    the cap there are no hits.
    """
    query = parse_query(text)
    if query.match is None:
        return Results(0, False, (), query)
    where = "documents_fts match ?"
    parameters: list[str | int] = [query.match]
    if year is not None:
        where += " and d.year = ?"
        parameters.append(year)
    if province:
        where += " and d.province = ?"
        parameters.append(province)
    source = f"documents_fts f join documents d on d.id = f.rowid where {where}"
    ids = [
        row[0]
        for row in conn.execute(
            f"select f.rowid from {source} order by f.rowid limit ?", [*parameters, RANK_CAP + 1]
        )
    ]
    capped = len(ids) > RANK_CAP
    if capped:
        winners = ids[:RANK_CAP][offset : offset + limit]
    else:
        rank = ", ".join(map(str, WEIGHTS))
        winners = [
            row[0]
            for row in conn.execute(
                f"select f.rowid from {source} order by bm25(documents_fts, {rank}), f.rowid "
                "limit ? offset ?",
                [*parameters, limit, offset],
            )
        ]
    pattern = query.pattern()
    assert pattern is not None  # there is a match expression, so there are terms
    hits = []
    for winner in winners:
        report_id, version_id = conn.execute(
            "select report_id, version_id from documents where id = ?", [winner]
        ).fetchone()
        hits.append(_hit(archive_conn, report_id, version_id, query, pattern))
    return Results(min(len(ids), RANK_CAP), capped, tuple(hits), query)


def _hit(
    conn: sqlite3.Connection,
    report_id: str,
    version_id: str,
    query: Query,
    pattern: re.Pattern[str],
) -> Hit:
    organ, year, title, province, worst = conn.execute(
        "select organ_name_printed, report_year, title, province, worst_severity "
        "from reports where id = ?",
        [report_id],
    ).fetchone()
    singles = [re.compile(_term_pattern(term)) for term in query.terms]
    best: tuple[int, int | None, str | None, str] = (-1, None, None, "")
    for position, heading, text in conn.execute(
        "select position, heading, text from sections where version_id = ? order by position",
        [version_id],
    ):
        for candidate in (text, heading):
            folded = fold(candidate or "")
            score = sum(single.search(folded) is not None for single in singles)
            if score > best[0] and candidate:
                best = (score, position, heading, candidate)
    score, section, heading, text = best
    return Hit(
        report_id,
        organ or "",
        year,
        highlight(title or "", pattern),
        province,
        worst,
        section if score > 0 else None,
        heading if score > 0 else None,
        cut(text, pattern),
    )


def _spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Places of the matches in the text as stored."""
    folded = fold(text)
    if len(folded) == len(text):
        return [match.span() for match in pattern.finditer(folded)]
    origin = [i for i, character in enumerate(text) for _ in _fold_character(character)]
    return [
        (origin[match.start()], origin[match.end() - 1] + 1) for match in pattern.finditer(folded)
    ]


def highlight(
    text: str, pattern: re.Pattern[str], start: int = 0, end: int | None = None
) -> Snippet:
    """text[start:end] in pieces, matches marked."""
    end = len(text) if end is None else end
    pieces: list[tuple[str, bool]] = []
    at = start
    for left, right in _spans(text, pattern):
        left, right = max(left, at), min(right, end)
        if left >= right:
            continue
        if left > at:
            pieces.append((text[at:left], False))
        pieces.append((text[left:right], True))
        at = right
    if at < end:
        pieces.append((text[at:end], False))
    return tuple(pieces)


def cut(text: str, pattern: re.Pattern[str]) -> Snippet:
    """SNIPPET characters around the first match, from a sentence's beginning where one is near."""
    spans = _spans(text, pattern)
    first = spans[0][0] if spans else 0
    start = max(0, first - SNIPPET // 3)
    if start:
        stops = [text.rfind(stop, start, first) for stop in "。；\n"]
        start = max(start, *(stop + 1 for stop in stops))
    end = min(len(text), start + SNIPPET)
    pieces = [
        (piece.replace("\n", " "), hit) for piece, hit in highlight(text, pattern, start, end)
    ]
    if start and pieces:
        pieces.insert(0, ("…", False))
    if end < len(text):
        pieces.append(("…", False))
    return tuple(pieces)
