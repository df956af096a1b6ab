"""Do the dates fit? D01."""

from __future__ import annotations

from collections.abc import Iterable

from parsers.checks import Flag, NotAssessable, check
from parsers.report import Report


@check(
    "D01",
    "date_after_period",
    "error",
    title="落款、发布日期在统计期限之后",
    formula="落款日期、发布日期 > 统计期限止日",
    basis="报告的是已经过去的年度",
)
def date_after_period(report: Report) -> Iterable[Flag]:
    end = report.period_end
    if end is None:
        raise NotAssessable("报告没有写明统计期限")
    dates = [
        (label, date, quote)
        for label, date, quote in (
            ("落款日期", report.signed_on, report.signed_quote),
            ("发布日期", report.published_on, report.evidence.get("published_on")),
        )
        if date is not None
    ]
    if not dates:
        raise NotAssessable("没有落款日期，也没有发布日期")
    for label, date, quote in dates:
        if date <= end:
            section, start = _place(report, quote)
            yield Flag(
                "D01",
                "error",
                f"{label}“{quote}”（{date.isoformat()}）不晚于统计期限止日 {end.isoformat()}，"
                "可能是年份写错。",
                f"晚于 {end.isoformat()}",
                date.isoformat(),
                quote,
                section,
                start,
                start + len(quote) if start is not None and quote else None,
            )


def _place(report: Report, quote: str | None) -> tuple[int | None, int | None]:
    """Where the quote stands last: the signature is at the end."""
    if quote:
        for section in reversed(report.sections):
            at = section.text.rfind(quote)
            if at >= 0:
                return section.position, at
    return None, None
