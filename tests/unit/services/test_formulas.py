"""No cell that is written to a spreadsheet is run by it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.core.submission import Submission
from bot.services.desk.submission_files import to_csv, to_xlsx
from bot.services.formulas import harmless, is_formula
from bot.services.stations.tables import read_file, write_csv, write_xlsx

RUN = [
    "=1+1", "＝1+1", "﹦1+1", "+1", "＋1", "-1", "－1", "−1", "@SUM(1)", "＠SUM(1)", "﹫x", " =1+1", "　=1+1", "\t=1", "\r=1",
    "\n=1", "\n\n  ＝1", "\ufeff=1", "\u200b=1", "甲\n=1+1", "甲\r\n ＝cmd|' /C calc'!A0", "\u00a0-2", "\x0b=1", "\u2028=1", "⁺1",
]  # fmt: skip
TEXT = ["1,000元 = 合同价", "甲-乙", "a@b.cn", "", "好", "'=1", "甲\n乙=丙", "0571-85171234", "3+2"]


@pytest.mark.parametrize("cell", RUN)
def test_what_is_run_is_known_and_kept_from_it(cell: str):
    assert is_formula(cell)
    assert harmless(cell) == f"'{cell}"
    assert not is_formula(harmless(cell).splitlines()[0])


@pytest.mark.parametrize("cell", TEXT)
def test_text_stays_as_it_is(cell: str):
    assert harmless(cell) == cell


@given(st.text(max_size=60))
def test_whatever_it_is_it_begins_like_no_formula(cell: str):
    kept = harmless(cell)
    assert kept in (cell, f"'{cell}")
    assert kept.lstrip(" \u3000\t\r\n")[:1] not in tuple("=+-@＝＋－＠")


@pytest.mark.parametrize("cell", [cell for cell in RUN if cell.isprintable()])
@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_lists_hold_no_formula(write, cell: str):
    content = write(["甲"], [[cell]])
    (_, (written, *_)) = read_file("a.csv" if write is write_csv else "a.xlsx", content)[1]
    assert written == f"'{cell}"


def test_exports_of_submissions_hold_no_formula():
    facts = tuple({"label": f"事实{n}", "value": cell} for n, cell in enumerate(RUN))
    one = Submission("a", "b", "K7WX2RTBMN", kind="need", region="杭州", facts=facts)
    sheet = load_workbook(io.BytesIO(to_xlsx([one], lambda key: key))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    text = to_csv([one], lambda key: key).decode()
    assert text.count("'") >= len(RUN)
