"""The gate: committed floors that the summaries must reach. No summary, no pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.scoring import RunSummary

FLOORS = Path(__file__).with_name("floors.json")

Floors = Mapping[str, Mapping[str, float]]
"""By run (SET.SYSTEM) and metric: the least value, or the greatest of a metric that should be low."""


def load_floors(path: Path = FLOORS) -> Floors:
    floors: Floors = json.loads(path.read_text(encoding="utf-8"))
    return floors


def misses(floors: Floors, summaries: Sequence[RunSummary]) -> Iterator[str]:
    """What falls short, in words: also a run or a metric that is not there, and a failed case."""
    by_name = {summary.name: summary for summary in summaries}
    for name, wanted in floors.items():
        summary = by_name.get(name)
        if summary is None:
            yield f"{name}: there is no summary. Run it."
            continue
        if summary.failed:
            case_id, error = next(iter(summary.failed.items()))
            yield f"{name}: {len(summary.failed)} cases failed, the first {case_id}: {error}"
        for metric, floor in wanted.items():
            yield from _metric_misses(summary, metric, floor)


def outdated(floors: Floors, summaries: Sequence[RunSummary], code: str) -> Iterator[str]:
    """Which summaries are of other code than this, whose digest is ``code``: they hold, but for then."""
    for summary in summaries:
        if summary.name in floors and summary.fingerprint.code != code:
            yield f"{summary.name} was measured at {summary.fingerprint.commit}, with other code than this."


def _metric_misses(summary: RunSummary, metric: str, floor: float) -> Iterator[str]:
    value = summary.metrics.get(metric)
    if value is None:
        yield f"{summary.name}: there is no metric {metric!r}."
    elif metric in summary.lower_is_better and value.value > floor:
        yield f"{summary.name}: {metric} is {value.value:.3f}, above {floor}."
    elif metric not in summary.lower_is_better and value.value < floor:
        yield f"{summary.name}: {metric} is {value.value:.3f}, below {floor}."
