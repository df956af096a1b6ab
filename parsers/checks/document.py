"""What does the catalogue say to readers? docs/checks.md, made from the registry.

    python -m parsers.checks.document            # print it
    python -m parsers.checks.document --write    # write docs/checks.md (make docs)

A test holds the committed file equal to what this makes, so a rule cannot change unnoticed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from parsers.checks import FORMS, Check, catalogue

TARGET = Path(__file__).resolve().parents[2] / "docs" / "checks.md"

SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
GROUPS = {
    "A": "表内数字",
    "D": "日期",
    "H": "上下级",
    "M": "2008–2018 年统计表",
    "N": "正文与表格",
    "S": "格式",
    "T": "文字",
    "V": "发布",
    "Y": "年度之间",
}
_HEAD = """# 核对规则

<!-- 由 python -m parsers.checks.document --write 生成，不要手工修改。 -->

每条规则对每份报告得出三种结果之一：通过、不通过、无法判断（并说明原因）。空白、“/”和读不出的单元格记为缺失，
缺失的数字不参与判断，也不会当作 0。下面的级别是这条规则可能给出的最高级别；每条提示各带自己的级别。
“人工”一类默认不运行，只提示需要人看的地方。

Every rule ends for every report in pass, fail or not assessable (with the reason). A blank, “/” or
unreadable cell is missing, never 0, and fails nothing. The severity is the highest that the rule
can give; each flag carries its own. Hints (人工) are off by default. Generated from the registry.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _forms(rule: Check) -> str:
    return "全部" if set(rule.forms) == set(FORMS) else "、".join(rule.forms)


def _row(rule: Check) -> str:
    severity = SEVERITIES[rule.severity] + ("（人工）" if rule.hint else "")
    needs = "是" if rule.takes_context else ""
    cells = (
        f"`{rule.id}` {rule.name}",
        severity,
        rule.title,
        rule.formula,
        rule.basis,
        _forms(rule),
        needs,
    )
    return "| " + " | ".join(map(_cell, cells)) + " |"


def document() -> str:
    """docs/checks.md as text."""
    parts = [_HEAD]
    rules = catalogue()
    parts.append(
        f"共 {len(rules)} 条规则，其中 {sum(rule.hint for rule in rules)} 条为人工提示。\n"
    )
    for letter, title in GROUPS.items():
        chosen = [rule for rule in rules if rule.id.startswith(letter)]
        if not chosen:
            continue
        parts.append(f"## {letter} {title}\n")
        parts.append("| 规则 | 最高级别 | 要求 | 公式 | 依据 | 表式 | 需要报告以外的资料 |")
        parts.append("|---|---|---|---|---|---|---|")
        parts += [_row(rule) for rule in chosen]
        parts.append("")
    return "\n".join(parts).rstrip("\n") + "\n"


def main(arguments: list[str]) -> int:
    if arguments == ["--write"]:
        TARGET.write_text(document(), "utf-8")
        print(f"{TARGET.name}: {len(catalogue())} rules")
    elif arguments:
        print("usage: python -m parsers.checks.document [--write]", file=sys.stderr)
        return 2
    else:
        print(document(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
