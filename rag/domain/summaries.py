"""What `summarize` returns: values of one article, each with the places that carry it."""

from __future__ import annotations

import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from rag.domain.answers import ModelInfo, PromptInfo, Usage
from rag.domain.articles import ArticleInfo, Span
from rag.domain.attribution import Naming
from rag.domain.citing import Citation
from rag.domain.findings import Finding
from rag.domain.values import Value


class Cited(Value):
    """A value that stands in the article at its citations."""

    citations: tuple[Citation, ...] = Field(min_length=1)


class Point(Cited):
    """One statement of a summary."""

    text: str


class Mentioned(Cited):
    """Somebody or something that is named, under the fullest name the article uses."""

    name: str
    role: str | None = Field(default=None, description="What the article calls it, in the article's words.")
    salience: float = Field(ge=0, le=1, description="How much of the article is about it; 1 is the most.")
    mentions: tuple[Span, ...] = Field(description="Every place that names it.")


class Quote(Cited):
    """Words in quotation marks; ``text`` is cut from the article at the first citation."""

    text: str
    speaker: str | None = None
    role: str | None = None
    naming: Naming | None = Field(default=None, description="How far the article says who speaks.")


class Stance(StrEnum):
    """What a party does by its words."""

    CONCERN = "concern"
    DEMAND = "demand"
    OFFER = "offer"
    REFUSAL = "refusal"


class Position(Cited):
    """What a party worries about, asks for, offers or refuses."""

    party: str
    stance: Stance
    text: str
    target: str | None = Field(default=None, description="Of whom it is asked, or against whom it is said.")


class Figure(Cited):
    """A number with its unit. ``high`` is the upper end of a range."""

    text: str = Field(description="The figure as the article writes it.")
    value: float
    high: float | None = None
    unit: str = Field(default="", description="As written: hours, %, people; empty for a bare count.")
    hedge: str = Field(default="", description="about, more than, less than.")
    measures: str = Field(default="", description="What it counts or measures, in the article's words.")


class DateFound(Cited):
    """A date that the article names, placed on the calendar as far as the article allows."""

    text: str
    date: str = Field(description="ISO 8601, as precise as the text: 2018, 2023-10 or 2023-10-27.")
    start: datetime.date
    end: datetime.date


class Certainty(StrEnum):
    """Whether an event has happened, is to happen, or may."""

    REPORTED = "reported"
    CLAIMED = "claimed"
    PLANNED = "planned"
    POSSIBLE = "possible"


class Event(Cited):
    """What happened or is to happen at a date, which is not that of the article."""

    text: str
    date: str = Field(description="ISO 8601, as precise as the text.")
    start: datetime.date
    end: datetime.date
    when: str = Field(description="The date in the article's words.")
    certainty: Certainty


class OpenQuestion(Cited):
    """What a reader would ask and the article does not say, with the passage that raises it."""

    text: str


class RejectedValue(Value):
    """A value that was drafted and that the article does not carry, with the reason in words."""

    field: str
    text: str
    reason: str
    citations: tuple[Citation, ...] = ()


class ArticleSummary(Value):
    """What `summarize` returns. A field may be empty; what is there stands in the article."""

    article: ArticleInfo
    headline: Point | None = None
    summary: Point | None = Field(default=None, description="The article in one sentence.")
    key_points: tuple[Point, ...] = ()
    who: tuple[Point, ...] = ()
    what: tuple[Point, ...] = ()
    when: tuple[Point, ...] = ()
    where: tuple[Point, ...] = ()
    why: tuple[Point, ...] = ()
    how: tuple[Point, ...] = ()
    people: tuple[Mentioned, ...] = ()
    organisations: tuple[Mentioned, ...] = ()
    places: tuple[Mentioned, ...] = ()
    subjects: tuple[Mentioned, ...] = Field(default=(), description="What else the article is about.")
    quotes: tuple[Quote, ...] = ()
    positions: tuple[Position, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[DateFound, ...] = ()
    timeline: tuple[Event, ...] = ()
    next_steps: tuple[Point, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    rejected: tuple[RejectedValue, ...] = ()
    findings: tuple[Finding, ...] = Field(
        default=(), description="What in the article tries to steer a model or to deceive a reader."
    )
    is_complete: bool = Field(default=True, description="False if the budget or the model ended it early.")
    notes: tuple[str, ...] = Field(default=(), description="What a reader should know, in words.")
    model: ModelInfo
    prompts: tuple[PromptInfo, ...] = ()
    usage: Usage
    created_at: AwareDatetime
