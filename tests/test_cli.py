"""Does the command say what it found, and end with the exit code that means it?"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archive.cli import app, wrap
from parsers.checks import catalogue
from tests.paths import BUNDLED, ROOT

CLEAN = BUNDLED / "qinglan" / "renmin-zhengfu-2022.docx"
WRONG = BUNDLED / "yunting" / "ziran-ziyuan-he-guihuaju-2023.html"
runner = CliRunner()


def run(*arguments: object) -> tuple[int, str]:
    result = runner.invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_parse_prints_one_json_object_of_the_contract() -> None:
    code, output = run("parse", CLEAN, "--json")
    assert code == 0
    report = json.loads(output)
    assert report["organ"] == "清岚县人民政府"
    assert (report["report_year"], report["form"]) == (2022, "2021")
    assert (report["cells_expected"], report["cells_read"], report["cells_blank"]) == (200, 200, 0)
    assert [section["number"] for section in report["sections"]] == [1, 2, 3, 4, 5, 6]
    assert len(report["applications"]) == 25
    assert len(report["review_litigation"]) == 15
    assert report["flags"] == []


def test_parse_shows_every_table_to_a_person() -> None:
    code, output = run("parse", CLEAN)
    assert code == 0
    for words in ("清岚县人民政府", "规章", "自然人", "复议后起诉", "应有 200，读到 200"):
        assert words in output


def test_check_of_a_clean_report_is_0_and_of_a_wrong_one_1() -> None:
    assert run("check", CLEAN)[0] == 0
    code, output = run("check", WRONG)
    assert code == 1
    assert "36" in output
    assert "26" in output
    code, output = run("check", WRONG, "--json")
    assert code == 1
    found = json.loads(output)
    assert {flag["check"] for flag in found["flags"]} == {"A01", "A02", "A03"}
    assert "A04" in found["passed"]
    assert all(set(entry) == {"check", "reason"} for entry in found["not_assessable"])


LAST_YEAR = BUNDLED / "yunting" / "xingzheng-shenpi-fuwuju-2023.html"
THIS_YEAR = BUNDLED / "yunting" / "xingzheng-shenpi-fuwuju-2024.docx"


def test_last_years_report_lets_the_carry_over_be_judged() -> None:
    alone = json.loads(run("check", THIS_YEAR, "--json")[1])
    both = json.loads(run("check", THIS_YEAR, "--previous", LAST_YEAR, "--json")[1])
    assert "Y01" in {entry["check"] for entry in alone["not_assessable"]}
    assert {"Y01", "Y02"} <= set(both["passed"])
    wrong = json.loads(run("check", THIS_YEAR, "--previous", WRONG, "--json")[1])
    assert "Y01" not in wrong["passed"]


def test_a_draft_is_not_asked_when_it_was_published(tmp_path: Path) -> None:
    late = tmp_path / "late.html"
    page = WRONG.read_text("utf-8")
    assert 'content="2024-01-23' in page
    late.write_text(page.replace('content="2024-01-23', 'content="2024-06-23'), "utf-8")
    published = json.loads(run("check", late, "--json")[1])
    draft = json.loads(run("check", late, "--draft", "--json")[1])
    assert "D02" in {flag["check"] for flag in published["flags"]}
    assert "D02" not in {flag["check"] for flag in draft["flags"]}
    assert {"A01", "A02", "A03"} <= {flag["check"] for flag in draft["flags"]}


def test_the_marked_page_shows_the_cell_and_loads_nothing(tmp_path: Path) -> None:
    page = tmp_path / "marked.html"
    assert run("check", WRONG, "--html", page)[0] == 1
    text = page.read_text("utf-8")
    assert 'href="#flag-1"' in text
    assert 'id="flag-1"' in text
    assert "六类申请人之和为 36，所印总计为 26" in text
    assert "<script" not in text
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", text)


def test_the_marked_page_leads_to_the_place_and_draws_statistics_tables(tmp_path: Path) -> None:
    page = tmp_path / "marked.html"
    run("check", WRONG, "--html", page)
    text = page.read_text("utf-8")
    places = re.findall(r'<a class="to-place" href="#([^"]+)">看原处', text)
    assert len(places) == text.count('class="flag ')
    assert all(f'id="{place}"' in text for place in places)
    assert "依据：" in text
    table = tmp_path / "统计.html"
    rows = "".join(
        f"<tr><td>{name}</td><td>条</td><td>{number}</td></tr>"
        for name, number in (("主动公开政府信息数", 31), ("收到申请数", 7), ("申请答复数", 5))
    )
    table.write_text(
        "<html><body><h1>云岭县教育局2016年政府信息公开工作年度报告</h1><p>一、概述。</p>"
        f"<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>{rows}</table></body></html>",
        "utf-8",
    )
    run("check", table, "--html", page)
    text = page.read_text("utf-8")
    assert '<td class="nb-num">31</td>' in text
    assert "没有读到可识别的表格" not in text


BAD = {
    "empty.html": (b"", "empty"),
    "blank.txt": (b" \n\t\n", "empty"),
    "error.pdf": (b"<html><title>404 Not Found</title><body>404</body></html>", "error_page"),
    "other.html": (
        "<html><body><h1>某县2023年法治政府建设年度报告</h1><p>依法行政，稳步推进。</p></body>".encode(),
        "other_kind",
    ),
    "notes.txt": ("会议记录：讨论了明年的工作安排。".encode(), "other_kind"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported"),
    "scan.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "unsupported"),
    "cut.docx": (CLEAN.read_bytes()[:5000], "damaged"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "damaged"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["parse", "check"])
def test_what_is_no_report_gets_a_sentence_and_exit_3(
    command: str, name: str, tmp_path: Path
) -> None:
    content, kind = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    code, output = run(command, path, "--json")
    assert code == 3
    error = json.loads(output)["error"]
    assert error["kind"] == kind
    assert error["message"].endswith("。")
    code, output = run(command, path)
    assert code == 3
    assert name in output
    assert "Traceback" not in output


def test_a_page_under_a_pdf_name_is_called_that(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(BAD["error.pdf"][0])
    assert "内容却是 HTML 网页" in run("check", path)[1]


def test_usage_errors_are_2(tmp_path: Path) -> None:
    assert run("parse", tmp_path / "missing.docx")[0] == 2
    assert run("crawl", "--data", tmp_path)[0] == 2
    code, output = run("crawl", "no-such-portal", "--data", tmp_path)
    assert code == 2
    assert "no-such-portal" in output


def test_crawling_beyond_this_machine_without_a_contact_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NIANBAO_CONTACT", raising=False)
    code, output = run("crawl", "--url", "http://www.example.gov.cn/", "--data", tmp_path)
    assert code == 2
    assert "NIANBAO_CONTACT" in output


def test_import_build_publish_verify(tmp_path: Path) -> None:
    assert run("import", CLEAN, WRONG, "--data", tmp_path)[0] == 0
    code, output = run("build", "--data", tmp_path)
    assert code == 0
    assert "400 / 400" in output
    assert run("publish", "--data", tmp_path)[0] == 0
    assert (tmp_path / "site" / "current" / "archive.db").is_file()
    code, output = run("verify", "--data", tmp_path)
    assert (code, "完好" in output) == (0, True)
    (tmp_path / "archive.db").write_bytes((tmp_path / "archive.db").read_bytes()[:8192])
    code, output = run("verify", "--data", tmp_path)
    assert code == 1
    assert "archive.db" in output


def test_nothing_to_publish_or_serve_is_a_sentence(tmp_path: Path) -> None:
    for command in ("publish", "serve"):
        code, output = run(command, "--data", tmp_path)
        assert code == 4
        assert "nianbao" in output
        assert "Traceback" not in output


def test_every_command_has_an_example() -> None:
    import typer

    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        for leaf in getattr(command, "commands", {name: command}).values():
            assert "Example: " in (leaf.help or ""), f"{name}: --help has no example"


def test_help_is_quick() -> None:
    command = [str(Path(sys.executable).parent / "nianbao"), "--help"]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            command, check=True, capture_output=True, cwd=ROOT,
            env={**os.environ, "COLUMNS": "100"},
        )  # fmt: skip
        times.append(time.perf_counter() - start)
    print(f"nianbao --help: {min(times):.2f} s")
    assert min(times) < 0.5


def test_checking_a_word_file_is_quick() -> None:
    """Seconds of CPU, which other work on the machine does not lengthen; one thread does it all."""
    command = [str(Path(sys.executable).parent / "nianbao"), "check", str(CLEAN)]
    times = []
    for _ in range(3):
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        times.append((used, time.perf_counter() - start))
    cpu, wall = min(times)
    print(f"nianbao check of a DOCX, start-up included: {cpu:.2f} s of CPU, {wall:.2f} s")
    assert cpu < 2


def test_a_demo_never_enters_a_real_archive(tmp_path: Path) -> None:
    """Neither by --data nor by the environment, which other commands follow."""
    import typer

    (tmp_path / "runs").mkdir()
    code, output = run("demo", "--no-serve", "--data", tmp_path)
    assert code == 2
    assert "不是演示的数据" in output
    assert list(tmp_path.iterdir()) == [tmp_path / "runs"]
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    followed = {
        name: next((p.envvar for p in command.params if p.name == "data"), None)
        for name, command in commands.items()
    }
    assert followed["demo"] is None
    assert followed["build"] == "NIANBAO_DATA"


def test_the_file_to_check_is_never_written_over(tmp_path: Path) -> None:
    mine = tmp_path / "报告.docx"
    mine.write_bytes(CLEAN.read_bytes())
    other = tmp_path / "去年.docx"
    other.write_bytes(CLEAN.read_bytes())
    for out in (mine, tmp_path / "." / "报告.docx", other):
        code, output = run("check", mine, "--previous", other, "--html", out)
        assert code == 2
        assert "不能用来写网页" in re.sub(r"[\s│]", "", output)
    assert mine.read_bytes() == other.read_bytes() == CLEAN.read_bytes()
    code, output = run("check", mine, "--html", tmp_path / "新" / "夹" / "o.html")
    assert code == 0
    assert (tmp_path / "新" / "夹" / "o.html").exists()
    code, output = run("check", WRONG, "--html", mine / "o.html")
    assert code == 4
    assert "没有写出网页" in output
    assert "错误 A01" in output


def test_flags_are_shown_worst_first_with_rule_basis_and_counts() -> None:
    code, output = run("check", WRONG, "--draft")
    assert code == 1
    shown = re.findall(r"^(错误|警告|提示) ([A-Z]\d\d)  ", output, re.MULTILINE)
    assert shown == sorted(shown, key=lambda pair: "错误 警告 提示".index(pair[0]))
    assert {check for _, check in shown} == {"A01", "A02", "A03"}
    assert f"错误 {len(shown)} 处，警告 0 处，提示 0 处。" in output
    joined = re.sub(r"\s", "", output)
    rule = next(rule for rule in catalogue() if rule.id == "A01")
    basis = f"规则：{rule.title}。依据：{rule.basis}"
    for words in (basis, "没有核对发布环节的规则D00、D02"):
        assert re.sub(r"\s", "", words) in joined, words


@pytest.mark.parametrize("width", [20, 41, 80])
def test_lines_fit_the_terminal_and_break_where_chinese_may(width: int) -> None:
    from rich.cells import cell_len

    text = (
        "标题“四、政府信息公开行政复议（仅限因申请）”印作 12872.06 万元（见“本年”栏），不是数字。"
        * 3
    )
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)
    assert not [line for line in lines if line[0] in "，。、”）" or line[-1] in "“（《"]
    assert not [line for line in lines if line.endswith("12872") or line.startswith(".06")]
