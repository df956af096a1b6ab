"""How does a page become text or markdown? In the notations of converters.

- `cells`: one cell a line, each begun by a TAB, rows apart by a blank line, a lone TAB for a cell
  merged with the one above it (the seeds);
- `rows`: a row a line, TAB between grid columns, TABs left over at its end;
- `lines`: one cell a line and nothing else;
- `spaces`: a row a line, two or more spaces between cells;
- `glued`: a row a line, nothing between cells;
- `pipes`: markdown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.accuracy.layout import Grid, Page, Text, placed


@dataclass(slots=True)
class Style:
    notation: str = "cells"
    trailing: int = 0  # rows: extra TABs
    page_break: bool = False  # rows: a form feed inside each table of more than ten rows
    blank_lines: bool = False  # lines: a blank line between rows
    rule: bool = True  # pipes: the |---| line that markdown asks for
    outer: bool = True  # pipes: a pipe at both ends of the line
    repeated: bool = False  # pipes: a merged cell's text in every column it covers
    bookmarks: bool = False  # cells: [bookmark: …] before some labels
    drop_blank: bool = False  # rows, pipes: cells without text leave no field
    charset: str = "utf-8"
    newline: str = "\n"
    replaced: dict[str, str] = field(default_factory=dict)
    table: Callable[[Grid], str] | None = None  # another notation altogether


def _fields(grid: Grid, repeated: bool) -> list[list[str]]:
    """One field a grid column; merged cells leave empty fields, or their text in each."""
    rows = []
    for line in placed(grid):
        fields: list[str] = []
        for box, columns, state in line:
            if box is None:
                fields += [""] * columns
            elif repeated:
                fields += [box.text] * columns
            else:
                fields += ["" if state == "continue" else box.text, *[""] * (columns - 1)]
        rows.append(fields)
    return rows


def _cells(grid: Grid, style: Style) -> str:
    rows = []
    for number, line in enumerate(placed(grid)):
        cells = []
        for box, _, state in line:
            text = "" if box is None or state == "continue" else box.text
            if style.bookmarks and number % 5 == 3 and box is not None and box.role == "label":
                text = f"[bookmark: _Hlk669{number:05}]{text}"
            cells.append(f"\t{text}\n")
        rows.append("".join(cells))
    return "\n" + "\n".join(rows) + "\n"


def _rows(grid: Grid, style: Style) -> str:
    lines = []
    for number, fields in enumerate(_fields(grid, style.repeated)):
        if style.drop_blank:
            fields = [text for text in fields if text]
        if style.page_break and number and number % 11 == 0:
            lines.append("\f")
        lines.append("\t".join(text.replace("\n", " ") for text in fields) + "\t" * style.trailing)
    return "\n".join(lines) + "\n"


def _printed(grid: Grid) -> list[list[str]]:
    return [[box.text.replace("\n", "") for box in row.boxes] for row in grid.rows]


def _pipes(grid: Grid, style: Style) -> str:
    lines = []
    for number, fields in enumerate(_fields(grid, style.repeated)):
        if style.drop_blank:
            fields = [text for text in fields if text]
        fields = [text.replace("\n", "<br>").replace("|", "\\|") for text in fields]
        line = " | ".join(fields)
        lines.append(f"| {line} |" if style.outer else line)
        if number == 0 and style.rule:
            rule = " | ".join(["---"] * len(fields))
            lines.append(f"| {rule} |" if style.outer else rule)
    return "\n" + "\n".join(lines) + "\n"


def table(grid: Grid, style: Style) -> str:
    shown = Grid(grid.name, [row for row in grid.rows if not row.hidden], grid.header)
    if style.table is not None:
        return style.table(shown)
    if style.notation == "cells":
        return _cells(shown, style)
    if style.notation == "rows":
        return _rows(shown, style)
    if style.notation == "pipes":
        return _pipes(shown, style)
    between = {"lines": "\n", "spaces": "   ", "glued": ""}[style.notation]
    rows = [between.join(row) for row in _printed(shown)]
    return ("\n\n" if style.blank_lines else "\n").join(rows) + "\n"


def render(page: Page, style: Style, markdown: bool) -> bytes:
    lines = []
    for block in page.blocks:
        if not isinstance(block, Text):
            lines.append(style.replaced.get(block.name) or table(block, style))
        elif markdown:
            marks = {"title": "# ", "heading": "## "}.get(block.role, "")
            lines.append(f"{marks}{block.text}\n")
        else:
            lines.append(block.text)
    return "\n".join(lines).replace("\n", style.newline).encode(style.charset, "replace")
