"""How a long piece of work says how far it has come."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told how far a long piece of work has come; ``total`` is None while it is not known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...
