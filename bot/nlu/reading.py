"""What a message means in its conversation: a choice, a number picked, an ellipsis, or the text itself; imports matching only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.matching.example import OUT_OF_SCOPE, OUTSIDE
from bot.matching.match import Match, Matcher, Ranked

_NUMBERED = re.compile(r"^(?:选|我选|就)?第?([1-3一二三两])(?:个|条|项|种)?[吧。.!！]?$")
_ORDINALS = {"1": 0, "一": 0, "2": 1, "二": 1, "两": 1, "3": 2, "三": 2}
_ELLIPSIS = re.compile(
    r"^(?:那么|那|如果是|要是|假如是|换成|换)(.{1,12}?)(?:的话)?(?:呢|咋办|怎么办|怎么样|行不行|行吗|可以吗)?[?？。]?$"
)

_CODE = re.compile(r"(?<![A-Z0-9])(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*[2-9])[2-9A-HJKMNP-Z]{10}(?![A-Z0-9])")
"""The code of a case sheet."""
_AFTER_FLOW = re.compile(r"第?[1-5一二三四五](?:个|条|种|项)|说错了|不对|改一下|改成|更正|其实是|弄错了|重新开始|从头")
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
        }


def read(text: str, metadata: Mapping[str, Any], matcher: Matcher) -> Reading:
    """Return what a message means; a choice decides without looking at the text."""
    context = metadata.get("context") or {}
    flow = context.get("flow") or {}
    choice = metadata.get("choice") or (None if flow else _numbered(text, context.get("choices") or {}))
    if choice:
        return _chosen(choice, matcher)
    if _CODE.search(text.upper()):
        return Reading("resume_case", "", 1.0, "answer")
    match = matcher.match(text)
    if flow and _belongs_to_flow(flow, text, match):
        return replace(_from_match(match), intent="flow_answer", kind="")
    rest = _ELLIPSIS.match(text)
    if rest and context.get("last_question") and not (match.intent == "ask" and match.zone == "answer"):
        return _complete(match, str(context["last_question"]), rest.group(1), matcher)
    return _from_match(match)


def _belongs_to_flow(flow: Mapping[str, Any], text: str, match: Match) -> bool:
    """Say whether a message is for the open flow: everything but a sure wish for something else.

    After the flow has ended, only corrections and references to a numbered route are.
    """
    if flow.get("status") == "concluded":
        return bool(_AFTER_FLOW.search(text))
    leaves = match.intent in _LEAVE_FLOW and match.zone == "answer" and len(text) > 2
    return not leaves


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
        return Reading("flow_answer" if choice.get("case_id") else f"start_{choice['flow']}", "", 1.0, "answer")
    if kind == "intent":
        intent, _, part = str(choice["name"]).partition("/")
        return Reading(intent, part, 1.0, "answer")
    return _from_match(matcher.match(str(choice.get("text", ""))))


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


def _ranked(item: Ranked) -> dict[str, Any]:
    return {"topic_id": item.topic_id, "entry_id": item.entry_id, "score": item.score}
