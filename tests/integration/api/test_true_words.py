"""What a visitor is told about the fate of a message is so: kept, or not kept."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.db.conversations.tables import TurnRow
from bot.gateway.keys import GATEWAY

SAYS_KEPT = ("已经记下", "没有丢", "自动回复")


def turns(api) -> int:
    with api.services.database.read() as session:
        return session.scalar(select(func.count()).select_from(TurnRow))


async def test_kept_is_said_when_the_engine_is_away_and_the_message_is_kept(serve, settings):
    visitor = await (await serve(engine_port=settings.engine_port, engine_timeout=0.3)).open()
    status, body = await visitor.say("商标被抄了")
    assert (status, turns(visitor)) == (503, 1)
    assert "已经记下" in body["error"]["message"]


async def test_kept_is_not_said_when_the_message_could_not_be_stored(visitor, monkeypatch):
    async def full_disk(_job):
        raise OSError("no space left")

    monkeypatch.setattr(visitor.client.app[GATEWAY].services.writer, "write", full_disk)
    status, body = await visitor.say("商标被抄了")
    assert (status, turns(visitor)) == (500, 0)
    assert not [words for words in SAYS_KEPT if words in body["error"]["message"]]


async def test_kept_is_not_said_when_too_much_is_sent(serve):
    visitor = await (await serve(rate_limit=1)).open()
    assert (await visitor.say("商标被抄了"))[0] == 200
    status, body = await visitor.say("商标被抄了怎么办")
    assert (status, turns(visitor)) == (429, 1)
    assert not [words for words in SAYS_KEPT if words in body["error"]["message"]]
