"""What of a message a case takes in: new answers, corrections, and what stands beside a question of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core.case import Case
from bot.core.knowledge.condition import UNKNOWN
from bot.core.knowledge.flow import Flow, Slot
from bot.dialogue.reading.acts import asks
from bot.dialogue.values.extraction import FlowReading
from bot.dialogue.values.options import place_of, shared
from bot.services.flows.steps import applying
from bot.text.lexicon import word_lists
from bot.text.patterns import Pattern

_PART = re.compile(r"[^，,。；;！!？?\n]+[，,。；;！!？?\n]*")
CONSENT = "_consent"
"""Ends the name of a question that is always asked in full: an agreement is not read out of a story."""
_LONGEST_CORRECTION = 14
"""Characters of a statement that changes a finished sheet without saying that it corrects."""
_MARKS = "，,。；;！!？? \n"
_SHORTEST_QUESTION = 6
"""Characters; shorter ones, such as “怎么办”, only close what was told."""
_SHORTEST_ALONE = 4
"""Characters of a question beside which nothing is told."""
_NUMBER = r"(?:1[0-9]|[1-9]|[一二两三四五六七八九十])"
_NUMBERED = Pattern(
    "flow_words",
    rf"第\s*({_NUMBER})|^\s*({_NUMBER})\s*{{route_counters}}(?!{{route_not_counted}})|^\s*({_NUMBER})\s*{{route_closings}}?$",
)
_LAST = Pattern("flow_words", "{last_one}{route_counters}")


def accepted(flow: Flow, case: Case, told: FlowReading) -> dict[str, Any]:
    """Return what a message may change: empty slots, the open one, and others when it corrects or adds."""
    taken = {name: value for name, value in told.values.items() if _may_change(flow, case, told, name)}
    for slot in flow.slots:
        earlier = case.answers.get(slot.id)
        if told.adds and not told.corrects and slot.id in taken and isinstance(earlier, list | tuple):
            taken[slot.id] = _joined(slot, earlier, taken[slot.id])
    sensible = applying(flow, {**case.answers, **taken})
    return {name: value for name, value in taken.items() if name in sensible or name == case.open_slot}


def offered_changes(case: Case, told: FlowReading) -> dict[str, Any]:
    """Return what a message says otherwise than before without saying that it corrects."""
    return {n: v for n, v in told.values.items() if n in case.answers and case.answers[n] not in (v, UNKNOWN)}


def beside_question(text: str, told: FlowReading, slot: Slot | None, read: Callable[[str], FlowReading]) -> str | None:
    """Return what a message says beside a question of its own, perhaps nothing; None when it only answers ours."""
    if told.command and not (told.command == "help" and not _about(text, slot)):
        return None
    parts = [part for part in _PART.findall(text) if part.strip(_MARKS)]
    asking = [part for part in parts if asks_something(part)]
    question = "".join(asking)
    least = _SHORTEST_QUESTION if told.values else _SHORTEST_ALONE
    if len(question.strip(_MARKS)) < least:
        return None
    if slot is not None and slot.kind != "text" and slot.id in read(question).values:
        return None
    return "".join(part for part in parts if part not in asking).strip(_MARKS)


def news(flow: Flow, case: Case, told: FlowReading) -> FlowReading:
    """Return what was told without what was known already or may not be taken."""
    taken = accepted(flow, case, told)
    return replace(told, values={n: v for n, v in taken.items() if case.answers.get(n) != v})


def says_nothing(told: FlowReading) -> bool:
    """Say whether a message holds neither an answer, nor something close to one, nor an order."""
    nearly = told.several or told.places or told.doubtful or told.readings or told.elsewhere or told.impossible
    said = told.values or told.command or told.social or told.corrects or told.left_out or told.abroad or told.angry
    return not (said or nearly)


def asks_something(text: str) -> bool:
    """Say whether a text has a word or sign of a question."""
    return any(mark in text for mark in word_lists("flow_words")["question_marks"]) or asks(text)


def plainly_told(text: str, told: FlowReading) -> FlowReading:
    """Return what was told to a finished sheet: a short statement is a correction, a question only with words of one."""
    if asks_something(text) and not told.corrects:
        return replace(told, values={})
    return replace(told, corrects=told.corrects or len(text) <= _LONGEST_CORRECTION)


def slot_named(flow: Flow, case: Case, text: str) -> Slot | None:
    """Return the answered slot whose name a wish for a correction mentions, as in “地区说错了”."""
    told = [slot for slot in flow.slots if slot.id in case.answers]
    best = max(told, key=lambda slot: shared(slot.label, text), default=None)
    if best is not None and shared(best.label, text) >= 2:
        return best
    return next((s for s in told if any(w in text for w in word_lists("flow_words").get(f"kind_{s.kind}", ()))), None)


def route_number(text: str, count: int) -> int | None:
    """Return the place, from 0, of the route a text picks by its number; it may lie beyond the last."""
    if count and _LAST.search(text):
        return count - 1
    match = _NUMBERED.search(text)
    return place_of(next(filter(None, match.groups()))) if match else None


def _may_change(flow: Flow, case: Case, told: FlowReading, name: str) -> bool:
    if name.endswith(CONSENT) and name not in (case.open_slot, *case.answers):
        return False
    if name == case.open_slot or told.corrects or case.answers.get(name, UNKNOWN) == UNKNOWN:
        return True
    slot = next(slot for slot in flow.slots if slot.id == name)
    if case.answers[name] in [option.id for option in slot.options if option.gives_way]:
        return True
    narrower = slot.kind == "region" and _is_within(str(told.values[name]), str(case.answers[name]))
    return narrower or (told.adds and slot.kind == "multi") or (told.moves and slot.kind == "region")


def _is_within(code: str, wider: str) -> bool:
    """Say whether a division lies in another one, by their codes."""
    return wider.endswith("00") and code.startswith(wider[:2] if wider.endswith("0000") else wider[:4])


def _joined(slot: Slot, earlier: Iterable[str], added: Iterable[str]) -> list[str]:
    weak = {option.id for option in slot.options if option.gives_way}
    return [item for item in dict.fromkeys([*earlier, *added]) if item not in weak]


def _about(text: str, slot: Slot | None) -> bool:
    return slot is None or shared(slot.label + slot.question, text) >= 2


def differing(case: Case, values: Mapping[str, Any]) -> set[str]:
    """Return the names of answers that change, rather than being given for the first time."""
    return {n for n in values if case.answers.get(n, UNKNOWN) not in (UNKNOWN, values[n])}
