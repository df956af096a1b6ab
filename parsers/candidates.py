"""Which of several printed tables is this report's own?

Pages print last year's table above or below this year's, a table for a subordinate unit, or a whole
second report. The candidates are judged as wholes, by where they stand and by what the lines above
them name; a cell is never taken from one to fill another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.documents import Block, Paragraph
from parsers.grid import Table
from parsers.headings import read_heading
from parsers.labels import compact
from parsers.numbers import is_value, money_unit
from parsers.report import TableName
from parsers.titles import read_title

SECTIONS: dict[TableName, int] = {
    "active_disclosure": 2,
    "applications": 3,
    "review_litigation": 4,
}
"""The section that each table belongs to."""

CAPTION = 40
"""Characters of a line that may be a table's caption; longer ones tell of many years."""
CAPTION_LINES = 2
TITLE = 60
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)(?!年\d{1,2}月)(?![-./]\d)")
_PERIOD = re.compile(
    r"(?<!\d)(20[0-3]\d)年(?:0?1月0?1日起?[至到~—－-]+(?:\1年)?12月31日(?!\d)|度?报告期)"
)
"""A whole year by its first and its last day; other days belong to sentences."""
_PREVIOUS = re.compile("(?:上一?年|去年|往年)(?!度?(?:末|底)?(?:结转|相比))")
_SENTENCE = re.compile(r"[。，；]|较|比|增|减|其中|^[（(]?[含注]|[详参]?见|收到|\d+件")
"""What a sentence or a note has and a caption has not: 较上年减少5件。 stands above this year's
table, and so does 其中2件为上年度收到."""
_PART = re.compile(
    "^(?:其中|附[:：件表]|参考)|(?:局属|所属|下属|直属|二级|基层)(?:企?事业|行政)?(?:单位|机构)"
    "|示例|样表|表样|模板|(?:更正|修订|修改|调整)前|旧版|原表"
)
"""Words over a table of a part of the organ, an annex, an example or what was corrected."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands. section: number of the last heading above it. years: that the lines
    right above it name. is_previous: 上年, 去年 in them; is_part: they name an annex or a part of
    the organ. titled: year of the last report's title above. unit: money unit in those lines."""

    section: int | None = None
    years: frozenset[int] = frozenset()
    is_previous: bool = False
    is_part: bool = False
    titled: int | None = None
    unit: str | None = None

    def rank(self, name: TableName, year: int | None) -> int:
        """How well the place suits the report's own table; 0: it is another year's."""
        is_titled_otherwise = self.titled not in (None, year)
        is_named_otherwise = bool(self.years) and year not in self.years
        if year is not None and (is_titled_otherwise or is_named_otherwise):
            return 0
        if self.is_previous and year not in self.years:
            return 0
        is_own = self.section == SECTIONS[name]
        if is_own and not self.is_part:
            return 3
        return 2 if year in self.years and not self.is_part else 1

    @property
    def has_caption(self) -> bool:
        return bool(self.years) or self.is_previous or self.is_part

    def under(self, lines: Iterable[str]) -> Place:
        """The place of a table whose own first rows are these captions."""
        caption = _Caption.of(tuple(lines))
        return Place(
            self.section,
            caption.years or self.years,
            caption.is_previous or self.is_previous,
            caption.is_part or self.is_part,
            self.titled,
            caption.unit or self.unit,
        )


@dataclass(frozen=True, slots=True)
class _Caption:
    years: frozenset[int]
    is_previous: bool
    is_part: bool
    unit: str | None

    @staticmethod
    @lru_cache(maxsize=1_024)
    def of(lines: tuple[str, ...]) -> _Caption:
        short = [line for line in map(compact, lines) if 0 < len(line) <= CAPTION]
        units = {unit for line in short if (unit := money_unit(line))}
        return _Caption(
            frozenset(
                int(year)
                for line in short
                for year in (*_YEAR.findall(line), *_PERIOD.findall(line))
            ),
            any(_PREVIOUS.search(line) and not _SENTENCE.search(line) for line in short),
            any(map(_PART.search, short)),
            units.pop() if len(units) == 1 else None,
        )


_OWN = re.compile("^[（(]?(?:本年度?|今年|本期|本机关|(?:更正|修订|修改|调整)后)")
"""Words of a caption that stands beside that of another year or of a part."""


def places(blocks: Sequence[Block]) -> tuple[Place, ...]:
    """The place of each table of a document, in their order."""
    found: list[Place] = []
    section: int | None = None
    titled: int | None = None
    above: list[str] = []
    runs: list[list[str]] = []  # the lines before each of the section's tables
    last: Table | None = None  # right above the block
    for block in blocks:
        if not isinstance(block, Paragraph):
            place = Place(section, titled=titled).under(above[-CAPTION_LINES:])
            if last is not None and found[-1].has_caption and _is_other_kind(last, block):
                place = replace(found[-1], unit=place.unit)
            found.append(place)
            runs.append(above)
            above = []
            last = block
            continue
        text = block.text.strip()
        if not text:
            continue
        last = None
        if heading := read_heading(text):
            _move_captions(found, runs, above)
            runs = []
            section = heading.number
            above = [heading.text]
        elif year := _titled(text):
            _move_captions(found, runs, above)
            runs = []
            section, titled, above = None, year, []
        else:
            above.append(text)
    _move_captions(found, runs, above)
    return tuple(found)


def _is_other_kind(one: Table, other: Table) -> bool:
    """Is one of the tables section 4's and the other not? A caption over both stands over the first
    alone; the same table again is another's."""
    return (_DISPUTED in one.flat()) != (_DISPUTED in other.flat())


_DISPUTED = "维持"


def _move_captions(found: list[Place], runs: list[list[str]], below: list[str]) -> None:
    """Give a section's tables the captions below them, where there is one below each and none above
    the first. runs: the lines before each of its tables; below: those behind the last."""
    if len(runs) < 2 or not below:
        return
    first = len(found) - len(runs)
    if found[first].has_caption:
        return
    captions = [run[:1] for run in (*runs[1:], below)]
    for at in reversed(range(len(captions) - 1)):
        captions[at] = captions[at] or captions[at + 1]
    told = [_Caption.of(tuple(lines)) for lines in captions]
    if not all(
        (caption.years or caption.is_previous or caption.is_part or _OWN.search(lines[0]))
        and len(lines[0]) <= CAPTION
        and not _SENTENCE.search(lines[0])
        for caption, lines in zip(told, captions, strict=True)
    ):
        return
    for at, lines in enumerate(captions):
        place = found[first + at]
        found[first + at] = Place(place.section, titled=place.titled, unit=place.unit).under(lines)


def _titled(line: str) -> int | None:
    """The year of a report's title."""
    if len(line) > TITLE or "报" not in line or "公开" not in compact(line):
        return None
    title = read_title(line)
    return title.year if title else None


# ── Tables of several years ───────────────────────────────────────────────────────────────────

_YEAR_NAME = re.compile(r"(?:20[0-3]\d年?度?|上一?年度?|本年度?|去年|今年|前年)(?:数|数量|情况)?")


def is_trend(rows: Sequence[Sequence[str]]) -> bool:
    """Are the columns years (项目 | 2022年 | 2023年)? Such a table is no form's."""
    for row in rows[:4]:
        if not any("年" in cell for cell in row):
            continue
        printed = [text for cell in row if (text := compact(cell))]
        named = {text for text in printed if _YEAR_NAME.fullmatch(text)}
        # 2023 may be a count as well.
        if len(named) > 1 and not any(is_value(text) for text in printed if text not in named):
            return True
    return False
