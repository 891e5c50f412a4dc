"""What Newsdesk needs of the world outside, as small protocols that belong to their callers.

Batches in, iterators out: no port is called once per chunk. Adapters translate their vendor's errors into
``rag.errors`` and hand out no vendor type.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from rag.domain import (
    Article,
    ArticleInfo,
    Chunk,
    FailedSource,
    Filters,
    ModelInfo,
    PageVersion,
    RawArticle,
    RememberedFeed,
    Revision,
    Sentence,
    TimeRange,
    UnchangedSource,
    Validators,
    Value,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]
    """Shape (n, dimension), rows of length 1."""


class Progress(Protocol):
    """Told how far a long piece of work has come; ``total`` is None while it is not known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...


# --- sources -----------------------------------------------------------------------------------------------


SourceItem = RawArticle | UnchangedSource | FailedSource


class SourceReader(Protocol):
    """Reads articles from what a user names. One bad source is one `FailedSource`; the others go on."""

    def expect(self, sources: Sequence[str]) -> int | None:
        """About how many articles are to come, cheaply; None if that cannot be known."""
        ...

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]: ...


class SourceKind(StrEnum):
    """What stands before a source that is neither a file nor an address of a page: ``feed+https://…``."""

    FEED = "feed+"
    SITEMAP = "sitemap+"
    URLS = "urls+"


class Fetched(Value):
    """What a web address gave. With ``not_modified`` there is no body: the version asked about is current."""

    url: str
    """Where the body came from, after redirects."""
    moved_to: str | None = None
    """Where permanent redirects lead, if the address asked for has moved for good."""
    not_modified: bool = False
    content_type: str = ""
    """Lower case, without parameters; empty if the server named none."""
    charset: str | None = None
    body: bytes = b""
    validators: Validators = Validators()


class Fetcher(Protocol):
    """The one door to the web."""

    def fetch(self, url: str, *, kinds: Collection[str] = (), known: Validators | None = None) -> Fetched:
        """Get one address, only if it differs from the version ``known`` where that is given.

        ``kinds`` are the content types that are of use; none means any. Raises `FetchRefused` for what must
        not be fetched and `FetchFailed` for what cannot be had.
        """
        ...


# --- the catalogue ---------------------------------------------------------------------------------


class Change(StrEnum):
    """What storing an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Stored(Value):
    change: Change
    is_copy: bool = False
    """Another article already has this text."""


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


class Found(Value):
    """One row of a ranked list, best first. Higher scores are better."""

    chunk_id: str
    score: float


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

    def chunks(self, chunk_ids: Sequence[str]) -> Mapping[str, Chunk]: ...

    def copies(self, article_ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """For each article the ids of others whose current text is the same, oldest first."""
        ...


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

    def save(self, embedder: str, vectors: Mapping[str, Vectors]) -> None: ...


# --- vectors ---------------------------------------------------------------------------------


class Embedder(Protocol):
    """Turns texts into unit vectors. ``identity`` changes whenever its vectors would."""

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """Longest input, in tokens, special tokens included; beyond it text would be cut in silence."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text, without special tokens."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, rows of length 1."""
        ...


class VectorRecord(Value):
    """One chunk for the vector index, with the metadata that filters need."""

    chunk_id: str
    article_id: str
    content_sha256: str
    published_epoch: int | None = None
    publisher: str | None = None
    language: str | None = None
    section: str | None = None


class VectorIndex(Protocol):
    """One collection of vectors of one embedder."""

    def upsert(self, records: Sequence[VectorRecord], vectors: Vectors) -> None: ...

    def delete(self, chunk_ids: Sequence[str]) -> None: ...

    def search(
        self, vector: Vectors, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        """Nearest chunks to one vector of shape (dimension,), ties by id; the score is the cosine.

        A chunk without a date is in no time range. The index knows no authors (`ValueError`): the caller
        passes the ids of their articles.
        """
        ...

    def count(self) -> int: ...

    def ids(self) -> Iterable[str]: ...


class VectorIndexes(Protocol):
    """The collections of one vector store, by name."""

    def open(self, name: str, embedder: str, dimension: int) -> VectorIndex | None:
        """The collection, or None if it does not exist.

        Raises `EmbedderMismatch` if its vectors are another embedder's.
        """
        ...

    def create(self, name: str, embedder: str, dimension: int) -> VectorIndex:
        """A new, empty collection; one of that name, damaged or not, is dropped first."""
        ...

    def drop(self, name: str) -> None:
        """Remove a collection and the files it left; nothing happens if it is not there."""
        ...

    def close(self) -> None: ...


# --- language models ---------------------------------------------------------------------------------


class Finish(StrEnum):
    """How a completion ended."""

    COMPLETE = "complete"
    CUT_OFF = "cut_off"
    REFUSED = "refused"
    FILTERED = "filtered"


class Message(Value):
    role: str
    """system, user or assistant."""
    content: str


class Completion(Value):
    text: str
    finish: Finish
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None


class ChatModel(Protocol):
    """A language model behind one call. It retries passing faults itself, within ``timeout``."""

    @property
    def info(self) -> ModelInfo: ...

    @property
    def is_strong(self) -> bool:
        """Whether it can be trusted with a strict JSON Schema (small local models cannot)."""
        ...

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        """One completion, greedy.

        Raises `ModelError`: `ModelFailed` for what may pass, the others for what the user has to mend.
        """
        ...
