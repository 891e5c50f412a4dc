"""What comes in, and what became of it."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from rag.domain.articles import DateSource, Origins
from rag.domain.findings import Finding
from rag.domain.values import Value


class Validators(Value):
    """What a web server said of a version it sent, so that only another one is sent again."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def are_given(self) -> bool:
        return bool(self.etag or self.last_modified)


class PageVersion(Value):
    """A web page as it was asked for, and which version of it came."""

    address: str
    validators: Validators


class RawArticle(Value):
    """What a reader took from a source, before the text is made canonical and the id is settled."""

    text: str
    source: str
    article_id: str | None = Field(default=None, description="Given by the source; made up if None.")
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published_at: AwareDatetime | None = None
    published_at_source: DateSource = DateSource.UNKNOWN
    published_at_zone_known: bool = True
    modified_at: AwareDatetime | None = None
    language: str | None = None
    section: str | None = None
    origins: Origins = Origins()
    page: PageVersion | None = Field(
        default=None, description="Of a fetched page: asked again, it may be unchanged."
    )


class UnchangedSource(Value):
    """A web page that is still the version whose article is in the catalogue; it was not sent again."""

    source: str


class FailedSource(Value):
    source: str
    error: str
    exit_code: int = Field(exclude=True, default=1)


class RememberedFeed(Value):
    """A feed that `newsdesk feeds update` reads, and what came of the last time."""

    url: str
    title: str = ""
    validators: Validators = Validators()
    last_checked: AwareDatetime | None = None
    last_error: str | None = None


class IngestReport(Value):
    """What an ingest did, counted in articles."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    copies: int = Field(default=0, description="Articles whose text another article has, or nearly.")
    failed: tuple[FailedSource, ...] = ()
    findings: tuple[Finding, ...] = Field(
        default=(),
        description="What in the articles stored tries to steer a model or to deceive a reader.",
    )
    stopped: str = Field(default="", description="Why it ended early: its budget. Run again, it goes on.")
    waiting: int = Field(
        default=0, description="Chunks that are found by their words, and not yet by meaning."
    )
    seconds: float = 0.0
