"""How can the organ be reached? The contact sentence of the report, part by part, as printed, but
for full-width digits and letters: an address ｇｋ＠… leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.report import Contact

_END = r"[，,；;。）)\n]"
_LABELS = {
    "address": r"(?:通讯|联系|办公|单位)?地\s*址",
    "postcode": r"(?:邮政?编码?|邮编)",
    "phone": (
        r"(?:联系|咨询|办公)?电\s*话(?:号码)?(?:[/／]传\s*真|[（(](?:传\s*真|Tel)[）)])?|联系方式"
        r"|致\s*电(?!\s*1\d{4}(?!\d))"  # 群众致电12345 is everybody's line
        r"|(?<![A-Za-z])(?:Tel(?:ephone)?|TEL|tel|Phone|PHONE|phone)\.?"
    ),
    "fax": r"传\s*真(?:号码)?",
    "email": r"(?:电子)?(?:邮箱|邮件|信箱)(?:地址)?|[Ee]-?mail",
}
_VALUES = {
    "postcode": r"(\d\s?\d\s?\d\s?\d\s?\d\s?\d)",
    "phone": (
        r"(400[-—–－]?\d{3}[-—–－]?\d{4}"
        r"|(?:\+?86[-\s])?(?:[（(]?\d{3,4}[）)]?\s?[-—–－]{0,2}\s?)?\d{7,8}(?:\s?(?:[-—–]|转)\s?\d{1,5})?"
        r"|(?:[（(]?\d{3,4}[）)]?\s?[-—–－]\s?|[（(]0\d{2,3}[）)]|0\d{2,3}\s)\d{3,4}[\s-]\d{4}|1\d{10}|\d{5})"
        # 电话13205件 is a count.
        r"(?!\d)(?!\s*[余多]?\s*(?:万|件|个|次|人|条|起|通|例|部(?!门)|台|份|元|宗|项|批|家|户|篇|%|％))"
    ),
    "fax": r"((?:[（(]?\d{3,4}[）)]?\s?[-—–－]?\s?)?\d{7,8})",
    "email": r"[^，。；]{0,8}?([A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
}
_NEXT = (
    r"(?:https?:|www\.|邮\s*编|邮政编码|(?:联系|咨询|办公)?电\s*话|联系(?:人|方式)|传\s*真"
    r"|(?:电子)?(?:邮箱|邮件|信箱)|[Ee]-?mail|T[Ee][Ll]|网\s*址|(?:工作|办公|上班)时间)"
)
_ADDRESS_END = rf"(?={_END}|[（(]?\s*{_NEXT}|$)"
# What stands in brackets inside it belongs to it: 人民路12号（三楼，302室）.
_ADDRESS_TEXT = (
    rf"(?:[^（(\n]|[（(](?!\s*{_NEXT})[^（）()\n]{{1,40}}[）)]|[（(](?![^（）()\n]{{1,40}}[）)]))"
)
_OTHER_LINE = re.compile(r"(?:监督|投诉|举报|热线|报警|纪检|市长)[\u4e00-\u9fff\d]{0,4}$")
_HOTLINE = re.compile(r"1\d{4}")
"""12345 and its kin: everybody's."""
MAX_ADDRESS = 60
"""Characters of an address; what is longer is a sentence."""
# An address after its label without a colon: 地址为…, 地址云汀市…; it begins with a place's name.
# Of a text that is all 地址： each one must not be followed to the end.
_BARE_ADDRESS = (
    rf"\s*(?:[:：]|为[:：]?|是[:：]?|在)\s*({_ADDRESS_TEXT}{{1,{MAX_ADDRESS}}}?){_ADDRESS_END}"
    r"|\s*([\u4e00-\u9fff]{2,12}?[省市县区州盟旗镇乡路街]"
    rf"{_ADDRESS_TEXT}{{1,{MAX_ADDRESS}}}?){_ADDRESS_END}"
)
# 网站地址, 邮箱地址 are none.
_ADDRESS = re.compile(rf"(?<![站页箱件址])(?:{_LABELS['address']})(?:{_BARE_ADDRESS})")
_UNIT_LABEL = re.compile(
    r"(?:联系|办公|受理)(?:单位|机构|部门)(?:名称)?\s*(?:[:：]|为)\s*([\u4e00-\u9fff（）()·]{3,40})"
)
_UNIT = re.compile(
    r"请?(?:与|和|向|联系)([\u4e00-\u9fff（）()·]{3,40}?)(?:进行)?(?:联系|咨询|反映|询问)"
)
_WEBSITE = re.compile(r"(?:https?://[\w./-]+|www\.[\w-]+(?:\.[\w-]+)+(?:/[\w./-]*)?)")


_IS_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ＠]")
_WIDE = {
    code: code - 0xFEE0
    for first, last in ("０９", "ＡＺ", "ａｚ", "＠＠", "．．")
    for code in range(ord(first), ord(last) + 1)
}


def read_contact(texts: Iterable[str]) -> Contact:
    """The contact in the first text that names an address, a phone or a mailbox.

    A hotline (12345) and a line for complaints count only where nothing else is printed. The
    website is the first address of a portal that the report prints anywhere.
    """
    texts = [text.translate(_WIDE) if _IS_WIDE.search(text) else text for text in texts]
    found: dict[str, str] = {}
    second: dict[str, str] = {}
    for text in texts:
        parts, is_other_line = _parts(text)
        if "address" in parts or "email" in parts or ("phone" in parts and not is_other_line):
            found = parts | _unit(text, parts)
            break
        if "phone" in parts and not second:
            second = parts | _unit(text, parts)
    found = found or second
    website = next((m.group() for text in texts if (m := _WEBSITE.search(text))), None)
    if website is not None:
        found["website"] = website
    return Contact(**found)


def _unit(text: str, parts: dict[str, str]) -> dict[str, str]:
    if unit := _UNIT_LABEL.search(text):
        return {"unit": unit[1]}
    if unit := _UNIT.search(text):
        return {"unit": _full_unit(unit[1], parts.get("address"))}
    return {}


def _full_unit(unit: str, address: str | None) -> str:
    """…119号淄博市行政审批服务局信息公开办公室: an address may end in the unit's fuller name."""
    at = address.find(unit) if address else -1
    return address[at:] if address and at > 0 else unit


def _parts(text: str) -> tuple[dict[str, str], bool]:
    """The parts, and whether the phone is only a hotline or a line for complaints."""
    parts: dict[str, str] = {}
    is_other_line = False
    for name in _LABELS:
        if name == "address":
            if (address := _address(text)) is not None:
                parts[name] = address
            continue
        values = _LABELLED[name].finditer(text)
        if name == "phone":
            numbers = [
                (_value(m), bool(_OTHER_LINE.search(text[max(0, m.start() - 8) : m.start()])))
                for m in values
            ]
            own = [n for n, is_other in numbers if not is_other and not _HOTLINE.fullmatch(n)]
            if numbers:
                parts[name] = own[0] if own else numbers[0][0]
                is_other_line = not own
        elif match := next(values, None):
            parts[name] = _value(match)
    return parts, is_other_line


def _value(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group).strip()


_LABELLED = {
    name: re.compile(rf"(?:{label})\s*(?:为|是)?\s*[:：]?\s*{_VALUES[name]}")
    for name, label in _LABELS.items()
    if name in _VALUES
}


def _address(text: str) -> str | None:
    """The first address of a place: 微博地址：https://…, 地址：a@b.gov.cn lead to none."""
    for match in _ADDRESS.finditer(text):
        value = next(group for group in match.groups() if group).strip()
        if "：" in value or "@" in value or value.startswith(("http", "www.")):
            continue
        if len(value) <= MAX_ADDRESS:
            return value
    return None
