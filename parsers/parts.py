"""What does the report count among its parts beside the six sections?

五、人大建议办理情况 between four sections and the sixth is a part of its own, and its text nobody
else's. It is told from the lists inside a section by the sequence of the ordinals and their rank
alone.
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.headings import (
    BOXED,
    MAX_HEADING,
    MAX_LINE,
    NUMBERED,
    NUMERALS,
    OPENING,
    Heading,
    headings_in,
    knowledge,
    ordinal_of,
    place_of,
    placed_words,
    unmarked,
    wordings,
)
from parsers.labels import MAX_SHORT, compact, core
from parsers.numbers import clean

Part = tuple[int, int | None, str, str]
"""(index of the heading's line, section number, heading, running text on the same line)."""

MIN_NUMBERED = 2
"""Sections under ordinals of one rank from which these count the report's parts."""
_DELIMITED = re.compile(r"[、.．,，:：;；)）】〕\]·丶。—|/\-\s①-⒛㈠-㈩]")
_UNBOUND = frozenset({"part", "node"})
"""Ranks whose ordinals need no mark behind them."""
_HEAD_END = re.compile(r"[、:：。.·…—\-\s]*\d{0,3}$")
BREAKS = re.compile("[，。；！？：,;!?]")
# 五、人大建议办理情况：全年办理3件。
_RUNS_IN = re.compile(
    r"([^，。；！？,;!?:：]{2,38}?)(?:[:：。]+|(?<=\S\S\S\S)[ \t\u3000\xa0]+"
    r"|(?<=情况|事项|工作|措施|问题|结果)(?=20\d\d年|今年|本年|全年|我[局市县区镇乡街委办厅院单]|按照|根据|一是))(.+)"
)
_IS_DATE = re.compile(rf"[{NUMERALS}\d]{{0,2}}[月日年]|[至到是]")
HEAD_WORDS = re.compile("(?:情[况況]|事[项項]|措施|结果|落实|工作)$")
_PLANS = re.compile("改进|整改|措施|打算|下一步|计划|对策|方向|解决")
"""With these in its heading section 5 tells of measures itself."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """A line under an ordinal of the report's rank. text: its heading, the ordinal alone where the
    line is a sentence; words: what stands behind the ordinal.

    is_row: of a table, or a heading that stands again. is_known: words that head one of the six.
    """

    index: int
    ordinal: int
    words: str
    text: str
    rest: str
    is_sentence: bool
    is_row: bool
    is_known: bool


def parts(lines: Sequence[str | None], begins: Sequence[tuple[int, Heading]]) -> list[Part]:
    """All parts that the report counts, in reading order: the six, and those it puts among them.

    begins: what starts() finds. 五、人大建议办理情况 between 四、 and 六、 is a part, number None;
    a line of a list 一、二、… inside a section is none, nor one of another rank. A part whose words
    are those of a section that is missing at its place is this section.
    """
    own: list[Part] = [(index, h.number, h.text, h.rest) for index, h in begins]
    ordinals = [_printed_ordinal(h.text) for _, h in begins]
    ranks = Counter(rank for rank, ordinal, _ in ordinals if ordinal)
    rank, count = max(ranks.items(), key=lambda item: item[1], default=("bare", 0))
    if count < MIN_NUMBERED:
        return own
    found = list(_counted_lines(lines, begins, rank))
    if not found:
        return own
    places = [one.index for one in found]
    extra: list[Part] = []
    missing = set(wordings()) - {heading.number for _, heading in begins}
    ends: list[tuple[int, int, Heading | None]] = []  # (line, ordinal, heading)
    for (index, heading), (_, ordinal, _) in zip(begins, ordinals, strict=True):
        ends.append((index, ordinal or (ends[-1][1] if ends else 0) + 1, heading))
    start, last, before = -1, 0, None
    for index, follows, after in (*ends, (len(lines), None, None)):
        between = found[bisect(places, start) : bisect_left(places, index)]
        if between:
            chosen = _among(between, last, follows) if before else _leading(between, follows or 0)
            for one in chosen:
                number = _number_of(one, missing, before, after)
                missing.discard(number or 0)
                extra.append((one.index, number, one.text, one.rest))
        start, last, before = index, follows or 0, after
    return sorted([*own, *extra], key=lambda part: part[0])


@lru_cache(maxsize=1_024)
def _printed_ordinal(heading: str) -> tuple[str, int, int]:
    text = compact(unmarked(heading[:MAX_HEADING]))
    rank, ordinal, at = ordinal_of(text)
    return (rank, ordinal, at) if ordinal or text[:1] not in OPENING else ordinal_of(text[1:])


def _is_apart(printed: str, place: int) -> bool:
    """Does a mark or a space stand between an ordinal, which ends at `place`, and the words?"""
    return _DELIMITED.search(printed[max(place - 1, 0) : place + 1]) is not None


def _counted_lines(
    lines: Sequence[str | None], begins: Sequence[tuple[int, Heading]], rank: str
) -> Iterable[_Counted]:
    """The lines that begin with an ordinal of this rank and are no section's heading."""
    indexes = {index for index, _ in begins}
    numbered = [
        (index, line)
        for index, line in enumerate(lines)
        if line is not None and index not in indexes and NUMBERED.match(line)
    ]
    if not numbered:  # many reports
        return
    numbers = {heading.number for _, heading in begins}
    heads = {core(heading.text) for _, heading in begins}
    # Or in none of the report's headings: 一 / 总体情况 in two lines.
    is_loose = rank in _UNBOUND or not all(
        _is_apart(heading.text, place_of(heading.text, at))
        for _, heading in begins
        for its, _, at in [_printed_ordinal(heading.text)]
        if its == rank
    )
    for index, line in numbered:
        if rank == "han" and line[0] in "（(":  # most of them, and of another rank
            continue
        printed = unmarked(clean(line[:MAX_LINE]))
        if printed[0] in OPENING and (boxed := BOXED.match(printed)) and not boxed[1]:
            inside = next((group for group in boxed.groups()[1:] if group), "")
            # 【五、人大建议办理】
            if ordinal_of(compact(inside))[1] and boxed.end() == len(printed):
                printed = inside
        begin = compact(printed[:MAX_SHORT])
        its, ordinal, at = ordinal_of(begin)
        if its != rank or not (words := begin[at:]) or _IS_DATE.match(words):
            continue
        place = place_of(printed, at)
        if not (is_loose or _is_apart(printed, place)) or (rank == "arabic" and words[0].isdigit()):
            continue
        text, rest = _heading_of(printed, place)
        if _says_nothing().match(words):
            text, rest = "", printed[place:].strip()
        yield _Counted(
            index,
            ordinal,
            words.rstrip("、:：。.·…-—"),
            text or printed[:place].strip(),
            rest + line[MAX_LINE:],
            not text,
            _rows().match(words) is not None or core(text) in heads,
            any(one.number in numbers for one in headings_in(line)),
        )


@cache
def _rows() -> re.Pattern[str]:
    """Rows of the tables that bear ordinals."""
    return re.compile("|".join(knowledge()["rows"]))


def _heading_of(printed: str, place: int) -> tuple[str, str]:
    """(heading, running text) of a line whose words begin at `place`; ("", words) of a sentence."""
    words = printed[place:].strip()
    bare = _HEAD_END.sub("", words)
    if 2 <= len(compact(bare)) <= MAX_HEADING and not BREAKS.search(bare):
        return printed.strip(), ""
    match = _RUNS_IN.match(words)
    if match is None or not match[2].strip():
        return "", words
    return (printed[:place] + match[1]).strip(), match[2].strip()


def _among(between: Sequence[_Counted], last: int, below: int | None) -> Iterable[_Counted]:
    """Those of the lines between two headings that go on counting the report's parts.

    last, below: the headings' ordinals. Lines 一、二、… are a list; it ends where the ordinal that
    the parts still lack cannot be its next one, or comes for the last time.
    """
    listed = 0
    lasts = {one.ordinal: at for at, one in enumerate(between) if not one.is_row}
    for at, one in enumerate(between):
        is_next = one.ordinal == last + 1
        is_lacking = below is not None and last < one.ordinal < below
        is_free = not one.is_row and (is_lacking or not one.is_known)
        if listed or not is_free:
            goes_on = is_free and is_next and not one.is_sentence
            if one.ordinal == listed + 1:
                ends_list = goes_on and is_lacking and at == lasts[one.ordinal]
            else:
                ends_list = goes_on and (is_lacking or below is None)
            if not ends_list and not (is_next and _says_nothing().match(one.words)):
                listed = one.ordinal if listed or one.ordinal == 1 else 0
                continue
        elif is_next and not is_lacking and one.is_sentence:
            if not _says_nothing().match(one.words):
                continue
        elif one.ordinal == last:  # 四、 twice
            if one.is_sentence or not HEAD_WORDS.search(one.words):
                continue
        elif not is_next and not is_lacking:
            listed = one.ordinal
            continue
        yield one
        last, listed = one.ordinal, 0


@cache
def _says_nothing() -> re.Pattern[str]:
    """六、本机关没有其他需要报告的事项。"""
    return re.compile("|".join(knowledge()["nothing"]))


def _leading(between: Sequence[_Counted], below: int) -> Iterable[_Counted]:
    """The parts above the first of the six: the lines right before it, from 一 on without a gap."""
    run: list[_Counted] = []
    for one in reversed(between):
        if one.ordinal != below - 1 - len(run) or one.is_row or one.is_sentence:
            break
        run.append(one)
    return reversed(run) if len(run) == below - 1 else ()


def _number_of(
    one: _Counted, missing: set[int], before: Heading | None, after: Heading | None
) -> int | None:
    """The section that a part beside the six is, by its words: one that is missing between those
    around it, or the second half of section 5 (五、存在的问题, 六、改进措施)."""
    for number in sorted(missing):
        if (before is None or before.number < number) and (after is None or number < after.number):
            if placed_words()[number].fullmatch(one.words):
                return number
            if number == 6 and one.is_sentence and _says_nothing().match(one.words):
                return number
    is_second = before is not None and before.number == 5 and not _PLANS.search(before.text)
    return 5 if is_second and placed_words()[5].fullmatch(one.words) else None
