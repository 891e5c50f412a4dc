"""Two runs of one set side by side: the differences case by case, with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.bench_data import BenchDataError
from eval.metrics import bootstrap
from eval.outcomes import Outcome, read_outcomes
from eval.scoring import Scored, mean_of_all, mean_of_groups
from rag.domain import Value

Pair = tuple[Scored, Scored]


class Difference(Value):
    """``a - b`` over the ``n`` cases that both runs have."""

    metric: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    n: int

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def compare_runs(
    a: Sequence[Outcome], b: Sequence[Outcome], *, balanced: frozenset[str] = frozenset()
) -> list[Difference]:
    """Every metric that both have. Raises `BenchDataError` if they have no case in common."""
    other = {(outcome.case_id, outcome.digest): outcome for outcome in b}
    pairs = [(mine, other[key]) for mine in a if (key := (mine.case_id, mine.digest)) in other]
    if not pairs:
        raise BenchDataError("The two runs have no case in common. Run the same set with both systems.")
    metrics = dict.fromkeys(name for mine, theirs in pairs for name in mine.scores if name in theirs.scores)
    return [_difference(name, list(_scored(pairs, name)), name in balanced) for name in metrics]


def _scored(pairs: Sequence[tuple[Outcome, Outcome]], metric: str) -> Iterator[Pair]:
    for mine, theirs in pairs:
        if metric in mine.scores and metric in theirs.scores:
            yield (mine.group, mine.scores[metric]), (theirs.group, theirs.scores[metric])


def _difference(metric: str, pairs: Sequence[Pair], is_balanced: bool) -> Difference:
    mean = mean_of_groups if is_balanced else mean_of_all

    def difference(sample: Sequence[Pair]) -> float:
        return mean([mine for mine, _ in sample]) - mean([theirs for _, theirs in sample])

    low, high = bootstrap(pairs, difference)
    a, b = (mean([pair[side] for pair in pairs]) for side in (0, 1))
    return Difference(metric=metric, a=a, b=b, difference=a - b, low=low, high=high, n=len(pairs))


def load_run(results: Path, name: str) -> list[Outcome]:
    """The outcomes of SET.SYSTEM. Raises `BenchDataError` if it was not run here."""
    outcomes = list(read_outcomes(results / f"{name}.jsonl"))
    if not outcomes:
        known = ", ".join(sorted(path.stem for path in results.glob("*.jsonl"))) or "none"
        raise BenchDataError(f"There is no run {name!r} in {results}. There are: {known}.")
    return outcomes


def as_table(differences: Sequence[Difference], names: Mapping[str, str]) -> str:
    """As Markdown. A difference whose interval holds zero may be chance."""
    rows = [
        f"| metric | {names['a']} | {names['b']} | difference | 95% interval | n |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in differences:
        mark = "" if one.is_certain else " (may be chance)"
        rows.append(
            f"| {one.metric} | {one.a:.3f} | {one.b:.3f} | {one.difference:+.3f}{mark} "
            f"| {one.low:+.3f} to {one.high:+.3f} | {one.n} |"
        )
    return "\n".join(rows)
