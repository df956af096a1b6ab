"""Where do the six sections begin? Headings by meaning, never by ordinal.

Words that head parts of section 1 as well, such as 主动公开情况, are a heading only among headings
of the same rank: 一、 is one rank, （一） another, and which of them counts the sections is told
from all the lines. Lists of the six in the preamble are running text or a table of contents and
begin no section. Words that would head anything (六、其他), and words with a slip of the pen, head
the one section that is missing at their place.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace

from parsers.headings import (
    ENDS,
    MAX_HEADING,
    NUMBERED,
    TOP,
    Found,
    Heading,
    headings_in,
    ordinal_of,
    placed_words,
    unmarked,
    wordings,
)
from parsers.labels import compact
from parsers.numbers import clean
from parsers.rows import edit_distance

NEAR = 4
"""Lines between a heading and its table (a note, the unit) that leave it the table's heading."""


def starts(lines: Sequence[str | None]) -> list[tuple[int, Heading]]:
    """(index of the line, heading) of each section, in reading order. None stands for a table.

    Where the six stand twice, those between which nothing stands are a table of contents.
    """
    found = [
        replace(one, index=index)
        for index, line in enumerate(lines)
        if line is not None
        for one in headings_in(line)
    ]
    found = _without_contents(lines, found)
    if not found:
        return []
    return [(one.index, one.heading) for one in _Choice(lines, found).made()]


MAX_BESIDE = 3
"""Other parts that a table of contents names between two of the six."""


def _without_contents(lines: Sequence[str | None], found: list[Found]) -> list[Found]:
    """The headings without those of lists that name several which all come again later."""
    runs: list[list[Found]] = []
    for one in found:
        above = runs[-1][-1].index + 1 if runs else 0
        is_next = one.index - above <= MAX_BESIDE and all(
            line and len(line) <= MAX_HEADING and line[-1] not in ENDS and NUMBERED.match(line)
            for line in lines[above : one.index]
        )
        if runs and is_next and one.number not in [other.number for other in runs[-1]]:
            runs[-1].append(one)
        else:
            runs.append([one])
    kept: list[list[Found]] = []
    later: set[tuple[int, str | None]] = set()  # (number, rank), and (number, None) for sure ones
    for run in reversed(runs):
        again = [one for one in run if {(one.number, one.rank), (one.number, None)} & later]
        kept.append([one for one in run if one not in again] if len(again) >= 2 else run)
        later |= {(one.number, one.rank) for one in run}
        later |= {(one.number, None) for one in run if one.is_certain}
    return [one for run in reversed(kept) for one in run]


_LEAST = 3
"""Sections that ranks below 一、 must number, the first among them, to count as the sections'."""


class _Choice:
    """Which of the lines that may be headings are the sections'."""

    def __init__(self, lines: Sequence[str | None], found: list[Found]) -> None:
        self.lines = lines
        self.found = found
        self.indexes = [one.index for one in found]
        self.order = {one: place for place, one in enumerate(found)}
        self.chosen: dict[int, Found] = {}

    def made(self) -> list[Found]:
        top = self._top_rank()
        own = [one for one in self.found if one.rank == top]
        others = [one for one in self.found if one.rank != top]
        self._take(one for one in own if one.is_certain)
        self._take(one for one in own if self._has_table(one))
        self._take(one for one in own if self._fits(one) and (top != "bare" or self._has_text(one)))
        self._take(
            one
            for one in others
            if one.is_certain and (one.rank in ("bare", *TOP) or self._stands_alone(one))
        )
        self._take(one for one in others if self._has_table(one) or self._is_likely(one))
        if _LEAST <= len(self.chosen) < len(wordings()):
            self._fill(top)
        # Those of one line stand in `order`; none of them was filled in.
        return sorted(self.chosen.values(), key=lambda one: (one.index, self.order.get(one, 0)))

    def _take(self, candidates: Iterable[Found]) -> None:
        """Each section once: a later line with the same words is text that repeats the heading."""
        for one in candidates:
            if one.number not in self.chosen:
                self.chosen[one.number] = one

    def _fill(self, top: str) -> None:
        """A section that is missing begins at the one line of its place that is like its heading:
        other words under the next ordinal, its words with a slip, a table's caption."""
        for number in sorted(set(wordings()) - self.chosen.keys()):
            before = self.chosen.get(max((n for n in self.chosen if n < number), default=0))
            after = self.chosen.get(min((n for n in self.chosen if n > number), default=0))
            start = before.index + 1 if before else 0
            end = after.index if after else len(self.lines)
            places = {one.index for one in self.chosen.values()}
            if end <= start or any(start <= place < end for place in places):
                continue  # the sections stand in another order
            like = [
                one
                for index in range(start, end)
                if (line := self.lines[index]) is not None
                and 2 <= len(line) <= 2 * MAX_HEADING
                and (top == "bare" or NUMBERED.match(line))
                if (one := self._placed_at(index, line, number, top, before))
            ]
            if len(like) == 1:
                self.chosen[number] = like[0]

    def _placed_at(
        self, index: int, line: str, number: int, top: str, before: Found | None
    ) -> Found | None:
        """The heading of section `number` that a line must be, if it is one, where none has its
        words."""
        printed = unmarked(clean(line))
        text = compact(printed)
        rank, ordinal, at = ordinal_of(text)
        words = text[at:].rstrip("、:：。.·…-—")
        if rank != top or len(words) > MAX_HEADING:
            return None
        one = Found(index, Heading(number, printed.strip(), ""), rank, ordinal, False)
        has_table = number in (2, 3, 4) and self._table_follows(index)
        captioned = _CAPTION.sub("", words)
        if captioned != words and has_table and captioned in wordings()[number]:
            return one
        is_next = ordinal == (before.ordinal + 1 if before else 1)
        if is_next and placed_words()[number].fullmatch(words):
            return None if self._is_listed(one, before) else one
        if rank == "bare" and not has_table:
            return None
        return one if any(_is_slip(words, wording) for wording in wordings()[number]) else None

    def _is_listed(self, one: Found, before: Found | None) -> bool:
        """Is it a member of a list inside the section above or of a table of contents, or has it
        no text?"""
        start = before.index + 1 if before else 0
        above = self._nearest(one.rank, range(one.index - 1, start - 1, -1))
        below = self._nearest(one.rank, range(one.index + 1, min(one.index + 2, len(self.lines))))
        is_last = one.index + 1 == len(self.lines)
        return is_last or above == one.ordinal - 1 or below == one.ordinal + 1

    def _top_rank(self) -> str:
        """The rank that numbers the sections: the one whose lines name most of them in order."""
        best, most = "bare", 0
        for rank in ("part", "node", "han", "roman", "paren", "arabic", "count", "letter", "bare"):
            own = [one for one in self.found if one.rank == rank]
            chain = _longest([one.number for one in own])
            if rank not in TOP and not any(one.is_certain for one in own) and chain < _LEAST:
                continue
            if rank in ("paren", "arabic", "count", "letter"):
                # Parts of section 1 name 2 and 3, at times 4.
                is_whole = chain > _LEAST or any(one.number == 1 for one in own)
                if chain < _LEAST or not is_whole:
                    continue
            if chain > most:
                best, most = rank, chain
        return best

    def _around(self, one: Found) -> tuple[Found | None, Found | None]:
        """The chosen headings before and after."""
        order = sorted(self.chosen.values(), key=self.order.__getitem__)
        place = bisect([self.order[other] for other in order], self.order[one])
        return (order[place - 1] if place else None, order[place] if place < len(order) else None)

    def _fits(self, one: Found) -> bool:
        """Does it stand where its section belongs?"""
        before, after = self._around(one)
        return (before is None or before.number < one.number) and (
            after is None or one.number < after.number
        )

    def _has_table(self, one: Found) -> bool:
        """Does a table follow at once? Parts of section 1 have none."""
        if one.number not in (2, 3, 4):
            return False
        return self._table_follows(one.index) and (one.rank in TOP or self._fits(one))

    def _table_follows(self, index: int) -> bool:
        for line in self.lines[index + 1 : index + 1 + NEAR]:
            if line is None:
                return True
            if headings_in(line) or len(line) > 2 * MAX_HEADING:
                return False
        return False

    def _has_text(self, one: Found) -> bool:
        """Does something other than a heading follow? In a menu names stand side by side."""
        if one.heading.rest:
            return True
        following = self.lines[one.index + 1 : one.index + 2]
        return bool(following) and (following[0] is None or not headings_in(following[0]))

    def _stands_alone(self, one: Found) -> bool:
        """Is it, of its rank, no member of a list （一）…（二）… within one section?

        Where an ordinal is all that is wrong with it, it still has its section's number.
        """
        if not self._fits(one) or one.ordinal not in (one.number, 0):
            return False
        before, after = self._around(one)
        start = before.index + 1 if before else 0
        end = after.index if after else len(self.lines)
        above = self._nearest(one.rank, range(one.index - 1, start - 1, -1))
        below = self._nearest(one.rank, range(one.index + 1, end))
        return above != one.ordinal - 1 and below != one.ordinal + 1

    def _nearest(self, wanted: str, indexes: Iterable[int]) -> int | None:
        """The ordinal of the first of these lines that bears one of this rank."""
        for index in indexes:
            line = self.lines[index]
            if line is None:
                continue
            rank, ordinal, _ = ordinal_of(compact(line[:20]))
            if rank == wanted:
                return ordinal
        return None

    def _is_likely(self, one: Found) -> bool:
        """Do its words, its place and what follows leave little doubt?"""
        if one.rank == "bare":
            # 主动公开情况 over text is a part of section 1 that lost its ordinal.
            return one.number in (1, 5, 6) and self._fits(one) and self._has_text(one)
        return self._stands_alone(one)


_CAPTION = re.compile("(?:统计|汇总|一览)?表$|统计$")
"""What makes of a heading's words the name of its table."""


def _is_slip(words: str, wording: str) -> bool:
    """Are the words the usual ones but for a letter or, of many, two?"""
    if abs(len(words) - len(wording)) > 2 or len(wording) < 6 or words[:1] == "":
        return False
    allowed = 1 if len(wording) < 14 else 2
    return edit_distance(words, wording) <= allowed


def _longest(numbers: Sequence[int]) -> int:
    """Length of the longest strictly increasing subsequence."""
    ends: list[int] = []
    for number in numbers:
        place = next((at for at, end in enumerate(ends) if end >= number), len(ends))
        ends[place : place + 1] = [number]
    return len(ends)
