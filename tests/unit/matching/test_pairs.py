import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import ROOT
from bot.matching.model import Model
from bot.matching.pairs.calibrate import learn_pairs
from bot.matching.pairs.differences import DATE, REGION, RIGHT, SIDE, aspects
from bot.matching.pairs.judge import Likeness, PairJudge
from bot.matching.pairs.question_words import AskedWords, clash_and_share
from bot.services.admin.question_pairs import named_places, pair_judge
from bot.services.regions.resolver import load_regions
from bot.text.lexicon import word_lists


@pytest.fixture
def judge(model: Model) -> PairJudge:
    return pair_judge(model, load_regions())


def test_the_same_text_in_two_scripts_is_the_same(judge: PairJudge) -> None:
    assert judge.compare("專利被侵權去哪裡告？", "专利被侵权去哪里告?") == ("same", 1.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("贵阳哪里可以办版权登记", "杭州哪里可以办版权登记"),
        ("商标侵权要赔多少钱", "专利侵权要赔多少钱"),
        ("2026年12月提异议有几个月时间", "2027年2月提异议有几个月时间"),
    ],
)
def test_questions_equal_but_for_their_scope_conflict(judge: PairJudge, a: str, b: str) -> None:
    assert judge.compare(a, b)[0] == "conflict_scope"


def test_different_questions_are_different(judge: PairJudge) -> None:
    assert judge.compare("商标续展要交多少钱", "网页取证要公证吗")[0] == "different"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("双鸭山这边去哪里办", REGION, {"230500"}),
        ("黑龙江省怎么申请", REGION, {"230000"}),
        ("国内的法院怎么说", REGION, {"中国"}),
        ("在美国怎么维权", REGION, {"美国"}),
        ("2027年1月1日以后异议期多长", DATE, {"2027年1月1日以后"}),
        ("外观设计专利侵权", RIGHT, {"design"}),
        ("商标和版权都要", RIGHT, {"trademark", "copyright"}),
        ("我们被起诉侵权了", SIDE, {"accused"}),
        ("同行仿冒我们的产品", SIDE, {"claimant"}),
        ("有人说我恶意抢注他的商标", SIDE, {"accused"}),
        ("对方恶意抢注我的商标", SIDE, {"claimant"}),
        ("我的商标被人申请撤三", SIDE, {"accused"}),
        ("我想申请撤别人的商标", SIDE, {"claimant"}),
        ("对方申请诉前禁令，我怎么复议", SIDE, {"accused"}),
        ("展会上说我抄别人", SIDE, {"accused"}),
        ("旧仲裁法下撤销裁决", DATE, {"旧仲裁法下"}),
        ("怎么保存证据", SIDE, set()),
    ],
)
def test_aspects_are_read_from_the_words(text: str, kind: str, expected: set[str]) -> None:
    assert aspects(text, named_places(load_regions()))[kind] == expected


def test_what_is_asked_is_read_from_word_lists() -> None:
    words = AskedWords(word_lists("asked"))
    register, cancel = words.find("专利质押登记要多久"), words.find("专利质押登记怎么注销")
    assert "act_cancel_registration" in cancel.acts - register.acts
    assert register.kinds == {"kind_time"}
    assert clash_and_share(frozenset({"a"}), frozenset({"b"})) == (1.0, 0.0)
    assert clash_and_share(frozenset(), frozenset({"b"})) == (0.0, 0.0)


def test_likeness_is_learnt_from_labelled_pairs(judge: PairJudge, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in (ROOT / "data" / "pairs" / "examples.jsonl").read_text().splitlines()][::3]
    learnt = learn_pairs(rows, judge)
    learnt.write(tmp_path / "likeness.json")
    assert Likeness.load(tmp_path / "likeness.json") == learnt
    taught = replace(judge, likeness=learnt)
    right = [taught.compare(row["a"], row["b"])[0] == row["label"] for row in rows]
    assert sum(right) / len(right) > 0.75
