"""The running system: triage to a sheet, its page and files, a person who answers and hands back, and deletion."""

from __future__ import annotations

import io
import json
import uuid
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener, urlopen

import pytest
from docx import Document

from tests.support.system import System, Visitor, call

PASSWORD = "一个足够长的口令 42"
MOST_QUESTIONS = 15


class Operator:
    """One staff account, signed in."""

    def __init__(self, system: System) -> None:
        name = f"staff{uuid.uuid4().hex[:8]}"
        system.bot("users", "add", name, "--role", "staff", "--password", PASSWORD)
        self.base, self.csrf_token = system.base, ""
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        _, session = self.call("POST", "session", {"name": name, "password": PASSWORD})
        self.csrf_token = session["csrf_token"]

    def call(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self.csrf_token}
        data = None if body is None else json.dumps(body).encode()
        try:
            with self.opener.open(
                Request(f"{self.base}/api/v1/{path}", data, headers, method=method), timeout=60
            ) as got:
                return got.status, json.loads(got.read())
        except HTTPError as error:
            return error.code, json.loads(error.read())


def download(url: str, token: str = "") -> tuple[str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urlopen(Request(url, headers=headers), timeout=60) as reply:
        return reply.headers["Content-Type"], reply.read()


def walk(visitor: Visitor, opening: str, answers: dict[str, str]) -> dict:
    """Go through a flow and return its sheet: told answers by slot, else the first choice, else not known."""
    (message,) = visitor.say(opening)
    for _ in range(MOST_QUESTIONS):
        if message["type"] == "case_sheet":
            return message["sheet"]
        assert message["type"] == "question", message
        slot = message["input"].get("slot", "")
        if slot in answers:
            replies = visitor.say(answers[slot])
        elif message.get("choices"):
            replies = visitor.choose(message["choices"][0]["id"])
        else:
            replies = visitor.say("不清楚")
        message = replies[-1]
    raise AssertionError("the flow did not end")


@pytest.fixture(scope="module")
def operator(running_system: System) -> Operator:
    return Operator(running_system)


def test_triage_ends_in_a_sheet_that_can_be_opened_under_its_code(running_system: System) -> None:
    visitor = Visitor(running_system.base, region="230500")
    sheet = walk(visitor, "帮我看看该怎么办", {})
    assert sheet["routes"]
    page = f"{running_system.base}/case/{sheet['code']}"
    kind, body = download(page)
    assert kind.startswith("text/html")
    assert sheet["routes"][0]["name"] in body.decode()
    _, document = download(f"{page}.docx")
    assert sheet["routes"][0]["name"] in "\n".join(p.text for p in Document(io.BytesIO(document)).paragraphs)
    kind, image = download(f"{page}.png")
    assert (kind, image[:4]) == ("image/png", b"\x89PNG")
    status, view = call("GET", f"{running_system.base}/api/v1/cases/{sheet['code']}")
    assert (status, view["status"]) == (200, "concluded")


def test_a_person_takes_over_and_hands_back(running_system: System, operator: Operator) -> None:
    visitor = Visitor(running_system.base, region="230500")
    visitor.say("我的商标被人抄了")
    told = visitor.say("转人工")
    assert told[-1]["type"] == "handoff"
    _, queue = operator.call("GET", "desk/handoffs")
    (place,) = [one for one in queue["handoffs"] if one["conversation_id"] == visitor.id]
    path = f"desk/handoffs/{place['id']}"
    assert operator.call("POST", f"{path}/claim")[0] == 200
    assert visitor.say("证书在手上") == []
    _, detail = operator.call("GET", path)
    assert "证书在手上" in [message["text"] for message in detail["messages"]]
    assert operator.call("POST", f"{path}/answer", {"text": "好的，我看一下。"})[0] == 200
    url = f"{running_system.base}/api/v1/conversations/{visitor.id}/messages?after={detail['messages'][-1]['seq']}"
    _, news = call("GET", url, token=visitor.token)
    assert [(m["author"], m["text"]) for m in news["messages"]] == [("staff", "好的，我看一下。")]
    assert operator.call("POST", f"{path}/return")[0] == 200
    assert visitor.say("商标续展要什么材料")[-1]["author"] == "assistant"


def test_a_financing_need_reaches_staff_and_goes_when_the_visitor_deletes(
    running_system: System, operator: Operator
) -> None:
    visitor = Visitor(running_system.base, region="230500")
    told = {"company": "鹤城山木制品有限公司", "contact_name": "李某某", "contact_phone": "13900001234",
            "amount": "一百万", "remaining_years": "6", "term_months": "12个月"}  # fmt: skip
    sheet = walk(visitor, "我要办商标质押，开始吧，一步一步带我来", told)

    def mine() -> list[dict]:
        _, body = operator.call("GET", "desk/submissions?kind=need")
        return [one for one in body["submissions"] if one["code"] == sheet["code"]]

    (need,) = mine()
    assert need["status"] == "received"
    assert "13900001234" in str(need["facts"])
    _, public = call("GET", f"{running_system.base}/api/v1/cases/{sheet['code']}")
    assert (public["personal"], "13900001234" in str(public)) == ("hidden", False)
    assert operator.call("PATCH", f"desk/submissions/{need['id']}", {"status": "passed_on"})[0] == 200
    assert call("DELETE", f"{running_system.base}/api/v1/conversations/{visitor.id}", token=visitor.token)[0] == 200
    assert mine() == []
    assert call("GET", f"{running_system.base}/api/v1/cases/{sheet['code']}")[0] == 404
