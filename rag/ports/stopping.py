"""Ending work that nobody waits for any more: a reader has left, or the program is about to end.

A `StopSign` is put up by one thread and obeyed by another. Whatever waits for long looks for it, or leaves a
way to be ended early; what is deaf to it goes on to its next step and ends there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Stopped(BaseException):
    """The work was given up. No `Exception`: nothing on the way may take it for a failure and go on."""


class StopSign:
    """Says once and for all that a piece of work is to end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_up = False
        self._endings: list[Callable[[], object]] = []

    @property
    def is_up(self) -> bool:
        return self._is_up

    def put_up(self) -> None:
        """Ask for the end, and end what is being waited for."""
        with self._lock:
            self._is_up = True
            endings = list(self._endings)
        for end in endings:
            end()

    def add(self, end: Callable[[], object]) -> None:
        with self._lock:
            self._endings.append(end)
            too_late = self._is_up
        if too_late:
            end()

    def remove(self, end: Callable[[], object]) -> None:
        with self._lock:
            self._endings.remove(end)


_IN_FORCE: ContextVar[StopSign | None] = ContextVar("stop_sign", default=None)


@contextmanager
def obeying(sign: StopSign) -> Iterator[None]:
    """What is done inside, in this thread, ends when the sign is put up."""
    token = _IN_FORCE.set(sign)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def stop_if_asked() -> None:
    """Raise `Stopped` if the sign in force is up; between two steps of long work."""
    sign = _IN_FORCE.get()
    if sign is not None and sign.is_up:
        raise Stopped


@contextmanager
def ended_early_by(end: Callable[[], object]) -> Iterator[None]:
    """While inside, ``end`` is called from another thread when the sign in force is put up."""
    sign = _IN_FORCE.get()
    if sign is None:
        yield
        return
    sign.add(end)
    try:
        yield
    finally:
        sign.remove(end)
