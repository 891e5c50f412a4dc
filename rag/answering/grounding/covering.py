"""Which sentences of an article say what a claim says, taken together, and how much of it they cover."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.grounding.facts import Facts
from rag.text.tokens import Token

_SATURATION = 1.2
_LENGTH = 0.2
"""Less than usual for BM25: one sentence is not so much longer than the next as articles are."""
_BESIDE = 0.2
"""What the better of the two sentences next to one adds to its score."""
_AGAIN = 0.8
"""What a word still counts each time that a chosen sentence has said it already."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Positions of the sentences that tell most of a claim, best first, and the weight of its words.

    A word weighs the more, the fewer sentences of the article have it; one that none has weighs most.
    """

    places: tuple[int, ...]
    weights: Mapping[str, float]


class CountedSentences:
    """The sentences of one article with their words counted once for many claims."""

    def __init__(self, sentences: Sequence[Facts]) -> None:
        self.sentences = tuple(sentences)
        self._counts = [Counter(token.stem for token in content_of(item)) for item in sentences]
        self._lengths = [sum(counts.values()) for counts in self._counts]
        self._mean_length = max(1.0, sum(self._lengths) / max(1, len(self._lengths)))
        self._holding = Counter(word for counts in self._counts for word in counts)

    def cover(self, claim: Facts, most: int) -> Cover:
        """At most ``most`` sentences, chosen one by one for what they add to those before.

        BM25 among sentences, with what stands beside a sentence counted in part.
        """
        weights = {token.stem: self._weight(token.stem) for token in content_of(claim)}
        scores = [self._scores(at, weights) for at in range(len(self.sentences))]
        sums = [sum(words.values()) for words in scores]
        beside = [_BESIDE * max(_at(sums, at - 1), _at(sums, at + 1)) for at in range(len(sums))]
        said: Counter[str] = Counter()
        chosen: list[int] = []
        left = {at for at in range(len(scores)) if scores[at]}
        while left and len(chosen) < most:
            best = max(left, key=lambda at: (_gain(scores[at], said) + beside[at], -at))
            chosen.append(best)
            left.remove(best)
            said.update(scores[best].keys())
        return Cover(tuple(chosen), weights)

    def _weight(self, word: str) -> float:
        with_it = self._holding[word]
        return math.log(1 + (len(self.sentences) - with_it + 0.5) / (with_it + 0.5))

    def _scores(self, at: int, weights: Mapping[str, float]) -> dict[str, float]:
        counts = self._counts[at]
        longer = 1 - _LENGTH + _LENGTH * self._lengths[at] / self._mean_length
        return {
            word: weight * counts[word] * (_SATURATION + 1) / (counts[word] + _SATURATION * longer)
            for word, weight in weights.items()
            if counts[word]
        }


def _at(values: Sequence[float], place: int) -> float:
    return values[place] if 0 <= place < len(values) else 0.0


def _gain(scores: Mapping[str, float], said: Mapping[str, int]) -> float:
    return sum(score * _AGAIN ** said.get(word, 0) for word, score in scores.items())


def content_of(text: Facts) -> list[Token]:
    """Its words that carry meaning, names and figures among them."""
    return [token for token in text.tokens if token.is_content]


def covered_share(claim: Facts, sentences: Iterable[Facts], weights: Mapping[str, float]) -> float:
    """The share by weight of a claim's words that one of the sentences says, in this or another form."""
    offered = tuple(sentences)
    words = [token.stem for token in content_of(claim)]
    total = sum(weights[word] for word in words)
    if not total:
        return 0.0
    return sum(weights[word] for word in words if any(item.has_word(word) for item in offered)) / total
