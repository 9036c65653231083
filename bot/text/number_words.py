"""One number written in Chinese, Arabic or both: its plain form and its value."""

from __future__ import annotations

import re

from bot.text.patterns import Pattern

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALES = (("亿", 1e8), ("万", 1e4))
_GROUP = Pattern("numbers", "{sign_group}")
_WRITTEN = dict(zip("０１２３４５６７８９．，〇○萬億點幾兩", "0123456789.,零零万亿点几两", strict=True))
FORMAL = dict(zip("壹贰貳叁肆伍陆陸柒捌玖拾佰仟", "一二二三四五六六七八九十百千", strict=True))

_FORMAL_SIGN = Pattern("numbers", "{sign_formal_sign}")
_LAST = Pattern("numbers", "{sign_last}")
_PAIRS = Pattern("numbers", "{sign_pairs}")


def folded(text: str) -> str:
    """Return a text of the same length with full-width, formal and traditional numerals in their plain form."""
    plain = "".join(_WRITTEN.get(sign, sign) for sign in text)
    plain = _FORMAL_SIGN.sub(lambda match: FORMAL[match.group()], plain)
    return _PAIRS.sub(lambda match: "两" if match.group() == "俩" else "三", plain)


def read_digits(words: str) -> int | None:
    """Return what digits said one by one amount to, as in a year: 二〇二五 is 2025, 二五 is 25."""
    signs = [str(DIGITS.get(sign, sign)) for sign in folded(words)]
    joined = "".join(signs)
    return int(joined) if 0 < len(joined) <= 15 and joined.isascii() and joined.isdigit() else None


def parse(words: str) -> float | None:
    """Return the value of a number in its plain form; None when a part of it does not fit the rest."""
    for sign, size in _SCALES:
        head, found, rest = words.partition(sign)
        if found:
            return _joined(0.5 if head == "半" else parse(head), size, rest)
    return _section(words)


def _joined(head: float | None, size: float, rest: str) -> float | None:
    """Return a head of a scale with what follows it: 二万五 is 25000, 二万零五 is 20005."""
    if head is None or not rest:
        return None if head is None else round(head * size, 4)
    if not head.is_integer():
        return None
    if rest == "半":
        return head * size + size / 2
    value = parse(rest.lstrip("零"))
    if value is None or value >= size:
        return None
    return head * size + (value * size / 10 if rest in DIGITS or (len(rest) == 1 and rest.isdigit()) else value)


def _section(words: str) -> float | None:
    """Return a number without 万 and 亿."""
    if re.fullmatch(r"\d{1,16}(?:\.\d{1,8})?", words):
        return float(words)
    whole, point, rest = words.partition("点")
    if point:
        head, decimals = _section(whole), read_digits(rest)
        return (
            None if head is None or decimals is None or len(rest) > 6 else float(f"{head:.0f}.{decimals:0{len(rest)}}")
        )
    if words and all(sign in DIGITS for sign in words):
        return float("".join(str(DIGITS[sign]) for sign in words)) if len(words) <= 12 else None
    return _tens(words)


def _tens(words: str) -> float | None:
    total, last, place = 0.0, 10_000, 0
    while match := _GROUP.match(words, place):
        unit = _UNITS[match[3]]
        if unit >= last or (not match[2] and place and unit != 10) or (place and len(match[2]) > 1):
            return None
        total += unit * float(DIGITS.get(match[2] or "一", match[2]))
        last, place = unit, match.end()
    rest = words[place:]
    if not rest:
        return round(total, 4) if place else None
    ended = _LAST.fullmatch(rest)
    if not place or not ended or not total.is_integer():
        return None
    digit = float(DIGITS.get(ended[2], ended[2]))
    return total + (digit if ended[1] or last == 10 else digit * last / 10)
