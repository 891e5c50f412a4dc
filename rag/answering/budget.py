"""What one question may cost, and what it has cost so far."""

from __future__ import annotations

import time
from collections.abc import Callable

from rag.domain import Usage
from rag.ports import Completion


class Budget:
    """Seconds until a deadline and tokens that may still be used; every completion is charged to it."""

    def __init__(self, *, seconds: float, tokens: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._deadline = clock() + seconds
        self._tokens = tokens
        self._completions: list[Completion] = []

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._deadline - self._clock())

    @property
    def tokens_left(self) -> int:
        return max(0, self._tokens - sum(c.prompt_tokens + c.completion_tokens for c in self._completions))

    def charge(self, completion: Completion) -> None:
        self._completions.append(completion)

    def usage(self, seconds: dict[str, float]) -> Usage:
        """Everything charged so far. The cost is None as soon as one call has no known price."""
        prices = [completion.cost_usd for completion in self._completions]
        return Usage(
            model_calls=len(self._completions),
            prompt_tokens=sum(completion.prompt_tokens for completion in self._completions),
            completion_tokens=sum(completion.completion_tokens for completion in self._completions),
            seconds=seconds,
            cost_usd=None if None in prices else sum(price or 0.0 for price in prices),
        )
