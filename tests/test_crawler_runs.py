"""What was seen is kept and read back: WARC records, lines, torn tails, imports."""

import datetime as dt
import gzip
import hashlib
import json
import os
import threading

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.captures import CaptureDamaged, CaptureWriter, iter_captures, read_capture
from crawler.runs import (
    RUN_ID,
    Fetch,
    captured,
    captured_urls,
    handed_over,
    import_files,
    learned,
    list_runs,
    new_run_id,
    open_run,
)

NOW = dt.datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=dt.UTC)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def write(path, count=3):
    """(record id, offset) of some answers, compressed as sent."""
    headers = [
        ("Content-Type", "text/html; charset=gb2312"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
    ]
    with CaptureWriter(path, {"software": "test"}) as writer:
        return [
            writer.response(
                f"http://a.gov.cn/{n}", NOW, 200, "OK", headers, gzip.compress(b"x" * n * 100)
            )
            for n in range(count)
        ]


def test_roundtrip(tmp_path):
    path = tmp_path / "a.warc.gz"
    for number, (record_id, offset) in enumerate(write(path)):
        capture = read_capture(path, offset)
        assert capture.record_id == record_id
        assert record_id.startswith("urn:uuid:")
        assert capture.url == f"http://a.gov.cn/{number}"
        assert capture.status == 200
        assert capture.body == b"x" * number * 100
        assert capture.fetched_at == "2026-11-20T01:02:03.456789Z"
        assert capture.headers["content-type"] == "text/html; charset=gb2312"
    with path.open("rb") as file:
        types = [record.rec_type for record in ArchiveIterator(file)]
    assert types == ["warcinfo", "response", "response", "response"]
    assert path.read_bytes()[:2] == b"\x1f\x8b"


def test_every_tear_is_noticed_and_what_came_before_is_read(tmp_path):
    path = tmp_path / "a.warc.gz"
    places = write(path)
    whole = path.read_bytes()
    last = places[-1][1]
    for cut in range(last + 1, len(whole), 7):
        path.write_bytes(whole[:cut])
        found = []
        with pytest.raises(CaptureDamaged, match=str(last)):
            found.extend(capture.record_id for _, capture in iter_captures(path))
        got = read_capture(path, places[0][1])
        assert got.record_id == places[0][0]
    path.write_bytes(whole[:last])
    assert [c.record_id for _, c in iter_captures(path)] == [record for record, _ in places[:-1]]


def test_damage_and_wrong_offsets_are_sentences(tmp_path):
    path = tmp_path / "a.warc.gz"
    places = write(path)
    whole = bytearray(path.read_bytes())
    whole[places[1][1] + 200] ^= 0xFF
    path.write_bytes(whole)
    assert read_capture(path, places[0][1])
    for offset in (places[1][1], places[0][1] + 3, len(whole), 0):
        with pytest.raises(CaptureDamaged, match=r"a\.warc\.gz 第"):
            read_capture(path, offset)


def test_resource_records_have_no_http(tmp_path):
    path = tmp_path / "a.warc.gz"
    with CaptureWriter(path, {}) as writer:
        _, offset = writer.resource("http://www.x.gov.cn/a.pdf", NOW, "application/pdf", b"%PDF-1")
    capture = read_capture(path, offset)
    assert (capture.status, dict(capture.headers), capture.body) == (None, {}, b"%PDF-1")


def test_fetch_line_roundtrip():
    fetch = Fetch("fetch", "2026-11-20T00:00:00.000000Z", "http://x.gov.cn/年报", total=3, bytes=0)
    line = fetch.to_line()
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert "null" not in line.decode()
    assert Fetch.from_line(line) == fetch
    newer = json.dumps({**json.loads(line), "invented_later": 1}).encode()
    assert Fetch.from_line(newer) == fetch
    for broken in (b"{", b"[]", b"{}", b"\xff"):
        with pytest.raises(ValueError):  # noqa: PT011 (json's own messages)
            Fetch.from_line(broken)


def fill(data, urls, kind="detail", outcome="ok", **values):
    with open_run(data) as run:
        for url in urls:
            place = run.response(url, NOW, 200, "OK", [], url.encode())
            run.fetch("fetch", url, kind=kind, outcome=outcome, **place, **values)
    return run


def test_a_finished_run(tmp_path):
    fill(tmp_path, ["http://a.gov.cn/1", "http://a.gov.cn/2"])
    (run,) = list_runs(tmp_path / "runs")
    assert RUN_ID.fullmatch(run.id)
    assert run.problems == []
    assert run.summary()["lines"] == 2
    assert len((run.path / "index.cdxj").read_text().splitlines()) == 2
    for fetch in run.fetches():
        assert read_capture(run.warc(fetch), fetch.offset).record_id == fetch.capture_id


def test_torn_tails_are_skipped_and_named(tmp_path):
    fill(tmp_path, ["http://a.gov.cn/1", "http://a.gov.cn/2", "http://a.gov.cn/3"])
    (run,) = list_runs(tmp_path / "runs")
    log = run.path / "fetches.jsonl"
    log.write_bytes(log.read_bytes()[:-20])
    warc = next(run.path.glob("*.warc.gz"))
    warc.write_bytes(warc.read_bytes()[:-9])
    (run.path / "summary.json").unlink()
    (again,) = list_runs(tmp_path / "runs")
    assert [fetch.url for fetch in again.fetches()] == ["http://a.gov.cn/1", "http://a.gov.cn/2"]
    assert again.summary() is None
    problems = "\n".join(again.problems)
    assert len(again.problems) == 3
    for named in ("第 3 行没有写完", "summary.json", "没有写完"):
        assert named in problems


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (b"", "空的"),
        (b"  \n", "空的"),
        (b'{"run": "x", "por', "JSON"),
        (b"\xff\xfe\x00garbled", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[1, 2]", "对象"),
        (b'{"portals": 3}', "portals"),
        (b'{"portals": [{"outcome": "ok"}]}', "portals"),
        (b'{"portals": [], "ended_at": 5}', "ended_at"),
    ],
)
def test_an_unreadable_summary_is_an_unfinished_run(tmp_path, text, named):
    fill(tmp_path, ["http://a.gov.cn/1"])
    (run,) = list_runs(tmp_path / "runs")
    (run.path / "summary.json").write_bytes(text)
    assert run.summary() is None
    (problem,) = run.problems
    assert run.id in problem
    assert "summary.json" in problem
    assert named in problem
    assert learned([run]) == {}


def test_the_latest_columns_are_learned(tmp_path):
    for day, columns in enumerate((["http://a.gov.cn/old/"], ["http://a.gov.cn/new/"], [])):
        with open_run(tmp_path, new_run_id(NOW + dt.timedelta(days=day))) as run:
            run.portals.append({"portal": "a", "columns": columns})
    found = learned(list_runs(tmp_path / "runs"))
    assert found["a"]["columns"] == ["http://a.gov.cn/new/"]


def test_a_damaged_line_in_the_middle_is_named(tmp_path):
    fill(tmp_path, ["http://a.gov.cn/1", "http://a.gov.cn/2"])
    (run,) = list_runs(tmp_path / "runs")
    log = run.path / "fetches.jsonl"
    first, second = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(first + b"garbage\n" + second)
    assert len(list(run.fetches())) == 2
    assert len(run.problems) == 1
    assert "第 2 行" in run.problems[0]


def test_an_error_leaves_a_readable_run(tmp_path):
    def fail():
        with open_run(tmp_path) as run:
            run.fetch("fetch", "http://a.gov.cn/")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    (found,) = list_runs(tmp_path / "runs")
    assert found.summary()["error"] == "RuntimeError: stop"


def test_threads_do_not_mix_lines(tmp_path):
    with open_run(tmp_path) as run:

        def work(name):
            for n in range(50):
                url = f"http://{name}.gov.cn/{n}"
                run.fetch("fetch", url, **run.response(url, NOW, 200, "OK", [], url.encode()))

        threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    (found,) = list_runs(tmp_path / "runs")
    lines = list(found.fetches())
    assert len(lines) == 200
    assert found.problems == []
    for fetch in lines:
        assert read_capture(found.warc(fetch), fetch.offset).body.decode() == fetch.url


def test_a_big_warc_is_continued_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.runs.MAX_WARC_BYTES", 1000)
    fill(tmp_path, [f"http://a.gov.cn/{n}" for n in range(9)])
    (run,) = list_runs(tmp_path / "runs")
    assert len(list(run.path.glob("*.warc.gz"))) > 1
    assert len((run.path / "index.cdxj").read_text().splitlines()) == 9
    for fetch in run.fetches():
        assert read_capture(run.warc(fetch), fetch.offset).url == fetch.url


def test_only_good_captures_count_as_captured(tmp_path):
    fill(tmp_path, ["http://a.gov.cn/ok"])
    fill(tmp_path, ["http://a.gov.cn/list"], kind="list")
    fill(tmp_path, ["http://a.gov.cn/bad"], outcome="soft_404")
    fill(tmp_path, ["http://a.gov.cn/moved"], outcome="redirect", message="转到 http://a.gov.cn/ok")
    fill(tmp_path, ["http://a.gov.cn/lost"], outcome="redirect", message="转到 http://a.gov.cn/no")
    fill(
        tmp_path, ["http://a.gov.cn/ring"], outcome="redirect", message="转到 http://a.gov.cn/ring"
    )
    runs = list_runs(tmp_path / "runs")
    found = captured(runs, LONG_AGO)
    assert set(found) == {"http://a.gov.cn/ok", "http://a.gov.cn/moved"}
    assert found["http://a.gov.cn/moved"].fetch.url == "http://a.gov.cn/ok"
    assert set(captured_urls(runs, LONG_AGO)) == set(found)
    fill(tmp_path, ["http://a.gov.cn/ok"], outcome="not_found")
    assert captured_urls(list_runs(tmp_path / "runs"), LONG_AGO) == {}
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    assert captured_urls(runs, tomorrow) == {}


def test_handed_over(tmp_path):
    with open_run(tmp_path) as run:
        run.fetch("handed_over", "http://b.gov.cn/1", portal="a", title="t")
        run.fetch("fetch", "http://a.gov.cn/1")
    assert set(handed_over(list_runs(tmp_path / "runs"))) == {"http://b.gov.cn/1"}


def test_import(tmp_path):
    folder = tmp_path / "files" / "deep"
    folder.mkdir(parents=True)
    (folder / "b.pdf").write_bytes(b"%PDF-1.4")
    (folder.parent / "a.txt").write_text("一、总体情况", encoding="utf-8")
    (folder / ".hidden").write_text("x")
    paths = [folder.parent, tmp_path / "missing.docx"]
    run_id = import_files(paths, tmp_path, organ="某局", report_year=2023, now=NOW)
    assert run_id.startswith("20261120T010203Z-")
    (run,) = list_runs(tmp_path / "runs")
    assert run.problems == []
    text, pdf, missing = run.fetches()
    assert text.url == "urn:sha256:" + hashlib.sha256("一、总体情况".encode()).hexdigest()
    assert (pdf.media_type, pdf.title, pdf.organ, pdf.report_year) == (
        "application/pdf",
        "b.pdf",
        "某局",
        2023,
    )
    assert read_capture(run.warc(pdf), pdf.offset).body == b"%PDF-1.4"
    assert (missing.outcome, missing.capture_id) == ("error", None)
    assert "missing.docx" in missing.message
    assert run.summary()["outcomes"] == {"ok": 2, "error": 1}


@pytest.mark.skipif(os.name != "posix", reason="file names are text on this system")
def test_file_names_that_are_not_utf8_are_imported_and_shown(tmp_path):
    folder = os.fsencode(tmp_path / "files")
    os.mkdir(folder)
    names = ["局".encode("gbk") + b".txt", b"\xff\xff.txt", b"\xc3\x28.txt", "好.txt".encode()]
    for name in names:
        with open(os.path.join(folder, name), "wb") as file:
            file.write(name)
    missing = tmp_path / os.fsdecode(b"\xb7\xff.txt")
    import_files([tmp_path / "files", missing], tmp_path)
    (run,) = list_runs(tmp_path / "runs")
    assert run.problems == []
    assert run.summary()["outcomes"] == {"ok": 4, "error": 1}
    titles = [fetch.title for fetch in run.fetches()]
    assert {"局.txt", "好.txt"} < set(titles)
    assert len(set(titles)) == 5
    for title in titles:
        title.encode()  # can be written anywhere


def test_importing_nothing_is_said_and_leaves_no_run(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".hidden").write_text("x")
    with pytest.raises(ValueError, match="empty 里没有可导入的文件"):
        import_files([tmp_path / "empty"], tmp_path)
    assert list_runs(tmp_path / "runs") == []


def test_a_line_is_written_whatever_is_in_it(tmp_path):
    with open_run(tmp_path) as run:
        run.fetch("fetch", "http://a.gov.cn/", title="半个\ud83d字")
    (found,) = list_runs(tmp_path / "runs")
    (line,) = found.fetches()
    assert line.title == "半个?字"


def test_import_with_an_address_takes_one_file(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("x")
    run_id = import_files([file], tmp_path, url="http://www.x.gov.cn/a.txt")
    (fetch,) = list_runs(tmp_path / "runs")[0].fetches()
    assert fetch.url == "http://www.x.gov.cn/a.txt"
    with pytest.raises(ValueError, match="2 个"):
        import_files([file, file], tmp_path, url="http://www.x.gov.cn/a.txt")
    assert [run.id for run in list_runs(tmp_path / "runs")] == [run_id]


def test_run_ids_sort_by_time():
    early = new_run_id(NOW)
    late = new_run_id(NOW + dt.timedelta(seconds=1))
    assert early < late
    assert new_run_id(NOW) != early
