"""The gateway's door to the engine: one turn in, one reply `{"envelopes", "context"}` out."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.config import read_settings
from bot.inner import HEADER, inner_secret, shows
from bot.nlu.quiet import quieten_engine
from bot.nlu.reply_builder import ReplyBuilder

log = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class TurnOutput(OutputChannel):  # type: ignore[misc]
    """Collects what the turn utters."""

    def __init__(self, reply: ReplyBuilder) -> None:
        self.reply = reply

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "turn"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002  upstream signature
        """Take an action's envelopes, or a plain response with its buttons and further fields."""
        custom = message.get("custom") or {}
        if "envelopes" in custom:
            self.reply.take(custom)
        elif message.get("text"):
            self.reply.say(message["text"], message.get("buttons") or [], custom)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:  # noqa: ARG002
        """Take a plain text."""
        self.reply.say(text, [])


class TurnChannel(InputChannel):  # type: ignore[misc]
    """POST /webhooks/turn/webhook runs a turn; POST /webhooks/turn/parse only reads a message."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, part of its address."""
        return "turn"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes; with them comes the guard of everything the engine answers."""
        quieten_engine()
        routes = Guarded("turn")

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return _json({"status": "ok"})

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await _answered(lambda: run_turn(request.json, on_new_message))

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            return await _answered(lambda: read_message(request.json, request.app.ctx.agent))

        return routes


class Guarded(Blueprint):  # type: ignore[misc]
    """Routes that bring a guard to the whole server: nobody is answered, on any address, without the secret."""

    def register(self, app: Any, options: dict[str, Any]) -> None:
        """Add the routes and the guard."""
        secret = inner_secret(read_settings())

        async def refuse_strangers(request: Request) -> HTTPResponse | None:
            if shows(request.headers.get(HEADER, ""), secret):
                return None
            return _json({"error": "not allowed"}, 401)

        app.register_middleware(refuse_strangers, "request")
        super().register(app, options)  # type: ignore[no-untyped-call]


async def _answered(work: Callable[[], Awaitable[Any]]) -> HTTPResponse:
    """Return the result as JSON; a failure says nothing of the request, neither to the caller nor to the log."""
    try:
        return _json(await work())
    except Exception:
        log.exception("turn failed")
        return _json({"error": "failed"}, 500)


async def run_turn(body: dict[str, Any], on_new_message: OnNewMessage) -> dict[str, Any]:
    """Run one turn and return the reply to the gateway."""
    reply = ReplyBuilder(body.get("metadata") or {})
    message = _user_message(body, TurnOutput(reply))
    await on_new_message(message)
    log.info(json.dumps({"event": "turn read", "turn_id": body.get("message_id", "")}))
    return reply.finish()


async def read_message(body: dict[str, Any], agent: Any) -> dict[str, Any]:
    """Return what a message is understood as; nothing is stored."""
    message = _user_message(body, None)
    tracker = DialogueStateTracker(message.sender_id, [])
    parsed: dict[str, Any] = await agent.processor.parse_message(message, tracker)
    return {key: parsed.get(key) for key in ("text", "intent", "understanding")}


def _user_message(body: dict[str, Any], output: TurnOutput | None) -> UserMessage:
    """Build Rasa's message; a leading slash would let a visitor name an intent and is taken off."""
    return UserMessage(
        text=str(body["message"]).lstrip("/ "),
        output_channel=output,
        sender_id=body.get("sender") or "anonymous",
        input_channel="turn",
        message_id=body.get("message_id"),
        metadata=body.get("metadata") or {},
    )


def _json(body: Any, status: int = 200) -> HTTPResponse:
    return HTTPResponse(json.dumps(body, ensure_ascii=False), status, content_type="application/json")
