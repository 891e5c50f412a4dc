"""API keys in a file of the data folder: their hashes, never the keys.

A key is 256 random bits, so a plain SHA-256 cannot be turned back. The file is replaced as a whole and read
again when it has changed: a key that is revoked is refused at once by a server that runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rag.domain import ApiKey, NewApiKey, Scope
from rag.errors import DataFolderDamaged, DataFolderReadOnly, SettingsError

FILE = "keys.json"
_PREFIX = "nd_"
_KEYS = TypeAdapter(tuple[ApiKey, ...])


class ApiKeys:
    """The keys of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._read_at: tuple[int, int] | None = None
        self._known: tuple[ApiKey, ...] = ()

    def list(self) -> Sequence[ApiKey]:
        """All keys ever made, the revoked ones included, oldest first."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._read_at, self._known = None, ()
            return ()
        state = (stat.st_mtime_ns, stat.st_ino)
        if state != self._read_at:
            self._known = self._read()
            self._read_at = state
        return self._known

    def add(self, name: str, scope: Scope, *, at: datetime) -> NewApiKey:
        """Make a key. Its secret is told once, here. Raises `SettingsError` for a name that is taken."""
        keys = self.list()
        if any(key.name == name and key.revoked_at is None for key in keys):
            raise SettingsError(f"There is a key named {name!r} already. Revoke it, or choose another name.")
        secret = _PREFIX + secrets.token_urlsafe(32)
        key = ApiKey(id=secrets.token_hex(4), name=name, scope=scope, sha256=_hash(secret), created_at=at)
        self._write([*keys, key])
        return NewApiKey(key=key, secret=secret)

    def revoke(self, name: str, *, at: datetime) -> ApiKey:
        """Revoke the key of that name or id for good. Raises `SettingsError` if there is none."""
        keys = self.list()
        wanted = [key for key in keys if name in (key.name, key.id) and key.revoked_at is None]
        if not wanted:
            raise SettingsError(f"There is no key {name!r} in force. `newsdesk keys list` names them.")
        revoked = wanted[0].model_copy(update={"revoked_at": at})
        self._write([revoked if key.id == revoked.id else key for key in keys])
        return revoked

    def find(self, secret: str) -> ApiKey | None:
        """The key in force with this secret, compared in constant time."""
        given = _hash(secret)
        found = None
        for key in self.list():
            if secrets.compare_digest(key.sha256, given) and key.revoked_at is None:
                found = key
        return found

    def _read(self) -> tuple[ApiKey, ...]:
        try:
            return _KEYS.validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            raise DataFolderDamaged(
                f"The keys in {self._path} cannot be read ({type(error).__name__}). Mend its permissions, or "
                "remove it and make new keys."
            ) from None

    def _write(self, keys: Sequence[ApiKey]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_name(f"{FILE}.{secrets.token_hex(4)}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump([key.model_dump(mode="json") for key in keys], file, indent=2)
            fresh.replace(self._path)
        except OSError as error:
            raise DataFolderReadOnly(
                f"The keys cannot be written to {self._path}: {error.strerror}. Mend its permissions."
            ) from error


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
