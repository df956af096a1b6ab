"""Which scores are pinned, and why can they not be lowered by accident? `floors.toml`.

One entry a kind and format. `corpus` is a digest of the documents and their truth: a floor holds
for exactly these documents, and a changed generator has to be pinned again. `seal` is a digest of
the entry: a number or reason edited by hand breaks it. `--update-floors` writes only what is at
least as good as before; `--lower REASON` besides writes what is worse, with the reason beside it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.accuracy.scoring import Score

FLOORS = Path(__file__).with_name("floors.toml")
Pair = tuple[str, str]
"""(kind, format)"""


@dataclass(frozen=True, slots=True)
class Floor:
    """right: least share of right cells in percent, of those that the kind left whole: what was
    destroyed need not be guessed. recovered: the same of all that were printed: what sums and
    structure give back (borders lost) must stay given back. silent, flagged_wrong, doubted,
    crashed: the most cells (documents) that may be so. reason: why a number was lowered."""

    corpus: str
    right: float
    recovered: float
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
            f"{self.recovered:.4f}",
            self.silent,
            self.flagged_wrong,
            self.doubted,
            self.crashed,
            self.reason,
        )
        return hashlib.sha256("|".join(map(str, numbers)).encode()).hexdigest()[:10]

    def worse_than(self, other: Floor) -> list[str]:
        """Where this is below the other."""
        below = []
        for name in ("right", "recovered"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine < theirs - 5e-5:
                below.append(f"{name} {mine:.4f} % < {theirs:.4f} %")
        for name in ("silent", "flagged_wrong", "doubted", "crashed"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine > theirs:
                below.append(f"{name} {mine} > {theirs}")
        return below


def measured(score: Score, corpus: str) -> Floor:
    """The floor that a score would just hold."""
    return Floor(
        corpus,
        _percent(score.cells["whole_right"], score.cells["whole"]),
        _percent(score.cells["right"], score.expected),
        score.cells["silent"],
        score.cells["flagged_wrong"],
        score.cells["doubted"],
        score.crashed,
    )


def _percent(part: int, whole: int) -> float:
    """Rounded down, never up; where there is nothing, nothing is asked."""
    return part * 1_000_000 // whole / 10_000 if whole else 0.0


def load(path: Path = FLOORS) -> dict[Pair, Floor]:
    """The pinned floors; ValueError for an entry edited by hand."""
    floors: dict[Pair, Floor] = {}
    if not path.exists():
        return floors
    for entry in tomllib.loads(path.read_text("utf-8"))["floor"]:
        pair = (entry.pop("kind"), entry.pop("format"))
        seal = entry.pop("seal")
        floor = Floor(**entry)
        if floor.sealed(pair) != seal:
            raise ValueError(
                f"{path.name}: the floor of {pair[0]} in {pair[1]} was edited by hand; take it "
                "back, and lower it with --update-floors --lower REASON if it must be"
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
    results: Mapping[Pair, Floor], floors: Mapping[Pair, Floor], reason: str = ""
) -> tuple[dict[Pair, Floor], list[str]]:
    """(new floors, refusals): a floor is raised or kept; a worse result is refused, or written with
    the reason if there is one."""
    new = dict(floors)
    refusals = []
    for pair, result in results.items():
        old = floors.get(pair)
        worse = result.worse_than(old) if old else []
        if worse and not reason:
            refusals.append(f"{pair[0]} in {pair[1]}: {', '.join(worse)}; floors are only raised")
        else:
            new[pair] = replace(result, reason=reason if worse else old.reason if old else "")
    return new, refusals


def dump(floors: Mapping[Pair, Floor]) -> str:
    """floors.toml."""
    lines = [
        "# Pinned scores of `python -m tests.bench.accuracy` (see floors.py). Written by",
        "# --update-floors, which only raises them; --lower REASON besides writes what is worse.",
        "# right: per cent of the cells left whole; recovered: of all printed cells; the others:",
        "# the most cells (crashed: documents).",
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
            f"recovered = {floor.recovered:.4f}",
            f"silent = {floor.silent}",
            f"flagged_wrong = {floor.flagged_wrong}",
            f"doubted = {floor.doubted}",
            f"crashed = {floor.crashed}",
            *([f'reason = "{floor.reason}"'] if floor.reason else []),
            f'seal = "{floor.sealed(pair)}"',
        ]
    return "\n".join(lines) + "\n"
