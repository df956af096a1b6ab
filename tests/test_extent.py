"""A page that prints two texts: this year's report and last year's, or an explanation."""

from __future__ import annotations

import datetime as dt

import pytest

from parsers.documents import Document, Paragraph, read_document
from parsers.extent import own_part
from parsers.reading import read_file
from tests.made_reports import FORM, TITLE, figures, page, report_html, wrong

F = figures(3)
LAST = figures(9)
OURS = f"<h2>{TITLE}</h2>{report_html(F)}"
LAST_TITLE = TITLE.replace("2023", "2022")
THEIRS = f"<h2>{LAST_TITLE}</h2>" + report_html(LAST).replace("2023年", "2022年").replace(
    "2024年1月15日", "2023年1月12日"
)
EXPLAINED = (
    f"<p>《{TITLE}》解读</p><p>2023年，我局共收到申请9999件。</p>"
    "<p>一、总体情况</p><p>全年公开信息100条。</p><p>二、主动公开政府信息情况</p><p>规章1件。</p>"
)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (OURS + THEIRS, LAST_TITLE),
        (THEIRS + OURS, LAST_TITLE),
        (EXPLAINED + OURS, "解读"),
        (OURS + EXPLAINED, "解读"),
        (EXPLAINED + OURS + THEIRS, LAST_TITLE),
        (report_html(F, title="") + THEIRS, LAST_TITLE),
    ],
)
def test_the_report_that_the_page_names_is_read(body: str, named: str) -> None:
    report = read_file(page(body))
    assert wrong(report, F) == {}
    assert report.report_year == 2023
    assert report.signed_on == dt.date(2024, 1, 15)
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6] or [
        s.number for s in report.sections
    ] == [0, 1, 2, 3, 4, 5, 6]
    text = "".join(section.text for section in report.sections)
    assert "9999" not in text
    assert "2022年1月1日" not in text
    assert any(named in note and "未读" in note for note in report.notes)


@pytest.mark.parametrize(
    "body",
    [
        OURS,
        f"<h1>{TITLE}</h1>{OURS}",
        OURS + f"<p>附件：{TITLE}解读</p>",
        OURS + f"<ul><li>{LAST_TITLE}</li><li>{LAST_TITLE.replace('2022', '2021')}</li></ul>",
        f"<ul><li>{LAST_TITLE}</li></ul>{OURS}",
        OURS.replace("<p>四、", f"<p>{TITLE}</p><p>四、", 1),  # a page break prints it again
    ],
)
def test_a_title_without_a_text_of_its_own_cuts_nothing(body: str) -> None:
    document = read_document(page(body))
    assert own_part(document) is document


def test_a_document_without_titles_is_left() -> None:
    document = Document("text/plain", None, (Paragraph("一、总体情况"), Paragraph("无。")))
    assert own_part(document) is document


CONTENTS = "".join(f"<p>{heading}</p>" for heading in FORM.sections.values())


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1><p>目录</p>{CONTENTS}{OURS}",
        f"<p>目录</p>{CONTENTS}{OURS}",
        f"{CONTENTS}<p>2023年，全局公开工作有序开展，{'群众满意度不断提高。' * 30}</p>{OURS}",
        OURS.replace("<p>四、", "<p>（五）政策解读回应及政府公报公开情况</p><p>好。</p><p>四、"),
        OURS.replace("<p>六、", "<p>3.加强政策解读及时公开政府工作报告重点任务情况</p><p>六、"),
        OURS.replace(
            "<p>云岭县市场监督管理局</p>",
            f"<p>（二）一图读懂政务公开工作要点报送情况</p><p>{'做好工作。' * 60}</p>"
            "<p>云岭县市场监督管理局</p>",
        ),
    ],
)
def test_contents_and_lines_about_explanations_cut_nothing(body: str) -> None:
    report = read_file(page(body))
    assert wrong(report, F) == {}
    assert report.signed_on == dt.date(2024, 1, 15)
    assert {s.number for s in report.sections} >= {1, 2, 3, 4, 5, 6}
    assert not any("未读" in note for note in report.notes)
