"""Of many things that articles tell, the few nearest to their story, each told once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.text.words import content_words, stem

if TYPE_CHECKING:
    from rag.ports import Vectors

Pairing = Callable[[int, int], bool]
"""Whether two things, by their indexes, may be one and the same."""
Test = Callable[[int, Sequence[int]], bool]
"""Whether a thing may stand beside those that are chosen already."""


def nearest(
    texts: Sequence[str],
    about: Sequence[str],
    *,
    most: int,
    same_from: float,
    may_be_same: Pairing,
    may_stand: Test = lambda index, chosen: True,
) -> dict[int, list[int]]:
    """The indexes of at most so many texts that share most with ``about``, in reading order.

    Each comes with those that say the same: ``same_from`` is the share of weighted words in common.
    """
    vectors = word_vectors([*about, *texts])
    middle, near = vectors[: len(about)].sum(axis=0), vectors[len(about) :]
    chosen: dict[int, list[int]] = {}
    for at in sorted(range(len(texts)), key=lambda at: (-float(near[at] @ middle), at)):
        same = next(
            (
                other
                for other in chosen
                if may_be_same(at, other) and float(near[at] @ near[other]) >= same_from
            ),
            None,
        )
        if same is not None:
            chosen[same].append(at)
        elif len(chosen) < most and may_stand(at, list(chosen)):
            chosen[at] = []
    return dict(sorted(chosen.items()))


def word_vectors(texts: Sequence[str]) -> Vectors:
    """A row of length 1 for each text, shape (n, words): rarer words weigh more."""
    import numpy as np

    stems = [Counter(stem(word) for word in content_words(text)) for text in texts]
    spread = Counter(word for each in stems for word in each)
    columns = {word: at for at, word in enumerate(sorted(spread))}
    rows = np.zeros((len(texts), max(1, len(columns))), dtype=np.float32)
    for row, each in enumerate(stems):
        for word, count in each.items():
            rows[row, columns[word]] = (1 + math.log(count)) * math.log(1 + len(texts) / spread[word])
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
