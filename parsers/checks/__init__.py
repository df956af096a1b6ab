"""Does the report hold? One rule per function over a frozen report; failures become flags.

A rule is registered with its id, name, highest severity, formula and basis (domain.md 3.1). Its
function yields one Flag per failing place; it returns nothing when all places hold, and raises
`NotAssessable(reason)` when no place could be judged (an operand missing or blank).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

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


CheckFunction = Callable[[Report], Iterable[Flag]]


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    name: str
    severity: Severity
    title: str
    formula: str
    basis: str
    run: CheckFunction


@dataclass(frozen=True, slots=True)
class CheckResults:
    """flags in rule order; passed: ids; not_assessable: id → reason."""

    flags: tuple[Flag, ...]
    passed: tuple[str, ...]
    not_assessable: tuple[tuple[str, str], ...]


MODULES = ("arithmetic", "dates", "narrative", "structure", "text")
_REGISTRY: dict[str, Check] = {}


def check(
    id: str, name: str, severity: Severity, *, title: str, formula: str, basis: str
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a rule. title: Chinese, a few words. An id can be registered once only."""

    def register(function: CheckFunction) -> CheckFunction:
        if id in _REGISTRY:
            raise ValueError(f"check {id} is registered twice")
        _REGISTRY[id] = Check(id, name, severity, title, formula, basis, function)
        return function

    return register


def catalogue() -> tuple[Check, ...]:
    """All rules, by id."""
    for module in MODULES:
        import_module(f"parsers.checks.{module}")  # imported to register
    return tuple(_REGISTRY[id] for id in sorted(_REGISTRY))


def run_checks(report: Report) -> CheckResults:
    """All rules over one report."""
    flags: list[Flag] = []
    passed: list[str] = []
    not_assessable: list[tuple[str, str]] = []
    for rule in catalogue():
        try:
            found = tuple(rule.run(report))
        except NotAssessable as reason:
            not_assessable.append((rule.id, str(reason)))
            continue
        flags.extend(found)
        if not found:
            passed.append(rule.id)
    return CheckResults(tuple(flags), tuple(passed), tuple(not_assessable))
