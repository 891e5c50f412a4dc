"""Embedding, and the index of vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from rag.domain import Filters, TimeRange, Value
from rag.ports.catalogue import Found

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]
    """Shape (n, dimension), rows of length 1."""


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
