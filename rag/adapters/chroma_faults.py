"""What goes wrong around Chroma, in our own words: an unusable folder, a silent server.

Chroma reports most faults as one kind of error with a text from the layer below, and some not at all; so the
folder and the server are looked at as well.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from rag.adapters.data_folder import folder_full, folder_read_only
from rag.errors import (
    DataFolderBusy,
    DataFolderDamaged,
    DataFolderError,
    DataFolderVersion,
    KeyRefused,
    ServerUnreachable,
    WrongBaseUrl,
)

if TYPE_CHECKING:
    from pathlib import Path

_PERSISTED_AFTER = 1000
"""Chroma writes its vector files after this many records; younger ones are replayed from its database."""

_VECTOR_FILES = ("header.bin", "length.bin", "link_lists.bin", "data_level0.bin", "index_metadata.pickle")
_HEADER_BYTES = 100
_LEAST_FREE_BYTES = 1 << 20
_PROBE_SECONDS = 5.0


def first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__


def folder_error(path: Path, error: Exception) -> DataFolderError:
    """Why the embedded index failed: by what Chroma said, and by the state of the folder."""
    said = first_line(error)
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        return folder_read_only(path, said)
    if shutil.disk_usage(there).free < _LEAST_FREE_BYTES or "is full" in said or "No space" in said:
        return folder_full(path, said)
    if not path.exists():  # SQLite calls a file that was deleted under its hands readonly
        return DataFolderDamaged(
            f"The vector index in {path} was deleted while it was in use. Run `newsdesk reindex` to make it "
            "again; the articles are safe in the catalogue."
        )
    if "readonly" in said:
        return folder_read_only(path, said)
    if "Inconsistent" in said or "migration" in said:
        return DataFolderVersion(
            f"The vector index in {path} was written by another version of Chroma ({said}). "
            "Run `newsdesk reindex` to rebuild it."
        )
    if "database is locked" in said:
        return DataFolderBusy(f"Another process holds the vector index in {path} ({said}). Try again.")
    return DataFolderDamaged(
        f"The vector index in {path} cannot be used ({said}). Run `newsdesk reindex` to rebuild it; "
        "the articles are safe in the catalogue."
    )


def lacks_vector_files(path: Path, count: int) -> bool:
    """Whether vector files that ``count`` records should have are missing or empty.

    Raises `DataFolderDamaged` for a cut-off header, which would end the process when Chroma reads it.
    """
    folders = [item for item in path.iterdir() if item.is_dir()]
    for folder in folders:
        header = folder / "header.bin"
        if (folder / "index_metadata.pickle").exists() and 0 <= _size(header) < _HEADER_BYTES:
            raise DataFolderDamaged(
                f"{header} is cut off. Run `newsdesk reindex` to rebuild the vector index; "
                "the articles are safe in the catalogue."
            )
    if count <= _PERSISTED_AFTER:
        return False
    return not folders or any(_size(folder / name) <= 0 for folder in folders for name in _VECTOR_FILES)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else -1


def without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _credentials(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def server_error(url: str, error: Exception) -> ServerUnreachable:
    return ServerUnreachable(
        f"The Chroma server at {without_password(url)} failed ({first_line(error)}). "
        "Check that it is running, then try again."
    )


def check_server(url: str) -> None:
    """Find out within seconds who answers at the URL; Chroma's own client would wait without end.

    Raises `ServerUnreachable`, `KeyRefused` or `WrongBaseUrl`.
    """
    shown = without_password(url)
    heartbeat = f"{shown.rstrip('/').removesuffix('/api/v2')}/api/v2/heartbeat"
    request = Request(heartbeat, headers=_credentials(url))  # noqa: S310  # http by Settings
    try:
        with urlopen(request, timeout=_PROBE_SECONDS) as response:  # noqa: S310  # http by Settings
            is_chroma = "nanosecond heartbeat" in json.load(response)
    except HTTPError as error:
        if error.code in (401, 403):
            raise KeyRefused(f"The Chroma server at {shown} asks for credentials ({error}).") from error
        is_chroma = False
    except OSError as error:
        raise ServerUnreachable(
            f"No Chroma server can be reached at {shown} ({getattr(error, 'reason', error)}). "
            "Start it with `chroma run`, or mend NEWSDESK_CHROMA_URL."
        ) from error
    except (ValueError, TypeError):
        is_chroma = False
    if not is_chroma:
        raise WrongBaseUrl(f"What answers at {shown} is not a Chroma server. Mend NEWSDESK_CHROMA_URL.")
