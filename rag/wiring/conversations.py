"""The conversations of one archive: what `newsdesk chat` and `newsdesk conversations` do."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import datetime

from rag.conversing.chatting import Chatting
from rag.conversing.exporting import as_markdown
from rag.domain import ChatEvent, Conversation, ConversationInfo, ConversationPage, Filters, TimeRange, Turn
from rag.errors import ConversationNotFound
from rag.wiring.archive import Archive

LONGEST_TITLE = 80
"""Characters."""


class Conversations:
    """Lists, shows, renames, exports and deletes; `speak` takes the next turn of one."""

    def __init__(self, archive: Archive, *, clock: Callable[[], datetime]) -> None:
        self._archive = archive
        self._clock = clock

    def page(self, *, after: str | None = None, limit: int = 50) -> ConversationPage:
        """Some of them, the one that was spoken in last first. Raises `CursorInvalid`."""
        return self._archive.reader.conversations.page(after=after, limit=limit)

    def get(self, conversation_id: str) -> Conversation:
        """Raises `ConversationNotFound`."""
        found = self._archive.reader.conversations.conversation(conversation_id)
        if found is None:
            raise _not_found(conversation_id)
        return found

    def create(self, title: str = "") -> ConversationInfo:
        """One in which nothing was said yet; without a title, its first question becomes it."""
        info = self._new(title)
        with self._archive.writing("conversations create") as catalogue:
            catalogue.conversations.create(info)
        return info

    def rename(self, conversation_id: str, title: str) -> ConversationInfo:
        """Raises `ConversationNotFound`."""
        self.get(conversation_id)
        with self._archive.writing("conversations rename") as catalogue:
            catalogue.conversations.rename(conversation_id, _title(title) or "Untitled")
        return self.get(conversation_id).info

    def delete(self, conversation_id: str) -> None:
        """Raises `ConversationNotFound`."""
        with self._archive.writing("conversations delete") as catalogue:
            if not catalogue.conversations.delete(conversation_id):
                raise _not_found(conversation_id)

    def export(self, conversation_id: str) -> str:
        """The conversation as Markdown. Raises `ConversationNotFound`."""
        return as_markdown(self.get(conversation_id))

    def speak(
        self,
        message: str,
        conversation_id: str | None,
        chatting: Chatting,
        *,
        as_of: datetime | None = None,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
    ) -> Generator[ChatEvent, None, None]:
        """The next turn of a conversation, or the first of a new one; kept before it is yielded.

        Raises `ConversationNotFound`, also where it was deleted meanwhile.
        """
        is_new = conversation_id is None
        earlier = (
            Conversation(info=self._new(message)) if conversation_id is None else self.get(conversation_id)
        )
        turn = chatting.turn(
            message, earlier, as_of=as_of or self._clock(), time_range=time_range, filters=filters
        )
        with closing(turn) as events:
            for event in events:
                yield self._keep(event, earlier.info, is_new=is_new) if isinstance(event, Turn) else event

    def _new(self, title: str) -> ConversationInfo:
        moment = self._clock()
        return ConversationInfo(
            conversation_id=secrets.token_hex(6), title=_title(title), created_at=moment, updated_at=moment
        )

    def _keep(self, turn: Turn, info: ConversationInfo, *, is_new: bool) -> Turn:
        with self._archive.writing("chat") as catalogue:
            kept = catalogue.conversations
            if is_new:
                kept.create(info)
            elif (now := kept.conversation(info.conversation_id)) is None:
                raise _not_found(info.conversation_id)
            elif not now.info.title:
                kept.rename(info.conversation_id, _title(turn.question.asked))
            return kept.add(turn)


def _title(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_TITLE else f"{flat[: LONGEST_TITLE - 1]}…"


def _not_found(conversation_id: str) -> ConversationNotFound:
    return ConversationNotFound(
        f"There is no conversation {conversation_id!r}. `newsdesk conversations list` names them."
    )
