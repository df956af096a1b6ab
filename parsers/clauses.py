"""Of which sentences, clauses and numbers does a text consist, and of which year are they?

A clause is the text between ，；。：（）, so that no pattern runs into the next figure: of
"行政复议事项0件，行政诉讼事项0件" each is its own. The narrative reader and the checks cut alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.report import Number
from parsers.vocabulary import amount_pattern, number_pattern, qualifier_of

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# The comma of 1,234件 divides no clauses.
_IN_CLAUSE = r"[^，,；;。：:（）()【】！？\n]+"
_CLAUSE = re.compile(rf"{_IN_CLAUSE}(?:(?<=\d)[,，](?=\d{{3}}(?!\d)){_IN_CLAUSE})*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without white space. start: its offset in the section. at: the offset of each of its
    characters where white space was taken out, else None. sentence: all of it, white space removed.
    """

    text: str
    start: int
    at: tuple[int, ...] | None
    sentence: str

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """Offsets in the section of text[start:end]."""
        stop = end or len(self.text)
        if self.at is None:
            return self.start + start, self.start + stop
        return self.at[start], self.at[stop - 1] + 1


Sentence = tuple[Clause, ...]
MAX_SENTENCE = 2_000
"""Characters of `Clause.sentence`: what each clause is held against must not grow with a page."""


@lru_cache(maxsize=256)
def clauses(text: str) -> tuple[Sentence, ...]:
    """The text's sentences, each as its clauses. Cached: reader and checks ask the same."""
    found = []
    for match in _SENTENCE.finditer(text):
        printed, begin = match.group(), match.start()
        has_space = _SPACE.search(printed) is not None
        whole = (_SPACE.sub("", printed) if has_space else printed)[:MAX_SENTENCE]
        sentence = []
        for clause in _CLAUSE.finditer(printed):
            part, start = clause.group(), begin + clause.start()
            if has_space and _SPACE.search(part):
                at = tuple(start + i for i, c in enumerate(part) if not c.isspace())
                if at:
                    sentence.append(Clause(_SPACE.sub("", part), at[0], at, whole))
            else:
                sentence.append(Clause(part, start, None, whole))
        if sentence:
            found.append(tuple(sentence))
    return tuple(found)


def gap_before(text: str, sentence: Sequence[Clause], at: int) -> str:
    """What the text prints between a clause and the one before it."""
    return text[sentence[at - 1].span()[1] : sentence[at].start] if at else ""


def joined(before: Clause, after: Clause) -> Clause:
    """Two clauses as one, the mark between them as ：."""
    places = [before.span(i, i + 1)[0] for i in range(len(before.text))]
    later = [after.span(i, i + 1)[0] for i in range(len(after.text))]
    at = (*places, places[-1] + 1, *later)
    return Clause(f"{before.text}：{after.text}", at[0], at, before.sentence)


# ── Figures ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a clause prints it. step: what its last printed digit counts, where that is more
    than 1: of 1.3万 it is 1000."""

    value: Number
    unit: str
    qualifier: str | None
    step: float = 0


def figure(match: re.Match[str]) -> Figure:
    """The figure of one of `numbers`."""
    digits = re.sub("[,，]", "", match["digits"])
    value: Number = float(digits) if "." in digits else int(digits)
    step = 0.0
    if match["wan"]:
        value = round(value * 10_000)
        step = 10_000.0 / 10 ** len(digits.partition(".")[2])
    return Figure(value, match["unit"], qualifier_of(match), step)


@lru_cache(maxsize=4_096)
def numbers(text: str) -> tuple[re.Match[str], ...]:
    """All numbers with a unit in a clause."""
    return tuple(number_pattern().finditer(text))


@lru_cache(maxsize=4_096)
def figure_of(word: str) -> Figure:
    """The figure of a number word; a bare number at the end of a clause counts 件."""
    match = number_pattern().match(word)
    if match is None:
        digits = re.match(r"\d+", word)
        return Figure(int(digits.group()) if digits else 0, "件", None)
    return figure(match)


def amount_of(word: str) -> Figure:
    """The figure of an amount word, in 万元."""
    match = amount_pattern().fullmatch(word)
    assert match is not None
    digits = re.sub("[,，]", "", match["digits"])
    factor = {None: 0.0001, "万": 1.0, "亿": 10_000.0}[match["wan"]]
    value: Number = float(digits) * factor
    value = int(value) if value == int(value) else round(value, 8)
    step = factor / 10 ** len(digits.partition(".")[2])
    return Figure(value, "万元", qualifier_of(match), step)


def agrees(number: Figure, actual: Number) -> bool:
    """Does the table's number fit the words: 余 and 超 at least, 近 at most, 约 a tenth off?"""
    if number.qualifier == "almost":
        return actual <= number.value
    if number.qualifier == "over":
        return actual >= number.value
    if number.qualifier == "about":
        return abs(actual - number.value) <= max(1, number.value * 0.1)
    return abs(actual - number.value) <= number.step / 2 + 1e-6


# ── Other years ───────────────────────────────────────────────────────────────────────────────

_OTHER_YEAR = re.compile("去年|上年|上一年|前年|同期|(?<!今年)以来|历年")
_THIS_YEAR = re.compile("今年|本年|全年|年内")
NAMED_YEAR = re.compile(r"(?<!\d)([2２][0０]\d\d)年")
_COMPARES = re.compile(
    r"^(?:同比|环比|较|比|与[^，]*相比|与[^，]*持平|增加|增长|上升|减少|下降|降低|增幅|降幅)"
)


def is_other_year(text: str, year: int | None, before: bool) -> bool:
    """Do the clause's figures belong to another year: 2022年收到5件，2023年收到8件?

    Words after the figure only compare with it (收到8件较2022年多3件), and so does a clause of its
    own (比上年增加3件). before: whether those of the clause before do.
    """
    if _COMPARES.match(text):
        return before
    counted = numbers(text)
    head = text[: counted[0].start()] if counted else text
    named = NAMED_YEAR.findall(head)
    if named and year is not None:
        return int(named[-1]) != year
    if counted and _OTHER_YEAR.search(head):
        return True
    return before and not _THIS_YEAR.search(head)
