"""How much of a freely worded claim has to be covered: chosen on some claims, measured on others."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from eval.cases import CitedClaim, Support
from eval.metrics import SEED, balanced_accuracy
from eval.sets.judging import evidence_of
from rag.answering.grounding import Wording, ground
from rag.answering.grounding.compare import Background
from rag.answering.grounding.covering import CountedSentences
from rag.answering.grounding.facts import facts_of
from rag.answering.grounding.free_wording import carried_freely
from rag.domain import AnswerDraft, DraftClaim, Verdict

FOLDS = 5
ROUNDS = 20
THRESHOLDS = tuple(round(0.2 + 0.02 * step, 2) for step in range(31))


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim with what does not hang on the threshold: settled by a sentence, or else the share covered."""

    supported: bool
    settled: bool | None
    share: float

    def shown(self, threshold: float) -> bool:
        return self.share >= threshold if self.settled is None else self.settled


@dataclass(frozen=True, slots=True)
class Calibration:
    """The threshold that is best on all claims, and the balanced accuracy on claims it was not chosen on."""

    threshold: float
    value: float
    spread: float
    by_threshold: dict[float, float]


def read_claims(claims: Sequence[CitedClaim]) -> Iterator[Reading]:
    for case in claims:
        yield _read(case)


def _read(case: CitedClaim) -> Reading:
    evidence = evidence_of(case)
    supported = case.label is Support.SUPPORTED
    draft = AnswerDraft(claims=(DraftClaim(text=case.claim),))
    if ground(draft, evidence).claims:
        return Reading(supported, settled=True, share=1.0)
    freely = ground(draft, evidence, wording=Wording.FREE)
    if any(rejected.verdict is Verdict.CONTRADICTED for rejected in freely.rejected):
        return Reading(supported, settled=False, share=0.0)
    read = [facts_of(item.sentence.text, case.written_on) for item in evidence]
    aliases = {key: value for item in read for key, value in item.aliases.items()}
    claim = facts_of(case.claim, case.written_on)
    carried = carried_freely(claim, CountedSentences(read), Background(aliases, names=()))
    return Reading(supported, settled=False if carried.absent else None, share=carried.share)


def calibrate(readings: Sequence[Reading]) -> Calibration:
    """Five-fold cross-validation, twenty times over, within each label."""
    order = random.Random(SEED)  # noqa: S311  # no secret hangs on it
    values = [_accuracy_of_round(readings, order) for _ in range(ROUNDS)]
    by_threshold = {threshold: _accuracy(readings, threshold) for threshold in THRESHOLDS}
    return Calibration(_best(readings), fmean(values), pstdev(values), by_threshold)


def _accuracy_of_round(readings: Sequence[Reading], order: random.Random) -> float:
    fold_of: dict[int, int] = {}
    for label in (True, False):
        places = [at for at, reading in enumerate(readings) if reading.supported == label]
        order.shuffle(places)
        fold_of |= {place: number % FOLDS for number, place in enumerate(places)}
    said: list[bool] = [False] * len(readings)
    for fold in range(FOLDS):
        threshold = _best([reading for at, reading in enumerate(readings) if fold_of[at] != fold])
        for at, reading in enumerate(readings):
            if fold_of[at] == fold:
                said[at] = reading.shown(threshold)
    return balanced_accuracy(said, [reading.supported for reading in readings])


def _best(readings: Sequence[Reading]) -> float:
    """The threshold best together with its two neighbours, of equals the middle: a lone peak is chance."""
    values = [_accuracy(readings, threshold) for threshold in THRESHOLDS]
    sums = {at: round(sum(values[at - 1 : at + 2]), 9) for at in range(1, len(values) - 1)}
    equals = [at for at, value in sums.items() if value == max(sums.values())]
    return THRESHOLDS[equals[len(equals) // 2]]


def _accuracy(readings: Sequence[Reading], threshold: float) -> float:
    return balanced_accuracy(
        [reading.shown(threshold) for reading in readings], [reading.supported for reading in readings]
    )
