"""What a piece of work will take, and what it may take."""

from __future__ import annotations

from pydantic import Field

from rag.domain.values import Value


class Estimate(Value):
    """What is to be paid before it is spent. ``cost_usd`` is None where no price is known."""

    calls: int = Field(description="Calls to the model that are still to be made, at the most.")
    cached: int = Field(description="Calls whose results are kept from an earlier run.")
    prompt_tokens: int
    completion_tokens: int = Field(description="An upper bound: what the model may write.")
    seconds: float
    cost_usd: float | None = None


class Limit(Value):
    """What a piece of work may take at the most; None is no limit."""

    tokens: int | None = None
    cost_usd: float | None = None
    seconds: float | None = None
