"""Who may do what: conversation tokens, staff sessions, same-origin and CSRF checks, response headers."""

from __future__ import annotations

import hashlib
from hmac import compare_digest
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from itsdangerous import BadSignature, Signer

from bot.errors import Forbidden, NotSignedIn
from bot.private import kept_secret

SESSION_COOKIE = "weiquan_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Tokens:
    """Signs a conversation's id, so that only who opened it can go on with it."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(key, salt="conversation", digest_method=hashlib.sha256)

    def issue(self, conversation_id: str) -> str:
        """Return the token of a conversation."""
        return self._signer.sign(conversation_id).decode()

    def conversation(self, header: str) -> str:
        """Return the conversation an `Authorization` header belongs to.

        Raises:
            NotSignedIn: there is no token, or it was not made here.
        """
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.isascii():
            raise NotSignedIn("token")
        try:
            return self._signer.unsign(token.strip()).decode()
        except BadSignature as error:
            raise NotSignedIn("token") from error


def session_cookie(request: web.Request) -> str:
    """Return the secret of a staff session, or an empty string where there is none that was made here."""
    value = request.cookies.get(SESSION_COOKIE, "")
    return value if value.isascii() else ""


def load_key(path: Path) -> bytes:
    """Return the signing key, made on first use and readable by its owner only."""
    return kept_secret(path).encode()


def require_same_origin(request: web.Request) -> None:
    """Refuse what a browser sends on behalf of another site.

    Raises:
        Forbidden: the request names another origin.
    """
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin) != request.host:
        raise Forbidden("origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("origin")


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def require_csrf_token(request: web.Request, expected: str) -> None:
    """Refuse a change that does not carry the session's own token.

    Raises:
        Forbidden: the token is missing or another one.
    """
    given = request.headers.get(CSRF_HEADER, "")
    if not given.isascii() or not compare_digest(given, expected):
        raise Forbidden("csrf_token")


class Addresses:
    """Tells a visitor's address, believing `X-Forwarded-For` from known proxies only."""

    def __init__(self, trusted: str) -> None:
        self._trusted = [ip_network(part.strip()) for part in trusted.split(",") if part.strip()]

    def of(self, request: web.Request) -> str:
        """Return the address the request came from; an IPv6 household counts as one, by its /64 network."""
        address = request.remote or ""
        if self._trusted:
            lines = request.headers.getall("X-Forwarded-For", [])
            for hop in reversed(",".join(lines).split(",")):
                if not self._is_trusted(address):
                    break
                address = hop.strip() or address
        return _household(address)

    def _is_trusted(self, address: str) -> bool:
        known = _address(address)
        return known is not None and any(known in network for network in self._trusted)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address a text names; an IPv4 address written as IPv6 is one of IPv4."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _household(text: str) -> str:
    found = _address(text)
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found) >> 64 << 64, 64)))
    return str(found or text)
