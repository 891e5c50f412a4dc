"""Who said what a claim says, read from the sentences it rests on and those next to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.domain import Attribution, Evidence, Mention, Span
from rag.text.attribution import Utterance, find_utterances
from rag.text.tokens import tokens

_BEFORE, _BEHIND = 3, 1
"""How many sentences around a cited one are read for its speaker, where they were offered."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Passage:
    """Sentences of one article that follow each other, as they stand there from ``start`` on."""

    text: str
    start: int
    spans: tuple[Place, ...]


def attribution_of(
    claim: str, carrying: Sequence[Evidence], offered: Sequence[Evidence]
) -> Attribution | None:
    """The speaker whose words in ``carrying`` the claim repeats most; None if nobody there says it.

    Only what was ``offered`` is read, and every place in the result is cut from it.
    """
    wanted = {token.stem for token in tokens(claim) if token.is_content}
    for item in carrying:
        passage = _passage_around(item, offered)
        inside = (item.sentence.start - passage.start, item.sentence.end - passage.start)
        best = max(
            _utterances(passage),
            key=lambda utterance: _shared(passage.text, utterance, inside, wanted),
            default=None,
        )
        if best is not None and _shared(passage.text, best, inside, wanted):
            return _attribution(best, passage, item)
    return None


def _passage_around(item: Evidence, offered: Sequence[Evidence]) -> _Passage:
    """The sentence with its offered neighbours, put together so that places differ by ``start`` alone."""
    at = {
        other.sentence.position: other.sentence
        for other in offered
        if other.sentence.content_sha256 == item.sentence.content_sha256
        and other.article.article_id == item.article.article_id
    }
    first = last = item.sentence.position
    while first - 1 in at and item.sentence.position - first < _BEFORE:
        first -= 1
    while last + 1 in at and last - item.sentence.position < _BEHIND:
        last += 1
    text, start = "", at[first].start
    for position in range(first, last + 1):
        gap = at[position].start - start - len(text)
        text += (" " if gap == 1 else "\n" * gap) + at[position].text
    spans = tuple((at[n].start - start, at[n].end - start) for n in range(first, last + 1))
    return _Passage(text, start, spans)


@lru_cache(maxsize=1024)
def _utterances(passage: _Passage) -> tuple[Utterance, ...]:
    spans = [Span(start=start, end=end) for start, end in passage.spans]
    return tuple(find_utterances(passage.text, spans))


def _shared(text: str, utterance: Utterance, inside: Place, wanted: set[str]) -> int:
    """How many of the wanted stems are said by the utterance within a sentence."""
    begin, end = inside
    said = " ".join(
        text[max(start, begin) : min(stop, end)]
        for start, stop in utterance.said
        if start < end and begin < stop
    )
    return len({token.stem for token in tokens(said)} & wanted)


def _attribution(utterance: Utterance, passage: _Passage, item: Evidence) -> Attribution:
    def mention(place: Place | None) -> Mention | None:
        if place is None:
            return None
        start, end = place
        return Mention(start=passage.start + start, end=passage.start + end, text=passage.text[start:end])

    start, end = utterance.speaker
    cited = {"start": passage.start + start, "end": passage.start + end, "quote": passage.text[start:end]}
    return Attribution(
        speaker=" ".join(passage.text[start:end].split()),
        naming=utterance.naming,
        act=utterance.act,
        direct=utterance.direct,
        citation=item.citation.model_copy(update=cited),
        verb=mention(utterance.verb),
        role=mention(utterance.role),
        organisation=mention(utterance.organisation),
        told_to=mention(utterance.told_to),
    )
