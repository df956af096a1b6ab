"""Which channel and which outcome does each of the fifteen columns of section 4's table hold?

Its header names them in two or three rows, in orders of its own, in names of its own or none. Names
that stand in another order than the official one are taken only where they stand over the values;
what they leave open is no column's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise

from parsers.forms import FormTable, Line
from parsers.grid import Cell
from parsers.labels import core
from parsers.rows import Row
from parsers.values import summed, values_of

# ── Names ─────────────────────────────────────────────────────────────────────────────────────

Name = tuple[str | None, str | None]
"""(channel, outcome), keys of the form; both where one cell names both: 行政复议维持."""


@lru_cache(maxsize=4_096)
def dispute_name(text: str, spec: FormTable) -> Name | None:
    """What a cell of the header names; None where that is neither a channel nor an outcome."""
    label = core(text)
    if not label or len(label) > 2 * MAX_NAME:
        return None
    if (outcome := _outcome(label, spec)) is not None:
        return None, outcome.key
    for end in range(2, len(label) - 1):
        if (outcome := _outcome(label[end:], spec)) and (
            channel := _line_of(label[:end], spec.rows)
        ):
            return channel.key, outcome.key
    channel = _line_of(label, spec.rows)
    return (channel.key, None) if channel else None


def _outcome(label: str, spec: FormTable) -> Line | None:
    return _line_of(label, spec.columns) or (spec.columns[-1] if label in TOTALS else None)


def _line_of(label: str, lines: Sequence[Line]) -> Line | None:
    for line in lines:
        if label == core(line.label) or (line.core and line.core.search(label)):
            return line
    return None


MAX_NAME = 12
"""Letters of the longest name of section 4's table, and some."""
TOTALS = ("总计", "合计", "小计")


def _is_group(text: str, spec: FormTable) -> bool:
    """Is it the name over several channels, 行政诉讼?"""
    return any(line.group and core(line.group) in core(text) for line in spec.rows)


@cache
def official_columns(spec: FormTable) -> tuple[Line, ...]:
    """A column for each channel and outcome, in the order of the official table."""
    return tuple(
        Line(f"{channel.key}.{column.key}", column.label, None, None)
        for channel in spec.rows
        for column in spec.columns
    )


# ── Columns ───────────────────────────────────────────────────────────────────────────────────


def columns_under(
    header: Sequence[Sequence[Cell]], values: Sequence[Cell], spec: FormTable
) -> tuple[Line | None, ...]:
    """The column of each value, None where the header leaves it open.

    The official order where the header names it, or nothing that contradicts it. Else the columns
    by the names over the values, in the grid or, where its spans are broken, in reading order.
    """
    official = official_columns(spec)
    texts = tuple(tuple([cell.text for cell in row]) for row in header)
    order, is_told = _reading_order(texts, spec)
    if is_told and order == official:  # nearly all
        return order
    names = _over(header, values, spec)
    if names is None:
        if order and (is_told or not _may_be_moved(texts, spec)):
            return order
        names = _in_reading_order(texts, spec)
        if names is None or (names.is_short and not _hold(values, spec)):
            return (None,) * len(official)
    return _settled(names, spec)


def _hold(values: Sequence[Cell], spec: FormTable) -> bool:
    """Do the sums hold of values that are read in the official order?"""
    step = len(spec.columns)
    numbers = values_of([cell.text for cell in values])
    return all(summed(numbers[at : at + step]) for at in range(0, len(numbers), step))


@lru_cache(maxsize=1_024)
def _reading_order(header: tuple[Row, ...], spec: FormTable) -> tuple[tuple[Line, ...], bool]:
    """(the columns as a header names them that names each outcome once a channel: thrice the five
    outcomes in reading order, the channels as _channel_order has them; whether their order is
    told). () for any other header, but one that names both in each of its cells."""
    official = official_columns(spec)
    step = len(spec.columns)
    outcomes = {column.key: number for number, column in enumerate(spec.columns)}
    names = [name for row in header for cell in row if (name := dispute_name(cell, spec))]
    if len(set(names)) == len(names) == len(official) and all(map(all, names)):
        lines = {line.key: line for line in official}
        return tuple(lines[f"{channel}.{outcome}"] for channel, outcome in names), True
    named = [outcomes[outcome] for _, outcome in names if outcome]
    groups = [named[at : at + step] for at in range(0, len(official), step)]
    if len(named) != len(official) or any(len(set(group)) != step for group in groups):
        return (), False
    order = _channel_order(header, spec)
    channels = order or range(len(spec.rows))
    columns = tuple(
        official[channel * step + outcome]
        for channel, group in zip(channels, groups, strict=True)
        for outcome in group
    )
    # Where another channel than the first has outcomes in a row above the others', the groups in
    # reading order are not those from left to right.
    is_alike = all(group == groups[0] for group in groups)
    return columns, order is not None and (is_alike or list(order) == sorted(order))


def _channel_order(header: Sequence[Row], spec: FormTable) -> Sequence[int] | None:
    """The channels, as numbers of spec.rows, from left to right as the header names them.

    A row that names all three decides; else one with 行政复议 and 行政诉讼, the latter standing for
    the two named below it. None where neither is there: names in rows of their own say nothing of
    left and right.
    """
    official = range(len(spec.rows))
    numbers = {line.key: number for number, line in enumerate(spec.rows)}
    below = [number for number, line in enumerate(spec.rows) if line.group]
    known: set[int] = set()
    tops: list[list[int | None]] = []  # None: the group
    for row in header:
        named: list[int | None] = []
        for cell in row:
            name = dispute_name(cell, spec)
            if name and name[0]:
                named.append(numbers[name[0]])
            elif _is_group(cell, spec):
                named.append(None)
        # A merged cell may be printed in each column that it covers. A channel that is named again
        # behind another stands once an outcome.
        if len([key for key, _ in groupby(named)]) > len(set(named)):
            return None
        named = list(dict.fromkeys(named))
        known |= {number for number in named if number is not None}
        if set(official) <= set(named):
            # Where the lines of a header run on, the group stands before those that are below it.
            is_moved = None in named and named[0] is None and named[1] not in below
            rest = [number for number in named if number is not None]
            return [*rest[1:], rest[0]] if is_moved else rest
        ordered = [number for number in named if number in below]
        if len(ordered) == len(below):
            below = ordered
        tops.append(named)
    if len(known.intersection(below)) == 1:  # the other has a name that is not known
        return None
    for named in tops:
        order = [n for top in named for n in (below if top is None else [top])]
        if sorted(order) == list(official):
            return order
    return None


# ── Names that do not say all ─────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Names:
    """For each value the keys of what is named over it, None for nothing that is known; and whether
    a name that is not known stands for a channel, and what it is for an outcome.

    is_short: there are fewer names than values; which stands over which is not known.
    """

    channels: list[str | None]
    outcomes: list[str | None]
    odd_channels: list[bool]
    odd_outcomes: list[str]
    is_short: bool = False


def _over(
    header: Sequence[Sequence[Cell]], values: Sequence[Cell], spec: FormTable
) -> _Names | None:
    """The names that stand over the values in the grid; None where its spans are broken: where a
    row of names does not cover the values, or a name not as many as there are of its kind."""
    step, wanted = len(spec.columns), len(spec.columns) * len(spec.rows)
    if len(values) != wanted:
        return None
    places = {cell.column: place for place, cell in enumerate(values)}
    above: list[Cell] = []
    for row in header:
        above += row
        if any(dispute_name(cell.text, spec) for cell in row):
            reached = [cell for cell in above if cell.row + cell.rowspan > row[0].row]
            covered = {
                c for cell in reached for c in range(cell.column, cell.column + cell.colspan)
            }
            if not places.keys() <= covered:
                return None
    with_outcomes: set[str] = set()  # channels that are named in one cell with an outcome
    found = _Names([None] * wanted, [None] * wanted, [False] * wanted, [""] * wanted)
    for row in header:
        for at, cell in enumerate(row):
            channel, outcome = dispute_name(cell.text, spec) or (None, None)
            reach = _reach(row, at, step) if channel and not outcome else cell.colspan
            if channel and outcome:
                with_outcomes.add(channel)
            columns = range(cell.column, cell.column + reach)
            under = [places[column] for column in columns if column in places]
            if channel and len(under) == wanted:
                continue  # a caption
            is_odd = not channel and not outcome and cell.text.strip() and len(under) < wanted
            is_odd = is_odd and not _is_group(cell.text, spec)
            for place in under:
                if channel:  # the lowest is the nearest
                    found.channels[place], found.odd_channels[place] = channel, False
                if outcome:
                    if found.outcomes[place] not in (None, outcome):
                        return None
                    found.outcomes[place] = outcome
                elif channel and len(under) == 1:
                    found.odd_outcomes[place] = cell.text  # 复议后起诉撤诉
                if is_odd:
                    found.odd_channels[place] = found.channels[place] is None
                    if len(under) == 1:
                        found.odd_outcomes[place] = cell.text
    named = Counter(filter(None, found.channels))
    if any(
        count > step or (count < step and channel not in with_outcomes)
        for channel, count in named.items()
    ):
        return None
    if any(count > len(spec.rows) for count in Counter(filter(None, found.outcomes)).values()):
        return None
    return found


def _reach(row: Sequence[Cell], at: int, step: int) -> int:
    """How many columns a channel's name covers: its span, or the blanks behind it where a merged
    cell is printed as so many cells of its own."""
    cell = row[at]
    reach = cell.colspan
    if reach == 1:
        for other in row[at + 1 : at + step]:
            if other.text.strip() or other.colspan > 1 or other.column != cell.column + reach:
                break
            reach += 1
    return reach


@lru_cache(maxsize=256)
def _in_reading_order(header: tuple[Row, ...], spec: FormTable) -> _Names | None:
    """The names of a header whose places in the grid say nothing; None where their order in its
    rows is not the values', or cannot be told."""
    step, wanted = len(spec.columns), len(spec.columns) * len(spec.rows)
    order = _channel_order(header, spec)
    if order is None and _may_be_moved(header, spec):
        return None
    channels: list[str | None] = [None] * wanted
    if order is not None:
        channels = [spec.rows[number].key for number in order for _ in spec.columns]
    texts: list[str] = []
    for row in header:
        names = [dispute_name(text, spec) or (None, None) for text in row]
        if not any(outcome for _, outcome in names):
            continue
        has_both = any(map(all, names))
        texts += [
            text
            for text, (channel, outcome) in zip(row, names, strict=True)
            if has_both or not ((channel and not outcome) or _is_group(text, spec))
        ]
    if len(texts) != wanted:
        texts = [text for text in texts if text.strip()]
    outcomes = [name[1] if (name := dispute_name(text, spec)) else None for text in texts]
    keys = [column.key for column in spec.columns]
    is_short = len(texts) != wanted
    if is_short:
        # Where a name is lost in each channel, which of them it was is a guess.
        if any(outcomes) and not set(keys) <= set(outcomes):
            return None
        # Which name is missing is not known; those that are there may still be in order.
        place = -1
        for key in outcomes:
            place += 1
            while key and place < wanted and keys[place % step] != key:
                place += 1
        if place >= wanted:
            return None
        outcomes = [None] * wanted
        texts = [""] * wanted
    groups = [outcomes[at : at + step] for at in range(0, wanted, step)]
    if any(len(set(filter(None, names))) > 1 for names in zip(*groups, strict=True)) and (
        order is None or list(order) != sorted(order)
    ):
        return None
    return _Names(
        channels,
        outcomes,
        [False] * wanted,
        ["" if outcome else text.strip() for text, outcome in zip(texts, outcomes, strict=True)],
        is_short,
    )


def _may_be_moved(header: Sequence[Row], spec: FormTable) -> bool:
    """May a channel stand elsewhere than in the official header, one of whose names is not known:
    行政应诉 before 行政复议?"""
    keys = [line.key for line in spec.rows]
    top = [line.key for line in spec.rows if not line.group]
    below = [line.key for line in spec.rows if line.group]
    known: set[str] = set()
    has_first = False  # the first channel, or its outcomes before the others
    for row in header:
        named: list[str | None] = []  # channels and what may be one
        is_behind = is_below = False  # outcomes behind, before channels
        for text in row:
            channel, outcome = dispute_name(text, spec) or (None, None)
            if channel:
                known.add(channel)
                has_first = has_first or is_below
            elif _is_group(text, spec):
                has_first = True
            if outcome and not channel:
                is_behind = any(named)
                is_below = True
            elif text.strip():
                named.append(_GROUP if _is_group(text, spec) else channel)
        named = [key for key, _ in groupby(named)]
        if not any(named):
            continue
        has_first = has_first or (len(named) > 1 and any(key in top for key in named))
        if is_behind or len([key for key in named if key]) > len(set(filter(None, named))):
            return True
        ways = {2: ([*top, _GROUP], below), len(keys): (keys,)}.get(len(named))
        if ways is None:
            ways = ([key for key in (*top, _GROUP, *below) if key in named],)
            named = [key for key in named if key]
        if not any(_agree(named, way) for way in ways):
            return True
    return len(known.intersection(below)) == 1 or (bool(known) and not has_first)


_GROUP = "group"
"""Stands for 行政诉讼 among the channels."""


def _settled(names: _Names, spec: FormTable) -> tuple[Line | None, ...]:
    """The columns that the names tell: what they leave open is the official column where no name
    contradicts that order, the one that is left where that is the only one, and none where a name
    stands there that is not known."""
    official = official_columns(spec)
    step = len(spec.columns)
    groups = [range(at, at + step) for at in range(0, len(official), step)]
    channels: Sequence[str | None] = names.channels
    outcomes: Sequence[str | None] = names.outcomes
    is_grouped = all(
        len({channels[place] for place in group} - {None}) <= 1
        and max(Counter(filter(None, (outcomes[place] for place in group))).values(), default=1) < 2
        for group in groups
    )
    if is_grouped:
        keys = [line.key for line in spec.rows]
        told = [next(filter(None, (channels[p] for p in group)), None) for group in groups]
        odd = [any(names.odd_channels[place] for place in group) for group in groups]
        lines = [line.key for line in spec.columns]
        orders = [[outcomes[place] for place in group] for group in groups]
        hints = [_hint(text, spec) for text in names.odd_outcomes]
        is_official = all(_agree(order, lines) for order in orders) and all(
            _agree([hints[place] for place in group], lines) for group in groups
        )
        if not _agree(told, keys):
            told = _completed(told, keys, odd)
        elif is_official or any(told) or all(2 * sum(map(bool, o)) > step for o in orders):
            told = list(keys)
        channels = [key for key in told for _ in lines]
        outcomes = [
            key
            for group, order in zip(groups, orders, strict=True)
            for key in (
                lines
                if is_official
                else _completed(order, lines, [bool(names.odd_outcomes[place]) for place in group])
            )
        ]
    columns = {line.key: line for line in official}
    found = [
        columns[f"{channel}.{outcome}"] if channel and outcome else None
        for channel, outcome in zip(channels, outcomes, strict=True)
    ]
    counted = Counter(found)
    return tuple(line if line and counted[line] == 1 else None for line in found)


def _hint(text: str, spec: FormTable) -> str | None:
    """The outcome with which alone a name that is not known shares two letters: 维持或驳回."""
    label = core(text)
    near = [
        column.key
        for column in spec.columns
        if any("".join(two) in label for two in pairwise(column.label))
    ]
    return near[0] if len(near) == 1 else None


def _agree(told: Sequence[str | None], keys: Sequence[str | None]) -> bool:
    return all(key in (None, own) for key, own in zip(told, keys, strict=True))


def _completed(
    told: Sequence[str | None], keys: Sequence[str], odd: Sequence[bool]
) -> list[str | None]:
    """The keys in the order told; the last one that is missing fills a blank."""
    missing = [key for key in keys if key not in told]
    blank = [place for place, key in enumerate(told) if key is None]
    if len(missing) != 1 or len(blank) != 1 or odd[blank[0]]:
        return list(told)
    return [key or missing[0] for key in told]
