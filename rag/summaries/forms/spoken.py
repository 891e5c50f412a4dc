"""From words of the article to the value that a field wants: a number, an ISO date, one of some choices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import JsonValue

from rag.summaries.figures import iso_date
from rag.summaries.forms.carrying import unit_of
from rag.summaries.forms.form import Leaf
from rag.summaries.reading import Reading
from rag.text.dates import find_dates
from rag.text.matching import find_quote
from rag.text.numbers import find_numbers

_YES = re.compile(r"\W*(?:yes|true)\b", re.IGNORECASE)
_NO = re.compile(r"\W*(?:no|false)\b(?!\s*\.?\s*\d)", re.IGNORECASE)


def values_in(leaf: Leaf, words: str, reading: Reading) -> Iterator[JsonValue]:
    """What the words say that the field may hold, in their order."""
    if leaf.choices is not None:
        yield from _choices_in(leaf, words)
    elif leaf.kinds & {"number", "integer"}:
        yield from _numbers_in(leaf, words)
    elif "boolean" in leaf.kinds:
        yield from [said for said, pattern in ((True, _YES), (False, _NO)) if pattern.match(words)]
    elif leaf.formats & {"date", "date-time"}:
        yield from _days_in(words, reading)
    elif "string" in leaf.kinds and (text := words.strip().strip('"“”').strip()):
        yield text


def _choices_in(leaf: Leaf, words: str) -> Iterator[JsonValue]:
    """The choices that are named as they are, or with blanks for what joins their words."""
    for value, _ in leaf.choices or ():
        forms = {" ".join(re.split(r"[_\-\s]+", str(value))), str(value)}
        named = "|".join(re.escape(form) for form in forms)
        if value is not None and re.search(rf"(?<!\w)(?:{named})(?!\w)", words, re.IGNORECASE):
            yield value


def _numbers_in(leaf: Leaf, words: str) -> Iterator[JsonValue]:
    """Numbers in the unit that the field names before those that have to be converted to it."""
    dates = [(found.start, found.end) for found in find_dates(words) if found.is_calendar]
    numbers = [
        number
        for number in find_numbers(words, taken=dates)
        if number.unit not in ("ordinal", "clock") and not number.implied
    ]
    wanted = unit_of(leaf)
    if wanted is not None:
        numbers.sort(key=lambda number: (number.unit, number.factor) != wanted)
    for number in numbers:
        same = wanted is not None and number.unit == wanted[0]
        value = number.low * number.factor / wanted[1] if wanted and same else number.low
        yield int(value) if value.is_integer() else value
    if not leaf.formats:
        yield from (found.year for found in find_dates(words) if found.year)


def _days_in(words: str, reading: Reading) -> Iterator[JsonValue]:
    written = reading.lines[0].written if reading.lines else None
    for found in find_dates(words, written):
        if found.first and found.first == found.last:
            yield iso_date(found)


def lines_saying(words: str, reading: Reading) -> tuple[int, ...]:
    """The numbers of the sentences that have these very words."""
    bare = words.strip().strip('"“”.').strip()
    return tuple(line.number for line in reading.body if bare and find_quote(bare, line.text) is not None)
