"""Is what gets published whole, immutable and switched in one step, and is the rest refused?"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import filelock
import pytest

from archive import publish as publishing
from archive.publish import PublishError, open_site, publish, serve
from tests.site_fixture import invented, make_data

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "archive.db", "search.db", "metadata.json", "settings.json", "inspect-data.json", "site.json",
}  # fmt: skip


@pytest.fixture
def data(tmp_path) -> Path:
    make_data(tmp_path)
    return tmp_path


def execute(data: Path, *statements: str) -> None:
    with closing(sqlite3.connect(data / "archive.db")) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def rename_build(data: Path, hash_: str) -> None:
    digest = hashlib.sha256(hash_.encode()).hexdigest()
    execute(data, f"update build_info set value = '{digest}' where key = 'logical_hash'")


def test_a_published_build_is_whole_and_named_after_its_hash(data):
    target = publish(data)
    with closing(sqlite3.connect(data / "archive.db")) as db:
        digest = db.execute("select value from build_info where key = 'logical_hash'").fetchone()[0]
    assert target == data / "site" / digest[:12]
    assert {file.name for file in target.iterdir()} == FILES
    assert os.readlink(data / "site" / "current") == digest[:12]
    inspected = json.loads((target / "inspect-data.json").read_text())["archive"]
    assert inspected["file"] == "archive.db"
    assert inspected["tables"]["reports"]["count"] == len(invented())
    assert inspected["hash"] == hashlib.sha256((target / "archive.db").read_bytes()).hexdigest()
    assert not list((data / "site").glob(".tmp-*"))


def test_the_same_build_again_changes_nothing(data):
    first = publish(data)
    before = {file.name: file.stat().st_mtime_ns for file in first.iterdir()}
    inode = first.stat().st_ino
    assert publish(data) == first
    assert {file.name: file.stat().st_mtime_ns for file in first.iterdir()} == before
    assert first.stat().st_ino == inode


def test_newer_site_code_replaces_the_same_build(data, monkeypatch):
    first = publish(data)
    inode = first.stat().st_ino
    monkeypatch.setattr(publishing, "SITE_FORMAT", 99)
    assert publish(data) == first
    assert first.stat().st_ino != inode
    assert json.loads((first / "site.json").read_text())["format"] == 99


def test_three_builds_are_kept(data):
    builds = []
    for number in range(5):
        rename_build(data, str(number))
        builds.append(publish(data))
        os.utime(builds[-1], (number, number))
    assert [build for build in builds if build.exists()] == builds[-3:]
    assert (data / "site" / "current").resolve() == builds[-1]


def test_leftovers_of_a_killed_publish_are_removed(data):
    stale = data / "site" / ".tmp-abc"
    stale.mkdir(parents=True)
    (stale / "archive.db").write_bytes(b"torn")
    publish(data)
    assert not stale.exists()


def test_one_publisher_at_a_time(data):
    (data / "site").mkdir()
    with filelock.FileLock(data / "site" / ".lock"), pytest.raises(PublishError, match="另一个"):
        publish(data)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("delete from build_info where key = 'logical_hash'", "logical_hash"),
        ("update build_info set value = '../../etc' where key = 'logical_hash'", "logical_hash"),
        ("delete from reports", "没有一份报告"),
        ("update reports set version_id = 'gone' where id = '370303-linhe-2023'", "没有当前版本"),
        ("drop table checks", "缺少表 checks"),
        ("delete from organs", "引用"),
    ],
)
def test_an_unsound_archive_is_refused_and_the_site_stays(data, statement, sentence):
    first = publish(data)
    rename_build(data, "next")
    execute(data, statement)
    with pytest.raises(PublishError, match=sentence):
        publish(data)
    assert (data / "site" / "current").resolve() == first.resolve()


def test_damaged_and_missing_files_are_refused(tmp_path):
    with pytest.raises(PublishError, match="不存在"):
        publish(tmp_path)
    (tmp_path / "archive.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(PublishError, match="无法作为数据库读取"):
        publish(tmp_path)
    shutil.rmtree(tmp_path / "site")
    make_data(tmp_path)
    size = (tmp_path / "archive.db").stat().st_size
    with (tmp_path / "archive.db").open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 4))
    with pytest.raises(PublishError):
        publish(tmp_path)
    assert not (tmp_path / "site" / "current").exists()


def test_the_database_opens_immutable(data):
    database = open_site(publish(data)).get_database("archive")
    assert not database.is_mutable
    assert database.hash


def test_serving_needs_a_site_and_a_free_port(data):
    with pytest.raises(PublishError, match="nianbao publish"):
        serve(data, 0)
    publish(data)
    with pytest.raises(PublishError, match="不存在"):
        serve(data, 0, captures=data / "nowhere")
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PublishError, match=f"127.0.0.1:{port}"):
            serve(data, port)


def test_the_server_follows_a_new_build(data):
    """A process of its own: announces its address, answers, switches without a restart."""
    publish(data)
    code = (
        "import sys; from pathlib import Path; from archive.publish import serve; "
        "serve(Path(sys.argv[1]), 0, announce=lambda a: print(a, flush=True))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")

        def home() -> str:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.read().decode()

        assert "临河县人民政府" in home()
        execute(data, "update reports set title = '换过的标题'")
        rename_build(data, "newer")
        publish(data)
        deadline = time.monotonic() + 10
        while "换过的标题" not in home():
            assert time.monotonic() < deadline, "the server kept the old build"
            time.sleep(0.2)
    finally:
        server.terminate()
        server.wait(10)
