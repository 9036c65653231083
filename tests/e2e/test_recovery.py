"""The running system when one of its processes is killed in the middle of turns, and when knowledge changes under traffic."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError

import pytest
import yaml

from bot.config import ROOT
from tests.support.prepared import prepared
from tests.support.system import System, Visitor, call
from tests.support.waiting import until

QUESTIONS = ("商标被抄了怎么办", "专利侵权诉讼时效多久", "你好", "商标异议期是多久", "网店卖我的仿品", "那要多少钱")
VISITORS = 4


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system of our own: its processes are killed and its knowledge is changed."""
    own = System(prepared(tmp_path_factory.mktemp("state")))
    own.start()
    yield own
    own.stop()


def process_id(system: System, name: str) -> int | None:
    """Return the id of a supervised process by a word of its command line."""
    supervisor = int((system.state_dir / "supervisor.pid").read_text())
    for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
            command = Path(f"/proc/{pid}/cmdline").read_text()
        except (OSError, IndexError):
            continue
        if parent == supervisor and name in command:
            return pid
    return None


def ask_until_answered(visitor: Visitor, text: str, at_first: Callable[[], object] = object) -> list[dict]:
    """Send one turn and repeat it under the same id, as the page does, until there is a reply."""
    body = {"client_id": str(uuid.uuid4()), "text": text}

    def attempt() -> list[dict] | None:
        at_first()
        try:
            status, reply = call("POST", visitor.url, body, visitor.token)
        except (URLError, OSError):
            return None
        assert status in {200, 503}, (status, reply)
        return reply["messages"] if status == 200 else None

    return until(attempt, what=text)


def test_the_workers_of_the_action_server_do_not_hold_its_port(system: System) -> None:
    server = process_id(system, "actions._serve")
    assert server is not None
    family = descendants(server)
    assert len(family) >= 3
    assert [pid for pid in (server, *family) if listens(pid, system.actions_port)] == [server]


def descendants(pid: int) -> list[int]:
    """Return the processes below a process."""
    own = [
        int(word) for task in Path(f"/proc/{pid}/task").iterdir() for word in (task / "children").read_text().split()
    ]
    return own + [below for child in own for below in descendants(child)]


def listens(pid: int, port: int) -> bool:
    """Say whether a process holds the socket that listens on a port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "0A"}
    assert sockets
    return any(str(handle.readlink()) in sockets for handle in Path(f"/proc/{pid}/fd").iterdir())


@pytest.mark.parametrize("name", ["actions._serve", "rasa", "bot.gateway"])
def test_killing_a_process_in_mid_turn_loses_no_accepted_turn(system: System, name: str) -> None:
    visitors = [Visitor(system.base) for _ in range(VISITORS)]
    victim = process_id(system, name)
    assert victim is not None
    started = threading.Barrier(VISITORS + 1)

    def talk(visitor: Visitor) -> None:
        for number, question in enumerate(QUESTIONS):
            waits = [started.wait] if number == 1 else []
            assert ask_until_answered(visitor, question, lambda waits=waits: waits and waits.pop()())

    with ThreadPoolExecutor(VISITORS) as pool:
        talks = [pool.submit(talk, visitor) for visitor in visitors]
        started.wait()
        os.kill(victim, signal.SIGKILL)
        for one in talks:
            one.result()
    assert process_id(system, name) not in {None, victim}
    for visitor in visitors:
        said = [m["text"] for m in visitor.transcript() if m["author"] == "visitor"]
        assert said == list(QUESTIONS)
        assert each_turn_has_its_reply(visitor.transcript())


def each_turn_has_its_reply(transcript: list[dict]) -> bool:
    """Say whether every message of the visitor is followed by a reply before his next one, and no message stands twice."""
    authors = [message["author"] for message in transcript]
    follows = all(b == "assistant" for a, b in zip(authors, [*authors[1:], ""], strict=True) if a == "visitor")
    return follows and len({m["id"] for m in transcript}) == len(transcript)


def test_a_turn_that_nobody_waits_for_is_answered_when_the_engine_is_back(system: System) -> None:
    visitor = Visitor(system.base)
    engine = process_id(system, "rasa")
    assert engine is not None
    os.kill(engine, signal.SIGKILL)
    leaving = HTTPConnection("127.0.0.1", system.port)
    body = json.dumps({"client_id": str(uuid.uuid4()), "text": "商标异议期是多久"})
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {visitor.token}"}
    leaving.request("POST", visitor.url.removeprefix(system.base), body.encode(), headers)
    until(visitor.transcript, what="the turn is accepted")
    leaving.close()
    answers = until(lambda: [m for m in visitor.transcript() if m["author"] == "assistant"], what="the reply")
    assert [m["type"] for m in answers] == ["answer"]


MARKED = "E/statutory_damages.yml"
QUESTION = "损失算不清，法院怎么定赔多少"


def marked_knowledge(folder: Path, mark: str) -> None:
    """Write a copy of the knowledge in which one entry carries a mark in its answer and in each of its steps."""
    if not folder.exists():
        shutil.copytree(ROOT / "knowledge", folder)
    entry = yaml.safe_load((ROOT / "knowledge/entries" / MARKED).read_text(encoding="utf-8"))
    for answer in entry["answers"]:
        answer["text"] = mark + answer["text"]
        answer["steps"] = [mark + step for step in answer["steps"]]
    (folder / "entries" / MARKED).write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")


def test_publishing_under_traffic_loses_no_request_and_mixes_no_versions(system: System, tmp_path: Path) -> None:
    marks = ["【甲版】", "【乙版】"]
    done = threading.Event()
    seen: list[tuple[str, int]] = []

    def talk() -> None:
        visitor = Visitor(system.base)
        while not done.is_set():
            (answer,) = visitor.say(QUESTION)
            shown = json.dumps(answer, ensure_ascii=False)
            found = [mark for mark in marks if mark in shown]
            assert len(found) <= 1, shown
            seen.append((found[0], shown.count(found[0])) if found else ("", 0))

    with ThreadPoolExecutor(VISITORS) as pool:
        talks = [pool.submit(talk) for _ in range(VISITORS)]
        try:
            for mark in marks:
                marked_knowledge(tmp_path / "knowledge", mark)
                system.bot("knowledge", "load", "--folder", str(tmp_path / "knowledge"))
                system.bot("knowledge", "publish")
                until(lambda mark=mark: seen and seen[-1][0] == mark, within=60, what=f"{mark} is served")
        finally:
            done.set()
        for one in talks:
            one.result()
    assert [mark for mark, _ in dict.fromkeys(seen)] == ["", *marks], "each version is served whole"
    assert Visitor(system.base).say("你好，在吗")[0]["type"] == "notice", "what is no service question is still known"
