"""A test written as data does not pass because of a slip in a key."""

from __future__ import annotations

import pytest

from tests.support.written import known_only


def test_a_key_that_nobody_reads_is_refused() -> None:
    known_only({"say": "您好"}, ("say", "type"), "file")
    with pytest.raises(ValueError, match="file: nobody reads cited"):
        known_only({"say": "您好", "cited": "law"}, ("say", "type"), "file")
