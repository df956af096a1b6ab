"""What do the words of narrative.toml mean? The file compiled: numbers, words, keys, meanings.

A clause is known only if it is made of these words alone; the letters of its words are its key.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("parsers").joinpath("narrative.toml").read_text("utf-8"))


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────


@cache
def _number() -> str:
    """A number with its marks; groups: before, digits, wan, after, unit."""
    data = _data()
    before = "|".join(sorted(data["qualifiers"]["before"], key=len, reverse=True))
    after = "|".join(data["qualifiers"]["after"])
    unit = data["numbers"]["unit"]
    return (
        rf"(?P<before>{before})?(?<![\d.])(?P<digits>(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d+)(?:\.\d+)?)"
        rf"(?P<wan>万)?"
        # 20个工作日 is a time limit, 3个月 a time.
        rf"(?P<after>{after})?(?P<unit>{unit})(?!次|套|工作日|自然日|月|小时|百分点)"
    )


@cache
def number_pattern() -> re.Pattern[str]:
    return re.compile(_number())


@cache
def amount_pattern() -> re.Pattern[str]:
    before = "|".join(sorted(_data()["qualifiers"]["before"], key=len, reverse=True))
    return re.compile(
        rf"(?P<before>{before})?(?P<digits>(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d+)(?:\.\d+)?)"
        r"(?P<wan>[万亿])?(?P<after>余|多)?(?P<unit>元)"
    )


def qualifier_of(match: re.Match[str]) -> str | None:
    """about, over or almost, of the marks before and after a number or an amount."""
    marks = _data()["qualifiers"]
    qualifier: str | None = marks["before"].get(match["before"]) or marks["after"].get(
        match["after"]
    )
    return qualifier


@cache
def units_of(table: str) -> frozenset[str]:
    """What a figure of this table may be counted in."""
    return frozenset(_data()["numbers"][table].split("|"))


def rows_of(group: str) -> list[int]:
    """How many rows a group (`denied_*`) has in the official forms."""
    counts: list[int] = _data()["rows"][group]
    return counts


# ── Words ─────────────────────────────────────────────────────────────────────────────────────

Token = tuple[str, int, int]
"""(letter of its class, start, end)."""


@cache
def word_pattern(name: str) -> re.Pattern[str]:
    """A pattern of narrative.toml's [words]."""
    return re.compile(_data()["words"][name])


_FULL_WIDTH = (r"20\d\d", r"[2２][0０]\d\d")


@cache
def _lexer() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern of all words, and the letter of each of its groups."""
    data = _data()
    plain = re.compile(r"\(\?P<\w+>")

    def any_of(table: str) -> str:
        entries = data[table] if isinstance(data[table], list) else [data[table]]
        return "|".join(word for entry in entries for word in entry["words"])

    parts = {
        "{num}": plain.sub("(?:", _number()),
        "{amount}": plain.sub("(?:", amount_pattern().pattern),
        "{percent}": r"(?:约|近|超|超过)?\d+(?:\.\d+)?(?:%|％|个百分点)",
        "{leaf}": any_of("reason"),
        "{group}": any_of("result"),
        "{outcome}": any_of("outcome"),
        "{kind}": any_of("kind"),
        "{decision}": any_of("decision"),
        "{channel}": any_of("channel"),
    }
    groups, letters = [], [""]
    for entry in data["word"]:
        pattern = "|".join(entry["words"])
        for name, meaning in parts.items():
            pattern = pattern.replace(name, f"(?:{meaning})")
        groups.append(f"({pattern.replace(*_FULL_WIDTH)})")
        letters.append(entry["letter"])
    groups.append("(.)")
    letters.append("?")
    return re.compile("|".join(groups), re.DOTALL), tuple(letters)


@lru_cache(maxsize=4_096)
def tokens_of(text: str) -> tuple[Token, ...] | None:
    """The text's words without the fillers; None where a character belongs to no word."""
    pattern, letters = _lexer()
    found = []
    for match in pattern.finditer(text):
        letter = letters[match.lastindex or 0]
        if letter == "?":
            return None
        if letter:
            found.append((letter, match.start(), match.end()))
    return tuple(found)


@cache
def result_pattern() -> re.Pattern[str]:
    """A result of table 3 at the place, quoted or not."""
    words = [word for r in _data()["result"] for word in r["words"]]
    return re.compile('[“"]?(?:' + "|".join(words) + ")")


# ── Meanings ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Meaning:
    id: str
    cell: str


@cache
def _meanings(table: str) -> tuple[tuple[Meaning, re.Pattern[str]], ...]:
    return tuple(
        (
            Meaning(entry["id"], entry.get("cell", "")),
            re.compile(entry.get("stem") or "|".join(entry["words"])),
        )
        for entry in _data()[table]
    )


@lru_cache(maxsize=1_024)
def meaning(table: str, word: str) -> Meaning:
    """What a word of [[result]], [[reason]], [[kind]] … stands for: the longest that it holds."""
    found = [(m.end() - m.start(), kind) for kind, p in _meanings(table) if (m := p.search(word))]
    return max(found, key=lambda entry: entry[0])[1]


@cache
def forms() -> dict[str, tuple[str, str]]:
    """Key of a clause → (what it states, how far it names its object)."""
    return {
        key: (what, level)
        for level, rows in _data()["forms"].items()
        for what, keys in rows.items()
        for key in keys.split()
    }
