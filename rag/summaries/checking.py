"""From drafted values to those the article carries: each is grounded, and what fails is listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answering.grounding import Grounded, ground
from rag.domain import (
    AnswerDraft,
    Citation,
    Claim,
    DraftClaim,
    DraftPoint,
    DraftPosition,
    Evidence,
    OpenQuestion,
    Point,
    Position,
    RejectedClaim,
    RejectedValue,
)
from rag.summaries.positions import cues_of
from rag.summaries.reading import Line, Reading
from rag.text.matching import find_quote
from rag.text.names import find_names, looks_plain, same_name
from rag.text.words import content_words, stem

_BESIDE = 2
"""Sentences before and behind the cited ones that may carry part of a value."""
_LOOKED_AT = 10
"""Sentences compared where a draft cites none: those that share most words with it."""
_LONGEST_SHOWN = 400


class Checker:
    """Grounds the values of one article; what is refused is kept, with the field it was for."""

    def __init__(self, reading: Reading, among: Sequence[int] | None = None) -> None:
        """``among`` are the sentences that may carry anything; all by default."""
        self.reading = reading
        allowed = None if among is None else set(among)
        self._by_number = {
            item.number: item for item in reading.evidence if allowed is None or item.number in allowed
        }
        self.rejected: list[RejectedValue] = []

    def points(self, field: str, drafts: Iterable[DraftPoint]) -> tuple[Point, ...]:
        """The points that stand, each text once."""
        kept: dict[str, Point] = {}
        for draft in drafts:
            point = self.point(field, draft)
            if point is not None:
                kept.setdefault(point.text.casefold(), point)
        return tuple(kept.values())

    def point(self, field: str, draft: DraftPoint | None) -> Point | None:
        if draft is None:
            return None
        claim = self.carried(field, draft.text, draft.sentences)
        return Point(text=claim.text, citations=claim.citations) if claim else None

    def position(self, draft: DraftPosition) -> Position | None:
        """A position stands if its sentences carry the words and name the party; another target goes."""
        claim = self._position_claim(draft)
        if claim is None:
            return None
        named = " ".join(citation.quote for citation in claim.citations)
        if not self._is_named(draft.party, named):
            self.reject("positions", draft.text, f"the sentence does not name {draft.party}", claim.citations)
            return None
        target = draft.target if draft.target and self._is_named(draft.target, named) else None
        return Position(
            party=draft.party, stance=draft.stance, text=claim.text, target=target, citations=claim.citations
        )

    def _position_claim(self, draft: DraftPosition) -> Claim | None:
        """The words by themselves, or behind the verb of the sentence that takes this stance."""
        lines = [line for number in draft.sentences if (line := self.reading.line(number)) is not None]
        cues = [cue for line in lines for cue in cues_of(draft.stance, line.flat)]
        for text in (draft.text, *(f"{cue} {draft.text}" for cue in cues)):
            grounded = self._grounded(text, draft.sentences)
            if grounded.claims:
                return grounded.claims[0]
        return self.carried("positions", draft.text, draft.sentences)

    def question(self, draft: DraftPoint) -> OpenQuestion | None:
        """A question stands if all it names is in the article; whether that answers it is asked elsewhere."""
        lines = [line for number in draft.sentences if (line := self.reading.line(number)) is not None]
        unknown = self._unknown_names(draft.text)
        if not lines or unknown:
            why = (
                f"the article does not mention {', '.join(unknown)}"
                if unknown
                else "it points at no sentence"
            )
            self.reject("open_questions", draft.text, why)
            return None
        return OpenQuestion(text=draft.text, citations=tuple(self.reading.cite(line) for line in lines))

    def carried(self, field: str, text: str, numbers: Sequence[int]) -> Claim | None:
        """The text as a claim with the sentences that carry it; None, and a rejection, if none do."""
        grounded = self._grounded(text, numbers)
        if grounded.claims:
            return grounded.claims[0]
        refused = grounded.rejected[0]
        self.reject(field, text, refused.reason, refused.citations)
        return None

    def held(self, text: str) -> Point | RejectedClaim:
        """The text as a point, wherever the article carries it, or the verdict against it."""
        grounded = self._grounded(text, ())
        if grounded.claims:
            return Point(text=grounded.claims[0].text, citations=grounded.claims[0].citations)
        return grounded.rejected[0]

    def _grounded(self, text: str, numbers: Sequence[int]) -> Grounded:
        draft = AnswerDraft(claims=(DraftClaim(text=text, sentences=tuple(numbers)),))
        return ground(draft, self._offered(text, numbers))

    def reject(self, field: str, text: str, reason: str, citations: Sequence[Citation] = ()) -> None:
        shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
        value = RejectedValue(field=field, text=shown, reason=reason, citations=tuple(citations))
        if value not in self.rejected:
            self.rejected.append(value)

    def _offered(self, text: str, numbers: Sequence[int]) -> list[Evidence]:
        cited = [number for number in numbers if number in self._by_number]
        if cited:
            near = {number + step for number in cited for step in range(-_BESIDE, _BESIDE + 1)}
            return [self._by_number[number] for number in sorted(near) if number in self._by_number]
        wanted = {stem(word) for word in content_words(text)}
        body = [line for line in self.reading.body if line.number in self._by_number]
        ranked = sorted(body, key=lambda line: (-len(wanted & line.stems), line.number))
        return sorted(
            (self._by_number[line.number] for line in ranked[:_LOOKED_AT]), key=lambda item: item.number
        )

    def _is_named(self, party: str, text: str) -> bool:
        if find_quote(party, text) is not None:
            return True
        names = [name for name in find_names(party) if not looks_plain(name)]
        known = find_names(text)
        return bool(names) and all(any(same_name(name, other) for other in known) for name in names)

    def _unknown_names(self, text: str) -> list[str]:
        known = [name for line in self.reading.body for name in line.names]
        return [
            name.text
            for name in find_names(re.sub(r"^\W*\w+", "", text))
            if not any(same_name(name, other, self.reading.aliases) for other in known)
            and find_quote(name.text, self.reading.article.text) is None
        ]


def lines_of(reading: Reading, citations: Iterable[Citation]) -> list[Line]:
    """The lines that the citations lie in."""
    spans = [(citation.start, citation.end) for citation in citations]
    return [
        line
        for line in reading.lines
        if any(start < line.sentence.end and line.sentence.start < end for start, end in spans)
    ]
