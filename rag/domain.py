"""The nouns of Newsdesk: frozen values, equal by content, with no client, cache or I/O on them.

Spans are Unicode code points, start inclusive, end exclusive, into the canonical text of one revision of an
article: ``article.text[start:end] == text`` holds for every sentence, chunk and citation.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def sha256_of(text: str) -> str:
    """The hex SHA-256 of a text's UTF-8 bytes; it names one revision of an article."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# --- articles ---------------------------------------------------------------------------------------------


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


class Revision(Value):
    """One text that an article has or had, known by its hash."""

    content_sha256: str
    title: str
    taken_in: AwareDatetime | None = Field(description="When it first came; unknown for the oldest archives.")
    length: int = Field(description="Characters.")
    is_current: bool


class Trace(Value):
    """Bytes of something deleted that are still there."""

    file: str = Field(description="Below the data folder.")
    offset: int
    what: str = Field(description="The sentence, or the key of the vector.")


class SearchedFiles(Value):
    """A search of every byte below a folder."""

    files: int
    bytes: int
    found: tuple[Trace, ...] = ()
    unread: tuple[str, ...] = Field(default=(), description="Files that could not be read, with the reason.")


class DeletionProof(Value):
    """What was looked for after an article was deleted, in what, and whether anything was left."""

    article_id: str
    revisions: int
    sentences: int = Field(description="Titles and sentences of all revisions that were looked for.")
    vectors: int
    shared: int = Field(description="Of these, found because other articles have them as well.")
    searched: SearchedFiles

    @property
    def ok(self) -> bool:
        return not self.searched.found and not self.searched.unread


class Difference(StrEnum):
    """What became of a sentence or a run of words from one text to another."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class WordChange(Value):
    """A run of characters within a changed sentence: the same, added or removed."""

    kind: Difference
    text: str


class SentenceChange(Value):
    """A sentence that was added, removed or changed; ``words`` is empty unless it was changed."""

    kind: Difference
    before: str | None = None
    after: str | None = None
    words: tuple[WordChange, ...] = ()


class RevisionDiff(Value):
    """What changed between two revisions of an article, in reading order."""

    article_id: str
    before: Revision
    after: Revision
    changes: tuple[SentenceChange, ...]
    unchanged: int = Field(description="Sentences that stayed.")


# --- search -----------------------------------------------------------------------------------------------


class TimeRange(Value):
    """Published at or after ``start`` and before ``end``; None leaves that side open."""

    start: AwareDatetime | None = None
    end: AwareDatetime | None = None


class Filters(Value):
    """Restrictions a question puts on the articles searched. Empty means everything."""

    publishers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    articles: tuple[str, ...] = Field(default=(), description="Article ids.")


class Ranks(Value):
    """The 1-based rank of a hit in each list it was found in."""

    dense: int | None = None
    lexical: int | None = None


class Hit(Span):
    """A chunk that was found, with its fused score and the ranks it came from."""

    article_id: str
    content_sha256: str
    chunk_id: str
    score: float
    ranks: Ranks
    text: str
    title: str
    publisher: str | None
    url: str | None
    published_at: AwareDatetime | None
    copies: tuple[str, ...] = Field(default=(), description="Ids of articles with the same text.")


class UnderstoodAs(StrEnum):
    """What words of a question were used for."""

    PREFERENCE = "preference"
    RANGE = "range"


class Understood(Value):
    """What words of a question say about where to look: a time, or a publisher.

    A preference changes the order of what is found; only a range leaves something out.
    """

    text: str = Field(description="The words, cut from the query.")
    used_as: UnderstoodAs
    time_range: TimeRange | None = None
    publisher: str | None = None


class Searched(Value):
    """What was searched for, and in how much: shown to the reader with every answer."""

    query: str
    as_of: AwareDatetime
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    understood: tuple[Understood, ...] = Field(
        default=(), description="What was read from the words of the question."
    )
    articles: int = Field(ge=0, description="Articles in reach of the filters.")
    hits: int = Field(ge=0)
    notes: tuple[str, ...] = Field(default=(), description="What a reader should know, in words.")


class SearchResult(Value):
    hits: tuple[Hit, ...]
    searched: Searched


# --- answers ----------------------------------------------------------------------------------------------


class Citation(Span):
    """A place in one revision of an article; ``quote`` is cut from its text by the program."""

    article_id: str
    content_sha256: str
    quote: str
    title: str
    publisher: str | None = None
    url: str | None = None
    published_at: AwareDatetime | None = None


class Evidence(Value):
    """A sentence offered to a model under a number, with the article it stands in."""

    number: int = Field(ge=1)
    sentence: Sentence
    article: ArticleInfo
    score: float = Field(default=0.0, description="Relevance to the question, 0 to 1.")

    @property
    def citation(self) -> Citation:
        return Citation(
            article_id=self.article.article_id,
            content_sha256=self.sentence.content_sha256,
            start=self.sentence.start,
            end=self.sentence.end,
            quote=self.sentence.text,
            title=self.article.title,
            publisher=self.article.publisher,
            url=self.article.url,
            published_at=self.article.published_at,
        )


class Verdict(StrEnum):
    """How a claim stands against the sentences it cites."""

    SUPPORTED = "supported"
    RE_CITED = "re-cited"
    PARTLY_SUPPORTED = "partly supported"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"


class Attribution(Value):
    """Who said it, where the source names a speaker; ``quote`` is the span that says so."""

    speaker: str
    citation: Citation | None = None


class Claim(Value):
    """One short statement that its citations carry."""

    text: str
    verdict: Verdict
    attribution: Attribution | None = None
    citations: tuple[Citation, ...] = Field(min_length=1)


class RejectedClaim(Value):
    """A claim a model made and the sources do not carry, with the reason in words."""

    text: str
    verdict: Verdict
    reason: str
    citations: tuple[Citation, ...] = ()


class ConflictPosition(Value):
    """One side of a conflict: the value a source gives."""

    value: str
    citation: Citation


class Conflict(Value):
    """Different values that different articles give for the same thing."""

    about: str
    positions: tuple[ConflictPosition, ...] = Field(min_length=2)


class Status(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    UNANSWERED = "unanswered"


class Reason(StrEnum):
    """Why an answer is partial or missing."""

    NO_ARTICLES = "no_articles"
    NONE_IN_RANGE = "none_in_range"
    NOT_IN_SOURCES = "not_in_sources"
    ONLY_PARTLY = "only_partly"
    SOURCES_CONFLICT = "sources_conflict"
    MODEL_FAILED = "model_failed"


class ModelInfo(Value):
    """Which model answered, and why that one."""

    provider: str = Field(description="openai, local, extractive, or a LangChain provider.")
    name: str
    chosen_because: str = ""


class PromptInfo(Value):
    """The reviewed prompt a draft was made with."""

    name: str
    version: int
    sha256: str


class Usage(Value):
    """What an answer took. ``cost_usd`` is None where no price is known."""

    model_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: dict[str, float] = Field(default_factory=dict, description="Wall-clock seconds per stage.")
    cost_usd: float | None = None


class Answer(Value):
    """What `ask` returns: checked claims, or the reason why there are none."""

    question: str
    status: Status
    reason: Reason | None = None
    explanation: str = Field(default="", description="The reason in a sentence, for a reader.")
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = Field(default=(), description="Every citation once, in order of use.")
    conflicts: tuple[Conflict, ...] = ()
    nearest: tuple[Citation, ...] = Field(default=(), description="Nearest evidence when unanswered.")
    searched: Searched
    rejected: tuple[RejectedClaim, ...] = ()
    model: ModelInfo
    prompt: PromptInfo | None = None
    usage: Usage
    created_at: AwareDatetime

    @model_validator(mode="after")
    def _status_fits_the_claims(self) -> Self:
        if (self.status is Status.UNANSWERED) == bool(self.claims):
            raise ValueError("an answer has claims exactly when it is not unanswered")
        if (self.status is Status.ANSWERED) == (self.reason is not None):
            raise ValueError("a reason is given exactly when the status is not answered")
        return self


# --- drafts: what a model returned, unchecked, never shown --------------------------------------------------


class DraftClaim(Value):
    text: str
    sentences: tuple[int, ...] = Field(default=(), description="Evidence numbers; may not exist.")
    speaker: str | None = None


class AnswerDraft(Value):
    """What a model returned for a question. Empty means that it found nothing."""

    claims: tuple[DraftClaim, ...] = ()


# --- ingest and verification --------------------------------------------------------------------------------


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
    copies: int = Field(default=0, description="Articles whose text another article already has.")
    failed: tuple[FailedSource, ...] = ()
    seconds: float = 0.0


class CheckedCitation(Value):
    """The outcome of checking one citation again. ``problem`` is None when it holds."""

    citation: Citation
    problem: str | None = None


class CheckedClaim(Value):
    """The outcome of comparing one claim with its citations again. ``problem`` is None when they carry it."""

    text: str
    problem: str | None = None


class Verification(Value):
    """The outcome of `verify`: citations against the stored text, and claims against their citations."""

    checked: tuple[CheckedCitation, ...]
    claims: tuple[CheckedClaim, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        quotes_hold = all(item.problem is None for item in self.checked)
        return quotes_hold and all(item.problem is None for item in self.claims)


# --- the state of an installation ---------------------------------------------------------------------------


class Check(Value):
    """One thing `doctor` looked at."""

    name: str
    ok: bool
    detail: str


class AssetStatus(Value):
    """One file of the local model: what it is for and whether it is here."""

    name: str
    purpose: str
    size: int = Field(description="Bytes.")
    present: bool
    path: str
