"""What stands around each report? Its organ's other years, those below it, and its copies.

Neighbours are found through organ identity: the organ's id, and the organs whose `successor`
(organs.csv) leads to it; equal names mean nothing. Scopes are never mixed: a department's own
report is no neighbour of the report that counts the departments under it too. Where organs were
merged into one, there is no single report of the year before, and none is given.

Reports are asked for one organ at a time through `load`, so that only ids, masked texts and their
sketches stay in memory. Copies are looked for among the reports of one year: MinHash sketches
propose pairs, and every pair is then compared exactly. The result is a function of the reports
alone, not of their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rensa import RMinHash, RMinHashLSH

from archive.organs import Organ, Organs
from parsers import divisions
from parsers.checks import EMPTY, Context, Copy
from parsers.checks.copies import (
    grams,
    jaccard,
    masked,
    narrative,
    narrative_sections,
    own_names,
    settings,
    similarity,
)
from parsers.checks.copies import shared_passage as passage
from parsers.report import Report

Load = Callable[[str], Report]
"""A current report by its id."""

PERMUTATIONS, BANDS = 128, 16
"""A pair of similarity 0.9 shares one of 16 bands of 8 with probability 0.9999, one of 0.5 with
0.06."""
SEED = 42
PROPOSED = 200
"""Pairs looked at per report. More means that a whole province uses one text."""
COMPARED = 20
"""Pairs compared exactly per report, the most alike first."""
COMPARED_WHOLE = 6
"""Reports whose whole narrative is compared with one, those with the most similar section first."""
NAME_SLACK = 0.1
COPIED = (0, 1, 5)
"""Sections that may be copied one by one: the sixth is the same few words everywhere."""
COPIES = 3
"""Copies named per report."""
ESTIMATE_SLACK = 0.15
"""How much a sketch of 128 may underrate a pair: more than five standard errors."""
SKETCHED_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A current report as its neighbours see it. around: what is known without neighbours
    (renditions, attachments, level …), passed on in its Context."""

    id: str
    organ: Organ
    year: int
    scope: str
    around: Context = EMPTY


def contexts(
    entries: Sequence[Entry], organs: Organs, load: Load
) -> Iterator[tuple[Entry, Context]]:
    """Every report with what stands around it, organ by organ."""
    entries = sorted(entries, key=lambda entry: entry.id)
    found = _Found(entries, organs)
    copies = find_copies(entries, load, found.line_of)
    for line in found.lines():
        of_line: dict[str, Report] = {}

        def report(entry: Entry, kept: dict[str, Report] = of_line) -> Report:
            if entry.id not in kept:
                kept[entry.id] = load(entry.id)
            return kept[entry.id]

        for entry in line:
            previous = found.of_year(entry, entry.year - 1)
            older = sorted({e.year for e in line if e.year < entry.year - 1}, reverse=True)
            earlier = (found.of_year(entry, year) for year in older)
            yield (
                entry,
                replace(
                    entry.around,
                    previous=report(previous) if previous else None,
                    earlier=tuple(report(e) for e in earlier if e is not None),
                    children=tuple(load(child.id) for child in found.children(entry)),
                    parent_covers=entry.scope == "consolidated",
                    years_held=tuple(sorted({e.year for e in line})),
                    copies=copies.get(entry.id, ()),
                ),
            )


class _Found:
    """Which entries belong together, by identity."""

    def __init__(self, entries: Sequence[Entry], organs: Organs) -> None:
        self._organs = organs
        self._known = {entry.organ.id: entry.organ for entry in entries}
        self._lines: dict[str, list[Entry]] = defaultdict(list)
        self._by_organ: dict[str, list[Entry]] = defaultdict(list)
        self._line_ids: dict[str, str] = {}
        for entry in entries:
            self._lines[self.line_of(entry.organ.id)].append(entry)
            self._by_organ[entry.organ.id].append(entry)
        self._inside: dict[tuple[int, str], set[str]] = defaultdict(
            set
        )  # (year, division) → organs
        for entry in entries:
            prefix = divisions.code_prefix(entry.organ.division_code or "")
            for length in (2, 4, 6, 9):
                if len(prefix) >= length:
                    self._inside[entry.year, prefix[:length]].add(entry.organ.id)
        self._below: dict[str, list[Organ]] = defaultdict(list)
        for organ in sorted(organs.listed, key=lambda organ: organ.id):
            if organ.parent:
                self._below[self._id(organ.parent)].append(organ)

    def _id(self, id: str) -> str:
        """The id in use: organs.csv may name an old one."""
        listed = self._organs.get(id)
        return listed.id if listed else id

    def line_of(self, organ_id: str) -> str:
        """The organ at the end of the chain of successors."""
        if organ_id not in self._line_ids:
            at, seen = organ_id, {organ_id}
            while (organ := self._organs.get(at) or self._known.get(at)) and organ.successor:
                following = self._id(organ.successor)
                if following in seen:
                    break  # two organs that succeed each other: organs.csv is at fault
                seen.add(following)
                at = following
            self._line_ids[organ_id] = at
        return self._line_ids[organ_id]

    def lines(self) -> Iterator[list[Entry]]:
        yield from self._lines.values()

    def of_year(self, entry: Entry, year: int) -> Entry | None:
        """The one report of that year that this organ continues; None if there is none or two.

        A predecessor that still reported in the entry's own year had not been merged yet.
        """
        line = [e for e in self._lines[self.line_of(entry.organ.id)] if e.scope == entry.scope]
        alive = {e.organ.id for e in line if e.year >= entry.year} - {entry.organ.id}
        there = [
            e
            for e in line
            if e.year == year and e.organ.id not in alive and self._leads_to(e.organ, entry.organ)
        ]
        return there[0] if len(there) == 1 else None

    def _leads_to(self, organ: Organ, later: Organ) -> bool:
        """Is `later` the organ or one that its successors lead to?"""
        at, seen = organ.id, set[str]()
        while at not in seen:
            if at == later.id:
                return True
            seen.add(at)
            known = self._organs.get(at) or self._known.get(at)
            if known is None or not known.successor:
                return False
            at = self._id(known.successor)
        return False

    def children(self, entry: Entry) -> list[Entry]:
        """A report of every organ below, or nothing: a sum without one of them says nothing.

        Nothing also where a government's division has reports of organs that organs.csv does not
        put below it: the list is then a part of what its report covers.
        """
        if entry.scope == "own" or self._has_unlisted(entry):
            return []
        found: list[Entry] = []
        for organ in self._below.get(entry.organ.id, ()):
            there = [e for e in self._by_organ.get(organ.id, ()) if e.year == entry.year]
            if organ.id in self._below:  # its own figures are a part of what its report covers
                there = [e for e in there if e.scope != "own"]
            there.sort(key=lambda e: (e.scope != "consolidated", e.id))
            if there:
                found.append(there[0])
            elif not organ.successor:
                return []
        return found

    def _has_unlisted(self, entry: Entry) -> bool:
        code = entry.organ.division_code
        if entry.organ.kind != "government" or not code:
            return False
        known, following = set[str](), [entry.organ.id]
        while following:
            at = following.pop()
            if at not in known:
                known.add(at)
                following += [organ.id for organ in self._below.get(at, ())]
        return not self._inside[entry.year, divisions.code_prefix(code)] <= known


# ── Copies ────────────────────────────────────────────────────────────────────────────────────


def find_copies(
    entries: Sequence[Entry], load: Load, line_of: Callable[[str], str]
) -> Mapping[str, tuple[Copy, ...]]:
    """Report id → its copies among other organs' reports of the same year, the most alike first.

    line_of: organ id → id shared by an organ and its predecessors, which copy only themselves.
    """
    by_year: dict[int, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.id):
        by_year[entry.year].append(entry)
    found: dict[str, tuple[Copy, ...]] = {}
    for year in sorted(by_year):
        found |= _of_one_year(by_year[year], load, line_of)
    return found


@dataclass(frozen=True, slots=True)
class _Text:
    """What a report says, masked. parts: by section number, those long enough to compare; reports
    without numbered sections have one part, 0. names: what the organ calls itself."""

    entry: Entry
    whole: str
    parts: Mapping[int, str]
    names: tuple[str, ...]


def _of_one_year(
    entries: Sequence[Entry], load: Load, line_of: Callable[[str], str]
) -> dict[str, tuple[Copy, ...]]:
    """Sections propose, whole narratives decide: two narratives that are alike have a section that
    is, and sections may be copied one by one."""
    texts = [_text(entry, load) for entry in entries]
    alike: dict[int, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for part in sorted({number for text in texts for number in text.parts}):
        same: dict[str, list[int]] = defaultdict(list)  # masked text → who prints exactly that
        for at, text in enumerate(texts):
            if part in text.parts:
                same[text.parts[part]].append(at)
        groups = list(same.values())
        pairs = [(one, one, 1.0) for one, group in enumerate(groups) if len(group) > 1]
        pairs += _pairs(list(same), settings()["copies"]["narrative"])
        for one, two, value in pairs:
            for group, others in dict.fromkeys(((one, two), (two, one))):
                for at in groups[group]:
                    for other in _others(at, groups[others], texts, line_of):
                        alike[at][other][part] = value
    found: dict[str, tuple[Copy, ...]] = {}
    for at, candidates in sorted(alike.items()):
        best = sorted(candidates, key=lambda o: (-max(candidates[o].values()), texts[o].entry.id))
        copies = [
            copy
            for other in best[:COMPARED_WHOLE]
            for copy in _copies(texts[at], texts[other], candidates[other], load)
        ]
        # The whole narrative first, then single sections; the most alike first.
        copies.sort(key=lambda c: (c.section is not None, -c.similarity, c.report_id))
        if copies:
            found[texts[at].entry.id] = tuple(copies[:COPIES])
    return found


def _text(entry: Entry, load: Load) -> _Text:
    report = load(entry.id)
    names = own_names(
        report.organ, entry.organ.name, *(name.name for name in entry.organ.other_names)
    )
    least = settings()["copies"]["section_least"]
    sections = {n: masked(text, names) for n, text in narrative_sections(report).items()}
    parts = {n: text for n, text in sections.items() if n in COPIED and len(text) >= least}
    return _Text(entry, "".join(sections.values()), parts, names)


def _others(
    at: int, group: Sequence[int], texts: Sequence[_Text], line_of: Callable[[str], str]
) -> list[int]:
    """Those of other organs; a few, for thousands may print one text."""
    mine = line_of(texts[at].entry.organ.id)
    found: list[int] = []
    for other in group:
        if other != at and line_of(texts[other].entry.organ.id) != mine:
            found.append(other)
            if len(found) == COPIES:
                break
    return found


def _copies(mine: _Text, other: _Text, parts: Mapping[int, float], load: Load) -> Iterator[Copy]:
    """The whole narrative if it is alike; else each section that is."""
    limits = settings()["copies"]
    long_enough = min(len(mine.whole), len(other.whole)) >= limits["narrative_least"]
    whole = _similarity(mine, other, mine.whole, other.whole) if long_enough else 0.0
    one, two = load(mine.entry.id), load(other.entry.id)
    if whole >= limits["narrative"]:
        yield _copy(narrative(one), whole, None, other.entry, two, narrative(two))
        return
    for number in sorted(parts):
        value = _similarity(mine, other, mine.parts[number], other.parts[number])
        if number and value >= limits["section"]:
            texts = narrative_sections(one)[number], narrative_sections(two)[number]
            yield _copy(texts[0], value, number, other.entry, two, texts[1])


def _similarity(mine: _Text, other: _Text, text: str, there: str) -> float:
    """Who copies and forgets to change the name prints the other organ's: mask both in both."""
    names = tuple(sorted({*mine.names, *other.names}, key=lambda name: (-len(name), name)))
    if any(name in text for name in other.names) or any(name in there for name in mine.names):
        text, there = masked(text, names), masked(there, names)
    return similarity(text, there)


def _copy(
    mine: str, similarity: float, section: int | None, other: Entry, report: Report, there: str
) -> Copy:
    return Copy(
        other.id,
        report.organ or other.organ.name,
        other.year,
        similarity,
        passage(mine, there),
        section,
    )


def _pairs(texts: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """(i, j, similarity) with i < j, nearly all pairs that are not more than NAME_SLACK below the
    threshold: the other organ's name, left in, makes two texts differ. texts: no two equal."""
    sketches: list[RMinHash] = []
    for start in range(0, len(texts), SKETCHED_AT_ONCE):
        sketches += RMinHash.from_token_sets(
            [sorted(grams(text)) for text in texts[start : start + SKETCHED_AT_ONCE]],
            num_perm=PERMUTATIONS,
            seed=SEED,
        )
    index = RMinHashLSH(threshold, PERMUTATIONS, BANDS)
    index.insert_many(sketches)
    of = lru_cache(maxsize=512)(lambda number: grams(texts[number]))
    compared: set[tuple[int, int]] = set()
    for one, sketch in enumerate(sketches):
        near = sorted(other for other in index.query(sketch) if other != one)
        if len(near) > PROPOSED:  # the next ones by id, round the end: each is looked at by some
            later = [other for other in near if other > one]
            near = [*later, *near[: len(near) - len(later)]][:PROPOSED]
        estimated = sorted(
            (-value, other)
            for other in near
            if (value := sketch.jaccard(sketches[other])) >= threshold - ESTIMATE_SLACK
        )
        for _, two in estimated[:COMPARED]:
            pair = (min(one, two), max(one, two))
            if pair in compared:
                continue
            compared.add(pair)
            similarity = jaccard(of(one), of(two))
            if similarity >= threshold - NAME_SLACK:
                yield *pair, similarity
