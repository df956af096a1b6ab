"""Which figures does the narrative state about its own tables, and do they agree?

Read clause by clause. Numbers count only where the report speaks of disclosure applications,
disputes about them, or by name of what section 2's table counts; counts of proposals, trainings or
visits are never taken. Words and patterns are data (narrative.toml).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from parsers.clauses import (
    NAMED_YEAR,
    Clause,
    Sentence,
    clauses,
    figure_of,
    gap_before,
    joined,
    numbers,
)
from parsers.report import Cells, Section, Stated
from parsers.stated.active_disclosure import read_decision, read_document, read_fee
from parsers.stated.applications import read_application, read_result
from parsers.stated.disputes import read_dispute, read_of_all
from parsers.stated.memory import Memory
from parsers.stated.parts import Part, parts_of
from parsers.stated.whose import Whose
from parsers.vocabulary import result_pattern, word_pattern

SECTIONS = (1, 2, 3, 4)
"""Sections whose figures speak of the tables; 5 and 6 speak of problems, fees and proposals."""

_SUBHEAD = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[）)]|\d{1,2}[.、．](?!\d)|【[^】]{2,20}】)"
)
_TOPIC = re.compile("申请|复议|诉讼|规章|规范性文件|许可|处罚|行政强制|事业性收费")
_APPLY = re.compile("依申请|申请公开|信息公开申请|公开申请|信息公开的申请")
_WORTH_READING = re.compile(
    r"[\d未无零均]|没有|全部|都|不存在|规章|规范性文件"  # or a subject that the next clause counts
)
_BEGINS_WITH_NUMBER = re.compile(
    r"(?:共|约|近|为)?\d+(?:余|多)?(?:件|宗|份|起|个|例|条|万?元)|(?:无|零|0)$"
)
_ONE_TOPIC = re.compile(r"^(?:其中)?涉及[^、\d]+\d+(?:件|宗|份|起|个|例)$")
# Some of the applications, by how they came or what was done on the way.
_SOME = re.compile("补正|撤回|征求|转办|转送|^(?:其中)?通过.*(?:收到|受理|接收|申请)")
_LEADS_RESULTS = re.compile("(?:办理|答复|处理|办结)(?:结果|情况)")
_ONLY_NUMBER = re.compile(r"\d+(?:件|宗|份|起|个|例)")
_DIGITS = re.compile(r"\d(?!\d*年)")
_YEAR_WORDS = re.compile("[2２][0０]\\d\\d年度?|今年以来|今年|本年度?|全年|一年来|上年度?|去年")
_LAST_YEAR = re.compile("(?:去年|上年度?|上一年度?|前年)(?!结转|同期)")
# What a clause is about, by the letters of its key, first match wins.
_DISPUTE = frozenset("VWDFU")
_DOCUMENT = frozenset("QIBC")
_RESULT = frozenset("GLw")


def read_stated(
    sections: Sequence[Section],
    tables: Mapping[str, Cells],
    year: int | None = None,
    organ: str | None = None,
) -> tuple[Stated, ...]:
    """The stated figures in text order. tables: table name → cells, for `agrees`. year: the report
    year; figures of other years are left alone. organ: whose report it is: a figure of the office
    says nothing about a city's cells, but all about those of the office's own report."""
    memory = Memory(tables, year, Whose(organ))
    for section in sections:
        if section.number in SECTIONS:
            _section(memory, section)
    return tuple(memory.found)


def _section(memory: Memory, section: Section) -> None:
    memory.begin_section(section)
    for sentence in clauses(section.text):
        whole = sentence[0].sentence
        begins = _begins_line(section.text, sentence)
        if begins:
            memory.other_year = memory.doubt = False
        may_head = section.number == 1 and (begins or whole.startswith("【"))
        head = _SUBHEAD.match(whole) if may_head else None
        # （一）予以公开29件 is an item of a list, not a sub-heading.
        if head and not result_pattern().match(whole, head.end()):
            title = whole.partition("】")[0] if whole.startswith("【") else whole
            memory.begin_part("申请" in title[:24] and "规范性文件" not in title[:14])
        if _WORTH_READING.search(whole) and (
            memory.inside or memory.subject in ("app", "weak") or _TOPIC.search(whole)
        ):
            _sentence(memory, sentence)
        elif not memory.inside:
            memory.subject = ""


def _begins_line(text: str, sentence: Sentence) -> bool:
    at = sentence[0].start
    while at and text[at - 1] in " \t\u3000（(【":
        at -= 1
    return not at or text[at - 1] == "\n"


def _sentence(memory: Memory, sentence: Sentence) -> None:
    memory.begin_sentence(sentence)
    first = len(memory.found)
    saved: tuple[Any, ...] | None = None
    held: Clause | None = None
    for index, clause in enumerate(sentence):
        gap = gap_before(memory.text, sentence, index)
        opens, closes = "（" in gap or "(" in gap, "）" in gap or ")" in gap
        if closes and saved is not None:
            memory.restore(saved)
            saved = None
        before = len(memory.found)
        if held is not None:
            clause = joined(held, clause)
            held = None
        elif opens and saved is None:
            saved = memory.save()
            memory.in_brackets = True
        if index + 1 < len(sentence):
            gap_after = gap_before(memory.text, sentence, index + 1)
            if _goes_on(clause, gap_after, sentence[index + 1]):
                held = clause
                continue
        text = clause.text
        if memory.subject == "app" or _WORTH_READING.search(text) or _may_matter(text):
            understood = _clause(memory, clause, sentence, index)
        else:
            understood = False
            _unread(memory, text, index == 0)
        if (
            opens
            and (not understood or not memory.own)
            and before > first
            # 各乡镇（街道）: not a word on the figure before it
            and memory.found[before - 1].end == sentence[index - 1].span()[1]
            and not numbers(text)
            and not word_pattern("transparent").search(text)
        ):
            # 收到12件（县自然资源局）: what the brackets say of the figure is not known.
            del memory.found[before - 1 :]
    memory.settle(first)


def _goes_on(clause: Clause, gap: str, after: Clause) -> bool:
    """申请数：37件 and 予以公开（11件）: is the clause's number the next clause?"""
    if "：" in gap or ":" in gap:
        return not numbers(clause.text) and bool(_BEGINS_WITH_NUMBER.match(after.text))
    if "（" in gap or "(" in gap:
        tail = clause.text.rpartition("、")[2]
        return not numbers(tail) and _ONLY_NUMBER.fullmatch(after.text) is not None
    return False


def _may_matter(text: str) -> bool:
    """Can a clause without a figure change what the next ones speak of?"""
    return len(text) <= 24 and (
        _TOPIC.search(text) is not None or "其中" in text or _LEADS_RESULTS.search(text) is not None
    )


def _unread(memory: Memory, text: str, begins: bool) -> None:
    """A clause that is not understood: what does it leave of the subject?"""
    if word_pattern("transparent").search(text):
        if _ONE_TOPIC.search(text):  # 涉及房屋征收60件，予以公开20件
            memory.subject = "part"
        return
    if _DIGITS.search(text):
        memory.subject = "part" if memory.inside and _SOME.search(text) else "other"
        memory.channels = ()
        memory.documents = None
        memory.decided = False
        return
    memory.disputed = memory.disputed or "复议" in text or "诉讼" in text
    named = NAMED_YEAR.match(text)
    if named and memory.year is not None:
        memory.other_year = int(named[1]) != memory.year
        memory.this_year = memory.this_year or not memory.other_year
    elif _LAST_YEAR.match(text):
        memory.other_year = True
    text = _YEAR_WORDS.sub("", text)
    if not text or memory.in_brackets:
        return
    if (begins and len(text) <= 3) or word_pattern("frame").search(text):
        memory.frame = True
    if begins and not _APPLY.search(text):
        memory.subject = ""
    elif memory.subject == "app":
        memory.subject = "weak"


def _clause(memory: Memory, clause: Clause, sentence: Sentence, index: int) -> bool:
    """Reads its figures. Returns whether it was understood."""
    parts, until = parts_of(clause, memory.year, memory.whose.organ)
    memory.until = memory.until or until
    if parts is None:
        _unread(memory, clause.text, index == 0)
        return False
    for part, after in zip(parts, (*parts[1:], None), strict=True):
        if after is not None and not after.counted and _are_results(part, after):
            continue  # 另有42件按不予处理、其他情形办理: of both
        _part(memory, part, sentence, index)
    memory.lead_part = len(parts) == 1 and parts[0].is_part and not parts[0].key
    return True


def _are_results(part: Part, after: Part) -> bool:
    return bool(set(part.key) & _RESULT) and bool(set(after.key) & {*_RESULT, "l"})


def _part(memory: Memory, part: Part, sentence: Sentence, index: int) -> None:
    key = part.key
    letters = set(key)
    counted = "N" in key or "¥" in key
    if part.has_this_year and not part.other_year:
        memory.other_year = False
        memory.this_year = True
    if part.other_year:
        # 上年为32件 compares; 上年，收到32件 goes on about that year.
        if key != "N":
            memory.other_year = True
        if letters & _DISPUTE:
            memory.subject = "dispute"
        return
    if memory.other_year:
        return
    if part.scope is not None:
        memory.scope = part.scope
        memory.own = memory.whose.is_own(part.scope)
        memory.doubt = memory.doubt and not memory.own
        memory.scope_part = None
        if part.is_part and not memory.own and counted:
            memory.scope_part = figure_of(part.counted[0]).value
    elif memory.scope_part is not None and counted and not _is_theirs(memory, part):
        memory.scope, memory.own, memory.scope_part = None, True, None
    if part.cumulative and (memory.until or not memory.this_year):
        memory.subject, memory.whole, memory.channels = "other", "", ()
        memory.documents, memory.decided = None, False
        return
    if not key:
        return
    if "月" in key:
        memory.subject = "part"
        memory.frame = memory.frame or not counted
        return
    if "H" in key:
        if not memory.stated_whole and counted:
            memory.subject = "part"
        return
    if counted and "时" in key:
        return
    if "撤" in key:
        if memory.subject != "dispute":
            memory.subject = "part" if memory.inside else "other"
        return
    if "延" in key:
        memory.soft.add("applications_completed")
        return
    if "应" in key:
        if counted and ("O" in key or "o" in key):
            memory.subject, memory.whole = "app", "sum"
        return
    if key == "lN" and memory.subject == "dispute" and memory.channels and not memory.of_some:
        part.key, part.words = "UN", [("U", "其他结果")]
        letters = {"U", "N"}
    if letters & _DISPUTE:
        read_dispute(memory, part)
    elif memory.of_all and counted and letters & set("iO") and letters <= set("iOovN"):
        read_of_all(memory, part)
    elif letters & _DOCUMENT and not letters & {"O", "o"}:
        read_document(memory, part)
        memory.subject = "other"
    elif "J" in letters:
        read_decision(memory, part)
        memory.subject = "other"
    elif "$" in letters:
        read_fee(memory, part)
        memory.subject = "other"
    elif letters & _RESULT or ("l" in letters and counted):
        read_result(memory, part)
    else:
        read_application(memory, part, sentence, index)
    if "中" in key and "u" in key:
        memory.subject = "carried"


def _is_theirs(memory: Memory, part: Part) -> bool:
    """其中办公室受理12件，答复12件，结转2件: still the office's? Not what names its own object or
    is more than the office has had; of documents, those in force are more than those issued."""
    key = part.key
    if part.has_this_year or set(key) & set("OolVW"):
        return False
    if memory.documents is not None and set(key) <= set("IBCN"):
        return True
    value = figure_of(part.counted[0]).value
    return memory.scope_part is not None and value <= memory.scope_part
