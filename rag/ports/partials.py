"""What a model wrote about a part of an article, kept so that it is not paid for twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class PartialResults(Protocol):
    """Replies of models by a key that names everything they depend on: text, prompt, model and schema."""

    def load(self, key: str) -> str | None: ...

    def save(self, key: str, reply: str, article_ids: Sequence[str]) -> None:
        """Keep a reply for as long as all these articles are there."""
        ...
