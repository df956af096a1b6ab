"""Whose report is a page, and is it one? What only the whole page can tell."""

from __future__ import annotations

import re

import pytest

from parsers.documents import NotReadable
from parsers.headline import are_one_organ
from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import figures, official_tables, page, report_html

BODY = report_html(figures(5), title="#")
assert BODY.count("#") == 1


@pytest.mark.parametrize(
    "lines",
    [
        ("测试市", "水利局", "2024年度", "政府信息公开工作年度报告"),
        ("测试市水利局", "2024年度政府信息公开", "工作年度报告"),
        ("测试市水利局2024年度", "政府信息公开工作年度报告"),
        ("测试市水利局2024年度政府信息公开工作年度报告",),
    ],
)
def test_a_title_over_several_lines_is_one(lines: tuple[str, ...]) -> None:
    tag = BODY[BODY.rindex("<", 0, BODY.index("#")) : BODY.index("#")].split()[0].strip("<>")
    title = f"</{tag}><{tag}>".join(lines)
    report = read_file(page(BODY.replace("#", title), title="年报"), "a.html")
    assert (report.organ, report.report_year) == ("测试市水利局", 2024)
    assert report.title == "测试市水利局2024年度政府信息公开工作年度报告"


def test_a_list_of_the_years_is_no_report() -> None:
    items = "".join(
        f'<li><a href="/{year}.html">测试市水利局{year}年政府信息公开工作年度报告</a></li>'
        for year in range(2012, 2008, -1)
    )
    prose = "<p>" + "测试市水利局承担全市水资源管理、防汛抗旱等职责。" * 40 + "</p>"
    with pytest.raises(NotReadable, match=r"列出 2009、2010、2011、2012 年的报告") as refused:
        read_file(page(f"<h1>政府信息公开年报</h1><ul>{items}</ul>{prose}"), "a.html")
    assert refused.value.kind == "other_kind"


REPORT = "政府信息公开工作年度报告"
F = figures(5)
UNSIGNED = ["2024年1月15日"]


def read(
    *lines: str,
    signature: list[str],
    title: str = "云岭县人民政府门户网站",
    **parts: object,
) -> Report:
    """A report whose title stands on these lines."""
    body = report_html(F, title="#", signature=signature, **parts)  # type: ignore[arg-type]
    start = body.rindex("<p", 0, body.index("#"))
    printed = "".join(f"<p>{line}</p>" for line in lines)
    return read_file(page(body[:start] + printed + body[body.index("#") + 5 :], title=title))


BROKEN = [
    ("云岭县人民政府", "办公室"),
    ("云岭县太平镇", "人民政府"),
    ("云岭县市场监督管", "理局"),
    ("云岭县住房和城乡", "建设局"),
    ("云岭县住房和城乡建设", "局"),
    ("中共云岭县委", "宣传部"),
    ("云岭市公安局", "云城分局"),
    ("云岭县公安局", "交通警察大队"),
    ("国家税务总局", "云岭县税务局"),
    ("国家统计局", "云岭调查队"),
    ("中国人民银行", "云岭县支行"),
    ("生态环境部", "华南督察局"),
    ("新疆生产建设兵团", "第八师石河子市"),
    ("云岭县住房和城乡建设局", "（云岭县人民防空办公室）"),
]


@pytest.mark.parametrize(("above", "below"), BROKEN)
def test_a_name_broken_over_two_lines(above: str, below: str) -> None:
    organ = above + below
    for signature in (UNSIGNED, [organ, *UNSIGNED]):
        report = read(above, f"{below}2023年{REPORT}", signature=signature)
        assert (report.organ, report.report_year) == (organ, 2023)
        assert report.title == f"{organ}2023年{REPORT}"


@pytest.mark.parametrize(
    "lines",
    [
        ("云岭县市场监督管理局2023年政府信息公", "开工作年度报告"),
        ("云岭县市场监督管理局2023", f"年{REPORT}"),
        ("2023年云岭县市场监督", f"管理局{REPORT}"),
    ],
)
def test_a_title_broken_inside_a_word(lines: tuple[str, str]) -> None:
    report = read(*lines, signature=UNSIGNED)
    assert (report.organ, report.report_year) == ("云岭县市场监督管理局", 2023)


@pytest.mark.parametrize(
    "above",
    [
        "云岭县人民政府",
        "云岭县司法局",
        "政务公开",
        "通知公告",
        "云岭县信息公开",
        "国务院部门",
        "中国云岭",
    ],
)
def test_a_line_above_that_is_not_the_organ_s(above: str) -> None:
    report = read(above, f"云岭县财政局2023年{REPORT}", signature=UNSIGNED)
    assert report.organ == "云岭县财政局"
    if above != "中国云岭":
        assert read(above, f"财政局2023年{REPORT}", signature=UNSIGNED).organ == "财政局"


def test_the_signature_decides_between_readings() -> None:
    lines = ("云岭县人民政府", f"太平街道办事处2023年{REPORT}")
    assert read(*lines, signature=UNSIGNED).organ == "太平街道办事处"
    whole = "云岭县人民政府太平街道办事处"
    assert read(*lines, signature=[whole, *UNSIGNED]).organ == whole
    assert read(*lines, signature=UNSIGNED, title=f"{whole}2023年{REPORT}").organ == whole


def test_other_reports_listed_above_the_title() -> None:
    others = [f"云岭县{body}2023年{REPORT}" for body in ("发展和改革委员会", "教育局")]
    own = f"云岭县财政局2023年{REPORT}"
    for signature in (UNSIGNED, ["云岭县财政局", *UNSIGNED]):
        report = read(*others, own, signature=signature, title="年报")
        assert report.organ == "云岭县财政局"
        assert report.evidence["organ_other_titles"].endswith("；".join(others))


def test_contradictions_stay_in_the_evidence() -> None:
    report = read(
        f"云岭县财政局2022年{REPORT}",
        signature=["云岭县审计局", *UNSIGNED],
        title=f"云岭县审计局2023年{REPORT}",
    )
    assert (report.organ, report.report_year) == ("云岭县财政局", 2022)
    told = {key for key in report.evidence if key.startswith(("organ_", "report_year_"))}
    assert told == {
        "organ_signature",
        "organ_page_title",
        "report_year_page_title",
        "report_year_period",
    }
    assert report.evidence["organ_signature"] == "落款是“云岭县审计局”，与“云岭县财政局”不同"


def test_short_names_contradict_nothing() -> None:
    report = read(f"云岭县市场监督管理局2023年{REPORT}", signature=["县市监局", *UNSIGNED])
    assert not any(key.startswith("organ_") for key in report.evidence)


# ── Signature ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lines", "organ"),
    [
        (["云岭县太平镇", "2024年1月15日"], "云岭县太平镇"),
        (["云岭县太平街道", "2024年1月15日"], "云岭县太平街道"),
        (["泗县", "2024年1月15日"], "泗县"),
        (["中华人民共和国拱北海关", "2024年1月15日"], "中华人民共和国拱北海关"),
        (["云岭县水务有限公司", "2024年1月15日"], "云岭县水务有限公司"),
        (["云岭县财政局（盖章）", "2024年1月15日"], "云岭县财政局"),
        (["2024年1月15日", "云岭县财政局"], "云岭县财政局"),
        (["云岭县财政局", "2024年", "1月15日"], "云岭县财政局"),
        (["云岭县住建局（人防办）", "2024年1月15日"], "云岭县住建局（人防办）"),
        (["我局无其他需要说明之处", "2024年1月15日"], None),
        (["特此报送县政府办公室", "2024年1月15日"], None),
        (["我局未收取信息处理费的事项已报县政府", "2024年1月15日"], None),
    ],
)
def test_who_signs(lines: list[str], organ: str | None) -> None:
    report = read(f"2023年{REPORT}", signature=lines, title=f"2023年{REPORT}")
    assert report.organ == organ
    assert str(report.signed_on) == "2024-01-15"


@pytest.mark.parametrize("line", ["今天是2026年11月20日", "报告期限 2023年12月31日"])
def test_a_clock_signs_nothing(line: str) -> None:
    assert read(f"云岭县财政局2023年{REPORT}", signature=[line]).signed_on is None


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["（2024年1月15日）"], "2024-01-15"),
        (["云岭县财政局", "（2024年1月15日）"], "2024-01-15"),
        (["2024-01-15 10:20"], "None"),
        (["根据要求编制本报告，现予公布。", "2024年1月15日"], "None"),
    ],
)
def test_a_date_under_the_title(lines: list[str], date: str) -> None:
    title = f"云岭县财政局2023年{REPORT}"
    report = read(title, *lines, signature=[])
    assert str(report.signed_on) == date
    assert ("signed_on" in report.evidence) == (date != "None")
    end = read(title, *lines, signature=["2024年1月31日"])
    assert (str(end.signed_on), "signed_on" in end.evidence) == ("2024-01-31", False)


def test_a_signature_above_the_annex() -> None:
    annex = (
        "<p>附件：政府信息公开情况统计表</p><p>（2016年度）</p><p>填报单位：云岭县财政局</p>"
        "<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"
        "<tr><td>一、主动公开情况</td><td>——</td><td>——</td></tr>"
        "<tr><td>（一）主动公开政府信息数</td><td>条</td><td>300</td></tr>"
        "<tr><td>二、依申请公开情况</td><td>——</td><td>——</td></tr>"
        "<tr><td>（一）收到申请数</td><td>件</td><td>5</td></tr>"
        "<tr><td>（二）申请办结数</td><td>件</td><td>5</td></tr></table>"
        "<p>单位负责人：张三　审核人：李四</p><p>联系电话：65550000　填报日期：2017年1月20日</p>"
    )
    text = (
        "<p>一、概述</p><p>" + "主动公开信息300条。" * 40 + "</p><p>二、存在的问题</p><p>不够</p>"
    )
    signature = "<p>云岭县财政局</p><p>2017年1月15日</p>"
    report = read_file(page(f"<p>2016年{REPORT}</p>{text}{signature}{annex}", title="年报"))
    assert (report.organ, str(report.signed_on)) == ("云岭县财政局", "2017-01-15")
    assert read_file(page(f"<p>2016年{REPORT}</p>{text}{annex}")).signed_on is None


# ── Year and period ───────────────────────────────────────────────────────────────────────────

LAST_YEAR = "按时编制发布2022年政府信息公开工作年度报告，主动接受社会监督。"


@pytest.mark.parametrize(
    ("preamble", "said", "year"),
    [
        ("本报告由我局编制。", f"我局认真推进政务公开。{LAST_YEAR}", None),
        ("本报告由我局编制。", "2022年政府信息公开工作年度报告获得好评。", None),
        (f"现将云岭县财政局2023年{REPORT}公布如下。", LAST_YEAR, 2023),
        ("本报告由我局编制。", f"根据条例，编制云岭县财政局2023年{REPORT}。", 2023),
        ("本报告由我局编制。", "2023年5月1日至5月31日，依托大数据平台开展检查。", None),
        ("本报告所列数据统计期限为2023年1月1日至12月31日。", LAST_YEAR, 2023),
        (f"上一篇：云岭县财政局2022年{REPORT}", "无。", None),
    ],
)
def test_the_year_that_no_title_names(preamble: str, said: str, year: int | None) -> None:
    title = f"云岭县财政局{REPORT}"
    report = read(title, signature=UNSIGNED, title=title, preamble=preamble, texts={1: [said]})
    assert report.report_year == year


def test_a_stated_period_goes_before_a_whole_year_in_passing() -> None:
    report = read(
        f"云岭县财政局2023年{REPORT}",
        signature=UNSIGNED,
        preamble="2022年1月1日至12月31日我县推进改革。",
        texts={6: ["本报告统计期限为2023年1月1日至2023年12月31日。"]},
    )
    assert (report.period_start and report.period_start.year) == 2023


# ── What else has the same tables ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "title",
    [
        "云岭县财政局2023年第三季度政府信息公开工作报告",
        "云岭县财政局2023年上半年政府信息公开工作报告",
        f"云岭县财政局{REPORT}（2023年1-6月）",
        f"云岭县财政局2023年{REPORT}（征求意见稿）",
        f"《云岭县财政局2023年{REPORT}》解读",
        f"数读云岭县财政局2023年{REPORT}",
    ],
)
def test_other_documents_with_the_official_tables(title: str) -> None:
    for page_title in (title, "云岭县人民政府门户网站"):
        with pytest.raises(NotReadable) as refused:
            read(title, signature=["云岭县财政局", *UNSIGNED], title=page_title)
        assert refused.value.kind == "other_kind"
        assert title in refused.value.message


def test_a_link_to_a_quarter_s_report_refuses_nothing() -> None:
    report = read(
        "云岭县财政局2023年第三季度政府信息公开工作报告",
        f"云岭县财政局2023年{REPORT}",
        signature=UNSIGNED,
    )
    assert report.organ == "云岭县财政局"


@pytest.mark.parametrize("mark", ["/", "—", "无", "&nbsp;"])
def test_tables_without_figures_in_a_written_report(mark: str) -> None:
    tables = [
        re.sub(r"(<td[^>]*>)[\d.]+(</td>)", rf"\g<1>{mark}\g<2>", t) for t in official_tables(F)
    ]
    title = f"2023年{REPORT}"
    signed = ["云岭县财政局", *UNSIGNED]
    assert read(title, signature=signed, title=title, tables=tuple(tables)).organ == "云岭县财政局"
    told = {1: ["2023年，我局认真贯彻落实条例，主动公开政府信息300条，未收到申请。" * 3]}
    assert read(title, signature=[], title=title, tables=tuple(tables), texts=told).organ is None


def test_blank_forms() -> None:
    blank = tuple(re.sub(r"(<td[^>]*>)[\d.]+(</td>)", r"\g<1>\g<2>", t) for t in official_tables(F))
    for title in (f"{REPORT}格式", f"XX局2023年{REPORT}", f"2023年{REPORT}（模板）"):
        with pytest.raises(NotReadable, match="空白表样") as refused:
            read(title, signature=[], title=title, tables=blank)
        assert refused.value.kind == "other_kind"


@pytest.mark.parametrize(
    "path", ["首页 &gt; 公开 &gt; 云岭县财政局 &gt; 年报", "云岭县人民政府 &gt; 办公室 &gt; 年报"]
)
def test_the_pages_path_is_evidence_and_names_no_organ(path: str) -> None:
    """Columns hold other organs' reports too, and are named as organs are (domain.md 7)."""
    title = "2023年政府信息公开工作年度报告"
    body = report_html(figures(3), title=title, signature=[])
    crumbs = f'<div class="crumb">当前位置：{path}</div>'
    report = read_file(page(crumbs + body, title=title))
    assert report.organ is None
    assert "年报" in report.evidence["page_breadcrumb"]


@pytest.mark.parametrize("outside", ["title", "ArticleTitle"])
def test_the_name_above_a_title_that_the_page_prints_without_it(outside: str) -> None:
    short = "2023年政府信息公开工作年度报告"
    body = report_html(figures(3), title=f"云岭县市场监督管理局</p><p>{short}", signature=[])
    if outside == "title":
        html = page(body, title=short)
    else:
        html = page(body, title="门户", head=f'<meta name="ArticleTitle" content="{short}">')
    assert read_file(html).organ == "云岭县市场监督管理局"


def test_the_signature_completes_a_name_whose_beginning_the_page_lost() -> None:
    title = "管理局2023年政府信息公开工作年度报告"
    body = report_html(figures(3), title=f"云岭县市场监督</p><p>{title}")
    assert read_file(page(body, title=title)).organ == "云岭县市场监督管理局"


def test_a_notice_with_the_blank_form_is_no_report() -> None:
    title = "关于做好2023年政府信息公开工作年度报告编制工作的通知"
    blank = tuple(re.sub(r">[\d.]+<", "><", table) for table in official_tables(figures(3)))
    body = report_html(
        figures(3), tables=blank, title=title, signature=["云岭县人民政府办公室", "2024年1月2日"]
    )
    with pytest.raises(NotReadable) as caught:
        read_file(page(body, title=title))
    assert caught.value.kind == "other_kind"


# ── Documents of other kinds under the same headings ──────────────────────────────────────────

PARTS = (
    "一、总体情况",
    "2023年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，扎实推进政务公开。",
    "二、主动公开情况",
    "全年主动公开政府信息312条。",
    "三、依申请公开情况",
    "全年收到政府信息公开申请5件，全部办结。",
    "四、行政复议、行政诉讼情况",
    "发生行政复议1件。",
    "五、存在的问题及改进措施",
    "公开深度不够，下一步加强培训。",
)
SIGNED = ("云岭县财政局", "2024年1月15日")
LAW = "根据《中华人民共和国政府信息公开条例》的要求，编制本年度报告。"


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize("law", ["", LAW])
@pytest.mark.parametrize(
    "title",
    [
        "云岭县财政局2023年政府信息公开工作总结",
        "云岭县财政局2023年度政务公开工作自查报告",
        "云岭县财政局关于2023年政务公开工作情况的汇报",
        "2023年政务公开工作自评报告",
        "云岭县财政局2024年政务公开工作计划",
        "云岭县中医院2023年信息公开工作年度报告",
        "云岭县第一中学2023年信息公开年度报告",
        "国网云岭供电公司2023年信息公开年报",
        "云岭县农商银行2023年信息披露报告",
        "云岭县财政局2023年依申请公开工作总结",
        "云岭县人民政府公报2023年第4期",
        "关于进一步加强政务公开工作的意见",
    ],
)
def test_other_documents_with_the_headings_of_a_report(title: str, law: str) -> None:
    body = paragraphs(law, *PARTS, *SIGNED)
    for html in (
        page(f"<h1>{title}</h1>{body}", title=f"{title}-云岭县人民政府"),
        page(f"<h1>{title}</h1>{body}", title="政府信息公开年报"),
        page(f"<h1>{title}</h1>{body}", title="2023年政府信息公开年报"),
        page(body, title=f"{title}_2023年政府信息公开年报_云岭县人民政府"),
        page(body, title="门户", head=f'<meta name="ArticleTitle" content="{title}">'),
    ):
        with pytest.raises(NotReadable) as refused:
            read_file(html)
        assert refused.value.kind == "other_kind"
        assert title in refused.value.message


@pytest.mark.parametrize(
    "title",
    [
        "云岭县财政局2023年工作报告",
        "2023年我县政务公开工作成效显著",
        "云岭县财政局工作动态",
        "年报",
    ],
)
def test_headings_alone_make_no_report(title: str) -> None:
    told = "按照条例要求，编制发布2022年政府信息公开工作年度报告。"
    with pytest.raises(NotReadable) as refused:
        read_file(page(f"<h1>{title}</h1>{paragraphs(*PARTS, told, *SIGNED)}", title=title))
    assert refused.value.kind == "other_kind"


@pytest.mark.parametrize("title", ["云岭县财政局2023年政府信年度报告", "年报", "云岭县财政局"])
@pytest.mark.parametrize(
    "law",
    [
        LAW,
        "现将云岭县财政局2023年政府信息公开工作年度报告公布如下。",
        "本报告由总体情况、主动公开等五部分组成。",
    ],
)
def test_what_a_report_without_its_title_says_of_itself(title: str, law: str) -> None:
    html = page(f"<h1>{title}</h1>{paragraphs(law, *PARTS, *SIGNED)}", title=title)
    report = read_file(html)
    assert (report.form, report.organ) == ("free", "云岭县财政局")


def test_one_of_the_tables_is_no_report_under_another_title() -> None:
    active, applications, disputes = official_tables(F)
    title = "云岭县财政局2023年度依申请公开工作年度报告"
    for parts in (
        (
            "<p>一、总体情况</p><p>全年收到5件。</p>",
            "<p>二、收到和处理政府信息公开申请情况</p>",
            applications,
            "<p>三、政府信息公开行政复议、行政诉讼情况</p>",
            disputes,
        ),
        ("<p>一、主动公开政府信息情况</p>", active),
    ):
        with pytest.raises(NotReadable, match=title):
            read_file(page(f"<h1>{title}</h1>{''.join(parts)}", title=title))
        with pytest.raises(NotReadable):
            read_file(page("<h1>云岭县</h1>" + parts[-2] + parts[-1], title="云岭县"))


def test_all_tables_are_a_report_under_any_title_of_the_subject() -> None:
    def under(title: str) -> bytes:
        return page(report_html(F, title=title), title=title)

    report = read_file(under("云岭县财政局2023年政府信息公开工作总结"))
    assert (report.organ, report.report_year) == ("云岭县市场监督管理局", 2023)
    for title in (
        "云岭县财政局2023年法治政府建设年度报告",
        "关于做好2023年政府信息公开工作年度报告编制发布工作的通知",
    ):
        with pytest.raises(NotReadable, match=title):
            read_file(under(title))


def test_a_list_of_organs_is_called_one() -> None:
    organs = ("财政局", "水务局", "教育局", "医保局")
    items = "".join(f"<li><a href='/{o}'>云岭县{o}2023年{REPORT}</a></li>" for o in organs)
    with pytest.raises(NotReadable, match="“政府信息公开年报”这一页列出 4 个机关的报告"):
        read_file(page(f"<h1>政府信息公开年报</h1><ul>{items}</ul>", title="政府信息公开年报"))


def test_a_landing_page_is_called_by_its_own_title() -> None:
    title = f"云岭县财政局关于公布2023年{REPORT}的公告"
    file = f'<p>附件：<a href="/a/nb.pdf">云岭县财政局2023年{REPORT}.pdf</a></p>'
    body = f"<h1>{title}</h1><p>现将我局2023年{REPORT}予以公布。</p>{file}"
    with pytest.raises(NotReadable, match=f"^“{title}”这一页只给出附件") as refused:
        read_file(page(body, title=title))
    assert refused.value.kind == "landing_page"


# ── Whose: what the text says, what the source tag says ───────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "preamble", "organ"),
    [
        (
            "云岭县人民政府办公室",
            "根据《条例》和云岭县人民政府办公室《关于做好2023年政府信息公开工作年度报告编制工作的通知》要求，编制本报告。",
            None,
        ),
        (
            "云岭县人民政府",
            "本报告电子版可在云岭县人民政府门户网站下载。如有疑问请与云岭县水务局联系。",
            None,
        ),
        ("云岭县新闻中心", "根据云岭县新闻中心安排。", None),
        ("云岭县人民政府", "在云岭县人民政府的领导下，我局编制本报告。", None),
        ("", f"现将云岭县水务局2023年{REPORT}公布如下。", "云岭县水务局"),
        ("云岭县人民政府", f"现将云岭县水务局2023年{REPORT}公布如下。", "云岭县水务局"),
        ("", f"现将我局2023年{REPORT}公布如下。", None),
        ("", "本报告由云岭县水务局按照条例要求编制。", "云岭县水务局"),
        (
            "云岭县人民政府办公室",
            "根据云岭县人民政府办公室《关于做好年报工作的通知》要求，云岭县水务局编制本报告。",
            "云岭县水务局",
        ),
        ("", f"云岭县水务局2022年{REPORT}已按时公布。", None),
    ],
)
def test_whom_the_text_names(source: str, preamble: str, organ: str | None) -> None:
    title = f"2023年{REPORT}"
    body = report_html(F, title=title, signature=[], preamble=preamble)
    head = f'<meta name="ContentSource" content="{source}">'
    report = read_file(page(body, title=title, head=head))
    assert report.organ == organ
    assert ("organ" in report.evidence) == (organ is not None)


def test_a_place_in_the_title_and_a_department_under_the_report() -> None:
    report = read(f"云岭县2023年{REPORT}", signature=["云岭县水务局", *UNSIGNED])
    assert report.organ == "云岭县"
    assert report.evidence["organ_signature"] == "落款是“云岭县水务局”，与“云岭县”不同"
    named = read(f"云岭县2023年{REPORT}（水务局）", signature=["云岭县水务局", *UNSIGNED])
    assert named.organ == "云岭县水务局"
    assert "organ_signature" not in named.evidence


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("云岭县", "云岭县水务局", False),
        ("云岭县", "云岭县太平镇", False),
        ("云岭县财政局", "云岭县财政局预算编审中心", False),
        ("云岭县", "云岭县人民政府", True),
        ("云岭县", "云岭县人民政府办公室", True),
        ("云岭县人民政府", "云岭县人民政府办公室", True),
        ("县市监局", "云岭县市场监督管理局", True),
        ("云岭县太平街道", "太平街道办事处", True),
        ("云岭县发改委", "云岭县发展和改革委员会", True),
        ("云岭县政府办", "云岭县人民政府办公室", True),
        ("云岭县住建局", "云岭县住建局（人防办）", True),
        ("云岭高新区", "云岭高新区管委会", True),
    ],
)
def test_names_of_one_organ(one: str, other: str, same: bool) -> None:
    assert are_one_organ(one, other) is are_one_organ(other, one) is same
