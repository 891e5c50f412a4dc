"""BM25 over whole articles, by another implementation (`bm25s`): the floor under every search by words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from eval.cases import NewsArticle
from eval.systems.ranking import Ranking, fill

TITLE_WEIGHT = 3
"""How often the title is counted."""

RECENT_DAYS = 10
PAST_DAYS = 40
DISCOUNTS = (1.0, 0.8, 0.6)
"""For articles of the last days, of the last weeks, and for others or later ones."""

_POOL = 100
"""Articles that the recency discount may reorder."""


class Bm25:
    """Ranks articles by words. With a moment of asking, a score is discounted by the age of its article."""

    def __init__(self, articles: Sequence[NewsArticle]) -> None:
        self._articles = articles
        self._index = Bm25Index([_text(article) for article in articles])

    def rank(self, question: str, *, as_of: datetime | None, tokens: int) -> Ranking:
        rated = []
        for place, (index, score) in enumerate(self._index.best(question, _POOL)):
            article = self._articles[index]
            weight = discount(article.published_on, as_of.date()) if as_of else 1.0
            rated.append((-score * weight, place, article))
        ordered = [article for _, _, article in sorted(rated, key=lambda row: row[:2])]
        context = fill((article.text for article in ordered), tokens)
        return Ranking(articles=tuple(article.article_id for article in ordered), context=context)


class Bm25Index:
    """Texts by their English stems, without stop words."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        self._size = len(texts)
        self._index = bm25s.BM25()
        self._index.index(_tokens(texts), show_progress=False)

    def best(self, question: str, most: int) -> list[tuple[int, float]]:
        """Positions of texts with their scores, best first."""
        k = min(most, self._size)
        found, scores = self._index.retrieve(_tokens([question]), k=k, show_progress=False)
        return [(int(index), float(score)) for index, score in zip(found[0], scores[0], strict=True)]


def _tokens(texts: Sequence[str]) -> Any:  # noqa: ANN401  # bm25s has no types
    import bm25s
    import snowballstemmer

    stemmer = snowballstemmer.stemmer("english")
    return bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer.stemWords, show_progress=False)


def discount(published: date | None, asked: date) -> float:
    """By age in days; what was published later, or nobody knows when, counts as old."""
    recent, past, other = DISCOUNTS
    if published is None or published > asked:
        return other
    age = (asked - published).days
    return recent if age <= RECENT_DAYS else past if age <= PAST_DAYS else other


def _text(article: NewsArticle) -> str:
    return "\n".join([article.title] * TITLE_WEIGHT + [article.publisher or "", article.text])
