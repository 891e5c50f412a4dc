"""Conversations: what was asked, how it was understood, and what was answered or asked back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self, TypeAlias

from pydantic import AwareDatetime, Field, model_validator

from rag.domain.answers import Answer
from rag.domain.searching import Filters, TimeRange
from rag.domain.streaming import AnswerEvent
from rag.domain.values import Value


class Choice(Value):
    """One way to understand a question: what to pick, and the question it leads to."""

    label: str
    question: str
    article_id: str | None = Field(
        default=None, description="An article that names it; None for what the conversation itself named."
    )


class StandaloneQuestion(Value):
    """A message as it is understood: a question that makes sense without the messages before it."""

    asked: str = Field(description="As the reader wrote it.")
    text: str = Field(description="As it is searched and answered.")
    because: tuple[str, ...] = Field(
        default=(), description="What was taken from earlier in the conversation, in words."
    )
    instead: tuple[Choice, ...] = Field(default=(), description="Other ways to understand it.")
    time_range: TimeRange | None = None
    filters: Filters = Filters()


class AskedBack(Value):
    """A question put to the reader instead of an answer."""

    text: str
    choices: tuple[Choice, ...] = Field(default=(), description="From the archive; any other reply will do.")


class Turn(Value):
    """One message with its answer, or with the question that was asked back.

    Both are missing where the answer rested on an article that was deleted since.
    """

    conversation_id: str
    number: int = Field(ge=1)
    question: StandaloneQuestion
    answer: Answer | None = None
    asked_back: AskedBack | None = None
    created_at: AwareDatetime

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.answer is not None and self.asked_back is not None:
            raise ValueError("a turn is answered or asked back, not both")
        return self


class ConversationInfo(Value):
    """A conversation in a list."""

    conversation_id: str
    title: str = Field(description="The first question, if no other was given; empty before there is one.")
    turns: int = 0
    created_at: AwareDatetime
    updated_at: AwareDatetime


class ConversationPage(Value):
    """Some of the conversations, the one that was spoken in last first."""

    conversations: tuple[ConversationInfo, ...]
    next: str | None = Field(default=None, description="Where the next page begins; None on the last one.")
    total: int


class Conversation(Value):
    """A conversation with its turns, the first one first."""

    info: ConversationInfo
    turns: tuple[Turn, ...] = ()


class Spoken(Value):
    """A message of a conversation that is kept elsewhere: the reader's, or what was replied."""

    by_reader: bool
    text: str


ReplyEvent: TypeAlias = StandaloneQuestion | AnswerEvent | AskedBack
"""First how a message was understood, then what `AnswerEvent` says; or only what is asked back."""

ChatEvent: TypeAlias = StandaloneQuestion | AnswerEvent | Turn
"""First how the message was understood, then what `AnswerEvent` says, and last the turn as it is kept. Where
the question is asked back there is no answer between them."""


def turn_of(events: Iterable[ChatEvent]) -> Turn:
    """The turn with which the events of a message end. Raises `TypeError` for events cut short."""
    *_, turn = events
    if not isinstance(turn, Turn):
        raise TypeError(f"a message ended with {turn!r} instead of a turn")
    return turn
