"""Which numbers in a text are personal? Resident identity numbers and mobile numbers, with offsets.

One finder for check T09, which reports them, and `archive/redact.py`, which masks them, so that
nothing is masked unreported or reported and left. Published contact lines are official and stay:
an organ may name a mobile number as its contact, nobody may publish an identity number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["id_number", "mobile"]


@dataclass(frozen=True, slots=True)
class Personal:
    """text[start:end] is the number as printed, separators included. digits: without them (an X is
    kept, a country prefix not). official: a mobile number in an official contact line.
    """

    kind: Kind
    start: int
    end: int
    digits: str
    official: bool = False


# White space, hyphens and invisible characters between digits: forms print 110105 1949 1231 002X,
# PDFs break a number over a line, web editors leave zero-width characters.
_SEPARATOR = "[ \\t\\n\\u00a0\\u2002\\u2003\\u2009\\u3000\\u200b\\u2060\\ufeff\\u00ad\\-‐‑–—－]"
_GAP = f"{_SEPARATOR}?"
_ID18 = re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{16}}{_GAP}[\dXxＸｘ])(?!\d))")
_ID15 = re.compile(rf"(?<!\d)(?=(\d{{6}}{_GAP}\d{{6}}{_GAP}\d{{3}})(?!\d))")

# 13800138000, 138-0013-8000, +86 138 0013 8000. No tab or line break between the groups: those part
# the cells of a table row, 138 | 1200 | 3400.
_INLINE = "[ \\u00a0\\u3000\\u200b\\-‐‑–—－]"
_MOBILE = re.compile(
    rf"(?<!\d)(?<!\d[.．])(?:(?:[+＋]86|0086|86(?={_INLINE}))(?:{_INLINE})?|[0０])?"
    rf"(?P<number>[1１][3-9３-９]\d(?P<gap1>{_INLINE})?\d{{4}}(?P<gap2>{_INLINE})?\d{{4}})"
    # An amount or a count of eleven digits is followed by decimals or its unit; white space lost
    # before a year (139123456782023年) parts a number all the same.
    r"(?:(?=20\d\d年)|(?!\d))(?![.．]\d|\s*(?:万|亿|元|余|多|件|条|人次|次|份|项|％|%))"
)
# A row of numbers parted by single spaces (1 138 1200 3400 0) is no telephone number.
_ROW_BEFORE = re.compile(r"\d[ \u00a0\u3000]")
_ROW_AFTER = re.compile(r"[ \u00a0\u3000]\d")

# 省级 codes of GB/T 2260, the first two digits; 83: residents from Taiwan.
_PROVINCES = frozenset(
    str(code)
    for block in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(block[0], block[1] + 1)
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

# Words of an official contact. The sentence (or the label line just before a number standing alone)
# must hold one …
_CONTACT = re.compile(
    "联系|电话|手机(?:号码?)?[:：]|热线|传真|咨询|监督|举报|投诉电话|值班|受理(?:机构|单位|部门)"
    r"|办公(?:地址|电话)|邮编|邮政编码|电子邮箱|(?i:\b(?:tel|fax|phone|mobile)\b)"
)
# … and none of these, which say that a private person's number is meant. 申请人可拨打… speaks to
# applicants, 申请人张三 of one.
_PRIVATE = re.compile(
    "申请人(?!可|如|若|应|需|须|在|对|通过|提|向|有|的?咨询)|投诉人|举报人|信访人|当事人|被征收人|患者"
    "|户主|法定代表人|委托人|代理人|原告|被告|身份证|本人|家庭住址|某某|[一-龥×]某(?![市县区镇乡局])"
)
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_NUMBER_ALONE = re.compile(r"[\d\s+＋\-‐‑–—－*、,，;；/（）()：:xXＸｘ]*")
_LABEL_LENGTH = 20  # characters: a line that is a label, not a sentence


def find_personal(text: str) -> tuple[Personal, ...]:
    """All personal numbers of a text in order, official mobile numbers included (and marked).

    Identity numbers of 18 digits count when province, birth date and check digit (ISO 7064
    MOD 11-2) hold, those of 15 when province and birth date do. Full-width digits and separators
    are understood; digits that are part of a longer run are not.
    """
    found = [*_identities(text)]
    taken = [(p.start, p.end) for p in found]
    for match in _MOBILE.finditer(text):
        start, end = match.span()
        if any(start < b and a < end for a, b in taken):
            continue
        spaced = any((gap or "-").isspace() for gap in match.group("gap1", "gap2"))
        if spaced and (
            _ROW_BEFORE.match(text, max(start - 2, 0), start) or _ROW_AFTER.match(text, end)
        ):
            continue
        digits = plain_digits(match["number"])
        begins, ends = _sentence(text, start, end)
        # Who stands beside an identity number is a private person.
        private = any(begins < b and a < ends for a, b in taken)
        official = not private and _is_official(text, begins, ends)
        found.append(Personal("mobile", start, end, digits, official))
    return tuple(sorted(found, key=lambda p: p.start))


def _identities(text: str) -> Iterator[Personal]:
    for pattern, holds in ((_ID18, _is_id18), (_ID15, _is_id15)):
        for match in pattern.finditer(text):
            digits = plain_digits(match[1])
            if holds(digits):
                yield Personal("id_number", match.start(1), match.end(1), digits)


def plain_digits(printed: str) -> str:
    """ASCII digits and X of a printed number, separators left out."""
    plain = unicodedata.normalize("NFKC", printed).upper()
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain if c.isalnum())


def _is_id18(digits: str) -> bool:
    if digits[:2] not in _PROVINCES or not _is_birth_date(digits[6:14]):
        return False
    remainder = sum(int(d) * w for d, w in zip(digits[:17], _WEIGHTS, strict=True)) % 11
    return "10X98765432"[remainder] == digits[17]


def _is_id15(digits: str) -> bool:
    # Issued until 1999 to people born from 1900 on: no check digit, a year of two digits.
    return digits[:2] in _PROVINCES and _is_birth_date("19" + digits[6:12])


def _is_birth_date(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    return 1850 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    begins = max((m.end() for m in _SENTENCE_END.finditer(text, 0, start)), default=0)
    stop = _SENTENCE_END.search(text, end)
    return begins, stop.start() if stop else len(text)


def _is_official(text: str, begins: int, ends: int) -> bool:
    """Is this sentence an official contact line, or the bare number after the label of one?"""
    sentence = text[begins:ends]
    if _PRIVATE.search(sentence):
        return False
    if _CONTACT.search(sentence):
        return True
    if not _NUMBER_ALONE.fullmatch(sentence):
        return False
    label = text[: max(begins - 1, 0)].rstrip().rsplit("\n", 1)[-1].strip()
    return (
        len(label) <= _LABEL_LENGTH
        and _CONTACT.search(label) is not None
        and _PRIVATE.search(label) is None
    )
