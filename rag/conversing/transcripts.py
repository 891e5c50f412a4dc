"""A conversation that another program keeps, read as if it had been held here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from rag.conversing.exchanges import Exchange
from rag.conversing.understanding import understand
from rag.domain import AskedBack, Choice, Spoken, StandaloneQuestion

_LATEST = 8
"""Exchanges that are read: who speaks of something further back names it again."""

_LONGEST = 4_000
"""Characters of a reply that are read."""

_CHOICE = re.compile(r"^\d+\. (.+\?)$", re.MULTILINE)
_SOURCE = re.compile(r"^\[\d+\] “.*$", re.MULTILINE)


def exchanges_from(spoken: Sequence[Spoken], as_of: datetime) -> list[Exchange]:
    """The latest questions, each understood by those before it, with what was replied."""
    exchanges: list[Exchange] = []
    for question, reply in _pairs(spoken)[-_LATEST:]:
        understood = understand(question, exchanges, as_of=as_of)
        if not isinstance(understood, StandaloneQuestion):
            understood = StandaloneQuestion(asked=question, text=question)
        exchanges.append(
            Exchange(
                question=understood,
                said=(_SOURCE.sub("", reply[:_LONGEST]),) if reply else (),
                asked_back=_asked_back(reply),
            )
        )
    return exchanges


def _asked_back(reply: str) -> AskedBack | None:
    text, _, rest = reply.partition("\n")
    choices = tuple(Choice(label=question, question=question) for question in _CHOICE.findall(rest))
    return AskedBack(text=text, choices=choices) if choices and text.endswith("?") else None


def _pairs(spoken: Sequence[Spoken]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for message in spoken:
        if message.by_reader:
            pairs.append((message.text, ""))
        elif pairs:
            question, reply = pairs[-1]
            pairs[-1] = (question, f"{reply}\n{message.text}".strip())
    return pairs
