"""Metrics, pure. None ever gives NaN: what has no defined value raises `ValueError`, and says why.

Rankings are ids, best first, each once. "Relevant" are the ids that should be found.
"""

from __future__ import annotations

import math
import random
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from statistics import fmean
from typing import NamedTuple, TypeVar

import snowballstemmer

RESAMPLES = 1000
SEED = 20261124

T = TypeVar("T")


# --- rankings -----------------------------------------------------------------------------------------------


def hit_at(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """1 if one of the first ``k`` is relevant, else 0."""
    return float(any(_relevance(ranking, relevant, k)))


def recall_at(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """The share of the relevant that is among the first ``k``."""
    return sum(_relevance(ranking, relevant, k)) / len(set(relevant))


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """One over the rank of the first relevant one, 0 if it comes after ``k``. Its mean is MRR@k."""
    found = _relevance(ranking, relevant, k)
    return 1 / (found.index(True) + 1) if any(found) else 0.0


def ndcg_at(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Normalised discounted cumulative gain with gain 1 and discount log2(1 + rank)."""
    gain = sum(1 / math.log2(1 + rank) for rank in _relevant_ranks(ranking, relevant, k))
    best = sum(1 / math.log2(1 + rank) for rank in range(1, min(k, len(set(relevant))) + 1))
    return gain / best


def average_precision(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """The mean over the relevant of the precision at its rank, 0 where it is not found. Its mean is MAP."""
    ranks = _relevant_ranks(ranking, relevant, max(1, len(ranking)))
    return sum(count / rank for count, rank in enumerate(ranks, start=1)) / len(set(relevant))


def _relevance(ranking: Sequence[str], relevant: Collection[str], k: int) -> list[bool]:
    if not relevant:
        raise ValueError("a ranking cannot be judged where nothing is relevant")
    if k < 1:
        raise ValueError(f"k must be 1 or more, not {k}")
    if len(set(ranking)) != len(ranking):
        raise ValueError("a ranking must name each id once")
    return [item in relevant for item in ranking[:k]]


def _relevant_ranks(ranking: Sequence[str], relevant: Collection[str], k: int) -> list[int]:
    return [rank for rank, hit in enumerate(_relevance(ranking, relevant, k), start=1) if hit]


# --- counts: what was found against what should have been ---------------------------------------------------


class Counts(NamedTuple):
    """Precision, recall and F1 of a set of things found. Counts of several cases add up to a micro average.

    Nothing found and nothing to be found is a full score; nothing found otherwise is none.
    """

    right: float
    found: float
    gold: float

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.gold)

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else float(not self.found)

    @property
    def f1(self) -> float:
        """2PR / (P + R), written so that it is defined for every count."""
        both = self.found + self.gold
        return 2 * self.right / both if both else 1.0


def total(counts: Iterable[Counts]) -> Counts:
    """The sum, for a micro average. Raises `ValueError` for none."""
    rows = list(counts)
    if not rows:
        raise ValueError("there are no counts to add")
    return Counts(*(sum(column) for column in zip(*rows, strict=True)))


def overlap(found: Collection[T], gold: Collection[T]) -> Counts:
    """Two sets compared; citations found against those that carry the claim, for example."""
    right = set(found) & set(gold)
    return Counts(len(right), len(set(found)), len(set(gold)))


def abstention(abstained: Sequence[bool], answerable: Sequence[bool]) -> Counts:
    """Abstaining as the thing to be found, in the questions that cannot be answered."""
    pairs = list(zip(abstained, answerable, strict=True))
    right = sum(silent and not can for silent, can in pairs)
    return Counts(right, sum(silent for silent, _ in pairs), sum(not can for _, can in pairs))


def share(holds: Sequence[bool]) -> float:
    """The share that holds, of quotes verified for example. Raises `ValueError` for none."""
    if not holds:
        raise ValueError("there is no share of nothing")
    return sum(holds) / len(holds)


def balanced_accuracy(said: Sequence[bool], gold: Sequence[bool]) -> float:
    """The mean of the shares of true and of false cases that were called so. Both must occur."""
    right: dict[bool, list[bool]] = {True: [], False: []}
    for mine, theirs in zip(said, gold, strict=True):
        right[theirs].append(mine == theirs)
    return fmean(share(right[kind]) for kind in (True, False))


# --- answers ------------------------------------------------------------------------------------------------


def normalise_answer(text: str) -> str:
    """As SQuAD does it: lower case, no punctuation, no articles, single blanks; here for all of Unicode."""
    words = text.lower().translate(_WITHOUT_PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", words).split())


class _WithoutPunctuation(dict[int, str | None]):
    """A table for `str.translate`, filled as characters come."""

    def __missing__(self, code: int) -> str | None:
        mark = chr(code)
        is_punctuation = unicodedata.category(mark).startswith("P") or mark in string.punctuation
        self[code] = None if is_punctuation else mark
        return self[code]


_WITHOUT_PUNCTUATION = _WithoutPunctuation()


def exact_match(answer: str, gold: str) -> bool:
    return normalise_answer(answer) == normalise_answer(gold)


def contains_answer(text: str, gold: str) -> bool:
    """Whether the whole words of the gold answer stand in the text, one after the other."""
    return any(texts_with_answer([normalise_answer(text)], gold))


def texts_with_answer(normalised: Sequence[str], gold: str) -> list[bool]:
    """For each of many texts, normalised once for many answers, whether it contains this one."""
    wanted = normalise_answer(gold)
    if not wanted:
        raise ValueError(f"the gold answer {gold!r} has no words to look for")
    return [f" {wanted} " in f" {text} " for text in normalised]


def token_f1(answer: str, gold: str) -> float:
    """F1 of the bags of words, 1 if both are empty."""
    mine, theirs = Counter(normalise_answer(answer).split()), Counter(normalise_answer(gold).split())
    return Counts((mine & theirs).total(), mine.total(), theirs.total()).f1


# --- text ---------------------------------------------------------------------------------------------------


def boundaries(pieces: Iterable[str]) -> set[int]:
    """Where pieces meet, as the number of visible characters before: white space does not count."""
    ends, count = set(), 0
    for piece in pieces:
        count += sum(not character.isspace() for character in piece)
        ends.add(count)
    return ends - {0, count}


def shingle_scores(found: str, gold: str, *, words: int = 4) -> Counts:
    """Shingles of ``words`` words in common, as shares of all, so that long pages do not weigh more.

    This is how scrapinghub/article-extraction-benchmark compares an extracted article with the true one.
    """
    mine, theirs = _shingles(found, words), _shingles(gold, words)
    every = (mine | theirs).total() or 1
    return Counts((mine & theirs).total() / every, mine.total() / every, theirs.total() / every)


def extraction_f1(pages: Sequence[Counts]) -> float:
    """That benchmark's F1, of the mean precision where something was found and the mean recall.

    Raises `ValueError` if there is no page with an article.
    """
    recalls = [page.recall for page in pages if page.gold]
    if not recalls:
        raise ValueError("there is no page with an article")
    recall = fmean(recalls)
    precision = fmean([page.precision for page in pages if page.found] or [0.0])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _shingles(text: str, words: int) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text)
    starts = range(max(1, len(tokens) - words + 1)) if tokens else range(0)
    return Counter(tuple(tokens[start : start + words]) for start in starts)


def rouge_l(summary: str, reference: str) -> float:
    """ROUGE-L F1 (Lin 2004) of the longest common subsequence of stems, as the `rouge-score` package counts.

    Differences from it: stems are Snowball's, not NLTK's Porter.
    """
    mine, theirs = list(_stems(summary)), list(_stems(reference))
    if not mine or not theirs:
        return 0.0
    return Counts(_common_subsequence(mine, theirs), len(mine), len(theirs)).f1


def _stems(text: str) -> Iterator[str]:
    stemmer = snowballstemmer.stemmer("porter")
    for word in re.findall(r"[a-z0-9]+", text.lower()):
        yield stemmer.stemWord(word) if len(word) > 3 else word


def _common_subsequence(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """Its length, by dynamic programming over one row."""
    row = [0] * (len(theirs) + 1)
    for word in mine:
        diagonal = 0
        for index, other in enumerate(theirs, start=1):
            above = row[index]
            row[index] = diagonal + 1 if word == other else max(above, row[index - 1])
            diagonal = above
    return row[-1]


# --- intervals ----------------------------------------------------------------------------------------------


class Interval(NamedTuple):
    """The middle 95% of resamples."""

    low: float
    high: float


def bootstrap(
    cases: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """The 95% percentile interval of a statistic over cases drawn with replacement.

    For a difference of two systems let a case be the pair of what they got: that is the paired bootstrap.
    """
    if not cases:
        raise ValueError("there is no interval of nothing")
    chance = random.Random(seed)  # noqa: S311  # resampling, nothing secret
    values = sorted(statistic(chance.choices(cases, k=len(cases))) for _ in range(resamples))
    return Interval(values[int(0.025 * resamples)], values[int(0.975 * resamples) - 1])


def paired_difference(a: Sequence[float], b: Sequence[float], *, seed: int = SEED) -> tuple[float, Interval]:
    """The mean of ``a - b`` over the same cases, with its interval."""
    differences = [mine - theirs for mine, theirs in zip(a, b, strict=True)]
    return fmean(differences), bootstrap(differences, fmean, seed=seed)
