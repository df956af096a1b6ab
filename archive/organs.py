"""Which organ is this? One id per organ, whatever way its name is printed (design.md section 4).

An organ is listed in `<data>/curation/organs.csv`, or its id is made by `mint`, a pure function of
name and division code:

    370784104-anqiushiguanzhuangzhenrenminzhengfu-xxxx
    code      pinyin of the name, ≤ 40      first 4 hex digits of SHA-256(code + name)

The id depends on nothing else: not on the division data, whose next edition may know more, only on
the spelling of pypinyin, whose version is therefore pinned and guarded by a test.

The name is first brought to one form (`canonical`), so that 官庄镇人民政府 on 安丘市's portal,
安丘市官庄镇人民政府 and 山东省安丘市官庄镇人民政府 are ONE organ: the division is resolved (the
portal's division is its context), its official name replaces the printed chain, a township is
preceded by its county, what states no place gets the portal's division in front, and a name that
stops at the place is completed (西山区 → 西山区人民政府). Where that is not certain the name stays
as printed, and `unresolved_reason` says why the organ cannot be told from its namesakes. Renames
and mergers come from organs.csv alone.

organs.csv columns: id, name, other_names (JSON list or `;`-separated, each with optional years:
`旧名(2010-2018)`), level, kind, division_code, parent, portal, successor, aliases (old ids, `;`).
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from archive.curation import CurationError, Row, read_rows
from parsers import divisions

COLUMNS = (
    "id", "name", "other_names", "level", "kind", "division_code", "parent", "portal",
    "successor", "aliases",
)  # fmt: skip
LEVELS = ("province", "prefecture", "county", "township", "ministry", "vertical", "zone")
KINDS = (
    "government", "office", "department", "township", "subdistrict", "institution", "zone",
    "vertical", "ministry",
)  # fmt: skip
UNKNOWN_CODE = "000000"
PINYIN_LENGTH = 40


@dataclass(frozen=True, slots=True)
class OtherName:
    """A former or other name, valid in the report years first … last (None: no limit)."""

    name: str
    first: int | None = None
    last: int | None = None

    def valid(self, year: int | None) -> bool:
        """Without a year only a name without years can be believed."""
        if year is None:
            return self.first is None and self.last is None
        return (self.first or 0) <= year <= (self.last or 9999)

    def __str__(self) -> str:
        if self.first is None and self.last is None:
            return self.name
        return f"{self.name}({self.first or ''}-{self.last or ''})"


@dataclass(frozen=True, slots=True)
class Organ:
    """A row of archive.db's `organs`. division_code: 6 or 9 digits, 100000 the country, None
    unknown. minted: listed in organs.csv (design.md: minted once by a person). aliases: old ids.
    """

    id: str
    name: str
    other_names: tuple[OtherName, ...] = ()
    level: str | None = None
    kind: str | None = None
    division_code: str | None = None
    province: str | None = None
    parent: str | None = None
    portal: str | None = None
    successor: str | None = None
    minted: bool = False
    aliases: tuple[str, ...] = ()

    def row(self) -> dict[str, str | int | None]:
        """The values of the table's columns (schema.py)."""
        row = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "aliases"}
        names = [str(other) for other in self.other_names]
        return row | {
            "other_names": json.dumps(names, ensure_ascii=False),
            "minted": int(self.minted),
        }


@dataclass(frozen=True, slots=True)
class CanonicalName:
    """name: the one form. code: canonical division code or None. reason: why code is None, or why
    the name alone cannot tell the organ from others (None: it can).
    """

    name: str
    code: str | None
    reason: str | None = None


def canonical(name_printed: str, division_code: str | None = None) -> CanonicalName:
    """Bring a printed name to its one form. division_code: the portal's, context and fallback."""
    rules = _rules()
    text = divisions.normalise(name_printed)
    hint = _known(division_code)
    prefix = next((p for p in rules.prefixes if text.startswith(p) and len(text) > len(p)), "")
    if (corps := rules.corps.match(text)) and divisions.resolve(text[corps.end() :], hint):
        text, prefix = corps["division"] + text[corps.end() :], corps["division"]
    match = divisions.match(text[len(prefix) :], hint)
    place = match.division
    if place is None and prefix in rules.vertical:
        # The office of a national body in 阳泉 or 山西: here the short name is the division's.
        seat = divisions.short_beginning(text[len(prefix) :].removeprefix("驻"))
        if seat is not None:
            return CanonicalName(rules.synonym(text), divisions.division_code(seat.code))
    if place is not None:
        code = divisions.division_code(place.code)
        if prefix:
            return CanonicalName(prefix + rules.synonym(match.text[match.start :]), code)
        if not match.exact:
            # 淄博高新区管委会: the short name is part of the name.
            return CanonicalName(rules.synonym(match.text[match.start :]), code)
        rest = rules.synonym(match.rest)
        return CanonicalName(rules.complete(_full(place) + rest, place.level, match.rest), code)
    if hint in (None, rules.country) and rules.ministry.match(text):
        return CanonicalName(text.removeprefix("中华人民共和国") or text, rules.country)
    text = rules.complete(rules.synonym(text), "township", text)
    if hint is None:
        return CanonicalName(text, None, _why_unknown(text, match, rules))
    if match.candidates:
        certain = [c for c in match.candidates if c.level != "township"]
        inside = [c for c in match.candidates if c.code.startswith(divisions.code_prefix(hint))]
        if certain or len(inside) > 1:
            return CanonicalName(text, None, _why_unknown(text, match, rules))
    code = divisions.division_code(hint)
    home = divisions.get(hint)
    if home is None:
        return CanonicalName(text, code)
    relative = rules.relative.match(text)
    if relative and not rules.states_place.match(text[relative.end() :]):
        own = relative[0]
        if not home.name.endswith(own):
            above = next((p for p in home.parents if p.name.endswith(own)), None)
            if above is None:
                return CanonicalName(
                    text, None, f"“{name_printed}”中的“{own}”所指不明：网站所属区划是{home.name}"
                )
            home, code = above, divisions.division_code(above.code)
        return CanonicalName(_full(home) + rules.synonym(text[relative.end() :]), code)
    if rules.states_place.match(text):
        return CanonicalName(text, code)
    return CanonicalName(_full(home) + text, code)


def _full(place: divisions.Division) -> str:
    """The division as organs name themselves: a township after its county, without 办事处."""
    if place.level != "township":
        return place.name
    if not re.search(r"(?:[镇乡]|街道|苏木|地区|办事处)$", place.name):
        return place.name  # a zone or farm names itself without the county
    county = divisions.get(place.code[:6])
    return (county.name if county else "") + place.name.removesuffix("办事处")


def _known(code: str | None) -> str | None:
    return code if code and code != UNKNOWN_CODE else None


def _why_unknown(text: str, match: divisions.Match, rules: _Rules) -> str | None:
    if len(match.candidates) == 1:
        place = match.candidates[0]
        name = "".join(p.name for p in (*place.parents, place))
        return f"“{text}”与{name}相符，但名称太短，没有网站可以证实"
    if match.candidates:
        some = "、".join("".join(p.name for p in (*c.parents, c)) for c in match.candidates[:3])
        return f"“{text}”可能属于{len(match.candidates)}个区划（{some}等），无法判定"
    if rules.states_place.match(text) and not rules.ambiguous_place.match(text):
        return None
    return f"“{text}”未写明所属区划，也没有网站可以说明"


def mint(name: str, division_code: str | None) -> Organ:
    """The organ that organs.csv does not list. Its id: see the module's docstring.

    name: normalised here (NFKC, no white space), not made canonical. division_code: 2–9 digits,
    100000 for the country, None → 000000 in the id and NULL in the row.
    """
    name = divisions.normalise(name)
    known = _known(division_code)
    code = divisions.division_code(known) if known else UNKNOWN_CODE
    digest = hashlib.sha256((code + name).encode()).hexdigest()[:4]
    level, kind = classify(name, known)
    return Organ(
        id=f"{code}-{pinyin(name)}-{digest}",
        name=name,
        level=level,
        kind=kind,
        division_code=code if known else None,
        province=divisions.province_name(known),
    )


def pinyin(name: str, length: int = PINYIN_LENGTH) -> str:
    """Syllables joined without tones, ASCII letters and digits, cut after a whole syllable."""
    from pypinyin import lazy_pinyin  # a large table, needed only when an id is made

    letters = re.sub(r"[\W_]+", "", name)
    short = ""
    # Place by place: in 重庆市长寿区 pypinyin would otherwise see a mayor, 市长 shizhang. A run of
    # letters that are not Chinese comes back as one syllable.
    places = re.findall(r".+?(?:[省市县区州旗盟镇乡]|$)", letters)
    for syllable in (s for place in places for s in lazy_pinyin(place)):
        syllable = re.sub(r"[^a-z0-9]", "", syllable.lower())[:length]
        if len(short) + len(syllable) > length:
            break
        short += syllable
    return short or "x"


def classify(name: str, division_code: str | None) -> tuple[str | None, str | None]:
    """(level, kind) of an organ by its canonical name and division; None where unknown."""
    rules = _rules()
    place = divisions.get(division_code) if division_code else None
    if division_code == rules.country:
        return ("vertical", "vertical") if rules.regional.match(name) else ("ministry", "ministry")
    if any(name.startswith(p) and name[len(p) :][:1] not in ("", "门") for p in rules.vertical):
        return "vertical", "vertical"
    name = re.sub(r"(?<=.)[（(][^（()）]*[)）]$", "", name)  # 平定县财政局（国资局）
    rest = name
    if place is not None:
        full = _full(place)
        rest = name.removeprefix(full) if name.startswith(full) else name
        # A zone with a code of its own (济南高新技术产业开发区) is itself the division. Real
        # districts end in 区 too, so the code decides and not the word alone.
        statistical = len(place.code) == 6 and place.code[4] == "7"
        institution = len(place.code) == 9 and place.code[6] in "456789"
        if (statistical or institution) and rules.zone_division.search(place.name):
            return "zone", "zone"
    level: str | None = place.level if place else None
    for pattern, stated in rules.levels:
        if pattern.match(rest):
            level = stated
            break
    for rule in rules.kinds:
        if rule.divisions and (place is None or place.level not in rule.divisions):
            continue
        if rule.pattern.search(rest):
            return rule.level or level, rule.kind
    return level, None


class Organs:
    """The listed organs, and a name for every other."""

    def __init__(self, listed: Iterable[Organ] = ()) -> None:
        self.listed = tuple(listed)
        self._by_id: dict[str, Organ] = {}
        self._by_name: dict[str, list[tuple[OtherName, Organ]]] = {}
        for organ in self.listed:
            for id in (organ.id, *organ.aliases):
                self._by_id[id] = organ
            for other in (OtherName(organ.name), *organ.other_names):
                keys = {
                    divisions.normalise(other.name),
                    canonical(other.name, organ.division_code).name,
                }
                for key in keys:
                    self._by_name.setdefault(key, []).append((other, organ))

    def get(self, id: str) -> Organ | None:
        """A listed organ by its id or an old one."""
        return self._by_id.get(id)

    def identify(self, name_printed: str, division_code: str | None, year: int | None) -> Organ:
        """The organ of a report. division_code: of the portal it was found on, None if unknown.

        A listed organ needs an equal name (valid in that report year) and a division that agrees;
        else `mint` of the canonical name. Ask `unresolved_reason` first: an organ whose division
        is not certain is for the `unresolved` table, namesakes share its id.
        """
        found = canonical(name_printed, division_code)
        if found.reason is None:
            names = (divisions.normalise(name_printed), found.name)
            hits = {
                organ.id: organ
                for key in names
                for other, organ in self._by_name.get(key, ())
                if other.valid(year) and _agree(organ.division_code, found.code)
            }
            exact = [o for o in hits.values() if o.division_code == found.code]
            if len(exact) == 1:
                return exact[0]
            if len(hits) == 1:
                return next(iter(hits.values()))
        organ = mint(found.name, found.code)
        # A listed row of the same canonical name and code may have carried this id before.
        listed = self._by_id.get(organ.id)
        return listed or organ

    def unresolved_reason(self, name_printed: str | None, division_code: str | None) -> str | None:
        """A Chinese sentence why the organ cannot be told from its namesakes; None if it can."""
        if not name_printed or not divisions.normalise(name_printed):
            return "报告没有写明编制机关"
        found = canonical(name_printed, division_code)
        return found.reason


def _agree(listed: str | None, found: str | None) -> bool:
    """Is one division inside the other, or one of them not known?"""
    if listed is None or found is None:
        return True
    a, b = divisions.code_prefix(listed), divisions.code_prefix(found)
    if not a or not b:  # the whole country
        return a == b
    return a.startswith(b) or b.startswith(a)


def load_organs(path: Path | None) -> Organs:
    """Read organs.csv; no file means that no organ is listed. Raises CurationError."""
    return Organs(_read(path) if path is not None and path.exists() else ())


def write_organ(path: Path, organ: Organ) -> Organ:
    """Add or replace the row of this organ; returns it as written.

    A row with the same id, with an id among `organ.aliases`, or with the same name and division is
    replaced, and the ids it had stay as aliases; so does the minted id. Raises CurationError, and
    leaves the file as it was, when the result could not be read again.
    """
    rows = list(_read(path)) if path.exists() else []
    same = [
        row
        for row in rows
        if row.id == organ.id
        or row.id in organ.aliases
        or (row.name, row.division_code) == (organ.name, organ.division_code)
    ]
    minted = mint(canonical(organ.name, organ.division_code).name, organ.division_code).id
    old = [*organ.aliases, minted, *(id for row in same for id in (row.id, *row.aliases))]
    aliases = tuple(dict.fromkeys(id for id in old if id != organ.id))
    organ = replace(
        organ, aliases=aliases, minted=True,
        province=divisions.province_name(_known(organ.division_code)),
    )  # fmt: skip
    kept = sorted([*(r for r in rows if r not in same), organ], key=lambda r: r.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in kept:
            writer.writerow(
                {
                    **{c: getattr(row, c) or "" for c in COLUMNS},
                    "other_names": json.dumps([str(o) for o in row.other_names], ensure_ascii=False)
                    if row.other_names
                    else "",
                    "aliases": ";".join(row.aliases),
                }
            )
    try:
        _read(draft)
    except CurationError:
        draft.unlink()
        raise
    os.replace(draft, path)
    return organ


def _read(path: Path) -> tuple[Organ, ...]:
    organs: list[Organ] = []
    ids: dict[str, int] = {}
    names: dict[tuple[str, str | None], int] = {}
    for number, row in read_rows(path, COLUMNS, ("id", "name")):
        where = f"{path} 第 {number} 行"
        organ = _organ(row, where)
        for id in (organ.id, *organ.aliases):
            if id in ids:
                raise CurationError(f"{where}的编号 {id} 与第 {ids[id]} 行重复。")
            ids[id] = number
        key = (divisions.normalise(organ.name), organ.division_code)
        if key in names:
            raise CurationError(
                f"{where}：区划 {organ.division_code} 的{organ.name}已见于第 {names[key]} 行；"
                "两个同名机关须属两个区划。"
            )
        names[key] = number
        organs.append(organ)
    for organ in organs:
        for label, other in (("parent", organ.parent), ("successor", organ.successor)):
            if other is None:
                continue
            if other == organ.id:
                raise CurationError(f"{path}：{organ.id} 的 {label} 不能是它自己。")
            if other not in ids and not _MINTED.fullmatch(other):
                raise CurationError(f"{path}：{organ.id} 的 {label}“{other}”不是表中的编号。")
    _no_circle(path, organs)
    return tuple(organs)


_MINTED = re.compile(r"\d{6,9}-[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{4}")


def _no_circle(path: Path, organs: Sequence[Organ]) -> None:
    for label in ("parent", "successor"):
        after = {o.id: getattr(o, label) for o in organs}
        for organ in organs:
            passed = [organ.id]
            while (following := after.get(passed[-1])) is not None:
                if following in passed:
                    raise CurationError(
                        f"{path}：{label} 绕成了一圈：{' → '.join([*passed, following])}。"
                    )
                passed.append(following)


def _organ(row: Row, where: str) -> Organ:
    value = {column: text or None for column, text in row.items()}
    id, name = value["id"], value["name"]
    if id is None or not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id):
        raise CurationError(f"{where}的编号“{id or ''}”只能由 a-z、0-9 和单个连字符组成。")
    if name is None:
        raise CurationError(f"{where}的机关 {id} 没有写名称。")
    for label, allowed in (("level", LEVELS), ("kind", KINDS)):
        if value[label] is not None and value[label] not in allowed:
            raise CurationError(
                f"{where}的 {label}“{value[label]}”应当是 {'、'.join(allowed)} 之一。"
            )
    code = value["division_code"]
    if code is not None:
        try:
            code = divisions.division_code(code)
        except ValueError as error:
            raise CurationError(f"{where}的区划代码“{code}”应当是 2 至 9 位数字。") from error
        if code == UNKNOWN_CODE:
            code = None
    aliases = tuple(a.strip() for a in (value["aliases"] or "").split(";") if a.strip())
    level, kind = classify(canonical(name, code).name, code)
    return Organ(
        id=id,
        name=divisions.normalise(name),
        other_names=_other_names(value["other_names"], where),
        level=value["level"] or level,
        kind=value["kind"] or kind,
        division_code=code,
        province=divisions.province_name(code),
        parent=value["parent"],
        portal=value["portal"],
        successor=value["successor"],
        minted=True,
        aliases=aliases,
    )


_NAME_YEARS = re.compile(r"(.+?)\((\d{4})?([-–—－~～至])(\d{4})?\)|(.+?)\((\d{4})\)")


def _other_names(text: str | None, where: str) -> tuple[OtherName, ...]:
    if not text:
        return ()
    if text.startswith("["):
        try:
            listed = json.loads(text)
        except json.JSONDecodeError as error:
            raise CurationError(
                f"{where}的 other_names“{text}”不是 JSON 列表（{error}）。"
            ) from error
        if not all(isinstance(item, str) for item in listed):
            raise CurationError(f"{where}的 other_names“{text}”应当只列名称。")
    else:
        listed = [part for part in re.split(r"[;；]", text) if part.strip()]
    names = []
    for item in listed:
        plain = divisions.normalise(item)
        years = _NAME_YEARS.fullmatch(plain)
        if years is None:
            if re.search(r"\([^)]*\d[^)]*\)$", plain):
                raise CurationError(
                    f"{where}的曾用名“{item}”括号里的年份应当写作 (2010-2018)、(2010-) 或 (2010)。"
                )
            names.append(OtherName(plain))
            continue
        name = years[1] or years[5]
        first = years[2] or years[6]
        last = years[4] or years[6]
        if first and last and first > last:
            raise CurationError(f"{where}的曾用名“{item}”起止年份颠倒。")
        names.append(OtherName(name, int(first) if first else None, int(last) if last else None))
    return tuple(names)


@dataclass(frozen=True, slots=True)
class _KindRule:
    kind: str
    level: str | None
    divisions: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """organ_kinds.toml, compiled."""

    kinds: tuple[_KindRule, ...]
    levels: tuple[tuple[re.Pattern[str], str], ...]
    prefixes: tuple[str, ...]
    vertical: tuple[str, ...]
    corps: re.Pattern[str]
    regional: re.Pattern[str]
    country: str
    ministry: re.Pattern[str]
    relative: re.Pattern[str]
    states_place: re.Pattern[str]
    ambiguous_place: re.Pattern[str]
    zone_division: re.Pattern[str]
    synonyms: tuple[tuple[re.Pattern[str], str], ...]
    ends: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]

    def synonym(self, text: str) -> str:
        for pattern, stands_for in self.synonyms:
            text = pattern.sub(stands_for, text)
        return text

    def complete(self, name: str, level: str, rest: str) -> str:
        """西山区 → 西山区人民政府, 西街街道 → 西街街道办事处. rest: printed after it."""
        if self.zone_division.search(rest):  # a zone has no 人民政府
            return name
        for pattern, add, levels in self.ends:
            if level in levels and pattern.search(name) and (not rest or pattern.search(rest)):
                return name + add
        return name


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    text = resources.files(__package__).joinpath("organ_kinds.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    names, ministry = data["names"], data["ministry"]
    return _Rules(
        kinds=tuple(
            _KindRule(
                k["kind"], k.get("level"), tuple(k.get("division", ())), re.compile(k["pattern"])
            )
            for k in data["kind"]
        ),
        levels=tuple((re.compile(r["pattern"]), r["level"]) for r in names["levels"]),
        prefixes=tuple(
            sorted((*ministry["prefixes"], *ministry["plain_prefixes"]), key=len, reverse=True)
        ),
        vertical=tuple(ministry["prefixes"]),
        corps=re.compile(ministry["corps"]),
        regional=re.compile(ministry["regional"]),
        country=ministry["code"],
        ministry=re.compile(ministry["pattern"]),
        relative=re.compile(names["relative"]),
        states_place=re.compile(names["states_place"]),
        ambiguous_place=re.compile(names["ambiguous_place"]),
        zone_division=re.compile(names["zone_division"]),
        synonyms=tuple((re.compile(p), r) for p, r in names["synonyms"]),
        ends=tuple((re.compile(r["pattern"]), r["add"], tuple(r["levels"])) for r in names["ends"]),
    )
