"""The one retry layer: passing faults of a model server, all tries together within a deadline.

Vendor libraries are told not to retry: two layers would multiply their tries and outlast the caller.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from rag.errors import ModelFailed

T = TypeVar("T")


class PassingFault(ModelFailed):
    """A fault that may be gone at the next try: 429, 5xx, a cut connection.

    ``retry_after`` is the header of that name as it came: seconds or an HTTP date.
    """

    def __init__(self, message: str, *, retry_after: str | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Retrying:
    """Exponential backoff with full jitter.

    The wait before try n+1 is drawn from 0 to min(``longest``, ``first`` · 2^(n-1)) seconds, and is never
    shorter than what the server asks for. Full jitter, so that many clients do not come back together.
    """

    def __init__(
        self,
        *,
        tries: int = 5,
        first: float = 0.5,
        longest: float = 20.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._tries = tries
        self._first = first
        self._longest = longest
        self._sleep = sleep
        self._clock = clock
        self._now = now
        self._jitter = jitter

    def call(self, work: Callable[[float], T], *, timeout: float) -> T:
        """Call ``work`` with the seconds that remain until it succeeds or trying again makes no sense.

        Raises what ``work`` raised last: a `PassingFault` after the last try, or when the next wait would
        end after the deadline; any other error at once.
        """
        deadline = self._clock() + timeout
        for done in range(1, self._tries + 1):
            try:
                return work(deadline - self._clock())
            except PassingFault as fault:
                wait = self._wait(done, fault)
                if done == self._tries or self._clock() + wait >= deadline:
                    raise _given_up(fault, done, wait) from fault
            self._sleep(wait)
        raise ValueError(f"tries must be at least 1, got {self._tries}")

    def _wait(self, done: int, fault: PassingFault) -> float:
        drawn = self._jitter(0.0, min(self._longest, self._first * 2 ** (done - 1)))
        asked = seconds_asked(fault.retry_after, self._now())
        return max(drawn, asked or 0.0)


def seconds_asked(retry_after: str | None, now: datetime) -> float | None:
    """What ``Retry-After`` asks for, in seconds from now; None if it is absent or not readable."""
    if retry_after is None:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _given_up(fault: PassingFault, tries: int, wait: float) -> PassingFault:
    times = "once" if tries == 1 else f"{tries} times"
    asked = f"; it asks for {wait:.0f} s of patience" if fault.retry_after else ""
    return PassingFault(f"{fault} Tried {times}{asked}.", retry_after=fault.retry_after)
