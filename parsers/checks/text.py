"""Is the text finished, the organ's own, up to date in law, and free of private data? T01–T11, T15.

Words, laws and mailboxes are in knowledge.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from parsers import divisions
from parsers.checks import TABLE_FORMS, Context, Flag, NotAssessable, check
from parsers.checks.common import body_lines, knowledge, lines_of, locate, signature_lines
from parsers.checks.organ import division_code, is_peoples_government, town_of
from parsers.personal import find_personal
from parsers.report import Report, Section

MIN_LENGTH = 25
"""A shorter line that ends in a comma may be an address or a list entry."""

_NEW_UNIT = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．]|[一二三四五六七八九十]是|第二十条第)"
)
_SPACE = re.compile(r"\s+")


# ── Finished sentences ────────────────────────────────────────────────────────────────────────

_FINAL = "。！？；：”’）》」』…!?;:.)\"'"
_COMMAS = "，、,"
_HALF = re.compile("(?<=[\u4e00-\u9fff”》）])[,;](?=[\u4e00-\u9fff“《（])")
# A line of parts that no full stop ends: a contact, an address, a telephone.
_CONTACT = re.compile(
    r"(?:地址|电话|邮编|邮政编码|邮箱|传真|网址|联系人|联系方式)[^。，；]{0,4}[:：为]|@|https?:|www\."
    # A postcode or a telephone number, not an amount.
    r"|(?<![\d.])\d{6}(?![\d.]|[件元万条人次])|\d{3,4}[-—－]\d{7,8}"
)


@check(
    "T01",
    "complete_sentences",
    "warning",
    title="段落句子完整，标点规范",
    formula="25 字以上的段落不以“，”“、”结尾（警告），以句号等结尾、汉字之间没有半角逗号分号"
    "（提示）；被分页截断的句子先接上",
    basis="公文行文规范；GB/T 15834 标点符号用法",
)
def complete_sentences(report: Report) -> Iterable[Flag]:
    judged = 0
    last = len(report.sections) - 1
    for section in report.sections:
        text = section.text
        printed = body_lines(report, section) if section.position == last else lines_of(text)
        has_half = ("," in text or ";" in text) and _HALF.search(text) is not None
        for index, (start, line) in enumerate(printed):
            if has_half and (match := _HALF.search(line)):
                yield _half_width(section, start, line, match)
            if len(line) <= MIN_LENGTH:
                continue
            judged += 1
            end = line[-1]
            if end in _FINAL:
                continue
            following = printed[index + 1][1] if index + 1 < len(printed) else ""
            # Text goes on in the next line: a page break or line break cut the sentence.
            if following and not _NEW_UNIT.match(following):
                continue
            begin = max(line.rfind(mark) for mark in "。；！？") + 1
            if end not in _COMMAS and (
                _CONTACT.search(line, begin)
                or (_NEW_UNIT.match(line) and "。" not in line)
                or not "\u4e00" <= end <= "\u9fff"
            ):
                continue
            quote = line[begin:].strip()
            offset = start + line.index(quote, begin)
            what = f"段落没有写完，以“{end}”结尾" if end in _COMMAS else "段落末尾没有句号等标点"
            yield Flag(
                "T01",
                "warning" if end in _COMMAS else "info",
                f"{what}：“{quote}”。",
                None,
                None,
                quote,
                section.position,
                offset,
                offset + len(quote),
            )
    if not judged:
        raise NotAssessable("报告没有成段的正文")


def _half_width(section: Section, start: int, line: str, match: re.Match[str]) -> Flag:
    marks = "，。；！？：,;"
    begin = max(line.rfind(mark, 0, match.start()) for mark in marks) + 1
    end = min((at for mark in marks if (at := line.find(mark, match.end())) > 0), default=len(line))
    quote = line[begin:end].strip()
    offset = start + line.index(quote, begin)
    return Flag(
        "T01",
        "info",
        f"汉字之间用了半角标点“{match.group()}”：“{quote}”。",
        "，" if match.group() == "," else "；",
        match.group(),
        quote,
        section.position,
        offset,
        offset + len(quote),
    )


LEAST_PROBLEMS = 30
"""Characters of section 5 below which it says nothing."""


@check(
    "T02",
    "problems_described",
    "warning",
    title="第五部分写明问题和改进情况",
    formula="第五部分不少于 30 字，不只写“无”",
    basis="条例第五十条第（四）项；固镇县 2024 年报部署会",
)
def problems_described(report: Report) -> Iterable[Flag]:
    section = report.section(5)
    if section is None:
        raise NotAssessable("报告没有第五部分")
    lines = body_lines(report, section)
    said = _SPACE.sub("", "".join(line for _, line in lines))
    # 五、存在的主要问题, 六、改进措施: both halves tell.
    halves = [one.text for one in report.sections if one.number == 5 and one is not section]
    if len(said) + sum(len(_SPACE.sub("", text)) for text in halves) >= LEAST_PROBLEMS:
        return
    start = lines[0][0] if lines else None
    end = lines[-1][0] + len(lines[-1][1]) if lines else None
    what = f"只有 {len(said)} 个字（“{said}”）" if said else "没有文字"
    yield Flag(
        "T02",
        "warning",
        f"“{section.heading or '存在的主要问题及改进情况'}”{what}，没有写明问题和改进情况。",
        None,
        None,
        section.text[start:end] if lines else section.heading,
        section.position,
        start,
        end,
    )


_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]|\{HYPERLINK[^}]*\}|_GoBack|_Hlk\d+")
_RUN = re.compile(r"(?<=\S)[^\S\n]{10,}(?=\S)")
_GLYPHS = re.compile("(?:[\u4e00-\u9fff][ \u3000]){5,}[\u4e00-\u9fff]")


@check(
    "T03",
    "clean_extraction",
    "info",
    title="文字没有排版残留",
    formula="正文没有书签标记、成串空格、逐字隔开的词",
    basis="文件转换的质量提示，不是机关的差错",
)
def clean_extraction(report: Report) -> Iterable[Flag]:
    if not any(section.text for section in report.sections):
        raise NotAssessable("报告没有正文")
    for section in report.sections:
        text = section.text
        kinds = []
        if "_" in text or "[" in text or "{" in text:
            kinds.append((_BOOKMARK, "书签标记"))
        if text.count(" ") + text.count("\u3000") + text.count("\xa0") >= 5:
            kinds += [(_RUN, "成串空格"), (_GLYPHS, "逐字隔开的词")]
        for pattern, what in kinds:
            for match in pattern.finditer(text):
                start, end = match.span()
                if pattern is _RUN:  # the words on both sides, so that the place can be found
                    start, end = max(start - 4, 0), min(end + 4, len(text))
                quote = text[start:end].strip()
                start = text.index(quote, start)
                printed = _SPACE.sub(" ", quote)
                yield Flag(
                    "T03",
                    "info",
                    f"正文里有{what}“{printed}”，多半是文件转换留下的。",
                    None,
                    None,
                    quote,
                    section.position,
                    start,
                    start + len(quote),
                )


# ── Whose report ──────────────────────────────────────────────────────────────────────────────

_PLACE_END = "省市区县旗州盟镇乡"
_ORGAN = re.compile(
    "[\u4e00-\u9fff]{2,24}?(?:人民政府(?:办公[室厅])?|委员会|办事处|办公[室厅]|局|厅)(?![\u4e00-\u9fff]{0,2}长)"
)
_LEAD = re.compile(
    "^.*?(?:由|与|和|向|及|请|将|对|经|联系|根据|按照|依据|结合|为|现|如下|咨询|在|从|可|的|给|于|年|对于)"
)


@lru_cache(maxsize=4_096)
def _divisions_in(text: str, within: str | None) -> tuple[tuple[str, str], ...]:
    """(name of an organ as printed, code of its division) of the organs that a text names."""
    found = []
    for match in _ORGAN.finditer(text):
        name = match.group()
        if not any(mark in name for mark in _PLACE_END):
            continue
        while True:
            division = _exact(name, within)
            if division is not None:
                found.append((name, division.code))
                break
            lead = _LEAD.match(name)
            if lead is None or lead.end() >= len(name):
                break
            name = name[lead.end() :]
    return tuple(found)


@lru_cache(maxsize=4_096)
def _exact(name: str, within: str | None) -> divisions.Division | None:
    for where in (within, None) if within else (None,):
        found = divisions.match(name, where)
        if found.division is not None:
            return found.division if found.exact else None
    return None


def _apart(a: str, b: str) -> bool:
    """Neither division lies in the other."""
    return not (a.startswith(b) or b.startswith(a))


@check(
    "T04",
    "own_names",
    "warning",
    title="标题、前言和落款写的是同一机关",
    formula="标题、前言和落款所称机关在同一行政区划内；同地而名称全然不同的为提示",
    basis="照抄他处报告的痕迹（威海 2023）",
)
def own_names(report: Report, context: Context) -> Iterable[Flag]:
    organ = "".join((report.organ or "").split())
    if not organ:
        raise NotAssessable("标题没有写明机关")
    own = division_code(report, context)
    titled = _exact(organ, context.division_code)
    code = titled.code if titled else own
    places = list(_named(report, code))
    if (not places or code is None) and (found := _other_town(report, organ)):
        yield found
        return
    if not places:
        raise NotAssessable("前言和落款没有写出机关名称")
    if code is None:
        return
    strange = [place for place in places if _apart(place[2], code)]
    if not strange and (found := _other_town(report, organ)):
        yield found
        return
    if not strange:
        yield from _other_organ(report, organ, places)
        return
    codes = [place[2] for place in strange]
    agreeing = len(strange) == len(places) and not any(_apart(a, b) for a in codes for b in codes)
    elsewhere = context.division_code is not None and _apart(code, context.division_code)
    if elsewhere or (agreeing and len({where for where, *_ in strange}) > 1):
        # The preamble and the signature agree: it is the title that names another place.
        section, start, end = locate(report, organ)
        yield Flag(
            "T04",
            "warning",
            f"标题写的是“{organ}”，而{strange[0][0]}写的是“{strange[0][1]}”，不在同一行政区划。",
            None,
            None,
            organ,
            section,
            start,
            end,
        )
        return
    for where, name, _, position, offset in strange:
        yield Flag(
            "T04",
            "warning",
            f"{where}写的是“{name}”，与标题中的“{organ}”不在同一行政区划，可能照抄了他处的报告。",
            None,
            None,
            name,
            position,
            offset,
            offset + len(name),
        )
        return


def _named(report: Report, within: str | None) -> Iterator[tuple[str, str, str, int, int]]:
    """(where, organ's name, division, section, offset) of the preamble and the signature."""
    if within is not None:
        within = within[:6]  # inside a town every other town of its county would be the county
    signed = signature_lines(report)
    last = report.sections[-1] if report.sections else None
    for offset, line in signed:
        text = "".join(line.split())
        for name, code in _divisions_in(re.split(r"20\d\d", text)[0], within):
            at = line.find(name)
            if last is not None and at >= 0:
                yield "落款", name, code, last.position, offset + at
    preamble = report.section(0)
    if preamble is not None and preamble.text:
        text = preamble.text
        if len(text) > 2_000:  # the page's navigation, not a preamble
            return
        for name, code in _divisions_in(_titles_blanked(text), within):
            yield "前言", name, code, preamble.position, text.index(name)


def _other_town(report: Report, organ: str) -> Flag | None:
    """A signature of another town than the title's: names tell where the list of divisions has
    neither town."""
    own = town_of(organ)
    last = report.sections[-1] if report.sections else None
    if own is None or last is None:
        return None
    for offset, line in signature_lines(report):
        name = "".join(re.split(r"20\d\d", line)[0].split())
        theirs = town_of(name)
        if theirs is None or own.endswith(theirs) or theirs.endswith(own):
            continue
        start = offset + line.index(name) if name in line else offset
        return Flag(
            "T04",
            "warning",
            f"落款写的是“{name}”，标题写的是“{organ}”，不是同一乡镇街道。",
            None,
            None,
            name if name in line else line,
            last.position,
            start,
            start + len(name if name in line else line),
        )
    return None


def _titles_blanked(text: str) -> str:
    return re.sub("《[^《》]*》", lambda m: "。" * len(m.group()), text)


def _other_organ(
    report: Report, organ: str, places: list[tuple[str, str, str, int, int]]
) -> Iterator[Flag]:
    """The same place, but a bureau whose name shares nothing with the title's."""
    mine = _stem(organ)
    for where, name, _, position, offset in places:
        theirs = _stem(name)
        if where != "落款" or not mine or not theirs:
            continue
        pairs = {mine[i : i + 2] for i in range(len(mine) - 1)}
        if name in organ or organ in name or any(pair in theirs for pair in pairs):
            continue
        yield Flag(
            "T04",
            "info",
            f"{where}写的是“{name}”，与标题中的“{organ}”名称不同，请核对是不是同一机关。",
            None,
            None,
            name,
            position,
            offset,
            offset + len(name),
        )


@lru_cache(maxsize=2_048)
def _stem(name: str) -> str:
    """教育 of 淄博市教育局; empty for governments and their offices."""
    if re.search("政府|办事处", name):
        return ""
    rest = divisions.match(name).rest or name
    return re.sub("(?:局|厅|委员会|委|办公[室厅]|中心)$", "", rest)


# ── Said twice ────────────────────────────────────────────────────────────────────────────────

LEAST_REPEATED = 30
MOST_REPEATED = 20
"""Passages told of a report, and places tried for one: a text of one word repeated ends too."""
_BLOCK, _STRIDE = 12, 18
"""A run of 30 holds a whole block of 12 on a grid of 18."""
_NOT_LETTER = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"\d+(?!\d*年)")


@check(
    "T05",
    "repeated_passage",
    "info",
    title="没有重复的段落",
    formula="去掉标点和空白后，30 字以上的文字不出现两次",
    basis="正文各部分不应互相照抄",
)
def repeated_passage(report: Report) -> Iterable[Flag]:
    sections = [s for s in report.sections if s.number and s.text]
    if not sections:
        raise NotAssessable("报告没有正文")
    letters, owner = [], []
    for section in sections:
        # A cited document's long title may stand twice.
        text = _NOT_LETTER.sub("", re.sub("《[^《》]*》", "", section.text))
        letters.append(text)
        owner.append(section)
    whole = "\n".join(letters)
    for first, second, length in _repeats(whole):
        place = _printed(whole, owner, second, length)
        earlier = _printed(whole, owner, first, length)
        if place is None or earlier is None:
            continue
        section, start, end = place
        quote = section.text[start:end]
        heading = earlier[0].heading or "前文"
        shown = _SPACE.sub(" ", quote)
        yield Flag(
            "T05",
            "info",
            f"这段话与“{heading}”中的重复（{length} 字）：“{shown}”。",
            None,
            None,
            quote,
            section.position,
            start,
            end,
        )


def _repeats(whole: str) -> list[tuple[int, int, int]]:
    """(first, second, length) of passages of 30 letters or more that stand twice.

    Every such passage holds a whole block of the text's grid, so only those are sought.
    """
    found: list[tuple[int, int, int]] = []
    covered = 0
    for at in range(0, len(whole) - _BLOCK, _STRIDE):
        if at < covered:
            continue
        block = whole[at : at + _BLOCK]
        if "\n" in block:
            continue
        other, tried = whole.find(block, at + _BLOCK), 0
        while other >= 0 and tried < MOST_REPEATED:
            tried += 1
            a, b = at, other
            while a > 0 and whole[a - 1] == whole[b - 1] != "\n" and b - 1 > at + _BLOCK:
                a, b = a - 1, b - 1
            end_a, end_b = at + _BLOCK, other + _BLOCK
            while end_b < len(whole) and whole[end_a] == whole[end_b] != "\n" and end_a < b:
                end_a, end_b = end_a + 1, end_b + 1
            # A list of figures may stand twice; it is no prose.
            if end_a - a >= LEAST_REPEATED and len(_FIGURE.findall(whole[a:end_a])) < 2:
                found.append((a, b, end_a - a))
                covered = end_a
                if len(found) == MOST_REPEATED:
                    return found
                break
            other = whole.find(block, other + 1)
    return found


def _printed(
    whole: str, owner: list[Section], at: int, length: int
) -> tuple[Section, int, int] | None:
    """(section, start, end) of a run of letters, punctuation and cited titles between them kept."""
    index = whole.count("\n", 0, at)
    section = owner[index]
    begin = at - (whole.rfind("\n", 0, at) + 1)
    run = whole[at : at + length]
    counted, start = 0, None
    text = section.text
    hidden = [m.span() for m in re.finditer("《[^《》]*》", text)]
    skip_to = 0
    for position, character in enumerate(text):
        if position < skip_to:
            continue
        if hidden and position == hidden[0][0]:
            skip_to = hidden.pop(0)[1]
            continue
        if _NOT_LETTER.match(character):
            continue
        if counted == begin:
            start = position
        counted += 1
        if start is not None and counted == begin + len(run):
            return section, start, position + 1
    return None


# ── The law ───────────────────────────────────────────────────────────────────────────────────


@cache
def _laws() -> tuple[tuple[re.Pattern[str], str, int, str], ...]:
    """(pattern, severity, first report year, what is wrong)."""
    return tuple(
        (re.compile(law["pattern"]), law["severity"], law["from_year"], law["message"])
        for law in knowledge()["law"]
    )


@check(
    "T06",
    "law_in_force",
    "warning",
    title="引用的法规和文件现行有效、名称正确",
    formula="不引用国务院令第492号；2021 年起不引用〔2019〕60号；条例名称正确（提示）",
    basis="国务院令第711号；国办公开办函〔2021〕30号",
)
def law_in_force(report: Report) -> Iterable[Flag]:
    if not any(section.text for section in report.sections):
        raise NotAssessable("报告没有正文")
    for pattern, severity, year, message in _laws():
        if report.report_year is None or report.report_year < year:
            continue
        for section in report.sections:
            seen: set[str] = set()
            for match in pattern.finditer(section.text):
                quote = match.group()
                if quote in seen:  # once a section is enough
                    continue
                seen.add(quote)
                yield Flag(
                    "T06",
                    "warning" if severity == "warning" else "info",
                    f"正文写“{''.join(quote.split())}”：{message}。",
                    None,
                    None,
                    quote,
                    section.position,
                    match.start(),
                    match.end(),
                )


# ── Contact and privacy ───────────────────────────────────────────────────────────────────────


@check(
    "T07",
    "contact_given",
    "info",
    title="报告写明联系方式",
    formula="正文有地址、电话或电子邮箱",
    basis="通行做法（北大年报范本 2012），不是法定内容",
)
def contact_given(report: Report) -> Iterable[Flag]:
    if not any(section.text for section in report.sections):
        raise NotAssessable("报告没有正文")
    contact = report.contact
    if contact.address or contact.phone or contact.email or contact.fax:
        return
    first = report.sections[0]
    yield Flag(
        "T07",
        "info",
        "报告没有写明地址、电话或电子邮箱，读者有疑问时无法联系。",
        section=first.position,
    )


_EMAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@check(
    "T08",
    "official_mailbox",
    "info",
    title="使用政务邮箱",
    formula="电子邮箱不在商业邮箱域名之列（knowledge.toml）",
    basis="政务邮箱管理要求；商业邮箱不便核实身份",
)
def official_mailbox(report: Report) -> Iterable[Flag]:
    judged = 0
    hosts = tuple(knowledge()["commercial_mailboxes"])
    for section in report.sections:
        if "@" not in section.text:
            continue
        for sign in re.finditer("@", section.text):
            match = _EMAIL.search(section.text, max(sign.start() - 40, 0), sign.end() + 60)
            if match is None:
                continue
            judged += 1
            host = match.group().rpartition("@")[2].lower()
            if host in hosts or host.endswith(tuple("." + h for h in hosts)):
                yield Flag(
                    "T08",
                    "info",
                    f"联系邮箱“{match.group()}”是商业邮箱，不是政务邮箱。",
                    None,
                    None,
                    match.group(),
                    section.position,
                    match.start(),
                    match.end(),
                )
    if not judged:
        raise NotAssessable("报告没有写出电子邮箱")


_SEPARATOR = r"[^\w。，；、]{0,2}"
_MANY_DIGITS = re.compile(
    rf"[1１][3-9３-９](?:{_SEPARATOR}[\d０-９]){{9}}|[\d０-９](?:{_SEPARATOR}[\d０-９]){{14}}"
)


@check(
    "T09",
    "no_personal_data",
    "warning",
    title="没有公开个人号码",
    formula="正文和表格没有身份证号码（校验位成立）；没有联系方式以外的手机号码",
    basis="个人信息保护法；条例第十五条",
)
def no_personal_data(report: Report) -> Iterable[Flag]:
    if not any(section.text for section in report.sections):
        raise NotAssessable("报告没有正文")
    for section in report.sections:
        text = section.text
        if not _MANY_DIGITS.search(text):
            continue
        for found in find_personal(text):
            if found.official:
                continue
            kind = "身份证号码" if found.kind == "id_number" else "手机号码"
            yield Flag(
                "T09",
                "warning",
                f"正文印有个人的{kind}（{len(found.digits)} 位），公开前应当隐去。",
                None,
                None,
                text[found.start : found.end],
                section.position,
                found.start,
                found.end,
            )


# ── Local rules and the duties of governments ─────────────────────────────────────────────────


@check(
    "T11",
    "overview_length",
    "info",
    title="第一部分不超过规定字数",
    formula="总体情况 ≤ 1000 字（只在规定了字数的地方：甘肃省武威市，2025 年起）",
    basis="武政办发〔2025〕54号：篇幅原则上不超过一千字",
)
def overview_length(report: Report, context: Context) -> Iterable[Flag]:
    code, year = division_code(report, context), report.report_year
    rules = [
        rule
        for rule in knowledge()["overview_length"]
        if code is not None
        and code.startswith(rule["division"])
        and year is not None
        and year >= rule["from_year"]
    ]
    section = report.section(1)
    if not rules or section is None:
        raise NotAssessable("该地该年度没有规定总体情况的字数")
    length = len(_SPACE.sub("", section.text))
    most = rules[0]["characters"]
    if length > most:
        yield Flag(
            "T11",
            "info",
            f"“{section.heading}”共 {length} 字，超过 {most} 字（{rules[0]['basis']}）。",
            f"不超过 {most}",
            str(length),
            section.heading,
            section.position,
        )


@cache
def _duties() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((d["name"], re.compile("|".join(d["words"]))) for d in knowledge()["duty"])


@check(
    "T15",
    "government_duties",
    "warning",
    title="各级人民政府写明考核、评议、责任追究",
    formula="人民政府的报告提到工作考核、社会评议、责任追究结果",
    basis="条例第五十条第（四）项",
    forms=TABLE_FORMS,
)
def government_duties(report: Report, context: Context) -> Iterable[Flag]:
    if not is_peoples_government(report, context):
        raise NotAssessable("只适用于各级人民政府的报告")
    first = report.section(1)
    if first is None or not first.text:
        raise NotAssessable("报告没有总体情况的文字")
    texts = [section.text for section in report.sections if section.number in (1, 5, 6)]
    missing = [name for name, words in _duties() if not any(words.search(text) for text in texts)]
    if missing:
        yield Flag(
            "T15",
            "warning",
            f"总体情况没有提到{'、'.join(missing)}；各级人民政府的报告应当包括"
            "工作考核、社会评议和责任追究结果情况。",
            None,
            None,
            first.heading,
            first.position,
        )
