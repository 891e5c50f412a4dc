"""One article of a story as it was read: the statements worth telling, under their own places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.domain import Article, DraftPoint, Point, RejectedValue, SummaryDraft
from rag.summaries.calls import Calls
from rag.summaries.checking import Checker
from rag.summaries.drafting import draft
from rag.summaries.figures import clause_around
from rag.summaries.outline import headline, stands_alone
from rag.summaries.reading import Line, Reading
from rag.summaries.summarizing import Desk

ASKED_FOR = ("one-sentence", "points")
"""What a small model is asked of each article: a digest shows nothing else of its words."""

_OPENING = 12
"""Statements of an article that are looked at without a model: news begins with what is new."""
_FIRST = 3

_OF_THE_PAGE = re.compile(
    r"\b(?:sign(?:ing)?\s+up|newsletters?|inbox|live\s+(?:updates|coverage)\s+here|latest\s+coverage|click\s+here"
    r"|editor['’]s\s+note|this\s+page|podcasts?|follow\s+(?:us|along)|send\s+us|text\s+or\s+WhatsApp|lite\s+site"
    r"|need\s+to\s+know\s+to|read\s+(?:more|also)|getty\s+images|contributed\s+to\s+this\s+report)\b|^\(",
    re.IGNORECASE,
)
"""Sentences that speak to the reader of the page, or of it."""
_LEANS_BACK = re.compile(
    r"(?:he|she|it|they|that|this|we|i|you|here|there)['’]|(?:his|her|their|its|my|our|your)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Report:
    """``points`` stand in the article, those that say most of it first."""

    reading: Reading
    origin: str
    copies: tuple[str, ...]
    headline: Point | None
    points: tuple[Point, ...]
    rejected: tuple[RejectedValue, ...] = ()

    @property
    def article_id(self) -> str:
        return self.reading.article.article_id


@dataclass(frozen=True)
class Chosen:
    """An article for a digest, whose text it is, and which of the chosen articles are copies of it."""

    article: Article
    origin: str
    copies: tuple[str, ...] = ()


def report_of(chosen: Chosen, reading: Reading, desk: Desk, calls: Calls | None) -> Report:
    """Read one article, with the model if there are calls for it."""
    checker = Checker(reading)
    drafted = list(_drafted(reading, desk, calls)) if calls is not None else []
    points = checker.points("what_happened", drafted) or checker.points("what_happened", _opening(reading))
    return Report(
        reading=reading,
        origin=chosen.origin,
        copies=chosen.copies,
        headline=checker.point("headline", _headline(reading)),
        points=points,
        rejected=tuple(checker.rejected),
    )


def about(reports: Sequence[Report]) -> list[str]:
    """What the story is about: the first statements of each article."""
    return [point.text for report in reports for point in report.points[:_FIRST]]


def is_told(line: Line) -> bool:
    """Whether a sentence tells something by itself, and nothing of the page it stands on."""
    return (
        stands_alone(line)
        and not line.is_heading
        and not _LEANS_BACK.match(line.flat)
        and not _OF_THE_PAGE.search(line.flat)
    )


def _headline(reading: Reading) -> DraftPoint | None:
    """The article's own, no sentence, or else the beginning of its first statement that tells something."""
    own = headline(reading)
    if own is not None and not own.text.endswith(".") and not _OF_THE_PAGE.search(own.text):
        return own
    first = next((line for line in reading.statements if is_told(line)), None)
    if first is None:
        return None
    _, end = clause_around(first.flat, 0, 1)
    return DraftPoint(text=first.flat[:end], sentences=(first.number,))


def _drafted(reading: Reading, desk: Desk, calls: Calls) -> Iterator[DraftPoint]:
    if not reading.statements:
        return
    drafted: SummaryDraft = draft(reading, lambda: desk.outline(reading), calls, questions=ASKED_FOR)
    if drafted.summary is not None:
        yield drafted.summary
    yield from drafted.key_points


def _opening(reading: Reading) -> Sequence[DraftPoint]:
    lines = [line for line in reading.statements[:_OPENING] if is_told(line)]
    return [DraftPoint(text=line.flat, sentences=(line.number,)) for line in lines or reading.statements[:1]]
