"""Of which parts does a clause consist, in the words of narrative.toml?"""

from __future__ import annotations

import re

from parsers.clauses import Clause
from parsers.vocabulary import Token, tokens_of, word_pattern

_ORDINAL = re.compile(r"^(?:\d{1,2}[.．、](?!\d)|[①-⑩]|[一二三四五六七八九十]+、)")
_LEAD = re.compile("^[向由以]|共计?$")
_YEARS = re.compile(r"[2２][0０]\d\d")
_BEFORE_BODY = re.compile("(?:其中|另外|同时)?(?:20\\d\\d年度?|全年|本年度?|今年)?(?:[，,])?")
_PLAIN_NAME = re.compile(
    "(?!.*(?:指导|配合|协助|提请|转办|委托|代理|作为|申请|公开|收到|受理|办理|答复|通过|以及|复议|诉讼"
    "|规范性文件|依托|深入|加强|认真|按照|落实|坚持|联合|会同|邀请|报送|接受|移交|围绕|推进|设立|建立"
    "|严格|开展|结合|根据|依据|扎实|积极|切实|不断)).{2,24}"
)


class Part:
    """One part of a clause: 甲2件 of 甲2件、乙1件.

    key: the letters of its words, see narrative.toml. words: (letter, text). counted: its numbers.
    first: where it begins without 其中.
    """

    __slots__ = (
        "clause", "counted", "cumulative", "end", "first", "has_this_year", "is_part", "key",
        "other_year", "scope", "start", "words",
    )  # fmt: skip

    def __init__(self, clause: Clause, start: int, end: int) -> None:
        self.clause, self.start, self.end = clause, start, end
        self.key = ""
        self.words: list[tuple[str, str]] = []
        self.counted: list[str] = []
        self.scope: str | None = None
        self.has_this_year = self.other_year = self.cumulative = self.is_part = False
        self.first = start


def parts_of(clause: Clause, year: int | None, organ: str | None) -> tuple[list[Part] | None, bool]:
    """(the clause's parts, None where a word is not in the vocabulary; whether it says 截至).

    year: the report year. organ: whose report it is, without white space.
    """
    until = False
    text = clause.text
    ordinal = _ORDINAL.match(text)
    skip = ordinal.end() if ordinal else 0
    tokens = tokens_of(text[skip:])
    if tokens is None:
        tokens = _with_body(text[skip:], organ)
        if tokens is None:
            return None, until
    parts = [Part(clause, skip, len(text))]
    before, scope_end = "", -1
    for letter, start, end in tokens:
        part = parts[-1]
        word = text[skip + start : skip + end]
        if letter == "、":
            if part.counted and "各" not in part.key:
                part.end = skip + start
                parts.append(Part(clause, skip + end, len(text)))
        elif letter == "t":
            years = _YEARS.findall(word)
            if years and year is not None and int(years[-1]) != year:
                part.other_year = True
            elif word[0] in "截到目":
                until = True
            else:
                part.has_this_year = True
        elif letter == "y":
            part.other_year = True
        elif letter == "s":
            # 市局本级 is no 本级 of its own.
            part.scope = (before if scope_end == start else "") + _LEAD.sub("", word)
            before, scope_end = part.scope, end
        elif letter == "e":
            part.is_part = True
            if skip + start == part.start:
                part.first = skip + end
        elif letter == "c":
            part.cumulative = True
        elif letter not in "z%+":
            if letter == "N" or letter == "¥":
                part.counted.append(word)
            elif letter == "Z":
                part.counted.append("0件")
                letter = "N"
            elif letter == "f" or letter == "u":
                letter = _turn(letter, word, year)
                if letter == "?":
                    return None, until
            part.key += letter
            part.words.append((letter, word))
    return parts, until


def _turn(letter: str, word: str, year: int | None) -> str:
    """结转2022年 in the report for 2023 came over from it; 2021年结转 is of neither kind."""
    named = _YEARS.findall(word)
    if not named or year is None:
        return letter
    if letter == "u":
        return "u" if int(named[0]) == year - 1 else "?"
    turned = int(named[-1])
    return "f" if turned == year + 1 else "u" if turned in (year, year - 1) else "?"


def _with_body(text: str, organ: str | None) -> tuple[Token, ...] | None:
    """县自然资源局收到…: a clause whose only foreign word is the name of a body before its
    verb; None for others."""
    head = _BEFORE_BODY.match(text)
    start = head.end() if head else 0
    match = word_pattern("body").match(text, start)
    if match is None or match.end() == start:
        return None
    name = match.group()
    if name != organ and not _PLAIN_NAME.fullmatch(name):
        return None
    before, rest = tokens_of(text[:start]), tokens_of(text[match.end() :])
    if before is None or rest is None:
        return None
    after = ((letter, a + match.end(), b + match.end()) for letter, a, b in rest)
    return (*before, ("s", start, match.end()), *after)
