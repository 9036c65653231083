"""What people send: encodings, wrong headers, bad rows, size, formulas; nothing goes live unconfirmed."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from bot.db.stations import StationRepository
from bot.errors import InvalidInput, NotFound, TooLong
from bot.services.regions.resolver import load_regions
from bot.services.stations.imports import Checked, area_code, check_file
from bot.services.stations.tables import MAX_ROWS, read_file
from bot.services.stations.workbooks import MAX_COLUMNS

TODAY = date(2026, 11, 22)
SHIPPED = 311
HEADER = "名称,类别,地区,电话,电话性质,来源标题,来源网址,来源日期"
GOOD = "宝清县测试窗口,综合服务窗口,宝清县,0469-5420000,窗口电话,测试公告,https://www.baoqing.gov.cn/a,2026-03"


def check(text: str, encoding: str = "utf-8", name: str = "a.csv") -> Checked:
    return check_file(name, text.encode(encoding), load_regions(), TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_usual_encoding_is_read(encoding: str):
    checked = check(f"{HEADER}\n{GOOD}\n", encoding)
    assert checked.refused == ()
    station = checked.stations[0]
    assert (station.name, station.kind, station.region_code) == ("宝清县测试窗口", "service_window", "230523")


def test_xlsx_is_read_with_numbers_and_dates_as_text():
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    sheet.append(["宝清县测试窗口", "service_window", 230523, 5420000, "窗口电话", "测试公告", None, date(2026, 3, 1)])
    kept = io.BytesIO()
    book.save(kept)
    checked = check_file("a.XLSX", kept.getvalue(), load_regions(), TODAY)
    assert checked.refused == ()
    station = checked.stations[0]
    assert (station.phone, station.area_code_added, station.source_date) == ("5420000", "0469", "2026-03-01")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",综合服务窗口,宝清县,,,公告,,", "名称"),
        ("甲,派出所,宝清县,,,公告,,", "类别"),
        ("甲,法院,火星县,,,公告,,", "地区"),
        ("甲,法院,鼓楼区,,,公告,,", "地区"),
        ("甲,法院,宝清县,不知道,窗口电话,公告,,", "电话"),
        ("甲,法院,宝清县,0469-5420000,,公告,,", "电话性质"),
        ("甲,法院,宝清县,,,,,", "来源标题"),
        ("甲,法院,宝清县,,,公告,javascript:alert(1),", "来源网址"),
        ("甲,法院,宝清县,,,公告,,去年", "来源日期"),
        ("甲,法院,宝清县,,,公告,,2026-13", "来源日期"),
        ("甲,法院,宝清县,,,公告,,2027-01-01", "来源日期"),
        ('"=HYPERLINK(""http://x"")",法院,宝清县,,,公告,,', "名称"),
        ("@SUM(1),法院,宝清县,,,公告,,", "名称"),
        ("甲\x07,法院,宝清县,,,公告,,", "名称"),
        (f"{'长' * 201},法院,宝清县,,,公告,,", "名称"),
        ("甲,法院,宝清县,,,公告,,,多出来的", "名称"),
    ],
)
def test_a_bad_row_is_refused_with_line_and_column_and_good_ones_stay(row: str, column: str):
    checked = check(f"{HEADER}\n{GOOD}\n{row}\n")
    assert len(checked.stations) == 1
    assert [(refusal.line, refusal.column) for refusal in checked.refused] == [(3, column)]
    assert all(refusal.reason for refusal in checked.refused)


def test_the_same_office_twice_is_refused_once():
    checked = check(f"{HEADER}\n{GOOD}\n{GOOD}\n")
    assert len(checked.stations) == 1
    assert [(r.line, "2" in r.reason) for r in checked.refused] == [(3, True)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        HEADER,
        "名称,电话\n甲,1",
        f"{HEADER},密码\n{GOOD},x",
        f"{HEADER},名称\n{GOOD},x",
        '名称,类别\n"没有收尾',
    ],
)
def test_a_file_with_a_wrong_header_or_no_rows_is_refused_whole(text: str):
    with pytest.raises(InvalidInput):
        check(text)


@pytest.mark.parametrize("name", ["a.pdf", "a.xls", "a", "../../etc/passwd"])
def test_other_kinds_of_files_are_refused(name: str):
    with pytest.raises(InvalidInput):
        check(HEADER, name=name)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x00", b"PK\x03\x04 broken", b"\x00" * 100])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_broken_files_get_a_clear_error(name: str, content: bytes):
    with pytest.raises(InvalidInput):
        check_file(name, content, load_regions(), TODAY)


def test_a_hundred_thousand_rows_are_refused_and_change_nothing(offices: StationRepository):
    text = HEADER + "\n" + "甲,法院,宝清县,,,公告,,\n" * 100_000
    with pytest.raises(TooLong, match=str(MAX_ROWS)):
        check(text)
    assert offices.batches() == []
    assert len(offices.below("")) == SHIPPED


def test_good_rows_wait_until_they_are_confirmed(offices: StationRepository):
    checked = check(f"{HEADER}\n{GOOD}\n")
    offices.stage("b1", "a.csv", checked.stations)
    assert offices.in_regions(["230523"]) == []
    assert offices.batches() == [("b1", "a.csv", 1)]
    assert offices.confirm("b1") == 1
    assert [s.name for s in offices.in_regions(["230523"])] == ["宝清县测试窗口"]
    assert offices.batches() == []
    with pytest.raises(NotFound):
        offices.confirm("b1")


def test_importing_the_same_file_again_changes_nothing(offices: StationRepository):
    for batch in ("b1", "b2"):
        offices.stage(batch, "a.csv", check(f"{HEADER}\n{GOOD}\n").stations)
        offices.confirm(batch)
    assert len(offices.in_regions(["230523"])) == 1


@pytest.mark.parametrize(
    ("phone", "code", "expected"),
    [
        ("5420000", "230523", "0469"),
        ("89554273", "330281", "0574"),
        ("0574-89554273", "330281", ""),
        ("12315", "330281", ""),
        ("54046722", "310000", "021"),
        ("5420000", "429004", ""),
    ],
)
def test_an_area_code_is_added_only_where_it_is_certain(phone: str, code: str, expected: str):
    assert area_code(phone, code) == expected


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD2", "BM3"])
def test_a_cell_far_away_costs_nothing(place: str):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    sheet.append(GOOD.split(","))
    sheet[place] = " "
    kept = io.BytesIO()
    book.save(kept)
    assert len(kept.getvalue()) < 10_000
    lines = read_file("a.xlsx", kept.getvalue())
    assert [number for number, _ in lines] == [1, 2]
    assert max(len(cells) for _, cells in lines) <= MAX_COLUMNS
