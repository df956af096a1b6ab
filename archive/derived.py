"""What do the bytes of a capture say? Read once per digest, kept as a disposable cache.

`<data>/derived/<sha256>.<parser_version>.json.zst` holds a `Derived`: the Report or why there is
none, and what joining needs of the page around it. parser_version changes with every file of
`parsers/` and with the libraries that read, so a result is never older than its reader. Name,
URL and neighbours are no part of it; they join in build.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

import pydantic
import zstandard

from crawler.captures import CaptureDamaged, read_capture
from crawler.cluster import WorkerDied, run_jobs
from parsers.documents import Document, NotReadable, read_document
from parsers.personal import find_personal
from parsers.reading import read_report
from parsers.report import Report

LIBRARIES = ("lxml", "trafilatura", "pdfplumber", "pdfminer.six", "pypdfium2")
"""Libraries whose version can change what is read."""


@dataclass(frozen=True, slots=True)
class Derived:
    """report, or the kind and sentence why the bytes are none; and the page's own words:
    title, mandated meta tags, links to attachments (url as printed, link text)."""

    report: Report | None
    error_kind: str | None = None
    error: str | None = None
    media_type: str | None = None
    title: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[tuple[str, str], ...] = ()
    personal: bool | None = None
    """Does the text hold personal numbers (so that no copy is shown)? None: it was not read."""


_adapter: pydantic.TypeAdapter[Derived] = pydantic.TypeAdapter(Derived)


def digest_of(package: str) -> str:
    """SHA-256 over the files of one of our packages, code and data, by name."""
    root = Path(__file__).resolve().parent.parent / package
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def parser_version() -> str:
    """12 hex digits: parsers/ with its data, and the versions of the libraries that read."""
    versions = "".join(f"{name} {metadata.version(name)}\n" for name in LIBRARIES)
    return hashlib.sha256((digest_of("parsers") + versions).encode()).hexdigest()[:12]


def derive(data: bytes) -> Derived:
    """Read bytes, whatever they are. Pure."""
    try:
        document = read_document(data)
    except NotReadable as error:
        return Derived(None, error.kind, error.message)
    page = {
        "media_type": document.media_type,
        "title": document.title,
        "metadata": dict(document.metadata),
        "attachments": tuple((a.url, a.text) for a in document.attachments),
        "personal": _has_personal(document),
    }
    try:
        return Derived(read_report(document), **page)  # type: ignore[arg-type]
    except NotReadable as error:
        return Derived(None, error.kind, error.message, **page)  # type: ignore[arg-type]


def _has_personal(document: Document) -> bool:
    """Identity numbers anywhere, mobile numbers outside official contact lines."""
    texts = [*document.paragraphs, *(table.flat() for table in document.tables)]
    return any(not found.official for text in texts for found in find_personal(text))


def path_of(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.{parser_version()}.json.zst"


def load(path: Path) -> Derived:
    """A kept result. FileNotFoundError if there is none, ValueError if it is damaged."""
    try:
        text = zstandard.decompress(path.read_bytes())
    except zstandard.ZstdError as error:
        raise ValueError(f"derived/{path.name} 损坏：{error}") from error
    return _adapter.validate_json(text)


def save(path: Path, derived: Derived) -> None:
    """Written beside and renamed, so that a killed build leaves no half file under the name."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.write_bytes(zstandard.compress(_adapter.dump_json(derived)))
    partial.replace(path)


@dataclass(frozen=True, slots=True)
class Job:
    """One digest to read: where its bytes stand, and where the result goes. The path is given, so
    that all processes of a build write under the parser_version that it began with."""

    sha256: str
    warc: str
    offset: int
    result: str


def read_one(job: Job) -> str | None:
    """Read one capture and keep the result; a sentence if the capture is damaged."""
    try:
        capture = read_capture(Path(job.warc), job.offset)
    except (CaptureDamaged, OSError) as error:
        return f"存档记录读不出来：{error}"
    actual = hashlib.sha256(capture.body).hexdigest()
    if actual != job.sha256:
        return f"存档记录与登记的摘要不符：应为 {job.sha256}，实为 {actual}"
    save(Path(job.result), derive(capture.body))
    return None


def read_all(jobs: Iterable[Job], processes: int) -> Iterator[tuple[Job, str | None]]:
    """Read what is not yet read; (job, problem sentence or None) as they are done."""
    for job, result in run_jobs(read_one, jobs, processes):
        yield job, str(result) if isinstance(result, WorkerDied) else result
