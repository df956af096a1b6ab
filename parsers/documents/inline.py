"""What does a piece of markdown print? Emphasis, code, entities, escapes and tags inside a line.

A bold 0 is a 0; a struck figure is none; a raised digit is a footnote's mark and no digit of the
number before it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from parsers.documents import Block, Paragraph

_MARKED = re.compile(r"[*_`~<&\\$^=\]}]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_GONE = re.compile(
    r"~~[^~]{1,200}~~|<(s|del|strike)\b[^<>]*>[^<>]{0,200}</\1\s*>"
    r"|<!--(?:(?!-->).){0,500}-->|\{[#.:][^{}]{1,80}\}",
    re.IGNORECASE | re.DOTALL,
)
"""Struck out, a comment, or the attributes that some dialects write behind a piece of text."""
_RAISED = re.compile(
    r"<(su[pb])\b[^<>]*>([^<>]{1,10})</\1\s*>|\[\^(\w{1,10})\]"
    r"|\^(?:\{([0-9]{1,3})\}|\[?([0-9]{1,3})\]?\^|([0-9]{1,3})(?!\w))",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|ins|mark|big|small|span|font|center|p|div|o:p)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_STYLED = re.compile(
    r"<[a-z][^<>]{0,300}\s(?:style|hidden|class)\b|<(?:input|img|svg|script|style)\b", re.IGNORECASE
)
"""A tag that may hide what it holds, or print something else than that."""
_LINK = re.compile(r"(?<!!)\[([^\[\]]{1,200})\]\([^()\s]{0,500}(?:\s\"[^\"]{0,200}\")?\)")
_PAIRS = (
    re.compile(r"^(={2})(?=[^\s=])([^=]+?)\1$"),
    re.compile(r"(\*{1,3})(?=\S)([^*]+?)(?<=\S)\1"),
    re.compile(r"^(_{1,3})(?=[^\s_])([^_]+?)\1$"),
    re.compile(r"(`{1,2})([^`]+?)\1"),
    re.compile(r"^(\${1,2})\s*([^$]+?)\s*\1$"),
)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_KEPT = 0xE000  # escaped characters stand aside, in the private use area, while marks are removed


def plain(text: str, markup: Callable[[str], Sequence[Block]] | None = None) -> str:
    """The text of a cell as it is shown; `<br>` is a line's end.

    markup: reads a piece of HTML as a page; without it tags that style are taken off.
    """
    if _MARKED.search(text) is None:
        return text
    text = _ESCAPED.sub(lambda match: chr(_KEPT + ord(match[1])), text)
    text = _LINK.sub(r"\1", text)
    if markup is not None and _STYLED.search(text):
        text = _shown(text, markup)
    text = _GONE.sub("", _BREAK.sub("\n", text))
    text = _RAISED.sub(_raised, text)
    text = html.unescape(_TAG.sub("", text))
    text = text.strip()
    for pair in _PAIRS:
        text = pair.sub(r"\2", text)
    return "".join(chr(ord(c) - _KEPT) if _KEPT < ord(c) < _KEPT + 128 else c for c in text)


def _shown(text: str, markup: Callable[[str], Sequence[Block]]) -> str:
    """What a page shows of a cell with HTML in it; the cell itself where that is no single cell."""
    blocks = markup(f"<table><tr><td>{text}</td></tr></table>")
    cells = [
        block.text if isinstance(block, Paragraph) else cell.text
        for block in blocks
        for cell in (
            [block] if isinstance(block, Paragraph) else [c for r in block.rows for c in r]
        )
    ]
    return "\n".join(cells).replace("<", "\\<")


def _raised(match: re.Match[str]) -> str:
    mark = (match[2] or match[3] or match[4] or match[5] or match[6] or "").strip()
    return mark.translate(_SUPERSCRIPTS) if not match[3] or mark.isdecimal() else "※"


_PLACE = re.compile(
    r"<!--(?:(?!-->).){0,500}-->|<(span|a)\b[^<>]{0,300}>\s*</\1\s*>"
    r"|</?(?:html|body|div|section|article|main|center|p|span|font|b|strong|i|em|u|a|o:p)"
    r"(?:\s[^<>]{0,500})?/?>|^\s*<(?:br|hr|img)\b[^<>]{0,500}>|<(?:br|hr)\s*/?>\s*$",
    re.IGNORECASE,
)
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\bhidden\b", re.IGNORECASE)


def untagged(text: str) -> str:
    """A line of a text without the tags that mark a place, a page or how it stands; one that hides
    what it holds, or the tags of a table, is left as it is."""
    return text if _HIDES.search(text) else _PLACE.sub("", text)


def line(text: str) -> str:
    """A line of running text as it is shown: signs that text may mean stay."""
    if _MARKED.search(text) is None:
        return text
    text = re.sub(r"&(?:nbsp|ensp|emsp|#160|#12288);", " ", text)
    text = re.sub(r"\\([-.*_#+()\[\]!>~`])", r"\1", text)
    return re.sub(r"(\*{2,3}|__)(?=\S)(.+?)\1", r"\2", text)
