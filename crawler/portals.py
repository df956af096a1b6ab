"""Which portals are there? The packaged registry and the overlay that people keep.

`crawler/portals.csv` is read-only; `<data>/curation/portals.csv` has the same columns, and a row
with a known id replaces the packaged one. What a crawl learns (family, columns) never goes in
here: it stands in the run's summary.json.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from crawler.addresses import is_loopback, judge, parse_ip, shard_of

REGISTRY = Path(__file__).with_name("portals.csv")

LEVELS = ("ministry", "province", "prefecture", "county", "township")
"""The words of organs.csv (archive/organs.py), of which a portal needs these."""
KINDS = ("government", "department", "zone")


class PortalError(ValueError):
    """A registry row or URL that cannot be a portal; the message names file, row and value."""


@dataclass(frozen=True, slots=True)
class Portal:
    """One row of the registry. Everything but id, name and home_url may be empty.

    division_code: GB/T 2260, 6 digits. site_id_code: 网站标识码, 10 characters.
    family: a hint, never trusted blindly (a site changes its CMS without telling anyone).
    """

    id: str
    name: str
    home_url: str
    division_code: str = ""
    site_id_code: str = ""
    level: str = ""
    kind: str = ""
    family: str = ""
    note: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.home_url).hostname or ""

    @property
    def shard(self) -> str:
        """The unit of work: the registrable city domain, or the loopback host without port."""
        return shard_of(self.host)

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)


COLUMNS = tuple(field.name for field in fields(Portal))


def _check(portal: Portal, where: str) -> Portal:
    """The portal itself; PortalError with a sentence if a value is not of its kind."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", portal.id):
        raise PortalError(f"{where}: id {portal.id!r} 只能用小写字母、数字、点、横线和下划线")
    if not portal.name:
        raise PortalError(f"{where}: 门户 {portal.id} 没有名称")
    verdict = judge(portal.home_url, portal.home_url)
    if verdict.action != "fetch":
        raise PortalError(f"{where}: 门户 {portal.id} 的首页不可用：{verdict.reason}")
    if portal.division_code and not re.fullmatch(r"\d{6}", portal.division_code):
        raise PortalError(
            f"{where}: 门户 {portal.id} 的 division_code {portal.division_code!r} 不是六位数字"
        )
    if portal.site_id_code and not re.fullmatch(r"(\d\d|[a-z]{2})\d{8}", portal.site_id_code):
        raise PortalError(
            f"{where}: 门户 {portal.id} 的 site_id_code {portal.site_id_code!r} 不是十位网站标识码"
        )
    for name, value, known in (("level", portal.level, LEVELS), ("kind", portal.kind, KINDS)):
        if value and value not in known:
            raise PortalError(
                f"{where}: 门户 {portal.id} 的 {name} {value!r} 不在 {'、'.join(known)} 之中"
            )
    if portal.family and not re.fullmatch(r"[a-z][a-z0-9_]*", portal.family):
        raise PortalError(f"{where}: 门户 {portal.id} 的 family {portal.family!r} 不是族名")
    return portal


def read_portals(path: Path) -> Iterator[Portal]:
    """The rows of one registry file in order. Lines beginning with `#` are comments.

    Raises PortalError for wrong columns, a doubled id or a value that is not of its kind.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = ((n, line) for n, line in enumerate(file, 1) if not line.startswith("#"))
        numbered = [(n, line) for n, line in lines if line.strip()]
    if not numbered:
        return
    rows = csv.reader(line for _, line in numbered)
    header = tuple(next(rows))
    if header != COLUMNS:
        raise PortalError(f"{path.name}: 列名应为 {','.join(COLUMNS)}，实为 {','.join(header)}")
    seen: set[str] = set()
    for (number, _), row in zip(numbered[1:], rows, strict=True):
        where = f"{path.name} 第 {number} 行"
        if len(row) != len(COLUMNS):
            raise PortalError(f"{where}: 应有 {len(COLUMNS)} 列，实有 {len(row)} 列")
        portal = Portal(**dict(zip(COLUMNS, (value.strip() for value in row), strict=True)))
        if portal.id in seen:
            raise PortalError(f"{where}: id {portal.id} 重复")
        seen.add(portal.id)
        yield _check(portal, where)


def load_portals(data: Path | None = None) -> dict[str, Portal]:
    """id → portal: the packaged registry with `<data>/curation/portals.csv` laid over it."""
    portals = {portal.id: portal for portal in read_portals(REGISTRY)}
    overlay = data / "curation" / "portals.csv" if data is not None else None
    if overlay is not None and overlay.exists():
        portals.update((portal.id, portal) for portal in read_portals(overlay))
    return portals


def portal_from_url(url: str, name: str = "") -> Portal:
    """A portal that is in no registry, known by its home page alone.

    The id is the host without `www.` and `.gov.cn`, with the port if one is given
    (`https://www.zibo.gov.cn/` → `zibo`, `http://127.0.0.2:8001/` → `127.0.0.2-8001`).
    Raises PortalError for an address that is not to be crawled.
    """
    if "://" not in url:
        url = f"http://{url}"
    parts = urlsplit(url)
    verdict = judge(url, url)
    if verdict.action != "fetch":
        raise PortalError(f"{url} 不能作为门户：{verdict.reason}")
    host = parts.hostname or ""
    identity = host if parse_ip(host) else host.removeprefix("www.").removesuffix(".gov.cn")
    if parts.port:
        identity = f"{identity}-{parts.port}"
    identity = identity.replace(":", "-").lstrip("-") or "loopback"
    if not parts.path:
        url = parts._replace(path="/").geturl()
    return _check(Portal(identity, name or host, url), url)
