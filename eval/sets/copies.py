"""The set about copies: are two articles joined exactly when one is a copy of the other?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.cases import CopyPair
from eval.outcomes import Detail, Measured
from eval.running import Task
from eval.sets.judging import BALANCED
from eval.systems.copies import Joiner

FOUND = "copies found"
APART = "others kept apart"
_SHOWN = 300


def copies(pairs: Sequence[CopyPair], joiner: Joiner) -> Task[CopyPair]:
    """Copies at several strengths, and pairs that are none but have much in common."""

    def measure(pair: CopyPair) -> Measured:
        is_right = joiner.joins(pair.one, pair.other) == pair.is_copy
        why = "" if is_right else "It was not found." if pair.is_copy else "It was taken for a copy."
        detail = Detail(
            question=pair.kind, found=(pair.other[:_SHOWN],), expected=(pair.one[:_SHOWN],), why=why
        )
        return Measured(scores=_scores(pair, float(is_right)), detail=detail)

    return Task(
        name="copies",
        cases=pairs,
        measure=measure,
        worst=lambda pair: _scores(pair, 0.0),
        group=lambda pair: "copy" if pair.is_copy else "other",
        balanced=frozenset({BALANCED}),
    )


def _scores(pair: CopyPair, score: float) -> dict[str, float]:
    name = FOUND if pair.is_copy else APART
    return {BALANCED: score, name: score, f"{name}: {pair.kind}": score}
