"""Faults in the words: N (stated figures), D (dates), T (text)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.bench.checks import drafts, prose
from tests.bench.checks.drafts import Draft
from tests.bench.checks.faults import (
    Case,
    Expected,
    Injection,
    Places,
    either_form,
    fault,
    injection,
    with_form,
)
from tests.bench.checks.prose import GROUPS, Figure, Sentence, rule_of, values

SEVERITY = {f"N{n:02}": "error" if n < 8 else "warning" for n in range(1, 11)}
READINGS = "N11 N13 N14 Y04"
"""A changed figure may also break a sum, a growth rate or 全部为自然人 around it."""


def paragraph_text(draft: Draft, section: int, paragraph: int) -> str:
    return re.sub(r"\s+", "", "".join(s.text for s in draft.sections[section][paragraph]))


def _wrong(rng: Random, figure: Figure, known: dict[str, float]) -> Figure:
    """The same figure saying something that no reading of it makes true."""
    value = figure.value
    if figure.form == "over":
        return replace(figure, value=int(value) * 2 + 30)
    if figure.form in ("about", "wan"):
        return replace(figure, value=int(value) * 3)
    taken = {known.get(metric) for metric in figure.metrics} | {value}
    if "new" in figure.metrics or "received_all" in figure.metrics:
        taken |= {known.get("new"), known.get("received_all")}
    if isinstance(value, float):
        wrong = round(value + rng.choice((1.5, 10, 0.01)), 2)
        if round(value, len(str(wrong).partition(".")[2])) == wrong:
            wrong = round(wrong + 1.5, 2)  # 14722.5 is what 14722.49 is to one decimal
        return replace(figure, value=wrong)
    choices = [value + 1, value - 1, value + 10, value * 2, value // 10, value + 100, 0]
    if len(str(value)) > 1:
        choices.append(int(str(value)[::-1]))
    choices = [c for c in choices if c >= 0 and c not in taken]
    return replace(figure, value=rng.choice(choices))


def _stated(rule: str) -> None:
    @fault(rule, make=either_form)
    def stated(case: Case, rng: Random) -> Places:
        """Every figure of the text that this rule holds against the tables."""
        draft = case.draft
        known = values(draft.figures)
        for section, p, s, sentence in draft.sentences():
            for index, figure in sentence.figures():
                rules = [r for m in figure.metrics if (r := rule_of(m))]
                if rule not in rules:
                    continue

                def apply(section=section, p=p, s=s, sentence=sentence, index=index, figure=figure):
                    changed = sentence.with_part(index, _wrong(rng, figure, known))
                    draft.put(section, p, s, changed)
                    within = paragraph_text(draft, section, p)
                    core = changed.around(index)
                    rules = [r for m in figure.metrics if (r := rule_of(m))]
                    return injection(
                        *(
                            Expected(r, SEVERITY[r], core=core, within=within)
                            for r in dict.fromkeys(rules)
                        ),
                        also=READINGS + (" N12" if "new" in figure.metrics else ""),
                        touches=(("text", str(section)), *(("metric", m) for m in figure.metrics)),
                    )

                metric = "&".join(figure.metrics)
                yield f"{metric} §{section} {sentence.wording}", apply

    return


for _rule in SEVERITY:
    _stated(_rule)


@fault("N03", make=either_form)
def group_left_out(case: Case, rng: Random) -> Places:
    """An enumeration of the results that leaves out one that is not zero."""
    draft = case.draft
    known = values(draft.figures)
    said = [g for g in ("granted", "partial", *GROUPS) if known.get(g)]
    entries = [e for e in draft.find("results") if e[3].topic == "results"]
    if len(said) < 3 or not entries:
        return
    section, p, s, _ = entries[0]
    for group in said:

        def apply(group: str = group):
            left = {m: v for m, v in known.items() if m != group and not m.startswith(group + "_")}
            for other in ("granted", "partial", *GROUPS):
                if not left.get(other):
                    left.pop(other, None)
            sentence = prose.results(rng, left, {})
            draft.put(section, p, s, sentence)
            within = paragraph_text(draft, section, p)
            draft.drop("reasons")
            return injection(
                Expected(
                    "N03", "warning", core=sentence.around(sentence.figures()[0][0]), within=within
                ),
                also="N11",
                touches=(("text", str(section)), ("metric", group)),
            )

        yield f"left out: {group}", apply


APPLICATION_TOPICS = (
    "received",
    "received_done",
    "received_rough",
    "both",
    "zero_received",
    "over",
    "zero_over",
    "done",
    "results",
    "reasons",
    "forward",
    "zero_forward",
    "all_natural",
    "applicants",
)


def _asked(draft: Draft) -> tuple[int, int] | None:
    """(section, paragraph) where the report speaks of applications."""
    found = draft.find("received", "received_done", "received_rough", "both", "zero_received")
    return found[0][:2] if found else None


def _say_instead(
    draft: Draft, rng: Random, sentence: Sentence, *topics: str
) -> tuple[int, int] | None:
    """Put a sentence where those topics stood; else at the end of the paragraph on applications."""
    found = draft.find(*topics)
    if any("+" in e[3].topic for e in found):
        return None  # a sentence that says other things too
    if found:
        section, p, s, _ = found[0]
        draft.put(section, p, s, sentence)
        for section_, p_, s_, _ in reversed(found[1:]):
            del draft.sections[section_][p_][s_]
        return section, p
    place = _asked(draft)
    if place is None:
        return None
    draft.sections[place[0]][place[1]].append(sentence)
    return place


def _zero(
    rule: str, metrics: tuple[str, ...], templates: tuple[str, ...], topics: tuple[str, ...]
) -> None:
    """Words that say none where the table has some."""

    @fault(rule, make=either_form)
    def zero_words(case: Case, rng: Random) -> Places:
        draft = case.draft
        known = values(draft.figures)
        if not all(known.get(metric) for metric in metrics) or draft.form != "2021":
            return
        said = drafts.words(rng, draft.organ, draft.year)
        for template in templates:
            if "{" in template:
                continue

            def apply(template: str = template) -> Injection | None:
                sentence = prose.fill("zero", template, {}, said)
                place = _say_instead(draft, rng, sentence, *topics)
                if place is None:
                    return None
                within = paragraph_text(draft, *place)
                rules = [r for m in metrics if (r := rule_of(m))] if rule != "N12" else ["N12"]
                return injection(
                    *(
                        Expected(r, SEVERITY.get(r, "error"), core=None, within=within)
                        for r in dict.fromkeys(rules)
                    ),
                    also=READINGS + (" N01" if rule == "N12" else ""),
                    touches=(("text", str(place[0])), *(("metric", m) for m in metrics)),
                )

            yield f"zero {template[:18]}", apply

    return


_zero("N02", ("over",), prose.ZERO_OVER, ("over",))
_zero("N05", ("forward",), prose.ZERO_FORWARD, ("forward",))
_zero("N06", ("review",), prose.ZERO_REVIEW, ("review",))
_zero("N07", ("litigation",), prose.ZERO_LITIGATION, ("litigation",))
_zero("N06", ("review", "litigation"), prose.ZERO_BOTH, ("review", "litigation"))
_zero("N08", ("norm_issued",), prose.ZERO_NORMATIVE, ("normative",))
for _kind, _templates in prose.ZERO_DECISIONS.items():
    _zero("N09", (_kind,), _templates, (_kind,))
_zero("N10", ("fees",), prose.ZERO_FEES, ("fees",))
_zero(
    "N12",
    ("new",),
    prose.ZERO_RECEIVED,
    ("received", "received_done", "received_rough", "both", "all_natural", "applicants"),
)


def _all_upheld(rule: str, channel: str, templates: tuple[str, ...]) -> None:
    @fault(rule, make=either_form)
    def upheld(case: Case, rng: Random) -> Places:
        """均获维持 where the table says otherwise."""
        draft = case.draft
        known = values(draft.figures)
        if known.get(f"{channel}_upheld") == known.get(channel) or not known.get(channel):
            return
        for words in ("均获维持", "结果均为维持", "均予以维持"):
            for outcome in ("pending", "corrected", "other"):
                if not known.get(f"{channel}_{outcome}"):
                    continue

                def apply(words: str = words) -> Injection | None:
                    said = drafts.words(rng, draft.organ, draft.year)
                    text = rng.choice(templates) + f"，{words}。"
                    sentence = prose.fill(channel, text, known, said)
                    found = draft.find(channel)
                    if not found:
                        return None
                    section, p, s, _ = found[0]
                    draft.put(section, p, s, sentence)
                    within = paragraph_text(draft, section, p)
                    return injection(
                        Expected(rule, "error", core="维持", within=within),
                        touches=(("text", str(section)), ("metric", channel)),
                    )

                yield f"{words}, table has {outcome}", apply

    return


_all_upheld("N06", "review", prose.REVIEW)
_all_upheld("N07", "litigation", prose.LITIGATION)


# ── N11 and on ────────────────────────────────────────────────────────────────────────────────


def _add_to_active(draft: Draft, sentence: Sentence) -> tuple[int, int]:
    for section, p, _, _ in draft.find("active"):
        if section == 1:
            draft.sections[1][p].append(sentence)
            return 1, p
    draft.sections[1][0].append(sentence)
    return 1, 0


@fault("N11", make=either_form)
def parts_do_not_add_up(case: Case, rng: Random) -> Places:
    draft = case.draft
    draft.drop("enumeration")
    for opening, *parts in prose.ENUMERATIONS:
        for which in range(len(parts) + 1):

            def apply(opening: str = opening, which: int = which):
                sentence = prose.enumeration(rng)
                while not sentence.wording.startswith(opening.split("{0}")[0][:10]):
                    sentence = prose.enumeration(rng)
                index, figure = sentence.figures()[which]
                # An excess of any size contradicts; a shortfall only as a slip of one: a whole of
                # 31 with parts of 24 may leave a kind unnamed.
                step = rng.choice((-7, -1, 1) if which == 0 else (-1, 1, 7))
                sentence = sentence.with_part(
                    index, replace(figure, value=max(1, int(figure.value) + step))
                )
                whole = sentence.figures()[0][0]
                place = _add_to_active(draft, sentence)
                return injection(
                    Expected(
                        "N11",
                        "warning",
                        core=sentence.around(whole),
                        within=paragraph_text(draft, *place),
                    ),
                    touches=(("text", "1"),),
                )

            yield f"{opening[:8]} number {which}", apply


@fault("N13", make=either_form)
def growth_of_no_number(case: Case, rng: Random) -> Places:
    """A growth rate that no whole number of the year before gives."""
    draft = case.draft
    draft.drop("growth")
    said = drafts.words(rng, draft.organ, draft.year)
    for template in prose.GROWTHS:
        for way in ("增长", "下降"):
            for decimals in (0, 1, 2):

                def apply(template: str = template, way: str = way, decimals: int = decimals):
                    count, percent = _impossible(rng, 1 if way == "增长" else -1, decimals)
                    sentence = prose.fill(
                        "growth",
                        template.replace("{way}", way),
                        {"count": count, "growth": 0},
                        said,
                    )
                    index = next(i for i, f in sentence.figures() if f.metrics == ("growth",))
                    sentence = sentence.with_part(
                        index, Figure(("growth",), percent, f"decimals{decimals}")
                    )
                    place = _add_to_active(draft, sentence)
                    return injection(
                        Expected(
                            "N13",
                            "error",
                            core=sentence.around(index),
                            within=paragraph_text(draft, *place),
                        ),
                        touches=(("text", "1"),),
                    )

                yield f"{template[:6]} {way} {decimals} decimals", apply
    for template, sign in prose.GROWTHS_WITH_DIFFERENCE:

        def apply_delta(template: str = template, sign: int = sign):
            count, delta = rng.randint(60, 400), rng.randint(5, 50)
            true = 100 * delta / (count - sign * delta)
            known = {"count": count, "delta": delta, "growth": round(true * 1.5 + 3, 1)}
            sentence = prose.fill("growth", template, known, said)
            index = sentence.figures()[-1][0]
            place = _add_to_active(draft, sentence)
            return injection(
                Expected(
                    "N13",
                    "error",
                    core=sentence.around(index),
                    within=paragraph_text(draft, *place),
                ),
                touches=(("text", "1"),),
            )

        yield f"with difference {sign:+}", apply_delta


def _impossible(rng: Random, sign: int, decimals: int) -> tuple[int, float]:
    """(count, percent) with no p0 ≥ 1 so that 100 (v − p0) / p0 rounds to it."""
    while True:
        count = rng.randint(2, 40 if decimals else 9)
        percent = round(rng.uniform(1, 95 if sign < 0 else 390), decimals)
        if percent <= 0:
            continue
        half = 0.5 * 10**-decimals + 1e-6
        if not any(
            abs(100 * (count - p) / p - sign * percent) <= half for p in range(1, 60 * count + 60)
        ):
            return count, percent


@fault("N14", make=either_form)
def not_all_natural(case: Case, rng: Random) -> Places:
    draft = case.draft
    known = values(draft.figures)
    if not known.get("legal"):
        return
    received = [e for e in draft.find("received") if e[3].topic == "received"]
    if not received:
        return
    section, p, s, _ = received[0]
    for template in prose.ALL_NATURAL:

        def apply(template: str = template):
            draft.drop("applicants")
            sentence = prose.plain("all_natural", template, {}, {})
            draft.sections[section][p].insert(s + 1, sentence)
            return injection(
                Expected("N14", "warning", core="自然人", within=paragraph_text(draft, section, p)),
                touches=(("text", str(section)), ("metric", "new")),
            )

        yield template[:8], apply


@fault("N15")
def no_fee_statement(case: Case, rng: Random) -> Places:
    draft = case.draft

    def apply():
        draft.drop("fee_statement")
        if not draft.find("others"):
            return None
        return injection(
            Expected("N15", "warning"), also="N16", touches=(("section", "6"), ("text", "6"))
        )

    yield "left out", apply


@fault("N16", make=either_form)
def nothing_else(case: Case, rng: Random) -> Places:
    draft = case.draft
    if any(e[0] == 6 for e in draft.find("contact")):
        return
    for words in (
        "无。",
        "无",
        "没有。",
        "无其他需要报告的事项。",
        "本年度没有其他需要报告的事项。",
    ):

        def apply(words: str = words):
            fees = [e[3] for e in draft.find("fee_statement")]
            draft.sections[6] = [[Sentence("nothing", words, (words,))]]
            draft.sections[1][-1] += fees
            return injection(
                Expected("N16", "info", within=words), touches=(("section", "6"), ("text", "6"))
            )

        yield words, apply


NO_BASE = (
    "公开信息的数量与往年相比增加二成。",
    "依申请公开数量比往年减少三分之一。",
    "信息发布量较以往增长20%。",
    "群众咨询量同往年相比明显下降。",
)


@fault("N17", make=either_form)
def growth_without_base(case: Case, rng: Random) -> Places:
    for text in NO_BASE:

        def apply(text: str = text):
            place = _add_to_active(case.draft, Sentence("no_base", text[:6], (text,)))
            return injection(
                Expected("N17", "info", within=paragraph_text(case.draft, *place)),
                touches=(("text", "1"),),
            )

        yield text[:8], apply


@fault("N18", hint=True)
def subject_without_cases(case: Case, rng: Random) -> Places:
    draft = case.draft
    known = values(draft.figures)
    for leaf, word in (
        ("denied_process_info", "过程性信息"),
        ("denied_internal_affairs", "内部事务信息"),
        ("denied_enforcement_file", "行政执法案卷信息"),
    ):
        if known.get(leaf) or not known.get("new"):
            continue

        def apply(word: str = word) -> Injection | None:
            text = f"申请内容主要涉及{word}。"
            place = _asked(draft)
            if place is None:
                return None
            draft.sections[place[0]][place[1]].append(Sentence("subject", word, (text,)))
            return injection(
                Expected("N18", "info", core=word),
                touches=(("text", str(place[0])), ("metric", "new")),
            )

        yield word, apply


# ── D: dates ──────────────────────────────────────────────────────────────────────────────────


def _sign(draft: Draft, day: dt.date) -> str:
    text = f"{day.year}年{day.month}月{day.day}日"
    draft.signature[-1:] = [text]  # a fault before this one may have left no line at all
    return text


@fault("D00", make=either_form)
def no_date(case: Case, rng: Random) -> Places:
    draft = case.draft
    for kind in ("no signature", "name only"):

        def apply(kind: str = kind):
            draft.signature = [] if kind == "no signature" else [draft.organ.name]
            draft.published_on = None
            return injection(Expected("D00", "info"), touches=(("date",),))

        yield kind, apply


@fault("D01", make=either_form)
def date_too_early(case: Case, rng: Random) -> Places:
    draft = case.draft
    for day in (
        dt.date(draft.year, 1, 12),
        dt.date(draft.year, 12, 31),
        dt.date(draft.year, 11, 8),
    ):

        def apply(day: dt.date = day):
            text = _sign(draft, day)
            return injection(Expected("D01", "error", core=text), also="D02", touches=(("date",),))

        yield f"signed {day.month}-{day.day}", apply
    if draft.media == "html":

        def apply_page():
            draft.published_on = f"{draft.year}-12-20 09:00"
            return injection(Expected("D01", "error"), touches=(("date",),))

        yield "published", apply_page


@fault("D02", make=either_form)
def too_late(case: Case, rng: Random) -> Places:
    draft = case.draft
    late = draft.deadline + dt.timedelta(days=rng.choice((1, 9, 40, 200)))
    lower = draft.organ.kind in ("township", "subdistrict")

    def apply():
        draft.media, draft.published_on = "text", None
        text = _sign(draft, late)
        severity = "info" if lower else "warning"
        return injection(Expected("D02", severity, core=text), touches=(("date",),))

    yield f"signed {draft.organ.kind}", apply

    def apply_page():
        draft.media = "html"
        draft.published_on = f"{late.isoformat()} 09:00"
        return injection(Expected("D02", "info" if lower else "error"), touches=(("date",),))

    yield f"published {draft.organ.kind}", apply_page


@fault("D03", make=with_form(year=2023))
def years_differ(case: Case, rng: Random) -> Places:
    draft = case.draft
    year, other = str(draft.year), str(draft.year - 1)

    def title():
        draft.title = draft.title.replace(year, other)
        return injection(
            Expected("D03", "error"), also="D01 D02 D04 S12 N13", touches=(("title",), ("date",))
        )

    yield "title", title

    def period():
        for section, p, s, sentence in draft.find("preamble"):
            text = sentence.text
            for mark in ("年1月1日", "年12月31日"):
                text = text.replace(year + mark, other + mark)
            draft.put(section, p, s, Sentence("preamble", "", (text,)))
        return injection(
            Expected("D03", "error"), also="D01 D02 D04", touches=(("date",), ("text", "0"))
        )

    yield "period", period

    def narrative():
        for section, p, s, sentence in draft.sentences():
            if section and year in sentence.text:
                parts = tuple(
                    part.replace(year, other) if isinstance(part, str) else part
                    for part in sentence.parts
                )
                draft.put(section, p, s, replace(sentence, parts=parts))
        for text in (
            f"{other}年，按照上级部署推进各项公开任务。",
            f"{other}年重点公开民生领域信息。",
            f"{other}年公开渠道得到拓展。",
            f"{other}年更新了公开指南。",
            f"{other}年开展了专项检查。",
        ):
            _add_to_active(draft, Sentence("years", text[:8], (text,)))
        return injection(
            Expected("D03", "error"), also="N17 D01", touches=(("text", "1"), ("date",))
        )

    yield "narrative", narrative


@fault("D04", make=either_form)
def period_not_a_year(case: Case, rng: Random) -> Places:
    draft = case.draft
    year = draft.year
    for start, end in (
        (f"{year}年1月1日", f"{year}年11月30日"),
        (f"{year}年2月1日", f"{year}年12月31日"),
        (f"{year - 1}年12月1日", f"{year}年12月31日"),
        (f"{year}年1月1日", f"{year}年12月30日"),
    ):

        def apply(start: str = start, end: str = end):
            for section, p, s, sentence in draft.find("preamble"):
                text = sentence.text.replace(f"{year}年1月1日", start)
                text = text.replace(f"{year}年12月31日", end)
                draft.put(section, p, s, Sentence("preamble", "", (text,)))
            return injection(
                Expected("D04", "warning", core=None),
                also="D03",
                touches=(("date",), ("text", "0")),
            )

        yield f"{start[4:]}–{end[4:]}", apply


@fault("D05", make=either_form)
def impossible_date(case: Case, rng: Random) -> Places:
    draft = case.draft
    for day in ("2月30日", "13月5日", "9月31日", "1月32日", "2月29日"):
        year = draft.year + 1
        if day == "2月29日" and year % 4 == 0:
            year += 1

        def apply(day: str = day, year: int = year):
            draft.signature[-1] = f"{year}年{day}"
            return injection(
                Expected("D05", "error", core=day), also="D00 D02", touches=(("date",),)
            )

        yield f"signature {day}", apply

    def period():
        for section, p, s, sentence in draft.find("preamble"):
            text = sentence.text.replace(f"{draft.year}年12月31日", f"{draft.year}年12月32日")
            draft.put(section, p, s, Sentence("preamble", "", (text,)))
        return injection(
            Expected("D05", "error", core="12月32日"),
            also="D03 D04",
            touches=(("date",), ("text", "0")),
        )

    yield "period", period


# ── T: text ───────────────────────────────────────────────────────────────────────────────────


def _long_ends(draft: Draft) -> list[tuple[int, int]]:
    """Paragraphs of some length whose next line begins something new."""
    found = []
    for section, paragraphs in draft.sections.items():
        for p, paragraph in enumerate(paragraphs):
            text = "".join(s.text for s in paragraph)
            following = paragraphs[p + 1][0].topic if p + 1 < len(paragraphs) else "subhead"
            ends = following == "subhead" or (
                section == 1 and paragraphs[p + 1][0].text[0] in "（12345"
            )
            is_contact = paragraph[-1].topic == "contact"  # contact lines are exempt
            if len(text) > 30 and text.endswith("。") and ends and section and not is_contact:
                found.append((section, p))
    return found


def _last_part(draft: Draft, section: int, p: int, change: Callable[[str], str]) -> str:
    """Change the end of a paragraph; returns its text."""
    sentence = draft.sections[section][p][-1]
    last = sentence.parts[-1]
    assert isinstance(last, str)
    changed = replace(sentence, parts=(*sentence.parts[:-1], change(last)))
    draft.sections[section][p][-1] = changed
    return paragraph_text(draft, section, p)


@fault("T01", make=either_form)
def unfinished(case: Case, rng: Random) -> Places:
    draft = case.draft
    for section, p in _long_ends(draft):
        for mark in "，、":

            def apply(section: int = section, p: int = p, mark: str = mark):
                text = _last_part(draft, section, p, lambda t: t.removesuffix("。") + mark)
                return injection(
                    Expected("T01", "warning", core=mark, within=text),
                    touches=(("text", str(section)),),
                )

            yield f"§{section} ends in {mark}", apply

        def no_stop(section: int = section, p: int = p):
            text = _last_part(draft, section, p, lambda t: t.removesuffix("。"))
            return injection(
                Expected("T01", "info", core=text[-3:], within=text),
                touches=(("text", str(section)),),
            )

        yield f"§{section} no full stop", no_stop
    for section, p, s, sentence in draft.sentences():
        text = sentence.text
        if (
            section
            and "，" in text
            and len(sentence.parts) == 1
            and not re.search(r"\d，|，\d", text)
        ):
            for half in ",;":

                def halfwidth(section=section, p=p, s=s, text=text, half=half):
                    changed = text.replace("，", half, 1)
                    draft.put(section, p, s, Sentence("half", "", (changed,)))
                    return injection(
                        Expected(
                            "T01", "info", core=half, within=paragraph_text(draft, section, p)
                        ),
                        touches=(("text", str(section)),),
                    )

                yield f"§{section} half-width {half}", halfwidth
            break


@fault("T02", make=either_form)
def no_problems(case: Case, rng: Random) -> Places:
    for text in ("无", "无。", "暂无。", "没有问题。", "公开力度不够，今后改进。"):

        def apply(text: str = text):
            case.draft.sections[5] = [[Sentence("nothing", text, (text,))]]
            return injection(
                Expected("T02", "warning"), also="N16", touches=(("section", "5"), ("text", "5"))
            )

        yield text, apply


@fault("T03", make=either_form)
def spaced_glyphs(case: Case, rng: Random) -> Places:
    """Spaces between characters. Runs of blanks and [bookmark: …] are stripped by the readers
    (artefacts, domain.md 4) and cannot be seen in a report."""
    draft = case.draft
    for topic, number in (("problems", 5), ("oversight", 1), ("others", 6)):

        def apply(topic: str = topic, number: int = number):
            found = draft.find(topic)
            if not found:
                return None
            section, p, s, sentence = found[0]
            text = " ".join(sentence.text[:12]) + sentence.text[12:]
            draft.put(section, p, s, Sentence("residue", "", (text,)))
            return injection(Expected("T03", "info"), also="T01", touches=(("text", str(number)),))

        yield f"§{number}", apply


def _stranger(rng: Random, draft: Draft) -> str:
    """An organ of another city, of the same kind."""
    # What lies in its own area is no stranger.
    digits = 2 if draft.organ.level == "province" else 4
    while True:
        other = drafts.organ(rng, draft.organ.kind)
        if other.code[:digits] != draft.organ.code[:digits] and other.level != "province":
            return other.name


@fault("T04", make=either_form)
def other_organ(case: Case, rng: Random) -> Places:
    draft = case.draft
    name = draft.organ.name

    def signature():
        draft.signature[0] = _stranger(rng, draft)
        return injection(
            Expected("T04", "warning", core=draft.signature[0]), touches=(("date",), ("title",))
        )

    yield "signature", signature
    for section, p, s, sentence in draft.find("preamble"):
        if name in sentence.text:

            def preamble(section=section, p=p, s=s, text=sentence.text):
                other = _stranger(rng, draft)
                draft.put(section, p, s, Sentence("preamble", "", (text.replace(name, other),)))
                return injection(
                    Expected("T04", "warning", core=other), touches=(("text", "0"), ("title",))
                )

            yield "preamble", preamble
    if any(name in e[3].text for e in draft.find("preamble", "contact")) or draft.signature:

        def title():
            draft.title = draft.title.replace(name, _stranger(rng, draft))
            return injection(
                Expected("T04", "warning"),
                also="D02 T15 A09 A11",
                touches=(("title",), ("text", "0")),
            )

        yield "title", title


LONG = (
    "围绕群众普遍关注的教育医疗和社会保障等民生事项及时发布办理流程与结果并接受监督。",
    "进一步健全信息发布协调机制并明确各科室职责分工确保发布内容真实准确完整及时有效。",
)


@fault("T05", make=either_form)
def said_twice(case: Case, rng: Random) -> Places:
    draft = case.draft
    for text in LONG:
        for sections in ((1, 1), (1, 5), (5, 6)):

            def apply(text: str = text, sections: tuple[int, int] = sections):
                for section in sections:
                    if section == 1:
                        _add_to_active(draft, Sentence("long", "", (text,)))
                    else:
                        draft.sections[section][0].append(Sentence("long", "", (text,)))
                return injection(
                    Expected("T05", "info", core=text[5:25]),
                    touches=tuple(("text", str(s)) for s in sections),
                )

            yield f"sections {sections}", apply


CITATIONS = (
    ("依据《中华人民共和国政府信息公开条例》（国务院令第492号）开展工作。", "warning", "492"),
    ("按照国办公开办函〔2019〕60号要求填报各项数据。", "warning", "60号"),
    ("按照《中华人民共和国信息公开条例》要求开展工作。", "info", "信息公开条例"),
    ("对照《政府信息公开工作条例》逐条落实。", "info", "公开工作条例"),
)


@fault("T06")
def old_law(case: Case, rng: Random) -> Places:
    if case.draft.form != "2021":
        return
    for text, severity, core in CITATIONS:

        def apply(text: str = text, severity: str = severity, core: str = core):
            _add_to_active(case.draft, Sentence("law", text[:6], (text,)))
            return injection(Expected("T06", severity, core=core), touches=(("text", "1"),))

        yield text[:14], apply


@fault("T07", make=either_form)
def no_contact(case: Case, rng: Random) -> Places:
    def apply():
        case.draft.drop("contact")
        return injection(Expected("T07", "info"), touches=(("contact",),))

    yield "left out", apply


@fault("T08", make=either_form)
def mailbox(case: Case, rng: Random) -> Places:
    for host in ("163.com", "qq.com", "126.com", "sina.com", "139.com"):

        def apply(host: str = host) -> Injection | None:
            for section, p, s, sentence in case.draft.find("contact"):
                text = re.sub(r"(xxgk\d+)@[\w.]+gov\.cn", rf"\1@{host}", sentence.text)
                if text == sentence.text:
                    continue
                case.draft.put(section, p, s, Sentence("contact", "", (text,)))
                return injection(Expected("T08", "info", core=host), touches=(("contact",),))
            return None

        yield host, apply


def _identity_number(rng: Random) -> str:
    body = f"3703{rng.randint(1, 9):02}19{rng.randint(60, 99)}{rng.randint(1, 12):02}"
    body += f"{rng.randint(1, 28):02}{rng.randint(100, 999)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


@fault("T09", make=either_form)
def personal(case: Case, rng: Random) -> Places:
    draft = case.draft
    for kind in ("mobile", "identity number"):
        for section in (1, 5, 6):

            def apply(kind: str = kind, section: int = section):
                if kind == "mobile":
                    number = f"13{rng.randint(0, 9)}{rng.randint(10000000, 99999999)}"
                    text = f"申请人王某（{number}）对答复表示满意。"
                else:
                    number = _identity_number(rng)
                    text = f"申请人王某（身份证号{number}）提出的事项已经答复。"
                sentence = Sentence("personal", kind, (text,))
                if section == 1:
                    _add_to_active(draft, sentence)
                else:
                    draft.sections[section][0].append(sentence)
                return injection(Expected("T09", "warning"), touches=(("text", str(section)),))

            yield f"{kind} §{section}", apply


@fault("T10", hint=True)
def wording(case: Case, rng: Random) -> Places:
    for text in ("目前无一起发生信息泄密的事件。", "全年未发生泄漏个人隐私信息的问题。"):

        def apply(text: str = text):
            _add_to_active(case.draft, Sentence("wording", text[:6], (text,)))
            return injection(Expected("T10", "info"), touches=(("text", "1"),))

        yield text[:8], apply


def _in_wuwei(rng: Random) -> Case | None:
    organ = drafts.organ(rng, rng.choice(("department", "government", "township")), 3)
    return Case(drafts.draft(rng, year=2025, organ_=organ))


@fault("T11", make=_in_wuwei)
def too_long(case: Case, rng: Random) -> Places:
    draft = case.draft
    if not draft.organ.code.startswith("6206"):
        return

    def apply():
        subjects = [a + b for a in "文教农水林路粮气" for b in "旅体业利电务"]
        for subject in subjects:
            text = f"{subject}方面的信息由主管科室整理后在网站发布，供群众查阅。"
            _add_to_active(draft, Sentence("long", subject, (text,)))
        return injection(Expected("T11", "info"), touches=(("text", "1"),))

    yield draft.organ.kind, apply


@fault("T12", hint=True)
def measure_as_problem(case: Case, rng: Random) -> Places:
    for text in ("存在的问题：一是进一步提升工作人员的业务素质。", "问题主要是加强公开队伍建设。"):

        def apply(text: str = text):
            case.draft.sections[5][0].insert(0, Sentence("problems", "", (text,)))
            return injection(Expected("T12", "info"), touches=(("text", "5"),))

        yield text[:6], apply


@fault("T13", hint=True)
def old_cost_items(case: Case, rng: Random) -> Places:
    def apply():
        text = f"{case.draft.year}年未收取信息处理费，包括检索费、复制费、邮寄费。"
        for section, p, s, _ in case.draft.find("fee_statement"):
            case.draft.put(section, p, s, Sentence("fee_statement", "", (text,)))
        return injection(Expected("T13", "info", core="检索费"), touches=(("text", "6"),))

    yield "检索费", apply


@fault("T14", hint=True)
def trainings_differ(case: Case, rng: Random) -> Places:
    def apply():
        case.draft.drop("oversight")
        _add_to_active(case.draft, Sentence("t", "", ("每月组织一次业务培训会。",)))
        case.draft.sections[5][0].append(
            Sentence("t", "", ("全年开展业务培训5次，仍不能满足需要。",))
        )
        return injection(Expected("T14", "info"), touches=(("text", "1"), ("text", "5")))

    yield "培训", apply


@fault("T16", hint=True)
def past_measures(case: Case, rng: Random) -> Places:
    def apply():
        year = case.draft.year
        case.draft.drop("measures")
        text = f"对此，{year}年重点做了以下工作：组织了业务学习，调整了栏目，更新了指南。"
        case.draft.sections[5].append([Sentence("measures", "", (text,))])
        return injection(Expected("T16", "info"), touches=(("text", "5"),))

    yield "past tense", apply


@fault("T15", make=with_form(kind="government"))
@fault("T15", make=with_form(kind="township"))
def duty_unmentioned(case: Case, rng: Random) -> Places:
    for duty in prose.DUTIES:

        def apply(duty: str = duty):
            case.draft.drop(f"duty_{duty}")
            return injection(Expected("T15", "warning"), touches=(("text", "1"),))

        yield f"{duty} {case.draft.organ.kind}", apply
