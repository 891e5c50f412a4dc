"""Whether an article can tell of the time a question asks about.

"Who resigned this week?" is not answered by an article of another year, however well its words fit. Only
short stretches of the past are held to this: an article may speak of next year, and of the last decade.
Nor can an article answer that was written after the moment of asking, where that moment is given.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from rag.domain import Searched, TimeRange

LONGEST = timedelta(days=32)
"""A month; longer stretches are looked back and forward to from far away, but for the one we are in."""

AHEAD = timedelta(days=7)
"""How long before the time asked about an article may announce what is to come."""

AFTERWARDS = timedelta(days=3)
"""How long after the moment of asking an article may be dated: updates carry the day of their last change."""

RECENT = timedelta(days=100)
"""How far back "recently" reaches."""

_RECENTLY = re.compile(r"\b(?:recently|lately|currently|nowadays)\b", re.IGNORECASE)


def out_of_time(published_at: datetime | None, searched: Searched) -> str | None:
    """Why an article cannot tell of the time asked about, in words; None if it can."""
    if published_at is None:
        return None
    if published_at > searched.as_of + AFTERWARDS:
        return "its source came after the moment of asking"
    for text, start in _starts(searched):
        if published_at < start:
            return f"its source came before the time of the question (“{text}”)"
    return None


def _starts(searched: Searched) -> list[tuple[str, datetime]]:
    """From when on an article can tell of each time in the question, with its words."""
    starts = [
        (item.text, item.time_range.start - AHEAD)
        for item in searched.understood
        if item.time_range is not None and item.time_range.start is not None
        if _binds(item.time_range, searched.as_of)
    ]
    recent = _RECENTLY.search(searched.query)
    return [*starts, *([(recent.group(), searched.as_of - RECENT)] if recent else [])]


def _binds(time_range: TimeRange, as_of: datetime) -> bool:
    if time_range.start is None or time_range.end is None or time_range.start > as_of:
        return False
    return time_range.end - time_range.start <= LONGEST or as_of < time_range.end
