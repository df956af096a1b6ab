"""Which figures does the narrative state about its own tables, and do they agree?

Read clause by clause (text between ，；。：（）), so that no pattern runs into the next figure: of
"行政复议事项0件，行政诉讼事项0件" each is its own. Numbers count only where the report speaks of
disclosure applications, disputes about them, or by name of what section 2's table counts; counts of
proposals, trainings or visits are never taken. Words and patterns are data (narrative.toml).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from parsers.report import Cells, Number, Section, Stated

SECTIONS = (1, 2, 3, 4)
"""Sections whose figures speak of the tables; 5 and 6 speak of problems, fees and proposals."""

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# The comma of 1,234件 divides no clauses.
_IN_CLAUSE = r"[^，,；;。：:（）()！？\n]+"
_CLAUSE = re.compile(rf"{_IN_CLAUSE}(?:(?<=\d)[,，](?=\d{{3}}(?!\d)){_IN_CLAUSE})*")
_SPACE = re.compile(r"\s+")
_SUBHEAD = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)]|\d{1,2}[.、．](?!\d))")


# ── Clauses ───────────────────────────────────────────────────────────────────────────────────


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


# ── Knowledge ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Metric:
    id: str
    cell: str
    patterns: tuple[re.Pattern[str], ...]
    zero: tuple[re.Pattern[str], ...]
    all: tuple[re.Pattern[str], ...]
    all_of: str | None
    whole: str | None
    needs: re.Pattern[str] | None
    without: re.Pattern[str] | None
    never_in: re.Pattern[str] | None
    sentence: bool


@dataclass(frozen=True, slots=True)
class _Kind:
    """A result group or a sub-reason of the table of section 3."""

    id: str
    cell: str
    pattern: re.Pattern[str]


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
        rf"(?P<before>{before})?(?<![\d.])(?P<digits>(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d+)(?:\.\d+)?)"
        rf"(?P<wan>万)?"
        # 20个工作日 is a time limit, 3个月 a time.
        rf"(?P<after>{after})?(?P<unit>{unit})(?!次|套|工作日|自然日|月|小时|百分点)"
    )


@cache
def _number_pattern() -> re.Pattern[str]:
    return re.compile(_number())


def _any(words: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(words)) if words else None


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
            entry.get("whole"),
            _any(entry.get("needs", ())),
            _any(entry.get("not", ())),
            _any(entry.get("not_in_sentence", ())),
            entry.get("sentence", False),
        )
        for entry in _data()["metric"]
    )


# 予以公开的申请共 5件: what may stand between the group's name and the number.
_GROUP_END = (
    '[”"』」]?(?:的)?(?:政府信息)?(?:申请|决定|答复|情形)?(?:的)?'
    "(?:有|共|共计|共有|计|为|数为|数量为|数)?$"
)


@cache
def _groups() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(r["id"], r["cell"], re.compile(f"(?:{'|'.join(r['words'])}){_GROUP_END}"))
        for r in _data()["result"]
    )


@cache
def _group_words() -> re.Pattern[str]:
    return re.compile("|".join(word for r in _data()["result"] for word in r["words"]))


@cache
def _group_after() -> tuple[_Kind, ...]:
    """5件予以公开: the group after its number, at the end of the clause."""
    lead = "(?:(?:的)?(?:申请)?(?:依法|决定|属于|为|已|作出|均|给予|作)*)"
    return tuple(
        _Kind(r["id"], r["cell"], re.compile(f"{lead}(?:{'|'.join(r['words'])})$"))
        for r in _data()["result"]
    )


@cache
def _reasons() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(r["id"], r["cell"], re.compile("|".join(r["patterns"]))) for r in _data()["reason"]
    )


@cache
def _words(name: str) -> re.Pattern[str]:
    """A pattern of narrative.toml's [words]."""
    return re.compile(_data()["words"][name])


@cache
def _amount() -> re.Pattern[str]:
    before = "|".join(sorted(_data()["qualifiers"]["before"], key=len, reverse=True))
    return re.compile(
        rf"(?P<before>{before})?(?P<digits>(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d+)(?:\.\d+)?)"
        r"(?P<wan>[万亿])?(?P<after>余|多)?(?P<unit>元)"
    )


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
    qualifiers = _data()["qualifiers"]
    digits = re.sub("[,，]", "", match["digits"])
    value: Number = float(digits) if "." in digits else int(digits)
    step = 0.0
    if match["wan"]:
        value = round(value * 10_000)
        step = 10_000.0 / 10 ** len(digits.partition(".")[2])
    before, after = match["before"], match["after"]
    qualifier = qualifiers["before"].get(before) or qualifiers["after"].get(after)
    return Figure(value, match["unit"], qualifier, step)


@lru_cache(maxsize=4_096)
def numbers(text: str) -> tuple[re.Match[str], ...]:
    """All numbers with a unit in a clause."""
    return tuple(_number_pattern().finditer(text))


def agrees(number: Figure, actual: Number) -> bool:
    """Does the table's number fit the words: 余 and 超 at least, 近 at most, 约 a tenth off?"""
    if number.qualifier == "almost":
        return actual <= number.value
    if number.qualifier == "over":
        return actual >= number.value
    if number.qualifier == "about":
        return abs(actual - number.value) <= max(1, number.value * 0.1)
    return abs(actual - number.value) <= number.step / 2 + 1e-6


# ── Cells ─────────────────────────────────────────────────────────────────────────────────────


def cell_value(path: str, tables: Mapping[str, Cells]) -> Number | None:
    """The value at a dotted path, `a.b+c` (further parts in the same table) or
    `sum(table.prefix_*.column)`; None where any part is blank or absent."""
    if path.startswith("sum("):
        table, pattern, column = path[4:-1].split(".")
        values = [
            columns.get(column)
            for item, columns in tables.get(table, {}).items()
            if item.startswith(pattern[:-1])
        ]
        known = [value for value in values if value is not None]
        # A row that is not printed or not found is no zero.
        whole = _data()["rows"][pattern]
        return sum(known) if len(known) == len(values) and len(values) in whole else None
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


# ── Other years ───────────────────────────────────────────────────────────────────────────────

_OTHER_YEAR = re.compile("去年|上年|上一年|前年|同期|以来|历年")
_THIS_YEAR = re.compile("今年|本年|全年|年内")
_CARRIED = re.compile("结转|顺延|转下|转入|转至")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_CARRIED_YEAR = re.compile(r"结转(20\d\d)年")
_CARRIED_OVER = ("applications_carried_over", "applications.carried_over.total")
_CHANGE = re.compile("增加|增长|减少|下降|上升|同比|相比|较|多出")


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
    if counted and _OTHER_YEAR.search(head):
        return True
    return before and not _THIS_YEAR.search(head)


# ── Reading ───────────────────────────────────────────────────────────────────────────────────


def read_stated(
    sections: Sequence[Section],
    tables: Mapping[str, Cells],
    year: int | None = None,
    organ: str | None = None,
) -> tuple[Stated, ...]:
    """The stated figures in text order. tables: table name → cells, for `agrees`. year: the report
    year; figures of other years are left alone. organ: whose report it is: a figure of the office
    says nothing about a city's cells, but all about those of the office's own report."""
    reader = _Reader(tables, year, bool(organ and re.search("办公[室厅]$", organ)))
    for section in sections:
        if section.number in SECTIONS:
            reader.read(section)
    return tuple(reader.found)


_APPLY = re.compile("依申请|申请公开|信息公开申请|公开申请|信息公开的申请")
_PLAIN_APPLY = re.compile(r"(?:收到|受理|接到|新收)[^，。；、]{0,8}申请(?:共|计|共计)?\d")
_WORTH_READING = re.compile(
    r"\d|未|无|没有|零|均|全部|都|规章|规范性文件"  # or a subject that the next clause counts
)
_TOTALS = {
    "review": ("review_total", "review_litigation.review_total"),
    "litigation": (
        "litigation_total",
        "review_litigation.litigation_direct_total+litigation_after_review_total",
    ),
    "litigation_direct": (
        "litigation_direct_total",
        "review_litigation.litigation_direct_total",
    ),
    "litigation_after_review": (
        "litigation_after_review_total",
        "review_litigation.litigation_after_review_total",
    ),
}
_DIRECT = re.compile("未经复议|直接(?:提起|向)[^，]{0,6}(?:起诉|诉讼)|直接起诉")
_AFTER = re.compile("(?:经|先)?复议后[^，]{0,8}(?:起诉|诉讼)")
# The organ's own review cases, not those about its disclosure.
_OWN_WORK = re.compile(
    "(?:办理|受理|收到|审理|审结|新收|承办|代理)(?:各类)?(?:行政)?(?:复议|诉讼|应诉)"
)
_NEGATED = re.compile("未|无|没有|零")
_NONE_AFTER = re.compile(
    "(?:均|都|数量|件数|案件|情况|数)*(?:为零|为无|(?:未|没有|无)(?:发生|出现|产生|涉及|收到)?)$"
)
_ABOUT_DECISIONS = re.compile("复议(?:决定|结果|机关|机构|意见|答复)|不服")


class _Reader:
    """Goes through the sections; remembers what the sentence at hand speaks of."""

    def __init__(self, tables: Mapping[str, Cells], year: int | None, is_office: bool) -> None:
        self.tables = tables
        self.year = year
        self.is_office = is_office
        self.found: list[Stated] = []
        self.position = 0
        self.has_results = False
        """This sentence has stated a result (予以公开5件)."""
        self.inside = False
        """Within a sub-heading about applications."""
        self.follows = False
        """A sentence after one about applications, nothing else named between."""

    def read(self, section: Section) -> None:
        self.position = section.position
        self.inside = section.number in (3, 4)
        self.follows = False
        has_heads = False
        for sentence in clauses(section.text):
            whole = sentence[0].sentence
            head = _SUBHEAD.match(whole) if section.number == 1 else None
            # （一）予以公开29件 is an item of a list, not a sub-heading.
            if head and _begins_line(section.text, sentence) and not _is_result(whole, head.end()):
                has_heads = True
                other = _words("other_subject").search(whole, 0, 14)
                self.inside = "申请" in whole[:40] and not other
                self.follows = False
            if not _WORTH_READING.search(whole):
                continue
            has_other = _words("other_subject").search(whole) is not None
            named = _APPLY.search(whole) is not None or (
                not has_other and not has_heads and _PLAIN_APPLY.search(whole) is not None
            )
            about = self.inside or named or (self.follows and not has_other)
            self.follows = about
            self._sentence(sentence, about)

    def _add(
        self,
        clause: Clause,
        metric: str,
        cell: str,
        number: Figure,
        skip: int = 0,
        stop: int | None = None,
        fits: bool | None = None,
    ) -> None:
        """fits: what to say of agreement where the words compare two cells (均获维持)."""
        start, end = clause.span(skip, stop)
        quote = clause.text[skip:stop]
        path: str | None = cell
        actual = cell_value(cell, self.tables)
        agreement = fits if fits is not None else None if actual is None else agrees(number, actual)
        if metric == "applications_received" and agreement is False:
            both = "applications.new_received.total+carried_over.total"
            carried = cell_value(both, self.tables)
            if carried is not None and agrees(number, carried):
                path, agreement = both, True
        if (
            metric.startswith("applications_")
            and not self.is_office
            and _words("narrower").search(quote)
        ):
            path = agreement = None
        self.found.append(
            Stated(
                quote,
                metric,
                number.value,
                number.unit,
                number.qualifier,
                path,
                agreement,
                self.position,
                start,
                end,
            )
        )

    def _sentence(self, sentence: Sentence, about: bool) -> None:
        whole = sentence[0].sentence
        disputes = "复议" in whole or "诉讼" in whole
        documents = "规章" in whole or "规范性文件" in whole
        decisions = _words("decisions").search(whole) is not None
        fees = "事业性收费" in whole
        if not (about or disputes or documents or decisions or fees):
            return
        first = len(self.found)
        self.has_results = False
        channels: tuple[str, ...] = ()
        subject: str | None = None
        is_other = False
        for clause in sentence:
            text = clause.text
            if not _WORTH_READING.search(text):
                is_other = is_other_year(text, self.year, is_other)
                continue
            if not _CARRIED.search(text):  # 上年结转14件 is this year's, and so is what follows
                is_other = is_other_year(text, self.year, is_other)
                if is_other:
                    continue
            if disputes and (about or "信息公开" in whole):
                channels = self._channels(clause, channels, about)
            if documents:
                subject = self._documents(clause, subject)
            if decisions:
                self._decisions(clause)
            if fees:
                self._fees(clause)
            if about:
                self._applications(clause)
                if not channels or not re.search("复议|诉讼|维持|纠正|审结|其他结果", text):
                    self._results(clause, first)

    # ── Applications ──

    def _applications(self, clause: Clause) -> None:
        text = clause.text
        for metric in _metrics():
            where = clause.sentence if metric.sentence else text
            if metric.needs is not None and not metric.needs.search(where):
                continue
            if metric.without is not None and metric.without.search(text):
                continue
            if metric.never_in is not None and metric.never_in.search(clause.sentence):
                continue
            number, fits = self._value(metric, clause)
            if number is None:
                continue
            id, cell = metric.id, metric.cell
            # 结转2022年2件 in the report for 2023 came over from it.
            if id == "applications_carried_forward" and self.year is not None:
                named = _CARRIED_YEAR.search(text)
                if named and int(named[1]) <= self.year:
                    id, cell = _CARRIED_OVER
            if id == "applications_received_organisations":
                fits = self._organisations(number, cell)
            self._add(clause, id, cell, number, fits=fits)

    def _organisations(self, number: Figure, cell: str) -> bool | None:
        """Those of the five columns, or all but the natural persons: where the row itself does not
        add up (A01) the text is not to blame."""
        row = "applications.new_received."
        columns, total, natural = (
            cell_value(path, self.tables) for path in (cell, row + "total", row + "natural_person")
        )
        rest = None if total is None or natural is None else total - natural
        known = [value for value in (columns, rest) if value is not None]
        return any(agrees(number, value) for value in known) if known else None

    def _value(self, metric: _Metric, clause: Clause) -> tuple[Figure | None, bool | None]:
        text = clause.text
        if numbers(text):
            # 予以公开5件，其中自然人3件: of those, not of the received ones.
            if metric.whole is not None and self.has_results:
                return None, None
            for pattern in metric.patterns:
                match = pattern.search(text)
                # 收到申请数量较上年增加3件: the figure is a difference.
                if match and not _CHANGE.search(text[match.start() : match.start("digits")]):
                    return figure(match), None
        for pattern in metric.zero:
            if pattern.search(text):
                return Figure(0, "件", None), None
        for pattern in metric.all:
            if pattern.search(text) and metric.whole is not None:
                stated = next((s for s in reversed(self.found) if s.metric == metric.all_of), None)
                part = cell_value(metric.cell, self.tables)
                total = cell_value(metric.whole, self.tables)
                fits = None if part is None or total is None else part == total
                if stated is not None:
                    return Figure(stated.value, stated.unit, stated.qualifier), fits
                if total is not None:
                    return Figure(total, "件", None), fits
        return None, None

    def _results(self, clause: Clause, first: int) -> None:
        """予以公开2件 and its kin. A clause that names exactly one sub-reason speaks of that row;
        of 予以公开2件、部分公开1件 each part speaks for itself."""
        text = clause.text
        if not numbers(text) or _words("not_results").search(text):
            return
        for start, end in _parts(text):
            if text.startswith("其中", start):
                start += 2
            last = self.found[-1].metric if len(self.found) > first else ""
            if found := _result(text[start:end], last):
                self._add(clause, *found, start, end)
                self.has_results = True

    # ── Review and litigation ──

    def _channels(self, clause: Clause, current: tuple[str, ...], about: bool) -> tuple[str, ...]:
        """Totals, zeros in words (one negation for a list), outcomes.

        Returns the channels that the following clauses' outcomes belong to: the last one named, or
        both where nothing but their totals was said (行政复议7件，诉讼9件，均获维持).
        """
        text = clause.text
        if _words("all_upheld").search(text) and not numbers(text):
            for channel in current:
                self._all_upheld(clause, channel)
            return current
        for start, end in _parts(text):
            part = text[start:end]
            counted = numbers(part)
            direct, after = _DIRECT.search(part), _AFTER.search(part)
            if direct or after:
                if len(counted) == 1 and not (direct and after):
                    channel = "litigation_direct" if direct else "litigation_after_review"
                    self._add(clause, *_TOTALS[channel], figure(counted[0]), start, end)
                    current = (channel,)
                continue
            named = tuple(
                name for name, word in (("review", "复议"), ("litigation", "诉讼")) if word in part
            )
            if named:
                current = self._total(clause, part, named, start, end, current)
            elif current and len(counted) == 1:
                head = re.sub("(?:的|案件|共|为|有|数量)+$", "", part[: counted[0].start()])
                for outcome, words in _data()["outcomes"].items():
                    if head.endswith(tuple(words)):
                        channel = current[-1]
                        self._add(
                            clause,
                            f"{channel}_{outcome}",
                            _outcome_cell(channel, outcome),
                            figure(counted[0]),
                            start,
                            end,
                        )
                        current = (channel,)
                        break
        return current

    def _total(
        self,
        clause: Clause,
        part: str,
        named: tuple[str, ...],
        start: int,
        end: int,
        current: tuple[str, ...],
    ) -> tuple[str, ...]:
        counted = numbers(part)
        own_work = _OWN_WORK.search(part) and "信息公开" not in clause.sentence
        if own_work:
            return ()
        first = min(part.find(word) for word in ("复议", "诉讼") if word in part)
        if not counted:
            negated = _NEGATED.search(part)
            none = (negated and negated.start() < first) or _NONE_AFTER.search(part)
            if none and not _ABOUT_DECISIONS.search(part):
                for name in named:
                    self._add(clause, *_TOTALS[name], Figure(0, "件", None), start, end)
            return (*current, *named)
        if len(counted) != 1:
            return named[-1:]
        match = counted[0]
        head = part[: match.start()]
        if len(named) == 2:  # 行政复议、行政诉讼均为0件
            if re.search("(?:均|都|各)(?:为|是)?$", head):
                for name in named:
                    self._add(clause, *_TOTALS[name], figure(match), start, end)
            return named
        word = "复议" if named[0] == "review" else "诉讼"
        between = head[head.rfind(word) :] if word in head else None
        if (
            between is not None
            and len(between) <= 12
            and not re.search("维持|纠正|培训|案例|人员|决定|听证", between)
            and not _CHANGE.search(between)
        ):
            self._add(clause, *_TOTALS[named[0]], figure(match), start, end)
            return (*(c for c in current if c in ("review", "litigation")), named[0])
        return (named[0],)

    def _all_upheld(self, clause: Clause, channel: str) -> None:
        upheld = cell_value(_outcome_cell(channel, "upheld"), self.tables)
        total = cell_value(_TOTALS[channel][1], self.tables)
        stated = next((s for s in reversed(self.found) if s.metric == _TOTALS[channel][0]), None)
        value = stated.value if stated is not None else total
        if value is not None:
            fits = None if upheld is None or total is None else upheld == total
            cell = _outcome_cell(channel, "upheld")
            self._add(clause, f"{channel}_upheld", cell, Figure(value, "件", None), fits=fits)

    # ── What section 2's table counts ──

    def _documents(self, clause: Clause, subject: str | None) -> str | None:
        """Regulations and normative documents: issued, repealed, in force. Returns the subject."""
        text = clause.text
        words = _data()["documents"]
        for start, end in _parts(text):
            part = text[start:end]
            rules, norms = "规章" in part, "规范性文件" in part
            if rules and norms:
                subject = None
                continue
            if rules or norms:
                subject = "regulations" if rules else "normative_documents"
            if subject is None or _words("not_documents").search(part):
                continue
            counted = numbers(part)
            cells = f"active_disclosure.{subject}"
            if not counted:
                if _words("no_document").search(part):
                    self._add(
                        clause, f"{subject}_issued", f"{cells}.issued", Figure(0, "件", None),
                        start, end,
                    )  # fmt: skip
                continue
            if len(counted) != 1:
                continue
            head = part[: counted[0].start()]
            for column in ("in_force", "repealed", "issued"):
                if _document(words[column]).search(head):
                    self._add(
                        clause, f"{subject}_{column}", f"{cells}.{column}", figure(counted[0]),
                        start, end,
                    )  # fmt: skip
                    break
        return subject

    def _decisions(self, clause: Clause) -> None:
        text = clause.text
        if _words("not_decisions").search(text):
            return
        if not numbers(text):
            if _words("no_decision").search(text):
                for kind, word in _data()["decision"].items():
                    if word in text:
                        self._add_decision(clause, kind, Figure(0, "件", None), 0, None)
            return
        is_done = False
        for start, end in _parts(text):
            part = text[start:end]
            counted = numbers(part)
            if len(counted) != 1 or counted[0]["unit"] not in ("件", "宗", "起", "例", "个"):
                continue
            head = part[: counted[0].start()]
            match = _words("decided").search(head)
            # 作出行政许可决定3件、行政处罚决定5件: one verb for the list.
            is_done = is_done or bool(match and match["verb"])
            if match and is_done:
                kind = next(k for k, w in _data()["decision"].items() if w in match["kind"])
                self._add_decision(clause, kind, figure(counted[0]), start, end)

    def _add_decision(
        self, clause: Clause, kind: str, number: Figure, start: int, end: int | None
    ) -> None:
        cell = f"active_disclosure.administrative_{kind}.decisions"
        self._add(clause, f"administrative_{kind}", cell, number, start, end)

    def _fees(self, clause: Clause) -> None:
        text = clause.text
        if "事业性收费" not in text or _words("not_fees").search(text):
            return
        cell = "active_disclosure.administrative_fees.amount_wan_yuan"
        match = _amount().search(text, text.find("事业性收费"))
        if match is None:
            if _words("no_fees").search(text):
                self._add(clause, "administrative_fees", cell, Figure(0, "万元", None))
            return
        if not _words("fees_before").search(text[: match.start()]):
            return
        digits = re.sub("[,，]", "", match["digits"])
        factor = {None: 0.0001, "万": 1.0, "亿": 10_000.0}[match["wan"]]
        value: Number = float(digits) * factor
        value = int(value) if value == int(value) else round(value, 8)
        step = factor / 10 ** len(digits.partition(".")[2])
        qualifiers = _data()["qualifiers"]
        qualifier = qualifiers["before"].get(match["before"]) or qualifiers["after"].get(
            match["after"]
        )
        self._add(clause, "administrative_fees", cell, Figure(value, "万元", qualifier, step))


def _parts(text: str) -> list[tuple[int, int]]:
    """(start, end) of the parts of 甲2件、乙1件, each with its own number; else of the clause."""
    if "、" not in text:
        return [(0, len(text))]
    starts = [0, *(m.end() for m in re.finditer("、", text))]
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    parts = list(zip(starts, ends, strict=True))
    if any(len(numbers(text[start:end])) != 1 for start, end in parts):
        return [(0, len(text))]
    return parts


def _begins_line(text: str, sentence: Sentence) -> bool:
    before = text[: sentence[0].start].rstrip(" \t\u3000（(")
    return not before or before.endswith("\n")


def _is_result(whole: str, start: int) -> bool:
    return _group_words().match(whole, start) is not None


_RESULT_UNITS = ("件", "宗", "份", "起", "例", "个", "件次")


def _result(text: str, last: str) -> tuple[str, str, Figure] | None:
    """(metric, cell, figure) of one part. last: the metric stated just before in this sentence."""
    counted = numbers(text)
    if len(counted) != 1 or counted[0]["unit"] not in _RESULT_UNITS:
        return None
    match = counted[0]
    head, tail = text[: match.start()], text[match.end() :]
    if re.search("结转|顺延|转下|复议|诉讼|收到|受理", head) or _CHANGE.search(head):
        return None
    reasons = [(r, m) for r in _reasons() if (m := r.pattern.search(head))]
    if len(reasons) == 1:
        kind, found = reasons[0]
        rest = head[: found.start()] + head[found.end() :]
        if not re.search("或|等|、|和|及|共同", rest):
            return kind.id, kind.cell, figure(match)
    groups = [g for g in _groups() if g.pattern.search(head)]
    if len(groups) == 1:
        said = _group_words().findall(head)
        if len(said) == 1 or len(set(said)) == 1:
            return groups[0].id, groups[0].cell, figure(match)
        if set(said) <= {"予以公开", "同意公开", "部分公开"} and re.search("及|和|与|或|、", head):
            cell = "applications.granted.total+partially_granted.total"
            return "results_granted_or_partially", cell, figure(match)
        return None
    if not reasons and not _group_words().search(head):
        for after in _group_after():
            if after.pattern.fullmatch(tail):
                return after.id, after.cell, figure(match)
        if last.startswith("results_other") and re.fullmatch("(?:其他|其它)(?:情形|原因)?", head):
            return "results_other_misc", "applications.other_misc.total", figure(match)
    return None


@cache
def _document(words: str) -> re.Pattern[str]:
    return re.compile(words)


def _outcome_cell(channel: str, outcome: str) -> str:
    if channel == "litigation":
        return f"review_litigation.litigation_direct_{outcome}+litigation_after_review_{outcome}"
    return f"review_litigation.{channel}_{outcome}"
