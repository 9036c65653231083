"""Measures over evaluated hold-outs; plain counting, no I/O."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

RIGHT, OFFERED, CLARIFIED, WRONG, REJECTED = "right", "offered", "clarified", "wrong", "rejected"


@dataclass(frozen=True)
class Judged:
    """One service question after the system answered it."""

    text: str
    expected: tuple[str, ...]
    style: str
    outcome: str
    """right, offered (a clarify that offers the right one), clarified (one that does not), wrong, rejected."""
    ranking: tuple[str, ...]
    shown: str = ""
    confidence: float = 0.0


@dataclass
class Report:
    """Every measure by name, and the tables behind them."""

    measures: dict[str, float] = field(default_factory=dict)
    tables: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def as_text(self) -> str:
        """Return the report for people."""
        lines = [f"{name:32} {value:8.3f}" for name, value in self.measures.items()]
        for title, rows in self.tables.items():
            lines += ["", f"## {title}", *("  " + "  ".join(map(str, row)) for row in rows)]
        return "\n".join(lines)

    def as_markdown(self) -> str:
        """Return the report as a page of tables."""
        lines = [
            "| measure | value |",
            "|---|---|",
            *(f"| {name} | {value:.3f} |" for name, value in self.measures.items()),
        ]
        for title, rows in self.tables.items():
            name, _, columns = title.partition(": ")
            if not rows:
                continue
            heads = columns.split(", ")
            heads = [""] * (len(rows[0]) - len(heads)) + heads
            lines += ["", f"## {name}", "", "| " + " | ".join(heads) + " |", "|---" * len(rows[0]) + "|"]
            lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
        return "\n".join(lines) + "\n"


def judge(row: Mapping[str, Any], envelopes: Sequence[Mapping[str, Any]], topics_of_labels: Mapping[str, str],
          parsed: Mapping[str, Any]) -> Judged:  # fmt: skip
    """Compare a first reply with what was expected."""
    expected = (str(row["topic_id"]), *row.get("acceptable", ()))
    answers = [envelope for envelope in envelopes if envelope.get("topic_id")]
    kinds = {envelope["type"] for envelope in envelopes}
    shown = str(answers[0]["topic_id"]) if answers else ""
    offered = {
        topics_of_labels.get(c["label"], "") for e in envelopes if e["type"] == "clarify" for c in e.get("choices", ())
    }
    if "clarify" in kinds:
        outcome = OFFERED if offered & set(expected) else CLARIFIED
    elif answers:
        outcome = RIGHT if any(answer["topic_id"] in expected for answer in answers) else WRONG
    else:
        outcome = REJECTED if "fallback" in kinds else WRONG
    ranking = tuple(item["topic_id"] for item in parsed.get("ranking", ()))
    return Judged(str(row["text"]), expected, str(row.get("style", "")), outcome, ranking, shown,
                  float(parsed.get("confidence") or 0))  # fmt: skip


def service_report(judged: Sequence[Judged], report: Report) -> None:
    """Add the measures over service questions."""
    total = max(len(judged), 1)
    outcomes = Counter(item.outcome for item in judged)
    report.measures |= {
        "top1": sum(bool(set(i.ranking[:1]) & set(i.expected)) for i in judged) / total,
        "top3": sum(bool(set(i.ranking[:3]) & set(i.expected)) for i in judged) / total,
        "first_reply_right": outcomes[RIGHT] / total,
        "right_or_offered": (outcomes[RIGHT] + outcomes[OFFERED]) / total,
        "wrong_shown": outcomes[WRONG] / total,
        "clarify_rate": (outcomes[OFFERED] + outcomes[CLARIFIED]) / total,
        "false_rejections": outcomes[REJECTED] / total,
        "calibration_error": _calibration_error(judged),
    }
    report.tables["by style: n, right or offered, wrong"] = _by(judged, lambda item: item.style)
    report.tables["by length: n, right or offered, wrong"] = _by(judged, lambda item: _length(item.text))
    worst = sorted(_by(judged, lambda item: item.expected[0]), key=lambda row: row[2])[:25]
    report.tables["weakest topics: n, right or offered, wrong"] = worst
    confused = Counter((item.expected[0], item.shown) for item in judged if item.outcome == WRONG)
    report.tables["worst confusions: expected, shown, n"] = [(*pair, n) for pair, n in confused.most_common(20)]


def outside_report(rows: Iterable[tuple[str, bool]], report: Report) -> None:
    """Add the measures over out-of-scope texts given as (kind, rejected)."""
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for kind, rejected in rows:
        by_kind[kind].append(rejected)
    every = [rejected for values in by_kind.values() for rejected in values]
    near = by_kind.get("near_miss", [])
    report.measures["out_of_scope_rejected"] = sum(every) / max(len(every), 1)
    report.measures["near_miss_rejected"] = sum(near) / max(len(near), 1)
    report.tables["out of scope by kind: n, rejected"] = [
        (kind, len(values), round(sum(values) / len(values), 3)) for kind, values in sorted(by_kind.items())
    ]


def pairs_report(rows: Sequence[tuple[str, str]], report: Report) -> None:
    """Add the measures over pairs given as (expected label, label)."""
    related = [found for expected, found in rows if expected != "different"]
    different = [found for expected, found in rows if expected == "different"]
    report.measures["pairs_found"] = sum(found != "different" for found in related) / max(len(related), 1)
    report.measures["pairs_false_alarms"] = sum(found != "different" for found in different) / max(len(different), 1)
    report.measures["pairs_label_right"] = sum(a == b for a, b in rows) / max(len(rows), 1)
    report.tables["pairs: expected, found, n"] = [(*pair, n) for pair, n in sorted(Counter(rows).items())]


def share(report: Report, name: str, hits: Sequence[bool]) -> None:
    """Add a plain share."""
    report.measures[name] = sum(hits) / max(len(hits), 1)


LOWER_IS_BETTER = ("wrong_shown", "clarify_rate", "false_rejections", "calibration_error", "pairs_false_alarms")


def fallen(measures: Mapping[str, float], floor: Mapping[str, float]) -> list[str]:
    """Return what is worse than the ratchet allows."""
    worse = []
    for name, limit in floor.items():
        value = measures.get(name)
        if value is None or (value > limit if name in LOWER_IS_BETTER else value < limit):
            worse.append(f"{name}: {value} (limit {limit})")
    return worse


def _by(judged: Sequence[Judged], key: Any) -> list[tuple[Any, ...]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for item in judged:
        groups[key(item)].append(item)
    return [
        (name, len(items), round(sum(i.outcome in (RIGHT, OFFERED) for i in items) / len(items), 3),
         round(sum(i.outcome == WRONG for i in items) / len(items), 3))
        for name, items in sorted(groups.items())
    ]  # fmt: skip


def _length(text: str) -> str:
    return next(name for limit, name in ((8, "≤8"), (20, "≤20"), (40, "≤40"), (10_000, ">40")) if len(text) <= limit)


def _calibration_error(judged: Sequence[Judged], bins: int = 10) -> float:
    """Return the expected calibration error of the confidence against top-1 being right."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for item in judged:
        right = bool(set(item.ranking[:1]) & set(item.expected))
        groups[min(int(item.confidence * bins), bins - 1)].append((item.confidence, right))
    total = max(len(judged), 1)
    return sum(abs(sum(c for c, _ in g) - sum(r for _, r in g)) for g in groups.values()) / total
