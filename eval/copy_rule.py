"""Choose what makes a copy by cross-validation: ``python -m eval.copy_rule [--data DIR]``.

Reports are parted into five folds. For each fold the values are chosen that are best on the other four, and
measured on it: so the figures are those of values that never saw the reports they are measured on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from statistics import fmean

from eval.bench_data import find_bench
from eval.cases import CopyPair
from eval.copying import copy_pairs
from eval.datasets import load_gum_news
from eval.metrics import bootstrap
from eval.scoring import mean_of_groups
from rag.errors import SettingsError
from rag.text.likeness import RULE, Rule, are_copies, wording_of

FOLDS = 5
GRID = [
    Rule(run=run, bridged=bridged, framed=framed, copy_from=copy_from)
    for run, bridged, framed, copy_from in product(
        (2, 3, 4, 5), (0, 3, 6, 9), (0, 40), (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)
    )
]

Verdicts = dict[Rule, dict[str, bool]]
"""For each rule and case whether it was right."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.copy_rule", description="Choose what makes a copy.")
    parser.add_argument("--data", type=Path, help="the benchmark folder")
    try:
        reports = load_gum_news(find_bench(parser.parse_args(arguments).data))
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    pairs = copy_pairs(reports)
    folds = [{report.case_id for report in reports[fold::FOLDS]} for fold in range(FOLDS)]
    verdicts = judged(pairs)
    held_out = [row for fold in folds for row in _fold(verdicts, pairs, fold)]
    low, high = bootstrap(held_out, mean_of_groups)
    print(f"held out: balanced accuracy {mean_of_groups(held_out):.3f} ({low:.3f}–{high:.3f})")
    print(f"in force: balanced accuracy {accuracy(verdicts[RULE], pairs):.3f} with {_values(RULE)}")
    return 0


def judged(pairs: Sequence[CopyPair], rules: Sequence[Rule] = GRID) -> Verdicts:
    """Every pair judged by every rule."""
    made: Verdicts = {rule: {} for rule in rules}
    for number, pair in enumerate(pairs, start=1):
        for run in sorted({rule.run for rule in rules}):
            one, other = (wording_of(text, Rule(run=run)) for text in (pair.one, pair.other))
            for rule in rules:
                if rule.run == run:
                    made[rule][pair.case_id] = are_copies(one, other, rule) == pair.is_copy
        if sys.stderr.isatty():
            print(f"\r{number} of {len(pairs)} pairs", end="", file=sys.stderr)
    return made


def accuracy(right: dict[str, bool], pairs: Iterable[CopyPair]) -> float:
    """The mean of the shares of copies found and of others kept apart."""
    groups: dict[bool, list[bool]] = {True: [], False: []}
    for pair in pairs:
        groups[pair.is_copy].append(right[pair.case_id])
    return fmean(fmean(group) for group in groups.values() if group)


def best_rule(verdicts: Verdicts, pairs: Sequence[CopyPair]) -> Rule:
    """Of equally good ones the strictest: a wrong link hides a source."""
    return max(verdicts, key=lambda rule: (accuracy(verdicts[rule], pairs), rule.copy_from, -rule.bridged))


def _fold(verdicts: Verdicts, pairs: Sequence[CopyPair], fold: set[str]) -> list[tuple[str, float]]:
    chosen = best_rule(verdicts, [pair for pair in pairs if pair.source not in fold])
    rest = [pair for pair in pairs if pair.source in fold]
    print(f"chosen {_values(chosen)}, on the fold {accuracy(verdicts[chosen], rest):.3f}")
    return [(str(pair.is_copy), float(verdicts[chosen][pair.case_id])) for pair in rest]


def _values(rule: Rule) -> str:
    return f"run {rule.run}, bridged {rule.bridged}, framed {rule.framed}, from {rule.copy_from}"


if __name__ == "__main__":
    sys.exit(main())
