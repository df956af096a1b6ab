"""What is a fault, and which are there? The registry that faults_*.py fill.

An injector looks at a clean case and yields (place, apply) for every place that its rule's fault
can take there; `apply` edits the case in place and says what must be flagged. Flags of the checks
in `also` are accepted beside it: the fault brings them with it or they are a matter of reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from parsers.report import Report, Statistic
from tests.bench.checks import drafts
from tests.bench.checks.drafts import Draft


@dataclass(frozen=True, slots=True)
class Expected:
    """A flag that must come. core: text that its quote holds; within: text that its quote stands in
    (or holds). table, item, column: where they must say so."""

    check: str
    severity: str
    table: str | None = None
    item: str | None = None
    column: str | None = None
    core: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Injection:
    """touches: what was edited, so that two faults of a pair keep apart."""

    expected: tuple[Expected, ...]
    also: frozenset[str] = frozenset()
    touches: frozenset[tuple[str, ...]] = frozenset()


@dataclass(slots=True)
class Case:
    """A report to be checked and what stands around it."""

    draft: Draft
    previous: Draft | None = None
    earlier: list[Draft] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    parent_covers: bool = False
    renditions: list[Draft] = field(default_factory=list)
    attachments: tuple[tuple[str, str], ...] = ()
    copies: tuple[tuple[str, str, int, float, str], ...] = ()
    statistics: tuple[str, tuple[Statistic, ...]] | None = (
        None  # (form, table) in the report's place
    )

    def copy(self) -> Case:
        return replace(
            self,
            draft=self.draft.copy(),
            previous=self.previous and self.previous.copy(),
            earlier=[d.copy() for d in self.earlier],
            children=[d.copy() for d in self.children],
            renditions=[d.copy() for d in self.renditions],
        )

    def shaped(self, report: Report) -> Report:
        """The report as read, with the statistics table where the case has one."""
        if self.statistics is None:
            return report
        form, statistics = self.statistics
        return replace(report, form=form, statistics=statistics)


Apply = Callable[[], Injection]
Places = Iterator[tuple[str, Apply]]
Injector = Callable[[Case, Random], Places]
Maker = Callable[[Random], Case | None]


def single(rng: Random) -> Case | None:
    return Case(drafts.draft(rng))


def either_form(rng: Random) -> Case | None:
    """One report in five of 2019 or 2020, in the form of those years."""
    return Case(drafts.draft(rng, year=rng.choice((2019, 2020)) if rng.random() < 0.2 else None))


def with_form(**options: object) -> Maker:
    def make(rng: Random) -> Case | None:
        return Case(drafts.draft(rng, **options))  # type: ignore[arg-type]

    return make


@dataclass(frozen=True, slots=True)
class Fault:
    rule: str
    inject: Injector
    make: Maker
    is_neighbour: bool
    is_hint: bool


REGISTRY: dict[str, list[Fault]] = {}


def fault(
    *rules: str, make: Maker = single, neighbour: bool = False, hint: bool = False
) -> Callable[[Injector], Injector]:
    """Register an injector for a rule; a rule may have several."""

    def register(function: Injector) -> Injector:
        for rule in rules:
            REGISTRY.setdefault(rule, []).append(Fault(rule, function, make, neighbour, hint))
        return function

    return register


def injection(
    *expected: Expected, also: str = "", touches: tuple[tuple[str, ...], ...] = ()
) -> Injection:
    """also: check ids apart by spaces."""
    return Injection(expected, frozenset(also.split()), frozenset(touches))
