"""Deleting an article so that no byte of it is left, and looking whether that is so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.adapters.catalog_traces import SqliteTraces
from rag.adapters.fresh_process import run_afresh
from rag.adapters.traces import encodings_of, pieces_of, search_folder
from rag.domain import DeletionProof
from rag.errors import DataFolderError, EmbedderMismatch
from rag.text.sentences import split_sentences

if TYPE_CHECKING:
    from rag.ports import Embedder
    from rag.settings import Settings
    from rag.wiring.archive import Catalogue

_TELLING = 16
"""Characters: shorter sentences ("He did.") stand in other articles and, by chance, in other data."""

_REINDEX = """
import json, sys
from rag import Settings, open_newsdesk
with open_newsdesk(Settings(**json.load(sys.stdin))) as newsdesk:
    newsdesk.reindex()
"""


def require_embedder(catalogue: Catalogue, embedder: Embedder) -> None:
    """Raise `EmbedderMismatch` if a new index would be another embedder's: all would be embedded again."""
    used = catalogue.queue.chunked_for()
    if used not in (None, embedder.identity):
        raise EmbedderMismatch(
            f"The vector index was made with {used!r}; the embedder in force is {embedder.identity!r}. "
            "Set NEWSDESK_EMBEDDINGS back, or run `newsdesk reindex` first. Nothing was deleted."
        )


def reindex_apart(settings: Settings) -> None:
    """Make the vector index anew in a process of its own, which never saw what was deleted.

    Chroma writes memory that it has not filled to its files, with whatever stood there before: a process that
    had read the deleted vectors could leave them in the new index. Raises `DataFolderError`.
    """
    key = settings.openai_api_key
    given = {**settings.model_dump(mode="json"), "openai_api_key": key.get_secret_value() if key else None}
    failure = run_afresh(_REINDEX, given)
    if failure is not None:
        raise DataFolderError(
            f"The article is deleted, but the vector index could not be made anew: {failure} "
            "Run `newsdesk reindex`; until then its files may hold vectors of the article."
        )


@dataclass(frozen=True)
class Remains:
    """What an article was made of, noted before it is deleted."""

    article_id: str
    revisions: int
    lines: frozenset[str]
    """Its titles and sentences, those of old revisions too, as far as they are long enough to tell."""
    vectors: Mapping[bytes, str]
    """The bytes of each vector of its chunks, and the key of it."""


def remains_of(catalogue: Catalogue, article_id: str) -> Remains:
    revisions = catalogue.articles.revisions(article_id)
    articles = [catalogue.articles.article(article_id, revision.content_sha256) for revision in revisions]
    lines = (line for article in articles if article for line in (article.title, *_sentences(article.text)))
    return Remains(
        article_id=article_id,
        revisions=len(revisions),
        lines=frozenset(line for line in lines if len(line) >= _TELLING),
        vectors=SqliteTraces(catalogue.database).vectors_of(article_id),
    )


def prove_deleted(catalogue: Catalogue, remains: Remains) -> DeletionProof:
    """Search every file of the data folder. What other articles have as well is theirs, and no trace."""
    traces = SqliteTraces(catalogue.database)
    wanted = {needle: line for line in remains.lines for needle in encodings_of(line)}
    wanted |= {piece: key for vector, key in remains.vectors.items() for piece in pieces_of(vector)}
    searched = search_folder(catalogue.database.path.parent, wanted)
    shared = {
        trace.what
        for trace in searched.found
        if (traces.still_says(trace.what) if trace.what in remains.lines else traces.still_holds(trace.what))
    }
    own = tuple(trace for trace in searched.found if trace.what not in shared)
    return DeletionProof(
        article_id=remains.article_id,
        revisions=remains.revisions,
        sentences=len(remains.lines),
        vectors=len(remains.vectors),
        shared=len(shared),
        searched=searched.model_copy(update={"found": own}),
    )


def _sentences(text: str) -> Iterator[str]:
    return (span.cut(text) for span in split_sentences(text))
