"""What an article is about besides people, bodies and places: the things it keeps coming back to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.domain import Mentioned, Span
from rag.summaries.mentions import Named, weight
from rag.summaries.reading import Line, Reading
from rag.text.kinds import Kind, is_demonym
from rag.text.tokens import Token, tokens, word_set

_LONGEST = 3
_HEAD_LINES = 5
_LEAST_SALIENT = 0.3
_OPENS_A_NOUN = word_set("""
    a an the this these those that his her its their our my your some any no every each several many few
    more most other another of in on for with about from by against between into over under during after
    before without through as at two three four five six seven eight nine ten all both
""")
_NO_HEADS = word_set("""
    two three four five six seven eight nine ten dozen half senior current former recent main major large
    small
    said says say told people man woman men women year years day days week weeks month months time times way
    ways thing things lot one ones part parts number numbers people person case fact end first last new old
    next same other others something anything everything nothing someone anyone today yesterday tomorrow
    hour hours minute minutes percent million billion thousand hundred place places image photo wikinews
    kind sort good great big well much many long high low according including because made make makes take
    took taken get got going went come came use used using see seen think know known want wanted like look
    work works working really very still even also back around something bit point question questions answer
    mr mrs ms dr able different
    help helps least dead popular nice brief happen happens unique newer older pro now currently towards looks
    leave leaves build builds create creates free right wrong likely early late young common past future s
    significant defensive unusual attempt attempts
""")
_NO_NOUN = re.compile(r".{2,}(?:ed|ly|ical|ious|eous|ful|less|able|ible|est)$|\W|.*\d")


@dataclass
class _Subject:
    """One phrase by its stems, with where it stands."""

    stems: tuple[str, ...]
    places: list[tuple[Line, int, int]] = field(default_factory=list)
    opens: int = 0
    """How often a word stands before it that leads a noun."""

    def score(self) -> float:
        count = len(self.places)
        early = min(line.sentence.position for line, _, _ in self.places) < _HEAD_LINES
        length = 1.0 + 0.35 * (len(self.stems) - 1)
        return (2.0 if early else 1.0) * length * (1.0 + math.log(count)) * (1.0 if self.opens else 0.4)


def find_subjects(reading: Reading, named: Sequence[Named], most: int) -> tuple[Mentioned, ...]:
    """At most ``most`` subjects, the most salient first, as the article writes them.

    Phrases of up to three content words. Of a phrase and a longer one around it, the longer one stands
    for both where the short one is hardly ever alone. Names of events or products are subjects too.
    """
    scored = [(subject.score(), _first_form(subject), subject.places) for subject in _phrases(reading, named)]
    for group in named:
        if group.kind is Kind.OTHER or all(is_demonym(place.name.text) for place in group.places):
            places = [(place.line, place.name.start, place.name.end) for place in group.places]
            name = group.fullest
            scored.append((1.3 * weight(group.places), name.text, places))
    scored.sort(key=lambda item: (-item[0], item[1]))
    best = scored[0][0] if scored else 1.0
    enough = [item for item in scored if item[0] >= _LEAST_SALIENT * best]
    once = {name.casefold(): (score, name, places) for score, name, places in reversed(enough)}
    ranked = sorted(once.values(), key=lambda item: (-item[0], item[1]))
    return tuple(_as_value(reading, name, places, score / best) for score, name, places in ranked[:most])


def _phrases(reading: Reading, named: Sequence[Named]) -> list[_Subject]:
    taken = {
        (place.line.number, offset)
        for group in named
        if group.kind is not Kind.OTHER
        for place in group.places
        for offset in range(place.name.start, place.name.end)
    }
    taken |= {
        (line.number, offset)
        for line in reading.body
        for found in line.dates
        for offset in range(found.start, found.end)
    }
    phrases: dict[tuple[str, ...], _Subject] = {}
    for line in reading.body:
        for run, opens in _runs(line, taken):
            for piece in _pieces(run):
                key = tuple(token.stem for token in piece)
                subject = phrases.setdefault(key, _Subject(key))
                subject.places.append((line, piece[0].start, piece[-1].end))
                subject.opens += opens and piece[0] is run[0]
    kept = [
        s for s in phrases.values() if len(s.places) > 1 or s.places[0][0].sentence.position < _HEAD_LINES
    ]
    kept = [subject for subject in kept if subject.opens or len(subject.stems) > 1]
    return [subject for subject in kept if not _is_inside_another(subject, kept)]


def _runs(line: Line, taken: set[tuple[int, int]]) -> Iterator[tuple[list[Token], bool]]:
    """Content words in a row, with whether a word before them leads a noun."""
    run: list[Token] = []
    opens = False
    before: Token | None = None
    for token in tokens(line.text):
        joined = before is not None and not line.text[before.end : token.start].strip(" -‐‑")
        is_part = token.is_content and (line.number, token.start) not in taken
        if run and not (is_part and joined):
            yield run, opens
            run = []
        if is_part:
            if not run:
                opens = before is not None and joined and before.lower in _OPENS_A_NOUN
            run.append(token)
        before = token
    if run:
        yield run, opens


def _pieces(run: Sequence[Token]) -> Iterator[Sequence[Token]]:
    for length in range(1, _LONGEST + 1):
        for start in range(len(run) - length + 1):
            piece = run[start : start + length]
            if all(_is_nounlike(token) for token in (piece[0], piece[-1])) and not _NO_NOUN.match(
                piece[-1].lower
            ):
                yield piece


def _is_nounlike(token: Token) -> bool:
    return (
        token.lower not in _NO_HEADS
        and token.lower not in ("not", "no", "never")
        and len(token.text) > 2
        and token.text[0].isalpha()
    )


def _is_inside_another(subject: _Subject, others: Sequence[_Subject]) -> bool:
    for other in others:
        longer = len(other.stems) > len(subject.stems)
        if (
            longer
            and _contains(other.stems, subject.stems)
            and len(other.places) >= 0.6 * len(subject.places)
        ):
            return True
        same_length_or_less = not longer and other is not subject and len(subject.places) < 2
        if same_length_or_less and _contains(subject.stems, other.stems) and len(other.places) >= 3:
            return True
    return False


def _contains(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def _first_form(subject: _Subject) -> str:
    line, start, end = subject.places[0]
    return line.text[start:end]


def _as_value(
    reading: Reading, name: str, places: Sequence[tuple[Line, int, int]], salience: float
) -> Mentioned:
    line, start, end = places[0]
    return Mentioned(
        name=" ".join(line.text[start:end].split()),
        salience=round(min(1.0, salience), 3),
        mentions=tuple(
            Span(start=line.sentence.start + start, end=line.sentence.start + end)
            for line, start, end in places
        ),
        citations=(reading.cite(line),),
    )
