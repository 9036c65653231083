"""The system says what it was recorded to say; `make record` records anew after a change that is meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import recording
from tests.support.system import System


@pytest.fixture(scope="module")
def replies(running_system: System) -> dict[str, Any]:
    return recording.play(running_system)


@pytest.mark.parametrize("name", [name for name, _, _ in recording.conversations()])
def test_it_says_what_was_recorded(replies: dict[str, Any], name: str) -> None:
    assert replies[name] == recording.recorded().get(name)
