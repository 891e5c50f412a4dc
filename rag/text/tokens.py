"""Words of a text with their places, split at hyphens, each with its stem."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.text.words import content_words, stem, words

_PART = re.compile(r"[^-‐‑]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One word at ``text[start:end]``; ``is_content`` is False for stop words and for "didn't"."""

    start: int
    end: int
    text: str
    stem: str
    is_content: bool

    @property
    def lower(self) -> str:
        return self.text.lower()


def tokens(text: str) -> list[Token]:
    """Every word in order. "Biden-Xi" gives two tokens, "U.S." and "5%" give one."""
    straight = text.replace("’", "'")
    found: list[Token] = []
    at = 0
    for word in words(text):
        at = straight.index(word, at)
        found.extend(_token(part.group(), at + part.start()) for part in _PART.finditer(word))
        at += len(word)
    return found


def _token(word: str, start: int) -> Token:
    stemmed, is_content = _read(word)
    return Token(start, start + len(word), word, stemmed, is_content)


@lru_cache(maxsize=50_000)
def _read(word: str) -> tuple[str, bool]:
    return stem(word), bool(content_words(word)) and not word.lower().endswith("n't")


def word_set(listed: str) -> frozenset[str]:
    """The words of a list written with blanks between them, as lists of words are easiest to read."""
    return frozenset(listed.split())
