"""How does the benchmark call the rules? The one place that knows their signature.

Everything a rule is given goes through `around` and `run`: change them here when
`parsers.checks.Context` or `run_checks` change. Rules of human judgement (hints) are always on.
"""

from __future__ import annotations

from collections.abc import Iterable

from parsers.checks import CheckResults, Context, Copy, catalogue, run_checks
from parsers.report import Report

COPIES = "http://xxgk.example.gov.cn/copies/"


def around(
    *,
    previous: Report | None,
    earlier: tuple[Report, ...],
    children: tuple[Report, ...],
    parent_covers: bool,
    renditions: tuple[Report, ...],
    attachments: tuple[tuple[str, str], ...],
    level: str,
    kind: str,
    code: str,
    copies: Iterable[tuple[str, str, int, float, str]],
) -> Context:
    """What stands around a report, as the rules want it."""
    years = [r.report_year for r in (previous, *earlier) if r is not None]
    return Context(
        previous=previous,
        earlier=earlier,
        children=children,
        parent_covers=parent_covers,
        renditions=tuple(
            (f"{COPIES}{number}.html", report) for number, report in enumerate(renditions)
        ),
        attachments=attachments,
        on_page=bool(renditions or attachments),
        organ_level=level,
        organ_kind=kind,
        division_code=code,
        years_held=tuple(year for year in years if year is not None),
        copies=tuple(Copy(*copy) for copy in copies),
    )


def run(report: Report, context: Context) -> CheckResults:
    return run_checks(report, context, hints=True)


def built() -> frozenset[str]:
    """Ids of the rules that are registered."""
    return frozenset(rule.id for rule in catalogue())
