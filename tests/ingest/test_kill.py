"""`kill -9` during an ingest, then the same again: a real process, a real catalogue, a real Chroma folder."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from child_processes import child_environment

from eval.bare_archive import BareArchive
from rag.adapters.sqlite import Database
from rag.testing import WordEmbedder

_ARTICLES = 60
_KILLS = 3

_INGEST = f"""
import sys
from pathlib import Path
import chromadb
from news_stream import Bench, NOW, generate_news
from rag.adapters.chroma import EmbeddedChroma
from rag.adapters.data_folder import DataFolder
folder = DataFolder(Path(sys.argv[1]))
with folder.writing("newsdesk ingest", now=NOW):
    bench = Bench(folder.path, indexes=EmbeddedChroma(folder.vectors))
    bench.ingest(generate_news({_ARTICLES})).run([], lambda *said: print(*said, flush=True))
    bench.close()
"""


def _start(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _INGEST, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=child_environment())


def _finish(folder: Path) -> None:
    with _start(folder) as process:
        process.communicate(timeout=120)
    assert process.returncode == 0


def _kill(folder: Path, *, after_article: int, and_seconds: float) -> None:
    with _start(folder) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith(f"articles {after_article} "):
            assert process.poll() is None
        time.sleep(and_seconds)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def _digests(folder: Path) -> Mapping[str, str]:
    archive = BareArchive(folder, embedder=WordEmbedder())
    digests = archive.digests()
    archive.close()
    return digests


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What an ingest leaves that nobody kills."""
    folder = tmp_path_factory.mktemp("undisturbed")
    _finish(folder)
    return _digests(folder)


def test_killed_again_and_again_it_ends_with_the_same(tmp_path: Path, undisturbed: Mapping[str, str]) -> None:
    moments = sorted((random.randint(1, 45), random.uniform(0.0, 0.02)) for _ in range(_KILLS))  # noqa: S311
    stored: list[int] = []
    for article, seconds in moments:
        _kill(tmp_path, after_article=article, and_seconds=seconds)
        stored.append(_stored(tmp_path))
    assert 0 < stored[0] < _ARTICLES
    _finish(tmp_path)
    assert _digests(tmp_path) == undisturbed, f"killed at {moments}, with {stored} articles stored"


def _stored(folder: Path) -> int:
    database = Database(folder / "catalogue.db", read_only=True)
    stored = int(database.value("SELECT count(*) FROM articles"))
    database.close()
    return stored
