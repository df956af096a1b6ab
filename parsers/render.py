"""How does a report look in the official form? Cells, text and marks as HTML.

Used wherever a report is shown: the report page of the site, `check --html`, `diff`. Pure and
deterministic; everything printed is escaped; only classes, ids and links, no inline style and no
script, so that the strictest Content-Security-Policy holds. Classes:

    nb-table, nb-head, nb-label, nb-num, nb-blank, nb-raw, nb-absent, nb-prev, nb-mark,
    nb-error / nb-warning / nb-info (severity), nb-sr (for screen readers only)

Anchors: `cell-<table>-<item>-<column>`, `row-<table>-<item>`, `table-<table>`, `quote-<mark id>`;
every mark links to `#flag-<mark id>`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from itertools import groupby, pairwise
from math import lcm
from urllib.parse import quote

from parsers.forms import Form, FormTable, Line
from parsers.report import CellNote, Cells, Number

SEVERITY_LABELS: Mapping[str, tuple[str, str]] = {
    "error": ("✖", "错误"),
    "warning": ("▲", "警告"),
    "info": ("●", "提示"),
}
"""severity → (symbol, Chinese word): marks never speak by colour alone."""

NOTE_LABELS: Mapping[str, str] = {
    "blank": "空白",
    "dash": "以符号代替数字",
    "unreadable": "无法读出",
    "inferred": "由上下文推定",
    "ocr": "由图像识别",
    "unit": "原文带单位",
    "note": "原文另有文字",
}

# Printed header words that both the 2019 and the 2021 form share and that name no row or column.
ITEM_HEADER = "信息内容"
APPLICANTS_HEADER = "申请人情况"

TITLES: Mapping[str, str] = {
    "active_disclosure": "主动公开政府信息情况",
    "applications": "收到和处理政府信息公开申请情况",
    "review_litigation": "政府信息公开行政复议、行政诉讼情况",
}

# A table that is not there for us may well be there on paper: whether it is missing is for the
# checks to say, from what the reader knows about the document.
UNREAD_TABLE = "没有读到这张表。可能原件没有印出，也可能是本程序未能读出，请以原件为准。"


@dataclass(frozen=True, slots=True)
class Mark:
    """A flag at a place of a table: a cell; a row (no column); a column (no item); the table.

    id: the flag's anchor without `flag-`. severity: error, warning or info.
    """

    id: str
    severity: str
    message: str
    table: str
    item: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class TextMark:
    """A flag at a span of a text, offsets as in `Flag.start`, `Flag.end`; spans may overlap."""

    id: str
    severity: str
    message: str
    start: int
    end: int


def format_number(value: Number) -> str:
    """Digits as printed: no grouping, no exponent, no `.0` behind whole numbers."""
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def fragment(id: str) -> str:
    """`id` as the fragment of a link."""
    return quote(id, safe="-._~:")


def severity_class(severity: str) -> str:
    return f"nb-{severity}" if severity in SEVERITY_LABELS else "nb-info"


def worst(severities: Iterable[str]) -> str | None:
    """The most severe of them; None if there is none."""
    order = list(SEVERITY_LABELS)
    return min(severities, key=lambda s: order.index(s) if s in order else len(order), default=None)


def mark_links(marks: Iterable[Mark | TextMark]) -> str:
    """The links from a place to its flags: symbol, and the words for those who hear the page.
    Also for places drawn elsewhere, such as a heading."""
    out = []
    for mark in marks:
        symbol, word = SEVERITY_LABELS.get(mark.severity, SEVERITY_LABELS["info"])
        out.append(
            f'<a class="nb-mark {severity_class(mark.severity)}" '
            f'href="#{escape(fragment("flag-" + mark.id))}" title="{escape(mark.message)}">'
            f'<span aria-hidden="true">{symbol}</span>'
            f'<span class="nb-sr">{word}：{escape(mark.message)}</span></a>'
        )
    return "".join(out)


def _flagged(marks: Sequence[Mark]) -> str:
    severity = worst(mark.severity for mark in marks)
    return f" nb-flagged {severity_class(severity)}" if severity else ""


@dataclass
class _Sheet:
    """One table while it is drawn: the cells and what is known about each place."""

    table: FormTable
    cells: Cells
    notes: Mapping[tuple[str, str], CellNote]
    marks: Mapping[tuple[str | None, str | None], list[Mark]]
    previous: Cells | None
    previous_word: str
    prefix: str
    shown: set[tuple[str | None, str | None]] = field(default_factory=set)

    def at(self, item: str | None, column: str | None) -> list[Mark]:
        self.shown.add((item, column))
        return self.marks.get((item, column), [])

    def id(self, kind: str, *keys: str) -> str:
        return escape("-".join((self.prefix + kind, self.table.name, *keys)))

    def head(
        self,
        label: str,
        *,
        colspan: int = 1,
        rowspan: int = 1,
        scope: str = "col",
        marks: Sequence[Mark] = (),
        id: str | None = None,
        kind: str = "nb-head",
    ) -> str:
        return (
            f'<th class="{kind}{_flagged(marks)}" scope="{scope}"'
            + (f' id="{id}"' if id else "")
            + (f' colspan="{colspan}"' if colspan > 1 else "")
            + (f' rowspan="{rowspan}"' if rowspan > 1 else "")
            + f">{escape(label)}{mark_links(marks)}</th>"
        )

    def row_label(self, row: Line, colspan: int = 1) -> str:
        return self.head(
            row.label,
            colspan=colspan,
            scope="row",
            marks=self.at(row.key, None),
            id=self.id("row", row.key),
            kind="nb-label",
        )

    def value(self, item: str, column: str, colspan: int = 1) -> str:
        marks = self.at(item, column)
        note = self.notes.get((item, column))
        columns = self.cells.get(item)
        kinds = "nb-num"
        if columns is None or column not in columns:
            kinds += " nb-absent"
            body = '<span aria-hidden="true">未见</span><span class="nb-sr">没有读到这一格</span>'
        elif (value := columns[column]) is None:
            kinds += " nb-blank"
            body = _blank(note)
        else:
            body = escape(format_number(value))
            if note is not None and note.raw.strip() != body:
                label = NOTE_LABELS.get(note.kind, "说明")
                body += (
                    f'<small class="nb-raw"><span class="nb-sr">{escape(label)}，原文：</span>'
                    f"“{escape(note.raw)}”</small>"
                )
        return (
            f'<td class="{kinds}{_flagged(marks)}" id="{self.id("cell", item, column)}"'
            + (f' colspan="{colspan}"' if colspan > 1 else "")
            + f">{body}{mark_links(marks)}{self._previous(item, column)}</td>"
        )

    def _previous(self, item: str, column: str) -> str:
        if self.previous is None:
            return ""
        value = self.previous.get(item, {}).get(column)
        if value == self.cells.get(item, {}).get(column):
            return ""  # a page of equal zeros hides the few that moved
        shown = "—" if value is None else format_number(value)
        return (
            f'<small class="nb-prev">{escape(self.previous_word)} '
            f'<span class="nb-prev-value">{escape(shown)}</span></small>'
        )

    def values(self, row: Line, spans: Sequence[tuple[Line, int]]) -> str:
        if row.key not in self.cells:
            width = sum(span for _, span in spans)
            marks = [mark for column, _ in spans for mark in self.at(row.key, column.key)]
            return (
                f'<td class="nb-num nb-absent{_flagged(marks)}" colspan="{width}">'
                f"没有读到此行{mark_links(marks)}</td>"
            )
        return "".join(self.value(row.key, column.key, span) for column, span in spans)


def _blank(note: CellNote | None) -> str:
    """A cell without a number: its raw text if it prints one, never 0."""
    if note is None:
        return '<span aria-hidden="true">□</span><span class="nb-sr">未读出数字</span>'
    label = escape(NOTE_LABELS.get(note.kind, note.kind))
    if raw := note.raw.strip():
        return f'<span class="nb-sr">{label}，原文：</span>“{escape(raw)}”'
    return f'<span aria-hidden="true">□</span><span class="nb-sr">{label}</span>'


# ── The three layouts ─────────────────────────────────────────────────────────────────────────


def _blocks(sheet: _Sheet) -> str:
    """Section 2: a block per article of the regulations, each with its own column headers."""
    table = sheet.table
    blocks = [(group, list(rows)) for group, rows in groupby(table.rows, key=lambda row: row.group)]
    columns_of = [
        [c for c in table.columns if any(c in table.columns_of(row) for row in rows)]
        for _, rows in blocks
    ]
    width = lcm(*(len(columns) for columns in columns_of if columns))
    out = []
    for (group, rows), columns in zip(blocks, columns_of, strict=True):
        span = width // max(1, len(columns))
        if group:
            group_head = sheet.head(group, colspan=width + 1, scope="colgroup")
            out.append(f"<tr>{group_head}</tr>")
        heads = "".join(
            sheet.head(c.label, colspan=span, marks=sheet.at(None, c.key)) for c in columns
        )
        out.append(f"<tr>{sheet.head(ITEM_HEADER)}{heads}</tr>")
        for row in rows:
            own = table.columns_of(row)
            spans = [(c, span) for c in own]
            filler = width - span * len(own)
            tail = f'<td class="nb-none" colspan="{filler}"></td>' if filler else ""
            out.append(f"<tr>{sheet.row_label(row)}{sheet.values(row, spans)}{tail}</tr>")
    return f"<tbody>{''.join(out)}</tbody>"


@dataclass(frozen=True, slots=True)
class _Group:
    label: str
    first: int
    last: int
    depth: int


def _groups(rows: Sequence[Line]) -> list[_Group]:
    """Group headers with the rows they cover. A group that lies within the first and last row of
    another one is nested in it: （三）不予公开 stands inside 三、本年度办理结果."""
    reach: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        if row.group:
            reach[row.group] = (reach.get(row.group, (number, number))[0], number)
    return [
        _Group(
            label,
            first,
            last,
            sum(
                other != (first, last) and other[0] <= first and last <= other[1]
                for other in reach.values()
            ),
        )
        for label, (first, last) in reach.items()
    ]


def _column_heads(sheet: _Sheet, columns: Sequence[Line]) -> tuple[str, str]:
    """Two header rows: grouped columns under their group, the others over both rows."""
    upper: list[str] = []
    lower: list[str] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        lines = list(members)
        if group:
            upper.append(sheet.head(group, colspan=len(lines), scope="colgroup"))
        for line in lines:
            head = sheet.head(line.label, rowspan=1 if group else 2, marks=sheet.at(None, line.key))
            (lower if group else upper).append(head)
    return "".join(upper), "".join(lower)


def _matrix(sheet: _Sheet) -> str:
    """Section 3: rows in nested groups at the left, seven columns of applicants."""
    table = sheet.table
    groups = _groups(table.rows)
    depth = max((group.depth for group in groups), default=-1) + 2
    upper, lower = _column_heads(sheet, table.columns)
    head = (
        f"<tr>{sheet.head(table.caption or '', colspan=depth, rowspan=3, kind='nb-head nb-corner')}"
        f"{sheet.head(APPLICANTS_HEADER, colspan=len(table.columns), scope='colgroup')}</tr>"
        f"<tr>{upper}</tr><tr>{lower}</tr>"
    )
    body = []
    for number, row in enumerate(table.rows):
        around = [group for group in groups if group.first <= number <= group.last]
        opened = "".join(
            sheet.head(
                group.label,
                rowspan=group.last - group.first + 1,
                scope="rowgroup",
                kind=f"nb-label nb-group nb-depth-{group.depth}",
            )
            for group in sorted(around, key=lambda group: group.depth)
            if group.first == number
        )
        label = sheet.row_label(row, depth - len(around))
        values = sheet.values(row, [(column, 1) for column in table.columns])
        body.append(f"<tr>{opened}{label}{values}</tr>")
    return f"<thead>{head}</thead><tbody>{''.join(body)}</tbody>"


def _one_line(sheet: _Sheet) -> str:
    """Section 4: one row of values; the channels stand side by side above their columns."""
    table = sheet.table
    width = len(table.columns)
    top: list[str] = []
    middle: list[str] = []
    bottom: list[str] = []
    values: list[str] = []
    for group, members in groupby(table.rows, key=lambda row: row.group):
        rows = list(members)
        if group:
            top.append(sheet.head(group, colspan=width * len(rows), scope="colgroup"))
        for row in rows:
            (middle if group else top).append(
                sheet.head(
                    row.label,
                    colspan=width,
                    scope="colgroup",
                    marks=sheet.at(row.key, None),
                    id=sheet.id("row", row.key),
                )
            )
            (bottom if group else middle).extend(
                sheet.head(column.label, rowspan=1 if group else 2) for column in table.columns
            )
            values.append(sheet.values(row, [(column, 1) for column in table.columns]))
    return (
        f"<thead><tr>{''.join(top)}</tr><tr>{''.join(middle)}</tr><tr>{''.join(bottom)}</tr>"
        f"</thead><tbody><tr>{''.join(values)}</tr></tbody>"
    )


_LAYOUTS: Mapping[str, Callable[[_Sheet], str]] = {
    "active_disclosure": _blocks,
    "applications": _matrix,
    "review_litigation": _one_line,
}


def render_table(
    form: Form,
    name: str,
    cells: Cells,
    *,
    notes: Iterable[CellNote] = (),
    marks: Iterable[Mark] = (),
    previous: Cells | None = None,
    previous_word: str = "上年",
    previous_label: str = "上年",
    prefix: str = "",
) -> str:
    """One table in the official layout, as a string of HTML that needs no further escaping.

    cells: as `Report.table(name)`. notes, marks: of any table, others are passed over.
    previous: values to stand small beside (last year's, the other side of a diff), each led by
    previous_word; previous_label says once, below the table, whose they are.
    prefix: put before every anchor when two reports share a page.
    KeyError if the form has no such table.
    """
    table = form.tables[name]
    by_place: dict[tuple[str | None, str | None], list[Mark]] = {}
    for mark in marks:
        if mark.table == name:
            by_place.setdefault((mark.item, mark.column), []).append(mark)
    by_cell = {(note.item, note.column): note for note in notes if note.table == name}
    sheet = _Sheet(table, cells, by_cell, by_place, previous, previous_word, prefix)
    title = escape(TITLES.get(name, name))
    body = _LAYOUTS[name](sheet) if cells else ""

    # Whatever found no place in the drawing is said in words: nothing is silent.
    homeless = [
        mark for place, there in by_place.items() if place not in sheet.shown for mark in there
    ]
    remarks = [_remark(mark) for mark in homeless] + _surplus(table, cells, sheet.notes)
    if not cells:
        remarks.insert(0, f'<p class="nb-absent">{title}：{UNREAD_TABLE}</p>')
    if previous is not None and cells:
        legend = escape(f"小字“{previous_word}”为{previous_label}的数，与本期相同的不列。")
        remarks.insert(0, f'<p class="nb-legend">{legend}</p>')
    drawn = (
        f'<div class="nb-scroll" role="region" aria-label="{title}" tabindex="0">'
        f'<table class="nb-table nb-{escape(name)}"><caption>{title}</caption>{body}</table></div>'
        if body
        else ""
    )
    return f'<div class="nb-sheet" id="{sheet.id("table")}">{drawn}{"".join(remarks)}</div>'


def _remark(mark: Mark) -> str:
    return (
        f'<p class="nb-remark {severity_class(mark.severity)}">{mark_links([mark])} '
        f"{escape(mark.message)}</p>"
    )


def _surplus(
    table: FormTable, cells: Cells, notes: Mapping[tuple[str, str], CellNote]
) -> list[str]:
    """Cells that were read but have no place in the form, one line a row."""
    rows = {row.key: {column.key for column in table.columns_of(row)} for row in table.rows}
    out = []
    for item, columns in cells.items():
        extra = [key for key in columns if key not in rows.get(item, set())]
        if extra:
            shown = "，".join(
                f"{key} {_plain(columns[key], notes.get((item, key)))}" for key in extra
            )
            text = escape(f"表式之外：{item}（{shown}）")
            out.append(f'<p class="nb-remark nb-info">{text}</p>')
    return out


def _plain(value: Number | None, note: CellNote | None) -> str:
    if value is not None:
        return format_number(value)
    return f"“{note.raw}”" if note and note.raw.strip() else "空白"


# ── Running text ──────────────────────────────────────────────────────────────────────────────


def render_text(text: str, marks: Iterable[TextMark] = (), *, prefix: str = "") -> str:
    """A section's text, a <p> a line, with the marked spans in <mark>.

    Spans may overlap and cross lines; each piece carries the worst severity of the spans over it.
    A span's first piece holds the anchor `quote-<id>`, its last one the link to its flag.
    Spans outside the text are cut to it; empty ones mark nothing.
    """
    spans = sorted(
        {
            (max(0, mark.start), min(len(text), mark.end), mark)
            for mark in marks
            if max(0, mark.start) < min(len(text), mark.end)
        },
        key=lambda span: (span[0], span[1], span[2].id),
    )
    out = []
    opened: set[str] = set()
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            out.append(f"<p>{_line(text, at, end, spans, opened, prefix)}</p>")
        at = end + 1
    return "\n".join(out)


def _line(
    text: str,
    start: int,
    end: int,
    spans: Sequence[tuple[int, int, TextMark]],
    opened: set[str],
    prefix: str,
) -> str:
    here = [span for span in spans if span[0] < end and start < span[1]]
    cuts = sorted(
        {start, end} | {offset for span in here for offset in span[:2] if start < offset < end}
    )
    out = []
    for left, right in pairwise(cuts):
        over = [span for span in here if span[0] <= left and right <= span[1]]
        piece = escape(text[left:right])
        if not over:
            out.append(piece)
            continue
        anchors = ""
        for _, _, mark in over:
            if mark.id not in opened:
                opened.add(mark.id)
                anchor = escape(f"{prefix}quote-{mark.id}")
                anchors += f'<span class="nb-anchor" id="{anchor}"></span>'
        severity = severity_class(worst(mark.severity for _, _, mark in over) or "info")
        # A span's link stands at its last printed character, also when it runs on over a newline.
        closing = [mark for _, last, mark in over if last == right or not text[right:last].strip()]
        out.append(f'{anchors}<mark class="{severity}">{piece}</mark>{mark_links(closing)}')
    return "".join(out)
