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


@cache
def _amount() -> re.Pattern[str]:
    before = "|".join(sorted(_data()["qualifiers"]["before"], key=len, reverse=True))
    return re.compile(
        rf"(?P<before>{before})?(?P<digits>(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d+)(?:\.\d+)?)"
        r"(?P<wan>[万亿])?(?P<after>余|多)?(?P<unit>元)"
    )


@cache
def _words(name: str) -> re.Pattern[str]:
    """A pattern of narrative.toml's [words]."""
    return re.compile(_data()["words"][name])


# ── Words ─────────────────────────────────────────────────────────────────────────────────────

Token = tuple[str, int, int]
"""(letter of its class, start, end)."""


@cache
def _lexer() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern of all words, and the letter of each of its groups."""
    data = _data()
    plain = re.compile(r"\(\?P<\w+>")

    def any_of(table: str) -> str:
        entries = data[table] if isinstance(data[table], list) else [data[table]]
        return "|".join(word for entry in entries for word in entry["words"])

    parts = {
        "{num}": plain.sub("(?:", _number()),
        "{amount}": plain.sub("(?:", _amount().pattern),
        "{percent}": r"(?:约|近|超|超过)?\d+(?:\.\d+)?(?:%|％|个百分点)",
        "{leaf}": any_of("reason"),
        "{group}": any_of("result"),
        "{outcome}": any_of("outcome"),
        "{kind}": any_of("kind"),
        "{decision}": any_of("decision"),
        "{channel}": any_of("channel"),
    }
    groups, letters = [], [""]
    for entry in data["word"]:
        pattern = "|".join(entry["words"])
        for name, meaning in parts.items():
            pattern = pattern.replace(name, f"(?:{meaning})")
        groups.append(f"({pattern})")
        letters.append(entry["letter"])
    groups.append("(.)")
    letters.append("?")
    return re.compile("|".join(groups), re.DOTALL), tuple(letters)


@lru_cache(maxsize=4_096)
def _tokens(text: str) -> tuple[Token, ...] | None:
    """The text's words without the fillers; None where a character belongs to no word."""
    pattern, letters = _lexer()
    found = []
    for match in pattern.finditer(text):
        letter = letters[match.lastindex or 0]
        if letter == "?":
            return None
        if letter:
            found.append((letter, match.start(), match.end()))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Meaning:
    id: str
    cell: str


@cache
def _meanings(table: str) -> tuple[tuple[_Meaning, re.Pattern[str]], ...]:
    return tuple(
        (
            _Meaning(entry["id"], entry.get("cell", "")),
            re.compile(entry.get("stem") or "|".join(entry["words"])),
        )
        for entry in _data()[table]
    )


@lru_cache(maxsize=1_024)
def _meaning(table: str, word: str) -> _Meaning:
    """What a word of [[result]], [[reason]], [[kind]] … stands for: the longest that it holds."""
    found = [(m.end() - m.start(), kind) for kind, p in _meanings(table) if (m := p.search(word))]
    return max(found, key=lambda entry: entry[0])[1]


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Key of a clause → (what it states, how far it names its object)."""
    return {
        key: (what, level)
        for level, rows in _data()["forms"].items()
        for what, keys in rows.items()
        for key in keys.split()
    }


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

_OTHER_YEAR = re.compile("去年|上年|上一年|前年|同期|(?<!今年)以来|历年")
_THIS_YEAR = re.compile("今年|本年|全年|年内")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_COMPARES = re.compile(
    r"^(?:同比|环比|较|比|与[^，]*相比|与[^，]*持平|增加|增长|上升|减少|下降|降低|增幅|降幅)"
)


def is_other_year(text: str, year: int | None, before: bool) -> bool:
    """Do the clause's figures belong to another year: 2022年收到5件，2023年收到8件?

    Words after the figure only compare with it (收到8件较2022年多3件), and so does a clause of its
    own (比上年增加3件). before: whether those of the clause before do.
    """
    if _COMPARES.match(text):
        return before
    counted = numbers(text)
    head = text[: counted[0].start()] if counted else text
    named = _YEAR.findall(head)
    if named and year is not None:
        return int(named[-1]) != year
    if counted and _OTHER_YEAR.search(head):
        return True
    return before and not _THIS_YEAR.search(head)


# ── Scope ─────────────────────────────────────────────────────────────────────────────────────

_OWN = re.compile("^(?:我|本|全(?=局|委|厅|院|办))")
_AREA = re.compile("^(?:全|我|本)(?P<place>[省市县区州旗盟镇乡街])|^各级")
_OFFICE = re.compile("办公[室厅]$|政府办$")
_TOWN = re.compile("^(?:镇|乡|街道)(?:人民)?政府$")
_SUBORDINATE = re.compile("所属|下属|直属|直|^各|其他|机关本级|本级$|机关$|级")
_GOVERNMENT_END = re.compile("(?:人民)?政府$|管(?:理委员|委)会$|(?<=街道)(?:办事处|办)$")
_BODY_END = re.compile("..(?:局|委|厅|办|院|中心|办公室)$")
_LEAD = re.compile("^[向由以]|共计?$")


class _Whose:
    """Whose figures does a scope word name, in the report of this organ?"""

    def __init__(self, organ: str | None) -> None:
        self.organ = re.sub(r"\s+", "", organ or "")
        self.is_government = bool(
            _GOVERNMENT_END.search(self.organ) or re.search("[镇乡]$", self.organ)
        )
        self.ruled = _GOVERNMENT_END.sub("", self.organ)
        self.place = "街" if self.ruled.endswith("街道") else self.ruled[-1:]
        self.is_office = bool(_OFFICE.search(self.organ))
        self.known: dict[str, bool] = {}

    def is_own(self, word: str) -> bool:
        if word not in self.known:
            self.known[word] = self._is_own(word)
        return self.known[word]

    def _is_own(self, word: str) -> bool:
        if word == self.organ or (len(word) > 2 and self.ruled.endswith(word)):  # 官庄镇
            return True
        if (area := _AREA.match(word)) and not _BODY_END.search(word):
            # 全市 in a county's report is the city above it.
            return (self.is_government and area["place"] in (None, self.place)) or not self.organ
        if _OWN.match(word) and not _SUBORDINATE.search(word[2:]):
            return not (self.is_government and word[-1] in "局委厅院")
        if _OFFICE.search(word):
            return self.is_office
        if _SUBORDINATE.search(word):
            return False
        if self.is_government:
            return bool(_TOWN.match(word) and re.search("[镇乡街]", self.organ[-8:]))
        # 市行政审批局 is 聊城市行政审批服务局: its letters in their order, to the same end.
        rest = iter(self.organ)
        return bool(word) and self.organ.endswith(word[-1]) and all(c in rest for c in word)


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
    reader = _Reader(tables, year, _Whose(organ))
    for section in sections:
        if section.number in SECTIONS:
            reader.read(section)
    return tuple(reader.found)


_TOPIC = re.compile("申请|复议|诉讼|规章|规范性文件|许可|处罚|行政强制|事业性收费")
_APPLY = re.compile("依申请|申请公开|信息公开申请|公开申请|信息公开的申请")
_WORTH_READING = re.compile(
    r"[\d未无零均]|没有|全部|都|不存在|规章|规范性文件"  # or a subject that the next clause counts
)
_ORDINAL = re.compile(r"^(?:\d{1,2}[.．、](?!\d)|[①-⑩]|[一二三四五六七八九十]+、)")
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
_CHANNELS = {"V": "review", "W": "litigation", "D": "litigation_direct",
             "F": "litigation_after_review"}  # fmt: skip
_NEW = "applications.new_received.total"
_BOTH = "applications.new_received.total+carried_over.total"
_DONE = "applications.results_total.total"
_NONE = Figure(0, "件", None)
_CELLS = {
    "received": ("applications_received", _NEW),
    "new": ("applications_received", _NEW),
    "both": ("applications_received", _BOTH),
    "completed": ("applications_completed", _DONE),
    "carried_over": ("applications_carried_over", "applications.carried_over.total"),
    "carried_forward": ("applications_carried_forward", "applications.carried_forward.total"),
}
# What a clause is about, by the letters of its key, first match wins.
_DISPUTE = frozenset("VWDFU")
_DOCUMENT = frozenset("QIBC")
_RESULT = frozenset("GLw")
_DROP_DISPUTE = str.maketrans("", "", "iOovMP客")
_DROP_RESULT = str.maketrans("", "", "oOaMdv中导")


class _Part:
    """One part of a clause: 甲2件 of 甲2件、乙1件.

    key: the letters of its words, see narrative.toml. words: (letter, text). counted: its numbers.
    first: where it begins without 其中.
    """

    __slots__ = (
        "clause", "counted", "cumulative", "end", "first", "has_this_year", "is_part", "key",
        "other_year", "scope", "start", "words",
    )  # fmt: skip

    def __init__(self, clause: Clause, start: int, end: int) -> None:
        self.clause, self.start, self.end = clause, start, end
        self.key = ""
        self.words: list[tuple[str, str]] = []
        self.counted: list[str] = []
        self.scope: str | None = None
        self.has_this_year = self.other_year = self.cumulative = self.is_part = False
        self.first = start


class _Reader:
    """Goes through the sections; remembers what the sentence at hand speaks of, whose figures it
    gives and of which year."""

    def __init__(self, tables: Mapping[str, Cells], year: int | None, whose: _Whose) -> None:
        self.tables = tables
        self.year = year
        self.whose = whose
        self.found: list[Stated] = []

    def read(self, section: Section) -> None:
        self.position, self.number, self.text = section.position, section.number or 0, section.text
        # Within a sub-heading about applications; within any.
        self.inside, self.headed = section.number == 3, False
        # app: applications, named just before. weak: named, but a clause since was not understood.
        # part, carried: some of the applications. Else dispute, other.
        self.subject = "app" if self.inside else ""
        # What the last total counted (received, completed, result …), and the last of them that
        # was the whole report's.
        self.whole = self.whole_main = ""
        self.other_year = False
        self.channels: tuple[str, ...] = ()
        # The section's last figure of each metric.
        self.latest: dict[str, Stated] = {}
        # Another body's figures were the last, so that the next may be its own.
        self.doubt = False
        # Are the figures at hand the report's own? scope_part: the number of a part's scope, of
        # 其中办公室受理12件 12.
        self.own = True
        self.scope_part: Number | None = None
        for sentence in clauses(section.text):
            whole = sentence[0].sentence
            begins = _begins_line(section.text, sentence)
            if begins:
                self.other_year = self.doubt = False
            head = _SUBHEAD.match(whole) if section.number == 1 and begins else None
            # （一）予以公开29件 is an item of a list, not a sub-heading.
            if head and not _item().match(whole, head.end()):
                self.headed = True
                self.inside = "申请" in whole[:24] and "规范性文件" not in whole[:14]
                self.subject = "app" if self.inside else ""
                self.whole = self.whole_main = ""
            if _WORTH_READING.search(whole) and (
                self.inside or self.subject in ("app", "weak") or _TOPIC.search(whole)
            ):
                self._sentence(sentence)
            elif not self.inside:
                self.subject = ""

    # ── A sentence ──

    def _begin(self, sentence: Sentence) -> None:
        """What a sentence starts with."""
        whole = sentence[0].sentence
        if self.subject not in ("app", "weak"):
            self.subject = "weak" if self.inside and self.subject != "other" else ""
        if self.whole == "part" and "申请" in sentence[0].text:
            self.whole = self.whole_main
        if not sentence[0].text.startswith("其中"):
            self.channels = ()
        self.doubt = self.doubt or (not self.own and self.scope_part is None)
        self.scope: str | None = None
        self.own, self.scope_part = True, None
        self.disclosure = self.number == 4 or "信息公开" in whole
        # The year has been named; 截至 has; a clause on disputes was not understood.
        self.this_year = self.until = self.disputed = False
        # A clause said for whom, in which role or part of the year all that follows is.
        self.frame = False
        # Metrics that another clause has made doubtful.
        self.soft: set[str] = set()
        self.documents: str | None = None
        self.decided = False
        self.stated_whole = self.lead_part = self.in_brackets = False

    def _sentence(self, sentence: Sentence) -> None:
        self._begin(sentence)
        first = len(self.found)
        last = sentence[0].start
        saved: tuple[Any, ...] | None = None
        held: Clause | None = None
        for index, clause in enumerate(sentence):
            gap = self.text[last : clause.start]
            last = clause.span()[1]
            opens, closes = "（" in gap or "(" in gap, "）" in gap or ")" in gap
            if closes and saved is not None:
                self._restore(saved)
                saved = None
            before = len(self.found)
            if held is not None:
                clause = _joined(held, clause)
                held = None
            elif opens and saved is None:
                saved = self._save()
                self.in_brackets = True
            if index + 1 < len(sentence) and self._goes_on(clause, sentence[index + 1], last):
                held = clause
                continue
            text = clause.text
            if self.subject == "app" or _WORTH_READING.search(text) or _may_matter(text):
                understood = self._clause(clause, sentence, index)
            else:
                understood = False
                self._unread(text, index == 0)
            if (
                opens
                and (not understood or not self.own)
                and before > first
                and not numbers(text)
                and not _words("transparent").search(text)
            ):
                # 收到12件（县自然资源局）: what the brackets say of the figure is not known.
                del self.found[before - 1 :]
        self._settle(first)

    def _goes_on(self, clause: Clause, after: Clause, end: int) -> bool:
        """申请数：37件 and 予以公开（11件）: is the clause's number the next clause?"""
        gap = self.text[end : after.start]
        if "：" in gap or ":" in gap:
            return not numbers(clause.text) and bool(_BEGINS_WITH_NUMBER.match(after.text))
        if "（" in gap or "(" in gap:
            tail = clause.text.rpartition("、")[2]
            return not numbers(tail) and _ONLY_NUMBER.fullmatch(after.text) is not None
        return False

    def _save(self) -> tuple[Any, ...]:
        return (
            self.subject, self.channels, self.documents, self.decided, self.scope, self.own,
            self.whole, self.other_year,
        )  # fmt: skip

    def _restore(self, saved: tuple[Any, ...]) -> None:
        """After the brackets the sentence goes on as before them."""
        (
            self.subject, self.channels, self.documents, self.decided, self.scope, self.own,
            self.whole, self.other_year,
        ) = saved  # fmt: skip
        self.in_brackets = False

    def _settle(self, first: int) -> None:
        """Of two figures for one cell in one sentence, one is a part: what disagrees is left out,
        as is what another clause has made doubtful (延期办结3件 beside 按时办结35件)."""
        if all(stated.agrees is not False for stated in self.found[first:]):
            return
        values: dict[str, set[Number]] = {}
        for stated in self.found[first:]:
            if stated.agrees is not None:
                values.setdefault(stated.metric, set()).add(stated.value)
        doubtful = self.soft | {m for m, said in values.items() if len(said) > 1}
        if doubtful:
            self.found[first:] = [
                s for s in self.found[first:] if s.agrees is not False or s.metric not in doubtful
            ]

    # ── A clause ──

    def _unread(self, text: str, begins: bool) -> None:
        """A clause that is not understood: what does it leave of the subject?"""
        if _words("transparent").search(text):
            return
        if _DIGITS.search(text):
            self.subject = "other"
            self.channels = ()
            self.documents = None
            self.decided = False
            return
        self.disputed = self.disputed or "复议" in text or "诉讼" in text
        named = _YEAR.match(text)
        if named and self.year is not None:
            self.other_year = int(named[1]) != self.year
            self.this_year = self.this_year or not self.other_year
        elif _LAST_YEAR.match(text):
            self.other_year = True
        text = _YEAR_WORDS.sub("", text)
        if not text or self.in_brackets:
            return
        if (begins and len(text) <= 3) or _words("frame").search(text):
            self.frame = True
        if begins and not _APPLY.search(text):
            self.subject = ""
        elif self.subject == "app":
            self.subject = "weak"

    def _clause(self, clause: Clause, sentence: Sentence, index: int) -> bool:
        """Reads its figures. Returns whether it was understood."""
        parts = self._parts(clause)
        if parts is None:
            self._unread(clause.text, index == 0)
            return False
        for part in parts:
            self._part(part, sentence, index)
        self.lead_part = len(parts) == 1 and parts[0].is_part and not parts[0].key
        return True

    def _parts(self, clause: Clause) -> list[_Part] | None:
        """The clause's parts, None where a word is not in the vocabulary."""
        text = clause.text
        ordinal = _ORDINAL.match(text)
        skip = ordinal.end() if ordinal else 0
        tokens = _tokens(text[skip:])
        if tokens is None:
            tokens = self._with_body(text[skip:])
            if tokens is None:
                return None
        parts = [_Part(clause, skip, len(text))]
        for letter, start, end in tokens:
            part = parts[-1]
            word = text[skip + start : skip + end]
            if letter == "、":
                if part.counted and "各" not in part.key:
                    part.end = skip + start
                    parts.append(_Part(clause, skip + end, len(text)))
            elif letter == "t":
                years = _YEARS.findall(word)
                if years and self.year is not None and int(years[-1]) != self.year:
                    part.other_year = True
                elif word[0] in "截到目":
                    self.until = True
                else:
                    part.has_this_year = True
            elif letter == "y":
                part.other_year = True
            elif letter == "s":
                part.scope = _LEAD.sub("", word)
            elif letter == "e":
                part.is_part = True
                if skip + start == part.start:
                    part.first = skip + end
            elif letter == "c":
                part.cumulative = True
            elif letter not in "z%+":
                if letter == "N" or letter == "¥":
                    part.counted.append(word)
                elif letter == "Z":
                    part.counted.append("0件")
                    letter = "N"
                elif letter == "f" or letter == "u":
                    letter = self._turn(letter, word)
                    if letter == "?":
                        return None
                part.key += letter
                part.words.append((letter, word))
        return parts

    def _turn(self, letter: str, word: str) -> str:
        """结转2022年 in the report for 2023 came over from it; 2021年结转 is of neither kind."""
        named = _YEARS.findall(word)
        if not named or self.year is None:
            return letter
        if letter == "u":
            return "u" if int(named[0]) == self.year - 1 else "?"
        year = int(named[-1])
        return "f" if year == self.year + 1 else "u" if year in (self.year, self.year - 1) else "?"

    def _with_body(self, text: str) -> tuple[Token, ...] | None:
        """县自然资源局收到…: a clause whose only foreign word is the name of a body before its
        verb; None for others."""
        head = _BEFORE_BODY.match(text)
        start = head.end() if head else 0
        match = _words("body").match(text, start)
        if match is None or match.end() == start:
            return None
        name = match.group()
        if name != self.whose.organ and not _PLAIN_NAME.fullmatch(name):
            return None
        before, rest = _tokens(text[:start]), _tokens(text[match.end() :])
        if before is None or rest is None:
            return None
        after = ((letter, a + match.end(), b + match.end()) for letter, a, b in rest)
        return (*before, ("s", start, match.end()), *after)

    # ── A part of a clause ──

    def _part(self, part: _Part, sentence: Sentence, index: int) -> None:
        key = part.key
        letters = set(key)
        counted = "N" in key or "¥" in key
        if part.has_this_year and not part.other_year:
            self.other_year = False
            self.this_year = True
        if part.other_year:
            # 上年为32件 compares; 上年，收到32件 goes on about that year.
            if key != "N":
                self.other_year = True
            if letters & _DISPUTE:
                self.subject = "dispute"
            return
        if self.other_year:
            return
        if part.scope is not None:
            self.scope = part.scope
            self.own = self.whose.is_own(part.scope)
            self.doubt = self.doubt and not self.own
            self.scope_part = None
            if part.is_part and not self.own and counted:
                self.scope_part = figure_of(part.counted[0]).value
        elif self.scope_part is not None and counted and not self._is_theirs(part):
            self.scope, self.own, self.scope_part = None, True, None
        if part.cumulative and (self.until or not self.this_year):
            return
        if not key:
            return
        if "月" in key:
            self.subject = "part"
            self.frame = self.frame or not counted
            return
        if "H" in key:
            if not self.stated_whole and counted:
                self.subject = "part"
            return
        if counted and "时" in key:
            return
        if "延" in key:
            self.soft.add("applications_completed")
            return
        if "应" in key:
            if counted and ("O" in key or "o" in key):
                self.subject, self.whole = "app", "sum"
            return
        if key == "lN" and self.subject == "dispute" and self.channels:
            part.key, part.words = "UN", [("U", "其他结果")]
            letters = {"U", "N"}
        if letters & _DISPUTE:
            self._dispute(part)
        elif letters & _DOCUMENT and not letters & {"O", "o"}:
            self._document(part)
            self.subject = "other"
        elif "J" in letters:
            self._decision(part)
            self.subject = "other"
        elif "$" in letters:
            self._fee(part)
            self.subject = "other"
        elif letters & _RESULT or ("l" in letters and counted):
            self._result(part)
        else:
            self._application(part, sentence, index)
        if "中" in key and "u" in key:
            self.subject = "carried"

    def _is_theirs(self, part: _Part) -> bool:
        """其中办公室受理12件，答复12件: still the office's? Not what names its own object or is
        more than the office has had."""
        key = part.key
        if part.has_this_year or set(key) & set("OouflVW"):
            return False
        value = figure_of(part.counted[0]).value
        return self.scope_part is not None and value <= self.scope_part

    def _add(
        self,
        part: _Part,
        metric: str,
        cell: str,
        number: Figure,
        fits: bool | None = None,
        soft: bool = False,
    ) -> bool:
        """fits: what to say of agreement where the words compare two cells (均获维持). soft: only
        if it agrees. Returns whether it was added."""
        if self.frame:
            return False
        clause = part.clause
        stop = part.end if part.end < len(clause.text) else None
        start, end = clause.span(part.start, stop)
        path: str | None = cell
        actual = cell_value(cell, self.tables)
        agreement = fits if fits is not None else None if actual is None else agrees(number, actual)
        if metric == "applications_received" and agreement is False and cell == _NEW:
            carried = cell_value(_BOTH, self.tables)
            if carried is not None and agrees(number, carried):
                path, agreement = _BOTH, True
        if not self.own:
            path = agreement = None
        elif (soft or self.doubt) and agreement is not True:
            return False
        stated = Stated(
            clause.text[part.start : stop],
            metric,
            number.value,
            number.unit,
            number.qualifier,
            path,
            agreement,
            self.position,
            start,
            end,
            self.scope,
        )
        self.found.append(stated)
        if path is not None:
            self.latest[metric] = stated
        return True

    def _number(self, part: _Part, units: str) -> Figure | None:
        """The part's one number, if counted in one of these units."""
        if len(part.counted) != 1:
            return None
        number = figure_of(part.counted[0])
        return number if number.unit in _units(units) else None

    # ── Applications ──

    def _application(self, part: _Part, sentence: Sentence, index: int) -> None:
        key = part.key.replace("q", "r").replace("中", "").replace("人", "").replace("导", "")
        if "导" in part.key and self.inside and self.subject in ("", "weak"):
            self.subject = "app"
        if "客" in key and set(key) & set("rnbhX"):
            key = key.replace("客", "")
        if "人" in part.key and self.whole_main:
            self.whole = self.whole_main
        form = _forms().get(key)
        if form is None and "N" in key:
            form = _forms().get(key.replace("a", ""))
        if form is None:
            if "N" in key:
                if "d" in key and "u" in key:  # 办结上年结转4件: beside it, 办结 is not all
                    self.soft.add("applications_completed")
                    self.subject = "carried"
                elif "m" in key:  # 未答复2件: 已答复33件 beside it is not all
                    self.soft.add("applications_completed")
                elif "j" not in key and not (key == "N" and self._adds_up(part)):
                    self.subject = "weak" if "O" in key else "other"
            elif "k" in key:  # 自然人申请中，予以公开9件
                self.subject = "part"
            elif ("O" in key and "X" not in key) or ("o" in key and self.subject == "weak"):
                self.subject = "app"
            return
        what, level = form
        if what == "aside":
            return
        if what == "kind" or what == "natural":
            self._kind(part, what, level)
            return
        plain = what == "received" and key in ("ON", "NO") and _is_plain(part)
        if plain and not (
            "主动公开" not in part.clause.sentence
            and (self.subject == "app" or self._all_read(sentence, index))
        ):
            self.subject = "other"
            return
        if level == "bare" and not (
            self.subject in ("app", "weak")
            or (self.inside and not self.subject)
            or (not self.headed and self._all_read(sentence, index))
        ):
            self.subject = "other"
            return
        if level == "elided" and not (
            self.subject == "app"
            or (self.subject == "weak" and what in ("new", "carried_over", "carried_forward"))
        ):
            return
        if what.startswith("none"):
            name = {"none_received": "received", "none_carried_over": "carried_over"}.get(
                what, "carried_forward"
            )
            # 除此之外，未收到…: some were received all the same.
            others = name == "received" and self.whole_main == "received"
            self._add(part, *_CELLS[name], _NONE, soft=others)
            self.subject = "app"
            return
        number = self._number(part, "applications")
        if number is None:
            self.subject = "other"
            return
        if what in ("received", "completed", "handled", "received_and_completed", "handled_kind"):
            # 其中办结10件 is a part, 其中我局收到37件 the organ's own whole.
            if (part.is_part or self.lead_part or self.in_brackets) and part.scope is None:
                self.subject = self.subject if self.stated_whole else "part"
                return
            self.stated_whole = True
        # What was registered is not yet what was taken on; 受理30件 may be some of the 收到36件
        # stated before; 依申请公开20件 may be documents.
        soft = (
            ("q", "登记") in part.words
            or (level == "elided" and what in ("received", "completed") and self._has(what))
            or (plain and number.value != 0)
        )
        self.subject = "app"
        self.whole = {"new": "received", "both": "received"}.get(what, what)
        if what == "handled":
            self._handled(part, number, sentence, index)
        elif what == "handled_kind":
            self._add(part, *_CELLS["completed"], number, soft=True)
            self._kinds(part, number, soft=True)
        elif what == "received_and_completed":
            self._received_and_completed(part, number)
        else:
            self._add(part, *_CELLS[what], number, soft=soft)
        if self.scope_part is not None and not self.own:
            self.whole = "part"
        elif self.whole in ("received", "received_and_completed"):
            self.whole = self.whole_main = "received"

    def _has(self, what: str) -> bool:
        """Has this section stated it before?"""
        return _CELLS[what][0] in self.latest

    def _adds_up(self, part: _Part) -> bool:
        """新收37件，上年结转4件，共41件."""
        said = [stated.value for stated in self.found[-2:]]
        return figure_of(part.counted[0]).value == sum(said)

    def _all_read(self, sentence: Sentence, index: int) -> bool:
        """Were the clauses before this one understood to the last word?"""
        return all(_tokens(clause.text) is not None for clause in sentence[:index])

    def _handled(self, part: _Part, number: Figure, sentence: Sentence, index: int) -> None:
        """办理41件: what was done, or what there was to do."""
        if not self.own:
            self._add(part, *_CELLS["completed"], number)
            return
        done, new, both = (cell_value(path, self.tables) for path in (_DONE, _NEW, _BOTH))
        fits = [v for v in (done, both, new) if v is not None and agrees(number, v)]
        after = "".join(clause.text for clause in sentence[index + 1 : index + 4])
        is_sum = _SUM.search(after) is not None
        if fits and fits[0] == done and not (is_sum and both != done):
            self._add(part, *_CELLS["completed"], number)
        elif is_sum or (fits and both in fits):
            self._add(part, *_CELLS["both"], number)
        elif not fits:
            self._add(part, *_CELLS["completed"], number)
        self.whole = "received"

    def _received_and_completed(self, part: _Part, number: Figure) -> None:
        """收到和办理6件 agrees with what was received, or done, or both; else with neither."""
        one = self._add(part, *_CELLS["received"], number, soft=True)
        other = self._add(part, *_CELLS["completed"], number, soft=True)
        if not one and not other:
            self._add(part, *_CELLS["received"], number)
            self._add(part, *_CELLS["completed"], number)
        self.whole = "received"

    def _kind(self, part: _Part, what: str, level: str) -> None:
        """自然人30件 of the applications received; 均为自然人 of the figure before."""
        if self.subject not in ("app", "weak") and level != "explicit":
            return
        said = "r" in part.key or "n" in part.key or "q" in part.key
        if self.whole not in ("received", "") and not (said and "u" not in part.key):
            return
        if "N" in part.key:
            number = self._number(part, "applications")
            if number is not None and not (said and self.whole not in ("received", "")):
                self._kinds(part, number)
            return
        for word in (text for letter, text in part.words if letter == "k"):
            kind = _meaning("kind", word)
            actual, total = cell_value(kind.cell, self.tables), cell_value(_NEW, self.tables)
            fits = None if actual is None or total is None else actual == total
            stated = self.latest.get("applications_received")
            if stated is not None:
                number = Figure(stated.value, stated.unit, stated.qualifier)
            elif total is not None:
                number = Figure(total, "件", None)
            else:
                return
            self._add(part, kind.id, kind.cell, number, fits)

    def _kinds(self, part: _Part, number: Figure, soft: bool = False) -> None:
        words = [text for letter, text in part.words if letter == "k"]
        if len(words) != 1:
            return
        kind = _meaning("kind", words[0])
        fits = None
        if kind.id == "applications_received_organisations":
            fits = self._organisations(number, kind.cell)
        self._add(part, kind.id, kind.cell, number, fits, soft)

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

    def _result(self, part: _Part) -> None:
        """予以公开2件 and its kin. A part that names exactly one sub-reason speaks of that row."""
        number = self._number(part, "results")
        if "导" in part.key and self.inside and not self.subject:
            self.subject = "weak"
        if number is None or self.subject not in ("app", "weak"):
            return
        key = part.key.translate(_DROP_RESULT)
        groups = [text for letter, text in part.words if letter == "G"]
        reasons = [text for letter, text in part.words if letter == "L"]
        if set(key) - set("GLwlN"):
            return
        kind: _Meaning | None = None
        if key == "lN":
            if self.found and self.found[-1].metric.startswith("results_other"):
                kind = _Meaning("results_other_misc", "applications.other_misc.total")
        elif len(reasons) == 1 and not groups and self.whole != "result":
            return  # 其中重复申请3件 of those received
        elif len(reasons) == 1 and "w" not in key and "l" not in key and len(groups) <= 1:
            kind = _meaning("reason", reasons[0])
        elif len(groups) == 1:
            kind = _meaning("result", groups[0])
        elif not reasons and {_meaning("result", g).id for g in groups} == {
            "results_granted",
            "results_partially_granted",
        }:
            cell = "applications.granted.total+partially_granted.total"
            kind = _Meaning("results_granted_or_partially", cell)
        if kind is not None:
            part.start = part.first
            self._add(part, kind.id, kind.cell, number)
        self.whole = "result"

    # ── Review and litigation ──

    def _dispute(self, part: _Part) -> None:
        """Totals, zeros in words (one negation for a list), outcomes. Remembers the channels that
        the following outcomes belong to: the last one named, or both where nothing but their totals
        was said (行政复议7件，诉讼9件，均获维持)."""
        about = self.disclosure or (
            (self.inside or self.subject in ("app", "dispute"))
            and not (self.scope is not None and _AREA.match(self.scope))
        )
        key = part.key.translate(_DROP_DISPUTE)
        if not about or self.disputed:
            self.channels = ()
            self.subject = "other"
            return
        self.subject = "dispute"
        named = tuple(_CHANNELS[c] for c in key if c in _CHANNELS)
        outcomes = [_meaning("outcome", w).id for letter, w in part.words if letter == "U"]
        shape = re.sub("[VWDF]", "C", key)
        if shape in ("CN", "NC", "rCN", "CaN"):
            number = self._number(part, "disputes")
            if number is not None:
                self._add(part, *_TOTALS[named[0]], number)
            self.channels = (
                named
                if named[0] not in ("review", "litigation")
                else (*(c for c in self.channels if c in ("review", "litigation")), *named)
            )
        elif shape in ("CCaN", "CCN"):
            number = self._number(part, "disputes")
            if number is not None and ("a" in key or number.value == 0):
                for name in named:
                    self._add(part, *_TOTALS[name], number)
            self.channels = named
        elif shape == "CC各NN":
            for name, counted in zip(named, part.counted, strict=True):
                self._add(part, *_TOTALS[name], figure_of(counted))
            self.channels = named
        elif re.fullmatch("(?:Xr?C+)+|C+a?X|C+Xr", shape):
            for name in named:
                self._add(part, *_TOTALS[name], _NONE)
            self.channels = named
        elif re.fullmatch("X(?:CU)+|CXU", shape):
            for name, outcome in zip(named, outcomes, strict=True):
                self._add(part, f"{name}_{outcome}", _outcome_cell(name, outcome), _NONE)
        elif shape in ("UN", "NU") and self.channels:
            number = self._number(part, "disputes")
            name = self.channels[-1]
            if number is not None and "败诉" not in part.clause.text:
                self._add(part, f"{name}_{outcomes[0]}", _outcome_cell(name, outcomes[0]), number)
            self.channels = (name,)
        elif shape in ("CUN", "NCU", "NUC"):
            number = self._number(part, "disputes")
            if number is not None:
                name, outcome = named[0], outcomes[0]
                self._add(part, f"{name}_{outcome}", _outcome_cell(name, outcome), number)
            self.channels = named
        elif shape in ("aU", "Ua", "CaU", "CCaU") and outcomes == ["upheld"]:
            for name in named or self.channels:
                self._all_upheld(part, name)
        else:
            self.channels = named if not set(key) & set("NUqdhXb") else ()

    def _all_upheld(self, part: _Part, channel: str) -> None:
        upheld = cell_value(_outcome_cell(channel, "upheld"), self.tables)
        total = cell_value(_TOTALS[channel][1], self.tables)
        stated = self.latest.get(_TOTALS[channel][0])
        value = stated.value if stated is not None else total
        if value is not None:
            fits = None if upheld is None or total is None else upheld == total
            cell = _outcome_cell(channel, "upheld")
            self._add(part, f"{channel}_upheld", cell, Figure(value, "件", None), fits)

    # ── What section 2's table counts ──

    def _document(self, part: _Part) -> None:
        """Regulations and normative documents: issued, repealed, in force."""
        key = part.key.replace("a", "").replace("v", "").replace("n", "")
        names = [
            "regulations" if "规章" in text else "normative_documents"
            for letter, text in part.words
            if letter == "Q"
        ]
        if len(names) == 1:
            self.documents = names[0]
        elif names:
            self.documents = None
        shape = key.replace("Q", "")
        if re.fullmatch("X[IB]?", shape) and names:
            if shape != "XB":
                for name in names:
                    cell = f"active_disclosure.{name}.issued"
                    self._add(part, f"{name}_issued", cell, _NONE)
            return
        column = {"I": "issued", "B": "repealed", "C": "in_force"}.get(shape.replace("N", ""))
        number = self._number(part, "documents")
        if self.documents is None or column is None or number is None or len(names) > 1:
            if number is not None or len(names) > 1:
                self.documents = None
            return
        if shape in ("IN", "BN", "CN"):
            metric = f"{self.documents}_{column}"
            self._add(part, metric, f"active_disclosure.{self.documents}.{column}", number)

    def _decision(self, part: _Part) -> None:
        """作出行政许可决定3件、行政处罚决定5件: one verb for the list."""
        key = part.key.replace("a", "").replace("v", "")
        words = [text for letter, text in part.words if letter == "J"]
        if re.fullmatch("X[Mh]?J+|(?:XJ)+", key):
            for word in words:
                kind = _meaning("decision", word)
                self._add(part, kind.id, kind.cell, _NONE)
            return
        number = self._number(part, "decisions")
        if len(words) == 1 and number is not None:
            if key in ("MJN", "hJN", "JMN", "JhN"):
                self.decided = True
            elif key != "JN" or not (self.decided or "决定" in words[0]):
                return
            kind = _meaning("decision", words[0])
            self._add(part, kind.id, kind.cell, number)

    def _fee(self, part: _Part) -> None:
        cell = "active_disclosure.administrative_fees.amount_wan_yuan"
        key = part.key.replace("v", "").replace("a", "")
        if key in ("X$", "XM$", "$N", "$X"):
            if "N" not in key or part.counted == ["0件"]:
                self._add(part, "administrative_fees", cell, Figure(0, "万元", None))
        elif key in ("$¥", "M$¥", "$M¥"):
            match = _amount().fullmatch(part.counted[0])
            assert match is not None
            digits = re.sub("[,，]", "", match["digits"])
            factor = {None: 0.0001, "万": 1.0, "亿": 10_000.0}[match["wan"]]
            value: Number = float(digits) * factor
            value = int(value) if value == int(value) else round(value, 8)
            step = factor / 10 ** len(digits.partition(".")[2])
            qualifiers = _data()["qualifiers"]
            qualifier = qualifiers["before"].get(match["before"]) or qualifiers["after"].get(
                match["after"]
            )
            number = Figure(value, "万元", qualifier, step)
            self._add(part, "administrative_fees", cell, number)


_PLAIN_OBJECT = re.compile("依申请公开的?(?:政府)?(?:信息)?(?:件)?")
_SUM = re.compile("新收|(?:上年|上一年|年)度?结转(?!下|至|到|入)")
_BEGINS_WITH_NUMBER = re.compile(
    r"(?:共|约|近|为)?\d+(?:余|多)?(?:件|宗|份|起|个|例|条|万?元)|(?:无|零|0)$"
)
_ONLY_NUMBER = re.compile(r"\d+(?:件|宗|份|起|个|例)")
_DIGITS = re.compile(r"\d(?!\d*年)")
_YEARS = re.compile(r"20\d\d")
_YEAR_WORDS = re.compile("20\\d\\d年度?|今年以来|今年|本年度?|全年|一年来|上年度?|去年")
_LAST_YEAR = re.compile("(?:去年|上年度?|上一年度?|前年)(?!结转|同期)")
_BEFORE_BODY = re.compile("(?:其中|另外|同时)?(?:20\\d\\d年度?|全年|本年度?|今年)?(?:[，,])?")
_PLAIN_NAME = re.compile(
    "(?!.*(?:指导|配合|协助|提请|转办|委托|代理|作为|申请|公开|收到|受理|办理|答复|通过|以及|复议|诉讼"
    "|规范性文件|依托|深入|加强|认真|按照|落实|坚持|联合|会同|邀请|报送|接受|移交|围绕|推进|设立|建立"
    "|严格|开展|结合|根据|依据|扎实|积极|切实|不断)).{2,24}"
)


@cache
def _units(table: str) -> frozenset[str]:
    return frozenset(_data()["numbers"][table].split("|"))


@lru_cache(maxsize=4_096)
def figure_of(word: str) -> Figure:
    """The figure of a number word; a bare number at the end of a clause counts 件."""
    match = _number_pattern().match(word)
    if match is None:
        digits = re.match(r"\d+", word)
        return Figure(int(digits.group()) if digits else 0, "件", None)
    return figure(match)


def _joined(before: Clause, after: Clause) -> Clause:
    """Two clauses as one, the mark between them as ：."""
    places = [before.span(i, i + 1)[0] for i in range(len(before.text))]
    later = [after.span(i, i + 1)[0] for i in range(len(after.text))]
    at = (*places, places[-1] + 1, *later)
    return Clause(f"{before.text}：{after.text}", at[0], at, before.sentence)


def _begins_line(text: str, sentence: Sentence) -> bool:
    at = sentence[0].start
    while at and text[at - 1] in " \t\u3000（(":
        at -= 1
    return not at or text[at - 1] == "\n"


def _is_plain(part: _Part) -> bool:
    """Does it say 依申请公开20件, without 申请? Documents are marked so too."""
    word = next(text for letter, text in part.words if letter == "O")
    return _PLAIN_OBJECT.fullmatch(word) is not None


def _may_matter(text: str) -> bool:
    """Can a clause without a figure change what the next ones speak of?"""
    return len(text) <= 24 and (_TOPIC.search(text) is not None or "其中" in text)


@cache
def _item() -> re.Pattern[str]:
    words = [word for r in _data()["result"] for word in r["words"]]
    return re.compile('[“"]?(?:' + "|".join(words) + ")")


def _outcome_cell(channel: str, outcome: str) -> str:
    if channel == "litigation":
        return f"review_litigation.litigation_direct_{outcome}+litigation_after_review_{outcome}"
    return f"review_litigation.{channel}_{outcome}"
