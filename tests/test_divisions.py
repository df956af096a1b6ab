"""Does a name lead to its division, and to none where it is not certain?"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from parsers import divisions

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.mark.parametrize(
    ("name", "within", "code"),
    [
        ("晋城市行政审批服务管理局", None, "1405"),
        ("安丘市官庄镇人民政府", None, "370784104"),
        ("安丘市官庄镇人民政府", "370784", "370784104"),
        ("官庄镇人民政府", "370784", "370784104"),
        ("官庄镇人民政府", "370784104", "370784104"),
        ("肥城市行政审批服务局", None, "370983"),
        ("湖北省咸宁市气象部门", None, "4212"),
        ("黑龙江省甘南县气象局", None, "230225"),  # not 甘南藏族自治州
        ("北京市通州区新华街道办事处", None, "110112002"),
        ("阿拉善盟额济纳旗赛汉陶来苏木人民政府", None, "152923200"),
        ("塔城地区财政局", None, "6542"),
        ("朝阳区人民政府", "110000", "110105"),
        ("朝阳区人民政府", "220100", "220104"),
        ("西山区2025年度", "530100", "530112"),
        ("龙泉市西街街道", None, "331181002"),
        ("西街街道办事处", "331181", "331181002"),
        ("胡家园街", "120116", "120116011"),
        ("仙桃市财政局", None, "429004"),  # 省直辖县级
        ("东莞市石碣镇人民政府", None, "441900101"),
        ("东莞市教育局", None, "4419"),  # not its only county 441900
        ("张家川县财政局", None, "620525"),
        ("阿坝州教育局", None, "5132"),
        ("海南省教育厅", None, "46"),
        ("海南州教育局", None, "6325"),
        ("河北保定市财政局", None, "1306"),
        ("长沙县人民政府", None, "430121"),
        ("博山区域城镇人民政府", None, "370304102"),  # 区域 is no word here
        ("阳泉市城区教育局", None, "140302"),
        ("城区教育局", "140500", "140502"),
        ("东区街道办事处", "442000", "442000002"),
        ("淄博高新技术产业开发区管委会", None, "3703"),
        ("浦东新区教育局", None, "310115"),
        ("安丘市　官庄镇 人民政府", None, "370784104"),
        ("科左后旗教育体育局", None, "150522"),
        ("东乌旗", None, "152525"),
        ("阿左旗财政局", None, "152921"),
        ("克州教育局", None, "6530"),
        ("克州阿图什市", None, "653001"),
        ("开发区管委会", "371003", "371003400"),
    ],
)
def test_resolves(name: str, within: str | None, code: str) -> None:
    found = divisions.resolve(name, within)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("官庄镇人民政府", None),  # ten towns
        ("官庄镇人民政府", "530000"),  # none there
        ("通州区教育局", None),  # 北京, 南通
        ("鼓楼区人民政府", None),
        ("城区教育局", None),
        ("东区教育局", None),  # unique in the data, yet 中山市 has quarters of that name
        ("南山区教育局", "370784"),  # 深圳, 鹤岗, but not on 安丘's portal
        ("西山区教育局", "370784"),  # one 西山区 in the data; here it may be a quarter
        ("农业农村局", "361028"),
        ("国务院办公厅", None),
        ("长春路街道办事处", "370784"),  # not 长春市
        ("吉林高新区管委会", None),  # province or city
        ("安丘市场监督管理局", "370784"),  # not 安丘市 + 场监督
        ("新疆生产建设兵团", None),
        ("开发区", "370000"),  # 文登区 has one with a code, others without
        ("开发区办事处", "370000"),
        ("海州教育局", None),  # 海南, 海北, 海西
        ("巴州教育局", None),  # 巴音郭楞, and 巴州区
        ("", None),
    ],
)
def test_never_guesses(name: str, within: str | None) -> None:
    assert divisions.resolve(name, within) is None


def test_namesakes_are_named() -> None:
    match = divisions.match("通州区教育局")
    assert {c.code for c in match.candidates} == {"110112", "320612"}


def test_a_stated_place_outranks_the_portal() -> None:
    found = divisions.resolve("晋城市行政审批服务管理局", "370784")
    assert found is not None
    assert found.code == "1405"


def test_every_full_chain_resolves_to_itself() -> None:
    wrong = []
    for code, division in divisions._index().by_code.items():
        if division.name in divisions._knowledge().shelves or len(code) == 9:
            continue
        chain = "".join(d.name for d in (*division.parents, division))
        found = divisions.resolve(chain + "教育局")
        if found is None or found.name != division.name or not code.startswith(found.code):
            wrong.append((chain, found))
    assert wrong == []


def test_towns_resolve_with_and_without_their_county() -> None:
    towns = [d for d in divisions._index().by_code.values() if d.code.startswith("3707")]
    towns = [d for d in towns if len(d.code) == 9 and d.name.endswith(("镇", "乡", "街道"))]
    assert len(towns) > 50
    for town in towns:
        county = divisions.get(town.code[:6])
        assert county is not None
        assert divisions.resolve(f"{county.name}{town.name}人民政府") == town
        assert divisions.resolve(f"{town.name}人民政府", county.code) == town


def test_leading_places() -> None:
    assert divisions.is_place("德州街道")
    assert divisions.is_place("六合区雄州街道")
    assert not divisions.is_place("泗县街道")
    assert not divisions.is_place("泗县财政局")
    assert divisions.leading_ends("泗县财政局") == {2}
    assert divisions.leading_ends("财政局") == frozenset()
    assert "度尾镇" in divisions.names_beginning("度")
    assert divisions.names_containing("-")


def test_codes() -> None:
    assert divisions.division_code("14") == "140000"
    assert divisions.division_code("1405") == "140500"
    assert divisions.division_code("370784") == "370784"
    assert divisions.division_code("370784104") == "370784104"
    assert divisions.division_code("370784000000") == "370784"
    with pytest.raises(ValueError, match="'37078' is no division code"):
        divisions.division_code("37078")
    assert divisions.province_name("370784104") == "山东省"
    assert divisions.province_name("140500") == "山西省"
    assert divisions.province_name("100000") is None
    assert divisions.province_name(None) is None
    assert divisions.get("140500") == divisions.get("1405")
    town = divisions.get("370784104")
    assert town is not None
    assert [d.name for d in town.parents] == ["山东省", "潍坊市", "安丘市"]
    assert town.level == "township"


def test_data_is_small_sorted_and_packed_without_a_time_stamp() -> None:
    file = ROOT / "parsers" / "divisions.csv.gz"
    packed = file.read_bytes()
    assert len(packed) < 450_000
    assert packed[4:8] == b"\0\0\0\0"
    lines = gzip.decompress(packed).decode().splitlines()
    assert lines == sorted(lines)
    codes = [line.split(",")[0] for line in lines]
    assert len(set(codes)) == len(codes) == 31 + 342 + 2978 + 41352


def test_packing_is_deterministic(tmp_path: Path) -> None:
    (tmp_path / "provinces.csv").write_text('code,name\n37,"山东省"\n', encoding="utf-8")
    (tmp_path / "cities.csv").write_text('code,name,p\n3707,"潍坊市",37\n', encoding="utf-8")
    (tmp_path / "areas.csv").write_text('code,name\n370784,"安丘市"\n', encoding="utf-8")
    (tmp_path / "streets.csv").write_text('code,name\n370784104,"官庄镇"\n', encoding="utf-8")
    first, second = tmp_path / "a.gz", tmp_path / "b.gz"
    divisions.pack(tmp_path, first)
    divisions.pack(tmp_path, second)
    assert first.read_bytes() == second.read_bytes()
    text = gzip.decompress(first.read_bytes()).decode()
    assert text == "37,山东省\n3707,潍坊市\n370784,安丘市\n370784104,官庄镇\n"


def test_loads_lazily_and_quickly() -> None:
    code = (
        "import time; from parsers import divisions as d\n"
        "assert d._index.cache_info().currsize == 0\n"
        "t = time.process_time(); d.get('37'); print(time.process_time() - t)"
    )
    seconds = min(
        float(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT)) for _ in range(3)
    )
    assert seconds < 0.3  # about 0.1 s; room for a busy machine


@pytest.mark.skipif(not SHARED.exists(), reason="real titles lie in ../shared, which is absent")
def test_real_organs_never_get_a_wrong_province() -> None:
    lines = (SHARED / "samples" / "titles.jsonl").read_text(encoding="utf-8").splitlines()
    named = [r for r in map(json.loads, lines) if r["is_report"] and r["organ_printed"]]
    right = 0
    for row in named:
        found = divisions.resolve(row["organ_printed"])
        if found is not None:
            province = divisions.province_name(found.code)
            assert province is not None
            assert province.startswith(row["province"]), row
            right += 1
        full = divisions.resolve(row["organ"])
        if full is not None:
            assert (divisions.province_name(full.code) or "").startswith(row["province"]), row
    # The others print a namesake's name or none: 西街街道, 太平镇, 木场乡, 杨柳乡, 农业农村局.
    assert (right, len(named)) == (26, 31)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("阳泉监管分局", "1403"),
        ("山西局", "14"),
        ("宁波", "3302"),
        ("吉林监管局", None),
        ("财政局", None),
    ],
)
def test_short_names_before_offices(name: str, code: str | None) -> None:
    found = divisions.short_beginning(name)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("湘西自治州花垣县", "433124"), ("延边自治州", "2224"), ("恩施自治州巴东县财政局", "422823")],
)
def test_autonomous_places_without_their_peoples(name: str, code: str) -> None:
    found = divisions.resolve(name)
    assert found is not None
    assert found.code == code
