"""What of a plan can be kept: a time of which there is no article is given up, and that is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from rag.domain import TimeRange, Understood, UnderstoodAs
from rag.ports import ArticleStore
from rag.retrieval.planning import Part, Plan

_DATED = TimeRange(start=datetime.min.replace(tzinfo=UTC))
"""The range of every article with a date."""


def within_reach(plan: Plan, articles: ArticleStore) -> tuple[Plan, int]:
    """The plan as it is searched, with notes on what was understood, and how many articles it reaches."""
    reach = articles.count(plan.time_range, plan.filters)
    for opened in () if reach else _opened(plan):
        if not reach:
            plan, reach = opened, articles.count(opened.time_range, opened.filters)
    if not reach or not plan.understood:
        return plan, reach
    used = [item for item in plan.understood if item.time_range is None or _is_there(item, plan, articles)]
    times = tuple(item.time_range for item in used if item.time_range is not None)
    notes = [
        _note(item, is_used=item in used) for item in plan.understood if item.publisher or item.time_range
    ]
    notes += _limited(plan, articles, reach)
    notes += _searched_apart(plan.parts)
    notes += _undated(plan, articles, reach) if times else []
    parts = tuple(_within(part, times) for part in plan.parts)
    return plan.model_copy(update={"times": times, "parts": parts, "notes": (*plan.notes, *notes)}), reach


def _opened(plan: Plan) -> Iterator[Plan]:
    """The plan without the limits that its words alone named, the fewest given up first."""
    without_range = without_filters = None
    if plan.range_was_understood and plan.time_range is not None:
        note = f"No article in reach was published {spoken(plan.time_range)}: searched all times."
        yield (without_range := plan.without_understood_range(note))
    if plan.filters_were_understood:
        named = " and ".join(f"“{item.text}”" for item in plan.understood if item.is_filter)
        note = f"No article in reach is what {named} asks for: searched all."
        yield (without_filters := plan.without_understood_filters(note))
        if without_range is not None and without_filters is not None:
            yield without_range.without_understood_filters(note)


def _limited(plan: Plan, articles: ArticleStore, reach: int) -> list[str]:
    """How much the words of the question left out."""
    if not plan.filters_were_understood:
        return []
    everything = articles.count(plan.time_range, plan.without_understood_filters("").filters)
    return [
        f"“{item.text}” was read as {item.limit} only: {reach:,} of {everything:,} articles. "
        "--no-plan searches all."
        for item in plan.understood
        if item.is_filter
    ]


def _within(part: Part, times: Sequence[TimeRange]) -> Part:
    """The part with those of its times that are kept."""
    return part.model_copy(update={"times": tuple(time for time in part.times if time in times)})


def _is_there(item: Understood, plan: Plan, articles: ArticleStore) -> bool:
    return articles.count(item.time_range, plan.filters) > 0


def _note(item: Understood, *, is_used: bool) -> str:
    if item.publisher is not None:
        return f"“{item.text}”: articles of {item.publisher} come first among like ones."
    when = spoken(item.time_range or TimeRange())
    if not is_used:
        return f"“{item.text}” was read as {when}; no article in reach is of that time."
    if item.used_as is UnderstoodAs.RANGE:
        return f"“{item.text}” was read as published {when}. --no-plan searches all times."
    return f"“{item.text}” was read as {when}; articles of that time come first among like ones."


def _searched_apart(parts: Sequence[Part]) -> list[str]:
    spoken_parts = ", ".join(f"“{part.query}”" for part in parts)
    return [f"Searched for apart, too: {spoken_parts}."] if parts else []


def _undated(plan: Plan, articles: ArticleStore, reach: int) -> list[str]:
    """What becomes of articles without a date, if there are any."""
    if plan.time_range is not None:
        undated = articles.count(None, plan.filters) - articles.count(_DATED, plan.filters)
        return [f"Left out for want of a date: {undated}."] if undated else []
    undated = reach - articles.count(_DATED, plan.filters)
    return [f"Ranked lower for want of a date: {undated}."] if undated else []


def spoken(time_range: TimeRange) -> str:
    """ "from 2026-03-09 to 2026-03-15", the last day included; with an hour where one counts."""
    start = _moment(time_range.start) if time_range.start else ""
    end = _last_moment(time_range.end) if time_range.end else ""
    if start and end:
        return f"on {start}" if start == end else f"from {start} to {end}"
    return f"since {start}" if start else f"until {end}"


def _moment(moment: datetime) -> str:
    is_midnight = (moment.hour, moment.minute) == (0, 0)
    return moment.date().isoformat() if is_midnight else moment.isoformat(timespec="minutes")


def _last_moment(end: datetime) -> str:
    is_midnight = (end.hour, end.minute) == (0, 0)
    return _moment(end - timedelta(days=1)) if is_midnight else _moment(end)
