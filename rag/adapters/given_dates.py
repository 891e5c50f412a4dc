"""Publication dates as sources write them. What cannot be read for certain stays unknown."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_MONTH_NAME = re.compile(r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")
_MILLISECONDS_FROM = 100_000_000_000
_ZONES = {
    "UT": 0,
    "UTC": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}


class GivenDate(NamedTuple):
    at: datetime
    zone_known: bool
    """False if the source named no zone and UTC was assumed, as for a day without a time."""


def read_date(value: object) -> GivenDate | None:
    """A date from ISO 8601, RFC 2822, seconds or milliseconds since 1970, or words ("27 October 2023").

    None for anything else, and for what could be read in two ways, such as "03/04/2023".
    """
    if isinstance(value, datetime):
        return _with_zone(value)
    if isinstance(value, date):
        return _with_zone(datetime(value.year, value.month, value.day))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    for read in (_from_iso, _from_words):
        found = read(text)
        if found:
            return _with_zone(found)
    return None


def _with_zone(found: datetime) -> GivenDate | None:
    zone_known = found.tzinfo is not None
    try:
        return GivenDate((found if zone_known else found.replace(tzinfo=UTC)).astimezone(UTC), zone_known)
    except OverflowError:
        return None


def _from_epoch(seconds: float) -> GivenDate | None:
    if abs(seconds) >= _MILLISECONDS_FROM:
        seconds /= 1000
    try:
        return GivenDate(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), zone_known=True)
    except (OverflowError, ValueError):
        return None


def _from_iso(text: str) -> datetime | None:
    year_first = _YEAR_FIRST.match(text)
    if year_first:
        year, month, day = year_first.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{text[year_first.end() :]}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_words(text: str) -> datetime | None:
    """A date with a month's name, as in RFC 2822; read with two defaults, so that nothing is filled in."""
    if not _MONTH_NAME.search(text):
        return None
    from dateutil import parser, tz

    def zone(name: str | None, offset: int | None) -> tzinfo | None:
        """None for a zone whose letters mean several things, such as IST."""
        seconds = _ZONES[name] * 3600 if name in _ZONES else offset
        return None if seconds is None else tz.tzoffset(name, seconds)

    try:
        one, other = (
            parser.parse(text, default=datetime(year, month, day), tzinfos=zone)
            for year, month, day in ((2004, 1, 1), (2008, 2, 2))
        )
    except (ValueError, OverflowError, TypeError):
        return None
    return one if one.date() == other.date() else None
