"""Official codes with runs of equal digits are read whole."""

from __future__ import annotations

from datetime import date

import pytest

from bot.services.regions.resolver import RegionResolver, load_regions
from bot.services.stations.imports import check_file


@pytest.fixture(scope="module")
def regions() -> RegionResolver:
    return load_regions()


CODES = ["330000", "230000", "110000", "520000", "330100", "230500", "３３００００", " 520000 "]


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_found_as_written(regions: RegionResolver, code: str) -> None:
    found = regions.find(code)
    assert found is not None
    assert found.code == code.strip().translate(str.maketrans("０３", "03"))


@pytest.mark.parametrize("code", CODES[:6])
def test_a_station_of_a_whole_province_is_imported(regions: RegionResolver, code: str) -> None:
    text = f"名称,类别,地区,来源标题\n测试窗口,综合服务窗口,{code},测试公告\n"
    checked = check_file("a.csv", text.encode(), regions, date(2026, 11, 28))
    assert (checked.refused, [station.region_code for station in checked.stations]) == ((), [code])


def test_a_cut_code_is_none(regions: RegionResolver) -> None:
    assert regions.find("33000") is None
