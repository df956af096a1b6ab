"""How does archive.db become a public site? A checked, immutable copy under `site/<build>/`.

    <data>/site/<build>/      archive.db  search.db  metadata.json  settings.json
                              inspect-data.json  site.json (what it was made from)
    <data>/site/current  ->   <build>, switched atomically; the server follows by itself

The build id is the beginning of the archive's logical hash. A folder appears under its name only
when it is whole; a publish that is killed leaves a `.tmp-…` folder that the next one removes.
`datasette site/current` shows the same site as `nianbao serve`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Any

import filelock

from archive import schema
from archive.search import build_search
from archive.site.guards import App, Receive, Scope, Send
from archive.site.metadata import DATABASE, metadata, settings

log = logging.getLogger(__name__)

KEEP = 3
"""Builds that stay, so that a mistake can be undone by pointing `current` back."""

CHECK_EVERY = 1.0
"""Seconds between two looks at `site/current`; a switch is seen with the next request after."""

SITE_FORMAT = 1
"""Raise when the files of a site folder change their meaning."""


class PublishError(Exception):
    """The archive may not be published, or the site cannot be served; a sentence (Chinese)."""


# ── Publishing ────────────────────────────────────────────────────────────────────────────────


def publish(data: Path) -> Path:
    """Publish `<data>/archive.db`; the folder of the build that `site/current` now points to.

    Publishing the same build again changes nothing. Raises PublishError with a sentence when the
    archive is missing, damaged, incomplete or empty; the site then stays as it was.
    """
    source = data / "archive.db"
    if not source.is_file():
        raise PublishError(f"没有可发布的档案：{source} 不存在，请先运行 nianbao build。")
    site = data / "site"
    site.mkdir(parents=True, exist_ok=True)
    with _lock(site), closing(_open(source)) as conn:
        info = _build_info(conn, source)
        build = info["logical_hash"][:12]
        made_from = _made_from(info)
        target = site / build
        if not _is_made_from(target, made_from):
            for stale in site.glob(".tmp-*"):
                shutil.rmtree(stale)
            work = Path(tempfile.mkdtemp(prefix=".tmp-", dir=site))
            work.chmod(0o755)  # a web server under another user reads it
            _write(conn, source, work, build, info, made_from)
            if target.exists():
                # The same data under newer site code: make room, the server keeps its open files.
                os.rename(target, work.with_name(work.name + "-old"))
            os.rename(work, target)
            for stale in site.glob(".tmp-*"):
                shutil.rmtree(stale)
        _switch(site, build)
        _forget_old(site, build)
    return target


@contextmanager
def _lock(site: Path) -> Iterator[None]:
    """One publisher at a time."""
    lock = filelock.FileLock(site / ".lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise PublishError(f"另一个 publish 正在 {site} 中进行，请等它结束。") from None
    try:
        yield
    finally:
        lock.release()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _build_info(conn: sqlite3.Connection, source: Path) -> dict[str, str]:
    """build_info of a database that has all our tables; PublishError otherwise."""
    try:
        tables = {row[0] for row in conn.execute("select name from sqlite_master")}
        if missing := [name for name in schema.TABLE if name not in tables]:
            raise PublishError(
                f"不能发布 {source}：缺少表 {'、'.join(missing)}，请重新运行 nianbao build。"
            )
        info = dict(conn.execute("select key, value from build_info").fetchall())
    except sqlite3.DatabaseError as error:
        raise PublishError(f"不能发布 {source}：无法作为数据库读取（{error}）。") from error
    digest = info.get("logical_hash") or ""
    if len(digest) < 12 or not all(c in "0123456789abcdef" for c in digest):
        raise PublishError(
            f"不能发布 {source}：build_info 中没有 logical_hash，上次 build 没有完成。"
        )
    return info


def _made_from(info: dict[str, str]) -> dict[str, Any]:
    """What decides a site's files: the archive's build_info and our own code and labels."""
    digest = hashlib.sha256()
    for package, name in (
        ("archive", "schema.py"),
        ("archive", "search.py"),
        ("archive", "publish.py"),
        ("archive.site", "metadata.py"),
    ):
        digest.update(resources.files(package).joinpath(name).read_bytes())
    return {"format": SITE_FORMAT, "code": digest.hexdigest(), "build_info": info}


def _is_made_from(target: Path, made_from: dict[str, Any]) -> bool:
    try:
        held = json.loads((target / "site.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(held == made_from)


def _write(
    conn: sqlite3.Connection,
    source: Path,
    work: Path,
    build: str,
    info: dict[str, str],
    made_from: dict[str, Any],
) -> None:
    """Fill a new folder. VACUUM INTO reads one consistent state, also of a WAL database."""
    copy = work / "archive.db"
    try:
        conn.execute("vacuum into ?", [str(copy)])
    except sqlite3.DatabaseError as error:
        raise PublishError(f"不能发布 {source}：复制时出错（{error}）。") from error
    with closing(sqlite3.connect(copy)) as db:
        _check(db, source)
        # Statistics let the planner choose between the indexes of year, province and severity.
        db.execute("analyze")
        db.commit()
    build_search(copy, work / "search.db")
    _json(work / "metadata.json", metadata(build, info.get("as_of")))
    _json(work / "settings.json", settings())
    _json(work / "inspect-data.json", _inspect(copy))
    _json(work / "site.json", made_from)


def _check(db: sqlite3.Connection, source: Path) -> None:
    """The copy is sound and says something."""
    problems = [row[0] for row in db.execute("pragma integrity_check(5)")]
    if problems != ["ok"]:
        raise PublishError(f"不能发布 {source}：数据库已损坏（{'；'.join(problems)}）。")
    reports = db.execute("select count(*) from reports").fetchone()[0]
    if not reports:
        raise PublishError(f"不能发布 {source}：里面没有一份报告。")
    broken = db.execute("pragma foreign_key_check").fetchmany(3)
    if broken:
        named = "；".join(f"{table} → {parent}" for table, _, parent, _ in broken)
        raise PublishError(f"不能发布 {source}：有指向不存在的行的引用（{named}）。")
    homeless = db.execute(
        "select id from reports where version_id is null or not exists "
        "(select 1 from versions v where v.id = reports.version_id and v.report_id = reports.id) "
        "limit 3"
    ).fetchall()
    if homeless:
        ids = "、".join(row[0] for row in homeless)
        raise PublishError(f"不能发布 {source}：报告没有当前版本（{ids}）。")
    for table in ("organs", "versions", "captures"):
        if not db.execute(f"select exists (select 1 from [{table}])").fetchone()[0]:
            raise PublishError(f"不能发布 {source}：有 {reports} 份报告，表 {table} 却是空的。")


def _inspect(database: Path) -> dict[str, Any]:
    """What `datasette inspect` writes, run inside the folder: the file by its bare name, else
    Datasette opens the database as mutable and refuses to hand it out."""
    with closing(_open(database)) as db:
        names = [
            row[0]
            for row in db.execute("select name from sqlite_master where type = 'table' order by 1")
        ]
        counts = {
            name: {"count": db.execute(f"select count(*) from [{name}]").fetchone()[0]}
            for name in names
        }
    with database.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        DATABASE: {
            "hash": digest,
            "size": database.stat().st_size,
            "file": database.name,
            "tables": counts,
        }
    }


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _switch(site: Path, build: str) -> None:
    """Point `current` to the build in one step: no request ever finds it missing."""
    link = site / "current"
    if link.is_symlink() and os.readlink(link) == build:
        return
    fresh = site / f".current-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(build)
    os.replace(fresh, link)


def _forget_old(site: Path, current: str) -> None:
    builds = sorted(
        (path.parent for path in site.glob("*/site.json") if not path.parent.is_symlink()),
        key=lambda path: (path.name == current, path.stat().st_mtime),
        reverse=True,
    )
    for old in builds[KEEP:]:
        shutil.rmtree(old)


# ── Serving ───────────────────────────────────────────────────────────────────────────────────


def open_site(folder: Path, captures: Path | None = None) -> Any:
    """A Datasette over one published folder (the real one, not `current`: its database threads
    open files later and must not meet another build)."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    from archive.site import plugin

    # Loaded through the entry point where the project is installed, here where it is not.
    if not pm.is_registered(plugin):
        pm.register(plugin, name=f"{plugin.__name__}-direct")
    folder = folder.resolve(strict=True)
    site = Datasette(
        files=[],
        immutables=[str(folder / "archive.db")],
        inspect_data=json.loads((folder / "inspect-data.json").read_text("utf-8")),
        metadata=json.loads((folder / "metadata.json").read_text("utf-8")),
        settings=json.loads((folder / "settings.json").read_text("utf-8")),
    )
    setattr(site, plugin.CAPTURES, captures)
    return site


class CurrentSite:
    """An ASGI app that always answers from what `site/current` points to.

    It looks at the link at most once in CHECK_EVERY seconds. A new build is opened beside the old
    one; requests that began on the old one end on it. A build that cannot be opened is logged and
    the old one stays.
    """

    def __init__(self, link: Path, captures: Path | None, clock: Callable[[], float]) -> None:
        self._link = link
        self._captures = captures
        self._clock = clock
        self._looked = clock()
        self._key = self._identity()
        self._app: App = open_site(link, captures).app()

    def _identity(self) -> tuple[str, int]:
        """Name and inode: the same build published anew by newer code is another folder."""
        return os.readlink(self._link), self._link.stat().st_ino

    def _follow(self) -> None:
        now = self._clock()
        if now - self._looked < CHECK_EVERY:
            return
        self._looked = now
        try:
            key = self._identity()
            if key == self._key:
                return
            self._app = open_site(self._link, self._captures).app()
            self._key = key
            log.info("现在提供构建 %s", key[0])
        except (OSError, ValueError, KeyError, sqlite3.Error) as error:
            log.error("site/current 指向的构建打不开，继续提供原来的：%s", error)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._follow()
        await self._app(scope, receive, send)


def _say(address: str) -> None:
    """Flushed: who starts the server through a pipe waits for this line."""
    print(address, flush=True)


def serve(
    data: Path,
    port: int = 8001,
    host: str = "127.0.0.1",
    captures: Path | None = None,
    announce: Callable[[str], None] = _say,
) -> None:
    """Serve `<data>/site/current` until interrupted; follows later publishes by itself.

    announce gets the address once the port is taken; port 0 picks a free one. captures: folder
    with the WARC files of archived copies. Raises PublishError when nothing is published or the
    port is busy.
    """
    import time

    import uvicorn

    link = data / "site" / "current"
    if not (link / "archive.db").is_file():
        raise PublishError(f"{link} 还没有内容，请先运行 nianbao publish。")
    if captures is not None and not captures.is_dir():
        raise PublishError(f"存档副本文件夹 {captures} 不存在。")
    listener = _listen(host, port)
    try:
        app = CurrentSite(link, captures, time.monotonic)
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listener.getsockname()[1]}/")
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=3,
            )
        )
        with suppress(KeyboardInterrupt):  # the way to end it, not a failure
            asyncio.run(server.serve(sockets=[listener]))
    finally:
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    """The port, taken before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PublishError(
            f"无法在 {host}:{port} 提供网页（{error.strerror or error}）；"
            "端口可能已被占用，请用 --port 换一个。"
        ) from error
    return listener
