"""Claims worded in their own way: every fact has to stand in the article, and most of the words by weight.

A draft keeps to the words of its source. A claim that somebody else wrote need not, and may draw on several
sentences: what it says of names, figures and dates is held to the article all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.grounding.binding import Place
from rag.answering.grounding.compare import Background, has_name
from rag.answering.grounding.covering import CountedSentences, content_of, covered_share
from rag.answering.grounding.facts import Facts
from rag.text.dates import Agreement, Date, agreement
from rag.text.numbers import Number, carries, same_unit

ENOUGH_WEIGHT = 0.38
"""Share of a claim's words, by weight, that its sentences must say.

Chosen by five-fold cross-validation, twenty times over, on the 349 development claims of WiCE (ryokamoi/wice
ddeb6c1): ``python -m eval calibrate``.
"""
SENTENCES = 3
"""Sentences that may carry one claim together."""

NEARLY_THE_SAME = 0.75
"""Share of a claim's plain words in one sentence from which that sentence is taken to speak of the same."""
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
    share = covered_share(claim, (article.sentences[at] for at in cover.places), cover.weights)
    return Carried(cover.places, share, tuple(_absent(claim, article.sentences, background)))


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


def _has_number(source: Facts, number: Number) -> bool:
    for other in source.numbers:
        if same_unit(number, other, source_stems=source.stems) and carries(other, number):
            return True
    return number.text.casefold() in {token.lower for token in source.tokens}


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
