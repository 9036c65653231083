"""What must be true of the guided flows and routes: everything they name exists, is cited and can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.core.knowledge.condition import UNKNOWN, holds, slots_of
from bot.core.knowledge.entry import Citation
from bot.core.knowledge.flow import KINDS, DatedDeadline, Flow, Route, Slot
from bot.knowledge.checks.numbers import numbers_in
from bot.knowledge.library import Library
from bot.knowledge.yamlfile import Problem

Place = tuple[int | str, ...]


def flows_are_sound(library: Library, station_kinds: frozenset[str]) -> Iterator[Problem]:
    """Slots are well formed; conditions name slots and values that exist; deadlines, offices and sources exist."""
    for flow in library.flows.values():
        for at, message in _flow_errors(library, flow, station_kinds):
            yield library.problem("flow", flow.id, at, "flow", message)


def routes_are_sound(library: Library, station_kinds: frozenset[str]) -> Iterator[Problem]:
    """Every route is cited, belongs to a flow, can be reached there, and names only what exists."""
    for route in library.routes.values():
        for at, message in _route_errors(library, route, station_kinds):
            yield library.problem("route", route.id, at, "route", message)


def flow_numbers_are_cited(library: Library, hotlines: frozenset[str]) -> Iterator[Problem]:
    """Numbers in routes, warnings and sections stand in a fact or deadline they cite."""
    for route in library.routes.values():
        texts = [route.cost, route.time, route.risk, *route.steps, *route.papers, *(r.because for r in route.reasons)]
        known = _known(library, route.citations, route.deadlines, hotlines)
        for number in sorted({n for text in texts for n in numbers_in(text, hotlines)} - known):
            yield library.problem("route", route.id, (), "number-without-fact", f"no cited fact has {number}")
    for flow in library.flows.values():
        parts: list[tuple[str, int, tuple[str, ...], tuple[Citation, ...]]] = []
        parts += [("warnings", i, (w.text,), w.citations) for i, w in enumerate(flow.warnings)]
        parts += [("sections", i, s.lines, s.citations) for i, s in enumerate(flow.sections)]
        for name, index, texts_, citations in parts:
            known = _known(library, citations, flow.deadlines, hotlines)
            for number in sorted({n for text in texts_ for n in numbers_in(text, hotlines)} - known):
                message = f"no cited fact has {number}"
                yield library.problem("flow", flow.id, (name, index), "number-without-fact", message)


def _known(
    library: Library, citations: Iterable[Citation], deadlines: Iterable[DatedDeadline], hotlines: frozenset[str]
) -> set[str]:
    facts = [library.facts[c.fact] for c in citations if c.fact in library.facts]
    known = {number for fact in facts for number in numbers_in(fact.statement, hotlines)}
    for dated in deadlines:
        row = library.deadlines.get(dated.deadline)
        known |= {str(version.amount) for version in row.versions} if row else set()
    return known


def _flow_errors(library: Library, flow: Flow, station_kinds: frozenset[str]) -> Iterator[tuple[Place, str]]:
    slots = {slot.id: slot for slot in flow.slots}
    for index, slot in enumerate(flow.slots):
        for message in _slot_errors(slot):
            yield ("slots", index), message
        yield from _condition_errors(slots, slot.ask_when, ("slots", index, "ask_when"))
    for name in ("warnings", "sections", "deadlines", "evidence", "draft"):
        for index, part in enumerate(getattr(flow, name)):
            yield from _condition_errors(slots, part.when, (name, index, "when"))
            yield from _citation_errors(library, getattr(part, "citations", ()), (name, index))
    for index, warning in enumerate(flow.warnings):
        if not warning.citations:
            yield ("warnings", index), "a warning needs a citation"
    yield from _deadline_errors(library, slots, flow.deadlines)
    yield from _office_errors(flow.offices, station_kinds)
    if not flow.citations:
        yield (), "a flow needs a citation"


def _slot_errors(slot: Slot) -> Iterator[str]:
    if slot.kind not in KINDS:
        yield f"unknown kind {slot.kind}"
    if slot.kind in ("choice", "multi") and len(slot.options) < 2:
        yield "a choice needs options"
    if slot.unit not in ("", "年", "个月"):
        yield f"unknown unit {slot.unit}"
    if slot.min is not None and slot.max is not None and slot.min > slot.max:
        yield "min is more than max"
    if (slot.min, slot.max) == (None, None) and slot.kind in ("money", "number"):
        yield f"a {slot.kind} needs min or max"
    try:
        re.compile(slot.pattern)
    except re.error as error:
        yield f"pattern: {error}"
    ids = [option.id for option in slot.options]
    if len(set(ids)) < len(ids) or UNKNOWN in ids:
        yield "option ids must differ, and none may be `unknown`"


def _condition_errors(
    slots: Mapping[str, Slot], condition: Mapping[str, Any], at: Place
) -> Iterator[tuple[Place, str]]:
    try:
        holds(condition, {})
    except ValueError as error:
        yield at, str(error)
        return
    for name, values in slots_of(condition):
        if name not in slots:
            yield at, f"no slot {name}"
            continue
        options = {option.id for option in slots[name].options} | {UNKNOWN}
        unknown = [value for value in values if slots[name].options and value not in options]
        if unknown:
            yield at, f"slot {name} has no option {unknown}"


def _citation_errors(library: Library, citations: Iterable[Citation], at: Place) -> Iterator[tuple[Place, str]]:
    for citation in citations:
        if citation.source not in library.sources:
            yield at, f"no source {citation.source}"
        if citation.fact and citation.fact not in library.facts:
            yield at, f"no fact {citation.fact}"


def _deadline_errors(
    library: Library, slots: Mapping[str, Slot], deadlines: Iterable[DatedDeadline]
) -> Iterator[tuple[Place, str]]:
    for index, dated in enumerate(deadlines):
        if dated.deadline not in library.deadlines:
            yield ("deadlines", index), f"no deadline {dated.deadline}"
        if dated.event and (dated.event not in slots or slots[dated.event].kind != "date"):
            yield ("deadlines", index), f"{dated.event} is no date slot"


def _office_errors(offices: Iterable[str], station_kinds: frozenset[str]) -> Iterator[tuple[Place, str]]:
    for kind in offices:
        if station_kinds and kind not in station_kinds:
            yield ("offices",), f"no office kind {kind}"


def _route_errors(library: Library, route: Route, station_kinds: frozenset[str]) -> Iterator[tuple[Place, str]]:
    if not route.citations:
        yield ("citations",), "a route needs a citation"
    yield from _citation_errors(library, route.citations, ("citations",))
    yield from _office_errors(route.offices, station_kinds)
    if route.entry and route.entry not in library.entries and route.entry not in library.topics:
        yield ("entry",), f"no entry {route.entry}"
    if not route.flows:
        yield ("flows",), "a route belongs to at least one flow"
    for name in route.flows:
        flow = library.flows.get(name)
        if flow is None:
            yield ("flows",), f"no flow {name}"
            continue
        slots = {slot.id: slot for slot in flow.slots}
        conditions = [route.when, *(r.when for r in route.reasons), *(e.when for e in route.evidence)]
        for condition in [*conditions, *(e.have for e in route.evidence), *(d.when for d in route.deadlines)]:
            yield from _condition_errors(slots, condition, ("when",))
        yield from _deadline_errors(library, slots, route.deadlines)
        if not _reachable(slots, route.when):
            yield ("when",), f"cannot be reached in {name}: no answers satisfy its condition"


def _reachable(slots: Mapping[str, Slot], condition: Mapping[str, Any]) -> bool:
    """Say whether some combination of the answers the condition compares satisfies it."""
    named: dict[str, set[Any]] = {}
    for name, values in slots_of(condition):
        named.setdefault(name, {None, UNKNOWN}).update(values)
        if name in slots:
            named[name].update(option.id for option in slots[name].options)
            named[name].update([0, 10**9] if slots[name].kind in ("number", "money") else ["x"])
    return _try(condition, list(named.items()), {})


def _try(condition: Mapping[str, Any], left: list[tuple[str, set[Any]]], chosen: dict[str, Any]) -> bool:
    if not left:
        return _holds_or_not(condition, chosen)
    (name, values), rest = left[0], left[1:]
    return any(_try(condition, rest, {**chosen, name: value}) for value in values)


def _holds_or_not(condition: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    try:
        return holds(condition, answers)
    except (ValueError, TypeError):
        return False
