"""What happened: the statements on which the articles of a story turn, and its headline."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Point
from rag.summaries.centrality import centrality, choose_apart
from rag.summaries.digest.choosing import word_vectors
from rag.summaries.digest.reports import Report

_OF_ONE = 3
_OF_SEVERAL = 5
_TOO_NEAR = 0.5
"""Of the weighted words of two statements that they have in common: one of them is enough."""
_LEAD = 0.6
"""How much more the first statement of an article counts; it fades with each further one."""


def what_happened(reports: Sequence[Report]) -> tuple[Point, ...]:
    """The most central statements, apart from each other, in the order in which they were published."""
    told = [
        (at, rank, point) for at, report in enumerate(reports) for rank, point in enumerate(report.points)
    ]
    if not told:
        return ()
    vectors = word_vectors([point.text for *_, point in told])
    scores = [
        central * (1.0 + _LEAD / (1 + rank))
        for central, (_, rank, _) in zip(centrality(vectors), told, strict=True)
    ]
    most = _OF_SEVERAL if len(reports) > 1 else _OF_ONE
    chosen = choose_apart(scores, vectors, most, too_near=_TOO_NEAR)
    return tuple(told[index][2] for index in sorted(chosen))


def headline_of(reports: Sequence[Report], happened: Sequence[Point]) -> Point | None:
    """The headline that shares most with what happened; where no article has one, the first statement."""
    known = [report.headline for report in reports if report.headline is not None]
    if not known:
        return happened[0] if happened else None
    vectors = word_vectors([*(point.text for point in happened), *(point.text for point in known)])
    middle = vectors[: len(happened)].sum(axis=0)
    shares = [float(row @ middle) for row in vectors[len(happened) :]]
    return known[shares.index(max(shares))]
