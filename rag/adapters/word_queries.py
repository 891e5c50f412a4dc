"""From a question to expressions of SQLite's FTS5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.text.phrases import quoted_phrases
from rag.text.words import content_words, words

_MOST_TERMS = 64
_JOINTS = re.compile(r"[-‐‑'’&]")
_INITIALS = re.compile(r"[A-Z]{2,4}")


def query_terms(query: str) -> Sequence[str]:
    """The words to look for, and the phrases; each once.

    Stop words count only if there is nothing else. A phrase that the query quotes is a term of its own.
    """
    spoken = content_words(query) or words(query)
    terms = dict.fromkeys([*quoted_phrases(query), *(term for word in spoken for term in _terms(word))])
    return list(terms)[:_MOST_TERMS]


def any_of(terms: Sequence[str]) -> str:
    """What has any of the terms. Each is quoted, so nothing a user types is an operator."""
    return " OR ".join(f'"{term}"' for term in terms)


def with_and_without(rare: Sequence[str], common: Sequence[str]) -> Sequence[str]:
    """What has a rare term, in two expressions that share no row; all terms of a row count in its score."""
    if not common:
        return [any_of(rare)]
    return [f"({any_of(rare)}) AND ({any_of(common)})", f"({any_of(rare)}) NOT ({any_of(common)})"]


def _terms(word: str) -> Iterator[str]:
    """The word, and what else it may be written as: its parts, and "US" for "U.S." or the reverse."""
    yield word
    if _JOINTS.search(word):
        yield from content_words(" ".join(_JOINTS.split(word)))
    if "." in word and not any(letter.isdigit() for letter in word):
        yield word.replace(".", "")
    if _INITIALS.fullmatch(word):
        yield " ".join(word)
