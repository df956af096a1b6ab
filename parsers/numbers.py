"""What number does a printed cell hold? Never a repair: what is not plainly digits gets a note.

A blank, a dash and an unreadable text are None, each with its own kind; a unit or a remark beside
the digits leaves the value and is noted with the printed text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from parsers.report import Number

_DIGITS = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_SEPARATED = re.compile(_DIGITS)
_DASH = re.compile(r"[-/\\—–－_~～·.*]+|无|不涉及|不适用|——+")
_MONEY = "(?:亿|千万|百万|万|千|百)?[元圆]|亿|万"
_UNITS = f"{_MONEY}|件|条|宗|起|份|项|个|次|人次|人"
_WITH_UNIT = re.compile(rf"({_DIGITS})[（(]?({_UNITS})整?[）)]?")
_FRACTION = re.compile(r"^[+-]?[\d,]+\.\d{3,}$")
"""More than 分: without a unit it is none of yuan, and which one is not known."""
_CURRENCY = re.compile(rf"(?:人民币|RMB|CNY|[¥￥])({_DIGITS}(?:{_MONEY})?整?)")
_UNSIGNED = _DIGITS.removeprefix("[+-]?")
_SIGNED = re.compile(rf"[−–负]({_UNSIGNED})")  # NFKC leaves the two strokes as they are
_LONG_SIGN = re.compile(rf"[—－]({_UNSIGNED})")
"""A stroke that is a sign in a column of increases and decreases, and a blank's mark in others."""
_NOUGHT = re.compile(r"[(（]0[)）]|0。")
_WORD_SIGN = re.compile(rf"(增加?|减少?|下降|上升)({_UNSIGNED})(?:件|条|个|项|宗|起|份|次)?")
_WITH_REMARK = re.compile(rf"({_DIGITS})({_UNITS})?[（(]([^0-9].*)[）)]")
_WITH_PART = re.compile(rf"({_DIGITS})({_UNITS})?[,，、;；。]?(?:其中|包括|含)[^0-9]*[0-9]+[^0-9]*")
"""22其中3件为上年结转: the count and one part of it."""
_UNIT_REMARK = re.compile(
    "(?:[此该本]|上述|以上)?(?:数据|数额|数字|金额|数)?的?(?:计量|货币)?单位[:为是]?(.*)"
    "|[以按](.{1,4}?)(?:为单位|计算?)"
)
_CURRENCY_NAME = re.compile("^人民币[:,、]?|人民币$")
_SCALE = re.compile(
    f"(?:[十百千万亿]+|[十百千万亿]*(?:{_UNITS}|例|部|篇|户|家|美金|港币|.{{1,2}}元))"
)
"""A remark that is a unit alone: （元）, （千）, （万件）, （美元）."""
_FOOTNOTE = re.compile(
    r"(?:[¹²³⁰⁴-⁹①-⑳*※★†]|[\[〔（(][¹²³⁰⁴-⁹①-⑳*※]+[\]〕）)]|(?<=\d)\[\d{1,2}\])+$"
)
MAX_FOOTNOTE = 40
"""Characters from the end of a cell in which its footnotes' marks stand."""
_MARKED = re.compile(r"[-–−]\s+\d")
"""A list's mark before a count, not a sign: - 1."""
_BROKEN = re.compile(r"\d\s+\d")
_SPLIT = re.compile(r"\d[ \t\u3000]+\d")
_COUNT = re.compile("0|[1-9][0-9]{0,8}")


class _Counts(dict[str, int | None]):
    def __missing__(self, text: str) -> int | None:
        count = int(text) if text.isdigit() and _COUNT.fullmatch(text) else None
        if len(text) <= MAX_KEPT:
            if len(self) >= MAX_COUNTS:
                self.clear()
            self[text] = count
        return count


MAX_KEPT = 60
"""Characters of a cell that is remembered."""
MAX_COUNTS = 50_000
COUNTS = _Counts()
"""What nearly every cell prints, a count that parse_cell would read as it stands; None for all
else. Looked up, because a report has hundreds and each is asked about several times."""
_CHINESE = re.compile("[零〇一二两三四五六七八九十百千万]+")
_MAX_DIGITS = 15
"""No count or amount has more; a row whose borders are lost may have (domain.md 7)."""
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_ESCAPED = re.compile("&(?:amp;)?(?:nbsp|ensp|emsp|thinsp|#160|#xa0);?", re.IGNORECASE)
"""A blank that was escaped twice and so is printed by its name."""
_INVISIBLE = dict.fromkeys(
    (
        *map(ord, "\u200b\u200c\u200d\ufeff\u2060\xad\x7f"),
        *(0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # direction of writing
        *range(0x00, 0x09),
        *range(0x0E, 0x1C),
    )
)

_IN_YUAN = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
_FULL_UNIT = {"万": "万元", "亿": "亿元", "圆": "元"}

UNKNOWN_UNIT = "?"
"""A header's money unit that is none of these, or more than one: what it counts is not known."""
_UNIT_PRINTED = re.compile(
    r"(?:亿|千万|百万|十万|万|千|百)?[元圆]|(?<=[（(/:：、,，])(?:亿|万)(?=[）)]|$)"
)
_FOREIGN = re.compile("[美港欧日韩澳]元|英镑|卢布")


def money_unit(text: str) -> str | None:
    """The money unit that a header, a label or a caption prints; None if none, UNKNOWN_UNIT if it
    prints two or one that is not known: 本年收费金额/元, （单位：人民币元）, 单位：件、万元."""
    if "元" not in text and "圆" not in text and "万" not in text and "亿" not in text:
        return None
    printed = "".join(unicodedata.normalize("NFKC", clean(text)).split())
    found = {_full_unit(unit) for unit in _UNIT_PRINTED.findall(printed)}
    if _FOREIGN.search(printed) or len(found) > 1 or not found <= set(_IN_YUAN):
        return UNKNOWN_UNIT
    return found.pop() if found else None


def _full_unit(unit: str) -> str:
    return _FULL_UNIT.get(unit, unit.replace("圆", "元"))


@dataclass(frozen=True, slots=True)
class Printed:
    """value None: blank, dash or unreadable. kind None: plain digits, nothing to note.

    kind: blank, dash, unreadable (value None) · unit, note (value given)."""

    value: Number | None
    kind: str | None
    raw: str


def clean(text: str) -> str:
    """Printed text without invisible characters and `[bookmark: …]` residue; spaces kept."""
    if text.isascii() and "[" not in text and "&" not in text and text.isprintable():
        return text.strip()
    if "[" in text:
        text = _BOOKMARK.sub("", text)
    if "&" in text:
        text = _ESCAPED.sub(" ", text)
    if not text.isprintable():  # nor are these
        text = text.translate(_INVISIBLE).replace("\xa0", " ")
    return text.strip()


def _number(digits: str | Decimal) -> Number:
    value = Decimal(digits.replace(",", "") if isinstance(digits, str) else digits)
    return int(value) if value == value.to_integral_value() else float(value)


@lru_cache(maxsize=8_192)
def parse_cell(
    text: str,
    unit: str | None = None,
    joined: bool = False,
    header: str | None = None,
    is_change: bool = False,
) -> Printed:
    """Read one printed value cell. unit: the column's money unit (万元, 元) or None for counts.

    An amount printed in another money unit is converted to the column's (exactly) and noted.
    joined: digits on two lines or apart are one number broken by a narrow column. Without it they
    may as well be the values of two cells, and are unreadable.
    header: the money unit that the column's header prints, which holds where the cell prints none;
    with UNKNOWN_UNIT an amount without its own unit is unreadable.
    is_change: the column tells an increase or a decrease, 减5 is -5.
    """
    raw = clean(text)
    if not joined and _BROKEN.search(raw):
        return Printed(None, "unreadable", raw)
    if _MARKED.match(raw) and not is_change:
        return Printed(None, "unreadable", raw)
    # Looked for at the end alone: in a cell of thousands of strokes each could begin it.
    printed = raw[:-MAX_FOOTNOTE] + _FOOTNOTE.sub("", raw[-MAX_FOOTNOTE:])
    if printed == "":
        printed = raw  # 5* has a footnote, * alone is a dash
    # NFKC would turn 5² into 52 and ③ into 3.
    if not printed.isascii() and any(unicodedata.category(c) == "No" for c in printed):
        return Printed(None, "unreadable", raw)
    has_footnote = printed != raw
    compact = "".join(unicodedata.normalize("NFKC", printed).split())
    if not compact:
        return Printed(None, "blank", raw)
    if len(compact) > _MAX_DIGITS and sum(c.isdigit() for c in compact) > _MAX_DIGITS:
        return Printed(None, "unreadable", raw)
    is_other_unit = header in _IN_YUAN and unit in _IN_YUAN and header != unit
    if is_other_unit and _SEPARATED.fullmatch(compact):
        return _with_unit(compact, header, unit, "unit", raw)
    if header == UNKNOWN_UNIT and unit is not None and _SEPARATED.fullmatch(compact):
        # Nought is nought in every unit.
        is_nought = not Decimal(compact.replace(",", ""))
        return Printed(0, "note", raw) if is_nought else Printed(None, "unreadable", raw)
    if unit == "元" and header is None and _FRACTION.search(compact):
        return Printed(None, "unreadable", raw)
    if _PLAIN.fullmatch(compact):
        noted = has_footnote or _SPLIT.search(raw) is not None
        return Printed(_number(compact), "note" if noted else _spaced(raw), raw)
    if _DASH.fullmatch(compact):
        return Printed(None, "dash", raw)
    if _SEPARATED.fullmatch(compact):
        return Printed(_number(compact), "note", raw)
    if match := _SIGNED.fullmatch(compact) or (is_change and _LONG_SIGN.fullmatch(compact)):
        return Printed(_number("-" + match[1]), "note", raw)
    if _NOUGHT.fullmatch(compact):
        return Printed(0, "note", raw)
    if is_change and (match := _WORD_SIGN.fullmatch(compact)):
        sign = "-" if match[1][0] in "减下" else ""
        return Printed(_number(sign + match[2]), "note", raw)
    if unit is not None and (match := _CURRENCY.fullmatch(compact)):
        digits = match[1].removesuffix("整")
        amount = parse_cell(digits, unit, header=header)
        return replace(amount, kind="unit" if amount.value is not None else "unreadable", raw=raw)
    if match := _WITH_UNIT.fullmatch(compact):
        digits, printed_unit = match.groups()
        return _with_unit(digits, printed_unit, unit, "unit", raw)
    if match := _WITH_REMARK.fullmatch(compact):
        digits, printed_unit, remark = match.groups()
        if _is_followed(remark):
            return Printed(None, "unreadable", raw)
        if told := _unit_in(remark):
            if told == UNKNOWN_UNIT or printed_unit not in (None, told):
                return Printed(None, "unreadable", raw)
            return _with_unit(digits, told, unit, "unit", raw)
        return _with_unit(digits, printed_unit, unit, "note", raw)
    if match := _WITH_PART.fullmatch(compact):
        return _with_unit(match[1], match[2], unit, "note", raw)
    # 一 alone is as often a stroke that someone typed as a character.
    if _CHINESE.fullmatch(compact) and set(compact) != {"一"}:
        import cn2an  # a tenth of a second, for a cell in a thousand

        try:
            return Printed(_number(Decimal(str(cn2an.cn2an(compact, "normal")))), "note", raw)
        except ValueError:  # 十三百: no number
            return Printed(None, "unreadable", raw)
    return Printed(None, "unreadable", raw)


def _spaced(raw: str) -> str | None:
    """Digits printed apart or full-width: white space is layout, other forms are noted."""
    return None if raw.isascii() else "note"


def _is_followed(remark: str) -> bool:
    """Does the bracket close before the end, and another number follow: 16（修订）6（新制定）?"""
    depth = 1
    for at, letter in enumerate(remark):
        depth += (letter in "(（") - (letter in ")）")
        if not depth:
            return any(map(str.isdigit, remark[at:]))
    return False


def _unit_in(remark: str) -> str | None:
    """The unit that a remark behind a number tells (单位：元), UNKNOWN_UNIT if it is none that is
    read (万件), None if the remark tells of something else (其中修订16件)."""
    found = set()
    for part in re.split("[,，、;；]", remark):  # 万元，含税
        part = _CURRENCY_NAME.sub("", part) or part
        if match := _UNIT_REMARK.fullmatch(part):
            found.add(match[1] or match[2] or "")
        elif _SCALE.fullmatch(part):
            found.add(part)
    if not found:
        return None
    told = found.pop()
    return told if not found and re.fullmatch(_UNITS, told) else UNKNOWN_UNIT


def _with_unit(digits: str, printed: str | None, unit: str | None, kind: str, raw: str) -> Printed:
    value = Decimal(digits.replace(",", ""))
    if printed is not None:
        printed = _full_unit(printed)
    if printed in _IN_YUAN:
        if unit not in _IN_YUAN:  # money in a column of counts says nothing about the count
            return Printed(None, "unreadable", raw)
        value = value * _IN_YUAN[printed] / _IN_YUAN[unit]
        if value.adjusted() >= _MAX_DIGITS:
            return Printed(None, "unreadable", raw)
    elif printed is not None and unit is not None and value:  # 件 in a money column
        return Printed(None, "unreadable", raw)
    return Printed(_number(value), kind, raw)


@lru_cache(maxsize=8_192)
def is_value(text: str) -> bool:
    """Can this cell hold a value (digits, blank, dash), as opposed to a label?

    Chinese numerals may be a value, but also a label's ordinal.
    """
    if _CHINESE.fullmatch(text):
        return False
    return any(parse_cell(text, unit, joined=True).kind != "unreadable" for unit in ("万元", None))
