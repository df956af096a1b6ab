"""Which figures does a part of a clause state about what section 2's table counts?"""

from __future__ import annotations

import re

from parsers.clauses import Figure, amount_of
from parsers.stated.memory import ZERO, Memory
from parsers.stated.parts import Part
from parsers.vocabulary import meaning


def read_document(memory: Memory, part: Part) -> None:
    """Regulations and normative documents: issued, repealed, in force."""
    key = part.key.replace("a", "").replace("v", "").replace("n", "")
    names = [
        "regulations" if "规章" in text else "normative_documents"
        for letter, text in part.words
        if letter == "Q"
    ]
    if len(names) == 1:
        memory.documents = names[0]
    elif names:
        memory.documents = None
    shape = key.replace("Q", "")
    if re.fullmatch("X[IB]?", shape) and names:
        if shape != "XB":
            for name in names:
                cell = f"active_disclosure.{name}.issued"
                memory.add(part, f"{name}_issued", cell, ZERO)
        return
    column = {"I": "issued", "B": "repealed", "C": "in_force"}.get(shape.replace("N", ""))
    number = memory.number(part, "documents")
    if memory.documents is None or column is None or number is None or len(names) > 1:
        if number is not None or len(names) > 1:
            memory.documents = None
        return
    if shape in ("IN", "BN", "CN"):
        metric = f"{memory.documents}_{column}"
        memory.add(part, metric, f"active_disclosure.{memory.documents}.{column}", number)


def read_decision(memory: Memory, part: Part) -> None:
    """作出行政许可决定3件、行政处罚决定5件: one verb for the list."""
    key = part.key.replace("a", "").replace("v", "")
    words = [text for letter, text in part.words if letter == "J"]
    if re.fullmatch("X[Mh]?J+|(?:XJ)+", key):
        for word in words:
            kind = meaning("decision", word)
            memory.add(part, kind.id, kind.cell, ZERO)
        return
    number = memory.number(part, "decisions")
    if len(words) == 1 and number is not None:
        if key in ("MJN", "hJN", "JMN", "JhN"):
            memory.decided = True
        elif key != "JN" or not (memory.decided or "决定" in words[0]):
            return
        kind = meaning("decision", words[0])
        memory.add(part, kind.id, kind.cell, number)


def read_fee(memory: Memory, part: Part) -> None:
    """行政事业性收费12.5万元, or none."""
    cell = "active_disclosure.administrative_fees.amount_wan_yuan"
    key = part.key.replace("v", "").replace("a", "")
    if key in ("X$", "XM$", "$N", "$X"):
        if "N" not in key or part.counted == ["0件"]:
            memory.add(part, "administrative_fees", cell, Figure(0, "万元", None))
    elif key in ("$¥", "M$¥", "$M¥"):
        memory.add(part, "administrative_fees", cell, amount_of(part.counted[0]))
