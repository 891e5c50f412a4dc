"""Articles that are one text: wire copy, reprints, trimmed and lightly edited versions."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from rag.domain.values import Value


class Credit(Value):
    """Whom an article names as the one its text comes from."""

    name: str
    text: str = Field(description="The words that say so, cut from the article.")
    is_whole: bool = Field(default=True, description="False if they only contributed to it.")


class OriginalBy(StrEnum):
    """Why one article of a group is taken for the original."""

    NAMED = "named"
    """Its publisher is the one whom articles of the group credit."""
    EARLIEST = "earliest"
    """Of those with a date it was published first."""
    LONGEST = "longest"
    """No date is known; a trimmed copy cannot be the original."""
    ONLY = "only"
    """There is no other."""


class Copy(Value):
    """One article of a group."""

    article_id: str
    title: str = ""
    publisher: str | None = None
    url: str | None = None
    published_at: AwareDatetime | None = None
    length: int = Field(default=0, description="Characters.")
    credit: Credit | None = None
    likeness: float = Field(
        default=1.0,
        description="The share that runs along the original, of the shorter of the two texts.",
    )


class CopyGroup(Value):
    """An original with its copies, by date. Each article is like at least one other of them."""

    original: Copy
    reason: OriginalBy
    copies: tuple[Copy, ...] = ()
    origin: str = Field(
        description="Whose text it is: the one whom the articles credit, else the original's publisher or "
        "the family of that, else the original's id."
    )
    publishers: int = Field(description="Known publishers of the articles, those of one family counted once.")

    @property
    def members(self) -> tuple[Copy, ...]:
        return (self.original, *self.copies)

    def others(self, article_id: str) -> tuple[str, ...]:
        """The ids of the members besides this one, the original first, then by date."""
        return tuple(member.article_id for member in self.members if member.article_id != article_id)
