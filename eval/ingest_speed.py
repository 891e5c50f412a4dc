"""Ingest beside LangChain's tutorial pipeline: ``python -m eval.ingest_speed [--rt DIR] [--limit N]``.

Each system is a process of its own, so that its peak memory is its own, and gets the articles in slices, one
system after the other, so that whatever else the machine does disturbs all alike. Intervals are those of a
bootstrap over slices. Ours ends with the same articles once more, which should cost next to nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from eval.bench_data import find_realtime_qa
from eval.cases import NewsArticle
from eval.datasets import load_news_articles
from eval.ingest_systems import SYSTEMS, Slice
from eval.metrics import bootstrap
from rag.domain import Value
from rag.errors import SettingsError

NEWSDESK = "newsdesk"


class Measurement(Value):
    """What one system took for all slices."""

    system: str
    slices: tuple[float, ...] = ()
    """Seconds for each."""
    processor: tuple[float, ...] = ()
    """Seconds of processor time for each; other work on the machine matters less to them."""
    again: float | None = None
    """Seconds for the same articles once more."""
    pieces: int = 0
    peak_megabytes: float = 0.0

    @property
    def seconds(self) -> float:
        return sum(self.slices)


class Contender:
    """A system in a process of its own, which works only while it is asked to."""

    def __init__(self, system: str, folder: Path) -> None:
        command = [sys.executable, "-m", "eval.ingest_systems", system, str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._measured = Measurement(system=system)

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()

    def take_in(self, articles: Slice) -> None:
        told = self._ask(articles)
        self._measured = self._measured.model_copy(
            update={
                "slices": (*self._measured.slices, told["seconds"]),
                "processor": (*self._measured.processor, told["processor"]),
                "pieces": told["pieces"],
                "peak_megabytes": told["peak_megabytes"],
            }
        )

    def take_in_again(self, articles: Slice) -> None:
        self._measured = self._measured.model_copy(update={"again": self._ask(articles)["seconds"]})

    @property
    def measured(self) -> Measurement:
        return self._measured

    def _ask(self, articles: Slice) -> dict[str, float]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process was started without pipes")
        self._process.stdin.write(articles.model_dump_json() + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SettingsError(f"{self._measured.system} ended early. What it said is above.")
        told: dict[str, float] = json.loads(line)
        return told


def measure(
    articles: Sequence[Slice], systems: Sequence[str], folder: Path, *, seconds: float
) -> tuple[int, list[Measurement]]:
    """Every slice to every system in turn, until the time is up; how many articles that were.

    Who goes first changes from slice to slice.
    """
    contenders = [Contender(system, folder / system) for system in systems]
    began = time.monotonic()
    given: list[NewsArticle] = []
    try:
        for number, one in enumerate(articles):
            if time.monotonic() - began > seconds:
                break
            for contender in contenders if number % 2 == 0 else contenders[::-1]:
                contender.take_in(one)
            given += one.articles
            print(f"slice {number + 1} of {len(articles)}", file=sys.stderr)
        for contender in contenders:
            if contender.measured.system == NEWSDESK:
                contender.take_in_again(Slice(articles=tuple(given)))
        return len(given), [contender.measured for contender in contenders]
    finally:
        for contender in contenders:
            contender.end()


def main() -> None:
    """Print the comparison as a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m eval.ingest_speed", description=__doc__)
    parser.add_argument("--rt", type=Path, help="the folder of the news questions")
    parser.add_argument("--limit", type=int, default=1000, help="articles (1000)")
    parser.add_argument("--slice", type=int, default=50, help="articles in a slice (50)")
    parser.add_argument("--minutes", type=float, default=60, help="begin no slice after so many (60)")
    parser.add_argument("--system", action="append", choices=sorted(SYSTEMS), help="may be repeated (all)")
    given = parser.parse_args()
    try:
        articles = load_news_articles(find_realtime_qa(given.rt))[: given.limit]
    except SettingsError as error:
        parser.error(str(error))
    slices = [
        Slice(articles=tuple(articles[start : start + given.slice]))
        for start in range(0, len(articles), given.slice)
    ]
    with tempfile.TemporaryDirectory(prefix="newsdesk-speed-") as folder:
        systems = given.system or list(SYSTEMS)
        count, measured = measure(slices, systems, Path(folder), seconds=60 * given.minutes)
    print(as_table(measured, count))


def as_table(measured: Sequence[Measurement], articles: int) -> str:
    """With the ratios to ours: how many times as long, and how many times the memory, the others took."""
    ours = next((one for one in measured if one.system == NEWSDESK), measured[0])
    rows = [
        f"n = {articles} articles.\n",
        "| system | articles/s | processor time | pieces | peak memory "
        "| time to ours | processor time to ours | memory to ours | once more |",
        "| --- " * 9 + "|",
    ]
    for one in measured:
        again = "" if one.again is None else f"{one.again:.1f} s"
        rows.append(
            f"| {one.system} | {articles / one.seconds:.2f} | {sum(one.processor):.0f} s | {one.pieces} "
            f"| {one.peak_megabytes:.0f} MB | {_times(one.slices, ours.slices)} "
            f"| {_times(one.processor, ours.processor)} "
            f"| {one.peak_megabytes / ours.peak_megabytes:.2f} | {again} |"
        )
    return "\n".join(rows)


def _times(theirs: Sequence[float], ours: Sequence[float]) -> str:
    """How many times as much as ours, with its interval."""
    if theirs is ours:
        return "1"
    low, high = bootstrap(list(zip(theirs, ours, strict=True)), _ratio)
    return f"{sum(theirs) / sum(ours):.2f} ({low:.2f}–{high:.2f})"


def _ratio(pairs: Sequence[tuple[float, float]]) -> float:
    return sum(theirs for theirs, _ in pairs) / sum(mine for _, mine in pairs)


if __name__ == "__main__":
    main()
