"""What `ask` returns."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from rag.domain.citing import Citation, Claim, Conflict, RejectedClaim
from rag.domain.findings import Finding
from rag.domain.searching import Searched
from rag.domain.values import Value


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


class SecondOpinion(Value):
    """What a model said of the claims that the rules let through. It can only take claims away."""

    model: ModelInfo
    prompt: PromptInfo
    judged: int = Field(description="Claims that the model had its say on.")
    lowered: int = Field(description="Those of them that it took away; they are among the rejected.")
    failures: tuple[str, ...] = Field(
        default=(), description="Why other claims were not judged. The verdict of the rules stands."
    )


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
    findings: tuple[Finding, ...] = Field(
        default=(),
        description="What in the articles found tries to steer a model or to deceive a reader.",
    )
    model: ModelInfo
    prompt: PromptInfo | None = None
    second_opinion: SecondOpinion | None = Field(
        default=None, description="None where no model was asked for one (NEWSDESK_JUDGE)."
    )
    usage: Usage
    created_at: AwareDatetime

    @model_validator(mode="after")
    def _status_fits_the_claims(self) -> Self:
        if (self.status is Status.UNANSWERED) == bool(self.claims):
            raise ValueError("an answer has claims exactly when it is not unanswered")
        if (self.status is Status.ANSWERED) == (self.reason is not None):
            raise ValueError("a reason is given exactly when the status is not answered")
        return self
