"""Where conversations are kept."""

from __future__ import annotations

from typing import Protocol

from rag.domain import Conversation, ConversationInfo, ConversationPage, Turn


class ConversationStore(Protocol):
    """Conversations by id. What a turn said of an article is forgotten with the article."""

    def page(self, *, after: str | None = None, limit: int = 50) -> ConversationPage:
        """The one that was spoken in last comes first. Raises `CursorInvalid`."""
        ...

    def conversation(self, conversation_id: str) -> Conversation | None: ...

    def create(self, info: ConversationInfo) -> None: ...

    def add(self, turn: Turn) -> Turn:
        """Keep a turn behind those that are there; it comes back with its number.

        Where an article it speaks of was deleted meanwhile, the question alone is kept.
        """
        ...

    def rename(self, conversation_id: str, title: str) -> None: ...

    def delete(self, conversation_id: str) -> bool:
        """Whether there was one."""
        ...
