"""Reciprocal rank fusion: one ranked list out of several, by ranks alone.

A document's score is the sum of 1 / (k + rank) over the lists it is in, with ranks from 1 and k = 60. Source:
Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
methods", SIGIR 2009.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Ranks, Value

K = 60


class Fused(Value):
    chunk_id: str
    score: float
    ranks: Ranks


def fuse(dense: Sequence[str], lexical: Sequence[str], *, k: int = K) -> list[Fused]:
    """Chunk ids of both lists, best first; equal scores in the order of the ids."""
    dense_ranks = {chunk_id: rank for rank, chunk_id in enumerate(dense, start=1)}
    lexical_ranks = {chunk_id: rank for rank, chunk_id in enumerate(lexical, start=1)}
    fused = [
        _fused(chunk_id, dense_ranks.get(chunk_id), lexical_ranks.get(chunk_id), k)
        for chunk_id in dense_ranks.keys() | lexical_ranks.keys()
    ]
    return sorted(fused, key=lambda item: (-item.score, item.chunk_id))


def _fused(chunk_id: str, dense: int | None, lexical: int | None, k: int) -> Fused:
    score = sum(1.0 / (k + rank) for rank in (dense, lexical) if rank is not None)
    return Fused(chunk_id=chunk_id, score=score, ranks=Ranks(dense=dense, lexical=lexical))
