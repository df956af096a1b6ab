"""Which lines above the text are the report's title?

A title stands on one line or is broken over two to four, also inside the organ's name; above it may
stand the site's name, a menu's words or a list of other reports. The page's own title and the
signature decide between readings; without them a line above belongs to the name only where what
stands below is no name by itself: 办公室, 人民政府, 理局.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from parsers import divisions
from parsers.documents import Document
from parsers.labels import compact
from parsers.titles import Title, is_signer, read_title

_NAME = re.compile(r"[\d\u4e00-\u9fff（）()·、]{2,40}")
HEAD = 15
"""The title is looked for in so many of the first, and of the last, lines above section 1."""
MAX_LINE = 120
"""Characters of lines above the text that may be a title."""
LIST = 3
"""So many organs' titles above the text are a list of other reports, and the last the title."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The title as printed, what it says, and where it stood."""

    printed: str
    title: Title
    source: str
    lines: frozenset[int]
    others: tuple[str, ...] = ()
    """Titles of other organs' reports that stand above the text too."""


def find_headline(
    document: Document,
    lines: list[str | None],
    end: int,
    signer: str | None,
) -> Headline | None:
    """The title printed above the first section, over one to four lines, else the page's own.

    One that the page's own title repeats wins, then one whose organ signs the report, then the
    first that names an organ; a title without one is kept if no other has it. end: the index of the
    first heading; signer: the organ that signs.
    """
    head = [(i, line) for i, line in enumerate(lines[:end]) if line is not None]
    head = head[:HEAD] + head[max(HEAD, len(head) - HEAD) :]
    site = document.metadata.get("SiteName")
    outside = [
        Headline(compact_title(printed), title, source, frozenset())
        for printed, source in (
            (document.metadata.get("ArticleTitle"), "ArticleTitle 标签"),
            (document.title, "页面标题"),
        )
        if printed and (title := read_title(printed, site))
    ]
    candidates = _candidates(head, site)
    candidates = [c for c in candidates if not _is_cut(c, candidates)]
    chosen = _choose(candidates, outside, signer, site)
    if chosen is None or chosen.title.organ is None:
        return chosen
    organ = chosen.title.organ
    others = (
        c.printed
        for c in candidates
        if c.title.organ and not c.lines & chosen.lines and not are_one_organ(c.title.organ, organ)
    )
    return replace(chosen, others=tuple(dict.fromkeys(others)))


def _choose(
    candidates: list[Headline], outside: list[Headline], signer: str | None, site: str | None
) -> Headline | None:
    named = [c for c in candidates if c.title.organ]
    agreeing = [c for c in named if any(c.title == o.title for o in outside)]
    signing = [
        c
        for c in named
        if compact(c.title.organ or "") == compact(signer or "")
        and c.title.year
        and not c.printed.endswith(signer or "")
    ]
    if agreeing:
        # The page's own title may have lost the name's beginning: 管理局2023年….
        tail = agreeing[0].title.organ or ""
        longer = [c for c in signing if (c.title.organ or "").endswith(tail)]
        return next((c for c in signing if c in agreeing), (longer or agreeing)[0])
    years = {o.title.year for o in outside if o.title.year}
    if signing and (not years or any(c.title.year in years for c in signing)):
        return next((c for c in signing if c.title.year in years), signing[-1])
    if alike := [c for c in candidates if any(c.title == o.title for o in outside)]:
        return _with_name_above(alike[0], named, signer, site)
    candidates = [c for c in candidates if not _swallows(c, candidates, site)]
    candidates = [c for c in candidates if not _is_rest(c, candidates)]
    named = [c for c in candidates if c.title.organ]
    if len({c.title.year for c in named}) > 1:  # above it a list of other years' reports
        named = [c for c in named if any(c.title.year == o.title.year for o in outside)] or named[
            -1:
        ]
    if len({c.title.organ for c in named}) >= LIST:  # above it a list of other organs' reports
        named = named[-1:]
    with_organ = named + [c for c in outside if c.title.organ]
    return next(iter(with_organ or candidates or outside), None)


def _with_name_above(
    title: Headline, named: list[Headline], signer: str | None, site: str | None
) -> Headline:
    """A title without an organ, as the page's own is, with the organ's name in the line above;
    not if another signs, or the line is the site's name."""
    if title.title.organ is not None:
        return title
    for wider in named:
        organ = compact(wider.title.organ or "")
        if (
            wider.lines > title.lines
            and wider.title.year == title.title.year
            and organ != compact(site or "")
            and (signer is None or are_alike(signer, organ))
        ):
            return wider
    return title


def _candidates(head: list[tuple[int, str]], site: str | None) -> list[Headline]:
    """All titles that one to four lines, one under the other, make."""
    candidates: list[Headline] = []
    for start in range(len(head)):
        for count in (1, 2, 3, 4):
            part = head[start : start + count]
            if len(part) < count or sum(len(line) for _, line in part) > MAX_LINE:
                break
            # Only a bare name or a piece of the title may stand above its last line:
            # 晋城市…局 / 2023年…报告, 晋城市…局2023年度 / 政府信息公开 / 工作年度报告.
            above = compact(part[-2][1]) if count > 1 else ""
            if above and not (
                _NAME.fullmatch(above)
                or _TITLE_PIECE.fullmatch(above)
                or read_title(above) is not None
            ):
                break
            title = read_title("".join(line for _, line in part), site)
            if title is not None:
                printed = compact_title("".join(line for _, line in part))
                candidates.append(
                    Headline(printed, title, "正文标题", frozenset(i for i, _ in part))
                )
                if title.organ and title.year and printed.endswith(("报告", "年报")):
                    break  # whole; what follows is none of it
    return candidates


def _beginnings(word: str) -> str:
    """政府, 政府信, …: the part of a word before a line's end."""
    return "|".join(word[:length] for length in range(len(word), 0, -1))


_TITLE_PIECE = re.compile(
    r"(?:[^，。；：、]{2,24}?)?20\d\d(?:年度?)?"
    rf"(?:{_beginnings('政府信息公开工作年度报')}|{_beginnings('政务信息公开工作年度报')}"
    rf"|{_beginnings('信息公开工作年度报')})?"
    r"|20\d\d年度?[\u4e00-\u9fff（）()]{2,24}"
    r"|政府信息公开(?:工作)?|(?:[\u4e00-\u9fff]{2,24})?政府信息公开工作"
)


def _is_cut(candidate: Headline, candidates: list[Headline]) -> bool:
    """…2024年度政府信息公开, with 工作年度报告 on the next line."""
    return not candidate.printed.endswith(("报告", "年报")) and any(
        other.lines > candidate.lines
        and other.title == candidate.title
        and other.printed.startswith(candidate.printed)
        and other.printed.endswith(("报告", "年报"))
        for other in candidates
    )


def _swallows(candidate: Headline, candidates: list[Headline], site: str | None) -> bool:
    """A title over several lines whose last lines are whole titles by themselves: the line above is
    the site's name or a menu's, unless the organ's own name begins there."""
    for other in candidates:
        if other.lines < candidate.lines and other.title.organ and other.title.year is not None:
            above = candidate.printed.removesuffix(other.printed)
            if other.printed.startswith(("（", "(")):  # 云岭县住建局 / （云岭县人防办）2023年…
                return False
            return above == site or not _begins_name(above, other.title.organ)
    return False


def _is_rest(candidate: Headline, candidates: list[Headline]) -> bool:
    """The last lines of a title that begins above: 办公室2023年… under 云岭县人民政府."""
    return any(
        candidate.lines < other.lines
        and candidate.title.organ
        and other.title.organ
        and other.title.organ != candidate.title.organ
        and other.title.organ.endswith(candidate.title.organ)
        and other.title.year == (candidate.title.year or other.title.year)
        for other in candidates
    )


@cache
def _broken() -> dict[str, re.Pattern[str]]:
    """The words of titles.toml [broken], compiled."""
    text = resources.files("parsers").joinpath("titles.toml").read_text("utf-8")
    words: dict[str, list[str]] = tomllib.loads(text)["broken"]
    return {name: re.compile(f"(?:{'|'.join(found)})") for name, found in words.items()}


def _begins_name(above: str, organ: str) -> bool:
    """Is the line above part of the organ's name, not the site's name or a menu's word?"""
    words = _broken()
    whole, is_body = above + organ, is_signer(above)
    if organ in above or organ.startswith(above) or (words["menu"].search(above) and not is_body):
        return False
    if _has_end_behind(whole, above, organ):
        return True
    if words["never_first"].match(organ) or words["places"].fullmatch(above):
        return True
    has_place = bool(divisions.leading_ends(organ)) or bool(words["in_place"].match(organ))
    if is_body and words["national"].fullmatch(above):
        return has_place or not above.startswith("中共") or bool(words["party"].fullmatch(organ))
    if has_place:
        return False
    if words["never_alone"].fullmatch(organ):
        return True
    if not is_body:  # 云岭县市场监督管 | 理局: the line ends inside the name
        return bool(words["in_place"].match(above)) or divisions.begins_short(above)
    if words["committees"].fullmatch(above) and words["party"].fullmatch(organ):
        return True
    return bool(words["bodies"].fullmatch(above) and words["dependent"].fullmatch(organ)) and not (
        above.endswith("政府") and not words["office"].fullmatch(organ)
    )


def _has_end_behind(whole: str, above: str, organ: str) -> bool:
    """Does a place's or a well-known body's name begin above and end below: 通辽 | 市…?"""
    known = any(
        whole.startswith(name) and len(above) < len(name) and not organ.startswith(name)
        for name in KNOWN
    )
    return known or any(end > len(above) for end in divisions.leading_ends(whole))


KNOWN = (
    "中华人民共和国",
    "国家税务总局",
    "国家统计局",
    "中国人民银行",
    "新疆生产建设兵团",
    "国家发展和改革委员会",
)
"""Bodies with which the names of others begin."""


def compact_title(text: str) -> str:
    """The title as printed without white space (glyphs are often spaced apart, lines broken)."""
    return re.sub(r"\s+", "", text)


def are_alike(one: str, other: str) -> bool:
    """Do the names differ only by what people leave out: 县市监局, 云岭县市场监督管理局?"""
    short, long = sorted((compact(one), compact(other)), key=len)
    rest = iter(long)
    return all(character in rest for character in short)


def are_one_organ(one: str, other: str) -> bool:
    """The same of names that must not be mixed up: 云岭县 and its 云岭县水务局 are two organs,
    云岭县 and 云岭县人民政府 one, and so is its office that signs for it."""
    one, other = _plain(one), _plain(other)
    return one == other or (one[-1:] == other[-1:] and are_alike(one, other))


def _plain(organ: str) -> str:
    """Without what names of one organ have or leave out at their end."""
    organ = _IN_BRACKETS.sub("", compact(organ))
    organ = _OFFICE.sub("", organ)
    if short := _SHORT_END.search(organ):
        organ = organ[: short.start()] + short[0][0]
    return organ


_IN_BRACKETS = re.compile(r"(?<=.)\([^()]*\)$")
_OFFICE = re.compile(
    "(?<=.)(?:(?:人民)?政府(?:办公[室厅]|办)?|行政公署|(?<=街道)办(?:事处)?|管理委员会|管委会)$"
)
_SHORT_END = re.compile("(?:办公[室厅]|委员会)$")
