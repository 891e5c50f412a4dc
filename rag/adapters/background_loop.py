"""An event loop in a thread of its own, so that a call can be given up when its time is over.

A timeout of an HTTP library is per read: a server that sends one byte a second never trips it. A cancelled
task ends the whole call and closes its connection. It also works where the caller runs a loop of its own.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import aclosing
from enum import Enum
from typing import Any, TypeVar

from rag.ports.stopping import ended_early_by, stop_if_asked

T = TypeVar("T")


class _Mark(Enum):
    END = "nothing more comes"


_GRACE = 5.0
"""Seconds a cancelled call gets to close its connection."""


class BackgroundLoop:
    """Runs coroutines for threads that have no loop. Its thread starts with the first one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, T], *, timeout: float) -> T:
        """The result of ``work``. Raises `TimeoutError` after ``timeout`` seconds, the work cancelled.

        Context variables of the caller are seen by the work. It raises `Stopped` when the caller is to stop.
        """
        future = asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, timeout), self._started())
        try:
            with ended_early_by(future.cancel):
                return future.result(max(timeout, 0.0) + _GRACE)
        except BaseException:
            future.cancel()
            stop_if_asked()
            raise

    def iterate(self, items: AsyncGenerator[T, None], *, timeout: float) -> Generator[T, None, None]:
        """The items as they come. Raises `TimeoutError` if they have not ended after ``timeout`` seconds.

        Closing the generator cancels the work at once.
        """
        arrived: queue.SimpleQueue[T | _Mark] = queue.SimpleQueue()
        future = asyncio.run_coroutine_threadsafe(_hand_over(items, arrived.put, timeout), self._started())
        future.add_done_callback(lambda _: arrived.put(_Mark.END))
        try:
            with ended_early_by(future.cancel):
                while not isinstance(item := _next_of(arrived, max(timeout, 0.0) + _GRACE), _Mark):
                    yield item
                future.result(0)
        finally:
            future.cancel()
            stop_if_asked()

    def close(self, farewell: Coroutine[Any, Any, None] | None = None) -> None:
        """Cancel what runs, then do ``farewell``, and end the thread; a later `run` starts another.

        Threads that wait for what was cancelled get `concurrent.futures.CancelledError`.
        """
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is None:
            if farewell is not None:
                farewell.close()
            return
        ending = asyncio.run_coroutine_threadsafe(_end(farewell), loop)
        try:
            ending.result(_GRACE)
        finally:
            loop.call_soon_threadsafe(loop.stop)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(
                    target=_serve, args=(self._loop,), name="newsdesk-model", daemon=True
                ).start()
            return self._loop


async def _hand_over(items: AsyncGenerator[T, None], give: Callable[[T], None], timeout: float) -> None:
    async with asyncio.timeout(timeout), aclosing(items):
        async for item in items:
            give(item)


def _next_of(arrived: queue.SimpleQueue[T | _Mark], patience: float) -> T | _Mark:
    try:
        return arrived.get(timeout=patience)
    except queue.Empty:
        raise TimeoutError from None


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


async def _end(farewell: Coroutine[Any, Any, None] | None) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    if farewell is not None:
        await farewell
