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
from archive.site.metadata import READING_ORDER, labels, metadata, settings
from tests.site_fixture import SHARED, from_truth, invented, make_data
from tests.test_search import HOSTILE

# Datasette drops its own coroutines when a question turns out to be wrong.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

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
    fees = ("active_disclosure", "administrative_fees", "amount_wan_yuan", "unit")
    reports[5]["notes"] += [(*fees, "577万元", 577.0)]
    reports[6]["notes"] += [(*fees, "5000元", 0.5)]
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
    assert "没有读到此行" in tree.text_content()
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


def test_what_changed_since_last_year_is_said_first(get):
    tree = page(get("/report/370303-linhe-2023"))
    lines = {
        row.xpath("string(th)"): [re.sub(r"\s+", " ", c.text_content()) for c in row.xpath("td")]
        for row in tree.xpath('//section[@id="changes"]//tbody/tr')
    }
    assert lines["新收申请"] == ["60", "73", "+13 +21.7%"]
    assert lines["行政复议"] == ["1", "1", "持平"]
    large = tree.xpath('//section[@id="changes"]//tr[@class="large"]/th/text()')
    assert "新收申请" in large
    assert "行政复议" not in large
    order = tree.xpath('//section[@id="changes" or @id="tables"]/@id')
    assert order == ["changes", "tables"]
    cell = tree.xpath('//td[@id="cell-applications-new_received-total"]')[0]
    assert "上年 60" in cell.text_content()
    assert not page(get("/report/370303-linhe-2022")).xpath('//section[@id="changes"]')


def test_home_leads_with_reports_that_have_errors(get):
    tree = page(get("/"))
    heads = [h.text_content() for h in tree.xpath("//h2")]
    assert heads.index("最近有错误标记的报告") < heads.index("最新报告")
    section = tree.xpath('//section[h2="最近有错误标记的报告"]')[0]
    assert len(section.xpath(".//li")) == 6
    assert section.xpath(".//li")[0].xpath('.//p[@class="why"]')
    assert "淄州市" not in section.text_content()  # warnings only


def test_what_was_not_read_is_not_laid_at_the_organs_door(tmp_path):
    report = invented()[0]
    report |= {"active_disclosure": {}, "applications": {}, "review_litigation": {}}
    report |= {"sections": [], "flags": [], "notes": [], "contact": {}}
    make_data(tmp_path, [report], captures=False)
    publish(tmp_path)
    site = open_site(tmp_path / "site" / "current")
    id = f"{report['organ_id']}-{report['report_year']}"
    text = page(asyncio.run(site.client.get(f"/report/{id}"))).xpath("string(//main)")
    assert "本站没有从这份原件" in text
    assert "不能据此认为机关没有公布" in text
    assert text.count("没有读到这张表") == 3
    assert "无从判断" in text
    assert not re.search("缺少|没有写明|没有发现问题", text)


def test_about_says_whom_to_write_to_if_anyone(get, monkeypatch):
    monkeypatch.delenv("NIANBAO_CONTACT", raising=False)
    assert not page(get("/about")).xpath('//a[starts-with(@href, "mailto:")]')
    monkeypatch.setenv("NIANBAO_CONTACT", "archive@example.org")
    assert page(get("/about")).xpath('//a[@href="mailto:archive@example.org"]')
    monkeypatch.setenv("NIANBAO_CONTACT", "javascript:alert(1)")
    assert not page(get("/about")).xpath('//a[starts-with(@href, "javascript")]')


BAD_QUESTIONS = (
    "_sort=zzz", "_sort_desc=zzz", "_sort=", "_sort=%00", "_facet=zzz", "_facet=%22", "_facet=",
    "_facet_array=title", "_facet_date=zzz", "_facet_size=abc", "_where=zzz", "_where=",
    "_where=1+and", "_next=zzz", "_next=a,b,c,d", "_next=%00", "_next=,", "_size=abc", "_size=-1",
    "_size=99999999", "_col=zzz", "_nocol=id", "_through=zzz", "_through={}", "_timelimit=abc",
    "_timelimit=-1", "_ttl=abc", "_shape=zzz", "_extra=zzz", "_json=zzz", "zzz=1",
    "report_year__in=[", "title__arraycontains=x", "title=%ff", "title=%00",
    "_sort=report_year&_next=zzz", "_sort=id&_sort_desc=id", "_filter_column=zzz&_filter_op=zzz",
)  # fmt: skip


@pytest.mark.parametrize("query", BAD_QUESTIONS)
@pytest.mark.parametrize("table", ["reports", "flags", "current_flags"])
def test_no_question_to_a_table_is_a_failure_of_the_site(get, table, query, capfd):
    for ending in ("", ".json", ".csv", ".csv?_stream=on"):
        path, _, stream = f"/archive/{table}{ending}".partition("?")
        answer = get(f"{path}?{query}{'&' + stream if stream else ''}")
        assert answer.status_code in (200, 302, 400, 404), ending
        if answer.status_code == 400 and not ending:
            sentence = page(answer).xpath('//p[@role="status"]')[0].text_content()
            assert re.search("[\u4e00-\u9fff]", sentence)
        if answer.status_code == 400 and ending == ".json":
            assert answer.json()["ok"] is False
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_wrong_sort_is_named(get):
    answer = get("/archive/reports?_sort=zzz")
    assert answer.status_code == 400
    assert "不能按“zzz”排序" in answer.text
    assert get("/archive/sections/a").status_code == 404
    assert get("/archive?sql=select+1&_timelimit=abc").status_code == 400


def test_a_damaged_file_stays_our_failure():
    corrupt = sqlite3.DatabaseError("database disk image is malformed")
    corrupt.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    status = plugin._status
    assert status(corrupt, "/archive/reports", "_sort=id") == 500
    wrapped = plugin.DatasetteError(str(corrupt), status=400)
    wrapped.__context__ = corrupt
    assert status(wrapped, "/archive/reports", "_sort=id") == 500
    assert status(KeyError("x"), "/report/x", "a=b") == 500
    assert status(RuntimeError("x"), "/archive/reports", "a=b") == 500
    assert status(ValueError("x"), "/archive/reports", "a=b") == 400


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/archive/flags", ["message", "severity", "check", "report_id"], "这一行"),
        ("/archive/current_flags", ["message", "severity", "check", "organ"], "id"),
        ("/archive/sections", ["heading", "text", "number"], "这一行"),
        ("/archive/applications", ["item", "total", "natural_person"], "这一行"),
        ("/archive/captures", ["url", "verdict"], "id"),
        ("/archive/organs", ["name", "level", "province"], "id"),
    ],
)
def test_what_people_read_comes_first(get, path, first, last):
    tree = page(get(path))
    heads = [
        (th.xpath("string(small)") or th.text_content()).strip() for th in tree.xpath("//thead//th")
    ]
    assert heads[: len(first)] == first
    assert heads[-1] == last
    assert "Link" not in heads
    row = tree.xpath("//tbody/tr")[0]
    assert len(row) == len(heads)
    classes = [td.get("class") for td in row]
    assert all(f"col-{name}" in classes[i] for i, name in enumerate(first))


def test_every_ordered_column_exists(folder):
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        for table, columns in READING_ORDER.items():
            held = {row[1] for row in db.execute(f"pragma table_info([{table}])")}
            assert set(columns) <= held, table


def test_codes_are_shown_in_words(get):
    cell = page(get("/archive/applications")).xpath('//td[contains(@class, "col-item")]')
    assert "予以公开" in "".join(td.text_content() for td in cell)
    flags = page(get("/archive/flags"))
    assert flags.xpath('//tbody//a[@href="/report/140501-jincui-2023"]')
    assert flags.xpath('//tbody//a[@href="/checks#A01"]')
    assert flags.xpath('//tbody//a[text()="打开"]')
    assert "经人工排除" in flags.text_content()
    organs = page(get("/archive/organs"))
    shown = organs.xpath('string(//details[summary[contains(., "层级")]])')
    assert {"市级", "县级", "乡级"} <= set(re.findall(r"[市县乡]级", shown))
    assert "prefecture" not in shown
    filtered = page(get("/archive/organs?level=prefecture"))
    assert "市级" in filtered.xpath('string(//p[@role="status"])')


def test_whole_numbers_have_no_point_behind_them(get):
    query = "item=administrative_fees&_sort=amount_wan_yuan"
    rows = get(f"/archive/disclosures.json?{query}&_shape=array").text
    values = re.findall(r'"amount_wan_yuan": ([^,}]+)', rows)
    assert set(values) == {"null", "8310.503303"}
    stated = "select value from cell_notes where value is not null order by value"
    assert get(f"/archive.csv?sql={quote(stated)}").text.split() == ["\ufeffvalue", "0.5", "577"]
    assert "577.0" not in get("/archive/cell_notes").text


def test_only_the_current_version_counts(get):
    assert "旧版本的标记" not in get("/report/370303-linhe-2023").text
    assert "旧版本的标记" not in get("/archive/current_flags").text
    assert "没有报告" in get("/search?q=独角兽").text
    catalogue = page(get("/checks")).xpath('//tr[@id="A01"]/td')
    assert catalogue[2].text_content().strip() == "4"


def test_dismissed_flags_are_not_counted(get):
    row = page(get("/checks")).xpath('//tr[@id="A03"]/td')
    assert row[2].text_content().strip() == "0"
    dismissed = page(get("/report/140501-jincui-2023")).xpath('//details[@class="dismissed"]')[0]
    assert "经人工排除（2026-01-01）：原件附有更正说明。" in dismissed.text_content()


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
    for captures in (True, False):
        report = page(get("/report/370303-linhe-2023", captures=captures))
        links = report.xpath('//section[@id="source"]//a')
        assert bool([a for a in links if "原件" in a.text_content()]) is captures
        assert any(a.get("href").startswith("http://www.example.gov.cn/") for a in links)
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
