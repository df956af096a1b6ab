"""Is this the title of an annual report, whose, and for which year?

Titles come in a dozen wordings (domain.md 1d, 7): year first, organ absent, 年报, 政务信息公开,
year inside the name. What is printed is what is returned: the organ exactly as printed, None
where the title prints none; the caller may know it from the site or the column.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_CHINESE_YEAR = re.compile("二[〇○零Ｏ0O][〇○零一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS = {ord(c): str(n) for n, c in enumerate("〇一二三四五六七八九")} | {
    ord("零"): "0",
    ord("○"): "0",
    ord("Ｏ"): "0",
    ord("O"): "0",
}
_SPACE = re.compile(r"[\s\u200b\u3000\ufeff\xa0]+")
_YEAR = r"(?<!\d)(?P<{name}>20\d\d)(?!\d)年?度?"
_SEPARATOR = re.compile(r"[-_|－—–·>]+")
_TRAIL = re.compile("[>＞»›]")
_WHOLE = re.compile("年度?报告|年报")
_SITE = re.compile("(网|网站|门户|平台|政府|专栏|公开)$")
MAX_TITLE = 300
"""Characters with white space; a longer line is a paragraph."""


@dataclass(frozen=True, slots=True)
class Title:
    """organ: exactly as printed (white space removed), None if the title names none.
    year: the report year, None if the title prints none or two that differ."""

    organ: str | None
    year: int | None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """title, bare, not_before, not_organs, labels."""
    data = tomllib.loads(resources.files("parsers").joinpath("titles.toml").read_text("utf-8"))
    names = "|".join([*data["names_with_year"], *data["names"]])
    title = re.compile(
        '^[《「“"]?'
        + f"(?:{_YEAR.format(name='y1')})?"
        + "(?P<organ>.*?)"
        + f"(?:{_YEAR.format(name='y2')}的?)?"
        + f"(?P<name>{names})"
        + f"(?:{'|'.join(data['tails'])})*$"
    )
    return (
        title,
        re.compile(data["bare"]),
        re.compile("|".join(data["not_before"])),
        re.compile("|".join(data["not_organs"])),
        re.compile(f"^(?:{'|'.join(data['labels'])})[:：]"),
    )


def normalise(text: str) -> str:
    """White space removed, full-width digits and Chinese numeral years as 0–9."""
    text = _SPACE.sub("", text).translate(_DIGITS)
    return _CHINESE_YEAR.sub(lambda m: m.group().translate(_CHINESE_DIGITS), text)


def _without_site(text: str, site_name: str | None) -> str:
    """`…年度报告_平度市人民政府` → `…年度报告`: what follows a separator is the site's name."""
    site = _SPACE.sub("", site_name) if site_name else None
    cuts = list(_SEPARATOR.finditer(text))
    for cut in cuts:
        rest = text[cut.end() :]
        if (site and (rest in site or site in rest)) or _SITE.search(rest):
            return text[: cut.start()]
    return text


def is_other_kind(text: str) -> bool:
    """Does a title that names no report say what else the page is: 解读, 通知, 法治政府建设报告?"""
    return read_title(text) is None and bool(_patterns()[2].search(normalise(text)))


def read_title(text: str, site_name: str | None = None) -> Title | None:
    """The report that a title names, or None: not a title of such a report.

    site_name: the portal's name, so that a `<title>` that ends in it is read without it.
    A title that prints neither organ nor year (政府信息公开年报) is a column's name: None.
    """
    if len(text) > MAX_TITLE:
        return None
    pattern, bare, not_before, not_organs, labels = _patterns()
    # Of a breadcrumb only its last step can be the title.
    last = _TRAIL.split(normalise(text))[-1]
    printed = labels.sub("", _without_site(last, site_name))
    if short := bare.match(printed):
        return Title(None, int(short["y1"]))
    match = pattern.match(printed)
    if match is None:
        return None
    organ = match["organ"].strip('《》「」“”"|｜:：,，、-_—·') or None
    if organ is not None:
        organ = re.sub("^关于|关于$|的$", "", organ) or None
    if organ is not None and _WHOLE.search(organ):
        # A title and, after a separator, its column: …年度报告|政府信息公开年报.
        cut = next((c for c in _SEPARATOR.finditer(printed) if c.start() > 0), None)
        return read_title(printed[: cut.start()], site_name) if cut else None
    if organ is not None and (not_before.search(organ) or len(organ) > 60):
        return None
    subject = match["name"]
    if organ is not None and organ.endswith("人民") and subject.startswith("政府"):
        organ += "政府"  # X县人民政府信息公开年报: the word belongs to the organ's name
    if not subject.startswith(("政府", "政务")) and organ is not None and not_organs.search(organ):
        return None
    years = {match[name] for name in ("y1", "y2", "y3", "y4") if match[name]}
    if not years and organ is None:
        return None
    return Title(organ, int(years.pop()) if len(years) == 1 else None)
