"""The visitor's own number or address, the time that suits, and a name, read from free text; imports text and core only."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.core.contact import EMAIL, LANDLINE, MOBILE, QQ, WECHAT, Contact
from bot.core.knowledge.flow import Slot
from bot.dialogue.values.patterns import own_match
from bot.text.lexicon import word_lists
from bot.text.patterns import Pattern, meanings

_ADDRESS = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_CELL = r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
_WIRED = r"(?<!\d)\(?0\d{2,3}\)?[- ]?[2-9]\d{6,7}(?:[-转]\d{1,6})?(?!\d)"
_WIRED_HERE = r"(?<!\d)(?!20[0-3]\d[01]\d[0-3]\d)[2-9]\d{2,3}[- ]?\d{4}(?!\d)"
_BY_NAME = {
    WECHAT: Pattern("person", r"{wechat_names}{says_is}([a-z][-_a-z0-9]{5,19}|1[3-9]\d{9}|\d{6,11})", re.IGNORECASE),
    QQ: Pattern("person", r"qq号?{says_is}(\d{5,11})", re.IGNORECASE),
}
_BY_SHAPE = ((EMAIL, _ADDRESS), (MOBILE, _CELL), (LANDLINE, _WIRED), (LANDLINE, _WIRED_HERE))
_CLAUSES = re.compile(r"[，,。；;！!？?、\n]+|(?<=\D) +| +(?=\D)")
_WISH = Pattern("person", "{wish}", re.IGNORECASE)
_TIME = Pattern("person", "{some_time}")
_NAMED = tuple(Pattern("person", f"{{{name}}}") for name in ("surnamed", "called"))
_TITLED, _BARE = Pattern("person", "{titled}"), Pattern("person", "{bare_name}")
_SPELT = Pattern("person", "{spoken_digits}{7,12}")
_SURNAME = Pattern("person", "({surname})")
_SIGNS = " :：-—“”\"'()（）"
_LONGEST_TIME = 30
_DIGITS = re.compile(r"(?<![\d.])\+?\d[\d -]{4,16}\d(?![\d.年月])")
_FEWEST, _MOST = 6, 14
"""Digits of what was meant as a number and is none."""


def contact_in(text: str, *, asked: bool = False) -> Contact:
    """Return the contact that a text gives.

    A time or a name without a number counts beside a wish to be called, or when it was `asked` and nothing else is said.
    """
    way, value, rest = _reached(_in_digits(_WISH.sub("。", text)), asked=asked)
    said = [_parts(clause.strip(_SIGNS)) for clause in _CLAUSES.split(rest)]
    name = next((one for one, _, _ in said if one), "")
    times = [one for _, one, _ in said if one]
    left = [one for _, _, one in said if one]
    if not name and len(left) == 1 and (asked or value) and (bare := _bare_name(left[0])):
        name, left = bare, []
    if not (value or (asked and not left) or _WISH.search(text)):
        return Contact()
    return Contact(way, value, "、".join(times)[:_LONGEST_TIME], name)


def breaks_off(text: str) -> bool:
    """Say whether a text gives a number too short or too long to call, where a contact was asked for."""
    if any(re.search(shape, text) for _, shape in _BY_SHAPE):
        return False
    named = any(word in text for word in word_lists("flow_words")["phone_names"])
    found = [sum(map(str.isdigit, match.group())) for match in _DIGITS.finditer(text)]
    return (named or not re.search(r"\w", _DIGITS.sub("", text))) and any(_FEWEST <= one <= _MOST for one in found)


def _parts(clause: str) -> tuple[str, str, str]:
    """Return the name and the time that a clause gives, and what else it says."""
    name, rest = _named(clause)
    when = _time(rest)
    return name, when, rest if _meaning(rest) and not when else ""


def _in_digits(text: str) -> str:
    """Return a text in which a number spelt in Chinese signs stands in digits."""
    digits = meanings("person", "spoken_digits")
    return _SPELT.sub(lambda match: "".join(str(digits[sign]) for sign in match.group()), text)


def _reached(text: str, *, asked: bool) -> tuple[str, str, str]:
    """Return the way, the number or address, and the text without it."""
    for way, pattern in _BY_NAME.items():
        if (match := pattern.search(text)) and not _is_others(text, match):
            return way, match.group(1), f"{text[: match.start()]}。{text[match.end() :]}"
    for way, shape in _BY_SHAPE:
        slot = Slot("contact", "", "", kind="text", pattern=shape)
        match = own_match(slot, text, is_open=asked or way == EMAIL)
        if match is not None:
            return way, _plain(way, match.group()), f"{text[: match.start()]}。{text[match.end() :]}"
    return "", "", text


def _is_others(text: str, match: re.Match[str]) -> bool:
    words = word_lists("flow_words")
    before = _CLAUSES.split(text[: match.start()])[-1]
    mine = any(word in before for word in words["own_number"])
    return not mine and any(word in before for word in words["others"])


def _plain(way: str, value: str) -> str:
    if way == EMAIL:
        return value
    digits = re.sub(r"[ ()-]", "", value)
    return re.sub(r"^\+?86(?=1)", "", digits) if way == MOBILE else digits


def _time(clause: str) -> str:
    """Return the words of a time that a clause gives and says nothing beside."""
    found = _TIME.search(clause)
    if found is None:
        return ""
    return "" if _meaning(clause[: found.start()] + clause[found.end() :]) else found.group()


def _meaning(clause: str) -> str:
    """Return a clause without the words that go with times and numbers."""
    for word in _longest_first("beside_time"):
        clause = clause.replace(word, "")
    return clause.strip(_SIGNS)


def _named(clause: str) -> tuple[str, str]:
    """Return how somebody wants to be called, if a clause says so, and the rest of the clause."""
    for pattern in _NAMED:
        if match := pattern.search(clause):
            return match.group(1), clause[: match.start()] + clause[match.end() :]
    match = None if clause.startswith(word_lists("person")["no_names"]) else _TITLED.fullmatch(clause)
    return (match.group(1), "") if match else ("", clause)


def _bare_name(clause: str) -> str:
    match = _BARE.fullmatch(clause) or _SURNAME.fullmatch(clause)
    return match.group(1) if match and not match.group(1).startswith(word_lists("person")["no_names"]) else ""


@lru_cache
def _longest_first(name: str) -> tuple[str, ...]:
    return tuple(sorted(word_lists("person")[name], key=len, reverse=True))
