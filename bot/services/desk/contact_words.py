"""A contact as its visitor reads it: numbers masked, a name by its first sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.core.contact import Contact
from bot.text.lexicon import word_lists


def contact_words(contact: Contact, say: Callable[..., str]) -> str:
    """Return way and masked number, time and name in one line."""
    way = say(f"utter_call_back_way_{contact.way}") if contact.way else ""
    parts = [
        say("utter_call_back_reach", way=way, value=contact.masked().value),
        say("utter_call_back_when", when=contact.when) if contact.when else say("utter_call_back_any_time"),
        say("utter_call_back_name", name=name_words(contact.name, say)) if contact.name else "",
    ]
    return "；".join(filter(None, parts))


def name_words(name: str, say: Callable[..., str]) -> str:
    """Return a name that tells the visitor it was understood, and others little."""
    if len(name) == 1:
        return say("utter_call_back_surname", name=name)
    if name.endswith(word_lists("person")["title"]):
        return name
    return name[0] + "*" * (len(name) - 1)


def day_words(day: date, today: date, say: Callable[..., str]) -> str:
    """Return a day near today as people say it."""
    if day == today:
        return say("utter_call_back_today")
    weekday = say("utter_call_back_weekdays")[day.weekday()]
    return say("utter_call_back_day", month=str(day.month), day=str(day.day), weekday=weekday)
