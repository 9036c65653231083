"""What a message means in its conversation: acts, what it tells of the case, and the entry or intent that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

from bot.core.case import COLLECTING
from bot.core.memory import Memory
from bot.dialogue.guess import Guess
from bot.dialogue.guide import Guide
from bot.dialogue.ranking import Ranker, Talk
from bot.dialogue.reading.acts import (
    acts_of,
    asks,
    asks_more,
    asks_source,
    asks_what_to_do,
    closes,
    goes_on,
    is_of_the_field,
    looks_nearby,
    names_part,
    wants_deletion,
)
from bot.dialogue.reading.case import CaseReader
from bot.dialogue.reading.contact import contact_in
from bot.dialogue.reading.leading import FLAT, best_of_topics, may_be_ours, runner_up, told_of, topic_of, topic_share
from bot.dialogue.reading.message import Reading, read
from bot.dialogue.reading.person import CONTACT, WISH
from bot.dialogue.reading.refusal import is_suspect, kind_of, means_wrong
from bot.dialogue.reading.statements import (
    ASK,
    FOLLOW_UP,
    OUT_OF_SCOPE,
    PERSON,
    UNSAFE,
    answers_only,
    is_misread,
    is_no_wish,
    keeps,
    only_tells,
    shrugs,
)
from bot.dialogue.record import Change, Record
from bot.matching.example import START_FLOW
from bot.matching.match import Matcher
from bot.matching.model import prepared
from bot.matching.zones import Zone

SCRIPT, CERTAINTY, SOURCE = "ask_script", "ask_certainty", "ask_source"
ANSWER_AT = 0.42
"""Share from which the leading entry answers in a case."""
CLEAR_LEAD = 0.3
"""How far the leading entry must lead to answer with a smaller share."""
MOST_RANKED = 6
BESIDE_ANY_CASE = ("chitchat", "injection")
SURELY_BESIDE = 0.9
SHORTEST_ASIDE = 10
"""Characters of a statement in a flow that may be none of its answers."""
LONGEST_WISH_ALONE = 24
"""Characters from which a wish for a person also tells or asks something."""


class ConversationReader:
    """Reads messages with the matcher and the guide of one snapshot."""

    def __init__(
        self,
        matcher: Matcher,
        guide: Guide,
        ranker: Ranker | None = None,
        refuses: Callable[[str, Matcher], bool] = means_wrong,
        guess: Guess | None = None,
    ) -> None:
        self._guess = guess or Guess()
        self._refuses = refuses
        self._matcher = matcher
        self._guide = guide
        self._cases = CaseReader(guide)
        self._ranker = ranker or Ranker(guide)

    def read(self, text: str, metadata: Mapping[str, Any], today: date) -> Reading:
        """Return what a message means; a choice decides without looking at the text."""
        one = copy(self)
        one._matcher = self._matcher.for_one_message(text)  # noqa: SLF001  our own copy
        return one._read(text, metadata, today)  # noqa: SLF001

    def _read(self, text: str, metadata: Mapping[str, Any], today: date) -> Reading:
        memory = Memory.of(metadata.get("context"))
        base = self._without_blame(text, read(text, metadata, self._matcher), memory)
        in_flow = memory.flow.get("status") == COLLECTING
        if in_flow and not metadata.get("choice") and wants_deletion(text):
            base = Reading("delete_my_data", "", 1.0, "answer")
        if metadata.get("choice") or in_flow or base.intent in ("flow_answer", "resume_case"):
            base = self._beside_flow(text, base, memory) if in_flow and not metadata.get("choice") else base
            return replace(base, acts=acts_of(text, base.intent, base.zone == "answer", Change(), memory))
        talk = Talk.of(memory)
        change, turn_id = self._told(text, metadata, today, base, talk), str(metadata.get("turn_id") or "")
        record = talk.record.tell(change)
        guessed = self._guessed(text, base, record)
        told_now = frozenset({*change.facts, *change.events})
        talk = replace(talk, record=record.tell(guessed), told=told_now, asking=self._asks(text))
        acts = acts_of(text, base.intent, base.zone == "answer", change, memory)
        meant = self._meant(text, base, acts, change, talk, memory)
        dated = {} if change.events else self._cases.dated_for(meant.entry_id, text, turn_id, today)
        told = replace(change, facts={**guessed.facts, **change.facts}, events={**change.events, **dated})
        return replace(meant, acts=acts, told=told)

    def _asks(self, text: str) -> bool:
        return asks(text) or (bool(self._guess.columns) and self._guess.asks(self._matcher.look(prepared(text))[0]))

    def _guessed(self, text: str, base: Reading, record: Record) -> Change:
        """Return what the message makes likely of the case."""
        if not self._guess.columns or base.intent in (UNSAFE, PERSON):
            return Change()
        return self._guess.inferred(self._matcher.look(prepared(text))[0], record)

    def _beside_flow(self, text: str, base: Reading, memory: Memory) -> Reading:
        """Return a message in an open flow with the entry that it means beside the flow's question, if one leads."""
        told_or_asked = asks(text) or len(text) >= SHORTEST_ASIDE
        if base.instead not in (ASK, FOLLOW_UP, OUT_OF_SCOPE) or base.zone == "answer" or not told_or_asked:
            return base
        ranked = self._ranker.rank(text, self._matcher, Talk.of(memory))
        if not ranked or topic_share(ranked) < ANSWER_AT or self._is_beside(base, text, Talk.of(memory)):
            return base
        top = ranked[0]
        return replace(
            base, instead=ASK, kind="", zone="answer", topic_id=top.topic_id, entry_id=top.entry_id, ranking=ranked,
            confidence=topic_share(ranked),
        )  # fmt: skip

    def _without_blame(self, text: str, base: Reading, memory: Memory) -> Reading:
        """Return a reading that refuses exactly who means to do wrong himself."""
        taken_for_wrong = base.intent == UNSAFE
        if memory.flow or not (
            taken_for_wrong or (base.intent in (ASK, OUT_OF_SCOPE, START_FLOW) and is_suspect(text))
        ):
            return base
        matcher = self._matcher
        if self._refuses(text, matcher):
            return base if taken_for_wrong else Reading(UNSAFE, kind_of(text, matcher), 1.0, "reject")
        return self._asked(text, base) if taken_for_wrong else base

    def _asked(self, text: str, base: Reading) -> Reading:
        """Return a message taken for a wrong as the question of ours it is likest to."""
        ranked = self._ranker.rank(text, self._matcher, Talk(Record()))
        if not ranked:
            return base
        share = topic_share(ranked)
        zone: Zone = "answer" if share >= ANSWER_AT else "clarify"
        top = ranked[0]
        return Reading(ASK, "", share, zone, top.topic_id, top.entry_id, best_of_topics(ranked))

    def _told(self, text: str, metadata: Mapping[str, Any], today: date, base: Reading, talk: Talk) -> Change:
        if base.intent == UNSAFE:
            return Change()
        asked = Memory.of(metadata.get("context")).asked
        if base.intent == PERSON and base.kind not in ("", WISH):
            return Change()
        last = next(iter(talk.answered), "")
        change = self._cases.read(text, str(metadata.get("turn_id") or ""), today, asked, talk.record, last)
        return replace(change, events={}) if base.intent == PERSON and contact_in(text).when else change

    def _meant(
        self, text: str, base: Reading, acts: tuple[str, ...], change: Change, talk: Talk, memory: Memory
    ) -> Reading:
        if own := self._of_its_own(text, base, acts, talk):
            return own
        tells_more = bool(change.facts or change.events) and is_no_wish(base, text, change)
        if keeps(base, text, memory) and not tells_more and not answers_only(memory, change, text):
            return base
        if base.intent in (ASK, FOLLOW_UP, OUT_OF_SCOPE) and talk.answered and asks_source(text):
            return Reading(SOURCE, "", 1.0, "answer")
        if base.intent in (ASK, FOLLOW_UP) and "meta" in acts and not change and base.zone != "answer":
            return Reading(CERTAINTY, "", base.confidence, "answer")
        if told := self._taken_further(text, base, acts, change, talk, memory):
            return told
        return self._in_case(text, base, talk) if talk.answered or may_be_ours(base, text) else base

    def _of_its_own(self, text: str, base: Reading, acts: tuple[str, ...], talk: Talk) -> Reading | None:
        """Return what needs no case: an operator's wish, one for a person, for deletion or for an office nearby."""
        if "staff" in acts:
            return self._for_staff(text, base, talk)
        if base.intent == PERSON and base.kind in ("", WISH, CONTACT) and len(text) >= LONGEST_WISH_ALONE:
            return self._with_answer(text, base, talk)
        if wants_deletion(text) and not (len(text) >= LONGEST_WISH_ALONE and asks_more(text)):
            return Reading("delete_my_data", "", 1.0, "answer")
        if talk.answered and asks_what_to_do(text):
            own = self._guide.vocabulary.opening(talk.record.answers())
            return Reading(FOLLOW_UP, "steps", 1.0, "answer", topic_of(own), own)
        if talk.answered and not talk.asking and closes(text):
            return Reading("thanks", "", 1.0, "answer")
        nearby = base.intent in (ASK, "find_station") and looks_nearby(text)
        return Reading("find_station", "", 1.0, "answer") if nearby else None

    def _with_answer(self, text: str, base: Reading, talk: Talk) -> Reading:
        """Return a wish for a person with the entry that answers what is told or asked beside it."""
        if not (asks(text) or is_of_the_field(text)):
            return base
        ranked = self._ranker.rank(text, self._matcher, talk)
        if not ranked or topic_share(ranked) < ANSWER_AT or ranked[0].entry_id in talk.answered:
            return base
        return replace(base, topic_id=ranked[0].topic_id, entry_id=ranked[0].entry_id)

    def _taken_further(
        self, text: str, base: Reading, acts: tuple[str, ...], change: Change, talk: Talk, memory: Memory
    ) -> Reading | None:
        """Return what a message that asks nothing takes further: the case, or what was told; None for all others."""
        if shrugs(text, base, change, memory, asking=talk.asking) and talk.answered:
            return told_of(base, talk.answered[0])
        if back := self._going_on(text, talk, base):
            return back
        if only_tells(text, base, acts, change, memory, asking=talk.asking):
            return self._telling(text, change, talk, base)
        if talk.answered and not talk.asking and is_misread(base):
            return self._in_case(text, replace(base, intent=OUT_OF_SCOPE, kind=FLAT[0], zone="reject"), talk)
        return None

    def _is_beside(self, base: Reading, text: str, talk: Talk) -> bool:
        """Say whether a message is taken for something else and has no word of our field; in a case only sure small talk is."""
        outside = OUT_OF_SCOPE in (base.intent, base.instead)
        if not outside or base.kind in FLAT or is_of_the_field(text):
            return False
        return not talk.answered or (base.kind in BESIDE_ANY_CASE and base.confidence >= SURELY_BESIDE)

    def _going_on(self, text: str, talk: Talk, base: Reading) -> Reading | None:
        """Return the way back to the visitor's own case after a digression."""
        opening = self._guide.vocabulary.opening(talk.record.answers())
        if not goes_on(text) or talk.asking or not opening:
            return None
        return told_of(base, opening)

    def _for_staff(self, text: str, base: Reading, talk: Talk) -> Reading:
        """Return the entry whose script an operator asks for: the one meant, else the last one."""
        ranked = self._ranker.rank(text, self._matcher, talk)
        sure = base.intent == ASK and base.zone == "answer" and not talk.answered
        leads = bool(ranked) and topic_share(ranked) >= ANSWER_AT
        entry = base.entry_id if sure else ranked[0].entry_id if leads else next(iter(talk.answered), "")
        entry = entry or (ranked[0].entry_id if ranked else "")
        return replace(base, intent=SCRIPT, kind="", zone="answer", topic_id=topic_of(entry), entry_id=entry)

    def _telling(self, text: str, change: Change, talk: Talk, base: Reading) -> Reading | None:
        """Return the entry to answer in the light of what was told; None without one.

        That of a new story; else the one that leads clearly, or the last one again.
        """
        known = talk.record.answers()
        opening = self._guide.vocabulary.opening(known)
        last = next(iter(talk.answered), "")
        ranked = self._ranker.rank(text, self._matcher, talk)
        led_to = ranked[0].entry_id if ranked and topic_share(ranked) >= ANSWER_AT else ""
        begins = opening and ("happened" in change.facts or not last)
        entry = led_to or (opening if begins else last)
        return replace(told_of(base, entry), ranking=ranked[:MOST_RANKED]) if entry else None

    def _in_case(self, text: str, base: Reading, talk: Talk) -> Reading:
        """Return the entry meant in the light of the case; what is surely known already stays."""
        ranked = self._ranker.rank(text, self._matcher, talk)
        top, share = (ranked[0], topic_share(ranked)) if ranked else (None, 0.0)
        if top is None or self._is_beside(base, text, talk):
            return base
        if talk.answered and not talk.asking and (share < ANSWER_AT or top.entry_id in talk.answered):
            told = top.entry_id if top.entry_id in talk.answered else talk.answered[0]
            return replace(told_of(base, told), ranking=ranked[:MOST_RANKED])
        sure = base.intent == ASK and base.zone == "answer"
        if sure and (top.topic_id == base.topic_id or share < ANSWER_AT):
            same = next((one for one in ranked if one.topic_id == base.topic_id), None)
            return replace(base, entry_id=same.entry_id) if same else base
        last = next(iter(talk.answered), "")
        if (
            base.intent == FOLLOW_UP
            and last
            and names_part(text, base.kind)
            and (top.entry_id == last or share < ANSWER_AT)
        ):
            return base
        leads = share >= ANSWER_AT or share - runner_up(ranked) >= CLEAR_LEAD
        zone = "answer" if leads else "clarify"
        return replace(
            base, intent=ASK, kind="", zone=zone, topic_id=top.topic_id, entry_id=top.entry_id,
            ranking=ranked[:MOST_RANKED], confidence=share, second=None,
        )  # fmt: skip
