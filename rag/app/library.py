"""The verbs that read articles: list, show, history, copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.app.foundation import Foundation
from rag.domain import (
    Article,
    ArticleInfo,
    ArticlePage,
    CopyGroup,
    Filters,
    Finding,
    Revision,
    RevisionDiff,
    Span,
    TimeRange,
)
from rag.errors import ArticleNotFound


class Library(Foundation):
    """The articles as they are stored. Nothing here writes, and no model is used."""

    def articles(self) -> Iterator[ArticleInfo]:
        """The current revision of every article, by id."""
        return self._archive.reader.articles.articles()

    def article_page(
        self,
        *,
        words: str = "",
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> ArticlePage:
        """Some of the articles, newest first, with ``words`` in their title, publisher, id or source.

        ``after`` is the `next` of the page before. Raises `CursorInvalid`.
        """
        listing = self._archive.reader.listing
        return listing.page(words=words, time_range=time_range, filters=filters, after=after, limit=limit)

    def article(self, article_id: str, revision: str | None = None) -> Article:
        """One article, as it is or as a revision of it was. Raises `ArticleNotFound`."""
        article = self._archive.reader.articles.article(article_id, revision)
        if article is None:
            which = f"{article_id!r} with revision {revision!r}" if revision else repr(article_id)
            raise ArticleNotFound(f"There is no article {which}. `newsdesk articles` lists the ids.")
        return article

    def sentences(self, article: Article) -> Sequence[Span]:
        """Where the sentences of an article stand in its text."""
        from rag.text.sentences import split_sentences

        return list(split_sentences(article.text))

    def findings(self, article: Article) -> Sequence[Finding]:
        """What in an article tries to steer a model or to deceive a reader; of most there is none."""
        from rag.answering.screening import findings_of

        return findings_of(article)

    def history(self, article_id: str) -> Sequence[Revision]:
        """Every text the article has or had, the first one first. Raises `ArticleNotFound`."""
        from rag.ingest.revisions import revisions_of

        return revisions_of(self._archive.reader.articles, article_id)

    def diff(self, article_id: str, before: str | None = None, after: str | None = None) -> RevisionDiff:
        """What changed between two revisions, named by the beginning of their hashes.

        By default the one before and the current one. Raises `ArticleNotFound`.
        """
        from rag.ingest.revisions import diff_revisions

        return diff_revisions(self._archive.reader.articles, article_id, before, after)

    def copies(self, article_id: str) -> CopyGroup:
        """An article with its copies, and which of them is the original. Raises `ArticleNotFound`."""
        self.article(article_id)
        group = self._archive.reader.copies.group(article_id)
        if group is None:
            raise ArticleNotFound(f"Article {article_id!r} was deleted meanwhile.")
        return group

    def copy_groups(self) -> Iterator[CopyGroup]:
        """Every group of articles that are copies of each other, by the id of the original."""
        return self._archive.reader.copies.groups()

    def origins(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Whose text each of these articles is: as many different ones as there are independent sources."""
        return self._archive.reader.copies.origins(article_ids)
