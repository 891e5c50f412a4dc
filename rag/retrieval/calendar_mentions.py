"""Calendar times in a question, "in October", "on Friday", "in 2022", and what only looks like one.

A question looks back: a weekday, a month or a day without a year is the latest one, unless the question says
"will" or "next". A year or a weekday inside a name ("the 2023 World Series", "the Sunday Times") is no time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from rag.retrieval import periods
from rag.retrieval.time_phrases import TimeMention
from rag.text.dates import Date, find_dates
from rag.text.tokens import word_set

_AHEAD = re.compile(r"\b(?:will|going to|upcoming)\b", re.IGNORECASE)
_BEFORE_A_YEAR = re.compile(
    r"\b(?:in|since|before|after|until|till|by|during|from|to|through|between|and|of|for|early|late|mid|around"
    r"|prior\s+to|back\s+in)[\s-]+(?:early[\s-]+|late[\s-]+|mid[\s-]*)?$",
    re.IGNORECASE,
)
_EVENT_BEHIND = re.compile(
    r"\s+(?:[A-Z][\w.'’&-]*\s+)*(?:Cup|Series|Games|Open|Olympics|Paralympics|Championships?|Bowl|Prix|Awards?"
    r"|Oscars|Grammys|Emmys|Masters|Finals?|Tour|Election|Act|Festival|Summit|Agreement)\b"
)
_NAME_BEFORE = re.compile(r"(?:^|\s)(?P<word>[A-Z][\w.’'-]*)\s+$")
_NAME_BEHIND = re.compile(r"(?:['’]s)?\s+[A-Z][a-z]")
_LEADS_IN = re.compile(
    r"(?:\b(?:on|since|by|until|till|before|after|from|to|through|in|of|last|this|next|past|late|early|between|and"
    r"|during|for)[\s-]+|^\W*)$",
    re.IGNORECASE,
)
_SENTENCE_WORDS = word_set(
    """
    who what when where why which how did does do is was were are has have had in on since by until before
    after from last this next and late early the
    """
)
_NOT_A_MONTH = re.compile(r"(?:\b(?i:by|of|from)\s+May|\bFourth\s+of\s+July)$")
"""A person of that name, and a holiday."""


def calendar_times(question: str, as_of: datetime) -> Iterator[TimeMention]:
    """Dates, weekdays, months and years, in reading order."""
    ahead = _AHEAD.search(question) is not None
    for mention in find_dates(question, as_of.date()):
        if _is_time(question, mention):
            placed = mention if ahead else _looking_back(mention, as_of.date())
            if placed.first is not None and placed.last is not None:
                yield TimeMention(
                    start=mention.start,
                    end=mention.end,
                    text=mention.text,
                    time_range=periods.time_range((placed.first, placed.last), as_of.tzinfo),
                )


def _looking_back(mention: Date, today: date) -> Date:
    """The date by itself, without the words around it that may look ahead; a future day is last year's."""
    [placed, *_] = find_dates(f"in {mention.text}", today) or [mention]
    names_year = mention.year is not None or mention.shift_unit
    if names_year or mention.day is None or placed.first is None or placed.first <= today:
        return placed
    [earlier, *_] = find_dates(f"{mention.text}, {placed.first.year - 1}") or [placed]
    return earlier


def _is_time(question: str, mention: Date) -> bool:
    before, behind = question[: mention.start], question[mention.end :]
    if mention.day is not None or (mention.month is not None and mention.year is not None):
        return True
    if mention.year is not None:
        return bool(_BEFORE_A_YEAR.search(before)) and not _EVENT_BEHIND.match(behind)
    if mention.month is None and mention.weekday is None:
        is_title = mention.text[0].isupper() and bool(before.strip())  # "USA Today", "the song Yesterday"
        return not is_title and not re.match(r"\s+of\b", behind)  # "the last week of the war"
    if mention.month is not None and _NOT_A_MONTH.search(before + mention.text):
        return False
    return not _is_in_a_name(before, behind, is_led_in=bool(mention.shift_unit))


def _is_in_a_name(before: str, behind: str, *, is_led_in: bool) -> bool:
    """ "Black Friday", "Monday Night Football", "the Sunday Times"."""
    ahead = _NAME_BEFORE.search(before)
    if ahead and ahead["word"].lower() not in _SENTENCE_WORDS:
        return True
    if is_led_in or _LEADS_IN.search(before):
        return re.search(r"\bthe\s+$", before) is not None
    return _NAME_BEHIND.match(behind) is not None
