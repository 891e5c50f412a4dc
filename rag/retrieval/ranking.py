"""From fused chunks to the order in which they are shown.

It counts where a chunk stands in its article, and when that article appeared. How the constants were
chosen, on development questions: docs/decisions/0004-ranking.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rag.domain import ArticleInfo, Chunk, Ranks, TimeRange
from rag.retrieval.folding import without_copies
from rag.retrieval.fusion import Fused

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

CHUNKS_PER_ARTICLE = 3


@dataclass(frozen=True)
class Candidate:
    """A chunk that was found, with its article and its final score.

    Its ranks are those in the search for the whole question, or for the first part that found it.
    """

    chunk: Chunk
    article: ArticleInfo
    ranks: Ranks
    score: float


@dataclass(frozen=True)
class Preference:
    """What a question prefers: its publishers and times, or without times the moment it is asked."""

    as_of: datetime
    times: Sequence[TimeRange] = ()
    publishers: Sequence[str] = ()

    def weight(self, article: ArticleInfo) -> float:
        """The share of its score that an article keeps."""
        is_other = bool(self.publishers) and article.publisher not in self.publishers
        time = 1.0 - TIME_WEIGHT * (1.0 - self.closeness(article.published_at))
        return time * (1.0 - PUBLISHER_WEIGHT * is_other)

    def closeness(self, published: datetime | None) -> float:
        """1 within the times, falling towards 0 with the distance to the nearest of them.

        What is near the moment of asking stays halfway close to other times: news also looks back. Closeness
        is 0 where no date is known, and for what appeared after the question was asked.
        """
        if published is None or published > self.as_of + _AFTER_ASKING:
            return 0.0
        present = _closeness(published, TimeRange(start=self.as_of, end=self.as_of))
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
    chunks: Mapping[str, Chunk],
    articles: Mapping[str, ArticleInfo],
    groups: Mapping[str, str],
    query: str = "",
) -> list[Candidate]:
    """Candidates, best first, equal ones by id: each passage once, and no article more than a few times.

    ``groups`` names the group of copies that an article is in. An article stands where its best chunk does.
    """
    scores: dict[str, float] = defaultdict(float)
    ranks: dict[str, Ranks] = {}
    for ranking, share in zip((whole, *parts), _shares(len(parts)), strict=True):
        for item in ranking.fused:
            if chunk := chunks.get(item.chunk_id):
                weight = ranking.preference.weight(articles[chunk.article_id])
                scores[item.chunk_id] += share * item.score * weight * _lede_weight(chunk)
                ranks.setdefault(item.chunk_id, item.ranks)
    found = [
        Candidate(chunks[chunk_id], articles[chunks[chunk_id].article_id], ranks[chunk_id], score)
        for chunk_id, score in scores.items()
    ]
    found.sort(key=lambda item: (-item.score, item.chunk.chunk_id))
    return list(few_per_article(without_copies(found, groups, query), CHUNKS_PER_ARTICLE))


def _shares(parts: int) -> Iterator[float]:
    """The share of the whole question in a score, then those of its parts."""
    yield 1.0 - PARTS_SHARE * bool(parts)
    yield from [PARTS_SHARE / max(1, parts)] * parts


def _lede_weight(chunk: Chunk) -> float:
    return 1.0 + LEDE_BONUS * (chunk.position == 0)


def few_per_article(found: Iterable[Candidate], most: int) -> Iterator[Candidate]:
    """At most ``most`` chunks of one article, so that one does not fill the list."""
    seen: Counter[str] = Counter()
    for item in found:
        seen[item.chunk.article_id] += 1
        if seen[item.chunk.article_id] <= most:
            yield item


def _closeness(published: datetime, time: TimeRange) -> float:
    return 1.0 / (1.0 + (_distance(published, time) / HALF_DISTANCE) ** 2)


def _distance(published: datetime, time: TimeRange) -> timedelta:
    """How long before or after a time it was; nothing within it."""
    if time.start is not None and published < time.start:
        return time.start - published
    if time.end is not None and published >= time.end:
        return published - time.end
    return timedelta(0)
