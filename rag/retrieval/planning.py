"""From a reader's question to what is searched for. What was understood is shown with every answer.

What is read from the words of a question is a preference: it changes the order and hides nothing. Only a time
of publication ("articles from last week") restricts the search, and that is undone if nothing is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from rag.domain import Filters, TimeRange, Understood, UnderstoodAs, Value
from rag.retrieval.publishers import named_publishers
from rag.retrieval.time_expressions import TimeExpression, find_times
from rag.text.canonical import canonical_text


class Plan(Value):
    """What is searched: a query on one line, as of a moment, within a range and filters.

    ``times`` and ``publishers`` are preferred. ``time_range`` and ``filters`` hold, except that a range that
    was only ``understood`` may be given up.
    """

    query: str
    as_of: datetime
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    times: tuple[TimeRange, ...] = ()
    publishers: tuple[str, ...] = ()
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
    """The question with what its words say of time and publisher.

    A range or publishers that the reader gave take their place. ``known_publishers`` is asked only if the
    question may name one. ``read_words`` False takes the question as nothing but words to look for.
    """
    query = " ".join(canonical_text(question).split())
    bare = Plan(query=query, as_of=as_of, time_range=time_range, filters=filters)
    if not read_words:
        return bare
    times = find_times(query, as_of) if time_range is None else []
    publishers = list(named_publishers(query, known_publishers)) if not filters.publishers else []
    return bare.model_copy(
        update={
            "time_range": time_range or _published_within(times),
            "times": tuple(item.time_range for item in times),
            "publishers": tuple(publisher for _, publisher in publishers),
            "understood": (*_understood_times(times), *_understood_publishers(publishers)),
        }
    )


def _published_within(times: Sequence[TimeExpression]) -> TimeRange | None:
    """The range of publication, if there is just one: of two nobody knows how they belong together."""
    ranges = [item.time_range for item in times if item.is_publication]
    return ranges[0] if len(ranges) == 1 else None


def _understood_times(times: Sequence[TimeExpression]) -> Iterator[Understood]:
    within = _published_within(times)
    for item in times:
        is_range = item.is_publication and within is not None
        used_as = UnderstoodAs.RANGE if is_range else UnderstoodAs.PREFERENCE
        yield Understood(text=item.text, used_as=used_as, time_range=item.time_range)


def _understood_publishers(publishers: Sequence[tuple[str, str]]) -> Iterator[Understood]:
    for text, publisher in publishers:
        yield Understood(text=text, used_as=UnderstoodAs.PREFERENCE, publisher=publisher)


def _as_preference(item: Understood) -> Understood:
    return item.model_copy(update={"used_as": UnderstoodAs.PREFERENCE})
