"""From the answers of a guided flow to its sheet: facts, warnings, ranked routes, deadlines, offices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.core.case import ROUGH, Case, day_of
from bot.core.envelope import CitationView
from bot.core.knowledge.condition import UNKNOWN, holds
from bot.core.knowledge.deadline import Calculation, Deadline, DueDate, calculate
from bot.core.knowledge.entry import Citation
from bot.core.knowledge.flow import DatedDeadline, Evidence, Flow, Route, Section, Slot
from bot.core.knowledge.source import Source
from bot.core.quantity import quantity_of
from bot.dialogue.values.measures import MEASURED
from bot.services.calendars import calendar_of
from bot.services.citations import views
from bot.services.flows.steps import applying
from bot.services.ports import Regions
from bot.services.sheets.quantities import words_of
from bot.services.wording import say

ROUTES_SHOWN = 5


@dataclass(frozen=True)
class Material:
    """What a sheet is made from besides the answers."""

    flow: Flow
    routes: Sequence[Route]
    deadlines: Mapping[str, Deadline]
    sources: Mapping[str, Source]
    regions: Regions
    today: date


def make_sheet(material: Material, case: Case) -> dict[str, Any]:
    """Return the sheet of a case, without offices; everything in it is cited or the visitor's own words."""
    flow = material.flow
    answers = applying(flow, case.answers)
    ranked = rank_routes(material.routes, flow.id, answers)
    sheet: dict[str, Any] = {
        "code": case.code,
        "flow": flow.id,
        "title": flow.title,
        "as_of": material.today.isoformat(),
        "facts": [_fact(material, slot, answers[slot.id]) for slot in flow.slots if slot.id in answers],
        "warnings": [
            {"text": w.text, "citations": _cited(material, w.citations)}
            for w in flow.warnings
            if holds(w.when, answers)
        ],
        "routes": [_route(material, route, score, why, answers) for route, score, why in ranked[:ROUTES_SHOWN]],
        "deadlines": _deadlines(material, _dated(flow, ranked), answers),
        "evidence": _evidence(flow.evidence, answers),
        "sections": [_section(material, s, answers) for s in flow.sections if holds(s.when, answers)],
        "draft": [_section(material, s, answers) for s in flow.draft if holds(s.when, answers)],
        "citations": _cited(material, flow.citations),
        "checked_on": flow.checked_on,
        "reviewer": flow.reviewer,
    }
    return {key: value for key, value in sheet.items() if value not in ([], None)}


def rank_routes(
    routes: Iterable[Route], flow_id: str, answers: Mapping[str, Any]
) -> list[tuple[Route, int, tuple[str, ...]]]:
    """Return the routes that are open with these answers, best first, each with its score and why.

    What speaks against a route may bring it below zero: it is not shown then.
    """
    found = []
    for route in routes:
        if flow_id in route.flows and holds(route.when, answers):
            reasons = [reason for reason in route.reasons if holds(reason.when, answers)]
            score = route.base + sum(reason.add for reason in reasons)
            found.append((route, score, tuple(r.because for r in reasons if r.because)))
    return sorted((item for item in found if item[1] >= 0), key=lambda item: -item[1])


def label_of(slot: Slot, value: Any, regions: Regions) -> str:
    """Return an answer as people read it."""
    if value == UNKNOWN:
        return say("utter_flow_option_unknown")
    if isinstance(value, list | tuple):
        return "、".join(label_of(slot, item, regions) for item in value)
    if slot.kind == "region":
        region = regions.get(str(value))
        return "".join(region.path) if region else str(value)
    quantity = quantity_of(value) if slot.kind in MEASURED else None
    if quantity is not None:
        return words_of(slot, quantity)
    if slot.kind == "date":
        return say("utter_flow_about", date=value.removesuffix(ROUGH)) if value.endswith(ROUGH) else str(value)
    return next((option.label for option in slot.options if option.id == value), str(value))


def _fact(material: Material, slot: Slot, value: Any) -> dict[str, Any]:
    return {
        "slot": slot.id,
        "label": slot.label,
        "value": label_of(slot, value, material.regions),
        "personal": slot.personal,
    }


def _route(
    material: Material, route: Route, score: int, why: tuple[str, ...], answers: Mapping[str, Any]
) -> dict[str, Any]:
    shown = {"id": route.id, "name": route.name, "score": score, "why": list(why), "decides": route.decides,
             "cost": route.cost, "time": route.time, "risk": route.risk, "steps": list(route.steps),
             "papers": list(route.papers), "evidence": _evidence(route.evidence, answers),
             "deadlines": _deadlines(material, route.deadlines, answers), "office_kinds": list(route.offices),
             "entry_id": route.entry, "citations": _cited(material, route.citations)}  # fmt: skip
    return {key: value for key, value in shown.items() if value not in ("", [])}


def _evidence(items: Iterable[Evidence], answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": item.label, "have": bool(item.have) and holds(item.have, answers)}
        for item in items
        if holds(item.when, answers)
    ]


def _section(material: Material, section: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    slots = {slot.id: slot for slot in material.flow.slots}
    words = {name: label_of(slots[name], value, material.regions) for name, value in answers.items() if name in slots}
    filled = _Blanks(words)
    return {
        "id": section.id,
        "title": section.title,
        "lines": [line.format_map(filled) for line in section.lines],
        "checklist": section.checklist,
        "citations": _cited(material, section.citations),
    }


class _Blanks(dict[str, str]):
    """Leaves a blank to fill in by hand where an answer is missing."""

    def __missing__(self, key: str) -> str:
        return "＿＿＿＿"


def _cited(material: Material, citations: Iterable[Citation]) -> list[CitationView]:
    return views(citations, material.sources, material.today)


def _dated(flow: Flow, ranked: Iterable[tuple[Route, int, tuple[str, ...]]]) -> list[DatedDeadline]:
    of_routes = [dated for route, _, _ in ranked for dated in route.deadlines if dated.event]
    return list({(d.deadline, d.event): d for d in (*flow.deadlines, *of_routes)}.values())


def _deadlines(material: Material, dated: Iterable[DatedDeadline], answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what can be said of each deadline that applies, the earliest date first, undated ones last."""
    found = []
    for item in dated:
        row = material.deadlines.get(item.deadline)
        if row is not None and holds(item.when, answers):
            found.append(_deadline(material, row, answers.get(item.event)))
    return sorted(found, key=lambda entry: str(entry.get("due", "9999")))


def _deadline(material: Material, row: Deadline, event: Any) -> dict[str, Any]:
    period = row.on(material.today) or row.versions[-1]
    shown: dict[str, Any] = {
        "id": row.id,
        "name": row.name,
        "rule": period_words(row),
        "start_event": row.start_event,
        "note": row.note,
        "citations": _cited(material, period.sources),
    }
    if isinstance(event, str) and event != UNKNOWN:
        day, rough = day_of(event)
        calculation = calculate(row, day, material.today, calendar_of(row.jurisdiction))
        shown.update(_dates(calculation, day.isoformat(), material.today))
        shown.update({"rough": True} if rough else {})
    return shown


def _dates(calculation: Calculation, event: str, today: date) -> dict[str, Any]:
    advised = calculation.advised
    if advised is None:
        return {"event": event}
    return {
        "event": event,
        "due": advised.due.isoformat(),
        "days_left": (advised.due - today).days,
        "opens_on": advised.opens_on.isoformat() if advised.opens_on else None,
        "moved": advised.moved,
        "provisional": advised.provisional,
        "transition": calculation.transition,
        "dates": [_one_date(item) for item in calculation.dates],
    }


def _one_date(item: DueDate) -> dict[str, Any]:
    return {"amount": item.period.amount, "unit": item.period.unit, "due": item.due.isoformat()}


def period_words(row: Deadline) -> str:
    """Return the versions of a period in words, each with its dates where the law changes."""
    parts = []
    for version in row.versions:
        length = f"{version.amount}{say(f'utter_answers_unit_{version.unit}')}"
        if len({(v.amount, v.unit) for v in row.versions}) == 1:
            return length
        since = f"{version.valid_from}起" if version.valid_from else ""
        until = f"至{version.valid_to}" if version.valid_to else ""
        parts.append(f"{length}（{since}{until}）")
    return "，".join(parts)
