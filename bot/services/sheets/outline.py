"""A case sheet as headed paragraphs, the one order in which page, document and image show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.services.citations import Say, in_words, of_sheet

SOON = 7
"""Days before a deadline from which it is marked."""


@dataclass(frozen=True)
class Line:
    """One line: plain, a checkbox (`ticked` is not None), or emphasised."""

    text: str
    ticked: bool | None = None
    strong: bool = False
    mark: str = ""
    """Of a dated deadline: `over` or `soon`."""


@dataclass(frozen=True)
class Part:
    """A heading with its lines."""

    title: str
    lines: tuple[Line, ...]
    kind: str = ""
    """What a page marks it as: warnings, deadlines, route, draft, offices or sources."""
    flows: bool = False
    """On paper its lines follow each other like words."""


def outline(sheet: Mapping[str, Any], say: Say) -> list[Part]:
    """Return the parts of a sheet that have something to say, in reading order."""
    parts = [
        Part(say("utter_sheet_facts"), tuple(fact_lines(sheet))),
        Part(
            say("utter_sheet_warnings"),
            tuple(Line(w["text"], strong=True) for w in sheet.get("warnings", ())),
            "warnings",
        ),
        Part(say("utter_sheet_deadlines"), tuple(deadline_lines(sheet.get("deadlines", ()), say)), "deadlines"),
        *(_route(number, route, say) for number, route in enumerate(sheet.get("routes", ()), 1)),
        Part(say("utter_sheet_evidence"), tuple(check_lines(sheet.get("evidence", ())))),
        *(section_part(section) for section in sheet.get("sections", ())),
        *(section_part(section, "draft") for section in sheet.get("draft", ())),
        Part(say("utter_sheet_offices"), tuple(office_lines(sheet.get("stations", ()), say)), "offices"),
        Part(say("utter_sheet_sources"), tuple(_sources(sheet, say)), "sources"),
    ]
    return [part for part in parts if part.lines]


def fact_lines(sheet: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the visitor's own words."""
    for fact in sheet.get("facts", ()):
        yield Line(f"{fact['label']}：{fact['value']}")


def deadline_lines(rows: Sequence[Mapping[str, Any]], say: Say) -> Iterator[Line]:
    """Yield each deadline, and its note after it."""
    for row in rows:
        if "due" not in row:
            yield Line(say("utter_sheet_deadline_rule", name=row["name"], rule=row["rule"], start=row["start_event"]))
            continue
        key = "utter_sheet_deadline_dated" if row["days_left"] >= 0 else "utter_sheet_deadline_over"
        marks = [
            say(f"utter_sheet_{mark}") for mark in ("rough", "provisional", "transition", "moved") if row.get(mark)
        ]
        text = say(key, name=row["name"], due=row["due"], days=str(abs(row["days_left"])), rule=row["rule"])
        yield Line(text + "".join(marks), strong=True, mark=_mark(row["days_left"]))
        if row.get("note"):
            yield Line(row["note"])


def _mark(days_left: int) -> str:
    return "over" if days_left < 0 else "soon" if days_left <= SOON else ""


def _route(number: int, route: Mapping[str, Any], say: Say) -> Part:
    lines = [Line(why) for why in route.get("why", ())]
    for name in ("decides", "cost", "time", "risk"):
        if route.get(name):
            lines.append(Line(f"{say(f'utter_sheet_{name}')}：{route[name]}"))
    lines += [Line(f"{n}. {step}") for n, step in enumerate(route.get("steps", ()), 1)]
    listed = {item["label"] for item in route.get("evidence", ())}
    lines += [Line(paper, ticked=False) for paper in route.get("papers", ()) if paper not in listed]
    lines += check_lines(route.get("evidence", ()))
    lines += deadline_lines([row for row in route.get("deadlines", ()) if "due" not in row], say)
    return Part(say("utter_sheet_route", number=str(number), name=route["name"]), tuple(lines), "route")


def check_lines(items: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Return boxes to tick."""
    return [Line(item["label"], ticked=bool(item["have"])) for item in items]


def section_part(section: Mapping[str, Any], kind: str = "") -> Part:
    """Return a section of the flow's own."""
    ticked = False if section.get("checklist") else None
    return Part(section["title"], tuple(Line(line, ticked=ticked) for line in section.get("lines", ())), kind)


def office_lines(stations: Sequence[Mapping[str, Any]], say: Say) -> Iterator[Line]:
    """Yield each office with how to reach it, as far as that is known."""
    for station in stations:
        known = [station.get("address", ""), f"{station.get('phone', '')} {station.get('phone_kind', '')}".strip()]
        contact = "，".join(part for part in known if part) or say("utter_sheet_no_contact")
        yield Line(f"{station['name']}：{contact}")


def _sources(sheet: Mapping[str, Any], say: Say) -> Iterator[Line]:
    for citation in of_sheet(sheet):
        yield Line(in_words(citation, say))
