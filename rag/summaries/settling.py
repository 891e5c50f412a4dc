"""From what the rules found and what was drafted to the checked fields of an `ArticleSummary`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.domain import (
    Event,
    OpenQuestion,
    Position,
    Quote,
    SummaryDraft,
)
from rag.summaries.additions import with_events, with_measures, with_mentions, with_speakers
from rag.summaries.checking import Checker
from rag.summaries.reading import Reading
from rag.summaries.rules import Found

POINT_LISTS = ("key_points", "who", "what", "when", "where", "why", "how", "next_steps")
"""The fields that are lists of statements."""


def settle(reading: Reading, found: Found, drafts: Sequence[SummaryDraft]) -> dict[str, Any]:
    """The checked fields of an `ArticleSummary`.

    Statements come from the first draft of which something stands. What is cut from the text comes from the
    rules: drafts add to it and overrule nothing.
    """
    checker = Checker(reading)
    fields: dict[str, Any] = {}
    for name in POINT_LISTS:
        lists = (checker.points(name, getattr(draft, name)) for draft in drafts)
        fields[name] = next((points for points in lists if points), ())
    for name in ("headline", "summary"):
        points = (checker.point(name, getattr(draft, name)) for draft in drafts)
        fields[name] = next((point for point in points if point is not None), None)
    fields["open_questions"] = _questions(checker, drafts)
    fields["positions"] = _positions(checker, found, drafts)
    fields["quotes"] = _quotes(checker, found, drafts)
    fields["figures"] = with_measures(checker, found.figures, [f for d in drafts for f in d.figures])
    fields["timeline"] = _timeline(checker, found, drafts)
    fields["dates"] = found.dates
    fields |= with_mentions(checker, found, [mention for draft in drafts for mention in draft.mentions])
    fields["rejected"] = tuple(checker.rejected)
    return fields


def _questions(checker: Checker, drafts: Sequence[SummaryDraft]) -> tuple[OpenQuestion, ...]:
    asked = (checker.question(question) for draft in drafts for question in draft.open_questions)
    return tuple({question.text: question for question in asked if question is not None}.values())


def _positions(checker: Checker, found: Found, drafts: Sequence[SummaryDraft]) -> tuple[Position, ...]:
    drafted = [*found.positions, *(position for draft in drafts for position in draft.positions)]
    kept: list[Position] = []
    for draft in drafted:
        position = checker.position(draft)
        if position is not None and not any(_is_told(position, other) for other in kept):
            kept.append(position)
    return tuple(kept)


def _is_told(position: Position, other: Position) -> bool:
    """Whether another position rests on the same sentence and says this, or a part of it."""
    same_place = set(position.citations) & set(other.citations)
    mine, theirs = position.text.casefold(), other.text.casefold()
    return bool(same_place) and (mine in theirs or theirs in mine)


def _quotes(checker: Checker, found: Found, drafts: Sequence[SummaryDraft]) -> tuple[Quote, ...]:
    return with_speakers(checker, found.quotes, [quote for draft in drafts for quote in draft.quotes])


def _timeline(checker: Checker, found: Found, drafts: Sequence[SummaryDraft]) -> tuple[Event, ...]:
    events = with_events(checker, found.events, [event for draft in drafts for event in draft.events])
    return tuple(sorted(events, key=lambda event: (event.start, event.end, event.citations[0].start)))
