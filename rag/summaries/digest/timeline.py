"""The dated events of a story across its articles, by date."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Event
from rag.summaries.digest.choosing import nearest
from rag.summaries.digest.reports import Report, about, is_told
from rag.summaries.figures import find_events

_MOST = 12
_OF_ONE_ARTICLE = 5
_SAME = 0.5
"""Of the weighted words of two events of one day that they have in common: it is one event."""


def timeline_of(reports: Sequence[Report]) -> tuple[Event, ...]:
    """The events nearest to what the story is about, each told once with all its places."""
    events = [event for report in reports for event in _events(report)]
    chosen = nearest(
        [event.text for event in events],
        about(reports),
        most=_MOST if len(reports) > 1 else _OF_ONE_ARTICLE,
        same_from=_SAME,
        may_be_same=lambda one, other: events[one].date == events[other].date,
    )
    shown = [_with_places(events[at], [events[other] for other in same]) for at, same in chosen.items()]
    return tuple(sorted(shown, key=lambda event: (event.start, event.end)))


def _with_places(event: Event, others: Sequence[Event]) -> Event:
    places = dict.fromkeys((*event.citations, *(place for other in others for place in other.citations)))
    return event.model_copy(update={"citations": tuple(places)})


def _events(report: Report) -> list[Event]:
    told = {line.sentence.start for line in report.reading.statements if is_told(line)}
    return [event for event in find_events(report.reading) if event.citations[0].start in told]
