"""How does TRS WCM (拓尔思) list its reports? Static pages index.html, index_1.html …

The number of pages stands in a script call that every template writes a little differently:

    createPageHTML(3, 0, "index", "html")                   pages, this page, name, extension
    createPageHTML(17, 0, "index", "shtml", "black2", 250)  … and the number of entries
    createPageHTML('paging', 25, 1, 'index', 'html', 500)   with a container: counted from 1
    var countPage = 5                                       older page.js
    Pager({size:20, current:0, prefix:'index', suffix:'html'})

Whether the second page is `_1` or `_2` cannot be seen on the first; it is found out by asking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from spiders.base import MAX_LIST_PAGES, ListState, PortalSpider, follow_next
from spiders.pages import Page

_CALL = re.compile(r"createPageHTML\(([^)]*)\)")
_PAGER = re.compile(r"\bPager\(\s*\{([^}]*)\}")
_COUNT = re.compile(r"\b(?:countPage|contenpage|totalPages?|pageCount|pages)\s*[=:]\s*[\"']?(\d+)")
_COMMENTS = re.compile(r"<!--.*?-->|/\*.*?\*/|(?<![:\"'])//[^\n]*", re.S)
_ARTICLE = re.compile(r"^t20\d{6}_\d+$")

# Angular-like list templates that fetch further pages by script (list2.trsapi).
_SCRIPTED = re.compile(r"listModel\(|trsapi")


@dataclass(frozen=True, slots=True)
class Pager:
    """pages: how many, the first one included. name, extension: of the following pages' files.
    first_base: the number that is asked for as page 2. total: entries, if the call says so."""

    pages: int
    name: str = "index"
    extension: str = "html"
    second: int = 1
    total: int | None = None

    def address(self, first: str, number: int) -> str:
        """The address of `<name>_<number>.<extension>` beside the list's first page."""
        return urljoin(first, f"{self.name}_{number}.{self.extension}")


def read_pager(source: str, url: str) -> Pager | None:
    """The pager that a list page declares, None if it has none.

    A page whose address has no extension takes the pager's own; a detail page's article pager
    is not a list's.
    """
    code = _COMMENTS.sub(" ", source)
    for call in _CALL.finditer(code):
        arguments = [part.strip().strip("\"'") for part in call.group(1).split(",")]
        quoted = call.group(1).lstrip()[:1] in ("'", '"')
        if quoted and not arguments[0].isdigit():
            arguments = arguments[1:]  # the container's id
        else:
            quoted = False
        if len(arguments) < 4 or not (arguments[0].isdigit() and arguments[1].isdigit()):
            continue
        if _ARTICLE.match(arguments[2]):
            continue
        total = next((int(a) for a in reversed(arguments[4:]) if a.isdigit()), None)
        # Counted from 1 only with a container and a current page of 1 on the first page.
        second = 2 if quoted and arguments[1] == "1" else 1
        return Pager(int(arguments[0]), arguments[2], arguments[3], second, total)
    name, _, extension = urlsplit(url).path.rpartition("/")[2].rpartition(".")
    name, extension = (name or "index"), (extension or "html")
    if found := _PAGER.search(code):
        values = dict(re.findall(r"(\w+)\s*:\s*[\"']?([\w.-]+)", found.group(1)))
        if values.get("size", "").isdigit():
            return Pager(
                int(values["size"]), values.get("prefix", name), values.get("suffix", extension)
            )
    if found := _COUNT.search(code):
        return Pager(int(found.group(1)), name, extension)
    return None


class TrsSpider(PortalSpider):
    """TRS WCM lists."""

    name = family = "trs"
    detail_path: ClassVar[re.Pattern[str] | None] = re.compile(
        r"/(t20\d{6}_\d+\.s?html?|[PW]020\d{12,}\.\w+)$"
    )

    @classmethod
    async def read_list(cls, spider: PortalSpider, page: Page, state: ListState) -> None:
        first = cls.entries(page)
        state.take(first)
        pager = read_pager(page.text, page.url)
        if pager is None:
            await follow_next(spider, page, state)
            if state.stop_reason == "end_reached" and _SCRIPTED.search(page.text):
                state.stop("error", f"{page.url} 的后续页由脚本取得，只读了静态的第一页")
            return None
        state.total = pager.total
        numbers = list(range(pager.second, pager.second + pager.pages - 1))
        probing = True
        while numbers:
            number = numbers.pop(0)
            if number - pager.second + 2 > MAX_LIST_PAGES:
                return state.stop("page_limit", f"超过 {MAX_LIST_PAGES} 页")
            url = pager.address(page.url, number)
            answer = await spider.ask(url, "list", found_on=page.url)
            missing = answer.outcome in ("not_found", "gone", "soft_404")
            entries = cls.entries(answer.page) if answer.is_page and answer.page else []
            is_first = bool(entries) and [e.key for e in entries] == [e.key for e in first]
            if probing and (missing or is_first):
                # Page 2 has the other number: `_1` was the first page again or nothing.
                probing = False
                other = 2 if pager.second == 1 else 1
                numbers = list(range(other, other + pager.pages - 1))
                if is_first or numbers[0] != number:
                    continue
            probing = False
            if not answer.is_page:
                return state.stop_for(answer, url)
            if not entries:
                return state.stop("error", f"列表页 {url} 没有条目，不当作列表的末尾")
            if not state.take(entries):
                return state.stop("duplicate_page", f"列表页 {url} 与前面的页相同")
        return state.end()
