"""Articles, their spans, and where what is known of them came from."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from rag.domain.values import Value, sha256_of


class DateSource(StrEnum):
    """Where an article's publication date, or another of its metadata, came from.

    What is unknown stays unknown. A news sitemap counts as a feed.
    """

    GIVEN = "given"
    JSON_LD = "json_ld"
    META = "meta"
    URL = "url"
    FEED = "feed"
    TEXT = "text"
    UNKNOWN = "unknown"


class Origins(Value):
    """Where the other metadata of an article came from; for publication dates an article says so itself."""

    title: DateSource = DateSource.UNKNOWN
    publisher: DateSource = DateSource.UNKNOWN
    authors: DateSource = DateSource.UNKNOWN
    section: DateSource = DateSource.UNKNOWN
    language: DateSource = DateSource.UNKNOWN
    url: DateSource = DateSource.UNKNOWN
    modified_at: DateSource = DateSource.UNKNOWN


class ArticleInfo(Value):
    """What is known of one revision of an article, without its text."""

    article_id: str = Field(min_length=1)
    content_sha256: str
    title: str = ""
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
    source: str = Field(description="The file name or URL it came from.")

    @model_validator(mode="after")
    def _date_has_a_source(self) -> Self:
        if (self.published_at is None) != (self.published_at_source is DateSource.UNKNOWN):
            raise ValueError("published_at and published_at_source must be known or unknown together")
        return self


class Article(ArticleInfo):
    """One news item with its canonical text (NFC, LF line ends)."""

    text: str = Field(min_length=1)

    @model_validator(mode="after")
    def _hash_fits_the_text(self) -> Self:
        if sha256_of(self.text) != self.content_sha256:
            raise ValueError(f"content_sha256 of {self.article_id!r} does not fit its text")
        return self

    @property
    def info(self) -> ArticleInfo:
        return ArticleInfo(**self.model_dump(exclude={"text"}))


class ArticlePage(Value):
    """Some of the articles of a listing, and where it goes on."""

    articles: tuple[ArticleInfo, ...]
    next: str | None = Field(default=None, description="Give it to get what follows; None at the end.")
    total: int = Field(description="Articles in the whole listing.")


class Span(Value):
    """A half-open range of code points."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"a span needs start < end, got {self.start}:{self.end}")
        return self

    def cut(self, text: str) -> str:
        return text[self.start : self.end]


class Sentence(Span):
    """One sentence of an article; ``position`` counts from 0 in reading order."""

    article_id: str
    content_sha256: str
    position: int = Field(ge=0)
    text: str


class Chunk(Span):
    """Whole sentences that are embedded and found together.

    ``header`` (title, publisher, date) goes into what is embedded, never into what can be quoted.
    """

    chunk_id: str
    article_id: str
    content_sha256: str
    position: int = Field(ge=0)
    text: str
    header: str = ""

    @property
    def embedded_text(self) -> str:
        return f"{self.header}\n{self.text}" if self.header else self.text
