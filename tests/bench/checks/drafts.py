"""What is a clean report before it is a file? A draft: organ, year, figures, sentences, layout.

`draft()` makes one in which every printed relation holds and every duty is done; `before()` makes
the same organ's report of the year before so that the chains between them hold too. Faults are
edits of a draft (faults_*.py). `render()` writes the file that `parsers.reading.read_file` reads.
Names of places are real, so that rules that know the divisions meet what they know; the reports
are made up and never leave memory.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random

from tests.bench.accuracy import html, text
from tests.bench.accuracy.figures import CHANNELS, Figures, Number, Printed, plain
from tests.bench.accuracy.layout import (
    HEADINGS,
    ROW_LABELS,
    Block,
    Grid,
    Layout,
    Page,
    Text,
    table_four,
    table_three,
    table_two,
)
from tests.bench.checks import prose
from tests.bench.checks.prose import Sentence
from tests.data.compose import COLUMNS, LEAVES, OUTCOMES

Paragraph = list[Sentence]
TABLES = {2: "active_disclosure", 3: "applications", 4: "review_litigation"}


@dataclass(frozen=True, slots=True)
class Organ:
    """kind: department, government, township or subdistrict. above: whose portal it uses."""

    name: str
    me: str
    kind: str
    level: str
    code: str
    place: str
    above: str
    office: str

    @property
    def makes_regulations(self) -> bool:
        """设区的市 and provinces may issue 规章 (立法法)."""
        return self.kind == "government" and self.level in ("province", "prefecture")


# (province, prefecture, code, county, code, town, code, subdistrict, code)
_PLACES = (
    (
        "山东省",
        "淄博市",
        "3703",
        "博山区",
        "370304",
        "域城镇",
        "370304107",
        "城西街道",
        "370304002",
    ),
    (
        "山东省",
        "威海市",
        "3710",
        "环翠区",
        "371002",
        "张村镇",
        "371002100",
        "鲸园街道",
        "371002002",
    ),
    (
        "四川省",
        "宜宾市",
        "5115",
        "翠屏区",
        "511502",
        "李庄镇",
        "511502101",
        "合江门街道",
        "511502001",
    ),
    (
        "甘肃省",
        "武威市",
        "6206",
        "凉州区",
        "620602",
        "黄羊镇",
        "620602100",
        "东大街街道",
        "620602001",
    ),
    ("江苏省", "徐州市", "3203", "沛县", "320322", "龙固镇", "320322100", "沛城街道", "320322001"),
    (
        "四川省",
        "绵阳市",
        "5107",
        "三台县",
        "510722",
        "芦溪镇",
        "510722105",
        "潼川街道",
        "510722001",
    ),
    (
        "安徽省",
        "安庆市",
        "3408",
        "怀宁县",
        "340822",
        "石牌镇",
        "340822100",
        "大观街道",
        "340803001",
    ),
    (
        "江西省",
        "赣州市",
        "3607",
        "大余县",
        "360723",
        "池江镇",
        "360723106",
        "解放街道",
        "360702001",
    ),
)
BUREAUS = (
    "教育局",
    "自然资源局",
    "行政审批服务局",
    "司法局",
    "财政局",
    "市场监督管理局",
    "交通运输局",
)


def organ(rng: Random, kind: str | None = None, place: int | None = None) -> Organ:
    province, city, city_code, county, county_code, town, town_code, street, street_code = _PLACES[
        rng.randrange(len(_PLACES)) if place is None else place
    ]
    kind = (
        kind
        or rng.choices(("department", "government", "township", "subdistrict"), (5, 3, 2, 1))[0]
    )
    if kind == "township":
        return Organ(
            f"{county}{town}人民政府",
            "我镇",
            kind,
            "township",
            town_code,
            town,
            county,
            "镇政府办公室",
        )
    if kind == "subdistrict":
        return Organ(
            f"{city}{county}{street}办事处",
            "我街道",
            kind,
            "township",
            street_code,
            street,
            county,
            "街道党政办公室",
        )
    level, name, code, above = rng.choice(
        (
            ("prefecture", city, city_code, city),
            ("county", county, county_code, county),
            ("county", city + county, county_code, county),
        )
    )
    if kind == "government":
        if rng.random() < 0.1:
            return Organ(
                f"{province}人民政府",
                "我省",
                kind,
                "province",
                city_code[:2],
                province,
                province,
                "省政府办公厅",
            )
        suffix = {"市": "市", "县": "县", "区": "区"}[name[-1]]
        return Organ(
            f"{name}人民政府", f"我{suffix}", kind, level, code, name, above, f"{suffix}政府办公室"
        )
    return Organ(name + rng.choice(BUREAUS), "我局", kind, level, code, name, above, "局机关")


@dataclass(slots=True)
class Draft:
    """One report to be written. sections: number → paragraphs; 0 the preamble. order: of sections.

    signature: lines under the report. edits: what is done to the laid-out tables, in order.
    hidden: tables that are not printed. images: sections whose content is a picture.
    """

    organ: Organ
    year: int
    form: str
    figures: Figures
    title: str
    sections: dict[int, list[Paragraph]]
    signature: list[str]
    media: str
    layout: Layout = field(default_factory=Layout)
    headings: dict[int, str] = field(default_factory=lambda: dict(HEADINGS))
    order: list[int] = field(default_factory=lambda: [1, 2, 3, 4, 5, 6])
    hidden: set[str] = field(default_factory=set)
    images: set[int] = field(default_factory=set)
    edits: list[Callable[[Grid], None]] = field(default_factory=list)
    published_on: str | None = None
    notation: str = "cells"
    container: int = 0
    signed: dt.date | None = None

    def copy(self) -> Draft:
        return replace(
            self,
            figures=dict(self.figures),
            sections={n: [list(p) for p in ps] for n, ps in self.sections.items()},
            signature=list(self.signature),
            layout=replace(self.layout, labels=dict(self.layout.labels)),
            headings=dict(self.headings),
            order=list(self.order),
            hidden=set(self.hidden),
            images=set(self.images),
            edits=list(self.edits),
        )

    def sentences(self) -> list[tuple[int, int, int, Sentence]]:
        """(section, paragraph, sentence, the sentence), in printed order."""
        return [
            (number, p, s, sentence)
            for number, paragraphs in self.sections.items()
            for p, paragraph in enumerate(paragraphs)
            for s, sentence in enumerate(paragraph)
        ]

    def find(self, *topics: str) -> list[tuple[int, int, int, Sentence]]:
        return [e for e in self.sentences() if set(e[3].topic.split("+")) & set(topics)]

    def put(self, section: int, paragraph: int, sentence: int, what: Sentence) -> None:
        self.sections[section][paragraph][sentence] = what

    def drop(self, *topics: str) -> None:
        """Leave out the sentences of these topics (a joined sentence goes as a whole)."""
        for number, paragraphs in self.sections.items():
            kept = [
                [s for s in paragraph if not set(s.topic.split("+")) & set(topics)]
                for paragraph in paragraphs
            ]
            self.sections[number] = [paragraph for paragraph in kept if paragraph]

    def value(self, table: str, item: str, column: str) -> Number:
        """A cell's number, 0 where it has none."""
        return self.figures[table, item, column].value or 0

    @property
    def deadline(self) -> dt.date:
        month, day = (3, 31) if self.organ.kind == "government" else (1, 31)
        return dt.date(self.year + 1, month, day)


# ── Figures ───────────────────────────────────────────────────────────────────────────────────

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class _Real:
    """A real report's counts without its sums."""

    rows: Mapping[str, tuple[int, ...]]
    disputes: tuple[tuple[int, ...], ...]
    decisions: tuple[int, ...]
    fees: Number
    documents: tuple[int, int, int]


@cache
def _real() -> tuple[_Real, ...]:
    """tests/data/figures and, where they are at hand, the truth files of ../shared."""
    files = [json.loads(p.read_text("utf-8"))["figures"] for p in _paths("tests/data/figures")]
    for path in sorted((ROOT.parent / "shared" / "truth").glob("[0-9]*.json")):
        files.append(json.loads(path.read_text("utf-8")))
    found = []
    for figures in files:
        active, disputes = figures["active_disclosure"], figures["review_litigation"]
        found.append(
            _Real(
                {
                    key: tuple(int(row[column] or 0) for column in COLUMNS[:6])
                    for key, row in figures["applications"].items()
                },
                tuple(
                    tuple(int(disputes[f"{c}_{o}"] or 0) for o in OUTCOMES[:4]) for c in CHANNELS
                ),
                tuple(
                    int(active[f"administrative_{kind}"]["decisions"] or 0)
                    for kind in ("licensing", "penalty", "compulsion")
                ),
                round(float(active["administrative_fees"]["amount_wan_yuan"] or 0), 2),
                tuple(
                    int(active["normative_documents"][c] or 0)
                    for c in ("issued", "repealed", "in_force")
                ),  # type: ignore[arg-type]
            )
        )
    return tuple(found)


def _paths(folder: str) -> list[Path]:
    return sorted((ROOT / folder).glob("*.json"))


def figures(rng: Random, organ: Organ, form: str) -> Figures:
    """Real rows exchanged, added up and multiplied: all relations of the tables hold."""
    source, other = rng.choice(_real()), rng.choice(_real())
    style = rng.choices(("real", "zero", "mixed", "small"), (4, 1, 4, 3))[0]
    factor = rng.choice((1, 1, 1, 2, 3, 11)) if style != "zero" else 0
    leaves = [list(source.rows[leaf]) for leaf in LEAVES]
    if style == "mixed":
        leaves = [
            [a + b for a, b in zip(row, other.rows[leaf], strict=True)]
            for leaf, row in zip(LEAVES, leaves, strict=True)
        ]
        rng.shuffle(leaves)
    if style == "small":
        leaves = [
            [rng.choice((0, 0, 1, 2, 5)) if rng.random() < 0.45 else 0 for _ in range(6)]
            for _ in LEAVES
        ]
        if rng.random() < 0.5:  # natural persons only
            leaves = [[row[0], 0, 0, 0, 0, 0] for row in leaves]
    leaves = [[factor * value for value in row] for row in leaves]
    done = [sum(column) for column in zip(*leaves, strict=True)]
    forward = [factor * value for value in source.rows["carried_forward"]]
    if style == "small" and rng.random() < 0.5:
        forward = [rng.choice((0, 1, 2)) if done[c] else 0 for c in range(6)]
    over = [
        min(factor * value, done[c] + forward[c])
        for c, value in enumerate(other.rows["carried_over"])
    ]
    if style == "small":
        over = [min(rng.choice((0, 0, 1, 3)), done[c] + forward[c]) for c in range(6)]
    rows = dict(zip(LEAVES, leaves, strict=True))
    rows |= {"carried_over": over, "carried_forward": forward, "results_total": done}
    rows["new_received"] = [done[c] + forward[c] - over[c] for c in range(6)]
    chosen = (
        rng.choice((source, other)).disputes
        if style != "small"
        else tuple(
            tuple(rng.choice((0, 0, 1, 2, 4)) if rng.random() < 0.5 else 0 for _ in range(4))
            for _ in CHANNELS
        )
    )
    disputes = [[factor * value for value in row] for row in chosen]
    return _assemble(rng, organ, form, rows, disputes, factor and rng.choice((source, other)))


def _assemble(
    rng: Random,
    organ: Organ,
    form: str,
    rows: dict[str, list[int]],
    disputes: list[list[int]],
    real: _Real | int,
) -> Figures:
    found: Figures = {}

    def put(table: str, item: str, column: str, value: Number) -> None:
        found[table, item, column] = plain(value)

    if form == "2019":
        rows = dict(rows)
        others = [rows.pop(leaf) for leaf in LEAVES if leaf.startswith("other_")]
        rows["other_handling"] = [sum(parts) for parts in zip(*others, strict=True)]
    for item, counts in rows.items():
        for column, value in zip(COLUMNS, (*counts, sum(counts)), strict=True):
            put("applications", item, column, value)
    for channel, counts in zip(CHANNELS, disputes, strict=True):
        for outcome, value in zip(OUTCOMES, (*counts, sum(counts)), strict=True):
            put("review_litigation", channel, outcome, value)
    documents = real.documents if isinstance(real, _Real) else (0, 0, 0)
    if isinstance(real, _Real) and rng.random() < 0.5:
        documents = (rng.randint(0, 9), rng.randint(0, 6), 0)
    decisions = list(real.decisions) if isinstance(real, _Real) else [0, 0, 0]
    fees = real.fees if isinstance(real, _Real) and real.fees < 900_000 else 0
    if "审批" in organ.name:
        decisions[0] = max(decisions[0], rng.randint(300, 9_000))
    for item in ("regulations", "normative_documents"):
        issued, repealed, _ = documents
        if item == "regulations" and not (organ.makes_regulations and rng.random() < 0.5):
            issued = repealed = kept = 0
        else:
            kept = max(0, documents[2] - issued + repealed, repealed) + rng.randint(0, 12)
            if not isinstance(real, _Real):
                kept = 0
        names = (
            ("issued", "repealed", "in_force")
            if form == "2021"
            else ("made", "newly_published", "total_public")
        )
        numbers = (issued, repealed, kept + issued - repealed)
        if form == "2019":
            numbers = (issued, issued, kept + issued)
        for column, value in zip(names, numbers, strict=True):
            put("active_disclosure", item, column, value)
    kinds = ("licensing", "penalty", "compulsion")
    for kind, count in zip(kinds, decisions, strict=True):
        item = f"administrative_{kind}"
        if form == "2019":
            put("active_disclosure", item, "prior_year_items", rng.randint(0, 400))
            put("active_disclosure", item, "change", rng.randint(0, 9))
        put("active_disclosure", item, "decisions", count)
    if form == "2019":
        for column, value in (("prior_year_items", 12), ("change", 0), ("decisions", 40)):
            put("active_disclosure", "other_services", column, value)
        put("active_disclosure", "administrative_fees", "prior_year_items", 3)
        put("active_disclosure", "administrative_fees", "change", 0)
        put("active_disclosure", "central_procurement", "items", 6)
        found["active_disclosure", "central_procurement", "amount_yuan"] = Printed(
            251000, "251000元"
        )
    else:
        put("active_disclosure", "administrative_fees", "amount_wan_yuan", fees)
    return found


# ── Words ─────────────────────────────────────────────────────────────────────────────────────

_SUBHEADS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")


def words(rng: Random, organ: Organ, year: int) -> dict[str, str]:
    whole = {"省": "全省", "市": "全市", "县": "全县", "区": "全区"}.get(organ.place[-1], "辖区内")
    return {
        "Y": str(year),
        "P": str(year - 1),
        "N": str(year + 1),
        "我": organ.me,
        "全": whole,
        "办": organ.office,
        "名": organ.name,
        "上": organ.above,
        "地": f"{organ.place}人民路{rng.randint(2, 300)}号",
        "编": f"{rng.randint(100000, 859999)}",
        "话": f"0{rng.randint(310, 939)}-{rng.randint(2000000, 8999999)}",
        "箱": f"xxgk{rng.randint(10, 99)}@{organ.code}.gov.cn",
    }


def _subhead(kind: str, number: int, tail: str) -> Sentence:
    numeral = "一二三四五"[number]
    label = {"bracket": f"（{numeral}）", "digit": f"{number + 1}."}[kind]
    return Sentence("subhead", str(number), (label + _SUBHEADS[number] + tail,))


def _applications(
    rng: Random, draft: Draft, known: Mapping[str, Number], words: Mapping[str, str]
) -> list[Sentence]:
    """What is said about applications; every figure equals its cell."""

    def say(topic: str, templates: tuple[str, ...]) -> Sentence:
        return prose.fill(topic, rng.choice(templates), known, words)

    said: list[Sentence] = []
    new, over, done, forward = (known[m] for m in ("new", "over", "done", "forward"))
    if not (new or over or done or forward):
        said.append(say("zero_received", prose.ZERO_RECEIVED))
        return said
    if not new:
        said.append(say("zero_received", prose.ZERO_RECEIVED))
    elif new == done and rng.random() < 0.15:
        said.append(say("received_done", prose.RECEIVED_AND_DONE))
    elif new >= 20 and rng.random() < 0.12:
        rough = prose.RECEIVED_WAN if new >= 12_000 else prose.RECEIVED_ROUGHLY
        said.append(say("received_rough", rough))
    elif over and rng.random() < 0.1:
        said.append(say("both", prose.BOTH_READINGS))
    elif (
        draft.organ.kind == "government" and draft.organ.level != "township" and rng.random() < 0.5
    ):
        said.append(say("received", prose.RECEIVED_GOVERNMENT))
    else:
        said.append(say("received", prose.RECEIVED))
    is_both = said[0].topic == "both"
    if over and not is_both and rng.random() < 0.7:
        said.append(say("over", prose.CARRIED_OVER))
    elif not over and rng.random() < 0.2:
        said.append(say("zero_over", prose.ZERO_OVER))
    exact = bool(new) and said[0].topic in ("received", "received_done")
    if exact and known["legal"] == 0 and rng.random() < 0.5:
        said.insert(1, say("all_natural", prose.ALL_NATURAL))
    elif exact and known["legal"] and known["natural"] and rng.random() < 0.3:
        said.insert(1, say("applicants", prose.APPLICANTS))
    if done and said[0].topic != "received_done" and rng.random() < 0.7:
        said.append(say("done", prose.COMPLETED))
    if done and rng.random() < 0.85:
        said.append(prose.results(rng, known, words))
        if rng.random() < 0.3 and (sub := prose.reasons(rng, known, words)):
            said.append(sub)
    if forward and rng.random() < 0.7:
        said.append(say("forward", prose.FORWARD))
    elif not forward and rng.random() < 0.25:
        said.append(say("zero_forward", prose.ZERO_FORWARD))
    joinable = {"received", "over", "done", "forward", "all_natural"}
    joined: list[Sentence] = []
    for sentence in said:  # some sentences become clauses of one
        topics = {*(joined[-1].topic.split("+") if joined else [""]), sentence.topic}
        if topics <= joinable and rng.random() < 0.35:
            joined[-1] = prose.together([joined[-1], sentence])
        else:
            joined.append(sentence)
    return joined


def _section_two_figures(
    rng: Random, draft: Draft, known: Mapping[str, Number], words: Mapping[str, str]
) -> list[Sentence]:
    """Sentences about 规范性文件, 许可, 处罚, 强制 and 收费."""
    if draft.form != "2021":
        return []
    said = []
    if known["norm_issued"] and rng.random() < 0.7:
        templates = [
            t for t in prose.NORMATIVE if "{norm_repealed}件" not in t or known["norm_repealed"]
        ]
        said.append(prose.fill("normative", rng.choice(templates), known, words))
    elif not known["norm_issued"] and rng.random() < 0.4:
        said.append(prose.fill("zero_normative", rng.choice(prose.ZERO_NORMATIVE), known, words))
    if known["reg_issued"] and rng.random() < 0.8:
        said.append(prose.fill("regulations", rng.choice(prose.REGULATIONS), known, words))
    for kind in ("licensing", "penalty", "compulsion"):
        pool = prose.DECISIONS if known[kind] else prose.ZERO_DECISIONS
        if rng.random() < 0.4:
            topic = kind if known[kind] else f"zero_{kind}"
            said.append(prose.fill(topic, rng.choice(pool[kind]), known, words))
    if rng.random() < 0.5:
        pool = prose.FEES if known["fees"] else prose.ZERO_FEES
        topic = "fees" if known["fees"] else "zero_fees"
        said.append(prose.fill(topic, rng.choice(pool), known, words))
    return said


def write(rng: Random, draft: Draft) -> None:
    """Fill the draft's sections, title and signature, in place."""
    known = dict(prose.values(draft.figures))
    if known.get("new"):
        known["office"] = rng.randint(0, int(known["new"]))
    said = words(rng, draft.organ, draft.year)
    numbers = prose.counts(rng)
    short = draft.organ.code.startswith("6206") and draft.year >= 2025  # 武威: 1,000 characters

    def pick(topic: str, pool: tuple[str, ...], count: int) -> list[Sentence]:
        chosen = rng.sample(pool, min(count, len(pool)))
        return [prose.plain(topic, template, said, numbers) for template in chosen]

    style = rng.choice(("bracket own", "bracket inline", "digit inline"))
    kind, where = style.split()

    def part(number: int, sentences: list[Sentence]) -> list[Paragraph]:
        if where == "own":
            return [[_subhead(kind, number, "")], sentences]
        return [[_subhead(kind, number, "。"), *sentences]]

    preamble = pick("preamble", prose.PREAMBLES, 1)
    contact = pick("contact", prose.CONTACTS, 1)
    contact_at = rng.choice((0, 6))
    asked = _applications(rng, draft, known, said)
    disputed = prose.disputes(rng, known, said)
    stated = _section_two_figures(rng, draft, known, said)
    rng.shuffle(stated)
    in_three = rng.random() < 0.2
    in_four = rng.random() < 0.25
    active = pick("active", prose.ACTIVE, 2 if short else 4)
    if rng.random() < 0.7:
        active.append(prose.enumeration(rng))
    if rng.random() < 0.7:
        active.append(prose.growth(rng, said))
    rng.shuffle(active)
    second = [] if in_three else list(asked)
    if not in_four:
        second += disputed
    if in_three or not second:
        second.insert(
            0, Sentence("active", "handled", ("按照规定的程序登记、审核、办理依申请公开事项。",))
        )
    oversight = pick("oversight", prose.OVERSIGHT, 2)
    if draft.organ.kind in ("government", "township"):
        for duty, templates in prose.DUTIES.items():
            oversight += [prose.plain(f"duty_{duty}", rng.choice(templates), said, numbers)]
    one = [*part(0, active), *part(1, second)]
    one += part(2, pick("management", prose.MANAGEMENT, 1 if short else 2))
    one += part(3, pick("platform", prose.PLATFORM, 1 if short else 2))
    one += part(4, oversight)
    six = [pick("fee_statement", prose.FEE_STATEMENTS, 1)]
    rest = pick("others", prose.OTHERS, rng.randint(1, 3))
    if rng.random() < 0.5:
        six[0] += rest
    else:
        six.append(rest)
    sections: dict[int, list[Paragraph]] = {0: [preamble], 1: one}
    sections[2] = [stated] if stated and rng.random() < 0.5 else []
    if stated and not sections[2]:
        one[0 if where == "inline" else 1] += stated
    sections[3] = [list(asked)] if in_three else []
    sections[4] = [disputed] if in_four else []
    problems = pick("problems", prose.PROBLEMS, 3)
    measures = pick("measures", prose.MEASURES, 3)
    sections[5] = [problems + measures] if rng.random() < 0.5 else [problems, measures]
    sections[6] = six
    if contact_at == 0:
        sections[0].append(contact) if rng.random() < 0.5 else sections[0][0].extend(contact)
    else:
        sections[6].append(contact)
    draft.sections = sections


def draft(
    rng: Random,
    kind: str | None = None,
    year: int | None = None,
    form: str | None = None,
    organ_: Organ | None = None,
) -> Draft:
    """A clean report."""
    who = organ_ or organ(rng, kind)
    year = year or rng.randint(2021, 2025)
    form = form or ("2021" if year >= 2021 else "2019")
    made = Draft(
        organ=who,
        year=year,
        form=form,
        figures=figures(rng, who, form),
        title="",
        sections={},
        signature=[],
        media=rng.choices(("text", "html"), (3, 1))[0],
        notation=rng.choice(("cells", "rows", "pipes")),
        container=rng.randrange(5),
    )
    if rng.random() < 0.3:
        made.layout.labels = _spelling(rng)
    _dates(rng, made)
    write(rng, made)
    return made


def _spelling(rng: Random) -> dict[str, str]:
    """Labels with other brackets, stops and quotation marks: how they are written, not what they
    say, so that S08 has nothing to report."""
    changes = rng.choice(
        (
            (("（", "("), ("）", ")")),
            (("1.", "1．"), ("2.", "2．"), ("3.", "3．"), ("4.", "4．"), ("5.", "5．")),
            (("“", '"'), ("”", '"')),
            (("“", ""), ("”", "")),
        )
    )
    labels = {}
    for key, label in ROW_LABELS.items():
        changed = label
        for old, new in changes:
            changed = changed.replace(old, new)
        if changed != label:
            labels[key] = changed
    return labels


def _dates(rng: Random, made: Draft) -> None:
    who, year = made.organ, made.year
    made.title = rng.choice(
        (
            f"{who.name}{year}年政府信息公开工作年度报告",
            f"{who.name}{year}年度政府信息公开工作年度报告",
            f"{year}年{who.name}政府信息公开工作年度报告",
        )
    )
    if who.name.endswith("人民政府"):  # 人民政府政府信息公开 reads double; organs print it this way
        made.title = f"{who.name}{year}年政府信息公开工作年度报告"
    first = dt.date(year + 1, 1, 8)
    made.signed = first + dt.timedelta(days=rng.randint(0, (made.deadline - first).days - 4))
    day = made.signed
    made.signature = [who.name, f"{day.year}年{day.month}月{day.day}日"]
    if made.media == "html":
        published = day + dt.timedelta(days=rng.randint(0, 3))
        made.published_on = f"{published.isoformat()} 10:12"


def before(rng: Random, later: Draft) -> Draft | None:
    """The same organ's report of the year before: chains hold, nothing jumps, words differ.

    None where no such figures were found; the caller then takes another report.
    """
    for _ in range(8):
        found = _figures_before(rng, later)
        if found is not None:
            break
    else:
        return None
    made = replace(later.copy(), year=later.year - 1, figures=found)
    _dates(rng, made)
    said = {s.text for *_, s in later.sentences() if s.topic in ("problems", "measures")}
    for _ in range(20):
        write(rng, made)
        mine = {s.text for *_, s in made.sentences() if s.topic in ("problems", "measures")}
        if len(said & mine) <= 2:
            return made
    return None


def _figures_before(rng: Random, later: Draft) -> Figures | None:
    """Counts of a year before: scaled, with 结转下年 equal to the later year's 上年结转."""

    def near(value: Number) -> int:
        return max(0, round(value * rng.uniform(0.6, 1.4)))

    columns = COLUMNS[:6]
    rows = {leaf: [near(later.value("applications", leaf, c)) for c in columns] for leaf in LEAVES}
    done = [sum(rows[leaf][c] for leaf in LEAVES) for c in range(6)]
    forward = [int(later.value("applications", "carried_over", c)) for c in columns]
    over = [
        min(near(later.value("applications", "carried_forward", column)), done[c] + forward[c])
        for c, column in enumerate(columns)
    ]
    rows |= {"results_total": done, "carried_forward": forward, "carried_over": over}
    rows["new_received"] = [done[c] + forward[c] - over[c] for c in range(6)]
    disputes = []
    for channel in CHANNELS:
        counts = [near(later.value("review_litigation", channel, o)) for o in OUTCOMES[:4]]
        counts[3] = min(counts[3], int(later.value("review_litigation", channel, "total")))
        disputes.append(counts)
    found = _assemble(rng, later.organ, "2021", rows, disputes, 0)
    for item in ("regulations", "normative_documents"):
        issued, repealed, in_force = (
            int(later.value("active_disclosure", item, c))
            for c in ("issued", "repealed", "in_force")
        )
        kept = in_force - issued + repealed
        made = min(near(issued), kept)
        cut = near(repealed)
        for column, value in (("issued", made), ("repealed", cut), ("in_force", kept)):
            found["active_disclosure", item, column] = plain(value)
    for kind in ("licensing", "penalty", "compulsion"):
        path = ("active_disclosure", f"administrative_{kind}", "decisions")
        found[path] = plain(near(later.figures[path].value or 0))
    path = ("active_disclosure", "administrative_fees", "amount_wan_yuan")
    fees = (later.figures[path].value or 0) * rng.uniform(0.7, 1.3)
    found[path] = plain(round(fees, 2) if fees else 0)
    for place, cell in found.items():
        a, b = cell.value or 0, later.figures[place].value or 0
        if max(a, b) >= 20 and (min(a, b) == 0 or not 0.21 < a / b < 4.9):
            return None
    return found


# ── Files ─────────────────────────────────────────────────────────────────────────────────────


def blocks(made: Draft) -> list[Block]:
    """The report in printed order."""
    found: list[Block] = [Text("title", made.title)] if made.title else []

    def paragraphs(number: int) -> None:
        for paragraph in made.sections.get(number, []):
            found.append(Text("text", "".join(s.text for s in paragraph)))

    paragraphs(0)
    for number in made.order:
        found.append(Text("heading", made.headings[number]))
        if number in made.images:
            found.append(Text("image", f"pic{number}.png"))
            continue
        paragraphs(number)
        if TABLES.get(number) and TABLES[number] not in made.hidden:
            grids: list[Grid] = {
                2: lambda: table_two(made.figures, made.layout),
                3: lambda: [table_three(made.figures, made.layout)],
                4: lambda: [table_four(made.figures, made.layout)],
            }[number]()
            for grid in grids:
                for edit in made.edits:
                    edit(grid)
                found.append(grid)
    found += [Text("signature", line) for line in made.signature]
    return found


def render(made: Draft) -> bytes:
    page = Page(made.title, made.organ.name, made.year, made.figures, blocks(made))
    if made.media == "text":
        return text.render(page, text.Style(notation=made.notation), markdown=False)
    head = f'<meta name="ArticleTitle" content="{made.title}">\n'
    if made.published_on:
        head += f'<meta name="PubDate" content="{made.published_on}">\n'
    style = html.Style(
        container=html.CONTAINERS[made.container], meta=False, head=head, paragraph=_html_paragraph
    )
    return html.render(page, style)


def _html_paragraph(block: Text) -> str:
    if block.role == "image":
        return f'<p style="text-align:center"><img src="/images/{block.text}"></p>'
    tag = "<strong>{}</strong>" if block.role in ("title", "heading") else "{}"
    return f"<p>{tag.format(block.text)}</p>"
