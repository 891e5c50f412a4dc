"""Forms filled without a language model: a field's name, description or format tells what belongs there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue

from rag.domain import Cited, DraftPoint, Mentioned
from rag.summaries.checking import lines_of
from rag.summaries.forms.carrying import has_words, lines_near, statement_of
from rag.summaries.forms.drafts import Candidate, ChoiceDraft, Draft, GroupDraft, LeafDraft, ListDraft
from rag.summaries.forms.form import Choice, Group, Leaf, Listing, Node
from rag.summaries.forms.spoken import values_in
from rag.summaries.outline import Outline, headline
from rag.summaries.reading import Line, Reading
from rag.summaries.rules import Found, find_by_rules
from rag.text.tokens import tokens, word_set

_TOPICS: Mapping[str, frozenset[str]] = {
    "quotes": word_set("quote quotes quotation quotations quoted verbatim"),
    "headline": word_set("headline title heading"),
    "summary": word_set("summary abstract synopsis overview gist tldr"),
    "points": word_set("points takeaways highlights facts"),
    "events": word_set("event events timeline chronology milestones"),
    "positions": word_set("position positions demand demands concern concerns offer offers stance stances"),
    "figures": word_set("figure figures number numbers statistic statistics amount amounts"),
    "dates": word_set("date dates"),
    "people": word_set("person people persons persona individual individuals names speaker speakers who"),
    "organisations": word_set(
        "organisation organisations organization organizations company companies agency body bodies"
    ),
    "places": word_set("place places location locations where city country region venue"),
    "names": word_set("name"),
    "subjects": word_set("subject subjects topic topics tag tags keyword keywords theme themes"),
    "why": word_set("why reason reasons cause causes because"),
    "how": word_set("how means method"),
    "next": word_set("next outlook plans steps"),
}
"""What an article has by rules, and the words by which fields ask for it; the first that fits counts."""

_PARTS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "quotes": {
        "speaker": word_set("speaker who by person source name said"),
        "role": word_set("role position job function office"),
        "text": word_set("text quote words quotation statement content"),
    },
    "people": {
        "role": word_set("role title position job function occupation office"),
        "name": word_set("name person who full"),
    },
    "organisations": {"name": word_set("name organisation organization company body")},
    "places": {"name": word_set("name place location city country")},
    "figures": {
        "value": word_set("value number amount figure count quantity"),
        "unit": word_set("unit units measure"),
        "measures": word_set("what label measures meaning description name of context"),
        "text": word_set("text written"),
    },
    "events": {
        "date": word_set("date when day on at"),
        "text": word_set("text event what description happened title name summary"),
    },
    "positions": {
        "stance": word_set("stance type kind"),
        "party": word_set("party who actor side holder name by from"),
        "target": word_set("target to against whom"),
        "text": word_set("text what position demand concern description content"),
    },
}
"""The parts of what rules find, and the words by which the fields of a list's items ask for them."""

_MOST_CANDIDATES = 5
_MOST_ITEMS = 30
_HEAD = 3
"""Sentences at the head in which a field that is only called a date finds it."""
_PROSE = 2
"""So many words of its own make a field one that a sentence may answer."""
_ENOUGH = 0.5
"""Share of a field's words that a sentence has to have to be taken for its value."""


def fill_by_rules(form: Node, reading: Reading, outline: Outline) -> Draft | None:
    """What the rules take for each field; nothing where nothing tells."""
    return _Filling(reading, outline).draft(form)


@dataclass
class _Filling:
    reading: Reading
    outline: Outline

    @cached_property
    def found(self) -> Found:
        return find_by_rules(self.reading)

    def draft(self, node: Node) -> Draft | None:
        match node:
            case Leaf():
                return LeafDraft(tuple(self._candidates(node))[:_MOST_CANDIDATES])
            case Group():
                drafts = {item.name: self.draft(item.node) for item in node.fields}
                return GroupDraft({name: draft for name, draft in drafts.items() if draft is not None})
            case Listing(item=Leaf() as item):
                return ListDraft(items=tuple(self._listed(node, item)))
            case Listing(item=Node() as item):
                return ListDraft(items=tuple(self._rows(node, item)))
            case Choice(options=options):
                drafted = [(n, self.draft(option)) for n, option in enumerate(options)]
                return ChoiceDraft(tuple((n, draft) for n, draft in drafted if draft is not None))
        return None

    # --- single values ---

    def _candidates(self, leaf: Leaf) -> Iterator[Candidate]:
        if leaf.constant is not None or not leaf.kinds:
            return
        if leaf.choices is not None:
            yield from self._chosen(leaf)
        elif leaf.kinds == {"boolean"}:
            said = [line.number for line in self.reading.body if has_words(statement_of(leaf), line)]
            yield from (Candidate(value, (number,)) for number in said for value in (True, False))
        elif leaf.kinds & {"number", "integer"}:
            yield from self._from_lines(leaf, self._near(leaf))
        elif leaf.formats & {"date", "date-time"}:
            lines = self._near(leaf) if _own_words(leaf) else self.reading.statements[:_HEAD]
            yield from self._from_lines(leaf, lines)
        elif not leaf.formats:
            yield from self._words(leaf)

    def _chosen(self, leaf: Leaf) -> Iterator[Candidate]:
        """What a sentence near the field says; where no word tells which is, the only choice there is."""
        if _own_words(leaf):
            yield from self._from_lines(leaf, self._near(leaf))
            return
        said = list(self._from_lines(leaf, self.reading.body))
        if len({str(candidate.value) for candidate in said}) == 1:
            yield said[0]

    def _near(self, leaf: Leaf) -> list[Line]:
        """The sentences that have most of the field's own words, if they have enough of them."""
        wanted = _own_words(leaf)
        near = lines_near(" ".join(wanted), self.reading.body)
        stems = {token.stem for token in tokens(" ".join(wanted))}
        return [line for line in near if len(stems & line.stems) >= _ENOUGH * len(stems)]

    def _from_lines(self, leaf: Leaf, lines: Iterable[Line]) -> Iterator[Candidate]:
        for line in lines:
            for value in values_in(leaf, line.flat, self.reading):
                yield Candidate(value, (line.number,))

    def _words(self, leaf: Leaf) -> Iterator[Candidate]:
        own = _own_words(leaf)
        topic = _topic_of(leaf)
        if topic is not None:
            yield from self._of_topic(topic, leaf)
        elif holders := [person for person in self.found.people if own and _holds(person, own)]:
            yield from (self._of(person, person.name) for person in holders)
        elif len(own) >= _PROSE:
            yield from (
                Candidate(line.flat, (line.number,)) for line in self._near(leaf) if line.is_statement
            )

    def _of_topic(self, topic: str, leaf: Leaf) -> Iterator[Candidate]:
        """The values of a topic, those first whose sentences have the field's other words."""
        values = list(self._values(topic))
        others = {token.stem for token in tokens(" ".join(_own_words(leaf)))} - _TOPIC_STEMS
        if not others:
            yield from values
        for candidate in values:
            lines = [line for n in candidate.sentences if (line := self.reading.line(n)) is not None]
            if others and any(len(others & line.stems) >= _ENOUGH * len(others) for line in lines):
                yield candidate

    def _values(self, topic: str) -> Iterator[Candidate]:
        found = self.found
        lists: dict[str, Callable[[], Iterable[Candidate]]] = {
            "headline": lambda: _points(filter(None, [headline(self.reading)])),
            "summary": lambda: self._best(),
            "points": lambda: _points(self.outline.key_points()),
            "why": lambda: _points(self.outline.why()),
            "how": lambda: _points(self.outline.how()),
            "next": lambda: _points(self.outline.next_steps()),
            "quotes": lambda: (self._of(quote, quote.text) for quote in found.quotes),
            "people": lambda: (self._of(person, person.name) for person in found.people),
            "organisations": lambda: (self._of(body, body.name) for body in found.organisations),
            "places": lambda: (self._of(place, place.name) for place in found.places),
            "names": lambda: (
                self._of(named, named.name) for named in (*found.people, *found.organisations, *found.places)
            ),
            "subjects": lambda: (self._of(subject, subject.name) for subject in found.subjects),
            "events": lambda: (self._of(event, event.text) for event in found.events),
            "figures": lambda: (self._of(figure, figure.text) for figure in found.figures),
            "dates": lambda: (self._of(day, day.text) for day in found.dates),
            "positions": lambda: (Candidate(p.text, p.sentences) for p in found.positions),
        }
        yield from lists[topic]()

    def _best(self) -> list[Candidate]:
        best = self.outline.best()
        return [Candidate(best.flat, (best.number,))] if best else []

    def _of(self, cited: Cited, value: JsonValue) -> Candidate:
        return Candidate(value, tuple(line.number for line in lines_of(self.reading, cited.citations)))

    # --- lists ---

    def _listed(self, listing: Listing, item: Leaf) -> Iterator[Draft]:
        topic = _topic_of(listing)
        if topic is None:
            return
        for candidate in list(self._values(topic))[:_MOST_ITEMS]:
            values = values_in(item, str(candidate.value), self.reading)
            yield LeafDraft(tuple(Candidate(value, candidate.sentences) for value in values))

    def _rows(self, listing: Listing, item: Node) -> Iterator[Draft]:
        """What was found of the list's topic, its parts in the fields that ask for them."""
        topic = _topic_of(listing)
        if topic is None or topic not in _PARTS or not isinstance(item, Group):
            return
        asked = {field.name: _part_of(field.node, _PARTS[topic]) for field in item.fields}
        for value in list(getattr(self.found, topic))[:_MOST_ITEMS]:
            yield GroupDraft(
                {
                    field.name: self._part(field.node, value, part)
                    for field in item.fields
                    if isinstance(field.node, Leaf) and (part := asked[field.name]) is not None
                }
            )

    def _part(self, leaf: Leaf, value: object, part: str) -> LeafDraft:
        said = getattr(value, part, None)
        if said is None or said == "":
            return LeafDraft()
        numbers = getattr(value, "sentences", ())
        if isinstance(value, Cited):
            numbers = tuple(line.number for line in lines_of(self.reading, value.citations))
        if isinstance(said, float):
            fits = bool(leaf.kinds & {"number", "integer"})
            return LeafDraft((Candidate(said, numbers),) if fits else ())
        values = [str(said)] if part == "date" else list(values_in(leaf, str(said), self.reading))
        return LeafDraft(tuple(Candidate(one, numbers) for one in values))


_TOPIC_STEMS = frozenset(token.stem for words in _TOPICS.values() for word in words for token in tokens(word))
_NO_OWN = word_set(
    "date dates day when year month time on number count total amount how many much value first full name "
    "text main list all any article news story report the event kind type category status class label"
)


def _own_words(leaf: Leaf) -> list[str]:
    """The words of a field that are about something: not those that only say what kind of value it is."""
    named = [t for t in tokens(f"{leaf.label.spoken} {leaf.label.description}") if t.is_content]
    return [token.lower for token in named if token.lower not in _NO_OWN]


def _holds(person: Mentioned, words: list[str]) -> bool:
    """Whether the person's role has all these words: "minister" for a Transport Minister."""
    role = {token.stem for token in tokens(person.role or "")}
    return {token.stem for token in tokens(" ".join(words))} <= role


def _topic_of(node: Node) -> str | None:
    """What the field asks for: the last word of its name counts first, its description last."""
    name, described = node.label.spoken.split(), node.label.description.lower().split()
    for text in (name[-1:], name, described):
        words = {word.strip(".,;:()") for word in text}
        for topic, known in _TOPICS.items():
            if words & known:
                return topic
    return None


def _part_of(node: Node, parts: Mapping[str, frozenset[str]]) -> str | None:
    for text in (node.label.spoken, node.label.description.lower()):
        words = set(text.split())
        for part, known in parts.items():
            if words & known:
                return part
    return None


def _points(points: Iterable[DraftPoint]) -> list[Candidate]:
    return [Candidate(point.text, point.sentences) for point in points]
