"""What does Datasette say about each table and column? Made from schema.py alone.

`metadata()` and `settings()` become metadata.json and settings.json of a published site (Datasette
0.65 reads these two and ignores datasette.yaml).
"""

from __future__ import annotations

from typing import Any

from archive import schema

DATABASE = "archive"
"""Name of the database in Datasette, hence the `/archive/…` addresses."""

PLUGIN = "nianbao"
"""Key under `plugins` by which our plugin knows that a Datasette is ours."""

TITLE = "年报：政府信息公开工作年度报告档案"

REPORT_FACETS = ["report_year", "province", "level", "form", "worst_severity"]

REPORT_COLUMNS = (
    "organ_name_printed",
    "report_year",
    "title",
    "province",
    "level",
    "form",
    "worst_severity",
    "error_count",
    "warning_count",
    "published_on",
)
"""What links to the table of reports ask for: all 30 columns are for machines."""

# Other facets worth a default; every one of them stands on an index or on a small table.
_FACETS: dict[str, list[str]] = {
    "reports": REPORT_FACETS,
    "organs": ["province", "level"],
    "portals": ["level", "family", "status"],
    "flags": ["severity", "check"],
    "captures": ["verdict"],
}

# The column whose value stands for a row where another table points at it.
_LABELS: dict[str, str] = {
    "organs": "name",
    "portals": "name",
    "reports": "title",
    "versions": "report_id",
    "checks": "title",
    "captures": "url",
    "runs": "id",
}

# What people read, left to right: on a phone the first two or three columns are all they see.
_APPLICATIONS = ("item", "total", *(c.name for c in schema.TABLE["applications"].columns[2:-1]))
_DISPUTES = ("channel", "total", "upheld", "corrected", "other", "pending")
READING_ORDER: dict[str, tuple[str, ...]] = {
    "organs": ("name", "level", "province", "kind", "division_code"),
    "portals": ("name", "status", "cause", "family", "level", "last_ok_at", "home_url"),
    "reports": REPORT_COLUMNS,
    "versions": ("report_id", "is_current", "media_type", "last_seen_at", "url"),
    "sections": ("heading", "text", "number"),
    "disclosures": ("item",),
    "disclosures_2019": ("item",),
    "applications": _APPLICATIONS,
    "disputes": _DISPUTES,
    "statistics": ("indicator", "value", "unit", "cumulative"),
    "local_rows": ("label", "printed", "table"),
    "current_local_rows": ("label", "organ", "report_year", "printed", "table"),
    "cell_notes": ("raw", "kind", "item", "column", "value", "table"),
    "stated": ("quote", "metric", "value", "unit", "agrees", "cell", "scope"),
    "flags": ("message", "severity", "check", "report_id", "expected", "actual", "quote"),
    "checks": ("id", "title", "severity", "name", "formula", "basis"),
    "captures": ("url", "verdict", "reason", "fetched_at", "kind", "media_type", "http_status"),
    "attachments": ("title", "outcome", "url"),
    "unresolved": ("title", "reason", "url"),
    "changes": ("summary", "report_id", "changed_at", "url"),
    "portal_outcomes": ("portal", "outcome", "reason", "family", "listed", "details"),
    "current_disclosures": ("organ", "report_year", "item"),
    "current_applications": ("organ", "report_year", *_APPLICATIONS),
    "current_disputes": ("organ", "report_year", *_DISPUTES),
    "current_stated": ("quote", "organ", "report_year", "metric", "value", "unit", "agrees"),
    "current_cell_notes": ("raw", "kind", "organ", "report_year", "item", "column", "value"),
    "current_flags": (
        "message", "severity", "check", "organ", "report_year", "expected", "actual", "quote",
    ),
    "reports_wide": ("organ", "report_year", "province", "level"),
}  # fmt: skip

# For links and joins, not for reading: after everything else.
TECHNICAL = (
    "section", "start", "end", "report_id", "version_id", "organ_id", "capture_id", "run_id",
    "digest", "sha256", "parser_version", "evidence", "notes", "warc", "offset", "id",
)  # fmt: skip

# First columns that name the row and are narrow enough to stay in sight while others scroll.
ROW_NAMES = ("item", "channel", "organ", "organ_name_printed", "name", "indicator")

_SORT_DESC: dict[str, str] = {"reports": "report_year"}


def describe(column: schema.Column) -> str:
    """One line for people: Chinese, unit, meaning of missing, English."""
    text = column.zh
    if column.unit:
        text += f"（{column.unit}）"
    if column.missing:
        text += f"；空值：{column.missing}"
    return f"{text} · {column.en}"


def reading_rank(table: str, column: str) -> tuple[int, int]:
    """Where a column stands when people read the table; equal ranks keep the schema's order."""
    wanted = READING_ORDER.get(table, ())
    if column in wanted:
        return 0, wanted.index(column)
    if column in TECHNICAL:
        return 2, TECHNICAL.index(column)
    return 1, 0


def labels(table: str) -> dict[str, str]:
    """column → Chinese label, of a table or a view (views repeat the columns of their tables)."""
    if table in schema.TABLE:
        return {column.name: column.zh for column in schema.TABLE[table].columns}
    base = table.removeprefix("current_")
    found = {column.name: column.zh for column in schema.TABLE["reports"].columns}
    if base in schema.TABLE:
        found |= {column.name: column.zh for column in schema.TABLE[base].columns}
    return found | {"report_id": "报告", "organ": "机关"}


def titles() -> dict[str, str]:
    """table or view → Chinese title."""
    return (
        {table.name: table.zh for table in schema.TABLES}
        | {view.name: view.zh for view in schema.VIEWS}
        | {"reports_wide": "一份报告一行（合计数）"}
    )


def _table(spec: schema.TableSpec) -> dict[str, Any]:
    table: dict[str, Any] = {
        "title": spec.zh,
        "description": spec.en,
        "columns": {column.name: describe(column) for column in spec.columns},
    }
    # `units` is left out on purpose: Datasette would parse 件 and 万元 as physical units.
    if spec.hidden:
        table["hidden"] = True
    if spec.name in _LABELS:
        table["label_column"] = _LABELS[spec.name]
    if spec.name in _FACETS:
        table["facets"] = _FACETS[spec.name]
    if spec.name in _SORT_DESC:
        table["sort_desc"] = _SORT_DESC[spec.name]
    return table


def metadata(build: str, as_of: str | None) -> dict[str, Any]:
    """metadata.json of the site with this build id."""
    tables = {spec.name: _table(spec) for spec in schema.TABLES}
    for name, title in titles().items():
        tables.setdefault(name, {"title": title})
    for view in schema.VIEWS:
        tables[view.name]["description"] = view.en
    return {
        "title": TITLE,
        "description": "各级行政机关政府信息公开工作年度报告：原文、每一格数字与核查标记。",
        "source": "各级政府网站",
        "databases": {
            DATABASE: {
                "title": "数据表",
                "description": "每个印出的表格行一行；列名为英文，说明为中文。",
                "tables": tables,
            }
        },
        "plugins": {PLUGIN: {"build": build, "as_of": as_of}},
    }


def settings() -> dict[str, Any]:
    """settings.json. suggest_facets alone costs 400 ms a page at 100,000 reports."""
    return {
        "default_page_size": 50,
        "max_returned_rows": 2000,
        "sql_time_limit_ms": 1500,
        "facet_time_limit_ms": 500,
        "default_facet_size": 12,
        "suggest_facets": False,
        "truncate_cells_html": 120,
        "num_sql_threads": 4,
        "allow_download": True,
        "allow_csv_stream": True,
        "max_csv_mb": 500,
        # Read-only, immutable, timed: researchers may ask their own questions.
        "default_allow_sql": True,
        "default_cache_ttl": 60,
    }
