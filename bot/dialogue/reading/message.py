"""What a message means in its conversation: a choice, a number picked, an ellipsis, or the text itself; imports matching only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.case import find_code
from bot.core.memory import Memory
from bot.dialogue.reading.acts import asks
from bot.dialogue.reading.person import person_act
from bot.dialogue.record import Change
from bot.matching.example import OUT_OF_SCOPE, OUTSIDE, START_FLOW
from bot.matching.match import Match, Matcher, Ranked
from bot.matching.zones import Zone
from bot.text.lexicon import flow_subjects
from bot.text.patterns import Pattern

_NUMBERED = Pattern("messages", r"^{picks}?第?([1-3一二三两]){counters}?[吧。.!！]?$")
_ORDINALS = {"1": 0, "一": 0, "2": 1, "二": 1, "两": 1, "3": 2, "三": 2}
_ELLIPSIS = Pattern("messages", r"^{ellipsis_leads}(.{1,12}?){supposing}?{ellipsis_ends}?[?？。]?$")
_AFTER_FLOW = Pattern("messages", r"第?{after_flow_ordinals}{counters}|{after_flow}")
_OF_FLOW = ("inform_region", "affirm", "deny")
"""What is said to a sheet rather than beside it, however sure."""
_UNSURE_OF_FLOW = ("ask", "out_of_scope")
"""What may be said to a sheet unless it is sure."""
_LEAVING = {
    name: Pattern("messages", f"{{leaves_to_{name}}}", re.IGNORECASE)
    for name in ("find_station", "goodbye", "ask_privacy")
}
"""What a wish that leaves a flow holds, and an answer that only resembles one (“本地都有”, “回过邮件了”) does not."""
_CLAUSES = re.compile(r"[，,。；;！!？?\n]+")
_WISH = Pattern("messages", "{wish}")
_LEAD_ME = Pattern("messages", "{lead_me}")
"""Words that ask to be led, whatever else is asked."""
_MOST_CLAUSES = 8
_LONGEST_WISH = 80
"""Characters of a clause that may be a wish."""
_WHERE = Pattern("messages", "{where}")
_HARMED = Pattern("messages", "{others}.{0,12}?{harms}|{suffers}.{0,8}?{harms}")
_WRONG_OF_ONES_OWN = Pattern("messages", "{intends}.{0,10}?{wrongs}")
PLEA = "plea"
"""The class of who asks for help in words that sound like a wrong: never an intent of its own."""
_LEADS = 0.6
"""Share from which the likeliest topic of a plea answers it."""
_CERTAIN = 0.95
"""Confidence from which a clause without words of a wish is one, such as “海外出事了”."""
_LEAVE_FLOW = (
    "request_human",
    "delete_my_data",
    "ask_privacy",
    "bot_challenge",
    "resume_case",
    "goodbye",
    "ask_source",
    "find_station",
)


@dataclass(frozen=True)
class Reading:
    """The intent of a message and what the action needs to answer it."""

    intent: str
    kind: str
    confidence: float
    zone: str
    topic_id: str = ""
    entry_id: str = ""
    ranking: tuple[Ranked, ...] = ()
    second: Ranked | None = None
    completed: str = ""
    """The question that was matched when the message left out what the last question said."""
    instead: str = ""
    """The intent of a message for the open flow, if the flow has no use for it."""
    acts: tuple[str, ...] = ()
    """What the message does, in the order in which it counts."""
    told: Change = field(default_factory=Change)
    """What it tells of the case."""

    @property
    def in_scope(self) -> bool:
        """Say whether the message is a question of ours or one of the conversation's own intents."""
        return self.intent not in OUTSIDE

    def as_property(self, version: int) -> dict[str, Any]:
        """Return the message property `understanding`."""
        return {
            "version": version,
            "kind": self.kind,
            "topic_id": self.topic_id,
            "entry_id": self.entry_id,
            "zone": self.zone,
            "in_scope": self.in_scope,
            "ranking": [_ranked(item) for item in self.ranking],
            "second": _ranked(self.second) if self.second else None,
            "completed": self.completed,
            "instead": self.instead,
            "acts": list(self.acts),
            "told": self.told.as_dict(),
        }


def read(text: str, metadata: Mapping[str, Any], matcher: Matcher) -> Reading:
    """Return what a message means; a choice decides without looking at the text."""
    matcher = matcher.for_one_message(text)
    memory = Memory.of(metadata.get("context"))
    flow = memory.flow
    choice = metadata.get("choice") or (None if flow else _numbered(text, memory.choices))
    if choice:
        chosen = _chosen(choice, matcher)
        beside = chosen.intent == "ask" and flow.get("status") == "collecting"
        return replace(chosen, intent="flow_answer", instead="ask") if beside else chosen
    if (act := person_act(text, memory)) or find_code(text):
        return Reading("request_human" if act else "resume_case", act, 1.0, "answer")
    match = matcher.match(text)
    if flow and _belongs_to_flow(flow, text, match):
        return _for_flow(flow, text, match, matcher)
    if not flow and (asked := _where_instead(text, match, matcher)):
        return asked
    if not flow and (wish := _wish_in(text, match, matcher)):
        return _from_match(wish)
    rest = _ELLIPSIS.match(text)
    if rest and memory.last_question and not (match.intent == "ask" and match.zone == "answer"):
        return _complete(match, memory.last_question, rest.group(1), matcher)
    return _from_match(match)


def wishes(text: str) -> bool:
    """Say whether a message has words of a wish to be led or to get something done."""
    return bool(_WISH.search(text) or _LEAD_ME.search(text))


def pleads(text: str) -> bool:
    """Say whether somebody tells what others did to him, and no wrong that he means to do himself."""
    return bool(_HARMED.search(text)) and not _WRONG_OF_ONES_OWN.search(text)


def _belongs_to_flow(flow: Mapping[str, Any], text: str, match: Match) -> bool:
    """Say whether a message is for the open flow: everything but a sure wish for something else.

    After the flow has ended, corrections and references to a numbered route are, and what is not surely anything else.
    """
    if flow.get("status") == "concluded":
        intent = match.intent.partition("/")[0]
        unsure = intent in _UNSURE_OF_FLOW and match.zone != "answer"
        stated = intent == "follow_up" and not asks(text)
        return bool(_AFTER_FLOW.search(text)) or intent in _OF_FLOW or unsure or stated
    leaves = match.intent in _LEAVE_FLOW and match.zone == "answer" and len(text) > 2
    wanted = _LEAVING.get(match.intent)
    return not leaves or (wanted is not None and not wanted.search(text))


def _for_flow(flow: Mapping[str, Any], text: str, match: Match, matcher: Matcher) -> Reading:
    """Return a message for the flow; a question in its middle is read with what the flow is about."""
    subject, completed = flow_subjects().get(str(flow.get("flow")), ""), ""
    unsure = match.zone != "answer" or match.intent.startswith("follow_up")
    if subject and unsure and asks(text):
        whole = matcher.match(f"{subject} {text}")
        if whole.intent == "ask" and whole.zone == "answer":
            match, completed = whole, f"{subject} {text}"
    reading = _from_match(match)
    return replace(reading, intent="flow_answer", instead=reading.intent, completed=completed)


def _where_instead(text: str, match: Match, matcher: Matcher) -> Reading | None:
    """Return the question of a message that asks where rather than to be led there, as in “去哪里投诉”."""
    intent, _, flow = match.intent.partition("/")
    subject = flow_subjects().get(flow, "") if intent == START_FLOW else ""
    if not subject or not _WHERE.search(text) or _WISH.search(text):
        return None
    whole = matcher.match(f"{subject} {text}")
    return replace(_from_match(whole), completed=text) if whole.intent == "ask" and whole.zone == "answer" else None


def _wish_in(text: str, match: Match, matcher: Matcher) -> Match | None:
    """Return the sure wish for a flow that one clause of an unclear story states, or of any that asks to be led."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    sure = match.zone == "answer" and not (match.intent == "ask" and _LEAD_ME.search(text))
    if sure or len(clauses) < 2:
        return None
    for clause in clauses[:_MOST_CLAUSES]:
        if len(clause) > _LONGEST_WISH or matcher.has_seen_enough:
            continue
        found = matcher.match(clause)
        certain = bool(_WISH.search(clause)) or found.confidence > _CERTAIN
        if found.intent.startswith(f"{START_FLOW}/") and found.zone == "answer" and certain:
            return found
    return None


def _numbered(text: str, choices: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the choice picked by its number, as in “第二个”."""
    found = _NUMBERED.match(text.strip())
    if not found or not choices:
        return None
    place = _ORDINALS[found.group(1)]
    payloads = list(choices.values())
    return payloads[place] if place < len(payloads) else None


def _chosen(choice: Mapping[str, Any], matcher: Matcher) -> Reading:
    kind = choice.get("kind")
    if kind == "entry":
        entry_id = str(choice["entry_id"])
        topic_id = entry_id.split(".", 1)[0]
        return Reading("ask", "", 1.0, "answer", topic_id, entry_id, (Ranked(topic_id, entry_id, 1.0),))
    if kind == "region":
        return Reading("inform_region", "", 1.0, "answer")
    if kind == "flow":
        return Reading("flow_answer", "", 1.0, "answer") if choice.get("case_id") else _starting(str(choice["flow"]))
    if kind == "intent":
        intent, _, part = str(choice["name"]).partition("/")
        return Reading(intent, part, 1.0, "answer")
    return _from_match(matcher.match(str(choice.get("text", ""))))


def _starting(flow: str) -> Reading:
    return Reading(START_FLOW, flow, 1.0, "answer")


def _complete(match: Match, last_question: str, rest: str, matcher: Matcher) -> Reading:
    """Match the last question again with the words of the new one, unless the message says enough by itself."""
    if match.intent not in ("ask", "out_of_scope") and match.zone == "answer":
        return _from_match(match)
    question = f"{rest} {last_question}"
    whole = matcher.match(question)
    if whole.intent != "ask" or whole.zone == "reject":
        return _from_match(match)
    return replace(_from_match(whole), completed=question)


def _from_match(match: Match) -> Reading:
    if match.intent == PLEA and match.ranking:
        match = _of_our_own(match)
    intent, _, kind = match.intent.partition("/")
    if match.zone == "reject" and intent not in OUTSIDE:
        intent, kind = OUT_OF_SCOPE, "unknown"
    return Reading(
        intent=intent,
        kind=kind,
        confidence=match.confidence,
        zone=match.zone,
        topic_id=match.topic_id,
        entry_id=match.entry_id,
        ranking=match.ranking,
        second=match.second,
    )


def _of_our_own(match: Match) -> Match:
    """Return the question of somebody who asks for help in words that sound like a wrong."""
    top = match.ranking[0]
    zone: Zone = "answer" if top.score >= _LEADS else "clarify"
    return replace(
        match, intent="ask", topic_id=top.topic_id, entry_id=top.entry_id, confidence=top.score, zone=zone
    )  # fmt: skip


def _ranked(item: Ranked) -> dict[str, Any]:
    return {"topic_id": item.topic_id, "entry_id": item.entry_id, "score": item.score}
