"""Find a quote in a text although its quotation marks, dashes, blanks, ligatures or case differ, but no word.

Texts are compared in a normalised form that remembers where each of its characters came from, so that what is
found is always cut from the text itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.domain import Span

_ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_UNSEEN = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | frozenset(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
"""Soft hyphen, zero-width characters and direction marks: they are dropped."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text made ready for comparison, with the way back.

    Character i of ``text`` came from ``[starts[i], ends[i])`` of the original. Characters that came from one
    unit (a ligature, a run of blanks) share its span.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> Span | None:
        """The original's span of ``text[start:end]``; None if an edge falls inside a ligature or the like."""
        cuts_first = start > 0 and self.starts[start - 1] == self.starts[start]
        cuts_last = end < len(self.text) and self.ends[end] == self.ends[end - 1]
        return None if cuts_first or cuts_last else Span(start=self.starts[start], end=self.ends[end - 1])


def normalise(text: str) -> Normalised:
    """Straight quotes, plain dashes, one blank for any white space, ligatures spelled out, no case."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _units(text):
        folded = _fold(text[start:end])
        characters.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return Normalised("".join(characters), tuple(starts), tuple(ends))


def find_quote(quote: str, text: str) -> Span | None:
    """Where a text says a quote, the first place; None if nowhere.

    Looks for the very characters first, then in normalised form. Nothing is found inside a word or a number:
    "5%" is not in "15%", nor "1" in "1.2".
    """
    quote = unicodedata.normalize("NFC", quote).strip()
    for start in _places(quote, text):
        if _stands_alone(text, start, start + len(quote)):
            return Span(start=start, end=start + len(quote))
    wanted, inside = normalise(quote).text.strip(), normalise(text)
    for start in _places(wanted, inside.text):
        span = inside.original(start, start + len(wanted))
        if span and _stands_alone(text, span.start, span.end):
            return span
    return None


def _places(needle: str, haystack: str) -> Iterator[int]:
    at = haystack.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = haystack.find(needle, at + 1)


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Ranges that are normalised together: a run of white space, or a character with its combining marks."""
    start, length = 0, len(text)
    while start < length:
        end = start + 1
        if text[start].isspace():
            while end < length and (text[end].isspace() or text[end] in _UNSEEN):
                end += 1
        else:
            while end < length and unicodedata.combining(text[end]):
                end += 1
        yield start, end
        start = end


@lru_cache(maxsize=20_000)
def _fold(unit: str) -> str:
    if unit[0].isspace():
        return " "
    if unit in _UNSEEN:
        return ""
    plain = unit.translate(_ALIKE)
    # Superscripts and fractions keep their form: "10²" must not read as "102".
    if unicodedata.category(plain[0]) in ("No", "Nl"):
        return plain
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return plain if any(character.isspace() for character in folded) else folded


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (_is_inside_word(text, start) or _is_inside_word(text, end) or _loses_a_minus(text, start))


def _is_inside_word(text: str, at: int) -> bool:
    """Whether a cut at ``at`` goes through a word, a number or a letter and its accent."""
    if at <= 0 or at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after) or (_is_word_like(before) and _is_word_like(after)):
        return True
    if before.isdigit() and after in ".,":
        return text[at + 1 : at + 2].isdigit()
    return before in ".," and after.isdigit() and text[max(0, at - 2) : at - 1].isdigit()


def _is_word_like(character: str) -> bool:
    # Scripts without case (Chinese, Arabic, …) may put no blanks between words, or join small words on.
    return character.isalnum() and unicodedata.category(character) != "Lo"


def _loses_a_minus(text: str, start: int) -> bool:
    if start == 0 or not text[start].isdigit() or text[start - 1] not in "-−":
        return False
    return start == 1 or text[start - 2].isspace() or text[start - 2] in "(["
