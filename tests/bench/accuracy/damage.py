"""Which damage destroys information? A figure may then be missing, but not wrong unnoted."""

from __future__ import annotations

from tests.bench.accuracy.cases import Case, kind
from tests.bench.accuracy.figures import (
    Printed,
)
from tests.bench.accuracy.layout import (
    Box,
    Grid,
)
from tests.data.compose import COLUMNS


@kind(
    "text",
    "markdown",
    lossy=True,
    blanks="none",
    about="7: 21710000218: no borders between figures at all",
)
def borders_lost(case: Case) -> None:
    case.text.notation = "glued"
    case.damaged.update(case.figures)


@kind(lossy=True, about="one applicant column cut off, header and values alike")
def column_lost(case: Case) -> None:
    lost = case.rng.choice((*COLUMNS, "total", "total"))
    case.layout.without_columns = frozenset({lost})
    case.damaged.update(case.table_paths("applications"))


@kind(lossy=True, about="the header names seven columns, some rows have six values")
def cells_lost(case: Case) -> None:
    def change(grid: Grid) -> list[Grid]:
        for row in grid.rows:
            figures = [box for box in row.boxes if box.path]
            if len(figures) in (7, 15) and case.rng.random() < 0.4:
                box = case.rng.choice(figures)
                row.boxes.remove(box)
                for other in figures:
                    assert other.path is not None
                    case.damaged.add(other.path)
        return [grid]

    case.on_grids(change)
    for table in ("applications", "review_litigation"):
        case.deserved.add(("S07", table, None))


@kind(
    "text",
    "markdown",
    lossy=True,
    blanks="none",
    about="empty cells left out of the row: which is which is lost",
)
def blank_cells_dropped(case: Case) -> None:
    case.text.notation = "pipes" if case.format == "markdown" else "rows"
    case.text.drop_blank = True
    for path in case.rng.sample(sorted(case.figures), case.rng.randint(10, 120)):
        case.figures[path] = Printed(None, "")
    case.damaged.update(case.figures)


@kind(lossy=True, about="rows of table 2 or 3 not printed")
def row_missing(case: Case) -> None:
    items = sorted({(p[0], p[1]) for p in case.figures if p[0] != "review_litigation"})
    lost = {item for _, item in case.rng.sample(items, case.rng.randint(1, 3))}
    case.layout.without = frozenset(lost)
    case.damaged.update(path for path in case.figures if path[1] in lost)


@kind(lossy=True, about="7: a section whose table is an image or an attachment")
def table_missing(case: Case) -> None:
    lost = case.rng.choice(("active_disclosure", "applications", "review_litigation"))
    case.html.replaced = {lost: '<p><img src="/images/W020240120.jpg" width="640"></p>'}
    case.docx.replaced = {lost: "<w:p><w:r><w:drawing/></w:r></w:p>"}
    case.text.replaced = {lost: "![](images/W020240120.jpg)" if case.format == "markdown" else " "}
    case.damaged.update(case.table_paths(lost))


@kind(lossy=True, about="scans and bad fonts: O for 0, l for 1, digits replaced by ?")
def digits_garbled(case: Case) -> None:
    swaps = {"0": "Oo〇", "1": "lI|"[:2], "5": "S", "8": "B", "2": "?", "7": "□"}
    for path in case.rng.sample(sorted(case.figures), case.rng.randint(10, 80)):
        raw = case.figures[path].raw
        at = [n for n, c in enumerate(raw) if c in swaps]
        if at:
            n = case.rng.choice(at)
            case.reprint(path, raw[:n] + case.rng.choice(swaps[raw[n]]) + raw[n + 1 :])
            case.damaged.add(path)


@kind("html", lossy=True, about="some figures are little images")
def digits_as_images(case: Case) -> None:
    lost = set(case.rng.sample(sorted(case.figures), case.rng.randint(5, 60)))
    usual = case.html.figure

    def figure(text: str, box: Box) -> str:
        if box.path in lost and text:
            return f'<img src="/digit/{len(text)}.gif">'
        return usual(text, box)

    case.html.figure = figure
    case.damaged.update(lost)


@kind(lossy=True, about="the transfer ended early")
def truncated(case: Case) -> None:
    share = case.rng.uniform(0.3, 0.97)
    case.on_bytes.append(lambda data: data[: int(len(data) * share)])
    case.damaged.update(case.figures)


@kind("html", "docx", "text", lossy=True, about="seed 003: a sixteenth number in table 4")
def phantom_number(case: Case) -> None:
    case.layout.phantom = case.rng.choice(("0", "0", "1"))
    case.damaged.update(case.table_paths("review_litigation"))


@kind(
    "html",
    "docx",
    lossy=True,
    blanks="none",
    about="table 3 without its header: the order of the form is all there is",
)
def header_missing(case: Case) -> None:
    def change(grid: Grid) -> list[Grid]:
        return [Grid(grid.name, grid.rows[3:], 0) if grid.name == "applications" else grid]

    case.on_grids(change)
    case.damaged.update(case.table_paths("applications"))
