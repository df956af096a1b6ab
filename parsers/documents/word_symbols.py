"""Which character does Word print for a code of a symbol font? word_symbols.toml, read once.

A minus or a first digit may be inserted as a symbol; one that is not known must not vanish beside
digits, because 〓18 is not 18.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from parsers.numbers import is_value

MAX_VALUE = 40
"""Characters of a value with its remark."""

UNKNOWN = "〓"
"""What printers set for a character that they lack: a symbol or a picture that is not read."""


@cache
def _knowledge() -> dict[str, Any]:
    text = resources.files("parsers.documents").joinpath("word_symbols.toml").read_text("utf-8")
    return tomllib.loads(text)


def symbol(code: str, font: str | None) -> str:
    """The character printed for a hexadecimal code of a font; UNKNOWN for ornaments."""
    if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return UNKNOWN
    number = int(code, 16)
    if not 0xF000 <= number <= 0xF0FF:
        character = chr(number)
        return character if character.isprintable() else UNKNOWN  # private use is not printable
    number -= 0xF000
    key, name = f"{number:02X}", (font or "").lower()
    known = _knowledge()
    if any(part in name for part in known["pictures"]):
        return str(known.get(name, {}).get(key, UNKNOWN))
    if name == "symbol":
        plain = UNKNOWN if chr(number).isalpha() or number > 0x7E else chr(number)
        return known["symbol"].get(key, plain) or UNKNOWN
    if not name:  # the font of the text around; a mark that can be none of its letters
        marks = known["wingdings"] | known["wingdings 2"]
        if key in marks:
            return str(marks[key])
    return chr(number) if chr(number).isprintable() else UNKNOWN


def settled(text: str, is_cell: bool) -> str:
    """The text with UNKNOWN where it may be a part of a number or the value itself, and nothing in
    its place elsewhere: an ornament before a sentence, a picture beside a label."""
    if UNKNOWN not in text:
        return text
    parts = re.split(r"([\t\n])", text)
    for at, part in enumerate(parts):
        rest = part.replace(UNKNOWN, "").strip()
        if len(rest) > MAX_VALUE or not is_value(rest) or not (rest or is_cell):
            parts[at] = part.replace(UNKNOWN, "")
    return "".join(parts)
