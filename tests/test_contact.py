"""How can the organ be reached, and which numbers are only counted?"""

from __future__ import annotations

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
    ],
)
def test_phones(text: str, phone: str) -> None:
    assert read_contact([text]).phone == phone
