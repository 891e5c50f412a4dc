"""When a host may be asked next: slowly, and not before it wants to be asked again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rag.errors import FetchFailed

MAX_CRAWL_DELAY = 30.0
"""Seconds. A site that asks for more is asked this slowly."""

MAX_PATIENCE = 60.0
"""Seconds. A host that wants to be left alone for longer is left alone for the rest of the run."""


class HostPace:
    """Gives every request to a host a moment of its own. Threads may share it."""

    def __init__(
        self,
        interval: float,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``interval``: seconds between two requests to one host, at least."""
        self._interval = interval
        self._sleep = sleep
        self._clock = clock
        self._asked_at: dict[str, float] = {}
        self._not_before: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, delay: float | None = None) -> None:
        """Pause until the host may be asked; ``delay`` is what its robots.txt wants between two requests.

        Raises `FetchFailed` for a host that wants to be left alone for longer than anybody waits.
        """
        pause = max(self._interval, min(delay or 0.0, MAX_CRAWL_DELAY))
        with self._lock:
            now = self._clock()
            rest = self._not_before.get(host, now) - now
            if rest > MAX_PATIENCE:
                raise FetchFailed(f"{host} wants to be left alone for another {rest:,.0f} s. Try again then.")
            moment = max(now + rest, now, self._asked_at.get(host, now - pause) + pause)
            self._asked_at[host] = moment
        if moment > now:
            self._sleep(moment - now)

    def leave_alone(self, host: str, seconds: float) -> None:
        """Ask the host nothing for so long."""
        with self._lock:
            self._not_before[host] = max(self._not_before.get(host, 0.0), self._clock() + seconds)
