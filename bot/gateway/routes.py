"""The table of routes: every address the gateway answers, and who may call it."""

from __future__ import annotations

from aiohttp import hdrs, web

from bot.gateway.desk import sessions
from bot.gateway.desk import suggestions as desk
from bot.gateway.desk.routes import GUIDED_ROUTES
from bot.gateway.guard import guarded
from bot.gateway.keys import TABLE
from bot.gateway.roles import DESK
from bot.gateway.routing import PUBLIC, VISITOR, Parameter, Route
from bot.gateway.system import health
from bot.gateway.visitor import conversations, places, records, schemas, site
from bot.services.admin.accounts import ROLES

API = "/api/v1"
ONE = f"{API}/conversations/{{id}}"
TURN_ERRORS = (401, 404, 409, 413, 422, 429, 503)

CONVERSATION_ROUTES = (
    Route(
        "POST", f"{API}/conversations", conversations.start, "conversation_start", PUBLIC, "Open a conversation",
        takes=schemas.NewConversation, gives=schemas.Conversation, errors=(413, 422, 429),
    ),
    Route(
        "POST", f"{ONE}/messages", conversations.send, "turn", VISITOR, "Run one turn",
        takes=schemas.NewMessage, gives=schemas.Messages, errors=TURN_ERRORS,
    ),
    Route(
        "GET", f"{ONE}/messages", conversations.transcript, "transcript", VISITOR, "Read the transcript",
        gives=schemas.Messages, errors=(401, 404, 422, 429),
        parameters=(Parameter("after", "only messages with a greater seq", "integer"),),
    ),
    Route(
        "POST", f"{ONE}/feedback", conversations.feedback, "feedback", VISITOR, "Rate a message",
        takes=schemas.NewFeedback, gives=schemas.Done, errors=(401, 404, 413, 422, 429),
    ),
    Route(
        "GET", f"{ONE}/record", records.show, "record", VISITOR, "What is kept of the case", gives=schemas.CaseRecord,
        errors=(401, 404, 429),
    ),
    Route(
        "PATCH", f"{ONE}/record/{{fact}}", records.change, "record_change", VISITOR, "Change a fact or event",
        takes=schemas.RecordChange, gives=schemas.CaseRecord, errors=(401, 404, 413, 422, 429),
    ),
    Route(
        "DELETE", f"{ONE}/record/{{fact}}", records.remove, "record_remove", VISITOR, "Remove a fact or event",
        gives=schemas.CaseRecord, errors=(401, 404, 429),
    ),
    Route(
        "DELETE", ONE, conversations.delete, "conversation_delete", VISITOR, "Delete the conversation and all it holds",
        gives=schemas.Done, errors=(401, 404, 429),
    ),
)  # fmt: skip

POSITION = (Parameter("lat", "latitude", "number"), Parameter("lon", "longitude", "number"))
PLACE_ROUTES = (
    Route(
        "GET", f"{API}/regions", places.regions, "regions", PUBLIC, "Divisions directly below one, or the provinces",
        gives=schemas.RegionList, errors=(422,), limited=False,
        parameters=(Parameter("parent", "code of a division"),),
    ),
    Route(
        "GET", f"{API}/regions/nearest", places.nearest, "regions_nearest", PUBLIC, "The county nearest to a position",
        gives=schemas.RegionList, errors=(404, 422, 429), parameters=POSITION,
    ),
    Route(
        "GET", f"{API}/stations", places.stations, "stations", PUBLIC, "Stations of a place",
        gives=schemas.StationList, errors=(404, 422, 429),
        parameters=(
            Parameter("region", "code or name of a division"),
            Parameter("service", "code of a service"),
            *POSITION,
        ),
    ),
)  # fmt: skip

STAFF_ROUTES = (
    Route(
        "POST", f"{API}/session", sessions.sign_in, "sign_in", PUBLIC, "Sign in",
        takes=schemas.SignIn, gives=schemas.Session, errors=(401, 403, 413, 422, 429, 503),
    ),
    Route("GET", f"{API}/session", sessions.show, "session", ROLES, "Who is signed in", gives=schemas.Session),
    Route("DELETE", f"{API}/session", sessions.sign_out, "sign_out", ROLES, "Sign out", gives=schemas.Done),
    Route(
        "POST", f"{API}/desk/suggestions", desk.suggestions, "desk_suggestions", DESK, "Entries that fit what is said",
        takes=schemas.SuggestionQuery, gives=schemas.Suggestions, errors=(413, 422), limited=False,
    ),
)  # fmt: skip

SYSTEM_ROUTES = (
    Route("GET", "/healthz", health.alive, "healthz", PUBLIC, "Process up", gives=schemas.Health, limited=False),
    Route(
        "GET", "/readyz", health.ready, "readyz", PUBLIC, "Everything it needs up",
        gives=schemas.Readiness, errors=(503,), limited=False,
    ),
    Route(
        "GET", "/metrics", health.metrics, "metrics", PUBLIC, "Counters as Prometheus text",
        limited=False, media_type="text/plain",
    ),
    Route("GET", f"{API}/openapi.json", site.openapi, "openapi", PUBLIC, "This description", limited=False),
)  # fmt: skip

PAGE_ROUTES = (
    Route("GET", "/", site.chat, "chat", PUBLIC, limited=False, in_api=False),
    Route("GET", "/about", site.about, "about", PUBLIC, limited=False, in_api=False),
    Route("GET", "/static/{name}", site.static_file, "static", PUBLIC, limited=False, in_api=False),
    Route("GET", "/favicon.ico", site.icon, "favicon", PUBLIC, limited=False, in_api=False),
)

ROUTES = (*CONVERSATION_ROUTES, *PLACE_ROUTES, *STAFF_ROUTES, *GUIDED_ROUTES, *SYSTEM_ROUTES, *PAGE_ROUTES)


def add_routes(app: web.Application) -> None:
    """Give the app every route of the table, each behind its guard."""
    app[TABLE] = ROUTES
    for route in ROUTES:
        handler = guarded(route)
        app.router.add_route(route.method, route.path, handler, name=route.name)
        if route.method == hdrs.METH_GET:
            app.router.add_route(hdrs.METH_HEAD, route.path, handler)
