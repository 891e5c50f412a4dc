"""Whether an article can tell of the time a question asks about.

"Who resigned this week?" is not answered by an article of another year, however well its words fit. Only
short stretches of the past are held to this: an article may speak of next year, and of the last decade.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rag.domain import Searched, TimeRange

LONGEST = timedelta(days=32)
"""A month; longer stretches are looked back and forward to from far away."""

AHEAD = timedelta(days=7)
"""How long before the time asked about an article may announce what is to come."""


def too_early(published_at: datetime | None, searched: Searched) -> str | None:
    """The words of the question whose time the article came before, or None if it can tell of it."""
    if published_at is None:
        return None
    for item in searched.understood:
        if item.time_range is not None and _binds(item.time_range, searched.as_of):
            start = item.time_range.start
            if start is not None and published_at < start - AHEAD:
                return item.text
    return None


def _binds(time_range: TimeRange, as_of: datetime) -> bool:
    if time_range.start is None or time_range.end is None:
        return False
    return time_range.start <= as_of and time_range.end - time_range.start <= LONGEST
