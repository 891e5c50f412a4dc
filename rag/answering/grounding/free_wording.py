"""Claims worded in their own way: every fact has to stand in the article, and most of the words by weight.

A draft keeps to the words of its source. A claim that somebody else wrote need not, and may draw on several
sentences: what it says of names, figures and dates is held to the article all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.grounding.binding import Place
from rag.answering.grounding.compare import Background, has_name, is_short
from rag.answering.grounding.covering import CountedSentences, content_of, covered_share
from rag.answering.grounding.facts import Facts
from rag.text.dates import Agreement, Date, agreement
from rag.text.numbers import Number, carries, same_unit
from rag.text.polarity import NEGATIONS, Force

ENOUGH_WEIGHT = 0.38
"""Share of a claim's words, by weight, that its sentences must say.

Chosen by five-fold cross-validation, twenty times over, on the 349 development claims of WiCE (ryokamoi/wice
ddeb6c1): ``python -m eval calibrate``.
"""
SENTENCES = 3
"""Sentences that may carry one claim together."""

NEARLY_THE_SAME = 0.75
"""Share of a claim's plain words in one sentence from which that sentence is taken to speak of the same."""
_DOUBTS = frozenset({Force.ALLEGED, Force.DENIED})
_SHARED = 2
"""Words that a claim and what is alleged have in common, from which the claim is about that."""
AS_LONG = 0.5
"""Share of that sentence's plain words in the claim from which the two are taken to differ in a name only."""


@dataclass(frozen=True, slots=True)
class Carried:
    """How an article carries a claim: by which of its sentences, how much of it, and which facts it lacks."""

    places: tuple[int, ...]
    share: float
    absent: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.absent and self.share >= ENOUGH_WEIGHT


def carried_freely(claim: Facts, article: CountedSentences, background: Background) -> Carried:
    """Read a claim against all sentences of one article."""
    cover = article.cover(claim, SENTENCES)
    chosen = [article.sentences[at] for at in cover.places]
    share = covered_share(claim, chosen, cover.weights)
    absent = [*_absent(claim, article.sentences, background), *_dropped_doubts(claim, chosen)]
    if is_short(claim):
        absent += _absent_words(claim, chosen)
    return Carried(cover.places, share, tuple(absent))


def _absent(claim: Facts, sentences: Sequence[Facts], background: Background) -> Iterator[str]:
    """Reasons, one for each name, figure or date that stands nowhere in the article."""
    for name in claim.names:
        if not any(has_name(item, name, background.aliases) for item in sentences):
            yield f"the source does not mention {name.text}"
    for number in claim.numbers:
        if not number.implied and not any(_has_number(item, number) for item in sentences):
            yield f"the source does not give the figure “{number.text}”"
    for mention in claim.dates:
        if not _has_date(sentences, mention):
            yield f"the source does not give the date “{mention.text}”"


def _absent_words(claim: Facts, sentences: Sequence[Facts]) -> Iterator[str]:
    for token in claim.plain:
        if not any(item.has_word(token.stem) for item in sentences):
            yield f"the source does not say “{token.text}”"


def _dropped_doubts(claim: Facts, sentences: Sequence[Facts]) -> Iterator[str]:
    """Words that the source only alleges or denies, and the claim states."""
    stems = {token.stem for token in claim.tokens if token.is_content}
    if any(cue.force in _DOUBTS or cue.force in NEGATIONS for cue in claim.statement.cues):
        return
    for item in sentences:
        for cue in item.statement.cues:
            if cue.force in _DOUBTS and len(stems.intersection(cue.scope)) >= _SHARED:
                yield f"the source says “{cue.text}”, the claim leaves it out"


def _has_number(source: Facts, number: Number) -> bool:
    for other in source.numbers:
        if same_unit(number, other, source_stems=source.stems) and carries(other, number):
            return True
    is_written_in_digits = number.text[:1].isdigit()
    return is_written_in_digits and number.text.casefold() in {token.lower for token in source.tokens}


def _has_date(sentences: Sequence[Facts], mention: Date) -> bool:
    """A day and its year may stand apart, where the article does not say when it was written."""
    given = [other for item in sentences for other in item.dates]
    if any(agreement(mention, other) is Agreement.SAME for other in given):
        return True
    if mention.year is None or mention.month is None:
        return False
    years = {item.written.year for item in sentences if item.written} | {item.year for item in given}
    return mention.year in years and any(_is_day_of(mention, other) for other in given)


def _is_day_of(mention: Date, other: Date) -> bool:
    """The same month, and the same day if one is named, in the same year or in one left open."""
    same_day = mention.day in (None, other.day)
    return other.month == mention.month and same_day and other.year in (None, mention.year)


def nearness(claim: Facts, source: Facts) -> float:
    """The share of a claim's plain words, facts left out, that a source says."""
    plain = claim.plain or tuple(content_of(claim))
    return sum(source.has_word(token.stem) for token in plain) / len(plain) if plain else 0.0


def replaced_name(claim: Facts, source: Facts) -> str | None:
    """The name that a source has where a claim that is otherwise like it has another, in words."""
    strange = [name for name in claim.names if not has_name(source, name, {})]
    if nearness(source, claim) < AS_LONG:
        return None
    left_out = [name for name in source.names if not has_name(claim, name, {})]
    if not strange or not left_out:
        return None
    here = Place(claim, strange[0].start, strange[0].end)
    there = max(left_out, key=lambda name: Place(source, name.start, name.end).closeness(here.context()))
    return f"source says {there.text}, claim says {strange[0].text}"
