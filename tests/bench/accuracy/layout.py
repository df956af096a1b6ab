"""What does a report look like before it is a file? Boxes in rows, tables, a page.

The official layouts of 国办公开办函〔2021〕30号 and 〔2019〕60号 (domain.md 1b, 1c) and of the
older statistics tables (1a, 7), with the choices in which real pages differ as fields of `Layout`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.bench.accuracy.figures import CHANNELS, CellPath, Figures, Printed
from tests.data.compose import COLUMNS, OUTCOME_LABELS, OUTCOMES, RESULTS

COLUMN_LABELS = dict(
    zip(
        COLUMNS,
        ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
        strict=True,
    )
)
ACTIVE_COLUMN_LABELS = {
    "issued": "本年制发件数",
    "repealed": "本年废止件数",
    "in_force": "现行有效件数",
    "made": "本年新制作数量",
    "newly_published": "本年新公开数量",
    "total_public": "对外公开总数量",
    "prior_year_items": "上一年项目数量",
    "change": "本年增/减",
    "items": "采购项目数量",
    "amount_yuan": "采购总金额",
    "amount_wan_yuan": "本年收费金额（单位：万元）",
}
ROW_LABELS = {
    "regulations": "规章",
    "normative_documents": "行政规范性文件",
    "administrative_licensing": "行政许可",
    "other_services": "其他对外管理服务事项",
    "administrative_penalty": "行政处罚",
    "administrative_compulsion": "行政强制",
    "administrative_fees": "行政事业性收费",
    "central_procurement": "政府集中采购",
    "new_received": "一、本年新收政府信息公开申请数量",
    "carried_over": "二、上年结转政府信息公开申请数量",
    **{key: label for _, rows in RESULTS for key, label in rows},
    "other_handling": "（六）其他处理",
    "carried_forward": "四、结转下年度继续办理",
}
CLAUSES = {
    "一": ("regulations", "normative_documents"),
    "五": ("administrative_licensing", "other_services"),
    "六": ("administrative_penalty", "administrative_compulsion"),
    "八": ("administrative_fees",),
    "九": ("central_procurement",),
}
GROUPS = {
    "results": "三、本年度办理结果",
    "denied": "（三）不予公开",
    "unable": "（四）无法提供",
    "not_processed": "（五）不予处理",
    "other": "（六）其他处理",
}
CAPTION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
HEADINGS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}


@dataclass(slots=True)
class Box:
    """A printed cell. path: the figure it prints. role: label, header, group or figure."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    path: CellPath | None = None
    role: str = "label"


@dataclass(slots=True)
class Row:
    """key: the form's row, None for headers. hidden: in the file but not displayed."""

    boxes: list[Box]
    key: str | None = None
    hidden: bool = False


@dataclass(slots=True)
class Grid:
    """name: the form's table, or `decoy`. header: how many rows at the top are header."""

    name: str
    rows: list[Row]
    header: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """role: title, heading, text, signature, contents."""

    role: str
    text: str


Block = Text | Grid
Placed = list[list[tuple[Box | None, int, str]]]
"""Row by row what stands in it from left to right: (box, columns, state); state is "" (a box of
one row), "restart" (its first of several rows) or "continue" (box is then the one from above)."""


def placed(grid: Grid) -> Placed:
    """Each row's cells with those that reach into it from above; the way Word stores a table."""
    hanging: dict[int, tuple[Box, int]] = {}  # first column → (box, rows left)
    result: Placed = []
    for row in grid.rows:
        line: list[tuple[Box | None, int, str]] = []
        column = 0
        started: dict[int, tuple[Box, int]] = {}
        waiting = list(row.boxes)
        while waiting or any(first >= column for first in hanging):
            if column in hanging:
                box, left = hanging.pop(column)
                line.append((box, box.colspan, "continue"))
                if left > 1:
                    started[column] = (box, left - 1)
                column += box.colspan
            elif waiting:
                box = waiting.pop(0)
                line.append((box, box.colspan, "restart" if box.rowspan > 1 else ""))
                if box.rowspan > 1:
                    started[column] = (box, box.rowspan - 1)
                column += box.colspan
            else:
                column += 1
        hanging = {**hanging, **started}
        result.append(line)
    return result


@dataclass(slots=True)
class Layout:
    """How this page lays the form out; every field is a habit of real pages."""

    labels: dict[str, str] = field(default_factory=dict)  # row, column or group key → printed
    columns: tuple[str, ...] = COLUMNS
    documents: tuple[int, ...] = (0, 1, 2)  # order of the three columns of 第（一）项
    outcomes: tuple[int, ...] = (0, 1, 2, 3, 4)
    rows: Callable[[list[str]], list[str]] = list  # order of the rows inside a group
    halves: tuple[int, ...] = ()  # rows under each repeated 三、本年度办理结果
    empty_header: bool = False  # empty cells instead of rowspan
    shifted: bool = False  # eleven columns: header grid and data grid differ
    group_cells: bool = True  # False: merged group labels are not printed at all
    per_clause: bool = False
    clauses: str = "一五六八九"
    local_rows: tuple[tuple[str, str], ...] = ()  # after 行政强制: (label, number)
    without: frozenset[str] = frozenset()  # rows not printed
    without_columns: frozenset[str] = frozenset()  # applicant columns not printed
    phantom: str | None = None  # text of a sixteenth cell in table 4
    blank_after: str | None = None  # text of 15 cells in a row under the values of table 4
    headings: dict[int, str] = field(default_factory=lambda: dict(HEADINGS))

    def label(self, key: str, default: str) -> str:
        return self.labels.get(key, default)


def _figure(path: CellPath, figures: Figures, colspan: int = 1) -> Box:
    return Box(figures[path].raw, 1, colspan, path, "figure")


def table_two(figures: Figures, layout: Layout) -> list[Grid]:
    grids: list[Grid] = []
    items = {item for table, item, _ in figures if table == "active_disclosure"}
    for clause in layout.clauses:
        keys = [key for key in CLAUSES[clause] if key in items and key not in layout.without]
        if not keys:
            continue
        columns = [column for table, item, column in figures if item == keys[0]]
        if len(columns) == 3 and clause == "一":
            columns = [columns[index] for index in layout.documents]
        spans = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}[len(columns)]
        title = layout.label(f"clause_{clause}", f"第二十条第（{clause}）项")
        rows = [Row([Box(title, 1, 4, None, "header")])]
        names = [
            layout.label(
                column,
                ("本年处理决定数量" if len(columns) == 1 else "处理决定数量")
                if column == "decisions"
                else ACTIVE_COLUMN_LABELS[column],
            )
            for column in columns
        ]
        header = [Box(layout.label("content", "信息内容"), 1, 1, None, "header")]
        header += [Box(n, 1, s, None, "header") for n, s in zip(names, spans, strict=True)]
        rows.append(Row(header))
        for key in keys:
            boxes = [Box(layout.label(key, _row_label(key, figures)))]
            boxes += [
                _figure(("active_disclosure", key, column), figures, span)
                for column, span in zip(columns, spans, strict=True)
            ]
            rows.append(Row(boxes, key))
        if clause == "六":
            for label, number in layout.local_rows:
                rows.append(Row([Box(label), Box(number, 1, sum(spans), None, "figure")]))
        grids.append(Grid("active_disclosure", rows, 2))
    if layout.per_clause:
        return grids
    return [Grid("active_disclosure", [row for grid in grids for row in grid.rows], 2)]


def _row_label(key: str, figures: Figures) -> str:
    if key == "normative_documents" and ("active_disclosure", key, "made") in figures:
        return "规范性文件"
    return ROW_LABELS[key]


def _results(figures: Figures, layout: Layout) -> list[tuple[str | None, list[str]]]:
    has = {item for table, item, _ in figures if table == "applications"}
    groups: list[tuple[str | None, list[str]]] = []
    for group, members in RESULTS:
        keys = [key for key, _ in members]
        if keys[0].startswith("other_") and "other_handling" in has:
            if "other_handling" not in layout.without:
                groups.append((None, ["other_handling"]))
            continue
        if group is not None:
            keys = layout.rows(keys)
        keys = [key for key in keys if key not in layout.without]
        name = next((g for g, text in GROUPS.items() if text == group), None)
        if keys:
            groups.append((name, keys))
    return groups


def table_three(figures: Figures, layout: Layout) -> Grid:
    columns = [c for c in layout.columns if c not in layout.without_columns]
    legal = [c for c in columns if c not in ("natural_person", "total")]
    names = {c: layout.label(c, COLUMN_LABELS[c]) for c in columns}

    def head(text: str, rowspan: int = 1, colspan: int = 1) -> Box:
        return Box(text, rowspan, colspan, None, "header")

    def figure(key: str) -> list[Box]:
        return [
            _figure(
                ("applications", key, column),
                figures,
                2 if layout.shifted and column == "commercial" else 1,
            )
            for column in columns
        ]

    width = len(columns) + (1 if layout.shifted else 0)
    caption = head(layout.label("caption", CAPTION), 3, 3)
    second: list[Box] = []
    group_printed = False
    for column in columns:
        if column in legal:
            if not group_printed:
                second.append(head(layout.label("legal", "法人或其他组织"), 1, len(legal)))
                group_printed = True
        elif layout.shifted and column == "natural_person":
            second.append(head(names[column], 1, 2))
        else:
            second.append(head(names[column], 2))
    third = [head(names[c], 1, 2 if layout.shifted and c == "commercial" else 1) for c in legal]
    rows = [
        Row([caption, head(layout.label("applicants", "申请人情况"), 1, width)]),
        Row(second),
        Row(third),
    ]
    for key in ("new_received", "carried_over"):
        if key not in layout.without:
            rows.append(Row([Box(layout.label(key, ROW_LABELS[key]), 1, 3), *figure(key)], key))
    results: list[Row] = []
    for group, keys in _results(figures, layout):
        for number, key in enumerate(keys):
            label = Box(layout.label(key, ROW_LABELS[key]), 1, 2 if group is None else 1)
            boxes = [label, *figure(key)]
            if group is not None and number == 0 and layout.group_cells:
                text = layout.label(f"group_{group}", GROUPS[group])
                boxes.insert(0, Box(text, len(keys), 1, None, "group"))
            results.append(Row(boxes, key))
    if layout.group_cells:
        at = 0
        for count in layout.halves or (len(results),):
            text = layout.label("results", GROUPS["results"])
            results[at].boxes.insert(0, Box(text, count, 1, None, "group"))
            at += count
    rows += results
    if "carried_forward" not in layout.without:
        key = "carried_forward"
        rows.append(Row([Box(layout.label(key, ROW_LABELS[key]), 1, 3), *figure(key)], key))
    return Grid("applications", rows, 3)


def table_four(figures: Figures, layout: Layout) -> Grid:
    names = [layout.label(f"outcome_{i}", OUTCOME_LABELS[i]) for i in layout.outcomes]

    def head(text: str, rowspan: int = 1, colspan: int = 1) -> Box:
        return Box(text, rowspan, colspan, None, "header")

    rows = [
        Row(
            [
                head(layout.label("review", "行政复议"), 1, 5),
                head(layout.label("litigation", "行政诉讼"), 1, 10),
            ]
        ),
        Row(
            [
                *(head(name, 2) for name in names),
                head(layout.label("direct", "未经复议直接起诉"), 1, 5),
                head(layout.label("after", "复议后起诉"), 1, 5),
            ]
        ),
        Row([head(name) for name in names * 2]),
        Row(
            [
                _figure(("review_litigation", channel, OUTCOMES[index]), figures)
                for channel in CHANNELS
                for index in layout.outcomes
            ],
            "review_litigation",
        ),
    ]
    if layout.phantom is not None:
        rows[0].boxes.append(head(""))
        rows[1].boxes.append(head("", 2))
        rows[3].boxes.append(Box(layout.phantom, 1, 1, None, "figure"))
    if layout.blank_after is not None:
        rows.append(Row([Box(layout.blank_after, 1, 1, None, "figure") for _ in range(15)]))
    return Grid("review_litigation", rows, 3)


def without_rowspans(grid: Grid, header_only: bool) -> Grid:
    """Cells merged downwards as one cell and empty ones below it."""
    rows: list[Row] = []
    lines = placed(grid)
    for number, line in enumerate(lines):
        boxes = []
        cut = not header_only or number < grid.header
        for box, columns, state in line:
            if box is None:
                continue
            if state == "continue":
                if cut:
                    boxes.append(Box("", 1, columns, None, box.role))
            elif state == "restart" and cut:
                boxes.append(replace(box, rowspan=1))
            else:
                boxes.append(box)
        rows.append(Row(boxes, grid.rows[number].key, grid.rows[number].hidden))
    return Grid(grid.name, rows, grid.header)


# ── The page ──────────────────────────────────────────────────────────────────────────────────

PLACES = ("云汀市", "桐岭县", "白鹭区", "青芜市", "临泽县", "望川区")
BUREAUS = (
    "人民政府",
    "行政审批服务局",
    "科学技术局",
    "自然资源局",
    "教育和体育局",
    "市场监督管理局",
    "安平镇人民政府",
)
_PROSE = (
    "本机关坚持以公开为常态、不公开为例外，及时更新政府信息公开目录和指南。",
    "全年通过政府网站公开各类信息{count}条，通过政务新媒体公开{other}条。",
    "规范依申请公开的登记、审核、办理、答复和归档，做到程序合法、答复准确。",
    "加强政府信息的全生命周期管理，对已公开的信息定期清理、动态调整。",
    "优化政府网站专栏设置，方便群众查找和利用政府信息。",
    "把政府信息公开纳入年度考核，全年组织业务培训{few}次，未发生责任追究情形。",
)
_PROBLEMS = (
    "一是政策解读的形式还不够丰富；二是基层公开的针对性有待提高。",
    "下一步，将丰富解读形式，按群众需要调整公开内容，并加强业务培训。",
)
_OTHERS = (
    "本年度未收取政府信息公开信息处理费。",
    "本年度没有其他需要报告的事项。",
)


@dataclass(slots=True)
class Page:
    """One report: its blocks in printed order and what they print."""

    title: str
    organ: str
    year: int
    figures: Figures
    blocks: list[Block]

    def grids(self) -> Iterator[Grid]:
        for block in self.blocks:
            if isinstance(block, Grid):
                yield block


def compose(rng: Random, figures: Figures, layout: Layout, year: int) -> Page:
    """The six sections with their tables."""
    organ = rng.choice(PLACES) + rng.choice(BUREAUS)
    title = f"{organ}{year}年政府信息公开工作年度报告"
    blocks: list[Block] = [Text("title", title)]
    blocks.append(
        Text(
            "text",
            "根据《中华人民共和国政府信息公开条例》编制本报告。本报告中所列数据的统计期限"
            f"自{year}年1月1日起，至{year}年12月31日止。",
        )
    )
    blocks.append(Text("heading", layout.headings[1]))
    numbers = {"count": rng.randint(90, 5000), "other": rng.randint(9, 999), "few": 3}
    blocks += [Text("text", line.format(**numbers)) for line in _PROSE]
    blocks.append(Text("heading", layout.headings[2]))
    blocks += table_two(figures, layout)
    blocks.append(Text("heading", layout.headings[3]))
    blocks.append(table_three(figures, layout))
    blocks.append(Text("heading", layout.headings[4]))
    blocks.append(table_four(figures, layout))
    blocks.append(Text("heading", layout.headings[5]))
    blocks += [Text("text", line) for line in _PROBLEMS]
    blocks.append(Text("heading", layout.headings[6]))
    blocks += [Text("text", line) for line in _OTHERS]
    blocks.append(Text("signature", organ))
    blocks.append(Text("signature", f"{year + 1}年1月{rng.randint(5, 30)}日"))
    return Page(title, organ, year, figures, blocks)


# ── Statistics tables of the years before 2019 ────────────────────────────────────────────────

Indicator = tuple[str, str]
"""(label, unit); unit "——" is a heading row without a value."""

STAT2014: tuple[Indicator, ...] = (
    ("一、主动公开情况", "——"),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("其中：主动公开规范性文件数", "条"),
    ("制发规范性文件总数", "件"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "——"),
    ("1.政府公报公开政府信息数", "条"),
    ("2.政府网站公开政府信息数", "条"),
    ("3.政务微博公开政府信息数", "条"),
    ("4.政务微信公开政府信息数", "条"),
    ("5.其他方式公开政府信息数", "条"),
    ("二、回应解读情况", "——"),
    ("（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    ("（二）通过不同渠道和方式回应解读的情况", "——"),
    ("1.参加或举办新闻发布会总次数", "次"),
    ("其中：主要负责同志参加新闻发布会次数", "次"),
    ("2.政府网站在线访谈次数", "次"),
    ("其中：主要负责同志参加政府网站在线访谈次数", "次"),
    ("3.政策解读稿件发布数", "篇"),
    ("4.微博微信回应事件数", "次"),
    ("5.其他方式回应事件数", "次"),
    ("三、依申请公开情况", "——"),
    ("（一）收到申请数", "件"),
    ("1.当面申请数", "件"),
    ("2.传真申请数", "件"),
    ("3.网络申请数", "件"),
    ("4.信函申请数", "件"),
    ("（二）申请办结数", "件"),
    ("1.按时办结数", "件"),
    ("2.延期办结数", "件"),
    ("（三）申请答复数", "件"),
    ("1.属于已主动公开范围数", "件"),
    ("2.同意公开答复数", "件"),
    ("3.同意部分公开答复数", "件"),
    ("4.不同意公开答复数", "件"),
    ("其中：涉及国家秘密", "件"),
    ("涉及商业秘密", "件"),
    ("涉及个人隐私", "件"),
    ("危及国家安全、公共安全、经济安全和社会稳定", "件"),
    ("不是《条例》所指政府信息", "件"),
    ("法律法规规定的其他情形", "件"),
    ("5.不属于本行政机关公开数", "件"),
    ("6.申请信息不存在数", "件"),
    ("7.告知作出更改补充数", "件"),
    ("8.告知通过其他途径办理数", "件"),
    ("四、行政复议数量", "件"),
    ("（一）维持具体行政行为数", "件"),
    ("（二）被依法纠错数", "件"),
    ("（三）其他情形数", "件"),
    ("五、行政诉讼数量", "件"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("（二）被依法纠错数", "件"),
    ("（三）其他情形数", "件"),
    ("六、举报投诉数量", "件"),
    ("七、依申请公开信息收取的费用", "万元"),
    ("八、机构建设和保障经费情况", "——"),
    ("（一）政府信息公开工作专门机构数", "个"),
    ("（二）设置政府信息公开查阅点数", "个"),
    ("（三）从事政府信息公开工作人员数", "人"),
    ("1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("2.兼职人员数", "人"),
    (
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
    ),
    ("九、政府信息公开会议和培训情况", "——"),
    ("（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("（二）举办各类培训班数", "次"),
    ("（三）接受培训人员数", "人次"),
)
FUJIAN: tuple[Indicator, ...] = (
    ("主动公开文件数", "条"),
    ("其中：1、政府网站公开数", "条"),
    ("2、政府公报公开数", "条"),
    ("受理依申请公开信息总数", "条"),
    ("其中：1、当面申请数", "条"),
    ("2、网上申请数", "条"),
    ("3、信函、传真申请数", "条"),
    ("对申请的答复总数", "条"),
    ("其中：1、同意公开答复数", "条"),
    ("2、同意部分公开答复数", "条"),
    ("3、不予公开答复数", "条"),
    ("4、其他类型答复数", "条"),
    ("政府信息公开收费减免金额", "元"),
    ("接受行政诉讼、举报数", "件"),
    ("行政复议数", "件"),
    ("行政诉讼数", "件"),
)
CODED: tuple[Indicator, ...] = (
    ("主动公开信息数", "条"),
    ("其中：全文电子化的主动公开信息数", "条"),
    ("新增的行政规范性文件数", "条"),
    ("提供服务类信息数", "条"),
    ("网站专栏页面访问量", "人次"),
    ("现场接待人数", "人次"),
    ("网上咨询数", "人次"),
    ("咨询电话接听数", "人次"),
    ("依申请公开信息目录数", "条"),
    ("申请总数", "条"),
    ("其中：当面申请数", "条"),
    ("传真申请数", "条"),
    ("电子邮件申请数", "条"),
    ("网上申请数", "条"),
    ("信函申请数", "条"),
    ("其他形式申请数", "条"),
    ("对申请的答复总数", "条"),
    ("其中：同意公开答复数", "条"),
    ("同意部分公开答复数", "条"),
    ("否决公开答复总数", "条"),
)


def statistics(rng: Random, form: str, year: int) -> Page:
    """A report of 2008–2018: free sections and one table of indicators at its end."""
    indicators = {"stat2014": STAT2014, "fujian": FUJIAN, "coded": CODED}[form]
    figures: Figures = {}
    columns: Sequence[str]
    if form == "stat2014":
        columns = ("统 计 指 标", "单位", "统计数")
    elif form == "fujian":
        columns = ("指标名称", "计量单位", f"{year}年度", "历年累计")
    else:
        columns = ("指标名称", "计量单位", "代码", "本期实际", "本年累计")
    rows = [Row([Box(text, role="header") for text in columns])]
    for number, (label, unit) in enumerate(indicators, start=1):
        item = f"{number}:{label}"
        boxes = [Box(label), Box(unit)]
        if form == "coded":
            boxes.append(Box(f"{number:02}"))
        if unit == "——":
            boxes.append(Box(""))
        else:
            value = rng.choice((0, 0, rng.randint(1, 40), rng.randint(100, 90_000)))
            path = ("statistics", item, "value")
            figures[path] = Printed(value, str(value))
            boxes.append(Box(str(value), path=path, role="figure"))
            if form != "stat2014":
                total = value + rng.randint(0, 9_999)
                path = ("statistics", item, "cumulative")
                figures[path] = Printed(total, str(total))
                boxes.append(Box(str(total), path=path, role="figure"))
        rows.append(Row(boxes, item))
    organ = rng.choice(PLACES) + rng.choice(BUREAUS)
    title = f"{organ}{year}年政府信息公开工作年度报告"
    blocks: list[Block] = [Text("title", title)]
    for heading, line in (
        ("一、概述", f"{year}年，本机关按照《中华人民共和国政府信息公开条例》要求开展工作。"),
        ("二、主动公开政府信息情况", "通过政府网站和政府公报公开政府信息，方便群众查阅。"),
        ("三、依申请公开政府信息和不予公开政府信息的情况", "依法办理公民、法人和其他组织的申请。"),
        ("四、政府信息公开的收费及减免情况", "本年度未收取费用。"),
        ("五、因政府信息公开申请行政复议、提起行政诉讼的情况", "具体数字见附表。"),
        ("六、存在的主要问题及改进情况", "公开的及时性还有待提高，将继续完善工作机制。"),
        ("七、附表", "政府信息公开情况统计表"),
    ):
        blocks += [Text("heading", heading), Text("text", line)]
    blocks.append(Grid("statistics", rows, 1))
    blocks.append(Text("signature", f"{year + 1}年3月12日"))
    return Page(title, organ, year, figures, blocks)
