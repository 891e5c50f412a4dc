"""The lock on the data folder, between real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from child_processes import child_environment, folder_for_anyone, run_python

from rag.adapters.data_folder import DataFolder
from rag.errors import DataFolderBusy, DataFolderError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

_HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from rag.adapters.data_folder import DataFolder
folder = DataFolder(Path(sys.argv[1]))
hold = folder.writing if sys.argv[2] == "writing" else folder.reading
with hold("newsdesk ingest news/", now=datetime(2026, 3, 1, 9, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    path.mkdir()
    (path / "catalogue.db").touch()
    return path


@contextmanager
def _held_elsewhere(path: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder until the block ends."""
    command = [sys.executable, "-c", _HOLD, str(path), how]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=child_environment()
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.stdin and process.poll() is None:
            process.stdin.close()


def _write(path: Path) -> None:
    with DataFolder(path).writing("test", now=NOW):
        pass


def _read(path: Path) -> None:
    with DataFolder(path).reading("test", now=NOW):
        pass


@pytest.mark.parametrize("attempt", [_read, _write])
def test_nobody_else_while_one_writes(path: Path, attempt: object) -> None:
    with _held_elsewhere(path, "writing") as writer, pytest.raises(DataFolderBusy) as caught:
        attempt(path)  # type: ignore[operator]
    message = str(caught.value)
    for part in (
        str(path),
        "written by 'newsdesk ingest news/'",
        f"process {writer.pid}",
        "2026-03-01T09:00:00+00:00",
    ):
        assert part in message
    _write(path)


def test_readers_share_and_keep_a_writer_out(path: Path) -> None:
    with _held_elsewhere(path, "reading") as one, _held_elsewhere(path, "reading") as two:
        _read(path)
        with pytest.raises(DataFolderBusy) as caught:
            _write(path)
    assert f"process {one.pid}" in str(caught.value)
    assert f"process {two.pid}" in str(caught.value)
    assert "process " + str(os.getpid()) not in str(caught.value)
    _write(path)


def test_a_killed_holder_frees_the_folder(path: Path) -> None:
    with _held_elsewhere(path, "writing") as writer:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    assert list((path / "holders").iterdir()) != []
    with _held_elsewhere(path, "reading") as reader, pytest.raises(DataFolderBusy) as caught:
        _write(path)
    assert f"process {reader.pid}" in str(caught.value)
    assert f"process {writer.pid}" not in str(caught.value)
    _write(path)
    assert list((path / "holders").iterdir()) == []


def test_one_process_cannot_write_twice_at_once(path: Path) -> None:
    with DataFolder(path).writing("first", now=NOW), pytest.raises(DataFolderBusy, match="'first'"):
        _write(path)


def test_an_error_inside_lets_go(path: Path) -> None:
    with pytest.raises(RuntimeError), DataFolder(path).writing("test", now=NOW):
        raise RuntimeError
    _write(path)
    assert list((path / "holders").iterdir()) == []


@pytest.mark.parametrize("note", ["", "{", "[1]", '{"pid": 1}'])
def test_an_unreadable_note_does_no_harm(path: Path, note: str) -> None:
    (path / "holders").mkdir()
    (path / "holders" / "1-x.json").write_text(note)
    with _held_elsewhere(path, "reading"), pytest.raises(DataFolderBusy, match="'newsdesk ingest news/'"):
        _write(path)
    _write(path)


def test_a_new_folder_is_made_for_a_writer_only(tmp_path: Path) -> None:
    path = tmp_path / "some" / "where"
    _read(path)
    assert not path.exists()
    _write(path)
    assert not DataFolder(path).exists
    assert sorted(child.name for child in path.iterdir()) == ["holders", "lock"]


@pytest.mark.parametrize("attempt", [_read, _write])
def test_a_file_in_its_place(tmp_path: Path, attempt: object) -> None:
    path = tmp_path / "data"
    path.write_text("not a folder")
    with pytest.raises(DataFolderError, match="a file stands where a folder should be"):
        attempt(path)  # type: ignore[operator]


def test_a_file_above_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DataFolderError, match="a file stands where a folder should be"):
        _write(tmp_path / "file" / "data")


_USE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from child_processes import give_up_root
from rag.adapters.data_folder import DataFolder
from rag.errors import DataFolderReadOnly
give_up_root()
folder = DataFolder(Path(sys.argv[1]))
now = datetime(2026, 3, 1, tzinfo=UTC)
with folder.reading("test", now=now):
    print("read")
try:
    with folder.writing("test", now=now):
        print("written")
except DataFolderReadOnly as error:
    print("refused", error)
"""


@pytest.mark.parametrize("was_used", [True, False])
def test_a_read_only_folder_can_be_read(was_used: bool) -> None:
    with folder_for_anyone() as path:
        (path / "catalogue.db").touch()
        if was_used:
            _write(path)
        path.chmod(0o555)
        done = run_python(_USE, str(path))
    assert done.stdout.startswith("read\nrefused"), done.stderr
    assert str(path) in done.stdout


def test_a_writer_keeps_a_reader_out_who_may_not_write() -> None:
    with folder_for_anyone() as path:
        (path / "catalogue.db").touch()
        with DataFolder(path).writing("newsdesk ingest", now=NOW):
            done = run_python(_USE, str(path))
    assert "DataFolderBusy" in done.stderr
    assert "'newsdesk ingest'" in done.stderr
