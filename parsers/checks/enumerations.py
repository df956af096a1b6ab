"""Do the parts that a sentence lists add up to the whole that it states? N11.

Only what is a whole and its parts is judged: one unit, one kind of thing, no part of a part. An
excess is then always a contradiction. A shortfall is one where the list says that it is whole
(分别, 其余5件), or names all of a closed set (按时, 延期), or falls short by a slip's worth;
otherwise it may be a selection. A figure that a table's rule already calls wrong raises no second
flag here. Words are in enumerations.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from parsers.checks import Flag, NotAssessable, check
from parsers.checks.common import one_line, show
from parsers.clauses import Clause, clauses, figure, gap_before, numbers
from parsers.report import Number, Report, Section


@cache
def _data() -> dict[str, Any]:
    text = resources.files("parsers.checks").joinpath("enumerations.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(_data()[name])


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _data()[name]))


@cache
def _closed() -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(map(re.compile, group)) for group in _data()["closed"])


_OPENS = re.compile("其中(?:为|有|：)?")
# 共100条：a、b, with or without 其中.
_BEFORE_COLON = re.compile(r"\d\s*[件条份宗起个例项次篇]{1,2}\s*[:：]")
_COMPARES = re.compile("同比|较|比上|比去|上年|去年|同期|增长|下降|增加|减少|占比?|[%％]")
_SHARE = re.compile(r"(?:[约共]|占比?|比例|为|全部|总数|总量|的|约为)*\d+(?:\.\d+)?[%％]")
_RESPECTIVELY = re.compile("分别(?:为|是|有|计)?")
_OPENING, _CLOSING = "（(", "）)"


REACH = 6
"""Clauses before a list that are looked at for its whole."""


@dataclass(slots=True)
class _List:
    """parts: the values in order. closed: the list says that it leaves nothing out."""

    last: Clause
    parts: list[Number] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    closed: bool = False


@check(
    "N11",
    "parts_sum",
    "warning",
    title="正文逐项列出的各部分之和等于所述总数",
    formula="n 件，其中 a 件、b 件…：Σ = n；Σ > n 总是矛盾，Σ < n 只在列举写明是全部、种类齐全"
    "或相差极小时算；有“等”“包括”“主要”的，以及同一信息可计入几项的渠道、专题，不判",
    basis="算术",
)
def parts_sum(report: Report) -> Iterable[Flag]:
    judged = 0
    for section in report.sections:
        if "其中" not in section.text and not _has_colon_list(section.text):
            continue
        sentences = clauses(section.text)
        for at, sentence in enumerate(sentences):
            said = sentence[0].sentence
            if "其中" not in said and not _has_colon_list(said):
                continue
            before = sentences[at - 1] if at else ()
            for whole, value, known, parts in _lists(section, before, sentence):
                verdict = _verdict(whole, value, known, parts)
                if verdict is None or _is_judged(report, section, whole, parts, verdict):
                    continue
                judged += 1
                if verdict:
                    continue
                start, end = whole.span()[0], parts.last.span()[1]
                quote = section.text[start:end]
                terms = " + ".join(show(part) for part in parts.parts)
                yield Flag(
                    "N11",
                    "warning",
                    f"正文写“{one_line(quote)}”：各部分 {terms} = {show(sum(parts.parts))}，"
                    f"与所述总数 {show(value)} 不等。",
                    None,
                    None,
                    quote,
                    section.position,
                    start,
                    end,
                )
    if not judged:
        raise NotAssessable("正文没有写明总数的完整列举")


def _has_colon_list(text: str) -> bool:
    return ("：" in text or ":" in text) and _BEFORE_COLON.search(text) is not None


def _lists(
    section: Section, before: Sequence[Clause], sentence: Sequence[Clause]
) -> Iterator[tuple[Clause, Number, set[Number], _List]]:
    """(clause of the whole, the whole, other wholes it may be of, its list)."""
    by_colon = _has_colon_list(sentence[0].sentence)
    for at, clause in enumerate(sentence):
        opens = _OPENS.match(clause.text) if clause.text.startswith("其中") else None
        if opens is None and not by_colon:
            continue
        gap = gap_before(section.text, sentence, at)
        if opens is None:
            if not ("：" in gap or ":" in gap) or "其中" in sentence[at - 1].text:
                continue
            counted = numbers(sentence[at - 1].text)
            if not counted or counted[-1].end() != len(sentence[at - 1].text):
                continue
            first, skip = at, 0
        elif opens.end() == len(clause.text):  # 其中：a，b
            first, skip = at + 1, 0
        else:
            first, skip = at, opens.end()
        found = _whole(before, sentence, at)
        if found is None or first >= len(sentence):
            continue
        whole, match, known = found
        number = figure(match)
        if number.qualifier or number.step:
            continue
        inside = any(mark in gap for mark in _OPENING)
        parts = _parts(section, sentence, first, skip, whole, match["unit"], number.value, inside)
        if parts is not None and len(parts.parts) > 1:
            yield whole, number.value, known, parts


def _whole(
    before: Sequence[Clause], sentence: Sequence[Clause], at: int
) -> tuple[Clause, re.Match[str], set[Number]] | None:
    """(clause, its number, all numbers that the parts may be of) before an opening."""
    if at == 0:  # 共收到10件。其中，…
        counts = [c for c in before if numbers(c.text) and not _COMPARES.search(c.text)]
        if len(counts) != 1 or "其中" in before[0].sentence:
            return None
        clause = counts[0]
        known: set[Number] = set()
    else:
        back = at - 1
        # 收到3件，同比增长9%，其中…
        while back > max(0, at - REACH) and _COMPARES.search(sentence[back].text):
            back -= 1
        clause = sentence[back]
        earlier = [
            figure(m).value
            for other in sentence[max(0, back - REACH) : back]
            for m in numbers(other.text)
            if not _COMPARES.search(other.text)
        ]
        # 复议6件，诉讼5件，其中维持3件、纠正8件: of both.
        own = [figure(m).value for m in numbers(clause.text)]
        known = {*earlier, *([earlier[-1] + own[0]] if earlier and own else [])}
    counted = numbers(clause.text)
    if len(counted) != 1 or "其中" in clause.text:
        return None
    return clause, counted[0], known


@cache
def _no_part() -> re.Pattern[str]:
    """Words of clauses that are no part, a comparison (比上年多3件) among them."""
    words = (_data()["open"], _data()["beside"], "其中|同比|较上年|比上年|较去年|比去年")
    return re.compile("|".join(words))


def _parts(
    section: Section,
    sentence: Sequence[Clause],
    first: int,
    skip: int,
    whole: Clause,
    unit: str,
    value: Number,
    inside: bool,
) -> _List | None:
    """The list from a clause on; None if it is not surely one of parts alone."""
    found = _List(sentence[first])
    depth = 0
    marks: set[str] = set()
    no_part, verbs = _no_part(), _words("verbs")
    for at in range(first, len(sentence)):
        clause = sentence[at]
        gap = gap_before(section.text, sentence, at) if at > first else ""
        if gap != "，":
            for mark in gap:
                depth += (mark in _OPENING) - (mark in _CLOSING)
            if depth < 0:  # the bracket that holds the list ends
                break
            if "：" in gap or ":" in gap:  # a list of its own
                return None
        if depth > 0:  # a remark on one part
            continue
        text = clause.text[skip:] if at == first else clause.text
        if found.parts and ("；" in gap or ";" in gap) and marks and marks != {"；"}:
            break  # 其中a件、b件；…
        counted = numbers(text)
        if not counted:
            if _SHARE.fullmatch(text):
                continue
            if _words("open").search(text) or _words("rest").search(text):
                return None
            if not inside and any(numbers(later.text) for later in sentence[at + 1 :]):
                return None
            break
        if found.parts:
            mark = "；" if "；" in gap or ";" in gap else "，"
            if marks and mark not in marks:
                # 其中a件、b件，c件: is c one of them?
                return found if sum(found.parts) == value else None
            marks.add(mark)
        if no_part.search(text) or any(
            verb not in whole.text and not _words("manners").fullmatch(verb)
            for verb in verbs.findall(text)
        ):
            return None
        pieces = _pieces(text, counted)
        if pieces is None:
            return None
        if len(pieces) > 1:
            marks.add("、")
        if len(pieces) > 1 and len(found.parts):
            return found if sum(found.parts) == value else None
        for label, match in pieces:
            part = figure(match)
            if match["unit"] != unit or part.qualifier or part.step:
                return None
            found.parts.append(part.value)
            found.labels.append(label)
            offset = skip if at == first else 0
            found.spans.append(clause.span(match.start() + offset, match.end() + offset))
        found.closed = found.closed or "分别" in text or bool(_words("rest").search(text))
        found.last = clause
    return found


def _pieces(text: str, counted: Sequence[re.Match[str]]) -> list[tuple[str, re.Match[str]]] | None:
    """(label, number) of each part of a clause; None where a number has no label of its own."""
    if respectively := _RESPECTIVELY.search(text):  # 网络、信函、当面分别为11件、3件、7件
        labels = re.split("[、和及与]", text[: respectively.start()])
        if respectively.end() != counted[0].start() or len(labels) != len(counted):
            return None
        between = [text[a.end() : b.start()] for a, b in pairwise(counted)]
        if any(mark not in ("、", "和", "及") for mark in between) or not all(labels):
            return None
        return list(zip(labels, counted, strict=True))
    pieces: list[tuple[str, re.Match[str]]] = []
    begin = 0
    leads = [match.start() == (text.rfind("、", 0, match.start()) + 1) for match in counted]
    if any(leads) and not all(leads):
        return None
    for index, match in enumerate(counted):
        if leads[index]:  # 20件为政策、30件为动态
            end = counted[index + 1].start() if index + 1 < len(counted) else len(text)
            label = text[match.end() : end].strip("、")
        else:
            label = text[begin : match.start()].strip("、")
            begin = match.end()
            # 公开5件政策、3件动态: whose is which?
            rest = text[begin : counted[index + 1].start() if index + 1 < len(counted) else None]
            if rest and not rest.startswith("、"):
                return None
        if not label or re.search(r"\d", label):
            return None
        pieces.append((label, match))
    return pieces


# ── Is it a whole and its parts? ──────────────────────────────────────────────────────────────


def _verdict(whole: Clause, value: Number, known: set[Number], parts: _List) -> bool | None:
    """Do they add up? None where the words do not tell."""
    total = sum(parts.parts)
    if total == value or total in known:
        return True
    if _overlap(whole.text, parts.labels):
        return None
    if total > value:
        return False
    slip = _data()["slip"]
    is_slip = value - total <= max(slip["least"], slip["share"] * value)
    if is_slip and total >= slip["coverage"] * value:
        return False
    named = " ".join(parts.labels)
    whole_set = any(
        len(group) == len(parts.labels) and all(pattern.search(named) for pattern in group)
        for group in _closed()
    )
    return False if parts.closed or whole_set else None


def _overlap(whole: str, labels: Sequence[str]) -> bool:
    """May one thing be counted under two of the labels, or under none?"""
    named = " ".join(labels)
    if _words("attribute").search(named) or _words("level").search(named + whole):
        return True
    if _words("channel").search(named) and not _words("one_way").search(whole):
        return True
    # What came over from last year has a result too, and what goes on to the next has none.
    if _words("result").search(named) and _words("received").search(whole):
        return True
    if _words("explained").search(named) and not _words("explanation").search(whole):
        return True
    if sum(pattern.search(named) is not None for pattern in _patterns("kinds")) > 1:
        return True
    return any(a in b for i, a in enumerate(labels) for j, b in enumerate(labels) if i != j)


def _is_judged(
    report: Report, section: Section, whole: Clause, parts: _List, verdict: bool
) -> bool:
    """Do the table's rules (N01–N10) already judge the list? Then a fault is theirs to tell."""
    if verdict:
        return False
    begin, end = whole.span()[0], parts.spans[-1][1]
    held = [
        stated
        for stated in report.stated
        if stated.section == section.position and stated.agrees is not None
    ]
    if any(not s.agrees and s.start < end and s.end > begin for s in held):
        return True
    return all(any(s.start < b and s.end > a for s in held) for a, b in parts.spans)
