"""How does a Document become a Report? The whole of reading, in order: title, sections, tables,
identity, dates, contact, stated figures. Pure: what the file alone says.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from parsers import dates
from parsers.candidates import places
from parsers.contact import read_contact
from parsers.documents import Document, NotReadable, Paragraph, read_document
from parsers.forms import Form, form_ids, load_form, mixed_form
from parsers.labels import compact
from parsers.narrative import read_stated
from parsers.report import TABLE_NAMES, CellNote, Report, Section, TableName, TableReading
from parsers.scope import read_scope
from parsers.sections import Heading, starts
from parsers.statistics import read_statistics
from parsers.tables import read_tables, recognise
from parsers.titles import Title, is_other_kind, read_title
from parsers.values import Reading

_NAME = re.compile(r"[\u4e00-\u9fff（）()·]{2,40}")
_DIVISION = re.compile(r"[\u4e00-\u9fff]{1,11}[省市县区州盟旗]")
NEW_FORMS = 2019
"""First report year of the forms with fixed headings (domain.md 1b)."""
FREE_TEXT = 300
"""Characters from which a page under a report's title is its text, not a note about a file."""
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
    codes = recognise(document.tables)
    told = found.title.year if found else None
    statistics = read_statistics(document.blocks, told) if codes is None else None
    spec = _form(codes) if codes else None
    form = spec.id if spec else statistics.form if statistics else None
    # 2018年度 | 历年累计: a table of a year is a report's, one of a quarter is not.
    if not (statistics and statistics.year is not None):
        _refuse_others(document, found, begins, form)
    parts: list[_Part] = [(index, h.number, h.text, h.rest) for index, h in begins]
    if spec is None:
        parts = _free_parts(lines, begins)
    sections = _sections(document, parts, found)
    where = places(document.blocks)
    tables = read_tables(document.tables, spec, where, told) if spec else {}
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
    elif statistics and statistics.year is not None:
        year = statistics.year
        evidence["report_year"] = f"统计表栏名：{statistics.year_quote}"
    published = None
    for key, label in (("PubDate", "PubDate 标签"), ("published", "页面发布日期")):
        if published is None and (printed := document.metadata.get(key)):
            published = dates.read_printed_date(printed)
            if published is not None:
                evidence["published_on"] = f"{label}：{printed}"
    if organ is None and (signer := _signer(sections)):
        organ = signer
        evidence["organ"] = f"落款：{signer}"
    elif organ is None and (source := _named_source(document, sections)):
        organ = source
        evidence["organ"] = f"来源标签，正文里也有：{source}"
    if year is None and (named := _year_in_text(sections)):
        year = named[0]
        evidence["report_year"] = f"正文：{named[1]}"
    for key, label in _PAGE_EVIDENCE.items():
        if printed := document.metadata.get(key):
            evidence[f"page_{key.lower()}"] = f"{label}：{printed}"
    scope, scope_quote = read_scope(sections)
    stated = read_stated(sections, {r.name: r.cells for r in readings}, year, organ)
    table_readings = _table_readings(sections, readings, spec, bool(statistics and statistics.rows))
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
        statistics=statistics.rows if statistics else (),
        sections=sections,
        cell_notes=statistics.notes
        if statistics
        else tuple(note for reading in readings for note in reading.notes),
        table_readings=table_readings,
        stated=stated,
        attachments=tuple(a.url for a in document.attachments),
        cells_expected=spec.cells if spec else statistics.cells if statistics else 0,
        cells_read=sum(reading.cells_read for reading in readings)
        + (statistics.cells_read if statistics else 0),
        media_type=document.media_type,
        evidence=evidence,
        table_forms=codes if codes and spec and spec.id == "hybrid" else {},
        notes=(
            *document.notes,
            *_unread_notes(table_readings),
            *(remark for reading in readings for remark in reading.remarks),
            *(statistics.sentences if statistics else ()),
        ),
    )


_TABLE_WORDS: Mapping[TableName, tuple[str, ...]] = {
    "active_disclosure": ("现行有效件数", "本年处理决定数量", "本年新制作数量", "上一年项目数量"),
    "applications": ("申请人情况", "本年新收政府信息公开申请数量", "结转下年度继续办理"),
    "review_litigation": ("结果维持", "结果纠正", "尚未审结"),
}
"""Words that only the three tables print: where they stand in the text, a table was not seen."""


def _unread_notes(readings: tuple[TableReading, ...]) -> Iterator[str]:
    titles = dict(
        zip(TABLE_NAMES, ("主动公开情况表", "申请办理情况表", "复议诉讼情况表"), strict=True)
    )
    for reading in readings:
        if reading.unread:
            yield f"正文里有{titles[reading.name]}的文字，但未能读出表格。"


def _table_readings(
    sections: tuple[Section, ...],
    readings: list[Reading],
    spec: Form | None,
    is_statistics: bool,
) -> tuple[TableReading, ...]:
    results = tuple(r.result(spec.tables[r.name]) for r in readings if spec)
    if is_statistics or (all(result.found for result in results) and results):
        return results
    # A lost table stands under its heading; section 1 tells of outcomes in the same words.
    under = [section for section in sections if section.number in (2, 3, 4)] or sections
    text = compact("".join(section.text for section in under))
    unread = {
        name for name, words in _TABLE_WORDS.items() if sum(word in text for word in words) >= 2
    }
    if not results:
        return tuple(
            TableReading(name, False, unread=True) for name in TABLE_NAMES if name in unread
        )
    return tuple(
        replace(result, unread=not result.found and result.name in unread) for result in results
    )


def _cells(
    tables: Mapping[TableName, Reading], name: TableName
) -> dict[str, dict[str, int | float | None]]:
    return tables[name].cells if name in tables else {}


# ── What is it ────────────────────────────────────────────────────────────────────────────────


def _form(codes: Mapping[TableName, str]) -> Form:
    """The form that all tables follow, or one put together for a report that mixes them."""
    ids = set(codes.values())
    return load_form(ids.pop()) if len(ids) == 1 else mixed_form(codes)


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
    if is_structured or (found and form):
        return
    listed = _years_listed(document)
    if len(listed) >= LIST:
        years = "、".join(map(str, sorted(listed)))
        raise NotReadable("other_kind", f"“{title}”这一页列出 {years} 年的报告，本身不是报告。")
    length = sum(len(line) for line in document.paragraphs)
    is_old = found and found.title.year is not None and found.title.year < NEW_FORMS
    if is_old and length >= FREE_TEXT:  # free text under headings of its own
        return
    if found and document.attachments:
        raise NotReadable(
            "landing_page",
            f"“{title}”这一页只给出附件（{document.attachments[0].url}），报告在附件里。",
        )
    if not document.blocks:
        raise NotReadable("empty", "页面或文件里没有正文。")
    if found and document.images and length < FREE_TEXT:
        raise NotReadable(
            "unsupported",
            f"“{title}”的正文是 {len(document.images)} 张图片（{document.images[0]}），没有文字。",
        )
    if found:
        raise NotReadable(
            "other_kind", f"“{title}”只有标题像年度报告，没有年度报告的各部分和表格。"
        )
    raise NotReadable("other_kind", f"“{title}”不是政府信息公开工作年度报告。")


LIST = 3
"""Titles of so many years on one page without a report's parts: a list of reports."""


def _years_listed(document: Document) -> set[int]:
    titles = (read_title(line) for line in document.paragraphs if len(line) <= 120)
    return {title.year for title in titles if title and title.year}


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
    """The title printed above the first section, over one to four lines, else the page's own.

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
        for count in (1, 2, 3, 4):
            part = head[start : start + count]
            if len(part) < count or sum(len(line) for _, line in part) > 120:
                break
            # Only a bare name or a piece of the title may stand above its last line:
            # 晋城市…局 / 2023年…报告, 晋城市…局2023年度 / 政府信息公开 / 工作年度报告.
            above = compact(part[-2][1]) if count > 1 else ""
            if above and not (
                _NAME.fullmatch(above)
                or _TITLE_PIECE.fullmatch(above)
                or read_title(above) is not None
            ):
                break
            title = read_title("".join(line for _, line in part), site)
            if title is not None:
                printed = compact_title("".join(line for _, line in part))
                candidates.append(_Found(printed, title, "正文标题", frozenset(i for i, _ in part)))
                if title.organ and title.year and printed.endswith(("报告", "年报")):
                    break  # whole; what follows is none of it
    candidates = [c for c in candidates if not _is_cut(c, candidates)]
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


_TITLE_PIECE = re.compile(
    r"(?:[^，。；：、]{2,24}?)?20\d\d年?度?(?:(?:政府|政务)?信息公开)?(?:工作)?|政府信息公开(?:工作)?"
)


def _is_cut(candidate: _Found, candidates: list[_Found]) -> bool:
    """…2024年度政府信息公开, with 工作年度报告 on the next line."""
    return not candidate.printed.endswith(("报告", "年报")) and any(
        other.lines > candidate.lines
        and other.title == candidate.title
        and other.printed.startswith(candidate.printed)
        and other.printed.endswith(("报告", "年报"))
        for other in candidates
    )


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


_Part = tuple[int, int | None, str, str]
"""(index of the heading's line, section number, heading, running text on the same line)."""
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]部分)")
_TITLE_LENGTH = 40


def _free_parts(lines: list[str | None], begins: list[tuple[int, Heading]]) -> list[_Part]:
    """The parts of a report with headings of its own: lines 一、… without a sentence's end.

    A number only where the words are those of one of the six.
    """
    known: dict[int, list[Heading]] = {}
    for index, heading in begins:
        known.setdefault(index, []).append(heading)
    parts: list[_Part] = []
    for index, line in enumerate(lines):
        if index in known:
            parts += [(index, h.number, h.text, h.rest) for h in known[index]]
        elif line is not None:
            short = compact(line[: 2 * _TITLE_LENGTH])
            if (
                len(short) <= _TITLE_LENGTH
                and _ORDINAL.match(short)
                and short[-1] not in "。；;，,"
            ):
                parts.append((index, None, line.strip(), ""))
    return parts


def _sections(document: Document, begins: list[_Part], found: _Found | None) -> tuple[Section, ...]:
    title_lines = found.lines if found else frozenset()
    cuts = [*(index for index, *_ in begins), len(document.blocks)]
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
    for at, (index, number, heading, rest) in enumerate(begins):
        add(number, heading, rest, range(index + 1, cuts[at + 1]))
    return tuple(sections)


def _signature(sections: tuple[Section, ...]) -> tuple[dt.date, str] | None:
    """The date under the report: in the last lines of its last part."""
    if not sections:
        return None
    return dates.read_signature_date(_last_lines(sections[-1]))


MAX_SIGNATURE = 8
"""Cells with text of a table that is the signature's layout, and no table of figures."""


def _last_lines(section: Section) -> list[str]:
    """Its lines of text; without a date there, also the cells of a small table under them: 某某局 |
    2024年1月9日."""
    lines = [line for line in section.text.split("\n") if line.strip()]
    if dates.read_signature_date(lines):
        return lines
    for at, table in section.tables:
        cells = [cell for cell in re.split("[\t\n]", table) if cell.strip()]
        if at >= len(section.text) and len(cells) <= MAX_SIGNATURE:
            lines += cells
    return lines


_PAGE_EVIDENCE = {
    "SiteName": "SiteName 标签",
    "ColumnName": "ColumnName 标签",
    "ContentSource": "ContentSource 标签",
    "breadcrumb": "页面位置",
}
"""What the page says of itself. Kept beside, never taken alone: the column is not the organ, and
the source is often the template's default (domain.md 7)."""
_ORGAN = re.compile(
    r"[\u4e00-\u9fff（）()·]{2,38}(?:政府|局|委|厅|部|办|委员会|办公室|办公厅|办事处|管委会|中心|院|署|社|馆|队|处)"
)
_YEAR_NAMED = re.compile(
    r"(?<!\d)(20\d\d)年?度?[\u4e00-\u9fff]{0,30}?(?:政府|政务)?信息公开(?:工作)?(?:年度报告|年报)"
)


def _signer(sections: tuple[Section, ...]) -> str | None:
    """The organ that signs: a bare name on the last line, or above or before the closing date."""
    if not sections:
        return None
    last = [compact(line) for line in _last_lines(sections[-1])][-3:]
    dated = [number for number, line in enumerate(last) if dates.read_signature_date([line])]
    if not dated:
        return None
    line = last[dated[-1]]
    name = re.split(r"20\d\d|二[〇○零]", line)[0].strip("（(：:")
    if not name and dated[-1]:
        name = last[dated[-1] - 1]
    return name if _ORGAN.fullmatch(name) else None


def _named_source(document: Document, sections: tuple[Section, ...]) -> str | None:
    """The page's ContentSource, if the report's own text names it too."""
    source = compact(document.metadata.get("ContentSource", ""))
    if not _ORGAN.fullmatch(source):
        return None
    text = "".join(compact(s.text) for s in sections if s.number in (0, 1, 6))
    return source if source in text else None


def _year_in_text(sections: tuple[Section, ...]) -> tuple[int, str] | None:
    """现公布某某局2023年政府信息公开工作年度报告: the year that preamble or section 1 names; two
    that differ say nothing."""
    text = "".join(compact(s.text) for s in sections if s.number in (0, 1))
    found = {match[1]: match.group() for match in _YEAR_NAMED.finditer(text)}
    if len(found) != 1:
        return None
    ((year, quote),) = found.items()
    return int(year), quote


def notes_of(report: Report, table: str) -> tuple[CellNote, ...]:
    return tuple(note for note in report.cell_notes if note.table == table)


def form_of(report: Report) -> Form | None:
    """The form of the three tables, put together where they differ; None where it has none."""
    if report.table_forms:
        return mixed_form(report.table_forms)
    return load_form(report.form) if report.form in form_ids() else None
