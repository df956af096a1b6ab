"""How is work spread over processes? One function over many items, results as they are ready.

    for item, result in run_jobs(read_warc, warcs, jobs=2): …

Results are files wherever it matters; what comes back over the pipe is a report about them. A
worker that dies (out of memory, kill -9) fails its own item only, with a sentence, and nothing
hangs. A scheduler for several machines can stand behind the same call.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for_any
from typing import Any, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class WorkerDied(Exception):
    """The process that worked on an item ended without an answer. Comes as the item's result,
    so that the other items go on. Its message names the item."""

    def __init__(self, item: object) -> None:
        text = repr(item)
        shown = text if len(text) <= 200 else text[:200] + "…"
        super().__init__(f"处理 {shown} 的进程意外终止")
        self.item = item


def _die_with_parent() -> None:
    """Begin of every worker: end when the process that started it is gone.

    Without it a crawl goes on after `kill -9` of its command, holding the shard's lock.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait_for_any([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a forked Twisted reactor, thread pool or SQLite connection is a broken one.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_die_with_parent)


def _fresh(
    function: Callable[[Item], Outcome], items: Iterable[Item], jobs: int
) -> Iterator[tuple[Item, Outcome | WorkerDied]]:
    """Each item in a new process, at most `jobs` at once."""
    waiting = iter(items)
    running: dict[Future[Outcome], tuple[Item, ProcessPoolExecutor]] = {}
    try:
        while True:
            while len(running) < jobs:
                try:
                    item = next(waiting)
                except StopIteration:
                    break
                pool = _pool(1)
                running[pool.submit(function, item)] = (item, pool)
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                item, pool = running.pop(future)
                pool.shutdown(wait=True)
                yield item, _result(future, item)
    finally:
        # Ctrl-C reaches the workers too; they end in good order and are waited for.
        for _, pool in running.values():
            pool.shutdown(wait=True)


def _result(future: Future[Any], item: object) -> Any:
    try:
        return future.result()
    except BrokenProcessPool:
        return WorkerDied(item)


def run_jobs(
    function: Callable[[Item], Outcome],
    items: Iterable[Item],
    jobs: int = 1,
    *,
    fresh_process: bool = False,
) -> Iterator[tuple[Item, Outcome | WorkerDied]]:
    """(item, function(item)) for every item, in the order they are done.

    fresh_process: every item in a process of its own (a Twisted reactor cannot start twice);
    otherwise workers are used again, and with jobs=1 the function runs in this process.
    function and items must be picklable, the function a module's own. An exception of the
    function is raised here; a worker that died gives a WorkerDied as result. When a shared
    worker dies, the unfinished items are tried again one by one, so that only the item that
    kills its process fails.
    """
    if jobs < 1:
        raise ValueError(f"jobs 应为正整数，实为 {jobs}")
    if fresh_process:
        yield from _fresh(function, items, jobs)
        return
    if jobs == 1:
        for item in items:
            yield item, function(item)
        return
    remaining = list(items)
    unfinished: list[Item] = []
    pool = _pool(jobs)
    try:
        futures: dict[Future[Outcome], Item] = {}
        try:
            for item in remaining:
                futures[pool.submit(function, item)] = item
        except BrokenProcessPool:
            unfinished += remaining[len(futures) :]
        pending = set(futures)
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                item = futures.pop(future)
                result = _result(future, item)
                if isinstance(result, WorkerDied):
                    unfinished.append(item)
                else:
                    yield item, result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    yield from _fresh(function, unfinished, jobs)
