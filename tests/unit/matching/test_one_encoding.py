"""A message is encoded once: its clauses and questions are read from what the encoder made of the whole."""

from dataclasses import replace

import numpy as np
import pytest

from bot.matching.match import Matcher
from bot.matching.message import MOST_SEEN, Message
from bot.matching.model import Model
from bot.text.encoder import SENTENCE, Encoder, encoder

LONG = "我们公司的外观专利被同行抄袭了,另外商标也快到期了不知道怎么续展,还有聊天记录能当证据吗?"
PARTS = ("我们公司的外观专利被同行抄袭了", "另外商标也快到期了不知道怎么续展", "还有聊天记录能当证据吗")


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many sub-words each run of the network's costly half had."""
    seen: list[int] = []
    original = Encoder._token_features
    monkeypatch.setattr(Encoder, "_token_features", lambda self, ids: seen.append(len(ids)) or original(self, ids))
    return seen


@pytest.mark.parametrize("half", [slice(0, SENTENCE), slice(SENTENCE, None)])
def test_a_part_lies_nearest_to_itself_encoded_alone(half: slice) -> None:
    read = encoder().read(LONG)
    spans = [(LONG.find(part), LONG.find(part) + len(part)) for part in PARTS]
    inside, alone = encoder().parts(read, spans), [encoder().encode(part) for part in PARTS]
    similar = np.array([[cosine(a[half], b[half]) for b in alone] for a in inside])
    assert list(similar.argmax(axis=1)) == [0, 1, 2]
    assert similar.diagonal().min() > 0.8


def test_a_part_does_not_depend_on_the_parts_beside_it() -> None:
    read = encoder().read(LONG)
    first, both = encoder().parts(read, [(0, 15)]), encoder().parts(read, [(0, 15), (16, 32)])
    np.testing.assert_allclose(first[0], both[0], atol=1e-5)


def test_the_whole_is_what_encode_gives() -> None:
    for text in (LONG, "商标", "", "甲" * 1500):
        np.testing.assert_array_equal(encoder().whole(encoder().read(text)), encoder().encode(text))


def test_each_sub_word_knows_where_it_begins() -> None:
    text = "商标 续展 trademark 要多少钱"
    begins = encoder().read(text).begins
    assert list(begins) == sorted(begins)
    assert (begins[0], begins[-1]) == (0, len(text))
    whole = encoder().read(text).rows(0, len(text))
    assert whole == (1, len(begins) - 1)


@pytest.mark.parametrize("size", [300, 900, 1500])
def test_what_the_encoder_leaves_out_of_a_long_text_is_held_by_no_row(size: int) -> None:
    text = "".join(chr(0x4E00 + 37 * n % 5000) for n in range(size))
    read = encoder().read(text)
    assert read.holds(0, 20)
    assert read.holds(size - 20, size)
    assert not read.holds(size // 3, size // 3 + 20)
    assert not read.holds(10, size - 10)


def test_a_long_message_is_encoded_once(model: Model, encoded: list[int]) -> None:
    Matcher(model).match(LONG)
    assert len(encoded) == 1


def test_two_questions_cost_no_second_encoding(model: Model, encoded: list[int]) -> None:
    eager = replace(
        model, calibration=replace(model.calibration, second_at=0.0, reject_below=0.0, flow_reject_below=0.0)
    )
    assert Matcher(eager).match("商标续展要交多少钱呢?另外专利能不能抵押贷款呢?").second is not None
    assert len(encoded) == 1


def test_who_reads_the_message_again_finds_it_encoded(model: Model, encoded: list[int]) -> None:
    one = Matcher(model).for_one_message(LONG)
    one.match(LONG)
    again = one.for_one_message(f" {LONG} ")
    assert again is one
    again.look(LONG)
    assert len(encoded) == 1
    assert one.for_one_message("别人的话") is not one


def test_who_reads_a_long_message_again_sees_what_was_seen(model: Model) -> None:
    text = ",".join(f"第{n}个摊位上有人在卖假货" for n in range(MOST_SEEN + 5))
    one = Matcher(model).for_one_message(text)
    first = one.look(text)[1]
    for n in range(MOST_SEEN):
        one.look(f"第{n}个摊位")
    assert one.has_seen_enough
    np.testing.assert_array_equal(one.look(text)[1], first)


def test_another_text_is_encoded_by_itself_and_each_once(model: Model, encoded: list[int]) -> None:
    message = Message(model, LONG)
    message.see([LONG, *PARTS])
    message.see([*PARTS, "别人的话"])
    message.see(["别人的话", LONG])
    assert len(encoded) == 2


def test_a_vector_that_is_given_is_not_made_again(model: Model, encoded: list[int]) -> None:
    vector = encoder().encode("商标续展")
    encoded.clear()
    given = Message(model, "商标续展").see(["商标续展"], vector)
    assert encoded == []
    np.testing.assert_array_equal(given[0].vector, model.see("商标续展", vector).vector)


def test_blended_sights_score_as_the_mean_of_theirs(model: Model) -> None:
    whole, *parts = (model.see(text) for text in (LONG, *PARTS))
    blended = model.scores(whole.blended(parts))
    expected = (model.scores(whole) + np.mean([model.scores(part) for part in parts], axis=0)) / 2
    np.testing.assert_allclose(blended, expected, atol=1e-5)


def test_the_likeliest_classes_get_their_full_score(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["商标快到期了怎么续展", "专利被人仿了", "讲个笑话", "你好"]
    full = [model.scores(model.see(text)) for text in texts]
    monkeypatch.setattr("bot.matching.model._LIKELY", 3)
    few = [model.scores(model.see(text)) for text in texts]
    for all_of_them, some in zip(full, few, strict=True):
        assert all_of_them.argmax() == some.argmax()
        computed = some != model.bias
        assert computed.sum() == 3 + model.outside.sum()
        assert computed[model.outside].all()
        np.testing.assert_allclose(some[computed], all_of_them[computed], atol=1e-6)


def test_the_nearest_rows_are_those_of_largest_influence(model: Model) -> None:
    for text in (LONG, "商标", "今晚吃什么"):
        sight = model.see(text)
        expected = np.sort(sight.influence)[::-1][:10]
        np.testing.assert_array_equal(np.sort(sight.influence[model.nearest_rows(sight, 10)])[::-1], expected)
