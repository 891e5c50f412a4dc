"""Files packed with gzip or zip, unpacked on the way through memory: nothing is written anywhere.

What a small file can unpack to is bounded: bytes in all, bytes for each packed byte, and members.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, NamedTuple

from rag.errors import SourceError, SourceInvalid, SourceTooLarge

MAX_UNPACKED_BYTES = 4_000_000_000
MAX_RATIO = 200
"""Unpacked bytes for each packed one; prose has about 4, repetitive exports 50."""
MAX_MEMBERS = 200_000
_NO_BOMB = 20_000_000
"""Bytes up to which no ratio is suspicious."""
_BUFFER = 65_536

_BROKEN = (zlib.error, lzma.LZMAError, zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError)
"""What the standard library raises for damaged, encrypted or oddly packed data. Some of these are no
errors of its unpackers alone, so they are only caught around its own calls."""


@dataclass
class Budget:
    """What may still be unpacked from one file, archives within it included."""

    left: int = MAX_UNPACKED_BYTES

    def spend(self, number: int, source: str) -> None:
        """Raise `SourceTooLarge` when the budget is exceeded."""
        self.left -= number
        if self.left < 0:
            raise SourceTooLarge(f"{source} unpacks to more than {MAX_UNPACKED_BYTES / 1e9:.0f} GB.")


class Member(NamedTuple):
    """One file in an archive: opened, or the reason why it cannot be."""

    name: str
    file: io.BufferedReader[Any] | SourceError


def unpack_gzip(file: BinaryIO, source: str, budget: Budget) -> io.BufferedReader[Any]:
    """The one file packed in a .gz file. Reading it raises `SourceInvalid` and `SourceTooLarge`."""
    packed = _size(file)
    unpacked = gzip.GzipFile(fileobj=file, mode="rb")
    return io.BufferedReader(_Unpacked(unpacked, packed, source, budget), _BUFFER)


def unpack_zip(file: BinaryIO, source: str, budget: Budget) -> Iterator[Member]:
    """The files in a .zip file that stand for themselves, by name; each is to be read before the next.

    A name is only ever a name: it keeps no root and no "..". Raises `SourceInvalid` for what is no .zip file
    and `SourceTooLarge` for too many members.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise SourceInvalid(f"{source} is damaged or not a .zip file: {error}.") from None
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise SourceTooLarge(f"{source} holds {len(members):,} files; at most {MAX_MEMBERS:,} are read.")
        seen: set[str] = set()
        for member in sorted(members, key=lambda member: member.filename):
            name = harmless_name(member.filename)
            if not _is_hidden(name):
                yield _member(archive, member, name, f"{source}/{name}", budget, seen)


def harmless_name(name: str) -> str:
    """A member's name as a path below the archive, without root, drive, ".." and control characters."""
    parts = name.replace("\\", "/").split("/")
    kept = [part for part in parts if part not in ("", ".", "..") and not part.endswith(":")]
    text = "/".join("".join(letter for letter in part if letter.isprintable()) for part in kept)
    return text.encode("utf-8", "replace").decode("utf-8") or "unnamed"


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    name: str,
    source: str,
    budget: Budget,
    seen: set[str],
) -> Member:
    if name in seen:
        return Member(name, SourceInvalid(f"{source} is there twice; only the first is read."))
    seen.add(name)
    if member.flag_bits & 1:
        return Member(name, SourceInvalid(f"{source} is protected by a password. Unpack it first."))
    try:
        unpacked = archive.open(member)
    except _BROKEN as error:
        return Member(name, SourceInvalid(f"{source} is damaged: {error}."))
    raw = _Unpacked(unpacked, member.compress_size, source, budget)
    return Member(name, io.BufferedReader(raw, _BUFFER))


class _Unpacked(io.RawIOBase):
    """Unpacked bytes, counted as they come."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, packed: int, source: str, budget: Budget) -> None:
        self._file = file
        self._source = source
        self._budget = budget
        self._allowed = max(_NO_BOMB, packed * MAX_RATIO)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with self._explained():
            data = self._file.read(len(buffer))
        self._count += len(data)
        self._budget.spend(len(data), self._source)
        if self._count > self._allowed:
            raise SourceTooLarge(
                f"{self._source} unpacks to more than {MAX_RATIO} times its size, as no text does."
            )
        buffer[: len(data)] = data
        return len(data)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except _BROKEN as error:
            raise SourceInvalid(f"{self._source} is damaged: {error}.") from None


def _size(file: BinaryIO) -> int:
    """Packed bytes; 0 where they cannot be known, as for a stream: then only the first bytes are free."""
    if not file.seekable():
        return 0
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size
