"""A case sheet for one sheet of paper: the best route in full, the others in a line each, lists as running text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.services.citations import Say, joined, of_sheet, title_of, warning_of
from bot.services.sheets.outline import (
    Line,
    Part,
    check_lines,
    deadline_lines,
    fact_lines,
    office_lines,
    outline,
    section_part,
)

TERMS = ("decides", "cost", "time", "risk")


def on_paper(sheet: Mapping[str, Any], say: Say) -> list[Part]:
    """Return the same for one sheet of paper: the best route in full, the others in a line each, lists as running text."""
    routes = sheet.get("routes", ())
    first = [_first_route(route, say) for route in routes[:1]]
    others = tuple(Line(_route_line(number, route, say)) for number, route in enumerate(routes[1:], 2))
    parts = [
        Part(say("utter_sheet_facts"), tuple(fact_lines(sheet)), flows=True),
        *(part for part in outline(sheet, say) if part.kind == "warnings"),
        Part(say("utter_sheet_deadlines"), tuple(deadline_lines(_all_deadlines(sheet), say)), "deadlines"),
        *first,
        Part(say("utter_sheet_other_routes"), others, "routes"),
        Part(say("utter_sheet_evidence"), tuple(_all_checks(sheet)), "evidence", flows=True),
        *(replace(section_part(section), flows=True) for section in sheet.get("sections", ())),
        Part(say("utter_sheet_offices"), tuple(office_lines(sheet.get("stations", ()), say)), "offices"),
        Part(say("utter_sheet_sources"), tuple(_numbered_sources(sheet, say)), "sources", flows=True),
        *(section_part(section, "draft") for section in sheet.get("draft", ())),
    ]
    return [part for part in parts if part.lines]


def _first_route(route: Mapping[str, Any], say: Say) -> Part:
    steps = " ".join(f"{n}. {step}" for n, step in enumerate(route.get("steps", ()), 1))
    papers = [Line(paper, ticked=False) for paper in route.get("papers", ())]
    why = "".join(sentence(reason) for reason in route.get("why", ()))
    lines = [Line(why), Line(_terms(route, say)), Line(steps), *papers]
    title = say("utter_sheet_first_route", name=route["name"])
    return Part(title, tuple(line for line in lines if line.text), "route")


def _route_line(number: int, route: Mapping[str, Any], say: Say) -> str:
    why = "".join(sentence(reason) for reason in route.get("why", ())[:1])
    return f"{number}. {route['name']}：{why}{_terms(route, say, ('decides', 'cost'))}"


def _terms(route: Mapping[str, Any], say: Say, names: Sequence[str] = TERMS) -> str:
    """Return who decides, cost, time and risk in one sentence, as far as it is known."""
    named = [(name, str(route.get(name, ""))) for name in names]
    told = [f"{say(f'utter_sheet_{name}')}：{text}" for name, text in named if text]
    return "；".join(text.rstrip("。") for text in told) + "。" if told else ""


def sentence(text: str) -> str:
    """Return a text closed by a full stop."""
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"


def _all_deadlines(sheet: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = [*sheet.get("deadlines", ()), *(row for r in sheet.get("routes", ()) for row in r.get("deadlines", ()))]
    return list({row["name"]: row for row in reversed(rows)}.values())[::-1]


def _all_checks(sheet: Mapping[str, Any]) -> list[Line]:
    """Return the case's evidence and that of its best route, each once."""
    items = [*sheet.get("evidence", ()), *(item for r in sheet.get("routes", ())[:1] for item in r.get("evidence", ()))]
    return list({line.text: line for line in reversed(check_lines(items))}.values())[::-1]


def _numbered_sources(sheet: Mapping[str, Any], say: Say) -> Iterator[Line]:
    """Yield one line per source with all its sections."""
    found: dict[str, list[str]] = {}
    for citation in of_sheet(sheet):
        title = joined(title_of(citation), (), warning_of(citation, say))
        found.setdefault(title, []).append(citation["section"])
    for number, (title, sections) in enumerate(found.items(), 1):
        yield Line(f"[{number}]{joined(title, sections, '')}")
