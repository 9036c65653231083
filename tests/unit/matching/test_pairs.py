import pytest

from bot.matching.aspects import DATE, REGION, RIGHT, SIDE, aspects
from bot.matching.model import Model
from bot.matching.pairs import compare


def test_the_same_text_in_two_scripts_is_the_same(model: Model) -> None:
    assert compare("專利被侵權去哪裡告？", "专利被侵权去哪里告?", model) == ("same", 1.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("贵阳哪里可以办版权登记", "杭州哪里可以办版权登记"),
        ("商标侵权要赔多少钱", "专利侵权要赔多少钱"),
        ("2026年12月提异议有几个月时间", "2027年2月提异议有几个月时间"),
    ],
)
def test_questions_equal_but_for_their_scope_conflict(model: Model, a: str, b: str) -> None:
    assert compare(a, b, model)[0] == "conflict_scope"


def test_different_questions_are_different(model: Model) -> None:
    assert compare("商标续展要交多少钱", "网页取证要公证吗", model)[0] == "different"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("双鸭山这边去哪里办", REGION, {"双鸭山"}),
        ("黑龙江省怎么申请", REGION, {"黑龙江"}),
        ("在美国怎么维权", REGION, {"美国"}),
        ("2027年1月1日以后异议期多长", DATE, {"2027年1月1日以后"}),
        ("外观设计专利侵权", RIGHT, {"design"}),
        ("商标和版权都要", RIGHT, {"trademark", "copyright"}),
        ("我们被起诉侵权了", SIDE, {"accused"}),
        ("同行仿冒我们的产品", SIDE, {"claimant"}),
        ("怎么保存证据", SIDE, set()),
    ],
)
def test_aspects_are_read_from_the_words(text: str, kind: str, expected: set[str]) -> None:
    assert aspects(text)[kind] == expected
