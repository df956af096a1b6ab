"""Where do lines print the header of section 4's table in pieces, and one word in two?

Fifteen narrow columns break 结果维持 over two lines; what a PDF's text layer then prints is
结果 结果 其他 尚未 over 维持 纠正 结果 审结, or a piece a line. The pieces are the header if they
have its letters, all and no other, and if the sums hold for the order in which it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from parsers.documents.broken_rows import MAX_DISPUTES, is_complete
from parsers.labels import ORDINAL, compact

_CHANNELS = ("行政复议", "行政诉讼")
_SUITS = ("未经复议直接起诉", "复议后起诉")
_RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_LETTERS = "".join(dict.fromkeys("".join((*_CHANNELS, *_SUITS, *_RESULTS))))
_PIECES = re.compile(rf"[{_LETTERS}\s\u3000]+")
_WANTED = Counter("".join((*_CHANNELS, *_SUITS, *_RESULTS, *_RESULTS, *_RESULTS)))
MAX_PIECES = 60
"""Lines over which the header may be broken, blank ones with them."""


def whole_names(lines: Sequence[str]) -> list[str]:
    """The lines, the pieces of section 4's header put together as lines of names."""
    if not any("维" in line and _is_piece(line) for line in lines):
        return list(lines)
    whole: list[str] = []
    at = 0
    while at < len(lines):
        if _is_piece(lines[at]) and (end := _end(lines, at)):
            whole += [" ".join(_CHANNELS), " ".join((*_RESULTS, *_SUITS)), " ".join(2 * _RESULTS)]
            at = end
        else:
            whole.append(lines[at])
            at += 1
    return whole


def _is_piece(line: str) -> bool:
    return "\t" not in line and "结果维持" not in line and _PIECES.fullmatch(line) is not None


def _end(lines: Sequence[str], start: int) -> int | None:
    """Index after the last of the pieces that begin here, if they are the header, in pieces and
    over fifteen values whose sums hold."""
    letters: Counter[str] = Counter()
    text = ""
    for at in range(start, min(start + MAX_PIECES, len(lines))):
        if not lines[at].strip():
            continue
        if _PIECES.fullmatch(lines[at]) is None or "\t" in lines[at]:
            return None
        piece = compact(lines[at])
        letters.update(piece)
        text += piece
        if letters == _WANTED:
            values = _values_below(lines, at + 1)
            return at + 1 if is_complete(values) and _is_in_turn(text) else None
        if not letters <= _WANTED:
            return None
    return None


def _is_in_turn(text: str) -> bool:
    """Do channels and results stand in the form's order? The sums of four cannot tell."""
    pairs = (("议", "讼"), ("经", "后"), ("维", "纠"), ("其", "尚"))
    return all(text.find(first) < text.find(second) for first, second in pairs)


def _values_below(lines: Sequence[str], at: int) -> list[str]:
    values: list[str] = []
    while at < len(lines) and len(values) < MAX_DISPUTES:
        if any(not word.isdecimal() for word in lines[at].split()):
            break
        values += lines[at].split()
        at += 1
    return values


_HAN_ORDINAL = re.compile(r"\s*[一二三四五六七八]、\s*")


def whole_ordinals(lines: Sequence[str]) -> list[str]:
    """The lines, an ordinal that stands alone before the words under it: 三、/本年度办理结果."""
    whole: list[str] = []
    ordinal = ""
    for line in lines:
        if ordinal and line.strip():
            if not ORDINAL.match(compact(line)) and "\u4e00" <= line.lstrip()[0] <= "\u9fff":
                line = ordinal.strip() + line.lstrip()
            else:
                whole.append(ordinal)
            ordinal = ""
        if len(line) <= MAX_ORDINAL and _HAN_ORDINAL.fullmatch(line):
            ordinal = line
        else:
            whole.append(line)
    return [*whole, ordinal] if ordinal else whole


MAX_ORDINAL = 40
"""Characters of a line that holds an ordinal alone, with its margin."""
