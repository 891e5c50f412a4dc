"""Conversations: the decision in three classes, and the words of the reference."""

from __future__ import annotations

import pytest

from eval.cases import Answerability, Conversation, Turn
from eval.sets.conversing import MACRO_F1, WORDS, macro_f1, mtragun
from eval.systems.talkers import Decision, Replied, passages_of


class Parrot:
    """Replies the same to everything."""

    def __init__(self, decision: Decision) -> None:
        self._reply = Replied(decision, "It sails at nine.")

    def reply(self, conversation: Conversation) -> Replied:
        return self._reply


def case(kind: Answerability, *passages: str) -> Conversation:
    return Conversation(
        case_id=kind.value,
        turns=(Turn(speaker="user", text="When does it sail?"),),
        passages=passages,
        reference="The ferry sails at nine.",
        answerability=kind,
        collection="harbours",
    )


CASES = [case(kind, "The ferry sails at nine.", "It is called Aurora.") for kind in Answerability]


@pytest.mark.parametrize(
    ("decision", "wanted"),
    [(Decision.ANSWER, 2 / 9), (Decision.ABSTAIN, 0.4 / 3), (Decision.ASK_BACK, 0.4 / 3)],
)
def test_who_always_decides_the_same_is_right_of_one_kind(decision: Decision, wanted: float) -> None:
    """Two of four are to be answered: F1 2/3; one of four left open or asked back: F1 2/5."""
    task = mtragun(CASES, Parrot(decision))
    scores = [task.measure(one).scores for one in CASES]
    assert macro_f1(scores) == pytest.approx(wanted)
    assert task.joint[MACRO_F1](scores) == macro_f1(scores)
    assert all(task.worst(one).keys() == score.keys() for one, score in zip(CASES, scores, strict=True))


def test_words_count_where_there_is_an_answer() -> None:
    answered, _, _, partly = (mtragun(CASES, Parrot(Decision.ANSWER)).measure(one).scores for one in CASES)
    assert answered[WORDS] == pytest.approx(2 * 3 / (4 + 4))
    assert WORDS not in partly
    assert mtragun(CASES, Parrot(Decision.ABSTAIN)).measure(CASES[0]).scores[WORDS] == 0.0


def test_each_passage_is_an_article() -> None:
    articles = passages_of(CASES[:1])
    assert [article.text for article in articles] == list(CASES[0].passages)
    assert len({article.article_id for article in articles}) == 2
