"""Every error the product raises on purpose; translated once at each edge.

ProductError
├── InvalidInput        422 input_invalid
│   └── TooLong         413 text_too_long
├── UnknownEncoding     415 encoding_unknown
├── NotSignedIn         401 not_signed_in
├── Forbidden           403 forbidden
├── NotFound            404 not_found
│   └── NoFont          404 no_font
├── Conflict            409 conflict
│   ├── StaleChoice     409 stale_choice
│   └── SheetNotReady   409 sheet_not_ready
├── TooManyRequests     429 too_many_requests
├── Busy                503 busy
└── EngineUnavailable   503 engine_unavailable
    └── EngineFailed    503 engine_unavailable
        └── TurnTimedOut 503 engine_unavailable
"""

from __future__ import annotations


class ProductError(Exception):
    """An expected failure with a code, an HTTP status and the key of its wording in data/responses."""

    code = "error"
    status = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.code)
        self.message = message

    @property
    def response_key(self) -> str:
        """The response that tells a user about this error."""
        return f"utter_error_{self.code}"


class InvalidInput(ProductError):
    """What was sent is empty, malformed or refers to nothing."""

    code = "input_invalid"
    status = 422


class TooLong(InvalidInput):
    """The text is longer than the limit."""

    code = "text_too_long"
    status = 413


class UnknownEncoding(ProductError):
    """The body is packed in another way than it says, or in one that is not known here."""

    code = "encoding_unknown"
    status = 415


class NotSignedIn(ProductError):
    """The token or session is missing, wrong or expired."""

    code = "not_signed_in"
    status = 401


class Forbidden(ProductError):
    """The account lacks the role, or the request lacks its CSRF token."""

    code = "forbidden"
    status = 403


class NotFound(ProductError):
    """There is no such thing for this caller."""

    code = "not_found"
    status = 404


class NoFont(NotFound):
    """No font with Chinese signs is installed, so that no image can be drawn."""

    code = "no_font"


class Conflict(ProductError):
    """The state changed in between."""

    code = "conflict"
    status = 409


class StaleChoice(Conflict):
    """The choice was never offered in this conversation."""

    code = "stale_choice"


class SheetNotReady(Conflict):
    """The flow has not come to its sheet yet."""

    code = "sheet_not_ready"


class TooManyRequests(ProductError):
    """The caller exceeded the rate limit."""

    code = "too_many_requests"
    status = 429


class Busy(ProductError):
    """Too much of such work is waiting already."""

    code = "busy"
    status = 503


class EngineUnavailable(ProductError):
    """The dialogue engine did not answer in time; the turn is kept."""

    code = "engine_unavailable"
    status = 503


class EngineFailed(EngineUnavailable):
    """The engine is there and could not process this turn."""


class TurnTimedOut(EngineFailed):
    """The engine is there, took this turn, and did not answer in time."""


def existing[T](found: T | None, name: str) -> T:
    """Return what was found.

    Raises:
        NotFound: it is None.
    """
    if found is None:
        raise NotFound(name)
    return found
