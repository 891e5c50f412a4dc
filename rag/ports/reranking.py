"""Judging passages by reading each one together with the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """Reads a question and a passage at once: slower than a search, and better at telling what answers.

    It ends by itself within the time it was made for.
    """

    @property
    def name(self) -> str:
        """What a reader of the result knows it by."""
        ...

    def scores(self, query: str, passages: Sequence[str]) -> Sequence[float]:
        """How well each passage answers, in the order given; finite, higher is better, on no fixed scale.

        Raises a `ModelError` or an `AssetError` if it cannot score every one of them in time.
        """
        ...
