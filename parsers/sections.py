"""Where do the six sections begin? Headings by meaning, never by ordinal.

A heading is a line, or the beginning of one, that prints the words of one of the six
(sections.toml). Words that head parts of section 1 as well, such as 主动公开情况, are a
heading only among headings of the same rank: 一、 is one rank, （一） another, and which of them
counts the sections is told from all the lines. Lists of the six in the preamble are running text or
a table of contents and begin no section. Words that would head anything (六、其他), and words with
a slip of the pen, head the one section that is missing at their place.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from parsers.labels import compact
from parsers.numbers import clean
from parsers.rows import edit_distance

MAX_HEADING = 40
"""Characters of a heading without ordinal; a longer line is a sentence unless it has one."""
MAX_LINE = 2_000
"""Characters of a line that may begin with a heading."""
NEAR = 4
"""Lines between a heading and its table (a note, the unit) that leave it the table's heading."""

MAX_BROKEN = 40
"""Characters of one line of a heading that is broken over several."""
MAX_BREAKS = 4
"""Lines over which a heading may be broken."""

_NUMERALS = "一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾"
_HAN = f"[{_NUMERALS}]"
_ORDINALS = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        ("part", rf"第({_HAN}{{1,3}})(?:部分|章|[、:.,])[、:.,]?"),
        ("paren", rf"[(【〔\[]({_HAN}{{1,3}})[)】〕\]][、.,:]?"),
        ("han", rf"({_HAN}{{1,3}})[、.,:;)·]*"),
        ("count", r"\((\d{1,2})\)[、.,:]?"),
        ("arabic", r"(\d{1,2})(?![\d年])(?:[、.,:)]+|(?=\D))"),
    )
)
"""Ranks by what they look like on compacted text, the highest first; the last is `bare`."""
_TOP = frozenset({"part", "han"})
# What a long line must begin with to be looked at.
_NUMBERED = re.compile(rf"\W{{0,12}}[第{_NUMERALS}㈠-㈩⼀①-⑨\d]")
_MARKUP = re.compile(r"\*{1,3}|_{2,}|~~|`|^[\s>#]+|^[●■◆▲★☆※➢◎○□]+\s*|#+\s*$")
_SPLIT = re.compile(rf"(?<=\S)[ \t\u3000\xa0]*(?=(?:第{_HAN}部分|{_HAN}{{1,2}}[ \u3000]*[、.．]))")
# What may stand behind the words of a heading: nothing but marks and a page number; a remark in
# brackets; running text.
_NOTHING = re.compile(r"(?:如下)?[、:：。.,;；…·—\-\s]*(?:第?\d{0,3}页?)?")
_REMARK = re.compile(r"[、:：,]?(?:\((?!.\)|.{2}\))[^()]*\)|【[^】]*】|\[[^\]]*\])[:：。]?")
_RUN_IN = re.compile(
    r"[:：。;；]+(?=.)|[—\-]{1,2}(?=.)|(?=\(.{1,2}\))"
    r"|(?=20\d\d年|今年|本年|去年|全年|一年来|我[省市州县区镇乡街局委办厅院处校单]|本[机单行局]|全[省市县区镇]"
    r"|按照|根据|依据|依照|为[了深认全进]|在.{2,20}[,，]|截至|截止|自20\d\d|一是|1[、.]|\d[、.])"
    r"|(?=(?:无|没有|暂无|不涉及)[。.]?$)"
)
_SENTENCE = re.compile(
    r"^(?:良好|较好|很好|较|不|有|是|为|得到|进行|明显|持续|稳步|均|将|以|的|了|已|也|在|逐|按|存在|看|来看|做)|[,，。；;!?]"
)


MAX_NAME = 30
"""Characters of an organ's name before a heading's words."""
# 云岭县市场监督管理局 before 主动公开政府信息情况: a name ends so, and holds none of the others.
_NAME_ENDS = re.compile(
    "[省市县区州盟旗师团场镇乡村局厅署社馆院校会委处所站队部办]|政府|街道|中心|公司|集团|大学|机关"
)
_NO_NAME = re.compile(
    "[的在被把是]|加强|推[进动行]|做好|抓好|完善|强化|提[高升]|落实|开展|规范|关于|通过|认真|积极|公开"
    "|存在|网站|门户|渠道|平台|其[他它]|行政复议"
    "|^(?:[对按据各以为]|部分|个别|有些|一些|少数|多数|下属|所属)|(?:全部|内部|社会|有关部|相关部)$"
)
_YEAR = re.compile(r"(?:20\d\d年度?)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """number: 1–6. text: the heading as printed. rest: running text printed on the same line."""

    number: int
    text: str
    rest: str


@dataclass(frozen=True, slots=True, eq=False)  # compared as places, not by what they say
class _Found:
    """A heading that a line may be. rank: what its ordinal looks like; ordinal: 0 where none is.

    is_certain: words that head this section wherever the line stands.
    """

    index: int
    heading: Heading
    rank: str
    ordinal: int
    is_certain: bool

    @property
    def number(self) -> int:
        return self.heading.number


# ── One line ──────────────────────────────────────────────────────────────────────────────────


@cache
def _patterns() -> tuple[tuple[int, bool, re.Pattern[str]], ...]:
    """(number, is_certain, pattern), the certain ones of all sections first."""
    data = _knowledge()
    words: dict[str, str] = data["words"]
    return tuple(
        (entry["number"], kind == "certain", re.compile("|".join(_filled(entry[kind], words))))
        for kind in ("certain", "likely")
        for entry in data["section"]
    )


@cache
def _any_words() -> re.Pattern[str]:
    """All patterns in one."""
    return re.compile("|".join(pattern.pattern for _, _, pattern in _patterns()))


@cache
def _knowledge() -> dict[str, Any]:
    text = resources.files("parsers").joinpath("sections.toml").read_text("utf-8")
    return tomllib.loads(text)


def _filled(patterns: Iterable[str], words: dict[str, str]) -> list[str]:
    filled = [
        "(?:" + re.sub(r"\{([a-z]+)\}", lambda match: words[match[1]], pattern) + ")"
        for pattern in patterns
    ]
    return [pattern.replace("情况", "情[况況]").replace("事项", "事[项項]") for pattern in filled]


@cache
def _placed() -> dict[int, re.Pattern[str]]:
    """Section → words that head it only where it is missing."""
    data = _knowledge()
    return {
        entry["number"]: re.compile("|".join(_filled(entry["placed"], data["words"])))
        for entry in data["section"]
    }


@cache
def _wordings() -> dict[int, tuple[str, ...]]:
    """Section → its usual wordings, with which words with a slip are compared."""
    return {
        entry["number"]: tuple(map(compact, entry["wordings"])) for entry in _knowledge()["section"]
    }


def read_heading(line: str) -> Heading | None:
    """The section that a line begins, whatever stands around it, or None.

    （一） never begins one by itself, nor words that head parts of section 1 or rows of tables.
    With an ordinal the words may carry a tail (drafting residue) or running text; without one the
    line must be nothing but the words.
    """
    found = _read_line(line)
    if not found:
        return None
    first = found[0]
    # 一、主动公开情况 and 三、依申请公开情况 are rows of the statistics table of 2014 too.
    is_likely = first.rank in _TOP and first.number not in (2, 3)
    return first.heading if first.rank in _ALONE and (first.is_certain or is_likely) else None


_ALONE = frozenset({"part", "han", "arabic", "bare"})
"""Ranks of which one line is enough."""


def is_heading(line: str) -> bool:
    """Does this line begin one of the six sections?"""
    return 2 <= len(line) <= MAX_LINE and _is_heading(line)


@lru_cache(maxsize=4_096)
def _is_heading(line: str) -> bool:
    return read_heading(line) is not None


def _read_line(line: str) -> tuple[_Found, ...]:
    return _cached(line) if 2 <= len(line) <= MAX_LINE else ()


@lru_cache(maxsize=4_096)
def _cached(line: str) -> tuple[_Found, ...]:
    """The headings of a line that begins with one: usually one or none."""
    # Most lines are sentences, and never looked at as a whole.
    if len(line) > 2 * MAX_HEADING and not _NUMBERED.match(line):
        return ()
    begin = compact(_MARKUP.sub("", line[: 3 * MAX_HEADING]))
    rank, _, at = _ordinal(begin)
    if _any_words().match(begin, at) is None and not _name_end(begin, at, rank):
        return ()
    first = next(_SPLIT.finditer(line), None)
    if first is None or not (head := _read_one(line[: first.start()])):
        one = _read_one(line)
        return (one,) if one else ()
    cuts = [first.start(), *(match.start() for match in _SPLIT.finditer(line, first.end() + 1))]
    found = [head]
    for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
        part = line[start:end]
        last = found[-1]
        ends_before = not last.heading.rest or line[start - 1] in "。；;：:"
        following = _read_one(part) if ends_before else None
        if following and following.rank in _TOP and following.number != last.number:
            found.append(following)
        else:
            rest = last.heading.rest + part
            found[-1] = replace(last, heading=replace(last.heading, rest=rest))
    if len(found) > 1:
        return tuple(found)
    one = _read_one(line)
    return (one,) if one else ()


def _read_one(line: str) -> _Found | None:
    printed = _MARKUP.sub("", clean(line))
    text = compact(printed[:200])
    rank, ordinal, at = _ordinal(text)
    name_end = 0 if _any_words().match(text, at) else _name_end(text, at, rank)
    at = name_end or at
    words = text[at:]
    for number, is_certain, pattern in _patterns():
        match = pattern.match(words)
        if match is None or match.end() == 0:
            continue
        if name_end and not is_certain and number not in (1, 5):
            continue
        end = at + match.end()
        cut = _text_begins(printed, text, end, rank, is_certain)
        if cut is None:
            continue
        if cut == len(printed):
            heading = Heading(number, printed.strip(), "")
        else:
            head = printed[:cut].rstrip(" \t\u3000\xa0:：。；;—-")
            heading = Heading(number, head, printed[cut:].strip())
        # Under a name of an organ they may head a list of several organs' doings.
        return _Found(-1, heading, rank, ordinal, is_certain and not name_end)
    return None


def _ordinal(text: str) -> tuple[str, int, int]:
    """(rank, value, length) of the ordinal that compacted text begins with."""
    for rank, pattern in _ORDINALS:
        if match := pattern.match(text):
            digits = match[1]
            if digits.isdecimal() and digits.isascii():
                value = int(digits)
            else:
                value = _NUMERALS.index(digits[-1]) % 10 + 1 + (10 if digits[:-1] == "十" else 0)
            return rank, value, match.end()
    return "bare", 0, 0


def _name_end(text: str, at: int, rank: str) -> int:
    """Where in compacted text the organ's name ends that stands before a heading's words; 0 where
    none does. Without an ordinal the words alone would be a title's or a sentence's."""
    if rank == "bare" or len(text) - at > 2 * MAX_HEADING:
        return 0
    begin = start.end() if (start := _YEAR.match(text, at)) else at
    for match in _NAME_ENDS.finditer(text, begin, begin + MAX_NAME):
        end = match.end()
        if end - begin < 2 or _any_words().match(text, end) is None:
            continue
        return 0 if _NO_NAME.search(text[begin:end]) else end
    return 0


def _text_begins(printed: str, text: str, end: int, rank: str, is_certain: bool) -> int | None:
    """Where in the line running text begins behind the heading's words; the line's length where
    none does; None where the line is no heading but a sentence or another name.

    end: of the words in `text`, the compacted line.
    """
    tail = text[end:]
    if not tail or _NOTHING.fullmatch(tail):
        return len(printed)
    if rank == "bare":
        return None
    if match := _RUN_IN.match(tail):
        return _place(printed, end + match.end())
    if _REMARK.fullmatch(tail):
        return len(printed)
    if _SENTENCE.match(tail):
        return None
    place = _place(printed, end)
    is_apart = printed[place : place + 1].isspace() and _is_unspaced(printed[:place])
    has_sentence = re.search("[,，。；;]", tail) is not None
    if is_apart and (has_sentence or not is_certain):
        return place
    # Drafting residue, such as 仅限因政府信息公开申请引起行政复议或行政诉讼的.
    is_residue = is_certain and not has_sentence and len(text) <= 4 * MAX_HEADING
    return len(printed) if is_residue else None


def _is_unspaced(head: str) -> bool:
    """Are the glyphs of a heading not spaced apart? One gap, behind its ordinal, is usual."""
    return len(head.split()) <= 2


def _place(printed: str, count: int) -> int:
    """Index behind the first `count` characters of the compacted line."""
    for index, char in enumerate(printed):
        if count <= 0:
            return index
        count -= len("".join(unicodedata.normalize("NFKC", char).split()))
    return len(printed)


# ── A heading over several lines ──────────────────────────────────────────────────────────────

_LEADS_ON = re.compile(r"(?:[、及和与或]|以及)$")
_GOES_ON = re.compile("[、及和与或并暨]|以及|的?(?:情[况況]|措施)$")
_ENDS = frozenset("。；;！？!?，,")


def broken_headings(lines: Sequence[str | None]) -> list[tuple[int, int, str]]:
    """(first line, line behind the last, heading) of the headings that are broken over lines, by
    `<br>`, by paragraphs or at a text's margin: 四、政府信息公开行政复议、/行政诉讼情况."""
    found: list[tuple[int, int, str]] = []
    behind = 0
    for index in range(len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        if not line or not following or len(line) > MAX_BROKEN or len(following) > MAX_BROKEN:
            continue
        if index < behind or line[-1] in _ENDS or following[-1] in _ENDS:
            continue
        if not _NUMBERED.match(line) and not _LEADS_ON.search(line):
            continue
        if whole := _whole(lines, index):
            found.append((index, *whole))
            behind = whole[0]
    return found


def _whole(lines: Sequence[str | None], index: int) -> tuple[int, str] | None:
    """(line behind the heading's last, heading) where a line and those below are one heading."""
    text = first = lines[index] or ""
    best = None
    for end in range(index + 1, min(index + MAX_BREAKS, len(lines))):
        following = lines[end]
        if not following or len(following) > MAX_BROKEN or following[-1] in _ENDS:
            break
        if _NUMBERED.match(following):
            break
        text += following
        one = _bare_heading(text)
        if one is None or (one.rank not in _ALONE and not one.is_certain):
            continue
        alone = _bare_heading(first)
        if alone is not None and alone.number != one.number:
            continue
        if one.rank == "bare" and not (
            one.is_certain and _LEADS_ON.search(first) and _begins_line(lines, index)
        ):
            break
        below = _bare_heading(following)
        if below is not None and below.number != one.number:
            break
        goes_on = _GOES_ON.match(following) or _LEADS_ON.search(first)
        # 存在的问题 / 改进措施 may be two headings.
        if alone is None or goes_on or (below is None and one.number != 5):
            best = end + 1, text
    return best


def _begins_line(lines: Sequence[str | None], index: int) -> bool:
    """Is the line no continuation of the sentence above?"""
    above = lines[index - 1] if index else None
    return not above or above[-1] in "。；;：:！？!?" or len(above) <= MAX_BROKEN // 2


def _bare_heading(line: str) -> _Found | None:
    """The heading that a line is, with nothing behind its words."""
    text = compact(_MARKUP.sub("", line))
    rank, ordinal, at = _ordinal(text)
    name_end = 0
    if _any_words().match(text, at) is None:
        if not (name_end := _name_end(text, at, rank)):
            return None
        at = name_end
    words = text[at:].rstrip(":：。.·…-—")
    for number, is_certain, pattern in _patterns():
        if words and pattern.fullmatch(words) and (not name_end or is_certain or number in (1, 5)):
            is_sure = is_certain and not name_end
            return _Found(-1, Heading(number, line, ""), rank, ordinal, is_sure)
    return None


# ── All lines ─────────────────────────────────────────────────────────────────────────────────


def starts(lines: Sequence[str | None]) -> list[tuple[int, Heading]]:
    """(index of the line, heading) of each section, in reading order. None stands for a table.

    Where the six stand twice, those between which nothing stands are a table of contents.
    """
    found = [
        replace(one, index=index)
        for index, line in enumerate(lines)
        if line is not None
        for one in _read_line(line)
    ]
    found = _without_contents(found)
    if not found:
        return []
    return [(one.index, one.heading) for one in _Choice(lines, found).made()]


def _without_contents(found: list[_Found]) -> list[_Found]:
    """The headings without those of lists that name several which all come again later."""
    runs: list[list[_Found]] = []
    for one in found:
        is_next = runs and one.index - runs[-1][-1].index <= 1
        if is_next and one.number not in [other.number for other in runs[-1]]:
            runs[-1].append(one)
        else:
            runs.append([one])
    kept: list[list[_Found]] = []
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

    def __init__(self, lines: Sequence[str | None], found: list[_Found]) -> None:
        self.lines = lines
        self.found = found
        self.indexes = [one.index for one in found]
        self.order = {one: place for place, one in enumerate(found)}
        self.chosen: dict[int, _Found] = {}

    def made(self) -> list[_Found]:
        top = self._top_rank()
        own = [one for one in self.found if one.rank == top]
        others = [one for one in self.found if one.rank != top]
        self._take(one for one in own if one.is_certain)
        self._take(one for one in own if self._has_table(one))
        self._take(one for one in own if self._fits(one) and (top != "bare" or self._has_text(one)))
        self._take(
            one
            for one in others
            if one.is_certain and (one.rank in ("bare", *_TOP) or self._stands_alone(one))
        )
        self._take(one for one in others if self._has_table(one) or self._is_likely(one))
        if _LEAST <= len(self.chosen) < len(_wordings()):
            self._fill(top)
        # Those of one line stand in `order`; none of them was filled in.
        return sorted(self.chosen.values(), key=lambda one: (one.index, self.order.get(one, 0)))

    def _take(self, candidates: Iterable[_Found]) -> None:
        """Each section once: a later line with the same words is text that repeats the heading."""
        for one in candidates:
            if one.number not in self.chosen:
                self.chosen[one.number] = one

    def _fill(self, top: str) -> None:
        """A section that is missing begins at the one line of its place that is like its heading:
        other words under the next ordinal, its words with a slip, a table's caption."""
        for number in sorted(set(_wordings()) - self.chosen.keys()):
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
                and (top == "bare" or _NUMBERED.match(line))
                if (one := self._placed_at(index, line, number, top, before))
            ]
            if len(like) == 1:
                self.chosen[number] = like[0]

    def _placed_at(
        self, index: int, line: str, number: int, top: str, before: _Found | None
    ) -> _Found | None:
        """The heading of section `number` that a line must be, if it is one, where none has its
        words."""
        printed = _MARKUP.sub("", clean(line))
        text = compact(printed)
        rank, ordinal, at = _ordinal(text)
        words = text[at:].rstrip("、:：。.·…-—")
        if rank != top or len(words) > MAX_HEADING:
            return None
        one = _Found(index, Heading(number, printed.strip(), ""), rank, ordinal, False)
        has_table = number in (2, 3, 4) and self._table_follows(index)
        captioned = _CAPTION.sub("", words)
        if captioned != words and has_table and captioned in _wordings()[number]:
            return one
        is_next = ordinal == (before.ordinal + 1 if before else 1)
        if is_next and _placed()[number].fullmatch(words):
            return None if self._is_listed(one, before) else one
        if rank == "bare" and not has_table:
            return None
        return one if any(_is_slip(words, wording) for wording in _wordings()[number]) else None

    def _is_listed(self, one: _Found, before: _Found | None) -> bool:
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
        for rank in ("part", "han", "paren", "arabic", "count", "bare"):
            own = [one for one in self.found if one.rank == rank]
            chain = _longest([one.number for one in own])
            if rank not in _TOP and not any(one.is_certain for one in own) and chain < _LEAST:
                continue
            if rank in ("paren", "arabic", "count"):
                # Parts of section 1 name 2 and 3, at times 4.
                is_whole = chain > _LEAST or any(one.number == 1 for one in own)
                if chain < _LEAST or not is_whole:
                    continue
            if chain > most:
                best, most = rank, chain
        return best

    def _around(self, one: _Found) -> tuple[_Found | None, _Found | None]:
        """The chosen headings before and after."""
        order = sorted(self.chosen.values(), key=self.order.__getitem__)
        place = bisect([self.order[other] for other in order], self.order[one])
        return (order[place - 1] if place else None, order[place] if place < len(order) else None)

    def _fits(self, one: _Found) -> bool:
        """Does it stand where its section belongs?"""
        before, after = self._around(one)
        return (before is None or before.number < one.number) and (
            after is None or one.number < after.number
        )

    def _has_table(self, one: _Found) -> bool:
        """Does a table follow at once? Parts of section 1 have none."""
        if one.number not in (2, 3, 4):
            return False
        return self._table_follows(one.index) and (one.rank in _TOP or self._fits(one))

    def _table_follows(self, index: int) -> bool:
        for line in self.lines[index + 1 : index + 1 + NEAR]:
            if line is None:
                return True
            if _read_line(line) or len(line) > 2 * MAX_HEADING:
                return False
        return False

    def _has_text(self, one: _Found) -> bool:
        """Does something other than a heading follow? In a menu names stand side by side."""
        following = self.lines[one.index + 1 : one.index + 2]
        return bool(following) and (following[0] is None or not _read_line(following[0]))

    def _stands_alone(self, one: _Found) -> bool:
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
            rank, ordinal, _ = _ordinal(compact(line[:20]))
            if rank == wanted:
                return ordinal
        return None

    def _is_likely(self, one: _Found) -> bool:
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
