"""Does every file end in a report or in a sentence that says what it is? Never a traceback."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from parsers.checks import run_checks
from parsers.documents import NotReadable
from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import (
    FORM,
    SHARED,
    TITLE,
    cells,
    figures,
    official_tables,
    page,
    report_html,
    wrong,
)

F = figures(5)
PAGE = page(report_html(F))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
BUNDLED = sorted((Path(__file__).resolve().parents[1] / "crawler/replica/documents").glob("*/*.*"))


def refused(data: bytes, name: str | None = None) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_file(data, name)
    error = caught.value
    assert re.search("[\u4e00-\u9fff]", error.message)
    assert error.message.endswith("。")
    assert len(error.message) < 400
    return error


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


# ── No document at all ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\0" * 10_000, "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<html><head></head><body> </body></html>", "empty"),
        (b"<html><body><script>var a=1</script></body></html>", None),
        (b"%PDF-1.7\n%%EOF", "damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (b"PK\x03\x04", "damaged"),
        (PNG, "unsupported"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "unsupported"),
        (OLE, "unsupported"),
        (b"{\\rtf1 abc}", "unsupported"),
        (b"Rar!\x1a\x07\x00" + bytes(50), "unsupported"),
        (random.Random(1).randbytes(20_000), "damaged"),
        (b"just some text", "other_kind"),
        ("今天天气很好。".encode(), "other_kind"),
        ("今天天气很好。".encode("gbk"), "other_kind"),
        (b"{}", "other_kind"),
        (b"<?xml version='1.0' encoding='utf-8'?><rss><channel/></rss>", None),
        (b"<", None),
        (b"<!--", None),
        (b"<html", None),
        (b"\xff\xfe", None),
        (b"\xff\xfe<\x00h\x00", None),
    ],
)
def test_no_document(data: bytes, kind: str | None) -> None:
    error = refused(data)
    if kind is not None:
        assert error.kind == kind


def test_an_error_page_in_place_of_a_pdf() -> None:
    error = refused(
        b"<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>",
        "https://www.yunling.gov.cn/P020240115.pdf",
    )
    assert error.kind == "error_page"
    assert "404" in error.message


def test_a_page_of_another_kind_in_place_of_a_pdf() -> None:
    error = refused("<html><body><p>今天天气很好，适合出游。</p></body></html>".encode(), "a.pdf")
    assert ".pdf" in error.message


def test_a_report_page_in_place_of_a_pdf_is_still_read() -> None:
    assert wrong(read_file(PAGE, "2023.pdf"), F) == {}


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_cut_word_and_pdf_files(share: float) -> None:
    paths = [path for path in BUNDLED if path.suffix == ".docx"][:1]
    if (SHARED / "samples").exists():
        paths += [SHARED / "samples" / "huaian_2024.pdf"]
    for path in paths:
        data = path.read_bytes()
        error = refused(data[: int(len(data) * share)], path.name)
        assert error.kind in ("damaged", "empty", "unsupported")


# ── ZIP ───────────────────────────────────────────────────────────────────────────────────────


def test_zip_with_one_report() -> None:
    data = packed({"年报/云岭县2023.html": PAGE, "年报/图.png": PNG})
    assert wrong(read_file(data, "a.zip"), F) == {}


def test_zip_with_several_names_them() -> None:
    error = refused(packed({"甲局.html": PAGE, "乙局.html": PAGE}), "a.zip")
    assert error.kind == "bundle"
    assert "甲局.html" in error.message
    assert "乙局.html" in error.message


@pytest.mark.parametrize(
    "members",
    [{}, {"a.png": PNG}, {"a.zip": packed({"b.html": PAGE})}, {"empty/": b""}, {"a.doc": OLE}],
)
def test_zip_without_a_report(members: dict[str, bytes]) -> None:
    assert refused(packed(members), "a.zip").kind in ("unsupported", "empty", "damaged")


def test_zip_with_a_report_and_other_documents_is_the_report() -> None:
    note = "<html><body><p>说明：以下为本单位年度报告的压缩包。</p></body></html>".encode()
    data = packed({"说明.html": note, "年报.html": PAGE})
    assert wrong(read_file(data, "a.zip"), F) == {}


def test_zip_bomb_is_refused_quickly() -> None:
    begun = time.perf_counter()
    refused(packed({f"{n}.html": b" " * 20_000_000 for n in range(3)}), "a.zip")
    assert time.perf_counter() - begun < 20


# ── Other kinds of documents ──────────────────────────────────────────────────────────────────


def document(title: str, *paragraphs: str, table: str = "") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in (title, *paragraphs)) + table
    return page(body, title=title)


LAW = (
    "一、总体情况",
    "2023年，我局深入推进法治政府建设。作出行政许可决定5件，行政处罚3件，行政强制1件。",
    "二、存在的主要问题及改进情况",
    "执法力量不足，下一步加强培训。",
    "三、其他需要报告的事项",
    "无。",
)
ENFORCEMENT = (
    "<table><tr><td>类别</td><td>数量</td></tr><tr><td>行政许可</td><td>5</td></tr>"
    "<tr><td>行政处罚</td><td>3</td></tr><tr><td>行政强制</td><td>1</td></tr></table>"
)


@pytest.mark.parametrize(
    "data",
    [
        document("云岭县财政局2023年法治政府建设工作年度报告", *LAW, table=ENFORCEMENT),
        document("云岭县2023年行政执法统计年报", *LAW, table=ENFORCEMENT),
        document("云岭县财政局2023年度部门决算公开", *LAW, "政府信息公开。"),
        document("云岭县2023年政府信息公开工作总结", *LAW),
        document("云岭县政府信息公开指南", "一、总体情况", "依申请公开的办理程序。"),
        document(
            "《云岭县2023年政府信息公开工作年度报告》解读",
            *(text for heading in FORM.sections.values() for text in (heading, "解读一段。")),
        ),
        document(
            "云岭县召开2023年政府信息公开工作年度报告编制部署会",
            "会议要求按照总体情况、主动公开政府信息情况等六个部分编制，数据详实。",
        ),
        document(TITLE, "只有标题，没有别的内容。"),
    ],
)
def test_other_kinds(data: bytes) -> None:
    error = refused(data)
    assert error.kind == "other_kind"
    assert "“" in error.message


def blank_tables() -> tuple[str, str, str]:
    return tuple(  # type: ignore[return-value]
        re.sub(r"<td([^>]*)>[\d.]+</td>", r"<td\1></td>", table) for table in official_tables(F)
    )


def test_an_unfilled_form_is_no_report() -> None:
    title = "政府信息公开工作年度报告格式模板"
    body = report_html(F, tables=blank_tables(), title=title, signature=[])
    error = refused(page(body, title=title))
    assert error.kind == "other_kind"
    assert "空白" in error.message


def test_the_official_blank_form_is_no_report() -> None:
    path = SHARED / "samples" / "blank_form_2021.docx"
    if not path.exists():
        pytest.skip("../shared/samples/blank_form_2021.docx is not here")
    assert "空白" in refused(path.read_bytes(), path.name).message


def test_a_report_that_leaves_all_cells_blank_is_one_with_every_cell_null() -> None:
    report = read_file(page(report_html(F, tables=blank_tables())))
    assert report.cells_read == report.cells_blank == 200
    assert {flag.check for flag in run_checks(report).flags} >= {"S09"}


@pytest.mark.parametrize("tables", [("", "", ""), ("<img src=1.png>",) * 3])
def test_headings_without_tables_are_missing_not_zero(tables: tuple[str, str, str]) -> None:
    report = read_file(page(report_html(F, tables=tables)))
    assert not list(report.cells())
    results = run_checks(report)
    assert [flag.check for flag in results.flags if flag.severity == "error"] == ["S05"] * 3


# ── Large and strange ─────────────────────────────────────────────────────────────────────────


def test_a_page_of_five_megabytes() -> None:
    begun = time.perf_counter()
    filler = "<p>" + "公开信息，服务群众。" * 20 + "</p>"
    report = read_file(page(report_html(F, texts={1: [filler * 8_000]})))
    assert wrong(report, F) == {}
    assert time.perf_counter() - begun < 60


def test_a_page_over_the_limit_is_refused() -> None:
    error = refused(page("文" * 7_000_000))
    assert error.kind == "too_large"
    assert "10,000,000" in error.message


def test_embedded_pictures_do_not_count_towards_the_limit() -> None:
    picture = f'<p><img src="data:image/png;base64,{"QUJD" * 1_000_000}"></p>'
    report = read_file(page(report_html(F, texts={1: ["公开信息。", picture * 3]})))
    assert wrong(report, F) == {}
    error = refused(page(picture * 17))
    assert error.kind == "too_large"
    assert "64,000,000" in error.message


@pytest.mark.parametrize("tags", ["<div>", "<b>", "<div>文<b>", "<table><tr><td>", "<ul><li>"])
def test_a_hundred_thousand_nested_tags_are_read_or_told(tags: str) -> None:
    begun = time.process_time()
    report = read_file(page(report_html(F).replace("<p>四、", tags * 100_000 + "<p>四、")))
    assert time.process_time() - begun < 20
    assert not {k: v for k, v in wrong(report, F).items() if v[0] not in ("absent", None)}
    assert any("250 层的上限" in note for note in report.notes)


@pytest.mark.parametrize(
    "name", ["undefined", "rot13", "zlib", "idna", "punycode", "mbcs", "x-unknown", "-", "utf-7"]
)
def test_no_name_of_a_charset_ends_the_reading(name: str) -> None:
    html = page(report_html(F)).decode().replace('charset="utf-8"', f'charset="{name}"')
    assert wrong(read_file(html.encode("gb18030")), F) == {}


# ── Damage at random ──────────────────────────────────────────────────────────────────────────

TAGS = [
    *(b"<table>", b"</table>", b"<tr>", b"</td>", b"<td colspan=99>", b"<td rowspan=0>", b"<p>"),
    *(b"</div>", b"<!--", b"-->", b"<script>", b"<a href=x>", b"\0", b"\xff", b"&#0;", b"&nbsp;"),
    *(b'<td style="display:none">', b"</tr><tr>", b"<br>", b"<sup>2</sup>", b"[bookmark: x]"),
]


def samples() -> list[tuple[str, bytes]]:
    found = [("made.html", PAGE)] + [(path.name, path.read_bytes()) for path in BUNDLED[:3]]
    found += [(p.name, p.read_bytes()) for p in BUNDLED if p.suffix == ".docx"][:1]
    if (SHARED / "seeds").exists():
        found += [(p.name, p.read_bytes()) for p in sorted((SHARED / "seeds").glob("*.txt"))]
        found.append(("minimal.html", (SHARED / "samples/minimal_2025.html").read_bytes()))
    return [(name, data) for name, data in found if not name.endswith(".md")]


def damaged(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8))):
        at, length = dice.randrange(len(out)), dice.choice((1, 3, 40, 400, 4_000))
        match dice.randrange(5):
            case 0:
                del out[at : at + length]
            case 1:
                out[at:at] = out[at : at + length]
            case 2:
                out[at:at] = dice.choice(TAGS)
            case 3:
                out[at : at + 4] = dice.randbytes(4)
            case _:
                del out[at:]
        if not out:
            break
    return bytes(out)


def test_damage_ends_in_a_report_or_a_sentence() -> None:
    dice = random.Random(20)
    messages: list[str] = []
    for name, data in samples():
        for _ in range(60):
            try:
                report = read_file(damaged(data, dice), name)
            except NotReadable as error:
                messages.append(error.message)
                continue
            assert isinstance(report, Report)
            run_checks(report)
    assert [message for message in messages if not message.endswith("。")] == []


def test_markup_damage_never_makes_another_number() -> None:
    """Tags inserted, doubled or removed; all text left as it is: a cell is right, NULL or absent.

    Removing the border between two cells joins their digits; such pieces are left alone.
    """
    dice = random.Random(21)
    pieces = re.findall(rb"<[^>]*>|[^<]+", PAGE)
    truth = cells(F)
    for _ in range(300):
        changed = list(pieces)
        for _ in range(dice.choice((1, 2, 5))):
            at = dice.randrange(len(changed))
            match dice.randrange(3):
                case 0:
                    changed.insert(
                        at, dice.choice(TAGS[:10]).replace(b"<!--", b"").replace(b"<script>", b"")
                    )
                case 1 if changed[at].startswith((b"</", b"<p", b"<d", b"<tr", b"<tb")):
                    changed[at] = b""
                case _ if changed[at].startswith(b"<"):
                    changed.insert(at, changed[at])
        try:
            report = read_file(b"".join(changed))
        except NotReadable:
            continue
        got = cells(
            {
                "active_disclosure": report.active_disclosure,
                "applications": report.applications,
                "review_litigation": {
                    f"{channel}_{column}": value
                    for channel, columns in report.review_litigation.items()
                    for column, value in columns.items()
                },
            }
        )
        silent = {
            place: (value, truth[place])
            for place, value in got.items()
            if value is not None and value != truth[place]
        }
        assert silent == {}


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>" + b"<!--" * 300_000,
        b"<html><body>" + b"<table><tr><td>" * 100_000 + b"1",
        b"-" * 1_000_000 + b"x",
        b"|" * 500_000,
        ("申请人情况\n" + "一、本年新收政府信息公开申请数量" + "1" * 40 + "\n").encode(),
        ("行政复议 行政诉讼\n结果维持 结果纠正 尚未审结\n" + "1" * 119 + "\n").encode(),
    ],
    ids=["unclosed comments", "nested tables", "strokes", "pipes", "a glued row", "glued disputes"],
)
def test_no_input_takes_long(data: bytes) -> None:
    started = time.process_time()
    with pytest.raises(NotReadable):
        read_file(data)
    assert time.process_time() - started < 10


def test_a_number_of_thousands_of_digits_is_the_loss_of_its_cell_alone() -> None:
    tables = list(official_tables(F))
    tables[1] = re.sub(r">\d+<", ">" + "9" * 5_000 + "<", tables[1], count=1)
    report = read_file(page(report_html(F, tables=tuple(tables))))
    assert report.cells_read == 200
    assert [note.kind for note in report.cell_notes] == ["unreadable"]


# ── Broken off ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "at",
    [
        "<p>五、存在",
        "<p>六、其他",
        "<p>六、",
        "他需要报告",
        "六、其他需要报告的事项</",
        "自然人</td",
        "申请人情况</td>",
        "<p",
    ],
)
def test_a_page_broken_off_says_so_and_accuses_nobody(at: str) -> None:
    """Between tables, in the text, within a tag."""
    text = PAGE.decode()
    begin = text.index("一、总体情况</p>")
    cut = text[: text.index(at, begin + 100) + len(at)]
    report = read_file(cut.encode())
    assert any("中断" in note for note in report.notes)
    assert "<" not in "".join(section.text for section in report.sections)
    flagged = {flag.check for flag in run_checks(report).flags}
    assert not flagged & {"S01", "S05", "S06", "N15", "T01", "T02"}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("</body></html>", ""),
        lambda text: text.replace("</div></body></html>", ""),
        lambda text: re.sub("</(?:p|div|body|html)>", "", text),
        lambda text: re.sub("</(?:p|td|tr|div|body|html)>", "", text),
        lambda text: text.replace("</body></html>", "<!-- 1.2 s --><script>var a=1</script>"),
        lambda text: text.replace("</div></body></html>", "<p>版权所有：云岭县人民政府"),
        lambda text: text.replace("</p></div></body></html>", ""),
    ],
)
def test_a_whole_page_without_end_tags_is_not_broken_off(change: Callable[[str], str]) -> None:
    report = read_file(change(PAGE.decode()).encode())
    assert wrong(report, F) == {}
    assert not any("中断" in note for note in report.notes)


def test_a_page_broken_off_before_its_report_says_so() -> None:
    text = PAGE.decode()
    error = refused(text[: text.index("一、总体情况</p>")].encode() + b"<p>\xe4\xb8")
    assert error.kind == "other_kind"
    error = refused(text[: text.index("一、总体情况</p>")].encode() + b"<p sty")
    assert "中断" in error.message


@pytest.mark.parametrize("count", [2, 5_000, 100_000])
def test_zeros_before_a_page(count: int) -> None:
    assert wrong(read_file(bytes(count) + PAGE), F) == {}


@pytest.mark.parametrize(
    "data",
    [
        (TITLE + "\n" + "0\n" * 3_000_000).encode(),
        ("一、总体情况\n" + "|1|2|\n" * 1_000_000).encode(),
        PAGE.replace(b"<p style", f"<p>{TITLE}</p>".encode() * 100_000 + b"<p style", 1),
    ],
    ids=["lines", "strokes", "titles"],
)
def test_millions_of_lines_end_soon(data: bytes) -> None:
    started = time.process_time()
    try:
        read_file(data)
    except NotReadable as error:
        assert error.message.endswith("。")  # noqa: PT017
    assert time.process_time() - started < 10
