"""Any number of articles out of a few: their sentences, put together anew.

They share sentences with each other, as a growing archive does, but none is a copy of another.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from eval.cases import NewsArticle
from rag.domain import DateSource, RawArticle
from rag.text.sentences import split_sentences

_FEWEST, _MOST = 12, 24
"""Sentences in an article: 18 on average, about 400 words."""

_FIRST = datetime(2022, 1, 1, tzinfo=UTC)


class Recombiner:
    """Article number n is the same on every machine and in every run."""

    def __init__(self, articles: Sequence[NewsArticle]) -> None:
        self._sentences = [
            article.text[span.start : span.end]
            for article in articles
            for span in split_sentences(article.text)
        ]

    def articles(self, start: int, end: int) -> Iterator[RawArticle]:
        return map(self.article, range(start, end))

    def article(self, number: int) -> RawArticle:
        chance = random.Random(f"article {number}")  # noqa: S311
        title, *sentences = chance.sample(self._sentences, chance.randint(_FEWEST, _MOST) + 1)
        return RawArticle(
            article_id=f"recombined-{number:06}",
            title=title[:120],
            text="\n".join(sentences),
            source=f"recombined/{number:06}.txt",
            publisher=f"Paper {number % 40}",
            published_at=_FIRST + timedelta(minutes=10 * number),
            published_at_source=DateSource.GIVEN,
        )
