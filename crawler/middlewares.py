"""What stands between a spider and the network? The address guard, robots.txt, and the camera.

Every request passes AddressGuard first and Capture last, robots.txt and redirects included: no
address is asked without having been judged, no answer reaches a spider without having been kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, cast

from OpenSSL import SSL
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.httpobj import urlparse_cached
from service_identity.exceptions import VerificationError
from twisted.internet.error import (
    ConnectError,
    ConnectionClosed,
    DNSLookupError,
    NoRouteError,
    TCPTimedOutError,
    TimeoutError,
)
from twisted.internet.error import ConnectionRefusedError as TxConnectionRefused
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from crawler.addresses import judge, refused_address
from crawler.portals import Portal
from crawler.responses import (
    BodyTooLarge,
    Verdict,
    classify,
    decode_content,
)
from crawler.runs import Fetch, RunWriter
from parsers.documents.media_types import EMPTY, sniff

# What becomes of a request, robots.txt included, is a line in fetches.jsonl with a sentence;
# these would print it a second time, with a traceback.
_REPEATING = ("scrapy.downloadermiddlewares.robotstxt", "scrapy.core.downloader.handlers")


class PortalCrawler(Protocol):
    """What the middlewares ask of a spider."""

    portal: Portal
    run: RunWriter


class NotFetched(IgnoreRequest):
    """A request that was not made. outcome: refused · robots · handed_over; a sentence."""

    def __init__(self, outcome: str, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message


def _spider(crawler: Crawler) -> PortalCrawler:
    return cast(PortalCrawler, crawler.spider)


class _FromCrawler:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)


class AddressGuardMiddleware(_FromCrawler):
    """Lets out only what `addresses.judge` allows for the spider's portal.

    Links, iframes, meta refresh, redirects and robots.txt all become requests, so this is the
    one place that is needed.
    """

    def process_request(self, request: Request) -> None:
        portal = _spider(self.crawler).portal
        verdict = judge(request.url, portal.home_url)
        if verdict.action == "hand_over":
            raise NotFetched("handed_over", verdict.reason)
        if verdict.action == "refuse":
            raise NotFetched("refused", verdict.reason)


# host → why its addresses were refused; the middleware turns it into outcome `refused` instead
# of `dns`. Bounded by the hosts of one process.
refusals: dict[str, str] = {}


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on the public addresses of one look-up and notes the others."""

    def __init__(self, receiver: Any, host: str) -> None:
        self.receiver = receiver
        self.host = host

    def resolutionBegan(self, resolution: Any) -> None:
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        reason = refused_address(self.host, address.host)
        if reason is None:
            self.receiver.addressResolved(address)
        else:
            refusals[self.host] = reason

    def resolutionComplete(self) -> None:
        self.receiver.resolutionComplete()


class PublicResolver(CachingHostnameResolver):
    """Scrapy's IPv4 + IPv6 resolver, answering with public addresses only (setting
    TWISTED_DNS_RESOLVER). A name with no other address fails to resolve."""

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        receiver = _PublicOnly(resolutionReceiver, hostName)
        return super().resolveHostName(
            cast(IResolutionReceiver, receiver), hostName, *args, **kwargs
        )


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt, read by RFC 9309 and with Crawl-delay obeyed.

    Scrapy takes rules from error pages; here an answer of 4xx means no rules, of 5xx that
    nothing may be fetched, unless it is a challenge, which the page itself will meet too.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Here and not on import: Scrapy sets its loggers up anew when a process begins.
        for name in _REPEATING:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._slow: dict[str, float] = {}
        self._down: dict[str, int] = {}
        crawler.signals.connect(self._parsed, signal=signals.robots_parsed)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        trail = _trail(response.request or request)
        blocked = bool(trail) and trail[-1].verdict.outcome.startswith("blocked")
        if response.status >= 500 and not blocked:
            self._down[netloc] = response.status
        if response.status >= 400 or blocked:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _parsed(self, robotparser: Any, request: Request) -> None:
        delay = robotparser.rp.crawl_delay(self._robotstxt_useragent)
        if delay and not _spider(self.crawler).portal.is_loopback:
            limit = self.crawler.settings.getfloat("MAX_CRAWL_DELAY")
            self._slow[urlparse_cached(request).hostname or ""] = min(float(delay), limit)

    def process_request_2(self, rp: Any, request: Request) -> None:
        parts = urlparse_cached(request)
        if parts.netloc in self._down:
            status = self._down[parts.netloc]
            raise NotFetched("robots", f"{parts.netloc}/robots.txt 返回 {status}，按规范不得抓取")
        if rp is not None and not rp.allowed(request.url, self._robotstxt_useragent):
            raise NotFetched("robots", f"robots.txt 不允许抓取 {request.url}")
        if delay := self._slow.get(parts.hostname or ""):
            slot = self.crawler.engine.downloader.slots.get(parts.hostname or "")
            if slot is not None and slot.delay < delay:
                slot.delay = delay
            request.meta["autothrottle_dont_adjust_delay"] = True


@dataclass(frozen=True, slots=True)
class Seen:
    """What one request came to, and its line in fetches.jsonl."""

    verdict: Verdict
    line: Fetch


def _trail(request: Request) -> list[Seen]:
    found: list[Seen] = request.meta.setdefault("trail", [])
    return found


_TIMEOUTS = (DownloadTimeoutError, TimeoutError, TCPTimedOutError)
_LOOKUPS = (CannotResolveHostError, DNSLookupError)


class CaptureMiddleware(_FromCrawler):
    """Keeps every answer and writes one line for every outcome.

    The answer goes into the WARC as it came; what the spider gets has the body decoded. What
    became of a request and of those that redirects and retries made of it stands in the list
    `request.meta["trail"]`, which they share.
    """

    _home_digest: str | None = None

    def _describe(self, request: Request) -> dict[str, Any]:
        described: dict[str, Any] = dict(request.meta.get("fetch", {}))
        if request.callback is NO_CALLBACK:  # only Scrapy's robots.txt requests are so marked
            described["kind"] = "robots"
        described["portal"] = _spider(self.crawler).portal.id
        return described

    def process_response(self, request: Request, response: Response) -> Response:
        spider = _spider(self.crawler)
        host = urlparse_cached(request).hostname or ""
        address = str(response.ip_address) if response.ip_address else None
        if address and (reason := refused_address(host, address)):
            # The resolver let nothing like this through; a connection that got there by
            # another way is not kept either.
            return self._refuse(request, reason)
        described = self._describe(request)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        # The moment of the answer: the order of lines in a run is the order of these stamps.
        fetched_at = dt.datetime.now(dt.UTC)
        place = spider.run.response(
            response.url,
            fetched_at,
            response.status,
            _reason_phrase(response.status),
            headers,
            response.body,
            protocol=response.protocol or "HTTP/1.1",
            ip_address=address,
        )
        encoding = response.headers.get("Content-Encoding")
        try:
            body = decode_content(response.body, encoding.decode("latin-1") if encoding else None)
        except BodyTooLarge as error:
            body, verdict = b"", Verdict("error", f"{response.url} {error}")
            media_type = EMPTY
        else:
            media_type = sniff(body)
            verdict = classify(
                response.url, response.status, headers, body, described["kind"], media_type
            )
        digest = hashlib.sha256(body).hexdigest()
        verdict = self._against_home(request, described["kind"], verdict, digest)
        line = spider.run.fetch(
            "fetch",
            response.url,
            outcome=verdict.outcome,
            message=verdict.message,
            http_status=response.status,
            media_type=media_type,
            sha256=digest,
            bytes=len(body),
            fetched_at=fetched_at,
            **described,
            **place,
        )
        _trail(request).append(Seen(verdict, line))
        decoded = response.replace(body=body)
        decoded.headers.pop("Content-Encoding", None)
        if verdict.outcome != "redirect":
            decoded.headers.pop("Location", None)  # Scrapy would trip over one no one can parse
        return decoded

    def _against_home(self, request: Request, kind: str, verdict: Verdict, digest: str) -> Verdict:
        """The verdict again, knowing the home page: overloaded portals answer any address with
        it, and removed pages are redirected to it."""
        if verdict.outcome != "ok":
            return verdict
        if kind == "home":
            self._home_digest = digest
        elif kind in ("column", "list", "detail", "attachment"):
            home = _spider(self.crawler).portal.home_url
            if request.meta.get("redirect_urls") and request.url.rstrip("/") == home.rstrip("/"):
                return Verdict("soft_404", f"转到了首页 {home}")
            if digest == self._home_digest:
                return Verdict("blocked:rate_limit", f"{request.url} 返回的是首页的内容")
        return verdict

    def _refuse(self, request: Request, reason: str) -> Response:
        self._log(request, "refused", reason)
        return Response(request.url, status=int(HTTPStatus.FORBIDDEN), request=request)

    def _log(self, request: Request, outcome: str, message: str) -> None:
        event = "handed_over" if outcome == "handed_over" else "fetch"
        line = _spider(self.crawler).run.fetch(
            event,
            request.url,
            outcome=None if event == "handed_over" else outcome,
            message=message,
            **self._describe(request),
        )
        _trail(request).append(Seen(Verdict(outcome, message), line))

    def process_exception(self, request: Request, exception: Exception) -> None:
        parts = urlparse_cached(request)
        host, server = parts.hostname or "", parts.netloc
        settings = self.crawler.settings
        if isinstance(exception, NotFetched):
            self._log(request, exception.outcome, exception.message)
        elif isinstance(exception, _LOOKUPS):
            if host in refusals:
                self._log(request, "refused", refusals[host])
                request.meta["dont_retry"] = True
            else:
                self._log(request, "dns", f"域名 {host} 不存在，或无法解析")
        elif any(isinstance(cause, _TIMEOUTS) for cause in _causes(exception)):
            limit = settings.getint("DOWNLOAD_TIMEOUT")
            self._log(request, "timeout", f"{server} 超时，{limit} 秒内没有答完")
        elif isinstance(exception, DownloadCancelledError):
            limit = settings.getint("DOWNLOAD_MAXSIZE")
            self._log(request, "error", f"{server} 的答复超过 {limit} 字节的上限，已中止")
        else:
            self._log(request, "error", f"{server} {_told(exception)}")


def _causes(exception: BaseException) -> Iterator[BaseException]:
    """The innermost causes of an exception first. Twisted wraps them in lists of failures."""
    wrapped = [failure.value for failure in getattr(exception, "reasons", None) or ()]
    for inner in (*wrapped, exception.__cause__):
        if inner is not None:
            yield from _causes(inner)
    yield exception


# What broke a connection, in the words of a sentence that begins with the host.
_BROKEN: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((TxConnectionRefused, DownloadConnectionRefusedError), "拒绝连接"),
    ((NoRouteError,), "连不上，没有到它的线路"),
    ((SSL.Error, VerificationError), "的 TLS 连接建立不起来"),
    ((ConnectionClosed, ResponseDataLossError), "没有答完就断开了连接"),
    ((ConnectError, OSError), "连不上"),
)


def _told(exception: BaseException) -> str:
    """What broke, in words; the exception's own name where there are none for it."""
    causes = list(_causes(exception))
    for cause in causes:
        for kinds, words in _BROKEN:
            if isinstance(cause, kinds):
                return words
    return f"取不到（{type(causes[0]).__name__}）"


def _reason_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
