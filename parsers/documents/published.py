"""When does the page say that it was published? The date printed in the article's own head.

Everything that a page prints has dates: the report's sentences, the list of news beside it, the
line 更新时间 that a template writes anew with each visit. Only a date counts that stands after its
label at the start of a line or behind other labels, outside the report's text and outside lists.
发布 comes before 日期 without more, that before 成文; 更新 is no publication. Where nothing is so
labelled, a line right under the title counts that holds a numeric date and else only labels:
来源：某某局　2024-01-23 10:22. Two such lines that differ say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from parsers.documents.markup import string_of
from parsers.headings import is_heading
from parsers.titles import read_title

_LABELS = (
    r"(?:信\s*息|文\s*章)?\s*(?:发\s*布|公\s*开|公\s*布|发\s*表|刊\s*发|发\s*稿)",
    r"发\s*文|印\s*发|公\s*示|添\s*加|录\s*入|上\s*传|信\s*息|",
    r"成\s*文|(?:信\s*息)?\s*生\s*成|制\s*发",
)
"""Words before 日期 and 时间, by rank; those of one rank are worth the same."""
_DATE = (
    r"(?P<date>20\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}(?!\d)\s*日?|20\d\d[01]\d[0-3]\d(?!\d))"
    r"(?!\s*(?:前|起|至|止|之前|以前|以后|召开))"
)
_PRINTED = tuple(
    re.compile(rf"(?<![\u4e00-\u9fff])(?P<label>(?:{words})\s*(?:{nouns}))[\s:：\]】]*{_DATE}")
    for words, nouns in zip(
        _LABELS, (r"日\s*期|时\s*间|于", *[r"日\s*期|时\s*间"] * 2), strict=True
    )
)
_PAIR = re.compile(
    r"[\u4e00-\u9fff\s]{2,8}[:：][^:：|｜]*?(?:[\s|｜]+|$)|[\[【（(][^\]】）)]*[\]】）)]"
)
"""来源：某某局, 【字体：大 中 小】: what else stands in a line of labels."""
_LABEL_WORDS = (
    r"(?<![\u4e00-\u9fff])(?:索\s*引\s*号|文\s*号|发文字号|名\s*称|标\s*题|来\s*源|有\s*效\s*性|关键[词字]|主题词"
    r"|(?:发布|发文|公开|制作|责任|生成)(?:机[构关]|单位|部门|方式|范围|形式|属性)|(?:主题|体裁|组配|信息|服务对象)"
    r"(?:分类|类别|类型))"
)
_BARE_PAIR = re.compile(rf"{_LABEL_WORDS}\s+\S+(?:\s+|$)")
"""索引号 | 001234/2024-0001: the usual labels, where their values stand in a cell beside them."""
_EMPTY_PAIR = re.compile(rf"{_LABEL_WORDS}\s*$")
"""文号 over nothing, beside 发布日期."""
_SPREAD = re.compile(r"(?<=\d)\s*([-年/.月日])\s*(?=\d|$)")
_WORDS = re.compile("[\u4e00-\u9fff]+")
_LABELLED = re.compile("日\\s*期|时\\s*间|[布表开发]\\s*于")
_BOXES = frozenset(("td", "th", "tr", "li", "dd", "dt", "dl", "p", "div", "h1", "h2", "h3", "ul"))
MAX_LINE = 400
"""Characters of a line of labels; a longer one is a paragraph or a whole menu."""
MAX_SOURCE = 24
"""Characters of words without label before the date: the source's name."""
MIN_TITLE = 10
"""Characters from which on a link is an article's title, not a button or a step of a path."""
MAX_PLACES = 400
"""Places that print 日期 or 时间 and are looked at."""

_PLACES = etree.XPath(
    "//text()[contains(., '期') or contains(., '间') or contains(., '布于') or contains(., '表于')]"
    "[not(parent::script or parent::style)]"
)
_TEXTS = etree.XPath(
    "//text()[normalize-space()][not(parent::script or parent::style or parent::title)]"
)
_BARE = re.compile(
    r"(?<![\w./-])20\d\d(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?!\d)(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|(?<!\w)20\d\d年\d{1,2}月\d{1,2}日\s*\d{1,2}:\d{2}(?::\d{2})?"
)
"""A day in figures; in words it is the report's own date unless a time of day follows."""
_SIDE = re.compile("热点|相关|推荐|最新|排行|头条|上一篇|下一篇|友情链接|今天是|当前时间")
_BUTTONS = re.compile(
    r"字体|字号|打印|分享|关闭|收藏|保存|浏览|阅读|点击|次数|来源|作者|编辑|[大中小特]|\d+次?|[ATａ]\+?-?"
)
UNDER_TITLE = 4
"""Pieces of text between the title and the line with the date."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int
    printed: str
    is_before: bool
    order: int
    list: etree._Element | None
    depth: int
    """Of the smallest box that holds both it and the report: the deeper, the nearer."""


def find_published(root: etree._Element, container: etree._Element) -> str | None:
    """`2024-01-23` as printed after 发布日期 and its kin, with its label for those less sure."""
    return _labelled(root, container) or _under_title(root, container)


def _labelled(root: etree._Element, container: etree._Element) -> str | None:
    places = [text for text in _PLACES(root)[:MAX_PLACES] if _LABELLED.search(text)]
    if not places:
        return None
    depths = {element: at for at, element in enumerate((*_above(container), container))}
    order = {element: at for at, element in enumerate(root.iter())}
    body = _body(container)
    limit = order[body if body is not None else container]
    last: int | None = None
    candidates: list[_Candidate] = []
    for text in places:
        element = text.getparent()
        if element is not None and text.is_tail:
            element = element.getparent()
        if element is None:
            continue
        is_inside = container in (element, *element.iterancestors())
        if is_inside and (body is None or order[element] >= limit):
            # Under the report's end only a line of nothing but labels.
            last = _last_heading(container, order) if last is None else last
            if body is None or order[element] <= last or not _is_line_of_labels(element):
                continue
        is_before = order[element] <= limit
        for rank, printed, box in _dates(element, str(text), is_inside):
            depth = next((depths[e] for e in (box, *box.iterancestors()) if e in depths), 0)
            holder = _holder(box)
            candidates.append(_Candidate(rank, printed, is_before, order[element], holder, depth))
    candidates = [c for c in candidates if not _is_listed(c, candidates)]
    if not candidates:
        return None
    # In the smallest box around the report; there nearest above it, below it only where nothing
    # stands above.
    best = min(
        candidates,
        key=lambda c: (c.rank, -c.depth, not c.is_before, -c.order if c.is_before else c.order),
    )
    return best.printed


def _above(element: etree._Element) -> list[etree._Element]:
    """Its ancestors, the outermost first."""
    return list(element.iterancestors())[::-1]


def _under_title(root: etree._Element, container: etree._Element) -> str | None:
    """The date in a line of its own right under the title."""
    texts = _TEXTS(root)
    dated = [at for at, text in enumerate(texts) if len(text) <= MAX_LINE and _BARE.search(text)]
    found: set[str] = set()
    for at in dated[:MAX_PLACES]:
        element = texts[at].getparent()
        if element is not None and texts[at].is_tail:
            element = element.getparent()
        if element is None or any(
            e.tag in ("li", "a") for e in (element, *element.iterancestors())
        ):
            continue
        line = " ".join(" ".join(map(str, _box(element).itertext())).split())
        if len(line) > MAX_LINE:  # no box of its own: <h1>…</h1><time>2024-01-23</time>
            line = " ".join(texts[at].split())
        match = _BARE.search(line)
        if match is None or _BARE.search(line, match.end()) or not _has_only_labels(line, match):
            continue
        if _is_under_title(texts, at):
            found.add(match.group())
    return f"标题下一行 {found.pop()}" if len(found) == 1 else None


def _is_under_title(texts: list[etree._ElementUnicodeResult], at: int) -> bool:
    """Is one of the pieces of text above a title, with no sentence and no heading between?"""
    for text in reversed(texts[max(0, at - UNDER_TITLE) : at]):
        words = "".join(text.split())
        if len(words) >= MIN_TITLE and read_title(words) is not None:
            return True
        if "。" in words or len(words) > MAX_LINE or is_heading(words):
            return False
    return False


_DIRECT = re.compile(r"([\u4e00-\u9fff\s]{1,10})[:：]\s*$")
_OF_TEXT = re.compile("(?:信息)?(?:发布|公开|公布|发表|刊发|录入|上传)?(?:日期|时间)?")
"""Labels of the day on which a text is published."""


def _has_only_labels(line: str, date: re.Match[str]) -> bool:
    """来源：某某局 …【字体：大 中 小】: nothing else stands in the line of the date."""
    if len(line) > MAX_LINE or _SIDE.search(line) or re.search("更新|截止|截至|有效|。", line):
        return False
    label = _DIRECT.search(line[: date.start()])
    if label and not _OF_TEXT.fullmatch("".join(label[1].split())):
        return False  # 打印时间：, 失效日期：
    rest = f"{line[: date.start()]} {line[date.end() :]}"
    rest = _BUTTONS.sub(" ", _PAIR.sub(" ", rest))
    return not _WORDS.search(rest)


def _box(element: etree._Element) -> etree._Element:
    while element.tag not in _BOXES and (above := element.getparent()) is not None:
        element = above
    return element


def _body(container: etree._Element) -> etree._Element | None:
    """The first element of the container whose own text is one of the report's headings."""
    for element in container.iter():
        if isinstance(element.tag, str) and element.text and is_heading(element.text.strip()):
            return element
    return None


def _last_heading(container: etree._Element, order: Mapping[etree._Element, int]) -> int:
    """Place of the last of the report's headings and of its tables' cells."""
    found = -1
    for element in container.iter():
        if isinstance(element.tag, str) and (
            element.tag in ("td", "th") or (element.text and is_heading(element.text.strip()))
        ):
            found = order[element]
    return found


def _is_line_of_labels(element: etree._Element) -> bool:
    line = " ".join(string_of(_box(element)).split())
    match = _BARE.search(line) or _IN_WORDS.search(line)
    return match is not None and _has_only_labels(line, match)


_IN_WORDS = re.compile(r"20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")


def _dates(
    element: etree._Element, text: str, is_inside: bool
) -> Iterator[tuple[int, str, etree._Element]]:
    """The dates of the line in which the text stands; the line grows over the boxes around it
    until it holds a date."""
    box = _box(element)
    label = " ".join(text.split())
    if (under := _cell_under(box)) is not None:
        under = f"{label} {under}"
        for rank, pattern in enumerate(_PRINTED):
            if match := pattern.fullmatch(under):
                printed = match["date"] if rank == 0 else match.group()
                yield rank, _SPREAD.sub(r"\1", printed).strip(), box
                return
    for _ in range(4):
        line = " ".join(" ".join(map(str, box.itertext())).split())
        if len(line) > MAX_LINE:
            return
        for rank, pattern in enumerate(_PRINTED):
            for match in pattern.finditer(line):
                if "".join(match["label"].split()) not in "".join(label.split()):
                    continue
                if not _is_of_article(line[: match.start()], box, is_inside):
                    continue
                printed = match["date"] if rank == 0 else match.group()
                yield rank, _SPREAD.sub(r"\1", printed).strip(), box
                return
        above = box.getparent()
        if above is None:
            return
        box = above


def _cell_under(cell: etree._Element) -> str | None:
    """What stands below a cell of a table of two rows: 发布日期 over 2024-01-23. More rows, or one
    with links, are a list of articles."""
    row = cell.getparent()
    if cell.tag not in ("td", "th") or row is None or row.getprevious() is not None:
        return None
    holder = row.getparent()
    following = row.getnext()
    if following is None and holder is not None and holder.tag == "thead":
        following = next((below for body in holder.itersiblings("tbody") for below in body), None)
    if following is None or following.getnext() is not None or len(following) != len(row):
        return None
    if next(following.iter("a"), None) is not None:
        return None
    return " ".join(string_of(following[row.index(cell)]).split())


def _is_of_article(before: str, box: etree._Element, is_inside: bool) -> bool:
    """Is the line one of the article's labels, not another article's date behind its title?"""
    above = box.getparent()
    for around in (box, above):
        if around is None or len(string_of(around)) > MAX_LINE:
            continue
        if not is_inside and _SIDE.search(string_of(around)):
            return False  # 热点公告 发布日期：… beside the article
        names = ("".join(string_of(link).split()) for link in around.iter("a"))
        if any(_is_article(name) for name in names):
            return False
    for pattern in (*_PRINTED, _EMPTY_PAIR, _BARE_PAIR, _PAIR):
        before = pattern.sub(" ", before)
    rest = before.strip(" |｜-—·>")
    words = "".join(_WORDS.findall(rest))
    if not words or read_title(rest) is not None:
        return True
    if is_inside or any(e.tag == "li" for e in (box, *box.iterancestors())):
        return False
    return len(words) <= MAX_SOURCE and not re.search("通知|公告|意见|方案|会议|办法|关于", words)


def _is_article(name: str) -> bool:
    """Does a link lead to another article, not to a step of the path or a button?"""
    is_title = len(name) >= MIN_TITLE or re.search("^关于|(?:通知|公告|意见|方案|办法|决定)$", name)
    return bool(is_title) and len(name) > 4 and "信息公开" not in name


def _holder(box: etree._Element) -> etree._Element | None:
    above = box.getparent()
    return above.getparent() if above is not None and box.tag in ("span", "td", "dd") else above


def _is_listed(candidate: _Candidate, candidates: list[_Candidate]) -> bool:
    """Several dates of one label side by side are those of a list."""
    return (
        len(
            {
                c.printed
                for c in candidates
                if c.list is candidate.list and c.rank == candidate.rank and c.list is not None
            }
        )
        > 1
    )
