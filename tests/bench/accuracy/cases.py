"""How does a kind make a document? The case it works on, its registration, and `make`.

A kind is a small function with the place it was seen in its `about` (domain.md 1a–1d and 7 are
saved gov.cn pages, 5 the seeds; stack.md traps 7 and 8). It changes figures, layout or style before
the page is made, or hooks into the page or the bytes; it also says what it destroyed (`damaged`)
and which structural flags the page deserves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from tests.bench.accuracy import docx, html, text
from tests.bench.accuracy.figures import (
    CellPath,
    Figures,
    Printed,
    blanks,
    printed_errors,
    sample,
)
from tests.bench.accuracy.layout import (
    Grid,
    Layout,
    Page,
    compose,
    statistics,
)

ALL = ("html", "docx", "text", "markdown")
Deserved = set[tuple[str, str, str | None]]
"""(check, table, item or None for the whole table) that the printed page really gives cause for."""


@dataclass(slots=True)
class Case:
    """One document in the making. styles: what the three renderers vary."""

    format: str
    rng: Random
    year: int
    figures: Figures
    layout: Layout
    html: html.Style
    docx: docx.Style
    text: text.Style
    on_page: list[Callable[[Page], None]] = field(default_factory=list)
    on_bytes: list[Callable[[bytes], bytes]] = field(default_factory=list)
    damaged: set[CellPath] = field(default_factory=set)
    deserved: Deserved = field(default_factory=set)

    def table_paths(self, table: str) -> list[CellPath]:
        return [path for path in self.figures if path[0] == table]

    def reprint(self, path: CellPath, raw: str) -> None:
        """The same value, printed otherwise."""
        self.figures[path] = Printed(self.figures[path].value, raw)

    def relabel(
        self, change: Callable[[str], str], roles: Iterable[str] = ("label", "group")
    ) -> None:
        """Change the printed text of every box of these roles."""
        wanted = frozenset(roles)

        def hook(page: Page) -> None:
            for grid in page.grids():
                for row in grid.rows:
                    for box in row.boxes:
                        if box.role in wanted and box.text:
                            box.text = change(box.text)

        self.on_page.append(hook)

    def on_grids(self, change: Callable[[Grid], list[Grid]]) -> None:
        """Replace each table of the page by others."""

        def hook(page: Page) -> None:
            page.blocks = [
                new
                for block in page.blocks
                for new in (change(block) if isinstance(block, Grid) else [block])
            ]

        self.on_page.append(hook)


@dataclass(frozen=True, slots=True)
class Kind:
    """blanks: `empty` cells may be empty, `marks` only visible marks, `none` all have numbers."""

    name: str
    formats: tuple[str, ...]
    lossy: bool
    form: str
    blanks: str
    about: str
    prepare: Callable[[Case], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """A document and what it prints."""

    kind: str
    format: str
    index: int
    data: bytes
    form: str
    truth: Figures
    damaged: frozenset[CellPath]
    deserved: frozenset[tuple[str, str, str | None]]
    lossy: bool


KINDS: dict[str, Kind] = {}


def kind(
    *formats: str, about: str, lossy: bool = False, form: str = "2021", blanks: str = "empty"
) -> Callable[[Callable[[Case], None]], Callable[[Case], None]]:
    """Register a kind under its function's name."""

    def register(function: Callable[[Case], None]) -> Callable[[Case], None]:
        name = function.__name__
        if name in KINDS:
            raise ValueError(f"kind {name} is registered twice")
        KINDS[name] = Kind(name, formats or ALL, lossy, form, blanks, about, function)
        return function

    return register


def pairs() -> list[tuple[Kind, str]]:
    """Every kind with every format it comes in."""
    return [(kind, format) for kind in KINDS.values() for format in kind.formats]


_YEARS = {
    "2021": (2021, 2022, 2023, 2024, 2025),
    "2019": (2019, 2020, 2022, 2023, 2024),  # the form outlives its years (domain.md 7)
    "hybrid": (2020, 2021, 2022),
    "stat2014": (2014, 2015, 2016, 2017, 2018),
    "fujian": (2014, 2016, 2018),
    "coded": (2009, 2011, 2013),
}


def make(kind: Kind, format: str, index: int, seed: int) -> Sample:
    """Document number `index` of a kind in a format; the same arguments give the same document."""
    rng = Random(f"{seed}/{kind.name}/{format}/{index}")
    year = rng.choice(_YEARS[kind.form])
    is_statistics = kind.form in ("stat2014", "fujian", "coded")
    figures = {} if is_statistics else sample(rng, kind.form)
    if figures and kind.blanks != "none":
        if rng.random() < 0.25:
            printed_errors(rng, figures)
        if rng.random() < 0.3:
            blanks(rng, figures, rng.randint(1, 12), kind.blanks == "empty")
    case = Case(
        format, rng, year, figures, Layout(), html.plain_style(rng), docx.Style(), text.Style()
    )
    if format == "markdown":
        case.text.notation = "pipes"
    kind.prepare(case)
    if is_statistics:
        page = statistics(rng, kind.form, year)
        case.figures = page.figures
    else:
        page = compose(rng, case.figures, case.layout, year)
    for change in case.on_page:
        change(page)
    if format == "html":
        data = html.render(page, case.html)
    elif format == "docx":
        data = docx.render(page, case.docx)
    else:
        data = text.render(page, case.text, format == "markdown")
    for cut in case.on_bytes:
        data = cut(data)
    return Sample(
        kind.name,
        format,
        index,
        data,
        kind.form,
        case.figures,
        frozenset(case.damaged),
        frozenset(case.deserved),
        kind.lossy,
    )
