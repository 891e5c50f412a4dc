"""Newsdesk's search by words alone, as it is while there are no vectors, over a catalogue of its own.

A large collection is stored in minutes, where its vectors would take an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from eval.cases import NewsArticle
from eval.systems.newsdesk import HITS, packed
from eval.systems.ranking import Ranking, once
from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_copies import SqliteCopies
from rag.adapters.catalog_lexical import SqliteLexicalIndex
from rag.adapters.sqlite import Database
from rag.answering.packing import Packer
from rag.domain import DateSource, Filters, RawArticle
from rag.ingest.raw_articles import settle_article
from rag.ports import Embedder
from rag.retrieval.planning import plan
from rag.retrieval.search import Search
from rag.text.chunking import cut_article


class Words:
    """Ranks articles by their best passage. The embedder only says how long a passage may be."""

    def __init__(
        self,
        articles: Sequence[NewsArticle],
        embedder: Embedder,
        folder: Path,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        database = Database(folder / "catalogue.db")
        self._clock = clock
        self._articles = SqliteArticles(database)
        self._lexical = SqliteLexicalIndex(database)
        self._search = Search(
            articles=self._articles, lexical=self._lexical, copies=SqliteCopies(database), dense=None
        )
        self._packer = Packer(self._articles)
        for article in articles:
            self._take_in(article, embedder)

    def rank(self, question: str, *, as_of: datetime | None, tokens: int) -> Ranking:
        planned = plan(
            question,
            as_of=as_of or self._clock(),
            time_range=None,
            filters=Filters(),
            known=self._lexical,
        )
        hits = self._search.run(planned, k=HITS).hits
        context = packed(self._packer, question, hits, tokens) if tokens else ""
        return Ranking(articles=tuple(once(hit.article_id for hit in hits)), context=context)

    def _take_in(self, given: NewsArticle, embedder: Embedder) -> None:
        """What is there already is not stored again: a run that was cut short goes on where it ended."""
        article = settle_article(_raw(given), self._clock())
        if not self._articles.holds(article):
            parts = cut_article(article, embedder.count_tokens, embedder.max_tokens)
            self._articles.put(article, parts.sentences, parts.chunks, at=self._clock())


def _raw(article: NewsArticle) -> RawArticle:
    day = article.published_on
    return RawArticle(
        article_id=article.article_id,
        title=article.title,
        text=article.text,
        url=article.url,
        publisher=article.publisher,
        section=article.section,
        source="found",
        published_at=datetime.combine(day, time.min, UTC) if day else None,
        published_at_source=DateSource.GIVEN if day else DateSource.UNKNOWN,
    )
