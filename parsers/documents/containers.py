"""Where do portals' templates put the article? containers.toml, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def knowledge() -> dict[str, Any]:
    """containers.toml."""
    text = resources.files("parsers.documents").joinpath("containers.toml").read_text("utf-8")
    return tomllib.loads(text)
