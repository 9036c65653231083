"""A concluded case, a wish for a person, and a signed-in operator, made directly in the database."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import update

from bot.config import ROOT
from bot.core.case import CONCLUDED, Case, new_code
from bot.core.clock import Clock
from bot.core.handoff import OFFICE_HOURS
from bot.db.accounts import AccountRepository
from bot.db.cases import CaseRepository
from bot.db.conversations.tables import ConversationRow
from bot.db.handoffs import HandoffRepository
from bot.db.submissions import SubmissionRepository
from bot.gateway.keys import GATEWAY
from bot.gateway.security import SESSION_COOKIE
from bot.knowledge.library import Library, read_library
from bot.services.admin.accounts import Accounts
from bot.services.desk.handoffs import Handoffs
from bot.services.desk.submissions import Submissions
from bot.services.sheets.make import Material, make_sheet
from bot.services.wording import say

KNOWLEDGE = ROOT / "knowledge"
PASSWORD = "一个足够长的口令 42"
COMPANY, PERSON, PHONE = "鹤城山木制品有限公司", "李某某", "13900001234"
PLEDGE = {
    "right": "trademark", "owners": "sole", "burden": ["none"], "amount": 1_000_000.0, "region": "230500",
    "need_consent": "yes", "company": COMPANY, "contact_name": PERSON, "contact_phone": PHONE, "term_months": 12.0,
}  # fmt: skip


def app_of(api):
    """Return the gateway's application, in this process."""
    return api.client.app if hasattr(api, "client") else api.app


@cache
def library() -> Library:
    """Return the shipped knowledge, read once."""
    return read_library(KNOWLEDGE)


def conclude(api, answers: dict | None = None, flow_id: str = "pledge", today: date = date(2026, 11, 22)) -> Case:
    """Store a concluded case of the visitor with the sheet that the shipped rules make of the answers."""
    rules = library()
    flow = rules.flows[flow_id]
    case = Case(uuid.uuid4().hex, new_code(), flow_id, api.id, 1, answers=PLEDGE if answers is None else answers)
    material = Material(flow, list(rules.routes.values()), rules.deadlines, rules.sources, api.services.regions, today)
    cases = CaseRepository(api.services.database)
    saved = cases.save(case)
    done = cases.save(replace(saved, status=CONCLUDED, sheet=make_sheet(material, saved)))
    Submissions(SubmissionRepository(api.services.database)).concluded(flow, done)
    return done


def correct(api, case: Case, **answers: object) -> None:
    """Conclude a case once more with other answers."""
    flow = library().flows[case.flow]
    changed = replace(CaseRepository(api.services.database).get(case.id), answers={**case.answers, **answers})
    saved = CaseRepository(api.services.database).save(changed)
    Submissions(SubmissionRepository(api.services.database)).concluded(flow, saved)


def ask_for_person(api) -> str:
    """Queue the visitor as the action does, and return the place's id."""
    cases = CaseRepository(api.services.database)
    handoffs = Handoffs(HandoffRepository(api.services.database), cases, Clock(), OFFICE_HOURS, say)
    handoff = handoffs.request(api.id, "转人工", "230500")
    remember(api, api.id, {"region": "230500", "handoff": {"id": handoff.id, "state": handoff.state}})
    return handoff.id


def remember(api, conversation_id: str, memory: dict) -> None:
    """Store what a conversation remembers, as the gateway does after a turn."""
    with api.services.database.write() as session:
        changed = update(ConversationRow).where(ConversationRow.id == conversation_id)
        session.execute(changed.values(context=json.dumps(memory)))
    app_of(api)[GATEWAY].services.conversations._forget(conversation_id)


async def staff(api, name: str = "wang", role: str = "staff") -> Operator:
    """Sign in an account in a browser of its own."""
    Accounts(AccountRepository(api.services.database)).add(name, role, PASSWORD)
    signed_out = replace(api, id="", token="")
    status, session = await signed_out.call("POST", "/api/v1/session", {"name": name, "password": PASSWORD})
    assert status == 200, session
    jar = api.client.session.cookie_jar
    cookie = next(iter(jar)).value
    jar.clear()
    return Operator(signed_out, {"Cookie": f"{SESSION_COOKIE}={cookie}"}, session["csrf_token"])


@dataclass
class Operator:
    """One signed-in account."""

    api: Any
    cookie: dict[str, str]
    csrf_token: str

    async def get(self, path: str) -> tuple[int, dict]:
        return await self.api.call("GET", f"/api/v1/desk/{path}", **self.cookie)

    async def case(self, code: str) -> dict:
        return (await self.api.call("GET", f"/api/v1/cases/{code}", **self.cookie))[1]

    async def post(self, path: str, body: object = None) -> tuple[int, dict]:
        return await self.send("POST", path, body)

    async def send(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        headers = {**self.cookie, "X-CSRF-Token": self.csrf_token}
        return await self.api.call(method, f"/api/v1/desk/{path}", body, **headers)

    async def without_token(self, method: str, path: str, body: object) -> int:
        return (await self.api.call(method, f"/api/v1/desk/{path}", body, **self.cookie))[0]

    async def download(self, path: str) -> tuple[str, bytes]:
        async with self.api.client.get(f"/api/v1/desk/{path}", headers=self.cookie) as reply:
            assert reply.status == 200
            return reply.headers["Content-Disposition"], await reply.read()
