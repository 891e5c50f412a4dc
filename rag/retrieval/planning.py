"""From a reader's question to what is searched for. What was understood is shown with every answer.

What is read from the words of a question is a preference: it changes the order and hides nothing. Only a time
of publication ("articles from last week") restricts the search, and that is undone if nothing is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from rag.domain import Filters, TimeRange, Understood, UnderstoodAs, Value
from rag.retrieval.parts import parts_of
from rag.retrieval.publishers import named_publishers
from rag.retrieval.time_expressions import TimeExpression, find_times
from rag.text.canonical import canonical_text


class Part(Value):
    """Something to look for, with the times and publishers that are preferred for it."""

    query: str
    times: tuple[TimeRange, ...] = ()
    publishers: tuple[str, ...] = ()


class Plan(Part):
    """What is searched: a query on one line, as of a moment, within a range and filters.

    ``time_range`` and ``filters`` hold, except that a range that was only ``understood`` may be given up.
    ``parts`` are looked for beside the whole.
    """

    as_of: datetime
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    parts: tuple[Part, ...] = ()
    understood: tuple[Understood, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def range_was_understood(self) -> bool:
        return any(item.used_as is UnderstoodAs.RANGE for item in self.understood)

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
    known_publishers: Callable[[], Sequence[str]] = tuple,
    read_words: bool = True,
) -> Plan:
    """The question with what its words say of time and publisher, and its parts.

    A range or publishers that the reader gave take their place. ``known_publishers`` is asked only if the
    question may name one. ``read_words`` False takes the question as nothing but words to look for.
    """
    query = " ".join(canonical_text(question).split())
    bare = Plan(query=query, as_of=as_of, time_range=time_range, filters=filters)
    if not read_words:
        return bare
    times = find_times(query, as_of) if time_range is None else []
    publishers = list(named_publishers(query, known_publishers)) if not filters.publishers else []
    parts = parts_of(query)
    within = _published_within(times) if not parts else None
    return bare.model_copy(
        update={
            "time_range": time_range or within,
            "times": tuple(item.time_range for item in times),
            "publishers": tuple(publisher for _, publisher in publishers),
            "parts": tuple(_part(part, times, publishers) for part in parts),
            "understood": (
                *(_understood_time(item, within) for item in times),
                *_understood_publishers(publishers),
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


def _as_preference(item: Understood) -> Understood:
    if item.used_as is not UnderstoodAs.RANGE:
        return item
    return item.model_copy(update={"used_as": UnderstoodAs.PREFERENCE})
