"""Wording is data: what is said stands in data/responses, what is understood in knowledge/lexicon."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.config import ROOT
from bot.core.envelope import Envelope
from bot.core.knowledge.source import STATUSES
from bot.gateway.visitor.shown import shown
from bot.services.wording import page_words, say, sentences
from tests.support.literals import in_python, in_script

MOST_IN_PYTHON = 60
"""What is left: the grammar of numbers and dates, and the masks of personal data."""
MOST_IN_SCRIPTS = 30
SCRIPTS = sorted((ROOT / "bot" / "gateway" / "static").glob("*.js"))
PYTHON = sorted(path for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py"))
LAW = {"source_id": "law", "title": "《商标法》", "section": "第57条", "quote": "", "url": "", "status": "amended"}


def wording(paths: list[Path], read: Callable[[str], Iterator[tuple[int, str]]]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}: {text[:60]}"
        for path in paths
        for line, text in read(path.read_text(encoding="utf-8"))
    ]


def test_python_holds_hardly_any_wording() -> None:
    found = wording(PYTHON, in_python)
    assert len(found) <= MOST_IN_PYTHON, "\n".join(found)


def test_scripts_hold_hardly_any_wording() -> None:
    found = wording(SCRIPTS, in_script)
    assert len(found) <= MOST_IN_SCRIPTS, "\n".join(found)


def test_wording_is_found_wherever_it_hides() -> None:
    python = '"""说明文字"""\nx = "一"\ny = f"你好{x}再见"\nz = r"甲乙" "丙"\n# 注释注释\n'
    assert [line for line, _ in in_python(python)] == [3, 4]
    script = "/* 注释注释 */ // 注释\nvar a = 'x', b = \"它's 中文\";\nvar c = /中文[/]/.test(a) ? `模板` : 1 / 2;\n"
    assert [text.strip() for _, text in in_script(script)] == ['"它\'s 中文"', "/中文[/]/", "`模板`"]


def test_scripts_say_what_the_server_has_words_for() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    named = {key for key in re.findall(r"\bword\('(\w+)'", source) if not key.endswith("_")}
    assert sorted(named - page_words().keys()) == []
    quoted = set(re.findall(r"'(\w+)'", source))
    begun = tuple(word for word in quoted if word.endswith("_"))
    assert [key for key in page_words() if key not in quoted and not key.startswith(begun)] == []


def test_each_status_of_a_source_is_named_once() -> None:
    named = {status: say(f"utter_source_status_{status}") for status in STATUSES}
    assert len(set(named.values())) == len(STATUSES)
    others = [key for key, text in sentences().items() if text in named.values() and "source_status" not in key]
    assert others == []


@pytest.mark.parametrize(
    ("status", "words"), [("amended", "《商标法》第57条（已修改）"), ("in_force", "《商标法》第57条")]
)
def test_a_reader_gets_citations_in_words(status: str, words: str) -> None:
    message: Envelope = {"type": "answer", "text": "", "citations": [{**LAW, "status": status}]}
    (citation,) = shown(message, say)["citations"]
    assert (citation["words"], citation["status_words"]) == (words, "已修改" if status == "amended" else "")
    assert "words" not in message["citations"][0]


def test_a_reader_gets_a_sheet_in_parts() -> None:
    deadlines = [
        {"name": name, "rule": "10日", "start_event": "收到", "due": "2026-12-01", "days_left": days}
        for name, days in (("甲", -1), ("乙", 7), ("丙", 8))
    ]
    routes = [{"name": "起诉", "papers": ["起诉状"], "citations": [LAW]}]
    sheet = {"code": "ABCDEFGH23", "deadlines": deadlines, "routes": routes}
    parts = shown({"type": "case_sheet", "text": "", "sheet": sheet}, say)["sheet"]["parts"]
    assert [part["kind"] for part in parts] == ["deadlines", "route", "sources"]
    assert [line["mark"] for line in parts[0]["lines"]] == ["over", "soon", ""]
    assert list(parts[1]["lines"]) == [{"text": "起诉状", "ticked": False, "strong": False, "mark": ""}]
    assert parts[2]["lines"][0]["text"] == "《商标法》第57条（已修改）"
    assert "parts" not in sheet
