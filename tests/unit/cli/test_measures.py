"""What `bot evaluate` counts, on replies written by hand."""

import pytest

from bot.cli.measure.measures import Judged, Report, fallen, judge, outside_report, pairs_report, service_report

LABELS = {"商标续展": "trademark_renewal", "商标质押": "trademark_pledge"}
ROW = {"text": "续展怎么办", "topic_id": "trademark_renewal", "acceptable": ["trademark_database"], "style": "short"}
PARSED = {"ranking": [{"topic_id": "trademark_renewal"}], "confidence": 0.9}


def clarify(*labels: str) -> list[dict]:
    return [{"type": "clarify", "choices": [{"id": str(i), "label": label} for i, label in enumerate(labels)]}]


@pytest.mark.parametrize(
    ("envelopes", "outcome"),
    [
        ([{"type": "answer", "topic_id": "trademark_renewal"}], "right"),
        ([{"type": "answer", "topic_id": "trademark_database"}], "right"),
        ([{"type": "answer", "topic_id": "trademark_pledge"}], "wrong"),
        (clarify("商标质押", "商标续展"), "offered"),
        (clarify("商标质押"), "clarified"),
        ([{"type": "fallback"}], "rejected"),
        ([{"type": "notice"}], "wrong"),
    ],
)
def test_a_first_reply_is_judged(envelopes: list[dict], outcome: str) -> None:
    assert judge(ROW, envelopes, LABELS, PARSED).outcome == outcome


def judged(outcome: str, topic: str = "a", confidence: float = 1.0) -> Judged:
    return Judged("问", (topic,), "short", outcome, (topic, "b"), "b", confidence)


def test_shares_are_of_all_service_questions() -> None:
    report = Report()
    service_report([judged(outcome) for outcome in ("right", "offered", "clarified", "wrong", "rejected")], report)
    measures = report.measures
    assert measures["first_reply_right"] == pytest.approx(0.2)
    assert measures["right_or_offered"] == pytest.approx(0.4)
    assert measures["clarify_rate"] == pytest.approx(0.4)
    assert measures["wrong_shown"] == measures["false_rejections"] == pytest.approx(0.2)
    assert report.tables["worst confusions: expected, shown, n"] == [("a", "b", 1)]


def test_near_misses_are_counted_apart() -> None:
    report = Report()
    outside_report([("near_miss", True), ("near_miss", False), ("chitchat", True), ("chitchat", True)], report)
    assert (report.measures["out_of_scope_rejected"], report.measures["near_miss_rejected"]) == (0.75, 0.5)


def test_a_pair_is_found_when_it_is_not_called_different() -> None:
    report = Report()
    found = [("same", "same"), ("conflict_scope", "same"), ("same", "different"), ("different", "same")]
    pairs_report(found, report)
    assert report.measures["pairs_found"] == pytest.approx(2 / 3)
    assert report.measures["pairs_false_alarms"] == 1
    assert report.measures["pairs_label_right"] == 0.25


def test_the_ratchet_knows_which_way_is_worse() -> None:
    floor = {"top1": 0.9, "wrong_shown": 0.02, "regions": 0.9}
    assert fallen({"top1": 0.91, "wrong_shown": 0.01, "regions": 0.9}, floor) == []
    worse = fallen({"top1": 0.89, "wrong_shown": 0.03}, floor)
    assert [line.partition(":")[0] for line in worse] == ["top1", "wrong_shown", "regions"]


def test_the_page_has_a_table_for_each_group() -> None:
    report = Report({"top1": 0.5}, {"by style: n, right or offered, wrong": [("short", 2, 0.5, 0.0)], "none: n": []})
    page = report.as_markdown()
    assert "| top1 | 0.500 |" in page
    assert "## by style\n\n|  | n | right or offered | wrong |\n|---|---|---|---|\n| short | 2 | 0.5 | 0.0 |" in page
    assert "none" not in page
