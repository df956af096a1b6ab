"""How does a Document become a Report? The whole of reading, in order: title, sections, tables,
identity, dates, contact, stated figures. Pure: what the file alone says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from parsers import dates, landing
from parsers.candidates import places
from parsers.contact import read_contact
from parsers.documents import CUT_OFF, Document, NotReadable, Paragraph, read_document
from parsers.extent import own_part
from parsers.forms import Form, form_ids, load_form, mixed_form
from parsers.headings import Heading
from parsers.headline import HEAD, MAX_LINE, Headline, are_one_organ, find_headline
from parsers.labels import compact
from parsers.narrative import read_stated
from parsers.parts import Part
from parsers.parts import parts as counted_parts
from parsers.report import TABLE_NAMES, CellNote, Report, Section, TableName, TableReading
from parsers.scope import read_scope
from parsers.sections import starts
from parsers.signature import Signed, find_signed, find_signed_above
from parsers.statistics import read_statistics
from parsers.tables import read_tables, recognise
from parsers.titles import (
    Title,
    is_about_report,
    is_instruction,
    is_other_kind,
    is_signer,
    names_other_document,
    names_part_of_year,
    read_title,
)
from parsers.values import Reading

NEW_FORMS = 2019
"""First report year of the forms with fixed headings (domain.md 1b)."""
FREE_TEXT = 300
"""Characters from which a page under a report's title is its text, not a note about a file."""


def read_file(data: bytes, name: str | None = None) -> Report:
    """Bytes → Report; NotReadable with a sentence if it is not one. name: for messages."""
    document = read_document(data, name)
    try:
        return read_report(document)
    except NotReadable as error:
        # A page named .pdf, or half a page: that is what people need to know first.
        wrong_name = next((note for note in document.notes if note.startswith("文件名以")), "")
        cut = next((note for note in document.notes if note.endswith(CUT_OFF)), "")
        raise NotReadable(error.kind, wrong_name + cut + error.message) from error


def read_report(document: Document) -> Report:
    """A Document as a Report; NotReadable (`other_kind`, `landing_page`, `unsupported`) if not."""
    document = own_part(document)
    lines = [b.text if isinstance(b, Paragraph) else None for b in document.blocks]
    begins = starts(lines)
    codes = recognise(document.tables)
    parts = _parts(lines, begins, bool(codes))
    first_heading = begins[0][0] if begins else len(lines)
    last = parts[-1] if parts else None
    signed = find_signed(document, last[0] + 1 if last else 0, last[3] if last else "")
    found = find_headline(document, lines, first_heading, signed.organ if signed else None)
    other = _other_title(document, found, lines[:first_heading])
    told = found.title.year if found else None
    _refuse_by_title(document, found, lines, begins)
    statistics = read_statistics(document.blocks, told) if codes is None else None
    spec = _form(codes) if codes else None
    form = spec.id if spec else statistics.form if statistics else None
    where = places(document.blocks)
    tables = read_tables(document.tables, spec, where, told) if spec else {}
    readings = list(tables.values())
    # 2018年度 | 历年累计: a table of a year is a report's, one of a quarter is not.
    if not (statistics and statistics.year is not None and not (other and not found)):
        _refuse_others(
            document,
            None if other else found,  # the page's title is the column's
            other,
            begins,
            form,
            sum(r.found for r in readings),
        )
    sections = _sections(document, parts, found)
    _refuse_template(document, found, readings, sections, signed)
    narrative = [section.text for section in sections]
    period = _period(narrative, told)
    evidence: dict[str, str] = {}
    if (
        signed is None
        and found
        and (signed := find_signed_above(lines, found.lines, first_heading))
    ):
        evidence["signed_on"] = f"标题下的日期：{signed.quote}"
    organ = found.title.organ if found else None
    if organ is not None and found:
        evidence["organ"] = f"{found.source}：{found.printed}"
    year = found.title.year if found else None
    if year is not None and found:
        evidence["report_year"] = f"{found.source}：{found.printed}"
    elif period is not None and _is_of_one_year(period):
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
    if organ is None and signed and signed.organ:
        organ = signed.organ
        evidence["organ"] = f"落款：{organ}"
    said = _organ_in_text(sections)
    if organ is None and said:
        organ = said[0]
        evidence["organ"] = f"正文：{said[1]}"
    if year is None and (named := _year_in_text(sections)):
        year = named[0]
        evidence["report_year"] = f"正文：{named[1]}"
    evidence |= _contradictions(document, found, organ, year, signed, period)
    if organ and said and not are_one_organ(organ, said[0]):
        evidence["organ_text"] = f"正文写“{said[1]}”，与“{organ}”不同"
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
        signed_on=signed.date if signed else None,
        signed_quote=signed.quote if signed else None,
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
    # Its heading may be none of the six.
    own = (2, 3, 4, None) if results else (2, 3, 4)
    under = [section for section in sections if section.number in own] or sections
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


def _other_title(document: Document, found: Headline | None, above: list[str | None]) -> str | None:
    """Of a page without a report's title of its own, or with its column's alone: the title that
    says what else it is."""
    if found and (found.source != "页面标题" or found.title.organ):
        return None
    # 云岭县财政局2023年工作总结_2023年政府信息公开年报: beside the column's name.
    named: list[str | None] = [document.metadata.get("ArticleTitle")]
    named += re.split("[-_|｜—]+", document.title or "") if found else [document.title]
    if other := next((text for text in named if text and is_other_kind(text)), None):
        return other
    head = [line for line in above if line is not None and len(line) <= MAX_LINE]
    return next((line for line in reversed(head[-HEAD:]) if names_other_document(line)), None)


def _is_elsewhere(document: Document, other: str) -> bool:
    """Whatever tables stand under it: a notice with the form, a report on another subject. 工作总结
    over all that the annual report prints is the annual report."""
    if is_instruction(other):
        return True
    is_of_page = other in (document.metadata.get("ArticleTitle"), document.title)
    return is_of_page and "公开" not in compact(other)


def _refuse_others(
    document: Document,
    found: Headline | None,
    other: str | None,
    begins: list[tuple[int, Heading]],
    form: str | None,
    tables: int,
) -> None:
    """Raise unless this is a report: its title says so and its text has sections, or its tables.

    Without such a title it is one if all its tables stand under their headings. With fewer, a
    summary, a self-check or one of the tables for itself has the same headings: then its text must
    say that it is the annual report, or print all parts of one, and no title (other) may say that
    it is something else. tables: how many of the form's three are printed.
    """
    numbers = {heading.number for _, heading in begins}
    # 总体情况 and 存在的问题 head reports of every kind; these three only this one.
    own = len(numbers & {2, 3, 4})
    if found:
        is_structured = len(numbers) >= 3 or (form is not None and bool(numbers))
    else:
        is_structured = (form is not None and own >= 1) or (own >= 2 and len(numbers) >= 3)
        if is_structured and tables == len(TABLE_NAMES):
            is_structured = not (other and _is_elsewhere(document, other))
        elif is_structured:
            is_statistics = form is not None and not tables and len(numbers) > own
            is_whole = own == 3 and (tables == 2 or is_statistics or len(numbers) == SIX)
            is_structured = other is None and (is_whole or _calls_itself(document, begins[0][0]))
    title = (found.printed if found else other or document.title) or _first_words(document)
    headings = {index for index, heading in begins if not heading.rest}
    is_bare = False
    if is_structured and form is None and not document.tables:
        # The headings of the form, and the report in a file or in pictures.
        is_bare = landing.told(document, headings) < BARE
        # Under its headings a report in pictures is a report, and flagged for them (V02).
        is_structured = not is_bare or (bool(document.images) and not document.attachments)
    if is_structured or (found and form):
        return
    is_old = found and found.title.year is not None and found.title.year < NEW_FORMS
    if is_old and found and _prints_old_report(document, found, headings):
        return
    years = _years_listed(document)
    if len(years) >= LIST:
        printed = "、".join(map(str, sorted(years)))
        raise NotReadable("other_kind", f"“{title}”这一页列出 {printed} 年的报告，本身不是报告。")
    count = len(document.images)
    pictures = f"{count} 张图片（{document.images[0]}）" if count else ""
    if (found or is_bare) and document.attachments:
        of_page = _page_title(document)
        named = (compact(file.text) for file in document.attachments if file.text)
        if "公开" in of_page and any(name in compact(title) for name in named):
            title = of_page  # 附件：…年度报告.pdf is the file's name, not the page's
        beside = f"和 {pictures}" if pictures else ""
        raise NotReadable(
            "landing_page",
            f"“{title}”这一页只给出附件（{landing.listed(document)}）{beside}，报告在附件里。",
        )
    if pictures and (is_bare or (found and landing.told(document, headings) < FREE_TEXT // 2)):
        raise NotReadable("unsupported", f"“{title}”的正文是 {pictures}，没有文字。")
    if not document.blocks:
        shown = pictures or (f"附件（{landing.listed(document)}）" if document.attachments else "")
        if shown:
            raise NotReadable("unsupported", f"页面里没有文字，只有{shown}。")
        raise NotReadable("empty", "页面或文件里没有正文。")
    if is_bare:
        raise NotReadable("empty", f"“{title}”只有各部分的标题，没有内容。")
    organs = {title.organ for title in _titles_listed(document) if title.organ}
    if len(organs) >= LIST:
        raise NotReadable(
            "other_kind",
            f"“{_page_title(document)}”这一页列出 {len(organs)} 个机关的报告，本身不是报告。",
        )
    if found:
        raise NotReadable(
            "other_kind", f"“{title}”只有标题像年度报告，没有年度报告的各部分和表格。"
        )
    raise NotReadable("other_kind", f"“{title}”不是政府信息公开工作年度报告。")


SIX = 6
"""Parts of a report, by law and in the official form."""
PREAMBLE = 4_000
"""Characters in which a report has said what it is."""
# Above the first heading: 根据《中华人民共和国政府信息公开条例》…编制云岭县2012年…年度报告. Below,
# a summary says as much of last year's: 按要求编制发布2022年…年度报告.
_GOES_BY_LAW = re.compile(
    r"(?:根据|按照|依据|依照|遵照)[^。;；]{0,200}?(?:编制|制作|撰写|形成|公布|发布|公开|编写)[^。;；]{0,60}?(?:报告|年报)"
)
_CALLS_ITSELF = re.compile(
    r"(?:编制|制作|撰写|形成|公布|发布|编写)(?:了|完成)?(?:本|此)(?:年度?)?(?:报告|年报)"
    r"|现将[^。;；]{0,60}?信息公开[^。;；]{0,20}?(?:年度报告|年报)[^。;；]{0,20}?公[布开]"
    r"|本(?:年度)?(?:报告|年报)[^。;；]{0,12}(?:由[^。;；]{2,80}(?:组成|构成|部分|编制|汇总)|包括|共分|内容|(?:中)?所?列?(?:的)?(?:数据|统计))"
)


def _calls_itself(document: Document, heading: int) -> bool:
    """Does a sentence say that the text is the annual report that the regulation asks for?
    heading: the index of the first block that heads a part."""
    text = compact("\n".join(document.paragraphs)[:PREAMBLE])
    if _CALLS_ITSELF.search(text):
        return "公开" in text
    above = (b.text for b in document.blocks[:heading] if isinstance(b, Paragraph))
    return any(
        "公开" in match.group()
        for match in _GOES_BY_LAW.finditer(compact("\n".join(above)[:PREAMBLE]))
    )


BARE = 20
"""Characters beside its headings below which a report has none of its own."""


def _prints_old_report(document: Document, found: Headline, headings: set[int]) -> bool:
    """Is it a report in free text, under headings of its own or none? Where it carries a file or
    pictures, the text must be more than a notice about them; where it stands among titles of other
    years' reports, more than these."""
    if landing.holds_report(document):
        return landing.told(document, headings) >= FREE_TEXT // 2  # notices are not counted
    if len(_years_listed(document)) >= LIST:
        prose = [p for p in document.paragraphs if p[-1:] in "。；：" and not read_title(p)]
        text = "".join(prose)
        return len(text) >= FREE_TEXT and str(found.title.year) in text
    return sum(len(line) for line in document.paragraphs) >= FREE_TEXT


LIST = 3
"""Titles of so many years on one page without a report's parts: a list of reports."""


def _titles_listed(document: Document) -> Iterator[Title]:
    for line in document.paragraphs:
        if len(line) <= MAX_LINE and (title := read_title(line)):
            yield title


def _years_listed(document: Document) -> set[int]:
    return {title.year for title in _titles_listed(document) if title.year}


def _page_title(document: Document) -> str:
    printed = document.metadata.get("ArticleTitle") or document.title
    return printed or _first_words(document)


def _refuse_by_title(
    document: Document,
    found: Headline | None,
    lines: list[str | None],
    begins: list[tuple[int, Heading]],
) -> None:
    """A quarter's or half year's report, a draft and an explanation have the same tables; their own
    title says what they are."""
    end = begins[0][0] if begins else len(lines)
    head = [line for line in lines[:end] if line is not None and len(line) <= MAX_LINE]
    # Nearest to the text first: above the title there may be a list of other reports.
    own = next((line for line in reversed(head[-HEAD:]) if names_part_of_year(line)), None)
    outside = [document.metadata.get("ArticleTitle"), document.title]
    named = next((text for text in outside if text and names_part_of_year(text)), None)
    if found and not (named and (own or found.source != "正文标题")):
        return
    if title := (own or named):
        raise NotReadable(
            "other_kind",
            f"“{''.join(title.split())}”是一个季度、半年或几个月的报告，不是年度报告。",
        )
    titles = [*head[-HEAD:], *(text for text in outside if text)]
    if about := next((text for text in titles if is_about_report(text)), None):
        raise NotReadable(
            "other_kind",
            f"“{''.join(about.split())}”是年度报告的解读或征求意见稿，不是年度报告本身。",
        )


def _refuse_template(
    document: Document,
    found: Headline | None,
    readings: list[Reading],
    sections: tuple[Section, ...],
    signed: Signed | None,
) -> None:
    """An official form that nobody filled in is no report full of blanks.

    Strokes and 无 were written by somebody; so were a signature and a text that tells of a year.
    """
    values = [
        value
        for reading in readings
        for columns in reading.cells.values()
        for value in columns.values()
    ]
    if not values or any(value is not None for value in values):
        return
    organ = found.title.organ if found and found.title.year else None
    if organ and not _PLACEHOLDER.search(organ):
        return
    title = (found.printed if found else document.title) or _first_words(document)
    is_notice = found is None and is_other_kind(title)  # 关于做好…编制工作的通知, signed as well
    if not (_TEMPLATE.search(title) or is_notice) and _is_written(readings, sections, signed):
        return
    raise NotReadable("other_kind", f"“{title}”是没有填写的空白表样，不是某个机关的年度报告。")


def _is_written(
    readings: list[Reading], sections: tuple[Section, ...], signed: Signed | None
) -> bool:
    """Did somebody write in the tables, under the text or around the tables?"""
    if any(note.kind != "blank" for reading in readings for note in reading.notes):
        return True
    if signed and signed.organ:
        return True
    told = [compact(section.text) for section in sections if section.number in (1, 5, 6)]
    return sum(map(len, told)) >= TOLD and any(_TELLS.search(text) for text in told)


TOLD = 60
"""Characters of sections 1, 5 and 6 from which somebody wrote a report around blank tables."""
_PLACEHOLDER = re.compile("[XＸx×Χ╳*]{2}")
_TEMPLATE = re.compile("模[板版]|格式|样[表式本张]|范[本文例]|示例|[XＸx×Χ╳*]{2}")
_TELLS = re.compile(
    r"20\d\d年(?!.{0,12}(?:印发|格式|号))|我[局委办厅院镇乡县市区街道单们]|本(?:机关|单位|局)"
)


def _first_words(document: Document) -> str:
    return next((p[:40] for p in document.paragraphs if p), "（无标题）")


# ── Sections ──────────────────────────────────────────────────────────────────────────────────


_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]部分)")
_TITLE_LENGTH = 40


FORMAL = 3
"""Of the six sections, from which a report is taken to follow their order, with tables or not."""


def _parts(
    lines: list[str | None], begins: list[tuple[int, Heading]], has_tables: bool
) -> list[Part]:
    if has_tables or len(begins) >= FORMAL:
        return counted_parts(lines, begins)
    return _free_parts(lines, begins)


def _free_parts(lines: list[str | None], begins: list[tuple[int, Heading]]) -> list[Part]:
    """The parts of a report with headings of its own: lines 一、… without a sentence's end.

    A number only where the words are those of one of the six.
    """
    known: dict[int, list[Heading]] = {}
    for index, heading in begins:
        known.setdefault(index, []).append(heading)
    parts: list[Part] = []
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


def _sections(
    document: Document, begins: list[Part], found: Headline | None
) -> tuple[Section, ...]:
    title_lines = found.lines if found else frozenset()
    cuts = [*(index for index, *_ in begins), len(document.blocks)]
    sections: list[Section] = []

    def add(number: int | None, heading: str | None, rest: str, span: range) -> None:
        parts = [rest] if rest else []
        tables: list[tuple[int, str]] = []
        for index in span:
            block = document.blocks[index]
            if isinstance(block, Paragraph):
                if index not in title_lines and (shown := _shown(block.text)) is not None:
                    parts.append(shown)
            else:
                tables.append((len("\n".join(parts)), block.flat()))
        text = "\n".join(parts)
        if text or tables or heading:
            sections.append(Section(len(sections), number, heading, text, tuple(tables)))

    add(0, None, "", range(cuts[0]))
    for at, (index, number, heading, rest) in enumerate(begins):
        add(number, heading, _shown(rest) or "", range(index + 1, cuts[at + 1]))
    return tuple(sections)


_UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
"""What prints nothing: breaks within words, directions of writing, a mark of byte order."""


def _shown(text: str) -> str | None:
    """The text without what prints nothing; None where nothing is left of it."""
    if _UNSEEN.search(text) is None:
        return text
    return _UNSEEN.sub("", text).strip() or None


def _period(narrative: list[str], year: int | None) -> dates.Period | None:
    """What a sentence calls the period, else a whole year, before others that of the title."""
    periods: list[dates.Period] = []
    for text in narrative:
        if period := dates.read_period(text, year):
            if period.is_stated:
                return period
            periods.append(period)
    return next((p for p in periods if p.start.year == year), next(iter(periods), None))


def _is_of_one_year(period: dates.Period) -> bool:
    """Does it tell the report's year? A week of May does not."""
    return period.start.year == period.end.year and (period.end - period.start).days >= HALF_YEAR


HALF_YEAR = 180
"""Days from which a period is more than an event."""


def _contradictions(
    document: Document,
    found: Headline | None,
    organ: str | None,
    year: int | None,
    signed: Signed | None,
    period: dates.Period | None,
) -> dict[str, str]:
    """What else the file prints of organ and year that is not the same, one sentence each."""
    told: dict[str, str] = {}
    if organ and signed and signed.organ and not are_one_organ(organ, signed.organ):
        told["organ_signature"] = f"落款是“{signed.organ}”，与“{organ}”不同"
    if year and period and period.is_stated and year != period.start.year:
        told["report_year_period"] = f"统计期限是“{period.quote}”，与 {year} 年不同"
    if found and found.title.organ == organ and found.others:
        told["organ_other_titles"] = "正文上方还有别的标题：" + "；".join(found.others)
    site = document.metadata.get("SiteName")
    for key, name, printed in (
        ("article_title", "ArticleTitle 标签", document.metadata.get("ArticleTitle")),
        ("page_title", "页面标题", document.title),
    ):
        title = read_title(printed, site) if printed else None
        if printed is None or title is None:
            continue
        if organ and title.organ and not are_one_organ(organ, title.organ):
            told[f"organ_{key}"] = f"{name}是“{printed}”，与“{organ}”不同"
        if year and title.year and year != title.year:
            told[f"report_year_{key}"] = f"{name}是“{printed}”，与 {year} 年不同"
    return told


_PAGE_EVIDENCE = {
    "SiteName": "SiteName 标签",
    "ColumnName": "ColumnName 标签",
    "ContentSource": "ContentSource 标签",
    "breadcrumb": "页面位置",
}
"""What the page says of itself. Kept beside, never taken alone: the column is not the organ, and
the source is often the template's default (domain.md 7)."""
_YEAR_NAMED = re.compile(
    r"(?<!\d)(20\d\d)年?度?[\u4e00-\u9fff]{0,30}?(?:政府|政务)?信息公开(?:工作)?(?:年度报告|年报)"
)
# The sentence is about this report, or about another: 按时编制发布2022年…报告, last year's.
_THIS_REPORT = re.compile(
    "本报告|本年报|本年度报告|现将|现公布|现发布|现予|如下|根据|按照|依据|遵照|特编制|特此|特向|由.{2,60}(?:组成|构成|部分)"
)
_OTHER_REPORT = re.compile(
    "按时|及时|如期|按期|已|上一?年|去年|往年|历年|完成|发布了|公布了|公开了"
)


_NAMES_REPORT = re.compile(
    r"(?:现[将予]?|编制|公布|发布)(?:完成|形成|了|的|向社会|予以|公布|公开|发布|《){0,4}+"
    r"([^。,;《》]{2,60}?(?:年度报告|年报|工作报告|情况报告))"
)
_EDITS = re.compile(
    r"本(?:年度?)?(?:报告|年报)由([\u4e00-\u9fff()·、]{3,40}?)(?:按照|根据|依据|依照|负责|组织|编制|编写|撰写|起草|制作|发布)"
    r"|(?:^|,)([\u4e00-\u9fff()·、]{3,40}?)(?:组织|负责|特|现)?(?:编制|编写|撰写|制作|形成)(?:了|完成|形成)*(?:本|《|20\d\d年|此)"
    r"|^([\u4e00-\u9fff()·、]{3,40}?)(?:根据|按照|依据|依照|遵照)[^。;]{2,160}?(?:编制|编写|撰写|制作)[^。;]{0,20}(?:报告|年报)"
)


QUOTE = 80
"""Characters of a sentence that are quoted."""


def _organ_in_text(sections: tuple[Section, ...]) -> tuple[str, str] | None:
    """(organ, quote) that a sentence names as the report's: 现将某某局2023年…年度报告公布如下,
    本报告由某某局编制. Who is only mentioned (某某办公室的通知, 在某某政府领导下) is none; two
    that differ say nothing."""
    found: dict[str, str] = {}
    for sentence in _sentences_on_report(sections):
        for match in _NAMES_REPORT.finditer(sentence):
            title = read_title(match[1])
            if title and title.organ:
                found.setdefault(title.organ, sentence[:QUOTE])
        for match in _EDITS.finditer(sentence):
            name = match[1] or match[2] or match[3]
            if is_signer(name):
                found.setdefault(name, sentence[:QUOTE])
    if len(found) != 1:
        return None
    return next(iter(found.items()))


def _is_title(line: str) -> bool:
    return bool(_BESIDE.match(line)) or (
        len(line) <= MAX_LINE and not re.search("[，。；]", line) and read_title(line) is not None
    )


_BESIDE = re.compile(r"\s*(?:上一?[篇条]|下一?[篇条]|相关|链接)")


MAX_SENTENCE = 600
"""Characters of a sentence; what is longer is none."""


def _sentences_on_report(sections: tuple[Section, ...]) -> Iterator[str]:
    """The sentences of preamble and section 1 that speak of this report, white space removed."""
    for section in sections:
        if section.number not in (0, 1):
            continue
        # A title of its own there is another report's: 上一篇：…2022年政府信息公开工作年度报告.
        lines = (line for line in section.text.split("\n") if "报" in line)
        own = [line for line in lines if not _is_title(line)]
        for sentence in re.split("[。;!]", compact("\n".join(own))):
            if (
                "报" not in sentence
                or len(sentence) > MAX_SENTENCE
                or _OTHER_REPORT.search(sentence)
            ):
                continue
            if section.number == 0 or _THIS_REPORT.search(sentence):
                yield sentence


def _year_in_text(sections: tuple[Section, ...]) -> tuple[int, str] | None:
    """现公布某某局2023年政府信息公开工作年度报告: the year that a sentence of preamble or section 1
    names for this report; two that differ say nothing."""
    found: dict[str, str] = {}
    for sentence in _sentences_on_report(sections):
        found |= {match[1]: match.group() for match in _YEAR_NAMED.finditer(sentence)}
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
