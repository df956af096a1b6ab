"""Is the text its own? Y06, and how alike two texts are.

Two texts are compared by their runs of five characters, after years, numbers, the organ's own
names and punctuation are masked: a report that only changed 2022 to 2023 and 安丘市 to 昌乐县 is
still a copy. Sections 1, 5 and 6 count; the others are tables. Older reports have no such
sections; of them the whole text counts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from parsers.checks import Context, Flag, NotAssessable, check
from parsers.report import Report

GRAM = 5
_NARRATIVE = (1, 5, 6)
_SEED = 8
"""Characters that a shared passage begins with: five would meet in any two reports."""

_NUMBER = re.compile(r"\d+(?:[.,．，]\d+)*|[〇○零一二三四五六七八九]{4}(?=年)")
_NOT_LETTER = re.compile(r"[^\w#]|_")
_PLACE = re.compile(
    r".{2,}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|街道|省|市|盟|州|县|区|旗|镇|乡)"
)
_SUFFIX = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|街道|省|市|盟|州|县|区|旗|镇|乡)$"
)


@cache
def settings() -> dict[str, Any]:
    """neighbours.toml."""
    text = resources.files("parsers.checks").joinpath("neighbours.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _own_words() -> re.Pattern[str]:
    return re.compile(settings()["copies"]["own_words"])


# ── Comparing ─────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def own_names(*organs: str | None) -> tuple[str, ...]:
    """What an organ calls itself, longest first: its name, the places in it with and without
    市, 县 …, and what is left of the name after them."""
    names: set[str] = set()
    for organ in organs:
        name = re.sub(r"\s+", "", organ or "")
        if len(name) < 2:
            continue
        names.add(name)
        at = 0
        while match := _PLACE.match(name, at):
            stem = _SUFFIX.sub("", match[0])
            names |= {match[0], stem} if len(stem) > 1 else {match[0]}
            at = match.end()
        if len(name) - at >= 3:
            names.add(name[at:])
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def masked(text: str, names: Sequence[str] = ()) -> str:
    """Letters only; a number is #, an own name 某. Pure."""
    text = "".join(text.split())
    for name in names:
        text = text.replace(name, "某")
    text = re.sub("某{2,}", "某", _own_words().sub("某", text))
    return _NOT_LETTER.sub("", _NUMBER.sub("#", text))


def grams(text: str) -> frozenset[str]:
    """The runs of five characters of a masked text."""
    return frozenset(text[i : i + GRAM] for i in range(len(text) - GRAM + 1))


def similarity(a: str, b: str) -> float:
    """Jaccard of the five-character runs of two masked texts, 0–1; 0 where one is shorter."""
    if a == b:
        return 1.0 if len(a) >= GRAM else 0.0
    return jaccard(grams(a), grams(b))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    if not a or not b:
        return 0.0
    common = len(a & b)
    return common / (len(a) + len(b) - common)


def narrative_sections(report: Report) -> dict[int, str]:
    """Number → text of the sections that Y06 compares, unmasked; {0: all} where none has one."""
    numbered: dict[int, list[str]] = {}
    for section in report.sections:
        if section.number in _NARRATIVE:
            numbered.setdefault(section.number, []).append(section.text)
    numbered = numbered or {0: [section.text for section in report.sections]}
    return {number: "\n".join(texts) for number, texts in numbered.items()}


def narrative(report: Report) -> str:
    """The text that Y06 compares, unmasked, a section after the other."""
    return "\n".join(narrative_sections(report).values())


def shared_passage(text: str, other: str) -> str:
    """The longest passage of `text` that `other` prints too, at most as long as flags quote."""
    places: dict[str, int] = {}
    for at in range(len(other) - _SEED, -1, -1):
        places[other[at : at + _SEED]] = at
    best, at = "", 0
    while at <= len(text) - _SEED:
        there = places.get(text[at : at + _SEED])
        if there is None:
            at += 1
            continue
        end = _SEED
        while (
            at + end < len(text)
            and there + end < len(other)
            and text[at + end] == other[there + end]
            and text[at + end] != "\n"
        ):
            end += 1
        if end > len(best):
            best = text[at : at + end]
        at += end
    limit: int = settings()["copies"]["quote"]
    return best.strip()[:limit]


def place_of(report: Report, passage: str) -> tuple[int | None, int | None, int | None]:
    """(Section.position, start, end) of a passage; Nones where it is not found as it stands."""
    if passage:
        for section in report.sections:
            at = section.text.find(passage)
            if at >= 0:
                return section.position, at, at + len(passage)
    return None, None, None


# ── Y06 ───────────────────────────────────────────────────────────────────────────────────────


@check(
    "Y06",
    "narrative_copied",
    "warning",
    title="正文不是照抄本机关上年或其他机关同年的报告",
    formula="一、五、六部分（遮去年份、数字、名称）与本机关上年、其他机关同年的相似度均 < 0.90；"
    "单独一个部分（一、五）雷同的为提示",
    basis="东莞市统计局 2008–2010 年报告雷同的通报；固镇县〔2024〕部署会",
)
def narrative_copied(report: Report, context: Context) -> Iterable[Flag]:
    limits = settings()["copies"]
    previous = context.previous
    if previous is None and not context.copies:
        raise NotAssessable(
            context.no_previous or "没有本机关上一年的报告可以比较，也没有发现其他机关的雷同报告"
        )
    text = narrative(report)
    mine = masked(text, own_names(report.organ))
    if len(mine) < limits["narrative_least"]:
        raise NotAssessable("正文太短，无法比较是否雷同")
    if previous is not None:
        before = narrative(previous)
        alike = similarity(mine, masked(before, own_names(report.organ, previous.organ)))
        if alike >= limits["narrative"]:
            yield _flag(
                report,
                f"{previous.report_year}年本机关报告",
                alike,
                shared_passage(text, before),
            )
        else:
            yield from _sections_of_last_year(report, previous)
    for copy in context.copies:
        limit = limits["narrative" if copy.section is None else "section"]
        if copy.similarity >= limit:
            whose = f"{copy.organ}{copy.year}年报告（{copy.report_id}）"
            yield _flag(report, whose, copy.similarity, copy.shared, copy.section)


def _sections_of_last_year(report: Report, previous: Report) -> Iterable[Flag]:
    """Section 1 on its own; the fifth has a rule of its own (Y05)."""
    limits = settings()["copies"]
    mine, before = narrative_sections(report).get(1), narrative_sections(previous).get(1)
    if mine is None or before is None:
        return
    one = masked(mine, own_names(report.organ))
    alike = similarity(one, masked(before, own_names(report.organ, previous.organ)))
    if len(one) >= limits["section_least"] and alike >= limits["section"]:
        whose = f"{previous.report_year}年本机关报告"
        yield _flag(report, whose, alike, shared_passage(mine, before), 1)


_PARTS = {1: "第一部分", 5: "第五部分"}


def _flag(report: Report, whose: str, alike: float, shared: str, part: int | None = None) -> Flag:
    """part: the section that is alike, None for the whole narrative. One section may be alike
    because both follow one template, so it is a notice."""
    section, start, end = place_of(report, shared)
    said = f"，如“{' '.join(shared.split())}”" if shared else ""
    what = "正文" if part is None else _PARTS[part]
    return Flag(
        "Y06",
        "warning" if part is None else "info",
        f"{report.report_year or '本'}年报告{what}与{whose}{'' if part is None else '同一部分'}"
        f"除年份、数字、名称外相似度为 {alike:.2f}（达到 0.90 即视为雷同）{said}。",
        "< 0.90",
        f"{alike:.2f}，{whose}",
        shared or None,
        section,
        start,
        end,
    )
