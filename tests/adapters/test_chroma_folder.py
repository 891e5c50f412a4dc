"""Chroma on disk: restarts, damage, lost space and what is left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.chroma import EmbeddedChroma
from rag.errors import DataFolderDamaged, DataFolderFull, DataFolderReadOnly, EmbedderMismatch, SettingsError
from rag.ports import VectorRecord

NAME = "chunks-1"
EMBEDDER = "words:v1"
DIMENSION = 8
PERSISTED_AFTER = 1000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "chroma"


@pytest.fixture
def indexes(folder: Path) -> Iterator[EmbeddedChroma]:
    stores = EmbeddedChroma(folder)
    yield stores
    stores.close()


@pytest.fixture(scope="module")
def big_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with some vectors in Chroma's files and some in its log only."""
    folder = tmp_path_factory.mktemp("big") / "chroma"
    indexes = EmbeddedChroma(folder)
    index = indexes.create(NAME, EMBEDDER, DIMENSION)
    count = PERSISTED_AFTER * 2 + 321
    for start in range(0, count, 300):
        numbers = range(start, min(start + 300, count))
        index.upsert([record(number) for number in numbers], np.stack([vector(n) for n in numbers]))
    indexes.close()
    return folder


@pytest.fixture
def damaged_folder(big_folder: Path, folder: Path) -> Path:
    shutil.copytree(big_folder, folder)
    return folder


def record(number: int) -> VectorRecord:
    return VectorRecord(chunk_id=f"chunk-{number:05}", article_id="article", content_sha256="0" * 64)


def vector(number: int) -> np.ndarray:
    values = np.random.default_rng(number).normal(size=DIMENSION).astype(np.float32)
    return values / np.linalg.norm(values)


def vector_file(folder: Path, name: str) -> Path:
    return next((folder / NAME).glob(f"*/{name}"))


def test_a_restart_finds_persisted_and_unpersisted_vectors(big_folder: Path) -> None:
    indexes = EmbeddedChroma(big_folder)
    index = indexes.open(NAME, EMBEDDER, DIMENSION)
    assert index is not None
    assert index.count() == len(set(index.ids())) == 2321
    for number in (0, PERSISTED_AFTER, 2320):
        best = index.search(vector(number), 1)[0]
        assert (best.chunk_id, best.score) == (f"chunk-{number:05}", pytest.approx(1.0, abs=1e-5))
    assert len(index.search(vector(0), 2321)) == 2321
    indexes.close()


@pytest.mark.soak
def test_a_batch_larger_than_chroma_takes(indexes: EmbeddedChroma) -> None:
    index = indexes.create(NAME, EMBEDDER, 2)
    many = 12_000
    index.upsert([record(number) for number in range(many)], np.ones((many, 2), dtype=np.float32))
    assert index.count() == many
    index.delete([f"chunk-{number:05}" for number in range(many)])
    assert index.count() == 0


def test_drop_leaves_no_file(indexes: EmbeddedChroma, damaged_folder: Path) -> None:
    (damaged_folder / "chunks-0.dropped").mkdir()
    indexes.open(NAME, EMBEDDER, DIMENSION)
    indexes.drop(NAME)
    assert list(damaged_folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../chroma", "a", "", "Chunks 1", "chunks/1", "chunks.dropped"])
def test_a_name_that_is_no_folder_name_is_refused(indexes: EmbeddedChroma, name: str) -> None:
    with pytest.raises(ValueError, match="collection"):
        indexes.drop(name)


@pytest.mark.parametrize(
    "name", ["length.bin", "link_lists.bin", "data_level0.bin", "index_metadata.pickle", "header.bin"]
)
def test_a_lost_vector_file_is_noticed(indexes: EmbeddedChroma, damaged_folder: Path, name: str) -> None:
    vector_file(damaged_folder, name).unlink()
    with pytest.raises(DataFolderDamaged, match="reindex"):
        indexes.open(NAME, EMBEDDER, DIMENSION)


@pytest.mark.parametrize("name", ["header.bin", "index_metadata.pickle"])
def test_a_cut_off_vector_file_is_noticed(indexes: EmbeddedChroma, damaged_folder: Path, name: str) -> None:
    os.truncate(vector_file(damaged_folder, name), 10)
    with pytest.raises(DataFolderDamaged, match="reindex"):
        indexes.open(NAME, EMBEDDER, DIMENSION)


def test_lost_vector_folder_is_noticed(indexes: EmbeddedChroma, damaged_folder: Path) -> None:
    shutil.rmtree(vector_file(damaged_folder, "header.bin").parent)
    with pytest.raises(DataFolderDamaged, match=r"lost 2\d\d\d of its 2321 vectors"):
        indexes.open(NAME, EMBEDDER, DIMENSION)


def test_a_damaged_database_is_noticed_and_can_be_replaced(
    indexes: EmbeddedChroma, damaged_folder: Path
) -> None:
    (damaged_folder / NAME / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    for _ in range(2):
        with pytest.raises(DataFolderDamaged, match="reindex"):
            indexes.open(NAME, EMBEDDER, DIMENSION)
    beside = indexes.create("chunks-2", EMBEDDER, DIMENSION)
    instead = indexes.create(NAME, EMBEDDER, DIMENSION)
    for index in (beside, instead):
        index.upsert([record(0)], vector(0).reshape(1, -1))
        assert index.search(vector(0), 1)[0].chunk_id == "chunk-00000"


def test_a_killed_creation_is_no_collection(indexes: EmbeddedChroma, folder: Path) -> None:
    (folder / NAME).mkdir(parents=True)
    assert indexes.open(NAME, EMBEDDER, DIMENSION) is None
    (folder / NAME / "chroma.sqlite3").touch()
    assert indexes.open(NAME, EMBEDDER, DIMENSION) is None
    assert indexes.create(NAME, EMBEDDER, DIMENSION).count() == 0


def test_a_collection_of_another_distance_is_refused(indexes: EmbeddedChroma, folder: Path) -> None:
    code = (
        "import sys, chromadb\n"
        "client = chromadb.PersistentClient(sys.argv[1])\n"
        "metadata = {'embedder': 'words:v1', 'dimension': 8}\n"
        "client.create_collection('chunks-1', metadata=metadata, embedding_function=None)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(folder / NAME)], check=True)
    with pytest.raises(DataFolderDamaged, match="'l2', not 'cosine'"):
        indexes.open(NAME, EMBEDDER, DIMENSION)


def test_a_mismatch_can_be_mended_in_the_same_process(indexes: EmbeddedChroma) -> None:
    indexes.create(NAME, "other:v2", DIMENSION)
    with pytest.raises(EmbedderMismatch):
        indexes.open(NAME, EMBEDDER, DIMENSION)
    assert indexes.create(NAME, EMBEDDER, DIMENSION).count() == 0


# --- what only a process of its own can show ---------------------------------------------------------------

OPEN_AND_ADD = """
import sys
from pathlib import Path
import numpy as np
from rag.adapters.chroma import EmbeddedChroma
from rag.errors import NewsdeskError
from rag.ports import VectorRecord
try:
    indexes = EmbeddedChroma(Path(sys.argv[1]))
    index = indexes.open("chunks-1", "words:v1", 8) or indexes.create("chunks-1", "words:v1", 8)
    for number in range(int(sys.argv[2])):
        records = [
            VectorRecord(chunk_id=f"new-{number}-{n}", article_id="a", content_sha256="0") for n in range(500)
        ]
        index.upsert(records, np.ones((500, 8), dtype=np.float32))
    print("added", index.count())
except NewsdeskError as error:
    print(type(error).__name__, error)
"""


def run_python(code: str, *arguments: str, cwd: Path, **env: str) -> str:
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": root, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout + done.stderr


def run_in_small_filesystem(script: str, folder: Path) -> str:
    """Run a shell script where ``$M`` is a file system of 6 MB of its own; skip where none can be mounted."""
    setup = f'set -e; M="{folder}"; mount -t tmpfs -o size=6m tmpfs "$M"; echo mounted\n'
    root = str(Path(__file__).resolve().parents[2])
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("unshare is not installed")
    done = subprocess.run(
        [unshare, "--map-root-user", "--mount", "sh", "-c", setup + script],
        env={**os.environ, "PYTHONPATH": root, "PY": sys.executable, "CODE": OPEN_AND_ADD},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if "mounted" not in done.stdout:
        pytest.skip(f"no file system can be mounted here: {done.stderr}")
    return done.stdout + done.stderr


@pytest.mark.soak
@pytest.mark.parametrize(
    "script",
    [
        'mount -o remount,ro "$M"; $PY -c "$CODE" "$M/new" 1',
        '$PY -c "$CODE" "$M/there" 1 > /dev/null; mount -o remount,ro "$M"; $PY -c "$CODE" "$M/there" 0',
    ],
)
def test_a_read_only_folder_is_named_as_such(tmp_path: Path, script: str) -> None:
    assert DataFolderReadOnly.__name__ in run_in_small_filesystem(script, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize(
    "script",
    [
        'dd if=/dev/zero of="$M/fill" bs=64k 2> /dev/null || true; $PY -c "$CODE" "$M/new" 1',
        '$PY -c "$CODE" "$M/there" 40',
    ],
)
def test_a_full_disk_is_named_as_such(tmp_path: Path, script: str) -> None:
    said = run_in_small_filesystem(script, tmp_path)
    assert DataFolderFull.__name__ in said
    assert "Traceback" not in said


def test_a_dotenv_file_and_stray_variables_do_not_steer_chroma(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / ".env").write_text(f"IS_PERSISTENT=FALSE\nPERSIST_DIRECTORY={elsewhere}\n")
    folder = tmp_path / "chroma"
    said = run_python(OPEN_AND_ADD, str(folder), "1", cwd=tmp_path, CHROMA_API_IMPL="no.such.Api")
    assert said.strip() == "added 500"
    assert (folder / NAME / "chroma.sqlite3").exists()
    assert not elsewhere.exists()


@pytest.mark.soak
def test_a_dotenv_file_that_chroma_cannot_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CHROMA_SERVER_HTTP_PORT=often\n")
    said = run_python(OPEN_AND_ADD, str(tmp_path / "chroma"), "1", cwd=tmp_path)
    assert said.startswith(SettingsError.__name__)
    assert ".env" in said


@pytest.mark.soak
def test_several_processes_may_read_at_once(big_folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from rag.adapters.chroma import EmbeddedChroma\n"
        "for turn in range(5):\n"
        "    indexes = EmbeddedChroma(Path(sys.argv[1]))\n"
        "    index = indexes.open('chunks-1', 'words:v1', 8)\n"
        "    assert len(index.search(np.ones(8, dtype=np.float32), 2321)) == 2321\n"
        "    indexes.close()\n"
        "print('read')\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(big_folder)],
            env=env,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert [reader.communicate(timeout=60) for reader in readers] == [("read\n", "")] * 3
