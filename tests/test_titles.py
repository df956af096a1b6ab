"""Which titles name an annual report, whose, and for which year?"""

from __future__ import annotations

import gzip
import json
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import divisions
from parsers.titles import (
    Title,
    is_about_report,
    is_instruction,
    is_other_kind,
    is_signer,
    names_other_document,
    names_part_of_year,
    read_title,
)
from tests.made_reports import SHARED

SAMPLES = SHARED / "samples" / "titles.jsonl"

# ── Composed titles: truth from how they are put together ─────────────────────────────────────

DATA = Path(__file__).with_name("data") / "titles.toml"
PARTS: dict[str, str] = tomllib.loads(DATA.read_text("utf-8"))
PLACES = PARTS["places"].split()
BODIES = PARTS["bodies"].split()
OFFICES = PARTS["offices"].split()

ARABIC_ZH = "〇一二三四五六七八九"
YEAR_WRITINGS = PARTS["years"].split()
WORDINGS = PARTS["wordings"].split()
PREFIXES = PARTS["prefixes"].split()
SUFFIXES = PARTS["suffixes"].split()


def writings(year: int) -> dict[str, str]:
    """The ways to write a year; those with a letter or ring differ in the zero."""
    digits = str(year)
    chinese = "".join(ARABIC_ZH[int(d)] for d in digits)
    wide = "".join(chr(ord(d) + 0xFEE0) for d in digits)
    return {
        "y": digits,
        "wide": wide,
        "zh": chinese,
        "ring": chinese.replace("〇", "○"),
        "latin": chinese.replace("〇", "O"),
        "greek": chinese.replace("〇", "Ο"),
        "cyrillic": chinese.replace("〇", "О"),
        "mixed": chinese.replace("〇", "0"),
        "widezero": chinese.replace("〇", "０"),
        "ling": chinese.replace("〇", "零"),
        "letter": digits[0] + "O" + digits[2:],
        "short": digits[2:],
    }


def composed(seed: int, count: int) -> Iterator[tuple[str, Title]]:
    """(title, truth): organ × year × wording × order × what stands around."""
    dice = random.Random(seed)
    for _ in range(count):
        organ: str | None = dice.choice(
            [
                dice.choice(PLACES),
                dice.choice(PLACES) + dice.choice(BODIES),
                dice.choice(BODIES[2:]),
                dice.choice(OFFICES),
            ]
        )
        assert organ is not None
        if organ.endswith("政府") and not organ.endswith("人民政府"):
            organ += "办公室"  # 云岭县政府|信息公开年报 could be 云岭县|政府信息公开年报
        year = dice.randint(2008, 2027)
        writing = dice.choice(YEAR_WRITINGS) if dice.random() < 0.4 else "{y}年"
        if organ.endswith("人民政府"):
            writing = "{y}年"
        stamp = writing.format(**writings(year))
        wording = dice.choice(WORDINGS)
        bracketed = stamp[0] in "（【〔("
        order = dice.random()
        if order < 0.5:
            core = f"{organ}{stamp}{wording}"
        elif order < 0.65:
            core = f"{stamp}{organ}{wording}"
        elif order < 0.72:
            core = f"{organ}关于{stamp}{wording}"
        elif order < 0.79 and not wording.endswith("的报告"):
            core = f"{organ}{wording}" + (stamp if bracketed else f"（{year}年）")
        elif order < 0.86:
            core = f"{organ}{stamp}《{wording}》"
        elif order < 0.92:
            core, organ = f"{stamp}{wording}", None
        elif order < 0.96:
            core, organ = f"我局{stamp}{wording}", None
        elif "(" in organ:
            core = f"{organ}{stamp}{wording}"
        else:
            core = f"{stamp}{wording}（{organ.replace('（', '').replace('）', '')}）"
            organ = organ.replace("（", "").replace("）", "")
        if dice.random() < 0.3 and not core[0].isdigit():
            prefix = dice.choice(PREFIXES)
            core = prefix + (" " if dice.random() < 0.3 else "") + core
            core += "》" if prefix == "《" else ""
        if dice.random() < 0.4:
            core += (" " if dice.random() < 0.2 else "") + dice.choice(SUFFIXES)
        if dice.random() < 0.1:
            core = " ".join(core)
        yield core, Title(organ, year)


# ── Composed near misses ──────────────────────────────────────────────────────────────────────

OTHERS = PARTS["others"].split()


def near_misses(seed: int, rounds: int) -> Iterator[str]:
    dice = random.Random(seed)
    for _ in range(rounds):
        for template in OTHERS:
            organ = dice.choice(PLACES) + dice.choice(BODIES)
            year = dice.randint(2008, 2027)
            report = f"{organ}{year}年{dice.choice(WORDINGS)}"
            yield template.format(r=report, o=organ, y=year)


def test_composed_titles() -> None:
    wrong = [
        (text, truth, title)
        for text, truth in composed(20240131, 3_000)
        if (title := read_title(text)) != truth
    ]
    assert wrong == []


def test_composed_near_misses() -> None:
    made = list(near_misses(20240131, 5))
    assert len(made) >= 500
    assert [(text, title) for text in made if (title := read_title(text))] == []


def test_twenty_thousand_a_second() -> None:
    """Spiders ask it of every link. The floor is a tenth of what one core does."""
    texts = [text for text, _ in composed(1, 1_000)] + list(near_misses(1, 5))
    start = perf_counter()
    for text in texts:
        read_title(text)
    assert len(texts) / (perf_counter() - start) > 2_000


# ── Titles as seen ────────────────────────────────────────────────────────────────────────────


def samples() -> list[dict[str, Any]]:
    if not SAMPLES.exists():
        return []
    return [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines() if line.strip()]


def test_samples() -> None:
    if not samples():
        pytest.skip("../shared/samples/titles.jsonl is not here")
    wrong = []
    for sample in samples():
        title = read_title(sample["title"])
        expected = (sample["organ_printed"], sample["report_year"]) if sample["is_report"] else None
        if (title and (title.organ, title.year)) != expected:
            wrong.append((sample["title"], expected, title))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "organ", "year"),
    [
        ("云岭县2023年政府信息公开工作年度报告", "云岭县", 2023),
        ("云岭县人民政府2023年政府信息公开工作年度报告", "云岭县人民政府", 2023),
        ("云岭县人民政府办公室2023年度政府信息公开工作年度报告", "云岭县人民政府办公室", 2023),
        ("2023年云岭县财政局政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("2023年度云岭县财政局政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("云岭县财政局2017年政府信息公开年度报告", "云岭县财政局", 2017),
        ("云岭县财政局2017年政府信息公开工作的年度报告", "云岭县财政局", 2017),
        ("云岭县财政局2016年政务信息公开年度报告", "云岭县财政局", 2016),
        ("云岭县财政局2012年信息公开工作年度报告", "云岭县财政局", 2012),
        ("云岭县财政局2019年政府信息公开年度工作报告", "云岭县财政局", 2019),
        ("云岭县财政局2019年政府信息公开工作报告", "云岭县财政局", 2019),
        ("云岭县财政局2019年政府信息公开年报", "云岭县财政局", 2019),
        ("云岭县财政局2019年政府信息公开工作年报", "云岭县财政局", 2019),
        ("云岭县财政局政府信息公开工作2022年度报告", "云岭县财政局", 2022),
        ("云岭县财政局政府信息公开2020年年度报告", "云岭县财政局", 2020),
        ("云岭县财政局政府信息公开工作年度报告（2021年）", "云岭县财政局", 2021),
        ("云岭县财政局政府信息公开工作年度报告(2021年度)", "云岭县财政局", 2021),
        ("2025年政府信息公开工作年度报告", None, 2025),
        ("2020政府信息公开", None, 2020),
        ("云岭县财政局二〇二三年政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("云岭县财政局二○一九年度政府信息公开工作年度报告", "云岭县财政局", 2019),
        ("云岭县财政局２０２３年政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("云岭县财政局 2023 年政府信息公开\n工作年度报告", "云岭县财政局", 2023),
        ("云岭县财政局\n2023年政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("云 岭 县 2 0 2 3 年 政 府 信 息 公 开 工 作 年 度 报 告", "云岭县", 2023),
        ("《云岭县财政局2023年政府信息公开工作年度报告》", "云岭县财政局", 2023),
        ("云岭县财政局2023年政府信息公开工作年度报告（图片版）", "云岭县财政局", 2023),
        ("云岭县财政局2023年政府信息公开工作年度报告(PDF版).pdf", "云岭县财政局", 2023),
        ("云岭县财政局2023年政府信息公开工作年度报告.docx", "云岭县财政局", 2023),
        ("关于云岭县财政局2023年政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("云岭县财政局关于2023年政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("云岭县财政局关于2023年政府信息公开工作情况的年度报告", "云岭县财政局", 2023),
        ("云岭县财政局2023年政府信息公开工作情况报告", "云岭县财政局", 2023),
        ("云岭县财政局2023年政府信息公开工作年度报告_云岭县人民政府", "云岭县财政局", 2023),
        ("云岭县财政局2023年政府信息公开工作年度报告-云岭县政府门户网站", "云岭县财政局", 2023),
        ("云岭县财政局2023年政府信息公开工作年度报告 | 政府信息公开年报", "云岭县财政局", 2023),
        (
            "云岭县（云岭经济开发区）2023年政府信息公开工作年度报告",
            "云岭县（云岭经济开发区）",
            2023,
        ),
        ("云岭县国家税务局2023年政府信息公开工作年度报告", "云岭县国家税务局", 2023),
        (
            "云岭县政务服务和大数据局2023年政府信息公开工作年度报告",
            "云岭县政务服务和大数据局",
            2023,
        ),
        ("云岭县教育考试院2023年政府信息公开工作年度报告", "云岭县教育考试院", 2023),
        ("云岭县医院管理中心2023年政府信息公开工作年度报告", "云岭县医院管理中心", 2023),
        ("附件：云岭县财政局2023年政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("云岭县 2018 年度政府信息公开年度报告（全文）", "云岭县", 2018),
        ("云岭县人民政府信息公开年报", "云岭县人民政府", None),
        ("云岭县财政局政府信息公开工作年度报告", "云岭县财政局", None),
        ("2022年至2023年云岭县财政局2023年政府信息公开工作年度报告", None, None),
    ],
)
def test_reports(text: str, organ: str | None, year: int | None) -> None:
    title = read_title(text)
    if year is None and organ is None:  # two years that differ: no guess
        assert title is None or title.year is None
        return
    assert title is not None
    assert (title.organ, title.year) == (organ, year)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "云岭县财政局",
        "政府信息公开年报",
        "政府信息公开工作年度报告",
        "政府信息公开指南",
        "云岭县政府信息公开指南（2023年版）",
        "云岭县政府信息公开制度",
        "云岭县财政局2023年法治政府建设工作年度报告",
        "云岭县财政局2023年法治政府建设年度报告",
        "云岭县2023年行政执法统计年报",
        "云岭县2023年度行政执法数据统计年报",
        "云岭县2023年政府网站工作年度报表",
        "政府网站工作年度报表（2023年度）",
        "云岭县财政局2023年度部门决算公开",
        "云岭县财政局2023年度部门决算公开报告",
        "云岭县2023年政府工作报告",
        "云岭县财政局2023年工作总结",
        "《云岭县2023年政府信息公开工作年度报告》解读",
        "一图读懂云岭县2023年政府信息公开工作年度报告",
        "图解：云岭县2023年政府信息公开工作年度报告",
        "云岭县召开2023年政府信息公开工作年度报告编制部署会",
        "云岭县部署2023年政府信息公开工作年度报告编制工作",
        "云岭县发布2023年政府信息公开工作年度报告",
        "云岭县财政局2023年政府信息公开工作年度报告发布",
        "关于做好2023年政府信息公开工作年度报告编制和发布工作的通知",
        "关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知",
        "中华人民共和国政府信息公开工作年度报告格式",
        "云岭县2023年政务公开工作要点",
        "云岭县2023年政务公开工作实施方案",
        "云岭县2023年政务公开工作总结",
        "云岭县2023年第三季度政府信息公开工作报告",
        "云岭县2023年上半年政府信息公开工作报告",
        "云岭县2023年政府信息公开工作考核结果的通报",
        "云岭县2023年政府信息公开工作年度报告评估结果",
        "云岭大学2022-2023学年信息公开工作年度报告",
        "云岭股份有限公司2023年信息公开年度报告",
        "云岭县环境信息公开年度报告制度",
        "2023年",
        "云岭县2023年",
        "依申请公开",
        "2023年政府信息公开申请表",
        "首页>政府信息公开>政府信息公开年报",
    ],
)
def test_near_misses(text: str) -> None:
    assert read_title(text) is None


@pytest.mark.parametrize(
    ("text", "organ", "year"),
    [
        # The year, wherever and however it is written.
        ("云岭市水利局24年政府信息公开工作年度报告", "云岭市水利局", 2024),
        ("云岭市2024年水利局政府信息公开工作年度报告", "云岭市水利局", 2024),
        ("【2024】云岭市水利局政府信息公开工作年度报告", "云岭市水利局", 2024),
        ("云岭市水利局2024年法定政府信息公开工作年度报告", "云岭市水利局", 2024),
        ("云岭区2022年度假区管委会政府信息公开工作年度报告", "云岭区度假区管委会", 2022),
        ("云岭县政府信息公开工作（2022年）年度报告", "云岭县", 2022),
        ("2023年度-云岭县财政局-政府信息公开工作年度报告", "云岭县财政局", 2023),
        ("云岭县财政局2008年5月至12月政府信息公开工作年度报告", "云岭县财政局", 2008),
        # One report over two years has no one year.
        ("2008—2009年度云岭县财政局政府信息公开工作年度报告", "云岭县财政局", None),
        ("云岭县财政局2021年政府信息公开工作年度报告（2022年）", "云岭县财政局", None),
        # The organ printed elsewhere, or not by name.
        ("2023年政府信息公开工作年度报告 云岭县审计局", "云岭县审计局", 2023),
        ("2023年政府信息公开工作年度报告-云岭县审计局", "云岭县审计局", 2023),
        ("2023年政府信息公开工作年度报告_云岭县审计局", None, 2023),
        ("2023年政府信息公开工作年度报告 云岭县人民政府", None, 2023),
        ("2023年政府信息公开工作年度报告-云岭县", None, 2023),
        ("云岭县审计局|2023年政府信息公开工作年度报告", "云岭县审计局", 2023),
        ("【云岭县审计局】2023年政府信息公开工作年度报告", "云岭县审计局", 2023),
        ("本机关2023年政府信息公开工作年度报告", None, 2023),
        ("全市2023年政府信息公开工作年度报告", None, 2023),
        ("云岭县教育局2023年教育系统政府信息公开工作年度报告", "云岭县教育局", 2023),
        ("云岭县人民政府 云岭县审计局2023年政府信息公开工作年度报告", "云岭县审计局", 2023),
        ("云岭政务网 信息公开年报 云岭县审计局2023年政府信息公开年报", "云岭县审计局", 2023),
        ("云岭县审计局2023年政府信息公开年报 首页 云岭县人民政府", "云岭县审计局", 2023),
        ("2023年政府信息公开工作年度报告-新闻中心", None, 2023),
        ("2023年政府信息公开工作年度报告-政策文件库", None, 2023),
        # Other names of the same report.
        ("云岭县审计局2023年政府信息公开报告", "云岭县审计局", 2023),
        ("云岭县审计局2008年实施《政府信息公开条例》情况报告", "云岭县审计局", 2008),
        ("公安局2020年政府信息公开", "公安局", 2020),
        ("云岭县人民政府信息公开2018年年报", "云岭县人民政府", 2018),
        # Schools and firms only where the title says 政府.
        ("云岭大学2022年政府信息公开年度报告", "云岭大学", 2022),
    ],
)
def test_parts_of_a_title(text: str, organ: str | None, year: int | None) -> None:
    assert read_title(text) == Title(organ, year)


def test_an_organs_name_is_no_other_kind_of_page() -> None:
    assert not is_other_kind("云岭市综合行政执法局")
    assert not is_other_kind("云岭市综合行政执法局2023年政府信息公开工作年度报告")
    assert is_other_kind("云岭市综合行政执法局2023年法治政府建设年度报告")


def test_site_name_is_cut_off_where_it_is_known() -> None:
    printed = "云岭县财政局2023年政府信息公开工作年度报告-云岭之窗"
    title = read_title(printed, "云岭之窗")
    assert title is not None
    assert (title.organ, title.year) == ("云岭县财政局", 2023)


def test_a_title_cut_short_is_not_guessed() -> None:
    """Lists cut titles: without the words it may be anything, with them it is a report."""
    assert read_title("云岭县市场监督管理局2023年政府信息公开工作…") is None
    title = read_title("云岭县市场监督管理局2023年政府信息公开工作年度报告…")
    assert title is not None
    assert title.year == 2023


@given(
    st.text(
        alphabet="云岭县财政局政府务信息公开工作年度报告的情况20123年（）《》-_ \n", max_size=60
    )
)
def test_any_text(text: str) -> None:
    title = read_title(text)
    if title is not None:
        assert "公开" in text.replace(" ", "").replace("\n", "")
        assert title.organ is not None or title.year is not None


def test_long_texts_are_quick() -> None:
    assert read_title("2023年" * 5_000) is None
    assert read_title("政府信息公开" * 5_000) is None
    assert read_title("云" * 100_000 + "2023年政府信息公开工作年度报告") is None


# ── Names of places, words stuck to names, drafts, explanations ───────────────────────────────

NO_NAMES = frozenset(("街道", "县", "省直辖县级行政区划", "县直辖村级区划"))
"""Rows of the division data that name no place."""


def test_every_division_has_a_title() -> None:
    """Also names with words that elsewhere mean a list or a year: 德州街道, 下各镇, 度尾镇."""
    packed = (Path(__file__).resolve().parents[1] / "parsers" / "divisions.csv.gz").read_bytes()
    rows = [line.split(",") for line in gzip.decompress(packed).decode().splitlines()]
    names = dict(rows)
    wrong = []
    for code, name in rows:
        if name in NO_NAMES:
            continue
        county = names.get(code[:6], "") if len(code) == 9 else ""
        full = name if county in ("", *divisions._knowledge().shelves) else county + name
        for organ, title in (
            (name, f"{name}2023年政府信息公开工作年度报告"),
            (name, f"2023年度{name}政府信息公开年报"),
            (f"{name}人民政府", f"{name}人民政府2023年政府信息公开工作年度报告"),
            (full, f"{full}2023年政府信息公开工作年度报告"),
        ):
            if name.endswith("政府") and organ != name:
                continue
            if read_title(title) != Title(organ, 2023):
                wrong.append((title, read_title(title)))
    assert wrong == []


@pytest.mark.parametrize(
    "organ",
    [
        "第二师铁门关市二十九团",
        "第一师阿拉尔市一四八团",
        "仙居县下各镇财政所",
        "雄州街道办事处",
        "云岭县良种场",
        "附城镇",
        "转龙镇",
        "信息中心",
        "机构编制办",
        "政务公开办公室",
        "人民政府网站管理中心",
        "云岭县财政局/云岭县国资委",
    ],
)
def test_organs(organ: str) -> None:
    assert read_title(f"{organ}2023年政府信息公开工作年度报告") == Title(organ, 2023)


@pytest.mark.parametrize(
    "name",
    [
        "泗县街道",
        "根据条例，编制泗县财政局",
        "本报告，",
        "德州市各街道",
        "泗县各部门",
        "区县政府",
        "垂直管理部门",
        "乡镇政府",
        "街道",
        "县直单位",
    ],
)
def test_lists_of_organs_are_no_organ(name: str) -> None:
    assert read_title(f"{name}2023年政府信息公开工作年度报告") is None


@pytest.mark.parametrize(
    "before",
    [
        "首页/政务公开/",
        "首页·",
        "标题 ",
        "标题",
        "转载",
        "附",
        "附1",
        "点击查看",
        "公告公示",
        "通知公告",
        "政务公开",
        "法定主动公开内容",
        "部门动态",
        "县直单位",
        "泗县人民政府网",
        "泗县人民政府门户网站",
        "泗县人民政府",
        "泗县财政局",
    ],
)
def test_words_stuck_to_the_organ(before: str) -> None:
    title = read_title(f"{before}泗县财政局2023年政府信息公开工作年度报告")
    assert title == Title("泗县财政局", 2023)


@pytest.mark.parametrize(
    "text",
    [
        "{r}下载",
        "{r}原文",
        "{r}PDF",
        "{r}.",
        "{r} 责任编辑：张三",
        "{r}{r}",
        "{r}-{r}",
        "{r}（含解读）",
        "政府信息公开工作年度报告——泗县财政局（2023年）",
        "泗县财政局政府信息公开工作年度报告（2023年1月1日—2023年12月31日）",
    ],
)
def test_what_stands_behind(text: str) -> None:
    report = "泗县财政局2023年政府信息公开工作年度报告"
    assert read_title(text.format(r=report)) == Title("泗县财政局", 2023)


@pytest.mark.parametrize(
    "text",
    [
        "数读{r}",
        "图看{r}",
        "秒懂{r}",
        "聚焦{r}",
        "{r}图解版",
        "{r}（征求意见稿）",
        "{r}（草案）",
        "{r}送审稿",
    ],
)
def test_drafts_and_explanations(text: str) -> None:
    printed = text.format(r="泗县财政局2023年政府信息公开工作年度报告")
    assert read_title(printed) is None
    assert is_about_report(printed) == ("聚焦" not in text)


@pytest.mark.parametrize(
    "text",
    [
        "泗县财政局2023年第三季度政府信息公开工作报告",
        "泗县2023年上半年政府信息公开工作总结",
        "泗县政府信息公开年报（2023年1-6月）",
        "泗县2023年1-6月政府信息公开情况报告",
        "政府信息公开情况统计表（第三季度）",
        "泗县2023年9月政府信息公开工作报告",
    ],
)
def test_parts_of_a_year(text: str) -> None:
    assert names_part_of_year(text)
    assert read_title(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "泗县2023年政府信息公开工作年度报告",
        "泗县2008年5月至12月政府信息公开工作报告",
        "泗县2023年1-12月政府信息公开工作报告",
        "泗县2023年政府信息公开工作年度报告（2024年1月）",
        "关于做好2023年第三季度政府信息公开统计报表的通知",
    ],
)
def test_whole_years(text: str) -> None:
    assert not names_part_of_year(text)


@pytest.mark.parametrize(
    "name",
    [
        "云岭县太平镇",
        "云岭县太平街道",
        "泗县",
        "晋城市",
        "中华人民共和国拱北海关",
        "云岭县水务有限公司",
        "103团",
        "无锡市审计局",
        "本溪市财政局",
        "未央区财政局",
        "云岭县应急管理局",
        "云岭县融媒体中心",
        "更新乡",
    ],
)
def test_signers(name: str) -> None:
    assert is_signer(name)


@pytest.mark.parametrize(
    "sentence",
    [
        "我局无其他需要说明之处",
        "特此报送县政府办公室",
        "我局未收取信息处理费的事项已报县政府",
        "无其他需要报告的事项由县委",
        "今天是",
        "报告期限",
        "本部",
        "全区",
        "继续推进政务公开进机关",
        "来源云岭县人民政府办公室",
        "以上事项由县司法局",
        "",
    ],
)
def test_sentences_sign_nothing(sentence: str) -> None:
    assert not is_signer(sentence)


# ── The organ behind the report, site names before it ─────────────────────────────────────────

R = "政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        # In brackets or after a dash: more than the bare place before it, and joined to it.
        (f"云岭县2023年{R}（水务局）", "云岭县水务局"),
        (f"云岭县2023年{R}（县教育局）", "云岭县教育局"),
        (f"云岭县2023年{R}（云岭县教育局）", "云岭县教育局"),
        (f"云岭市2023年{R}（市场监督管理局）", "云岭市市场监督管理局"),
        (f"云岭县2023年{R}（国家税务总局云岭县税务局）", "国家税务总局云岭县税务局"),
        (f"云岭县2023年{R}-城关镇", "云岭县城关镇"),
        (f"云岭县2023年{R}——水务局", "云岭县水务局"),
        (f"云岭县2023年{R}-云岭县人民政府", "云岭县"),
        (f"云岭县太平镇2023年{R}-云岭县财政局", "云岭县太平镇"),
        (f"阳泉市2023年{R}（阳泉高新区）", "阳泉高新区"),
        (f"淄博市2023年{R}（张店区）", "淄博市张店区"),
        (f"云岭县2023年{R}_水务局", "云岭县"),
        (f"云岭县2023年{R}（县本级）", "云岭县"),
        (f"云岭县2023年{R}（全县）", "云岭县"),
        (f"云岭县2023年{R}（含开发区）", "云岭县"),
        (f"云岭县财政局2023年{R}（国资局）", "云岭县财政局"),
        # A subtitle, not the site's name.
        (f"2023年{R}——延边州人民政府", "延边州人民政府"),
        (f"2023年{R}——延边州", "延边州"),
        (f"2023年{R}-延边州人民政府", None),
        (f"2023年{R}——云岭县人民政府门户网站", None),
        # Sites, paths and labels before the organ.
        (f"阳泉市人民政府门户网站 平定县财政局2023年{R}", "平定县财政局"),
        (f"山西省人民政府 平定县财政局2023年{R}", "平定县财政局"),
        (f"阳泉市政府网平定县财政局2023年{R}", "平定县财政局"),
        (f"首页 > 年报 > 正文 平定县财政局2023年{R}", "平定县财政局"),
        (f"索引号：01234 平定县财政局2023年{R}", "平定县财政局"),
        (f"云岭县人民政府 办公室2023年{R}", "云岭县人民政府办公室"),
        (f"云岭县人民政府 太平街道办事处2023年{R}", "云岭县人民政府太平街道办事处"),
        (f"云岭县政府网信办2023年{R}", "云岭县政府网信办"),
        # Wordings.
        ("云岭县财政局 政府信息公开 2023年 工作年度报告", "云岭县财政局"),
        (f"云岭县2023年（1月1日-12月31日）{R}", "云岭县"),
        (f"云岭县2023年{R}(含各乡镇、部门)", "云岭县"),
        (f"云岭县财政局2023年{R}最终版v2.docx", "云岭县财政局"),
        (f"云岭县财政局2023年{R}定稿", "云岭县财政局"),
        (f"云岭县财政局2024年01月20日2023年{R}", "云岭县财政局"),
    ],
)
def test_whose_of_several_names(text: str, organ: str | None) -> None:
    assert read_title(text) == Title(organ, 2023)


@pytest.mark.parametrize(
    "text", [f"平定县财政局2023年{R}新闻稿", "云岭县2023年电子政务信息公开年报"]
)
def test_more_near_misses(text: str) -> None:
    assert read_title(text) is None


def test_every_division_behind_the_title() -> None:
    packed = (Path(__file__).resolve().parents[1] / "parsers" / "divisions.csv.gz").read_bytes()
    rows = [line.split(",") for line in gzip.decompress(packed).decode().splitlines()]
    names = [name for code, name in rows if len(code) <= 6 and name not in NO_NAMES]
    wrong = [
        (title, read_title(title))
        for name in names
        if name not in divisions._knowledge().shelves
        for title, organ in (
            (f"2023年{R}——{name}", name),
            (f"2023年{R}——{name}人民政府", f"{name}人民政府"),
            (f"{name}2023年{R}（水务局）", f"{name}水务局"),
            (f"{name}2023年{R}（{name}水务局）", f"{name}水务局"),
        )
        if read_title(title) != Title(organ, 2023)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "云岭县财政局2023年政府信息公开工作总结",
        "云岭县财政局2023年度政务公开工作自查报告",
        "云岭县财政局关于2023年政务公开工作情况的汇报",
        "2023年政务公开工作自评报告",
        "云岭县财政局2024年政务公开工作计划",
        "云岭县财政局2023年党务公开工作总结",
        "云岭县中医院2023年信息公开工作年度报告",
        "云岭县第一中学2022-2023学年信息公开年度报告",
        "国网云岭供电公司2023年信息公开年报",
        "云岭县农商银行2023年信息披露报告",
        "云岭县人民政府公报2023年第4期",
        "云岭县财政局2023年度依申请公开工作年度报告",
        "2023年依申请公开数据",
        "云岭县财政局2023年主动公开政府信息情况表",
        "政府信息公开情况统计表（2017年度）",
        "云岭县2023年国民经济和社会发展统计公报",
        "关于进一步加强政务公开工作的意见",
        "云岭县2023年重点领域信息公开工作报告",
        "云岭县财政局2023年政府信息主动公开情况",
    ],
)
def test_titles_of_other_documents(text: str) -> None:
    assert is_other_kind(text)
    assert is_other_kind(f"{text}-云岭县人民政府门户网站")
    assert names_other_document(text)


@pytest.mark.parametrize(
    "text",
    [
        "云岭县财政局",
        "云岭县审计局2023年年报",
        "云岭县人民政府门户网站",
        "政府信息公开年报",
        "政府信息公开情况统计表",
        "云岭县财政局2023年政府信息年度报告",
        "云岭县财政局2023年政府信息公开工作情况",
        "云岭县信访局2023年度工作报告",
        f"云岭县财政局关于公布2023年{R}的公告",
        f"云岭县财政局2023年{R}",
    ],
)
def test_titles_that_say_nothing_else(text: str) -> None:
    assert not is_other_kind(text)
    assert not names_other_document(text)


def test_instructions() -> None:
    assert is_instruction(f"关于做好2023年{R}编制工作的通知")
    assert is_instruction(f"中华人民共和国{R}格式")
    assert not is_instruction(f"云岭县财政局关于报送2023年{R}的报告")
