"""The one promise every span makes: the text beside it is the text it points at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class QuotedSpan(Protocol):
    """A span that carries its text: a sentence or a chunk."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def text(self) -> str: ...


def require_verbatim(text: str, spans: Iterable[QuotedSpan]) -> None:
    """Check that ``text[span.start:span.end] == span.text`` for every span.

    Raises `ValueError` with the span and both texts: stored, such a span would give false quotes.
    """
    for span in spans:
        found = text[span.start : span.end]
        if found != span.text:
            raise ValueError(f"span {span.start}:{span.end} is {found!r} in its text, but says {span.text!r}")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space at either side; start == end if there is nothing else."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))
