"""Who signs the report, and when? The date under its last part with the organ beside it, else the
date right under its title.

The signature stands in the last lines, in a small layout table under them, or above the annex: the
statistics table of 2014 comes with a footer that has dates of its own (填报日期).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers import dates
from parsers.documents import Document, Paragraph
from parsers.labels import compact
from parsers.titles import is_signer


@dataclass(frozen=True, slots=True)
class Signed:
    """The date under the report, and the organ that signs, if one stands beside it."""

    date: dt.date
    quote: str
    organ: str | None


MAX_SIGNATURE = 8
"""Cells with text of a table that is the signature's layout, and no table of figures."""
# Where the annex begins that stands under a signature, with dates of its own (填报日期).
_ANNEX = re.compile(r"附[件表]\d{0,2}(?:[:：].*)?|.{0,40}统计(?:年)?[报表]表?(?:[（(].*[）)])?")


def find_signed(document: Document, start: int, rest: str) -> Signed | None:
    """The signature in the last lines of the report's last part, or above the annex there.

    start: the index of the part's first block; rest: text on the line of its heading.
    """
    lines = [rest] if rest.strip() else []
    cells: list[str] = []  # of small tables under the text: 某某局 | 2024年1月9日
    above_table: int | None = None
    for block in document.blocks[start:]:
        if isinstance(block, Paragraph):
            fresh = [line for line in block.text.split("\n") if line.strip()]
            lines += fresh
            if fresh:
                cells = []
            continue
        texts = [part for row in block.rows for cell in row for part in cell.text.split("\n")]
        printed = [text for text in texts if text.strip()]
        if len(printed) <= MAX_SIGNATURE:
            cells += printed
        else:
            cells = []
            above_table = len(lines) if above_table is None else above_table
    ends = [lines, lines + cells]
    if above_table is not None:
        ends.append(lines[:above_table])
    annex = next((at for at, line in enumerate(lines) if _ANNEX.fullmatch(compact(line))), None)
    if annex:
        ends.append(lines[:annex])
    for end in (_whole(lines), *ends) if start else ends:
        if signature := dates.find_signature(end):
            return _signed(end, signature)
    return None


def _signed(lines: list[str], signature: dates.Signature) -> Signed:
    """With the organ on the same line, on the line above, or under it."""
    organ = signature.name or dates.signer_beside(lines, signature.line)
    return Signed(signature.date, signature.quote, organ)


def _whole(lines: list[str]) -> list[str]:
    """The lines up to the last that are an organ's name and the day under it: what follows there is
    the page's, or a note. All lines where there is none."""
    for at in range(len(lines) - 1, 0, -1):
        if (
            len(lines[at]) <= dates.MAX_SIGNATURE
            and "年" in lines[at]
            and dates.is_whole_date(lines[at])
            and is_signer(dates.without_seal(compact(lines[at - 1])))
        ):
            return lines[: at + 1]
    return lines


def find_signed_above(
    lines: Sequence[str | None], title: frozenset[int], end: int
) -> Signed | None:
    """The date right under the title: （2024年1月15日）, alone or under the organ's name.

    title: the lines of the title; end: the first heading. 2024-01-15 10:20 there is when the page
    was published.
    """
    if not title:
        return None
    first = max(title) + 1
    under = [line for line in lines[first : min(end, first + 2)] if line is not None]
    for at, line in enumerate(under):
        signature = dates.find_signature([line]) if "年" in line else None
        if signature:
            return _signed(under[: at + 1], signature)
        if not is_signer(line):
            return None
    return None
