"""What does the narrative speak of at this point, and which figures has it stated so far?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from parsers.clauses import Figure, Sentence, agrees, figure_of, numbers
from parsers.report import Cells, Number, Section, Stated
from parsers.stated.cells import cell_value
from parsers.stated.parts import Part
from parsers.stated.whose import Whose
from parsers.vocabulary import units_of

NEW = "applications.new_received.total"
BOTH = "applications.new_received.total+carried_over.total"
_DONE = "applications.results_total.total"
_FORWARD = "applications.carried_forward.total"
_EXCEPT_DISCLOSURE = re.compile(r"除[^，。；\d]{0,8}信息公开[^，。；\d]{0,12}外")
_NOT_TAKEN_ON = re.compile("撤回|撤销申请|不符合|不属于|不予受理|未受理|不予登记")
ZERO = Figure(0, "件", None)


class Memory:
    """What the sentence at hand speaks of, whose figures it gives and of which year."""

    def __init__(self, tables: Mapping[str, Cells], year: int | None, whose: Whose) -> None:
        self.tables = tables
        self.year = year
        self.whose = whose
        self.found: list[Stated] = []

    def begin_section(self, section: Section) -> None:
        """What a section starts with."""
        self.position, self.text = section.position, section.text
        self.section_number = section.number or 0
        # Within a sub-heading about applications; within any.
        self.inside, self.headed = section.number == 3, False
        # app: applications, named just before. weak: named, but a clause since was not understood.
        # part, carried: some of the applications. Else dispute, other.
        self.subject = "app" if self.inside else ""
        # What the last total counted (received, completed, result …), and the last of them that
        # was the whole report's.
        self.whole = self.whole_main = ""
        self.other_year = False
        self.channels: tuple[str, ...] = ()
        # The section's last figure of each metric.
        self.latest: dict[str, Stated] = {}
        # Another body's figures were the last, so that the next may be its own.
        self.doubt = False
        # Are the figures at hand the report's own? scope_part: the number of a part's scope, of
        # 其中办公室受理12件 12.
        self.own = True
        self.scope_part: Number | None = None

    def begin_part(self, inside: bool) -> None:
        """What a sub-heading starts with. inside: it is about applications."""
        self.headed, self.inside = True, inside
        self.subject = "app" if inside else ""
        self.whole = self.whole_main = ""

    def begin_sentence(self, sentence: Sentence) -> None:
        """What a sentence starts with."""
        whole = sentence[0].sentence
        if self.subject not in ("app", "weak"):
            self.subject = "weak" if self.inside and self.subject != "other" else ""
        if self.whole == "part" and "申请" in sentence[0].text:
            self.whole = self.whole_main
        if not sentence[0].text.startswith("其中"):
            self.channels = ()
        self.doubt = self.doubt or (not self.own and self.scope_part is None)
        self.scope: str | None = None
        self.own, self.scope_part = True, None
        # The channels whose count was of all disputes, about disclosure or not.
        self.of_all: tuple[str, ...] = ()
        # Those about disclosure were told of all: 其他16件 are the others, not 其他结果.
        self.of_some = False
        self.sentence = sentence
        self.printed: set[Number] | None = None
        # Where totals begin that hold what was carried over, as the sentence itself says.
        self.sums: set[int] = set()
        self.disclosure = self.section_number == 4 or "信息公开" in whole
        # The year has been named; 截至 has; a clause on disputes was not understood.
        self.this_year = self.until = False
        self.disputed = _EXCEPT_DISCLOSURE.search(whole) is not None
        # A clause said for whom, in which role or part of the year all that follows is.
        self.frame = False
        # Metrics that another clause has made doubtful.
        self.soft: set[str] = set()
        self.documents: str | None = None
        self.decided = False
        self.stated_whole = self.lead_part = self.in_brackets = False

    def save(self) -> tuple[Any, ...]:
        """What the words in brackets may change."""
        return (
            self.subject, self.channels, self.documents, self.decided, self.scope, self.own,
            self.whole, self.other_year,
        )  # fmt: skip

    def restore(self, saved: tuple[Any, ...]) -> None:
        """After the brackets the sentence goes on as before them."""
        (
            self.subject, self.channels, self.documents, self.decided, self.scope, self.own,
            self.whole, self.other_year,
        ) = saved  # fmt: skip
        self.in_brackets = False

    def settle(self, first: int) -> None:
        """Of two figures for one cell in one sentence, one is a part: what disagrees is left out,
        as is what another clause has made doubtful (延期办结3件 beside 按时办结35件)."""
        if all(stated.agrees is not False for stated in self.found[first:]):
            return
        values: dict[tuple[str, bool], set[Number]] = {}
        for stated in self.found[first:]:
            if stated.agrees is not None:
                values.setdefault(self._said_of(stated), set()).add(stated.value)
        doubtful = {said_of for said_of, said in values.items() if len(said) > 1}
        if doubtful or self.soft:
            self.found[first:] = [
                s
                for s in self.found[first:]
                if s.agrees is not False
                or (s.metric not in self.soft and self._said_of(s) not in doubtful)
            ]

    def _said_of(self, stated: Stated) -> tuple[str, bool]:
        """共受理190件，其中新收168件: two cells of one metric."""
        return stated.metric, stated.start in self.sums

    def add(
        self,
        part: Part,
        metric: str,
        cell: str,
        number: Figure,
        fits: bool | None = None,
        soft: bool = False,
    ) -> bool:
        """fits: what to say of agreement where the words compare two cells (均获维持). soft: only
        if it agrees. Returns whether it was added."""
        if self.frame:
            return False
        clause = part.clause
        stop = part.end if part.end < len(clause.text) else None
        start, end = clause.span(part.start, stop)
        path: str | None = cell
        actual = cell_value(cell, self.tables)
        agreement = fits if fits is not None else None if actual is None else agrees(number, actual)
        if metric == "applications_received" and agreement is False and cell == NEW:
            carried = cell_value(BOTH, self.tables)
            if carried is not None and agrees(number, carried):
                path, agreement = BOTH, True
        if agreement is False and self.own and self._is_explained(number, cell):
            return False
        if not self.own:
            path = agreement = None
        elif (soft or self.doubt) and agreement is not True:
            return False
        stated = Stated(
            clause.text[part.start : stop],
            metric,
            number.value,
            number.unit,
            number.qualifier,
            path,
            agreement,
            self.position,
            start,
            end,
            self.scope,
        )
        self.found.append(stated)
        if cell == BOTH:
            self.sums.add(start)
        if path is not None:
            self.latest[metric] = stated
        return True

    def _is_explained(self, number: Figure, cell: str) -> bool:
        """新收158件，办结139件，结转19件: done of the new ones. 收到170件，其中不符合要求12件，
        受理158件: received, not taken on."""
        new, both, forward = (cell_value(path, self.tables) for path in (NEW, BOTH, _FORWARD))
        if cell == _DONE and new and forward:
            received = self.latest.get("applications_received")
            return (
                agrees(number, new - forward)
                and forward in self._printed()
                and ((received is not None and received.value == new) or new in self._printed())
            )
        if cell == NEW and not number.qualifier:
            printed = self._printed()
            for taken in (new, both):
                if taken is not None and taken < number.value and number.value - taken in printed:
                    whole = self.sentence[0].sentence
                    return taken in printed or _NOT_TAKEN_ON.search(whole) is not None
        return False

    def _printed(self) -> set[Number]:
        """The numbers of the sentence."""
        if self.printed is None:
            self.printed = {
                figure_of(m.group()).value for c in self.sentence for m in numbers(c.text)
            }
        return self.printed

    def number(self, part: Part, units: str) -> Figure | None:
        """The part's one number, if counted in one of these units."""
        if len(part.counted) != 1:
            return None
        number = figure_of(part.counted[0])
        return number if number.unit in units_of(units) else None
