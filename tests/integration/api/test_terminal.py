"""The terminal against the gateway."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.client import ApiClient
from bot.channels.terminal import Terminal
from bot.errors import EngineUnavailable
from tests.support.engine import StandInEngine
from tests.support.system import free_port


async def talk(api, lines: list[str], pause=lambda _: None) -> list[str]:
    shown: list[str] = []
    client = ApiClient(f"http://127.0.0.1:{api.client.port}", "terminal", pause)

    def run() -> None:
        client.open("双鸭山市")
        Terminal(client, shown.append).run(lines)

    await asyncio.to_thread(run)
    return shown


async def test_questions_choices_and_mistakes(api):
    shown = await talk(api, ["商标被抄\n", "\n", "1\n", "字" * 2001, "专利"])
    assert shown[0] == "关于“商标被抄”\n  [1] 怎么收费"
    assert shown[1] == "选了 fees"
    assert shown[2].startswith("! ")
    assert shown[3].startswith("关于“专利”")


async def test_an_engine_that_comes_back_is_waited_for(serve, settings):
    api = await serve(engine_port=settings.engine_port, engine_timeout=0.2)
    loop, back = asyncio.get_running_loop(), StandInEngine()

    def bring_back(_: float) -> None:
        asyncio.run_coroutine_threadsafe(back.start(settings.engine_port), loop).result()

    assert (await talk(api, ["商标被抄"], bring_back))[0].startswith("关于“商标被抄”")
    await back.stop()


async def test_without_a_system_it_says_how_to_start_one():
    client = ApiClient(f"http://127.0.0.1:{free_port()}", "terminal")
    with pytest.raises(EngineUnavailable, match="make run"):
        client.open()
