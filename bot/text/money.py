"""Sums of money in a text, each with its currency, whether it is rough, and what could not be read; standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.text.number_words import DIGITS, folded
from bot.text.numerals import Number, Run, runs_in

YUAN = ""
"""Yuan has no code, for it is what is meant where nothing is said."""
_NAMES = {
    YUAN: "人民币 元整 元人民币 元 圆 块钱 块 rmb cny yuan ¥ ￥",
    "USD": "美元 美金 美刀 刀 usd us$ dollars dollar $ ＄",
    "EUR": "欧元 欧 euros euro eur €",
    "GBP": "英镑 镑 gbp pounds £",
    "JPY": "日元 日圆 日币 円 jpy yen",
    "HKD": "港币 港元 港纸 港刀 hkd hk$",
    "TWD": "新台币 台币 twd nt$",
    "MOP": "澳门元 澳门币 葡币 mop",
    "SGD": "新币 新元 新加坡元 新加坡币 坡币 sgd s$",
    "KRW": "韩元 韩币 韩圆 krw ₩",
    "THB": "泰铢 泰币 thb ฿",
    "RUB": "卢布 rub ₽",
    "AUD": "澳元 澳币 澳刀 aud a$ au$",
    "CAD": "加元 加币 加刀 cad c$ ca$",
    "NZD": "纽币 新西兰元 nzd nz$",
    "CHF": "瑞士法郎 瑞郎 chf",
    "VND": "越南盾 vnd ₫",
    "IDR": "印尼盾 印尼卢比 idr",
    "INR": "印度卢比 卢比 inr ₹",
    "MYR": "马币 令吉 林吉特 myr",
    "PHP": "菲律宾比索 php ₱",
    "MXN": "墨西哥比索 mxn",
    "BRL": "雷亚尔 巴币 brl r$",
    "AED": "迪拉姆 aed",
    "SAR": "里亚尔 sar",
    "TRY": "里拉 土耳其里拉 try ₺",
    "ZAR": "兰特 zar",
    "PLN": "兹罗提 pln",
    "SEK": "瑞典克朗 sek",
    "DKK": "丹麦克朗 dkk",
    "NOK": "挪威克朗 nok",
}
"""By code what people call a currency, the name to show first."""
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}
_SHORT = {"欧": "欧(?![洲盟美式派冠陆规代])", "刀": "刀(?![具片模])", "块": "块(?![地板])"}


def _pattern(name: str) -> str:
    word = _SHORT.get(name) or re.escape(name)
    return rf"(?<![a-z]){word}(?![a-z])" if name[0].isalpha() and name.isascii() and name[-1].isalpha() else word


_ANY = "|".join(_pattern(name) for name in sorted(_CODES, key=len, reverse=True))
_AFTER = re.compile(rf" ?(?:多|来|左右|上下|出头)?(?:的)? ?(?P<name>{_ANY})", re.IGNORECASE)
_BEFORE = re.compile(rf"(?P<name>{_ANY})[ :约大概]{{0,3}}$", re.IGNORECASE)
_ROUGH_AFTER = re.compile(r" ?(?:左右|上下|出头|开外|往上|以上|以下|以内|之内|不到|的样子|多)")
_TENTH = re.compile(r"([1-9一二三四五六七八九])(?:[毛角]|(?![\d一二三四五六七八九十百千万亿年月天个.]))")
_JOIN = re.compile(r" ?(?:[-~—–―至到]{1,2}) ?")
_COUNTED = re.compile(r"\s?(?:[件项家年月日号天次人只台套条张款份种位名批箱届本%％‰]|个(?!亿))")
_COUNTED_BY_SCALE = re.compile(r"\s?(?:[件项家人次台套条张款份种位名批箱只双辆吨斤平粉字股%％]|个(?!人))")
_MONEY_SCALE = re.compile(r"[万亿kw]|thousand|million|billion|mn|bn")
_TWO_WAYS = re.compile(r"\d{1,3}\.\d{3}")
"""Thirty or thirty thousand: 30.000."""
_ALONE = re.compile(
    r"\d{4,12}(?:\.\d{1,2})?|\d{1,3}(?:[, ]\s?\d{3}){1,4}(?:\.\d{1,2})?|[零一二两三四五六七八九十百千]{2,12}"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_BESIDE = re.compile(r"[a-z\d/_:.\-]", re.IGNORECASE)
LEAST_BARE_AMOUNT = 1000
"""A sum without any unit below this is not believed: “50” may be yuan or ten thousands of yuan."""
MOST = 1e13
"""A larger sum is no sum that people mean."""
_SHORT_SUM = 6
_BEGUN = re.compile(r"[\d,.]{1,14}$")
"""What stands before the unread part of a sum and belongs to it."""
_WINDOW = 14


@dataclass(frozen=True)
class Sum:
    """A sum of money, or a bare number that may be one; without ends when it could not be read as a whole."""

    low: float | None
    high: float | None
    currency: str = YUAN
    rough: bool = False
    sure: bool = True
    """A unit of money or a scale stands beside it."""
    start: int = 0
    end: int = 0


def currency_name(code: str) -> str:
    """Return the Chinese name of a currency by its code; yuan for none."""
    return "元" if code == YUAN else _NAMES.get(code, code).split(maxsplit=1)[0]


def sums_in(text: str) -> list[Sum]:
    """Return the sums of a text as written, in order; numbers that count something else are left out."""
    plain = folded(text)
    plain = plain.lower() if len(plain.lower()) == len(plain) else plain
    return list(_joined(plain, list(_sums(plain))))


def find_sum(text: str, *, bare: bool = True) -> Sum | None:
    """Return the sum a text tells; bare numbers count only on request; without ends when one could not be read."""
    found = sums_in(text)
    broken = next((item for item in found if item.low is None), None)
    sure = next((item for item in found if item.sure), None)
    if broken or sure or not bare:
        return broken or sure
    return next((item for item in found if (item.low or 0) >= LEAST_BARE_AMOUNT), None)


def doubtful_amount(text: str) -> int | None:
    """Return a small bare number that an answer about money consists of: ten thousands may be meant, or single yuan."""
    found = sums_in(text)
    if len(found) != 1 or len(text.strip()) > _SHORT_SUM or found[0].sure or found[0].low != found[0].high:
        return None
    amount = found[0].low or 0
    return int(amount) if 0 < amount < LEAST_BARE_AMOUNT and amount.is_integer() else None


def _sums(plain: str) -> Iterator[Sum]:
    taken = 0
    for run in runs_in(plain):
        if run.start < taken:
            continue
        found = _sum(plain, run, taken)
        if found is not None:
            taken = found.end
            yield found


def _sum(plain: str, run: Run, taken: int) -> Sum | None:
    before = _BEFORE.search(plain, max(taken, run.start - _WINDOW), run.start)
    after = _AFTER.match(plain, run.end)
    scaled = bool(_MONEY_SCALE.search(plain, run.start, run.end))
    sure = bool(before or after or scaled)
    if after is None and (_COUNTED_BY_SCALE if sure else _COUNTED).match(plain, run.end):
        return None
    codes = [_CODES[match["name"]] for match in (after, before) if match and match["name"] in _CODES]
    currency = next((code for code in codes if code), YUAN)
    end = after.end() if after else run.end
    if run.number is None or not _plausible(plain, run):
        start = _BEGUN.search(plain, max(taken, run.start - _WINDOW), run.start)
        return (
            Sum(None, None, currency, sure=sure, start=start.start() if start else run.start, end=end) if sure else None
        )
    if not sure and not _is_alone(plain, run):
        return None
    low, high, end = _with_tenths(plain, run.number, after, end)
    rough = run.number.rough or bool(_ROUGH_AFTER.match(plain, end) or _ROUGH_AFTER.match(plain, run.end))
    return Sum(low, high, currency, rough, sure, run.start, end)


def _plausible(plain: str, run: Run) -> bool:
    two_ways = _TWO_WAYS.fullmatch(plain[run.start : run.end])
    negative = plain[max(0, run.start - 1) : run.start] == "负"
    return run.number is not None and run.number.high < MOST and not (two_ways or negative)


def _is_alone(plain: str, run: Run) -> bool:
    """Say whether a number without a unit stands by itself, unlike one of a date, a code or a telephone."""
    words = plain[run.start : run.end]
    beside = plain[max(0, run.start - 1) : run.start], plain[run.end : run.end + 1]
    small = run.number is not None and run.number.high < LEAST_BARE_AMOUNT
    if _MOBILE.fullmatch(words) or (words[0] == "0" and len(words) > 1) or any(map(_BESIDE.match, beside)):
        return False
    return small or bool(_ALONE.fullmatch(words))


def _with_tenths(plain: str, number: Number, after: re.Match[str] | None, end: int) -> tuple[float, float, int]:
    """Add what follows 块 or 元: 三块五 is 3.5."""
    tenth = _TENTH.match(plain, end) if after and after["name"] in ("块", "元") and number.low == number.high else None
    if tenth is None:
        return number.low, number.high, end
    value = number.low + float(DIGITS.get(tenth[1], tenth[1])) / 10
    return value, value, tenth.end()


def _joined(plain: str, found: list[Sum]) -> Iterator[Sum]:
    """Join two sums that are the ends of a range: 5万美元到8万美元."""
    last: Sum | None = None
    for item in found:
        joined = _range(plain, last, item) if last else None
        if joined is None and last:
            yield last
        last = joined or item
    if last:
        yield last


def _range(plain: str, first: Sum, second: Sum) -> Sum | None:
    same = first.currency == second.currency and first.sure and second.sure
    if not same or first.low is None or second.high is None or not _JOIN.fullmatch(plain[first.end : second.start]):
        return None
    return replace(first, high=second.high, rough=True, end=second.end) if first.low < second.high else None
