"""The events of an answer in the making, as the API sends them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from rag.domain import Activity, Answer, AnswerEvent, Claim
from rag.interfaces.api.streaming import Tell
from rag.ports.stopping import stop_if_asked

Events = Callable[[], Generator[AnswerEvent, None, None]]
"""Begins to answer when it is called."""


def whole_answer(begin: Events) -> Answer:
    """The answer with which the events end; given up between two of them when nobody waits any more."""
    with closing(begin()) as events:
        for event in events:
            stop_if_asked()
            if isinstance(event, Answer):
                return event
    raise RuntimeError("a question ended without an answer")


def tell_answer(begin: Events, tell: Tell) -> Answer:
    """Tell every event under its name, claims numbered as they are in the answer."""
    number = 0
    with closing(begin()) as events:
        for event in events:
            stop_if_asked()
            if isinstance(event, Answer):
                tell("searched", event.searched.model_dump(mode="json"))
                tell("answer", event.model_dump(mode="json"))
                return event
            if isinstance(event, Claim):
                number += 1
                tell("claim", {"number": number, "claim": event.model_dump(mode="json")})
            elif isinstance(event, Activity):
                tell("progress", _progress(event))
            else:
                tell("rejected", {"claim": event.model_dump(mode="json")})
    raise RuntimeError("a question ended without an answer")


def _progress(activity: Activity) -> dict[str, Any]:
    return {"stage": activity.text, "done": 0, "total": None, "activity": activity.model_dump(mode="json")}
