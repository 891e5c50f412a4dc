"""A bundle: an answer with all that it takes to check it again, and the outcome of doing so."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from rag.domain.articles import Span
from rag.domain.values import Value
from rag.domain.verification import Verification


class BundledFile(Value):
    """A file of a bundle as it was written."""

    path: str
    size: int = Field(ge=0)
    sha256: str


class BundledPassage(Span):
    """A passage that the answer cites, by the hash of its words and that of the text it stands in."""

    article_id: str
    content_sha256: str
    sha256: str


class Manifest(Value):
    """What a bundle holds. Times are those of its making."""

    format: int = 1
    newsdesk: str = Field(description="The version that made it.")
    created_at: AwareDatetime
    files: tuple[BundledFile, ...]
    passages: tuple[BundledPassage, ...]


class CheckedFile(Value):
    """The outcome of looking at one file again. ``problem`` is None when it is as it was written."""

    path: str
    problem: str | None = None


class BundleCheck(Value):
    """What still holds of a bundle, by itself and against the archive."""

    seal: str = Field(description="The hash of the manifest: it stands for everything in the bundle.")
    files: tuple[CheckedFile, ...]
    answer: Verification | None = Field(description="None if there is no answer that can be read.")
    problems: tuple[str, ...] = Field(default=(), description="What does not fit together.")
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        files_hold = all(file.problem is None for file in self.files)
        return files_hold and not self.problems and self.answer is not None and self.answer.ok
