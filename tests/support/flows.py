"""Stand-ins at the ports of guided flows: cases, accesses and wording in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from bot.config import ROOT
from bot.core.case import Case
from bot.errors import Conflict
from bot.services.sheets.continuing import Access


class Cases:
    """Keeps cases in memory and refuses an old revision."""

    def __init__(self) -> None:
        self.kept: dict[str, Case] = {}

    def get(self, case_id: str):
        return self.kept.get(case_id)

    def by_code(self, code: str):
        return next((case for case in self.kept.values() if case.code == code), None)

    def of_conversation(self, conversation_id: str):
        return [case for case in self.kept.values() if case.conversation_id == conversation_id]

    def save(self, case: Case):
        if case.id in self.kept and self.kept[case.id].revision != case.revision:
            raise Conflict(case.id)
        origin = case.origin_id or case.conversation_id
        self.kept[case.id] = replace(case, revision=case.revision + 1, origin_id=origin)
        return self.kept[case.id]


def sentences() -> dict[str, str]:
    found = {}
    for path in (ROOT / "data" / "responses").glob("*.yml"):
        for key, texts in yaml.safe_load(Path(path).read_text(encoding="utf-8"))["responses"].items():
            found[key] = texts[0]["text"]
    return found


SENTENCES = sentences()


def say(key: str, **values: str) -> str:
    return SENTENCES[key].format(**values)


class Said:
    """A conversation whose last reply is given."""

    def __init__(self, *messages: dict) -> None:
        self.messages = list(messages)

    def last_reply(self, conversation_id: str):
        return self.messages


class Accesses:
    """Keeps accesses in memory."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self.seen: list[tuple[str, str]] = []

    def note(self, access: Access) -> None:
        self.seen.append((access.act, access.conversation_id))

    def refused_since(self, case_id: str, moment: object) -> int:
        return sum(act == "refused" for act, _ in self.seen)

    def take(self, access: Access) -> None:
        self.note(access)
        case = self.cases.kept[access.case_id]
        self.cases.kept[case.id] = replace(case, conversation_id=access.conversation_id, revision=case.revision + 1)
