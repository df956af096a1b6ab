"""What can one do from the terminal? The `nianbao` command; each part is imported when used.

Exit codes: 0 done and good · 1 done, with findings (check: error flags; verify: damage; update:
publishing refused) · 2 usage · 3 not readable as a report · 4 failed. Results go to stdout, logs
and progress to stderr.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from archive.build import BuildResult
    from archive.verify import Progress
    from crawler.portals import Portal
    from parsers.checks import CheckResults
    from parsers.report import Report

FOUND, USAGE, NOT_A_REPORT, FAILED = 1, 2, 3, 4

app = typer.Typer(
    help="nianbao 年报 — the open archive of China's 政府信息公开工作年度报告.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
portals_app = typer.Typer(help="The registry of portals.", no_args_is_help=True)
app.add_typer(portals_app, name="portals")

DataOption = Annotated[
    Path,
    typer.Option("--data", envvar="NIANBAO_DATA", help="Folder of runs, curation and archive.db."),
]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, max=256, help="Processes at once.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
DEFAULT_DATA = Path("data")
DEMO_DATA = Path("data/demo")
DEMO_DOCUMENTS_HOME = ("127.0.0.23", 8423)
"""Where `demo --documents` serves its folder; the bundled portals' addresses are in their csv."""


def main() -> None:
    """Entry point."""
    app()


def _fail(message: str, code: int = FAILED) -> NoReturn:
    typer.echo(f"nianbao: {message}", err=True)
    raise typer.Exit(code)


@contextmanager
def _failures() -> Iterator[None]:
    """Errors that are sentences end the command with exit 4 (a usage error with 2)."""
    from archive.build import BuildError
    from archive.curation import CurationError
    from archive.publish import PublishError
    from crawler.portals import PortalError
    from crawler.replica import ReplicaError, ReplicaUsageError
    from spiders.base import CrawlRefused

    try:
        yield
    except (ReplicaUsageError, CrawlRefused) as error:
        _fail(str(error), USAGE)
    except (BuildError, CurationError, PublishError, PortalError, ReplicaError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or ''} {error.strerror or error}".strip())


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar per stage on stderr; nothing where stderr is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
    tasks: dict[str, Any] = {}

    def tell(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done, total=total)

    with bars:
        yield tell


# ── Crawling ──────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _crawl_progress() -> Iterator[Callable[[dict[str, Any]], None]]:
    """One line a portal that counts what was fetched."""
    from collections import Counter

    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bars = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
    tasks: dict[str, Any] = {}
    counts: dict[str, Counter[str]] = {}

    def tell(line: dict[str, Any]) -> None:
        portal = line.get("portal") or "?"
        if portal not in tasks:
            tasks[portal], counts[portal] = bars.add_task(portal), Counter()
        counts[portal][line.get("kind") or line.get("event") or ""] += 1
        seen = counts[portal]
        lists = seen["list"] + seen["column"] + seen["navigation"] + seen["home"]
        bars.update(
            tasks[portal],
            description=f"采集 {portal}：页面 {lists}，报告页 {seen['detail']}，"
            f"附件 {seen['attachment']}，免重取 {seen['fresh']}",
        )

    with bars:
        yield tell


def _run_crawl(
    portals: Sequence[Portal],
    data: Path,
    *,
    years: str | None,
    fresh: str,
    jobs: int,
    dry_run: bool = False,
) -> list[dict[str, Any]]:
    from spiders.base import parse_years
    from spiders.jobs import crawl

    days = fresh.strip().removesuffix("d")
    if not days.isdigit():
        _fail(f"--fresh 应写成天数，如 30d，而不是 {fresh!r}", USAGE)
    with _failures(), _crawl_progress() as tell:
        return crawl(
            portals,
            data,
            years=parse_years(years) if years else None,
            fresh_days=int(days),
            jobs=jobs,
            dry_run=dry_run,
            contact=os.environ.get("NIANBAO_CONTACT"),
            on_progress=tell,
        )


def _table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    numeric: bool = False,
) -> None:
    """A table on stdout. numeric: a long label and then numbers; the label gives way."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        if numeric and number:
            widest = max((len(str(row[number])) for row in rows), default=1)
            width = max(6, widest)
            table.add_column(column, justify="right", width=width, overflow="fold")
        else:
            table.add_column(column, overflow="fold", no_wrap=not numeric and number == 0)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console().print(table)


def _portal_table(summaries: Sequence[Mapping[str, Any]]) -> None:
    _table(
        "网站",
        ("网站", "结果", "列出", "报告页", "附件", "免重取", "原因"),
        [
            (
                s["portal"],
                f"{s['outcome']} {s.get('family') or ''}".strip(),
                s.get("listed"),
                s.get("details"),
                s.get("attachments"),
                s.get("fresh"),
                s.get("reason"),
            )
            for s in summaries
        ],
    )  # fmt: skip


def _build_table(result: BuildResult) -> None:
    flags = result.flags
    _table(
        "档案",
        ("报告", "机关", "读到单元格", "错误", "警告", "提示", "未归位"),
        [
            (result.reports, result.organs, f"{result.cells_read:,} / {result.cells_expected:,}",
             flags["error"], flags["warning"], flags["info"], result.unresolved)
        ],
    )  # fmt: skip
    others = {k: n for k, n in sorted(result.verdicts.items()) if k != "report"}
    if others:
        listed = "，".join(f"{_verdict_words(verdict)} {n}" for verdict, n in others.items())
        typer.echo(f"其余采集：{listed}（逐条原因见 captures 表的 reason 栏）")
    for problem in result.problems:
        typer.echo(f"注意：{problem}", err=True)


VERDICT_ZH = {
    "landing_page": "只给出附件的页面",
    "other_kind": "别种文件",
    "error_page": "错误提示页",
    "empty": "空白",
    "damaged": "损坏",
    "unsupported": "还不能读的格式或表式",
    "too_large": "过大",
    "bundle": "含多个文件的压缩包",
    "unresolved": "未归位",
}


def _verdict_words(verdict: str) -> str:
    from crawler.responses import outcome_words

    if verdict in VERDICT_ZH:
        return VERDICT_ZH[verdict]
    try:
        return outcome_words(verdict)
    except KeyError:
        return verdict


@app.command()
def crawl(
    portals: Annotated[list[str] | None, typer.Argument(help="Ids of the registry.")] = None,
    url: Annotated[str | None, typer.Option(help="Home page of a portal not registered.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every portal of the registry.")] = False,
    years: Annotated[str | None, typer.Option(help="Report years, 2023 or 2021-2025.")] = None,
    fresh: Annotated[str, typer.Option(help="Days a capture counts as fresh.")] = "30d",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read lists, no reports.")] = False,
    jobs: JobsOption = 1,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Find and capture the reports of portals, one run.

    Example: NIANBAO_CONTACT=you@example.org nianbao crawl anqiu --years 2023
    """
    from crawler.portals import load_portals, portal_from_url

    with _failures():
        known = load_portals(data)
        if url is not None:
            chosen = [portal_from_url(url)]
        elif all_:
            chosen = list(known.values())
        else:
            chosen = []
    for id in portals or []:
        if id not in known:
            _fail(f"没有门户 {id!r}；已知：{'、'.join(sorted(known))}", USAGE)
        chosen.append(known[id])
    if not chosen:
        _fail("请给出门户编号，或 --url 首页地址，或 --all。", USAGE)
    summaries = _run_crawl(chosen, data, years=years, fresh=fresh, jobs=jobs, dry_run=dry_run)
    _portal_table(summaries)


@app.command(name="import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.", exists=True)],
    url: Annotated[str | None, typer.Option(help="Where the one file was found.")] = None,
    organ: Annotated[str | None, typer.Option(help="Whose report, if it does not say.")] = None,
    year: Annotated[int | None, typer.Option(help="Report year, if it does not say.")] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Enter files obtained by hand as a run of their own.

    Example: nianbao import report.docx --organ 安丘市财政局 --year 2023
    """
    from crawler.runs import import_files

    with _failures():
        try:
            run = import_files(paths, data, url, organ, year)
        except ValueError as error:
            _fail(str(error), USAGE)
    typer.echo(run)


@app.command()
def build(
    jobs: JobsOption = 1,
    full: Annotated[bool, typer.Option("--full", help="Read every capture anew.")] = False,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Make archive.db from the runs.

    Example: nianbao build --jobs 2
    """
    from archive.build import build as make

    with _failures(), _progress() as tell:
        result = make(data, jobs, full, tell)
    _build_table(result)
    typer.echo(f"{result.path}  逻辑摘要 {result.logical_hash}")


@app.command()
def publish(data: DataOption = DEFAULT_DATA) -> None:
    """Check archive.db, copy it to site/<build>/ and switch site/current to it.

    Example: nianbao publish
    """
    from archive.publish import publish as make

    with _failures():
        typer.echo(make(data))


PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on loopback.")]


@app.command()
def serve(
    port: PortOption = 8001,
    captures: Annotated[
        Path | None, typer.Option(help="Folder of runs, to show archived copies.")
    ] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Serve site/current with Datasette until interrupted.

    Example: nianbao serve --port 8001 --captures data/runs
    """
    from archive.publish import serve as run

    with _failures():
        run(data, port, captures=captures, announce=_announce)


def _announce(address: str) -> None:
    """The address alone on stdout, for scripts; what a person wants to know on stderr."""
    print(address, flush=True)
    typer.echo("浏览器打开上面的地址；按 Ctrl-C 结束。", err=True)


@app.command()
def update(
    years: Annotated[str | None, typer.Option(help="Report years, 2023 or 2021-2025.")] = None,
    fresh: Annotated[str, typer.Option(help="Days a capture counts as fresh.")] = "30d",
    jobs: JobsOption = 1,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Crawl every registered portal, build, publish: the periodic job.

    Example: NIANBAO_CONTACT=you@example.org nianbao update --jobs 2
    """
    from archive.build import build as make
    from archive.publish import PublishError
    from archive.publish import publish as put
    from crawler.portals import load_portals

    with _failures():
        portals = list(load_portals(data).values())
    summaries = _run_crawl(portals, data, years=years, fresh=fresh, jobs=jobs)
    with _failures(), _progress() as tell:
        result = make(data, jobs, progress=tell)
    _portal_table(summaries)
    _build_table(result)
    try:
        typer.echo(put(data))
    except PublishError as error:
        _fail(str(error), FOUND)


# ── One file ──────────────────────────────────────────────────────────────────────────────────


def _read(file: Path, as_json: bool) -> Report:
    """The file as a Report; prints the sentence and exits 3 where it is none."""
    from parsers.documents import NotReadable
    from parsers.reading import read_file

    try:
        return read_file(file.read_bytes(), file.name)
    except NotReadable as error:
        if as_json:
            _print_json({"error": {"kind": error.kind, "message": error.message}})
        else:
            typer.echo(f"{file.name}：{error.message}", err=True)
        raise typer.Exit(NOT_A_REPORT) from error
    except OSError as error:
        _fail(f"{file} 读不出来：{error.strerror or error}")


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _flags_json(results: CheckResults) -> list[dict[str, Any]]:
    return [
        {
            "check": f.check,
            "severity": f.severity,
            "message": f.message,
            "expected": f.expected,
            "actual": f.actual,
            "quote": f.quote,
            "table": f.table,
            "item": f.item,
            "column": f.column,
        }
        for f in results.flags
    ]


FileArgument = Annotated[
    Path, typer.Argument(help="HTML, DOCX, PDF, text.", exists=True, dir_okay=False)
]


@app.command()
def parse(file: FileArgument, as_json: JsonOption = False) -> None:
    """Read one file and show every cell.

    Example: nianbao parse report.docx --json
    """
    from parsers.checks import run_checks
    from parsers.report import report_json

    report = _read(file, as_json)
    results = run_checks(report)
    if as_json:
        _print_json({**report_json(report), "flags": _flags_json(results)})
        return
    _show_report(report)
    typer.echo(
        f"核查：错误 {_count(results, 'error')}，警告 {_count(results, 'warning')}，"
        f"提示 {_count(results, 'info')}（详见 nianbao check {file.name}）"
    )


def _count(results: CheckResults, severity: str) -> int:
    return sum(flag.severity == severity for flag in results.flags)


def _head(report: Report) -> None:
    typer.echo(report.title or "（无标题）")
    period = f"{report.period_start} 至 {report.period_end}" if report.period_end else "未写明"
    typer.echo(
        f"机关：{report.organ or '未印出'}　年度：{report.report_year or '未印出'}　"
        f"表式：{report.form}"
    )
    typer.echo(
        f"统计期限：{period}　落款：{report.signed_on or '无'}　"
        f"发布：{report.published_on or '未知'}"
    )
    typer.echo(
        f"单元格：应有 {report.cells_expected}，读到 {report.cells_read}，"
        f"空白或读不出 {report.cells_blank}"
    )
    for note in report.notes:  # 文档含修订痕迹, 网页在一个表格单元格中间中断
        typer.echo(note)


def _show_report(report: Report) -> None:
    from parsers.reading import form_of
    from parsers.report import TABLE_NAMES

    _head(report)
    form = form_of(report)
    shown = {(n.table, n.item, n.column): n.raw for n in report.cell_notes}
    tables = form.tables if form else {}
    for name in TABLE_NAMES:
        if name not in tables:
            continue
        spec, cells = tables[name], report.table(name)
        rows = []
        for row in spec.rows:
            values = [row.label]
            for column in spec.columns:
                place = (name, row.key, column.key)
                value = cells.get(row.key, {}).get(column.key)
                printed = "" if value is None else str(value)
                values.append(f"[{shown[place]}]" if place in shown and value is None else printed)
            rows.append(values)
        _table(
            form.sections[TABLE_NAMES.index(name) + 2] if form else name,
            ["", *(column.label for column in spec.columns)],
            rows,
            numeric=True,
        )
    for local in report.local_rows():
        typer.echo(f"表式之外的行：{local.label}  {'  '.join(local.printed)}")
    if report.statistics:
        _table(
            "政府信息公开情况统计表",
            ("指标", "单位", "本年", "累计"),
            [(s.indicator, s.unit, s.value, s.cumulative) for s in report.statistics],
        )
    for section in report.sections:
        heading = section.heading or "（前言）"
        typer.echo(f"{heading}  {len(''.join(section.text.split()))} 字")


DRAFT_SKIPS = frozenset({"D00", "D02", "V01", "V02", "V05", "V06"})
"""Rules about publication; a draft has not been published yet."""


@app.command()
def check(
    file: FileArgument,
    as_json: JsonOption = False,
    html: Annotated[
        Path | None, typer.Option(help="Write the report with its marks to this page.")
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(help="Last year's report: carry-over, growth.", exists=True, dir_okay=False),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Without rules on publication.")] = False,
    hints: Annotated[bool, typer.Option("--hints", help="With hints for human judgement.")] = False,
) -> None:
    """Hold one file against the rules; exit 1 if an error flag is raised.

    Example: nianbao check report.docx --previous last-year.docx --html marked.html
    """
    from parsers.checks import Context, catalogue, run_checks
    from parsers.checks.organ import unfit_previous
    from parsers.report import report_json

    if html is not None and html.resolve() in {p.resolve() for p in (file, previous) if p}:
        raise typer.BadParameter(f"{html} 是要核对的文件，不能用来写网页。", param_hint="--html")
    report = _read(file, as_json)
    before = _read(previous, as_json) if previous else None
    unfit = unfit_previous(report, before) if before else None
    if unfit:
        before = None
    skipped = DRAFT_SKIPS if draft else frozenset()
    results = run_checks(
        report,
        Context(previous=before, no_previous=unfit),
        hints=hints,
        only={rule.id for rule in catalogue()} - skipped,
    )
    unwritten = _write_marked(html, report, results, before) if html else None
    if as_json:
        _print_json(
            {
                "report": report_json(report),
                "flags": _flags_json(results),
                "passed": list(results.passed),
                "not_assessable": [
                    {"check": id, "reason": reason} for id, reason in results.not_assessable
                ],
            }
        )
    else:
        _show_flags(report, results)
        if unfit:
            typer.echo(f"--previous 没有采用，跨年的规则都没有判断：{unfit}。")
        if draft:
            typer.echo(f"草稿（--draft）：没有核对发布环节的规则 {'、'.join(sorted(skipped))}。")
    if html is not None:
        typer.echo(unwritten or f"已写出带标记的报告：{html}", err=bool(as_json or unwritten))
    if unwritten:
        raise typer.Exit(FAILED)
    if _count(results, "error"):
        raise typer.Exit(FOUND)


def _write_marked(
    path: Path, report: Report, results: CheckResults, before: Report | None
) -> str | None:
    """A sentence if the page could not be written: the findings are shown all the same."""
    from archive.marked import marked_page

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(marked_page(report, results, before), "utf-8")
    except OSError as error:
        return f"没有写出网页 {path}：{error.strerror or error}。"
    return None


SEVERITY_ZH = {"error": "错误", "warning": "警告", "info": "提示"}
_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def _show_flags(report: Report, results: CheckResults) -> None:
    """The worst first, each with its quote and the rule's basis; lines as wide as the terminal."""
    from rich.console import Console
    from rich.text import Text

    from parsers.checks import SEVERITIES, catalogue

    _head(report)
    console = Console(highlight=False)
    rules = {rule.id: rule for rule in catalogue()}

    def lines(text: str, indent: int) -> list[str]:
        return wrap(" ".join(text.split()), max(20, console.width - indent))

    def paragraph(text: str, indent: int = 0, style: str = "") -> None:
        for line in lines(text, indent):
            console.print(Text(" " * indent + line, style=style))

    for flag in sorted(results.flags, key=lambda flag: SEVERITIES.index(flag.severity)):
        label = f"{SEVERITY_ZH[flag.severity]} {flag.check}"
        first, *others = lines(flag.message, 10)
        console.print(Text(f"{label}  ", _STYLE[flag.severity]) + Text(first))
        for line in others:
            console.print(Text(" " * 10 + line))
        quote = "".join((flag.quote or "").split())
        if quote and quote not in "".join(flag.message.split()):
            paragraph(f"原文：“{_shortened(flag.quote or '')}”", 10)
        rule = rules[flag.check]
        paragraph(f"规则：{rule.title}。依据：{rule.basis}", 10, "dim")
    counts = [f"{SEVERITY_ZH[s]} {_count(results, s)} 处" for s in SEVERITIES]
    paragraph("，".join(counts) + "。" if results.flags else "没有发现问题。")
    paragraph(f"通过 {len(results.passed)} 条：{'、'.join(results.passed)}", 0, "dim")
    reasons: dict[str, list[str]] = {}
    for id, reason in results.not_assessable:
        reasons.setdefault(reason, []).append(id)
    for reason, ids in reasons.items():
        paragraph(f"无法判断 {'、'.join(ids)}：{reason}", 0, "dim")


def _shortened(quote: str, most: int = 80) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= most else text[:most] + "……"


_NEVER_FIRST = frozenset("，。；：、？！）》”’】〕…")
_NEVER_LAST = "（《“‘【〔"


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` terminal columns: Chinese breaks anywhere but before a closing mark,
    words and numbers do not break (rich breaks at white space only)."""
    import re

    from rich.cells import cell_len

    out, line, used = [], "", 0
    for piece in re.findall(r"[!-~]{1,40}|.", text):
        size = cell_len(piece)
        # The last two columns are kept for a closing mark.
        if used + size > (width if piece in _NEVER_FIRST else width - 2) and line.strip():
            full = line.rstrip().rstrip(_NEVER_LAST)
            opened = line.rstrip()[len(full) :]
            out.append(full)
            piece = opened + piece.lstrip()
            line, used, size = "", 0, cell_len(piece)
        line, used = line + piece, used + size
    return [*out, line] if line or not out else out


@app.command()
def checks(as_json: JsonOption = False) -> None:
    """List the rules.

    Example: nianbao checks
    """
    from parsers.checks import catalogue

    if as_json:
        _print_json(
            [
                {"id": c.id, "name": c.name, "severity": c.severity, "title": c.title,
                 "formula": c.formula, "basis": c.basis, "forms": c.forms, "hint": c.hint}
                for c in catalogue()
            ]
        )  # fmt: skip
        return
    _table(
        "核查规则",
        ("编号", "程度", "内容", "公式", "依据"),
        [(c.id, SEVERITY_ZH[c.severity], c.title, c.formula, c.basis) for c in catalogue()],
    )


# ── Keeping ───────────────────────────────────────────────────────────────────────────────────


@app.command()
def verify(data: DataOption = DEFAULT_DATA) -> None:
    """Hold archive.db and its captures against their digests; exit 1 if something is damaged.

    Example: nianbao verify
    """
    from archive.verify import verify as hold

    with _failures(), _progress() as tell:
        problems = hold(data, tell)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(FOUND)
    typer.echo("完好：数据库、逻辑摘要和全部存档记录都与登记相符。")


@portals_app.command(name="list")
def portals_list(as_json: JsonOption = False, data: DataOption = DEFAULT_DATA) -> None:
    """Show the registry, packaged and own.

    Example: nianbao portals list
    """
    from dataclasses import asdict

    from crawler.portals import load_portals

    with _failures():
        portals = list(load_portals(data).values())
    if as_json:
        _print_json([asdict(portal) for portal in portals])
        return
    _table(
        "网站登记",
        ("编号", "名称", "首页", "区划", "系统"),
        [(p.id, p.name, p.home_url, p.division_code, p.family) for p in portals],
    )


# ── Replica and demo ──────────────────────────────────────────────────────────────────────────


@app.command()
def replica(
    directory: Annotated[
        Path, typer.Argument(help="Folder of report files.", exists=True, file_okay=False)
    ],
    family: Annotated[str, typer.Option(help="CMS family to play.")] = "trs",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 picks a free one.")] = 0,
) -> None:
    """Serve a folder of reports as a gov.cn portal on loopback; prints its home URL first.

    Example: nianbao replica reports/ --family hanweb_jpage --port 8430
    """
    from crawler.replica import run

    raise typer.Exit(run(directory, family, port=port))


@app.command()
def demo(
    documents: Annotated[
        Path | None,
        typer.Option(
            help="Publish this folder's files instead of the bundled ones.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after publishing.")] = False,
    port: PortOption = 8001,
    jobs: JobsOption = 1,
    data: Annotated[
        Path,  # NIANBAO_DATA does not count here: invented reports never enter a real archive
        typer.Option("--data", help="Folder of the demo's own data."),
    ] = DEMO_DATA,
) -> None:
    """The whole job on loopback: replica portals, crawl, build, publish, serve.

    Example: nianbao demo --documents ../shared/seeds
    """  # fmt: skip
    from contextlib import ExitStack

    from archive.build import build as make
    from archive.publish import publish as put
    from archive.publish import serve as run
    from crawler.replica import Replica

    if not no_serve:
        _need_free_port(port)
    with _failures(), ExitStack() as stack:
        portals, folders = _demo_portals(documents)
        _keep_demo_apart(data, documents)
        _write_overlay(data, portals)
        for portal, folder in zip(portals, folders, strict=True):
            host, _, its_port = portal.home_url.removeprefix("http://").strip("/").partition(":")
            stack.enter_context(
                Replica(
                    folder,
                    portal.family,
                    host=host,
                    port=int(its_port),
                    name=portal.name,
                    division_code=portal.division_code or "990100",
                )
            )
        summaries = _run_crawl(portals, data, years=None, fresh="30d", jobs=jobs)
    with _failures():
        with _progress() as tell:
            result = make(data, jobs, progress=tell)
        site = put(data)
        _portal_table(summaries)
        _build_table(result)
        typer.echo(f"已发布：{site}")
        if not no_serve:
            run(data, port, captures=data / "runs", announce=_announce)


def _need_free_port(port: int) -> None:
    """Known before the crawl, not after it."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            taken = f"127.0.0.1:{port} 已被占用（另一个演示可能还开着）"
            _fail(f"{taken}；请先结束它，或用 --port 换一个。")


def _demo_portals(documents: Path | None) -> tuple[list[Portal], list[Path]]:
    """The portals of the demo and the folder that each publishes."""
    from crawler.portals import Portal, read_portals

    if documents is None:
        bundled = Path(__file__).resolve().parent.parent / "crawler" / "replica" / "documents"
        portals = list(read_portals(bundled / "portals.csv"))
        return portals, [bundled / portal.id for portal in portals]
    host, its_port = DEMO_DOCUMENTS_HOME
    portal = Portal(
        id="demo-documents", name="演示网站", home_url=f"http://{host}:{its_port}/", family="trs"
    )
    return [portal], [documents]


def _keep_demo_apart(data: Path, documents: Path | None) -> None:
    """A demo of other documents begins with an empty archive; the old one is moved beside it,
    so that fictitious organs and real ones never stand in one archive."""
    mark = data / "demo.json"
    if (data / "runs").is_dir() and not mark.exists():
        _fail(f"{data} 里有不是演示的数据，演示不写进去；请用 --data 另给一个文件夹。", USAGE)
    source = str(documents.resolve()) if documents else "bundled"
    held = json.loads(mark.read_text("utf-8")).get("documents") if mark.exists() else None
    if held is not None and held != source:
        aside = data.with_name(data.name + ".previous")
        if aside.exists():
            import shutil

            shutil.rmtree(aside)
        data.rename(aside)
        typer.echo(f"{data} 里原是另一组文件的演示，已移到 {aside}。", err=True)
    data.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps({"documents": source}, ensure_ascii=False) + "\n", "utf-8")


def _write_overlay(data: Path, portals: Sequence[Portal]) -> None:
    """curation/portals.csv of the demo: its own portals and no others."""
    import csv
    from dataclasses import asdict, fields

    path = data / "curation" / "portals.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(portals[0])], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(portal) for portal in portals)


if __name__ == "__main__":
    main()
