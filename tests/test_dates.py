"""Which of the dates in a report are its period, its signature, its publication?"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.dates import read_dates, read_period, read_printed_date, read_signature_date


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
        "1月1日至12月31日",
    ],
)
def test_no_period(text: str) -> None:
    assert read_period(text) is None


def test_a_printed_period_that_is_wrong_is_read_as_printed() -> None:
    period = read_period("数据统计期限自2022年1月1日起至2023年11月30日止")
    assert period is not None
    assert (period.start, period.end) == (dt.date(2022, 1, 1), dt.date(2023, 11, 30))


@pytest.mark.parametrize(
    ("lines", "date"),
    [
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
