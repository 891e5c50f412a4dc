"""Writers of one process, one at a time, first come, first served."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock that is fair, and that a long piece of work can lend to others between two steps."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._next_ticket = 0
        self._now_serving = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def let_others(self) -> None:
        """For the one whose turn it is: whoever waits goes first, and then it goes on."""
        with self._changed:
            nobody_waits = self._next_ticket == self._now_serving + 1
        if nobody_waits:
            return
        self._leave()
        self._enter()

    def _enter(self) -> None:
        with self._changed:
            ticket = self._next_ticket
            self._next_ticket += 1
            self._changed.wait_for(lambda: self._now_serving == ticket)

    def _leave(self) -> None:
        with self._changed:
            self._now_serving += 1
            self._changed.notify_all()
