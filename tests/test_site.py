"""Do the pages say what the archive holds, guarded, in the current version only?"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from lxml import html

from archive.publish import open_site, publish
from archive.site import plugin
from archive.site.guards import COPY_POLICY, CsvFilter, neutral
from archive.site.metadata import labels, metadata, settings
from tests.site_fixture import SHARED, from_truth, invented, make_data
from tests.test_search import HOSTILE

PAGES = [
    "/", "/search", "/search?q=公开", "/search?q=%22%2A", "/report/370303-linhe-2023",
    "/report/140501-jincui-2023", "/organ/370303-linhe", "/checks", "/about", "/archive",
    "/archive/reports", "/archive/flags", "/archive/captures", "/archive/current_flags?check=A01",
    "/archive/reports_wide", "/archive?sql=select+1", "/archive/organs/370303-linhe",
    "/archive/reports?_facet=form&report_year=2023", plugin.reports_url(province="山东省"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("site")
    reports = invented()
    reports[0]["title"] = "=cmd|' /C calc'!A0"
    reports[1]["title"] = '+"引号",\n换行 @x'
    reports[2]["sections"].append((None, "附：", "<script>alert('x')</script>"))
    make_data(data, reports)
    with closing(sqlite3.connect(data / "archive.db")) as db:
        # An older version of a report, with its own cells and flags, must never be shown.
        old = "370303-linhe-2023-old"
        columns = "report_id, url, media_type, capture_id, digest, first_seen_at, last_seen_at"
        db.execute(
            f"insert into versions (id, {columns}, is_current) "
            f"select ?, {columns}, 0 from versions where report_id = '370303-linhe-2023'",
            [old],
        )
        db.execute(
            "insert into flags (version_id, id, report_id, [check], severity, message) "
            "values (?, 'old-flag', '370303-linhe-2023', 'A01', 'error', '旧版本的标记')",
            [old],
        )
        db.execute(
            "insert into sections (version_id, position, number, heading, text) "
            "values (?, 0, 1, '旧', '独角兽旧文')",
            [old],
        )
        db.execute(
            "insert into captures (id, url, fetched_at, media_type, sha256, bytes, warc, offset, "
            "verdict, kind, run_id, served) select 'pdf', 'http://www.example.gov.cn/a%2F\"b.pdf', "
            "fetched_at, 'application/pdf', sha256, bytes, 'none.warc.gz', 0, verdict, kind, "
            "run_id, 1 from captures limit 1"
        )
        db.commit()
    publish(data)
    return data


@pytest.fixture(scope="module")
def get(folder):
    """get(path, captures=…) → the answer of the site."""
    with asyncio.Runner() as runner:
        sites = {
            with_copies: open_site(folder / "site" / "current", folder if with_copies else None)
            for with_copies in (True, False)
        }

        def fetch(path: str, captures: bool = True) -> Any:
            return runner.run(sites[captures].client.get(path))

        yield fetch


def page(answer: Any) -> html.HtmlElement:
    return html.document_fromstring(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_guarded_and_without_script(get, path):
    answer = get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    tree = page(answer)
    assert not tree.xpath("//script|//style|//*[@style]|//iframe")
    assert not [a for e in tree.iter() for a in getattr(e, "attrib", ()) if a.startswith("on")]
    loaded = tree.xpath("//link[@rel='stylesheet']/@href|//img/@src|//link[@rel='icon']/@href")
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert len(tree.xpath("//h1")) == 1
    assert tree.get("lang") == "zh-CN"


def test_home_counts_and_lists(get):
    text = page(get("/")).text_content()
    reports = invented()
    assert re.search(rf"{len(reports)}\s*份报告", text)
    assert re.search(r"4\s*个机关", text)
    assert "山西省" in text
    assert "错误" in text


def test_report_page_shows_marks_flags_and_sources(get):
    tree = page(get("/report/140501-jincui-2023"))
    cell = tree.xpath('//td[@id="cell-applications-granted-total"]')[0]
    assert "nb-error" in cell.get("class")
    target = cell.xpath(".//a/@href")[0]
    flags = tree.xpath('//section[@id="flags"]')[0]
    assert tree.xpath("//*[@id=$id]", id=target[1:])[0] in flags.iter()
    assert flags.xpath('.//a[@href="#cell-applications-granted-total"]')
    assert "原件未见此行" in tree.text_content()
    assert "不计入" in flags.text_content()
    links = tree.xpath('//section[@id="source"]//a')
    outside = next(a for a in links if a.get("href").startswith("http"))
    assert {"noopener", "nofollow"} <= set(outside.get("rel").split())
    assert any(a.get("href").startswith("/capture/") for a in links)


def test_every_link_on_the_page_has_its_target(get):
    for id in ("140501-jincui-2023", "370303-linhe-2023", "370301-zizhou-2024"):
        tree = page(get(f"/report/{id}"))
        ids = set(tree.xpath("//@id"))
        assert {href[1:] for href in tree.xpath("//a[starts-with(@href, '#')]/@href")} <= ids
        assert len(ids) == len(tree.xpath("//@id"))


def test_quotes_are_marked_in_the_text(get):
    tree = page(get("/report/370303-linhe-2023"))
    marked = tree.xpath('//section[@id="section-1"]//mark')
    assert [m.text_content() for m in marked] == ["共收到政府信息公开申请75件"]


def test_flags_about_a_heading_stand_at_the_heading(get):
    tree = page(get("/report/370784-guanzhuang-2023"))
    mark = tree.xpath('//section[@id="section-5"]/h3/a')[0]
    flag = tree.xpath("//*[@id=$id]", id=mark.get("href")[1:])[0]
    assert "标题写法" in flag.text_content()
    assert flag.xpath('.//a[@href="#section-5"]')


@pytest.mark.parametrize("query", HOSTILE, ids=lambda q: repr(q)[:20])
def test_no_search_address_fails(get, query):
    text = quote(query.encode("utf-8", "surrogatepass"))
    if len(text) < 60_000:
        assert get(f"/search?q={text}&year={text[:9]}&page={text[:9]}").status_code == 200


def test_last_years_values_stand_beside(get):
    tree = page(get("/report/370303-linhe-2023"))
    cell = tree.xpath('//td[@id="cell-applications-new_received-total"]')[0]
    assert cell.xpath('.//*[@class="nb-prev-value"]')[0].text == "60"
    assert not page(get("/report/370303-linhe-2022")).xpath('//*[@class="nb-prev-value"]')


def test_only_the_current_version_counts(get):
    assert "旧版本的标记" not in get("/report/370303-linhe-2023").text
    assert "旧版本的标记" not in get("/archive/current_flags").text
    assert "没有报告" in get("/search?q=独角兽").text
    catalogue = page(get("/checks")).xpath('//tr[@id="A01"]/td')
    assert catalogue[2].text_content().strip() == "4"


def test_dismissed_flags_are_not_counted(get):
    row = page(get("/checks")).xpath('//tr[@id="A03"]/td')
    assert row[2].text_content().strip() == "0"


def test_printed_markup_stays_text(get):
    answer = get("/report/370301-zizhou-2023")
    assert "&lt;script&gt;alert" in answer.text


def test_json_of_a_report(get):
    answer = get("/report/370301-zizhou-2024.json")
    assert answer.headers["content-type"].startswith("application/json")
    data = answer.json()
    assert data["report_year"] == 2024
    assert data["tables"]["active_disclosure"]["administrative_fees"] == {"amount_wan_yuan": None}
    assert data["tables"]["applications"]["new_received"]["total"] == 79
    assert data["flags"][0]["check"] == "S09"
    assert data["sections"][1]["heading"] == "一、总体情况"


def test_organ_page_compares_years(get):
    tree = page(get("/organ/370303-linhe"))
    row = tree.xpath('//tr[th="新收申请"]/td')
    assert [re.sub(r"\s", "", cell.text_content()) for cell in row] == [
        "86+17.8%", "73+21.7%", "60",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/report/x",
        "/report/%2e%2e%2f",
        "/organ/x",
        "/capture/x",
        "/nothing",
        "/archive/nothing",
        "/archive/reports/x",
        "/report/" + "长" * 300,
        "/assets/nothing.css",
        "/assets/../plugin.py",
    ],
)
def test_unknown_addresses_are_a_page_with_a_sentence(get, path, capfd):
    answer = get(path)
    assert answer.status_code == 404
    tree = page(answer)
    assert tree.xpath('//form[@action="/search"]')
    assert tree.xpath('//p[@role="status"]')[0].text_content().strip()
    assert "content-security-policy" in answer.headers
    assert "Traceback" not in "".join(capfd.readouterr())


def test_unknown_json_is_json(get):
    answer = get("/report/x.json")
    assert answer.status_code == 404
    assert answer.json()["ok"] is False


@pytest.mark.parametrize(
    "path", ["/-/databases", "/-/threads.json", "/-/plugins", "/-/permissions"]
)
def test_service_pages_are_closed(get, path):
    assert get(path).status_code == 404


def test_search_database_is_not_published(get):
    assert get("/search.db").status_code == 404
    names = [table["name"] for table in get("/archive.json").json()["tables"]]
    assert not [name for name in names if "fts" in name or name == "documents"]


def test_table_pages_have_facets_and_chinese_labels(get):
    tree = page(get("/archive/reports"))
    facets = [s.text_content().split()[0] for s in tree.xpath('//details[@class="facet"]/summary')]
    assert facets == ["报告年度", "省份", "层级", "表式", "最严重的标记"]
    heads = [th.text_content().strip() for th in tree.xpath("//thead//th")]
    assert any("报告所印机关名称" in head and "organ_name_printed" in head for head in heads)
    assert tree.xpath('//tbody//a[@href="/report/370303-linhe-2023"]')


def test_sql_is_read_only_and_limited(get):
    assert get("/archive.json?sql=delete+from+reports").status_code == 400
    assert get("/archive.json?sql=select+zeroblob(500000000)").status_code == 400
    slow = "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c"
    answer = get("/archive?sql=" + slow.replace(" ", "+").replace("+1", "%2B1"))
    assert answer.status_code == 400
    assert "时间限制" in answer.text


# ── Archived copies ───────────────────────────────────────────────────────────────────────────


def capture_path(folder: Path, year: int) -> str:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        (id,) = db.execute(
            "select capture_id from versions where report_id = ? and is_current",
            [f"370303-linhe-{year}"],
        ).fetchone()
    return f"/capture/{id}"


def test_a_copy_is_served_in_a_sandbox(get, folder):
    answer = get(capture_path(folder, 2023))
    assert answer.status_code == 200
    assert "<script>alert(1)</script>" in answer.text  # as it was received …
    assert answer.headers["content-security-policy"] == COPY_POLICY  # … and inert
    assert COPY_POLICY.startswith("sandbox;")
    assert "allow-scripts" not in COPY_POLICY
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


def test_withheld_copies_are_explained(get, folder):
    answer = get(capture_path(folder, 2022))
    assert answer.status_code == 403
    assert "不予展示" in answer.text
    assert "alert(1)" not in answer.text


def test_without_copies_there_is_the_source_link(get, folder):
    answer = get(capture_path(folder, 2023), captures=False)
    assert answer.status_code == 200
    assert page(answer).xpath('//a[@href="http://www.example.gov.cn/xxgk/370303-linhe-2023.html"]')
    assert get("/capture/pdf").status_code == 404


def test_binary_copies_are_downloads():
    answer = plugin.copy(b"%PDF", "application/pdf", None, 'http://a.gov.cn/a%0d%0a"年.pdf?x=1')
    assert answer.content_type == "application/pdf"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert not set('\r\n"') & set(disposition)
    strange = plugin.copy(b"", "text/html\r\nx: y", None, None)
    assert strange.content_type == "application/octet-stream"
    svg = plugin.copy(b"<svg/>", "image/svg+xml", None, "http://a.gov.cn/x.svg")
    assert "attachment" in svg.headers["content-disposition"]


def test_copies_are_read_from_inside_their_folder_only(tmp_path):
    (tmp_path / "in" / "run").mkdir(parents=True)
    (tmp_path / "in" / "run" / "a.warc.gz").touch()
    (tmp_path / "out.warc.gz").touch()
    (tmp_path / "in" / "link.warc.gz").symlink_to(tmp_path / "out.warc.gz")
    inside = tmp_path / "in"
    assert plugin.warc_file(inside, "run/a.warc.gz", "run") == inside / "run" / "a.warc.gz"
    assert plugin.warc_file(inside, "a.warc.gz", "run") == inside / "run" / "a.warc.gz"
    for name in ("../out.warc.gz", str(tmp_path / "out.warc.gz"), "link.warc.gz", "", None):
        assert plugin.warc_file(inside, name, "run") is None


# ── CSV ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"), ("+A1", "'+A1"), ("-A1", "'-A1"), ("@x", "'@x"), ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"), ("-5", "-5"), ("+5.5", "+5.5"), ("-1e3", "-1e3"), ("-", "'-"),
        ("-1+cmd|x", "'-1+cmd|x"), ("", ""), ("年报", "年报"), ("12", "12"), ("＝1", "'＝1"),
        ("-１", "'-１"),
    ],
)  # fmt: skip
def test_formulas_become_text(cell, safe):
    assert neutral(cell) == safe


def test_csv_survives_any_cut_of_the_stream():
    rows = [["a", "b"], ['=x"\r\n,年', "=1"], ["", '"'], ["多\n行", "-3"], ["末", "@"]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    data = out.getvalue().encode()
    expected = [[neutral(cell) for cell in row] for row in rows]
    for size in (1, 2, 3, 5, 7, 1000):
        passing = CsvFilter()
        pieces = [passing.feed(data[i : i + size]) for i in range(0, len(data), size)]
        text = (b"".join(pieces) + passing.feed(b"", last=True)).decode()
        assert text.startswith("\ufeff")
        assert text.count("\ufeff") == 1
        assert list(csv.reader(io.StringIO(text[1:], newline=""))) == expected


def test_fields_longer_than_the_csv_modules_limit_pass():
    long = "年" * 300_000
    passing = CsvFilter()
    assert (
        long
        in (passing.feed(f'a\r\n"{long}"\r\n'.encode()) + passing.feed(b"", last=True)).decode()
    )


@pytest.mark.parametrize(
    "path",
    [
        "/archive/reports.csv",
        "/archive/reports.csv?_stream=on",
        "/archive/reports.csv?_dl=1",
        "/archive/reports.csv?_stream=on&_labels=on&_size=3",
        "/archive.csv?sql=select+title+from+reports",
    ],
)
def test_csv_pages_are_safe_for_spreadsheets(get, path):
    answer = get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    titles = {row["title"] for row in rows}
    assert len(rows) == len(invented())
    assert "'=cmd|' /C calc'!A0" in titles
    assert '\'+"引号",\n换行 @x' in titles


# ── Beside other Datasettes ───────────────────────────────────────────────────────────────────


def test_other_datasettes_are_left_alone(get, tmp_path):
    get("/")  # our plugin is registered by now
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        db.execute("create table t (id integer primary key, title text)")
        db.execute("insert into t values (1, '=1')")
        db.commit()

    async def visit() -> tuple[Any, Any, Any]:
        other = Datasette(files=[str(tmp_path / "archive.db")])
        return (
            await other.client.get("/"),
            await other.client.get("/archive/t.csv"),
            await other.client.get("/report/x"),
        )

    index, table, missing = asyncio.run(visit())
    assert "年报" not in index.text
    assert "content-security-policy" not in index.headers
    assert table.text.replace("\r", "") == "id,title\n1,=1\n"
    assert missing.status_code == 404
    assert "没有" not in missing.text


def test_datasette_on_the_folder_shows_the_same_site(folder):
    """As `datasette site/current` does: settings and metadata read, search.db not published."""
    open_site(folder / "site" / "current")  # registers the plugin where no entry point did

    async def visit() -> tuple[Any, Any, bool]:
        site = Datasette(config_dir=(folder / "site" / "current").resolve())
        home = await site.client.get("/search?q=临河")
        other = await site.client.get("/search/documents.json")
        return home, other, site.get_database("archive").is_mutable

    home, other, mutable = asyncio.run(visit())
    assert "份" in page(home).xpath('//p[@role="status"]')[0].text_content()
    assert other.status_code == 404
    assert not mutable


def test_metadata_covers_every_column():
    tables = metadata("b", None)["databases"]["archive"]["tables"]
    for name, table in tables.items():
        assert re.search("[\u4e00-\u9fff]", table["title"]), name
        for column, text in table.get("columns", {}).items():
            assert labels(name)[column] in text
    assert settings()["suggest_facets"] is False
    json.dumps(metadata("b", None))


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared with the real figures is absent")
def test_real_reports_show_every_cell(tmp_path):
    reports = from_truth()
    make_data(tmp_path, reports, captures=False)
    publish(tmp_path)

    async def visit() -> list[Any]:
        site = open_site(tmp_path / "site" / "current")
        return [
            await site.client.get(f"/report/{r['organ_id']}-{r['report_year']}") for r in reports
        ]

    for report, answer in zip(reports, asyncio.run(visit()), strict=True):
        shown = page(answer).xpath('//td[starts-with(@id, "cell-")]')
        assert len(shown) == 200
        cell = page(answer).xpath('//td[@id="cell-applications-results_total-total"]')[0]
        assert cell.text == str(report["applications"]["results_total"]["total"])
