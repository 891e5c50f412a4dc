"""From fused chunks to the order in which they are shown.

It counts where a chunk stands in its article, and when that article appeared. How the constants were
chosen, on development questions: docs/decisions/0004-ranking.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from rag.domain import Ranks, TimeRange
from rag.ports import Place
from rag.retrieval.folding import Read, without_copies
from rag.retrieval.fusion import DENSE_WEIGHT, Fused

LEDE_BONUS = 0.15
"""What the opening of an article gains: news says first what it is about."""

TIME_WEIGHT = 0.4
"""The share of its score that an article far from the time asked about loses."""

HALF_DISTANCE = timedelta(days=20)
"""How far from that time half of this share is lost."""

_AFTER_ASKING = timedelta(days=1)
"""Dates are often given without an hour or a zone: so much later than the question is not later."""

PRESENT_SHARE = 0.5
"""How close the present is to a question about another time."""

PUBLISHER_WEIGHT = 0.3
"""The share of its score that an article loses if the question names another publisher as its source."""

PARTS_SHARE = 1 / 3
"""The share of a score that the parts of a question have, all alike."""

_PHRASE_BONUS = 2.0
"""What a quoted phrase adds to the score of a chunk that has it: more than all else together."""

CHUNKS_PER_ARTICLE = 3


@dataclass(frozen=True)
class Weighing:
    """How much each part counts. Other values than these are for measuring what a part is worth."""

    dense: float = DENSE_WEIGHT
    lede: float = LEDE_BONUS
    time: float = TIME_WEIGHT
    publisher: float = PUBLISHER_WEIGHT
    parts: float = PARTS_SHARE
    chunks_per_article: int = CHUNKS_PER_ARTICLE


AS_CHOSEN = Weighing()


class Candidate(NamedTuple):
    """A chunk that was found, with where it stands and its final score.

    Its ranks are those in the search for the whole question, or for the first part that found it.
    """

    chunk_id: str
    place: Place
    found: Fused
    score: float
    reranked: int | None = None

    @property
    def ranks(self) -> Ranks:
        return Ranks(dense=self.found.dense, lexical=self.found.lexical, reranked=self.reranked)


@dataclass(frozen=True)
class Preference:
    """What a question prefers: its publishers and times, or without times the moment it is asked."""

    as_of: datetime
    times: Sequence[TimeRange] = ()
    publishers: Sequence[str] = ()
    weighing: Weighing = AS_CHOSEN

    def weight(self, place: Place) -> float:
        """The share of its score that an article keeps."""
        is_other = bool(self.publishers) and place.publisher not in self.publishers
        time = 1.0 - self.weighing.time * (1.0 - self.closeness(place.published_at))
        return time * (1.0 - self.weighing.publisher * is_other)

    def closeness(self, published: datetime | None) -> float:
        """1 within the times, falling towards 0 with the distance to the nearest of them.

        What is near the moment of asking stays halfway close to other times: news also looks back. Closeness
        is 0 where no date is known, and for what appeared after the question was asked.
        """
        if published is None or published > self.as_of + _AFTER_ASKING:
            return 0.0
        present = _falling(abs(published - self.as_of))
        if not self.times:
            return present
        return max(PRESENT_SHARE * present, *(_closeness(published, time) for time in self.times))


@dataclass(frozen=True)
class Ranking:
    """What was found for a question or a part of one, and what it prefers."""

    fused: Sequence[Fused]
    preference: Preference


def ranked(
    whole: Ranking,
    parts: Sequence[Ranking],
    places: Mapping[str, Place],
    read: Read,
    *,
    query: str = "",
    phrases: Mapping[str, int] | None = None,
    most: int,
    weighing: Weighing = AS_CHOSEN,
) -> list[Candidate]:
    """The best ``most``, equal ones by id: each passage once, and no article more than a few times.

    An article stands where its best chunk does. Of copies the texts are ``read``. ``phrases`` is how many
    phrases of the question a chunk has: more of them come first.
    """
    scores: dict[str, float] = defaultdict(float)
    first: dict[str, Fused] = {}
    for ranking, share in zip((whole, *parts), _shares(len(parts), weighing), strict=True):
        weights: dict[str, float] = {}
        for item in ranking.fused:
            if place := places.get(item.chunk_id):
                if place.article_id not in weights:
                    weights[place.article_id] = ranking.preference.weight(place)
                lede = 1.0 + weighing.lede * (place.position == 0)
                scores[item.chunk_id] += share * item.score * weights[place.article_id] * lede
                first.setdefault(item.chunk_id, item)
    for chunk_id, number in (phrases or {}).items():
        if chunk_id in scores:
            scores[chunk_id] += _PHRASE_BONUS * number
    found = [
        Candidate(chunk_id, places[chunk_id], first[chunk_id], score) for chunk_id, score in scores.items()
    ]
    found.sort(key=lambda item: (-item.score, item.chunk_id))
    shown = few_per_article(without_copies(found, read, query), weighing.chunks_per_article)
    return list(islice(shown, most))


def _shares(parts: int, weighing: Weighing) -> Iterator[float]:
    """The share of the whole question in a score, then those of its parts."""
    yield 1.0 - weighing.parts * bool(parts)
    yield from [weighing.parts / max(1, parts)] * parts


def few_per_article(found: Iterable[Candidate], most: int) -> Iterator[Candidate]:
    """At most ``most`` chunks of one article, so that one does not fill the list."""
    seen: Counter[str] = Counter()
    for item in found:
        seen[item.place.article_id] += 1
        if seen[item.place.article_id] <= most:
            yield item


def _closeness(published: datetime, time: TimeRange) -> float:
    return _falling(_distance(published, time))


def _falling(distance: timedelta) -> float:
    return 1.0 / (1.0 + (distance / HALF_DISTANCE) ** 2)


def _distance(published: datetime, time: TimeRange) -> timedelta:
    """How long before or after a time it was; nothing within it."""
    if time.start is not None and published < time.start:
        return time.start - published
    if time.end is not None and published >= time.end:
        return published - time.end
    return timedelta(0)
