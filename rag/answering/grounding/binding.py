"""Which words a figure, a date or a name goes with: the right value in the wrong place is wrong too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.grounding.facts import Facts
from rag.text.names import Name, same_name
from rag.text.tokens import Token, word_set

_CONTEXT = 5
_REACH = 8
_MARGIN = 0.4


@dataclass(frozen=True, slots=True)
class Place:
    """A figure or date in a text."""

    facts: Facts
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.facts.text[self.start : self.end]

    def context(self) -> frozenset[str]:
        """Stems of the content words around it."""
        before = [token for token in self.facts.tokens if token.end <= self.start][-_CONTEXT:]
        behind = [token for token in self.facts.tokens if token.start >= self.end][:_CONTEXT]
        return frozenset(token.stem for token in (*before, *behind) if token.is_content)

    def closeness(self, stems: frozenset[str]) -> float:
        """How many of the stems stand around it, the nearer ones counting more."""
        before = [token for token in self.facts.tokens if token.end <= self.start][-_REACH:]
        behind = [token for token in self.facts.tokens if token.start >= self.end][:_REACH]
        nearest: dict[str, int] = {}
        for side in (before[::-1], behind):
            for distance, token in enumerate(side):
                if token.stem in stems:
                    nearest[token.stem] = min(distance, nearest.get(token.stem, _REACH))
        return sum(1 - distance / (2 * _REACH) for distance in nearest.values())


def bound_elsewhere(claim: Place, good: Sequence[Place], bad: Sequence[Place]) -> Place | None:
    """The other value that the source gives where the claim's words are; None if the claim's own is there."""
    if not good or not bad:
        return None
    context = claim.context()
    best = max(place.closeness(context) for place in good)
    rival = max(bad, key=lambda place: place.closeness(context))
    return rival if rival.closeness(context) > best + _MARGIN else None


_OF_THE = re.compile(r"\s+of\s+(?:(?:the|its|his|her|their|our|all|some|about)\s+)*")


def part_of_it(claim: Place, good: Sequence[Place], bad: Sequence[Place]) -> Place | None:
    """The part, where the claim says of the whole what the source says of a part of it.

    "It cuts 9,800 jobs" is not borne out by "it cuts 1,250 of its 9,800 jobs".
    """
    for part in bad:
        for whole in good:
            between = whole.facts.text[part.end : whole.start]
            if _OF_THE.fullmatch(between) and _word_before(claim) == _word_before(part) is not None:
                return part
    return None


def _word_before(place: Place) -> str | None:
    before = [token for token in place.facts.tokens if token.end <= place.start]
    return before[-1].stem if before else None


# --- who does what ----------------------------------------------------------------------------------------

_SAME_BOTH_WAYS = word_set(
    "meet met talk speak spoke agre discuss marri negoti cooper differ share join partner"
)
_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|been|being|be|got)\s+(?:\w+\s+)?\w+(?:ed|en|t|n)\b|\bby\b", re.IGNORECASE
)
_VERB_REACH = 3


def subject_clash(claim: Facts, source: Facts) -> str | None:
    """Says who does it in the source, where the claim names somebody else; None if nothing speaks against it.

    "Lind sued Marsh" is not "Marsh sued Lind". Looks only at names right before a verb that both texts
    share, and gives up where a passive turns the order round.
    """
    if bool(_PASSIVE.search(claim.text)) != bool(_PASSIVE.search(source.text)):
        return None
    for name in claim.names:
        verb = _word_behind(claim, name)
        if verb is None or verb.stem in _SAME_BOTH_WAYS:
            continue
        clash = _other_subject(source, name, verb)
        if clash is not None:
            return f"in the source it is {clash.text} of whom “{verb.text}” is said, in the claim {name.text}"
    return None


def _word_behind(claim: Facts, name: Name) -> Token | None:
    """The first content word behind a name, in lower case as a verb would be."""
    behind = [token for token in claim.tokens if token.start >= name.end][:_VERB_REACH]
    if any(claim.text[name.end : token.start].strip(" ") for token in behind[:1]):
        return None
    first = next((token for token in behind if token.is_content), None)
    return first if first is not None and first.text[0].islower() else None


def _other_subject(source: Facts, name: Name, verb: Token) -> Name | None:
    """The name before that verb in the source, if the claim's name stands only behind it there."""
    places = [at for at, token in enumerate(source.tokens) if token.stem == verb.stem]
    rivals: list[Name] = []
    for at in places:
        token = source.tokens[at]
        before = [other for other in source.names if _clause_start(source, token) <= other.end <= token.start]
        if any(same_name(name, other) or same_name(other, name) for other in before):
            return None
        direct = [other for other in before if _leads_to(source, other, token)]
        if not direct:
            return None
        rivals.append(direct[-1])
    return rivals[0] if rivals and any(same_name(name, other) for other in source.names) else None


def _clause_start(source: Facts, verb: Token) -> int:
    """Behind the last semicolon or line break before a verb: names before it have had verbs of their own."""
    return max(source.text.rfind(mark, 0, verb.start) for mark in ";\n") + 1


def _leads_to(source: Facts, name: Name, verb: Token) -> bool:
    between = [token for token in source.tokens if name.end <= token.start < verb.start]
    return len(between) <= _VERB_REACH and not re.search(r"[,;:.“”]", source.text[name.end : verb.start])
