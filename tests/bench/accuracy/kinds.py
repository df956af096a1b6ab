"""Which kinds are there? Importing this registers them all, in the order they are printed in."""

from __future__ import annotations

from tests.bench.accuracy import markup  # isort: skip
from tests.bench.accuracy import renditions  # isort: skip
from tests.bench.accuracy import damage  # isort: skip
from tests.bench.accuracy.cases import ALL, KINDS, Kind, Sample, make, pairs

__all__ = ["ALL", "KINDS", "Kind", "Sample", "damage", "make", "markup", "pairs", "renditions"]
