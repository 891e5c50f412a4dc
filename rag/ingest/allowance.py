"""What an ingest may spend on embeddings."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from rag.domain import Limit

EmbeddingPrice = Callable[[int], float | None]
"""Tokens -> US dollars; None where no price is known."""

_NO_LIMIT = Limit()


def free(tokens: int) -> float:
    """The price of what this machine does itself."""
    return 0.0


class Allowance:
    """A limit, and what has been taken of it. Tokens and dollars are never exceeded."""

    def __init__(
        self,
        limit: Limit | None = None,
        price: EmbeddingPrice = free,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit or _NO_LIMIT
        self._price = price
        self._clock = clock
        self._began = clock()
        self._tokens = 0
        self.stopped = ""
        """Why nothing more is embedded; empty while it is."""

    def take(self, texts: list[str], count_tokens: Callable[[Sequence[str]], Sequence[int]]) -> list[str]:
        """The first of the texts that may still be embedded; they count as paid."""
        if self._limit == _NO_LIMIT:
            return texts
        for place, tokens in enumerate(count_tokens(texts)):
            self.stopped = self._limit.reached(
                tokens=self._tokens + tokens,
                cost_usd=self._price(self._tokens + tokens),
                seconds=self._clock() - self._began,
            )
            if self.stopped:
                return texts[:place]
            self._tokens += tokens
        return texts
