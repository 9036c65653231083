"""What only the product does: publish under load, desk suggestions per keystroke, 50 against 50 000 entries."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import yaml

from bot.config import ROOT
from bot.knowledge.library import read_library
from bot.matching.example import ASK_PREFIX, Example
from bot.matching.fit import fit
from bot.matching.match import Matcher
from bot.matching.model import prepared
from tests.benchmarks import load
from tests.benchmarks.script import TRADES, mixed_turns
from tests.support.system import System, Visitor

PASSWORD = "一个足够长的口令 42"
CHANGED = "E/statutory_damages.yml"
QUESTION = "损失算不清，法院怎么定赔多少"
FEW, MANY = 50, 50_000


def publish_under_load(system: System, folder: Path) -> dict[str, Any]:
    """Change an entry and publish while eight conversations go on; seconds from the save to the new answer."""
    mark = "【新】"
    knowledge = folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    path = knowledge / "entries" / CHANGED
    entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    for answer in entry["answers"]:
        answer["text"] = mark + answer["text"]
    path.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")

    async def both() -> tuple[load.Measured, tuple[float, float]]:
        traffic = asyncio.create_task(load.run(load.PublicApi(system.base), 8, 200, mixed_turns(3)))
        served = await asyncio.to_thread(_publish, system, knowledge, mark)
        return await traffic, served

    measured, (all_of_it, publishing) = asyncio.run(both())
    return {
        "publish_to_served_s": round(all_of_it, 1), "publish_command_s": round(publishing, 1),
        "publish_failed": measured.failed, "publish_p50": round(measured.percentile(0.5), 1),
        "publish_p99": round(measured.percentile(0.99), 1), "publish_rate": round(measured.rate, 1),
    }  # fmt: skip


def _publish(system: System, knowledge: Path, mark: str) -> tuple[float, float]:
    system.bot("knowledge", "load", "--folder", str(knowledge))
    begun = time.monotonic()
    system.bot("knowledge", "publish")
    published = time.monotonic() - begun
    visitor = Visitor(system.base)
    while mark not in visitor.say(QUESTION)[0]["text"]:
        pass
    return time.monotonic() - begun, published


def suggestions(system: System, questions: int = 40) -> dict[str, Any]:
    """Type questions into the desk, one request per key; milliseconds."""
    system.bot("users", "add", "bench", "--role", "staff", "--password", PASSWORD)
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    token = _post(opener, f"{system.base}/api/v1/session", {"name": "bench", "password": PASSWORD}, "")["csrf_token"]
    taken = []
    for text in _some_questions(questions):
        for end in range(2, len(text) + 1):
            begun = time.perf_counter()
            _post(opener, f"{system.base}/api/v1/desk/suggestions", {"text": text[:end], "region": None}, token)
            taken.append(1000 * (time.perf_counter() - begun))
    taken.sort()
    return {
        "suggestion_p50": round(taken[len(taken) // 2], 1),
        "suggestion_p95": round(taken[len(taken) * 95 // 100], 1),
    }


def _post(opener: OpenerDirector, url: str, body: object, token: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "X-CSRF-Token": token}
    with opener.open(Request(url, json.dumps(body).encode(), headers), timeout=60) as reply:
        return json.loads(reply.read())


def _some_questions(most: int) -> list[str]:
    everything = [q for entry in read_library(ROOT / "knowledge").entries.values() for q in entry.questions]
    return random.Random(5).sample([q for q in everything if 8 <= len(q) <= 30], most)


def matching() -> dict[str, Any]:
    """Milliseconds a text over few and over many entries, and the seconds of fitting the many."""
    texts = [prepared(text) for text in _some_questions(200)]
    few = Matcher(fit(list(_entries(FEW))))
    begun = time.monotonic()
    many = Matcher(fit(list(_entries(MANY))))
    fitting = time.monotonic() - begun
    return {
        "match_50_ms": round(_per_text(few, texts), 2), "match_50000_ms": round(_per_text(many, texts), 2),
        "fit_50000_s": round(fitting, 1),
    }  # fmt: skip


def _entries(most: int) -> Iterator[Example]:
    """Yield one question for each of many entries, in as many topics as they need."""
    chooser = random.Random(11)
    questions = [(e.topic_id, q) for e in read_library(ROOT / "knowledge").entries.values() for q in e.questions]
    chooser.shuffle(questions)
    for number in range(most):
        topic, question = questions[number % len(questions)]
        trade = TRADES[number // len(questions) % len(TRADES)]
        yield Example(prepared(f"{trade}{question}"), ASK_PREFIX + topic, f"{topic}.made{number}")


def _per_text(matcher: Matcher, texts: Sequence[str]) -> float:
    matcher.match(texts[0])
    begun = time.process_time()
    for text in texts:
        matcher.match(text)
    return 1000 * (time.process_time() - begun) / len(texts)
