"""What `digest` returns: the stories of many articles, each line with the places that carry it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import AwareDatetime, Field

from rag.domain.answers import ModelInfo, PromptInfo, Reason, Usage
from rag.domain.articles import ArticleInfo
from rag.domain.attribution import Naming, SpeechAct
from rag.domain.citing import Conflict
from rag.domain.searching import Filters, TimeRange
from rag.domain.summaries import Cited, Event, Point, RejectedValue
from rag.domain.values import Value


class StoryArticle(Value):
    """An article of a story. Its copies tell nothing more and are only named."""

    article: ArticleInfo
    origin: str = Field(description="Whose text it is: articles of one origin are one source.")
    copies: tuple[str, ...] = Field(default=(), description="Ids of the chosen articles with the same text.")


class Agreed(Cited):
    """A statement that sources independent of each other carry; it is cut from the first citation."""

    text: str
    origins: tuple[str, ...] = Field(min_length=2, description="Those who say it, each once.")

    @property
    def sources(self) -> int:
        return len(self.origins)


class Voice(Cited):
    """What somebody says, in the article's words; the last citation names the speaker."""

    speaker: str
    text: str
    naming: Naming
    act: SpeechAct
    direct: bool = Field(description="Whether the words stand in quotation marks.")
    role: str | None = None


class Story(Value):
    """One event as several articles tell it."""

    headline: Point | None = None
    what_happened: tuple[Point, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    differences: tuple[Conflict, ...] = Field(
        default=(), description="Figures that sources put differently: who gives which, and when."
    )
    voices: tuple[Voice, ...] = ()
    timeline: tuple[Event, ...] = Field(default=(), description="Events by date, across the articles.")
    articles: tuple[StoryArticle, ...] = Field(min_length=1, description="By date of publication.")
    sources: int = Field(ge=1, description="Independent ones: copies and families of papers count once.")


class EarlierDigest(Value):
    """What is kept of a digest: its articles with the hashes of their texts, and what it said."""

    made_at: AwareDatetime
    articles: Mapping[str, str]
    points: tuple[Point, ...]


class Changed(Cited):
    """A statement of the last digest, and what its articles say now in its place."""

    text: str
    before: Point = Field(description="As it stood, with its place in the text of that time.")
    reason: str = Field(description="How the two differ, in words.")


class Dropped(Value):
    """A statement of the last digest that its article no longer carries."""

    before: Point
    reason: str


class News(Value):
    """What a digest has that the one before it, of the same name, had not."""

    since: AwareDatetime = Field(description="When the digest before was made.")
    articles: tuple[str, ...] = Field(
        default=(), description="Ids of articles that are new or have a new text."
    )
    new: tuple[Point, ...] = ()
    changed: tuple[Changed, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    unchanged: tuple[Point, ...] = ()


class Digest(Value):
    """What `digest` returns: stories, those of most independent sources first."""

    topic: str | None = None
    name: str | None = Field(default=None, description="Under which the next one is compared with it.")
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    as_of: AwareDatetime
    articles: int = Field(ge=0, description="Articles that were read, copies not counted.")
    copies: int = Field(default=0, ge=0, description="Chosen articles that were copies of others.")
    stories: tuple[Story, ...] = ()
    reason: Reason | None = Field(default=None, description="Why there is no story.")
    news: News | None = Field(default=None, description="Only where an earlier digest was asked for.")
    rejected: tuple[RejectedValue, ...] = ()
    is_complete: bool = Field(default=True, description="False if the budget or the model ended it early.")
    notes: tuple[str, ...] = Field(default=(), description="What a reader should know, in words.")
    model: ModelInfo
    prompts: tuple[PromptInfo, ...] = ()
    usage: Usage
    created_at: AwareDatetime
