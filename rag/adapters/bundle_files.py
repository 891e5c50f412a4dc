"""Bundles on disk: a folder of files, or the same in one zip file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from rag.errors import SettingsError, VerificationFailed

MOST_BYTES = 500_000_000
"""What a bundle may hold altogether: no answer cites that much."""

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The same bundle gives the same zip file."""


def write_bundle(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a bundle to a folder that is new or empty. Raises `SettingsError`."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise SettingsError(f"{folder} is not empty. Name a new folder for the bundle.")
        for path, content in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    except OSError as error:
        raise SettingsError(f"The bundle cannot be written to {folder}: {error.strerror}.") from None


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A bundle as one zip file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, _WHEN), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def read_bundle(path: Path) -> dict[str, bytes]:
    """The files of a bundle by their paths in it. Raises `VerificationFailed` for what is none.

    Whatever is no plain file (a link, a pipe) counts as an empty one, so that it is told of and not read.
    """
    try:
        files = dict(_in_folder(path) if path.is_dir() else _in_zip(path))
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise VerificationFailed(f"{path} cannot be read as a bundle: {error}.") from None
    if not files:
        raise VerificationFailed(f"{path} is empty: no bundle is there.")
    return files


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    left = MOST_BYTES
    for file in sorted(folder.rglob("*")):
        if file.is_dir() and not file.is_symlink():
            continue
        content = b"" if file.is_symlink() or not file.is_file() else file.read_bytes()
        left = _within(left, len(content), folder)
        yield file.relative_to(folder).as_posix(), content


def _in_zip(path: Path) -> Iterator[tuple[str, bytes]]:
    left = MOST_BYTES
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                left = _within(left, member.file_size, path)
                yield member.filename, archive.read(member)


def _within(left: int, size: int, path: Path) -> int:
    if size > left:
        raise VerificationFailed(f"{path} holds more than {MOST_BYTES:,} bytes: that is no bundle.")
    return left - size
