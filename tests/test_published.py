"""Which of the dates on a page is the day on which it was published?"""

from __future__ import annotations

import pytest

from parsers.reading import read_file
from tests.made_reports import figures, page, report_html

TITLE = "云岭县市场监督管理局2023年政府信息公开工作年度报告"
BODY = report_html(figures(7))


def published(head: str = "", *, before: str = "", foot: str = "", after: str = "") -> str:
    report = read_file(
        f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body>{before}"
        f"<div class=main><h1>{TITLE}</h1>{head}<div id=zoom>{BODY}</div>{foot}</div>{after}"
        "</body></html>".encode()
    )
    return str(report.published_on)


@pytest.mark.parametrize(
    "head",
    [
        "<div>发布日期：<b>2024</b>-<b>01</b>-<b>23</b></div>",
        "<div>发布日期：<b>2024</b>年<b>1</b>月<b>23</b>日</div>",
        "<p>发表于 2024-01-23</p>",
        "<p>发布于：2024-01-23 10:11</p>",
        "<time datetime=2024-01-23>2024-01-23</time>",
        "<div>来源：云岭县市场监督管理局　2024-01-23 10:22　字体：大 中 小</div>",
        "<div><span>2024-01-23 10:22</span><span>来源：云岭县</span></div>",
        "<p>2024-01-23 10:22</p>",
        "<p>2024年1月23日 10:22</p>",
    ],
)
def test_dates_under_the_title(head: str) -> None:
    assert published(head) == "2024-01-23"


@pytest.mark.parametrize(
    "head",
    [
        "<p>更新时间：2025-03-05 10:00</p>",
        "<p>2024-01-23 10:22</p><p>2024-02-24 10:22</p>",
        "<p>2024年1月23日</p>",
        "<p>有效期至 2024-01-23</p>",
        "<ul><li><a href=a.html>2024-01-23</a></li></ul>",
    ],
)
def test_no_or_several_dates_under_the_title(head: str) -> None:
    assert published(head) == "None"


HOT = "<div class=hot><h3>热点公告</h3><p>发布日期：2025-09-09</p></div>"
NOTICE = "<div><a href=a.html>关于某事项的通知</a><p>发布时间：2025-05-05</p></div>"
PLAIN = "<div><p>发布日期：2025-09-09</p></div>"


def test_another_article_s_date_beside_the_report() -> None:
    own = "<div>发布日期：2024-01-23</div>"
    for other in (HOT, NOTICE, PLAIN):
        assert published(before=other, foot=own) == "2024-01-23"
        assert published(after=other, foot=own) == "2024-01-23"
        assert published(own, before=other) == "2024-01-23"
    for other in (HOT, NOTICE):
        assert published(before=other) == "None"
        assert published(after=other) == "None"


@pytest.mark.parametrize(
    "line",
    [
        "打印时间：2026-01-01",
        "访问时间：2026-01-01",
        "失效日期：2025-01-01",
        "信息时效：2025-01-01",
        "索引号：000-2023-01-05",
        "文号2023-01-05",
    ],
)
def test_other_dates_under_the_title_are_none_of_publication(line: str) -> None:
    body = f"<h1>{TITLE}</h1><p>{line}</p>{report_html(figures(3))}"
    assert read_file(page(body)).published_on is None


def cells(*rows: tuple[str, ...], tag: str = "td") -> str:
    lines = ("".join(f"<{tag}>{text}</{tag}>" for text in row) for row in rows)
    return f"<table><tr>{'</tr><tr>'.join(lines)}</tr></table>"


DAYS = ("成文日期", "2024-01-15", "发布日期", "2024-01-23")


@pytest.mark.parametrize(
    "head",
    [
        cells(("索引号", "001/2024-1", "发布机构", "云岭县市场监督管理局"), DAYS),
        cells(("索引号", "001/2024-1", "发布机构", "云岭县市场监督管理局", *DAYS)),
        cells(("成文日期 2024-01-15", "发布日期 2024-01-23", "来源 云岭县")),
        cells(("索引号", "成文日期", "发布日期"), ("001", "2024-01-15", "2024-01-23")),
        "<dl><dt>成文日期</dt><dd>2024-01-15</dd><dt>发布日期</dt><dd>2024-01-23</dd></dl>",
        "<table><thead><tr><th>发布日期</th><th>文号</th></tr></thead>"
        "<tbody><tr><td>2024-01-23</td><td>无</td></tr></tbody></table>",
    ],
)
@pytest.mark.parametrize("is_inside", [False, True])
def test_labels_without_a_colon(head: str, is_inside: bool) -> None:
    body = BODY if not is_inside else head + BODY
    html = f"<body><h1>{TITLE}</h1>{'' if is_inside else head}<div id=zoom>{body}</div></body>"
    assert str(read_file(html.encode()).published_on) == "2024-01-23"


def test_a_list_of_articles_with_their_days_tells_nothing() -> None:
    row = '<a href="a.html">云岭县2022年财政预算公开</a>', "2025-02-03"
    assert published(after=cells(("标题", "发布日期"), row)) == "None"
    row = "云岭县2022年财政预算公开", "2025-02-03"
    assert published(after=cells(("标题", "发布日期"), row, row)) == "None"


@pytest.mark.parametrize(
    "label", ["信息发布时间", "发稿时间", "添加时间", "公示时间", "信息生成日期", "文章发布时间"]
)
def test_more_labels_of_the_day(label: str) -> None:
    line = f"<div>{label}：2024-01-23 10:18 | 来源：财政局</div>"
    assert published(line) == "2024-01-23"
    assert published(before=line) == "2024-01-23"


@pytest.mark.parametrize(
    "line",
    [
        "<p>发布时间：2024-01-23</p>",
        "<div class=info>发布日期：2024年1月23日 来源：财政局</div>",
        "<p>时间：2024/1/23 10:18:22　来源：本站　点击数：33</p>",
    ],
)
def test_a_line_of_labels_under_the_signature(line: str) -> None:
    report = read_file(page(BODY + line))
    assert str(report.published_on) == "2024-01-23"
    assert str(report.signed_on) == "2024-01-15"
    assert "发布" not in report.sections[-1].text


def test_a_date_that_a_sentence_under_the_last_heading_names_is_no_publication() -> None:
    said = "<p>政策文件发布时间：2023-05-01，解读材料同步公开。</p>"
    assert read_file(page(BODY + said)).published_on is None


def test_an_empty_cell_between_the_labels() -> None:
    table = (
        "<table><tr><td>索 引 号</td><td>015/2024</td><td>主题分类</td><td>财政</td></tr>"
        "<tr><td>发布机构</td><td>财政局</td><td>成文日期</td><td>2024年01月15日</td></tr>"
        "<tr><td>文　　号</td><td></td><td>发布日期</td><td>2024年01月23日</td></tr></table>"
    )
    assert str(read_file(page(table + BODY)).published_on) == "2024-01-23"
