"""“我记下的” over HTTP: read, changed and removed line by line, with what was inferred; only by its own visitor."""

from __future__ import annotations

import asyncio

import pytest

from bot.db.cases import CaseRepository
from bot.dialogue.record import INFERRED, ROUGH, SAID, Change, Known, Record
from tests.integration.api.conftest import Api
from tests.support.database_state import conclude, library

TOLD = Record().tell(
    Change(
        {
            "happened": Known("copied", SAID, "t1", "被抄了"),
            "side": Known("owner", INFERRED, of=("happened",)),
            "right": Known("design"),
            "evidence": Known(["screenshots", "sample"]),
            "amount": Known({"low": 50000, "high": 80000, "rough": True}),
            "contact_phone": Known("13900001234"),
        },
        {"known_since": Known("2026-10-08", ROUGH)},
    )
)


@pytest.fixture
async def told(visitor: Api) -> Api:
    await remember(visitor, {"region": "230500", "record": TOLD.as_dict()})
    return visitor


async def remember(api: Api, context: dict) -> None:
    await api.services.conversations.remember(api.id, context)


async def ask(api: Api, method: str = "GET", name: str = "", body: object = None) -> tuple[int, dict]:
    return await api.call(method, f"/api/v1/conversations/{api.id}/record{'/' + name if name else ''}", body)


def lines(record: dict) -> dict[str, tuple]:
    return {line["id"]: (line["text"], line["how"]) for part in record.values() for line in part}


async def test_an_empty_record_is_empty(visitor: Api) -> None:
    assert await ask(visitor) == (200, {"facts": [], "events": []})


async def test_the_record_is_shown_in_words_without_personal_data(told: Api) -> None:
    status, record = await ask(told)
    assert status == 200
    assert lines(record) == {
        "side": ("权利人一方", "inferred"), "right": ("外观设计专利", "said"),
        "happened": ("产品、设计、技术或作品被人抄了", "said"), "evidence": ("截图、录屏、照片、实物、购买记录、小票", "said"),
        "amount": ("50,000至80,000元（大概）", "rough"), "known_since": ("2026-10-08（大概）", "rough"),
    }  # fmt: skip
    fact = next(line for line in record["facts"] if line["id"] == "side")
    assert (fact["label"], fact["value"], fact["kind"]) == ("哪一方", "owner", "choice")
    assert "any" not in [option["id"] for option in fact["options"]]
    assert record["events"][0]["date"] == "2026-10-08"


@pytest.mark.parametrize(
    ("name", "body", "text"),
    [
        ("right", {"value": "trademark"}, "商标"),
        ("side", {"value": "owner"}, "权利人一方"),
        ("evidence", {"value": ["none", "none"]}, "还什么都没留"),
        ("amount", {"value": 120000}, "120,000元"),
        ("known_since", {"date": "2026-11-01"}, "2026-11-01"),
        ("known_since", {"value": "2026-11-01"}, "2026-11-01"),
    ],
)
async def test_a_changed_line_counts_as_said(told: Api, name: str, body: dict, text: str) -> None:
    status, record = await ask(told, "PATCH", name, body)
    assert (status, lines(record)[name]) == (200, (text, "said"))
    assert (await ask(told))[1] == record


async def test_what_was_inferred_goes_with_what_it_rests_on(told: Api) -> None:
    _, changed = await ask(told, "PATCH", "happened", {"value": "sued"})
    assert lines(changed)["side"] == ("被说侵权、违约或被查处的一方", "inferred")
    _, removed = await ask(told, "DELETE", "happened")
    assert not {"happened", "side"} & lines(removed).keys()
    assert "right" in lines(removed)


async def test_a_guess_that_was_removed_is_not_made_again(told: Api) -> None:
    await ask(told, "DELETE", "side")
    context = (await told.services.conversations.get(told.id))["context"]
    again = Record.from_dict(context["record"]).tell(Change({"side": Known("owner", INFERRED, of=("happened",))}))
    assert again.value("side") is None


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("right", {"value": "nonsense"}), ("right", {"value": 3}), ("right", {"value": ["trademark"]}), ("right", {}),
        ("side", {"value": "any"}), ("evidence", {"value": "sample"}), ("evidence", {"value": []}),
        ("amount", {"value": -1}), ("amount", {"value": 1e15}), ("amount", {"value": "many"}),
        ("known_since", {"date": "2026-02-30"}), ("known_since", {"date": "2031-01-01"}),
        ("known_since", {"value": "下周"}), ("known_since", {"date": "2026-11-01", "value": "2026-11-01"}),
    ],
)  # fmt: skip
async def test_what_the_vocabulary_does_not_have_is_refused(told: Api, name: str, body: dict) -> None:
    before = await ask(told)
    assert (await ask(told, "PATCH", name, body))[0] == 422
    assert await ask(told) == before


@pytest.mark.parametrize("name", ["contact_phone", "country", "served_on", "nothing", "report_consent"])
async def test_a_line_that_is_not_there_is_not_found(told: Api, name: str) -> None:
    assert (await ask(told, "PATCH", name, {"value": "x"}))[0] == 404
    assert (await ask(told, "DELETE", name))[0] == 404


async def test_nobody_else_reads_or_changes_it(told: Api) -> None:
    other = await told.open()
    for method, body in (("GET", None), ("PATCH", {"value": "trademark"}), ("DELETE", None)):
        path = f"/api/v1/conversations/{told.id}/record{'' if method == 'GET' else '/right'}"
        assert (await other.call(method, path, body))[0] == 404
        assert (await told.call(method, path, body, Authorization="Bearer no"))[0] == 401


async def test_messages_tell_how_many_lines_there_are(told: Api) -> None:
    assert (await told.say("商标被抄了"))[1]["record_lines"] == 6
    _, transcript = await told.call("GET", f"/api/v1/conversations/{told.id}/messages?after=0")
    assert transcript["record_lines"] == 6
    assert "record_lines" not in (await (await told.open()).say("商标被抄了"))[1]


async def test_a_change_waits_for_the_turn_that_is_under_way(told: Api, engine) -> None:
    engine.gate = asyncio.Event()
    turn = asyncio.create_task(told.say("商标被抄了"))
    while not engine.seen:
        await asyncio.sleep(0.01)
    change = asyncio.create_task(ask(told, "PATCH", "right", {"value": "trademark"}))
    await asyncio.sleep(0.05)
    engine.gate.set()
    assert (await turn)[0] == 200
    assert lines((await change)[1])["right"] == ("商标", "said")
    assert lines((await ask(told))[1])["right"] == ("商标", "said")


async def test_it_is_gone_with_the_conversation(told: Api) -> None:
    assert (await told.call("DELETE", f"/api/v1/conversations/{told.id}"))[0] == 200
    assert (await ask(told))[0] == 404
    assert (await ask(told, "PATCH", "right", {"value": "trademark"}))[0] == 404


async def test_the_sheet_of_the_conversation_follows(visitor: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    published = visitor.services.published
    monkeypatch.setattr(published, "flows", lambda _: library().flows)
    monkeypatch.setattr(published, "routes", lambda _: library().routes)
    monkeypatch.setattr(published, "deadlines", lambda _: library().deadlines)
    monkeypatch.setattr(published, "sources", lambda _: library().sources)
    answers = {"happened": "sued", "right": "trademark", "served_on": "2026-11-10"}
    case = conclude(visitor, answers, "triage")
    record = Record().tell(Change({"right": Known("trademark")}, {"served_on": Known("2026-11-10")}))
    flow = {"case_id": case.id, "flow": "triage", "slot": "", "status": "concluded"}
    await remember(visitor, {"flow": flow, "record": record.as_dict()})
    await ask(visitor, "PATCH", "served_on", {"date": "2026-11-16"})
    await ask(visitor, "DELETE", "right")
    kept = CaseRepository(visitor.services.database).get(case.id)
    facts = {fact["slot"]: fact["value"] for fact in kept.sheet["facts"]}
    assert (kept.status, facts["served_on"], facts["right"]) == ("concluded", "2026-11-16", "不清楚")
    assert {row["event"] for row in kept.sheet["deadlines"] if "event" in row} == {"2026-11-16"}
