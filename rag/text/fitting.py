"""Cut what is longer than an embedder can read: sentences of pages without full stops, tables, long lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Range = tuple[int, int]
SizedRange = tuple[Range, int]
"""A range of a text with its tokens."""

# From the best place to the worst. What follows the last match in reach is cut off.
_PLACES = tuple(re.compile(pattern) for pattern in (r"[;:]\s+", r"\s[–—-]+\s+|—", r",\s+", r"\s+"))

_CAUTION = 0.9
"""Tokens are not spread evenly over the characters, so aim a little below the limit."""


def fitting_part(text: str, count_tokens: Callable[[Sequence[str]], Sequence[int]], limit: int) -> str:
    """The text, or as much of its beginning as has at most ``limit`` tokens."""
    whole: SizedRange = ((0, len(text)), count_tokens([text])[0])
    (_, end), _ = fit_ranges(text, [whole], count_tokens, limit)[0]
    return text[:end].rstrip()


def fit_ranges(
    text: str,
    ranges: Sequence[SizedRange],
    count_tokens: Callable[[Sequence[str]], Sequence[int]],
    limit: int,
) -> list[SizedRange]:
    """The ranges, those of more than ``limit`` tokens cut into pieces that fit.

    A cut is made after a semicolon, else a dash, a comma, a blank, and at last after any character. All
    pieces are counted in one call, which is repeated while one is still too long.
    """
    sized = list(ranges)
    while any(_is_too_long(one, limit) for one in sized):
        pieces = [(piece, tokens) for one in sized for piece, tokens in _cut(text, one, limit)]
        counts = iter(count_tokens([text[start:end] for (start, end), tokens in pieces if tokens is None]))
        sized = [(piece, next(counts) if tokens is None else tokens) for piece, tokens in pieces]
    return sized


def _is_too_long(sized: SizedRange, limit: int) -> bool:
    (start, end), tokens = sized
    return tokens > limit and end - start > 1


def _cut(text: str, sized: SizedRange, limit: int) -> list[tuple[Range, int | None]]:
    """The range itself if it fits, else pieces of it, still to be counted. White space alone is no piece."""
    (start, end), tokens = sized
    if not _is_too_long(sized, limit):
        return [sized]
    reach = max(1, min(int((end - start) * limit / tokens * _CAUTION), end - start - 1))
    pieces = []
    while end - start > reach:
        place = _best_place(text, start, start + reach)
        pieces.append((start, place))
        start = place
    return [(piece, None) for piece in [*pieces, (start, end)] if text[piece[0] : piece[1]].strip()]


def _best_place(text: str, start: int, reach: int) -> int:
    """Where to cut ``text[start:reach]``: in its second half if there is a place for it, else at its end."""
    middle = start + (reach - start) // 2
    for place in _PLACES:
        ends = [found.end() for found in place.finditer(text, middle, reach)]
        if ends:
            return ends[-1]
    return reach
