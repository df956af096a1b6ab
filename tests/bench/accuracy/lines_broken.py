"""Which habits do the lines of a text have? Broken inside a row, marked in other ways, damaged.

Columns of a PDF or a mail are narrow: a number, its unit, a label or a header goes on in the next
line. What is left of a table may have one space between its cells, or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.bench.accuracy.cases import Case, kind
from tests.bench.accuracy.figures import Printed
from tests.bench.accuracy.layout import Grid

COLUMN_NAMES = re.compile(
    "本年制发件数|本年废止件数|现行有效件数|本年处理决定数量|上一年项目数量|本年增/减|处理决定数量"
    "|本年新制作数量|本年新公开数量|对外公开总数量|采购项目数量|采购总金额"
)
"""The names over the values of section 2."""


def _spaced(between: str) -> Callable[[Grid], str]:
    """A row a line, one sign between its cells."""

    def table(grid: Grid) -> str:
        return "\n".join(between.join(box.text for box in row.boxes) for row in grid.rows) + "\n"

    return table


def _notation(case: Case) -> None:
    """One of the notations that print a row on a line, or a cell on one begun by a TAB."""
    if case.format == "text":
        case.text.notation = case.rng.choice(("cells", "rows", "spaces", "single"))
    if case.text.notation == "single":
        case.text.table = _spaced(case.rng.choice((" ", "\u3000")))


BREAK = "\v"
"""Stands for the end of a line inside a cell until the page is made: the renderers take \\n out."""


def _with_breaks(case: Case) -> None:
    case.on_bytes.append(lambda data: data.replace(BREAK.encode(), b"\n"))


def _broken(case: Case, text: str, margin: int = 1) -> str:
    at = case.rng.randint(margin, len(text) - margin)
    return f"{text[:at]}{BREAK}{text[at:]}"


@kind(
    "text",
    "markdown",
    lossy=True,
    blanks="none",
    about="a narrow column: numbers go on in the next line, 328⏎66",
)
def numbers_broken_over_lines(case: Case) -> None:
    _notation(case)
    _with_breaks(case)
    for path, printed in case.figures.items():
        if re.fullmatch(r"\d{2,}", printed.raw) and case.rng.random() < 0.3:
            case.reprint(path, _broken(case, printed.raw))
            case.damaged.add(path)


@kind("text", "markdown", form="2019", blanks="none", about="a narrow column: 847.26⏎万元")
def units_on_the_next_line(case: Case) -> None:
    _notation(case)
    _with_breaks(case)
    path = ("active_disclosure", "central_procurement", "amount_yuan")
    amount = case.rng.randint(1, 9_999_999)
    number, unit = case.rng.choice(
        ((f"{amount / 100:.2f}", "万元"), (f"{amount}", "百元"), (f"{amount * 100}", "元"))
    )
    case.figures[path] = Printed(amount * 100, f"{number}{BREAK}{unit}")


@kind("text", "markdown", form="2019", about="a narrow column: the header's names over two lines")
def headers_broken_over_lines(case: Case) -> None:
    _notation(case)
    _with_breaks(case)

    def change(grid: Grid) -> list[Grid]:
        for row in grid.rows:
            for box in row.boxes:
                if COLUMN_NAMES.fullmatch(box.text) and case.rng.random() < 0.4:
                    box.text = _broken(case, box.text, 2)
        return [grid]

    case.on_grids(change)


@kind("text", blanks="marks", about="one space, narrow or wide, between the cells")
def text_single_spaces(case: Case) -> None:
    case.text.table = _spaced(case.rng.choice((" ", "\u3000")))


@kind("text", lossy=True, blanks="none", about="single spaces, and digits read badly or qualified")
def text_single_spaces_garbled(case: Case) -> None:
    text_single_spaces(case)
    for path in case.rng.sample(sorted(case.figures), case.rng.randint(10, 40)):
        raw = case.figures[path].raw
        at = case.rng.randrange(len(raw)) if raw.isdecimal() else 0
        shown = case.rng.choice(
            (f"约{raw}", f"≥{raw}", f"{raw[:at]}B{raw[at + 1 :]}", f"{raw[:at]}□{raw[at + 1 :]}")
        )
        case.reprint(path, shown)
        case.damaged.add(path)


@kind("text", about="ends of lines of old Macs, of Word and of Unicode")
def text_line_ends(case: Case) -> None:
    case.text.notation = case.rng.choice(("cells", "rows", "lines"))
    end = case.rng.choice(("\r", "\v", "\u2028", "\x85"))
    case.on_bytes.append(lambda data: data.decode().replace("\n", end).encode())


@kind("text", blanks="marks", about="the text of a Word table: CR and BEL end cells and rows")
def text_word_range(case: Case) -> None:
    def table(grid: Grid) -> str:
        return "".join(
            "".join(f"{box.text}\r\a" for box in row.boxes) + "\r\a" for row in grid.rows
        )

    case.text.table = table
