"""What `stream` yields while a question is being answered."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self, TypeAlias

from pydantic import Field

from rag.domain.answers import Answer
from rag.domain.citing import Claim, RejectedClaim
from rag.domain.values import Value


class Doing(StrEnum):
    SEARCHING = "searching"
    READING = "reading"


class Activity(Value):
    """What is being done, and with how many things, for somebody who waits."""

    doing: Doing
    count: int = Field(ge=0, description="Articles searched, or sentences read.")
    text: str = Field(description="The same in words: “searching 1,000 articles”.")

    @classmethod
    def searching(cls, articles: int) -> Self:
        return cls(doing=Doing.SEARCHING, count=articles, text=f"searching {_counted(articles, 'article')}")

    @classmethod
    def reading(cls, sentences: int) -> Self:
        return cls(doing=Doing.READING, count=sentences, text=f"reading {_counted(sentences, 'sentence')}")


AnswerEvent: TypeAlias = Activity | Claim | RejectedClaim | Answer
"""Activities, then every claim that was checked and holds, in the order of the answer and never taken back;
then the claims that do not hold, with the reasons; last of all the answer, which says all of it again."""


def answer_of(events: Iterable[AnswerEvent]) -> Answer:
    """The answer with which the events of a question end. Raises `TypeError` for events cut short."""
    *_, answer = events
    if not isinstance(answer, Answer):
        raise TypeError(f"a question ended with {answer!r} instead of an answer")
    return answer


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"
