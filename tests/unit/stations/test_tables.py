"""Tables as people keep them: hidden sheets, merged cells, titles above, other headers, other separators, failed formulas."""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from bot.core.station import Station
from bot.db.stations import StationRepository
from bot.errors import InvalidInput
from bot.services.regions.resolver import load_regions
from bot.services.stations.coverage import read_answers, work_list, work_list_header
from bot.services.stations.imports import Checked, check_file
from bot.services.stations.tables import read_file, write_csv

TODAY = date(2026, 11, 28)
HEADER = ["名称", "类别", "地区", "电话", "电话性质", "来源标题", "来源日期"]
GOOD = ["宝清县测试窗口", "综合服务窗口", "宝清县", "0469-5420000", "窗口电话", "测试公告", "2026-03"]


def check(rows: Iterable[list[str]], known: Iterable[Station] = (), **dialect) -> Checked:
    text = io.StringIO()
    csv.writer(text, **dialect).writerows(rows)
    return check_file("a.csv", text.getvalue().encode(), load_regions(), TODAY, known)


def saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sheet_of(*rows: list[object]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return book


def changed(column: str, value: str) -> list[str]:
    return [value if title == column else cell for title, cell in zip(HEADER, GOOD, strict=True)]


@pytest.mark.parametrize(
    ("column", "value", "field", "stored"),
    [
        ("来源日期", "2025/3/18", "source_date", "2025-03-18"),
        ("来源日期", "20250318", "source_date", "2025-03-18"),
        ("来源日期", "2025/3/18 0:00", "source_date", "2025-03-18"),
        ("电话", "（0469）5420000", "phone", "0469-5420000"),
        ("电话", "+86 469 542 0000", "phone", "0469-5420000"),
        ("电话", "5420000", "phone", "5420000"),
        ("类别", "综合服务窗口 ", "kind", "service_window"),
        ("类别", "Service_Window", "kind", "service_window"),
    ],
)
def test_cells_are_stored_in_one_spelling(column: str, value: str, field: str, stored: str):
    checked = check([HEADER, changed(column, value)])
    assert checked.refused == ()
    assert getattr(checked.stations[0], field) == stored


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("电话", "4695420000"), ("电话", "469-5420000"), ("来源日期", "3/4/2025"), ("来源日期", "2027/1/1"), ("名称", "#N/A"),
        ("来源标题", "#REF!"), ("电话", "#VALUE!"), ("来源日期", "#NAME?"), ("名称", "＝1+1"), ("名称", " =1+1"), ("来源标题", "甲\n=1"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_meant_are_refused(column: str, value: str):
    checked = check([HEADER, GOOD, changed(column, value)])
    assert [(refusal.line > 2, refusal.column) for refusal in checked.refused] == [(True, column)]
    assert len(checked.stations) == 1


def test_a_number_that_lost_its_area_code_is_refused_where_the_place_has_several_or_none():
    row = [
        cell if title != "地区" else "湖北省天门市"
        for title, cell in zip(HEADER, changed("电话", "5420000"), strict=True)
    ]
    assert [refusal.column for refusal in check([HEADER, row]).refused] == ["电话"]


def test_an_unknown_kind_is_refused_with_the_list():
    (refusal,) = check([HEADER, changed("类别", "派出所")]).refused
    assert refusal.column == "类别"
    assert all(name in refusal.reason for name in ("派出所", "综合服务窗口", "市场监督管理局", "公证处"))


@pytest.mark.parametrize("other", ["宝清县测试窗口（城东）", "宝清县测试窗口 (城东)", "宝清县测试窗口（城东） "])
def test_brackets_and_spaces_make_no_other_office(other: str):
    checked = check([HEADER, changed("名称", "宝清县测试窗口(城东)"), changed("名称", other)])
    assert len(checked.stations) == 1
    assert [refusal.column for refusal in checked.refused] == ["名称"]


def test_an_office_that_is_known_keeps_its_id():
    first = check([HEADER, changed("名称", "宝清县测试窗口(城东)")]).stations[0]
    stored = replace(first, id="older-id", name="宝清县测试窗口（城东）")
    again = check([HEADER, changed("名称", "宝清县测试窗口(城东)")], [stored]).stations[0]
    assert (again.id, again.name) == ("older-id", "宝清县测试窗口(城东)")
    assert check([HEADER, changed("名称", "宝清县测试窗口（城东）")]).stations[0].id == first.id


@pytest.mark.parametrize(
    "header",
    [
        ["Name", "Kind", "Region", "Phone", "Phone type", "Source title", "Source date"],
        ["NAME", "kind", "region_code", "phone", "phone_kind", "source_title", "source_date"],
        ["Office", "Category", "Area", "Telephone", "Phone Type", "Source", "Publication date"],
        ["机构名称", "机构类型", "所在地区", "联系电话", "电话类型", "资料来源", "发布日期"],
        ["名称*", "类别（必填）", "地区 ", "电 话", "电话性质", "来源标题:", "来源日期(年月日)"],
    ],
)
def test_headers_in_other_words_are_understood(header: list[str]):
    checked = check([header, GOOD])
    assert checked.refused == ()
    assert checked.stations == check([HEADER, GOOD]).stations


def test_a_header_nobody_knows_is_refused_by_name():
    with pytest.raises(InvalidInput, match="Foo"):
        check([[*HEADER, "Foo"], [*GOOD, "x"]])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_other_separators_are_read(delimiter: str):
    assert len(check([HEADER, GOOD], delimiter=delimiter).stations) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_that_spreadsheets_save_are_read(encoding: str):
    text = "\t".join(HEADER) + "\r\n" + "\t".join(GOOD) + "\r\n"
    assert len(check_file("a.csv", text.encode(encoding), load_regions(), TODAY).stations) == 1


def test_titles_above_the_header_are_left_alone():
    book = sheet_of(["双鸭山市机构名单"], ["制表：某科", None, "2026年"], HEADER, GOOD)
    book.worksheets[0].merge_cells("A1:G1")
    checked = check_file("a.xlsx", saved(book), load_regions(), TODAY)
    assert (len(checked.stations), checked.refused) == (1, ())


def test_the_visible_sheet_is_read():
    book = sheet_of(["旧表"], ["不要"])
    book.worksheets[0].sheet_state = "hidden"
    for row in (HEADER, GOOD):
        (book.worksheets[1] if len(book.worksheets) > 1 else book.create_sheet()).append(row)
    book.active = 1
    assert [s.name for s in check_file("a.xlsx", saved(book), load_regions(), TODAY).stations] == ["宝清县测试窗口"]


@pytest.mark.parametrize("column", ["类别", "地区", "来源日期"])
def test_merged_cells_speak_for_every_row_they_cover(column: str):
    rows = [
        [None if title == column and number else cell for title, cell in zip(HEADER, GOOD, strict=True)]
        for number in range(3)
    ]
    for number, row in enumerate(rows):
        row[0] = f"宝清县测试窗口{number}"
    book, place = sheet_of(HEADER, *rows), HEADER.index(column) + 1
    book.worksheets[0].merge_cells(start_row=2, end_row=4, start_column=place, end_column=place)
    checked = check_file("a.xlsx", saved(book), load_regions(), TODAY)
    assert (len(checked.stations), checked.refused) == (3, ())
    assert len({(s.kind, s.region_code, s.source_date) for s in checked.stations}) == 1


def test_a_merge_of_the_whole_sheet_costs_nothing():
    book = sheet_of(HEADER, GOOD)
    book.worksheets[0].merge_cells("A3:B4")
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A3:B4"', b'ref="A3:XFD1048576"'))
    assert len(check_file("a.xlsx", packed.getvalue(), load_regions(), TODAY).stations) == 1


@pytest.mark.parametrize(
    ("cell", "shown", "stored"),
    [
        (date(2025, 3, 1), "mmm-yy", "2025-03"), (date(2025, 3, 1), 'yyyy"年"m"月"', "2025-03"), (date(2025, 3, 1), "yyyy", "2025"),
        (date(2025, 3, 18), "yyyy/m/d", "2025-03-18"), (datetime(2025, 3, 18, 14, 30), "yyyy/m/d h:mm", "2025-03-18"),
        (date(2025, 3, 18), '[$-804]yyyy"年"m"月"d"日"', "2025-03-18"), (45734, "General", "2025-03-18"), (20250318, "0", "2025-03-18"),
    ],
)  # fmt: skip
def test_a_date_cell_is_as_fine_as_it_is_shown(cell: object, shown: str, stored: str):
    book = sheet_of(HEADER, [*GOOD[:-1], cell])
    book.worksheets[0].cell(2, len(HEADER)).number_format = shown
    checked = check_file("a.xlsx", saved(book), load_regions(), TODAY)
    assert [station.source_date for station in checked.stations] == [stored]


def test_the_work_list_saved_by_a_spreadsheet_is_read(offices: StationRepository):
    regions = load_regions()
    rows = work_list(offices, regions, TODAY)[:3]
    answers = (
        ["有变", "（0571）85171234", "", "2026/11/27", "王"],
        ["属实", "", "", "20261126", "王"],
        ["有变", "571-85171234", "", "2026/11/27", "王"],
    )
    filled = [row[:-5] + answer for row, answer in zip(rows, answers, strict=True)]
    text = write_csv(work_list_header(), filled).decode("utf-8-sig").encode("gb18030")
    changed_rows, refused = read_answers(read_file("a.csv", text), offices, TODAY)
    assert [(s.phone == "0571-85171234", s.checked_on) for s in changed_rows["王"]] == [
        (True, "2026-11-27"),
        (False, "2026-11-26"),
    ]
    assert [refusal.line for refusal in refused] == [4]
