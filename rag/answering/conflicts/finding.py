"""Conflicts about what was asked: other articles that answer it with another value of the same kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.answering.conflicts.corrections import correction_among
from rag.answering.conflicts.readings import Reading, Readings
from rag.answering.conflicts.slots import Slot, agree_anywhere, disagree
from rag.answering.relevance import asks_for_several
from rag.domain import Claim, Conflict, ConflictPosition, Evidence, SearchResult


def find_conflicts(
    question: str,
    claims: Sequence[Claim],
    evidence: Sequence[Evidence],
    found: SearchResult,
) -> tuple[Conflict, ...]:
    """At most one conflict: the values that different articles give in answer to the question.

    Looks at all evidence, not only at what the claims show. An article that gives the claim's value anywhere
    does not speak against it, nor does a copy of the claim's article. The hits of the search say which
    articles are copies, and how many sources stand behind a value.
    """
    if not claims or asks_for_several(question):
        return ()
    readings = Readings(question, evidence, found)
    sides: dict[Reading, Slot] = {}
    for claim in claims:
        for shown, slots in readings.of_claim(claim):
            against = _against(shown, slots, readings)
            if against:
                sides.setdefault(shown, slots[0])
                sides.update((reading, slot) for reading, slot in against if reading not in sides)
    return (_conflict(question, sides, evidence),) if sides else ()


def _against(shown: Reading, slots: Sequence[Slot], readings: Readings) -> list[tuple[Reading, Slot]]:
    """The sentence of each other article that gives another value, with that value."""
    found: list[tuple[Reading, Slot]] = []
    for others in readings.other_articles(shown):
        if any(agree_anywhere(slots, other.asserted) for other in others):
            continue
        rivals = [
            (other, slot)
            for other in others
            for slot in other.asserted
            if other.is_about_the_same_as(shown, slots[0], slot)
            and all(disagree(slot, mine) for mine in slots)
        ]
        if rivals:
            found.append(max(rivals, key=lambda rival: rival[0].relevance))
    return found


def _conflict(question: str, sides: Mapping[Reading, Slot], evidence: Sequence[Evidence]) -> Conflict:
    positions: list[ConflictPosition] = []
    for reading, slot in _one_per_value(sides):
        sources = {other.origin for other, theirs in sides.items() if not disagree(slot, theirs)}
        positions.append(
            ConflictPosition(
                value=slot.text,
                citation=reading.item.citation,
                sources=len(sources),
                attribution=reading.attribution,
            )
        )
    correction = correction_among(
        [(reading.item, slot.text) for reading, slot in _one_per_value(sides)], evidence
    )
    return Conflict(about=" ".join(question.split()), positions=tuple(positions), corrected_by=correction)


def _one_per_value(sides: Mapping[Reading, Slot]) -> Iterator[tuple[Reading, Slot]]:
    told: list[Slot] = []
    for reading, slot in sides.items():
        if all(disagree(slot, other) for other in told):
            told.append(slot)
            yield reading, slot
