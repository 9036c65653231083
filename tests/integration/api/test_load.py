"""What one visitor sends does not stop others: limits apart, heavy work beside the reads, a queue with an end."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from bot.errors import NotSignedIn
from bot.services.sheets import files as sheet_files
from tests.integration.api.support import use_workers
from tests.support.database_state import conclude, correct

POLLS_A_MINUTE = 12
PAGES = 8


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all of a test happen at one moment, however slow the machine is."""
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=lambda: 6000.0))


class ByHand:
    """Workers that do a piece of work when a test says so."""

    def __init__(self) -> None:
        self.begun: list[tuple[Future, object, tuple]] = []

    def start(self, work, arguments) -> Future:
        self.begun.append((Future(), work, arguments))
        return self.begun[-1][0]

    def finish(self, place: int = 0) -> None:
        future, work, arguments = self.begun.pop(place)
        future.set_result(work(*arguments))

    def close(self) -> None:
        """Nothing runs."""


def work_by_hand(api) -> ByHand:
    workers = ByHand()
    use_workers(api.client, workers)
    return workers


async def until_begun(workers: ByHand, count: int) -> None:
    async with asyncio.timeout(10):
        while len(workers.begun) < count:
            await asyncio.sleep(0.01)


async def get(api, path: str, **headers: str) -> tuple[int, dict, bytes]:
    async with api.client.get(path, headers=headers) as reply:
        return reply.status, dict(reply.headers), await reply.read()


def png_of(case) -> str:
    return f"/case/{case.code}.png"


def owner(visitor) -> dict[str, str]:
    return {"Authorization": f"Bearer {visitor.token}"}


async def test_eight_pages_behind_one_address_poll_without_shutting_each_other_out(serve):
    api = await serve(rate_limit=60)
    pages = [await api.open() for _ in range(PAGES)]
    for _ in range(POLLS_A_MINUTE):
        for page in pages:
            assert (await page.call("GET", f"/api/v1/conversations/{page.id}/messages"))[0] == 200
    assert (await pages[0].say("商标被抄了怎么办"))[0] == 200


async def test_one_conversation_uses_up_its_own_share_only(serve):
    api = await serve(rate_limit=5)
    loud, quiet = await api.open(), await api.open()
    path = "/api/v1/conversations/{}/messages"
    statuses = [(await loud.call("GET", path.format(loud.id)))[0] for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert (await quiet.call("GET", path.format(quiet.id)))[0] == 200


async def test_many_conversations_of_one_address_share_a_wide_limit(serve):
    api = await serve(rate_limit=60, address_limit=12)
    pages = [await api.open() for _ in range(4)]
    statuses = [
        (await page.call("GET", f"/api/v1/conversations/{page.id}/messages"))[0] for _ in range(3) for page in pages
    ]
    assert statuses == [200] * 8 + [429] * 4


async def test_forged_tokens_are_counted_for_their_address(serve):
    api = await serve(rate_limit=4)
    visitor = await api.open()
    path = f"/api/v1/conversations/{visitor.id}/messages"
    statuses = [(await api.call("GET", path, Authorization="Bearer forged"))[0] for _ in range(6)]
    assert statuses == [401] * 3 + [429] * 3
    assert (await visitor.call("GET", path))[0] == 200


async def test_sign_ins_with_ever_other_names_are_limited_by_address(api):
    work_by_hand(api).start = _refusing
    bodies = [{"name": f"n{n}", "password": "falsch"} for n in range(22)]
    statuses = [(await api.call("POST", "/api/v1/session", body))[0] for body in bodies]
    assert statuses == [401] * 20 + [429] * 2


def _refusing(work, arguments) -> Future:
    future: Future = Future()
    future.set_exception(NotSignedIn("name or password is wrong"))
    return future


async def test_a_full_queue_of_sign_ins_refuses_and_reads_go_on(visitor):
    workers = work_by_hand(visitor)
    body = {"name": "nobody", "password": "falsch"}
    waiting = [asyncio.create_task(visitor.call("POST", "/api/v1/session", body)) for _ in range(2)]
    await until_begun(workers, 2)
    status, refused = await visitor.call("POST", "/api/v1/session", body)
    assert (status, refused["error"]["code"]) == (503, "busy")
    assert (await visitor.say("商标被抄了怎么办"))[0] == 200
    for future, _, _ in workers.begun:
        future.set_exception(TimeoutError())
    assert [status for status, _ in await asyncio.gather(*waiting)] == [503, 503]


async def test_a_full_queue_of_images_refuses_and_pages_go_on(visitor):
    cases = [conclude(visitor) for _ in range(3)]
    workers = work_by_hand(visitor)
    waiting = [asyncio.create_task(get(visitor, png_of(case), **owner(visitor))) for case in cases[:2]]
    await until_begun(workers, 2)
    status, headers, _ = await get(visitor, png_of(cases[2]))
    assert (status, "Retry-After" in headers) == (503, True)
    assert (await get(visitor, f"/case/{cases[2].code}"))[0] == 200
    assert (await visitor.say("商标被抄了怎么办"))[0] == 200
    workers.finish()
    workers.finish()
    assert [status for status, _, _ in await asyncio.gather(*waiting)] == [200, 200]
    retried = asyncio.create_task(get(visitor, png_of(cases[2])))
    await until_begun(workers, 1)
    workers.finish()
    assert (await retried)[0] == 200


async def test_an_image_is_drawn_once_for_all_who_wait_and_once_for_a_revision_and_day(visitor, monkeypatch):
    workers = work_by_hand(visitor)
    case = conclude(visitor)
    waiting = [asyncio.create_task(get(visitor, png_of(case))) for _ in range(5)]
    await until_begun(workers, 1)
    workers.finish()
    images = await asyncio.gather(*waiting, get(visitor, png_of(case)))
    assert [status for status, _, _ in images] == [200] * 6
    assert not workers.begun
    correct(visitor, case, owners="several")
    changed = asyncio.create_task(get(visitor, png_of(case)))
    await until_begun(workers, 1)
    workers.finish()
    assert (await changed)[0] == 200


async def test_an_image_with_personal_facts_is_not_kept(visitor):
    workers = work_by_hand(visitor)
    case = conclude(visitor)
    for headers, drawn in ((owner(visitor), 1), ({}, 1), (owner(visitor), 1), ({}, 0)):
        asked = asyncio.create_task(get(visitor, png_of(case), **headers))
        await until_begun(workers, drawn)
        assert len(workers.begun) == drawn
        for _ in range(drawn):
            workers.finish()
        assert (await asked)[0] == 200


async def test_images_of_one_address_are_limited(visitor):
    case = conclude(visitor)
    statuses = [(await get(visitor, png_of(case)))[0] for _ in range(22)]
    assert statuses == [200] * 20 + [429] * 2


async def test_drawing_leaves_the_process_that_answers(visitor, monkeypatch):
    case = conclude(visitor)
    monkeypatch.setattr(sheet_files.Image, "new", lambda *_: pytest.fail("drawn in the gateway's process"))
    status, _, image = await get(visitor, png_of(case))
    assert (status, image[:4]) == (200, b"\x89PNG")
