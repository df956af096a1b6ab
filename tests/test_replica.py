"""Does the replica behave like a portal of its family? Walked from the home page, as by a crawl."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import pytest
from lxml import etree, html

from crawler.replica import FAMILIES, Replica, ReplicaError, ReplicaUsageError
from crawler.replica.portal import Request

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
COLUMN_NAME = "政府信息公开年报"
LOOKALIKES = ("解读", "部署会", "指南", "法治政府", "行政执法", "决算", "年度报表")
OUTSIDE = "http://www.example.com/"

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>丙区财政局</title>
<meta name="articletitle" content="丙区财政局{year}年政府信息公开工作年度报告">
<meta name="PubDate" content="{pubdate}"><meta name="ContentSource" content="丙区财政局">
</head><body><div class="menu">菜单</div><div id="zoom"><p>一、总体情况</p>
<table border="1"><tr><td rowspan="2">规章</td><td>1</td></tr><tr><td>{figure}</td></tr></table>
<p><img src="img/stamp.png"><a href="../附件 表.docx">附件</a></p></div></body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight reports as pages, three other files, a picture, and what must not be published."""
    directory = tmp_path_factory.mktemp("portal") / "reports"
    pages = directory / "pages"
    (pages / "img").mkdir(parents=True)
    for year in range(2016, 2024):
        page = PAGE.format(year=year, pubdate=f"{year + 1}-01-25 16:02:11", figure=year * 7)
        (pages / f"{year}.html").write_text(page, encoding="utf-8")
    (pages / "2017.html").write_bytes(
        PAGE.format(year=2017, pubdate="2018——02——03 21:37", figure=17)
        .replace("utf-8", "gb2312")
        .encode("gb18030")
    )
    (pages / "img" / "stamp.png").write_bytes(b"\x89PNG not really")
    (directory / "附件 表.docx").write_bytes(b"PK\x03\x04 no document at all")
    (directory / "丙区民政局2022年政府信息公开工作年度报告.pdf").write_bytes(b"%PDF-1.4 broken")
    (directory / "notes.bin").write_bytes(bytes(range(256)))
    (directory / ".hidden.txt").write_text("secret", encoding="utf-8")
    secret = directory.parent / "outside.txt"
    secret.write_text("secret", encoding="utf-8")
    (directory / "link.txt").symlink_to(secret)
    return directory


@pytest.fixture(scope="module", params=sorted(FAMILIES))
def replica(request: pytest.FixtureRequest, folder: Path) -> Iterator[Replica]:
    with Replica(folder, request.param, name="丙区人民政府", division_code="990102") as running:
        yield running


def get(url: str, data: bytes | None = None) -> bytes:
    with urllib.request.urlopen(url, data, timeout=10) as answer:
        body: bytes = answer.read()
    return body


def page_of(url: str) -> html.HtmlElement:
    tree = html.fromstring(get(url).decode("utf-8"))
    tree.make_links_absolute(url)
    return tree


def metas(tree: html.HtmlElement) -> dict[str, str]:
    return {meta.get("name"): meta.get("content") for meta in tree.iter("meta") if meta.get("name")}


def find_column(replica: Replica) -> str:
    """From the home page by anchor text only, as a crawl would: 政府信息公开, then the column."""
    home = page_of(replica.home_url)
    assert not [a for a in home.iter("a") if a.text_content().strip() == COLUMN_NAME]
    section = {a.get("href") for a in home.iter("a") if a.text_content().strip() == "政府信息公开"}
    assert len(section) == 1
    columns = [
        a.get("href")
        for a in page_of(section.pop()).iter("a")
        if a.text_content().strip() == COLUMN_NAME
    ]
    assert len(columns) == 1
    return columns[0]


Line = tuple[str, str, str]  # title attribute or text, address, date


def lines_of(tree: html.HtmlElement, url: str) -> list[Line]:
    return [
        (
            (a.get("title") or a.text_content()).strip(),
            urljoin(url, a.get("href")),
            "".join(a.getnext().text_content().split()) if a.getnext() is not None else "",
        )
        for a in tree.xpath(".//li//a")
    ]


def walk_trs(column: str) -> list[Line]:
    first = get(column).decode()
    count = int(re.search(r'createPageHTML\((\d+), 0, "index", "html"\)', first)[1])
    assert count > 2
    found: list[Line] = []
    for index in range(count):
        url = urljoin(column, f"index_{index}.html" if index else "index.html")
        text = get(url).decode()
        assert f'createPageHTML({count}, {index}, "index", "html")' in text
        tree = html.fromstring(text)
        lines = lines_of(tree.xpath('//ul[@class="list"]')[0], url)
        assert 1 <= len(lines) <= 5
        found += lines
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(urljoin(column, f"index_{count}.html"))
    return found


def records(xml: str, url: str) -> list[Line]:
    fragments = re.findall(r"<record><!\[CDATA\[(.*?)\]\]></record>", xml, re.DOTALL)
    return [
        line
        for fragment in fragments
        for line in lines_of(html.fromstring(f"<ul>{fragment}</ul>"), url)
    ]


def walk_hanweb_jpage(column: str) -> list[Line]:
    """The nextgroup chain by GET; then all again by POST, which must agree."""
    text = get(column).decode()
    assert not html.fromstring(text).xpath('//ul[@class="main_list"]/li')
    total = int(re.search(r"totalRecord:(\d+)", text)[1])
    group = int(re.search(r"groupSize:(\d+)", text)[1]) * int(re.search(r"perPage:(\d+)", text)[1])
    found = records(text, column)
    assert len(found) == group < total
    form = dict(re.findall(r"(\w+): '?([^',}]*)'?", re.search(r"var param_\d+ = (.*);", text)[1]))
    following = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', text)
    while following:
        url = urljoin(column, following[1])
        assert parse_qs(urlsplit(url).query)["webname"] == [quote(form["webname"])]
        text = get(url).decode()
        etree.fromstring(text.encode())
        assert f"<totalrecord>{total}</totalrecord>" in text
        assert f"<totalpage>{-(-total // 5)}</totalpage>" in text
        found += records(text, column)
        following = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', text)
    assert len(found) == total

    proxy = urljoin(column, re.search(r"proxyUrl:'([^']+)'", get(column).decode())[1])
    posted: list[Line] = []
    for start in range(1, total + 1, group):
        query = urlencode({"startrecord": start, "endrecord": start + group - 1, "perpage": 5})
        posted += records(get(f"{proxy}?{query}", urlencode(form).encode()).decode(), column)
    assert posted == found
    empty = get(proxy, urlencode(form | {"startrecord": total + 1}).encode()).decode()
    assert f"<totalrecord>{total}</totalrecord>" in empty
    assert "<record>" not in empty
    assert "<record>" not in get(f"{proxy}?page=0&columnid=1&unitid=1").decode()
    return found


def walk(replica: Replica) -> list[Line]:
    walkers = {"trs": walk_trs, "hanweb_jpage": walk_hanweb_jpage}
    return walkers[replica.portal.family](find_column(replica))


def test_the_column_lists_every_document_once_among_lookalikes(replica: Replica) -> None:
    lines = walk(replica)
    addresses = [address for _, address, _ in lines]
    assert len(set(addresses)) == len(addresses)
    listed = {address: title for title, address, _ in lines}
    assert {d.detail_url: d.title for d in replica.documents}.items() <= listed.items()
    others = {a: t for a, t in listed.items() if a not in {d.detail_url for d in replica.documents}}
    for word in LOOKALIKES:
        assert any(word in title for title in others.values()), word
    for address, title in others.items():
        if address.startswith(OUTSIDE):
            assert "年度报告" in title
        else:
            assert metas(page_of(address))["ArticleTitle"] == title
    assert any(address.startswith(OUTSIDE) for address in others)
    dates = [date for *_, date in lines if date]
    assert dates == sorted(dates, reverse=True)


def test_long_anchors_are_cut_and_keep_their_title(replica: Replica) -> None:
    page = get(find_column(replica)).decode()
    cut = re.findall(r'title="([^"]+)"[^>]*>([^<]+?)(?:…|\.\.\.)</a>', page)
    assert cut
    assert all(title.startswith(anchor) and len(title) > len(anchor) for title, anchor in cut)


def test_documents_are_named_and_dated(replica: Replica) -> None:
    by_name = {document.name: document for document in replica.documents}
    assert list(by_name) == sorted(by_name)
    assert len(by_name) == 11  # not the picture, the hidden file, the link out of the folder
    assert by_name["pages/2019.html"].title == "丙区财政局2019年政府信息公开工作年度报告"
    assert by_name["pages/2019.html"].file_url is None
    assert by_name["notes.bin"].title == "notes"
    assert metas(page_of(by_name["notes.bin"].detail_url))["PubDate"] == ""
    named = by_name["丙区民政局2022年政府信息公开工作年度报告.pdf"]
    tags = metas(page_of(named.detail_url))
    assert tags["ArticleTitle"] == named.title == "丙区民政局2022年政府信息公开工作年度报告"
    assert tags["PubDate"] == "2023-01-20 09:30"
    assert tags["ContentSource"] == "丙区民政局"


def test_pages_keep_their_tags_and_get_the_portals(replica: Replica) -> None:
    document = next(d for d in replica.documents if d.name == "pages/2017.html")
    tags = metas(page_of(document.detail_url))
    assert tags["PubDate"] == "2018——02——03 21:37"  # as printed, not mended
    assert tags["ContentSource"] == "丙区财政局"
    assert tags["SiteName"] == "丙区人民政府"
    assert tags["SiteIDCode"] == "9901020001"
    assert tags["ColumnName"] == COLUMN_NAME
    assert tags["ColumnType"] == "信息公开年报"
    assert ("201802/t20180203_" in document.detail_url) or ("/art/2018/2/3/" in document.detail_url)


def test_the_article_arrives_whole_with_its_links(replica: Replica, folder: Path) -> None:
    document = next(d for d in replica.documents if d.name == "pages/2023.html")
    tree = page_of(document.detail_url)
    zoom = tree.get_element_by_id("zoom")
    assert [(td.text, td.get("rowspan")) for td in zoom.iter("td")] == [
        ("规章", "2"),
        ("1", None),
        (str(2023 * 7), None),
    ]
    assert "菜单" not in tree.text_content()
    assert get(next(zoom.iter("img")).get("src")) == (folder / "pages/img/stamp.png").read_bytes()
    attachment = next(a.get("href") for a in zoom.iter("a"))
    assert attachment == next(d.file_url for d in replica.documents if d.name == "附件 表.docx")
    assert 12_000 < len(get(document.detail_url)) < 20_000


def test_attachments_are_the_files_byte_for_byte(replica: Replica, folder: Path) -> None:
    with_files = [d for d in replica.documents if d.file_url]
    assert len(with_files) == 3
    for document in with_files:
        links = [
            a.get("href") for a in page_of(document.detail_url).get_element_by_id("zoom").iter("a")
        ]
        assert links == [document.file_url]
        assert get(document.file_url) == (folder / document.name).read_bytes()


def test_every_link_of_the_portal_is_answered(replica: Replica) -> None:
    """Navigation, columns, breadcrumbs, look-alikes: no page leads to an unknown one."""
    waiting, seen = [replica.home_url], set()
    while waiting:
        url = waiting.pop().split("#")[0]
        if url in seen or not url.startswith(replica.home_url):
            continue
        seen.add(url)
        answer = get(url)
        if answer.lstrip().startswith(b"<!DOCTYPE html>"):
            tree = html.fromstring(answer.decode("utf-8"))
            tree.make_links_absolute(url)
            waiting += [a.get("href") for a in tree.iter("a") if a.get("href")]
    assert len(seen) > 60


def test_robots_and_unknown_paths(replica: Replica) -> None:
    robots = get(urljoin(replica.home_url, "/robots.txt")).decode()
    assert "User-agent: *" in robots
    assert "Disallow: /search/" in robots
    assert "Disallow: /\n" not in robots
    with pytest.raises(urllib.error.HTTPError) as error:
        get(urljoin(replica.home_url, "/no/such/page.html"))
    assert error.value.code == 404
    assert "没有找到" in error.value.read().decode()
    assert replica.requests[-2:] == ("GET /robots.txt", "GET /no/such/page.html")


@pytest.mark.parametrize(
    "path",
    [
        "/../outside.txt",
        "/..%2foutside.txt",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/.hidden.txt",
        "/link.txt",
        "/pages/2019.html",
        "/module/download/downfile.jsp?classid=0&filename=../outside.txt",
        "/module/download/downfile.jsp?filename=/etc/passwd",
        "/%00",
        "/%ff%fe",
    ],
)
def test_nothing_but_what_was_published_can_be_had(replica: Replica, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(replica.home_url).netloc, timeout=10)
    connection.putrequest("GET", path)  # sent as it stands, not normalised by the client
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 404
    assert b"secret" not in answer.read()
    connection.close()


def test_other_methods_and_large_forms_are_refused(replica: Replica) -> None:
    for data, status in ((b"a=1", 405), (b"a" * 100_000, 413)):
        with pytest.raises(urllib.error.HTTPError) as error:
            get(replica.home_url, data)
        assert error.value.code == status


def test_answers_hold_no_clock_and_no_server(replica: Replica) -> None:
    with urllib.request.urlopen(replica.home_url, timeout=10) as answer:
        names = {name.lower() for name in answer.headers}
    assert not names & {"date", "server", "last-modified"}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_same_folder_same_bytes(folder: Path, family: str) -> None:
    first, second = (Replica(folder, family).portal for _ in range(2))
    assert first.pages == second.pages
    assert list(first.files) == list(second.files)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_further_file_moves_no_address(family: str, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    before = Replica(tmp_path, family).portal
    page = PAGE.format(year=2026, pubdate="2027-01-25", figure=1)
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "c.txt").write_text("y", encoding="utf-8")
    after = Replica(tmp_path, family).portal
    assert before.article_address(before.reports[0]) == after.article_address(after.reports[1])
    assert set(before.files) < set(after.files)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_form_not_read_yet_is_named_by_its_first_lines(family: str, tmp_path: Path) -> None:
    lines = "戊县档案局2012年政府信息公开年度报告\n\n一、概述\n本局主动公开信息若干条。\n"
    (tmp_path / "scan_0007.txt").write_text(lines, encoding="utf-8")
    with Replica(tmp_path, family) as replica:
        (document,) = replica.documents
        tags = metas(page_of(document.detail_url))
        assert document.title == "戊县档案局2012年政府信息公开年度报告"
        assert tags["PubDate"] == "2013-01-20 09:30"
        assert tags["ContentSource"] == "戊县档案局"


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_an_empty_folder_is_a_portal_without_reports(family: str, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    with Replica(tmp_path, family) as replica:
        assert [d.title for d in replica.documents] == ["empty"]
        assert metas(page_of(replica.documents[0].detail_url))["PubDate"] == ""
    (tmp_path / "empty.html").unlink()
    assert not Replica(tmp_path, family).portal.files


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real reports of ../shared/seeds are not here")
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_the_five_real_reports(family: str) -> None:
    expected = {
        "000": ("肥城市行政审批服务局2023年政府信息公开工作年度报告", "2024-01-20"),
        # Signed 2023-01-09, before its period ends: the portal's own date is used.
        "001": ("晋城市行政审批服务管理局2023年政府信息公开工作年度报告", "2024-01-20"),
        "002": ("安丘市官庄镇人民政府2023年政府信息公开工作年度报告", "2024-01-23"),
        "003": ("聊城市行政审批服务局2022年政府信息公开工作年度报告", "2023-01-20"),
        "004": ("淄博市行政审批服务局2023年政府信息公开工作年度报告", "2024-01-20"),
    }
    with Replica(SEEDS, family) as replica:
        assert {address for _, address, _ in walk(replica)} >= {
            d.detail_url for d in replica.documents
        }
        for document in replica.documents:
            title, day = expected[document.name[:3]]
            tags = metas(page_of(document.detail_url))
            assert "".join(document.title.split()) == title
            assert tags["PubDate"] == f"{day} 09:30"
            assert get(document.file_url) == (SEEDS / document.name).read_bytes()


def test_what_cannot_be_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReplicaUsageError, match="trs、hanweb_jpage"):
        Replica(tmp_path, "wordpress")
    with pytest.raises(ReplicaUsageError, match="不是存放年报文件的文件夹"):
        Replica(tmp_path / "absent")
    for host in ("0.0.0.0", "192.0.2.1", "::", "www.gov.cn"):
        with pytest.raises(ReplicaUsageError), Replica(tmp_path, host=host):
            pass


def test_a_busy_port_is_named_and_a_stopped_one_is_free(tmp_path: Path) -> None:
    with Replica(tmp_path, host="127.0.0.3") as replica:
        port = urlsplit(replica.home_url).port
        with (
            pytest.raises(ReplicaError, match=rf"127\.0\.0\.3:{port}"),
            Replica(tmp_path, host="127.0.0.3", port=port),
        ):
            pass
        get(replica.home_url)
    for _ in range(2):
        with Replica(tmp_path, host="127.0.0.3", port=port) as again:
            assert get(again.home_url)
    assert not [t for t in threading.enumerate() if t.name == f"replica-{port}"]


def test_threads_do_not_grow_with_connections(tmp_path: Path) -> None:
    with Replica(tmp_path) as replica:
        get(replica.home_url)
        before = threading.active_count()
        address = urlsplit(replica.home_url)
        idle = [socket.create_connection((address.hostname, address.port)) for _ in range(40)]
        assert get(replica.home_url)
        assert threading.active_count() == before
        for connection in idle:
            connection.close()


def test_hazards_can_wrap_a_portal(tmp_path: Path) -> None:
    """A portal is a function: what answers can be asked without a server."""
    portal = Replica(tmp_path).portal
    assert portal.respond(Request("GET", "/")).status == 200
    assert portal.respond(Request("GET", "/zwgk/zfxxgk")).headers == (
        ("Location", "/zwgk/zfxxgk/"),
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_its_address_and_ends_quietly(number: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crawler.replica", str(tmp_path), "--family", "hanweb_jpage"]
    with subprocess.Popen(
        [*command, "--name", "丁县人民政府"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        home = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", home)
        assert metas(page_of(home))["SiteName"] == "丁县人民政府"
        busy = subprocess.run(
            [*command, "--port", str(urlsplit(home).port)], cwd=ROOT, capture_output=True, text=True
        )
        assert busy.returncode == 4
        assert "Traceback" not in busy.stderr
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - began < 3
        assert process.stderr.read() == ""
