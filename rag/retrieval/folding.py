"""Copies among what was found: each passage once, whichever of the copies it stands in.

Articles that are copies of each other need not say all the same: one is cut, one has a paragraph or a figure
of its own. So passages are folded, not articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rag.text.likeness import running_share, wording_of
from rag.text.sentences import split_sentences
from rag.text.words import content_words, stem

if TYPE_CHECKING:
    from rag.retrieval.ranking import Candidate
    from rag.text.likeness import Hashes

ALIKE_FROM = 0.5
"""The share of the words of a sentence from which it is the same sentence, edited."""

OWN_FROM = 0.25
"""The share of a chunk that makes it a passage of its own. What papers put around a copy is less."""


def without_copies(found: Sequence[Candidate], groups: Mapping[str, str], query: str) -> Iterator[Candidate]:
    """What was found, best first, without passages that a copy has shown already.

    Of a group, the article of the best chunk is shown; another one where it says something that this one does
    not. ``groups`` names the group of copies that an article is in.
    """
    of_group: dict[str, list[Candidate]] = defaultdict(list)
    for item in found:
        of_group[_group(item, groups)].append(item)
    folds: dict[str, _Fold] = {}
    for item in found:
        key = _group(item, groups)
        if len({one.chunk.article_id for one in of_group[key]}) == 1:
            yield item
        elif shown := folds.setdefault(key, _Fold(of_group[key], query)).shown_for(item):
            yield shown


class _Fold:
    """What is shown of a group of copies that was found in several articles."""

    def __init__(self, found: Sequence[Candidate], query: str) -> None:
        self._home = found[0].chunk.article_id
        self._of_home = [item for item in found if item.chunk.article_id == self._home]
        self._wanted = _stems(query)
        self._shown: dict[str, Candidate] = {}

    def shown_for(self, item: Candidate) -> Candidate | None:
        """The chunk, or the one of the group's first article that says the same; None if both are known."""
        if item.chunk.chunk_id in self._shown:
            return None
        others = [one for one in self._shown.values() if one.chunk.article_id != item.chunk.article_id]
        if others and not self._says_more(item, others):
            return None
        shown = item if item.chunk.article_id == self._home else self._at_home(item)
        self._shown[shown.chunk.chunk_id] = shown
        return shown

    def _at_home(self, item: Candidate) -> Candidate:
        """The chunk of the first article that says the same, if one was found, or else the chunk itself."""
        left = [one for one in self._of_home if one.chunk.chunk_id not in self._shown]
        if not left or self._says_more(item, [*self._shown.values(), *left]):
            return item
        runs = wording_of(item.chunk.text).runs
        best = max(left, key=lambda one: _in_common(runs, wording_of(one.chunk.text).runs))
        return replace(best, score=item.score)

    def _says_more(self, item: Candidate, than: Sequence[Candidate]) -> bool:
        """Whether a good part of the chunk is in none of the others, or what was asked for is said anew."""
        known = np.concatenate([wording_of(one.chunk.text).runs for one in than])
        said = frozenset[str]().union(*(_stems(one.chunk.text) for one in than))
        text = item.chunk.text
        sentences = [text[span.start : span.end] for span in split_sentences(text)]
        own = [sentence for sentence in sentences if not _is_known(sentence, known, said)]
        return sum(map(len, own)) >= OWN_FROM * len(text) or any(
            self._is_asked_for(_stems(sentence), said) for sentence in own
        )

    def _is_asked_for(self, stems: frozenset[str], said: frozenset[str]) -> bool:
        """Whether these are words of the query, and one of them or a figure was not said before."""
        new = stems - said
        return bool(stems & self._wanted) and bool(new & self._wanted or _figures(new))


def _group(item: Candidate, groups: Mapping[str, str]) -> str:
    return groups.get(item.chunk.article_id, item.chunk.article_id)


def _is_known(sentence: str, known: Hashes, said: frozenset[str]) -> bool:
    """Whether a sentence runs along what is known, and has no figure of its own. A few words always do."""
    wording = wording_of(sentence)
    if not len(wording.runs):
        return True
    return running_share(wording, known) >= ALIKE_FROM and _figures(_stems(sentence)) <= said


def _in_common(runs: Hashes, others: Hashes) -> int:
    return len(np.intersect1d(runs, others))


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, content_words(text)))


def _figures(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(one for one in stems if one[0].isdigit())
