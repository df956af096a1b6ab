"""Was the fault found, and nothing else? Cases in, a tally per rule out."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from parsers.checks import Flag
from parsers.documents import NotReadable
from parsers.reading import read_file
from parsers.report import Report
from tests.bench.checks import (
    context,
    drafts,
    faults_neighbours,
    faults_tables,
    faults_text,
    prose,
)
from tests.bench.checks.drafts import TABLES, Draft
from tests.bench.checks.faults import (
    REGISTRY,
    Case,
    Expected,
    Fault,
    Injection,
    either_form,
    single,
)

INJECTORS = (faults_tables, faults_text, faults_neighbours)  # imported to register
EXAMPLES = 12
"""Failures kept per rule."""


@dataclass(slots=True)
class Failure:
    """kind: missed, false, extra, refused. data: the file, to be saved."""

    kind: str
    rule: str
    place: str
    seed: str
    text: str
    data: bytes
    media: str


@dataclass(slots=True)
class Tally:
    injected: int = 0
    found: int = 0
    refused: int = 0
    clean: int = 0
    places: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)  # place → times
    extra: Counter[str] = field(default_factory=Counter)  # check → flags beside the declared ones
    false: Counter[str] = field(default_factory=Counter)  # check → flags on clean reports
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("injected", "found", "refused", "clean"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("places", "missed", "extra", "false"):
            getattr(self, name).update(getattr(other, name))
        self.failures += other.failures

    def keep(self, failure: Failure) -> None:
        if sum(f.kind == failure.kind for f in self.failures) < EXAMPLES:
            self.failures.append(failure)


class Broken(Exception):
    """A case that gave no flags; the text says why."""


# ── Checking a case ───────────────────────────────────────────────────────────────────────────


def read(draft: Draft) -> Report:
    return read_file(drafts.render(draft), f"report.{'txt' if draft.media == 'text' else 'html'}")


def check(case: Case) -> tuple[Report, tuple[Flag, ...]]:
    """The report as read and its flags; Broken if it was not read, or a rule fell over."""
    try:
        return _check(case)
    except NotReadable as reason:
        raise Broken(str(reason)) from reason
    except Exception as crash:  # what is measured here; it is scored and printed, never absorbed
        last = traceback.extract_tb(crash.__traceback__)[-1]
        where = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
        raise Broken(f"crash {type(crash).__name__}: {crash} ({where})") from crash


def _check(case: Case) -> tuple[Report, tuple[Flag, ...]]:
    draft = case.draft
    report = case.shaped(read(draft))
    around = context.around(
        previous=read(case.previous) if case.previous else None,
        earlier=tuple(read(d) for d in case.earlier),
        children=tuple(read(d) for d in case.children),
        parent_covers=case.parent_covers,
        renditions=tuple(read(d) for d in case.renditions),
        attachments=case.attachments,
        level=draft.organ.level,
        kind=draft.organ.kind,
        code=draft.organ.code.ljust(6, "0"),
        copies=case.copies,
    )
    return report, context.run(report, around).flags


def _bare(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def matches(expected: Expected, flag: Flag) -> bool:
    """Right check, severity and place."""
    return flag.check == expected.check and not mismatch(expected, flag)


def mismatch(expected: Expected, flag: Flag) -> str | None:
    """What is wrong with a flag of the right check, or None."""
    if flag.severity != expected.severity:
        return f"severity {flag.severity}, not {expected.severity}"
    for name in ("table", "item", "column"):
        wanted = getattr(expected, name)
        if wanted is not None and getattr(flag, name) != wanted:
            return f"{name} {getattr(flag, name)}, not {wanted}"
    quote = _bare(flag.quote)
    if expected.core is not None and _bare(expected.core) not in quote:
        return f"quote {flag.quote!r} without {expected.core!r}"
    if expected.within is not None:
        within = _bare(expected.within)
        if not quote or (quote not in within and within not in quote):
            return f"quote {flag.quote!r} is not of {expected.within!r}"
    return None


def misplaced(report: Report, flags: Iterable[Flag]) -> list[str]:
    """Flags whose offsets do not point at their quote."""
    found = []
    for flag in flags:
        if flag.section is None or flag.start is None or flag.end is None or flag.quote is None:
            continue
        there = report.sections[flag.section].text[flag.start : flag.end]
        if _bare(there) != _bare(flag.quote):
            found.append(f"{flag.check}: {flag.quote!r} is not at its place, which holds {there!r}")
    return found


def _consequences(before: Draft, after: Draft) -> set[str]:
    """Rules whose stated figure was left behind by a changed cell."""
    old, new = prose.values(before.figures), prose.values(after.figures)
    changed = {metric for metric in old.keys() | new.keys() if old.get(metric) != new.get(metric)}
    if not changed:
        return set()
    rules = {"N11", "N12", "N13", "N14", "Y04"}
    for *_, sentence in after.sentences():
        for _, figure in sentence.figures():
            rules |= {r for m in figure.metrics if m in changed and (r := prose.rule_of(m))}
    if any(m.startswith(("norm", "reg")) for m in changed):
        rules |= {"N08", "A08"}
    said = " ".join(sentence.topic for *_, sentence in after.sentences())
    for topic, rule in (
        ("zero_received", "N12"),
        ("zero_over", "N02"),
        ("zero_forward", "N05"),
        ("zero_disputes", "N06"),
        ("zero_disputes", "N07"),
        ("zero_review", "N06"),
        ("zero_litigation", "N07"),
        ("zero_normative", "N08"),
        ("zero_licensing", "N09"),
        ("zero_penalty", "N09"),
        ("zero_compulsion", "N09"),
        ("zero_fees", "N10"),
        ("review", "N06"),
        ("litigation", "N07"),
        ("results", "N03"),
        ("both", "N01"),
        ("zero_received", "N01"),
    ):
        if topic in said:
            rules.add(rule)
    return rules


def judge(
    tally: Tally,
    rule: str,
    place: str,
    seed: str,
    before: Draft,
    case: Case,
    injections: list[Injection],
) -> bool:
    """Hold a faulty case's flags against what was put in; True if every fault was found."""
    data = drafts.render(case.draft)
    media = case.draft.media

    def keep(kind: str, text: str) -> None:
        tally.keep(Failure(kind, rule, place, seed, text, data, media))

    tally.injected += 1
    tally.places[place] += 1
    try:
        report, flags = check(case)
    except Broken as reason:
        tally.refused += 1
        tally.missed[place] += 1
        keep("refused", str(reason))
        return False
    left = list(flags)
    missing = []
    expected = [e for injection in injections for e in injection.expected]
    built = context.built()
    for wanted in expected:
        if wanted.check not in built:
            continue
        hit = next((flag for flag in left if matches(wanted, flag)), None)
        if hit is not None:
            left.remove(hit)
            continue
        close = [
            f"{mismatch(wanted, flag)}: {flag.message}"
            for flag in left
            if flag.check == wanted.check
        ]
        missing.append(f"expected {wanted}\n  " + "\n  ".join(close or ["no flag of this check"]))
    also = set().union(*(injection.also for injection in injections))
    also |= _consequences(before, case.draft)
    beside = [flag for flag in left if flag.check not in also]
    # A wanted flag that came with another severity or place is reported once, as missed.
    if missing:
        wanted_checks = {e.check for e in expected}
        beside = [flag for flag in beside if flag.check not in wanted_checks]
    for flag in beside:
        tally.extra[flag.check] += 1
    if beside:
        keep("extra", "\n".join(f"{f.check} {f.severity}: {f.message} | {f.quote}" for f in beside))
    if wrong := misplaced(report, flags):
        missing += wrong
    if missing:
        tally.missed[place] += 1
        around = "\n".join(e.within for e in expected if e.within)
        keep("missed", "\n".join(missing) + (f"\n  text: {around}" if around else ""))
        return False
    if any(e.check in built for e in expected):
        tally.found += 1
    return True


# ── Runs ──────────────────────────────────────────────────────────────────────────────────────


def run_rule(task: tuple[str, int, int]) -> tuple[str, Tally]:
    """One rule's faults: at least so many documents, every place that turns up at least once."""
    rule, documents, seed = task
    tally = Tally()
    used: Counter[tuple[int, str]] = Counter()
    attempts = 0
    faults = REGISTRY[rule]
    while attempts < 12 * documents:
        index = attempts % len(faults)
        fault = faults[index]
        name = f"{rule}-{seed}-{attempts}"
        attempts += 1
        seen = [key for key in used if used[key] == 0]
        if tally.injected >= documents and (not seen or tally.injected >= 4 * documents):
            break
        _one(tally, rule, index, fault, name, used)
    return rule, tally


def _one(
    tally: Tally,
    rule: str,
    index: int,
    fault: Fault,
    name: str,
    used: Counter[tuple[int, str]],
) -> None:
    rng = Random(name)
    base = fault.make(rng)
    if base is None:
        return
    case = base.copy()
    places = list(fault.inject(case, rng))
    for place, _ in places:
        used.setdefault((index, place), 0)
    rng.shuffle(places)
    for place, apply in sorted(places, key=lambda entry: used[index, entry[0]])[:6]:
        injection = apply()
        if injection is not None:
            used[index, place] += 1
            judge(tally, rule, place, name, base.draft, case, [injection])
            return
        used[index, place] += 1  # cannot be put here; do not try it first again
        case = base.copy()
        return


def _conflict(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> bool:
    """Could one fault's edit undo or change the other's?"""
    if not a or not b:
        return True
    return any(_clash(x, y) or _clash(y, x) for x in a for y in b)


_CELLS = {"row", "column", "dispute", "active", "table", "label"}


def _clash(x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    if x == y:
        return True
    if x[0] == "metric":
        return y[0] in _CELLS or y[0] == "section"
    if x[0] == "table":
        return y[0] in _CELLS - {"table"}
    if x[0] == "section":
        if y[0] in ("text", "contact"):
            return y[0] == "contact" or x[1] == y[1]
        return y[0] in ("heading", "subhead", "section") or (y[0] in _CELLS and int(x[1]) in TABLES)
    if x[0] == "heading":
        return y[0] == "heading"
    if x[0] == "title":
        return y[0] == "date"
    if x[0] == "contact":
        return y[0] == "text" and y[1] in ("0", "6")
    if x[0] == "subhead":
        return y[0] == "text" and y[1] == "1"
    return False


def run_pairs(task: tuple[int, int, int, tuple[str, ...]]) -> tuple[str, Tally]:
    """Two faults of two rules in one report: both must be found."""
    start, documents, seed, only = task
    tally = Tally()
    built = context.built()
    rules = [
        rule
        for rule, faults in REGISTRY.items()
        if rule in built
        and all(f.make in (single, either_form) and not f.is_neighbour for f in faults)
    ]
    if len(rules) < 2:
        return "pairs", tally
    attempts = 0
    while tally.injected < documents and attempts < 10 * documents:
        name = f"pair-{seed}-{start}-{attempts}"
        attempts += 1
        rng = Random(name)
        chosen = rng.sample(rules, 2)
        if only and not set(chosen) & set(only):
            continue
        base = single(rng)
        assert base is not None
        case = base.copy()
        done: list[Injection] = []
        named = []
        for rule in chosen:
            places = list(rng.choice(REGISTRY[rule]).inject(case, rng))
            if not places:
                break
            place, apply = rng.choice(places)
            injection = apply()
            if injection is None:
                break
            done.append(injection)
            named.append(f"{rule} {place}")
        if len(done) == 2 and not _conflict(done[0].touches, done[1].touches):
            place = " + ".join(sorted(chosen))
            judge(tally, "pairs", place, " | ".join([name, *named]), base.draft, case, done)
    return "pairs", tally


CLEAN_MAKERS = (
    (either_form, 12),
    (faults_neighbours.two_years, 3),
    (faults_neighbours.three_years, 1),
    (faults_neighbours.with_rendition, 1),
    (faults_neighbours.with_children, 1),
    (faults_neighbours.with_attachment, 1),
    (faults_tables._statistics, 1),
)
"""Kinds of clean cases and how many of each in twenty."""


def run_clean(task: tuple[int, int, int]) -> tuple[str, Tally]:
    """Reports without a fault: no flag at all (V05 is right where a rendition is given)."""
    start, documents, seed = task
    tally = Tally()
    makers = [maker for maker, times in CLEAN_MAKERS for _ in range(times)]
    for index in range(start, start + documents):
        name = f"clean-{seed}-{index}"
        rng = Random(name)
        case = makers[index % len(makers)](rng)
        if case is None:
            case = single(rng)
        assert case is not None
        tally.clean += 1
        try:
            report, flags = check(case)
        except Broken as reason:
            tally.refused += 1
            tally.keep(
                Failure(
                    "refused",
                    "clean",
                    "",
                    name,
                    str(reason),
                    drafts.render(case.draft),
                    case.draft.media,
                )
            )
            continue
        for flag in flags:
            if flag.check == "V05" and case.renditions:
                continue
            tally.false[flag.check] += 1
            if tally.false[flag.check] <= 4:
                text = f"{flag.severity}: {flag.message} | {flag.quote}"
                tally.failures.append(
                    Failure(
                        "false",
                        flag.check,
                        "clean",
                        name,
                        text,
                        drafts.render(case.draft),
                        case.draft.media,
                    )
                )
        for wrong in misplaced(report, flags):
            tally.keep(Failure("false", "place", "clean", name, wrong, b"", case.draft.media))
    return "clean", tally


def work(task: tuple[str, tuple[object, ...]]) -> tuple[str, Tally]:
    """One task of a pool. Not in __main__: spawned processes do not import a package's __main__."""
    kind, arguments = task
    run = {"rule": run_rule, "clean": run_clean, "pairs": run_pairs}[kind]
    return run(arguments)  # type: ignore[operator, no-any-return]
