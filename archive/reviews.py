"""What did people say about the flags? `data/curation/reviews.csv`, applied when building.

Columns: flag_id, verdict (confirmed or dismissed), reason, date (YYYY-MM-DD). A flag's id holds a
digest of what was printed there, so a verdict lapses by itself when the quote or the value changes:
its id then belongs to no flag. A dismissed flag stays visible and is no longer counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.curation import CurationError, read_rows
from archive.organs import Organs

COLUMNS = ("flag_id", "verdict", "reason", "date")
VERDICTS = ("confirmed", "dismissed")


@dataclass(frozen=True, slots=True)
class Review:
    verdict: str
    reason: str
    reviewed_on: date


def load_reviews(path: Path) -> Mapping[str, Review]:
    """flag id → verdict; no file means that nothing was reviewed. Raises CurationError."""
    if not path.exists():
        return {}
    reviews: dict[str, Review] = {}
    for number, value in read_rows(path, COLUMNS, COLUMNS):
        where = f"{path} 第 {number} 行"
        id = value["flag_id"]
        if not id:
            raise CurationError(f"{where}没有写标记编号（flag_id）。")
        if id in reviews:
            raise CurationError(f"{where}的标记 {id} 前面已经复核过，只能有一个结论。")
        if value["verdict"] not in VERDICTS:
            raise CurationError(
                f"{where}的结论“{value['verdict']}”应当是 {' 或 '.join(VERDICTS)}。"
            )
        if not value["reason"]:
            raise CurationError(f"{where}的标记 {id} 没有写理由。")
        try:
            reviewed_on = date.fromisoformat(value["date"])
        except ValueError as error:
            raise CurationError(
                f"{where}的日期“{value['date']}”应当写作 2026-01-31 的样子。"
            ) from error
        reviews[id] = Review(value["verdict"], value["reason"], reviewed_on)
    return reviews


def under_present_ids(reviews: Mapping[str, Review], organs: Organs) -> Mapping[str, Review]:
    """The verdicts under the ids that organs.csv gives today: a flag id begins with its organ's,
    and a verdict written under an old one (`aliases`) goes on. One under the present id wins."""
    present = {alias: organ.id for organ in organs.listed for alias in organ.aliases}
    moved: dict[str, Review] = {}
    for id, review in reviews.items():
        match = _FLAG_ID.match(id)
        organ = present.get(match["organ"]) if match else None
        moved.setdefault(organ + id[match.end("organ") :] if match and organ else id, review)
    return moved | {id: review for id, review in reviews.items() if id in moved}


_FLAG_ID = re.compile(r"(?P<report>(?P<organ>.+?)-\d{4}(?:-own)?)-[A-Z]\d\d-")


def report_of(flag_id: str) -> str | None:
    """The report that a flag id names; None if it has not the form of one."""
    match = _FLAG_ID.match(flag_id)
    return match["report"] if match else None
