"""``python -m eval.search_speed --source DIR``: what a search takes beside plain dense search, by size.

For each size an archive is mixed from the articles of a data folder (see `eval.mixed_archive`) and kept in
``--folder``. A process of its own then opens it as a user does, so that its memory is its own. Every question
is put to both systems in turn: Newsdesk's search, and the embedding of the question with one query of the
same Chroma collection.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from eval.bench_data import find_realtime_qa
from eval.datasets import load_news_articles, load_news_questions
from eval.line_chart import Line, line_chart
from eval.metrics import bootstrap
from eval.mixed_archive import fill
from eval.systems.newsdesk import embedder_of
from rag import open_newsdesk
from rag.domain import Filters, TimeRange, Value
from rag.settings import load_settings

SIZES = (1_000, 10_000, 100_000)
HITS = 10
WARM = 5
"""Questions asked before anything is measured."""

_WITHIN = TimeRange(start=datetime(2024, 1, 1, tzinfo=UTC), end=datetime(2025, 1, 1, tzinfo=UTC))
"""A year of the ten over which mixed articles are spread."""


class Timed(Value):
    """Milliseconds of each question, by the clock and of the processor."""

    wall: tuple[float, ...]
    processor: tuple[float, ...]


class Measured(Value):
    """What one archive took."""

    chunks: int
    articles: int
    megabytes: float
    """Resident at the end, the embedding model and Python included."""
    hybrid: Timed
    dense: Timed
    within: Timed
    """Newsdesk's search with a year and a section as limits."""


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


# --- in the process that measures ---------------------------------------------------------------------------


def measure(folder: Path, questions: Sequence[str]) -> Measured:
    """The systems take turns at every question, so that whatever else the machine does disturbs all alike."""
    with open_newsdesk(load_settings(data=folder)) as newsdesk:
        archive = newsdesk._archive  # the plain system queries the same open collection
        with archive.searching() as (catalogue, dense):
            if dense.index is None:
                raise RuntimeError(dense.note)
            embedder, index = dense.index.embedder, dense.index.index
            chunks = index.count()
            articles = catalogue.articles.count(None, Filters())
        limits = Filters(sections=("Business",))
        systems: dict[str, Callable[[str], object]] = {
            "hybrid": lambda question: newsdesk.search(question, k=HITS),
            "dense": lambda question: index.search(embedder.embed([question])[0], HITS),
            "within": lambda question: newsdesk.search(question, k=HITS, time_range=_WITHIN, filters=limits),
        }
        took = {name: ([], []) for name in systems}  # type: dict[str, tuple[list[float], list[float]]]
        for number, question in enumerate([*questions[:WARM], *questions]):
            for name, system in systems.items():
                wall, processor = _timed(system, question)
                if number >= WARM:
                    took[name][0].append(wall)
                    took[name][1].append(processor)
    return Measured(
        chunks=chunks,
        articles=articles,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        **{name: Timed(wall=tuple(walls), processor=tuple(cpu)) for name, (walls, cpu) in took.items()},
    )


def _timed(system: Callable[[str], object], question: str) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    system(question)
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - processor)


# --- in the one that asks for it ----------------------------------------------------------------------------


def measured_apart(folder: Path, questions: Sequence[str]) -> Measured:
    """Raises `subprocess.CalledProcessError`; what went wrong was printed."""
    run = subprocess.run(
        [sys.executable, "-m", "eval.search_speed", "--measure", str(folder)],
        input=json.dumps(list(questions)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Measured.model_validate_json(run.stdout)


def as_table(rows: Sequence[Measured]) -> str:
    lines = [
        "| chunks | search, p50 | p95 | plain dense, p50 | p95 | ratio of p50 | with limits, p50 | p95 "
        "| processor time, p50 | memory |",
        f"|{' --- |' * 10}",
    ]
    for row in rows:
        cells = [f"{row.chunks:,}"]
        cells += [_with_interval(row.hybrid.wall, 0.5), _with_interval(row.hybrid.wall, 0.95)]
        cells += [_with_interval(row.dense.wall, 0.5), f"{percentile(row.dense.wall, 0.95):.0f} ms"]
        cells += [_ratio(row.hybrid.wall, row.dense.wall)]
        cells += [f"{median(row.within.wall):.0f} ms", f"{percentile(row.within.wall, 0.95):.0f} ms"]
        cells += [f"{median(row.hybrid.processor):.0f} ms, dense {median(row.dense.processor):.0f} ms"]
        cells += [f"{row.megabytes:.0f} MB"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _with_interval(values: Sequence[float], share: float) -> str:
    low, high = bootstrap(values, lambda sample: percentile(sample, share))
    return f"{percentile(values, share):.0f} ms ({low:.0f}–{high:.0f})"


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    def ratio(pairs: Sequence[tuple[float, float]]) -> float:
        return median(our for our, _ in pairs) / median(their for _, their in pairs)

    pairs = list(zip(ours, theirs, strict=True))
    low, high = bootstrap(pairs, ratio)
    return f"{ratio(pairs):.2f} ({low:.2f}–{high:.2f})"


def as_chart(rows: Sequence[Measured]) -> str:
    sizes = [row.chunks for row in rows]
    return line_chart(
        sizes,
        [
            Line("search, p95, ms", [percentile(row.hybrid.wall, 0.95) for row in rows]),
            Line("search, p50, ms", [median(row.hybrid.wall) for row in rows]),
            Line("plain dense, p50, ms", [median(row.dense.wall) for row in rows]),
            Line("memory, 10 MB", [row.megabytes / 10 for row in rows]),
        ],
    )


def main() -> int:
    """Print the table, and write the chart where ``--chart`` says."""
    given = _parser().parse_args()
    if given.measure is not None:
        questions: list[str] = json.load(sys.stdin)
        print(measure(given.measure, questions).model_dump_json())
        return 0
    if given.source is None:
        _parser().error("--source is needed: a data folder whose articles others are mixed from")
    news = find_realtime_qa(given.rt)
    asked = load_news_questions(news, load_news_articles(news))
    questions = [one.question for one in asked if one.gold]
    embedder = embedder_of(load_settings(data=given.source))
    rows = []
    for size in given.sizes:
        folder = given.folder / f"mixed-{size}"
        fill(folder, given.source, size, embedder, _told)
        rows.append(measured_apart(folder, questions))
    print(f"\nn = {len(questions)} questions.\n\n{as_table(rows)}")
    if given.chart is not None:
        given.chart.write_text(as_chart(rows), encoding="utf-8")
    return 0


def _told(stage: str, done: int, total: int | None) -> None:
    if done % 500 == 0 or done == total:
        print(f"\r{stage} {done:,} of {total:,}", end="", file=sys.stderr)


def _parser() -> Any:  # noqa: ANN401 - mypy knows what argparse gives
    parser = argparse.ArgumentParser(prog="python -m eval.search_speed", description=__doc__)
    parser.add_argument("--source", type=Path, help="a data folder with news in it")
    parser.add_argument(
        "--folder", type=Path, default=Path("eval/results/archives"), help="where to keep them"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="chunks (1000 10000 100000)")
    parser.add_argument("--rt", type=Path, help="the folder of the news questions")
    parser.add_argument("--chart", type=Path, help="where to write the chart, as SVG")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
