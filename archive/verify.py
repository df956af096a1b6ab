"""Is the archive what it says it is? The logical hash, and the check of everything kept."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from archive.schema import TABLES
from crawler.captures import CaptureDamaged, read_capture

Progress = Callable[[str, int, int], None]
"""(stage, done, total) for a progress bar."""


def logical_hash(path: Path) -> str:
    """SHA-256 over the rows of every table but build_info, sorted by key, as canonical JSON."""
    digest = hashlib.sha256()
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        for spec in sorted(TABLES, key=lambda spec: spec.name):
            if spec.name == "build_info":
                continue
            names = sorted(column.name for column in spec.columns)
            columns = ", ".join(f"[{name}]" for name in names)
            order = ", ".join(f"[{key}]" for key in spec.pk)
            digest.update(f"{spec.name} {columns}\n".encode())
            for row in connection.execute(
                f"select {columns} from [{spec.name}] order by {order}"  # names from schema.py
            ):
                digest.update((json.dumps(row, ensure_ascii=False) + "\n").encode())
    finally:
        connection.close()
    return digest.hexdigest()


def verify(data: Path, progress: Progress | None = None) -> list[str]:
    """Sentences about what is damaged in archive.db and the captures it stands on; empty is sound.

    Held: SQLite's own integrity and foreign keys, the logical hash in build_info, and the digest
    of every capture against its WARC record.
    """
    tell = progress or (lambda stage, done, total: None)
    path = data / "archive.db"
    if not path.exists():
        return [f"没有 {path}；先运行 nianbao build。"]
    problems: list[str] = []
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        answers = [row[0] for row in connection.execute("pragma integrity_check")]
        problems += [f"archive.db 损坏：{answer}" for answer in answers if answer != "ok"]
        for table, row, parent, _ in connection.execute("pragma foreign_key_check"):
            problems.append(f"archive.db 的 {table} 第 {row} 行指向 {parent} 中不存在的一行。")
        info = dict(connection.execute("select key, value from build_info"))
        captures = connection.execute(
            "select id, url, warc, offset, sha256 from captures order by warc, offset"
        ).fetchall()
    except sqlite3.DatabaseError as error:
        return [*problems, f"archive.db 读不出来：{error}"]
    finally:
        connection.close()
    recorded, actual = info.get("logical_hash"), logical_hash(path)
    if recorded != actual:
        problems.append(
            f"archive.db 的内容与 build_info 不符：登记的逻辑摘要是 {recorded}，实为 {actual}。"
        )
    for number, (id, url, warc, offset, sha256) in enumerate(captures, start=1):
        tell("核对存档", number, len(captures))
        try:
            body = read_capture(data / "runs" / warc, offset).body
        except (CaptureDamaged, OSError) as error:
            problems.append(f"{url} 的存档记录 {id} 读不出来：{error}")
            continue
        if sha256 and hashlib.sha256(body).hexdigest() != sha256:
            problems.append(f"{url} 的存档记录 {id}（{warc}，偏移 {offset}）与登记的摘要不符。")
    return problems
