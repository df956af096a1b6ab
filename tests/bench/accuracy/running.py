"""How is one kind in one format generated, read and scored? In a worker process."""

from __future__ import annotations

import hashlib

from tests.bench.accuracy import docx
from tests.bench.accuracy.floors import Pair
from tests.bench.accuracy.kinds import KINDS, Sample, make, pairs
from tests.bench.accuracy.scoring import Score, score

DOCUMENTS = 4_860
SEED = 20211126


def per_pair(documents: int) -> int:
    """How many documents each kind and format gets."""
    return max(1, -(-documents // len(pairs())))


def digest(sample: Sample) -> bytes:
    """What a document holds and what is printed on it."""
    printed = "\n".join(f"{path}={cell}" for path, cell in sorted(sample.truth.items()))
    return hashlib.sha256(docx.content(sample.data) + printed.encode()).digest()


def run_pair(task: tuple[str, str, int, int]) -> tuple[Pair, Score, str, int | None]:
    """(pair, score, corpus digest, index of the first document with a failure) of one pair."""
    name, format, count, seed = task
    total = Score()
    corpus = hashlib.sha256()
    first: int | None = None
    for index in range(count):
        sample = make(KINDS[name], format, index, seed)
        corpus.update(digest(sample))
        result = score(sample)
        result.failures = [f"#{index} {failure}" for failure in result.failures]
        if first is None and result.failures:
            first = index
        total.add(result)
    return (name, format), total, corpus.hexdigest()[:12], first
