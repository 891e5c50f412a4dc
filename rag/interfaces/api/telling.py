"""The events of an answer in the making, as the API sends them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TypeVar

from rag.domain import (
    Activity,
    Answer,
    AnswerEvent,
    ChatEvent,
    Claim,
    RejectedClaim,
    StandaloneQuestion,
    Turn,
)
from rag.interfaces.api.streaming import Tell
from rag.ports.stopping import stop_if_asked

Events = Callable[[], Generator[AnswerEvent, None, None]]
"""Begins to answer when it is called."""

ChatEvents = Callable[[], Generator[ChatEvent, None, None]]
"""Begins to take a turn of a conversation when it is called."""

L = TypeVar("L", Answer, Turn)


def whole_answer(begin: Events) -> Answer:
    """The answer with which the events end; given up between two of them when nobody waits any more."""
    return _last(begin, Answer, lambda event: None)


def whole_turn(begin: ChatEvents) -> Turn:
    """The same for a turn."""
    return _last(begin, Turn, lambda event: None)


def tell_answer(begin: Events, tell: Tell) -> Answer:
    """Tell every event under its name, claims numbered as they are in the answer."""
    return _last(begin, Answer, _Telling(tell))


def tell_turn(begin: ChatEvents, tell: Tell) -> Turn:
    """The same for a turn: how it is understood comes before, and the turn as it is kept at the end."""
    return _last(begin, Turn, _Telling(tell))


def _last(begin: ChatEvents, kind: type[L], told: Callable[[ChatEvent], None]) -> L:
    with closing(begin()) as events:
        for event in events:
            stop_if_asked()
            told(event)
            if isinstance(event, kind):
                return event
    raise RuntimeError("a question ended without an answer")


class _Telling:
    """Gives each event its name, and each claim its number."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._claims = 0

    def __call__(self, event: ChatEvent) -> None:
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
        else:
            self._tell("turn", value)
