"""Days as people speak of them: 昨天, 上周三, 半个月前, 三天了, 月底, 11.3收到的."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.core.knowledge.deadline import add_months
from bot.text.dates.said import (
    NOTHING,
    Form,
    SaidDate,
    nearest_year,
    one_of,
    plausible,
    real_day,
    small_number,
)
from bot.text.dates.written import MONTH_PARTS, relative_year
from bot.text.lexicon import word_lists
from bot.text.numerals import Number, read
from bot.text.patterns import Pattern, meanings

_NEAR_DAY = Pattern("dates", "{spoken_near_day}")
_JUST_NOW = Pattern("dates", "{spoken_just_now}")
_SAME_DAY = Pattern("dates", "{spoken_same_day}")
_NEAR_MONTH = Pattern("dates", "{spoken_near_month}")
_MONTH_PART = Pattern("dates", "{spoken_month_part}")
_YEAR_PART = Pattern("dates", "{spoken_year_part}")
_DAY_ALONE = Pattern("dates", "{spoken_day_alone}", re.IGNORECASE)
_WEEKDAYS = {sign: place for place, sign in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEK = Pattern("dates", "{spoken_week}")
_AGO = Pattern("dates", "{spoken_ago}")
_VERSION_BEFORE = Pattern("dates", "{spoken_version_before}", re.IGNORECASE)
_STILL = Pattern("dates", "{spoken_still}")
_NUMBERS = Pattern("dates", "{spoken_numbers}", re.IGNORECASE)
_GOES_ON = Pattern("dates", "{spoken_goes_on}")
_ENDS_BEFORE = Pattern("dates", "{spoken_ends_before}")


def _read_near_day(match: re.Match[str], today: date) -> SaidDate | None:
    return SaidDate(day=today + timedelta(days=meanings("dates", "near_days")[match["day"]]))


def _read_same_day(match: re.Match[str], today: date) -> SaidDate | None:
    day = add_months(today, 12 * (relative_year(match["said"], today) - today.year))
    return SaidDate(day=day.replace(day=1) if match["about"] else day, rough=bool(match["about"]))


def _read_just_now(_match: re.Match[str], today: date) -> SaidDate | None:
    return SaidDate(day=today)


def _read_near_month(match: re.Match[str], today: date) -> SaidDate | None:
    first = add_months(today.replace(day=1), meanings("dates", "near_months")[match["off"]])
    if match["day"]:
        return one_of([real_day(first.year, first.month, small_number(match["day"]) or 0)])
    return SaidDate(day=first.replace(day=MONTH_PARTS[(match["part"] or "")[:1]]), rough=True)


def _read_month_part(match: re.Match[str], today: date) -> SaidDate | None:
    day = MONTH_PARTS[match["part"]]
    month = today.replace(day=1)
    return SaidDate(day=(month if today.day >= day else add_months(month, -1)).replace(day=day), rough=True)


def _read_year_part(match: re.Match[str], today: date) -> SaidDate | None:
    month = 1 if match["part"] == "初" else 11
    return SaidDate(day=date(today.year - (today.month < month), month, 1), rough=True)


def _read_day_alone(match: re.Match[str], today: date) -> SaidDate | None:
    """Read a day without its month: the latest one that has come."""
    number = small_number(match["day"]) or 0
    months = [add_months(today.replace(day=1), -back) for back in range(3)]
    days = [day for month in months if (day := real_day(month.year, month.month, number)) and day <= today]
    return SaidDate(day=days[0]) if days else NOTHING


def _read_week(match: re.Match[str], today: date) -> SaidDate | None:
    """Read a week, or a day of one; a bare weekday is the last one or the one to come in this week."""
    monday = today - timedelta(days=today.weekday())
    if match["off"]:
        monday += timedelta(days=7 * meanings("dates", "near_months")[match["off"]])
    elif not match["day"]:
        return None
    day = monday + timedelta(days=_WEEKDAYS.get(match["day"] or "一", 0))
    if match["off"] or day <= today:
        return SaidDate(day=day, rough=match["day"] in (None, "末"))
    return one_of([day - timedelta(days=7), day])


def _read_ago(match: re.Match[str], today: date) -> SaidDate | None:
    """Read how long ago it is; what is said in weeks or more is rough and counted from its far end."""
    if not (match["ago"] or match["already"]):
        return None
    if not (match["number"] or match["half"]) or _is_no_age(match):
        return NOTHING
    number = read(match["number"]) if match["number"] else Number(0, 0)
    if number is None or (match["number"] or "").startswith("几"):
        return NOTHING
    if match["name"] in word_lists("dates")["hours"]:
        return SaidDate(day=today - timedelta(days=min(int(number.high), 9999) // 24), rough=number.high > 12)
    day = plausible(_before(match, number, today), today)
    exact = match["name"] in ("天", "日") and number.low == number.high and not (match["more"] or match["most"])
    return SaidDate(day=day, rough=not exact) if day else NOTHING


def _is_no_age(match: re.Match[str]) -> bool:
    """Say whether a length of time is none since: what is left, before a year or another event, without 个."""
    before = match.string[max(0, match.start() - 5) : match.start()]
    month = match["name"] == "月" and not (match["unit"].startswith("个") or match["number"] == "半")
    day_of_month = match["name"] == "日" and (match["number"] or "").isdigit() and int(match["number"]) > 10
    after = match.string[match.end() : match.end() + 1] if not match["ago"] else ""
    return bool(_STILL.search(before)) or month or day_of_month or after in ("内", "的", "期")


def _before(match: re.Match[str], number: Number, today: date) -> date | None:
    """Return the earliest day that a length of time before today may mean."""
    months, days = meanings("dates", "units")[match["name"]]
    half = bool(match["half"] or match["halfmore"]) / 2
    more = _more(match, number)
    length = number.high + half + more
    if length * (months * 31 + days) > 366 * 100:
        return None
    whole, part = divmod(length * months, 1)
    day = add_months(today, -int(whole)) - timedelta(days=round(length * days) + (16 if part else 0))
    return day - timedelta(days=day.weekday()) if days == 7 else day


def _more(match: re.Match[str], number: Number) -> float:
    """Return how much “多” may add: up to the next ten after a round number, else one."""
    if not (match["more"] or match["most"] or match["moremore"]):
        return 0
    if match["more"] and number.high >= 10 and number.high % 10 == 0:
        return 9
    return 0.5 if match["half"] or match["halfmore"] or match["number"] == "半" else 1


def _read_numbers(match: re.Match[str], today: date) -> SaidDate | None:
    """Read two bare numbers as month and day, where what stands around them lets them be no ratio, price or version."""
    before = match.string[max(0, match.start() - 3) : match.start()]
    if match["sep"] == "." and _VERSION_BEFORE.search(before):
        return NOTHING
    month, day = int(match["month"]), int(match["day"])
    fraction = match["sep"] == "/" and month < day <= 5 and before and not before.endswith(("在", "是", "于"))
    spread = match["sep"] == "-" and len(match["month"] + match["day"]) < 3 and len(match.string) > 6
    stands = (match["end"] and match["sep"] != "-") or (
        _GOES_ON.match(match.string, match.end()) and _ENDS_BEFORE.search(before)
    )
    if not stands or fraction or spread:
        return NOTHING
    found = nearest_year(month, day, today)
    return SaidDate(day=found) if found else one_of([])


FORMS: tuple[Form, ...] = (
    (_NEAR_DAY, _read_near_day),
    (_SAME_DAY, _read_same_day),
    (_JUST_NOW, _read_just_now),
    (_NEAR_MONTH, _read_near_month),
    (_MONTH_PART, _read_month_part),
    (_YEAR_PART, _read_year_part),
    (_DAY_ALONE, _read_day_alone),
    (_WEEK, _read_week),
    (_AGO, _read_ago),
    (_NUMBERS, _read_numbers),
)
"""In no order: of two readings at one place the longer counts."""
