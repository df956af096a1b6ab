"""Where do tests find real documents? In ../shared beside the project; elsewhere they skip."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BUNDLED = ROOT / "crawler" / "replica" / "documents"

needs_shared = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(),
    reason="the real documents (../shared) are present in CI only",
)
