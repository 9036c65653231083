"""Costly work beside the pool that serves reads: a few at a time, a short queue, and a refusal at once when it is full."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from threading import BoundedSemaphore
from typing import Any, Protocol

from pebble import ProcessPool

from bot.errors import Busy

MOST_WAITING = 8
"""Pieces of work under way or waiting; one more is refused."""
LONGEST = 20.0
"""Seconds after which the process that draws is stopped and replaced."""
MOST_KEPT = 64


class Workers(Protocol):
    """What runs work beside the event loop."""

    def start(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Future[Any]:
        """Begin one piece of work."""

    def close(self) -> None:
        """Stop everything."""


class OneThread:
    """For work that lets other threads go on, such as hashing a password."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    def start(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Future[Any]:
        """Begin one piece of work."""
        return self._pool.submit(work, *arguments)

    def close(self) -> None:
        """Let what runs finish and drop what waits."""
        self._pool.shutdown(cancel_futures=True)


class OneProcess:
    """For work that holds the interpreter, such as drawing; the process starts with the first piece of work."""

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._pool: Any = ProcessPool(max_workers=1, context=get_context("spawn"))

    def start(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Future[Any]:
        """Begin one piece of work; it is stopped when it takes too long."""
        future: Future[Any] = self._pool.schedule(work, args=arguments, timeout=self._longest)
        return future

    def close(self) -> None:
        """Stop the process, whatever it does."""
        self._pool.stop()
        self._pool.join()


class HeavyWork:
    """Takes work as long as its queue has room."""

    def __init__(self, workers: Workers, most: int = MOST_WAITING) -> None:
        self._workers = workers
        self._room = BoundedSemaphore(most)

    async def run[T](self, work: Callable[..., T], *arguments: Any) -> T:
        """Return what the work returns, or raise what it raises.

        Raises:
            Busy: the queue is full, or the work was stopped because it took too long.
        """
        if not self._room.acquire(blocking=False):
            raise Busy
        future = self._workers.start(work, arguments)
        future.add_done_callback(lambda _: self._room.release())
        try:
            result: T = await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise Busy from error
        return result

    def close(self) -> None:
        """Stop the workers."""
        self._workers.close()


class Kept:
    """Remembers what heavy work made under a key; who asks while it is being made waits for the same piece of work."""

    def __init__(self, work: HeavyWork, most: int = MOST_KEPT) -> None:
        self._work = work
        self._most = most
        self._made: OrderedDict[Hashable, asyncio.Task[Any]] = OrderedDict()

    async def get[T](self, key: Hashable, make: Callable[..., T], *arguments: Any) -> T:
        """Return what `make` returned for the key, made now when it was not made before.

        Raises:
            Busy: it has to be made and the queue is full.
        """
        task = self._made.get(key)
        if task is None:
            task = asyncio.ensure_future(self._work.run(make, *arguments))
            task.add_done_callback(partial(self._forget_failure, key))
            self._made[key] = task
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        result: T = await asyncio.shield(task)
        return result

    def _forget_failure(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._made.pop(key, None)
