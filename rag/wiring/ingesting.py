"""An ingest, put together for one archive, and the estimate of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rag.domain import IngestEstimate, IngestReport
from rag.ports import Progress, SourceReader
from rag.wiring.archive import Archive, Catalogue

if TYPE_CHECKING:
    from rag.ingest.allowance import Allowance, EmbeddingPrice


class Ingesting:
    """An ingest into an archive, its embedder at hand before the archive is locked for writing."""

    def __init__(
        self, archive: Archive, clock: Callable[[], datetime], allowance: Allowance | None = None
    ) -> None:
        self._archive = archive
        self._clock = clock
        self._allowance = allowance
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
            indexer=self._archive.indexer(catalogue, self._allowance),
            clock=self._clock,
            pages=catalogue.pages,
            is_alone=not self._archive.is_shared,
        )
        return work.run(sources, progress)


def estimate_ingest(
    archive: Archive,
    reader: SourceReader,
    sources: Sequence[str],
    *,
    price: EmbeddingPrice,
    clock: Callable[[], datetime],
    progress: Progress,
) -> IngestEstimate:
    """What an ingest of these sources would do and take; nothing is written."""
    from rag.ingest.estimating import IngestEstimator

    catalogue = archive.reader
    work = IngestEstimator(
        reader=reader,
        articles=catalogue.articles,
        queue=catalogue.queue,
        cache=catalogue.vectors,
        embedder=archive.embedder,
        price=price,
        clock=clock,
    )
    return work.run(sources, progress)
