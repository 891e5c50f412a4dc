"""The body of an answer, unpacked, within limits on its size and on how far it unfolds."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from rag.errors import FetchFailed, SourceTooLarge

MAX_SENT = 30_000_000
"""Bytes that one answer may have on the wire."""
MAX_UNPACKED = 50_000_000
"""Bytes that it may have unpacked: no more than a file may have."""
MAX_RATIO = 200
"""How many times larger than what was sent it may become. Pages reach 20; a bomb has 1000."""
_SMALL = 1_000_000
"""Below this size the ratio does not matter."""

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_BARE_DEFLATE = -zlib.MAX_WBITS
_GZIP_MARK = b"\x1f\x8b"
_PIECE = 1 << 18
_PACKED = ("gzip", "x-gzip", "deflate")


def read_body(blocks: Iterable[bytes], encoding: str, *, name: str) -> bytes:
    """All of a body. ``encoding`` is the Content-Encoding header, ``name`` says whose it is.

    Raises `SourceTooLarge` as soon as a limit is passed, and `FetchFailed` for what cannot be unpacked.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return b"".join(_limited(blocks, name))
    if encoding not in _PACKED:
        raise FetchFailed(f"{name} is packed as {encoding!r}, which was not asked for.")
    return b"".join(_unpacked(_limited(blocks, name), name))


def unpack_gzip(data: bytes, *, name: str) -> bytes:
    """A .gz file; what is none comes back as it is. Raises as `read_body` does."""
    return b"".join(_unpacked([data], name)) if data.startswith(_GZIP_MARK) else data


def _limited(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    sent = 0
    for block in blocks:
        sent += len(block)
        if sent > MAX_SENT:
            raise SourceTooLarge(
                f"{name} is larger than {MAX_SENT / 1e6:.0f} MB; it was not read to its end."
            )
        yield block


def _unpacked(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The unpacked pieces, none of them large; gzip members one after the other are one body."""
    stream = None
    sent = unpacked = 0
    for block in blocks:
        sent += len(block)
        while block:
            stream = stream or _decompressor(block)
            piece = _piece(stream, block, name)
            unpacked += len(piece)
            _require_within(sent, unpacked, name)
            yield piece
            block = stream.unconsumed_tail
            if stream.eof:
                block = stream.unused_data if stream.unused_data.startswith(_GZIP_MARK) else b""
                stream = None if block else stream
    if stream is not None and not stream.eof:
        raise FetchFailed(f"{name} was cut short: its packed body has no end.")


def _decompressor(start: bytes) -> zlib._Decompress:
    """Some servers send deflate without the zlib header that belongs to it."""
    has_header = start.startswith(_GZIP_MARK) or start[0] & 0x0F == zlib.DEFLATED
    return zlib.decompressobj(_GZIP_OR_ZLIB if has_header else _BARE_DEFLATE)


def _piece(stream: zlib._Decompress, block: bytes, name: str) -> bytes:
    try:
        return stream.decompress(block, _PIECE)
    except zlib.error as error:
        raise FetchFailed(f"{name} cannot be unpacked: {error}.") from None


def _require_within(sent: int, unpacked: int, name: str) -> None:
    if unpacked > MAX_UNPACKED:
        raise SourceTooLarge(
            f"{name} unpacks to more than {MAX_UNPACKED / 1e6:.0f} MB; it was not read to its end."
        )
    if unpacked > _SMALL and unpacked > MAX_RATIO * sent:
        raise SourceTooLarge(
            f"{name} unpacks to more than {MAX_RATIO} times its size; it was not read to its end."
        )
