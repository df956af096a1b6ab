"""Whole crawls over loopback: replicas of every family, hostile portals, kill -9, policy."""

import collections
import contextlib
import datetime as dt
import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from filelock import FileLock
from OpenSSL import SSL
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)
from scrapy.settings import Settings
from twisted.internet.error import ConnectionDone, ConnectionLost, NoRouteError
from twisted.python.failure import Failure
from twisted.web.client import ResponseNeverReceived

from crawler.captures import read_capture
from crawler.middlewares import _told
from crawler.portals import Portal, portal_from_url
from crawler.runs import Run, captured_urls, list_runs
from spiders.base import CrawlRefused, PortalSpider, families
from spiders.jobs import by_shard, crawl

ROOT = Path(__file__).resolve().parents[1]
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


# ── policy ──────────────────────────────────────────────────────────────────────────────────────


def settings_of(spider):
    settings = Settings()
    settings.setmodule("crawler.settings")
    spider.update_settings(settings)
    return settings


@pytest.mark.parametrize("spider", [PortalSpider, *families().values()])
def test_spiders_are_polite(spider):
    settings = settings_of(spider)
    slowest = settings.getfloat("DOWNLOAD_DELAY") * (1 - settings.getfloat("DOWNLOAD_DELAY_JITTER"))
    fastest = settings.getfloat("DOWNLOAD_DELAY") * (1 + settings.getfloat("DOWNLOAD_DELAY_JITTER"))
    assert slowest == pytest.approx(2.0)  # 2 s × U(1, 1.5)
    assert fastest == pytest.approx(3.0)
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.get("USER_AGENT").startswith("nianbao/")
    assert not settings.getbool("HTTPPROXY_ENABLED")
    assert settings.get("TWISTED_DNS_RESOLVER") == "crawler.middlewares.PublicResolver"
    assert set(settings.getlist("RETRY_HTTP_CODES")).isdisjoint({403, 412, 429, 491, 521})
    for name in ("download_delay", "start_urls", "custom_settings"):
        assert not getattr(spider, name, None)


@pytest.mark.parametrize("family", sorted(families()))
def test_name_is_file_is_family(family):
    spider = families()[family]
    assert spider.__module__ == f"spiders.{family}"
    assert spider.name == spider.family == family
    assert spider.__doc__


def test_scrapy_lists_the_families():
    found = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == sorted(families())


def test_no_crawl_beyond_this_machine_without_a_contact(tmp_path):
    with pytest.raises(CrawlRefused, match="NIANBAO_CONTACT"):
        crawl([portal_from_url("http://www.zibo.gov.cn/")], tmp_path)
    assert list_runs(tmp_path / "runs") == []


def test_portals_of_one_city_are_one_shard():
    hosts = ("www.zibo.gov.cn", "spj.zibo.gov.cn", "anqiu.gov.cn", "www.zibo.gov.cn")
    shards = by_shard(portal_from_url(f"http://{host}/") for host in hosts)
    assert [[portal.host for portal in shard] for shard in shards] == [
        ["www.zibo.gov.cn", "spj.zibo.gov.cn"],
        ["anqiu.gov.cn"],
    ]


# ── a portal made of a table ────────────────────────────────────────────────────────────────────


class Site:
    """path → (status, headers, body) or a function of the request's headers; counts requests."""

    def __init__(self, pages, host="127.0.0.9"):
        site = self
        self.pages = {"/robots.txt": (404, {}, b""), **pages}
        self.asked = collections.Counter()
        self.headers = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked[self.path] += 1
                site.headers.append(dict(self.headers))
                found = site.pages.get(self.path, (404, {}, b"<h1>404</h1>"))
                if callable(found):
                    found = found(self.headers)
                status, headers, body = found
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.home = f"http://{host}:{self.server.server_port}/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def crawl(self, data, **options):
        portal = Portal("test", "示范市", self.home)
        (row,) = crawl([portal], data, **options)
        return row, list(Run(row["run"], data / "runs" / row["run"]).fetches())


def html(body, head=""):
    filler = "<p>" + "政府信息公开工作的有关内容。" * 10 + "</p>"
    return (200, {"Content-Type": "text/html"}, f"<html><head>{head}</head>{body}{filler}</html>")


HOME = html("<a href='/nb/'>政府信息公开年报</a>")
TITLE = "示范市{}局2023年政府信息公开工作年度报告"


def items(*links):
    rows = "".join(f"<li><a href='{href}'>{title}</a> 2024-01-20</li>" for href, title in links)
    return f"<ul>{rows}</ul><script>createPageHTML(1, 0, 'index', 'html')</script>"


def outcomes(lines):
    return {line.url.split("/", 3)[-1]: line.outcome for line in lines if line.event == "fetch"}


CHALLENGE = (412, {}, "<script r='m'>$_ts=window['$_ts'];$_ts.cd='x';</script>")


ENDS = [
    ({"/": (302, {"Location": "http://[bad/"}, "")}, "error"),
    ({"/": (302, {"Location": "file:///etc/passwd"}, "")}, "refused"),
    (
        {
            "/": html(f"<a href='/news/1.html'>{TITLE.format(1)}</a>"),
            "/news/1.html": html(
                "<a href='/nb/'>政府信息公开年报</a>",
                "<meta name='ColumnType' content='信息公开年报'>",
            ),
            "/nb/": html(items(("/news/1.html", TITLE.format(1)))),
        },
        "ok",
    ),
    (
        {
            "/": HOME,
            "/nb/": html(
                f"<li><a href='/1.html'>{TITLE.format(1)}</a></li>"
                "<a href='javascript:n()'>下一页</a>"
            ),
            "/1.html": html("一、总体情况"),
        },
        "incomplete",
    ),
    ({"/": CHALLENGE}, "blocked:ruishu"),
    ({"/": CHALLENGE, "/robots.txt": CHALLENGE}, "blocked:ruishu"),
    ({"/": (521, {}, "")}, "blocked:jsl"),
    ({"/": (200, {}, "<script>document.cookie='EO_Bot_Ssid=1'</script>")}, "blocked:edgeone"),
    (
        {"/": (307, {"Location": "/", "Set-Cookie": "wzws_cid=1; path=/"}, "")},
        "blocked:wzws",
    ),
    ({"/": (403, {}, "no")}, "blocked:waf"),
    ({"/": (200, {}, "<title>页面不存在</title>您访问的页面不存在")}, "soft_404"),
    ({"/": (404, {}, "")}, "not_found"),
    ({"/": (200, {}, "")}, "empty"),
    ({"/": (200, {}, b"%PDF-1.5")}, "wrong_type"),
    ({"/": (302, {"Location": "/"}, "")}, "error"),
    ({"/": (302, {"Location": "http://www.zibo.gov.cn/"}, "")}, "refused"),
    ({"/": (302, {"Location": "http://127.0.0.10/"}, "")}, "handed_over"),
    ({"/": html("<a href='/x/'>新闻</a>")}, "no_column"),
    ({"/": HOME, "/robots.txt": (200, {}, "User-agent: *\nDisallow: /\n")}, "robots"),
    ({"/": HOME, "/robots.txt": (503, {}, "")}, "robots"),
    ({"/": HOME, "/nb/": CHALLENGE}, "blocked:ruishu"),
    ({"/": HOME, "/nb/": (200, {}, "")}, "empty"),
    ({"/": HOME, "/nb/": html(items(("/1.html", "关于召开会议的通知")))}, "no_reports"),
    ({"/": HOME, "/nb/": html(items(("/1.html", TITLE.format(1))))}, "incomplete"),
    (
        {
            "/": HOME,
            "/nb/": html(items(("/1.html", TITLE.format(1)))),
            "/1.html": html("<p>一、总体情况"),
        },
        "ok",
    ),
]


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """The summaries of all hostile portals, crawled side by side in one run."""
    data = tmp_path_factory.mktemp("ends")
    with contextlib.ExitStack() as stack:
        portals = []
        for number, (pages, _) in enumerate(ENDS):
            site = stack.enter_context(Site(pages, host=f"127.0.1.{number + 1}"))
            portals.append(Portal(str(number), "示范市", site.home))
        return crawl(portals, data)


@pytest.mark.parametrize("number", range(len(ENDS)))
def test_every_portal_ends_with_its_cause(ends, number):
    assert ends[number]["outcome"] == ENDS[number][1]
    assert len(ends[number]["reason"]) > 5


def test_a_dead_port_is_an_error_with_a_line(tmp_path):
    (row,) = crawl([portal_from_url("http://127.0.0.9:9/")], tmp_path)
    assert row["outcome"] == "error"
    lines = [line for line in list_runs(tmp_path / "runs")[-1].fetches() if line.kind == "home"]
    assert lines
    assert {line.outcome for line in lines} == {"error"}


def test_cookie_bounce_is_passed_with_a_cookie_jar(tmp_path):
    def home(headers):
        if "CT6T=1" in headers.get("Cookie", ""):
            return HOME
        return (302, {"Location": "/", "Set-Cookie": "CT6T=1; path=/"}, "")

    with Site(
        {"/": home, "/nb/": html(items(("/1.html", TITLE.format(1)))), "/1.html": html("x")}
    ) as s:
        row, lines = s.crawl(tmp_path)
    assert row["outcome"] == "ok"
    assert [line.outcome for line in lines if line.kind == "home"] == ["redirect", "ok"]


def test_hostile_links_leave_no_trace_on_the_network(tmp_path):
    """Every link of a list bears a report's title; only this host's may be asked."""
    with Site({"/private": html("secret")}, host="127.0.0.10") as other:
        hostile = [
            "http://10.0.0.1/a.html",
            "http://www.evil.com/a.html",
            "http://169.254.169.254/latest/",
            "http://www.zibo.gov.cn/a.html",
            f"http://user@127.0.0.9:{other.server.server_port}/",
            f"{other.home}private",
            "file:///etc/passwd",
            "/jump.html",
            "/refresh.html",
            "/frame.html",
        ]
        pages = {
            "/": HOME,
            "/nb/": html(items(*((h, TITLE.format(n)) for n, h in enumerate(hostile)))),
            "/jump.html": (302, {"Location": f"{other.home}private"}, ""),
            "/refresh.html": (
                200,
                {},
                "<meta http-equiv=refresh content='0;url=http://10.0.0.1/secret'>",
            ),
            "/frame.html": (
                200,
                {},
                f"<p>年报</p><iframe src='{other.home}private'></iframe>"
                "<iframe src='http://10.0.0.1/x.pdf'></iframe>",
            ),
        }
        with Site(pages) as site:
            row, lines = site.crawl(tmp_path)
        assert not other.asked
    assert row["handed_over"] >= 2
    by_url = {line.url: line for line in lines}
    assert by_url["http://10.0.0.1/a.html"].outcome == "refused"
    assert by_url["http://10.0.0.1/secret"].outcome == "refused"
    assert by_url["http://10.0.0.1/x.pdf"].outcome == "refused"
    assert by_url["http://www.evil.com/a.html"].outcome == "refused"
    assert by_url["http://www.zibo.gov.cn/a.html"].outcome == "refused"
    assert by_url[f"{other.home}private"].event == "handed_over"
    assert all(line.message for line in lines if line.outcome == "refused")


def test_entries_that_lead_nowhere_are_recorded_and_counted(tmp_path):
    nowhere = [
        "javascript:alert(1)",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://[::1",
        "//",
        "#",
    ]
    entries = [(href, TITLE.format(f"第{n}")) for n, href in enumerate(nowhere)]
    report = html("<a href='file:///D:/年报.docx'>年报.docx</a><a href='javascript:f()'>打印</a>")
    pages = {
        "/": HOME,
        "/nb/": html(items(*entries, ("/1.html", TITLE.format("甲")))),
        "/1.html": report,
    }
    with Site(pages) as site:
        row, lines = site.crawl(tmp_path)
        again, _ = site.crawl(tmp_path / "dry", dry_run=True)
    assert (row["outcome"], row["listed"], row["details"]) == ("ok", 8, 1)
    assert (row["refused"], again["refused"]) == (8, 7)
    assert "另有 8 个地址不可取" in row["reason"]
    (end,) = [line for line in lines if line.event == "list"]
    assert end.collected == 8
    refused = [line for line in lines if line.outcome == "refused"]
    assert {line.title for line in refused} == {title for _, title in entries} | {"年报.docx"}
    assert {line.event for line in refused} == {"fetch"}
    assert all(re.search("[\u4e00-\u9fff]", line.message) for line in refused)
    assert [line.kind for line in refused].count("detail") == 7


def test_only_entries_that_lead_away_are_not_no_reports(tmp_path):
    pages = {"/": HOME, "/nb/": html(items(("javascript:show(1)", TITLE.format("甲"))))}
    with Site(pages) as site:
        row, _ = site.crawl(tmp_path)
    assert row["outcome"] == "refused"
    assert TITLE.format("甲") in row["reason"]


@pytest.mark.parametrize(
    ("home", "outcome", "named"),
    [
        (html(HOME[2], "<base href='http://127.0.0.10:8000/'>"), "handed_over", "127.0.0.10"),
        (html("<a href='http://127.0.0.10/nb/'>政府信息公开年报</a>"), "handed_over", "127.0.0.10"),
        (html("<a href='http://127.0.0.10/gk/'>政府信息公开</a>"), "handed_over", "127.0.0.10"),
        (html("<a href='http://www.evil.com/nb/'>政府信息公开年报</a>"), "refused", "www.evil.com"),
        (html("<a href='javascript:go()'>政府信息公开年报</a>"), "refused", "javascript"),
    ],
)
def test_a_way_that_leads_off_the_portal_is_its_end(tmp_path, home, outcome, named):
    with Site({"/": home}) as site:
        row, lines = site.crawl(tmp_path)
    assert row["outcome"] == outcome
    assert named in row["reason"]
    assert "no_column" not in row["reason"]
    assert [line for line in lines if line.event == outcome or line.outcome == outcome]


def test_the_columns_of_the_last_crawl_are_found_again(tmp_path):
    pages = {
        "/": HOME,
        "/nb/": html(items(("/1.html", TITLE.format("甲")))),
        "/1.html": html("x"),
    }
    with Site(pages) as site:
        assert site.crawl(tmp_path)[0]["outcome"] == "ok"
        site.pages["/"] = html("<a href='/x/'>新闻</a>")
        row, lines = site.crawl(tmp_path)
        stranger, _ = site.crawl(tmp_path / "other")
    assert (row["outcome"], row["fresh"]) == ("ok", 1)
    assert any("上次" in note for note in row["notes"])
    assert [line.url for line in lines if line.kind == "column"] == [site.home + "nb/"]
    assert stranger["outcome"] == "no_column"


def test_a_host_that_cannot_be_reached_is_told_in_a_sentence(tmp_path):
    """Refused, cut off and silent: the words, and nothing but warnings on the terminal."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.9", 0))
        refusing = f"http://127.0.0.9:{bound.getsockname()[1]}/"
        found = subprocess.run(
            [
                sys.executable,
                "-m",
                "archive.cli",
                "crawl",
                "--url",
                refusing,
                "--data",
                str(tmp_path),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert "Traceback" not in found.stdout + found.stderr
    assert "Failure" not in found.stdout + found.stderr
    (run,) = list_runs(tmp_path / "runs")
    (row,) = run.summary()["portals"]
    assert row["outcome"] == "error"
    assert row["reason"] == f"首页 {refusing}：{refusing[7:-1]} 拒绝连接"


def test_what_broke_a_connection_has_words():
    inner = ResponseNeverReceived([Failure(ConnectionDone())])
    wrapped = DownloadFailedError(str(inner))
    wrapped.__cause__ = inner
    cases = [
        (wrapped, "没有答完就断开了连接"),
        (ConnectionLost(), "没有答完就断开了连接"),
        (ResponseDataLossError(), "没有答完就断开了连接"),
        (DownloadConnectionRefusedError(), "拒绝连接"),
        (NoRouteError(), "线路"),
        (SSL.Error([("", "", "bad")]), "TLS"),
        (OSError(), "连不上"),
        (RuntimeError("x"), "取不到（RuntimeError）"),
    ]
    for error, words in cases:
        assert words in _told(error)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["portal=nonesuch"], "没有门户 'nonesuch'"),
        (["portal=anqiu", "years=soon"], "年份 'soon'"),
        (["portal=anqiu", "fresh_days=soon"], "fresh_days"),
        (["portal=anqiu"], "NIANBAO_CONTACT"),
    ],
)
def test_scrapy_crawl_refuses_with_a_sentence(tmp_path, arguments, named):
    environment = {**os.environ, "NIANBAO_DATA": str(tmp_path)}
    environment.pop("NIANBAO_CONTACT", None)
    options = [part for argument in arguments for part in ("-a", argument)]
    found = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "trs", *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert found.returncode == 1
    assert named in found.stderr
    assert "Traceback" not in found.stderr
    assert not (tmp_path / "runs").exists()


def test_dns_that_lies_or_fails(tmp_path):
    """A gov.cn name that answers this machine's address is refused, one that does not answer is
    `dns`. No network here, so the resolver is told what DNS would say."""
    script = tmp_path / "run.py"
    script.write_text(
        "import socket, sys, pathlib, json\n"
        "real = socket.getaddrinfo\n"
        "def lying(host, port, *a, **k):\n"
        "    if host == 'www.weifang.gov.cn':\n"
        "        raise socket.gaierror(-2, 'Name or service not known')\n"
        "    assert host == 'www.zibo.gov.cn'\n"
        "    return real('127.0.0.1', port, *a, **k)\n"
        "socket.getaddrinfo = lying\n"
        "from crawler.portals import portal_from_url\n"
        "from crawler.runs import new_run_id\n"
        "from spiders.jobs import Batch, crawl_batch\n"
        "import datetime as dt\n"
        "names = ('www.zibo.gov.cn', 'www.weifang.gov.cn')\n"
        "shards = tuple((portal_from_url(f'http://{name}/'),) for name in names)\n"
        "run_id = new_run_id(dt.datetime.now(dt.UTC))\n"
        "data = pathlib.Path(sys.argv[1])\n"
        "batch = Batch(run_id, shards, data, None, 30, False, 'a@b.cn')\n"
        "import crawler.settings\n"
        "crawler.settings.DOWNLOAD_DELAY = 0\n"
        "crawler.settings.AUTOTHROTTLE_START_DELAY = 0\n"
        "print(json.dumps({row['portal']: row for row in crawl_batch(batch)}))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    rows = json.loads(found.stdout)
    assert rows["zibo"]["outcome"] == "refused", found.stderr
    assert "127.0.0.1" in rows["zibo"]["reason"]
    assert rows["weifang"]["outcome"] == "dns"


def test_shells_frames_trees_and_truncated_titles(tmp_path):
    long = "示范市某某某某某某某某局2023年政府信息公开..."
    pages = {
        "/": html("<a href='/xxgk/'>政府信息公开</a><a href='/bb/'>政府网站工作年度报表</a>"),
        "/xxgk/": (200, {}, "<script>location.replace('/gk/index.html')</script>"),
        "/gk/index.html": html(
            "<a href='/gk/zn/'>政府信息公开指南</a><a href='/gk/zd/'>政府信息公开制度</a>"
            "<a href='/gk/fz/'>法治政府建设年度报告</a><a href='/gk/nb/'>年报</a>"
        ),
        "/gk/nb/": html("<a href='./2023nb/'>2023年</a><a href='./2022nb/'>2022年</a>"),
        "/gk/nb/2023nb/": html(
            "<a href='./bm/'>市政府部门</a>" + items(("/a/1.html", TITLE.format("甲")))
        ),
        "/gk/nb/2023nb/bm/": (200, {}, "<iframe src='/gk/list.html'></iframe>"),
        "/gk/list.html": html(
            items(
                ("/a/t20240101_2.html", long),
                ("/a/t20240101_3.html", long),
                ("/a/4.pdf", TITLE.format("丁")),
                ("/a/5.html", "2023年政府信息公开工作年度报告解读"),
                ("/a/6.html", "示范市某局2022年法治政府建设年度报告"),
            )
        ),
        "/gk/nb/2022nb/": html(items(("/a/7.html", "示范市甲局2022年政府信息公开工作年度报告"))),
        "/a/1.html": html("<a href='./f.docx'>附件</a>"),
        "/a/f.docx": (200, {}, b"{\\rtf1 report}"),
        "/a/t20240101_2.html": html(
            "x", f"<meta name='ArticleTitle' content='{TITLE.format('乙')}'>"
        ),
        "/a/t20240101_3.html": html("x", "<meta name='ArticleTitle' content='某局的解读'>"),
        "/a/4.pdf": (200, {"Content-Type": "application/octet-stream"}, b"%PDF-1.5 x"),
    }
    with Site(pages) as site:
        row, lines = site.crawl(tmp_path, years=range(2023, 2024))
    assert row["outcome"] == "ok", row
    seen = outcomes(lines)
    assert seen["a/1.html"] == seen["a/f.docx"] == seen["a/4.pdf"] == "ok"
    assert row["details"] == 3
    assert row["attachments"] == 1
    assert row["not_reports"] == 3
    for never in ("/bb/", "/gk/fz/", "/gk/nb/2022nb/", "/a/5.html", "/a/6.html", "/a/7.html"):
        assert not site.asked[never]
    (attachment,) = [line for line in lines if line.kind == "attachment"]
    assert attachment.landing == f"{site.home}a/1.html"
    details = {line.url: line for line in lines if line.kind == "detail"}
    assert details[f"{site.home}a/1.html"].listed_on == "2024-01-20"
    assert details[f"{site.home}a/1.html"].title == TITLE.format("甲")


def test_bare_years_and_organs_are_reports_inside_the_column_only(tmp_path):
    meta = "<meta name='ColumnName' content='政府信息公开年报'>"
    bare = items(("/a/t20240101_1.html", "示范市财政局"), ("/a/t20240101_2.html", "2023年"))
    other = items(("/a/t20240101_3.html", "法治政府建设年度报告"), ("/a/4.html", "图解"))
    pages = {
        "/": html("<a href='/nb/'>政府信息公开年报</a><a href='/bm/'>部门信息公开年报</a>"),
        "/nb/": html(bare + other, meta),
        "/bm/": html(items(("/a/t20240101_5.html", "示范市教育局"))),
        "/a/t20240101_1.html": html("一、总体情况"),
        "/a/t20240101_2.html": html("一、总体情况"),
    }
    with Site(pages) as site:
        row, _ = site.crawl(tmp_path)
    assert (row["outcome"], row["details"], row["not_reports"]) == ("ok", 2, 3)


def test_removed_pages_that_lead_home_are_no_reports(tmp_path):
    pages = {
        "/": HOME,
        "/nb/": html(items(("/1.html", TITLE.format(1)), ("/2.html", TITLE.format(2)))),
        "/1.html": (302, {"Location": "/"}, ""),
        "/2.html": HOME,
    }
    with Site(pages) as site:
        row, lines = site.crawl(tmp_path)
    assert row["details"] == 0
    assert [line.outcome for line in lines if line.kind == "detail"] == [
        "redirect",
        "soft_404",
        "blocked:rate_limit",
    ]
    assert row["outcome"] == "blocked:rate_limit"


def test_a_family_without_a_module_is_named(tmp_path):
    column = html(
        items(("/a/1.html", TITLE.format(1))) + "<div id='UCAP-CONTENT'></div>"
        "<script>createPageHTML('page_div', 3, 1, 'common_list','shtml', 40)</script>"
    )
    column = (200, {}, column[2].replace("createPageHTML(1, 0, 'index', 'html')", ""))
    with Site({"/": HOME, "/nb/": column, "/a/1.html": html("x")}) as site:
        row, _ = site.crawl(tmp_path)
    assert (row["family"], row["outcome"], row["details"]) == ("ccolumn", "incomplete", 1)
    assert "ccolumn" in row["reason"]


def test_dry_run_fetches_no_report(tmp_path):
    pages = {"/": HOME, "/nb/": html(items(("/1.html", TITLE.format(1)))), "/1.html": html("x")}
    with Site(pages) as site:
        row, _ = site.crawl(tmp_path, dry_run=True)
        assert not site.asked["/1.html"]
    assert (row["outcome"], row["details"]) == ("ok", 1)


def test_what_was_sent_is_kept_as_it_came(tmp_path):
    body = html(items(("/1.html", TITLE.format(1))))[2].encode("gbk")
    pages = {
        "/": HOME,
        "/nb/": (
            200,
            {"Content-Encoding": "gzip", "Content-Type": "text/html; charset=utf-8"},
            gzip.compress(body),
        ),
        "/1.html": (200, {}, gzip.compress(html("x")[2].encode())),
    }
    with Site(pages) as site:
        row, lines = site.crawl(tmp_path, contact="a@b.cn")
        agents = {headers["User-Agent"] for headers in site.headers}
    assert row["outcome"] == "ok"
    assert len(agents) == 1
    assert agents.pop().endswith("(+a@b.cn)")
    (run,) = list_runs(tmp_path / "runs")
    column = next(line for line in lines if line.kind == "column")
    assert read_capture(run.warc(column), column.offset).body == body
    assert column.bytes == len(body)
    assert run.problems == []


# ── running again ───────────────────────────────────────────────────────────────────────────────


def report_site(count):
    links = [(f"/r/t20240101_{n}.html", TITLE.format(n)) for n in range(count)]
    pages = {"/": HOME, "/nb/": html(items(*links))}
    for n, (href, _) in enumerate(links):
        pages[href] = html(f"<a href='./P02024010112345678{n:04}.pdf'>附件</a>")
        pages[f"/r/P02024010112345678{n:04}.pdf"] = (200, {}, b"%PDF-1.5 " + str(n).encode())
    return pages


def test_running_again_fetches_nothing_twice_and_new_reports(tmp_path):
    pages = report_site(5)
    with Site(pages) as site:
        first, _ = site.crawl(tmp_path)
        site.asked.clear()
        site.pages |= report_site(6)
        second, lines = site.crawl(tmp_path)
        assert first["details"] == 5
        assert (second["details"], second["attachments"], second["fresh"]) == (1, 1, 10)
        assert site.asked["/nb/"] == 1
        assert sum(n for path, n in site.asked.items() if path.startswith("/r/")) == 2
        assert len([line for line in lines if line.event == "fresh"]) == 10
        third, _ = site.crawl(tmp_path, fresh_days=0)
        assert third["details"] == 6


def test_a_report_that_the_list_drops_is_asked_for_again(tmp_path):
    with Site(report_site(3)) as site:
        site.crawl(tmp_path)
        gone = "/r/t20240101_2.html"
        site.pages["/nb/"] = report_site(2)["/nb/"]
        del site.pages[gone]
        site.asked.clear()
        row, lines = site.crawl(tmp_path)
        assert site.asked[gone] == 1
        assert (row["outcome"], row["fresh"]) == ("ok", 4)
        assert outcomes(lines)[gone[1:]] == "not_found"
        site.asked.clear()
        site.crawl(tmp_path)
        assert not site.asked[gone]


def wait_for_line(data, wanted, seconds=30):
    for _ in range(int(seconds / 0.02)):
        for run in list_runs(data / "runs"):
            if sum(line.kind == "attachment" for line in run.fetches()) >= wanted:
                return
        time.sleep(0.02)
    pytest.fail("the crawl did not get that far")


COMMAND = (
    "import sys, pathlib\n"
    "from crawler.portals import Portal\n"
    "from spiders.jobs import crawl\n"
    "if __name__ == '__main__':\n"
    "    rows = crawl([Portal('test', 'x', sys.argv[1])], pathlib.Path(sys.argv[2]))\n"
    "    print(rows[0]['outcome'])\n"
)


def start_crawl(tmp_path, home, data):
    script = tmp_path / "command.py"
    script.write_text(COMMAND)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, str(script), home, str(data)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def assert_complete(site, data, count):
    good = [
        line
        for run in list_runs(data / "runs")
        for line in run.fetches()
        if line.event == "fetch" and line.outcome == "ok" and line.kind in ("detail", "attachment")
    ]
    assert len({line.url for line in good}) == 2 * count
    return collections.Counter(line.url for line in good)


def test_kill_9_and_the_same_command_again(tmp_path):
    data, count = tmp_path / "data", 25
    with Site(report_site(count)) as site:
        command = start_crawl(tmp_path, site.home, data)
        wait_for_line(data, 6)
        command.kill()  # the command only: its worker must notice
        command.wait()
        (killed,) = list_runs(data / "runs")
        assert killed.summary() is None
        row, _ = site.crawl(data)
        assert row["outcome"] == "ok"
        assert row["fresh"] >= 6
        twice = [url for url, times in assert_complete(site, data, count).items() if times > 1]
        assert twice == []
        assert any("summary.json" in sentence for sentence in killed.problems)
        assert len(captured_urls(list_runs(data / "runs"), LONG_AGO)) == 2 * count


def test_ctrl_c_leaves_a_finished_run(tmp_path):
    data = tmp_path / "data"
    with Site(report_site(60)) as site:
        command = start_crawl(tmp_path, site.home, data)
        wait_for_line(data, 3)
        os.killpg(command.pid, signal.SIGINT)
        command.wait(timeout=30)
    (run,) = list_runs(data / "runs")
    assert run.problems == []
    (row,) = run.summary()["portals"]
    assert row["outcome"] == "interrupted"
    assert row["details"] >= 3


def test_a_locked_shard_is_reported(tmp_path):
    (tmp_path / "locks").mkdir()
    with Site(report_site(1)) as site, FileLock(tmp_path / "locks" / "127.0.0.9.lock"):
        row, lines = site.crawl(tmp_path)
        assert not site.asked
    assert row["outcome"] == "locked"
    assert lines == []


def test_another_host_s_reports_are_fetched_by_its_own_shard(tmp_path):
    with Site({"/": HOME, "/nb/": html(items()), "/x.html": html("report")}, "127.0.0.11") as owner:
        pages = {"/": HOME, "/nb/": html(items((f"{owner.home}x.html", TITLE.format(1))))}
        with Site(pages) as site:
            row, lines = site.crawl(tmp_path)
        assert row["handed_over"] == 1
        assert [line.title for line in lines if line.event == "handed_over"] == [TITLE.format(1)]
        assert not owner.asked
        row, lines = owner.crawl(tmp_path)
    assert row["details"] == 1
    assert outcomes(lines)["x.html"] == "ok"


def test_several_shards_at_once(tmp_path):
    told = []
    with Site(report_site(3), "127.0.0.12") as a, Site(report_site(4), "127.0.0.13") as b:
        portals = [Portal("a", "a", a.home), Portal("b", "b", b.home), Portal("a2", "a", a.home)]
        rows = crawl(portals, tmp_path, jobs=2, on_progress=told.append)
    assert [row["portal"] for row in rows] == ["a", "b", "a2"]
    assert [row["outcome"] for row in rows] == ["ok"] * 3
    assert [row["details"] for row in rows] == [3, 4, 0]
    assert rows[2]["fresh"] == 6  # the same shard, the same run: nothing twice
    runs = list_runs(tmp_path / "runs")
    assert len(runs) == 2
    assert len(told) == sum(run.summary()["lines"] for run in runs)
    assert {line["portal"] for line in told} == {"a", "b", "a2"}


# ── replicas ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("family", sorted(families()))
def test_every_published_report_of_a_replica_is_found(tmp_path, family):
    from crawler.replica import Replica

    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(11):
        title = f"示范市第{number}局2023年政府信息公开工作年度报告"
        if number % 3 == 0:
            text = f"{title}\n\n一、总体情况\n\n无。\n"
            (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        else:
            head = f"<title>{title}</title><meta name='ArticleTitle' content='{title}'>"
            body = f"<h1>{title}</h1><p>一、总体情况</p><p>无。</p>"
            markup = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
            (folder / f"{number}.html").write_text(markup, encoding="utf-8")
    data = tmp_path / "data"
    with Replica(folder, family, host="127.0.0.14", page_size=2) as replica:
        (row,) = crawl([portal_from_url(replica.home_url)], data)
        published = replica.documents
    assert (row["outcome"], row["family"]) == ("ok", family), row
    assert row["stop_reason"] == "end_reached"
    assert row["not_reports"] > 0
    (run,) = list_runs(data / "runs")
    assert run.problems == []
    good = {line.url for line in run.fetches() if line.outcome == "ok"}
    details = {line.url for line in run.fetches() if line.outcome == "ok" and line.kind == "detail"}
    assert details == {document.detail_url for document in published}
    assert {document.file_url for document in published} - {None} <= good
