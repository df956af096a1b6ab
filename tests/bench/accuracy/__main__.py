"""Generate, read, score, print, hold against the floors.

python -m tests.bench.accuracy                       # about 3,000 documents, floors checked
python -m tests.bench.accuracy --kind swapped_columns --show-failures
python -m tests.bench.accuracy --update-floors       # raises floors, never lowers them
python -m tests.bench.accuracy --save DIR            # one failing document a kind and format
python -m tests.bench.accuracy --speed               # reports a second, memory

Exit codes: 0 every floor holds; 1 one does not; 2 usage. A subset (--kind, --format) generates the
same documents as the whole run, so floors hold for it too; another --seed or --documents is another
corpus and is only printed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.bench.accuracy import floors
from tests.bench.accuracy.floors import Pair
from tests.bench.accuracy.kinds import ALL, KINDS, make, pairs
from tests.bench.accuracy.running import DOCUMENTS, SEED, per_pair, run_pair
from tests.bench.accuracy.scoring import Score, score

SUFFIXES = {"html": "html", "docx": "docx", "text": "txt", "markdown": "md"}
SPEED_FILES = 100
"""Files of a format whose reading is timed."""
SPEED_DOCUMENTS = 10_000
"""Documents read in one process while its memory is watched."""


# ── Printing ──────────────────────────────────────────────────────────────────────────────────

_HEAD = (
    f"{'':38} {'docs':>5} {'cells':>8} {'right %':>8} {'noted %':>8} {'silent':>7} "
    f"{'fl.wrong':>8} {'doubted':>7} {'refused':>7} {'crash':>5}"
)


def _line(name: str, total: Score) -> str:
    return (
        f"{name:38} {total.documents:>5} {total.expected:>8} {total.percent('right'):>8.2f} "
        f"{total.percent('noted'):>8.2f} {total.cells['silent']:>7} "
        f"{total.cells['flagged_wrong']:>8} {total.cells['doubted']:>7} {total.refused:>7} "
        f"{total.crashed:>5}"
    )


def _sum(scores: Iterable[Score]) -> Score:
    total = Score()
    for one in scores:
        total.add(one)
    return total


def report(results: dict[Pair, Score]) -> str:
    """The tables: by kind and format, by format, in all; lossless and lossy apart."""
    lines = []
    for lossy in (False, True):
        chosen = {p: s for p, s in results.items() if KINDS[p[0]].lossy == lossy}
        if not chosen:
            continue
        title = "lossy kinds" if lossy else "lossless kinds"
        lines += ["", f"{title} ({len({name for name, _ in chosen})})", _HEAD]
        lines += [_line(f"  {name} [{format}]", s) for (name, format), s in chosen.items()]
        lines.append("")
        by_format: dict[str, list[Score]] = defaultdict(list)
        for (_, format), one in chosen.items():
            by_format[format].append(one)
        lines += [_line(f"{title}: {f}", _sum(by_format[f])) for f in ALL if f in by_format]
        lines.append(_line(f"{title}: all", _sum(chosen.values())))
        total = _sum(chosen.values())
        lines.append(f"  doubted: {total.percent('doubted'):.3f} % of the right cells")
    return "\n".join(lines)


# ── Speed ─────────────────────────────────────────────────────────────────────────────────────


def _resident_mb() -> float:
    """Memory of this process now, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def speed(documents: int = SPEED_DOCUMENTS) -> str:
    """Reports a second, read without checks, on pages of 73 KB and on DOCX; memory over many."""
    from parsers.reading import read_file

    heavy = [
        make(KINDS[name], "html", index, SEED).data
        for name in ("heavy_page", "word_export", "wps_export")
        for index in range(SPEED_FILES)
    ]
    heavy.sort(key=lambda data: abs(len(data) - 73_000))
    files = {
        "HTML": heavy[:SPEED_FILES],
        "DOCX": [make(KINDS["plain"], "docx", index, SEED).data for index in range(SPEED_FILES)],
    }
    lines = []
    for name, datas in files.items():
        for data in datas[-5:]:  # imports and compiled patterns
            read_file(data)
        rates = [_rate(read_file, datas[:-5]) for _ in range(4)]
        size = sum(map(len, datas)) / len(datas) / 1000
        lines.append(
            f"{name}: {rates[0]:.0f} reports/s, each of {len(datas) - 5} files of {size:.0f} KB "
            f"for the first time; {max(rates[1:]):.0f} when read again (best of 3)"
        )
    mixed = [make(kind, format, 0, SEED) for kind, format in pairs()]
    mixed = [sample for sample in mixed if not sample.lossy and len(sample.data) < 100_000]
    marks = []
    for number in range(documents):
        score(mixed[number % len(mixed)])
        if number + 1 in (documents // 10, documents // 2, documents):
            marks.append(f"{_resident_mb():.0f} MB after {number + 1:,}")
    lines.append(f"memory: {', '.join(marks)}")
    return "\n".join(lines)


def _rate(read: Callable[[bytes], object], datas: list[bytes]) -> float:
    """Files a second. Time of the processor: what one core can do, whoever else uses it."""
    start = time.process_time()
    for data in datas:
        read(data)
    return len(datas) / (time.process_time() - start)


# ── Command ───────────────────────────────────────────────────────────────────────────────────


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--format", action="append", choices=ALL)
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--show-failures", action="store_true")
    parser.add_argument("--save", type=Path, metavar="DIR", help="write failing documents here")
    parser.add_argument("--update-floors", action="store_true")
    parser.add_argument("--lower", metavar="REASON", default="", help="with --update-floors")
    parser.add_argument("--speed", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.speed:
        print(speed())
        return 0
    started = time.perf_counter()
    count = per_pair(chosen.documents)
    tasks = [
        (kind.name, format, count, chosen.seed)
        for kind, format in pairs()
        if (not chosen.kind or kind.name in chosen.kind)
        and (not chosen.format or format in chosen.format)
    ]
    if not tasks:
        parser.error("no kind comes in this format")
    results: dict[Pair, Score] = {}
    measured: dict[Pair, floors.Floor] = {}
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for done, (pair, total, corpus, first) in enumerate(pool.map(run_pair, tasks), start=1):
            results[pair] = total
            measured[pair] = floors.measured(total, corpus)
            if sys.stderr.isatty():
                print(f"\r{done}/{len(tasks)}", end="", file=sys.stderr)
            if chosen.save and first is not None:
                chosen.save.mkdir(parents=True, exist_ok=True)
                sample = make(KINDS[pair[0]], pair[1], first, chosen.seed)
                path = chosen.save / f"{pair[0]}.{SUFFIXES[pair[1]]}"
                path.write_bytes(sample.data)
                mine = [line for line in total.failures if line.startswith(f"#{first} ")]
                path.with_suffix(path.suffix + ".failures").write_text("\n".join(mine), "utf-8")
    print(report(results))
    if chosen.show_failures:
        for (name, format), total in results.items():
            for failure in total.failures[:40]:
                print(f"{name} [{format}] {failure}")
    print(
        f"\n{sum(s.documents for s in results.values()):,} documents in "
        f"{time.perf_counter() - started:.0f} s, {len(KINDS)} kinds, seed {chosen.seed}"
    )
    pinned = floors.load()
    if chosen.seed != SEED or count != per_pair(DOCUMENTS):
        print("another corpus than the pinned one: floors not applied")
        return 0
    if chosen.update_floors:
        new, refusals = floors.update(measured, pinned, chosen.lower)
        new = {pair: floor for pair, floor in new.items() if pair in set(_all_pairs())}
        floors.FLOORS.write_text(floors.dump(new), "utf-8")
        print("\n".join(refusals) or "floors written")
        return 1 if refusals else 0
    broken = floors.failures(measured, pinned)
    print("\n".join(broken) or "every floor holds")
    return 1 if broken else 0


def _all_pairs() -> list[Pair]:
    return [(kind.name, format) for kind, format in pairs()]


if __name__ == "__main__":
    raise SystemExit(main())
