"""Is archive.db a pure function of its inputs, and does it say what became of every capture?"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from archive import build as building
from archive.build import build
from archive.derived import derive
from archive.verify import logical_hash, verify
from archive.versions import content_digest, flag_ids
from crawler.runs import import_files, list_runs, open_run
from parsers.checks import Flag
from parsers.reading import read_file
from tests.paths import BUNDLED

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
PAGE = (BUNDLED / "yunting" / "renmin-zhengfu-2024.html").read_bytes()
OTHER = (BUNDLED / "qinglan" / "renmin-zhengfu-2024.html").read_bytes()


def query(data: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(f"file:{data / 'archive.db'}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def files(folder: Path, **contents: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return folder


def capture(data: Path, body: bytes, when: dt.datetime, url: str, **values: object) -> None:
    """One fetched page in a run of its own."""
    import hashlib

    with open_run(data, f"{when:%Y%m%dT%H%M%SZ}-{hashlib.sha256(body).hexdigest()[:6]}") as run:
        place = run.response(url, when, 200, "OK", [("Content-Type", "text/html")], body)
        run.fetch(
            "fetch", url, fetched_at=when, kind="detail", outcome="ok", http_status=200,
            media_type="text/html", sha256=hashlib.sha256(body).hexdigest(), bytes=len(body),
            **place, **values,
        )  # fmt: skip


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    import_files([BUNDLED / "yunting"], data, now=NOW)
    import_files([BUNDLED / "qinglan"], data, now=NOW + dt.timedelta(hours=1))
    build(data)
    return data


def test_the_hash_does_not_depend_on_cache_or_processes(imported: Path, tmp_path: Path) -> None:
    data = tmp_path / "copy"
    shutil.copytree(imported / "runs", data / "runs")
    first = build(data, jobs=2)
    (data / "archive.db").unlink()
    assert build(data, jobs=1).logical_hash == first.logical_hash
    assert build(data, full=True).logical_hash == first.logical_hash
    assert logical_hash(imported / "archive.db") == first.logical_hash
    print(f"logical hash {first.logical_hash[:12]}: from cache, anew, and with two processes")


def test_built_run_by_run_is_built_in_one_go(imported: Path, tmp_path: Path) -> None:
    data = tmp_path / "step"
    for run in list_runs(imported / "runs"):
        shutil.copytree(run.path, data / "runs" / run.id)
        last = build(data)
    assert last.logical_hash == logical_hash(imported / "archive.db")


def test_every_cell_of_every_report_is_a_row(imported: Path) -> None:
    assert query(
        imported, "select count(*), sum(cells_read), sum(cells_expected) from reports"
    ) == [(13, 2600, 2600)]
    assert query(imported, "select count(*) from applications") == [(13 * 25,)]
    assert query(imported, "select count(*) from disputes") == [(13 * 3,)]
    assert query(imported, "select count(*) from disclosures") == [(13 * 6,)]


def test_verify_is_quiet_on_a_sound_archive_and_names_damage(
    imported: Path, tmp_path: Path
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(imported, data)
    assert verify(data) == []
    with sqlite3.connect(data / "archive.db") as connection:
        connection.execute("update applications set total = total + 1 where item = 'granted'")
    connection.close()
    assert any("逻辑摘要" in problem for problem in verify(data))
    build(data)
    warc = next((data / "runs").glob("*/*.warc.gz"))
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 0xFF
    warc.write_bytes(content)
    damage = verify(data)
    assert damage
    assert all("存档记录" in problem for problem in damage)


def test_what_is_not_a_report_stays_with_its_reason(tmp_path: Path) -> None:
    data = tmp_path / "data"
    folder = files(
        tmp_path / "in",
        empty_html=b" ",
        broken_pdf=b"<html><head><title>404 Not Found</title></head><body>404</body></html>",
        other_html="<html><body><h1>某市2023年法治政府建设年度报告</h1><p>依法行政。</p>".encode(),
        cut_docx=(BUNDLED / "qinglan" / "jiqiaozhen-2023.docx").read_bytes()[:4000],
        good_html=PAGE,
    )
    import_files([folder], data, now=NOW)
    result = build(data)
    assert result.reports == 1
    found = dict(query(data, "select verdict, reason from captures"))
    assert set(found) == {"empty", "error_page", "other_kind", "damaged", "report"}
    assert "法治政府建设" in found["other_kind"]
    assert ".pdf" in found["error_page"]
    assert "HTML 网页" in found["error_page"]
    for verdict, reason in found.items():
        assert verdict == "report" or reason.endswith("。")


def test_a_report_of_unknown_organ_or_year_is_listed_not_guessed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    import_files([files(tmp_path / "in", a_html=without_organ(PAGE))], data, now=NOW)
    result = build(data)
    assert (result.reports, result.unresolved) == (0, 1)
    ((reason,),) = query(data, "select reason from unresolved")
    assert "机关" in reason


def without_organ(page: bytes) -> bytes:
    """The same report with no organ's name in title and text."""
    text = page.decode()
    for name in ("云汀市人民政府", "云汀市", "全市"):
        text = text.replace(name, "")
    return text.encode()


def test_an_import_says_whose_report_it_is_where_the_report_does_not(tmp_path: Path) -> None:
    data = tmp_path / "data"
    folder = files(tmp_path / "in", a_html=without_organ(PAGE), b_html=OTHER)
    import_files([folder], data, organ="安丘市财政局", report_year=2021, now=NOW)
    build(data)
    rows = query(
        data,
        "select r.organ_name_printed, r.report_year, v.evidence from reports r "
        "join versions v on v.id = r.version_id order by r.organ_name_printed",
    )
    assert [row[:2] for row in rows] == [("安丘市财政局", 2024), ("清岚县人民政府", 2024)]
    assert json.loads(rows[0][2])["organ"] == "导入时注明"
    assert "安丘市财政局" in json.loads(rows[1][2])["organ_import"]
    assert "2021" in json.loads(rows[1][2])["report_year_import"]


def test_personal_numbers_of_other_documents_do_not_enter_either(tmp_path: Path) -> None:
    data = tmp_path / "data"
    page = (
        "<html><body><h1>关于13812345678的信访答复</h1><p>来信人手机13812345678。</p></body></html>"
    )
    import_files([files(tmp_path / "in", a_html=page.encode())], data, now=NOW)
    build(data)
    assert "13812345678" not in "\n".join(sqlite3.connect(data / "archive.db").iterdump())
    assert query(data, "select served from captures") == [(0,)]


def test_changed_content_is_a_new_version_and_returning_content_reuses_its_row(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    url = "http://127.0.0.9/a.html"
    changed = PAGE.replace(b"3119", b"3120")
    assert changed != PAGE
    for day, body in enumerate((PAGE, changed, PAGE)):
        capture(data, body, NOW + dt.timedelta(days=day), url)
    build(data)
    versions = query(data, "select is_current, first_seen_at, last_seen_at from versions")
    assert len(versions) == 2
    current = next(version for version in versions if version[0])
    assert current[1].startswith("2026-11-20")
    assert current[2].startswith("2026-11-22")
    assert query(data, "select count(*) from changes") == [(1,)]


def test_page_chrome_does_not_make_a_version(tmp_path: Path) -> None:
    data = tmp_path / "data"
    url = "http://127.0.0.9/a.html"
    for day, counter in enumerate((b"<p>123</p>", b"<p>4567</p>")):
        body = PAGE.replace(b"<body>", b"<body><div class='nav'>" + counter + b"</div>")
        capture(data, body, NOW + dt.timedelta(days=day), url)
    build(data)
    assert query(data, "select count(*) from versions") == [(1,)]


def test_two_renditions_are_one_report_with_the_page_first(tmp_path: Path) -> None:
    data = tmp_path / "data"
    docx = BUNDLED / "qinglan" / "renmin-zhengfu-2022.docx"
    text = derive(docx.read_bytes()).report
    assert text is not None
    import_files([docx], data, url="http://127.0.0.9/a.docx", now=NOW)
    capture(data, docx_as_html(docx), NOW, "http://127.0.0.9/longer/address.html")
    build(data)
    rows = query(data, "select media_type, is_current from versions order by media_type")
    assert [(media_type[:9], current) for media_type, current in rows] == [
        ("applicati", 0),
        ("text/html", 1),
    ]
    assert query(data, "select count(*) from reports") == [(1,)]


def docx_as_html(path: Path) -> bytes:
    """The same report as a page, made from the document's own blocks."""
    from html import escape

    from parsers.documents import Paragraph, read_document

    parts = []
    for block in read_document(path.read_bytes()).blocks:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{escape(block.text)}</p>")
        else:
            rows = "".join(
                "<tr>"
                + "".join(
                    f"<td rowspan={c.rowspan} colspan={c.colspan}>{escape(c.text)}</td>"
                    for c in row
                )
                + "</tr>"
                for row in block.rows
            )
            parts.append(f"<table>{rows}</table>")
    return f"<html><body><div id=zoom>{''.join(parts)}</div></body></html>".encode()


def test_a_page_that_vanished_is_withdrawn_and_a_blocked_one_is_not(tmp_path: Path) -> None:
    data = tmp_path / "data"
    later = NOW + dt.timedelta(days=40)
    capture(data, PAGE, NOW, "http://127.0.0.9/a.html")
    capture(data, OTHER, NOW + dt.timedelta(hours=1), "http://127.0.0.9/b.html")
    with open_run(data, f"{later:%Y%m%dT%H%M%SZ}-abcdef") as run:
        for name, outcome in (("a", "not_found"), ("b", "blocked:waf")):
            run.fetch(
                "fetch", f"http://127.0.0.9/{name}.html", fetched_at=later, kind="detail",
                outcome=outcome,
            )  # fmt: skip
    build(data)
    assert dict(query(data, "select organ_name_printed, withdrawn from reports")) == {
        "云汀市人民政府": 1,
        "清岚县人民政府": 0,
    }


def test_personal_numbers_never_enter_and_their_copy_is_not_served(tmp_path: Path) -> None:
    data = tmp_path / "data"
    number = "110105199003078733"
    sum_ = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(number[:17]))
    number = number[:17] + "10X98765432"[sum_ % 11]
    where = '<p style="text-align:right">云汀市人民政府</p>'
    assert where in PAGE.decode()
    body = PAGE.decode().replace(where, f"<p>申请人身份证号{number}，已答复。</p>{where}", 1)
    capture(data, body.encode(), NOW, "http://127.0.0.9/a.html")
    build(data)
    assert query(data, "select served from captures") == [(0,)]
    assert number not in "\n".join(sqlite3.connect(data / "archive.db").iterdump())
    ((text,),) = query(data, "select text from sections where number = 6")
    assert "*" * 18 in text


def test_flag_ids_are_stable_and_repeats_are_numbered() -> None:
    flag = Flag("S04", "error", "一句话。", quote="（此处填写）")
    ids = flag_ids("x-2023", [flag, flag, Flag("S04", "error", "一句话。", quote="另一处")])
    assert ids[1] == ids[0] + "-2"
    assert len(set(ids)) == 3
    assert all(id.startswith("x-2023-S04-") for id in ids)


def test_the_digest_ignores_white_space_only() -> None:
    report = read_file(PAGE)
    spaced = read_file(PAGE.replace("本年度".encode(), "本 年 度".encode()))
    other = read_file(PAGE.replace(b"3119", b"3118"))
    assert content_digest(report) == content_digest(spaced)
    assert content_digest(report) != content_digest(other)


def test_a_second_build_at_once_is_refused(tmp_path: Path) -> None:
    import filelock

    (tmp_path / "locks").mkdir()
    with filelock.FileLock(tmp_path / "locks" / "build.lock"), pytest.raises(building.BuildError):
        build(tmp_path)


def test_a_damaged_cache_is_read_again(imported: Path, tmp_path: Path) -> None:
    data = tmp_path / "copy"
    shutil.copytree(imported, data)
    for path in (data / "derived").iterdir():
        path.write_bytes(b"damaged")
    assert build(data).logical_hash == logical_hash(imported / "archive.db")


def hybrid_page() -> bytes:
    """A report whose first clause prints the 2019 columns and the others those of 2021."""
    text = PAGE.decode()
    for new, old in (
        ("本年制发件数", "本年新制作数量"),
        ("本年废止件数", "本年新公开数量"),
        ("现行有效件数", "对外公开总数量"),
    ):
        assert new in text
        text = text.replace(new, old)
    return text.encode()


def test_a_hybrid_keeps_each_clause_in_its_own_columns(tmp_path: Path) -> None:
    data = tmp_path / "data"
    import_files([files(tmp_path / "in", a_html=hybrid_page())], data, now=NOW)
    build(data)
    ((id, form, forms),) = query(
        data,
        "select r.id, r.form, v.table_forms from reports r join versions v on v.id = r.version_id",
    )
    assert form == "hybrid"
    assert "2019" in forms
    assert query(data, "select count(*) from disclosures_2019 where made is not null") == [(2,)]
    assert query(data, "select count(*) from disclosures where in_force is not null") == [(0,)]
    assert query(data, "select count(*) from disclosures where decisions is not null") == [(3,)]
    connection = sqlite3.connect(data / "archive.db")
    connection.row_factory = sqlite3.Row
    from archive.site.reading import report_page

    page = report_page(connection, id)
    connection.close()
    assert page is not None
    html = page.tables["active_disclosure"]
    assert "本年新制作数量" in html
    assert "本年处理决定数量" in html


def test_a_local_row_is_kept_with_its_table(tmp_path: Path) -> None:
    at = PAGE.rindex(b"<tr", 0, PAGE.index("<td>行政许可".encode()))
    pages = [
        PAGE[:at] + f"<tr><td>行政检查</td><td colspan=3>{n}</td></tr>".encode() + PAGE[at:]
        for n in (61, 62)
    ]
    data = tmp_path / "data"
    capture(data, pages[0], NOW, "http://www.yunting.gov.cn/a.html")
    assert build(data).cells_read == 200
    kept = query(data, "select [table], label, printed, report_year from current_local_rows")
    assert kept == [("active_disclosure", "行政检查", '["61"]', 2024)]
    capture(data, pages[1], NOW + dt.timedelta(days=40), "http://www.yunting.gov.cn/a.html")
    build(data)
    assert query(data, "select count(distinct digest) from versions") == [(2,)]
    assert query(data, "select printed from current_local_rows") == [('["62"]',)]


def test_control_characters_and_endless_digits_do_not_stop_a_build(tmp_path: Path) -> None:
    data = tmp_path / "data"
    strange = OTHER.replace("本".encode(), b"\x1b&#1;\x0b" + "本".encode())
    endless = PAGE.replace(b"3119", b"9" * 25)  # in a sentence and in cells
    assert endless != PAGE
    assert strange != OTHER
    import_files([files(tmp_path / "in", a_html=strange, b_html=endless)], data, now=NOW)
    result = build(data)
    assert result.verdicts == {"report": 2}
    assert result.cells_read == 400
    assert verify(data) == []
    unread = query(data, "select kind, value from cell_notes where raw = '" + "9" * 25 + "'")
    assert unread
    assert set(unread) == {("unreadable", None)}
