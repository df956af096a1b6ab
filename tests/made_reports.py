"""Reports made for tests: figures all different from each other, in the official layout, as HTML.

Every sum of the form holds and no two counts of a table are equal where they need not be, so that a
value read from the wrong row or column cannot go unseen.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parsers.forms import load_form
from parsers.report import Report, report_json

SHARED = Path(__file__).resolve().parents[1].parent / "shared"

FORM = load_form("2021")
ROWS = FORM.tables["applications"].rows
COLUMNS = FORM.tables["applications"].columns
LEAVES = [row.key for row in ROWS[2:23]]
CHANNELS = ("review", "litigation_direct", "litigation_after_review")
OUTCOMES = ("upheld", "corrected", "other", "pending")

Figures = dict[str, dict[str, Any]]
Rows = list[list[tuple[str, int, int]]]
"""Printed rows: (text, rowspan, colspan)."""


def figures(seed: int = 1) -> Figures:
    """A sound report's three tables; keys as in truth/*.json."""
    dice = random.Random(seed)
    pool = dice.sample(range(1, 3_000), 200)
    columns = [column.key for column in COLUMNS]
    table: dict[str, dict[str, int]] = {}
    for leaf in LEAVES:
        table[leaf] = {column: pool.pop() for column in columns[:-1]}
    table["results_total"] = {c: sum(table[leaf][c] for leaf in LEAVES) for c in columns[:-1]}
    table["carried_over"] = {column: pool.pop() for column in columns[:-1]}
    table["carried_forward"] = {column: pool.pop() for column in columns[:-1]}
    table["new_received"] = {
        c: table["results_total"][c] + table["carried_forward"][c] - table["carried_over"][c]
        for c in columns[:-1]
    }
    for row in table.values():
        row["total"] = sum(row.values())
    disputes: dict[str, int] = {}
    for channel in CHANNELS:
        parts = {f"{channel}_{outcome}": pool.pop() for outcome in OUTCOMES}
        disputes |= parts | {f"{channel}_total": sum(parts.values())}
    counts = dice.sample(range(10, 99_999), 9)
    active: dict[str, dict[str, float]] = {
        "regulations": dict(zip(("issued", "repealed", "in_force"), counts[:3], strict=True)),
        "normative_documents": dict(
            zip(("issued", "repealed", "in_force"), counts[3:6], strict=True)
        ),
        "administrative_licensing": {"decisions": counts[6]},
        "administrative_penalty": {"decisions": counts[7]},
        "administrative_compulsion": {"decisions": counts[8]},
        "administrative_fees": {"amount_wan_yuan": 8310.5},
    }
    return {
        "active_disclosure": active,
        "applications": {row.key: table[row.key] for row in ROWS},
        "review_litigation": disputes,
    }


# ── The official layout ───────────────────────────────────────────────────────────────────────


def active_rows(figures: Figures) -> Rows:
    active = figures["active_disclosure"]

    def values(item: str) -> list[tuple[str, int, int]]:
        printed = [str(value) for value in active[item].values()]
        return [(text, 1, 3 // len(printed)) for text in printed]

    decisions: Rows = [[("信息内容", 1, 1), ("本年处理决定数量", 1, 3)]]
    return [
        [("第二十条第（一）项", 1, 4)],
        [(t, 1, 1) for t in ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")],
        [("规章", 1, 1), *values("regulations")],
        [("行政规范性文件", 1, 1), *values("normative_documents")],
        [("第二十条第（五）项", 1, 4)],
        *decisions,
        [("行政许可", 1, 1), *values("administrative_licensing")],
        [("第二十条第（六）项", 1, 4)],
        *decisions,
        [("行政处罚", 1, 1), *values("administrative_penalty")],
        [("行政强制", 1, 1), *values("administrative_compulsion")],
        [("第二十条第（八）项", 1, 4)],
        [("信息内容", 1, 1), ("本年收费金额（单位：万元）", 1, 3)],
        [("行政事业性收费", 1, 1), *values("administrative_fees")],
    ]


def application_header() -> Rows:
    return [
        [
            ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
            ("申请人情况", 1, 7),
        ],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [
            (label, 1, 1)
            for label in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
        ],
    ]


def application_rows(figures: Figures) -> Rows:
    """The whole table of section 3, group labels with their rowspans."""
    table = figures["applications"]
    rows = application_header()
    groups: dict[str, int] = {}
    for row in ROWS:
        groups[row.group or ""] = groups.get(row.group or "", 0) + 1
    seen: set[str] = set()
    for row in ROWS:
        labels: list[tuple[str, int, int]] = []
        group = row.group
        if row.key == "granted":
            labels.append(("三、本年度办理结果", 22, 1))
        if group is None:
            labels.append((row.label, 1, 3))
        elif group.startswith("三"):
            labels.append((row.label, 1, 2))
        else:
            if group not in seen:
                labels.append((group, groups[group], 1))
            labels.append((row.label, 1, 1))
        seen.add(group or "")
        rows.append([*labels, *((str(value), 1, 1) for value in table[row.key].values())])
    return rows


def dispute_rows(figures: Figures) -> Rows:
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [
            *((label, 2, 1) for label in outcomes),
            ("未经复议直接起诉", 1, 5),
            ("复议后起诉", 1, 5),
        ],
        [(label, 1, 1) for label in outcomes * 2],
        [(str(value), 1, 1) for value in figures["review_litigation"].values()],
    ]


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────


def span(rowspan: int, colspan: int) -> str:
    return (f' rowspan="{rowspan}"' if rowspan > 1 else "") + (
        f' colspan="{colspan}"' if colspan > 1 else ""
    )


def table_html(rows: Rows, cell: Callable[[str], str] = str, tag: str = "td") -> str:
    """cell: what to write for a cell's text."""
    return (
        '<table border="1"><tbody>'
        + "\n".join(
            "<tr>" + "".join(f"<{tag}{span(r, c)}>{cell(t)}</{tag}>" for t, r, c in row) + "</tr>"
            for row in rows
        )
        + "</tbody></table>"
    )


TITLE = "云岭县市场监督管理局2023年政府信息公开工作年度报告"
PREAMBLE = (
    "本报告根据《中华人民共和国政府信息公开条例》编制。"
    "所列数据统计期限自2023年1月1日起至2023年12月31日止。"
    "联系地址：云岭县人民路1号，邮编：650000，电话：0871-65550000。"
)
TEXTS = {
    1: [
        "2023年，我局坚持以公开为常态、不公开为例外。",
        "（一）主动公开。全年通过门户网站发布信息。",
    ],
    5: ["存在的问题是公开内容还不够全面，下一步将加强培训，改进工作。"],
    6: ["依据《政府信息公开信息处理费管理办法》，本年度未收取信息处理费。"],
}
SIGNATURE = ["云岭县市场监督管理局", "2024年1月15日"]


def report_html(
    figures: Figures,
    *,
    tables: tuple[str, str, str] | None = None,
    title: str = TITLE,
    texts: dict[int, list[str]] | None = None,
    signature: list[str] | None = None,
    preamble: str = PREAMBLE,
) -> str:
    """The report's body. tables: HTML in place of the official tables of sections 2, 3, 4."""
    printed = tables or official_tables(figures)
    said = TEXTS | (texts or {})
    parts = [f'<p style="text-align:center">{title}</p>', f"<p>{preamble}</p>"]
    for number, heading in FORM.sections.items():
        parts.append(f"<p>{heading}</p>")
        parts += [f"<p>{text}</p>" for text in said.get(number, [])]
        if number in (2, 3, 4):
            parts.append(printed[number - 2])
    parts += [f"<p>{line}</p>" for line in (SIGNATURE if signature is None else signature)]
    return "\n".join(parts)


def official_tables(figures: Figures) -> tuple[str, str, str]:
    return (
        table_html(active_rows(figures)),
        table_html(application_rows(figures)),
        table_html(dispute_rows(figures)),
    )


def page(body: str, title: str = TITLE, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f'<body><div id="zoom">{body}</div></body></html>'
    ).encode()


# ── Comparing ─────────────────────────────────────────────────────────────────────────────────


def cells(figures: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
    """(table, item, column) → value, of figures or of report_json()."""
    flat: dict[tuple[str, str, str], Any] = {}
    for name in ("active_disclosure", "applications", "review_litigation"):
        for item, value in figures[name].items():
            if isinstance(value, dict):
                for column, number in value.items():
                    if column != "amount_raw":
                        flat[name, item, column] = number
            else:
                flat[name, item, ""] = value
    return flat


def wrong(report: Report, truth: dict[str, Any]) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    """Cells that differ: place → (read or "absent", true)."""
    got = cells(report_json(report))
    return {
        place: (got.get(place, "absent"), value)
        for place, value in cells(truth).items()
        if got.get(place, "absent") != value
    }
