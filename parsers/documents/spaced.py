"""Which digits that stand apart are one number? 7 4 6 may be three values of a row, or one.

Some renditions put a blank between any two signs. Where a line is a cell the number of lines tells;
where a line is a row nothing does, and the row is handed on as one text that no column takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.documents.broken_rows import MAX_APPLICATIONS, MAX_DISPUTES, is_complete
from parsers.documents.plain_cells import HAN
from parsers.numbers import clean

_DIGITS = re.compile(r"\d(?: \d)+")
_VALUES = re.compile(r"[\d ]+")


def whole_lines(lines: Sequence[str]) -> frozenset[int]:
    """Indexes of the lines whose digits apart are one cell, or the row of which nobody knows how
    many cells it is."""
    texts = [clean(line).strip() for line in lines]
    if not any(_ends_apart(text) for text in texts):
        return frozenset()
    return frozenset((*_cells(texts), *_rows(texts)))


def split_labelled(text: str) -> list[str]:
    """The label before digits apart, and they."""
    match = _ROW.search(text.strip())
    return [part for part in map(str.strip, match.groups()) if part] if match else [text.strip()]


def _ends_apart(text: str) -> bool:
    return text[-1:].isdecimal() and text[-2:-1] == " " and text[-3:-2].isdecimal()


def _cells(texts: Sequence[str]) -> list[int]:
    """Lines of digits apart among others with one number each, as many as a row has cells."""
    found: list[int] = []
    run: list[int] = []
    for at, text in enumerate([*texts, "。"]):
        if not text:
            continue
        if _VALUES.fullmatch(text):
            run.append(at)
            continue
        words = [word for number in run for word in texts[number].split(" ")]
        apart = [number for number in run if " " in texts[number]]
        is_apart = bool(apart) and all(_DIGITS.fullmatch(texts[number]) for number in apart)
        is_row = len(run) in (MAX_APPLICATIONS, MAX_DISPUTES)
        if is_apart and len(run) > 1 and (is_row or not is_complete(words)):
            found += apart
        run = []
    return found


def _rows(texts: Sequence[str]) -> list[int]:
    """Rows of single digits only, in a table that has more of them on a line than any row has
    cells, and no number of two digits: all but those whose sums hold."""
    rows: list[tuple[int, str, list[str]]] = []
    for at, text in enumerate(texts):
        match = _ROW.search(text)
        if match is not None and (not match[1].strip() or HAN.search(match[1])):
            rows.append((at, match[1], match[2].split()))
    if any(len(word) > 1 for *_, words in rows for word in words):
        return []
    if not any(
        len(words) > (MAX_APPLICATIONS if label.strip() else MAX_DISPUTES)
        for _, label, words in rows
    ):
        return []
    return [
        at
        for at, label, words in rows
        if len(words) > 1
        and (label.strip() or len(words) == MAX_DISPUTES)
        and not is_complete(words)
    ]


_ROW = re.compile(r"^(.*?)(?<![\d.])((?:\d+ +)*\d+)$")
