"""May this address be fetched for this portal? Rules for URLs, and for what DNS answers.

Pages are written by strangers: a link, redirect, iframe or DNS answer may point at a private
network or at another country's server. Two doors are kept shut here and used everywhere:
`judge` looks at the URL before a request leaves, `refused_address` at the address that a name
resolves to, so that a gov.cn name that answers 127.0.0.1 is no way in. middlewares.py asks both.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Ports seen on gov.cn portals besides the defaults are test-style ones (8080, 8088, 9000, 9999).
# Everything else (22, 25, 3306, 6379 …) is no web site.
WEB_PORTS = frozenset({80, 443, *range(8000, 10_000)})

# An ASCII DNS name, label by label; browsers also take full-width dots and percent escapes,
# which exist only to get past checks like this one. Underscores do occur in real host names.
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.(?!-)[a-z0-9_-]{1,63})*")


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    import tldextract  # 0.1 s that most commands do not need

    # The bundled suffix list only: looking up the newest one would be a request to a foreign host.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


class Judgement(NamedTuple):
    """fetch · hand_over (another city's host, its own shard fetches it) · refuse; and why."""

    action: Literal["fetch", "hand_over", "refuse"]
    reason: str = ""


def parse_ip(host: str) -> IpAddress | None:
    """The address a host literally is, else None. `[::1]` must come without brackets."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _inner(address: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, NAT64), else itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: IpAddress) -> bool:
    """Does the address lie on the public internet? Embedded IPv4 addresses count as themselves."""
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def is_loopback(host: str) -> bool:
    """Is the host this machine: `localhost` or a literal loopback address?"""
    if host == "localhost":
        return True
    address = parse_ip(host)
    return address is not None and _inner(address).is_loopback


@lru_cache(maxsize=4096)
def shard_of(host: str) -> str:
    """The registrable city domain of a host (`spj.zibo.gov.cn` → `zibo.gov.cn`).

    gov.cn is a public suffix, so the label before it is the city, county or ministry. A
    loopback host is its own shard, without the port.
    """
    if is_loopback(host):
        return host
    return str(_suffixes()(host).top_domain_under_public_suffix) or host


def judge(url: str, home_url: str) -> Judgement:
    """May `url` be fetched while crawling the portal whose home is `home_url`?

    gov.cn over http(s) on a web port, in the portal's own shard: fetch; in another: hand_over.
    Loopback only where the home itself is loopback, and then nothing but loopback.
    Reasons are sentences for fetches.jsonl.
    """
    if any(ord(c) <= 0x20 or ord(c) == 0x7F for c in url) or "\\" in url:
        return Judgement("refuse", f"地址含有空白、控制字符或反斜杠：{url!r}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return Judgement("refuse", f"地址无法解析（{error}）：{url}")
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return Judgement("refuse", f"只取 http 和 https，不取 {parts.scheme or '无协议'}：{url}")
    if "@" in parts.netloc:
        return Judgement("refuse", f"地址带有用户名或口令：{url}")
    home_host = urlsplit(home_url).hostname or ""
    if is_loopback(home_host):
        if not is_loopback(host):
            return Judgement("refuse", f"本机门户 {home_url} 只取本机地址，不取 {url}")
    else:
        if not _HOST_NAME.fullmatch(host):
            return Judgement("refuse", f"主机名 {host!r} 不是规范的域名：{url}")
        if host != "gov.cn" and not host.endswith(".gov.cn"):
            return Judgement("refuse", f"主机 {host} 不在 gov.cn 之下：{url}")
        if port is not None and port not in WEB_PORTS:
            return Judgement("refuse", f"端口 {port} 不是网站端口：{url}")
    if shard_of(host) != shard_of(home_host):
        return Judgement("hand_over", f"{host} 属于 {shard_of(host)}，不由 {home_host} 的任务取")
    return Judgement("fetch")


def refused_address(host: str, address: str) -> str | None:
    """Why a connection from name `host` to `address` is refused, None if it is fine.

    `localhost` and literal loopback addresses pass here: `judge` has already decided whether
    the portal may use them, and no DNS server was asked.
    """
    ip = parse_ip(address.split("%", 1)[0])
    if ip is None:
        return f"{host} 的解析结果 {address!r} 不是 IP 地址"
    if is_loopback(host):
        return None if _inner(ip).is_loopback else f"{host} 解析到了非本机地址 {address}"
    if not is_public(ip):
        return f"{host} 解析到了非公网地址 {address}，不连接"
    return None
