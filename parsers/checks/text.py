"""Is the text finished? T01."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.checks import Flag, NotAssessable, check
from parsers.checks.structure import lines
from parsers.report import Report

MIN_LENGTH = 25
"""A shorter line that ends in a comma may be an address or a list entry."""

_NEW_UNIT = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．]|[一二三四五六七八九十]是)"
)


@check(
    "T01",
    "complete_sentences",
    "warning",
    title="段落句子完整，不以逗号、顿号结尾",
    formula="25 字以上的段落不以“，”“、”结尾；被分页截断的句子先接上",
    basis="公文行文规范",
)
def complete_sentences(report: Report) -> Iterable[Flag]:
    judged = 0
    for section in report.sections:
        printed = list(lines(section.text))
        for index, (start, line) in enumerate(printed):
            if len(line) <= MIN_LENGTH:
                continue
            judged += 1
            if line[-1] not in "，、,":
                continue
            following = printed[index + 1][1] if index + 1 < len(printed) else ""
            # Text goes on in the next line: a page break or line break cut the sentence.
            if following and not _NEW_UNIT.match(following):
                continue
            begin = max(line.rfind(mark) for mark in "。；！？") + 1
            quote = line[begin:].strip()
            offset = start + line.index(quote, begin)
            yield Flag(
                "T01",
                "warning",
                f"段落没有写完，以“{line[-1]}”结尾：“{quote}”。",
                "句号结尾",
                line[-1],
                quote,
                section.position,
                offset,
                offset + len(quote),
            )
    if not judged:
        raise NotAssessable("报告没有成段的正文")
