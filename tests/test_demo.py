"""Does the main job hold, end to end, in real processes: crawled, read, checked, published?

These run `nianbao demo` itself, one at a time: its replicas live on fixed addresses.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from tests.paths import ROOT, SHARED, needs_shared

NIANBAO = str(Path(sys.executable).parent / "nianbao")
pytestmark = pytest.mark.xdist_group("demo")


PORTS = (("127.0.0.21", 8421), ("127.0.0.22", 8422), ("127.0.0.23", 8423))
"""What every demo on this machine needs; see crawler/replica/documents/portals.csv and cli.py."""
PATIENCE = 120.0  # s, for a demo that someone has open
TURN = 600.0  # s, for the same tests of other sessions


def busy_ports() -> list[str]:
    busy = []
    for host, port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                busy.append(f"{host}:{port}")
    return busy


@pytest.fixture(scope="module", autouse=True)
def the_only_demo() -> Iterator[None]:
    """One test session at a time, and none beside a demo that someone has open. Held for this
    module only, so that a worker with other tests to do lets the next one in."""
    lock = FileLock(Path(tempfile.gettempdir()) / "nianbao-demo-tests.lock")
    try:
        lock.acquire(timeout=TURN)
    except Timeout:
        pytest.fail(f"另一处的演示测试 {TURN:.0f} 秒内没有结束（{lock.lock_file}）")
    until = time.monotonic() + PATIENCE
    try:
        while busy := busy_ports():
            if time.monotonic() > until:
                pytest.fail(f"{'、'.join(busy)} 被占用了 {PATIENCE:.0f} 秒：有别的演示还开着")
            time.sleep(0.5)
        yield
    finally:
        lock.release()


def demo(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NIANBAO, "demo", "--data", str(data), "--no-serve", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def query(data: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(f"file:{data / 'archive.db'}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo") / "demo"
    start = time.perf_counter()
    done = demo(data)
    print(f"nianbao demo, crawl to publish: {time.perf_counter() - start:.1f} s")
    assert done.returncode == 0, done.stderr
    assert "2,600 / 2,600" in done.stdout
    return data


def test_every_bundled_report_was_found_from_the_home_page(archive: Path) -> None:
    assert query(archive, "select count(*), sum(cells_read) from reports") == [(13, 2600)]
    outcomes = query(archive, "select portal, outcome, family, stop_reason from portal_outcomes")
    assert sorted(outcomes) == [
        ("qinglan", "ok", "hanweb_jpage", "end_reached"),
        ("yunting", "ok", "trs", "end_reached"),
    ]


def test_the_printed_errors_and_nothing_else_are_flagged(archive: Path) -> None:
    found = query(archive, "select organ, [check], severity from current_flags")
    assert sorted(found) == [
        ("云汀市科学技术局", "D01", "error"),
        ("云汀市科学技术局", "N03", "error"),
        ("云汀市自然资源和规划局", "A01", "error"),
        ("云汀市自然资源和规划局", "A02", "error"),
        ("云汀市自然资源和规划局", "A03", "error"),
    ]


def test_no_look_alike_became_a_report(archive: Path) -> None:
    titles = [title for (title,) in query(archive, "select title from reports")]
    assert all("政府信息公开" in title for title in titles)
    assert not [t for t in titles if any(w in t for w in ("解读", "法治", "决算", "指南", "部署"))]


def test_the_second_run_fetches_no_report_again_and_gives_the_same_reports(archive: Path) -> None:
    before = query(archive, "select id, version_id, url from reports order by id")
    assert demo(archive).returncode == 0
    assert query(archive, "select id, version_id, url from reports order by id") == before
    assert query(archive, "select sum(details), sum(fresh) > 0 from portal_outcomes "
                 "where run_id = (select max(id) from runs)") == [(0, 1)]  # fmt: skip


def test_rebuilt_with_the_network_off_it_is_the_same(archive: Path) -> None:
    """No sockets at all: a build that asked for one would fail."""
    hash_before = query(archive, "select value from build_info where key = 'logical_hash'")
    (archive / "archive.db").unlink()
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise OSError('network is off')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from archive.build import build\n"
        f"print(build(Path({str(archive)!r}), full=True).logical_hash)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == hash_before[0][0]


def test_a_killed_demo_is_completed_by_running_it_again(tmp_path: Path) -> None:
    """kill -9 in the middle of the crawl, several reports captured, others not yet."""
    data = tmp_path / "demo"
    process = subprocess.Popen(
        [NIANBAO, "demo", "--data", str(data), "--no-serve"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    details = 0
    while details < 3 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
        details = sum(
            line.count('"kind": "detail"')
            for log in data.glob("runs/*/fetches.jsonl")
            for line in log.read_text("utf-8", errors="replace").splitlines()
        )
    assert process.poll() is None, "the demo ended before it could be killed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(1)  # its crawling child notices that its parent is gone
    assert not list(data.glob("runs/*/summary.json"))
    done = demo(data)
    assert done.returncode == 0, done.stderr
    assert query(data, "select count(*), sum(cells_read) from reports") == [(13, 2600)]
    doubled = query(
        data,
        "select url, count(*) from captures where kind in ('detail', 'attachment') "
        "and http_status = 200 group by url having count(*) > 1",
    )
    assert doubled == []
    assert query(data, "select count(*) from versions") == [(13,)]
    assert query(data, "select count(*) from runs where complete = 0") == [(1,)]


@needs_shared
def test_the_five_real_reports(tmp_path: Path) -> None:
    data = tmp_path / "demo"
    done = demo(data, "--documents", str(SHARED / "seeds"))
    assert done.returncode == 0, done.stderr
    rows = query(data, "select organ_name_printed, report_year, cells_read from reports order by 1")
    assert rows == [
        ("安丘市官庄镇人民政府", 2023, 200),
        ("晋城市行政审批服务管理局", 2023, 200),
        ("淄博市行政审批服务局", 2023, 200),
        ("聊城市行政审批服务局", 2022, 200),
        ("肥城市行政审批服务局", 2023, 200),
    ]
    expected = json.loads((SHARED / "truth" / "expected_flags.json").read_text("utf-8"))
    found = query(data, "select r.organ_name_printed, f.[check], f.severity from flags f "
                  "join reports r on r.version_id = f.version_id")  # fmt: skip
    for id, seed in expected.items():
        truth = json.loads((SHARED / "truth" / f"{id}.json").read_text("utf-8"))
        raised = [(check, severity) for organ, check, severity in found if organ == truth["organ"]]
        for flag in seed["flags"]:
            if flag["certainty"] == "certain" and flag["severity"] in ("error", "warning"):
                assert (flag["check"], flag["severity"]) in raised
        assert not {check for check, _ in raised} & set(seed["must_not_raise"])


def test_a_demo_of_other_documents_does_not_mix(archive: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "mine"
    folder.mkdir()
    shutil.copy(next((ROOT / "crawler/replica/documents/qinglan").glob("*.docx")), folder)
    data = tmp_path / "demo"
    shutil.copytree(archive, data, symlinks=True)
    done = demo(data, "--documents", str(folder))
    assert done.returncode == 0, done.stderr
    assert query(data, "select count(*) from reports") == [(1,)]
    assert (tmp_path / "demo.previous" / "archive.db").is_file()


def test_a_busy_port_is_exit_4_and_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.21", 8421))
        taken.listen()
        done = demo(tmp_path / "demo")
    assert done.returncode == 4
    assert "8421" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def served(archive: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [NIANBAO, "serve", "--data", str(archive), "--port", "8437",
         "--captures", str(archive / "runs")],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    yield address
    process.terminate()
    process.wait(timeout=20)


def test_the_served_archive_answers(archive: Path, served: str) -> None:
    def get(path: str) -> str:
        with urllib.request.urlopen(served.rstrip("/") + path, timeout=20) as answer:
            return answer.read().decode()

    ((id,),) = query(archive, "select report_id from current_flags where [check] = 'A01'")
    assert "云汀市" in get("/")
    page = get(f"/report/{id}")
    assert "六类申请人之和为 36，所印总计为 26" in page
    assert "云汀市自然资源和规划局" in get("/search?q=" + urllib.parse.quote("自然资源"))
