"""The registry: packaged rows are sound, the overlay wins, wrong rows are named."""

import pytest

from archive.organs import LEVELS as ORGAN_LEVELS
from crawler.portals import (
    COLUMNS,
    LEVELS,
    REGISTRY,
    PortalError,
    load_portals,
    portal_from_url,
    read_portals,
)
from spiders.base import families
from spiders.detect import signs

HEADER = ",".join(COLUMNS) + "\n"


def overlay(tmp_path, text):
    folder = tmp_path / "curation"
    folder.mkdir()
    (folder / "portals.csv").write_text(HEADER + text, encoding="utf-8")
    return tmp_path


def test_packaged_rows():
    portals = load_portals()
    assert {"feicheng", "anqiu", "xxgk.jcgov", "zwzx.liaocheng", "spj.zibo"} <= set(portals)
    for portal in portals.values():
        assert portal_from_url(portal.home_url).id == portal.id
        assert portal.division_code
        assert not portal.family or portal.family in signs()
        assert not portal.is_loopback
    assert portals["spj.zibo"].shard == "zibo.gov.cn"
    assert set(families()) <= set(signs())


def test_levels_are_the_words_of_the_organs():
    """One vocabulary: a portal's level can be held against its organ's."""
    assert set(LEVELS) <= set(ORGAN_LEVELS)
    bundled = REGISTRY.parent / "replica" / "documents" / "portals.csv"
    for portal in (*read_portals(REGISTRY), *read_portals(bundled)):
        assert portal.level in LEVELS
    prefectures = [p for p in load_portals().values() if p.division_code.endswith("00")]
    assert {p.level for p in prefectures} == {"prefecture"}


def test_overlay_adds_and_replaces(tmp_path):
    data = overlay(
        tmp_path,
        "# a comment\nanqiu,安丘,https://www.anqiu.gov.cn/,370784,,county,government,trs,https\n"
        "demo,示范,http://127.0.0.2:8001/,,,,,,\n",
    )
    portals = load_portals(data)
    assert portals["anqiu"].home_url == "https://www.anqiu.gov.cn/"
    assert portals["demo"].is_loopback
    assert portals["demo"].shard == "127.0.0.2"
    assert "feicheng" in portals


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("x,某,http://example.com/,,,,,,", "gov.cn"),
        ("x,某,http://10.0.0.1/,,,,,,", "10.0.0.1"),
        ("x,,http://www.x.gov.cn/,,,,,,", "名称"),
        ("坏,某,http://www.x.gov.cn/,,,,,,", "坏"),
        ("x,某,http://www.x.gov.cn/,37,,,,,", "37"),
        ("x,某,http://www.x.gov.cn/,,12,,,,", "12"),
        ("x,某,http://www.x.gov.cn/,,,galaxy,,,", "galaxy"),
        ("x,某,http://www.x.gov.cn/,,,,club,,", "club"),
        ("x,某,http://www.x.gov.cn/", "9 列"),
        ("x,某,http://www.x.gov.cn/,,,,,,\nx,某,http://www.x.gov.cn/,,,,,,", "重复"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, row, named):
    with pytest.raises(PortalError, match=named) as error:
        load_portals(overlay(tmp_path, row + "\n"))
    assert "portals.csv 第" in str(error.value)


def test_wrong_columns(tmp_path):
    path = tmp_path / "portals.csv"
    path.write_text("id,name\n", encoding="utf-8")
    with pytest.raises(PortalError, match="列名"):
        list(read_portals(path))


@pytest.mark.parametrize(
    ("url", "identity", "home"),
    [
        ("https://www.zibo.gov.cn", "zibo", "https://www.zibo.gov.cn/"),
        ("spj.zibo.gov.cn/", "spj.zibo", "http://spj.zibo.gov.cn/"),
        ("http://127.0.0.2:8001/", "127.0.0.2-8001", "http://127.0.0.2:8001/"),
        ("http://[::1]:9/", "1-9", "http://[::1]:9/"),
    ],
)
def test_portal_from_url(url, identity, home):
    portal = portal_from_url(url)
    assert (portal.id, portal.home_url) == (identity, home)


@pytest.mark.parametrize("url", ["http://example.com/", "file:///x", "http://192.168.0.1/", "x"])
def test_portal_from_a_url_that_is_not_to_be_crawled(url):
    with pytest.raises(PortalError):
        portal_from_url(url)
