"""Answers what is no proper HTTP, before any route is known; bytes of such a request are neither shown nor logged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import ContentEncodingError

Refuse = Callable[[str, int], web.Response]
"""Makes the reply for the beginning of a path and a status."""

log = structlog.get_logger("bot.gateway")
_LINE = 64
"""Bytes of a request that tell its method and where its path leads."""


class Protocol(web.RequestHandler):
    """One connection; errors below the application look like all others."""

    def __init__(self, manager: web.Server, refuse: Refuse, **settings: Any) -> None:
        super().__init__(manager, **settings)
        self._refuse, self._line = refuse, b""

    def data_received(self, data: bytes) -> None:
        """Keep the beginning of what comes, for a request that cannot be read has no path."""
        self._line = bytes(data[:_LINE])
        super().data_received(data)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        """Answer in the form of the place that was asked for, and close the connection."""
        log.info("malformed request", status=status, kind=type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("a part of the reply was sent already")
        _, _, path = self._line.partition(b" ")
        reply = self._refuse(path.decode("latin-1"), 415 if isinstance(exc, ContentEncodingError) else status)
        reply.force_close()
        return reply


class Listener(web.Server):
    """Makes a connection's protocol, and answers what fails before the first middleware."""

    def __init__(self, server: web.Server, refuse: Refuse) -> None:
        super().__init__(
            self._answer, request_factory=server.request_factory, loop=server._loop, **server._kwargs  # noqa: SLF001
        )  # fmt: skip
        self._inner: Callable[[Any], Awaitable[web.StreamResponse]] = server.request_handler
        self._refuse = refuse

    def __call__(self) -> web.RequestHandler:
        """Return the protocol of a new connection."""
        return Protocol(self, self._refuse, loop=self._loop, **self._kwargs)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._inner(request)
        except web.HTTPException as error:
            return self._refuse(request.path, error.status)
