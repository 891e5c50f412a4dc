"""The best of what was found, read once more by a reranker, which then says in which order to show it.

A reranker is a help, not a need: if it fails or is slow the order of the search stands, and that is said. It
is then left alone for a while, so that not every search waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.errors import AssetError, ModelError
from rag.ports import Reranker
from rag.retrieval.folding import Read
from rag.retrieval.ranking import Candidate, Preference

READ = 30
"""Passages that are read once more, or as many as are wanted if that is more."""

REST = 30.0
"""Seconds for which a reranker that failed is not asked again."""


@dataclass(frozen=True)
class Reordered:
    """Passages in the order to show them; what put them into it, or a note that nothing did."""

    found: Sequence[Candidate]
    reranker: str | None = None
    note: str | None = None


class Reranking:
    """One reranker and how it fared; kept from one search to the next. Threads may share it."""

    def __init__(self, reranker: Reranker, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.reranker = reranker
        self._clock = clock
        self._rests_until = float("-inf")
        self._fault = ""

    def reorder(
        self, query: str, found: Sequence[Candidate], preference: Preference, read: Read, *, k: int
    ) -> Reordered:
        """The best ``found`` ordered by what the reranker makes of them and by what the question prefers.

        A reranker knows nothing of the moment of asking, so its scores are measured from the worst to the
        best of them, and weighed as those of the search are.
        """
        best = found[: max(READ, k)]
        if len(best) < 2:
            return Reordered(found)
        if self._clock() < self._rests_until:
            return Reordered(found, note=f"Not reranked for now: {self._fault}")
        texts = read([item.chunk_id for item in best])
        best = [item for item in best if item.chunk_id in texts]
        try:
            scores = self.reranker.scores(query, [texts[item.chunk_id].embedded_text for item in best])
        except (ModelError, AssetError) as error:
            self._rests_until, self._fault = self._clock() + REST, str(error)
            return Reordered(found, note=f"Not reranked: {error}")
        return Reordered(_in_order(best, scores, preference), reranker=self.reranker.name)


def _in_order(best: Sequence[Candidate], scores: Sequence[float], preference: Preference) -> list[Candidate]:
    lowest, highest = min(scores), max(scores)
    scale = highest - lowest or 1.0
    weighed = [
        item._replace(score=(score - lowest) / scale * preference.weight(item.place))
        for item, score in zip(best, scores, strict=True)
    ]
    by_score = sorted(range(len(scores)), key=lambda place: -scores[place])
    rank = {place: number for number, place in enumerate(by_score, start=1)}
    told = [item._replace(reranked=rank[place]) for place, item in enumerate(weighed)]
    return sorted(told, key=lambda item: -item.score)
