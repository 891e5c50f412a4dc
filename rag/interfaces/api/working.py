"""Work for a request: in a thread, in a bounded queue, and only for as long as somebody waits for it."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
import anyio.to_thread
from fastapi import Request

from rag.interfaces.api.problems import ApiError
from rag.ports.stopping import Stopped, StopSign, obeying

T = TypeVar("T")

_RECENT = 0.2
"""How much the latest piece of work counts in the mean time of one."""

_SEARCH_PATIENCE = 0.05
"""Seconds a search may wait for others: a second later it is done at once, and nobody types faster."""


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Gate:
    """Lets a number of pieces of work in at once, some more wait, and sends the rest away.

    With ``patience``, in seconds, who would have to wait longer than that is sent away, too.
    """

    def __init__(self, what: str, *, at_once: int, waiting: int, patience: float = math.inf) -> None:
        self.what = what
        self._patience = patience
        self.at_once = at_once
        self._most = at_once + waiting
        self._inside = anyio.Semaphore(at_once)
        self._there = 0
        self._seconds = min(1.0, patience)

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return max(0, self._there - self.at_once)

    @property
    def running(self) -> int:
        return min(self._there, self.at_once)

    def reserve(self) -> Turn:
        """A place in the queue. Raises `ApiError` 429, saying when to come back, if there is none."""
        expected = self._seconds * self.waiting / self.at_once
        if self._there >= self._most or expected > self._patience:
            wait = max(1, math.ceil(expected))
            raise ApiError(
                429,
                "QueueFull",
                f"{self.waiting} are waiting for {self.what} already. Try again in {wait} s.",
                headers={"Retry-After": str(wait)},
                queue_length=self.waiting,
            )
        self._there += 1
        return Turn(self)

    async def enter(self) -> None:
        await self._inside.acquire()

    def leave(self, seconds: float | None) -> None:
        """Give a place back; after work of so many seconds, or None if it was never entered."""
        self._there -= 1
        if seconds is not None:
            self._inside.release()
            self._seconds += _RECENT * (seconds - self._seconds)


class Turn:
    """A place in the queue of a gate, until it is left: once the work is done, or without any."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._began: float | None = None
        self._is_left = False

    async def enter(self) -> None:
        """Wait for the turn to come."""
        await self._gate.enter()
        self._began = time.perf_counter()

    def leave(self) -> None:
        """Give the place back; a second time does nothing."""
        if not self._is_left:
            self._is_left = True
            took = None if self._began is None else time.perf_counter() - self._began
            self._gate.leave(took)


async def in_thread(work: Callable[[], T], *, gone: Callable[[], Awaitable[None]], threads: Threads) -> T:
    """The result of ``work``, done in a thread that is told to stop when the client is ``gone``.

    It is waited for even then: whoever leaves a gate has left no work behind it. Raises `ClientGone`.
    """
    sign = StopSign()

    async def watch() -> None:
        try:
            await gone()
        finally:
            sign.put_up()

    result: list[T] = []
    failure: list[Exception] = []
    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        try:
            result.append(await anyio.to_thread.run_sync(_obedient, sign, work, limiter=threads.limiter))
        except Exception as error:  # noqa: BLE001 - raised again below, bare and not as a group
            failure.append(error)
        group.cancel_scope.cancel()
    if failure:
        raise failure[0]
    return result[0]


def _obedient(sign: StopSign, work: Callable[[], T]) -> T:
    try:
        with obeying(sign):
            return work()
    except Stopped:
        raise ClientGone from None


class Threads:
    """The threads that requests share."""

    def __init__(self, number: int) -> None:
        self.limiter = anyio.CapacityLimiter(number)


def leaving(request: Request) -> Callable[[], Awaitable[None]]:
    """Waits until the client of a request, whose body has been read, has left."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    return gone


class Workers:
    """Where requests are worked on: the model's queue, that of searches, and short look-ups beside them."""

    def __init__(self, *, model_slots: int, model_queue: int, searches: int, search_queue: int) -> None:
        self.model = Gate("the model", at_once=model_slots, waiting=model_queue)
        self.search = Gate("searches", at_once=searches, waiting=search_queue, patience=_SEARCH_PATIENCE)
        self._for_gates = Threads(model_slots + searches)
        self._for_lookups = Threads(8)

    async def look_up(self, request: Request, work: Callable[[], T]) -> T:
        """For what takes milliseconds."""
        return await self.look_up_until(leaving(request), work)

    async def look_up_until(self, gone: Callable[[], Awaitable[None]], work: Callable[[], T]) -> T:
        """The same for somebody who does not ask by a request of ours."""
        return await in_thread(work, gone=gone, threads=self._for_lookups)

    async def through(self, gate: Gate, request: Request, work: Callable[[], T]) -> T:
        """Work behind a gate. Raises `ApiError` 429 at once if its queue is full, `ClientGone`."""
        async with self._watched_turn(gate.reserve(), leaving(request)):
            return await in_thread(work, gone=leaving(request), threads=self._for_gates)

    async def behind(self, turn: Turn, gone: Callable[[], Awaitable[None]], work: Callable[[], T]) -> T:
        """Work in a turn that was reserved before."""
        async with self._watched_turn(turn, gone):
            return await in_thread(work, gone=gone, threads=self._for_gates)

    @asynccontextmanager
    async def _watched_turn(self, turn: Turn, gone: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """The turn; a client that leaves while it waits gives it up."""
        has_left = False

        async def watch() -> None:
            nonlocal has_left
            await gone()
            has_left = True
            group.cancel_scope.cancel()

        try:
            async with anyio.create_task_group() as group:
                group.start_soon(watch)
                await turn.enter()
                group.cancel_scope.cancel()
            if has_left:
                raise ClientGone
            yield
        finally:
            turn.leave()
