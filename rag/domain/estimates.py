"""What a piece of work will take, and what it may take."""

from __future__ import annotations

from pydantic import Field

from rag.domain.ingesting import FailedSource
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

    def reached(self, *, tokens: int, cost_usd: float | None, seconds: float) -> str:
        """Which limit stands against a total of so much, in a sentence; empty if none does.

        A price that is not known counts as too much.
        """
        if self.tokens is not None and tokens > self.tokens:
            return f"The budget of {self.tokens:,} tokens allows no more."
        if self.cost_usd is not None and (cost_usd is None or cost_usd > self.cost_usd):
            return f"The budget of ${self.cost_usd:g} allows no more."
        if self.seconds is not None and seconds >= self.seconds:
            return f"The budget of {self.seconds:g} seconds is used up."
        return ""


class IngestEstimate(Value):
    """What an ingest would do and take. Copies are not looked for."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: tuple[FailedSource, ...] = ()
    sentences: int = 0
    chunks: int = 0
    to_embed: int = Field(
        default=0, description="Chunks without a vector yet, those that wait from an earlier run among them."
    )
    tokens: int = Field(default=0, description="Tokens to embed, at the most.")
    seconds: float | None = Field(
        default=None, description="About how long it takes; null where a trial would have to be paid."
    )
    cost_usd: float | None = Field(default=None, description="At the most; null where no price is known.")
