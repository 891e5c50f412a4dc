"""Archives of any size out of a small one: articles of its sentences, vectors of its vectors.

Catalogue, word index, copies and Chroma are the product's own; only cutting and embedding are left out. A
made article takes runs of sentences from others, a made vector mixes some that real chunks have, so that
words and neighbours are spread as in news.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.adapters.chroma import EmbeddedChroma
from rag.adapters.data_folder import DataFolder
from rag.adapters.sqlite import Database
from rag.domain import Article, ArticleInfo, Chunk, DateSource, sha256_of
from rag.ports import VectorRecord
from rag.text.sentences import split_sentences
from rag.wiring.archive import Catalogue

if TYPE_CHECKING:
    from rag.ports import Embedder, Progress, VectorIndex, Vectors

CHUNKS_PER_ARTICLE = 8

NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
_DAYS = 3_650
_CHUNK_CHARACTERS = 900
_RUN = 3
"""Sentences that stay together."""

_MIXED = 3
"""Vectors in a mixture."""

_MOST_SOURCES = 500
"""Articles that others are made of."""

_BATCH = 1_000
"""Chunks added to the vector index in one call."""

_SECTIONS = ("Business", "Health", "Politics", "Sport", "World")


class Mixture:
    """Articles and vectors mixed from those of an archive; the same in every run."""

    def __init__(self, articles: Sequence[ArticleInfo], texts: Sequence[str], vectors: Vectors) -> None:
        self._articles = articles
        self._sentences = [[span.cut(text) for span in split_sentences(text)] for text in texts]
        self._vectors = vectors

    def article(self, number: int) -> tuple[Article, list[Chunk]]:
        draw = random.Random(number)  # noqa: S311 - a choice that can be repeated
        passages = [self._passage(draw) for _ in range(CHUNKS_PER_ARTICLE)]
        text = "\n\n".join(passages)
        title = draw.choice(self._articles).title
        article = Article(
            article_id=f"mixed-{number}",
            content_sha256=sha256_of(text),
            source=f"mixed-{number}",
            text=text,
            title=title,
            publisher=draw.choice(self._articles).publisher,
            authors=(f"Author {draw.randrange(200)}",),
            section=draw.choice(_SECTIONS),
            language="en",
            published_at=NEWEST - timedelta(days=draw.uniform(0, _DAYS)),
            published_at_source=DateSource.GIVEN,
        )
        return article, list(_chunks(article, passages))

    def _passage(self, draw: random.Random) -> str:
        taken = ""
        while len(taken) < _CHUNK_CHARACTERS:
            sentences = draw.choice(self._sentences)
            start = draw.randrange(max(1, len(sentences) - _RUN))
            taken = " ".join([*([taken] if taken else []), *sentences[start : start + _RUN]])
        return taken

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Of length 1. A text has the same vector whenever it comes."""
        made = np.stack([self._vector(int(sha256_of(text)[:12], 16)) for text in texts])
        unit: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit.astype(np.float32)

    def _vector(self, seed: int) -> Vectors:
        draw = np.random.default_rng(seed)
        chosen = self._vectors[draw.integers(len(self._vectors), size=_MIXED)]
        mixture: Vectors = draw.dirichlet(np.ones(_MIXED)).astype(np.float32) @ chosen
        return mixture


def _chunks(article: Article, passages: Sequence[str]) -> Iterator[Chunk]:
    start = 0
    for position, passage in enumerate(passages):
        yield Chunk(
            chunk_id=f"{article.article_id}-{position}",
            article_id=article.article_id,
            content_sha256=article.content_sha256,
            position=position,
            start=start,
            end=start + len(passage),
            text=passage,
            header=article.title,
        )
        start += len(passage) + len("\n\n")


def fill(folder: Path, source: Path, chunks: int, embedder: Embedder, progress: Progress) -> None:
    """Bring ``folder`` to so many chunks mixed from ``source``; it may be cut short and run again."""
    mixture = read_mixture(source, embedder.identity)
    data = DataFolder(folder)
    with data.writing("eval", now=NEWEST):
        database = Database(data.catalogue)
        database.execute("PRAGMA synchronous = OFF")  # what a power cut takes can be made again
        catalogue, indexes = Catalogue(database), EmbeddedChroma(data.vectors)
        index = _opened(catalogue, indexes, embedder)
        wanted, there = chunks // CHUNKS_PER_ARTICLE, sum(1 for _ in catalogue.articles.articles())
        for number in range(there, wanted):
            article, made = mixture.article(number)
            catalogue.articles.put(article, [], made)
            if catalogue.queue.backlog() >= _BATCH:
                _index(catalogue, index, mixture)
            progress("articles", number + 1, wanted)
        _index(catalogue, index, mixture)
        indexes.close()
        database.close()


def _opened(catalogue: Catalogue, indexes: EmbeddedChroma, embedder: Embedder) -> VectorIndex:
    name = catalogue.queue.collection()
    opened = indexes.open(name, embedder.identity, embedder.dimension) if name else None
    if opened is not None:
        return opened
    catalogue.queue.use_collection("mixed-1")
    catalogue.queue.set_chunked_for(embedder.identity)
    return indexes.create("mixed-1", embedder.identity, embedder.dimension)


def _index(catalogue: Catalogue, index: VectorIndex, mixture: Mixture) -> None:
    while pending := catalogue.queue.pending(_BATCH):
        infos = catalogue.articles.infos(list({chunk.article_id for chunk in pending}))
        records = [_record(chunk, infos[chunk.article_id]) for chunk in pending]
        index.upsert(records, mixture.vectors([chunk.text for chunk in pending]))
        catalogue.queue.done(added=[chunk.chunk_id for chunk in pending])


def _record(chunk: Chunk, info: ArticleInfo) -> VectorRecord:
    return VectorRecord(
        chunk_id=chunk.chunk_id,
        article_id=chunk.article_id,
        content_sha256=chunk.content_sha256,
        published_epoch=int(info.published_at.timestamp()) if info.published_at else None,
        publisher=info.publisher,
        language=info.language,
        section=info.section,
    )


def read_mixture(source: Path, embedder: str) -> Mixture:
    """What an archive can be mixed from: its articles, and the vectors its chunks have."""
    database = Database(DataFolder(source).catalogue, read_only=True)
    catalogue = Catalogue(database)
    infos = islice(catalogue.articles.articles(), _MOST_SOURCES)
    articles = [one for info in infos if (one := catalogue.articles.article(info.article_id))]
    keys = [key for (key,) in database.rows("SELECT DISTINCT vector_key FROM chunks ORDER BY 1")]
    vectors = list(catalogue.vectors.load(embedder, keys).values())
    database.close()
    return Mixture([one.info for one in articles], [one.text for one in articles], np.stack(vectors))
