"""The course of a guided flow as pure functions: what an answer changes, and what to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.case import CANCELLED, COLLECTING, CONCLUDED, Case
from bot.core.knowledge.condition import UNKNOWN, holds, judge
from bot.core.knowledge.flow import Flow, Slot


def slot_of(flow: Flow, slot_id: str) -> Slot:
    """Return a slot of the flow by its id."""
    return next(slot for slot in flow.slots if slot.id == slot_id)


def open_slot_of(flow: Flow, case: Case) -> Slot | None:
    """Return the slot whose question waits for an answer; None when there is none, or the flow no longer has it."""
    return next((slot for slot in flow.slots if slot.id == case.open_slot), None)


def applying(flow: Flow, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without those to questions that, by other answers, do not arise."""
    kept = dict(answers)
    while gone := [s.id for s in flow.slots if s.id in kept and judge(s.ask_when, kept) is False]:
        kept = {name: value for name, value in kept.items() if name not in gone}
    return kept


def fitting(flow: Flow, case: Case) -> Case:
    """Return a case of an earlier version of the flow as this version can hold it."""
    slots = {slot.id: slot for slot in flow.slots}
    kept = {name: value for name, value in case.answers.items() if name in slots and _still_offered(slots[name], value)}
    return replace(case, answers=kept, asked=tuple(name for name in case.asked if name in slots))


def close(flow: Flow, case: Case) -> Case:
    """Return the case with every required question that is still open answered by `unknown`, to conclude at once."""
    while slot := next((s for s in flow.slots if s.required and is_open(s, case)), None):
        case = with_answers(case, {slot.id: UNKNOWN})
    return case


def with_answers(case: Case, values: Mapping[str, Any]) -> Case:
    """Return the case with answers added or changed; the open question is closed when it was answered."""
    return replace(case, answers={**case.answers, **values}, tries=0 if case.open_slot in values else case.tries)


def amended(flow: Flow, case: Case, values: Mapping[str, Any]) -> Case:
    """Return the case with answers changed from outside: of its own questions only, what none of them offers as `unknown`."""
    slots = {slot.id: slot for slot in flow.slots}
    taken = {
        name: value if _still_offered(slots[name], value) else UNKNOWN
        for name, value in values.items()
        if name in slots and (name in case.answers or value != UNKNOWN)
    }
    return with_answers(case, taken) if taken else case


def next_slot(flow: Flow, case: Case) -> Slot | None:
    """Return the slot to ask now: the first that applies and is empty, while questions are left."""
    open_slots = [slot for slot in flow.slots if is_open(slot, case)]
    if len(_answered_questions(case)) >= flow.max_questions:
        open_slots = [slot for slot in open_slots if slot.required]
    return open_slots[0] if open_slots else None


def ask(case: Case, slot: Slot) -> Case:
    """Return the case with this slot as the open question."""
    already = [name for name in case.asked if name != slot.id]
    return replace(case, asked=(*already, slot.id), tries=0, status=COLLECTING)


def fail(case: Case) -> Case:
    """Return the case after an answer that could not be read."""
    return replace(case, tries=case.tries + 1)


def skip(case: Case) -> Case:
    """Answer the open question with `unknown`."""
    return with_answers(case, {case.open_slot: UNKNOWN}) if case.open_slot else case


def back(case: Case) -> Case:
    """Forget the last answer and open its question again; nothing before the first question is lost."""
    if len(case.asked) < 2:
        return case
    *earlier, previous, _ = case.asked
    kept = {name: value for name, value in case.answers.items() if name != previous}
    return replace(case, answers=kept, asked=(*earlier, previous), tries=0, status=COLLECTING)


def reopen(case: Case, slot_id: str) -> Case:
    """Forget one answer and ask for it again."""
    kept = {name: value for name, value in case.answers.items() if name != slot_id}
    others = tuple(name for name in case.asked if name != slot_id)
    return replace(case, answers=kept, asked=(*others, slot_id), tries=0, status=COLLECTING)


def restart(case: Case) -> Case:
    """Forget every answer."""
    return replace(case, answers={}, asked=(), tries=0, status=COLLECTING, sheet={})


def conclude(case: Case, sheet: Mapping[str, Any]) -> Case:
    """Return the case with its sheet."""
    return replace(case, status=CONCLUDED, sheet=dict(sheet), tries=0)


def cancel(case: Case) -> Case:
    """Return the case as given up; it can be taken up again by its code."""
    return replace(case, status=CANCELLED, tries=0)


def progress(flow: Flow, case: Case) -> dict[str, int]:
    """Return which question this is, and of how many at most."""
    step = len(case.asked) or 1
    left = [slot for slot in flow.slots if is_open(slot, case)]
    return {"step": step, "of": max(step, min(flow.max_questions, step - 1 + max(1, len(left))))}


def is_open(slot: Slot, case: Case) -> bool:
    """Say whether a question arises and was not answered."""
    return slot.id not in case.answers and holds(slot.ask_when, case.answers)


def arising(flow: Flow, before: Case, after: Case) -> list[str]:
    """Return the questions that arise from a change and did not arise before it."""
    return [slot.id for slot in flow.slots if is_open(slot, after) and not is_open(slot, before)]


def certain(flow: Flow, case: Case) -> list[str]:
    """Return the answered slots whose question surely arises."""
    return [slot.id for slot in flow.slots if slot.id in case.answers and holds(slot.ask_when, case.answers)]


def _still_offered(slot: Slot, value: Any) -> bool:
    offered = {option.id for option in slot.options} | {UNKNOWN}
    return not slot.options or set(value if isinstance(value, list | tuple) else [value]) <= offered


def _answered_questions(case: Case) -> list[str]:
    return [name for name in case.asked if name in case.answers]
