"""Ingests that a server does in the background."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from rag.domain.ingesting import IngestReport, RawArticle
from rag.domain.values import Value


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Upload(Value):
    """A file that was sent. Its name says what kind it is, and is never a place on a disk."""

    name: str
    content: bytes


class IngestWork(Value):
    """What one job takes in."""

    addresses: tuple[str, ...] = Field(default=(), description="Pages, and feed+ or sitemap+ addresses.")
    articles: tuple[RawArticle, ...] = ()
    uploads: tuple[Upload, ...] = ()


class JobFailure(Value):
    """Why a job failed as a whole."""

    kind: str = Field(description="The name of the error.")
    detail: str


class IngestJob(Value):
    """One ingest in the background, and how far it has come."""

    id: str
    state: JobState
    created_at: AwareDatetime
    stage: str = Field(default="", description="What is being done: articles are read, chunks are indexed.")
    done: int = 0
    total: int | None = Field(default=None, description="None while it is not known.")
    report: IngestReport | None = None
    error: JobFailure | None = None

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
