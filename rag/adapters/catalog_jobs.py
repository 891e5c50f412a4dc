"""Ingest jobs in the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from rag.adapters.catalog_restrictions import instant, microseconds
from rag.adapters.sqlite import Database, Row
from rag.domain import IngestJob, IngestReport, IngestWork, JobFailure, JobState, Upload, sha256_of
from rag.errors import IdempotencyConflict

_KEPT = timedelta(days=30)
"""How long a job that is over can still be asked about."""

_JOB = "SELECT id, state, created_us, report, failure FROM jobs"


class SqliteJobs:
    """Jobs in the order in which they came. One that is over no longer holds what it was to take in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, work: IngestWork, *, at: datetime, once: str | None = None) -> IngestJob:
        content = work.model_dump_json(exclude={"uploads"})
        fingerprint = sha256_of("\n".join([content, *map(_fingerprint, work.uploads)]))
        with self._database.transaction():
            known = self._asked_before(once, fingerprint)
            if known is not None:
                return known
            job = IngestJob(id=uuid4().hex, state=JobState.QUEUED, created_at=at)
            self._database.execute(
                """INSERT INTO jobs (id, state, created_us, work, once, request_sha256)
                VALUES (?, ?, ?, ?, ?, ?)""",
                (job.id, job.state, microseconds(at), content, once, fingerprint),
            )
            self._database.execute_many(
                "INSERT INTO job_uploads (job, position, name, content) VALUES (?, ?, ?, ?)",
                [(job.id, place, upload.name, upload.content) for place, upload in enumerate(work.uploads)],
            )
        return job

    def _asked_before(self, once: str | None, fingerprint: str) -> IngestJob | None:
        row = self._database.row("SELECT id, request_sha256 FROM jobs WHERE once = ?", (once,))
        if row is None:
            return None
        if row[1] != fingerprint:
            raise IdempotencyConflict(
                "This Idempotency-Key was used before for another request. Use a new key for a new request."
            )
        return self.job(row[0])

    def job(self, job_id: str) -> IngestJob | None:
        row = self._database.row(f"{_JOB} WHERE id = ?", (job_id,))
        return None if row is None else _job(row)

    def jobs(self, limit: int) -> Sequence[IngestJob]:
        rows = self._database.rows(f"{_JOB} ORDER BY created_us DESC, id LIMIT ?", (limit,))
        return [_job(row) for row in rows]

    def waiting(self) -> int:
        return int(self._database.value("SELECT count(*) FROM jobs WHERE state = 'queued'"))

    def take_next(self) -> tuple[IngestJob, IngestWork] | None:
        with self._database.transaction():
            row = self._database.row(
                "SELECT id, work FROM jobs WHERE state = 'queued' ORDER BY created_us, id LIMIT 1"
            )
            if row is None:
                return None
            self._database.execute("UPDATE jobs SET state = 'running' WHERE id = ?", (row[0],))
        job = self.job(row[0])
        if job is None:
            return None
        work = IngestWork.model_validate_json(row[1]).model_copy(update={"uploads": self._uploads(job.id)})
        return job, work

    def _uploads(self, job_id: str) -> tuple[Upload, ...]:
        rows = self._database.rows(
            "SELECT name, content FROM job_uploads WHERE job = ? ORDER BY position", (job_id,)
        )
        return tuple(Upload(name=name, content=content) for name, content in rows)

    def hand_back(self) -> int:
        return self._database.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running'")

    def end(
        self,
        job_id: str,
        state: JobState,
        *,
        report: IngestReport | None = None,
        failure: JobFailure | None = None,
    ) -> bool:
        with self._database.transaction():
            ended = self._database.execute(
                """UPDATE jobs SET state = ?, report = ?, failure = ?, work = '{}'
                WHERE id = ? AND state IN ('queued', 'running')""",
                (
                    state,
                    report.model_dump_json() if report else None,
                    failure.model_dump_json() if failure else None,
                    job_id,
                ),
            )
            if ended:
                self._database.execute("DELETE FROM job_uploads WHERE job = ?", (job_id,))
        return bool(ended)

    def forget_old(self, now: datetime) -> None:
        self._database.execute(
            "DELETE FROM jobs WHERE state NOT IN ('queued', 'running') AND created_us < ?",
            (microseconds(now - _KEPT),),
        )


def _fingerprint(upload: Upload) -> str:
    return f"{upload.name}\n{hashlib.sha256(upload.content).hexdigest()}"


def _job(row: Row) -> IngestJob:
    job_id, state, created, report, failure = row
    return IngestJob(
        id=job_id,
        state=JobState(state),
        created_at=instant(created),
        report=IngestReport.model_validate_json(report) if report else None,
        error=JobFailure.model_validate_json(failure) if failure else None,
    )
