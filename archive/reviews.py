"""What did people say about the flags? `data/curation/reviews.csv`, applied when building.

Columns: flag_id, verdict (confirmed or dismissed), reason, date (YYYY-MM-DD). A flag's id holds a
digest of what was printed there, so a verdict lapses by itself when the quote or the value changes:
its id then belongs to no flag. A dismissed flag stays visible and is no longer counted.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

COLUMNS = ("flag_id", "verdict", "reason", "date")
VERDICTS = ("confirmed", "dismissed")


class ReviewsError(ValueError):
    """reviews.csv cannot be used; the text is a sentence with file, line and value."""


@dataclass(frozen=True, slots=True)
class Review:
    verdict: str
    reason: str
    reviewed_on: date


def load_reviews(path: Path) -> Mapping[str, Review]:
    """flag id → verdict; no file means that nothing was reviewed. Raises ReviewsError."""
    if not path.exists():
        return {}
    reviews: dict[str, Review] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(line for line in lines if not line.startswith("#"))
        named = tuple(reader.fieldnames or ())
        if set(named) != set(COLUMNS):
            raise ReviewsError(
                f"{path} 的表头应当是 {','.join(COLUMNS)}，实为“{','.join(named)}”。"
            )
        for number, row in enumerate(reader, 2):
            where = f"{path} 第 {number} 行"
            value = {column: (row.get(column) or "").strip() for column in COLUMNS}
            if None in row:  # more cells than columns: an unquoted comma in the reason
                raise ReviewsError(f"{where}的列数多于表头；理由里有逗号时请加引号。")
            id = value["flag_id"]
            if not id:
                raise ReviewsError(f"{where}没有写标记编号（flag_id）。")
            if id in reviews:
                raise ReviewsError(f"{where}的标记 {id} 前面已经复核过，只能有一个结论。")
            if value["verdict"] not in VERDICTS:
                raise ReviewsError(
                    f"{where}的结论“{value['verdict']}”应当是 {' 或 '.join(VERDICTS)}。"
                )
            if not value["reason"]:
                raise ReviewsError(f"{where}的标记 {id} 没有写理由。")
            try:
                reviewed_on = date.fromisoformat(value["date"])
            except ValueError as error:
                raise ReviewsError(
                    f"{where}的日期“{value['date']}”应当写作 2026-01-31 的样子。"
                ) from error
            reviews[id] = Review(value["verdict"], value["reason"], reviewed_on)
    return reviews
