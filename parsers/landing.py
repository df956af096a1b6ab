"""Does a page print its report, or only say where it is? Told by what its sentences say.

A landing page may be long: the law it goes by, whom to ask, that the report is published herewith.
None of it tells of the year's work.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from parsers.documents import Attachment, Document, Paragraph
from parsers.labels import compact
from parsers.titles import read_title

MAX_TITLE = 120
"""Characters of a line that may be a title or a file's name."""
# What says that, where and by whom something is published.
_NOTICE = re.compile(
    r"公布|予以公开|现将|特此|附件|下载|查阅|查看|浏览|点击|链接|全文|疑问|联系|咨询|电话|邮编|邮箱|传真|地址"
    r"|版权|备案|主办|承办|标识码|统计期限|电子版|社会各界"
    r"|(?:根据|按照|依据|依照).{0,60}(?:编制|制作|要求|规定)"
    r"|编制(?:了|本|完成|说明)|^(?:来源|作者|编辑|时间|日期|浏览量|字号|字体|索引号|发布)"
)
# Figures of the year's work, and its own doing: a sentence with them tells, whatever else it says.
_COUNTED = re.compile(
    r"\d\s*[余多]?(?:条|件|次|份|篇|项|期|人|场|宗|起|批|部|种|册|台)(?!路|约)|未(?:收到|发生|收取)"
)
_POINTS = re.compile(
    r"(?:详?见|请见|参见|参阅|请?(?:点击)?(?:查看|下载))?(?:以?下|后)?附[件表图][一二三四五六\d]?|[无略—\-/]+|详见[图表]"
)
_TABLES = re.compile(r"统计表|情况表|报表|附表|明细|\.(?:xls|xlsx|et)\b", re.IGNORECASE)
_REPORT = re.compile("年度报告|年报|报告")


def told(document: Document, headings: Collection[int]) -> int:
    """Characters of the different sentences that tell of the year's work. headings: indexes of the
    blocks that only head a part."""
    names = {compact(attachment.text) for attachment in document.attachments}
    seen: set[str] = set()
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph) or index in headings:
            continue
        line = compact(block.text)
        if line in names or (len(line) <= MAX_TITLE and read_title(line) is not None):
            continue
        for sentence in re.split("[。；;！!]", line):
            if _POINTS.fullmatch(sentence.strip("()（）:：,，、")):
                continue
            if _NOTICE.search(sentence) is None or _COUNTED.search(sentence):
                seen.add(sentence)
    return sum(map(len, seen))


def holds_report(document: Document) -> bool:
    """Are the files or pictures of the page more than the tables of a report that it prints?"""
    if document.images:
        return True
    return any(not _TABLES.search(f"{a.text} {a.url}") for a in document.attachments)


def listed(document: Document) -> str:
    """The page's files, those that are called reports first, for a sentence."""

    def rank(attachment: Attachment) -> bool:
        return _REPORT.search(attachment.text) is None

    files = [a.url[:MAX_URL] for a in sorted(document.attachments, key=rank)]
    more = f"等 {len(files)} 个" if len(files) > MAX_LISTED else ""
    return "、".join(files[:MAX_LISTED]) + more


MAX_LISTED = 3
"""Files that a sentence names."""
MAX_URL = 300
