"""Coverage of the counties and the list of offices to call, out and back in."""

from datetime import date

import pytest

from bot.db.stations import StationRepository
from bot.errors import InvalidInput
from bot.services.regions.resolver import load_regions
from bot.services.stations.coverage import coverage, read_answers, work_list, work_list_header
from bot.services.stations.tables import read_file, write_csv, write_xlsx

TODAY = date(2026, 11, 22)


def test_every_county_of_a_province_is_reported_once(offices: StationRepository):
    rows = list(coverage(offices, load_regions(), ["520000"], TODAY))
    assert len(rows) == len({row.county.code for row in rows}) == 88
    renhuai = next(row for row in rows if row.county.name == "仁怀市")
    assert (renhuai.level, renhuai.station and renhuai.station.phone, renhuai.source_years) == (
        "county",
        "0851-22223503",
        2,
    )
    assert all((row.station is None) == (row.level == "national") for row in rows)
    assert all(row.station.phone for row in rows if row.station)


def filled(offices: StationRepository, answers: dict[str, list[str]], name: str = "list.csv"):
    rows = work_list(offices, load_regions(), TODAY)
    done = [[*row[:8], *answers.get(row[0], row[8:])] for row in rows]
    write = write_xlsx if name.endswith("xlsx") else write_csv
    return read_answers(read_file(name, write(work_list_header(), done)), offices, TODAY)


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_filled_in_list_comes_back_as_confirmed_offices(offices: StationRepository, name: str):
    office = offices.in_regions(["230500"], ["market_regulator"])[0]
    answer = ["有变", "0469-1234567", "双鸭山市某路1号", "2026-11-20", "小王"]
    changed, refused = filled(offices, {office.id: answer}, name)
    assert refused == []
    assert list(changed) == ["小王"]
    station = changed["小王"][0]
    assert (station.phone, station.address, station.checked_on) == ("0469-1234567", "双鸭山市某路1号", "2026-11-20")
    assert "小王" not in station.note


def test_a_dead_number_is_taken_away(offices: StationRepository):
    office = next(s for s in offices.below("") if s.source_date == "2018-06-28" and s.phone)
    changed, refused = filled(offices, {office.id: ["打不通", "", "", "2026-11-20", "小王"]})
    assert (refused, changed["小王"][0].phone, changed["小王"][0].phone_kind) == ([], "", "")


@pytest.mark.parametrize(
    "answer",
    [
        ["也许", "", "", "2026-11-20", "小王"],
        ["属实", "", "", "昨天", "小王"],
        ["属实", "", "", "2026", "小王"],
        ["属实", "", "", "2027-01-01", "小王"],
        ["属实", "", "", "2026-11-20", ""],
        ["有变", "问门卫", "", "2026-11-20", "小王"],
        ["有变", "", "\x01", "2026-11-20", "小王"],
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(offices: StationRepository, answer: list[str]):
    office = offices.in_regions(["230500"], ["market_regulator"])[0]
    if "\x01" in answer:
        changed, refused = read_answers([(1, work_list_header()), (2, [office.id, *[""] * 7, *answer])], offices, TODAY)
    else:
        changed, refused = filled(offices, {office.id: answer})
    assert (changed, len(refused)) == ({}, 1)


def test_another_header_is_refused(offices: StationRepository):
    with pytest.raises(InvalidInput):
        read_answers([(1, ["编号"]), (2, ["x"])], offices, TODAY)
