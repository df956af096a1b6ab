"""Make reports, put faults in, check, score, print.

python -m tests.bench.checks                          # about 12,000 documents
python -m tests.bench.checks --rule N03 --show        # one rule, its failures
python -m tests.bench.checks --rule N03 --save DIR    # failing files, with what was expected
python -m tests.bench.checks --require-all            # rules not built count as failures
python -m tests.bench.checks --speed                  # CPU of all rules of one report

Exit codes: 0 every built rule finds all its faults and no clean report has a flag; 1 not so;
2 usage.
Rules that are not registered yet run with a few documents, so that what their faults do to the
others is seen, and are listed as not built.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from pathlib import Path
from random import Random

from parsers.checks import EMPTY
from parsers.narrative import read_stated
from parsers.report import TABLE_NAMES
from tests.bench.checks import context, drafts, scoring
from tests.bench.checks.faults import REGISTRY
from tests.bench.checks.scoring import Failure, Tally

DOCUMENTS = 12_000
SEED = 20211126
NOT_BUILT = 10
"""Documents for a rule that is not registered yet."""

_HEAD = (
    f"{'rule':7} {'injected':>8} {'found':>7} {'missed':>7} {'recall':>7} {'places':>7} "
    f"{'clean':>6} {'extra':>6}  beside"
)


def tasks(documents: int, seed: int, rules: list[str]) -> list[tuple[str, tuple[object, ...]]]:
    built = context.built()
    chosen = rules or sorted(REGISTRY)
    share = max(
        20, int(0.65 * documents) // max(1, sum(r in built for r in chosen) if not rules else 60)
    )
    found: list[tuple[str, tuple[object, ...]]] = [
        ("rule", (rule, share if rule in built else NOT_BUILT, seed)) for rule in chosen
    ]
    part = 250
    clean = documents // 4 if not rules else min(1_000, documents // 4)
    found += [("clean", (at, min(part, clean - at), seed)) for at in range(0, clean, part)]
    pairs = documents // 10 if not rules else 0
    found += [("pairs", (at, min(part, pairs - at), seed, ())) for at in range(0, pairs, part)]
    return found


def table(results: dict[str, Tally]) -> tuple[str, bool]:
    """(what to print, whether everything built holds)."""
    built = context.built()
    clean = results.get("clean", Tally())
    lines, good = [_HEAD], True
    for rule in [*sorted(r for r in results if r not in ("clean", "pairs")), "pairs"]:
        tally = results.get(rule)
        if tally is None:
            continue
        if rule not in built and rule != "pairs":
            beside = " ".join(f"{k}×{n}" for k, n in tally.extra.most_common(5))
            lines.append(
                f"{rule:7} {tally.injected:>8} {'not built':>15} {'':>7} {len(tally.places):>7}"
                f" {'':>6} {sum(tally.extra.values()):>6}  {beside}"
            )
            continue
        missed = tally.injected - tally.found
        recall = tally.found / tally.injected if tally.injected else 0.0
        false = clean.false[rule]
        beside = " ".join(f"{k}×{n}" for k, n in tally.extra.most_common(5))
        lines.append(
            f"{rule:7} {tally.injected:>8} {tally.found:>7} {missed:>7} {recall:>7.4f} "
            f"{len(tally.places):>7} {false:>6} {sum(tally.extra.values()):>6}  {beside}"
        )
        good = good and missed == 0 and tally.injected > 0 and not tally.extra
    others = {k: n for k, n in clean.false.items() if k not in results}
    lines.append(
        f"clean reports: {clean.clean}, flags on them: {sum(clean.false.values())}"
        f" {dict(clean.false) if clean.false else ''}; not read: {clean.refused}"
    )
    if others:
        lines.append(f"  of rules without an injector: {others}")
    missing = sorted(set(REGISTRY) - built)
    extra = sorted(built - set(REGISTRY))
    if missing:
        lines.append(f"not built ({len(missing)}): {' '.join(missing)}")
    if extra:
        lines.append(f"registered, no injector ({len(extra)}): {' '.join(extra)}")
    return "\n".join(lines), good and not clean.false and not clean.refused


def save(folder: Path, failures: list[Failure]) -> None:
    """One file a failure, and what was expected and came beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, failure in enumerate(failures):
        stem = f"{failure.rule}-{failure.kind}-{number}"
        suffix = "txt" if failure.media == "text" else "html"
        (folder / f"{stem}.{suffix}").write_bytes(failure.data)
        (folder / f"{stem}.why").write_text(
            f"{failure.kind} {failure.rule} at {failure.place} ({failure.seed})\n{failure.text}\n",
            "utf-8",
        )


def speed(reports: int = 400, seed: int = SEED) -> str:
    """CPU of all rules without neighbours, and of the narrative reader, over reports as read."""
    read = [scoring.read(drafts.draft(Random(f"speed-{seed}-{i}"))) for i in range(reports)]
    context.run(read[0], EMPTY)

    def measure(repeat: int = 3) -> tuple[float, float]:
        best = (1e9, 1e9)
        for _ in range(repeat):
            start = time.process_time()
            for report in read:
                read_stated(
                    report.sections,
                    {name: report.table(name) for name in TABLE_NAMES},
                )
            middle = time.process_time()
            for report in read:
                context.run(report, EMPTY)
            end = time.process_time()
            best = min(best, (middle - start, end - middle), key=sum)
        return best

    narrative, rules = (1000 * seconds / reports for seconds in measure())
    length = sum(len(s.text) for r in read for s in r.sections) / reports
    return (
        f"{reports} reports of {length:.0f} characters: narrative reader {narrative:.3f} ms, "
        f"{len(context.built())} rules {rules:.3f} ms, together {narrative + rules:.3f} ms of CPU "
        f"a report (target 1.5)"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.checks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--rule", action="append", default=[], metavar="ID")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="print failures")
    parser.add_argument("--save", type=Path, metavar="DIR", help="write failing files here")
    parser.add_argument("--require-all", action="store_true")
    parser.add_argument("--speed", action="store_true")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.rule) - set(REGISTRY):
        parser.error(f"no such rule: {' '.join(sorted(unknown))}")
    if chosen.speed:
        print(speed(seed=chosen.seed))
        return 0
    started = time.perf_counter()
    todo = tasks(chosen.documents, chosen.seed, chosen.rule)
    results: dict[str, Tally] = {}
    with multiprocessing.get_context("spawn").Pool(chosen.jobs) as pool:
        for done, (name, tally) in enumerate(pool.imap_unordered(scoring.work, todo), start=1):
            results.setdefault(name, Tally()).add(tally)
            if sys.stderr.isatty():
                print(f"\r{done}/{len(todo)}", end="", file=sys.stderr)
    text, good = table(results)
    print(text)
    failures = [f for tally in results.values() for f in tally.failures]
    if chosen.show:
        for failure in sorted(failures, key=lambda f: (f.rule, f.kind, f.seed)):
            print(
                f"\n{failure.kind} {failure.rule} [{failure.place}] {failure.seed}\n{failure.text}"
            )
    if chosen.save:
        save(chosen.save, sorted(failures, key=lambda f: (f.rule, f.kind, f.seed)))
    documents = sum(t.injected + t.clean for t in results.values())
    print(f"{documents:,} documents in {time.perf_counter() - started:.0f} s, seed {chosen.seed}")
    if chosen.require_all and set(REGISTRY) - context.built():
        good = False
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
