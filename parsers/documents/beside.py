"""What in a page's element is not the report's? Boxes beside it, and lines under its end.

Templates put the site's footer, news, a clock and buttons into the same element as the report, or
right behind the report's own box. A box is known by its name (containers.toml) or by standing
behind the box that holds all of the report's headings and tables; a line by words that only
footers print. What goes on as the report does stays: prose, an annex, the signature where none
stands above.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from lxml import etree

from parsers.dates import without_seal
from parsers.documents.containers import knowledge
from parsers.documents.markup import string_of
from parsers.documents.walk import NOTHING, folded, walk
from parsers.grid import Table
from parsers.headings import is_heading
from parsers.titles import is_signer

# ── Lines ─────────────────────────────────────────────────────────────────────────────────────

MAX_FOOTER = 200
"""Characters of a footer's line; a longer one is a paragraph that begins with its words."""
_DAY = re.compile(r"(?:20\d\d|二[〇○零0]..)年.{1,3}月.{1,3}日")
_LONE_DAY = re.compile(rf"{_DAY.pattern}|20\d\d([-/.])\d{{1,2}}\1\d{{1,2}}")
_OWN = re.compile(
    r"我[省市县区州镇乡街局委办厅院处校馆站办]|本(?:机关|单位|部门|行政机关|年度|局|县|区|镇|街道|报告)"
    r"|信息公开|主动公开|依申请|信息处理费|行政复议"
)
_FOREIGN = re.compile("版权|备案|浏览器|转载|网站|主办|承办|举报|上一[篇条]|下一[篇条]|报告$|年报$")
_ADDED = re.compile(r"附[件表录:：]|(?:注|备注|说明)[:：]|[（(]")
"""What stands under a signature and belongs to the report begins so."""
_OPENING = "【[（(「『·•|>》 \u3000"
_BUTTONS = re.compile(r"[\s【】\[\]]+")
MIN_SENTENCE = 15
"""Characters of a sentence of the report."""


def end_of_report(items: Sequence[str | Table]) -> int:
    """Index of the line with which the page's footer begins, below the report's last heading.

    The same words stand above many articles: 【打印】【关闭】 beside the date; 相关链接 at times
    inside. What the report itself says below them shows that they end nothing. Under a signature a
    second one, and a day alone, are the page's.
    """
    end = len(items)
    last = end - 1
    while last >= 0 and isinstance(item := items[last], str) and not is_heading(item):
        last -= 1
    found = end
    signed = 0
    for index in range(last + 1, end):
        item = items[index]
        if not isinstance(item, str):
            continue
        if is_furniture(item) or (last >= 0 and _is_label(item)):
            found = min(found, index)
        elif _is_own(item):
            found, signed = end, 0
        elif found < index:
            if not signed and _is_signature(items, index):
                found = end
        elif (
            last >= 0
            and 0 < signed <= index
            and (_LONE_DAY.fullmatch(_squeezed(item)) or _is_signature(items, index))
        ):
            found = index
        if found == end and not signed and _is_signature(items, index):
            signed = index + 2
    return found or end


def is_furniture(line: str) -> bool:
    """Does a footer print this line, or begin with it?"""
    if len(line) > MAX_FOOTER:
        return False
    begins, _, anywhere = _words()
    text = _plain(line)
    if text.startswith(begins):
        return True
    return line[-1:] not in "。；" and anywhere.search(text) is not None


def _is_label(line: str) -> bool:
    return len(line) <= MAX_FOOTER and _plain(line).startswith(_words()[1])


def _plain(line: str) -> str:
    return _BUTTONS.sub("", line).lstrip(_OPENING).replace(":", "：")


@cache
def _words() -> tuple[tuple[str, ...], tuple[str, ...], re.Pattern[str]]:
    known = knowledge()
    anywhere = re.compile("|".join(known["furniture"]), re.IGNORECASE)
    return tuple(known["footers"]), tuple(known["labels"]), anywhere


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _is_signature(items: Sequence[str | Table], index: int) -> bool:
    """An organ's name and a day under it: the report goes on to here."""
    name, date = items[index], items[index + 1] if index + 1 < len(items) else ""
    return (
        isinstance(name, str)
        and isinstance(date, str)
        and _DAY.fullmatch(_squeezed(date)) is not None
        and is_signer(without_seal(_squeezed(name)))
    )


def _is_own(line: str) -> bool:
    """Is it a sentence of the report, nothing that footers and lists of links print?"""
    return (
        len(line) >= MIN_SENTENCE
        and line[-1] in "。；："
        and _OWN.search(line) is not None
        and _FOREIGN.search(line) is None
    )


# ── Boxes ─────────────────────────────────────────────────────────────────────────────────────

MAX_SIGNATURE = 4
"""Lines of a box that is the report's signature."""
MAX_STRAY = 30
"""Characters of text between boxes, such as strokes between links."""
_TAIL = 300
"""Characters of the report's end in which its signature is looked for."""


def find_beside(
    container: etree._Element,
    core: etree._Element | None,
    tables: Collection[Any],
) -> set[Any]:
    """Boxes of the container behind the report that are not the report's.

    core: the smallest element with all of its headings and tables, if it has any; tables: those
    that hold values.
    """
    found: set[Any] = set()
    _add_named(core if core is not None else container, tables, found)
    if core is None or core is container:
        return found
    levels: list[list[tuple[Any, list[str]]]] = []
    inner = core
    for above in core.iterancestors():
        behind = [
            (box, [] if _is_named(box) else list(_lines(box)))
            for box in inner.itersiblings()
            if isinstance(box.tag, str) and (text := string_of(box)) and not text.isspace()
        ]
        levels.append(behind)
        if _goes_on(inner, behind):
            # Headings that are no elements of their own: the report's element is this one.
            levels = [[(box, lines) for box, lines in behind if not lines]]
        if above is container:
            break
        inner = above
    if any(levels):
        is_complete, is_signed = _end(core)
        for behind in levels:
            found |= _foreign(behind, tables, is_complete, is_signed)
    return found


def _goes_on(core: etree._Element, behind: Sequence[tuple[Any, list[str]]]) -> bool:
    """Do headings stand behind the core after all, or text outside boxes?"""
    if any(is_heading(line) for _, lines in behind for line in lines):
        return True
    tails = (core.tail, *(box.tail for box, _ in behind))
    return sum(len(tail.strip()) for tail in tails if tail) > MAX_STRAY


def _add_named(element: etree._Element, tables: Collection[Any], found: set[Any]) -> bool:
    """Add the boxes behind the last heading and table that are named as what stands beside an
    article. Returns whether the element holds one of these."""
    for child in reversed(element):
        if isinstance(child.tag, str) and _add_named(child, tables, found):
            return True
    if element in tables or (
        element.text and not element.text.isascii() and is_heading(element.text.strip())
    ):
        return True
    if _is_named(element) and not any(map(_is_own, _lines(element))):
        found.add(element)
    return False


NAMED = etree.XPath("descendant::*[@class or @id]")


def _is_named(element: etree._Element) -> bool:
    if element.tag == "footer":
        return True
    names = element.get("class"), element.get("id")
    return any(name is not None and _is_beside_name(name) for name in names)


@lru_cache(maxsize=1_024)
def _is_beside_name(names: str) -> bool:
    """page-footer, foot, copyRight, bottom2; not MsoFooter, which Word calls a paragraph, nor
    footnotes."""
    known: list[str] = knowledge()["beside_names"]
    anywhere = tuple(name[1:] for name in known if name[0] == "*")
    for name in names.lower().split():
        if name.startswith("mso") or "footnote" in name:
            continue
        if any(word in name for word in anywhere):
            return True
        if any(piece in known for piece in re.split(r"[-_\d]+", name)):
            return True
    return False


def _foreign(
    behind: Sequence[tuple[Any, list[str]]],
    tables: Collection[Any],
    is_complete: bool,
    is_signed: bool,
) -> set[Any]:
    """Those of the boxes behind that of the report that do not go on with it."""
    own = [at for at, (_, lines) in enumerate(behind) if any(map(_is_own, lines))]
    last = own[-1] if own else -1
    signing = set() if is_signed else _signing(behind[last + 1 :])
    return {
        box
        for at, (box, lines) in enumerate(behind)
        if not lines
        or (
            at > last
            and box not in signing
            and not _belongs(box, lines, tables, is_complete or last >= 0)
        )
    }


def _belongs(
    box: etree._Element, lines: list[str], tables: Collection[Any], is_complete: bool
) -> bool:
    """Does a box without the report's prose go on with it?"""
    if any(map(is_furniture, lines)):
        return False
    if not is_complete or _ADDED.match(lines[0]):
        return True
    return any("公开" in string_of(t) for t in box.iter("table") if t in tables)


def _signing(behind: Sequence[tuple[Any, list[str]]]) -> set[Any]:
    """The boxes, of those behind the report's, that hold its signature: the first few lines."""
    places = [(box, line) for box, lines in behind for line in lines]
    lines = [line for _, line in places]
    for at, (box, line) in enumerate(places[:MAX_SIGNATURE]):
        if is_furniture(line):
            break
        if _is_signature(lines, at):
            return {box, places[at + 1][0]}
        if _signs(line):
            return {box}
    return set()


def _signs(line: str) -> bool:
    """云岭县财政局　2024年1月15日 on one line."""
    text = _squeezed(line)
    match = _DAY.search(text)
    return match is not None and match.end() == len(text) and is_signer(text[: match.start()])


def _end(core: etree._Element) -> tuple[bool, bool]:
    """Does the report print something under its last heading, and a day at its end?"""
    parts: list[str] = []
    length = 0
    for text in _texts_backwards(core):
        parts.append(text)
        length += len(text)
        if length > _TAIL:
            break
    text = "".join(reversed(parts))
    lines = [line for line in text.split("\n") if line.strip()]
    is_complete = bool(lines) and not is_heading(lines[-1].strip())
    return is_complete, any(_ends_in_day(_squeezed(line)) for line in lines[-MAX_SIGNATURE:])


def _ends_in_day(text: str) -> bool:
    return text[-1:] == "日" and any(m.end() == len(text) for m in _DAY.finditer(text))


def _texts_backwards(element: etree._Element) -> Iterator[str]:
    """The texts of an element, the last first, with the ends of boxes as line breaks."""
    stack: list[tuple[bool, Any]] = [(True, element)]
    while stack:
        is_open, node = stack.pop()
        if not is_open:
            if node.text and node.text.strip():
                yield node.text.strip()
            if node.tag in ("p", "div", "td", "br", "li", "h2", "h3"):
                yield "\n"
            continue
        if not isinstance(node.tag, str) or node.tag in ("script", "style"):
            continue
        stack.append((False, node))
        for child in node:
            stack.append((True, child))
            if child.tail and child.tail.strip():
                stack.append((False, _Tail(child.tail)))


class _Tail:
    """Text behind an element, as if it were one."""

    tag = ""

    def __init__(self, text: str) -> None:
        self.text = text


def _lines(box: etree._Element) -> Iterator[str]:
    """What a reader sees of a box, line by line, without boxes in it that are named so."""
    line: list[str] = []
    named = {e: NOTHING for e in NAMED(box) if e is not box and _is_named(e)}
    for kind, value in walk(box, named):
        if kind in ("text", "lines"):
            line.append(value)
            continue
        if text := folded("".join(line)):
            yield text
        line.clear()
    if text := folded("".join(line)):
        yield text
