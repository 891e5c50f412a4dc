"""Relative times that rules can read: "the past six months", "over the weekend", "last summer", "Q3 2023"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from rag.domain import TimeRange, Value
from rag.retrieval import periods
from rag.retrieval.periods import Period
from rag.text.number_words import read_cardinal


class TimeMention(Value):
    """A time at ``question[start:end]``."""

    start: int
    end: int
    text: str
    time_range: TimeRange


_VAGUE = {"few": 3, "a few": 3, "couple": 2, "couple of": 2, "a couple of": 2, "several": 5}
_SHIFTS = {"last": -1, "past": -1, "this past": -1, "this": 0, "next": 1, "coming": 1}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NEAR = r"(?P<near>this\s+past|last|past|this|next|coming)\s+"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_TWENTIETH = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")

_ROLLING = re.compile(
    r"\b(?:last|past|previous)\s+(?P<count>\d{1,4}|(?:a\s+)?few|(?:a\s+)?couple(?:\s+of)?|several"
    r"|[a-z]+(?:-[a-z]+)?)\s+(?P<unit>hour|day|week|month|year|decade)s?\b(?!\s+of\b)",
    re.IGNORECASE,
)
_ROLLING_ONE = re.compile(
    r"\b(?:(?:this\s+|the\s+)?past|(?<=in )the\s+last|(?<=over )the\s+last|(?<=during )the\s+last"
    r"|(?<=within )the\s+last|(?<=for )the\s+last)\s+(?P<unit>hour|day|week|month|year|decade)\b(?!\s+of\b)",
    re.IGNORECASE,
)

Rule = Callable[[re.Match[str], datetime], Period | None]


def _shift(found: re.Match[str]) -> int:
    return _SHIFTS[" ".join(found["near"].lower().split())]


def _back(number: int) -> Rule:
    return lambda _found, as_of: periods.days(as_of.date() - timedelta(days=number))


def _night(_found: re.Match[str], as_of: datetime) -> Period:
    """A night belongs to two days."""
    return periods.days(as_of.date() - timedelta(days=1), as_of.date())


def _before_last(found: re.Match[str], as_of: datetime) -> Period:
    day = as_of.date()
    if found["unit"].lower() == "week":
        return periods.week(day, -2)
    if found["unit"].lower() == "month":
        return periods.months(day.year, day.month - 2)
    return periods.months(day.year - 2, 1, 12)


def _named_weekend(found: re.Match[str], as_of: datetime) -> Period:
    return periods.weekend(as_of.date(), _shift(found))


def _near_season(found: re.Match[str], as_of: datetime) -> Period:
    return periods.season_near(found["season"].lower(), as_of.date(), _shift(found))


def _season_of_year(found: re.Match[str], _as_of: datetime) -> Period:
    return periods.season(found["season"].lower(), int(found["year"]))


def _near_decade(found: re.Match[str], as_of: datetime) -> Period:
    return periods.decade(as_of.year + 10 * _shift(found))


def _short_decade(found: re.Match[str], _as_of: datetime) -> Period:
    number = int(found["decade"])
    return periods.decade((1900 if number >= 30 else 2000) + number)


def _spoken_decade(found: re.Match[str], _as_of: datetime) -> Period:
    return periods.decade(1920 + 10 * _TWENTIETH.index(found["decade"].lower()))


def _numbered_quarter(found: re.Match[str], as_of: datetime) -> Period:
    number = int(found["number"])
    return (
        periods.quarter(int(found["year"]), number)
        if found["year"]
        else periods.latest_quarter(as_of.date(), number)
    )


def _spoken_quarter(found: re.Match[str], as_of: datetime) -> Period:
    year = int(found["year"]) if found["year"] else as_of.year + _shift(found)
    return periods.quarter(year, _ORDINALS[found["number"].lower()])


def _month_of_near_year(found: re.Match[str], as_of: datetime) -> Period:
    month = periods.MONTHS.index(found["month"].lower()) + 1
    return periods.months(as_of.year + _shift(found), month)


def _month_alone(found: re.Match[str], as_of: datetime) -> Period:
    month = periods.MONTHS.index(found["month"].lower()) + 1
    return periods.months(as_of.year - (month > as_of.month), month)


_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), rule)
    for pattern, rule in (
        (r"\b(?:the\s+)?day\s+before\s+yesterday\b", _back(2)),
        (r"\bthis\s+(?:morning|afternoon|evening)\b", _back(0)),
        (r"\byesterday\s+(?:morning|afternoon|evening)\b", _back(1)),
        (r"\b(?:last\s+(?:night|evening)|overnight)\b", _night),
        (r"\b(?:the\s+)?(?P<unit>week|month|year)\s+before\s+last\b", _before_last),
        (rf"\b{_NEAR}weekend\b", _named_weekend),
        (r"\b(?:over|at|on|during)\s+the\s+weekend\b", lambda _, at: periods.latest_weekend(at.date())),
        (rf"\b{_NEAR}{_SEASON}\b", _near_season),
        (rf"\b{_SEASON}\s+(?:of\s+)?{_YEAR}", _season_of_year),
        (rf"\b{_NEAR}quarter\b", lambda found, at: periods.quarter_of(at.date(), _shift(found))),
        (rf"\bQ(?P<number>[1-4])(?:\s+(?:of\s+)?{_YEAR})?(?!\w)", _numbered_quarter),
        (
            rf"\b(?P<number>first|second|third|fourth)\s+quarter\s+(?:of\s+)?(?:{_YEAR}|{_NEAR}year\b)",
            _spoken_quarter,
        ),
        (rf"\b(?P<month>{'|'.join(periods.MONTHS)})\s+(?:of\s+)?{_NEAR}year\b", _month_of_near_year),
        (
            r"\b(?P<month>January|February|July|August|September|October|November|December)(?=['’]s\b)",
            _month_alone,
        ),
        (rf"\b{_NEAR}decade\b", _near_decade),
        (r"(?<!\w)(?:the\s+)?['’](?P<decade>\d0)s\b", _short_decade),
        (rf"\bthe\s+(?P<decade>{'|'.join(_TWENTIETH)})\b", _spoken_decade),
    )
)


def relative_times(question: str, as_of: datetime) -> Iterator[TimeMention]:
    """Every candidate, the most telling kinds first: a later one that overlaps is to be dropped."""
    yield from _rolling(question, as_of)
    for pattern, rule in _RULES:
        for found in pattern.finditer(question):
            period = rule(found, as_of)
            if period is not None:
                yield _mention(found, periods.time_range(period, as_of.tzinfo))


def _rolling(question: str, as_of: datetime) -> Iterator[TimeMention]:
    """ "The last 48 hours", "the past week": back from the moment of asking, not whole weeks or days."""
    for found in _ROLLING.finditer(question):
        count = _count(found["count"])
        if count:
            yield from _since(found, as_of, count)
    for found in _ROLLING_ONE.finditer(question):
        yield from _since(found, as_of, 1)


def _since(found: re.Match[str], as_of: datetime, count: int) -> Iterator[TimeMention]:
    try:
        start = periods.before(as_of, count, found["unit"].lower())
    except OverflowError:
        return
    yield _mention(found, TimeRange(start=start, end=as_of))


def _count(text: str) -> int:
    """The number in digits or words; 0 if it is none."""
    plain = " ".join(text.lower().split())
    if plain in _VAGUE:
        return _VAGUE[plain]
    if plain.isdigit():
        return int(plain)
    read = read_cardinal(plain)
    return int(read[0]) if read and read[1] == len(plain) else 0


def _mention(found: re.Match[str], time_range: TimeRange) -> TimeMention:
    return TimeMention(start=found.start(), end=found.end(), text=found.group(), time_range=time_range)
