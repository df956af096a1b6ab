"""Which figures does a part of a clause state about applications and what became of them?"""

from __future__ import annotations

import re

from parsers.clauses import Figure, Sentence, agrees, figure_of
from parsers.stated.cells import cell_value
from parsers.stated.memory import BOTH, NEW, ZERO, Memory
from parsers.stated.parts import Part
from parsers.vocabulary import Meaning, forms, meaning, tokens_of

_DONE = "applications.results_total.total"
_CELLS = {
    "received": ("applications_received", NEW),
    "new": ("applications_received", NEW),
    "both": ("applications_received", BOTH),
    "completed": ("applications_completed", _DONE),
    "carried_over": ("applications_carried_over", "applications.carried_over.total"),
    "carried_forward": ("applications_carried_forward", "applications.carried_forward.total"),
}
_DROP_RESULT = str.maketrans("", "", "oOaMdv中导")
_PLAIN_OBJECT = re.compile("依申请公开的?(?:政府)?(?:信息)?(?:件)?")
_SUM = re.compile("新收|(?:上年|上一年|年)度?结转(?!下|至|到|入)")


def read_application(memory: Memory, part: Part, sentence: Sentence, index: int) -> None:
    """Received, carried over, completed, carried forward, by whom: where [forms] knows the key."""
    key = part.key.replace("q", "r").replace("中", "").replace("人", "").replace("导", "")
    if "导" in part.key and memory.inside and memory.subject in ("", "weak"):
        memory.subject = "app"
    if "客" in key and set(key) & set("rnbhX"):
        key = key.replace("客", "")
    if "人" in part.key and memory.whole_main:
        memory.whole = memory.whole_main
    form = forms().get(key)
    if form is None and "N" in key:
        form = forms().get(key.replace("a", ""))
    if form is None:
        if "N" in key:
            if "d" in key and "u" in key:  # 办结上年结转4件: beside it, 办结 is not all
                memory.soft.add("applications_completed")
                memory.subject = "carried"
            elif "m" in key:  # 未答复2件: 已答复33件 beside it is not all
                memory.soft.add("applications_completed")
            elif "j" not in key and not (key == "N" and _adds_up(memory, part)):
                memory.subject = "weak" if "O" in key else "other"
        elif "k" in key:  # 自然人申请中，予以公开9件
            memory.subject = "part"
        elif ("O" in key and "X" not in key) or ("o" in key and memory.subject == "weak"):
            memory.subject = "app"
        return
    what, level = form
    if what == "aside":
        return
    if what == "kind" or what == "natural":
        _kind(memory, part, what, level)
        return
    plain = what == "received" and key in ("ON", "NO") and _is_plain(part)
    if plain and not (
        "主动公开" not in part.clause.sentence
        and (memory.subject == "app" or _all_read(sentence, index))
    ):
        memory.subject = "other"
        return
    if level == "bare" and not (
        memory.subject in ("app", "weak")
        or (memory.inside and not memory.subject)
        or (not memory.headed and _all_read(sentence, index))
    ):
        memory.subject = "other"
        return
    if level == "elided" and not (
        memory.subject == "app"
        or (memory.subject == "weak" and what in ("new", "carried_over", "carried_forward"))
    ):
        return
    if what.startswith("none"):
        name = {"none_received": "received", "none_carried_over": "carried_over"}.get(
            what, "carried_forward"
        )
        # 除此之外，未收到…: some were received all the same.
        others = name == "received" and memory.whole_main == "received"
        memory.add(part, *_CELLS[name], ZERO, soft=others)
        memory.subject = "app"
        return
    number = memory.number(part, "applications")
    if number is None:
        memory.subject = "other"
        return
    if what in ("received", "completed", "handled", "received_and_completed", "handled_kind"):
        # 其中办结10件 is a part, 其中我局收到37件 the organ's own whole.
        if (part.is_part or memory.lead_part or memory.in_brackets) and part.scope is None:
            memory.subject = memory.subject if memory.stated_whole else "part"
            return
        memory.stated_whole = True
    # What was registered is not yet what was taken on; 受理30件 may be some of the 收到36件
    # stated before; 依申请公开20件 may be documents.
    soft = (
        ("q", "登记") in part.words
        or (level == "elided" and what in ("received", "completed") and _is_stated(memory, what))
        or (plain and number.value != 0)
    )
    memory.subject = "app"
    memory.whole = {"new": "received", "both": "received"}.get(what, what)
    if what == "handled":
        _handled(memory, part, number, sentence, index)
    elif what == "handled_kind":
        memory.add(part, *_CELLS["completed"], number, soft=True)
        _kinds(memory, part, number, soft=True)
    elif what == "received_and_completed":
        _received_and_completed(memory, part, number)
    else:
        memory.add(part, *_CELLS[what], number, soft=soft)
    if memory.scope_part is not None and not memory.own:
        memory.whole = "part"
    elif memory.whole == "received":
        memory.whole_main = "received"


def _is_plain(part: Part) -> bool:
    """Does it say 依申请公开20件, without 申请? Documents are marked so too."""
    word = next(text for letter, text in part.words if letter == "O")
    return _PLAIN_OBJECT.fullmatch(word) is not None


def _is_stated(memory: Memory, what: str) -> bool:
    """Has this section stated it before?"""
    return _CELLS[what][0] in memory.latest


def _adds_up(memory: Memory, part: Part) -> bool:
    """新收37件，上年结转4件，共41件."""
    said = [stated.value for stated in memory.found[-2:]]
    return figure_of(part.counted[0]).value == sum(said)


def _all_read(sentence: Sentence, index: int) -> bool:
    """Were the clauses before this one understood to the last word?"""
    return all(tokens_of(clause.text) is not None for clause in sentence[:index])


def _handled(memory: Memory, part: Part, number: Figure, sentence: Sentence, index: int) -> None:
    """办理41件: what was done, or what there was to do."""
    if not memory.own:
        memory.add(part, *_CELLS["completed"], number)
        return
    done, new, both = (cell_value(path, memory.tables) for path in (_DONE, NEW, BOTH))
    fits = [v for v in (done, both, new) if v is not None and agrees(number, v)]
    after = "".join(clause.text for clause in sentence[index + 1 : index + 4])
    is_sum = _SUM.search(after) is not None
    if fits and fits[0] == done and not (is_sum and both != done):
        memory.add(part, *_CELLS["completed"], number)
    elif is_sum or (fits and both in fits):
        memory.add(part, *_CELLS["both"], number)
    elif not fits:
        memory.add(part, *_CELLS["completed"], number)
    memory.whole = "received"


def _received_and_completed(memory: Memory, part: Part, number: Figure) -> None:
    """收到和办理6件 agrees with what was received, or done, or both; else with neither."""
    one = memory.add(part, *_CELLS["received"], number, soft=True)
    other = memory.add(part, *_CELLS["completed"], number, soft=True)
    if not one and not other:
        memory.add(part, *_CELLS["received"], number)
        memory.add(part, *_CELLS["completed"], number)
    memory.whole = "received"


def _kind(memory: Memory, part: Part, what: str, level: str) -> None:
    """自然人30件 of the applications received; 均为自然人 of the figure before."""
    if memory.subject not in ("app", "weak") and level != "explicit":
        return
    said = "r" in part.key or "n" in part.key or "q" in part.key
    if memory.whole not in ("received", "") and not (said and "u" not in part.key):
        return
    if "N" in part.key:
        number = memory.number(part, "applications")
        if number is not None and not (said and memory.whole not in ("received", "")):
            _kinds(memory, part, number)
        return
    for word in (text for letter, text in part.words if letter == "k"):
        kind = meaning("kind", word)
        actual, total = cell_value(kind.cell, memory.tables), cell_value(NEW, memory.tables)
        fits = None if actual is None or total is None else actual == total
        stated = memory.latest.get("applications_received")
        if stated is not None:
            number = Figure(stated.value, stated.unit, stated.qualifier)
        elif total is not None:
            number = Figure(total, "件", None)
        else:
            return
        memory.add(part, kind.id, kind.cell, number, fits)


def _kinds(memory: Memory, part: Part, number: Figure, soft: bool = False) -> None:
    # Every key of [forms] with a number has one.
    (word,) = (text for letter, text in part.words if letter == "k")
    kind = meaning("kind", word)
    fits = None
    if kind.id == "applications_received_organisations":
        fits = _organisations(memory, number, kind.cell)
    memory.add(part, kind.id, kind.cell, number, fits, soft)


def _organisations(memory: Memory, number: Figure, cell: str) -> bool | None:
    """Those of the five columns, or all but the natural persons: where the row itself does not
    add up (A01) the text is not to blame."""
    row = "applications.new_received."
    columns, total, natural = (
        cell_value(path, memory.tables) for path in (cell, row + "total", row + "natural_person")
    )
    rest = None if total is None or natural is None else total - natural
    known = [value for value in (columns, rest) if value is not None]
    return any(agrees(number, value) for value in known) if known else None


def read_result(memory: Memory, part: Part) -> None:
    """予以公开2件 and its kin. A part that names exactly one sub-reason speaks of that row."""
    number = memory.number(part, "results")
    if "导" in part.key and memory.inside and not memory.subject:
        memory.subject = "weak"
    if number is None or memory.subject not in ("app", "weak"):
        return
    key = part.key.translate(_DROP_RESULT)
    groups = [text for letter, text in part.words if letter == "G"]
    reasons = [text for letter, text in part.words if letter == "L"]
    if set(key) - set("GLwlN"):
        return
    kind: Meaning | None = None
    if key == "lN":
        if memory.found and memory.found[-1].metric.startswith("results_other"):
            kind = Meaning("results_other_misc", "applications.other_misc.total")
    elif len(reasons) == 1 and not groups and memory.whole != "result":
        return  # 其中重复申请3件 of those received
    elif len(reasons) == 1 and "w" not in key and "l" not in key and len(groups) <= 1:
        kind = meaning("reason", reasons[0])
    elif len(groups) == 1:
        kind = meaning("result", groups[0])
    elif not reasons and {meaning("result", g).id for g in groups} == {
        "results_granted",
        "results_partially_granted",
    }:
        cell = "applications.granted.total+partially_granted.total"
        kind = Meaning("results_granted_or_partially", cell)
    if kind is not None:
        part.start = part.first
        memory.add(part, kind.id, kind.cell, number)
    memory.whole = "result"
