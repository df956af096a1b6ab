"""What did a crawl see? One folder per crawling process, written forward only.

    <data>/runs/<run-id>/          run-id: YYYYMMDDTHHMMSSZ-<6 hex>, so names sort by time
        nianbao-00000.warc.gz …    the answers, record by record (captures.py)
        fetches.jsonl              one line per request's outcome, list end, hand-over
        index.cdxj                 written when the run ends
        summary.json               written last, at once; a run without it was killed

The WARC record is on its way to disk before its line is written, so a line never points at
nothing. Readers skip a torn last line or record and name it in `Run.problems`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from crawler.captures import CaptureDamaged, CaptureWriter, iter_captures, utc_stamp
from crawler.responses import MOVED
from parsers.documents.media_types import sniff

RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")

MAX_WARC_BYTES = 1_000_000_000
"""A WARC file is closed and the next one begun at this size, the custom of web archives."""


_Bytes = bytes  # Fetch has a field of that name


@dataclass(frozen=True, slots=True)
class Fetch:
    """One line of fetches.jsonl. What does not apply is None.

    event: fetch a request's outcome · fresh captured lately, not fetched again · list the end of
      one list (stop_reason, total as the site counts, collected as we did) · handed_over another
      city's address, for the shard that owns it.
    outcome: ok, redirect, empty, soft_404, blocked:<name>, wrong_type, robots, refused, timeout,
      dns, not_found, gone, error.
    kind: robots, home, navigation, column, list, detail, attachment, import.
    fetched_at: UTC ISO 8601 with microseconds and Z. sha256, bytes: of the decoded body.
    media_type: as sniffed from the bytes. warc: file name in the run's folder; offset: in it.
    found_on: the page that linked here; landing: the detail page that carries an attachment.
    title, listed_on: as the list prints them, the date ISO. message: a sentence.
    organ, report_year: given by the person who imported the file.
    """

    event: str
    fetched_at: str
    url: str
    portal: str | None = None
    kind: str | None = None
    outcome: str | None = None
    http_status: int | None = None
    capture_id: str | None = None
    media_type: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    warc: str | None = None
    offset: int | None = None
    found_on: str | None = None
    landing: str | None = None
    title: str | None = None
    listed_on: str | None = None
    stop_reason: str | None = None
    total: int | None = None
    collected: int | None = None
    message: str | None = None
    organ: str | None = None
    report_year: int | None = None

    def to_line(self) -> _Bytes:
        """The line with its newline: keys in order of the fields, None left out."""
        row = {key: value for key, value in asdict(self).items() if value is not None}
        # A line must be written whatever a page or command line put into it: half a surrogate
        # pair has no bytes.
        return (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")

    @classmethod
    def from_line(cls, line: _Bytes) -> Fetch:
        """Raises ValueError for a line that is no Fetch. Unknown keys are left out, so that
        an older nianbao reads a newer run."""
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("不是 JSON 对象")
        known = {key: value for key, value in row.items() if key in _FETCH_FIELDS}
        try:
            return cls(**known)
        except TypeError as error:
            raise ValueError(f"缺少字段（{error}）") from error


_FETCH_FIELDS = frozenset(field.name for field in fields(Fetch))


@dataclass(frozen=True)
class Run:
    """One run folder, finished or killed."""

    id: str
    path: Path

    def _lines(self) -> Iterator[tuple[int, bytes, bool]]:
        """(number, line, ends in newline)"""
        try:
            with (self.path / "fetches.jsonl").open("rb") as file:
                for number, line in enumerate(file, 1):
                    yield number, line, line.endswith(b"\n")
        except FileNotFoundError:
            return

    def fetches(self) -> Iterator[Fetch]:
        """The readable lines in the order written; torn and damaged ones are in `problems`."""
        for _, line, whole in self._lines():
            if whole:
                try:
                    yield Fetch.from_line(line)
                except ValueError:
                    continue  # named by `problems`

    def summary(self) -> dict[str, Any] | None:
        """What the run wrote about itself at its end; None for a run that was killed, or whose
        summary is no longer readable (named by `problems`)."""
        return self._summary()[0]

    def _summary(self) -> tuple[dict[str, Any] | None, str]:
        """The summary, or None and the reason."""
        try:
            text = (self.path / "summary.json").read_bytes()
        except FileNotFoundError:
            return None, "没有 summary.json：这次运行被中断"
        except OSError as error:
            wrong: str | None = error.strerror or str(error)
        else:
            try:
                found = json.loads(text)
            except (ValueError, RecursionError) as error:  # cut short, not UTF-8, not JSON
                wrong = f"不是 JSON（{error}）" if text.strip() else "文件是空的"
            else:
                wrong = _not_a_summary(found)
                if wrong is None:
                    return found, ""
        return None, f"的 summary.json 无法读取，按没有完成的运行看待：{wrong}"

    @cached_property
    def problems(self) -> list[str]:
        """What of this run cannot be read, a sentence each. Of the WARC files only what lies
        after the last line's record is looked at; `captures.iter_captures` reads them whole."""
        found: list[str] = []
        last: dict[str, int] = {}
        for number, line, whole in self._lines():
            if not whole:
                found.append(f"{self.id}/fetches.jsonl 第 {number} 行没有写完，已略过")
                continue
            try:
                fetch = Fetch.from_line(line)
            except ValueError as error:
                found.append(f"{self.id}/fetches.jsonl 第 {number} 行无法读取，已略过：{error}")
                continue
            if fetch.warc and fetch.offset is not None:
                last[fetch.warc] = max(last.get(fetch.warc, 0), fetch.offset)
        summary, reason = self._summary()
        if summary is None:
            found.append(f"{self.id} {reason}")
        for warc in sorted(self.path.glob("*.warc.gz")):
            try:
                for _ in iter_captures(warc, last.get(warc.name, 0)):
                    pass
            except CaptureDamaged as error:
                found.append(f"{self.id}/{error}")
        return found

    def warc(self, fetch: Fetch) -> Path:
        """The file that holds this line's capture. Raises ValueError if it has none."""
        if fetch.warc is None or Path(fetch.warc).name != fetch.warc:
            raise ValueError(f"{self.id}: {fetch.url} 没有存档文件")
        return self.path / fetch.warc


def _not_a_summary(found: object) -> str | None:
    """Why a JSON value is no summary, None if it is one: readers take its parts unchecked."""
    if not isinstance(found, dict):
        return "不是 JSON 对象"
    portals = found.get("portals", [])
    if not isinstance(portals, list) or not all(
        isinstance(row, dict) and isinstance(row.get("portal"), str) for row in portals
    ):
        return "portals 不是门户的列表"
    for name in ("started_at", "ended_at"):
        if not isinstance(found.get(name, ""), str):
            return f"{name} 不是时间"
    return None


def list_runs(runs_dir: Path) -> list[Run]:
    """The runs of a folder, oldest first. A folder that is not there has none."""
    if not runs_dir.is_dir():
        return []
    names = (path.name for path in runs_dir.iterdir() if path.is_dir())
    return [Run(name, runs_dir / name) for name in sorted(names) if RUN_ID.fullmatch(name)]


# ── writing ─────────────────────────────────────────────────────────────────────────────────────


def new_run_id(now: dt.datetime) -> str:
    return f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def _write_cdxj(folder: Path, warcs: list[Path]) -> None:
    from cdxj_indexer.main import CDXJIndexer  # slow to load, and reading runs needs none of it

    partial = folder / "index.cdxj.part"
    with partial.open("w", encoding="utf-8") as out:
        CDXJIndexer(
            output=out,
            inputs=[str(path) for path in warcs],
            sort=True,
            records="response,resource",
        ).process_all()
    partial.replace(folder / "index.cdxj")


class RunWriter:
    """A run being written. Several crawlers of one process share one; threads may too.

    Use as a context manager: leaving it writes index.cdxj and summary.json. An exception that
    leaves it is recorded in the summary (`error`) and goes on.
    """

    def __init__(self, data: Path, run_id: str | None = None, kind: str = "crawl") -> None:
        self.started_at = dt.datetime.now(dt.UTC)
        self.id = run_id or new_run_id(self.started_at)
        self.kind = kind
        self.path = data / "runs" / self.id
        self.path.mkdir(parents=True)
        self.portals: list[dict[str, Any]] = []
        self.lines = 0
        self._lock = threading.Lock()
        self._captures: CaptureWriter | None = None
        self._warcs: list[Path] = []
        # Unbuffered and in one write per line: a killed process tears at most the last line.
        self._log = (self.path / "fetches.jsonl").open("ab", buffering=0)
        self._closed = False

    def _writer(self) -> CaptureWriter:
        with self._lock:
            current = self._captures
            if current is not None and current.size > MAX_WARC_BYTES:
                current.close()
                current = None
            if current is None:
                path = self.path / f"nianbao-{len(self._warcs):05d}.warc.gz"
                self._warcs.append(path)
                info = {
                    "software": "nianbao",
                    "format": "WARC file version 1.1",
                    "isPartOf": self.id,
                }
                current = self._captures = CaptureWriter(path, info)
            return current

    def response(
        self,
        url: str,
        fetched_at: dt.datetime,
        status: int,
        reason: str,
        headers: Iterable[tuple[str, str]],
        raw_body: bytes,
        **options: Any,
    ) -> dict[str, Any]:
        """Keep an HTTP answer; returns its place as fields of Fetch (capture_id, warc, offset)."""
        writer = self._writer()
        record_id, offset = writer.response(
            url, fetched_at, status, reason, headers, raw_body, **options
        )
        return {"capture_id": record_id, "warc": writer.path.name, "offset": offset}

    def resource(
        self, url: str, fetched_at: dt.datetime, media_type: str, body: bytes
    ) -> dict[str, Any]:
        """Keep a file obtained by hand; returns its place as fields of Fetch."""
        writer = self._writer()
        record_id, offset = writer.resource(url, fetched_at, media_type, body)
        return {"capture_id": record_id, "warc": writer.path.name, "offset": offset}

    def fetch(self, event: str, url: str, **values: Any) -> Fetch:
        """Write one line and return it. `fetched_at` (datetime) defaults to now."""
        when = values.pop("fetched_at", None) or dt.datetime.now(dt.UTC)
        line = Fetch(event=event, url=url, fetched_at=utc_stamp(when), **values)
        with self._lock:
            self._log.write(line.to_line())
            self.lines += 1
        return line

    def close(self, **extra: Any) -> None:
        """End the run: index.cdxj, then summary.json, atomically. Calling it again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._log.close()
        if self._captures is not None:
            self._captures.close()
            _write_cdxj(self.path, self._warcs)
        summary = {
            "run": self.id,
            "kind": self.kind,
            "started_at": utc_stamp(self.started_at),
            "ended_at": utc_stamp(dt.datetime.now(dt.UTC)),
            "lines": self.lines,
            "portals": self.portals,
            **extra,
        }
        partial = self.path / "summary.json.part"
        text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, self.path / "summary.json")

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self.close(error=f"{type(error).__name__}: {error}")


def open_run(data: Path, run_id: str | None = None, kind: str = "crawl") -> RunWriter:
    """Begin a run under `<data>/runs/`. Raises FileExistsError if the id is taken."""
    return RunWriter(data, run_id, kind)


# ── what earlier runs left ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Known:
    """A good capture of an address in an earlier run."""

    run: Run
    fetch: Fetch


def captured(runs: Iterable[Run], since: dt.datetime) -> dict[str, Known]:
    """url → the latest good capture of a detail page or attachment fetched at or after `since`.

    An address that was redirected is known by the capture it led to. One that was found to be
    gone later is not known any more.
    """
    latest: dict[str, Known] = {}
    for run in runs:
        for fetch in run.fetches():
            if (
                fetch.event == "fetch"
                and fetch.kind in ("detail", "attachment")
                and fetch.outcome in _TELLING
                # Two runs of the same second sort by chance: the lines' own time decides.
                and (
                    fetch.url not in latest or latest[fetch.url].fetch.fetched_at < fetch.fetched_at
                )
            ):
                latest[fetch.url] = Known(run, fetch)
    stamp = utc_stamp(since)
    good: dict[str, Known] = {}
    for start, known in latest.items():
        for _ in range(10):
            if known.fetch.outcome != "redirect":
                break
            target = (known.fetch.message or "").removeprefix(MOVED)
            known = latest.get(target, known)
        if known.fetch.outcome == "ok" and known.fetch.fetched_at >= stamp:
            good[start] = known
    return good


# Outcomes that say something about the address itself; a timeout or a block does not.
_TELLING = frozenset({"ok", "redirect", "not_found", "gone", "soft_404"})


def captured_urls(runs: Iterable[Run], since: dt.datetime) -> dict[str, str]:
    """url → fetched_at of `captured`: what a crawl need not fetch again."""
    return {url: known.fetch.fetched_at for url, known in captured(runs, since).items()}


def handed_over(runs: Iterable[Run]) -> dict[str, Fetch]:
    """url → the line that left it to the shard owning its host, the latest one."""
    return {f.url: f for run in runs for f in run.fetches() if f.event == "handed_over"}


def learned(runs: Iterable[Run]) -> dict[str, dict[str, Any]]:
    """portal id → its row in the latest summary.json that names columns: where the reports were
    found last time, for a crawl that does not find the way again."""
    found: dict[str, dict[str, Any]] = {}
    for run in runs:  # oldest first
        for row in (run.summary() or {}).get("portals", ()):
            columns = row.get("columns")
            if isinstance(columns, list) and columns and all(isinstance(c, str) for c in columns):
                found[row["portal"]] = row
    return found


# ── files obtained by hand ──────────────────────────────────────────────────────────────────────


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = (found for found in sorted(path.rglob("*")) if found.is_file())
            yield from (
                f for f in inside if not any(p.startswith(".") for p in f.parts[len(path.parts) :])
            )
        else:
            yield path


def printable(name: str) -> str:
    """A file name as text that can be written anywhere. A name that is not UTF-8 is read as
    GB 18030, what Chinese archives and old systems wrote, else its odd bytes are shown escaped."""
    try:
        name.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(name).decode("gb18030")
        except UnicodeError:
            return name.encode("utf-8", "backslashreplace").decode()
    return name


def import_files(
    paths: Iterable[Path],
    data: Path,
    url: str | None = None,
    organ: str | None = None,
    report_year: int | None = None,
    now: dt.datetime | None = None,
) -> str:
    """Files enter the archive as a run of their own; returns the run's id.

    Folders are walked in order of name, hidden files left out. `url` is where the file was
    found and goes with one file only (ValueError otherwise); without it the address is
    `urn:sha256:<hex>`. A path that cannot be read becomes a line with outcome `error`.
    Raises ValueError where there is no file at all; no run is begun then.
    """
    paths = list(paths)
    found = list(_files(paths))
    if not found:
        raise ValueError(f"{'、'.join(printable(str(p)) for p in paths)} 里没有可导入的文件")
    if url is not None and len(found) != 1:
        raise ValueError(f"--url 只能用于一个文件，这里有 {len(found)} 个")
    counts: dict[str, int] = {}
    with open_run(data, new_run_id(now) if now else None, kind="import") as run:
        for path in found:
            common: Mapping[str, Any] = {
                "kind": "import",
                "title": printable(path.name),
                "organ": organ,
                "report_year": report_year,
                "fetched_at": now or dt.datetime.now(dt.UTC),
            }
            try:
                body = path.read_bytes()
            except OSError as error:
                name = printable(path.name)
                reason = f"{name} 读不出来：{error.strerror or error}"
                line = run.fetch("fetch", url or name, outcome="error", message=reason, **common)
            else:
                digest = hashlib.sha256(body).hexdigest()
                media_type = sniff(body)
                address = url or f"urn:sha256:{digest}"
                place = run.resource(address, common["fetched_at"], media_type, body)
                line = run.fetch(
                    "fetch",
                    address,
                    outcome="ok" if body else "empty",
                    media_type=media_type,
                    sha256=digest,
                    bytes=len(body),
                    **common,
                    **place,
                )
            counts[line.outcome or ""] = counts.get(line.outcome or "", 0) + 1
        run.close(files=len(found), outcomes=counts)
    return run.id
