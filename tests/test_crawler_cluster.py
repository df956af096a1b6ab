"""Work over processes: all items come back, a killed worker costs its own item only."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.cluster import WorkerDied, run_jobs

ROOT = Path(__file__).resolve().parents[1]


def double(n):
    return n * 2


def process_id(_):
    return os.getpid()


def die_on_three(n):
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def raise_on_three(n):
    if n == 3:
        raise RuntimeError("three")
    return n


@pytest.mark.parametrize("options", [{"jobs": 1}, {"jobs": 2}, {"jobs": 2, "fresh_process": True}])
def test_every_item_comes_back(options):
    assert dict(run_jobs(double, range(5), **options)) == {n: n * 2 for n in range(5)}


def test_where_the_work_is_done():
    assert {pid for _, pid in run_jobs(process_id, range(3))} == {os.getpid()}
    fresh = {pid for _, pid in run_jobs(process_id, range(3), fresh_process=True)}
    assert len(fresh) == 3
    assert os.getpid() not in fresh


@pytest.mark.parametrize("options", [{"jobs": 2}, {"jobs": 2, "fresh_process": True}])
def test_a_killed_worker_fails_its_item_only(options):
    results = dict(run_jobs(die_on_three, range(6), **options))
    died = results.pop(3)
    assert isinstance(died, WorkerDied)
    assert "3" in str(died)
    assert results == {n: n for n in (0, 1, 2, 4, 5)}


@pytest.mark.parametrize("options", [{"jobs": 1}, {"jobs": 2}, {"jobs": 1, "fresh_process": True}])
def test_an_error_of_the_function_is_raised(options):
    with pytest.raises(RuntimeError, match="three"):
        list(run_jobs(raise_on_three, [3], **options))


def test_no_items_and_no_jobs():
    assert list(run_jobs(double, [], jobs=2)) == []
    with pytest.raises(ValueError, match="0"):
        list(run_jobs(double, [1], jobs=0))


def test_workers_end_with_their_parent(tmp_path):
    """kill -9 of a command must not leave a crawl running behind."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys, time, pathlib\n"
        "from crawler.cluster import run_jobs\n"
        "def work(path):\n"
        "    pathlib.Path(path).write_text(str(os.getpid()))\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    list(run_jobs(work, [sys.argv[1]], fresh_process=True))\n"
    )
    mark = tmp_path / "pid"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, str(script), str(mark)], env=environment)
    for _ in range(200):
        if mark.exists() and mark.read_text():
            break
        time.sleep(0.05)
    worker = int(mark.read_text())
    parent.kill()
    parent.wait()
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        if (
            Path(f"/proc/{worker}/stat").exists()
            and " Z " in Path(f"/proc/{worker}/stat").read_text()
        ):
            return
        time.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker outlived its parent")
