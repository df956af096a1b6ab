"""Is this line, or its beginning, the heading of one of the six sections? By meaning, never by
ordinal.

A heading prints the words of one of the six (sections.toml), behind an ordinal of some rank: 一、
is one, （一） another, none a third. Text may run in behind it. Which of the lines that may be
headings are the report's, `sections` tells from all of them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from parsers.labels import compact
from parsers.numbers import clean

MAX_HEADING = 40
"""Characters of a heading without ordinal; a longer line is a sentence unless it has one."""
MAX_LINE = 2_000
"""Characters of a line that may begin with a heading."""
NUMERALS = "一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾"
_HAN = f"[{NUMERALS}]"
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_ROMAN = "|".join(sorted(_ROMANS, key=len, reverse=True))
_PART_END = r"[、:.,—-]"
_HAN_END = r"[、.,:;)·丶。—|/-]*"
_ORDINALS = tuple(
    (rank, begins, re.compile(pattern))
    for rank, begins, pattern in (
        ("part", "(第", rf"\(?第({_HAN}{{1,3}}|\d)(?:(?:大?部分|章|篇)\)?|[、:.,]){_PART_END}*"),
        ("part", "部Pp", rf"(?:部分|(?i:part)\.?)({_HAN}|\d|{_ROMAN}){_PART_END}+"),
        ("node", "第", rf"第({_HAN}{{1,3}}|\d)节{_PART_END}*"),
        ("paren", "([【〔", rf"[(【〔\[]({_HAN}{{1,3}}|{_ROMAN})[)】〕\]][、.,:]?"),
        ("han", NUMERALS, rf"({_HAN}{{1,3}}){_HAN_END}"),
        ("roman", "IVX", rf"({_ROMAN}){_HAN_END}(?![A-Za-z])"),
        ("count", "(", r"\((\d{1,2})\)[、.,:]?"),
        ("arabic", "0123456789", r"(\d{1,2})(?![\d年])(?:[、.,:)丶]+|(?=\D))"),
        ("letter", "ABCDEFGH", r"([A-H])[、.,:)]+"),
    )
)
"""Ranks by what they look like on compacted text, the highest first; the last is `bare`."""
TOP = frozenset({"part", "node", "han", "roman"})
_BY_FIRST = {
    first: tuple((rank, pattern) for rank, begins, pattern in _ORDINALS if first in begins)
    for first in sorted({first for _, begins, _ in _ORDINALS for first in begins})
}
# What a long line must begin with to be looked at.
NUMBERED = re.compile(rf"\W{{0,12}}[第{NUMERALS}㈠-㈩⼀①-⑳⑴-⒛Ⅰ-Ⅹ部A-IVX\d]")
_MARKUP = re.compile(r"\*{1,3}|_{2,}|~~|`|^[\s>#=|—–●■◆▲★☆※➢◎○□◇△▶►▍▌❖→]+|[\s#=|—–]+$")
_MARKS = frozenset("*_~`>#=|—–●■◆▲★☆※➢◎○□◇△▶►▍▌❖→")
# 【总体情况】, 一、“总体情况”: a heading's words in brackets.
BOXED = re.compile(
    r"([^【〖「『《〈\[［(（“\"]{0,12})"
    r"(?:【([^】]{2,40})】|〖([^〗]{2,40})〗|「([^」]{2,40})」|『([^』]{2,40})』"
    r"|[\[［]([^\]］]{2,40})[\]］]|(?:《([^》]{2,40})》|〈([^〉]{2,40})〉|“([^”]{2,40})”"
    r"|\"([^\"]{2,40})\"|[(（]([^)）]{2,40})[)）])(?=[\s:：]*$))\s*[:：]?\s*"
)
OPENING = frozenset('【〖「『《〈[［(（“"')
ENDS = frozenset("。；;！？!?，,")
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
class Found:
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
    data = knowledge()
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
def knowledge() -> dict[str, Any]:
    text = resources.files("parsers").joinpath("sections.toml").read_text("utf-8")
    return tomllib.loads(text)


def _filled(patterns: Iterable[str], words: dict[str, str]) -> list[str]:
    filled = [
        "(?:" + re.sub(r"\{([a-z]+)\}", lambda match: words[match[1]], pattern) + ")"
        for pattern in patterns
    ]
    return [pattern.replace("情况", "情[况況]").replace("事项", "事[项項]") for pattern in filled]


@cache
def placed_words() -> dict[int, re.Pattern[str]]:
    """Section → words that head it only where it is missing."""
    data = knowledge()
    return {
        entry["number"]: re.compile("|".join(_filled(entry["placed"], data["words"])))
        for entry in data["section"]
    }


@cache
def wordings() -> dict[int, tuple[str, ...]]:
    """Section → its usual wordings, with which words with a slip are compared."""
    return {
        entry["number"]: tuple(map(compact, entry["wordings"])) for entry in knowledge()["section"]
    }


def read_heading(line: str) -> Heading | None:
    """The section that a line begins, whatever stands around it, or None.

    （一） never begins one by itself, nor words that head parts of section 1 or rows of tables.
    With an ordinal the words may carry a tail (drafting residue) or running text; without one the
    line must be nothing but the words.
    """
    found = headings_in(line)
    if not found:
        return None
    first = found[0]
    # 一、主动公开情况 and 三、依申请公开情况 are rows of the statistics table of 2014 too.
    is_likely = first.rank in TOP and first.number not in (2, 3)
    return first.heading if first.rank in ALONE and (first.is_certain or is_likely) else None


ALONE = frozenset({*TOP, "arabic", "bare"})
"""Ranks of which one line is enough."""


def is_heading(line: str) -> bool:
    """Does this line begin one of the six sections?"""
    return 2 <= len(line) <= MAX_LINE and _is_heading(line)


@lru_cache(maxsize=4_096)
def _is_heading(line: str) -> bool:
    return read_heading(line) is not None


def headings_in(line: str) -> tuple[Found, ...]:
    return _cached(line) if 2 <= len(line) <= MAX_LINE else ()


@lru_cache(maxsize=4_096)
def _cached(line: str) -> tuple[Found, ...]:
    """The headings of a line that begins with one: usually one or none."""
    # Most lines are sentences, and never looked at as a whole.
    if len(line) > 2 * MAX_HEADING and line[0] not in OPENING and not NUMBERED.match(line):
        return ()
    begin = compact(unmarked(line[: 3 * MAX_HEADING]))
    rank, _, at = ordinal_of(begin)
    is_boxed = begin[at : at + 1] in OPENING
    at = _words_begin(begin, at, rank)
    if not is_boxed and not _any_words().match(begin, at) and not _name_end(begin, at, rank):
        return ()
    if is_boxed and (boxed := _read_boxed(line)):
        return (boxed,)
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
        if following and following.rank in TOP and following.number != last.number:
            found.append(following)
        else:
            rest = last.heading.rest + part
            found[-1] = replace(last, heading=replace(last.heading, rest=rest))
    if len(found) > 1:
        return tuple(found)
    one = _read_one(line)
    return (one,) if one else ()


def _words_begin(text: str, at: int, rank: str) -> int:
    """Where behind an ordinal a heading's own words begin: 一、关于总体情况."""
    if rank == "bare" or not text.startswith("关于", at) or _any_words().match(text, at):
        return at
    return at + 2


def _read_boxed(line: str) -> Found | None:
    """The heading whose words stand in brackets, with what is printed behind them."""
    line = clean(line)
    match = BOXED.match(line)
    if match is None:
        return None
    words = next(group for group in match.groups()[1:] if group)
    one = _read_one(match[1] + words)
    if one is None or one.heading.rest:
        return None
    head = line[: match.end()].rstrip(" \t\u3000:：")
    return replace(one, heading=Heading(one.number, head, line[match.end() :].strip()))


def _read_one(line: str) -> Found | None:
    printed = unmarked(clean(line))
    text = compact(printed[:200])
    rank, ordinal, at = ordinal_of(text)
    at = _words_begin(text, at, rank)
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
        return Found(-1, heading, rank, ordinal, is_certain and not name_end)
    return None


def unmarked(text: str) -> str:
    """Without the marks that style a line or lead it."""
    return text.strip() if _MARKS.isdisjoint(text) else _MARKUP.sub("", text)


def ordinal_of(text: str) -> tuple[str, int, int]:
    """(rank, value, length) of the ordinal that compacted text begins with."""
    for rank, pattern in _BY_FIRST.get(text[:1], ()):
        if match := pattern.match(text):
            digits = match[1]
            if digits.isdecimal() and digits.isascii():
                value = int(digits)
            elif rank == "letter":
                value = ord(digits) - ord("A") + 1
            elif digits in _ROMANS:
                value = _ROMANS.index(digits) + 1
            else:
                value = NUMERALS.index(digits[-1]) % 10 + 1 + (10 if digits[:-1] == "十" else 0)
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
        return place_of(printed, end + match.end())
    if _REMARK.fullmatch(tail):
        return len(printed)
    if _SENTENCE.match(tail):
        return None
    place = place_of(printed, end)
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


def place_of(printed: str, count: int) -> int:
    """Index behind the first `count` characters of the compacted line."""
    for index, char in enumerate(printed):
        if count <= 0:
            return index
        count -= len("".join(unicodedata.normalize("NFKC", char).split()))
    return len(printed)


def bare_heading(line: str) -> Found | None:
    """The heading that a line is, with nothing behind its words."""
    text = compact(unmarked(line))
    rank, ordinal, at = ordinal_of(text)
    name_end = 0
    if _any_words().match(text, at) is None:
        if not (name_end := _name_end(text, at, rank)):
            return None
        at = name_end
    words = text[at:].rstrip(":：。.·…-—")
    for number, is_certain, pattern in _patterns():
        if words and pattern.fullmatch(words) and (not name_end or is_certain or number in (1, 5)):
            is_sure = is_certain and not name_end
            return Found(-1, Heading(number, line, ""), rank, ordinal, is_sure)
    return None
