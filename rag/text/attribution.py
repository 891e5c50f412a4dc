"""Who says what in a passage: speaker, standing, speech act, direct or not, and who was told.

Works over several sentences: a quotation goes to the speaker its own sentence names, to the one right before
it, or to nobody. Rather nobody than the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.domain import Naming, Span, SpeechAct
from rag.text.antecedents import Antecedents
from rag.text.quotations import Quotation, find_quotations
from rag.text.sentences import split_sentences
from rag.text.speaker_parts import Place, SpeakerParts, read_speaker
from rag.text.speakers import Speech, find_speech
from rag.text.speech_acts import speech_act


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words at the ``said`` places of a passage with who says them; all places are in the passage.

    ``speaker`` may lie in an earlier sentence than the words.
    """

    said: tuple[Place, ...]
    speaker: Place
    naming: Naming
    act: SpeechAct
    direct: bool
    verb: Place
    role: Place | None = None
    organisation: Place | None = None
    told_to: Place | None = None


_TOLD = re.compile(
    r"(?:told|tells|tell|told\s+to)\s+(?P<who>(?:(?:the|a|an|his|her|its|their)\s+)?[\w.&'’-]+(?:\s+[A-Z][\w.&'’-]*)*)"
)
_TO_OUTLET = re.compile(
    r"\b(?:interview\s+with|speaking\s+to|told\s+to|statement\s+to)\s+(?P<who>(?:the\s+)?[A-Z][\w.&'’-]*(?:\s+[A-Z][\w.&'’-]*)*)"
)
_CITING = re.compile(r",\s+(?:citing|quoting)\s+(?P<who>[^,.;:“”\"]{2,80})")
_APPOSITION = re.compile(r",\s+(?:an?|the|[a-z]+(?=\s+(?:of|at|for)\b))\s*[^,.;:“”\"]{2,80}")
_WORDS = re.compile(r"\w\w")
_NOT_WHO = re.compile(r"(?:that|how|why|what|to|of)\b", re.IGNORECASE)


def find_utterances(text: str, sentences: Sequence[Span] | None = None) -> list[Utterance]:
    """Everything that is said in a passage, in reading order; ``sentences`` if they are known already."""
    return _Passage(text, split_sentences(text) if sentences is None else sentences).utterances()


class _Passage:
    """A passage, its sentences and quotations, read once."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences
        self._quotations = [found for found in find_quotations(text) if found.depth == 0]
        self._speech = [self._speech_of(sentence) for sentence in sentences]
        self._antecedents = Antecedents(text, sentences)

    def utterances(self) -> list[Utterance]:
        found: list[Utterance] = []
        taken: set[Quotation] = set()
        for at, speeches in enumerate(self._speech):
            for speech in speeches:
                quoted = [q for q in self._quoted_by(speech, at) if q not in taken]
                taken.update(quoted)
                found.extend(self._read(speech, at, quoted))
        found.extend(self._inherited(taken, found))
        return sorted(found, key=lambda utterance: utterance.said)

    # --- what a sentence says itself ---

    def _speech_of(self, sentence: Span) -> list[Speech]:
        """The speech of one sentence, without what is said within somebody's quotation."""
        shift = sentence.start
        found = [
            _shifted(speech, shift) for speech in find_speech(sentence.cut(self._text).replace("\n", " "))
        ]
        return [
            speech
            for speech in found
            if not any(q.start < speech.start and speech.end < q.end for q in self._quotations)
        ]

    def _quoted_by(self, speech: Speech, at: int) -> list[Quotation]:
        """The quotations in the sentence that the speech covers, with those they continue."""
        sentence = self._sentences[at]
        chosen = [
            q
            for q in self._quotations
            if q.start < sentence.end
            and sentence.start < q.end
            and any(start < q.end and q.start < end for start, end in speech.said)
        ]
        for first in chosen[:1]:
            place = self._quotations.index(first)
            while self._quotations[place].continues and place:
                place -= 1
                chosen.insert(0, self._quotations[place])
        return chosen

    def _read(self, speech: Speech, at: int, quoted: Sequence[Quotation]) -> Iterator[Utterance]:
        parts = read_speaker(self._text, speech.start, self._with_apposition(speech, self._sentences[at]))
        base = Utterance(
            said=(),
            speaker=parts.speaker,
            naming=parts.naming,
            act=speech_act(speech.verb),
            direct=False,
            verb=speech.verb_at,
            role=parts.role,
            organisation=parts.organisation,
            told_to=self._told_to(speech, self._sentences[at]),
        )
        base = self._citing(base, self._sentences[at])
        base = self._resolved(base, at)
        if quoted:
            yield replace(base, said=tuple((q.inner_start, q.inner_end) for q in quoted), direct=True)
        rest = tuple(place for place in _without(speech, quoted) if _WORDS.search(self._text, *place))
        if rest:
            yield replace(base, said=rest)

    def _with_apposition(self, speech: Speech, sentence: Span) -> int:
        """Where the speaker ends in '"…," said Odell, a docker'."""
        if speech.verb_at[0] > speech.start:
            return speech.end
        found = _APPOSITION.match(self._text, speech.end, sentence.end)
        return found.end() if found else speech.end

    def _resolved(self, base: Utterance, at: int) -> Utterance:
        """The utterance with whom its pronoun means, where that is sure."""
        parts = SpeakerParts(base.speaker, base.naming, base.role, base.organisation)
        if base.naming is Naming.PRONOUN:
            meant = self._antecedents.resolve(self._text[slice(*base.speaker)], at)
            if meant is None:
                return base
            parts = meant
        self._antecedents.note(parts, at)
        return replace(
            base,
            speaker=parts.speaker,
            naming=parts.naming,
            role=parts.role,
            organisation=parts.organisation,
        )

    def _told_to(self, speech: Speech, sentence: Span) -> Place | None:
        behind = _TOLD.match(self._text, speech.verb_at[0], sentence.end)
        found = behind or _TO_OUTLET.search(self._text, sentence.start, sentence.end)
        if found is None or _NOT_WHO.match(found["who"]):
            return None
        start, end = found.span("who")
        return start, start + len(self._text[start:end].rstrip(".,'’"))

    def _citing(self, base: Utterance, sentence: Span) -> Utterance:
        """In "Reuters reported, citing two officials" the officials speak, and Reuters was told."""
        found = _CITING.search(self._text, base.verb[1], sentence.end)
        if found is None:
            return base
        parts = read_speaker(self._text, *found.span("who"))
        return replace(
            base,
            speaker=parts.speaker,
            naming=parts.naming,
            role=parts.role,
            organisation=parts.organisation,
            told_to=base.speaker,
        )

    # --- quotations whose sentence names nobody ---

    def _inherited(self, taken: set[Quotation], known: Sequence[Utterance]) -> Iterator[Utterance]:
        owner = {place: said for said in known if said.direct for place in said.said}
        for at, quotation in enumerate(self._quotations):
            if quotation in taken:
                continue
            base = self._owner_before(at, owner, known)
            if base is not None:
                inner = (quotation.inner_start, quotation.inner_end)
                owner[inner] = replace(base, said=(inner,), direct=True)
                yield owner[inner]

    def _owner_before(
        self, at: int, owner: dict[Place, Utterance], known: Sequence[Utterance]
    ) -> Utterance | None:
        """Who speaks on: the quotation is continued, or stands alone right behind one speaker's words."""
        quotation = self._quotations[at]
        before = self._quotations[at - 1] if at else None
        if quotation.continues and before is not None:
            return owner.get((before.inner_start, before.inner_end))
        if not self._stands_alone(quotation):
            return None
        spoken = self._spoken_right_before(quotation, known)
        speakers = {self._text[slice(*said.speaker)] for said in spoken}
        return spoken[-1] if len(speakers) == 1 and spoken[-1].naming is not Naming.PRONOUN else None

    def _stands_alone(self, quotation: Quotation) -> bool:
        """Whether nothing but the quotation stands in its sentences."""
        begins = any(sentence.start == quotation.start for sentence in self._sentences)
        return begins and any(0 <= sentence.end - quotation.end <= 1 for sentence in self._sentences)

    def _spoken_right_before(self, quotation: Quotation, known: Sequence[Utterance]) -> list[Utterance]:
        """What is said in the sentence before, or, if a paragraph begins here, in the paragraph before."""
        before = [sentence for sentence in self._sentences if sentence.end <= quotation.start]
        if not before:
            return []
        begin = before[-1].start
        if "\n" in self._text[before[-1].end : quotation.start]:
            begin = self._text.rfind("\n", 0, before[-1].start) + 1
        own = [said for said in known if begin <= said.verb[0] < quotation.start]
        return own or [said for said in known if any(begin <= s < quotation.start for s, _ in said.said)]


def _shifted(speech: Speech, shift: int) -> Speech:
    return replace(
        speech,
        start=speech.start + shift,
        end=speech.end + shift,
        said=tuple((start + shift, end + shift) for start, end in speech.said),
        verb_at=(speech.verb_at[0] + shift, speech.verb_at[1] + shift),
    )


def _without(speech: Speech, quoted: Sequence[Quotation]) -> Iterator[Place]:
    """The said places apart from the quotations; none behind a speaker who follows the quotation."""
    for start, end in speech.said:
        at = start
        for quotation in sorted(quoted, key=lambda q: q.start):
            if at < quotation.start < end:
                yield at, quotation.start
            at = max(at, min(end, quotation.end))
        closes = any(quotation.end <= speech.start for quotation in quoted) and start >= speech.start
        if at < end and not closes:
            yield at, end
