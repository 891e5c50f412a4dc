"""Stretches of the calendar around a day: weeks, weekends, quarters, seasons, decades."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta, tzinfo

from rag.domain import TimeRange

Period = tuple[date, date]
"""First and last day, both included."""

MONTHS = tuple(name.lower() for name in calendar.month_name if name)

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins, in the north."""


def time_range(period: Period, zone: tzinfo | None) -> TimeRange:
    """From the first midnight of a period to the one after it, in a zone."""
    first, last = period
    return TimeRange(
        start=datetime.combine(first, time.min, zone),
        end=datetime.combine(last + timedelta(days=1), time.min, zone),
    )


def days(first: date, last: date | None = None) -> Period:
    return first, last or first


def week(day: date, shift: int = 0) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
    return monday, monday + timedelta(days=6)


def weekend(day: date, shift: int = 0) -> Period:
    """Saturday and Sunday of a day's week."""
    _, sunday = week(day, shift)
    return sunday - timedelta(days=1), sunday


def latest_weekend(day: date) -> Period:
    """The weekend that has begun last."""
    return weekend(day, 0 if day.weekday() >= calendar.SATURDAY else -1)


def months(year: int, first: int, count: int = 1) -> Period:
    """``count`` months from the month ``first`` on, which may lie past December or before January."""
    begin, end = year * 12 + first - 1, year * 12 + first + count - 2
    last_year, last_month = end // 12, end % 12 + 1
    last_day = calendar.monthrange(last_year, last_month)[1]
    return date(begin // 12, begin % 12 + 1, 1), date(last_year, last_month, last_day)


def quarter(year: int, number: int) -> Period:
    return months(year, 3 * number - 2, 3)


def quarter_of(day: date, shift: int = 0) -> Period:
    return quarter(day.year, (day.month + 2) // 3 + shift)


def latest_quarter(day: date, number: int) -> Period:
    """The quarter of this number that has begun last."""
    this_year = quarter(day.year, number)
    return this_year if this_year[0] <= day else quarter(day.year - 1, number)


def season(name: str, year: int) -> Period:
    """Three whole months; a winter belongs to the year in which it begins."""
    return months(year, _SEASONS[name], 3)


def season_near(name: str, day: date, shift: int) -> Period:
    """This season (0: of this year, or the winter under way), the last to have ended (-1) or the next (1)."""
    options = [season(name, day.year + step) for step in (-2, -1, 0, 1, 2)]
    if shift < 0:
        return [option for option in options if option[1] < day][-1]
    if shift > 0:
        return next(option for option in options if option[0] > day)
    under_way = [option for option in options if option[0] <= day <= option[1]]
    return under_way[0] if under_way else season(name, day.year)


def decade(year: int) -> Period:
    """The ten years that begin with this one's last digit at 0."""
    first = year - year % 10
    return date(first, 1, 1), date(first + 9, 12, 31)


def before(moment: datetime, count: int, unit: str) -> datetime:
    """The moment so many hours, days, weeks, months, years or decades earlier.

    Of a month that is too short, its last day. Raises `OverflowError` beyond the calendar.
    """
    if unit in ("hour", "day", "week"):
        return moment - timedelta(**{f"{unit}s": count})
    total = moment.year * 12 + moment.month - 1 - count * {"month": 1, "year": 12, "decade": 120}[unit]
    if total < 12:
        raise OverflowError(f"{count} {unit}s before {moment} is not on the calendar")
    year, month = total // 12, total % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
