"""The text of a file: size, encoding, and the refusal of what is no text."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import BinaryIO

from rag.errors import SourceEmpty, SourceNotText, SourceTooLarge

MAX_FILE_BYTES = 50_000_000
_SAMPLE = 65_536
_MAX_CONTROL_SHARE = 0.01
_MAX_WESTERN_SHARE = 0.2
"""Western European text has fewer bytes beyond ASCII than this; other scripts have more."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


def read_whole(file: BinaryIO, source: str) -> bytes:
    """All bytes of a file, its size asked first where that can be known.

    Raises `SourceTooLarge` and `SourceEmpty`.
    """
    if file.seekable():
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if size > MAX_FILE_BYTES:
            raise _too_large(source, f"{size / 1e6:.0f} MB")
    data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(source, "more")
    if not data:
        raise SourceEmpty(f"{source} is empty.")
    return data


def read_text(path: Path) -> str:
    """The text of the file at a path; raises as `text_of` does."""
    with path.open("rb") as file:
        return text_of(file, str(path))


def text_of(file: BinaryIO, source: str) -> str:
    """The text of a whole file.

    Raises `SourceTooLarge` before anything is read where the size is known, `SourceEmpty`, `SourceNotText`.
    """
    text = decode(read_whole(file, source), name=source)
    if not text.strip():
        raise SourceEmpty(f"{source} is empty.")
    return text


def _too_large(source: str, has: str) -> SourceTooLarge:
    return SourceTooLarge(
        f"{source} has {has}; at most {MAX_FILE_BYTES / 1e6:.0f} MB are read. "
        "Split it, or put one article a line into a .jsonl file."
    )


def source_name(path: Path) -> str:
    """A path as text; bytes of a file name that are not UTF-8 come out as U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def decode(data: bytes, *, name: str) -> str:
    """Bytes as text: by byte order mark, as UTF-8, as an HTML page declares, else by what they look like.

    Raises `SourceNotText` for binary data or an unknown encoding.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked:
        return _decoded(data, marked, name)
    if is_binary(data):
        raise SourceNotText(f"{name} is not text: it holds binary data.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _DECLARED.search(data[:_SAMPLE])
        return _declared_text(data, declared[1].decode("ascii") if declared else "") or _guessed(data, name)


def is_binary(data: bytes) -> bool:
    """Whether the beginning of a file has a NUL byte or too many control characters for text."""
    sample = data[:_SAMPLE]
    return b"\0" in sample or len(_CONTROLS.findall(sample)) > _MAX_CONTROL_SHARE * len(sample)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceNotText(f"{name} is not {encoding} as its first bytes say: {error.reason}.") from None


def _declared_text(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed(data: bytes, name: str) -> str:
    beyond_ascii = sum(byte > 0x7F for byte in data[:_SAMPLE])
    if beyond_ascii <= _MAX_WESTERN_SHARE * min(len(data), _SAMPLE):
        text = _declared_text(data, "cp1252")
        if text is not None:
            return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    text = _declared_text(data, best.encoding) if best else None
    if text is None:
        raise SourceNotText(f"{name} is in an encoding that is not known. Save it as UTF-8.")
    return text
