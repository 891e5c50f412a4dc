"""What a model returned: unchecked, never shown."""

from __future__ import annotations

from pydantic import Field

from rag.domain.values import Value


class DraftClaim(Value):
    text: str
    sentences: tuple[int, ...] = Field(default=(), description="Evidence numbers; may not exist.")
    speaker: str | None = None


class AnswerDraft(Value):
    """What a model returned for a question. Empty means that it found nothing."""

    claims: tuple[DraftClaim, ...] = ()
