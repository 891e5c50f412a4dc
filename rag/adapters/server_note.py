"""Where the server of a data folder listens, told to other processes of the same user.

The note holds a token made for this run of the server, so only its owner may read it; it stays locked for as
long as the server runs, so that one a killed server left is known for what it is.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "server.json"


@dataclass(frozen=True)
class RunningServer:
    """A server that holds the data folder, and the token it takes from this user's own processes."""

    address: str
    token: str
    pid: int


def find_server(folder: Path) -> RunningServer | None:
    """The server that holds this folder now, as far as this user may know."""
    with suppress(OSError, ValueError, TypeError), (folder / FILE).open(encoding="utf-8") as file:
        note = RunningServer(**json.load(file))
        return note if _is_locked(file.fileno()) else None
    return None


@contextmanager
def noted_server(folder: Path, server: RunningServer) -> Iterator[None]:
    """Keep the note for as long as this lasts. The caller holds the data folder, so there is no other one."""
    path = folder / FILE
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        json.dump(asdict(server), file)
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
