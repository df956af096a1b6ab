"""What stands in archive.db? Every table and column once, with labels, unit and meaning of missing.

Schema, Datasette metadata, data package and docs are all made from `TABLES` and `VIEWS`
(design.md section 5). Column names are English, labels Chinese and English.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlite_utils

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Column:
    """type: Python type sqlite-utils maps. unit: 件, 万元 … missing: what NULL means."""

    name: str
    type: type
    zh: str
    en: str
    unit: str | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    pk: tuple[str, ...]
    foreign_keys: tuple[tuple[str, str, str], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ViewSpec:
    name: str
    zh: str
    en: str
    sql: str


def _c(
    name: str,
    type: type,
    zh: str,
    en: str,
    unit: str | None = None,
    missing: str | None = None,
) -> Column:
    return Column(name, type, zh, en, unit, missing)


_UNREAD = "原件空白、写作“/”或无法读出（见 cell_notes），或该表未印出"

_VERSION = _c("version_id", str, "版本", "version")

_FLAG_COUNTS = (
    _c("error_count", int, "错误数", "errors"),
    _c("warning_count", int, "警告数", "warnings"),
    _c("info_count", int, "提示数", "notices"),
)

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "organs",
        "行政机关",
        "administrative organs",
        (
            _c("id", str, "编号", "id"),
            _c("name", str, "名称", "name"),
            _c("other_names", str, "曾用名、别名（含年份）", "other names, with years (JSON)"),
            _c("level", str, "层级", "level", missing="层级无法从名称和区划判定"),
            _c("kind", str, "类别", "kind", missing="类别无法从名称判定"),
            _c("division_code", str, "行政区划代码", "division code (GB/T 2260)"),
            _c("province", str, "省份", "province", missing="区划不明"),
            _c("parent", str, "上级机关", "parent organ", missing="未登记"),
            _c("portal", str, "所属网站", "portal", missing="未登记"),
            _c("successor", str, "后继机关", "successor organ", missing="无"),
            _c("minted", int, "是否登记在册", "1 = listed in organs.csv"),
        ),
        ("id",),
        indexes=(("province",), ("level",)),
    ),
    TableSpec(
        "portals",
        "政府网站",
        "portals",
        (
            _c("id", str, "编号", "id"),
            _c("name", str, "名称", "name"),
            _c("home_url", str, "首页地址", "home URL"),
            _c("site_id_code", str, "政府网站标识码", "SiteIDCode", missing="未登记"),
            _c("division_code", str, "行政区划代码", "division code", missing="未登记"),
            _c("level", str, "层级", "level", missing="未登记"),
            _c("kind", str, "类别", "kind", missing="未登记"),
            _c("family", str, "建站系统", "CMS family", missing="未识别"),
            _c("status", str, "最近结果", "outcome of the latest run", missing="未采集"),
            _c("cause", str, "原因", "reason of that outcome", missing="未采集"),
            _c("last_ok_at", str, "最近成功时间", "last good crawl", missing="未成功过"),
        ),
        ("id",),
    ),
    TableSpec(
        "reports",
        "年度报告",
        "annual reports",
        (
            _c("id", str, "编号", "id: organ id - year"),
            _c("report_year", int, "报告年度", "report year", "年"),
            _c("organ_name_printed", str, "报告所印机关名称", "organ as printed"),
            _c("worst_severity", str, "最严重的标记", "worst flag: error, warning, info, none"),
            *_FLAG_COUNTS,
            _c("title", str, "标题", "title"),
            _c("province", str, "省份", "province", missing="区划不明"),
            _c("level", str, "层级", "level", missing="层级不明"),
            _c("form", str, "表式", "official form"),
            _c("scope", str, "统计范围", "scope: consolidated, own or unknown"),
            _c("url", str, "来源网址", "source URL"),
            _c("media_type", str, "文件格式", "media type"),
            _c("published_on", str, "发布日期", "published on", missing="网页与正文均未标明"),
            _c("signed_on", str, "落款日期", "signed on", missing="无落款日期"),
            _c("period_start", str, "统计期起", "period start", missing="未写明"),
            _c("period_end", str, "统计期止", "period end", missing="未写明"),
            _c("contact_unit", str, "联系单位", "contact unit", missing="未写明"),
            _c("contact_address", str, "联系地址", "contact address", missing="未写明"),
            _c("contact_postcode", str, "邮编", "postcode", missing="未写明"),
            _c("contact_phone", str, "电话", "phone", missing="未写明"),
            _c("contact_fax", str, "传真", "fax", missing="未写明"),
            _c("contact_email", str, "电子邮箱", "e-mail", missing="未写明"),
            _c("contact_website", str, "网址", "website", missing="未写明"),
            _c("cells_expected", int, "应有单元格", "cells the form has", "格"),
            _c("cells_read", int, "读到单元格", "cells located", "格"),
            _c("cells_blank", int, "空白单元格", "cells printed blank or unreadable", "格"),
            _c("organ_id", str, "机关编号", "organ"),
            _c("version_id", str, "当前版本", "current version"),
            _c("first_seen_at", str, "首次见到", "first seen"),
            _c("last_seen_at", str, "最近见到", "last seen"),
            _c("withdrawn", int, "是否已撤下", "1 = withdrawn"),
        ),
        ("id",),
        (("organ_id", "organs", "id"),),
        (
            ("report_year", "province"),
            ("organ_id", "report_year"),
            ("province",),
            ("level",),
            ("form",),
            ("worst_severity",),
            ("error_count",),
        ),
    ),
    TableSpec(
        "versions",
        "报告版本",
        "versions of a report at one source",
        (
            _c("id", str, "编号", "id"),
            _c("report_id", str, "报告", "report"),
            _c("url", str, "来源网址", "source URL"),
            _c("landing_url", str, "所在页面", "page that links it", missing="报告即页面本身"),
            _c("media_type", str, "文件格式", "media type"),
            _c("capture_id", str, "采集记录", "capture"),
            _c("digest", str, "内容摘要", "content digest"),
            _c("is_current", int, "是否当前版本", "1 = the report's current version"),
            _c("first_seen_at", str, "首次见到", "first seen"),
            _c("last_seen_at", str, "最近见到", "last seen"),
            _c("parser_version", str, "解析版本", "parser version"),
            _c("evidence", str, "身份依据", "where organ, year and dates come from (JSON)"),
            _c(
                "table_forms",
                str,
                "各表所用表式",
                "form of each table (JSON)",
                missing="各表同为 reports.form 所记的表式",
            ),
            _c("notes", str, "读取说明", "what reading says, JSON list", missing="没有说明"),
        ),
        ("id",),
        (("report_id", "reports", "id"), ("capture_id", "captures", "id")),
        (("report_id",), ("url",)),
    ),
    TableSpec(
        "sections",
        "报告正文",
        "narrative sections",
        (
            _VERSION,
            _c("position", int, "顺序", "position"),
            _c("number", int, "部分", "0 preamble, 1–6 by meaning", missing="不属于六个部分"),
            _c("heading", str, "标题", "heading as printed", missing="前言无标题"),
            _c("text", str, "正文", "text, without the tables"),
        ),
        ("version_id", "position"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "disclosures",
        "主动公开政府信息情况（2021 表式）",
        "active disclosure, 2021 form",
        (
            _VERSION,
            _c("item", str, "信息内容", "item"),
            _c("issued", int, "本年制发件数", "issued", "件", _UNREAD + "；该行无此栏"),
            _c("repealed", int, "本年废止件数", "repealed", "件", _UNREAD + "；该行无此栏"),
            _c("in_force", int, "现行有效件数", "in force", "件", _UNREAD + "；该行无此栏"),
            _c("decisions", int, "本年处理决定数量", "decisions", "件", _UNREAD + "；该行无此栏"),
            _c(
                "amount_wan_yuan",
                float,
                "本年收费金额",
                "fees charged",
                "万元",
                _UNREAD + "；该行无此栏",
            ),
        ),
        ("version_id", "item"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "disclosures_2019",
        "主动公开政府信息情况（2019 表式）",
        "active disclosure, 2019 form",
        (
            _VERSION,
            _c("item", str, "信息内容", "item"),
            _c("made", int, "本年新制作数量", "made", "件", _UNREAD + "；该行无此栏"),
            _c(
                "newly_published",
                int,
                "本年新公开数量",
                "newly published",
                "件",
                _UNREAD + "；该行无此栏",
            ),
            _c(
                "total_public",
                int,
                "对外公开总数量",
                "public in all",
                "件",
                _UNREAD + "；该行无此栏",
            ),
            _c(
                "prior_year_items",
                int,
                "上一年项目数量",
                "items of the year before",
                "项",
                _UNREAD + "；该行无此栏",
            ),
            _c("change", int, "本年增/减", "change", "项", _UNREAD + "；该行无此栏"),
            _c("decisions", int, "处理决定数量", "decisions", "件", _UNREAD + "；该行无此栏"),
            _c(
                "items", int, "采购项目数量", "procurement projects", "项", _UNREAD + "；该行无此栏"
            ),
            _c(
                "amount_yuan",
                float,
                "采购总金额",
                "procurement amount",
                "元",
                _UNREAD + "；该行无此栏",
            ),
        ),
        ("version_id", "item"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "applications",
        "收到和处理政府信息公开申请情况",
        "disclosure applications",
        (
            _VERSION,
            _c("item", str, "事项", "row"),
            _c("natural_person", int, "自然人", "natural persons", "件", _UNREAD),
            _c("commercial", int, "商业企业", "companies", "件", _UNREAD),
            _c("research", int, "科研机构", "research institutions", "件", _UNREAD),
            _c(
                "social_welfare", int, "社会公益组织", "social welfare organisations", "件", _UNREAD
            ),
            _c("legal_service", int, "法律服务机构", "legal service providers", "件", _UNREAD),
            _c("other", int, "其他", "others", "件", _UNREAD),
            _c("total", int, "总计", "total as printed", "件", _UNREAD),
        ),
        ("version_id", "item"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "disputes",
        "政府信息公开行政复议、行政诉讼情况",
        "administrative review and litigation",
        (
            _VERSION,
            _c("channel", str, "渠道", "channel"),
            _c("upheld", int, "结果维持", "upheld", "件", _UNREAD),
            _c("corrected", int, "结果纠正", "corrected", "件", _UNREAD),
            _c("other", int, "其他结果", "other results", "件", _UNREAD),
            _c("pending", int, "尚未审结", "pending", "件", _UNREAD),
            _c("total", int, "总计", "total as printed", "件", _UNREAD),
        ),
        ("version_id", "channel"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "local_rows",
        "地方自行增设的行次（如行政检查）",
        "printed rows that the national form does not have",
        (
            _VERSION,
            _c("position", int, "顺序", "position"),
            _c("table", str, "表", "table"),
            _c("label", str, "行", "row label as printed"),
            _c("printed", str, "各格原文", "cells as printed, a JSON list of texts"),
        ),
        ("version_id", "position"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "statistics",
        "政府信息公开情况统计表（2008–2018）",
        "statistics tables before 2019",
        (
            _VERSION,
            _c("position", int, "顺序", "position"),
            _c("indicator", str, "指标", "indicator as printed"),
            _c("unit", str, "单位", "unit", missing="未印单位"),
            _c("value", float, "本年数", "value of the year", missing=_UNREAD),
            _c("cumulative", float, "历年累计", "cumulative", missing="该表无此栏"),
        ),
        ("version_id", "position"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "cell_notes",
        "单元格说明",
        "exceptions of reading, cell by cell",
        (
            _VERSION,
            _c("table", str, "表", "table"),
            _c("item", str, "行", "row"),
            _c("column", str, "栏", "column"),
            _c("kind", str, "种类", "blank, dash, unreadable, inferred, ocr, unit or note"),
            _c("raw", str, "原文", "printed text"),
            _c("value", float, "取值", "value taken", missing="未取值"),
            _c("confidence", float, "可信度", "confidence 0–1", missing="不适用"),
        ),
        ("version_id", "table", "item", "column"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "stated",
        "正文所述数字",
        "figures stated in the narrative",
        (
            _VERSION,
            _c("id", int, "序号", "number in text order"),
            _c("quote", str, "原句", "quote"),
            _c("section", int, "所在部分", "sections.position"),
            _c("start", int, "起", "start offset"),
            _c("end", int, "止", "end offset"),
            _c("metric", str, "指标", "metric"),
            _c("value", float, "数值", "value"),
            _c("unit", str, "单位", "unit"),
            _c("qualifier", str, "修饰", "about, over, almost", missing="精确数"),
            _c("cell", str, "对应单元格", "cell held against", missing="表中无对应"),
            _c("agrees", int, "是否一致", "1 agrees, 0 differs", missing="无法比对"),
            _c("scope", str, "所指范围", "whose figure, as printed", missing="未写明"),
        ),
        ("version_id", "id"),
        (("version_id", "versions", "id"),),
    ),
    TableSpec(
        "flags",
        "核查标记",
        "validation flags (failures only)",
        (
            _VERSION,
            _c("id", str, "编号", "id"),
            _c("report_id", str, "报告", "report"),
            _c("check", str, "规则", "check id"),
            _c("severity", str, "严重程度", "error, warning or info"),
            _c("message", str, "说明", "one sentence"),
            _c("expected", str, "应为", "expected", missing="不适用"),
            _c("actual", str, "实为", "actual", missing="不适用"),
            _c("quote", str, "原文", "quote", missing="标记不指向原句"),
            _c("section", int, "所在部分", "sections.position", missing="标记不指向正文"),
            _c("start", int, "起", "start offset", missing="标记不指向正文"),
            _c("end", int, "止", "end offset", missing="标记不指向正文"),
            _c("table", str, "表", "table", missing="标记不指向单元格"),
            _c("item", str, "行", "row", missing="标记不指向单元格"),
            _c("column", str, "栏", "column", missing="标记不指向单元格"),
            _c("review", str, "复核", "confirmed, dismissed", missing="未复核"),
            _c("review_reason", str, "复核理由", "reason of the review", missing="未复核"),
            _c("reviewed_on", str, "复核日期", "reviewed on", missing="未复核"),
        ),
        ("version_id", "id"),
        (
            ("version_id", "versions", "id"),
            ("check", "checks", "id"),
            ("report_id", "reports", "id"),
        ),
        (("check",), ("severity",), ("report_id",)),
    ),
    TableSpec(
        "checks",
        "核查规则",
        "catalogue of checks",
        (
            _c("id", str, "编号", "id"),
            _c("name", str, "名称", "name"),
            _c("severity", str, "最高严重程度", "highest severity"),
            _c("title", str, "内容", "what it checks (Chinese)"),
            _c("formula", str, "公式", "formula"),
            _c("basis", str, "依据", "basis"),
            _c("forms", str, "适用表式", "forms it applies to, comma-separated"),
            _c("hint", int, "是否人工提示", "1 = for a person to judge, not run by default"),
        ),
        ("id",),
    ),
    TableSpec(
        "check_summary",
        "核查结果汇总",
        "results per check, year and province",
        (
            _c("check", str, "规则", "check id"),
            _c("year", int, "报告年度", "report year"),
            _c("province", str, "省份", "province ('' unknown)"),
            _c("pass", int, "通过", "passed", "份"),
            _c("fail", int, "不通过", "failed", "份"),
            _c("not_assessable", int, "无法判断", "not assessable", "份"),
        ),
        ("check", "year", "province"),
        (("check", "checks", "id"),),
    ),
    TableSpec(
        "captures",
        "采集记录",
        "captures (WARC records)",
        (
            _c("id", str, "编号", "WARC record id"),
            _c("url", str, "网址", "URL"),
            _c("fetched_at", str, "采集时间", "fetched at"),
            _c("http_status", int, "HTTP 状态", "HTTP status", missing="非 HTTP 来源"),
            _c("media_type", str, "文件格式", "media type as sniffed", missing="未识别"),
            _c("sha256", str, "摘要", "SHA-256 of the payload"),
            _c("bytes", int, "字节数", "bytes", "字节"),
            _c("warc", str, "WARC 文件", "WARC file"),
            _c("offset", int, "偏移", "offset in it", "字节"),
            _c("verdict", str, "判定", "what the capture is"),
            _c("reason", str, "说明", "why, as a sentence", missing="无须说明"),
            _c("portal", str, "网站", "portal", missing="手工导入"),
            _c("kind", str, "页面种类", "home, list, detail, attachment, import …"),
            _c("run_id", str, "采集批次", "run"),
            _c("served", int, "可否展示存档", "1 = the archived copy may be shown"),
        ),
        ("id",),
        (("run_id", "runs", "id"),),
        (("url",), ("sha256",), ("verdict",)),
    ),
    TableSpec(
        "attachments",
        "附件",
        "attachments of captured pages",
        (
            _c("capture_id", str, "页面采集记录", "capture of the page"),
            _c("url", str, "附件网址", "attachment URL"),
            _c("title", str, "链接文字", "link text", missing="无文字"),
            _c("attachment_capture_id", str, "附件采集记录", "its capture", missing="未采集到"),
            _c("outcome", str, "结果", "outcome"),
        ),
        ("capture_id", "url"),
        (("capture_id", "captures", "id"),),
    ),
    TableSpec(
        "unresolved",
        "未能归位的报告",
        "reports whose organ or year is not known",
        (
            _c("capture_id", str, "采集记录", "capture"),
            _c("url", str, "网址", "URL"),
            _c("title", str, "标题", "title", missing="无标题"),
            _c("reason", str, "原因", "reason"),
        ),
        ("capture_id",),
        (("capture_id", "captures", "id"),),
    ),
    TableSpec(
        "changes",
        "内容变更",
        "content changes made by the organ",
        (
            _c("report_id", str, "报告", "report"),
            _c("url", str, "来源网址", "source URL"),
            _c("changed_at", str, "发现时间", "seen at"),
            _c("from_version", str, "旧版本", "old version"),
            _c("to_version", str, "新版本", "new version"),
            _c("summary", str, "变更", "what changed"),
        ),
        ("report_id", "url", "changed_at"),
        (("report_id", "reports", "id"),),
    ),
    TableSpec(
        "coverage",
        "覆盖情况",
        "reports held per organ and year",
        (
            _c("organ_id", str, "机关", "organ"),
            _c("report_year", int, "报告年度", "report year"),
            _c("status", str, "状态", "held, missing, unresolved"),
        ),
        ("organ_id", "report_year"),
        (("organ_id", "organs", "id"),),
    ),
    TableSpec(
        "runs",
        "采集批次",
        "crawl and import runs",
        (
            _c("id", str, "编号", "id"),
            _c("started_at", str, "开始", "started", missing="无记录"),
            _c("ended_at", str, "结束", "ended", missing="被中断"),
            _c("complete", int, "是否完成", "1 = ended with a summary"),
            _c("fetches", int, "请求数", "requests recorded"),
            _c("captures", int, "采集数", "captures"),
            _c("problems", str, "问题", "torn records and other problems (JSON)"),
        ),
        ("id",),
    ),
    TableSpec(
        "portal_outcomes",
        "网站采集结果",
        "how each portal of each run ended",
        (
            _c("run_id", str, "采集批次", "run"),
            _c("portal", str, "网站", "portal"),
            _c("outcome", str, "结果", "outcome"),
            _c("reason", str, "原因", "reason"),
            _c("family", str, "建站系统", "CMS family", missing="未识别"),
            _c("columns", str, "栏目", "report columns found (JSON)"),
            _c("pages", int, "列表页", "list pages", "页"),
            _c("listed", int, "列出条目", "entries listed", "条"),
            _c("list_total", int, "网站自报总数", "total the portal states", "条", "网站未给出"),
            _c("details", int, "详情页", "detail pages fetched", "页"),
            _c("attachments", int, "附件", "attachments fetched", "个"),
            _c("fresh", int, "免重取", "still fresh, not fetched again", "页"),
            _c("stop_reason", str, "停止原因", "why the list ended", missing="未读列表"),
        ),
        ("run_id", "portal"),
        (("run_id", "runs", "id"),),
    ),
    TableSpec(
        "build_info",
        "构建信息",
        "inputs and hash of this build",
        (
            _c("key", str, "项", "key"),
            _c("value", str, "值", "value"),
        ),
        ("key",),
    ),
)

TABLE = {table.name: table for table in TABLES}

_CURRENT = (
    "select r.id as report_id, r.organ_name_printed as organ, r.report_year, {columns} "
    "from {table} t join reports r on r.version_id = t.version_id"
)


def _current(table: str, zh: str, where: str = "") -> ViewSpec:
    columns = ", ".join(
        f"t.[{c.name}]" for c in TABLE[table].columns if c.name not in ("version_id", "report_id")
    )
    return ViewSpec(
        f"current_{table}",
        zh + "（当前版本）",
        f"{table} of current versions",
        _CURRENT.format(columns=columns, table=table) + where,
    )


VIEWS: tuple[ViewSpec, ...] = (
    _current("disclosures", "主动公开政府信息情况"),
    _current("applications", "申请办理情况"),
    _current("disputes", "行政复议、行政诉讼情况"),
    _current("stated", "正文所述数字"),
    _current("cell_notes", "单元格说明"),
    _current("local_rows", "地方自行增设的行次"),
    # A dismissed flag stays in `flags` and on the report's page; it is counted nowhere.
    _current("flags", "核查标记", " where coalesce(t.review, '') <> 'dismissed'"),
)


def wide_view(application_rows: tuple[str, ...]) -> ViewSpec:
    """One report a line with every printed total, for spreadsheets; names ≤ 32 characters."""
    parts = [
        "select r.id as report_id, r.organ_name_printed as organ, r.province, r.level, "
        "r.report_year, r.form, r.error_count, r.warning_count, r.url"
    ]
    for item, columns in (
        ("regulations", ("issued", "repealed", "in_force")),
        ("normative_documents", ("issued", "repealed", "in_force")),
        ("administrative_licensing", ("decisions",)),
        ("administrative_penalty", ("decisions",)),
        ("administrative_compulsion", ("decisions",)),
        ("administrative_fees", ("amount_wan_yuan",)),
    ):
        short = item.replace("administrative_", "").replace("documents", "docs")
        for column in columns:
            parts.append(
                f"max(case when d.item = '{item}' then d.{column} end) as {short}_{column}"[:400]
            )
    select = ", ".join(parts)
    totals = ", ".join(
        f"(select a.total from applications a where a.version_id = r.version_id "
        f"and a.item = '{item}') as {item[:32]}"
        for item in application_rows
    )
    disputes = ", ".join(
        f"(select x.total from disputes x where x.version_id = r.version_id "
        f"and x.channel = '{channel}') as {channel}_total"
        for channel in ("review", "litigation_direct", "litigation_after_review")
    )
    return ViewSpec(
        "reports_wide",
        "一份报告一行（合计数）",
        "one report a line (printed totals)",
        f"{select}, {totals}, {disputes} from reports r "
        "left join disclosures d on d.version_id = r.version_id group by r.id",
    )


def create(db: sqlite_utils.Database, application_rows: tuple[str, ...]) -> None:
    """Make all tables, indexes and views in an empty database."""
    for spec in TABLES:
        table = db.table(spec.name)
        table.create(
            {column.name: column.type for column in spec.columns},
            pk=spec.pk[0] if len(spec.pk) == 1 else spec.pk,
        )
    for spec in TABLES:
        table = db.table(spec.name)
        keys: list[Any] = list(spec.foreign_keys)
        if keys:
            db.add_foreign_keys([(spec.name, *key) for key in keys])
        if any(column.type is float for column in spec.columns):
            # sqlite-utils knows REAL only, which shows and exports a printed 577 as 577.0.
            # Last of all, because its add_foreign_keys would make REAL of them again.
            sql = table.schema
            table.drop()
            db.execute(sql.replace(" REAL", " NUMERIC"))
        for index in spec.indexes:
            table.create_index(index, if_not_exists=True)
    for view in (*VIEWS, wide_view(application_rows)):
        db.create_view(view.name, view.sql)
