"""Stand-ins for what lies outside, used by tests, examples and docs alike. No network, no model, no disk."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.domain import Filters, ModelInfo, TimeRange
from rag.errors import EmbedderMismatch
from rag.ports import Completion, Finish, Found, Message, VectorRecord

if TYPE_CHECKING:
    from rag.ports import Vectors

_WORD = re.compile(r"\w+")


class WordEmbedder:
    """Embeds a text as the hashed bag of its words: texts that share words are near each other."""

    max_tokens = 256

    def __init__(self, *, dimension: int = 64, identity: str = "words:v1") -> None:
        self.identity = identity
        self.dimension = dimension
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        return [len(_WORD.findall(text)) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.dimension
        for word in _WORD.findall(text.lower()) or [""]:
            digest = hashlib.sha256(word.encode("utf-8")).digest()
            vector[int.from_bytes(digest[:4], "big") % self.dimension] += 1.0
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector]


class MemoryIndex:
    """A vector index in a dictionary, exact search."""

    def __init__(self, dimension: int | None = None) -> None:
        self._dimension = dimension
        self.records: dict[str, tuple[VectorRecord, Vectors]] = {}

    def upsert(self, records: Sequence[VectorRecord], vectors: Vectors) -> None:
        wanted = (len(records), self._dimension or vectors.shape[-1])
        if vectors.shape != wanted:
            raise ValueError(f"{len(records)} records need vectors of shape {wanted}, got {vectors.shape}")
        for record, vector in zip(records, vectors, strict=True):
            self.records[record.chunk_id] = (record, vector)

    def delete(self, chunk_ids: Sequence[str]) -> None:
        for chunk_id in chunk_ids:
            self.records.pop(chunk_id, None)

    def search(
        self, vector: Vectors, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        if filters is not None and filters.authors:
            raise ValueError("the vector index knows no authors: pass the ids of their articles")
        found = [
            Found(chunk_id=record.chunk_id, score=float(row @ vector))
            for record, row in self.records.values()
            if _is_in_range(record, time_range) and _passes(record, filters or Filters())
        ]
        return sorted(found, key=lambda item: (-item.score, item.chunk_id))[:limit]

    def count(self) -> int:
        return len(self.records)

    def ids(self) -> Sequence[str]:
        return sorted(self.records)


def _is_in_range(record: VectorRecord, time_range: TimeRange | None) -> bool:
    if time_range is None or (time_range.start is None and time_range.end is None):
        return True
    moment = record.published_epoch
    if moment is None:
        return False
    after_start = time_range.start is None or moment >= math.floor(time_range.start.timestamp())
    return after_start and (time_range.end is None or moment < math.ceil(time_range.end.timestamp()))


def _passes(record: VectorRecord, filters: Filters) -> bool:
    return all(
        not allowed or value in allowed
        for value, allowed in (
            (record.article_id, filters.articles),
            (record.publisher, filters.publishers),
            (record.language, filters.languages),
            (record.section, filters.sections),
        )
    )


class MemoryIndexes:
    """The collections of a vector store, in a dictionary."""

    def __init__(self) -> None:
        self._collections: dict[str, tuple[MemoryIndex, str, int]] = {}

    def open(self, name: str, embedder: str, dimension: int) -> MemoryIndex | None:
        if name not in self._collections:
            return None
        index, *made_with = self._collections[name]
        if made_with != [embedder, dimension]:
            raise EmbedderMismatch(
                f"The vector index {name!r} was made with {made_with}, not with {embedder!r}. "
                "Run `newsdesk reindex`."
            )
        return index

    def create(self, name: str, embedder: str, dimension: int) -> MemoryIndex:
        index = MemoryIndex(dimension)
        self._collections[name] = (index, embedder, dimension)
        return index

    def drop(self, name: str) -> None:
        self._collections.pop(name, None)

    def close(self) -> None:
        """Nothing is held open."""


class ScriptedChat:
    """A chat model that answers from a script: a list of replies in turn, or a function of the messages."""

    def __init__(
        self, replies: Sequence[str | Completion] | Callable[[Sequence[Message]], str], *, strong: bool = True
    ) -> None:
        self._replies = replies
        self.is_strong = strong
        self.info = ModelInfo(provider="scripted", name="scripted")
        self.calls: list[tuple[Message, ...]] = []

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        self.calls.append(tuple(messages))
        if callable(self._replies):
            reply: str | Completion = self._replies(messages)
        else:
            reply = self._replies[len(self.calls) - 1]
        return reply if isinstance(reply, Completion) else Completion(text=reply, finish=Finish.COMPLETE)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[str, None, Completion]:
        """The reply a word at a time."""
        completion = self.complete(messages, max_tokens=max_tokens, timeout=timeout, schema=schema)
        yield from re.findall(r"\S+\s*|\s+", completion.text)
        return completion


class MemoryPartials:
    """Replies of models in a dictionary."""

    def __init__(self) -> None:
        self.replies: dict[str, tuple[str, tuple[str, ...]]] = {}

    def load(self, key: str) -> str | None:
        kept = self.replies.get(key)
        return kept[0] if kept else None

    def save(self, key: str, reply: str, article_ids: Sequence[str]) -> None:
        self.replies[key] = (reply, tuple(article_ids))
