"""Group commit: one thread gathers waiting writes into one transaction, and nobody is told before it is on disk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy.orm import Session

from bot.db.base import Database

type Job[T] = Callable[[Session], T]

MAX_BATCH = 128


@dataclass
class _Task:
    """A job, and who waits for it: a thread, or an event loop."""

    job: Job[Any]
    future: Future[Any] | asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop | None = None
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        """Wake who waits, unless nobody does any more; from then on a thread's future cannot be cancelled."""
        future = self.future
        waited_for = future.set_running_or_notify_cancel() if isinstance(future, Future) else not future.cancelled()
        if not waited_for:
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class BatchWriter:
    """Runs write jobs in order; a job's waiter is told only after its transaction was committed.

    When a job of a batch fails, the batch is rolled back and every job runs again in a transaction of its own, so a
    bad job harms nobody else. Jobs must therefore be repeatable: all they do is in the session.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[_Task | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit[T](self, job: Job[T]) -> Future[T]:
        """Queue a job; its future gives the result once it is committed."""
        future: Future[T] = Future()
        self._put(_Task(job, future))
        return future

    async def write[T](self, job: Job[T]) -> T:
        """Run a job and await its commit; the jobs of one commit wake the event loop together."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Task(job, future, loop))
        return await future

    def close(self) -> None:
        """Finish what is queued and stop the thread."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _put(self, task: _Task) -> None:
        with self._lock:
            if self._closed:
                raise RuntimeError("the writer is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="db-writer", daemon=True)
                self._thread.start()
            self._queue.put(task)

    def _loop(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            batch, ends = self._gather(first)
            self._commit(batch)
            _tell(batch)
            if ends:
                return

    def _gather(self, first: _Task) -> tuple[list[_Task], bool]:
        batch = [first]
        while len(batch) < MAX_BATCH:
            try:
                task = self._queue.get_nowait()
            except Empty:
                return batch, False
            if task is None:
                return batch, True
            batch.append(task)
        return batch, False

    def _commit(self, batch: list[_Task]) -> None:
        try:
            with self._database.write() as session:
                for task in batch:
                    task.result = task.job(session)
        except BaseException as error:
            if len(batch) == 1:
                batch[0].error = error
                return
            for task in batch:
                self._commit([task])


def _tell(batch: list[_Task]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Task]] = {}
    for task in batch:
        if task.loop is None:
            task.tell()
        else:
            by_loop.setdefault(task.loop, []).append(task)
    for loop, tasks in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell_all, tasks)


def _tell_all(tasks: list[_Task]) -> None:
    for task in tasks:
        task.tell()
