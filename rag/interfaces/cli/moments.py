"""Dates on the command line: ISO 8601, in UTC unless they name a zone. A last day is included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rag.domain import TimeRange

_LONGEST_DAY = len("2023-10-27")


def read_as_of(text: str | None) -> datetime | None:
    """The moment at which a question is asked; of a day alone, its last second."""
    return None if text is None else read_moment(text, "--as-of")


def read_moment(text: str, option: str) -> datetime:
    """A moment; of a day alone, its last second."""
    return _end(text, option) - timedelta(seconds=1) if _is_day(text) else _start(text, option)


def read_time_range(since: str | None, until: str | None) -> TimeRange | None:
    """From ``since`` to ``until``, days included; None if neither is given."""
    from rag.domain import TimeRange

    if since is None and until is None:
        return None
    start = _start(since, "--since") if since is not None else None
    end = _end(until, "--until") if until is not None else None
    if start is not None and end is not None and start >= end:
        raise typer.BadParameter(f"{since} is later than --until {until}", param_hint="--since")
    return TimeRange(start=start, end=end)


def _is_day(text: str) -> bool:
    return len(text.strip()) <= _LONGEST_DAY


def _start(text: str, option: str) -> datetime:
    """Raises `typer.BadParameter`, a wrong command line, for what is not a date."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not a date. Write 2023-10-27 or 2023-10-27T09:30:00Z", param_hint=option
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _end(text: str, option: str) -> datetime:
    moment = _start(text, option)
    try:
        return moment + timedelta(days=1) if _is_day(text) else moment
    except OverflowError:
        raise typer.BadParameter(f"{text!r} is too far away", param_hint=option) from None
