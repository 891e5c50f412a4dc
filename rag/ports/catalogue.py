"""What the catalogue keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rag.domain import (
    Article,
    ArticleInfo,
    Chunk,
    Filters,
    PageVersion,
    RememberedFeed,
    Revision,
    Sentence,
    TimeRange,
    Validators,
    Value,
)

if TYPE_CHECKING:
    from rag.ports.vectors import Vectors


class Change(StrEnum):
    """What storing an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Stored(Value):
    change: Change
    is_copy: bool = False
    """Another article has this text, or nearly this text."""


class ArticleStore(Protocol):
    """Articles and their revisions; the only source of truth."""

    def put(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        chunks: Sequence[Chunk],
        *,
        at: datetime | None = None,
    ) -> Stored:
        """Store one article in one transaction, its chunks queued for the vector index.

        ``at`` is when a new text was taken in. Callers ask `holds` first, so that nothing is split for an
        article that has not changed.
        """
        ...

    def revisions(self, article_id: str) -> Sequence[Revision]:
        """Every revision of an article, the first one taken in first; none if it is not there."""
        ...

    def holds(self, article: ArticleInfo) -> bool:
        """Whether the current revision has this text and these metadata."""
        ...

    def article(self, article_id: str, content_sha256: str | None = None) -> Article | None:
        """A revision, the current one if no hash is given."""
        ...

    def articles(self) -> Iterator[ArticleInfo]:
        """Every current revision, ordered by id."""
        ...

    def infos(self, article_ids: Sequence[str]) -> Mapping[str, ArticleInfo]: ...

    def delete(self, article_id: str) -> bool:
        """Remove the article with all that was derived from it; False if it is not there."""
        ...

    def count(self, time_range: TimeRange | None, filters: Filters) -> int:
        """Articles within the restrictions."""
        ...

    def ids(self, time_range: TimeRange | None, filters: Filters) -> Sequence[str]:
        """Ids of the articles within the restrictions, in order."""
        ...

    def sentences(self, chunk_ids: Sequence[str]) -> Mapping[str, Sequence[Sentence]]:
        """The sentences of each chunk, in reading order."""
        ...


class Found(NamedTuple):
    """One row of a ranked list, best first. Higher scores are better."""

    chunk_id: str
    score: float


class Place(NamedTuple):
    """Where a chunk stands: what its place in a result depends on besides its score."""

    article_id: str
    position: int
    publisher: str | None
    published_at: datetime | None
    copy_group: str
    """The same for two articles exactly if they are copies."""


class PageMemory(Protocol):
    """Which version of a web page each article was made of."""

    def version(self, address: str) -> Validators | None:
        """What to ask with, if the article of that page is in the catalogue; else None."""
        ...

    def remember(self, page: PageVersion, article_id: str) -> None:
        """To be called when the article is stored; it is forgotten with it."""
        ...


class FeedStore(Protocol):
    """The feeds that are read again and again."""

    def feeds(self) -> Sequence[RememberedFeed]:
        """All of them, by address."""
        ...

    def put(self, feed: RememberedFeed) -> None:
        """Add a feed, or replace what is known of it."""
        ...

    def remove(self, url: str) -> bool:
        """False if it is not there."""
        ...


class LexicalIndex(Protocol):
    def search(
        self, query: str, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        """Chunks by BM25 over title and text; any words of the query may match."""
        ...

    def holding(
        self, phrase: str, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        """Chunks that have the words of a phrase one after the other, in any of their forms."""
        ...

    def places(self, chunk_ids: Sequence[str]) -> Mapping[str, Place]:
        """Of those chunks that are there."""
        ...

    def chunks(self, chunk_ids: Sequence[str]) -> Mapping[str, Chunk]: ...


class IndexQueue(Protocol):
    """The outbox between the catalogue and the vector index; it survives a kill."""

    def pending(self, limit: int) -> Sequence[Chunk]:
        """Chunks to embed and add, longest waiting first."""
        ...

    def removed(self, limit: int) -> Sequence[str]:
        """Ids of chunks to take out of the vector index."""
        ...

    def done(self, *, added: Sequence[str] = (), removed: Sequence[str] = ()) -> None: ...

    def backlog(self) -> int:
        """How many chunks wait to be added."""
        ...

    def indexed(self) -> int:
        """How many chunks the vector index should hold now."""
        ...

    def requeue_all(self) -> int:
        """Queue every current chunk again (the index was lost); how many."""
        ...

    def all_chunks(self) -> Iterator[Chunk]: ...

    def chunk_count(self) -> int: ...

    def collection(self) -> str | None:
        """Name of the vector collection in use; None before the first ingest."""
        ...

    def use_collection(self, name: str) -> None: ...

    def catalogue_id(self) -> str:
        """Made with the catalogue: keeps the collections of two catalogues apart on one server."""
        ...

    def chunked_for(self) -> str | None:
        """Identity of the embedder within whose limit every chunk is; None while that is not certain."""
        ...

    def set_chunked_for(self, embedder: str | None) -> None: ...


class VectorCache(Protocol):
    """Vectors by embedder and content, so that a rebuild does not pay twice."""

    def load(self, embedder: str, keys: Sequence[str]) -> Mapping[str, Vectors]:
        """Vectors of shape (dimension,) for those keys that are there; a key is `sha256_of(text)`."""
        ...

    def of_articles(self, embedder: str, article_ids: Sequence[str]) -> Mapping[str, Vectors]:
        """The vectors of each article's passages in reading order, shape (n, dimension).

        An article is left out that is not there or has none of this embedder yet.
        """
        ...

    def save(self, embedder: str, vectors: Mapping[str, Vectors]) -> None: ...
