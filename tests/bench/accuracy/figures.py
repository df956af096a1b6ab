"""What numbers does a generated report print? Real ones, recombined.

Sums of reports, multiples, exchanged columns and exchanged rows keep every printed relation, so the
figures stay as plausible as the reports they come from; `printed_errors` then breaks some totals,
because real ones are broken and must stay as printed (domain.md 7).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from tests.data.compose import COLUMNS, LEAVES, OUTCOMES

Number = int | float
CellPath = tuple[str, str, str]
"""(table, item, column); keys of truth/keys.json, disputes by channel."""

CHANNELS = ("review", "litigation_direct", "litigation_after_review")
ROWS_2021 = ("new_received", "carried_over", *LEAVES, "results_total", "carried_forward")
LEAVES_2019 = (*(leaf for leaf in LEAVES if not leaf.startswith("other_")), "other_handling")
ROWS_2019 = ("new_received", "carried_over", *LEAVES_2019, "results_total", "carried_forward")

DOCUMENTS_2021 = ("issued", "repealed", "in_force")
DOCUMENTS_2019 = ("made", "newly_published", "total_public")
ACTIVE_2021 = {
    "regulations": DOCUMENTS_2021,
    "normative_documents": DOCUMENTS_2021,
    "administrative_licensing": ("decisions",),
    "administrative_penalty": ("decisions",),
    "administrative_compulsion": ("decisions",),
    "administrative_fees": ("amount_wan_yuan",),
}
_CHANGES = ("prior_year_items", "change", "decisions")
ACTIVE_2019 = {
    "regulations": DOCUMENTS_2019,
    "normative_documents": DOCUMENTS_2019,
    "administrative_licensing": _CHANGES,
    "other_services": _CHANGES,
    "administrative_penalty": _CHANGES,
    "administrative_compulsion": _CHANGES,
    "administrative_fees": ("prior_year_items", "change"),
    "central_procurement": ("items", "amount_yuan"),
}
ACTIVE_HYBRID = {
    **ACTIVE_2021,
    "regulations": DOCUMENTS_2019,
    "normative_documents": DOCUMENTS_2019,
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell as the page prints it. value None: blank or a mark that stands for no number."""

    value: Number | None
    raw: str


Figures = dict[CellPath, Printed]


@dataclass(frozen=True, slots=True)
class _Source:
    active: tuple[Number, ...]
    leaves: tuple[tuple[int, ...], ...]  # 21 × 6
    over: tuple[int, ...]
    forward: tuple[int, ...]
    disputes: tuple[tuple[int, ...], ...]  # 3 × 4


@cache
def _pool() -> tuple[_Source, ...]:
    """pool.json and tests/data/figures: only what is not a sum, so that sums are always ours."""
    here = Path(__file__).resolve().parent
    sources = []
    for report in json.loads((here / "pool.json").read_text("utf-8"))["reports"]:
        rows = [tuple(row[:6]) for row in report["applications"]]
        counts = report["disputes"]
        sources.append(
            _Source(
                tuple(report["active"]),
                tuple(rows[2:23]),
                rows[1],
                rows[24],
                tuple(tuple(counts[at : at + 4]) for at in (0, 5, 10)),
            )
        )
    for path in sorted((here.parents[1] / "data" / "figures").glob("*.json")):
        figures = json.loads(path.read_text("utf-8"))["figures"]
        rows_by_key = {
            key: tuple(row[column] for column in COLUMNS[:6])
            for key, row in figures["applications"].items()
        }
        sources.append(
            _Source(
                tuple(
                    figures["active_disclosure"][item][column]
                    for item, columns in ACTIVE_2021.items()
                    for column in columns
                ),
                tuple(rows_by_key[key] for key in LEAVES),
                rows_by_key["carried_over"],
                rows_by_key["carried_forward"],
                tuple(
                    tuple(figures["review_litigation"][f"{c}_{o}"] for o in OUTCOMES[:4])
                    for c in CHANNELS
                ),
            )
        )
    return tuple(sources)


@cache
def _counts() -> tuple[int, ...]:
    """Every non-zero count of table 3 in the pool."""
    return tuple(sorted(value for s in _pool() for row in s.leaves for value in row if value))


def sample(rng: Random, form: str) -> Figures:
    """The figures of one report of the form 2021, 2019 or hybrid, all plain digits."""
    style = rng.choices(("real", "zero", "dense", "large"), (4, 1, 4, 2))[0]
    source, other = rng.choice(_pool()), rng.choice(_pool())
    factor = 0 if style == "zero" else rng.choice((1, 1, 1, 2, 3, 7))
    if style == "large":
        largest = max(1, *(value for row in source.leaves for value in row))
        factor = rng.randint(1, max(1, 1_500_000 // largest))
    leaves = [
        [factor * (a + b) for a, b in zip(*pair, strict=True)]
        for pair in zip(source.leaves, other.leaves, strict=True)
    ]
    if style == "dense":
        leaves = [[rng.choice(_counts()) % 10_000 for _ in range(6)] for _ in LEAVES]
    if rng.random() < 0.5:
        rng.shuffle(leaves)
    columns = list(range(6))
    if rng.random() < 0.5:
        rng.shuffle(columns)
    leaves = [[row[column] for column in columns] for row in leaves]
    forward = [factor * source.forward[column] for column in columns]
    results = [sum(row[column] for row in leaves) for column in range(6)]
    over = [
        min(factor * other.over[columns[column]], results[column] + forward[column])
        for column in range(6)
    ]
    new = [results[c] + forward[c] - over[c] for c in range(6)]
    rows = dict(zip(LEAVES, leaves, strict=True))
    if form != "2021":
        others = [rows.pop(leaf) for leaf in LEAVES if leaf.startswith("other_")]
        rows["other_handling"] = [sum(parts) for parts in zip(*others, strict=True)]
    rows |= {"new_received": new, "carried_over": over}
    rows |= {"results_total": results, "carried_forward": forward}
    figures: Figures = {}
    for item, values in rows.items():
        for column, value in zip(COLUMNS, (*values, sum(values)), strict=True):
            figures["applications", item, column] = plain(value)
    for channel, outcomes in zip(CHANNELS, source.disputes, strict=True):
        if style == "dense":
            outcomes = tuple(rng.choice(_counts()) % 1_000 for _ in range(4))
        counted = [max(factor, 1 if style == "dense" else 0) * n for n in outcomes]
        for outcome, value in zip(OUTCOMES, (*counted, sum(counted)), strict=True):
            figures["review_litigation", channel, outcome] = plain(value)
    figures |= _active(rng, form, 0 if style == "zero" else max(factor, 1))
    return figures


def _active(rng: Random, form: str, factor: int) -> Figures:
    figures: Figures = {}
    items = {"2021": ACTIVE_2021, "2019": ACTIVE_2019, "hybrid": ACTIVE_HYBRID}[form]
    for item, columns in items.items():
        for column in columns:
            count = int(rng.choice(rng.choice(_pool()).active)) % 10_000_000
            value: str = str(count if factor else 0)
            if column == "amount_wan_yuan" and factor:
                value = _amount(rng)
            elif column == "change" and factor:
                value = rng.choice(("+1036", "-18", "0", "3", "-2", "+7"))
            elif column == "amount_yuan" and factor:
                value = rng.choice(("251000元", "160.5964万元", "73802895.90元", "0", "18.5万元"))
            elif column in DOCUMENTS_2019 + DOCUMENTS_2021 and factor:
                value = str(rng.choice((0, 0, 1, 2, 3, 5, 9, 22, 74, 393, 470, 984, 4185)))
            figures["active_disclosure", item, column] = Printed(in_column(value, column), value)
    return figures


def _amount(rng: Random) -> str:
    """万元 as organs print them: none, whole, or with one to six decimals."""
    fees = [source.active[-1] for source in _pool() if source.active[-1]]
    base = Decimal(str(rng.choice(fees)))
    return rng.choice(
        ("0", "0.00", "8310.503303", f"{base:.2f}", str(base), str(int(base)), f"{base / 7:.4f}")
    )


def in_column(raw: str, column: str) -> Number:
    """The value of plain digits, with or without a money unit, in the unit of the column."""
    factor = Decimal(1)
    for unit, yuan in (("万元", 10_000), ("亿元", 100_000_000), ("元", 1)):
        if raw.endswith(unit):
            raw = raw.removesuffix(unit)
            factor = Decimal(yuan) / (10_000 if column == "amount_wan_yuan" else 1)
            break
    else:
        for unit in ("件", "宗", "份"):
            raw = raw.removesuffix(unit)
    value = Decimal(raw.strip()) * factor
    return int(value) if value == value.to_integral_value() else float(value)


def plain(value: Number) -> Printed:
    return Printed(value, str(value))


# ── What organs do to their figures ───────────────────────────────────────────────────────────


def printed_errors(rng: Random, figures: Figures) -> None:
    """Totals that do not fit their parts, in place: printed errors stay as printed."""
    totals = [
        path
        for path in figures
        if path[1] == "results_total" or (path[0] != "active_disclosure" and path[2] == "total")
    ]
    for path in rng.sample(totals, rng.randint(1, 3)):
        value = figures[path].value or 0
        figures[path] = plain(max(0, value + rng.choice((-6, -1, 1, 2, 9))))


MARKS = ("/", "—", "-", "无", "——", "\\")
"""What stands in cells for no number (domain.md 3.1 S09; 7)."""


def blanks(rng: Random, figures: Figures, count: int, empty: bool) -> None:
    """Cells without a number, in place: empty where the rendition shows that, else a mark."""
    mark = rng.choice(("", *MARKS) if empty else MARKS)
    for path in rng.sample(sorted(figures), count):
        figures[path] = Printed(None, mark)


def tables(figures: Mapping[CellPath, Printed]) -> set[str]:
    return {table for table, _, _ in figures}
