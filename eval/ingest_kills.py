"""`kill -9` at random moments of an ingest, each followed by a second run: ``python -m eval.ingest_kills``.

Every kill has an archive of its own, with the real catalogue and the real Chroma. In the end it has to hold
the same as an archive that nobody disturbed, by hashes over all that is in it.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path

from eval.bare_archive import NOW, BareArchive
from eval.bench_data import find_realtime_qa
from eval.datasets import load_news_articles
from eval.recombining import Recombiner
from rag.adapters.data_folder import DataFolder
from rag.adapters.sqlite import Database
from rag.domain import RawArticle, Value
from rag.errors import SettingsError

_SOURCES = 60
"""Articles whose sentences are put together anew."""

_LONGEST_DELAY = 0.05
"""Seconds from a step of the ingest to the kill: about as long as a step takes."""


class Kill(Value):
    """One kill and what came of it."""

    number: int
    after_steps: int
    of_steps: int
    seconds_later: float
    stored: int
    """Articles in the catalogue after the kill."""
    differs_in: tuple[str, ...]
    """What the archive holds otherwise than one that nobody disturbed, after the second run."""


class Undisturbed(Value):
    steps: int
    digests: Mapping[str, str]


def ingest(folder: Path, articles: Sequence[RawArticle], said: Connection) -> None:
    """What the process does that is killed. It says each step, and at the end what the archive holds."""
    with DataFolder(folder).writing("newsdesk ingest", now=NOW):
        archive = BareArchive(folder)
        archive.ingest(articles).run([], lambda *step: said.send(step))
        said.send(dict(archive.digests()))
        archive.close()


class Killer:
    """Starts ingests, and ends them before they are done."""

    def __init__(self, articles: Sequence[RawArticle]) -> None:
        import_module("chromadb")  # once, and not in every process
        self._articles = articles

    def undisturbed(self, folder: Path) -> Undisturbed:
        process, told = self._start(folder)
        steps = 0
        while not isinstance(said := told.recv(), dict):
            steps += 1
        process.join()
        return Undisturbed(steps=steps, digests=said)

    def kill(self, number: int, folder: Path, expected: Undisturbed, chance: random.Random) -> Kill:
        """Kill at a random moment, run again, compare."""
        steps, seconds = chance.randrange(expected.steps), chance.uniform(0.0, _LONGEST_DELAY)
        self._killed(folder, steps, seconds)
        stored = _stored(folder)
        digests = self.undisturbed(folder).digests
        differs = [name for name, digest in expected.digests.items() if digests.get(name) != digest]
        return Kill(
            number=number,
            after_steps=steps,
            of_steps=expected.steps,
            seconds_later=round(seconds, 4),
            stored=stored,
            differs_in=tuple(differs),
        )

    def _killed(self, folder: Path, steps: int, seconds: float) -> None:
        process, told = self._start(folder)
        for _ in range(steps):
            told.recv()
        time.sleep(seconds)
        process.kill()
        process.join()
        if process.exitcode != -signal.SIGKILL:
            raise RuntimeError(f"the ingest ended before it could be killed, with {process.exitcode}")

    def _start(self, folder: Path) -> tuple[ForkProcess, Connection]:
        context = get_context("fork")
        told, said = context.Pipe(duplex=False)
        process = context.Process(target=ingest, args=(folder, self._articles, said))
        process.start()
        said.close()
        return process, told


def _stored(folder: Path) -> int:
    database = Database(DataFolder(folder).catalogue, read_only=True)
    stored = int(database.value("SELECT count(*) FROM articles"))
    database.close()
    return stored


def main() -> None:
    """Print each kill as a line of JSON, and how many ended with the same."""
    parser = argparse.ArgumentParser(prog="python -m eval.ingest_kills", description=__doc__)
    parser.add_argument("--articles", type=int, default=300, help="articles of an ingest (300)")
    parser.add_argument("--kills", type=int, default=30, help="how many (30)")
    parser.add_argument("--first", type=int, default=0, help="number of the first kill, to go on (0)")
    parser.add_argument("--rt", type=Path, help="the folder of the news questions")
    given = parser.parse_args()
    try:
        few = load_news_articles(find_realtime_qa(given.rt))[:_SOURCES]
    except SettingsError as error:
        parser.error(str(error))
    killer, same = Killer(list(Recombiner(few).articles(0, given.articles))), 0
    with tempfile.TemporaryDirectory(prefix="newsdesk-kills-") as folder:
        expected = killer.undisturbed(Path(folder) / "undisturbed")
        for number in range(given.first, given.first + given.kills):
            chance = random.Random(f"kill {number}")  # noqa: S311
            kill = killer.kill(number, Path(folder) / str(number), expected, chance)
            same += not kill.differs_in
            print(kill.model_dump_json(), flush=True)
    print(f"{same} of {given.kills} archives hold the same as one that nobody disturbed.")
    sys.exit(same != given.kills)


if __name__ == "__main__":
    main()
