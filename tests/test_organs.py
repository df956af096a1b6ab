"""Is one organ one id, whatever its name looks like, and are two organs never one?"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import schema
from archive.curation import CurationError
from archive.organs import (
    KINDS,
    Organ,
    Organs,
    OtherName,
    canonical,
    load_organs,
    mint,
    write_organ,
)
from parsers import divisions

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
HEADER = "id,name,other_names,level,kind,division_code,parent,portal,successor,aliases"


def _file(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "organs.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def test_ids_are_these_for_ever() -> None:
    """A change here breaks permanent addresses: pypinyin's spelling or the rule has changed."""
    assert [
        mint("安丘市官庄镇人民政府", "370784104").id,
        mint("晋城市行政审批服务管理局", "1405").id,
        mint("重庆市长寿区人民政府", "500115").id,
        mint("厦门市行政执法局", "350200").id,
        mint("财政部", "100000").id,
        mint("西咸新区管理委员会", None).id,
        mint("重庆高新技术产业开发区管理委员会办公室", "50").id,
    ] == [
        "370784104-anqiushiguanzhuangzhenrenminzhengfu-5ee4",
        "140500-jinchengshixingzhengshenpifuwuguanliju-4ee7",
        "500115-chongqingshichangshouqurenminzhengfu-b1e6",
        "350200-xiamenshixingzhengzhifaju-1731",
        "100000-caizhengbu-eebf",
        "000000-xixianxinquguanliweiyuanhui-4385",
        "500000-chongqinggaoxinjishuchanyekaifaquguanli-c83e",
    ]


@given(st.text(max_size=60), st.sampled_from([None, "14", "1405", "370784", "370784104"]))
def test_any_name_gives_a_readable_id(name: str, code: str | None) -> None:
    organ = mint(name, code)
    assert re.fullmatch(r"\d{6}(\d{3})?-[a-z0-9]{1,40}-[0-9a-f]{4}", organ.id)
    assert mint(name, code) == organ
    assert mint(f" {name}　", code) == organ
    known = divisions.division_code(code) if code else "000000"
    plain = divisions.normalise(name)
    assert organ.id.endswith(hashlib.sha256((known + plain).encode()).hexdigest()[:4])


@pytest.mark.parametrize(
    "ways",
    [
        [
            ("安丘市官庄镇人民政府", None),
            ("官庄镇人民政府", "370784"),
            ("官庄镇", "370700"),
            ("山东省潍坊市安丘市官庄镇人民政府", None),
            ("镇人民政府", "370784104"),
            ("安丘市 官庄镇人民政府", "370784"),
        ],
        [
            ("龙泉市西街街道办事处", None),
            ("西街街道", "331181"),
            ("西街街道办", "331181"),
        ],
        [("西山区", "530100"), ("昆明市西山区人民政府", None), ("西山区政府", "530112")],
        [("资溪县农业农村局", None), ("农业农村局", "361028"), ("县农业农村局", "361028")],
        [
            ("安丘市市场监督管理局", None),
            ("市场监督管理局", "370784"),
            ("市市场监督管理局", "370784"),
        ],
        [("大冶市政府办公室", None), ("大冶市人民政府办公室", None), ("市政府办", "420281")],
        [("张家川县财政局", None), ("张家川回族自治县财政局", None)],
        [("广西壮族自治区教育厅", None), ("自治区教育厅", "450000")],
        [("长春新区管委会", None), ("长春新区管理委员会", "220100")],
        [("财政部", None), ("中华人民共和国财政部", None)],
    ],
)
def test_one_organ_however_printed(ways: list[tuple[str, str | None]]) -> None:
    organs = Organs()
    ids = {organs.identify(name, code, 2023).id for name, code in ways}
    assert len(ids) == 1


def test_different_organs_stay_apart() -> None:
    organs = Organs()
    ids = [
        organs.identify(name, code, 2023).id
        for name, code in [
            ("朝阳区人民政府", "110000"),
            ("朝阳区人民政府", "220100"),
            ("朝阳区人民政府办公室", "110000"),
            ("农业农村局", "361028"),
            ("农业农村局", "370784"),
            ("市教育局", "370784"),
            ("市教育局", "370700"),
            ("太平镇人民政府", "120116"),
            ("太平镇人民政府", "610100"),
            ("高新区管委会", "370300"),
            ("高新区管委会", "370700"),
        ]
    ]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("name", "code", "level", "kind"),
    [
        ("晋城市行政审批服务管理局", "140500", "prefecture", "department"),
        ("肥城市行政审批服务局", "370983", "county", "department"),
        ("安丘市官庄镇人民政府", "370784104", "township", "township"),
        ("胡家园街", "120116011", "township", "subdistrict"),
        ("三河市泃阳西大街街道办事处", "131082", "township", "subdistrict"),
        ("左贡县人民政府", "540327", "county", "government"),
        ("塔城地区行政公署", "654200", "prefecture", "government"),
        ("阿拉善盟阿拉善右旗人民政府办公室", "152922", "county", "office"),
        ("重庆市交通局", "500000", "province", "department"),
        ("米易县公共资源交易中心", "510421", "county", "institution"),
        ("湖北省咸宁市气象部门", "421200", "vertical", "vertical"),
        ("国家税务总局淄博市税务局", "370300", "vertical", "vertical"),
        ("青岛海关", "370200", "vertical", "vertical"),
        ("重庆高新技术产业开发区管理委员会办公室", "500000", "zone", "zone"),
        ("济南高新技术产业开发区管委会", "370176", "zone", "zone"),
        ("浦东新区人民政府", "310115", "county", "government"),
        ("国家税务总局", "100000", "ministry", "ministry"),
        ("新疆生产建设兵团", None, None, None),
        ("国家金融监督管理总局阳泉监管分局", "140300", "vertical", "vertical"),
        ("中国银保监会阳泉监管分局", "140300", "vertical", "vertical"),
        ("国家能源局山西监管办公室", "140000", "vertical", "vertical"),
        ("国家能源局华东监管局", "100000", "vertical", "vertical"),
        ("财政部浙江监管局", "330000", "vertical", "vertical"),
        ("财政部", "100000", "ministry", "ministry"),
        ("国家矿山安全监察局山西局", "140000", "vertical", "vertical"),
        ("国家税务总局驻沈阳特派员办事处", "210100", "vertical", "vertical"),
        ("西双版纳傣族自治州磨憨经济开发区", "532800", "zone", "zone"),
        ("黄山风景区管理委员会", "341003400", "zone", "zone"),
        ("上海市公安局长宁分局华阳路派出所", "310000", "township", "department"),
        ("湘西自治州花垣县人民政府", "433124", "county", "government"),
        ("新疆生产建设兵团第八师石河子市", "659001", "county", "government"),
        ("第八师石河子市财政局", "659001", "county", "department"),
        ("中共阳泉市委宣传部", "140300", "prefecture", "department"),
        ("平定县财政局（国资局）", "140321", "county", "department"),
        ("平定县财政部门", "140321", "county", "department"),
    ],
)
def test_level_and_kind(name: str, code: str | None, level: str | None, kind: str | None) -> None:
    organ = Organs().identify(name, None, 2023)
    assert (organ.division_code, organ.level, organ.kind) == (code, level, kind)


def test_unknown_division() -> None:
    organ = Organs().identify("新疆生产建设兵团", None, 2023)
    assert organ.id.startswith("000000-")
    assert organ.division_code is None
    assert organ.province is None


@pytest.mark.parametrize(
    ("name", "code", "part"),
    [
        ("官庄镇人民政府", None, "10个区划"),
        ("朝阳区人民政府", None, "吉林省长春市朝阳区"),
        ("农业农村局", None, "未写明所属区划"),
        ("高新区管委会", None, "高新区"),
        ("县教育局", "370300", "“县”所指不明"),
        ("南山区教育局", "370784", "区划"),
        ("木场乡人民政府", None, "没有网站可以证实"),
        ("", None, "没有写明"),
        (None, "370784", "没有写明"),
    ],
)
def test_uncertain_organs_say_why(name: str | None, code: str | None, part: str) -> None:
    reason = Organs().unresolved_reason(name, code)
    assert reason is not None
    assert part in reason


def test_certain_organs_have_no_reason() -> None:
    for name, code in [("安丘市官庄镇人民政府", None), ("农业农村局", "361028"), ("财政部", None)]:
        assert Organs().unresolved_reason(name, code) is None


def test_rows_have_the_columns_of_the_table() -> None:
    row = mint("安丘市官庄镇人民政府", "370784104").row()
    assert list(row) == [column.name for column in schema.TABLE["organs"].columns]
    assert row["minted"] == 0
    assert row["other_names"] == "[]"
    assert row["province"] == "山东省"


def test_listed_organs_with_years(tmp_path: Path) -> None:
    organs = load_organs(
        _file(
            tmp_path,
            "anqiu-xzsp,安丘市行政审批服务局,安丘市政务服务中心(2010-2018);安丘审批局,,,370784,,anqiu,,old-1",
            "beijing-chaoyang,朝阳区人民政府,,,,110105,,,,",
        )
    )
    assert organs.identify("安丘市行政审批服务局", "370784", 2023).id == "anqiu-xzsp"
    assert organs.identify("行政审批服务局", "370784", 2023).id == "anqiu-xzsp"
    assert organs.identify("安丘市政务服务中心", None, 2015).id == "anqiu-xzsp"
    assert organs.identify("政务服务中心", "370784", 2018).id == "anqiu-xzsp"
    assert organs.identify("安丘市政务服务中心", None, 2019).id.startswith("370784-")
    assert organs.identify("安丘市政务服务中心", None, None).id.startswith("370784-")
    assert organs.identify("安丘审批局", "370784", 2023).id == "anqiu-xzsp"
    assert organs.identify("行政审批服务局", "370983", 2023).id.startswith("370983-")
    assert organs.identify("朝阳区人民政府", "110000", 2023).id == "beijing-chaoyang"
    assert organs.identify("朝阳区人民政府", "220000", 2023).id.startswith("220104-")
    assert organs.identify("朝阳区人民政府", None, 2023).id.startswith("000000-")
    listed = organs.get("old-1")
    assert listed is not None
    assert listed.id == "anqiu-xzsp"
    assert (listed.level, listed.kind, listed.province) == ("county", "department", "山东省")
    assert listed.row()["minted"] == 1
    assert json.loads(str(listed.row()["other_names"])) == [
        "安丘市政务服务中心(2010-2018)",
        "安丘审批局",
    ]


def test_other_names_as_json(tmp_path: Path) -> None:
    path = _file(tmp_path, 'a-1,甲县财政局,"[""旧名局(2012)"", ""又名局(2015-)""]",,,370784,,,,')
    assert load_organs(path).listed[0].other_names == (
        OtherName("旧名局", 2012, 2012),
        OtherName("又名局", 2015, None),
    )


@pytest.mark.parametrize(
    ("rows", "part"),
    [
        (("Bad Id,甲局,,,,,,,,",), "第 2 行的编号“Bad Id”"),
        (("a-1,,,,,,,,,",), "没有写名称"),
        (("a-1,甲局,,county?,,,,,,",), "level“county?”"),
        (("a-1,甲局,,,bureau,,,,,",), "kind“bureau”"),
        (("a-1,甲局,,,,37078,,,,",), "区划代码“37078”"),
        (("a-1,甲局,,,,,,,,", "a-1,乙局,,,,,,,,"), "第 3 行的编号 a-1 与第 2 行重复"),
        (("a-1,甲局,,,,,,,,", "a-2,乙局,,,,,,,,a-1"), "与第 2 行重复"),
        (("a-1,甲局,,,,370784,,,,", "a-2,甲局,,,,370784,,,,"), "两个区划"),
        (("a-1,甲局,旧局(2018-2010),,,,,,,",), "起止年份颠倒"),
        (("a-1,甲局,[1],,,,,,,",), "只列名称"),
        (("a-1,甲局,,,,,,,a-1,",), "不能是它自己"),
        (("a-1,甲局,,,,,,,b-1,",), "successor“b-1”不是表中的编号"),
        (("a-1,甲局,,,,,b-1,,,",), "parent“b-1”不是表中的编号"),
        (("a-1,甲局,,,,,,,b-1,", "b-1,乙局,,,,,,,a-1,"), "a-1 → b-1 → a-1"),
        (("a-1,甲局,旧局(2010年起),,,,,,,",), "应当写作 (2010-2018)"),
    ],
)
def test_a_bad_list_is_refused_with_a_sentence(
    tmp_path: Path, rows: tuple[str, ...], part: str
) -> None:
    path = _file(tmp_path, *rows)
    with pytest.raises(CurationError) as error:
        load_organs(path)
    assert part in str(error.value)
    assert "organs.csv" in str(error.value)


def test_no_list_is_an_empty_list(tmp_path: Path) -> None:
    assert load_organs(None).listed == ()
    assert load_organs(tmp_path / "organs.csv").listed == ()


def test_a_chosen_id_keeps_the_old_one_as_alias(tmp_path: Path) -> None:
    path = tmp_path / "curation" / "organs.csv"
    minted = Organs().identify("安丘市官庄镇人民政府", None, 2023)
    chosen = Organ(
        id="anqiu-guanzhuang", name="安丘市官庄镇人民政府", division_code="370784104",
        other_names=(OtherName("官庄公社", None, 1984),),
    )  # fmt: skip
    write_organ(path, chosen)
    write_organ(path, mint("晋城市财政局", "140500"))
    organs = load_organs(path)
    assert organs.identify("官庄镇人民政府", "370784", 2023).id == "anqiu-guanzhuang"
    old = organs.get(minted.id)
    assert old is not None
    assert old.id == "anqiu-guanzhuang"

    renamed = Organ(id="gz", name="安丘市官庄镇人民政府", division_code="370784104")
    written = write_organ(path, renamed)
    assert written.aliases == (minted.id, "anqiu-guanzhuang")
    before = path.read_bytes()
    write_organ(path, written)
    assert path.read_bytes() == before
    assert len(load_organs(path).listed) == 2


def test_a_row_that_cannot_be_read_again_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "organs.csv"
    write_organ(path, mint("晋城市财政局", "140500"))
    before = path.read_bytes()
    with pytest.raises(CurationError):
        write_organ(path, Organ(id="Not Good", name="甲局"))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["organs.csv"]


@pytest.mark.skipif(not SHARED.exists(), reason="real reports lie in ../shared, which is absent")
def test_organs_of_the_seeds() -> None:
    for file in sorted((SHARED / "truth").glob("0*.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        organ = Organs().identify(truth["organ"], None, truth["report_year"])
        assert organ.kind in KINDS
        level = truth["organ_level"].split("_")[0]
        kind = truth["organ_level"].split("_")[1]
        assert organ.level == level
        assert organ.kind == ("township" if level == "township" else kind)
        assert organ.province == truth["province"]
        assert canonical(truth["organ"]).name == truth["organ"]


def test_names_are_not_completed_to_organs_that_there_are_not() -> None:
    zone = Organs().identify("西双版纳傣族自治州磨憨经济开发区", None, 2023)
    assert zone.name == "西双版纳傣族自治州磨憨经济开发区"


def test_one_town_of_the_corps() -> None:
    organs = Organs()
    printed = ("新疆生产建设兵团第八师石河子市", "第八师石河子市")
    assert len({organs.identify(name, None, 2023).id for name in printed}) == 1
