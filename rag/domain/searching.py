"""What is searched for, and what is found."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from rag.domain.articles import Span
from rag.domain.findings import Finding
from rag.domain.values import Value


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
    reranked: int | None = Field(default=None, description="Among the passages that a reranker read.")


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
    copies: tuple[str, ...] = Field(default=(), description="Ids of articles with the same text, or nearly.")
    origin: str | None = Field(
        default=None, description="Whose text it is: as many different ones as there are independent sources."
    )


class UnderstoodAs(StrEnum):
    """What words of a question were used for."""

    PREFERENCE = "preference"
    RANGE = "range"
    FILTER = "filter"
    PHRASE = "phrase"
    PART = "part"


class Understood(Value):
    """What words of a question say about where to look: a time, a publisher, a section, a part of it.

    A preference changes the order of what is found, and so does a phrase: what has it comes first. Only a
    range and a filter leave something out. A part is searched for by itself, beside the whole.
    """

    text: str = Field(description="The words, cut from the query.")
    used_as: UnderstoodAs
    time_range: TimeRange | None = None
    publisher: str | None = None
    author: str | None = None
    section: str | None = None
    language: str | None = None

    @property
    def is_part(self) -> bool:
        return self.used_as is UnderstoodAs.PART

    @property
    def is_filter(self) -> bool:
        return self.used_as is UnderstoodAs.FILTER

    @property
    def limit(self) -> str:
        """What a filter lets through, in words."""
        named = {"author": self.author, "section": self.section, "language": self.language}
        return ", ".join(f"{name} {value}" for name, value in named.items() if value)


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
    reranker: str | None = Field(default=None, description="What ordered the hits again, if anything did.")
    notes: tuple[str, ...] = Field(default=(), description="What a reader should know, in words.")


class SearchResult(Value):
    hits: tuple[Hit, ...]
    searched: Searched
    findings: tuple[Finding, ...] | None = Field(
        default=None,
        description="What in the articles found tries to steer a model or to deceive a reader. None where "
        "that was not looked for: it is before passages are given to a model, but not by `search`.",
    )
