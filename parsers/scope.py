"""Whose figures does the report count: its own, or those of all under it? What it says, quoted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from parsers.report import Section

SECTIONS = (0, 1, 6)
_SENTENCE = re.compile(r"[^。；！？\n]+")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(resources.files("parsers").joinpath("scope.toml").read_text("utf-8"))
    return tuple((scope, re.compile("|".join(data[scope]))) for scope in ("own", "consolidated"))


def read_scope(sections: Sequence[Section]) -> tuple[str, str | None]:
    """(`consolidated`, `own` or `unknown`; the sentence that says so, white space removed)."""
    for section in sections:
        if section.number not in SECTIONS:
            continue
        for match in _SENTENCE.finditer(section.text):
            sentence = re.sub(r"\s+", "", match.group())
            for scope, pattern in _patterns():
                if pattern.search(sentence):
                    return scope, sentence
    return "unknown", None
