"""How are many portals crawled? Shards in batches, each batch one run in a fresh process.

A shard is all portals under one city domain: they are crawled one after the other, so that hosts
which several organs share keep to one request at a time. The shards of a batch go side by side.
Running the same crawl again is how one resumes: what is fresh is not fetched again.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.internet.error import ReactorNotRunning

from crawler.addresses import shard_of
from crawler.cluster import WorkerDied, run_jobs
from crawler.portals import Portal
from crawler.runs import (
    Fetch,
    RunWriter,
    captured,
    handed_over,
    learned,
    list_runs,
    new_run_id,
    open_run,
)
from spiders.base import (
    DEFAULT_FRESH_DAYS,
    EVER,
    PortalSpider,
    Result,
    lock_shard,
    locked_sentence,
    need_contact,
)

MAX_SHARDS_A_BATCH = 32
"""Shards in one process: enough to keep it busy while each host waits out its delay."""

POLL_SECONDS = 0.25

Progress = Callable[[dict[str, Any]], None]


class Years(Protocol):
    """A collection of report years, such as range(2021, 2026)."""

    def __contains__(self, year: object, /) -> bool: ...


@dataclass(frozen=True)
class Batch:
    """What one process does: the portals of some shards, as one run."""

    run_id: str
    shards: tuple[tuple[Portal, ...], ...]
    data: Path
    years: Any
    fresh_days: int
    dry_run: bool
    contact: str | None

    def __repr__(self) -> str:
        names = "、".join(portal.id for shard in self.shards for portal in shard)
        return f"抓取批次 {self.run_id}（{names}）"


def by_shard(portals: Iterable[Portal]) -> list[tuple[Portal, ...]]:
    """The portals grouped by shard, both in the order given; a portal twice counts once."""
    shards: dict[str, dict[str, Portal]] = {}
    for portal in portals:
        shards.setdefault(portal.shard, {}).setdefault(portal.id, portal)
    return [tuple(shard.values()) for shard in shards.values()]


def _batches(
    shards: Sequence[tuple[Portal, ...]], jobs: int
) -> list[tuple[tuple[Portal, ...], ...]]:
    size = max(1, min(MAX_SHARDS_A_BATCH, -(-len(shards) // jobs)))
    return [tuple(shards[start : start + size]) for start in range(0, len(shards), size)]


def crawl(
    portals: Sequence[Portal],
    data: Path,
    *,
    years: Years | None = None,
    fresh_days: int = DEFAULT_FRESH_DAYS,
    jobs: int = 1,
    dry_run: bool = False,
    contact: str | None = None,
    on_progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Crawl portals; returns each one's summary (its row in summary.json), in the order given.

    years: report years wanted, a report of unknown year is fetched. fresh_days: how long a
    capture counts as fresh. dry_run: read the lists, fetch no report. on_progress is called in
    a thread with every line of fetches.jsonl as a dict, soon after it was written.
    Raises CrawlRefused when a portal beyond this machine is asked for without a contact.
    """
    need_contact(portals, contact)
    now = dt.datetime.now(dt.UTC)
    batches = [
        Batch(new_run_id(now), shards, data, years, fresh_days, dry_run, contact)
        for shards in _batches(by_shard(portals), jobs)
    ]
    rows: dict[str, dict[str, Any]] = {}
    with _Follower(data, [batch.run_id for batch in batches], on_progress):
        for batch, result in run_jobs(crawl_batch, batches, jobs, fresh_process=True):
            if isinstance(result, WorkerDied):
                for portal in (portal for shard in batch.shards for portal in shard):
                    ended = Result(portal)
                    ended.end("interrupted", str(result))
                    rows[portal.id] = {**ended.summary(), "run": batch.run_id}
            else:
                rows.update((row["portal"], {**row, "run": batch.run_id}) for row in result)
    return [rows[key] for key in dict.fromkeys(portal.id for portal in portals)]


class _Follower:
    """Tells what running crawls write, by reading their fetches.jsonl: nothing a dying worker
    holds can stop it."""

    def __init__(self, data: Path, run_ids: Iterable[str], tell: Progress | None) -> None:
        self._paths = {data / "runs" / run_id / "fetches.jsonl": 0 for run_id in run_ids}
        self._tell = tell
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True, name="crawl-progress")

    def __enter__(self) -> _Follower:
        if self._tell is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._tell is not None:
            self._thread.join()

    def _follow(self) -> None:
        while not self._ended.wait(POLL_SECONDS):
            self._read()
        self._read()

    def _read(self) -> None:
        for path, position in self._paths.items():
            try:
                with path.open("rb") as file:
                    file.seek(position)
                    fresh = file.read()
            except FileNotFoundError:
                continue
            whole = fresh[: fresh.rfind(b"\n") + 1]
            self._paths[path] = position + len(whole)
            for line in whole.splitlines():
                fetch = Fetch.from_line(line)
                if self._tell is not None:
                    self._tell({name: getattr(fetch, name) for name in Fetch.__dataclass_fields__})


# ── inside the process of a batch ───────────────────────────────────────────────────────────────


def crawl_batch(batch: Batch) -> list[dict[str, Any]]:
    """Crawl a batch in this process, whose reactor it uses up; returns the portals' summaries."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("NIANBAO_CONTACT", batch.contact, priority="cmdline")
    settings.set("NIANBAO_DATA", str(batch.data), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    runs = list_runs(batch.data / "runs")
    known = captured(runs, EVER)
    waiting = handed_over(runs)
    earlier = learned(runs)
    with open_run(batch.data, batch.run_id) as run:

        async def one(portal: Portal, given: Sequence[str]) -> bool:
            """Crawl one portal; False if the process was told to stop."""
            before = len(run.portals)
            await process.crawl(
                PortalSpider,
                portal=portal,
                data=batch.data,
                years=batch.years,
                fresh_days=batch.fresh_days,
                dry_run=batch.dry_run,
                run=run,
                known=known,
                given=given,
                columns=earlier.get(portal.id, {}).get("columns", ()),
            )
            return not any(row["outcome"] == "interrupted" for row in run.portals[before:])

        async def shard(portals: tuple[Portal, ...]) -> None:
            name = portals[0].shard
            lock = await lock_shard(batch.data, name)
            if lock is None:
                for portal in portals:
                    _end(run, portal, "locked", locked_sentence(name))
                return
            try:
                given = [url for url in waiting if shard_of(urlsplit(url).hostname or "") == name]
                for portal in portals:
                    if not await one(portal, given):
                        return
                    given = []
            finally:
                lock.release()

        async def all_shards() -> None:
            try:
                await asyncio.gather(*(shard(portals) for portals in batch.shards))
            finally:
                from twisted.internet import reactor  # importing it earlier would install another

                with contextlib.suppress(ReactorNotRunning):  # Ctrl-C has stopped it already
                    reactor.stop()  # type: ignore[misc]

        task = asyncio.get_event_loop().create_task(all_shards())
        process.start(stop_after_crawl=False)
        if task.done() and not task.cancelled() and (error := task.exception()):
            raise error
        ended = {row["portal"] for row in run.portals}
        for portal in (portal for portals in batch.shards for portal in portals):
            if portal.id not in ended:
                _end(run, portal, "interrupted", "抓取被中断，还没有轮到这个门户")
    return run.portals


def _end(run: RunWriter, portal: Portal, outcome: str, reason: str) -> None:
    result = Result(portal)
    result.end(outcome, reason)
    run.portals.append(result.summary())
