"""How is an answer kept? WARC/1.1, one gzip member per record, flushed record by record.

A capture is written before anything is done with it, with the body exactly as the server sent
it; it is read back decoded, the way parsers read it. A process that is killed leaves at most a
torn last record, which readers name and skip.
"""

from __future__ import annotations

import datetime as dt
import io
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.responses import decode_content

_PIECE = 1 << 20


class CaptureDamaged(Exception):
    """A record that cannot be read back whole; the message names file and offset."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One kept answer. body: content codings undone. status, headers: None and {} for files
    that were imported; header names are lower-case, a repeated one keeps its last value."""

    url: str
    fetched_at: str
    status: int | None
    headers: Mapping[str, str]
    body: bytes
    record_id: str


def utc_stamp(when: dt.datetime) -> str:
    """UTC ISO 8601 with microseconds and Z: `2026-11-20T08:53:00.123456Z`."""
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class CaptureWriter:
    """Appends records to one WARC file; safe to use from several threads.

    The file is created with the first record. `response` and `resource` return
    (record id, offset of the record in the file).
    """

    def __init__(self, path: Path, info: Mapping[str, str]) -> None:
        self.path = path
        self._info = dict(info)
        self._lock = threading.Lock()
        self._file: Any = None
        self._writer: Any = None

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._file.tell() if self._file is not None else 0

    def _open(self) -> None:
        self._file = self.path.open("ab")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        self._writer.write_record(self._writer.create_warcinfo_record(self.path.name, self._info))

    def _write(self, record_type: str, url: str, payload: bytes, **options: Any) -> tuple[str, int]:
        with self._lock:
            if self._file is None:
                self._open()
            offset = self._file.tell()
            record = self._writer.create_warc_record(
                url, record_type, payload=io.BytesIO(payload), **options
            )
            self._writer.write_record(record)
            self._file.flush()
            return record.rec_headers.get_header("WARC-Record-ID").strip("<>"), offset

    def response(
        self,
        url: str,
        fetched_at: dt.datetime,
        status: int,
        reason: str,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        *,
        protocol: str = "HTTP/1.1",
        ip_address: str | None = None,
    ) -> tuple[str, int]:
        """Keep an HTTP answer: status line, headers and body as they came."""
        extra = {"WARC-Date": utc_stamp(fetched_at)}
        if ip_address:
            extra["WARC-IP-Address"] = ip_address
        # The transfer coding is undone on the wire; leaving its header would make readers look
        # for chunks that are not there.
        kept = [
            ("X-Original-Transfer-Encoding" if name.lower() == "transfer-encoding" else name, value)
            for name, value in headers
        ]
        http = StatusAndHeaders(f"{status} {reason}".strip(), kept, protocol=protocol)
        return self._write("response", url, body, http_headers=http, warc_headers_dict=extra)

    def resource(
        self, url: str, fetched_at: dt.datetime, media_type: str, body: bytes
    ) -> tuple[str, int]:
        """Keep a file that came by hand, without HTTP."""
        return self._write(
            "resource",
            url,
            body,
            warc_content_type=media_type,
            warc_headers_dict={"WARC-Date": utc_stamp(fetched_at)},
        )

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = self._writer = None

    def __enter__(self) -> CaptureWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()


def _to_capture(record: ArcWarcRecord, where: str) -> Capture:
    headers = record.rec_headers
    body = record.raw_stream.read()
    if record.digest_checker is not None and record.digest_checker.passed is False:
        raise CaptureDamaged(f"{where} 的记录与其摘要不符")
    http = record.http_headers
    fields = {name.lower(): value for name, value in http.headers} if http else {}
    status = int(http.get_statuscode()) if http else None
    return Capture(
        url=headers.get_header("WARC-Target-URI"),
        fetched_at=headers.get_header("WARC-Date"),
        status=status,
        headers=fields,
        body=decode_content(body, fields.get("content-encoding")) if http else body,
        record_id=headers.get_header("WARC-Record-ID").strip("<>"),
    )


def _members(file: BinaryIO, name: str, offset: int) -> Iterator[tuple[int, bytes]]:
    """(offset, uncompressed bytes) of each gzip member, checked against its own CRC.

    One member is one record. warcio alone would hand out the beginning of a torn record as if
    it were whole.
    """
    file.seek(offset)
    pending = b""
    while True:
        pending = pending or file.read(_PIECE)
        if not pending:
            return
        engine, parts, size = zlib.decompressobj(31), [], 0
        while not engine.eof:
            try:
                parts.append(engine.decompress(pending))
            except zlib.error as error:
                raise CaptureDamaged(f"{name} 第 {offset} 字节处的记录已损坏：{error}") from error
            size += len(pending)
            if engine.eof:
                size -= len(engine.unused_data)
                break
            pending = file.read(_PIECE)
            if not pending:
                raise CaptureDamaged(f"{name} 第 {offset} 字节处的记录没有写完")
        yield offset, b"".join(parts)
        offset += size
        pending = engine.unused_data


def iter_captures(warc: Path, offset: int = 0) -> Iterator[tuple[int, Capture]]:
    """(offset, capture) of each response and resource record from `offset` on.

    Raises CaptureDamaged at the first record that cannot be read whole; what came before has
    then been yielded.
    """
    with warc.open("rb") as file:
        for at, member in _members(file, warc.name, offset):
            where = f"{warc.name} 第 {at} 字节处"
            try:
                for record in ArchiveIterator(io.BytesIO(member), check_digests="record"):
                    if record.rec_type in ("response", "resource"):
                        yield at, _to_capture(record, where)
            except (ArchiveLoadFailed, AttributeError) as error:
                # AttributeError: warcio's way of meeting a record without its mandatory headers
                raise CaptureDamaged(f"{where}的记录无法解析：{error}") from error


def read_capture(warc: Path, offset: int) -> Capture:
    """The capture whose record begins at `offset`. Raises CaptureDamaged (a sentence) if there
    is no whole record, OSError if the file cannot be opened."""
    for at, capture in iter_captures(warc, offset):
        if at == offset:
            return capture
        break
    raise CaptureDamaged(f"{warc.name} 第 {offset} 字节处没有响应或文件的记录")
