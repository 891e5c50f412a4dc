"""What changed between two texts: sentence by sentence, and within a changed sentence word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rag.domain import Difference, SentenceChange, WordChange
from rag.text.sentences import split_sentences

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_ALIKE = 0.5
"""Share of words that two sentences need in common to be versions of one another."""
_REACH = 5
"""Sentences further apart within a rewritten passage are not compared: a rewritten book would take hours."""


def compare(before: str, after: str) -> tuple[tuple[SentenceChange, ...], int]:
    """Every sentence that was added, removed or changed, in reading order, and how many stayed."""
    old, new = _sentences(before), _sentences(after)
    changes: list[SentenceChange] = []
    unchanged = 0
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            unchanged += old_end - old_start
        else:
            changes.extend(_passage(old[old_start:old_end], new[new_start:new_end]))
    return tuple(changes), unchanged


def _sentences(text: str) -> list[str]:
    return [span.cut(text) for span in split_sentences(text)]


def _passage(old: Sequence[str], new: Sequence[str]) -> Iterator[SentenceChange]:
    """The changes within one passage: sentences that are alike are versions of one another."""
    place = 0
    for sentence in new:
        near = old[place : place + _REACH]
        version = next((at for at, other in enumerate(near) if _are_alike(other, sentence)), None)
        if version is None:
            yield SentenceChange(kind=Difference.ADDED, after=sentence)
            continue
        yield from map(_removed, near[:version])
        place += version + 1
        yield _changed(near[version], sentence)
    yield from map(_removed, old[place:])


def _removed(sentence: str) -> SentenceChange:
    return SentenceChange(kind=Difference.REMOVED, before=sentence)


def _changed(before: str, after: str) -> SentenceChange:
    words = tuple(_words(_tokens(before), _tokens(after)))
    return SentenceChange(kind=Difference.CHANGED, before=before, after=after, words=words)


def _are_alike(one: str, other: str) -> bool:
    matcher: SequenceMatcher[str] = SequenceMatcher(None, _words_of(one), _words_of(other))
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _words_of(sentence: str) -> list[str]:
    return [token.casefold() for token in _tokens(sentence) if not token.isspace()]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[WordChange]:
    """Runs of words, those removed before those added in their place."""
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        removed, added = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
        if kind == "equal":
            yield WordChange(kind=Difference.SAME, text=removed)
            continue
        if removed:
            yield WordChange(kind=Difference.REMOVED, text=removed)
        if added:
            yield WordChange(kind=Difference.ADDED, text=added)
