"""Search: from a plan to hits, by meaning and by words at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

from rag.domain import ArticleInfo, Chunk, CopyGroup, Filters, Hit, Searched, SearchResult
from rag.errors import AssetError, DataFolderError, ModelFailed, ServerUnreachable
from rag.ports import ArticleStore, CopyStore, Embedder, Found, LexicalIndex, VectorIndex
from rag.retrieval.fusion import fuse
from rag.retrieval.planning import Part, Plan
from rag.retrieval.ranking import AS_CHOSEN, Candidate, Preference, Ranking, Weighing, ranked
from rag.retrieval.reach import within_reach
from rag.retrieval.reranking import READ, Reordered, Reranking
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


Held: TypeAlias = dict[str, Sequence[Found]]
"""The chunks that have a phrase, by phrase."""


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
        reranking: Reranking | None = None,
        weighing: Weighing = AS_CHOSEN,
    ) -> None:
        self._articles = articles
        self._lexical = lexical
        self._copies = copies
        self._dense = dense
        self._dense_note = dense_note
        self._reranking = reranking
        self._weighing = weighing

    def run(self, plan: Plan, *, k: int) -> SearchResult:
        """At most ``k`` hits, best first. Nothing is embedded if no article is in reach."""
        plan, reach = within_reach(plan, self._articles)
        notes = list(plan.notes)
        best = Reordered([])
        if reach and plan.query:
            held = self._held(plan, max(DEPTH, 2 * k), notes)
            rankings = self._rankings(plan, max(DEPTH, 2 * k), held, notes)
            best = self._reordered(plan, self._candidates(plan.query, rankings, held, max(k, READ)), k)
            notes += [best.note] if best.note else []
        hits = self._hits(best.found[:k])
        searched = Searched(
            query=plan.query,
            as_of=plan.as_of,
            time_range=plan.time_range,
            filters=plan.filters,
            understood=plan.understood,
            articles=reach,
            hits=len(hits),
            reranker=best.reranker,
            notes=tuple(notes),
        )
        return SearchResult(hits=tuple(hits), searched=searched)

    def _held(self, plan: Plan, depth: int, notes: list[str]) -> Held:
        """The chunks that have the phrases of the question, by phrase; what is nowhere is said."""
        held: Held = {}
        for phrase in plan.phrases:
            found = self._lexical.holding(phrase, depth, plan.time_range, plan.filters)
            held[phrase] = found
            notes.append(
                f"“{phrase}”: passages with these words together come first."
                if found
                else f"No passage in reach has “{phrase}” together: searched for its words."
            )
        return held

    def _rankings(self, plan: Plan, depth: int, held: Held, notes: list[str]) -> list[Ranking]:
        """What is found for the whole question, then for each of its parts; words and meaning at once."""
        wanted: list[Part] = [plan, *plan.parts]
        queries = [part.query for part in wanted]
        with ThreadPoolExecutor(1, "newsdesk-words") as beside:
            by_words = beside.submit(self._by_words, plan, queries, depth, held)
            near = self._by_meaning(plan, queries, depth, notes)
            fitting = by_words.result()
        return [
            Ranking(fuse(dense, words, dense_weight=self._weighing.dense), self._preference(plan, part))
            for part, dense, words in zip(wanted, near, fitting, strict=True)
        ]

    def _by_words(
        self, plan: Plan, queries: Sequence[str], depth: int, held: Held
    ) -> Sequence[Sequence[Found]]:
        """A list for each query; what has a phrase is in that of the whole question, however little else."""
        whole, *parts = [
            self._lexical.search(query, depth, plan.time_range, plan.filters) for query in queries
        ]
        there = {item.chunk_id for item in whole}
        only_held = {item.chunk_id: item for found in held.values() for item in found}
        return [[*whole, *(item for chunk_id, item in only_held.items() if chunk_id not in there)], *parts]

    def _by_meaning(
        self, plan: Plan, queries: Sequence[str], depth: int, notes: list[str]
    ) -> Sequence[Sequence[Found]]:
        """A list for each query; empty ones, and a note, where meaning cannot be searched by."""
        if self._dense is None:
            notes.append(self._dense_note)
            return [[] for _ in queries]
        try:
            return self._nearest(self._dense, plan, queries, depth, notes)
        except _AWAY as error:
            notes.append(f"Searched by words only: {error}")
            return [[] for _ in queries]

    def _nearest(
        self, dense: DenseIndex, plan: Plan, queries: Sequence[str], depth: int, notes: list[str]
    ) -> Sequence[Sequence[Found]]:
        limit = dense.embedder.max_tokens - SPECIAL_TOKENS
        fitting = [fitting_part(query, dense.embedder.count_tokens, limit) for query in queries]
        if fitting[0] != plan.query:
            length = len(fitting[0])
            notes.append(
                f"The question is long: by meaning, only its first {length} characters were searched."
            )
        filters = self._within_authors(plan)
        vectors = dense.embedder.embed(fitting)
        return [dense.index.search(vector, depth, plan.time_range, filters) for vector in vectors]

    def _within_authors(self, plan: Plan) -> Filters:
        """Filters the vector index can apply: it cannot hold an author, of whom an article has many."""
        if not plan.filters.authors:
            return plan.filters
        ids = self._articles.ids(plan.time_range, plan.filters)
        return plan.filters.model_copy(update={"authors": (), "articles": tuple(ids)})

    def _preference(self, plan: Plan, part: Part) -> Preference:
        return Preference(plan.as_of, part.times, part.publishers, self._weighing)

    def _candidates(self, query: str, rankings: Sequence[Ranking], held: Held, most: int) -> list[Candidate]:
        found = dict.fromkeys(item.chunk_id for ranking in rankings for item in ranking.fused)
        places = self._lexical.places(list(found))
        return ranked(
            rankings[0],
            rankings[1:],
            places,
            self._lexical.chunks,
            query=query,
            phrases=Counter(item.chunk_id for found in held.values() for item in found),
            most=most,
            weighing=self._weighing,
        )

    def _reordered(self, plan: Plan, found: Sequence[Candidate], k: int) -> Reordered:
        if self._reranking is None:
            return Reordered(found)
        preference = self._preference(plan, plan)
        return self._reranking.reorder(plan.query, found, preference, self._lexical.chunks, k=k)

    def _hits(self, best: Sequence[Candidate]) -> list[Hit]:
        """What is shown is fetched last: of most candidates nobody sees more than their scores."""
        chunks = self._lexical.chunks([item.chunk_id for item in best])
        ids = list(dict.fromkeys(item.place.article_id for item in best))
        articles, groups = self._articles.infos(ids), self._copies.groups_of(ids)
        return [
            _hit(item, chunks[item.chunk_id], articles[item.place.article_id], groups[item.place.article_id])
            for item in best
            if item.chunk_id in chunks and item.place.article_id in groups
        ]


def _hit(item: Candidate, chunk: Chunk, article: ArticleInfo, group: CopyGroup) -> Hit:
    return Hit(
        article_id=chunk.article_id,
        content_sha256=chunk.content_sha256,
        chunk_id=chunk.chunk_id,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        score=item.score,
        ranks=item.ranks,
        title=article.title,
        publisher=article.publisher,
        url=article.url,
        published_at=article.published_at,
        copies=group.others(chunk.article_id),
        origin=group.origin,
    )
