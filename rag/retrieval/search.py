"""Search: from a plan to hits, by meaning and by words at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Filters, Hit, Searched, SearchResult
from rag.errors import AssetError, DataFolderError, ModelFailed, ServerUnreachable
from rag.ports import ArticleStore, CopyStore, Embedder, Found, LexicalIndex, VectorIndex
from rag.retrieval.fusion import Fused, fuse
from rag.retrieval.planning import Plan
from rag.retrieval.ranking import Candidate, Preference, ranked
from rag.retrieval.reach import within_reach
from rag.text.chunking import SPECIAL_TOKENS
from rag.text.fitting import fitting_part

DEPTH = 150
"""Chunks taken from each list before they are fused, or twice the number of hits wanted if that is more."""


@dataclass(frozen=True)
class DenseIndex:
    """A vector index with the embedder its vectors were made with."""

    embedder: Embedder
    index: VectorIndex


_AWAY = (DataFolderError, AssetError, ServerUnreachable, ModelFailed)
"""What keeps a search from going by meaning and leaves it the words. A key or a URL is the user's to mend."""


class Search:
    """The use case. Without a dense index it searches by words alone and says why, in ``dense_note``.

    So it does when the index or the embedder fails during the search.
    """

    def __init__(
        self,
        *,
        articles: ArticleStore,
        lexical: LexicalIndex,
        copies: CopyStore,
        dense: DenseIndex | None,
        dense_note: str = "",
    ) -> None:
        self._articles = articles
        self._lexical = lexical
        self._copies = copies
        self._dense = dense
        self._dense_note = dense_note

    def run(self, plan: Plan, *, k: int) -> SearchResult:
        """At most ``k`` hits, best first. The question is embedded once, if articles are in reach."""
        plan, reach = within_reach(plan, self._articles)
        notes = list(plan.notes)
        hits: list[Hit] = []
        if reach and plan.query:
            depth = max(DEPTH, 2 * k)
            fused = fuse(self._by_meaning(plan, depth, notes), self._by_words(plan, depth))
            hits = self._hits(plan, fused, k)
        searched = Searched(
            query=plan.query,
            as_of=plan.as_of,
            time_range=plan.time_range,
            filters=plan.filters,
            understood=plan.understood,
            articles=reach,
            hits=len(hits),
            notes=tuple(notes),
        )
        return SearchResult(hits=tuple(hits), searched=searched)

    def _by_meaning(self, plan: Plan, depth: int, notes: list[str]) -> Sequence[Found]:
        if self._dense is None:
            notes.append(self._dense_note)
            return []
        try:
            return self._nearest(self._dense, plan, depth, notes)
        except _AWAY as error:
            notes.append(f"Searched by words only: {error}")
            return []

    def _nearest(self, dense: DenseIndex, plan: Plan, depth: int, notes: list[str]) -> Sequence[Found]:
        embedder = dense.embedder
        query = fitting_part(plan.query, embedder.count_tokens, embedder.max_tokens - SPECIAL_TOKENS)
        if query != plan.query:
            notes.append(
                f"The question is long: by meaning, only its first {len(query)} characters were searched."
            )
        vector = embedder.embed([query])[0]
        filters = self._within_authors(plan)
        return dense.index.search(vector, depth, plan.time_range, filters)

    def _by_words(self, plan: Plan, depth: int) -> Sequence[Found]:
        return self._lexical.search(plan.query, depth, plan.time_range, plan.filters)

    def _within_authors(self, plan: Plan) -> Filters:
        """Filters the vector index can apply: it cannot hold an author, of whom an article has many."""
        if not plan.filters.authors:
            return plan.filters
        ids = self._articles.ids(plan.time_range, plan.filters)
        return plan.filters.model_copy(update={"authors": (), "articles": tuple(ids)})

    def _hits(self, plan: Plan, fused: Sequence[Fused], k: int) -> list[Hit]:
        chunks = self._lexical.chunks([item.chunk_id for item in fused])
        articles = self._articles.infos(list(dict.fromkeys(chunk.article_id for chunk in chunks.values())))
        preference = Preference(plan.as_of, plan.times, plan.publishers)
        groups = self._copies.group_keys(list(articles))
        best = ranked(fused, chunks, articles, preference, groups)[:k]
        shown = list(dict.fromkeys(item.chunk.article_id for item in best))
        copies, origins = self._copies.copies(shown), self._copies.origins(shown)
        return [
            _hit(item, copies.get(item.chunk.article_id, ()), origins.get(item.chunk.article_id))
            for item in best
        ]


def _hit(item: Candidate, copies: Sequence[str], origin: str | None) -> Hit:
    chunk, article = item.chunk, item.article
    return Hit(
        article_id=chunk.article_id,
        content_sha256=chunk.content_sha256,
        chunk_id=chunk.chunk_id,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        score=item.score,
        ranks=item.fused.ranks,
        title=article.title,
        publisher=article.publisher,
        url=article.url,
        published_at=article.published_at,
        copies=tuple(copies),
        origin=origin,
    )
