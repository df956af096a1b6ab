"""How long do the rules across reports take with many? `python -m tests.bench.crosschecks`.

Makes a synthetic archive (default 100,000 reports of 20,000 organs over five years, seeded), gives
each report its neighbours and copies and runs every rule that needs them, in one process. Prints
time, CPU per report, peak memory and what was found. Planted: carried-over figures that do not
meet, sections taken over from last year, and narratives copied from another organ with names and
numbers changed; every planted fault must be found, else it exits with 1.

The target (issue 4): 100,000 reports in under 10 minutes on two cores, under 4 GiB.
"""

from __future__ import annotations

import argparse
import pickle
import random
import resource
import sys
import time
import zlib
from collections import Counter
from dataclasses import replace

from archive.crosschecks import Entry, contexts
from archive.organs import Organ, Organs
from parsers.checks import Context, catalogue, run_checks
from parsers.reading import read_file
from parsers.report import TABLE_NAMES, Report
from tests.made_reports import COLUMNS, figures, page, report_html

YEARS = range(2021, 2026)
FAMILY = 20
"""Organs under one parent."""
SENTENCES = 3_000
"""Sentences that organs choose from: as in real reports, many share some and few share most."""
SPOKEN = 30
"""Sentences a report: about 1,500 characters."""
MINUTES, GIB = 10, 4
"""Judged by CPU of this one process: other work on the machine must not fail the bench."""
MODULES = tuple(f"parsers.checks.{name}" for name in ("copies", "neighbours", "sources"))


def sentences(rng: random.Random) -> list[str]:
    """Made of random characters, so that two sentences share only what is planted."""
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 2_500)]
    return [
        "".join(rng.choices(letters, k=rng.randint(12, 24)))
        + "，全年{n}件，"
        + "".join(rng.choices(letters, k=rng.randint(10, 20)))
        + "。"
        for _ in range(SENTENCES)
    ]


class Archive:
    """The reports, each as compressed bytes: what a store on disk would give back on demand."""

    def __init__(self, reports: int, seed: int) -> None:
        self._rng = random.Random(seed)
        self._pool = sentences(self._rng)
        self._base = _quiet(read_file(page(report_html(figures(7)))))
        self._below: dict[int, dict[str, Counter[str]]] = {}
        self._packed: dict[str, bytes] = {}
        self.entries: list[Entry] = []
        self.listed: list[Organ] = []
        self.planted: dict[str, set[str]] = {check: set() for check in ("Y01", "Y05", "Y06")}
        for number in range(reports // len(YEARS) // FAMILY * FAMILY):
            if number % FAMILY == 0:
                self._below = {year: {"over": Counter(), "forward": Counter()} for year in YEARS}
            self._organ(number)

    def load(self, id: str) -> Report:
        report: Report = pickle.loads(zlib.decompress(self._packed[id]))
        return report

    def _organ(self, number: int) -> None:
        rng = self._rng
        is_parent = number % FAMILY == FAMILY - 1  # last: its cells are the sums of the others
        parent = f"{number // FAMILY * FAMILY + FAMILY - 1:06d}-organ"
        organ = Organ(
            f"{number:06d}-organ",
            f"第{number}县财政局",
            parent=None if is_parent else parent,
            minted=True,
        )
        self.listed.append(organ)
        forward: dict[str, int | float | None] = dict.fromkeys((c.key for c in COLUMNS), 0)
        spoken: list[int] = []
        problems: list[int] = []
        for year in YEARS:
            id = f"{organ.id}-{year}"
            carried = dict(forward)
            if year > YEARS[0] and not is_parent and rng.random() < 0.02:
                carried["total"] = (carried["total"] or 0) + 1
                self.planted["Y01"].add(id)
            spoken = rng.sample(range(SENTENCES), SPOKEN)
            if problems and rng.random() < 0.05:
                self.planted["Y05"].add(id)
            else:
                problems = rng.sample(range(SENTENCES), 3)
            copied = number > FAMILY and rng.random() < 0.01
            if copied:
                # Another organ's narrative of the same year: names and numbers changed.
                other = self.load(f"{rng.randrange(number):06d}-organ-{year}")
                text = other.sections[1].text.replace(other.organ or "", organ.name)
                fifth = other.section(5)
                texts = {1: self._renumbered(text), 5: fifth.text if fifth else "", 6: ""}
                self.planted["Y06"].add(id)
            else:
                texts = {1: self._said(organ.name, spoken), 5: self._said("", problems), 6: ""}
            if copied:
                self.planted["Y05"].discard(id)
                problems = []
            forward = {c.key: rng.randint(0, 3) for c in COLUMNS}
            sums = self._below[year]
            if is_parent:
                carried = {c.key: sums["over"][c.key] for c in COLUMNS}
                forward = {c.key: sums["forward"][c.key] for c in COLUMNS}
            sums["over"].update(carried)
            sums["forward"].update(forward)
            report = self._report(organ.name, year, texts, carried, forward)
            self._packed[id] = zlib.compress(pickle.dumps(report, pickle.HIGHEST_PROTOCOL), 1)
            scope = "consolidated" if is_parent else "unknown"
            self.entries.append(Entry(id, organ, year, scope, Context(on_page=True)))

    def _said(self, organ: str, chosen: list[int]) -> str:
        rng = self._rng
        return organ + "".join(self._pool[i].format(n=rng.randint(2, 999)) for i in chosen)

    def _renumbered(self, text: str) -> str:
        parts = text.split("全年")
        return "全年".join(
            part if n == 0 else f"{self._rng.randint(2, 999)}{part.lstrip('0123456789')}"
            for n, part in enumerate(parts)
        )

    def _report(
        self,
        organ: str,
        year: int,
        texts: dict[int, str],
        carried: dict[str, int | float | None],
        forward: dict[str, int | float | None],
    ) -> Report:
        base = self._base
        rows = {item: dict(cells) for item, cells in base.applications.items()}
        rows |= {"carried_over": dict(carried), "carried_forward": dict(forward)}
        return replace(
            base,
            organ=organ,
            report_year=year,
            applications=rows,
            sections=tuple(
                replace(s, text=texts[s.number]) if s.number in texts else s for s in base.sections
            ),
        )


def _quiet(report: Report) -> Report:
    """All cells zero: years and families then meet whatever is planted elsewhere."""
    return replace(
        report,
        **{
            name: {item: dict.fromkeys(row, 0) for item, row in report.table(name).items()}
            for name in TABLE_NAMES
        },
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    archive = Archive(options.reports, options.seed)
    count = len(archive.entries)
    print(f"{count} reports made in {time.perf_counter() - began:.0f} s", flush=True)

    rules = frozenset(rule.id for rule in catalogue() if rule.run.__module__ in MODULES)
    organs = Organs(archive.listed)
    began, cpu = time.perf_counter(), time.process_time()
    raised: Counter[str] = Counter()
    found: dict[str, set[str]] = {check: set() for check in archive.planted}
    done = 0
    for entry, context in contexts(archive.entries, organs, archive.load):
        if not done:
            print(f"copies found after {time.perf_counter() - began:.0f} s", flush=True)
        for flag in run_checks(archive.load(entry.id), context, only=rules).flags:
            raised[flag.check] += 1
            if flag.check in found:
                found[flag.check].add(entry.id)
        done += 1
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"rules {' '.join(sorted(rules))} over {done} reports")
    print(f"{seconds:.0f} s, {1000 * cpu / done:.2f} ms of CPU a report, peak {peak:.2f} GiB")
    print("flags: " + ", ".join(f"{check} {n}" for check, n in sorted(raised.items())))
    missed = {check: ids - found[check] for check, ids in archive.planted.items()}
    for check, ids in archive.planted.items():
        print(f"{check}: {len(ids)} planted, {len(ids) - len(missed[check])} found")
    allowed = 60 * MINUTES * count / 100_000
    return 1 if any(missed.values()) or cpu > allowed or peak > GIB else 0


if __name__ == "__main__":
    sys.exit(main())
