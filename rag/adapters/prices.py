"""List prices of OpenAI models, so that an answer can say what it cost.

US dollars per million tokens on OpenAI's own API, standard tier, without the discount for cached input: an
upper bound. As published in August 2025; look at OpenAI's price page before adding a model. One that is not
listed has no known price, and a cost is then not guessed.
"""

from __future__ import annotations

import re

_USD_PER_MILLION: dict[str, tuple[float, float]] = {
    "gpt-4o": (2.50, 10.00),
    "gpt-4o-mini": (0.15, 0.60),
    "gpt-4.1": (2.00, 8.00),
    "gpt-4.1-mini": (0.40, 1.60),
    "gpt-4.1-nano": (0.10, 0.40),
    "gpt-5": (1.25, 10.00),
    "gpt-5-mini": (0.25, 2.00),
    "gpt-5-nano": (0.05, 0.40),
}
"""Model name -> (input, output)."""

_EMBEDDINGS_USD_PER_MILLION = {
    "text-embedding-3-small": 0.02,
    "text-embedding-3-large": 0.13,
    "text-embedding-ada-002": 0.10,
}

_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")


def openai_cost(model: str, prompt_tokens: int, completion_tokens: int) -> float | None:
    """Dollars for one call; None where no price is known. A dated snapshot costs what its alias costs."""
    prices = _USD_PER_MILLION.get(_SNAPSHOT.sub("", model))
    if prices is None:
        return None
    return (prompt_tokens * prices[0] + completion_tokens * prices[1]) / 1_000_000


def openai_embedding_cost(model: str, tokens: int) -> float | None:
    """Dollars for embedding so many tokens; None where no price is known."""
    price = _EMBEDDINGS_USD_PER_MILLION.get(model)
    return None if price is None else tokens * price / 1_000_000
