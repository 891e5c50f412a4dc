"""Whom and what a conversation has spoken of, for the pronouns of the next question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from rag.conversing.exchanges import Exchange
from rag.domain import Value
from rag.text import kinds
from rag.text.names import Name, find_names
from rag.text.speaker_parts import is_body

_GROUP = re.compile(
    r"\s+(?:officials?|leaders?|negotiators?|diplomats?|delegations?|sides?|governments?|ministers?|teams?|players?"
    r"|members?|workers?|unions?|companies|company|lawmakers?|senators?|critics|advisers?|police|army|troops)\b"
)
_LED_IN = re.compile(
    r"\b(?:in|at|to|from|of|about|with|by|near|did|does|has|had|will|would|was|is)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_TITLE_AHEAD = re.compile(
    r"\b(?:mr|mrs|ms|dr|sir|president|minister|secretary|mayor|senator|governor|judge|chancellor|king|queen|pope"
    r"|coach|general|ambassador|envoy|adviser|chairman|chairwoman)[.,]?\s+$",
    re.IGNORECASE,
)


class Kind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    PLACE = "place"
    THING = "thing"
    NAME = "name"
    """One word that may be anybody's or anything's: "Biden", "Aurora"."""


class Referent(Value):
    """A name, or a name with the group it stands for ("US officials"), as it was last written."""

    text: str
    kind: Kind
    start: int = 0
    is_sure: bool = True
    """False for a name of several words that nothing tells to be a person's: "Tomas Odell", "Lower Hatch"."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def referents_of(text: str) -> list[Referent]:
    """In reading order, each once."""
    found = {
        referent.text: referent
        for referent in reversed([_referent(text, name) for name in find_names(text) if _counts(text, name)])
    }
    return sorted(found.values(), key=lambda referent: referent.start)


def what(exchanges: Sequence[Exchange], kinds: Sequence[Kind]) -> Referent | None:
    """What a pronoun for such kinds means: what the latest question names, or what its answer alone names."""
    for exchange in reversed(exchanges):
        asked = _first_of(referents_of(exchange.question.text), kinds)
        if asked is not None:
            return asked
        told = {
            item.text: item for text in exchange.said for item in referents_of(text) if item.kind in kinds
        }
        if told:
            return next(iter(told.values())) if len(told) == 1 else None
    return None


def _first_of(referents: Sequence[Referent], kinds: Sequence[Kind]) -> Referent | None:
    """The first of the first kind there is one of."""
    return next((item for kind in kinds for item in referents if item.kind is kind), None)


def _counts(text: str, name: Name) -> bool:
    """Not what may be any word at the start of a sentence or in a headline."""
    if name.is_sure or len(name.tokens) > 1 or kinds.is_known_place(name.text):
        return True
    return _LED_IN.search(text[: name.start]) is not None


def _referent(text: str, name: Name) -> Referent:
    group = _GROUP.match(text, name.end)
    if group is not None:
        return Referent(text=text[name.start : group.end()], kind=Kind.GROUP, start=name.start)
    kind = _kind(text, name)
    if kind is None:
        kind = Kind.PERSON if len(name.tokens) > 1 else Kind.NAME
        return Referent(text=name.text, kind=kind, start=name.start, is_sure=False)
    return Referent(text=name.text, kind=kind, start=name.start)


def _kind(text: str, name: Name) -> Kind | None:
    told = kinds.kind_of(name.text, [(text, name.start, name.end)])
    if told is kinds.Kind.PERSON or _TITLE_AHEAD.search(text[: name.start]):
        return Kind.PERSON
    if told is kinds.Kind.PLACE:
        return Kind.PLACE
    holds_place = any(kinds.is_known_place(word) for word in name.text.split())
    if told is kinds.Kind.ORGANISATION or is_body(name.text) or holds_place:
        return Kind.THING
    return None
