"""Which headings does a text break over several lines? The ordinal alone, the words in pieces.

What joins the lines is that together they print a heading, or that as many ordinals stand alone as
the report has parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.headings import (
    ALONE,
    ENDS,
    NUMBERED,
    TOP,
    bare_heading,
    ordinal_of,
    unmarked,
)
from parsers.labels import compact
from parsers.parts import BREAKS, HEAD_WORDS, MIN_NUMBERED

MAX_BROKEN = 40
"""Characters of one line of a heading that is broken over several."""
MAX_BREAKS = 4
"""Lines over which a heading may be broken."""

_LEADS_ON = re.compile(r"(?:[、及和与或]|以及)$")
_GOES_ON = re.compile("[、及和与或并暨]|以及|的?(?:情[况況]|措施)$")


def broken_headings(lines: Sequence[str | None]) -> list[tuple[int, int, str]]:
    """(first line, line behind the last, heading) of the headings that are broken over lines, by
    `<br>`, by paragraphs or at a text's margin: 四、政府信息公开行政复议、/行政诉讼情况."""
    found: list[tuple[int, int, str]] = []
    behind = 0
    for index in range(len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        if not line or not following or len(line) > MAX_BROKEN or len(following) > MAX_BROKEN:
            continue
        if index < behind or line[-1] in ENDS or following[-1] in ENDS:
            continue
        if not NUMBERED.match(line) and not _LEADS_ON.search(line):
            continue
        if whole := _whole(lines, index) or _whole_part(line, following, index):
            found.append((index, *whole))
            behind = whole[0]
    bare = [rank for index, *_ in found if (rank := _bare_ordinal(lines[index] or ""))]
    if len(bare) < MIN_NUMBERED:
        return found
    # Where the six stand a line below their ordinals, so do the parts beside them.
    taken = {index for first, end, _ in found for index in range(first, end)}
    for index in range(len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        if not line or not following or index in taken or index + 1 in taken:
            continue
        if len(line) <= MAX_BREAKS + 1 and _bare_ordinal(line) in bare and _is_words(following):
            found.append((index, index + 2, line + following))
            taken |= {index, index + 1}
    return sorted(found)


def _bare_ordinal(line: str) -> str:
    """The rank of a line that is an ordinal of sections and nothing else, "" of others."""
    text = compact(unmarked(line))
    rank, _, at = ordinal_of(text)
    return rank if rank in TOP and at == len(text) else ""


def _is_words(line: str) -> bool:
    return 4 <= len(line) <= MAX_BROKEN and not BREAKS.search(line) and not NUMBERED.match(line)


def _whole_part(line: str, following: str, index: int) -> tuple[int, str] | None:
    """五、人大建议、/政协提案办理情况: (line behind, heading) of a part beside the six."""
    goes_on = _LEADS_ON.search(line) or (_GOES_ON.match(following) and following[:2] != "及时")
    if not goes_on or not _is_words(following) or not HEAD_WORDS.search(following):
        return None
    rank, ordinal, at = ordinal_of(compact(line))
    is_part = rank in TOP and at < len(compact(line)) and not BREAKS.search(line)
    return (index + 2, line + following) if is_part and ordinal else None


def _whole(lines: Sequence[str | None], index: int) -> tuple[int, str] | None:
    """(line behind the heading's last, heading) where a line and those below are one heading."""
    text = first = lines[index] or ""
    best = None
    for end in range(index + 1, min(index + MAX_BREAKS, len(lines))):
        following = lines[end]
        if not following or len(following) > MAX_BROKEN or following[-1] in ENDS:
            break
        if NUMBERED.match(following):
            break
        text += following
        one = bare_heading(text)
        if one is None or (one.rank not in ALONE and not one.is_certain):
            continue
        alone = bare_heading(first)
        if alone is not None and alone.number != one.number:
            continue
        if one.rank == "bare" and not (
            one.is_certain and _LEADS_ON.search(first) and _begins_line(lines, index)
        ):
            break
        below = bare_heading(following)
        if below is not None and below.number != one.number:
            break
        goes_on = _GOES_ON.match(following) or _LEADS_ON.search(first)
        # 存在的问题 / 改进措施 may be two headings.
        if alone is None or goes_on or (below is None and one.number != 5):
            best = end + 1, text
    return best


def _begins_line(lines: Sequence[str | None], index: int) -> bool:
    """Is the line no continuation of the sentence above?"""
    above = lines[index - 1] if index else None
    return not above or above[-1] in "。；;：:！？!?" or len(above) <= MAX_BROKEN // 2
