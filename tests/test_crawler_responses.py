"""What an answer is, by its bytes: challenges, soft 404s, charsets, types."""

import gzip
import io
import re
import zipfile
import zlib
from pathlib import Path

import pytest

from crawler.responses import (
    BodyTooLarge,
    _rules,
    classify,
    decode_content,
    decode_text,
    outcome_words,
    shell_target,
)
from crawler.runs import Fetch
from parsers.documents.media_types import sniff

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
URL = "http://www.x.gov.cn/zfxxgknb/"
PAGE = (
    "<html><head><title>政府信息公开年报</title></head><body><ul>"
    + "<li><a href='./1.html'>某市财政局2023年政府信息公开工作年度报告</a></li>" * 20
    + "</ul></body></html>"
).encode()


def outcome(body=PAGE, status=200, headers=(), kind="column"):
    return classify(URL, status, list(headers), body, kind).outcome


RUISHU = (
    b"<!DOCTYPE html><html><head><meta content='{q' r='m'><script r='m'>"
    b"$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;</script></head><body></body></html>"
)
JSL = b"<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s=1');</script>"
EDGEONE = b"<script>document.cookie='EO_Bot_Ssid='+1;document.cookie='__tst_status=2#'</script>"


@pytest.mark.parametrize(
    ("expected", "arguments"),
    [
        ("ok", {}),
        ("blocked:ruishu", {"status": 412, "body": RUISHU}),
        ("blocked:ruishu", {"status": 202, "body": RUISHU}),
        ("blocked:jsl", {"status": 521, "body": JSL, "headers": [("X-Via-JSL", "a")]}),
        ("blocked:jsl", {"status": 521, "body": b""}),
        ("blocked:edgeone", {"body": EDGEONE}),
        ("blocked:wzws", {"status": 491, "body": b""}),
        ("blocked:waf", {"status": 403, "body": b"<html>Forbidden</html>"}),
        ("blocked:waf", {"status": 468, "body": b"x"}),
        ("blocked:waf", {"body": "<p>您的IP 1.2.3.4 存在可疑攻击行为，已被拦截</p>".encode()}),
        ("blocked:geo", {"status": 403, "body": "<p>禁止境外用户访问</p>".encode()}),
        ("blocked:rate_limit", {"status": 429, "body": b""}),
        ("blocked:rate_limit", {"status": 503, "body": "访问过于频繁，请稍后".encode()}),
        (
            "soft_404",
            {"body": "<title>页面不存在</title><p>您访问的页面不存在或已被删除！".encode()},
        ),
        ("soft_404", {"body": "<div>对不起，您要找的网页已经删除</div>".encode()}),
        ("not_found", {"status": 404}),
        ("gone", {"status": 410}),
        ("error", {"status": 500, "body": b"<p>oops</p>"}),
        ("error", {"status": 304, "body": b""}),
        ("empty", {"body": b""}),
        ("empty", {"body": b"<html><head></head><body><div></div></body></html>" + b" " * 300}),
        ("wrong_type", {"body": b"%PDF-1.5"}),
        ("wrong_type", {"kind": "attachment"}),
        ("ok", {"kind": "detail", "body": b"%PDF-1.5"}),
        ("ok", {"kind": "attachment", "body": b"%PDF-1.5"}),
        ("redirect", {"status": 302, "headers": [("Location", "/x")], "body": b""}),
    ],
)
def test_outcomes(expected, arguments):
    assert outcome(**arguments) == expected


def test_a_report_that_mentions_attacks_is_a_report():
    body = PAGE + ("本年度处置可疑攻击请求3次，页面不存在等错误12处，禁止境外访问。" * 40).encode()
    assert outcome(body=body) == "ok"


@pytest.mark.parametrize("status", [401, 403, 405])
def test_a_refused_robots_file_means_no_rules(status):
    assert outcome(status=status, body=b"no", kind="robots") == "error"


def test_robots_that_is_a_page_or_empty_is_fine():
    assert outcome(kind="robots", body="<title>404</title>页面不存在".encode()) == "ok"
    assert outcome(kind="robots", body=b"") == "ok"
    assert outcome(kind="robots", status=412, body=RUISHU) == "blocked:ruishu"


def test_a_redirect_remembers_what_it_would_be_if_it_never_ended():
    wzws = [("Location", URL), ("Set-Cookie", "wzws_cid=1"), ("Server", "wzws-waf-cgi")]
    verdict = classify(URL, 307, wzws, b"", "home")
    assert (verdict.outcome, verdict.target, verdict.suspect) == ("redirect", URL, "blocked:wzws")
    plain = classify(URL, 302, [("location", "../中文/".encode().decode("latin-1"))], b"", "home")
    assert plain.suspect is None
    assert plain.target.startswith("http://www.x.gov.cn/%")


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("edgeone_200.html", 200, "blocked:edgeone"),
        ("jsl_521.html", 521, "blocked:jsl"),
        ("waf_412_ruishu.html", 412, "blocked:ruishu"),
        ("soft404.html", 200, "soft_404"),
    ],
)
def test_hazard_samples(name, status, expected):
    path = SHARED / "portals" / "hazards" / name
    if not path.exists():
        pytest.skip("the shared samples are not here")
    assert outcome(status=status, body=path.read_bytes()) == expected


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ('<meta http-equiv="refresh" content="0;url=./a/">', URL + "a/"),
        ("<meta content='0; URL=\"/b.html\"' http-equiv=Refresh>", None),
        ("<META HTTP-EQUIV=refresh CONTENT='1;/b.html'>", "http://www.x.gov.cn/b.html"),
        ('<script>location.replace("./c/")</script>', URL + "c/"),
        ("<script>window.location.href = '/d'</script>", "http://www.x.gov.cn/d"),
        ("<script>top.location='https://www.y.gov.cn/'</script>", "https://www.y.gov.cn/"),
        ('<meta http-equiv="refresh" content="5;url=/">', None),
        ("<script>setTimeout(\"location.href='/'\",5000)</script>", None),
        ("<script>location.href='javascript:void(0)'</script>", None),
        (f"<script>location.href='{URL}'</script>", None),
        (f"<script>location.href='/d'</script><p>{'年报' * 60}</p>", None),
    ],
)
def test_shells(html, target):
    assert shell_target(html, URL) == target


def test_shell_page_is_a_redirect():
    verdict = classify(URL, 200, [], b"<script>location.replace('./nb/')</script>", "column")
    assert (verdict.outcome, verdict.target) == ("redirect", URL + "nb/")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("政府信息公开".encode(), "text/html; charset=gb2312"),
        (b'<meta charset="gb2312">' + "政府信息公开".encode(), ""),
        ("政府信息公开".encode("gbk"), "text/html; charset=utf-8"),
        ("政府信息公开".encode("gb18030"), ""),
        ("政府信息公开".encode("big5", "ignore") and "政府信息公开".encode("gbk"), "text/html"),
        ("\ufeff政府信息公开".encode(), ""),
        ("政府信息公开".encode("utf-16"), ""),
        ("政府信息公开".encode(), "text/html; charset=nonsense"),
    ],
)
def test_text_is_read_whatever_its_label(body, content_type):
    text = decode_text(body, content_type)
    assert text.endswith("政府信息公开")
    assert not text.startswith("\ufeff")


def test_declared_charset_is_used_when_it_is_not_utf8():
    assert decode_text("政府資訊".encode("big5"), "text/html; charset=big5") == "政府資訊"


def test_text_with_one_broken_byte_is_not_lost():
    body = "政府信息公开".encode() * 50 + b"\xff" + "年报".encode() * 50
    assert decode_text(body).count("年报") == 50


def _zip(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "application/x-empty"),
        (b"\n%PDF-1.4 ...", "application/pdf"),
        (_zip("a.txt"), "application/zip"),
        (_zip("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
        (
            _zip("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            _zip("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            b"PK\x03\x04broken",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (_zip("a/b.docx", "c.pdf"), "application/zip"),
        ("\ufeff<html><body>年报".encode("utf-16"), "text/html"),
        (b"<br><b>2023</b>", "text/html"),
        (b'<?xml version="1.0"?>\n<div>x</div>', "text/html"),
        (b"BM is how this text begins", "text/plain"),
        (b"BM\x00\x01\x00\x00\x00\x00\x00\x00", "image/bmp"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "application/msword",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "application/vnd.ms-excel",
        ),
        (b"{\\rtf1", "application/rtf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (PAGE, "text/html"),
        (b"\xef\xbb\xbf\r\n<!-- x --><html>", "text/html"),
        (b'<?xml version="1.0"?><html xmlns="x">', "text/html"),
        (b'<?xml version="1.0"?><datastore>', "text/xml"),
        (b"<datastore></datastore>", "text/xml"),
        (b'{"a":1}', "application/json"),
        ("一、总体情况".encode("gbk") * 20, "text/plain"),
        (bytes(range(256)) * 4, "application/octet-stream"),
    ],
)
def test_media_types(body, expected):
    assert sniff(body) == expected


def test_every_outcome_has_words():
    """What people read is Chinese: the outcomes of lines, of portals and of all signatures."""
    stated = Fetch.__doc__.split("outcome: ")[1].split(".\n")[0]
    outcomes = {name.strip() for name in stated.split(",")} - {"blocked:<name>"}
    assert {"not_found", "timeout", "error"} <= outcomes
    ends = {"no_reports", "no_column", "incomplete", "interrupted", "locked", "handed_over"}
    blocked = {rule.outcome for rule in _rules()} | {"blocked:list", "blocked:anything"}
    for outcome in outcomes | ends | blocked:
        assert re.search("[\u4e00-\u9fff]", outcome_words(outcome)), outcome
    with pytest.raises(KeyError):
        outcome_words("invented")


def test_content_codings():
    raw = zlib.compressobj(wbits=-15)
    deflated = raw.compress(PAGE) + raw.flush()
    for body, coding in [
        (PAGE, None),
        (gzip.compress(PAGE), "gzip"),
        (gzip.compress(PAGE), None),
        (zlib.compress(PAGE), "deflate"),
        (deflated, "deflate"),
        (gzip.compress(zlib.compress(PAGE)), "deflate, gzip"),
        (PAGE, "gzip"),
        (PAGE, "identity"),
    ]:
        assert decode_content(body, coding) == PAGE


def test_a_decompression_bomb_is_refused(monkeypatch):
    monkeypatch.setattr("crawler.responses.MAX_BODY", 1000)
    with pytest.raises(BodyTooLarge):
        decode_content(gzip.compress(b"0" * 5000), "gzip")
