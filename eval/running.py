"""Runs: every case of a set put to a system, whatever goes wrong on the way."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from eval.cases import Case
from eval.outcomes import Detail, Measured, Outcome, OutcomeLog, Scores
from eval.scoring import JointMetric
from rag.errors import AssetError, DataFolderError, ModelError, ModelFailed, SettingsError

C = TypeVar("C", bound=Case)

_TO_MEND = (SettingsError, DataFolderError, AssetError, ModelError)
"""What the user has to mend before any case can be measured, but for a model that failed in passing."""


@dataclass(frozen=True)
class Task(Generic[C]):
    """A set of cases and how one is measured with a system.

    ``worst`` gives the scores that apply to a case, with the values it gets if it fails. ``group`` is its
    kind; the metrics in ``balanced`` are averaged within each kind first. Those in ``lower_is_better`` count
    what should not happen. Those in ``joint`` are no mean over cases, but worked out of all their scores.
    """

    name: str
    cases: Sequence[C]
    measure: Callable[[C], Measured]
    worst: Callable[[C], Scores]
    group: Callable[[C], str] = lambda case: ""
    balanced: frozenset[str] = frozenset()
    lower_is_better: frozenset[str] = frozenset()
    joint: Mapping[str, JointMetric] = field(default_factory=dict)


def sample(cases: Sequence[C], limit: int | None) -> Sequence[C]:
    """All cases, or the first ``limit`` in an order that nobody chose: that of their digests."""
    if limit is None:
        return cases
    return sorted(cases, key=lambda case: case.digest)[:limit]


def run_task(task: Task[C], log: OutcomeLog, under: str, *, limit: int | None = None) -> list[Outcome]:
    """Measure every case that is not in the log yet. A case that raises counts as failed, with its error.

    What the user has to mend (a setting, a key, missing data) ends the run.
    """
    cases = sample(task.cases, limit)
    progress = _Progress(task.name, len(cases), sum(log.get(case) is None for case in cases))
    outcomes = []
    for case in cases:
        outcome = log.get(case)
        if outcome is None:
            outcome = _measure(task, case, under)
            log.add(outcome)
            progress.finished(outcome)
        outcomes.append(outcome)
    progress.end()
    return outcomes


def _measure(task: Task[C], case: C, under: str) -> Outcome:
    began = time.perf_counter()
    error = None
    try:
        measured = task.measure(case)
    except Exception as failure:  # whatever a system does, the other cases go on
        if isinstance(failure, _TO_MEND) and not isinstance(failure, ModelFailed):
            raise
        error = f"{type(failure).__name__}: {failure}"
        measured = Measured(scores=dict(task.worst(case)), detail=Detail(question=case.case_id, why=error))
    if measured.scores.keys() != task.worst(case).keys():
        raise ValueError(f"{task.name} gave {sorted(measured.scores)} for case {case.case_id}")
    return Outcome(
        case_id=case.case_id,
        digest=case.digest,
        under=under,
        group=task.group(case),
        scores=measured.scores,
        detail=measured.detail,
        seconds=round(time.perf_counter() - began, 4),
        error=error,
    )


class _Progress:
    """One line on stderr: how far, and how long still. Nothing where stderr is no terminal, but the end."""

    def __init__(self, name: str, total: int, to_do: int) -> None:
        self._name = name
        self._total = total
        self._to_do = to_do
        self._done = 0
        self._failed = 0
        self._began = time.perf_counter()

    def finished(self, outcome: Outcome) -> None:
        self._done += 1
        self._failed += outcome.error is not None
        spent = time.perf_counter() - self._began
        left = spent / self._done * (self._to_do - self._done)
        if sys.stderr.isatty():
            done = self._total - self._to_do + self._done
            line = f"{self._name}: {done} of {self._total}, {self._failed} failed, about {left:.0f} s left"
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        start = "\r\x1b[K" if sys.stderr.isatty() else ""
        taken_up = self._total - self._to_do
        spent = time.perf_counter() - self._began
        print(
            f"{start}{self._name}: {self._total} cases, {taken_up} of them from an earlier run, "
            f"{self._failed} failed, {spent:.1f} s",
            file=sys.stderr,
        )
