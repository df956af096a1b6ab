"""Which number stands at a cell path? The paths that narrative.toml and `Stated.cell` use."""

from __future__ import annotations

from collections.abc import Mapping

from parsers.report import Cells, Number
from parsers.vocabulary import rows_of


def cell_value(path: str, tables: Mapping[str, Cells]) -> Number | None:
    """The value at a dotted path, `a.b+c` (further parts in the same table) or
    `sum(table.prefix_*.column)`; None where any part is blank or absent."""
    if path.startswith("sum("):
        table, pattern, column = path[4:-1].split(".")
        values = [
            columns.get(column)
            for item, columns in tables.get(table, {}).items()
            if item.startswith(pattern[:-1])
        ]
        known = [value for value in values if value is not None]
        # A row that is not printed or not found is no zero.
        whole = rows_of(pattern)
        return sum(known) if len(known) == len(values) and len(values) in whole else None
    table, _, rest = path.partition(".")
    total: Number = 0
    for part in rest.split("+"):
        value = _one(table, part, tables)
        if value is None:
            return None
        total += value
    return total


def _one(table: str, part: str, tables: Mapping[str, Cells]) -> Number | None:
    cells = tables.get(table, {})
    if "." in part:
        item, column = part.split(".")
        return cells.get(item, {}).get(column)
    for item, columns in cells.items():  # review_litigation.review_total
        if part.startswith(item + "_") and part[len(item) + 1 :] in columns:
            return columns[part[len(item) + 1 :]]
    return None
