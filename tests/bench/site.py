"""How long do the pages take with many reports? `python -m tests.bench.site [reports]`.

Builds a synthetic archive (default 20,000 reports of 5,000 organs), publishes it and prints the
median of each page, in process and without a network, so read ratios, not seconds.
"""

from __future__ import annotations

import asyncio
import copy
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from archive.publish import open_site, publish
from archive.site.plugin import reports_url
from tests.site_fixture import SENTENCES, invented, make_data

YEARS = 4
REPEATS = 7


def synthetic(count: int) -> list[dict]:
    """Copies of the invented reports under other organs, with about 3,000 characters each."""
    patterns = invented()
    provinces = [f"{name}省" for name in "甲乙丙丁戊己庚辛壬癸"]
    reports = []
    for number in range(count):
        report = copy.deepcopy(patterns[number % len(patterns)])
        organ, year = divmod(number, YEARS)
        name = f"{provinces[organ % 10][0]}州第{organ}局"
        report |= {
            "organ_id": f"{organ:06d}-bench",
            "organ": name,
            "province": provinces[organ % 10],
            "report_year": 2021 + year,
            "title": f"{name}{2021 + year}年政府信息公开工作年度报告",
        }
        filler = "\n".join(
            f"{sentence}第{(number * 7919 + i * 104729) % 99991}号事项已办结。"
            for i in range(12)
            for sentence in SENTENCES
        )
        report["sections"] = [
            (n, heading, f"{text}\n{filler}" if n == 1 else text)
            for n, heading, text in report["sections"]
        ]
        reports.append(report)
    return reports


async def measure(folder: Path) -> None:
    site = open_site(folder)
    database = folder / "archive.db"
    with closing(sqlite3.connect(database)) as db:
        report, organ = db.execute(
            "select id, organ_id from reports where error_count > 0 order by id limit 1 offset 50"
        ).fetchone()
    pages = {
        "home": "/",
        "report": f"/report/{report}",
        "organ": f"/organ/{organ}",
        "checks": "/checks",
        "reports table": "/archive/reports",
        "reports table, from the menu": reports_url(),
        "reports of a province and year": reports_url(province="丙省", report_year=2023),
        "reports, page far inside": "/archive/reports?_next=2021%2C000900-bench-2021",
        "search 环保": "/search?q=环保",
        "search 环 (in every report)": "/search?q=环",
        "search 政府信息公开": "/search?q=政府信息公开",
        "search 丙州第22局": "/search?q=丙州第22局",
        "search 公开 12345 covid 号": "/search?q=公开 12345 covid 号",
        "search 99989 (rare)": "/search?q=99989",
    }
    for name, path in pages.items():
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            answer = await site.client.get(path)
            times.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        first, rest = times[0], statistics.median(times[1:])
        print(f"{name:34} {rest:7.1f} ms   first {first:7.1f} ms   {len(answer.content):>8,} bytes")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        start = time.perf_counter()
        make_data(data, synthetic(count), captures=False)
        print(f"{count:,} reports made in {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        target = publish(data)
        print(f"published in {time.perf_counter() - start:.1f} s")
        for file in ("archive.db", "search.db"):
            print(f"{file}: {(target / file).stat().st_size / 1e6:,.0f} MB")
        start = time.perf_counter()
        publish(data)
        print(f"published again in {(time.perf_counter() - start) * 1000:.0f} ms")
        asyncio.run(measure(target))


if __name__ == "__main__":
    main()
