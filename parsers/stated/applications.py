"""Which figures does a part of a clause state about applications and what became of them?"""

from __future__ import annotations

import re

from parsers.clauses import Figure, Sentence, agrees, figure_of, gap_before
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
_NEW_AND_OVER = re.compile(
    "(?:新收|新增|新接|新受理|(?:本年度?|当年)(?:新)?(?:收|受理|接)).*(?:上年度?|上一年度?|年度?|去年)结转(?!下|至|到|入)"
    "|(?:上年度?|上一年度?|年度?|去年)结转(?!下|至|到|入).*(?:新收|新增|新接|新受理|(?:本年度?|当年)(?:新)?(?:收|受理|接))"
)
# 自然人145件，予以公开30件；法人13件，予以公开11件: results of each kind.
REACH = 40
"""Clauses that are looked at for what goes with a kind of applicant."""
_KIND_COUNT = re.compile(r"(?:自然人|公民|个人|法人|企业|机构|组织)[^\d其]{0,6}\d")
_OUTCOME_COUNT = re.compile("(?:公开|提供|处理|办结|答复|结转)[^\\d]{0,8}\\d")
_ALL_OF_IT = re.compile(r"共|全年|合计|总|20\d\d年|本年|今年|全部")
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
            elif "企" in key or "客" in key:
                # 法人13件: a kind that has no column
                if not set(key) <= set("企客oON"):
                    memory.subject = "other"
                elif _kinds_said(memory) == 1 or _each_kind_apart(memory, sentence, index):
                    memory.subject = "part"
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
        if "N" in key and _each_kind_apart(memory, sentence, index):
            memory.subject = "part"
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
    again = what == "completed" and memory.subject == "weak" and index == 0 and memory.inside
    if level == "elided" and not (
        memory.subject == "app"
        or (again and memory.whole_main == "received" and not part.is_part)
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
        or (again and level == "elided" and _ALL_OF_IT.search(part.clause.text) is None)
    )
    memory.subject = "app"
    memory.whole = {"new": "received", "both": "received"}.get(what, what)
    if what == "handled":
        _handled(memory, part, number, sentence, index)
    elif what == "handled_kind":
        done = memory.add(part, *_CELLS["completed"], number, soft=True)
        _kinds(memory, part, number, soft=done or _may_be_handled(memory, number))
    elif what == "received" and _holds_carried_over(memory, number, sentence, index):
        memory.add(part, *_CELLS["both"], number)
    elif what == "received_and_completed":
        _received_and_completed(memory, part, number)
    else:
        memory.add(part, *_CELLS[what], number, soft=soft)
    if memory.scope_part is not None and not memory.own:
        memory.whole = "part"
    elif memory.whole == "received":
        memory.whole_main = "received"


def _each_kind_apart(memory: Memory, sentence: Sentence, index: int) -> bool:
    """Does what became of this kind's applications come next, and then another kind?"""
    seen = False
    for at in range(index + 1, min(index + REACH, len(sentence))):
        text = sentence[at].text
        if "其中" in text or "（" in gap_before(memory.text, sentence, at):
            continue
        if _OUTCOME_COUNT.search(text):
            seen = True
        elif seen and _KIND_COUNT.search(text):
            return True
    return False


def _may_be_handled(memory: Memory, number: Figure) -> bool:
    """办理自然人申请8件: is it some cell of a natural person's, or of all?"""
    row = "applications.{}.natural_person"
    new, over, done = (
        cell_value(row.format(name), memory.tables)
        for name in ("new_received", "carried_over", "results_total")
    )
    whole = [cell_value(path, memory.tables) for path in (_DONE, NEW, BOTH)]
    both = None if new is None or over is None else new + over
    known = [new, done, both, *whole]
    return any(value is not None and agrees(number, value) for value in known)


def _holds_carried_over(memory: Memory, number: Figure, sentence: Sentence, index: int) -> bool:
    """受理190件，其中新收168件，上年结转22件: is the total both?"""
    after = "".join(clause.text for clause in sentence[index + 1 : index + 4])
    new = cell_value(NEW, memory.tables)
    return _NEW_AND_OVER.search(after) is not None and not (new is not None and agrees(number, new))


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


def _kinds_said(memory: Memory) -> int:
    return sum(len(_KIND_COUNT.findall(clause.text)) for clause in memory.sentence[:REACH])


def _follows_one_kind(memory: Memory) -> bool:
    """其中自然人申请145件，予以公开30件: may the results be this kind's alone?"""
    if not memory.found or not memory.found[-1].metric.startswith("applications_received_"):
        return False
    received = memory.latest.get("applications_received")
    kind = memory.found[-1]
    return (
        _kinds_said(memory) == 1
        and kind.start >= memory.sentence[0].start
        and (received is None or kind.value < received.value)
    )


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
    elif len(groups) == 1 and "l" not in key:  # not 不予处理及其他42件
        kind = meaning("result", groups[0])
    elif not reasons and {meaning("result", g).id for g in groups} == {
        "results_granted",
        "results_partially_granted",
    }:
        cell = "applications.granted.total+partially_granted.total"
        kind = Meaning("results_granted_or_partially", cell)
    if kind is not None:
        part.start = part.first
        of_kind = _follows_one_kind(memory)
        if not memory.add(part, kind.id, kind.cell, number, soft=of_kind) and of_kind:
            memory.subject = "part"
            return
    memory.whole = "result"
