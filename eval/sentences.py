"""Compare sentence splitters: ``python -m eval.sentences [--data DIR]``.

Boundary F1 is micro-averaged over the boundaries inside the articles (the end of an article is none), with a
bootstrap interval over articles. A rule is passed if all its sentences come out. Positions are counted in
characters that are not white space, so that a splitter may treat white space as it likes.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from eval.bench_data import find_bench, read_records
from eval.metrics import RESAMPLES, SEED, Counts, Interval, bootstrap, boundaries, overlap, total
from eval.sentence_splitters import PACKAGES, Splitter, load_splitter, plain_regex
from rag.errors import SettingsError
from rag.text.sentences import is_sentence_end, split_sentences


class Case(NamedTuple):
    text: str
    sentences: Sequence[str]


class Score(NamedTuple):
    f1: float
    low: float
    high: float
    precision: float
    recall: float
    rules: int
    speed: float
    """Million characters a second."""


def ours(text: str) -> Iterable[str]:
    return [span.cut(text) for span in split_sentences(text)]


def with_our_rules(splitter: Splitter) -> Splitter:
    """The splitter's boundaries, without those that our rules call wrong."""

    def split(text: str) -> Iterator[str]:
        position = {count: index + 1 for count, index in enumerate(_visible(text), start=1)}
        begin = 0
        for boundary in sorted(boundaries(splitter(text))):
            end = position[boundary]
            if is_sentence_end(text, begin, end):
                yield text[begin:end]
                begin = end
        yield text[begin:]

    return split


def compare_boundaries(splitter: Splitter, cases: Sequence[Case]) -> list[Counts]:
    return [overlap(boundaries(splitter(case.text)), boundaries(case.sentences)) for case in cases]


def interval(counts: Sequence[Counts]) -> Interval:
    """Of F1 over articles."""
    return bootstrap(counts, lambda sample: total(sample).f1)


def measure_speed(splitter: Splitter, cases: Sequence[Case], *, at_least: float = 0.5) -> float:
    """Million characters a second, models loaded, on one thread."""
    characters, started = 0, time.perf_counter()
    while (spent := time.perf_counter() - started) < at_least:
        for case in cases:
            for _ in splitter(case.text):
                pass
            characters += len(case.text)
    return characters / spent / 1e6


def measure(splitter: Splitter, articles: Sequence[Case], rules: Sequence[Case]) -> Score:
    counts = compare_boundaries(splitter, articles)
    summed = total(counts)
    passed = sum(boundaries(splitter(rule.text)) == boundaries(rule.sentences) for rule in rules)
    return Score(
        summed.f1,
        *interval(counts),
        summed.precision,
        summed.recall,
        passed,
        measure_speed(splitter, articles),
    )


def splitters() -> Iterator[tuple[str, Splitter]]:
    yield "rag.text.sentences", ours
    yield "plain regex", plain_regex
    for package in PACKAGES:
        try:
            with warnings.catch_warnings(action="ignore"):
                splitter = load_splitter(package)
        except ImportError:
            print(f"{package} is not installed: left out.", file=sys.stderr)
            continue
        yield package, splitter
        yield f"{package} + rules", with_our_rules(splitter)


def main() -> None:
    """Print the comparison as a Markdown table."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.sentences", description="Compare sentence splitters."
    )
    parser.add_argument("--data", type=Path, help="the benchmark folder")
    try:
        folder = find_bench(parser.parse_args().data) / "sentences"
    except SettingsError as error:
        parser.error(str(error))
    articles = _cases(folder / "gum_news.jsonl")
    rules = _cases(folder / "golden_rules_en.jsonl")
    gold = sum(len(case.sentences) - 1 for case in articles)
    print(f"n = {len(articles)} articles with {gold} boundaries; {len(rules)} rules. ", end="")
    print(f"95% interval from {RESAMPLES} resamples of articles, seed {SEED}.\n")
    print("| splitter | F1 | interval | precision | recall | rules | Mchar/s |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, splitter in splitters():
        print(_row(name, measure(splitter, articles, rules)))


def _cases(path: Path) -> list[Case]:
    return [Case(record["text"], record["sentences"]) for record in read_records(path)]


def _visible(text: str) -> Iterator[int]:
    """Indices of the characters that are not white space."""
    return (index for index, character in enumerate(text) if not character.isspace())


def _row(name: str, score: Score) -> str:
    return (
        f"| {name} | {score.f1:.3f} | {score.low:.3f}–{score.high:.3f} | {score.precision:.3f} "
        f"| {score.recall:.3f} | {score.rules} | {score.speed:.2f} |"
    )


if __name__ == "__main__":
    main()
