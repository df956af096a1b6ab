"""Faults that show only beside other reports, sources and fetches: V, Y, H."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.bench.accuracy.figures import CHANNELS, plain
from tests.bench.checks import drafts
from tests.bench.checks.drafts import Draft
from tests.bench.checks.faults import Case, Expected, Places, fault, injection
from tests.bench.checks.faults_text import _asked, paragraph_text
from tests.bench.checks.prose import Figure, Sentence
from tests.data.compose import COLUMNS


def _latest(rng: Random, **options: object) -> Draft:
    return drafts.draft(rng, year=rng.randint(2022, 2025), form="2021", **options)  # type: ignore[arg-type]


def two_years(rng: Random) -> Case | None:
    """A report and the one of the year before; the growth it states is true."""
    now = _latest(rng)
    previous = drafts.before(rng, now)
    if previous is None:
        return None
    case = Case(now, previous=previous)
    _state_growth(rng, case, wrong=False)
    return case


def three_years(rng: Random) -> Case | None:
    now = drafts.draft(rng, year=rng.randint(2023, 2025), form="2021")
    previous = drafts.before(rng, now)
    oldest = drafts.before(rng, previous) if previous else None
    if previous is None or oldest is None:
        return None
    return Case(now, previous=previous, earlier=[oldest])


def _state_growth(rng: Random, case: Case, wrong: bool) -> Sentence | None:
    """“收到申请 n 件，同比增长 p%” after last year's true figure, or after another one."""
    assert case.previous is not None
    new = int(case.draft.value("applications", "new_received", "total"))
    old = int(case.previous.value("applications", "new_received", "total"))
    if new < 2 or old < 1 or new == old:
        return None
    before = old
    if wrong:
        choices = [
            p
            for p in range(max(1, new // 4), new * 3)
            if p != new and abs(p - old) > max(2, old // 4)
        ]
        if not choices:
            return None
        before = rng.choice(choices)
    found = [e for e in case.draft.find("received") if e[3].topic == "received"]
    if not found:
        return None
    section, p, s, sentence = found[0]
    if "其中" in sentence.text or not isinstance(sentence.parts[-1], str):
        return None
    way = "增长" if new > before else "下降"
    percent = round(abs(100 * (new - before) / before), 1)
    tail = sentence.parts[-1].removesuffix("。")
    said = replace(
        sentence,
        parts=(
            *sentence.parts[:-1],
            f"{tail}，同比{way}",
            Figure(("yoy",), percent, "decimals1"),
            "%。",
        ),
    )
    case.draft.put(section, p, s, said)
    return said


def with_rendition(rng: Random) -> Case | None:
    now = drafts.draft(rng)
    other = now.copy()
    other.media = "html" if now.media == "text" else "text"
    return Case(now, renditions=[other])


def with_children(rng: Random) -> Case | None:
    """A county and three of its organs; the county's cells are the sums of theirs."""
    parent = drafts.draft(rng, kind="government", form="2021", year=rng.randint(2021, 2025))
    if parent.organ.level != "county":
        return None
    children = []
    for kind in ("department", "township", "subdistrict"):
        organ = drafts.organ(rng, kind)
        children.append(drafts.draft(rng, organ_=organ, form="2021", year=parent.year))
    for path in parent.figures:
        total = sum(child.figures[path].value or 0 for child in children)
        parent.figures[path] = plain(round(total, 2) if isinstance(total, float) else total)
    drafts.write(rng, parent)
    covers = rng.random() < 0.5
    return Case(parent, children=children, parent_covers=covers)


def with_attachment(rng: Random) -> Case | None:
    return Case(drafts.draft(rng), attachments=(("http://xxgk.example.gov.cn/files/a.docx", "ok"),))


@fault("V01", make=with_attachment, neighbour=True)
def attachment_lost(case: Case, rng: Random) -> Places:
    for outcome in ("soft_404", "error", "empty", "wrong_type", "blocked:waf"):

        def apply(outcome: str = outcome):
            url = "http://xxgk.example.gov.cn/files/b.pdf"
            case.attachments = (*case.attachments, (url, outcome))
            return injection(Expected("V01", "error"))

        yield outcome, apply


@fault("V02", neighbour=True)
def only_pictures(case: Case, rng: Random) -> Places:
    """Headings in text, everything under them as pictures."""

    def apply():
        draft = case.draft
        draft.media, draft.published_on = "html", None
        draft.images = {1, 2, 3, 4, 5, 6}
        draft.sections[0], draft.signature = [], []
        return injection(
            Expected("V02", "error"),
            also="S01 S05 S06 N15 N16 T02 T07 T15 D00 D04 D01 D02 V01",
        )

    yield "all sections", apply


@fault("V05", make=lambda rng: Case(drafts.draft(rng)), neighbour=True)
def several_copies(case: Case, rng: Random) -> Places:
    def apply():
        case.renditions = [case.draft.copy()]
        return injection(Expected("V05", "info"))

    yield "one more", apply


@fault("V06", make=with_rendition, neighbour=True)
def renditions_differ(case: Case, rng: Random) -> Places:
    for path in list(case.draft.figures):

        def apply(path=path):
            other = case.renditions[0]
            other.figures[path] = plain(int(other.figures[path].value or 0) + rng.randint(1, 9))
            return injection(Expected("V06", "warning", *path), also="V05")

        yield ".".join(path), apply


@fault("Y01", make=two_years, neighbour=True)
def carried_over_differs(case: Case, rng: Random) -> Places:
    assert case.previous is not None
    for column in COLUMNS:

        def apply(column: str = column):
            path = ("applications", "carried_forward", column)
            value = int(case.previous.figures[path].value or 0)
            case.previous.figures[path] = plain(value + rng.randint(1, 7))
            return injection(
                Expected("Y01", "error", "applications", "carried_over", column), also="Y10"
            )

        yield column, apply


@fault("Y02", make=two_years, neighbour=True)
def in_force_differs(case: Case, rng: Random) -> Places:
    for item in ("regulations", "normative_documents"):
        if item == "regulations" and not case.draft.organ.makes_regulations:
            continue

        def apply(item: str = item):
            path = ("active_disclosure", item, "in_force")
            value = int(case.previous.figures[path].value or 0)
            case.previous.figures[path] = plain(value + rng.randint(1, 4))
            return injection(Expected("Y02", "warning", "active_disclosure", item), also="Y03")

        yield item, apply


@fault("Y03", make=two_years, neighbour=True)
def jump(case: Case, rng: Random) -> Places:
    cells = [
        ("applications", "new_received", "total"),
        ("applications", "results_total", "total"),
        ("active_disclosure", "administrative_licensing", "decisions"),
        ("active_disclosure", "administrative_penalty", "decisions"),
        ("active_disclosure", "administrative_compulsion", "decisions"),
        ("review_litigation", "review", "total"),
        ("review_litigation", "litigation_direct", "total"),
    ]
    for path in cells:
        value = int(case.draft.figures[path].value or 0)
        for way in ("up", "down"):
            if (way == "up" and value < 20) or (way == "down" and value < 4):
                continue

            def apply(path=path, way: str = way, value: int = value):
                before = value // 7 if way == "up" else value * 6 + 5
                case.previous.figures[path] = plain(before)
                return injection(Expected("Y03", "info", *path), also="Y04 Y09")

            yield f"{'.'.join(path)} {way}", apply


@fault("Y04", make=two_years, neighbour=True)
def growth_differs(case: Case, rng: Random) -> Places:
    def apply():
        for section, p, s, sentence in case.draft.find("received"):
            if "同比" in sentence.text:  # the true one that the case came with
                parts = [
                    x for x in sentence.parts if not isinstance(x, Figure) or x.metrics != ("yoy",)
                ]
                parts = [*parts[:-2], str(parts[-2]).split("，同比")[0] + "。"]
                case.draft.put(section, p, s, replace(sentence, parts=tuple(parts)))
        said = _state_growth(rng, case, wrong=True)
        if said is None:
            return None
        index = next(i for i, f in said.figures() if f.metrics == ("yoy",))
        place = _asked(case.draft)
        assert place is not None
        return injection(
            Expected(
                "Y04", "warning", core=said.around(index), within=paragraph_text(case.draft, *place)
            )
        )

    yield "received", apply


def _years(draft: Draft, sections: dict[int, list[list[Sentence]]], from_year: int) -> None:
    """Take over sections of another year with the years changed."""
    shift = draft.year - from_year

    def moved(text: str) -> str:
        for year in sorted(range(from_year - 1, from_year + 2), reverse=shift > 0):
            text = text.replace(str(year), f"〈{year + shift}〉")
        return text.replace("〈", "").replace("〉", "")

    for number, paragraphs in sections.items():
        draft.sections[number] = [
            [
                replace(s, parts=tuple(moved(x) if isinstance(x, str) else x for x in s.parts))
                for s in paragraph
            ]
            for paragraph in paragraphs
        ]


@fault("Y05", make=two_years, neighbour=True)
def same_problems(case: Case, rng: Random) -> Places:
    for kind in ("copied", "one sentence changed"):

        def apply(kind: str = kind):
            _years(case.previous, {5: case.draft.sections[5]}, case.draft.year)
            if kind != "copied":
                # 70 characters: one more sentence leaves a similarity below 0.80, a word does not.
                paragraph = case.previous.sections[5][0]
                paragraph[0] = Sentence("problems", "", (paragraph[0].text.replace("。", "了。"),))
            return injection(Expected("Y05", "warning"))

        yield kind, apply


@fault("Y06", make=two_years, neighbour=True)
def same_text(case: Case, rng: Random) -> Places:
    def own():
        sections = {n: case.draft.sections[n] for n in (1, 3, 4, 5, 6)}
        _years(case.previous, sections, case.draft.year)
        return injection(Expected("Y06", "warning"), also="Y05 Y07")

    yield "last year's", own

    def others():
        text = "".join(s.text for p in case.draft.sections[1] for s in p)
        case.copies = (("other-2023", "环翠区司法局", case.draft.year, 0.96, text[:120]),)
        return injection(Expected("Y06", "warning"), also="T04")

    yield "another organ's", others


@fault("Y07", make=two_years, neighbour=True)
def same_numbers(case: Case, rng: Random) -> Places:
    """Last year's numbers in other words."""

    def apply():
        numbers = [str(rng.randint(11, 900)) for _ in range(6)]
        openings = {
            "now": (
                "公开信息{}条",
                "发布解读{}篇",
                "回复留言{}条",
                "接待群众{}人次",
                "更新栏目{}个",
                "印发简报{}期",
            ),
            "before": (
                "主动发布{}条",
                "政策图解{}篇",
                "答复咨询{}条",
                "服务来访{}人次",
                "调整专栏{}个",
                "编发快讯{}期",
            ),
        }
        for draft, key in ((case.draft, "now"), (case.previous, "before")):
            for section, p, s, sentence in draft.sentences():
                if section and any(c.isdigit() for c in sentence.text):
                    draft.put(section, p, s, Sentence("plain", "", ("做好日常公开。",)))
            for number, opening in zip(numbers, openings[key], strict=True):
                draft.sections[1][-1].append(Sentence("n", "", (opening.format(number) + "。",)))
        case.draft.sections[6].append(
            [Sentence("fee_statement", "", ("本年度未收取信息处理费。",))]
        )
        return injection(
            Expected("Y07", "warning"), also="Y05 Y06 T05 S02 S03 T07 T11 T15 N15 N16 T08 D00"
        )

    yield "six numbers", apply


@fault("Y08", make=three_years, neighbour=True)
def gap(case: Case, rng: Random) -> Places:
    def apply():
        case.previous = None
        return injection(Expected("Y08", "info"), also="Y01 Y10 Y02")

    yield "year before missing", apply


@fault("Y09", make=two_years, neighbour=True)
def more_pending(case: Case, rng: Random) -> Places:
    for channel in CHANNELS:

        def apply(channel: str = channel):
            total = int(case.draft.value("review_litigation", channel, "total"))
            path = ("review_litigation", channel, "pending")
            case.previous.figures[path] = plain(total + rng.randint(1, 6))
            return injection(Expected("Y09", "info", "review_litigation", channel), also="Y03")

        yield channel, apply


@fault("Y10", make=three_years, neighbour=True)
def old_chain(case: Case, rng: Random) -> Places:
    for column in COLUMNS:

        def apply(column: str = column):
            path = ("applications", "carried_forward", column)
            oldest = case.earlier[0]
            oldest.figures[path] = plain(int(oldest.figures[path].value or 0) + rng.randint(1, 7))
            return injection(Expected("Y10", "warning", "applications", None, column))

        yield column, apply


@fault("H01", make=with_children, neighbour=True)
def not_the_sum(case: Case, rng: Random) -> Places:
    for path in list(case.draft.figures):

        def apply(path=path):
            child = rng.choice(case.children)
            child.figures[path] = plain(
                round((child.figures[path].value or 0) + rng.randint(1, 9), 2)
            )
            severity = "warning" if case.parent_covers else "info"
            return injection(Expected("H01", severity, *path))

        yield ".".join(path), apply
