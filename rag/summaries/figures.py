"""Figures and dates of an article, each with what it measures or when it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.domain import Certainty, DateFound, Event, Figure
from rag.summaries.reading import Line, Reading
from rag.text.dates import Date
from rag.text.numbers import Number
from rag.text.tokens import tokens
from rag.text.units import CURRENCIES

_CLAUSE_BREAK = re.compile(
    r"[;:—–]\s|,\s+(?:and|but|while|which|who|where|when|with|as)\s|\s(?:but|while|whereas)\s"
)
_UNIT_WRITTEN = re.compile(r"[-\s]?(?P<unit>[A-Za-z°%][\w°%/]*(?:\s(?:points?|per\s\w+))?)$")
_WORDS_BEHIND = re.compile(r"[\s-]+([^\W\d_][\w'’-]*(?:\s+[^\W\d_][\w'’-]*){0,2})")
_SCORE = re.compile(r"(?<![\w.,–-])\d{1,3}\s?[–-]\s?\d{1,3}(?![\w–-]|\s?(?:%|percent|per\s+cent))")
_NUMBERED = re.compile(
    r"\b(?:posts?|numbers?|nos?\.?|pages?|chapters?|rooms?|gates?|channels?|routes?|sections?|articles?|groups?|phases?"
    r"|versions?|seasons?|episodes?|studios?|flights?|highways?|districts?)\s+(?:\d+\s+and\s+)?$",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    r"\b(?:one|two|three|\d{1,3})\s+(?:in|out\s+of)\s+(?:every\s+)?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|\d{1,3})\b",
    re.IGNORECASE,
)
_NO_FIGURES = frozenset({"ordinal", "clock"})
_LONGEST_COUNTED = 40


def find_figures(reading: Reading) -> list[Figure]:
    """The figures of the body, each form of a value once, in reading order."""
    found: dict[tuple[str, str], Figure] = {}
    for line in reading.body:
        for number in line.numbers:
            if _is_part_of_one(line.text, number):
                continue
            is_share_of = number.implied and _OF.search(line.text[: number.start]) is not None
            if number.unit in _NO_FIGURES or (number.implied and not number.unit) or is_share_of:
                continue
            figure = _figure(reading, line, number)
            found.setdefault((figure.text.lower(), figure.measures.lower()), figure)
    return list(found.values())


def _is_part_of_one(text: str, number: Number) -> bool:
    """Whether it is half of a score ("2 – 1") or a ratio ("one in three"), or a label ("Room 12")."""
    if not number.unit and not number.counted and _NUMBERED.search(text[: number.start]):
        return True
    halves = [found.span() for found in _ONE_IN.finditer(text)]
    if not number.unit:
        halves += [found.span() for found in _SCORE.finditer(text) if _is_score(text, found)]
    return any(start <= number.start < end for start, end in halves)


def _is_score(text: str, found: re.Match[str]) -> bool:
    """ "2 – 1" goes down; "1 – 2" is a range where what it counts follows in small letters."""
    first, second = (int(part) for part in re.findall(r"\d+", found.group()))
    return first >= second or not re.match(r"\s[a-z]", text[found.end() :])


def _figure(reading: Reading, line: Line, number: Number) -> Figure:
    start, end = clause_around(line.text, number.start, number.end)
    return Figure(
        text=" ".join(number.text.split()),
        value=number.low,
        high=number.high if number.high != number.low else None,
        unit=_unit(line.text, number),
        hedge=number.hedge.value,
        measures=" ".join(line.text[start:end].split()),
        citations=(reading.cite(line),),
    )


def _unit(text: str, number: Number) -> str:
    """The unit as it is written; the words that are counted where there is none."""
    if number.unit in CURRENCIES or number.unit == "share":
        return "" if number.unit == "share" else number.unit
    if number.unit:
        written = _UNIT_WRITTEN.search(number.text)
        return written["unit"] if written else number.unit
    if not number.counted:
        return ""
    behind = re.match(
        r"[\s-]+([^\W\d_][\w'’-]*(?:\s+[^\W\d_][\w'’-]*){0,2})",
        text[number.end : number.end + _LONGEST_COUNTED],
    )
    return _counted_words(behind[1], number) if behind else ""


def _counted_words(words: str, number: Number) -> str:
    kept: list[str] = []
    for token in tokens(words):
        if token.stem not in number.counted:
            break
        kept.append(token.text)
        if token.lower.endswith("s"):
            break
    return " ".join(kept)


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause of a sentence around a place in it."""
    before = [found.end() for found in _CLAUSE_BREAK.finditer(text, 0, start)]
    behind = _CLAUSE_BREAK.search(text, end)
    first = max(before, default=0)
    last = behind.start() if behind else len(text)
    while first < last and text[first] in " ,;:—–\n":
        first += 1
    return first, first + len(text[first:last].rstrip(" ,;:.\n"))


# --- dates ------------------------------------------------------------------------------------------------

_OF = re.compile(r"\bof\s+$")
DATELINE = re.compile(r"^(?:\w+day,?\s+)?[A-Z][a-z]+\s+\d{1,2},\s+\d{4}\s+(?=[A-Z])")
"""A date that stands alone at the head of a sentence."""
_ANY_DAY = re.compile(r"\b(?:an?|any|each|every|most|some)\s+$", re.IGNORECASE)
_POSSIBLE = re.compile(
    r"\b(?:(?-i:may)|might|could|would|possibl[ey]|perhaps|hypothetical|if|considering|unless|likely|hopes?|expected"
    r"|offer(?:s|ed)?)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|shall|plan(?:s|ned)?|due|set\s+to|scheduled|to\s+be|upcoming|intends?|is\s+to|are\s+to|going\s+to)\b",
    re.IGNORECASE,
)
_CLAIMED = re.compile(r"\b(?:claim(?:s|ed)?|alleg\w+|accus\w+|reportedly|according\s+to)\b", re.IGNORECASE)


def iso_date(found: Date) -> str | None:
    """The date in ISO 8601, as precise as the text: a year, a month or a day; else both ends."""
    if found.first is None or found.last is None:
        return None
    days = (found.last - found.first).days
    if days == 0:
        return found.first.isoformat()
    if found.first.day == 1 and 27 <= days <= 30 and found.first.month == found.last.month:
        return f"{found.first.year:04}-{found.first.month:02}"
    if (found.first.month, found.first.day, found.last.month, found.last.day) == (
        1,
        1,
        12,
        31,
    ) and days < 366:
        return f"{found.first.year:04}"
    return f"{found.first.isoformat()}/{found.last.isoformat()}"


def find_dates_of(reading: Reading) -> list[DateFound]:
    """Every date that can be placed, each day, month or year once, in reading order."""
    found: dict[str, DateFound] = {}
    for line in reading.body:
        for mention in line.dates:
            iso = iso_date(mention)
            if iso is None or mention.first is None or mention.last is None or is_any(line.text, mention):
                continue
            found.setdefault(
                iso,
                DateFound(
                    text=" ".join(mention.text.split()),
                    date=iso,
                    start=mention.first,
                    end=mention.last,
                    citations=(reading.cite(line, mention.start, mention.end), reading.cite(line)),
                ),
            )
    return list(found.values())


def find_events(reading: Reading) -> list[Event]:
    """Statements with a date, by date: one event for each date of a sentence."""
    events = [event for line in reading.statements for event in _events(reading, line)]
    return sorted(events, key=lambda event: (event.start, event.end, event.citations[0].start))


def _events(reading: Reading, line: Line) -> Iterator[Event]:
    seen: set[str] = set()
    for mention in line.dates:
        iso = iso_date(mention)
        if iso is None or iso in seen or mention.first is None or mention.last is None:
            continue
        if is_only_named(line.text, mention) or is_any(line.text, mention) or _is_dateline(line, mention):
            continue
        seen.add(iso)
        yield Event(
            text=line.flat,
            date=iso,
            start=mention.first,
            end=mention.last,
            when=" ".join(mention.text.split()),
            certainty=certainty(line, mention),
            citations=(reading.cite(line),),
        )


def _is_dateline(line: Line, mention: Date) -> bool:
    head = DATELINE.match(line.text)
    return head is not None and mention.end <= head.end()


def is_any(text: str, mention: Date) -> bool:
    """Whether no day in particular is meant: "on a Monday", "every Friday"."""
    return _ANY_DAY.search(text[: mention.start]) is not None


def is_only_named(text: str, mention: Date) -> bool:
    """Whether a year is no time of what is told: "the 2018 World Cup", "since 1958", "from 2004 to 2009"."""
    if mention.month is not None or mention.year is None:
        return False
    before, behind = text[: mention.start], text[mention.end :]
    is_name = re.match(r"\s+\w", behind) is not None and re.search(r"\b[Tt]he\s+$", before) is not None
    is_edge = re.search(r"\b(?:since|until|till|before)\s+$", before, re.IGNORECASE) is not None
    starts = re.match(r"\s*(?:[–—-]|to\b|and\b|until\b)\s*(?:1[5-9]|20)\d\d", behind) is not None
    ends = re.search(r"(?:1[5-9]|20)\d\d\s*(?:[–—-]|to|and|until)\s*$", before) is not None
    return is_name or is_edge or starts or ends


def certainty(line: Line, mention: Date) -> Certainty:
    """What the clause of the date says of it; what lies after the day of writing has not happened."""
    start, end = clause_around(line.text, mention.start, mention.end)
    clause = line.text[start : mention.start] + line.text[mention.end : end]
    lies_ahead = line.written is not None and mention.first is not None and mention.first > line.written
    if _POSSIBLE.search(clause) and (lies_ahead or not _PLANNED.search(clause)):
        return Certainty.POSSIBLE
    if lies_ahead or (line.written is None and _PLANNED.search(clause)):
        return Certainty.PLANNED
    return Certainty.CLAIMED if _CLAIMED.search(line.text) else Certainty.REPORTED
