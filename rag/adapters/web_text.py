"""The text of a fetched page: which encoding it is in, whatever its server says."""

from __future__ import annotations

import codecs

from rag.adapters.file_text import decode
from rag.ports import Fetched

_SEVEN_BIT = ("iso2022_jp", "iso2022_kr", "hz", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
"""Encodings whose bytes pass for ASCII or for nothing at all: only the server can tell."""


def web_text(fetched: Fetched) -> str:
    """The body as text: UTF-8 if it is that, else as the server says, as the page says, or as it looks.

    A page that calls itself UTF-8 keeps its readable part where a few bytes are broken. Raises
    `SourceNotText`.
    """
    encoding = _encoding(fetched.charset)
    if encoding in _SEVEN_BIT:
        return fetched.body.decode(encoding, "replace")
    try:
        return fetched.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if encoding == "utf-8" and _is_mostly_utf8(fetched.body):
        return fetched.body.decode("utf-8", "replace")
    if encoding and encoding != "utf-8":
        try:
            return fetched.body.decode(encoding)
        except UnicodeDecodeError:
            pass
    return decode(fetched.body, name=fetched.url)


def _encoding(charset: str | None) -> str | None:
    """The codec a header names; None for a name that means none. Latin-1 is Windows-1252 on the web."""
    try:
        name = codecs.lookup(charset or "").name
    except LookupError:
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _is_mostly_utf8(body: bytes) -> bool:
    """Whether more of what stands beyond ASCII is right than wrong."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken <= sum(char > "\x7f" for char in text) - broken
