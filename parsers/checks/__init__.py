"""Does the report hold? One rule per function over a frozen report; failures become flags.

A rule is registered with its id, name, highest severity, formula, basis and forms (domain.md 3.1).
Its function yields one Flag per failing place; it returns nothing when all places hold, and raises
`NotAssessable(reason)` when no place could be judged (an operand missing or blank).

A rule that needs one report takes the report; a rule that needs what stands around it (last year's
report, those below it, other sources, what became of attachments) takes the report and a `Context`.
Nothing here finds neighbours: `archive/crosschecks.py` does, `check FILE --previous` gives one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal, NamedTuple, cast

from parsers.documents import CUT_OFF
from parsers.report import Report

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class NotAssessable(Exception):
    """No place of this rule could be judged; the text says why (Chinese)."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One failing place. message: one Chinese sentence with both numbers and the quote.

    quote, section, start, end: where the narrative says it (Section.position, text offsets).
    table, item, column: which cell. expected, actual: as printed text.
    """

    check: str
    severity: Severity
    message: str
    expected: str | None = None
    actual: str | None = None
    quote: str | None = None
    section: int | None = None
    start: int | None = None
    end: int | None = None
    table: str | None = None
    item: str | None = None
    column: str | None = None


# ── What stands around a report ───────────────────────────────────────────────────────────────


class Copy(NamedTuple):
    """Another report whose narrative, or one section of it, is nearly this one's.

    similarity: 0–1, of texts with years, numbers and own names masked (copies.similarity).
    shared: the longest passage that both print, as this report prints it.
    """

    report_id: str
    organ: str
    year: int
    similarity: float
    shared: str
    section: int | None = None
    """The number of the section that is alike; None: the whole narrative."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may be told besides the report. EMPTY: a file at hand, nothing known about it.

    All neighbours are of the same organ by identity (organs.csv), never by equal names, and of the
    same scope. previous: of the year before. no_previous: why a report that was offered as such is
    none (another organ's, another year's; Chinese). earlier: of older years, newest first, without
    previous. children: of every organ below it, same year; empty where one of them is missing.
    parent_covers: this report says that its figures include theirs. renditions: (URL, the same
    report read from there). attachments: (URL, outcome as in fetches.jsonl, `not_fetched`).
    on_page: it was found on the web, so that its page's date, sources and attachments are known.
    years_held: years of which the archive has a report of this organ, whatever its scope.
    """

    previous: Report | None = None
    no_previous: str | None = None
    earlier: tuple[Report, ...] = ()
    children: tuple[Report, ...] = ()
    parent_covers: bool = False
    renditions: tuple[tuple[str, Report], ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    on_page: bool = False
    organ_level: str | None = None
    organ_kind: str | None = None
    division_code: str | None = None
    years_held: tuple[int, ...] = ()
    copies: tuple[Copy, ...] = ()


EMPTY = Context()


# ── Rules ─────────────────────────────────────────────────────────────────────────────────────

TABLE_FORMS = ("2021", "2019", "hybrid")
"""Forms with the three official tables."""
STATISTICS_FORMS = ("stat2014", "fujian", "coded")
"""Older forms: one table of indicators (`Report.statistics`)."""
FORMS = (*TABLE_FORMS, *STATISTICS_FORMS, "free")

CheckFunction = Callable[[Report], Iterable[Flag]] | Callable[[Report, Context], Iterable[Flag]]


@dataclass(frozen=True, slots=True)
class Check:
    """forms: those it applies to. hint: for a person to judge, run only when asked for.
    takes_context: it needs what stands around the report.
    """

    id: str
    name: str
    severity: Severity
    title: str
    formula: str
    basis: str
    run: CheckFunction
    forms: tuple[str, ...] = FORMS
    hint: bool = False
    takes_context: bool = False


@dataclass(frozen=True, slots=True)
class CheckResults:
    """flags in rule order; passed: ids; not_assessable: id → reason."""

    flags: tuple[Flag, ...]
    passed: tuple[str, ...]
    not_assessable: tuple[tuple[str, str], ...]


MODULES = (
    "arithmetic",
    "copies",
    "dates",
    "enumerations",
    "growth",
    "hints",
    "narrative",
    "neighbours",
    "sources",
    "statistics",
    "structure",
    "text",
)
_REGISTRY: dict[str, Check] = {}


def check(
    id: str,
    name: str,
    severity: Severity,
    *,
    title: str,
    formula: str,
    basis: str,
    forms: tuple[str, ...] = FORMS,
    hint: bool = False,
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a rule. title: Chinese, a few words. An id can be registered once only."""

    def register(function: CheckFunction) -> CheckFunction:
        if id in _REGISTRY:
            raise ValueError(f"check {id} is registered twice")
        if unknown := set(forms) - set(FORMS):
            raise ValueError(f"check {id} names unknown forms: {', '.join(sorted(unknown))}")
        takes_context = len(inspect.signature(function).parameters) > 1
        _REGISTRY[id] = Check(
            id, name, severity, title, formula, basis, function, forms, hint, takes_context
        )
        return function

    return register


@cache
def catalogue() -> tuple[Check, ...]:
    """All rules, hints too, by id."""
    for module in MODULES:
        import_module(f"parsers.checks.{module}")  # imported to register
    return tuple(_REGISTRY[id] for id in sorted(_REGISTRY))


NEED_THE_END = frozenset(("D00", "N15", "S01", "S05", "S06", "S07", "T01", "T02", "T07", "T15"))
"""Rules that miss something, or look at how a text ends: nothing to tell of a file that was cut."""


def run_checks(
    report: Report,
    context: Context = EMPTY,
    *,
    hints: bool = False,
    only: Collection[str] | None = None,
) -> CheckResults:
    """All rules over one report and what stands around it. hints: those for a person to judge too.
    only: the ids to run, None for all."""
    flags: list[Flag] = []
    passed: list[str] = []
    not_assessable: list[tuple[str, str]] = []
    is_cut = any(note.endswith(CUT_OFF) for note in report.notes)
    for rule in catalogue():
        if (rule.hint and not hints) or (only is not None and rule.id not in only):
            continue
        if report.form not in rule.forms:
            not_assessable.append((rule.id, "报告所用的表式没有这条规则核对的内容"))
            continue
        if is_cut and rule.id in NEED_THE_END:
            not_assessable.append((rule.id, "文件中途中断，缺少的内容不能算作报告没有写"))
            continue
        try:
            found = tuple(_apply(rule, report, context))
        except NotAssessable as reason:
            not_assessable.append((rule.id, str(reason)))
            continue
        flags.extend(found)
        if not found:
            passed.append(rule.id)
    return CheckResults(tuple(flags), tuple(passed), tuple(not_assessable))


def _apply(rule: Check, report: Report, context: Context) -> Iterable[Flag]:
    if rule.takes_context:
        return cast("Callable[[Report, Context], Iterable[Flag]]", rule.run)(report, context)
    return cast("Callable[[Report], Iterable[Flag]]", rule.run)(report)  # quoted: not built a call
