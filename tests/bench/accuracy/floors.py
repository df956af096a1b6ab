"""Which scores are pinned, and why can they not be lowered by accident? `floors.toml`.

One entry a kind and format. `corpus` is a digest of the documents and their truth: a floor holds
for exactly these documents, and a changed generator has to be pinned again. `seal` is a digest of
the entry's numbers: a number edited by hand breaks it, and then the entry needs a `reason`.
`--update-floors` writes only what is at least as good as before.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.accuracy.scoring import Score

FLOORS = Path(__file__).with_name("floors.toml")
Pair = tuple[str, str]
"""(kind, format)"""


@dataclass(frozen=True, slots=True)
class Floor:
    """right: least share of right cells in percent, of those that the kind left whole: what was
    destroyed need not be guessed. silent, flagged_wrong, doubted, crashed: the
    most cells (documents) that may be so. reason: why a number was lowered by hand."""

    corpus: str
    right: float
    silent: int
    flagged_wrong: int
    doubted: int
    crashed: int
    reason: str = ""

    def sealed(self, pair: Pair) -> str:
        numbers = (
            *pair,
            self.corpus,
            f"{self.right:.4f}",
            self.silent,
            self.flagged_wrong,
            self.doubted,
            self.crashed,
        )
        return hashlib.sha256("|".join(map(str, numbers)).encode()).hexdigest()[:10]

    def worse_than(self, other: Floor) -> list[str]:
        """Where this is below the other."""
        below = []
        if self.right < other.right - 5e-5:
            below.append(f"right {self.right:.4f} % < {other.right:.4f} %")
        for name in ("silent", "flagged_wrong", "doubted", "crashed"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine > theirs:
                below.append(f"{name} {mine} > {theirs}")
        return below


def measured(score: Score, corpus: str) -> Floor:
    """The floor that a score would just hold."""
    whole = score.cells["whole"]
    # Rounded down, never up; where nothing was left whole, nothing is asked.
    right = score.cells["whole_right"] * 1_000_000 // whole / 10_000 if whole else 0.0
    return Floor(
        corpus,
        right,
        score.cells["silent"],
        score.cells["flagged_wrong"],
        score.cells["doubted"],
        score.crashed,
    )


def load(path: Path = FLOORS) -> dict[Pair, Floor]:
    """The pinned floors; ValueError for an entry edited by hand without a reason."""
    floors: dict[Pair, Floor] = {}
    if not path.exists():
        return floors
    for entry in tomllib.loads(path.read_text("utf-8"))["floor"]:
        pair = (entry.pop("kind"), entry.pop("format"))
        seal = entry.pop("seal")
        floor = Floor(**entry)
        if floor.sealed(pair) != seal and not floor.reason.strip():
            raise ValueError(
                f"{path.name}: the floor of {pair[0]} in {pair[1]} was edited by hand without a "
                "`reason`; write one, or take the number back"
            )
        floors[pair] = floor
    return floors


def failures(results: Mapping[Pair, Floor], floors: Mapping[Pair, Floor]) -> list[str]:
    """A sentence for every result below its floor, without one, or over another corpus."""
    sentences = []
    for pair, result in results.items():
        name = f"{pair[0]} in {pair[1]}"
        floor = floors.get(pair)
        if floor is None:
            sentences.append(f"{name}: no floor is pinned; run with --update-floors")
        elif floor.corpus != result.corpus:
            sentences.append(
                f"{name}: the documents are not those the floor was measured on; if the generator "
                "was changed on purpose, run with --update-floors"
            )
        else:
            sentences += [f"{name}: {below}" for below in result.worse_than(floor)]
    return sentences


def update(
    results: Mapping[Pair, Floor], floors: Mapping[Pair, Floor]
) -> tuple[dict[Pair, Floor], list[str]]:
    """(new floors, refusals): a floor is raised or kept; a worse result is refused."""
    new = dict(floors)
    refusals = []
    for pair, result in results.items():
        old = floors.get(pair)
        worse = result.worse_than(old) if old else []
        if worse:
            refusals.append(f"{pair[0]} in {pair[1]}: {', '.join(worse)}; floors are only raised")
        elif old is None:
            new[pair] = result
        else:
            new[pair] = Floor(
                result.corpus,
                result.right,
                result.silent,
                result.flagged_wrong,
                result.doubted,
                result.crashed,
                old.reason,
            )
    return new, refusals


def dump(floors: Mapping[Pair, Floor]) -> str:
    """floors.toml."""
    lines = [
        "# Pinned scores of `python -m tests.bench.accuracy` (see floors.py). Written by",
        '# --update-floors, which only raises them. To lower one, edit it and add reason = "…".',
        "# right: per cent of the cells left whole; the others: most cells (crashed: documents).",
    ]
    for pair in sorted(floors):
        floor = floors[pair]
        lines += [
            "",
            "[[floor]]",
            f'kind = "{pair[0]}"',
            f'format = "{pair[1]}"',
            f'corpus = "{floor.corpus}"',
            f"right = {floor.right:.4f}",
            f"silent = {floor.silent}",
            f"flagged_wrong = {floor.flagged_wrong}",
            f"doubted = {floor.doubted}",
            f"crashed = {floor.crashed}",
            *([f'reason = "{floor.reason}"'] if floor.reason else []),
            f'seal = "{floor.sealed(pair)}"',
        ]
    return "\n".join(lines) + "\n"
