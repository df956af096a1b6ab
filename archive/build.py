"""How do runs become archive.db? One writer; a pure function of its inputs (design.md 1, 2).

Inputs: the runs, the curation files, the registry, the digests of parsers/, crawler/ and archive/,
tool versions, and `as_of`, the latest record of any run. All stand in build_info. No clock is
read. The database is written beside and renamed, so readers see the old one or the new one.

Reading is the parallel part (derived.py); then, in one pass in order of time:

    capture ─▶ derived ─┬▶ what the page around it adds (landing page, list, portal) ─▶ Report
                        └▶ why it is none ─▶ captures.verdict
    Report ─▶ organ, year ─▶ checks of it alone ─▶ redact ─▶ version
    versions ─▶ current ones ─▶ neighbours ─▶ checks with context ─▶ reviews ─▶ rows

Checks that need one report run before redaction (T09 looks for what redaction masks); those that
need what stands around a report run once all versions are known, on masked reports only. Every
version gets the flags of its own content; neighbours are given to current versions alone, an old
version's neighbours would be a mixture of times.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import filelock
import sqlite_utils

from archive import derived as derivation
from archive.crosschecks import Entry, contexts
from archive.derived import Derived, digest_of, parser_version
from archive.organs import Organ, Organs, load_organs
from archive.redact import mask_text, redact
from archive.reviews import Review, load_reviews, report_of, under_present_ids
from archive.schema import SCHEMA_VERSION, TABLE, TABLES, create
from archive.verify import Progress, logical_hash
from archive.versions import (
    Version,
    changes,
    content_digest,
    current_version,
    flag_ids,
    is_own_host,
    version_id,
)
from crawler.portals import REGISTRY, Portal, load_portals
from crawler.runs import Fetch, Run, list_runs
from parsers.checks import SEVERITIES, CheckResults, Context, Flag, catalogue, run_checks
from parsers.dates import read_printed_date
from parsers.forms import load_form
from parsers.report import Report
from parsers.titles import read_title

BATCH = 500
"""Rows a write: one report a write costs 3.4 times as much (stack.md trap 12)."""

MAX_INTEGER = 2**63 - 1
"""The largest whole number SQLite holds; a sentence may print a longer one."""

REPORT_KINDS = ("detail", "attachment", "import")
GONE = ("not_found", "gone", "soft_404")

TOOLS = ("lxml", "trafilatura", "pdfplumber", "pdfminer.six", "pypdfium2", "pypinyin",
         "rensa", "sqlite-utils", "warcio")  # fmt: skip


class BuildError(Exception):
    """The archive cannot be built; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: the closing table of the command."""

    path: Path
    logical_hash: str
    reports: int
    organs: int
    captures: int
    cells_read: int
    cells_expected: int
    flags: Mapping[str, int]
    unresolved: int
    verdicts: Mapping[str, int]
    problems: tuple[str, ...]


# ── Inputs ────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Seen:
    """One capture that may be a report, with everything recorded about it."""

    run: Run
    fetch: Fetch
    derived: Derived | None = None
    problem: str | None = None


@dataclass(slots=True)
class _Inputs:
    runs: list[Run]
    seen: list[_Seen]
    fetches: list[tuple[Run, Fetch]]
    portals: dict[str, Portal]
    organs: Organs
    reviews: Mapping[str, Review]
    as_of: str
    problems: list[str]


def _read_inputs(data: Path) -> _Inputs:
    runs = list_runs(data / "runs")
    fetches = [(run, fetch) for run in runs for fetch in run.fetches()]
    organs = load_organs(data / "curation" / "organs.csv")
    reviews = load_reviews(data / "curation" / "reviews.csv")
    fetches.sort(key=lambda pair: (pair[1].fetched_at, pair[0].id, pair[1].url))
    seen = [
        _Seen(run, fetch)
        for run, fetch in fetches
        if fetch.event == "fetch"
        and fetch.kind in REPORT_KINDS
        and fetch.outcome == "ok"
        and fetch.capture_id is not None
    ]
    return _Inputs(
        runs,
        seen,
        fetches,
        load_portals(data),
        organs,
        under_present_ids(reviews, organs),
        max((fetch.fetched_at for _, fetch in fetches), default=""),
        [problem for run in runs for problem in run.problems],
    )


def _derive(data: Path, seen: Sequence[_Seen], jobs: int, full: bool, progress: Progress) -> None:
    """Give every capture its reading, from the cache or by reading it now."""
    folder = data / "derived"
    folder.mkdir(parents=True, exist_ok=True)
    ready: dict[str, Derived] = {}
    needed: dict[str, derivation.Job] = {}
    for item in seen:
        fetch = item.fetch
        if fetch.sha256 is None or fetch.offset is None:
            item.problem = "登记缺少摘要或偏移，无法找到存档记录"
            continue
        if fetch.sha256 in ready or fetch.sha256 in needed:
            continue
        kept = derivation.path_of(folder, fetch.sha256)
        if not full:
            try:
                ready[fetch.sha256] = derivation.load(kept)
                continue
            except (FileNotFoundError, ValueError):
                pass  # a cache: what is missing or damaged is read again
        needed[fetch.sha256] = derivation.Job(
            fetch.sha256, str(item.run.warc(fetch)), fetch.offset, str(kept)
        )
    problems: dict[str, str] = {}
    progress("读取报告", 0, len(needed))
    read = derivation.read_all(needed.values(), jobs)
    for done, (job, problem) in enumerate(read, start=1):
        progress("读取报告", done, len(needed))
        if problem is None:
            ready[job.sha256] = derivation.load(Path(job.result))
        else:
            problems[job.sha256] = problem
    for item in seen:
        sha256 = item.fetch.sha256 or ""
        item.derived = ready.get(sha256)
        item.problem = item.problem or problems.get(sha256)


# ── Joining ───────────────────────────────────────────────────────────────────────────────────


def _joined(item: _Seen, pages: Mapping[str, Derived], portal: Portal | None) -> Report | None:
    """The report with what the page around it prints: title, organ, year, publication date."""
    if item.derived is None or item.derived.report is None:
        return None
    report, fetch = item.derived.report, item.fetch
    evidence = dict(report.evidence)
    landing = pages.get(fetch.landing or "")
    around: list[tuple[str, str]] = []
    if fetch.title:
        around.append(("列表标题", fetch.title))
    if landing is not None and (printed := landing.metadata.get("ArticleTitle") or landing.title):
        around.append(("所在页面标题", printed))
    organ, year, title = report.organ, report.report_year, report.title
    # What is printed goes before what the importing person says; both stand in the evidence.
    if fetch.organ and organ is None:
        organ, evidence["organ"] = fetch.organ, "导入时注明"
    elif fetch.organ and organ != fetch.organ:
        evidence["organ_import"] = f"导入时注明“{fetch.organ}”，与所印不同"
    if fetch.report_year and year is None:
        year, evidence["report_year"] = fetch.report_year, "导入时注明"
    elif fetch.report_year and year != fetch.report_year:
        evidence["report_year_import"] = f"导入时注明 {fetch.report_year} 年，与所印不同"
    for source, printed in around:
        named = read_title(printed, portal.name if portal else None)
        if named is None:
            continue
        title = title or re.sub(r"\s+", "", printed)
        if organ is None and named.organ:
            organ, evidence["organ"] = named.organ, f"{source}：{printed}"
        if year is None and named.year:
            year, evidence["report_year"] = named.year, f"{source}：{printed}"
    published = report.published_on
    if published is None and landing is not None:
        for key in ("PubDate", "published"):
            if published is None and (printed := landing.metadata.get(key, "")):
                published = read_printed_date(printed)
                evidence["published_on"] = f"所在页面：{printed}"
    if published is None and fetch.listed_on:
        published = date.fromisoformat(fetch.listed_on)
        evidence["published_on"] = f"列表日期：{fetch.listed_on}"
    return dataclasses.replace(
        report,
        organ=organ,
        report_year=year,
        title=title,
        published_on=published,
        evidence=evidence,
    )


def _place_in_text(flag: Flag) -> tuple[str, int, int]:
    return flag.check, flag.section if flag.section is not None else -1, flag.start or -1


# ── Build ─────────────────────────────────────────────────────────────────────────────────────


def build(
    data: Path, jobs: int = 1, full: bool = False, progress: Progress | None = None
) -> BuildResult:
    """Make `<data>/archive.db` from the runs. full: read everything anew.

    Raises BuildError when another build holds the lock, CurationError when organs.csv or
    reviews.csv cannot be used.
    """
    tell = progress or (lambda stage, done, total: None)
    lock_path = data / "locks" / "build.lock"
    lock_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(lock_path, timeout=0):
            return _build(data, jobs, full, tell)
    except filelock.Timeout as error:
        raise BuildError(f"另一个 build 正在写 {data / 'archive.db'}，请等它结束。") from error


def _build(data: Path, jobs: int, full: bool, tell: Progress) -> BuildResult:
    inputs = _read_inputs(data)
    _derive(data, inputs.seen, jobs, full, tell)
    pages = {
        item.fetch.url: item.derived
        for item in inputs.seen
        if item.derived is not None and item.fetch.kind == "detail"
    }
    versions, verdicts, unresolved = _identify(inputs, pages, tell)
    _check_together(inputs, versions, pages, tell)
    rows = _rows(inputs, versions, verdicts, unresolved, pages)
    path = data / "archive.db"
    partial = path.with_suffix(".db.part")
    partial.unlink(missing_ok=True)
    tell("写入数据库", 0, 1)
    _write(partial, rows)
    hash = logical_hash(partial)
    info = _build_info(data, inputs, hash)
    db = sqlite_utils.Database(partial)
    with db.atomic():
        db.table("build_info").insert_all([{"key": k, "value": v} for k, v in info.items()])
    db.execute("pragma optimize")
    db.close()
    partial.replace(path)
    tell("写入数据库", 1, 1)
    flags = Counter(row["severity"] for row in rows["current_flags"])
    return BuildResult(
        path=path,
        logical_hash=hash,
        reports=len(rows["reports"]),
        organs=len(rows["organs"]),
        captures=len(rows["captures"]),
        cells_read=sum(row["cells_read"] for row in rows["reports"]),
        cells_expected=sum(row["cells_expected"] for row in rows["reports"]),
        flags={severity: flags[severity] for severity in SEVERITIES},
        unresolved=len(rows["unresolved"]),
        verdicts=dict(
            Counter(row["verdict"] for row in rows["captures"] if row["kind"] in REPORT_KINDS)
        ),
        problems=tuple(inputs.problems),
    )


_Verdicts = dict[str, tuple[str, str | None]]


def _identify(
    inputs: _Inputs, pages: Mapping[str, Derived], tell: Progress
) -> tuple[dict[str, Version], _Verdicts, list[dict[str, Any]]]:
    """Every readable capture as a version of a report, or as unresolved, in order of time."""
    versions: dict[str, Version] = {}
    verdicts: _Verdicts = {}
    unresolved: list[dict[str, Any]] = []
    for number, item in enumerate(inputs.seen, start=1):
        tell("核查报告", number, len(inputs.seen))
        fetch = item.fetch
        capture = fetch.capture_id or ""
        if item.derived is None:
            verdicts[capture] = ("damaged", item.problem)
            continue
        portal = inputs.portals.get(fetch.portal or "")
        report = _joined(item, pages, portal)
        if report is None:
            verdicts[capture] = (
                item.derived.error_kind or "damaged",
                _why_not(fetch, item.derived),
            )
            continue
        code = portal.division_code if portal and portal.division_code else None
        reason = inputs.organs.unresolved_reason(report.organ, code)
        if mask_text(report.organ) != report.organ:
            reason = "所印机关名称里有个人号码，不能据以归位"
        if reason is None and report.report_year is None:
            reason = "报告没有写明是哪一年的"
        if reason is not None or report.organ is None or report.report_year is None:
            verdicts[capture] = ("unresolved", reason)
            unresolved.append(
                {
                    "capture_id": capture,
                    "url": fetch.url,
                    "title": mask_text(report.title),
                    "reason": mask_text(reason),
                }
            )
            continue
        organ = inputs.organs.identify(report.organ, code, report.report_year)
        verdicts[capture] = ("report", None)
        report_id = f"{organ.id}-{report.report_year}"
        url = urldefrag(fetch.url).url
        results = run_checks(report, only=_ALONE)
        flags = tuple(sorted(results.flags, key=_place_in_text))
        clean, clean_flags, masked = redact(report, flags)
        digest = content_digest(clean)
        id = version_id(report_id, url, digest)
        known = versions.get(id)
        if known is not None:
            known.last_seen_at = max(known.last_seen_at, fetch.fetched_at)
            known.captures.append(capture)
            # The latest capture speaks: dates and titles around the content may be newer.
            known.report, known.flags, known.capture_id = clean, clean_flags, capture
            known.passed, known.not_assessable = results.passed, _ids(results)
            continue
        versions[id] = Version(
            id,
            report_id,
            organ,
            clean,
            clean_flags,
            results.passed,
            _ids(results),
            url,
            fetch.landing,
            fetch.media_type or report.media_type,
            capture,
            digest,
            fetch.fetched_at,
            fetch.fetched_at,
            is_own_host(portal, organ),
            [capture],
            bool(masked),
        )
    _seen_in_lists(inputs, versions)
    return versions, verdicts, unresolved


_ALONE = frozenset(rule.id for rule in catalogue() if not rule.takes_context)
_TOGETHER = frozenset(rule.id for rule in catalogue() if rule.takes_context)


def _ids(results: CheckResults) -> tuple[str, ...]:
    return tuple(id for id, _ in results.not_assessable)


def _check_together(
    inputs: _Inputs, versions: Mapping[str, Version], pages: Mapping[str, Derived], tell: Progress
) -> None:
    """Run the rules that need what stands around a report, and add their flags to the versions."""
    attachments = _attachments_by_page(inputs, pages)
    current: dict[str, Version] = {}
    entries: list[Entry] = []
    for report_id, of_report in _by_report(versions).items():
        best = current[report_id] = current_version(of_report)
        for version in of_report:
            if version is not best:
                _add_results(version, _around(version, (), attachments))
        entries.append(
            Entry(
                report_id,
                best.organ,
                best.report.report_year or 0,
                best.report.scope,
                _around(best, of_report, attachments),
            )
        )
    neighbours = contexts(entries, inputs.organs, lambda id: current[id].report)
    for number, (entry, context) in enumerate(neighbours, start=1):
        tell("核对年度与上下级", number, len(entries))
        _add_results(current[entry.id], context)


def _add_results(version: Version, context: Context) -> None:
    results = run_checks(version.report, context, only=_TOGETHER)
    flags = (*version.flags, *results.flags)
    version.flags = tuple(sorted(flags, key=_place_in_text))
    version.passed += results.passed
    version.not_assessable += _ids(results)


def _around(
    version: Version,
    of_report: Sequence[Version],
    attachments: Mapping[str, tuple[tuple[str, str], ...]],
) -> Context:
    """What is known about a version without its neighbours. of_report: all versions of the report;
    the latest of every other address is a rendition."""
    latest: dict[str, Version] = {}
    for other in sorted(of_report, key=lambda v: (v.last_seen_at, v.first_seen_at, v.id)):
        latest[other.url] = other
    return Context(
        renditions=tuple(
            (url, other.report)
            for url, other in sorted(latest.items())
            if url != version.url and other.report.scope == version.report.scope
        ),
        attachments=attachments.get(urldefrag(version.landing or version.url).url, ()),
        on_page=version.url.startswith(("http://", "https://")),
        organ_level=version.organ.level,
        organ_kind=version.organ.kind,
        division_code=version.organ.division_code,
    )


def _attachments_by_page(
    inputs: _Inputs, pages: Mapping[str, Derived]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Page URL → (URL, outcome) of the attachments that its latest capture links."""
    captures = {
        item.fetch.capture_id: urldefrag(item.fetch.url).url
        for item in inputs.seen
        if item.fetch.kind == "detail" and item.derived is not None
    }
    latest = {url: capture for capture, url in captures.items()}  # seen is in order of time
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _attachment_rows(inputs, pages):
        url = captures[row["capture_id"]]
        if latest[url] == row["capture_id"]:
            found[url].append((row["url"], row["outcome"]))
    return {url: tuple(listed) for url, listed in found.items()}


def _by_report(versions: Mapping[str, Version]) -> dict[str, list[Version]]:
    """Report id → its versions, in the order of ids."""
    by_report: dict[str, list[Version]] = defaultdict(list)
    for version in versions.values():
        by_report[version.report_id].append(version)
    return dict(sorted(by_report.items()))


def _why_not(fetch: Fetch, derived: Derived) -> str | None:
    """The sentence, with what the address claimed where the bytes are something else."""
    claimed = re.search(r"\.(pdf|docx?|wps|ofd|xlsx?)(?=$|[?&#])", fetch.url.lower())
    said = fetch.title if fetch.kind == "import" and fetch.title else None
    if claimed is None and said is not None:
        claimed = re.search(r"\.(pdf|docx?|wps|ofd|xlsx?)$", said.lower())
    if claimed and fetch.media_type == "text/html":
        return f"名为 .{claimed[1]} 文件，内容却是 HTML 网页：{derived.error}"
    return derived.error


def _seen_in_lists(inputs: _Inputs, versions: Mapping[str, Version]) -> None:
    """A page that a list still names but that was fresh enough was seen, unchanged."""
    latest: dict[str, Version] = {}
    for version in sorted(versions.values(), key=lambda v: (v.last_seen_at, v.id)):
        latest[version.url] = version
    for _, fetch in inputs.fetches:
        listed = latest.get(urldefrag(fetch.url).url) if fetch.event == "fresh" else None
        if listed is not None:
            listed.last_seen_at = max(listed.last_seen_at, fetch.fetched_at)


def _rows(
    inputs: _Inputs,
    versions: Mapping[str, Version],
    verdicts: _Verdicts,
    unresolved: list[dict[str, Any]],
    pages: Mapping[str, Derived],
) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table, by table name; `current_flags` besides, for the closing table."""
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    rows["current_flags"] = []
    rows["unresolved"] = unresolved
    gone = _gone(inputs)
    organs: dict[str, Organ] = {}
    current_ids: set[str] = set()
    summary: Counter[tuple[str, int, str, str]] = Counter()
    for report_id, of_report in _by_report(versions).items():
        current = current_version(of_report)
        organs[current.organ.id] = current.organ
        counted: list[dict[str, Any]] = []
        for version in sorted(of_report, key=lambda v: v.id):
            rows["versions"].append(_version_row(version, version is current))
            flags = _content_rows(version, rows, inputs.reviews)
            if version is current:
                current_ids |= {row["id"] for row in flags}
                counted = [row for row in flags if row["review"] != "dismissed"]
        rows["current_flags"] += counted
        rows["reports"].append(_report_row(current, of_report, gone, counted))
        rows["changes"] += changes(report_id, of_report)
        rows["coverage"].append(
            {
                "organ_id": current.organ.id,
                "report_year": current.report.report_year,
                "status": "held",
            }
        )
        where = (current.report.report_year or 0, current.organ.province or "")
        failed = {row["check"] for row in counted}
        dismissed = {flag.check for flag in current.flags} - failed
        for id in failed:
            summary[(id, *where, "fail")] += 1
        for id in (*current.passed, *dismissed):
            summary[(id, *where, "pass")] += 1
        for id in current.not_assessable:
            summary[(id, *where, "not_assessable")] += 1
    held = {row["id"] for row in rows["reports"]}
    inputs.problems += _lapsed(inputs.reviews, current_ids, held)
    rows["organs"] = [organ.row() for _, organ in sorted(organs.items())]
    for place in sorted({key[:3] for key in summary}):
        rows["check_summary"].append(
            dict(zip(("check", "year", "province"), place, strict=True))
            | {result: summary[(*place, result)] for result in ("pass", "fail", "not_assessable")}
        )
    rows["checks"] = [
        {
            "id": c.id,
            "name": c.name,
            "severity": c.severity,
            "title": c.title,
            "formula": c.formula,
            "basis": c.basis,
            "forms": ", ".join(c.forms),
            "hint": int(c.hint),
        }
        for c in catalogue()
    ]
    redacted = {c for v in versions.values() if v.redacted for c in v.captures}
    hidden = {i.fetch.sha256 for i in inputs.seen if i.fetch.capture_id in redacted}
    # A copy is shown only if its text was read and holds no personal number.
    shown = {i.fetch.sha256 for i in inputs.seen if i.derived and i.derived.personal is False}
    _crawl_rows(inputs, rows, verdicts, shown - hidden)
    rows["attachments"] = _attachment_rows(inputs, pages)
    return rows


def _lapsed(reviews: Mapping[str, Review], current_ids: set[str], held: set[str]) -> list[str]:
    """A sentence for every verdict that belongs to no flag. held: ids of the reports."""
    problems = []
    for id, review in sorted(reviews.items()):
        if id in current_ids:
            continue
        report = report_of(id)
        if report is None:
            why = "未采用：编号写得不完整，标记编号见报告页或 flags 表的 id。"
        elif report not in held:
            why = f"未采用：档案中没有编号为 {report} 的报告。"
        else:
            why = "已失效：所印文字或数字已经改变，这一标记不再提出，或编号有误。"
        problems.append(
            f"curation/reviews.csv 中 {review.reviewed_on.isoformat()} 对标记 {id} 的复核{why}"
        )
    return problems


def _report_row(
    current: Version,
    of_report: Sequence[Version],
    gone: Mapping[str, str],
    counted: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """counted: the current version's flag rows without dismissed ones."""
    report, organ = current.report, current.organ
    counts = Counter(row["severity"] for row in counted)
    worst = next((severity for severity in SEVERITIES if counts[severity]), "none")
    contact = {f"contact_{k}": v for k, v in dataclasses.asdict(report.contact).items()}
    withdrawn = all(gone.get(v.url, "") > v.last_seen_at for v in of_report)
    return {
        "id": current.report_id,
        "organ_id": organ.id,
        "organ_name_printed": report.organ,
        "report_year": report.report_year,
        "title": report.title,
        "form": report.form,
        "scope": report.scope,
        "province": organ.province,
        "level": organ.level,
        "worst_severity": worst,
        "url": current.url,
        "version_id": current.id,
        "media_type": current.media_type,
        "published_on": _iso(report.published_on),
        "signed_on": _iso(report.signed_on),
        "period_start": _iso(report.period_start),
        "period_end": _iso(report.period_end),
        **contact,
        "cells_expected": report.cells_expected,
        "cells_read": report.cells_read,
        "cells_blank": report.cells_blank,
        **{f"{severity}_count": counts[severity] for severity in SEVERITIES},
        "first_seen_at": min(v.first_seen_at for v in of_report),
        "last_seen_at": max(v.last_seen_at for v in of_report),
        "withdrawn": int(withdrawn),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _version_row(version: Version, is_current: bool) -> dict[str, Any]:
    return {
        "id": version.id,
        "report_id": version.report_id,
        "url": version.url,
        "landing_url": version.landing,
        "media_type": version.media_type,
        "capture_id": version.capture_id,
        "digest": version.digest,
        "is_current": int(is_current),
        "first_seen_at": version.first_seen_at,
        "last_seen_at": version.last_seen_at,
        "parser_version": parser_version(),
        "evidence": _json(dict(sorted(version.report.evidence.items()))),
        "table_forms": _json(dict(version.report.table_forms))
        if version.report.table_forms
        else None,
        "notes": _json(list(version.report.notes)) if version.report.notes else None,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


_CELL_TABLES = {
    "active_disclosure": ("disclosures", "item"),
    "applications": ("applications", "item"),
    "review_litigation": ("disputes", "channel"),
}


def _disclosure_table(item: str, cells: Mapping[str, Any]) -> str:
    """Where a row of section 2's table stands, by its columns: forms may be mixed in one report."""
    table = load_form("2021").tables["active_disclosure"]
    own = next(({c.key for c in table.columns_of(r)} for r in table.rows if r.key == item), set())
    return "disclosures" if set(cells) <= own else "disclosures_2019"


def _content_rows(
    version: Version, rows: dict[str, list[dict[str, Any]]], reviews: Mapping[str, Review]
) -> list[dict[str, Any]]:
    """Add a version's sections, cells, notes, stated figures and flags; returns the flag rows."""
    id, report = version.id, version.report
    for section in report.sections:
        rows["sections"].append(
            {
                "version_id": id,
                "position": section.position,
                "number": section.number,
                "heading": section.heading,
                "text": section.text,
            }
        )
    for name, (table, key) in _CELL_TABLES.items():
        for item, cells in report.table(name).items():  # type: ignore[arg-type]
            at = _disclosure_table(item, cells) if name == "active_disclosure" else table
            rows[at].append({"version_id": id, key: item, **cells})
    for position, local in enumerate(report.local_rows(), start=1):
        rows["local_rows"].append(
            {
                "version_id": id,
                "position": position,
                "table": local.table,
                "label": local.label,
                "printed": _json(list(local.printed)),
            }
        )
    for position, entry in enumerate(report.statistics, start=1):
        rows["statistics"].append(
            {"version_id": id, "position": position, **dataclasses.asdict(entry)}
        )
    for note in report.cell_notes:
        rows["cell_notes"].append({"version_id": id, **dataclasses.asdict(note)})
    for number, stated in enumerate(report.stated, start=1):
        row = dataclasses.asdict(stated)
        row["agrees"] = None if stated.agrees is None else int(stated.agrees)
        if abs(stated.value) > MAX_INTEGER:
            row["value"] = float(stated.value)  # the quote keeps every digit
        rows["stated"].append({"version_id": id, "id": number, **row})
    flags = [
        {
            "version_id": id,
            "id": flag_id,
            "report_id": version.report_id,
            **_review_row(reviews.get(flag_id)),
            **dataclasses.asdict(flag),
        }
        for flag_id, flag in zip(
            flag_ids(version.report_id, version.flags), version.flags, strict=True
        )
    ]
    rows["flags"] += flags
    return flags


def _review_row(review: Review | None) -> dict[str, str | None]:
    return {
        "review": review.verdict if review else None,
        "review_reason": review.reason if review else None,
        "reviewed_on": review.reviewed_on.isoformat() if review else None,
    }


def _gone(inputs: _Inputs) -> dict[str, str]:
    """url → when its latest try found it gone; blocked and failed tries say nothing."""
    gone: dict[str, str] = {}
    for _, fetch in inputs.fetches:
        if fetch.event == "fetch" and fetch.kind in REPORT_KINDS:
            url = urldefrag(fetch.url).url
            if fetch.outcome in GONE:
                gone[url] = fetch.fetched_at
            elif fetch.outcome == "ok":
                gone.pop(url, None)
    return gone


def _crawl_rows(
    inputs: _Inputs,
    rows: dict[str, list[dict[str, Any]]],
    verdicts: _Verdicts,
    shown: set[str | None],
) -> None:
    """captures, runs, portal_outcomes, portals."""
    counts: Counter[str] = Counter()
    captures: Counter[str] = Counter()
    first: dict[str, str] = {}
    for run, fetch in inputs.fetches:
        counts[run.id] += 1
        first.setdefault(run.id, fetch.fetched_at)
        if fetch.event != "fetch" or fetch.capture_id is None:
            continue
        captures[run.id] += 1
        verdict, reason = verdicts.get(fetch.capture_id, (fetch.outcome or "", fetch.message))
        rows["captures"].append(
            {
                "id": fetch.capture_id,
                "url": fetch.url,
                "fetched_at": fetch.fetched_at,
                "http_status": fetch.http_status,
                "media_type": fetch.media_type,
                "sha256": fetch.sha256,
                "bytes": fetch.bytes,
                "warc": f"{run.id}/{fetch.warc}",
                "offset": fetch.offset,
                "verdict": verdict,
                "reason": mask_text(reason),
                "portal": fetch.portal,
                "kind": fetch.kind,
                "run_id": run.id,
                "served": int(fetch.sha256 in shown),
            }
        )
    status: dict[str, dict[str, Any]] = {}
    last_ok: dict[str, str] = {}
    for run in inputs.runs:
        summary = run.summary()
        rows["runs"].append(
            {
                "id": run.id,
                "started_at": (summary or {}).get("started_at") or first.get(run.id),
                "ended_at": (summary or {}).get("ended_at"),
                "complete": int(summary is not None and "error" not in summary),
                "fetches": counts[run.id],
                "captures": captures[run.id],
                "problems": _json(run.problems),
            }
        )
        for outcome in (summary or {}).get("portals", ()):
            row = {c.name: outcome.get(c.name) for c in TABLE["portal_outcomes"].columns}
            row |= {"run_id": run.id, "columns": _json(outcome.get("columns") or [])}
            rows["portal_outcomes"].append(row)
            status[outcome["portal"]] = row
            if outcome.get("outcome") == "ok" and summary and summary.get("ended_at"):
                last_ok[outcome["portal"]] = summary["ended_at"]
    for portal in inputs.portals.values():
        latest = status.get(portal.id, {})
        rows["portals"].append(
            {
                "id": portal.id,
                "name": portal.name,
                "home_url": portal.home_url,
                "site_id_code": portal.site_id_code or None,
                "division_code": portal.division_code or None,
                "level": portal.level or None,
                "kind": portal.kind or None,
                "family": latest.get("family"),
                "status": latest.get("outcome"),
                "cause": latest.get("reason"),
                "last_ok_at": last_ok.get(portal.id),
            }
        )


def _attachment_rows(inputs: _Inputs, pages: Mapping[str, Derived]) -> list[dict[str, Any]]:
    """Every attachment that a captured page links, with what became of it."""
    latest = {
        urldefrag(fetch.url).url: fetch for _, fetch in inputs.fetches if fetch.event == "fetch"
    }
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for item in inputs.seen:
        if item.derived is None or item.fetch.kind != "detail" or not item.fetch.capture_id:
            continue
        for printed, text in item.derived.attachments:
            try:
                url = urldefrag(urljoin(item.fetch.url, printed)).url
            except ValueError:
                continue  # not an address at all; the page's text still shows it
            fetch = latest.get(url)
            rows[(item.fetch.capture_id, url)] = {
                "capture_id": item.fetch.capture_id,
                "url": url,
                "title": mask_text(text) or None,
                "attachment_capture_id": fetch.capture_id if fetch else None,
                "outcome": fetch.outcome if fetch else "not_fetched",
            }
    return [row for _, row in sorted(rows.items())]


# ── Writing ───────────────────────────────────────────────────────────────────────────────────


def _write(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    db = sqlite_utils.Database(path)
    db.execute("pragma journal_mode = off")  # a killed build leaves a .part file, never read
    db.execute("pragma synchronous = off")
    create(db, tuple(row.key for row in load_form("2021").tables["applications"].rows))
    for spec in TABLES:
        names = [column.name for column in spec.columns]
        with db.atomic():
            db.table(spec.name).insert_all(
                ({name: row.get(name) for name in names} for row in rows[spec.name]),
                batch_size=BATCH,
            )
    db.close()


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _build_info(data: Path, inputs: _Inputs, hash: str) -> dict[str, str]:
    curation = {path.name: _file_digest(path) for path in sorted((data / "curation").glob("*.csv"))}
    runs = [
        [run.id, _file_digest(run.path / "fetches.jsonl"), _file_digest(run.path / "summary.json")]
        for run in inputs.runs
    ]
    tools = {name: metadata.version(name) for name in TOOLS}
    return {
        "logical_hash": hash,
        "schema_version": str(SCHEMA_VERSION),
        "nianbao": metadata.version("nianbao"),
        "parser_version": parser_version(),
        "parsers": digest_of("parsers"),
        "crawler": digest_of("crawler"),
        "archive": digest_of("archive"),
        "registry": _file_digest(REGISTRY),
        "curation": _json(curation),
        "runs": _json(runs),
        "tools": _json({"python": platform.python_version(), **tools}),
        "as_of": inputs.as_of,
    }
