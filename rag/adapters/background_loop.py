"""An event loop in a thread of its own, so that a call can be given up when its time is over.

A timeout of an HTTP library is per read: a server that sends one byte a second never trips it. A cancelled
task ends the whole call and closes its connection. It also works where the caller runs a loop of its own.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from rag.ports.stopping import ended_early_by, stop_if_asked

T = TypeVar("T")

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
