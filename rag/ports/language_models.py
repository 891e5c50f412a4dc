"""Language models behind one call."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from rag.domain import ModelInfo, Value


class Finish(StrEnum):
    """How a completion ended."""

    COMPLETE = "complete"
    CUT_OFF = "cut_off"
    REFUSED = "refused"
    FILTERED = "filtered"


class Message(Value):
    role: str
    """system, user or assistant."""
    content: str


class Completion(Value):
    text: str
    finish: Finish
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None


class ChatModel(Protocol):
    """A language model. It retries passing faults itself, within ``timeout``."""

    @property
    def info(self) -> ModelInfo: ...

    @property
    def is_strong(self) -> bool:
        """Whether it can be trusted with a strict JSON Schema (small local models cannot)."""
        ...

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        """One completion, greedy.

        Raises `ModelError`: `ModelFailed` for what may pass, the others for what the user has to mend.
        """
        ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[str, None, Completion]:
        """The same, in pieces as they are written; the generator returns the whole.

        Closing the generator ends the work. A fault after the first piece is not retried: what was said
        would be said again.
        """
        ...
