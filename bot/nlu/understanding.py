"""The one component of Rasa's pipeline: predicts intent, topic and entry from the current snapshot."""

# ruff: noqa: ARG003  Rasa passes these by name
from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import FULL_RETRIEVAL_INTENT_NAME_KEY, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.config import read_settings
from bot.dialogue.reading.message import Reading
from bot.matching.example import ASK, START_FLOW, Example
from bot.matching.match import Matcher
from bot.matching.model import load
from bot.nlu import patches
from bot.nlu.snapshot import Snapshots
from bot.text.lexicon import sample

logger = logging.getLogger(__name__)
ENTRY_ID = "entry_id"
"""Key under which the importer notes the entry of a service question."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Understanding(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Reads each message with the matcher of the current snapshot, or of the trained model when nothing was published."""

    def __init__(self, resource: Resource, model_storage: ModelStorage, trained: Matcher | None = None) -> None:
        self._resource = resource
        self._storage = model_storage
        self._snapshots = Snapshots(read_settings().snapshots_dir, trained)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Understanding:
        """Return the component before training."""
        return cls(resource, model_storage)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Understanding:
        """Return the component with the matcher that was trained."""
        patches.apply()
        with model_storage.read_from(resource) as folder:
            component = cls(resource, model_storage, _stored(folder))
        component.warm()
        return component

    def warm(self) -> None:
        """Load the published snapshot and read one text, so that the first visitor waits for neither."""
        version = self._snapshots.refresh()
        if version is not None:
            version.reader.read(sample("question"), {}, date.today())

    def train(self, training_data: TrainingData) -> Resource:
        """Fit a matcher on the examples, for use until a snapshot is published."""
        from bot.matching.fit import fit

        model = fit([_example(message) for message in training_data.intent_examples])
        with self._storage.write_to(self._resource) as folder:
            model.save(folder)
        self._snapshots = Snapshots(read_settings().snapshots_dir, Matcher(model))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are: no other component follows."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Write intent and the property `understanding` into each message."""
        for message in messages:
            self._understand(message)
        return messages

    def _understand(self, message: Message) -> None:
        version = self._snapshots.current()
        if version is None:
            return
        metadata = message.get("metadata") or {}
        reading = version.reader.read(message.get(TEXT) or "", metadata, _as_of(metadata))
        message.set(INTENT, _intent(reading), add_to_output=True)
        message.set("intent_ranking", _intent_ranking(reading), add_to_output=True)
        message.set("response_selector", _selected(reading))
        message.set("understanding", reading.as_property(version.number), add_to_output=True)


def _as_of(metadata: dict[str, Any]) -> date:
    """Return the date the conversation is held as of."""
    return date.fromisoformat(metadata["as_of"]) if metadata.get("as_of") else date.today()


def _stored(folder: Path) -> Matcher | None:
    """Return the trained matcher; one that another version of the program wrote is left, snapshots serve without it."""
    try:
        return Matcher(load(folder))
    except (OSError, ValueError, KeyError, TypeError):
        logger.warning("the trained matcher cannot be read: only published snapshots are served")
        return None


def _intent(reading: Reading) -> dict[str, Any]:
    """Return the intent of the domain, for services and guided flows with the one that is meant."""
    name = _full_name(reading)
    full = {FULL_RETRIEVAL_INTENT_NAME_KEY: name} if name else {}
    return {"name": reading.intent, "confidence": reading.confidence, **full}


def _selected(reading: Reading) -> dict[str, Any]:
    """Return which topic or flow is meant in the form that `rasa test` counts; no turn carries it."""
    selected = {INTENT_RESPONSE_KEY: _full_name(reading) or None, "confidence": reading.confidence}
    return {"default": {"response": selected}}


def _full_name(reading: Reading) -> str:
    """Return the intent with the topic or flow that is meant; empty for those that have none."""
    part = reading.topic_id if reading.intent == ASK else reading.kind if reading.intent == START_FLOW else ""
    return f"{reading.intent}/{part}" if part else ""


def _intent_ranking(reading: Reading) -> list[dict[str, Any]]:
    return [{"name": reading.intent, "confidence": reading.confidence}]


def _example(message: Message) -> Example:
    label = message.get(INTENT_RESPONSE_KEY) or message.get(INTENT)
    return Example(message.get(TEXT), label, message.get(ENTRY_ID) or "")
