"""Which sentences an article turns on: LexRank over their vectors.

Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text Summarization", JAIR 22 (2004).
Sentences are near each other by the cosine of their embeddings instead of their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rag.ports import Vectors

DAMPING = 0.85
_ROUNDS = 60
_STILL = 1e-6


def centrality(vectors: Vectors) -> list[float]:
    """How central each row is, 1 for the most; vectors of shape (n, dimension), rows of length 1."""
    import numpy as np

    count = len(vectors)
    if count == 0:
        return []
    near = np.clip(vectors @ vectors.T, 0.0, 1.0) ** 2
    np.fill_diagonal(near, 0.0)
    links = near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9)
    rank: npt.NDArray[np.float32] = np.full(count, 1.0 / count, dtype=np.float32)
    for _ in range(_ROUNDS):
        new = (1 - DAMPING) / count + DAMPING * (links.T @ rank)
        moved = float(np.abs(new - rank).sum())
        rank = new
        if moved < _STILL:
            break
    most = float(rank.max()) or 1.0
    return [float(value) / most for value in rank]


def choose_apart(scores: Sequence[float], vectors: Vectors, count: int, *, too_near: float) -> list[int]:
    """The indexes of the best rows in order of score, none nearer than ``too_near`` to a better one."""
    chosen: list[int] = []
    for index in sorted(range(len(scores)), key=lambda i: (-scores[i], i)):
        if len(chosen) == count:
            break
        if all(float(vectors[index] @ vectors[other]) < too_near for other in chosen):
            chosen.append(index)
    return chosen
