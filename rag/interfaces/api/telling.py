"""The events of an answer in the making, as the API sends them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from rag.domain import (
    Activity,
    Answer,
    AnswerEvent,
    AskedBack,
    ChatEvent,
    Claim,
    RejectedClaim,
    ReplyEvent,
    StandaloneQuestion,
    Turn,
)
from rag.interfaces.api.streaming import Tell
from rag.ports.stopping import stop_if_asked

Events = Callable[[], Generator[AnswerEvent, None, None]]
"""Begins to answer when it is called."""

ChatEvents = Callable[[], Generator[ChatEvent, None, None]]
"""Begins to take a turn of a conversation when it is called."""

ReplyEvents = Callable[[], Generator[ReplyEvent, None, None]]
"""Begins to reply within a conversation that is kept elsewhere when it is called."""

L = TypeVar("L")
V = TypeVar("V")


def whole_answer(begin: Events) -> Answer:
    """The answer with which the events end; given up between two of them when nobody waits any more."""
    return _last(begin, (Answer,), lambda event: None)


def whole_turn(begin: ChatEvents) -> Turn:
    """The same for a turn."""
    return _last(begin, (Turn,), lambda event: None)


def tell_answer(begin: Events, tell: Tell) -> Answer:
    """Tell every event under its name, claims numbered as they are in the answer."""
    return _last(begin, (Answer,), _Telling(tell))


def tell_turn(begin: ChatEvents, tell: Tell) -> Turn:
    """The same for a turn: how it is understood comes before, and the turn as it is kept at the end."""
    return _last(begin, (Turn,), _Telling(tell))


def whole_reply(begin: ReplyEvents) -> Replied:
    """The end of a reply, with how the message was understood."""
    return _replied(begin, lambda event: None)


def tell_reply(begin: ReplyEvents, tell: Tell) -> Replied:
    """The same, told as it comes about."""
    return _replied(begin, _Telling(tell))


@dataclass(frozen=True)
class Replied:
    """How a message was understood, and what was said to it; what is asked back was not understood."""

    understood: StandaloneQuestion | None
    said: Answer | AskedBack


_ENDS: tuple[type[Answer | AskedBack], ...] = (Answer, AskedBack)


def _replied(begin: ReplyEvents, told: Callable[[ReplyEvent], None]) -> Replied:
    understood: list[StandaloneQuestion] = []

    def noted(event: ReplyEvent) -> None:
        if isinstance(event, StandaloneQuestion):
            understood.append(event)
        told(event)

    said = _last(begin, _ENDS, noted)
    return Replied(understood[0] if understood else None, said)


def _last(
    begin: Callable[[], Generator[V, None, None]], kinds: tuple[type[L], ...], told: Callable[[V], None]
) -> L:
    with closing(begin()) as events:
        for event in events:
            stop_if_asked()
            told(event)
            if isinstance(event, kinds):
                return event
    raise RuntimeError("a question ended without an answer")


class _Telling:
    """Gives each event its name, and each claim its number."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._claims = 0

    def __call__(self, event: ChatEvent | ReplyEvent) -> None:
        value = event.model_dump(mode="json")
        if isinstance(event, StandaloneQuestion):
            self._tell("understood", value)
        elif isinstance(event, Activity):
            told = {"stage": event.text, "done": 0, "total": None, "activity": value}
            self._tell("progress", told)
        elif isinstance(event, Claim):
            self._claims += 1
            self._tell("claim", {"number": self._claims, "claim": value})
        elif isinstance(event, RejectedClaim):
            self._tell("rejected", {"claim": value})
        elif isinstance(event, Answer):
            self._tell("searched", value["searched"])
            self._tell("answer", value)
        elif isinstance(event, AskedBack):
            self._tell("asked_back", value)
        else:
            self._tell("turn", value)
