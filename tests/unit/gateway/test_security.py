"""Tokens and addresses."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.errors import Forbidden, NotSignedIn
from bot.gateway.security import Addresses, Tokens, load_key, require_csrf_token, require_same_origin

TOKENS = Tokens(b"key")


@given(st.text())
def test_no_text_but_a_signed_one_is_a_token(text: str):
    with pytest.raises(NotSignedIn):
        TOKENS.conversation(f"Bearer {text}")


@given(st.text(alphabet="0123456789abcdef", min_size=1, max_size=32))
def test_a_token_names_its_conversation(conversation_id: str):
    assert TOKENS.conversation("Bearer " + TOKENS.issue(conversation_id)) == conversation_id


def test_another_key_makes_another_token():
    with pytest.raises(NotSignedIn):
        Tokens(b"other").conversation("Bearer " + TOKENS.issue("a"))


def test_a_key_is_made_once(tmp_path):
    first = load_key(tmp_path / "keys" / "token.key")
    assert load_key(tmp_path / "keys" / "token.key") == first
    assert len(first) == 64


class Transport:
    """A connection from 10.0.0.9."""

    def get_extra_info(self, name, default=None):
        return ("10.0.0.9", 1) if name == "peername" else default


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        ("", "198.51.100.1", "10.0.0.9"),
        ("10.0.0.0/8", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.0/8", "203.0.113.5, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.0/8", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.0/8", "", "10.0.0.9"),
        ("192.0.2.1", "198.51.100.1", "10.0.0.9"),
    ],
)
def test_the_address_is_that_of_the_last_unknown_hop(trusted, forwarded, expected):
    request = make_mocked_request("GET", "/", {"X-Forwarded-For": forwarded}, transport=Transport())
    assert Addresses(trusted).of(request) == expected


@pytest.mark.parametrize(
    ("address", "other", "shared"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.1", "198.51.100.1", True),
        ("198.51.100.1", "198.51.100.2", False),
    ],
)
def test_addresses_of_one_household_share_a_rate(address, other, shared):
    def of(given):
        headers = {"X-Forwarded-For": given}
        return Addresses("10.0.0.9").of(make_mocked_request("GET", "/", headers, transport=Transport()))

    assert (of(address) == of(other)) is shared


def test_a_proxy_that_adds_a_line_of_its_own_is_believed_rather_than_the_visitor():
    headers = CIMultiDict([("X-Forwarded-For", "203.0.113.5"), ("X-Forwarded-For", "198.51.100.1")])
    request = make_mocked_request("GET", "/", headers, transport=Transport())
    assert Addresses("10.0.0.0/8").of(request) == "198.51.100.1"


@pytest.mark.parametrize("origin", ["http://[", "http://elsewhere.example", "null"])
def test_an_origin_that_is_not_ours_is_refused_however_it_is_written(origin):
    request = make_mocked_request("POST", "/", {"Origin": origin, "Host": "here.example"})
    with pytest.raises(Forbidden):
        require_same_origin(request)


@pytest.mark.parametrize("given", ["", "other", "\udcff"])
def test_a_wrong_csrf_token_is_refused_whatever_its_bytes(given):
    with pytest.raises(Forbidden):
        require_csrf_token(SimpleNamespace(headers={"X-CSRF-Token": given}), "expected")
