"""`newsdesk doctor`: what is sound and what is to be mended, each with what to do. Nothing is changed."""

from __future__ import annotations

import os
from collections.abc import Callable

from rag.domain import Check
from rag.errors import NewsdeskError
from rag.settings import Settings
from rag.wiring.archive import Archive
from rag.wiring.language_models import LanguageModels
from rag.wiring.reranking import make_reranking


def examine(settings: Settings, archive: Archive, models: LanguageModels) -> list[Check]:
    """One check for each thing a user may have to mend, in the order in which they build on each other."""
    return [
        _looked_at("data folder", lambda: _folder(archive)),
        _looked_at("catalogue", lambda: _catalogue(archive)),
        _looked_at("embeddings", lambda: _embeddings(archive)),
        _looked_at("vector index", lambda: _index(archive)),
        _looked_at("reranking", lambda: _reranking(settings)),
        _looked_at("language model", lambda: _model(models)),
    ]


def _looked_at(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        ok, detail = look()
    except NewsdeskError as error:
        ok, detail = False, str(error)
    return Check(name=name, ok=ok, detail=detail)


def _folder(archive: Archive) -> tuple[bool, str]:
    path = archive.folder.path
    if not archive.folder.exists:
        return True, f"{path}: empty so far; `newsdesk ingest` fills it"
    if not os.access(path, os.W_OK):
        return False, f"{path} can be read but not written: questions work, `newsdesk ingest` does not"
    return True, str(path)


def _catalogue(archive: Archive) -> tuple[bool, str]:
    catalogue = archive.reader
    problem = catalogue.database.problem()
    if problem is not None:
        return False, f"{problem}. Restore the data folder from a backup, or ingest into a new one."
    articles, chunks = sum(1 for _ in catalogue.articles.articles()), catalogue.queue.chunk_count()
    return True, f"{articles:,} articles, {chunks:,} chunks"


def _embeddings(archive: Archive) -> tuple[bool, str]:
    return True, archive.embedder.identity


def _index(archive: Archive) -> tuple[bool, str]:
    with archive.searching() as (catalogue, dense):
        if catalogue.queue.collection() is None:
            return True, "empty so far"
        if dense.index is None:
            return False, dense.note
        held, wanted = dense.index.index.count(), catalogue.queue.chunk_count()
    if held != wanted:
        return (
            False,
            f"it holds {held:,} of {wanted:,} chunks. The next `newsdesk ingest` or `reindex` mends it.",
        )
    return True, f"{held:,} chunks"


def _reranking(settings: Settings) -> tuple[bool, str]:
    """It is asked once: nothing else tells whether it answers, and in time."""
    reranking = make_reranking(settings)
    if reranking is None:
        return True, "off"
    reranking.reranker.scores("Does it answer?", ["It does.", "Something else."])
    return True, reranking.reranker.name


def _model(models: LanguageModels) -> tuple[bool, str]:
    info = models.choice().info
    because = f", because {info.chosen_because}" if info.chosen_because else ""
    return True, f"{info.provider}:{info.name}{because}"
