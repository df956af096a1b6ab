"""Is a page that only points to its report told from one that prints it?"""

from __future__ import annotations

import pytest

from parsers.checks import EMPTY, run_checks
from parsers.documents import NotReadable
from parsers.documents.html import read
from parsers.reading import read_file
from tests.made_reports import FORM, TITLE, figures, page, report_html

OLD = "云岭县财政局2015年政府信息公开工作年度报告"
LINK = f'<p>附件：<a href="1.doc">{OLD}.doc</a></p>'
NOTICE = [
    f"根据《中华人民共和国政府信息公开条例》的规定，现将{OLD}予以公布。",
    "本报告的电子版可以在云岭县人民政府门户网站下载，欢迎社会各界查阅。",
    "如对本报告有任何疑问，请与云岭县财政局办公室联系（地址：云岭县人民路1号；邮编：650000）。",
    "联系电话：0871-65550000；传真：0871-65550001；电子邮箱：a@yunling.gov.cn；办公时间：周一至周五。",
    "本报告所列数据的统计期限自2015年1月1日起至2015年12月31日止，由县政府信息公开办公室负责编制。",
    "版权所有：云岭县人民政府，主办：云岭县人民政府办公室，建议使用高版本浏览器浏览本网站的内容。",
]
TOLD = [
    "2015年，我局把政务公开作为转变作风的抓手，成立由局长任组长的领导小组，明确分管领导和具体责任人。",
    "全年通过门户网站主动公开财政信息321条，其中预算、决算信息45条，政策法规27条，工作动态249条。",
    "全年收到申请公开3件，均为网上提交，内容涉及政府采购和专项资金，已经全部在法定期限内办结答复。",
    "未发生因公开引起的行政复议和行政诉讼，也没有向申请人收取任何检索、复制和邮寄的费用。",
    "存在的不足主要是公开目录更新不够及时，业务股室之间的协调还不够顺畅，少数信息的质量有待改进。",
    "今后将健全内部审核制度，加强对股室人员的培训，把公开工作纳入年度考核，逐步拓展公开的深度和广度。",
    "在重点领域，围绕部门预算、三公经费、惠农补贴、政府债务四个方面，细化到项级科目并作了文字说明。",
]


def refused(html: bytes) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_file(html)
    return caught.value


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def boxed(inside: str, beside: str = "") -> bytes:
    """A template's page: the title stands outside the article's box."""
    return (
        f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body>"
        '<div class="nav"><a href="/">首页</a><a href="/app.apk">客户端下载</a></div>'
        f'<div><h1>{TITLE}</h1><div id="zoom">{inside}</div>{beside}</div>'
        '<div class="foot"><img src="/logo.png" width="20" height="20">版权所有</div></body></html>'
    ).encode()


# ── Old reports ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("times", [1, 7])
def test_a_long_notice_with_a_file_is_a_landing_page(times: int) -> None:
    error = refused(page(paragraphs([OLD, *NOTICE * times]) + LINK, title=OLD))
    assert error.kind == "landing_page"
    assert "1.doc" in error.message


def test_a_long_notice_over_pictures_is_no_report() -> None:
    pictures = "".join(f'<p><img src="{n}.jpg" width="900"></p>' for n in range(3))
    error = refused(page(paragraphs([OLD]) + pictures + paragraphs(NOTICE), title=OLD))
    assert error.kind == "unsupported"
    assert "3 张图片（0.jpg）" in error.message


@pytest.mark.parametrize(
    "files",
    [
        "",
        LINK,
        '<p>附件：<a href="1.xls">2015年政府信息公开情况统计表.xls</a></p>',
        '<p><img src="1.jpg" width="900"></p>',
    ],
)
def test_free_text_with_a_file_beside_is_a_report(files: str) -> None:
    report = read_file(page(paragraphs([OLD, NOTICE[0], *TOLD]) + files, title=OLD))
    assert (report.organ, report.report_year, report.form) == ("云岭县财政局", 2015, "free")
    assert TOLD[1] in report.sections[0].text


# ── Headings without text ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("filler", ["", "见附件", "详见附件。", "（略）"])
def test_bare_headings_and_a_file_are_a_landing_page(filler: str) -> None:
    lines = [line for heading in FORM.sections.values() for line in (heading, filler) if line]
    link = f'<p><a href="1.pdf">附件：{TITLE}.pdf</a></p>'
    error = refused(page(paragraphs(lines) + link))
    assert error.kind == "landing_page"
    assert "1.pdf" in error.message
    assert refused(page(paragraphs(lines))).kind == "empty"


def test_headings_over_pictures_are_a_report_and_flagged() -> None:
    lines = [line for heading in FORM.sections.values() for line in (heading, "见下图")]
    report = read_file(page(paragraphs(lines) + '<p><img src="1.png" width=800></p>'))
    assert "V02" in {flag.check for flag in run_checks(report, EMPTY).flags}


def test_a_report_whose_tables_are_files_or_pictures_is_a_report() -> None:
    for table in ('<p><a href="t.xlsx">统计表.xlsx</a></p>', '<p><img src="t.png"></p>'):
        report = read_file(page(report_html(figures(3), tables=(table, table, table))))
        assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


# ── No text at all ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        (
            '<p><img src="1.jpg" width=800></p><p><img src="2.jpg" width=800></p>',
            "2 张图片（1.jpg）",
        ),
        ('<p><img src="data:image/png;base64,iVBORw0KGgoAAAA"></p>', "1 张图片（data:image/png"),
        ('<p><img class="lazy" src="/loading.gif" data-original="/u/1.jpg"></p>', "（/u/1.jpg）"),
        ('<p><img src="data:image/gif;base64,R0lGOD" data-src="/u/1.jpg"></p>', "（/u/1.jpg）"),
        ('<div style="background:url(/u/1.jpg) no-repeat;height:1000px"></div>', "（/u/1.jpg）"),
    ],
)
def test_pictures_alone_are_named(inside: str, named: str) -> None:
    error = refused(boxed(inside))
    assert error.kind == "unsupported"
    assert named in error.message
    assert TITLE in error.message


SAYS = "<a href='{}'>点击下载</a>"


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        (
            '<iframe src="/pdfjs/web/viewer.html?file=/download/8a8b"></iframe>',
            "/pdfjs/web/viewer.html?file=/download/8a8b",
        ),
        ('<embed src="/preview?fileId=77">', "/preview?fileId=77"),
        (f"<p>附件：{SAYS.format('/download?id=33')}</p>", "/download?id=33"),
        (f"<p>{SAYS.format('/file/downloadFile.do?id=33')}</p>", "/file/downloadFile.do?id=33"),
        (f'<p><a href="/attachment/8a8b">{TITLE}</a></p>', "/attachment/8a8b"),
        (
            "<p><a href='javascript:void(0)' onclick=\"download('8a8b')\">点击下载</a></p>",
            "script:download('8a8b')",
        ),
        (
            "<p>附件：<a href=\"javascript:downFile('8a8b')\">年报</a></p>",
            "script:downFile('8a8b')",
        ),
        (
            "<p><a onclick=\"downloadFile('8a');alert(document.cookie)\">附件下载</a></p>",
            "script:downloadFile('8a')",
        ),
    ],
)
def test_files_without_an_extension(inside: str, url: str) -> None:
    for html in (boxed(inside), boxed("<p>详见附件。</p>", inside)):
        error = refused(html)
        assert error.kind == "landing_page"
        assert url in error.message
        assert [attachment.url for attachment in read(html).attachments] == [url]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/app/download.html">客户端下载</a>',
        '<a href="/download/app.apk">点击下载</a>',
        '<a href="javascript:void(0)" onclick="window.print()">打印</a>',
        "<a href=\"javascript:share('wx')\">分享</a>",
        '<a href="/art/33.html">点击查看</a>',
        '<a href="/download?id=33">政策文件</a>',
        '<iframe src="/bdshare?url=http://x"></iframe>',
        '<iframe src="/counter.jsp?id=33"></iframe>',
    ],
)
def test_what_is_no_file_of_the_report(link: str) -> None:
    assert read(boxed(f"<p>{TITLE}</p><p>{link}</p>")).attachments == ()
    report = read(page(report_html(figures(3)) + f"<p>{link}</p>"))
    assert report.attachments == ()


def test_the_report_s_file_is_named_before_others() -> None:
    links = "".join(f'<p><a href="{n}.pdf">政府信息公开指南{n}.pdf</a></p>' for n in range(5))
    error = refused(page(f'<h1>{TITLE}</h1>{links}<p><a href="9.pdf">{TITLE}.pdf</a></p>'))
    assert "（9.pdf、0.pdf、1.pdf等 6 个）" in error.message


def test_nothing_at_all_is_empty() -> None:
    error = refused(boxed(""))
    assert (error.kind, error.message) == ("empty", "页面或文件里没有正文。")


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="/qr.png" width="100" height="100">',
        '<img src="/images/print.gif">',
        '<img src="/u/a.png" width=120 height=120>',
        '<a href="a.doc">下载word版</a>',
    ],
)
def test_a_short_old_report_beside_a_sign_or_its_file_is_a_report(picture: str) -> None:
    title = "云岭县市场监督管理局2012年政府信息公开工作年度报告"
    text = "".join(f"<p>{line.replace('2015', '2012')}</p>" for line in TOLD)
    report = read_file(page(f"<h1>{title}</h1>{text}{picture}", title=title))
    assert report.report_year == 2012
    assert "321条" in "".join(section.text for section in report.sections)


@pytest.mark.parametrize(
    ("shown", "url"),
    [
        ('<iframe src="/nb/2023.html" width="100%" height="900"></iframe>', "/nb/2023.html"),
        ('<iframe src="/doc/view/12345"></iframe>', "/doc/view/12345"),
        ('<object data="/a.html"></object>', "/a.html"),
        ('<embed src="/a.swf">', "/a.swf"),
        ('<object><param name="movie" value="/a.swf"></object>', "/a.swf"),
        ('<div id="flipbook" data-pdf="/u/a.pdf"></div>', "/u/a.pdf"),
        ('<span data-href="/a.docx">年报下载</span>', "/a.docx"),
        (f'<a href="/a.ceb">{TITLE}.ceb</a>', "/a.ceb"),
        (f'<p>点击查看：<a href="/b/123.html">{TITLE}</a></p>', "/b/123.html"),
    ],
)
def test_a_report_shown_or_linked_as_another_page(shown: str, url: str) -> None:
    for text in ("", f"<p>现将{TITLE}予以公布。</p>"):
        error = refused(page(f"<h1>{TITLE}</h1>{text}{shown}"))
        assert error.kind == "landing_page"
        assert url in error.message
    report = page(report_html(figures(4)) + shown.replace(".ceb", ".html"))
    if "frame" in shown or "swf" in shown:
        assert read_file(report).attachments == ()


@pytest.mark.parametrize(
    "shown",
    [
        '<iframe src="/count.html"></iframe>',
        '<iframe src="/nb.html" width="0" height="0"></iframe>',
        '<iframe src="/inc/footer.html"></iframe>',
        '<iframe src="about:blank"></iframe>',
        f'<h2><a href="/t2024_1.html">{TITLE}</a></h2>',
    ],
)
def test_frames_that_show_no_report(shown: str) -> None:
    assert refused(page(f"<h1>{TITLE}</h1>{shown}")).kind == "other_kind"


def test_a_picture_behind_a_high_box_is_the_page() -> None:
    high = '<div style="background:url(/w.jpg);height:8000px"></div>'
    error = refused(page(f"<h1>{TITLE}</h1>{high}"))
    assert error.kind == "unsupported"
    assert "/w.jpg" in error.message
    error = refused(page(f"<h1>{TITLE}</h1>{high.replace('8000', '80')}"))
    assert error.kind == "other_kind"
