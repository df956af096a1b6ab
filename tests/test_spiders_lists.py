"""Reading pages and lists without a network: links, columns, families, pagers."""

import asyncio
import json
import time
import urllib.parse
from pathlib import Path

import pytest

from crawler.responses import classify
from crawler.runs import Fetch
from spiders.base import Answer, ListState, PortalSpider, parse_years
from spiders.column import branch_links, column_links, declared, navigation_links
from spiders.detect import detect
from spiders.hanweb_jpage import HanwebJpageSpider, list_units, read_block
from spiders.pages import Page, attachment_extension, join
from spiders.trs import TrsSpider, read_pager

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "portals"
URL = "http://www.anqiu.gov.cn/zfxxgk/zfxxgknb/"


def page(html, url=URL):
    return Page(url, html.encode())


def sample(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip("the shared samples are not here")
    return path.read_bytes()


class Portal:
    """Stands in for a spider: answers from a table, notes what was asked."""

    entries = PortalSpider.entries

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    async def ask(self, url, kind, *, found_on=None, form=None):
        self.asked.append((url, form) if form else url)
        found = self.answers(url, form) if callable(self.answers) else self.answers.get(url)
        if found is None:
            return Answer("not_found", "HTTP 404")
        if isinstance(found, Answer):
            return found
        body = found.encode()
        verdict = classify(url, 200, [], body, kind)
        media_type = "text/xml" if found.startswith("<datastore") else "text/html"
        line = Fetch("fetch", "", url, media_type=media_type, capture_id="x")
        return Answer(verdict.outcome, verdict.message, Page(url, body), line)


def read(spider_class, first, answers):
    portal = Portal(answers)
    state = ListState(first.url)
    asyncio.run(spider_class.read_list(portal, first, state))
    return portal, state


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("./202401/t20240123_1.html", URL + "202401/t20240123_1.html"),
        ("../a.shtml/", "http://www.anqiu.gov.cn/zfxxgk/a.shtml"),
        (" /a b.html\n", "http://www.anqiu.gov.cn/a%20b.html"),
        ("//www.zibo.gov.cn", "http://www.zibo.gov.cn/"),
        ("x.html#top", URL + "x.html"),
        ("?page=2", URL + "?page=2"),
        ("#", None),
        ("", None),
        ("javascript:void(0)", None),
        ("mailto:a@b.cn", None),
        ("http://[broken/", None),
    ],
)
def test_join(href, expected):
    assert join(URL, href) == expected


@pytest.mark.parametrize(
    ("url", "extension"),
    [
        ("http://x.gov.cn/P020240123.DOCX", "docx"),
        ("http://x.gov.cn/downfile.jsp?classid=0&filename=6d9a.pdf&showname=%E5%B9%B4.pdf", "pdf"),
        ("http://x.gov.cn/d.jsp?id=1&showname=%E5%B9%B4%E6%8A%A5.wps", "wps"),
        ("http://x.gov.cn/pdfjs/viewer.html?file=/a/b.pdf", "pdf"),
        ("http://x.gov.cn/a.html", None),
        ("http://x.gov.cn/doc/1", None),
        ("http://x.gov.cn/search?q=a.pdf", None),
    ],
)
def test_attachment_extension(url, extension):
    assert attachment_extension(url) == extension


def test_links_use_the_untruncated_title_and_the_date_beside():
    (first, second, third, fourth) = page(
        "<ul><li><a href='1.html' title='安丘市官庄镇人民政府2023年政府信息公开工作年度报告'>"
        "安丘市官庄镇人民政府2023年…</a><span>2024-\n01-\n23</span></li>"
        "<li><a href='2.html' title='打开'>安丘市财政局2023年政府信息公开工作年度报告</a>"
        "[2024/1/2]</li>"
        "<li><a href='3.xlsx' title=''>某报告<span class=date>2026/09/11</span></a></li></ul>"
        "<dl><dd><a href='4.html'>很长的标题...</a></dd><dd>2017年1月18日</dd></dl>"
    ).links
    assert first.title == "安丘市官庄镇人民政府2023年政府信息公开工作年度报告"
    assert first.date == "2024-01-23"
    assert second.title == "安丘市财政局2023年政府信息公开工作年度报告"
    assert second.date == "2024-01-02"
    assert (third.title, third.date) == ("某报告", "2026-09-11")
    assert (fourth.date, fourth.is_truncated) == ("2017-01-18", True)


@pytest.mark.parametrize(
    ("href", "told"),
    [
        ("javascript:alert(1)", "javascript"),
        ("JavaScript:void(0)", "javascript"),
        ("file:///C:/年报/a.docx", "file"),
        ("gopher://127.0.0.1/", "gopher"),
        ("http://[::1", "无法解析"),
        ("http://", "无法解析"),
        ("", "没有地址"),
        ("#", "没有地址"),
        ("data:text/html," + "x" * 5000, "data"),
    ],
)
def test_an_entry_that_leads_nowhere_is_an_entry(href, told):
    title = "安丘市财政局2023年政府信息公开工作年度报告"
    made = page(f"<li><a href='{href}'>{title}</a> 2024-01-02</li><a href='{href}'>返回</a>")
    assert made.links == ()
    (entry,) = PortalSpider.entries(made)
    assert (entry.title, entry.date) == (title, "2024-01-02")
    assert told in entry.refusal
    assert len(entry.refusal) < 600
    state = ListState(URL)
    state.take([entry])
    state.take(PortalSpider.entries(page(f"<a href='{href}'>{title.replace('财政', '审计')}</a>")))
    assert (state.rows, len(state.links)) == (2, 2)


def test_jpage_records_that_lead_nowhere_are_counted():
    title = "安丘市财政局2023年政府信息公开工作年度报告"
    script = f"<record><![CDATA[<a href='javascript:show(1)'>{title}</a>]]></record>"
    both = f"<record><![CDATA[<a href='#'>+</a><a href='/art_1_2.html'>{title}</a>]]></record>"
    block = read_block(f"<recordset>{script}{both}</recordset>", URL)
    assert [bool(link.refusal) for link in block.records] == [True, False]


def test_a_base_that_is_no_address_is_left_alone():
    for base in ("http://[::1", "javascript:1", "#"):
        (link,) = page(f"<base href='{base}'><a href='a.html'>x</a>").links
        assert link.url == URL + "a.html"


def test_files_on_a_clerks_disk_are_named():
    made = page(
        "<a href='file:///C:/Users/x/年报.docx'>附件</a><a href='javascript:open(2)'>附件2.pdf</a>"
        "<a href='javascript:print()'>打印</a>"
    )
    assert [link.title for link in made.lost_attachments] == ["附件", "附件2.pdf"]
    assert made.attachments == ()


def test_attachments_are_found_wherever_they_hide():
    found = page(
        "<a href='./P020240123378123456789.docx' OLDSRC='x' appendix='true'>年报.docx</a>"
        "<a appendix='true' otheraname='官庄镇.docx' href='/download?id=7'>下载</a>"
        "<a href='/module/download/downfile.jsp?classid=0&filename=6d9a.pdf'>年报</a>"
        "<iframe src='/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf'></iframe>"
        "<embed src='/b.PDF'><object data='c.ofd'></object>"
        "<div id='pdfshow' data-value='/d.pdf'></div>"
        "<script>var fj='<a href=\"./e.wps\">附件</a>';</script>"
        "<a href='about.html'>关于</a><a href='./P020240123378123456789.docx'>again</a>"
    ).attachments
    host = "http://www.anqiu.gov.cn"
    assert {link.url for link in found} == {
        URL + "P020240123378123456789.docx",
        host + "/download?id=7",
        host + "/module/download/downfile.jsp?classid=0&filename=6d9a.pdf",
        host + "/files/a.pdf",
        host + "/b.PDF",
        URL + "c.ofd",
        host + "/d.pdf",
        URL + "e.wps",
    }
    assert len(found) == 8


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\xff\xfe\x00", b"<!-- -->", b"%PDF-1.4", b"<", b"&"]
)
def test_any_bytes_make_a_page(body):
    made = Page(URL, body)
    assert made.links == ()
    assert made.attachments == ()
    assert made.metas == {}


# ── column ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "政府信息公开年报",
        "信息公开年报",
        "政府信息公开年度报告",
        "政府信息公开工作年度报告",
        "政府信息公开工作报告",
        "政务信息公开年报",
        "部门信息公开年报",
        "乡镇政府信息公开年报",
        "· 政府信息公开年报 >",
    ],
)
def test_the_column_is_known_by_name(name):
    assert [link.url for link in column_links(page(f"<a href='nb/'>{name}</a>"))] == [URL + "nb/"]


@pytest.mark.parametrize(
    "name",
    [
        "政府网站工作年度报表",
        "法治政府建设年度报告",
        "政府信息公开年报解读",
        "行政执法统计年报",
        "企业年报",
        "部门决算",
        "政府信息公开指南",
        "政府信息公开制度",
        "年度报告",
        "2023年政府信息公开工作年度报告部署会召开",
        "安丘市2023年政府信息公开工作年度报告",
        "政府工作报告",
    ],
)
def test_look_alikes_are_not_the_column(name):
    assert column_links(page(f"<a href='nb/'>{name}</a>")) == []


def test_bare_年报_is_believed_among_its_sisters_only():
    sisters = "<a href=a/>政府信息公开指南</a><a href=b/>政府信息公开制度</a><a href=nb/>年报</a>"
    assert [link.url for link in column_links(page(sisters))] == [URL + "nb/"]
    assert column_links(page("<a href=c/>公司简介</a><a href=nb/>年报</a>")) == []


def test_metas_say_what_a_column_is():
    def meta(name, kind=""):
        return page(
            f"<meta name='ColumnName' content='{name}'><meta name='columntype' content='{kind}'>"
        )

    assert declared(meta("政府信息公开年报")) is True
    assert declared(meta("年报", "信息公开年报")) is True
    assert declared(meta("市财政局政府信息公开年报")) is True
    assert declared(meta("法治政府建设年度报告")) is False
    assert declared(meta("政府网站工作年度报表")) is False
    assert declared(meta("", "null")) is None
    assert declared(meta("药品批件发布")) is None


def test_the_way_to_the_column():
    found = navigation_links(
        page(
            "<a href=1>政务公开</a><a href=2>政府信息公开</a><a href=3>政府信息公开指南</a>"
            "<a href=4>新闻中心</a><a href=5>法定主动公开内容</a><a href=2>政府信息公开</a>"
        )
    )
    assert [link.url[-1] for link in found] == ["5", "2", "1"]


def test_year_tree():
    found = {
        link.url.removeprefix(URL): year
        for link, year in branch_links(
            page(
                "<a href='./2023nb/'>2023年</a><a href='./2022nb/'>2022年度</a>"
                "<a href='./2021/'>2021年政府信息公开年报</a><a href='/zwgk/bm/'>市政府部门</a>"
                "<a href='./2023nb/szfbm/'>市政府部门</a><a href='./2023nb/xsq/'>县（市、区）</a>"
                "<a href='./2023nb/xzjd/'>乡镇街道</a><a href='/gb/2023/'>2023年</a>"
                "<a href='./202401/t20240101_1.html'>安丘市2023年政府信息公开工作年度报告</a>"
            )
        )
    }
    assert found == {
        "2023nb/": 2023,
        "2022nb/": 2022,
        "2021/": 2021,
        "2023nb/szfbm/": None,
        "2023nb/xsq/": None,
        "2023nb/xzjd/": None,
    }


def test_year_tree_sample():
    found = list(branch_links(Page(URL, sample("tree/year_tree.html"))))
    assert [year for _, year in found] == [2023, 2022, 2021, None, None, None]


# ── families ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("trs/index.html", "trs"),
        ("trs/index_1.html", "trs"),
        ("trs/detail.html", "trs"),
        ("hanweb_jpage/col_index.html", "hanweb_jpage"),
        ("hanweb_jpage/dataproxy_response.xml", "hanweb_jpage"),
        ("hanweb_xxgk/shell.html", "hanweb_xxgk"),
        ("hanweb_jpaas/col_index.html", "hanweb_jpaas"),
        ("ccolumn/common_list.shtml", "ccolumn"),
        ("gkmlpt/index.html", "gkmlpt"),
        ("openness/showList_page_1.html", "openness"),
        ("querylist/list.html", "querylist"),
        ("epoint/list.html", "epoint"),
        ("lists/list_anhui_lspagination.html", "lonsun"),
        ("lists/list_hubei_createpage6.html", "trs"),
        ("lists/list_hunan_createpage_container_first.html", "trs"),
        ("lists/list_jingdezhen_createpage.html", "trs"),
    ],
)
def test_families_of_the_samples(name, family):
    assert detect(Page("http://www.x.gov.cn/a/b", sample(name))) == family


def test_no_family_without_signs_and_a_hint_alone_is_not_believed():
    plain = Page("http://www.x.gov.cn/a/b", b"<ul><li><a href=1>x</a></ul>")
    assert detect(plain) is None
    assert detect(plain, "trs") is None


# ── trs ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('createPageHTML(9, 0, "index", "html")', (9, "index", "html", 1, None)),
        ("createPageHTML(3, 1, 'index', 'shtml');", (3, "index", "shtml", 1, None)),
        ('createPageHTML(17, 0,"index", "shtml", "black2", 250)', (17, "index", "shtml", 1, 250)),
        ("createPageHTML('paging',25,1,'index','html',500)", (25, "index", "html", 2, 500)),
        ("createPageHTML('page',25,0,'index','html')", (25, "index", "html", 1, None)),
        ("var countPage = 5; //", (5, "index", "html", 1, None)),
        ("Pager({size:20,current:0,prefix:'list',suffix:'htm'});", (20, "list", "htm", 1, None)),
        ("<!-- createPageHTML(3, 0, 'index', 'html') -->", None),
        ("// createPageHTML(3, 0, 'index', 'html')\n", None),
        ('createPageHTML(1,0,"t20190918_693227","shtml")', None),
        ("function createPageHTML(a,b,c,d){}", None),
        ("nothing", None),
    ],
)
def test_pager_variants(source, expected):
    pager = read_pager(source, URL)
    if expected is None:
        assert pager is None
    else:
        assert (pager.pages, pager.name, pager.extension, pager.second, pager.total) == expected


def test_pager_samples():
    variants = json.loads(sample("trs/createPageHTML_variants.json"))
    for variant in variants:
        detail_page = "t20190918" in variant["call"]
        assert (read_pager(variant["call"], URL) is None) == detail_page


def trs_page(numbers, call):
    items = "".join(
        f"<li><a href='./202401/t20240123_{n}.html'>某局{n}号2023年政府信息公开年报</a></li>"
        for n in numbers
    )
    return f"<ul>{items}</ul><script>{call}</script>"


@pytest.mark.parametrize("number", [0, 1])
def test_trs_counts_from_zero(number):
    call = f"createPageHTML(3, {number}, 'index', 'shtml')"
    answers = {
        URL + "index_1.shtml": trs_page([3, 4], call),
        URL + "index_2.shtml": trs_page([5], call),
    }
    portal, state = read(TrsSpider, page(trs_page([1, 2], call)), answers)
    assert (state.stop_reason, len(state.links)) == ("end_reached", 5)
    assert portal.asked == list(answers)


@pytest.mark.parametrize("first_again", [True, False])
def test_trs_counts_from_one(first_again):
    """`_1` is the first page again, or is not there."""
    call = "createPageHTML(3, 1, 'index', 'shtml')"
    answers = {
        URL + "index_2.shtml": trs_page([3, 4], call),
        URL + "index_3.shtml": trs_page([5], call),
    }
    if first_again:
        answers[URL + "index_1.shtml"] = trs_page([1, 2], call)
    _, state = read(TrsSpider, page(trs_page([1, 2], call)), answers)
    assert (state.stop_reason, len(state.links)) == ("end_reached", 5)


@pytest.mark.parametrize(
    ("answers", "stop_reason"),
    [
        ({"index_1.html": [3, 4], "index_2.html": [3, 4]}, "duplicate_page"),
        ({"index_1.html": [3, 4], "index_2.html": "<html><body>第2页</body></html>"}, "error"),
        ({"index_1.html": [3, 4]}, "error"),
        ({"index_1.html": [3, 4], "index_2.html": Answer("blocked:waf", "x")}, "blocked"),
        ({"index_1.html": Answer("timeout", "x")}, "error"),
        ({}, "error"),
    ],
)
def test_trs_lists_that_break_off_say_so(answers, stop_reason):
    call = "createPageHTML(3, 0, 'index', 'html')"
    table = {
        URL + name: trs_page(found, call) if isinstance(found, list) else found
        for name, found in answers.items()
    }
    _, state = read(TrsSpider, page(trs_page([1, 2], call)), table)
    assert state.stop_reason == stop_reason
    assert state.message


def test_trs_total_is_compared():
    call = "createPageHTML(1, 0, 'index', 'html', 'black2', 9)"
    _, state = read(TrsSpider, page(trs_page([1, 2], call)), {})
    assert (state.stop_reason, state.total, state.rows) == ("error", 9, 2)


def test_trs_without_pager_follows_next_and_stops():
    first = trs_page([1], "") + "<a href='p2.html'>下一页</a>"
    second = trs_page([2], "") + "<a href='p2.html'>下一页</a>"
    _, state = read(TrsSpider, page(first), {URL + "p2.html": second})
    assert (state.stop_reason, len(state.links)) == ("end_reached", 2)


def test_trs_list_fetched_by_script_is_not_called_complete():
    made = page(trs_page([1], "listModel({maxStaticIndex: 1})"))
    _, state = read(TrsSpider, made, {})
    assert state.stop_reason == "error"


# ── hanweb jpage ────────────────────────────────────────────────────────────────────────────────

COLUMN = "http://www.feicheng.gov.cn/col/col45857/index.html"
PROXY = "/module/web/jpage/dataproxy.jsp"


def store(first, last, following=None, total=None):
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/2024/1/25/art_1_{n}.html' "
        f"title='某局{n}号2023年政府信息公开工作年度报告'>某局…</a><b>2024-\n01-25</b></li>]]></record>"
        for n in range(first, last + 1)
    )
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    count = f"<totalrecord>{total}</totalrecord>" if total else ""
    return f"<datastore>{count}{group}<recordset>{records}</recordset></datastore>"


def jpage(first_store, total=10, per_page=2, group=2, unit="38486", container="356383"):
    return page(
        f"<div id='{container}'><script type='text/xml'>{first_store}</script></div>"
        f"<script>var param_{unit}={{col:1,appid:'1',webid:110,path:'/',columnid:12377,"
        f"unitid:'{unit}',webname:'某市人民政府',permissiontype:0}};"
        f"$(function(){{$('#{unit}').jpage({{themeName:'default',totalRecord:{total},"
        f"dataBefore:'',groupSize:{group},proxyUrl:'{PROXY}',perPage:{per_page},"
        f"ajaxParam:param_{unit}}});}});</script>",
        COLUMN,
    )


def group_address(number):
    return f"{PROXY}?page={number}&appid=1&appid=1&webid=110&columnid=12377&unitid=38486"


def test_jpage_block_is_read_from_the_page():
    (unit,) = list_units(jpage(store(1, 4, group_address(1))))
    assert (unit.total, unit.size, unit.per_page, unit.proxy) == (10, 4, 2, PROXY)
    assert unit.parameters["webname"] == "某市人民政府"
    assert unit.parameters["unitid"] == "38486"
    first = unit.first.records[0]
    assert first.url == "http://www.feicheng.gov.cn/art/2024/1/25/art_1_1.html"
    assert first.title == "某局1号2023年政府信息公开工作年度报告"
    assert first.date == "2024-01-25"


def test_jpage_samples():
    (unit,) = list_units(Page(COLUMN, sample("hanweb_jpage/col_index.html")))
    assert (unit.total, unit.size, len(unit.first.records)) == (128, 45, 2)
    assert "webname=%25E5" in unit.first.next_url
    block = list_units(Page(COLUMN, sample("hanweb_jpage/dataproxy_response.xml")))[0].first
    assert (block.total, block.records[0].date) == (128, "2023-01-19")


def test_jpage_follows_nextgroup():
    root = "http://www.feicheng.gov.cn"
    answers = {
        root + group_address(1): store(5, 8, group_address(2), 10),
        root + group_address(2): store(9, 10),
    }
    portal, state = read(HanwebJpageSpider, jpage(store(1, 4, group_address(1))), answers)
    assert (state.stop_reason, state.rows, state.total) == ("end_reached", 10, 10)
    assert portal.asked == list(answers)


def by_records(url, form):
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    if "startrecord" not in query:
        return None
    assert form["columnid"] == "12377"
    return store(int(query["startrecord"]), min(int(query["endrecord"]), 10))


def by_page(url, form):
    """A portal that ignores startrecord: only `page` in the form moves on."""
    number = int((form or {}).get("page", 0))
    return store(number * 4 + 1, min(number * 4 + 4, 10))


def empty_group_then_records(url, form):
    if form is None:
        return "<datastore><recordset></recordset></datastore>"
    return by_records(url, form)


@pytest.mark.parametrize("answers", [by_records, by_page, empty_group_then_records])
def test_jpage_takes_another_way_when_one_fails(answers):
    _, state = read(HanwebJpageSpider, jpage(store(1, 4, group_address(1))), answers)
    assert (state.stop_reason, len(state.links), state.rows) == ("end_reached", 10, 10)


def test_jpage_that_repeats_itself_is_not_complete():
    _, state = read(
        HanwebJpageSpider, jpage(store(1, 4, group_address(1))), lambda url, form: store(1, 4)
    )
    assert (state.stop_reason, state.rows, state.total) == ("duplicate_page", 4, 10)
    assert "10" in state.message


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer("blocked:waf", "x"), "blocked"),
        (Answer("robots", "x"), "error"),
        (None, "error"),
        ("<datastore></datastore>", "error"),
    ],
)
def test_jpage_that_breaks_off_says_so(answer, reason):
    _, state = read(
        HanwebJpageSpider, jpage(store(1, 4, group_address(1))), lambda url, form: answer
    )
    assert (state.stop_reason, state.rows) == (reason, 4)
    assert state.message


def test_jpage_whole_list_in_the_page():
    portal, state = read(HanwebJpageSpider, jpage(store(1, 4), total=4), {})
    assert (state.stop_reason, state.rows, portal.asked) == ("end_reached", 4, [])


def test_jpage_news_units_beside_the_list_are_left_alone():
    news = (
        "<div id='1'><script type='text/xml'><datastore><recordset><record><![CDATA[<a "
        "href='/art/2024/1/1/art_9_1.html'>要闻</a>]]></record></recordset></datastore></script>"
        "</div><script>$('#1').jpage({totalRecord:900,perPage:15,groupSize:3});</script>"
    )
    made = jpage(store(1, 4), total=4)
    both = Page(COLUMN, news.encode() + made.body)
    _, state = read(HanwebJpageSpider, both, {})
    assert (state.stop_reason, state.rows, state.total) == ("end_reached", 4, 4)


def test_years():
    assert list(parse_years("2021-2023")) == [2021, 2022, 2023]
    assert list(parse_years("2023")) == [2023]
    for wrong in ("2023-2021", "23", "all"):
        with pytest.raises(Exception, match="年份"):
            parse_years(wrong)


def test_a_page_of_many_links_is_read_quickly():
    rows = "".join(f"<li><a href='{n}.html'>通知{n}</a> 2024-01-02</li>" for n in range(5000))
    begun = time.process_time()
    assert len(page(f"<ul>{rows}</ul>").links) == 5000
    assert time.process_time() - begun < 5
