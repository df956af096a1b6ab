"""Is the report found on its page: whole, in order, in the right characters, nothing else?"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import time
from collections.abc import Callable

import pytest

from parsers.documents import NotReadable
from parsers.documents.attachments import is_attachment
from parsers.documents.html import read
from parsers.documents.markup import decode
from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import (
    FORM,
    TITLE,
    Rows,
    active_rows,
    application_rows,
    dispute_rows,
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
        ("gbk", "iso-8859-1"),
        ("gbk", "windows-1252"),
        ("gbk", "undefined"),
        ("gbk", "rot13"),
        ("gbk", "idna"),
        ("gbk", "unicode_escape"),
        ("gb18030", "ibm-eucCN:x"),
        ("big5", "big5"),
        ("utf-16-le", "utf-8"),
        ("utf-16-be", "utf-8"),
        ("ascii", "iso-8859-1"),
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


def test_a_template_and_an_article_in_two_charsets() -> None:
    head, tail = f"<html><title>{TITLE}</title><p>云岭县</p>", "<p>版权所有：云岭县人民政府</p>"
    report = read_file(head.encode() + BODY.encode("gbk") + tail.encode())
    assert wrong(report, F) == {}
    assert report.title == TITLE
    report = read_file(head.encode("gbk") + BODY.encode() + tail.encode("gbk"))
    assert wrong(report, F) == {}


def test_western_bytes_around_entities() -> None:
    body = "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in BODY)
    data = page("").replace(b"utf-8", b"windows-1252").replace(TITLE.encode(), b"")
    report = read_file(data.replace(b"</div>", body.encode() + b"<p>\xa0\x93x\x94\xa0</p></div>"))
    assert wrong(report, F) == {}
    assert "“x”" in narrative(report)


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
        lambda html: blocks(html, '<span style="display:block">{}</span>'),
        lambda html: blocks(html, '<b style="display: block;margin:0"><span>{}</span></b>'),
        lambda html: blocks(html, '<a style="color:red;display:flex">{}</a>'),
        lambda html: f'<div style="white-space:pre-wrap">{blocks(html, "{}" + NEWLINE)}</div>',
        lambda html: f'<div style="white-space: pre-line;">{blocks(html, "{}" + NEWLINE)}</div>',
        lambda html: (
            f'<section style="white-space:pre">{blocks(html, "<b>{}</b>" + NEWLINE)}</section>'
        ),
        lambda html: f'<div class="lined">{blocks(html, "{}" + NEWLINE)}</div>' + LINED,
        lambda html: f"<pre>{blocks(html, '{}' + NEWLINE)}</pre>",
        lambda html: f"<PRE class='a'>{blocks(html, '<span>{}</span>' + NEWLINE)}</PRE>",
        lambda html: f"<pre>{blocks(html, '<b>{}</b><i></i>' + NEWLINE)}",
    ],
)
def test_every_character_of_the_narrative_is_kept(change: object) -> None:
    html = change(report_html(F, texts=TEXTS))  # type: ignore[operator]
    report = read_file(page(html))
    assert wrong(report, F) == {}
    text = narrative(report)
    assert text[text.index("一、总体情况") :] == expected_text(PLAIN)
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert str(report.signed_on) == "2024-01-15"


NEWLINE = "\n"
LINED = "<style>p{margin:0} .lined{white-space:pre-wrap}</style>"


def blocks(html: str, written: str) -> str:
    """The paragraphs written in another way."""
    return re.sub(r"<p(?: [^>]*)?>(.*?)</p>\n?", lambda m: written.format(m[1]), html)


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("<p>一<b>二\n三</b>四</p>", ["一二 三四"]),
        ("<pre>一<b>二\n三</b>四\n\n五</pre>六", ["一二", "三四", "五", "六"]),
        ('<p style="white-space:pre-wrap">一<b>二\n三</b></p>', ["一二", "三"]),
        ('<div style="white-space:pre"><p style="white-space:normal">一\n二</p></div>', ["一 二"]),
        ('<p style="white-space:nowrap">一\n二</p>', ["一 二"]),
        ("<p>一<span style='display:block'>二</span>三</p>", ["一", "二", "三"]),
        ("<p>一<span style='display:inline-block'>二</span>三</p>", ["一二三"]),
        ("<p>一<span style='display:inline'>二</span>三</p>", ["一二三"]),
        ("<pre>一\n<s>二\n三</s>四</pre>", ["一", "四"]),
        ("<pre>一\n<table><tr><td>甲</td><td>乙</td></tr></table>二\n三</pre>四", None),
    ],
)
def test_lines_are_what_a_browser_shows(written: str, lines: list[str] | None) -> None:
    read_lines = list(read(page(written)).paragraphs)
    assert read_lines == (lines if lines is not None else ["一", "二", "三", "四"])


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


@pytest.mark.parametrize("groups", [("tfoot", "tbody"), ("tfoot", "tbody", "thead"), ("tbody",)])
def test_heads_and_feet_are_shown_where_they_belong(groups: tuple[str, ...]) -> None:
    first, second, third = official_tables(F)
    rows = re.findall(r"<tr>.*?</tr>", second, re.DOTALL)
    parts = {"thead": rows[:3], "tbody": rows[3:-1], "tfoot": rows[-1:]}
    if "thead" not in groups:
        parts["tbody"] = parts["thead"] + parts["tbody"]
    if "tfoot" not in groups:
        parts["tbody"] += parts["tfoot"]
    inside = "".join(f"<{group}>{''.join(parts[group])}</{group}>" for group in groups)
    body = report_html(F, tables=(first, f"<table>{inside}</table>", third))
    report = read_file(page(body))
    assert wrong(report, F) == {}
    (printed,) = [table for s in report.sections if s.number == 3 for _, table in s.tables]
    assert "本年新收" in printed.split("结转下年度")[0]


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


SAID = "2012年，我局主动公开政府信息{}条，公开的内容全面、及时、准确。"


@pytest.mark.parametrize("word", ["相关链接", "相关新闻", "打印本页", "上一篇：关于公开的通知"])
def test_words_of_a_footer_inside_the_text_cut_nothing(word: str) -> None:
    """Above, in and under a report in free text, which has no headings to tell its end by."""
    title = TITLE.replace("2023", "2012")
    said = [SAID.format(n) for n in range(300, 312)]
    for at in (0, 1, 6):
        lines = [title, *said[:at], word, *said[at:]]
        tail = "".join(f"<p>{line}</p>" for line in ("相关链接", "别的文章", "版权所有：云岭县。"))
        html = page("".join(f"<p>{line}</p>" for line in lines) + tail, title=title)
        text = narrative(read_file(html))
        assert all(squeezed(line) in text for line in said)
        assert "别的文章" not in text
        assert "版权所有" not in text


def test_links_to_other_years_above_an_old_report_do_not_refuse_it() -> None:
    title = TITLE.replace("2023", "2012")
    links = "".join(f'<p><a href="{y}.html">{TITLE.replace("2023", str(y))}</a></p>' for y in YEARS)
    said = "".join(f"<p>{SAID.format(n)}</p>" for n in range(300, 312))
    for head in (links, f"<p>相关链接</p>{links}"):
        report = read_file(page(f"{head}<p>{title}</p>{said}", title=title))
        assert (report.report_year, report.form) == (2012, "free")
        with pytest.raises(NotReadable, match="列出"):
            read_file(page(f"{head}<p>{title}</p>", title=title))


YEARS = (2009, 2010, 2011, 2013)


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


# ── What a reader sees is what is read ────────────────────────────────────────────────────────


def applications(cell: Callable[[str], str]) -> str:
    """The report with the values of section 3 written by `cell`."""
    first, _, third = official_tables(F)
    values = {str(v) for row in F["applications"].values() for v in row.values()}
    table = table_html(application_rows(F), lambda t: cell(t) if t in values else t)
    return report_html(F, tables=(first, table, third))


@pytest.mark.parametrize(
    ("written", "head"),
    [
        ("<s>9</s>{}", ""),
        ("<strike>9</strike>{}", ""),
        ("<del>9</del><ins>{}</ins>", ""),
        ('<span style="text-decoration:line-through">9</span>{}', ""),
        ('<span style="text-decoration-line: line-through">9</span>{}', ""),
        ("{}<sub>1</sub>", ""),
        ('{}<span style="vertical-align:super">1</span>', ""),
        ('{}<span class="mark">1</span>', ".mark{vertical-align:super;font-size:60%}"),
        ('<span class="hid">1</span>{}', ".hid{display:none}"),
        ('<span class="hid">1</span>{}', "<!-- td .hid , .x { VISIBILITY : hidden } -->"),
        ('<span class="a hid">1</span>{}', "/* .a{} */ span.hid{display:none!important}"),
        ('<span class="hid on">{}</span>', ".hid{display:none} .hid.on{display:inline}"),
        ('<span class="hid">{}</span>', "@media print{.hid{display:none}} p{color:red}"),
        ('<span class="hid">{}</span>', "@media (max-width:600px){.hid{display:none}}"),
        ('<span class="hid" style="display:inline">{}</span>', ".hid{display:none}"),
        ('<span style="font-size:0">1</span>{}', ""),
        ('<span style="opacity: .0">1</span>{}', ""),
        ('<span class="hid">1</span>{}', ".hid{opacity:0}"),
        ('<span style="opacity:0.6">{}</span>', ""),
        ("<ruby>{}<rp>(</rp><rt>1</rt><rp>)</rp></ruby>", ""),
        ("{}<dialog>1</dialog><datalist>2</datalist>", ""),
        ('<span style="font-size:0pt">1<b style="font-size:12pt">{}</b></span>', ""),
        ('<span style="position:absolute;left:-9999px">1</span>{}', ""),
        ('<span style="visibility:hidden">1<i style="visibility:visible">{}</i></span>', ""),
        ('<span style="display:none;display:inline">{}</span>', ""),
        ("<sup>{}</sup>", ""),  # nothing but raised digits is no footnote's mark
        ('<input value="{}"><input type="hidden" value="7">', ""),
        ("<textarea>{}</textarea>", ""),
        ("<select><option>0</option><option selected>{}</option></select>", ""),
        ("<select><option>{}</option><option>0</option></select>", ""),
        ('{}<img src="/images/spacer.gif">', ""),
    ],
)
def test_a_value_is_what_a_reader_sees(written: str, head: str) -> None:
    body = applications(lambda text: written.format(text))
    report = read_file(page(body, head=f"<style>{head}</style>"))
    assert wrong(report, F) == {}
    assert {note.kind for note in report.cell_notes} <= {"note"}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ('<img src="/W020240115.png">', "unreadable"),
        ('<img src="data:image/png;base64,AAAA" alt="12">', "unreadable"),
        ('<script>document.write("12")</script>', "unreadable"),
        ('<img src="/spacer.gif">', "blank"),
        ('<img src="a.png" style="display:none">', "blank"),
        ('<input type="hidden" value="12">', "blank"),
        ("<s>12</s>", "blank"),
    ],
)
def test_a_cell_without_text(written: str, kind: str) -> None:
    value = F["applications"]["granted"]["natural_person"]
    body = report_html(F).replace(f"<td>{value}</td>", f"<td>{written}</td>", 1)
    (note,) = read_file(page(body)).cell_notes
    assert (note.kind, note.item, note.column) == (kind, "granted", "natural_person")


@pytest.mark.parametrize(
    ("box", "cell"),
    [("font-size:0", "font-size:14px"), ("visibility:hidden", "visibility:visible")],
)
def test_what_a_box_blanks_and_the_cells_in_it_set_again_is_read(box: str, cell: str) -> None:
    body = report_html(F).replace("<td", f'<td style="{cell}"')
    body = body.replace("<table", f'<div style="{box}"><table').replace(
        "</table>", "</table></div>"
    )
    assert wrong(read_file(page(body)), F) == {}


def test_what_a_script_fades_in_is_read() -> None:
    assert wrong(read_file(page(f'<div class="wow" style="opacity:0">{BODY}</div>')), F) == {}


def test_two_numbers_of_a_cell_that_opens_are_not_one() -> None:
    value = F["applications"]["granted"]["natural_person"]
    inside = f"<td><details><summary>{value}</summary>17</details></td>"
    report = read_file(page(report_html(F).replace(f"<td>{value}</td>", inside, 1)))
    assert report.applications["granted"]["natural_person"] is None
    assert [note.kind for note in report.cell_notes] == ["unreadable"]


def test_a_page_whose_struck_tag_never_ends_is_read() -> None:
    assert wrong(read_file(page(BODY.replace("<p>一、", "<s><p>一、", 1))), F) == {}


def test_what_a_sheet_hides_and_nothing_else_prints_is_read() -> None:
    """Tabs: a script shows what the sheet hides. Last year's table, hidden, prints what is seen."""
    head = "<style>.tab{display:none}</style>"
    body = f'<div class="tab">{BODY}</div>'
    assert wrong(read_file(page(body, head=head)), F) == {}
    other = table_html(application_rows(figures(4)))
    body = BODY.replace("<p>四、", f'<div class="tab">{other}</div><p>四、')
    report = read_file(page(body, head=head))
    assert wrong(report, F) == {}
    assert len([t for s in report.sections for t in s.tables]) == 3


@pytest.mark.parametrize(
    ("head", "is_hidden"),
    [
        ('<style media="print">td{display:none}</style>', False),
        ('<style media="handheld, speech">td{display:none}</style>', False),
        ('<style media="only screen and (max-width:400px)">td{display:none}</style>', False),
        ("<noscript><style>td{display:none}</style></noscript>", False),
        ("<style>@media print{td{display:none}}</style>", False),
        ("<style>.n{display:none}</style>", True),
        ('<style media="screen, print">.n{display:none}</style>', True),
        ("<style>@media screen, print{.n{display:none}}</style>", True),
    ],
)
def test_sheets_for_paper_hide_nothing(head: str, is_hidden: bool) -> None:
    value = F["applications"]["granted"]["natural_person"]
    inside = f'<td>{value}<span class="n">1</span></td>'
    body = report_html(F).replace(f"<td>{value}</td>", inside, 1)
    read = read_file(page(body, head=head)).applications["granted"]["natural_person"]
    assert read == (value if is_hidden else int(f"{value}1"))


@pytest.mark.parametrize("end", ["", "\n", "<", "</s", "<span>", "<b>1</b>"])
def test_a_page_that_stops_inside_a_cell_leaves_it_in_doubt(end: str) -> None:
    """The figure may go on, or not; what stands before it is whole."""
    value = F["applications"]["new_received"]["total"]
    whole = report_html(F)
    at = whole.index(f"<td>{value}</td>") + len(f"<td>{value}")
    report = read_file((f"<html><body>{whole[:at]}{end}").encode())
    assert report.applications["new_received"]["total"] is None
    (note,) = [n for n in report.cell_notes if n.item == "new_received"]
    assert note.kind == "unreadable"
    assert "中断" in note.raw
    assert any("中断" in sentence for sentence in report.notes)
    before = F["applications"]["new_received"]["natural_person"]
    assert report.applications["new_received"]["natural_person"] == before


@pytest.mark.parametrize(
    "end", ["</td", "</td>", "</td></tr>", "</td></tr></table>", "</td><td cols"]
)
def test_a_page_that_stops_behind_a_cell_leaves_it_whole(end: str) -> None:
    value = F["applications"]["new_received"]["total"]
    whole = report_html(F)
    at = whole.index(f"<td>{value}</td>") + len(f"<td>{value}")
    report = read_file((f"<html><body>{whole[:at]}{end}").encode())
    assert report.applications["new_received"]["total"] == value


def test_rules_of_any_form_end_no_reading() -> None:
    rules = ("a:hover{display:none}", "}}{", "@font-face{src:x}", "p::after{display:none}", "x{")
    rules += ("[a=b]>p~q{display:none}", "$%{display:none}", "@media screen{.n{display:none}}")
    for rule in rules:
        assert wrong(read_file(page(BODY, head=f"<style>{rule}</style>")), F) == {}


# ── Tables without <table> ────────────────────────────────────────────────────────────────────


def divs(row: str, cell: str) -> Callable[[Rows], str]:
    return lambda rows: (
        "<div>"
        + "".join(row.format("".join(cell.format(t) for t, *_ in r)) for r in rows)
        + "</div>"
    )


@pytest.mark.parametrize(
    "write",
    [
        divs('<div style="display:flex">{}</div>', "<div>{}</div>"),
        divs("<div>{}</div>", '<div style="width:20%"><p>{}</p></div>'),
        divs('<div role="row">{}</div>', '<span role="cell">{}</span>'),
        divs("<ul>{}</ul>", "<li>{}</li>"),
        divs("<p>{}</p>", "<span>{}</span>&nbsp;&nbsp;"),
        divs("{}", "<p>{}</p>"),
        divs("{}", "{}<br>"),
        lambda rows: (
            "<dl>"
            + "".join(
                "".join(f"<d{'d' if n else 't'}>{t}</d{'d' if n else 't'}>" for n, (t, *_) in e)
                for e in map(enumerate, rows)
            )
            + "</dl>"
        ),
        lambda rows: "<pre>" + "\n".join("\t".join(t for t, *_ in row) for row in rows) + "</pre>",
        lambda rows: "".join("<p>| " + " | ".join(t for t, *_ in row) + " |</p>" for row in rows),
    ],
)
def test_tables_without_table_tags(write: Callable[[Rows], str]) -> None:
    made = tuple(map(write, (active_rows(F), application_rows(F), dispute_rows(F))))
    report = read_file(page(report_html(F, tables=made)))  # type: ignore[arg-type]
    assert wrong(report, F) == {}
    assert [s.number for s in report.sections] == [0, 1, 2, 3, 4, 5, 6]


def test_blank_cells_of_boxes_stay_in_their_column() -> None:
    write = divs('<div class="row">{}</div>', "<div>{}</div>")
    rows = application_rows(F)
    *_, (label, *_), blank, _, _, _, _, _, _ = rows[3]
    assert label.startswith("一、")
    rows[3] = [("", *c[1:]) if c is blank else c for c in rows[3]]
    first, _, third = official_tables(F)
    report = read_file(page(report_html(F, tables=(first, write(rows), third))))
    assert list(wrong(report, F)) == [("applications", "new_received", "natural_person")]
    assert report.value("applications", "new_received", "natural_person") is None


def test_boxes_of_prose_are_no_table() -> None:
    boxes = "<div><div>一是主动公开。</div><div>二是信息内容完善。</div></div>" * 5
    report = read_file(page(report_html(F, texts={1: [boxes]})))
    assert wrong(report, F) == {}
    assert narrative(report).count("二是信息内容完善。") == 5


# ── Date of publication ───────────────────────────────────────────────────────────────────────

LINE = "<div>来源：云岭县 发布时间：2024-01-20 浏览次数：5</div>"


@pytest.mark.parametrize(
    ("before", "head", "date"),
    [
        (LINE, "", "2024-01-20"),
        ("<div>更新时间：2024-11-03 08:00 | 发布时间：2024-01-20</div>", "", "2024-01-20"),
        ("<div>更新时间：2024-11-03 08:00</div>", "", "None"),
        ("<table><tr><td>成文日期</td><td>：2024年01月10日</td><td>发布日期</td>"
         "<td>：2024年04月20日</td></tr></table>", "", "2024-04-20"),
        ("<ul><li>生成日期：2024-01-10</li><li>发布机构：云岭县</li></ul>", "", "2024-01-10"),
        ("<p>发布日期：<span>2024年1月20日</span></p>", "", "2024-01-20"),
        ("<p>发布时间:20240120</p>", "", "2024-01-20"),
        ("<p>日期：2024-01-20 来源：云岭县</p>", "", "2024-01-20"),
        (f"<div>最新公开 <li>开会通知 发布时间：2025-02-02</li></div>{LINE}", "", "2024-01-20"),
        ("<li><a href=x>关于召开全县信息工作会议的通知</a> 发布时间：2025-02-02</li>", "", "None"),
        ("<div><a href=x>关于召开会议的有关通知</a><p>发布时间：2025-02-02</p></div>", "", "None"),
        ("<ul><li>发布时间：2025-02-02</li><li>发布时间：2025-02-03</li></ul>", "", "None"),
        ("<p>文件清理结果公开时间：2025年6月30日前。</p>", "", "None"),
        (LINE, '<meta name="PubDate" content="Sat Jan 06 10:00:00 CST 2024">', "2024-01-06"),
        (LINE, '<meta name="PubDate" content="null">', "2024-01-20"),
        (LINE, '<meta name="PubDate" content="某日">', "2024-01-20"),
        ("", '<meta property="article:published_time" content="2024-01-06T09:00:00+08:00">',
         "2024-01-06"),
    ],
)  # fmt: skip
def test_publication(before: str, head: str, date: str) -> None:
    title = f"<title>{TITLE}</title>"
    html = f"<html><head>{title}{head}</head><body>{before}<div id=zoom>{BODY}</div></body></html>"
    assert str(read_file(html.encode()).published_on) == date


def test_the_report_s_own_sentences_publish_nothing() -> None:
    said = [
        "发布时间：2025-06-30。",
        "清理结果公开时间：2025年6月30日前。",
        "公开日期：2025年6月30日",
    ]
    preamble = "本报告根据条例编制。文件清理结果公开时间：2025年6月30日前。"
    report = read_file(page(report_html(F, texts={1: said}, preamble=preamble)))
    assert report.published_on is None


# ── Damaged markup ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "damaged",
    [
        BODY.replace("<p>三、", "<div>" * 300 + "<p>三、"),
        BODY.replace("<p>三、", "<div>" * 3_000 + "<p>三、"),
        BODY.replace("<p>二、", '<span style="x">公开信息。<br>' * 400 + "<p>二、"),
        BODY.replace("<p>二、", "<font><b><o:p>公开信息。" * 200 + "<p>二、"),
        BODY.replace("<p>二、", "<p><strong>公开信息。</p>" * 400 + "<p>二、"),
        BODY.replace("<td>", "<td><font><span>"),
        BODY.replace("<td>", "<td>" + "<span>" * 300, 1),
        BODY.replace("<p>二、", "<span><li>" * 150 + "<p>二、").replace("</td>", ""),
        BODY.replace("<p>三、", "</html><p>三、"),
        BODY.replace("<p>三、", "</body><p>三、"),
        BODY.replace("<p>三、", "</BODY></HTML><p>三、"),
        BODY.replace("<p>三、", "</body></html><html><head><title>二</title></head><body><p>三、"),
    ],
)
def test_markup_without_ends_loses_nothing(damaged: str) -> None:
    report = read_file(page(damaged))
    assert wrong(report, F) == {}
    text = narrative(report)
    assert text[text.index("五、存在") :] == EXPECTED[EXPECTED.index("五、存在") :]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_table_without_end_tag(number: int) -> None:
    tables = list(official_tables(F))
    tables[number] = tables[number].replace("</tbody></table>", "")
    report = read_file(page(report_html(F, tables=(tables[0], tables[1], tables[2]))))
    assert wrong(report, F) == {}
    assert narrative(report) == EXPECTED


def test_nesting_beyond_the_limit_is_told() -> None:
    deep = read_file(page(BODY.replace("<p>三、", "<div>" * 100_000 + "<p>三、")))
    assert wrong(deep, F) == {}
    assert any("嵌套超过 250 层的上限" in note for note in deep.notes)
    tables = "<table><tr><td>" * 5_000
    with contextlib.suppress(NotReadable):
        notes = read_file(page(BODY.replace("<p>三、", tables + "<p>三、"))).notes
        assert any("表格未按表格读取" in note for note in notes)


# ── Files ─────────────────────────────────────────────────────────────────────────────────────

FILES = {
    '<a href="P0.pdf">全文</a>': "P0.pdf",
    '<a href="/download.jsp?id=33">年度报告.docx</a>': "/download.jsp?id=33",
    '<a href="/d?fileId=abc" title="年度报告.pdf">点击下载</a>': "/d?fileId=abc",
    '<a href="/d/3" download="年度报告（定稿）.wps">下载</a>': "/d/3",
    '<a href="#" onclick="open(\'/x/a.docx\')">附件</a>': "/x/a.docx",
    "<a href=\"javascript:show('/x/a.pdf?t=1')\">附件</a>": "/x/a.pdf?t=1",
    "<button onclick=\"show('/x/a.pdf')\">查看</button>": "/x/a.pdf",
    '<iframe src="/v/viewer.html?file=%2Fx%2Fa.pdf"></iframe>': "/v/viewer.html?file=%2Fx%2Fa.pdf",
    '<iframe src="/v/viewer.html#/x/a.pdf"></iframe>': "/v/viewer.html#/x/a.pdf",
    '<embed src="a.pdf">': "a.pdf",
    '<object data="a.pdf"></object>': "a.pdf",
    '<object><param name="src" value="a.pdf"></object>': "a.pdf",
    '<div data-src="a.pdf"></div>': "a.pdf",
    '<div id="pdfshow" data-value="/a.pdf"></div>': "/a.pdf",
    '<script>PDFObject.embed("/x/a.pdf", "#p")</script><div id="p"></div>': "/x/a.pdf",
}


@pytest.mark.parametrize("written", FILES)
def test_files_and_their_landing_pages(written: str) -> None:
    with pytest.raises(NotReadable) as caught:
        read_file(page(f"<h1>{TITLE}</h1><p>{written}</p>"))
    assert caught.value.kind == "landing_page"
    assert FILES[written] in caught.value.message
    if "data-" not in written and "button" not in written:
        assert read(page(f"{BODY}<p>{written}</p>")).attachments[0].url == FILES[written]


def test_files_beside_the_article_s_box_are_listed_and_those_of_menus_are_not() -> None:
    link = '<a href="/u/3.pdf">报告全文</a>'
    for beside in (f'<div class="fj">{link}</div>', f"<div>附件：{link}</div>"):
        html = f"<body>{NAVIGATION}<div><div id=zoom>{BODY}</div>{beside}</div>{FOOTER}</body>"
        assert [a.url for a in read(html.encode()).attachments] == ["/u/3.pdf"]
    menu = NAVIGATION.replace("/col/3.html", "/guide.doc")
    html = f"<body>{menu}<div id=zoom>{BODY}</div><div><span>附件：</span>{link}</div></body>"
    assert [a.url for a in read(html.encode()).attachments] == ["/u/3.pdf"]


def test_icons_are_no_pictures_of_the_report() -> None:
    icon = '<img src="/ueditor/dialogs/attachment/fileTypeImages/icon_doc.gif">'
    document = read(page(f'<h1>{TITLE}</h1><p>{icon}<a href="/d?id=3">报告.doc</a></p>'))
    assert document.images == ()
    assert [a.url for a in document.attachments] == ["/d?id=3"]
    assert read(page('<p>见图</p><img src="data:image/png;base64,AAAA">')).images == (
        "data:image/png;base64#1",
    )


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


@pytest.mark.parametrize(
    "signature",
    [
        "<table><tr><td></td><td>云岭县财政局</td></tr><tr><td></td><td>2024年1月15日</td></tr></table>",
        "<table><tr><td>云岭县财政局</td><td>2024年1月15日</td></tr></table>",
        "<p>云岭县财政局</p><p>2024年</p><p>元月15号</p>",
        "<p>2024年1月15日</p><table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>"
        "<tr><td>丙</td><td>3</td></tr><tr><td>丁</td><td>4</td></tr></table>",
    ],
)
def test_signatures_in_any_layout(signature: str) -> None:
    report = read_file(page(report_html(F, signature=[]) + signature))
    assert str(report.signed_on) == "2024-01-15"


@pytest.mark.parametrize(
    "line", ["相关链接：", "编辑：张三", "信息来源：办公室", "【打印】【关闭】"]
)
def test_a_signature_below_a_footers_words_is_still_the_reports(line: str) -> None:
    signer = "<p>云岭县市场监督管理局</p>"
    body = report_html(F).replace(signer, f"<p>{line}</p>{signer}")
    report = read_file(page(body))
    assert report.signed_on == dt.date(2024, 1, 15)


# ── What stands beside and under the report ───────────────────────────────────────────────────

OFFICE = "<p>云岭县人民政府办公室</p><p>2025年3月2日</p>"
BESIDE = [
    f'<div class="footer">{OFFICE}</div>',
    f'<div id="pageFoot"><div class="foot">{OFFICE}</div></div>',
    f"<footer>{OFFICE}</footer>",
    "<div><p>滇ICP备05001234号-1</p><p>地址：云岭县府前街1号 电话：0871-66120000</p></div>",
    "<p>云岭县人民政府办公室主办　云岭县大数据中心承办</p><p>2025年3月2日</p>",
    "<p>主 办：云岭县人民政府办公室　联系电话：0871-66120000</p>",
    "<p>主办单位:云岭县人民政府办公室 联系电话:0871-66120000</p>",
    "<p>技术支持：某某公司 电话：010-12345678</p>",
    "<div>关于我们 | 网站声明 | 联系我们</div>",
    "<p>您是第 123456 位访客</p><p>云岭县人民政府 版权所有</p>",
    "<div><h4>相关文档</h4><ul><li><a href=/1.html>云岭县2024年预算</a> 2024-03-01</li></ul></div>",
    f"<div>推荐阅读</div><div><a href=/1.html>{TITLE.replace('2023', '2022')}</a></div>",
    "<div>扫一扫在手机上查看当前页面</div>",
    "<div>我要纠错 打印 收藏 关闭</div>",
    "<p>（责任编辑：张三）</p><p>审核：李四　编辑：王五</p>",
    "<div>2026年11月20日 星期五</div>",
    '<div class="hot"><h3>热点新闻</h3><p><a href=1.html>县长调研</a></p><p>2025年2月3日</p></div>',
]


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize(
    "around",
    [
        '<div class="wrap"><div class="detail">{body}</div>{beside}</div>',
        '<div class="wrap"><h1>{title}</h1><div class="detail">{body}</div>{beside}</div>',
        '<div class="article">{body}{beside}</div>',
        "{body}{beside}",
        "<table><tr><td>{body}</td></tr><tr><td>{beside}</td></tr></table>",
    ],
)
@pytest.mark.parametrize("is_signed", [True, False])
def test_the_sites_foot_is_no_part_of_the_report(around: str, beside: str, is_signed: bool) -> None:
    body = report_html(F, signature=None if is_signed else [])
    html = f"<html><head><title>{TITLE}</title></head><body>{NAVIGATION}{{}}</body></html>"
    inside = around.format(body=body, beside=beside, title=TITLE)
    report = read_file(html.format(inside).encode())
    alone = read_file(page(body))
    assert wrong(report, F) == {}
    assert report.signed_on == alone.signed_on
    assert report.organ == alone.organ
    assert report.contact == alone.contact
    assert report.sections[-1].text == alone.sections[-1].text


@pytest.mark.parametrize(
    "behind",
    [
        f"<div>{OFFICE}</div>",
        '<div class="date">2025年3月2日</div>',
        "<div>云岭县府前街1号</div>",
        "<p><a href=1.html>县长调研水利工作</a></p><p>2025年02月03日</p>",
    ],
)
def test_nothing_behind_the_box_of_a_signed_report_belongs_to_it(behind: str) -> None:
    html = f"<html><body><div><h1>{TITLE}</h1><div>{BODY}</div>{behind}</div></body></html>"
    report = read_file(html.encode())
    assert report.sections[-1].text == read_file(page(BODY)).sections[-1].text
    assert str(report.signed_on) == "2024-01-15"


@pytest.mark.parametrize(
    "sign",
    [
        "<p>云岭县市场监督管理局</p><p>2024年1月15日</p>",
        "<div><p>云岭县市场监督管理局</p><p>2024年1月15日</p></div>",
        "<div>云岭县市场监督管理局　2024年1月15日</div>",
        "<div>2024年，我局将继续加强信息公开工作，提升公开质量。</div>"
        "<div>云岭县市场监督管理局　2024年1月15日</div>",
    ],
)
def test_a_signature_behind_the_reports_box_is_still_its(sign: str) -> None:
    body = report_html(F, signature=[])
    foot = f'<div class="footer">{OFFICE}</div>'
    html = f"<html><body><div><div>{body}</div>{sign}{foot}</div></body></html>"
    report = read_file(html.encode())
    assert str(report.signed_on) == "2024-01-15"
    assert "云岭县市场监督管理局" in report.sections[-1].text
    assert "办公室" not in report.sections[-1].text


def test_sections_behind_the_box_of_the_tables_stay() -> None:
    """Headings broken over spans, or parted by breaks, are no element's own text."""
    at = BODY.index("<p>五、")
    end = BODY[at:]
    for tail in (
        re.sub("<p>([五六])、", r"<p><span>\1</span>、", end),
        re.sub("</?p>", "<br>", end),
        f"<div>{end}</div>",
    ):
        html = f"<html><body><div><div>{BODY[:at]}</div>{tail}{FOOTER}</div></body></html>"
        report = read_file(html.encode())
        assert narrative(report) == EXPECTED


def test_a_day_under_the_signature_is_the_pages() -> None:
    for after in ('<div class="time">2024-01-22</div>', "<p>2025年3月2日</p>", OFFICE):
        report = read_file(page(BODY + after))
        assert str(report.signed_on) == "2024-01-15"
        assert narrative(report) == EXPECTED
    note = "<p>（此件公开发布）</p><p>附件：统计表</p>"
    report = read_file(page(BODY + note))
    assert narrative(report).endswith("（此件公开发布）附件：统计表")
    assert str(report.signed_on) == "2024-01-15"


# ── Tabs ──────────────────────────────────────────────────────────────────────────────────────


def test_sections_in_tabs_are_read_and_a_hidden_copy_is_not() -> None:
    parts = re.split("(?=<p>[一二三四五六]、)", BODY)
    tabs = "".join(
        f'<div class="tab"{" style=display:none" if n > 1 else ""}>{part}</div>'
        for n, part in enumerate(parts)
    )
    report = read_file(page(tabs))
    assert wrong(report, F) == {}
    assert narrative(report) == EXPECTED
    other = report_html(figures(8))
    report = read_file(page(f'{BODY}<div style="display:none">{other}</div>'))
    assert wrong(report, F) == {}
    assert narrative(report) == EXPECTED
    again = '<div style="display:none"><p>六、其他需要报告的事项</p><p>旧的一段话。</p></div>'
    assert narrative(read_file(page(BODY + again))) == EXPECTED
