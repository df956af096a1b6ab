"""Which version of a report is this, which one speaks for it, and what did the organ change?

Version = distinct normalised content of a report at one source (URL or rendition). Its id is the
report's with digests of source and content, so content that returns finds its row again. The
canonical source speaks for the report; other copies never alternate with it (design.md section 4).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from archive.organs import Organ
from crawler.portals import Portal
from parsers.checks import Flag
from parsers.report import Number, Report

CANONICAL_ORDER = (
    "text/html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "text/plain",
    "application/ofd",
    "application/pdf",
)
"""Media types, best source first (design.md section 4)."""


@dataclass(slots=True)
class Version:
    """One distinct content of a report at one source."""

    id: str
    report_id: str
    organ: Organ
    report: Report
    flags: tuple[Flag, ...]
    passed: tuple[str, ...]
    not_assessable: tuple[str, ...]
    url: str
    landing: str | None
    media_type: str
    capture_id: str
    digest: str
    first_seen_at: str
    last_seen_at: str
    own_host: bool
    captures: list[str] = field(default_factory=list)
    redacted: bool = False


def version_id(report_id: str, url: str, digest: str) -> str:
    """report id + digests of source and content."""
    return f"{report_id}-{hashlib.sha256(url.encode()).hexdigest()[:8]}-{digest[:12]}"


def content_digest(report: Report) -> str:
    """SHA-256 of what the organ published: text and cells, white space and page chrome apart."""
    content = {
        "title": report.title,
        "cells": [[*place, value] for *place, value in report.cells()],
        "notes": [
            [n.table, n.item, n.column, re.sub(r"\s+", "", n.raw)] for n in report.cell_notes
        ],
        "local_rows": [
            [r.table, *(re.sub(r"\s+", "", text) for text in (r.label, *r.printed))]
            for r in report.local_rows()
        ],
        "sections": [
            [s.number, re.sub(r"\s+", "", s.heading or ""), re.sub(r"\s+", "", s.printed())]
            for s in report.sections
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def flag_ids(report_id: str, flags: Sequence[Flag]) -> list[str]:
    """One id per flag: report, check, place, digest of what is said; -2, -3 for repeats.

    The message is in the digest: many rules name their figures nowhere else (40+0≠36), and a
    verdict on them must not outlive them.
    """
    counts: Counter[str] = Counter()
    ids = []
    for flag in flags:
        said = json.dumps(
            [flag.table, flag.quote, flag.expected, flag.actual, flag.message], ensure_ascii=False
        )
        place = "-".join(part for part in (flag.item, flag.column) if part)
        digest = hashlib.sha256(said.encode()).hexdigest()[:8]
        id = "-".join(part for part in (report_id, flag.check, place, digest) if part)
        counts[id] += 1
        ids.append(id if counts[id] == 1 else f"{id}-{counts[id]}")
    return ids


def is_own_host(portal: Portal | None, organ: Organ) -> bool:
    """Was it found on the portal of the organ's own division? (An own host goes first.)"""
    return bool(
        portal
        and portal.division_code
        and organ.division_code
        and organ.division_code.startswith(portal.division_code)
    )


def _rank(version: Version) -> tuple[Any, ...]:
    """The canonical source first: own host, media type, shortest URL (design.md section 4)."""
    order = {media_type: n for n, media_type in enumerate(CANONICAL_ORDER)}
    return (
        not version.own_host,
        order.get(version.media_type, len(order)),
        len(version.url),
        version.url,
    )


def current_version(versions: Sequence[Version]) -> Version:
    """The version of the canonical source's latest good capture."""
    best = min(versions, key=_rank)
    same_source = [version for version in versions if version.url == best.url]
    return max(same_source, key=lambda v: (v.last_seen_at, v.first_seen_at, v.id))


def changes(report_id: str, of_report: Sequence[Version]) -> Iterator[dict[str, Any]]:
    """What the organ changed at one address: each version after the first one there."""
    by_url: dict[str, list[Version]] = defaultdict(list)
    for version in of_report:
        by_url[version.url].append(version)
    for url, there in sorted(by_url.items()):
        there.sort(key=lambda v: (v.first_seen_at, v.id))
        for old, new in pairwise(there):
            before = dict(_places(old.report))
            after = dict(_places(new.report))
            cells = sum(before.get(p) != after.get(p) for p in {*before, *after})
            yield {
                "report_id": report_id,
                "url": url,
                "changed_at": new.first_seen_at,
                "from_version": old.id,
                "to_version": new.id,
                "summary": f"{cells} 个单元格不同" if cells else "单元格相同，正文不同",
            }


def _places(report: Report) -> Iterator[tuple[tuple[str, str, str], Number | None]]:
    for table, item, column, value in report.cells():
        yield (table, item, column), value
