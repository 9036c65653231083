"""Dates and telephone numbers as spreadsheets and people spell them, and what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.stations.phone_spelling import NO_AREA, NO_NUMBER, NO_ZERO, read_phone
from bot.services.stations.written_dates import first_day, written_date

HANGZHOU = "0571-85171234"


@pytest.mark.parametrize(
    "value",
    [
        "(0571)85171234", "（０５７１）８５１７１２３４", "（0571） 8517 1234", "0571—85171234", "0571–8517–1234", "0571－85171234",
        "0571―85171234", "0571‑85171234", "0571−85171234", "0571ー85171234", "0571~85171234", "0571 85171234", "0571　85171234",
        "0571.85171234", "057185171234", "'057185171234", "+86 571 8517 1234", "+86-0571-85171234", "+86（571）85171234",
        "0086-571-85171234", "86-571-85171234", "＋86 571 85171234", "0571 - 85171234", " 0571-85171234 ", "+8657185171234",
    ],
)  # fmt: skip
def test_spellings_of_one_number_are_one(value: str):
    assert read_phone(value).text == HANGZHOU


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12315", "12315"), ("12315/12345", "12315、12345"), ("110", "110"), ("95533", "95533"),
        ("13812345678", "13812345678"), ("+86 138-1234-5678", "13812345678"), ("4006788899", "400-678-8899"),
        ("800 810 1234", "800-810-1234"), ("010-85171234", "010-85171234"), ("0469-5420000", "0469-5420000"),
        ("0571-85171234转8001", "0571-85171234转8001"), ("0571-85171234-801", "0571-85171234转801"),
        ("0571-85171234 分机 3", "0571-85171234转3"), ("0731-85045985、85045986", "0731-85045985、85045986"),
        ("0571-85171234；0571-85171235", "0571-85171234、0571-85171235"), ("0571-85171234或85171235", "0571-85171234、85171235"),
        ("0571-85171234（专利科），85171235（商标科）", "0571-85171234(专利科)、85171235(商标科)"),
        ("+852 2961 6333", "+852 2961 6333"), ("0571-85171234\n12345", "0571-85171234、12345"),
    ],
)  # fmt: skip
def test_numbers_of_every_kind_are_kept(value: str, text: str):
    assert read_phone(value).text == text
    assert read_phone(text).text == text


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("57185171234", NO_ZERO), ("571-85171234", NO_ZERO), ("(571)85171234", NO_ZERO), ("1085171234", NO_ZERO),
        ("2154046722", NO_ZERO), ("4695420000", NO_ZERO), ("85171234", NO_AREA), ("8517-1234", NO_AREA), ("5420000", NO_AREA),
        ("0300-1234567", NO_NUMBER), ("0571-8517123", NO_NUMBER), ("0571-851712345", NO_NUMBER), ("1381234567", NO_NUMBER),
        ("5.71852E+10", NO_NUMBER), ("不知道", NO_NUMBER), ("无", NO_NUMBER), ("-", NO_NUMBER), ("", NO_NUMBER), ("1", NO_NUMBER),
        ("138123456789", NO_NUMBER), ("91330106MA2B0XYZ12", NO_NUMBER), ("0571-85171234、571-85171235", NO_ZERO),
    ],
)  # fmt: skip
def test_what_cannot_be_dialled_is_refused(value: str, fault: str):
    assert (read_phone(value).text, read_phone(value).fault) == ("", fault)


def test_a_number_without_area_code_is_taken_where_the_place_completes_it():
    assert read_phone("85171234", "0571").text == "85171234"
    assert read_phone("8517 1234", "0571").text == "85171234"
    assert read_phone("5171234", "0571").fault == NO_NUMBER


@given(st.text(max_size=60) | st.text("0123456789+-()（）—转、 /", max_size=40))
def test_any_cell_is_a_number_or_a_fault_and_numbers_stay_as_they_are(value: str):
    found = read_phone(value, "0571")
    assert bool(found.text) != bool(found.fault)
    if found.text:
        assert read_phone(found.text, "0571").text == found.text


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2025/3/18", "2025-03-18"), ("20250318", "2025-03-18"), ("2025-3-8", "2025-03-08"), ("2025.3.18", "2025-03-18"),
        ("2025年3月18日", "2025-03-18"), ("2025 年 3 月 18 日", "2025-03-18"), ("２０２５／３／１８", "2025-03-18"),
        ("2025/3/18 0:00", "2025-03-18"), ("2025-03-18 14:30:00", "2025-03-18"), ("2025-03-18T08:00:00Z", "2025-03-18"),
        ("2025/3/18 下午 2:30", "2025-03-18"), ("2025/3/18 2:30 PM", "2025-03-18"), ("45734", "2025-03-18"),
        ("45734.0", "2025-03-18"), ("18-Mar-25", "2025-03-18"), ("March 18, 2025", "2025-03-18"), ("18 Mar 2025", "2025-03-18"),
        ("3/18/2025", "2025-03-18"), ("18/3/2025", "2025-03-18"), ("18.03.2025", "2025-03-18"), ("4/4/2025", "2025-04-04"),
        ("2025/3", "2025-03"), ("2025-03", "2025-03"), ("2025年3月", "2025-03"), ("Mar-25", "2025-03"), ("2025", "2025"),
        ("2025年", "2025"), ("2025年度", "2025年度"), ("'2025-03-18", "2025-03-18"),
    ],
)  # fmt: skip
def test_dates_as_spreadsheets_rewrite_them(value: str, iso: str):
    assert written_date(value) == iso
    assert written_date(iso) == iso
    assert first_day(value) is not None


@pytest.mark.parametrize(
    "value",
    ["3/4/2025", "11-03-2025", "2025318", "202503", "2025-02-30", "2026-13", "25/3/18", "去年", "1899-1-1", "12345", "99999",
     "44", "2025-03-18x", "0", "", "#N/A", "2025/3/18-2025/3/20"],
)  # fmt: skip
def test_what_names_no_day_or_two_is_no_date(value: str):
    assert (written_date(value), first_day(value)) == ("", None)


@given(st.text(max_size=40) | st.text("0123456789-/.年月日: ", max_size=20))
def test_any_cell_is_a_date_or_none(value: str):
    iso = written_date(value)
    assert written_date(iso) == iso
    assert (first_day(value) is None) == (iso == "")


@given(st.dates(min_value=date(1901, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_from_each_unmistakable_form(day):
    forms = (
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day} 08:30:00",
        f"{day.year}年{day.month}月{day.day}日",
    )
    assert {first_day(form) for form in forms} == {day}
