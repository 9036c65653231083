import pytest

from bot.text.normalise import clean, normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  ＡＢＣ　１２３？ ", "abc 123?"),
        ("專利被侵權了怎麼辦", "专利被侵权了怎么办"),
        ("著作权、瞭望塔、乾坤", "著作权、瞭望塔、乾坤"),
        ("商\u200b标\u0000被\u202e抢注", "商标被抢注"),
        ("第一行\n第二行\t第三行", "第一行 第二行 第三行"),
        ("啊啊啊啊啊啊啊救命", "啊啊啊救命"),
        ("", ""),
    ],
)
def test_different_ways_to_write_a_text_become_one(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


def test_normalising_twice_changes_nothing() -> None:
    once = normalise("ＬＯＧＯ被抄襲！！！！！ 怎麼 辦")
    assert normalise(once) == once


def test_clean_keeps_letters_as_written() -> None:
    assert clean("我的ＬＯＧＯ\u200d") == "我的LOGO"
