"""Which of the dates in a report are its period, its signature, its publication?"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.dates import (
    find_signature,
    read_dates,
    read_period,
    read_printed_date,
    read_signature_date,
)


@pytest.mark.parametrize(
    "text",
    [
        "所列数据统计期限自2023年1月1日起至2023年12月31日止。",
        "统计期限为2023年1月1日至12月31日。",
        "数据统计期限从 2023 年 1 月 1 日至 12 月 31 日止。",
        "统计期限：2023年1月1日—2023年12月31日",
        "2023年1月1日-12月31日，我局主动公开信息5条。",
        "时间范围为２０２３年１月１日到２０２３年１２月３１日",
        "二〇二三年1月1日至12月31日",
        "统计期限为2023年元月1日至12月31日",
        "2023年5月10日至5月12日举办培训班。本报告统计期限为2023年1月1日至2023年12月31日。",
        "本报告所列数据统计期限为2023.1.1-2023.12.31。",
        "本报告统计期限为2023-01-01至2023-12-31",
        "统计时间：2023/1/1-12/31",
        "本报告所列数据统计期限为2023年1月至12月。",
        "数据统计期限自2023年1月1日开始，截至12月31日",
        "本报告所列数据的统计期限自二〇二三年一月一日起，至二〇二三年十二月三十一日止",
        "本报告所列数据自2023年1月1日至2023年12月31日。",
        "本报告涵盖2023年1月1日至12月31日我局工作",
        "统计时间为2023年1月1日0时至2023年12月31日24时",
        "三年行动方案（2021年1月1日至2023年12月31日）。统计期限为2023年1月1日至12月31日。",
    ],
)
def test_period(text: str) -> None:
    period = read_period(text)
    assert period is not None
    assert (period.start, period.end) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023年",
        "2023年5月10日至5月12日举办培训班。",
        "2023年2月30日至3月31日统计",
        "三年行动方案（2021年1月1日至2023年12月31日）",
        "提升行动（2023年1月1日至2023年12月31日）",
        "公示期限为2023年6月1日至6月7日。",
        "2023年6月1日至6月30日，公示期限内收到意见3条。",
        "征求意见期限自2023年6月1日至2023年6月30日。",
        "依托政务大数据平台，2023年5月1日至5月31日开展专项检查。",
        "及时更新网站数据，2023年3月1日至4月30日开展专项整治。",
        "申请办理时限为20个工作日，2023年9月4日至9月8日开展培训。",
        "统计局配合开展2023年11月1日至2023年11月30日经济普查入户登记。",
        "与2022年1月1日至2022年12月31日相比，公开数量增长5%。",
        "2022年1月1日至12月31日统计数据显示，同比增长。",
        "合同期限为2023年1月1日至12月31日",
        "年度报告公布时间为2024年1月10日至1月31日",
        "2023年1月至6月，我局主动公开信息5条。",
        "1月1日至12月31日",
    ],
)
def test_no_period(text: str) -> None:
    assert read_period(text) is None


def test_a_printed_period_that_is_wrong_is_read_as_printed() -> None:
    period = read_period("数据统计期限自2022年1月1日起至2023年11月30日止")
    assert period is not None
    assert (period.start, period.end) == (dt.date(2022, 1, 1), dt.date(2023, 11, 30))


def test_a_whole_year_beside_a_comparison_is_the_title_s() -> None:
    text = "2023年1月1日至12月31日，我局主动公开信息5条，同比增长3%。"
    assert read_period(text) is None
    period = read_period(text, 2023)
    assert period is not None
    assert not period.is_stated
    assert read_period(text, 2022) is None


@pytest.mark.parametrize(
    ("lines", "line", "name"),
    [
        (["无。", "云岭县财政局", "2024年1月9日"], 2, ""),
        (["云岭县财政局（盖章） 2024年1月9日"], 0, "云岭县财政局"),
        (["云岭县太平镇2024年1月9日"], 0, "云岭县太平镇"),
        (["2024年1月9日", "打印本页 2026年11月20日"], 0, ""),
    ],
)
def test_signature_line(lines: list[str], line: int, name: str) -> None:
    found = find_signature(lines)
    assert found is not None
    assert (found.date, found.line, found.name) == (dt.date(2024, 1, 9), line, name)


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["今天是2026年11月20日"], None),
        (["今天是：2026年11月20日"], None),
        (["报告期限 2023年12月31日"], None),
        (["打印本页 2026年11月20日"], None),
        (["统计期限为2023.1.1-2023.12.31"], None),
        (["云岭县财政局", "2024年1月9日"], dt.date(2024, 1, 9)),
        (["云岭县财政局", "2024 年 1 月 9 日"], dt.date(2024, 1, 9)),
        (["云岭县财政局2024年1月9日"], dt.date(2024, 1, 9)),
        (["云岭县人民政府办公室（代章）2024年1月9日"], dt.date(2024, 1, 9)),
        (["二〇二四年一月二十三日"], dt.date(2024, 1, 23)),
        (["二〇二四年十二月三十日"], dt.date(2024, 12, 30)),
        (["（2024年1月9日）"], dt.date(2024, 1, 9)),
        (["2024-01-09"], dt.date(2024, 1, 9)),
        (["2024年1月9日", "附件：年报.pdf", "（此件公开发布）"], dt.date(2024, 1, 9)),
        (["2024年元月9日"], dt.date(2024, 1, 9)),
        (["二〇二四年元月九日"], dt.date(2024, 1, 9)),
        (["2024年01月09号"], dt.date(2024, 1, 9)),
        (["二〇二四年一月廿日"], dt.date(2024, 1, 20)),
        (["二〇二四年一月廿三日"], dt.date(2024, 1, 23)),
        (["二〇二四年一月卅一日"], dt.date(2024, 1, 31)),
        (["2024年一月9日"], dt.date(2024, 1, 9)),
        (["云岭县财政局", "2024年", "1月9日"], dt.date(2024, 1, 9)),
        (["2024年", "1月", "9日"], dt.date(2024, 1, 9)),
        (["云岭县财政局2024年", "1月9日"], dt.date(2024, 1, 9)),
        (["二〇二四年一月", "九日"], dt.date(2024, 1, 9)),
        (["2023年5月10日召开会议。", "1月9日"], None),
        (["2023年12月25日", "召开了会议。"], None),
        (["我局于", "2023年12月25日", "召开了全县政务公开工作会议。"], None),
        (["云岭县财政局", "2024年1月9日", "地址在云岭县人民路1号。"], dt.date(2024, 1, 9)),
        (["2024年1月9日", "（此件公开发布。）"], dt.date(2024, 1, 9)),
        (["2024年1月9日", "注：本报告可在网站下载。"], dt.date(2024, 1, 9)),
        (["2024年十二三月9日"], None),
        (["2024年2月30日"], None),
        (["2023年5月10日召开专题会议"], None),
        (["数据截至2023年12月31日"], None),
        (["统计期限为2023年1月1日至2023年12月31日"], None),
        (["我局于2023年12月31日前完成，效果良好，2023年12月31日"], None),
        (["无其他需要报告的事项。"], None),
        ([], None),
        (["2024年1月9日", *["结尾的段落。"] * 6], None),
    ],
)
def test_signature(lines: list[str], date: dt.date | None) -> None:
    found = read_signature_date(lines)
    assert (found and found[0]) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-01-23 10:18", dt.date(2024, 1, 23)),
        ("2024-01-23 10:18:30", dt.date(2024, 1, 23)),
        ("2017——04——12", dt.date(2017, 4, 12)),
        ("2024年1月23日", dt.date(2024, 1, 23)),
        ("2024/1/23", dt.date(2024, 1, 23)),
        ("2024.01.23", dt.date(2024, 1, 23)),
        ("20240123", dt.date(2024, 1, 23)),
        ("20240123101800", dt.date(2024, 1, 23)),
        ("1705976280000", dt.date(2024, 1, 23)),
        ("1705976280", dt.date(2024, 1, 23)),
        ("Tue Jan 23 10:18:00 CST 2024", dt.date(2024, 1, 23)),
        ("Tue, 23 Jan 2024 02:18:00 GMT", dt.date(2024, 1, 23)),
        ("Jan 23, 2024 10:18 AM", dt.date(2024, 1, 23)),
        ("2024-01-23T10:18:00+08:00", dt.date(2024, 1, 23)),
        ("2024-01-22T16:30:00Z", dt.date(2024, 1, 23)),
        ("2024-01-22T16:30:00.000Z", dt.date(2024, 1, 23)),
        ("2024-1-23T00:00:00Z", dt.date(2024, 1, 23)),
        ("0", None),
        ("20241340", None),
        ("9" * 40, None),
        ("2024-13-40", None),
        ("", None),
        ("昨天", None),
    ],
)
def test_printed_date(text: str, date: dt.date | None) -> None:
    assert read_printed_date(text) == date


@given(st.text(alphabet="0123456789年月日至到起止-/.〇一二十 ", max_size=60))
def test_any_text(text: str) -> None:
    assert all(2000 <= date.year <= 2099 for date, _ in read_dates(text))
    period = read_period(text)
    assert period is None or period.start < period.end
    read_signature_date([text])
    read_printed_date(text)


@given(st.dates(dt.date(2008, 1, 1), dt.date(2030, 12, 31)))
def test_every_date(date: dt.date) -> None:
    assert read_dates(f"{date.year}年{date.month}月{date.day}日")[0][0] == date
    assert read_printed_date(date.isoformat()) == date


@pytest.mark.parametrize(
    "text",
    [
        "所列数据的统计期限自2023年1月1日00:00至2023年12月31日24:00。",
        "统计期限为2023年1月1日00：00：00至2023年12月31日23：59：59。",
        "统计期限为2023年1月1日零时至12月31日24时。",
        "统计时间为2023年度（1月1日至12月31日）。",
    ],
)
def test_periods_with_times_of_day_and_years_beside(text: str) -> None:
    period = read_period(text, 2023)
    assert period is not None
    assert period.is_stated
    assert (period.start, period.end) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["云岭县财政局", "公元2024年1月15日"], ""),
        (["2024年1月15日印发"], ""),
        (["落款：云岭县财政局 2024年1月15日"], "云岭县财政局"),
        (["编制单位：云岭县财政局（盖章）", "2024年1月15日"], ""),
        (["云岭县财政局", "2024年1月15日", "2025年3月2日"], ""),
        (["云岭县财政局", "2024年1月15日", "县长调研水利工作", "2025年3月2日"], ""),
    ],
)
def test_signatures_with_words_and_days_beside(lines: list[str], name: str) -> None:
    found = find_signature(lines)
    assert found is not None
    assert (found.date, found.name) == (dt.date(2024, 1, 15), name)
