"""What rules and libraries read of an article, with or without a model: names, quotes, figures and dates."""

from __future__ import annotations

from dataclasses import dataclass

from rag.domain import DateFound, DraftPosition, Event, Figure, Mentioned, Quote
from rag.summaries.figures import find_dates_of, find_events, find_figures
from rag.summaries.mentions import Named, find_named, mentioned
from rag.summaries.positions import find_positions
from rag.summaries.quotes import find_quotes
from rag.summaries.reading import Reading
from rag.summaries.subjects import find_subjects
from rag.text.kinds import Kind

MOST_SUBJECTS = 12


@dataclass(frozen=True)
class Found:
    """Everything found by rules. It is cut from the article, so it needs no more checking than its places."""

    named: tuple[Named, ...]
    people: tuple[Mentioned, ...]
    organisations: tuple[Mentioned, ...]
    places: tuple[Mentioned, ...]
    subjects: tuple[Mentioned, ...]
    quotes: tuple[Quote, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateFound, ...]
    events: tuple[Event, ...]
    positions: tuple[DraftPosition, ...]


def find_by_rules(reading: Reading) -> Found:
    named = find_named(reading)
    return Found(
        named=tuple(named),
        people=mentioned(reading, named, Kind.PERSON),
        organisations=mentioned(reading, named, Kind.ORGANISATION),
        places=mentioned(reading, named, Kind.PLACE),
        subjects=find_subjects(reading, named, MOST_SUBJECTS),
        quotes=tuple(find_quotes(reading, named)),
        figures=tuple(find_figures(reading)),
        dates=tuple(find_dates_of(reading)),
        events=tuple(find_events(reading)),
        positions=tuple(find_positions(reading)),
    )
