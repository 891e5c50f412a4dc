"""What one more article costs as the archive grows: ``python -m eval.ingest_growth [--until N] [--out DIR]``.

The whole pipeline takes in articles recombined from sentences: catalogue, word index, copies and Chroma are
the real ones; only the embedder is a cheap one, so that 20,000 articles fit into minutes. Storing and
indexing take turns here, so that the time of each part can be told. It goes on where the run before ended,
and draws what it has measured.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from eval.bare_archive import BareArchive, CheapEmbedder
from eval.bench_data import find_realtime_qa
from eval.datasets import load_news_articles
from eval.growth_chart import growth_chart
from eval.recombining import Recombiner
from rag.adapters import catalog_articles
from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.chroma import ChromaIndex
from rag.app import no_progress
from rag.domain import Value
from rag.errors import SettingsError
from rag.ingest.indexing import Indexer

STEP = 500
AT = (1_000, 5_000, 20_000)

_WINDOW = 1_000
_FOLDER = Path("~/.cache/newsdesk-bench/growth")


class Step(Value):
    """What the articles up to a number took, since the step before. Times are in milliseconds an article."""

    articles: int
    wall: float
    processor: float
    parts: dict[str, float]
    """Of the time of the processor. What is left is reading, cutting and counting."""
    peak_megabytes: float
    """Of the process that did it."""
    chunks: int


class Stopwatch:
    """Processor time by part; what one part does for another counts for that one alone."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PARTS, 0.0)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def on(self, part: str) -> Iterator[None]:
        self._charge()
        self._running.append(part)
        try:
            yield
        finally:
            self._charge()
            self._running.pop()

    def _charge(self) -> None:
        now = time.process_time()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now


@contextmanager
def watched(watch: Stopwatch) -> Iterator[None]:
    """Every call of the parts is timed for as long as this lasts."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in _CALLS]
    for (owner, name, work), (_, _, part) in zip(before, _CALLS, strict=True):
        setattr(owner, name, _timed(work, watch, part))
    try:
        yield
    finally:
        for owner, name, work in before:
            setattr(owner, name, work)


def _timed(work: Callable[..., object], watch: Stopwatch, part: str) -> Callable[..., object]:
    def timed(*arguments: object, **options: object) -> object:
        with watch.on(part):
            return work(*arguments, **options)

    return timed


_CALLS: Sequence[tuple[object, str, str]] = (
    (SqliteArticles, "put", "catalogue"),
    (catalog_articles, "join_copies", "copies"),
    (Indexer, "drain", "queue"),
    (ChromaIndex, "upsert", "vectors"),
    (CheapEmbedder, "embed", "embedding"),
)
PARTS = tuple(part for _, _, part in _CALLS)


class Growing:
    """An archive that takes in one step after the other."""

    def __init__(self, folder: Path, recombiner: Recombiner) -> None:
        self._recombiner = recombiner
        self._archive = BareArchive(folder)

    def close(self) -> None:
        self._archive.close()

    @property
    def articles(self) -> int:
        return int(self._archive.database.value("SELECT count(*) FROM articles"))

    def step(self) -> Step:
        start = self.articles
        given = list(self._recombiner.articles(start, start + STEP - start % STEP))
        ingest, watch = self._archive.ingest(given, is_alone=False), Stopwatch()
        wall, processor = time.perf_counter(), time.process_time()
        with watched(watch):
            report = ingest.run([], no_progress)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        if report.added != len(given):
            raise RuntimeError(f"{report.added} of {len(given)} articles were added: {report}")
        each = 1000 / len(given)
        return Step(
            articles=start + len(given),
            wall=wall * each,
            processor=processor * each,
            parts={part: seconds * each for part, seconds in watch.seconds.items()},
            peak_megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
            chunks=self._archive.catalogue.queue.chunk_count(),
        )


def grow(folder: Path, recombiner: Recombiner, *, until: int, seconds: float) -> list[Step]:
    """Go on until there are so many articles or the time is up; all steps, also of earlier runs."""
    noted = folder / "steps.jsonl"
    steps = _noted(noted)
    growing = Growing(folder, recombiner)
    ends = time.monotonic() + seconds
    try:
        while growing.articles < until and time.monotonic() < ends:
            steps.append(growing.step())
            with noted.open("a", encoding="utf-8") as file:
                file.write(steps[-1].model_dump_json() + "\n")
            print(f"{steps[-1].articles:,} articles: {steps[-1].processor:.1f} ms each", file=sys.stderr)
    finally:
        growing.close()
    return steps


def _noted(file: Path) -> list[Step]:
    if not file.exists():
        return []
    return [Step.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines()]


def before(steps: Sequence[Step], articles: int) -> list[Step]:
    """The steps of the last thousand articles before there were so many."""
    return [step for step in steps if articles - _WINDOW < step.articles <= articles]


def as_table(steps: Sequence[Step]) -> str:
    """What each of the last thousand articles before each size took, by part, and its ratio to the first."""
    rows = [
        "| articles | processor | "
        + " | ".join(PARTS)
        + " | rest | to the first | on the clock | peak memory |",
        "| --- |" + " --- |" * (len(PARTS) + 5),
    ]
    first = 0.0
    for size in AT:
        if not (window := before(steps, size)):
            continue
        whole = _mean([step.processor for step in window])
        first = first or whole
        parts = [_mean([step.parts[part] for step in window]) for part in PARTS]
        cells = [f"{value:.1f} ms" for value in (whole, *parts, whole - sum(parts))]
        peak = max(step.peak_megabytes for step in window)
        wall = _mean([step.wall for step in window])
        cells += [f"{whole / first:.2f}", f"{wall:.1f} ms", f"{peak:.0f} MB"]
        rows.append(f"| {size:,} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def as_chart(steps: Sequence[Step]) -> str:
    points = [
        (step.articles, {**step.parts, "rest": step.processor - sum(step.parts.values())}) for step in steps
    ]
    return growth_chart(points, "Processor time for one more article, in milliseconds")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def main() -> None:
    """Go on, print the table, and write the steps and the chart to ``--out``."""
    parser = argparse.ArgumentParser(prog="python -m eval.ingest_growth", description=__doc__)
    parser.add_argument("--rt", type=Path, help="the folder of the news questions")
    parser.add_argument("--folder", type=Path, default=_FOLDER, help=f"where the archive grows ({_FOLDER})")
    parser.add_argument("--until", type=int, default=max(AT), help=f"articles ({max(AT)})")
    parser.add_argument("--minutes", type=float, default=60, help="at most so long; run again to go on (60)")
    parser.add_argument("--out", type=Path, help="folder for ingest-growth.json and ingest-growth.svg")
    given = parser.parse_args()
    try:
        recombiner = Recombiner(load_news_articles(find_realtime_qa(given.rt)))
    except SettingsError as error:
        parser.error(str(error))
    folder = given.folder.expanduser()
    steps = grow(folder, recombiner, until=given.until, seconds=60 * given.minutes)
    print(as_table(steps))
    if given.out:
        told = [step.model_dump() for step in steps]
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "ingest-growth.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        (given.out / "ingest-growth.svg").write_text(as_chart(steps), encoding="utf-8")


if __name__ == "__main__":
    main()
