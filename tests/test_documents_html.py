"""Is the report found on its page: whole, in order, in the right characters, nothing else?"""

from __future__ import annotations

import contextlib
import re
import time

import pytest

from parsers.documents import NotReadable
from parsers.documents.html import decode, is_attachment, read
from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import (
    FORM,
    TITLE,
    active_rows,
    figures,
    official_tables,
    page,
    report_html,
    table_html,
    wrong,
)

F = figures(3)
BODY = report_html(F)
LINKS = "".join(f'<li><a href="/col/{n}.html">政务栏目第{n}号链接</a></li>' for n in range(400))
NAVIGATION = f'<div class="nav"><ul>{LINKS}</ul></div>'
METADATA = (
    '<table class="xxgk"><tr><td>索引号</td><td>0153/2024-00012</td><td>发布机构</td>'
    "<td>云岭县市场监督管理局</td></tr><tr><td>公开日期</td><td>2024-01-20</td><td>名称</td>"
    f"<td>{TITLE}</td></tr></table>"
)
FOOTER = (
    '<div class="footer"><p>主办单位：云岭县人民政府</p><p>滇ICP备05000000号</p>'
    "<p>政府网站标识码：5301270001</p></div>"
)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def narrative(report: Report) -> str:
    return squeezed("".join(f"{s.heading or ''}{s.text}" for s in report.sections))


EXPECTED = narrative(read_file(page(BODY)))


# ── Characters ────────────────────────────────────────────────────────────────────────────────


def encoded(body: str, codec: str, declared: str) -> bytes:
    html = f'<html><head><meta charset="{declared}"><title>{TITLE}</title></head><body>{body}'
    return html.encode(codec, "xmlcharrefreplace")


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("utf-8-sig", "gb2312"),
        ("gb2312", "gb2312"),
        ("gbk", "utf-8"),
        ("gb18030", "gb2312"),
        ("gb18030", "none-such"),
        ("utf-16", "utf-16"),
        ("utf-8", "iso-8859-1"),
    ],
)
def test_charsets(codec: str, declared: str) -> None:
    report = read_file(encoded(BODY, codec, declared))
    assert wrong(report, F) == {}
    assert narrative(report) == EXPECTED
    assert report.title == TITLE


def test_one_damaged_byte_does_not_garble_the_page() -> None:
    data = page(BODY)
    at = data.index("公开为常态".encode()) + 1
    report = read_file(data[:at] + b"\xff" + data[at + 1 :])
    assert wrong(report, F) == {}
    assert report.organ == "云岭县市场监督管理局"
    assert decode("年报".encode() * 20 + b"\xe5") == "年报" * 20 + "\ufffd"


def test_rare_characters_of_gb18030() -> None:
    assert decode("䶮县㛃".encode("gb18030")) == "䶮县㛃"


# ── Finding the report ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "around",
    [
        "{body}",
        '<div id="zoom">{body}</div>',
        '<div id="Zoom">{body}</div>',
        '<div class="TRS_Editor">{body}</div>',
        "<div><div><div>{body}</div></div></div>",
        "<table><tr><td>{body}</td></tr></table>",
        '<table><tr><td>{nav}</td><td><div class="x">{body}</div></td></tr></table>',
        "<table><tr><td>{meta}<div>{body}</div></td></tr></table>",
        '{nav}{meta}<div class="article">{body}</div>{nav}',
        '<div class="content">{nav}<div class="inner">{body}</div>{nav}</div>',
        '<div id="wrap">{nav}<div>{meta}<h1>标题栏</h1><div>{body}</div></div></div>',
        "<form>{nav}<article>{body}</article></form>",
        '<div style="display:block"><center>{body}</center></div>',
    ],
)
def test_container(around: str) -> None:
    html = around.format(body=BODY, nav=NAVIGATION, meta=METADATA)
    report = read_file(
        f"<html><head><meta charset=utf-8><title>{TITLE}</title></head>"
        f"<body>{NAVIGATION}{html}{FOOTER}</body></html>".encode()
    )
    assert wrong(report, F) == {}
    assert report.title == TITLE
    text = narrative(report)
    assert text.endswith(EXPECTED[EXPECTED.index("一、总体情况") :])
    assert "政务栏目第" not in text
    assert report.signed_on is not None
    assert report.signed_on.isoformat() == "2024-01-15"


def test_metadata_table_before_the_report_is_no_form_table() -> None:
    report = read_file(page(METADATA + BODY))
    assert wrong(report, F) == {}
    assert len(report.table_readings) == 3


def test_title_outside_the_article() -> None:
    body = report_html(F, title="")
    for head in (
        f'<h1 class="bt">{TITLE}</h1>',
        f'<div class="title">{TITLE}</div>',
        f'<p id="title">{TITLE}</p>',
    ):
        html = f"<html><body>{NAVIGATION}<div>{head}<div id=zoom>{body}</div></div></body></html>"
        assert read_file(html.encode()).title == TITLE
    meta = f'<meta name="ArticleTitle" content="{TITLE}">'
    assert read_file(page(body, title="云岭县人民政府", head=meta)).title == TITLE


def test_links_to_other_years_do_not_name_the_report() -> None:
    """A list of the organ's other reports stands above the article, inside the container."""
    others = "".join(
        f'<p><a href="{y}.html">云岭县市场监督管理局{y}年政府信息公开工作年度报告</a></p>'
        for y in (2019, 2020, 2021, 2022)
    )
    report = read_file(page(others + BODY))
    assert report.report_year == 2023


def test_meta_tags() -> None:
    head = (
        '<meta name="PubDate" content="2024-01-20 10:18"><META NAME="sitename" CONTENT="云岭县">'
        '<meta name="ColumnName" content="头部"><meta name="Url" content="null">'
    )
    document = read(page(BODY, head=head))
    assert document.metadata["PubDate"] == "2024-01-20 10:18"
    assert document.metadata["SiteName"] == "云岭县"
    assert "Url" not in document.metadata
    report = read_file(page(BODY, head=head))
    assert report.published_on is not None
    assert report.published_on.isoformat() == "2024-01-20"


# ── Nothing lost, nothing added ───────────────────────────────────────────────────────────────

TEXTS = {
    1: [
        "2023年，我局公开各类信息1,234条。",
        "（一）主动公开",
        "（一）主动公开",  # repeated on purpose
        "全面推进基层政务公开标准化规范化工作全面推进决策执行管理服务结果公开没有标点的一行",
        "一是" + "完善制度，" * 60 + "落实责任。",
        "COVID-19 &amp; 12345 &lt;热线&gt;",
        "<b>加</b><i>粗</i><span>的</span><font>字</font>",
        "H<sub>2</sub>O",
    ],
    5: ["存在问题：", "1.不够", "2.不足", "短"],
    6: ["无收费。", "（一）收取信息处理费情况", "未收取。", "未收取。"],
}
PLAIN = {number: [re.sub("<[^>]+>", "", text) for text in texts] for number, texts in TEXTS.items()}


def expected_text(texts: dict[int, list[str]]) -> str:
    said = "".join(heading + "".join(texts.get(n, [])) for n, heading in FORM.sections.items())
    unescaped = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return squeezed(unescaped + "云岭县市场监督管理局2024年1月15日")


@pytest.mark.parametrize(
    "change",
    [
        str,
        lambda html: html.replace("<p>", "<div>").replace("</p>", "</div>"),
        lambda html: html.replace("<p>", "").replace("</p>", "<br>"),
        lambda html: html.replace("<p>", "").replace("</p>", "<br/><br/>"),
        lambda html: html.replace("<p>", "<p>&nbsp;&nbsp;&nbsp;&nbsp;").replace(
            "</p>", "\u3000</p>"
        ),
        lambda html: html.replace("<p>", '<p class="MsoNormal"><span style="x">').replace(
            "</p>", "<o:p></o:p></span></p>"
        ),
        lambda html: html.replace("<p>", "<section><p>").replace("</p>", "</p></section>"),
        lambda html: html.replace("<p>", "<li>").replace("</p>", "</li>"),
        lambda html: html.replace("<p>", "<h3>").replace("</p>", "</h3>"),
        lambda html: html.replace("<p>", "<dd>").replace("</p>", "</dd>"),
        lambda html: html.replace("</p>", ""),
    ],
)
def test_every_character_of_the_narrative_is_kept(change: object) -> None:
    html = change(report_html(F, texts=TEXTS))  # type: ignore[operator]
    report = read_file(page(html))
    assert wrong(report, F) == {}
    text = narrative(report)
    assert text[text.index("一、总体情况") :] == expected_text(PLAIN)


def test_text_in_layout_cells_captions_and_between_rows_is_kept() -> None:
    first, second, third = official_tables(F)
    captioned = first.replace("<tbody>", "<caption>表一（单位：件、万元）</caption><tbody>")
    layout = "<table><tr><td>左栏一段话，讲公开。</td><td>右栏一段话，讲服务。</td></tr></table>"
    body = report_html(F, tables=(captioned, second, third), texts={1: [layout]})
    text = narrative(read_file(page(body)))
    assert "表一（单位：件、万元）" in text
    printed = text + squeezed(
        "".join(t for s in read_file(page(body)).sections for _, t in s.tables)
    )
    for words in ("左栏一段话，讲公开。", "右栏一段话，讲服务。"):
        assert words in printed


def test_a_heading_as_caption_begins_its_section() -> None:
    first, second, third = official_tables(F)
    heading = FORM.sections[3]
    captioned = second.replace("<tbody>", f"<caption>{heading}</caption><tbody>")
    body = report_html(F, tables=(first, captioned, third)).replace(f"<p>{heading}</p>", "")
    report = read_file(page(body))
    assert [s.number for s in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert wrong(report, F) == {}


def test_hidden_text_is_not_read() -> None:
    hidden = (
        '<p style="display:none">隐藏的一段话。</p><p hidden>隐藏的一段话。</p>'
        '<div style="DISPLAY : NONE"><p>隐藏的一段话。</p></div><!-- 隐藏的一段话。 -->'
        "<script>var s = '隐藏的一段话。'</script><style>p:after{content:'隐藏的一段话。'}</style>"
        "<noscript>隐藏的一段话。</noscript><textarea>隐藏的一段话。</textarea>"
    )
    report = read_file(page(report_html(F, texts={1: [hidden, "可见。"]})))
    assert "隐藏" not in narrative(report)
    assert "可见。" in narrative(report)


@pytest.mark.parametrize(
    "tail",
    [
        FOOTER,
        "<p>【打印】 【关闭】</p>",
        "<p>打印本页 关闭窗口</p><p>分享到：微信</p>",
        "<p>上一篇：<a href=x>云岭县2022年年报</a></p><p>下一篇：没有了</p>",
        "<p>扫一扫在手机打开当前页</p>",
        "<p>责任编辑：张三</p>",
        "<p>Copyright © 2024 云岭县人民政府 版权所有</p>",
    ],
)
def test_footers_are_cut(tail: str) -> None:
    report = read_file(page(BODY + tail))
    assert narrative(report) == EXPECTED
    assert report.signed_on is not None


def test_the_same_words_above_the_report_cut_nothing() -> None:
    head = "<p>【打印】【关闭】 主办单位：云岭县人民政府</p><p>主办：云岭县</p>"
    report = read_file(page(head + BODY))
    assert wrong(report, F) == {}
    assert narrative(report).endswith(EXPECTED[EXPECTED.index("一、总体情况") :])


# ── Attachments, errors ───────────────────────────────────────────────────────────────────────


def test_attachments() -> None:
    links = (
        '<p><a href="./P020240115.pdf">年报PDF版</a>'
        '<a href="/download.jsp?filename=a.docx">附件</a>'
        '<a href="http://x.gov.cn/2023.html">网页</a><iframe src="/viewer/b.ofd"></iframe>'
        '<a href="./P020240115.pdf">再次</a><a href="http://[bad">坏</a></p>'
    )
    document = read(page(BODY + links))
    assert [a.url for a in document.attachments] == [
        "./P020240115.pdf",
        "/download.jsp?filename=a.docx",
        "/viewer/b.ofd",
    ]
    assert document.attachments[0].text == "年报PDF版"
    assert not is_attachment("javascript:void(0)")


def test_a_page_with_only_an_attachment_is_a_landing_page() -> None:
    html = page(f'<p>{TITLE}</p><p><a href="./P0202.pdf">{TITLE}.pdf</a></p>')
    with pytest.raises(NotReadable) as caught:
        read_file(html)
    assert caught.value.kind == "landing_page"
    assert "P0202.pdf" in caught.value.message


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>404 Not Found</title></head><body><h1>404</h1></body></html>",
        "<html><title>错误</title><body>您访问的页面不存在或已删除！</body></html>",
        "<html><title>403 Forbidden</title><body><center>nginx</center></body></html>",
    ],
)
def test_error_pages(html: str) -> None:
    with pytest.raises(NotReadable) as caught:
        read_file(html.encode(), "2023.pdf")
    assert caught.value.kind == "error_page"
    assert ".pdf" in caught.value.message


# ── Size ──────────────────────────────────────────────────────────────────────────────────────


def test_deep_and_wide_pages_end() -> None:
    deep = "<div>" * 100_000
    wide = table_html(active_rows(F)).replace("colspan", 'rowspan="99999999" colspan="99999999" x')
    named = '<div class="content">' * 5_000
    rows = "<table>" + '<tr><td colspan="99999999" rowspan="65534">1</td></tr>' * 20_000
    for html in (deep, deep + BODY, wide * 50, named + "文" * 10_000, rows, "<td>" * 50_000):
        begun = time.perf_counter()
        with contextlib.suppress(NotReadable):
            read_file(page(html))
        assert time.perf_counter() - begun < 20


def test_a_report_inside_hundreds_of_divs_is_read() -> None:
    report = read_file(page("<div>" * 200 + BODY + "</div>" * 200))
    assert wrong(report, F) == {}
