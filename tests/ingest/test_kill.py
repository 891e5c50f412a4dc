"""`kill -9` during an ingest, then the same again: a real process, a real catalogue, a real Chroma folder."""

from __future__ import annotations

import hashlib
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from child_processes import child_environment
from news_stream import Bench

from rag.adapters.chroma import EmbeddedChroma
from rag.adapters.sqlite import Database

_ARTICLES = 200
_KILLS = 4

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


def _digests(folder: Path) -> dict[str, str]:
    """What the catalogue and the index hold, whatever the order in which it came."""
    bench = Bench(folder, indexes=EmbeddedChroma(folder / "vectors"))
    collection = bench.queue.collection() or ""
    index = bench.indexes.open(collection, bench.embedder.identity, bench.embedder.dimension)
    assert index is not None
    rows = index._collection.get(include=["embeddings", "metadatas"])  # type: ignore[attr-defined]
    records = zip(rows["ids"], rows["embeddings"].tolist(), rows["metadatas"], strict=True)
    articles = [bench.articles.article(info.article_id) for info in bench.articles.articles()]
    held = {
        "articles": [article.model_dump_json() for article in articles if article],
        "chunks": sorted(chunk.model_dump_json() for chunk in bench.queue.all_chunks()),
        "copies": sorted(
            bench.copies.copies([info.article_id for info in bench.articles.articles()]).items()
        ),
        "queue": [bench.queue.backlog(), len(bench.queue.removed(1))],
        "words": _words(bench.database),
        "index": sorted(json.dumps(record, sort_keys=True) for record in records),
    }
    bench.close()
    return {
        name: f"{len(rows)} {hashlib.sha256(json.dumps(rows).encode()).hexdigest()}"
        for name, rows in held.items()
    }


def _words(database: Database) -> list[tuple[str, int, int]]:
    """Every indexed word with how often it stands where."""
    database.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.seen USING fts5vocab (main, chunk_words, row)")
    return database.rows("SELECT term, doc, cnt FROM temp.seen ORDER BY term")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What an ingest leaves that nobody kills."""
    folder = tmp_path_factory.mktemp("undisturbed")
    _finish(folder)
    return _digests(folder)


def test_killed_again_and_again_it_ends_with_the_same(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    moments = sorted((random.randint(1, 150), random.uniform(0.0, 0.02)) for _ in range(_KILLS))  # noqa: S311
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
