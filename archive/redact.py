"""What of a report may enter archive.db? Everything but personal numbers (design.md principle 7).

`redact` is the one gate between Report and archive.db: tables, search index, diffs, exports, flag
ids and digests are made from what it returns. Which numbers are personal: parsers/personal.py.
Masking is character for character, each digit (and a final X) becomes `*` and separators stay, so
every offset holds. It walks the dataclasses, so a new text field cannot be forgotten, and a field
of a kind it does not know raises instead of passing through.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from parsers.checks import Flag
from parsers.personal import Personal, find_personal, plain_digits
from parsers.report import Contact, Report, Section

T = TypeVar("T")

_DIGIT_RUN = re.compile(r"\d+[Xx]?")
_LOOSE_RUN = re.compile(r"\d(?:[ \u00a0\u3000\-‐‑–—－]?\d)*[Xx]?")
# A piece of a masked number this long is masked wherever it stands: a message may quote a number in
# part. Shorter runs are years, counts and amounts.
_FRAGMENT = 6


@dataclass(frozen=True, slots=True)
class Redactions:
    """count: distinct numbers masked. kinds: of `id_number`, `mobile`, sorted. When count is not 0
    the archived copy of the report is not served.
    """

    count: int
    kinds: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.count > 0


def redact(report: Report, flags: tuple[Flag, ...]) -> tuple[Report, tuple[Flag, ...], Redactions]:
    """The report and its flags without personal numbers, and what was masked. Pure, idempotent.

    Identity numbers go everywhere. Mobile numbers stay in `Contact` and in official contact lines
    of the sections, and where another text repeats such a number; a number masked in any section
    is masked in every text made from it. Flags and stated figures that point into a section have
    their quote cut again from the masked text.
    """
    masked: set[tuple[str, str]] = set()
    official: set[str] = set(_mobiles(_texts(report.contact)))
    sections = []
    for section in report.sections:
        texts = _texts(section)
        official |= {p.digits for t in texts for p in find_personal(t) if p.official}
        sections.append(_walk(section, lambda text: _mask_source(text, masked)))
    texts_before = {s.position: s.text for s in report.sections}
    texts_after = {s.position: s.text for s in sections}
    gate = _Gate(masked, frozenset(official), texts_before, texts_after)

    contact = _walk(report.contact, gate.identities)
    values = {
        f.name: getattr(report, f.name)
        for f in dataclasses.fields(report)
        if f.name not in ("sections", "contact")
    }
    # Once for what there is to mask, so that no text is cleaned before its number is known.
    gate.clean((values, flags))
    redacted = dataclasses.replace(
        report,
        sections=tuple(sections),
        contact=contact,
        **{name: gate.clean(value) for name, value in values.items()},
    )
    cleaned = tuple(gate.clean(flag) for flag in flags)
    return redacted, cleaned, Redactions(len(masked), tuple(sorted({kind for kind, _ in masked})))


def mask_text(text: str | None) -> str | None:
    """A single text (a title, a reason) with every personal number that is no official contact's
    masked; what is not part of a Report enters archive.db through this."""
    return None if text is None else _mask_source(text, set())


@dataclass(frozen=True, slots=True)
class _Gate:
    """Masks what was derived from the sections, knowing what was masked there.

    masked grows: (kind, digits). before, after: text of each section by position.
    """

    masked: set[tuple[str, str]]
    official: frozenset[str]
    before: Mapping[int, str]
    after: Mapping[int, str]

    def clean(self, value: T) -> T:
        cleaned: T = _walk(value, self.text, self.recut)
        return cleaned

    def identities(self, text: str) -> str:
        """For contact fields: the mobile number there is the published one."""
        found = [p for p in find_personal(text) if p.kind == "id_number"]
        self.masked.update((p.kind, p.digits) for p in found)
        return _cover(text, ((p.start, p.end) for p in found))

    def text(self, text: str) -> str:
        while True:
            found = [p for p in find_personal(text) if not self._stays(p)]
            self.masked.update((p.kind, p.digits) for p in found)
            spans = [(p.start, p.end) for p in found] + self._fragments(text)
            covered = _cover(text, spans)
            if covered == text:
                return text
            text = covered

    def _stays(self, number: Personal) -> bool:
        if number.kind != "mobile" or ("mobile", number.digits) in self.masked:
            return False
        return number.official or number.digits in self.official

    def _fragments(self, text: str) -> list[tuple[int, int]]:
        spans = []
        for pattern in (_DIGIT_RUN, _LOOSE_RUN):
            for run in pattern.finditer(text):
                digits = plain_digits(run[0])
                if len(digits) >= _FRAGMENT and any(digits in known for _, known in self.masked):
                    spans.append(run.span())
        return spans

    def recut(self, value: Any) -> Any:
        """A dataclass with quote, section, start, end: its quote from the masked section."""
        names = {f.name for f in dataclasses.fields(value)}
        if not {"quote", "section", "start", "end"} <= names or value.quote is None:
            return value
        if value.section is None or value.start is None or value.end is None:
            return value
        where = slice(value.start, value.end)
        before = self.before.get(value.section, "")[where]
        if before != value.quote:
            return value
        quote = self.after[value.section][where]
        if quote == value.quote:
            return value
        changed: dict[str, Any] = {"quote": quote}
        for f in dataclasses.fields(value):
            text = getattr(value, f.name)
            if f.name != "quote" and isinstance(text, str):
                changed[f.name] = text.replace(before, quote)
        return dataclasses.replace(value, **changed)


def _mask_source(text: str, masked: set[tuple[str, str]]) -> str:
    """Mask a section's text in its own context, until nothing more is found."""
    while True:
        found = [p for p in find_personal(text) if not p.official]
        if not found:
            return text
        masked.update((p.kind, p.digits) for p in found)
        text = _cover(text, ((p.start, p.end) for p in found))


def _cover(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Every digit and X in the spans becomes `*`."""
    characters = list(text)
    for start, end in spans:
        for at in range(start, end):
            if characters[at].isdigit() or characters[at] in "XxＸｘ":
                characters[at] = "*"
    return "".join(characters)


def _mobiles(texts: Iterable[str]) -> set[str]:
    return {p.digits for text in texts for p in find_personal(text) if p.kind == "mobile"}


def _texts(value: Section | Contact) -> list[str]:
    texts: list[str] = []

    def collect(text: str) -> str:
        texts.append(text)
        return text

    _walk(value, collect)
    return texts


def _walk(value: Any, mask: Any, first: Any = None) -> Any:
    """The same value with every text in it masked. first: applied to each dataclass before."""
    if isinstance(value, str):
        return mask(value)
    if value is None or isinstance(value, (bool, int, float, dt.date)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if first is not None:
            value = first(value)
        return dataclasses.replace(
            value,
            **{
                f.name: _walk(getattr(value, f.name), mask, first)
                for f in dataclasses.fields(value)
            },
        )
    if isinstance(value, Mapping):
        result: dict[Any, Any] = {}
        for key, item in value.items():
            name = _walk(key, mask, first)
            while name in result:  # two row labels that differ in a masked number alone
                name += "'"
            result[name] = _walk(item, mask, first)
        return result
    if isinstance(value, (tuple, list)):
        return type(value)(_walk(item, mask, first) for item in value)
    raise TypeError(
        f"redact does not know how to look for personal numbers in {type(value).__name__}: "
        "teach archive/redact.py before storing it"
    )
