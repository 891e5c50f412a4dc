"""From a reader's question to what is searched for. What was understood is shown with every answer.

What is read from the words of a question is a preference: it changes the order and hides nothing. Only a time
of publication ("articles from last week"), a section, an author or a language that are named as such restrict
the search, and that is undone if nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rag.domain import Filters, TimeRange, Understood, UnderstoodAs, Value
from rag.retrieval.named_limits import Known, NamedLimit, named_limits
from rag.retrieval.parts import parts_of
from rag.retrieval.publishers import named_publishers
from rag.retrieval.time_expressions import TimeExpression, find_times
from rag.text.canonical import canonical_text
from rag.text.phrases import quoted_phrases

_FIELDS = ("author", "section", "language")
"""What of `Understood` is a filter, each the singular of a field of `Filters`."""


class Part(Value):
    """Something to look for, with the times and publishers that are preferred for it."""

    query: str
    times: tuple[TimeRange, ...] = ()
    publishers: tuple[str, ...] = ()


class Plan(Part):
    """What is searched: a query on one line, as of a moment, within a range and filters.

    ``time_range`` and ``filters`` hold, except that what of them was only ``understood`` may be given up.
    ``parts`` are looked for beside the whole, and what has one of the ``phrases`` comes first.
    """

    as_of: datetime
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    parts: tuple[Part, ...] = ()
    phrases: tuple[str, ...] = ()
    understood: tuple[Understood, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def range_was_understood(self) -> bool:
        return any(item.used_as is UnderstoodAs.RANGE for item in self.understood)

    @property
    def filters_were_understood(self) -> bool:
        return any(item.used_as is UnderstoodAs.FILTER for item in self.understood)

    def without_understood_filters(self, note: str) -> Plan:
        """The same search without the filters that only the words of the question named."""
        named = [item for item in self.understood if item.used_as is UnderstoodAs.FILTER]
        fields = {f"{field}s": () for item in named for field in _FIELDS if getattr(item, field)}
        return self.model_copy(
            update={
                "filters": self.filters.model_copy(update=fields),
                "understood": tuple(item for item in self.understood if item not in named),
                "notes": (*self.notes, note),
            }
        )

    def without_understood_range(self, note: str) -> Plan:
        """The same search in everything, with the times of the range as a preference."""
        understood = tuple(_as_preference(item) for item in self.understood)
        times = tuple(item.time_range for item in understood if item.time_range is not None)
        return self.model_copy(
            update={
                "time_range": None,
                "times": times,
                "understood": understood,
                "notes": (*self.notes, note),
            }
        )


def plan(
    question: str,
    *,
    as_of: datetime,
    time_range: TimeRange | None,
    filters: Filters,
    known: Known,
    read_words: bool = True,
) -> Plan:
    """The question with what its words say of time, publisher and other limits, its phrases and its parts.

    What the reader gave takes their place. ``known`` is asked only if the question may name something of it.
    ``read_words`` False takes the question as nothing but words to look for.
    """
    query = " ".join(canonical_text(question).split())
    bare = Plan(query=query, as_of=as_of, time_range=time_range, filters=filters)
    if not read_words:
        return bare
    times = find_times(query, as_of) if time_range is None else []
    publishers = list(named_publishers(query, known.publishers)) if not filters.publishers else []
    parts = parts_of(query)
    within = _published_within(times) if not parts else None
    limits = (
        [one for one in named_limits(query, known) if not getattr(filters, one.field)] if not parts else []
    )
    phrases = _phrases(query, publishers)
    return bare.model_copy(
        update={
            "time_range": time_range or within,
            "filters": filters.model_copy(update={one.field: one.values for one in limits}),
            "phrases": tuple(phrases),
            "times": tuple(item.time_range for item in times),
            "publishers": tuple(publisher for _, publisher in publishers),
            "parts": tuple(_part(part, times, publishers) for part in parts),
            "understood": (
                *(_understood_time(item, within) for item in times),
                *_understood_publishers(publishers),
                *map(_understood_limit, limits),
                *(Understood(text=phrase, used_as=UnderstoodAs.PHRASE) for phrase in phrases),
                *(Understood(text=part, used_as=UnderstoodAs.PART) for part in parts),
            ),
        }
    )


def _part(text: str, times: Sequence[TimeExpression], publishers: Sequence[tuple[str, str]]) -> Part:
    """A part of a question with what was read in it of the times and publishers."""
    return Part(
        query=text,
        times=tuple(item.time_range for item in times if item.text in text),
        publishers=tuple(publisher for words, publisher in publishers if words in text),
    )


def _published_within(times: Sequence[TimeExpression]) -> TimeRange | None:
    """The range of publication, if there is just one: of two nobody knows how they belong together."""
    ranges = [item.time_range for item in times if item.is_publication]
    return ranges[0] if len(ranges) == 1 else None


def _understood_time(item: TimeExpression, within: TimeRange | None) -> Understood:
    is_range = item.is_publication and within is not None
    used_as = UnderstoodAs.RANGE if is_range else UnderstoodAs.PREFERENCE
    return Understood(text=item.text, used_as=used_as, time_range=item.time_range)


def _understood_publishers(publishers: Sequence[tuple[str, str]]) -> Iterator[Understood]:
    for text, publisher in publishers:
        yield Understood(text=text, used_as=UnderstoodAs.PREFERENCE, publisher=publisher)


def _understood_limit(limit: NamedLimit) -> Understood:
    told = {limit.field.removesuffix("s"): limit.values[0]}
    return Understood(text=limit.text, used_as=UnderstoodAs.FILTER, **told)


def _phrases(query: str, publishers: Sequence[tuple[str, str]]) -> list[str]:
    """What the question quotes, but for the publishers it names in quotes."""
    named = " ".join(words.casefold() for words, _ in publishers)
    return [phrase for phrase in quoted_phrases(query) if phrase.casefold() not in named]


def _as_preference(item: Understood) -> Understood:
    if item.used_as is not UnderstoodAs.RANGE:
        return item
    return item.model_copy(update={"used_as": UnderstoodAs.PREFERENCE})
