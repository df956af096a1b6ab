"""Where on a portal are the annual reports? The column by the words of links and mandated metas.

The way goes home → 政府信息公开 → 年报 column → branches (years, groups of organs) → lists. No
address is known beforehand; what counts as which word stands in columns.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from parsers.titles import Title, read_title
from spiders.pages import Link, Page

_TABLE = Path(__file__).with_name("columns.toml")
# File names of articles in the families seen: t20240123_1.html, art_1_2.html, doc_<hex>.html …
_ARTICLE = re.compile(
    r"/(t20\d{6}_|art_|post_|doc_|content_|P020)[\w.]+$|/[0-9a-f]{24,32}\.s?html?$"
)
_FOLDER = re.compile(r"/$|/(index|list)\w*\.s?html?$|/col/col\d+")
_SPACE = re.compile(r"[\s\u3000>»›·•\[\]【】|]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled patterns of columns.toml."""

    column: re.Pattern[str]
    column_name: re.Pattern[str]
    weak_column: re.Pattern[str]
    navigation: tuple[re.Pattern[str], ...]
    sisters: re.Pattern[str]
    decoys: re.Pattern[str]
    year: re.Pattern[str]
    group: re.Pattern[str]
    organ: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Words:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    navigation = tuple(re.compile(pattern) for pattern in table.pop("navigation"))
    return Words(navigation=navigation, **{key: re.compile(v) for key, v in table.items()})


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


def declared(page: Page) -> bool | None:
    """What the page's ColumnType and ColumnName say: True the 年报 column, False another
    column's name that looks alike, None nothing of use."""
    names = [_bare(page.metas.get(key, "")) for key in ("columntype", "columnname")]
    names = [name for name in names if name]
    if any(words().column_name.search(name) for name in names):
        return True
    if any(words().decoys.search(name) for name in names):
        return False
    return None


def column_links(page: Page) -> list[Link]:
    """Links to the 年报 column on this page, the surest first, each address once.

    A report's own title is no column, and neither are the look-alikes.
    """
    sure: dict[str, Link] = {}
    weak: dict[str, Link] = {}
    sisters: set[str] = set()
    for link in page.links:
        name = _bare(link.title)
        if not name or link.url == page.url:
            continue
        if words().sisters.match(name):
            sisters.add(name)
        if words().column.match(name):
            sure.setdefault(link.url, link)
        elif words().weak_column.match(name) and not words().decoys.search(name):
            weak.setdefault(link.url, link)
    if sure:
        return list(sure.values())
    return list(weak.values()) if len(sisters) >= 2 or declared(page) else []


def lost_column_links(page: Page) -> list[Link]:
    """Links called like the 年报 column whose address leads nowhere (javascript: and such)."""
    return [
        link
        for link in page.anchors
        if link.refusal is not None and words().column.match(_bare(link.title))
    ]


def navigation_links(page: Page) -> list[Link]:
    """Links to pages on which the column may hang, the likeliest first, each address once."""
    ranked: dict[str, tuple[int, Link]] = {}
    for link in page.links:
        name = _bare(link.title)
        if link.url == page.url:
            continue
        for rank, pattern in enumerate(words().navigation):
            if pattern.match(name) and not words().decoys.search(name):
                if link.url not in ranked or ranked[link.url][0] > rank:
                    ranked[link.url] = (rank, link)
                break
    return [link for _, link in sorted(ranked.values(), key=lambda pair: pair[0])]


def branch_links(page: Page) -> Iterator[tuple[Link, int | None]]:
    """(link, year or None) of the branches of a column page: years and groups of organs.

    A branch lies under the column's own folder, or names a year: 部门 and 乡镇 elsewhere on the
    page are the portal's navigation.
    """
    folder = urlsplit(page.url).path.rsplit("/", 1)[0] + "/"
    host = urlsplit(page.url).hostname
    seen = {page.url}
    for link in page.links:
        parts = urlsplit(link.url)
        if link.url in seen or read_title_of(link) is not None:
            continue
        if link.date or _ARTICLE.search(parts.path):
            continue  # an entry, however short its title
        name = _bare(link.title)
        below = parts.hostname == host and parts.path.startswith(folder) and parts.path != folder
        found = words().year.match(name)
        if found and (below or declared(page)):
            seen.add(link.url)
            yield link, int(found.group(2))
        elif below and words().group.match(name):
            seen.add(link.url)
            yield link, None


def stands_for_report(link: Link) -> bool:
    """May this entry of a 年报 column be a report though its words are no report's title? A bare
    year, a bare organ, or a title that the list cut off."""
    name = _bare(link.title)
    return link.is_truncated or bool(words().year.match(name) or words().organ.match(name))


def read_title_of(link: Link, site_name: str | None = None) -> Title | None:
    """`parsers.titles.read_title` of the link's words. A bare year (2023年度报告) may be a branch
    as well as a report: it is a report only if its address is no folder."""
    title = read_title(link.title, site_name)
    if title is None or title.organ is not None or link.refusal is not None:
        return title
    return None if _FOLDER.search(urlsplit(link.url).path) else title
