"""Evidence read for what it answers, and whether two sentences speak of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from rag.answering.attributing import attribution_of
from rag.answering.conflicts.slots import Slot, answer_slots, disagree
from rag.answering.grounding.facts import Facts, facts_of
from rag.answering.relevance import QuestionProfile, question_profile, relevance
from rag.answering.timing import out_of_time
from rag.domain import Attribution, Claim, Evidence, SearchResult
from rag.text.dates import Agreement, Date, agreement
from rag.text.names import Name, same_name
from rag.text.tokens import word_set

_IS_ABOUT = 0.5
"""Relevance from which a sentence is looked at; less than an answer needs, for the claim is one already."""

_NAMES_NEED = 0.75
"""Share of the question's words that a sentence must hold itself before another name in it is a rival."""
_CONTEXT_NEEDS = 0.6
"""The same for a figure or a date, with title and neighbours counted in."""
_NEAR = 8
"""Words around a value that say what it is the value of."""
_UPDATES = timedelta(hours=30)
"""Articles further apart give the state of different days of what changes daily."""
_TOO_FAR = timedelta(days=60)
_CHANGES_DAILY = word_set("""
    kill die dead death toll injur wound infect case miss arrest displac evacu score price rate share
    temperatur poll vote point lead rank match goal win lose lost
""")


@dataclass(frozen=True, eq=False)
class Reading:
    """One sentence with the values in it that can answer the question, and how well it answers, 0 to 1."""

    item: Evidence
    facts: Facts
    slots: tuple[Slot, ...]
    relevance: float
    text_key: str
    """The same for copies of one text."""
    origin: str
    """The same for all texts of one source."""
    profile: QuestionProfile
    around: Facts
    attribution: Attribution | None

    @cached_property
    def asserted(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if not slot.denied)

    @cached_property
    def coverage(self) -> float:
        """The share of the question's words that stand in the sentence itself."""
        return self._share(self.facts)

    @cached_property
    def coverage_with_context(self) -> float:
        """The share of the question's words in the sentence, its neighbours and its article's title."""
        return self._share(self.facts, self.around)

    def _share(self, *texts: Facts) -> float:
        wanted = self.profile.stems
        held = sum(any(text.has_word(word) for text in texts) for word in wanted)
        return held / len(wanted) if wanted else 1.0

    def is_about_the_same_as(self, other: Reading, theirs: Slot, mine: Slot) -> bool:
        """Whether two values can answer the same thing: not of other people, days or quantities."""
        if _are_names(mine, theirs):
            return (
                min(self.coverage, other.coverage) >= _NAMES_NEED and _few_names(self) and _few_names(other)
            )
        return (
            min(self.coverage_with_context, other.coverage_with_context) >= _CONTEXT_NEEDS
            and not _different_names(self, other)
            and not _different_days(self, other, mine, theirs)
            and not _another_state_of_affairs(self, other)
            and _stand_alike(self, mine, other, theirs)
        )


class Readings:
    """All evidence that can answer a question."""

    def __init__(self, question: str, evidence: Sequence[Evidence], found: SearchResult) -> None:
        self._question = question
        self._profile = question_profile(question, found.searched.as_of.date())
        self._hits = {hit.article_id: hit for hit in found.hits}
        self._all = [
            reading
            for item in evidence
            if not out_of_time(item.article.published_at, found.searched)
            and (reading := self._read(item, evidence)).relevance >= _IS_ABOUT
            and reading.slots
        ]

    def of_claim(self, claim: Claim) -> Iterator[tuple[Reading, list[Slot]]]:
        """The cited sentences with the values in them that the claim repeats."""
        cited = {(citation.article_id, citation.start) for citation in claim.citations}
        for reading in self._all:
            if (reading.item.article.article_id, reading.item.sentence.start) in cited:
                said = answer_slots(
                    self._question, self._profile, facts_of(claim.text, reading.facts.written)
                )
                repeated = [
                    slot for slot in reading.asserted if any(not disagree(slot, mine) for mine in said)
                ]
                if repeated:
                    yield reading, repeated

    def other_articles(self, shown: Reading) -> Iterator[list[Reading]]:
        """What articles of other origin say, article by article; copies are one."""
        by_article: dict[str, list[Reading]] = {}
        for reading in self._all:
            if reading.text_key != shown.text_key:
                by_article.setdefault(reading.text_key, []).append(reading)
        yield from by_article.values()

    def _read(self, item: Evidence, evidence: Sequence[Evidence]) -> Reading:
        written = item.article.published_at.date() if item.article.published_at else None
        facts = facts_of(item.sentence.text, written)
        context = " ".join([item.article.title, *_beside(item, evidence)])
        return Reading(
            item=item,
            facts=facts,
            slots=tuple(answer_slots(self._question, self._profile, facts)),
            relevance=relevance(self._profile, item.sentence.text, context=context, published=written),
            text_key=self._text_key(item),
            origin=self._origin(item),
            profile=self._profile,
            around=facts_of(context, written),
            attribution=attribution_of(item.sentence.text, [item], evidence),
        )

    def _text_key(self, item: Evidence) -> str:
        hit = self._hits.get(item.article.article_id)
        return min(hit.article_id, *hit.copies) if hit and hit.copies else item.article.content_sha256

    def _origin(self, item: Evidence) -> str:
        hit = self._hits.get(item.article.article_id)
        return (hit.origin if hit else None) or self._text_key(item)


def _beside(item: Evidence, evidence: Sequence[Evidence]) -> list[str]:
    return [
        other.sentence.text
        for other in evidence
        if other.article.article_id == item.article.article_id
        and abs(other.sentence.position - item.sentence.position) == 1
    ]


# --- whether two sentences speak of the same thing ----------------------------------------------------------


def _are_names(one: Slot, other: Slot) -> bool:
    return isinstance(one.value, Name) and isinstance(other.value, Name)


def _few_names(reading: Reading) -> bool:
    """A sentence full of names may name the asked one beside others."""
    return len(reading.asserted) <= 2


def _different_names(one: Reading, other: Reading) -> bool:
    """Whether both sentences name somebody, and nobody in common: the value is of something else."""
    mine, theirs = _subjects(one), _subjects(other)
    if not mine or not theirs:
        mine, theirs = mine or _subjects_around(one), theirs or _subjects_around(other)
    shared = any(same_name(a, b) or same_name(b, a) for a in mine for b in theirs)
    return bool(mine) and bool(theirs) and not shared


def _subjects(reading: Reading) -> list[Name]:
    voices = [(speech.start, speech.end) for speech in reading.facts.speech]
    return [name for name in reading.facts.names if not any(s <= name.start < e for s, e in voices)]


def _subjects_around(reading: Reading) -> list[Name]:
    return [*reading.facts.names, *reading.around.names]


def _different_days(one: Reading, other: Reading, mine: Slot, theirs: Slot) -> bool:
    """Whether the sentences speak of days that exclude each other, the values themselves apart."""
    here = [mention for mention in one.facts.dates if mention is not mine.value]
    there = [mention for mention in other.facts.dates if mention is not theirs.value]
    if not here or not there:
        return False
    return all(_exclude(a, b) for a in here for b in there)


def _exclude(one: Date, other: Date) -> bool:
    return Agreement.CONTRADICTING in (agreement(one, other), agreement(other, one))


def _another_state_of_affairs(one: Reading, other: Reading) -> bool:
    """Whether what changes from day to day is told by articles of different days."""
    first, second = one.item.article.published_at, other.item.article.published_at
    if first is None or second is None:
        return False
    apart = abs(first - second)
    changes = (one.facts.stems | other.facts.stems | one.profile.stems) & _CHANGES_DAILY
    return apart > _TOO_FAR or (bool(changes) and apart > _UPDATES)


def _stand_alike(one: Reading, mine: Slot, other: Reading, theirs: Slot) -> bool:
    """Whether both values stand next to words of the question, or next to the same words."""
    wanted = one.profile.stems | one.profile.counted
    here, there = _near(one.facts, mine), _near(other.facts, theirs)
    return bool(here & there) or (bool(here & wanted) and bool(there & wanted)) or not wanted


def _near(facts: Facts, slot: Slot) -> frozenset[str]:
    before = [token for token in facts.tokens if token.end <= slot.start][-_NEAR:]
    behind = [token for token in facts.tokens if token.start >= slot.end][:_NEAR]
    counted = [token for token in facts.tokens if slot.start <= token.start < slot.end]
    return frozenset(token.stem for token in (*before, *counted, *behind) if token.is_content) - _figures(
        slot
    )


def _figures(slot: Slot) -> frozenset[str]:
    return frozenset(re.findall(r"[\w.,]*\d[\w.,]*", slot.text))
