"""What do generated reports say? Sentences of our own, with the figures that they state.

A template is Chinese text with `{metric}` for a figure of the report's tables; `{metric:over}`,
`:about`, `:wan`, `:yuan` print it rounded down with 余, rounded with 约, in 万, or in yuan, and
`{a&b}` says two things at once. `我` stands as `〔我〕` (我局, 我镇), the whole area as `〔全〕`.
Wordings follow what real reports print (domain.md 3.1, "Extraction traps"); no sentence is copied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from tests.bench.accuracy.figures import CHANNELS, Figures, Number
from tests.data.compose import LEAVES, OUTCOMES


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence. metrics: keys of `values()`, or whole, part, growth, count."""

    metrics: tuple[str, ...]
    value: Number
    form: str = ""

    @property
    def printed(self) -> str:
        if self.form == "over":
            step = 10 ** (len(str(int(self.value))) - 1)
            return f"{int(self.value) // step * step}余"
        if self.form == "about":
            step = 10 ** max(0, len(str(int(self.value))) - 2)
            return f"约{round(self.value / step) * step}"
        if self.form == "wan":
            return f"{int(self.value) // 1000 / 10:g}万余"
        if self.form == "yuan":
            return f"{(Decimal(str(self.value)) * 10_000).normalize():f}"
        if self.form.startswith("decimals"):
            return f"{self.value:.{self.form.removeprefix('decimals')}f}"
        if self.form == "space":
            return f" {self.value} "
        return str(self.value)


Part = str | Figure


@dataclass(frozen=True, slots=True)
class Sentence:
    """topic: what it is about (received, zero_received, results, fee_statement …). wording: which
    of the topic's templates."""

    topic: str
    wording: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(p if isinstance(p, str) else p.printed for p in self.parts)

    def figures(self) -> list[tuple[int, Figure]]:
        return [(i, p) for i, p in enumerate(self.parts) if isinstance(p, Figure)]

    def with_part(self, index: int, part: Part) -> Sentence:
        return replace(self, parts=(*self.parts[:index], part, *self.parts[index + 1 :]))

    def around(self, index: int) -> str:
        """A figure as printed with the word before and its unit: what a quote of it must hold."""
        after = self.parts[index + 1] if index + 1 < len(self.parts) else ""
        figure = self.parts[index]
        assert isinstance(figure, Figure)
        unit = after[:1] if isinstance(after, str) and after[:1] not in "，。；、" else ""
        return re.sub(r"\s+", "", figure.printed) + unit


GROUPS = {
    "denied": "不予公开",
    "unable": "无法提供",
    "not_processed": "不予处理",
    "other": "其他处理",
}


def values(figures: Figures) -> dict[str, Number]:
    """metric → what the tables print (blank counts as absent)."""
    printed = {path: cell.value for path, cell in figures.items()}
    found: dict[str, Number | None] = {}

    def cell(table: str, item: str, column: str) -> Number | None:
        return printed.get((table, item, column))

    for metric, item in (
        ("new", "new_received"),
        ("over", "carried_over"),
        ("forward", "carried_forward"),
        ("done", "results_total"),
        ("granted", "granted"),
        ("partial", "partially_granted"),
        *((leaf, leaf) for leaf in LEAVES[2:]),
    ):
        found[metric] = cell("applications", item, "total")
    for group in GROUPS:
        found[group] = _sum(
            [cell("applications", leaf, "total") for leaf in LEAVES if leaf.startswith(group + "_")]
        )
    if found["other"] is None:
        found["other"] = cell("applications", "other_handling", "total")
    found["natural"] = cell("applications", "new_received", "natural_person")
    if found["new"] is not None and found["natural"] is not None:
        found["legal"] = found["new"] - found["natural"]
    found["received_all"] = _sum([found["new"], found["over"]])
    for outcome in OUTCOMES:
        by = [cell("review_litigation", channel, outcome) for channel in CHANNELS]
        end = "" if outcome == "total" else f"_{outcome}"
        found["review" + end] = by[0]
        found["litigation" + end] = _sum(by[1:])
        found["direct" + end], found["after" + end] = by[1:]
    for short, item in (("reg", "regulations"), ("norm", "normative_documents")):
        for column in ("issued", "repealed", "in_force"):
            found[f"{short}_{column}"] = cell("active_disclosure", item, column)
    for short in ("licensing", "penalty", "compulsion"):
        found[short] = cell("active_disclosure", f"administrative_{short}", "decisions")
    found["fees"] = cell("active_disclosure", "administrative_fees", "amount_wan_yuan")
    return {metric: value for metric, value in found.items() if value is not None}


def _sum(parts: Sequence[Number | None]) -> Number | None:
    return None if any(p is None for p in parts) or not parts else sum(p for p in parts if p)


def rule_of(metric: str) -> str | None:
    """The rule that holds a stated figure against its cell."""
    if metric in ("new", "over", "done", "forward"):
        return {"new": "N01", "over": "N02", "done": "N04", "forward": "N05"}[metric]
    if metric in ("granted", "partial", *GROUPS, *LEAVES):
        return "N03"
    for start, rule in (
        ("review", "N06"),
        ("litigation", "N07"),
        ("direct", "N07"),
        ("after", "N07"),
        ("reg_", "N08"),
        ("norm_", "N08"),
    ):
        if metric.startswith(start):
            return rule
    if metric in ("licensing", "penalty", "compulsion"):
        return "N09"
    return "N10" if metric == "fees" else None


_FIELD = re.compile(r"\{([^}]+)\}")


def fill(
    topic: str, template: str, known: Mapping[str, Number], words: Mapping[str, str]
) -> Sentence:
    for mark, word in words.items():
        template = template.replace(f"〔{mark}〕", word)
    parts: list[Part] = []
    at = 0
    for match in _FIELD.finditer(template):
        metrics, _, form = match[1].partition(":")
        keys = tuple(metrics.split("&"))
        parts += [template[at : match.start()], Figure(keys, known[keys[0]], form)]
        at = match.end()
    parts.append(template[at:])
    wording = _FIELD.sub(lambda m: "{" + m[1] + "}", template)
    return Sentence(topic, re.sub(r"20\d\d", "Y", wording)[:24], tuple(p for p in parts if p != ""))


def together(sentences: Sequence[Sentence], between: str = "，") -> Sentence:
    """Several sentences as one: each but the last loses its 。"""
    parts: list[Part] = []
    for sentence in sentences[:-1]:
        last = sentence.parts[-1]
        assert isinstance(last, str)
        parts += [*sentence.parts[:-1], last.removesuffix("。") + between]
    parts += sentences[-1].parts
    return Sentence(
        "+".join(s.topic for s in sentences), "+".join(s.wording for s in sentences), tuple(parts)
    )


# ── Applications ──────────────────────────────────────────────────────────────────────────────

RECEIVED = (
    "〔Y〕年，〔我〕共收到政府信息公开申请{new}件。",
    "全年收到依申请公开{new}件。",
    "本年度共受理政府信息公开申请{new}件。",
    "全年新收政府信息公开申请{new}件。",
    "政府信息公开申请共收到{new}件。",
    "依申请公开方面，全年共收到申请{new}件。",
    "共收到公民、法人和其他组织提出的政府信息公开申请{new}件。",
    "通过网络平台、信函、当面提交等渠道收到信息公开申请{new}件。",
    "接到群众提出的政府信息公开申请{new}件。",
    "〔Y〕年度受理依申请公开事项为{new:space}件。",
    "收到申请公开政府信息的来函{new}件。",
    "〔我〕新增依申请公开{new}件。",
    "全年受理申请公开事项{new}宗。",
    "共收到依申请公开政府信息的申请{new}份。",
    "收到政府信息公开申请数量为{new}件。",
)
RECEIVED_GOVERNMENT = (
    "〔全〕各级行政机关共收到政府信息公开申请{new}件。",
    "〔全〕共受理政府信息公开申请{new}件，其中〔办〕受理{office}件。",
    "〔全〕新收政府信息公开申请{new}件。",
)
RECEIVED_ROUGHLY = (
    "全年共收到政府信息公开申请{new:over}件。",
    "本年度受理依申请公开事项{new:about}件。",
)
RECEIVED_WAN = ("全年共收到政府信息公开申请{new:wan}件。",)
BOTH_READINGS = (
    "全年收到及上年结转的政府信息公开申请合计{received_all}件。",
    "全年共受理政府信息公开申请{received_all}件（含上年结转{over}件）。",
)
RECEIVED_AND_DONE = (
    "〔Y〕年共收到和办理依申请公开{new&done}件。",
    "全年收到并办结政府信息公开申请{new&done}件。",
)
ZERO_RECEIVED = (
    "〔Y〕年〔我〕未收到政府信息公开申请。",
    "全年没有收到依申请公开事项。",
    "本年度未接到公民、法人和其他组织的政府信息公开申请。",
    "全年无政府信息公开申请。",
    "本年度依申请公开受理量为零。",
    "〔我〕尚未收到依申请公开政府信息的申请。",
    "全年没有公民、法人或其他组织提出政府信息公开申请。",
    "本年度未受理政府信息公开申请。",
)
CARRIED_OVER = (
    "上年结转{over}件。",
    "上年度结转政府信息公开申请{over}件。",
    "另有〔P〕年结转申请{over}件。",
    "办理上一年度结转的申请{over}件。",
    "含上年度结转申请{over}件。",
)
ZERO_OVER = ("无上年结转申请。", "没有上年度结转申请。")
COMPLETED = (
    "按时办结政府信息公开申请{done}件。",
    "依法答复申请{done}件。",
    "办理答复政府信息公开申请{done}件。",
    "截至年底，已办结依申请公开{done}件。",
    "年内政府信息公开申请办理完毕{done}件。",
    "政府信息公开申请按期答复{done}件。",
)
FORWARD = (
    "结转下年度继续办理{forward}件。",
    "转下一年办理{forward}件。",
    "另有{forward}件顺延到下年度答复。",
    "结转至〔N〕年{forward}件。",
    "尚有{forward}件申请结转下年度办理。",
    "未办结的{forward}件转入下一年度。",
)
ZERO_FORWARD = ("无结转下年度办理的申请。", "没有申请结转到下一年度。")
ALL_NATURAL = ("申请人均为自然人。", "申请人全部为自然人。", "提出申请的都是自然人。")
APPLICANTS = (
    "从申请人看，自然人申请{natural}件，法人或其他组织申请{legal}件。",
    "其中自然人提交申请{natural}件、法人和其他组织提交{legal}件。",
)

_LEADS = (
    "办理结果为：",
    "其中，",
    "经办理，",
    "从办理结果看，",
    "按办理结果分，",
    "处理结果中，",
    "已答复的申请中，",
)
_GROUP_WORDS: Mapping[str, tuple[str, ...]] = {
    "granted": (
        "予以公开{granted}件",
        "予以公开的{granted}件",
        "同意公开{granted}件",
        "{granted}件予以公开",
    ),
    "partial": ("部分公开{partial}件", "予以部分公开{partial}件", "部分公开的{partial}件"),
    "denied": ("不予公开{denied}件", "不予公开的{denied}件", "决定不予公开{denied}件"),
    "unable": ("无法提供{unable}件", "无法提供的{unable}件"),
    "not_processed": ("不予处理{not_processed}件", "不予处理的{not_processed}件"),
    "other": ("其他处理{other}件", "作其他处理{other}件"),
}
LEAF_WORDS: Mapping[str, str] = {
    "denied_state_secret": "属于国家秘密",
    "denied_other_law": "其他法律行政法规禁止公开",
    "denied_three_security_one_stability": "危及“三安全一稳定”",
    "denied_third_party_rights": "保护第三方合法权益",
    "denied_internal_affairs": "属于三类内部事务信息",
    "denied_process_info": "属于四类过程性信息",
    "denied_enforcement_file": "属于行政执法案卷",
    "denied_admin_query": "属于行政查询事项",
    "unable_not_held": "本机关不掌握相关政府信息",
    "unable_needs_creation": "没有现成信息需要另行制作",
    "unable_unclear_after_correction": "补正后申请内容仍不明确",
    "not_processed_petition": "信访举报投诉类申请",
    "not_processed_duplicate": "重复申请",
    "not_processed_publication": "要求提供公开出版物",
    "not_processed_excessive": "无正当理由大量反复申请",
    "not_processed_confirm_reissue": "要求确认或重新出具已获取信息",
    "other_overdue_correction": "申请人逾期不补正",
    "other_overdue_fee": "申请人逾期未缴纳费用",
    "other_misc": "其他",
}


def results(rng: Random, known: Mapping[str, Number], words: Mapping[str, str]) -> Sentence:
    """An enumeration of the results: every group that is not zero, some that are."""
    groups = [g for g in _GROUP_WORDS if g in known and (known[g] or rng.random() < 0.25)]
    reasons = rng.random() < 0.5
    said = []
    for group in groups:
        text = rng.choice(_GROUP_WORDS[group])
        leaves = [leaf for leaf in LEAF_WORDS if leaf.startswith(group + "_") and known.get(leaf)]
        if group in GROUPS and reasons and leaves and group != "other":
            if len(leaves) == 1 and rng.random() < 0.6:
                text = f"因{LEAF_WORDS[leaves[0]]}{GROUPS[group]}{{{leaves[0]}}}件"
            elif len(leaves) <= 4:
                inner = "、".join(f"{LEAF_WORDS[leaf]}{{{leaf}}}件" for leaf in leaves)
                opening = rng.choice(("（其中", "（"))
                text = text + opening + inner + "）"
        said.append(text)
    has_brackets = any("（" in text for text in said)
    between = rng.choice(("，", "；") if has_brackets else ("，", "、", "；"))
    sentence = fill("results", rng.choice(_LEADS) + between.join(said) + "。", known, words)
    return replace(sentence, wording=f"results {'reasons' if reasons else 'groups'} {between}")


def reasons(rng: Random, known: Mapping[str, Number], words: Mapping[str, str]) -> Sentence | None:
    """One group's sub-reasons after the group's own figure."""
    chosen = [
        (group, [leaf for leaf in LEAF_WORDS if leaf.startswith(group + "_") and known.get(leaf)])
        for group in GROUPS
        if known.get(group)
    ]
    chosen = [(group, leaves) for group, leaves in chosen if 2 <= len(leaves) <= 5]
    if not chosen:
        return None
    group, leaves = rng.choice(chosen)
    inner = "，".join(f"{LEAF_WORDS[leaf]}{{{leaf}}}件" for leaf in leaves)
    text = f"{GROUPS[group]}的申请共{{{group}}}件，其中{inner}。"
    return replace(fill("reasons", text, known, words), wording=f"reasons {group}")


# ── Review and litigation ─────────────────────────────────────────────────────────────────────

ZERO_BOTH = (
    "全年未发生因政府信息公开引起的行政复议、行政诉讼。",
    "未发生政府信息公开行政复议和行政诉讼案件。",
    "无因政府信息公开申请行政复议、提起行政诉讼的情况。",
    "行政复议事项{review}件，行政诉讼事项{litigation}件。",
    "没有因政府信息公开被申请行政复议或提起行政诉讼。",
    "未产生政府信息公开行政复议，也未产生政府信息公开行政诉讼。",
    "因政府信息公开工作引起的行政复议、行政诉讼均为零。",
    "无一起因政府信息公开引发的行政复议、行政诉讼案件。",
)
ZERO_REVIEW = (
    "全年未发生政府信息公开行政复议。",
    "没有因政府信息公开被申请行政复议。",
    "因政府信息公开被申请行政复议{review}件。",
)
ZERO_LITIGATION = (
    "全年未发生政府信息公开行政诉讼。",
    "没有因政府信息公开被提起行政诉讼。",
    "因政府信息公开被提起行政诉讼{litigation}件。",
)
REVIEW = (
    "因政府信息公开被申请行政复议{review}件",
    "政府信息公开行政复议{review}件",
    "发生政府信息公开行政复议{review}起",
    "〔我〕因政府信息公开引起的行政复议案件共{review}件",
)
LITIGATION = (
    "因政府信息公开被提起行政诉讼{litigation}件",
    "政府信息公开行政诉讼{litigation}件",
    "发生政府信息公开行政诉讼{litigation}起",
)
OUTCOME_WORDS = {
    "upheld": ("结果维持", "维持"),
    "corrected": ("结果纠正", "被纠正"),
    "other": ("其他结果", "其他结果"),
    "pending": ("尚未审结", "尚未审结"),
}


def disputes(rng: Random, known: Mapping[str, Number], words: Mapping[str, str]) -> list[Sentence]:
    if not known["review"] and not known["litigation"]:
        return [fill("zero_disputes", rng.choice(ZERO_BOTH), known, words)]
    said = []
    for channel, zero, some in (
        ("review", ZERO_REVIEW, REVIEW),
        ("litigation", ZERO_LITIGATION, LITIGATION),
    ):
        if not known[channel]:
            said.append(fill(f"zero_{channel}", rng.choice(zero), known, words))
            continue
        text = rng.choice(some)
        style = rng.choice(("none", "all", "all", "channels"))
        if style == "channels" and channel == "litigation":
            text += "，其中未经复议直接起诉{direct}件，复议后起诉{after}件。"
        elif known[f"{channel}_upheld"] == known[channel] and rng.random() < 0.5:
            text += rng.choice(("，均获维持。", "，结果均为维持。", "，均予以维持。"))
        elif style != "none":
            formal = rng.choice((0, 0, 1))
            between = rng.choice(("，", "、", "；"))
            parts = [
                f"{word[formal]}{{{channel}_{outcome}}}件"
                for outcome, word in OUTCOME_WORDS.items()
                if known[f"{channel}_{outcome}"] or rng.random() < 0.4
            ]
            text += "，其中" + between.join(parts) + "。"
        else:
            text += "。"
        said.append(fill(channel, text, known, words))
    return said


# ── Section 2's figures ───────────────────────────────────────────────────────────────────────

NORMATIVE = (
    "全年制发行政规范性文件{norm_issued}件。",
    "印发行政规范性文件{norm_issued}件，废止{norm_repealed}件，现行有效{norm_in_force}件。",
    "出台行政规范性文件{norm_issued}件。",
    "废止行政规范性文件{norm_repealed}件。",
    "现行有效的行政规范性文件共{norm_in_force}件。",
    "制定行政规范性文件{norm_issued}份。",
)
ZERO_NORMATIVE = (
    "本年度未制发行政规范性文件。",
    "全年没有出台行政规范性文件。",
    "本年度无行政规范性文件行文。",
)
REGULATIONS = (
    "制定政府规章{reg_issued}件。",
    "全年制发规章{reg_issued}件，废止规章{reg_repealed}件。",
)
DECISIONS = {
    "licensing": (
        "全年作出行政许可决定{licensing}件。",
        "办理行政许可{licensing}件。",
        "作出行政许可处理决定{licensing}件。",
    ),
    "penalty": ("作出行政处罚决定{penalty}件。", "实施行政处罚{penalty}件。"),
    "compulsion": ("实施行政强制{compulsion}件。", "作出行政强制决定{compulsion}件。"),
}
ZERO_DECISIONS = {
    "licensing": ("本年度未办理行政许可事项。",),
    "penalty": ("全年未作出行政处罚决定。", "无行政处罚。"),
    "compulsion": ("全年未实施行政强制。", "没有行政强制决定。"),
}
FEES = (
    "行政事业性收费{fees}万元。",
    "全年收取行政事业性收费{fees}万元。",
    "行政事业性收费金额为{fees:yuan}元。",
)
ZERO_FEES = ("全年未收取行政事业性收费。", "无行政事业性收费。")


# ── What every report says ────────────────────────────────────────────────────────────────────

PREAMBLES = (
    "根据《中华人民共和国政府信息公开条例》，〔名〕编制并公布〔Y〕年度报告。"
    "所列数据的统计期限自〔Y〕年1月1日起至〔Y〕年12月31日止。",
    "按照《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条要求，现向社会公布本年度情况，"
    "报告所列数据统计期限为〔Y〕年1月1日至〔Y〕年12月31日。",
    "〔名〕现将〔Y〕年政府信息公开工作情况予以公布，统计时段自〔Y〕年1月1日至〔Y〕年12月31日。"
    "报告全文可在〔上〕人民政府门户网站查阅。",
    "本报告依据《中华人民共和国政府信息公开条例》和国办公开办函〔2021〕30号编制，"
    "数据统计期限从〔Y〕年1月1日到〔Y〕年12月31日。",
)
CONTACTS = (
    "如对本报告有疑问，请与〔名〕办公室联系（地址：〔地〕，邮编：〔编〕，电话：〔话〕）。",
    "联系地址：〔地〕，邮政编码：〔编〕，联系电话：〔话〕，电子邮箱：〔箱〕。",
    "公众如需咨询，可联系〔名〕，电话：〔话〕，电子邮箱：〔箱〕。",
)
ACTIVE = (
    "围绕重点工作和群众关切，及时更新机构职能、政策文件、财政预决算等栏目。",
    "坚持以公开为常态、不公开为例外，逐项对照目录检查公开内容是否齐全。",
    "政策出台后同步准备解读材料，尽量使用图表、问答等群众看得懂的形式。",
    "对与企业和群众关系密切的事项，公开办理依据、条件、程序和结果。",
    "教育、就业、医疗、社会保障等领域的信息按月汇总、集中发布。",
    "办理人大代表建议{a}件、政协提案{b}件，结果按规定公开。",
    "收到网民留言{a}条，均已回复。",
    "举办政策宣讲活动{b}场，参加群众{a}人次。",
    "发布政策解读{a}篇，其中图解{b}篇、视频解读{one}篇等。",
    "政务微信推送信息{a}条，政务微博推送信息{c}条。",
    "发布通知公告{a}条，其中涉企政策{b}条。",
    # Neither adds up, and neither need: one item goes out by several channels, and a selection
    # leaves the rest unnamed.
    "公开各类信息{a}条，其中政府网站{a}条、政务微信{b}条。",
    "答复网民提问1{a}条，其中教育类{one}条、交通类{one}条。",
    "组织新闻发布会{one}场，公布民生实事进展情况。",
    "受理群众来信来访{b}件次，接听咨询电话{c}个。",
    "年内访问量达到{wan}万余人次。",
)
MANAGEMENT = (
    "完善信息发布审核程序，明确拟稿、审核、签发各环节责任。",
    "定期清理已经失效的文件，并在网站上标明效力状态。",
    "对公开目录进行动态调整，新增事项及时纳入。",
    "严格保密审查，做到先审查、后公开，全年未出现泄密情况。",
    "建立台账，对每一条发布信息的来源、审核人和时间留有记录。",
    "规范档案整理，历年公开的文件按类别归档保存。",
)
PLATFORM = (
    "优化网站专栏布局，方便群众按主题查找文件。",
    "在服务大厅设置查阅点，配备电脑和纸质资料供群众使用。",
    "加强政务新媒体管理，关停长期不更新的账号。",
    "开设专题栏目，集中展示优化营商环境的政策措施。",
    "完成网站适老化改造，增加语音播报和大字版功能。",
    "公开栏实行专人维护，张贴内容每月更换。",
)
OVERSIGHT = (
    "明确一名负责人分管，安排专人承办日常事务。",
    "组织业务培训{one}次，培训人员{b}人次。",
    "通过自查和抽查相结合的方式检查发布质量，对发现的问题逐一整改。",
    "接受社会监督，公布监督电话和意见信箱。",
    "主要负责人听取专题汇报，协调解决人员和经费问题。",
)
DUTIES = {
    "考核": (
        "把信息公开列入年度工作考核，考核结果与评先评优挂钩。",
        "对下属单位开展工作考核，按季度通报得分。",
    ),
    "评议": (
        "开展社会评议，邀请群众代表对公开工作打分。",
        "通过网上问卷进行社会评议，多数参与者表示满意。",
    ),
    "追究": (
        "全年未发生需要责任追究的情形。",
        "落实责任追究制度，没有单位和个人因此被追责。",
    ),
}
PROBLEMS = (
    "主动公开的内容与群众需要还有差距。",
    "政策解读的形式比较单一，群众不容易看懂。",
    "个别科室对公开时限把握不严，更新偏慢。",
    "承办人员变动较多，业务熟悉程度不够。",
    "栏目之间存在交叉，查找起来不够方便。",
    "基层公开的载体不多，覆盖面有限。",
    "回应群众关切有时不够及时。",
    "信息发布的数量和质量不够均衡。",
    "与上级部门的数据衔接还不顺畅。",
    "对新媒体的运用停留在转发层面。",
)
MEASURES = (
    "改进办法是按群众咨询的热点调整公开重点。",
    "今后将增加图表和短视频解读，并请群众试读。",
    "拟建立时限提醒机制，逾期未更新的由办公室催办。",
    "计划每季度组织一次业务学习，新进人员先培训后上岗。",
    "准备合并重复栏目，增加关键词检索。",
    "将利用广播、公告栏和村民会议扩大公开范围。",
    "对留言和来电实行限期回复，并公开回复率。",
    "由专人对拟发布的信息进行复核，把好质量关。",
    "推动业务系统互通，减少手工填报。",
    "鼓励业务科室提供原创内容，讲清政策要点。",
)
FEE_STATEMENTS = (
    "〔Y〕年未收取信息处理费。",
    "本年度没有收取政府信息公开信息处理费。",
    "依据《政府信息公开信息处理费管理办法》，本年度信息处理费无收费。",
    "全年收取信息处理费0元。",
    "〔Y〕年度发出收费通知2件，收取信息处理费400元。",
    "〔我〕全年未产生信息处理费。",
)
OTHERS = (
    "按照上级年度工作要点，各项任务已按期完成。",
    "人大代表建议和政协委员提案的办理结果已在网站专栏公布。",
    "探索在便民服务站设立政策咨询岗，受到群众欢迎。",
    "本年度没有其他需要说明的情况。",
)


def counts(rng: Random) -> dict[str, str]:
    """Numbers that belong to no table, for the sentences above."""
    return {
        "a": str(rng.randint(30, 900)),
        "b": str(rng.randint(11, 29)),
        "c": str(rng.randint(901, 4_000)),
        "one": str(rng.randint(2, 9)),
        "wan": f"{rng.randint(11, 90) / 10:g}",
    }


def plain(
    topic: str, template: str, words: Mapping[str, str], numbers: Mapping[str, str]
) -> Sentence:
    """A sentence whose numbers stand for no cell."""
    text = re.sub(r"\{(\w+)\}", lambda m: numbers[m[1]], template)
    for mark, word in words.items():
        text = text.replace(f"〔{mark}〕", word)
    return Sentence(topic, template[:14], (text,))


# None by channel (网站, 微信): those of one item are no partition (domain.md 1a).
ENUMERATIONS = (
    ("全年通过各类渠道公开政府信息{0}条，其中", "政策文件{}条", "工作动态{}条", "公示公告{}条"),
    ("发布各类信息{0}条，包含", "动态类{}条", "公告类{}条"),
    ("政府网站更新信息{0}条，其中", "概况类{}条", "政务动态类{}条", "信息公开目录类{}条"),
    ("答复群众咨询{0}件，其中", "电话咨询{}件", "现场咨询{}件"),
)


def enumeration(rng: Random) -> Sentence:
    """A whole and all its parts, none of them a cell; closed, so the parts must add up."""
    opening, *parts = rng.choice(ENUMERATIONS)
    numbers = [rng.randint(12, 400) for _ in parts]
    head, tail = opening.split("{0}")
    # 包含 may be read as 包括, an open list: only 其中 closes one.
    tail = tail.replace("包含", "其中")
    pieces: list[Part] = [head, Figure(("whole",), sum(numbers)), tail]
    between = rng.choice(("，", "、"))
    for index, (part, number) in enumerate(zip(parts, numbers, strict=True)):
        before, after = part.split("{}")
        pieces.append((between if index else "") + before)
        pieces += [Figure(("part",), number), after]
    merged: list[Part] = []
    for piece in [*pieces, "。"]:
        if merged and isinstance(piece, str) and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return Sentence("enumeration", head[:10] + between, tuple(merged))


GROWTHS = (
    "通过政府网站公开信息{count}条，同比{way}{growth}%。",
    "公众号发布信息{count}条，较上年{way}{growth}%。",
    "全年公开各类文件{count}件，与〔P〕年相比{way}{growth}%。",
    "开展政策解读{count}篇，比上年{way}了{growth}%。",
)


GROWTHS_WITH_DIFFERENCE = (
    ("公众号公开信息{count}条，比上年多发布{delta}条，同比增长{growth}%。", 1),
    ("印发各类简报{count}件，较上年减少{delta}件，下降{growth}%。", -1),
)


def growth(rng: Random, words: Mapping[str, str]) -> Sentence:
    """A count and its growth, from a whole number of the year before."""
    if rng.random() < 0.25:
        template, sign = rng.choice(GROWTHS_WITH_DIFFERENCE)
        before, delta = rng.randint(60, 300), rng.randint(5, 50)
        known = {
            "count": before + sign * delta,
            "delta": delta,
            "growth": round(100 * delta / before, 1),
        }
        return fill("growth", template, known, words)
    count = rng.randint(5, 60) if rng.random() < 0.6 else rng.randint(60, 900)
    before = count
    while before == count:
        before = max(1, round(count * rng.uniform(0.6, 1.7)) + rng.choice((-1, 1)))
    decimals = rng.choice((0, 1, 2))
    template = rng.choice(GROWTHS).replace("{way}", "增长" if count > before else "下降")
    percent = abs(100 * (count - before) / before)
    sentence = fill("growth", template, {"count": count, "growth": 0}, words)
    index = next(i for i, f in sentence.figures() if f.metrics == ("growth",))
    # Banker's and half-up rounding differ at exact halves only; such a percentage is not used.
    if abs(percent * 10**decimals % 1 - 0.5) < 1e-6:
        return growth(rng, words)
    printed = f"{percent:.{decimals}f}"
    if float(printed) == 0:
        return growth(rng, words)
    number: Number = float(printed) if decimals else int(printed)
    return sentence.with_part(index, Figure(("growth",), number, f"decimals{decimals}"))
