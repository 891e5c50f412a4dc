"""What was said before, as far as it helps to understand what is said next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.domain import AskedBack, StandaloneQuestion, Turn, Value


class Exchange(Value):
    """A question as it was understood, and what was said to it: an answer's words, or a question back."""

    question: StandaloneQuestion
    said: tuple[str, ...] = ()
    asked_back: AskedBack | None = None


def exchanges_of(turns: Iterable[Turn]) -> Sequence[Exchange]:
    """The turns of a conversation, each claim before the words of the sources it rests on."""
    return [
        Exchange(question=turn.question, said=_answered(turn), asked_back=turn.asked_back) for turn in turns
    ]


def _answered(turn: Turn) -> tuple[str, ...]:
    claims = turn.answer.claims if turn.answer is not None else ()
    return tuple(
        text for claim in claims for text in (claim.text, *(citation.quote for citation in claim.citations))
    )
