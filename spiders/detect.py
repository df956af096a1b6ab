"""Which CMS family made this page? The signs of families.toml, weighed.

A family belongs to a column at a time: a portal moves from one CMS to another and keeps old
columns in the old one, so every list page is sniffed again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from spiders.pages import Page

_TABLE = Path(__file__).with_name("families.toml")

ENOUGH = 2
"""Sum of weights below which nothing is claimed."""


@lru_cache(maxsize=1)
def signs() -> Mapping[str, tuple[tuple[str, int, re.Pattern[str]], ...]]:
    """family → (where to look, weight, pattern) of each sign, as in families.toml."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return {
        family: tuple((s["in"], s["weight"], re.compile(s["sign"])) for s in entry["signs"])
        for family, entry in table.items()
    }


def scores(page: Page) -> dict[str, int]:
    """family → sum of the weights of the signs that the page shows, zero sums left out."""
    found = {}
    for family, rows in signs().items():
        total = sum(
            weight
            for where, weight, pattern in rows
            if pattern.search(page.url if where == "url" else page.text)
        )
        if total:
            found[family] = total
    return found


def detect(page: Page, hint: str = "") -> str | None:
    """The family of a page, None if the signs are too few or balanced.

    hint: the registry's word; it decides between families that the page shows equally, and
    counts for nothing where the page shows no sign of it.
    """
    found = scores(page)
    best = max(found.values(), default=0)
    if best < ENOUGH:
        return None
    winners = [family for family, score in found.items() if score == best]
    if len(winners) == 1:
        return winners[0]
    return hint if hint in winners else None
