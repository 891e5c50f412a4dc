"""The ingest jobs of one archive, and the thread that does them one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rag.domain import IngestJob, IngestReport, IngestWork, JobFailure, JobState
from rag.errors import JobNotFound, NewsdeskError, SourceUnsupported, TooManyJobs
from rag.ports.stopping import Stopped, StopSign, obeying, stop_if_asked
from rag.settings import Settings
from rag.wiring.ingesting import Ingesting
from rag.wiring.web import web_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.adapters.catalog_jobs import SqliteJobs
    from rag.ports import Progress
    from rag.wiring.archive import Archive

MOST_WAITING = 100
_ON_THE_WEB = ("http://", "https://", "feed+http://", "feed+https://", "sitemap+http://", "sitemap+https://")
_LOOKED_FOR = 5.0
"""Seconds after which the thread looks for work that nobody told it of."""


@dataclass
class _Advance:
    stage: str = ""
    done: int = 0
    total: int | None = None


class Jobs:
    """Ingests in the background. What is not done when it ends is done by the next one that starts."""

    def __init__(self, archive: Archive, settings: Settings, *, clock: Callable[[], datetime]) -> None:
        self._archive = archive
        self._settings = settings
        self._clock = clock
        self._advance: dict[str, _Advance] = {}
        self._signs: dict[str, StopSign] = {}
        self._wake = threading.Event()

    def submit(self, work: IngestWork, *, once: str | None = None) -> IngestJob:
        """Queue an ingest. The same ``once`` with the same work again is the same job.

        Raises `SourceUnsupported` for an address that is none of the web, `IdempotencyConflict` or
        `TooManyJobs`.
        """
        for address in work.addresses:
            if not address.lower().startswith(_ON_THE_WEB):
                raise SourceUnsupported(
                    f"{address!r} is no address of a web page. Begin it with https:// or http://."
                )
        with self._store() as store:
            if store.waiting() >= MOST_WAITING:
                raise TooManyJobs(f"{MOST_WAITING} ingests are waiting. Try again when some are done.")
            job = store.add(work, at=self._clock(), once=once)
        self._wake.set()
        return job

    def job(self, job_id: str) -> IngestJob:
        """A job as it is now. Raises `JobNotFound`."""
        with self._store() as store:
            job = store.job(job_id)
        if job is None:
            raise JobNotFound(f"There is no ingest job {job_id!r}.")
        return self._with_advance(job)

    def recent(self, limit: int = 50) -> Sequence[IngestJob]:
        """The latest jobs, the newest first."""
        with self._store() as store:
            return [self._with_advance(job) for job in store.jobs(limit)]

    def cancel(self, job_id: str) -> IngestJob:
        """End a job; what it took in stays. One that is over stays as it is. Raises `JobNotFound`."""
        self.job(job_id)
        with self._store() as store:
            store.end(job_id, JobState.CANCELLED)
        if sign := self._signs.get(job_id):
            sign.put_up()
        return self.job(job_id)

    @contextmanager
    def worked_off(self) -> Iterator[None]:
        """Do the jobs in a thread for as long as this lasts. The one under way at the end is handed back."""
        with self._store() as store:
            store.hand_back()
            store.forget_old(self._clock())
        ending = threading.Event()
        thread = threading.Thread(target=self._work_off, args=(ending,), name="newsdesk-jobs")
        thread.start()
        try:
            yield
        finally:
            ending.set()
            self._wake.set()
            for sign in list(self._signs.values()):
                sign.put_up()
            thread.join()
            with self._store() as store:
                store.hand_back()

    def _work_off(self, ending: threading.Event) -> None:
        while not ending.is_set():
            self._wake.clear()
            if not self._do_next(ending):
                self._wake.wait(_LOOKED_FOR)

    def _do_next(self, ending: threading.Event) -> bool:
        with self._store() as store:
            taken = store.take_next()
        if taken is None:
            return False
        job, work = taken
        sign = self._signs[job.id] = StopSign()
        if ending.is_set():
            sign.put_up()
        try:
            with obeying(sign):
                self._end(job, JobState.DONE, report=self._take_in(job, work))
        except Stopped:
            pass  # cancelled, and marked so, or handed back to the next server
        except NewsdeskError as error:
            self._end(job, JobState.FAILED, failure=_failure(error, str(error)))
        except Exception as error:  # noqa: BLE001 - one job that trips over a bug of ours must not end all
            self._end(job, JobState.FAILED, failure=_failure(error, "This is a bug in Newsdesk."))
        finally:
            self._signs.pop(job.id, None)
            self._advance.pop(job.id, None)
        return True

    def _take_in(self, job: IngestJob, work: IngestWork) -> IngestReport:
        from rag.adapters.extraction import Extraction
        from rag.adapters.files import FileReader
        from rag.adapters.given_articles import GivenArticles
        from rag.adapters.sources import Sources

        run = Ingesting(self._archive, self._clock)
        with Extraction() as extraction, self._archive.writing("serve") as catalogue:
            given = GivenArticles(work.uploads, work.articles, extraction=extraction)
            files = FileReader(extraction=extraction)
            reader = Sources(given, web_reader(self._settings, files, catalogue.pages))
            return run(catalogue, reader, [*given.sources, *work.addresses], self._progress_of(job))

    def _progress_of(self, job: IngestJob) -> Progress:
        advance = self._advance[job.id] = _Advance()

        def told(stage: str, done: int, total: int | None) -> None:
            advance.stage, advance.done, advance.total = stage, done, total
            stop_if_asked()
            if stage == "articles":
                self._archive.let_others_write()

        return told

    def _end(
        self,
        job: IngestJob,
        state: JobState,
        *,
        report: IngestReport | None = None,
        failure: JobFailure | None = None,
    ) -> None:
        with self._store() as store:
            store.end(job.id, state, report=report, failure=failure)

    def _with_advance(self, job: IngestJob) -> IngestJob:
        advance = self._advance.get(job.id)
        if advance is None or job.is_over:
            return job
        return job.model_copy(update={"stage": advance.stage, "done": advance.done, "total": advance.total})

    @contextmanager
    def _store(self) -> Iterator[SqliteJobs]:
        """A connection of its own: a job is asked about while a long ingest has its turn to write."""
        from rag.adapters.catalog_jobs import SqliteJobs
        from rag.adapters.sqlite import Database

        database = Database(self._archive.folder.catalogue)
        try:
            yield SqliteJobs(database)
        finally:
            database.close()


def _failure(error: Exception, detail: str) -> JobFailure:
    return JobFailure(kind=type(error).__name__, detail=detail)
