"""Does no personal number pass the gate, and nothing else change?"""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.redact import Redactions, _walk, redact
from parsers.checks import Flag
from parsers.personal import find_personal
from parsers.report import (
    CellNote,
    Contact,
    Report,
    Section,
    Stated,
    Statistic,
    TableReading,
)

# Made up: the number that standards print as their example, and 000-type phone numbers.
ID = "11010519491231002X"
OLD_ID = "110105491231002"
MOBILE = "13800138000"


def _report(**changes: Any) -> Report:
    empty = Report(
        organ="某市教育局", report_year=2023, form="2021", title=None, published_on=None,
        signed_on=None, signed_quote=None, period_start=None, period_end=None, period_quote=None,
        scope="own", scope_quote=None, contact=Contact(), active_disclosure={}, applications={},
        review_litigation={}, statistics=(), sections=(), cell_notes=(), table_readings=(),
        stated=(), attachments=(), cells_expected=0, cells_read=0, media_type="text/html",
    )  # fmt: skip
    return dataclasses.replace(empty, **changes)


def _text(text: str) -> tuple[str, Redactions]:
    report = _report(sections=(Section(0, 1, None, text),))
    redacted, _, redactions = redact(report, ())
    return redacted.sections[0].text, redactions


def _filled(type_: Any, text: str) -> Any:
    """A value of this type in which every text is `text`."""
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if type_ is str:
        return text
    if type_ is Any:
        raise AssertionError("a field of type Any cannot be checked")
    if dataclasses.is_dataclass(type_):
        hints = typing.get_type_hints(type_)
        return type_(**{f.name: _filled(hints[f.name], text) for f in dataclasses.fields(type_)})
    if origin is typing.Literal:
        return arguments[0]
    if origin is tuple and arguments[-1:] == (...,):
        return (_filled(arguments[0], text),)
    if origin is tuple:
        return tuple(_filled(argument, text) for argument in arguments)
    if origin is Mapping:
        return {_filled(arguments[0], text): _filled(arguments[1], text)}
    if arguments:  # a union: text before numbers
        return _filled(str if str in arguments else arguments[0], text)
    return type_(2023, 1, 31) if type_ is dt.date else type_(1)


def _all_texts(value: Any) -> list[str]:
    texts: list[str] = []

    def collect(text: str) -> str:
        texts.append(text)
        return text

    _walk(value, collect)
    return texts


@pytest.mark.parametrize(
    "number",
    [
        ID, ID.lower(), OLD_ID, "110105 19491231 002X", "110105-1949-1231-002X",
        "11010519491231\n002X",
        "１１０１０５１９４９１２３１００２Ｘ", "1101 0519 4912 3100 2X",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "身份证号{}。", "联系电话：{}，", "共3件{}（张三）"])
def test_identity_numbers_go_everywhere(number: str, around: str) -> None:
    text, redactions = _text(around.format(number))
    stars = "".join("*" if c.isalnum() else c for c in number)
    assert text == around.format(stars)
    assert redactions == Redactions(1, ("id_number",))


@pytest.mark.parametrize(
    "number",
    [
        MOBILE, "138-0013-8000", "138 0013 8000", "+86 13800138000", "+86-138-0013-8000",
        "１３８００１３８０００", "86-13800138000", "013800138000",
    ],
)  # fmt: skip
def test_mobile_numbers_go_outside_contact_lines(number: str) -> None:
    around = "网友李四{}反映道路问题。"
    text, redactions = _text(around.format(number))
    stars = "".join("*" if c.isdigit() else c for c in number)
    assert text == around.format(stars)
    assert redactions == Redactions(1, ("mobile",))


@pytest.mark.parametrize(
    "line",
    [
        "如有疑问，请与本局联系（地址：人民路1号，电话：13800138000）。",
        "联系人：王女士 138-0013-8000",
        "咨询电话\n13800138000",
        "监督举报热线：13800138000、13900139000。",
        "申请人可拨打咨询电话13800138000。",
    ],
)
def test_official_contacts_stay(line: str) -> None:
    assert _text(line) == (line, Redactions(0, ()))


@pytest.mark.parametrize(
    "line",
    [
        "咨询电话畅通。李四13800138000来电",
        "申请人张三，手机13800138000，要求公开补偿方案。",
        "张某某电话13800138000",
        "已短信回复至其手机13800138000。",
        "咨询电话见网站\n李四，13800138000",
    ],
)
def test_private_telephones_are_no_official_contacts(line: str) -> None:
    assert _text(line)[0] == line.replace(MOBILE, "*" * 11)


@pytest.mark.parametrize(
    "text",
    [
        "电话：0536-4651001，传真：0536-4651100，邮编：262108",
        "11370830004335078G",  # 统一社会信用代码
        "913707847345123456",  # the same of digits only
        "110105194912310021",  # the check digit is wrong
        "110105194913310020",  # no such month
        "1101051949123100219",  # part of a longer number
        "23800138000",
        "138001380001",
        "(2023)鲁0784行初138号",
        "采购总金额15012345678元",
        "收费13800138000.55",
        "1 138 1200 3400 0",
        "138\t1200\t3400",
        "t20240130_6293183.html",
        "370300000000000",
        "政府信息公开申请24件，上年结转10件。",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert _text(text) == (text, Redactions(0, ()))


@pytest.mark.parametrize("text", [f"证{ID}号", f"网友{MOBILE}"])
def test_no_text_field_of_a_report_is_forgotten(text: str) -> None:
    report = _filled(Report, text)
    flag = _filled(Flag, text)
    assert len([t for t in _all_texts(report) if t == text]) > 40
    redacted, flags, redactions = redact(report, (flag,))
    number = find_personal(text)[0]
    texts = [*_all_texts(dataclasses.replace(redacted, contact=Contact())), *_all_texts(flags)]
    if number.kind == "id_number":
        texts += _all_texts(redacted.contact)
    else:
        assert redacted.contact == report.contact  # the published contact
        # … which then is official wherever else it is repeated, except in the sections.
        redacted, flags, redactions = redact(
            dataclasses.replace(report, contact=Contact()), (flag,)
        )
        texts = [*_all_texts(redacted), *_all_texts(flags)]
    assert [t for t in texts if number.digits in t.upper()] == []
    assert redactions == Redactions(1, (number.kind,))


def test_every_kind_of_field_is_known() -> None:
    """The generic test above covers the model only while these are its leaves."""
    report = _filled(Report, "x")
    assert isinstance(report.sections[0], Section)
    assert isinstance(report.sections[0].tables[0][1], str)
    assert isinstance(report.cell_notes[0], CellNote)
    assert isinstance(report.statistics[0], Statistic)
    assert isinstance(report.table_readings[0], TableReading)
    assert report.table_readings[0].labels == {"x": "x"}
    assert report.stated[0].quote == "x"


def test_an_unknown_kind_of_field_is_refused() -> None:
    report = _report(attachments=(b"bytes",))
    with pytest.raises(TypeError, match="personal numbers in bytes"):
        redact(report, ())


def test_quotes_are_cut_again_from_the_masked_text() -> None:
    text = f"张三（{ID}）申请公开，手机{MOBILE}。共3件"
    at = text.index(ID)
    # A quote that cuts the number in the middle, and a message that repeats it.
    piece = text[at : at + 5]
    flag = Flag("T09", "warning", f"正文有“{piece}”", quote=piece, section=7, start=at, end=at + 5)
    stated = Stated(text[at + 3 :], "new_received", 3, "件", None, None, None, 7, at + 3, len(text))
    report = _report(sections=(Section(7, 1, "一、总体情况", text),), stated=(stated,))
    redacted, (cleaned,), _ = redact(report, (flag,))
    section = redacted.sections[0].text
    assert section == f"张三（{'*' * 18}）申请公开，手机{'*' * 11}。共3件"
    assert cleaned.quote == section[at : at + 5] == "*****"
    assert cleaned.message == "正文有“*****”"
    assert redacted.stated[0].quote == section[at + 3 :]
    assert (cleaned.start, cleaned.end) == (at, at + 5)


def test_a_message_about_a_mobile_number_does_not_keep_it() -> None:
    """手机号码 in the message reads like a contact line, and T09's quote has no offsets."""
    report = _report(sections=(Section(0, 1, None, f"张三{MOBILE}来电。"),))
    flag = Flag(
        "T09", "warning", f"正文出现手机号码{MOBILE}", actual=MOBILE, expected="电话1380013…",
        quote=f"电话{MOBILE}",
    )  # fmt: skip
    _, (cleaned,), redactions = redact(report, (flag,))
    assert cleaned.message == "正文出现手机号码" + "*" * 11
    assert cleaned.actual == "*" * 11
    assert cleaned.quote == "电话" + "*" * 11
    assert cleaned.expected == "电话*******…"
    assert redactions.count == 1


def test_numbers_known_late_are_masked_early() -> None:
    report = _report(title=f"监督电话{MOBILE}", evidence={"organ": f"张三{MOBILE}"})
    redacted, _, _ = redact(report, ())
    assert MOBILE not in str(redacted)


def test_contact_and_values_stay() -> None:
    contact = Contact(unit="办公室", phone=MOBILE, email=f"{MOBILE}@163.com")
    cells = {"new_received": {"total": 13800138000, "natural_person": None}}
    report = _report(
        contact=contact,
        applications=cells,
        sections=(Section(0, 0, None, f"联系电话：{MOBILE}"),),
        period_quote=f"由办公室（{MOBILE}）负责",
        published_on=dt.date(2024, 1, 31),
    )
    redacted, _, redactions = redact(report, ())
    assert redacted == report
    assert not redactions
    masked, _, _ = redact(dataclasses.replace(report, contact=Contact(unit=ID)), ())
    assert masked.contact.unit == "*" * 18


def test_tables_and_headings() -> None:
    section = Section(0, 3, f"三、{ID}", "正文", ((0, f"姓名\t{ID}\n1\t{MOBILE}\n0\t0"),))
    redacted, _, redactions = redact(_report(sections=(section,)), ())
    stars = "*" * 18
    assert redacted.sections[0].heading == f"三、{stars}"
    assert redacted.sections[0].tables == ((0, f"姓名\t{stars}\n1\t{'*' * 11}\n0\t0"),)
    assert redactions == Redactions(2, ("id_number", "mobile"))


def _identity(digits: str, birthday: dt.date, order: int) -> str:
    body = f"{digits}{birthday:%Y%m%d}{order:03d}"
    weights = (pow(2, 17 - i, 11) for i in range(17))  # ISO 7064, not the table of the module
    total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


IDENTITIES = st.builds(
    _identity,
    st.sampled_from(["110105", "370784", "530112", "659001"]),
    st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)),
    st.integers(0, 999),
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
FILLER = st.text("0123456789 -Xx*。，：\n\t电话申请人联系张件元．.１２", max_size=12)
TEXTS = st.lists(st.one_of(IDENTITIES, MOBILES, FILLER, st.just("，")), max_size=8).map("".join)


@given(TEXTS)
def test_masking_keeps_length_and_is_idempotent(text: str) -> None:
    report = _report(
        title=text, sections=(Section(0, 1, text, text, ((0, text),)),), evidence={"organ": text}
    )
    flag = Flag("T09", "warning", text, quote=text, section=0, start=0, end=len(text))
    redacted, flags, redactions = redact(report, (flag,))
    again, flags_again, nothing = redact(redacted, flags)
    assert (again, flags_again) == (redacted, flags)
    assert nothing == Redactions(0, ())
    after = redacted.sections[0].text
    assert len(after) == len(text)
    pairs = list(zip(text, after, strict=True))
    assert all(a == b or (b == "*" and (a.isdigit() or a in "Xx")) for a, b in pairs)
    assert bool(redactions) == (redacted != report)
    left = [p for t in (*_all_texts(redacted), *_all_texts(flags)) for p in find_personal(t)]
    assert [p for p in left if p.kind == "id_number"] == []
    section = redacted.sections[0]
    assert all(p.official for t in _all_texts(section) for p in find_personal(t))


@given(FILLER, IDENTITIES, FILLER)
def test_no_valid_identity_number_survives(before: str, number: str, after: str) -> None:
    text = f"{before}，{number}，{after}"
    masked, redactions = _text(text)
    assert number not in masked
    assert "id_number" in redactions.kinds
