"""Replies that need no knowledge entry: places, sources, repeats, confirmations, what is not ours, a wish for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from bot.core.envelope import Envelope
from bot.core.region import COVERED, Region
from bot.dialogue.past_choices import OF_ITS_TIME
from bot.dialogue.turn import Reply, Turn, offer, starting
from bot.services import ports
from bot.services.answers.answers import DIAGNOSIS, Answers
from bot.services.citations import in_words, status_of
from bot.services.wording import sentences

LONGEST_PLACE = 16
"""Characters of a message that is nothing but a place."""


class ConversationalReplies:
    """Answers everything that is neither a service question nor a guided flow nor a station."""

    def __init__(
        self,
        answers: Answers,
        flow_rules: ports.FlowRules,
        regions: ports.Regions,
        said: ports.Said,
        say: Callable[..., str],
    ) -> None:
        self._said = said
        self._flow_rules = flow_rules
        self._answers = answers
        self._regions = regions
        self._say = say

    def inform_region(self, turn: Turn) -> Reply:
        """Remember the visitor's region and answer the last question again for it."""
        region, reply = self._named_region(turn)
        if reply is not None or region is None:
            return reply or Reply(
                [{"type": "question", "text": self._say("utter_region_ask"), "input": {"kind": "region"}}]
            )
        last = turn.memory.last_entry
        if last:
            again = self._answers.serve(_about_last(turn), last, region)
            again.memory["region"] = region.code
            return again
        key = "utter_region_noted" if region.chain[-1] in COVERED else "utter_region_noted_outside"
        text = self._say(key, name="".join(region.path))
        return Reply([{"type": "notice", "text": text}], {"region": region.code})

    def ask_source(self, turn: Turn) -> Reply:
        """Show where the last answer comes from."""
        last = [e for e in self._last(turn) if e.get("citations")] or self._answers.once_more(turn)
        if not last:
            return Reply([{"type": "notice", "text": self._say("utter_sources_none")}])
        lines = [self._source_line(citation) for envelope in last for citation in envelope["citations"]]
        listed = self._say("utter_sources_list", items="\n".join(dict.fromkeys(lines)))
        text = f"{listed}\n{self._say('utter_answers_notice')}"
        details = {**last[0].get("details", {}), "lead": text}
        envelope = cast("Envelope", {**last[0], "text": text, "type": "answer", "details": details})
        return Reply([envelope])

    def _last(self, turn: Turn) -> list[Envelope]:
        """Return what was said last, as if it had not been stored."""
        kept = self._said.last_reply(turn.conversation_id)
        return [cast("Envelope", {k: v for k, v in e.items() if k not in OF_ITS_TIME}) for e in kept]

    def repeat(self, turn: Turn) -> Reply:
        """Say the last reply again."""
        if last := self._last(turn):
            return Reply(last, {"choices": turn.memory.choices})
        return Reply([{"type": "notice", "text": self._say("utter_repeat_nothing")}])

    def confirm(self, turn: Turn) -> Reply:
        """Take a yes as the likeliest of the questions on offer."""
        if self._is_place(turn.text):
            return self.inform_region(turn)
        offered = turn.memory.choices
        meant = next((str(one["entry_id"]) for one in offered.values() if one.get("kind") == "entry"), "")
        if meant and any(envelope["type"] == "clarify" for envelope in self._last(turn)):
            region = self._regions.get(turn.region) if turn.region else None
            return self._answers.serve(_about_last(turn), meant, region)
        return Reply(
            [{"type": "notice", "text": self._say("utter_smalltalk_affirm")}],
            {"choices": turn.memory.choices},
        )

    def decline(self, turn: Turn) -> Reply:
        """Take a no: nothing fits, so ask for other words or offer the ways in."""
        return self._with_situations(turn, "utter_smalltalk_deny")

    def outside(self, turn: Turn) -> Reply:
        """Say helpfully that this is not ours, by kind; a bare place is the visitor's region."""
        if self._is_place(turn.text):
            return self.inform_region(turn)
        kind = turn.kind or "unknown"
        key = f"utter_outside_{kind}" if f"utter_outside_{kind}" in sentences() else "utter_outside_unknown"
        reply = self._with_situations(turn, key)
        reply.envelopes[0]["type"] = "fallback"
        ranking = [{"topic_id": c.topic_id, "entry_id": c.entry_id, "score": c.score} for c in turn.ranking]
        reply.unanswered = {"intent": f"{turn.intent}/{kind}", "ranking": ranking}
        return reply

    def unsafe(self, turn: Turn) -> Reply:
        """Refuse, and name the legal way."""
        key = f"utter_unsafe_{turn.kind}" if f"utter_unsafe_{turn.kind}" in sentences() else "utter_unsafe_other"
        shown, meanings = offer(turn, [(self._say("utter_unsafe_harmed"), starting(DIAGNOSIS))])
        envelope: Envelope = {"type": "notice", "text": self._say(key), "choices": shown}
        return Reply([envelope], {"choices": meanings})

    def greet(self, turn: Turn) -> Reply:
        """Greet and show the ways in."""
        return self._with_situations(turn, "utter_smalltalk_greet")

    def _with_situations(self, turn: Turn, key: str) -> Reply:
        flows = self._flow_rules.flows(turn.version)
        ways = sorted((way.rank, way.label, flow_id) for flow_id, flow in flows.items() for way in flow.ways_in)
        options = [(label, starting(flow_id)) for _, label, flow_id in ways]
        shown, meanings = offer(turn, options)
        envelope: Envelope = {"type": "notice", "text": self._say(key), "choices": shown}
        return Reply([envelope], {"choices": meanings})

    def _is_place(self, text: str) -> bool:
        """Say whether a short text names a place and nothing else."""
        if not 2 <= len(text) <= LONGEST_PLACE:
            return False
        region = self._regions.resolve(text).region
        return region is not None and not set(text) - set("".join(region.path))

    def _named_region(self, turn: Turn) -> tuple[Region | None, Reply | None]:
        if turn.choice and turn.choice.get("kind") == "region":
            return self._regions.get(str(turn.choice["code"])), None
        if turn.location is not None:
            return self._regions.nearest(*turn.location), None
        found = self._regions.resolve(turn.text)
        if found.candidates:
            return None, self._answers.ask_place(turn, found.candidates, {})
        if found.region is None and found.abroad:
            return None, Reply([{"type": "notice", "text": self._say("utter_region_abroad", name=found.abroad)}])
        return found.region, None

    def _source_line(self, citation: Mapping[str, Any]) -> str:
        url = f" {citation['url']}" if citation.get("url") else ""
        return in_words(citation, self._say, status_of(citation, self._say)) + url


def _about_last(turn: Turn) -> Turn:
    """Return the turn as if the last question had been asked again."""
    return Turn(
        text=(turn.memory.last_question or turn.text), intent="ask", as_of=turn.as_of, version=turn.version,
        confidence=turn.confidence, region=turn.region, turn_id=turn.turn_id, conversation_id=turn.conversation_id,
        context=turn.context,
    )  # fmt: skip
