"""Packing: from hits to the few numbered sentences a model reads.

A small model reads about 70 tokens a second, so sentences are packed, not articles: those nearest to the
question by vector and by its rarer words, within a token budget, then put back into reading order.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.answering.screening import KeptBack
from rag.domain import ArticleInfo, Evidence, Finding, Hit, Sentence, Value
from rag.ports import ArticleStore, Embedder
from rag.text.chunking import SPECIAL_TOKENS
from rag.text.fitting import fitting_part
from rag.text.words import content_words, stem

if TYPE_CHECKING:
    from rag.ports import Vectors

TOKENS_PER_WORD = 1.4
"""A safe mean for English news in the tokenizers of current chat models."""

HIT_DISCOUNT = 0.97
"""What a sentence loses for each rank of its chunk: retrieval has seen more of the article than it shows."""

NEAR_THE_BEST = 0.25
"""The share of the best sentence's score that another needs: what is far off leads a small model astray."""

_BOILERPLATE = re.compile(
    r"^\W*(?:read (?:also|more)|also read|related|see also|advertisement|sign up|subscribe|click here"
    r"|follow us|share this|photo|image|video|watch)\b\s*(?::|$)",
    re.IGNORECASE,
)


class PackSize(Value):
    """How much a model is given to read."""

    sentences: int
    tokens: int


FOR_SMALL_MODELS = PackSize(sentences=14, tokens=520)
FOR_STRONG_MODELS = PackSize(sentences=48, tokens=2400)


class Packer:
    """Chooses and numbers the sentences; one embedding call per question, none without an embedder."""

    def __init__(self, store: ArticleStore, embedder: Embedder | None) -> None:
        self._store = store
        self._embedder = embedder

    def pack(
        self, question: str, hits: Sequence[Hit], size: PackSize, findings: Sequence[Finding] = ()
    ) -> list[Evidence]:
        """At most ``size`` of evidence, numbered from 1: the best article first, each as it reads.

        A sentence that the ``findings`` keep back is no evidence.
        """
        sentences, ranks = self._candidates(hits, KeptBack(findings))
        if not sentences:
            return []
        scores = self._scores(question, sentences, ranks)
        chosen = choose(sentences, scores, size)
        infos = self._store.infos([sentence.article_id for sentence in chosen])
        return number(chosen, dict(zip(sentences, scores, strict=True)), infos)

    def _candidates(self, hits: Sequence[Hit], kept_back: KeptBack) -> tuple[list[Sentence], list[int]]:
        by_chunk = self._store.sentences([hit.chunk_id for hit in hits])
        ranks: dict[Sentence, int] = {}
        for rank, hit in enumerate(hits):
            for sentence in by_chunk.get(hit.chunk_id, ()):
                if not _BOILERPLATE.match(sentence.text) and sentence not in kept_back:
                    ranks.setdefault(sentence, rank)
        return list(ranks), list(ranks.values())

    def _scores(self, question: str, sentences: Sequence[Sentence], ranks: Sequence[int]) -> list[float]:
        texts = [sentence.text for sentence in sentences]
        shared = overlap(question, texts)
        near = self._nearness(self._embedder, question, texts) if self._embedder else shared
        return [
            (0.5 * max(0.0, cosine) + 0.5 * share) * HIT_DISCOUNT**rank
            for cosine, share, rank in zip(near, shared, ranks, strict=True)
        ]

    def _nearness(self, embedder: Embedder, question: str, texts: Sequence[str]) -> list[float]:
        asked = fitting_part(question, embedder.count_tokens, embedder.max_tokens - SPECIAL_TOKENS)
        return nearness(embedder.embed([asked, *texts]))


def nearness(vectors: Vectors) -> list[float]:
    """The cosine of row 0 with every other row; vectors of shape (1 + n, dimension)."""
    return [float(value) for value in vectors[1:] @ vectors[0]]


def overlap(question: str, texts: Sequence[str]) -> list[float]:
    """The share of the question's content stems in each text, the rarer among the texts weighing more."""
    wanted = {stem(word) for word in content_words(question)}
    stems = [{stem(word) for word in content_words(text)} for text in texts]
    frequency = Counter(word for found in stems for word in found & wanted)
    weights = {word: math.log(1 + len(texts) / (1 + frequency[word])) for word in wanted}
    total = sum(weights.values()) or 1.0
    return [sum(weights[word] for word in found & wanted) / total for found in stems]


def choose(sentences: Sequence[Sentence], scores: Sequence[float], size: PackSize) -> list[Sentence]:
    """The best sentences within the size; one that does not fit is passed over for a shorter one."""
    chosen: list[Sentence] = []
    tokens = 0.0
    order = sorted(
        range(len(sentences)), key=lambda i: (-scores[i], sentences[i].article_id, sentences[i].start)
    )
    least = NEAR_THE_BEST * max(scores)
    for index in order:
        cost = len(sentences[index].text.split()) * TOKENS_PER_WORD + 4
        has_room = len(chosen) < size.sentences and tokens + cost <= size.tokens
        if not chosen or (has_room and scores[index] >= least):
            chosen.append(sentences[index])
            tokens += cost
    return chosen


def number(
    chosen: Sequence[Sentence], scores: Mapping[Sentence, float], infos: Mapping[str, ArticleInfo]
) -> list[Evidence]:
    """Articles in the order of their best sentence, each in reading order, numbered from 1."""
    place: dict[str, int] = {}
    for sentence in chosen:
        place.setdefault(sentence.article_id, len(place))
    ordered = sorted(chosen, key=lambda sentence: (place[sentence.article_id], sentence.start))
    return [
        Evidence(
            number=count,
            sentence=sentence,
            article=infos[sentence.article_id],
            score=min(1.0, scores[sentence]),
        )
        for count, sentence in enumerate(ordered, start=1)
    ]
