"""Which of a text's lines are tables? Six notations, with or without marks.

Renditions of Word and PDF files (the seeds) write tables as one cell a line, each line begun by a
TAB, rows apart by blank lines; as TAB-separated rows; as markdown pipes, with or without those at
the line's ends; as boxes drawn with characters; as cells apart by spaces or a line each, without
any mark (known by the words that only a report's tables print). Pages that print tables without
`<table>` come to the same lines. Where borders are lost altogether a row is its label and one run
of digits: nothing is guessed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise

from parsers.documents import Block, Paragraph, inline
from parsers.forms import form_ids, load_form
from parsers.grid import Table, place
from parsers.labels import ORDINAL, compact, core
from parsers.numbers import clean, is_value
from parsers.sections import is_heading

_DRAWN = str.maketrans("│┃║┆┊｜", "||||||")
_STROKES = "-─━═="
_RULE = set(_STROKES + "|+:├┤┼┌┐└┘┬┴╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋")
_BLANK = set(" \t\u3000\xa0")
_PIPE = re.compile(r"(?<!\\)\|")
_HAN = re.compile("[\u4e00-\u9fff]")
_SPACES = re.compile(r"[ \xa0\u3000\u2002\u2003]+")

_UNIT = r"[余多]?(?:[十百千万亿]*(?:[元圆]整?|人次|[件条宗起份项个次人])|[万亿])"
_REST = re.compile(
    rf"[\d.,，．]{{0,20}}\s?(?:{_UNIT}|[（(]{_UNIT}[）)])"
    r"|[（(](?:其中|含|包括|包含|不含|单位).{0,40}[）)]"
    rf"|其中[^\d、，。]{{1,20}}\d{{1,9}}\s?(?:{_UNIT})?"
    r"|(?=.{0,20}\d)[\w.,，．·'’+−%‰-]{1,20}"
)
_DATE = re.compile(r"(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?")


def _is_rest(line: str) -> bool:
    """May this line be the rest of the value that the line above begins: digits without a label,
    a unit, a remark in brackets? 328⏎66 is as often a broken 32866 as two numbers."""
    text = line.strip()
    if len(text) > MAX_CELL or _REST.fullmatch(text) is None or _DATE.fullmatch(text):
        return False
    return not _HAN.search(text) or _is_unit(text) or text[0] in "（(其"


def _is_unit(text: str) -> bool:
    return _UNITS.fullmatch(text) is not None


_UNITS = re.compile(rf"[\d.,，．]{{0,20}}\s?(?:{_UNIT}|[（(]{_UNIT}[）)])")


def read_lines(
    lines: Sequence[str], markup: Callable[[str], Sequence[Block]] | None = None
) -> list[Block]:
    """Paragraphs and tables in order. markup: reads a piece of HTML that stands in the text."""
    lines = _prepared(lines)
    blocks: list[Block] = []
    at = 0
    unmarked = _unmarked(lines)
    while at < len(lines):
        line = lines[at]
        if at in unmarked:
            end = unmarked[at]
            blocks.append(_bare(lines[at:end]))
            at = end
        elif markup is not None and "<table" in line.lower():
            end = _html_end(lines, at)
            blocks += markup("\n".join(lines[at:end]))
            at = end
        elif _is_piped(lines, at):
            table, at = _pipes(lines, at, markup)
            blocks.append(table)
        elif "\t" in line.rstrip() or (line.startswith("\t") and not line.strip()):
            end = _region(lines, at)
            blocks.append(_tabs(lines[at:end]))
            at = end
        else:
            if paragraph := _paragraph(line):
                blocks.append(Paragraph(paragraph))
            at += 1
    return blocks


_PAGE = re.compile(
    r"\s*(?:[-—–－―~·]+\s*\d{1,4}\s*[-—–－―~·]+"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/、]?\s*共\s*\d{1,4}\s*页)?)\s*"
)
"""A page's number between strokes; a bare number may as well be a value."""
_PAGE_BEGINS = frozenset("-—–－―~·第\t\u3000\xa0")
_QUOTED = re.compile(r"\s{0,3}(?:>\s?)+")


def _prepared(lines: Sequence[str]) -> list[str]:
    """The lines without what the rendition put around and between them: marks of quotation, margins
    before the TABs, page numbers, a blank line after each line."""
    kept: list[str] = []
    is_behind_page = False
    for line in lines:
        if line.strip(" "):
            begin = line[0]
            if begin in " >":
                begin = line.lstrip(" ")[:1]
                if begin == "\t":
                    line = line.lstrip(" ")
                elif begin == ">":
                    line = _QUOTED.sub("", line, count=1)
            if begin in _PAGE_BEGINS and _PAGE.fullmatch(line):
                is_behind_page = True
                while len(kept) > 1 and not kept[-1].strip(" ") and not kept[-2].strip(" "):
                    kept.pop()
                continue
            is_behind_page = False
        elif is_behind_page and kept and not kept[-1].strip(" "):
            continue  # one blank line is left of those around the number
        kept.append(line)
    printed = [at for at, line in enumerate(kept) if line.strip(" ")]
    gaps = [after - at - 1 for at, after in pairwise(printed)]
    if not gaps or not all(gap % 2 for gap in gaps) or max(gaps) == 1:
        return kept
    # n blank lines were (n - 1) / 2 before each line's end was doubled.
    single = kept[: printed[0] + 1]
    for at, gap in zip(printed[1:], gaps, strict=True):
        single += [""] * (gap // 2) + [kept[at]]
    return [*single, ""]


def _paragraph(line: str) -> str:
    text = _SPACES.sub(" ", clean(inline.line(line))).strip()
    return re.sub(r"^#{1,6}\s+", "", text)


def _html_end(lines: list[str], at: int) -> int:
    """Index after the line that closes the HTML table which begins here."""
    depth = 0
    for end in range(at, len(lines)):
        line = lines[end].lower()
        depth += line.count("<table") - line.count("</table")
        if depth <= 0:
            return end + 1
    return len(lines)


def _is_piped(lines: list[str], at: int) -> bool:
    """Does a table of lines with pipes or drawn borders begin here?"""
    line = lines[at].translate(_DRAWN)
    if "|" not in line:
        return _is_rule(line) and "|" in _next(lines, at)
    if line.lstrip().startswith("|") and line.count("|") >= 2:
        return True
    following = _next(lines, at)
    return "|" in following and (line.count("|") >= 2 or following.count("|") == line.count("|"))


def _next(lines: list[str], at: int) -> str:
    return lines[at + 1].translate(_DRAWN) if at + 1 < len(lines) else ""


def _pipes(
    lines: list[str], at: int, markup: Callable[[str], Sequence[Block]] | None
) -> tuple[Table, int]:
    region: list[str] = []
    while at < len(lines):
        line = lines[at].translate(_DRAWN)
        if "|" not in line and not _is_rule(line):
            following = at if _is_broken(lines, at) else _row_after_blanks(lines, at)
            if following is None:
                break
            if following > at:
                at = following
                continue
        region.append(line)
        at += 1
    printed = [line for line in region if not _is_rule(line) and "|" in line]
    # One row that lost a stroke says nothing about the others; nor do rows broken over lines,
    # where the rule under the header tells.
    told = _header_rule(region) or printed
    is_outer = 2 * sum(line.lstrip().startswith("|") for line in told) > len(told)
    is_closed = is_outer and 2 * sum(line.rstrip().endswith("|") for line in told) > len(told)
    region = _unbroken(region) if is_closed else region
    rows: list[list[str]] = []
    begins = True
    is_ruled = _is_ruled(region)
    for line in region:
        if _is_rule(line):
            begins = True
            continue
        line = line.strip() if is_outer else line
        cells = _PIPE.split(
            (line.removeprefix("|") if is_outer else line).removesuffix("|" if is_closed else "")
        )
        if is_ruled and rows and (ruled := next(filter(_is_ruled_part, cells), None)):
            # A rule that stops at a cell which goes on over it.
            for place, text in enumerate(cells[: min(cells.index(ruled), len(rows[-1]))]):
                rows[-1][place] = f"{rows[-1][place]}\n{text.strip()}".strip()
            begins = True
            continue
        cells = [clean(inline.plain(cell, markup)) for cell in cells]
        if not begins and is_ruled and rows and len(cells) == len(rows[-1]):
            rows[-1] = [f"{a}\n{b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        begins = False
    return _table(_rejoined(rows)), at


def _header_rule(region: Sequence[str]) -> list[str]:
    """The one rule of a markdown table, as one line; none where there are others."""
    places = [at for at, line in enumerate(region) if _is_rule(line)]
    if not places or places[-1] - places[0] >= len(places) or not 0 < places[0] < 6:
        return []
    rule = "".join(region[at].strip() for at in places)
    return [rule] if "|" in rule and "+" not in rule else []


def _is_ruled(region: Sequence[str]) -> bool:
    """Does one row stand between two rules, over as many lines as its longest cell?"""
    rules = sum(map(_is_rule, region))
    if 2 * rules > len(region) - rules > 1:
        return True
    if rules < MIN_RULES:
        return False
    valued = [0]  # lines with values, between one rule and the next
    for line in region:
        cells = list(map(str.strip, _PIPE.split(line)))
        if _is_rule(line) or any(map(_is_ruled_part, cells)):
            valued.append(0)
        else:
            valued[-1] += any(cell and _is_number(cell) for cell in cells)
    return 5 * sum(count > 1 for count in valued) < len(valued)


MIN_RULES = 5
"""Rules of a drawn table that has one under each row; others have three at most."""


def _is_ruled_part(cell: str) -> bool:
    return "+" in cell and set(cell) - _BLANK <= _RULE and sum(map(cell.count, _STROKES)) >= 2


def _is_broken(lines: list[str], at: int) -> bool:
    """Is this line without a stroke the middle or the end of a row that is broken over lines?"""
    above = lines[at - 1].translate(_DRAWN).strip()
    line = lines[at].strip()
    if not line or "|" not in above or _is_rule(above):
        return False
    if _is_rest(line):
        return True
    following = _next(lines, at).strip()
    is_open = above.startswith("|") and not above.endswith("|")
    return is_open and "|" in following and not following.startswith("|")


def _unbroken(region: list[str]) -> list[str]:
    """The lines of a table whose rows end with a stroke: a line without it goes on in the next,
    unless that one begins a row of its own."""
    whole: list[str] = []
    for line in region:
        above = whole[-1].strip() if whole else ""
        is_open = above.startswith("|") and not above.endswith("|")
        is_open = is_open and len(above) <= MAX_LINE
        if is_open and not _is_rule(line) and not _begins_row(above, line):
            whole[-1] = f"{whole[-1].rstrip()}\n{line.strip()}"
        else:
            whole.append(line)
    return whole


def _begins_row(above: str, line: str) -> bool:
    if not line.lstrip().startswith("|"):
        return False
    cells = [cell.strip() for cell in _PIPE.split(line) if cell.strip()]
    if any(_HAN.search(cell) and not _is_unit(cell) for cell in cells):
        return True
    # Values under names of columns are a row; under a label alone they are its values.
    printed = [cell for cell in _PIPE.split(above) if cell.strip()]
    return len(printed) >= MIN_VALUES and not any(_is_value(cell.strip()) for cell in printed)


def _row_after_blanks(lines: list[str], at: int) -> int | None:
    """Index of the row that goes on with the table after a blank line, None if none does.

    A row under which a rule stands is the header of another table.
    """
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at >= len(lines) or lines[at].translate(_DRAWN).count("|") < 2:
        return None
    return None if _is_rule(_next(lines, at)) else at


def _table(rows: Sequence[Sequence[str]]) -> Table:
    return place([[(cell, 1, 1) for cell in row] for row in _wrapped(_stacked(rows))])


@cache
def _known() -> frozenset[str]:
    """Cores of the labels of all forms' rows."""
    forms = [load_form(id) for id in form_ids()]
    lines = [line for form in forms for table in form.tables.values() for line in table.rows]
    return frozenset(core(text) for line in lines for text in (line.label, line.group) if text)


MAX_WRAPPED = 4
"""Lines over which one label may be broken."""


MAX_STACKED = 12
"""Lines over which the label of one row may be broken in a narrow column."""


def _stacked(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Rows whose label goes on above and below the line that has its values, as one row each.

    Only where the parts in the label's column are together a form's label, letter by letter.
    """
    kinds = [_kind(row) for row in rows]
    if "part" not in kinds:
        return rows
    whole: list[list[str]] = []
    at = used = 0  # rows before `used` are in `whole` already, as far as they stay
    while at < len(rows):
        if kinds[at] == "valued" and (window := _window(rows, kinds, at, used)):
            first, last, column, label = window
            whole += map(list, rows[used:first])
            lines = rows[first:last]
            width = len(rows[at])
            row = [
                "".join([line[place].strip() for line in lines if len(line) == width])
                for place in range(width)
            ]
            whole.append([*row[:column], label, *row[column + 1 :]])
            at = used = last
        else:
            at += 1
    whole += map(list, rows[used:])
    return whole


def _kind(row: Sequence[str]) -> str:
    """valued: a label and values; part: words alone; other."""
    printed = [cell for cell in row if cell.strip()]
    labels = [cell for cell in printed if _HAN.search(cell) and not _is_number(cell)]
    if len(labels) == len(printed):
        return "part" if 0 < len(labels) <= 3 else "other"
    return "valued" if printed else "other"


def _window(
    rows: Sequence[Sequence[str]], kinds: Sequence[str], at: int, used: int
) -> tuple[int, int, int, str] | None:
    """First row and row after the last of those whose label parts make up one label, the label's
    column and the label. A line of one word stands in that column wherever it is printed."""
    row = rows[at]
    values = next((p for p, cell in enumerate(row) if cell and _is_number(cell)), 0)
    printed = [p for p in range(values) if row[p].strip()]
    if printed and (found := _window_at(rows, kinds, at, used, printed[-1])):
        return found
    if any(core(row[p]) in _known() for p in printed) or _is_row_of_form(row):
        return None
    # The label ends above the line of the values, or begins below it.
    blank = (p for p in reversed(range(values)) if not row[p].strip())
    found_at = (_window_at(rows, kinds, at, used, place) for place in blank)
    return next(filter(None, found_at), None)


def _window_at(
    rows: Sequence[Sequence[str]], kinds: Sequence[str], at: int, used: int, place: int
) -> tuple[int, int, int, str] | None:
    row = rows[at]

    def part(line: Sequence[str]) -> str | None:
        if len(line) == len(row):
            return line[place] if not any(c.strip() for c in line[place + 1 :]) else None
        return line[0] if len(line) == 1 else None

    above: list[str] = []
    while len(above) < MAX_STACKED and at - len(above) > used:
        number = at - len(above) - 1
        text = part(rows[number]) if kinds[number] == "part" else None
        if not text:
            break
        above.insert(0, text)
    below: list[str] = []
    while len(below) < MAX_STACKED and at + len(below) + 1 < len(rows):
        number = at + len(below) + 1
        text = part(rows[number]) if kinds[number] == "part" else None
        if not text:
            break
        below.append(text)
    best: tuple[int, int, int, str] | None = None
    lines = [*above, row[place], *below]
    for start in range(len(above) + 1):
        text = ""
        for end in range(start, len(lines)):
            text += lines[end]
            if core(text) not in _beginnings():
                break
            size = end - start
            if end >= len(above) and size and core(text) in _known():
                first = at - len(above) + start
                if best is None or size + 1 > best[1] - best[0]:
                    best = first, first + size + 1, place, text
    if best and not row[place].strip() and above and below and core(below[0]) in _known():
        return None  # of which label the values are is not said
    return best


@cache
def _beginnings() -> frozenset[str]:
    """What the core of a form's label may begin with."""
    return frozenset(label[:end] for label in _known() for end in range(len(label) + 1))


def _wrapped(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows whose label is broken over lines, or over the row's cells, with the label whole.

    Only where the parts together are a form's label letter by letter and the last alone is none.
    """
    whole: list[list[str]] = []
    for row in map(list, rows):
        first = next((at for at, cell in enumerate(row) if cell and _is_number(cell)), len(row))
        last = max((at for at in range(first) if row[at].strip()), default=-1)
        # A number that was read badly ends no label, whatever is left of it.
        is_part = last >= 0 and first < len(row) and _HAN.search(row[last])
        if is_part and core(row[last]) not in _known():
            for count in range(2, MAX_WRAPPED + 1):
                if (label := _label(whole, row[: last + 1], count)) is None:
                    continue
                before, upper = label
                del whole[len(whole) - upper :]
                row = [*before, *row[last + 1 :]]
                break
        whole.append(row)
    return whole


def _label(above: list[list[str]], labels: list[str], count: int) -> tuple[list[str], int] | None:
    """(the row's labels, how many rows above are part of them), if the last `count` printed cells
    of both are a form's label together; None if they are not."""
    parts: list[tuple[int, int, str]] = []  # rows up, place, text
    rows = [labels]
    while len(parts) < count:
        up = len(rows) - 1
        places = [at for at, cell in enumerate(rows[-1]) if cell.strip()]
        if not places or any(_is_number(rows[-1][at]) for at in places):
            return None
        wanted = count - len(parts)
        parts = [(up, at, rows[-1][at]) for at in places[-wanted:]] + parts
        if len(parts) < count:
            if len(rows) > len(above):
                return None
            rows.append(above[-len(rows)])
    up, at, begin = parts[0]
    rest = "".join(text for _, _, text in parts[1:])
    before = rows[up][:at]
    for start in (0, begin.rfind(" ") + 1):  # behind a group's label in the same cell
        if core(begin[start:] + rest) in _known():
            group = [begin[:start].strip()] if start else []
            return [*before, *group, begin[start:] + rest], up
    return None


# ── Rows broken over lines ────────────────────────────────────────────────────────────────────


def _rejoined(rows: Sequence[list[str]]) -> list[list[str]]:
    """The rows, each line that can only be the rest of the row above joined to it.

    The cell at the break holds both parts, a line's end between them, as on a page: whether they
    are one number is for the cell rules to say.
    """
    whole: list[list[str]] = []
    for row in rows:
        if whole and (joined := _join(whole[-1], row, whole)):
            whole[-1] = joined
        else:
            whole.append(row)
    return whole


def _join(above: list[str], row: list[str], rows: Sequence[Sequence[str]]) -> list[str] | None:
    """The row above and its rest as one row; None where this row is one of its own."""
    if not above or not row or len(above) > MAX_WIDTH or len(above[-1]) > MAX_CELL:
        return None
    last, first = above[-1], row[0]
    printed = [cell for cell in row if cell.strip()]
    if "信息内容" in map(compact, above) and printed and all(map(_is_column, printed)):
        if "信息内容" in map(compact, printed):
            return None
        if not last.strip() or not first.strip() or _is_column(last + first):
            return [*above[:-1], last + first, *row[1:]]
        return [*above, *row]
    if not first.strip():
        return None
    if last.strip() and _is_column(last + first) and not (_is_column(last) and _is_column(first)):
        return [*above[:-1], last + first, *row[1:]]
    if not all(_is_value(cell) for cell in row):
        return None
    labels = [at for at, cell in enumerate(above) if not _is_value(cell)]
    values = above[labels[-1] + 1 :] if labels else above
    is_header = len(labels) > 3 or sum(_is_column(above[at]) for at in labels) > 1
    if not _is_value(last):  # a label, and its values on a line of their own
        if len(row) < MIN_VALUES or is_header or core(last) not in _known():
            return None
        return [*above, *row] if _has_number(first) else [*above[:-1], last + first, *row[1:]]
    if labels and _is_unit(first) and core(above[labels[-1]] + first) in _known():
        return None
    is_dispute = any("结果维持" in compact(cell) for line in rows[-4:] for cell in line)
    if not labels and not (is_dispute and any(map(str.strip, above))):
        return None
    if is_header and not any(map(str.strip, values)):
        return None  # values under the names of their columns
    if not _is_unit(first) and first[0] not in "（(其":
        if _is_complete(values) or (labels and _is_complete(row)):
            return None
        if last.strip() and _is_complete([cell for cell in (*values, *row) if cell.strip()]):
            return [*above, *row]  # the break stands between two cells
    if not labels and len(above) + len(row) - 1 > MAX_DISPUTES:
        return None
    return [*above[:-1], f"{last}\n{first}".strip(), *row[1:]]


MAX_DISPUTES = 15
"""Values of the widest row without a label, that of section 4."""


def _is_complete(values: Sequence[str]) -> bool:
    """Do the sums printed in a row of seven, or of fifteen, hold as it stands?"""
    if len(values) not in (7, MAX_DISPUTES) or not all(v.isascii() and v.isdigit() for v in values):
        return False
    numbers = [int(v) for v in values] if max(map(len, values)) < 10 else []
    size = 7 if len(values) == 7 else 5
    groups = [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return bool(groups) and all(sum(group[:-1]) == group[-1] for group in groups)


def _is_value(cell: str) -> bool:
    """No label: blank, a number, read badly or with a unit, or a remark on one."""
    text = cell.strip()
    return not text or _is_number(text) or _is_rest(text) or not _HAN.search(text)


def _is_rule(line: str) -> bool:
    """|---|:--:| of markdown, or a drawn line: ├───┼───┤, +---+."""
    marks = set(line) - _BLANK
    return bool(marks) and marks <= _RULE and sum(map(line.count, _STROKES)) >= 2


# ── Tables without any mark ───────────────────────────────────────────────────────────────────

HEADS = (
    "申请人情况",
    "商业企业",
    "本年新收",
    "结果维持",
    "信息内容",
    "第二十条第",
    "指标名称",
    "统计指标",
)
"""Words that only a report's tables print, in their first rows."""
_ABOVE = ("项目", "自然人", "法人或其他组织", "行政复议", "行政诉讼", "申请人情况")
MAX_LINE = 2_000
"""Characters of a line that may be a row of cells."""
MAX_CELL = 60
"""Characters of a line that may be a cell; labels of the forms are shorter."""
_GAP = re.compile(r"[ \xa0]{2,}|\u3000{2,}|[ \xa0]*\u3000[ \xa0]+")


def _unmarked(lines: list[str]) -> dict[int, int]:
    """First line → line after the last, of each run of lines that is a table without marks.

    Such a run begins at a word that only these tables print, holds values, and ends at a sentence,
    a heading or the notation of another kind of table. Each line is looked at once: a run of bare
    lines holds at most one table, from its first such word to its last value.
    """
    found: dict[int, int] = {}
    first: int | None = None  # line at which the run's table begins
    above: int | None = None  # line at which names begin that such a word may follow
    end = 0  # line after the run's last value
    for at, line in enumerate([*lines, ""]):
        is_blank = not line.strip()
        if at == len(lines) or not (is_blank or _is_bare(line)):
            if first is not None and end > first:
                found[first] = end
            first = above = None
            continue
        if first is None:
            # Names that the first rows may print above the first word that tells the table.
            text = "".join(line.split())
            above = at if above is None else above
            if any(head in text for head in HEADS):
                first = above
            elif text and text not in _ABOVE:
                above = None
        if not is_blank and (
            _has_value(line) or (first is not None and at - end <= 1 and _is_rest(line))
        ):
            end = at + 1
    return found


def may_hold_table(lines: Iterable[str]) -> bool:
    """Is one of the lines a row or a cell of a table, by the words that only such tables print?"""
    for line in lines:
        if len(line) <= MAX_CELL or "|" in line or "\t" in line:
            compact = "".join(line.split())
            if any(head in compact for head in HEADS) and ("|" in line or _is_bare(line)):
                return True
    return False


def _has_value(line: str) -> bool:
    cells = _split(line)
    return any(map(_is_number, cells)) or (len(cells) > 1 and any(map(_has_number, cells[1:])))


def _is_number(cell: str) -> bool:
    """A value, or the values of a whole row without borders."""
    if not cell or (cell[-1] == "." and _ORDINAL.fullmatch(cell)):
        return False
    return is_value(cell) or cell.replace(".", "").isdecimal()


_ORDINAL = re.compile(r"\d{1,2}\.")
"""The beginning of a label whose line ends there; a value has digits behind its point."""


def _is_bare(line: str) -> bool:
    if "\t" in line or "|" in line or "<table" in line or line.startswith("#"):
        return False
    if is_heading(line):
        return False
    if any(mark in line for mark in "。；！？│┃"):
        return False
    cells = _split(line)
    if any(len(cell) > MAX_CELL for cell in cells):
        return False
    # A date under the report is no value.
    return not re.fullmatch(r"\s*20\d\d\s*年.*日\s*", line)


def _split(line: str) -> list[str]:
    """The cells of a line: apart by two spaces or more, by single ones before its numbers, or a
    label and the run of digits glued to it."""
    if len(line) > MAX_LINE:
        return [line]
    cells = [clean(cell) for cell in _GAP.split(line.strip()) if cell.strip()]
    if len(cells) > 1:
        cells = _merged(cells)
        if len(cells) == 2 and (_is_unit(cells[1]) or cells[1][0] in "（("):
            cells = [" ".join(cells)] if _has_number(cells[0][-1]) else cells
    if len(cells) > 1:
        if _has_number(cells[0][-1]) and not _is_number(cells[0]):
            cells = [*_words(cells[0]), *cells[1:]]
        # Wide gaps where a cell is blank, single ones between the values.
        words = cells[-1].split(" ")
        if len(words) > MIN_VALUES and all(map(is_value, words[-MIN_VALUES:])):
            return cells[:-1] + _words(cells[-1])
    return _words(cells[0]) if len(cells) == 1 else cells


MIN_VALUES = 3
"""Numbers apart by single spaces that are values, not one number with a gap in it."""


@cache
def _columns() -> frozenset[str]:
    """Names that stand over the values."""
    tables = [table for id in form_ids() for table in load_form(id).tables.values()]
    names = {text for t in tables for line in t.columns for text in (line.label, line.group)}
    disputes = [t for t in tables if t.name == "review_litigation"]
    names |= {text for t in disputes for line in t.rows for text in (line.label, line.group)}
    return frozenset(compact(name) for name in names if name) | {*_ABOVE, "信息内容"}


@cache
def _names() -> re.Pattern[str]:
    """A column's name, with the unit that stands behind it."""
    names = {re.split(r"[(/]单位|[(/]万?元", name)[0] for name in _columns()}
    longest = sorted(names | set(_columns()), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest))})(?:\([^()]{{1,20}}\)|/?[万亿]?元)?")


def _is_column(text: str) -> bool:
    return len(text) <= MAX_CELL and _names().fullmatch(compact(text)) is not None


def _headers(text: str) -> list[str] | None:
    """The names of columns that make up a line, whatever stands between them."""
    if len(text) > MAX_HEADER or not _HAN.search(text):
        return None
    names: list[str] = []
    printed = compact(text)
    at = 0
    while at < len(printed):
        if (match := _names().match(printed, at)) is None:
            return None
        names.append(match[0])
        at = match.end()
    return names


MAX_HEADER = 120
"""Characters of a line of column names; that of section 4 has 70."""

_CLOSERS = '\u4e00-\u9fff）)\\]】〕》”’」』"：:、…'
_LABELLED = re.compile(rf"(.*[{_CLOSERS}])\s*([^\u4e00-\u9fff]*)")
_CONTINUED = re.compile(r"[\u4e00-\u9fff（）()“”\"、，：: /]*[\u4e00-\u9fff）)”\"：:]")
_DOUBTFUL = frozenset("〇零○一二三四五六七八九十百千万亿口日约近余超逾达至共和或及与多为的有其")
"""Signs before digits that are part of a number, or were read for a digit, and end no label."""


@cache
def _known_text() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _known()), key=len, reverse=True)))


def _label_end(text: str) -> int | None:
    """Index after the last label of a form in a text, whatever signs stand between its letters."""
    places = [at for at, c in enumerate(text) if c.isalnum()]
    letters = "".join([text[at] for at in places])
    end = max((match.end() for match in _known_text().finditer(letters)), default=0)
    return places[end - 1] + 1 if end else None


def _merged(words: list[str]) -> list[str]:
    """The words, a unit or a remark behind a number with it: 12872.06 万元."""
    merged: list[str] = []
    opened = False
    for word in words:
        is_part = opened or (
            bool(merged)
            and _has_digit(merged[-1])
            and not word[0].isdecimal()
            and (_is_unit(word) or word[0] in "（(")
            and not ORDINAL.match(word)
        )
        if is_part:
            merged[-1] += f" {word}"
        else:
            merged.append(word)
        opened = is_part and not word.endswith(("）", ")")) and not _is_unit(word)
    return merged


def _words(cell: str) -> list[str]:
    """The cells of a line that has none but single spaces, or nothing at all, between them.

    What follows a form's label is its values, one cell a word, whether they can be read or not;
    a label that is not known ends with its last character.
    """
    words = cell.split()
    if len(words) > 1 and all(map(_is_column, words)):
        return words
    if names := _headers(cell):
        return names if len(names) > 1 else [cell]
    if words and compact(words[0]) == "信息内容" and not any(map(_has_digit, words)):
        return words
    words = _merged(words)
    first = next((at for at, word in enumerate(words) if _has_digit(word)), len(words))
    head = " ".join(words[:first])
    if first and len(head) <= MAX_HEADER and (end := _label_end(head)) is not None:
        if more := _CONTINUED.match(head, end):
            ending = more[0].rstrip("：: ")
            if (not ending or ending[-1] not in _DOUBTFUL) and "其中" not in more[0]:
                end = more.end()
        elif head[end : end + 1] and head[end] in _CLOSERS:
            end += 1
        values = _merged(head[end:].split()) + words[first:]
        if any(_has_number(value) or _has_digit(value) for value in values):
            is_two = sum(map(_has_digit, values)) > 1 and any(
                len(_HAN.findall(value)) > 1 and not _is_rest(value) for value in values
            )  # two rows, the end of a line between them lost
            return _apart([head[:end], *values]) if is_two else [head[:end].strip(), *values]
        return [cell]
    values_from = len(words)
    while values_from and _has_digit(words[values_from - 1]):
        values_from -= 1
    before, values = words[:values_from], words[values_from:]
    if values and (len(words) > 1 or not before):
        if sum(map(_has_digit, before)) > 1:
            return _apart(words)
        while len(before) > 1 and not _HAN.search(before[-1]) and _has_number(before[-1]):
            values.insert(0, before.pop())  # read badly, and no end of a label
        label = " ".join(before)
        return ([label] if label else []) + values
    match = _LABELLED.fullmatch(cell)
    if match and _HAN.search(match[1]) and _is_number(match[2]):
        label = match[1].rstrip("：: ")
        bare = re.sub(r"[（(][^（）()]*[）)]", "", ORDINAL.sub("", compact(label)))
        if label[-1] not in _DOUBTFUL and not _has_number(bare):
            return [match[1], match[2]]
    return [cell]


def _has_number(text: str) -> bool:
    return any(c.isdecimal() for c in text)


def _apart(words: list[str]) -> list[str]:
    """Each value a cell, and the words between two values one."""
    cells: list[str] = []
    label: list[str] = []
    for word in words:
        if not _has_digit(word):
            label.append(word)
            continue
        cells += [" ".join(label)] if label else []
        label = []
        cells.append(word)
    return cells + ([" ".join(label)] if label else [])


def _bare(lines: list[str]) -> Table:
    """Lines of cells as rows: a line with several cells is one; of single cells, labels begin a row
    and the values under them end it."""
    rows: list[list[str]] = []
    singles: list[str] = []  # cells with a line each that make up a row
    has_values = False
    for line in _unhalved(lines):
        cells = _split(line)
        if not cells:
            continue
        is_label = not _is_number(cells[0]) and (
            _HAN.search(cells[0]) is not None or not _has_number(cells[0])
        )
        is_rest = is_label or (bool(singles) and singles[-1].endswith((",", "，", ".", "．")))
        is_rest = is_rest and len(cells) == 1 and _is_rest(cells[0])
        if singles and has_values and is_rest and len(singles[-1]) <= MAX_CELL:
            singles[-1] += f"\n{cells[0]}"
            continue
        if (
            len(cells) > 1
            and has_values
            and not _is_value(singles[0])
            and all(map(_is_value, cells))
        ):
            singles.append(clean(line))  # where a line is a cell, digits apart are one
            continue
        if len(cells) > 1 or (is_label and has_values):
            rows += _parts(singles) if has_values else [[single] for single in singles]
            singles, has_values = [], False
        if not singles and rows and (joined := _join(rows[-1], cells, rows)):
            rows[-1] = joined
        elif len(cells) > 1:
            rows.append(cells)
        else:
            singles += cells
            has_values = has_values or not is_label
    rows += _parts(singles)
    return _table(rows)


def _unhalved(lines: Sequence[str]) -> list[str]:
    """The lines, two as one where a column's name is broken over them."""
    whole: list[str] = []
    for line in lines:
        words = line.split()
        above = whole[-1].split() if whole and len(whole[-1]) <= MAX_HEADER else []
        if (
            words
            and above
            and _is_column(above[-1] + words[0])
            and not (_is_column(above[-1]) and _is_column(words[0]))
        ):
            whole[-1] = f"{whole[-1].rstrip()}{line.lstrip()}"
        else:
            whole.append(line)
    return whole


def _parts(row: list[str]) -> list[list[str]]:
    """Header words that stand over the first row of values, apart from it."""
    if not row:
        return []
    first = next((at for at, cell in enumerate(row) if _is_number(cell)), len(row))
    labels, values = row[:first], row[first:]
    compacted = ["".join(label.split()) for label in labels]
    content = next((at for at, label in enumerate(compacted) if "信息内容" in label), None)
    if content is not None and values and content < first - 1:
        return [labels[:content], labels[content:-1], [labels[-1], *values]]
    if "结果维持" in compacted:
        return [labels, values]
    if values and not {"申请人情况", "商业企业"}.isdisjoint(compacted):
        return [labels[:-1], [labels[-1], *values]]
    return [row]


# ── Tables by TAB ─────────────────────────────────────────────────────────────────────────────


def _region(lines: list[str], start: int) -> int:
    """Index after the last line of the table that begins here.

    Inside: lines with a TAB; lines that continue a cell (directly under it, or after one blank
    line when the cell is a label and the next printed line is a cell again); blank lines between.
    A section heading always ends it.
    """
    end = start + 1
    at = start + 1
    by_row = _is_row(lines[start])
    cell = clean(lines[start])
    blanks = 0
    while at < len(lines):
        line = lines[at]
        if "\t" in line:
            # A row-wise table cut by a page break is another table.
            is_apart = blanks > 1 or (blanks and by_row and not _is_half(lines[end - 1], line))
            if is_apart and line.strip():
                return end
            if line.strip():
                by_row = by_row or _is_row(line)
            cell, blanks, end = clean(line), 0, at + 1
        elif not line.strip():
            blanks += 1
        elif by_row and not blanks and _begins_label(lines, at):
            end = at + 1
        elif blanks < 2 and _goes_on(lines, end - 1, at, by_row):
            cell, blanks, end = (cell + clean(line))[:MAX_CELL], 0, at + 1
        elif is_heading(line) or by_row or (cell and is_value(cell)) or blanks > 1:
            return end
        elif blanks == 0 or _next_is_cell(lines, at + 1):
            cell, blanks, end = (cell + clean(line))[:MAX_CELL], 0, at + 1
        else:
            return end
        at += 1
    return end


def _is_half(above: str, line: str) -> bool:
    """Is the line the rest of the row above, which has a label and a value at its end?"""
    cells = [clean(cell) for cell in above.split("\t")]
    if all(map(_is_value, cells)):
        return False
    return _join(cells, [clean(cell) for cell in line.split("\t")], ()) is not None


MAX_GLUED = 120
"""Digits of a row whose borders are lost."""


def _goes_on(lines: list[str], last: int, at: int, by_row: bool) -> bool:
    """Is the line, without a TAB, the rest of the cell above, or the values, or the first of them,
    under the names of their columns?"""
    line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    cells = [cell.strip() for cell in lines[last].split("\t")]
    above = cells[-1] or next((cell for cell in reversed(cells) if cell), "")
    text = line.strip()
    if not above:
        return False
    if by_row and _is_column(above + text) and not _is_column(above):
        return True
    if not _is_value(above):
        is_first = "\t" in following and _is_value(following.split("\t")[0])
        is_row = is_first or len(text) > MIN_VALUES
        return by_row and text.isdecimal() and is_row and len(text) <= MAX_GLUED
    if not _is_rest(line):
        return False
    if _is_unit(text) or text[0] in "（(其":
        return True
    start = last
    while not by_row and start > 0 and last - start < MAX_DISPUTES:
        before = lines[start - 1].strip()
        if before and not _is_value(before):
            break
        start -= 1
    run = cells if by_row else [line.strip() for line in lines[start : last + 1]]
    run = [cell for cell in run if cell]  # blank lines, and TABs left over at a row's end
    return not (_is_complete(run[-7:]) or _is_complete(run[-MAX_DISPUTES:]))


def _is_row(line: str) -> bool:
    """Several cells on the line: a TAB after a printed cell."""
    return "\t" in line.strip("\t ") or line.rstrip(" ").endswith("\t\t")


def _begins_label(lines: list[str], at: int) -> bool:
    """Is this the upper line of a label whose lower line begins the next row?"""
    line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    if len(line) > MAX_CELL or "\t" not in following:
        return False
    if compact(line) == "信息内容":
        return _is_column(following.split("\t")[0])
    return core(line + following.split("\t")[0]) in _known()


def _next_is_cell(lines: list[str], at: int) -> bool:
    while at < len(lines) and not lines[at].strip(" "):
        at += 1
    return at < len(lines) and lines[at].startswith("\t")


def _tabs(lines: list[str]) -> Table:
    if any(_is_row(line) for line in lines):
        return _table(
            _rejoined(
                [[clean(cell) for cell in line.split("\t")] for line in lines if line.strip()]
            )
        )
    groups: list[list[list[str]]] = [[]]  # what blank lines part: cells as their lines
    blank = False
    for line in lines:
        if line.startswith("\t"):
            if blank:
                groups.append([])
            groups[-1].append([line[1:]])
            blank = False
        elif line.strip() and groups[-1]:
            groups[-1][-1].append(line)
            blank = False
        elif not line.strip():
            blank = True
    rows = [[clean("\n".join(cell)) for cell in group] for group in groups if group]
    if all(len(row) == 1 for row in rows) and any(len(_split(row[0])) > 1 for row in rows):
        return _bare([cell for row in rows for cell in row])  # whole rows behind each TAB
    return _table(_mended(rows))


MAX_WIDTH = 20
"""Cells of a row; the widest table of the forms has 15."""


def _mended(groups: list[list[str]]) -> list[list[str]]:
    """Rows, where a blank line stands inside a row or none between two.

    A label begins a row; values alone go on with a row of the form that has too few of them.
    """
    whole: list[list[str]] = []
    for group in groups:
        # The header of section 4's table has labels alone, and its values have none.
        is_headed = any("结果维持" in compact(cell) for cell in group) and any(
            map(_has_digit, group)
        )
        whole += [group] if _is_sound(group) and not is_headed else _cut(group)
    most = max(map(_count, whole), default=0)
    is_headed = any("结果维持" in compact(cell) for group in whole for cell in group)
    rows: list[list[str]] = []
    for group in whole:
        printed = [cell for cell in group if cell]
        above = rows[-1] if rows else []
        is_rest = bool(printed) and all(map(_is_number, printed))
        fits = 0 < most - _count(above) >= len(group) and _is_row_of_form(above)
        # Fifteen values without a label of their own.
        goes_on = is_headed and any(above) and all(_is_number(cell) for cell in above if cell)
        if is_rest and (fits or (goes_on and len(above) + len(group) <= 15)):
            rows[-1] = above + group
        else:
            rows.append(group)
    return rows


def _has_digit(cell: str) -> bool:
    return bool(cell) and _is_number(cell)


def _count(row: Sequence[str]) -> int:
    """Cells from the first value behind a label on; 0 where no label stands before it."""
    first = next((at for at, cell in enumerate(row) if cell and _is_number(cell)), len(row))
    return len(row) - first if any(row[:first]) else 0


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    tables = [table for id in form_ids() for table in load_form(id).tables.values()]
    return tuple({line.core for table in tables for line in table.rows if line.core})


def _is_row_of_form(row: Sequence[str]) -> bool:
    label = next((core(cell) for cell in reversed(row) if cell and not _is_number(cell)), "")
    return bool(label) and any(pattern.search(label) for pattern in _patterns())


def _cut(cells: list[str]) -> list[list[str]]:
    """The rows of cells that nothing parts."""
    if width := _width(cells):
        return [cells[at : at + width] for at in range(0, len(cells), width)]
    rows: list[list[str]] = [[]]
    has_values = False
    for cell in cells:
        if _is_label(cell) and has_values:
            rows.append([])
            has_values = False
        rows[-1].append(cell)
        has_values = has_values or bool(cell and _is_number(cell))
    return [*_parts([cell for cell in rows[0] if cell]), *rows[1:]]


def _is_sound(row: Sequence[str]) -> bool:
    """Does no label follow a value?"""
    first = next((at for at, cell in enumerate(row) if cell and _is_number(cell)), len(row))
    return not any(map(_is_label, row[first:]))


def _width(cells: list[str]) -> int | None:
    """How many cells make a row of this run of them, None where nothing tells."""
    if any("结果维持" in compact(cell) for cell in cells):
        return 15 if len(cells) % 15 == 0 else None
    for width in range(3, MAX_WIDTH):
        if len(cells) % width:
            continue
        rows = [cells[at : at + width] for at in range(0, len(cells), width)]
        filled = [row for row in rows if any(cell and _is_number(cell) for cell in row)]
        labelled = {at for row in filled for at, cell in enumerate(row) if _is_label(cell)}
        valued = {
            at for row in filled for at, cell in enumerate(row) if cell and not _is_label(cell)
        }
        if len(filled) >= 2 and labelled and valued and max(labelled) < min(valued):
            return width
    return None


def _is_label(cell: str) -> bool:
    """Words, not a number that was read badly (4I18, □4)."""
    return len(_HAN.findall(cell)) > 1 and not _is_number(cell)
