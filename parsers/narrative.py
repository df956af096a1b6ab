"""Which figures does the narrative state about its own tables, and do they agree?

Read clause by clause (text between ，；。：（）), so that no pattern runs into the next figure: of
"行政复议事项0件，行政诉讼事项0件" each is its own. Numbers count only where the report speaks of
disclosure applications; counts of permits, proposals or trainings are never taken. Words and
patterns are data (narrative.toml).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

from parsers.report import Cells, Number, Section, Stated

SECTIONS = (1, 3, 4)
"""Sections whose figures speak of the tables; 5 and 6 speak of problems, fees and proposals."""

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# The comma of 1,234件 divides no clauses.
_CLAUSE = re.compile(r"(?:[^，,；;。：:（）()！？\n]|(?<=\d)[,，](?=\d{3}(?!\d)))+")
_SPACE = re.compile(r"\s+")
_SUBHEAD = re.compile(r"^\s*(?:[（(][一二三四五六七八九十][）)]|\d[.、．])")
_APPLY = re.compile("依申请|申请公开|信息公开申请|公开申请")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without white space, with offsets of each of its characters in the section."""

    text: str
    at: tuple[int, ...]
    sentence: str

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        return self.at[start], self.at[(end or len(self.text)) - 1] + 1


@dataclass(frozen=True, slots=True)
class _Metric:
    id: str
    cell: str
    patterns: tuple[re.Pattern[str], ...]
    zero: tuple[re.Pattern[str], ...]
    all: tuple[re.Pattern[str], ...]
    all_of: str | None
    needs: tuple[str, ...]
    without: tuple[str, ...]
    never_in: tuple[str, ...]
    sentence: bool
    anywhere: bool


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("parsers").joinpath("narrative.toml").read_text("utf-8"))


@cache
def _number() -> str:
    """A number with its marks; groups: before, digits, wan, after, unit."""
    data = _data()
    before = "|".join(sorted(data["qualifiers"]["before"], key=len, reverse=True))
    after = "|".join(data["qualifiers"]["after"])
    unit = data["numbers"]["unit"]
    return (
        rf"(?P<before>{before})?(?P<digits>(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d+)(?:\.\d+)?)(?P<wan>万)?"
        # 20个工作日 is a time limit, 3个月 a time.
        rf"(?P<after>{after})?(?P<unit>{unit})(?!次|套|工作日|自然日|月|小时|百分点)"
    )


@cache
def _metrics() -> tuple[_Metric, ...]:
    def compiled(entry: dict[str, Any], key: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(p.replace("{n}", _number())) for p in entry.get(key, ()))

    return tuple(
        _Metric(
            entry["id"],
            entry["cell"],
            compiled(entry, "patterns"),
            compiled(entry, "zero"),
            compiled(entry, "all"),
            entry.get("all_of"),
            tuple(entry.get("needs", ())),
            tuple(entry.get("not", ())),
            tuple(entry.get("not_in_sentence", ())),
            entry.get("sentence", False),
            entry.get("anywhere", False),
        )
        for entry in _data()["metric"]
    )


def clauses(text: str) -> Iterator[list[Clause]]:
    """The text's sentences, each as its clauses."""
    for sentence in _SENTENCE.finditer(text):
        found = []
        for clause in _CLAUSE.finditer(sentence.group()):
            offset = sentence.start() + clause.start()
            kept = [(c, offset + i) for i, c in enumerate(clause.group()) if not c.isspace()]
            if kept:
                found.append(
                    Clause(
                        "".join(c for c, _ in kept),
                        tuple(i for _, i in kept),
                        _SPACE.sub("", sentence.group()),
                    )
                )
        if found:
            yield found


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a clause prints it."""

    value: Number
    unit: str
    qualifier: str | None


def figure(match: re.Match[str]) -> Figure:
    qualifiers = _data()["qualifiers"]
    digits = re.sub("[,，]", "", match["digits"])
    value: Number = float(digits) if "." in digits else int(digits)
    if match["wan"]:
        value = round(value * 10_000)
    before, after = match["before"], match["after"]
    qualifier = qualifiers["before"].get(before) or qualifiers["after"].get(after)
    return Figure(value, match["unit"], qualifier)


def numbers(text: str) -> list[re.Match[str]]:
    """All numbers with a unit in a clause."""
    return list(re.finditer(_number(), text))


# ── Cells ─────────────────────────────────────────────────────────────────────────────────────


def cell_value(path: str, tables: Mapping[str, Cells]) -> Number | None:
    """The value at a dotted path, `a.b+c` (second part in the same table) or
    `sum(table.prefix_*.column)`; None where any part is blank or absent."""
    if path.startswith("sum("):
        table, pattern, column = path[4:-1].split(".")
        values = [
            columns.get(column)
            for item, columns in tables.get(table, {}).items()
            if fnmatchcase(item, pattern)
        ]
        known = [value for value in values if value is not None]
        return sum(known) if values and len(known) == len(values) else None
    table, _, rest = path.partition(".")
    total: Number = 0
    for part in rest.split("+"):
        value = _one(table, part, tables)
        if value is None:
            return None
        total += value
    return total


def _one(table: str, part: str, tables: Mapping[str, Cells]) -> Number | None:
    cells = tables.get(table, {})
    if "." in part:
        item, column = part.split(".")
        return cells.get(item, {}).get(column)
    for item, columns in cells.items():  # review_litigation.review_total
        if part.startswith(item + "_") and part[len(item) + 1 :] in columns:
            return columns[part[len(item) + 1 :]]
    return None


# ── Reading ───────────────────────────────────────────────────────────────────────────────────


def read_stated(
    sections: Sequence[Section], tables: Mapping[str, Cells], year: int | None = None
) -> tuple[Stated, ...]:
    """The stated figures in text order. tables: table name → cells, for `agrees`. year: the report
    year; figures of other years are left alone."""
    found: list[Stated] = []
    for section in sections:
        if section.number not in SECTIONS:
            continue
        inside = False
        for sentence in clauses(section.text):
            if _SUBHEAD.match(sentence[0].sentence):
                inside = "申请" in sentence[0].sentence[:40]
            about = inside or section.number != 1 or bool(_APPLY.search(sentence[0].sentence))
            found += _sentence(sentence, about, section.position, tables, found, year)
    return tuple(found)


def _sentence(
    sentence: list[Clause],
    about: bool,
    position: int,
    tables: Mapping[str, Cells],
    before: Sequence[Stated],
    year: int | None,
) -> list[Stated]:
    found: list[Stated] = []

    def add(
        clause: Clause,
        metric: str,
        cell: str,
        number: Figure,
        skip: int = 0,
        stop: int | None = None,
    ) -> None:
        start, end = clause.span(skip, stop)
        actual = cell_value(cell, tables)
        agrees = None if actual is None else _agrees(number, actual)
        found.append(
            Stated(
                clause.text[skip:stop],
                metric,
                number.value,
                number.unit,
                number.qualifier,
                cell,
                agrees,
                position,
                start,
                end,
            )
        )

    channel: str | None = None
    is_other = False
    for clause in sentence:
        is_other = is_other_year(clause.text, year, is_other)
        if is_other and not _CARRIED.search(clause.text):
            continue
        channel = _channel(clause, channel, about, add)
        for metric in _metrics():
            if not (about or metric.anywhere) or not _applies(metric, clause):
                continue
            number = _value(metric, clause, [*before, *found])
            if number is not None:
                add(clause, metric.id, metric.cell, number)
        if about:
            for id, cell, number, start, stop in _results(clause):
                add(clause, id, cell, number, start, stop)
    return found


_OTHER_YEAR = re.compile("去年|上年|上一年|前年|同期|以来|历年")
_THIS_YEAR = re.compile("今年|本年|全年|年内")
_CARRIED = re.compile("结转|顺延|转下|转入|转至")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")


def is_other_year(text: str, year: int | None, before: bool) -> bool:
    """Do the clause's figures belong to another year: 2022年收到5件，2023年收到8件?

    Words after the figure only compare with it (收到8件较2022年多3件). before: whether those of the
    clause before do.
    """
    counted = numbers(text)
    head = text[: counted[0].start()] if counted else text
    named = _YEAR.findall(head)
    if named and year is not None:
        return int(named[-1]) != year
    if _OTHER_YEAR.search(head) and counted:
        return True
    return before and not _THIS_YEAR.search(head)


def _agrees(number: Figure, actual: Number) -> bool:
    if number.qualifier is None:
        return number.value == actual
    if number.qualifier == "almost":
        return actual <= number.value
    return (
        actual >= number.value
        if number.qualifier == "over"
        else (abs(actual - number.value) <= max(1, number.value * 0.1))
    )


def _applies(metric: _Metric, clause: Clause) -> bool:
    where = clause.sentence if metric.sentence else clause.text
    if metric.needs and not any(word in where for word in metric.needs):
        return False
    if any(word in clause.sentence for word in metric.never_in):
        return False
    return not any(word in clause.text for word in metric.without)


_CHANGE = re.compile("增加|增长|减少|下降|上升|同比|相比|较|多出")


def _value(metric: _Metric, clause: Clause, before: Sequence[Stated]) -> Figure | None:
    for pattern in metric.patterns:
        match = pattern.search(clause.text)
        # 收到申请数量较上年增加3件: the figure is a difference.
        if match and not _CHANGE.search(clause.text[match.start() : match.start("digits")]):
            return figure(match)
    for pattern in metric.zero:
        if pattern.search(clause.text):
            return Figure(0, "件", None)
    for pattern in metric.all:
        if pattern.search(clause.text):
            whole = next((s for s in reversed(before) if s.metric == metric.all_of), None)
            if whole is not None:
                return Figure(whole.value, whole.unit, whole.qualifier)
    return None


def _results(clause: Clause) -> Iterator[tuple[str, str, Figure, int, int]]:
    """予以公开2件 and its kin: (metric, cell, figure, start, end). A clause that names exactly one
    sub-reason speaks of that row; of 予以公开2件、部分公开1件 each part speaks for itself."""
    starts = [0, *(m.end() for m in re.finditer("、", clause.text))]
    ends = [*(start - 1 for start in starts[1:]), len(clause.text)]
    parts = list(zip(starts, ends, strict=True))
    if any(len(numbers(clause.text[start:end])) != 1 for start, end in parts):
        parts = [(0, len(clause.text))]
    for start, end in parts:
        if clause.text.startswith("其中", start):
            start += 2
        if found := _result(clause.text[start:end]):
            yield *found, start, end


def _result(text: str) -> tuple[str, str, Figure] | None:
    data = _data()
    counted = numbers(text)
    if len(counted) != 1:
        return None
    match = counted[0]
    head = text[: match.start()]
    if re.search(r"结转|顺延|转下|复议|诉讼|收到|受理", head) or _CHANGE.search(head):
        return None
    reasons = [r for r in data["reason"] if any(word in head for word in r["words"])]
    groups = [r for r in data["result"] if any(word in head for word in r["words"])]
    several = bool(re.search("或|等|、|和|及", head))
    if len(reasons) == 1 and not several:
        return reasons[0]["id"], reasons[0]["cell"], figure(match)
    if len(groups) == 1 and head.endswith(
        tuple(word + tail for word in groups[0]["words"] for tail in ("", "的", "的有", "共", "为"))
    ):
        return groups[0]["id"], groups[0]["cell"], figure(match)
    return None


# The organ's own review cases, not those about its disclosure.
_OWN_WORK = re.compile(
    "(?:办理|受理|收到|审理|审结|新收|承办|代理)(?:各类)?(?:行政)?(?:复议|诉讼|应诉)"
)
_NEGATED = re.compile("未|无|没有|零")
_TOTALS = {
    "review": ("review_total", "review_litigation.review_total"),
    "litigation": (
        "litigation_total",
        "review_litigation.litigation_direct_total+litigation_after_review_total",
    ),
}


def _channel(clause: Clause, current: str | None, about: bool, add: Any) -> str | None:
    """Review and litigation: totals, zeros in words (one negation for a list), outcomes.

    Returns the channel that the following clauses' outcomes belong to.
    """
    text = clause.text
    named = [name for name, word in (("review", "复议"), ("litigation", "诉讼")) if word in text]
    counted = numbers(text)
    # 因政府信息公开…行政复议; elsewhere 行政复议 is the organ's own review work.
    spoken = about or "信息公开" in clause.sentence
    if named and spoken:
        if not counted and (negated := _NEGATED.search(text)):
            first = min(text.find(word) for word in ("复议", "诉讼") if word in text)
            if negated.start() < first:
                for name in named:
                    add(clause, *_TOTALS[name], Figure(0, "件", None))
        elif len(named) == 1 and len(counted) == 1:
            match = counted[0]
            word = "复议" if named[0] == "review" else "诉讼"
            between = text[text.rfind(word, 0, match.start()) : match.start()]
            own_work = _OWN_WORK.search(text) and "信息公开" not in clause.sentence
            if (
                len(between) <= 10
                and word in between
                and not own_work
                and not re.search("维持|纠正", between)
                and not _CHANGE.search(between)
            ):
                add(clause, *_TOTALS[named[0]], figure(match))
        return named[0] if len(named) == 1 else None
    if current is not None and len(counted) == 1:
        match = counted[0]
        head = text[: match.start()]
        for outcome, words in _data()["outcomes"].items():
            if head.endswith(tuple(words)):
                add(clause, f"{current}_{outcome}", _outcome_cell(current, outcome), figure(match))
                break
    return current


def _outcome_cell(channel: str, outcome: str) -> str:
    if channel == "review":
        return f"review_litigation.review_{outcome}"
    return f"review_litigation.litigation_direct_{outcome}+litigation_after_review_{outcome}"
