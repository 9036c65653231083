"""One answer as a message: the serving rules of dates, regions and sources hold here and nowhere else.

A variant is shown only within its validity and for the narrowest region that covers the visitor; every answer shows its
citations with their status on the day, says which region it holds for, and announces a change of law before and after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.core.envelope import CitationView, Envelope, RegionView
from bot.core.knowledge.condition import holds
from bot.core.knowledge.deadline import Deadline
from bot.core.knowledge.entry import NATIONAL, Ask, Entry, NotYetKnown, Served, Variant, select_variant
from bot.core.knowledge.vocabulary import Vocabulary
from bot.core.region import Region
from bot.dialogue.turn import Turn
from bot.services import ports
from bot.services.answers.dated import Due, as_field, dues, in_words
from bot.services.answers.parts import fitted, point_of, sentences_of
from bot.services.citations import in_words as citation_in_words
from bot.services.citations import views
from bot.text.lexicon import word_lists

RECENT = timedelta(days=366)
"""For how long a change of law is still told: events of that time may fall under the old rule."""
FOOTING = ("title", "checked_on", "review_by", "reviewer", "notice")
"""Fields of `details` that also belong to a follow-up about one part."""
ROOM = 180
"""Characters before the fold that a phone shows at once."""
DATED = ("deadline", "steps")
"""Parts that the nearest computed date goes before."""
ANY_RIGHT = "any"
REGION = "region"
"""The fact that the visitor's place answers."""
CITED = 3
"""Sources named in the text itself; all of them are in the message's citations."""


class AnswerCards:
    """Renders entries of published versions."""

    def __init__(
        self, published: ports.Published, regions: ports.Regions, vocabulary: Vocabulary, say: Callable[..., str]
    ) -> None:
        self._published = published
        self._regions = regions
        self._vocabulary = vocabulary
        self._say = say

    def served(self, turn: Turn, entry: Entry, region: Region | None) -> Served | NotYetKnown:
        """Return what of an entry holds on the turn's date in the visitor's region."""
        return select_variant(entry, turn.as_of, region.chain if region else ())

    def card(self, turn: Turn, entry: Entry, region: Region | None, first: str = "", question: str = "") -> Envelope:
        """Return the answer for the turn's date and the visitor's region; `first` is said before its conclusion.

        Args:
            question: what is asked in so many words; the sentence of the fold that answers it comes first.
        """
        served = self.served(turn, entry, region)
        if isinstance(served, NotYetKnown):
            return self._too_early(entry, served)
        variant = served.variant
        due = self.due(turn, variant)
        citations = self._citations(turn, variant, due)
        body, rest = self._body(turn, served, question)
        lead = self._lead(turn, entry, served, due, (first, body))
        card: Envelope = {
            "type": "answer",
            "text": self._text(turn, served, lead, rest, citations),
            "entry_id": entry.id,
            "topic_id": entry.topic_id,
            "confidence": turn.confidence,
            "as_of": turn.as_of.isoformat(),
            "valid_from": _iso(variant.valid_from),
            "valid_to": _iso(variant.valid_to),
            "region": self._region_view(served, region),
            "citations": citations,
            "details": self._details(turn, entry, served, lead, rest),
        }
        if due is not None:
            card["deadline"] = as_field(due, turn.as_of)
        return card

    def asked(self, turn: Turn, entry: Entry, region: Region | None) -> Ask | None:
        """Return what the answer asks back, if anything."""
        served = self.served(turn, entry, region)
        return question_back(served.variant, turn) if isinstance(served, Served) else None

    def due(self, turn: Turn, variant: Variant) -> Due | None:
        """Return the nearest of an answer's periods that this case dates."""
        rows = self._published.deadlines(turn.version)
        for names in (variant.deadlines, self._of_the_case(turn, rows)):
            known = (rows[name] for name in names if name in rows)
            if found := dues(known, turn.record, self._vocabulary, turn.as_of):
                return found[0]
        return None

    def _of_the_case(self, turn: Turn, rows: Mapping[str, Deadline]) -> list[str]:
        """Return the periods that run in any case from a day just told, whatever is answered."""
        right = str(turn.known.get("right") or "")
        names = word_lists("case_deadlines").get(str(turn.known.get("side") or ""), ())
        told = [rows[name] for name in names if name in rows and rows[name].event in turn.told.events]
        return [
            row.id for row in told if row.right == ANY_RIGHT or (right and self._vocabulary.covers(row.right, right))
        ]

    def has_part(self, turn: Turn, entry: Entry, region: Region | None, name: str) -> bool:
        """Say whether an answer has a part of its own of that name."""
        served = self.served(turn, entry, region)
        return isinstance(served, Served) and bool(self._part(turn, served.variant, name))

    def part(self, turn: Turn, entry: Entry, region: Region | None, name: str) -> Envelope:
        """Return one part of the answer (cost, time, materials, steps, deadline)."""
        card = self.card(turn, entry, region)
        if card["type"] != "answer":
            return card
        served = self.served(turn, entry, region)
        assert isinstance(served, Served)
        part = self._part(turn, served.variant, name) or self._say(f"utter_answers_unverified_{name}")
        lead = self._say(f"utter_answers_part_{name}", title=entry.title, part=part)
        due = self.due(turn, served.variant) if name in DATED else None
        if due is not None:
            lead, card["deadline"] = f"{in_words(due, turn.as_of, self._say)}\n{lead}", as_field(due, turn.as_of)
        text = "\n".join(part for part in (lead, self._notice(turn)) if part)
        details = {name: value for name, value in card["details"].items() if name in FOOTING}
        card["text"], card["details"] = text, {"lead": lead, **details}
        return card

    def _too_early(self, entry: Entry, known: NotYetKnown) -> Envelope:
        key = "utter_answers_too_early" if known.starts else "utter_answers_no_rule_then"
        return {"type": "notice", "text": self._say(key, title=entry.title, starts=_iso(known.starts) or "")}

    def _text(self, turn: Turn, served: Served, lead: str, rest: str, citations: Sequence[CitationView]) -> str:
        variant = served.variant
        deadlines = [self._deadline_line(row) for row in self._deadlines(turn, variant.deadlines)]
        parts = [
            lead,
            rest,
            self._for_region(served),
            self._upcoming(served),
            variant.risk if variant.risk not in lead else "",
            variant.explain,
            self._numbered("utter_answers_steps", variant.steps),
            self._joined("utter_answers_materials", variant.materials, "、"),
            self._joined("utter_answers_deadlines", deadlines, "；"),
            self._joined("utter_answers_fees", [variant.fees] if variant.fees else (), ""),
            self._joined("utter_answers_time", [variant.time] if variant.time else (), ""),
            self._say("utter_answers_next_step", step=variant.steps[0]) if variant.steps else "",
            self._joined("utter_answers_sources", [citation_in_words(c, self._say) for c in citations[:CITED]], "；"),
            self._notice(turn),
        ]
        return "\n".join(part for part in parts if part)

    def _notice(self, turn: Turn) -> str:
        """Return the fixed notice; it is shown once a conversation."""
        return "" if turn.memory.noticed else self._say("utter_answers_notice")

    def _body(self, turn: Turn, served: Served, question: str) -> tuple[str, str]:
        """Return the conclusion, led by the point that is asked for, and what of it had no room."""
        text = conclusion(served.variant, turn.known) + served.local
        point = point_of(question, text, sentences_of(served.variant, turn.known)) if question else ""
        return fitted(point, text, ROOM) if point else (text, "")

    def _lead(self, turn: Turn, entry: Entry, served: Served, due: Due | None, first: tuple[str, str]) -> str:
        """Return what comes before anything folded: conclusion, computed date, change of law, danger, one question.

        The danger gives way where there is no room for it; it is told in the fold then.
        """
        variant = served.variant
        ask = question_back(variant, turn)
        parts = [
            *first,
            in_words(due, turn.as_of, self._say) if due else "",
            self._recent(entry, served, turn.as_of),
            "",
            ask.question if ask else self._tell_region(entry, turn),
        ]
        if variant.risk not in parts[1] and sum(map(len, parts)) + len(variant.risk) <= ROOM:
            parts[-2] = variant.risk
        return "\n".join(part for part in parts if part)

    def _numbered(self, key: str, items: Sequence[str]) -> str:
        listed = "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
        return self._say(key, items=listed) if listed else ""

    def _joined(self, key: str, items: Sequence[str], mark: str) -> str:
        return self._say(key, items=mark.join(items)) if items else ""

    def _tell_region(self, entry: Entry, turn: Turn) -> str:
        """Ask where the visitor is, where that adds something and nothing else is asked."""
        regional = any(variant.region != NATIONAL for variant in entry.answers)
        return self._say("utter_answers_tell_region") if regional and not turn.region else ""

    def _for_region(self, served: Served) -> str:
        """Say for which region something was added."""
        local = served.variant.region != NATIONAL
        return self._say("utter_answers_for_region", name=self._region_name(served.variant.region)) if local else ""

    def _upcoming(self, served: Served) -> str:
        if served.upcoming is None:
            return ""
        starts = _iso(served.upcoming.valid_from) or ""
        return self._say("utter_answers_upcoming", date=starts, text=_first(served.upcoming.text))

    def _recent(self, entry: Entry, served: Served, day: date) -> str:
        """Tell the rule that was replaced not long ago: the visitor's event may lie before the change."""
        variant = served.variant
        if variant.valid_from is None or day - variant.valid_from > RECENT:
            return ""
        last_day = variant.valid_from - timedelta(days=1)
        before = next((v for v in entry.answers if v.region == NATIONAL and v.valid_to == last_day), None)
        if before is None:
            return ""
        return self._say("utter_answers_recent", date=variant.valid_from.isoformat(), text=_first(before.text))

    def _details(self, turn: Turn, entry: Entry, served: Served, lead: str, rest: str) -> dict[str, Any]:
        variant = served.variant
        details = {
            "title": entry.title,
            "lead": lead,
            "explain": "\n".join(
                part for part in (rest, variant.risk if variant.risk not in lead else "", variant.explain) if part
            ),
            "steps": list(variant.steps),
            "materials": list(variant.materials),
            "deadlines": self._deadlines(turn, variant.deadlines),
            "fees": variant.fees,
            "time": variant.time,
            "office_kinds": list(variant.offices),
            "next_step": variant.steps[0] if variant.steps else "",
            "checked_on": _iso(entry.checked_on),
            "review_by": _iso(entry.review_by),
            "reviewer": entry.reviewer,
            "upcoming": self._upcoming(served),
            "notice": self._notice(turn),
        }
        return {key: value for key, value in details.items() if value not in ("", [], None) or key == "reviewer"}

    def _deadlines(self, turn: Turn, ids: Iterable[str]) -> list[dict[str, Any]]:
        rows = self._published.deadlines(turn.version)
        return [self._deadline(rows[name], turn.as_of) for name in ids if name in rows]

    def _deadline(self, row: Deadline, day: date) -> dict[str, Any]:
        """Return a period as it is counted on the day; without a rule for that day no length is shown."""
        period = row.on(day)
        if period is None:
            rule = self._say("utter_answers_deadline_unknown")
        else:
            unit = self._say(f"utter_answers_unit_{period.unit}")
            rule = self._say(f"utter_answers_period_{period.direction}", length=f"{period.amount}{unit}")
        return {"id": row.id, "name": row.name, "rule": rule, "start_event": row.start_event, "note": row.note}

    def _deadline_line(self, row: dict[str, Any]) -> str:
        key = "utter_answers_deadline_from" if row["start_event"] else "utter_answers_deadline"
        return self._say(key, name=row["name"], rule=row["rule"], start=row["start_event"])

    def _citations(self, turn: Turn, variant: Variant, due: Due | None) -> list[CitationView]:
        sources = self._published.sources(turn.version)
        return views((*variant.citations, *(due.sources if due else ())), sources, turn.as_of)

    def _region_view(self, served: Served, region: Region | None) -> RegionView:
        code, requested = served.variant.region, region.code if region else NATIONAL
        return RegionView(code=code, name=self._region_name(code), requested=requested, widened=served.widened)

    def _region_name(self, code: str) -> str:
        region = None if code == NATIONAL else self._regions.get(code)
        return "".join(region.path) if region else self._say("utter_region_national")

    def _part(self, turn: Turn, variant: Variant, name: str) -> str:
        texts = {
            "cost": variant.fees,
            "time": variant.time,
            "materials": "\n".join(f"· {item}" for item in variant.materials),
            "steps": "\n".join(f"{number}. {item}" for number, item in enumerate(variant.steps, 1)),
            "deadline": "\n".join(f"· {self._deadline_line(row)}" for row in self._deadlines(turn, variant.deadlines)),
        }
        return texts[name]


def conclusion(variant: Variant, known: Mapping[str, Any]) -> str:
    """Return what the answer comes to in this case: the first of its cases that holds, else its text."""
    return next((case.text for case in variant.cases if holds(case.when, known)), variant.text)


def question_back(variant: Variant, turn: Turn) -> Ask | None:
    """Return the question that most changes the answer, is not answered yet and was not put before."""
    known = {*turn.known, *turn.memory.put, *((REGION,) if turn.region or turn.memory.region else ())}
    return next((ask for ask in variant.ask if ask.fact not in known), None)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _first(text: str) -> str:
    return text.split("。", maxsplit=1)[0] + "。"
