"""Renders the questions and sheets of guided flows as envelopes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from bot.core.case import Case
from bot.core.envelope import Choice, Envelope
from bot.core.knowledge.condition import UNKNOWN, judge
from bot.core.knowledge.flow import Flow, Slot
from bot.services.citations import of_sheet
from bot.services.flows.steps import applying, progress
from bot.services.ports import Regions
from bot.services.sheets.make import label_of

INPUT_KINDS = {"choice": "choice", "multi": "choice", "text": "text", "date": "date", "number": "number",
               "money": "number", "region": "region"}  # fmt: skip
PAYLOADS = "choice_payloads"
"""Key under which an envelope carries its choices' meanings until `choices_of` takes them out."""

MOST_SHOWN_AGAIN = 4
"""Options of a question that are shown a second time."""


class FlowReplies:
    """Turns states of a flow into messages."""

    def __init__(self, say: Callable[..., str], regions: Regions) -> None:
        self._say = say
        self._regions = regions

    def question(
        self,
        flow: Flow,
        case: Case,
        slot: Slot,
        text: str,
        *,
        only: Sequence[str] = (),
        extra: Sequence[tuple[str, Mapping[str, Any]]] = (),
        again: bool = False,
    ) -> Envelope:
        """Return a question with its choices, input kind and progress.

        `only` restricts the options to some; `extra` adds (label, meaning) pairs before them; a long list that was shown
        just now is not shown `again`.
        """
        listed = () if again and len(slot.options) > MOST_SHOWN_AGAIN else slot.options
        options = [*extra, *((o.label, {"value": self._value(slot, o.id)}) for o in listed if _shown(o.id, only))]
        options.append((self._say("utter_flow_option_unknown"), {"value": UNKNOWN}))
        if not slot.required:
            options.append((self._say("utter_flow_option_skip"), {"command": "skip"}))
        if len(case.asked) > 1:
            options.append((self._say("utter_flow_option_back"), {"command": "back"}))
        payloads = {
            f"{slot.id}.{index}": {"kind": "flow", "case_id": case.id, "flow": flow.id, "slot": slot.id, **meaning}
            for index, (_, meaning) in enumerate(options, 1)
        }
        if case.tries > 1:
            payloads["person"] = {"kind": "intent", "name": "request_human"}
            options.append((self._say("utter_flow_option_person"), {}))
        labels = [label for label, _ in options]
        envelope: Envelope = {
            "type": "question",
            "text": text if again else text + self._numbered(slot, only),
            "choices": [Choice(id=key, label=label) for key, label in zip(payloads, labels, strict=True)],
            "input": {"kind": INPUT_KINDS[slot.kind], "slot": slot.id},
            "progress": progress(flow, case),
        }
        return _carrying(envelope, payloads)

    def sheet(self, flow: Flow, case: Case, prefix: str = "") -> Envelope:
        """Return the conclusion: what matters most as text, and the whole sheet."""
        sheet = dict(case.sheet)
        choices, payloads = self._edits(flow, case)
        if case.elsewhere:
            text = self._say("utter_flow_sheet_elsewhere", code=case.code)
            shown: Envelope = {"type": "case_sheet", "text": text, "sheet_code": case.code, "choices": choices}
            return _carrying(shown, payloads)
        envelope: Envelope = {
            "type": "case_sheet",
            "text": (prefix + "\n" if prefix else "") + self._summary(case.code, sheet),
            "sheet": sheet,
            "as_of": sheet["as_of"],
            "citations": of_sheet(sheet),
            "choices": choices,
        }
        return _carrying(envelope, payloads)

    def read_only(self, flow: Flow, case: Case, refused: bool) -> Envelope:
        """Return what somebody gets who only has the code: the sheet by reference, so that no copy outlives it."""
        how = self._say("utter_flow_wrong_number" if refused else "utter_flow_how_to_go_on")
        text = self._say("utter_flow_read_only", title=flow.title, code=case.code, how=how)
        if not case.sheet:
            return self.notice("utter_flow_read_only_unfinished", title=flow.title, code=case.code, how=how)
        return {"type": "case_sheet", "text": text, "sheet_code": case.code}

    def which_edit(self, flow: Flow, case: Case) -> Envelope:
        """Ask which answer is to be changed."""
        choices, payloads = self._edits(flow, case)
        text = self._say("utter_flow_which_edit", facts=self.known(flow, case))
        return _carrying({"type": "question", "text": text, "choices": choices}, payloads)

    def _edits(self, flow: Flow, case: Case) -> tuple[list[Choice], dict[str, Any]]:
        told = [slot for slot in flow.slots if slot.id in applying(flow, case.answers)]
        common = {"kind": "flow", "case_id": case.id, "flow": flow.id, "edit": True}
        payloads = {f"edit.{slot.id}": {**common, "slot": slot.id} for slot in told}
        labels = [self._say("utter_flow_option_edit", label=slot.label) for slot in told]
        return [Choice(id=key, label=label) for key, label in zip(payloads, labels, strict=True)], payloads

    def route(self, route: Mapping[str, Any]) -> Envelope:
        """Return one route of a sheet in detail."""
        steps = "；".join(f"{n}. {step}" for n, step in enumerate(route.get("steps", ()), 1))
        text = self._say(
            "utter_flow_route_detail", name=route["name"], decides=route["decides"], terms="".join(self._terms(route)),
            risk=_sentence(route["risk"]), steps=steps or "—",
            papers="、".join(route.get("papers", ())) or "—",
        )  # fmt: skip
        return {
            "type": "answer",
            "text": text,
            "citations": route.get("citations", []),
            "entry_id": route.get("entry_id", ""),
        }

    def notice(self, key: str, **values: str) -> Envelope:
        """Return a plain notice."""
        return {"type": "notice", "text": self._say(key, **values)}

    def label(self, slot: Slot, value: Any) -> str:
        """Return an answer as people read it."""
        return label_of(slot, value, self._regions)

    def facts(self, flow: Flow, answers: Mapping[str, Any]) -> str:
        """Return answers as “label: value” in one line."""
        return "；".join(
            f"{slot.label}：{label_of(slot, answers[slot.id], self._regions)}"
            for slot in flow.slots
            if slot.id in answers
        )

    def known(self, flow: Flow, case: Case) -> str:
        """Return all answers in one line; the personal ones stay in the conversation they were given in."""
        hidden = {slot.id for slot in flow.slots if slot.personal and case.elsewhere}
        return self.facts(flow, {name: value for name, value in case.answers.items() if name not in hidden})

    def corrected(self, flow: Flow, answers: Mapping[str, Any]) -> str:
        """Return the sentence that confirms a correction."""
        return self._say("utter_flow_corrected", facts=self.facts(flow, answers))

    def noted(self, flow: Flow, case: Case, told: Mapping[str, Any]) -> str:
        """Return the sentence that confirms what was told without being asked, unless it is known not to matter."""
        answers = case.answers
        mattering = {s.id: told[s.id] for s in flow.slots if s.id in told and judge(s.ask_when, answers) is not False}
        return self._say("utter_flow_noted", facts=self.facts(flow, mattering)) if mattering else ""

    @staticmethod
    def choices_of(envelopes: Sequence[Envelope]) -> dict[str, Any]:
        """Take the choices' meanings out of the envelopes, as they stand in the conversation's memory."""
        payloads: dict[str, Any] = {}
        for envelope in envelopes:
            payloads.update(cast("dict[str, Any]", envelope).pop(PAYLOADS, {}))
        return {"choices": payloads} if payloads else {}

    @staticmethod
    def _value(slot: Slot, option_id: str) -> Any:
        return [option_id] if slot.kind == "multi" else option_id

    @staticmethod
    def _numbered(slot: Slot, only: Sequence[str] = ()) -> str:
        numbered = enumerate(slot.options, 1)
        return "".join(f"\n{number}. {option.label}" for number, option in numbered if _shown(option.id, only))

    def _summary(self, code: str, sheet: Mapping[str, Any]) -> str:
        return "\n".join([self.gist(sheet), self._say("utter_flow_sheet", code=code)])

    def gist(self, sheet: Mapping[str, Any]) -> str:
        """Return what matters most of a sheet, in a few lines."""
        warnings = [self._say("utter_flow_sheet_warning", text=w["text"]) for w in sheet.get("warnings", ())]
        lines = [*warnings, *self._routes(sheet.get("routes", ())), *self._deadline(sheet.get("deadlines", ()))]
        return "\n".join(lines)

    def _routes(self, routes: Sequence[Mapping[str, Any]]) -> list[str]:
        if not routes:
            return [self._say("utter_flow_sheet_no_route")]
        first = self._say(
            "utter_flow_sheet_route", name=routes[0]["name"], why="".join(map(_sentence, routes[0].get("why", ())))
        )
        others = "、".join(f"{n}. {route['name']}" for n, route in enumerate(routes[1:], 2))
        return [first, *([self._say("utter_flow_sheet_more_routes", names=others)] if others else [])]

    def _terms(self, route: Mapping[str, Any]) -> Iterator[str]:
        """Yield what a route costs and how long it takes, as far as a source says it."""
        for name in ("cost", "time"):
            if route.get(name):
                yield f"{self._say(f'utter_sheet_{name}')}：{_sentence(route[name])}"

    def _deadline(self, deadlines: Sequence[Mapping[str, Any]]) -> list[str]:
        dated = [row for row in deadlines if "due" in row]
        if not dated:
            names = "、".join(row["name"] for row in deadlines[:3])
            return [self._say("utter_flow_deadline_on_paper", names=names)] if names else []
        ahead = [row for row in dated if row["days_left"] >= 0]
        row = ahead[0] if ahead else dated[-1]
        past = [one for one in dated if one["days_left"] < 0 and one is not row]
        over = "、".join(f"{one['name']}（{self._due(one)}）" for one in past)
        overdue = [self._say("utter_flow_sheet_overdue", names=over)] if over else []
        earliest = self._say(
            "utter_flow_sheet_deadline", name=row["name"], due=row["due"], left=self._left(row["days_left"]),
            provisional=self._say("utter_flow_provisional") if row["provisional"] else "",
            transition=self._say("utter_flow_transition") if row["transition"] else "",
            rough=self._say("utter_flow_rough") if row.get("rough") else "",
        )  # fmt: skip
        return [*overdue, earliest]

    def _due(self, row: Mapping[str, Any]) -> str:
        """Return the last day of a deadline, marked where it was counted from a rough date."""
        return self._say("utter_flow_about", date=row["due"]) if row.get("rough") else str(row["due"])

    def _left(self, days: int) -> str:
        if days == 0:
            return self._say("utter_flow_days_today")
        key = "utter_flow_days_left" if days > 0 else "utter_flow_days_over"
        return self._say(key, days=str(abs(days)))


def _shown(option_id: str, only: Sequence[str]) -> bool:
    return not only or option_id in only


def _carrying(envelope: Envelope, payloads: Mapping[str, Any]) -> Envelope:
    return cast("Envelope", {**envelope, PAYLOADS: payloads})


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"
