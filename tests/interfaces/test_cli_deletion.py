"""Deletion that deletes: real SQLite and real Chroma, and the bytes of all their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command

from rag.adapters.sqlite import Database
from rag.adapters.traces import pieces_of

OLD = "The smugglers met behind a customs house at night. They carried eleven crates of brass lamps ashore."
NEW = (
    "The smugglers met behind the old brewery at midnight. They carried eleven crates of brass lamps ashore."
)
SHARED = "They carried eleven crates of brass lamps ashore."


def write(folder: Path, name: str, text: str) -> str:
    file = folder / f"{name}.json"
    file.write_text(json.dumps({"id": name, "title": f"A title that only {name} has", "text": text}), "utf-8")
    return str(file)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def filled(newsdesk: Command, samples: str, tmp_path: Path) -> Command:
    """The samples and one article that was changed once."""
    for text in (OLD, NEW):
        assert newsdesk("ingest", samples, write(tmp_path, "smugglers", text)).code == 0
    return newsdesk


def vectors(data: Path, article_id: str = "smugglers") -> list[bytes]:
    database = Database(data / "catalogue.db", read_only=True)
    rows = database.rows(
        """SELECT vectors.vector FROM articles JOIN chunks ON chunks.article = articles.id
        JOIN vectors ON vectors.vector_key = chunks.vector_key WHERE articles.article_id = ?""",
        (article_id,),
    )
    database.close()
    return [vector for (vector,) in rows]


def files_with(data: Path, needle: bytes) -> list[str]:
    files = (path for path in data.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(data).parts[0]) for path in files if needle in path.read_bytes())


def test_nothing_of_a_deleted_article_is_left(
    newsdesk: Command, samples: str, data: Path, tmp_path: Path
) -> None:
    newsdesk("ingest", samples, write(tmp_path, "smugglers", OLD))
    old_vectors = vectors(data)
    newsdesk("ingest", write(tmp_path, "smugglers", NEW))
    sentences = [text.split(". ")[0].encode() for text in (OLD, NEW)]
    new_pieces, old_pieces = (
        [piece for vector in found for piece in pieces_of(vector)] for found in (vectors(data), old_vectors)
    )
    needles = [*sentences, *new_pieces, *old_pieces]
    there = {needle: files_with(data, needle) for needle in needles}
    assert all(there[sentence] for sentence in sentences)
    assert any("catalogue.db" in there[piece] and "vectors" in there[piece] for piece in new_pieces)
    assert any("vectors" in there[piece] for piece in old_pieces), "Chroma keeps what it was told to forget"

    done = newsdesk("articles", "delete", "smugglers", "--prove", "--json")
    assert done.code == 0, done.err
    assert [files_with(data, needle) for needle in needles] == [[]] * len(needles)
    proof = json.loads(done.out)["proof"]
    assert (proof["revisions"], proof["sentences"], proof["vectors"]) == (2, 4, 1)
    assert proof["searched"]["found"] == proof["searched"]["unread"] == []
    on_disk = [path.stat().st_size for path in data.rglob("*") if path.is_file()]
    assert proof["searched"]["files"] >= len(on_disk)
    assert proof["searched"]["bytes"] >= 0.9 * sum(on_disk)


def test_the_rest_is_found_as_before(filled: Command) -> None:
    before = filled("search", "dockers strike", "--json").out
    assert filled("articles", "delete", "smugglers", "--prove").code == 0
    after = filled("search", "dockers strike", "--json").out
    assert [hit["chunk_id"] for hit in json.loads(after)["hits"]] == [
        hit["chunk_id"] for hit in json.loads(before)["hits"] if hit["article_id"] != "smugglers"
    ]
    assert filled("articles", "show", "smugglers").code == 50


def test_the_proof_says_what_was_searched(filled: Command) -> None:
    printed = filled("articles", "delete", "smugglers", "--prove").out
    assert printed.startswith("smugglers deleted.\nLooked for 4 sentences of 2 revisions and 1 vector in ")
    assert printed.endswith(": nothing found.\n")


@pytest.mark.soak
def test_what_another_article_says_is_no_trace(filled: Command, tmp_path: Path) -> None:
    filled("ingest", write(tmp_path, "copy", f"{SHARED} Nobody saw them leave the harbour again."))
    done = filled("articles", "delete", "smugglers", "--prove")
    assert done.code == 0, done.out
    assert "1 of them stand in other articles" in done.out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_what_is_left_is_shown_with_its_place(filled: Command, data: Path, encoding: str) -> None:
    (data / "stray.log").write_bytes(b"\0" * 1000 + SHARED.encode(encoding))
    done = filled("articles", "delete", "smugglers", "--prove")
    assert done.code == 25
    assert f"stray.log at byte 1,000: {SHARED}" in done.out


@pytest.mark.soak
def test_a_stray_vector_is_found(filled: Command, data: Path) -> None:
    [vector] = vectors(data)
    (data / "stray.bin").write_bytes(b"\1\2\3" + vector)
    done = filled("articles", "delete", "smugglers", "--prove", "--json")
    assert done.code == 25
    [trace] = json.loads(done.out)["proof"]["searched"]["found"]
    assert (trace["file"], trace["offset"]) == ("stray.bin", 3)


def test_another_embedder_is_refused_before_anything_is_deleted(
    filled: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_EMBEDDINGS", "openai:text-embedding-3-large")
    done = filled("articles", "delete", "smugglers", "--prove")
    assert done.code == 24
    assert "Nothing was deleted" in done.err
    assert filled("articles", "show", "smugglers").code == 0


def test_an_article_that_is_not_there(filled: Command) -> None:
    assert filled("articles", "delete", "nobody", "--prove").code == 50
