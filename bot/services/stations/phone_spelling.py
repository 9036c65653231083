"""Telephone numbers as tables spell them, checked by the numbering plan and written in one way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

HOME, HOME_CODE = "CN", 86
NO_NUMBER, NO_ZERO, NO_AREA = "phone", "phone_zero", "phone_area"
"""Why a number is refused: it is none, its leading zero was lost, its area code was."""
_DASHES = re.compile(r"\s*[\u2010-\u2015\u2212\u2043\u30fc\u4e00~∼〜·•-]\s*(?=[\d(])")
_BETWEEN = re.compile(r"[、,;/\n]|\s或者?\s?|(?<=\d)或者?(?=[\d(])")
_PIECE = re.compile(
    r"(?P<number>\+?[\d(][\d\s().-]*\d)(?:\s*(?:转|分机|ext\.?|x|#)\s*-?(?P<extension>\d{1,6}))?"
    r"\s*(?P<note>\(?[转\u4e00-\u9fff][^\d()]*\)?|\([^\d()]*\))?",
    re.IGNORECASE,
)
_SHORT = re.compile(r"1\d{2,4}|9\d{4,5}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_ABROAD = re.compile(r"\+(?!86)|00(?!86)")
_FROM_ABROAD = re.compile(r"(?:\+|00)86|86(?=[\s(-]|\d{10,}$)")
_EXTENDED = re.compile(r"-(\d{1,5})$")


@dataclass(frozen=True)
class Phone:
    """One or several numbers in the product's spelling, or why they are refused."""

    text: str = ""
    fault: str = ""
    local: bool = False
    """The first number stands without its area code."""


def read_phone(value: str, area: str = "") -> Phone:
    """Return the numbers of a cell; `area` is the code that completes those printed without one."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", value).strip().removeprefix("'"))
    found: list[str] = []
    first, faults = "", []
    for piece in filter(None, (part.strip() for part in _BETWEEN.split(plain))):
        match = _PIECE.fullmatch(piece)
        spelled, fault = _spelled(match.group("number"), first or area) if match else ("", NO_NUMBER)
        faults += [fault] if fault else []
        first = first or (spelled.partition("-")[0] if spelled.startswith("0") else "")
        found.append(spelled + _rest(match) if match else "")
    if faults or not found:
        return Phone(fault=(faults or [NO_NUMBER])[0])
    return Phone("、".join(found), local=bool(_LOCAL.match(found[0])) and "-" not in found[0][:8])


def _rest(match: re.Match[str]) -> str:
    extension, note = match.group("extension"), (match.group("note") or "").strip()
    return (f"转{extension}" if extension else "") + note


def _spelled(number: str, area: str) -> tuple[str, str]:
    """Return a number in the product's spelling, or an empty text and the fault."""
    if _ABROAD.match(number):
        return _abroad(number)
    inside = _FROM_ABROAD.sub("", number, count=1).strip(" -") if _FROM_ABROAD.match(number) else number
    digits = re.sub(r"\D", "", inside)
    if inside is number and (_SHORT.fullmatch(digits) or _LOCAL.fullmatch(digits)):
        return _without_area(digits, area)
    known = _parsed(digits)
    if known is None and (extended := _EXTENDED.search(inside)):
        spelled, fault = _spelled(inside[: extended.start()], area)
        return (f"{spelled}转{extended.group(1)}" if spelled else "", fault)
    if known is None:
        return "", NO_NUMBER
    zero_lost = inside is number and _is_geographic(known) and not digits.startswith("0")
    return ("", NO_ZERO) if zero_lost else (_in_house_spelling(known), "")


def _without_area(digits: str, area: str) -> tuple[str, str]:
    if _SHORT.fullmatch(digits):
        return digits, ""
    if not area:
        return "", NO_AREA
    return (digits, "") if _parsed(area + digits) else ("", NO_NUMBER)


def _abroad(number: str) -> tuple[str, str]:
    digits = re.sub(r"\D", "", number).removeprefix("00")
    known = _parsed(f"+{digits}")
    return (phonenumbers.format_number(known, PhoneNumberFormat.INTERNATIONAL), "") if known else ("", NO_NUMBER)


def _parsed(digits: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(digits, HOME)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _is_geographic(number: PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE


def _in_house_spelling(number: PhoneNumber) -> str:
    digits = phonenumbers.national_significant_number(number)
    if _is_geographic(number):
        length = phonenumbers.length_of_geographical_area_code(number)
        return f"0{digits[:length]}-{digits[length:]}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if digits.startswith(("400", "800")) else digits
