"""The part of the table of routes that belongs to guided help."""

from __future__ import annotations

from bot.gateway.desk import handoffs, schemas, submissions
from bot.gateway.roles import DESK
from bot.gateway.routing import PUBLIC, VISITOR, Parameter, Route
from bot.gateway.visitor import cases, continuing
from bot.gateway.visitor.schemas import Conversation

API = "/api/v1"
CONVERSATION = f"{API}/conversations/{{id}}"
QUEUE = f"{API}/desk/handoffs"
ONE = f"{QUEUE}/{{id}}"
STOCK = f"{API}/desk/submissions"
MOVED = (404, 409)

CASE_ROUTES = (
    Route(
        "GET", f"{API}/cases/{{code}}", cases.show, "case", PUBLIC, "A case sheet by its code",
        gives=schemas.CaseView, errors=(401, 404, 429),
    ),
    Route(
        "POST", f"{CONVERSATION}/cases/{{code}}/link", continuing.make_link, "case_link", VISITOR,
        "Make a link to go on with a case elsewhere", gives=schemas.Link, errors=(401, 404, 429),
    ),
    Route(
        "POST", f"{CONVERSATION}/continue", continuing.go_on, "case_continue", VISITOR, "Go on with the case of a link",
        takes=schemas.LinkKey, gives=schemas.CaseCode, errors=(401, 403, 404, 409, 413, 422, 429),
    ),
    Route(
        "POST", f"{API}/desk/cases/{{code}}/continue", continuing.go_on_for_visitor, "case_continue_desk", DESK,
        "Go on with a visitor's case, with a spoken consent", takes=schemas.Consent, gives=Conversation,
        errors=(404, 413, 422),
    ),
    Route("GET", "/case/{code}.docx", cases.document, "case_docx", PUBLIC, in_api=False),
    Route("GET", "/case/{code}.png", cases.image, "case_png", PUBLIC, in_api=False),
    Route("GET", "/case/{code}", cases.page, "case_page", PUBLIC, in_api=False),
)  # fmt: skip

HANDOFF_ROUTES = (
    Route(
        "GET", QUEUE, handoffs.queue, "handoffs", DESK, "The queue for people", gives=schemas.HandoffList,
        errors=(404,), parameters=(Parameter("after", "only places after this one"),),
    ),
    Route(
        "GET", ONE, handoffs.show, "handoff", DESK, "One place in the queue, with what was said",
        gives=schemas.HandoffDetail, errors=(404, 422),
        parameters=(Parameter("after", "only messages with a greater seq", "integer"),),
    ),
    Route(
        "POST", f"{ONE}/claim", handoffs.claim, "handoff_claim", DESK, "Take a conversation",
        gives=schemas.OneHandoff, errors=MOVED,
    ),
    Route(
        "POST", f"{ONE}/answer", handoffs.answer, "handoff_answer", DESK, "Write to the visitor",
        takes=schemas.StaffAnswer, gives=schemas.OneMessage, errors=(*MOVED, 413, 422),
    ),
    Route(
        "POST", f"{ONE}/return", handoffs.hand_back, "handoff_return", DESK, "Give a conversation back",
        gives=schemas.OneHandoff, errors=MOVED,
    ),
    Route(
        "POST", f"{ONE}/close", handoffs.close, "handoff_close", DESK, "Close a place in the queue",
        gives=schemas.OneHandoff, errors=MOVED,
    ),
)  # fmt: skip

FILTERS = (
    Parameter("kind", "need or overseas_report"),
    Parameter("status", "received, passed_on, matched or closed"),
)
SUBMISSION_ROUTES = (
    Route(
        "GET", STOCK, submissions.listed, "submissions", DESK, "Financing needs and overseas reports",
        gives=schemas.SubmissionList, errors=(422,), parameters=FILTERS,
    ),
    Route("GET", f"{STOCK}/export.csv", submissions.as_csv, "submissions_csv", DESK, in_api=False),
    Route("GET", f"{STOCK}/export.xlsx", submissions.as_xlsx, "submissions_xlsx", DESK, in_api=False),
    Route(
        "GET", f"{STOCK}/{{id}}", submissions.show, "submission", DESK, "One submission",
        gives=schemas.OneSubmission, errors=(404,),
    ),
    Route(
        "PATCH", f"{STOCK}/{{id}}", submissions.change, "submission_change", DESK, "Move a submission on",
        takes=schemas.SubmissionChange, gives=schemas.OneSubmission, errors=(*MOVED, 413, 422),
    ),
    Route(
        "GET", f"{STOCK}/{{id}}/products", submissions.products, "submission_products", DESK, "Products a need fits",
        gives=schemas.ProductMatches, errors=(404, 422),
    ),
)  # fmt: skip

GUIDED_ROUTES = (*CASE_ROUTES, *HANDOFF_ROUTES, *SUBMISSION_ROUTES)
