"""From outcomes to a summary: each metric with n and its interval, each failed case by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from types import MappingProxyType
from typing import TypeAlias

from pydantic import AwareDatetime

from eval.fingerprint import Fingerprint
from eval.metrics import RESAMPLES, SEED, bootstrap
from eval.outcomes import Outcome, Scores
from rag.domain import Value

Scored: TypeAlias = tuple[str, float]
"""The group of a case and what it scored."""

JointMetric: TypeAlias = Callable[[Sequence[Scores]], float]
"""A metric of all cases together, of the scores that each of them has."""


class MetricValue(Value):
    """The mean over ``n`` cases with its 95% bootstrap interval."""

    value: float
    low: float
    high: float
    n: int


class RunSummary(Value):
    """The result of one run, small enough to be kept beside the code."""

    set: str
    system: str
    limit: int | None
    n: int
    metrics: dict[str, MetricValue]
    lower_is_better: tuple[str, ...] = ()
    failed: dict[str, str]
    seconds_per_case: float
    seed: int = SEED
    resamples: int = RESAMPLES
    fingerprint: Fingerprint
    command: str
    finished_at: AwareDatetime

    @property
    def name(self) -> str:
        """SET.SYSTEM, with the number of cases if they were not all."""
        return run_name(self.set, self.system, self.limit)


def run_name(set_name: str, system: str, limit: int | None) -> str:
    return f"{set_name}.{system}" + (f".{limit}" if limit is not None else "")


def metric_values(
    outcomes: Sequence[Outcome],
    balanced: frozenset[str],
    joint: Mapping[str, JointMetric] = MappingProxyType({}),
) -> dict[str, MetricValue]:
    """Every metric over the cases to which it applies, then those of all cases together.

    Raises `ValueError` if there are no outcomes.
    """
    if not outcomes:
        raise ValueError("there are no outcomes to sum up")
    scored: dict[str, list[Scored]] = defaultdict(list)
    for outcome in outcomes:
        for name, score in outcome.scores.items():
            scored[name].append((outcome.group, score))
    values = {name: _metric_value(rows, name in balanced) for name, rows in scored.items()}
    every = [outcome.scores for outcome in outcomes]
    return values | {name: _joint_value(every, metric) for name, metric in joint.items()}


def _metric_value(rows: Sequence[Scored], is_balanced: bool) -> MetricValue:
    statistic = mean_of_groups if is_balanced else mean_of_all
    low, high = bootstrap(rows, statistic)
    return MetricValue(value=statistic(rows), low=low, high=high, n=len(rows))


def _joint_value(scores: Sequence[Scores], metric: JointMetric) -> MetricValue:
    low, high = bootstrap(scores, metric)
    return MetricValue(value=metric(scores), low=low, high=high, n=len(scores))


def mean_of_all(rows: Sequence[Scored]) -> float:
    return fmean(score for _, score in rows)


def mean_of_groups(rows: Sequence[Scored]) -> float:
    """The mean of the means of the groups: with two groups and right or wrong, the balanced accuracy."""
    groups: dict[str, list[float]] = defaultdict(list)
    for group, score in rows:
        groups[group].append(score)
    return fmean(fmean(scores) for scores in groups.values())


def save_summary(summary: RunSummary, results: Path) -> Path:
    path = results / f"{summary.name}.summary.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(summary.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return path


def load_summaries(results: Path) -> list[RunSummary]:
    paths = sorted(results.glob("*.summary.json"))
    return [RunSummary.model_validate_json(path.read_text(encoding="utf-8")) for path in paths]
