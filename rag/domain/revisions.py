"""What an article was before, what changed, and what is left of it after deletion."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from rag.domain.values import Value


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
