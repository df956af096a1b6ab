"""How is a portal put on a loopback socket? uvicorn in one background thread, one event loop.

uvicorn comes with Datasette. One loop serves all connections, so there is no thread per request;
MOST_CONNECTIONS bounds what can be open at once.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from crawler.replica.portal import ReplicaError, ReplicaUsageError, Request, Respond, Response

MOST_CONNECTIONS = 64
MOST_FORM_BYTES = 65_536
REQUESTS_KEPT = 10_000
START_SECONDS = 10.0


class Server:
    """Serves `respond` on host:port until `stop`; ReplicaError if that cannot be."""

    def __init__(self, respond: Respond, host: str, port: int) -> None:
        self.requests: deque[str] = deque(maxlen=REQUESTS_KEPT)
        self._respond = respond
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._uvicorn = uvicorn.Server(
            uvicorn.Config(
                self._application,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                # Answers hold nothing of the machine: no clock, no server version.
                server_header=False,
                date_header=False,
                proxy_headers=False,
                limit_concurrency=MOST_CONNECTIONS,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(
            target=self._uvicorn.run,
            args=([self._socket],),
            name=f"replica-{self.port}",
            daemon=True,
        )
        self._thread.start()
        until = time.monotonic() + START_SECONDS
        while not self._uvicorn.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                self.stop()
                raise ReplicaError(f"仿真网站在 {host}:{self.port} 没有启动起来")
            time.sleep(0.01)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Returns when the port is free again; calling it twice does nothing."""
        self._uvicorn.should_exit = True
        self._thread.join()
        self._socket.close()

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        form = bytearray()
        more = True
        while more and len(form) <= MOST_FORM_BYTES:
            try:
                message = await receive()
            except asyncio.CancelledError:  # stopped while a form was still coming in
                return
            if message["type"] == "http.disconnect":
                return
            form += message.get("body", b"")
            more = message.get("more_body", False)
        query = scope["query_string"].decode("latin-1")
        self.requests.append(f"{scope['method']} {scope['path']}{'?' * bool(query)}{query}")
        if len(form) > MOST_FORM_BYTES:
            response = Response(b"", "text/plain", 413)
        else:
            response = self._respond(_request(scope, bytes(form)))
        body = response.body
        if isinstance(body, Path):
            body = body.read_bytes()
        headers = [("Content-Type", response.content_type), ("Content-Length", str(len(body)))]
        await send(
            {
                "type": "http.response.start",
                "status": response.status,
                "headers": [
                    (name.lower().encode("latin-1"), value.encode("latin-1"))
                    for name, value in (*headers, *response.headers)
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})


def _request(scope: Any, form: bytes) -> Request:
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=_pairs(scope["query_string"]),
        form=_pairs(form) if scope["method"] == "POST" else {},
    )


def _pairs(data: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(data.decode("latin-1"), keep_blank_values=True, max_num_fields=100))
    except ValueError:  # more fields than any page of ours has
        return {}


def _not_bound(address: str, error: OSError) -> str:
    """The sentence on a port that could not be had."""
    if error.errno == errno.EADDRINUSE:
        return f"{address} 已被占用（另一个演示或仿真网站可能还开着），请先结束它"
    if error.errno == errno.EACCES:
        return f"没有权限使用 {address}，请换一个 1024 以上的端口"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"本机没有 {address} 这个地址"
    return f"不能使用 {address}：{error.strerror or error}"


def _listening(host: str, port: int) -> socket.socket:
    """A bound, listening socket on loopback; other addresses are refused, not just discouraged."""
    address = "127.0.0.1" if host == "localhost" else host
    try:
        if not ipaddress.ip_address(address).is_loopback:
            raise ReplicaUsageError(
                f"仿真网站只在本机开放：{host} 不是本机回环地址（127.0.0.0/8、::1）"
            )
    except ValueError:
        raise ReplicaUsageError(f"{host!r} 不是 IP 地址，请用 127.0.0.1 之类") from None
    if not 0 <= port <= 65_535:
        raise ReplicaUsageError(f"端口应在 0（自动选取）到 65535 之间，而不是 {port}")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ReplicaError(_not_bound(f"{host}:{port}", error)) from error
    return listener
