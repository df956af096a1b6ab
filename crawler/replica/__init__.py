"""What would a gov.cn portal with these reports look like? A local one, made from a folder.

    with Replica(Path("reports"), "trs") as replica:
        crawl(replica.home_url)

A replica has what the crawl must cope with: home page, navigation, the standard columns, a report
column over several pages, the mandated meta tags, attachments, robots.txt, and pages that look like
reports and are none. It serves loopback addresses only and nothing but the folder's files.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from crawler.replica.families import FAMILIES, family_class
from crawler.replica.folder import read_folder
from crawler.replica.portal import ReplicaError, ReplicaUsageError
from crawler.replica.server import Server

__all__ = ["FAMILIES", "PublishedDocument", "Replica", "ReplicaError", "ReplicaUsageError", "run"]

DEFAULT_NAME = "示范市人民政府"
DEFAULT_DIVISION_CODE = "990100"
"""A code that GB/T 2260 does not assign, so that nothing is taken for a real place."""


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A file as the portal shows it. name: its path in the folder. file_url: where the file itself
    is downloaded, None for `.html` files, whose detail page is the document."""

    name: str
    title: str
    detail_url: str
    file_url: str | None


class Replica:
    """A folder of reports as one portal of a family, served inside a `with` block.

    directory is read once, here; sub-folders too. port 0 takes a free one. division_code: six
    digits of GB/T 2260, the head of SiteIDCode. page_size: lines on one list page.
    ReplicaUsageError: no such folder or family, an address that is not loopback.
    ReplicaError: a port in use.
    """

    def __init__(
        self,
        directory: Path,
        family: str = "trs",
        host: str = "127.0.0.1",
        port: int = 0,
        name: str | None = None,
        division_code: str = DEFAULT_DIVISION_CODE,
        page_size: int = 5,
    ) -> None:
        portal_class = family_class(family)
        if not directory.is_dir():
            raise ReplicaUsageError(f"{directory} 不是存放年报文件的文件夹")
        if page_size < 1:
            raise ReplicaUsageError(f"page_size 应为正整数，而不是 {page_size}")
        self._host = host
        self._port = port
        self._server: Server | None = None
        self.portal = portal_class(
            read_folder(directory),
            name=name or DEFAULT_NAME,
            domain=host,
            division_code=division_code,
            page_size=page_size,
        )

    def __enter__(self) -> Replica:
        self._server = Server(self.portal.respond, self._host, self._port)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.stop()

    @property
    def _running(self) -> Server:
        if self._server is None:
            raise ReplicaError("仿真网站还没有开放，请在 with 语句中使用")
        return self._server

    @property
    def home_url(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._running.port}/"

    @property
    def is_alive(self) -> bool:
        return self._running.is_alive

    @property
    def requests(self) -> tuple[str, ...]:
        """What was asked for, oldest first: "GET /path?query" (the last 10,000)."""
        return tuple(self._running.requests)

    @property
    def report_column_url(self) -> str:
        return self._url(self.portal.column_address(self.portal.report_column))

    @property
    def documents(self) -> tuple[PublishedDocument, ...]:
        """The folder's files as published, in the order of their names, without look-alikes."""
        return tuple(
            PublishedDocument(
                name=article.item.name,
                title=article.title,
                detail_url=self._url(self.portal.article_address(article)),
                file_url=self._url(self.portal.file_address(article, article.attachment))
                if article.attachment
                else None,
            )
            for article in self.portal.reports
            if article.item is not None
        )

    def _url(self, address: str) -> str:
        return self.home_url.rstrip("/") + address


def run(
    directory: Path,
    family: str = "trs",
    host: str = "127.0.0.1",
    port: int = 0,
    name: str | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM, the home URL first on stdout; the exit code: 0, 2 for
    arguments that cannot be, 4 for a port in use.

    To be called from the main thread of a command.
    """
    signals = {signal.SIGINT, signal.SIGTERM}
    try:
        replica = Replica(directory, family, host, port, name)
        # Blocked before the server's thread begins, which inherits the mask: so the signals wait
        # for `sigtimedwait` instead of hitting a thread at any point.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        try:
            with replica:
                print(replica.home_url, flush=True)
                while replica.is_alive:
                    if signal.sigtimedwait(signals, 1.0):
                        return 0
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        raise ReplicaError(f"{directory} 的仿真网站停止了服务")
    except KeyboardInterrupt:  # while the folder was read
        return 0
    except ReplicaError as error:
        print(f"replica: {error}", file=sys.stderr)
        return 2 if isinstance(error, ReplicaUsageError) else 4
