"""A small archive.db to show: invented organs and sentences, plausible figures, every kind of flag.

`make_data(folder)` writes `archive.db` and one WARC with the captures of its reports; the real
figures of ../shared/truth can be added where that folder is there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlite_utils

from archive import schema
from parsers.forms import load_form

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
CHANNELS = ("review", "litigation_direct", "litigation_after_review")
COLUMNS = (
    "natural_person",
    "commercial",
    "research",
    "social_welfare",
    "legal_service",
    "other",
    "total",
)

ORGANS = (
    ("370301-zizhou", "淄州市行政审批服务局", "山东省", "prefecture", "department"),
    ("370303-linhe", "临河县人民政府", "山东省", "county", "government"),
    ("140501-jincui", "晋翠市生态环境局", "山西省", "prefecture", "department"),
    ("370784-guanzhuang", "安陵市官桥镇人民政府", "山东省", "township", "government"),
)

SENTENCES = (
    "全年围绕中心工作，做好环保、教育、医疗等重点领域信息公开。",
    "依托12345热线和政务新媒体，及时回应群众关切，COVID-19 疫情期间主动发布信息 36 条。",
    "严格执行《中华人民共和国政府信息公开条例》，健全信息审核发布机制。",
    "加强政府信息管理，开展公文属性源头认定，动态调整主动公开目录。",
    "优化政府网站栏目设置，提升平台建设水平。",
    "强化监督保障，组织业务培训2次，将政务公开纳入考核。",
)

HEADINGS = load_form("2021").sections


def applications(new: int, carried: int) -> dict[str, dict[str, int]]:
    """A sound table of section 3 for so many applications."""
    rows = {
        row.key: dict.fromkeys(COLUMNS, 0) for row in load_form("2021").tables["applications"].rows
    }
    granted, forward = (new + carried) * 6 // 10, (new + carried) // 10
    partial = (new + carried) // 8
    rest = new + carried - granted - forward - partial
    for item, value in (
        ("new_received", new),
        ("carried_over", carried),
        ("granted", granted),
        ("partially_granted", partial),
        ("unable_not_held", rest),
        ("results_total", granted + partial + rest),
        ("carried_forward", forward),
    ):
        rows[item]["commercial"] = value // 5
        rows[item]["natural_person"] = value - value // 5
        rows[item]["total"] = value
    return rows


def invented(organs: Iterable[tuple[str, str, str, str, str]] = ORGANS) -> list[dict[str, Any]]:
    """Reports of 2021–2024, some with printed errors, one with blank cells and a missing row."""
    reports = []
    for number, (organ_id, name, province, level, kind) in enumerate(organs):
        for year in range(2021 + number % 2, 2025):
            new = 40 + 7 * number + (year - 2021) * 13
            opening = (
                f"根据《中华人民共和国政府信息公开条例》要求，{name}编制本报告，"
                f"统计期限为{year}年1月1日至12月31日。"
            )
            overall = "\n".join(
                [
                    f"{year}年，{name}共收到政府信息公开申请{new + (2 if number == 1 else 0)}件，"
                    "均按期答复。",
                    *(SENTENCES[(number + i + year) % len(SENTENCES)] for i in range(4)),
                ]
            )
            report = {
                "organ_id": organ_id,
                "organ": name,
                "province": province,
                "level": level,
                "kind": kind,
                "report_year": year,
                "title": f"{name}{year}年政府信息公开工作年度报告",
                "active_disclosure": {
                    "regulations": {"issued": 0, "repealed": 0, "in_force": 0},
                    "normative_documents": {"issued": 3 + number, "repealed": 1, "in_force": 41},
                    "administrative_licensing": {"decisions": 32558 + year},
                    "administrative_penalty": {"decisions": 120 * number},
                    "administrative_compulsion": {"decisions": 0},
                    "administrative_fees": {"amount_wan_yuan": 8310.503303 if number else 0},
                },
                "applications": applications(new, number),
                "review_litigation": {
                    channel: {
                        "upheld": number,
                        "corrected": 0,
                        "other": 0,
                        "pending": 0,
                        "total": number,
                    }
                    for channel in CHANNELS
                },
                "sections": [
                    (0, None, opening),
                    (1, HEADINGS[1], overall),
                    (2, HEADINGS[2], ""),
                    (3, HEADINGS[3], ""),
                    (4, HEADINGS[4], ""),
                    (
                        5,
                        HEADINGS[5],
                        "一是公开内容还不够全面；二是业务能力有待提升。\n"
                        "下一步，将加强培训，提高公开质量。",
                    ),
                    (6, HEADINGS[6], "本年度未收取信息处理费。"),
                ],
                "contact": {
                    "unit": f"{name}办公室",
                    "phone": "0533-2300000",
                    "postcode": "255000",
                    "address": "人民路1号",
                    "email": "xxgk@example.gov.cn",
                },
                "flags": [],
                "notes": [],
            }
            if number == 0:
                report["active_disclosure"]["administrative_fees"]["amount_wan_yuan"] = None
                report["notes"].append(
                    (
                        "active_disclosure",
                        "administrative_fees",
                        "amount_wan_yuan",
                        "dash",
                        "/",
                        None,
                    )
                )
                report["flags"].append(
                    {
                        "check": "S09",
                        "severity": "warning",
                        "table": "active_disclosure",
                        "item": "administrative_fees",
                        "column": "amount_wan_yuan",
                        "message": "“行政事业性收费”一格写作“/”，没有数字。",
                        "quote": "/",
                    }
                )
            if number == 1:
                quote = f"共收到政府信息公开申请{new + 2}件"
                start = overall.index(quote)
                report["flags"].append(
                    {
                        "check": "N01",
                        "severity": "error",
                        "section": 1,
                        "start": start,
                        "end": start + len(quote),
                        "quote": quote,
                        "expected": str(new),
                        "actual": str(new + 2),
                        "message": f"正文称收到申请 {new + 2} 件，表中新收 {new} 件。",
                    }
                )
            if number == 2:
                report["applications"]["granted"]["total"] += 1
                report["flags"].append(
                    {
                        "check": "A01",
                        "severity": "error",
                        "table": "applications",
                        "item": "granted",
                        "column": "total",
                        "message": "“（一）予以公开”各栏之和与印出的总计不一致。",
                        "expected": "1",
                        "actual": "2",
                    }
                )
                report["flags"].append(
                    {
                        "check": "A03",
                        "severity": "error",
                        "table": "applications",
                        "item": "results_total",
                        "column": "commercial",
                        "review": "dismissed",
                        "review_reason": "原件附有更正说明。",
                        "reviewed_on": "2026-01-01",
                        "message": "已复核：并非错误。",
                    }
                )
                report["flags"].append(
                    {"check": "T07", "severity": "info", "message": "未见联系方式。"}
                )
                del report["applications"]["other_misc"]
            if number == 3:
                report["flags"].append(
                    {
                        "check": "T07",
                        "severity": "info",
                        "section": 5,
                        "message": "标题写法与表式不同。",
                    }
                )
            reports.append(report)
    return reports


def from_truth() -> list[dict[str, Any]]:
    """The real reports of ../shared with their figures and sections; [] where it is absent."""
    reports = []
    for file in [*sorted(SHARED.glob("truth/0*.json")), SHARED / "samples/huaian_2024.truth.json"]:
        if not file.exists():
            continue
        truth = json.loads(file.read_text("utf-8"))
        disputes: dict[str, dict[str, int]] = {channel: {} for channel in CHANNELS}
        for key, value in truth["review_litigation"].items():
            channel = next(c for c in CHANNELS if key.startswith(c + "_"))
            disputes[channel][key[len(channel) + 1 :]] = value
        fees = truth["active_disclosure"]["administrative_fees"]
        raw = fees.pop("amount_raw", None)
        notes = []
        if raw and not raw.replace(".", "").isdigit():
            notes.append(
                (
                    "active_disclosure",
                    "administrative_fees",
                    "amount_wan_yuan",
                    "unit",
                    raw,
                    fees["amount_wan_yuan"],
                )
            )
        reports.append(
            {
                "organ_id": hashlib.sha256(truth["organ"].encode()).hexdigest()[:8],
                "organ": truth["organ"],
                "province": truth.get("province") or "江苏省",
                "level": (truth.get("organ_level") or "prefecture").split("_")[0],
                "kind": "government",
                "report_year": truth["report_year"],
                "title": truth["title"],
                "active_disclosure": truth["active_disclosure"],
                "applications": truth["applications"],
                "review_litigation": disputes,
                "sections": [
                    (s["number"], s.get("heading"), s.get("text") or s.get("first_20", ""))
                    for s in truth["sections"]
                ],
                "contact": truth["contact"],
                "flags": [],
                "notes": notes,
            }
        )
    return reports


def make_data(
    folder: Path, reports: list[dict[str, Any]] | None = None, *, captures: bool = True
) -> Path:
    """Write `folder/archive.db` (and, with captures, one WARC); the path of the database."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "archive.db"
    path.unlink(missing_ok=True)
    db = sqlite_utils.Database(path)
    form = load_form("2021")
    schema.create(db, tuple(row.key for row in form.tables["applications"].rows))
    reports = invented() if reports is None else reports
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in schema.TABLE}
    run = "20260101T000000Z-fixture"
    warc = f"{run}/fixture.warc.gz"
    stamp = "2026-01-01T00:00:00Z"
    rows["runs"].append(
        {
            "id": run,
            "started_at": stamp,
            "ended_at": stamp,
            "complete": 1,
            "fetches": len(reports),
            "captures": len(reports),
            "problems": "[]",
        }
    )
    writer = None
    if captures:
        from crawler.captures import CaptureWriter

        (folder / "runs" / warc).parent.mkdir(parents=True, exist_ok=True)
        (folder / "runs" / warc).unlink(missing_ok=True)
        writer = CaptureWriter(folder / "runs" / warc, {"software": "fixture"})
    seen = set()
    for report in reports:
        organ = report["organ_id"]
        if organ not in seen:
            seen.add(organ)
            rows["organs"].append(
                {
                    "id": organ,
                    "name": report["organ"],
                    "other_names": "[]",
                    "level": report["level"],
                    "kind": report["kind"],
                    "division_code": organ[:6],
                    "province": report["province"],
                    "minted": 0,
                }
            )
        _add(rows, report, run, warc, stamp, writer)
    if writer is not None:
        writer.close()
    for id, name, severity in (
        ("A01", "row_sum", "error"),
        ("A03", "balance", "error"),
        ("N01", "received", "error"),
        ("S09", "blank_cell", "warning"),
        ("T07", "contact", "info"),
    ):
        rows["checks"].append(
            {
                "id": id,
                "name": name,
                "severity": severity,
                "title": f"{id} 规则",
                "formula": "Σ = 总计",
                "basis": "表式",
            }
        )
        rows["check_summary"].append(
            {
                "check": id,
                "year": 2024,
                "province": "山东省",
                "pass": 2,
                "fail": 1,
                "not_assessable": 0,
            }
        )
    rows["build_info"] = [
        {"key": "logical_hash", "value": hashlib.sha256(repr(reports).encode()).hexdigest()},
        {"key": "as_of", "value": stamp},
        {"key": "schema_version", "value": str(schema.SCHEMA_VERSION)},
    ]
    for name in schema.TABLE:
        if rows[name]:
            db.table(name).insert_all(rows[name])
    db.close()
    return path


def _add(
    rows: dict[str, list[dict[str, Any]]],
    report: dict[str, Any],
    run: str,
    warc: str,
    stamp: str,
    writer: Any,
) -> None:
    year = report["report_year"]
    report_id = f"{report['organ_id']}-{year}"
    version = f"{report_id}-{hashlib.sha256(report_id.encode()).hexdigest()[:12]}"
    url = f"http://www.example.gov.cn/xxgk/{report_id}.html"
    body = (
        f"<!doctype html><meta charset=utf-8><title>{report['title']}</title>"
        f"<h1>{report['title']}</h1><script>alert(1)</script>"
        "<img src='http://www.example.gov.cn/x.png'>"
    ).encode()
    capture_id, offset = f"urn:uuid:{report_id}", 0
    if writer is not None:
        capture_id, offset = writer.response(
            url,
            dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            200,
            "OK",
            [("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=b")],
            body,
        )
    rows["captures"].append(
        {
            "id": capture_id,
            "url": url,
            "fetched_at": stamp,
            "http_status": 200,
            "media_type": "text/html",
            "sha256": hashlib.sha256(body).hexdigest(),
            "bytes": len(body),
            "warc": warc,
            "offset": offset,
            "verdict": "ok",
            "kind": "detail",
            "run_id": run,
            "served": int(year != 2022),
        }
    )
    flags = report["flags"]
    counted = [flag for flag in flags if flag.get("review") != "dismissed"]
    severities = [flag["severity"] for flag in counted]
    contact = {f"contact_{key}": value for key, value in report["contact"].items()}
    cells = {
        name: report[name] for name in ("active_disclosure", "applications", "review_litigation")
    }
    values = [v for table in cells.values() for columns in table.values() for v in columns.values()]
    rows["versions"].append(
        {
            "id": version,
            "report_id": report_id,
            "url": url,
            "media_type": "text/html",
            "capture_id": capture_id,
            "digest": hashlib.sha256(body).hexdigest(),
            "is_current": 1,
            "first_seen_at": stamp,
            "last_seen_at": stamp,
            "parser_version": "fixture",
            "evidence": "{}",
        }
    )
    rows["reports"].append(
        {
            "id": report_id,
            "organ_id": report["organ_id"],
            "organ_name_printed": report["organ"],
            "report_year": year,
            "title": report["title"],
            "form": "2021",
            "scope": "unknown",
            "province": report["province"],
            "level": report["level"],
            "worst_severity": next(
                (s for s in ("error", "warning", "info") if s in severities), "none"
            ),
            "url": url,
            "version_id": version,
            "media_type": "text/html",
            "published_on": f"{year + 1}-01-18",
            "signed_on": f"{year + 1}-01-15",
            "period_start": f"{year}-01-01",
            "period_end": f"{year}-12-31",
            **contact,
            "cells_expected": 200,
            "cells_read": len(values),
            "cells_blank": values.count(None),
            "error_count": severities.count("error"),
            "warning_count": severities.count("warning"),
            "info_count": severities.count("info"),
            "first_seen_at": stamp,
            "last_seen_at": stamp,
            "withdrawn": 0,
        }
    )
    for position, (number, heading, text) in enumerate(report["sections"]):
        rows["sections"].append(
            {
                "version_id": version,
                "position": position,
                "number": number,
                "heading": heading,
                "text": text,
            }
        )
    for item, columns in cells["active_disclosure"].items():
        rows["disclosures"].append(
            {
                "version_id": version,
                "item": item,
                "issued": None,
                "repealed": None,
                "in_force": None,
                "decisions": None,
                "amount_wan_yuan": None,
                **columns,
            }
        )
    for item, columns in cells["applications"].items():
        rows["applications"].append({"version_id": version, "item": item, **columns})
    for channel, columns in cells["review_litigation"].items():
        rows["disputes"].append({"version_id": version, "channel": channel, **columns})
    for table, item, column, kind, raw, value in report["notes"]:
        rows["cell_notes"].append(
            {
                "version_id": version,
                "table": table,
                "item": item,
                "column": column,
                "kind": kind,
                "raw": raw,
                "value": value,
            }
        )
    empty = dict.fromkeys(
        (
            "expected",
            "actual",
            "quote",
            "section",
            "start",
            "end",
            "table",
            "item",
            "column",
            "review",
            "review_reason",
            "reviewed_on",
        )
    )
    for number, flag in enumerate(flags):
        place = flag.get("item") or "text"
        rows["flags"].append(
            {
                **empty,
                "version_id": version,
                "report_id": report_id,
                "id": f"{report_id}-{flag['check']}-{place}-{number}",
                **flag,
            }
        )
