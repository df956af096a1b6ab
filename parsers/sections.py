"""Where do the six sections begin? Headings by meaning, never by ordinal.

A heading is a whole line: an ordinal 一、…, then the words of one of the six (sections.toml). Lists
of the six in the preamble are running text or a table of contents and begin no section.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from parsers.labels import compact

_TOP = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．,，:：]?|第[一二三四五六七八九十]部分[、:：]?|\d[、.．])"
)
_SUB = re.compile(r"^[（(]")
MAX_HEADING = 40
"""Characters of a heading without ordinal; a longer line is a sentence unless it has one."""


@dataclass(frozen=True, slots=True)
class Heading:
    """number: 1–6. text: the heading as printed. rest: running text printed on the same line."""

    number: int
    text: str
    rest: str


@cache
def _patterns() -> tuple[tuple[int, re.Pattern[str]], ...]:
    data = tomllib.loads(resources.files("parsers").joinpath("sections.toml").read_text("utf-8"))
    return tuple(
        (entry["number"], re.compile("|".join(f"(?:{p})" for p in entry["patterns"])))
        for entry in data["section"]
    )


def read_heading(line: str) -> Heading | None:
    """The section that a line begins, or None.

    With an ordinal the words may carry a tail (drafting residue); running text begins at the
    first `：` or `。`. Without an ordinal the line must be nothing but the words.
    """
    return _read_heading(line) if len(line) <= 2_000 else None


@lru_cache(maxsize=4_096)
def _read_heading(line: str) -> Heading | None:
    text = compact(line[:200])
    if not text or _SUB.match(text):
        return None
    top = _TOP.match(text)
    words = text[top.end() :] if top else text
    for number, pattern in _patterns():
        match = pattern.match(words)
        if match is None:
            continue
        tail = words[match.end() :]
        if not tail:
            return Heading(number, line.strip(), "")
        if top is None:
            return (
                Heading(number, line.strip(), "") if tail in ("情况", ":", "：", "措施") else None
            )
        if tail[0] in ":：。" and tail[1:]:
            cut = re.search(r"[:：。]", line)
            if cut is None:
                return None
            return Heading(number, line[: cut.start()].strip(), line[cut.end() :].strip())
        if not re.search("[。；;]", tail) and len(text) <= 4 * MAX_HEADING:
            return Heading(number, line.strip(), "")
    return None


def is_heading(line: str) -> bool:
    """Does this line begin one of the six sections?"""
    return read_heading(line) is not None


def starts(lines: Sequence[str | None]) -> list[tuple[int, Heading]]:
    """(index of the line, heading) of each section, in reading order. None stands for a table.

    Where the six stand twice, the first run is a table of contents: lines between whose headings
    nothing stands.
    """
    found = [
        (index, heading)
        for index, line in enumerate(lines)
        if line is not None and (heading := read_heading(line)) is not None
    ]
    numbers = [heading.number for _, heading in found]
    contents = 0
    while (
        contents + 1 < len(found)
        and found[contents + 1][0] == found[contents][0] + 1
        and numbers[contents] in numbers[contents + 1 :]
    ):
        contents += 1
    if contents and numbers[contents] in numbers[contents + 1 :]:
        contents += 1
    return _once(found[contents:])


def _once(found: Iterable[tuple[int, Heading]]) -> list[tuple[int, Heading]]:
    """Each section once: a later line with the same words is text that repeats the heading."""
    seen: set[int] = set()
    kept = []
    for index, heading in found:
        if heading.number not in seen:
            seen.add(heading.number)
            kept.append((index, heading))
    return kept
