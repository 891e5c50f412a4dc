"""An ingest, put together for one archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rag.domain import IngestReport
from rag.ports import Progress, SourceReader
from rag.wiring.archive import Archive, Catalogue


class Ingesting:
    """An ingest into an archive, its embedder at hand before the archive is locked for writing."""

    def __init__(self, archive: Archive, clock: Callable[[], datetime]) -> None:
        self._archive = archive
        self._clock = clock
        self._embedder = archive.embedder

    def __call__(
        self, catalogue: Catalogue, reader: SourceReader, sources: Sequence[str], progress: Progress
    ) -> IngestReport:
        from rag.ingest.pipeline import Ingest

        catalogue.copies.catch_up(progress)
        work = Ingest(
            reader=reader,
            articles=catalogue.articles,
            embedder=self._embedder,
            indexer=self._archive.indexer(catalogue),
            clock=self._clock,
            pages=catalogue.pages,
            is_alone=not self._archive.is_shared,
        )
        return work.run(sources, progress)
