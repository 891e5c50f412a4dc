"""Copies among what was found: each passage once, whichever of the copies it stands in.

Articles that are copies of each other need not say all the same: one is cut, one has a paragraph or a figure
of its own. So passages are folded, not articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rag.domain import Chunk
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


Read: TypeAlias = Callable[[Sequence[str]], Mapping[str, Chunk]]
"""Fetches chunks by their ids."""


def without_copies(found: Sequence[Candidate], read: Read, query: str) -> Iterator[Candidate]:
    """What was found, best first, without passages that a copy has shown already.

    Of a group, the article of the best chunk is shown; another one where it says something that this one does
    not. Texts are read only of groups that were found in several articles.
    """
    first: dict[str, str] = {}
    shared = {
        item.place.copy_group
        for item in found
        if first.setdefault(item.place.copy_group, item.place.article_id) != item.place.article_id
    }
    several: dict[str, list[Candidate]] = {group: [] for group in shared}
    for item in found if shared else ():
        if item.place.copy_group in shared:
            several[item.place.copy_group].append(item)
    chunks = read([item.chunk_id for items in several.values() for item in items]) if several else {}
    folds = {group: _Fold(items, chunks, query) for group, items in several.items()}
    for item in found:
        fold = folds.get(item.place.copy_group)
        if shown := item if fold is None else fold.shown_for(item):
            yield shown


class _Fold:
    """What is shown of a group of copies that was found in several articles."""

    def __init__(self, found: Sequence[Candidate], chunks: Mapping[str, Chunk], query: str) -> None:
        self._home = found[0].place.article_id
        self._of_home = [item for item in found if item.place.article_id == self._home]
        self._chunks = chunks
        self._wanted = _stems(query)
        self._shown: dict[str, Candidate] = {}

    def shown_for(self, item: Candidate) -> Candidate | None:
        """The chunk, or the one of the group's first article that says the same; None if both are known."""
        if item.chunk_id in self._shown:
            return None
        others = [one for one in self._shown.values() if one.place.article_id != item.place.article_id]
        if others and not self._says_more(item, others):
            return None
        shown = item if item.place.article_id == self._home else self._at_home(item)
        self._shown[shown.chunk_id] = shown
        return shown

    def _at_home(self, item: Candidate) -> Candidate:
        """The chunk of the first article that says the same, if one was found, or else the chunk itself."""
        left = [one for one in self._of_home if one.chunk_id not in self._shown]
        if not left or self._says_more(item, [*self._shown.values(), *left]):
            return item
        runs = wording_of(self._text(item)).runs
        best = max(left, key=lambda one: _in_common(runs, wording_of(self._text(one)).runs))
        return best._replace(score=item.score)

    def _says_more(self, item: Candidate, than: Sequence[Candidate]) -> bool:
        """Whether a good part of the chunk is in none of the others, or what was asked for is said anew."""
        known = np.concatenate([wording_of(self._text(one)).runs for one in than])
        said = frozenset[str]().union(*(_stems(self._text(one)) for one in than))
        text = self._text(item)
        sentences = [text[span.start : span.end] for span in split_sentences(text)]
        own = [sentence for sentence in sentences if not _is_known(sentence, known, said)]
        return sum(map(len, own)) >= OWN_FROM * len(text) or any(
            self._is_asked_for(_stems(sentence), said) for sentence in own
        )

    def _is_asked_for(self, stems: frozenset[str], said: frozenset[str]) -> bool:
        """Whether these are words of the query, and one of them or a figure was not said before."""
        new = stems - said
        return bool(stems & self._wanted) and bool(new & self._wanted or _figures(new))

    def _text(self, item: Candidate) -> str:
        """Empty if the chunk is gone meanwhile."""
        chunk = self._chunks.get(item.chunk_id)
        return chunk.text if chunk else ""


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
