"""What does nianbao add to Datasette? Our pages, templates, guards and limits.

Registered through the entry point `datasette`, so that `datasette site/current` shows the same
site as `nianbao serve`. It stays out of every other Datasette: all hooks do nothing unless the
metadata names our plugin (`plugins.nianbao`, which publish writes) and `archive` is a database.

Pages: / · /search · /report/<id>[.json] · /organ/<id> · /capture/<id> · /checks · /about;
Datasette's own under /archive/….
"""

from __future__ import annotations

import hashlib
import logging
import mimetypes
import os
import re
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Generator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

from datasette import NotFound, Response, hookimpl
from datasette.database import QueryInterrupted
from datasette.utils import sqlite_timelimit, tilde_encode
from datasette.views.base import DatasetteError
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from archive.search import Results, search
from archive.site import reading
from archive.site.guards import COPY_POLICY, App, secure, spreadsheet_safe
from archive.site.metadata import (
    DATABASE,
    PLUGIN,
    REPORT_COLUMNS,
    REPORT_FACETS,
    ROW_NAMES,
    TITLE,
    labels,
    reading_rank,
    titles,
)
from crawler.captures import CaptureDamaged, read_capture
from parsers.forms import form_ids, load_form
from parsers.render import NOTE_LABELS, SEVERITY_LABELS, TITLES, format_number

log = logging.getLogger(__name__)

PAGE_SIZE = 20
MAX_PAGES = 100
QUERY_LIMIT_MS = 3000

CAPTURES = "_nianbao_captures"
"""Attribute of a Datasette: folder in which archived copies are looked for (serve --captures)."""

LEVELS: Mapping[str, str] = {
    "ministry": "国务院部门",
    "province": "省级",
    "prefecture": "市级",
    "county": "县级",
    "township": "乡级",
    "vertical": "垂直管理",
    "zone": "开发区",
}
KINDS: Mapping[str, str] = {
    "government": "人民政府",
    "office": "办公厅（室）",
    "department": "部门",
    "township": "乡镇",
    "subdistrict": "街道",
    "institution": "事业单位",
    "zone": "开发区管理机构",
    "vertical": "垂直管理机构",
    "ministry": "国务院部门",
}
SCOPES: Mapping[str, str] = {
    "consolidated": "汇总（含下级机关）",
    "own": "仅本机关",
    "unknown": "未说明",
}
REVIEWS: Mapping[str, str] = {"confirmed": "经人工确认", "dismissed": "经人工排除"}
NO_FLAG = "无标记"

CONTACT_SETTING = "NIANBAO_CONTACT"
"""Environment variable with an e-mail address or a web page; the one that crawling needs too."""

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def hook(function: F) -> F:
    """`datasette.hookimpl`, which has no types."""
    marked: F = hookimpl(function)
    return marked


def is_ours(datasette: Any) -> bool:
    return datasette.plugin_config(PLUGIN) is not None and DATABASE in datasette.databases


# ── Hooks ─────────────────────────────────────────────────────────────────────────────────────


@hook
def startup(datasette: Any) -> None:
    # Datasette started on the folder opens every *.db in it; the index is not for publication.
    if is_ours(datasette) and "search" in datasette.databases:
        datasette.remove_database("search")


@hook
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    if is_ours(datasette) and database == DATABASE:
        # Anyone may send SQL: no value in memory beyond what the longest report needs.
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 20_000_000)


@hook
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    if is_ours(datasette):
        # Not `templates`: from Python 3.12 on Datasette would find that name by itself and show
        # our pages in every other Datasette of the environment.
        folder = str(resources.files("archive.site").joinpath("pages"))
        env.loader = ChoiceLoader([FileSystemLoader(folder), env.loader])
        env.filters["number"] = lambda n: "—" if n is None else f"{n:,}"
        env.filters["printed"] = lambda n: "—" if n is None else format_number(n)
        env.filters["path"] = lambda text: quote(str(text), safe="")
        env.filters["fragment"] = lambda text: quote(str(text), safe="-._~:")
        env.filters["badge"] = badge
        env.filters["moment"] = moment
        env.filters["facet_order"] = facet_order
        env.filters["schema_order"] = schema_order
        env.filters["facet_label"] = facet_label
        env.filters["reading_order"] = reading_order
        env.filters["open_link"] = open_link


@hook
def extra_template_vars(
    template: str, database: str, table: str, request: Any, datasette: Any
) -> dict[str, Any]:
    if not is_ours(datasette):
        return {}
    config = datasette.plugin_config(PLUGIN)
    return {
        "nb": {
            "title": TITLE,
            "build": config.get("build"),
            "as_of": config.get("as_of"),
            "css": f"/assets/site.css?{asset('site.css')[1]}",
            "labels": labels(table) if table else {},
            "titles": titles(),
            "levels": LEVELS,
            "scopes": SCOPES,
            "severities": SEVERITY_LABELS,
            "row_names": ROW_NAMES,
            "in_words": in_words,
            "reports_url": reports_url(),
            "path": request.path if request else "/",
        }
    }


@hook
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    if not is_ours(datasette):
        return []
    return [
        (r"^/$", home),
        (r"^/search$", search_page),
        (r"^/report/(?P<id>[^/]+?)(?P<json>\.json)?$", report),
        (r"^/organ/(?P<id>[^/]+)$", organ),
        (r"^/capture/(?P<id>[^/]+)$", capture),
        (r"^/checks$", checks),
        (r"^/about$", about),
        (r"^/assets/(?P<name>[a-z0-9.-]+)$", assets),
        (r"^/favicon\.ico$", favicon),
    ]


@hook
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    if not is_ours(datasette):
        return lambda app: app
    return lambda app: secure(spreadsheet_safe(app))


def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Generator[None, Any, None]:
    """A page with a sentence and a search box. As a wrapper, because Datasette runs every
    handler, and its own prints a traceback with all local variables for each 404."""
    outcome = yield

    async def answer() -> Response:
        status = _status(exception, request.path, request.query_string)
        if status >= 500:
            log.error("%s failed", request.path, exc_info=exception)
        return await failure(datasette, request, _sentence(exception, status), status)

    if is_ours(datasette):
        outcome.force_result([answer])


handle_exception = hookimpl(hookwrapper=True)(handle_exception)


# What Datasette raises when an address asks for what cannot be: it validates some parameters and
# lets others fall through to int(), json.loads(), unpacking or SQLite.
_ASKED_WRONGLY = (
    DatasetteError, QueryInterrupted, ValueError, LookupError, TypeError, AssertionError,
    sqlite3.Error,
)  # fmt: skip
_SQL_ASKED_WRONGLY = {
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_RANGE, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM,
}  # fmt: skip


def _status(exception: Exception, path: str, query: str) -> int:
    """HTTP status of an exception: a question that cannot be answered is 400 (404 without a query
    string: an odd row address), a failure of ours or of the database file stays 500."""
    given = int(getattr(exception, "status", 500))
    if given not in (400, 500) or not path.startswith(f"/{DATABASE}"):
        return given
    cause = exception if isinstance(exception, sqlite3.Error) else exception.__context__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code & 0xFF not in _SQL_ASKED_WRONGLY:
            return 500  # a damaged file or disk, whatever was asked
    if given == 400 or not isinstance(exception, _ASKED_WRONGLY):
        return given
    return 400 if query else 404


_EXPLAINED: tuple[tuple[str, str], ...] = (
    (r"Cannot sort table by (.*)", "不能按“{}”排序：这张表没有这一栏。"),
    (r"Cannot use _sort and _sort_desc.*", "_sort 与 _sort_desc 只能用一个。"),
    (r"_size must be a positive integer", "每页行数（_size）须是正整数。"),
    (r"_size must be <= (\d+)", "每页行数（_size）最多为 {}。"),
    (r"no such column: ?(.*)", "没有“{}”这一栏。"),
    (r"no such table: ?(.*)", "没有“{}”这张表。"),
    (r"_(?:no)?col=(.*) - invalid columns", "没有“{}”这一栏，或它不能去掉。"),
    (r"malformed JSON", "这一栏不是列表，不能这样筛选或分组。"),
    (r"_next not allowed for CSV streaming", "取走全部行时不能同时指定起点（_next）。"),
    (r"(near .*|.*syntax error|incomplete input)", "查询条件写法有误：{}。"),
    (r"Statement must be a SELECT", "只能用 SELECT 查询。"),
)


def _sentence(exception: Exception, status: int) -> str:
    told = getattr(exception, "message", None) or (exception.args or (exception,))[0]
    text = Markup(str(told)).striptags()
    title = getattr(exception, "title", None)
    if title == "SQL Interrupted" or isinstance(exception, QueryInterrupted):
        return "查询超过时间限制，已停止。请缩小范围后再试。"
    if status >= 500:
        return "服务器处理这个请求时出错，已记入日志。"
    if status == 404 and text.isascii():
        return "没有这个页面，或它已不在当前的档案中。"
    for pattern, sentence in _EXPLAINED:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return sentence.format(*(part[:80] for part in found.groups()))
    if status == 400 and not hasattr(exception, "status"):
        return "地址里有无法理解的查询条件，请改正或去掉后再试。"
    if status == 400 and text.isascii():
        return f"查询条件无法处理：{text[:200]}"
    return text or "请求无法处理。"


@hook
def render_cell(
    row: Any, value: Any, column: str, table: str, database: str, datasette: Any
) -> Any:
    if database != DATABASE or value is None or not is_ours(datasette):
        return None
    if column in ("severity", "worst_severity"):
        return badge(value)
    if column == "title" and table == "reports":
        return Markup('<a href="/report/{}">{}</a>').format(quote(row["id"], safe=""), value)
    if (word := in_words(table, column, value)) is not None:
        return word
    if (label := _printed_label(row, table, column, value)) is not None:
        return Markup('{} <small class="code">{}</small>').format(label, value)
    return _link(column, value)


def in_words(table: str | None, column: str, value: Any) -> str | None:
    """The Chinese word of a code, None if there is none or it is none of ours."""
    base = (table or "").removeprefix("current_")
    words: Mapping[Any, str]
    if column == "level":
        words = LEVELS
    elif column == "kind" and base in ("organs", "portals"):
        words = KINDS
    elif column == "kind" and base == "cell_notes":
        words = NOTE_LABELS
    elif column == "scope":
        words = SCOPES
    elif column == "review" and base == "flags":
        words = REVIEWS
    elif column == "agrees" and base == "stated":
        words = {1: "一致", 0: "不一致", "1": "一致", "0": "不一致"}
    else:
        return None
    return None if isinstance(value, dict) else words.get(value)


_TABLE_OF = {
    "disclosures": "active_disclosure",
    "disclosures_2019": "active_disclosure",
    "applications": "applications",
    "disputes": "review_litigation",
}


@cache
def _form_labels() -> Mapping[tuple[str, str], str]:
    """(table of the report, row or column) → its printed label, of the newest form that has it."""
    found: dict[tuple[str, str], str] = {}
    for form in map(load_form, sorted(form_ids())):
        for name, table in form.tables.items():
            found |= {(name, line.key): line.label for line in (*table.rows, *table.columns)}
    return found


def _printed_label(row: Any, table: str | None, column: str, value: Any) -> str | None:
    """What stands in the official form where the archive has an English key."""
    base = (table or "").removeprefix("current_")
    if column in ("item", "channel") and base in _TABLE_OF:
        return _form_labels().get((_TABLE_OF[base], value))
    if base not in ("flags", "cell_notes", "local_rows"):
        return None
    if column == "table":
        return TITLES.get(value)
    if column in ("item", "column") and "table" in row.keys():  # noqa: SIM118 (a row of SQLite)
        return _form_labels().get((row["table"], value))
    return None


_CELL_LINKS = {
    "report_id": "/report/{}",
    "organ_id": "/organ/{}",
    "capture_id": "/capture/{}",
    "attachment_capture_id": "/capture/{}",
    "check": "/checks#{}",
    "version_id": f"/{DATABASE}/versions/{{}}",
}


def _link(column: str, value: Any) -> Markup | None:
    """A link from an id to the page people read; value: the id, or Datasette's id with label."""
    if column not in _CELL_LINKS:
        return None
    label = id = value
    if isinstance(value, dict):
        id, label = value["value"], value["label"] or value["value"]
    if not isinstance(id, str):
        return None
    coded = tilde_encode(id) if column == "version_id" else quote(id, safe="")
    address = _CELL_LINKS[column].format(coded)
    if column == "check":  # the number alone: its words would make a tall, narrow column
        return Markup('<a href="{}" title="{}">{}</a>').format(address, label, id)
    return Markup('<a href="{}">{}</a>').format(address, label)


# ── Pieces of pages ───────────────────────────────────────────────────────────────────────────


def badge(severity: str | None, count: int | None = None) -> Markup:
    """A severity as symbol and word, with the number of flags if given."""
    if severity is None or severity not in SEVERITY_LABELS:
        return Markup('<span class="badge none">{}</span>').format(NO_FLAG)
    symbol, word = SEVERITY_LABELS[severity]
    tail = f" {count}" if count is not None else ""
    return Markup('<span class="badge {}"><span aria-hidden="true">{}</span> {}{}</span>').format(
        severity, symbol, word, tail
    )


def moment(stamp: str | None) -> str:
    """A UTC time stamp as people read it."""
    if not stamp:
        return "—"
    return re.sub(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*", r"\1 \2 UTC", stamp)


def facet_order(facets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facets in the order readers think in (year, province …), years newest first."""
    wanted = {name: number for number, name in enumerate(REPORT_FACETS)}
    for facet in facets:
        if facet["name"] == "report_year":
            facet["results"].sort(key=lambda result: str(result["value"]), reverse=True)
    return sorted(facets, key=lambda facet: wanted.get(facet["name"], len(wanted)))


def schema_order(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tables in the order of schema.py, reports and what they print before housekeeping."""
    wanted = {name: number for number, name in enumerate(titles())}
    return sorted(tables, key=lambda table: wanted.get(table["name"], len(wanted)))


def reports_url(**filters: str | int | None) -> str:
    """The table of reports with its readable columns."""
    query: list[tuple[str, str | int]] = [("_col", column) for column in REPORT_COLUMNS]
    query += [(key, value) for key, value in filters.items() if value is not None]
    return f"/{DATABASE}/reports?{urlencode(query)}"


def facet_label(value: dict[str, Any], facet: str, table: str) -> str | Markup:
    """The words of one value of a facet."""
    raw, label = value["value"], str(value["label"] or "")
    if facet in ("severity", "worst_severity"):
        return badge(raw)
    if facet == "check" and label and label != raw:
        return f"{raw} {label}"
    return in_words(table, facet, raw) or label or "（空）"


def reading_order(entries: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    """Columns or cells of a table page in the order of metadata.READING_ORDER; the link that
    Datasette puts in front of rows with a compound key goes to the end."""

    def rank(entry: dict[str, Any]) -> tuple[int, int]:
        name = entry.get("name") or entry.get("column") or ""
        return (3, 0) if name == "Link" else reading_rank(table, name)

    return sorted(entries, key=rank)


def open_link(cell: dict[str, Any]) -> Markup:
    """The link to a row with a compound key, without its key as text."""
    found = re.match(r'<a href="([^"]*)"', str(cell["value"]))
    address = Markup(found[1] if found else "")  # escaped by Datasette
    return Markup('<a href="{}" title="{}">打开</a>').format(address, cell["raw"])


@cache
def asset(name: str) -> tuple[bytes, str]:
    """(bytes, short digest) of a file in assets/; KeyError if there is none."""
    file = resources.files("archive.site").joinpath("assets", name)
    if not file.is_file():
        raise KeyError(name)
    data = file.read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:10]


async def page(
    datasette: Any, request: Any, template: str, context: dict[str, Any], status: int = 200
) -> Response:
    body = await datasette.render_template(template, context, request=request)
    headers = {"cache-control": "public, max-age=60"} if status == 200 else {}
    return Response.html(body, status=status, headers=headers)


async def failure(datasette: Any, request: Any, message: str, status: int) -> Response:
    """A sentence and a search box, or the same as JSON."""
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "status": status, "error": message}, status=status)
    if request.path.endswith(".csv"):
        return Response.text(message + "\n", status=status)
    context = {"status": status, "message": message}
    return await page(datasette, request, "nb_error.html", context, status)


async def missing(datasette: Any, request: Any, sentence: str) -> Response:
    """Answered here and not by raising NotFound: Datasette would redirect an address with %
    to its own encoding first."""
    return await failure(datasette, request, sentence, 404)


async def read(datasette: Any, function: Callable[[sqlite3.Connection], T]) -> T:
    """Run a reading function in a database thread, with a time limit."""

    def limited(conn: sqlite3.Connection) -> T:
        with sqlite_timelimit(conn, QUERY_LIMIT_MS):
            return function(conn)

    result: T = await datasette.get_database(DATABASE).execute_fn(limited)
    return result


_KEPT = "_nianbao_kept"


async def read_once(datasette: Any, function: Callable[[sqlite3.Connection], T]) -> T:
    """The same for as long as this site is served: its database never changes."""
    kept: dict[str, Any] = datasette.__dict__.setdefault(_KEPT, {})
    key = function.__qualname__
    if key not in kept:
        kept[key] = await read(datasette, function)
    result: T = kept[key]
    return result


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


async def home(request: Any, datasette: Any) -> Response:
    return await page(datasette, request, "nb_home.html", await read_once(datasette, reading.home))


async def checks(request: Any, datasette: Any) -> Response:
    found = await read_once(datasette, reading.catalogue)
    return await page(datasette, request, "nb_checks.html", {"checks": found})


async def about(request: Any, datasette: Any) -> Response:
    info = await read(datasette, reading.build_info)
    contact = os.environ.get(CONTACT_SETTING) or None
    link = web_address(contact)
    if contact and link is None and re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", contact):
        link = f"mailto:{contact}"
    context = {"info": info, "contact": contact, "contact_link": link}
    return await page(datasette, request, "nb_about.html", context)


_searchers = threading.local()


def _search_connection(path: Path) -> sqlite3.Connection:
    """search.db of this site, one connection a thread; kept until the site is switched."""
    held: tuple[Path, sqlite3.Connection] | None = getattr(_searchers, "held", None)
    if held is None or held[0] != path:
        if held is not None:
            held[1].close()
        held = (path, sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True))
        _searchers.held = held
    return held[1]


def _whole_number(text: str | None, low: int, high: int) -> int | None:
    """A number of a query string if it is one and in range."""
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        number = int(text)
        return number if low <= number <= high else None
    return None


async def search_page(request: Any, datasette: Any) -> Response:
    text = (request.args.get("q") or "").strip()
    year = _whole_number(request.args.get("year"), 1990, 2200)
    province = (request.args.get("province") or "")[:40] or None
    number = _whole_number(request.args.get("page"), 1, MAX_PAGES) or 1
    index = Path(datasette.get_database(DATABASE).path).with_name("search.db").resolve()

    def find(conn: sqlite3.Connection) -> Results:
        words = _search_connection(index)
        with sqlite_timelimit(words, QUERY_LIMIT_MS):
            return search(
                words,
                conn,
                text,
                limit=PAGE_SIZE,
                offset=(number - 1) * PAGE_SIZE,
                year=year,
                province=province,
            )

    results = await read(datasette, find) if text else None
    choices = await read_once(datasette, reading.choices)
    more = results is not None and results.total > number * PAGE_SIZE and number < MAX_PAGES
    filters = {"q": text, "year": year, "province": province}

    def link(to: int) -> str:
        query = {key: value for key, value in {**filters, "page": to}.items() if value}
        return "/search?" + urlencode(query)

    return await page(
        datasette,
        request,
        "nb_search.html",
        {
            **filters,
            "results": results,
            **choices,
            "page_number": number,
            "newer": link(number - 1) if number > 1 else None,
            "older": link(number + 1) if more else None,
        },
    )


async def report(request: Any, datasette: Any) -> Response:
    id = unquote(request.url_vars["id"])
    found = await read(datasette, lambda conn: reading.report_page(conn, id))
    if found is None:
        return await missing(datasette, request, f"档案中没有编号为“{id[:120]}”的报告。")
    if request.url_vars.get("json"):
        return Response.json(reading.report_json(found))
    version = quote(found.report["version_id"], safe="")
    context = {
        "page": found,
        "report": found.report,
        "contact": [
            (label, found.report[column])
            for column, label in reading.CONTACT
            if found.report[column]
        ],
        "data_links": [
            (titles()[name], f"/{DATABASE}/{name}", f"version_id__exact={version}")
            for name in _tables_of(found)
        ],
        "withheld": found.capture is not None and not found.capture["served"],
        "copy_at_hand": found.capture is not None and _copy_at_hand(datasette, found.capture),
        "source": web_address(found.report["url"]),
    }
    return await page(datasette, request, "nb_report.html", context)


def _copy_at_hand(datasette: Any, row: Mapping[str, Any]) -> bool:
    """May the archived copy be shown, and is its file on this machine?"""
    folder: Path | None = getattr(datasette, CAPTURES, None)
    if folder is None or not row["served"]:
        return False
    return warc_file(folder, row["warc"], row["run_id"]) is not None


def _tables_of(found: reading.ReportPage) -> list[str]:
    form = found.report["form"]
    names = [source for name in found.tables for source, _ in reading.sources(form, name)]
    return [
        *dict.fromkeys(names),
        *(["local_rows"] if found.local_rows else []),
        *("sections", "flags", "cell_notes", "stated"),
        *(["statistics"] if found.statistics else []),
    ]


def web_address(url: str | None) -> str | None:
    """The address if a browser may follow it: http and https only."""
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


async def organ(request: Any, datasette: Any) -> Response:
    id = unquote(request.url_vars["id"])
    found = await read(datasette, lambda conn: reading.organ_page(conn, id))
    if found is None:
        return await missing(datasette, request, f"档案中没有编号为“{id[:120]}”的机关。")
    return await page(datasette, request, "nb_organ.html", found)


# ── Archived copies ───────────────────────────────────────────────────────────────────────────

_SHOWN = ("text/html", "application/xhtml+xml", "text/plain")


async def capture(request: Any, datasette: Any) -> Response:
    """The archived copy as it was received, in a sandbox; or a page that says why there is none."""
    id = unquote(request.url_vars["id"]).removeprefix("<").removesuffix(">")
    row = await read(
        datasette, lambda conn: reading.first(conn, "select * from captures where id = ?", [id])
    )
    if row is None:
        return await missing(datasette, request, f"档案中没有编号为“{id[:120]}”的采集记录。")
    folder: Path | None = getattr(datasette, CAPTURES, None)

    async def explain(reason: str, status: int) -> Response:
        return await page(
            datasette,
            request,
            "nb_capture.html",
            {"capture": row, "reason": reason, "source": web_address(row["url"])},
            status,
        )

    if not row["served"]:
        return await explain("这份存档副本含有不宜公开的个人信息或已被要求撤回，不予展示。", 403)
    if folder is None:
        return await explain("这个站点不带存档副本，请查看来源网址。", 200)
    file = warc_file(folder, row["warc"], row["run_id"])
    if file is None:
        return await explain("存档文件不在这台服务器上，请查看来源网址。", 404)
    offset = row["offset"]
    try:
        kept = await datasette.get_database(DATABASE).execute_fn(
            lambda conn: read_capture(file, offset)
        )
    except (CaptureDamaged, OSError) as error:
        log.error("capture %s: %s", id, error)
        return await explain("存档记录已损坏，无法读出。", 500)
    if kept.record_id.strip("<>") != id:
        log.error("capture %s: %s at %d holds %s", id, file, offset, kept.record_id)
        return await explain("存档文件与采集记录不符，不予展示。", 500)
    return copy(kept.body, row["media_type"], kept.headers.get("content-type"), row["url"])


def warc_file(folder: Path, name: str | None, run: str | None) -> Path | None:
    """The WARC a capture names, looked for in `folder` in the layouts it may be kept in; never
    outside of it."""
    if not name:
        return None
    root = folder.resolve()
    for candidate in (
        root / name,
        root / "runs" / name,
        root / (run or "") / name,
        root / "runs" / (run or "") / name,
        root / name.removeprefix("runs/"),
        root / Path(name).name,
    ):
        path = candidate.resolve()
        if path.is_relative_to(root) and path.is_file():
            return path
    return None


def copy(body: bytes, media_type: str | None, declared: str | None, url: str | None) -> Response:
    """A stranger's file from our host: pages in a sandbox, everything else as a download."""
    headers = {
        "content-security-policy": COPY_POLICY,
        "x-robots-tag": "noindex",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "public, max-age=3600",
    }
    kind = (media_type or "").split(";")[0].strip().lower()
    if kind in _SHOWN:
        charset = re.search(r"charset\s*=\s*[\"']?([\w.-]{1,40})", declared or "", re.IGNORECASE)
        shown = "text/plain" if kind == "text/plain" else "text/html"
        content_type = shown + (f"; charset={charset[1]}" if charset else "")
    else:
        content_type = (
            kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) else "application/octet-stream"
        )
        name = re.sub(r"[^\w.-]", "_", unquote((url or "").split("?")[0].rpartition("/")[2]))[-80:]
        if not re.search(r"\.\w{2,5}$", name):
            name += mimetypes.guess_extension(content_type) or ""
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(name or 'copy')}"
    return Response(body, status=200, headers=headers, content_type=content_type)


# ── Static files ──────────────────────────────────────────────────────────────────────────────

_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


async def assets(request: Any) -> Response:
    name = request.url_vars["name"]
    try:
        data, _ = asset(name)
    except KeyError:
        raise NotFound("没有这个文件。") from None
    return Response(
        data,
        status=200,
        headers={"cache-control": "public, max-age=31536000, immutable"},
        content_type=_TYPES.get(Path(name).suffix, "application/octet-stream"),
    )


async def favicon(request: Any) -> Response:
    data, _ = asset("icon.svg")
    return Response(data, status=200, content_type="image/svg+xml")
