"""A stand-in for the engine at its port: answers turns like the real one, and can be away, slow or broken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class StandInEngine:
    """An HTTP server in the engine's place; `seen` holds every turn it was asked for."""

    seen: list[dict] = field(default_factory=list)
    failing: int = 0
    """How many of the next turns get a 500."""
    gate: asyncio.Event | None = None
    """When set, turns and readings wait for it."""
    version: int = 1
    """The snapshot it reads with; 0 for the stand-in of a trained model."""
    stuck: set[str] = field(default_factory=set)
    """Messages that are never answered."""
    server: TestServer | None = None

    async def start(self, port: int | None = None) -> StandInEngine:
        app = web.Application()
        app.router.add_post("/webhooks/turn/webhook", self._turn)
        app.router.add_post("/webhooks/turn/parse", self._read)
        app.router.add_get("/", self._alive)
        app.router.add_get("/health", self._alive)
        self.server = TestServer(app, port=port)
        await self.server.start_server()
        return self

    async def stop(self) -> None:
        if self.server is not None:
            await self.server.close()

    @property
    def port(self) -> int:
        assert self.server is not None
        assert self.server.port is not None
        return self.server.port

    async def _alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _read(self, _: web.Request) -> web.Response:
        if self.gate is not None:
            await self.gate.wait()
        if self.failing > 0:
            return web.json_response({"error": "no model"}, status=500)
        return web.json_response({"intent": {"name": "ask"}, "understanding": {"version": self.version}})

    async def _turn(self, request: web.Request) -> web.Response:
        turn = await request.json()
        self.seen.append(turn)
        if self.gate is not None:
            await self.gate.wait()
        if turn["message"] in self.stuck:
            await asyncio.sleep(3600)
        if self.failing > 0:
            self.failing -= 1
            return web.json_response({"error": "broken"}, status=500)
        return web.json_response(reply_to(turn))


def reply_to(turn: dict) -> dict:
    """Answer like the real engine would: an answer with choices, a fallback for the weather."""
    context, choice = turn["metadata"]["context"], turn["metadata"]["choice"]
    if choice:
        envelope = {"type": "answer", "text": f"选了 {choice['entry_id']}"}
        return {"envelopes": [envelope], "context": {**context, "choices": {}}}
    if "转人工" in turn["message"]:
        kept = {**context, "choices": {}, "handoff": {"id": "h", "state": "waiting"}}
        waiting = {"type": "handoff", "text": "已排队", "handoff": {"id": "h", "state": "waiting"}}
        return {"envelopes": [waiting], "context": kept}
    if "天气" in turn["message"]:
        return {
            "envelopes": [{"type": "fallback", "text": "这个我帮不上"}],
            "context": {**context, "choices": {}},
            "unanswered": {"intent": "out_of_scope", "ranking": [{"topic_id": "x", "score": 0.1}]},
        }
    choice_id = turn["message_id"][:8] + "-1"
    envelope = {
        "type": "answer",
        "text": f"关于“{turn['message']}”",
        "as_of": turn["metadata"]["as_of"],
        "choices": [{"id": choice_id, "label": "怎么收费"}],
    }
    kept = {**context, "choices": {choice_id: {"kind": "entry", "entry_id": "fees"}}}
    return {"envelopes": [envelope], "context": kept}
