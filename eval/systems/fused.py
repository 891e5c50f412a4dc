"""Hybrid search as it is mostly built: the tutorial's dense search and BM25 over its pieces, fused by ranks.

Reciprocal ranks with the constant of Cormack, Clarke and Büttcher (SIGIR 2009) and no weights, as LangChain's
`EnsembleRetriever` does it by default.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from eval.systems.bm25 import Bm25Index
from eval.systems.plain import CHUNKS, Piece, Plain
from eval.systems.ranking import DEPTH, Ranking, fill, once

SMOOTHING = 60


class Fused:
    """Ranks articles by their best piece in both lists."""

    def __init__(self, plain: Plain) -> None:
        self._plain = plain
        self._pieces = plain.pieces
        self._index = Bm25Index([piece.text for piece in self._pieces])

    def rank(self, question: str, *, as_of: datetime | None, tokens: int) -> Ranking:
        """The moment of asking makes no difference to it."""
        lexical = [self._pieces[place] for place, _ in self._index.best(question, CHUNKS)]
        pieces = fuse([self._plain.nearest(question), lexical])
        ranked = once(piece.article_id for piece in pieces)[: 2 * DEPTH]
        return Ranking(articles=tuple(ranked), context=fill((piece.text for piece in pieces), tokens))


def fuse(rankings: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Best first; equal ones in the order of their ids."""
    scores: dict[Piece, float] = defaultdict(float)
    for ranking in rankings:
        for rank, piece in enumerate(ranking, start=1):
            scores[piece] += 1 / (SMOOTHING + rank)
    return sorted(scores, key=lambda piece: (-scores[piece], piece.piece_id))
