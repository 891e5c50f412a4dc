"""People, organisations and places of an article, each under its fullest name with all its places."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rag.domain import Mentioned, Span
from rag.summaries.reading import Line, Reading
from rag.text.kinds import Kind, is_demonym, is_known, is_known_place, kind_of
from rag.text.known_names import GIVEN_NAMES, ORGANISATION_WORDS
from rag.text.names import Aliases, Name, name_tokens, same_name
from rag.text.roles import role_of
from rag.text.tokens import word_set
from rag.text.words import content_words

_HEAD_LINES = 4
_OFFICE_OF = re.compile(r"\b(?:[Ss]ecretary|[Mm]inister|[Dd]irector|[Hh]ead)\s+of\s+$")
_OFFICES = word_set(
    "presidents ministers secretaries senators governors mayors state treasury defense defence"
)
_OF = re.compile(r"\s+(?:of|for)\s+(?:the\s+)?")
_PORTFOLIO = re.compile(
    r"(?:Education|Finance|Health|Def[ea]n[cs]e|State|Justice|Culture|Labou?r|Agriculture|Energy|Transport"
    r"|Environment|Trade|Commerce|Interior|Industry|Science|Tourism|Housing|Sports?|Information|Treasury)$"
)
_BODIES = word_set(
    "University Council Foundation Institute Agency Association Committee Commission Federation Union Society"
)
_VOWELS_OF_INITIALS = 0.4
_PUBLISHER_SPEAKS = re.compile(r"^(?:Image|Images|Photo|Photos|File|Read|Video)$")


@dataclass(frozen=True)
class Place:
    """A name at ``line.text[name.start:name.end]``."""

    line: Line
    name: Name

    @property
    def span(self) -> Span:
        start = self.line.sentence.start
        return Span(start=start + self.name.start, end=start + self.name.end)


@dataclass
class Named:
    """All the places that name one thing."""

    kind: Kind
    places: list[Place] = field(default_factory=list)

    @property
    def fullest(self) -> Name:
        """The longest form that is not shouted and no demonym; of equals the first."""
        ranked = sorted(
            (place.name for place in self.places),
            key=lambda name: (is_demonym(name.text), -len(name.tokens), -len(name.text)),
        )
        return ranked[0]


def find_named(reading: Reading) -> list[Named]:
    """Everything named in the body, the most salient first. Headings name nothing by themselves."""
    lower = _lower_words(reading)
    groups: list[Named] = []
    for text, places in _by_text(reading).items():
        kind = kind_of(
            text, [(place.line.text, place.name.start, place.name.end) for place in places], lower=lower
        )
        group = _group_for(groups, places[0].name, kind, reading.aliases)
        if group is not None:
            group.places.extend(places)
        elif not _is_noise(text, places):
            groups.append(Named(kind, list(places)))
    return sorted(groups, key=lambda group: -weight(group.places))


def _by_text(reading: Reading) -> dict[str, list[Place]]:
    """The places of each form, the forms of more words first, so that shorter ones find them there."""
    found: dict[str, list[Place]] = {}
    for line in reading.body:
        for name in joined_names(line.text, line.names):
            found.setdefault(name.text, []).append(Place(line, name))
    return dict(sorted(found.items(), key=lambda form: (-len(form[1][0].name.tokens), -len(form[1]))))


def joined_names(text: str, names: Sequence[Name]) -> list[Name]:
    """The names with "University" and "Helsinki" made one where the text says "University of Helsinki"."""
    joined: list[Name] = []
    parts = [part for name in names for part in _body_and_person(text, name)]
    for name in (_without_office(text, part) for part in parts):
        before = joined[-1] if joined else None
        if before is not None and _is_one_name(before, text[before.end : name.start], name):
            tokens = (*before.tokens, *name.tokens)
            whole = text[before.start : name.end]
            joined[-1] = replace(
                before, end=name.end, text=" ".join(whole.split()), tokens=tokens, is_sure=True
            )
        else:
            joined.append(name)
    return joined


def _body_and_person(text: str, name: Name) -> list[Name]:
    """ "Refugee Council Enver Solomon" is a body and a person who speaks for it."""
    words = list(re.finditer(r"\S+", text[name.start : name.end]))
    for at, word in enumerate(words[1:-2], start=1):
        rest = [found.group() for found in words[at + 1 :]]
        if word.group() in _BODIES and len(rest) == 2 and all(_is_personal(one) for one in rest):
            cut = name.start + word.end()
            start = name.start + words[at + 1].start()
            return [_piece(text, name, name.start, cut), _piece(text, name, start, name.end)]
    return [name]


def _is_personal(word: str) -> bool:
    return word[0].isupper() and word.lower() not in ORGANISATION_WORDS and not is_known_place(word)


def _piece(text: str, name: Name, start: int, end: int) -> Name:
    words = text[start:end].split()
    return replace(name, start=start, end=end, text=" ".join(words), tokens=name_tokens(words), is_sure=True)


def _without_office(text: str, name: Name) -> Name:
    """ "Antony Blinken" of "Secretary of State Antony Blinken", "Joe Biden" of "Presidents Joe Biden"."""
    words = re.findall(r"\S+", text[name.start : name.end])
    is_person = len(words) > 2 and (words[1].lower() in GIVEN_NAMES or _PORTFOLIO.match(words[0]) is not None)
    is_office = words[0].lower() in _OFFICES or _OFFICE_OF.search(text[: name.start]) is not None
    if not (is_person and is_office):
        return name
    start = text.index(words[1], name.start)
    return replace(name, start=start, text=" ".join(words[1:]), tokens=name_tokens(words[1:]), is_sure=True)


def _is_one_name(before: Name, between: str, behind: Name) -> bool:
    """ "University of Oster" and "Harbour Workers' Union" are one name each."""
    if _OF.fullmatch(between):
        return before.text.split()[-1].lower() in ORGANISATION_WORDS
    possessive = between == " " and re.search(r"['’]s$", before.text) is not None
    return (possessive or between in ("' ", "’ ")) and behind.text.split()[-1].lower() in ORGANISATION_WORDS


def _lower_words(reading: Reading) -> frozenset[str]:
    return frozenset(word for line in reading.body for word in re.findall(r"[a-z]\w+", line.text))


def _is_noise(text: str, places: Sequence[Place]) -> bool:
    """A word with a capital only where any word has one, a mark of a caption, or a shouted word."""
    if _PUBLISHER_SPEAKS.match(text) or (len(places) == 1 and _is_shouted(text)):
        return True
    return all(
        not place.name.is_sure or (place.line.is_heading and len(place.name.tokens) < 2) for place in places
    )


def _is_shouted(text: str) -> bool:
    """ "AND" and "HUGE" are words; initials that nobody knows have fewer vowels, or come up again."""
    if not (text.isalpha() and text.isupper() and len(text) > 2) or is_known(text):
        return False
    vowels = sum(letter in "AEIOUY" for letter in text)
    return not content_words(text.lower()) or vowels / len(text) > _VOWELS_OF_INITIALS


def _group_for(groups: Iterable[Named], name: Name, kind: Kind, aliases: Aliases) -> Named | None:
    fit = [
        group
        for group in groups
        if any(_is_same(name, kind, other, group.kind, aliases) for other in _forms(group))
    ]
    return max(fit, key=lambda group: len(group.places), default=None)


def _forms(group: Named) -> list[Name]:
    return list({place.name.tokens: place.name for place in group.places}.values())


def _is_same(name: Name, kind: Kind, full: Name, full_kind: Kind, aliases: Aliases) -> bool:
    if name.tokens == full.tokens or full.tokens in aliases.get(name.tokens, ()):
        return True
    if full_kind is Kind.PERSON:
        return len(name.tokens) == 1 and not is_known_place(name.text) and same_name(name, full)
    if kind is Kind.PLACE or full_kind is Kind.PLACE:
        return False
    if len(name.tokens) == 1:
        initials = "".join(token[0] for token in full.tokens)
        return len(name.text) > 1 and name.text.isupper() and name.tokens[0] == initials
    return len(name.tokens) >= 2 and full.tokens[-len(name.tokens) :] == name.tokens


def weight(places: Sequence[Place]) -> float:
    """How much of an article a thing takes up: mentions count less and less, early ones more."""
    first = min(place.line.sentence.position for place in places)
    early = 2.0 if first < _HEAD_LINES else 1.0
    return early * (1.0 + math.log(len(places)))


# --- as values --------------------------------------------------------------------------------------------


def mentioned(reading: Reading, groups: Sequence[Named], kind: Kind) -> tuple[Mentioned, ...]:
    """The groups of one kind as values, the most salient first."""
    most = max((weight(group.places) for group in groups), default=1.0)
    return tuple(
        _as_value(reading, group, weight(group.places) / most)
        for group in groups
        if group.kind is kind and not _is_only_demonym(group)
    )


def _is_only_demonym(group: Named) -> bool:
    return all(is_demonym(place.name.text) for place in group.places)


def _as_value(reading: Reading, group: Named, salience: float) -> Mentioned:
    places = sorted(group.places, key=lambda place: place.span.start)
    full = group.fullest
    shown = next(place for place in places if place.name is full)
    name = shown.line.text[full.start : full.end]
    citations = [reading.cite(shown.line)]
    role = _role(places) if group.kind is Kind.PERSON else None
    if role is not None:
        place, span = role
        citations.append(reading.cite(place.line, *span))
    return Mentioned(
        name=_without_possessive(" ".join(name.split())),
        role=" ".join(role[0].line.text[slice(*role[1])].split()) if role else None,
        salience=round(salience, 3),
        mentions=tuple(place.span for place in places),
        citations=tuple(dict.fromkeys(citations)),
    )


def _role(places: Sequence[Place]) -> tuple[Place, tuple[int, int]] | None:
    for place in places:
        span = role_of(place.line.text, place.name.start, place.name.end)
        if span is not None:
            return place, span
    return None


def _without_possessive(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)
