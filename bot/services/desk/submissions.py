"""Financing needs and overseas reports: handed in with consent, looked through, moved on, matched with products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Protocol

from bot.core.case import Case
from bot.core.knowledge.condition import UNKNOWN
from bot.core.knowledge.flow import Flow
from bot.core.knowledge.product import MISSES, Product, compare
from bot.core.submission import KINDS, STATUSES, TRANSITIONS, Submission
from bot.errors import Conflict, InvalidInput, existing
from bot.text.as_written import own_words

YES = "yes"
CONSENT_SUFFIX = "_consent"


class SubmissionStore(Protocol):
    """Where submissions are kept; every method is one transaction."""

    def hand_in(self, case_id: str, code: str, kind: str, content: Mapping[str, Any]) -> None:
        """Store what a case hands in; a second time brings it up to date, unless it is closed."""

    def withdraw(self, case_id: str) -> None:
        """Delete what a case handed in, if anything."""

    def get(self, submission_id: str) -> Submission | None:
        """Return one submission."""

    def of_case(self, case_id: str) -> Submission | None:
        """Return what a case handed in."""

    def all(self, kind: str = "", status: str = "") -> Sequence[Submission]:
        """Return the submissions of a kind and a status, the oldest first; an empty word means any."""

    def change(self, submission_id: str, revision: int, values: Mapping[str, str]) -> Submission:
        """Change status, note or handler; raises Conflict when somebody else was quicker."""


class Submissions:
    """What staff and flows do with submissions."""

    def __init__(self, store: SubmissionStore) -> None:
        self._store = store

    def concluded(self, flow: Flow, case: Case) -> None:
        """Hand in what a concluded case agreed to, or take it back when the visitor no longer agrees."""
        if flow.hands_in is None:
            return
        slot, kind = flow.hands_in.slot, flow.hands_in.kind
        if case.answers.get(slot) != YES:
            self._store.withdraw(case.id)
            return
        region = next((case.answers.get(one.id) for one in flow.slots if one.kind == "region"), None)
        content = {
            "region": "" if region in (None, UNKNOWN) else str(region),
            "answers": dict(case.answers),
            "facts": [dict(fact) for fact in case.sheet.get("facts", ())],
            "draft": [{"title": part["title"], "lines": part["lines"]} for part in case.sheet.get("draft", ())],
        }
        self._store.hand_in(case.id, case.code, kind, content)

    def of_case(self, case_id: str) -> Submission | None:
        """Return what a case handed in."""
        return self._store.of_case(case_id)

    def search(self, kind: str = "", status: str = "") -> Sequence[Submission]:
        """Return the submissions of a kind and a status.

        Raises:
            InvalidInput: there is no such kind or status.
        """
        if kind and kind not in KINDS:
            raise InvalidInput("kind")
        if status and status not in STATUSES:
            raise InvalidInput("status")
        return self._store.all(kind, status)

    def get(self, submission_id: str) -> Submission:
        """Return one submission.

        Raises:
            NotFound: there is none.
        """
        return existing(self._store.get(submission_id), "submission")

    def change(
        self, submission_id: str, account: str, status: str | None, note: str | None, revision: int | None
    ) -> Submission:
        """Move a submission on or note something; what is so already stays as it is.

        Raises:
            Conflict: the status may not follow, or the submission changed since `revision`.
        """
        found = self.get(submission_id)
        wanted = {
            "status": found.status if status is None else status,
            "note": found.note if note is None else own_words(note),
        }
        if wanted == {"status": found.status, "note": found.note}:
            return found
        if revision is not None and revision != found.revision:
            raise Conflict("somebody else was quicker")
        if wanted["status"] != found.status and wanted["status"] not in TRANSITIONS[found.kind][found.status]:
            raise Conflict(f"a {found.kind} that is {found.status} cannot become {wanted['status']}")
        return self._store.change(found.id, found.revision, {**wanted, "handled_by": account})


def products_for(need: Submission, products: Sequence[Product], today: date) -> list[dict[str, Any]]:
    """Return the products no limit of which a need misses, those with the fewest open points first."""
    found = []
    for product in products:
        limits = compare(product, need.answers, need.region, today)
        if MISSES not in limits.values():
            opened = sorted(name for name, result in limits.items() if result != "fits")
            shown = {**asdict(product), "checked_on": product.checked_on.isoformat()}
            shown["valid_to"] = product.valid_to.isoformat() if product.valid_to else None
            found.append({"product": shown, "fits": sorted(set(limits) - set(opened)), "to_ask": opened})
    return sorted(found, key=lambda item: len(item["to_ask"]))


def consents(case: Case) -> bool:
    """Say whether a case's visitor agreed that staff work with it."""
    return any(name.endswith(CONSENT_SUFFIX) and value == YES for name, value in case.answers.items())
