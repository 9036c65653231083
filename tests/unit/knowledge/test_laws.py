"""Quotations are held against the article they are said to stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.checks.laws import Law, articles_named, read_laws

LAW = Law(
    "law",
    "# 法\n\n第一条　为了保护，制定本法。\n第二款的话。\n\n## 第二章\n\n第五十七条　有下列行为之一：\n（一）未经“许可”的；\n\n第二百八十七条之一　利用信息网络。\n",
)
REPLY = Law("reply", "某法院：\n\n一、收到通知后，应当及时转送。\n二、可以在判决前认定。\n")


@pytest.mark.parametrize(
    ("section", "articles"),
    [
        ("第57条", ["57"]), ("第五十七条第二款", ["57"]), ("第26—28条", ["26", "28"]), ("第287条之一", ["287-1"]),
        ("第14、15、第20条", ["14", "15", "20"]), ("三、", ["3"]), ("第5条、第7条第1款第（一）项", ["5", "7"]), ("", []),
    ],
)  # fmt: skip
def test_a_section_names_articles(section: str, articles: list[str]) -> None:
    assert articles_named(section) == articles


@pytest.mark.parametrize(
    ("law", "quote", "section", "holds"),
    [
        (LAW, '未经"许可"的', "第57条", True),
        (LAW, "未经许可的", "第57条", False),
        (LAW, "第二款的话", "第1条", True),
        (LAW, "利用信息网络", "第57条", False),
        (LAW, "利用信息网络", "第287条之一", True),
        (LAW, "利用信息网络", "", True),
        (REPLY, "应当及时转送", "第1条", True),
        (REPLY, "应当及时转送", "二、", False),
    ],
)
def test_a_quotation_stands_in_the_article_it_names(law: Law, quote: str, section: str, holds: bool) -> None:
    assert law.holds(quote, section) is holds


def test_an_article_that_is_not_there_is_named() -> None:
    assert LAW.lacks("第1、58条") == ["58"]
    assert REPLY.lacks("第2条") == []


def test_front_matter_is_no_part_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "law-a.md").write_text("---\nid: law-a\ntitle: 甲\n---\n第一条　乙。\n", encoding="utf-8")
    laws = read_laws(tmp_path)
    assert laws["law-a"].holds("乙", "第1条")
    assert not laws["law-a"].holds("甲", "")
