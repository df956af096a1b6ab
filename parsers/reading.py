"""How does a Document become a Report? The whole of reading, in order: title, sections, tables,
identity, dates, contact, stated figures. Pure: what the file alone says.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers import dates
from parsers.contact import read_contact
from parsers.documents import Document, NotReadable, Paragraph, read_document
from parsers.forms import Form, form_ids, load_form
from parsers.grid import Table
from parsers.labels import compact
from parsers.narrative import read_stated
from parsers.report import CellNote, Report, Section, TableName
from parsers.scope import read_scope
from parsers.sections import Heading, starts
from parsers.tables import Reading, read_tables
from parsers.titles import Title, is_other_kind, read_title

_NAME = re.compile(r"[\u4e00-\u9fff（）()·]{2,40}")
_DIVISION = re.compile(r"[\u4e00-\u9fff]{1,11}[省市县区州盟旗]")
HEAD = 15
"""The title is looked for in so many of the first, and of the last, lines above section 1."""


def read_file(data: bytes, name: str | None = None) -> Report:
    """Bytes → Report; NotReadable with a sentence if it is not one. name: for messages."""
    document = read_document(data, name)
    try:
        return read_report(document)
    except NotReadable as error:
        # A page named .pdf: that is what people need to know first.
        wrong_name = next((note for note in document.notes if note.startswith("文件名以")), "")
        raise NotReadable(error.kind, wrong_name + error.message) from error


@dataclass(frozen=True, slots=True)
class _Found:
    """The title as printed, what it says, and where it stood."""

    printed: str
    title: Title
    source: str
    lines: frozenset[int]


def read_report(document: Document) -> Report:
    """A Document as a Report; NotReadable (`other_kind`, `landing_page`, `unsupported`) if not."""
    lines = [b.text if isinstance(b, Paragraph) else None for b in document.blocks]
    begins = starts(lines)
    found = _find_title(document, lines, begins)
    form = _recognise(document.tables)
    _refuse_others(document, found, begins, form)
    sections = _sections(document, begins, found)
    spec = load_form(form or "2021")
    tables = read_tables(document.tables, spec) if form else {}
    readings = list(tables.values())
    _refuse_template(document, found, readings)
    narrative = [section.text for section in sections]
    period = next((p for text in narrative if (p := dates.read_period(text))), None)
    signature = _signature(sections)
    evidence: dict[str, str] = {}
    organ = found.title.organ if found else None
    if organ is not None and found:
        evidence["organ"] = f"{found.source}：{found.printed}"
    year = found.title.year if found else None
    if year is not None and found:
        evidence["report_year"] = f"{found.source}：{found.printed}"
    elif period is not None and period.start.year == period.end.year:
        year = period.start.year
        evidence["report_year"] = f"统计期限：{period.quote}"
    published = None
    for key, label in (("PubDate", "PubDate 标签"), ("published", "页面发布日期")):
        if published is None and (printed := document.metadata.get(key)):
            published = dates.read_printed_date(printed)
            if published is not None:
                evidence["published_on"] = f"{label}：{printed}"
    scope, scope_quote = read_scope(sections)
    stated = read_stated(sections, {r.name: r.cells for r in readings}, year)
    return Report(
        organ=organ,
        report_year=year,
        form=form or "free",
        title=found.printed if found else None,
        published_on=published,
        signed_on=signature[0] if signature else None,
        signed_quote=signature[1] if signature else None,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        period_quote=period.quote if period else None,
        scope=scope,
        scope_quote=scope_quote,
        contact=read_contact(narrative),
        active_disclosure=_cells(tables, "active_disclosure"),
        applications=_cells(tables, "applications"),
        review_litigation=_cells(tables, "review_litigation"),
        statistics=(),
        sections=sections,
        cell_notes=tuple(note for reading in readings for note in reading.notes),
        table_readings=tuple(reading.result(spec.tables[reading.name]) for reading in readings),
        stated=stated,
        attachments=tuple(a.url for a in document.attachments),
        cells_expected=spec.cells if form else 0,
        cells_read=sum(reading.cells_read for reading in readings),
        media_type=document.media_type,
        evidence=evidence,
    )


def _cells(
    tables: Mapping[TableName, Reading], name: TableName
) -> dict[str, dict[str, int | float | None]]:
    return tables[name].cells if name in tables else {}


# ── What is it ────────────────────────────────────────────────────────────────────────────────


def _recognise(tables: Sequence[Table]) -> str | None:
    """The form whose column headers and rows these tables print, or None if they print none.

    By content, never by year: reports for 2022–2024 still come in older forms (domain.md 7).
    """
    text = "".join(compact(cell.text) for t in tables for row in t.rows for cell in row)
    for id in form_ids():
        spec = load_form(id).tables["active_disclosure"]
        if any(compact(marker) in text for marker in spec.markers[:-1]):
            return id
    if "本年新制作数量" in text or "上一年项目数量" in text or "采购总金额" in text:
        return "2019"
    if "申请人情况" in text or ("新收政府信息公开申请" in text and "结转下" in text):
        return form_ids()[0]
    return None


def _refuse_others(
    document: Document, found: _Found | None, begins: list[tuple[int, Heading]], form: str | None
) -> None:
    """Raise unless this is a report: its title says so and its text has sections, or its tables."""
    numbers = {heading.number for _, heading in begins}
    # 总体情况 and 存在的问题 head reports of every kind; these three only this one.
    own = len(numbers & {2, 3, 4})
    if found:
        is_structured = len(numbers) >= 3 or (form is not None and bool(numbers))
    else:
        is_structured = (form is not None and own >= 1) or (own >= 2 and len(numbers) >= 3)
    title = (found.printed if found else document.title) or _first_words(document)
    if not found and form is None and is_other_kind(title):
        is_structured = False
    if form == "2019":
        raise NotReadable(
            "unsupported",
            f"“{title}”用的是 2019 年表式（国办公开办函〔2019〕60号），"
            "本程序目前只读 2021 年表式。",
        )
    if is_structured or (found and form):
        return
    if found and document.attachments:
        raise NotReadable(
            "landing_page",
            f"“{title}”这一页只给出附件（{document.attachments[0].url}），报告在附件里。",
        )
    if not document.blocks:
        raise NotReadable("empty", "页面或文件里没有正文。")
    if found and found.title.year is not None and found.title.year < 2021:
        raise NotReadable(
            "unsupported", f"“{title}”没有 2021 年表式的表格和标题，本程序目前只读这种表式。"
        )
    if found:
        raise NotReadable(
            "other_kind", f"“{title}”只有标题像年度报告，没有年度报告的各部分和表格。"
        )
    raise NotReadable("other_kind", f"“{title}”不是政府信息公开工作年度报告。")


def _refuse_template(document: Document, found: _Found | None, readings: list[Reading]) -> None:
    """An official form that nobody filled in is no report full of blanks."""
    values = [
        value
        for reading in readings
        for columns in reading.cells.values()
        for value in columns.values()
    ]
    if values and not any(value is not None for value in values):
        if found and found.title.organ and found.title.year:
            return
        title = (found.printed if found else document.title) or _first_words(document)
        raise NotReadable("other_kind", f"“{title}”是没有填写的空白表样，不是某个机关的年度报告。")


def _first_words(document: Document) -> str:
    return next((p[:40] for p in document.paragraphs if p), "（无标题）")


# ── Title ─────────────────────────────────────────────────────────────────────────────────────


def _find_title(
    document: Document, lines: list[str | None], begins: list[tuple[int, Heading]]
) -> _Found | None:
    """The title printed above the first section, over one to three lines, else the page's own.

    One that the page's own title repeats wins, then the first that names an organ; a title without
    one is kept if no other has it.
    """
    end = begins[0][0] if begins else len(lines)
    head = [(i, line) for i, line in enumerate(lines[:end]) if line is not None]
    head = head[:HEAD] + head[max(HEAD, len(head) - HEAD) :]
    site = document.metadata.get("SiteName")
    outside = [
        _Found(compact_title(printed), title, source, frozenset())
        for printed, source in (
            (document.metadata.get("ArticleTitle"), "ArticleTitle 标签"),
            (document.title, "页面标题"),
        )
        if printed and (title := read_title(printed, site))
    ]
    candidates: list[_Found] = []
    for start in range(len(head)):
        for count in (1, 2, 3):
            part = head[start : start + count]
            if len(part) < count or sum(len(line) for _, line in part) > 120:
                break
            # Only a bare name may stand above the title's last line: 晋城市…局 / 2023年…报告.
            if not all(
                _NAME.fullmatch(compact(line))
                or read_title(line) is not None
                or re.fullmatch(r"20\d\d年?度?", compact(line))
                for _, line in part[:-1]
            ):
                break
            title = read_title("".join(line for _, line in part), site)
            if title is not None:
                printed = compact_title("".join(line for _, line in part))
                candidates.append(_Found(printed, title, "正文标题", frozenset(i for i, _ in part)))
    agreeing = [c for c in candidates if any(c.title == o.title for o in outside)]
    if agreeing:
        return agreeing[0]
    candidates = [c for c in candidates if not _swallows(c, candidates)]
    named = [c for c in candidates if c.title.organ]
    if len({c.title.year for c in named}) > 1:  # above it a list of other years' reports
        named = [c for c in named if any(c.title.year == o.title.year for o in outside)] or named[
            -1:
        ]
    with_organ = named + [c for c in outside if c.title.organ]
    return next(iter(with_organ or candidates or outside), None)


def _swallows(candidate: _Found, candidates: list[_Found]) -> bool:
    """A title over several lines whose last lines are whole titles by themselves: the line above is
    the site's name or a menu's, unless it is the division that the organ's own name lacks."""
    for other in candidates:
        if other.lines < candidate.lines and other.title.organ and other.title.year is not None:
            above = candidate.printed.removesuffix(other.printed)
            return not (_DIVISION.fullmatch(above) and not other.title.organ.startswith(above))
    return False


def compact_title(text: str) -> str:
    """The title as printed without white space (glyphs are often spaced apart, lines broken)."""
    return re.sub(r"\s+", "", text)


# ── Sections ──────────────────────────────────────────────────────────────────────────────────


def _sections(
    document: Document, begins: list[tuple[int, Heading]], found: _Found | None
) -> tuple[Section, ...]:
    title_lines = found.lines if found else frozenset()
    cuts = [*(index for index, _ in begins), len(document.blocks)]
    sections: list[Section] = []

    def add(number: int | None, heading: str | None, rest: str, span: range) -> None:
        parts = [rest] if rest else []
        tables: list[tuple[int, str]] = []
        for index in span:
            block = document.blocks[index]
            if isinstance(block, Paragraph):
                if index not in title_lines:
                    parts.append(block.text)
            else:
                tables.append((len("\n".join(parts)), block.flat()))
        text = "\n".join(parts)
        if text or tables or heading:
            sections.append(Section(len(sections), number, heading, text, tuple(tables)))

    add(0, None, "", range(cuts[0]))
    for at, (index, heading) in enumerate(begins):
        add(heading.number, heading.text, heading.rest, range(index + 1, cuts[at + 1]))
    return tuple(sections)


def _signature(sections: tuple[Section, ...]) -> tuple[dt.date, str] | None:
    """The date under the report: in the last lines of its last part."""
    if not sections:
        return None
    last = [line for line in sections[-1].text.split("\n") if line.strip()]
    return dates.read_signature_date(last)


def notes_of(report: Report, table: str) -> tuple[CellNote, ...]:
    return tuple(note for note in report.cell_notes if note.table == table)


def form_of(report: Report) -> Form | None:
    """The form the report follows, None for `free`."""
    return load_form(report.form) if report.form in form_ids() else None
