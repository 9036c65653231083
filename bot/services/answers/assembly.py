"""Everything that replies to what visitors ask and tell, built when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.core.knowledge.vocabulary import Vocabulary
from bot.services import ports
from bot.services.answers.answers import Answers
from bot.services.answers.case_records import CaseRecords
from bot.services.answers.conversational import ConversationalReplies
from bot.services.answers.english import English
from bot.services.answers.scripts import Scripts
from bot.services.answers.telling import Telling


@dataclass(frozen=True)
class Replies:
    """The use cases of a turn that no guided flow and no directory answers."""

    published: ports.Published
    flow_rules: ports.FlowRules
    cases: ports.Cases
    regions: ports.Regions
    said: ports.Said
    vocabulary: Vocabulary
    say: Callable[..., str]

    @cached_property
    def records(self) -> CaseRecords:
        """What is known of visitors' cases."""
        return CaseRecords(self.vocabulary, self.flow_rules, self.cases, self.regions, self.say)

    @cached_property
    def answers(self) -> Answers:
        """Answers to questions."""
        return Answers(self.published, self.flow_rules, self.regions, self.vocabulary, self.said, self.say)

    @cached_property
    def telling(self) -> Telling:
        """Replies to what visitors tell."""
        known = (self.published, self.flow_rules, self.regions, self.vocabulary)
        return Telling(self.answers, self.records, *known, self.said, self.say)

    @cached_property
    def small(self) -> ConversationalReplies:
        """Replies beside answers."""
        return ConversationalReplies(self.answers, self.flow_rules, self.regions, self.said, self.say)

    @cached_property
    def english(self) -> English:
        """What matters of a reply, in English."""
        return English(self.published, self.vocabulary, self.say)

    @cached_property
    def scripts(self) -> Scripts:
        """What operators say on the phone."""
        return Scripts(self.published, self.say)
