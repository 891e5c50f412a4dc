"""Places in articles, and the claims that rest on them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from rag.domain.articles import ArticleInfo, Sentence, Span
from rag.domain.attribution import Mention, Naming, SpeechAct
from rag.domain.values import Value


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
    """Who said it, where the source names a speaker.

    ``citation`` is the place that names the speaker. The other places are in the same revision of the same
    article, so they are given without its metadata.
    """

    speaker: str
    naming: Naming = Naming.NAMED
    act: SpeechAct = SpeechAct.SAID
    direct: bool = Field(default=False, description="Whether the words stand in quotation marks.")
    citation: Citation | None = None
    verb: Mention | None = Field(default=None, description="The words that make it a speech act.")
    role: Mention | None = Field(default=None, description='"a spokeswoman", "Treasury Secretary".')
    organisation: Mention | None = Field(default=None, description="For whom the speaker speaks.")
    told_to: Mention | None = Field(default=None, description='Who heard it: in "told Reuters", Reuters.')


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
    """One side of a conflict: the value a source gives, in its words."""

    value: str
    citation: Citation
    attribution: Attribution | None = None
    sources: int = Field(default=1, ge=1, description="Articles of different origin that give this value.")


class Conflict(Value):
    """Different values that different articles give for the same thing."""

    about: str
    positions: tuple[ConflictPosition, ...] = Field(min_length=2)
    corrected_by: Citation | None = Field(
        default=None, description="The position that a later article gives as a correction of the others."
    )
