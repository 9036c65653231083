"""A visitor over the HTTP API, for doors that live outside the gateway."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from uuid import uuid4

from bot.channels.base import Inbound, SentMessage
from bot.errors import EngineUnavailable, InvalidInput, NotFound, NotSignedIn, ProductError, StaleChoice, TooLong

ERRORS: dict[int, type[ProductError]] = {
    401: NotSignedIn,
    404: NotFound,
    409: StaleChoice,
    413: TooLong,
    422: InvalidInput,
    503: EngineUnavailable,
}
TRIES = 5


class ApiClient:
    """One conversation with a running gateway; a turn is repeated under its id until it is answered."""

    def __init__(self, base_url: str, channel: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._base = f"{base_url}/api/v1/conversations"
        self._channel = channel
        self._pause = pause
        self._id = self._token = ""

    def open(self, region: str | None = None, as_of: str | None = None) -> None:
        """Open a conversation."""
        made = self._call(self._base, {"channel": self._channel, "region": region, "as_of": as_of})
        self._id, self._token = made["conversation_id"], made["token"]

    def send(self, inbound: Inbound) -> list[SentMessage]:
        """Run one turn and return its replies; while the engine is away it is tried again.

        Raises:
            ProductError: the gateway refused it, or stayed away.
        """
        body = {
            "client_id": inbound.client_id,
            **({"choice": inbound.choice} if inbound.choice else {"text": inbound.text}),
        }
        for again in range(TRIES):
            try:
                return list(self._call(f"{self._base}/{self._id}/messages", body)["messages"])
            except EngineUnavailable:
                if again == TRIES - 1:
                    raise
            self._pause(min(2.0**again, 8.0))
        raise EngineUnavailable

    def say(self, text: str) -> list[SentMessage]:
        """Send a text."""
        return self.send(Inbound(self._channel, str(uuid4()), text=text))

    def choose(self, choice: str) -> list[SentMessage]:
        """Send a choice."""
        return self.send(Inbound(self._channel, str(uuid4()), choice=choice))

    def _call(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = Request(url, json.dumps(body).encode(), headers, method="POST")  # noqa: S310  our own gateway
        try:
            with urlopen(request, timeout=60) as reply:  # noqa: S310
                return dict(json.load(reply))
        except HTTPError as error:
            raise _as_product_error(error) from error
        except (URLError, OSError) as error:
            raise EngineUnavailable(f"nothing answers at {self._base}; start the system with `make run`") from error


def _as_product_error(error: HTTPError) -> ProductError:
    try:
        message = json.load(error)["error"]["message"]
    except (ValueError, KeyError):
        message = str(error)
    return ERRORS.get(error.code, ProductError)(message)
