"""One turn of a conversation: understand the message, then answer it or ask back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from datetime import datetime

from rag.conversing.clarifying import ask_back
from rag.conversing.exchanges import Exchange, exchanges_of
from rag.conversing.understanding import Unclear, understand
from rag.domain import (
    Answer,
    AnswerEvent,
    AskedBack,
    ChatEvent,
    Conversation,
    Filters,
    Hit,
    ReplyEvent,
    StandaloneQuestion,
    TimeRange,
    Turn,
)

Ask = Callable[[StandaloneQuestion], Generator[AnswerEvent, None, None]]
Find = Callable[[str], Sequence[Hit]]


class Chatting:
    """Takes turns. ``ask`` answers a question from the articles; ``find`` looks for whom one could mean."""

    def __init__(
        self, ask: Ask, find: Find, *, publishers: Callable[[], Sequence[str]], clock: Callable[[], datetime]
    ) -> None:
        self._ask = ask
        self._find = find
        self._publishers = publishers
        self._clock = clock

    def turn(
        self,
        message: str,
        earlier: Conversation,
        *,
        as_of: datetime,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
    ) -> Generator[ChatEvent, None, None]:
        """How the message is understood, its answer as it comes about, and at the end the `Turn`."""
        question = StandaloneQuestion(
            asked=message, text=message, time_range=time_range, filters=filters or Filters()
        )
        said: Answer | AskedBack | None = None
        reply = self.reply(
            message, exchanges_of(earlier.turns), as_of=as_of, time_range=time_range, filters=filters
        )
        with closing(reply) as events:
            for event in events:
                if isinstance(event, StandaloneQuestion):
                    question = event
                if isinstance(event, Answer | AskedBack):
                    said = event
                if not isinstance(event, AskedBack):
                    yield event
        yield Turn(
            conversation_id=earlier.info.conversation_id,
            number=len(earlier.turns) + 1,
            question=question,
            answer=said if isinstance(said, Answer) else None,
            asked_back=said if isinstance(said, AskedBack) else None,
            created_at=self._clock(),
        )

    def reply(
        self,
        message: str,
        exchanges: Sequence[Exchange],
        *,
        as_of: datetime,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
    ) -> Generator[ReplyEvent, None, None]:
        """How the message is understood and its answer as it comes about, or what is asked back."""
        understood = understand(
            message,
            exchanges,
            as_of=as_of,
            publishers=self._publishers,
            time_range=time_range,
            filters=filters,
        )
        if isinstance(understood, Unclear):
            before = [exchange.question.text for exchange in exchanges[-1:]]
            yield ask_back(understood, self._find(" ".join([*before, message])))
            return
        yield understood
        yield from self._ask(understood)
