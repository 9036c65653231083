"""Days as people speak of them: 昨天, 上周三, 半个月前, 三天了, 月底, 11.3收到的; standard library only."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.core.knowledge.deadline import add_months
from bot.text.dates.said import (
    DAY_NUMBER,
    NOTHING,
    Form,
    SaidDate,
    nearest_year,
    one_of,
    plausible,
    real_day,
    small_number,
)
from bot.text.dates.written import MONTH_PARTS, SAID_YEAR, SAID_YEARS
from bot.text.numerals import Number, read

_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_NEAR_DAY = re.compile(
    r"(?P<day>大前|大后|(?<![大以之目先提此])前|(?<![大先以之])后|昨|今|明)(?:天(?!气)|日(?!头条|期)|儿个?(?!子)|早|晚|夜)(?!性|之内)"
)
_JUST_NOW = re.compile(r"刚刚|方才|刚才?(?:收|发现|知道|拿|看[到见]|签|接|得知|送)")
_SAME_DAY = re.compile(rf"(?P<said>{SAID_YEAR})的?(?:今天|今日|(?P<about>这个?时候|现在|这会儿?))")
_MONTHS_OFF = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_NEAR_MONTH = re.compile(
    rf"(?P<off>上上|下下|[上这本当下])一?个?月(?!球|亮)\s?份?的?\s?(?:(?P<day>{DAY_NUMBER})\s?(?:[日号]|(?=$|[收发签送]))|(?P<part>[上中下]旬|[初中底末]))?"
)
_MONTH_PART = re.compile(r"(?<![0-9一二三四五六七八九十个本上这下当每])月(?P<part>[初中底末])(?!前|之前)")
_YEAR_PART = re.compile(r"(?<![0-9一二三四五六七八九十个今去前明后半每])年(?P<part>[初底末])(?!前)")
_DAY_ALONE = re.compile(
    rf"(?<![0-9一二三四五六七八九十廿月年第.\-/a-z号终初再字执令知民行刑特申路街道巷弄栋楼〕】\])])(?P<day>{DAY_NUMBER})\s?"
    r"(?:号(?![楼线令店院门厂机文公案内码段馆台铺仓库车桌通位])(?!之?[前后内]|以[前后内])|日(?=\s?(?:[收签送发被]|公告|上午|下午|早|晚|那天|当天)))",
    re.IGNORECASE,
)
_WEEKDAYS = {sign: place for place, sign in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEK = re.compile(
    r"(?<![0-9一二两三四五六七八九十每逢双单几半])(?P<off>上上|下下|[上这本下])?一?个?(?:周|星期|礼拜)的?(?P<day>[一二三四五六日天末](?![次个天年月]))?"
    r"(?![0-9边年期转密围到岁刊])"
)
_SIGN = "一二两俩三四五六七八九十百千"
_AGO = re.compile(
    rf"(?<![0-9第.{_SIGN}])(?P<already>已经?(?:是|有|过去?)?)?(?:(?P<number>[0-9]{{1,4}}(?:\.[0-9])?|[{_SIGN}几]{{1,5}}|半)\s?(?P<more>[多来余])?)?"
    r"\s?(?P<unit>个?(?P<half>半)?(?P<most>[多来把])?(?P<name>月|星期|礼拜|周|季度|小时|钟头|天|日|年))"
    r"(?P<halfmore>半)?(?P<moremore>多)?(?P<ago>以前|之前|前(?![面往述款])|(?:过去)?了)?"
)
_STILL = re.compile(r"(?:还[有剩差要]|剩下?|差|再[过有等]|只[有剩]|不[足到]|限期?|届满|到期|期满|截止|开庭|开幕)的?$")
_LENGTHS = {
    "天": (0, 1),
    "日": (0, 1),
    "周": (0, 7),
    "星期": (0, 7),
    "礼拜": (0, 7),
    "月": (1, 0),
    "季度": (3, 0),
    "年": (12, 0),
}
"""Months and days of each unit."""
_NUMBERS = re.compile(
    r"(?<![0-9a-z.\-/$¥￥:第条款比占约近价])(?P<month>1[0-2]|0?[1-9])(?P<sep>[./-])(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9.\-/])"
    r"\s?(?P<end>[日号])?(?=(?P<next>.{0,2}))",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\s?(?:$|[,，。;；!！?？、)）\s]|的?(?:那天|当天|[收签送发公扣被拿看知寄核注立开判裁生届过海法平早上下前后才就我是到左]))"
)
_ENDS_BEFORE = re.compile(r"(?:^|[,，。;；:：\s(（、在于是从自到我收发签扣寄告的期号])$")


def _read_near_day(match: re.Match[str], today: date) -> SaidDate | None:
    return SaidDate(day=today + timedelta(days=_DAYS[match["day"]]))


def _read_same_day(match: re.Match[str], today: date) -> SaidDate | None:
    day = add_months(today, 12 * SAID_YEARS[match["said"]])
    return SaidDate(day=day.replace(day=1) if match["about"] else day, rough=bool(match["about"]))


def _read_just_now(_match: re.Match[str], today: date) -> SaidDate | None:
    return SaidDate(day=today)


def _read_near_month(match: re.Match[str], today: date) -> SaidDate | None:
    first = add_months(today.replace(day=1), _MONTHS_OFF[match["off"]])
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
        monday += timedelta(days=7 * _MONTHS_OFF[match["off"]])
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
    if match["name"] in ("小时", "钟头"):
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
    months, days = _LENGTHS[match["name"]]
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
    if match["sep"] == "." and re.search(r"[a-z版本]\s?$", before, re.IGNORECASE):
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
