"""What of a sheet a stranger sees, and how exports defuse cells."""

from __future__ import annotations

from datetime import date

import pytest

from bot.config import ROOT
from bot.core.knowledge.product import FITS, MISSES, OPEN, compare
from bot.knowledge.library import read_library
from bot.knowledge.products import read_products
from bot.services.formulas import harmless
from bot.services.sheets.view import counted, has_personal, without_personal
from bot.services.wording import say

HIDDEN = say("utter_sheet_hidden")


def sheet(**values: object) -> dict:
    facts = [
        {"slot": name, "label": name, "value": value, "personal": name != "story"} for name, value in values.items()
    ]
    lines = ["；".join(f"{name}={value}" for name, value in values.items())]
    return {"facts": facts, "draft": [{"title": "t", "lines": lines}]}


def test_personal_facts_are_hidden_everywhere():
    hidden = without_personal(sheet(name="王", phone="13900001234"), say)
    assert [fact["value"] for fact in hidden["facts"]] == [HIDDEN, HIDDEN]
    assert hidden["draft"][0]["lines"] == [f"name={HIDDEN}；phone={HIDDEN}"]


def test_a_value_inside_another_does_not_uncover_it():
    hidden = without_personal(sheet(short="王", long="王某某木器厂"), say)
    assert hidden["draft"][0]["lines"] == [f"short={HIDDEN}；long={HIDDEN}"]


def test_a_telephone_number_in_a_story_is_masked_in_fact_and_draft():
    hidden = without_personal(sheet(story="他的电话是13900001234"), say)
    assert "13900001234" not in str(hidden)


def test_an_unknown_answer_is_no_secret():
    assert without_personal(sheet(name="不清楚"), say)["draft"][0]["lines"] == ["name=不清楚"]
    assert not has_personal({"facts": [{"value": "商标", "personal": False}], "draft": []}, say)


def test_days_are_counted_anew_in_routes_too():
    row = {"due": "2026-12-01", "days_left": 99}
    fresh = counted({"deadlines": [row], "routes": [{"deadlines": [row, {"rule": "3个月"}]}]}, date(2026, 12, 3))
    assert fresh["deadlines"][0]["days_left"] == -2
    assert [one.get("days_left") for one in fresh["routes"][0]["deadlines"]] == [-2, None]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@x", "\t=1", " =1", "＝1"])
def test_what_looks_like_a_formula_becomes_text(text):
    assert harmless(text) == f"'{text}"


def test_other_text_stays():
    assert harmless("1,000元 = 合同价") == "1,000元 = 合同价"


def test_the_shipped_products_can_be_read_and_cite_known_sources():
    known = read_library(ROOT / "knowledge").sources
    assert all(citation.source in known for product in read_products() for citation in product.citations)


def test_a_product_is_compared_limit_by_limit(tmp_path):
    path = tmp_path / "products.yml"
    path.write_text(
        "- {id: a, name: n, provider: p, checked_on: 2026-11-01, citations: [{source: s}], regions: ['230000'],"
        " rights: [trademark], least_amount: 100, most_months: 12}",
        encoding="utf-8",
    )
    (product,) = read_products(path)
    answers = {"right": "trademark", "amount": 50.0}
    assert compare(product, answers, "230500", date(2026, 11, 22)) == {
        "right": FITS, "least_amount": MISSES, "most_months": OPEN, "region": FITS,
    }  # fmt: skip
    assert compare(product, {"right": "unknown"}, "", date(2026, 11, 22))["region"] == OPEN


@pytest.mark.parametrize(
    "text", ["- {id: a}", "- {id: a, name: n, provider: p, checked_on: 2026-11-01, citations: []}"]
)
def test_products_without_a_source_are_refused(tmp_path, text):
    path = tmp_path / "products.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"products\.yml"):
        read_products(path)
