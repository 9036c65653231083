"""Reading request bodies: unpacked, decoded and parsed, whatever their labels say."""

from __future__ import annotations

import codecs
import json
from typing import Any, NoReturn

import orjson
from aiohttp import hdrs, web
from aiohttp.http_exceptions import ContentEncodingError

from bot.errors import InvalidInput, UnknownEncoding
from bot.text.surrogates import whole_value

PACKINGS = ("", "identity", "gzip", "deflate")
CHARSETS = ("gb18030", "gbk", "gb2312", "big5", "utf-16", "utf-16-le", "utf-16-be")
"""Encodings that a label is believed for when a body is no UTF-8."""
MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


async def read_bytes(request: web.Request) -> bytes:
    """Return the body, unpacked.

    Raises:
        UnknownEncoding: it is packed in a way that is not known here, or not in the way it says.
        InvalidInput: the client left before the body was whole.
    """
    if request.headers.get(hdrs.CONTENT_ENCODING, "").strip().lower() not in PACKINGS:
        raise UnknownEncoding("Content-Encoding")
    try:
        return await request.read()
    except (ConnectionError, web.RequestPayloadError) as error:
        if isinstance(error.__cause__ or error.__context__, ContentEncodingError):
            raise UnknownEncoding("Content-Encoding") from error
        raise InvalidInput("body") from error
    except ContentEncodingError as error:
        raise UnknownEncoding("Content-Encoding") from error


def read_json(raw: bytes, charset: str | None) -> Any:
    """Return the JSON value of a body; halves of signs are repaired.

    Raises:
        InvalidInput: it is no JSON.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    try:
        return whole_value(json.loads(_decoded(raw, charset), parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        raise InvalidInput("JSON") from error


def _decoded(raw: bytes, charset: str | None) -> str:
    encodings = [_known(charset), "utf-16"] if raw.startswith(MARKS) else ["utf-8", _known(charset)]
    for encoding in filter(None, encodings):
        try:
            return raw.decode(encoding, "surrogatepass" if encoding.startswith("utf") else "strict").lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    raise ValueError("encoding")


def _known(charset: str | None) -> str:
    """Return the name of an encoding that is believed, or an empty string."""
    try:
        name = codecs.lookup(charset or "").name
    except (LookupError, ValueError):
        return ""
    return name if name in CHARSETS else ""


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
