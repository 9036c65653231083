"""The place meant, by kind of difficulty; the texts and what they mean are in the YAML files beside."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from bot.core.region import RegionMatch
from bot.services.regions.resolver import RegionResolver, load_regions

TEXTS = [
    pytest.param(text, expected, id=f"{kind}-{number}")
    for file in sorted(Path(__file__).parent.glob("*.yml"))
    for kind, rows in yaml.safe_load(file.read_text(encoding="utf-8")).items()
    for number, (text, expected) in enumerate(rows.items())
]


@pytest.fixture(scope="module")
def regions() -> RegionResolver:
    return load_regions()


def names(match: RegionMatch) -> str:
    return match.region.name if match.region else "|".join(sorted(r.name for r in match.candidates))


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_the_place_meant_is_found(regions: RegionResolver, text: str, expected: str):
    assert names(regions.resolve(text)) == expected


def test_there_are_texts_of_every_kind():
    assert len(TEXTS) >= 350


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("山城江北区", ("重庆市", "江北区")),
        ("宝山区东保卫那边", ("黑龙江省", "双鸭山市", "宝山区")),
        ("宝山区的店，可不是上海那个宝山", ("黑龙江省", "双鸭山市", "宝山区")),
        ("台江施洞的银匠", ("贵州省", "黔东南苗族侗族自治州", "台江县")),
        ("甘南的查哈阳大米", ("黑龙江省", "齐齐哈尔市", "甘南县")),
        ("白云区艳山红那边", ("贵州省", "贵阳市", "白云区")),
        ("我们鹤城是个市，我们市里谁管", ("黑龙江省", "齐齐哈尔市")),
    ],
)
def test_towns_denials_and_levels_tell_places_of_one_name_apart(
    regions: RegionResolver, text: str, path: tuple[str, ...]
):
    found = regions.resolve(text).region
    assert found is not None
    assert found.path == path


@pytest.mark.parametrize(
    ("text", "theirs"),
    [("对方在义乌", True), ("有家义乌的公司抄我", True), ("我在义乌", False), ("对方在义乌，我在贵阳", False)],
)
def test_a_place_of_the_other_side_alone_is_marked(regions: RegionResolver, text: str, theirs: bool):
    assert regions.resolve(text).theirs is theirs


@pytest.mark.parametrize(
    "clause",
    [
        "宝清", "哈尔滨南岗区", "贵州桂阳和杭州西湖区", "我不要哈尔滨的，不对，要大庆的，", "在甬qqhr ", "开封口沈样和平区",
        "北京市石景山区老山东里5号", "公司叫浙江温州制衣有限公司，在贵阳经营，", "鼓楼区", "yiwu lucheng ", "饶和县", "想去他们那儿告", "我在鹤岗，那边找谁，", "南通那个通州", "海伦海北镇", "shenzhen longgang ",
    ],
)  # fmt: skip
def test_the_longest_text_is_read_fast(regions: RegionResolver, clause: str):
    text = (clause * 2000)[:2000]
    regions.resolve(text)
    spent = []
    for _ in range(3):
        start = time.process_time()
        regions.resolve(text)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.05
