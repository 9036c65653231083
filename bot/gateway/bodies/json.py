"""Reading JSON bodies and query parameters, and writing JSON replies."""

from __future__ import annotations

import re
from typing import Any

import orjson
from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.errors import InvalidInput
from bot.gateway.bodies.packed import read_bytes, read_json

WHOLE_NUMBER = re.compile(r"\d{1,9}")


async def read_body[M: BaseModel](request: web.Request, model: type[M], *, may_be_empty: bool = False) -> M:
    """Read the body as one of the API's models.

    Raises:
        InvalidInput: it is no JSON object, or a field does not fit; the message names the field.
        UnknownEncoding: it is not packed as it says.
    """
    raw = await read_bytes(request)
    value = {} if may_be_empty and not raw else read_json(raw, request.charset)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InvalidInput(place or "body") from error


def read_after(request: web.Request) -> int:
    """Read the sequence number after which a transcript is wanted.

    Raises:
        InvalidInput: it is no whole number.
    """
    after = request.query.get("after", "0")
    if not (after.isascii() and WHOLE_NUMBER.fullmatch(after)):
        raise InvalidInput("after")
    return int(after)


def json_reply(value: Any, status: int = 200) -> web.Response:
    """Write a value as JSON that no cache keeps."""
    return web.Response(
        body=orjson.dumps(value),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
