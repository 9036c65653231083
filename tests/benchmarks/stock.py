"""A stock Rasa project on the same questions and the same answers: the baselines of the benchmark."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from bot.config import ROOT
from bot.knowledge.checks.surroundings import labelled_examples
from bot.knowledge.library import read_library

ENGINE = ROOT / "engine" / ".venv" / "bin" / "python"
STOCK_POLICIES = [
    {"name": "MemoizationPolicy"},
    {"name": "RulePolicy"},
    {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": 100},
    {"name": "TEDPolicy", "max_history": 5, "epochs": 100, "constrain_similarities": True},
]
FEATURES = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
ACTION = '''"""Answers from the same database as the product, through a stock action."""

import os
from datetime import date
from functools import lru_cache
from pathlib import Path

from rasa_sdk import Action

from bot.core.knowledge.entry import Served, select_variant
from bot.db.base import Database
from bot.db.knowledge.published import PublishedKnowledge


@lru_cache
def published():
    state = Path(os.environ["BOT_STATE_DIR"])
    return PublishedKnowledge(Database(f"sqlite:///{state / 'weiquan.db'}"), state / "snapshots")


class ActionAnswer(Action):
    def name(self):
        return "action_answer"

    def run(self, dispatcher, tracker, domain):
        version = published().current_version()
        entry = published().entry(version, tracker.latest_message["intent"]["name"].removeprefix("ask_"))
        served = select_variant(entry, date.today(), []) if entry else None
        text = served.variant.text if isinstance(served, Served) else "抱歉，我没有听懂。"
        dispatcher.utter_message(text=text)
        return []
'''


def write_project(folder: Path, actions_port: int, *, tuned: bool, epochs: int) -> None:
    """Write a Rasa project into a folder: the default Chinese pipeline and policies, or the tuned ones."""
    examples = _examples()
    _dump(folder / "config.yml", _config(tuned=tuned, epochs=epochs))
    _dump(folder / "domain.yml", _domain(sorted(examples)))
    _dump(folder / "data" / "nlu.yml", _nlu(examples))
    _dump(folder / "data" / "rules.yml", _rules(sorted(examples)))
    _dump(folder / "data" / "stories.yml", _stories(sorted(examples)))
    _dump(folder / "credentials.yml", {"rest": None})
    _dump(
        folder / "endpoints.yml",
        {
            "action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "tracker.db")},
        },
    )
    actions = folder / "stock_actions"
    actions.mkdir(parents=True, exist_ok=True)
    (actions / "__init__.py").write_text(ACTION, encoding="utf-8")


def rasa(*arguments: str) -> list[str]:
    """Return a Rasa command line."""
    return [str(ENGINE), "-m", "rasa", *arguments]


def actions_command(port: int) -> list[str]:
    """Return the command of the stock action server."""
    return [sys.executable, "-m", "rasa_sdk", "--actions", "stock_actions", "-p", str(port)]


def _examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in read_library(ROOT / "knowledge").entries.values():
        found.setdefault(f"ask_{entry.topic_id}", []).extend(entry.questions)
    for intent, text in labelled_examples(ROOT / "data" / "nlu"):
        found.setdefault(intent.replace("/", "_"), []).append(text)
    return found


def _config(*, tuned: bool, epochs: int) -> dict[str, Any]:
    if tuned:
        classifier = [{"name": "LogisticRegressionClassifier", "max_iter": 100, "solver": "lbfgs"}]
        pipeline = [FEATURES[0], *FEATURES[3:], *classifier]
        return {"recipe": "default.v1", "language": "zh", "pipeline": pipeline, "policies": [{"name": "RulePolicy"}]}
    classifier = [
        {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": epochs, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ]
    policies = [{**policy, "epochs": epochs} if "epochs" in policy else policy for policy in STOCK_POLICIES]
    return {"recipe": "default.v1", "language": "zh", "pipeline": [*FEATURES, *classifier], "policies": policies}


def _domain(intents: list[str]) -> dict[str, Any]:
    session = {"session_expiration_time": 60, "carry_over_slots_to_new_session": True}
    said = [intent for intent in intents if not intent.startswith("ask_")]
    responses = {f"utter_{intent}": [{"text": f"好的（{intent}）。"}] for intent in said}
    return {
        "version": "3.1", "intents": intents, "responses": {**responses, "utter_default": [{"text": "没听懂。"}]},
        "actions": ["action_answer"], "session_config": session,
    }  # fmt: skip


def _nlu(examples: dict[str, list[str]]) -> dict[str, Any]:
    blocks = [
        {"intent": intent, "examples": "".join(f"- {_plain(text)}\n" for text in texts)}
        for intent, texts in sorted(examples.items())
    ]
    return {"version": "3.1", "nlu": blocks}


def _plain(text: str) -> str:
    return text.translate(str.maketrans("[](){}\n", "【】（）（） "))


def _rules(intents: list[str]) -> dict[str, Any]:
    rules = [{"rule": intent, "steps": [{"intent": intent}, {"action": _action(intent)}]} for intent in intents]
    fallback = {"rule": "fallback", "steps": [{"intent": "nlu_fallback"}, {"action": "utter_default"}]}
    return {"version": "3.1", "rules": [*rules, fallback]}


def _stories(intents: list[str]) -> dict[str, Any]:
    asked = [intent for intent in intents if intent.startswith("ask_")]
    stories = [
        {"story": f"{first} then {second}", "steps": [
            {"intent": first}, {"action": _action(first)}, {"intent": second}, {"action": _action(second)}]}
        for first, second in zip(asked[:40], asked[40:80], strict=False)
    ]  # fmt: skip
    return {"version": "3.1", "stories": stories}


def _action(intent: str) -> str:
    return "action_answer" if intent.startswith("ask_") else f"utter_{intent}"


def _dump(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(json.loads(json.dumps(data)), allow_unicode=True, sort_keys=False), encoding="utf-8")
