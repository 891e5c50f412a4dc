"""The verbs that summarise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.app.library import Library
from rag.domain import ArticleSummary, Estimate, Limit
from rag.ports import Progress

if TYPE_CHECKING:
    from rag.summaries.summarizing import Desk


class Summaries(Library):
    """Summaries of articles, and what they would cost."""

    def summarize(
        self,
        article_id: str,
        *,
        model: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> ArticleSummary:
        """What an article says, field by field, each value with its places.

        What a model wrote is kept: a second run pays for nothing, one that was cut short only for the rest.
        Raises `ArticleNotFound`, and `ModelError` for what the user has to mend.
        """
        from rag.summaries.summarizing import Summarizer

        article = self.article(article_id)
        return Summarizer(self._summary_desk(model, progress)).summarize(article, limit=limit)

    def estimate_summary(
        self, article_id: str, *, model: str | None = None, progress: Progress | None = None
    ) -> Estimate:
        """What `summarize` would take. No language model is called."""
        from rag.summaries.summarizing import Summarizer

        return Summarizer(self._summary_desk(model, progress)).estimate(self.article(article_id))

    def _summary_desk(self, model: str | None, progress: Progress | None) -> Desk:
        from rag.wiring.summaries import summary_desk

        chat, info = self._models.get(model)
        return summary_desk(self._archive, chat, info, clock=self._clock, progress=progress or self._progress)
