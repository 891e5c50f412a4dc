"""One SQLite file with versioned migrations. The only module that imports sqlite3; its errors end here.

One connection, guarded by a lock, serves all threads: calls are short, and a second process that reads is
kept apart by the write-ahead log.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from rag.adapters.data_folder import folder_full, folder_read_only
from rag.errors import DataFolderBusy, DataFolderDamaged, DataFolderError, DataFolderVersion

APPLICATION_ID = 0x4E455753  # "NEWS"; tells our files from other SQLite databases
_BUSY_MS = 5000

Row = tuple[Any, ...]


class Database:
    """A catalogue file, opened and at the present schema version.

    A missing file is created, or, with ``read_only``, read as an empty catalogue without touching the disk.
    Every failure is a `DataFolderError`.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._stands_in = read_only and not path.exists()
        self._lock = threading.RLock()
        with self._translated():
            self._connection = self._connect()
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        with self._lock, self._translated():
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        return next(iter(self.rows(sql, parameters)), None)

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401  # as stored
        """The first column of the first row, or None if there is no row."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement; how many rows it changed."""
        with self._lock, self._translated():
            return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> None:
        with self._lock, self._translated():
            self._connection.executemany(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, other threads kept out. Not to be nested."""
        with self._lock, self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # some failures have rolled back already
                    self._connection.execute("ROLLBACK")
                raise

    def forget_deleted(self) -> None:
        """Take what was deleted out of the write-ahead log too; pages are overwritten on deletion."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def is_stale(self) -> bool:
        """Whether an empty catalogue was opened for want of a file, and there is one now."""
        return self._stands_in and self.path.exists()

    def state(self) -> int:
        """A number that differs whenever another connection has changed the file in between."""
        return int(self.value("PRAGMA data_version"))

    def problem(self) -> str | None:
        """What SQLite finds wrong with the file, if anything; it reads all of it."""
        found = self.value("PRAGMA quick_check(1)")
        return None if found == "ok" else f"The catalogue {self.path} is damaged: {found}"

    def close(self) -> None:
        with self._lock, self._translated():
            self._connection.close()

    def _connect(self) -> sqlite3.Connection:
        if not self.read_only:
            return _open(str(self.path))
        if self._stands_in:
            return _open(":memory:")
        uri = f"file:{quote(str(self.path))}?mode=ro"
        connection = _open(uri)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            cannot_make_log = error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY"))
            if self._has_unread_log() or not cannot_make_log:
                raise
            # a medium without room for the log's index, and no log: nothing can change under us
            return _open(f"{uri}&immutable=1")
        return connection

    def _has_unread_log(self) -> bool:
        log = self.path.with_name(self.path.name + "-wal")
        return log.exists() and log.stat().st_size > 0

    def _prepare(self) -> None:
        migrations = _migrations()
        version = self._version(newest=len(migrations))
        for name, script in migrations[version:]:
            if self.read_only and not self._stands_in:
                raise DataFolderVersion(
                    f"The catalogue {self.path} has schema version {version}, not {len(migrations)}. "
                    "Run `newsdesk ingest` or `newsdesk reindex` once to bring it up to date."
                )
            self._migrate(name, script)
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute("PRAGMA secure_delete = ON")
        if not self.read_only:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(
                "INSERT OR IGNORE INTO meta (name, value) VALUES ('catalogue_id', ?)", (uuid4().hex,)
            )

    def _version(self, newest: int) -> int:
        """The file's schema version; 0 for a new one."""
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        application: int = self._connection.execute("PRAGMA application_id").fetchone()[0]
        tables: int = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if not tables and not application:
            return 0
        if application != APPLICATION_ID:
            raise DataFolderDamaged(
                f"{self.path} is a database of another program. Choose another data folder with --data."
            )
        if version > newest:
            raise DataFolderVersion(
                f"The catalogue {self.path} has schema version {version}; this Newsdesk knows {newest}. "
                "Update Newsdesk, or choose another data folder with --data."
            )
        return version

    def _migrate(self, name: str, script: str) -> None:
        number = int(name.split("_")[0])
        try:
            self._connection.executescript(
                f"BEGIN IMMEDIATE; {script}; PRAGMA application_id = {APPLICATION_ID}; "
                f"PRAGMA user_version = {number}; COMMIT;"
            )
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._explain(error) from error

    def _explain(self, error: sqlite3.Error) -> DataFolderError:
        # not every error of the module comes from the library and has a code
        code = getattr(error, "sqlite_errorname", "") or ""
        if code == "SQLITE_FULL" or code in _WRITE_FAILED:
            return folder_full(self.path.parent, str(error))
        if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
            return folder_read_only(self.path.parent, str(error))
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return DataFolderBusy(
                f"The catalogue {self.path} is in use by another process. Wait until it is done, then repeat."
            )
        if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_IOERR")):
            return DataFolderDamaged(
                f"The catalogue {self.path} cannot be read ({error}). Restore it from a copy, or choose "
                "another data folder with --data and ingest again."
            )
        return DataFolderDamaged(f"The catalogue {self.path} cannot be used: {error} ({code or 'no code'}).")


_WRITE_FAILED = {"SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE"}
"""What an exhausted quota or file size limit looks like from inside SQLite."""


def listed(values: Iterable[str | int]) -> str:
    """Values as one parameter, for ``IN (SELECT value FROM json_each(?))``: any number fits."""
    return json.dumps(list(values))


def _open(target: str) -> sqlite3.Connection:
    return sqlite3.connect(
        target,
        uri=target.startswith("file:"),
        timeout=_BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
    )


def _migrations() -> list[tuple[str, str]]:
    """Name and SQL of each migration, oldest first; number n leads to schema version n."""
    files = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
    return [(file.name, file.read_text(encoding="utf-8")) for file in files]
