"""The times a question speaks of, with the words that say so, as ranges of publication.

``find_times("Who resigned since Friday?", as_of)`` gives "since Friday". What lies ahead of the moment of
asking is left out: what is written about it has appeared before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from rag.domain import TimeRange
from rag.retrieval import periods
from rag.retrieval.calendar_mentions import calendar_times
from rag.retrieval.time_phrases import TimeMention, relative_times
from rag.text.dates import find_dates


class TimeExpression(TimeMention):
    """A time in a question; ``is_publication`` if it is that of articles, not of what they tell."""

    is_publication: bool = False


_OPERATORS = re.compile(
    r"(?:\b(?P<word>since|ever\s+since|after|before|prior\s+to|until|till|up\s+to|by|from)\s+)"
    r"(?:(?:early|late|mid)[\s-]+|the\s+)?$",
    re.IGNORECASE,
)
_FIRST_OF_TWO = re.compile(r"\b(?P<word>between|from)\s+(?:(?:early|late|mid)[\s-]+)?$", re.IGNORECASE)
_JOINTS = {"between": r"\s+and\s+", "from": r"\s+(?:to|until|till|through|up\s+to)\s+"}
_ONWARD = re.compile(r"\s+(?:on|onwards?)\b", re.IGNORECASE)
_MONTH_SPAN = re.compile(
    r"\b(?:between\s+(?P<b1>[A-Z][a-z]+)\s+and\s+(?P<b2>[A-Z][a-z]+)"
    r"|from\s+(?P<f1>[A-Z][a-z]+)\s+(?:to|until|till|through)\s+(?P<f2>[A-Z][a-z]+))(?:,?\s+(?P<year>(?:19|20)\d\d))?\b"
)
_SUPERLATIVE = re.compile(r"\b(?:first|last|only|most|least|worst|best|\w{2,}est)\b[^,;.?!]*$", re.IGNORECASE)
_ARTICLES = r"\b(?:articles?|stories|coverage|headlines|news)\b[^,;.?!]*"
_ARTICLES_OF = re.compile(
    _ARTICLES + r"\b(?:from\s+|(?:published|posted|printed)\s+(?:\w+\s+){0,2})$", re.IGNORECASE
)
_ARTICLES_BEHIND = re.compile(r"['’]s?\s+(?:articles|stories|coverage|headlines|news)\b", re.IGNORECASE)


def find_times(question: str, as_of: datetime) -> list[TimeExpression]:
    """In reading order, without overlaps; whole days are those of the zone of ``as_of``."""
    try:
        mentions = _without_overlaps(
            [
                *_month_spans(question, as_of),
                *relative_times(question, as_of),
                *calendar_times(question, as_of),
            ]
        )
    except (OverflowError, ValueError):  # a moment of asking at the edge of the calendar has no neighbours
        return []
    read = [_read(question, mention, as_of) for mention in _joined(question, mentions)]
    return [expression for expression in read if expression is not None]


def _without_overlaps(mentions: Iterable[TimeMention]) -> list[TimeMention]:
    kept: list[TimeMention] = []
    for mention in mentions:
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _month_spans(question: str, as_of: datetime) -> list[TimeMention]:
    """ "Between March and May": two months side by side are months, whatever else they may be."""
    spans = []
    for found in _MONTH_SPAN.finditer(question):
        names = [(found["b1"] or found["f1"]).lower(), (found["b2"] or found["f2"]).lower()]
        if not all(name in periods.MONTHS for name in names):
            continue
        first, last = (periods.MONTHS.index(name) + 1 for name in names)
        count = (last - first) % 12 + 1
        end_year = int(found["year"]) if found["year"] else as_of.year
        start_year = end_year - (first > last)
        if not found["year"] and periods.months(start_year, first)[0] > as_of.date():
            start_year -= 1
        period = periods.months(start_year, first, count)
        time_range = periods.time_range(period, as_of.tzinfo)
        spans.append(
            TimeMention(start=found.start(), end=found.end(), text=found.group(), time_range=time_range)
        )
    return spans


def _joined(question: str, mentions: Sequence[TimeMention]) -> list[TimeMention]:
    """Two mentions that are the ends of one span become one."""
    joined: list[TimeMention] = []
    for mention in mentions:
        opening = _FIRST_OF_TWO.search(question[: joined[-1].start]) if joined else None
        gap = question[joined[-1].end : mention.start] if joined else ""
        if opening and re.fullmatch(_JOINTS[opening["word"].lower()], gap, re.IGNORECASE):
            joined[-1] = _span(question, opening.start(), joined[-1], mention)
        else:
            joined.append(mention)
    return joined


def _span(question: str, start: int, first: TimeMention, last: TimeMention) -> TimeMention:
    begin, end = first.time_range.start, last.time_range.end
    year = re.search(r"\d{4}$", last.text)
    if year and end is not None and not re.search(r"\d{4}", first.text):
        placed = find_dates(f"{first.text}, {year.group()}")
        if placed and placed[0].first is not None and placed[0].last is not None:
            begin = periods.time_range((placed[0].first, placed[0].last), end.tzinfo).start
    if begin is not None and end is not None and begin >= end:  # "from Wednesday to Friday" of last week
        begin -= timedelta(weeks=1)
    if begin is not None and end is not None and begin >= end:
        begin, end = last.time_range.start, first.time_range.end
    time_range = TimeRange(start=begin, end=end)
    return TimeMention(start=start, end=last.end, text=question[start : last.end], time_range=time_range)


def _read(question: str, mention: TimeMention, as_of: datetime) -> TimeExpression | None:
    """The mention with the "since" or "before" ahead of it; None if it says nothing about the past."""
    start, end, time_range = mention.start, mention.end, mention.time_range
    operator = _OPERATORS.search(question[:start])
    if operator:
        word = " ".join(operator["word"].lower().split())
        onward = _ONWARD.match(question, end) if word == "from" else None
        if word in ("since", "ever since") and _SUPERLATIVE.search(question[: operator.start()]):
            return None
        if word != "from" or onward:
            start, end = operator.start(), onward.end() if onward else end
            time_range = _beyond(word, time_range)
    if _lies_ahead(time_range, as_of):
        return None
    return TimeExpression(
        start=start,
        end=end,
        text=question[start:end],
        time_range=time_range,
        is_publication=_is_publication(question, mention, start),
    )


def _beyond(word: str, time_range: TimeRange) -> TimeRange:
    if word in ("since", "ever since", "from"):
        return TimeRange(start=time_range.start)
    if word == "after":
        return TimeRange(start=time_range.end)
    if word in ("before", "prior to"):
        return TimeRange(end=time_range.start)
    return TimeRange(end=time_range.end)


def _lies_ahead(time_range: TimeRange, as_of: datetime) -> bool:
    if time_range.start is None:
        return time_range.end is None or time_range.end > as_of
    return time_range.start > as_of


def _is_publication(question: str, mention: TimeMention, start: int) -> bool:
    leads_in = any(_ARTICLES_OF.search(question[:place]) for place in (start, mention.start))
    return leads_in or _ARTICLES_BEHIND.match(question, mention.end) is not None
