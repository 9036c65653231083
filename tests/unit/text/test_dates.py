"""Dates as people write and say them: the day, whether it is rough, what is asked back, what does not exist."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.dates.reader import MOST_DATES, SaidDate, dates_in, first_date, wrong_date
from bot.text.dates.said import EARLIEST_YEAR, YEARS_AHEAD
from tests.support.effort import CALLS_A_SIGN, calls_of

TODAY = date(2026, 11, 28)
"""Seconds for the longest message there is."""


def said(text: str) -> SaidDate:
    found = dates_in(text, TODAY)
    assert len(found) == 1, found
    return found[0]


def day(text: str) -> date:
    return date.fromisoformat(text)


EXACT = {
    "去年11月3日": "2025-11-03", "前年3月5号": "2024-03-05", "10月8日（去年）": "2025-10-08", "去年12月1日": "2025-12-01",
    "10月8日(2024年)": "2024-10-08", "10月8日，去年的": "2025-10-08", "去年的十月8号": "2025-10-08", "今年3月2号": "2026-03-02",
    "大前年5月1日": "2023-05-01", "去年11.3": "2025-11-03", "去年11/3收到": "2025-11-03", "去年今天": "2025-11-28",
    "二〇二五年十一月三日": "2025-11-03", "二五年十月八日": "2025-10-08", "二〇二二年三月十四日": "2022-03-14",
    "二零二五年十一月三号": "2025-11-03", "25年10月8号": "2025-10-08", "2026年十一月3日": "2026-11-03", "99年3月5日": "1999-03-05",
    "2026年11月3日": "2026-11-03", "２０２６年１１月３日": "2026-11-03", "2026 年 11 月 3 日": "2026-11-03", "11月3日": "2026-11-03",
    "十一月三号": "2026-11-03", "十月二十三": "2026-10-23", "12月1日": "2026-12-01", "十二月三十号": "2025-12-30", "10月1收到": "2026-10-01",
    "November 3, 2026": "2026-11-03", "3 Nov 2026": "2026-11-03", "Tue, 3 Nov 2026 09:15:00 -0500": "2026-11-03",
    "Nov 3rd, 2026": "2026-11-03", "3rd of November 2026": "2026-11-03", "03-Nov-2026": "2026-11-03", "nov. 3": "2026-11-03",
    "2026 Nov 3": "2026-11-03", "Sent: Tuesday, November 3, 2026 9:15 AM": "2026-11-03",
    "Received: Wed, 18 Nov 2026 10:00:00 +0800": "2026-11-18", "Sept 9, 2026": "2026-09-09",
    "2026-11-03": "2026-11-03", "2026/11/3": "2026-11-03", "2026.11.3": "2026-11-03", "2026-11-03T09:15:00Z": "2026-11-03",
    "2026-11-03 09:15": "2026-11-03", "20261103": "2026-11-03", "25.10.8": "2025-10-08", "25-10-08": "2025-10-08",
    "31/10/2026": "2026-10-31", "10/31/2026": "2026-10-31", "31.10.2026": "2026-10-31", "05/05/2026": "2026-05-05", "31/10/26": "2026-10-31",
    "2033.3.14": "2033-03-14", "11.3": "2026-11-03", "10/8": "2026-10-08", "10.8收到的": "2026-10-08", "在11.3号": "2026-11-03",
    "今天": "2026-11-28", "昨天": "2026-11-27", "昨晚": "2026-11-27", "前天": "2026-11-26", "大前天": "2026-11-25", "今早": "2026-11-28", "下周五前": "2026-12-04",
    "昨儿": "2026-11-27", "明天": "2026-11-29", "刚收到的": "2026-11-28", "刚刚": "2026-11-28", "三天前": "2026-11-25", "收到三天了": "2026-11-25",
    "9天前": "2026-11-19", "已经五天了": "2026-11-23", "已经十天": "2026-11-18", "两小时前": "2026-11-28", "十五天以前": "2026-11-13",
    "上周三": "2026-11-18", "上上周五": "2026-11-13", "这周一": "2026-11-23", "周三": "2026-11-25", "礼拜一": "2026-11-23", "上个星期天": "2026-11-22",
    "上个月15号": "2026-10-15", "本月3日": "2026-11-03", "上上个月二十号": "2026-09-20", "15号收到": "2026-11-15", "三十号寄的": "2026-10-30",
    "农历九月十五": "2026-10-24", "阴历八月廿三": "2026-10-03", "去年腊月二十三": "2026-02-10", "闰六月初一": "2025-07-25", "九月初九": "2026-10-18",
    "农历2025年六月初一": "2025-06-25", "二〇二五年农历九月初一": "2025-10-21", "大年初一": "2026-02-17", "大年三十": "2026-02-16", "去年中秋": "2025-10-06",
    "中秋节": "2026-09-25", "双十一那天": "2026-11-11", "国庆前一天": "2026-09-30", "春节后三天": "2026-02-20", "国庆节当天": "2026-10-01",
}  # fmt: skip
ROUGH = {
    "半个月前": "2026-11-12", "两个半月前": "2026-09-12", "半年前": "2026-05-28", "三年前": "2023-11-28", "一个多月前": "2026-09-28",
    "两三个月前": "2026-08-28", "一个半月前": "2026-10-12", "一年多了": "2024-11-28", "两年半前": "2024-05-28", "十几天前": "2026-11-09",
    "二十多天前": "2026-10-30", "三四天前": "2026-11-24", "两周前": "2026-11-09", "等了半个月了": "2026-11-12", "三个季度前": "2026-02-28",
    "去年": "2025-01-01", "去年10月": "2025-10-01", "2024年5月": "2024-05-01", "2025年": "2025-01-01", "五月份": "2026-05-01", "12月份": "2025-12-01",
    "10月底": "2026-10-21", "十月中旬": "2026-10-11", "11月初": "2026-11-01", "去年底": "2025-11-01", "去年下半年": "2025-07-01", "年初": "2026-01-01",
    "出不来半年前的": "2026-05-28", "上个月": "2026-10-01", "上上个月": "2026-09-01", "上月底": "2026-10-21", "月初": "2026-11-01", "月底": "2026-11-21", "上周": "2026-11-16",
    "November 2026": "2026-11-01", "2026-10": "2026-10-01", "国庆前": "2026-09-01", "国庆期间": "2026-10-01", "春节前后": "2026-02-03", "五一后": "2026-05-01",
    "大概11月10号": "2026-11-10", "好像是11月3号": "2026-11-03", "11月3号左右": "2026-10-31", "11月3日前": "2026-10-04", "11月20多号": "2026-11-20",
    "11月3日到5日": "2026-11-03", "11月3、4号": "2026-11-03", "前天或者昨天": "2026-11-26", "昨天或者前天": "2026-11-26", "农历九月": "2026-10-10",
}  # fmt: skip
READINGS = {
    "11/03/2025": ("2025-03-11", "2025-11-03"), "10/08/26": ("2026-08-10", "2026-10-08"), "8.10.2026": ("2026-08-10", "2026-10-08"),
    "01-02-2026": ("2026-01-02", "2026-02-01"), "on 5/6/2026": ("2026-05-06", "2026-06-05"), "25/10/26": ("2025-10-26", "2026-10-25"),
    "腊月二十三": ("2026-02-10", "2027-01-30"), "正月初一": ("2026-02-17", "2027-02-06"), "腊月三十": ("2026-02-16", "2027-02-05"),
    "十月廿三": ("2025-12-12", "2026-12-01"), "八月十五": ("2026-08-15", "2026-09-25"), "星期天": ("2026-11-22", "2026-11-29"),
}  # fmt: skip
WRONG = (
    "2月30号", "6月31日", "2月30日", "2026年13月1日", "十一月三十一号", "2026-02-30", "31/11/2026", "45/13/2026", "2026/2/29", "2月29日", "11月0日",
    "去年2月29日", "Feb 30, 2026", "31 Nov 2026", "二〇二五年二月三十日", "农历九月三十一", "1850年3月4日", "3000年3月4日", "上上个月31号", "2/30/2026",
)  # fmt: skip
NO_DATE = (
    "移动4/5G", "4/5折", "4.5折", "版本2023.3.1", "v2023.3.14", "iOS 11.3", "Ubuntu 22.04.3", "价格9.9元", "9.9包邮", "12.5%", "$150,000", "要50.5万",
    "30.5", "第57条", "第11.3条", "占1/3股权", "股权的1/3", "1.5倍", "2比1", "3-5天", "1-2个月", "10-12人", "15号楼", "12号令", "中山路11-3号",
    "13800138000", "0451-88881234", "010-6123-4567", "申请号202610123456.7", "订单20261103", "单号：20261103", "192.168.1.1", "(2025)浙01民初123号",
    "(2025)浙01民终15号", "25-cv-12345", "337-TA-1234", "今日头条", "每周三", "一周五天", "五一路", "超过年限", "三天内", "15日内提交", "7天无理由",
    "还有三天了", "只剩三天了", "到期三天前", "收到3000年前", "2023年前", "2019年修正的商标法", "几天前", "前几天", "2月30件", "6月31家", "中秋月饼的外观",
    "三个月的期限", "3天", "20岁", "三点五", "五八年", "100000年前", "国发〔2026〕30号", "(2026)30号", "一号通办", "当年", "以前年度", "说明年检", "过去年头", "",
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EXACT.items())
def test_a_day_is_read_as_said(text: str, expected: str) -> None:
    found = said(text)
    assert (found.day, found.rough, found.wrong, found.readings) == (day(expected), False, "", ())


@pytest.mark.parametrize(("text", "earliest"), ROUGH.items())
def test_what_names_no_day_is_rough_and_the_earliest_it_may_be(text: str, earliest: str) -> None:
    found = said(text)
    assert (found.day, found.rough, found.readings) == (day(earliest), True, ())


@pytest.mark.parametrize(("text", "both"), READINGS.items())
def test_what_may_be_two_days_is_asked_back(text: str, both: tuple[str, ...]) -> None:
    found = said(text)
    assert (found.day, found.readings) == (None, tuple(map(day, both)))


@pytest.mark.parametrize("text", WRONG)
def test_a_day_that_does_not_exist_is_named(text: str) -> None:
    found = said(text)
    assert (found.wrong, found.day, found.readings) == (text, None, ())
    assert wrong_date(f"我{text}收到传票，怎么办", TODAY) == text


@pytest.mark.parametrize("text", NO_DATE)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert dates_in(text, TODAY) == ()


def test_each_date_stands_in_its_place() -> None:
    text = "邮件是Tue, 3 Nov 2026 09:15:00 -0500发的，10月8日（去年）签的协议，昨天收到"
    found = dates_in(text, TODAY)
    assert [one.day for one in found] == [day("2026-11-03"), day("2025-10-08"), day("2026-11-27")]
    assert [text[one.start : one.end].strip() for one in found] == [one.words for one in found]


@pytest.mark.parametrize("slack", range(10, 21))
def test_a_rough_length_is_never_later_than_the_true_day(slack: int) -> None:
    """Half a month is 15 or 16 days, “ten and some” at most 19."""
    assert first_date("半个月前", TODAY).day <= TODAY - timedelta(days=min(slack, 16))
    assert first_date("十几天前", TODAY).day <= TODAY - timedelta(days=min(slack, 19))


SLOW = (
    "海外出事了，收到" + "去年今年明年" * 25, "海外出事了，收到" + "去年今年明年" * 330, "正月初一腊月三十" * 60, "正月初一腊月三十" * 250,
    "收到发现被扣公告" + "昨天" * 40, "昨天" * 1000, "1" * 2000, "1.1-" * 500, "3月" * 1000, "年前" * 1000, "半个月前" * 500, "十" * 2000, "2月30号" * 400,
    "11/03/2025 " * 180, "nov 3 " * 330, "农历" * 1000, "国庆" * 1000, "周" * 2000, "2026年" * 400, " " * 2000, "一二三四五六七八九十" * 200, "大概" * 1000,
)  # fmt: skip


@pytest.mark.parametrize("text", SLOW, ids=lambda text: f"{text[:10]}x{len(text)}")
def test_no_text_takes_long(text: str) -> None:
    dates_in("11月3日", TODAY)
    assert calls_of(lambda: dates_in(text, TODAY)) < CALLS_A_SIGN * len(text)
    found = dates_in(text, TODAY)
    assert len(found) <= MOST_DATES


PIECES = (
    *EXACT, *ROUGH, *READINGS, *WRONG, *NO_DATE, *"0123456789零〇一二三四五六七八九十廿百千万半两几年月日号天周前后了个多初底.-/:,，（） ",
    "去年", "农历", "腊月", "星期", "Nov ", "2026", "以前", "左右", "收到", "11/", "３", "亿",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_whatever_is_put_together_the_days_are_plausible(text: str, today: date) -> None:
    end = 0
    for found in dates_in(text, today):
        assert all(EARLIEST_YEAR <= one.year <= today.year + YEARS_AHEAD for one in found.days)
        assert bool(found.day) + bool(found.readings) + bool(found.wrong) == 1
        assert end <= found.start < found.end <= len(text)
        assert found.words == text[found.start : found.end].strip()
        end = found.end


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    assert len(dates_in(text, TODAY)) <= MOST_DATES


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2035, 12, 31)))
def test_a_day_written_in_any_way_is_that_day(one: date) -> None:
    month = one.strftime("%B")
    for text in (
        f"{one.year}年{one.month}月{one.day}日", one.isoformat(), f"{one:%Y%m%d}", f"{one:%Y/%m/%d}", f"{month} {one.day}, {one.year}",
        f"{one.day} {month[:3]} {one.year}", f"{one:%a, %d %b %Y 09:15:00 +0800}", f"{one.year}.{one.month}.{one.day}",
    ):  # fmt: skip
        assert [found.day for found in dates_in(text, TODAY)] == [one]


@pytest.mark.parametrize("length", [200, 2000])
def test_random_date_words_take_no_long_time(length: int) -> None:
    chooser = random.Random(length)
    for _ in range(20):
        text = "".join(chooser.choices(PIECES, k=length))[:length]
        assert calls_of(partial(dates_in, text, TODAY)) < CALLS_A_SIGN * len(text)
