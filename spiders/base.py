"""How is a portal's annual-report column crawled, whatever its CMS? From the home page on.

`PortalSpider` walks home → column → branches → lists → reports → attachments, one request at a
time, and ends every portal with an outcome and a sentence. What differs between CMS families is
how a list is read and paged: a family is a module with one subclass that says so in `lists`.
Every answer is kept by the downloader middleware before it comes here.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib
import logging
import os
import pkgutil
import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from filelock import FileLock, Timeout
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import FormRequest, Request

import spiders
from crawler.addresses import judge
from crawler.captures import CaptureDamaged, read_capture, utc_stamp
from crawler.middlewares import Seen
from crawler.portals import Portal, PortalError, load_portals
from crawler.responses import PAGE_TYPES, outcome_words
from crawler.runs import (
    Fetch,
    Known,
    Run,
    RunWriter,
    captured,
    handed_over,
    learned,
    list_runs,
    open_run,
)
from crawler.settings import user_agent
from parsers.documents.media_types import sniff
from parsers.titles import read_title
from spiders.column import (
    branch_links,
    column_links,
    declared,
    lost_column_links,
    navigation_links,
    read_title_of,
    stands_for_report,
)
from spiders.detect import detect
from spiders.pages import Link, Page, attachment_extension

log = logging.getLogger(__name__)

MAX_SHELLS = 3  # hops of meta refresh, location.replace and frames before a page counts as lost
MAX_NAVIGATION = 8  # pages looked at on the way to the column
MAX_COLUMNS = 12  # column pages taken up from links; a city lists its counties' columns too
MAX_BRANCHES = 300  # years × groups of organs under one column
MAX_BRANCH_DEPTH = 3
MAX_LIST_PAGES = 200
MAX_REPORTS_FOR_COLUMN = 3  # reports on the home page whose breadcrumb is looked at
MAX_ATTACHMENTS = 30  # of one report
FRAME_TEXT = 200  # characters below which a page with a frame is only the frame's frame

DEFAULT_FRESH_DAYS = 30
EVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # before any run


class CrawlRefused(Exception):
    """The crawl must not begin; the message is a sentence for the person who asked."""


def _only_the_sentence(record: logging.LogRecord) -> bool:
    """A logging filter: a refused crawl is told in its sentence, without the traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, (CrawlRefused, PortalError)):
        record.msg, record.args, record.exc_info, record.exc_text = str(error), (), None, None
    return True


def need_contact(portals: Iterable[Portal], contact: str | None) -> None:
    """Raises CrawlRefused unless a contact is set or every portal is on this machine."""
    foreign = [portal.home_url for portal in portals if not portal.is_loopback]
    if foreign and not contact:
        raise CrawlRefused(
            f"抓取 {foreign[0]} 之前请设置环境变量 NIANBAO_CONTACT（邮箱或网址），"
            "网站管理员要能找到抓取的人"
        )


@dataclass(frozen=True)
class Answer:
    """What came of one request. page is given when bytes came, whatever they are."""

    outcome: str
    message: str | None = None
    page: Page | None = None
    line: Fetch | None = None
    target: str | None = None

    @property
    def ok(self) -> bool:
        return self.outcome == "ok"

    @property
    def told(self) -> str:
        """The sentence on what came."""
        return self.message or outcome_words(self.outcome)

    @property
    def is_page(self) -> bool:
        return (
            self.ok
            and self.page is not None
            and self.line is not None
            and self.line.media_type in PAGE_TYPES
        )


@dataclass
class ListState:
    """What one list has yielded so far.

    rows: entries met, repeated ones too, as the site's own total counts them. links: each
    entry once by its `key`, in order, also those whose address leads nowhere. stop_reason:
    end_reached · page_limit · duplicate_page · blocked · error; only the first means that the
    list was read whole.
    """

    url: str
    links: dict[str, Link] = field(default_factory=dict)
    rows: int = 0
    total: int | None = None
    stop_reason: str | None = None
    message: str | None = None

    def take(self, entries: Sequence[Link]) -> int:
        """Add one page's entries; returns how many addresses are new."""
        self.rows += len(entries)
        before = len(self.links)
        for link in entries:
            self.links.setdefault(link.key, link)
        return len(self.links) - before

    def stop(self, reason: str, message: str | None = None) -> None:
        self.stop_reason, self.message = reason, message

    def stop_for(self, answer: Answer, url: str) -> None:
        """Stop because a page of the list did not come."""
        reason = "blocked" if answer.outcome.startswith("blocked") else "error"
        self.stop(reason, f"列表页 {url}：{answer.told}")

    def end(self) -> None:
        """The list has no more pages: end_reached, unless the site counts more than came."""
        if self.total is not None and self.rows < self.total:
            self.stop("error", f"列表自称 {self.total} 条，只收到 {self.rows} 条")
        else:
            self.stop("end_reached")


class PortalSpider(Spider):
    """The crawl of one portal. Families subclass it; run as itself it takes any family.

    Arguments (all as `-a` too): portal a registry id or Portal · data the data folder · years
    a collection of report years or `2021-2025`, None for all · fresh_days days a capture stays
    fresh · dry_run read lists, fetch no reports. run, known, given and columns come from
    jobs.py: the run to write into, `captured(runs, EVER)`, addresses other shards handed over,
    and the columns that this portal's last crawl found.
    """

    family: ClassVar[str] = ""
    """Name of the CMS family; the same as the module's and the spider's name."""

    detail_path: ClassVar[re.Pattern[str] | None] = None
    """What the path of an entry's address looks like in this family's lists."""

    def __init__(
        self,
        portal: Portal | str = "",
        data: Path | str | None = None,
        years: Any = None,
        fresh_days: int | str = DEFAULT_FRESH_DAYS,
        dry_run: bool | str = False,
        run: RunWriter | None = None,
        known: dict[str, Known] | None = None,
        given: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name or self.family or "portal")
        self.data = Path(data or os.environ.get("NIANBAO_DATA") or "data")
        if not isinstance(portal, Portal):
            portals = load_portals(self.data)
            if portal not in portals:
                raise CrawlRefused(f"没有门户 {portal!r}；已知：{'、'.join(sorted(portals))}")
            portal = portals[portal]
        self.portal = portal
        self.years = parse_years(years) if isinstance(years, str) else years
        self.dry_run = dry_run in (True, "1", "true", "yes")
        self._owned: list[Any] = []
        self._run = run
        if not str(fresh_days).isdigit():
            raise CrawlRefused(f"fresh_days 应写成天数，如 30，而不是 {fresh_days!r}")
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=int(fresh_days))
        self.fresh_since = utc_stamp(since)
        if known is None or given is None or columns is None:
            runs = list_runs(self.data / "runs")
            known = captured(runs, EVER) if known is None else known
            given = (
                [
                    fetch.url
                    for fetch in handed_over(runs).values()
                    if judge(fetch.url, portal.home_url).action == "fetch"
                ]
                if given is None
                else given
            )
            if columns is None:
                columns = learned(runs).get(portal.id, {}).get("columns", ())
        self.known = known
        self.given = tuple(given)
        self.known_columns = tuple(columns)
        self.result = Result(portal)
        self._asked: set[str] = set()
        self._columns_asked: set[str] = set()
        self._site_name: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        settings = crawler.settings
        kwargs.setdefault("data", settings.get("NIANBAO_DATA"))
        # Under `scrapy crawl` a refusal ends in a task that asyncio reports with its traceback.
        asyncio_log = logging.getLogger("asyncio")
        asyncio_log.removeFilter(_only_the_sentence)
        asyncio_log.addFilter(_only_the_sentence)
        spider = cls(*args, **kwargs)
        need_contact([spider.portal], settings.get("NIANBAO_CONTACT"))
        if spider.portal.is_loopback:
            delay = settings.getfloat("LOOPBACK_DOWNLOAD_DELAY")
            settings.set("DOWNLOAD_DELAY", delay, priority="spider")
            settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")
        settings.set("USER_AGENT", user_agent(settings.get("NIANBAO_CONTACT")), priority="spider")
        spider._set_crawler(crawler)
        return spider

    # ── the run ─────────────────────────────────────────────────────────────────────────────

    @property
    def run(self) -> RunWriter:
        """The run that answers are kept in; opened on first use when none was given."""
        if self._run is None:
            self._run = open_run(self.data)
            self._owned.append(self._run.close)
        return self._run

    async def start(self) -> AsyncIterator[Any]:
        lock = None
        try:
            if self._run is None:  # jobs.py holds the shard's lock for its own runs
                lock = await lock_shard(self.data, self.portal.shard)
                if lock is None:
                    self.result.end("locked", locked_sentence(self.portal.shard))
                    return
            try:
                await self._crawl()
                self.result.conclude()
            except asyncio.CancelledError:
                self.result.end("interrupted", "抓取被中断，下次运行会接着抓")
                raise
            except Exception as error:
                # A fault of ours: it must end this portal with a reason and still be loud.
                self.result.end("error", f"程序错误 {type(error).__name__}: {error}")
                raise
        finally:
            if lock is not None:
                lock.release()
        return
        yield  # an async generator, as Scrapy wants; all requests are made inline

    def closed(self, reason: str) -> None:
        """Scrapy's last call: the portal's summary, and the run's if it is ours."""
        if self.result.outcome is None:
            self.result.end("interrupted", f"抓取提前结束（{reason}）")
        self.run.portals.append(self.result.summary())
        for close in self._owned:
            close()

    # ── asking ──────────────────────────────────────────────────────────────────────────────

    async def ask(
        self,
        url: str,
        kind: str,
        *,
        found_on: str | None = None,
        form: dict[str, str] | None = None,
        **about: Any,
    ) -> Answer:
        """One request, its redirects followed; `about` goes into its lines in fetches.jsonl."""
        described = {"kind": kind, "found_on": found_on, **about}
        headers = {"Referer": found_on} if found_on else {}
        # Shells are followed by us, cookie bounces lead back to the same address: Scrapy's
        # filter of seen addresses would drop both without a word.
        trail: list[Seen] = []
        options: dict[str, Any] = {"meta": {"fetch": described, "trail": trail}, "headers": headers}
        if form is not None:
            request: Request = FormRequest(url, formdata=form, dont_filter=True, **options)
        else:
            request = Request(url, dont_filter=True, **options)
        self.result.pages += kind in ("home", "navigation", "column", "list")
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest as error:
            return self._not_fetched(request, described, error)
        except Exception:
            if not trail or trail[-1].line.capture_id:
                raise  # not a failure to fetch: a fault of ours
            self.result.refused += trail[-1].verdict.outcome == "refused"
            return Answer(trail[-1].verdict.outcome, trail[-1].verdict.message)
        verdict, line = trail[-1].verdict, trail[-1].line
        self.result.bytes += line.bytes or 0
        content_type = response.headers.get("Content-Type", b"") or b""
        page = Page(response.url, response.body, content_type.decode("latin-1"))
        return Answer(verdict.outcome, verdict.message, page, line, verdict.target)

    def _not_fetched(
        self, request: Request, described: dict[str, Any], error: IgnoreRequest
    ) -> Answer:
        outcome = getattr(error, "outcome", None)
        if outcome is not None:
            self.result.handed_over += outcome == "handed_over"
            self.result.refused += outcome == "refused"
            return Answer(outcome, str(error))
        # Redirects that never end: the only other reason Scrapy ignores a request here.
        trail: list[Seen] = request.meta["trail"]
        outcome = next((seen.verdict.suspect for seen in trail if seen.verdict.suspect), "error")
        message = f"转址超过 {self.settings.getint('REDIRECT_MAX_TIMES')} 次，没有尽头"
        self.run.fetch(
            "fetch",
            request.url,
            portal=self.portal.id,
            outcome=outcome,
            message=message,
            **described,
        )
        return Answer(outcome, message)

    async def ask_page(self, url: str, kind: str, **about: Any) -> Answer:
        """Like `ask`, with shells that only lead on followed up to MAX_SHELLS hops."""
        answer = await self.ask(url, kind, **about)
        for _ in range(MAX_SHELLS):
            if answer.outcome != "redirect" or answer.target is None or answer.page is None:
                return answer
            answer = await self.ask(answer.target, kind, **{**about, "found_on": answer.page.url})
        if answer.outcome == "redirect":
            return Answer("error", f"{url} 转了 {MAX_SHELLS} 次仍是空壳页")
        return answer

    # ── the way to the column ───────────────────────────────────────────────────────────────

    async def _crawl(self) -> None:
        home = await self.ask_page(self.portal.home_url, "home")
        if not home.is_page or home.page is None:
            self.result.end(home.outcome, f"首页 {self.portal.home_url}：{home.told}")
            return
        self._site_name = home.page.metas.get("sitename")
        await self._find_columns(home.page)
        if not self.result.columns:
            await self._find_columns_by_reports(home.page)
        if not self.result.columns:
            await self._return_to_columns(home.page)
        for url in self.given:
            await self._take_report(Link(url, ""), found_on=None)
        await self._look_after_missing()
        if not self.result.columns:
            self.result.no_column()

    async def _find_columns(self, home: Page) -> None:
        """Read the columns that the home page links to; if it links to none that is one, those
        of the pages on which they may hang, breadth first."""
        queue: deque[Page] = deque([home])
        looked = {home.url, self.portal.home_url}
        asked = 0
        while queue:
            page = queue.popleft()
            await self._read_columns(page)
            if self.result.columns:
                return
            for link in navigation_links(page):
                if link.url in looked or asked >= MAX_NAVIGATION:
                    continue
                looked.add(link.url)
                asked += 1
                about = {"found_on": page.url, "title": link.title}
                answer = await self.ask_page(link.url, "navigation", **about)
                if answer.is_page and answer.page is not None:
                    looked.add(answer.page.url)
                    if column_links(answer.page):
                        queue.appendleft(answer.page)
                        break  # the likeliest page has it: the others are not asked
                    queue.append(answer.page)
                else:
                    self.result.stumble(answer, link.url, "navigation")

    async def _read_columns(self, page: Page) -> None:
        if declared(page):
            await self._read_column(page.url, found_on=page.url, depth=0)
        for link in column_links(page)[:MAX_COLUMNS]:
            await self._read_column(link.url, found_on=page.url, depth=0)
        for link in lost_column_links(page):
            self._refuse(link, "column", found_on=page.url)

    async def _find_columns_by_reports(self, home: Page) -> None:
        """Where the navigation says nothing, a report among the news names its column in the
        breadcrumb."""
        reports = [link for link in home.links if read_title_of(link, self._site_name)]
        for link in reports[:MAX_REPORTS_FOR_COLUMN]:
            answer = await self.ask_page(
                link.url, "navigation", found_on=home.url, title=link.title
            )
            if answer.outcome == "handed_over":
                self.result.stumble(answer, link.url, "navigation")
            if not answer.is_page or answer.page is None:
                continue
            # Not `declared`: an article bears its column's ColumnType without being the column.
            for crumb in column_links(answer.page):
                await self._read_column(crumb.url, found_on=answer.page.url, depth=0)
            if self.result.columns:
                return

    async def _return_to_columns(self, home: Page) -> None:
        """Where the way is lost, the columns of the last crawl are asked themselves. Only then:
        they may be the old ones that a new column has replaced."""
        for url in self.known_columns[:MAX_COLUMNS]:
            if self._is_ours(url):
                await self._read_column(url, found_on=home.url, depth=0)
        if self.result.columns:
            self.result.note("首页不再通向年报栏目，按上次抓取记下的栏目地址读取")

    # ── a column: branches and lists ────────────────────────────────────────────────────────

    async def _read_column(
        self, url: str, found_on: str, depth: int, year: int | None = None
    ) -> None:
        if url in self._columns_asked:
            return
        if len(self._columns_asked) >= MAX_BRANCHES:
            self.result.cut_short(f"年报栏目的分支超过 {MAX_BRANCHES} 个，{url} 起没有再读")
            return
        self._columns_asked.add(url)
        answer = await self.ask_page(url, "column", found_on=found_on)
        page = answer.page
        if not answer.is_page or page is None:
            self.result.stumble(answer, url, "column")
            return
        self._columns_asked.add(page.url)
        if declared(page) is False:
            self.result.note(f"{page.url} 的栏目是 {page.metas.get('columnname')}，不是年报栏目")
            return
        branches = list(branch_links(page)) if depth < MAX_BRANCH_DEPTH else []
        entries = self._entries(page, self.reader_of(page))
        if not entries and not branches and depth < MAX_SHELLS:
            inner = [frame for frame in page.frames if self._is_ours(frame)]
            for frame in inner:
                await self._read_column(frame, page.url, depth + 1, year)
            if inner:
                return
        if entries or not branches:
            await self._read_list(page, year)
        for link, branch_year in branches:
            if self._wanted(branch_year):
                await self._read_column(link.url, page.url, depth + 1, branch_year or year)

    def _is_ours(self, url: str) -> bool:
        return judge(url, self.portal.home_url).action == "fetch"

    def _wanted(self, year: int | None) -> bool:
        return year is None or self.years is None or year in self.years

    def reader_of(self, page: Page) -> type[PortalSpider] | None:
        """The spider class that reads this page's list: by its signs, this spider's own family
        or the registry's word where they are balanced. None: no module reads that family."""
        family = detect(page, self.family or self.portal.family)
        if family is None:
            return type(self) if self.family else None
        return families().get(family)

    def _entries(self, page: Page, reader: type[PortalSpider] | None) -> list[Link]:
        return (reader or PortalSpider).entries(page)

    async def _read_list(self, page: Page, year: int | None) -> None:
        family = detect(page, self.family or self.portal.family)
        reader = self.reader_of(page)
        self.result.columns.append(page.url)
        self.result.family = self.result.family or family or ""
        state = ListState(page.url)
        if reader is None:
            state.take(PortalSpider.entries(page))
            await follow_next(self, page, state)
            paged = bool(_PAGER_WORDS.search(page.text)) and next_link(page) is None
            if state.stop_reason == "end_reached" and (family or paged or not state.links):
                known = f"是 {family} 族，还没有读它的模块" if family else "看不出是哪一族"
                state.stop("error", f"{page.url} {known}，只读了页面上的链接")
        else:
            await reader.read_list(self, page, state)
        if state.stop_reason is None:
            state.end()
        self.result.lists.append(state)
        self.run.fetch(
            "list",
            page.url,
            portal=self.portal.id,
            kind="list",
            stop_reason=state.stop_reason,
            total=state.total,
            collected=state.rows,
            message=state.message,
        )
        inside = bool(declared(page)) or year is not None
        for link in state.links.values():
            await self._take_entry(link, page.url, year, inside)

    @classmethod
    def entries(cls, page: Page) -> list[Link]:
        """The entries of a list page: what looks like this family's articles or like a file,
        has a date beside it, or bears a report's title. Navigation is none of these.

        A link that leads nowhere is an entry by its title only: menus are full of such links."""
        found = []
        for link in page.anchors:
            if link.refusal is not None:
                if read_title_of(link) or (link.is_truncated and link.date):
                    found.append(link)
                continue
            path = urlsplit(link.url).path
            is_article = cls.detail_path is not None and cls.detail_path.search(path)
            if is_article or link.date or attachment_extension(link.url) or read_title_of(link):
                found.append(link)
        return found

    @classmethod
    async def read_list(cls, spider: PortalSpider, page: Page, state: ListState) -> None:
        """Read a whole list into `state`, its first page being `page`. Families override this."""
        state.take(cls.entries(page))
        await follow_next(spider, page, state)

    async def _look_after_missing(self) -> None:
        """Ask again for reports that a list named once and, read to its end, names no more: only
        the answer tells whether they were withdrawn."""
        ended = {state.url for state in self.result.lists if state.stop_reason == "end_reached"}
        named = {url for state in self.result.lists for url in state.links}
        missing = [
            url
            for url, known in self.known.items()
            if known.fetch.kind == "detail"
            and known.fetch.portal == self.portal.id
            and known.fetch.found_on in ended
            and url == known.fetch.url
            and url not in named
            and known.run.id != self.run.id
        ]
        for url in missing if not self.dry_run else ():
            if url not in self._asked:
                self._asked.add(url)
                title = self.known[url].fetch.title
                answer = await self.ask_page(url, "detail", title=title)
                if answer.outcome not in ("ok", "not_found", "gone", "soft_404"):
                    self.result.stumble(answer, url)

    # ── reports ─────────────────────────────────────────────────────────────────────────────

    async def _take_entry(self, link: Link, list_url: str, year: int | None, inside: bool) -> None:
        """Count one entry of a list and fetch it if it may be a report. inside: the list is the
        column's beyond doubt, so that bare organs and years are believed."""
        if link.key in self._asked:
            return
        self.result.listed += 1
        title = read_title_of(link, self._site_name)
        if title is None and not (stands_for_report(link) if inside else link.is_truncated):
            self.result.not_reports += 1
            return
        if not self._wanted((title.year if title else None) or year):
            self.result.other_years += 1
            return
        await self._take_report(link, list_url)

    def _refuse(self, link: Link, kind: str, found_on: str | None, **about: Any) -> None:
        """Record a link whose address leads nowhere: no request can do it."""
        if link.key in self._asked:
            return
        self._asked.add(link.key)
        self.result.refused += 1
        self.result.stumble(Answer("refused", link.refusal), f"“{link.title}”", kind)
        self.run.fetch(
            "fetch",
            link.url,
            portal=self.portal.id,
            kind=kind,
            outcome="refused",
            message=link.refusal,
            found_on=found_on,
            title=link.title or None,
            listed_on=link.date,
            **about,
        )

    async def _take_report(self, link: Link, found_on: str | None) -> None:
        if link.refusal is not None:
            self._refuse(link, "detail", found_on)
            return
        if link.url in self._asked:
            return
        self._asked.add(link.url)
        about = {"found_on": found_on, "title": link.title or None, "listed_on": link.date}
        if self.dry_run:
            self.result.details += 1
            return
        known = self._fresh(link.url)
        if known is not None:
            page = self._kept(known)
            if page is not None:
                self.result.fresh_details += 1
                self._note_fresh(known, "detail", link.url, **about)
                await self._take_attachments(page)
                return
        answer = await self.ask_page(link.url, "detail", **about)
        if not answer.ok or answer.page is None:
            self.result.stumble(answer, link.url)
            return
        self._remember(answer, link.url)
        if link.is_truncated and read_title_of(link) is None and self._is_other(answer.page):
            self.result.not_reports += 1  # only its own page said so
            return
        self.result.details += 1
        if answer.is_page:
            await self._take_attachments(answer.page)

    def _fresh(self, url: str) -> Known | None:
        known = self.known.get(url)
        return known if known is not None and known.fetch.fetched_at >= self.fresh_since else None

    def _is_other(self, page: Page) -> bool:
        """Does the page's own title say that it is no report?"""
        title = page.metas.get("articletitle") or page.title
        return bool(title) and read_title(title, self._site_name) is None

    def _remember(self, answer: Answer, url: str) -> None:
        """Portals of one shard list each other's reports: once in a run is enough."""
        if answer.line is not None and answer.page is not None:
            known = Known(Run(self.run.id, self.run.path), answer.line)
            self.known[url] = self.known[answer.page.url] = known

    def _kept(self, known: Known) -> Page | None:
        """A page of an earlier run, for the links on it; None if it cannot be read back."""
        try:
            capture = read_capture(known.run.warc(known.fetch), known.fetch.offset or 0)
        except (CaptureDamaged, OSError, ValueError) as error:
            log.warning("%s 的存档读不出来，重新抓取：%s", known.fetch.url, error)
            return None
        return Page(capture.url, capture.body, capture.headers.get("content-type", ""))

    def _note_fresh(self, known: Known, kind: str, url: str, **about: Any) -> None:
        self.result.fresh += 1
        self.run.fetch(
            "fresh",
            url,
            portal=self.portal.id,
            kind=kind,
            capture_id=known.fetch.capture_id,
            message=f"{known.fetch.fetched_at} 已抓取（{known.run.id}）",
            **about,
        )

    async def _take_attachments(self, page: Page) -> None:
        """The files that a report's page offers, and the page inside one that is a mere frame."""
        if sniff(page.body) not in PAGE_TYPES:
            return  # the report itself is a file
        if len(page.visible) < FRAME_TEXT:
            for frame in page.frames[:MAX_SHELLS]:
                if self._is_ours(frame) and not attachment_extension(frame):
                    link = Link(frame, page.metas.get("articletitle") or page.title)
                    await self._take_report(link, page.url)
        for link in page.lost_attachments[:MAX_ATTACHMENTS]:
            self._refuse(link, "attachment", page.url, landing=page.url)
        for link in page.attachments[:MAX_ATTACHMENTS]:
            if link.url in self._asked:
                continue
            self._asked.add(link.url)
            about: dict[str, Any] = {"found_on": page.url, "landing": page.url}
            about["title"] = link.title or None
            known = self._fresh(link.url)
            if known is not None:
                self._note_fresh(known, "attachment", link.url, **about)
                continue
            answer = await self.ask(link.url, "attachment", **about)
            if answer.ok:
                self._remember(answer, link.url)
                self.result.attachments += 1
            else:
                self.result.stumble(answer, link.url)


# ── shared by families ──────────────────────────────────────────────────────────────────────────

_NEXT = re.compile(r"^(下一?页|后一页|next|>|›|»|下页>?)$", re.I)
# A page that shows these has further pages, even if no link leads there.
_PAGER_WORDS = re.compile(r"下一?页|尾页|末页|共\s*\d+\s*页|createPage|pagination", re.I)


def next_link(page: Page) -> str | None:
    """Where the page's own "下一页" leads, None if nowhere else."""
    for link in page.links:
        if _NEXT.match(link.title.strip("[]【】 ")) and link.url != page.url:
            return link.url
    return None


async def follow_next(spider: PortalSpider, page: Page, state: ListState) -> None:
    """Read on through "下一页" links until there is none, or a page brings nothing new."""
    for number in range(2, MAX_LIST_PAGES + 1):
        url = next_link(page)
        if url is None:
            return state.end()
        answer = await spider.ask(url, "list", found_on=page.url)
        if not answer.is_page or answer.page is None:
            return state.stop_for(answer, url)
        page = answer.page
        if not state.take(spider.entries(page)):
            return state.stop("duplicate_page", f"第 {number} 页 {url} 没有新条目")
    return state.stop("page_limit", f"超过 {MAX_LIST_PAGES} 页")


@lru_cache(maxsize=1)
def families() -> dict[str, type[PortalSpider]]:
    """family → spider class, found by walking the modules of this package: one file a family."""
    found: dict[str, type[PortalSpider]] = {}
    for module in pkgutil.iter_modules(spiders.__path__):
        loaded = importlib.import_module(f"spiders.{module.name}")
        for value in vars(loaded).values():
            if isinstance(value, type) and issubclass(value, PortalSpider) and value.family:
                found[value.family] = value
    return found


def parse_years(text: str) -> range:
    """`2023` or `2021-2025` as a range. Raises CrawlRefused for anything else."""
    found = re.fullmatch(r"(20\d\d)(?:-(20\d\d))?", text.strip())
    if not found or int(found.group(2) or found.group(1)) < int(found.group(1)):
        raise CrawlRefused(f"年份 {text!r} 应写成 2023 或 2021-2025")
    return range(int(found.group(1)), int(found.group(2) or found.group(1)) + 1)


# ── the shard's lock ────────────────────────────────────────────────────────────────────────────


def locked_sentence(shard: str) -> str:
    return f"{shard} 正由另一个抓取进程处理"


async def lock_shard(data: Path, shard: str, patience: float = 3.0) -> FileLock | None:
    """The lock that keeps a shard to one crawler, None if another process holds it.

    The wait lets the workers of a command that was just killed notice and go.
    """
    folder = data / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{re.sub(r'[^a-z0-9._-]', '_', shard)}.lock", thread_local=False)
    waited = 0.0
    while True:
        try:
            lock.acquire(timeout=0)
            return lock
        except Timeout:
            if waited >= patience:
                return None
            await asyncio.sleep(0.1)
            waited += 0.1


# ── how it ended ────────────────────────────────────────────────────────────────────────────────


class Result:
    """What one portal's crawl came to: counts, and in the end an outcome with its reason.

    outcome: ok · no_reports (lists read whole, nothing in them) · no_column · incomplete ·
    interrupted · locked, or what kept the home page or all lists from being read:
    blocked:<name>, robots, refused, handed_over, timeout, dns, not_found, gone, soft_404,
    empty, wrong_type, error.
    """

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.family = ""
        self.columns: list[str] = []
        self.lists: list[ListState] = []
        self.outcome: str | None = None
        self.reason = ""
        self.pages = self.listed = self.not_reports = self.other_years = 0
        self.details = self.attachments = self.fresh = self.handed_over = self.bytes = 0
        self.fresh_details = self.refused = 0
        self.troubles: list[tuple[str, str]] = []
        self.elsewhere: list[tuple[str, str, str]] = []  # kind, outcome, sentence
        self.notes: list[str] = []

    def end(self, outcome: str, reason: str) -> None:
        if self.outcome is None:
            self.outcome, self.reason = outcome, reason

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def cut_short(self, sentence: str) -> None:
        """A limit of ours was met: the portal is incomplete and says where."""
        if not any(outcome == "page_limit" for outcome, _ in self.troubles):
            self.troubles.append(("page_limit", sentence))

    def stumble(self, answer: Answer, url: str, kind: str = "detail") -> None:
        """Something on the way did not come; it decides the outcome if nothing better does."""
        told = f"{url}：{answer.told}"
        if answer.outcome in ("handed_over", "refused"):
            # Recorded line by line, and no failing of this portal, unless it was the way.
            self.elsewhere.append((kind, answer.outcome, told))
        else:
            self.troubles.append((answer.outcome, told))

    def _worst(self) -> tuple[str, str] | None:
        blocked = [trouble for trouble in self.troubles if trouble[0].startswith("blocked")]
        return next(iter(blocked or self.troubles), None)

    def _led_away(self, kind: str) -> tuple[str, str] | None:
        """Outcome and sentence of the first link of a kind that this portal's crawl may not
        follow; one that another shard's crawl follows before one that none does."""
        found = [(outcome, told) for its_kind, outcome, told in self.elsewhere if its_kind == kind]
        return min(found, key=lambda pair: pair[0] != "handed_over", default=None)

    def no_column(self) -> None:
        worst = self._worst()
        way = self._led_away("column")
        if way is not None and not (worst and worst[0].startswith("blocked")):
            self.end(way[0], f"年报栏目的地址{outcome_words(way[0])}，{way[1]}")
        elif worst is not None:
            self.end(worst[0], f"没有找到年报栏目，途中 {worst[1]}")
        elif (way := self._led_away("navigation")) and way[0] == "handed_over":
            self.end(way[0], f"没有找到年报栏目，通往它的网页{outcome_words(way[0])}，{way[1]}")
        else:
            noted = f"（{self.notes[0]}）" if self.notes else ""
            self.end(
                "no_column", f"从首页 {self.portal.home_url} 没有找到政府信息公开年报栏目{noted}"
            )

    def conclude(self) -> None:
        """The outcome of a crawl that ran to its end."""
        got = self.details + self.fresh_details
        broken = [state for state in self.lists if state.stop_reason != "end_reached"]
        worst = self._worst()
        stopped = [state for state in broken if state.stop_reason == "blocked"]
        if not got and worst and worst[0].startswith("blocked"):
            self.end(*worst)
        elif not got and stopped:
            self.end("blocked:list", stopped[0].message or "")
        elif broken:
            self.end("incomplete", broken[0].message or f"列表 {broken[0].url} 没有读到末尾")
        elif worst is not None:
            kinds = Counter(outcome for outcome, _ in self.troubles)
            counts = "、".join(f"{outcome_words(o)} {n}" for o, n in sorted(kinds.items()))
            total = len(self.troubles)
            self.end("incomplete", f"{total} 个地址没有取到（{counts}），例如 {worst[1]}")
        elif not got and (away := self._led_away("detail")):
            # Reports were listed: that none was fetched must not read as "there are none".
            self.end(away[0], f"列表里的年报地址{outcome_words(away[0])}，例如 {away[1]}")
        elif got:
            self.end("ok", f"{len(self.lists)} 个列表读完，{got} 份报告{self._left_out()}")
        else:
            self.end("no_reports", f"列表读完，{self.listed} 条中没有年报")

    def _left_out(self) -> str:
        """What was listed and is not this portal's to fetch, as the end of a sentence."""
        counts = ((self.refused, "refused"), (self.handed_over, "handed_over"))
        return "".join(f"，另有 {n} 个地址{outcome_words(outcome)}" for n, outcome in counts if n)

    def summary(self) -> dict[str, Any]:
        """The portal's row in summary.json. list_total: the sum of the lists' own totals, None
        if none gave one. stop_reason: of the worst list."""
        order = ("blocked", "error", "duplicate_page", "page_limit", "end_reached")
        reasons = {state.stop_reason for state in self.lists}
        totals = [state.total for state in self.lists if state.total is not None]
        return {
            "portal": self.portal.id,
            "home_url": self.portal.home_url,
            "family": self.family,
            "columns": self.columns,
            "outcome": self.outcome,
            "reason": self.reason,
            "pages": self.pages,
            "listed": self.listed,
            "not_reports": self.not_reports,
            "other_years": self.other_years,
            "details": self.details,
            "attachments": self.attachments,
            "fresh": self.fresh,
            "handed_over": self.handed_over,
            "refused": self.refused,
            "bytes": self.bytes,
            "list_total": sum(totals) if totals else None,
            "stop_reason": next((reason for reason in order if reason in reasons), None),
            "notes": self.notes,
        }
