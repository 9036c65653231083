"""What a route is: its path, its handler, who may call it, what it takes and gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web
from pydantic import BaseModel

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PUBLIC = "public"
VISITOR = "visitor"


@dataclass(frozen=True)
class Parameter:
    """A query parameter as the API page shows it."""

    name: str
    help: str
    kind: str = "string"
    required: bool = False


@dataclass(frozen=True)
class Route:
    """One row of the table of routes.

    `access` is PUBLIC, VISITOR (the conversation's own token) or the roles that may call it; nothing else opens it.
    """

    method: str
    path: str
    handler: Handler
    name: str
    access: str | tuple[str, ...]
    summary: str = ""
    takes: type[BaseModel] | None = None
    gives: type[BaseModel] | None = None
    parameters: tuple[Parameter, ...] = ()
    errors: tuple[int, ...] = ()
    limited: bool = True
    """Whether calls count against the rate limit of the caller's address."""
    media_type: str = "application/json"
    in_api: bool = field(default=True)
    """Whether the API page lists it."""
