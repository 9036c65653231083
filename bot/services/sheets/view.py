"""A stored case sheet as one reader may see it today: days counted anew, personal data shown or hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.services.privacy import mask

HIDDEN, UNKNOWN = "utter_sheet_hidden", "utter_flow_option_unknown"


def counted(sheet: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the sheet with the days left of every dated deadline as of today."""
    fresh = {**sheet, "deadlines": [_counted(row, today) for row in sheet.get("deadlines", ())]}
    if "routes" in sheet:
        fresh["routes"] = [
            {**route, "deadlines": [_counted(row, today) for row in route.get("deadlines", ())]}
            for route in sheet["routes"]
        ]
    return fresh if "deadlines" in sheet else {key: value for key, value in fresh.items() if key != "deadlines"}


def _counted(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    if "due" not in row:
        return dict(row)
    return {**row, "days_left": (date.fromisoformat(row["due"]) - today).days}


def without_personal(sheet: Mapping[str, Any], say: Callable[..., str]) -> dict[str, Any]:
    """Return the sheet with personal facts hidden, and whatever was filled in from them.

    Telephone and identity numbers in other answers are masked too.
    """
    facts = [dict(fact) for fact in sheet.get("facts", ())]
    hidden: dict[str, str] = {}
    for fact in facts:
        told = str(fact["value"])
        fact["value"] = say(HIDDEN) if fact.get("personal") else mask(told)
        if fact["value"] != told and not _says_nothing(told, say):
            hidden[told] = fact["value"]
    parts = {name: [_filled(part, hidden) for part in sheet[name]] for name in ("sections", "draft") if name in sheet}
    return {**sheet, **({"facts": facts} if facts else {}), **parts}


def has_personal(sheet: Mapping[str, Any], say: Callable[..., str]) -> bool:
    """Say whether anything of the sheet is hidden from strangers."""
    return without_personal(sheet, say) != dict(sheet)


def _filled(part: Mapping[str, Any], hidden: Mapping[str, str]) -> dict[str, Any]:
    if not hidden:
        return dict(part)
    longest_first = sorted(hidden, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(value) for value in longest_first))
    return {**part, "lines": [pattern.sub(lambda found: hidden[found[0]], line) for line in part["lines"]]}


def _says_nothing(value: str, say: Callable[..., str]) -> bool:
    return value.strip() in ("", say(UNKNOWN))
