"""The one reader of dates: what days a text names, in order, each with its words and place; standard library only.

Every pattern is bounded, of every form a limited number is read, and nothing raises: a text of any kind costs little.
Texts are to be given as written, cleaned but before runs of equal characters are cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from bot.text.dates import lunar
from bot.text.dates import spoken as dates_spoken
from bot.text.dates import written as dates_written
from bot.text.dates.said import NOTHING, SaidDate, placed
from bot.text.numerals import folded
from bot.text.patterns import Pattern

__all__ = ["SaidDate", "dates_in", "first_date", "wrong_date"]

MOST_CHARACTERS = 4000
MOST_OF_A_FORM = 24
"""Matches of one form that are read."""
MOST_DATES = 12
_FORMS = (*lunar.FORMS, *dates_written.FORMS, *dates_spoken.FORMS)
"""Of two readings of the same words the one of the earlier form counts."""
_CUES = Pattern("dates", "{near_cues}", re.IGNORECASE)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ABOUT = Pattern("dates", "{near_about}")
_AROUND = Pattern("dates", "{near_around}")
_BEFOREHAND = Pattern("dates", "{near_beforehand}")
_JOINED = Pattern("dates", "{near_joined}")
_REACH = 8
"""Characters before a date in which a word may say that it is a guess."""
_SLACK, _LONG_SLACK = timedelta(days=3), timedelta(days=30)
"""How much earlier the day may be that “around a day” and “before a day” mean."""


def dates_in(text: str, today: date) -> tuple[SaidDate, ...]:
    """Return the dates a text names, in order; spoken ones are counted from today."""
    if not _CUES.search(text):
        return ()
    text = text[:MOST_CHARACTERS]
    dates = [one for one in _apart(_read(text, today)) if one.days or one.wrong]
    return tuple(_guesses(text, _spans(text, dates[:MOST_DATES]), today))


def first_date(text: str, today: date) -> SaidDate:
    """Return the first date a text names; one without a day, readings or wrong words when it names none."""
    return next(iter(dates_in(text, today)), NOTHING)


def wrong_date(text: str, today: date) -> str:
    """Return the words of the first date in a text that does not exist."""
    return next((one.wrong for one in dates_in(text, today) if one.wrong), "")


def _read(text: str, today: date) -> Iterator[SaidDate]:
    plain = _folded(text)
    for pattern, read in _FORMS:
        for match in islice(pattern.finditer(plain), MOST_OF_A_FORM):
            found = read(match, today)
            if found is not None:
                yield placed(found, match, text)


def _folded(text: str) -> str:
    """Return the text with full-width signs made plain, every sign in its place."""
    plain = folded(text.translate(_FULL_WIDTH))
    return plain if len(plain) == len(text) else text


def _apart(found: Iterable[SaidDate]) -> list[SaidDate]:
    """Return what was read without overlaps: the earlier and then the longer counts."""
    kept: list[SaidDate] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _spans(text: str, dates: Sequence[SaidDate]) -> list[SaidDate]:
    """Join two days that are the ends of a time or may both be meant: the earlier, roughly."""
    kept: list[SaidDate] = []
    for one in dates:
        last = kept[-1] if kept else NOTHING
        if last.day and one.day and last.day != one.day and _JOINED.fullmatch(text, last.end, one.start):
            day, words = min(last.day, one.day), text[last.start : one.end].strip()
            kept[-1] = replace(last, day=day, words=words, end=one.end, rough=True)
        else:
            kept.append(one)
    return kept


def _guesses(text: str, dates: Iterable[SaidDate], today: date) -> Iterator[SaidDate]:
    """Mark the dates as rough that words beside them call a guess."""
    end = 0
    for one in dates:
        before = text[max(end, one.start - _REACH) : one.start]
        end = one.end
        back = _back(text, one, today)
        if one.day and (back or _ABOUT.search(before)):
            yield replace(one, rough=True, day=one.day - back)
        else:
            yield one


def _back(text: str, one: SaidDate, today: date) -> timedelta:
    """Return how much earlier the day may be, by the words behind it."""
    if one.rough:
        return timedelta()
    if _AROUND.match(text, one.end):
        return _SLACK
    before = one.day and one.day <= today and _BEFOREHAND.match(text, one.end)
    return _LONG_SLACK if before else timedelta()
