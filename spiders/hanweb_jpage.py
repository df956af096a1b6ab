"""How does Hanweb JCMS (大汉版通) list its reports? XML records in the page, then a data call.

    <div id="UNIT"><script type="text/xml"><datastore><nextgroup>…</nextgroup>
        <recordset><record><![CDATA[<li><a …>]]></record> … one block = groupSize × perPage records
    $('#UNIT').jpage({totalRecord:128, groupSize:3, perPage:15, proxyUrl:'…', ajaxParam:param_UNIT})

The HTML list looks empty; the records are in CDATA. The next block comes from the address in
`nextgroup` (GET), or from proxyUrl (POST) by record numbers, which some portals ignore, or by
page number. Each way is trusted only as long as it brings something new.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode

from spiders.base import MAX_LIST_PAGES, Answer, ListState, PortalSpider, follow_next
from spiders.column import read_title_of
from spiders.pages import Link, Page

_STORE = re.compile(r"<datastore>(.*?)</datastore>", re.S | re.I)
_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.S | re.I)
_NEXT = re.compile(r"<nextgroup>.*?href\s*=\s*[\"']([^\"']+)[\"']", re.S | re.I)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>", re.I)
_CALL = re.compile(r"\$\(\s*[\"']#([\w-]+)[\"']\s*\)\s*\.jpage\(\s*\{(.*?)\}\s*\)", re.S)
_PAIR = re.compile(r"(\w+)\s*:\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.+-]+))")


@dataclass(frozen=True)
class Block:
    """One answer's records. next_url: the GET address of the next block as printed, or None."""

    records: tuple[Link, ...]
    next_url: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class Unit:
    """One list of a page: its first block, and what the data call needs. size: records a block
    holds; parameters: the call's form."""

    first: Block
    size: int = 45
    per_page: int = 15
    total: int | None = None
    proxy: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)


def _values(source: str) -> dict[str, str]:
    return {key: a or b or c for key, a, b, c in _PAIR.findall(source)}


def read_block(store: str, page_url: str) -> Block:
    """The records of a datastore (its inner text). Raises nothing: damaged records hold no link."""
    records = []
    for record in _RECORD.findall(store):
        markup = record if "<" in record else entities.unescape(record)
        fragment = Page(page_url, f"<html><body>{markup}</body></html>".encode())
        named = [link for link in fragment.anchors if link.title]
        if named:
            # A record whose only link leads nowhere is an entry all the same.
            records.append(next((link for link in named if link.refusal is None), named[0]))
    following = _NEXT.search(store)
    total = _TOTAL.search(store)
    return Block(
        tuple(records),
        entities.unescape(following.group(1)) if following else None,
        int(total.group(1)) if total else None,
    )


def read_units(page: Page) -> list[Unit]:
    """The lists of a column page, each datastore with its jpage call.

    They are paired by the id of the element around the datastore, else by the unitid in
    nextgroup, else by their order: templates disagree on which of them is right.
    """
    text = page.text
    calls = [(match.group(1), _values(match.group(2))) for match in _CALL.finditer(text)]
    units = []
    for position, store in enumerate(_STORE.finditer(text)):
        block = read_block(store.group(1), page.url)
        before = re.findall(
            r"id\s*=\s*[\"']?([\w-]+)", text[max(0, store.start() - 300) : store.start()]
        )
        unit = re.search(r"unitid=([\w-]+)", block.next_url or "")
        names = [*before[-1:], *([unit.group(1)] if unit else [])]
        options = next((o for name in names for call, o in calls if call == name), None)
        if options is None:
            options = calls[position][1] if position < len(calls) else {}
        per_page = int(options.get("perPage") or 15)
        variable = options.get("ajaxParam", "")
        found = (
            re.search(rf"\b{re.escape(variable)}\s*=\s*\{{(.*?)\}}", text, re.S)
            if variable
            else None
        )
        total = options.get("totalRecord", "")
        units.append(
            Unit(
                first=block,
                size=per_page * int(options.get("groupSize") or 3),
                per_page=per_page,
                total=int(total) if total.isdigit() else block.total,
                proxy=options.get("proxyUrl"),
                parameters=_values(found.group(1)) if found else {},
            )
        )
    return units


def list_units(page: Page) -> list[Unit]:
    """The units that are lists of reports; if none names a report, the largest."""
    units = read_units(page)
    named = [unit for unit in units if any(read_title_of(link) for link in unit.first.records)]
    return named or sorted(units, key=lambda unit: -(unit.total or 0))[:1]


class HanwebJpageSpider(PortalSpider):
    """Hanweb jpage lists."""

    name = family = "hanweb_jpage"
    detail_path: ClassVar[re.Pattern[str] | None] = re.compile(
        r"/art/20\d\d/(\d{1,2}/\d{1,2}/art_\d+_\d+|art_[0-9a-f]{32})\.html$|/art/\d{4,}/"
    )

    @classmethod
    def entries(cls, page: Page) -> list[Link]:
        """Records of the list units; the page's own links where it has no datastore."""
        units = list_units(page)
        if not units:
            return super().entries(page)
        return [link for unit in units for link in unit.first.records]

    @classmethod
    async def read_list(cls, spider: PortalSpider, page: Page, state: ListState) -> None:
        units = list_units(page)
        if not units:
            state.take(super().entries(page))
            return await follow_next(spider, page, state)
        for unit in units:
            await _read_unit(spider, page, unit, state)
            if state.stop_reason not in (None, "end_reached"):
                return None
        return None


async def _read_unit(spider: PortalSpider, page: Page, unit: Unit, state: ListState) -> None:
    """One unit into `state`; sets the stop reason. Its own total is added to the list's."""
    state.take(unit.first.records)
    rows = len(unit.first.records)
    total = unit.total
    if total is not None:
        state.total = (state.total or 0) + total
    block = unit.first
    ways = ["nextgroup", "startrecord", "page"]
    for number in range(2, MAX_LIST_PAGES + 1):
        if total is not None and rows >= total:
            return state.end()
        trouble: tuple[str, str] | None = None
        brought = 0
        while ways and not brought:
            asked = list(_calls(page, unit, block, ways[0], rows, number))
            if not asked:
                ways.pop(0)
                continue
            url, form = asked[0]
            answer = await spider.ask(url, "list", found_on=page.url, form=form)
            found = _block_of(answer, page.url)
            if found is None or not found.records:
                trouble = ("", answer.message or f"{url} 没有记录")
                if answer.outcome.startswith("blocked") or answer.outcome == "robots":
                    return state.stop_for(answer, url)
            else:
                brought = state.take(found.records)
                if brought:
                    rows += len(found.records)
                    block = found
                    continue
                state.rows -= len(found.records)  # the same block again counts once
                trouble = ("duplicate_page", f"{url} 没有新条目")
            ways.pop(0)
        if not brought:
            if trouble is None and total is None:
                return state.end()
            reason, message = trouble or ("error", "没有下一组的地址")
            short = f"，列表自称 {total} 条，收到 {rows} 条" if total is not None else ""
            return state.stop(reason or "error", message + short)
    return state.stop("page_limit", f"超过 {MAX_LIST_PAGES} 组")


def _calls(
    page: Page, unit: Unit, block: Block, way: str, rows: int, number: int
) -> Iterator[tuple[str, dict[str, str] | None]]:
    """Address and form of the next block by one way; nothing if the page lacks what it needs."""
    if way == "nextgroup":
        if block.next_url and (url := page.join(block.next_url)):
            yield url, None
        return
    proxy = page.join(unit.proxy) if unit.proxy else None
    if proxy is None:
        return
    joint = "&" if "?" in proxy else "?"
    if way == "startrecord":
        window = {"startrecord": rows + 1, "endrecord": rows + unit.size, "perpage": unit.per_page}
        yield proxy + joint + urlencode(window), dict(unit.parameters)
    else:
        yield proxy, {**unit.parameters, "page": str(number - 1)}


def _block_of(answer: Answer, page_url: str) -> Block | None:
    if not answer.ok or answer.page is None:
        return None
    store = _STORE.search(answer.page.text)
    return read_block(store.group(1) if store else answer.page.text, page_url)
