"""Lunar dates and festivals; the conversion is the one of `borax`, imported when the first lunar date is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from bot.text.dates.said import IMPOSSIBLE, NOTHING, Form, SaidDate, plausible, small_number, year_number
from bot.text.dates.written import SAID_YEAR, SAID_YEARS

_ASKED_BACK = timedelta(days=92)
"""A lunar day to come within this time may be meant as well as the last one."""
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_LAST = 0
"""Stands for the last day of a lunar month."""
_SAID = SAID_YEAR
_YEAR = (
    rf"(?:(?P<year>(?:19|20)[0-9]{{2}}|[一二][九〇零][〇零一二三四五六七八九]{{2}})\s?年的?\s?|(?P<said>{_SAID})的?)?"
)
_CALENDAR = r"(?:农历|阴历|旧历|古历|夏历|老历)"
_LUNAR_DAY = r"(?:初[一二三四五六七八九十]|[一二三]十[一二三四五六七八九]?|十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅|[0-9]{1,2}|[一二三四五六七八九])"
_MONTH = r"(?P<leap>闰)?(?P<month>正|冬|腊|十[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])"
_DATED = re.compile(
    rf"{_CALENDAR}?的?{_YEAR}(?P<calendar>{_CALENDAR})?的?{_MONTH}月(?P<day>{_LUNAR_DAY})(?P<mark>[日号])?"
)
_MONTH_ALONE = re.compile(
    rf"{_YEAR}(?:(?P<calendar>{_CALENDAR})的?{_MONTH}月|(?P<alone>正|冬|腊)月)(?P<part>[初中底末]|里)?"
)
_FESTIVALS: dict[str, tuple[int, int, bool]] = {
    "元旦": (1, 1, False), "情人节": (2, 14, False), "妇女节": (3, 8, False), "三八节": (3, 8, False), "清明": (4, 4, False),
    "五一": (5, 1, False), "劳动节": (5, 1, False), "六一": (6, 1, False), "儿童节": (6, 1, False), "国庆": (10, 1, False),
    "十一(?=假|长假|黄金|前|后|期间|那天|当天|节)": (10, 1, False), "双十一": (11, 11, False), "双11": (11, 11, False), "双十二": (12, 12, False),
    "双12": (12, 12, False), "圣诞": (12, 25, False), "春节": (1, 1, True), "过年": (1, 1, True), "大年初一": (1, 1, True),
    "元宵": (1, 15, True), "端午": (5, 5, True), "七夕": (7, 7, True), "中秋": (8, 15, True), "重阳": (9, 9, True),
    "腊八": (12, 8, True), "小年": (12, 23, True), "除夕": (12, _LAST, True), "大年三十": (12, _LAST, True), "年三十": (12, _LAST, True),
}  # fmt: skip
"""Month, day, and whether they are lunar ones."""
_FESTIVAL = re.compile(
    rf"(?:(?P<said>{_SAID}|(?:19|20)[0-9]{{2}}年)的?)?(?<![0-9零一二三四五六七八九十百千万第超不经通])(?P<name>{'|'.join(_FESTIVALS)})节?(?!路|街|村|月|号|广场|公司|轻|上河|[限度底龄]|礼|粽|款|主题|图案|文化)"
    r"(?P<season>假期?|长假|黄金周|期间|大促|活动)?(?P<way>那天|当天|前夕|前后|(?:之前|以前|前)(?:(?P<early>[一两二三四五六七八九十])天)?|(?:之后|以后|后)(?:(?P<late>[一两二三四五六七八九十])天)?)?"
)
_LONG = ("元旦", "清明", "五一", "劳动节", "国庆", "十一", "春节", "过年", "圣诞")
_BEFORE, _EVE, _AROUND, _SEASON = timedelta(days=30), timedelta(days=7), timedelta(days=14), timedelta(days=22)
"""How early “before”, “on the eve of”, “around” and the sale of a festival may be."""


@lru_cache(maxsize=512)
def solar_day(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """Return the day of a lunar date; day 0 is the month's last; None when there is none or no conversion is installed."""
    try:
        from borax.calendars.lunardate import LunarDate
    except ModuleNotFoundError:
        return None
    for number in (30, 29) if day == _LAST else (day,):
        try:
            found: date = LunarDate(year, month, number, int(leap)).to_solar_date()
        except ValueError:
            continue
        return date(found.year, found.month, found.day)
    return None


def _given_year(match: re.Match[str], today: date) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return year_number(groups["year"])
    said = (groups.get("said") or "").removesuffix("年") if groups.get("said") not in SAID_YEARS else groups["said"]
    if not said:
        return None
    return today.year + SAID_YEARS[said] if said in SAID_YEARS else int(said)


def _candidates(find: Callable[[int], date | None], year: int | None, today: date) -> list[date]:
    years: Sequence[int] = (year,) if year else range(today.year - 3, today.year + 2)
    return [day for one in years if (day := plausible(find(one), today))]


def _last(days: Sequence[date], today: date) -> date | None:
    return max((day for day in days if day <= today), default=None)


def _read_dated(match: re.Match[str], today: date) -> SaidDate | None:
    """Read a lunar date; without its year it is the last one, and asked back when the coming one is near."""
    words = match["month"] + match["day"]
    marked = "历" in match.group() or match["month"] in _MONTHS or match["leap"] or match["day"][0] in "初廿卅"
    if not marked:
        return None if match["mark"] or words != "八十五" else _mid_autumn_or_august(match, today)
    month = _MONTHS.get(match["month"]) or small_number(match["month"]) or 0
    day = small_number(match["day"].removeprefix("初")) or -1
    day = _LAST if month == 12 and day == 30 else day
    days = _candidates(lambda year: solar_day(year, month, day, bool(match["leap"])), _given_year(match, today), today)
    return _last_or_coming(days, today) if days else _unknown()


def _mid_autumn_or_august(match: re.Match[str], today: date) -> SaidDate | None:
    year = _given_year(match, today)
    lunar = _last(_candidates(lambda one: solar_day(one, 8, 15), year, today), today)
    solar = _last(_candidates(lambda one: date(one, 8, 15), year, today), today)
    return SaidDate(readings=tuple(sorted((lunar, solar)))) if lunar and solar else None


def _last_or_coming(days: Sequence[date], today: date) -> SaidDate:
    last, coming = _last(days, today), min((day for day in days if day > today), default=None)
    if last and coming and coming - today <= _ASKED_BACK:
        return SaidDate(readings=(last, coming))
    return SaidDate(day=last or coming)


def _unknown() -> SaidDate:
    """Return what a lunar date is that cannot be converted: impossible, or unread where no conversion is installed."""
    return IMPOSSIBLE if solar_day(2020, 1, 1) else NOTHING


def _read_month_alone(match: re.Match[str], today: date) -> SaidDate | None:
    month = _MONTHS.get(match["alone"] or match["month"]) or small_number(match["month"] or "") or 0
    days = _candidates(lambda year: solar_day(year, month, 1), _given_year(match, today), today)
    found = _last(days, today) or (days[0] if days else None)
    return SaidDate(day=found, rough=True) if found else NOTHING


def _read_festival(match: re.Match[str], today: date) -> SaidDate | None:
    name = next(one for one in _FESTIVALS if re.match(one.partition("(")[0], match["name"]))
    month, day, lunar = _FESTIVALS[name]
    days = _candidates(
        lambda year: solar_day(year, month, day) if lunar else date(year, month, day), _given_year(match, today), today
    )
    found = _last(days, today) or (days[0] if days else None)
    if found is None:
        return NOTHING
    return _beside(match, found, name.startswith(_LONG) or bool(match["season"]))


def _beside(match: re.Match[str], day: date, is_long: bool) -> SaidDate:
    """Return the day before, around or after a festival; the earliest that may be meant."""
    way = match["way"] or ""
    for group, sign in (("early", -1), ("late", 1)):
        if match[group]:
            return SaidDate(day=day + sign * timedelta(days=small_number(match[group].replace("两", "二")) or 0))
    if way in ("那天", "当天"):
        return SaidDate(day=day)
    back = _EVE if way == "前夕" else _AROUND if way == "前后" else _BEFORE if way.endswith("前") else timedelta()
    back = max(back, _SEASON) if match["season"] in ("期间", "大促", "活动") and "双" in match["name"] else back
    return SaidDate(day=day - back, rough=bool(way) or is_long)


FORMS: tuple[Form, ...] = (
    (_DATED, _read_dated),
    (_MONTH_ALONE, _read_month_alone),
    (_FESTIVAL, _read_festival),
)
"""In no order: of two readings at one place the longer counts."""
