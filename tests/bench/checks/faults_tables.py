"""Faults in the tables and the form: A, S, M."""

from __future__ import annotations

from random import Random

from parsers.report import Statistic
from tests.bench.accuracy.figures import CHANNELS, Number, Printed, plain
from tests.bench.accuracy.layout import Box, Grid
from tests.bench.checks import drafts
from tests.bench.checks.drafts import TABLES, Draft
from tests.bench.checks.faults import Case, Expected, Places, either_form, fault, injection
from tests.bench.checks.prose import Sentence
from tests.data.compose import COLUMNS, OUTCOMES

APPLICATIONS = "applications"
BALANCE = ("new_received", "carried_over", "results_total", "carried_forward")


def _other(rng: Random, value: Number) -> int:
    """Another count: off by one, by ten, doubled, digits exchanged."""
    value = int(value)
    choices = {value + 1, value + 2, value - 1, value + 10, value - 10, value * 2, value // 10}
    text = str(value)
    if len(text) > 1:
        choices.add(int(text[:-2] + text[-1] + text[-2]))
    return rng.choice(sorted(c for c in choices if c >= 0 and c != value))


def _set(draft: Draft, table: str, item: str, column: str, value: Number) -> None:
    draft.figures[table, item, column] = plain(value)


def _rows(draft: Draft) -> list[str]:
    return list(dict.fromkeys(i for t, i, _ in draft.figures if t == APPLICATIONS))


def _leaves(draft: Draft) -> list[str]:
    """The result rows: form 2019 prints 其他处理 as one."""
    return [item for item in _rows(draft) if item not in (*BALANCE, "results_total")]


@fault("A01", make=either_form)
def wrong_cell(case: Case, rng: Random) -> Places:
    """One cell of table 3: its row no longer adds up, nor does what the column says."""
    draft = case.draft
    for item in _rows(draft):
        for column in COLUMNS:

            def apply(item: str = item, column: str = column):
                old = draft.value(APPLICATIONS, item, column)
                _set(draft, APPLICATIONS, item, column, _other(rng, old))
                expected = [Expected("A01", "error", APPLICATIONS, item, "total")]
                if item == "results_total" or item in _leaves(draft):
                    expected.append(Expected("A02", "error", APPLICATIONS, "results_total", column))
                if item in BALANCE:
                    expected.append(Expected("A03", "error", APPLICATIONS, None, column))
                touches = (("row", item), ("column", column))
                return injection(*expected, touches=touches)

            yield f"{item}.{column}", apply


@fault("A02", make=either_form)
def wrong_leaf(case: Case, rng: Random) -> Places:
    """A result row changed with its total: only the columns do not add up."""
    draft = case.draft
    for leaf in _leaves(draft):
        for column in COLUMNS[:-1]:

            def apply(leaf: str = leaf, column: str = column):
                old = draft.value(APPLICATIONS, leaf, column)
                new = _other(rng, old)
                whole = draft.value(APPLICATIONS, leaf, "total")
                _set(draft, APPLICATIONS, leaf, column, new)
                _set(draft, APPLICATIONS, leaf, "total", whole + new - old)
                return injection(
                    *(
                        Expected("A02", "error", APPLICATIONS, "results_total", c)
                        for c in (column, "total")
                    ),
                    touches=(("row", leaf), ("column", column), ("column", "total")),
                )

            yield f"{leaf}.{column}", apply


@fault("A03", make=either_form)
def unbalanced(case: Case, rng: Random) -> Places:
    draft = case.draft
    for item in ("new_received", "carried_over", "carried_forward"):
        for column in COLUMNS[:-1]:

            def apply(item: str = item, column: str = column):
                old = draft.value(APPLICATIONS, item, column)
                new = _other(rng, old)
                whole = draft.value(APPLICATIONS, item, "total")
                _set(draft, APPLICATIONS, item, column, new)
                _set(draft, APPLICATIONS, item, "total", whole + new - old)
                return injection(
                    *(Expected("A03", "error", APPLICATIONS, None, c) for c in (column, "total")),
                    touches=(("row", item), ("column", column), ("column", "total")),
                )

            yield f"{item}.{column}", apply


def _channel_fault(rule: str, channel: str):
    @fault(rule, make=either_form)
    def wrong_outcome(case: Case, rng: Random) -> Places:
        draft = case.draft
        for outcome in OUTCOMES:

            def apply(outcome: str = outcome):
                old = draft.value("review_litigation", channel, outcome)
                _set(draft, "review_litigation", channel, outcome, _other(rng, old))
                return injection(
                    Expected(rule, "error", "review_litigation", channel, "total"),
                    touches=(("dispute", channel),),
                )

            yield outcome, apply

    return wrong_outcome


for _rule, _name in zip(("A04", "A05", "A06"), CHANNELS, strict=True):
    _channel_fault(_rule, _name)


@fault("A07", make=either_form)
def no_count(case: Case, rng: Random) -> Places:
    """Any cell: below zero, or a count with a fraction. The sums go with it."""
    draft = case.draft
    for table, item, column in list(draft.figures):
        if column in ("change", "amount_yuan"):
            continue
        kinds = ["negative"] if column == "amount_wan_yuan" else ["negative", "fraction"]
        for kind in kinds:

            def apply(path=(table, item, column), kind: str = kind):
                value = -rng.randint(1, 30) if kind == "negative" else rng.randint(0, 40) + 0.5
                draft.figures[path] = plain(value)
                return injection(
                    Expected("A07", "error", *path),
                    also="A01 A02 A03 A04 A05 A06 A08 A09 A10 S10",
                    touches=(("row", path[1]), ("column", path[2]), ("dispute", path[1])),
                )

            yield f"{table}.{item}.{column} {kind}", apply


@fault("A08")
def less_in_force(case: Case, rng: Random) -> Places:
    draft = case.draft
    for item in ("regulations", "normative_documents"):
        if item == "regulations" and not draft.organ.makes_regulations:
            continue

        def apply(item: str = item):
            issued, repealed = rng.randint(3, 30), rng.randint(0, 2)
            in_force = rng.randint(0, issued - repealed - 1)
            for column, value in zip(
                ("issued", "repealed", "in_force"), (issued, repealed, in_force), strict=True
            ):
                _set(draft, "active_disclosure", item, column, value)
            return injection(
                Expected("A08", "warning", "active_disclosure", item), touches=(("active", item),)
            )

        yield item, apply


@fault("A09")
def regulations_of_nobody(case: Case, rng: Random) -> Places:
    draft = case.draft
    if draft.organ.makes_regulations:
        return
    for column in ("issued", "repealed", "in_force"):

        def apply(column: str = column):
            _set(draft, "active_disclosure", "regulations", column, rng.randint(1, 9))
            if column == "issued":
                _set(draft, "active_disclosure", "regulations", "in_force", 9)
            return injection(
                Expected("A09", "info", "active_disclosure", "regulations"),
                touches=(("active", "regulations"),),
            )

        yield f"{column} {draft.organ.kind}", apply


@fault("A10")
def strange_amount(case: Case, rng: Random) -> Places:
    draft = case.draft
    path = ("active_disclosure", "administrative_fees", "amount_wan_yuan")
    printed = {f"{n} decimals": f"{rng.randint(1, 9000)}." + "1234567"[:n] for n in (3, 4, 6)}
    if draft.organ.level != "province":
        printed["yuan"] = str(rng.randint(1_000_000, 90_000_000))
    for place, raw in printed.items():

        def apply(raw: str = raw):
            draft.figures[path] = Printed(float(raw) if "." in raw else int(raw), raw)
            return injection(Expected("A10", "info", *path), touches=(("active", "fees"),))

        yield place, apply


def _of_approval(rng: Random) -> Case | None:
    for _ in range(60):
        organ = drafts.organ(rng, "department")
        if "审批" in organ.name:
            return Case(drafts.draft(rng, organ_=organ))
    return None


@fault("A11", make=_of_approval, hint=True)
def no_permits(case: Case, rng: Random) -> Places:
    def apply():
        _set(case.draft, "active_disclosure", "administrative_licensing", "decisions", 0)
        return injection(Expected("A11", "info", "active_disclosure", "administrative_licensing"))

    yield "审批局", apply


# ── S: sections, headings, tables, cells ──────────────────────────────────────────────────────


@fault("S01", make=either_form)
def section_missing(case: Case, rng: Random) -> Places:
    draft = case.draft
    for number in range(1, 7):

        def apply(number: int = number):
            draft.order.remove(number)
            expected = [Expected("S01", "error", core=None)]
            if number in TABLES:
                expected.append(Expected("S05", "error", TABLES[number]))
            return injection(
                *expected, also="S02 N15 N16 T02 T07 T15 V02", touches=(("section", str(number)),)
            )

        yield f"section {number}", apply


@fault("S02", make=either_form)
def ordinal(case: Case, rng: Random) -> Places:
    draft = case.draft
    for number in range(2, 7):
        for wrong in range(1, number):

            def apply(number: int = number, wrong: int = wrong):
                heading = "一二三四五六"[wrong - 1] + draft.headings[number][1:]
                draft.headings[number] = heading
                return injection(
                    Expected("S02", "warning", core=heading),
                    also="S03",
                    touches=(("heading", str(number)),),
                )

            yield f"{number} as {wrong}", apply


@fault("S02", make=either_form)
def sub_ordinal(case: Case, rng: Random) -> Places:
    draft = case.draft
    heads = draft.find("subhead")
    for (section, p, s, sentence), (*_, before) in zip(heads[1:], heads, strict=False):
        if not sentence.text.startswith("（"):
            continue

        def apply(section=section, p=p, s=s, sentence=sentence, before=before):
            text = before.text[:3] + sentence.text[3:]
            draft.put(section, p, s, Sentence("subhead", sentence.wording, (text,)))
            return injection(
                Expected("S02", "info", core=text.rstrip("。")), touches=(("subhead",),)
            )

        yield f"sub-heading {sentence.wording}", apply


HEADING_VARIANTS = {
    1: ("一、概述", "一、工作总体情况"),
    2: ("二、政府信息主动公开情况",),
    3: ("三、处理政府信息公开申请情况", "三、行政机关收到和处理信息公开申请情况"),
    4: ("四、行政复议、行政诉讼情况", "四、政府信息公开被申请行政复议和提起行政诉讼情况"),
    5: ("五、主要问题及改进措施", "五、工作中存在的问题与整改情况"),
    6: ("六、需要报告的其他事项", "六、其他应报告的事项"),
}


@fault("S03", make=either_form)
def heading_variant(case: Case, rng: Random) -> Places:
    draft = case.draft
    for number, variants in HEADING_VARIANTS.items():
        for variant in variants:

            def apply(number: int = number, variant: str = variant):
                draft.headings[number] = variant
                return injection(
                    Expected("S03", "info", core=variant), touches=(("heading", str(number)),)
                )

            yield variant, apply


RESIDUE = (
    "本部分主要报告本行政机关主动公开的做法和成效。",
    "（此处填写本年度工作开展的具体情况）",
    "填写示例：全年公开信息若干条，解读若干篇。",
    "填表说明：各项数字由办公室汇总后统一填报。",
    "有关事项包括但不限于：",
    "信息处理费情况需在此专门报告。",
    "以下表格部分建议转换成图片。",
    "××局高度重视信息公开工作，召开专题会议部署。",
    "XX年共发布信息，内容涵盖各个领域。",
)


@fault("S04", make=either_form)
def residue(case: Case, rng: Random) -> Places:
    """A drafting instruction left in, as a line of its own, in any section."""
    draft = case.draft
    for number in range(1, 7):
        for kind, line in enumerate(RESIDUE):

            def apply(number: int = number, line: str = line):
                at = rng.randint(0, len(draft.sections.get(number, [])))
                if draft.find("subhead") and number == 1:
                    at = len(draft.sections[1])
                draft.sections.setdefault(number, []).insert(
                    at, [Sentence("residue", line[:6], (line,))]
                )
                return injection(
                    Expected("S04", "error", core=line),
                    also="T01",
                    touches=(("text", str(number)),),
                )

            yield f"{kind} in {number}", apply
    for tail in ("（仅限因政府信息公开申请引起的）", "表格部分建议转换成图片"):

        def apply_heading(tail: str = tail):
            draft.headings[4] += tail
            return injection(
                Expected("S04", "error", core=draft.headings[4]),
                also="S03",
                touches=(("heading", "4"),),
            )

        yield f"heading {tail[:3]}", apply_heading


@fault("S05", make=either_form)
def table_missing(case: Case, rng: Random) -> Places:
    for number, table in TABLES.items():

        def apply(table: str = table):
            case.draft.hidden.add(table)
            return injection(
                Expected("S05", "error", table), also="V02", touches=(("table", table),)
            )

        yield f"table {number}", apply


@fault("S06", make=either_form)
def row_missing(case: Case, rng: Random) -> Places:
    draft = case.draft
    for table in ("active_disclosure", APPLICATIONS):
        for item in dict.fromkeys(i for t, i, _ in draft.figures if t == table):

            def apply(table: str = table, item: str = item):
                draft.layout.without = frozenset({item})
                return injection(
                    Expected("S06", "error", table, item),
                    also="S02",
                    touches=(("table", table),),
                )

            yield item, apply
    for label in ("行政检查", "行政确认"):

        def apply_extra(label: str = label):
            draft.layout.local_rows = ((label, str(rng.randint(1, 60))),)
            return injection(
                Expected("S06", "info", "active_disclosure"),
                touches=(("table", "active_disclosure"),),
            )

        yield f"local row {label}", apply_extra


def _plain_grid(draft: Draft) -> None:
    """A notation in which a cell too many stays in its own row."""
    draft.notation = "cells"


@fault("S07", make=either_form)
def cell_too_many(case: Case, rng: Random) -> Places:
    draft = case.draft

    def phantom():
        _plain_grid(draft)
        draft.layout.phantom = "0"
        return injection(
            Expected("S07", "warning", "review_litigation"),
            also="S09 S10",
            touches=(("table", "review_litigation"),),
        )

    yield "table 4, sixteenth cell", phantom
    for table in ("active_disclosure", APPLICATIONS):
        for item in dict.fromkeys(i for t, i, _ in draft.figures if t == table):
            for more in (True, False):

                def apply(table: str = table, item: str = item, more: bool = more):
                    _plain_grid(draft)

                    def edit(grid: Grid) -> None:
                        for row in grid.rows:
                            if row.key != item or grid.name != table:
                                continue
                            if more:
                                row.boxes.append(Box("7", role="figure"))
                            else:
                                row.boxes.pop()

                    draft.edits.append(edit)
                    return injection(
                        Expected("S07", "warning", table, item),
                        also="S06 S09 S10",
                        touches=(("table", table),),
                    )

                if more or len([1 for t, i, _ in draft.figures if (t, i) == (table, item)]) > 1:
                    yield f"{item} {'+1' if more else '-1'}", apply


LABEL_VARIANTS = {
    "other_overdue_correction": "1.申请人无正当理由逾期不补正、行政机关不再受理其政府信息公开申请",
    "other_overdue_fee": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再受理其政府信息公开申请",
    "results_total": "（七）合计",
    "carried_over": "二、上年度结转政府信息公开申请数量",
    "carried_forward": "四、结转下一年度继续办理",
    "normative_documents": "规范性文件",
}


@fault("S08", make=either_form)
def label_variant(case: Case, rng: Random) -> Places:
    draft = case.draft
    for item, label in LABEL_VARIANTS.items():
        if draft.form == "2019" and item.startswith(("normative", "other_overdue")):
            continue

        def apply(item: str = item, label: str = label):
            draft.layout.labels[item] = label
            table = "active_disclosure" if item == "normative_documents" else APPLICATIONS
            return injection(Expected("S08", "info", table, item), touches=(("label", item),))

        yield item, apply


@fault("S09", make=either_form)
def blank(case: Case, rng: Random) -> Places:
    draft = case.draft
    marks = ("/", "-", "—", "无", "——") + (("", "&nbsp;") if draft.media == "html" else ())
    for table in TABLES.values():
        for mark in marks:
            for count in (1, 4):

                def apply(table: str = table, mark: str = mark, count: int = count):
                    cells = [path for path in draft.figures if path[0] == table]
                    raw = "\xa0" if mark == "&nbsp;" else mark
                    for path in rng.sample(cells, count):
                        draft.figures[path] = Printed(None, raw)
                    return injection(Expected("S09", "warning", table), touches=(("table", table),))

                yield f"{table} {mark!r} ×{count}", apply


def _wide(text: str) -> str:
    return text.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})


@fault("S10", make=either_form)
def not_plain(case: Case, rng: Random) -> Places:
    draft = case.draft
    if draft.form != "2021":
        return
    for table in TABLES.values():
        cells = [p for p in draft.figures if p[0] == table and p[2] != "amount_wan_yuan"]
        kinds = {
            "unit": lambda v: f"{v}件",
            "spaced unit": lambda v: f"{v} 件",
            "full width": lambda v: _wide(str(v)),
            "remark": lambda v: f"{v}（含转办件）",
        }
        if any((draft.figures[p].value or 0) >= 1000 for p in cells):
            kinds["comma"] = lambda v: f"{v:,}"
        for kind, write in kinds.items():

            def apply(cells=cells, kind: str = kind, write=write):
                chosen = [
                    p for p in cells if kind != "comma" or (draft.figures[p].value or 0) >= 1000
                ]
                path = rng.choice(chosen)
                value = draft.figures[path].value or 0
                draft.figures[path] = Printed(value, write(value))
                return injection(Expected("S10", "warning", *path), touches=(("table", path[0]),))

            yield f"{table} {kind}", apply
    fees = ("active_disclosure", "administrative_fees", "amount_wan_yuan")
    for unit in ("万元", " 万元"):

        def apply_unit(unit: str = unit):
            value = draft.figures[fees].value
            draft.figures[fees] = Printed(value, f"{value}{unit}")
            return injection(Expected("S10", "warning", *fees), touches=(("active", "fees"),))

        yield f"amount{unit}", apply_unit


@fault("S11", make=either_form)
def title_form(case: Case, rng: Random) -> Places:
    draft = case.draft
    for name in ("政府信息公开工作报告", "信息公开工作年度报告", "政府信息公开工作情况的报告"):

        def apply(name: str = name):
            draft.title = f"{draft.organ.name}{draft.year}年{name}"
            return injection(Expected("S11", "info"), touches=(("title",),))

        yield name, apply


def _other_era(rng: Random) -> Case | None:
    from parsers.forms import form_ids

    if "2019" in form_ids() and rng.random() < 0.5:
        return Case(drafts.draft(rng, year=rng.randint(2021, 2024), form="2019"))
    made = drafts.draft(rng, year=rng.randint(2019, 2020), form="2021")
    for entry in made.find("preamble"):  # 〔2021〕30号 was not yet there
        section, p, s, sentence = entry
        text = sentence.text.replace("和国办公开办函〔2021〕30号", "")
        made.put(section, p, s, Sentence("preamble", "", (text,)))
    return Case(made)


@fault("S12", make=_other_era)
def era(case: Case, rng: Random) -> Places:
    def apply():
        return injection(Expected("S12", "warning"), also="S06 T06 S08 S10")

    yield f"{case.draft.form} form in {case.draft.year}", apply


# ── M: the statistics tables before 2019 ──────────────────────────────────────────────────────

# (rule, whole, parts): labels as the tables print them.
STAT2014 = (
    ("M01", "（一）收到申请数", ("1.当面申请数", "2.传真申请数", "3.网络申请数", "4.信函申请数")),
    ("M02", "（二）申请办结数", ("1.按时办结数", "2.延期办结数")),
    (
        "M03",
        "（三）申请答复数",
        (
            "1.属于已主动公开范围数",
            "2.同意公开答复数",
            "3.同意部分公开答复数",
            "4.不同意公开答复数",
            "5.不属于本行政机关公开数",
            "6.申请信息不存在数",
            "7.告知作出更改补充数",
            "8.告知通过其他途径办理数",
        ),
    ),
    (
        "M04",
        "4.不同意公开答复数",
        (
            "其中：涉及国家秘密",
            "涉及商业秘密",
            "涉及个人隐私",
            "危及国家安全、公共安全、经济安全和社会稳定",
            "不是《条例》所指政府信息",
            "法律法规规定的其他情形",
        ),
    ),
    (
        "M05",
        "四、行政复议数量",
        ("（一）维持具体行政行为数", "（二）被依法纠错数", "（三）其他情形数"),
    ),
    (
        "M06",
        "五、行政诉讼数量",
        ("（一）维持具体行政行为或者驳回原告诉讼请求数", "（二）被依法纠错数", "（三）其他情形数"),
    ),
    (
        "M07",
        "（三）从事政府信息公开工作人员数",
        ("1.专职人员数（不包括政府公报及政府网站工作人员数）", "2.兼职人员数"),
    ),
)
FUJIAN = (
    (
        "M01",
        "受理依申请公开信息总数",
        ("其中：1、当面申请数", "2、网上申请数", "3、信函、传真申请数"),
    ),
    (
        "M03",
        "对申请的答复总数",
        (
            "其中：1、同意公开答复数",
            "2、同意部分公开答复数",
            "3、不予公开答复数",
            "4、其他类型答复数",
        ),
    ),
)


def _statistics(rng: Random) -> Case | None:
    """A report of 2014–2018 whose figures stand in a table of indicators."""
    from tests.bench.accuracy import layout

    form = rng.choice(("stat2014", "stat2014", "fujian"))
    made = drafts.draft(rng, year=rng.randint(2014, 2018), form="2021")
    made.hidden = set(TABLES.values())
    made.media = "text"
    made.title = f"{made.organ.name}{made.year}年政府信息公开工作年度报告"
    made.drop("preamble", "received", "received_rough", "received_done", "both", "zero_received")
    made.drop("results", "reasons", "done", "over", "forward", "all_natural", "applicants")
    text = f"本报告所列数据的统计期限自{made.year}年1月1日起至{made.year}年12月31日止。"
    made.sections[0].insert(0, [Sentence("preamble", "", (text,))])
    indicators, relations = {
        "stat2014": (layout.STAT2014, STAT2014),
        "fujian": (layout.FUJIAN, FUJIAN),
    }[form]
    # 四 and 五 have parts with the same labels: positions, not labels, tell them apart.
    counts: list[Number | None] = [None if unit == "——" else 0 for _, unit in indicators]
    sums: set[int] = set()
    for _, whole, parts in reversed(relations):  # 不同意公开 is a part of 答复 and has parts
        at, under = _positions(indicators, whole, parts)
        for index in under:
            if index not in sums:
                counts[index] = rng.choice((0, 1, rng.randint(2, 40)))
        counts[at] = sum(counts[i] or 0 for i in under)
        sums.add(at)
    for index, (label, unit) in enumerate(indicators):
        if index not in sums and counts[index] == 0 and unit == "条" and form == "stat2014":
            counts[index] = rng.randint(100, 900) if "政府信息数" in label else 2
        if label == "制发规范性文件总数":
            counts[index] = rng.randint(2, 9)
    made.sections[2] = []
    rows = tuple(
        Statistic(label, None if unit == "——" else unit, value, None)
        for (label, unit), value in zip(indicators, counts, strict=True)
    )
    return Case(made, statistics=(form, rows))


def _positions(indicators, whole: str, parts: tuple[str, ...]) -> tuple[int, list[int]]:
    labels = [label for label, _ in indicators]
    at = labels.index(whole)
    under, after = [], at
    for part in parts:
        after = labels.index(part, after + 1)
        under.append(after)
    return at, under


def _identity(rule: str):
    @fault(rule, make=_statistics, neighbour=True)
    def broken(case: Case, rng: Random) -> Places:
        from tests.bench.accuracy import layout

        assert case.statistics is not None
        form, rows = case.statistics
        indicators, relations = {
            "stat2014": (layout.STAT2014, STAT2014),
            "fujian": (layout.FUJIAN, FUJIAN),
        }[form]
        for id, whole, parts in relations:
            if id != rule:
                continue
            at, under = _positions(indicators, whole, parts)
            for index in (at, *under):

                def apply(index: int = index, at: int = at):
                    changed = list(rows)
                    old = rows[index]
                    value = _other(rng, old.value or 0)
                    changed[index] = Statistic(old.indicator, old.unit, value, None)
                    case.statistics = (form, tuple(changed))
                    also = "M03 M04" if rule in ("M03", "M04") else ""
                    return injection(Expected(rule, "warning", item=indicators[at][0]), also=also)

                yield f"{form} {indicators[index][0][:14]}", apply

    return broken


for _rule in ("M01", "M02", "M03", "M04", "M05", "M06", "M07"):
    _identity(_rule)


# (form, whole, part that may not be larger)
AMONG = (
    ("stat2014", "制发规范性文件总数", "其中：主动公开规范性文件数"),
    ("stat2014", "1.参加或举办新闻发布会总次数", "其中：主要负责同志参加新闻发布会次数"),
    ("stat2014", "2.政府网站在线访谈次数", "其中：主要负责同志参加政府网站在线访谈次数"),
    ("fujian", "主动公开文件数", "其中：1、政府网站公开数"),
    ("fujian", "主动公开文件数", "2、政府公报公开数"),
)


@fault("M08", make=_statistics, neighbour=True)
def part_exceeds_whole(case: Case, rng: Random) -> Places:
    assert case.statistics is not None
    form, rows = case.statistics
    for where, whole, part in AMONG:
        if where != form:
            continue

        def apply(whole: str = whole, part: str = part):
            most = next(r.value or 0 for r in rows if r.indicator == whole)
            changed = [
                Statistic(r.indicator, r.unit, most + 3, None) if r.indicator == part else r
                for r in rows
            ]
            case.statistics = (form, tuple(changed))
            return injection(Expected("M08", "warning", item=part))

        yield f"{form} {part[:14]}", apply
