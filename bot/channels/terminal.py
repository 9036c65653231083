"""The assistant in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.channels.base import SentMessage
from bot.channels.client import ApiClient
from bot.channels.plain_text import PlainText, offered
from bot.errors import ProductError


class Terminal:
    """Reads lines, sends them, prints the replies; a bare number picks a choice of the last reply."""

    def __init__(self, client: ApiClient, show: Callable[[str], None]) -> None:
        self._client = client
        self._show = show
        self._door = PlainText()
        self._choices: Sequence[SentMessage] = ()

    def run(self, lines: Iterable[str]) -> None:
        """Talk until the lines end; what goes wrong is said, and the talk goes on."""
        for line in lines:
            said = line.strip()
            if said:
                self._turn(said)

    def _turn(self, said: str) -> None:
        try:
            replies = self._send(said)
        except ProductError as error:
            self._show(f"! {error}")
            return
        self._choices = offered(replies)
        self._show(self._door.render(replies))

    def _send(self, said: str) -> list[SentMessage]:
        if said.isascii() and said.isdigit() and 1 <= int(said) <= len(self._choices):
            return self._client.choose(self._choices[int(said) - 1]["id"])
        return self._client.say(said)
