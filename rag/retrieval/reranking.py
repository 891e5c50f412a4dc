"""The best of what was found, read once more by a reranker, which then says in which order to show it.

A reranker is a help, not a need: if it fails or is slow the order of the search stands, and that is said. It
is then left alone for a while, so that not every search waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.errors import AssetError, ModelError
from rag.ports import Reranker
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

    def reorder(self, query: str, found: Sequence[Candidate], preference: Preference, *, k: int) -> Reordered:
        """The best ``found`` ordered by what the reranker makes of them and by what the question prefers.

        A reranker knows nothing of the moment of asking, so its scores are measured from the worst to the
        best of them, and weighed as those of the search are.
        """
        read = found[: max(READ, k)]
        if len(read) < 2:
            return Reordered(found)
        if self._clock() < self._rests_until:
            return Reordered(found, note=f"Not reranked for now: {self._fault}")
        try:
            scores = self.reranker.scores(query, [item.chunk.embedded_text for item in read])
        except (ModelError, AssetError) as error:
            self._rests_until, self._fault = self._clock() + REST, str(error)
            return Reordered(found, note=f"Not reranked: {error}")
        return Reordered(_in_order(read, scores, preference), reranker=self.reranker.name)


def _in_order(read: Sequence[Candidate], scores: Sequence[float], preference: Preference) -> list[Candidate]:
    worst, best = min(scores), max(scores)
    scale = best - worst or 1.0
    weighed = [
        replace(item, score=(score - worst) / scale * preference.weight(item.article))
        for item, score in zip(read, scores, strict=True)
    ]
    by_score = sorted(range(len(scores)), key=lambda place: -scores[place])
    rank = {place: number for number, place in enumerate(by_score, start=1)}
    told = [
        replace(item, ranks=item.ranks.model_copy(update={"reranked": rank[place]}))
        for place, item in enumerate(weighed)
    ]
    return sorted(told, key=lambda item: -item.score)
