"""`kill -9` at random moments of an ingest, each followed by a second run: ``python -m eval.ingest_kills``.

Every kill has an archive of its own, with the real catalogue and the real Chroma. In the end it has to hold
the same as an archive that nobody disturbed, by hashes over all that is in it.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from eval.bare_archive import NOW, BareArchive
from eval.bench_data import find_realtime_qa
from eval.datasets import load_news_articles
from eval.recombining import Recombiner
from rag.adapters.data_folder import DataFolder
from rag.domain import Value
from rag.errors import SettingsError

_SOURCES = 60
"""Articles whose sentences are put together anew: each start of a process splits them all."""

_DONE = "done"
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


def ingest(folder: Path, articles: int, rt: Path | None) -> None:
    """What the process does that is killed. It says each step, and at the end what the archive holds."""
    few = load_news_articles(find_realtime_qa(rt))[:_SOURCES]
    given = list(Recombiner(few).articles(0, articles))
    with DataFolder(folder).writing("newsdesk ingest", now=NOW):
        archive = BareArchive(folder)
        archive.ingest(given).run([], lambda *said: print(*said, flush=True))
        print(_DONE, json.dumps(dict(archive.digests())), flush=True)
        archive.close()


class Killer:
    """Starts ingests, and ends them before they are done."""

    def __init__(self, articles: int, rt: Path | None) -> None:
        self._articles = articles
        self._rt = rt

    def undisturbed(self, folder: Path) -> Undisturbed:
        said = self._start(folder).communicate()[0].splitlines()
        if not said or not said[-1].startswith(_DONE):
            raise RuntimeError("An ingest that nobody disturbed did not end. What it said is above.")
        return Undisturbed(steps=len(said) - 1, digests=json.loads(said[-1].removeprefix(_DONE)))

    def kill(self, number: int, folder: Path, expected: Undisturbed, chance: random.Random) -> Kill:
        """Kill at a random moment, run again, compare."""
        steps, seconds = chance.randrange(expected.steps), chance.uniform(0.0, _LONGEST_DELAY)
        self._killed(folder, steps, seconds)
        archive = BareArchive(folder)
        stored = archive.database.value("SELECT count(*) FROM articles")
        archive.close()
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
        process = self._start(folder)
        if process.stdout is None:
            raise RuntimeError("the process was started without a pipe")
        for _ in range(steps):
            process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def _start(self, folder: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "eval.ingest_kills", "--articles", str(self._articles)]
        command += ["--ingest-into", str(folder)]
        command += ["--rt", str(self._rt)] if self._rt else []
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def main() -> None:
    """Print each kill as a line of JSON, and how many ended with the same."""
    parser = argparse.ArgumentParser(prog="python -m eval.ingest_kills", description=__doc__)
    parser.add_argument("--articles", type=int, default=300, help="articles of an ingest (300)")
    parser.add_argument("--kills", type=int, default=30, help="how many (30)")
    parser.add_argument("--first", type=int, default=0, help="number of the first kill, to go on (0)")
    parser.add_argument("--rt", type=Path, help="the folder of the news questions")
    parser.add_argument("--ingest-into", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    try:
        if given.ingest_into:
            ingest(given.ingest_into, given.articles, given.rt)
            return
        find_realtime_qa(given.rt)
    except SettingsError as error:
        parser.error(str(error))
    killer, same = Killer(given.articles, given.rt), 0
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
