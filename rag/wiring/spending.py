"""What embeddings cost with the settings in force, and what a piece of work may spend on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain import Limit
from rag.errors import SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.ingest.allowance import Allowance, EmbeddingPrice


def embedding_price(settings: Settings) -> EmbeddingPrice:
    """Nothing for the local embedder, else what the settings say, else OpenAI's price for its own models."""
    from rag.adapters.prices import openai_embedding_cost
    from rag.ingest.allowance import free

    provider, _, name = settings.embeddings.partition(":")
    per_million = settings.embeddings_price
    if provider == "local":
        return free
    if per_million is not None:
        return lambda tokens: tokens * per_million / 1_000_000
    if settings.base_url is None:
        return lambda tokens: openai_embedding_cost(name, tokens)
    return lambda tokens: None


def allowance(settings: Settings, limit: Limit | None) -> Allowance:
    """Raises `SettingsError` for a limit in dollars where no price is known."""
    from rag.ingest.allowance import Allowance

    price = embedding_price(settings)
    if limit is not None and limit.cost_usd is not None and price(0) is None:
        raise SettingsError(
            f"No price of {settings.embeddings} is known, so a budget of ${limit.cost_usd:g} cannot be kept. "
            "Set NEWSDESK_EMBEDDINGS_PRICE, in dollars per million tokens, or give the budget in tokens."
        )
    return Allowance(limit, price)
