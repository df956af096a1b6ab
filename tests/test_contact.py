"""How can the organ be reached, and which numbers are only counted?"""

from __future__ import annotations

import time

import pytest

from parsers.contact import read_contact

CONTACT = "如有疑问，请联系云岭县财政局办公室（地址：云岭县人民路1号，电话：0871-65550000）。"


@pytest.mark.parametrize(
    "said",
    [
        "全年受理12345热线电话13205件。",
        "接待来访群众、电话8812345人次。",
        "全年接听咨询电话10086个。",
        "全年接听12345热线电话65550余件。",
        "受理投诉电话65550起。",
        "办理热线电话1.2万件，接听电话65550 次。",
        "群众致电12345热线反映问题。",
        "群众致电8812345人次。",
        "开通咨询电话12345，接听群众来电。",
        "监督电话：0871-65551111。",
    ],
)
def test_the_contact_sentence_wins(said: str) -> None:
    assert read_contact([said, CONTACT]).phone == "0871-65550000"
    assert read_contact([said + CONTACT]).phone == "0871-65550000"


@pytest.mark.parametrize(
    "said",
    ["全年受理12345热线电话13205件。", "电话8812345人次", "咨询电话10086个", "电话65550000多人次"],
)
def test_a_count_is_no_phone(said: str) -> None:
    assert read_contact([said]).phone is None


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("电话：12345", "12345"),
        ("监督电话：0871-65551111，咨询电话：0871-65550000", "0871-65550000"),
        ("电话/传真：0871-65550000", "0871-65550000"),
        ("联系电话（传真）：0871-65550000", "0871-65550000"),
        ("电话：400-800-1234", "400-800-1234"),
        ("电话为0871-6555 0000。", "0871-6555 0000"),
        ("联系电话：0871－65550000转8012", "0871－65550000转8012"),
        ("投诉电话：0871-65551111", "0871-65551111"),
        ("如有疑问请致电（0871）65550000。", "（0871）65550000"),
        ("Tel：0871-65550000", "0871-65550000"),
        ("TEL:0871-65550000 E-mail:a@b.cn", "0871-65550000"),
        ("电话（Tel）：0871-65550000", "0871-65550000"),
        ("（联系电话：0871 6555 0000）", "0871 6555 0000"),
        ("电话：(0871)6555-0000", "(0871)6555-0000"),
        ("电话：+86-871-65550000", "+86-871-65550000"),
        ("电话：0871——65550000", "0871——65550000"),
        ("电话：０８７１－６５５５００００", "0871－65550000"),
    ],
)
def test_phones(text: str, phone: str) -> None:
    assert read_contact([text]).phone == phone


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "地址：人民路12号（县财政局三楼302室），电话：0871-65550000",
            "人民路12号（县财政局三楼302室）",
        ),
        ("地址：人民路12号(三楼，302室)，电话：0871-65550000", "人民路12号(三楼，302室)"),
        ("（地址：人民路12号（三楼302室），邮编：650000）", "人民路12号（三楼302室）"),
        ("地址：人民路12号（行政中心）3号楼；邮编：650000", "人民路12号（行政中心）3号楼"),
        ("地址：人民路12号（邮编：650000，电话：0871-65550000）", "人民路12号"),
        ("地址：人民路12号(邮政编码650000)，电话：0871-65550000", "人民路12号"),
        ("（地址：人民路12号）", "人民路12号"),
        ("地址：人民路12号 联系人：张三 电话：0871-65550000", "人民路12号"),
        ("办公地址：云岭县人民路12号", "云岭县人民路12号"),
    ],
)
def test_brackets_inside_an_address_are_its_own(text: str, address: str) -> None:
    assert read_contact([text]).address == address


@pytest.mark.parametrize(
    "text",
    ["电子邮箱：gk＠yunling.gov.cn", "邮箱：ｇｋ@yunling．gov．cn", "Email:gk@yunling.gov.cn"],
)
def test_a_mailbox_in_full_width_letters(text: str) -> None:
    assert read_contact([text]).email == "gk@yunling.gov.cn"


def test_addresses_are_sought_in_linear_time() -> None:
    began = time.process_time()
    read_contact(["地址：" * 20_000, "地址：（" * 20_000, "地址：" + "（a）" * 30_000])
    read_contact(["（" * 50_000 + "地址：a" + "（" * 50_000])
    assert time.process_time() - began < 5
