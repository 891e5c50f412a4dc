"""What a name names: a person, an organisation, a place, or something else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from enum import StrEnum

from rag.text.known_names import (
    DEMONYMS,
    EVENT_WORDS,
    GIVEN_NAMES,
    ORGANISATION_ENDINGS,
    ORGANISATION_WORDS,
    ORGANISATIONS,
    PLACE_OPENERS,
    PLACE_WORDS,
    PLACES,
)
from rag.text.names import name_tokens
from rag.text.roles import role_of
from rag.text.tokens import word_set

NamePlace = tuple[str, int, int]
"""A sentence, and where the name stands in it."""


class Kind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    OTHER = "other"


_COURTESY = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Prof|Sen|Rep|Gov|Gen|Sgt|Capt|Lt|St)\.?\s+$"
)
_KIN = re.compile(r"\b(?:wife|husband|son|daughter|brother|sister|father|mother|actor|actress|singer)\s+$")
_SPEAKS = re.compile(
    r"^(?:,[^,]{2,60},)?\s+(?:said|says|told|wrote|tweeted|explained|argued|denied|insisted|recalled"
    r"|admitted|testified|replied|joked|himself|herself|was\s+born)\b"
)
_AGED = re.compile(r"^,\s+(?:aged\s+)?\d{1,2}\b")
_SPOKEN_AFTER = re.compile(r"[,”\"]\s+(?:said|says|added|explained)\s+$")
_IN = re.compile(r"\b(?:in|near|outside|across|throughout|off|capital\s+of|city\s+of|town\s+of)\s+$")
_THE = re.compile(r"\b[Tt]he\s+$")
_JOINTS = word_set("of the and for at de in on")
_LONGEST_PERSON = 4
_ENOUGH = 2
"""Votes that a kind needs: better no kind than the wrong one."""


def kind_of(name: str, places: Sequence[NamePlace], *, lower: Collection[str] = ()) -> Kind:
    """The kind of a name by its own words, else by what stands around it in each place.

    ``lower`` are words that the article also writes in lower case, so that a capital says little of them.
    """
    return _by_words(name) or _by_surroundings(name, places, lower)


def is_demonym(name: str) -> bool:
    """Whether it is a word like "Chinese", that names a country by its people."""
    return name.lower() in DEMONYMS


def is_known(name: str) -> bool:
    """Whether the name is one of those that the lists of places and bodies have."""
    return name.lower() in ORGANISATIONS or is_known_place(name)


def is_known_place(name: str) -> bool:
    """Whether it is listed as a place, under this name or as its people are called."""
    plain = name.lower()
    return plain in PLACES or " ".join(name_tokens(plain.split())) in PLACES


def _by_words(name: str) -> Kind | None:
    plain = re.sub(r"['’]s?$", "", name).lower()
    words = plain.split()
    if plain in ORGANISATIONS:
        return Kind.ORGANISATION
    if is_known_place(plain) and name != "Us":
        return Kind.PLACE
    if len(words) > 1 and words[-1] in EVENT_WORDS:
        return Kind.OTHER
    if words[-1] in ORGANISATION_ENDINGS or ORGANISATION_WORDS.intersection(words):
        return Kind.ORGANISATION
    if len(words) > 1 and (words[-1] in PLACE_WORDS or words[0] in PLACE_OPENERS):
        return Kind.PLACE
    if 1 < len(words) <= _LONGEST_PERSON and words[0] in GIVEN_NAMES and not _JOINTS.intersection(words):
        return Kind.PERSON
    return None


def _by_surroundings(name: str, places: Sequence[NamePlace], lower: Collection[str]) -> Kind:
    votes: Counter[Kind] = Counter()
    words = name.split()
    is_plain = any(word.lower() in lower for word in words)
    for text, start, end in places:
        votes.update(_votes(text, start, end))
    if len(words) == 1 and len(name) > 2 and name.isupper():
        # initials are nobody's: what speaks under them, or has an article, is a body; others may be anything
        has_article = any(_THE.search(text[:start]) for text, start, _ in places)
        votes[Kind.ORGANISATION] += max(votes.pop(Kind.PERSON, 0), _ENOUGH * has_article)
    if len(words) > 3 or is_plain or any(c.isdigit() for c in name) or _JOINTS.intersection(words):
        votes[Kind.PERSON] = votes[Kind.PLACE] = 0
    kind, most = max(votes.items(), key=lambda vote: vote[1], default=(Kind.OTHER, 0))
    return kind if most >= _ENOUGH else Kind.OTHER


def _votes(text: str, start: int, end: int) -> dict[Kind, int]:
    before, behind = text[max(0, start - 40) : start], text[end : end + 80]
    person = 0
    if _COURTESY.search(before) or _KIN.search(before) or _AGED.match(behind):
        person += 3
    if _SPEAKS.match(behind) or _SPOKEN_AFTER.search(before) or role_of(text, start, end):
        person += 2
    if _THE.search(before):
        # "the Internet" and "the Rohingya" are no bodies for their article alone
        return {Kind.PERSON: person - 3, Kind.ORGANISATION: _ENOUGH if _SPEAKS.match(behind) else 0}
    return {Kind.PERSON: person, Kind.PLACE: 2 if _IN.search(before) else 0}
