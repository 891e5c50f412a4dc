"""Packing: from hits to the few numbered sentences a model reads.

A small model reads about 70 tokens a second, so sentences are packed, not articles: those of the best
passages that share the question's rarer words, or stand beside one that does, within a token budget, then
put back into reading order. How the constants were chosen: docs/decisions/0014-packing.md.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rag.answering.screening import KeptBack
from rag.domain import ArticleInfo, Evidence, Finding, Hit, Sentence, Value
from rag.ports import ArticleStore
from rag.text.words import content_words, stem

TOKENS_PER_WORD = 1.4
"""A safe mean for English news in the tokenizers of current chat models."""

OWN_WORDS = 1.5
"""How much more the words of a sentence count than the score of its passage, as a share of the best one's."""

BESIDE = 0.5
"""The same for the words of the better of its two neighbours."""

ARTICLE_SHARE = 2 / 3
"""The share of the room that one article may take as long as others have something to say."""

_BOILERPLATE = re.compile(
    r"^\W*(?:read (?:also|more)|also read|related|see also|advertisement|sign up|subscribe|click here"
    r"|follow us|share this|photo|image|video|watch)\b\s*(?::|$)",
    re.IGNORECASE,
)


class PackSize(Value):
    """How much a model is given to read.

    ``near`` is the share of the best sentence's score that another needs: what is far off leads a small model
    astray, and takes it long to read.
    """

    sentences: int
    tokens: int
    near: float = 0.25


FOR_SMALL_MODELS = PackSize(sentences=14, tokens=520, near=0.5)
FOR_STRONG_MODELS = PackSize(sentences=48, tokens=2400)


class Packer:
    """Chooses and numbers the sentences. No model takes part: the scores of the hits know of meaning."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store

    def pack(
        self, question: str, hits: Sequence[Hit], size: PackSize, findings: Sequence[Finding] = ()
    ) -> list[Evidence]:
        """At most ``size`` of evidence, numbered from 1: the best article first, each as it reads.

        A sentence that the ``findings`` keep back is no evidence.
        """
        passages = self._candidates(hits, KeptBack(findings))
        if not passages:
            return []
        sentences = list(passages)
        scores = score(question, sentences, list(passages.values()))
        chosen = choose(sentences, scores, size)
        infos = self._store.infos([sentence.article_id for sentence in chosen])
        return number(chosen, dict(zip(sentences, scores, strict=True)), infos)

    def _candidates(self, hits: Sequence[Hit], kept_back: KeptBack) -> Mapping[Sentence, float]:
        """Each sentence with the score of its best passage, as a share of the best of all."""
        by_chunk = self._store.sentences([hit.chunk_id for hit in hits])
        best = max((hit.score for hit in hits), default=0.0) or 1.0
        passages: dict[Sentence, float] = {}
        for hit in hits:
            for sentence in by_chunk.get(hit.chunk_id, ()):
                if not _BOILERPLATE.match(sentence.text) and sentence not in kept_back:
                    passages.setdefault(sentence, hit.score / best)
        return passages


def score(question: str, sentences: Sequence[Sentence], passages: Sequence[float]) -> list[float]:
    """How much each sentence promises, 0 to 1, by its passage, its own words and those beside it."""
    shared = overlap(question, [sentence.text for sentence in sentences])
    places = [(sentence.article_id, sentence.position) for sentence in sentences]
    at = dict(zip(places, shared, strict=True))
    return [
        (passage + OWN_WORDS * own + BESIDE * max(at.get((article, place + step), 0.0) for step in (-1, 1)))
        / (1.0 + OWN_WORDS + BESIDE)
        for passage, own, (article, place) in zip(passages, shared, places, strict=True)
    ]


def overlap(question: str, texts: Sequence[str]) -> list[float]:
    """The share of the question's content stems in each text, the rarer among the texts weighing more."""
    wanted = {stem(word) for word in content_words(question)}
    stems = [{stem(word) for word in content_words(text)} for text in texts]
    frequency = Counter(word for found in stems for word in found & wanted)
    weights = {word: math.log(1 + len(texts) / (1 + frequency[word])) for word in wanted}
    total = sum(weights.values()) or 1.0
    return [sum(weights[word] for word in found & wanted) / total for found in stems]


def choose(sentences: Sequence[Sentence], scores: Sequence[float], size: PackSize) -> list[Sentence]:
    """The best sentences within the size; one that does not fit is passed over for a shorter one.

    No article takes more than its share before every other was asked.
    """
    order = sorted(
        range(len(sentences)), key=lambda i: (-scores[i], sentences[i].article_id, sentences[i].start)
    )
    near = [index for index in order if scores[index] >= size.near * scores[order[0]]]
    room = _Room(size)
    chosen = {near[0]}
    room.take(sentences[near[0]])
    for share in (ARTICLE_SHARE, 1.0):
        for index in near:
            if index not in chosen and room.has(sentences[index], share):
                chosen.add(index)
                room.take(sentences[index])
    return [sentences[index] for index in near if index in chosen]


class _Room:
    """What is left of a size, and how much of it each article has taken."""

    def __init__(self, size: PackSize) -> None:
        self._size = size
        self._sentences = 0
        self._tokens: dict[str, float] = defaultdict(float)

    def has(self, sentence: Sentence, share: float) -> bool:
        """Whether the sentence fits, and its article stays within a share of all the room."""
        if self._sentences == self._size.sentences:
            return False
        tokens = tokens_of(sentence)
        of_article = self._tokens[sentence.article_id] + tokens
        fits = sum(self._tokens.values()) + tokens <= self._size.tokens
        return fits and of_article <= share * self._size.tokens

    def take(self, sentence: Sentence) -> None:
        self._sentences += 1
        self._tokens[sentence.article_id] += tokens_of(sentence)


def tokens_of(sentence: Sentence) -> float:
    """About what a sentence costs to read, with its number."""
    return len(sentence.text.split()) * TOKENS_PER_WORD + 4


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
            score=scores[sentence],
        )
        for count, sentence in enumerate(ordered, start=1)
    ]
