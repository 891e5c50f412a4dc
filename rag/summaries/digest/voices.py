"""Who says what: the words of speakers whom the articles name, cut from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.domain import Citation, Naming, Span, Voice
from rag.summaries.digest.choosing import nearest
from rag.summaries.digest.reports import Report, about, is_told
from rag.summaries.reading import Reading
from rag.text.attribution import Utterance, find_utterances
from rag.text.words import content_words

_MOST = 8
_OF_ONE_ARTICLE = 3
_OF_ONE_SPEAKER = 2
_READ = 40
"""Sentences of an article that are read for what is said in them: live pages go on for hundreds."""
_FEWEST_WORDS = 4
_MOST_WORDS = 60
_LONGEST_NAME = 8
_SAME = 0.75
"""Of the weighted words of two utterances that they have in common: it was said once."""
_OPENS_A_NAME = re.compile(
    r"(?:the|an?|one|two|three|some|several|many|other|another|senior|former|police|officials?|experts?|critics?"
    r"|residents?|witnesses|scientists?|researchers?|authorities|lawyers?|analysts?|[A-Z0-9]\S*)\b"
)
_NO_NAME = re.compile(r"\b(?:he|she|they|it|his|her|their|its|who|that|by)\b|\b[A-Z]$|^On\b")
_PART_OF_A_NAME = re.compile(r"\b(?:on|in|of|at|from|for|with|by)\s+(?:the\s+)?$")
"""Before the last words of "a grocer on Saint Brannoc": the island says nothing."""


def find_voices(reports: Sequence[Report]) -> tuple[Voice, ...]:
    """What is said nearest to what the story is about; the same words in several articles are one voice."""
    found = [voice for report in reports for voice in _voices(report.reading)]
    names = [voice.speaker.split()[-1].casefold() for voice in found]
    chosen = nearest(
        [voice.text for voice in found],
        about(reports),
        most=_MOST if len(reports) > 1 else _OF_ONE_ARTICLE,
        same_from=_SAME,
        may_be_same=lambda one, other: names[one] == names[other],
        may_stand=lambda at, others: sum(names[other] == names[at] for other in others) < _OF_ONE_SPEAKER,
    )
    return tuple(_with_places(found[at], [found[other] for other in same]) for at, same in chosen.items())


def _voices(reading: Reading) -> Iterator[Voice]:
    lines = reading.lines[:_READ]
    spans = [Span(start=line.sentence.start, end=line.sentence.end) for line in lines]
    text = reading.article.text[: spans[-1].end] if spans else ""
    for utterance in find_utterances(text, spans):
        said = _said(reading, utterance)
        if said is not None and _is_worth_telling(said.quote) and _is_somebody(reading, utterance):
            yield _voice(reading, utterance, said)


def _is_worth_telling(text: str) -> bool:
    return len(content_words(text)) >= _FEWEST_WORDS and len(text.split()) <= _MOST_WORDS


def _is_somebody(reading: Reading, utterance: Utterance) -> bool:
    text, start = reading.article.text, utterance.speaker[0]
    name = _flat(text[slice(*utterance.speaker)])
    is_name = _OPENS_A_NAME.match(name) and not _NO_NAME.search(name)
    is_part = _PART_OF_A_NAME.search(text, max(0, start - 12), start)
    return (
        bool(is_name)
        and not is_part
        and utterance.naming is not Naming.PRONOUN
        and len(name.split()) <= _LONGEST_NAME
    )


def _said(reading: Reading, utterance: Utterance) -> Citation | None:
    """A quotation that stands in one piece; else the whole sentence, which says who says it."""
    at = utterance.verb[0]
    line = next((one for one in reading.body if one.sentence.start <= at < one.sentence.end), None)
    if line is None:
        return None
    if utterance.direct and len(utterance.said) == 1:
        return _trimmed(reading, *utterance.said[0])
    return reading.cite(line) if is_told(line) else None


def _voice(reading: Reading, utterance: Utterance, said: Citation) -> Voice:
    speaker = reading.cut(*utterance.speaker)
    role = reading.cut(*utterance.role).quote if utterance.role else None
    return Voice(
        speaker=_flat(speaker.quote),
        text=_flat(said.quote),
        naming=utterance.naming,
        act=utterance.act,
        direct=utterance.direct and len(utterance.said) == 1,
        role=_flat(role) if role else None,
        citations=(said, speaker),
    )


def _trimmed(reading: Reading, start: int, end: int) -> Citation:
    """The place without blanks and the comma that only leads on to the speaker."""
    words = reading.article.text[start:end]
    first = start + len(words) - len(words.lstrip(" ,\n"))
    return reading.cut(first, start + len(words.rstrip(" ,\n")))


def _with_places(voice: Voice, others: Sequence[Voice]) -> Voice:
    places = (*voice.citations, *(place for other in others for place in other.citations))
    return voice.model_copy(update={"citations": places})


def _flat(text: str) -> str:
    return " ".join(text.split())
