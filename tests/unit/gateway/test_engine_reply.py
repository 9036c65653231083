"""What the gateway accepts from the engine."""

from __future__ import annotations

import orjson
import pytest

from bot.errors import EngineFailed
from bot.gateway.work.engine_client import read_reply

GOOD = {"envelopes": [{"type": "answer", "text": "好"}], "context": {"region": None}}


@pytest.mark.parametrize("reply", [GOOD, [GOOD], {**GOOD, "unanswered": {"intent": "x", "ranking": []}}])
def test_one_object_or_a_list_of_one(reply):
    assert read_reply(orjson.dumps(reply))["envelopes"] == GOOD["envelopes"]


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        {},
        {"envelopes": [], "context": {}},
        {"envelopes": [{"type": "answer"}], "context": {}},
        {"envelopes": ["x"], "context": {}},
        {"envelopes": GOOD["envelopes"]},
        [GOOD, GOOD],
    ],
)
def test_anything_else_fails_loudly(reply):
    with pytest.raises(EngineFailed):
        read_reply(reply if isinstance(reply, bytes) else orjson.dumps(reply))
