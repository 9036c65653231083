"""Where to go: the real offices, widening only as far as needed and saying so."""

import pytest

from bot.core.region import Region
from bot.core.station import Station
from bot.db.stations import StationRepository
from bot.services.regions.resolver import load_regions
from bot.services.stations.search import (
    find,
    has_contact,
    is_official,
    kinds,
    kinds_for,
    service_codes,
    service_in,
    to_view,
)


def region(name: str) -> Region:
    found = load_regions().find(name)
    assert found is not None
    return found


def test_an_office_of_the_county_itself_is_served_unwidened(offices: StationRepository):
    search = find(offices, region("仁怀市"), kinds_for("report"), places=load_regions())
    assert (search.served, search.widened) == ("520382", False)
    assert search.stations[0].name == "仁怀市市场监督管理局"


def test_a_county_without_office_is_served_by_its_city(offices: StationRepository):
    search = find(offices, region("浦江县"), ["market_regulator"], places=load_regions())
    assert (search.served, search.widened) == ("330700", True)
    assert [s.region_code for s in search.stations] == ["330700"]


def test_offices_known_only_to_exist_do_not_end_the_search(offices: StationRepository):
    search = find(offices, region("双鸭山市"), kinds_for("litigation"), places=load_regions())
    assert search.served == "national"
    assert not any(has_contact(s) for s in search.stations)
    assert "双鸭山市中级人民法院(诉讼服务中心)" in [s.name for s in search.stations]


def test_offices_with_a_number_stand_before_those_only_known_to_exist(offices: StationRepository):
    search = find(offices, region("湖州市"), (), places=load_regions())
    assert search.served == "330500"
    assert [bool(s.phone) for s in search.stations] == [True, False]


def test_nothing_in_the_province_leaves_the_national_hotlines(offices: StationRepository):
    search = find(offices, region("毕节市"), kinds_for("overseas"), places=load_regions())
    assert (search.stations, search.served) == ((), "national")
    assert [line.number for line in offices.hotlines()][:2] == ["12345", "12315"]


def test_another_countys_bureau_is_no_substitute(offices: StationRepository):
    search = find(offices, region("慈溪市"), ["market_regulator"], places=load_regions())
    assert "330281" not in [s.region_code for s in search.stations]


@pytest.mark.parametrize("name", ["宝清县", "双鸭山市", "毕节市", "台州市", "舟山市", "北京市", "香港"])
def test_every_search_ends(offices: StationRepository, name: str):
    search = find(offices, region(name), (), places=load_regions())
    assert search.requested == region(name).code
    assert search.served in (*region(name).chain, "national")


def test_without_a_region_only_the_hotlines_remain(offices: StationRepository):
    assert find(offices, None).served == "national"


def test_every_shipped_row_is_placed_and_sourced(offices: StationRepository):
    stations = offices.below("")
    assert len(stations) == 311
    for station in stations:
        assert load_regions().get(station.region_code) is not None, station.name
        assert station.kind in kinds(), station.name
        assert station.source_title or station.source_url, station.name
        assert station.phone_kind or not station.phone, station.name
        assert station.confidence in ("高", "中"), station.name


def test_a_mirror_is_cited_by_title_only(offices: StationRepository):
    reprint = next(s for s in offices.below("") if "gqsoso" in s.source_url)
    view = to_view(reprint, load_regions().get(reprint.region_code))
    assert view["source_url"] == ""
    assert view["source_title"] != ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.rh.gov.cn/a", True),
        ("http://shzy.hljcourt.gov.cn/x", True),
        ("https://zjippc.org.cn/web", True),
        ("http://220.179.8.38/news", False),
        ("https://example.com/www.gov.cn", False),
        ("https://fakegov.cn/", False),
        ("", False),
    ],
)
def test_only_official_hosts_are_official(url: str, expected: bool):
    assert is_official(url) is expected


def test_an_added_area_code_is_marked_and_old_sources_are_flagged():
    station = Station(
        "a",
        "甲",
        "court",
        "330281",
        phone="89554273",
        area_code_added="0574",
        phone_kind="办公室",
        source_date="2016-10-28",
    )
    view = to_view(station, region("余姚市"))
    assert view["phone"] == "0574-89554273"
    assert "补加" in view["phone_kind"]
    assert view["needs_check"] is True


def test_services_are_a_closed_list():
    assert set(service_codes()) >= {
        "report",
        "mediation",
        "litigation",
        "patent",
        "trademark",
        "copyright",
        "pledge",
        "overseas",
    }
    assert all(kinds_for(code) for code in service_codes())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("去哪儿打假", "report"), ("版权去哪登记", "copyright"), ("专利质押的窗口", "pledge"), ("今天天气", "")],
)
def test_service_is_read_from_the_question(text: str, expected: str):
    assert service_in(text) == expected
