"""The verbs of conversations."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rag.app.questions import Questions
from rag.domain import (
    AnswerEvent,
    ChatEvent,
    Filters,
    ReplyEvent,
    Spoken,
    StandaloneQuestion,
    TimeRange,
    Turn,
    turn_of,
)
from rag.ports import Progress

if TYPE_CHECKING:
    from rag.conversing.chatting import Chatting
    from rag.wiring.conversations import Conversations


class Chats(Questions):
    """Asking, and asking on."""

    @property
    def conversations(self) -> Conversations:
        """The conversations that are kept, to list, show, create, rename, export and delete."""
        from rag.wiring.conversations import Conversations

        return Conversations(self._archive, clock=self._clock)

    def chat(
        self,
        message: str,
        *,
        conversation: str | None = None,
        model: str | None = None,
        as_of: datetime | None = None,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        read_words: bool = True,
        progress: Progress | None = None,
    ) -> Turn:
        """The next turn of a conversation, or the first of a new one; see `stream_chat`."""
        return turn_of(
            self.stream_chat(
                message,
                conversation=conversation,
                model=model,
                as_of=as_of,
                time_range=time_range,
                filters=filters,
                read_words=read_words,
                progress=progress,
            )
        )

    def stream_chat(
        self,
        message: str,
        *,
        conversation: str | None = None,
        model: str | None = None,
        as_of: datetime | None = None,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        read_words: bool = True,
        progress: Progress | None = None,
    ) -> Generator[ChatEvent, None, None]:
        """How the message is understood, then as `stream`, and last the `Turn` as it is kept.

        Earlier turns of the ``conversation`` (an id) say what a follow-up means, and are never evidence. What
        cannot be understood is asked back. Raises `ConversationNotFound`, and `ModelError` as `ask` does.
        """
        chatting = self._chatting(model, as_of, time_range, filters, read_words, progress)
        return self.conversations.speak(
            message, conversation, chatting, as_of=as_of, time_range=time_range, filters=filters
        )

    def stream_reply(
        self,
        message: str,
        earlier: Sequence[Spoken],
        *,
        model: str | None = None,
        as_of: datetime | None = None,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        read_words: bool = True,
        progress: Progress | None = None,
    ) -> Generator[ReplyEvent, None, None]:
        """The same for a conversation that is kept elsewhere, of which nothing is kept here."""
        from rag.conversing.transcripts import exchanges_from

        moment = as_of or self._clock()
        chatting = self._chatting(model, as_of, time_range, filters, read_words, progress)
        return chatting.reply(
            message, exchanges_from(earlier, moment), as_of=moment, time_range=time_range, filters=filters
        )

    def _chatting(
        self,
        model: str | None,
        as_of: datetime | None,
        time_range: TimeRange | None,
        filters: Filters | None,
        read_words: bool,
        progress: Progress | None,
    ) -> Chatting:
        from rag.conversing.chatting import Chatting

        def ask(question: StandaloneQuestion) -> Generator[AnswerEvent, None, None]:
            return self.stream(
                question.text,
                model=model,
                as_of=as_of,
                time_range=question.time_range,
                filters=question.filters,
                read_words=read_words,
                progress=progress,
            )

        return Chatting(
            ask,
            lambda text: self.search(text, as_of=as_of, time_range=time_range, filters=filters).hits,
            publishers=lambda: self._archive.reader.lexical.publishers(),
            clock=self._clock,
        )
