"""Which number does Word draw before a paragraph? numbering.xml → 一、, （二）, 3. as printed.

Nobody typed these numbers, and a heading without its ordinal is another heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from parsers.documents.word_styles import MC, integer, is_on
from parsers.documents.word_symbols import MAX_VALUE, symbol
from parsers.numbers import is_value

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _counted(number: int, digits: str, units: Sequence[str]) -> str:
    """一 … 十, 十一, 二十, 一百零一 up to 9999; digits alone beyond."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += digits[digit] + units[power]
        elif text and number % 10**power and not text.endswith(("零", "〇")):
            text += "零"
    return text


def _chinese(number: int) -> str:
    text = _counted(number, _DIGITS, ("", "十", "百", "千"))
    return text[1:] if 10 <= number < 20 else text


def _roman(number: int) -> str:
    if not 0 < number < 4_000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text


def _letters(number: int) -> str:
    """a … z, aa, bb …, as Word counts."""
    if not 0 < number <= 780:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from(first: str, last: int, number: int) -> str:
    """The number-th character of a run that starts at `first`; plain digits after the last."""
    return chr(ord(first) + number - 1) if 0 < number <= last else str(number)


def _cycle(signs: str, number: int) -> str:
    return signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) if digit.isdigit() else digit for digit in str(number))


def format_number(number: int, form: str) -> str:
    """A list number as Word prints it; `form` is a value of ST_NumberFormat (ECMA-376 17.18.59).

    Forms that Chinese documents do not use are printed as plain digits.
    """
    match form:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return _full_width(number)
        case (
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "koreanCounting"
        ):
            return _chinese(number)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(_DIGITS[int(d)] if d.isdigit() else d for d in str(number))
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return _counted(number, _LEGAL_DIGITS, ("", "拾", "佰", "仟"))
        case "ideographTraditional":
            return _cycle(_STEMS, number)
        case "ideographZodiac":
            return _cycle(_BRANCHES, number)
        case "ideographZodiacTraditional":
            return _cycle(_STEMS, number) + _cycle(_BRANCHES, number)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _from("①", 20, number)
        case "decimalEnclosedParen":
            return _from("⑴", 20, number)
        case "decimalEnclosedFullstop":
            return _from("⒈", 20, number)
        case "ideographEnclosedCircle":
            return _from("㊀", 10, number)
        case "lowerLetter":
            return _letters(number)
        case "upperLetter":
            return _letters(number).upper()
        case "lowerRoman":
            return _roman(number)
        case "upperRoman":
            return _roman(number).upper()
        case _:
            return str(number)


class Label(NamedTuple):
    """What Word prints before a paragraph: a number with the gap after it, or a bullet."""

    text: str
    is_first: bool
    """Of its list: made at times by Word itself from what was typed, 1. 5 or - 18."""
    is_bullet: bool = False
    font: str | None = None

    def before(self, text: str) -> str:
        """The paragraph as printed. Bullets are left out, and no number becomes part of a value.

        A value behind a number of a list is noted; it is unreadable where both may be one number,
        and so is one behind a stroke, which may be its sign.
        """
        body = text.strip()
        is_count = len(body) <= MAX_VALUE and _DIGIT.search(body) is not None and is_value(body)
        if self.is_bullet:
            if not is_count:
                return text
            bullet = "".join(symbol(f"{ord(sign):X}", self.font) for sign in self.text.strip())
            return f"{bullet} {body}" if bullet and set(bullet) <= _STROKES else text
        label = self.text.strip()
        if not is_count or not label:
            return self.text + text
        is_apart = self.text.endswith(" ") and not self.is_first
        if label[-1].isdecimal() or (label[-1] in _POINTS and not is_apart):
            return f"{label}〔自动编号〕{body}"
        return f"{body}（自动编号{label}）"


_DIGIT = re.compile(r"\d")
_POINTS = frozenset(".,．，")
_STROKES = frozenset("-–—−－﹣‐‑‒―")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: bool = True  # a tab or a space follows the number
    restart: int | None = None  # None: after any higher level; 0: never; n: after level n
    legal: bool = False  # all levels printed as plain digits
    font: str | None = None


@dataclass(slots=True)
class _Num:
    abstract: str
    levels: dict[int, _Level] = field(default_factory=dict)  # replaced levels
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """numbering.xml and the running counters. Lists of one abstract definition count on together,
    unless a list overrides the start: that is how Word prints "三、" after a table."""

    def __init__(self, root: etree._Element | None, w: str) -> None:
        self._w = w
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._style_levels: dict[str, tuple[str, int]] = {}  # paragraph style → abstract, level
        self._nums: dict[str, _Num] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        links: dict[str, str] = {}  # abstract → list style it borrows from
        owners: dict[str, str] = {}  # list style → abstract that defines it
        for element in root.iterchildren(f"{w}abstractNum"):
            id = element.get(f"{w}abstractNumId", "")
            self._abstract[id] = dict(
                self._read_level(level) for level in element.iterchildren(f"{w}lvl")
            )
            for level in element.iterchildren(f"{w}lvl"):
                style = level.find(f"{w}pStyle")
                if style is not None:
                    depth = integer(level.get(f"{w}ilvl"), 0)
                    self._style_levels[style.get(f"{w}val", "")] = (id, depth)
            if (link := element.find(f"{w}numStyleLink")) is not None:
                links[id] = link.get(f"{w}val", "")
            if (owner := element.find(f"{w}styleLink")) is not None:
                owners[owner.get(f"{w}val", "")] = id
        for id, style_name in links.items():
            if not self._abstract[id] and style_name in owners:
                self._abstract[id] = self._abstract[owners[style_name]]
        for element in root.iterchildren(f"{w}num"):
            reference = element.find(f"{w}abstractNumId")
            if reference is None:
                continue
            num = _Num(reference.get(f"{w}val", ""))
            for override in element.iterchildren(f"{w}lvlOverride"):
                depth = integer(override.get(f"{w}ilvl"), 0)
                if (replaced := override.find(f"{w}lvl")) is not None:
                    num.levels[depth] = self._read_level(replaced)[1]
                if (start := override.find(f"{w}startOverride")) is not None:
                    num.starts[depth] = integer(start.get(f"{w}val"), 1)
            self._nums[element.get(f"{w}numId", "")] = num

    def _read_level(self, element: etree._Element) -> tuple[int, _Level]:
        w = self._w

        def value(name: str) -> str | None:
            child = element.find(f"{w}{name}")
            if child is None:  # newer forms are wrapped: <mc:AlternateContent><mc:Choice><w:numFmt>
                child = element.find(f"{MC}AlternateContent/{MC}Choice/{w}{name}")
            return None if child is None else child.get(f"{w}val", "")

        restart = value("lvlRestart")
        fonts = element.find(f"{w}rPr/{w}rFonts")
        return integer(element.get(f"{w}ilvl"), 0), _Level(
            start=integer(value("start"), 1),
            form=value("numFmt") or "decimal",
            text=value("lvlText") or "",
            gap=value("suff") != "nothing",
            restart=None if restart is None else integer(restart, 0),
            legal=is_on(element.find(f"{w}isLgl"), w),
            font=None if fonts is None else fonts.get(f"{w}ascii"),
        )

    def level_of_style(self, num_id: str, style: str) -> int | None:
        """The level a paragraph style is tied to in the list `num_id`."""
        num = self._nums.get(num_id)
        tied = self._style_levels.get(style)
        return tied[1] if num and tied and tied[0] == num.abstract else None

    def label(self, num_id: str, depth: int) -> Label | None:
        """Advance the list and give what Word prints before the paragraph."""
        num = self._nums.get(num_id)
        if num is None:
            return None
        levels = self._abstract.get(num.abstract, {}) | num.levels
        level = levels.get(depth)
        if level is None:
            return None
        counters = self._counters.setdefault(num.abstract, {})
        if num_id not in self._begun:
            self._begun.add(num_id)
            for overridden in num.starts:
                counters.pop(overridden, None)

        def start(at: int) -> int:
            return num.starts.get(at, levels[at].start if at in levels else 1)

        is_first = depth not in counters
        counters[depth] = start(depth) if is_first else counters[depth] + 1
        for deeper in [d for d in counters if d > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or depth < restart:
                del counters[deeper]
        if level.form == "bullet":
            return Label(level.text, is_first, is_bullet=True, font=level.font)

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = levels[at].form if at in levels else "decimal"
            return format_number(counters.get(at, start(at)), "decimal" if level.legal else form)

        text = re.sub(r"%([1-9])", printed, level.text)
        # After "、" or "）" the gap is layout; after "1." it keeps "1." and "2024年" apart.
        ascii_end = bool(text) and text[-1].isascii() and text[-1] != ")"
        return Label(text + " " if level.gap and ascii_end else text, is_first)
