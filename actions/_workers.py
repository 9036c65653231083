"""Runs actions in processes of their own, where an action that takes too long is stopped and others go on."""

from __future__ import annotations

import asyncio
import os
import time
from functools import lru_cache
from multiprocessing import get_context
from threading import Thread
from typing import Any

import structlog
from pebble import ProcessPool
from rasa_sdk.executor import ActionExecutor, ActionExecutorRunResult

log = structlog.get_logger(__name__)

WORKERS = 2
"""While one is busy with a slow message, the other serves everybody else."""


class Workers(ActionExecutor):  # type: ignore[misc]
    """An executor whose actions run in warm processes, so that the server's event loop is always free."""

    def __init__(self, longest: float, package: str = "actions", warm: str = "actions._warm") -> None:
        """Run the actions of a package.

        `longest` are the seconds after which an action is stopped and its process replaced; `warm` is the module from
        whose process the workers are forked.
        """
        super().__init__()
        self._longest = longest
        self._package = package
        context = get_context("forkserver")
        context.set_forkserver_preload(["__main__", warm])
        self._pool: Any = ProcessPool(
            max_workers=WORKERS, initializer=end_with, initargs=(os.getpid(),), context=context
        )

    def start(self) -> None:
        """Return when a worker is warm."""
        self._pool.schedule(action_names, args=(self._package,)).result()

    async def run(self, action_call: dict[str, Any], *_: Any, **__: Any) -> ActionExecutorRunResult:
        """Return what the action did.

        Raises:
            TimeoutError: it took too long and was stopped.
        """
        future = self._pool.schedule(run_action, args=(self._package, action_call), timeout=self._longest)
        return ActionExecutorRunResult(**await asyncio.wrap_future(future))

    def close(self) -> None:
        """Stop the workers, whatever they do."""
        self._pool.stop()
        self._pool.join()


def end_with(server: int) -> None:
    """End this process soon after the server's, even in the middle of work."""
    Thread(target=_watch, args=(server,), daemon=True).start()


def _watch(server: int) -> None:
    while True:
        try:
            os.kill(server, 0)
        except ProcessLookupError:
            os._exit(1)
        time.sleep(1)


def run_action(package: str, action_call: dict[str, Any]) -> dict[str, Any]:
    """Run one action in this process; where it fails is logged here, the server does not see it."""
    try:
        done: ActionExecutorRunResult = _loop().run_until_complete(_executor(package).run(action_call))
    except Exception:
        log.exception("action failed")
        raise
    result: dict[str, Any] = done.model_dump()
    return result


def action_names(package: str) -> list[str]:
    """Return the actions this process can run."""
    return list(_executor(package).actions)


@lru_cache(maxsize=1)
def _executor(package: str) -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package(package)
    return executor


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()
