"""Which event of the vocabulary each date of a message is said of; a date is never taken for another event's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from bot.core.knowledge.vocabulary import EventKind, Vocabulary
from bot.dialogue.record import ROUGH, SAID, Known
from bot.text.dates.reader import dates_in
from bot.text.dates.said import SaidDate
from bot.text.patterns import Pattern

_MARKS = re.compile(r"[,，。;；!！?？\n]")
_TALKED, _BEFORE = Pattern("acts", "{talked}"), Pattern("acts", "{limits}")
_THAT_DAY = Pattern("acts", "{that_day}[^没不未，,。；;]{0,3}?{learns}")
KNOWN = "known_since"
"""The event of getting to know; who says that he knew the same day dates it too."""
_BARE = 4
"""Characters beside a date that tell nothing: its event was named in the clause before, or asked for."""


class EventReader:
    """Reads dated events against the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kinds = {event.id: event for event in vocabulary.events}
        self._owners = {word: event.id for event in vocabulary.events for word in event.near}
        self._receipts = vocabulary.receipts

    def read(self, text: str, turn_id: str, today: date, asked: str = "", last_receipt: str = "") -> dict[str, Known]:
        """Return the events a text dates.

        Args:
            asked: the event asked for last; a date that names none is its date.
            last_receipt: the event that a bare word of receiving means in this case.
        """
        found: dict[str, Known] = {}
        for said, placed in self._placed(text, today, asked, last_receipt):
            name = self._seen_today(placed, said, today)
            kind = self._kinds.get(name)
            day = _day_for(kind, said, today) if kind else None
            if kind and day and (name not in found or found[name].value == today.isoformat()):
                found[name] = Known(day.isoformat(), ROUGH if said.rough else SAID, turn_id, said.words)
        one = next(iter(found.values()), None)
        if one and len(found) == 1 and str(one.value) <= today.isoformat() and _THAT_DAY.search(text):
            found[KNOWN] = one
        return found

    def _is_receipt(self, name: str) -> bool:
        return name in self._kinds and self._kinds[name].receipt

    def _seen_today(self, name: str, said: SaidDate, today: date) -> str:
        """Return the event that today is the day of: who sees something published today tells the day he saw it."""
        kind = self._kinds.get(name)
        return kind.seen if kind is not None and kind.seen and list(said.days) == [today] else name

    def _placed(self, text: str, today: date, asked: str, last_receipt: str) -> Iterator[tuple[SaidDate, str]]:
        dates, before = dates_in(text, today), ""
        for start, end in _clauses(text, dates):
            clause, inside = text[start:end], [one for one in dates if start <= one.start < end]
            name = self._named(clause, inside, start)
            name = name or self._receipt(clause, before if self._is_receipt(before) else asked, last_receipt)
            bare = len(clause.strip()) - sum(len(one.words) for one in inside) <= _BARE
            received = any(word in clause for word in self._receipts)
            for one in inside[:1]:
                if _is_of_the_talk(one, text) or (_is_limit(one, text) and not self._may_lie_ahead(name)):
                    continue
                elsewhere = (
                    "" if received else (before or self._ahead(text[end:]) if bare else "") or (asked if bare else "")
                )
                yield one, name or elsewhere
            before = name if not inside else ""

    def _may_lie_ahead(self, name: str) -> bool:
        return name in self._kinds and self._kinds[name].future

    def _ahead(self, rest: str) -> str:
        """Return the event of the clause that follows a bare date, as in “11月18日，收到传票”."""
        clause = _MARKS.split(rest.lstrip("，,。 "), maxsplit=1)[0]
        return self._named(clause, (), 0)

    def _named(self, clause: str, inside: Sequence[SaidDate], start: int) -> str:
        """Return the event that the longest of its words in a clause names, of equals the nearest to the date.

        What was received is something that can be: an e-mail about an order is no issue of the order.
        """
        plain = clause.lower()
        received = any(word in plain for word in self._receipts)
        at = inside[0].start - start if inside else 0
        found = [
            (-len(match.group()), abs(match.start() - at), match.group())
            for match in _finder(tuple(self._owners)).finditer(plain)
            if not received or self._kinds[self._owners[match.group()]].receipt
        ]
        return self._owners[min(found)[2]] if found else ""

    def _receipt(self, clause: str, asked: str, received: str) -> str:
        if not any(word in clause for word in self._receipts):
            return ""
        kind = self._kinds.get(asked)
        return asked if kind and kind.receipt else received


def _is_of_the_talk(said: SaidDate, text: str) -> bool:
    """Say whether a day is that of an earlier talk, as in “昨天问的那个”."""
    return bool(_TALKED.match(text, said.end))


def _is_limit(said: SaidDate, text: str) -> bool:
    """Say whether a day is a limit, as in “1月10号前给钱”."""
    return bool(_BEFORE.match(text, said.end))


def _day_for(kind: EventKind, said: SaidDate, today: date) -> date | None:
    days = [day for day in said.days if kind.future or day <= today]
    return days[0] if len(days) == 1 else None


def _clauses(text: str, dates: Sequence[SaidDate]) -> Iterator[tuple[int, int]]:
    """Yield where clauses begin and end; a mark within a date parts nothing."""
    start = 0
    for match in _MARKS.finditer(text):
        if not any(one.start <= match.start() < one.end for one in dates):
            yield start, match.start()
            start = match.end()
    yield start, len(text)


@lru_cache(maxsize=4)
def _finder(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)")
