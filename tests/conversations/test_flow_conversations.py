"""Guided flows in conversation, with the real knowledge and the real places; the conversations are data in flows/.

A conversation is a list of turns. A turn has one of
    say: TEXT            (asks: true when the engine took it for a question of its own; may_ask: [TITLES] when for one of these;
                     outside: true when it surely took it for none of our business)
    pick: LABEL          of a choice of the last reply
    resume: code|latest
and optionally `today` (the date from now on), `region` (the visitor's, at the start) and `expect`:
    asks: SLOT | type: TYPE | slots: {SLOT: VALUE} | without: [SLOTS] | text: [PARTS] | not_text: [PARTS]
    routes: [FIRST IDS] | no_routes: [IDS] | deadlines: {ID: DUE} | facts: {LABEL: VALUE} | sections: [IDS] | draft: [PARTS]
    choices: [LABELS] | person: true | digression: true (left to be answered; then the flow goes on) | status: STATUS
    tries: NUMBER (failed tries at the open question)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import ROOT
from bot.knowledge.library import Library, read_library
from bot.services.flows.flows import Flows, FlowTurn
from bot.services.regions.resolver import load_regions
from tests.support.flows import Cases, say
from tests.support.written import known_only

FOLDER = Path(__file__).parent / "flows"
GROUPS = ("happy_path", "corrections", "digressions", "cancellations", "invalid_input", "resumption")
START = date(2026, 11, 22)
OF_TALK = ("name", "turns", "region")
OF_TURN = ("say", "pick", "resume", "asks", "may_ask", "outside", "today", "expect")


@lru_cache(maxsize=1)
def library() -> Library:
    return read_library(ROOT / "knowledge")


class Rules:
    """The library as the flows read it."""

    def flows(self, version: int) -> dict[str, Any]:
        return library().flows

    def routes(self, version: int) -> dict[str, Any]:
        return library().routes

    def deadlines(self, version: int) -> dict[str, Any]:
        return library().deadlines

    def sources(self, version: int) -> dict[str, Any]:
        return library().sources


def office(region: str | None, kinds: Any) -> list[dict[str, str]]:
    return [{"id": f"{region}:{kind}", "name": kind} for kind in kinds]


class Conversation:
    """Plays the turns of one conversation."""

    def __init__(self, flow: str, region: str | None = None) -> None:
        rules, self.cases = Rules(), Cases()
        self.flows = Flows(rules, rules, self.cases, load_regions(), office, say)
        self.flow, self.region, self.today, self.count = flow, region, START, 0
        self.reply: Any = None
        self.case_id = ""
        self.questions: list[str] = []

    def play(self, turn: dict[str, Any]) -> None:
        self.today = turn.get("today") or self.today
        self.count += 1
        flow_turn = FlowTurn(
            f"turn{self.count}", "conversation", str(turn.get("say", "")), self.today, 1, region=self.region,
            asks=bool(turn.get("asks")), may_ask=bool(turn.get("may_ask")), outside=bool(turn.get("outside")),
        )  # fmt: skip
        before, self.digression = self.reply, False
        if "resume" in turn:
            reply = self._resume(turn["resume"], flow_turn)
        elif "pick" in turn:
            reply = self.flows.reply(self.case_id, replace(flow_turn, choice=self._picked(turn["pick"])))
        elif before is None:
            reply = self.flows.start(self.flow, flow_turn)
        else:
            reply = self.flows.reply(self.case_id, flow_turn)
        if reply is None:
            self.digression = True
            meant = [(title, {"kind": "entry", "entry_id": title}) for title in turn.get("may_ask") or ()]
            reply = self.flows.ask_again(self.case_id, flow_turn, meant)
        self.reply = reply
        self._remember()

    def _resume(self, how: str, turn: FlowTurn) -> Any:
        return self.flows.resume_latest(turn) if how == "latest" else self.flows.resume(self.case.code, turn)

    def _picked(self, label: str) -> Any:
        found = [c["id"] for e in self.reply.envelopes for c in e.get("choices", ()) if c["label"] == label]
        assert found, f"no choice {label}: {[c['label'] for e in self.reply.envelopes for c in e.get('choices', ())]}"
        return self.reply.context["choices"][found[0]]

    def _remember(self) -> None:
        memory = self.reply.context.get("flow") or {}
        self.case_id = memory.get("case_id") or self.case_id or next(iter(self.cases.kept))
        if self.envelope.get("type") == "question" and memory.get("slot"):
            self.questions.append(memory["slot"])

    @property
    def case(self) -> Any:
        return self.cases.kept[self.case_id]

    @property
    def envelope(self) -> dict[str, Any]:
        return dict(self.reply.envelopes[-1]) if self.reply.envelopes else {}

    @property
    def text(self) -> str:
        return "\n".join(e["text"] for e in self.reply.envelopes)

    def seen(self, expect: dict[str, Any]) -> dict[str, Any]:
        """Return what is there of everything expected, in the same shape."""
        return {name: getattr(self, f"_see_{name}")(value) for name, value in expect.items()}

    def _see_asks(self, _: str) -> str:
        return str((self.reply.context.get("flow") or {}).get("slot", ""))

    def _see_type(self, _: str) -> str:
        return str(self.envelope["type"])

    def _see_status(self, _: str) -> str:
        return str(self.case.status)

    def _see_tries(self, _: int) -> int:
        return int(self.case.tries)

    def _see_slots(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return {name: self.case.answers.get(name) for name in wanted}

    def _see_without(self, names: list[str]) -> list[str]:
        return [name for name in names if name not in self.case.answers]

    def _see_text(self, parts: list[str]) -> list[str]:
        return [part if part in self.text else f"{part} not in: {self.text}" for part in parts]

    def _see_not_text(self, parts: list[str]) -> list[str]:
        return [part if part not in self.text else f"{part} in: {self.text}" for part in parts]

    def _see_routes(self, wanted: list[str]) -> list[str]:
        return [route["id"] for route in self.case.sheet.get("routes", ())][: len(wanted)]

    def _see_no_routes(self, names: list[str]) -> list[str]:
        shown = [route["id"] for route in self.case.sheet.get("routes", ())]
        return [name for name in names if name not in shown]

    def _see_deadlines(self, wanted: dict[str, str]) -> dict[str, str]:
        rows = {row["id"]: row.get("due", "") for row in self.case.sheet.get("deadlines", ())}
        return {name: rows.get(name, "missing") for name in wanted}

    def _see_facts(self, wanted: dict[str, str]) -> dict[str, str]:
        facts = {fact["label"]: fact["value"] for fact in self.case.sheet.get("facts", ())}
        return {name: facts.get(name, "missing") for name in wanted}

    def _see_sections(self, wanted: list[str]) -> list[str]:
        shown = [section["id"] for section in self.case.sheet.get("sections", ())]
        return [name for name in wanted if name in shown]

    def _see_draft(self, parts: list[str]) -> list[str]:
        text = "\n".join(line for part in self.case.sheet.get("draft", ()) for line in part["lines"])
        return [part if part in text else f"{part} not in: {text}" for part in parts]

    def _see_choices(self, labels: list[str]) -> list[str]:
        shown = [c["label"] for c in self.envelope.get("choices", ())]
        return [label for label in labels if label in shown]

    def _see_person(self, _: bool) -> bool:
        return bool(self.reply.person)

    def _see_digression(self, _: bool) -> bool:
        return self.digression


def conversations() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*/*.yml")):
        for talk in yaml.safe_load(path.read_text(encoding="utf-8")):
            _check_keys(talk, f"{path.parent.name}/{path.name}")
            yield pytest.param(path.parent.name, talk, id=f"{path.parent.name}-{path.stem}-{talk['name']}")


def _check_keys(talk: dict[str, Any], where: str) -> None:
    known_only(talk, OF_TALK, where)
    seen = [name.removeprefix("_see_") for name in vars(Conversation) if name.startswith("_see_")]
    for turn in talk["turns"]:
        known_only(turn, OF_TURN, f"{where}: {talk['name']}")
        known_only(turn.get("expect") or {}, seen, f"{where}: {talk['name']}")


@pytest.mark.parametrize(("flow", "talk"), list(conversations()))
def test_conversation(flow: str, talk: dict[str, Any]) -> None:
    conversation = Conversation(flow, talk.get("region"))
    for number, turn in enumerate(talk["turns"], 1):
        conversation.play(turn)
        expect = _plain(turn.get("expect") or {})
        assert _plain(conversation.seen(expect)) == expect, f"turn {number}: {turn}\n{conversation.text}"


def _plain(value: Any) -> Any:
    """Return dates as text, as YAML reads them but cases keep them."""
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("flow", ["triage", "mediation", "pledge", "overseas", "complaint"])
def test_every_group_has_conversations(flow: str) -> None:
    assert sorted(path.stem for path in (FOLDER / flow).glob("*.yml")) == sorted(GROUPS)
    talks = [
        talk for path in (FOLDER / flow).glob("*.yml") for talk in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    assert len(talks) >= 8
