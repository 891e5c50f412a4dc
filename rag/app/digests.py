"""The verb that tells many articles as stories."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from rag.app.questions import Questions
from rag.app.summaries import Summaries
from rag.domain import Digest, Estimate, Filters, Limit, SearchResult, TimeRange
from rag.ports import Progress

if TYPE_CHECKING:
    from rag.summaries.digest.digesting import Digester
    from rag.summaries.digest.selecting import Selection, Wanted


class Digests(Questions, Summaries):
    """Digests of articles, and what they would cost."""

    def digest(
        self,
        topic: str | None = None,
        *,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        as_of: datetime | None = None,
        name: str | None = None,
        new_since: datetime | Literal["last"] | None = None,
        model: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> Digest:
        """The articles on a topic, or all within the range and the filters, grouped into stories.

        Copies are folded first; ``filters.articles`` names articles by id. What a model wrote of an article
        is kept: a later digest pays for new articles only. No articles is a digest that says why.
        It is remembered under its ``name``; with ``new_since`` it says what is new, changed and dropped since
        the last of that name, or the last one made by then.
        Raises `ArticleNotFound` for an id that is not there, `ModelError` for what the user has to mend.
        """
        from rag.wiring.digests import earlier_digest, remember

        wanted = self._wanted(topic, time_range, filters, as_of, name)
        selection = self._select(wanted, progress)
        earlier = earlier_digest(self._archive, name, new_since) if name and new_since else None
        made = self._digester(model, progress).digest(wanted, selection, earlier=earlier, limit=limit)
        if new_since is not None and earlier is None:
            note = f"There is no earlier digest named {name!r} to compare with: all of it is new."
            made = made.model_copy(update={"notes": (*made.notes, note)})
        return remember(self._archive, made)

    def estimate_digest(
        self,
        topic: str | None = None,
        *,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        as_of: datetime | None = None,
        model: str | None = None,
        progress: Progress | None = None,
    ) -> Estimate:
        """What `digest` would take. No language model is called."""
        wanted = self._wanted(topic, time_range, filters, as_of, None)
        return self._digester(model, progress).estimate(self._select(wanted, progress))

    def _wanted(
        self,
        topic: str | None,
        time_range: TimeRange | None,
        filters: Filters | None,
        as_of: datetime | None,
        name: str | None,
    ) -> Wanted:
        from rag.summaries.digest.selecting import Wanted

        for article_id in filters.articles if filters else ():
            self.article(article_id)
        return Wanted(
            as_of=as_of or self._clock(),
            topic=topic,
            name=name,
            time_range=time_range,
            filters=filters or Filters(),
        )

    def _select(self, wanted: Wanted, progress: Progress | None) -> Selection:
        from rag.summaries.digest.selecting import PASSAGES, select

        def find(topic: str) -> SearchResult:
            return self.search(
                topic,
                k=PASSAGES,
                as_of=wanted.as_of,
                time_range=wanted.time_range,
                filters=wanted.filters,
                progress=progress,
            )

        reader = self._archive.reader
        return select(wanted, reader.articles, reader.copies, find)

    def _digester(self, model: str | None, progress: Progress | None) -> Digester:
        from rag.summaries.digest.digesting import Digester

        return Digester(self._summary_desk(model, progress), self._archive.reader.vectors)
