"""What does a piece of markdown print? Emphasis, code, entities, escapes and tags inside a line.

A bold 0 is a 0; a struck figure is none; a raised digit is a footnote's mark and no digit of the
number before it.
"""

from __future__ import annotations

import html
import re

_MARKED = re.compile(r"[*_`~<&\\$^]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_GONE = re.compile(r"~~[^~]{1,200}~~|<(s|del|strike)\b[^<>]*>[^<>]{0,200}</\1\s*>", re.IGNORECASE)
_RAISED = re.compile(
    r"<(su[pb])\b[^<>]*>([^<>]{1,10})</\1\s*>|\[\^(\w{1,10})\]|\^\{?([0-9]{1,3})\}?(?!\w)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|ins|mark|big|small|span|font|center|p|div|o:p)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_PAIRS = (
    re.compile(r"(\*{1,3})(?=\S)([^*]+?)(?<=\S)\1"),
    re.compile(r"^(_{1,3})(?=[^\s_])([^_]+?)\1$"),
    re.compile(r"(`{1,2})([^`]+?)\1"),
    re.compile(r"^(\${1,2})\s*([^$]+?)\s*\1$"),
)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_KEPT = 0xE000  # escaped characters stand aside, in the private use area, while marks are removed


def plain(text: str) -> str:
    """The text of a cell as it is shown; `<br>` is a line's end."""
    if _MARKED.search(text) is None:
        return text
    text = _ESCAPED.sub(lambda match: chr(_KEPT + ord(match[1])), text)
    text = _GONE.sub("", _BREAK.sub("\n", text))
    text = _RAISED.sub(_raised, text)
    text = html.unescape(_TAG.sub("", text))
    text = text.strip()
    for pair in _PAIRS:
        text = pair.sub(r"\2", text)
    return "".join(chr(ord(c) - _KEPT) if _KEPT < ord(c) < _KEPT + 128 else c for c in text)


def _raised(match: re.Match[str]) -> str:
    mark = (match[2] or match[3] or match[4] or "").strip()
    return mark.translate(_SUPERSCRIPTS) if not match[3] or mark.isdecimal() else "※"


def line(text: str) -> str:
    """A line of running text as it is shown: signs that text may mean stay."""
    if _MARKED.search(text) is None:
        return text
    text = re.sub(r"&(?:nbsp|ensp|emsp|#160|#12288);", " ", text)
    text = re.sub(r"\\([-.*_#+()\[\]!>~`])", r"\1", text)
    return re.sub(r"(\*{2,3}|__)(?=\S)(.+?)\1", r"\2", text)
