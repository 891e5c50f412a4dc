"""An archive put together by hand: the real catalogue and Chroma, and an embedder that costs nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from rag.adapters.chroma import EmbeddedChroma
from rag.adapters.data_folder import DataFolder
from rag.adapters.sqlite import Database
from rag.domain import RawArticle
from rag.ingest.indexing import Indexer
from rag.ingest.pipeline import Ingest
from rag.ports import Embedder, VectorIndexes
from rag.text.words import words
from rag.wiring.archive import Catalogue

if TYPE_CHECKING:
    from rag.ports import Vectors

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class CheapEmbedder:
    """Words hashed to directions: as many dimensions as the local model has, at a hundredth of its price."""

    identity = "hashed-words:v1"
    dimension = 384
    max_tokens = 256

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        return [len(text) // 4 for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in words(text):
                row[crc32(word.encode()) % self.dimension] += 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
        return vectors


class ArticlesInMemory:
    """A `SourceReader` over articles that are there already."""

    def __init__(self, articles: Sequence[RawArticle]) -> None:
        self._articles = articles

    def expect(self, sources: Sequence[str]) -> int | None:
        return len(self._articles)

    def read(self, sources: Sequence[str]) -> Iterator[RawArticle]:
        yield from self._articles


class BareArchive:
    """One data folder, opened until it is closed."""

    def __init__(
        self, folder: Path, *, indexes: VectorIndexes | None = None, embedder: Embedder | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        data = DataFolder(folder)
        self.database = Database(data.catalogue)
        self.catalogue = Catalogue(self.database)
        self.indexes: VectorIndexes = indexes or EmbeddedChroma(data.vectors)
        self.embedder: Embedder = embedder or CheapEmbedder()

    def close(self) -> None:
        self.indexes.close()
        self.database.close()

    def ingest(self, articles: Sequence[RawArticle], *, is_alone: bool = True) -> Ingest:
        return Ingest(
            reader=ArticlesInMemory(articles),
            articles=self.catalogue.articles,
            embedder=self.embedder,
            indexer=Indexer(
                articles=self.catalogue.articles,
                queue=self.catalogue.queue,
                cache=self.catalogue.vectors,
                embedder=self.embedder,
                indexes=self.indexes,
            ),
            clock=lambda: NOW,
            is_alone=is_alone,
        )

    def digests(self) -> Mapping[str, str]:
        """What the catalogue and the index hold, whatever the order in which it came: counts and hashes."""
        store, queue = self.catalogue.articles, self.catalogue.queue
        ids = [info.article_id for info in store.articles()]
        held: dict[str, Sequence[object]] = {
            "articles": [article.model_dump_json() for one in ids if (article := store.article(one))],
            "chunks": sorted(chunk.model_dump_json() for chunk in queue.all_chunks()),
            "copies": sorted(
                (one, group.others(one)) for one, group in self.catalogue.copies.groups_of(ids).items()
            ),
            "queue": [queue.backlog(), len(queue.removed(1))],
            "words": self._words(),
            "index": self._records(),
        }
        return {
            name: f"{len(rows)} {hashlib.sha256(json.dumps(rows).encode()).hexdigest()}"
            for name, rows in held.items()
        }

    def _words(self) -> Sequence[tuple[str, int, int]]:
        """Every indexed word with how often it stands where."""
        self.database.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.seen USING fts5vocab (main, chunk_words, row)"
        )
        return self.database.rows("SELECT term, doc, cnt FROM temp.seen ORDER BY term")

    def _records(self) -> Sequence[str]:
        """Every vector as Chroma gives it, with its metadata."""
        name, embedder = str(self.catalogue.queue.collection()), self.embedder
        index = self.indexes.open(name, embedder.identity, embedder.dimension)
        if index is None:
            return []
        rows = index._collection.get(include=["embeddings", "metadatas"])  # type: ignore[attr-defined]
        records = zip(rows["ids"], rows["embeddings"].tolist(), rows["metadatas"], strict=True)
        return sorted(json.dumps(record, sort_keys=True) for record in records)
