"""Looks for bytes in every file of a folder: what is left of something that was deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from rag.domain import SearchedFiles, Trace

_WINDOW = 8_000_000
"""Bytes looked at together, so that a large file need not fit into memory."""
_PIECE, _STEP = 2_048, 1_024
"""Bytes; SQLite's pages hold 4,092 of a large value."""
_FLOAT = 4
_FEWEST_VALUES = 4
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def encodings_of(text: str) -> Iterator[bytes]:
    """The bytes of a text as any program here could have written it."""
    for encoding in _ENCODINGS:
        yield text.encode(encoding)


def pieces_of(vector: bytes) -> Iterator[bytes]:
    """Overlapping pieces of a vector of float32, in order, or all of it if it is short.

    SQLite cuts what is larger than a page. Of a cut vector one piece or more is whole on each page; a piece
    of zeros, of which sparse vectors are full, would be found anywhere.
    """
    starts = range(0, max(1, len(vector) - _PIECE + _STEP), _STEP)
    for piece in (vector[start : start + _PIECE] for start in starts):
        values = (piece[place : place + _FLOAT] for place in range(0, len(piece), _FLOAT))
        if sum(value != b"\0" * _FLOAT for value in values) >= _FEWEST_VALUES:
            yield piece


def search_folder(folder: Path, wanted: Mapping[bytes, str]) -> SearchedFiles:
    """Where in the files below a folder any of these bytes stand; ``wanted`` says what they are.

    Of each file and each thing the first place is told. A file that cannot be read is told, too.
    """
    files, size = 0, 0
    found: list[Trace] = []
    unread: list[str] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            with path.open("rb") as file:
                size += _search(file, wanted, str(path.relative_to(folder)), found)
            files += 1
        except OSError as error:
            unread.append(f"{path.relative_to(folder)}: {error.strerror}")
    return SearchedFiles(files=files, bytes=size, found=tuple(found), unread=tuple(unread))


def _search(file: BinaryIO, wanted: Mapping[bytes, str], name: str, found: list[Trace]) -> int:
    """Add what is found in one file; how many bytes it has."""
    overlap = max(map(len, wanted), default=1) - 1
    missing = dict(wanted)
    told: set[str] = set()
    kept, start = b"", 0
    while data := file.read(_WINDOW):
        window = kept + data
        for needle in [needle for needle in missing if needle in window]:
            place, what = start + window.index(needle), missing.pop(needle)
            if what not in told:
                told.add(what)
                found.append(Trace(file=name, offset=place, what=what))
        kept = window[-overlap:] if overlap else b""
        start += len(window) - len(kept)
    return start + len(kept)
