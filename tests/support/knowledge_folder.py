"""A small sound knowledge folder, for tests that break it in one place or load it."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.knowledge.checks.around import Surroundings
from bot.knowledge.checks.rules import check
from bot.knowledge.library import read_library
from bot.knowledge.yamlfile import Problem

ENTRY = {
    "id": "topic_a",
    "title": "商标异议期多长？",
    "status": "published",
    "checked_on": "2026-11-22",
    "review_by": "2027-01-15",
    "questions": [f"异议的第几种问法{letter}" for letter in "甲乙丙丁戊己庚辛"],
    "not_questions": [{"text": "注册以后怎么办", "entry": "topic_a.other"}],
    "answers": [
        {
            "region": "national",
            "valid_to": "2026-12-31",
            "text": "自公告之日起3个月内提出。",
            "deadlines": ["opposition"],
            "offices": ["court"],
            "next": ["flow:triage", "entry:topic_a.other"],
            "citations": [{"source": "law-old", "section": "第33条", "quote": "三个月内", "fact": "three_months"}],
        },
        {
            "region": "national",
            "valid_from": "2027-01-01",
            "text": "自公告之日起2个月内提出。",
            "citations": [{"source": "law-new", "section": "第36条", "fact": "two_months"}],
        },
    ],
}
OTHER = {
    **ENTRY,
    "id": "topic_a.other",
    "title": "注册以后呢？",
    "questions": [f"注册以后的问法{letter}" for letter in "甲乙丙丁戊己庚辛"],
    "not_questions": [],
    "answers": [{"text": "可以申请宣告无效。", "citations": [{"source": "law-old"}]}],
}
TOPICS = [{"id": "topic_a", "area_code": "A", "area": "甲", "name": "异议", "scope": "异议", "rank": "P3"}]
SOURCES = [
    {"id": "law-old", "title": "旧法", "status": "in_force", "valid_to": "2026-12-31", "read_at": "2026-07-17"},
    {"id": "law-new", "title": "新法", "status": "not_yet_in_force", "valid_from": "2027-01-01"},
]
FACTS = [
    {"id": "three_months", "statement": "异议期3个月", "confidence": "法条已核", "sources": [{"source": "law-old"}]},
    {"id": "two_months", "statement": "异议期2个月", "confidence": "法条已核", "sources": [{"source": "law-new"}]},
    {"id": "local", "statement": "补贴10万元", "confidence": "中", "sources": [{"source": "law-old"}]},
]
DEADLINES = [
    {
        "id": "opposition",
        "name": "异议期",
        "right": "trademark",
        "jurisdiction": "CN",
        "actor": "claimant",
        "start_event": "公告日",
        "versions": [{"amount": 3, "unit": "month", "sources": [{"source": "law-old"}]}],
    }
]
FLOW = {
    "id": "triage",
    "title": "诊断",
    "opening": "先问。",
    "slots": [{"id": "stage", "label": "阶段", "question": "到哪一步？", "kind": "region"}],
    "citations": [{"source": "law-old"}],
}
AROUND = Surroundings(
    station_kinds=frozenset({"court"}),
    region_codes=frozenset({"230000"}),
    hotline_numbers=frozenset({"12345"}),
    banned_contacts=("革新街139号",),
    document_texts={"law-old": "可以在三个月内提出异议"},
)


class Folder:
    """The folder, written where a test says."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("topics/A.yml", TOPICS)
        self.write("sources/base.yml", SOURCES)
        self.write("facts/facts.yml", FACTS)
        self.write("deadlines.yml", DEADLINES)
        self.write("flows/triage.yml", FLOW)
        self.entry(ENTRY)
        self.entry(OTHER)

    def write(self, name: str, data: object) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return path

    def entry(self, data: dict, name: str | None = None, area: str = "A") -> Path:
        return self.write(f"entries/{area}/{name or data['id']}.yml", data)

    def broken_answer(self, **changes: object) -> None:
        self.entry({**ENTRY, "answers": [{**ENTRY["answers"][0], **changes}, ENTRY["answers"][1]]})

    def check(self, around: Surroundings = AROUND) -> list[Problem]:
        return check(read_library(self.root), around)

    def rules(self, around: Surroundings = AROUND) -> set[str]:
        return {problem.rule for problem in self.check(around)}
