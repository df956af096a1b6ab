"""How are the files read that people write by hand (`data/curation/*.csv`)?

UTF-8, with or without a byte order mark; lines that begin with # are comments; the first other line
names the columns. Row numbers in sentences are the lines a person sees in an editor.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

Row = dict[str, str]


class CurationError(ValueError):
    """A file of data/curation cannot be used; the text is a sentence with file, line and value."""


def read_rows(
    path: Path, columns: Sequence[str], required: Collection[str]
) -> Iterator[tuple[int, Row]]:
    """(line number, column → text without surrounding white space, "" where absent) of each row.

    Raises CurationError for another encoding, unknown or missing columns, and rows with more cells
    than the header (an unquoted comma).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CurationError(
            f"{path} 不是 UTF-8 编码（第 {error.start + 1} 个字节读不出）；"
            "Excel 请另存为“CSV UTF-8（逗号分隔）”。"
        ) from error
    lines = text.splitlines(keepends=True)
    numbers = [n for n, line in enumerate(lines, 1) if not line.startswith("#")]
    reader = csv.DictReader(lines[n - 1] for n in numbers)
    named = tuple(reader.fieldnames or ())
    missing = [column for column in required if column not in named]
    unknown = [column for column in named if column not in columns]
    if missing or unknown or len(set(named)) != len(named):
        raise CurationError(
            f"{path} 的表头应当是 {','.join(columns)}，实为“{','.join(named)}”"
            + (f"，缺少 {'、'.join(missing)}" if missing else "")
            + (f"，多出 {'、'.join(unknown)}" if unknown else "")
            + "。"
        )
    before = reader.line_num
    for row in reader:
        at, before = numbers[before], reader.line_num  # a quoted cell may run over lines
        if None in row:
            raise CurationError(f"{path} 第 {at} 行的列数多于表头；文字里有逗号时请加引号。")
        yield at, {column: (row.get(column) or "").strip() for column in columns}
