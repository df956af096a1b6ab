"""Was each printed cell read as printed? One document's reading held against its truth.

right          the value (or NULL for a blank), noted or not
noted          NULL, or absent with its row or table flagged as missing
flagged_wrong  another number, but marked as inferred, or its row flagged as doubtful
silent         another number, 0 for a blank, or absent without a flag; also a figure that the page
               does not print (`invented`)
not_read       the document was refused (NotReadable), or its statistics table of before 2019 not
               recognised
whole          cells that the kind did not damage; whole_right: the right ones of these
doubted        of the right ones: under a note or structural flag that the page gives no cause for
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from parsers.checks import Flag, NotAssessable, catalogue
from parsers.documents import NotReadable
from parsers.reading import read_file
from parsers.report import Report
from tests.bench.accuracy.figures import (
    ACTIVE_2019,
    ACTIVE_2021,
    CHANNELS,
    ROWS_2019,
    ROWS_2021,
    CellPath,
    Number,
    Printed,
)
from tests.bench.accuracy.kinds import Sample

STRUCTURAL = ("S05", "S06", "S07", "S10")
_DOUBTS = ("unreadable", "inferred", "ocr")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_KNOWN_ITEMS = {*ACTIVE_2021, *ACTIVE_2019, *ROWS_2021, *ROWS_2019, *CHANNELS}
STATISTICS = ("stat2014", "fujian", "coded")
OUTCOMES = ("right", "noted", "flagged_wrong", "silent", "not_read")


@dataclass(slots=True)
class Score:
    """Cells of one or many documents by outcome; documents refused and crashed."""

    documents: int = 0
    refused: int = 0
    crashed: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.documents += other.documents
        self.refused += other.refused
        self.crashed += other.crashed
        self.cells += other.cells
        self.failures += other.failures

    @property
    def expected(self) -> int:
        """Printed cells; invented ones come on top."""
        return sum(self.cells[name] for name in OUTCOMES) - self.cells["invented"]

    def percent(self, name: str) -> float:
        """Share of the printed cells; `doubted` of the right ones."""
        whole = self.cells["right"] if name == "doubted" else self.expected
        return 100 * self.cells[name] / whole if whole else 0.0


def read_cells(report: Report) -> dict[CellPath, Number | None]:
    """Every cell of a reading; statistics by `occurrence:indicator` in printed order."""
    cells: dict[CellPath, Number | None] = {
        (table, item, column): value for table, item, column, value in report.cells()
    }
    seen: Counter[str] = Counter()
    for entry in report.statistics:
        label = _plain_label(entry.indicator)
        seen[label] += 1
        cells["statistics", f"{seen[label]}:{label}", "value"] = entry.value
        cells["statistics", f"{seen[label]}:{label}", "cumulative"] = entry.cumulative
    return cells


def _plain_label(label: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).replace("、", ".")


def _comparable(truth: Mapping[CellPath, Printed]) -> dict[CellPath, tuple[CellPath, Printed]]:
    """Truth by the path under which a reading has it → (path in the truth, cell)."""
    seen: Counter[tuple[str, str]] = Counter()
    result = {}
    for path, printed in truth.items():
        table, item, column = path
        if table == "statistics":
            label = _plain_label(item.partition(":")[2])
            seen[label, column] += 1
            item = f"{seen[label, column]}:{label}"
        result[table, item, column] = (path, printed)
    return result


def same(left: Number | None, right: Number | None) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= 1e-9 * max(1.0, abs(right))


def structural_flags(report: Report) -> list[Flag]:
    """S05–S07 and S10 of a report."""
    flags: list[Flag] = []
    for rule in catalogue():
        if rule.id in STRUCTURAL:
            try:
                # An info names what else is printed, such as a local row; it doubts no cell.
                flags += (flag for flag in rule.run(report) if flag.severity != "info")
            except NotAssessable:
                continue
    return flags


def judge(sample: Sample, report: Report, flags: Iterable[Flag]) -> Score:
    """Hold one reading against the truth."""
    score = Score(documents=1)
    if sample.form in STATISTICS and report.form != sample.form and not report.statistics:
        score.refused = 1
        score.cells["not_read"] = score.cells["whole"] = len(sample.truth)
        score.failures.append(f"the table was not recognised: read as form {report.form!r}")
        return score
    flags = list(flags)
    read = read_cells(report)
    truth = _comparable(sample.truth)
    notes = {(n.table, n.item, n.column): n for n in report.cell_notes}
    flagged: set[tuple[str, str, str | None]] = {
        (flag.check, flag.table or "", flag.item) for flag in flags
    }
    for path, (origin, printed) in truth.items():
        outcome = _outcome(path, printed, read, notes, flagged)
        if origin not in sample.damaged:
            score.cells["whole"] += 1
            score.cells["whole_right"] += outcome == "right"
        score.cells[outcome] += 1
        if outcome == "right" and _is_doubted(path, origin, printed, sample, notes, flags):
            score.cells["doubted"] += 1
            outcome = "doubted"
        if outcome not in ("right", "noted") or (outcome == "noted" and not sample.lossy):
            got = read.get(path, "absent")
            note = notes[path].kind if path in notes else "-"
            score.failures.append(
                f"{outcome}: {'.'.join(path)} printed {printed.raw!r}, read {got!r} ({note})"
            )
    for path, value in read.items():
        if value is not None and path not in truth and path[1] in _KNOWN_ITEMS:
            score.cells["silent"] += 1
            score.cells["invented"] += 1
            score.failures.append(f"invented: {'.'.join(path)} = {value!r}")
    return score


def _outcome(
    path: CellPath,
    printed: Printed,
    read: Mapping[CellPath, Number | None],
    notes: Mapping[tuple[str, str, str], object],
    flagged: set[tuple[str, str, str | None]],
) -> str:
    table, item, _ = path
    missing = ("S05", table, None) in flagged or ("S06", table, item) in flagged
    doubtful = ("S07", table, item) in flagged or (
        table == "review_litigation" and any(f[:2] == ("S07", table) for f in flagged)
    )
    if path not in read:
        return "noted" if missing or doubtful else "silent"
    value = read[path]
    if same(value, printed.value):
        return "right"
    if value is None:
        return (
            "noted" if path in notes or missing or doubtful or table == "statistics" else "silent"
        )
    kind = getattr(notes.get(path), "kind", None)
    return "flagged_wrong" if kind in _DOUBTS or doubtful else "silent"


def _is_doubted(
    path: CellPath,
    origin: CellPath,
    printed: Printed,
    sample: Sample,
    notes: Mapping[tuple[str, str, str], object],
    flags: list[Flag],
) -> bool:
    """Does a note or a structural flag doubt this right cell without cause?"""
    if origin in sample.damaged:
        return False
    table, item, column = path
    if getattr(notes.get(path), "kind", None) in _DOUBTS:
        return True
    for flag in flags:
        if flag.table != table or (flag.column is not None and flag.column != column):
            continue
        is_whole_table = flag.item is None or table == "review_litigation"
        if not is_whole_table and flag.item != item:
            continue
        if is_whole_table and flag.column is not None and flag.item not in (None, item):
            continue
        given = (flag.check, table, None) in sample.deserved or (
            flag.check,
            table,
            flag.item,
        ) in sample.deserved
        damaged = any(
            other[0] == table and (flag.item in (None, other[1]) or is_whole_table)
            for other in sample.damaged
        )
        plain = flag.check != "S10" or _PLAIN.fullmatch(printed.raw.strip()) is not None
        if plain and not given and not damaged:
            return True
    return False


def score(sample: Sample) -> Score:
    """Read a document with the parsers and judge the reading. A crash is counted, not hidden."""
    whole = len(sample.truth) - len(sample.damaged)
    try:
        report = read_file(sample.data)
        flags = structural_flags(report)
    except NotReadable as refusal:
        result = Score(1, refused=1, cells=Counter(not_read=len(sample.truth), whole=whole))
        result.failures.append(f"refused: {refusal.kind}: {refusal.message}")
        return result
    except Exception as error:  # the benchmark's finding is the crash itself
        result = Score(1, crashed=1, cells=Counter(silent=len(sample.truth), whole=whole))
        result.failures.append(f"crashed: {type(error).__name__}: {error}")
        return result
    return judge(sample, report, flags)
