"""What is the distinctive core of a printed label? One normalisation for rows, columns, headings.

Real labels come shattered over lines, with bookmarks, half-width brackets and wrong ordinals
(domain.md 1c, 7); what is left after this is what the forms' patterns match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from parsers.numbers import clean

ORDINAL = re.compile(
    r"^(?:[（(【〔\[][一二三四五六七八九十]{1,3}[）)】〕\]][、.．,，:：]?"
    r"|[一二三四五六七八九十]{1,3}[、.．,，:：）)]"
    r"|[（(]?\d{1,2}[）)]|\d{1,2}(?:[、.．](?!\d)|(?=[\u4e00-\u9fff]))|第[一二三四五六七八九十]{1,3}(?:部分|章)[、:：]?)"
)
_NOT_WORD = re.compile(r"[^\w]|_")


def compact(text: str) -> str:
    """NFKC, no white space, no invisible characters, no bookmarks."""
    return _short(text) if len(text) <= MAX_SHORT else _compact(text)


def _compact(text: str) -> str:
    text = "".join(text.split())
    if text.isascii() and "[" not in text and "&" not in text and text.isprintable():
        return text
    return "".join(unicodedata.normalize("NFKC", clean(text)).split())


MAX_SHORT = 60
"""Characters of a cell that is remembered: the same labels and counts stand in every report."""

_short = lru_cache(maxsize=16_384)(_compact)


@lru_cache(maxsize=8_192)
def core(text: str) -> str:
    """The label's letters and digits without its leading ordinals and punctuation."""
    label = compact(text)
    while match := ORDINAL.match(label):
        label = label[match.end() :]
    return _NOT_WORD.sub("", label)
