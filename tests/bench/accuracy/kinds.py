"""Which kinds are there? Importing this registers them all, in the order they are printed in."""

from __future__ import annotations

from tests.bench.accuracy import markup  # isort: skip
from tests.bench.accuracy import renditions  # isort: skip
from tests.bench.accuracy import arrangements  # isort: skip
from tests.bench.accuracy import lines_broken  # isort: skip
from tests.bench.accuracy import damage  # isort: skip
from tests.bench.accuracy.cases import ALL, KINDS, Kind, Sample, make, pairs

__all__ = [
    "ALL",
    "KINDS",
    "Kind",
    "Sample",
    "arrangements",
    "damage",
    "lines_broken",
    "make",
    "markup",
    "pairs",
    "renditions",
]
