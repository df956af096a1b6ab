"""What do organs change in the tables themselves? Orders, columns and cells of their own.

Seen by reviewers in reports that people laid out by hand: a clause in another order than the next,
last year's column beside this year's, one number merged over two rows, section 4 as a list.
"""

from __future__ import annotations

from random import Random

from tests.bench.accuracy import docx
from tests.bench.accuracy.cases import Case, kind
from tests.bench.accuracy.layout import Box, Grid, Row


def _header(text: str, rowspan: int = 1, colspan: int = 1) -> Box:
    return Box(text, rowspan, colspan, None, "header")


def _clauses(grid: Grid) -> list[list[Row]]:
    """The rows of section 2's table, clause by clause: its title, its header, its rows."""
    found: list[list[Row]] = []
    for row in grid.rows:
        if row.key is None and len(row.boxes) == 1:
            found.append([])
        found[-1].append(row)
    return found


@kind(form="2019", about="each clause in an order of its own, header and values alike")
def order_per_clause(case: Case) -> None:
    def change(grid: Grid) -> list[Grid]:
        if grid.name == "active_disclosure":
            for _, *rows in _clauses(grid):
                order = list(range(1, len(rows[0].boxes)))
                case.rng.shuffle(order)
                for row in rows:
                    row.boxes = [row.boxes[at] for at in (0, *order)]
        return [grid]

    case.on_grids(change)


@kind("text", "markdown", form="2019", about="a merged cell's text in each column that it covers")
def merged_text_repeated(case: Case) -> None:
    case.text.notation = "pipes" if case.format == "markdown" else "rows"
    case.text.repeated = True


@kind(
    "html",
    "docx",
    "markdown",
    about="上年 columns and a 同比 beside this year's, in the tables of sections 2 and 3",
)
def last_year_columns(case: Case) -> None:
    is_first = case.rng.random() < 0.5

    def change(grid: Grid) -> list[Grid]:
        if grid.name == "active_disclosure":
            for _, header, *rows in _clauses(grid):
                if len(header.boxes) != 2 or header.boxes[1].colspan != 3:
                    continue
                name = header.boxes[1].text
                if name.startswith("本年") and "金额" not in name:
                    _beside(header, _header("上" + name[1:]), _header("同比"), is_first)
                    for row in rows:
                        last = Box(str(case.rng.randint(0, 900)), role="decoy")
                        _beside(row, last, Box("5%", role="decoy"), is_first)
        elif grid.name == "applications":
            grid.rows[0].boxes.append(_header("上年总计", 3))
            for row in grid.rows[3:]:
                row.boxes.append(Box(str(case.rng.randint(0, 99)), role="decoy"))
        return [grid]

    case.on_grids(change)


def _beside(row: Row, last: Box, change: Box, is_first: bool) -> None:
    row.boxes[1].colspan = 1
    row.boxes[1:] = [last, row.boxes[1], change] if is_first else [row.boxes[1], last, change]


@kind("html", "docx", "markdown", about="the clauses 五 and 六 side by side in the same rows")
def clauses_side_by_side(case: Case) -> None:
    def change(grid: Grid) -> list[Grid]:
        if grid.name != "active_disclosure":
            return [grid]
        clauses = _clauses(grid)
        left, right = clauses[1:3]
        rows: list[Row] = []
        for number, row in enumerate(right):
            beside = left[number].boxes if number < len(left) else [Box(""), Box("")]
            boxes = [*beside, *row.boxes]
            for box in boxes:
                box.colspan = 2 if number == 0 else 1
            rows.append(Row(boxes))
        grid.rows = [row for part in (clauses[0], [], rows, *clauses[3:]) for row in part]
        return [grid]

    case.on_grids(change)


@kind("html", "docx", "markdown", about="section 4's table as a list, or as blocks in one table")
def section_four_rearranged(case: Case) -> None:
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")

    def listed(rng: Random, outcomes: list[Box], values: list[Box]) -> list[Row]:
        is_merged = rng.random() < 0.5
        rows = [Row([_header("类别", 1, 2), _header("件数")])]
        for number, value in enumerate(values):
            channel, at = divmod(number, 5)
            boxes = [Box(outcomes[at].text), value]
            if at == 0:
                boxes.insert(0, Box(names[channel], 5 if is_merged else 1, role="group"))
            elif not is_merged:
                boxes.insert(0, Box("", role="group"))
            rows.append(Row(boxes, "review_litigation"))
        return rows

    def stacked(outcomes: list[Box], values: list[Box]) -> list[Row]:
        rows: list[Row] = []
        for channel, name in enumerate(names):
            if channel == 1:
                rows.append(Row([_header("行政诉讼", 1, 5)]))
            rows.append(Row([_header(name, 1, 5)]))
            rows.append(Row([_header(box.text) for box in outcomes]))
            rows.append(Row(values[5 * channel : 5 * channel + 5], "review_litigation"))
        return rows

    def change(grid: Grid) -> list[Grid]:
        if grid.name == "review_litigation":
            outcomes, values = grid.rows[2].boxes[:5], grid.rows[3].boxes
            if case.rng.random() < 0.5:
                grid.rows = listed(case.rng, outcomes, values)
            else:
                grid.rows = stacked(outcomes, values)
            grid.header = 1
        return [grid]

    case.on_grids(change)


@kind("docx", about="values raised as a whole, by hand or as superscripts")
def docx_raised_values(case: Case) -> None:
    way = case.rng.choice(('<w:position w:val="6"/>', '<w:vertAlign w:val="superscript"/>'))

    def figure(text: str, box: Box) -> str:
        is_raised = case.rng.random() < 0.4
        return docx.paragraph(docx.run(text, way if is_raised else "") if text else "")

    case.docx.figure = figure


@kind("html", "docx", lossy=True, blanks="none", about="one number merged down over two rows")
def values_merged_down(case: Case) -> None:
    def change(grid: Grid) -> list[Grid]:
        for upper, lower in zip(grid.rows[::2], grid.rows[1::2], strict=False):
            if not (upper.key and lower.key):
                continue
            numbers = [n for n, box in enumerate(reversed(lower.boxes), 1) if box.path]
            if len(numbers) not in (1, 7) or case.rng.random() < 0.4:
                continue
            if len([box for box in upper.boxes if box.path]) != len(numbers):
                continue
            at = -case.rng.choice(numbers)
            above, below = upper.boxes[at], lower.boxes.pop(at)
            above.text, above.rowspan = str(case.rng.randint(1, 9_999)), 2
            for box in (*upper.boxes, *lower.boxes, below):
                if box.path:
                    case.damaged.add(box.path)
        return [grid]

    case.on_grids(change)


@kind(lossy=True, blanks="none", about="values lost from rows that end in a separator or a blank")
def cells_lost_before_a_blank(case: Case) -> None:
    case.text.notation = "pipes" if case.format == "markdown" else "rows"

    def change(grid: Grid) -> list[Grid]:
        for row in grid.rows:
            figures = [box for box in row.boxes if box.path]
            if len(figures) in (7, 15) and case.rng.random() < 0.4:
                row.boxes.remove(case.rng.choice(figures))
                case.damaged.update(box.path for box in figures if box.path)
            if grid.name != "active_disclosure":
                row.boxes.append(Box(""))
        return [grid]

    case.on_grids(change)
    for table in ("applications", "review_litigation"):
        case.deserved.add(("S07", table, None))
