"""Which growth does the narrative state, of what count, since when? N13; Y04 holds it to last year.

A clause is cut after each number and at each 、, so that of 收到37件、同比增长60% and of
比上年的32件增加5件 every figure is its own. From a growth the reading goes back over what belongs
to it (last year's count, the difference) to the one count that it can be of; where there are two
it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.checks import Flag, NotAssessable, check
from parsers.checks.common import one_line, show
from parsers.checks.copies import settings
from parsers.clauses import Clause, clauses, figure, is_other_year, numbers
from parsers.report import Number, Report


@dataclass(frozen=True, slots=True)
class Growth:
    """A stated change. first, last: the clauses from the count to the growth.

    count: what grew; None where only a subject is named. difference: its change in 件. percent:
    signed, with `decimals` printed; `slack` in points where words say it (减少一半). before: the
    count of the year before as printed. since: the year compared with, None for the year before.
    compared: the words compare with that year. subject: what the growth's own clause says grew.
    """

    first: Clause
    last: Clause
    count: Number | None
    difference: int | None
    percent: float | None
    decimals: int
    slack: float | None
    before: int | None
    since: int | None
    compared: bool
    subject: str

    @property
    def is_exact(self) -> bool:
        """A percentage in figures, not in words."""
        return self.percent is not None and self.slack is None


# ── Pieces ────────────────────────────────────────────────────────────────────────────────────


REACH = 12
"""Pieces before a growth that are looked at for what it is of."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of a clause up to and with its one number, if it has one. clause: its index."""

    clause: int
    text: str
    number: re.Match[str] | None
    head: str
    """The text before the number; all of it where there is none."""


_AMOUNT = re.compile(r"(?<![\d.])(?P<digits>\d[\d,，]*(?:\.\d+)?)(?P<wan>[万亿])?元")


def _pieces(sentence: Sequence[Clause]) -> list[_Piece]:
    found = []
    for index, clause in enumerate(sentence):
        text = clause.text
        counted = list(numbers(text))
        if "元" in text:
            counted = sorted([*counted, *_AMOUNT.finditer(text)], key=lambda m: m.start())
        begin = 0
        cuts: list[tuple[int, re.Match[str] | None]] = [(m.end(), m) for m in counted]
        cuts += [(at, None) for at, mark in enumerate(text) if mark == "、"]
        for end, match in sorted(cuts, key=lambda cut: cut[0]):
            part = text[begin:end]
            if part.strip("、"):
                head = text[begin : match.start()] if match else part
                found.append(_Piece(index, part.lstrip("、"), match, head.lstrip("、")))
            begin = end
        if rest := text[begin:].lstrip("、"):
            found.append(_Piece(index, rest, None, rest))
    return found


# Possessive, longest first: a text of 同比同比同比… must not be tried in every way.
_COMPARISON = (
    r"(?:较|比起|比|与|和|同期|同比|同|上年度?|去年度?|前年度?|上一年度?|20\d\d年度?|相比|对比|相较"
    r"|年|均|的|则|总体|全年|,|，)*+"
)
# Words that may stand between the count and its growth; any other is a subject of its own:
# 公开信息5件，网站访问量同比增长23%.
_LEAD = re.compile(
    rf"{_COMPARISON}(?P<subject>[^\d%，]{{0,20}}?)(?:数量|件数|总数|总量|总额|金额|量|数|额)?{_COMPARISON}"
)
_PERCENT = re.compile(
    r"(?P<up>增长|增加|上升|提高|提升|增幅)?(?P<down>下降|减少|降低|降幅)?(?:了|为|达|达到)?"
    r"(?P<about>约|近|超|超过)?(?P<percent>\d+(?:\.(?P<decimals>\d+))?)[%％](?P<open>以上|左右|多|余|以内)?"
)
_YEAR_ON_YEAR = re.compile("同比|上年|去年|上一年|前年|20\\d\\d年相比|较20\\d\\d年|比20\\d\\d年")
_MORE = re.compile("多|增加|增长|新增")
_LESS = re.compile("少|减少|下降")
# 上年结转4件 is no count of last year's.
_LAST_COUNT = re.compile(
    r"(?:比|较|与|和|同|而|从|由)?(?:上年|去年|上一年|前年|20\d\d年)(?:度|同期|全年)?"
    r"(?:申请|收到|受理|公开|发布|办理)?(?:数量?|量|件数|总数)?(?:仅|只|共|总)?(?:为|是|有|收到|受理)?(?:的|了)?"
)
_TIMES = re.compile(
    r"(?P<up>增长|增加|上升|提高|是|为)(?:了|(?P<to>到|达到?|为))?(?:上年度?的|去年的)?"
    r"(?P<about>约|近|超过?)?(?P<times>\d+(?:\.\d+)?|[一两二三四五六七八九十])倍(?P<open>多|以上|余)?"
)
_DOWN = re.compile("减少|下降|降低")
_UP = re.compile("增长|增加|上升|提高|翻")
_NUMERALS = "零一二三四五六七八九十"
_MOVES = re.compile(
    r"[%％倍番]|持平|一半|分之|百分|(?:同比|[较比]|上年|去年)[^，。；]{0,16}(?:增|减|多|少|升|降)"
)


def _is_difference(piece: _Piece) -> bool:
    head = piece.head
    if re.search("相比|同比|较|比", head) and (_MORE.search(head) or _LESS.search(head)):
        return True
    return re.match("(?:同比)?(?:净)?(?:多|少|增加|减少)", head) is not None


def _is_last_years(piece: _Piece, year: int | None) -> bool:
    """上年为32件, 比2023年的32件: the count that the growth starts from."""
    if not _LAST_COUNT.fullmatch(piece.head):
        return False
    return year is None or f"{year}年" not in piece.head


def _difference(piece: _Piece) -> int | None:
    """The signed difference of 比上年多82条; None for 约 and 万."""
    value = _count(piece)
    if not isinstance(value, int):
        return None
    return -value if _LESS.search(piece.head) else value


def _count(piece: _Piece) -> Number | None:
    """The piece's exact number; amounts in 万元."""
    match = piece.number
    if match is None:
        return None
    if match.re is _AMOUNT:
        if re.search("[约近超余多]$", piece.head):
            return None
        value = float(re.sub("[,，]", "", match["digits"]))
        return value * {"万": 1, "亿": 10_000, None: 0.0001}[match["wan"]]
    number = figure(match)
    if number.qualifier or match["wan"] or not isinstance(number.value, int):
        return None
    return number.value


@cache
def _growth_words() -> tuple[tuple[re.Pattern[str], float, float], ...]:
    return tuple(
        (re.compile(entry["pattern"]), entry["percent"], entry["slack"])
        for entry in settings()["growth_word"]
    )


def _in_words(text: str) -> tuple[float, float, int] | None:
    """(signed percent, slack in points, where it begins) of 减少二分之一, 翻一番, 增长2倍."""
    if (match := _TIMES.search(text)) and not match["about"] and not match["open"]:
        printed = match["times"].replace("两", "二")
        times = float(_NUMERALS.index(printed) if printed in _NUMERALS else printed)
        # 是上年的3倍 and 增长到3倍 grew by 200%.
        is_multiple = match["up"] in ("是", "为") or match["to"] is not None
        decimals = len(printed.partition(".")[2])
        percent = 100 * (times - 1 if is_multiple else times)
        return percent, 50 * 10.0**-decimals, match.start()
    for pattern, percent, slack in _growth_words():
        if match := pattern.search(text):
            if re.search("约|近|超|以上|多", text):
                return None
            down, up = _DOWN.search(text), _UP.search(text)
            if down:
                return -float(percent), float(slack), min(down.start(), match.start())
            if up:
                return float(percent), float(slack), min(up.start(), match.start())
    return None


@dataclass(frozen=True, slots=True)
class _Change:
    """What one piece says of a change, without its count. lead: the text before it."""

    lead: str
    percent: float | None = None
    decimals: int = 0
    slack: float | None = None
    difference: int | None = None


def _change(piece: _Piece, clause: Clause) -> _Change | None:
    if piece.number is not None:
        if not _is_difference(piece):
            return None
        difference = _difference(piece)
        if difference is None:
            return None
        moves = re.search("多|增加|增长|新增|少|减少|下降|净增", piece.head)
        return _Change(piece.head[: moves.start()] if moves else "", difference=difference)
    text = piece.text
    if match := _PERCENT.search(text):
        if match["about"] or match["open"] or not (match["up"] or match["down"]):
            return None
        if len(re.findall(r"\d+(?:\.\d+)?[%％]", clause.text)) != 1:
            return None
        sign = -1 if match["down"] else 1
        decimals = len(match["decimals"] or "")
        return _Change(text[: match.start()], sign * float(match["percent"]), decimals)
    if (at := text.find("持平")) >= 0:
        if re.search("(?:基本|大致|大体|总体|略|接近|相对|几乎|趋于)[^，]{0,4}$", text[:at]):
            return None
        return _Change(text[:at].removesuffix("保持"), difference=0)
    words = _in_words(text)
    if words is None:
        return None
    return _Change(text[: words[2]], words[0], 0, words[1])


# ── Statements ────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=256)
def growths(text: str, year: int | None) -> tuple[Growth, ...]:
    """The growths that a section states. year: the report year. Cached: N13 and Y04 ask alike."""
    found: list[Growth] = []
    for sentence in clauses(text):
        if _MOVES.search(sentence[0].sentence):
            found += _sentence(text, sentence, year)
    return tuple(found)


def _sentence(text: str, sentence: Sequence[Clause], year: int | None) -> Iterator[Growth]:
    pieces = _pieces(sentence)
    for at, piece in enumerate(pieces):
        clause = sentence[piece.clause]
        change = _change(piece, clause)
        if change is None:
            continue
        subject = _subject(change.lead)
        if subject is None:
            continue
        difference, before, back = change.difference, None, at - 1
        unsure = False
        while back >= max(0, at - REACH):
            earlier = pieces[back]
            other = _change(earlier, sentence[earlier.clause])
            if earlier.number is None:
                # 收到37件，与2023年相比，增长60%
                is_comparison = other is None and _subject(earlier.text) == ""
                if not is_comparison and (other is None or _subject(other.lead)):
                    break
            elif _is_difference(earlier):
                if other is None or _subject(other.lead):
                    unsure = True
                    break
                difference = other.difference if difference is None else difference
            elif _is_last_years(earlier, year):
                value = _count(earlier)
                unsure = unsure or before is not None or not isinstance(value, int)
                before = value if isinstance(value, int) else None
            else:
                break
            back -= 1
        unsure = unsure or back < at - REACH
        count: Number | None = None
        first, between, compared_in = clause, clause.text, clause.text
        has_count = back >= 0 and pieces[back].number is not None and not unsure
        has_count = has_count and _is_of_one_kind(pieces[back : at + 1])
        if has_count and _is_inside(text, sentence, pieces[back].clause, piece.clause):
            has_count = False
        if has_count and _is_the_count(pieces, back, sentence, year, subject):
            count, first = _count(pieces[back]), sentence[pieces[back].clause]
            between = "，".join(part.text for part in pieces[back + 1 : at + 1])
            compared_in = f"{pieces[back].text}，{between}"
        if count is None:
            if not subject:
                continue
            difference, before = change.difference, None
        since, is_sure = _since(between, year)
        if is_sure:
            yield Growth(
                first,
                clause,
                count,
                difference,
                change.percent,
                change.decimals,
                change.slack,
                before,
                since,
                _YEAR_ON_YEAR.search(compared_in) is not None or before is not None,
                subject,
            )


def _is_inside(text: str, sentence: Sequence[Clause], count: int, growth: int) -> bool:
    """Does a bracket that holds the count end before the growth, or is the count a part of 其中?

    办结38件（其中按时35件，延期3件），同比增长20% is no growth of the 3.
    """
    between = text[sentence[count].span()[1] : sentence[growth].start]
    if sum((mark in "（(") - (mark in "）)") for mark in between) < 0:
        return True
    near = sentence[max(0, count - REACH) : count]
    return any(clause.text.startswith("其中") and numbers(clause.text) for clause in near)


# 收到37件，比上年多办结5件 is not 5 more received.
_DOING = re.compile("办结|答复|办理|培训|接待|举办|召开|收到|受理|新收|接收")
_RECEIVED = frozenset({"收到", "受理", "新收", "接收"})


def _is_of_one_kind(pieces: Sequence[_Piece]) -> bool:
    """Do the count and all that is said of its growth count the same?"""
    units = {_unit(piece) for piece in pieces if piece.number is not None}
    doing = set(_DOING.findall(pieces[0].head))
    if doing & _RECEIVED:
        doing |= _RECEIVED
    return len(units) == 1 and not any(
        set(_DOING.findall(piece.head)) - doing for piece in pieces[1:] if piece.number is not None
    )


def _unit(piece: _Piece) -> str:
    assert piece.number is not None
    return "元" if piece.number.re is _AMOUNT else piece.number["unit"].removesuffix("次")


@lru_cache(maxsize=1_024)
def _subject(lead: str) -> str | None:
    """What the words before a change say that it is of, empty if nothing; None for other words."""
    match = _LEAD.fullmatch(lead)
    return match["subject"] if match else None


def _is_the_count(
    pieces: Sequence[_Piece],
    at: int,
    sentence: Sequence[Clause],
    year: int | None,
    subject: str,
) -> bool:
    """Is the piece's number surely what the growth is of?"""
    place = pieces[at].clause
    clause = sentence[place]
    begin = end = at
    while begin > max(0, at - REACH) and pieces[begin - 1].clause == place:
        begin -= 1
    while end + 1 < min(len(pieces), at + REACH) and pieces[end + 1].clause == place:
        end += 1
    own = [
        piece
        for piece in pieces[begin : end + 1]
        if piece.number is not None and not _is_difference(piece)
    ]
    if any(p is not pieces[at] and not _is_last_years(p, year) for p in own):
        return False  # 公开信息100条、文件3件，同比增长50%: of which of the two?
    if is_other_year(clause.text, year, False):  # 收到6件，上年3件，同比增长100%
        return False
    if clause.text.startswith("其中") and place > 0 and numbers(sentence[place - 1].text):
        return False
    if not subject:
        return True
    near = pieces[max(0, at - REACH) : at + 1]
    named = [p for p in near if p.number is not None and subject in p.text]
    return subject in clause.text and len(named) <= 1


def _since(text: str, year: int | None) -> tuple[int | None, bool]:
    """(the year compared with, None for the year before; whether the words leave no doubt)."""
    named = {int(found) for found in re.findall(r"(20\d\d)年", text)}
    if year is None:
        return (min(named) if named else None), len(named) < 2 and "前年" not in text
    named.discard(year)
    if "前年" in text:
        named.add(year - 2)
    if len(named) > 1:
        return None, False
    since = named.pop() if named else None
    return (None if since == year - 1 else since), True


# ── Arithmetic ────────────────────────────────────────────────────────────────────────────────


@check(
    "N13",
    "growth_possible",
    "error",
    title="所述同比增长率能由整数件数算出",
    formula="存在整数 p ≥ 1，使 (v − p) / p 按所印小数位四舍五入等于所述百分比；"
    "写明上年 p 件或增减 d 件的，以其为准，且 v − p = d",
    basis="算术",
)
def growth_possible(report: Report) -> Iterable[Flag]:
    judged = 0
    for section in report.sections:
        text = section.text
        if "%" not in text and "％" not in text and not _LAST_YEARS.search(text):
            continue
        for growth in growths(text, report.report_year):
            wrong = _contradiction(growth)
            if wrong is None:
                continue
            judged += 1
            if not wrong:
                continue
            start, end = growth.first.span()[0], growth.last.span()[1]
            quote = section.text[start:end]
            yield Flag(
                "N13",
                "error",
                f"正文写“{one_line(quote)}”：{wrong}。",
                None,
                None,
                quote,
                section.position,
                start,
                end,
            )
    if not judged:
        raise NotAssessable("正文没有可核算的同比增长率")


# 比2023年的32件增加6件 contradicts itself without a percentage.
_LAST_YEARS = re.compile(
    r"年(?:度|同期|全年|的|为|是|仅|共|收到|受理)*\s*\d[\d,，]*\s*[件条份宗起个例项篇]"
)


def _contradiction(growth: Growth) -> str | None:
    """What is wrong in figures alone; empty where nothing is, None where nothing can be judged."""
    count, before, difference = growth.count, growth.before, growth.difference
    if not isinstance(count, int):
        return None
    base = f" {growth.since} 年" if growth.since else "上年"
    if growth.percent is None:
        if before is None or difference is None:
            return None
        if count - before == difference:
            return ""
        moved = f"减少 {-difference}" if difference < 0 else f"增加 {difference}"
        return (
            f"今年 {show(count)}，{base.strip()} {show(before)}，相差 {show(count - before)}，"
            f"不是{moved if difference else '持平'}"
        )
    if not growth.is_exact or not (growth.compared or difference is not None):
        return None
    percent, half = growth.percent, 0.5 * 10.0**-growth.decimals + 1e-9
    bases = [
        n for n in (before, None if difference is None else count - difference) if n is not None
    ]
    if bases:
        if any(n > 0 and abs(100 * (count - n) / n - percent) <= half for n in bases):
            return ""
        n = bases[0]
        if n <= 0:
            return f"今年 {show(count)}，按所述增减{base}为 {show(n)}，算不出 {percent:g}%"
        true = f"{100 * (count - n) / n:.{max(1, growth.decimals)}f}"
        return f"今年 {show(count)}，{base.strip()} {show(n)}，应为 {true}%，不是 {percent:g}%"
    if _possible(count, percent, half):
        return ""
    if percent < -100 - half:
        return f"今年 {show(count)}，按 {percent:g}% 推算，减少超过全部，不可能"
    prior = count / (1 + percent / 100) if percent > -100 else 0.0
    return (
        f"今年 {show(count)}，按 {percent:g}% 推算{base}应为 {prior:.2f}，"
        "没有一个整数能算出这个百分比"
    )


def _possible(count: int, percent: float, half: float) -> bool:
    """Is there a whole number of the year compared with that gives this percentage?"""
    if percent <= -100:  # nothing is left; less than nothing there is not
        return count == 0 and abs(percent + 100) <= half
    estimate = count / (1 + percent / 100)
    return any(
        prior >= 1 and abs(100 * (count - prior) / prior - percent) <= half
        for prior in range(max(1, int(estimate) - 1), int(estimate) + 3)
    )
