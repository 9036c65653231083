"""The record keeps what was said, and forgets with a value what was inferred from it."""

from __future__ import annotations

import json

import pytest

from bot.dialogue.record import INFERRED, ROUGH, Change, Known, Record


def told(**facts: object) -> Change:
    return Change({name: Known(value) for name, value in facts.items()})


COPIED = Record().tell(
    Change({"happened": Known("copied", turn="t1", words="抄我"), "side": Known("owner", INFERRED, of=("happened",))})
)


def test_what_is_said_replaces_what_was_inferred() -> None:
    assert COPIED.tell(told(side="accused")).value("side") == "accused"


def test_what_is_inferred_replaces_nothing() -> None:
    record = Record().tell(told(side="accused"))
    assert record.tell(Change({"side": Known("owner", INFERRED)})).value("side") == "accused"


def test_a_corrected_fact_takes_along_what_was_inferred_from_it() -> None:
    record = COPIED.tell(told(happened="sued"))
    assert record.answers() == {"happened": "sued"}


def test_the_same_said_again_changes_nothing_inferred() -> None:
    assert COPIED.tell(told(happened="copied")).answers() == {"happened": "copied", "side": "owner"}


def test_inferences_of_inferences_go_too() -> None:
    record = COPIED.tell(Change({"where": Known("local", INFERRED, of=("side",))}))
    assert record.remove("happened").answers() == {}


def test_a_denied_value_is_not_inferred_again_but_may_be_said() -> None:
    denied = COPIED.tell(Change(denied={"side": ("owner",)}))
    assert denied.value("side") is None
    again = denied.tell(Change({"side": Known("owner", INFERRED, of=("happened",))}))
    assert again.value("side") is None
    assert again.tell(told(side="owner")).value("side") == "owner"


def test_denying_another_value_leaves_what_is_known() -> None:
    assert COPIED.deny("side", ("accused",)).value("side") == "owner"
    assert COPIED.deny("happened").answers() == {}


def test_only_sure_values_are_computed_with() -> None:
    record = COPIED.tell(Change(events={"served_on": Known("2026-11-18", ROUGH)}))
    assert record.value("side", sure=True) is None
    assert record.answers(sure=True) == {"happened": "copied", "served_on": "2026-11-18"}


@pytest.mark.parametrize(
    "record",
    [
        Record(),
        COPIED,
        COPIED.deny("side", ("owner",)),
        Record().tell(Change({"evidence": Known(["sample", "photos"], words="小票")}, {"served_on": Known("2026-11-18", ROUGH)})),
    ],
)  # fmt: skip
def test_a_record_survives_being_stored(record: Record) -> None:
    assert Record.from_dict(json.loads(json.dumps(record.as_dict()))) == record
