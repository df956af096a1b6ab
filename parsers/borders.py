"""Which numbers stand in a row whose cell borders are lost? 21710000218 = 217, 1, 0, 0, 0, 0, 218.

Only the sums that the table prints can tell (domain.md 7): the last number of a row is the sum of
those before it, and the rows of table 3 add up column by column. A reading counts only where it is
the only one over all of them; everything here is bounded, and what is not settled stays unread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Split = tuple[int, ...]

MAX_STEPS = 100_000
"""Steps of one search; beyond, a row or a table counts as not settled."""
MAX_SPLITS = 200
"""Readings of one row that are carried on; more say nothing."""


class _TooMany(Exception):
    """The search was given up."""


def splits(digits: str, count: int) -> list[Split] | None:
    """All ways to cut a run of digits into `count` numbers whose last is the sum of the others.

    Numbers have no leading zeros. None where there are too many to say.
    """
    found: list[Split] = []
    if len(digits) < count or not digits.isascii() or not digits.isdigit():
        return found
    steps = 0

    def cut(at: int, left: int, rest: int, end: int, taken: list[int]) -> None:
        nonlocal steps
        steps += 1
        if steps > MAX_STEPS or len(found) > MAX_SPLITS:
            raise _TooMany
        if left == 0:
            if at == end and rest == 0:
                found.append((*taken, int(digits[end:])))
            return
        longest = 1 if digits[at] == "0" else min(end - at - left + 1, len(str(rest)))
        for length in range(1, longest + 1):
            value = int(digits[at : at + length])
            if value > rest or at + length > end - left + 1:
                break
            cut(at + length, left - 1, rest - value, end, [*taken, value])

    try:
        for end in range(count - 1, len(digits)):
            if digits[end] == "0" and end < len(digits) - 1:
                continue
            if len(digits) - end > 15:
                continue
            cut(0, count - 1, int(digits[end:]), end, [])
    except _TooMany:
        return None
    return found


def channels(digits: str, count: int, groups: int) -> Split | None:
    """The only way to cut a run into `groups` times `count` numbers, each last the sum of its
    group's others; None where there is none, or more than one."""
    if not digits.isascii() or not digits.isdigit() or len(digits) > 120:
        return None
    whole: list[Split] = [()]
    states: dict[int, list[Split]] = {0: whole}
    for _ in range(groups):
        following: dict[int, list[Split]] = {}
        for at, readings in states.items():
            for end in range(at + count, len(digits) + 1):
                parts = splits(digits[at:end], count)
                if parts is None:
                    return None
                for part in parts:
                    extended = [(*reading, *part) for reading in readings]
                    following.setdefault(end, []).extend(extended)
                    if len(following[end]) > MAX_SPLITS:
                        return None
        states = following
    readings = states.get(len(digits), [])
    return readings[0] if len(readings) == 1 else None


def solve(
    runs: Mapping[str, str],
    known: Mapping[str, Sequence[int]],
    leaves: Sequence[str],
    total: str,
    income: tuple[str, str],
    forward: str,
    count: int,
) -> dict[str, Split]:
    """The rows that are settled: item → numbers.

    runs: item → run of digits; known: rows that were read whole. Leaves add up to `total`, and
    income to total + forward, in every column. Where the table as a whole has no single reading,
    only runs with one digit a cell are settled, if their own sum holds.
    """
    candidates: dict[str, list[Split]] = {item: [tuple(row)] for item, row in known.items()}
    forced: dict[str, Split] = {}
    for item, digits in runs.items():
        found = splits(digits, count)
        if found is not None:
            candidates[item] = found
            if len(digits) == count and found:
                forced[item] = found[0]
    needed = [*leaves, total, *income, forward]
    if any(not candidates.get(item) for item in needed):
        return forced
    try:
        solutions = _solutions(candidates, leaves, total, income, forward)
    except _TooMany:
        return forced
    if len(solutions) != 1:
        return forced
    return {item: solutions[0][item] for item in runs if item in solutions[0]}


def _add(left: Split, right: Split) -> Split:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _solutions(
    candidates: Mapping[str, list[Split]],
    leaves: Sequence[str],
    total: str,
    income: tuple[str, str],
    forward: str,
) -> list[dict[str, Split]]:
    """Up to two assignments that fit every column."""
    solutions: list[dict[str, Split]] = []
    steps = 0
    for result in candidates[total]:
        balances = [
            {total: result, income[0]: new, income[1]: over, forward: rest}
            for rest in candidates[forward]
            for new in candidates[income[0]]
            for over in candidates[income[1]]
            if _add(new, over) == _add(result, rest)
        ]
        if not balances:
            continue
        # Sum so far → how it was reached; a sum reached in two ways is kept twice at most.
        reached: dict[Split, list[tuple[Split, ...]]] = {(0,) * len(result): [()]}
        for leaf in leaves:
            following: dict[Split, list[tuple[Split, ...]]] = {}
            for so_far, ways in reached.items():
                for row in candidates[leaf]:
                    steps += 1
                    if steps > MAX_STEPS:
                        raise _TooMany
                    added = _add(so_far, row)
                    if any(a > b for a, b in zip(added, result, strict=True)):
                        continue
                    kept = following.setdefault(added, [])
                    kept += [(*way, row) for way in ways][: 2 - len(kept)]
            reached = following
        for way in reached.get(result, []):
            for balance in balances:
                solutions.append(balance | dict(zip(leaves, way, strict=True)))
                if len(solutions) > 1:
                    return solutions
    return solutions
