"""Dates in text, placed on the calendar by the article's own date, and whether one date carries another."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rag.text.number_words import read_cardinal


class Agreement(StrEnum):
    """How a date of a claim stands to a date of its source."""

    SAME = "same"
    CONTRADICTING = "contradicting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Date:
    """A date at ``text[start:end]``, as precise as the text is: any of its fields may be unknown.

    ``shift`` is a distance to the day of writing in ``shift_unit``: ("month", -1) for "last month".
    ``first`` and ``last`` are the days it covers, where that is known.
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift_unit: str = ""
    shift: int = 0
    first: date | None = None
    last: date | None = None

    @property
    def precision(self) -> tuple[bool, ...]:
        """Which fields are given; two dates of one precision answer the same "when"."""
        fields = (self.year, self.month, self.day, self.weekday)
        return (*(field is not None for field in fields), bool(self.shift_unit))

    @property
    def is_calendar(self) -> bool:
        """Whether it names a calendar field, so that its digits are no numbers."""
        return any(field is not None for field in (self.year, self.month, self.day, self.weekday))


_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {name.lower(): number for number, name in enumerate(calendar.day_abbr)}
_WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = (
    r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Mon|Tues?|Weds?|Thur?s?|Fri|Sat|Sun)\b\.?(?=,? ))"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?![:.]\d|%)"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)\b"
_NEAR = r"(?:(?P<near>last|next|this|past|coming)\s+)?"

_ISO = re.compile(
    r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d-])"
)
_MONTH_FIRST = re.compile(
    rf"(?:\b{_WEEKDAY},?\s+\(?)?\b{_MONTH}\s+{_DAY}(?!\s+(?:people|percent|million|billion))(?:,?\s+{_YEAR})?\)?"
)
_DAY_FIRST = re.compile(
    rf"(?:\b{_WEEKDAY},?\s+\(?(?:the\s+)?)?\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?\)?"
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}")
_BARE_MONTH = re.compile(rf"\b{_NEAR}{_MONTH}(?![\w'’-])")
_BARE_WEEKDAY = re.compile(
    rf"\b{_NEAR}(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?:s\b(?!\w))?(?!\w)"
)
_BARE_YEAR = re.compile(
    r"(?<![\w.,$£€¥])(?<!\D-)(?:(?P<decade>(?:1[5-9]|20)\d0)s\b|(?P<year>1[5-9]\d\d|20\d\d)(?![\w%]|[.,]\d))"
)
_NO_YEAR_AHEAD = re.compile(
    r"[\s-]+(?:people|men|women|troops|jobs|homes|percent|per\s+cent|million|billion|dollars|meters|metres|feet"
    r"|miles|km)\b",
    re.IGNORECASE,
)
_NEAR_UNIT = re.compile(
    r"\b(?P<near>last|next|this|past|coming)\s+(?P<unit>week(?!end)|month|year)\b", re.IGNORECASE
)
_NEAR_DAY = re.compile(r"\b(?P<name>yesterday|today|tonight|tomorrow)\b", re.IGNORECASE)
_AGO = re.compile(
    r"\b(?P<count>\d{1,3}|[a-z]+(?:-[a-z]+)?)\s+(?P<unit>day|week|month|year|decade)s?"
    r"\s+(?P<way>ago|from\s+now)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|to(?!\s+(?:the|an?|its|his|her|their|this|that|(?-i:[A-Z])))|plans?"
    r"|planned|due|set|scheduled|expected|next|coming|upcoming|ahead)\b",
    re.IGNORECASE,
)
_MAY_AS_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|of|last|next|this|early|late|mid|during|from|through)[\s-]+$", re.IGNORECASE
)
_AHEAD_REACH = 60
_AHEAD_REACH_OF_SOON = 160
"""Characters before a month that is soon to come: "work towards a meeting of … and … in November"."""
_SOON = 3
"""Months."""
_IN_A_LIST = re.compile(r",\s[^.;:!?]*\b(?:in|on)\s+")
_CALENDAR_YEARS = range(1000, 9000)
"""Years of writing that leave room on the calendar on both sides."""
_SHIFTS = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 1}
_DAY_SHIFTS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def find_dates(text: str, written: date | None = None) -> list[Date]:
    """The dates of a text in reading order, placed by the day it was ``written`` where that is known.

    A weekday or a month without a year is the nearest one before that day, or after it where the words
    ahead of it look forward ("will meet on Friday"). A day and month belong to the nearest year.
    """
    if written is not None and written.year not in _CALENDAR_YEARS:
        written = None
    mentions: list[Date] = []
    for mention in _mentions(text):
        if all(mention.end <= other.start or mention.start >= other.end for other in mentions):
            mentions.append(mention)
    found: list[Date] = []
    ahead_until = 0
    for mention in sorted(mentions, key=lambda mention: mention.start):
        ahead = written is not None and (
            _looks_ahead(text, mention, written) or _goes_on(text, ahead_until, mention)
        )
        ahead_until = mention.end if ahead else 0
        placed = _placed(mention, written, ahead=ahead) if written else None
        found.append(placed or _self_placed(mention))
    return found


def _goes_on(text: str, ahead_until: int, mention: Date) -> bool:
    """Whether a date goes on with a list of dates that lie ahead: "Italy in May, Mexico in January"."""
    between = text[ahead_until : mention.start]
    return bool(ahead_until) and len(between) < _AHEAD_REACH and _IN_A_LIST.fullmatch(between) is not None


def _looks_ahead(text: str, mention: Date, written: date) -> bool:
    """Whether "will" or the like stands before a date, or behind one that opens its sentence.

    The date itself is not asked: "in May" is no "may".
    """
    reach = _AHEAD_REACH_OF_SOON if _is_soon(mention, written) else _AHEAD_REACH
    if _AHEAD.search(text, max(0, mention.start - reach), mention.start):
        return True
    opens = not re.search(r"\w\W+\w+\W*$", text[max(0, mention.start - 12) : mention.start])
    return opens and _AHEAD.search(text, mention.end, mention.end + _AHEAD_REACH) is not None


def _is_soon(mention: Date, written: date) -> bool:
    """Whether it is a month alone that begins within the next few."""
    if mention.month is None or mention.day is not None:
        return False
    return 0 < (mention.month - written.month) % 12 <= _SOON


def _mentions(text: str) -> Iterator[Date]:
    """Every candidate, the most precise kinds first: a later one that overlaps is dropped."""
    for pattern in (_ISO, _MONTH_FIRST, _DAY_FIRST, _MONTH_YEAR):
        for found in pattern.finditer(text):
            if _is_day(found):
                yield _from_fields(text, found)
    yield from _relative(text)
    yield from _bare(text)


def _relative(text: str) -> Iterator[Date]:
    """ "Three years ago", "last month", "yesterday"."""
    for found in _AGO.finditer(text):
        yield from _ago(found)
    for found in _NEAR_UNIT.finditer(text):
        yield Date(
            *found.span(),
            found.group(),
            shift_unit=found["unit"].lower(),
            shift=_SHIFTS[found["near"].lower()],
        )
    for found in _NEAR_DAY.finditer(text):
        yield Date(*found.span(), found.group(), shift_unit="day", shift=_DAY_SHIFTS[found["name"].lower()])


def _bare(text: str) -> Iterator[Date]:
    """A weekday, month, year or decade alone."""
    for found in _BARE_WEEKDAY.finditer(text):
        yield _near(found, Date(*found.span(), found.group(), weekday=_WEEKDAYS[found["weekday"].lower()]))
    for found in _BARE_MONTH.finditer(text):
        if found["month"] not in ("May", "March") or _MAY_AS_MONTH.search(text[: found.start("month")]):
            yield _near(found, Date(*found.span(), found.group(), month=_month(found["month"])))
    for found in _BARE_YEAR.finditer(text):
        if not _NO_YEAR_AHEAD.match(text, found.end()):
            yield _year(found)


def _from_fields(text: str, found: re.Match[str]) -> Date:
    fields = found.groupdict()
    end = found.end() - (1 if found.group().endswith(")") and "(" not in found.group() else 0)
    return Date(
        found.start(),
        end,
        text[found.start() : end],
        year=int(fields["year"]) if fields.get("year") else None,
        month=_month(fields["month"]),
        day=int(fields["day"]) if fields.get("day") else None,
        weekday=_WEEKDAYS.get((fields.get("weekday") or "").lower().rstrip(".")),
    )


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS[name.lower().rstrip(".")]


def _is_day(found: re.Match[str]) -> bool:
    fields = found.groupdict()
    if not fields.get("day"):
        return True
    year = int(fields.get("year") or 2024)  # a leap year: without a year every day may be
    return int(fields["day"]) <= calendar.monthrange(year, _month(fields["month"]))[1]


def _near(found: re.Match[str], mention: Date) -> Date:
    """Keep "last" or "next" of "last Friday"."""
    near = (found["near"] or "").lower()
    if not near:
        return mention
    unit = "weekday" if mention.weekday is not None else "calendar month"
    return replace(mention, shift_unit=unit, shift=_SHIFTS[near])


def _ago(found: re.Match[str]) -> Iterator[Date]:
    count = 1.0 if found["count"].lower() in ("a", "an") else None
    if found["count"].isdigit():
        count = float(found["count"])
    elif count is None:
        read = read_cardinal(found["count"])
        count = read[0] if read and read[1] == len(found["count"]) else None
    if count is None:
        return
    unit = found["unit"].lower()
    if unit == "decade":
        unit, count = "year", count * 10
    sign = -1 if found["way"].lower() == "ago" else 1
    yield Date(*found.span(), found.group(), shift_unit=unit, shift=sign * int(count))


def _year(found: re.Match[str]) -> Date:
    if found["decade"]:
        first = int(found["decade"])
        return Date(*found.span(), found.group(), first=date(first, 1, 1), last=date(first + 9, 12, 31))
    return Date(*found.span(), found.group(), year=int(found["year"]))


# --- placing on the calendar ------------------------------------------------------------------------------


def _self_placed(mention: Date) -> Date:
    """What a date says by itself."""
    if mention.first is not None or mention.year is None:
        return mention
    return _covering(mention, mention.year, mention.month, mention.day)


def _placed(mention: Date, written: date, *, ahead: bool) -> Date:
    if mention.first is not None or mention.year is not None:
        return _self_placed(mention)
    if mention.month is not None and mention.day is not None:
        return _nearest_year(mention, written)
    if mention.month is not None:
        return _covering(mention, _year_of_month(mention, written, ahead=ahead), mention.month, None)
    if mention.weekday is not None:
        return _nearest_weekday(mention, written, ahead=ahead)
    return _shifted(mention, written)


def _covering(mention: Date, year: int, month: int | None, day: int | None) -> Date:
    if month is None:
        return replace(mention, first=date(year, 1, 1), last=date(year, 12, 31))
    last = calendar.monthrange(year, month)[1]
    if day is not None and day > last:
        return mention
    return replace(mention, first=date(year, month, day or 1), last=date(year, month, day or last))


def _nearest_year(mention: Date, written: date) -> Date:
    options = [_covering(mention, written.year + step, mention.month, mention.day) for step in (-1, 0, 1)]
    known = [option for option in options if option.first is not None]
    return min(known, key=lambda option: abs((option.first or written) - written), default=mention)


def _year_of_month(mention: Date, written: date, *, ahead: bool) -> int:
    month = mention.month or written.month
    if mention.shift_unit and mention.shift == 0:
        return written.year
    if ahead or mention.shift > 0:
        return written.year + (month < written.month or (mention.shift > 0 and month == written.month))
    return written.year - (month > written.month or (mention.shift < 0 and month == written.month))


def _nearest_weekday(mention: Date, written: date, *, ahead: bool) -> Date:
    back = (written.weekday() - (mention.weekday or 0)) % 7
    if mention.shift < 0 and back == 0:
        back = 7
    if mention.shift > 0 or (ahead and mention.shift == 0 and back):
        back -= 7
    day = written - timedelta(days=back)
    return replace(mention, first=day, last=day)


def _shifted(mention: Date, written: date) -> Date:
    place: dict[str, Callable[[Date, date], Date]] = {
        "day": _shifted_days,
        "week": _shifted_weeks,
        "month": _shifted_months,
        "year": lambda item, day: _covering(item, _in_calendar(day.year + item.shift), None, None),
    }
    return place[mention.shift_unit](mention, written)


def _shifted_days(mention: Date, written: date) -> Date:
    day = written + timedelta(days=mention.shift)
    return replace(mention, first=day, last=day)


def _shifted_weeks(mention: Date, written: date) -> Date:
    monday = written - timedelta(days=written.weekday()) + timedelta(weeks=mention.shift)
    return replace(mention, first=monday, last=monday + timedelta(days=6))


def _shifted_months(mention: Date, written: date) -> Date:
    months = written.year * 12 + written.month - 1 + mention.shift
    return _covering(mention, _in_calendar(months // 12), months % 12 + 1, None)


def _in_calendar(year: int) -> int:
    return min(max(year, 1), 9999)


# --- comparison -------------------------------------------------------------------------------------------


def agreement(claim: Date, source: Date) -> Agreement:
    """Whether the source's date says what the claim's does.

    A claim may be less precise than its source ("October" for October 27), never more; days that exclude
    each other contradict.
    """
    if claim.year is None and not claim.shift_unit and _fields_held(claim, source):
        return Agreement.SAME  # a day without a year is in the year the source gives
    if claim.first and claim.last and source.first and source.last:
        if claim.last < source.first or source.last < claim.first:
            return Agreement.CONTRADICTING
        within = claim.first <= source.first and source.last <= claim.last
        if _fields_clash(claim, source):
            return Agreement.CONTRADICTING
        return Agreement.SAME if within else Agreement.UNKNOWN
    if _fields_clash(claim, source):
        return Agreement.CONTRADICTING
    if claim.shift_unit and claim.shift_unit == source.shift_unit:
        same = claim.shift == source.shift
        return Agreement.SAME if same else Agreement.CONTRADICTING
    return Agreement.SAME if _fields_held(claim, source) else Agreement.UNKNOWN


def _fields(mention: Date) -> tuple[int | None, ...]:
    return (mention.year, mention.month, mention.day, mention.weekday)


def _fields_clash(claim: Date, source: Date) -> bool:
    pairs = zip(_fields(claim), _fields(source), strict=True)
    return any(mine is not None and theirs is not None and mine != theirs for mine, theirs in pairs)


def _fields_held(claim: Date, source: Date) -> bool:
    pairs = list(zip(_fields(claim), _fields(source), strict=True))
    return any(mine is not None for mine, _ in pairs) and all(
        mine is None or mine == theirs for mine, theirs in pairs
    )
