"""What stands in quotation marks, with the speaker the article names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Citation, Naming, Quote
from rag.summaries.mentions import Named
from rag.summaries.reading import Line, Reading
from rag.text.attribution import Utterance
from rag.text.kinds import Kind
from rag.text.quotations import Quotation, find_quotations
from rag.text.roles import role_of
from rag.text.speaker_parts import read_speaker

_CALLED = re.compile(
    r"(?P<speaker>(?:[Tt]he\s+)?(?:[A-Z][\w.’'-]*\s?){1,5})\s+(?:called|described|dubbed|termed)\s+[^“\"]{0,60}$"
)
_PRONOUN_LAST = re.compile(r"\b(?:he|she|they|it|we|I|who)$")


def find_quotes(reading: Reading, named: Sequence[Named]) -> list[Quote]:
    """Every quotation of the body in reading order, without its marks; of nested ones the outer."""
    said = {place: found for found in reading.utterances if found.direct for place in found.said}
    text = reading.article.text
    quotes = []
    for quotation in find_quotations(text):
        line = _line_of(reading, quotation)
        if quotation.depth == 0 and line is not None and _has_words(text, quotation):
            utterance = said.get((quotation.inner_start, quotation.inner_end))
            quotes.append(_quote(reading, named, line, quotation, utterance))
    return quotes


def _line_of(reading: Reading, quotation: Quotation) -> Line | None:
    """The line in which it begins, unless that is not the article's own."""
    return next(
        (line for line in reading.body if line.sentence.start <= quotation.start < line.sentence.end), None
    )


def _has_words(text: str, quotation: Quotation) -> bool:
    return any(c.isalnum() for c in text[quotation.inner_start : quotation.inner_end])


def _quote(
    reading: Reading, named: Sequence[Named], line: Line, quotation: Quotation, utterance: Utterance | None
) -> Quote:
    words = reading.article.text[quotation.inner_start : quotation.inner_end]
    # the comma that only leads to "he said" is no part of what was said
    start = quotation.inner_start + len(words) - len(words.lstrip())
    citation = reading.cut(start, quotation.inner_start + len(words.rstrip(", \n")))
    around = reading.cite(line)
    if utterance is not None:
        return _spoken(reading, named, (citation, around), utterance)
    called = _CALLED.search(line.text[: quotation.start - line.sentence.start])
    if called is None:
        return Quote(text=citation.quote, citations=(citation, around))
    speaker = reading.cite(line, *called.span("speaker"))
    return Quote(
        text=citation.quote,
        speaker=" ".join(speaker.quote.split()),
        naming=naming_of(speaker.quote),
        citations=(citation, speaker, around),
    )


def _spoken(
    reading: Reading, named: Sequence[Named], places: tuple[Citation, Citation], utterance: Utterance
) -> Quote:
    """A quotation with its speaker; a "he" of whom it is not sure who is meant is left out."""
    citation, around = places
    if utterance.naming is Naming.PRONOUN or _PRONOUN_LAST.search(reading.cut(*utterance.speaker).quote):
        return Quote(text=citation.quote, citations=(citation, around))
    speaker = reading.cut(*utterance.speaker)
    role = reading.cut(*utterance.role).quote if utterance.role else _known_role(named, speaker.quote)
    return Quote(
        text=citation.quote,
        speaker=" ".join(speaker.quote.split()),
        role=" ".join(role.split()) if role else None,
        naming=utterance.naming,
        citations=(citation, speaker, around),
    )


def naming_of(speaker: str) -> Naming:
    """Whether a reader learns who speaks."""
    return read_speaker(speaker, 0, len(speaker)).naming


def _known_role(named: Sequence[Named], speaker: str) -> str | None:
    """The role that the article gives elsewhere to a person of that name."""
    last = speaker.split()[-1]
    for group in named:
        if group.kind is Kind.PERSON and any(place.name.text.endswith(last) for place in group.places):
            for place in group.places:
                span = role_of(place.line.text, place.name.start, place.name.end)
                if span is not None:
                    return place.line.text[slice(*span)]
    return None
