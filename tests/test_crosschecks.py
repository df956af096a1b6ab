"""Who are a report's neighbours, who copied whom, and what did people say about the flags?"""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from archive.build import build
from archive.crosschecks import Entry, contexts
from archive.curation import CurationError
from archive.organs import COLUMNS, Organ, Organs, load_organs
from archive.reviews import Review, load_reviews, under_present_ids
from archive.site.reading import organ_page, place, report_page
from archive.verify import logical_hash
from archive.versions import flag_ids
from crawler.runs import import_files
from parsers.checks import Context, Flag
from parsers.reading import read_file
from parsers.report import Report
from tests.made_reports import figures, page, report_html
from tests.paths import BUNDLED
from tests.test_build import NOW, PAGE, capture, query


@cache
def sound() -> Report:
    return read_file(page(report_html(figures(31))))


class World:
    """Organs and their reports; what each report is told of the others."""

    def __init__(self, *organs: Organ) -> None:
        self.organs = {organ.id: organ for organ in organs}
        self.reports: dict[str, Report] = {}
        self.entries: list[Entry] = []

    def add(
        self, organ: str, year: int, scope: str = "unknown", text: str | None = None, tail: str = ""
    ) -> str:
        id = f"{organ}-{year}{tail}"
        sections = sound().sections
        if text is not None:
            sections = tuple(replace(s, text=text) if s.number == 1 else s for s in sections)
        self.reports[id] = replace(
            sound(),
            organ=self.organs[organ].name,
            report_year=year,
            scope=scope,
            title=id,
            sections=sections,
        )
        self.entries.append(Entry(id, self.organs[organ], year, scope))
        return id

    def contexts(self, shuffled: int = 0) -> dict[str, Context]:
        entries = list(self.entries)
        random.Random(shuffled).shuffle(entries)
        organs = Organs(self.organs.values())
        return {e.id: c for e, c in contexts(entries, organs, self.reports.__getitem__)}


def organ(id: str, name: str = "安丘市财政局", **more: str) -> Organ:
    return Organ(id, name, minted=True, **more)  # type: ignore[arg-type]


def title(report: Report | None) -> str | None:
    return report.title if report else None


# ── Years ─────────────────────────────────────────────────────────────────────────────────────


def test_years_of_one_organ() -> None:
    world = World(organ("a"))
    for year in (2019, 2020, 2022, 2023):
        world.add("a", year)
    found = world.contexts()
    assert title(found["a-2023"].previous) == "a-2022"
    assert [r.title for r in found["a-2023"].earlier] == ["a-2020", "a-2019"]
    assert found["a-2022"].previous is None
    assert found["a-2019"].earlier == ()
    assert found["a-2019"].years_held == (2019, 2020, 2022, 2023)


def test_equal_names_are_not_one_organ() -> None:
    world = World(organ("a", "鼓楼区财政局"), organ("b", "鼓楼区财政局"))
    world.add("a", 2022)
    world.add("b", 2023)
    assert world.contexts()["b-2023"].previous is None


def test_scopes_are_not_mixed() -> None:
    world = World(organ("a"))
    world.add("a", 2022, "consolidated")
    world.add("a", 2022, "own", tail="-own")
    world.add("a", 2023, "own")
    world.add("a", 2024, "unknown")
    found = world.contexts()
    assert title(found["a-2023"].previous) == "a-2022-own"
    assert found["a-2024"].previous is None
    assert found["a-2024"].years_held == (2022, 2023, 2024)


def test_a_renamed_organ_goes_on() -> None:
    world = World(organ("old", "国土资源局", successor="new"), organ("new", "自然资源局"))
    world.add("old", 2018)
    world.add("new", 2019)
    found = world.contexts()
    assert title(found["new-2019"].previous) == "old-2018"
    assert found["old-2018"].previous is None
    assert found["new-2019"].years_held == (2018, 2019)


def test_a_merger_has_no_one_report_of_the_year_before() -> None:
    world = World(
        organ("a", "规划局", successor="c"), organ("b", "国土局", successor="c"), organ("c")
    )
    for id, year in (("a", 2018), ("b", 2018), ("c", 2019), ("c", 2020)):
        world.add(id, year)
    found = world.contexts()
    assert found["c-2019"].previous is None
    assert title(found["c-2020"].previous) == "c-2019"


def test_an_organ_taken_in_ends_the_chain_once_and_not_before() -> None:
    world = World(organ("a", "房产局", successor="c"), organ("c"))
    for id, year in (("a", 2018), ("a", 2019), ("c", 2018), ("c", 2019), ("c", 2020)):
        world.add(id, year)
    found = world.contexts()
    assert title(found["c-2019"].previous) == "c-2018"  # a still reports itself
    assert found["c-2020"].previous is None
    assert title(found["a-2019"].previous) == "a-2018"


def test_an_old_id_in_organs_csv_still_leads_on() -> None:
    world = World(
        organ("old", successor="former-id"), replace(organ("new"), aliases=("former-id",))
    )
    world.add("old", 2018)
    world.add("new", 2019)
    assert title(world.contexts()["new-2019"].previous) == "old-2018"


def test_successors_in_a_ring_end() -> None:
    world = World(organ("a", successor="b"), organ("b", successor="a"))
    world.add("a", 2018)
    world.add("b", 2019)
    assert set(world.contexts()) == {"a-2018", "b-2019"}


# ── Parent and children ───────────────────────────────────────────────────────────────────────


def family() -> World:
    return World(
        organ("city", "安丘市人民政府"),
        organ("x", "安丘市财政局", parent="city"),
        organ("y", "安丘市教育局", parent="city"),
    )


def test_children_only_when_all_are_there() -> None:
    world = family()
    world.add("city", 2023, "consolidated")
    world.add("x", 2023)
    assert world.contexts()["city-2023"].children == ()
    world.add("y", 2023)
    world.add("y", 2022)
    context = world.contexts()["city-2023"]
    assert [r.title for r in context.children] == ["x-2023", "y-2023"]
    assert context.parent_covers
    assert world.contexts()["x-2023"].children == ()


def test_a_part_of_a_division_is_not_all_below_its_government() -> None:
    """organs.csv lists two towns; the archive also holds a bureau that the county counts in."""
    county = Organ("county", "安丘市人民政府", kind="government", division_code="370784")
    world = World(
        county,
        organ("town", "安丘市官庄镇人民政府", parent="county", division_code="370784104"),
        organ("bureau", "安丘市商务局", division_code="370784"),
        organ("elsewhere", "昌乐县商务局", division_code="370725"),
    )
    world.add("county", 2022)
    world.add("town", 2022)
    world.add("elsewhere", 2022)
    world.add("county", 2023)
    world.add("town", 2023)
    world.add("bureau", 2023)
    found = world.contexts()
    assert [r.title for r in found["county-2022"].children] == ["town-2022"]
    assert found["county-2023"].children == ()


def test_a_report_of_itself_alone_has_no_children() -> None:
    world = family()
    world.add("city", 2023, "own")
    world.add("x", 2023)
    world.add("y", 2023)
    context = world.contexts()["city-2023"]
    assert context.children == ()
    assert not context.parent_covers


def test_a_child_counts_as_a_whole() -> None:
    """A county under the city: its consolidated report, never its own office's."""
    world = World(organ("city"), organ("county", parent="city"), organ("office", parent="county"))
    world.add("city", 2023, "consolidated")
    world.add("county", 2023, "own", tail="-own")
    assert world.contexts()["city-2023"].children == ()
    world.add("county", 2023, "consolidated")
    assert [r.title for r in world.contexts()["city-2023"].children] == ["county-2023"]


# ── Copies ────────────────────────────────────────────────────────────────────────────────────


@cache
def text(seed: int, name: str, year: int = 2023) -> str:
    rng = random.Random(seed)
    letters = [chr(code) for code in range(0x4E00, 0x5600)]
    return "".join(
        f"{name}{year}年{''.join(rng.choices(letters, k=25))}{rng.randint(2, 99)}件。"
        for _ in range(12)
    )


def town(id: str, name: str) -> Organ:
    return Organ(id, f"安丘市{name}人民政府", minted=True)


def copies() -> World:
    world = World(
        town("a", "官庄镇"), town("b", "石堆镇"), town("c", "景芝镇"),
        replace(town("old", "黄旗堡镇"), successor="c"),
    )  # fmt: skip
    world.add("a", 2023, text=text(1, "官庄镇"))
    world.add("b", 2023, text=text(1, "石堆镇").replace("件。", "件，", 1))
    world.add("c", 2023, text=text(2, "景芝镇"))
    world.add("c", 2022, text=text(1, "景芝镇"))
    world.add("old", 2023, text=text(2, "黄旗堡镇"))
    return world


def test_copies_are_found_among_other_organs_of_one_year() -> None:
    found = copies().contexts()
    (copy,) = found["a-2023"].copies
    assert (copy.report_id, copy.organ, copy.year) == ("b-2023", "安丘市石堆镇人民政府", 2023)
    assert copy.similarity >= 0.9
    assert len(copy.shared) >= 20
    assert copy.shared in text(1, "官庄镇")
    assert [c.report_id for c in found["b-2023"].copies] == ["a-2023"]
    assert found["c-2022"].copies == ()  # another year
    assert found["c-2023"].copies == ()  # its own predecessor


def test_the_order_of_reports_changes_nothing() -> None:
    world = copies()
    for number in range(60):
        id = f"t{number:02d}"
        world.organs[id] = town(id, f"第{number}镇")
        world.add(id, 2023, text=text(100 + number % 9, f"第{number}镇"))
    first = world.contexts(1)
    assert all(world.contexts(seed) == first for seed in (2, 3))
    assert all(len(first[f"t{n:02d}-2023"].copies) == 3 for n in range(60))


def test_a_copy_that_kept_the_other_organs_name_is_one() -> None:
    world = World(town("a", "官庄镇"), town("b", "石堆镇"))
    world.add("a", 2023, text=text(1, "安丘市官庄镇人民政府"))
    world.add("b", 2023, text=text(1, "安丘市官庄镇人民政府"))
    (copy,) = world.contexts()["b-2023"].copies
    assert (copy.report_id, copy.similarity, copy.section) == ("a-2023", 1.0, None)


def test_one_section_alike_is_named() -> None:
    world = World(town("a", "官庄镇"), town("b", "石堆镇"))
    for id, name, seed in (("a", "官庄镇", 7), ("b", "石堆镇", 8)):
        world.add(id, 2023, text=text(1, name))
        report = world.reports[f"{id}-2023"]
        fifth = replace(report.sections[-1], number=5, text=text(seed, name), position=90)
        world.reports[f"{id}-2023"] = replace(report, sections=(*report.sections, fifth))
    (copy,) = world.contexts()["a-2023"].copies
    assert (copy.report_id, copy.section) == ("b-2023", 1)
    assert copy.similarity >= 0.9
    assert copy.shared in text(1, "官庄镇")


def test_a_little_alike_is_no_copy() -> None:
    world = World(town("a", "官庄镇"), town("b", "石堆镇"))
    mine = text(1, "官庄镇")
    world.add("a", 2023, text=mine)
    world.add("b", 2023, text=mine[: len(mine) // 2] + text(5, "石堆镇")[len(mine) // 2 :])
    assert all(context.copies == () for context in world.contexts().values())


# ── Reviews ───────────────────────────────────────────────────────────────────────────────────


def reviews(path: Path, *rows: str, header: str = "flag_id,verdict,reason,date") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return path


def test_reviews_are_read(tmp_path: Path) -> None:
    path = reviews(
        tmp_path / "reviews.csv",
        "x-2023-A01-ab,dismissed,“其他”列另有说明,2026-03-01",
        'x-2023-D01-cd,confirmed,"已电话核实，确为笔误, 未改",2026-03-02',
    )
    found = load_reviews(path)
    assert found["x-2023-A01-ab"].verdict == "dismissed"
    assert found["x-2023-D01-cd"].reviewed_on == dt.date(2026, 3, 2)
    assert load_reviews(tmp_path / "absent.csv") == {}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("x,wrong,理由,2026-03-01", "第 2 行的结论“wrong”"),
        ("x,dismissed,,2026-03-01", "没有写理由"),
        ("x,dismissed,理由,3月1日", "日期“3月1日”"),
        (",dismissed,理由,2026-03-01", "没有写标记编号"),
        ("x,dismissed,理由,再写,2026-03-01", "列数多于表头"),
        ("x,confirmed,理由,2026-03-01\nx,dismissed,理由,2026-03-01", "第 3 行的标记 x"),
    ],
)
def test_a_bad_review_is_a_sentence(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(CurationError) as caught:
        load_reviews(reviews(tmp_path / "reviews.csv", row))
    assert says in str(caught.value)
    assert str(caught.value).endswith("。")
    with pytest.raises(CurationError, match="表头"):
        load_reviews(reviews(tmp_path / "reviews.csv", header="flag,verdict"))


def test_a_file_that_excel_wrote_in_gbk_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_bytes("flag_id,verdict,reason,date\nx,dismissed,理由,2026-03-01\n".encode("gbk"))
    with pytest.raises(CurationError, match=r"不是 UTF-8 编码.*CSV UTF-8"):
        load_reviews(path)
    with pytest.raises(CurationError, match="不是 UTF-8 编码"):
        load_organs(path)


def test_line_numbers_are_those_an_editor_shows(tmp_path: Path) -> None:
    path = reviews(
        tmp_path / "reviews.csv", "# 说明", 'x,dismissed,"两\n行",2026-03-01', "# 又一行",
        "y,wrong,理由,2026-03-01",
    )  # fmt: skip
    with pytest.raises(CurationError, match="第 6 行的结论“wrong”"):
        load_reviews(path)


def test_a_verdict_goes_on_when_the_organ_gets_a_better_id() -> None:
    review = Review("dismissed", "理由", dt.date(2026, 3, 1))
    listed = Organs([Organ(id="anqiu", name="安丘市人民政府", aliases=("370784-anqiushi-0a1b",))])
    moved = under_present_ids({"370784-anqiushi-0a1b-2023-own-A01-ab": review, "x": review}, listed)
    assert moved == {"anqiu-2023-own-A01-ab": review, "x": review}


@pytest.mark.parametrize(
    "change",
    [
        {"message": "99+0≠36"},
        {"table": "applications"},
        {"quote": "另一句"},
        {"expected": 1},
        {"actual": 2},
        {"item": "granted"},
        {"check": "A02"},
    ],
)
def test_whatever_a_flag_says_is_in_its_id(change: dict[str, object]) -> None:
    flag = Flag("A03", "error", "40+0≠36")
    assert flag_ids("r", [flag]) != flag_ids("r", [replace(flag, **change)])


WRONG = PAGE.replace(b"3119", b"3120")


def test_dismissed_flags_stay_and_are_not_counted(tmp_path: Path) -> None:
    url = "http://127.0.0.9/a.html"
    capture(tmp_path, WRONG, NOW, url)
    build(tmp_path)
    flags = query(tmp_path, "select id, severity from flags order by id")
    # Of the figure that the organ will change; other rules may find more on the page.
    (one, severity), (two, _), *_ = query(
        tmp_path, "select id, severity from flags where [check] like 'A%' order by id"
    )
    path = tmp_path / "curation" / "reviews.csv"
    reviews(path, f"{one},dismissed,原件另有说明,2026-03-01", f"{two},confirmed,属实,2026-03-02")
    result = build(tmp_path)
    assert result.problems == ()
    assert sum(result.flags.values()) == len(flags) - 1
    assert query(tmp_path, "select count(*) from flags") == [(len(flags),)]
    assert (one,) not in query(tmp_path, "select id from current_flags")
    assert query(
        tmp_path, f"select review, review_reason, reviewed_on from flags where id = '{one}'"
    ) == [("dismissed", "原件另有说明", "2026-03-01")]
    counted = query(tmp_path, f"select {severity}_count from reports")[0][0]
    assert counted == sum(s == severity for _, s in flags) - 1

    # The organ changes the figure: the flag has another id, the verdict says nothing of it.
    capture(tmp_path, PAGE.replace(b"3119", b"3121"), NOW + dt.timedelta(days=1), url)
    result = build(tmp_path)
    assert any(one in problem for problem in result.problems)
    assert all(problem.endswith("。") for problem in result.problems)
    assert query(tmp_path, "select review from current_flags where [check] = 'A01'") == [(None,)]
    # The version that was reviewed keeps its verdict.
    assert query(tmp_path, f"select review from flags where id = '{one}'") == [("dismissed",)]


def test_every_flag_dismissed_is_a_report_without_flags(tmp_path: Path) -> None:
    capture(tmp_path, WRONG, NOW, "http://127.0.0.9/a.html")
    build(tmp_path)
    ids = [id for (id,) in query(tmp_path, "select id from flags")]
    path = tmp_path / "curation" / "reviews.csv"
    reviews(path, *(f"{id},dismissed,说明,2026-03-01" for id in ids))
    build(tmp_path)
    assert query(tmp_path, "select worst_severity, error_count from reports") == [("none", 0)]
    assert query(tmp_path, "select sum(fail) from check_summary") == [(0,)]


def test_a_bad_reviews_file_stops_the_build_with_a_sentence(tmp_path: Path) -> None:
    reviews(tmp_path / "curation" / "reviews.csv", "x,wrong,理由,2026-03-01")
    with pytest.raises(CurationError, match="第 2 行"):
        build(tmp_path)


# ── In the archive ────────────────────────────────────────────────────────────────────────────


BUREAU = "云汀市行政审批服务局"
OLD_BUREAU = "云汀市政务服务管理局"


def of_year(year: int) -> bytes:
    return (BUNDLED / "yunting" / f"xingzheng-shenpi-fuwuju-{year}.html").read_bytes()


def test_years_meet_in_the_archive(tmp_path: Path) -> None:
    import_files([BUNDLED / "yunting"], tmp_path, now=NOW)
    import_files([BUNDLED / "qinglan"], tmp_path, now=NOW)
    build(tmp_path)
    found = dict(query(tmp_path, "select [check], sum(pass) from check_summary group by 1"))
    assert found["Y01"] >= 6
    assert found["Y02"] >= 6
    assert query(tmp_path, "select count(*) from flags where [check] like 'Y%'") == [(0,)]


def test_a_former_name_in_organs_csv_joins_the_years(tmp_path: Path) -> None:
    """The same reports, the older one under a former organ's name."""
    old = of_year(2022).replace(BUREAU.encode(), OLD_BUREAU.encode())
    capture(tmp_path, old, NOW, "http://127.0.0.9/2022.html")
    capture(tmp_path, of_year(2023), NOW + dt.timedelta(hours=1), "http://127.0.0.9/2023.html")
    build(tmp_path)
    (was, _), (now, _) = query(
        tmp_path, "select organ_id, report_year from reports order by report_year"
    )
    assert was != now
    judged = "select c.pass, c.fail from check_summary c where c.[check] = 'Y01' and c.year = 2023"
    assert query(tmp_path, judged) == [(0, 0)]
    rows = [dict.fromkeys(COLUMNS, "") for _ in range(2)]
    rows[0] |= {"id": was, "name": OLD_BUREAU, "successor": now}
    rows[1] |= {"id": now, "name": BUREAU}
    reviews(
        tmp_path / "curation" / "organs.csv",
        *(",".join(row[column] for column in COLUMNS) for row in rows),
        header=",".join(COLUMNS),
    )
    assert len(load_organs(tmp_path / "curation" / "organs.csv").listed) == 2
    build(tmp_path)
    assert query(tmp_path, judged) == [(1, 0)]
    # The site leads from one name to the other, and compares the two years.
    with closing(sqlite3.connect(tmp_path / "archive.db")) as archive:
        ((later,), (earlier,)) = archive.execute("select id from reports order by report_year desc")
        page = report_page(archive, later)
        assert page is not None
        assert page.previous is not None
        assert (page.previous["id"], page.previous["organ_name"]) == (earlier, OLD_BUREAU)
        assert page.changes
        older = report_page(archive, earlier)
        assert older is not None
        assert older.next is not None
        assert older.next["id"] == later
        one, two = organ_page(archive, now), organ_page(archive, was)
    assert one is not None
    assert two is not None
    assert [p["name"] for p in one["predecessors"]] == [OLD_BUREAU]
    assert two["successor"]["name"] == BUREAU
    assert place("370784104") == ["山东省", "潍坊市", "安丘市", "官庄镇"]


def test_neighbours_do_not_depend_on_the_order_of_runs(tmp_path: Path) -> None:
    url = "http://127.0.0.9/{}.html".format
    bodies = {year: of_year(year) for year in (2022, 2023)}
    results = []
    for name, years in (("one", (2022, 2023)), ("two", (2023, 2022))):
        data = tmp_path / name
        for year in years:  # the same times, written in another order and built between
            when = NOW + dt.timedelta(hours=year - 2022)
            capture(data, bodies[year], when, url(year))
            build(data, jobs=1 + (name == "two"))
        flags = query(data, "select id, severity, message from flags order by id")
        summary = query(data, "select * from check_summary order by 1, 2, 3")
        assert ("Y01", 2023) in {row[:2] for row in summary}
        results.append((flags, summary))
        assert build(data, full=True).logical_hash == logical_hash(data / "archive.db")
    assert results[0] == results[1]
