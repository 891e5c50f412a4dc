"""The set about conversations: is the last message answered, left open or asked back, as people did it?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.cases import Answerability, Conversation
from eval.metrics import Counts, token_f1
from eval.outcomes import Detail, Measured, Scores
from eval.running import Task
from eval.systems.talkers import Decision, Replied, Talker

MACRO_F1 = "decision: macro-F1"
WORDS = "token F1, answerable"
_HALVES = ("development half: decision right", "held-out half: decision right")
_WANTED = {
    Answerability.ANSWERABLE: Decision.ANSWER,
    Answerability.PARTIAL: Decision.ANSWER,
    Answerability.UNANSWERABLE: Decision.ABSTAIN,
    Answerability.UNDERSPECIFIED: Decision.ASK_BACK,
}


def mtragun(conversations: Sequence[Conversation], talker: Talker) -> Task[Conversation]:
    """The decision in three classes, and the words of the reference where there is an answer.

    Conversations are halved by their digests: rules are looked at on the first half only.
    """

    def measure(case: Conversation) -> Measured:
        replied = talker.reply(case)
        wanted = _WANTED[case.answerability]
        why = "" if replied.decision == wanted else f"It should {wanted}, and it did {replied.decision}."
        detail = Detail(
            question=case.turns[-1].text, found=(replied.text,), expected=(case.reference,), why=why
        )
        return Measured(scores=_scores(case, replied), detail=detail)

    return Task(
        name="mtragun",
        cases=conversations,
        measure=measure,
        worst=lambda case: _scores(case, None),
        group=lambda case: case.answerability.value,
        joint={MACRO_F1: macro_f1},
    )


def macro_f1(every: Sequence[Scores]) -> float:
    """The mean of the F1 of the three decisions."""
    return sum(_f1(every, decision) for decision in Decision) / len(Decision)


def _f1(every: Sequence[Scores], decision: Decision) -> float:
    said = [scores[_said(decision)] == 1.0 for scores in every]
    wanted = [_right(decision) in scores for scores in every]
    both = sum(mine and theirs for mine, theirs in zip(said, wanted, strict=True))
    return Counts(both, sum(said), sum(wanted)).f1


def _scores(case: Conversation, replied: Replied | None) -> dict[str, float]:
    """``replied`` is None for a system that failed."""
    wanted = _WANTED[case.answerability]
    is_right = float(replied is not None and replied.decision == wanted)
    scores = {_said(one): float(replied is not None and replied.decision == one) for one in Decision}
    scores |= {_right(wanted): is_right, _HALVES[int(case.digest, 16) % 2]: is_right}
    if case.answerability is Answerability.ANSWERABLE:
        said = replied.text if replied is not None and replied.decision is Decision.ANSWER else ""
        scores[WORDS] = token_f1(said, case.reference)
    return scores


def _said(decision: Decision) -> str:
    return f"said to {decision}"


def _right(decision: Decision) -> str:
    return f"{decision}: right"
