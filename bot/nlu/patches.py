"""Small patches of Rasa 3.6.21 that take waste out of a turn; what each replaces upstream is hashed in `UPSTREAM`.

None changes what a turn does. A test compares the hashes with the installed Rasa, so an upgrade cannot pass unnoticed.
"""

# ruff: noqa: SLF001  patches replace private methods; the table of upstream names is wide
from __future__ import annotations

import functools
import hashlib
import inspect
import json
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

import aiohttp
import rasa
import rasa.core.processor
from jsonschema import ValidationError  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import DEFAULT_SLOT_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    SessionStarted,
    UserUttered,
)
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.config import read_settings
from bot.inner import HEADER, inner_secret

UPSTREAM = {
    "rasa.core.actions.action:RemoteAction.__init__": "69103389ee02de80",
    "rasa.core.actions.action:RemoteAction._action_call_format": "428795b944f22edb",
    "rasa.core.actions.action:RemoteAction._validate_action_result": "f8cdb4be68123961",
    "rasa.core.policies.rule_policy:RulePolicy._find_action_from_rules": "be6da6ee0f5429bd",
    "rasa.core.processor:MessageProcessor": "d9c6c4a59a18c2bf",
    "rasa.core.processor:MessageProcessor.run_action_extract_slots": "ff52049be97dde87",
    "rasa.engine.graph:GraphNode.__call__": "66127a2bfb6fcf1e",
    "rasa.engine.runner.dask:DaskGraphRunner.run": "45f0f52f574f3aa9",
    "rasa.shared.core.domain:Domain.is_empty": "884be90ef485f1d2",
    "rasa.utils.endpoints:EndpointConfig.request": "ccdb778aed8208e2",
}
"""The source of each method replaced or relied upon, as the first 16 digits of its SHA-256."""

_WITHOUT_STATE = (BotUttered, DefinePrevUserUtteredFeaturization, SessionStarted)
_MOST_REMEMBERED = 4096
_TIMEOUT = aiohttp.ClientTimeout(total=30)


def apply() -> None:
    """Patch Rasa in this process; doing it twice changes nothing."""
    if getattr(RemoteAction, "_weiquan", False):
        return
    RemoteAction._weiquan = True
    RemoteAction.__init__ = _init_remote_action
    RemoteAction._action_call_format = _action_call_format
    RemoteAction._validate_action_result = _validate_action_result
    DaskGraphRunner.run = _run_graph
    RulePolicy._find_action_from_rules = _remembering(RulePolicy._find_action_from_rules)
    MessageProcessor.run_action_extract_slots = _skipping_no_slots(MessageProcessor.run_action_extract_slots)
    Domain.is_empty = _once(Domain.is_empty)
    rasa.core.processor.copy = _NoCopies


def upstream_hash(name: str) -> str:
    """Return the hash of an upstream method's source as it is installed; call it before `apply`."""
    module, _, path = name.partition(":")
    found: Any = functools.reduce(getattr, path.split("."), import_module(module))
    return hashlib.sha256(inspect.getsource(found).encode()).hexdigest()[:16]


# --- Calling the action server -------------------------------------------------------------------------------------


class ActionEndpoint(EndpointConfig):  # type: ignore[misc]
    """The action server over one kept connection pool; upstream opens a new one for every call (0.5 ms)."""

    _session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """Send the call and return the JSON of the answer."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        body = json.dumps(kwargs["json"], ensure_ascii=False).encode()
        async with self._session.request(
            method,
            self.url,
            data=body,
            headers={"Content-Type": "application/json", HEADER: inner_secret(read_settings())},
        ) as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, _refused(kwargs["json"]))
            return json.loads(await response.read())


def _refused(call: dict[str, Any]) -> str:
    """Return all that is said of a call that failed; upstream logs the answer's body, which repeats the request."""
    return json.dumps({"action_name": call.get("next_action", ""), "error": ""})


def _init_remote_action(self: RemoteAction, name: str, action_endpoint: EndpointConfig | None) -> None:
    """Keep one endpoint for all actions; BOT_ACTIONS_PORT chooses its port, which endpoints.yml cannot leave open.

    Upstream: `self._name = name; self.action_endpoint = action_endpoint`.
    """
    self._name = name
    self.action_endpoint = action_endpoint and _kept(action_endpoint.url)


@functools.lru_cache(maxsize=8)
def _kept(url: str) -> ActionEndpoint:
    port = os.environ.get("BOT_ACTIONS_PORT", "")
    return ActionEndpoint(f"http://127.0.0.1:{port}/webhook" if port else url)


def _action_call_format(self: RemoteAction, tracker: Any, domain: Any) -> dict[str, Any]:  # noqa: ARG001
    """Send the last message and the slots.

    Upstream adds every event and, without selective domain, the domain; newer action servers answer 449 to a call
    without the key `domain`.
    """
    loop = tracker.active_loop
    state = {
        "sender_id": tracker.sender_id,
        "slots": tracker.current_slot_values(),
        "latest_message": tracker._latest_message_data(),
        "latest_event_time": None,
        "followup_action": tracker.followup_action,
        "paused": False,
        "events": [],
        "latest_input_channel": "turn",
        "active_loop": {"name": loop.name} if loop else {},
        "latest_action": tracker.latest_action,
        "latest_action_name": tracker.latest_action_name,
    }
    return {
        "domain": {},
        "next_action": self._name,
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
    }


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's answer with a validator compiled once.

    Upstream: `validate(result, self.action_response_format_spec())`, which checks its own schema each time (30 ms).
    """
    try:
        _validator().validate(result)
    except ValidationError as error:
        error.message += f". The action server's answer to '{self.name()}' is not valid."
        raise
    return True


@functools.lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


# --- Running the graph ---------------------------------------------------------------------------------------------


def _run_graph(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Call the nodes one after the other in an order found once for each target.

    Upstream: builds a minimal schema and a dask graph for every run and lets dask order and schedule it (about 1 ms).
    """
    given = inputs or {}
    wanted = tuple(targets or self._graph_schema.target_names)
    plans: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = self.__dict__.setdefault("_weiquan_plans", {})
    if wanted not in plans:
        plans[wanted] = _plan(self, wanted)
    done: dict[str, Any] = {name: (name, value) for name, value in given.items()}
    for name, needs in plans[wanted]:
        done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
    return {name: done[name][1] for name in wanted}


def _plan(runner: DaskGraphRunner, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
    order: list[tuple[str, tuple[str, ...]]] = []
    placed: set[str] = set()

    def place(name: str) -> None:
        if name in nodes and name not in placed:
            placed.add(name)
            needs = tuple(nodes[name].needs.values())
            for need in needs:
                place(need)
            order.append((name, needs))

    for target in targets:
        place(target)
    return order


# --- Choosing the action -------------------------------------------------------------------------------------------


def _remembering(upstream: Callable[..., Any]) -> Callable[..., Any]:
    """Remember which rule fits which course of a conversation.

    Upstream rebuilds every state of the conversation and compares all rules with them, three times a turn. Without slots
    and without an active loop the states follow from the sequence of actions and intents. Rules about a message's text
    are only looked for when there are any.
    """

    def find(self: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        if "_weiquan_found" not in self.__dict__ or len(self._weiquan_found) > _MOST_REMEMBERED:
            self._weiquan_found = {}
            self._weiquan_text = any('"text"' in key for key in self.lookup["rules"])
        if use_text_for_last_user_input and not self._weiquan_text:
            return None, None, False
        course = None if self._weiquan_text else _course(tracker, domain)
        if course is None:
            return upstream(self, tracker, domain, use_text_for_last_user_input)
        if course not in self._weiquan_found:
            self._weiquan_found[course] = upstream(self, tracker, domain, use_text_for_last_user_input)
        return self._weiquan_found[course]

    return find


def _course(tracker: Any, domain: Domain) -> tuple[str, ...] | None:
    """Return what decides the states of a conversation; None when more than actions and intents does."""
    if tracker.active_loop or _has_slots(domain):
        return None
    steps = []
    for event in tracker.events:
        kind = type(event)
        if kind is ActionExecuted:
            steps.append(event.action_name)
        elif kind is UserUttered:
            if event.entities:
                return None
            steps.append(f"/{event.intent_name}")
        elif kind not in _WITHOUT_STATE:
            return None
    return tuple(steps)


def _has_slots(domain: Domain) -> bool:
    if "_weiquan_slots" not in domain.__dict__:
        domain._weiquan_slots = any(slot.name not in DEFAULT_SLOT_NAMES for slot in domain.slots)
    return bool(domain._weiquan_slots)


def _skipping_no_slots(upstream: Callable[..., Any]) -> Callable[..., Any]:
    """Do not run the extraction of slots for a domain that has none (upstream runs it every turn)."""

    async def extract(self: MessageProcessor, output_channel: Any, tracker: Any) -> Any:
        if _has_slots(self.domain) or "action_validate_slot_mappings" in self.domain.user_actions:
            return await upstream(self, output_channel, tracker)
        return tracker

    return extract


def _once(upstream: Callable[..., bool]) -> Callable[..., bool]:
    """Remember whether a domain is empty (upstream builds an empty domain and compares all of it for every message)."""

    def is_empty(self: Domain) -> bool:
        if "_weiquan_empty" not in self.__dict__:
            self._weiquan_empty = upstream(self)
        return bool(self._weiquan_empty)

    return is_empty


class _NoCopies:
    """Stands for the module `copy` in rasa.core.processor, which copies every event only to hand it to a debug log."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        """Return the value itself; logging does not change it."""
        return value
