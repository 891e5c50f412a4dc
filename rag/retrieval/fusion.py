"""One ranked list out of two, by scores: how near a chunk is by meaning and how well it fits by words.

Each list is measured by its own best entry, since a cosine and a BM25 score share no unit, and the two are
added with fixed weights. Source: Bruch, Gai and Ingber, "An analysis of fusion functions for hybrid
retrieval", ACM TOIS 2023, who find such a sum better than reciprocal ranks. How the weight was chosen:
docs/decisions/0004-ranking.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rag.ports import Found

DENSE_WEIGHT = 0.4
"""The share of the score that meaning has; words have the rest."""


class Fused(NamedTuple):
    """A chunk with its score, 0 to 1, and its 1-based ranks."""

    chunk_id: str
    score: float
    dense: int | None = None
    lexical: int | None = None


def fuse(
    dense: Sequence[Found], lexical: Sequence[Found], *, dense_weight: float = DENSE_WEIGHT
) -> list[Fused]:
    """The chunks of both lists, best first; equal scores in the order of the ids.

    A chunk that one list does not have gets nothing for it.
    """
    near, fit = _shares(dense, dense_weight), _shares(lexical, 1.0 - dense_weight)
    dense_ranks, lexical_ranks = _ranks(dense), _ranks(lexical)
    fused = [
        Fused(
            chunk_id,
            near.get(chunk_id, 0.0) + fit.get(chunk_id, 0.0),
            dense_ranks.get(chunk_id),
            lexical_ranks.get(chunk_id),
        )
        for chunk_id in dense_ranks.keys() | lexical_ranks.keys()
    ]
    return sorted(fused, key=lambda item: (-item.score, item.chunk_id))


def _shares(found: Sequence[Found], weight: float) -> Mapping[str, float]:
    """Each score as a share of the best one, weighted; a score below zero says nothing for a chunk."""
    best = max((item.score for item in found), default=0.0)
    return {item.chunk_id: weight * (max(0.0, item.score) / best) for item in found} if best > 0 else {}


def _ranks(found: Sequence[Found]) -> Mapping[str, int]:
    return {item.chunk_id: rank for rank, item in enumerate(found, start=1)}
