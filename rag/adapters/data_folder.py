"""The data folder and its lock: one writer at a time across processes, or any number of readers.

The lock is the operating system's (``flock``), so a killed process frees it. It can be taken by a reader who
may not write, and it does not belong to a thread. Who holds it is told by notes beside it: each holder keeps
its own note locked, so that a note left by a killed process is known for what it is.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from rag.errors import DataFolderBusy, DataFolderError, DataFolderFull, DataFolderReadOnly

_NO_WRITING = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Holder:
    """Who holds the folder: what another process is told when it has to give way."""

    pid: int
    command: str
    since: str
    host: str
    writes: bool

    def __str__(self) -> str:
        verb = "written" if self.writes else "read"
        return f"{verb} by {self.command!r} (process {self.pid} on {self.host}, since {self.since})"


class DataFolder:
    """Where the catalogue and the vector index lie, and who may use them now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.catalogue = path / "catalogue.db"
        self.vectors = path / "vectors"
        self._lock = path / "lock"
        self._holders = path / "holders"

    @property
    def exists(self) -> bool:
        """Whether anything was ever stored here."""
        return self.catalogue.exists()

    @contextmanager
    def writing(self, command: str, *, now: datetime) -> Iterator[None]:
        """Hold the folder alone, creating it if need be.

        Raises `DataFolderBusy` at once, naming the holder, if any other process reads or writes, and
        `DataFolderReadOnly`, `DataFolderFull` or `DataFolderError` if it cannot be written.
        """
        with self._explained():
            self.path.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._take(lock, fcntl.LOCK_EX)
            self._sweep()
            with ExitStack() as note:
                with self._explained():
                    note.enter_context(self._note(command, now, writes=True))
                yield
        finally:
            os.close(lock)

    @contextmanager
    def reading(self, command: str, *, now: datetime) -> Iterator[None]:
        """Hold the folder together with other readers; works on a folder that cannot be written.

        Raises `DataFolderBusy` at once if another process writes: what it writes may be read from the
        catalogue all the same, but the embedded vector index must not be opened.
        """
        if self.path.exists() and not self.path.is_dir():
            raise self._is_a_file()
        lock = self._open_to_read()
        if lock is None:
            yield
            return
        try:
            self._take(lock, fcntl.LOCK_SH)
            with ExitStack() as note:
                with suppress(OSError):  # a reader who may not write goes without
                    note.enter_context(self._note(command, now, writes=False))
                yield
        finally:
            os.close(lock)

    def _open_to_read(self) -> int | None:
        """The lock file, or None where there is none and none can be made: nobody writes there."""
        try:
            return os.open(self._lock, os.O_RDONLY)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise self._explain(error) from error
        if not self.exists:
            return None
        try:
            return os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError:
            return None

    def _take(self, lock: int, mode: int) -> None:
        try:
            fcntl.flock(lock, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderBusy(
                f"The data folder {self.path} is being {self._who()}. Wait until it is done, or use another "
                "folder with --data."
            ) from None
        except OSError as error:
            raise DataFolderError(
                f"The data folder {self.path} cannot be locked: {error.strerror}. "
                "Use --data with a folder on a local disk."
            ) from error

    def _who(self) -> str:
        holders = [holder for holder, alive in self._notes() if alive]
        return " and ".join(str(holder) for holder in holders) or "used by another process"

    def _notes(self) -> Iterator[tuple[Holder, bool]]:
        """Each readable note, with whether its writer still holds it."""
        for path in sorted(self._holders.glob("*.json")):
            with suppress(OSError, ValueError, TypeError), path.open(encoding="utf-8") as file:
                holder = Holder(**json.load(file))
                yield holder, _is_locked(file.fileno())

    def _sweep(self) -> None:
        """Remove notes of killed processes. Called by the only writer, so no live note is among them."""
        for path in self._holders.glob("*.json"):
            with suppress(OSError):
                path.unlink()

    @contextmanager
    def _note(self, command: str, now: datetime, *, writes: bool) -> Iterator[None]:
        """A note of who holds the folder, itself locked for as long as that is so."""
        self._holders.mkdir(exist_ok=True)
        path = self._holders / f"{os.getpid()}-{uuid4().hex[:8]}.json"
        since = now.isoformat(timespec="seconds")
        holder = Holder(os.getpid(), command, since, socket.gethostname(), writes)
        try:
            with path.open("x", encoding="utf-8") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                json.dump(asdict(holder), file)
                file.flush()
                yield
        finally:
            path.unlink(missing_ok=True)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._explain(error) from error

    def _explain(self, error: OSError) -> DataFolderError:
        if error.errno in _NO_SPACE:
            return folder_full(self.path, str(error.strerror))
        if error.errno in _NO_WRITING:
            return folder_read_only(self.path, str(error.strerror))
        if isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
            return self._is_a_file(error.filename)
        return DataFolderError(f"The data folder {self.path} cannot be used: {error.strerror}.")

    def _is_a_file(self, path: str | Path | None = None) -> DataFolderError:
        return DataFolderError(
            f"The data folder {self.path} cannot be used: {path or self.path} is not what is needed there "
            "(a file stands where a folder should be, or the reverse). Choose another folder with --data."
        )


def folder_full(path: Path, detail: str) -> DataFolderFull:
    """The error for a disk or quota that is full, naming what is free."""
    with suppress(OSError):
        free = shutil.disk_usage(path if path.is_dir() else path.parent).free
        detail = f"{detail}; {free / 1_000_000:,.0f} MB free on the disk"
    return DataFolderFull(
        f"The data folder {path} is full ({detail}). Make room or raise the quota, then run the same command "
        "again: it goes on where it stopped."
    )


def folder_read_only(path: Path, detail: str) -> DataFolderReadOnly:
    """The error for a folder that may be read but not written."""
    return DataFolderReadOnly(
        f"The data folder {path} cannot be written ({detail}). Change its permissions, or choose another "
        "folder with --data."
    )


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
