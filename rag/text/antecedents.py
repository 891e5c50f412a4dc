"""Whom a "he said" means: the one the sentence before speaks of, where that is one alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.domain import Naming, Span
from rag.text.names import find_names, looks_plain
from rag.text.speaker_parts import SpeakerParts, is_body, read_speaker

_REACH = 2
"""How many sentences back a pronoun may look."""
FEMININE = re.compile(
    r"\b(?:Mrs|Ms|Miss|Lady|Dame|\w*woman|queen|princess|mother|daughter|wife)\b", re.IGNORECASE
)
MASCULINE = re.compile(
    r"\b(?:Mr|Sir|Lord|(?!\w*woman)(?!(?:ger|ro|hu|nor|otto|o)man\b)\w*man|king|prince|father|son|husband)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:\b(?:police|people|staff)|[a-z]{2}s)$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:The|A|An|Two|Three|Several|Some)\s+(?:[\w’'-]+\s+){0,2}?[a-z][\w’'-]*(?=\s+[a-z]+)"
)
_PLACE_AHEAD = re.compile(r"\b(?:in|at|near|across|from|of|on|for)\s+(?:the\s+)?$")


class Antecedents:
    """The sentences of a passage with whom each speaks of; speakers are noted as they are read."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences
        self._noted: dict[int, list[SpeakerParts]] = {}

    def note(self, parts: SpeakerParts, at: int) -> None:
        """Remember a speaker of the sentence ``at``, a resolved one included."""
        self._noted.setdefault(at, []).append(parts)

    def resolve(self, pronoun: str, at: int) -> SpeakerParts | None:
        """The one speaker a pronoun in the sentence ``at`` can mean; None where there are several, or none.

        In "Kell said she believed …" she is Kell.
        """
        within = self._noted.get(at, [])
        if len(within) == 1 and self._fits(pronoun.lower(), within[0]):
            return within[0]
        for before in range(at - 1, max(-1, at - 1 - _REACH), -1):
            candidates = self._spoken_of(before)
            if candidates:
                fitting = [parts for parts in candidates if self._fits(pronoun.lower(), parts)]
                alone = len({self._text[slice(*parts.speaker)] for parts in candidates}) == 1
                return fitting[0] if alone and fitting else None
        return None

    def _spoken_of(self, at: int) -> list[SpeakerParts]:
        """Speakers of the sentence, and else everybody it names."""
        noted = self._noted.get(at, [])
        speakers = {parts.speaker for parts in noted}
        named = [parts for parts in self._named_in(at) if parts.speaker not in speakers]
        return [*noted, *(parts for parts in named if not self._same_as_any(parts, noted))]

    def _named_in(self, at: int) -> Iterator[SpeakerParts]:
        sentence = self._sentences[at]
        text = sentence.cut(self._text)
        subject = _SUBJECT.match(text)
        if subject is not None:
            yield read_speaker(self._text, sentence.start, sentence.start + subject.end())
        for name in find_names(text):
            if not looks_plain(name) and not _PLACE_AHEAD.search(text[: name.start]):
                start = sentence.start + name.start
                yield SpeakerParts((start, sentence.start + name.end), Naming.NAMED)

    def _same_as_any(self, parts: SpeakerParts, known: Sequence[SpeakerParts]) -> bool:
        """ "Kell" beside "Ruth Kell", or a name within a role that was noted."""
        words = self._text[slice(*parts.speaker)].split()
        return any(
            words[-1] in self._text[slice(*other.speaker)].split()
            or any(
                span and span[0] <= parts.speaker[0] < span[1] for span in (other.role, other.organisation)
            )
            for other in known
        )

    def _fits(self, pronoun: str, parts: SpeakerParts) -> bool:
        spans = [span for span in (parts.role, parts.speaker) if span]
        said = " ".join(self._text[slice(*span)] for span in spans)
        said = f"{self._text[max(0, parts.speaker[0] - 6) : parts.speaker[0]]} {said}"
        if pronoun == "they":
            return bool(_PLURAL.search(self._text[slice(*parts.speaker)])) or is_body(said)
        if pronoun == "it":
            return is_body(said)
        other = MASCULINE if pronoun == "she" else FEMININE
        is_one = parts.naming is Naming.NAMED or not _PLURAL.search(said)
        return pronoun in ("he", "she") and is_one and not is_body(said) and not other.search(said)
