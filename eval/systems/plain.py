"""The pipeline of LangChain's retrieval tutorial: cut into 1,000 characters with 200 overlap, embed, search.

Same articles, same embedder as Newsdesk; vectors in Chroma on disk. It knows of no titles, words or dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from eval.cases import NewsArticle
from eval.systems.ranking import DEPTH, Ranking, fill, once
from rag.text.chunking import SPECIAL_TOKENS
from rag.text.fitting import fitting_part

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

    from rag.ports import Embedder

CHUNK_CHARACTERS = 1000
OVERLAP = 200
CHUNKS = 60
"""Chunks searched for, enough for ten articles of several chunks each."""

_BATCH = 64


class Piece(NamedTuple):
    piece_id: str
    article_id: str
    text: str


class Plain:
    """Ranks articles by their nearest chunk."""

    def __init__(self, articles: Sequence[NewsArticle], embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._pieces = {piece.piece_id: piece for piece in cut(articles)}
        self._collection = open_collection(folder)
        self._add_missing()

    def rank(self, question: str, *, as_of: datetime | None, tokens: int) -> Ranking:
        """The moment of asking makes no difference to it."""
        pieces = self.nearest(question)
        ranked = once(piece.article_id for piece in pieces)[: 2 * DEPTH]
        return Ranking(articles=tuple(ranked), context=fill((piece.text for piece in pieces), tokens))

    @property
    def pieces(self) -> Sequence[Piece]:
        return list(self._pieces.values())

    def nearest(self, question: str) -> Sequence[Piece]:
        """The nearest pieces, best first."""
        vectors = self._embedder.embed([question])
        limit = min(CHUNKS, len(self._pieces))
        found = self._collection.query(query_embeddings=vectors, n_results=limit, include=[])["ids"][0]
        return [self._pieces[piece_id] for piece_id in found]

    def _add_missing(self) -> None:
        """A run that was cut short goes on where it ended."""
        there = set(self._collection.get(include=[])["ids"])
        missing = [piece for piece in self._pieces.values() if piece.piece_id not in there]
        limit = self._embedder.max_tokens - SPECIAL_TOKENS
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            texts = [fitting_part(piece.text, self._embedder.count_tokens, limit) for piece in batch]
            self._collection.add(
                ids=[piece.piece_id for piece in batch], embeddings=self._embedder.embed(texts)
            )


def cut(articles: Sequence[NewsArticle]) -> Iterator[Piece]:
    """The articles in overlapping pieces, as the tutorial does it."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP)
    for article in articles:
        for number, text in enumerate(splitter.split_text(article.text)):
            yield Piece(f"{article.article_id}:{number}", article.article_id, text)


def open_collection(folder: Path) -> Collection:
    """The collection on disk, made if it is not there."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    return client.get_or_create_collection(
        "plain", metadata={"hnsw:space": "cosine"}, embedding_function=None
    )
