"""A full disk, a vector index that is deleted: a clear error, nothing lost, and a second run mends it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from news_stream import generate_news, quiet

from eval.bare_archive import BareArchive
from rag.errors import DataFolderFull
from rag.testing import WordEmbedder

NEWS = generate_news(40)

Progress = Callable[[str, int, int | None], None]


def ingest(folder: Path, progress: Progress = quiet) -> Mapping[str, str]:
    """What the archive holds afterwards, and how many texts were embedded for it."""
    embedder = WordEmbedder(dimension=384)
    archive = BareArchive(folder, embedder=embedder)
    try:
        archive.ingest(NEWS).run([], progress)
        return {**archive.digests(), "embedded": str(len(embedder.embedded))}
    finally:
        archive.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an ingest that nothing disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    ingest(folder)
    return folder


@pytest.fixture(scope="module")
def undisturbed(whole: Path) -> Mapping[str, str]:
    return ingest(whole)


# --- a full disk --------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Where a file system of its own can be mounted."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small file system")
    yield tmp_path
    run("umount", str(tmp_path))


def run(*command: str) -> str:
    """What a command has to say against it."""
    program = shutil.which(command[0]) or command[0]
    return subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False).stderr


def mount(disk: Path, size: int, *, again: bool = False) -> None:
    options = f"{'remount,' if again else ''}size={size}"
    if said := run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)):
        pytest.skip(f"no file system can be mounted here: {said}")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_full_disk_loses_nothing(
    disk: Path, share: float, whole: Path, undisturbed: Mapping[str, str]
) -> None:
    needed = sum(file.stat().st_size for file in whole.rglob("*") if file.is_file())
    mount(disk, int(share * needed))
    with pytest.raises(DataFolderFull, match="Make room"):
        ingest(disk / "data")
    mount(disk, 20 * needed, again=True)
    assert {**ingest(disk / "data"), "embedded": "0"} == undisturbed


# --- a vector index that is gone ----------------------------------------------------------------------------


def test_a_vector_index_that_is_gone_is_made_again_without_embedding(
    tmp_path: Path, undisturbed: Mapping[str, str]
) -> None:
    ingest(tmp_path)
    shutil.rmtree(tmp_path / "vectors")
    assert ingest(tmp_path) == undisturbed


def test_a_vector_index_deleted_meanwhile_is_made_again(
    tmp_path: Path, undisturbed: Mapping[str, str]
) -> None:
    def delete(stage: str, done: int, total: int | None) -> None:
        if stage == "chunks" and not deleted:
            deleted.append(done)
            shutil.rmtree(tmp_path / "vectors")

    deleted: list[int] = []
    assert {**ingest(tmp_path, delete), "embedded": "0"} == undisturbed
    assert deleted
    assert ingest(tmp_path) == undisturbed
