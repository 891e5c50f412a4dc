"""One turn of a conversation: understand the message, then answer it or ask back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from datetime import datetime

from rag.conversing.clarifying import ask_back
from rag.conversing.exchanges import exchanges_of
from rag.conversing.understanding import Unclear, understand
from rag.domain import (
    Answer,
    AnswerEvent,
    ChatEvent,
    Conversation,
    Filters,
    Hit,
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
        number = len(earlier.turns) + 1
        spoken_in = earlier.info.conversation_id
        understood = understand(
            message,
            exchanges_of(earlier.turns),
            as_of=as_of,
            publishers=self._publishers,
            time_range=time_range,
            filters=filters,
        )
        if isinstance(understood, Unclear):
            question = StandaloneQuestion(
                asked=message, text=message, time_range=time_range, filters=filters or Filters()
            )
            asked_back = ask_back(understood, self._find(message))
            yield Turn(
                conversation_id=spoken_in,
                number=number,
                question=question,
                asked_back=asked_back,
                created_at=self._clock(),
            )
            return
        yield understood
        answer: Answer | None = None
        with closing(self._ask(understood)) as events:
            for event in events:
                yield event
                answer = event if isinstance(event, Answer) else None
        yield Turn(
            conversation_id=spoken_in,
            number=number,
            question=understood,
            answer=answer,
            created_at=self._clock(),
        )
