"""What may leave the site? Response headers, and spreadsheet-safe CSV, around Datasette.

Pure ASGI wrappers, so that they hold for every page: ours, Datasette's own, errors.

Our templates replace all of Datasette's that carry inline scripts and styles, so one strict
policy holds everywhere: no script at all, styles and images from here only. The exception is an
archived copy (`/capture/…`), which brings its own policy from plugin.py.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

COPY_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""For a stranger's page on our host: an opaque origin, no script, no form, nothing fetched."""

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

# Datasette's own service pages: paths on this machine, threads and debugging are nobody's business.
_SERVICE = re.compile(r"/-/(?!static/|metadata|versions|settings)")


def secure(app: App) -> App:
    """Adds the security headers to every answer that does not bring its own policy."""

    async def secured(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in _HEADERS if name not in present]
                if b"content-security-policy" not in present:
                    headers.append((b"content-security-policy", PAGE_POLICY.encode()))
                message = {**message, "headers": headers}
            await send(message)

        if _SERVICE.match(scope["path"]):
            await guarded(
                {
                    "type": "http.response.start",
                    "status": 404,
                    "headers": [(b"content-type", b"text/plain; charset=utf-8")],
                }
            )
            await guarded({"type": "http.response.body", "body": "没有这个页面。\n".encode()})
            return
        await app(scope, receive, guarded)

    return secured


# ── CSV ───────────────────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(cell: str) -> str:
    """A cell that a spreadsheet could take for a formula gets a leading apostrophe."""
    if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


class CsvFilter:
    """Rewrites CSV as it streams by, record by record: BOM in front, formulas neutral.

    A record may arrive in any number of pieces, also cut inside a quoted field or a character.
    """

    def __init__(self) -> None:
        # A report's text in one field is longer than the 128 KiB that csv allows by itself.
        csv.field_size_limit(2**31 - 1)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._open = ""  # an unfinished record
        self._quotes = 0  # quotes in it; odd = inside a quoted field
        self._started = False

    def feed(self, data: bytes, *, last: bool = False) -> bytes:
        text = self._decoder.decode(data, last)
        lines = text.split("\n")
        records: list[str] = []
        pieces = [self._open]
        for line in lines[:-1]:
            self._quotes += line.count('"')
            pieces.append(line + "\n")
            if self._quotes % 2 == 0:
                records.append("".join(pieces))
                pieces, self._quotes = [], 0
        self._quotes += lines[-1].count('"')
        pieces.append(lines[-1])
        self._open = "".join(pieces)
        if last and self._open:
            records.append(self._open)
            self._open = ""
        out = io.StringIO()
        if not self._started and (records or last):
            self._started = True
            out.write("\ufeff")
        writer = csv.writer(out, lineterminator="\r\n")
        for record in records:
            for row in csv.reader([record], strict=False):
                writer.writerow([neutral(cell) for cell in row])
        return out.getvalue().encode()


def spreadsheet_safe(app: App) -> App:
    """Every answer to a `.csv` address passes through CsvFilter, as text/csv in UTF-8."""

    async def safe(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_csv(scope):
            await app(scope, receive, send)
            return
        active: CsvFilter | None = None

        async def filtered(message: Message) -> None:
            nonlocal active
            if message["type"] == "http.response.start":
                headers = [(name.lower(), value) for name, value in message.get("headers", [])]
                kind = dict(headers).get(b"content-type", b"")
                if message["status"] == 200 and kind.startswith((b"text/plain", b"text/csv")):
                    active = CsvFilter()
                    headers = [
                        (name, value)
                        for name, value in headers
                        if name not in (b"content-length", b"content-type")
                    ]
                    headers.append((b"content-type", b"text/csv; charset=utf-8"))
                    message = {**message, "headers": headers}
            elif message["type"] == "http.response.body" and active is not None:
                more = bool(message.get("more_body"))
                body = active.feed(message.get("body", b""), last=not more)
                message = {**message, "body": body}
            await send(message)

        await app(scope, receive, filtered)

    return safe


def _is_csv(scope: Scope) -> bool:
    query = scope.get("query_string", b"").decode("latin-1")
    return bool(scope["path"].endswith(".csv") or "_format=csv" in query)
