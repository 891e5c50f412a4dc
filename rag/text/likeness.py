"""Whether one text is a copy of another, and a small part of each that tells early whether to compare them.

A copy may be trimmed, edited here and there, or stand between lines of its publisher's own. So what counts is
how much of the shorter text runs along the longer one. Changed words leave short gaps, which are bridged;
what two articles only have in common, such as a standing paragraph, leaves long ones.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

Hashes: TypeAlias = npt.NDArray[np.uint32]
Mask: TypeAlias = npt.NDArray[np.bool_]

SAMPLED = 8
"""One run in so many is a mark, by its hash: the same runs in every text."""

COMPARED_FROM = 0.4
"""The share of the runs of the shorter text from which two texts are compared, as far as marks can tell."""


@dataclass(frozen=True)
class Rule:
    """What makes a copy. How the values were chosen: docs/evaluation.md."""

    run: int = 3
    """Words in a run. Longer ones lose more to each word that is changed."""
    bridged: int = 6
    """Changed words between shared runs that still count as running along."""
    framed: int = 40
    """Words before and after the shared ones that are the paper's own, though no more than `most_framed`."""
    most_framed: float = 0.15
    """The share of the text that they may be on each side."""
    copy_from: float = 0.8
    """The share of the other words of the shorter text that have to run along the longer text."""
    of_longer: float = 0.15
    """The share of the longer text that has to be in the shorter one: a round-up is no copy of its parts."""
    figures_from: float = 0.5
    """The share of the shorter text's figures that have to stand in shared runs, if it has `few_figures`.

    The same words with other figures are another day's report.
    """
    few_figures: int = 5
    fewest_runs: int = 20
    """A text with fewer is a copy of the same text only: a sentence may stand in two articles by chance."""


RULE = Rule()

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Wording:
    """The words of a text as far as comparing needs them."""

    runs: Hashes
    """A hash of each run of words, in reading order."""
    figures: Mask
    """Which words have a digit."""

    @cached_property
    def different_runs(self) -> Hashes:
        """Ascending."""
        return np.unique(self.runs)

    @cached_property
    def set_of_runs(self) -> frozenset[int]:
        """For texts of some hundred words much faster to compare than arrays."""
        return frozenset(self.runs.tolist())

    @property
    def marks(self) -> Hashes:
        """The runs with the lowest hashes, ascending (FracMinHash; Irber et al. 2022).

        The share of one text's marks that another has is an unbiased estimate of the share of its runs.
        """
        runs = self.different_runs
        return runs[: np.searchsorted(runs, np.uint32((1 << 32) // SAMPLED))]


def wording_of(text: str, rule: Rule = RULE) -> Wording:
    """Case and punctuation do not count.

    Where words are not parted (Chinese, Japanese, Korean) a character counts as a word.
    """
    found = _WORD.findall(text.casefold())
    figures = np.fromiter((word[0].isdigit() for word in found), dtype=np.bool_, count=len(found))
    encoded = (word.encode("utf-8", "surrogatepass") for word in found)
    words = np.fromiter(map(crc32, encoded), dtype=np.uint64, count=len(found))
    runs = np.zeros(max(0, len(words) - rule.run + 1), dtype=np.uint64)
    for offset in range(rule.run):
        runs = runs * _SPREAD + words[offset : offset + len(runs)]
    return Wording((_mixed(runs) >> np.uint64(32)).astype(np.uint32), figures)


def are_worth_comparing(shared: int, marks: int, other_marks: int, rule: Rule = RULE) -> bool:
    """Whether two texts may be copies, from the numbers of their marks and of those they share."""
    shorter, longer = sorted((marks, other_marks))
    return shared >= max(_least(shorter, COMPARED_FROM), _least(longer, rule.of_longer))


def least_shared(marks: int, rule: Rule = RULE) -> int:
    """So many of its marks a text shares with any that it is worth comparing with."""
    return _least(marks, rule.of_longer)


@cache
def _least(marks: int, share: float) -> int:
    """How many marks are shared if that share of the runs is. Two standard errors are allowed for."""
    expected = marks * share
    return max(1, math.ceil(expected - 2 * math.sqrt(expected * (1 - share))))


def are_copies(one: Wording, other: Wording, rule: Rule = RULE) -> bool:
    """Whether one text is a copy of the other, trimmed, edited or not. Which is which cannot be told."""
    shorter, longer = sorted((one, other), key=lambda wording: len(wording.runs))
    if len(shorter.runs) < rule.fewest_runs:
        return False
    if len(one.set_of_runs & other.set_of_runs) < rule.of_longer * len(longer.set_of_runs):
        return False
    shared = _shared_words(shorter, longer.different_runs)
    return _running_share(shared, rule) >= rule.copy_from and _same_figures(shared, shorter.figures, rule)


def likeness(one: Wording, other: Wording, rule: Rule = RULE) -> float:
    """The share of the shorter text that runs along the other, what frames it not counted."""
    shorter, longer = sorted((one, other), key=lambda wording: len(wording.runs))
    return running_share(shorter, longer.different_runs, rule)


def running_share(text: Wording, known: Hashes, rule: Rule = RULE) -> float:
    """The share of a text that runs along what is known, what frames it not counted."""
    return _running_share(_shared_words(text, known), rule) if len(text.runs) else 0.0


def _shared_words(text: Wording, known: Hashes) -> Mask:
    """Which words of a text stand in a run that is known."""
    runs = np.isin(text.runs, known)
    words = np.zeros(len(text.figures), dtype=np.bool_)
    for offset in range(len(words) - len(runs) + 1):
        words[offset : offset + len(runs)] |= runs
    return words


def _running_share(shared: Mask, rule: Rule) -> float:
    places = np.flatnonzero(shared)
    if not len(places):
        return 0.0
    gaps = np.diff(places) - 1
    running = len(places) + int(gaps[gaps <= rule.bridged].sum())
    most = min(rule.framed, int(rule.most_framed * len(shared)))
    frame = min(most, int(places[0])) + min(most, len(shared) - 1 - int(places[-1]))
    return running / (len(shared) - frame)


def _same_figures(shared: Mask, figures: Mask, rule: Rule) -> bool:
    count = int(figures.sum())
    return count < rule.few_figures or int((shared & figures).sum()) >= rule.figures_from * count


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Every bit of the result depends on every bit of a value (the finalizer of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
