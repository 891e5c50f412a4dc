"""The verbs that write: take in, follow feeds, delete, index again; and owning the folder for a server."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rag.app.library import Library
from rag.domain import DeletionProof, IngestEstimate, IngestReport, IngestWork, Limit
from rag.ports import PageMemory, Progress

if TYPE_CHECKING:
    from rag.adapters.api_keys import ApiKeys
    from rag.adapters.sources import Sources
    from rag.wiring.feeds import Feeds
    from rag.wiring.jobs import Jobs


class Intake(Library):
    """What changes the archive. One process at a time may do it."""

    def ingest(
        self,
        sources: Sequence[str | Path],
        *,
        fields: Sequence[str] = (),
        mapping: Path | None = None,
        kind: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Take in articles from files, folders, ``-`` and web pages. What fails is a row in the report.

        A `SourceKind` before a source (``feed+https://…``) makes it a feed, a sitemap or a file of addresses.
        ``fields`` ("text=body_html") and the YAML file ``mapping`` name the fields of JSON and CSV records,
        ``kind`` says what comes on standard input. It can be cut short anywhere and run again; ``limit`` does
        so before embeddings take more. Raises `SettingsError`, `DataFolderError`, and `AssetError` or
        `ModelError` where embeddings cannot be had.
        """
        from rag.wiring.ingesting import Ingesting
        from rag.wiring.spending import allowance

        run = Ingesting(self._archive, self._clock, allowance(self.settings, limit))
        with (
            self._archive.writing("ingest") as catalogue,
            self._sources(catalogue.pages, fields, mapping, kind) as reader,
        ):
            return run(catalogue, reader, [str(source) for source in sources], progress or self._progress)

    def estimate_ingest(
        self,
        sources: Sequence[str | Path],
        *,
        fields: Sequence[str] = (),
        mapping: Path | None = None,
        kind: str | None = None,
        progress: Progress | None = None,
    ) -> IngestEstimate:
        """What `ingest` would do and take. Everything is read, nothing is written or paid."""
        from rag.wiring.ingesting import estimate_ingest
        from rag.wiring.spending import embedding_price

        with self._sources(self._archive.reader.pages, fields, mapping, kind) as reader:
            return estimate_ingest(
                self._archive,
                reader,
                [str(source) for source in sources],
                price=embedding_price(self.settings),
                clock=self._clock,
                progress=progress or self._progress,
            )

    @property
    def feeds(self) -> Feeds:
        """The feeds that are remembered, to list, add, remove and update."""
        from rag.wiring.feeds import Feeds

        return Feeds(self._archive, self.settings, clock=self._clock, progress=self._progress)

    @cached_property
    def jobs(self) -> Jobs:
        """Ingests that are done in the background while the folder is `held`."""
        from rag.wiring.jobs import Jobs

        return Jobs(self._archive, self.settings, clock=self._clock)

    def samples(self) -> IngestWork:
        """The articles that come with Newsdesk, to be taken in by a job."""
        from rag.adapters.samples import sample_uploads

        return IngestWork(uploads=sample_uploads())

    def delete(self, article_id: str) -> None:
        """Remove one article with everything that was made from it. Raises `ArticleNotFound`.

        Its vectors are no longer found, but the files of the vector index may hold their bytes for a while.
        """
        self.article(article_id)
        with self._archive.writing("delete") as catalogue:
            catalogue.articles.delete(article_id)
            self._archive.indexer(catalogue).open(self._progress)

    def delete_for_good(self, article_id: str, *, progress: Progress | None = None) -> DeletionProof:
        """Remove one article, make the vector index anew without it, and search the folder for what is left.

        Raises `ArticleNotFound`, and `EmbedderMismatch` with nothing deleted.
        """
        from rag.wiring.deletion import prove_deleted, reindex_apart, remains_of, require_embedder

        self.article(article_id)
        (progress or self._progress)("chunks", 0, None)
        with self._archive.writing("delete") as catalogue:
            require_embedder(catalogue, self._archive.embedder)
            remains = remains_of(catalogue, article_id)
            catalogue.articles.delete(article_id)
        reindex_apart(self.settings)
        with self._archive.writing("delete") as catalogue:
            return prove_deleted(catalogue, remains)

    def reindex(self, *, limit: Limit | None = None, progress: Progress | None = None) -> int:
        """Make the vector index again with the present embeddings; how many chunks it holds.

        Raises `BudgetReached` before embeddings take more than ``limit``: the old index stays in use, and
        what has been embedded is kept for the next time.
        """
        from rag.wiring.spending import allowance

        allowed = allowance(self.settings, limit)
        with self._archive.writing("reindex") as catalogue:
            return self._archive.indexer(catalogue, allowed).reindex(progress or self._progress)

    @contextmanager
    def serving(self, address: str, token: str) -> Iterator[None]:
        """Own the data folder for as long as this lasts: what a server does at ``address``.

        Threads then read and write side by side, `jobs` are worked off, and other processes of this user are
        told where to ask and with which token. Raises `DataFolderBusy`.
        """
        from rag.adapters.server_note import RunningServer, noted_server

        server = RunningServer(address, token, os.getpid())
        with (
            self._archive.held("serve"),
            noted_server(self.settings.data, server),
            self.jobs.worked_off(),
        ):
            yield

    @cached_property
    def keys(self) -> ApiKeys:
        """The keys that open the server of this data folder to others."""
        from rag.adapters.api_keys import ApiKeys

        return ApiKeys(self.settings.data)

    @contextmanager
    def _sources(
        self, pages: PageMemory, fields: Sequence[str], mapping: Path | None, kind: str | None
    ) -> Iterator[Sources]:
        """The reader of every kind of source, and the processes it reads in for as long as this lasts."""
        from rag.adapters.extraction import Extraction
        from rag.adapters.field_mapping import field_names
        from rag.adapters.files import FileReader
        from rag.adapters.sources import Sources
        from rag.wiring.web import web_reader

        with Extraction() as extraction:
            files = FileReader(field_names(fields, mapping), kind=kind, extraction=extraction)
            yield Sources(files, web_reader(self.settings, files, pages))
