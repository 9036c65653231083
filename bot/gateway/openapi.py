"""The OpenAPI 3.1 page, made from the table of routes and the models that check requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.gateway.routing import PUBLIC, VISITOR, Route
from bot.gateway.visitor.schemas import Failed

REFERENCE = "#/components/schemas/{model}"
MEANINGS = {
    401: "Wrong or missing token or session",
    403: "The account lacks the role, or the request its CSRF token",
    404: "No such thing for this caller",
    409: "The choice was never offered, or the state changed in between",
    413: "Too long",
    415: "Packed in another way than it says",
    422: "Empty or malformed",
    429: "Too many requests",
    503: "A part of the system is away",
}


@cache
def describe(routes: tuple[Route, ...]) -> dict[str, Any]:
    """Return the description of every route that belongs to the API."""
    listed = [route for route in routes if route.in_api]
    paths: dict[str, Any] = {}
    for route in listed:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Weiquan",
            "version": "1",
            "description": "Guidance on intellectual-property rights in China",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(listed),
            "securitySchemes": {
                "conversation": {"type": "http", "scheme": "bearer", "description": "The token of the conversation"},
                "staff": {"type": "apiKey", "in": "cookie", "name": "weiquan_session"},
            },
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": route.name, "summary": route.summary, "responses": _responses(route)}
    parameters = _parameters(route)
    if parameters:
        operation["parameters"] = parameters
    if route.takes is not None:
        required = any(field.is_required() for field in route.takes.model_fields.values()) or route.access == VISITOR
        operation["requestBody"] = {
            "required": required,
            "content": {"application/json": {"schema": _ref(route.takes)}},
        }
    if route.access != PUBLIC:
        operation["security"] = [{"conversation": []} if route.access == VISITOR else {"staff": []}]
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    in_query = [
        {
            "name": parameter.name,
            "in": "query",
            "required": parameter.required,
            "description": parameter.help,
            "schema": {"type": parameter.kind},
        }
        for parameter in route.parameters
    ]
    return in_path + in_query


def _responses(route: Route) -> dict[str, Any]:
    schema = _ref(route.gives) if route.gives else {"type": "string" if route.media_type == "text/plain" else "object"}
    responses: dict[str, Any] = {"200": {"description": "Done", "content": {route.media_type: {"schema": schema}}}}
    for status in sorted({*route.errors, *_access_errors(route), *((415,) if route.takes else ())}):
        model = route.gives if status == 503 and route.name == "readyz" else Failed
        content = {"application/json": {"schema": _ref(model or Failed)}}
        responses[str(status)] = {"description": MEANINGS[status], "content": content}
    return responses


def _access_errors(route: Route) -> tuple[int, ...]:
    if route.access == PUBLIC:
        return ()
    return (401, 404, 429) if route.access == VISITOR else (401, 403, 429)


def _schemas(routes: Iterable[Route]) -> dict[str, Any]:
    taken = {route.takes for route in routes if route.takes}
    given = {route.gives for route in routes if route.gives} | {Failed}
    modes: list[tuple[type[BaseModel], Any]] = [(model, "validation") for model in taken]
    modes += [(model, "serialization") for model in given]
    modes.sort(key=lambda pair: pair[0].__name__)
    schemas: dict[str, Any] = models_json_schema(modes, ref_template=REFERENCE)[1]["$defs"]
    return schemas


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model.__name__)}
